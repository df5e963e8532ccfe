"""The colours that a logo shows, and how much of it is lost on a paper."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from whitelabel import color
from whitelabel.color import Color
from whitelabel.picture.islands import islands

if TYPE_CHECKING:
    from PIL.Image import Image

RGB: TypeAlias = tuple[int, int, int]

TOLD = {"dark": 2.0, "light": 1.5}
"""The contrast from which a shape is told from its paper at a glance; dark on dark needs more of it."""

_TOLD_BY_HUE = {"dark": 1.3, "light": 1.12}
_HUE = 70
"""A shape of less contrast is told by its hue: from this contrast on, where a channel differs by so many levels."""

_SPARED = {"dark": (0.3, 0.7), "light": (0.6, 0.9)}
"""Shares of a part: up to the first its loss is a detail, from the second on the part is gone. A pale rim or a pale plate
on light paper takes nothing from what it carries; on dark paper the silhouette is gone."""

_THIN = 3
"""Pixels of the measure: a line of less is no wall around what it surrounds."""


@dataclass(frozen=True, slots=True)
class Ink:
    """A colour and its share of all that can be seen, from 0 to 1."""

    rgb: RGB
    share: float


def inks(image: Image) -> tuple[Ink, ...]:
    """The colours that can be seen, with their shares, from the greatest to the least.

    Args:
        image: ``RGBA``. Translucent pixels count by their alpha.

    Returns:
        Each channel is one of 32 levels from 0 to 255.
    """
    levels = [round(round(value * 31 / 255) * 255 / 31) for value in range(256)]
    alphas = [round(value / 15) for value in range(256)]
    counted = image.point(levels * 3 + alphas).getcolors(image.width * image.height)
    weights: dict[RGB, int] = {}
    for count, pixel in counted or ():
        assert isinstance(pixel, tuple)
        red, green, blue, alpha = pixel
        if alpha:
            weights[(red, green, blue)] = weights.get((red, green, blue), 0) + count * alpha
    total = sum(weights.values()) or 1
    return tuple(
        Ink(rgb, weight / total) for rgb, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    )


def lost(image: Image, paper: str) -> float:
    """How much of a logo a person can't tell from a paper.

    What borders on nothing but other colours is no loss: black eyes in a yellow face are seen on black paper too. A thin
    outline is no border. Each part (each letter) counts by the length of its outline, so that thin letters are not
    outweighed by a heavy sign beside them.

    Args:
        image: ``RGBA``, as ``Drawing.sample`` makes it.
        paper: ``#rrggbb``.

    Returns:
        0 (nothing is lost) to 1 (all is).
    """
    from PIL import Image as Pillow
    from PIL import ImageChops, ImageFilter, ImageOps

    # With an edge around it all that is open to the outside hangs together.
    framed = ImageOps.expand(image, 2, (0, 0, 0, 0))
    alpha = framed.getchannel("A")
    ground = Pillow.new("RGBA", framed.size, paper)
    told = _told(Pillow.alpha_composite(ground, framed).convert("RGB"), paper)
    untold = ImageOps.invert(told)
    solid = alpha.point(_HALF)
    opaque = solid.histogram()[255]
    if opaque > 0.5 * alpha.point(_FAINT).histogram()[255]:
        # Most logos are seen or lost as a whole.
        share = ImageChops.darker(untold, solid).histogram()[255] / opaque
        if share < _SPECK or share > 1.0 - _SPECK:
            return float(round(share))
    wall = told.filter(ImageFilter.MinFilter(_THIN)).filter(ImageFilter.MaxFilter(_THIN))
    outside = _filled(ImageOps.invert(wall))
    gone = ImageChops.darker(ImageChops.darker(untold, outside), alpha).tobytes()
    rim = ImageChops.subtract(solid, solid.filter(ImageFilter.MinFilter(3))).tobytes()
    seen = alpha.tobytes()
    spared, spent = _SPARED[side_of(paper)]
    missing = whole = 0.0
    for part in islands(alpha.point(_FAINT)):
        spans = [(row * framed.width + left, row * framed.width + right) for row, left, right in part.runs]
        weight = max(0.5, sum(rim.count(255, start, end) for start, end in spans))
        share = sum(sum(gone[start:end]) for start, end in spans) / sum(sum(seen[start:end]) for start, end in spans)
        missing += weight * min(1.0, max(0.0, (share - spared) / (spent - spared)))
        whole += weight
    return missing / whole if whole else 0.0


def _filled(mask: Image) -> Image:
    """The part of a mask that its left upper corner belongs to."""
    from PIL import Image as Pillow

    width = mask.width
    pixels = bytearray(width * mask.height)
    for row, left, right in islands(mask)[0].runs:
        pixels[row * width + left : row * width + right] = b"\xff" * (right - left)
    return Pillow.frombytes("L", mask.size, bytes(pixels))


def side_of(paper: str) -> Literal["light", "dark"]:
    """Whether black or white reads better on a paper: on ``light`` ones black does."""
    return "light" if color.luminance(color.parse(paper)) > _MIDDLE else "dark"


_MIDDLE = math.sqrt(1.05 * 0.05) - 0.05
"""The luminance on which black and white have the same contrast."""

_SPECK = 0.005
"""The share of a drawing that is nothing but its softened edges, or dust."""

_HALF = [255 if alpha >= 128 else 0 for alpha in range(256)]
_FAINT = [255 if alpha >= 48 else 0 for alpha in range(256)]


def is_told(rgb: RGB, paper: str) -> bool:
    """Whether a colour is told from a paper at a glance."""
    ground = color.parse(paper)
    ratio = color.contrast(Color("srgb", (rgb[0] / 255, rgb[1] / 255, rgb[2] / 255)), ground)
    far = max(abs(value - round(other * 255)) for value, other in zip(rgb, color.to_srgb(ground), strict=True))
    side = side_of(paper)
    return ratio >= TOLD[side] or (ratio >= _TOLD_BY_HUE[side] and far >= _HUE)


def _told(image: Image, paper: str) -> Image:
    """255 where a colour is told from the paper, else 0; ``is_told`` for all pixels at once."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    side = side_of(paper)
    at_a_glance = _beyond(image, _bounds(paper, TOLD[side]))
    somewhat = _beyond(image, _bounds(paper, _TOLD_BY_HUE[side]))
    difference = ImageChops.difference(image, Pillow.new("RGB", image.size, paper)).split()
    far = ImageChops.lighter(ImageChops.lighter(difference[0], difference[1]), difference[2]).point(_FAR)
    return ImageChops.lighter(at_a_glance, ImageChops.darker(somewhat, far))


_FAR = [255 if value >= _HUE else 0 for value in range(256)]


@lru_cache(maxsize=64)
def _bounds(paper: str, ratio: float) -> tuple[float, float]:
    """The luminances below and above which a colour has a contrast on a paper."""
    light = color.luminance(color.parse(paper))
    return ((light + 0.05) / ratio - 0.05, (light + 0.05) * ratio - 0.05)


def _beyond(image: Image, bounds: tuple[float, float]) -> Image:
    """255 where the luminance is below the first bound or above the second, else 0."""
    from PIL import ImageChops

    low, high = bounds
    result = image.getchannel(0).point(_NOTHING)
    for bound, is_lower in ((low, True), (high, False)):
        if not 0.0 < bound < 1.0:
            continue
        # Summed at such a scale that the bound is 200: exact enough for the darkest of papers.
        scale = 200.0 / bound
        red, green, blue = (band.point(table) for band, table in zip(image.split(), _tables(scale), strict=True))
        total = ImageChops.add(ImageChops.add(red, green), blue)
        result = ImageChops.lighter(result, total.point(_BELOW if is_lower else _ABOVE))
    return result


_NOTHING = [0] * 256
_BELOW = [255 if value < 200 else 0 for value in range(256)]
_ABOVE = [255 if value >= 200 else 0 for value in range(256)]
_WEIGHTS = (0.2126, 0.7152, 0.0722)


@lru_cache(maxsize=64)
def _tables(scale: float) -> tuple[list[int], list[int], list[int]]:
    """What each level of a channel adds to the luminance."""
    red, green, blue = ([min(255, round(weight * light * scale)) for light in _linear()] for weight in _WEIGHTS)
    return red, green, blue


@cache
def _linear() -> tuple[float, ...]:
    """The luminance of each grey."""
    return tuple(color.luminance(Color("srgb", (value / 255, value / 255, value / 255))) for value in range(256))

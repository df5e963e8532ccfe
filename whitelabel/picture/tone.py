"""The colours that a logo shows, and how much of it is lost on a paper."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from whitelabel import color
from whitelabel.color import Color
from whitelabel.picture.islands import islands

if TYPE_CHECKING:
    from PIL.Image import Image

RGB: TypeAlias = tuple[int, int, int]

TOLD = {"dark": 2.0, "light": 1.35}
"""The contrast from which a shape is told from its paper at a glance; dark on dark needs more of it."""

_TOLD_BY_HUE = {"dark": 1.8, "light": 1.12}
_HUE = 70
"""A shape of less contrast is told by its hue: from this contrast on, where a channel differs by so many levels. On dark paper
that takes more, since the channel is mostly blue there, which the eye hardly sees."""

_VIVID = {"dark": 256, "light": 120}
"""Levels of a channel that are enough whatever the contrast: a yellow tile is seen on white."""

_SPARED = {"dark": (0.3, 0.7), "light": (0.6, 0.9)}
"""Shares of a part: up to the first its loss is a detail, from the second on the part is gone. A pale rim or a pale plate
on light paper takes nothing from what it carries; on dark paper the silhouette is gone."""

_WHOLE = {"dark": 2.5, "light": 1.0}
"""How much more a part weighs that is gone as a whole: without a syllable a name is another one, without an edge a sign isn't.
On light paper, for which logos are drawn, what is faint is meant so."""

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
    alphas = [round(value / 15) for value in range(256)]
    counted = image.point(_LEVELS * 3 + alphas).getcolors(image.width * image.height)
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


def stepped(rgb: RGB) -> RGB:
    """The ink that a colour counts as."""
    red, green, blue = (_LEVELS[value] for value in rgb)
    return (red, green, blue)


_LEVELS = [round(round(value * 31 / 255) * 255 / 31) for value in range(256)]


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
    framed = _framed(image)
    told = _told_on(framed, paper)
    at_once = _lost_at_once(framed, told)
    if at_once is not None:
        return at_once
    parts = _parts(framed, _gone(framed, told), paper)
    whole = sum(part.weight for part in parts)
    missing = sum(part.weight * part.share for part in parts)
    entirely = sum(part.weight for part in parts if part.share >= 1.0)
    return min(1.0, max(missing, _WHOLE[side_of(paper)] * entirely) / whole) if whole else 0.0


def untold(image: Image, paper: str) -> Image:
    """Where a logo can't be told from a paper.

    Args:
        image, paper: As ``lost`` takes them.

    Returns:
        ``L`` of the image's size: 255 where something has to be done, 128 in parts of which so little is lost that it may be,
        else 0.
    """
    from PIL import Image as Pillow
    from PIL import ImageChops

    framed = _framed(image)
    told = _told_on(framed, paper)
    if _lost_at_once(framed, told) == 1.0:
        return image.getchannel("A").point(_HALF)
    gone = _gone(framed, told)
    runs = [run for part in _parts(framed, gone, paper) if part.share for run in part.runs]
    matters = Pillow.frombytes("L", framed.size, _covered(framed.size, runs)).point(_HALF_OR_MORE)
    marked = ImageChops.darker(gone.point(_HALF), matters)
    return marked.crop((_FRAME, _FRAME, image.width + _FRAME, image.height + _FRAME))


def _framed(image: Image) -> Image:
    """An image with an edge around it, by which all that is open to the outside hangs together."""
    from PIL import ImageOps

    return ImageOps.expand(image, _FRAME, (0, 0, 0, 0))


_FRAME = 2


def _lost_at_once(image: Image, told: Image) -> float | None:
    """Most logos are seen or lost as a whole: 0 or 1; ``None`` for the others."""
    from PIL import ImageChops

    alpha = image.getchannel("A")
    solid = alpha.point(_HALF)
    opaque = solid.histogram()[255]
    if opaque <= 0.5 * alpha.point(_FAINT).histogram()[255]:
        return None
    share = ImageChops.subtract(solid, told).histogram()[255] / opaque
    return float(round(share)) if share < _SPECK or share > 1.0 - _SPECK else None


def _told_on(image: Image, paper: str) -> Image:
    from PIL import Image as Pillow

    return _told(Pillow.alpha_composite(Pillow.new("RGBA", image.size, paper), image).convert("RGB"), paper)


def _gone(image: Image, told: Image) -> Image:
    """The alpha of what can't be told and isn't walled in by what can."""
    from PIL import ImageChops, ImageFilter, ImageOps

    wall = told.filter(ImageFilter.MinFilter(_THIN)).filter(ImageFilter.MaxFilter(_THIN))
    outside = _filled(ImageOps.invert(wall))
    return ImageChops.darker(ImageChops.subtract(outside, told), image.getchannel("A"))


@dataclass(frozen=True, slots=True)
class _Part:
    """A connected part: the length of its outline, how much of it is missed, from 0 to 1, and where it lies."""

    weight: float
    share: float
    runs: tuple[tuple[int, int, int], ...]


def _parts(image: Image, gone: Image, paper: str) -> list[_Part]:
    from PIL import ImageChops, ImageFilter

    alpha = image.getchannel("A")
    solid = alpha.point(_HALF)
    rim = ImageChops.subtract(solid, solid.filter(ImageFilter.MinFilter(3))).tobytes()
    seen, lacking = alpha.tobytes(), gone.tobytes()
    spared, spent = _SPARED[side_of(paper)]
    found = []
    for part in islands(alpha.point(_FAINT)):
        spans = [(row * image.width + left, row * image.width + right) for row, left, right in part.runs]
        weight = max(0.5, sum(rim.count(255, start, end) for start, end in spans))
        share = sum(sum(lacking[start:end]) for start, end in spans) / sum(sum(seen[start:end]) for start, end in spans)
        found.append(_Part(weight, min(1.0, max(0.0, (share - spared) / (spent - spared))), part.runs))
    return found


def _filled(mask: Image) -> Image:
    """The part of a mask that its left upper corner belongs to."""
    from PIL import Image as Pillow

    return Pillow.frombytes("L", mask.size, _covered(mask.size, islands(mask)[0].runs))


def _covered(size: tuple[int, int], runs: Iterable[tuple[int, int, int]]) -> bytes:
    """A mask's pixels, 255 within the runs."""
    width, height = size
    pixels = bytearray(width * height)
    for row, left, right in runs:
        pixels[row * width + left : row * width + right] = b"\xff" * (right - left)
    return bytes(pixels)


def side_of(paper: str) -> Literal["light", "dark"]:
    """Whether black or white reads better on a paper: on ``light`` ones black does."""
    return "light" if color.luminance(color.parse(paper)) > _MIDDLE else "dark"


_MIDDLE = math.sqrt(1.05 * 0.05) - 0.05
"""The luminance on which black and white have the same contrast."""

_SPECK = 0.005
"""The share of a drawing that is nothing but its softened edges, or dust."""

_HALF = [255 if alpha >= 128 else 0 for alpha in range(256)]
_HALF_OR_MORE = [max(128, value) for value in range(256)]
_FAINT = [255 if alpha >= 48 else 0 for alpha in range(256)]


def is_told(rgb: RGB, paper: str) -> bool:
    """Whether a colour is told from a paper at a glance."""
    ground = color.parse(paper)
    ratio = color.contrast(Color("srgb", (rgb[0] / 255, rgb[1] / 255, rgb[2] / 255)), ground)
    far = max(abs(value - round(other * 255)) for value, other in zip(rgb, color.to_srgb(ground), strict=True))
    side = side_of(paper)
    return ratio >= TOLD[side] or (ratio >= _TOLD_BY_HUE[side] and far >= _HUE) or far >= _VIVID[side]


def _told(image: Image, paper: str) -> Image:
    """255 where a colour is told from the paper, else 0; ``is_told`` for all pixels at once."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    side = side_of(paper)
    at_a_glance = _beyond(image, _bounds(paper, TOLD[side]))
    somewhat = _beyond(image, _bounds(paper, _TOLD_BY_HUE[side]))
    difference = ImageChops.difference(image, Pillow.new("RGB", image.size, paper)).split()
    far = ImageChops.lighter(ImageChops.lighter(difference[0], difference[1]), difference[2])
    by_hue = ImageChops.lighter(ImageChops.darker(somewhat, far.point(_FAR)), far.point(_FARTHER[side]))
    return ImageChops.lighter(at_a_glance, by_hue)


_FAR = [255 if value >= _HUE else 0 for value in range(256)]
_FARTHER = {side: [255 if value >= vivid else 0 for value in range(256)] for side, vivid in _VIVID.items()}


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
        red, green, blue = image.point(_tables(scale)).split()
        total = ImageChops.add(ImageChops.add(red, green), blue)
        result = ImageChops.lighter(result, total.point(_BELOW if is_lower else _ABOVE))
    return result


_NOTHING = [0] * 256
_BELOW = [255 if value < 200 else 0 for value in range(256)]
_ABOVE = [255 if value >= 200 else 0 for value in range(256)]
_WEIGHTS = (0.2126, 0.7152, 0.0722)


@lru_cache(maxsize=64)
def _tables(scale: float) -> list[int]:
    """What each level of each channel adds to the luminance, channel by channel."""
    return [min(255, round(weight * light * scale)) for weight in _WEIGHTS for light in _linear()]


@cache
def _linear() -> tuple[float, ...]:
    """The luminance of each grey."""
    return tuple(color.luminance(Color("srgb", (value / 255, value / 255, value / 255))) for value in range(256))

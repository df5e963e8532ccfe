"""How well the outline of a logo stands out from a paper, as a figure for who signs it off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from whitelabel import color
from whitelabel.color import Color
from whitelabel.picture.ground import ground_of
from whitelabel.picture.recolor import hexadecimal
from whitelabel.picture.trim import paper_under

if TYPE_CHECKING:
    from PIL.Image import Image

    from whitelabel.picture.draw import Drawing

SHARE = 0.9
"""Of the outline; what is left may be a pale detail."""

_AREA = 160 * 160
_NEAR = 5
"""Pixels of the window around a point of the outline: what a thin rim surrounds is seen there too, and a smoothed edge isn't
taken for a pale colour."""

_STEPS = 255 / math.log(21)
"""Levels of a byte for contrasts from 1 to 21: each is 1.2 % more than the one below."""

_SOLID = [255 if alpha >= 128 else 0 for alpha in range(256)]
_SEEN = [255 if alpha >= 24 else 0 for alpha in range(256)]
_OTHER = [255 if step >= 24 else 0 for step in range(256)]
"""Levels of a channel by which what stands on a ground differs from it."""


def outline_contrast(drawing: Drawing, paper: str) -> float:
    """The contrast with a paper that nine tenths of a logo's outline reach.

    What stands within the outline is no matter of the paper: white letters on a blue square are read on white paper too.
    What has a ground of its own, a plate, a tile or a scanned sheet, is seen by that ground, or by what stands on it.

    Args:
        drawing: Without empty borders.
        paper: ``#rrggbb``.

    Returns:
        A ratio without unit, 1.0 to 21.0, rounded down by at most 1.2 %.

    Source:
        WCAG 2.2, "contrast ratio" and success criterion 1.4.11.
    """
    image = _drawn(drawing)
    alpha = image.getchannel("A")
    solid = alpha.point(_SOLID)
    # What is translucent all over has an outline too.
    seen = _reached(image, solid if solid.getbbox() else alpha.point(_SEEN), paper)
    own = paper_under(drawing) or ground_of(image)
    if own is None:
        return seen
    inner = _differing(image, own)
    return max(seen, _reached(image, inner, hexadecimal(own))) if inner.getbbox() else seen


def _reached(image: Image, shape: Image, paper: str) -> float:
    """The contrast that nine tenths of a shape's outline have with a paper; the shape is 255 in a mask."""
    from PIL import Image as Pillow
    from PIL import ImageChops, ImageFilter, ImageOps

    framed, shape = (ImageOps.expand(one, _NEAR, 0) for one in (image, shape))
    rim = ImageChops.subtract(shape, shape.filter(ImageFilter.MinFilter(3)))
    shown = Pillow.alpha_composite(Pillow.new("RGBA", framed.size, paper), framed).convert("RGB")
    reached = _levels(shown, color.parse(paper)).filter(ImageFilter.MaxFilter(_NEAR)).histogram(rim)
    spared = sum(reached) * (1 - SHARE)
    for level, count in enumerate(reached):
        spared -= count
        if spared < 0:
            return math.exp(level / _STEPS)
    return 1.0


def _drawn(drawing: Drawing) -> Image:
    """All of it, small. Pixels are averaged: a finer way to scale them draws edges darker than anything in the picture."""
    picture = drawing.picture
    if picture.form == "svg":
        return drawing.sample(_AREA)
    whole = drawing.image(round(picture.width), round(picture.height))
    return whole.convert("RGBa").reduce(max(1, int(math.sqrt(whole.width * whole.height / _AREA)))).convert("RGBA")


def _differing(image: Image, own: tuple[int, int, int]) -> Image:
    """255 where a picture is of another colour than its own ground, else 0."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    steps = ImageChops.difference(image.convert("RGB"), Pillow.new("RGB", image.size, own)).split()
    other = ImageChops.lighter(ImageChops.lighter(steps[0], steps[1]), steps[2]).point(_OTHER)
    return ImageChops.darker(other, image.getchannel("A").point(_SOLID))


def _levels(image: Image, paper: Color) -> Image:
    """The contrast of each pixel with the paper, in steps; ``image`` is ``RGB``."""
    from PIL import Image as Pillow

    size = image.width * image.height
    known: dict[object, int] = {}
    for _, pixel in image.getcolors(size) or ():
        assert isinstance(pixel, tuple)
        ink = Color("srgb", (pixel[0] / 255, pixel[1] / 255, pixel[2] / 255))
        known[pixel] = math.floor(math.log(color.contrast(ink, paper)) * _STEPS + 1e-9)
    return Pillow.frombytes(
        "L", image.size, bytes(map(known.__getitem__, zip(*[iter(image.tobytes())] * 3, strict=True)))
    )

"""The white sheet that drawing programs put behind a drawing: it is the page's, not the logo's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE = 160
"""Pixels of the longer side at which two drawings are compared."""

_WHITE = 250
"""Least level of a channel of what is called white."""

_SAME = 2
"""Levels by which two drawings may differ that are the same: one is rounded once more."""

_MAY_BE_WHITE = re.compile(r'"#f[\da-f]f[\da-f]f[\da-f]"')
_LEADING = re.compile(r"<svg\b[^>]*>(?:<defs>.*?</defs>|<g\b[^>]*>)*(<(?:rect|path|polygon)\b[^>]*/>)", re.DOTALL)


def without_sheet(picture: Picture) -> Picture:
    """A drawing without the white sheet that is its first shape and all around its edge; any other stays as it is.

    Args:
        picture: ``svg``, in normal form.

    Returns:
        What looks the same on white paper, and lets any other paper through where there was nothing but the sheet.
    """
    text = picture.data.decode()
    first = _LEADING.match(text)
    if first is None or not _MAY_BE_WHITE.search(first[0]):
        return picture
    before = _drawn(picture)
    if not _is_white_around(before):
        return picture
    bare = Picture("svg", (text[: first.start(1)] + text[first.end(1) :]).encode(), *picture.box)
    after = _drawn(bare)
    # Of what is nothing but white, nothing would be left.
    if not after.getbbox() or _is_white_around(after) or not _is_same(before, after):
        return picture
    return bare


def _drawn(picture: Picture) -> Image:
    from whitelabel.picture.draw import Drawing

    return Drawing(picture).fitted(_SIDE)


def _is_white_around(image: Image) -> bool:
    """Whether nothing shines through, and every pixel along the edge but softened ones is white."""
    if image.getchannel("A").crop((1, 1, image.width - 1, image.height - 1)).getextrema()[0] != 255:
        return False
    width, height = image.size
    strips = ((1, 1, width - 1, 2), (1, height - 2, width - 1, height - 1), (1, 1, 2, height - 1))
    corners = (*strips, (width - 2, 1, width - 1, height - 1))
    return all(_range(image.crop(strip).convert("RGB"))[0] >= _WHITE for strip in corners)


def _is_same(before: Image, after: Image) -> bool:
    """Whether two drawings look the same on white paper."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    on_white = (Pillow.alpha_composite(Pillow.new("RGBA", image.size, "#ffffff"), image) for image in (before, after))
    one, other = (image.convert("RGB").crop((1, 1, image.width - 1, image.height - 1)) for image in on_white)
    return _range(ImageChops.difference(one, other))[1] <= _SAME + 255 - _WHITE


def _range(image: Image) -> tuple[float, float]:
    """The lowest and the highest level in any channel."""
    found = image.getextrema()
    bands: list[tuple[float, float]] = [band for band in found if isinstance(band, tuple)]
    return min(low for low, _ in bands), max(high for _, high in bands)

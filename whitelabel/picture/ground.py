"""The ground of a sign that is a tile, as icons of applications are: one colour up to the edges, round corners aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PIL.Image import Image

RGB: TypeAlias = tuple[int, int, int]

TOUCH = 6
"""Levels of a channel by which two colours may differ and are one to the eye."""

_CORNER = 0.3
"""Share of the shorter side that a corner may take: home screens cut a quarter, circles leave hardly a tenth of an edge."""


def ground_of(image: Image) -> RGB | None:
    """The colour that fills a picture to its edges.

    Args:
        image: ``RGBA`` without empty borders, of at least 16 by 16 pixels.

    Returns:
        The colour of all four edges, where nothing shines through between them; corners may be round. ``None`` for a frame
        and for a disc.
    """
    width, height = image.width, image.height
    if min(width, height) < 16:
        return None
    left = top = round(min(width, height) * _CORNER)
    right, bottom = width - left, height - top
    # The outermost pixels are softened.
    alpha = image.getchannel("A")
    for part in ((left, 1, right, height - 1), (1, top, width - 1, bottom)):
        if alpha.crop(part).getextrema()[0] != 255:
            return None
    across = ((left, 1, right, 2), (left, height - 2, right, height - 1))
    down = ((1, top, 2, bottom), (width - 2, top, width - 1, bottom))
    extremes = [image.crop(strip).getextrema() for strip in (*across, *down)]
    lowest = [min(strip[band][0] for strip in extremes) for band in range(3)]  # type: ignore[index]
    highest = [max(strip[band][1] for strip in extremes) for band in range(3)]  # type: ignore[index]
    if any(high - low > TOUCH for low, high in zip(lowest, highest, strict=True)):
        return None
    red, green, blue = ((low + high) // 2 for low, high in zip(lowest, highest, strict=True))
    return (red, green, blue)

"""Logos that are tiles: closed rectangles or discs that carry all the rest, such as an app's icon or a flag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_ODD = 0.02
"""The share of the box by which a silhouette may differ from a rectangle with round corners."""


def corners(image: Image) -> float | None:
    """The radius of a tile's corners.

    Args:
        image: ``RGBA``, without empty borders.

    Returns:
        Pixels, half of the shorter side for a disc; ``None`` where the silhouette is no rectangle with round corners.
    """
    from PIL import ImageChops

    solid = image.getchannel("A").point(_SOLID)
    width, height = solid.size
    area = width * height
    missing = area - solid.histogram()[255]
    radius = math.sqrt(missing / (4.0 - math.pi))
    if radius > 0.55 * min(width, height):
        return None
    radius = min(radius, min(width, height) / 2.0)
    odd = ImageChops.difference(solid, _rounded(width, height, radius)).histogram()[255]
    return radius if odd <= _ODD * area else None


_SOLID = [255 if alpha >= 128 else 0 for alpha in range(256)]


def _rounded(width: int, height: int, radius: float) -> Image:
    """A rectangle with round corners, 255 on 0."""
    from PIL import Image as Pillow

    rows = []
    for row in range(height):
        beyond = max(0.0, radius - min(row + 0.5, height - row - 0.5))
        inset = round(radius - math.sqrt(max(0.0, radius**2 - beyond**2)))
        rows.append(bytes(inset) + b"\xff" * (width - 2 * inset) + bytes(inset))
    return Pillow.frombytes("L", (width, height), b"".join(rows))

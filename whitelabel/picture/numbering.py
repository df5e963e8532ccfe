"""Each pixel's place among the colours of an image, for what is done colour by colour and not pixel by pixel."""

from __future__ import annotations

import functools
import hashlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_Color = tuple[int, ...]

_FEW = 50_000
"""Pixels that are looked up one by one faster than a table of 65,536 places is handed over."""


def by_one_band(image: Image, palette: Sequence[_Color]) -> Image | None:
    """Each pixel's place in a palette that holds them all; ``None`` where no band alone tells all of its colours apart."""
    for number, band in enumerate(image.split()):
        places = {color[number]: place for place, color in enumerate(palette)}
        if len(places) == len(palette):
            return band.point([places.get(level, 0) for level in range(256)])
    return None


def numbered(image: Image, palette: Sequence[_Color]) -> Image | None:
    """Each pixel's place in a palette that holds them all; ``None`` where it can't be had in little time."""
    from PIL import Image as Pillow

    numbers = by_one_band(image, palette)
    if numbers is not None:
        return numbers
    if image.width * image.height <= _FEW:
        by_color = {bytes(color).ljust(4, b"\xff"): place for place, color in enumerate(palette)}
        whole = image.convert("RGBA").tobytes()
        places = {int.from_bytes(color, sys.byteorder): place for color, place in by_color.items()}
        return Pillow.frombytes("L", image.size, bytes(map(places.__getitem__, memoryview(whole).cast("I"))))
    apart = _told_apart(image.split(), palette)
    if apart is None:
        return None
    high, low, keys = apart
    table = bytearray(65536)
    for place, key in enumerate(keys):
        table[key] = place
    both = Pillow.merge("LA", (low, high)).tobytes()
    numbers = Pillow.new("L", image.size)
    # `Image.point` would round each of the 65,536 whole numbers first, which takes longer than all the rest.
    numbers.im = Pillow.frombytes("I;16", image.size, both).convert("I").im.point(list(table), "L")
    return numbers


def _told_apart(bands: Sequence[Image], palette: Sequence[_Color]) -> tuple[Image, Image, list[int]] | None:
    """Two bands that together differ wherever colours do, and each colour's number in them.

    Each level of each band is given two numbers without any order in them; those of a colour are added. Of 256 colours no two
    meet in three tries out of five, so that of twenty tries one holds.
    """
    from PIL import ImageChops

    for attempt in range(20):
        tables = [hashlib.shake_128(bytes((attempt, number))).digest(512) for number in range(len(bands))]
        keys = [
            sum(table[level] for table, level in zip(tables, color, strict=True)) % 256 * 256
            + sum(table[256 + level] for table, level in zip(tables, color, strict=True)) % 256
            for color in palette
        ]
        if len(set(keys)) == len(keys):
            high, low = (
                functools.reduce(
                    ImageChops.add_modulo,
                    (band.point(list(table[half : half + 256])) for band, table in zip(bands, tables, strict=True)),
                )
                for half in (0, 256)
            )
            return high, low, keys
    return None

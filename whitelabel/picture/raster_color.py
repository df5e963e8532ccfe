"""A decoded picture's numbers turned into those of a screen, as browsers do it."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from whitelabel.picture.raster_file import Stripped

if TYPE_CHECKING:
    from PIL.Image import Image

_SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "L": "GRAY", "CMYK": "CMYK"}

_SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
"""x and y of white, red, green and blue (IEC 61966-2-1)."""

_SCREEN = 0.45455
"""The exponent that programs write for sRGB; alone, it is taken for that."""

_PRIMARIES = {
    1: _SRGB,
    9: (0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    12: (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
"""ITU-T H.273 table 2: those that pictures for screens are written in."""

_EXPONENTS = {4: 2.2, 5: 2.8, 8: 1.0, 13: None}
"""ITU-T H.273 table 3: exponents of decoding; ``None`` is sRGB's own curve."""


def in_srgb(image: Image, source: Stripped) -> Image:
    """A picture in sRGB.

    Args:
        image: In the mode ``L``, ``LA``, ``RGB``, ``RGBA`` or ``CMYK``, with the numbers of the file.
        source: What the file says of them. A profile that is broken, or that is for another kind of numbers, is passed
            over, as browsers do.

    Returns:
        In the mode ``RGB`` or ``RGBA``.
    """
    from PIL import Image as Pillow

    turned = _turned(image, source)
    if turned is None:
        # Without a profile ink is what browsers take it for: the share of light that it leaves.
        return image.convert("RGBA" if image.mode.endswith("A") else "RGB")
    if image.mode == "LA":
        return Pillow.merge("RGBA", (*turned.split(), image.getchannel("A")))
    return turned


def _turned(image: Image, source: Stripped) -> Image | None:
    """The picture's colours in sRGB; ``None`` where they are in it already, or can't be told."""
    from PIL import ImageCms

    profile = source.profile or _written(source)
    if not profile:
        return None
    color = image.getchannel("L") if image.mode == "LA" else image
    target = color.mode if color.mode == "RGBA" else "RGB"
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if opened.profile.xcolor_space == "RGB " and color.mode == "L":
            color, target = color.convert("RGB"), "RGB"
        if opened.profile.xcolor_space != _SPACES[color.mode]:
            return None
        transform = ImageCms.buildTransform(opened, _srgb(), color.mode, target, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    if color.mode == "RGB" and _does_nothing(transform):
        return None
    return transform.apply(color)


@lru_cache(maxsize=1)
def _srgb() -> Any:
    from PIL import ImageCms

    return ImageCms.createProfile("sRGB")


def _does_nothing(transform: Any) -> bool:
    """Whether colours all over the cube keep their place within a level: the profile is sRGB's by another name."""
    from PIL import Image, ImageChops

    steps = range(0, 256, 17)
    probe = Image.frombytes(
        "RGB", (256, 16), bytes(part for r in steps for g in steps for b in steps for part in (r, g, b))
    )
    moved = ImageChops.difference(probe, transform.apply(probe)).getextrema()
    return all(isinstance(most, tuple) and most[1] <= 1 for most in moved)


# ── PNG's own words, as a profile ─────────────────────────────────────────────────────────────────────────────────


def _written(source: Stripped) -> bytes:
    """A profile that says what PNG's chunks say; nothing where they say nothing that we know."""
    corners: Sequence[float]
    exponent: float | None
    if source.coding is not None:
        primaries, transfer = source.coding
        if primaries not in _PRIMARIES or transfer not in _EXPONENTS:
            return b""
        corners, exponent = _PRIMARIES[primaries], _EXPONENTS[transfer]
    elif source.gamma and (source.primaries or abs(source.gamma - _SCREEN) > 1e-4):
        corners, exponent = source.primaries or _SRGB, 1 / source.gamma
    else:
        return b""
    try:
        return _profile(corners, exponent, gray=source.kind in (0, 4))
    except (ZeroDivisionError, struct.error, OverflowError):
        return b""


def _profile(corners: Sequence[float], exponent: float | None, *, gray: bool) -> bytes:
    """An ICC profile of three primaries and one curve (ICC.1:2022, 8.3.3)."""
    curve = struct.pack(">4s4xH2x", b"para", 3) + _fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    if exponent is not None:
        curve = struct.pack(">4s4xH2x", b"para", 0) + _fixed(exponent)
    white = struct.pack(">4s4x", b"XYZ ") + _fixed(*_D50)
    tags = {b"wtpt": white}
    if gray:
        tags[b"kTRC"] = curve
    else:
        for name, column in zip((b"r", b"g", b"b"), zip(*_matrix(corners), strict=True), strict=True):
            tags[name + b"XYZ"] = struct.pack(">4s4x", b"XYZ ") + _fixed(*column)
            tags[name + b"TRC"] = curve
    start = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += struct.pack(">4sII", name, start + len(body), len(content))
        body += content
    head = struct.pack(
        ">I4sI4s4s4s12x4s28s12s",
        start + len(body), b"", 0x04300000, b"mntr", b"GRAY" if gray else b"RGB ", b"XYZ ", b"acsp", b"", _fixed(*_D50),
    )  # fmt: skip
    return head.ljust(128, b"\0") + table + body


def _fixed(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


_D50 = (0.9642, 1.0, 0.8249)
_Matrix = tuple[tuple[float, ...], ...]
_BRADFORD: _Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))


def _matrix(corners: Sequence[float]) -> _Matrix:
    """From light of three primaries to XYZ under D50 (SMPTE RP 177, and Bradford's adaptation)."""
    white, *primaries = ([x / y, 1.0, (1 - x - y) / y] for x, y in zip(corners[::2], corners[1::2], strict=True))
    columns = tuple(zip(*primaries, strict=True))
    amounts = _times(_inverse(columns), white)
    light = tuple(tuple(value * amount for value, amount in zip(row, amounts, strict=True)) for row in columns)
    seen, wanted = _times(_BRADFORD, white), _times(_BRADFORD, _D50)
    scaled = tuple(
        tuple(value * new / old for value in row) for row, new, old in zip(_BRADFORD, wanted, seen, strict=True)
    )
    return _product(_inverse(_BRADFORD), _product(scaled, light))


def _times(matrix: _Matrix, vector: Sequence[float]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _product(left: _Matrix, right: _Matrix) -> _Matrix:
    return tuple(zip(*(_times(left, column) for column in zip(*right, strict=True)), strict=True))


def _inverse(matrix: _Matrix) -> _Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    rows = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    determinant = a * rows[0][0] + b * rows[1][0] + c * rows[2][0]
    return tuple(tuple(value / determinant for value in row) for row in rows)

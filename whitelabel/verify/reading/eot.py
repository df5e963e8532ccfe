"""Embedded OpenType, the fonts of old browsers: the names in the header, the hosts that it is bound to, and the font itself.

Source:
    W3C Member Submission "Embedded OpenType (EOT) File Format", 5 March 2008, sections 3 and 4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind, texts
from whitelabel.verify.reading.text import Unreadable

_OLDEST = 0x00010000
_VERSIONS = (_OLDEST, 0x00020001, 0x00020002)
_NAMES = ("family name", "style name", "version", "full name", "hosts")
"""Texts of the header in their order; the oldest version has no hosts."""

_FIRST = 82
"""Where the length of the first of them stands."""

_PACKED, _MASKED = 0x4, 0x10000000
_UNMASK = bytes(byte ^ 0x50 for byte in range(256))


def is_eot(data: bytes) -> bool:
    """Whether a file begins as one of these does."""
    return data[34:36] == b"LP" and int.from_bytes(data[8:12], "little") in _VERSIONS


def read(data: bytes) -> Iterator[Piece]:
    """Everything that it says, and the font in it.

    Raises:
        Unreadable: It is cut, or its font is compressed in the way that only Windows undoes.
    """
    try:
        yield from _read(data)
    except struct.error as broken:
        raise Unreadable("it is cut") from broken


def _read(data: bytes) -> Iterator[Piece]:
    size, length, version, flags = struct.unpack_from("<4I", data)
    start, end = size - length, _FIRST - 2
    if size > len(data) or start < _FIRST:
        raise Unreadable("it is cut")
    for name in _NAMES[: 4 if version == _OLDEST else 5]:
        (count,) = struct.unpack_from("<H", data, end + 2)
        first, end = end + 4, end + 4 + count
        yield Piece(f"header, {name}", data[first:end].decode("utf-16-le", "replace"))
    if end > start:
        raise Unreadable("it is cut")
    if any(data[end:start]):
        yield from texts("header", data[end:start])
    if flags & _PACKED:
        raise Unreadable("its font is compressed in a way that can't be undone here")
    font = data[start:size]
    yield Piece("font", data=font.translate(_UNMASK) if flags & _MASKED else font)
    yield from behind(data, size)

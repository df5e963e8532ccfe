"""GIF: its comments, texts and application data.

Source:
    CompuServe, Graphics Interchange Format 89a, 23 to 26.
"""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind, texts
from whitelabel.verify.reading.text import Unreadable

_NAMES = {0xFE: "comment", 0x01: "text", 0xFF: "application data"}


def read(data: bytes) -> Iterator[Piece]:
    """All extensions that hold words, and what stands behind the end.

    Raises:
        Unreadable: It is cut.
    """
    place = 13 + _table(data[10:11])
    while data[place : place + 1] != b";":
        kind = data[place : place + 1]
        if kind == b"!":
            label = data[place + 1]
            body, place = _blocks(data, place + 2)
            if label in _NAMES:
                yield from texts(_NAMES[label], body)
        elif kind == b",":
            _, place = _blocks(data, place + 11 + _table(data[place + 9 : place + 10]))
        else:
            raise Unreadable("it is cut")
    yield from behind(data, place + 1)


def _table(flags: bytes) -> int:
    """Bytes of a table of colours."""
    return 3 * 2 ** ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _blocks(data: bytes, place: int) -> tuple[bytes, int]:
    found = b""
    while True:
        size = data[place : place + 1]
        if not size:
            raise Unreadable("it is cut")
        if size == b"\0":
            return found, place + 1
        found += data[place + 1 : place + 1 + size[0]]
        place += 1 + size[0]

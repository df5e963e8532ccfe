"""ICO: the PNG files in it; entries of other kinds are pixels alone."""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind
from whitelabel.verify.reading.text import Unreadable

MAGIC = b"\0\0\1\0"
_PNG = b"\x89PNG"


def read(data: bytes) -> Iterator[Piece]:
    """Each entry that is a PNG, and what stands behind the last one.

    Raises:
        Unreadable: It is cut.
    """
    ends = [6]
    for number in range(int.from_bytes(data[4:6], "little")):
        entry = data[6 + 16 * number : 22 + 16 * number]
        size, start = int.from_bytes(entry[8:12], "little"), int.from_bytes(entry[12:16], "little")
        if len(entry) < 16 or start + size > len(data):
            raise Unreadable("it is cut")
        ends.append(start + size)
        picture = data[start : start + size]
        if picture.startswith(_PNG):
            yield Piece(f"entry {number + 1}", data=picture)
    yield from behind(data, max(ends))

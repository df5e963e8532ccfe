"""PNG: all that its chunks say in words.

Source:
    W3C, Portable Network Graphics (PNG) Specification, Third Edition, 5 and 11.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind, texts
from whitelabel.verify.reading.text import Unreadable

MAGIC = b"\x89PNG\r\n\x1a\n"
_PIXELS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP mDCV cLLI bKGD pHYs sBIT hIST tIME acTL fcTL fdAT".split()
)
_LIMIT = 16 * 1024 * 1024


def read(data: bytes) -> Iterator[Piece]:
    """Text chunks, EXIF, the colour profile, chunks of unknown kinds, and what stands behind the end.

    Raises:
        Unreadable: It is cut.
    """
    place = len(MAGIC)
    kind = b""
    while kind != b"IEND":
        size, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        body = data[place + 8 : place + 8 + size]
        place += 12 + size
        if place > len(data):
            raise Unreadable("it is cut")
        if kind not in _PIXELS:
            yield from _chunk(kind.decode("latin-1"), body)
    yield from behind(data, place)


def _chunk(kind: str, body: bytes) -> Iterator[Piece]:
    name, _, rest = body.partition(b"\0")
    label = f"chunk '{kind}'"
    if kind in ("tEXt", "zTXt", "iTXt", "iCCP"):
        label = f"{'colour profile' if kind == 'iCCP' else 'text'} '{name.decode('latin-1')}'"
        yield Piece(label, name.decode("latin-1"))
    if kind in ("zTXt", "iCCP"):
        yield from texts(label, _unpacked(rest[1:]))
    elif kind == "iTXt":
        language, _, more = rest[2:].partition(b"\0")
        translated, _, said = more.partition(b"\0")
        for part in (language, translated, _unpacked(said) if rest[:1] == b"\1" else said):
            yield from texts(label, part)
    else:
        yield from texts(label, rest if kind == "tEXt" else body)


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, _LIMIT)
    except zlib.error as broken:
        raise Unreadable("its text can't be unpacked") from broken

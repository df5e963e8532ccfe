"""Fonts: the name table, the names in CFF outlines, and a WOFF file's metadata and private data.

Source:
    OpenType 1.9, "name"; WOFF 1.0, 7 and 8; WOFF 2.0, 8.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, texts
from whitelabel.verify.reading.text import Unreadable

MAGICS = (b"wOF2", b"wOFF", b"\0\1\0\0\0", b"OTTO", b"true", b"ttcf")

logging.getLogger("fontTools").setLevel(logging.CRITICAL)


def read(data: bytes) -> Iterator[Piece]:
    """Everything that a font says in words.

    Raises:
        Unreadable: It is cut, or no font.
    """

    try:
        yield from _read(data)
    except Exception as broken:
        # Whatever a library stumbles over in bytes that are no font.
        raise Unreadable("it is no font, or cut") from broken


def _read(data: bytes) -> Iterator[Piece]:
    from fontTools.ttLib import TTCollection, TTFont

    is_packed = data[:2] == b"wO"
    if is_packed and int.from_bytes(data[8:12], "big") > len(data):
        raise Unreadable("it is cut")
    fonts = (
        [TTFont(io.BytesIO(data), lazy=True)]
        if data[:4] != b"ttcf"
        else TTCollection(io.BytesIO(data), lazy=True).fonts
    )
    for font in fonts:
        ends = [entry.offset + entry.length for entry in font.reader.tables.values()]
        if not is_packed and max(ends, default=0) > len(data):
            raise Unreadable("it is cut")
        for record in font["name"].names if "name" in font else ():
            yield Piece(f"name {record.nameID}", record.toUnicode(errors="replace"))
        if "CFF " in font:
            for value in vars(font["CFF "].cff.topDictIndex[0]).get("rawDict", {}).values():
                if isinstance(value, str):
                    yield Piece("table 'CFF'", value)
        if "meta" in font:
            yield from texts("table 'meta'", font.reader["meta"])
        flavor = font.flavorData
        for how, more in (("metadata", flavor and flavor.metaData), ("private data", flavor and flavor.privData)):
            if more:
                yield from texts(how, more)

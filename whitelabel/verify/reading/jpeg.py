"""JPEG: its comments, EXIF, XMP, IPTC, colour profile, and what stands behind the end.

Source:
    ITU-T T.81, B.1; the application segments are read as text whoever has defined them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind, texts
from whitelabel.verify.reading.text import Unreadable

MAGIC = b"\xff\xd8\xff"
_END = 0xD9
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""What ends a scan: neither a stuffed byte nor a restart."""
_ALONE = frozenset([0x01, *range(0xD0, 0xD8)])
_NAMES = {0xFE: "comment", 0xE0: "JFIF", 0xE1: "EXIF or XMP", 0xE2: "colour profile", 0xED: "IPTC", 0xEE: "Adobe"}


def read(data: bytes) -> Iterator[Piece]:
    """All segments that hold no picture.

    Raises:
        Unreadable: It is cut.
    """
    place = 2
    while True:
        while data[place : place + 2] == b"\xff\xff":
            place += 1
        if place + 4 > len(data) or data[place] != 0xFF:
            raise Unreadable("it is cut")
        marker = data[place + 1]
        if marker in _ALONE:
            place += 2
            continue
        size = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker >= 0xE0:
            yield from texts(_NAMES.get(marker, f"segment {marker:02X}"), data[place + 4 : place + 2 + size])
        place += 2 + size
        if marker == 0xDA:
            # A progressive picture has several scans, with segments between them.
            following = _MARKER.search(data, place)
            if following is None:
                raise Unreadable("it is cut")
            place = following.start()
            if data[place + 1] == _END:
                break
    yield from behind(data, place + 2)

"""Pictures and films in boxes (AVIF, HEIC, MP4): all that boxes say in words, but for the media itself.

Source:
    ISO/IEC 14496-12, 4.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece
from whitelabel.verify.reading.text import Unreadable

_WORDS = re.compile(rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3}){4,}")


def is_boxed(data: bytes) -> bool:
    """Whether a file begins as one."""
    return data[4:8] == b"ftyp"


def read(data: bytes) -> Iterator[Piece]:
    """Runs of letters in each box that holds no media.

    Raises:
        Unreadable: It is cut.
    """
    place = 0
    while place < len(data):
        size, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16], "big")
        size = size or len(data) - place
        if size < 8 or place + size > len(data):
            raise Unreadable("it is cut")
        if kind != b"mdat":
            said = _WORDS.findall(data, place + 8, place + size)
            yield Piece(f"box '{kind.decode('latin-1')}'", "\n".join(run.decode("utf-8", "replace") for run in said))
        place += size

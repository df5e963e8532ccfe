"""WebP: EXIF, XMP, the colour profile, and chunks of unknown kinds.

Source:
    RFC 9649, 2.
"""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind, texts
from whitelabel.verify.reading.text import Unreadable

_PIXELS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"])


def is_webp(data: bytes) -> bool:
    """Whether a file begins as one."""
    return data[:4] == b"RIFF" and data[8:12] == b"WEBP"


def read(data: bytes) -> Iterator[Piece]:
    """All chunks that hold no picture, and what stands behind the end.

    Raises:
        Unreadable: It is cut.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Unreadable("it is cut")
    place = 12
    while place + 8 <= end:
        kind, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        if kind not in _PIXELS:
            yield from texts(f"chunk '{kind.decode('latin-1').strip()}'", data[place + 8 : place + 8 + size])
        place += 8 + size + size % 2
    yield from behind(data, end)

"""One ZIP archive a bundle: the same bytes on any machine, put together from members that are packed once for all bundles.

Members stand in the order of their paths; none tells who packed it, when or where. What is packed already (pictures, fonts) is
stored as it is.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from whitelabel.package.order import EARLIEST, LATEST

_QUICK, _SMALL = 1, 9
"""Levels of libdeflate's twelve: of pages, the first packs in less than half of the time of 6, and is three hundredths larger. What
is packed once for all bundles may take its time."""

_PACKED = (
    "avif",
    "br",
    "gif",
    "gz",
    "ico",
    "jpeg",
    "jpg",
    "mp3",
    "mp4",
    "ogg",
    "png",
    "webm",
    "webp",
    "woff",
    "woff2",
    "zip",
    "zst",
)
"""Endings of files that are not tried to be packed: it would take long, and save nothing."""

_STORED, _DEFLATED = 0, 8
_UNIX = 3
_MODE = 0o100644
_UTF8 = 0x0800
_MANY = 0xFFFF
_FAR = _ELSEWHERE = 0xFFFFFFFF
"""From so many members, and from so many bytes before one, ZIP writes numbers in 64 bits elsewhere."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file's bytes as they stand in an archive, whatever its path is."""

    method: int
    crc: int
    size: int
    data: bytes


def member(path: str, data: bytes, *, once: bool = False) -> Member:
    """Pack a file.

    Args:
        path: By its ending it is known whether packing pays.
        data: Its bytes.
        once: Whether it is packed once for all bundles.
    """
    crc = zlib.crc32(data)
    if data and path.rpartition(".")[2].lower() not in _PACKED:
        import deflate

        packed = bytes(deflate.deflate_compress(data, _SMALL if once else _QUICK))
        if len(packed) < len(data):
            return Member(_DEFLATED, crc, len(data), packed)
    return Member(_STORED, crc, len(data), data)


def archive(members: Mapping[str, Member], moment: int = EARLIEST) -> Iterator[bytes]:
    """Put an archive together.

    Args:
        members: By path.
        moment: What each tells of its own time, in seconds since 1970, UTC; from 1980 to 2107.

    Yields:
        The archive's bytes in pieces.

    Source:
        PKWARE, APPNOTE.TXT 6.3.10, 4.3 "General Format of a .ZIP File".
    """
    stamp = _dos(moment)
    index: list[bytes] = []
    at = 0
    for path, one in sorted(members.items()):
        name = path.encode()
        version = 20 if one.method == _DEFLATED else 10
        about = struct.pack("<HHIIII", _UTF8, one.method, stamp, one.crc, len(one.data), one.size)
        head = struct.pack("<4sH", b"PK\3\4", version) + about + struct.pack("<HH", len(name), 0) + name
        yield head
        yield one.data
        extra = struct.pack("<HHQ", 1, 8, at) if at >= _FAR else b""
        index.append(
            struct.pack("<4sBBH", b"PK\1\2", 45 if extra else version, _UNIX, 45 if extra else version)
            + about
            + struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, _MODE << 16, _ELSEWHERE if extra else at)
            + name
            + extra
        )
        at += len(head) + len(one.data)
    yield from index
    yield _end(len(index), sum(map(len, index)), at)


def _end(count: int, size: int, at: int) -> bytes:
    """The end of an archive whose index of so many members, and so many bytes, begins there."""
    wide = b""
    if count >= _MANY or size >= _FAR or at >= _FAR:
        wide = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, _UNIX << 8 | 45, 45, 0, 0, count, count, size, at)
        wide += struct.pack("<4sIQI", b"PK\6\7", 0, at + size, 1)
    few, shown, begins = (0xFFFF, _ELSEWHERE, _ELSEWHERE) if wide else (count, size, at)
    return wide + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, few, few, shown, begins, 0)


def _dos(moment: int) -> int:
    """A moment as MS-DOS wrote it, in steps of two seconds."""
    year, month, day, hour, minute, second = time.gmtime(min(max(moment, EARLIEST), LATEST))[:6]
    return (year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | second // 2

"""One ``.tar.zst`` a bundle: the same members as the ZIP archive's, put together from frames that are packed once for all bundles.

A frame holds one file that all bundles have in common, with the header before it, or all of a bundle's own files between two of
these. Frames that follow each other are one stream (RFC 8878, 3.1).
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Mapping

_QUICK, _SMALL = 3, 19
"""Levels of zstd's 22: of a brand's own files, and of what is packed once for all bundles."""

_BLOCK = 512
END = bytes(2 * _BLOCK)
"""What stands behind the last file."""


def entry(path: str, data: bytes, moment: int) -> bytes:
    """A file as it stands in the archive before it is packed: its header, and its bytes in whole blocks.

    Args:
        path: In the bundle; names beyond ASCII, or longer than 100 bytes, are told in a header of their own.
        data: Its bytes.
        moment: Its time, in seconds since 1970.

    Source:
        IEEE Std 1003.1-2024, pax, "pax Interchange Format" and "ustar Interchange Format".
    """
    about = tarfile.TarInfo(path)
    about.size = len(data)
    about.mode = 0o644
    about.mtime = moment
    head = about.tobuf(tarfile.PAX_FORMAT, "utf-8", "strict")
    return head + data + bytes(-len(data) % _BLOCK)


def packed(data: bytes, *, once: bool = False) -> bytes:
    """A frame.

    Args:
        data: What it holds.
        once: Whether it is packed once for all bundles.

    Source:
        RFC 8878, "Zstandard Compression and the 'application/zstd' Media Type", 3.1.1.
    """
    import zstandard

    level = _SMALL if once else _QUICK
    return zstandard.ZstdCompressor(level, write_checksum=True, write_content_size=True).compress(data)


def tarball(files: Mapping[str, bytes], common: Mapping[str, bytes], moment: int) -> Iterator[bytes]:
    """Put an archive together.

    Args:
        files: Bytes by path.
        common: Frames of those that are packed already.
        moment: What each tells of its time, in seconds since 1970.

    Yields:
        The archive's bytes in pieces.
    """
    own: list[bytes] = []
    for path, data in sorted(files.items()):
        if path not in common:
            own.append(entry(path, data, moment))
            continue
        if own:
            yield packed(b"".join(own))
            own.clear()
        yield common[path]
    yield packed(b"".join((*own, END)))

"""Archives and compressed files: their members, by name and by content."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, behind, texts
from whitelabel.verify.reading.text import Unreadable

ZIP = b"PK\3\4"
GZIP = b"\x1f\x8b"
_LIMIT = 64 * 1024 * 1024
"""Bytes that are unpacked of one file at most."""


def read_zip(data: bytes) -> Iterator[Piece]:
    """Members of an archive, their names and comments, and the archive's own comment.

    Raises:
        Unreadable: It is cut, locked, or larger than any bundle.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from texts("comment of the archive", archive.comment)
            left = _LIMIT
            for member in archive.infolist():
                left -= member.file_size
                if left < 0:
                    raise Unreadable("there is more in it than can be looked at")
                yield Piece("name in the archive", member.filename)
                yield from texts("comment in the archive", member.comment)
                if not member.is_dir():
                    yield Piece("in the archive", data=archive.read(member), name=member.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise Unreadable("it is cut, or locked") from broken


def read_gzip(data: bytes) -> Iterator[Piece]:
    """What is packed in it, and the name that it had.

    Raises:
        Unreadable: It is cut, or larger than any bundle.
    """
    try:
        unpacker = zlib.decompressobj(wbits=31)
        content = unpacker.decompress(data, _LIMIT)
    except zlib.error as broken:
        raise Unreadable("it is cut") from broken
    if not unpacker.eof:
        raise Unreadable("it is cut" if len(content) < _LIMIT else "there is more in it than can be looked at")
    if data[3] & 0x18:
        yield from texts("head", data[10:266].partition(b"\0\0")[0])
    yield Piece("unpacked", data=content)
    yield from behind(unpacker.unused_data, 0)


def read_brotli(data: bytes) -> Iterator[Piece]:
    """What is packed in it.

    Raises:
        Unreadable: It is cut, or larger than any bundle.
    """
    import brotli

    unpacker = brotli.Decompressor()
    try:
        content = unpacker.process(data, output_buffer_limit=_LIMIT)
    except brotli.error as broken:
        raise Unreadable("it is cut") from broken
    if not unpacker.is_finished():
        raise Unreadable("it is cut, or there is more in it than can be looked at")
    yield Piece("unpacked", data=content)


def read_tar(data: bytes) -> Iterator[Piece]:
    """Members of an archive, and their names.

    Raises:
        Unreadable: It is cut.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                yield Piece("name in the archive", f"{member.name}\n{member.linkname}\n{member.uname}\n{member.gname}")
                stream = archive.extractfile(member) if member.isfile() else None
                if stream is not None:
                    yield Piece("in the archive", data=stream.read(), name=member.name)
    except (tarfile.TarError, EOFError, OSError) as broken:
        raise Unreadable("it is cut") from broken


def is_tar(data: bytes) -> bool:
    """Whether a file begins as one."""
    return data[257:262] == b"ustar"

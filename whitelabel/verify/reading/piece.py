"""What readers of binary files find in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or a file within a file.

    Attributes:
        how: What it is, such as ``text chunk 'Author'``.
        text: What it says; empty for a file.
        data: A file's bytes; ``None`` for a text.
        name: The file's name, where it has one.
        is_loose: Whether the bytes are no file of somebody's, but what stands where nothing should.
    """

    how: str
    text: str = ""
    data: bytes | None = None
    name: str = ""
    is_loose: bool = False


def behind(data: bytes, end: int) -> Iterator[Piece]:
    """What stands behind a file's end, where anything does."""
    if end < len(data):
        yield Piece("bytes behind its end", data=data[end:], is_loose=True)


def texts(how: str, data: bytes) -> Iterator[Piece]:
    """What a stretch of bytes says, in whichever encoding it may be: UTF-8, and UTF-16 where every other byte is nothing."""
    if data.count(0) * 3 >= len(data) > 1:
        # A text may begin at an odd byte: what stands before it has whatever length.
        for encoding in ("utf-16-le", "utf-16-be"):
            for start in (0, 1):
                yield Piece(how, data[start:].decode(encoding, "replace"))
    yield Piece(how, data.decode("utf-8", "replace"))

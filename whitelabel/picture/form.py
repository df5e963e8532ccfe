"""What a picture is by its content; a name can say anything."""

from __future__ import annotations

import codecs
import re
from typing import Literal, TypeAlias

RasterForm: TypeAlias = Literal["png", "jpeg", "webp"]
Form: TypeAlias = Literal["svg", "png", "jpeg", "webp"]

MARKS = tuple(
    (mark, codecs.lookup(encoding))
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    )
)
"""How a text begins that says its encoding by its first bytes: as marks that are no part of it, or as what begins every
drawing. The codecs are held, not named: within the fence no file can be opened to load one."""


def sniff(data: bytes) -> Form | None:
    """The form of a picture by its first bytes.

    Args:
        data: A whole file; its first 64 kB are looked at.

    Returns:
        ``None`` for what is none of the four.

    >>> sniff(b"\\x89PNG\\r\\n\\x1a\\n....")
    'png'
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    text = _begun(data[:65536])
    head = text[:4096].lstrip("\ufeff \t\r\n").lower()
    if head.startswith(("<!doctype html", "<html")):
        return None
    if head.startswith("<") and re.search(r"<([\w-]+:)?svg\b", text, re.ASCII):
        return "svg"
    return None


def _begun(data: bytes) -> str:
    """How a text begins; letters beyond ASCII are of no account, unless its first bytes say what they are."""
    codec = next((codec for mark, codec in MARKS if data.startswith(mark)), None)
    return codec.decode(data, "replace")[0] if codec is not None else data.decode("latin-1")

"""What a picture is by its content; a name can say anything."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

RasterForm: TypeAlias = Literal["png", "jpeg", "webp"]
Form: TypeAlias = Literal["svg", "png", "jpeg", "webp"]


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
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return None
    if head.startswith(b"<") and re.search(rb"<([\w-]+:)?svg\b", data[:65536]):
        return "svg"
    return None

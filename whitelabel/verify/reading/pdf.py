"""PDF: its text, its metadata, its bookmarks, and the files in it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from whitelabel.verify.reading.piece import Piece, texts
from whitelabel.verify.reading.text import Unreadable

MAGIC = b"%PDF-"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data: bytes) -> Iterator[Piece]:
    """Everything that a document says in words.

    Raises:
        Unreadable: It is cut, locked by a password, or no document.
    """
    try:
        yield from _read(data)
    except Exception as broken:
        # Whatever a library stumbles over in bytes that are no document.
        raise Unreadable("it is no document that can be read, or locked") from broken


def _read(data: bytes) -> Iterator[Piece]:
    from pypdf import PdfReader

    document = PdfReader(io.BytesIO(data))
    for key, value in (document.metadata or {}).items():
        yield Piece(f"metadata '{key}'", str(value))
    described = document.root_object.get("/Metadata")
    if described is not None:
        yield from texts("metadata", described.get_object().get_data())
    for number, page in enumerate(document.pages, 1):
        yield Piece(f"page {number}", page.extract_text())
        for note in page.annotations or ():
            yield Piece(f"a note on page {number}", str(note.get_object()))
    for mark in _flat(document.outline):
        yield Piece("bookmark", str(mark))
    for name, versions in document.attachments.items():
        for version in versions:
            yield Piece(f"attachment '{name}'", data=version, name=name)


def _flat(outline: object) -> Iterator[object]:
    for entry in outline if isinstance(outline, list) else ():
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield getattr(entry, "title", "")

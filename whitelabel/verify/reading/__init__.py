"""How each file is looked at: by its kind, through whatever a name can hide in; one reader a kind, one line in a table.

A reader of a binary file gives the texts and files in it; a text is looked at as it is, as its markup shows it, and through
every encoding that its kind may carry, one within the other.
"""

from __future__ import annotations

import binascii
import contextlib
import re
from base64 import b64decode
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from whitelabel.verify.reading import eot, font, gif, ico, jpeg, media, packed, pdf, png, program, webp
from whitelabel.verify.reading.elements import documents, shown_text
from whitelabel.verify.reading.encodings import (
    Decoder,
    encoded_words,
    entities,
    escapes,
    hosts,
    hyphens,
    joints,
    listed,
    percent,
    quoted_printable,
    style_escapes,
)
from whitelabel.verify.reading.piece import Piece
from whitelabel.verify.reading.text import BREAK, Page, Text, Unreadable, View, joined

VERSION = 3
"""Of all readers: what another one has looked at is looked at anew."""

_DEPTH = 4
"""Files within files that are opened at most."""

Reader: TypeAlias = Callable[[bytes], Iterator[Piece]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Attributes:
        name: What people call it.
        begins: Whether a file begins as one of this kind does.
        read: Gives what it says.
    """

    name: str
    begins: Callable[[bytes], bool]
    read: Reader


def _with(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(magics)


KINDS: tuple[Kind, ...] = (
    Kind("PNG", _with(png.MAGIC), png.read),
    Kind("JPEG", _with(jpeg.MAGIC), jpeg.read),
    Kind("WebP", webp.is_webp, webp.read),
    Kind("GIF", _with(b"GIF87a", b"GIF89a"), gif.read),
    Kind("ICO", _with(ico.MAGIC), ico.read),
    Kind("boxed media", media.is_boxed, media.read),
    Kind("font", _with(*font.MAGICS), font.read),
    Kind("EOT", eot.is_eot, eot.read),
    Kind("PDF", _with(pdf.MAGIC), pdf.read),
    Kind("ZIP", _with(packed.ZIP), packed.read_zip),
    Kind("gzip", _with(packed.GZIP), packed.read_gzip),
    Kind("tar", packed.is_tar, packed.read_tar),
    Kind("WebAssembly", _with(program.MAGIC), program.read),
)
_BROTLI = Kind("Brotli", lambda _: True, packed.read_brotli)

_TEXT: Mapping[str, tuple[Decoder, ...]] = {
    "markup": (entities, shown_text, documents, percent, escapes, style_escapes, joints, listed, hosts),
    "style sheet": (style_escapes, joints, percent, hosts),
    "script": (escapes, joints, listed, percent, entities, shown_text, hosts),
    "data": (escapes, percent, entities, shown_text, joints, hosts),
    "mail": (hyphens, quoted_printable, encoded_words, entities, shown_text, percent, hosts),
    "text": (hyphens, entities, shown_text, percent, escapes, encoded_words, quoted_printable, hosts),
}
"""What each kind of text may hide a name in."""

_SUFFIXES: Mapping[str, str] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xml", ".svg", ".rss", ".atom", ".xsl", ".vue"), "markup"),
    **dict.fromkeys((".css", ".scss", ".less"), "style sheet"),
    **dict.fromkeys((".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx"), "script"),
    **dict.fromkeys((".json", ".map", ".webmanifest", ".jsonld", ".geojson", ".yaml", ".yml"), "data"),
    **dict.fromkeys((".eml", ".mht", ".mhtml", ".ics", ".vcf"), "mail"),
    **dict.fromkeys((".txt", ".md", ".csv", ".conf"), "text"),
}
_MARKUP = re.compile(r"\s*(?:<!doctype\s|<\?xml\s|<html[\s>]|<svg[\s>])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How a file was looked at.

    Attributes:
        kind: What it is taken for.
        why: Why it can't be read, or not wholly; empty where it was.
    """

    kind: str
    why: str = ""

    def __str__(self) -> str:
        return f"not read: {self.why}" if self.why else self.kind


@dataclass(frozen=True, slots=True)
class Carried:
    """A file within another one.

    Attributes:
        page: What its place is counted in.
        origin: Where in the page; ``None`` where that has no lines.
        how: How it was come by, in a few words.
    """

    data: bytes
    page: Page
    origin: int | None
    how: str

    @property
    def place(self) -> tuple[int, int]:
        """Line and column, from 1."""
        return self.page.place(self.origin) if self.origin is not None and self.page.text else (1, 1)


def look(name: str, data: bytes, views: list[View], files: list[Carried]) -> Look:
    """Look at a file.

    Args:
        name: Its path, which tells the kind of a text.
        data: Its bytes.
        views: Takes every way in which it can be read.
        files: Takes every file that lies in it, or in one of these.
    """
    kind = _kind(name, data)
    try:
        if kind is None:
            text, more = _decoded(data)
            taken = _kind_of_text(name, text)
            page = Page(text)
            views.extend(_views(Text(text), page, taken, "", 0, files))
            views.extend(view for other in more for view in _views(Text(other), page, taken, "", 0, files))
            return Look(taken)
        views.extend(_within(kind, data, Page(""), None, kind.name, 0, files))
    except Unreadable as refused:
        return Look(kind.name if kind else "unknown", str(refused))
    return Look(kind.name)


def _kind(name: str, data: bytes) -> Kind | None:
    """What a file is by its first bytes; ``None`` for a text."""
    found = next((kind for kind in KINDS if kind.begins(data)), None)
    return _BROTLI if found is None and name.endswith(".br") else found


def kind_of(name: str, data: bytes) -> str:
    """What a file is taken for, whether or not it can be read.

    Args:
        name: Its path, which tells the kind of a text.
        data: Its bytes.
    """
    kind = _kind(name, data)
    if kind is not None:
        return kind.name
    try:
        return kind_of_name(name) or _kind_of_text(name, _decoded(data)[0])
    except Unreadable:
        return "unknown"


def kind_of_name(name: str) -> str:
    """What a text of this name is taken for, as far as its name tells."""
    return _SUFFIXES.get(name[name.rfind(".") :].lower(), "") if "." in name else ""


def _kind_of_text(name: str, text: str) -> str:
    return kind_of_name(name) or ("markup" if _MARKUP.match(text) else "text")


_MARKS_OF_ORDER = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """A text's characters, and how it reads in another old encoding.

    Raises:
        Unreadable: It is none.
    """
    for mark, encoding in _MARKS_OF_ORDER:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), ()
    if b"\0" in data:
        for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
            if data[first::2].count(0) * 2 > len(data[first::2]):
                return data.decode(encoding, "replace"), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        if len(_CONTROLS.findall(data)) * 100 > len(data):
            raise Unreadable("it is of no kind that can be read") from None
        return data.decode("latin-1"), (data.decode("cp1251", "replace"),)
    if "\0" in text:
        raise Unreadable("it is of no kind that can be read")
    return text, ()


def _views(text: Text, page: Page, kind: str, how: str, depth: int, files: list[Carried]) -> Iterator[View]:
    """A text as it is, then what hides in it, then what hides in that."""
    yield View(text, page, how)
    waiting = deque([text])
    known = {text.text}
    left = 4 * len(text.text) + 200_000
    while waiting and left > 0:
        current = waiting.popleft()
        if depth < _DEPTH:
            yield from _carried(current, page, how, depth, files)
        for decoder in _TEXT[kind]:
            for found in decoder(current):
                if found.text not in known and left > 0:
                    known.add(found.text)
                    left -= len(found.text)
                    waiting.append(found)
                    yield View(found, page, " ".join(filter(None, (how, "decoded"))))


_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{10,}={0,2}")
_IN_LINES = re.compile(r"(?:[A-Za-z0-9+/]{56,80}\r?\n)+[A-Za-z0-9+/]{1,80}={0,2}")
_LINE = 56
"""Characters of a line of base64 that goes on in the next one."""
_SHORTEST, _LEAST = 16, 10
"""Characters of base64 that is looked into, and of such that ends with an equal sign."""
_ODD = re.compile("[\0-\x08\x0e-\x1f\x7f\ufffd]")


_FIRSTS = frozenset(bytes([first]) for first in b"\x89\xffRG\0wOt%P\x1f")
"""First bytes of all kinds but tar."""


def _carried(text: Text, page: Page, how: str, depth: int, files: list[Carried]) -> Iterator[View]:
    """What stands in a text as base64, with either alphabet: texts, and files."""
    said: list[Text] = []
    if not any(map(_may_carry, set(_BASE64.findall(text.text)))):
        return
    for match in _runs(text.text):
        data = _from_base64(match[0])
        if not data:
            continue
        kind = next((kind for kind in KINDS if kind.begins(data)), None) if data[:1] in _FIRSTS else None
        if kind is not None:
            told = f"{kind.name} in base64"
            files.append(Carried(data, page, text.at(match.start()), told))
            with contextlib.suppress(Unreadable):
                yield from _within(kind, data, page, text.at(match.start()), told, depth + 1, files)
            continue
        words = _said(data)
        if words:
            if _MARKUP.match(words):
                files.append(Carried(data, page, text.at(match.start()), "base64"))
            said.append(text.starting_at(match.start(), words, 4 / 3))
    if said:
        together = joined(said, BREAK)
        taken = "markup" if "<" in together.text else "data"
        yield from _views(together, page, taken, " ".join(filter(None, (how, "base64"))), depth + 1, files)


@lru_cache(maxsize=8192)
def _may_carry(run: str) -> bool:
    """Whether a run of letters is base64 of a text or a file, or the first line of it."""
    if len(run) < _LEAST or run.islower() or (len(run) < _SHORTEST and run[-1] != "="):
        return False
    data = _from_base64(run)
    return len(run) >= _LINE or (data is not None and (data[:1] in _FIRSTS or bool(_said(data))))


def _runs(text: str) -> Iterator[re.Match[str]]:
    """What may be base64: in one run, or in lines as mails have it."""
    end = 0
    for match in _BASE64.finditer(text):
        length = len(match[0])
        if match.start() < end or match[0].islower() or (length < _SHORTEST and match[0][-1] != "="):
            continue
        lines = _IN_LINES.match(text, match.start()) if length >= _LINE else None
        end = lines.end() if lines else match.end()
        yield lines or match


def _from_base64(text: str) -> bytes | None:
    plain = re.sub(r"[\r\n=]", "", text).translate({45: 43, 95: 47})
    try:
        return b64decode(plain + "=" * (-len(plain) % 4))
    except binascii.Error:
        return None


def _said(data: bytes) -> str:
    """What bytes say, or nothing where they are no text."""
    for encoding in ("utf-8", "utf-16-le"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _ODD.search(text) and (encoding == "utf-8" or text.isprintable()):
            return text
    return ""


def _within(
    kind: Kind, data: bytes, page: Page, origin: int | None, how: str, depth: int, files: list[Carried]
) -> Iterator[View]:
    """What a binary file says; all of it stands where the file stands, where that is within a text.

    Args:
        kind: What it is.
        data: Its bytes.
        page: What it stands in.
        origin: Where in the page; ``None`` for a file of its own.
        how: How it was come by.
        depth: In how many files it lies.
        files: Takes the files in it.
    """
    for piece in kind.read(data):
        told = f"{how}, {piece.how}"
        if piece.data is None:
            if piece.text:
                yield from _views(Text(piece.text, ((0, origin or 0),), 0.0), page, "text", told, depth, files)
            continue
        if depth >= _DEPTH:
            raise Unreadable("too many files lie in one another")
        yield from _inner(piece, page, origin, told, depth + 1, files)


def _inner(piece: Piece, page: Page, origin: int | None, how: str, depth: int, files: list[Carried]) -> Iterator[View]:
    assert piece.data is not None
    kind = _kind(piece.name, piece.data)
    if origin is not None or piece.is_loose:
        files.append(Carried(piece.data, page, origin, how))
    else:
        files.append(Carried(piece.data, Page("", piece.name), None, how))
    if kind is not None:
        yield from _within(kind, piece.data, page, origin, f"{how}, {kind.name}", depth, files)
        return
    try:
        text, more = _decoded(piece.data)
    except Unreadable:
        if not piece.is_loose:
            raise
        text, more = piece.data.decode("utf-8", "replace"), ()
    taken = _kind_of_text(piece.name, text)
    own = Page("" if piece.is_loose else text, piece.name) if origin is None else page
    for one in (text, *more):
        where = Text(one) if origin is None else Text(one, ((0, origin),), 0.0)
        yield from _views(where, own, taken, how, depth, files)

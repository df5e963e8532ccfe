"""What a static host answers for an address, from a table of files; no address is ever joined to a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

INDEX = "index.html"
MISSING = "404.html"

_TYPES = {
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "map": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "mp4": "video/mp4",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml",
}
"""By the name's ending: the machine's own table would make a site work here and not there."""

_TARGET = re.compile(r"/[!-~]*")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Answer(NamedTuple):
    """What is answered.

    Attributes:
        location: Where else to ask, with ``MOVED_PERMANENTLY``; else empty.
    """

    status: HTTPStatus
    body: bytes = b""
    type: str = "text/plain; charset=utf-8"
    location: str = ""


def refused(status: HTTPStatus) -> Answer:
    """An answer that says nothing but why there is none."""
    return Answer(status, f"{status.value} {status.phrase}\n".encode())


def answer(files: Mapping[str, bytes], target: str) -> Answer:
    """What a static host answers: a folder's ``index.html``, ``404.html`` for what isn't there.

    Args:
        files: Bytes by path in the document root, with ``/``.
        target: As in the request's first line, a query included.

    Source:
        RFC 9112, section 3.2.1, "origin-form".

    >>> answer({"de/index.html": b"x"}, "/de").location
    '/de/'
    """
    path, mark, query = target.partition("?")
    if not _TARGET.fullmatch(target) or "#" in target or _BAD_ESCAPE.search(path):
        return refused(HTTPStatus.BAD_REQUEST)
    try:
        name = unquote_to_bytes(path[1:]).decode()
    except UnicodeDecodeError:
        return refused(HTTPStatus.BAD_REQUEST)
    file = name + INDEX if not name or name.endswith("/") else name
    if file in files:
        return Answer(HTTPStatus.OK, files[file], type_of(file))
    if f"{name}/{INDEX}" in files:
        return Answer(HTTPStatus.MOVED_PERMANENTLY, location=f"/{quote(name)}/{mark}{query}")
    if MISSING in files:
        return Answer(HTTPStatus.NOT_FOUND, files[MISSING], type_of(MISSING))
    return refused(HTTPStatus.NOT_FOUND)


def type_of(path: str) -> str:
    """The media type of a file, by its name."""
    name = path.rpartition("/")[2]
    return _TYPES.get(name.rpartition(".")[2].lower() if "." in name else "", "application/octet-stream")


def address_of(path: str) -> str:
    """The address at which a page is shown.

    >>> address_of("de/prices/index.html"), address_of("404.html")
    ('/de/prices/', '/404.html')
    """
    folder, slash, name = path.rpartition("/")
    return f"/{quote(folder)}{slash}" if name == INDEX else f"/{quote(path)}"

"""One address in a file of a bundle, and what it means there."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

SITE = "site/"
"""The folder that is the document root."""


class Address(NamedTuple):
    """An address as it is written.

    Attributes:
        text: Decoded from what it is written in; of a list of addresses one of them.
        start, end: Where it stands in the file, in bytes.
        base: What a relative one is relative to, below the document root, with ``/`` at its beginning.
    """

    text: str
    start: int
    end: int
    base: str


class Target(NamedTuple):
    """A place within the site that an address means.

    Attributes:
        path: With ``/`` at its beginning, decoded.
        fragment: Decoded; empty where there is none.
    """

    path: str
    fragment: str


_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:|[/\\]{2}")
"""Another scheme, or another host."""

_IGNORED = re.compile(r"[\t\n\r]")
_FILLED_LATER = re.compile(r"[{}|<>%*\[\]](?![0-9a-fA-F]{2})")
"""Placeholders, which no address has: somebody fills them in later."""


def target(address: Address, origin: str) -> Target | None:
    """What an address means within the site.

    Args:
        address: As it is written.
        origin: Scheme and host of the site; empty where it has none yet.

    Returns:
        ``None`` where it leads elsewhere, or isn't known before somebody fills it in.

    Source:
        WHATWG URL, 4.4, as far as it concerns addresses of http; RFC 3986, 5.2.
    """
    # Most addresses are absolute, and stand on each page.
    return _target(address.text, "" if address.text.startswith("/") else address.base, origin)


@lru_cache(maxsize=1 << 14)
def _target(written: str, base: str, origin: str) -> Target | None:
    text = _IGNORED.sub("", written.strip(" \t\n\f\r\0"))
    if origin and text[: len(origin)].lower() == origin.lower() and text[len(origin) :][:1] in ("", "/", "?", "#"):
        rest = text[len(origin) :]
        text = rest if rest.startswith("/") else "/" + rest
    elif _ELSEWHERE.match(text):
        return None
    rest, _, fragment = text.partition("#")
    path = rest.partition("?")[0].replace("\\", "/")
    if _FILLED_LATER.search(path) or _FILLED_LATER.search(fragment):
        return None
    whole = _plain(path if path.startswith("/") else base[: base.rfind("/") + 1] + path if path else base)
    parts: list[str] = []
    for part in whole.split("/")[1:]:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    if whole.endswith(("/.", "/..")):
        parts.append("")
    return Target("/" + "/".join(parts), _plain(fragment))


def _plain(text: str) -> str:
    return unquote(text) if "%" in text else text


def base_of(path: str) -> str:
    """What relative addresses in a file of the bundle are relative to; an e-mail's to the root of the site.

    >>> base_of("site/ru/help/index.html"), base_of("emails/ru/welcome.html")
    ('/ru/help/', '/')
    """
    if not path.startswith(SITE):
        return "/"
    below = "/" + path.removeprefix(SITE)
    return below.removesuffix("index.html") if below.endswith("/index.html") else below

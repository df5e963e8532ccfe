"""Addresses in what is made for machines: the web manifest, what applications are told, the map of the site, plain e-mails.

Source:
    Web Application Manifest, 2 (members that are URLs); sitemaps.org, protocol; RFC 9309 and the ``Sitemap`` line.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from whitelabel.verify.links.address import Address, base_of

_MEMBERS = frozenset({"src", "start_url", "scope", "url", "id", "action"})
_PLACE = re.compile(rb"""<loc>([^<]*+)</loc>|\shref\s*=\s*(?:"([^"]*)"|'([^']*)')|^Sitemap:[ \t]*(\S+)""", re.M | re.I)
_SHOWN = re.compile(rb"""https?://[^\s<>"']+""")
_CLOSING = b".,;:!?)"


def manifest_addresses(path: str, data: bytes) -> Iterator[Address]:
    """Those of a web manifest; relative ones are relative to it."""
    return _strings(path, data, lambda key, text: key in _MEMBERS)


def listed_addresses(path: str, data: bytes) -> Iterator[Address]:
    """Every path from the root that stands anywhere in JSON data."""
    return _strings(path, data, lambda _, text: text.startswith("/") and " " not in text)


def _strings(path: str, data: bytes, is_address: Any) -> Iterator[Address]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return
    base, after = base_of(path), 0
    for key, text in _leaves("", told):
        if is_address(key, text):
            # As it is written: the next place where it is.
            written = next(
                (one for one in (json.dumps(text, ensure_ascii=False), json.dumps(text)) if one.encode() in data), ""
            ).encode()
            start = data.find(written, after)
            start = start if start >= 0 else data.find(written)
            after = start + len(written)
            yield Address(text, start + 1, after - 1, base)


def _leaves(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text, with the key that it, or the list that it is in, stands under."""
    waiting = [(key, value)]
    while waiting:
        name, one = waiting.pop()
        if isinstance(one, str):
            yield name, one
        elif isinstance(one, dict):
            waiting += reversed(one.items())
        elif isinstance(one, list):
            waiting += ((name, item) for item in reversed(one))


def map_addresses(path: str, data: bytes) -> Iterator[Address]:
    """Those of a map of the site, and of the file for crawlers that tells where it is."""
    for match in _PLACE.finditer(data):
        group = match.lastindex or 1
        written = match[group].strip()
        start = match.start(group) + match[group].find(written)
        yield Address(html.unescape(written.decode("utf-8", "replace")), start, start + len(written), base_of(path))


def shown_addresses(path: str, data: bytes) -> Iterator[Address]:
    """Those that a reader of plain text sees, without what closes the sentence."""
    for match in _SHOWN.finditer(data):
        text = match[0].rstrip(_CLOSING)
        yield Address(text.decode("utf-8", "replace"), match.start(), match.start() + len(text), base_of(path))

"""Addresses in HTML, and the names of places in it that an address may end with.

Tags are read as browsers read them, but nothing is built of them: a page has hundreds, a bundle has hundreds of pages, and most
tags stand in each. So what a tag says is read once.

Source:
    HTML, 13.2.5 (tokens) and the attributes that hold addresses, "Index", table "Attributes".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin

from whitelabel.verify.links.address import Address, base_of
from whitelabel.verify.links.style import style_addresses

_INSIDE = rb"""(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+"""
"""What stands in a tag after its name: a quote counts where a value begins. What has no end reaches to the end of the file."""

_TAG = re.compile(
    rb"""<(?:!--.*?(?:-->|\Z)
    | (?P<raw>(?i:script|style|textarea|title|xmp|noembed))(?P<its>(?:[\s/]INSIDE)?+)(?:>|\Z)
      (?P<within>.*?)(?:</(?i:(?P=raw))(?=[\s/>])|\Z)
    | [a-zA-Z][^\s/>]*+[\s/]INSIDE(?:>|\Z))""".replace(b"INSIDE", _INSIDE),
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE = re.compile(rb"""(?<![^\s"'<>/=])([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++))""")

_ADDRESS = frozenset(b"href src xlink:href action formaction poster data cite background".split())
_LIST = frozenset(b"srcset imagesrcset".split())
_OTHERS = frozenset(b"id name style content property http-equiv".split())
_TOLD = frozenset(
    "og:url og:image og:image:url og:image:secure_url og:video og:audio twitter:image twitter:url".split()
)
_REFRESH = re.compile(r"\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"']+)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,]*+")
_SOLID = re.compile(r"\S++")
_DESCRIBED = re.compile(r"(?:[^,(]++|\([^)]*+\)?)*+")

Place = tuple[str, int, int]
"""A text, and where it stands in bytes."""


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page says of addresses.

    Attributes:
        addresses: Those that it names.
        names: What may stand after ``#`` in one that leads into it: ids, and names of old anchors.
    """

    addresses: tuple[Address, ...]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """The same of one tag, counted from its beginning."""

    addresses: tuple[Place, ...]
    names: tuple[str, ...]
    base: str | None


def read_markup(path: str, data: bytes) -> Markup:
    """Read a page, an e-mail, or a drawing.

    Args:
        path: In the bundle.
        data: The file.
    """
    base = base_of(path)
    found: list[Address] = []
    names: list[str] = []
    for tag in _TAG.finditer(data):
        start = tag.start()
        written = tag[0] if tag[1] is None else data[start : tag.end("its") + 1]
        if b"=" in written and not written.startswith(b"<!"):
            said = _said(written)
            names += said.names
            if said.base is not None:
                base = urljoin(base, said.base)
            for text, begin, end in said.addresses:
                found.append(Address(text, start + begin, start + end, base))
        if tag[1] is not None and tag[1].lower() == b"style":
            offset = tag.start("within")
            for one in style_addresses(path, tag["within"]):
                found.append(Address(one.text, offset + one.start, offset + one.end, base))
    return Markup(tuple(found), frozenset(names))


@lru_cache(maxsize=1 << 13)
def _said(written: bytes) -> _Said:
    attributes: dict[bytes, Place] = {}
    for match in _ATTRIBUTE.finditer(written):
        key = match[1].lower()
        if key not in attributes and (key in _ADDRESS or key in _LIST or key in _OTHERS):
            group = match.lastindex or 2
            attributes[key] = (html.unescape(match[group].decode("utf-8", "replace")), *match.span(group))
    name = re.split(rb"[\s/>]", written[1:], maxsplit=1)[0].lower()
    keys = (b"id", b"name") if name in (b"a", b"map") else (b"id",)
    names = tuple(attributes[key][0] for key in keys if key in attributes)
    if name == b"base":
        return _Said((), names, attributes[b"href"][0] if b"href" in attributes else None)
    return _Said(tuple(_of_meta(attributes) if name == b"meta" else _of_tag(name, attributes)), names, None)


def _of_tag(name: bytes, attributes: dict[bytes, Place]) -> Iterator[Place]:
    for key, (value, start, end) in attributes.items():
        if key in _ADDRESS and (key != b"data" or name == b"object"):
            yield value, start, end
        elif key in _LIST:
            yield from ((one, start, end) for one in _candidates(value))
        elif key == b"style":
            yield from ((one.text, start, end) for one in style_addresses("", value.encode()))


def _candidates(value: str) -> Iterator[str]:
    """The addresses of a list of pictures.

    Source:
        HTML, 4.8.4.2.1 ("parsing a srcset attribute").
    """
    place = 0
    while True:
        start = _BETWEEN.match(value, place)
        found = _SOLID.match(value, start.end() if start is not None else place)
        if found is None:
            return
        yield found[0].rstrip(",")
        described = None if found[0].endswith(",") else _DESCRIBED.match(value, found.end())
        place = (described or found).end()


def _of_meta(attributes: dict[bytes, Place]) -> Iterator[Place]:
    """Addresses that a page tells of itself."""
    if b"content" not in attributes:
        return
    value, start, end = attributes[b"content"]
    if any(attributes[key][0].lower() in _TOLD for key in (b"property", b"name") if key in attributes):
        yield value, start, end
    if b"http-equiv" in attributes and attributes[b"http-equiv"][0].lower() == "refresh":
        match = _REFRESH.match(value)
        if match is not None:
            yield match[1], start, end

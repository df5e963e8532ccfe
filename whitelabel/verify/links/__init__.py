"""Whether every address in a bundle leads somewhere, and to every file something leads.

What is looked at: pages, e-mails, drawings, style sheets, the web manifest, what is told to applications, the map of the site.
An address of another host is none of this.

WL640: an address leads to nothing
    The bundle has no such file, or has it under another spelling: on a server, upper and lower case differ. The place is
    where the address is written in the bundle; mend the template, the text or the file of the theme that it comes from.
WL641: an address leads to a place that its page doesn't have
    What stands after ``#`` is no ``id`` there, so that whoever follows it arrives at the beginning of the page.
WL642: nothing leads to a file
    No page, style sheet, script or list names it, and nobody asks for it by its name unasked. Each customer's host carries it
    all the same. Take it out of the theme, or lead to it.
WL643: a brand's own address is on the bundle's host, and not in the bundle
    Its terms, its help or another page that the brand names by its address. Whoever serves the bundle has to serve that page too.
    If it stands on another host, give the address with that host.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from whitelabel.problem import Excerpt, Problem, Span, did_you_mean, error, warning
from whitelabel.verify.links.address import SITE, Address, target
from whitelabel.verify.links.lists import listed_addresses, manifest_addresses, map_addresses, shown_addresses
from whitelabel.verify.links.markup import read_markup
from whitelabel.verify.links.style import style_addresses

_APPLICATION = f"{SITE}brand.json"

_UNASKED = re.compile(
    r"site/(?:(?:.+/)?index\.html|\d{3}\.html|robots\.txt|favicon\.ico|apple-touch-icon\.png|brand\.json|region-lock\.json"
    r"|site\.webmanifest|icon(?:-[a-z0-9-]+)?\.(?:svg|png)|(?:.+/)?og\.png|sitemap\.xml|ads\.txt|humans\.txt|security\.txt|\.well-known/.+|_headers|_redirects|(?:.*/)?LICEN[CS]E[^/]*)"
)
"""What servers, browsers and crawlers ask for by its name, what each bundle has whether or not its theme leads to it, pages,
and licences, which lie beside what they are for."""

_TEXTS = (".html", ".css", ".js", ".mjs", ".json", ".webmanifest", ".svg", ".xml", ".txt", ".map")


def check_links(files: Mapping[str, bytes], at: str = "") -> Iterator[Problem]:
    """Addresses that lead nowhere, and files to which nothing leads; what stands on many pages is told once.

    Args:
        files: The bundle, by path in it.
        at: What leads to it, to be shown before a path in it.
    """
    site = _Site(files)
    led_to: set[str] = set()
    broken: dict[tuple[str, str], list[tuple[str, Address]]] = {}
    for path, data in files.items():
        for address in addresses_in(path, data):
            meant = target(address, site.origin)
            if meant is None:
                continue
            found = site.file(meant.path)
            if found is not None:
                led_to.add(found)
            if found is None or not site.has_place(found, meant.fragment):
                broken.setdefault((meant.path, "" if found is None else meant.fragment), []).append((path, address))
    for (wanted, fragment), places in broken.items():
        path, address = places[0]
        others = len({other for other, _ in places}) - 1
        also = f"; so it is in {others} more file{'s' if others > 1 else ''}" if others else ""
        told = _broken(site, wanted, fragment, address)
        span, excerpt = _place(at + path, files[path], address)
        yield dataclasses.replace(told, message=told.message + also, span=span, excerpt=excerpt)
    yield from _strangers(files, led_to, at)


def _broken(site: _Site, wanted: str, fragment: str, address: Address) -> Problem:
    """What is wrong with an address, without its place."""
    found = site.file(wanted)
    if found is not None:
        message = f"'{address.text}' leads to a place that '{found}' doesn't have"
        hint = did_you_mean(fragment, site.places(found)) or f"give the element that is meant id='{fragment}'"
        return error("WL641", message, hint=hint)
    if site.origin + wanted in site.given:
        message = (
            f"the brand gives '{address.text}' as its own, and this bundle, which is for the same host, doesn't have it"
        )
        return warning("WL643", message, hint="see to it that the host has that page too, or give its address")
    twin = site.twin(wanted)
    if twin is not None:
        message = f"'{address.text}' leads to nothing: the file is called '{twin}', and servers tell case apart"
        return error("WL640", message, hint=f"write '{quote(twin)}'")
    return error("WL640", f"'{address.text}' leads to nothing in this bundle", hint=site.near(wanted))


def _strangers(files: Mapping[str, bytes], led_to: set[str], at: str) -> Iterator[Problem]:
    left = [path for path in files if path.startswith(SITE) and path not in led_to and not _UNASKED.fullmatch(path)]
    # A packed twin is sent in place of the file beside it.
    left = [path for path in left if not path.endswith((".br", ".gz")) or path[:-3] not in files]
    if not left:
        return
    # Scripts put addresses together: a name that stands anywhere is known to somebody. Few stand in pages alone.
    # What stands beside the folders lists every file, and leads to none.
    named = (path for path in files if path.endswith(_TEXTS) and "/" in path)
    texts = sorted(named, key=lambda path: path.endswith(".html"))
    for path in left:
        name = path.rpartition("/")[2].encode()
        if not any(_holds(files[other], name) for other in texts if other != path):
            yield warning(
                "WL642", "nothing in the bundle leads to this file", Span(at + path), hint="leave it out, or lead to it"
            )


@lru_cache(maxsize=1 << 12)
def _holds(data: bytes, name: bytes) -> bool:
    """Most files that are looked through are the same for all brands."""
    return name in data


class _Site:
    """The document root of a bundle, as a server has it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        told = _told(files.get(_APPLICATION, b""))
        self.origin = str(told.get("origin") or "")
        self.given = {
            text
            for part in ("contact", "legal", "links")
            if isinstance(told.get(part), dict)
            for text in told[part].values()
            if isinstance(text, str)
        }
        """Addresses that the brand gives."""

    def file(self, path: str) -> str | None:
        """The file that a server gives for a path, or ``None``; of a folder its page, with or without its slash."""
        plain = SITE + path[1:]
        for name in (plain, f"{plain}index.html") if path.endswith("/") else (plain, f"{plain}/index.html"):
            if name in self._files:
                return name
        return None

    def twin(self, path: str) -> str | None:
        """The path in the case in which it is there."""
        folded = {("/" + name.removeprefix(SITE)).casefold(): name for name in self._files if name.startswith(SITE)}
        for wanted in (path, path.rstrip("/") + "/index.html"):
            name = folded.get(wanted.casefold())
            if name is not None:
                return "/" + name.removeprefix(SITE).removesuffix("index.html")
        return None

    def near(self, path: str) -> str:
        """A hint to what may be meant."""
        known = (
            "/" + name.removeprefix(SITE).removesuffix("index.html") for name in self._files if name.startswith(SITE)
        )
        return did_you_mean(path, known)

    def places(self, name: str) -> frozenset[str]:
        """What may stand after ``#``."""
        return _read(name, self._files[name]).names if name.endswith((".html", ".svg")) else frozenset()

    def has_place(self, name: str, fragment: str) -> bool:
        """Whether a fragment leads somewhere: into markup only by an id, into all else as its reader sees fit.

        Source:
            HTML, 7.4.6.4 ("top" is the beginning); Scroll To Text Fragment; routes of applications begin with ``/`` or ``!``.
        """
        plain = fragment.partition(":~:")[0]
        if not name.endswith((".html", ".svg")) or not plain or plain.lower() == "top" or plain[0] in "/!":
            return True
        return plain in self.places(name) or (name.endswith(".svg") and plain.startswith("svgView("))


def _told(application: bytes) -> dict[str, Any]:
    """What applications are told."""
    try:
        told = json.loads(application or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


_Reader = Callable[[str, bytes], Iterable[Address]]


def addresses_in(path: str, data: bytes) -> Iterable[Address]:
    """Every address in a file; those of a kind in which none are looked for are none."""
    if path.endswith((".html", ".svg")):
        return _read(path, data).addresses
    reader = _reader(path)
    return reader(path, data) if reader is not None else ()


def _reader(path: str) -> _Reader | None:
    if path.endswith(".css"):
        return _styles
    if path.endswith(".webmanifest"):
        return manifest_addresses
    if path == _APPLICATION:
        return listed_addresses
    if re.fullmatch(r"site/(?:.+/)?sitemap[^/]*\.xml|site/robots\.txt", path):
        return map_addresses
    return shown_addresses if path.startswith("emails/") and path.endswith(".txt") else None


@lru_cache(maxsize=64)
def _styles(path: str, data: bytes) -> tuple[Address, ...]:
    """Style sheets are large, and many brands have them in common."""
    return tuple(style_addresses(path, data))


_read = lru_cache(maxsize=512)(read_markup)
"""Of a page its addresses are asked for once, and its places as often as something leads into it."""


def _place(path: str, data: bytes, address: Address) -> tuple[Span, Excerpt]:
    """Where an address stands, and what is around it there."""
    begin = data.rfind(b"\n", 0, address.start) + 1
    end = data.find(b"\n", address.end)
    before, shown, after = (
        part.decode("utf-8", "replace")
        for part in (
            data[begin : address.start],
            data[address.start : address.end],
            data[address.end : end if end >= 0 else len(data)],
        )
    )
    span = Span(path, data.count(b"\n", 0, address.start) + 1, len(before) + 1, max(1, len(shown)))
    start = max(0, len(before) - _AROUND)
    return span, Excerpt(before[start:] + shown[:_AROUND] + after[:_AROUND].rstrip("\r"), start + 1)


_AROUND = 160
"""Characters that are shown on both sides of an address at most: some pages are a single line."""

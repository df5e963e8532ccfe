"""What a browser shows of a bundle, judged: each page at each width, in light and dark.

WL660: a page asks another host
    A script, a picture, a font or a style sheet of some other host is asked for, or a connection to it is opened. Whoever
    runs that host sees who reads the page, and may change it. Bundles ask no host but those that `hosts` in `theme.yaml`
    names. Bring the file along in `assets/` or `static/`.
WL661: a script fails
    It wrote an error on the browser's console, or died of one.
WL662: a page asks for what isn't there
    A file of the bundle itself was asked for and not given.
WL663: a page shows a mark of another party
    It is to be read on the page, whoever wrote it there: the file, a style sheet, or a script once the page had loaded.
WL664: a page tells a mark of another party to those who listen to it
    It isn't seen, but stands in the accessibility tree: an `aria-label`, a picture's `alt`, a field's value.
WL665: a page's title is a mark of another party, or has it in it
    Titles are seen in tabs, in bookmarks and in what search engines show.
WL666: a page leaves a mark of another party in the browser
    The name or the value of something stored: local or session storage, a cookie, a database, a cache, a service worker.
WL667: a page can't be used by everybody
    axe-core found what breaks WCAG 2.2 at level A or AA. The message ends with the name of axe-core's rule.
WL668: a page scrolls sideways
    Something on it is wider than the window.
WL669: a text is cut by its box
    A part of it can't be read and can't be scrolled to. An ellipsis (`text-overflow`, `line-clamp`) is no mistake.
WL670: a page can't be looked at
    It didn't load in time, leads away from the bundle, or broke the tab that it was shown in.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from whitelabel.model import Find, Foreign
from whitelabel.problem import Problem, Span, error
from whitelabel.verify.place import Places
from whitelabel.verify.seen import Asked, Misfit, Seen


def judged(
    seen: Iterable[Seen],
    files: Mapping[str, bytes],
    brand: str,
    find: Find,
    *,
    at: str = "",
    hosts: Collection[str] = (),
) -> tuple[Problem, ...]:
    """All that is wrong with what a browser has seen of a bundle.

    Args:
        seen: Its pages; each at the same widths and in the same schemes.
        files: Bytes by path in the bundle, for the places.
        brand: Slug.
        find: Finds marks.
        at: What leads to the bundle, to be shown before a path in it.
        hosts: Other hosts that pages may ask.

    Returns:
        Each thing once, where it was seen first, with the number of other places, and with the views in which it is seen
        where that isn't all of them.
    """
    views = list(seen)
    places: dict[str, Places] = {}
    told: dict[tuple[str, str], list[_Finding]] = {}
    for one in views:
        if one.file not in places:
            places[one.file] = Places(at + one.file, files.get(one.file, b""))
        for finding in _findings(one, places[one.file], find, hosts):
            told.setdefault((finding.code, finding.key or finding.message), []).append(finding)
    every = {(one.width, one.scheme) for one in views}
    found = (_folded(same, every, brand) for same in told.values())
    shelf = {place.start.path: place for place in places.values()}
    return tuple(dataclasses.replace(one, excerpt=shelf[one.span.path].excerpt(one.span)) for one in found if one.span)


def unseen_yet(seen: Iterable[Problem], told: Iterable[Problem]) -> tuple[Problem, ...]:
    """What a browser shows beyond what was told already: a mark that its file holds at the same place is one fact."""
    known = {(one.span.path, one.span.line, one.span.column) for one in told if one.code == _IN_FILES and one.span}
    return tuple(
        one
        for one in seen
        if one.code not in _SHOWN or not one.span or (one.span.path, one.span.line, one.span.column) not in known
    )


_IN_FILES = "WL601"
_SHOWN = ("WL663", "WL664", "WL665")
"""Codes of a mark in a file of the bundle, and of one that a page shows."""

IMPURE = (*_SHOWN, "WL666")
"""Codes of what shows a mark of another party, or leaves it behind."""


class _Finding(NamedTuple):
    """One thing that is wrong with one view of a page.

    Attributes:
        view: Width and scheme; ``None`` where that is beside the point.
        key: What it has in common with others that are told with it; the message where it is empty.
    """

    code: str
    message: str
    span: Span
    hint: str
    view: tuple[int, str] | None = None
    key: str = ""


def _folded(same: Sequence[_Finding], every: Collection[tuple[int, str]], brand: str) -> Problem:
    """One problem of what was found again and again."""
    first = same[0]
    message = first.message
    views = {finding.view for finding in same if finding.view is not None}
    if views:
        message += _in_views(views, every)
    pages = len({finding.span.path for finding in same}) - 1
    places = max(Counter(finding.view for finding in same).values()) - 1
    if pages and first.code not in _STAYS:
        message += f"; so on {pages} more page{'s' if pages > 1 else ''}"
    elif views and places:
        message += f"; so in {places} more place{'s' if places > 1 else ''}"
    return error(first.code, message, first.span, hint=first.hint, brands=[brand])


_STAYS = ("WL666",)
"""What is seen on every page after the one that did it."""


def _in_views(views: Collection[tuple[int, str]], every: Collection[tuple[int, str]]) -> str:
    widths = sorted({width for width, _ in views})
    schemes = sorted({scheme for _, scheme in views})
    at = f" at {' and '.join(map(str, widths))} px" if len(widths) < len({width for width, _ in every}) else ""
    by = f" in {' and '.join(schemes)}" if len(schemes) < len({scheme for _, scheme in every}) else ""
    return at + by


def _findings(seen: Seen, places: Places, find: Find, hosts: Collection[str]) -> Iterator[_Finding]:
    if seen.fault:
        hint = "open it in a browser to see what it does"
        yield _Finding("WL670", f"the page can't be looked at: {seen.fault}", places.start, hint)
    yield from _requests(seen.asked, places, hosts)
    for said in seen.errors:
        yield _Finding("WL661", f"a script fails: {said}", places.start, "the browser's console tells more")
    yield from _marks(seen, places, find)
    yield from _left(seen, places, find)
    view = (seen.width, seen.scheme)
    for rule, wants, about, element in seen.violations:
        message = f"{_lower(wants)}: {_lower(about)} ({rule})"
        hint = f"https://dequeuniversity.com/rules/axe/latest/{rule} tells how"
        span = places.element(element) or places.start
        yield _Finding("WL667", message, span, hint, view, f"{rule} {_MEASURE.sub('', about)}")
    yield from _misfits(seen, places)


_MEASURE = re.compile(r"(?<![#\w])\d+(?:\.\d+)?")
"""A figure that differs from place to place; a colour isn't one."""


def _lower(text: str) -> str:
    """A sentence of somebody else's, as one of ours begins and ends."""
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


# ── Requests ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _requests(asked: Iterable[Asked], places: Places, hosts: Collection[str]) -> Iterator[_Finding]:
    for one in asked:
        span = _named(one.address, places)
        if one.address.startswith("/"):
            message = f"the page asks for '{one.address}' ({one.kind}) and doesn't get it: {one.fault}"
            yield _Finding("WL662", message, span, "bring the file along, or don't ask for it")
            continue
        host = urlsplit(one.address).hostname or one.address
        if host not in hosts:
            message = f"the page asks another host, '{host}' ({one.kind}): {one.address}"
            hint = f"bring it along in the bundle, or name '{host}' under 'hosts' in theme.yaml"
            yield _Finding("WL660", message, span, hint)


def _named(address: str, places: Places) -> Span:
    """Where a page names what it asks for; a style sheet or a script of it may do so in its stead."""
    bare = address[address.find("//") :] if "://" in address else address
    written = dict.fromkeys((address, address.rstrip("/"), bare, bare.rstrip("/")))
    return next(filter(None, map(places.text, written)), places.start)


# ── Marks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_AROUND = 24
"""Characters before and after a mark that show where it stands."""

_HINT = "take it out of the theme's or the brand's words; 'purity.allow' in whitelabel.yaml lets it stand"


def _marks(seen: Seen, places: Places, find: Find) -> Iterator[_Finding]:
    view = (seen.width, seen.scheme)
    for hit in find(seen.file, seen.title):
        span = _written(seen.title, hit, places, "<title") or places.start
        yield _Finding("WL665", f"{_shown(seen.title, hit)} in the page's title", span, _HINT, view)
    for text, code, where in ((seen.text, "WL663", "to be read"), *((word, "WL664", "told") for word in seen.told)):
        for hit in find(seen.file, text):
            start, end = _stretch(text, hit)
            before = "…" if start > 0 and text[start - 1] != "\n" else ""
            after = "…" if end < len(text) and text[end] != "\n" else ""
            line = " ".join(text[start:end].split())
            span = _written(text, hit, places, "<body") or _held(line, seen, places) or places.start
            yield _Finding(code, f"{_shown(text, hit)} is {where}: “{before}{line}{after}”", span, _HINT, view)


def _shown(text: str, hit: Foreign) -> str:
    return f"'{' '.join(text[hit.start : hit.end].split())}' of {hit.whose}"


def _stretch(text: str, hit: Foreign) -> tuple[int, int]:
    """Where the part of a mark's line begins and ends that is near it."""
    start = max(text.rfind("\n", 0, hit.start) + 1, hit.start - _AROUND)
    end = text.find("\n", hit.end)
    return start, min(end if end >= 0 else len(text), hit.end + _AROUND)


def _written(text: str, hit: Foreign, places: Places, after: str = "") -> Span | None:
    """Where a mark is written in the file, with the words around it."""
    start, end = _stretch(text, hit)
    return places.text(text[hit.start : hit.end], text[start : hit.start], text[hit.end : end], after)


def _held(line: str, seen: Seen, places: Places) -> Span | None:
    """The element in whose text a line stands, where a script has written it, or it is in pieces."""
    folded = line.casefold()
    held = (piece.element for piece in seen.pieces if folded in piece.text.casefold())
    return next(filter(None, map(places.element, held)), None)


def _left(seen: Seen, places: Places, find: Find) -> Iterator[_Finding]:
    for kind, name, value in seen.stored:
        for text, where in ((name, "the name"), (value, f"the value of '{name}'")):
            for hit in find(seen.file, text):
                span = _written(text, hit, places) or places.start
                hint = "have the page store it under another name, or not at all"
                yield _Finding("WL666", f"{_shown(text, hit)} in {where}, a {kind} entry", span, hint)


# ── Layout ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _misfits(seen: Seen, places: Places) -> Iterator[_Finding]:
    view = (seen.width, seen.scheme)
    for one in seen.wide:
        message = f"the page scrolls sideways: {_element(one)} sticks out of it"
        hint = "let it wrap, shrink, or scroll within a box of its own"
        yield _Finding("WL668", message, places.element(one.element) or places.start, hint, view)
    for one in seen.cut:
        message = f"a text is cut by its box: {_element(one)}"
        hint = "give the box room to grow with its text; other languages are longer"
        yield _Finding("WL669", message, places.element(one.element) or places.start, hint, view)


def _element(one: Misfit) -> str:
    tag = one.element.partition(">")[0] + ">"
    text = f" “{one.text}”" if one.text else ""
    return f"{tag if len(tag) <= 100 else tag[:99] + '…'}{text}"

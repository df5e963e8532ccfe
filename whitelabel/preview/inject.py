"""What becomes of pages and style sheets on their way to the browser; what lies in ``build/`` is as it was made."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser

RESERVED = "/__whitelabel/"
"""Addresses that begin so are the preview's own, on every origin."""

CLIENT = RESERVED + "client.js"

_IN_HEAD = frozenset("base head html link meta noscript script style template title".split())
_TEXT_ALONE = frozenset("noscript script style template title".split())
"""Tags within these mean nothing."""

_LINE = re.compile(rb"[^\n]*(?:\n|$)")
_OPTIONAL = re.compile(rb"(font-display\s*:\s*)optional\b", re.IGNORECASE)
_OPEN_TO_ALL = frozenset({"*", "http:", "'self'"})


def injected(page: bytes, origin: str, data: Mapping[str, str], *, can_wait: bool = False) -> bytes:
    """The page with the preview's script at the end of its head.

    A policy that the page states for itself is widened by that script, and by what it asks for, alone.

    Args:
        page: HTML.
        origin: Where it is shown, ``http://acme.localhost:8000``.
        data: What the script is told, by the names of its ``data-`` attributes.
        can_wait: Whether the page is shown before the script runs: of a page that isn't framed it changes nothing.
    """
    head = _Head(page)
    nonce = data["token"]
    told = "".join(f' data-{name}="{html.escape(value)}"' for name, value in data.items())
    when = " defer" if can_wait else ""
    tag = f'<script src="{origin}{CLIENT}" nonce="{html.escape(nonce)}"{when}{told}></script>'
    found = page[: head.end] + tag.encode() + page[head.end :]
    for start, end, policy in reversed(head.policies):
        wider = widened(policy, origin, nonce)
        if wider != policy:
            meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(wider)}">'
            found = found[:start] + meta.encode("latin-1") + found[end:]
    return found


def with_fonts(sheet: bytes) -> bytes:
    """A style sheet whose fonts are waited for.

    A browser keeps nothing of what is served here, so a font that may come late is always late: pages would never be seen in the
    brand's type.

    Source:
        CSS Fonts Module Level 4, section 4.9, "font-display".

    >>> with_fonts(b"@font-face{font-display:optional}")
    b'@font-face{font-display:block}'
    """
    return _OPTIONAL.sub(rb"\1block", sheet)


def widened(policy: str, origin: str, nonce: str) -> str:
    """A policy under which the preview's script runs and may ask.

    Source:
        Content Security Policy Level 3, sections 6.1 and 6.8.

    >>> widened("default-src 'self'", "http://acme.localhost:1", "n")
    "default-src 'self'"
    >>> widened("script-src 'none'", "http://acme.localhost:1", "n")
    'script-src http://acme.localhost:1/__whitelabel/'
    """
    said: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        if name:
            said.setdefault(name.lower(), sources)
    added: dict[str, list[str]] = {}
    for names in (("script-src-elem", "script-src", "default-src"), ("connect-src", "default-src")):
        rules = next((name for name in names if name in said), "")
        sources = said.get(rules, [])
        strict = names[0] == "script-src-elem" and "'strict-dynamic'" in sources
        if not rules or (not strict and _OPEN_TO_ALL & set(sources)):
            continue
        more = f"'nonce-{nonce}'" if strict else origin + RESERVED
        own = names[-2] if rules == "default-src" else rules
        added[own] = [*(source for source in sources if source.lower() != "'none'"), more]
    if not added:
        return policy
    return "; ".join(" ".join([name, *sources]) for name, sources in {**said, **added}.items())


class _Found(Exception):
    """The head has ended: what follows is not read."""


class _Head(HTMLParser):
    """Where a page's head ends, and the policies in it, in bytes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.end = len(page)
        self.policies: list[tuple[int, int, str]] = []
        self._lines = [match.start() for match in _LINE.finditer(page)]
        with contextlib.suppress(_Found):
            # One character a byte, so that places are those of the bytes.
            self.feed(page.decode("latin-1"))
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _IN_HEAD:
            self._ends_here()
        if tag in _TEXT_ALONE:
            self.set_cdata_mode(tag)
        said = dict(attrs)
        if tag == "meta" and (said.get("http-equiv") or "").lower() == "content-security-policy":
            start = self._place()
            self.policies.append((start, start + len(self.get_starttag_text() or ""), said.get("content") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self._ends_here()

    def _ends_here(self) -> None:
        self.end = self._place()
        raise _Found

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

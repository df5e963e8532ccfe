"""Where in a page's file an element stands that a browser shows, or a text that is read there.

A browser's element is what scripts have made of the one in the file; where they have made it themselves, there is none.
"""

from __future__ import annotations

import html
import re
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

from whitelabel.problem import NOTHING, Excerpt, Span

_LONG = 80
"""Characters that are underlined at most."""

_NEAR = 60
"""Characters of a line that are shown before a place, and behind where it begins."""


_BOUNDS = ((r"""(?<=["'>])\s*""", r"""\s*(?=["'<])"""), (r"(?<!\w)", r"(?!\w)"), ("", ""))
"""What may stand before a text, and behind it: the nearer to it the better."""


class _Tag(NamedTuple):
    name: str
    attributes: tuple[tuple[str, str], ...]
    line: int
    column: int
    length: int


class Places:
    """A page's file, to look places up in.

    Args:
        path: Of the file, for the spans.
        data: The file.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        self._text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")

    @property
    def start(self) -> Span:
        """What stands for the whole file."""
        return Span(self._path)

    def excerpt(self, span: Span) -> Excerpt:
        """The line of a place, as far as it is near it; nothing for what stands for the whole file."""
        if span == self.start:
            return NOTHING
        first = max(0, span.column - 1 - _NEAR)
        line = self._text[self._starts[span.line - 1] :].partition("\n")[0]
        return Excerpt(line[first : span.column - 1 + max(span.length, _NEAR)], first + 1)

    def text(self, words: str, before: str = "", behind: str = "", after: str = "") -> Span | None:
        """Where a text is written, however it is spaced: as all that an element or an attribute holds, else as words, else as a part of some.

        Args:
            words: As a reader sees them.
            before: What stands before them.
            behind: What stands behind them.
            after: What all of it follows somewhere; where that isn't in the file, it may stand anywhere.

        >>> Places("a.html", b"<p title='Acme'>\\nof <b>Acme</b>").text("acme", after="<b")
        Span(path='a.html', line=2, column=7, length=4)
        """
        begin = max(0, self._text.find(after))
        escapes = (str, _as_text, html.escape)
        patterns = [f"{_spaced(as_(before))}({_spaced(as_(words))}){_spaced(as_(behind))}" for as_ in escapes]
        for opening, closing in _BOUNDS:
            for pattern in patterns:
                found = re.compile(opening + pattern + closing, re.IGNORECASE).search(self._text, begin)
                if found and found[1]:
                    return self._span(*found.span(1))
        return None

    def element(self, outer: str) -> Span | None:
        """Where an element's opening tag is written: the very same, else one with the same ``id``.

        Args:
            outer: The element as a browser writes it, perhaps cut at its end.

        >>> Places("a.html", b"<p>\\n<img alt='' hidden src=a.png>").element('<img alt="" hidden="" src="a.png">')
        Span(path='a.html', line=2, column=1, length=29)
        """
        wanted = next(iter(_Tags(outer).found), None)
        if wanted is None:
            return None
        same = [tag for tag in self._tags if (tag.name, tag.attributes) == (wanted.name, wanted.attributes)]
        if not same:
            name = dict(wanted.attributes).get("id", "")
            same = [tag for tag in self._tags if name and dict(tag.attributes).get("id") == name]
        if not same:
            return None
        # Of several the one that holds the same, as far as that is told; one that says nothing of itself may be any.
        held = outer[wanted.length :]
        found = next((tag for tag in same if held and self._rest(tag).startswith(held)), same[0])
        if found is same[0] and len(same) > 1 and not wanted.attributes and not self._rest(found).startswith(held):
            return None
        return Span(self._path, found.line, found.column, min(found.length, _LONG))

    def _rest(self, tag: _Tag) -> str:
        return self._text[self._starts[tag.line - 1] + tag.column - 1 + tag.length :]

    @cached_property
    def _tags(self) -> list[_Tag]:
        return _Tags(self._text).found

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    def _span(self, start: int, end: int) -> Span:
        line = self._text.count("\n", 0, start) + 1
        column = start - self._starts[line - 1] + 1
        ends = self._text.find("\n", start, end)
        return Span(self._path, line, column, max(1, (ends if ends >= 0 else end) - start))


def _as_text(words: str) -> str:
    return html.escape(words, quote=False)


def _spaced(words: str) -> str:
    """A pattern for words with any white space between them."""
    return re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(words))


class _Tags(HTMLParser):
    """Every opening tag of a text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[_Tag] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        given = tuple(sorted((name, value or "") for name, value in attrs))
        self.found.append(_Tag(tag, given, line, column + 1, len(self.get_starttag_text() or "")))

"""Text that leads back to the file that it was read from, whatever was decoded on the way."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias, cast

Pieces: TypeAlias = tuple[tuple[int, int], ...]

AROUND = 120
"""Characters on both sides of what was decoded that are looked at with it: longer than any mark."""

BREAK = "\n\0\n"
"""Stands between stretches that don't stand side by side; no mark holds it."""

CUT = "\n\0\0\n"
"""The same between stretches that go on in the text that they were taken from: a word beside it may be part of a longer one."""


@dataclass(frozen=True, slots=True)
class Page:
    """What line and column are counted in: a file, or a member of one.

    Attributes:
        text: Empty where it has no lines.
        member: The way to it within the file, such as ``a.zip/b.txt``; empty for the file itself.
    """

    text: str
    member: str = ""
    _starts: list[int] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def starts(self) -> list[int]:
        """Where each line begins; most pages are never asked."""
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(line.end() for line in re.finditer(r"\r\n|\n|\r", self.text))
        return self._starts

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of a place in the text."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line, from 1."""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in which each character knows the place in a page that it comes from.

    Attributes:
        whence: Where each piece begins, here and in the page; within a piece one character follows the other. Of a text of which
            most are never asked where they come from: what tells it.
        pace: Characters of the page for one of a piece, where they are not as many.
    """

    text: str
    whence: Pieces | Callable[[], Pieces] = ((0, 0),)
    pace: float = 1.0

    @property
    def pieces(self) -> Pieces:
        """Where each piece begins, here and in the page."""
        if not isinstance(self.whence, tuple):
            object.__setattr__(self, "whence", self.whence())
        return cast(Pieces, self.whence)

    def at(self, offset: int) -> int:
        """The place in the page of a place in the text."""
        pieces = self.pieces
        here, there = pieces[bisect_right(pieces, (offset, float("inf"))) - 1]
        return there + int((offset - here) * self.pace)

    def cut(self, start: int, end: int) -> Text:
        """A stretch of the text."""
        return Text(self.text[start:end], lambda: self._inner(start, end), self.pace)

    def _inner(self, start: int, end: int) -> Pieces:
        first = bisect_right(self.pieces, (start, float("inf"))) - 1
        last = bisect_right(self.pieces, (end, -1.0))
        inner = ((here - start, there) for here, there in self.pieces[first + 1 : last])
        return ((0, self.at(start)), *inner)

    def starting_at(self, offset: int, text: str, pace: float = 1.0) -> Text:
        """Another text that was made of what begins at a place of this one."""
        return Text(text, lambda: ((0, self.at(offset)),), pace * self.pace)


def joined(texts: Iterable[Text], between: str = "") -> Text:
    """Texts one after the other; all have the same pace."""
    each = list(texts)
    together = "".join(part for text in each for part in (text.text, between))
    return Text(together, lambda: _together(each, len(between)), each[-1].pace if each else 1.0)


def _together(texts: Iterable[Text], between: int) -> Pieces:
    """The pieces of texts one after the other, with so many characters behind each."""
    pieces: list[tuple[int, int]] = []
    length = 0
    for text in texts:
        pieces += ((here + length, there) for here, there in text.pieces)
        length += len(text.text) + between
    return tuple(pieces) or ((0, 0),)


def decoded(text: Text, pattern: re.Pattern[str], decode: Callable[[re.Match[str]], str | None]) -> Iterator[Text]:
    """What stands around all that a decoder changes, changed; nothing where it changes nothing.

    Args:
        text: What is decoded.
        pattern: What may be changed.
        decode: Gives what a match means; ``None`` where it means itself.
    """
    changes: list[tuple[int, int, str]] = []
    for match in pattern.finditer(text.text):
        meant = decode(match)
        if meant is not None and meant != match[0]:
            changes.append((*match.span(), meant))
    if changes:
        yield joined(_around(text, changes))


def _around(text: Text, changes: list[tuple[int, int, str]]) -> Iterator[Text]:
    end = len(text.text)
    first = changes[0][0]
    if first > AROUND:
        yield text.starting_at(first - AROUND, CUT)
    yield text.cut(max(0, first - AROUND), first)
    for (start, stop, meant), (following, _, _) in pairwise([*changes, (end + 3 * AROUND, 0, "")]):
        yield text.starting_at(start, meant)
        if following - stop <= 2 * AROUND:
            yield text.cut(stop, following)
            continue
        yield text.cut(stop, min(end, stop + AROUND))
        if stop + AROUND < end:
            yield text.starting_at(stop, CUT)
        if following < end:
            yield text.cut(following - AROUND, following)


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at a file, or at a part of it.

    Attributes:
        how: How it was come by, in a few words; empty for the file's own text.
    """

    text: Text
    page: Page
    how: str = ""

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a place in the text."""
        return self.page.place(self.text.at(offset)) if self.page.text else (1, 1)


class Unreadable(Exception):
    """A file that can't be looked at, and why: it is cut, of another kind than its name says, too large."""

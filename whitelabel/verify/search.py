"""Looks at one file in every way, and tells where it shows which mark."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from whitelabel.verify.clue import NOTHING_GIVEN, Clue, Given
from whitelabel.verify.logos import NOTHING, Logos, Place, Seen
from whitelabel.verify.logos.outline import runs
from whitelabel.verify.matcher import Found, Matcher
from whitelabel.verify.reading import Carried, Look, look
from whitelabel.verify.reading.text import BREAK, View
from whitelabel.verify.watch import Watch

NAME = "in its name"
"""How a mark in a file's or a folder's name was come by."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a file that shows a mark.

    Attributes:
        marks: Positions among all marks; several owners may have the same one.
        shown: What stands there, decoded.
        how: How it was come by, and how it differs from what is written, in a few words; empty where it is plain.
        member: The way to it within the file, for a file in an archive.
        line, column, length: From 1; of what has no lines all are 1.
        end: Line and column behind it.
        written: The line.
    """

    marks: tuple[int, ...]
    shown: str
    how: str
    member: str
    line: int
    column: int
    length: int
    end: tuple[int, int]
    written: str


class Trace(NamedTuple):
    """What tells of somebody outside, and where; that place shows no mark."""

    clue: Clue
    hit: Hit


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found in one file, and how it was looked at.

    Attributes:
        hits: Marks.
        traces: What tells of somebody outside.
        logos: What in it may show somebody's logo.
    """

    hits: tuple[Hit, ...]
    look: Look
    traces: tuple[Trace, ...] = ()
    logos: Seen = field(default=NOTHING)


def search(
    name: str,
    data: bytes,
    matcher: Matcher,
    logos: Logos | None = None,
    *,
    but: str = "",
    watch: Watch | None = None,
    given: Given = NOTHING_GIVEN,
) -> Searched:
    """Every place in a file that shows a mark, or tells of somebody outside, each once, and how the file was looked at.

    Args:
        name: Its path, which tells the kind of a text; it is not searched itself.
        data: The file.
        matcher: All marks.
        logos: All logos, where these are looked for in it too; whether the file itself is one isn't asked here.
        but: A party whose own marks are of no account, whoever else has them.
        watch: Looks for what tells of somebody outside; without it only marks are looked for.
        given: Of a brand, what of that is of no account.
    """
    views: list[View] = []
    files: list[Carried] = []
    seen = look(name, data, views, files)
    hits: dict[tuple[str, int, int, tuple[int, ...]], Hit] = {}
    traces: dict[tuple[str, str, str, int, int], Trace] = {}
    for view in views:
        for found in matcher.find(view.text.text, but):
            hit = _hit(view, found)
            place = 0 if view.page.text else found.start
            hits.setdefault((hit.member, hit.line, hit.column + place, hit.marks), hit)
        for clue in watch.clues(name, view, given) if watch is not None else ():
            hit = _hit(view, Found(clue.start, clue.end, ()))
            # How an address stands there is told best by the text as it is.
            traces.setdefault((clue.what, clue.about, hit.member, hit.line, hit.column), Trace(clue, hit))
    ordered = tuple(sorted(hits.values(), key=_order))
    outside = tuple(sorted(traces.values(), key=lambda trace: _order(trace.hit)))
    return Searched(ordered, seen, outside, _logos(views, files, logos) if logos is not None else NOTHING)


def _order(hit: Hit) -> tuple[str, int, int]:
    return hit.member, hit.line, hit.column


def _logos(views: Sequence[View], files: Sequence[Carried], logos: Logos) -> Seen:
    """What in a file may show somebody's logo: path data in its texts, and the files in it."""
    found = NOTHING
    for one in files:
        line, column = one.place
        found += logos.of_file(one.data, Place(line, column, 1, line, one.page.member, one.how))
    for view in views if logos.has_outlines else ():
        for start, end, data in runs(view.text.text):
            found += logos.of_path(data, lambda view=view, start=start, end=end: _place(view, start, end))  # type: ignore[misc]
    return found


def _place(view: View, start: int, end: int) -> Place:
    line, column = view.place(start)
    last, after = view.place(end - 1)
    length = after - column + 1 if last == line else len(view.page.line(line)) - column + 1 if view.page.text else 1
    return Place(line, column, max(1, length), last, view.page.member, view.how)


def search_names(paths: Sequence[str], matcher: Matcher) -> dict[str, tuple[Hit, ...]]:
    """Every mark in the names of files and folders, by path; paths without one are left out."""
    found: dict[str, list[Hit]] = {}
    text = BREAK.join(paths)
    starts = list(accumulate((len(path) + len(BREAK) for path in paths), initial=0))
    for hit in matcher.find(text):
        path = paths[bisect_right(starts, hit.start) - 1]
        how = ", ".join(filter(None, (NAME, hit.look)))
        found.setdefault(path, []).append(Hit(hit.marks, text[hit.start : hit.end], how, "", 1, 1, 1, (1, 2), ""))
    return {path: tuple(hits) for path, hits in found.items()}


def _hit(view: View, found: Found) -> Hit:
    line, column = view.place(found.start)
    text = view.text.text
    end = view.text.at(found.end - 1) + 1
    if found.end < len(text) and view.page.text[end - 1 : end] != text[found.end - 1]:
        # The last letter was decoded: it ends where the next one begins.
        end = max(end, view.text.at(found.end))
    last, after = view.page.place(end) if view.page.text else (1, 1)
    written = view.page.line(line) if view.page.text else ""
    return Hit(
        marks=found.marks,
        shown=text[found.start : found.end],
        how=", ".join(filter(None, (view.how, found.look))),
        member=view.page.member,
        line=line,
        column=column,
        length=max(1, (after if last == line else len(written) + 1) - column),
        end=(last, after),
        written=written,
    )

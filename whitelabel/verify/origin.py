"""Where in the project's files a mark may come from that shows in a bundle."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from whitelabel.disk.blob import Blob
from whitelabel.disk.files import BRANDS, THEME
from whitelabel.problem import Span
from whitelabel.verify.matcher import Matcher
from whitelabel.verify.search import NAME, Hit, search, search_names

MadeFrom: TypeAlias = Callable[[str], Collection[str] | None]
"""Gives SHA-256 of each file that a path of a bundle was made from as it is; ``None`` where that isn't known."""

_PLACES = 3
"""Places that are told."""

_WHOLE = tuple(f"{THEME}/{folder}/" for folder in ("templates", "assets", "static"))
"""Folders whose files are read by those who make a file of a bundle of them; any other may give a value to each."""

_NEAR = 60
"""Characters before and after a mark that are compared."""

_SURE = 8
"""Characters that two places have in common around a mark by more than chance."""


def unknown(_path: str) -> None:
    """Stands for what a bundle was made from where nobody tells."""


class Sources:
    """Finds the places, most likely first.

    Args:
        sources: The project's files by path.
        finder: Finds the marks.
    """

    def __init__(self, sources: Mapping[str, Blob], finder: Matcher) -> None:
        self._sources = sources
        self._finder = finder
        self._hits: dict[str, tuple[Hit, ...]] = {}

    def places(self, slug: str, path: str, hit: Hit, made_from: MadeFrom = unknown) -> list[Span]:
        """Where the theme's files and the brand's own show a mark that a file of its bundle shows.

        Args:
            slug: Of the brand.
            path: In its bundle.
            hit: What was found there.
            made_from: What the bundle was made from.

        Returns:
            Those around which the most is the same as around the mark; of files that the path was not made from none. Of a mark
            in a file's name the files that are called so.
        """
        known = made_from(path)
        used = [source for source in self._of(slug) if known is None or self._may_give(source, known)]
        wanted = set(hit.marks)
        if hit.how.startswith(NAME):
            named = search_names(used, self._finder)
            return [Span(source) for source in used if any(wanted & set(one.marks) for one in named.get(source, ()))][
                :_PLACES
            ]
        found = [
            (_alike(hit, one), source, one) for source in used for one in self._in(source) if wanted & set(one.marks)
        ]
        best = max((alike for alike, _, _ in found), default=0)
        if best >= _SURE:
            found = [one for one in found if one[0] == best]
        found.sort(key=lambda one: -one[0])
        return [Span(source, one.line, one.column, one.length) for _, source, one in found[:_PLACES]]

    def _of(self, slug: str) -> Sequence[str]:
        return sorted(path for path in self._sources if path.startswith((f"{THEME}/", f"{BRANDS}/{slug}/")))

    def _may_give(self, source: str, known: Collection[str]) -> bool:
        return not source.startswith(_WHOLE) or self._sources[source].digest in known

    def _in(self, source: str) -> tuple[Hit, ...]:
        """What a file shows; it is looked at once."""
        if source not in self._hits:
            self._hits[source] = search(source, self._sources[source].read(), self._finder).hits
        return self._hits[source]


def _alike(one: Hit, other: Hit) -> int:
    """How many characters are the same around two places, beginning at them."""
    sides = [
        (hit.written[max(0, hit.column - 1 - _NEAR) : hit.column - 1][::-1], hit.written[hit.column - 1 + hit.length :])
        for hit in (one, other)
    ]
    return sum(len(os.path.commonprefix([near[:_NEAR], far[:_NEAR]])) for near, far in zip(*sides, strict=True))

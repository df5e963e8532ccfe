"""The finished bytes read as an outsider would: no bundle shows what is another party's.

What all bundles have in common is looked at once; of a page that differs from others in some lines, these lines alone.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from whitelabel.model import Project, Remember, ResolvedBrand
from whitelabel.problem import Problem, Span
from whitelabel.verify import marks, matcher, reading
from whitelabel.verify.fresh import Pair, fresh, pairs
from whitelabel.verify.judge import Judge, Verdict, ended
from whitelabel.verify.links import check_links
from whitelabel.verify.matcher import Matcher
from whitelabel.verify.reading import Look, kind_of_name
from whitelabel.verify.search import Searched, search, search_names
from whitelabel.verify.slots import Slots

_VERSION = 1
"""Of how a bundle is judged."""

_KEPT = 5000
"""Files whose findings are held in memory, for those who have the same."""

_LINES = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".webmanifest")
"""Texts in which a line means the same wherever it stands."""

_BETWEEN = b"\n\1\n"


class Verifier:
    """Looks at bundles of one project.

    Args:
        project: With the rights and the marks of all brands.
        day: On which allowances hold.
        remember: Gives what was made of the marks before.
    """

    def __init__(self, project: Project, day: datetime.date, remember: Remember) -> None:
        self._project = project
        self._day = day
        self._remember = remember
        self._purity = project.vendor.purity
        self._marks_key = marks.key_of(project.vendor, project.holders)
        self._known: dict[str, Searched] = {}
        self._plain: frozenset[Pair] = frozenset()

    @cached_property
    def _slots(self) -> Slots:
        return Slots(self._project.theme)

    @cached_property
    def matcher(self) -> Matcher:
        """All marks, ready to be looked for."""
        each = marks.all_marks(self._project.vendor, self._project.holders)
        key = f"marks {matcher.VERSION} {self._marks_key}"
        made = self._remember(_digest(key), lambda: (matcher.compiled(each), True))
        try:
            return Matcher(each, made)
        except ValueError:
            # What somebody else has put there.
            return Matcher(each, matcher.compiled(each))

    def key(self, slug: str, at: str, files: Mapping[str, str]) -> str:
        """SHA-256 of all that a verdict depends on.

        Args:
            slug: Of the brand.
            at: What leads to its bundle.
            files: Digests by path.
        """
        purity = self._purity
        rules = [[one.mark, one.path] for one in purity.allow], [[one.text, one.pages] for one in purity.require]
        versions = _VERSION, matcher.VERSION, reading.VERSION
        party = self._party(slug)
        told = [versions, self._marks_key, rules, ended(purity.allow, self._day), party, at, sorted(files.items())]
        return _digest(json.dumps(told))

    def _party(self, slug: str) -> str:
        holder = self._project.holders.get(slug)
        return holder.party if holder is not None else slug

    def inspect(self, brand: ResolvedBrand, at: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
        """What is wrong with a bundle whoever's marks there are: dead ends, and what the brand gives in vain.

        Args:
            brand: Whose it is.
            at: What leads to it, to be shown before a path in it.
            files: Bytes by path.
        """
        yield from check_links(files, at)
        yield from self._slots.check(brand, files)

    def verify(
        self,
        brand: ResolvedBrand,
        at: str,
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        clean: Mapping[str, bytes | None],
    ) -> Verdict:
        """Look at a bundle.

        Args:
            brand: Whose it is.
            at: What leads to it, to be shown before a path in it.
            files: Bytes by path.
            digests: SHA-256 by path.
            clean: What the brand had before, and what was found to be right, by digest: bytes where they are at hand.
        """
        slug = brand.brand.slug
        pages = pages_of(brand, files)
        wanted = {path for one in self._purity.require for page in one.pages for path in pages.get(page, ())}
        rest = {path: data for path, data in files.items() if path in wanted or digests[path] not in clean}
        found = self._searched(self._party(slug), rest, digests, wanted, [data for data in clean.values() if data])
        for path, hits in search_names(list(rest), self.matcher).items():
            found[path] = Searched((*hits, *found[path].hits), found[path].look)
        judge = Judge(self.matcher.marks, self._purity, self._party(slug), self._day, at, self._sources_for(slug))
        return judge.judge(found, pages)

    def _searched(
        self,
        party: str,
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        wanted: set[str],
        before: Iterable[bytes],
    ) -> dict[str, Searched]:
        found: dict[str, Searched] = {}
        seen = {pair for data in before for pair in pairs(data)}
        lines: dict[str, dict[str, list[bytes]]] = {}
        for path, data in files.items():
            suffix = path[path.rfind(".") :]
            key = f"{digests[path]} {kind_of_name(path)}"
            if key in self._known:
                found[path] = self._known[key]
            elif suffix in _LINES and path not in wanted:
                lines.setdefault(suffix, {})[path] = fresh(data, self._plain, seen)
            else:
                found[path] = search(path, data, self.matcher)
                if len(self._known) < _KEPT:
                    self._known[key] = found[path]
        marked: set[bytes] = set()
        for suffix, stretches in lines.items():
            found.update(self._in_lines(party, suffix, stretches, files, marked))
        if not self._plain:
            self._plain = frozenset(pair for pair in seen if marked.isdisjoint(pair))
        return found

    def _in_lines(
        self,
        party: str,
        suffix: str,
        stretches: Mapping[str, Sequence[bytes]],
        files: Mapping[str, bytes],
        marked: set[bytes],
    ) -> Iterator[tuple[str, Searched]]:
        """What is found in texts of one kind, in their new lines; where that may be somebody else's, in all of each.

        Args:
            party: Of the brand.
            suffix: Of the texts' names.
            stretches: Of new lines, by path.
            files: Bytes by path.
            marked: Takes the lines that show any mark, the brand's own too.
        """
        together = _BETWEEN.join(part for parts in stretches.values() for part in parts)
        # Which lines show the brand itself is asked of the first one alone: no other's are lent to the next.
        shown = Searched((), Look(kind_of_name(suffix) or "text"))
        if together:
            shown = search(suffix, together, self.matcher, but=party if self._plain else "")
        each = together.split(b"\n")
        for hit in shown.hits:
            marked.update(each[hit.line - 1 : hit.line + hit.shown.count("\n")])
        is_own = all(any(self.matcher.marks[place].party == party for place in hit.marks) for hit in shown.hits)
        for path in stretches:
            if is_own and not shown.look.why:
                yield path, Searched((), shown.look)
            else:
                yield path, search(path, files[path], self.matcher)

    def _sources_for(self, slug: str) -> _Sources:
        return _Sources(self._project, slug, self.matcher)


class _Sources:
    """Where in the project's files a mark may come from."""

    def __init__(self, project: Project, slug: str, finder: Matcher) -> None:
        self._project = project
        self._slug = slug
        self._finder = finder

    def __call__(self, wanted: tuple[int, ...]) -> list[Span]:
        """The first places, in the theme's files and in the brand's own."""
        found: list[Span] = []
        for path, blob in sorted(self._project.files.items()):
            if path.startswith(("base_theme/", f"brands/{self._slug}/")):
                hits = search(path, blob.read(), self._finder).hits
                found += (Span(path, hit.line, hit.column, hit.length) for hit in hits if set(hit.marks) & set(wanted))
            if len(found) >= _SOURCES:
                break
        return found[:_SOURCES]


_SOURCES = 3
"""Places that are told of where a mark may come from."""


def pages_of(brand: ResolvedBrand, files: Iterable[str]) -> dict[str, list[str]]:
    """Paths of each page, a language each."""
    there = set(files)
    named = {page.name: [f"site/{tag}/{page.name}/index.html" for tag in brand.locales] for page in brand.pages}
    return {name: [path for path in paths if path in there] for name, paths in named.items()}


def _lines_of(searched: Searched) -> set[int]:
    return {line for hit in searched.hits for line in range(hit.line, hit.line + 2 + hit.shown.count("\n"))}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

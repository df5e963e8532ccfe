"""The finished bytes read as an outsider would: no bundle shows what is another party's, or tells of somebody outside.

What all bundles have in common is looked at once; of a page that differs from others in some lines, these lines alone.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.model import UNKNOWN_MACHINE, Find, Holder, Machine, Remember, Vendor
from whitelabel.problem import Problem, Span
from whitelabel.verify import marks, matcher, reading
from whitelabel.verify.blank import Blank, own_names
from whitelabel.verify.clue import NOTHING_GIVEN, Given, given_by
from whitelabel.verify.fresh import Window, fresh, windows
from whitelabel.verify.hosts import LICENCE, taken
from whitelabel.verify.judge import Judge, Verdict, ended
from whitelabel.verify.logos import VERSION as LOGOS
from whitelabel.verify.logos import Logos, Place, Seen, Showing, owned, told
from whitelabel.verify.matcher import Matcher
from whitelabel.verify.origin import MadeFrom, Sources, unknown
from whitelabel.verify.reading import Look, kind_of_name
from whitelabel.verify.search import Hit, Searched, search, search_names
from whitelabel.verify.since import NOTHING, Before
from whitelabel.verify.watch import Watch

_VERSION = 3
"""Of how a bundle is judged."""

_KEPT = 5000
"""Files whose findings are held in memory, for those who have the same."""

_MET = 20_000
"""Files of which it is known that they were looked at."""

_LINES = (".html", ".css", ".js", ".json", ".svg", ".xml", ".webmanifest", ".txt", ".conf")
"""Texts whose names tell what they are, and in which a line means the same wherever it stands."""

_NONE: frozenset[Window] = frozenset()

_BETWEEN = b"\n\1\n"


class Verifier:
    """Looks at bundles of one project.

    Args:
        vendor: What may show, and what has to be there.
        holders: All brands, with their marks.
        sources: The project's files, in which it is looked for what a mark may come from.
        day: On which allowances hold.
        remember: Gives what was made of the marks before.
        hosts: Other hosts that pages may ask.
        business: Names of the links that lead to where a party sells itself.
        machine: The one that builds.
        logos: The files that brands give as their logos, by path, as far as they can be read.
    """

    def __init__(
        self,
        vendor: Vendor,
        holders: Mapping[str, Holder],
        sources: Mapping[str, Blob],
        day: datetime.date,
        remember: Remember,
        logos: Mapping[str, Blob],
        *,
        hosts: Iterable[str] = (),
        business: Iterable[str] = (),
        machine: Machine = UNKNOWN_MACHINE,
    ) -> None:
        self._vendor = vendor
        self._holders = holders
        self._sources = sources
        self._day = day
        self._remember = remember
        self._purity = vendor.purity
        self._business = tuple(business)
        self._home = marks.home_of(vendor, holders)
        self._logo_files = {path: blob.digest for path, blob in logos.items()}
        self._marks_key = marks.key_of(vendor, holders, self._logo_files, self._business)
        self.logos = Logos(owned(vendor, holders, self._logo_files), self._home, logos, remember)
        self._watch = Watch(tuple(hosts), machine)
        self._given: dict[str, Given] = {}
        """What the brand has given that was looked at last."""
        self._known: dict[str, Searched] = {}
        self._met: set[str] = set()
        """Keys of files that were looked at once, and not held."""
        self._plain: dict[str, set[Window]] = {}
        """Lines that show no mark at all, by the endings of their files' names."""

    @cached_property
    def matcher(self) -> Matcher:
        """All marks, ready to be looked for."""
        each = marks.all_marks(self._vendor, self._holders, self._business)
        key = f"marks {matcher.VERSION} {self._marks_key}"
        made = self._remember(_digest(key), lambda: (matcher.compiled(each), True))
        try:
            return Matcher(each, made)
        except ValueError:
            # What somebody else has put there.
            return Matcher(each, matcher.compiled(each))

    @cached_property
    def _origins(self) -> Sources:
        return Sources(self._sources, self.matcher)

    def key(self, slug: str, at: str, files: Mapping[str, str]) -> str:
        """SHA-256 of all that a verdict depends on.

        Args:
            slug: Of the brand.
            at: What leads to its bundle.
            files: Digests by path.
        """
        purity = self._purity
        rules = [[one.mark, one.path] for one in purity.allow], [[one.text, one.pages] for one in purity.require]
        versions = _VERSION, matcher.VERSION, reading.VERSION, LOGOS
        given = self._given_by(slug)
        may_tell = [self._watch.key, *map(sorted, (given.domains, given.hosts, given.ids))]
        party = self._party(slug)
        rights = ended(purity.allow, self._day)
        told = [versions, self._marks_key, rules, rights, may_tell, party, at, sorted(files.items())]
        return _digest(json.dumps(told))

    def given(self, slug: str, node: source.Node) -> None:
        """Take a brand's file where it was read anyway; else it is read when it is asked for."""
        self._given = {slug: given_by(node, self._own_marks(slug))}

    def _given_by(self, slug: str) -> Given:
        if slug not in self._given:
            path = f"brands/{slug}/brand.yaml"
            blob = self._sources.get(path)
            node = source.read_yaml(blob.read(), path) if blob is not None else None
            known = node if not isinstance(node, Problem) else None
            self._given = {slug: given_by(known, self._own_marks(slug))}
        return self._given[slug]

    def _own_marks(self, slug: str) -> Iterator[str]:
        """What names the party of a brand: its brands may name each other, and their hosts."""
        party = self._party(slug)
        for name in self._of_party.get(party, ()):
            yield name
            yield from (mark.text for mark in self._holders[name].marks)
        if party == self._party(self._vendor.brand):
            yield from (mark.text for mark in self._vendor.marks)

    @cached_property
    def _of_party(self) -> dict[str, list[str]]:
        """Slugs of each party's brands."""
        found: dict[str, list[str]] = {}
        for slug, holder in self._holders.items():
            found.setdefault(holder.party, []).append(slug)
        return found

    def _party(self, slug: str) -> str:
        holder = self._holders.get(slug)
        return holder.party if holder is not None else slug

    def verify(
        self,
        slug: str,
        at: str,
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        clean: Mapping[str, tuple[str, bytes | None]],
        made_from: MadeFrom = unknown,
        drawn: Collection[str] = (),
    ) -> Verdict:
        """Look at a bundle, and at what it has in common with others once.

        Args:
            slug: Whose it is.
            at: What leads to it, to be shown before a path in it.
            files: Bytes by path.
            digests: SHA-256 by path.
            clean: What the brand had before, and what was found to be right, by path: SHA-256, and bytes where they are at hand.
            made_from: What it was made from.
            drawn: Paths of what was drawn of the brand's own logo just now: how it looks is known.
        """
        pages = self._pages(files)
        wanted = {path for paths in pages.values() for path in paths}
        # The same bytes mean something else under a name that says so.
        known = {(sha256, _taken(path)) for path, (sha256, _) in clean.items()}
        rest = {
            path: data for path, data in files.items() if path in wanted or (digests[path], _taken(path)) not in known
        }
        before = [(path, data) for path, (_, data) in clean.items() if data is not None]
        self._prepare(rest, digests, drawn)
        found = self._searched(slug, rest, digests, wanted, before, drawn)
        self._add_logos(found, rest, digests, drawn)
        before_it = Searched((), Look("as before"))
        ordered = {path: found.get(path, before_it) for path in files}
        verdict = self._judged(slug, at, ordered, pages, made_from=made_from)
        verdict.problems.extend(self._own_logos(slug))
        return verdict

    def verify_alone(self, slug: str, at: str, files: Mapping[str, bytes], before: Before = NOTHING) -> Verdict:
        """Look at all of a bundle, whatever was looked at before.

        Args:
            slug: Whose it is.
            at: What leads to it.
            files: Bytes by path.
            before: What showed of it at an earlier time, and is known.
        """
        found = {path: search(path, data, self.matcher, self.logos, watch=self._watch) for path, data in files.items()}
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        self._add_logos(found, files, digests, ())
        return self._judged(slug, at, found, self._pages(files), before)

    def glance(self, slug: str, files: Mapping[str, bytes]) -> Verdict:
        """Look at a bundle that nobody mends: what is wrong with it, and nothing of where that may come from.

        Args:
            slug: Whose it is.
            files: Bytes by path.
        """
        pages = self._pages(files)
        wanted = {path for paths in pages.values() for path in paths}
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
        found = self._searched(slug, files, digests, wanted, ())
        self._add_logos(found, files, digests, ())
        self._add_names(found)
        return self._judge(slug, "", found, pages)

    def _add_logos(
        self,
        found: dict[str, Searched],
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        drawn: Collection[str],
    ) -> None:
        """Add what the files themselves may show of a logo to what was found in them."""
        self._prepare(files, digests, drawn)
        for path, data in files.items():
            whole = self.logos.of_file(data, Place(), sha256=digests[path], but_looks=path in drawn)
            if whole:
                found[path] = dataclasses.replace(found[path], logos=whole + found[path].logos)

    def _prepare(self, files: Mapping[str, bytes], digests: Mapping[str, str], drawn: Collection[str]) -> None:
        self.logos.prepare({digests[path]: data for path, data in files.items() if path not in drawn})

    def _own_logos(self, slug: str) -> Iterator[Problem]:
        """Whether the brand's own logo is somebody else's."""
        holder = self._holders.get(slug)
        if holder is None or holder.party == self._home:
            return
        for file in holder.logos:
            if file.path in self._logo_files:
                showings = self.logos.shared(self._logo_files[file.path], holder.party)
                problem = told.shared(file, f"brands/{slug}/brand.yaml", showings, self._home)
                if problem is not None:
                    yield problem

    def follow(self, before: Verifier) -> None:
        """Take over what one for the same marks has found in whole files."""
        if (before._marks_key, before._watch.key) == (self._marks_key, self._watch.key):
            self._known, self.logos = before._known, before.logos

    def by_file(self, slug: str, at: str, files: Mapping[str, bytes]) -> Generator[None, None, Verdict]:
        """The same as ``verify_alone``, a step a file; a file whose bytes are known is not looked at again."""
        found: dict[str, Searched] = {}
        digests: dict[str, str] = {}
        for path, data in files.items():
            yield
            digests[path] = hashlib.sha256(data).hexdigest()
            key = f"{digests[path]} {_taken(path)}"
            if key not in self._known:
                while len(self._known) >= _KEPT:
                    del self._known[next(iter(self._known))]
                self._known[key] = search(path, data, self.matcher, self.logos, watch=self._watch)
            found[path] = self._known[key]
        yield
        self._add_logos(found, files, digests, ())
        yield
        verdict = self._judged(slug, at, found, self._pages(files))
        verdict.problems.extend(self._own_logos(slug))
        return verdict

    def finder(self, slug: str, files: Iterable[str]) -> Find:
        """Finds marks of other parties in what a bundle shows where it is run, and not in its files alone.

        Args:
            slug: Whose it is.
            files: Their paths in the bundle.
        """
        wanted = {path for paths in self._pages(files).values() for path in paths}
        judge = Judge(self.matcher.marks, self._purity, self._party(slug), self._day, "")
        return lambda path, text: judge.foreign(path, text, self.matcher.find(text), wanted)

    def _judged(
        self,
        slug: str,
        at: str,
        found: dict[str, Searched],
        pages: Mapping[str, Sequence[str]],
        before: Before = NOTHING,
        made_from: MadeFrom = unknown,
    ) -> Verdict:
        self._add_names(found)

        def comes_from(path: str, hit: Hit) -> list[Span]:
            return self._origins.places(slug, path, hit, made_from)

        verdict = self._judge(slug, at, found, pages, before, comes_from)
        verdict.looked = {path: str(searched.look) for path, searched in sorted(found.items())}
        return verdict

    def _judge(
        self,
        slug: str,
        at: str,
        found: Mapping[str, Searched],
        pages: Mapping[str, Sequence[str]],
        before: Before = NOTHING,
        comes_from: Callable[[str, Hit], Iterable[Span]] = lambda *_: (),
    ) -> Verdict:
        judge = Judge(
            *(self.matcher.marks, self._purity, self._party(slug), self._day, at), comes_from, self._given_by(slug)
        )
        ordered = dict(sorted(found.items()))
        verdict = judge.judge(ordered, pages, before)
        showings = {path: self._foreign_logos(slug, searched.logos) for path, searched in ordered.items()}
        verdict.problems.extend(told.shown(showings, at, lambda path, names: judge.lets_through(path, names, verdict)))
        return verdict

    def _add_names(self, found: dict[str, Searched]) -> None:
        """What stands in the names of files and folders."""
        for path, hits in search_names(list(found), self.matcher).items():
            found[path] = dataclasses.replace(found[path], hits=(*hits, *found[path].hits))

    def _foreign_logos(self, slug: str, seen: Seen) -> list[Showing]:
        return self.logos.foreign(seen, self._party(slug)) if seen else []

    def _pages(self, files: Iterable[str]) -> dict[str, list[str]]:
        """Paths of the pages that have to say something, a language each."""
        names = {page for one in self._purity.require for page in one.pages}
        cut = [path.split("/") for path in files]
        return {
            name: ["/".join(parts) for parts in cut if parts[:1] == ["site"] and parts[2:] == [name, "index.html"]]
            for name in names
        }

    def _blank(self, slug: str, digests: Mapping[str, str]) -> Blank:
        """Takes a brand's own names out of its texts."""
        holder = self._holders.get(slug)
        marks = holder.marks if holder is not None else ()
        return Blank(own_names(self._party(slug), marks, self.matcher), digests)

    def _searched(
        self,
        slug: str,
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        wanted: set[str],
        before: Iterable[tuple[str, bytes]],
        drawn: Collection[str] = (),
    ) -> dict[str, Searched]:
        found: dict[str, Searched] = {}
        blank = self._blank(slug, digests)
        seen: dict[str, set[Window]] = {suffix: set() for suffix in _LINES}
        stood: dict[str, set[Window]] = {suffix: set() for suffix in _LINES}
        for path, data in before:
            if path.endswith(_LINES):
                stood[_suffix(path)].update(windows(blank(data, _suffix(path))))
        lines: dict[str, dict[str, list[bytes]]] = {}
        for path, data in files.items():
            suffix = _suffix(path)
            key = f"{digests[path]} {_taken(path)}"
            if key in self._known:
                found[path] = self._known[key]
            elif path in drawn:
                # Pictures within it are of the brand's own logo, too.
                found[path] = search(path, data, self.matcher, watch=self._watch)
            elif suffix in _LINES and path not in wanted and taken(path) != LICENCE:
                known = self._plain.get(suffix, _NONE), stood[suffix]
                lines.setdefault(suffix, {})[path] = fresh(blank(data, suffix), known, seen[suffix])
            else:
                found[path] = search(path, data, self.matcher, self.logos, watch=self._watch)
                self._keep(key, found[path])
        marked: set[bytes] = set()
        for suffix, stretches in lines.items():
            found.update(self._in_lines(slug, suffix, stretches, files, digests, blank, marked))
        if not self._plain:
            self._plain = {
                suffix: {lines for lines in those if marked.isdisjoint(lines)} for suffix, those in seen.items()
            }
        return found

    def _in_lines(
        self,
        slug: str,
        suffix: str,
        stretches: Mapping[str, Sequence[bytes]],
        files: Mapping[str, bytes],
        digests: Mapping[str, str],
        blank: Blank,
        marked: set[bytes],
    ) -> Iterator[tuple[str, Searched]]:
        """What is found in texts of one kind, in their new lines; where that may be somebody else's, in all of each.

        Args:
            slug: Of the brand.
            suffix: Of the texts' names.
            stretches: Of new lines, by path.
            files: Bytes by path.
            digests: SHA-256 by path.
            blank: By which the lines became what they are.
            marked: Takes the lines that show any mark, or tell of anybody, the brand's own too.
        """
        party, given = self._party(slug), self._given_by(slug)
        together = _BETWEEN.join(part for parts in stretches.values() for part in parts)
        # Which lines show the brand itself is asked of the first one alone: no other's are lent to the next.
        shown = Searched((), Look(kind_of_name(suffix) or "text"))
        if together:
            but, less = (party, given) if self._plain else ("", NOTHING_GIVEN)
            shown = search(suffix, together, self.matcher, self.logos, but=but, watch=self._watch, given=less)
        each = together.split(b"\n")
        if shown.look.why:
            # Nothing was looked at.
            marked.update(each)
        for hit in (*shown.hits, *(trace.hit for trace in shown.traces)):
            marked.update(each[hit.line - 1 : hit.line + hit.shown.count("\n")])
        for place in shown.logos.places():
            marked.update(each[place.line - 1 : place.last])
        is_own = not self.logos.foreign(shown.logos, party) and all(
            any(self.matcher.marks[place].party == party for place in hit.marks) for hit in shown.hits
        )
        strange = {each[hit.line - 1] for clue, hit in shown.traces if not given.has(clue)}
        for path in stretches:
            # A line is new in the first file alone, and stands in others too.
            is_calm = not strange or strange.isdisjoint(blank(files[path], suffix).split(b"\n"))
            if is_own and is_calm and not shown.look.why:
                yield path, Searched((), shown.look)
            else:
                found = search(path, files[path], self.matcher, self.logos, watch=self._watch)
                # What names somebody outside and may stay, such as a licence, does so in the next bundle too.
                self._keep(f"{digests[path]} {_taken(path)}", found)
                yield path, found

    def _keep(self, key: str, found: Searched) -> None:
        """Hold what was found in a file of the first bundle, or in one that was met before: others are one brand's own."""
        if self._plain and key not in self._met:
            if len(self._met) >= _MET:
                self._met.clear()
            self._met.add(key)
        elif len(self._known) < _KEPT:
            self._known[key] = found


def _taken(path: str) -> str:
    """What a file is taken for by its name: the same bytes mean something else under another."""
    return f"{kind_of_name(path)} {taken(path)}"


def _suffix(path: str) -> str:
    return path[path.rfind(".") :] if "." in path else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

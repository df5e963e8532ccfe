"""Which of what was found in one brand's bundle is wrong: what is another party's, and what had to be there and isn't.

WL601: a mark of another party shows
    A name, an address, a number or a mark of somebody else stands in the bundle: as it is, in other letters, or encoded. Take it
    out where it comes from; related places tell where the project's files have it. What may show is let through under
    `purity.allow` of `whitelabel.yaml`, with a reason; a common word is narrowed where its owner gives it, `marks: [{text: Apple, case:
    exact}]`.
WL602: a file can't be looked at
    It is cut, locked, or of a kind that isn't known, so that nobody can tell what it shows. Take it out of the bundle, or let it
    through under `purity.allow` with `mark: "*"` and a reason.
WL604: an allowance lets nothing through
    In a build of all brands no file that its path is a pattern of shows its mark. An allowance that isn't needed would let through
    what comes later.
WL651: a link leads to where another party sells itself
    The theme says that a link is `kind: vendor-business` (prices, an app store, a status page), a brand's file says where its
    own leads, and that address stands in somebody else's bundle. Have the theme ask for `link('NAME')`, which is the
    brand's own or absent, in place of the address.
WL603: a text that has to be there is missing
    `purity.require` of `whitelabel.yaml` wants it on this page, in each of the brand's languages.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from whitelabel.model import Allowance, Foreign, Purity
from whitelabel.problem import Excerpt, Problem, Related, Span, error, warning
from whitelabel.verify.clue import NOTHING_GIVEN, Clue, Given, hosts_in
from whitelabel.verify.fold import plain
from whitelabel.verify.forms import plain_forms
from whitelabel.verify.machine import is_of_site
from whitelabel.verify.marks import LEFT, LINK, REQUIRED, Owned
from whitelabel.verify.matcher import Found
from whitelabel.verify.search import NAME, Hit, Searched, Trace
from whitelabel.verify.since import NOTHING, Before, Place

ANY = "*"
"""Stands in an allowance for whatever a file holds, read or not."""

_PLACES = 5
"""Places of one mark that are told one by one."""

_LINE = 160
"""Characters of a line that are shown around a mark."""

_AROUND = 24
"""Characters before and after a mark by which places are told apart that come from elsewhere."""


@dataclass(slots=True)
class Verdict:
    """What is wrong with a bundle.

    Attributes:
        known: Marks that showed in it before, too; they are not among the problems.
        shown: Every place that shows a mark of another party, in the order of the files.
        is_known: Whether each of these was so before.
        used: Positions of the allowances that let something through.
        special: Paths of files in which something was let through, or had to be.
        looked: What each file was taken for, by path; of one that can't be read, why.
    """

    problems: list[Problem] = field(default_factory=list)
    known: list[Problem] = field(default_factory=list)
    shown: list[Place] = field(default_factory=list)
    is_known: list[bool] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    special: set[str] = field(default_factory=set)
    looked: Mapping[str, str] = field(default_factory=dict)


class Judge:
    """Knows whose bundle it is.

    Args:
        marks: All that was looked for.
        purity: What may show, and what has to be there.
        party: Of the brand.
        day: On which allowances hold.
        at: What leads to the bundle, to be shown before a path in it.
        sources: Gives places in the project's files that what shows at a path of the bundle may come from.
        given: What the brand has given, and may tell.
    """

    def __init__(
        self,
        marks: Sequence[Owned],
        purity: Purity,
        party: str,
        day: datetime.date,
        at: str,
        sources: Callable[[str, Hit], Iterable[Span]] = lambda *_: (),
        given: Given = NOTHING_GIVEN,
    ) -> None:
        self._marks = marks
        self._purity = purity
        self._party = party
        self._at = at
        self._sources = sources
        self._given = given
        self._wanted_hosts = frozenset(host for one in purity.require for host in hosts_in(one.text))
        self._secret: set[tuple[str, str, int]] = set()
        """Lines of files that hold a secret, which are never shown."""
        self._allowed = [
            (place, one) for place, one in enumerate(purity.allow) if not one.until or one.until >= day.isoformat()
        ]

    def judge(
        self, files: Mapping[str, Searched], pages: Mapping[str, Sequence[str]], before: Before = NOTHING
    ) -> Verdict:
        """What is wrong with a bundle.

        Args:
            files: What was found in each, by path.
            pages: Paths of each page of the theme that the bundle has, a language each.
            before: What showed of it at an earlier time.
        """
        verdict = Verdict()
        wanted = {path for one in self._purity.require for page in one.pages for path in pages.get(page, ())}
        self._secret = {
            (path, trace.hit.member, trace.hit.line)
            for path, searched in files.items()
            for trace in searched.traces
            if trace.clue.kind == "secret"
        }
        places: list[tuple[str, Hit]] = []
        for path, searched in files.items():
            places += ((path, hit) for hit in self._foreign(path, searched.hits, wanted, verdict))
            if searched.look.why and not self.lets_through(path, ANY, verdict):
                message = f"'{path}' can't be looked at: {searched.look.why}"
                hint = "take it out, or let it through under 'purity: allow' with 'mark: \"*\"' and a reason"
                verdict.problems.append(error("WL602", message, Span(self._at + path), hint=hint))
        verdict.shown = [self._place(path, hit) for path, hit in places]
        verdict.is_known = before.known_marks(verdict.shown)
        new = (place for place, is_known in zip(places, verdict.is_known, strict=True) if not is_known)
        known = (place for place, is_known in zip(places, verdict.is_known, strict=True) if is_known)
        verdict.problems.extend(self._told(new))
        verdict.known.extend(self._told(known))
        verdict.problems.extend(self._outside(files, wanted, verdict))
        verdict.problems.extend(self._missing(files, pages))
        verdict.special |= wanted
        return verdict

    def _told(self, places: Iterable[tuple[str, Hit]]) -> Iterator[Problem]:
        """A problem for each of the first places of each mark, and one for the others."""
        told: dict[str, list[tuple[str, Hit]]] = {}
        for path, hit in places:
            told.setdefault(plain(self._marks[hit.marks[0]].mark.text), []).append((path, hit))
        for every in told.values():
            spread = _spread(every)
            yield from (self._shown(path, hit) for path, hit in spread[:_PLACES])
            if len(spread) > _PLACES:
                yield self._more(spread[_PLACES:])

    def _place(self, path: str, hit: Hit) -> Place:
        owned = self._marks[hit.marks[0]]
        return Place(owned.mark.text, owned.slug, path, self._excerpt(path, hit).text)

    def foreign(self, path: str, text: str, found: Iterable[Found], wanted: set[str]) -> list[Foreign]:
        """Places in a text that shows on a page, in order, where somebody else's mark stands that may not.

        Args:
            path: Of the page's file in the bundle.
            text: What is shown.
            found: All marks in it.
            wanted: Paths of pages on which a text has to be.
        """
        hits = [
            Hit(one.marks, text[one.start : one.end], one.look, "", 1, one.start, one.end - one.start, (1, one.end), "")
            for one in found
        ]
        return [
            Foreign(hit.column, hit.column + hit.length, _owners([self._marks[place] for place in hit.marks]))
            for hit in self._foreign(path, hits, wanted, Verdict())
        ]

    def _foreign(self, path: str, hits: Sequence[Hit], wanted: set[str], verdict: Verdict) -> Iterator[Hit]:
        """What is somebody else's, and isn't part of a name of the brand's own, or of a text that has to be there."""
        own = [hit for hit in hits if self._is_own(hit, path in wanted)]
        for hit in hits:
            others = tuple(place for place in hit.marks if self._marks[place].party not in (self._party, REQUIRED))
            if not others or any(_lies_within(hit, other) for other in own):
                continue
            names = {*(form for place in others for form in plain_forms(self._marks[place].mark)), plain(hit.shown)}
            if not self.lets_through(path, names, verdict):
                yield dataclasses.replace(hit, marks=others)

    def _is_own(self, hit: Hit, is_wanted: bool) -> bool:
        parties = {self._marks[place].party for place in hit.marks}
        return self._party in parties or (is_wanted and REQUIRED in parties)

    def lets_through(self, path: str, names: set[str] | str, verdict: Verdict) -> bool:
        """Whether an allowance lets one of some folded names through, or a file that can't be read.

        Args:
            path: Of the file in the bundle.
            names: ``ANY`` for a file that can't be read.
            verdict: Takes which allowance it is.
        """
        for place, one in self._allowed:
            if one.mark != ANY and (names == ANY or plain(one.mark) not in names):
                continue
            if _pattern(one.path).fullmatch(path):
                verdict.used.add(place)
                verdict.special.add(path)
                return True
        return False

    def _shown(self, path: str, hit: Hit) -> Problem:
        written = [self._marks[place] for place in hit.marks]
        kind = written[0].mark.kind
        is_link = kind.startswith(LINK)
        names = "is a mark of" if kind == "mark" else f"is the {kind} of"
        how = f" ({hit.how})" if hit.how else ""
        told = f"{names} {_owners(written)}{how}"
        hint = "take it out where it comes from, or let it through under 'purity: allow' with a reason"
        if is_link:
            name = kind.removeprefix(LINK)
            owners = _owners(written)
            told = f"is where {owners} {'sell themselves' if ' and ' in owners else 'sells itself'} ('{name}'){how}"
            hint = f"have the theme ask for link('{name}'), which is the brand's own or absent, or take it out"
        return error(
            "WL651" if is_link else "WL601",
            f"{_quoted(hit)} {told}",
            Span(self._at + path, hit.line, hit.column, hit.length),
            hint=hint,
            related=(
                Related(written[0].mark.span, "it is written here"),
                *(Related(span, "it may come from here") for span in self._sources(path, hit)),
            ),
            excerpt=self._excerpt(path, hit),
        )

    def _excerpt(self, path: str, hit: Hit) -> Excerpt:
        """The line around a place; nothing of one that holds a secret."""
        start = max(0, hit.column - 1 - _LINE // 2)
        is_shown = hit.how != NAME and (path, hit.member, hit.line) not in self._secret
        return Excerpt(hit.written[start : start + _LINE], start + 1) if is_shown else Excerpt("")

    def _more(self, places: Sequence[tuple[str, Hit]]) -> Problem:
        path, hit = places[0]
        files = len({path for path, _ in places})
        mark = self._marks[hit.marks[0]].mark
        message = f"{len(places)} more places in {files} files show '{mark.text}'"
        code = "WL651" if mark.kind.startswith(LINK) else "WL601"
        return error(code, message, Span(self._at + path, hit.line, hit.column, hit.length))

    def _outside(self, files: Mapping[str, Searched], wanted: set[str], verdict: Verdict) -> Iterator[Problem]:
        """What tells of somebody outside: each host, id, and trace of the machine once."""
        told: dict[tuple[str, str], list[tuple[str, Trace]]] = {}
        for path, searched in files.items():
            for trace in _apart(searched):
                clue = trace.clue
                if self._given.has(clue) or (clue.kind == "machine" and is_of_site(clue, files)):
                    continue
                if path in wanted and clue.what in self._wanted_hosts:
                    continue
                if not self.lets_through(path, {plain(clue.what)}, verdict):
                    told.setdefault((clue.about, clue.what), []).append((path, trace))
        for places in told.values():
            leading = [place for place in places if place[1].clue.kind != "mention"] or places
            path, (clue, hit) = leading[0]
            if clue.kind == "mention":
                verdict.special.update(path for path, _ in places)
            found = dataclasses.replace(
                _told(clue, hit, _others(leading)),
                span=Span(self._at + path, hit.line, hit.column, hit.length if clue.kind != "secret" else 1),
                excerpt=self._excerpt(path, hit),
            )
            yield found

    def _missing(self, files: Mapping[str, Searched], pages: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
        for one in self._purity.require:
            text = plain(one.text)
            for page in one.pages:
                for path in pages.get(page, ()):
                    hits = files[path].hits if path in files else ()
                    said = (plain(self._marks[place].mark.text) for hit in hits for place in hit.marks)
                    if text not in said:
                        message = f"'{path}' doesn't say '{one.text}'"
                        related = (Related(one.span, "it is required here"),)
                        yield error("WL603", message, Span(self._at + path), related=related)


def _apart(searched: Searched) -> Iterator[Trace]:
    """What tells of somebody outside and isn't part of what is told anyway: an address that is a mark, or what holds it."""
    before: list[tuple[tuple[str, ...], Hit]] = [(_HOSTS, hit) for hit in searched.hits]
    for kinds in _RANKS:
        for trace in searched.traces:
            if trace.clue.kind in kinds and not any(
                trace.clue.kind in covered and _meet(trace.hit, hit) for covered, hit in before
            ):
                before.append((_COVERED[kinds], trace.hit))
                yield trace


_HOSTS = ("address", "mention")
_ALL = (*_HOSTS, "id", "machine", "secret")
_RANKS = (("secret",), ("machine",), ("id",), _HOSTS)
_COVERED: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("secret",): _ALL,
    ("machine",): (*_HOSTS, "machine"),
    ("id",): ("mention", "id"),
    _HOSTS: (),
}
"""Kinds of what tells of somebody outside, first those that the others are part of; and which of them these are told with."""


def _meet(hit: Hit, other: Hit) -> bool:
    """Whether two places have letters in common."""
    if hit.member != other.member or other.how.startswith(NAME):
        return False
    if not (hit.written or other.written):
        # Of what has no lines all places are the same.
        return hit.shown in other.shown or other.shown in hit.shown
    return (hit.line, hit.column) < other.end and (other.line, other.column) < hit.end


def _told(clue: Clue, hit: Hit, others: str) -> Problem:
    """What is wrong with what tells of somebody outside, without its place."""
    let = "or let it through under 'purity: allow' with a reason"
    how = f" ({hit.how})" if hit.how else ""
    if clue.kind == "address":
        hint = f"take it out, or name '{clue.what}' under 'hosts' in theme.yaml, or let the brand give an address there"
        message = f"{_quoted(hit)} leads to '{clue.what}', which is no host of the brand's{how}{others}"
        return error("WL647", message, hint=hint)
    if clue.kind == "mention":
        message = f"'{clue.what}' is named{_within(hit)}, which is no host of the brand's{how}{others}"
        return warning("WL648", message, hint=f"take it out, name it under 'hosts' in theme.yaml, {let}")
    if clue.kind == "id":
        message = f"{_quoted(hit)} is an id of {clue.about} that the brand doesn't give{how}{others}"
        return error("WL649", message, hint=f"take it out, have the brand give it as a text, {let}")
    if clue.kind == "secret":
        message = f"the value of {clue.about} '{clue.what}' stands here{_within(hit)}{others}"
        return error("WL650", message, hint="take it out, and have it replaced where it was issued")
    message = f"{_quoted(hit)} tells of the machine that built it ({clue.about}){how}{others}"
    return error("WL650", message, hint=f"have the builder write relative paths, take it out, {let}")


def _quoted(hit: Hit) -> str:
    return f"'{hit.shown}'{_within(hit)}"


def _within(hit: Hit) -> str:
    return f" in '{hit.member}'" if hit.member else ""


def _others(places: Sequence[tuple[str, Trace]]) -> str:
    """How many places there are beside the first one."""
    more, files = len(places) - 1, len({path for path, _ in places})
    if not more:
        return ""
    return f"; so in {more} more place{'s' if more > 1 else ''}, {files} file{'s' if files > 1 else ''} in all"


def _lies_within(hit: Hit, other: Hit) -> bool:
    """Whether a place is part of another one, or the same."""
    if hit.how.startswith(NAME) or other.how.startswith(NAME):
        return hit.how.startswith(NAME) and other.how.startswith(NAME) and plain(hit.shown) in plain(other.shown)
    inside = (other.line, other.column) <= (hit.line, hit.column) and hit.end <= other.end
    return hit.member == other.member and inside


def _spread(places: Sequence[tuple[str, Hit]]) -> list[tuple[str, Hit]]:
    """The places first that are in other files than those before, and around which something else stands: they come from
    elsewhere."""
    counts: Counter[str] = Counter()
    ranked: list[tuple[int, tuple[str, Hit]]] = []
    for path, hit in places:
        around = hit.written[max(0, hit.column - 1 - _AROUND) : hit.column - 1 + hit.length + _AROUND] or f"\0{path}"
        ranked.append((counts[around] + counts[path], (path, hit)))
        counts.update((around, path))
    return [place for _, place in sorted(ranked, key=lambda one: one[0])]


def _owners(marks: Sequence[Owned]) -> str:
    named = list(dict.fromkeys("a brand that left" if one.party == LEFT else f"'{one.slug}'" for one in marks))
    return named[0] if len(named) == 1 else f"{named[0]} and {len(named) - 1} more"


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """A pattern of paths: ``**`` stands for folders, ``*`` and ``?`` for what is in a name.

    >>> [bool(_pattern("**/a*.json").fullmatch(path)) for path in ("a.json", "x/y/ab.json", "x/a/b.json")]
    [True, True, False]
    """
    parts = {"**/": "(?:.*/)?", "/**": "(?:/.*)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    cut = re.split(r"(\*\*/|/\*\*$|\*\*|\*|\?)", written)
    return re.compile("".join(parts.get(piece, re.escape(piece)) for piece in cut), re.DOTALL)


def idle(purity: Purity, used: Collection[int], day: datetime.date) -> Iterator[Problem]:
    """A problem for each allowance that holds and lets nothing through.

    Args:
        purity: With all allowances.
        used: Positions of those that let something through in any bundle.
        day: On which they hold.
    """
    gone = ended(purity.allow, day)
    for place, one in enumerate(purity.allow):
        if place not in used and place not in gone:
            message = f"the allowance of '{one.mark}' in '{one.path}' lets nothing through"
            yield error("WL604", message, one.span, hint="take it away, so that the list holds what is needed")


def ended(allowances: Iterable[Allowance], day: datetime.date) -> list[int]:
    """Positions of the allowances that hold no more on a day."""
    return [place for place, one in enumerate(allowances) if one.until and one.until < day.isoformat()]

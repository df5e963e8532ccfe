"""What a partner is shown: nothing that another brand has written, and no other brand's name.

A mistake elsewhere that rejects the partner's brand is told, but not what it is: who can mend it sees it whole. A conflict
is told by what of the partner's own grants isn't available, without a word of whose it is, or of how many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from whitelabel import rights
from whitelabel.model import Rights
from whitelabel.outcome import Shown
from whitelabel.problem import NOTHING, Problem, Span

HELD_ELSEWHERE = "something outside of this brand's folder rejects it"
TOLD_THE_VENDOR = "what is odd here is told to the vendor alone"
ASK = "ask the vendor, whose build shows it"

LineOf: TypeAlias = Callable[[str, int], str | None]

_CONFLICT = "WL301"
FOREIGN = "a mark of another party shows"
_FOREIGN = {
    **dict.fromkeys(("WL601", "WL607", "WL663", "WL664", "WL665", "WL666"), FOREIGN),
    "WL647": "an address leads to a host that isn't this brand's",
    "WL648": "a host that isn't this brand's is named",
    "WL649": "an id of a service shows that isn't this brand's",
    "WL650": "a trace of the machine that built it shows",
    "WL651": "a link leads to where another party sells itself",
}
"""What is told of that which isn't the brand's, by code."""
_OF_BUNDLES = ("WL61", "WL640", "WL641", "WL642", "WL643", "WL66", "WL67")
"""How codes begin that tell of a bundle: it is its partner's, whatever it holds."""

_UNREADABLE = "WL316"
_SAME_LOGO = "WL608"
"""As a warning it tells that somebody else gives the same logo: a partner could ask so who the others are."""
_THEME = "base_theme/"
_TOKEN = re.compile(r"[^\W_]+")
_INNER = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'")
_SHORT = 2


class Names:
    """Words that name other brands, found wherever they stand as words, in any case.

    One of one or two letters is found between quotes only: there a name stands as a name.

    >>> Names(["Globex Realty", "gx"]).within("held by GLOBEX REALTY until 'GX' ends; gx")
    ['globex realty', 'gx']
    """

    def __init__(self, words: Iterable[str]) -> None:
        names = {_bare(word.casefold()) for word in words} - {""}
        self._short = {name for name in names if len(name) <= _SHORT}
        self._names = names - self._short
        self._longest = max(map(len, self._names), default=0)

    def within(self, text: str) -> list[str]:
        """The names that stand in a text, casefolded."""
        folded = text.casefold()
        found: dict[str, None] = {}
        tokens = [token.span() for token in _TOKEN.finditer(folded)] if self._names else []
        for number, (start, _) in enumerate(tokens):
            for _, end in tokens[number:]:
                if end - start > self._longest:
                    break
                if folded[start:end] in self._names:
                    found[folded[start:end]] = None
        if self._short:
            quoted = (token for quote in _QUOTED.findall(folded) for token in _TOKEN.findall(quote))
            found.update((token, None) for token in quoted if token in self._short)
        return list(found)


def _bare(word: str) -> str:
    """A word without what stands around it, such as quotes."""
    if word and word[0].isalnum() and word[-1].isalnum():
        return word
    found = _INNER.search(word)
    return found[0] if found else ""


@dataclass(frozen=True, slots=True)
class Partner:
    """Who reads.

    Attributes:
        brand: The partner's own slug.
        party: Slugs of all brands of its party, which may name each other.
        others: What names anyone else.
        line_of: Gives a line of a source file: what a partner has written may be told back.
        strict: Whether a warning rejects.
        known: All rights; ``None`` where the vendor's own files could not be read.
    """

    brand: str
    party: frozenset[str]
    others: Names = field(repr=False)
    line_of: LineOf = field(repr=False)
    strict: bool = False
    known: Rights | None = field(default=None, repr=False)

    def is_own(self, path: str) -> bool:
        """Whether a file is the brand's own, or the vendor's contract about it."""
        return path == f"contracts/{self.brand}.yaml" or self.has_written(path)

    def is_of_party(self, path: str) -> bool:
        """Whether a file is any brand's of the party."""
        return any(path.startswith((f"brands/{slug}/", f"contracts/{slug}.yaml")) for slug in self.party)

    def has_written(self, path: str) -> bool:
        """Whether a file stands in the brand's own folder."""
        return path.startswith(f"brands/{self.brand}/")

    def may_see(self, span: Span | None) -> bool:
        """Whether a place is one that the partner may be shown."""
        return span is None or self.is_own(span.path) or span.path.startswith(_THEME)

    def names_others(self, text: str) -> list[str]:
        """The names of others in a text; a product or a place of that name is none."""
        found = self.others.within(text)
        known = self.known
        if known is None:
            return found
        return [name for name in found if name not in known.products and not known.table.find(name)]


def partner(
    known: Rights | None, brand: str, slugs: Iterable[str], line_of: LineOf, *, strict: bool = False
) -> Partner:
    """A brand's partner, who reads what a command found.

    Args:
        known: All rights, with the words that name each brand.
        brand: Its slug.
        slugs: Of brands of which nothing else is known.
        line_of: Gives a line of a source file.
        strict: Whether a warning rejects.
    """
    holders = known.holders if known is not None else {}
    own = holders.get(brand)
    party = {slug for slug, holder in holders.items() if own is not None and holder.party == own.party} | {brand}
    harmless = {word.casefold() for slug in party if slug in holders for word in holders[slug].words} | party
    words = set(slugs) - party
    for slug, holder in holders.items():
        if slug not in party:
            words.update(holder.words)
    others = Names(word for word in words if word.casefold() not in harmless)
    return Partner(brand, frozenset(party), others, line_of, strict, known)


def for_partner(problems: Iterable[Problem], reader: Partner) -> tuple[Problem, ...]:
    """Problems that concern one brand, without what would tell of another.

    Args:
        problems: All that were found.
        reader: Whom they are shown to.
    """
    known = reader.known
    concerned = [problem for problem in problems if not problem.brands or reader.brand in problem.brands]
    shown: list[Problem] = []
    if known is not None:
        shown += rights.partner_problems(known.conflicts, reader.brand, known.table, known.policy.disclose)
        concerned = [problem for problem in concerned if problem.code != _CONFLICT]
    for problem in concerned:
        told = _shown(problem, reader)
        if told is not None:
            shown.append(told)
    return tuple(dict.fromkeys(shown))


def shown_to_partner(shown: Iterable[Shown], reader: Partner) -> tuple[Shown, ...]:
    """In which files marks of others show, and how often; not which, and not whose."""
    counts: dict[str, list[int]] = {}
    for one in shown:
        if not reader.names_others(one.path):
            total = counts.setdefault(one.path, [0, 0])
            total[0] += one.places
            total[1] += one.known
    return tuple(Shown("", "", path, places, known) for path, (places, known) in counts.items())


def _shown(problem: Problem, reader: Partner) -> Problem | None:
    span = problem.span
    if problem.code == _SAME_LOGO and not problem.is_error:
        return _neutral(problem, None, reader)
    if problem.code in _FOREIGN and reader.brand in problem.brands:
        # Where it shows is the partner's own bundle; whose it is, and how it is written, isn't the partner's to know.
        place = span if span is not None and not reader.names_others(span.path) else None
        return Problem(problem.code, problem.severity, _FOREIGN[problem.code], place, ASK, brands=(reader.brand,))
    if problem.code.startswith(_OF_BUNDLES) and reader.brand in problem.brands:
        words = (span.path if span is not None else "", problem.message, problem.hint)
        if reader.names_others(" ".join(words)):
            return _neutral(problem, None, reader)
        return replace(problem, excerpt=NOTHING)
    if problem.code == _UNREADABLE or not (span is None or reader.may_see(span) or reader.is_of_party(span.path)):
        return _neutral(problem, None, reader)
    place = span if reader.may_see(span) else None
    strangers = set(problem.brands) - reader.party
    if strangers and not (span and span.path.startswith(_THEME)):
        return _neutral(problem, place, reader)
    told = problem.message + ("" if span is None or reader.has_written(span.path) else f" {span.path}")
    if not _said_first(reader.names_others(told), span, reader):
        return _neutral(problem, place, reader)
    hint = problem.hint if _said_first(reader.names_others(problem.hint), span, reader) else ""
    kept = tuple(
        related
        for related in problem.related
        if reader.may_see(related.span) and not reader.names_others(related.message)
    )
    brands = (reader.brand,) if problem.brands else ()
    return replace(problem, span=place, hint=hint, related=kept, brands=brands, excerpt=NOTHING)


def _neutral(problem: Problem, place: Span | None, reader: Partner) -> Problem | None:
    """That there is something, and no word of what; ``None`` for what neither is the brand's own nor rejects it."""
    if place is None and not problem.is_error and not reader.strict:
        return None
    rejects = problem.is_error or reader.strict
    message = HELD_ELSEWHERE if rejects else TOLD_THE_VENDOR
    return Problem(problem.code, problem.severity, message, place, ASK, brands=(reader.brand,))


def _said_first(named: list[str], span: Span | None, reader: Partner) -> bool:
    """Whether each name stands in the very words that the problem is about, and the brand wrote them."""
    if not named:
        return True
    line = reader.line_of(span.path, span.line) if span and reader.has_written(span.path) else None
    words = (line or "")[span.column - 1 : span.column - 1 + span.length] if span else ""
    return all(name in words.casefold() for name in named)


def own_lines(reader: Partner) -> LineOf:
    """Lines of the brand's own files, and of the contract and the theme where they name nobody else."""

    def line(path: str, number: int) -> str | None:
        text = reader.line_of(path, number) if reader.may_see(Span(path)) else None
        if text is None or reader.has_written(path):
            return text
        return None if reader.names_others(text) else text

    return line

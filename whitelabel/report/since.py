"""What is known from before of what bundles show, in a line each: how much of it stands, and how much is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from whitelabel.outcome import Verified
from whitelabel.problem import Problem
from whitelabel.report.listing import counted

_SEE = "run without --baseline to see them"


def known_lines(
    verified: Sequence[Verified], known: Iterable[Problem], when: str, *, for_partner: bool = False
) -> Iterator[str]:
    """What was there already, what isn't any more, and what had nothing to be held against.

    Args:
        verified: All bundles, each with what is known of it.
        known: What was found and is known, marks among them.
        when: ``at v1.2``, or ``in old.json``.
        for_partner: Whether nobody may be named.
    """
    marks: Counter[tuple[str, str]] = Counter()
    for found in verified:
        for one in found.shown:
            marks[one.mark, one.owner] += one.known
    places = marks.total()
    if places and for_partner:
        yield f"marks of others that showed {when} already still show in {counted(places, 'place')}: {_SEE}"
    elif places:
        each = [f"{_named(*mark)} in {counted(count, 'place')}" for mark, count in sorted((+marks).items())]
        verb = "shows" if len(each) == 1 else "show"
        yield f"{counted(len(each), 'mark')} that showed {when} already still {verb}: {_SEE} ({', '.join(each)})"
    others = Counter(problem.code for problem in known if not problem.code.startswith(_MARKS))
    if others:
        each = [f"{code} in {counted(count, 'place')}" for code, count in sorted(others.items())]
        yield f"what else was so {when} already: {', '.join(each)}"
    gone = sum(found.since.gone for found in verified if found.since is not None)
    if gone:
        yield f"{counted(gone, 'place')} of what showed {when} {'is' if gone == 1 else 'are'} gone"
    absent = absent_brands(verified)
    if absent:
        named = ", ".join(f"'{slug}'" for slug in absent)
        yield f"nothing {when} to hold {named} against: all that shows there is new"


_MARKS = "WL601"


def absent_brands(verified: Iterable[Verified]) -> list[str]:
    """Slugs of those that had no bundle before, sorted."""
    return sorted({found.brand for found in verified if found.brand and found.since and not found.since.had_bundle})


def _named(mark: str, owner: str) -> str:
    return f"'{mark}' of '{owner}'" if owner else f"'{mark}' of a brand that left"

"""Terms: stretches of days, both ends included, either end open.

WL309: a term ends before it begins
    `until` is the last day, included; `from` is the first. A term of one day has the same day twice.
WL310: a day is no day of the calendar
    A day is written as year, month and day in digits, such as `2026-03-01`, and has to exist.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from whitelabel.problem import Problem, Span, error

ALWAYS_BEFORE = 0
ALWAYS_AFTER = datetime.date.max.toordinal() + 1
_LAST_DAY = datetime.date.max.toordinal()
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """Days from a first one to a last one.

    Attributes:
        first: Proleptic Gregorian ordinal (``date.toordinal``), or ``ALWAYS_BEFORE`` where the term is open.
        last: The same, included, or ``ALWAYS_AFTER``.

    Raises:
        ValueError: If it would end before it begins.
    """

    first: int = ALWAYS_BEFORE
    last: int = ALWAYS_AFTER

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a term ends before it begins")
        # No day comes after the calendar's last: such a term is open.
        if self.last >= _LAST_DAY:
            object.__setattr__(self, "last", ALWAYS_AFTER)

    @property
    def starts(self) -> datetime.date | None:
        """The first day; ``None`` where it is open."""
        return datetime.date.fromordinal(self.first) if self.first > ALWAYS_BEFORE else None

    @property
    def ends(self) -> datetime.date | None:
        """The last day; ``None`` where it is open."""
        return datetime.date.fromordinal(self.last) if self.last < ALWAYS_AFTER else None

    def __contains__(self, day: datetime.date) -> bool:
        return self.first <= day.toordinal() <= self.last

    def meets(self, other: Term) -> bool:
        """Whether both hold on any day; the last day of one may be the first of the other."""
        return self.first <= other.last and other.first <= self.last

    def meet(self, other: Term) -> Term | None:
        """The days that are in both.

        >>> str(between("2026-01-01", "2026-06-30").meet(between("2026-06-30", "")))
        'on 2026-06-30'
        """
        first = self.first if self.first > other.first else other.first
        last = self.last if self.last < other.last else other.last
        return Term(first, last) if first <= last else None

    def gap(self, other: Term) -> Term | None:
        """The days between two terms that neither has; none where they meet or follow each other."""
        earlier, later = sorted((self, other))
        first, last = earlier.last + 1, later.first - 1
        return Term(first, last) if first <= last else None

    def __str__(self) -> str:
        if self.first == ALWAYS_BEFORE:
            return "on all days" if self.last == ALWAYS_AFTER else f"until {_written(self.last)}"
        if self.last == ALWAYS_AFTER:
            return f"from {_written(self.first)} on"
        if self.first == self.last:
            return f"on {_written(self.first)}"
        return f"from {_written(self.first)} to {_written(self.last)}"


@lru_cache(maxsize=16_384)
def _written(day: int) -> str:
    return datetime.date.fromordinal(day).isoformat()


ALWAYS = Term()


def between(starts: datetime.date | str | None, ends: datetime.date | str | None) -> Term:
    """A term from two days; an empty one is open.

    Args:
        starts, ends: Dates, or ISO 8601 calendar dates.

    Raises:
        ValueError: If one is no day, or the term would end before it begins.
    """
    return Term(_ordinal(starts) or ALWAYS_BEFORE, _ordinal(ends) or ALWAYS_AFTER)


def on(day: datetime.date) -> Term:
    """The term of one day."""
    return Term(day.toordinal(), day.toordinal())


def _ordinal(day: datetime.date | str | None) -> int:
    if not day:
        return 0
    return (datetime.date.fromisoformat(day) if isinstance(day, str) else day).toordinal()


def read_term(
    starts: str, ends: str, span: Span | None, problems: list[Problem], spans: Mapping[str, Span] | None = None
) -> Term | None:
    """The term that two written days make, or ``None``.

    Args:
        starts, ends: ISO 8601 calendar dates; empty means open.
        span: Where the grant stands.
        problems: Takes what is wrong.
        spans: Where ``from`` and ``until`` stand.
    """
    spans = spans or {}
    days: list[int] = []
    for key, text in (("from", starts), ("until", ends)):
        try:
            if text and not _DAY.fullmatch(text):
                raise ValueError
            days.append(_ordinal(text))
        except ValueError:
            message = f"'{text}' under '{key}' is no day; one such as 2026-03-01 was wanted"
            problems.append(error("WL310", message, spans.get(key, span), hint="write year, month and day in digits"))
    if len(days) < 2:
        return None
    first, last = days[0] or ALWAYS_BEFORE, days[1] or ALWAYS_AFTER
    if first > last:
        message = f"the term ends on {ends}, before it begins on {starts}"
        hint = "exchange 'from' and 'until', or mend the year"
        problems.append(error("WL309", message, spans.get("until", span), hint=hint))
        return None
    return Term(first, last)


def cover(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The same days in as few terms as can be, in order; those that follow each other become one.

    >>> [str(term) for term in cover([between("2026-01-05", ""), between("2025-01-01", "2026-01-04")])]
    ['from 2025-01-01 on']
    """
    found: list[Term] = []
    for term in sorted(terms):
        if found and term.first <= found[-1].last + 1:
            if term.last > found[-1].last:
                found[-1] = Term(found[-1].first, term.last)
        else:
            found.append(term)
    return tuple(found)


def gaps(terms: Iterable[Term], within: Term = ALWAYS) -> tuple[Term, ...]:
    """The days of a term that none of others has, in order."""
    found: list[Term] = []
    first = within.first
    for term in cover(terms):
        if term.last < first:
            continue
        if term.first > within.last:
            break
        if term.first > max(first, 1):
            found.append(Term(first, term.first - 1))
        first = term.last + 1
    if first <= within.last:
        found.append(Term(first, within.last))
    return tuple(found)

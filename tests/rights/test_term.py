"""Tests of terms, against sets of days."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.problem import Problem, Span
from whitelabel.rights import ALWAYS, Term, between, cover, gaps, on, read_term

SPAN = Span("brands/acme/brand.yaml", 12, 9)
TERMS = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(lambda days: Term(min(days), max(days)))


def days(*terms: Term | None) -> set[int]:
    return {day for term in terms if term for day in range(term.first, term.last + 1)}


@given(TERMS, TERMS)
def test_terms_are_sets_of_days(one: Term, other: Term) -> None:
    assert days(one.meet(other)) == days(one) & days(other)
    assert one.meets(other) == bool(days(one) & days(other))
    both = days(one, other)
    assert days(one.gap(other)) == set(range(min(both), max(both) + 1)) - both


@given(st.lists(TERMS, max_size=5), TERMS)
def test_cover_and_gaps_are_all_the_days(terms: list[Term], within: Term) -> None:
    assert days(*cover(terms)) == days(*terms)
    assert days(*gaps(terms, within)) == days(within) - days(*terms)
    assert all(earlier.last + 1 < later.first for earlier, later in zip(cover(terms), cover(terms)[1:], strict=False))


def test_both_ends_are_included_and_may_be_open() -> None:
    term = between("2026-01-01", "2026-12-31")
    assert datetime.date(2026, 1, 1) in term
    assert datetime.date(2026, 12, 31) in term
    assert datetime.date(2027, 1, 1) not in term
    assert datetime.date.min in ALWAYS
    assert datetime.date.max in ALWAYS
    assert (between("2026-01-01", "").starts, between("2026-01-01", "").ends) == (datetime.date(2026, 1, 1), None)


def test_adjacent_terms_do_not_meet_and_the_same_day_does() -> None:
    year = between("2026-01-01", "2026-12-31")
    assert not year.meets(between("2027-01-01", ""))
    assert year.meets(between("2026-12-31", ""))
    assert year.gap(between("2027-01-01", "")) is None


def test_a_term_is_told_in_words() -> None:
    day = datetime.date(2026, 3, 1)
    terms = [ALWAYS, on(day), between(day, ""), between("", day), between(day, "2026-06-30")]
    assert [str(term) for term in terms] == [
        "on all days",
        "on 2026-03-01",
        "from 2026-03-01 on",
        "until 2026-03-01",
        "from 2026-03-01 to 2026-06-30",
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        ("2026-02-30", "", ("WL310", "'2026-02-30' under 'from' is no day; one such as 2026-03-01 was wanted")),
        ("", "tomorrow", ("WL310", "'tomorrow' under 'until' is no day; one such as 2026-03-01 was wanted")),
        ("", "20260301", ("WL310", "'20260301' under 'until' is no day; one such as 2026-03-01 was wanted")),
        ("2026-02-01", "2026-01-31", ("WL309", "the term ends on 2026-01-31, before it begins on 2026-02-01")),
    ],
)
def test_a_term_that_is_none_is_told_with_its_place(starts: str, ends: str, told: tuple[str, str]) -> None:
    problems: list[Problem] = []
    assert read_term(starts, ends, SPAN, problems) is None
    assert [(problem.code, problem.message) for problem in problems] == [told]
    assert problems[0].span == SPAN


def test_a_written_term_is_read() -> None:
    problems: list[Problem] = []
    assert read_term("2026-01-01", "2026-01-01", SPAN, problems) == on(datetime.date(2026, 1, 1))
    assert read_term("", "", SPAN, problems) == ALWAYS
    assert problems == []


def test_a_term_cannot_be_made_backwards() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Term(2, 1)


def test_the_calendars_own_ends_are_open_ends() -> None:
    assert between(None, "9999-12-31") == ALWAYS
    assert gaps([between("2026-01-01", "9999-12-31")]) == (between("", "2025-12-31"),)
    assert str(on(datetime.date.max)) == "from 9999-12-31 on" and datetime.date.max in on(datetime.date.max)
    assert gaps([on(datetime.date.max), on(datetime.date.min)]) == (between("0001-01-02", "9999-12-30"),)

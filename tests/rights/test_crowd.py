"""Tests of merged stretches, against plain sets of place and day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.rights import Term
from whitelabel.rights.crowd import merged
from whitelabel.rights.table import bits

boxes = st.lists(
    st.builds(
        lambda first, length, mask: (Term(first, first + length), mask),
        st.integers(2, 9),
        st.integers(0, 4),
        st.integers(1, 15),
    ),
    max_size=8,
)


def cells(stretches: list[tuple[Term, int]]) -> list[tuple[int, int]]:
    return [(leaf, day) for term, mask in stretches for leaf in bits(mask) for day in range(term.first, term.last + 1)]


@given(boxes)
def test_merged_stretches_mean_the_same_and_each_place_and_day_once(given_: list[tuple[Term, int]]) -> None:
    found = cells(list(merged(given_)))
    assert sorted(found) == sorted(set(cells(given_)))


@given(boxes, st.randoms())
def test_merged_stretches_depend_on_nothing_but_places_and_days(given_: list[tuple[Term, int]], chance) -> None:  # type: ignore[no-untyped-def]
    single = [(Term(day, day), 1 << leaf) for leaf, day in cells(given_)]
    chance.shuffle(single)
    found = merged(given_)
    assert merged(single) == found
    assert list(found) == sorted(found)
    assert len({term for term, _ in found}) == len(found)

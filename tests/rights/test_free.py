"""Tests of what is open, against adding the offer and looking for conflicts."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rights.small import STRENGTHS, cells, claims_in, crowded, ground, tables
from whitelabel import rights
from whitelabel.rights import Claim, Strength, Term, Territory, bear, between, first_open_day, names, offer, standard

TABLE = standard()
DEALS = frozenset(["deals"])


def held(party: str, strength: Strength, places: str, starts: str, ends: str, up_to: int = 0) -> Claim:
    where = rights.territory_of(TABLE, *places.split())
    return Claim(party, strength, where, DEALS, between(starts, ends), up_to=up_to)


def test_what_is_open_on_a_day() -> None:
    claims = [
        held("acme", "exclusive", "RU-MOW", "2026-01-01", "2026-12-31"),
        held("globex", "non-exclusive", "RU-SVE", "2026-01-01", ""),
    ]

    def opened(strength: Strength, day: str, party: str = "zuid") -> str:
        asked = offer(strength, rights.territory_of(TABLE, "RU"), "deals", Term(), party=party)
        return " ".join(names(rights.open_ground(asked, claims, TABLE, datetime.date.fromisoformat(day)), TABLE))

    assert opened("exclusive", "2026-03-01") == "RU -RU-MOW -RU-SVE"
    assert opened("non-exclusive", "2026-03-01") == "RU -RU-MOW"
    assert opened("exclusive", "2027-01-01") == "RU -RU-SVE"
    assert opened("exclusive", "2026-03-01", party="acme") == "RU -RU-SVE"


def test_the_first_day_from_which_a_place_is_open_to_one_alone() -> None:
    claims = [
        held("acme", "non-exclusive", "RU-SVE", "2025-01-01", "2026-04-30"),
        held("globex", "sole", "RU", "2027-01-01", "2027-12-31"),
    ]
    asked = offer("exclusive", rights.territory_of(TABLE, "RU-SVE"), "deals", between("2026-03-01", ""))
    assert [str(term) for term in rights.open_terms(asked, claims, TABLE)] == [
        "from 2026-05-01 to 2026-12-31",
        "from 2028-01-01 on",
    ]
    assert first_open_day(asked, claims, TABLE) == datetime.date(2026, 5, 1)
    assert first_open_day(asked, claims, TABLE, days=365) == datetime.date(2028, 1, 1)
    assert first_open_day(asked, claims, TABLE, days=0) == datetime.date(2028, 1, 1)
    never = [held("acme", "sole", "RU", "2025-01-01", "")]
    assert first_open_day(asked, never, TABLE) is None


def test_a_shared_place_is_open_until_it_is_full() -> None:
    claims = [
        held("acme", "shared", "RU-MOW RU-SVE", "2026-01-01", "", up_to=2),
        held("globex", "shared", "RU-MOW", "2026-01-01", "2026-06-30", up_to=3),
    ]
    asked = offer("shared", rights.territory_of(TABLE, "RU-MOW"), "deals", between("2026-01-01", ""))
    assert first_open_day(asked, claims, TABLE) == datetime.date(2026, 7, 1)
    alone = offer("shared", rights.territory_of(TABLE, "RU-MOW"), "deals", between("2026-01-01", ""), up_to=1)
    assert first_open_day(alone, claims, TABLE) is None
    vendor = offer(
        "non-exclusive",
        rights.territory_of(TABLE, "RU-MOW"),
        "deals",
        between("2026-01-01", ""),
        party="kvadrat",
        is_vendor=True,
    )
    assert first_open_day(vendor, claims, TABLE) == datetime.date(2026, 1, 1)


@given(st.data())
@settings(max_examples=150)
def test_a_place_is_open_where_the_offer_would_meet_no_conflict(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table, 6))
    strength = data.draw(st.sampled_from(STRENGTHS))
    party = data.draw(st.sampled_from(["a", "v", "new"]))
    asked = offer(
        strength,
        Territory(data.draw(ground(table))),
        "p",
        Term(3, 6),
        up_to=data.draw(st.integers(0, 3)),
        party=party,
        is_vendor=party == "v",
    )
    others = [c for c in claims if c.party != party]
    shut: set[tuple[int, int]] = set()
    for leaf, product, day in cells(asked.territory, asked.products, asked.term):
        standing = [c for c in others if (leaf, product, day) in cells(c.territory, c.products, c.term)]
        counts = not asked.is_vendor and not asked.excludes
        if not all(bear(asked, c) for c in standing) or (counts and crowded([*standing, asked])):
            shut.add((leaf, day))
    for day in range(3, 7):
        opened = rights.open_ground(asked, claims, table, datetime.date.fromordinal(day))
        wanted = {leaf for leaf, _, _ in cells(asked.territory, frozenset("p"), Term(day, day))}
        assert {leaf for leaf, _, _ in cells(opened, frozenset("p"), Term(1, 1))} == {
            leaf for leaf in wanted if (leaf, day) not in shut
        }
    days = {day for term in rights.open_terms(asked, claims, table) for day in range(term.first, term.last + 1)}
    assert days == set(range(3, 7)) - {day for _, day in shut}

"""Tests of what a party is told of others: right by plain sets, and made from nothing but places, products and days."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rights.small import Cell, cells, claims_in, crowded, ground, tables
from whitelabel.problem import Span, show
from whitelabel.rights import (
    Claim,
    Conflict,
    Strength,
    Table,
    Term,
    Territory,
    bear,
    between,
    conflicts,
    names,
    offer,
    partner_problems,
    standard,
    territory_of,
    unavailable,
)
from whitelabel.rights.partner import Disclose

TABLE = standard()


def held(party: str, strength: Strength, places: str, days: str, *, products: str = "deals", line: int = 1) -> Claim:
    starts, _, ends = days.partition("..")
    return Claim(
        party,
        strength,
        territory_of(TABLE, *places.split()),
        frozenset(products.split()),
        between(starts, ends),
        contract=f"{party}-contract",
        span=Span(f"brands/{party}/brand.yaml", line, 9),
    )


ACME = held("acme", "exclusive", "RU-SVE RU-CHE RU-TYU", "2026-01-01..", products="deals sign", line=12)
RIVALS = (
    held("globex", "exclusive", "RU-SVE RU-MOW", "2026-03-01..2026-06-30"),
    held("zuid", "non-exclusive", "RU-CHE", "2026-03-01..2026-06-30"),
    held("zuid", "sole", "RU-CHE", "2026-09-09..2026-09-09", products="sign"),
)


def test_a_partner_is_told_where_its_own_grant_is_in_the_way_of_others() -> None:
    found = partner_problems(conflicts([RIVALS[0], ACME, *RIVALS[1:]], TABLE), "acme", TABLE)
    assert [show(problem, lambda *_: None) for problem in found] == [
        "brands/acme/brand.yaml:12:9: error WL301: 'sign' is not available in RU-CHE\n"
        "  hint: ask the vendor, who can tell more, or take it out of this grant",
        "brands/acme/brand.yaml:12:9: error WL301: 'deals' is not available in RU-CHE RU-SVE\n"
        "  hint: ask the vendor, who can tell more, or take it out of this grant",
    ]
    assert all(problem.related == () and problem.brands == ("acme",) for problem in found)


def test_days_are_told_where_the_policy_discloses_them() -> None:
    found = partner_problems(conflicts([ACME, *RIVALS], TABLE), "acme", TABLE, "dates")
    assert [problem.message for problem in found] == [
        "'deals' is not available in RU-CHE RU-SVE from 2026-03-01 to 2026-06-30",
        "'sign' is not available in RU-CHE on 2026-09-09",
    ]
    later = [ACME, held("globex", "sole", "RU-SVE", "2027-01-01..", products="deals sign")]
    assert [problem.message for problem in partner_problems(conflicts(later, TABLE), "acme", TABLE, "dates")] == [
        "'deals' and 'sign' are not available in RU-SVE from 2027-01-01 on"
    ]


def test_of_a_crowd_that_lasts_longer_only_the_days_of_the_own_grant_are_told() -> None:
    crowd = [
        replace(held(party, "shared", "RU-SVE", days), up_to=1)
        for party, days in (
            ("globex", "2026-01-01.."),
            ("zuid", "2026-01-01..2026-03-31"),
            ("acme", "2026-04-01..2026-12-31"),
        )
    ]
    found = conflicts(crowd, TABLE)
    assert [str(one.term) for one in found] == ["from 2026-01-01 to 2026-12-31"]
    assert [problem.message for problem in partner_problems(found, "acme", TABLE, "dates")] == [
        "'deals' is not available in RU-SVE from 2026-04-01 to 2026-12-31"
    ]


def test_conflicts_of_others_are_passed_over() -> None:
    assert partner_problems(conflicts([ACME, RIVALS[0]], TABLE), "zuid", TABLE) == ()


def told_from(
    own: list[Claim], spoilt: dict[int, set[Cell]], slug: str, table: Table, disclose: Disclose
) -> tuple[object, ...]:
    """The same from one conflict for each cell, all with one rival of another name."""
    single = [
        Conflict((rival, claim), Territory(1 << leaf), frozenset([product]), Term(day, day))
        for claim in reversed(own)
        for leaf, product, day in sorted(spoilt.get(id(claim), set()), key=str)
        for rival in [Claim("rival", "exclusive", claim.territory, claim.products, claim.term)]
    ]
    return partner_problems(single, slug, table, disclose)


@pytest.mark.soak
@given(st.data())
@settings(max_examples=200)
def test_a_partner_is_told_nothing_but_places_products_and_days(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    slug = data.draw(st.sampled_from(["a", "x"]))
    disclose: Disclose = data.draw(st.sampled_from(["places", "dates"]))
    own = [claim for claim in claims if claim.name == slug]
    found = conflicts(claims, table)
    spoilt: dict[int, set[Cell]] = {}
    for one in found:
        for claim in one.claims:
            extent = cells(one.territory, one.products, one.term) & cells(claim.territory, claim.products, claim.term)
            spoilt.setdefault(id(claim), set()).update(extent)
    told = partner_problems(found, slug, table, disclose)
    assert told == told_from(own, spoilt, slug, table, disclose)
    assert bool(told) == any(spoilt.get(id(claim)) for claim in own)
    assert told == partner_problems(reversed(found), slug, table, disclose)


# ── What is not to be had ──


def pieces(
    claims: list[Claim], places: str, day: str, party: str = "acme", product: str = "deals"
) -> list[tuple[str, str]]:
    where = territory_of(TABLE, *places.split())
    found = unavailable(party, claims, TABLE, product, where, datetime.date.fromisoformat(day))
    return [(" ".join(names(piece, TABLE)), str(term)) for piece, term in found]


def test_what_is_held_by_others_is_not_available_from_the_day_on() -> None:
    assert pieces([ACME, *RIVALS], "RU", "2026-04-01") == [("RU-MOW RU-SVE", "from 2026-04-01 to 2026-06-30")]
    assert pieces([ACME, *RIVALS], "RU", "2026-04-01", product="sign") == [("RU-CHE", "on 2026-09-09")]
    assert pieces([ACME, *RIVALS], "RU", "2027-01-01") == []
    assert pieces([ACME, *RIVALS], "DE", "2026-04-01") == []


def test_two_rivals_are_told_as_one_who_holds_what_both_hold() -> None:
    two = [
        held("globex", "exclusive", "RU-SVE", "2026-01-01..2026-06-30"),
        held("zuid", "sole", "RU-SVE RU-CHE", "2026-04-01..2026-12-31"),
    ]
    one = [
        held("solo", "exclusive", "RU-SVE", "2026-01-01..2026-12-31"),
        held("solo", "exclusive", "RU-CHE", "2026-04-01..2026-12-31"),
    ]
    assert (
        pieces(two, "RU", "2026-02-01")
        == pieces(one, "RU", "2026-02-01")
        == [
            ("RU-SVE", "from 2026-02-01 to 2026-12-31"),
            ("RU-CHE", "from 2026-04-01 to 2026-12-31"),
        ]
    )


def test_ground_that_is_shared_by_as_many_as_may_is_not_available_to_one_more() -> None:
    full = [replace(held(name, "shared", "RU-SVE", "2026-01-01.."), up_to=2) for name in ("globex", "zuid")]
    assert pieces(full, "RU", "2026-01-01") == [("RU-SVE", "from 2026-01-01 on")]
    assert pieces(full[:1], "RU", "2026-01-01") == []
    assert pieces(full, "RU", "2026-01-01", party="zuid") == []


@given(st.data())
@settings(max_examples=200)
def test_what_is_not_available_is_what_plain_sets_say(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    party = data.draw(st.sampled_from(["a", "v", "new"]))
    within = Territory(data.draw(ground(table)))
    day = data.draw(st.integers(2, 8))
    asked = offer("non-exclusive", within, "p", Term(day, 9), party=party, is_vendor=party == "v")
    if party == "v" and not any(claim.party == "v" for claim in claims):
        return
    others = [claim for claim in claims if claim.party != party]
    shut: set[tuple[int, int]] = set()
    for leaf, product, on in cells(asked.territory, asked.products, asked.term):
        standing = [c for c in others if (leaf, product, on) in cells(c.territory, c.products, c.term)]
        if not all(bear(asked, c) for c in standing) or (not asked.is_vendor and crowded([*standing, asked])):
            shut.add((leaf, on))
    found = unavailable(party, claims, table, "p", within, datetime.date.fromordinal(day))
    flat = [(leaf, on) for piece, term in found for leaf, _, on in cells(piece, frozenset("p"), term)]
    assert len(flat) == len(set(flat))
    assert set(flat) == shut
    rival = [
        Claim("rival", "exclusive", Territory(1 << leaf), frozenset("p"), Term(on, on)) for leaf, on in sorted(shut)
    ]
    vendor = [claim for claim in claims if claim.party == party]
    assert found == unavailable(party, [*vendor, *rival], table, "p", within, datetime.date.fromordinal(day))

"""Tests of conflicts: cases as text, and properties against plain sets of place, product and day."""

from __future__ import annotations

import itertools
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rights.small import STRENGTHS, Cell, cells, claims_in, crowded, tables
from whitelabel import rights
from whitelabel.problem import Span, show
from whitelabel.rights import (
    Claim,
    Term,
    Territory,
    bear,
    between,
    conflict,
    conflicts,
    conflicts_of,
    standard,
    territory_of,
)

TABLE = standard()


def claim(
    party: str,
    strength: str,
    places: str,
    days: str = "",
    *,
    products: str = "deals",
    contract: str = "",
    line: int = 1,
) -> Claim:
    """A claim in one line: ``shared 2`` says how many, ``2026-01-01..2026-06-30`` when; kvadrat is the vendor."""
    word, _, count = strength.partition(" ")
    starts, _, ends = days.partition("..")
    found, problems = rights.read_claim(
        party.partition("/")[0],
        next(known for known in STRENGTHS if known == word),
        [(places, None)],
        table=TABLE,
        groups={},
        known_products=("deals", "sign"),
        products=products.split(),
        up_to=int(count or 0),
        starts=starts,
        ends=ends,
        is_vendor=party == "kvadrat",
        channel=party.partition("/")[2],
        contract=contract,
        span=Span(f"brands/{party}/brand.yaml", line, 9),
    )
    assert found, problems
    return found


def told(*claims: Claim) -> list[str]:
    """Every conflict in a line."""
    return [
        f"{' × '.join(c.party for c in one.claims)}: {' '.join(rights.names(one.territory, TABLE))}"
        f" {'+'.join(sorted(one.products))} {one.term}"
        for one in conflicts(claims, TABLE)
    ]


def test_two_exclusive_grants_conflict_with_their_whole_common_extent() -> None:
    assert told(
        claim("acme", "exclusive", "RU -RU-SPE", "2026-01-01..2026-12-31", products="deals sign"),
        claim("globex", "exclusive", "RU-MOW RU-SPE RU-TUL", "2026-03-01..2027-02-28", products="sign deals"),
    ) == ["acme × globex: RU-MOW RU-TUL deals+sign from 2026-03-01 to 2026-12-31"]


def test_adjacent_terms_do_not_conflict_and_the_same_day_does() -> None:
    year = claim("acme", "exclusive", "RU-MOW", "2026-01-01..2026-12-31")
    assert told(year, claim("globex", "exclusive", "RU-MOW", "2027-01-01..")) == []
    assert told(year, claim("globex", "exclusive", "RU-MOW", "2026-12-31..")) == [
        "acme × globex: RU-MOW deals on 2026-12-31"
    ]


def test_neither_other_products_nor_other_places_conflict() -> None:
    one = claim("acme", "exclusive", "RU-MOW")
    assert told(one, claim("globex", "exclusive", "RU-MOW", products="sign")) == []
    assert told(one, claim("globex", "exclusive", "RU -RU-MOW")) == []


def test_ground_that_is_coded_twice_conflicts_with_itself() -> None:
    assert told(claim("acme", "exclusive", "FR"), claim("globex", "non-exclusive", "014 -KE")) == [
        "acme × globex: RE TF YT deals on all days"
    ]


def test_the_vendor_is_a_holder_like_any_other() -> None:
    vendor = claim("kvadrat", "non-exclusive", "RU")
    assert told(vendor, claim("acme", "exclusive", "RU-MOW")) == ["kvadrat × acme: RU-MOW deals on all days"]
    assert told(vendor, claim("acme", "sole", "RU-MOW"), claim("acme", "shared 1", "RU-SPE")) == []
    assert told(claim("kvadrat", "sole", "RU"), claim("acme", "non-exclusive", "RU-MOW")) == [
        "kvadrat × acme: RU-MOW deals on all days"
    ]


def test_brands_of_one_party_never_conflict() -> None:
    assert told(claim("acme/one", "exclusive", "RU"), claim("acme/two", "exclusive", "RU")) == []


def test_shared_bears_so_many_resellers_and_lists_all_when_there_are_more() -> None:
    three = [
        claim("acme", "shared 2", "RU-MOW RU-SPE", "2026-01-01..2026-12-31"),
        claim("globex", "shared 3", "RU-MOW", "2026-02-01..2026-11-30"),
        claim("zuid", "non-exclusive", "RU", "2026-06-01..2027-06-30"),
    ]
    assert told(*three[:2]) == []
    assert told(*three) == ["acme × globex × zuid: RU-MOW deals from 2026-06-01 to 2026-11-30"]
    assert conflicts(three, TABLE)[0].up_to == 2


def test_shared_counts_parties_and_neither_grants_nor_the_vendor() -> None:
    assert (
        told(
            claim("acme", "shared 2", "RU-MOW"),
            claim("acme", "shared 2", "RU"),
            claim("globex/one", "shared 2", "RU-MOW"),
            claim("globex/two", "non-exclusive", "RU-MOW"),
            claim("kvadrat", "non-exclusive", "RU"),
        )
        == []
    )


def test_who_excludes_others_is_not_counted_beside_them() -> None:
    assert told(
        claim("acme", "shared 1", "RU-MOW"), claim("globex", "exclusive", "RU-MOW"), claim("zuid", "sole", "RU-SPE")
    ) == ["acme × globex: RU-MOW deals on all days"]


def test_a_crowd_is_told_once_for_all_products_that_it_has_in_common() -> None:
    both = "deals sign"
    assert told(
        claim("acme", "shared 1", "RU-MOW RU-SPE", products=both),
        claim("globex", "shared 1", "RU-MOW RU-SPE RU-TUL", products=both),
    ) == ["acme × globex: RU-MOW RU-SPE deals+sign on all days"]


def test_a_conflict_is_shown_as_the_design_shows_it() -> None:
    acme = claim("acme", "exclusive", "RU-MOW RU-MOS", "2026-01-01..2027-12-31", line=12)
    globex = claim("globex", "exclusive", "RU-MOW", "2026-03-01..2026-06-30", contract="GX-11", line=9)
    sole = claim("zuid", "sole", "RU-MOS", "2026-01-01..2026-01-31", line=3)
    lines = [
        show(rights.conflict_problem(one, TABLE, first="acme"), lambda *_: None)
        for one in conflicts([globex, acme, sole], TABLE)
    ]
    assert lines == [
        "brands/acme/brand.yaml:12:9: error WL301: 'acme' and 'globex' both hold 'deals' in RU-MOW"
        " from 2026-03-01 to 2026-06-30\n"
        "  brands/globex/brand.yaml:9:9: held exclusive here, contract GX-11\n"
        "  hint: both are exclusive; split the territory, the product or the term",
        "brands/acme/brand.yaml:12:9: error WL301: 'acme' and 'zuid' both hold 'deals' in RU-MOS"
        " from 2026-01-01 to 2026-01-31\n"
        "  brands/zuid/brand.yaml:3:9: held sole here\n"
        "  hint: one is exclusive, the other sole; split the territory, the product or the term",
    ]


def test_a_crowd_is_shown_with_all_who_take_part() -> None:
    claims = [claim("acme", "shared 2", "RU"), claim("globex", "shared 2", "RU"), claim("zuid", "non-exclusive", "RU")]
    problem = rights.conflict_problem(conflicts(claims, TABLE)[0], TABLE, first="zuid")
    assert show(problem, lambda *_: None) == (
        "brands/zuid/brand.yaml:1:9: error WL301: 'zuid', 'acme' and 'globex' hold 'deals' in RU,"
        " more than 2 at a time on all days\n"
        "  brands/acme/brand.yaml:1:9: held shared by up to 2 here, on all days\n"
        "  brands/globex/brand.yaml:1:9: held shared by up to 2 here, on all days\n"
        "  hint: raise 'up_to', or take the place from one of them"
    )
    assert problem.brands == ("zuid", "acme", "globex")


def test_a_long_list_of_places_is_cut() -> None:
    places = territory_of(TABLE, *TABLE.holds["RU"][::2])
    assert rights.told_ground(places, TABLE).endswith(" and 31 more")


def test_own_grants_that_overlap_are_a_warning() -> None:
    claims = [
        claim("acme", "exclusive", "RU-MOW RU-SPE", "2026-01-01..", line=4),
        claim("acme", "exclusive", "RU-SPE", "..2026-01-31", line=9),
        claim("acme/other", "exclusive", "RU-SPE"),
        claim("acme", "exclusive", "RU-TUL"),
    ]
    assert [show(rights.overlap_problem(o, TABLE), lambda *_: None) for o in rights.overlaps(claims, TABLE)] == [
        "brands/acme/brand.yaml:4:9: warning WL312: two grants of 'acme' both hold 'deals' in RU-SPE"
        " from 2026-01-01 to 2026-01-31\n"
        "  brands/acme/brand.yaml:9:9: the other one is here\n"
        "  hint: take the overlap out of one of them"
    ]


def test_a_whole_country_is_found_though_it_is_held_in_parts() -> None:
    found = rights.nationals(
        [
            claim("acme", "non-exclusive", "RU -RU-MOW", "2026-01-01..2026-12-31", products="deals sign"),
            claim("acme", "exclusive", "RU-MOW", "2026-06-01.."),
            claim("kvadrat", "non-exclusive", "DE"),
            claim("globex", "sole", "FR -RE"),
            claim("zuid", "sole", "RE"),
        ],
        TABLE,
    )
    assert [show(rights.national_problem(one, TABLE), lambda *_: None) for one in found] == [
        "brands/acme/brand.yaml:1:9: warning WL313: 'acme' holds all of RU (Russia) for 'deals'"
        " from 2026-06-01 to 2026-12-31\n"
        "  brands/acme/brand.yaml:1:9: held together with this\n"
        "  hint: leave regions out, such as those of your own channel, or set 'national_grant: allow'"
    ]
    assert rights.national_problem(found[0], TABLE, "error").severity == "error"


def test_countries_that_the_same_grants_hold_stand_together() -> None:
    claims = [claim("acme", "sole", "EU -MT RU-MOW"), claim("acme", "sole", "RU -RU-MOW", "2026-01-01..")]
    found = rights.nationals(claims, TABLE)
    assert [(one.countries[:2], len(one.countries), str(one.term), len(one.claims)) for one in found] == [
        (("AT", "BE"), 26, "on all days", 1),
        (("RU",), 1, "from 2026-01-01 on", 2),
    ]
    assert "holds all of EU -MT for 'deals' on all days" in rights.national_problem(found[0], TABLE).message


# ── Properties ──


@given(st.data())
@settings(max_examples=100)
def test_whole_countries_are_held_where_plain_sets_hold_them(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    held: dict[str, set[Cell]] = {}
    for one in claims:
        if not one.is_vendor:
            held.setdefault(one.party, set()).update(cells(one.territory, one.products, one.term))
    expected = {
        (party, code, product, day)
        for party, ground in held.items()
        for code in table.countries
        for product, day in itertools.product("pq", range(2, 8))
        if cells(Territory(table.masks[code]), frozenset(product), Term(day, day)) <= ground
    }
    found = [
        (national.claims[0].party, code, product, day)
        for national in rights.nationals(claims, table)
        for code, product in itertools.product(national.countries, national.products)
        for day in range(national.term.first, national.term.last + 1)
    ]
    assert sorted(found) == sorted(expected)


@given(st.data())
@settings(max_examples=200)
def test_two_claims_conflict_where_plain_sets_do(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    extents = [cells(c.territory, c.products, c.term) for c in claims]
    expected = {
        (i, j): extents[i] & extents[j]
        for i, j in itertools.combinations(range(len(claims)), 2)
        if extents[i] & extents[j] and not bear(claims[i], claims[j])
    }
    for few in (0, 64):  # swept, and each compared with all
        with patch.object(conflict, "_FEW", few):
            found = {
                (one.claims[0].ref, one.claims[1].ref): cells(one.territory, one.products, one.term)
                for one in conflicts(claims, table)
                if not one.up_to
            }
        assert found == expected
    own = {
        (i, j): extents[i] & extents[j]
        for i, j in itertools.combinations(range(len(claims)), 2)
        if extents[i] & extents[j] and (claims[i].party, claims[i].name) == (claims[j].party, claims[j].name)
    }
    assert {
        (one.claims[0].ref, one.claims[1].ref): cells(one.territory, one.products, one.term)
        for one in rights.overlaps(claims, table)
    } == own


@given(st.data())
@settings(max_examples=200)
def test_crowds_are_where_plain_sets_have_them(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    extents = [cells(c.territory, c.products, c.term) for c in claims]
    at = {cell: [c for c, e in zip(claims, extents, strict=True) if cell in e] for cell in set().union(*extents)}
    spoilt = {cell for cell, standing in at.items() if crowded(standing)}
    seen: set[Cell] = set()
    for one in conflicts(claims, table):
        if not one.up_to:
            continue
        extent = cells(one.territory, one.products, one.term)
        assert not extent & seen
        seen |= extent
        for leaf, product in {cell[:2] for cell in extent}:
            # As long as it can be, and with all who stand there on any of its days.
            assert (leaf, product, one.term.first - 1) not in spoilt
            assert (leaf, product, one.term.last + 1) not in spoilt
            days = range(one.term.first, one.term.last + 1)
            standing = {c.ref for day in days for c in at[leaf, product, day] if not c.is_vendor and not c.excludes}
            assert [c.ref for c in one.claims] == sorted(standing)  # type: ignore[type-var]
    assert seen == spoilt


@pytest.mark.soak
@given(st.data())
@settings(max_examples=250)
def test_the_conflicts_of_one_party_are_those_of_all_in_which_it_takes_part(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table, 12))
    found = conflicts(claims, table)
    for party in ("v", "a", "b", "nobody"):
        for few in (0, 64):
            with patch.object(conflict, "_FEW", few):
                assert conflicts_of(party, claims, table) == tuple(one for one in found if party in one.parties)


@given(st.data())
@settings(max_examples=60)
def test_many_claims_of_one_brand_overlap_as_few_do(data: st.DataObject) -> None:
    table = data.draw(tables())
    one = data.draw(claims_in(table, 6))
    many = [
        Claim("a", c.strength, c.territory, c.products, c.term, ref=i) for i, c in enumerate([*one, *one, *one, *one])
    ]
    expected = [(a.ref, b.ref) for a, b in itertools.combinations(many, 2) if a.meets(b)]
    for few in (0, 64):
        with patch.object(conflict, "_FEW", few):
            found = [(o.claims[0].ref, o.claims[1].ref) for o in rights.overlaps(many, table)]
        assert sorted(found) == expected


def test_the_order_of_what_is_found_is_the_order_of_what_was_given() -> None:
    claims = [claim(f"b{number}", "exclusive", "RU-MOW", "2026-01-01..") for number in range(5)]
    pairs = [tuple(c.party for c in one.claims) for one in conflicts(claims, TABLE)]
    assert pairs == list(itertools.combinations(["b0", "b1", "b2", "b3", "b4"], 2))


def test_the_conflicts_of_each_brand_are_found_by_its_name() -> None:
    found = conflicts(
        [claim("acme/one", "sole", "RU"), claim("globex", "sole", "RU-MOW"), claim("zuid", "sole", "DE")], TABLE
    )
    assert rights.by_channel(found) == {"one": found, "globex": found}


def test_ten_thousand_grants_that_do_not_meet_are_passed_quickly() -> None:
    # Each region is handed on from brand to brand, day after day: nothing conflicts, and nothing is compared twice.
    regions = TABLE.holds["RU"]
    grounds = [territory_of(TABLE, region) for region in regions]
    deals = frozenset(["deals"])
    first = between("2020-01-01", "").first
    claims = [
        Claim(f"b{n}", "exclusive", grounds[n % 83], deals, Term(first + n // 83 * 30, first + n // 83 * 30 + 29))
        for n in range(10_000)
    ]
    assert conflicts(claims, TABLE) == ()
    clash = Claim("late", "exclusive", grounds[0], deals, Term(first + 29, first + 30))
    assert [one.parties for one in conflicts([*claims, clash], TABLE)] == [("b0", "late"), ("b83", "late")]

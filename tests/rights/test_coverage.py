"""Tests of who holds what on a day, and of what lapses, against plain sets of place, product and day."""

from __future__ import annotations

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rights.small import cells, claims_in, tables
from whitelabel.problem import Span, show
from whitelabel.rights import Claim, Strength, between, covers, lapse_problem, lapses, standard, territory_of

TABLE = standard()
SPAN = Span("contracts/acme.yaml", 4, 5)
UNTIL = Span("contracts/acme.yaml", 7, 12)
DAY = datetime.date(2026, 12, 15)


def held(
    places: str,
    days: str,
    *,
    strength: Strength = "exclusive",
    products: str = "deals",
    channel: str = "",
    party: str = "acme",
) -> Claim:
    starts, _, ends = days.partition("..")
    return Claim(
        party,
        strength,
        territory_of(TABLE, *places.split()),
        frozenset(products.split()),
        between(starts, ends),
        channel=channel,
        span=SPAN,
        until_span=UNTIL,
    )


def told(*claims: Claim, within: int = 30) -> list[str]:
    return [lapse_problem(lapse, TABLE).message for lapse in lapses(claims, DAY, within)]


def test_ground_without_a_successor_is_told_with_its_last_day() -> None:
    claims = [
        held("RU-SVE RU-CHE", "2026-01-01..2026-12-31"),
        held("RU-SVE", "2027-01-01..2027-12-31", strength="shared", channel="acme-north"),
        held("RU-CHE", "2027-01-01..2027-12-31", party="globex"),
    ]
    assert [show(lapse_problem(lapse, TABLE), lambda *_: None) for lapse in lapses(claims, DAY, 30)] == [
        "contracts/acme.yaml:7:12: warning WL318: RU-CHE lapses for 'acme' on 2026-12-31 ('deals')\n"
        "  hint: renew it with a grant that begins on the day after, or let it go"
    ]
    assert lapse_problem(lapses(claims, DAY, 30)[0], TABLE).brands == ("acme",)


def test_a_lapse_without_the_place_of_its_last_day_stands_at_the_grant() -> None:
    claim = Claim("acme", "sole", territory_of(TABLE, "RU"), frozenset(["deals"]), between("", "2026-12-31"), span=SPAN)
    assert [lapse_problem(lapse, TABLE).span for lapse in lapses([claim], DAY, 30)] == [SPAN]


def test_products_that_lapse_on_the_same_ground_stand_together() -> None:
    assert (
        told(held("RU-SVE RU-CHE", "2026-01-01..2026-12-31", products="deals sign"), held("RU-CHE", "2027-01-01.."))
        == [
            "RU-CHE RU-SVE lapse for 'acme' on 2026-12-31 ('sign')",
            "RU-SVE lapses for 'acme' on 2026-12-31 ('deals')",
        ][::-1]
    )
    assert told(held("RU-CHE", "..2026-12-31", products="deals sign")) == [
        "RU-CHE lapses for 'acme' on 2026-12-31 ('deals' and 'sign')"
    ]


def test_only_last_days_from_the_day_to_so_many_later_count() -> None:
    claim = held("RU-CHE", "2026-01-01..2026-12-31")
    assert told(claim, within=16)
    assert not told(claim, within=15)
    assert told(held("RU-CHE", "2026-01-01..2026-12-15"))
    assert not told(held("RU-CHE", "2026-01-01..2026-12-14"))
    assert not told(held("RU-CHE", "2026-01-01.."))


def test_a_day_between_two_grants_is_a_lapse() -> None:
    assert told(held("RU-CHE", "..2026-12-31"), held("RU-CHE", "2027-01-02.."))


def test_nothing_lapses_on_the_last_day_of_the_calendar() -> None:
    claim = held("RU-CHE", "..9999-12-31")
    open_end = held("RU-SVE", "")
    found = lapses([claim, open_end], datetime.date(9999, 12, 30), 30)
    assert found == ()


@given(st.data())
@settings(max_examples=200)
def test_ground_lapses_where_plain_sets_do(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    day, within = data.draw(st.integers(2, 7)), data.draw(st.integers(0, 3))
    parties: dict[str, set[tuple[int, str, int]]] = {}
    for claim in claims:
        parties.setdefault(claim.party, set()).update(cells(claim.territory, claim.products, claim.term))
    expected = {
        (claim.ref, leaf, product)
        for claim in claims
        if day <= claim.term.last <= day + within
        for leaf, product, _ in cells(claim.territory, claim.products, claim.term)
        if (leaf, product, claim.term.last + 1) not in parties[claim.party]
    }
    found = lapses(claims, datetime.date.fromordinal(day), within)
    assert [lapse.claim.ref for lapse in found] == sorted(lapse.claim.ref for lapse in found)  # type: ignore[type-var]
    assert all(lapse.last.toordinal() == lapse.claim.term.last for lapse in found)
    flat = [
        (lapse.claim.ref, leaf, product)
        for lapse in found
        for leaf, product, _ in cells(lapse.territory, lapse.products, lapse.claim.term)
        if _ == lapse.claim.term.last
    ]
    assert len(flat) == len(set(flat))
    assert set(flat) == expected
    grounds = [(lapse.claim.ref, lapse.territory) for lapse in found]
    assert len(grounds) == len(set(grounds))


@given(st.data())
@settings(max_examples=100)
def test_a_place_is_covered_by_the_claims_that_plain_sets_say(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    day = data.draw(st.integers(2, 7))
    found = covers(claims, "p", datetime.date.fromordinal(day), table)
    expected = {
        leaf: tuple(c for c in claims if (bit, "p", day) in cells(c.territory, c.products, c.term))
        for bit, leaf in enumerate(table.leaves)
    }
    assert found == {leaf: standing for leaf, standing in expected.items() if standing}

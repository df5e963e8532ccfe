"""Tests of grants: what bears what, and what is wrong with one."""

from __future__ import annotations

from typing import Any

import pytest

from whitelabel.problem import Span
from whitelabel.rights import Claim, Strength, Territory, bear, between, read_claim, standard, territory_of

TABLE = standard()
SPAN = Span("brands/acme/brand.yaml", 12, 9)
STRENGTHS: tuple[Strength, ...] = ("exclusive", "sole", "shared", "non-exclusive")


def claim(party: str, strength: Strength, *, vendor: bool = False) -> Claim:
    return Claim(party, strength, Territory(1), frozenset(["deals"]), is_vendor=vendor, up_to=strength == "shared")


def row(one: Claim, *, vendor: bool) -> str:
    """Which strengths of another holder a claim bears, as in the table of the design."""
    return " ".join(strength for strength in STRENGTHS if bear(one, claim("other", strength, vendor=vendor)))


def test_the_table_of_the_design_between_resellers() -> None:
    # How many `shared` bears is counted elsewhere.
    assert {strength: row(claim("acme", strength), vendor=False) for strength in STRENGTHS} == {
        "exclusive": "",
        "sole": "",
        "shared": "shared non-exclusive",
        "non-exclusive": "shared non-exclusive",
    }


def test_the_table_of_the_design_between_a_reseller_and_the_vendor() -> None:
    assert {strength: row(claim("acme", strength), vendor=True) for strength in STRENGTHS} == {
        "exclusive": "",
        "sole": "shared non-exclusive",
        "shared": "shared non-exclusive",
        "non-exclusive": "shared non-exclusive",
    }
    assert {strength: row(claim("kvadrat", strength, vendor=True), vendor=False) for strength in STRENGTHS} == {
        "exclusive": "",
        "sole": "",
        "shared": "sole shared non-exclusive",
        "non-exclusive": "sole shared non-exclusive",
    }


def test_claims_of_one_party_bear_each_other() -> None:
    assert all(bear(claim("acme", one), claim("acme", other)) for one in STRENGTHS for other in STRENGTHS)


def read(**given: Any) -> Any:
    written: dict[str, Any] = {
        "party": "acme",
        "strength": "exclusive",
        "words": [("RU -RU-MOW", SPAN)],
        "table": TABLE,
        "groups": {},
        "known_products": ["deals", "sign"],
        "span": SPAN,
    }
    return read_claim(**(written | given))


def test_a_grant_is_read() -> None:
    found, problems = read(starts="2026-01-01", ends="2027-12-31", products=["deals"], contract="AC-1", ref=7)
    assert problems == ()
    assert found == Claim(
        party="acme",
        strength="exclusive",
        territory=territory_of(TABLE, "RU") - territory_of(TABLE, "RU-MOW"),
        products=frozenset(["deals"]),
        term=between("2026-01-01", "2027-12-31"),
        contract="AC-1",
        ref=7,
    )


def test_a_grant_without_products_is_one_of_all() -> None:
    assert read()[0].products == {"deals", "sign"}


@pytest.mark.parametrize(
    ("given", "code", "message", "hint"),
    [
        ({"products": ["deal"]}, "WL314", "the product 'deal' is unknown", "did you mean 'deals'?"),
        (
            {"strength": "shared"},
            "WL311",
            "'shared' doesn't say how many resellers there may be; 'up_to' of at least 1 was wanted",
            "add 'up_to: 3', or say 'non-exclusive'",
        ),
        (
            {"strength": "sole", "up_to": 2},
            "WL311",
            "'up_to' stands beside 'sole'; only 'shared' counts resellers",
            "take 'up_to' away, or say 'shared'",
        ),
        (
            {"starts": "2026-02-01", "ends": "2026-01-01"},
            "WL309",
            "the term ends on 2026-01-01, before it begins on 2026-02-01",
            "exchange 'from' and 'until', or mend the year",
        ),
        (
            {"words": [("RU-XXX", SPAN)]},
            "WL302",
            "'RU-XXX' is no place: neither a code nor a group",
            "'whitelabel territories show RU' lists the places of Russia",
        ),
    ],
)
def test_a_mistaken_grant_is_told_and_is_none(given: dict[str, Any], code: str, message: str, hint: str) -> None:
    found, problems = read(**given)
    assert found is None
    assert [(problem.code, problem.message, problem.hint, problem.span) for problem in problems] == [
        (code, message, hint, SPAN)
    ]


def test_all_mistakes_of_a_grant_are_told_at_once() -> None:
    _, problems = read(words=[("UK AN", SPAN)], strength="shared", starts="x", products=["a"])
    assert [problem.code for problem in problems] == ["WL303", "WL303", "WL310", "WL314", "WL311"]


def test_a_warning_lets_the_grant_stand() -> None:
    found, problems = read(words=[("UK", SPAN)])
    assert found.territory == territory_of(TABLE, "GB")
    assert [problem.severity for problem in problems] == ["warning"]


def test_a_mistake_stands_at_the_part_of_the_grant_that_is_wrong() -> None:
    keys = ("from", "until", "up_to", "exclusivity", "products.0", "products.1")
    spans = {key: Span("brands/acme/brand.yaml", 20 + number, 3) for number, key in enumerate(keys)}

    def places(**given: Any) -> list[tuple[str, Span]]:
        return [(problem.code, problem.span) for problem in read(spans=spans, **given)[1]]

    assert places(starts="2026-02-01", ends="2026-01-01") == [("WL309", spans["until"])]
    assert places(starts="2026-02-31", ends="never") == [("WL310", spans["from"]), ("WL310", spans["until"])]
    assert places(strength="sole", up_to=2) == [("WL311", spans["up_to"])]
    assert places(products=["deals", "sing"]) == [("WL314", spans["products.1"])]
    del spans["up_to"]
    assert places(strength="shared") == [("WL311", spans["exclusivity"])]
    assert read(spans=spans, ends="2026-12-31")[0].until_span == spans["until"]


def test_a_part_whose_place_is_unknown_is_told_at_the_grant() -> None:
    _, problems = read(spans={}, strength="shared", starts="x", ends="y", products=["z"])
    assert {problem.span for problem in problems} == {SPAN}


def test_a_territory_is_read_once_unless_something_is_told_of_it() -> None:
    grounds: dict[tuple[str, ...], Territory] = {}
    first, _ = read(grounds=grounds)
    second, _ = read(grounds=grounds)
    assert first.territory is second.territory
    elsewhere = Span("brands/globex/brand.yaml", 3, 3)
    for words, code in (("UK", "WL303"), ("RU-XXX", "WL302")):
        for span in (SPAN, elsewhere):
            _, problems = read(words=[(words, span)], grounds=grounds)
            assert [(problem.code, problem.span) for problem in problems] == [(code, span)]
    assert list(grounds) == [("RU -RU-MOW",)]

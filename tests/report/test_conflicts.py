"""Conflicts as a list, as annotations and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.report.grants import DAY, claim, rights_of
from whitelabel.problem import Span
from whitelabel.report.conflicts import (
    annotated,
    conflict_object,
    conflicts_text,
    in_order,
    json_lines,
    offer_summary,
    offer_text,
    summary,
    told_place,
)
from whitelabel.rights import Claim, standard, territory_of

TABLE = standard()


def placed(one: Claim, line: int) -> Claim:
    return replace(one, span=Span(f"brands/{one.name}/brand.yaml", line, 7))


CLASHING = rights_of(
    placed(claim("zeta", "RU-SVE", "exclusive", starts="2027-03-01", ends="2027-12-31", contract="Z-1"), 4),
    placed(claim("vendor", "RU -RU-MOW", contract="V-1"), 5),
    placed(claim("acme", "KZ", "sole", products=["deals"]), 6),
    placed(claim("globex", "KZ-71 AM", "non-exclusive", contract="G\x1b[2J"), 7),
)


def test_those_of_today_come_before_those_to_come() -> None:
    found = in_order(CLASHING.conflicts, DAY)

    assert "".join(conflicts_text(found, TABLE, prefix="shop/")) == (
        "1. 'deals' in KZ-71 (Astana) on all days\n"
        "   acme    sole           no contract        shop/brands/acme/brand.yaml:6:7\n"
        "   globex  non-exclusive  contract G\\x1b[2J  shop/brands/globex/brand.yaml:7:7\n"
        "\n"
        "2. 'deals' and 'sign' in RU-SVE (Sverdlovsk) from 2027-03-01 to 2027-12-31\n"
        "   zeta                  exclusive      contract Z-1  shop/brands/zeta/brand.yaml:4:7\n"
        "   vendor (own channel)  non-exclusive  contract V-1  shop/brands/vendor/brand.yaml:5:7"
    )


def test_a_crowd_says_how_many_may_be_there() -> None:
    rights = rights_of(*(claim(brand, "AM", "shared", up_to=2) for brand in ("a", "b", "c")))

    assert "".join(conflicts_text(rights.conflicts, TABLE)) == (
        "1. 'deals' and 'sign' in AM (Armenia) on all days, though at most 2 resellers may\n"
        "   a  shared by up to 2  no contract\n"
        "   b  shared by up to 2  no contract\n"
        "   c  shared by up to 2  no contract"
    )


def test_many_conflicts_come_in_pieces_numbered_through() -> None:
    rights = rights_of(*(claim(f"b{number:02}", "AM", "exclusive") for number in range(40)))

    pieces = list(conflicts_text(rights.conflicts, TABLE))
    numbers = [int(line.partition(".")[0]) for piece in pieces for line in piece.split("\n") if line[:1].isdigit()]

    assert len(pieces) == 2
    assert numbers == list(range(1, 40 * 39 // 2 + 1))


def test_the_first_line_counts() -> None:
    assert summary(CLASHING.conflicts, CLASHING) == "2 conflicts among 4 brands from 2026-11-23 on"
    assert (
        summary(CLASHING.conflicts, replace(CLASHING, hidden=frozenset({"x", "y"})))
        == "2 conflicts seen from 2026-11-23 on, but the rights of 2 brands can't be read"
    )
    assert summary((), rights_of(claim("a", "AM"), claim("b", "GE", ends="2020-01-01"))) == (
        "no conflict from 2026-11-23 on: 1 brand, 1 grant"
    )


def test_an_offer_that_something_else_forbids_is_not_to_be_signed() -> None:
    rights = rights_of(claim("zeta", "AM", "sole", contract="Z"))
    rights = replace(rights, by_brand={"zeta": rights.claims})
    problem = next(annotated(CLASHING.conflicts[0], TABLE))

    assert (
        offer_summary("zeta", (), rights, [problem]) == "'zeta' can't be signed as it is, though it clashes with nobody"
    )
    assert offer_summary("zeta", (), rights, []) == "'zeta' may be signed: it clashes with nothing from 2026-11-23 on"
    assert offer_text("zeta", rights) == "  sole  'deals' and 'sign'  on all days  AM"


def test_each_grant_of_a_conflict_is_annotated_with_the_others_beside_it() -> None:
    rights = rights_of(*(placed(claim(brand, "AM", "shared", up_to=1), 9) for brand in ("a", "b", "c")))

    found = [
        (str(problem.span), [str(other.span) for other in problem.related])
        for problem in annotated(rights.conflicts[0], TABLE)
    ]

    places = [f"brands/{brand}/brand.yaml:9:7" for brand in "abc"]
    assert found == [
        (places[0], [places[1], places[2]]),
        (places[1], [places[0], places[2]]),
        (places[2], [places[0], places[1]]),
    ]


def test_a_conflict_as_json() -> None:
    assert conflict_object(CLASHING.conflicts[0], TABLE) == {
        "territories": ["RU-SVE"],
        "products": ["deals", "sign"],
        "from": "2027-03-01",
        "until": "2027-12-31",
        "grants": [
            {"brand": "zeta", "exclusivity": "exclusive", "path": "brands/zeta/brand.yaml", "line": 4, "column": 7},
            {
                "brand": "vendor",
                "exclusivity": "non-exclusive",
                "path": "brands/vendor/brand.yaml",
                "line": 5,
                "column": 7,
            },
        ],
    }


def test_a_ground_of_one_word_is_told_with_its_name() -> None:
    told = [told_place(territory_of(TABLE, *codes.split()), TABLE) for codes in ("RU", "RU-SVE KZ", "WORLD", "EU")]

    assert told == ["RU (Russia)", "KZ RU-SVE", "WORLD", "EU (European Union)"]


JSON = st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5)


@given(st.dictionaries(st.text(), st.lists(JSON, max_size=1100) | JSON, min_size=1, max_size=3))
def test_json_in_lines_is_the_same_json(value: dict[str, object]) -> None:
    pieces = list(json_lines(value))

    assert json.loads("".join(pieces)) == value
    assert all(piece.endswith("\n") for piece in pieces)

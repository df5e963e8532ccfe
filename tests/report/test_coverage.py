"""Who covers what, what nobody does, how it is balanced, and what lapses."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.report.grants import claim, rights_of
from tests.rights.small import claims_in, tables
from whitelabel.model import Policy, Rights
from whitelabel.report.columns import WIDTH
from whitelabel.report.coverage import coverage_object, coverage_text, survey
from whitelabel.rights import Overrides, build, standard, territory_of

TABLE = standard()


def test_a_share_is_of_places_and_with_weights_of_weight() -> None:
    rights = rights_of(
        claim("vendor", "KZ-71 KZ-75"), claim("acme", "KZ-75 KZ-79"), claim("globex", "KZ-10", starts="2027-01-01")
    )
    weights = {"KZ-71": 4.0, "KZ-75": 3.0, "KZ-79": 2.0, "KZ-10": 1.0}

    (plain,) = survey(rights).sections
    (weighed,) = survey(rights, weights=weights, weighed_by="w.csv").sections

    def shares(balance: object) -> list[tuple[int, float | None]]:
        parts = (getattr(balance, name) for name in ("own", "partners", "both", "nobody"))
        return [(part.places, part.share) for part in parts]

    assert plain.products == ("deals", "sign")
    assert shares(plain.total) == [(1, 0.05), (1, 0.05), (1, 0.05), (17, 0.85)]
    assert (plain.total.weight, weighed.total.weight) == (None, 10.0)
    assert shares(weighed.total) == [(1, 0.4), (1, 0.2), (1, 0.3), (17, 0.1)]


def test_grants_of_one_brand_and_one_term_are_one_line() -> None:
    rights = rights_of(
        claim("acme", "KZ-71", "sole", ends="2027-01-01"),
        claim("acme", "KZ-75", "sole", ends="2027-01-01"),
        claim("acme", "KZ-79", "sole", ends="2027-06-01"),
    )

    text = coverage_text(survey(rights, product="deals"))

    assert (
        "KZ Kazakhstan\n"
        "  acme    sole  until 2027-01-01  KZ-71 KZ-75\n"
        "  acme    sole  until 2027-06-01  KZ-79\n"
        "  nobody                          KZ -KZ-71 -KZ-75 -KZ-79\n"
    ) in text


def test_ground_that_lies_in_no_country_comes_last() -> None:
    table, problems = build(Overrides(inside={"MOON": ()}, names={"en": {"MOON": "The Moon"}}))
    rights = rights_of(claim("acme", "MOON ZW-BU", table=table), table=table)

    found = survey(rights)

    assert problems == ()
    assert [country["country"] for country in coverage_object(found)["coverage"][0]["countries"]] == ["ZW", ""]
    assert "\nin no country\n  acme  non-exclusive  open end  MOON\n" in coverage_text(found)


def test_a_country_that_is_asked_for_is_told_though_nobody_is_there() -> None:
    rights = rights_of(claim("acme", "KZ"))

    found = survey(rights, product="deals", within=territory_of(TABLE, "SJ"))

    assert coverage_text(found) == (
        "'deals' on 2026-11-23\n"
        "\n"
        "                          places  own channel  partners     both   nobody\n"
        "SJ  Svalbard & Jan Mayen       2      0    0%   0    0%  0    0%  2  100%\n"
        "\n"
        "SJ Svalbard & Jan Mayen\n"
        "  nobody  SJ\n"
        "\n"
        "NO-21  Svalbard   nobody\n"
        "NO-22  Jan Mayen  nobody\n"
        "\n"
        "nothing lapses by 2028-11-23"
    )


def test_where_nobody_sells_that_is_all() -> None:
    assert coverage_text(survey(rights_of(claim("acme", "KZ", ends="2020-01-01")))) == (
        "'deals' and 'sign' on 2026-11-23\nnobody sells anywhere\n\nnothing lapses by 2028-11-23"
    )


def test_what_lapses_stands_by_day_and_what_is_far_off_behind() -> None:
    rights = rights_of(
        claim("acme", "KZ", ends="2028-11-23", products=["sign"]),
        claim("acme", "AM", ends="2026-11-23"),
        claim("globex", "GE", ends="2028-11-24"),
        claim("globex", "AZ", ends="2031-05-01"),
        claim("globex", "KG", ends="2027-01-31"),
        claim("globex", "KG", starts="2027-02-01"),
        claim("globex", "TJ", ends="2026-11-22"),
    )

    assert coverage_text(survey(rights)).endswith(
        "\n\nlapses by 2028-11-23\n"
        "  2026-11-23  acme  'deals' and 'sign'  AM\n"
        "  2028-11-23  acme  'sign'              KZ\n"
        "lapses later\n"
        "  2028-11-24  globex  'deals' and 'sign'  GE\n"
        "  2031-05-01  globex  'deals' and 'sign'  AZ"
    )
    assert [lapse["on"] for lapse in coverage_object(survey(rights, product="deals"))["lapses"]] == [
        "2026-11-23",
        "2028-11-24",
        "2031-05-01",
    ]
    assert coverage_object(survey(rights, within=territory_of(TABLE, "KZ-71")))["lapses"] == [
        {"on": "2028-11-23", "brand": "acme", "territories": ["KZ-71"], "products": ["sign"]}
    ]


def test_the_last_days_of_the_calendar_are_no_bug() -> None:
    rights = replace(rights_of(claim("acme", "KZ", ends="9999-12-31")), day=datetime.date(9999, 1, 1))

    assert coverage_text(survey(rights)).endswith("acme  non-exclusive  open end  KZ\n\nnothing lapses by 9999-12-31")


def test_all_lines_fit_a_mail() -> None:
    rights = rights_of(
        claim("vendor", "WORLD -FR-69 -RU-MOW -US-CA"),
        claim("acme", "FR-69 RU-MOW US-CA US-NY DE-BY DE-BE GS KZ-71 GB-LND", "shared", up_to=3, ends="2027-01-01"),
    )

    text = coverage_text(survey(rights))

    assert max(map(len, text.splitlines())) <= WIDTH


def test_words_of_others_cannot_write_on_the_terminal() -> None:
    assert "\x1b" not in coverage_text(survey(rights_of(claim("acme\x1b[2J", "KZ"))))


@given(st.data())
def test_the_parts_of_a_balance_are_all_of_it(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    weights = {leaf: float(data.draw(st.integers(0, 9))) for leaf in table.leaves}
    day = datetime.date.fromordinal(data.draw(st.integers(1, 7)))
    rights = Rights(day, Policy(), table, {}, ("p", "q"), "v", {}, tuple(claims), ())

    for section in survey(rights, weights=weights).sections:
        standing = [one for one in claims if day in one.term and section.products[0] in one.products]
        held = {True: 0, False: 0}
        for one in standing:
            held[one.is_vendor] |= one.territory.mask
        for balance in (section.total, *(country.balance for country in section.countries)):
            ground = balance.ground.mask
            assert balance.both.ground.mask == ground & held[True] & held[False]
            assert balance.own.ground.mask == ground & held[True] & ~held[False]
            assert balance.partners.ground.mask == ground & held[False] & ~held[True]
            assert balance.nobody.ground.mask == ground & ~held[True] & ~held[False]
            parts = (balance.own, balance.partners, balance.both, balance.nobody)
            if balance.weight:
                assert math.isclose(sum(part.share or 0.0 for part in parts), 1.0)
            else:
                assert {part.share for part in parts} == {None}
        assert section.total.ground.mask & (held[True] | held[False]) == held[True] | held[False]

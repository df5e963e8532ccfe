"""What is open, for how long, and from which day what isn't."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.grants import claim, rights_of
from tests.rights.small import STRENGTHS, claims_in, ground, tables
from whitelabel.model import Policy, Rights
from whitelabel.report.free import Answer, Question, answers, free_object, free_text
from whitelabel.rights import Claim, Strength, Term, Territory, offer, open_ground, standard, territory_of
from whitelabel.rights.free import NOBODY
from whitelabel.rights.term import ALWAYS_AFTER

TABLE = standard()


def question(words: str, strength: Strength = "exclusive", **more: object) -> Question:
    asked = Question(words, territory_of(TABLE, *words.split()), ("deals", "sign"), strength)
    return replace(asked, **more)  # type: ignore[arg-type]


def told(words: str, *claims: Claim, strength: Strength = "exclusive", **more: object) -> str:
    rights = rights_of(*claims)
    asked = question(words, strength, **more)
    return free_text(asked, answers(asked, rights), rights)


def test_a_term_that_ends_the_day_before_is_in_nobodys_way() -> None:
    assert told("AM", claim("acme", "AM", "sole", ends="2026-11-22")).startswith("yes: ")
    assert told("AM", claim("acme", "AM", "sole", ends="2026-11-23")).startswith(
        "no: nothing of AM (Armenia) is open to an exclusive grant of 'deals' and 'sign' "
        "on 2026-11-23; all of it is from 2026-11-24 on\n"
    )


def test_renewals_that_follow_each_other_are_one_stretch() -> None:
    out = told(
        "KZ-71",
        claim("acme", "KZ-71", "sole", ends="2027-06-30", contract="A-1"),
        claim("acme", "KZ-71", "sole", starts="2027-07-01", ends="2028-06-30", contract="A-2"),
    )

    assert out == (
        "no: KZ-71 (Astana) is not open to an exclusive grant of 'deals' and 'sign' on 2026-11-23; "
        "it is from 2028-07-01 on\n"
        "  KZ-71: open from 2028-07-01 on; until then held by\n"
        "    acme  sole  until 2027-06-30               contract A-1\n"
        "    acme  sole  from 2027-07-01 to 2028-06-30  contract A-2"
    )


def test_a_stretch_between_two_grants_is_told_with_its_end() -> None:
    out = told(
        "KZ-71",
        claim("acme", "KZ-71", "sole", ends="2027-06-30"),
        claim("globex", "KZ-71", "sole", starts="2028-01-01"),
    )

    assert "; it is from 2027-07-01 to 2027-12-31\n" in out
    assert "  KZ-71: open from 2027-07-01 to 2027-12-31; until then held by\n    acme " in out
    assert "globex" not in out


def test_of_ground_that_is_open_now_only_those_who_take_it_next_are_named() -> None:
    out = told(
        "KZ-71",
        claim("acme", "KZ-71", "sole", starts="2027-01-01", ends="2027-12-31"),
        claim("globex", "KZ-71", "sole", starts="2028-01-01"),
    )

    assert out == (
        "partly: KZ-71 (Astana) is open to an exclusive grant of 'deals' and 'sign' from 2026-11-23, "
        "but only until 2026-12-31\n"
        "  KZ-71: open from 2026-11-23 to 2026-12-31; then held by\n"
        "    acme  sole  from 2027-01-01 to 2027-12-31  no contract"
    )


def test_parts_that_are_never_open_together_say_so() -> None:
    out = told(
        "KZ-71 KZ-75",
        claim("acme", "KZ-71", "sole", ends="2027-12-31"),
        claim("globex", "KZ-75", "sole", starts="2028-01-01"),
    )

    assert out.startswith(
        "partly: 1 of 2 places of KZ-71 KZ-75 is open to an exclusive grant of 'deals' and 'sign' on 2026-11-23; "
        "as a whole it never is\n"
    )


def test_a_place_that_is_full_names_those_who_fill_it() -> None:
    crowd = [claim(brand, "AM", "shared", up_to=2) for brand in ("a", "b")]

    full = told("AM", *crowd, strength="shared", up_to=3, products=("deals",))
    room = told("AM", *crowd[:1], strength="shared", up_to=3, products=("deals",))

    assert full == (
        "no: nothing of AM (Armenia) is open to a shared grant (up to 3) of 'deals' on 2026-11-23; "
        "as a whole it never is\n"
        "  AM: never open; held by\n"
        "    a  shared by up to 2  on all days  no contract\n"
        "    b  shared by up to 2  on all days  no contract"
    )
    assert room == "yes: all of AM (Armenia) is open to a shared grant (up to 3) of 'deals' from 2026-11-23 on"


def test_a_sole_grant_of_a_reseller_leaves_the_vendor_in() -> None:
    held = claim("acme", "KZ-71", "sole")

    assert told("KZ-71", held, strength="non-exclusive", party="vendor").startswith("yes: ")
    assert told("KZ-71", held, strength="non-exclusive").startswith("no: ")
    assert told("KZ-71", held, strength="non-exclusive", party="acme").startswith("yes: ")


@pytest.mark.parametrize(
    ("claims", "first"),
    [
        ([claim("a", "KZ-71", "sole", products=["deals"])], "partly: open for 'sign', not for 'deals'"),
        (
            [
                claim("a", "KZ-71", "sole", products=["deals"]),
                claim("b", "KZ-71", "sole", products=["sign"], starts="2028-01-01"),
            ],
            "partly: in part for 'sign', not for 'deals'",
        ),
        (
            [claim("a", "KZ-71", "sole", products=["deals"]), claim("b", "KZ-71", "sole", products=["sign"])],
            "no: for none of the products",
        ),
    ],
)
def test_products_that_differ_begin_with_one_line_for_all(claims: list[Claim], first: str) -> None:
    assert told("KZ-71", *claims).splitlines()[0] == first


def test_words_of_others_cannot_write_on_the_terminal() -> None:
    assert "\x1b" not in told("AM", claim("acme", "AM", "sole", contract="\x1b[2J"))


def test_an_answer_a_product_as_json_in_the_projects_order() -> None:
    rights = rights_of(claim("a", "KZ-71", "sole", products=["sign"]))
    asked = question("KZ-71")

    found = free_object(asked, answers(asked, rights), rights)

    assert [(one["product"], one["answer"]) for one in found["answers"]] == [("deals", "yes"), ("sign", "no")]


@given(st.data())
def test_every_part_is_open_when_it_says_and_not_before(data: st.DataObject) -> None:
    table = data.draw(tables())
    claims = data.draw(claims_in(table))
    day = data.draw(st.integers(1, 7))
    strength = data.draw(st.sampled_from(STRENGTHS))
    party = data.draw(st.sampled_from(["", "a", "v"]))
    limit = data.draw(st.integers(1, 3)) if strength == "shared" else 0
    where = Territory(data.draw(ground(table)))
    today = datetime.date.fromordinal(day)
    rights = Rights(today, Policy(), table, {}, ("p",), "v", {}, tuple(claims), ())
    (found,) = answers(Question("", where, ("p",), strength, limit, party), rights)
    offered = offer(
        strength, where, "p", Term(day, ALWAYS_AFTER), up_to=limit, party=party or NOBODY, is_vendor=party == "v"
    )

    def is_open(day: int) -> Territory:
        return open_ground(offered, claims, table, datetime.date.fromordinal(day))

    parts = (*found.now, *found.later)
    assert sum(len(part.ground) for part in parts) == len(where)
    assert sum(part.ground.mask for part in parts) == where.mask
    for part in parts:
        # All terms end by the seventh day.
        days = [number for number in range(day, 9) if part.ground.meets(is_open(number))]
        first = part.open.first if part.open else 9
        assert days[:1] == ([first] if first < 9 else [])
        assert all(
            part.ground <= is_open(number) for number in range(first, min(8, part.open.last if part.open else 0) + 1)
        )
    assert {part.open.first == day for part in found.now if part.open} <= {True}
    assert found.verdict == _verdict(found, where, is_open(day), day)


def _verdict(found: Answer, where: Territory, now: Territory, day: int) -> str:
    if found.whole == Term(day, ALWAYS_AFTER) and where <= now:
        return "yes"
    return "partly" if now else "no"

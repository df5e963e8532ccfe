"""What a partner is shown."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel import rights
from whitelabel.model import Grant, Holder, Policy, Rights
from whitelabel.problem import Problem, Related, Span, error, warning
from whitelabel.report.answer import answer
from whitelabel.report.audience import Names, Partner, for_partner, own_lines, partner

TABLE = rights.standard()
OTHERS = ("globex", "Globex Realty", "kvadrat")
OWN = Span("brands/acme/brand.yaml", 12, 19)
THEIRS = Span("brands/globex/brand.yaml", 9, 22)
ELSEWHERE = "something outside of this brand's folder rejects it"
ASK = "ask the vendor, whose build shows it"


def no_lines(_path: str, _number: int) -> str | None:
    return None


def known(
    holders: Mapping[str, tuple[str, tuple[str, ...]]],
    claims: tuple[rights.Claim, ...] = (),
    disclose: rights.Disclose = "places",
) -> Rights:
    """Rights in which each slug has a party and words."""
    return Rights(
        day=datetime.date(2026, 3, 1),
        policy=Policy(disclose=disclose),
        table=TABLE,
        groups={},
        products=("deals", "sign"),
        vendor="kvadrat",
        holders={
            slug: Holder(slug, f"brands/{slug}/brand.yaml", party, False, (), words=(slug, *words))
            for slug, (party, words) in holders.items()
        },
        claims=claims,
        conflicts=rights.conflicts(claims, TABLE),
    )


ALL = known({"acme": ("acme", ("Acme",)), "globex": ("globex", ("Globex Realty",)), "kvadrat": ("kvadrat", ())})
READER = partner(ALL, "acme", (), no_lines)
STRICT = partner(ALL, "acme", (), no_lines, strict=True)


def held(slug: str, span: Span, place: str = "RU-MOW", until: str = "") -> rights.Claim:
    ground = rights.territory_of(TABLE, place)
    days = rights.between("2026-01-01", until)
    grant = Grant((), "exclusive", 0, (), "2026-01-01", until, "", 0, span)
    return rights.Claim(slug, "exclusive", ground, frozenset(["deals"]), days, contract="GX-11", ref=grant, span=span)


def test_a_mistake_of_one_s_own_is_shown_whole() -> None:
    problem = error("WL101", "unknown key 'color'", OWN, hint="did you mean 'colors'?", brands=["acme"])

    assert for_partner([problem], READER) == (problem,)


def test_a_dead_end_in_one_s_own_bundle_is_shown_but_for_what_names_another() -> None:
    place = Span("build/acme/site/index.html", 3, 7)
    dead = error(
        "WL640", "'/halp/' leads to nothing in this bundle", place, hint="did you mean '/help/'?", brands=["acme"]
    )
    assert for_partner([dead], READER) == (dead,)
    named = error("WL640", "'/globex/' leads to nothing in this bundle", place, brands=["acme"])
    assert for_partner([named], READER) == (error("WL640", ELSEWHERE, hint=ASK, brands=["acme"]),)


def test_a_mistake_of_another_brand_is_not_shown() -> None:
    assert for_partner([error("WL101", "unknown key 'x'", THEIRS, brands=["globex"])], READER) == ()


@pytest.mark.parametrize(
    ("disclose", "days"), [("places", ""), ("dates", " from 2026-01-01 to 2026-06-30")], ids=["places", "dates"]
)
def test_a_conflict_is_told_by_what_of_one_s_own_grant_is_not_available(disclose: rights.Disclose, days: str) -> None:
    claims = (held("acme", OWN), held("globex", THEIRS, "RU", "2026-06-30"))
    found = known({"acme": ("acme", ()), "globex": ("globex", ())}, claims, disclose)
    vendors = [rights.conflict_problem(conflict, TABLE) for conflict in found.conflicts]

    assert for_partner(vendors, partner(found, "acme", (), no_lines)) == (
        error(
            "WL301",
            f"'deals' is not available in RU-MOW{days}",
            OWN,
            hint="ask the vendor, who can tell more, or take it out of this grant",
            brands=["acme"],
        ),
    )


def test_several_rivals_are_told_as_one() -> None:
    one, other = Span("brands/one/brand.yaml", 4), Span("brands/other/brand.yaml", 5)
    whole = (held("acme", OWN, "RU"), held("globex", THEIRS, "RU"))
    halves = (
        held("acme", OWN, "RU"),
        held("one", one, "RU"),
        held("other", other, "RU"),
    )
    holders = {slug: (slug, ()) for slug in ("acme", "globex", "one", "other")}

    def told(claims: tuple[rights.Claim, ...]) -> tuple[Problem, ...]:
        found = known(holders, claims)
        vendors = [rights.conflict_problem(conflict, TABLE) for conflict in found.conflicts]
        return for_partner(vendors, partner(found, "acme", (), no_lines))

    assert told(whole) == told(halves)
    assert len(told(whole)) == 1


def test_rights_of_another_that_cannot_be_read_are_told_without_whose_or_where() -> None:
    hidden = [
        error("WL316", f"the rights of '{slug}' can't be read: x", Span(f"brands/{slug}/brand.yaml")) for slug in OTHERS
    ]

    assert for_partner(hidden, READER) == (error("WL316", ELSEWHERE, hint=ASK, brands=["acme"]),)


def test_a_mistake_of_the_vendor_s_own_file_is_told_without_what_it_is() -> None:
    broken = error("WL305", "groups name each other in a circle: 'north' → 'north'", Span("whitelabel.yaml", 14, 3))
    contract = error("WL107", "'contracts/x.yaml' is a link", Span("contracts/x.yaml"))

    assert for_partner([broken], READER) == (error("WL305", ELSEWHERE, hint=ASK, brands=["acme"]),)
    assert for_partner([contract], READER) == (error("WL107", ELSEWHERE, hint=ASK, brands=["acme"]),)


def test_two_brands_of_a_name_but_for_its_case_are_told_without_the_other() -> None:
    twins = error("WL111", "'acme' and 'Acme' differ by case alone", OWN, brands=["acme", "Acme"])

    assert for_partner([twins], READER) == (error("WL111", ELSEWHERE, OWN, hint=ASK, brands=["acme"]),)


def test_a_hint_that_names_another_is_left_out() -> None:
    unknown = error("WL110", "unknown brand 'acm'; there is no 'brands/acm/'", hint="known here: globex, kvadrat")

    assert for_partner([unknown], READER) == (error("WL110", "unknown brand 'acm'; there is no 'brands/acm/'"),)


def test_what_rejects_every_brand_is_told_without_its_place() -> None:
    broken = error("WL003", "this is not YAML", THEIRS)

    assert for_partner([broken], READER) == (
        error(
            "WL003",
            "something outside of this brand's folder rejects it",
            hint="ask the vendor, whose build shows it",
            brands=["acme"],
        ),
    )
    assert for_partner([warning("WL310", "x", THEIRS)], READER) == ()


def test_a_theme_s_mistake_is_shown_without_the_other_brands_that_it_rejects() -> None:
    span = Span("base_theme/theme.yaml", 3)

    assert for_partner([error("WL420", "no text 'a'", span, brands=["acme", "globex"])], READER) == (
        error("WL420", "no text 'a'", span, brands=["acme"]),
    )


def test_a_rival_s_name_is_found_as_a_word_in_any_case() -> None:
    told = [error("WL412", "'GLOBEX REALTY' stands in a text", OWN), error("WL412", "'globexa' stands here", OWN)]

    first, second = for_partner(told, READER)

    assert (first.message, second.message) == (ELSEWHERE, "'globexa' stands here")


def test_a_warning_that_names_a_rival_says_that_the_vendor_is_told() -> None:
    told = warning("WL412", "'Globex Realty' stands in a text", OWN, brands=["acme"])

    (shown,) = for_partner([told], READER)
    (strict,) = for_partner([told], STRICT)

    assert (shown.span, shown.message) == (OWN, "what is odd here is told to the vendor alone")
    assert strict.message == ELSEWHERE


def test_a_warning_elsewhere_is_told_only_where_it_rejects() -> None:
    odd = warning("WL115", "'x' is no contract's file", Span("contracts/x"))

    assert for_partner([odd], READER) == ()
    assert for_partner([odd], STRICT) == (Problem("WL115", "warning", ELSEWHERE, hint=ASK, brands=("acme",)),)


def test_brands_of_one_party_may_name_each_other_without_telling_their_files() -> None:
    found = known({"acme": ("group", ("Acme",)), "zeta": ("group", ("Zeta Homes",)), "globex": ("globex", ())})
    reader = partner(found, "acme", (), no_lines)
    sibling = Span("brands/zeta/brand.yaml", 7)
    national = error(
        "WL313",
        "'group' holds all of RU: 'acme' and 'Zeta Homes'",
        sibling,
        related=[Related(OWN, "held together with this"), Related(sibling, "and this")],
        brands=["zeta", "acme"],
    )

    assert for_partner([national], reader) == (
        error(
            "WL313",
            "'group' holds all of RU: 'acme' and 'Zeta Homes'",
            related=[Related(OWN, "held together with this")],
            brands=["acme"],
        ),
    )


def test_products_and_places_are_no_names_though_a_rival_is_called_like_one() -> None:
    found = known({"acme": ("acme", ()), "sign": ("sign", ()), "ru": ("ru", ("EU",)), "x": ("x", ())})
    told = warning("WL318", "RU-MOW lapses for 'acme' on 2026-03-01 ('sign'), x", OWN, brands=["acme"])

    assert for_partner([told], partner(found, "acme", (), no_lines)) == (told,)


def test_of_brands_that_cannot_be_read_the_slugs_are_known() -> None:
    reader = partner(None, "acme", {"acme", "globex"}, no_lines)

    assert for_partner([error("WL1", "not beside globex", OWN)], reader)[0].message == ELSEWHERE
    assert for_partner([error("WL1", "not beside acme", OWN)], reader)[0].message == "not beside acme"


def test_names_are_found_among_very_many() -> None:
    words = [
        word for number in range(10_000) for word in (f"brand-{number}", f"ООО «Дом {number}»", f"d{number}.example")
    ]
    names = Names(words)

    assert names.within("see https://d4711.example/x; held by ООО «Дом 12», not brand-99999") == [
        "d4711.example",
        "ооо «дом 12",
    ]


@pytest.mark.parametrize("odd", ["", "★", "«»", "_", "\u202e", "★" * 100_000])
def test_what_has_no_letters_names_nobody(odd: str) -> None:
    assert Names([odd]).within(f"a {odd} b") == []


def test_a_name_that_the_partner_has_written_is_told_back_where_it_stands() -> None:
    lines = {1: "logo: ../globex/a.svg", 2: "RU # globex"}
    reader = partner(ALL, "acme", (), lambda _path, number: lines[number])
    outside = error("WL502", "the logo '../globex/a.svg' lies outside", Span(OWN.path, 1, 7, 15), brands=["acme"])
    beside = error("WL302", "'RU' isn't globex's", Span(OWN.path, 2, 1, 2), brands=["acme"])

    shown = for_partner([outside, beside], reader)

    assert [problem.message for problem in shown] == ["the logo '../globex/a.svg' lies outside", ELSEWHERE]


def test_lines_of_other_brands_and_of_the_vendor_s_file_are_not_shown() -> None:
    line = own_lines(partner(ALL, "acme", (), lambda path, number: f"{path} {number}"))
    paths = [
        "brands/acme/brand.yaml",
        "contracts/acme.yaml",
        "base_theme/theme.yaml",
        "brands/globex/brand.yaml",
        "brands/acme-two/brand.yaml",
        "contracts/globex.yaml",
        "whitelabel.yaml",
    ]

    assert [path for path in paths if line(path, 1)] == paths[:3]


def test_a_line_of_the_contract_that_names_another_is_not_shown() -> None:
    line = own_lines(partner(ALL, "acme", (), lambda _path, _number: "- RU-SVE  # Globex Realty wants it too"))

    assert line("contracts/acme.yaml", 4) is None
    assert line("brands/acme/brand.yaml", 4) is not None


PATHS = st.sampled_from([OWN.path, THEIRS.path, "contracts/globex.yaml", "base_theme/theme.yaml", "whitelabel.yaml"])
SPANS = st.builds(Span, PATHS, st.integers(1, 9), st.integers(1, 9))
WORDS = st.lists(st.sampled_from(["globex", "acme", "holds", "Globex Realty", "kvadrat,", "x"])).map(" ".join)
PROBLEMS = st.builds(
    Problem,
    code=st.sampled_from(["WL302", "WL316", "WL601"]),
    severity=st.sampled_from(["error", "warning"]),
    message=WORDS,
    span=st.none() | SPANS,
    hint=WORDS,
    related=st.lists(st.builds(Related, SPANS, WORDS), max_size=3).map(tuple),
    brands=st.sampled_from([(), ("acme",), ("globex",), ("acme", "globex")]),
)


@given(st.lists(PROBLEMS, max_size=5), st.sampled_from([READER, STRICT]))
def test_nothing_shown_to_a_partner_names_another_and_nothing_that_rejects_is_hidden(
    problems: list[Problem], reader: Partner
) -> None:
    shown = for_partner(problems, reader)

    told = str(answer(shown)).lower()
    assert not [name for name in OTHERS if name.lower() in told]
    concerned = [problem for problem in problems if not problem.brands or "acme" in problem.brands]
    assert any(problem.is_error for problem in shown) == any(problem.is_error for problem in concerned)
    if reader.strict:
        assert bool(shown) == bool(concerned)


@pytest.mark.parametrize("code", ["WL647", "WL648", "WL649", "WL650", "WL651"])
def test_what_of_others_shows_in_one_s_own_bundle_is_told_without_whose_it_is(code: str) -> None:
    place = Span("build/acme/site/index.html", 2, 9)
    message = "'https://shop.globex.example' is /home/bob/shop, where 'globex' sells itself ('offer')"
    (told,) = for_partner([error(code, message, place, hint="ask globex", brands=("acme",))], READER)

    assert (told.code, told.span, told.related) == (code, place, ())
    assert not any(word in repr(told) for word in ("globex", "bob", "offer", "https"))

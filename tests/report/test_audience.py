"""What a partner is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.problem import Problem, Related, Span, error, warning
from whitelabel.report.answer import answer
from whitelabel.report.audience import for_partner, own_lines

OTHERS = {"globex", "Globex Realty", "kvadrat"}
OWN = Span("brands/acme/brand.yaml", 12, 19)
THEIRS = Span("brands/globex/brand.yaml", 9, 22)


def no_lines(_path: str, _number: int) -> str | None:
    return None


def test_a_mistake_of_one_s_own_is_shown_whole() -> None:
    problem = error("WL101", "unknown key 'color'", OWN, hint="did you mean 'colors'?", brands=["acme"])

    assert for_partner([problem], "acme", OTHERS, no_lines) == (problem,)


def test_a_mistake_of_another_brand_is_not_shown() -> None:
    assert for_partner([error("WL101", "unknown key 'x'", THEIRS, brands=["globex"])], "acme", OTHERS, no_lines) == ()


def test_a_conflict_names_no_rival_and_no_place_of_theirs() -> None:
    conflict = error(
        "WL301",
        "'acme' and 'globex' both hold 'deals' in RU-MOW",
        OWN,
        hint="ask globex",
        related=[Related(THEIRS, "held exclusive here, contract GX-11")],
        brands=["acme", "globex"],
    )

    assert for_partner([conflict], "acme", OTHERS, no_lines) == (
        error(
            "WL301",
            "something outside of this brand's folder rejects it",
            OWN,
            hint="ask the vendor, whose build shows it",
            brands=["acme"],
        ),
    )


def test_what_rejects_every_brand_is_told_without_its_place() -> None:
    broken = error("WL003", "this is not YAML", THEIRS)

    assert for_partner([broken], "acme", OTHERS, no_lines) == (
        error(
            "WL003",
            "something outside of this brand's folder rejects it",
            hint="ask the vendor, whose build shows it",
            brands=["acme"],
        ),
    )
    assert for_partner([warning("WL310", "x", THEIRS)], "acme", OTHERS, no_lines) == ()


def test_a_theme_s_mistake_is_shown_without_the_other_brands_that_it_rejects() -> None:
    span = Span("base_theme/theme.yaml", 3)

    assert for_partner([error("WL420", "no text 'a'", span, brands=["acme", "globex"])], "acme", OTHERS, no_lines) == (
        error("WL420", "no text 'a'", span, brands=["acme"]),
    )


def test_a_rival_s_name_is_found_as_a_word_in_any_case() -> None:
    told = [warning("WL601", "'GLOBEX REALTY' stands in a text", OWN), warning("WL601", "'globexa' stands here", OWN)]

    first, second = for_partner(told, "acme", OTHERS, no_lines)

    assert (first.message, second.message) == (
        "something outside of this brand's folder rejects it",
        "'globexa' stands here",
    )


def test_a_name_that_the_partner_has_written_is_told_back_where_it_stands() -> None:
    outside = error("WL502", "the logo '../globex/a.svg' lies outside", Span(OWN.path, 1, 7, 15), brands=["acme"])
    conflict = error("WL301", "'acme' and 'globex' both hold RU", Span(OWN.path, 2, 1, 2), brands=["acme"])
    lines = {1: "logo: ../globex/a.svg", 2: "RU # globex"}

    shown = for_partner([outside, conflict], "acme", OTHERS, lambda _path, number: lines[number])

    assert [problem.message for problem in shown] == [
        "the logo '../globex/a.svg' lies outside",
        "something outside of this brand's folder rejects it",
    ]


def test_lines_of_other_brands_and_of_the_vendor_s_file_are_not_shown() -> None:
    line = own_lines(lambda path, _number: path, "acme")
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


PATHS = st.sampled_from([OWN.path, THEIRS.path, "contracts/globex.yaml", "base_theme/theme.yaml", "whitelabel.yaml"])
SPANS = st.builds(Span, PATHS, st.integers(1, 9), st.integers(1, 9))
WORDS = st.lists(st.sampled_from(["globex", "acme", "holds", "Globex Realty", "kvadrat,", "x"])).map(" ".join)
PROBLEMS = st.builds(
    Problem,
    code=st.just("WL301"),
    severity=st.sampled_from(["error", "warning"]),
    message=WORDS,
    span=st.none() | SPANS,
    hint=WORDS,
    related=st.lists(st.builds(Related, SPANS, WORDS), max_size=3).map(tuple),
    brands=st.sampled_from([(), ("acme",), ("globex",), ("acme", "globex")]),
)


@given(st.lists(PROBLEMS, max_size=5))
def test_nothing_shown_to_a_partner_names_another(problems: list[Problem]) -> None:
    shown = for_partner(problems, "acme", OTHERS, no_lines)

    told = str(answer(shown)).lower()
    assert not [name for name in OTHERS if name.lower() in told]
    concerned = [problem for problem in problems if problem.is_error and problem.brands in ((), ("acme",))]
    assert bool(concerned) <= any(problem.is_error for problem in shown)

"""Tests of expressions: what they mean, what is wrong with them, and how a set is named again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.problem import Problem, Span
from whitelabel.rights import NOWHERE, Territory, names, parse, read_groups, standard, territory_of

TABLE = standard()
PATH = "brands/acme/brand.yaml"


def read(*words: str, **groups: Territory) -> tuple[Territory, tuple[Problem, ...]]:
    return parse([(word, Span(PATH, 1, number + 1)) for number, word in enumerate(words)], groups, TABLE)


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str, str]]:
    return [(problem.code, problem.severity, problem.message, problem.hint) for problem in problems]


# ── Reading ──


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("RU", "-RU-MOW"), ("RU -RU-MOW",)),
        (("RU", "-RU-MOW"), ("-RU-MOW", "RU")),
        (("RU", "-RU-MOW"), (" ru ", "- ru-mow")),
        (("RUS",), ("643",)),
        (("EU",), tuple(TABLE.holds["EU"])),
        (("FR-974",), ("RE",)),
        (("WORLD",), ("001",)),
    ],
)
def test_one_territory_is_written_in_several_ways(words: tuple[str, ...], same: tuple[str, ...]) -> None:
    assert read(*words) == read(*same)
    assert read(*words)[1] == ()


def test_what_is_taken_away_goes_to_the_last_leaf() -> None:
    france, problems = read("FR", "-FR-ARA", "-RE")
    assert problems == ()
    assert not france.meets(territory_of(TABLE, "FR-69", "FR-974"))
    assert len(france) == len(territory_of(TABLE, "FR")) - len(territory_of(TABLE, "FR-ARA")) - 1


def test_a_renamed_code_is_read_with_a_warning_that_names_the_code_in_force() -> None:
    ground_read, problems = read("UK", "IN-OR")
    assert ground_read == territory_of(TABLE, "GB", "IN-OD")
    assert told(problems) == [
        ("WL303", "warning", "'UK' is a former code; the code in force is 'GB' (United Kingdom)", "write 'GB'"),
        ("WL303", "warning", "'IN-OR' is a former code; the code in force is 'IN-OD' (Odisha)", "write 'IN-OD'"),
    ]
    assert [problem.span for problem in problems] == [Span(PATH, 1, 1), Span(PATH, 1, 2)]


@pytest.mark.parametrize(
    ("word", "code", "message", "hint"),
    [
        (
            "AN",
            "WL303",
            "'AN' is a former code; its ground went to CW, SX, BQ",
            "write those that are meant of CW, SX, BQ",
        ),
        (
            "FR-A",
            "WL303",
            "'FR-A' is a former code; its ground is a part of 'FR-GES' (Grand-Est) now",
            "write 'FR-GES' if all of it is meant, else its parts, such as 'FR-08'",
        ),
        (
            "RU-МOW",
            "WL304",
            "'RU-МOW' only looks like 'RU-MOW': cyrillic capital letter em stands in it",
            "type 'RU-MOW' (Moscow) in Latin letters",
        ),
        (
            "-RU\u2011MOW",
            "WL304",
            "'RU\u2011MOW' only looks like 'RU-MOW': non-breaking hyphen stands in it",
            "type 'RU-MOW' (Moscow) in Latin letters",
        ),
        ("Russia", "WL302", "'Russia' is no place: neither a code nor a group", "did you mean 'RU' (Russia)?"),
        ("россия", "WL302", "'россия' is no place: neither a code nor a group", "did you mean 'RU' (Russia)?"),
        ("rumow", "WL302", "'rumow' is no place: neither a code nor a group", "did you mean 'RU-MOW' (Moscow)?"),
        (
            "RU-NVSS",
            "WL302",
            "'RU-NVSS' is no place: neither a code nor a group",
            "did you mean 'RU-NVS' (Novosibirsk)?",
        ),
        ("8", "WL302", "'8' is no place: neither a code nor a group", "did you mean 'AL' (Albania)?"),
        (
            "EEA",
            "WL302",
            "'EEA' is no place: neither a code nor a group",
            "make it a group of your own in whitelabel.yaml: 'territories: {eea: [EU, IS, LI, NO]}'",
        ),
        ("ru-centrl", "WL302", "'ru-centrl' is no place: neither a code nor a group", "did you mean 'ru-central'?"),
        ("-", "WL302", "no place stands here; a code such as RU-MOW was wanted", "write a code"),
    ],
)
def test_what_is_no_place_is_an_error_with_a_hint(word: str, code: str, message: str, hint: str) -> None:
    groups = {"ru-central": territory_of(TABLE, "RU-MOW")}
    where, problems = parse([(word, None)], groups, TABLE)
    assert where == NOWHERE
    assert told(problems) == [(code, "error", message, hint)]


def test_an_exclusion_that_takes_nothing_away_is_a_warning() -> None:
    where, problems = read("RU", "-KZ")
    assert where == territory_of(TABLE, "RU")
    assert told(problems) == [
        (
            "WL308",
            "warning",
            "'-KZ' takes nothing away: nothing of it is named",
            "leave it out, or name the place that holds it",
        )
    ]


def test_a_place_that_is_named_inside_what_is_taken_away_is_a_warning() -> None:
    where, problems = read("EU", "-FR", "FR-IDF")
    assert where == territory_of(TABLE, "EU") - territory_of(TABLE, "FR")
    assert told(problems) == [
        (
            "WL308",
            "warning",
            "'FR-IDF' adds nothing: '-FR' takes it away, wherever it stands",
            "take away its neighbours, one by one, instead",
        )
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("RU-MOW", "-RU"), "'RU-MOW -RU' leaves no place: all that is named is taken away"),
        (("-RU-MOW",), "no place is named; a code such as RU-MOW was wanted"),
        ((), "no place is named; a code such as RU-MOW was wanted"),
    ],
)
def test_an_expression_that_leaves_nothing_is_an_error(words: tuple[str, ...], message: str) -> None:
    where, problems = read(*words)
    assert where == NOWHERE
    assert [problem.message for problem in problems if problem.code == "WL307"] == [message]


# ── Groups ──


def groups_of(**written: str) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """Group → its shortest name, and what was told."""
    rows = {name.replace("_", "-"): [(text, None)] for name, text in written.items()}
    found, problems = read_groups(rows, TABLE)
    return (
        {name: names(where, TABLE) for name, where in found.items() if where is not None},
        [(problem.code, problem.message) for problem in problems],
    )


def test_groups_name_groups_in_any_order() -> None:
    assert groups_of(home="centre south -RU-TUL", centre="RU-MOW RU-TUL", south="RU-KDA") == (
        {"home": ("RU-KDA", "RU-MOW"), "centre": ("RU-MOW", "RU-TUL"), "south": ("RU-KDA",)},
        [],
    )


def test_groups_in_a_circle_are_told_once_with_the_way_round() -> None:
    found, problems = groups_of(a_a="RU b-b", b_b="c-c", c_c="-A-A DE", d_d="a-a KZ", e_e="KZ")
    assert found == {"e-e": ("KZ",)}
    assert problems == [("WL305", "groups name each other in a circle: 'a-a' → 'b-b' → 'c-c' → 'a-a'")]


def test_a_group_that_names_itself_is_a_circle() -> None:
    assert groups_of(aa_x="RU aa-x")[1] == [("WL305", "groups name each other in a circle: 'aa-x' → 'aa-x'")]


def test_a_mistake_in_a_group_is_not_told_again_by_who_names_it() -> None:
    found, problems = groups_of(one="RU-XXX two", two="DE", three="one")
    assert found == {"two": ("DE",)}
    assert problems == [("WL302", "'RU-XXX' is no place: neither a code nor a group")]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["eu"], "'eu' is named like the code of European Union"),
        (["world"], "'world' is named like the code of world"),
        (["rus"], "'rus' is named like the code of Russia"),
        (["643"], "'643' is named like the code of Russia"),
        (["ru-mow"], "'ru-mow' is named like the code of Moscow"),
        (["uk"], "'uk' is named like a former code of United Kingdom"),
        (["\u0435u"], "'\u0435u' is named like the code of European Union"),
        (["home", "Home"], "two groups are called 'home', but for the case of letters"),
        (["Home"], "the group 'Home' has capitals; lower case was wanted"),
        (["my home"], "'my home' can't name a group; a word without spaces, commas and a leading hyphen was wanted"),
        (["-home"], "'-home' can't name a group; a word without spaces, commas and a leading hyphen was wanted"),
    ],
)
def test_a_group_has_a_name_that_is_no_code_in_lower_case_once(rows: list[str], message: str) -> None:
    spans = {name: Span("whitelabel.yaml", number + 1) for number, name in enumerate(rows)}
    _, problems = read_groups({name: [("RU", None)] for name in rows}, TABLE, spans)
    assert [(problem.code, problem.message, problem.span) for problem in problems] == [
        ("WL306", message, spans[rows[-1]])
    ]


def test_a_group_may_be_named_in_another_alphabet() -> None:
    found, problems = groups_of(урал="RU-SVE RU-CHE")
    assert (found, problems) == ({"урал": ("RU-CHE", "RU-SVE")}, [])


@given(st.integers(0, 255), st.integers(0, 255))
def test_territories_are_sets(one: int, other: int) -> None:
    def as_set(mask: int) -> set[int]:
        return {bit for bit in range(8) if mask >> bit & 1}

    a, b = Territory(one), Territory(other)
    assert as_set((a | b).mask) == as_set(one) | as_set(other)
    assert as_set((a & b).mask) == as_set(one) & as_set(other)
    assert as_set((a - b).mask) == as_set(one) - as_set(other)
    assert (a <= b, bool(a), len(a), a.meets(b)) == (
        as_set(one) <= as_set(other),
        bool(as_set(one)),
        len(as_set(one)),
        bool(as_set(one) & as_set(other)),
    )


def test_many_mistakes_are_all_told_and_cost_little() -> None:
    _, problems = read(*(f"RU-{number:05}" for number in range(5_000)))
    assert len(problems) == 5_000
    assert {problem.code for problem in problems} == {"WL302"}
    assert read("R" * 100_000)[1][0].message.startswith("'RRR")

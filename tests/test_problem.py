"""A problem as its reader sees it."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.problem import MESSAGE_LIMIT, Problem, Related, Span, did_you_mean, error, printable, show, warning


def shown(line: str, column: int, length: int = 1) -> list[str]:
    problem = error("WL105", "wrong", Span("a.yaml", 3, column, length))
    return show(problem, lambda path, number: line if (path, number) == ("a.yaml", 3) else None).split("\n")


def test_the_whole_of_a_problem() -> None:
    problem = error(
        "WL301",
        "'acme' and 'globex' both hold 'deals'",
        Span("brands/acme/brand.yaml", 12, 19, 6),
        hint="one of the two is exclusive",
        related=[Related(Span("brands/globex/brand.yaml", 9, 22), "held exclusive here, contract GX-11")],
        brands=["acme", "globex"],
    )
    assert show(problem, lambda path, number: "    territories: [RU-MOW, RU-MOS]") == (
        "brands/acme/brand.yaml:12:19: error WL301: 'acme' and 'globex' both hold 'deals'\n"
        "   12 |     territories: [RU-MOW, RU-MOS]\n"
        "      |                   ^^^^^^\n"
        "  brands/globex/brand.yaml:9:22: held exclusive here, contract GX-11\n"
        "  hint: one of the two is exclusive"
    )


def test_a_problem_without_a_place_is_a_line() -> None:
    assert show(warning("WL110", "unknown brand 'x'"), lambda path, number: None) == "warning WL110: unknown brand 'x'"


def test_an_empty_or_missing_line_is_not_shown() -> None:
    assert shown("", 1) == ["a.yaml:3:1: error WL105: wrong"]


def test_the_caret_stands_below_what_is_meant() -> None:
    assert shown("\tname: Акме", 8, 4)[1:] == ["    3 |  name: Акме", "      |        ^^^^"]
    assert shown("a\x1bb", 3)[1:] == ["    3 | a\\x1bb", "      |      ^"]
    assert shown("ab\u202e", 3)[1:] == ["    3 | ab\\u202e", "      |   ^^^^^^"]
    assert shown("ab", 3)[1:] == ["    3 | ab", "      |   ^"]


def test_of_a_long_line_the_part_around_is_shown() -> None:
    line = "x" * 1000 + "here" + "y" * 1000
    excerpt, carets = shown(line, 1001, 4)[1:]
    assert len(excerpt) < 160
    start, end = carets.index("^"), carets.rindex("^")
    assert excerpt[start : end + 1] == "here"


@given(st.text(), st.integers(1, 400), st.integers(1, 400))
def test_nothing_that_is_shown_moves_the_cursor(line: str, column: int, length: int) -> None:
    for row in shown(line.replace("\n", " "), column, length):
        assert row.isprintable()


def test_a_message_that_quotes_a_huge_value_is_cut() -> None:
    problem = error("WL105", "x" * 1_000_000, hint="y" * 1_000_000)
    assert len(problem.message) < MESSAGE_LIMIT and len(problem.hint) < MESSAGE_LIMIT and "…" in problem.message


def test_the_nearest_known_word_is_proposed_else_all_when_they_are_few() -> None:
    assert did_you_mean("Colours", ["colors", "fonts"]) == "did you mean 'colors'?"
    assert did_you_mean("x", ["b", "a"]) == "known here: a, b"
    assert did_you_mean("x", [f"name{number}" for number in range(50)]) == did_you_mean("x", []) == ""


def test_a_huge_word_is_compared_in_no_time() -> None:
    started = time.process_time()
    did_you_mean("x" * 1_000_000, [f"name{number}" for number in range(500)])
    assert time.process_time() - started < 10


def test_problems_are_equal_by_what_they_say() -> None:
    assert error("WL105", "x", Span("a")) == Problem("WL105", "error", "x", Span("a"))
    assert printable("a b—ё") == "a b—ё"

"""Problems put in order."""

from __future__ import annotations

from whitelabel.problem import Related, Span, error, warning
from whitelabel.report.listing import moved, tally, tidy


def test_a_problem_of_several_brands_stands_once_with_all_of_them() -> None:
    span = Span("base_theme/theme.yaml", 4, 2)
    found = [
        error("WL420", "no text 'a'", span, brands=["acme"]),
        error("WL101", "unknown key 'b'", Span("brands/acme/brand.yaml", 1)),
        error("WL420", "no text 'a'", span, brands=["zeta", "acme"]),
    ]

    assert tidy(found) == (
        error("WL420", "no text 'a'", span, brands=["acme", "zeta"]),
        error("WL101", "unknown key 'b'", Span("brands/acme/brand.yaml", 1)),
    )


def test_problems_stand_by_path_line_and_column_and_those_without_a_place_first() -> None:
    places = [Span("b", 2, 1), None, Span("a", 10, 1), Span("a", 9, 30), Span("a", 9, 4)]

    ordered = tidy(error("WL101", "x", span) for span in places)

    assert [problem.span for problem in ordered] == [
        None,
        Span("a", 9, 4),
        Span("a", 9, 30),
        Span("a", 10, 1),
        Span("b", 2, 1),
    ]


def test_a_tally_counts_each_file_once() -> None:
    found = [
        error("WL101", "x", Span("a", 1)),
        error("WL101", "x", Span("a", 2)),
        warning("WL101", "x", Span("b", 2)),
        error("WL110", "x"),
    ]

    assert tally(found) == "3 errors, 1 warning in 2 files"
    assert tally([error("WL110", "x")]) == "1 error"
    assert tally([warning("WL110", "x", Span("a"))]) == "1 warning in 1 file"
    assert tally([]) == ""


def test_all_places_of_a_problem_are_moved() -> None:
    problem = error("WL301", "x", Span("brands/a/brand.yaml", 3, 4, 5), related=[Related(Span("c.yaml", 2), "here")])

    assert moved(problem, "shop/") == error(
        "WL301", "x", Span("shop/brands/a/brand.yaml", 3, 4, 5), related=[Related(Span("shop/c.yaml", 2), "here")]
    )
    assert moved(problem, "") is problem

"""Problems as annotations of GitHub Actions."""

from __future__ import annotations

from whitelabel.problem import Related, Span, error, warning
from whitelabel.report.github import commands


def test_a_problem_is_one_line_with_its_place() -> None:
    problem = error(
        "WL301",
        "both hold 'deals', 100% of RU-MOW",
        Span("brands/acme/brand.yaml", 12, 19, 6),
        hint="split it",
        related=[Related(Span("brands/globex/brand.yaml", 9, 22), "held here")],
    )

    assert commands([problem, warning("WL110", "unknown brand 'x'")]) == (
        "::error file=brands/acme/brand.yaml,line=12,col=19,endColumn=25,title=WL301::"
        "both hold 'deals', 100%25 of RU-MOW%0Abrands/globex/brand.yaml:9:22: held here%0Ahint: split it\n"
        "::warning title=WL110::unknown brand 'x'"
    )


def test_the_path_leads_from_the_repository_s_root() -> None:
    assert commands([error("WL101", "x", Span("a.yaml", 2, 3))], "shop/") == (
        "::error file=shop/a.yaml,line=2,col=3,endColumn=4,title=WL101::x"
    )


def test_what_was_written_can_neither_end_its_line_nor_begin_a_command() -> None:
    problem = error(
        "WL101",
        "unknown key 'a\n::set-env name=PATH::x\r'",
        Span("x,line=1::error::y\n::stop-commands::z.yaml", 1, 1),
        hint="a\u2028b",
    )

    assert commands([problem]) == (
        "::error file=x%2Cline=1%3A%3Aerror%3A%3Ay\\n%3A%3Astop-commands%3A%3Az.yaml,line=1,col=1,endColumn=2,title=WL101::"
        "unknown key 'a\\n::set-env name=PATH::x\\r'%0Ahint: a\\u2028b"
    )

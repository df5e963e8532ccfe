"""What a build has made, told on a terminal and in a log."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from whitelabel.outcome import BrandOutcome
from whitelabel.problem import Problem, error, warning
from whitelabel.report.summary import ROWS, log, next_step, table

ACME = BrandOutcome(
    "acme", "Acme Realty", "built", 33, 82, 1_048_576, 0.118, "build/acme", "a" * 64, ("#1b4d3e", "#b08a3e")
)
GLOBEX = BrandOutcome("globex", "Globex", "rejected", colors=("#ff0000",))
ZETA = BrandOutcome("zeta", "日本不動産", "unchanged", 11, 40, 512_000, 0.0021, "build/zeta", "b" * 64, ("#0000ff",))
BRANDS = (ACME, GLOBEX, ZETA)
PROBLEMS = (
    error("WL101", "x", brands=["globex"]),
    error("WL102", "x", brands=["globex"]),
    warning("WL211", "x", brands=["acme", "globex"]),
)


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """One terminal for all: rich keeps the escapes of a style from the first that it was drawn on."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_log_has_a_line_a_brand() -> None:
    assert log(BRANDS, PROBLEMS, 1.5) == (
        "built      acme    33 pages, 82 files, 1.0 MB, 118 ms, build/acme, 1 warning\n"
        "rejected   globex  2 errors, 1 warning\n"
        "unchanged  zeta    11 pages, 40 files, 512 kB, 2 ms, build/zeta\n"
        "3 brands: 1 built, 1 unchanged, 1 rejected · 44 pages · 122 files · 1.6 MB · 1.5 s"
    )


def test_what_rejects_all_brands_is_told_beside_each() -> None:
    rejected = replace(GLOBEX, pages=22)
    problems = (*PROBLEMS[:1], error("WL404", "x"), warning("WL440", "x"))

    assert log([ACME, rejected], problems, 1) == (
        "built      acme    33 pages, 82 files, 1.0 MB, 118 ms, build/acme\n"
        "rejected   globex  1 error, 1 shared error\n"
        "2 brands: 1 built, 1 rejected · 33 pages · 82 files · 1.0 MB · 1.0 s"
    )
    assert "rejected · 1 error, 1 shared error\n" in table([rejected], problems, 1, width=80, colour=False)


def test_a_wide_terminal_shows_everything() -> None:
    assert table(BRANDS, PROBLEMS, 1.5, width=110, colour=False) == (
        "Brand    Name          Pages   Files     Size     Time\n"
        "───────────────────────────────────────────────────────────────────────────────────────\n"
        "acme     Acme Realty      33      82   1.0 MB   118 ms   built · 1 warning\n"
        "globex   Globex                                          rejected · 2 errors, 1 warning\n"
        "zeta     日本不動産       11      40   512 kB     2 ms   unchanged\n"
        "\n"
        "3 brands: 1 built, 1 unchanged, 1 rejected · 44 pages · 122 files · 1.6 MB · 1.5 s\n"
        "look at it: python3 -m http.server -d build/acme/site\n"
    )


def test_a_terminal_of_sixty_columns_keeps_what_matters() -> None:
    assert table(BRANDS, PROBLEMS, 1.5, width=60, colour=False) == (
        "Brand    Pages     Size\n"
        "────────────────────────────────────────────────────────\n"
        "acme        33   1.0 MB   built · 1 warning\n"
        "globex                    rejected · 2 errors, 1 warning\n"
        "zeta        11   512 kB   unchanged\n"
        "\n"
        "3 brands: 1 built, 1 unchanged, 1 rejected · 44 pages\n"
        "122 files · 1.6 MB · 1.5 s\n"
        "look at it: python3 -m http.server -d build/acme/site\n"
    )


@pytest.mark.parametrize("width", [40, 50, 60, 80, 100, 160])
def test_no_line_of_the_table_is_wider_than_the_terminal(width: int) -> None:
    drawn = table(BRANDS, PROBLEMS, 1.5, width=width, colour=True)

    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in drawn.split("\n")]
    assert [line for line in lines if cell_len(line) > width and not line.startswith("look at it")] == []


def test_colours_of_a_brand_are_swatches() -> None:
    drawn = table(BRANDS, (), 1.5, width=80, colour=True)

    assert "\x1b[38;2;27;77;62m██\x1b[0m\x1b[38;2;176;138;62m██\x1b[0m" in drawn
    assert "\x1b[" not in table(BRANDS, (), 1.5, width=80, colour=False)


def test_of_many_brands_those_that_need_a_look_are_listed() -> None:
    many = [replace(ZETA, brand=f"brand-{number:03}") for number in range(200)]
    many[150] = replace(GLOBEX, brand="brand-150")
    many[170] = replace(ACME, brand="brand-170")
    concerned = warning("WL211", "x", brands=["brand-190"])

    lines = log(many, [concerned], 2).split("\n")

    assert len(lines) == ROWS + 2
    listed = [line.split()[1] for line in lines[:ROWS]]
    assert {"brand-150", "brand-170", "brand-190"} <= set(listed) and listed == sorted(listed)
    assert lines[ROWS:] == [
        "and 170 unchanged",
        "200 brands: 1 built, 198 unchanged, 1 rejected · 2,211 pages · 8,002 files · 102.4 MB · 2.0 s",
    ]


def test_a_name_can_neither_move_the_cursor_nor_style_the_table() -> None:
    evil = replace(ACME, name="[red]\x1b[2J\u202eevil[/red]")
    problems: tuple[Problem, ...] = ()

    assert "[red]\\x1b[2J\\u202eevil[/red]" in table([evil], problems, 0.1, width=120, colour=False)


def test_without_a_bundle_there_is_nothing_to_look_at() -> None:
    assert next_step([GLOBEX]) == ""

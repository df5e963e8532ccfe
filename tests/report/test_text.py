"""Problems as a person reads them."""

from __future__ import annotations

import re

from whitelabel.problem import Related, Span, error, warning
from whitelabel.report.paint import ansi
from whitelabel.report.text import problems_text

FILE = {
    ("brands/acme/brand.yaml", 12): "    territories: [RU-MOW, RU-MOS]",
    ("brands/acme/brand.yaml", 3): "color: red",
}
CONFLICT = error(
    "WL301",
    "'acme' and 'globex' both hold 'deals' in RU-MOW",
    Span("brands/acme/brand.yaml", 12, 19, 6),
    hint="split the territory, the product or the term",
    related=[Related(Span("brands/globex/brand.yaml", 9, 22), "held exclusive here, contract GX-11")],
)
KEY = warning("WL101", "unknown key 'color'", Span("brands/acme/brand.yaml", 3, 1, 5), hint="did you mean 'colors'?")


def line_of(path: str, number: int) -> str | None:
    return FILE.get((path, number))


def test_errors_come_after_warnings_parted_by_an_empty_line() -> None:
    assert problems_text([CONFLICT, KEY], line_of) == (
        "brands/acme/brand.yaml:3:1: warning WL101: unknown key 'color'\n"
        "    3 | color: red\n"
        "      | ^^^^^\n"
        "  hint: did you mean 'colors'?\n"
        "\n"
        "brands/acme/brand.yaml:12:19: error WL301: 'acme' and 'globex' both hold 'deals' in RU-MOW\n"
        "   12 |     territories: [RU-MOW, RU-MOS]\n"
        "      |                   ^^^^^^\n"
        "  brands/globex/brand.yaml:9:22: held exclusive here, contract GX-11\n"
        "  hint: split the territory, the product or the term"
    )


def test_places_lead_there_from_the_reader_s_folder_and_lines_are_still_found() -> None:
    assert problems_text([KEY], line_of, prefix="../shop/") == (
        "../shop/brands/acme/brand.yaml:3:1: warning WL101: unknown key 'color'\n"
        "    3 | color: red\n"
        "      | ^^^^^\n"
        "  hint: did you mean 'colors'?"
    )


def test_colour_changes_nothing_but_colour() -> None:
    painted = problems_text([CONFLICT, KEY, error("WL110", "unknown brand 'x'")], line_of, ansi)

    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == problems_text(
        [CONFLICT, KEY, error("WL110", "unknown brand 'x'")], line_of
    )
    assert "\x1b[1;31merror WL301\x1b[0m: " in painted
    assert "\x1b[1;33mwarning WL101\x1b[0m: " in painted
    assert "\x1b[2m      |\x1b[0m\x1b[1;33m ^^^^^\x1b[0m" in painted


def test_escapes_in_what_was_written_never_reach_the_terminal() -> None:
    hostile = error("WL101", "unknown key '\x1b[2J\u202eevil'", Span("a\x1b]0;x\x07.yaml", 1, 1), hint="\x9b31m")

    shown = problems_text([hostile], lambda _path, _number: "k: \x1b[31mred", ansi)

    assert set(re.findall(r"\x1b\[[0-9;]*m|[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)) <= {
        "\x1b[0m",
        "\x1b[1m",
        "\x1b[2m",
        "\x1b[1;31m",
        "\x1b[36m",
    }

"""The cascade as browsers carry it out."""

from __future__ import annotations

import pytest

from whitelabel.picture.svg_source import Fault
from whitelabel.picture.svg_style import declarations, media, substituted

SIZE = (64.0, 48.0)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("", True),
        ("all", True),
        ("screen", True),
        ("print", False),
        ("print, screen", True),
        ("not print", True),
        ("only screen and (min-width: 64px)", True),
        ("(min-width: 65px)", False),
        ("(max-width: 65px) and (min-height: 48px)", True),
        ("(max-width: 4px) or (min-height: 48px)", True),
        ("(orientation: landscape)", True),
        ("(prefers-color-scheme: light)", True),
        ("(prefers-color-scheme: dark)", False),
        ("not (prefers-color-scheme: dark)", True),
        ("(not (prefers-color-scheme: dark))", True),
        ("(prefers-reduced-motion: reduce)", False),
        ("(prefers-reduced-motion: no-preference)", True),
        ("(unheard-of: yes)", False),
        ("not (unheard-of: yes)", False),
    ],
)
def test_a_media_query_holds_for_a_picture_on_a_screen(query: str, holds: bool) -> None:
    assert media(query, "light", SIZE) is holds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fill:red", [("fill", "red", False)]),
        (" FILL : Red ;; stroke:none; ", [("fill", "Red", False), ("stroke", "none", False)]),
        ("fill:url(#a) ; mask : url( '#b' )", [("fill", "url(#a)", False), ("mask", 'url( "#b" )', False)]),
        ("fill:red !important", [("fill", "red", True)]),
        (r"f\69ll:r/**/ed", [("fill", "red", False)]),
        ("--Ink:Red", [("--Ink", "Red", False)]),
        ("fill:url(data:image/png;base64,AA==);stroke:red", None),
        ("broken;fill:red", [("fill", "red", False)]),
    ],
)
def test_declarations_are_read_as_browsers_read_them(text: str, found: list[tuple[str, str, bool]] | None) -> None:
    wanted = found or [("fill", "url(data:image/png;base64,AA==)", False), ("stroke", "red", False)]
    assert list(declarations(text)) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("var(--a)", "1"),
        ("var(--a) VAR( --b )", "1 2"),
        ("var(--c)", None),
        ("var(--c,)", ""),
        ("var(--c, var(--b))", "2"),
        ("calc(var(--a) + var(--c, (3)))", "calc(1 + (3))"),
        ("var(--a", None),
    ],
)
def test_custom_properties_are_put_in(text: str, found: str | None) -> None:
    assert substituted(text, {"--a": "1", "--b": "2"}) == found


def test_a_custom_property_that_nests_without_end_has_no_value() -> None:
    assert substituted("var(--x, " * 400 + "1" + ")" * 400, {}) is None


def test_values_nested_without_end_are_refused() -> None:
    with pytest.raises(Fault):
        list(declarations("fill:'';stroke:" + "(" * 400))

"""A logo's colours on a terminal and as a page."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whitelabel.color import STEPS, Color, contrast, css, parse, scale
from whitelabel.model import MODES, Contrast, Figure, Mode
from whitelabel.picture.palette import Proposal, Reason, Tone
from whitelabel.picture.value import Picture
from whitelabel.problem import Span
from whitelabel.report.palette import Look, Measure, Palette, Side, level, palette_object, told
from whitelabel.report.palette_page import palette_page
from whitelabel.report.palette_text import palette_text

HOSTILE = '</style><script>alert(1)</script>"\x1b[2J'
CHANNEL = st.integers(0, 255).map(lambda value: value / 255)
COLORS = st.tuples(CHANNEL, CHANNEL, CHANNEL).map(lambda rgb: Color("srgb", rgb))
GROUNDS: Mapping[Mode, Mapping[str, Color]] = {
    "light": {
        name: parse(text)
        for name, text in {"paper": "#fff", "ink": "#111", "muted-text": "#555", "line": "#ddd"}.items()
    },
    "dark": {
        name: parse(text)
        for name, text in {"paper": "#111", "ink": "#eee", "muted-text": "#aaa", "line": "#444"}.items()
    },
}
LOGO = Picture(
    "svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40"/>', 0, 0, 90, 40
)


def side(color: Color, mode: Mode, *, derived: bool = True) -> Side:
    paper = GROUNDS[mode]["paper"]
    shades = scale(color) if derived else {}
    ink = parse("#fff") if derived else None
    measures = (Measure("color.paper", paper, contrast(color, paper), parse("#123456"), None),)
    return Side(color, shades.get(600), shades.get(700), ink, shades.get(800), shades, measures)


def palette(
    *colors: Color,
    file: str = "logo.svg",
    brand: str = "",
    written: str = "",
    reason: Reason = "logo",
    derived: bool = True,
) -> Palette:
    looks = tuple(
        Look(
            Proposal(f"name-{number}", color, 0.5, reason),
            side(color, "light", derived=derived),
            side(color, "dark", derived=derived),
            written,
        )
        for number, color in enumerate(colors)
    )
    pair = Contrast("color.on-a", "color.a", "AA", Span("theme.yaml"))
    failing = tuple(
        Figure(pair, mode, colors[0], colors[0], 1.0, near, False)
        for mode, near in zip(MODES, (colors[0], None), strict=True)
    )
    tones = tuple(Tone(color, 1 / len(colors)) for color in colors)
    return Palette(file, brand, dict.fromkeys(MODES, LOGO), tones, looks, failing, 4, GROUNDS)


BLUE = palette(parse("#0a5cff"), parse("#f69656"))


# ── On a terminal ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("environment", "color", "escape"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "#0a5cfd", "\x1b[38;2;10;92;253m██"),
        ({"TERM": "xterm-256color", "COLORTERM": ""}, "#0a5cfe", "\x1b[38;5;27m██"),
    ],
)
def test_swatches_take_as_many_colours_as_the_terminal_has(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], color: str, escape: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert escape in palette_text(palette(parse(color)), colour=True)


def test_without_colour_there_are_no_escapes_and_no_swatches() -> None:
    shown = palette_text(BLUE, colour=False)

    assert "\x1b" not in shown and "█" not in shown
    assert "  50     100    200 " in shown


@settings(max_examples=40)
@given(st.lists(COLORS, min_size=1, max_size=3), st.booleans())
def test_every_value_is_told_within_eighty_columns(colors: list[Color], derived: bool) -> None:
    made = palette(*colors, derived=derived)

    lines = palette_text(made, colour=False).split("\n")

    assert max(len(line) for line in lines if "colors: {" not in line) <= 80
    for look in made.looks:
        assert any(line.startswith(look.proposal.name) and look.proposal.hex in line for line in lines)
    if derived:
        steps = [line.split() for line in lines if re.fullmatch(r"  (?:[0-9a-f]{6} ?){11}", line)]
        assert steps == [[css(shade)[1:] for shade in look.light.scale.values()] for look in made.looks]


def test_a_name_moves_no_cursor() -> None:
    assert "\x1b" not in palette_text(palette(parse("#0a5cff"), file=HOSTILE, brand=HOSTILE), colour=False)


@given(st.floats(1, 21))
def test_a_ratio_is_never_told_as_more_than_it_is(ratio: float) -> None:
    assert float(told(ratio)) <= ratio < float(told(ratio)) + 0.0101
    assert level(ratio) == ("AA" if ratio >= 4.5 else "UI" if ratio >= 3 else "")


def test_what_is_written_already_is_known_by_its_value() -> None:
    same, other = (palette(parse("#0a5cff"), brand="b.yaml", written=text) for text in ('"#0a5cff"', '"#d0342c"'))

    assert (same.is_written, other.is_written) == (True, False)
    assert (same.now, other.now) == ('colors: {name-0: "#0a5cff"}', 'colors: {name-0: "#d0342c"}')


def test_what_the_theme_does_not_derive_is_null_in_json() -> None:
    found = palette_object(palette(parse("#0a5cff"), derived=False))["proposals"][0]

    assert (found["scale"], found["light"]["ink"], found["light"]["ink_ratio"], found["dark"]["hover"]) == (
        {},
        None,
        None,
        None,
    )
    full = palette_object(BLUE)["proposals"][0]
    assert list(full["scale"]) == [str(step) for step in STEPS]


# ── As a page ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("derived", [True, False])
def test_the_page_asks_nothing_of_any_host(derived: bool) -> None:
    page = palette_page(palette(parse("#0a5cff"), parse("#f69656"), derived=derived))

    addresses = re.findall(r"(?:src|href|action|url)\s*[=(]\s*[\"']?([^\"')\s>]+)", page)
    assert {address.partition(":")[0] if ":" in address else address[0] for address in addresses} == {"data", "#"}
    assert "<script" not in page and "style=" not in page


def test_the_page_s_policy_allows_its_own_style_alone() -> None:
    page = palette_page(BLUE)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)

    assert style and policy
    seal = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert html.unescape(policy[1]) == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{seal}'; base-uri 'none'; form-action 'none'"
    )


def test_a_name_is_text_on_the_page() -> None:
    page = palette_page(palette(parse("#0a5cff"), file=HOSTILE, brand=HOSTILE, written='"</style><script>"'))

    assert "<script" not in page and page.count("</style>") == 1


@settings(max_examples=40)
@given(st.lists(COLORS, min_size=1, max_size=2), st.booleans())
def test_every_text_on_a_swatch_can_be_read(colors: list[Color], derived: bool) -> None:
    page = palette_page(palette(*colors, derived=derived))

    for ground, ink in re.findall(r"^\.c\d+\{background:(#\w+);color:(#\w+)\}$", page, re.MULTILINE):
        # The ink that a theme derives is shown as it is: here it is white.
        assert ink == "#ffffff" or contrast(parse(ink), parse(ground)) >= 4.5
    for ink in re.findall(r"^\.c\d+\{background:transparent;color:(#\w+)\}$", page, re.MULTILINE):
        assert max(contrast(parse(ink), GROUNDS[mode]["paper"]) for mode in MODES) >= 4.5


def test_the_page_holds_the_logo_and_every_value() -> None:
    page = palette_page(BLUE)

    assert page.count(base64.b64encode(LOGO.data).decode()) == 2
    for look in BLUE.looks:
        assert all(css(shade)[1:] in page for shade in look.light.scale.values())
    assert html.unescape(page).count('colors: {name-0: "#0a5cff", name-1: "#f69656"}') == 1
    assert "no colour of this hue passes" in page and page == palette_page(BLUE)

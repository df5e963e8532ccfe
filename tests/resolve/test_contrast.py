"""Every pair is measured when all is settled; adjusting changes what it has to and no more."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whitelabel import color
from whitelabel.color import Color
from whitelabel.model import MODES, Contrast, Policy, Token, TokenValue
from whitelabel.problem import Span
from whitelabel.resolve.contrast import settle

NAMES = ("ink", "link", "paper", "band")
CHANNEL = st.integers(0, 255).map(lambda value: value / 255)
COLORS = st.tuples(CHANNEL, CHANNEL, CHANNEL).map(lambda rgb: Color("srgb", rgb))
PAIRS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(["AA", "AA-large", "UI", "AAA"])).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=6,
).map(lambda pairs: tuple(Contrast(ink, paper, level, Span("theme.yaml")) for ink, paper, level in pairs))


def token(name: str, light: Color, dark: Color) -> Token:
    return Token(name, "color", *(TokenValue(color.css(value), color=value) for value in (light, dark)))


PALETTES = st.tuples(*(st.tuples(COLORS, COLORS) for _ in NAMES)).map(
    lambda pairs: {name: token(name, *pair) for name, pair in zip(NAMES, pairs, strict=True)}
)


def reached(tokens: Mapping[str, Token], pair: Contrast, mode: str) -> float:
    ink, paper = (tokens[name].value(mode).color for name in (pair.ink, pair.paper))  # type: ignore[arg-type]
    assert ink is not None and paper is not None
    return color.contrast(ink, paper)


@pytest.mark.soak
@given(PALETTES, PAIRS)
def test_without_adjusting_nothing_changes(tokens: dict[str, Token], pairs: tuple[Contrast, ...]) -> None:
    settled, figures = settle(tokens, pairs, Policy())
    assert settled == tokens
    assert [(figure.mode, figure.pair) for figure in figures] == [(mode, pair) for mode in MODES for pair in pairs]
    for figure in figures:
        assert figure.ratio == reached(tokens, figure.pair, figure.mode) and not figure.adjusted
        assert (figure.nearest is None) or not figure.passes


@settings(max_examples=30)
@given(PALETTES, PAIRS)
def test_what_is_told_after_adjusting_is_what_the_tokens_reach(
    tokens: dict[str, Token], pairs: tuple[Contrast, ...]
) -> None:
    settled, figures = settle(tokens, pairs, Policy(contrast="adjust"))
    for figure in figures:
        assert figure.ratio == reached(settled, figure.pair, figure.mode)
        if figure.adjusted:
            assert figure.passes
            assert figure.nearest == settled[figure.pair.ink].value(figure.mode).color
            assert figure.ink == tokens[figure.pair.ink].value(figure.mode).color
    told = {(figure.pair.ink, figure.mode) for figure in figures if figure.adjusted or not figure.passes}
    for name in NAMES:
        for mode in MODES:
            assert settled[name].value(mode) == tokens[name].value(mode) or (name, mode) in told
    inks = {pair.ink for pair in pairs}
    assert all(settled[name] == tokens[name] for name in NAMES if name not in inks)


def test_an_ink_is_adjusted_for_all_of_its_papers_at_once() -> None:
    tokens = {
        "ink": token("ink", Color("srgb", (0.6, 0.6, 0.6)), Color("srgb", (0.6, 0.6, 0.6))),
        "paper": token("paper", Color("srgb", (1, 1, 1)), Color("srgb", (0, 0, 0))),
        "band": token("band", Color("srgb", (0.9, 0.9, 0.9)), Color("srgb", (0.2, 0.2, 0.2))),
    }
    pairs = tuple(Contrast("ink", paper, "AA", Span("theme.yaml")) for paper in ("paper", "band"))
    settled, figures = settle(tokens, pairs, Policy(contrast="adjust"))
    assert all(figure.passes for figure in figures)
    assert [figure.adjusted for figure in figures] == [True, True, False, True]
    assert settled["ink"].dark.trail[0].startswith("adjusted to reach the contrast that the theme asks, from ")


def test_pairs_that_name_no_colour_are_left_out() -> None:
    assert settle({}, (Contrast("ink", "paper", "AA", Span("theme.yaml")),), Policy()) == ({}, ())


def test_what_aliases_an_adjusted_ink_follows_it() -> None:
    grey, white = Color("srgb", (0.6, 0.6, 0.6)), Color("srgb", (1.0, 1.0, 1.0))
    tokens = {
        "ink": token("ink", grey, grey),
        "link": token("link", grey, grey),
        "paper": token("paper", white, white),
    }
    pairs = (Contrast("ink", "paper", "AA", Span("theme.yaml")),)

    def follow(adjusted: Mapping[str, Token]) -> Mapping[str, Token]:
        ink = adjusted["ink"]
        return {**tokens, "ink": ink, "link": Token("link", "color", ink.light, ink.dark)}

    settled, figures = settle(tokens, pairs, Policy(contrast="adjust"), follow)
    assert settled["link"].light.color == settled["ink"].light.color != grey
    assert [figure.adjusted for figure in figures] == [True, True]
    alone, _ = settle(tokens, pairs, Policy(contrast="adjust"))
    assert alone["link"] == tokens["link"]

"""How well every declared pair of colours can be told apart, in light and dark, and the nearest colour that can."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from whitelabel import color
from whitelabel.color import Color
from whitelabel.model import MODES, Contrast, Figure, Mode, Policy, Token, TokenValue


def _color(tokens: Mapping[str, Token], name: str, mode: Mode) -> Color | None:
    token = tokens.get(name)
    return token.value(mode).color if token is not None else None


def _nearest(tokens: Mapping[str, Token], pairs: Sequence[Contrast], ink: str, mode: Mode) -> Color | None:
    """The nearest colour of the ink's hue that reaches what every pair of this ink asks."""
    start = _color(tokens, ink, mode)
    wanted = [(paper, pair.ratio) for pair in pairs if pair.ink == ink and (paper := _color(tokens, pair.paper, mode))]
    if start is None:
        return None
    found = start
    for ratio in sorted({ratio for _, ratio in wanted}):
        papers = [paper for paper, least in wanted if least >= ratio]
        passing = color.passing(found, papers, ratio)
        if passing is None:
            return None
        found = passing
    return found if all(color.contrast(found, paper) >= ratio for paper, ratio in wanted) else None


def _with_color(token: Token, mode: Mode, value: Color) -> Token:
    css = color.css(value)
    trail = (
        f"adjusted to reach the contrast that the theme asks, from {token.value(mode).css}",
        *token.value(mode).trail,
    )
    data = {"colorSpace": value.space, "components": list(value.components), "alpha": value.alpha}
    changed = TokenValue(css, (), data, value, trail)
    return dataclasses.replace(token, dark=changed) if mode == "dark" else dataclasses.replace(token, light=changed)


def settle(
    tokens: Mapping[str, Token], pairs: Sequence[Contrast], policy: Policy
) -> tuple[Mapping[str, Token], tuple[Figure, ...]]:
    """Measure every pair; under ``policy.contrast: adjust`` take the nearest passing ink where one exists.

    Returns:
        The tokens, changed only by adjusting, and a figure a pair and mode. Pairs that name what is no colour token
        are left out: that is told where the theme is checked.
    """
    settled = dict(tokens)
    figures: list[Figure] = []
    for mode in MODES:
        for pair in pairs:
            ink, paper = _color(settled, pair.ink, mode), _color(settled, pair.paper, mode)
            if ink is None or paper is None:
                continue
            ratio = color.contrast(ink, paper)
            if ratio >= pair.ratio:
                figures.append(Figure(pair, mode, ink, paper, ratio, None, False))
                continue
            nearest = _nearest(settled, pairs, pair.ink, mode) or color.passing(ink, [paper], pair.ratio)
            if policy.contrast != "adjust" or nearest is None:
                figures.append(Figure(pair, mode, ink, paper, ratio, nearest, False))
                continue
            settled[pair.ink] = _with_color(settled[pair.ink], mode, nearest)
            figures.append(Figure(pair, mode, ink, paper, color.contrast(nearest, paper), nearest, True))
    return settled, tuple(figures)

"""How well every declared pair of colours can be told apart, in light and dark, and the nearest colour that can."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TypeAlias

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


def _adjust(tokens: dict[str, Token], pairs: Sequence[Contrast], mode: Mode) -> set[str]:
    """Give every ink that doesn't reach what its pairs ask the nearest colour that does; the names of those changed."""
    adjusted: set[str] = set()
    for pair in pairs:
        ink, paper = _color(tokens, pair.ink, mode), _color(tokens, pair.paper, mode)
        if ink is None or paper is None or color.contrast(ink, paper) >= pair.ratio:
            continue
        nearest = _nearest(tokens, pairs, pair.ink, mode)
        if nearest is not None:
            tokens[pair.ink] = _with_color(tokens[pair.ink], mode, nearest)
            adjusted.add(pair.ink)
    return adjusted


def _figures(
    before: Mapping[str, Token],
    settled: Mapping[str, Token],
    pairs: Sequence[Contrast],
    mode: Mode,
    adjusted: Collection[str],
) -> Iterator[Figure]:
    """What each pair reaches in the end; every change is told at one pair at least."""
    silent = set(adjusted)
    measured: list[tuple[Contrast, Color, Color, Color, bool]] = []
    for pair in pairs:
        ink, paper = _color(settled, pair.ink, mode), _color(settled, pair.paper, mode)
        written = _color(before, pair.ink, mode)
        if ink is None or paper is None or written is None:
            continue
        needed = pair.ink in adjusted and color.contrast(written, paper) < pair.ratio
        measured.append((pair, ink, paper, written, needed))
        if needed:
            silent.discard(pair.ink)
    for pair, ink, paper, written, needed in measured:
        ratio = color.contrast(ink, paper)
        if ratio < pair.ratio:
            nearest = _nearest(settled, pairs, pair.ink, mode) or color.passing(ink, [paper], pair.ratio)
            yield Figure(pair, mode, ink, paper, ratio, nearest, False)
        elif needed or pair.ink in silent:
            silent.discard(pair.ink)
            yield Figure(pair, mode, written, paper, ratio, ink, True)
        else:
            yield Figure(pair, mode, ink, paper, ratio, None, False)


Follow: TypeAlias = Callable[[Mapping[str, Token]], Mapping[str, Token]]
"""Gives all tokens anew, with what aliases or derives from the given ones following them."""

_ROUNDS = 4
"""What follows an adjusted colour may have to be adjusted in turn; themes are at rest after one or two."""


def settle(
    tokens: Mapping[str, Token], pairs: Sequence[Contrast], policy: Policy, follow: Follow | None = None
) -> tuple[Mapping[str, Token], tuple[Figure, ...]]:
    """Measure every pair; under ``policy.contrast: adjust`` take the nearest passing ink where one exists.

    Args:
        tokens: As resolved.
        pairs: What the theme declares.
        policy: The vendor's.
        follow: Lets other tokens follow the adjusted ones; without it they keep their values.

    Returns:
        The tokens, changed only by adjusting, and a figure a pair and mode, measured when all is settled: an ink may
        be another pair's paper. Pairs that name what is no colour token are left out: that is told where the theme is
        checked.
    """
    settled = dict(tokens)
    adjusted: dict[Mode, set[str]] = {mode: set() for mode in MODES}
    for _ in range(_ROUNDS if policy.contrast == "adjust" else 0):
        changed = {mode: _adjust(settled, pairs, mode) for mode in MODES}
        if not any(changed.values()):
            break
        for mode in MODES:
            adjusted[mode] |= changed[mode]
        if follow is not None:
            fixed = {name: settled[name] for names in adjusted.values() for name in names}
            settled = {**follow(fixed), **fixed}
    figures = [figure for mode in MODES for figure in _figures(tokens, settled, pairs, mode, adjusted[mode])]
    return settled, tuple(figures)

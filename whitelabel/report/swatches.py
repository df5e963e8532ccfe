"""Colours for a map's holders: the brands' own, moved where two could not be told apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache

from whitelabel.color import Color, ColorError, css, dark_counterpart, oklch, over, parse
from whitelabel.color.legibility import WHITE
from whitelabel.color.space import distance, painted

LIGHT_PAPER, DARK_PAPER = Color("srgb", (0.984, 0.98, 0.965)), Color("srgb", (0.078, 0.09, 0.102))
LIGHT_LAND, DARK_LAND = Color("srgb", (0.882, 0.875, 0.847)), Color("srgb", (0.2, 0.22, 0.243))

FROM_LAND = 0.13
"""How far a colour stays from ground where nobody sells (OKLab)."""

# The more there are, the less room each has.
_APART = ((12, 0.085), (24, 0.07), (60, 0.05))
_CROWDED = 0.035
_GOLDEN_ANGLE = 137.508
_DARKEST, _LIGHTEST = 0.3, 0.85
_LIGHTER = (0.0, 0.07, -0.07, 0.14, -0.14, 0.21, -0.21, 0.28, -0.28)
_TURNED = (0.0, 14.0, -14.0, 28.0, -28.0, 45.0, -45.0, 70.0, -70.0, 100.0, -100.0, 140.0, -140.0, 180.0)


def swatches(written: Sequence[str]) -> list[tuple[str, str]]:
    """A colour on light and on dark paper for each text, all of them different as far as there is room.

    Args:
        written: Colours as brands write them, in the order in which they may keep their own; what is no colour gets one.

    Returns:
        Pairs of CSS colours.

    >>> swatches(["#1b4d3e", "no colour"])[0][0]
    '#1b4d3e'
    """
    seeds = [_seed(text, number) for number, text in enumerate(written)]
    light = _apart(seeds, LIGHT_LAND)
    dark = _apart([dark_counterpart(seed, DARK_PAPER) for seed in seeds], DARK_LAND)
    return [(css(one), css(other)) for one, other in zip(light, dark, strict=True)]


def _seed(text: str, number: int) -> Color:
    try:
        return over(parse(text), WHITE)
    except ColorError:
        return painted(0.62, 0.12, (200.0 + number * _GOLDEN_ANGLE) % 360.0)


def _apart(wanted: Sequence[Color], land: Color) -> list[Color]:
    least = next((least for most, least in _APART if len(wanted) <= most), _CROWDED)
    given: list[Color] = []
    for color in wanted:
        best, room = color, -1.0
        for candidate in _near(color):
            gap = min((distance(candidate, other) for other in given), default=1.0)
            gap = min(gap, distance(candidate, land) * least / FROM_LAND)
            if gap > room:
                best, room = candidate, gap
            if gap >= least:
                break
        given.append(best)
    return given


@lru_cache(maxsize=256)
def _near(color: Color) -> tuple[Color, ...]:
    """Colours around one, the nearest first."""
    lightness, chroma, hue = oklch(color)
    # Moved from where there is room on both sides: nothing is darker than black.
    lightness = min(_LIGHTEST, max(_DARKEST, lightness))
    moves = sorted(itertools.product(_LIGHTER, _TURNED), key=lambda move: (abs(move[0]) * 250 + abs(move[1]), move))
    found = [color]
    for lighter, turned in moves:
        place = min(_LIGHTEST, max(_DARKEST, lightness + lighter))
        found.append(painted(place, max(chroma, 0.09) if turned else chroma, (hue + turned) % 360.0))
    return tuple(found)

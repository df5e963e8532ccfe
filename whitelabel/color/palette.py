"""Colours derived from one seed: the scale from 50 to 950, states, the counterpart for dark mode."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from whitelabel.color.legibility import WHITE, contrast, ink_on, luminance, over, passing
from whitelabel.color.space import Triple, oklch, painted, snapped, to_srgb
from whitelabel.color.value import Color

State = Literal["hover", "pressed"]

STEPS = (50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950)
_LIGHTNESS = (0.975, 0.945, 0.895, 0.825, 0.735, 0.645, 0.56, 0.48, 0.405, 0.335, 0.26)
_CHROMA = (0.1, 0.2, 0.4, 0.65, 0.88, 1.0, 1.0, 0.92, 0.8, 0.68, 0.5)
_GAIN = 1.6
"""A pale or a dark seed's chroma grows towards the middle of the scale, but never more than this."""


def _seen(color: Color) -> Triple:
    """OKLCH of a colour as it is painted in sRGB."""
    return oklch(snapped(to_srgb(color)))


# ── Scale ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def scale(seed: Color) -> dict[int, Color]:
    """Eleven steps from light to dark in a seed's hue, the seed among them.

    Args:
        seed: Any colour; its alpha is handed on to all steps.

    Returns:
        50, 100, 200 … 900, 950 to colours. Lightness falls strictly; chroma fades to both ends. The step whose place
        is nearest to the seed's lightness is the seed itself, as given, and the others are drawn towards it so that
        the steps stay even; all others are sRGB colours of whole bytes.

    Source:
        CSS Color 4, section 9 (OKLCH).
    """
    return dict(zip(STEPS, _scale(seed), strict=True))


@lru_cache(maxsize=1024)
def _scale(seed: Color) -> tuple[Color, ...]:
    lightness, chroma, hue = _seen(seed)
    own = min(range(len(STEPS)), key=lambda k: abs(_LIGHTNESS[k] - lightness))
    return tuple(
        seed
        if step == own
        else painted(_drawn(step, own, lightness), chroma * min(_GAIN, _CHROMA[step] / _CHROMA[own]), hue, seed.alpha)
        for step in range(len(STEPS))
    )


def _drawn(step: int, own: int, lightness: float) -> float:
    """A step's lightness when the seed's own step has the seed's: the end on its side stays, what is between gives."""
    end = _LIGHTNESS[0] if step < own else _LIGHTNESS[-1]
    share = (_LIGHTNESS[step] - end) / (_LIGHTNESS[own] - end)
    return end + share * (lightness - end)


# ── States ────────────────────────────────────────────────────────────────────────────────────────────────────────

_MOVE = {"hover": 0.05, "pressed": 0.09}
_DARKEST = 0.14
"""Below this lightness a step is not seen any more."""


def _moved(lightness: float, move: float) -> float:
    return max(lightness, _DARKEST) + move if move > 0.0 else lightness + move


def state(seed: Color, name: State, toward_dark: bool | None = None) -> Color:
    """A control's colour under the pointer or when pressed: a visible step of lightness.

    Args:
        seed: The control's colour at rest.
        name: ``pressed`` goes farther than ``hover``, the same way.
        toward_dark: The way, for whoever wants to choose it; nothing is then promised about contrast.

    Returns:
        An sRGB colour of whole bytes with the seed's hue and alpha. It steps away from ``ink_on([seed])``, so that ink
        reads no worse on it than on the seed. Where there is no room that way, at the ends of the lightness range, it
        steps towards the ink, which then still has 7:1 on it.
    """
    lightness, chroma, hue = _seen(seed)

    def moved(move: float) -> Color:
        return painted(_moved(lightness, move), chroma, hue, seed.alpha)

    if toward_dark is not None:
        return moved(-_MOVE[name] if toward_dark else _MOVE[name])
    ink = ink_on([seed])
    away = -1.0 if luminance(ink) > luminance(over(seed, WHITE)) else 1.0
    if not _DARKEST <= lightness + away * _MOVE["pressed"] <= 1.0:
        return moved(-away * _MOVE[name])
    move, wanted = away * _MOVE[name], contrast(ink, seed)
    stepped = moved(move)
    while contrast(ink, stepped) < wanted:
        move *= 1.1
        stepped = moved(move)
    return stepped


# ── Dark mode ─────────────────────────────────────────────────────────────────────────────────────────────────────

_UI = 3.0
_CALM = 0.9


def dark_counterpart(seed: Color, paper: Color) -> Color:
    """A seed's value for dark mode: the same hue, lighter, calmer.

    Args:
        seed: The colour in light mode; the darker it is, the more it is lifted.
        paper: The dark paper, as ``contrast`` takes it.

    Returns:
        An opaque sRGB colour of whole bytes with 3:1 on the paper.

    Source:
        WCAG 2.2, success criterion 1.4.11 (non-text contrast).
    """
    lightness, chroma, hue = _seen(seed)
    lifted = painted(max(lightness, 0.96 - 0.5 * lightness), chroma * _CALM, hue)
    # One of black and white has 4.58:1 on any paper, so there always is a colour with 3:1.
    return passing(lifted, [paper], _UI) or ink_on([paper])

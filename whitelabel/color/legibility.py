"""How well a colour reads on another: compositing, luminance, contrast, and the nearest colour that has enough of it.

All of it is measured on bytes of sRGB, since these are what is printed: what passes here passes on the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from whitelabel.color.space import distance, oklch, painted, snapped, to_linear, to_srgb
from whitelabel.color.value import Color, ColorError, byte

BLACK = Color("srgb", (0.0, 0.0, 0.0))
WHITE = Color("srgb", (1.0, 1.0, 1.0))

_LINEAR = tuple(to_linear(value / 255.0) for value in range(256))


def over(top: Color, bottom: Color) -> Color:
    """The colour that is seen where one lies on another.

    Args:
        top: Any alpha.
        bottom: Any alpha; the result is opaque when this is.

    Source:
        Compositing and Blending 1, section 9.1.4 (source over), in sRGB as CSS Color 4, section 12.2 wants it.
    """
    if top.alpha == 1.0:
        return top
    rest = bottom.alpha * (1.0 - top.alpha)
    alpha = min(1.0, top.alpha + rest)
    if alpha == 0.0:
        return Color("srgb", (0.0, 0.0, 0.0), 0.0)
    r, g, b = (
        (one * top.alpha + other * rest) / alpha for one, other in zip(to_srgb(top), to_srgb(bottom), strict=True)
    )
    return Color("srgb", (r, g, b), alpha)


@lru_cache(maxsize=8192)
def luminance(color: Color) -> float:
    """Relative luminance, of the colour as it is painted: in the sRGB gamut, in bytes, alpha left aside.

    Returns:
        0.0 (black) to 1.0 (white).

    Source:
        WCAG 2.2, "relative luminance".
    """
    r, g, b = to_srgb(color)
    return 0.2126 * _LINEAR[byte(r)] + 0.7152 * _LINEAR[byte(g)] + 0.0722 * _LINEAR[byte(b)]


@lru_cache(maxsize=16384)
def contrast(ink: Color, paper: Color) -> float:
    """Contrast ratio of an ink on a paper.

    Args:
        ink: A translucent ink is composited on the paper first.
        paper: Opaque; a translucent one is composited on white first, since what lies under it is not known.

    Returns:
        A ratio without unit, 1.0 (same luminance) to 21.0 (black on white).

    Source:
        WCAG 2.2, "contrast ratio" and "relative luminance".

    >>> contrast(Color("srgb", (0.0, 0.0, 0.0)), Color("srgb", (1.0, 1.0, 1.0)))
    21.0
    """
    paper = over(paper, WHITE)
    one, other = luminance(over(ink, paper)), luminance(paper)
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


_MIDDLE = math.sqrt(1.05 * 0.05) - 0.05
"""The luminance on which black and white have the same contrast."""


def is_dark(paper: Color) -> bool:
    """Whether white is read better on a paper than black; its alpha is left aside.

    Source:
        WCAG 2.2, "contrast ratio": 1.05 / (L + 0.05) is more than (L + 0.05) / 0.05 where (L + 0.05)² < 1.05 × 0.05.

    >>> is_dark(Color("srgb", (0.4, 0.4, 0.4))), is_dark(Color("srgb", (0.5, 0.5, 0.5)))
    (True, False)
    """
    return luminance(paper) < _MIDDLE


def worst(ink: Color, papers: Sequence[Color]) -> float:
    """The least contrast of an ink on several papers; 21 on none."""
    return min((contrast(ink, paper) for paper in papers), default=21.0)


# ── The nearest that passes ───────────────────────────────────────────────────────────────────────────────────────


def _free(papers: Sequence[Color], ratio: float) -> list[tuple[float, float]]:
    """The stretches of luminance, from dark to light, that have the ratio on all papers."""
    taken = sorted(
        ((light + 0.05) / ratio - 0.05, (light + 0.05) * ratio - 0.05)
        for light in (luminance(over(paper, WHITE)) for paper in papers)
    )
    free, edge = [], 0.0
    for low, high in taken:
        if low >= edge:
            free.append((edge, low))
        edge = max(edge, high)
    if edge <= 1.0:
        free.append((edge, 1.0))
    return free


def _edge(reached: Callable[[float], bool], away: float, near: float) -> float:
    """The place nearest to ``near`` where something is reached that is reached at ``away``."""
    for _ in range(13):
        middle = (away + near) / 2.0
        away, near = (middle, near) if reached(middle) else (away, middle)
    return away


_NUDGE = 0.0005
_STRIDE = 0.001


def _nearest(ink: Color, papers: Sequence[Color], ratio: float, stretch: tuple[float, float]) -> Color | None:
    """The colour of a free stretch of luminance that is nearest to an ink, if rounding to bytes leaves one."""
    lightness, chroma, hue = oklch(ink)
    low, high = stretch
    is_darker = high < luminance(ink)

    def reached(place: float) -> bool:
        own = luminance(painted(place, chroma, hue))
        return own <= high if is_darker else own >= low

    start = min(1.0, max(0.0, lightness))
    place = _edge(reached, 0.0 if is_darker else 1.0, start)
    step = -_NUDGE if is_darker else _NUDGE
    beyond = (painted(place + k * step, chroma, hue) for k in range(16))
    found = [candidate for candidate in beyond if worst(candidate, papers) >= ratio][:1]
    # Where the gamut cuts the chroma, luminance may rise while lightness falls: something may pass on the way already.
    steps = int(abs(place - start) / _STRIDE)
    on_the_way = (painted(start + math.copysign(k * _STRIDE, step), chroma, hue) for k in range(steps + 1))
    found += [candidate for candidate in on_the_way if worst(candidate, papers) >= ratio]
    return min(found, key=lambda candidate: distance(ink, candidate), default=None)


def passing(ink: Color, papers: Sequence[Color], ratio: float) -> Color | None:
    """The colour nearest to an ink that has a contrast ratio on all papers, of the ink's own hue.

    Args:
        ink: Its lightness is moved, its chroma only reduced, and only as far as the sRGB gamut wants it.
        papers: As ``contrast`` takes them.
        ratio: Such as 4.5 or 3.

    Returns:
        The ink itself when it passes; else an opaque sRGB colour of whole bytes, which passes as printed; ``None``
        when there is none, as for 7:1 on a middle grey or on black and white at once.

    Source:
        WCAG 2.2, success criteria 1.4.3, 1.4.6 and 1.4.11.
    """
    return _passing(ink, tuple(papers), ratio)


@lru_cache(maxsize=4096)
def _passing(ink: Color, papers: tuple[Color, ...], ratio: float) -> Color | None:
    if worst(ink, papers) >= ratio:
        return ink
    found = [_nearest(ink, papers, ratio, stretch) for stretch in _free(papers, ratio)]
    colors = [color for color in found if color is not None]
    return min(colors, key=lambda color: distance(ink, color), default=None)


# ── Ink ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_AA = 4.5


def ink_on(papers: Sequence[Color], hue_from: Color | None = None) -> Color:
    """The readable ink for papers: near-white or near-black, whichever reads better on the worst of them.

    Args:
        papers: At least one, as ``contrast`` takes them.
        hue_from: The colour that tints the ink; the first paper when it is not given.

    Returns:
        A slightly tinted ink that has 4.5:1 on all papers; pure black or white where the tinted one has not. So 4.5:1
        is reached whenever black or white reaches it, which on a single paper is always.

    Raises:
        ColorError: When no paper is given.

    Source:
        WCAG 2.2, success criterion 1.4.3.
    """
    if not papers:
        raise ColorError("no paper is given; an ink wants one at least")
    pure = max((WHITE, BLACK), key=lambda ink: worst(ink, papers))
    _, chroma, hue = oklch(snapped(to_srgb(hue_from or papers[0])))
    tinted = (
        painted(0.985, min(0.01, chroma * 0.1), hue) if pure == WHITE else painted(0.19, min(0.02, chroma * 0.15), hue)
    )
    return tinted if worst(tinted, papers) >= _AA else pure

"""Every pair of colours that the theme declares can be read, in light and dark.

WL210: a pair of colours can't be told apart well enough
    The contrast ratio of WCAG 2.2 is below what the theme asks for the pair. The hint is the nearest colour of the
    same hue that passes; `policy.contrast: adjust` takes it, `warn` lets the pair through.
WL211: a colour was adjusted
    `policy.contrast: adjust` took the nearest passing colour of the same hue.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from whitelabel import color
from whitelabel.model import Figure, Policy, ResolvedBrand
from whitelabel.problem import Problem, Span, error, warning


def _place(brand: ResolvedBrand, figure: Figure) -> Span:
    """Where the brand wrote one of the two, else where the theme declares the pair."""
    for name in (figure.pair.ink, figure.pair.paper):
        override = brand.brand.overrides.get(name)
        if override is not None:
            node = override.dark if figure.mode == "dark" and override.dark is not None else override.light
            return node.span if node is not None else override.span
    return figure.pair.span


def _told(ratio: float) -> str:
    """A ratio rounded down, so that 4.499 never reads as 4.5."""
    return f"{math.floor(ratio * 100) / 100:.2f}"


def check_contrast(brand: ResolvedBrand, policy: Policy) -> Iterator[Problem]:
    """One problem a pair and mode that doesn't reach what the theme asks."""
    for figure in brand.figures:
        pair = figure.pair
        ink, paper = color.css(figure.ink), color.css(figure.paper)
        if figure.adjusted and figure.nearest is not None:
            message = (
                f"'{pair.ink}' on '{pair.paper}' in {figure.mode}: {ink} was adjusted to {color.css(figure.nearest)}, "
                f"{_told(figure.ratio)}:1 on {paper}"
            )
            yield warning("WL211", message, _place(brand, figure))
        elif not figure.passes:
            message = (
                f"'{pair.ink}' on '{pair.paper}' in {figure.mode}: {ink} on {paper} is {_told(figure.ratio)}:1; "
                f"{pair.level} wants {pair.ratio:g}:1"
            )
            if figure.nearest is not None:
                hint = f"the nearest passing colour of this hue is {color.css(figure.nearest)}"
            else:
                hint = f"no colour of this hue passes on {paper}; change '{pair.paper}'"
            make = warning if policy.contrast == "warn" else error
            yield make("WL210", message, _place(brand, figure), hint=hint)

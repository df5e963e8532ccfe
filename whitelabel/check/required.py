"""A brand gives what the theme asks of it.

WL113: a brand lacks a colour that the theme requires
    `requires.colors` of `theme.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.model import ResolvedBrand, Theme
from whitelabel.problem import Problem, error


def check_required(brand: ResolvedBrand, theme: Theme) -> Iterator[Problem]:
    """One problem a required colour that the brand doesn't give."""
    for name in theme.required_colors:
        if f"color.{name}" not in brand.brand.overrides:
            span = brand.brand.key_span("colors")
            hint = f"add '{name}:' under 'colors:'"
            yield error(
                "WL113", f"the colour '{name}' is missing; the theme requires it of each brand", span, hint=hint
            )

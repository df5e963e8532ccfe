"""Every address in a style sheet leads to a file of the theme.

WL442: a style sheet refers to a file that is not there
    Addresses are relative to the style sheet, as browsers read them.
WL443: style sheets import each other in a circle
    The message shows the circle.
"""

from __future__ import annotations

from collections.abc import Iterator

from whitelabel.model import Resolved, Style
from whitelabel.problem import Problem, did_you_mean, error


def check_styles(resolved: Resolved) -> Iterator[Problem]:
    """Mistakes between the theme's style sheets and its other assets."""
    theme = resolved.project.theme
    for style in theme.styles.values():
        for reference in style.references:
            if reference.asset not in theme.assets:
                hint = did_you_mean(reference.asset, theme.assets)
                yield error("WL442", f"'{reference.written}' is not under 'assets/'", reference.span, hint=hint)
    done: set[str] = set()

    def visit(style: Style, path: tuple[str, ...]) -> Iterator[Problem]:
        if style.name in done:
            return
        for reference in style.references:
            if reference.asset in (way := [*path, style.name]):
                circle = " → ".join([*way[way.index(reference.asset) :], reference.asset])
                yield error("WL443", f"style sheets go in a circle: {circle}", reference.span)
            elif reference.asset in theme.styles:
                yield from visit(theme.styles[reference.asset], (*path, style.name))
        done.add(style.name)

    for style in theme.styles.values():
        yield from visit(style, ())

"""What proposed colours come to under a theme: values, shades and contrasts in light and dark.

They went the way of any brand's colours before they are looked at here: aliases, derived shades and the theme's pairs are
those that a bundle would have.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from whitelabel.color import STEPS, Color, contrast, css, oklch, passing
from whitelabel.model import MODES, Figure, Mode, Theme, Token
from whitelabel.picture.palette import Proposal, Tone
from whitelabel.picture.value import Picture

AA, UI = 4.5, 3.0


@dataclass(frozen=True, slots=True)
class Measure:
    """How a colour stands out from a paper.

    Attributes:
        paper: The paper's token.
        nearest_text, nearest_edge: The nearest colours of its hue that reach 4.5:1 and 3:1; ``None`` where it does
            itself, or where none does.
    """

    paper: str
    ground: Color
    ratio: float
    nearest_text: Color | None
    nearest_edge: Color | None

    @property
    def level(self) -> str:
        """``AA`` where text can be read, ``UI`` where an edge can be seen, else nothing.

        Source:
            WCAG 2.2, success criteria 1.4.3 and 1.4.11.
        """
        return level(self.ratio)


@dataclass(frozen=True, slots=True)
class Side:
    """A proposed colour in one mode, with what the theme derives from it; ``None`` where it derives no such thing."""

    color: Color
    hover: Color | None
    pressed: Color | None
    ink: Color | None
    text: Color | None
    scale: Mapping[int, Color]
    measures: tuple[Measure, ...]

    @property
    def ink_ratio(self) -> float:
        """The contrast of the ink where it is worst: at rest, under the pointer, pressed."""
        states = [state for state in (self.color, self.hover, self.pressed) if state is not None]
        return min((contrast(self.ink, state) for state in states), default=0.0) if self.ink is not None else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """One proposal and what comes of it.

    Attributes:
        written: What the brand file says for it now, as YAML, or empty.
    """

    proposal: Proposal
    light: Side
    dark: Side
    written: str

    def side(self, mode: Mode) -> Side:
        """What it is in one mode."""
        return self.light if mode == "light" else self.dark


@dataclass(frozen=True, slots=True)
class Palette:
    """All that a logo's colours are told by.

    Attributes:
        file: The logo that was looked at, as its reader knows it.
        brand: The brand file that the colours are for, as its reader knows it; empty where there is none.
        pictures: The logo as it is shown in each mode.
        tones: What was seen.
        failing: Pairs of the theme that these colours leave unreadable.
        pairs: How many pairs were measured, in both modes together.
        grounds: The theme's own paper, ink, quiet ink and line in each mode.
    """

    file: str
    brand: str
    pictures: Mapping[Mode, Picture]
    tones: tuple[Tone, ...]
    looks: tuple[Look, ...]
    failing: tuple[Figure, ...]
    pairs: int
    grounds: Mapping[Mode, Mapping[str, Color]]

    @property
    def is_grey(self) -> bool:
        """Whether the logo has no colour but greys."""
        return all(tone.is_grey for tone in self.tones)

    @property
    def yaml(self) -> str:
        """What a brand file says for these colours."""
        return "colors: {" + ", ".join(f'{look.proposal.name}: "{look.proposal.hex}"' for look in self.looks) + "}"

    @property
    def now(self) -> str:
        """What the brand file says for the names of these colours now; empty where it says nothing."""
        given = ", ".join(f"{look.proposal.name}: {look.written}" for look in self.looks if look.written)
        return f"colors: {{{given}}}" if given else ""

    @property
    def is_written(self) -> bool:
        """Whether the brand file says just these already."""
        return all(look.written == f'"{look.proposal.hex}"' for look in self.looks)


def level(ratio: float) -> str:
    """What a contrast ratio is enough for: ``AA`` text, ``UI`` edges and large text, or nothing."""
    return "AA" if ratio >= AA else "UI" if ratio >= UI else ""


def told(ratio: float) -> str:
    """A ratio rounded down, so that 4.499 never reads as 4.5."""
    return f"{math.floor(ratio * 100) / 100:.2f}"


def looks(
    proposals: Sequence[Proposal], theme: Theme, tokens: Mapping[str, Token], written: Mapping[str, str]
) -> tuple[Look, ...]:
    """What becomes of each proposal.

    Args:
        proposals: Whose names the theme has tokens for.
        theme: It says what is derived, and on which papers each has to be read.
        tokens: Resolved with the proposals in place.
        written: What the brand file says for each name now.
    """
    found = []
    for proposal in proposals:
        light, dark = (_side(proposal.name, mode, theme, tokens) for mode in MODES)
        found.append(Look(proposal, light, dark, written.get(proposal.name, "")))
    return tuple(found)


def grounds(tokens: Mapping[str, Token]) -> dict[Mode, dict[str, Color]]:
    """The colours that a page of proposals is itself set in, as far as the theme has them."""
    fallbacks: dict[Mode, dict[str, Color]] = {
        "light": {"paper": _grey(255), "ink": _grey(26), "muted-text": _grey(90), "line": _grey(218)},
        "dark": {"paper": _grey(18), "ink": _grey(240), "muted-text": _grey(170), "line": _grey(60)},
    }
    return {
        mode: {name: _color(tokens, f"color.{name}", mode) or own[name] for name in own}
        for mode, own in fallbacks.items()
    }


def palette_object(palette: Palette) -> dict[str, Any]:
    """The palette as JSON data."""
    return {
        "logo": palette.file,
        "brand": palette.brand or None,
        "tones": [{"hex": css(tone.color), "share": round(tone.share, 3)} for tone in palette.tones],
        "proposals": [_object(look) for look in palette.looks],
        "failing": [_failing_object(figure) for figure in palette.failing],
        "yaml": palette.yaml,
        "now": palette.now or None,
    }


def _object(look: Look) -> dict[str, Any]:
    lightness, chroma, hue = oklch(look.proposal.color)
    return {
        "name": look.proposal.name,
        "hex": look.proposal.hex,
        "oklch": [round(lightness, 4), round(chroma, 4), round(hue, 1)],
        "share": round(look.proposal.share, 3),
        "reason": look.proposal.reason,
        "scale": {str(step): css(color) for step, color in look.light.scale.items()},
        "light": _side_object(look.light),
        "dark": _side_object(look.dark),
    }


def _side_object(side: Side) -> dict[str, Any]:
    return {
        "color": css(side.color),
        "hover": _hex(side.hover),
        "pressed": _hex(side.pressed),
        "ink": _hex(side.ink),
        "ink_ratio": float(told(side.ink_ratio)) if side.ink is not None else None,
        "text": _hex(side.text),
        "scale": {str(step): css(color) for step, color in side.scale.items()},
        "contrasts": [
            {
                "paper": measure.paper,
                "on": css(measure.ground),
                "ratio": float(told(measure.ratio)),
                "text": measure.ratio >= AA,
                "edge": measure.ratio >= UI,
                "nearest_text": _hex(measure.nearest_text),
                "nearest_edge": _hex(measure.nearest_edge),
            }
            for measure in side.measures
        ],
    }


def _failing_object(figure: Figure) -> dict[str, Any]:
    return {
        "ink": figure.pair.ink,
        "paper": figure.pair.paper,
        "mode": figure.mode,
        "ratio": float(told(figure.ratio)),
        "wanted": figure.pair.ratio,
        "nearest": _hex(figure.nearest),
    }


def _hex(color: Color | None) -> str | None:
    return css(color) if color is not None else None


def _grey(value: int) -> Color:
    return Color("srgb", (value / 255, value / 255, value / 255))


def _color(tokens: Mapping[str, Token], name: str, mode: Mode) -> Color | None:
    token = tokens.get(name)
    return token.value(mode).color if token is not None else None


def _side(name: str, mode: Mode, theme: Theme, tokens: Mapping[str, Token]) -> Side:
    stem = f"color.{name}"
    color = _color(tokens, stem, mode)
    assert color is not None
    scale = {step: shade for step in STEPS if (shade := _color(tokens, f"{stem}-{step}", mode)) is not None}
    return Side(
        color,
        _color(tokens, f"{stem}-hover", mode),
        _color(tokens, f"{stem}-pressed", mode),
        _color(tokens, f"color.on-{name}", mode),
        _color(tokens, f"{stem}-text", mode),
        scale,
        tuple(
            _measure(color, paper, ground)
            for paper in _papers(name, theme, tokens)
            if (ground := _color(tokens, paper, mode)) is not None
        ),
    )


def _papers(name: str, theme: Theme, tokens: Mapping[str, Token]) -> list[str]:
    """The papers on which it has to be told apart; of those that look the same, one."""
    asked = [paper for entry in theme.palette if entry.name == name for paper in entry.text]
    found: dict[tuple[Color | None, ...], str] = {}
    for paper in asked or theme.papers or ("color.paper",):
        looks_like = tuple(_color(tokens, paper, mode) for mode in MODES)
        if all(looks_like):
            found.setdefault(looks_like, paper)
    return list(found.values())


def _measure(color: Color, paper: str, ground: Color) -> Measure:
    ratio = contrast(color, ground)
    return Measure(
        paper,
        ground,
        ratio,
        passing(color, [ground], AA) if ratio < AA else None,
        passing(color, [ground], UI) if ratio < UI else None,
    )

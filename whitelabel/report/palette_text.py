"""A logo's colours and what comes of them, for a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from whitelabel.color import Color, contrast, css, oklch, opaque
from whitelabel.model import MODES, Figure
from whitelabel.problem import printable
from whitelabel.report.columns import wrapped
from whitelabel.report.palette import Look, Palette, level, told

if TYPE_CHECKING:
    from rich.text import Text

WIDTH = 80

_LABEL, _CELL = 16, 31
_MOST = 8
"""Tones that are shown; a picture of more is no flat drawing, and the rest of it is small."""

REASONS = {
    "logo": "of the logo",
    "ink": "the logo has greys alone: its ink",
    "darkened": "the logo has pale greys alone: its own, dark enough to show on white",
    "turned": "the logo has no second hue: primary's, turned by 150°",
    "warm": "the logo has no hue: amber, beside any grey",
}
LEVELS = {"AA": "green", "UI": "yellow", "": "red"}
KEY = "AA: text reads on it · UI: edges and large letters show · low: neither"


def palette_text(palette: Palette, *, colour: bool) -> str:
    """The palette in lines of 80 columns.

    Args:
        palette: What is told.
        colour: Whether the terminal takes colour, as many as it says; without it there are no swatches.
    """
    from rich.console import Console

    stream = io.StringIO()
    console = Console(
        file=stream,
        width=WIDTH,
        force_terminal=colour,
        color_system="auto" if colour else None,
        no_color=not colour,
        highlight=False,
        legacy_windows=False,
    )
    for line in _lines(palette, colour):
        console.print(line, soft_wrap=True)
    return "\n".join(line.rstrip() for line in stream.getvalue().rstrip("\n").split("\n"))


def share(part: float) -> str:
    """A share in per cent; what is there at all is never 0.

    >>> share(0.004), share(0.5)
    ('<1%', '50%')
    """
    return "<1%" if 0.0 < part < 0.01 else f"{part:.0%}"


def oklch_text(color: Color) -> str:
    """A colour as CSS writes it in OKLCH, rounded for reading.

    >>> oklch_text(Color("srgb", (1.0, 0.0, 0.0)))
    'oklch(63% 0.258 29)'
    """
    lightness, chroma, hue = oklch(color)
    return f"oklch({lightness:.0%} {chroma:.3f} {hue:.0f})"


def reason(look: Look) -> str:
    """Why a colour is proposed."""
    why = REASONS[look.proposal.reason]
    return f"{share(look.proposal.share)} {why}" if look.proposal.reason == "logo" else why


def failing(figure: Figure) -> str:
    """A pair of the theme that can't be read, and what could."""
    ink, paper = figure.pair.ink.removeprefix("color."), figure.pair.paper.removeprefix("color.")
    found = f"{css(figure.ink)} on {css(figure.paper)} is {told(figure.ratio)}:1"
    nearest = f"the nearest that passes is {css(figure.nearest)}" if figure.nearest else "no colour of this hue passes"
    return f"{ink} on {paper} in {figure.mode}: {found}, {figure.pair.level} wants {figure.pair.ratio:g}:1; {nearest}"


def shortfalls(look: Look) -> Iterator[str]:
    """Where a colour itself is no colour for text or edges, and which are; on its worst paper in each mode."""
    for mode in MODES:
        measures = look.side(mode).measures
        worst = min(measures, key=lambda measure: measure.ratio, default=None)
        if worst is None or worst.level == "AA":
            continue
        wanted = [("edges", worst.nearest_edge), ("text", worst.nearest_text)]
        ways = " and ".join(f"{css(color)} for {what}" for what, color in wanted if color is not None)
        paper = worst.paper.removeprefix("color.")
        if ways:
            yield f"in {mode} it is {told(worst.ratio)}:1 on {paper}; what passes: {ways}"


def _lines(palette: Palette, colour: bool) -> Iterator[Text]:
    from rich.text import Text

    yield Text(printable(palette.file), style="bold")
    yield _tones(palette, colour)
    for look in palette.looks:
        yield Text()
        yield from _look(look, colour)
    if palette.looks:
        yield Text()
        yield Text(f"  {KEY}", style="dim")
        yield Text()
        yield from _verdict(palette)
        yield from _yaml(palette)


def _tones(palette: Palette, colour: bool) -> Text:
    from rich.text import Text

    line = Text("  ")
    for number, tone in enumerate(palette.tones[:_MOST]):
        line.append("   " if number else "")
        line.append_text(_named(tone.color, colour))
        line.append(f" {share(tone.share)}", style="dim")
        if number % 4 == 3 and number + 1 < len(palette.tones[:_MOST]):
            line.append("\n  ")
    rest = len(palette.tones) - _MOST
    return line.append(f"   and {rest} more" if rest > 0 else "")


def _named(color: Color, colour: bool) -> Text:
    from rich.text import Text

    line = Text()
    if colour:
        line.append("██", style=opaque(color))
        line.append(" ")
    return line.append(css(color))


def _look(look: Look, colour: bool) -> Iterator[Text]:
    from rich.text import Text

    head = Text()
    head.append(f"{look.proposal.name:<{_LABEL + 2}}", style="bold")
    head.append_text(_named(look.proposal.color, colour))
    head.append(f"  {oklch_text(look.proposal.color)}", style="dim")
    yield head
    yield Text(f"  {reason(look)}", style="dim")
    yield _row("", (Text("light"), Text("dark")), style="dim")
    yield _row("itself", [_named(look.side(mode).color, colour) for mode in MODES])
    for light, dark in zip(look.light.measures, look.dark.measures, strict=True):
        cells = [_measured(measure.ground, measure.ratio, colour) for measure in (light, dark)]
        yield _row(f"on {light.paper.removeprefix('color.')}", cells)
    for label in ("ink", "hover", "pressed", "text"):
        shades = [getattr(look.side(mode), label) for mode in MODES]
        if None not in shades:
            name = {"ink": "ink on it", "text": "as text"}.get(label, label)
            yield _row(name, [_shade(look, mode, label, colour) for mode in MODES])
    yield from _scale(look, colour)
    notes = list(shortfalls(look))
    if notes:
        yield Text()
    for line in notes:
        yield from _folded(line)


def _shade(look: Look, mode: str, label: str, colour: bool) -> Text:
    """A derived shade with the contrast that matters: of the ink on all states, of a state under its ink, of text."""
    side = look.light if mode == "light" else look.dark
    shade: Color = getattr(side, label)
    if label == "ink":
        return _measured(shade, side.ink_ratio, colour)
    if label == "text":
        papers = [measure.ground for measure in side.measures]
        return _measured(shade, min((contrast(shade, paper) for paper in papers), default=21.0), colour)
    return _measured(shade, contrast(side.ink, shade), colour) if side.ink is not None else _named(shade, colour)


def _measured(color: Color, ratio: float, colour: bool) -> Text:
    reached = level(ratio)
    line = _named(color, colour).append(f" {told(ratio):>6}:1 ")
    return line.append(reached or "low", style=LEVELS[reached])


def _row(label: str, cells: Sequence[Text], style: str = "") -> Text:
    from rich.text import Text

    line = Text(f"  {label:<{_LABEL}}", style=style)
    light, dark = cells
    line.append_text(light)
    line.append(" " * max(2, _CELL - light.cell_len))
    return line.append_text(dark)


def _scale(look: Look, colour: bool) -> Iterator[Text]:
    """The shades in a row: a block each, its step, its value."""
    from rich.text import Text

    if not look.light.scale:
        return
    yield Text()
    if colour:
        blocks = Text("  ")
        for shade in look.light.scale.values():
            blocks.append("██████ ", style=opaque(shade))
        yield blocks
    yield Text("  " + "".join(f"{step:<7}" for step in look.light.scale), style="dim")
    yield Text("  " + "".join(f"{css(shade)[1:7]:<7}" for shade in look.light.scale.values()), style="dim")


def _verdict(palette: Palette) -> Iterator[Text]:
    from rich.text import Text

    if not palette.failing:
        if palette.pairs:
            yield Text(f"all {palette.pairs} pairs that the theme declares hold with them, in light and in dark")
        return
    yield Text(f"{len(palette.failing)} of {palette.pairs} pairs that the theme declares fail with them:")
    for figure in palette.failing:
        yield from _folded(failing(figure))


def _folded(text: str) -> Iterator[Text]:
    """A sentence in lines of its own, those after the first set in."""
    from rich.text import Text

    for number, line in enumerate(wrapped(text, WIDTH - 4)):
        yield Text(f"{'    ' if number else '  '}{line}")


def _yaml(palette: Palette) -> Iterator[Text]:
    from rich.text import Text

    yield Text()
    if palette.brand and palette.is_written:
        yield Text(f"{printable(palette.brand)} says so already:")
    else:
        yield Text(f"for {printable(palette.brand) or 'a brand file'}:")
    yield Text()
    yield Text(f"  {palette.yaml}", style="bold")
    if palette.now and not palette.is_written:
        yield Text()
        yield Text("it says now:")
        yield Text()
        yield Text(f"  {printable(palette.now)}")

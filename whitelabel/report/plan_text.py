"""What a build would change, for a terminal and for logs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whitelabel.change import Change, Foreseen
from whitelabel.problem import printable
from whitelabel.report.paint import Paint
from whitelabel.report.plan_rows import Row, Section, sections, total

_STYLES = {"+": "good", "~": "hint", "-": "error", "!": "warning", "": "quiet"}

_MOST = 72
"""Characters of a value that are shown."""


def plan_text(changes: Sequence[Change], foreseen: Foreseen, paint: Paint, *, swatches: bool) -> str:
    """The plan, a section for brands that change alike.

    Args:
        changes: Those that the reader may see.
        foreseen: All that is known.
        paint: Gives a text in a style.
        swatches: Whether colours are shown as such.
    """
    found = [_section(section, paint, swatches=swatches) for section in sections(changes, foreseen)]
    return "\n\n".join([*found, paint(total(changes, foreseen), "strong")])


def _section(section: Section, paint: Paint, *, swatches: bool) -> str:
    head = [paint(section.sign, _STYLES[section.sign])]
    if section.brands:
        names = ", ".join(map(printable, section.brands)) + (f" and {section.more:,} more" if section.more else "")
        head.append(paint(names, "strong"))
    if section.name:
        head.append(paint(f"({clipped(section.name)})", "quiet"))
    facts = f": {section.facts}" if section.brands and section.facts else section.facts
    first = " ".join(head) + (facts if section.brands else f" {facts}")
    return "\n".join([first, *(_row(row, paint, swatches=swatches) for row in section.rows)])


def _row(row: Row, paint: Paint, *, swatches: bool) -> str:
    sign = paint(row.sign, _STYLES[row.sign]) if row.sign else " "
    words = " ".join(_words(row, paint, swatches=swatches))
    return f"    {sign} {words}"


def _words(row: Row, paint: Paint, *, swatches: bool) -> Iterator[str]:
    sides = [(row.before, row.colors[0]), (row.after, row.colors[1])]
    shown = [_shown(value, color, swatches=swatches) for value, color in sides if value is not None]
    about = clipped(row.name) + (f", {printable(row.where)}" if row.where else "")
    yield f"{row.label} {about}{':' if shown or row.note else ''}" if row.name else row.label
    if shown:
        yield " → ".join(shown)
    if row.note:
        yield f"({row.note})" if shown else row.note
    if row.place:
        yield paint(f"[{printable(row.place)}]", "quiet")


def _shown(value: str, color: str, *, swatches: bool) -> str:
    shown = clipped(value) if value else "''"
    if not color or not swatches:
        return shown
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return f"\x1b[38;2;{red};{green};{blue}m██\x1b[0m {shown}"


def clipped(text: str) -> str:
    """A text of others in one line, with all that could move the cursor made visible."""
    shown = printable(text)
    return shown if len(shown) <= _MOST else f"{shown[: _MOST - 20]}…{shown[-19:]}"

"""Texts in columns, however wide their letters are, and long lists of places folded."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from whitelabel.problem import printable

WIDTH = 100
"""Columns that a report takes, whatever the terminal has: it is pasted into mails and tickets, too."""

_GAP = "  "
_LEAST = 24
_MARKS = ("Mn", "Me", "Cf")


def safe(text: str) -> str:
    """The text as a terminal may have it: quick where there is nothing to do."""
    return text if text.isprintable() else printable(text)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes.

    Source:
        UAX #11, East Asian Width: W and F take two; marks that stand on a letter take none.

    >>> [cells(word) for word in ("Тула", "東京", "e\\u0301")]
    [4, 4, 1]
    """
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.category(letter) in _MARKS for letter in text)


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of a width, cut between words; a word that is longer stands alone.

    >>> wrapped("RU -RU-MOW -RU-SPE", 10)
    ['RU -RU-MOW', '-RU-SPE']
    """
    lines: list[str] = []
    line, taken = "", 0
    for word in text.split(" "):
        more = cells(word)
        if line and taken + 1 + more > width:
            lines.append(line)
            line, taken = word, more
        else:
            line, taken = (f"{line} {word}", taken + 1 + more) if line else (word, more)
    return [*lines, line]


def columns(
    rows: Sequence[Sequence[str]], *, indent: str = "", right: Collection[int] = (), fold: int = -1
) -> list[str]:
    """Rows as aligned lines without spaces at their ends.

    Args:
        rows: Texts of one line; all rows have as many. A column that is empty throughout is left out.
        indent: Stands before each line.
        right: Columns whose texts end together.
        fold: The column that takes the room that is left, in several lines where it has to; the last when negative.
    """
    if not rows:
        return []
    widths = [max(cells(row[number]) for row in rows) for number in range(len(rows[0]))]
    used = [number for number, width in enumerate(widths) if width]
    if not used:
        return []
    folded = fold if fold >= 0 else len(widths) - 1
    rest = len(indent) + sum(widths[number] + len(_GAP) for number in used if number != folded)
    if widths[folded]:
        widths[folded] = min(widths[folded], max(WIDTH - rest, _LEAST))
    lines: list[str] = []
    for row in rows:
        parts = wrapped(row[folded], widths[folded]) if row[folded] else [""]
        for position, part in enumerate(parts):
            texts = [part if number == folded else "" if position else row[number] for number in used]
            padded = [
                " " * (widths[number] - cells(text)) + text
                if number in right
                else text + " " * (widths[number] - cells(text))
                for number, text in zip(used, texts, strict=True)
            ]
            lines.append((indent + _GAP.join(padded)).rstrip())
    return lines

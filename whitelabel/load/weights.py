"""How much each place weighs, by population, revenue or whatever the vendor counts: a CSV of `place,weight`.

A place weighs what its line says. What a country weighs beyond the places in it that have lines of their own is spread
evenly over its finest places that have none; where all have one, its own line is a sum, and not looked at. A place
without a line, in none that has one, weighs nothing.

WL322: a file of weights is not what was wanted
    The first line names the columns: `place` and `weight`, with any others beside them, parted by commas. Each line
    below it has a place, written as one word of a territory expression, and how much it weighs: digits, with a point
    where a fraction begins. No ground has two lines; of two places that overlap one lies in the other, and weighs no
    less than the places in it do together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from whitelabel import source
from whitelabel.problem import Problem, Related, Span, error
from whitelabel.rights import Groups, Table, parse

LIMIT = 20_000
"""Lines of a file: more than there are places."""

_CELL = re.compile(r'[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|((?:[^,"\s][^,"]*)?))(,|$)')
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_COLUMNS = ("place", "weight")
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Columns:
    """How many columns there are, and which are read."""

    count: int
    place: int
    weight: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One place with its weight, as written and read."""

    word: str
    mask: int
    weight: float
    span: Span


def read_weights(data: bytes, path: str, groups: Groups, table: Table, problems: list[Problem]) -> Mapping[str, float]:
    """Weights of the finest places, by code; those that weigh nothing may be absent.

    Args:
        data: The file's bytes.
        path: Of the file, for people.
        groups: The project's own.
        table: Places and codes.
        problems: Takes what is wrong; with an error among them the weights mean nothing.
    """
    text = source.decode(data, path)
    if isinstance(text, Problem):
        problems.append(text)
        return {}
    lines: list[_Line] = []
    columns: _Columns | None = None
    for number, row in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if number > LIMIT:
            message = f"the file has more than {LIMIT:,} lines"
            problems.append(error("WL322", message, Span(path, number), hint="keep one line a place"))
            break
        if not row.strip():
            continue
        cells = _cells(row, Span(path, number, 1, max(1, len(row))), problems)
        if cells is None:
            continue
        if columns is None:
            columns = _header(cells, row, problems)
            if columns is None:
                return {}
        else:
            line = _line(cells, columns, groups, table, problems)
            if line is not None:
                lines.append(line)
    if columns is None:
        problems.append(_no_header(Span(path), "the file is empty"))
    return _spread(lines, table, problems)


def _cells(row: str, whole: Span, problems: list[Problem]) -> list[_Cell] | None:
    found: list[_Cell] = []
    position = 0
    while True:
        cell = _CELL.match(row, position)
        if cell is None:
            span = Span(whole.path, whole.line, position + 1, max(1, len(row) - position))
            hint = "close the quotes on the same line, and write one within them twice"
            problems.append(error("WL322", "a quote stands where none can be read", span, hint=hint))
            return None
        quoted = cell[1] is not None
        text = cell[1].replace('""', '"').strip() if quoted else cell[2].strip()
        start = cell.start(1) if quoted else cell.start(2)
        found.append(_Cell(text, Span(whole.path, whole.line, start + 1, max(1, len(text)))))
        position = cell.end()
        if not cell[3]:
            return found


def _header(cells: list[_Cell], row: str, problems: list[Problem]) -> _Columns | None:
    names = [cell.text.lower() for cell in cells]
    missing = [name for name in _COLUMNS if name not in names]
    if not missing:
        return _Columns(len(names), names.index("place"), names.index("weight"))
    parted = next((sign for sign in (";", "\t") if sign in row), "")
    span = cells[0].span
    if parted:
        what = "semicolons" if parted == ";" else "tabs"
        hint = f"part them by commas, and write a fraction with a point: '{','.join(_COLUMNS)}'"
        problems.append(error("WL322", f"the columns are parted by {what}; commas were wanted", span, hint=hint))
    else:
        listed = " and none ".join(f"'{name}'" for name in missing)
        problems.append(_no_header(span, f"the first line names no column {listed}"))
    return None


def _no_header(span: Span, what: str) -> Problem:
    return error("WL322", what, span, hint="begin with the line 'place,weight'")


def _line(cells: list[_Cell], columns: _Columns, groups: Groups, table: Table, problems: list[Problem]) -> _Line | None:
    if len(cells) != columns.count:
        many = f"{len(cells)} column" + ("" if len(cells) == 1 else "s")
        message = f"this line has {many}, the first one {columns.count}"
        hint = "write a fraction with a point, and no commas within a number"
        problems.append(error("WL322", message, cells[-1].span, hint=hint))
        return None
    place, weight = cells[columns.place], cells[columns.weight]
    if " " in place.text or place.text.startswith("-"):
        message = f"'{place.text}' is no single place; a code such as RU-MOW was wanted"
        problems.append(error("WL322", message, place.span, hint="give each place a line of its own"))
        return None
    ground, told = parse([(place.text, place.span)], groups, table)
    problems.extend(told)
    amount = _number(weight, problems)
    return _Line(place.text, ground.mask, amount, place.span) if ground and amount is not None else None


def _number(cell: _Cell, problems: list[Problem]) -> float | None:
    if _NUMBER.fullmatch(cell.text):
        amount = float(cell.text)
        if math.isfinite(amount):
            return amount
    negative = cell.text.startswith("-") and _NUMBER.fullmatch(cell.text[1:])
    what = f"the weight '{cell.text}' is less than nothing" if negative else f"'{cell.text}' is no weight"
    hint = "write digits, with a point where a fraction begins: 1234.5"
    problems.append(error("WL322", f"{what}; a number such as 1234.5 was wanted", cell.span, hint=hint))
    return None


def _spread(lines: list[_Line], table: Table, problems: list[Problem]) -> dict[str, float]:
    """The weights of all leaves, from the finest lines to the widest: each looks only at the widest within it."""
    weights: dict[str, float] = {}
    widest: dict[str, _Line] = {}  # leaf → the widest line so far that holds it
    for line in sorted(lines, key=lambda line: (line.mask.bit_count(), line.span)):
        leaves = list(table.bits(line.mask))
        within = {id(inner): inner for leaf in leaves if (inner := widest.get(leaf)) is not None}
        wrong = next((told for inner in within.values() if (told := _clash(line, inner)) is not None), None)
        if wrong is not None:
            problems.append(wrong)
            continue
        rest = [leaf for leaf in leaves if leaf not in widest]
        inner_sum = math.fsum(inner.weight for inner in within.values())
        if rest and line.weight < inner_sum * (1 - _SLACK):
            message = (
                f"'{line.word}' weighs {line.weight:,.12g}, less than the places in it: {inner_sum:,.12g} together"
            )
            related = [Related(inner.span, "one of them") for inner in list(within.values())[:3]]
            hint = "let it weigh as much as all of it, the places in it included"
            problems.append(error("WL322", message, line.span, hint=hint, related=related))
        for leaf in rest:
            weights[leaf] = max(0.0, line.weight - inner_sum) / len(rest)
        for leaf in leaves:
            widest[leaf] = line
    return weights


def _clash(line: _Line, inner: _Line) -> Problem | None:
    if inner.mask == line.mask:
        other = "" if line.word == inner.word else f", as '{inner.word}'"
        message = f"'{line.word}' stands twice{other}"
        return error("WL322", message, line.span, hint="keep one line", related=[Related(inner.span, "here too")])
    if inner.mask & ~line.mask:
        message = f"'{line.word}' and '{inner.word}' overlap, and neither lies in the other"
        hint = "weigh the countries that they have in common one by one"
        return error("WL322", message, line.span, hint=hint, related=[Related(inner.span, "the other one is here")])
    return None

"""Outlines of places, put together from the baked geometry in ``data/``.

A view is one map: the world, or a country by its subdivisions. It consists of cells, the smallest ground that can be told
apart, which share their borders as arcs. Any place that is made of cells is drawn by leaving out the borders between them,
so that no gap shows, whatever a grant cuts out. Which place a cell belongs to is the table's to say, as the project has it.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from whitelabel.rights import Table

Point: TypeAlias = tuple[int, int]
Ring: TypeAlias = list[Point]

WORLD_VIEW = "world"


@dataclass(frozen=True, slots=True)
class Cell:
    """The smallest ground that can be told apart.

    Attributes:
        of: The country, or empty for land that nobody has.
        words: Codes of the places that it is; none for what is left of the country.
        arcs: What bounds it, by number.
    """

    of: str
    words: tuple[str, ...]
    arcs: frozenset[int]


@dataclass(frozen=True, slots=True)
class View:
    """One map.

    Attributes:
        width, height: Of the whole, in its own units.
        frames: Rectangles (left, top, width, height) around what lies elsewhere.
        arcs: Lines of corners.
    """

    width: int
    height: int
    frames: tuple[tuple[int, int, int, int], ...]
    cells: tuple[Cell, ...]
    arcs: tuple[tuple[Point, ...], ...]


def _arc(text: str) -> tuple[Point, ...]:
    numbers = [int(word) for word in text.split()]
    x = y = 0
    line: list[Point] = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        line.append((x, y))
    return tuple(line)


@cache
def read(name: str) -> View | None:
    """The view of a country by its code, or the world's; ``None`` where no outlines are baked."""
    file = files(__package__).joinpath("data", f"{name}.json")
    if not file.is_file():
        return None
    baked = json.loads(file.read_text("utf-8"))
    cells = (
        Cell(of, tuple(words.split()), frozenset(int(arc) for arc in arcs.split()))
        for of, words, arcs in baked["cells"]
    )
    width, height = baked["size"]
    frames = tuple((left, top, across, down) for left, top, across, down in baked["frames"])
    return View(width, height, frames, tuple(cells), tuple(map(_arc, baked["arcs"])))


def own_ground(table: Table) -> dict[str, int]:
    """Country → its leaves, as a set of bits, without those of other countries that lie inside it."""
    masks = {code: table.masks[code] for code in sorted(table.inside) if table.kind(code) == "country"}
    found: dict[str, int] = {}
    for code, mask in masks.items():
        for other, inner in masks.items():
            if other != code and not inner & ~masks[code]:
                mask &= ~inner
        found[code] = mask
    return found


def grounds(view: View, table: Table, own: Mapping[str, int]) -> list[int]:
    """What each cell of a view is, as a set of leaves; nothing for what is left of a country.

    Args:
        table: The project's own.
        own: From ``own_ground``, of the same table.
    """
    found: list[int] = []
    for cell in view.cells:
        mask = 0
        for word in cell.words:
            code = table.find(word)
            mask |= own.get(code) or table.masks.get(code, 0)
        found.append(mask)
    return found


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def rings(view: View, cells: Iterable[Cell]) -> list[Ring]:
    """The closed lines around cells together, without the borders between them; to be filled by the even-odd rule."""
    edges: set[int] = set()
    for cell in cells:
        edges ^= cell.arcs
    at: dict[Point, list[int]] = defaultdict(list)
    for number in sorted(edges):
        at[view.arcs[number][0]].append(number)
        at[view.arcs[number][-1]].append(number)
    found: list[Ring] = []
    for number in sorted(edges):
        if number not in edges:
            continue
        edges.discard(number)
        ring = list(view.arcs[number])
        while ring[-1] != ring[0]:
            following = next((other for other in at[ring[-1]] if other in edges), None)
            if following is None:
                break
            edges.discard(following)
            line = view.arcs[following]
            ring += (line if line[0] == ring[-1] else line[::-1])[1:]
        if len(ring) > 3:
            found.append(ring[:-1] if ring[-1] == ring[0] else ring)
    return found


def borders(view: View) -> list[tuple[Point, ...]]:
    """The lines between countries."""
    sides: dict[int, set[str]] = defaultdict(set)
    for cell in view.cells:
        for arc in cell.arcs:
            sides[arc].add(cell.of)
    return [view.arcs[arc] for arc in sorted(sides) if len(sides[arc]) > 1]


def path(lines: Iterable[Sequence[Point]], closed: bool = True) -> str:
    """Lines as the data of an SVG path.

    >>> path([[(10, 10), (15, 10), (15, 12)]])
    'M10 10l5 0 0 2z'
    """
    parts: list[str] = []
    for line in lines:
        (x, y), *rest = line
        parts.append(f"M{x} {y}l")
        steps: list[str] = []
        for ahead, down in rest:
            steps.append(f"{ahead - x} {down - y}")
            x, y = ahead, down
        parts.append(" ".join(steps))
        parts.append("z" if closed else "")
    return "".join(parts)


# ── Measures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def area(ring: Sequence[Point]) -> float:
    """The area within a closed line."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


_CORNERS = 64


def middle(ring: Sequence[Point]) -> tuple[float, float, float]:
    """The place within a closed line that is farthest from it, and how far that is: where a label stands best.

    Returns:
        x, y and the distance; nearly the best, found by looking closer and closer, at some of the corners where there
        are many.
    """
    rough = ring[:: 1 + len(ring) // _CORNERS]
    xs, ys = [x for x, _ in rough], [y for _, y in rough]
    x, y = float(min(xs) + max(xs)) / 2, float(min(ys) + max(ys)) / 2
    across, down = float(max(xs) - min(xs)), float(max(ys) - min(ys))
    best = (x, y, _inside(rough, x, y))
    for _ in range(3):
        x, y = best[0], best[1]
        for column in range(-3, 4):
            for row in range(-3, 4):
                here = (x + column * across / 7, y + row * down / 7)
                distance = _inside(rough, *here)
                if distance > best[2]:
                    best = (*here, distance)
        across, down = across / 3.5, down / 3.5
    return best


def _inside(ring: Sequence[Point], x: float, y: float) -> float:
    """How far a place is from a closed line; below zero where it lies outside."""
    is_inside = False
    nearest = math.inf
    bx, by = ring[-1]
    for ax, ay in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            is_inside = not is_inside
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        share = ((x - ax) * dx + (y - ay) * dy) / length if length else 0.0
        share = 0.0 if share < 0.0 else 1.0 if share > 1.0 else share
        away = (x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2
        if away < nearest:
            nearest = away
        bx, by = ax, ay
    return math.sqrt(nearest) * (1 if is_inside else -1)

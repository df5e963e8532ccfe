"""What holds in each place of a map on each day, worked out beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from whitelabel.report.atlas import Atlas
from whitelabel.rights import Claim, Conflict, Term, Territory
from whitelabel.rights.term import ALWAYS_AFTER, ALWAYS_BEFORE

Numbered = tuple[int, Term]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What holds from a day on, until the next stretch begins.

    Attributes:
        first: Proleptic Gregorian ordinal; of the first stretch, that of an open term.
        claims, conflicts: By number.
        is_partial: Whether not all of the ground has the same.
    """

    first: int
    claims: tuple[int, ...]
    conflicts: tuple[int, ...]
    is_partial: bool = False


class Chronicle:
    """What holds in all places, for each choice of products.

    Attributes:
        histories: Each once.
        of: For each place, the number of its history for each choice.
        held, clashing: For each place, the numbers of the claims and the conflicts that it ever sees.
    """

    def __init__(
        self, atlas: Atlas, claims: Sequence[Claim], clashes: Sequence[Conflict], choices: Sequence[str]
    ) -> None:
        self.histories: list[tuple[Stretch, ...]] = []
        self.of: list[tuple[int, ...]] = []
        self.held = _at(atlas, [claim.territory for claim in claims])
        self.clashing = _at(atlas, [clash.territory for clash in clashes])
        known: dict[tuple[Stretch, ...], int] = {}
        for number, spot in enumerate(atlas.spots):
            row: list[int] = []
            for position, choice in enumerate(choices):
                if spot.parts:
                    history = _together([self.histories[self.of[part][position]] for part in spot.parts])
                else:
                    history = _history(
                        [(n, claims[n].term) for n in self.held[number] if not choice or choice in claims[n].products],
                        [
                            (n, clashes[n].term)
                            for n in self.clashing[number]
                            if not choice or choice in clashes[n].products
                        ],
                    )
                if history not in known:
                    known[history] = len(known)
                    self.histories.append(history)
                row.append(known[history])
            self.of.append(tuple(row))


def _at(atlas: Atlas, grounds: Sequence[Territory]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in atlas.spots]
    for number, ground in enumerate(grounds):
        for spot in atlas.at(ground.mask):
            found[spot].append(number)
    return found


def _history(claims: Sequence[Numbered], clashes: Sequence[Numbered]) -> tuple[Stretch, ...]:
    days = {ALWAYS_BEFORE}
    for _, term in (*claims, *clashes):
        days |= {term.first, term.last + 1}
    found: list[Stretch] = []
    for day in sorted(day for day in days if day < ALWAYS_AFTER):
        here = Stretch(
            day,
            tuple(number for number, term in claims if term.first <= day <= term.last),
            tuple(number for number, term in clashes if term.first <= day <= term.last),
        )
        _append(found, here)
    return tuple(found)


def _together(parts: Sequence[tuple[Stretch, ...]]) -> tuple[Stretch, ...]:
    """What holds in any of several places."""
    found: list[Stretch] = []
    for day in sorted({stretch.first for part in parts for stretch in part}):
        now = [next(stretch for stretch in reversed(part) if stretch.first <= day) for part in parts]
        here = Stretch(
            day,
            tuple(sorted({claim for stretch in now for claim in stretch.claims})),
            tuple(sorted({conflict for stretch in now for conflict in stretch.conflicts})),
            len({(stretch.claims, stretch.conflicts) for stretch in now}) > 1,
        )
        _append(found, here)
    return tuple(found)


def _append(found: list[Stretch], here: Stretch) -> None:
    """Adds a stretch unless nothing has changed."""
    if not found or (found[-1].claims, found[-1].conflicts, found[-1].is_partial) != (
        here.claims,
        here.conflicts,
        here.is_partial,
    ):
        found.append(here)

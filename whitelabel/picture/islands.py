"""The connected parts of what can be seen: letters, signs, holes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_RUN = re.compile(rb"[^\0]+")


@dataclass(frozen=True, slots=True)
class Island:
    """Pixels that touch each other, sides or corners.

    Attributes:
        box: Left, top, right and bottom; the last two are not within.
        area: Pixels.
        runs: Row, first column, and the column after the last, from top to bottom.
    """

    box: tuple[int, int, int, int]
    area: int
    runs: tuple[tuple[int, int, int], ...]


def islands(mask: Image) -> tuple[Island, ...]:
    """The connected parts of a mask, by the place of their first pixel from top to bottom.

    Args:
        mask: ``L``; what is not 0 belongs to a part.
    """
    width, height = mask.size
    data = mask.tobytes()
    runs: list[tuple[int, int, int]] = []
    parent: list[int] = []

    def root(of: int) -> int:
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    above_start = above_end = 0
    for row in range(height):
        start, offset = above_start, row * width
        above_start = len(runs)
        for found in _RUN.finditer(data, offset, offset + width):
            left, right = found.start() - offset, found.end() - offset
            index = len(runs)
            runs.append((row, left, right))
            parent.append(index)
            while start < above_end and runs[start][2] < left:
                start += 1
            other = start
            while other < above_end and runs[other][1] <= right:
                one, two = root(other), root(index)
                if one != two:
                    parent[max(one, two)] = min(one, two)
                other += 1
        above_end = len(runs)
    members: dict[int, list[tuple[int, int, int]]] = {}
    for index, run in enumerate(runs):
        members.setdefault(root(index), []).append(run)
    return tuple(_island(own) for own in members.values())


def _island(runs: list[tuple[int, int, int]]) -> Island:
    left, right = min(run[1] for run in runs), max(run[2] for run in runs)
    area = sum(run[2] - run[1] for run in runs)
    return Island((left, runs[0][0], right, runs[-1][0] + 1), area, tuple(runs))

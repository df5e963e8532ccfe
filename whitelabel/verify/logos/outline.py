"""Outlines in path data: a form of each that survives another way to write it.

Optimisers write a path with other commands, fewer digits, moved, scaled, or put together with others. What stays is where each of its
closed or open lines runs. So a line is walked along in even steps, and the places are told within its own box.

Source:
    SVG 2, 9.3 (path data); 10.6 and 10.7 (``points``).
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, TypeAlias

_Point: TypeAlias = tuple[float, float]

_STEPS = 32
"""Places along a line."""

_SCALE = 250
"""Into how many parts the longer side of a line's box is cut."""

NEAR = 6
"""Of these parts two places may be apart, across or down, and are one: two decimals of a drawing of 24 units are less."""

_RUN = re.compile(
    # The letter first: what can't be one is passed over quickly.
    r"""[Mmp](?:(?<=[Mm])(?<![\w.][Mm])[\s,]*[-+.\d][\d\s,.eE+\-MmLlHhVvCcSsQqTtAaZz]{16,}"""
    r"""|(?<=p)oints\s*=\s*\\?["']\s*([-+.\d][-+\d\s,.eE]{16,}))"""
)

_LONGEST = 1_000_000
"""Characters of path data that are looked at in one text: a drawing of more is a map, and would take seconds."""

_CURVE = 8
"""Straight pieces that stand for a curve."""


class Shape(NamedTuple):
    """One line of a path.

    Attributes:
        places: Across and down, a byte each, from where the line begins.
        turns: By how much it turns back and forth: full turns, less the one that any closed line makes. 0 for a disc and for a box.
        form: Logarithms of width by height, and of length by the longer side.
    """

    places: bytes
    turns: float
    form: tuple[float, float]


def runs(text: str) -> Iterator[tuple[int, int, str]]:
    """Where path data stands in any text: beginning, end, and the data."""
    left = _LONGEST
    for found in _RUN.finditer(text):
        left -= len(found[0])
        if left < 0:
            return
        yield (*found.span(), found[0] if found[1] is None else f"M{found[1]}")


@lru_cache(maxsize=4096)
def shapes(data: str) -> tuple[Shape, ...]:
    """The lines of path data, each once; as far as it can be read.

    >>> shapes("M0 0h4v2H2v2H0z") == shapes("m9,9 8 0 0,4-4 0 0 4-4 0z")
    True
    """
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path

    pen = RecordingPen()
    # Whatever the library stumbles over: what stands before it is drawn by browsers too.
    with contextlib.suppress(Exception):
        parse_path(data, pen)
    return tuple(dict.fromkeys(shape for line in _lines(pen.value) if (shape := _shape(line)) is not None))


def _lines(steps: list[tuple[str, tuple[_Point, ...]]]) -> Iterator[list[_Point]]:
    line: list[_Point] = []
    for name, points in steps:
        if name == "moveTo":
            yield line
            line = [points[0]]
        elif name == "lineTo":
            line.append(points[0])
        elif name in ("curveTo", "qCurveTo"):
            line += _curve((line[-1], *points))
        elif name == "closePath" and line:
            line.append(line[0])
    yield line


def _curve(points: tuple[_Point, ...]) -> Iterator[_Point]:
    """A curve of Bézier as straight pieces."""
    for step in range(1, _CURVE + 1):
        t = step / _CURVE
        left = list(points)
        while len(left) > 1:
            left = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(left)]
        yield left[0]


def _shape(line: list[_Point]) -> Shape | None:
    """``None`` for a line that is straight, or a point."""
    if len(line) < 4:
        return None
    across, down = [x for x, _ in line], [y for _, y in line]
    left, top = min(across), min(down)
    width, height = max(across) - left, max(down) - top
    size = max(width, height)
    if not (math.isfinite(size) and min(width, height) > size / 100):
        return None
    pieces = [(a, b, math.dist(a, b)) for a, b in pairwise(line)]
    length = sum(far for _, _, far in pieces)
    scale = _SCALE / size
    places = bytearray()
    passed, step = 0.0, length / _STEPS
    for a, b, far in pieces:
        while len(places) < 2 * _STEPS and (ahead := len(places) / 2 * step - passed) <= far:
            share = ahead / far if far else 0.0
            places.append(round((a[0] + (b[0] - a[0]) * share - left) * scale))
            places.append(round((a[1] + (b[1] - a[1]) * share - top) * scale))
        passed += far
    places += bytes(2 * _STEPS - len(places))
    return Shape(bytes(places), _turns(pieces, size), (math.log(width / height), math.log(length / size)))


def _turns(pieces: list[tuple[_Point, _Point, float]], size: float) -> float:
    """How far a line turns, left and right together, in full turns without one."""
    ways = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b, far in pieces if far > size / 500]
    turned = sum(abs((after - before + math.pi) % math.tau - math.pi) for before, after in pairwise([*ways, *ways[:1]]))
    return max(0.0, round(turned / math.tau - 1, 3))


def is_near(one: bytes, other: bytes) -> bool:
    """Whether two lines run along the same places."""
    return all(-NEAR <= a - b <= NEAR for a, b in zip(one, other, strict=True))

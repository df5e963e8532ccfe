"""Paths that draw several things at once, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whitelabel.picture.compose import number
from whitelabel.picture.recolor import plain_shapes, tree
from whitelabel.picture.value import Picture

_SVG = "{http://www.w3.org/2000/svg}"
_COMMAND = re.compile(r"[MmLlHhVvCcSsQqTtAaZz]")
_NUMBER = re.compile(r"[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_FLAG = re.compile(r"[\s,]*([01])")
_COUNTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7}
_OWN = frozenset(("d", "fill", "stroke", "fill-rule", "stroke-width", "stroke-linecap", "stroke-linejoin", "transform"))
"""What a path may say for its pieces to be drawn as it was: nothing that depends on how large it is or where it ends."""

_LONG = 100_000
"""Bytes of a drawing: to look through a longer one takes too much of the time that a logo has."""

_MANY = 200
"""Pieces of one path: with more it is a texture, not words."""


@dataclass(slots=True)
class _Piece:
    """A closed or open line: path data of its own, and a box that holds it."""

    data: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Piece) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def join(self, other: _Piece) -> None:
        self.data += other.data
        self.left, self.top = min(self.left, other.left), min(self.top, other.top)
        self.right, self.bottom = max(self.right, other.right), max(self.bottom, other.bottom)


def in_pieces(picture: Picture) -> Picture:
    """A drawing that looks the same, in which what one path draws in several places is a path for each.

    Lines that may touch, such as a letter and its hole, stay together.

    Returns:
        The same picture where there is nothing to take apart.
    """
    from lxml import etree

    if picture.form != "svg" or len(picture.data) > _LONG:
        return picture
    root = tree(picture)
    plain = plain_shapes(root)
    taken = [_taken_apart(element) for number, element in enumerate(list(root.iter())) if number in plain]
    if not any(taken):
        return picture
    return Picture("svg", etree.tostring(root), picture.x, picture.y, picture.width, picture.height)


def _taken_apart(element: Any) -> bool:
    if element.tag != f"{_SVG}path" or not _OWN.issuperset(element.attrib):
        return False
    if any(up.get("stroke", "").startswith("url(") for up in (element, *element.iterancestors())):
        return False
    apart = _groups(list(_lines(element.get("d", ""))))
    if not 1 < len(apart) <= _MANY:
        return False
    parent = element.getparent()
    place = parent.index(element)
    for offset, piece in enumerate(apart[1:], 1):
        twin = parent.makeelement(element.tag, dict(element.attrib))
        twin.set("d", piece.data)
        parent.insert(place + offset, twin)
    element.set("d", apart[0].data)
    return True


def _groups(lines: list[_Piece]) -> list[_Piece]:
    """Pieces whose boxes don't meet."""
    if len(lines) > 2 * _MANY:
        return []
    groups: list[_Piece] = []
    for line in lines:
        met = [group for group in groups if group.meets(line)]
        while met:
            for group in met:
                groups.remove(group)
                group.join(line)
                line = group
            met = [group for group in groups if group.meets(line)]
        groups.append(line)
    return groups


def _lines(data: str) -> Iterator[_Piece]:
    """The lines that path data draws, each beginning at a place of its own."""
    x = y = start_x = start_y = 0.0
    piece: _Piece | None = None
    for name, values, text in _steps(data):
        kind, is_relative = name.lower(), name.islower()
        if kind == "z":
            if piece is not None:
                piece.data += "z"
                yield piece
            piece, x, y = None, start_x, start_y
            continue
        if kind == "m":
            if piece is not None:
                yield piece
            x, y = (x + values[0], y + values[1]) if is_relative else (values[0], values[1])
            start_x, start_y = x, y
            piece = _begun(x, y)
            continue
        piece = piece or _begun(x, y)
        piece.data += text
        for px, py in _points(kind, values, (x, y), is_relative):
            piece.left, piece.right = min(piece.left, px), max(piece.right, px)
            piece.top, piece.bottom = min(piece.top, py), max(piece.bottom, py)
        x, y = _end(kind, values, (x, y), is_relative)
    if piece is not None:
        yield piece


def _begun(x: float, y: float) -> _Piece:
    return _Piece(f"M{number(x)} {number(y)}", x, y, x, y)


def _steps(data: str) -> Iterator[tuple[str, list[float], str]]:
    """Commands one by one: the name, the numbers, and how it is written."""
    place = 0
    name = ""
    while True:
        found = _COMMAND.search(data, place)
        if found is not None and not data[place : found.start()].strip(" ,\n\t\r"):
            name, place = found[0], found.end()
            if name in "Zz":
                yield name, [], name
                continue
        elif name in "Zz":
            return
        values: list[float] = []
        for index in range(_COUNTS[name.lower()]):
            pattern = _FLAG if name in "Aa" and index % 7 in (3, 4) else _NUMBER
            got = pattern.match(data, place)
            if got is None:
                return
            values.append(float(got[1]))
            place = got.end()
        yield name, values, name + " ".join(map(number, values))
        # More numbers after a start are lines.
        name = {"M": "L", "m": "l"}.get(name, name)


def _end(kind: str, values: list[float], at: tuple[float, float], is_relative: bool) -> tuple[float, float]:
    x, y = at if is_relative else (0.0, 0.0)
    if kind == "h":
        return x + values[0], at[1]
    if kind == "v":
        return at[0], y + values[0]
    return x + values[-2], y + values[-1]


def _points(
    kind: str, values: list[float], at: tuple[float, float], is_relative: bool
) -> Iterator[tuple[float, float]]:
    """Points whose box holds the step: its end and what it is drawn to; for an arc all that its ellipse can reach."""
    end = _end(kind, values, at, is_relative)
    yield end
    x, y = at if is_relative else (0.0, 0.0)
    if kind in "csq":
        yield from ((x + values[i], y + values[i + 1]) for i in range(0, len(values) - 2, 2))
    if kind == "a":
        reach = max(abs(values[0]), abs(values[1]))
        yield from ((place[0] + step, place[1] + step) for place in (at, end) for step in (-reach, reach))

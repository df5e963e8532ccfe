"""Whether a shape lies in one straight line along an axis: it has no surface in which a gradient could be placed."""

from __future__ import annotations

import re

from whitelabel.picture.svg_tree import Node
from whitelabel.picture.svg_values import NUMBER

_COMMAND = re.compile(r"([MmZzLlHhVvCcSsQqTtAa])([^MmZzLlHhVvCcSsQqTtAa]*)")
_STEPS = {"m": 2, "l": 2, "t": 2, "q": 4, "s": 4, "c": 6, "h": 1, "v": 1, "a": 7}
"""How many numbers each command takes at a time."""


def is_flat(node: Node) -> bool:
    """Whether all of a shape's outline has one x, or one y."""
    attributes = node.attributes
    if node.tag == "line":
        x1, y1, x2, y2 = (float(str(attributes.get(name, "0"))) for name in ("x1", "y1", "x2", "y2"))
        return x1 == x2 or y1 == y2
    if node.tag in ("polyline", "polygon"):
        numbers = [float(number) for number in NUMBER.findall(str(attributes.get("points", "")))]
        return len(set(numbers[::2])) == 1 or len(set(numbers[1::2])) == 1
    return node.tag == "path" and _is_flat_path(str(attributes.get("d", "")))


def _is_flat_path(data: str) -> bool:
    x = y = start_x = start_y = 0.0
    xs: set[float] = set()
    ys: set[float] = set()
    for sign, arguments in _COMMAND.findall(data):
        command = sign.lower()
        if command == "z":
            x, y = start_x, start_y
            continue
        if command == "a":
            return False
        numbers = [float(number) for number in NUMBER.findall(arguments)]
        size = _STEPS[command]
        for at in range(0, len(numbers) - size + 1, size):
            given = numbers[at : at + size]
            left, top = (x, y) if sign.islower() else (0.0, 0.0)
            if command in "hv":
                x, y = (left + given[0], y) if command == "h" else (x, top + given[0])
                xs.add(x)
                ys.add(y)
                continue
            xs |= {left + number for number in given[::2]}
            ys |= {top + number for number in given[1::2]}
            x, y = left + given[-2], top + given[-1]
            if command == "m" and at == 0:
                start_x, start_y = x, y
    return len(xs) == 1 or len(ys) == 1

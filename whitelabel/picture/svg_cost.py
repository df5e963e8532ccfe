"""What it costs to draw a drawing: dashes, steps of filters, and the regions and tiles that they fill."""

from __future__ import annotations

import re
from collections.abc import Mapping

from whitelabel.picture.svg_names import DEFINITIONS
from whitelabel.picture.svg_source import Element, Fault
from whitelabel.picture.svg_tree import Node, Reference
from whitelabel.picture.svg_values import NUMBER, numbers
from whitelabel.picture.value import Box

MAX_DASHES = 200_000
MAX_STEPS = 500.0
MAX_REGION = 20.0
MAX_TILE = 100.0

_COMMAND = re.compile(r"([a-zA-Z])([^a-zA-Z]*+(?:[eE][^a-zA-Z]++)*+)")
_OF_TWO = frozenset(("feBlend", "feComposite", "feDisplacementMap"))
_SIMPLER = "export it again as plain shapes"
_LARGEST = 512.0
"""Pixels of the side at which costs are reckoned: that of the largest icon."""


def _number(node: Node, name: str, otherwise: float = 0.0) -> float:
    text = node.attributes.get(name)
    found = numbers(text.rstrip("%")) if isinstance(text, str) else None
    if not found:
        return otherwise
    return max(map(abs, found)) / (100.0 if isinstance(text, str) and text.endswith("%") else 1.0)


def _length(node: Node) -> float:
    """About how long a shape's outline is."""
    match node.tag:
        case "circle" | "ellipse":
            return 6.3 * max(_number(node, name) for name in ("r", "rx", "ry"))
        case "rect":
            return 2 * (_number(node, "width") + _number(node, "height"))
        case "line":
            return sum(_number(node, name) for name in ("x1", "x2", "y1", "y2"))
    data = node.attributes.get("d") or node.attributes.get("points")
    if not isinstance(data, str):
        return 0.0
    total = 0.0
    for command, arguments in _COMMAND.findall(data if node.tag == "path" else f"L{data}"):
        given = [float(number) for number in NUMBER.findall(arguments)]
        if command.islower():
            total += sum(map(abs, given))
        else:
            total += sum(abs(after - before) for before, after in zip(given, given[2:], strict=False))
            total += sum(map(abs, given[:2]))
    return total


def _step(node: Node, side: float) -> float:
    """How many blurs a step of a filter is worth."""
    if node.tag == "feMorphology":
        return 1.0 + (_LARGEST * _number(node, "radius") / side) ** 2 / 20.0
    if node.tag == "feTurbulence":
        return 1.0 + _number(node, "numOctaves", 1.0)
    if node.tag == "feConvolveMatrix":
        return 1.0 + _number(node, "order", 3.0) ** 2 / 4.0
    return 1.0


def _work(node: Node, side: float) -> float:
    """How many blurs a filter is worth to a browser, which works a result out anew for each input that takes it."""
    works: dict[str, float] = {}
    every = last = most = 0.0
    for step in node.children:
        own = _step(step, side)
        # An input without a name is what the step before has made.
        last = own + sum(last if name is None else works.get(name, 0.0) for name in _inputs(step))
        every, most = every + own, max(most, last)
        works[str(step.attributes.get("result"))] = last
    return max(every, most)


def _inputs(step: Node) -> list[str | None]:
    if step.tag in ("feFlood", "feTurbulence"):
        return []
    if step.tag == "feMerge":
        asked = [inner.attributes.get("in") for inner in step.children]
    else:
        asked = [step.attributes.get(name) for name in ("in", "in2") if name == "in" or step.tag in _OF_TWO]
    return [None if name is None else str(name) for name in asked]


def _check_sizes(node: Node, box: Box) -> None:
    """Refuse a filter's region or a pattern's tile that reaches far beyond the drawing."""
    user = "userSpaceOnUse" in (node.attributes.get("filterUnits"), node.attributes.get("patternUnits"))
    limit = MAX_REGION if node.tag == "filter" else MAX_TILE
    scale = _scale(node) if node.tag == "pattern" else 1.0
    for name, side in (("x", box[2]), ("y", box[3]), ("width", box[2]), ("height", box[3])):
        if name in ("x", "y") and node.tag == "pattern":
            continue
        size = _number(node, name) * scale
        reach = max(abs(box[0]), abs(box[1]), side)
        if size > limit * (reach if user else 1.0):
            message = f"the '{node.tag}' reaches far beyond the drawing"
            raise Fault("WL513", message, node.source, _SIMPLER)


def _scale(node: Node) -> float:
    text = node.attributes.get("patternTransform")
    scale = 1.0
    for name, given in re.findall(r"(matrix|scale)\(([^()]*)\)", text if isinstance(text, str) else ""):
        scale *= max(map(abs, (numbers(given) or [1.0])[: 4 if name == "matrix" else 2]))
    return scale


def check_cost(root: Node, made: Mapping[Element, Node], box: Box) -> None:
    """Add up what is drawn, each copy for itself.

    Args:
        root: The drawing, whose copies are known to be few.
        made: Its parts.
        box: The picture's.

    Raises:
        Fault: For more than a logo needs.
    """
    dashes = steps = 0.0
    side = max(box[2], box[3])
    stack: list[tuple[Node, float]] = [(root, 0.0)]
    while stack:
        node, dash = stack.pop()
        told = node.attributes.get("stroke-dasharray")
        if isinstance(told, str):
            dash = sum(numbers(told) or [0.0])
        if dash > 0:
            dashes += _length(node) / dash
        if node.tag == "filter":
            steps += _work(node, side)
        if node.tag in ("filter", "pattern"):
            _check_sizes(node, box)
        if dashes > MAX_DASHES or steps > MAX_STEPS:
            what = "dashes" if dashes > MAX_DASHES else "steps of filters"
            raise Fault("WL513", f"the SVG has more {what} than a logo needs", node.source, _SIMPLER)
        for value in node.attributes.values():
            if isinstance(value, Reference) and not made[value.target].tag.endswith("Gradient"):
                stack.append((made[value.target], dash if node.tag == "use" else 0.0))
        stack += [(child, dash) for child in node.children if child.tag not in DEFINITIONS]

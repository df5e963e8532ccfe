"""The frame of a drawing: its box, and how large it is shown."""

from __future__ import annotations

from whitelabel.picture import svg_values as values
from whitelabel.picture.svg_source import Element, Fault
from whitelabel.picture.svg_style import Declared
from whitelabel.picture.value import Box

MAX_SIDE = 1e7


def _exact(value: float) -> float:
    """The number as it will be written."""
    return float(values.written(value))


def framed(root: Element, declared: Declared) -> tuple[Box, tuple[float, float], str]:
    """What of a drawing is its picture.

    Args:
        root: The ``svg`` element.
        declared: Its properties.

    Returns:
        The picture's box, the size that percentages relate to, and how the drawing is fitted into the box.

    Raises:
        Fault: For a drawing that has no size, or one out of all range.
    """
    box, viewport, fit = _fitted(root, declared)
    if not all(1 / MAX_SIDE <= side <= MAX_SIDE for side in box[2:]) or max(map(abs, box[:2])) > MAX_SIDE:
        raise Fault("WL504", "the logo's size is out of all range", root, "export it with a viewBox like 0 0 512 512")
    return (_exact(box[0]), _exact(box[1]), _exact(box[2]), _exact(box[3])), viewport, fit


def _fitted(root: Element, declared: Declared) -> tuple[Box, tuple[float, float], str]:
    sizes = []
    for name in ("width", "height"):
        styled = [text for text in reversed(declared.get(name, [])) if values.pixels(text) is not None]
        sizes.append(styled[0] if styled else root.attributes.get(name, ""))
    width, height = map(values.pixels, sizes)
    box = values.view_box(root.attributes.get("viewBox"))
    if any(map(values.is_guess, sizes)) and _is_cut(box, width, height):
        raise Fault(
            "WL504", "the logo's size depends on the letters of a font", root, "export it with a size in pixels"
        )
    nothing = Fault("WL504", "the logo has neither a 'viewBox' nor a size in pixels", root, "export it with a viewBox")
    if (width is not None and width <= 0) or (height is not None and height <= 0):
        raise nothing
    if box is None:
        if width is None or height is None:
            raise nothing
        return (0.0, 0.0, width, height), (width, height), ""
    viewport = (box[2], box[3])
    if width is None or height is None or abs(width * box[3] - height * box[2]) <= 1e-5 * width * box[3]:
        return box, viewport, ""
    fitted = values.aspect(root.attributes.get("preserveAspectRatio") or "") or "xMidYMid"
    if fitted == "none":
        x, y = values.written(width / box[2]), values.written(height / box[3])
        move = f" translate({values.written(-box[0])} {values.written(-box[1])})" if box[0] or box[1] else ""
        return (0.0, 0.0, width, height), viewport, f"scale({x} {y}){move}"
    across, down = width / box[2], height / box[3]
    scale = max(across, down) if fitted.endswith("slice") else min(across, down)
    wide, high = width / scale, height / scale
    share = {"n": 0.0, "d": 0.5, "x": 1.0}
    left = box[0] - (wide - box[2]) * share[fitted[3]]
    top = box[1] - (high - box[3]) * share[fitted[7]]
    return (left, top, wide, high), viewport, ""


def _is_cut(box: Box | None, width: float | None, height: float | None) -> bool:
    """Whether a drawing of this size shows more or less than its box."""
    if width is None or height is None:
        return box is None
    return box is None or abs(width * box[3] - height * box[2]) > 1e-2 * width * box[3]


def shown_size(root: Element) -> tuple[float, float]:
    """How many pixels wide and high a page shows the drawing unless it says otherwise."""
    box = values.view_box(root.attributes.get("viewBox")) or (0.0, 0.0, 300.0, 150.0)
    width, height = (values.pixels(root.attributes.get(name)) for name in ("width", "height"))
    if width is None and height is None:
        return (box[2], box[3])
    if width is None or height is None:
        ratio = box[2] / box[3]
        return ((height or 0.0) * ratio, height or 0.0) if width is None else (width, width / ratio)
    return (width, height)

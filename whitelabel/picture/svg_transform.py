"""Transforms in the syntax of style sheets, written as SVG's own attribute."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from whitelabel.picture import svg_values as values
from whitelabel.picture.svg_source import Fault
from whitelabel.picture.svg_values import Measure
from whitelabel.picture.value import Box

_FUNCTION = re.compile(r"[\s,]*+([a-zA-Z0-9]+)\(([^()]*+)\)")
_ANGLE = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?)(deg|grad|rad|turn)?", re.IGNORECASE)
_TURNS = {None: 1.0, "deg": 1.0, "grad": 0.9, "rad": 57.29577951308232, "turn": 360.0}
_DUST = 1e-9
_SIDES = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}


def _angle(text: str) -> float | None:
    found = _ANGLE.fullmatch(text.strip())
    return float(found[1]) * _TURNS[found[2].lower() if found[2] else None] if found else None


def _unclear(text: str) -> Fault:
    message = f"the transform '{text.strip()[:60]}' can't be kept"
    return Fault("WL512", message, hint="export it again with the transforms carried out")


def _share(text: str) -> float | None:
    return float(text[:-1]) / 100 if text.endswith("%") and values.number(text[:-1]) else _plain(text)


def _plain(text: str) -> float | None:
    return float(text) if values.number(text) else None


def _function(name: str, parts: list[str], measure: Measure, whole: str) -> str:
    """One function as an attribute has it; an empty text for one that changes nothing in the plane.

    Raises:
        Fault: For one that can't be told without knowing what is drawn, or that leaves the plane.
    """
    kind = name.lower()
    maker = _MAKERS.get(kind.removesuffix("x").removesuffix("y").removesuffix("z").removesuffix("3d"))
    made = maker(kind, parts, measure) if maker is not None and parts else None
    if made is None:
        raise _unclear(whole)
    return made


def _translate(kind: str, parts: list[str], measure: Measure) -> str | None:
    lengths = []
    for part, axis in zip(parts, "xyo", strict=False):
        found = values.length(part, axis, measure)
        if found is None or (part.endswith("%") and float(found)):
            return None  # a share of what is drawn
        lengths.append(found)
    if kind.endswith("z"):
        return ""
    x, y = lengths[0], lengths[1] if len(lengths) > 1 else "0"
    return f"translate(0 {x})" if kind.endswith("y") else f"translate({x} {y})"


def _scale(kind: str, parts: list[str], measure: Measure) -> str | None:
    shares = [share for share in map(_share, parts) if share is not None]
    if len(shares) != len(parts):
        return None
    if kind.endswith("z"):
        return ""
    first, second = shares[0], shares[1] if len(shares) > 1 else shares[0]
    x, y = {"x": (first, 1.0), "y": (1.0, first)}.get(kind[-1], (first, second))
    return f"scale({values.written(x)} {values.written(y)})"


def _rotate(kind: str, parts: list[str], measure: Measure) -> str | None:
    angle = _angle(parts[0]) if len(parts) == 1 and kind in ("rotate", "rotatez") else None
    return f"rotate({values.written(angle)})" if angle is not None else None


def _skew(kind: str, parts: list[str], measure: Measure) -> str | None:
    angles = [angle for angle in map(_angle, parts) if angle is not None]
    if len(angles) != len(parts) or len(angles) > 2:
        return None
    if kind != "skew":
        return f"skew{kind[-1].upper()}({values.written(angles[0])})"
    x, y = (values.written(math.tan(math.radians(angle))) for angle in (*angles, 0.0)[:2])
    return f"matrix(1 {y} {x} 1 0 0)"


def _matrix(kind: str, parts: list[str], measure: Measure) -> str | None:
    if len(parts) != 6 or kind != "matrix" or None in map(values.number, parts):
        return None
    return f"matrix({' '.join(parts)})"


_MAKERS = {"translate": _translate, "scale": _scale, "rotate": _rotate, "skew": _skew, "matri": _matrix}
"""By the name without the axis (which a matrix only seems to have)."""


def _list(text: str, measure: Measure) -> str | None:
    """A list of functions as an attribute; ``None`` for what is none."""
    plain = values.transform(text)
    if plain is not None:
        return plain
    found, position = [], 0
    text = text.strip()
    while position < len(text):
        piece = _FUNCTION.match(text, position)
        if piece is None:
            if "(" in text and re.match(r"[a-zA-Z0-9]+\(", text):
                raise _unclear(text)
            return None
        parts = [part for part in re.split(r"\s*,\s*|\s+", piece[2].strip()) if part]
        found.append(_function(piece[1], parts, measure, text))
        position = piece.end()
    return " ".join(part for part in found if part)


def turned(given: Mapping[str, list[str]], box: Box) -> str:
    """The transform of a whole drawing, which pages turn about its middle.

    Args:
        given: As for ``placed``.
        box: The drawing's.

    Returns:
        What does the same within the drawing, or an empty text.

    Raises:
        Fault: For one that also moves the drawing: by pixels of the page, which the drawing doesn't know.
    """
    whole = placed({name: texts for name, texts in given.items() if not name.startswith("transform-")}, Measure(0, 0))
    a, b, c, d, e, f = _as_matrix(whole)
    origins = given.get("transform-origin", ["center"])
    if abs(e) > _DUST or abs(f) > _DUST or origins[-1].lower() not in ("center", "center center", "50% 50%", "50%"):
        raise _unclear(whole)
    if max(abs(a - 1), abs(b), abs(c), abs(d - 1)) <= _DUST:
        return ""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    there, back = (f"translate({values.written(sign * x)} {values.written(sign * y)})" for sign in (1, -1))
    return f"{there} {whole} {back}"


def _as_matrix(text: str) -> tuple[float, ...]:
    """A list of functions of an attribute as one matrix."""
    a, b, c, d, e, f = 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    for name, numbers in re.findall(r"([a-zA-Z]+)\s*\(([^()]*)\)", text):
        g, h, i, j, k, l = _one_matrix(name, values.numbers(numbers) or [0.0])
        a, b, c, d, e, f = (
            a * g + c * h,
            b * g + d * h,
            a * i + c * j,
            b * i + d * j,
            a * k + c * l + e,
            b * k + d * l + f,
        )
    return (a, b, c, d, e, f)


def _one_matrix(name: str, given: list[float]) -> tuple[float, ...]:
    first = given[0]
    match name:
        case "matrix":
            return tuple(given)
        case "translate":
            return (1.0, 0.0, 0.0, 1.0, first, [*given, 0.0][1])
        case "scale":
            return (first, 0.0, 0.0, [*given, first][1], 0.0, 0.0)
        case "skewX":
            return (1.0, 0.0, math.tan(math.radians(first)), 1.0, 0.0, 0.0)
        case "skewY":
            return (1.0, math.tan(math.radians(first)), 0.0, 1.0, 0.0, 0.0)
    cosine, sine = math.cos(math.radians(first)), math.sin(math.radians(first))
    x, y = given[1:] or (0.0, 0.0)
    return (cosine, sine, -sine, cosine, x - cosine * x + sine * y, y - sine * x - cosine * y)


def _origin(text: str, measure: Measure) -> tuple[float, float] | None:
    words = text.lower().split()
    if not 1 <= len(words) <= 3:
        return None
    if words[0] in ("top", "bottom") or (len(words) > 1 and words[1] in ("left", "right")):
        words[:2] = [words[1] if len(words) > 1 else "center", words[0]]
    if len(words) == 1:
        words.append("center")
    found = []
    for word, axis in zip(words[:2], "xy", strict=True):
        length = values.length(word, axis, measure)
        if word in _SIDES:
            found.append(_SIDES[word] * measure.full(axis))
        elif length is not None:
            found.append(float(length))
        else:
            return None
    return (found[0], found[1])


def placed(given: Mapping[str, list[str]], measure: Measure) -> str:
    """The transform that an element's properties make together.

    Args:
        given: The values of ``transform``, ``translate``, ``rotate``, ``scale``, ``transform-origin`` and
            ``transform-box``, the strongest last.
        measure: What lengths are relative to.

    Returns:
        The attribute's value, or an empty text.

    Raises:
        Fault: For a transform that depends on what is drawn, or leaves the plane.

    Source:
        CSS Transforms 1, section 13; CSS Transforms 2, section 5.

    >>> placed({"transform": ["rotate(90deg)"], "transform-origin": ["4px 4px"]}, Measure(8, 8))
    'translate(4 4) rotate(90) translate(-4 -4)'
    """
    pieces = []
    for name in ("translate", "rotate", "scale"):
        for text in reversed(given.get(name, [])):
            if text.lower() in ("none", "initial", "unset", "inherit", "revert"):
                break
            pieces.append(_function(name, text.split(), measure, text))
            break
    for text in reversed(given.get("transform", [])):
        if text.lower() in ("initial", "unset", "inherit", "revert", "revert-layer"):
            break
        found = _list(text, measure)
        if found is not None:
            pieces.append(found)
            break
    whole = " ".join(piece for piece in pieces if piece)
    if not whole:
        return ""
    boxes = given.get("transform-box", [])
    if boxes and boxes[-1].lower() in ("fill-box", "stroke-box", "content-box", "border-box"):
        raise _unclear(f"transform-box: {boxes[-1]}")
    for text in reversed(given.get("transform-origin", [])):
        origin = _origin(text, measure)
        if origin is not None:
            if origin == (0.0, 0.0):
                break
            x, y = (values.written(value) for value in origin)
            back = " ".join(values.written(-value) for value in origin)
            return f"translate({x} {y}) {whole} translate({back})"
    return whole

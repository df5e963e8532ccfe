"""A second opinion on what the sanitiser writes: what a drawing may hold, said anew from the standard and its promises.

It shares no line with the sanitiser, and reads with another parser.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

_NUMBER = r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = rf"{_NUMBER}(?:(?: ?, ?| )?{_NUMBER})*"
_COLOR = r"#[0-9a-f]{6}"
_URL = r"url\(#p\d+\)"
_SHARE = r"(?:0|1|0?\.\d+|1\.0*|0\.0*|\d(?:\.\d+)?e-\d+)"

_GRAMMARS: Mapping[str, str] = {
    "id": r"p\d+",
    "fill": rf"none|{_COLOR}|{_URL}(?: (?:none|{_COLOR}))?",
    "stroke": rf"none|{_COLOR}|{_URL}(?: (?:none|{_COLOR}))?",
    "stop-color": _COLOR,
    "flood-color": _COLOR,
    "lighting-color": _COLOR,
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "flood-opacity"), _SHARE),
    **dict.fromkeys(("clip-path", "mask", "marker-start", "marker-mid", "marker-end", "filter"), rf"none|{_URL}"),
    **dict.fromkeys(("fill-rule", "clip-rule"), "nonzero|evenodd"),
    "stroke-width": rf"{_NUMBER}%?",
    "stroke-linecap": "butt|round|square",
    "stroke-linejoin": "miter|round|bevel|arcs|miter-clip",
    "stroke-miterlimit": _NUMBER,
    "stroke-dasharray": rf"none|{_NUMBER}%?(?:(?: ?, ?| ){_NUMBER}%?)*",
    "stroke-dashoffset": rf"{_NUMBER}%?",
    "display": "none|inline|block",
    "visibility": "visible|hidden|collapse",
    "overflow": "visible|hidden|scroll|auto|clip",
    "paint-order": r"normal|(?:fill|stroke|markers)(?: (?:fill|stroke|markers))*",
    "vector-effect": "none|non-scaling-stroke",
    "shape-rendering": "auto|optimizeSpeed|crispEdges|geometricPrecision",
    "image-rendering": "auto|optimizeSpeed|optimizeQuality|pixelated|crisp-edges|smooth|high-quality|-webkit-optimize-contrast",
    "color-interpolation": "auto|sRGB|linearRGB",
    "color-interpolation-filters": "auto|sRGB|linearRGB",
    "mix-blend-mode": "[a-z-]+",
    "isolation": "auto|isolate",
    "mask-type": "luminance|alpha",
    "transform-origin": rf"{_NUMBER}%?(?: {_NUMBER}%?)*",
    "transform-box": "fill-box|view-box|stroke-box|content-box|border-box",
    "transform": rf"(?:(?:matrix|translate|scale|rotate|skewX|skewY)\({_NUMBERS}\) ?)+",
    "viewBox": rf"{_NUMBER} {_NUMBER} {_NUMBER} {_NUMBER}",
    "preserveAspectRatio": r"none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max)(?: (?:meet|slice))?",
    "d": r"[MmZzLlHhVvCcSsQqTtAa0-9eE+\-., ]*",
    "points": r"[0-9eE+\-., ]*",
    "offset": rf"{_NUMBER}%?",
    "spreadMethod": "pad|reflect|repeat",
    "orient": rf"auto|auto-start-reverse|{_NUMBER}(?:deg|rad|grad|turn)?",
    "markerUnits": "strokeWidth|userSpaceOnUse",
    "in": "[A-Za-z0-9_-]+",
    "in2": "[A-Za-z0-9_-]+",
    "result": "[A-Za-z0-9_-]+",
    "type": "[A-Za-z]+",
    "operator": "[a-z]+",
    "mode": "[a-z-]+",
    "edgeMode": "duplicate|wrap|none",
    "stitchTiles": "stitch|noStitch",
    "xChannelSelector": "[RGBA]",
    "yChannelSelector": "[RGBA]",
    "preserveAlpha": "true|false",
}
_NUMERIC = frozenset(
    "x y z width height rx ry r cx cy fx fy fr x1 y1 x2 y2 refX refY markerWidth markerHeight pathLength stdDeviation dx dy "
    "values tableValues slope intercept amplitude exponent k1 k2 k3 k4 radius baseFrequency numOctaves seed scale order "
    "kernelMatrix divisor bias targetX targetY surfaceScale diffuseConstant specularConstant specularExponent "
    "kernelUnitLength azimuth elevation pointsAtX pointsAtY pointsAtZ limitingConeAngle".split()
)
_FIXED = frozenset(("gradientTransform", "patternTransform"))
_UNITS = re.compile(r"(?:gradient|pattern|patternContent|mask|maskContent|clipPath|filter|primitive)Units")

_SHAPES = frozenset("path rect circle ellipse line polyline polygon use image".split())
_HOLDERS = frozenset("svg g defs symbol clipPath mask pattern marker switch".split())
_PAINTS = frozenset(("linearGradient", "radialGradient"))
_STEPS = frozenset(
    "feGaussianBlur feOffset feMerge feColorMatrix feComponentTransfer feFlood feComposite feBlend feDropShadow feMorphology "
    "feTile feTurbulence feDisplacementMap feConvolveMatrix feDiffuseLighting feSpecularLighting feImage".split()
)
_INSIDE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_HOLDERS, _HOLDERS | _SHAPES | _PAINTS | {"filter"}),
    **dict.fromkeys(_PAINTS, frozenset(("stop",))),
    "filter": _STEPS,
    "feMerge": frozenset(("feMergeNode",)),
    "feComponentTransfer": frozenset(("feFuncR", "feFuncG", "feFuncB", "feFuncA")),
    **dict.fromkeys(
        ("feDiffuseLighting", "feSpecularLighting"), frozenset(("fePointLight", "feSpotLight", "feDistantLight"))
    ),
}
_REFERS: Mapping[str, frozenset[str]] = {
    "fill": _PAINTS | {"pattern"},
    "stroke": _PAINTS | {"pattern"},
    "clip-path": frozenset(("clipPath",)),
    "mask": frozenset(("mask",)),
    "filter": frozenset(("filter",)),
    **dict.fromkeys(("marker-start", "marker-mid", "marker-end"), frozenset(("marker",))),
}
_PICTURE = re.compile(r"data:image/(png|jpeg|webp);base64,([A-Za-z0-9+/]+={0,2})")
_BEGINNINGS = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}
_DEEPEST = 100


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    inner: list[_Element] = field(default_factory=list)


class Doubt(Exception):
    """Why a drawing is not what the sanitiser promises."""


def _fail(what: str) -> None:
    raise Doubt(what[:300])


def _tree(data: bytes) -> _Element:
    text = data.decode("utf-8")
    for sign in ("<!", "<?", "&#", "\r", "\0"):
        if sign in text:
            _fail(f"{sign!r} at {text.index(sign)}")
    parser = expat.ParserCreate("utf-8")
    parser.ordered_attributes = True
    path: list[_Element] = []
    roots: list[_Element] = []

    def begin(name: str, flat: list[str]) -> None:
        element = _Element(name, dict(zip(flat[::2], flat[1::2], strict=True)))
        (path[-1].inner if path else roots).append(element)
        path.append(element)
        if len(path) > _DEEPEST:
            _fail("too deep")

    def letters(found: str) -> None:
        if found.strip():
            _fail(f"text {found!r}")

    def never(*_: object) -> None:
        _fail("a comment, an instruction, a section or a declaration")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda name: path.pop() and None
    parser.CharacterDataHandler = letters
    parser.CommentHandler = parser.ProcessingInstructionHandler = parser.StartDoctypeDeclHandler = never
    parser.StartCdataSectionHandler = parser.XmlDeclHandler = parser.SkippedEntityHandler = never
    try:
        parser.Parse(data, True)
    except expat.ExpatError as broken:
        _fail(str(broken))
    return roots[0]


def _value(element: _Element, key: str, value: str) -> None:
    if key == "href":
        _address(element, value)
        return
    if key in _NUMERIC:
        grammar = rf"{_NUMBERS}%?"
    elif key in _FIXED:
        grammar = _GRAMMARS["transform"]
    elif _UNITS.fullmatch(key):
        grammar = "userSpaceOnUse|objectBoundingBox"
    elif key == "style" and re.fullmatch(_STYLE, value):
        return
    elif key not in _GRAMMARS:
        _fail(f"attribute {key}={value!r} of {element.name}")
        return
    else:
        grammar = _GRAMMARS[key]
    if not re.fullmatch(grammar, value):
        _fail(f"value {key}={value!r} of {element.name}")
    for number in re.findall(_NUMBER, value) if key not in ("fill", "stroke", "id") and "#" not in value else ():
        if not abs(float(number)) < 1e12:
            _fail(f"number {key}={value!r}")


_STYLE = "mix-blend-mode:[a-z-]+|isolation:isolate|mask-type:alpha"
"""Of these, browsers know no attribute."""


def _address(element: _Element, value: str) -> None:
    if element.name == "image":
        found = _PICTURE.fullmatch(value)
        if not found or not base64.b64decode(found[2], validate=True).startswith(_BEGINNINGS[found[1]]):
            _fail(f"picture {value[:80]!r}")
    elif element.name not in ("use", "pattern", *_PAINTS) or not re.fullmatch(r"#p\d+", value):
        _fail(f"address {value!r} of {element.name}")


def _references(element: _Element) -> Iterator[tuple[str, frozenset[str] | None]]:
    for key, value in element.attributes.items():
        if key == "href" and value.startswith("#"):
            kinds = {"use": None, "pattern": frozenset(("pattern",))}.get(element.name, _PAINTS)
            yield value[1:], kinds
        elif value.startswith("url("):
            yield value[5 : value.index(")")], _REFERS[key]


def _every(element: _Element) -> Iterator[_Element]:
    yield element
    for inner in element.inner:
        yield from _every(inner)


def _root(root: _Element) -> None:
    if list(root.attributes)[:4] != ["xmlns", "viewBox", "width", "height"]:
        _fail(f"root {list(root.attributes)}")
    if root.attributes.pop("xmlns") != "http://www.w3.org/2000/svg":
        _fail("namespace")
    box = [float(part) for part in root.attributes["viewBox"].split(" ")]
    if box[2:] != [float(root.attributes["width"]), float(root.attributes["height"])] or min(box[2:]) <= 0:
        _fail(f"size {root.attributes}")


def _kept_promises(elements: list[_Element]) -> None:
    ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
    if ids != [f"p{number}" for number in range(len(ids))]:
        _fail(f"ids {ids[:20]}")
    by_id = {element.attributes["id"]: element for element in elements if "id" in element.attributes}
    used = set()
    for element in elements:
        for name, kinds in _references(element):
            if name not in by_id or (kinds is not None and by_id[name].name not in kinds):
                _fail(f"{element.name} refers to {name}")
            used.add(name)
    if used != set(ids):
        _fail(f"nobody refers to {set(ids) - used}")
    _no_rings(by_id)


def _no_rings(by_id: Mapping[str, _Element]) -> None:
    """Nothing is drawn within itself, and all that is drawn can be counted."""
    weights: dict[str, int] = {}

    def weight(element: _Element, path: tuple[str, ...]) -> int:
        total = 1 + sum(weight(inner, path) for inner in element.inner)
        for name, _ in _references(element):
            if name in path:
                _fail(f"a ring through {name}")
            if name not in weights:
                weights[name] = weight(by_id[name], (*path, name))
            total += weights[name]
        return total

    if sum(weight(element, (name,)) for name, element in by_id.items()) > 10_000_000:
        _fail("copies without end")


def check(data: bytes) -> None:
    """Raise a ``Doubt`` unless these bytes are a drawing as the sanitiser promises it."""
    root = _tree(data)
    if root.name != "svg":
        _fail(f"root {root.name}")
    _root(root)
    elements = list(_every(root))
    for element in elements:
        for inner in element.inner:
            if inner.name not in _INSIDE.get(element.name, ()):
                _fail(f"{inner.name} in {element.name}")
        for key, value in element.attributes.items():
            _value(element, key, value)
    _kept_promises(elements)

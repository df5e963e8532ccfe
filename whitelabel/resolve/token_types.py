"""The 13 types of design tokens: read from nodes, checked, printed as CSS, told as data.

WL225: a value of another shape than its type wants
    Each type of token has a shape: a dimension is {"value": 16, "unit": "px"}, a cubicBezier four numbers, a colour
    {"colorSpace": "srgb", "components": [0, 0.4, 1]}. In a brand file CSS's own spelling does as well: 16px,
    cubic-bezier(0.2, 0, 0, 1), #0066ff. Mend it by writing the shape that the hint shows.

WL226: a number out of its range
    An alpha and a curve's x lie from 0 to 1, a weight from 1 to 1000, a blur is not negative, a hue lies from 0 to
    below 360, and no number is beyond a million.

WL212: an unknown unit
    Dimensions are px or rem, durations ms or s; 0 has a unit too. Mend it by converting the value.

WL213: a member that is missing or unknown
    Composite values have fixed members: a border has color, width and style; a shadow color, offsetX, offsetY, blur,
    spread and, if you like, inset; and so on. Mend it by giving exactly these.

WL215: a colour that is no colour
    The text or object names no fixed colour of CSS Color 4: a misspelt name, a variable, 'currentColor', a
    calculation. Mend it by writing #rrggbb, or oklch(…) for what lies beyond sRGB.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from whitelabel import color, source
from whitelabel.color import Color, ColorError
from whitelabel.problem import Problem, Span, did_you_mean, error
from whitelabel.source import Node, Scalar

LIMIT = 1_000_000.0
MAX_ITEMS = 64
WEIGHTS = {
    "thin": 100, "hairline": 100, "extra-light": 200, "ultra-light": 200, "light": 300, "normal": 400, "regular": 400,
    "book": 400, "medium": 500, "semi-bold": 600, "demi-bold": 600, "bold": 700, "extra-bold": 800, "ultra-bold": 800,
    "black": 900, "heavy": 900, "extra-black": 950, "ultra-black": 950,
}  # fmt: skip
STROKES = ("solid", "dashed", "dotted", "double", "groove", "ridge", "outset", "inset")
CAPS = ("round", "butt", "square")
_BARE_FAMILIES = frozenset(
    ("serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "ui-serif", "ui-sans-serif", "ui-monospace",
     "ui-rounded", "math", "emoji", "fangsong", "-apple-system", "BlinkMacSystemFont")
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_ALIAS = re.compile(r"\{[^{}]*\}")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")

SHAPES = {
    "color": ('{"colorSpace": "srgb", "components": [0, 0.4, 1]}', "#0066ff"),
    "dimension": ('{"value": 16, "unit": "px"}', "16px or 1rem"),
    "fontFamily": ('["Inter", "sans-serif"]', "Inter, sans-serif"),
    "fontWeight": ('600 or "semi-bold"', "600 or semi-bold"),
    "duration": ('{"value": 200, "unit": "ms"}', "200ms"),
    "cubicBezier": ("[0.2, 0, 0, 1]", "cubic-bezier(0.2, 0, 0, 1)"),
    "number": ("1.5", "1.5"),
    "strokeStyle": ('"solid" or {"dashArray": [{"value": 4, "unit": "px"}], "lineCap": "butt"}', "solid"),
    "border": ('{"color": …, "width": …, "style": "solid"}', "1px solid #cccccc"),
    "transition": ('{"duration": …, "delay": …, "timingFunction": [0.2, 0, 0, 1]}', "200ms ease"),
    "shadow": (
        '{"color": …, "offsetX": …, "offsetY": …, "blur": …, "spread": …}',
        "0px 1px 3px 0px rgb(0 0 0 / 20%)",
    ),
    "gradient": ('[{"color": …, "position": 0}, {"color": …, "position": 1}]', "#ff0000 0%, #0000ff 100%"),
    "typography": (
        '{"fontFamily": …, "fontSize": …, "fontWeight": …, "letterSpacing": …, "lineHeight": 1.5}',
        "600 1.5rem/1.2 Inter, sans-serif",
    ),
}
"""How a value of each type is written: as a DTCG ``$value``, and in CSS's manner."""


class WrongValue(Exception):
    """A value that could not be read; without problems where its cause is told elsewhere."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


# ── Values ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Measure:
    """A dimension (px, rem) or a duration (ms, s)."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Dashes:
    """A stroke of dashes and gaps."""

    lengths: tuple[Measure, ...]
    cap: str


Stroke = str | Dashes


@dataclass(frozen=True, slots=True)
class Border:
    """A line: colour, width, style."""

    color: Color
    width: Measure
    style: Stroke


@dataclass(frozen=True, slots=True)
class Transition:
    """How a change runs in time."""

    duration: Measure
    delay: Measure
    curve: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a shadow."""

    color: Color
    x: Measure
    y: Measure
    blur: Measure
    spread: Measure
    inset: bool


@dataclass(frozen=True, slots=True)
class Shadow:
    """Layers, the uppermost first; ``listed`` when they were written as a list."""

    layers: tuple[Layer, ...]
    listed: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A colour at a place of a gradient, 0 to 1."""

    color: Color
    position: float


@dataclass(frozen=True, slots=True)
class Typography:
    """How a text is set."""

    family: tuple[str, ...]
    size: Measure
    weight: float
    spacing: Measure
    height: float


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Scope(Protocol):
    """What a reader may ask of the tokens around it."""

    def refer(self, node: Node, wanted: str) -> Any:
        """The typed value that a reference leads to; for a ``wanted`` that is no type, the node of a literal."""

    def translate(self, node: Scalar, wanted: str) -> Node:
        """A text as a DTCG node, where CSS's spelling is read; the node itself where it is not."""

    @property
    def reads_css(self) -> bool:
        """Whether texts are read in CSS's spelling."""

    def note_text_color(self, node: Scalar, value: Color) -> None:
        """Takes down that a colour was written as text."""

    def recall(self, node: Node, wanted: str) -> Any:
        """What was read from this very node before, or ``None``."""

    def remember(self, node: Node, wanted: str, value: Any) -> None:
        """Takes down what was read from a node; kept where it refers to nothing."""


def is_reference(node: Node) -> bool:
    """Whether a node is ``"{a.b}"`` or ``{"$ref": "#/a/b"}``."""
    if isinstance(node, Scalar):
        return not node.plain and _ALIAS.fullmatch(node.text) is not None
    return isinstance(node, source.Mapping) and node.get("$ref") is not None


def shown(node: Node) -> str:
    """A node named for a message."""
    if isinstance(node, source.Mapping):
        return "an object"
    if isinstance(node, source.Sequence):
        return "a list"
    if node.is_null:
        return "nothing"
    text = node.text if len(node.text) <= 60 else node.text[:57] + "…"
    return f"'{text}'"


def read(wanted: str, node: Node, scope: Scope) -> Any:
    """Read a node as a value of a type, following references.

    Raises:
        WrongValue: With all that is wrong with it.

    Source:
        Design Tokens Format Module 2025.10, sections 8 and 9.
    """
    if is_reference(node):
        return scope.refer(node, wanted)
    if isinstance(node, Scalar):
        if node.is_null:
            raise WrongValue(error("WL225", f"no value is written; {article(wanted)} is wanted", node.span))
        return _READERS[wanted](scope.translate(node, wanted), scope)
    value = scope.recall(node, wanted)
    if value is None:
        value = _READERS[wanted](node, scope)
        scope.remember(node, wanted, value)
    return value


def article(wanted: str) -> str:
    """The type with 'a' before it."""
    return f"a {wanted}"


def mismatch(node: Node, wanted: str, scope: Scope) -> WrongValue:
    """The problem of a value whose shape is not its type's."""
    example = SHAPES[wanted][1 if scope.reads_css else 0]
    return WrongValue(
        error("WL225", f"{shown(node)} is no {wanted}", node.span, hint=f"write {article(wanted)} as {example}")
    )


def _is_number(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and _NUMBER.fullmatch(node.text) is not None


def _text(node: Node) -> str | None:
    if (
        not isinstance(node, Scalar)
        or node.is_null
        or _is_number(node)
        or (node.plain and node.text in ("true", "false"))
    ):
        return None
    return node.text


def _literal(node: Node, scope: Scope) -> Node:
    """A node that is a word, a truth value or a list of its own, with a ``$ref`` followed."""
    while isinstance(node, source.Mapping) and node.get("$ref") is not None:
        node = scope.refer(node, "")
    return node


def _number(node: Node, scope: Scope, what: str = "number", low: float = -LIMIT, high: float = LIMIT) -> float:
    if is_reference(node):
        value: float = scope.refer(node, "number")
    elif _is_number(node):
        assert isinstance(node, Scalar)
        value = float(node.text)
    else:
        raise WrongValue(error("WL225", f"{shown(node)} is no {what}; a number is wanted", node.span))
    return in_range(value, node.span, what, low, high)


def in_range(value: float, span: Span, what: str, low: float = -LIMIT, high: float = LIMIT) -> float:
    """The number, rounded to what is printed; refused out of its range."""
    if not low <= value <= high:
        shown_value = number_css(value) if abs(value) < 1e15 else f"{value:g}"
        message = f"the {what} {shown_value} is out of range; from {number_css(low)} to {number_css(high)} is wanted"
        raise WrongValue(error("WL226", message, span))
    return round(value, 6) + 0.0


def _members(
    node: Node, wanted: str, readers: Mapping[str, Callable[[Node], Any]], scope: Scope, optional: Mapping[str, Any]
) -> dict[str, Any]:
    """The members of an object, each read; all mistakes at once."""
    if not isinstance(node, source.Mapping):
        raise mismatch(node, wanted, scope)
    problems: list[Problem] = []
    for key, _ in node:
        if key.text not in readers:
            message = f"{article(wanted)} has no '{key.text}'"
            problems.append(error("WL213", message, key.span, hint=did_you_mean(key.text, readers)))
    found: dict[str, Any] = {}
    missing: list[str] = []
    for name, reader in readers.items():
        member = node.get(name)
        if member is None:
            if name in optional:
                found[name] = optional[name]
            else:
                missing.append(name)
            continue
        try:
            found[name] = reader(member)
        except WrongValue as wrong:
            problems += wrong.problems
            found[name] = None
            if not wrong.problems:
                missing.append("")
    told = [name for name in missing if name]
    if told:
        names = " and ".join(f"'{name}'" for name in told)
        hint = f"write {article(wanted)} as {SHAPES[wanted][0]}"
        problems.append(error("WL213", f"{names} {'is' if len(told) == 1 else 'are'} missing", node.span, hint=hint))
    if problems or missing:
        raise WrongValue(*problems)
    return found


def _each(node: source.Sequence, reader: Callable[[Node], Any]) -> list[Any]:
    if len(node.items) > MAX_ITEMS:
        raise WrongValue(
            error("WL226", f"the list has {len(node.items)} items; at most {MAX_ITEMS} are read", node.span)
        )
    found: list[Any] = []
    problems: list[Problem] = []
    failed = False
    for item in node.items:
        try:
            found.append(reader(item))
        except WrongValue as wrong:
            failed = True
            problems += wrong.problems
    if failed:
        raise WrongValue(*problems)
    return found


def _items(node: Node, wanted: str, scope: Scope) -> source.Sequence:
    node = _literal(node, scope)
    if not isinstance(node, source.Sequence) or not node.items:
        raise mismatch(node, wanted, scope)
    return node


def _word(node: Node, words: tuple[str, ...], what: str, scope: Scope, code: str = "WL225") -> str:
    literal = _literal(node, scope)
    text = _text(literal)
    if text is None or text not in words:
        hint = did_you_mean(text or "", words) or "write one of " + ", ".join(words)
        raise WrongValue(error(code, f"{shown(literal)} is no {what}", node.span, hint=hint))
    return text


# Colours --------------------------------------------------------------------------------------------------------------

_UNIT = (0.0, 1.0)
_PERCENT = (0.0, 100.0)
_ANY = (-LIMIT, LIMIT)
_CHROMA = (0.0, LIMIT)
_HUE = (0.0, 359.999999)
_RANGES: dict[str, tuple[tuple[float, float], ...]] = {
    "hsl": (_HUE, _PERCENT, _PERCENT),
    "hwb": (_HUE, _PERCENT, _PERCENT),
    "lab": (_PERCENT, _ANY, _ANY),
    "lch": (_PERCENT, _CHROMA, _HUE),
    "oklab": (_UNIT, _ANY, _ANY),
    "oklch": (_UNIT, _CHROMA, _HUE),
}


def _color(node: Node, scope: Scope) -> Color:
    if isinstance(node, Scalar):
        return _text_color(node, scope)
    found = _members(
        node,
        "color",
        {
            "colorSpace": lambda member: _word(member, tuple(color.SPACES), "colour space", scope),
            "components": lambda member: _items(member, "color", scope),
            "alpha": lambda member: _number(member, scope, "alpha", 0.0, 1.0),
            "hex": lambda member: _hex(member, scope),
        },
        scope,
        {"alpha": 1.0, "hex": ""},
    )
    components: source.Sequence = found["components"]
    if len(components.items) != 3:
        message = f"a colour has 3 components; {len(components.items)} stand here"
        raise WrongValue(error("WL225", message, components.span))
    ranges = _RANGES.get(found["colorSpace"], (_UNIT, _UNIT, _UNIT))
    limits = iter(ranges)

    def component(item: Node) -> float | None:
        low, high = next(limits)
        if isinstance(item, Scalar) and not item.plain and item.text == "none":
            return None
        if isinstance(item, Scalar) and scope.reads_css and item.text == "none":
            return None
        return _number(item, scope, "component", low, high)

    first, second, third = _each(components, component)
    try:
        return Color(found["colorSpace"], (first, second, third), found["alpha"])
    except ColorError as wrong:
        raise WrongValue(error("WL215", str(wrong), node.span)) from wrong


def _hex(node: Node, scope: Scope) -> str:
    text = _text(_literal(node, scope))
    if text is None or not _HEX.fullmatch(text):
        raise WrongValue(error("WL225", f"{shown(node)} is no fallback of a colour", node.span, hint="write #rrggbb"))
    return text


def _text_color(node: Scalar, scope: Scope) -> Color:
    text = _text(node)
    if text is None:
        raise mismatch(node, "color", scope)
    try:
        value = color.parse(text)
    except ColorError as wrong:
        raise WrongValue(error("WL215", str(wrong), node.span)) from wrong
    scope.note_text_color(node, value)
    return value


# The other single values ----------------------------------------------------------------------------------------------


def _measure(node: Node, scope: Scope, wanted: str, units: tuple[str, ...]) -> Measure:
    found = _members(
        node,
        wanted,
        {
            "value": lambda member: _number(member, scope, wanted),
            "unit": lambda member: _word(member, units, f"unit of a {wanted}", scope, "WL212"),
        },
        scope,
        {},
    )
    return Measure(found["value"], found["unit"])


def _dimension(node: Node, scope: Scope) -> Measure:
    return _measure(node, scope, "dimension", ("px", "rem"))


def _duration(node: Node, scope: Scope) -> Measure:
    value = _measure(node, scope, "duration", ("ms", "s"))
    in_range(value.value, node.span, "duration", 0.0)
    return value


def _font_family(node: Node, scope: Scope) -> tuple[str, ...]:
    if not isinstance(node, source.Sequence):
        return (_family(node, scope),)
    if not node.items:
        raise mismatch(node, "fontFamily", scope)

    def one(item: Node) -> str:
        if is_reference(item) and isinstance(item, Scalar):
            names: tuple[str, ...] = scope.refer(item, "fontFamily")
            return str(_only(names, item, "fontFamily"))
        return _family(_literal(item, scope), scope)

    return tuple(_each(node, one))


def _family(node: Node, scope: Scope) -> str:
    name = _text(node)
    if name is None:
        raise mismatch(node, "fontFamily", scope)
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        message = "a font's name is empty, too long or holds characters that nobody sees"
        raise WrongValue(error("WL225", message, node.span, hint="write the name as the font file has it"))
    return name


def _only(values: Any, node: Node, wanted: str) -> Any:
    """The one member of a referenced list: references in a list don't spread it out."""
    if len(values) != 1:
        message = f"{shown(node)} stands for {len(values)} values; in a list it may stand for one {wanted} only"
        raise WrongValue(error("WL225", message, node.span, hint="write the members out"))
    return values[0]


def _font_weight(node: Node, scope: Scope) -> float:
    if _is_number(node):
        return _number(node, scope, "fontWeight", 1.0, 1000.0)
    text = _text(node)
    if text in WEIGHTS:
        return float(WEIGHTS[text])
    if text is None:
        raise mismatch(node, "fontWeight", scope)
    hint = did_you_mean(text, WEIGHTS) or "write a number from 1 to 1000"
    raise WrongValue(error("WL225", f"{shown(node)} is no fontWeight", node.span, hint=hint))


def _cubic_bezier(node: Node, scope: Scope) -> tuple[float, ...]:
    if not isinstance(node, source.Sequence) or len(node.items) != 4:
        raise mismatch(node, "cubicBezier", scope)
    numbers = _each(node, lambda item: _number(item, scope, "member of a curve"))
    for place in (0, 2):
        in_range(numbers[place], node.items[place].span, "x of a curve", 0.0, 1.0)
    return tuple(numbers)


def _plain_number(node: Node, scope: Scope) -> float:
    if not _is_number(node):
        raise mismatch(node, "number", scope)
    return _number(node, scope)


# Composites -----------------------------------------------------------------------------------------------------------


def _stroke_style(node: Node, scope: Scope) -> Stroke:
    if isinstance(node, Scalar):
        return _word(node, STROKES, "strokeStyle", scope)
    found = _members(
        node,
        "strokeStyle",
        {
            "dashArray": lambda member: _each(
                _items(member, "strokeStyle", scope), lambda item: _not_negative(item, scope, "dash")
            ),
            "lineCap": lambda member: _word(member, CAPS, "line cap", scope),
        },
        scope,
        {},
    )
    return Dashes(tuple(found["dashArray"]), found["lineCap"])


def _not_negative(node: Node, scope: Scope, what: str) -> Measure:
    value: Measure = read("dimension", node, scope)
    in_range(value.value, node.span, what, 0.0)
    return value


def _border(node: Node, scope: Scope) -> Border:
    found = _members(
        node,
        "border",
        {
            "color": lambda member: read("color", member, scope),
            "width": lambda member: _not_negative(member, scope, "width"),
            "style": lambda member: read("strokeStyle", member, scope),
        },
        scope,
        {},
    )
    return Border(found["color"], found["width"], found["style"])


def _transition(node: Node, scope: Scope) -> Transition:
    found = _members(
        node,
        "transition",
        {
            "duration": lambda member: read("duration", member, scope),
            "delay": lambda member: read("duration", member, scope),
            "timingFunction": lambda member: read("cubicBezier", member, scope),
        },
        scope,
        {},
    )
    return Transition(found["duration"], found["delay"], found["timingFunction"])


def _truth(node: Node, scope: Scope) -> bool:
    literal = _literal(node, scope)
    if isinstance(literal, Scalar) and literal.plain and literal.text in ("true", "false"):
        return literal.text == "true"
    raise WrongValue(error("WL225", f"'inset' is {shown(literal)}; true or false is wanted", node.span))


def _layer(node: Node, scope: Scope) -> Layer:
    found = _members(
        node,
        "shadow",
        {
            "color": lambda member: read("color", member, scope),
            "offsetX": lambda member: read("dimension", member, scope),
            "offsetY": lambda member: read("dimension", member, scope),
            "blur": lambda member: _not_negative(member, scope, "blur"),
            "spread": lambda member: read("dimension", member, scope),
            "inset": lambda member: _truth(member, scope),
        },
        scope,
        {"inset": False},
    )
    return Layer(found["color"], found["offsetX"], found["offsetY"], found["blur"], found["spread"], found["inset"])


def _shadow(node: Node, scope: Scope) -> Shadow:
    if not isinstance(node, source.Sequence):
        return Shadow((_layer(node, scope),), listed=False)
    if not node.items:
        raise mismatch(node, "shadow", scope)

    def one(item: Node) -> Layer:
        if is_reference(item):
            value: Shadow = scope.refer(item, "shadow")
            layer: Layer = _only(value.layers, item, "shadow")
            return layer
        return _layer(item, scope)

    return Shadow(tuple(_each(node, one)), listed=True)


def _stop(node: Node, scope: Scope) -> Stop:
    def position(member: Node) -> float:
        return min(1.0, max(0.0, _number(member, scope, "position")))

    found = _members(
        node, "gradient", {"color": lambda member: read("color", member, scope), "position": position}, scope, {}
    )
    return Stop(found["color"], found["position"])


def _gradient(node: Node, scope: Scope) -> tuple[Stop, ...]:
    if not isinstance(node, source.Sequence) or not node.items:
        raise mismatch(node, "gradient", scope)

    def one(item: Node) -> Stop:
        if is_reference(item):
            stop: Stop = _only(scope.refer(item, "gradient"), item, "gradient")
            return stop
        return _stop(item, scope)

    return tuple(_each(node, one))


def _typography(node: Node, scope: Scope) -> Typography:
    def height(member: Node) -> float:
        return in_range(read("number", member, scope), member.span, "lineHeight", 0.0)

    found = _members(
        node,
        "typography",
        {
            "fontFamily": lambda member: read("fontFamily", member, scope),
            "fontSize": lambda member: _not_negative(member, scope, "fontSize"),
            "fontWeight": lambda member: read("fontWeight", member, scope),
            "letterSpacing": lambda member: read("dimension", member, scope),
            "lineHeight": height,
        },
        scope,
        # Section 9.8 lists it, section 7.3.3's own example leaves it out.
        {"letterSpacing": Measure(0.0, "px")},
    )
    return Typography(
        found["fontFamily"], found["fontSize"], found["fontWeight"], found["letterSpacing"], found["lineHeight"]
    )


_READERS: dict[str, Callable[[Node, Scope], Any]] = {
    "color": _color,
    "dimension": _dimension,
    "fontFamily": _font_family,
    "fontWeight": _font_weight,
    "duration": _duration,
    "cubicBezier": _cubic_bezier,
    "number": _plain_number,
    "strokeStyle": _stroke_style,
    "border": _border,
    "transition": _transition,
    "shadow": _shadow,
    "gradient": _gradient,
    "typography": _typography,
}


# ── Printing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def number_css(value: float) -> str:
    """A number as CSS, with at most six decimals and never an exponent.

    >>> number_css(1.50), number_css(-0.0), number_css(1e-6)
    ('1.5', '0', '0.000001')
    """
    if value == int(value):
        return str(int(value))
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _measure_css(value: Measure) -> str:
    return number_css(value.value) + value.unit


def family_css(name: str) -> str:
    r"""A font's name as CSS: a generic family bare, any other quoted and escaped.

    >>> print(family_css("serif"), family_css('A "b" </style>'))
    serif "A \"b\" \3c /style\3e "

    Source:
        CSS Fonts 4, section 2.1.2; CSSOM, "serialize a string".
    """
    if name in _BARE_FAMILIES:
        return name
    escaped = "".join(
        "\\" + mark if mark in '"\\' else f"\\{ord(mark):x} " if mark in "<>&" or not mark.isprintable() else mark
        for mark in name
    )
    return f'"{escaped}"'


def _families_css(value: tuple[str, ...]) -> str:
    return ", ".join(map(family_css, value))


def _curve_css(value: tuple[float, ...]) -> str:
    return f"cubic-bezier({', '.join(map(number_css, value))})"


def _stroke_css(value: Stroke) -> str:
    return value if isinstance(value, str) else "dashed"


def _border_css(value: Border) -> str:
    return f"{_measure_css(value.width)} {_stroke_css(value.style)} {color.css(value.color)}"


def _transition_css(value: Transition) -> str:
    return f"{_measure_css(value.duration)} {_curve_css(value.curve)} {_measure_css(value.delay)}"


def _layer_css(layer: Layer) -> str:
    lengths = " ".join(map(_measure_css, (layer.x, layer.y, layer.blur, layer.spread)))
    return f"{'inset ' if layer.inset else ''}{lengths} {color.css(layer.color)}"


def _shadow_css(value: Shadow) -> str:
    return ", ".join(map(_layer_css, value.layers))


def _stops_css(value: tuple[Stop, ...]) -> str:
    stops = [f"{color.css(stop.color)} {number_css(round(stop.position * 100, 4))}%" for stop in value]
    # One stop is a gradient for the format, not for CSS, which wants two.
    return ", ".join(stops * 2 if len(stops) == 1 else stops)


def _gradient_css(value: tuple[Stop, ...]) -> str:
    return f"linear-gradient(90deg, {_stops_css(value)})"


def _typography_css(value: Typography) -> str:
    size = f"{_measure_css(value.size)}/{number_css(value.height)}"
    return f"{number_css(value.weight)} {size} {_families_css(value.family)}"


_PRINTERS: dict[str, Callable[[Any], str]] = {
    "color": lambda value: color.css(value),
    "dimension": _measure_css,
    "fontFamily": _families_css,
    "fontWeight": number_css,
    "duration": _measure_css,
    "cubicBezier": _curve_css,
    "number": number_css,
    "strokeStyle": _stroke_css,
    "border": _border_css,
    "transition": _transition_css,
    "shadow": _shadow_css,
    "gradient": _gradient_css,
    "typography": _typography_css,
}

PARTS = {
    "typography": ("font-family", "font-size", "font-weight", "letter-spacing", "line-height"),
    "gradient": ("stops",),
}
"""The further custom properties of a type, by the ending of their names."""


def css(kind: str, value: Any) -> str:
    """A typed value as CSS: what a custom property holds."""
    return _PRINTERS[kind](value)


def parts(kind: str, value: Any) -> tuple[tuple[str, str], ...]:
    """The members of a composite as CSS, each for a custom property of its own."""
    if kind == "gradient":
        return (("stops", _stops_css(value)),)
    if kind == "typography":
        printed = (
            _families_css(value.family),
            _measure_css(value.size),
            number_css(value.weight),
            _measure_css(value.spacing),
            number_css(value.height),
        )
        return tuple(zip(PARTS[kind], printed, strict=True))
    return ()


# ── Data ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def number_data(value: float) -> float | int:
    """A number as JSON holds it: whole ones without a point."""
    return int(value) if value == int(value) else value


def _measure_data(value: Measure) -> dict[str, Any]:
    return {"value": number_data(value.value), "unit": value.unit}


def color_data(value: Color) -> dict[str, Any]:
    """A colour as a DTCG ``$value``."""
    components = ["none" if part is None else number_data(round(part, 6)) for part in value.components]
    found: dict[str, Any] = {"colorSpace": value.space, "components": components}
    if value.alpha != 1.0:
        found["alpha"] = number_data(round(value.alpha, 6))
    return found


def _family_data(value: tuple[str, ...]) -> str | list[str]:
    return value[0] if len(value) == 1 else list(value)


def _stroke_data(value: Stroke) -> Any:
    if isinstance(value, str):
        return value
    return {"dashArray": [_measure_data(length) for length in value.lengths], "lineCap": value.cap}


def _border_data(value: Border) -> dict[str, Any]:
    return {
        "color": color_data(value.color),
        "width": _measure_data(value.width),
        "style": _stroke_data(value.style),
    }


def _numbers_data(value: tuple[float, ...]) -> list[float | int]:
    return [number_data(number) for number in value]


def _transition_data(value: Transition) -> dict[str, Any]:
    return {
        "duration": _measure_data(value.duration),
        "delay": _measure_data(value.delay),
        "timingFunction": _numbers_data(value.curve),
    }


def _layer_data(layer: Layer) -> dict[str, Any]:
    found: dict[str, Any] = {
        "color": color_data(layer.color),
        "offsetX": _measure_data(layer.x),
        "offsetY": _measure_data(layer.y),
        "blur": _measure_data(layer.blur),
        "spread": _measure_data(layer.spread),
    }
    if layer.inset:
        found["inset"] = True
    return found


def _shadow_data(value: Shadow) -> Any:
    layers = [_layer_data(layer) for layer in value.layers]
    return layers if value.listed else layers[0]


def _gradient_data(value: tuple[Stop, ...]) -> list[dict[str, Any]]:
    return [{"color": color_data(stop.color), "position": number_data(stop.position)} for stop in value]


def _typography_data(value: Typography) -> dict[str, Any]:
    return {
        "fontFamily": _family_data(value.family),
        "fontSize": _measure_data(value.size),
        "fontWeight": number_data(value.weight),
        "letterSpacing": _measure_data(value.spacing),
        "lineHeight": number_data(value.height),
    }


_TELLERS: dict[str, Callable[[Any], Any]] = {
    "color": color_data,
    "dimension": _measure_data,
    "fontFamily": _family_data,
    "fontWeight": number_data,
    "duration": _measure_data,
    "cubicBezier": _numbers_data,
    "number": number_data,
    "strokeStyle": _stroke_data,
    "border": _border_data,
    "transition": _transition_data,
    "shadow": _shadow_data,
    "gradient": _gradient_data,
    "typography": _typography_data,
}


def data(kind: str, value: Any) -> Any:
    """A typed value as a DTCG ``$value`` without references."""
    return _TELLERS[kind](value)


def node_of(value: Any, span: Span) -> Node:
    """JSON data as a node, all of it at one place."""
    if isinstance(value, dict):
        return source.Mapping(
            tuple((Scalar(key, False, span), node_of(member, span)) for key, member in value.items()), span
        )
    if isinstance(value, list):
        return source.Sequence(tuple(node_of(item, span) for item in value), span)
    if isinstance(value, str):
        return Scalar(value, False, span)
    if isinstance(value, bool):
        return Scalar("true" if value else "false", True, span)
    return Scalar(number_css(value), True, span)

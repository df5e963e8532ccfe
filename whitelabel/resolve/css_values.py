"""CSS's spelling of a token's value, read into the DTCG shape; never handed on as text.

WL223: a text that cannot be read as a value
    Brand files may write values in CSS's manner: 12px, 200ms, Inter, serif, 1px solid #ccc. This one holds what such a
    value never needs: a url(), a semicolon, a bracket, a comment, a function that is no colour, or too many parts.
    Mend it by writing the value as the hint shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from whitelabel import source
from whitelabel.problem import error
from whitelabel.resolve.token_types import SHAPES, STROKES, WEIGHTS, WrongValue, article, shown
from whitelabel.source import Node, Scalar

MAX_LENGTH = 2000
MAX_DEPTH = 4
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_PLAIN_NUMBER = re.compile(_NUMBER)
_WITH_UNIT = re.compile(rf"({_NUMBER})([A-Za-z%]*)")
_CURVES = {
    "linear": ("0", "0", "1", "1"),
    "ease": ("0.25", "0.1", "0.25", "1"),
    "ease-in": ("0.42", "0", "1", "1"),
    "ease-out": ("0", "0", "0.58", "1"),
    "ease-in-out": ("0.42", "0", "0.58", "1"),
}
"""Curves that CSS has names for (CSS Easing Functions 2, section 2.2)."""

TypeOf = Callable[[str], str]


def _depth(text: str) -> int:
    """How deep brackets are nested at most, so that no parser recurses further."""
    depth = most = 0
    for mark in text:
        if mark in "([{":
            depth += 1
            most = max(most, depth)
        elif mark in ")]}":
            depth -= 1
    return most


def node_from_css(wanted: str, node: Scalar, type_of: TypeOf) -> Node:
    """Read a text in CSS's spelling.

    Args:
        wanted: The token's type.
        node: The text; a lone reference is not given here.
        type_of: The type of a token that a part refers to, empty for an unknown one.

    Returns:
        The node that DTCG would have, all of it at the text's place; colours stay text.

    Raises:
        WrongValue: For a text that is none of the type's.
    """
    if wanted == "color":
        return node
    if len(node.text) > MAX_LENGTH:
        message = f"the value has {len(node.text)} characters; at most {MAX_LENGTH} are read"
        raise WrongValue(error("WL223", message, node.span))
    return _Text(wanted, node, type_of).read()


class _Text:
    def __init__(self, wanted: str, node: Scalar, type_of: TypeOf) -> None:
        self.wanted = wanted
        self.node = node
        self.text = node.text.strip()
        self.span = node.span
        self.type_of = type_of

    def read(self) -> Node:
        readers: dict[str, Callable[[], Node]] = {
            "dimension": lambda: self.measure(self.text),
            "duration": lambda: self.measure(self.text),
            "number": self.bare_number,
            "fontWeight": self.weight,
            "strokeStyle": lambda: self.word(self.text),
            "cubicBezier": lambda: self.curve(self.only(self.tokens())),
            "fontFamily": lambda: self.families(self.split(self.tokens())),
            "border": lambda: self.border(self.tokens()),
            "transition": lambda: self.transition(self.tokens()),
            "shadow": self.shadow,
            "gradient": self.gradient,
            "typography": lambda: self.typography(self.tokens()),
        }
        return readers[self.wanted]()

    # Making nodes -----------------------------------------------------------------------------------------------

    def fail(self) -> WrongValue:
        hint = f"write {article(self.wanted)} as {SHAPES[self.wanted][1]}"
        return WrongValue(error("WL223", f"{shown(self.node)} is no {self.wanted}", self.span, hint=hint))

    def word(self, text: str) -> Scalar:
        return Scalar(text, False, self.span)

    def number(self, text: str) -> Scalar:
        return Scalar(text, True, self.span)

    def pairs(self, **members: Node) -> source.Mapping:
        return source.Mapping(tuple((self.word(name), value) for name, value in members.items()), self.span)

    def sequence(self, items: Iterable[Node]) -> source.Sequence:
        return source.Sequence(tuple(items), self.span)

    def measure(self, text: str) -> Node:
        found = _WITH_UNIT.fullmatch(text)
        if found is None:
            raise self.fail()
        number, unit = found.groups()
        if not unit:
            if float(number) != 0:
                hint = f"write {number}px or {number}rem" if self.wanted != "duration" else f"write {number}ms"
                raise WrongValue(error("WL212", f"{shown(self.node)} has no unit", self.span, hint=hint))
            unit = "ms" if self.wanted == "duration" else "px"
        return self.pairs(value=self.number(number), unit=self.word(unit.lower()))

    def bare_number(self) -> Node:
        if not _PLAIN_NUMBER.fullmatch(self.text):
            raise self.fail()
        return self.number(self.text)

    def weight(self) -> Node:
        return self.number(self.text) if _PLAIN_NUMBER.fullmatch(self.text) else self.word(self.text)

    # Tokens of CSS ----------------------------------------------------------------------------------------------

    def tokens(self) -> list[Any]:
        import tinycss2

        if _depth(self.text) > MAX_DEPTH:
            raise self.fail()
        found: list[Any] = tinycss2.parse_component_value_list(self.text)
        for token in found:
            if token.type not in ("whitespace", "literal", "ident", "string", "number", "dimension", "percentage",
                                  "hash", "function", "{} block"):  # fmt: skip
                raise self.fail()
            if token.type == "literal" and token.value not in (",", "/"):
                raise self.fail()
        return found

    def split(self, tokens: list[Any], mark: str = ",") -> list[list[Any]]:
        groups: list[list[Any]] = [[]]
        for token in tokens:
            if token.type == "literal" and token.value == mark:
                groups.append([])
            elif token.type != "whitespace":
                groups[-1].append(token)
        return groups

    def only(self, tokens: list[Any]) -> Any:
        found = [token for token in tokens if token.type != "whitespace"]
        if len(found) != 1:
            raise self.fail()
        return found[0]

    def alias(self, token: Any) -> Scalar | None:
        if token.type != "{} block":
            return None
        import tinycss2

        return self.word("{" + tinycss2.serialize(token.content).strip() + "}")

    def kind(self, token: Any) -> str:
        """What a part of a composite is: a type of token, or empty."""
        alias = self.alias(token)
        if alias is not None:
            # An unknown name is told where it is followed; until then it passes for a colour.
            return self.type_of(alias.text[1:-1]) or "color"
        if token.type == "dimension":
            return "duration" if token.lower_unit in ("ms", "s") else "dimension"
        if token.type == "ident":
            curve = "cubicBezier" if token.lower_value in _CURVES else "color"
            return "strokeStyle" if token.lower_value in STROKES else curve
        if token.type == "function" and token.lower_name == "cubic-bezier":
            return "cubicBezier"
        return {"number": "number", "hash": "color", "function": "color"}.get(token.type, "")

    def part(self, token: Any) -> Node:
        """A part of a composite as a node, by its kind."""
        alias = self.alias(token)
        if alias is not None:
            return alias
        kind = self.kind(token)
        if kind in ("dimension", "duration", "number"):
            return self.length(token)
        if kind == "cubicBezier":
            return self.curve(token)
        if kind == "strokeStyle":
            return self.word(token.lower_value)
        return self.word(token.serialize())

    def length(self, token: Any) -> Node:
        if token.type == "number" and token.value == 0:
            return self.pairs(value=self.number("0"), unit=self.word("px"))
        if token.type != "dimension":
            raise self.fail()
        return self.pairs(value=self.number(token.representation), unit=self.word(token.lower_unit))

    def curve(self, token: Any) -> Node:
        alias = self.alias(token)
        if alias is not None:
            return alias
        if token.type == "ident" and token.lower_value in _CURVES:
            return self.sequence(self.number(text) for text in _CURVES[token.lower_value])
        if token.type != "function" or token.lower_name != "cubic-bezier":
            raise self.fail()
        numbers = self.split(token.arguments)
        if any(len(group) != 1 or group[0].type != "number" for group in numbers):
            raise self.fail()
        return self.sequence(self.number(group[0].representation) for group in numbers)

    # Types ------------------------------------------------------------------------------------------------------

    def families(self, groups: list[list[Any]]) -> Node:
        names: list[Node] = []
        for group in groups:
            alias = self.alias(group[0]) if len(group) == 1 else None
            if alias is not None:
                names.append(alias)
            elif len(group) == 1 and group[0].type == "string":
                names.append(self.word(group[0].value))
            elif group and all(token.type == "ident" for token in group):
                names.append(self.word(" ".join(token.value for token in group)))
            else:
                raise self.fail()
        return self.sequence(names)

    def by_kind(self, tokens: list[Any], most: dict[str, int]) -> dict[str, list[Node]]:
        """The parts of a composite sorted by kind, each kind at most so often."""
        found: dict[str, list[Node]] = {kind: [] for kind in most}
        for token in tokens:
            if token.type == "whitespace":
                continue
            kind = "dimension" if token.type == "number" and token.value == 0 else self.kind(token)
            if kind not in found or len(found[kind]) >= most[kind]:
                raise self.fail()
            found[kind].append(self.part(token))
        return found

    def nothing(self) -> Node:
        return self.pairs(value=self.number("0"), unit=self.word("px"))

    def border(self, tokens: list[Any]) -> Node:
        if self.text == "none":
            return self.pairs(color=self.word("transparent"), width=self.nothing(), style=self.word("solid"))
        found = self.by_kind(tokens, {"dimension": 1, "strokeStyle": 1, "color": 1})
        if not all(found.values()):
            raise self.fail()
        return self.pairs(color=found["color"][0], width=found["dimension"][0], style=found["strokeStyle"][0])

    def transition(self, tokens: list[Any]) -> Node:
        found = self.by_kind(tokens, {"duration": 2, "cubicBezier": 1})
        if not found["duration"]:
            raise self.fail()
        none = self.pairs(value=self.number("0"), unit=self.word("ms"))
        curve = found["cubicBezier"] or [self.sequence(self.number(text) for text in _CURVES["ease"])]
        return self.pairs(duration=found["duration"][0], delay=([*found["duration"], none])[1], timingFunction=curve[0])

    def shadow(self) -> Node:
        if self.text == "none":
            clear, nothing = self.word("transparent"), self.nothing()
            return self.pairs(color=clear, offsetX=nothing, offsetY=nothing, blur=nothing, spread=nothing)
        layers = [self.layer(group) for group in self.split(self.tokens())]
        return layers[0] if len(layers) == 1 else self.sequence(layers)

    def layer(self, tokens: list[Any]) -> Node:
        alias = self.alias(tokens[0]) if len(tokens) == 1 else None
        if alias is not None:
            return alias
        insets = [token for token in tokens if token.type == "ident" and token.lower_value == "inset"]
        rest = [token for token in tokens if token not in insets]
        found = self.by_kind(rest, {"dimension": 4, "color": 1})
        lengths = found["dimension"]
        if len(insets) > 1 or len(lengths) < 2 or not found["color"]:
            raise self.fail()
        x, y, blur, spread = [*lengths, self.nothing(), self.nothing()][:4]
        layer = {"color": found["color"][0], "offsetX": x, "offsetY": y, "blur": blur, "spread": spread}
        if insets:
            layer["inset"] = self.number("true")
        return self.pairs(**layer)

    def gradient(self) -> Node:
        tokens = self.tokens()
        first = tokens[0] if len(tokens) == 1 else None
        if first is not None and first.type == "function" and first.lower_name == "linear-gradient":
            tokens = first.arguments
            groups = self.split(tokens)
            head = groups[0]
            if len(head) == 1 and head[0].type == "dimension" and head[0].representation == "90":
                groups = groups[1:]
        else:
            groups = self.split(tokens)
        if len(groups) < 2:
            raise self.fail()
        return self.sequence(self.stop(group, place, len(groups)) for place, group in enumerate(groups))

    def stop(self, tokens: list[Any], place: int, count: int) -> Node:
        if not 1 <= len(tokens) <= 2 or self.kind(tokens[0]) != "color":
            raise self.fail()
        position: Node = self.number(f"{place / (count - 1):.6f}")
        if len(tokens) == 2:
            alias = self.alias(tokens[1])
            if alias is not None:
                position = alias
            elif tokens[1].type == "percentage":
                position = self.number(f"{min(1.0, max(0.0, tokens[1].value / 100)):.6f}")
            else:
                raise self.fail()
        return self.pairs(color=self.part(tokens[0]), position=position)

    def typography(self, tokens: list[Any]) -> Node:
        """CSS's ``font``: ``[weight] size/line-height families``."""
        halves = self.split(tokens, "/")
        if len(halves) != 2 or not 1 <= len(halves[0]) <= 2 or len(halves[1]) < 2:
            raise self.fail()
        *weights, size = halves[0]
        height, *families = halves[1]
        weight: Node = self.number("400")
        if weights:
            token = weights[0]
            named = token.type == "ident" and token.value in WEIGHTS
            if not named and token.type not in ("number", "{} block"):
                raise self.fail()
            number = self.number(token.representation) if token.type == "number" else None
            weight = self.alias(token) or number or self.word(token.value)
        line = self.alias(height) or (self.number(height.representation) if height.type == "number" else None)
        if line is None:
            raise self.fail()
        return self.pairs(
            fontFamily=self.families(self.split(families)),
            fontSize=self.alias(size) or self.length(size),
            fontWeight=weight,
            lineHeight=line,
        )

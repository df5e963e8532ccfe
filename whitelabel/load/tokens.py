"""Design tokens as they are written: groups and tokens with their places, names and properties checked.

Nothing is followed here: aliases, ``$extends`` and inherited types are the business of ``resolve``.

WL201: a tokens file has the wrong shape
    A tokens file is a tree of JSON objects. An object with '$value' (or '$ref') is a token, an object without is a
    group, and none is both. This place holds text, a list, or a token that has tokens of its own.
    Mend it by writing an object, '$value' instead of 'value', or '$root' for the token that a group itself stands for.

WL202: a token or group has a name that may not be
    Names are joined by '.' and referred to in '{…}', so they hold none of these characters; names with a leading '$'
    belong to the format. Mend it by another name.

WL203: a property that the format does not know
    Properties begin with '$'. Tokens take $value, $ref, $type, $description, $deprecated, $extensions; groups take
    $type, $description, $deprecated, $extensions, $extends, $root. Data of your own go into '$extensions'.

WL204: a property holds the wrong kind of value
    '$description' is text, '$deprecated' is true, false or the reason as text, '$extensions' is an object, '$extends'
    and '$ref' are a reference as text; '$value' and '$ref' stand in one token together never.

WL205: a type that is none
    '$type' is one of the 13 types of Design Tokens 2025.10, in this spelling: color, dimension, fontFamily,
    fontWeight, duration, cubicBezier, number, strokeStyle, border, transition, shadow, gradient, typography.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from whitelabel import source
from whitelabel.model import RawToken, TokenFile, TokenGroup
from whitelabel.problem import Problem, did_you_mean, error, nearest
from whitelabel.source import Node, Scalar

TYPES = (
    "color",
    "dimension",
    "fontFamily",
    "fontWeight",
    "duration",
    "cubicBezier",
    "number",
    "strokeStyle",
    "border",
    "transition",
    "shadow",
    "gradient",
    "typography",
)
_TOKEN_KEYS = ("$value", "$ref", "$type", "$description", "$deprecated", "$extensions")
_GROUP_KEYS = ("$type", "$description", "$deprecated", "$extensions", "$extends", "$ref", "$root")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")


def load_tokens(node: Node, problems: list[Problem]) -> TokenFile:
    """Read the tree of one tokens file.

    Args:
        node: The file's root, as ``source.read_json`` gives it.
        problems: Takes every mistake; what is mistaken is left out of the tree.

    Returns:
        Groups and tokens as written, in the order written.

    Source:
        Design Tokens Format Module 2025.10, sections 5 (design token) and 6 (groups).
    """
    path = node.span.path
    if not isinstance(node, source.Mapping):
        problems.append(
            error("WL201", f"{_kind(node)} stands here; an object of groups and tokens is wanted", node.span)
        )
        return TokenFile(TokenGroup({}, span=node.span), node, path)
    return TokenFile(_Reader(node, problems).group(node, node.span, top=True), node, path)


def _kind(node: Node) -> str:
    if isinstance(node, source.Mapping):
        return "an object"
    if isinstance(node, source.Sequence):
        return "a list"
    return "null" if node.is_null else f"'{node.text[:60]}'"


def _is_text(node: Node | None) -> bool:
    return isinstance(node, Scalar) and not node.plain


def _json_data(node: Node) -> Any:
    if isinstance(node, source.Mapping):
        return {key.text: _json_data(value) for key, value in node}
    if isinstance(node, source.Sequence):
        return [_json_data(item) for item in node.items]
    if not node.plain:
        return node.text
    if node.text in ("true", "false"):
        return node.text == "true"
    if _NUMBER.fullmatch(node.text):
        return int(node.text) if node.text.lstrip("-").isdigit() and len(node.text) < 18 else float(node.text)
    return None


class _Reader:
    def __init__(self, document: source.Mapping, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems

    # What an object is ------------------------------------------------------------------------------------------

    def _is_token(self, node: source.Mapping) -> bool:
        if node.get("$value") is not None:
            return True
        reference = node.get("$ref")
        if reference is None or any(not key.text.startswith("$") or key.text == "$root" for key, _ in node):
            return False
        return not self._leads_to_group(reference, hops=0)

    def _leads_to_group(self, reference: Node, hops: int) -> bool:
        """Whether a reference in '$ref' names a group, so that the object that holds it extends that group."""
        if not isinstance(reference, Scalar) or not reference.text.startswith("#/") or hops > 16:
            return False
        target: Node = self.document
        for step in reference.text[2:].split("/"):
            below = None
            if isinstance(target, source.Mapping):
                below = target.get(unquote(step).replace("~1", "/").replace("~0", "~"))
            if below is None or step.startswith("$"):
                return False
            target = below
        if not isinstance(target, source.Mapping) or target.get("$value") is not None:
            return False
        onward = target.get("$ref")
        return onward is None or self._leads_to_group(onward, hops + 1)

    # Groups and tokens ------------------------------------------------------------------------------------------

    def group(self, node: source.Mapping, span: Any, *, top: bool = False) -> TokenGroup:
        children: dict[str, RawToken | TokenGroup] = {}
        for key, value in node:
            if key.text.startswith("$") and key.text != "$root":
                self._known_key(key, (*_GROUP_KEYS, "$schema") if top else _GROUP_KEYS)
            else:
                child = self._child(key, value)
                if child is not None:
                    children[key.text] = child
        extends = node.get("$extends") or node.get("$ref")
        if extends is not None and not _is_text(extends):
            self._wrong("$extends", extends, 'a reference such as "{button}"')
        return TokenGroup(
            children,
            self._type(node),
            extends if isinstance(extends, Scalar) and not extends.plain else None,
            self._description(node),
            self._deprecated(node),
            self._extensions(node),
            span,
        )

    def _child(self, key: Scalar, value: Node) -> RawToken | TokenGroup | None:
        name = key.text
        if name != "$root" and not self._name_is_good(key):
            return None
        if not isinstance(value, source.Mapping):
            hint = f"write '${name}'" if f"${name}" in _TOKEN_KEYS else 'a token is {"$type": …, "$value": …}'
            self.problems.append(
                error("WL201", f"'{name}' is {_kind(value)}; a token or a group is wanted", value.span, hint=hint)
            )
            return None
        if self._is_token(value):
            return self._token(key, value)
        if name == "$root":
            self.problems.append(
                error("WL201", "'$root' is a group; a token is wanted", key.span, hint="give it a '$value'")
            )
            return None
        return self.group(value, key.span)

    def _name_is_good(self, key: Scalar) -> bool:
        found = [mark for mark in ".{}" if mark in key.text]
        if not found and key.text:
            return True
        message = f"the name '{key.text}' holds '{found[0]}'" if found else "the name is empty"
        hint = "nest the parts as groups" if found == ["."] else "choose another name"
        self.problems.append(error("WL202", message, key.span, hint=hint))
        return False

    def _token(self, key: Scalar, node: source.Mapping) -> RawToken | None:
        good = True
        for inner, value in node:
            if inner.text.startswith("$"):
                self._known_key(inner, _TOKEN_KEYS)
                continue
            good = False
            near = nearest(inner.text, [word[1:] for word in _TOKEN_KEYS])
            within = isinstance(value, source.Mapping)
            self.problems.append(
                error(
                    "WL201",
                    f"'{key.text}' is a token, and '{inner.text}' stands in it; a token holds no tokens",
                    inner.span,
                    hint=f"write '${near}'"
                    if near and not within
                    else "name the token '$root' in a group of this name",
                )
            )
        value_node, reference = node.get("$value"), node.get("$ref")
        if value_node is not None and reference is not None:
            message = f"'{key.text}' has both '$value' and '$ref'; a token has one of them"
            self.problems.append(error("WL204", message, reference.span, hint="take one of the two away"))
            good = False
        if reference is not None and not _is_text(reference):
            self._wrong("$ref", reference, 'a reference such as "#/color/primary"')
            good = False
        if not good:
            return None
        if value_node is None:
            ref_key = node.key("$ref")
            assert reference is not None and ref_key is not None
            value_node = source.Mapping(((ref_key, reference),), reference.span)
        return RawToken(
            value_node,
            self._type(node),
            self._description(node),
            self._deprecated(node),
            self._extensions(node),
            key.span,
        )

    # Properties -------------------------------------------------------------------------------------------------

    def _known_key(self, key: Scalar, known: tuple[str, ...]) -> None:
        if key.text in known:
            return
        if key.text in _GROUP_KEYS:
            message, hint = f"'{key.text}' stands in a token; only groups take it", "take it away"
        else:
            message = f"unknown property '{key.text}'"
            hint = did_you_mean(key.text, known) or "a name may not begin with '$'"
        self.problems.append(error("WL203", message, key.span, hint=hint))

    def _wrong(self, name: str, node: Node, wanted: str) -> None:
        self.problems.append(error("WL204", f"'{name}' is {_kind(node)}; {wanted} is wanted", node.span))

    def _type(self, node: source.Mapping) -> str:
        found = node.get("$type")
        if found is None:
            return ""
        if isinstance(found, Scalar) and not found.plain and found.text in TYPES:
            return found.text
        hint = did_you_mean(found.text, TYPES) if isinstance(found, Scalar) else ""
        hint = hint or "one of " + ", ".join(TYPES)
        self.problems.append(error("WL205", f"{_kind(found)} is no type of a token", found.span, hint=hint))
        return ""

    def _description(self, node: source.Mapping) -> str:
        found = node.get("$description")
        if found is None:
            return ""
        if isinstance(found, Scalar) and not found.plain:
            return found.text
        self._wrong("$description", found, "text")
        return ""

    def _deprecated(self, node: source.Mapping) -> str | None:
        found = node.get("$deprecated")
        if found is None:
            return None
        if isinstance(found, Scalar):
            if not found.plain:
                return found.text or "deprecated"
            if found.text in ("true", "false"):
                return "deprecated" if found.text == "true" else ""
        self._wrong("$deprecated", found, "true, false or the reason as text")
        return None

    def _extensions(self, node: source.Mapping) -> Mapping[str, Any]:
        found = node.get("$extensions")
        if found is None:
            return {}
        if isinstance(found, source.Mapping):
            return {key.text: _json_data(value) for key, value in found}
        self._wrong("$extensions", found, "an object")
        return {}

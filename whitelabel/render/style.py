"""Style sheets: addresses that carry fingerprints, and nothing in them that browsers don't need.

Minified by rcssmin; the outcome is compared with the source, rule by rule and token by token, and the source is kept
where they differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from whitelabel.model import Action, Desk, Kind, Read, Style, canonical
from whitelabel.render.asset import address, fingerprinted


def _plan(desk: Desk) -> Iterator[Action]:
    styles = desk.project.theme.styles
    actions: dict[str, Action] = {}

    def visit(style: Style) -> None:
        """Plan what a sheet imports before the sheet itself, since it carries their names."""
        for reference in style.references:
            if reference.asset in styles and reference.asset not in actions:
                visit(styles[reference.asset])
        changes = [
            (reference.start, reference.end, desk.addresses[reference.asset] + _tail(reference.written))
            for reference in style.references
        ]
        action = Action("style", KIND.version, (("file", desk.lend(style.blob)),), canonical(changes))
        action = action.named(fingerprinted(style.name))
        desk.addresses[style.name] = address(action.outputs[0])
        actions[style.name] = action

    for style in styles.values():
        if style.name not in actions:
            visit(style)
    yield from actions.values()


def _tail(written: str) -> str:
    """The query and fragment of an address."""
    cut = min((written.index(mark) for mark in "?#" if mark in written), default=len(written))
    return written[cut:]


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    text = read(action.inputs[0][1]).decode()
    for start, end, target in sorted(json.loads(action.params), reverse=True):
        quoted = json.dumps(target)
        is_function = text[start:end][:4].lower() == "url("
        text = text[:start] + (f"url({quoted})" if is_function else quoted) + text[end:]
    return (minify(text).encode(),)


def minify(text: str) -> str:
    """A style sheet without the spaces and comments that mean nothing; licence comments (``/*!``) stay."""
    import rcssmin

    small = str(rcssmin.cssmin(text, keep_bang_comments=True))
    return small if meaning(small) == meaning(text) else text


_TIGHT = frozenset(",;>(){}[]")


def _is_space_free(token: Any) -> bool:
    return token is None or (token[0] == "literal" and token[1] in _TIGHT)


def _flat(nodes: list[Any]) -> Iterator[tuple[str, Any]]:
    """Tokens of a prelude or value, blocks opened, comments left out."""
    for node in nodes:
        if node.type == "comment":
            continue
        if node.type in ("() block", "[] block", "{} block"):
            yield ("literal", node.type[0])
            yield from _flat(node.content)
            yield ("literal", node.type[1])
        elif node.type == "function":
            yield ("function", node.name)
            yield ("literal", "(")
            yield from _flat(node.arguments)
            yield ("literal", ")")
        elif node.type == "whitespace":
            yield ("space", " ")
        elif node.type in ("number", "percentage", "dimension"):
            yield (node.type, (node.value, getattr(node, "unit", "")))
        elif node.type == "hash":
            yield ("hash", node.value)
        else:
            yield (node.type, getattr(node, "value", ""))


def _tokens(nodes: list[Any]) -> tuple[Any, ...]:
    """Tokens with every run of spaces as one, and none beside punctuation that needs none."""
    kept: list[Any] = []
    for token in _flat(nodes):
        if token[0] == "space" and (not kept or kept[-1][0] == "space" or _is_space_free(kept[-1])):
            continue
        if kept and kept[-1][0] == "space" and _is_space_free(token) and token[1] != "(" and token[1] != "[":
            kept.pop()
        kept.append(token)
    if kept and kept[-1][0] == "space":
        kept.pop()
    return tuple(kept)


def meaning(text: str) -> tuple[Any, ...]:
    """What a style sheet says, free of how it is spaced: rules, preludes, declarations and their tokens, in order."""
    import tinycss2

    return tuple(_rule(node) for node in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _rule(node: Any) -> tuple[Any, ...]:
    import tinycss2

    if node.type == "declaration":
        return ("declaration", node.name, _tokens(node.value), node.important)
    if node.type == "error":
        return ("error", node.kind)
    content: Any = None
    if node.content is not None:
        body = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        content = tuple(_rule(inner) for inner in body)
    return (node.type, getattr(node, "at_keyword", ""), _tokens(node.prelude), content)


KIND = Kind("style", 1, _plan, _render, stored=True)

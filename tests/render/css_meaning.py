"""What a style sheet says, free of how it is spaced: the oracle that minifying is tested with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tinycss2

_FREE_AFTER = frozenset(",;:>{}([")
_FREE_BEFORE = frozenset(",;>{})]")
"""Beside these a space means nothing. After a closing bracket it may: ``:is(a) b`` is not ``:is(a)b``."""


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


def _stands_in(token: Any, marks: frozenset[str]) -> bool:
    return token[0] == "literal" and token[1] in marks


def _tokens(nodes: list[Any]) -> tuple[Any, ...]:
    """Tokens with every run of spaces as one, and none beside punctuation that needs none."""
    kept: list[Any] = []
    for token in _flat(nodes):
        if token[0] == "space" and (not kept or kept[-1] == ("space", " ") or _stands_in(kept[-1], _FREE_AFTER)):
            continue
        if kept and kept[-1][0] == "space" and _stands_in(token, _FREE_BEFORE):
            kept.pop()
        kept.append(token)
    if kept and kept[-1][0] == "space":
        kept.pop()
    return tuple(kept)


def meaning(text: str) -> tuple[Any, ...]:
    """What a style sheet says, free of how it is spaced: rules, preludes, declarations and their tokens, in order."""
    return tuple(_rule(node) for node in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))


def _rule(node: Any) -> tuple[Any, ...]:
    if node.type == "declaration":
        return ("declaration", node.name, _tokens(node.value), node.important)
    if node.type == "error":
        return ("error", node.kind)
    content: Any = None
    if node.content is not None:
        body = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        content = tuple(_rule(inner) for inner in body)
    return (node.type, getattr(node, "at_keyword", ""), _tokens(node.prelude), content)

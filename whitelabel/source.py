"""YAML and JSON as nodes that know where they were written; scalars stay text until a schema types them.

YAML is read from the parser's event stream: nothing is constructed, so a tag cannot make an object, an alias cannot
grow into a bomb, and nesting is bounded by a number and not by the stack.

WL001: a file is too big, or nested too deep
    A file has at most 4 MB and 100,000 values, nested at most 64 deep. What people write stays far below; a file beyond
    it was made by a program, and slows every build. Cut it, or put the bulk into `static/`, which is copied as it is.
WL002: a file is not text
    Files that people write are UTF-8, with or without a byte order mark, and hold no NUL and no control characters.
    The place is the first byte that is something else: save the file as UTF-8. A character that no keyboard has is
    written as an escape in double quotes, such as "\\u2028".
WL003: a file is not YAML, or not JSON
    The place is where reading stopped; the mistake stands there or just before. Often a quote or a bracket is left
    open, a colon stands in a text without quotes, or a tab indents: YAML is indented by spaces only.
WL004: a part of YAML that is not taken
    Tags (`!x`), anchors (`&x`), aliases (`*x`), merge keys (`<<`) and second documents (`---`) make a value mean what
    doesn't stand at its place. Write the value out. A text that begins with one of these signs stands in quotes.
WL005: a key is not a word
    A key is a list or a map; only words are taken as keys. A value that begins with `{` or `[` stands in quotes when
    text is meant: `title: "{brand} at work"`.
WL006: a key is written twice
    Both can't hold, and which one would win is not to be seen. Keep one; the message tells the line of the first.
"""

from __future__ import annotations

import bisect
import codecs
import json.decoder
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from whitelabel.problem import Problem, Span, error

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 64
MAX_NODES = 100_000
_CUT = "cut the file; what is copied as it is belongs into base_theme/static/"

Loc: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A piece of text; ``plain`` when it stood without quotes, so that ``true`` and ``12`` may be typed by a schema."""

    text: str
    plain: bool
    span: Span = field(compare=False)

    @property
    def is_null(self) -> bool:
        """Whether nothing (or YAML's word for it) was written."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in the order written, each once, with their values."""

    items: tuple[tuple[Scalar, Node], ...]
    span: Span = field(compare=False)
    _index: dict[str, int] = field(compare=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({key.text: position for position, (key, _) in enumerate(self.items)})

    def __iter__(self) -> Iterator[tuple[Scalar, Node]]:
        return iter(self.items)

    def get(self, key: str) -> Node | None:
        """The value of a key, or ``None``."""
        position = self._index.get(key)
        return None if position is None else self.items[position][1]

    def key(self, key: str) -> Scalar | None:
        """The key itself, as written, or ``None``."""
        position = self._index.get(key)
        return None if position is None else self.items[position][0]


Node: TypeAlias = Scalar | Sequence | Mapping


def at(node: Node, loc: Loc) -> Node:
    """The node at a path of keys and positions; the deepest that exists where the path leads on."""
    for step in loc:
        if isinstance(node, Mapping) and isinstance(step, str):
            below = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        else:
            below = None
        if below is None:
            return node
        node = below
    return node


def found(node: Node, loc: Loc) -> Node | None:
    """The node at a path of keys and positions, or ``None`` where the path leads nowhere."""
    here: Node | None = node
    for step in loc:
        if isinstance(here, Mapping) and isinstance(step, str):
            here = here.get(step)
        elif isinstance(here, Sequence) and isinstance(step, int) and step < len(here.items):
            here = here.items[step]
        else:
            return None
    return here


def key_span(node: Node, loc: Loc) -> Span:
    """The place of the key that a path ends in; the place of the deepest node on the way where there is none."""
    holder = at(node, loc[:-1])
    last = loc[-1] if loc else None
    if isinstance(holder, Mapping) and isinstance(last, str):
        key = holder.key(last)
        if key is not None:
            return key.span
    return at(node, loc).span


def plain_value(node: Node) -> Any:
    """The node as dictionaries, lists and text, without places; a null becomes ``None``."""
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    return {key.text: plain_value(value) for key, value in node.items}


def decode(data: bytes, path: str) -> str | Problem:
    """Text of a UTF-8 file, a byte order mark taken off; a problem where it is none, or too big."""
    if len(data) > MAX_BYTES:
        return error(
            "WL001", f"the file has {len(data):,} bytes; at most {MAX_BYTES:,} are read", Span(path), hint=_CUT
        )
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as broken:
        place = _after(broken.object[: broken.start].decode("utf-8"), path)
        message = f"byte 0x{broken.object[broken.start]:02x} is no UTF-8 text"
        return error("WL002", message, place, hint="save the file as UTF-8")
    if "\0" in text:
        place = _after(text[: text.index("\0")], path)
        return error("WL002", "the file holds a NUL character", place, hint="save the file as plain text in UTF-8")
    return text


_LINE_END = re.compile(r"\r\n|\r|\n")


def _after(before: str, path: str) -> Span:
    """The place behind a text."""
    lines = _LINE_END.split(before)
    return Span(path, len(lines), len(lines[-1]) + 1)


# ── YAML ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def _span(path: str, event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Span(path, start.line + 1, start.column + 1, max(1, length))


class _Open:
    """A collection whose end has not been read yet."""

    __slots__ = ("items", "key", "keys", "pairs", "span")

    def __init__(self, span: Span, *, pairs: bool) -> None:
        self.span = span
        self.pairs = pairs
        self.items: list[Any] = []
        self.key: Scalar | None = None
        self.keys: dict[str, Span] = {}


_UNTAGGED = "take it away, or put a text that begins with '!' in quotes"


def _refuse_shared(path: str, event: Any) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(
            error("WL004", f"an alias '*{event.anchor}' stands here", _span(path, event), hint="write the value out")
        )
    if getattr(event, "anchor", None):
        raise _Refused(
            error("WL004", f"an anchor '&{event.anchor}' stands here", _span(path, event), hint="write the value out")
        )
    if getattr(event, "tag", None):
        raise _Refused(error("WL004", f"a tag '{event.tag}' stands here", _span(path, event), hint=_UNTAGGED))


def _add(top: _Open, node: Node) -> None:
    if top.key is not None:
        top.items.append((top.key, node))
        top.key = None
    elif not top.pairs:
        top.items.append(node)
    elif not isinstance(node, Scalar):
        hint = "put a text that begins with '{' or '[' in quotes"
        raise _Refused(error("WL005", "a key is a list or a map; keys are words", node.span, hint=hint))
    elif node.plain and node.text == "<<":
        raise _Refused(error("WL004", "a merge key '<<' stands here", node.span, hint="write the keys out"))
    elif node.text in top.keys:
        line = top.keys[node.text].line
        message = f"the key '{node.text}' is written twice; first in line {line}"
        raise _Refused(error("WL006", message, node.span, hint="keep one of the two"))
    else:
        top.keys[node.text] = node.span
        top.key = node


def _check_limits(path: str, event: Any, count: int, depth: int) -> None:
    if count > MAX_NODES:
        raise _Refused(error("WL001", f"the file has more than {MAX_NODES:,} values", _span(path, event), hint=_CUT))
    if depth > MAX_DEPTH:
        raise _Refused(error("WL001", f"values are nested more than {MAX_DEPTH} deep", _span(path, event)))


def _yaml_nodes(text: str, path: str) -> Node:
    root = _Open(Span(path), pairs=False)
    stack = [root]
    documents = count = 0
    next_event: Callable[[], Any] = yaml.CSafeLoader(text).get_event
    kind: type | None = None
    # Asked for each word of each file of thousands of brands: a type is compared, not looked up among its bases.
    while kind is not yaml.StreamEndEvent:
        event = next_event()
        kind = type(event)
        if kind is yaml.ScalarEvent or kind is yaml.AliasEvent:
            count += 1
            if count > MAX_NODES or len(stack) > MAX_DEPTH:
                _check_limits(path, event, count, len(stack))
            if kind is yaml.AliasEvent or event.anchor or event.tag:
                _refuse_shared(path, event)
            # The C parser gives '' for a plain scalar's style, the Python one None.
            _add(stack[-1], Scalar(event.value, not event.style, _span(path, event)))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            count += 1
            if count > MAX_NODES or len(stack) > MAX_DEPTH:
                _check_limits(path, event, count, len(stack))
            if event.anchor or event.tag:
                _refuse_shared(path, event)
            start = event.start_mark
            span = Span(path, start.line + 1, start.column + 1)
            stack.append(_Open(span, pairs=kind is yaml.MappingStartEvent))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            done = stack.pop()
            items = tuple(done.items)
            _add(stack[-1], Mapping(items, done.span) if done.pairs else Sequence(items, done.span))
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                hint = "keep one document; a file holds one"
                raise _Refused(error("WL004", "a second document '---' begins here", _span(path, event), hint=hint))
    return root.items[0] if root.items else Mapping((), Span(path))


_ODD = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML doesn't take unescaped, and what it holds for the end of a line where editors don't."""


def _yaml_mistake(broken: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    mark = broken.problem_mark if broken.problem_mark is not None else broken.context_mark
    opened = broken.context_mark
    problem = str(broken.problem)
    if opened is not None and broken.context == "while scanning a quoted scalar":
        span = Span(path, opened.line + 1, opened.column + 1)
        return error("WL003", "this is not YAML: a quote is opened here and never closed", span, hint="close the quote")
    line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
    lines = _LINE_END.split(text)
    shown = lines[line - 1] if line <= len(lines) else ""
    at = shown[column - 1 : column]
    hint = ""
    if "\t" in shown[: max(column, len(shown) - len(shown.lstrip()))]:
        hint = "YAML is indented by spaces, never by tabs"
    elif problem.startswith("mapping values are not allowed"):
        hint = "put a text that holds ': ' in quotes, and indent the keys of one map alike"
    elif problem.startswith("found character that cannot start"):
        hint = f"put a text that begins with '{at}' in quotes"
    elif opened is not None and problem.endswith(("',' or ']'", "',' or '}'")):
        hint = f"close the bracket that is opened in line {opened.line + 1}"
    elif problem == "did not find expected key":
        hint = "indent the keys of one map alike, and put the whole of a text that holds quotes in quotes"
    message = " ".join(part for part in (broken.problem, broken.context) if part)
    return error("WL003", f"this is not YAML: {message}", Span(path, line, column), hint=hint)


def read_yaml(data: bytes, path: str) -> Node | Problem:
    """Read one YAML document.

    Args:
        data: The file's bytes, UTF-8.
        path: The file's path, for places.

    Returns:
        The node, an empty mapping for an empty file; or one problem. YAML 1.2 in meaning, since no scalar is typed
        here; tags, anchors, aliases, merge keys, duplicate keys and further documents are refused.
    """
    text = decode(data, path)
    if isinstance(text, Problem):
        return text
    odd = _ODD.search(text)
    if odd is not None:
        message = f"the character U+{ord(odd.group()):04X} may not stand in YAML as it is"
        hint = "take it away, or write it as an escape in double quotes"
        return error("WL002", message, _after(text[: odd.start()], path), hint=hint)
    try:
        return _yaml_nodes(text, path)
    except _Refused as refused:
        return refused.problem
    except yaml.MarkedYAMLError as broken:
        return _yaml_mistake(broken, path, text)


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_SPACE = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true(?!\w)|false(?!\w)|null(?!\w)")


class _Json:
    """A reader of one JSON text (RFC 8259) that keeps places, which the standard library's does not."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.count = 0
        self.line_starts = [0] + [match.end() for match in _LINE_END.finditer(text)]

    def span(self, start: int, end: int) -> Span:
        line = bisect.bisect_right(self.line_starts, start)
        return Span(self.path, line, start - self.line_starts[line - 1] + 1, max(1, end - start))

    def fail(self, position: int, wanted: str, hint: str = "") -> _Refused:
        found = repr(self.text[position]) if position < len(self.text) else "the end of the file"
        message = f"this is not JSON: {found} where {wanted} was wanted"
        return _Refused(error("WL003", message, self.span(position, position + 1), hint=hint))

    def space(self, position: int) -> int:
        match = _SPACE.match(self.text, position)
        return match.end() if match else position

    def peek(self, position: int) -> str:
        return self.text[position : position + 1]

    def string(self, position: int) -> tuple[Scalar, int]:
        try:
            value, end = json.decoder.scanstring(self.text, position + 1, True)  # type: ignore[attr-defined]
        except json.JSONDecodeError as broken:
            raise self.fail(broken.pos, "a string's end or a valid escape") from broken
        if _SURROGATE.search(value):
            message = "half of a surrogate pair stands here as an escape; a whole character was wanted"
            raise _Refused(error("WL002", message, self.span(position, end)))
        return Scalar(value, False, self.span(position, end)), end

    def value(self, position: int, depth: int) -> tuple[Node, int]:
        self.count += 1
        if depth > MAX_DEPTH or self.count > MAX_NODES:
            span = self.span(position, position + 1)
            if depth > MAX_DEPTH:
                raise _Refused(error("WL001", f"values are nested more than {MAX_DEPTH} deep", span))
            raise _Refused(error("WL001", f"the file has more than {MAX_NODES:,} values", span, hint=_CUT))
        first = self.peek(position)
        if first == '"':
            return self.string(position)
        if first == "{":
            return self.mapping(position, depth)
        if first == "[":
            return self.sequence(position, depth)
        match = _WORD.match(self.text, position)
        if match is None:
            raise self.fail(position, "a value")
        return Scalar(match.group(), True, self.span(position, match.end())), match.end()

    def sequence(self, start: int, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        position = self.space(start + 1)
        while self.peek(position) != "]":
            node, position = self.value(position, depth + 1)
            items.append(node)
            position = self.separator(position, "]")
        return Sequence(tuple(items), self.span(start, start + 1)), position + 1

    def mapping(self, start: int, depth: int) -> tuple[Node, int]:
        items: list[tuple[Scalar, Node]] = []
        seen: dict[str, Span] = {}
        position = self.space(start + 1)
        while self.peek(position) != "}":
            if self.peek(position) != '"':
                raise self.fail(position, "a key in quotes")
            key, position = self.string(position)
            if key.text in seen:
                message = f"the key '{key.text}' is written twice; first in line {seen[key.text].line}"
                raise _Refused(error("WL006", message, key.span, hint="keep one of the two"))
            seen[key.text] = key.span
            position = self.space(position)
            if self.peek(position) != ":":
                raise self.fail(position, "':'")
            node, position = self.value(self.space(position + 1), depth + 1)
            items.append((key, node))
            position = self.separator(position, "}")
        return Mapping(tuple(items), self.span(start, start + 1)), position + 1

    def separator(self, position: int, end: str) -> int:
        position = self.space(position)
        if self.peek(position) == end:
            return position
        if self.peek(position) != ",":
            raise self.fail(position, f"',' or '{end}'")
        after = self.space(position + 1)
        if self.peek(after) == end:
            raise self.fail(after, "another value", "take the comma before it away")
        return after


def read_json(data: bytes, path: str) -> Node | Problem:
    """Read one JSON text; keys written twice are refused.

    Source:
        RFC 8259.
    """
    text = decode(data, path)
    if isinstance(text, Problem):
        return text
    reader = _Json(text, path)
    try:
        node, end = reader.value(reader.space(0), 0)
        end = reader.space(end)
        if end < len(text):
            raise reader.fail(end, "the end of the file")
    except _Refused as refused:
        return refused.problem
    return node

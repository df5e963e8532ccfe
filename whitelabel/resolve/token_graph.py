"""The tree of tokens flattened, and every reference followed: aliases, JSON Pointers, derived colours.

WL206: a token whose type nobody says
    A token has a type of its own ('$type'), that of the token it refers to, or that of the nearest group above it.
    It is never guessed from the value. Mend it by writing '$type'.

WL207: a reference that leads nowhere
    A name in '{…}', a JSON Pointer in '$ref' or a group in '$extends' doesn't exist; the message shows the way that led
    to it. A group is no token: its root token is '{group.$root}'. Mend the spelling, or add what is missing.

WL208: references in a circle
    Following the references comes back to where it began, so none of the values is known. Mend it by giving one of the
    tokens in the circle a value of its own. A derived dark colour depends on the dark paper: where that paper depends
    on the colour in turn, give one of the two a value in tokens.dark.json.

WL209: a reference that is badly formed
    References are '{group.token}', or '#/group/token/$value' in '$ref' (JSON Pointer, RFC 6901; '/' in a name is
    '~1', '~' is '~0'). Other files are not referred to.

WL214: a reference to a token of another type
    A reference stands for a value of the type that is wanted in its place: a border's color is a color. Mend it by
    referring to a token of that type.

WL216: colours written as text in a tokens file (a warning)
    Design Tokens 2025.10 writes a colour as an object with its space and components; text such as "#0066ff" is of
    older drafts. It is read all the same. Mend it by writing the object that the hint shows.

WL221: '$extends' in a circle, or of something that is no group
    A group inherits from another group, never from a token, from itself or from a group that it lies in.

WL222: a colour that cannot be derived
    The theme's palette asks for a colour that does not exist: no shade of the hue is readable on all of the papers at
    4.5:1. Mend it by asking for fewer papers, or by writing the token out.
WL224: too many tokens
    '$extends' copies groups, and groups of copies grow fast. A theme has 20,000 tokens and groups at most, nested at
    most 48 deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from whitelabel import color, source
from whitelabel.color import Color, ColorError
from whitelabel.model import Mode, RawToken, TokenFile, TokenGroup, TokenValue
from whitelabel.problem import Problem, Related, Span, did_you_mean, error, warning
from whitelabel.resolve import token_types
from whitelabel.resolve.css_values import node_from_css
from whitelabel.resolve.token_types import WrongValue, article, is_reference, read, shown
from whitelabel.source import Node, Scalar

MAX_HOPS = 48
MAX_TOKENS = 20_000
Key = tuple[str, Mode]
Path = tuple[str, ...]


# ── The flat list ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Written:
    """A token's value as somebody wrote it.

    Attributes:
        node: The value.
        type: The type that it must have, or empty where it follows from a reference or the group.
        group_type: The nearest group's ``$type``.
        reads_css: Whether texts are CSS's spelling, as in a brand file.
        alias: The token that the value is a lone ``{reference}`` to, if it is one and well formed.
        origin: Where the value comes from, when that is no place in a file.
    """

    node: Node
    type: str = ""
    group_type: str = ""
    reads_css: bool = False
    alias: str = ""
    origin: str = ""


def written(node: Node, kind: str = "", group_type: str = "", *, reads_css: bool = False, origin: str = "") -> Written:
    """A value as somebody wrote it, looked at once for a reference."""
    steps = _steps(node) if isinstance(node, Scalar) and is_reference(node) else None
    return Written(node, kind, group_type, reads_css, ".".join(steps) if steps else "", origin)


@dataclass(frozen=True, slots=True)
class Derived:
    """A colour that the palette asks for.

    Attributes:
        kind: ``scale``, ``state``, ``ink``, ``text`` or ``dark``.
        seed: The token that it is derived from.
        argument: The step of a scale, or a state.
        others: The states (of an ink) or the papers (of a text, of a dark counterpart).
        span: Where the palette asks for it.
    """

    kind: str
    seed: str
    argument: str
    others: tuple[str, ...]
    span: Span

    def __str__(self) -> str:
        what = {
            "scale": f"step {self.argument} of {self.seed}",
            "state": f"{self.argument} of {self.seed}",
            "ink": f"ink on {self.seed}",
            "text": f"text of {self.seed} on {', '.join(self.others)}",
            "dark": f"dark counterpart of {self.seed}",
        }
        return what[self.kind]


Definition = Written | Derived


@dataclass(frozen=True, slots=True)
class Flat:
    """One token of the tree with all that it inherits."""

    raw: RawToken
    group_type: str
    deprecated: str


class _Flattener:
    """Walks one tree of layered files: what stands in an upper layer wins.

    Attributes:
        top: The files' roots, the uppermost first.
        layers: For the path of a group all groups that make it, nearest first; or the token of that path.
        opening: The paths whose layers are being found, the first asked for first.
    """

    def __init__(self, files: Iterable[TokenFile], problems: dict[Problem, None]) -> None:
        self.top = [file.root for file in files]
        self.problems = problems
        self.found: dict[str, Flat] = {}
        self.groups: set[str] = {""}
        self.layers: dict[Path, list[TokenGroup] | RawToken] = {}
        self.opening: list[Path] = []
        self.circles: set[frozenset[Path]] = set()

    def tokens(self) -> dict[str, Flat]:
        self._walk((), "", "", frozenset())
        return self.found

    def _walk(self, path: Path, kind: str, deprecated: str, active: frozenset[int]) -> None:
        layers = self._at(path)
        assert not isinstance(layers, RawToken)
        extending = {id(layer) for layer in layers if layer.extends is not None}
        if extending & active:
            # The group lies in what it extends: told where it is written.
            return
        kind = next((layer.type for layer in layers if layer.type), kind)
        deprecated = next((layer.deprecated for layer in layers if layer.deprecated is not None), deprecated)
        for name in dict.fromkeys(name for layer in reversed(layers) for name in layer.children):
            if len(self.found) + len(self.groups) > MAX_TOKENS or len(path) > MAX_HOPS:
                self._tell_many()
                return
            below = (*path, name)
            child = self._at(below)
            if isinstance(child, RawToken):
                own = child.deprecated
                self.found[".".join(below)] = Flat(child, kind, deprecated if own is None else own)
            else:
                self.groups.add(".".join(below))
                self._walk(below, kind, deprecated, active | extending)

    def _add(self, problem: Problem) -> None:
        self.problems[problem] = None

    def _tell_many(self) -> None:
        message = f"there are more than {MAX_TOKENS:,} tokens and groups, or {MAX_HOPS} of them in each other"
        hint = "let fewer groups extend groups that extend others"
        self._add(error("WL224", message, self.top[-1].span, hint=hint))

    def _at(self, path: Path) -> list[TokenGroup] | RawToken:
        """What a path stands for, with all that it inherits; an empty list for nothing."""
        known = self.layers.get(path)
        if known is not None:
            return known
        parent = self._at(path[:-1]) if path else self.top
        if isinstance(parent, RawToken):
            return []
        found = _layered(parent, path[-1]) if path else self.top
        if not isinstance(found, RawToken):
            extending = next((layer for layer in found if layer.extends is not None), None)
            if extending is not None and extending.extends is not None:
                if path in self.opening:
                    self._tell_circle(extending.extends, [*self.opening[self.opening.index(path) :], path])
                    return found
                self.opening.append(path)
                inherited = self._inherited(extending.extends, path)
                self.opening.pop()
                found = [*found, *(layer for layer in inherited if all(layer is not own for own in found))]
        self.layers[path] = found
        return found

    def _inherited(self, reference: Scalar, path: Path) -> list[TokenGroup]:
        """The layers of the group that a group extends; none where the reference is mistaken."""
        steps = _steps(reference)
        if steps is None:
            self._add(_malformed(reference, "{button}"))
            return []
        name = ".".join(steps)
        if steps == path[: len(steps)]:
            self._tell_circle(reference, [path, steps, path] if steps != path else [path, path])
            return []
        if len(self.opening) > MAX_HOPS:
            message = f"'$extends' leads on more than {MAX_HOPS} times"
            self._add(error("WL221", message, reference.span, hint="extend the last group directly"))
            return []
        found = self._at(steps)
        if isinstance(found, RawToken):
            message = f"'{name}' is a token; '$extends' takes a group"
            self._add(error("WL221", message, reference.span, hint=f'refer to it by "$value": "{{{name}}}"'))
            return []
        if not found:
            way = f"{'.'.join(path)} → {name}"
            self._add(error("WL207", f"there is no group '{name}': {way}", reference.span, hint=self._near(name)))
        return found

    def _tell_circle(self, reference: Scalar, way: list[Path]) -> None:
        if frozenset(way) in self.circles:
            return
        self.circles.add(frozenset(way))
        message = f"'$extends' comes back to where it began: {' → '.join('.'.join(step) for step in way)}"
        self._add(error("WL221", message, reference.span, hint="let one of these groups stand on its own"))

    def _near(self, name: str) -> str:
        names: set[str] = set()

        def walk(group: TokenGroup, path: str) -> None:
            for child_name, child in group.children.items():
                if isinstance(child, TokenGroup):
                    names.add(path + child_name)
                    walk(child, f"{path}{child_name}.")

        for group in self.top:
            walk(group, "")
        return did_you_mean(name, names)


def _layered(layers: list[TokenGroup], name: str) -> list[TokenGroup] | RawToken:
    """What a name stands for in layers: the first layer's token, or the layers of a group."""
    found: list[TokenGroup] = []
    for layer in layers:
        child = layer.children.get(name)
        if isinstance(child, RawToken):
            if not found:
                return child
            break
        if child is not None:
            found.append(child)
    return found


def _steps(reference: Scalar) -> tuple[str, ...] | None:
    """The names in ``{a.b}`` or ``#/a/b``; ``None`` where it is neither."""
    text = reference.text
    if text.startswith("{") and text.endswith("}"):
        steps = tuple(text[1:-1].split("."))
        return steps if all(step and "{" not in step and "}" not in step for step in steps) else None
    if not text.startswith("#/") or len(text) == 2:
        return None
    parts = unquote(text[2:]).split("/")
    if any("~" in part.replace("~0", "").replace("~1", "") for part in parts):
        return None
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def _malformed(reference: Scalar, example: str) -> Problem:
    message = f"{shown(reference)} is no reference"
    return error("WL209", message, reference.span, hint=f"write it as {example}")


def flatten(files: Iterable[TokenFile], problems: dict[Problem, None]) -> tuple[dict[str, Flat], frozenset[str]]:
    """All tokens of layered files by name, with ``$extends`` followed and types and deprecation inherited.

    Args:
        files: The uppermost layer first.
        problems: Takes every mistake, once.

    Returns:
        Tokens by name, in the order of the lowest layer; and the names of all groups.

    Source:
        Design Tokens Format Module 2025.10, sections 6.3, 6.4 and 6.7.
    """
    flattener = _Flattener(files, problems)
    return flattener.tokens(), frozenset(flattener.groups)


# ── Following ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Found:
    """A token's value in one mode, typed and printed."""

    type: str
    value: Any
    shown: TokenValue


@dataclass(slots=True)
class Book:
    """What is known of all tokens: their definitions in each mode, and names for hints.

    Attributes:
        definitions: By name and mode.
        groups: Names that are groups.
        documents: The nodes that JSON Pointers lead into beside tokens, by path of the file.
        types: Types of the tokens as far as they are known beforehand.
        static: What was read from the theme's nodes that refer to nothing, by the node's identity: the documents
            above keep the nodes alive.
    """

    definitions: Mapping[Key, Definition]
    groups: frozenset[str]
    documents: Mapping[str, Node]
    types: dict[str, str] = field(default_factory=dict)
    static: dict[tuple[int, str], Any] = field(default_factory=dict)

    def __getstate__(self) -> tuple[Any, ...]:
        return (self.definitions, self.groups, self.documents, self.types)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        # Identities hold within one process only.
        self.definitions, self.groups, self.documents, self.types = state
        self.static = {}


class Follower:
    """Gives every token its value, following what it refers to; nothing is worked out twice.

    Attributes:
        known: Values by name and mode; ``None`` for what is mistaken.
        asked: Which values each value was made from.
        problems: All mistakes, once, in the order found.
        text_colors: Colours that are written as text in tokens files, by place.
    """

    def __init__(self, book: Book, overrides: Mapping[Key, Definition], ready: Callable[[Key], Any]) -> None:
        self.book = book
        self.overrides = overrides
        self.ready = ready
        self.known: dict[Key, Found | None] = {}
        self.asked: dict[Key, set[Key]] = {}
        self.problems: dict[Problem, None] = {}
        self.text_colors: dict[Span, tuple[str, Color]] = {}
        self.stack: list[Key] = []
        self.circles: set[frozenset[str]] = set()

    def definition(self, key: Key) -> Definition | None:
        return self.overrides.get(key) or self.book.definitions.get(key)

    def find(self, key: Key) -> Found | None:
        """A token's value, or ``None`` where it is mistaken, which is told already."""
        if self.stack:
            self.asked[self.stack[-1]].add(key)
        if key in self.known:
            return self.known[key]
        ready = self.ready(key)
        if ready is not None:
            found: Found = ready
            return found
        if key in self.stack:
            self._tell_circle(key)
            return None
        if len(self.stack) >= MAX_HOPS:
            self._tell_length(key)
            return None
        self.asked.setdefault(key, set())
        self.stack.append(key)
        try:
            self.known[key] = self._as_in_light(key) or self._evaluate(key)
        except WrongValue as wrong:
            self.known[key] = None
            for problem in wrong.problems:
                self.problems[self._with_overrides(problem, key)] = None
        finally:
            self.stack.pop()
        return self.known[key]

    def _with_overrides(self, problem: Problem, key: Key) -> Problem:
        """A mistake that a brand's values make in the theme's own token points at these values too."""
        if key in self.overrides:
            return problem
        told = {related.span for related in problem.related}
        places = [(need, self.place(need)) for need in sorted(self.asked[key]) if need in self.overrides]
        related = [
            Related(place, f"'{need[0]}' has its value from here") for need, place in places if place not in told
        ]
        return replace(problem, related=(*problem.related, *dict.fromkeys(related))) if related else problem

    def need(self, key: Key) -> Found:
        """A token's value.

        Raises:
            WrongValue: Without problems, where it is mistaken.
        """
        found = self.find(key)
        if found is None:
            raise WrongValue
        return found

    # The ways that led here -------------------------------------------------------------------------------------

    def place(self, key: Key) -> Span:
        """Where a token's value is written."""
        definition = self.definition(key)
        if isinstance(definition, Written):
            return definition.node.span
        return definition.span if definition is not None else Span("")

    def way(self, last: str) -> str:
        """The names that led to a name, with arrows."""
        names = [name for name, _ in self.stack]
        names = [name for place, name in enumerate(names) if place == 0 or names[place - 1] != name]
        return " → ".join([*names, last])

    def related(self) -> tuple[Related, ...]:
        """The places on the way but for the last, which the problem itself is at."""
        return tuple(Related(self.place(key), f"'{key[0]}' refers onward") for key in self.stack[:-1])

    def _tell_circle(self, key: Key) -> None:
        circle = self.stack[self.stack.index(key) :]
        names = [name for place, (name, _) in enumerate(circle) if place == 0 or circle[place - 1][0] != name]
        if frozenset(names) in self.circles:
            return
        self.circles.add(frozenset(names))
        mode = " in dark mode" if key[1] == "dark" else ""
        way = " → ".join([*names, names[0]])
        problem = error(
            "WL208",
            f"references go in a circle{mode}: {way}",
            self.place(circle[0]),
            hint="give one of these tokens a value of its own",
            related=[Related(self.place(member), f"'{member[0]}' refers onward") for member in circle[1:]],
        )
        self.problems[problem] = None

    def _tell_length(self, key: Key) -> None:
        message = f"references lead on more than {MAX_HOPS} times before '{key[0]}'"
        self.problems[error("WL208", message, self.place(self.stack[0]), hint="refer to the last one directly")] = None

    # Evaluation -------------------------------------------------------------------------------------------------

    def _as_in_light(self, key: Key) -> Found | None:
        """The value in light, where dark has the same definition and all that it is made from is the same."""
        name, mode = key
        twin: Key = (name, "light")
        if mode == "light" or self.definition(key) is not self.definition(twin):
            return None
        light = self.known.get(twin)
        if light is None or any(
            self.find((need, "dark")) is not self.find((need, "light")) for need, _ in tuple(self.asked[twin])
        ):
            return None
        return light

    def _evaluate(self, key: Key) -> Found | None:
        definition = self.definition(key)
        if definition is None:
            return None
        if isinstance(definition, Derived):
            return self._derive(definition, key[1])
        return _Scope(self, definition, key[1]).evaluate(key[0])

    def _derive(self, rule: Derived, mode: Mode) -> Found:
        seed_mode: Mode = "light" if rule.kind == "dark" else mode
        seed = self._color((rule.seed, seed_mode))
        others = tuple(self._color((name, mode)) for name in rule.others)
        try:
            value = _derived(rule.kind, seed.value, rule.argument, tuple(other.value for other in others))
        except ColorError as wrong:
            raise WrongValue(error("WL222", f"the {rule} cannot be derived: {wrong}", rule.span)) from wrong
        if value is None:
            message = f"no colour of the hue of '{rule.seed}' has 4.5:1 on {' and '.join(rule.others)} at once"
            hint = "ask for fewer papers, or write the token out"
            raise WrongValue(
                error("WL222", message + (" in dark mode" if mode == "dark" else ""), rule.span, hint=hint)
            )
        return made("color", value, (f"derived: {rule}", *seed.shown.trail))

    def _color(self, key: Key) -> Found:
        """A colour to derive from; where there is none, that is told at the palette's entry."""
        found = self.need(key)
        if found.type != "color":
            raise WrongValue
        return found

    def near(self, name: str) -> str:
        """A hint for a name that doesn't exist."""
        if f"{name}.$root" in self.book.types or (f"{name}.$root", "light") in self.book.definitions:
            return f"did you mean '{name}.$root'?"
        return did_you_mean(name, {known for known, _ in self.book.definitions})


@lru_cache(maxsize=8192)
def _derived(kind: str, seed: Color, argument: str, others: tuple[Color, ...]) -> Color | None:
    if kind == "scale":
        return color.scale(seed)[int(argument)]
    if kind == "state":
        return color.state(seed, "hover" if argument == "hover" else "pressed")
    if kind == "ink":
        return color.ink_on((seed, *others))
    if kind == "text":
        return color.passing(seed, others, 4.5)
    return color.dark_counterpart(seed, others[0])


def made(kind: str, value: Any, trail: tuple[str, ...]) -> Found:
    """A typed value with all that is printed of it."""
    printed = TokenValue(
        token_types.css(kind, value),
        token_types.parts(kind, value),
        token_types.data(kind, value),
        value if isinstance(value, Color) else None,
        trail,
    )
    return Found(kind, value, printed)


class _Scope:
    """One value being read in one mode: what ``token_types.Scope`` asks for."""

    def __init__(self, follower: Follower, definition: Written, mode: Mode) -> None:
        self.follower = follower
        self.written = definition
        self.mode = mode
        self.reads_css = definition.reads_css
        self.trails: list[tuple[str, ...]] = []
        self.hops = 0
        self.is_elsewhere = False

    def evaluate(self, name: str) -> Found:
        written = self.written
        node = written.node
        own = written.origin or f"{node.span} {name}"
        reference = written.alias or (self._whole(node) if is_reference(node) else None)
        wanted = written.type
        if reference is not None:
            found = self._follow(reference, node, wanted)
            value = found.shown
            trail = (own, *value.trail[:MAX_HOPS])
            return Found(found.type, found.value, TokenValue(value.css, value.parts, value.data, value.color, trail))
        wanted = wanted or written.group_type
        if not wanted:
            message = f"the type of '{name}' is said nowhere"
            raise WrongValue(error("WL206", message, node.span, hint='write "$type" beside its value, or in its group'))
        typed = read(wanted, node, self)
        trails = (own, *(step for trail in self.trails for step in trail))
        return made(wanted, typed, tuple(dict.fromkeys(trails))[:MAX_HOPS])

    # What token_types.Scope asks for ----------------------------------------------------------------------------

    def refer(self, node: Node, wanted: str) -> Any:
        """The typed value behind a reference; the node behind it when no type is wanted."""
        whole = self._whole(node)
        if whole is not None and wanted:
            found = self._follow(whole, node, wanted)
            self.trails.append(found.shown.trail)
            return found.value
        target = self._inner(node)
        if not wanted:
            return target
        before = self.reads_css, self.is_elsewhere
        self.reads_css, self.is_elsewhere = False, True
        try:
            return read(wanted, target, self)
        finally:
            self.reads_css, self.is_elsewhere = before

    def recall(self, node: Node, wanted: str) -> Any:
        """What was read from a node of the theme before."""
        if self.reads_css or self.is_elsewhere:
            return None
        return self.follower.book.static.get((id(node), wanted))

    def remember(self, node: Node, wanted: str, value: Any) -> None:
        """Keeps what was read from a node of the theme that refers to nothing."""
        if not self.reads_css and not self.is_elsewhere and not _refers(node):
            self.follower.book.static[id(node), wanted] = value

    def translate(self, node: Scalar, wanted: str) -> Node:
        """A text of a brand file as a DTCG node."""
        if not self.reads_css:
            return node
        return node_from_css(wanted, node, self._type_of)

    def note_text_color(self, node: Scalar, value: Color) -> None:
        """Takes down colours that a tokens file writes as text."""
        if not self.written.reads_css:
            self.follower.text_colors[node.span] = (node.text, value)

    # References -------------------------------------------------------------------------------------------------

    def _type_of(self, name: str) -> str:
        follower = self.follower
        known = follower.book.types.get(name)
        if known is not None:
            return known
        found = follower.find((name, self.mode)) if follower.definition((name, self.mode)) is not None else None
        return found.type if found is not None else ""

    def _reference(self, node: Node) -> tuple[Scalar, tuple[str, ...]]:
        """The reference's text and its steps."""
        text = node.get("$ref") if isinstance(node, source.Mapping) else node
        is_pointer = isinstance(node, source.Mapping)
        if not isinstance(text, Scalar):
            raise WrongValue(error("WL209", f"{shown(node)} is no reference", node.span))
        if isinstance(node, source.Mapping) and len(node.items) > 1:
            other = next(key for key, _ in node if key.text != "$ref")
            message = f"'{other.text}' stands beside '$ref'; a reference stands alone"
            raise WrongValue(error("WL209", message, other.span, hint="take it away"))
        steps = _steps(text)
        if steps is None or text.text.startswith("#") != is_pointer:
            raise WrongValue(_malformed(text, "#/color/primary/$value" if is_pointer else "{color.primary}"))
        return text, steps

    def _whole(self, node: Node) -> str | None:
        """The token that a reference stands for as a whole, known or not; ``None`` for a pointer into something."""
        _, steps = self._reference(node)
        if isinstance(node, Scalar):
            return ".".join(steps)
        name, rest = self._longest(steps)
        return name if name and rest in ((), ("$value",)) else None

    def _longest(self, steps: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        """The token that the first steps of a pointer name, and the steps that are left."""
        for count in range(1, len(steps) + 1):
            name = ".".join(steps[:count])
            if (name, self.mode) in self.follower.book.definitions:
                return name, steps[count:]
        return "", steps

    def _follow(self, name: str, node: Node, wanted: str) -> Found:
        follower = self.follower
        key = (name, self.mode)
        if follower.definition(key) is None:
            raise WrongValue(self._unknown(name, node))
        known = follower.book.types.get(name, wanted)
        if wanted and known != wanted:
            raise WrongValue(self._other_type(key, known, wanted, node))
        found = follower.need(key)
        if wanted and found.type != wanted:
            raise WrongValue(self._other_type(key, found.type, wanted, node))
        return found

    def _other_type(self, key: Key, kind: str, wanted: str, node: Node) -> Problem:
        message = f"'{key[0]}' is {article(kind)}; {article(wanted)} is wanted"
        place = Related(self.follower.place(key), f"'{key[0]}' gets its value here")
        return error("WL214", message, node.span, related=[place])

    def _unknown(self, name: str, node: Node) -> Problem:
        follower = self.follower
        way = follower.way(name)
        if name in follower.book.groups:
            message = f"'{name}' is a group, no token: {way}"
            root = (f"{name}.$root", self.mode) in follower.book.definitions
            hint = f"did you mean '{name}.$root'?" if root else "name one of its tokens"
        else:
            message, hint = f"there is no token '{name}': {way}", follower.near(name)
        return error("WL207", message, node.span, hint=hint, related=follower.related())

    def _inner(self, node: Node) -> Node:
        """What a pointer leads to: a part of a token's value, or any other place of the document."""
        text, steps = self._reference(node)
        self.hops += 1
        if self.hops > MAX_HOPS:
            raise WrongValue(error("WL208", f"'$ref' leads on more than {MAX_HOPS} times", text.span))
        name, rest = self._longest(steps)
        if name and rest and rest[0] == "$value":
            found = self.follower.need((name, self.mode))
            self.trails.append(found.shown.trail)
            return self._member(found.shown.data, name, rest[1:], text)
        target = self.follower.book.documents.get(text.span.path) or next(iter(self.follower.book.documents.values()))
        for step in steps:
            below = _below(target, step)
            if below is None:
                way = self.follower.way(text.text)
                hint = self.follower.near(".".join(step for step in steps if step != "$value"))
                raise WrongValue(error("WL207", f"'{text.text}' leads nowhere: {way}", text.span, hint=hint))
            target = below
        return target

    def _member(self, data: Any, name: str, steps: tuple[str, ...], text: Scalar) -> Node:
        for step in steps:
            known = list(data) if isinstance(data, dict) else [str(place) for place in range(len(data))] if isinstance(
                data, list
            ) else []  # fmt: skip
            if step not in known:
                message = f"the value of '{name}' has no '{step}': {self.follower.way(text.text)}"
                raise WrongValue(error("WL207", message, text.span, hint=did_you_mean(step, known)))
            data = data[step] if isinstance(data, dict) else data[int(step)]
        return token_types.node_of(data, text.span)


def _refers(node: Node) -> bool:
    """Whether a reference stands anywhere in a node."""
    if is_reference(node):
        return True
    if isinstance(node, source.Mapping):
        return any(_refers(value) for _, value in node)
    return isinstance(node, source.Sequence) and any(_refers(item) for item in node.items)


def _below(node: Node, step: str) -> Node | None:
    if isinstance(node, source.Mapping):
        return node.get(step)
    if isinstance(node, source.Sequence) and step.isdigit() and (step == "0" or step[0] != "0"):
        return node.items[int(step)] if len(step) < 6 and int(step) < len(node.items) else None
    return None


def tell_text_colors(text_colors: Mapping[Span, tuple[str, Color]]) -> list[Problem]:
    """One warning a file for its colours that are written as text."""
    files: dict[str, list[Span]] = {}
    for span in sorted(text_colors):
        files.setdefault(span.path, []).append(span)
    told: list[Problem] = []
    for spans in files.values():
        text, value = text_colors[spans[0]]
        shape = token_types.color_data(value)
        parts = ", ".join('"none"' if part == "none" else f"{part:.4g}" for part in shape["components"])
        alpha = f', "alpha": {shape["alpha"]}' if "alpha" in shape else ""
        count = "a colour is" if len(spans) == 1 else f"{len(spans)} colours are"
        told.append(
            warning(
                "WL216",
                f"{count} written as text; Design Tokens 2025.10 has objects",
                spans[0],
                hint=f'write "{text}" as {{"colorSpace": "{value.space}", "components": [{parts}]{alpha}}}',
            )
        )
    return told

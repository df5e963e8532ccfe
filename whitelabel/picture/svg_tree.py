"""The drawing that is written: nodes, what refers to what, how much is drawn, and the text of it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from whitelabel.picture.svg_names import DEFINITIONS, GEOMETRY, INHERITED, OWN
from whitelabel.picture.svg_source import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, SVG, Element, Fault
from whitelabel.picture.svg_values import NUMBER, written
from whitelabel.picture.value import Box

MAX_CHAIN = 12


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A part of the drawing that is referred to.

    Attributes:
        target: The part as it was read.
        address: Whether it is written as ``url(#…)``, not as ``#…``.
        otherwise: What is written when the part turns out not to be drawn; ``None`` for no attribute at all.
    """

    target: Element
    address: bool = True
    otherwise: str | None = None


@dataclass(slots=True, eq=False)
class Node:
    """An element to be written.

    Attributes:
        tag: Its name; empty for a place that only holds its children.
        attributes: By name.
        children: Within it.
        source: What was read, where other parts may refer to it.
        held: Whether what it holds is drawn only where something refers to it.
    """

    tag: str
    attributes: dict[str, str | Reference] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    source: Element | None = None
    held: bool = False


_ORDER = {
    name: position
    for position, name in enumerate(
        dict.fromkeys(
            (
                "id",
                "result",
                *(name for names in GEOMETRY.values() for name in names if name not in ("href", "d", "points")),
                *INHERITED,
                *OWN,
                "display",
                "style",
                "href",
                "d",
                "points",
            )
        )
    )
}
_CHEAP = frozenset(("linearGradient", "radialGradient", "stop"))


def _walk(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += reversed(node.children)


def _references(node: Node) -> Iterator[tuple[str, Reference]]:
    for name, value in node.attributes.items():
        if isinstance(value, Reference):
            yield name, value


def _settle(root: Node) -> dict[Element, Node]:
    """Take out what nothing refers to, what is empty, and references to what isn't there; the parts by what was read."""
    while True:
        made, live = _reached(root)
        wanted: set[Element] = set()
        for node in _walk(root):
            node.children = [child for child in node.children if not child.held or child in live]
            for name, reference in list(_references(node)):
                if reference.target in made:
                    wanted.add(reference.target)
                elif reference.otherwise is not None:
                    node.attributes[name] = reference.otherwise
                else:
                    del node.attributes[name]
        gone = False
        for node in reversed(list(_walk(root))):
            kept = [child for child in node.children if not _is_nothing(child, wanted)]
            gone = gone or len(kept) < len(node.children)
            node.children = kept
        if not gone:
            return made


def _reached(root: Node) -> tuple[dict[Element, Node], set[Node]]:
    """The parts by what was read, and the held places that hold something which is drawn."""
    made: dict[Element, Node] = {}
    around: dict[Node, Node | None] = {}
    within: dict[Node | None, list[Reference]] = {None: []}
    stack: list[tuple[Node, Node | None]] = [(root, None)]
    while stack:
        node, place = stack.pop()
        around[node] = place
        if node.held:
            place = node
            within[node] = []
        if node.source is not None:
            made.setdefault(node.source, node)
        within[place] += [reference for _, reference in _references(node)]
        stack += [(child, place) for child in reversed(node.children)]
    live: set[Node] = set()
    following = within[None]
    while following:
        target = made.get(following.pop().target)
        place = around[target] if target is not None else None
        while place is not None and place not in live:
            live.add(place)
            following += within[place]
            place = around[place]
    return made, live


def _is_nothing(node: Node, wanted: set[Element]) -> bool:
    if node.source in wanted:
        return False
    if node.tag == "use":
        return "href" not in node.attributes
    return not node.children and node.tag in ("", "g", "defs", "svg") and "filter" not in node.attributes


def _check_growth(root: Node, made: dict[Element, Node]) -> None:
    """Count what is drawn once every copy, pattern, mask … is carried out.

    Raises:
        Fault: For more than a logo has, or parts that hold themselves, or each other, too often.
    """
    known: dict[Element, tuple[int, int]] = {}

    def grown(node: Node, path: tuple[Element, ...]) -> tuple[int, int]:
        """How many elements are drawn, and how many parts stand within each other."""
        total = deepest = 0
        stack = [node]
        while stack:
            inner = stack.pop()
            total += 1
            for name, reference in _references(inner):
                target = reference.target
                if target in path or len(path) > MAX_CHAIN:
                    message = "a part of the SVG is drawn within itself, or within too many others"
                    raise Fault("WL513", message, target, "export it again as plain shapes")
                if target not in known:
                    known[target] = grown(made[target], (*path, target))
                size, depth = known[target]
                deepest = max(deepest, depth + 1)
                if made[target].tag not in _CHEAP:
                    total += size * (_points(inner) if name.startswith("marker") else 1)
            if total > MAX_ELEMENTS or deepest > MAX_CHAIN:
                message = "the SVG copies its parts more often than a logo does"
                raise Fault("WL513", message, inner.source, "export it again as plain shapes")
            stack += [child for child in inner.children if child.tag not in DEFINITIONS]
        return total, deepest

    grown(root, ())


def _points(root: Node) -> int:
    """How many points the shapes within have, at most; each of them may have a marker."""
    data = (node.attributes.get(name) for node in _walk(root) for name in ("d", "points"))
    copies = any(node.tag == "use" for node in _walk(root))
    points = sum(len(NUMBER.findall(text)) for text in data if isinstance(text, str))
    return MAX_ELEMENTS if copies else 1 + points // 2


def _numbered(root: Node, made: dict[Element, Node]) -> dict[Element, str]:
    wanted = {reference.target for node in _walk(root) for _, reference in _references(node)}
    names: dict[Element, str] = {}
    for node in _walk(root):
        if node.source is not None and node.source in wanted and made.get(node.source) is node:
            names[node.source] = f"p{len(names)}"
    return names


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or '"' in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return text


def _open(node: Node, names: dict[Element, str]) -> str:
    pieces = [node.tag]
    if node.source is not None and node.source in names:
        pieces.append(f'id="{names[node.source]}"')
    attributes = node.attributes
    for name in sorted(attributes, key=_ORDER.__getitem__) if len(attributes) > 1 else attributes:
        value = attributes[name]
        if isinstance(value, Reference):
            address = f"#{names[value.target]}"
            value = f"url({address})" if value.address else address
        pieces.append(f'{name}="{_escaped(value)}"')
    return " ".join(pieces)


def text_of(root: Node, box: Box) -> str:
    """The drawing as text.

    Args:
        root: A node without a tag, around all that is drawn.
        box: The root's box.

    Raises:
        Fault: When it draws more than a logo.
    """
    from whitelabel.picture.svg_cost import check_cost

    made = _settle(root)
    _check_growth(root, made)
    check_cost(root, made, box)
    names = _numbered(root, made)
    x, y, width, height = (written(value) for value in box)
    if len(made) > MAX_ELEMENTS:
        raise Fault("WL513", f"the SVG has more than {MAX_ELEMENTS:,} elements", None, "export it with less detail")
    pieces = [f'<svg xmlns="{SVG}" viewBox="{x} {y} {width} {height}" width="{width}" height="{height}">']
    depth = 1
    stack: list[Node | str] = list(reversed(root.children))
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            depth -= 1
        elif not item.tag:
            stack += reversed(item.children)
        elif item.children:
            pieces.append(f"<{_open(item, names)}>")
            stack.append(f"</{item.tag}>")
            depth += 1
            if depth >= MAX_DEPTH:
                hint = "export it again with less detail"
                raise Fault("WL513", f"the SVG has more than {MAX_DEPTH} levels", item.source, hint)
            stack += reversed(item.children)
        else:
            pieces.append(f"<{_open(item, names)}/>")
    pieces.append("</svg>")
    text = "".join(pieces)
    if len(text) > MAX_BYTES:
        message = f"the SVG has {len(text):,} bytes as it is written here; at most {MAX_BYTES:,} are taken"
        raise Fault("WL513", message, None, "export it again with less detail, and with smaller pictures in it")
    return text

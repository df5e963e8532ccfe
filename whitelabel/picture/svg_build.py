"""What was read, made into what is written: element by element, value by value, with nothing that isn't known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from whitelabel.picture import svg_values as values
from whitelabel.picture.svg_flat import is_flat
from whitelabel.picture.svg_frame import framed
from whitelabel.picture.svg_names import (
    ALLOWED_IN,
    BLENDS,
    DEFAULTS,
    DEFINITIONS,
    DRAWN,
    GEOMETRY,
    SHAPES,
    STYLED_GEOMETRY,
    UNITS,
)
from whitelabel.picture.svg_properties import GRADIENTS, OUTLINES, TEMPLATES, Context, Properties
from whitelabel.picture.svg_source import Element, Fault, Source
from whitelabel.picture.svg_style import Declared, Styles
from whitelabel.picture.svg_tree import Node, Reference
from whitelabel.picture.svg_values import Measure
from whitelabel.picture.value import Box

MAX_LEVEL = 150
MAX_COPIED = 5000
MAX_LOOKED = 100_000
MAX_LOOKED_USES = 8
MAX_BLUR = 1000.0
MAX_OCTAVES = 8
MAX_RADIUS = 200.0
MAX_KERNEL = 7


class Builder(Properties):
    """Makes the tree that is written.

    Args:
        source: The file that was read.
        styles: Its style sheets.
        texts: Makes outlines of a ``text`` element; ``None`` when it has nothing to show.
    """

    def __init__(
        self,
        source: Source,
        styles: Styles,
        texts: Callable[[Builder, Element, Context, Declared], list[Node]],
    ) -> None:
        super().__init__(source, styles)
        self._texts = texts
        self._slots: dict[Element, tuple[Node, Context]] = {}
        self._made: set[Element] = set()
        self._copied_count = self._level = self._named = 0
        self._results: dict[str, str] = {}
        self._outermost = Context(Measure(100.0, 100.0))
        self._contexts: dict[Element, Context] = {}
        self._needs: dict[Element, frozenset[str]] = {}
        self._looked = 0
        self._pictures: dict[str, str] = {}

    # ── The whole ─────────────────────────────────────────────────────────────────────────────────────────────────

    def drawing(self) -> tuple[Node, Box]:
        """The root, and its box."""
        root = self.source.root
        declared = self.styles.declared(root)
        box, viewport, fit = framed(root, declared)
        top = Node("")
        context = self.entered(root, declared, Context(Measure(*viewport)))
        font = context.measure.font
        context = self._outermost = replace(context, measure=Measure(*viewport, font))
        around = Node("g", source=root)
        self.own_properties(root, declared, Context(Measure(*viewport)), context, around)
        if self._shown(root):
            self._background(declared, box, top, context)
            self._children(root, context, around)
        self._wanted_ones()
        around.attributes.pop("overflow", None)
        turned = self._turned(declared, context, box) if around.attributes.pop("transform", None) else ""
        if not around.attributes:
            around.tag = ""
        inner = Node("g", {"transform": fit}, [around]) if fit else around
        if turned:
            frame = Node("svg", {**_placed(box), "viewBox": " ".join(map(values.written, box))}, [inner])
            inner = Node("g", {"transform": turned}, [frame])
        top.children.append(inner)
        return top, box

    def _turned(self, declared: Declared, context: Context, box: Box) -> str:
        from whitelabel.picture.svg_transform import turned

        names = ("transform", "translate", "rotate", "scale", "transform-origin")
        return turned(
            {n: [self.resolved(text, context) or "none" for text in declared[n]] for n in names if n in declared}, box
        )

    def _background(self, declared: Declared, box: Box, top: Node, context: Context) -> None:
        """A colour behind everything, which browsers paint though SVG knows none."""
        for name in ("background", "background-color", "background-image"):
            for text in reversed(declared.get(name, [])):
                resolved = self.resolved(text, context) or "none"
                if resolved.lower() in ("none", "transparent", "initial", "unset", "inherit", "0", "0 0"):
                    break
                values.refuse_address(resolved)
                paint = context.color if resolved.lower() == "currentcolor" else values.color(resolved)
                if paint is None:
                    continue
                if paint[1] > 0:
                    shape = Node("rect", {**_placed(box), "fill": paint[0]})
                    if paint[1] < 1:
                        shape.attributes["fill-opacity"] = values.written(paint[1])
                    top.children.append(shape)
                break

    def _wanted_ones(self) -> None:
        """Build what something refers to and wasn't built where it stands."""
        while self._wanted:
            target = self._wanted.popleft()
            way = [target]
            while way[-1].parent is not None:
                way.append(way[-1].parent)
            for element in reversed(way):
                slot = self._slots.pop(element, None)
                if slot is not None:
                    slot[0].children = self._element(element, slot[1], held=True)

    # ── Elements ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _children(self, element: Element, context: Context, node: Node, clone: bool = False) -> None:
        allowed = ALLOWED_IN.get(element.tag, DRAWN)
        for child in element.elements():
            if child.tag == "feImage" and element.tag == "filter":
                raise Fault("WL512", "the SVG filters another picture", child, OUTLINES)
            if child.tag not in allowed:
                continue
            held = child.tag in DEFINITIONS or (element.tag == "defs" and child.tag != "defs")
            if held:
                if not clone:
                    self._hold(child, context, node, "")
            else:
                node.children += self._element(child, context, clone=clone, parent=node)

    def _hold(self, element: Element, context: Context, node: Node, tag: str) -> None:
        """Leave a place for a part that is drawn only where something refers to it."""
        place = Node(tag, held=True)
        node.children.append(place)
        self._slots[element] = (place, context)

    def _element(
        self, element: Element, context: Context, *, held: bool = False, clone: bool = False, parent: Node | None = None
    ) -> list[Node]:
        self._copied_count += clone
        self._level += 1
        if self._copied_count > MAX_COPIED or self._level > MAX_LEVEL:
            message = "the SVG copies its parts more often than a logo does"
            raise Fault("WL513", message, element, "export it again as plain shapes")
        declared = self.styles.declared(element)
        shown = element.tag not in DRAWN or element.tag in DEFINITIONS or self._shown(element)
        try:
            if not shown and not held:
                if parent is not None and not clone:
                    self._hold(element, context, parent, "")
                return []
            nodes = self._built(element, context, declared, clone)
        except Fault as fault:
            fault.at = fault.at or element
            raise
        finally:
            self._level -= 1
        if not shown:
            for node in nodes:
                node.attributes["display"] = "none"
        return nodes

    def _shown(self, element: Element) -> bool:
        return self.is_displayed(element) and "none" not in _conditions(element)

    def _built(self, element: Element, context: Context, declared: Declared, clone: bool) -> list[Node]:
        tag = element.tag
        inner = self.entered(element, declared, context)
        if tag == "text":
            return self._lettered(element, context, inner, declared, clone)
        if tag == "foreignObject":
            return self._foreign(element)
        node = Node("g" if tag in ("a", "switch") else tag, source=None if clone else element)
        if tag == "a":
            self.source.take("a link", element)
        self.own_properties(element, declared, context, inner, node)
        if tag == "use":
            return self._use(element, inner, node, declared)
        if not self._geometry(element, declared, context, node):
            return []
        if (inner.fill.spare or inner.stroke.spare) and tag in SHAPES and is_flat(node):
            _spared(inner, node)
        if tag == "switch":
            self._switched(element, inner, node, clone)
        elif tag not in SHAPES and tag != "image":
            if tag == "filter":
                if not all(map(self.is_displayed, (element, *element.elements()))):
                    raise Fault("WL512", "a filter of the SVG, or a step of it, isn't displayed", element, OUTLINES)
                self._results, self._named = {}, 0
            self._children(element, self._framed(element, node, inner), node, clone)
            if tag[:2] == "fe":
                self._name_result(element, node)
        return [node]

    def _switched(self, element: Element, inner: Context, node: Node, clone: bool) -> None:
        chosen = self._chosen(element)
        for child in element.elements():
            if child is chosen and child.tag not in DEFINITIONS:
                node.children += self._element(child, inner, clone=clone, parent=node)
            elif not clone:
                self._hold(child, inner, node, "" if child is chosen else "defs")

    def _lettered(
        self, element: Element, context: Context, inner: Context, declared: Declared, clone: bool
    ) -> list[Node]:
        """The outlines of a text: one shape where it is one, else a group; several shapes where no group may be."""
        from whitelabel.picture.svg_text import merged

        leaves = self._texts(self, element, inner, declared)
        node = Node("g", children=leaves, source=None if clone else element)
        self.own_properties(element, declared, context, inner, node)
        within_clip = element.parent is not None and element.parent.tag == "clipPath"
        if within_clip or (len(leaves) == 1 and leaves[0].tag == "path"):
            shapes = merged(node, leaves)
            for shape in shapes[:1]:
                shape.source = node.source
            return shapes
        return [node] if leaves else []

    def _framed(self, element: Element, node: Node, inner: Context) -> Context:
        """The context within an element that has a viewport of its own."""
        if element.tag not in _VIEWPORTS:
            return inner
        box = values.view_box(element.attributes.get("viewBox"))
        size = (box[2], box[3]) if box else None
        if size is None and element.tag == "svg":
            size = (float(str(node.attributes["width"])), float(str(node.attributes["height"])))
        if size is None:
            return inner
        return replace(inner, measure=inner.measure.within(*size))

    def _foreign(self, element: Element) -> list[Node]:
        attributes = element.attributes
        if all(values.pixels(attributes.get(name)) == 0 for name in ("width", "height")):
            return []
        raise Fault("WL512", "the SVG holds a foreignObject, which is no drawing", element, OUTLINES)

    def _chosen(self, element: Element) -> Element | None:
        """The first child of a ``switch`` that a browser would show."""
        able = [child for child in element.elements() if child.tag in DRAWN and "none" not in _conditions(child)]
        for position, child in enumerate(able):
            if child.tag == "foreignObject" and position + 1 < len(able):
                self.source.take("foreign content (its own replacement is drawn)", child)
                continue
            return child
        return None

    # ── Copies ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _use(self, element: Element, inner: Context, node: Node, declared: Declared) -> list[Node]:
        target = self.target(element.attributes.get("href", ""), element)
        if target is None or target.tag not in DRAWN or (target.tag in DEFINITIONS and target.tag != "symbol"):
            return []
        above: Element | None = element
        while above is not None:
            if above is target:
                raise Fault("WL513", "a part of the SVG is drawn within itself", element, "export it as plain shapes")
            above = above.parent
        self._geometry(element, declared, inner, node)
        sized = target.tag in ("symbol", "svg")
        for name, axis in (("width", "x"), ("height", "y")):
            if not sized:
                node.attributes.pop(name, None)
            elif name not in node.attributes and (target.tag == "symbol"):
                node.attributes[name] = values.written(inner.measure.full(axis))
        if sized and not values.view_box(target.attributes.get("viewBox")) and "box" in self._needed(target):
            inner = self._sized(target, inner, node)
        copy = self.styles.detached(target)
        if copy is not None:
            copy.parent = element
            return self._copied(copy, inner, node)
        if self._keeps(target, inner):
            node.attributes["href"] = self.want(target, address=False)
            return [node]
        return self._copied(target, inner, node)

    def _sized(self, target: Element, inner: Context, node: Node) -> Context:
        """The context of a part that has no units of its own and is as large as its use says."""
        told = [node.attributes.get(name) for name in ("width", "height")]
        if target.tag == "symbol":
            width, height = (float(str(length)) for length in told)
            return replace(inner, measure=inner.measure.within(width, height))
        if told != [None, None]:
            message = "the SVG draws a part in several sizes, with lengths in per cent and no 'viewBox'"
            raise Fault("WL512", message, target, OUTLINES)
        return inner

    def _keeps(self, target: Element, inner: Context) -> bool:
        """Whether the part looks the same where it is used as where it stands."""
        context = self._contexts.get(target)
        if context is None:
            context = self._contexts[target] = self._context_of(target)
        differing = {name for name, told in _CONTEXTS.items() if told(inner) != told(context)}
        return "paint" not in differing and (not differing or differing.isdisjoint(self._needed(target)))

    def _context_of(self, element: Element) -> Context:
        way = [element]
        while way[-1].parent is not None:
            way.append(way[-1].parent)
        context = self._outermost
        for above in reversed(way[1:-1]):
            declared, outer = self.styles.declared(above), context
            context = self.entered(above, declared, outer)
            if above.tag in _VIEWPORTS:
                node = Node(above.tag)
                if above.tag == "svg":
                    self._geometry(above, declared, outer, node)
                context = self._framed(above, node, context)
        return context

    def _needed(self, element: Element) -> frozenset[str]:
        """What of its context, by the names in ``_CONTEXTS``, changes how a part looks."""
        if element not in self._needs:
            found: set[str] = set()
            self._look_at(element, 0, set(), found)
            self._needs[element] = frozenset(found)
        return self._needs[element]

    def _look_at(self, element: Element, depth: int, seen: set[Element], found: set[str]) -> None:
        stack = [element]
        while stack:
            inner = stack.pop()
            if inner in seen:
                continue
            seen.add(inner)
            self._looked += 1
            if self._looked > MAX_LOOKED:
                message = "the SVG copies its parts more often than a logo does"
                raise Fault("WL513", message, element, "export it again as plain shapes")
            found |= _needs_of(inner, self.styles.declared(inner))
            if inner.tag == "use" and depth < MAX_LOOKED_USES:
                target = self.source.ids.get(inner.attributes.get("href", "").strip()[1:])
                if target is not None:
                    self._look_at(target, depth + 1, seen, found)
            stack += (child for child in inner.elements() if child.tag not in DEFINITIONS)

    def _copied(self, target: Element, inner: Context, node: Node) -> list[Node]:
        """A copy of the part in the place of its use, coloured by where it is used."""
        attributes = node.attributes
        x, y = (str(attributes.pop(name, "0")) for name in ("x", "y"))
        width, height = (attributes.pop(name, None) for name in ("width", "height"))
        if float(x) or float(y):
            before = attributes.get("transform")
            attributes["transform"] = f"{before} translate({x} {y})" if before else f"translate({x} {y})"
        group = Node("g", attributes, source=node.source)
        for copy in self._element(target, inner, clone=True, held=True):
            if copy.tag == "symbol":
                copy.tag = "svg"
            if copy.tag == "svg":
                copy.attributes |= {n: v for n, v in (("width", width), ("height", height)) if v is not None}
            group.children.append(copy)
        return [group]

    # ── Attributes of the elements themselves ─────────────────────────────────────────────────────────────────────

    def _geometry(self, element: Element, declared: Declared, context: Context, node: Node) -> bool:
        """Write an element's own attributes; false when nothing would be drawn for want of one."""
        tag = element.tag
        table = GEOMETRY.get(tag)
        if table is None:
            return tag in ("a", "switch")
        attributes, out = element.attributes, node.attributes
        user = tag not in UNITS or self.units(element) == "userSpaceOnUse"
        for name, kind in table.items():
            given = attributes.get(name)
            if name in declared and name in STYLED_GEOMETRY or (name == "d" and "d" in declared):
                given = self._styled(declared[name], name, given, context)
            if given is None:
                continue
            value = self._attribute(kind, given, name, element, context, user)
            if value is None and kind in _SHARES:
                value = self._unread(kind, given, name, element, context, user)
            if value is not None:
                out[name] = value
            elif name in ("rx", "ry") and (given.strip().lower() != "auto" or given is attributes.get(name)):
                out[name] = "0"  # which is what browsers make of a radius that they can't read
        if tag == "svg":
            for name, axis in (("width", "x"), ("height", "y")):
                out.setdefault(name, values.written(context.measure.full(axis)))
        if user and tag in DEFAULTS:
            self._absent(element, context, out)
        needed = _NEEDED.get(tag)
        return needed is None or bool(out.get(needed))

    def _unread(
        self, kind: str, text: str, name: str, element: Element, context: Context, user: bool
    ) -> str | Reference | None:
        """What browsers take in place of a length that they can't read."""
        if element.tag[:2] == "fe":
            raise Fault("WL512", f"a filter's '{name}' is '{text[:40]}', which is no length", element, OUTLINES)
        if element.tag not in TEMPLATES:
            return None
        return self._attribute(kind, _UNREADABLE.get(name, "0%"), name, element, context, user)

    def _absent(self, element: Element, context: Context, out: dict[str, str | Reference]) -> None:
        """Write the lengths that an element neither tells nor takes over, and that are parts of the viewport."""
        _, *above = self.lineage(element)
        for name, share in DEFAULTS[element.tag].items():
            if name not in out and all(name not in ancestor.attributes for ancestor in above):
                axis = "x" if name in ("x", "x2", "cx", "width") else "o" if name == "r" else "y"
                out[name] = values.length(share, axis, context.measure) or "0"

    def _styled(self, given: list[str], name: str, otherwise: str | None, context: Context) -> str | None:
        for text in reversed(given):
            resolved = self.resolved(text, context)
            if name == "d":
                found = re.fullmatch(r"""path\(\s*(["'])([^"']*)\1\s*\)""", resolved or "")
                if found:
                    return found[2]
                if (resolved or "").lower() == "none":
                    return ""
            elif resolved is not None and (values.length(resolved, "o", context.measure) or resolved == "auto"):
                return resolved
        return otherwise

    def _attribute(
        self, kind: str, text: str, name: str, element: Element, context: Context, user: bool
    ) -> str | Reference | None:
        plain = _PLAIN.get(kind)
        if plain is not None:
            return plain(text)
        if kind in ("x", "y", "o"):
            return values.length(text, kind, context.measure)
        if kind in _SHARES:
            within_box = not user and element.tag[:2] != "fe"
            return values.fraction(text) if within_box else values.length(text, kind[1], context.measure)
        if kind in _SIDES:
            word = text.strip()
            return word if word in _SIDES[kind] else values.length(text, kind[-1], context.measure)
        if kind in ("gradient", "pattern"):
            return self._template(kind, text, element)
        if kind == "image":
            return self._image(text, element)
        if kind in _STEPS:
            return self._filter_value(kind, text, element)
        return text.strip() if text.strip() in kind.split("|") else None

    def _template(self, kind: str, text: str, element: Element) -> Reference | None:
        target = self.target(text, element)
        if target is None or not (target.tag in GRADIENTS if kind == "gradient" else target.tag == "pattern"):
            return None
        list(self.lineage(element))
        return self.want(target, address=False)

    def _image(self, text: str, element: Element) -> str | None:
        from whitelabel.picture.svg_image import rewritten

        address = text.strip()
        if address.startswith("#") or not address:
            return None
        if address not in self._pictures:
            self._pictures[address] = rewritten(address, element)
        return self._pictures[address]

    def _name_result(self, element: Element, node: Node) -> None:
        """Give a filter's step a name that those behind it know."""
        given = element.attributes.get("result", "").strip()
        if given:
            node.attributes["result"] = self._results[given] = f"r{self._named}"
            self._named += 1

    def _filter_value(self, kind: str, text: str, element: Element) -> str | None:
        text = text.strip()
        if kind == "in":
            return text if text in _INPUTS else self._results.get(text)
        if kind == "blend":
            return text if text in BLENDS.split("|") else None
        found = values.numbers(text)
        if kind == "blur" and (found is None or max(map(abs, found)) > MAX_BLUR):
            message = f"the SVG has a blur of '{text[:20]}'; at most {MAX_BLUR:.0f} is taken"
            raise Fault("WL513", message, element, "export it again with less blur")
        if found is None:
            return None
        limit = {"radius": MAX_RADIUS, "octaves": MAX_OCTAVES, "order": MAX_KERNEL}.get(kind)
        if limit is not None and max(map(abs, found)) > limit:
            message = f"the filter's '{kind}' is '{text[:20]}'; at most {limit:g} is taken"
            raise Fault("WL513", message, element, "export it again as plain shapes")
        return values.number_list(text)


_NEEDED = {"path": "d", "polyline": "points", "polygon": "points", "image": "href"}
"""Without which an element draws nothing."""

_SHARES = frozenset(("rx", "ry", "ro"))
"""Kinds of lengths that may be shares of a box."""

_UNREADABLE = {"x2": "100%", **dict.fromkeys(("cx", "cy", "fx", "fy", "r"), "50%")}
"""What browsers take in place of a gradient's length that they can't read; 0 for those that aren't here."""

_VIEWPORTS = frozenset(("svg", "symbol", "marker", "pattern"))
_SIDES = {"ref-x": ("left", "center", "right"), "ref-y": ("top", "center", "bottom")}
_STEPS = frozenset(("in", "blur", "radius", "octaves", "order", "blend"))
_INPUTS = frozenset(("SourceGraphic", "SourceAlpha", "BackgroundImage", "BackgroundAlpha", "FillPaint", "StrokePaint"))


def _orient(text: str) -> str | None:
    found = re.fullmatch(r"(auto(?:-start-reverse)?)|([^a-z]+)(?:deg)?", text.strip())
    return (found[1] or values.number(found[2])) if found else None


_PLAIN: dict[str, Callable[[str], str | None]] = {
    "path": values.path,
    "points": values.points,
    "number": values.number,
    "numbers": values.number_list,
    "fraction": values.fraction,
    "transform": lambda text: values.transform(text) or None,
    "box": lambda text: values.number_list(text) if values.view_box(text) else None,
    "aspect": values.aspect,
    "orient": _orient,
    "use": lambda text: None,
}
"""Grammars of attributes that depend on nothing else; ``use`` is written where it is known what is used."""


_CONTEXTS: dict[str, Callable[[Context], object]] = {
    "paint": lambda context: (context.fill.alpha, context.stroke.alpha, context.fill.spare, context.stroke.spare),
    "color": lambda context: (
        context.color,
        context.fill_opacity,
        context.stroke_opacity,
        context.fill.current,
        context.stroke.current,
    ),
    "custom": lambda context: context.custom or {},
    "font": lambda context: context.measure.font,
    "box": lambda context: (context.measure.width, context.measure.height),
    "text": lambda context: (context.texts or {}, context.preserve),
}
"""What of a context is worked into a part that stands in it; all else the part takes over as it is written."""

_EM = re.compile(r"[\d.]em\b", re.IGNORECASE)


def _needs_of(element: Element, declared: Declared) -> set[str]:
    """What of its context changes an element, more rather than less."""
    needs: set[str] = set()
    if element.tag == "text":
        needs |= {"font", "text", "box"}
    if element.tag in ("svg", "use") and not {"width", "height"} <= element.attributes.keys():
        needs.add("box")
    lengths = [element.attributes[name] for name in GEOMETRY.get(element.tag, ()) if name in element.attributes]
    for name, given in declared.items():
        for text in given:
            folded = text.lower()
            if "var(" in folded:
                needs |= {"custom", "color"}
            if name == "color" or (name in ("fill", "stroke") and ("currentcolor" in folded or _is_faint(folded))):
                needs.add("color")
            if name == "transform-origin":
                needs.add("box")
        lengths += given
    if any("%" in text for text in lengths):
        needs.add("box")
    if any(_EM.search(text) for text in lengths):
        needs.add("font")
    return needs


def _is_faint(text: str) -> bool:
    if text.startswith("#"):
        return len(text) in (5, 9)
    return "(" in text and not text.startswith("url(") or text == "transparent"


def _spared(context: Context, node: Node) -> None:
    """Paint a shape without a surface, in whose box a gradient has no place."""
    for name, paint, share in (
        ("fill", context.fill.spare, context.fill_opacity),
        ("stroke", context.stroke.spare, context.stroke_opacity),
    ):
        if paint is not None:
            node.attributes[name] = paint[0]
            if paint[1] != 1.0:
                node.attributes[f"{name}-opacity"] = values.written(paint[1] * share)


def _placed(box: Box) -> dict[str, str | Reference]:
    return {name: values.written(value) for name, value in zip(("x", "y", "width", "height"), box, strict=True)}


def _conditions(element: Element) -> tuple[str, ...]:
    """``none`` when a browser wouldn't show the element for what it asks for."""
    attributes = element.attributes
    if attributes.get("requiredExtensions", "").strip():
        return ("none",)
    languages = attributes.get("systemLanguage")
    if languages is not None:
        known = [language.strip().lower() for language in languages.split(",")]
        if not any(language == "en" or language.startswith("en-") for language in known):
            return ("none",)
    return ()

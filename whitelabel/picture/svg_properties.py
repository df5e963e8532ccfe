"""Properties of an element as attributes: what is inherited, what is its own, and what each value may be."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from whitelabel.picture import svg_values as values
from whitelabel.picture.svg_names import BLENDS, DEFINITIONS, INHERITED, INITIAL, OWN, SHAPES, TEXT, UNITS
from whitelabel.picture.svg_source import Element, Fault, Source
from whitelabel.picture.svg_style import Declared, Styles, substituted
from whitelabel.picture.svg_tree import Node, Reference
from whitelabel.picture.svg_values import Measure, Paint

MAX_CUSTOM = 500
MAX_LINEAGE = 20
MAX_DASHES = 500
MAX_CUSTOM_LENGTH = 1000

_WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
GRADIENTS = frozenset(("linearGradient", "radialGradient"))
TEMPLATES = frozenset((*GRADIENTS, "pattern"))
OUTLINES = "export it again as plain shapes, text as outlines"
_GONE_UNDISPLAYED = DEFINITIONS - {"marker", "filter"}
_ANY_GRAPHICS = ("opacity", "clip-path", "mask", "filter", "vector-effect", "mix-blend-mode", "isolation", "transform")
_FRAMED = frozenset((*_ANY_GRAPHICS, "overflow"))
_OWN_OF: dict[str, frozenset[str]] = {
    **dict.fromkeys(("svg", "symbol", "image"), _FRAMED),
    **dict.fromkeys((*SHAPES, "g", "use", "text", "a", "switch"), frozenset(_ANY_GRAPHICS)),
    "clipPath": frozenset(("clip-path", "transform")),
    "mask": frozenset(("mask", "mask-type")),
    "marker": frozenset(("overflow",)),
    "pattern": frozenset(("overflow",)),
    "stop": frozenset(("stop-color", "stop-opacity")),
    "feFlood": frozenset(("flood-color", "flood-opacity")),
    "feDropShadow": frozenset(("flood-color", "flood-opacity")),
    "feDiffuseLighting": frozenset(("lighting-color",)),
    "feSpecularLighting": frozenset(("lighting-color",)),
}
_INHERITED_NOWHERE = frozenset((*GRADIENTS, "stop"))
_SHORT = {
    "marker": ("marker-start", "marker-mid", "marker-end"),
    "mask-image": ("mask",),
    "-webkit-mask": ("mask",),
    "-webkit-mask-image": ("mask",),
    "-webkit-clip-path": ("clip-path",),
    "-webkit-filter": ("filter",),
}
"""Properties that say others, and count where these aren't given."""

_WANTED = {"marker": "marker", "clip": "clipPath", "mask": "mask", "filter": "filter"}
"""Which element a property refers to."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What of a paint isn't said by the colour that is written.

    Attributes:
        alpha: Of the colour itself.
        current: Whether it is ``currentColor``, which is inherited as a word.
        spare: What flat shapes have in place of a gradient that is told in parts of their box.
    """

    alpha: float = 1.0
    current: bool = False
    spare: Paint | None = None


PLAIN = Painted()


@dataclass(frozen=True, slots=True)
class Context:
    """What an element takes over from where it stands.

    Attributes:
        measure: What lengths are relative to.
        color: ``currentColor``.
        fill, stroke: The inherited paint.
        fill_opacity, stroke_opacity: As the properties of these names say.
        texts: Properties of letters.
        custom: Custom properties.
        preserve: Whether spaces count.
    """

    measure: Measure
    color: Paint = ("#000000", 1.0)
    fill: Painted = PLAIN
    stroke: Painted = PLAIN
    fill_opacity: float = 1.0
    stroke_opacity: float = 1.0
    texts: Mapping[str, str] | None = None
    custom: Mapping[str, str] | None = None
    preserve: bool = False


class Invalid(Exception):
    """A value that browsers pass over."""


_EVERYTHING = frozenset(INHERITED)
_OF_FILTERS = frozenset(("color-interpolation-filters",))


def _passes(tag: str) -> frozenset[str]:
    """Which inherited properties matter to an element or what stands in it."""
    if tag in _INHERITED_NOWHERE:
        return frozenset()
    return _OF_FILTERS if tag[:2] == "fe" or tag == "filter" else _EVERYTHING


def _painted_in(text: str) -> str | None:
    words = text.lower().split()
    return " ".join(words) if words == ["normal"] or (words and set(words) <= {"fill", "stroke", "markers"}) else None


_PLAIN = {"opacity": values.opacity, "number": values.number, "order-of-paint": _painted_in}
"""Grammars that depend on nothing else."""


class Properties:
    """Knows a drawing's parts and style sheets, and writes the properties of its elements.

    Args:
        source: The file that was read.
        styles: Its style sheets.
    """

    def __init__(self, source: Source, styles: Styles) -> None:
        self.source, self.styles = source, styles
        self._wanted: deque[Element] = deque()

    def want(self, target: Element, address: bool = True, otherwise: str | None = None) -> Reference:
        """Refer to a part."""
        self._wanted.append(target)
        return Reference(target, address, otherwise)

    def target(self, address: str, element: Element) -> Element | None:
        """The part that an ``href`` means; ``None`` where there is none.

        Raises:
            Fault: For an address of anything else.
        """
        address = address.strip()
        if not address.startswith("#"):
            if not address:
                return None
            message = f"the SVG refers to something beside it: '{address[:60]}'"
            raise Fault("WL512", message, element, "put it into the drawing, as shapes")
        return self.part(address[1:])

    def part(self, name: str) -> Element | None:
        """The part of a name; ``None`` where there is none, or it isn't displayed and so counts as none.

        Raises:
            Fault: For a name that browsers read each in its own way.
        """
        found = self.source.ids.get(name)
        if "%" in name:
            meant = self.source.ids.get(unquote(name))
            if found is not None and found is not meant:
                message = f"the SVG refers to '{name[:60]}', which not every browser finds"
                raise Fault("WL512", message, hint="export it again with ids of letters and digits")
            found = meant
        if found is not None and found.tag in _GONE_UNDISPLAYED and not self.is_displayed(found):
            return None
        return found

    def is_displayed(self, element: Element) -> bool:
        """Whether the element isn't taken out by its ``display``."""
        for text in reversed(self.styles.declared(element).get("display", ())):
            word = text.lower()
            if word == "none":
                return False
            if re.fullmatch(r"[a-z-]+(?: [a-z-]+)*", word):
                break
        return True

    def lineage(self, element: Element) -> Iterator[Element]:
        """A gradient or pattern, and those that it takes after one by one.

        Raises:
            Fault: When there are too many, as where one takes after itself.
        """
        current: Element | None = element
        for _ in range(MAX_LINEAGE):
            if current is None:
                return
            yield current
            address = current.attributes.get("href", "").strip()
            current = self.part(address[1:]) if address.startswith("#") and current.tag in TEMPLATES else None
        message = f"the '{element.tag}' takes after itself, or after more than {MAX_LINEAGE} others"
        raise Fault("WL513", message, element, "export it again as plain shapes")

    def units(self, element: Element) -> str:
        """What the lengths of a gradient, pattern, mask or filter are told in."""
        name, default = UNITS[element.tag]
        told = (ancestor.attributes.get(name) for ancestor in self.lineage(element))
        return next((units for units in told if units in ("userSpaceOnUse", "objectBoundingBox")), default)

    # ── What is inherited ─────────────────────────────────────────────────────────────────────────────────────────

    def resolved(self, text: str, context: Context) -> str | None:
        """A value with its custom properties put in; ``None`` where one is missing."""
        if "var(" not in text.lower():
            return text
        found = substituted(text, context.custom or {})
        return found.strip() if found is not None else None

    def entered(self, element: Element, declared: Declared, context: Context) -> Context:
        """The context of an element's own values and of its children."""
        if not declared:
            space = element.attributes.get("space")
            return context if space is None else replace(context, preserve=space == "preserve")
        context = self._customised(declared, context)
        changes: dict[str, object] = {}
        for text in reversed(declared.get("color", ())):
            paint = self._color(text, context, context.color)
            if paint is not None:
                context = replace(context, color=paint)
                break
        for name, inherited in (("fill", context.fill), ("stroke", context.stroke)):
            if inherited.current and inherited.alpha != context.color[1]:
                inherited = replace(inherited, alpha=context.color[1])
                changes[name] = inherited
            if name in declared:
                changes[name] = self._painted(declared[name], context, inherited)
        if "fill-opacity" in declared:
            changes["fill_opacity"] = self._share_of(declared["fill-opacity"], context, context.fill_opacity)
        if "stroke-opacity" in declared:
            changes["stroke_opacity"] = self._share_of(declared["stroke-opacity"], context, context.stroke_opacity)
        if not TEXT.isdisjoint(declared):
            changes |= self._lettered_context(declared, context)
        space = element.attributes.get("space")
        if space is not None:
            changes["preserve"] = space == "preserve"
        return replace(context, **changes) if changes else context  # type: ignore[arg-type]

    def _customised(self, declared: Declared, context: Context) -> Context:
        custom = [name for name in declared if name.startswith("--")]
        if not custom:
            return context
        known = dict(context.custom or {})
        for name in custom:
            value = substituted(declared[name][-1], known)
            if value is not None and len(value) <= MAX_CUSTOM_LENGTH and len(known) < MAX_CUSTOM:
                known[name] = value
            else:
                known.pop(name, None)
        return replace(context, custom=known)

    def _lettered_context(self, declared: Declared, context: Context) -> dict[str, object]:
        from whitelabel.picture.svg_text import inherited

        given = {
            name: [self.resolved(text, context) or "" for text in texts]
            for name, texts in declared.items()
            if name in TEXT
        }
        measure = context.measure
        texts = inherited(context.texts or {}, given, measure)
        size = float(texts.get("font-size", "16"))
        return {"texts": texts, "measure": Measure(measure.width, measure.height, size, measure.root)}

    def _color(self, text: str, context: Context, current: Paint) -> Paint | None:
        resolved = self.resolved(text, context)
        if resolved is None or resolved.lower() in ("inherit", "unset", "revert", "revert-layer", "currentcolor"):
            return current
        if resolved.lower() == "initial":
            return ("#000000", 1.0)
        return values.color(resolved)

    def _painted(self, given: list[str], context: Context, inherited: Painted) -> Painted:
        for text in reversed(given):
            resolved = self.resolved(text, context)
            folded = (resolved or "inherit").lower()
            if folded in _WIDE:
                return PLAIN if folded == "initial" else inherited
            try:
                paint = self._paint(folded if "url(" not in folded else resolved or "", context)
            except Invalid:
                continue
            if isinstance(paint[0], Reference):
                return Painted(spare=self._spare(resolved or "", paint[0].target, context))
            return Painted(paint[1], folded.rstrip().endswith("currentcolor"))
        return inherited

    def _spare(self, text: str, target: Element, context: Context) -> Paint | None:
        """The colour behind an address, where it may be seen."""
        found = values.local_address(text.strip())
        if found is None or not found[1]:
            return None
        paint, alpha = self._paint(found[1], context)
        if not isinstance(paint, str) or paint == "none":
            return None
        if target.tag == "pattern" or any("gradientTransform" in above.attributes for above in self.lineage(target)):
            message = f"the SVG paints with '{text.strip()[:60]}': which of the two is seen depends on the place"
            raise Fault("WL512", message, hint="export it again with one paint for each shape")
        return (paint, alpha) if self.units(target) == "objectBoundingBox" else None

    def _share_of(self, given: list[str], context: Context, inherited: float) -> float:
        for text in reversed(given):
            folded = (self.resolved(text, context) or "inherit").lower()
            if folded in _WIDE:
                return 1.0 if folded == "initial" else inherited
            found = values.share(folded)
            if found is not None:
                return found
        return inherited

    # ── Properties ────────────────────────────────────────────────────────────────────────────────────────────────

    def own_properties(
        self, element: Element, declared: Declared, outer: Context, context: Context, node: Node
    ) -> None:
        """Write an element's properties as attributes.

        Args:
            element: What was read.
            declared: The values that its properties are given.
            outer: What it takes over.
            context: What its own values depend on.
            node: What is written.
        """
        if not declared:
            return
        tag, attributes = element.tag, node.attributes
        takes, passes = _OWN_OF.get(tag, frozenset()), _passes(tag)
        for name, given in declared.items():
            if name in passes:
                self._property(name, INHERITED[name], given, element, context, attributes)
            elif name in takes:
                self._property(name, OWN[name], given, element, context, attributes)
        for short, names in _SHORT.items():
            if short in declared:
                for name in names:
                    if name not in declared and (name in passes or name in takes):
                        kind = INHERITED.get(name) or OWN[name]
                        self._property(name, kind, declared[short], element, context, attributes)
        if "fill" in passes:
            self._paints(declared, outer, context, attributes)
        self._lone_opacities(declared, context, attributes)
        if "transform" in takes:
            self._placed(declared, context, attributes)
        if "mix-blend-mode" in attributes or "isolation" in attributes:
            # Browsers know no attributes for these.
            styled = (name for name in ("mix-blend-mode", "isolation") if name in attributes)
            attributes["style"] = ";".join([f"{name}:{attributes.pop(name)}" for name in list(styled)])

    def _property(
        self,
        name: str,
        kind: str,
        given: list[str],
        element: Element,
        context: Context,
        attributes: dict[str, str | Reference],
    ) -> None:
        for text in reversed(given):
            resolved = self.resolved(text, context)
            folded = resolved.lower() if resolved is not None and len(resolved) < 20 else ""
            if resolved is None or folded in _WIDE:
                if folded == "initial" and name in INHERITED:
                    attributes[name] = INITIAL[name]
                elif folded == "inherit" and name in OWN and element.parent is not None:
                    above = self.styles.declared(element.parent).get(name)
                    if above:
                        self._property(name, kind, above, element.parent, context, attributes)
                return
            try:
                value = self._value(kind, resolved, name, context)
            except Invalid:
                continue
            if value is not None:
                attributes[name] = value
            return

    def _value(self, kind: str, text: str, name: str, context: Context) -> str | Reference | None:
        """One value; ``None`` for one that says what is so without it.

        Raises:
            Invalid: For what browsers pass over.
        """
        if kind in ("paint", "color"):
            return self._paint(text, context)[0]
        if kind == "o":
            return _needed(values.length(text, "o", context.measure), text)
        if kind in _WANTED:
            return self._addressed(kind, text)
        if kind == "dashes":
            return self._dashes(text, context)
        plain = _PLAIN.get(kind)
        if plain is not None:
            return _needed(plain(text), text)
        # What places an element is worked together with what else does.
        return None if kind == "transform" else _word(BLENDS if kind == "blend" else kind, text, name)

    def _paints(
        self, declared: Declared, outer: Context, context: Context, attributes: dict[str, str | Reference]
    ) -> None:
        """Write what ``currentColor`` has become, and an alpha within a colour beside it."""
        for name, before, after, share in (
            ("fill", outer.fill, context.fill, context.fill_opacity),
            ("stroke", outer.stroke, context.stroke, context.stroke_opacity),
        ):
            if after.current and context.color != outer.color:
                attributes[name] = context.color[0]
            told = before.alpha != after.alpha or name in declared or f"{name}-opacity" in declared
            if told and (before.alpha != 1.0 or after.alpha != 1.0):
                attributes[f"{name}-opacity"] = values.written(after.alpha * share)

    def _lone_opacities(self, declared: Declared, context: Context, attributes: dict[str, str | Reference]) -> None:
        for name, share in (("stop-color", "stop-opacity"), ("flood-color", "flood-opacity")):
            if name in attributes and name in declared:
                alpha = self._alpha_of_color(declared[name], context)
                if alpha != 1.0:
                    own = self._share_of(declared.get(share, []), context, 1.0)
                    attributes[share] = values.written(alpha * own)

    def _alpha_of_color(self, given: list[str], context: Context) -> float:
        for text in reversed(given):
            resolved = self.resolved(text, context) or "initial"
            paint = context.color if resolved.lower() == "currentcolor" else values.color(resolved)
            if paint is not None:
                return paint[1]
        return 1.0

    def _paint(self, text: str, context: Context) -> tuple[str | Reference, float]:
        """A paint and its colour's alpha."""
        folded = text.strip().lower()
        if folded == "none":
            return "none", 1.0
        if folded == "currentcolor":
            return context.color
        if folded.startswith("context-"):
            hint = "export it again with the arrowheads as shapes"
            raise Fault("WL512", f"the SVG paints with '{folded[:20]}', which depends on the place", hint=hint)
        if "url(" in folded:
            found = values.local_address(text.strip())
            if found is None:
                raise Invalid
            target = self.part(found[0])
            if target is not None and (target.tag in GRADIENTS or target.tag == "pattern"):
                return self.want(target, otherwise="none"), 1.0
            return self._paint(found[1], context) if found[1] else ("none", 1.0)
        paint = values.color(text)
        if paint is None:
            raise Invalid
        return paint

    def _addressed(self, kind: str, text: str) -> str | Reference | None:
        folded = text.strip().lower()
        if folded == "none":
            return "none" if kind == "marker" else None
        found = values.local_address(text.strip())
        if found is None:
            if "(" in folded:
                message = f"the SVG is cut or changed by '{text.strip()[:60]}', which is no part of it"
                raise Fault("WL512", message, hint=OUTLINES)
            raise Invalid
        if found[1] and ("(" in found[1] or kind == "filter"):
            raise Fault("WL512", f"the value '{text.strip()[:60]}' can't be kept", hint=OUTLINES)
        target = self.part(found[0])
        if target is None or target.tag != _WANTED[kind]:
            return "none" if kind == "marker" else None
        return self.want(target, otherwise="none" if kind == "marker" else None)

    def _dashes(self, text: str, context: Context) -> str:
        if text.strip().lower() == "none":
            return "none"
        parts = re.split(r"\s*,\s*|\s+", text.strip()[: 40 * MAX_DASHES], MAX_DASHES)
        found = [values.length(part, "o", context.measure) for part in parts[:MAX_DASHES]]
        if len(parts) > MAX_DASHES:
            raise Fault("WL513", f"a line has more than {MAX_DASHES} dashes", hint="export it again as plain shapes")
        if any(part is None or float(part) < 0 for part in found):
            raise Invalid
        return " ".join(part for part in found if part)

    def _placed(self, declared: Declared, context: Context, attributes: dict[str, str | Reference]) -> None:
        from whitelabel.picture.svg_transform import placed

        names = ("transform", "translate", "rotate", "scale")
        if not any(name in declared for name in names):
            return
        given = {
            name: [self.resolved(text, context) or "none" for text in declared[name]]
            for name in (*names, "transform-origin", "transform-box")
            if name in declared
        }
        found = placed(given, context.measure)
        if found:
            attributes["transform"] = found


def _needed(value: str | None, text: str) -> str:
    if value is None:
        if "(" in text:
            values.refuse_address(text)
            message = f"the value '{text.strip()[:60]}' has to be worked out"
            raise Fault("WL512", message, hint="write it as a plain number")
        raise Invalid
    return value


def _word(kind: str, text: str, name: str) -> str | None:
    words = {word.lower(): word for word in kind.split("|")}
    found = words.get(text.strip().lower())
    if found is None:
        values.refuse_address(text)
        raise Invalid
    if (name, found) in (("mix-blend-mode", "normal"), ("isolation", "auto"), ("vector-effect", "none")):
        return None
    return found

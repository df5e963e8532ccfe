"""Text within a drawing, made into outlines where its font is at hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whitelabel.picture.svg_source import Element, Fault
from whitelabel.picture.svg_style import Declared
from whitelabel.picture.svg_tree import Node, Reference
from whitelabel.picture.svg_values import Measure, length, number, path, written

if TYPE_CHECKING:
    from whitelabel.picture.lettering import Outline
    from whitelabel.picture.svg_build import Builder
    from whitelabel.picture.svg_properties import Context

MAX_CHARACTERS = 5000


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that are set in one go.

    Attributes:
        text: What is set.
        families: Names of fonts, the most wanted first.
        size: Of the font, in user units.
        weight: From 1 to 1000.
        italic: Whether slanted.
        spacing: Added behind each letter, in user units.
    """

    text: str
    families: tuple[str, ...]
    size: float
    weight: float = 400
    italic: bool = False
    spacing: float = 0.0


Letters = Callable[[Run], "Outline | None"]
Maker = Callable[["Builder", Element, "Context", Declared], list[Node]]

_OUTLINES = "convert the text to outlines in the drawing program, or put the font under 'fonts:'"
_ONLY_OUTLINES = "convert the text to outlines in the drawing program"
_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
}
_FONT = re.compile(
    r"((?:(?:normal|italic|oblique|bold|bolder|lighter|small-caps|[1-9]00)\s+)*)([^\s/,]+)(?:\s*/\s*[^\s,]+)?\s+(.+)",
    re.IGNORECASE,
)
_UNMET = {
    "writing-mode": ("horizontal-tb", "lr", "lr-tb"),
    "direction": ("ltr",),
    "text-decoration": ("none",),
    "text-decoration-line": ("none",),
    "font-variant": ("normal", "none"),
}
"""Properties that only these values of are carried out."""


# ── Properties ────────────────────────────────────────────────────────────────────────────────────────────────────


def inherited(outer: Mapping[str, str], given: Mapping[str, list[str]], measure: Measure) -> dict[str, str]:
    """The properties of letters within an element.

    Args:
        outer: Those around it.
        given: The element's own, the strongest value last.
        measure: What lengths around it are relative to.
    """
    found = dict(outer)
    for name, texts in given.items():
        text = texts[-1].strip()
        if text.lower() in ("inherit", "unset", "revert", "revert-layer"):
            continue
        if name == "font":
            short = _FONT.fullmatch(text)
            if short:
                found["font-size"] = _size(short[2], measure) or found.get("font-size", "16")
                found["font-family"] = short[3]
                found["font-weight"] = found["font-style"] = "normal"
                for word in short[1].lower().split():
                    found["font-style" if word in ("italic", "oblique") else "font-weight"] = word
        elif name == "font-size":
            found[name] = _size(text, measure) or found.get(name, "16")
        elif name == "font-weight" and text.lower() in ("bolder", "lighter"):
            found[name] = _moved(_weight(found), text.lower())
        elif name in ("letter-spacing", "word-spacing"):
            # In em of the element's own size, which may follow in the list.
            found[name] = text
            found[f"{name} of"] = ""
        else:
            found[name] = text
    size = float(found.get("font-size", "16"))
    for name in ("letter-spacing", "word-spacing"):
        if f"{name} of" in found:
            del found[f"{name} of"]
            found[name] = length(found[name], "x", Measure(size, size, size, measure.root)) or "0"
    return found


def _size(text: str, measure: Measure) -> str | None:
    font = measure.font
    word = text.lower()
    if word in _SIZES:
        return written(_SIZES[word])
    if word in ("larger", "smaller"):
        return written(font * 1.2 if word == "larger" else font / 1.2)
    found = length(text, "x", measure.within(font, font))
    return found if found is not None and 0 <= float(found) < 1e6 else None


def _weight(texts: Mapping[str, str]) -> float:
    word = texts.get("font-weight", "normal").lower()
    if word in ("normal", "bold", "initial"):
        return 700.0 if word == "bold" else 400.0
    return min(1000.0, max(1.0, float(word))) if number(word) else 400.0


def _moved(weight: float, word: str) -> str:
    if word == "bolder":
        return "400" if weight < 350 else "700" if weight < 550 else "900"
    return "100" if weight < 550 else "400" if weight < 750 else "700"


def _families(text: str) -> tuple[str, ...]:
    """The names in a list of families.

    >>> _families("'Open  Sans', Arial,sans-serif")
    ('Open Sans', 'Arial', 'sans-serif')
    """
    names = (" ".join(name.strip().strip("\"'").split()) for name in text.split(","))
    return tuple(name for name in names if name)


# ── Characters ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class _Part:
    """A ``text`` or a part of it, with the places that it gives its characters."""

    element: Element
    context: Context
    node: Node
    parent: _Part | None
    places: dict[str, list[float]] = field(default_factory=dict)
    count: int = 0


@dataclass(slots=True)
class _Character:
    text: str
    part: _Part
    places: dict[str, float] = field(default_factory=dict)


def _parts(part: _Part) -> Iterable[_Part]:
    current: _Part | None = part
    while current is not None:
        yield current
        current = current.parent


class _Setting:
    """One ``text`` element, set."""

    def __init__(self, builder: Builder, element: Element, context: Context, letters: Letters | None) -> None:
        self._builder, self._element, self._letters = builder, element, letters
        self._characters: list[_Character] = []
        self._top = Node("g")
        part = _Part(element, context, self._top, None, self._places(element, context))
        self._flatten(part)

    def _places(self, element: Element, context: Context) -> dict[str, list[float]]:
        found = {}
        for name, axis in (("x", "x"), ("y", "y"), ("dx", "x"), ("dy", "y")):
            parts = re.split(r"\s*,\s*|\s+", element.attributes.get(name, "").strip())
            lengths = [length(part, axis, context.measure) for part in parts[:MAX_CHARACTERS] if part]
            if lengths and None not in lengths:
                found[name] = [float(text) for text in lengths if text]
        return found

    def _flatten(self, part: _Part) -> None:
        """Collect the characters, parts within parts."""
        for child in part.element.children:
            if isinstance(child, str):
                text = re.sub(r"[\t\n\r]", " ", child)
                if not part.context.preserve:
                    text = re.sub(r" {2,}", " ", text)
                if len(self._characters) + len(text) > MAX_CHARACTERS:
                    message = f"the SVG has a text of more than {MAX_CHARACTERS:,} characters"
                    raise Fault("WL513", message, self._element, _ONLY_OUTLINES)
                self._characters += [_Character(character, part) for character in text]
            elif child.tag == "textPath":
                raise Fault("WL516", "the SVG has text along a path", child, _ONLY_OUTLINES)
            elif child.tag in ("tspan", "a"):
                declared = self._builder.styles.declared(child)
                if "none" in declared.get("display", [""])[-1:]:
                    continue
                context = self._builder.entered(child, declared, part.context)
                inner = _Part(child, context, Node("g"), part, self._places(child, context))
                self._builder.own_properties(child, declared, part.context, context, inner.node)
                if child.tag == "a":
                    self._builder.source.take("a link", child)
                self._flatten(inner)

    def _shown(self) -> list[_Character]:
        """The characters that are left when spaces are counted once, each with its places."""
        kept: list[_Character] = []
        for character in self._characters:
            space = character.text == " "
            if space and not character.part.context.preserve and (not kept or kept[-1].text == " "):
                continue
            kept.append(character)
        while kept and kept[-1].text == " " and not kept[-1].part.context.preserve:
            kept.pop()
        for character in kept:
            for part in _parts(character.part):
                for name, places in part.places.items():
                    if part.count < len(places):
                        character.places.setdefault(name, places[part.count])
                part.count += 1
        return kept

    # ── Runs ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def nodes(self) -> list[Node]:
        """The outlines, within their parts."""
        chunk: list[tuple[list[_Character], Outline, float, float, float]] = []
        x = y = 0.0
        for run in _runs(self._shown()):
            first = run[0].places
            if "x" in first or "y" in first:
                self._anchored(chunk)
                chunk = []
            x, y = first.get("x", x) + first.get("dx", 0.0), first.get("y", y) + first.get("dy", 0.0)
            outline = self._outline(run)
            size = run[0].part.context.measure.font
            chunk.append((run, outline, x, y + self._shift(run, size), outline.advance))
            x += outline.advance
            if run[-1].text == " ":
                x += float(_texts(run[0].part).get("word-spacing", "0"))
        self._anchored(chunk)
        return self._top.children

    def _anchored(self, chunk: list[tuple[list[_Character], Outline, float, float, float]]) -> None:
        """Write the outlines of what is set from one place."""
        if not chunk:
            return
        anchor = _texts(chunk[0][0][0].part).get("text-anchor", "start").lower()
        left = chunk[0][2]
        wide = chunk[-1][2] + chunk[-1][4] - left
        back = {"middle": wide / 2, "end": wide}.get(anchor, 0.0)
        for run, outline, x, y, _ in chunk:
            data = path(outline.d)
            if data:
                place = f"translate({written(x - back)} {written(y)})"
                part = run[0].part
                part.node.children.append(Node("path", {"transform": place, "d": data}))
                while part.parent is not None and part.node not in part.parent.node.children:
                    part.parent.node.children.append(part.node)
                    part = part.parent

    def _outline(self, run: list[_Character]) -> Outline:
        part = run[0].part
        texts = _texts(part)
        for name, met in _UNMET.items():
            if name in texts and texts[name].lower().split(" ")[0] not in (*met, "initial"):
                message = f"the SVG has text with '{name}: {texts[name][:40]}'"
                raise Fault("WL516", message, part.element, _ONLY_OUTLINES)
        if "textLength" in part.element.attributes or "rotate" in part.element.attributes:
            raise Fault("WL516", "the SVG has text that is stretched or turned", part.element, _ONLY_OUTLINES)
        text = "".join(character.text for character in run)
        change = texts.get("text-transform", "none").lower()
        text = {"uppercase": text.upper, "lowercase": text.lower, "capitalize": text.title}.get(change, lambda: text)()
        return self._set(text, part)

    def _set(self, text: str, part: _Part) -> Outline:
        texts = _texts(part)
        families = _families(texts.get("font-family", ""))
        spacing = float(texts.get("letter-spacing", "0"))
        italic = texts.get("font-style", "normal").lower().split(" ")[0] in ("italic", "oblique")
        run = Run(text, families, part.context.measure.font, _weight(texts), italic, spacing)
        outline = self._letters(run) if self._letters is not None else None
        shown = self._whole()
        if outline is None:
            family = f"'{families[0]}', which is not at hand" if families else "no font that it names"
            raise Fault("WL516", f"the SVG has the text '{shown}' in {family}", part.element, _OUTLINES)
        if outline.missing:
            family = f"'{families[0]}'" if families else "the font"
            message = f"{family} lacks the letters '{outline.missing[:20]}' of the text '{shown}'"
            raise Fault("WL516", message, part.element, _OUTLINES)
        return outline

    def _whole(self) -> str:
        text = " ".join("".join(character.text for character in self._characters).split())
        return text if len(text) <= 40 else f"{text[:39]}…"

    def _shift(self, run: list[_Character], size: float) -> float:
        """How far below its line the baseline of the letters lies."""
        part = run[0].part
        texts = _texts(part)
        shift = 0.0
        word = texts.get("baseline-shift", "baseline").lower()
        if word not in ("baseline", "0", "initial"):
            found = length(word, "y", Measure(size, size, size))
            if found is None:
                raise Fault(
                    "WL516", f"the SVG has text with 'baseline-shift: {word[:40]}'", part.element, _ONLY_OUTLINES
                )
            shift -= float(found)
        line = texts.get("dominant-baseline", "auto").lower()
        if line in ("auto", "alphabetic", "baseline", "initial", "use-script", "no-change", "reset-size"):
            return shift
        if line not in ("middle", "central"):
            raise Fault("WL516", f"the SVG has text on the baseline '{line[:40]}'", part.element, _ONLY_OUTLINES)
        # The middle is that of small letters; the centre, that of capitals, to a hundredth of the size.
        box = self._set("x" if line == "middle" else "H", part).box
        return shift - (box[1] + box[3] / 2)


def _texts(part: _Part) -> Mapping[str, str]:
    return part.context.texts or {}


def _runs(characters: list[_Character]) -> list[list[_Character]]:
    """The characters in stretches that are set in one go."""
    found: list[list[_Character]] = []
    for character in characters:
        wide = float(_texts(character.part).get("word-spacing", "0"))
        last = found[-1][-1] if found else None
        if last is None or character.places or character.part is not last.part or (wide and last.text == " "):
            found.append([character])
        else:
            found[-1].append(character)
    return found


# ── Elements ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _around(builder: Builder, element: Element, name: str) -> str:
    """The value of an inherited property where the element stands, in small letters."""
    current: Element | None = element
    while current is not None:
        given = builder.styles.declared(current).get(name)
        if given and given[-1].lower() not in ("inherit", "unset"):
            return given[-1].strip().lower()
        current = current.parent
    return ""


def _is_unseen(builder: Builder, element: Element, context: Context) -> bool:
    """Whether nothing of the text would be painted."""
    if not "".join(_all_texts(element)).strip() or context.measure.font == 0:
        return True
    if element.elements():
        return False
    fill, stroke = (_around(builder, element, name) for name in ("fill", "stroke"))
    if _around(builder, element, "visibility") in ("hidden", "collapse"):
        return True
    unfilled = fill in ("none", "transparent") or context.fill.alpha * context.fill_opacity == 0
    current: Element | None = element
    while current is not None:
        if builder.styles.declared(current).get("opacity", [""])[-1] in ("0", "0%", "0.0"):
            return True
        current = current.parent
    return unfilled and stroke in ("", "none", "transparent")


def text_maker(letters: Letters | None) -> Maker:
    """What makes outlines of ``text`` elements.

    Args:
        letters: Sets a run, or gives ``None`` where its font is not at hand.
    """

    def made(builder: Builder, element: Element, context: Context, declared: Declared) -> list[Node]:
        if _is_unseen(builder, element, context):
            return []
        nodes = _Setting(builder, element, context, letters).nodes()
        # Letters are filled by one rule and have no arrowheads, whatever holds for shapes around them.
        plain = {}
        for name, without in (
            ("fill-rule", "nonzero"),
            ("clip-rule", "nonzero"),
            ("marker-start", "none"),
            ("marker-mid", "none"),
            ("marker-end", "none"),
        ):
            if _around(builder, element, name) not in ("", without):
                plain[name] = without
        return _marked(nodes, plain)

    return made


def _marked(nodes: list[Node], plain: Mapping[str, str]) -> list[Node]:
    stack = list(nodes)
    while stack and plain:
        node = stack.pop()
        node.attributes.update(plain)
        stack += node.children
    return nodes


def _all_texts(element: Element) -> list[str]:
    found = []
    stack: list[Element | str] = [element]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            found.append(item)
        else:
            stack += reversed(item.children)
    return found


def merged(text: Node, leaves: list[Node]) -> list[Node]:
    """The outlines as shapes that stand alone, each with the properties of its text."""
    found: list[Node] = []
    stack: list[tuple[Node, dict[str, str | Reference]]] = [(node, dict(text.attributes)) for node in reversed(leaves)]
    while stack:
        node, around = stack.pop()
        attributes = {**around, **node.attributes}
        if "transform" in node.attributes and "transform" in around:
            attributes["transform"] = f"{around['transform']} {node.attributes['transform']}"
        if node.tag == "path":
            found.append(Node("path", attributes))
        else:
            stack += [(child, attributes) for child in reversed(node.children)]
    return found

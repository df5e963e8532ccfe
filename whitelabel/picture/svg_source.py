"""An SVG file as a tree of plain elements: decoded, its document type understood, its growth bounded."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whitelabel.picture.form import MARKS

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BYTES = 4 * 1024 * 1024
MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_ATTRIBUTES = 2000
MAX_TAGS = 150_000
MAX_ASSIGNMENTS = 300_000
MAX_ENTITIES = 100
MAX_ENTITY_LENGTH = 300

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"

_ENCODINGS = {
    label: codecs.lookup(encoding)
    for label, encoding in {
        "utf-8": "utf-8",
        "utf8": "utf-8",
        "us-ascii": "utf-8",
        "ascii": "utf-8",
        "utf-16": "utf-8",
        "iso-8859-1": "latin-1",
        "latin1": "latin-1",
        "iso-8859-15": "iso-8859-15",
        "windows-1252": "cp1252",
        "windows-1251": "cp1251",
        "windows-1250": "cp1250",
    }.items()
}
"""Encodings that are told in a head of ASCII; ``utf-16`` told so is none, or the head couldn't be read. Codecs are held, not
named: within the fence no file can be opened to load one."""

_DECLARATION = re.compile(r"\s*<\?xml\s[^?>]*+\?>")
_ENCODING = re.compile(rb"""\s*<\?xml\s[^?>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_BESIDE = re.compile(r"(?:\s++|<!--(?>.*?-->)|<\?(?>.*?\?>))*+", re.DOTALL)
_DOCTYPE = re.compile(r"""<!DOCTYPE(?:[^\[>"']++|"[^"]*+"|'[^']*+')*+""", re.DOTALL)
_ENTITY = re.compile(r"""<!ENTITY\s++([\w.:-]++)\s++(?:"([^"]*+)"|'([^']*+)')\s*+>""")
_REFERENCE = re.compile(r"<!\[CDATA\[(?>.*?\]\]>)|<!--(?>.*?-->)|<\?(?>.*?\?>)|&([A-Za-z_:][\w.:-]*+);", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.-]+:)?[\w.-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PREDEFINED = frozenset(("lt", "gt", "amp", "quot", "apos"))


class Fault(Exception):
    """What makes a drawing be refused.

    Attributes:
        code: ``WL`` and three digits.
        message: What is, and what was wanted.
        at: The element, or a line and column, where it stands.
        hint: An action.
    """

    def __init__(self, code: str, message: str, at: Element | tuple[int, int] | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.at, self.hint = code, message, at, hint


class Element:
    """An element of the drawing, of SVG's own namespace.

    Attributes:
        tag: Its local name.
        attributes: By local name; those of other namespaces are left out, but ``xlink:href`` (when there is no
            ``href``), and ``xml:space``, which is ``space``.
        children: Elements, and pieces of text within ``text`` and its parts.
        parent: ``None`` for the root.
        line: Where it stands.

    What else it has is what a matcher of selectors asks of an element.
    """

    __slots__ = ("attributes", "children", "line", "parent", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None, line: int) -> None:
        self.tag, self.attributes, self.parent, self.line = tag, attributes, parent, line
        self.children: list[Element | str] = []

    def elements(self) -> list[Element]:
        """The children without texts."""
        return [child for child in self.children if not isinstance(child, str)]

    @property
    def attrib(self) -> dict[str, str]:
        """The attributes."""
        return self.attributes

    @property
    def text(self) -> str:
        """The texts."""
        return "".join(child for child in self.children if isinstance(child, str))

    def get(self, name: str, default: str | None = None) -> str | None:
        """An attribute, or the default."""
        return self.attributes.get(name, default)

    def walk(self) -> Iterator[Element]:
        """The element and all within it, in their order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += reversed(element.elements())

    def __iter__(self) -> Iterator[Element]:
        return iter(self.elements())


class Source:
    """A file's drawing.

    Attributes:
        text: The file's text, for places.
        root: The ``svg`` element.
        ids: The first element of each id.
        styles: Style sheets in their order: the text, the ``media``, the element.
        taken: Kinds of things that were left out and might have been active, with the first place and the number.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = Element("svg", {}, None, 1)
        self.ids: dict[str, Element] = {}
        self.styles: list[tuple[str, str, Element]] = []
        self.taken: dict[str, tuple[Element, int]] = {}

    def take(self, kind: str, element: Element) -> None:
        """Note that something was taken out."""
        first, count = self.taken.get(kind, (element, 0))
        self.taken[kind] = (first, count + 1)


def _decoded(data: bytes) -> str:
    marked = next(((mark, codec) for mark, codec in MARKS if data.startswith(mark)), None)
    if marked is not None:
        codec, start = marked[1], 0 if b"<" in marked[0] else len(marked[0])
    else:
        told = _ENCODING.match(data[:400])
        label = told[1].decode().lower() if told else "utf-8"
        if label not in _ENCODINGS:
            hint = "export it again as UTF-8"
            raise Fault("WL511", f"the SVG is written in {label}; UTF-8 was wanted", (1, 1), hint)
        codec, start = _ENCODINGS[label], 0
    try:
        text, _ = codec.decode(data[start:])
    except UnicodeDecodeError as broken:
        before, _ = codec.decode(data[start : start + broken.start], "replace")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        label = codec.name.upper().removesuffix("-LE").removesuffix("-BE")
        raise Fault("WL511", f"the SVG is not the {label} that it claims to be", place, "export it as UTF-8") from None
    odd = _CONTROL.search(text)
    if odd:
        place = (text.count("\n", 0, odd.start()) + 1, odd.start() - text.rfind("\n", 0, odd.start()))
        raise Fault("WL511", f"the SVG holds the control character U+{ord(odd[0]):04X}", place, "export it again")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _blank(text: str) -> str:
    """As many lines, and as far into the last, with nothing in them."""
    return "\n" * text.count("\n") + " " * (len(text) - text.rfind("\n") - 1)


def _entities(subset: str, place: tuple[int, int]) -> dict[str, str]:
    """The plain short texts that a document type gives names to."""
    found: dict[str, str] = {}
    position = 0
    while True:
        beside = _BESIDE.match(subset, position)
        position = beside.end() if beside else position
        if position == len(subset):
            return found
        entity = _ENTITY.match(subset, position)
        hint = "export it again without a document type of its own"
        if entity is None:
            word = re.match(r"<!?\w*(?:\s+%)?|%?[^\s;]{0,20}", subset[position:])
            what = word[0] if word else ""
            raise Fault("WL512", f"the document type holds '{what}', which is no plain short text", place, hint)
        value = entity[2] if entity[2] is not None else entity[3]
        if len(value) > MAX_ENTITY_LENGTH or re.search(r"[<&%]", value) or len(found) >= MAX_ENTITIES:
            message = f"the entity '{entity[1][:60]}' is no plain short text"
            raise Fault("WL512", message, place, hint)
        found.setdefault(entity[1], value.replace("\n", " "))
        position = entity.end()


def _prolog(text: str) -> str:
    """The text without its XML declaration and document type; references to plain entities are written out."""
    declaration = _DECLARATION.match(text)
    head = 0
    if declaration:
        head = declaration.end()
        text = _blank(text[:head]) + text[head:]
    beside = _BESIDE.match(text)
    start = beside.end() if beside else 0
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        return text
    end = doctype.end()
    entities: dict[str, str] = {}
    place = (text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start))
    if text[end : end + 1] == "[":
        close = _subset_end(text, end + 1)
        entities = _entities(text[end + 1 : close], place)
        rest = re.compile(r"\s*").match(text, close + 1)
        end = rest.end() if rest else close + 1
    if text[end : end + 1] != ">":
        raise Fault("WL511", "the SVG is no well-formed XML: the document type has no end", place, "export it again")
    # What stands between keeps its lines, and the document type's last one its columns.
    before, after = text[:start], text[end + 1 :]
    body = _blank(text[: end + 1])
    if before.strip():
        body = before + _blank(text[start : end + 1])
    if entities and "&" in after:
        after = _written_out(after, entities)
    return body + after


def _subset_end(text: str, start: int) -> int:
    """Where the bracket closes that a document type opened."""
    piece = re.compile(r"""[^\]"'<]++|"[^"]*+"|'[^']*+'|<!--(?>.*?-->)|<\?(?>.*?\?>)|<""", re.DOTALL)
    position = start
    while position < len(text) and text[position] != "]":
        found = piece.match(text, position)
        if found is None:
            break
        position = found.end()
    if text[position : position + 1] != "]":
        line = (text.count("\n", 0, start) + 1, 1)
        raise Fault("WL511", "the SVG is no well-formed XML: the document type has no end", line, "export it again")
    return position


def _written_out(text: str, entities: dict[str, str]) -> str:
    escaped = {
        name: value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&apos;")
        for name, value in entities.items()
    }
    grown = 0

    def value(found: re.Match[str]) -> str:
        nonlocal grown
        name = found[1]
        if name is None or name in _PREDEFINED or name not in escaped:
            return found[0]
        grown += len(escaped[name])
        if grown > MAX_BYTES:
            raise Fault("WL512", "the entities grow to more than a logo holds", None, "export it again without them")
        return escaped[name]

    return _REFERENCE.sub(value, text)


def _bounded(data: bytes, text: str) -> None:
    hint = "export it again with less detail"
    if text.count("<") > MAX_TAGS:
        raise Fault("WL513", f"the SVG has more than {MAX_ELEMENTS:,} elements", None, hint)
    assignments = text.count("=")
    if assignments > MAX_ASSIGNMENTS:
        raise Fault("WL513", f"the SVG has more than {MAX_ASSIGNMENTS:,} attributes", None, hint)
    # To libxml2, an attribute may cost as much as all before it.
    if assignments > MAX_ATTRIBUTES:
        line = 1
        for part in text.split("<"):
            if part[:1] not in ("!", "?") and part.count("=") > MAX_ATTRIBUTES:
                message = f"an element of the SVG has more than {MAX_ATTRIBUTES:,} attributes"
                raise Fault("WL513", message, (line, 1), "export it again as plain shapes")
            line += part.count("\n")


def _parsed(text: str) -> _Element:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as broken:
        line, column = broken.position if broken.position else (1, 1)
        message = str(broken.msg or "not well-formed").split(", line ")[0]
        place = (max(1, line), max(1, column))
        if "xcessive depth" in message or "HUGE" in message:
            hint = "export it again as plain shapes"
            raise Fault("WL513", "the SVG is nested too deep or holds too much in one place", place, hint) from None
        if message.startswith("Entity '") and "not defined" in message:
            told = f"the SVG refers to an entity that it doesn't declare: {message}"
            raise Fault("WL511", told, place, "write the character itself") from None
        message = f"the SVG is no well-formed XML: {message[:1].lower()}{message[1:]}"
        raise Fault("WL511", message, place, "export it again") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Fault("WL511", "the SVG has more than one document type", (1, 1), "export it again")
    return root


def read(data: bytes) -> Source:
    """Read an SVG file.

    Args:
        data: Its bytes, of any origin.

    Returns:
        The tree of what belongs to SVG; editors' elements and attributes are left out.

    Raises:
        Fault: For what is no well-formed SVG, is too big, or declares or includes things.
    """
    if len(data) > MAX_BYTES:
        message = f"the SVG has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
        raise Fault("WL513", message, None, "export it again with less detail")
    original = _decoded(data)
    text = _prolog(original)
    _bounded(data, text)
    if "xlink:" in text and "xmlns:xlink" not in text:
        root_tag = _ROOT.search(text, (_BESIDE.match(text) or _ROOT.match("<a")).end())  # type: ignore[union-attr]
        if root_tag:
            # Written to stand in a page, where the prefix needs no declaration.
            text = f'{text[: root_tag.end()]} xmlns:xlink="{XLINK}"{text[root_tag.end() :]}'
    parsed = _parsed(text)
    source = Source(original)
    _grown(source, parsed)
    return source


_TEXTS = frozenset(("text", "tspan", "a", "textPath", "switch"))
_WATCHED = {
    "script": "a script",
    "handler": "an event handler",
    "listener": "an event handler",
    "animate": "an animation",
    "animateColor": "an animation",
    "animateMotion": "an animation",
    "animateTransform": "an animation",
    "set": "an animation",
    "discard": "an animation",
    "iframe": "foreign content",
    "audio": "foreign content",
    "video": "foreign content",
    "object": "foreign content",
    "embed": "foreign content",
    "canvas": "foreign content",
    "math": "foreign content",
    "flowRoot": "flowed text (no browser shows it)",
}
"""What is taken out and told of, by local name and in any namespace that a browser could know."""

_SILENT = frozenset(("metadata", "title", "desc"))
_CLOSED = frozenset((*_WATCHED, *_SILENT, "style"))
"""Elements in which nothing is looked for."""

_NEEDED_ATTRIBUTES = {f"{{{XLINK}}}href": "href", "{http://www.w3.org/XML/1998/namespace}space": "space"}


def _split(tag: str) -> tuple[str, str]:
    if tag[:1] == "{":
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def _grown(source: Source, root: _Element) -> None:
    """Turn the parser's tree into ours, without recursion."""
    from lxml import etree

    namespace, local = _split(str(root.tag))
    line = root.sourceline or 1
    if local != "svg":
        raise Fault("WL511", f"the root is '{local}'; 'svg' was wanted", (line, 1), "export it as SVG")
    if namespace not in ("", SVG):
        hint = f'write <svg xmlns="{SVG}"'
        raise Fault("WL511", f"the root is of the namespace '{namespace}', not of SVG's", (line, 1), hint)
    for beside in (*root.itersiblings(etree.ProcessingInstruction, preceding=True), *root.itersiblings()):
        _check_instruction(beside)
    prefix = f"{{{namespace}}}" if namespace else ""
    count = 0
    stack: list[tuple[_Element, Element | None, int]] = [(root, None, 1)]
    while stack:
        item, parent, depth = stack.pop()
        tag = item.tag
        if not isinstance(tag, str):
            _check_instruction(item)
        elif tag.startswith(prefix) and (prefix or tag[0] != "{"):
            count += 1
            element = _element(source, item, tag[len(prefix) :], parent)
            if depth > MAX_DEPTH or count > MAX_ELEMENTS:
                limit = f"{MAX_DEPTH} levels" if depth > MAX_DEPTH else f"{MAX_ELEMENTS:,} elements"
                raise Fault("WL513", f"the SVG has more than {limit}", element, "export it again with less detail")
            if element.tag not in _CLOSED:
                stack += [(child, element, depth + 1) for child in reversed(item)]
        else:
            _foreign(source, item, parent)
        if parent is not None and parent.tag in _TEXTS and item.tail:
            parent.children.append(item.tail)


def _element(source: Source, item: _Element, local: str, parent: Element | None) -> Element:
    """An element of ours, put in its place unless it is one of those that are left out."""
    line = item.sourceline or 1
    element = Element(local, _attributes(source, item, local, parent, line), parent, line)
    if parent is None:
        source.root = element
    elif local in _WATCHED:
        if local != "flowRoot" or "".join(map(str, item.itertext())).strip():
            source.take(_WATCHED[local], element)
    elif local == "style":
        _sheet(source, item, element)
        parent.children.append(element)
    elif local not in _SILENT:
        parent.children.append(element)
    name = element.attributes.get("id")
    if name is not None and name not in source.ids:
        source.ids[name] = element
    if local in _TEXTS and item.text:
        element.children.append(item.text)
    return element


def _check_instruction(item: _Element) -> None:
    from lxml import etree

    place = (item.sourceline or 1, 1)
    if item.tag is etree.Entity:
        raise Fault("WL512", "the SVG holds an entity", place, "export it again without")
    if getattr(item, "target", "") == "xml-stylesheet":
        hint = "put the style sheet into the drawing"
        raise Fault("WL512", "the SVG asks for a style sheet beside it", place, hint)


def _attributes(source: Source, item: _Element, local: str, parent: Element | None, line: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in item.attrib.items():
        if key[0] == "{":
            name = _NEEDED_ATTRIBUTES.get(key)
            if name is not None:
                found.setdefault(name, value)
                continue
            name = key.rpartition("}")[2]
            if name[:2].lower() != "on":
                continue
        elif key[:2].lower() != "on":
            found[key] = value
            continue
        source.take("an event handler", Element(local, {}, parent, line))
    if f"{{{XLINK}}}href" in item.attrib and "href" in item.attrib:
        found["href"] = item.attrib["href"]
    return found


def _foreign(source: Source, item: _Element, parent: Element | None) -> None:
    """Look at an element that isn't of SVG: most are an editor's own and go without a word."""
    namespace, local = _split(str(item.tag))
    place = Element(local, {}, parent, item.sourceline or 1)
    if namespace == "http://www.w3.org/2001/XInclude":
        raise Fault("WL512", "the SVG includes another file by XInclude", place, "export it again in one piece")
    if namespace == XHTML and local == "style":
        _sheet(source, item, place)
    elif local in _WATCHED and (namespace.startswith("http://www.w3.org/") or not namespace):
        source.take(_WATCHED[local], place)
    elif namespace == XHTML:
        source.take("foreign content", place)


def _sheet(source: Source, item: _Element, element: Element) -> None:
    if (item.get("type") or "text/css").strip().lower() == "text/css":
        # What elements within it hold is no style to browsers.
        text = "".join([item.text or "", *(child.tail or "" for child in item)])
        if text.strip():
            source.styles.append((text, item.get("media") or "", element))

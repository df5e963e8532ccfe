"""An SVG is taken only when nothing in it runs, asks or grows.

WL511: an SVG is no well-formed drawing
    It is no well-formed XML, or its root is no `svg` of the namespace http://www.w3.org/2000/svg, without which
    browsers show nothing. The place is in the SVG itself.
WL512: an SVG holds something active or external
    Scripts, event handlers, animations, foreign content, references to other files or hosts. Export it again as plain
    shapes; text as outlines.
WL513: an SVG is too big or too deep
    More elements, levels or copies than a logo has, or a filter that no logo needs.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whitelabel.problem import Problem, Related, Span, error

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_USES = 500
MAX_ATTRIBUTES = 2000
MAX_FILTERS = 50
MAX_BLUR = 1000

_SVG = "http://www.w3.org/2000/svg"
_W3C = "http://www.w3.org/"
_INERT = ("", _SVG, "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
"""Of the namespaces that browsers could know, those in which nothing runs; editors have namespaces of their own."""

_ACTIVE = ("http://www.mozilla.org/", "http://ns.adobe.com/AdobeSVGViewerExtensions/")

_ELEMENTS = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan "
    "linearGradient radialGradient stop clipPath mask pattern marker image style switch filter feGaussianBlur feOffset "
    "feMerge feMergeNode feColorMatrix feComponentTransfer feFuncR feFuncG feFuncB feFuncA feFlood feComposite feBlend "
    "feDropShadow".split()
)
_ENCODINGS = frozenset(("utf-8", "us-ascii", "ascii", "iso-8859-1"))
_DECLARES = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<\?(?>.*?\?>)|<!--(?>.*?-->))*+"
    rb"""(<!DOCTYPE)(?:[^\[>"']|"[^"]*"|'[^']*')*+\[(?!\s*\])""",
    re.DOTALL,
)
"""A document type with declarations of its own; entities and defaults of attributes that libxml2 may not show."""

_DATA_PICTURE = re.compile(r"data:image/(?:png|jpe?g|webp);base64,[A-Za-z0-9+/=\s]*")
_OWN_PART = re.compile(r"""\burl\(\s*(["']?)#([^\s"'()\\]+)\1\s*\)""", re.IGNORECASE)
_CSS_ACTIVE = re.compile(
    r"url\s*\(|src\s*\(|image\s*\(|image-set\s*\(|@import|@charset|@namespace|@font-face|expression\s*\(|javascript:|"
    r"behavior\s*:|-moz-binding|\\",
    re.IGNORECASE,
)
_PLAIN_ATTRIBUTES = re.compile(r"id|class|lang|(data|aria)-.*")
"""Attributes that no browser reads as CSS."""


def _name(element: _Element) -> tuple[str, str]:
    tag = str(element.tag)
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def _is_drawing(element: _Element) -> bool:
    """Whether this is an element of the drawing, and no comment, and nothing of an editor's own."""
    return isinstance(element.tag, str) and _name(element)[0] in ("", _SVG)


def _css_fault(text: str) -> bool:
    """Whether a declaration or style sheet refers to anything but a part of the drawing."""
    return bool(_CSS_ACTIVE.search(_OWN_PART.sub("", text)))


def _attribute_fault(element: _Element) -> str:
    is_picture = _name(element) == (_SVG, "image")
    for key, value in element.attrib.items():
        namespace, _, local = str(key).rpartition("}")
        text = str(value)
        if local.lower().startswith("on"):
            return f"an event handler '{local}'"
        if local == "base":
            return "a base for its references"
        if local.lower() in ("href", "src"):
            address = text.strip()
            if not (address.startswith("#") or (is_picture and _DATA_PICTURE.fullmatch(address))):
                return f"a reference to '{address[:60]}'"
        elif not namespace and not _PLAIN_ATTRIBUTES.fullmatch(local) and _css_fault(text):
            return f"a reference in '{local}'"
        elif re.sub(r"[\s\x00-\x1f]", "", text[:100]).lower().startswith(("javascript:", "data:text")):
            return f"an active address in '{local}'"
    return ""


def _element_fault(element: _Element) -> str:
    from lxml import etree

    if element.tag is etree.ProcessingInstruction:
        # Adobe's metadata stands between two of these.
        return "" if str(element.target) == "xpacket" else f"a processing instruction '{element.target}'"
    if element.tag is etree.Entity:
        return "an entity"
    if element.tag is etree.Comment:
        return ""
    namespace, local = _name(element)
    if (namespace.startswith(_W3C) and namespace not in _INERT) or namespace.startswith(_ACTIVE):
        return f"foreign content '{local}'"
    if namespace in ("", _SVG) and local not in _ELEMENTS:
        return f"an element '{local}'"
    if local == "style" and _css_fault("".join(str(piece) for piece in element.itertext())):
        return "a style sheet that imports or refers to something"
    return _attribute_fault(element)


def _needed(element: _Element) -> Iterator[str]:
    """Ids of the parts that are drawn once more for an element: what it uses, and what it is filled or cut with."""
    local = _name(element)[1]
    for key, value in element.attrib.items():
        text = str(value)
        if str(key).rpartition("}")[2] == "href":
            if local == "use":
                yield text.strip()[1:]
        elif "(" in text:
            yield from (match.group(2) for match in _OWN_PART.finditer(text))


def _copies(root: _Element) -> int:
    """How many elements are drawn once every ``use``, pattern, mask … is carried out, counted no further than the limit.

    Colours' gradients cost nothing and aren't counted.
    """
    by_id: dict[str, _Element] = {}
    for element in root.iter():
        if _is_drawing(element) and element.get("id") and not _name(element)[1].endswith("Gradient"):
            by_id.setdefault(str(element.get("id")), element)
    sizes: dict[str, int] = {}

    def size(element: _Element, path: tuple[str, ...]) -> int:
        total = 0
        for inner in element.iter():
            if not _is_drawing(inner):
                continue
            total += 1
            for reference in _needed(inner):
                target = by_id.get(reference)
                if target is None:
                    continue
                if reference in path or len(path) > 8:
                    return MAX_ELEMENTS + 1
                if reference not in sizes:
                    sizes[reference] = size(target, (*path, reference))
                total += sizes[reference]
            if total > MAX_ELEMENTS:
                break
        return total

    return size(root, ())


def _numbers(text: str | None) -> Iterator[float]:
    for word in re.split(r"[\s,]+", (text or "").strip()):
        try:
            yield float(word)
        except ValueError:
            yield 0.0


def _growth(root: _Element) -> str:
    """What makes a drawing cost more than a logo does, or nothing."""
    drawn = [element for element in root.iter() if _is_drawing(element)]
    if sum(_name(element)[1] == "use" for element in drawn) > MAX_USES or _copies(root) > MAX_ELEMENTS:
        return "copies its parts more often than a logo does"
    filters = [element for element in drawn if _name(element)[1].startswith("fe")]
    if len(filters) > MAX_FILTERS:
        return f"has more than {MAX_FILTERS} steps of filters"
    blurs = (number for element in filters for number in _numbers(element.get("stdDeviation")))
    if not all(abs(number) <= MAX_BLUR for number in blurs):
        return f"has a blur of more than {MAX_BLUR}"
    return ""


def _parsed(data: bytes, path: str, named: tuple[Related, ...]) -> _Element | Problem:
    from lxml import etree

    if b"\0" in data:
        hint = "export it again as UTF-8"
        return error(
            "WL511", "the SVG is written in UTF-16 or damaged; UTF-8 was wanted", Span(path), related=named, hint=hint
        )
    declares = _DECLARES.match(data)
    if declares:
        place = Span(path, data[: declares.start(1)].count(b"\n") + 1)
        hint = "export it again without a document type of its own"
        return error("WL512", "the SVG declares entities, elements or attributes", place, related=named, hint=hint)
    if any(part.count(b"=") > MAX_ATTRIBUTES for part in data.split(b"<") if part[:1] not in (b"!", b"?")):
        # To libxml2, an attribute costs as much as all before it.
        message = f"an element of the SVG has more than {MAX_ATTRIBUTES:,} attributes"
        return error("WL513", message, Span(path), related=named, hint="export it again as plain shapes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        line, column = broken.position if broken.position else (1, 1)
        message = str(broken.msg or "not well-formed").split(", line ")[0]
        place = Span(path, max(1, line), max(1, column))
        if "xcessive depth" in message or "XML_PARSE_HUGE" in message:
            return error("WL513", "the SVG is nested too deep or holds too much in one place", place, related=named)
        message = f"the SVG is no well-formed XML: {message[:1].lower()}{message[1:]}"
        return error("WL511", message, place, related=named, hint="export it again")
    document = root.getroottree().docinfo
    if (document.encoding or "utf-8").lower() not in _ENCODINGS:
        message = f"the SVG is written in {document.encoding}; UTF-8 was wanted"
        return error("WL511", message, Span(path), related=named, hint="export it again as UTF-8")
    if _name(root) != (_SVG, "svg"):
        if _name(root)[1] != "svg":
            message = f"the root is '{_name(root)[1]}'; 'svg' was wanted"
        else:
            message = "the root lacks its namespace, without which browsers show nothing"
        hint = f'write <svg xmlns="{_SVG}"'
        return error("WL511", message, Span(path, root.sourceline or 1), related=named, hint=hint)
    return root


def refuse_active(data: bytes, path: str, span: Span) -> _Element | Problem:
    """Parse an SVG and refuse it when it is anything but a still drawing of its own.

    Args:
        data: The file's bytes.
        path: The file's path, for places in it.
        span: Where the file is named.

    Returns:
        The root element, or the problem.
    """
    from lxml import etree

    named = (Related(span, "named here"),)
    root = _parsed(data, path, named)
    if isinstance(root, Problem):
        return root

    def place(element: _Element) -> Span:
        """The element's tag where it stands in its line, which is all that libxml2 keeps."""
        line = element.sourceline or 1
        tag = _name(element)[1] if isinstance(element.tag, str) else str(getattr(element, "target", ""))
        shown = next(itertools.islice(io.BytesIO(data), line - 1, None), b"").decode("utf-8", "replace")
        found = re.search(rf"<\??(?:[\w-]+:)?{re.escape(tag)}", shown)
        return Span(path, line, found.start() + 1, len(found.group())) if found else Span(path, line)

    def active(element: _Element, fault: str) -> Problem:
        hint = "export it again as plain shapes, text as outlines"
        return error("WL512", f"the SVG holds {fault}", place(element), hint=hint, related=named)

    for beside in (*root.itersiblings(preceding=True), *root.itersiblings()):
        fault = _element_fault(beside)
        if fault:
            return active(beside, fault)
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        depth += {"start": 1, "end": -1}.get(event, 0)
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            limit = f"{MAX_DEPTH} levels" if depth > MAX_DEPTH else f"{MAX_ELEMENTS:,} elements"
            hint = "export it again with less detail"
            return error("WL513", f"the SVG has more than {limit}", place(element), related=named, hint=hint)
        fault = "" if event == "end" else _element_fault(element)
        if fault:
            return active(element, fault)
    growth = _growth(root)
    if growth:
        hint = "export it again as plain shapes"
        return error("WL513", f"the SVG {growth}", Span(path), related=named, hint=hint)
    return root

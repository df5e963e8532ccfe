"""An SVG is taken only when nothing in it runs, asks or grows.

WL511: an SVG is no well-formed XML
    The place is in the SVG itself.
WL512: an SVG holds something active or external
    Scripts, event handlers, animations, foreign content, references to other files or hosts. Export it again as plain
    shapes; text as outlines.
WL513: an SVG is too big or too deep
    More elements, levels or copies than a logo has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whitelabel.problem import Problem, Related, Span, error

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ELEMENTS = 20_000
MAX_DEPTH = 60
MAX_USES = 500

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XHTML = "http://www.w3.org/1999/xhtml"
_XINCLUDE = "http://www.w3.org/2001/XInclude"

_ELEMENTS = frozenset(
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan "
    "linearGradient radialGradient stop clipPath mask pattern marker image style switch filter feGaussianBlur feOffset "
    "feMerge feMergeNode feColorMatrix feComponentTransfer feFuncR feFuncG feFuncB feFuncA feFlood feComposite feBlend "
    "feDropShadow".split()
)
_DATA_PICTURE = re.compile(r"data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")
_CSS_REFERENCE = re.compile(r"url\s*\(\s*(['\"]?)\s*(?!#)", re.IGNORECASE)
_CSS_ACTIVE = re.compile(
    r"@import|expression\s*\(|javascript:|behavior\s*:|-moz-binding|image-set\s*\(|\\", re.IGNORECASE
)


def _name(element: _Element) -> tuple[str, str]:
    tag = str(element.tag)
    if tag.startswith("{"):
        namespace, _, local = tag[1:].partition("}")
        return namespace, local
    return "", tag


def _attribute_fault(element: _Element) -> str:
    for key, value in element.attrib.items():
        local = str(key).rpartition("}")[2]
        if local.lower().startswith("on"):
            return f"an event handler '{local}'"
        text = str(value)
        if local == "href":
            address = text.strip()
            picture = _name(element)[1] == "image" and _DATA_PICTURE.fullmatch(address)
            if not (address.startswith("#") or picture):
                return f"a reference to '{address[:60]}'"
        elif _CSS_REFERENCE.search(text) or (local == "style" and _CSS_ACTIVE.search(text)):
            return f"a reference in '{local}'"
        elif re.sub(r"\s", "", text).lower().startswith(("javascript:", "data:text")):
            return f"an active address in '{local}'"
    return ""


def _element_fault(element: _Element) -> str:
    from lxml import etree

    if element.tag is etree.ProcessingInstruction:
        return "a processing instruction"
    if element.tag is etree.Entity:
        return "an entity"
    if element.tag is etree.Comment:
        return ""
    namespace, local = _name(element)
    if namespace in (_XHTML, _XINCLUDE):
        return f"foreign content '{local}'"
    if namespace not in (_SVG, ""):
        return ""
    if local not in _ELEMENTS:
        return f"an element '{local}'"
    if local == "style":
        text = "".join(str(piece) for piece in element.itertext())
        if _CSS_ACTIVE.search(text) or _CSS_REFERENCE.search(text):
            return "a style sheet that imports or refers to something"
    return ""


def _copies(root: _Element) -> int:
    """How many elements the drawing has once every ``use`` is carried out, counted no further than the limit."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    sizes: dict[str, int] = {}

    def size(element: _Element, path: tuple[str, ...]) -> int:
        total = 0
        for inner in element.iter():
            total += 1
            if isinstance(inner.tag, str) and _name(inner)[1] == "use":
                reference = (inner.get("href") or inner.get(f"{{{_XLINK}}}href") or "").lstrip("#")
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
    if re.search(rb"<!ENTITY", data, re.IGNORECASE):
        line = data[: data.upper().index(b"<!ENTITY")].count(b"\n") + 1
        return error("WL512", "the SVG declares an entity", Span(path, line), related=named)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as broken:
        line, column = broken.position if broken.position else (1, 1)
        message = str(broken.msg or "not well-formed").split(", line ")[0]
        place = Span(path, max(1, line), max(1, column))
        return error(
            "WL511", f"the SVG is no well-formed XML: {message[:1].lower()}{message[1:]}", place, related=named
        )
    if _name(root)[1] != "svg":
        return error("WL511", f"the root is '{_name(root)[1]}'; 'svg' was wanted", Span(path), related=named)
    depth = count = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        depth += {"start": 1, "end": -1}.get(event, 0)
        count += event == "start"
        if depth > MAX_DEPTH or count > MAX_ELEMENTS:
            limit = f"{MAX_DEPTH} levels" if depth > MAX_DEPTH else f"{MAX_ELEMENTS:,} elements"
            return error("WL513", f"the SVG has more than {limit}", Span(path, element.sourceline or 1), related=named)
        if event == "end":
            continue
        fault = _element_fault(element) or ("" if event in ("comment", "pi") else _attribute_fault(element))
        if fault:
            hint = "export it again as plain shapes"
            place = Span(path, element.sourceline or 1)
            return error("WL512", f"the SVG holds {fault}", place, hint=hint, related=named)
    uses = sum(1 for element in root.iter() if isinstance(element.tag, str) and _name(element)[1] == "use")
    if uses > MAX_USES or _copies(root) > MAX_ELEMENTS:
        return error("WL513", "the SVG copies its parts more often than a logo does", Span(path), related=named)
    return root

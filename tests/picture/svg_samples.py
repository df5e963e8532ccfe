"""Drawings as drawing programs write them, and as attackers do: small, made for these tests."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

from PIL import Image

NS = 'xmlns="http://www.w3.org/2000/svg"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
HEAD = f'<svg {NS} {XLINK} viewBox="0 0 64 48"'


def svg(inner: str, attributes: str = "", before: str = "", after: str = "") -> bytes:
    """A drawing around what matters."""
    return f"{before}{HEAD} {attributes}>{inner}</svg>{after}".encode()


def picture(form: str, size: tuple[int, int] = (4, 3)) -> str:
    """The address of a small picture with something in it."""
    image = Image.new("RGB", size, "#3366cc")
    image.putpixel((1, 1), (255, 204, 0))
    out = io.BytesIO()
    image.save(out, form)
    return f"data:image/{form.lower()};base64,{base64.b64encode(out.getvalue()).decode()}"


PNG, JPEG = picture("PNG"), picture("JPEG")

_STOPS = '<stop offset="0" stop-color="#e4002b"/><stop offset="100%" stop-color="rgba(0, 64, 255, .5)"/>'

HONEST: Mapping[str, bytes] = {
    "plain shapes": svg(
        '<rect x="2" y="2" width="20" height="12" rx="3" fill="teal"/><circle cx="40" cy="20" r="9" fill="#f60"/>'
        '<ellipse cx="20" cy="36" rx="12" ry="6" fill="rgb(10%, 50%, 90%)"/><line x1="30" y1="40" x2="60" y2="44" '
        'stroke="#333" stroke-width="3" stroke-linecap="round"/><polygon points="50,2 60,14 44,12" fill="purple"/>'
        '<polyline points="2 44 8 40 14 46" fill="none" stroke="black" stroke-dasharray="2 1"/>'
    ),
    "gradients that inherit": svg(
        f'<defs><linearGradient id="a">{_STOPS}</linearGradient><linearGradient id="b" xlink:href="#a" x1="0" y1="0" '
        'x2="0" y2="1" gradientTransform="rotate(20)" spreadMethod="reflect"/><radialGradient id="c" href="#b" '
        'gradientUnits="userSpaceOnUse" cx="44" cy="24" r="14" fx="40"/></defs>'
        '<rect width="30" height="40" fill="url(#b)"/><circle cx="44" cy="24" r="16" fill="url(\'#c\')"/>'
    ),
    "a gradient in per cent of the page": svg(
        f'<linearGradient id="a" gradientUnits="userSpaceOnUse" x1="10%" y1="20%" y2="80%">{_STOPS}</linearGradient>'
        f'<radialGradient id="b" gradientUnits="userSpaceOnUse">{_STOPS}</radialGradient>'
        '<path fill="url(#a)" d="M0 0h64v24H0z"/><path fill="url(#b)" d="M0 24h64v24H0z"/>'
    ),
    "masks and clip paths": svg(
        '<mask id="m" maskUnits="userSpaceOnUse" x="0" y="0" width="64" height="48"><rect width="64" height="48" '
        'fill="#fff"/><circle cx="20" cy="20" r="8"/></mask><mask id="n" style="mask-type:alpha"><circle cx="50" '
        'cy="30" r="9" fill="#000" fill-opacity=".5"/></mask><clipPath id="c" clipPathUnits="objectBoundingBox">'
        '<circle cx=".5" cy=".5" r=".5"/></clipPath><g mask="url(#m)"><rect x="4" y="4" width="30" height="30" '
        'fill="navy" clip-path="url(#c)"/></g><rect x="40" y="20" width="20" height="20" fill="red" mask="url(#n)"/>'
    ),
    "a clip path that is clipped, by the even-odd rule": svg(
        '<clipPath id="d"><rect width="40" height="30"/></clipPath><clipPath id="c" clip-path="url(#d)">'
        '<path clip-rule="evenodd" d="M0 0h60v44H0zM10 10h20v20H10z"/></clipPath>'
        '<path fill="#0a8" clip-path="url(#c)" d="M0 0h64v48H0z"/>'
    ),
    "patterns": svg(
        '<pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(30)">'
        '<circle cx="4" cy="4" r="3" fill="#c09"/></pattern><pattern id="q" href="#p" viewBox="0 0 16 16"/>'
        '<pattern id="r" width="25%" height="25%"><path d="M0 0l6 6" stroke="green"/></pattern>'
        '<rect width="30" height="44" fill="url(#p)"/><rect x="34" width="14" height="44" fill="url(#q)"/>'
        '<rect x="50" width="14" height="44" fill="url(#r)"/>'
    ),
    "markers": svg(
        '<marker id="m" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="4" markerHeight="4" orient="auto">'
        '<path d="M0 0l10 5-10 5z" fill="#d22"/></marker><path d="M6 6h40l10 30" fill="none" stroke="#222" '
        'stroke-width="2" marker-end="url(#m)" style="marker-start:url(#m)"/>'
        '<path style="marker:url(#m)" d="M6 30h10v10" fill="none" stroke="#888"/>'
    ),
    "symbols and uses": svg(
        '<symbol id="s" viewBox="0 0 10 10"><path d="M0 0h10L5 10z"/></symbol><g id="g" fill="#264"><rect width="6" '
        'height="6"/></g><use xlink:href="#s" width="20" height="20" fill="#c60"/><use href="#s" x="24" y="2" '
        'width="30" height="16"/><use href="#g" x="4" y="30" transform="rotate(-10 4 30)"/><use href="#g" x="30" y="30"/>'
    ),
    "a part whose colour is where it is used": svg(
        '<defs><path id="a" d="M0 0h14v14H0z" fill="currentColor" stroke="currentColor"/></defs>'
        '<g color="#b0c"><use href="#a" x="2" y="2"/></g><use href="#a" x="30" y="4" color="rgb(0 90 0 / 60%)"/>'
    ),
    "alpha within inherited colours": svg(
        '<g fill="#ff000080" fill-opacity=".5" stroke="rgba(0,0,255,.5)" stroke-width="4"><rect x="4" y="4" width="16" '
        'height="16"/><rect x="24" y="4" width="16" height="16" fill="#0f0"/><rect x="44" y="4" width="16" '
        'height="16" fill-opacity="1"/><rect x="4" y="26" width="16" height="16" stroke-opacity=".3"/></g>'
        '<defs><rect id="r" width="12" height="12" fill="#00f8"/></defs><use href="#r" x="30" y="30" '
        'fill-opacity=".4"/><use href="#r" x="46" y="30" fill="#f00c"/>'
    ),
    "nested svg": svg(
        '<svg x="4" y="4" width="50%" height="20" viewBox="0 0 10 10" preserveAspectRatio="xMinYMax slice"><circle '
        'cx="5" cy="5" r="6" fill="#08f"/></svg><svg x="40" y="20" overflow="visible"><rect width="10%" '
        'height="10%" fill="#840"/></svg>'
    ),
    "switch": svg(
        '<switch><g systemLanguage="de"><rect width="9" height="9"/></g><g systemLanguage="en, fr"><circle r="20" '
        'fill="#0b0"/></g><rect width="64" height="48" fill="red"/></switch>'
    ),
    "a shadow by filter": svg(
        '<filter id="f" x="-20%" y="-20%" width="140%" height="140%" color-interpolation-filters="sRGB"><feOffset dx="2" '
        'dy="2" in="SourceAlpha" result="moved"/><feGaussianBlur in="moved" stdDeviation="1.5" result="soft"/>'
        '<feColorMatrix in="soft" values="0 0 0 0 .2 0 0 0 0 0 0 0 0 0 .4 0 0 0 .6 0"/><feBlend in="SourceGraphic" '
        'in2="soft"/></filter><filter id="g"><feDropShadow dx="1" dy="2" stdDeviation="1" flood-color="#00f8"/></filter>'
        '<rect x="8" y="8" width="20" height="20" fill="#fc0" filter="url(#f)"/>'
        '<circle cx="46" cy="22" r="9" fill="#9c3" style="filter:url(#g)"/>'
    ),
    "a filter by the user's units": svg(
        '<filter id="f" filterUnits="userSpaceOnUse"><feFlood flood-color="red" flood-opacity=".5" x="10%" y="10%" '
        'width="50%" height="50%"/><feComposite in2="SourceGraphic" operator="over"/></filter>'
        '<rect x="20" y="20" width="30" height="20" filter="url(#f)"/>'
    ),
    "blend modes": svg(
        '<g style="isolation:isolate"><rect x="4" y="4" width="30" height="30" fill="#e33"/><rect x="20" y="14" '
        'width="34" height="28" fill="#3ae" style="mix-blend-mode:multiply"/></g>'
    ),
    "strokes": svg(
        '<g fill="none" stroke="#124" stroke-width="6" transform="translate(2 2) scale(1 .7)"><path d="M4 8h20l10 20" '
        'stroke-linejoin="round"/><path d="M40 8l8 30 8-30" stroke-miterlimit="1"/><circle cx="16" cy="40" r="10" '
        'vector-effect="non-scaling-stroke" stroke-width="2"/></g><text></text><circle cx="50" cy="36" r="8" '
        'fill="#fa0" stroke="#a0f" stroke-width="6" paint-order="stroke"/>'
    ),
    "a style sheet with classes": svg(
        "<style type='text/css'><![CDATA[ .a, .b{fill:#0a5cff} .b{fill-rule:evenodd;stroke:red!important} "
        "path.b{stroke:lime} #x.c{opacity:.5} g > .d{fill:rgb(0 128 0)} .e .a{fill:none;stroke:#000} ]]></style>"
        '<path class="a" d="M0 0h20v20H0z"/><path class="a b" style="stroke:blue" d="M24 0h20v20H24zM30 5h8v8h-8z"/>'
        '<g class="e"><path class="a" d="M4 26h14v14H4z"/><rect id="x" class="c d" x="26" y="26" width="14" '
        'height="14"/></g>'
    ),
    "a style sheet for several media": svg(
        "<style>path{fill:#222}@media print{path{fill:red}}@media (prefers-color-scheme: dark){path{fill:#eee}}"
        "@media screen and (min-width:10px){path{stroke:#09c}}@media (min-width:9999px){path{stroke:red}}</style>"
        '<path stroke-width="4" d="M8 8h40v30H8z"/>'
    ),
    "custom properties": svg(
        "<style>:root{--ink:#a30;--soft:var(--ink)}</style>"
        '<rect width="20" height="20" fill="var(--soft)"/><rect x="24" width="20" height="20" '
        'style="--ink:#0a3;fill:var(--none, var(--ink))"/>'
    ),
    "transforms in style": svg(
        '<rect width="10" height="10" style="transform:translate(20px,10px) rotate(.125turn)" fill="#06c"/>'
        '<rect x="40" y="20" width="12" height="12" transform="rotate(45)" transform-origin="46 26" fill="#c60"/>'
        '<rect x="4" y="30" width="12" height="12" style="transform-origin:10px 36px;scale:.5;rotate:30deg" fill="#393"/>'
    ),
    "geometry in style": svg(
        '<style>circle{cx:20px;cy:20px;r:12px}</style><circle fill="#936"/>'
        '<rect style="x:40px;y:10px;width:16px;height:16px;rx:4px" fill="#693"/>'
    ),
    "units": svg(
        '<rect x="1mm" y="2pt" width="1cm" height="0.2in" stroke-width="1pt" stroke="#000" fill="#fd0"/>'
        '<g font-size="10"><rect x="1em" y="50%" width="25%" height="0.5em" fill="#0df"/></g>'
    ),
    "embedded pictures": svg(
        f'<image x="4" y="4" width="24" height="18" xlink:href="{PNG}" image-rendering="optimizeSpeed"/>'
        f'<image x="34" y="4" width="24" height="18" href="{JPEG}" preserveAspectRatio="none"/>'
    ),
    "what isn't shown": svg(
        '<rect width="64" height="48" display="none"/><g visibility="hidden"><rect width="20" height="20"/><rect x="30" '
        'width="20" height="20" visibility="visible" fill="#357"/></g><g display="none"><path id="a" d="M0 30h9v9H0z" '
        'fill="#753"/></g><use href="#a" x="8"/>'
    ),
    "every colour syntax": svg(
        "".join(
            f'<rect x="{8 * (k % 8)}" y="{8 * (k // 8)}" width="8" height="8" fill="{color}"/>'
            for k, color in enumerate(
                "#abc #AABBCC #abcd RebeccaPurple transparent hsl(120,50%,40%) hsla(240,60%,50%,.5) "
                "hwb(30_10%_20%) lab(50%_20_30) oklch(60%_.1_200) color(srgb_.2_.4_.6)".split()
            )
        ).replace("_", " ")
    ),
    "paints that aren't there": svg(
        '<rect width="20" height="20" fill="url(#no)"/><rect x="22" width="20" height="20" fill="url(#no) #0aa"/>'
        '<rect x="44" width="20" height="20" fill="#f0f" clip-path="url(#no)" mask="url(#no)" filter="url(#no)"/>'
        '<use href="#no"/><rect y="24" width="20" height="20" fill="nonsense"/>'
    ),
    "a size in another ratio": (
        f'<svg {NS} width="80" height="30" viewBox="0 0 20 20"><circle cx="10" cy="10" r="14" fill="#27c"/></svg>'.encode()
    ),
    "a size in another ratio, sliced": (
        f'<svg {NS} width="80" height="30" viewBox="2 2 20 20" preserveAspectRatio="xMaxYMin slice">'
        f'<circle cx="10" cy="10" r="9" fill="#27c"/></svg>'.encode()
    ),
    "a size in another ratio, stretched": (
        f'<svg {NS} width="80" height="30" viewBox="2 2 20 20" preserveAspectRatio="none" fill="#a5c">'
        f'<circle cx="10" cy="10" r="7"/></svg>'.encode()
    ),
    "no viewBox": f'<svg {NS} width="20mm" height="15mm"><rect width="50%" height="50%" fill="#27c"/></svg>'.encode(),
    "properties of the root": svg(
        '<circle cx="20" cy="20" r="12"/>',
        'fill="none" stroke="#c33" stroke-width="3" style="background:#eef"',
    ),
    "Illustrator": svg(
        '<metadata><?xpacket begin="" id="W5M0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"/></metadata><switch>'
        '<foreignObject requiredExtensions="&ns_ai;" x="0" y="0" width="1" height="1"><i:pgfRef xlink:href="#adobe">'
        '</i:pgfRef></foreignObject><g i:extraneous="self"><g id="Ebene_1" i:layer="yes"><linearGradient id="SVGID_1_" '
        'gradientUnits="userSpaceOnUse" x1="0" y1="24" x2="64" y2="24"><stop  offset="0" style="stop-color:#F7941D"/>'
        '<stop  offset="1" style="stop-color:#92278F;stop-opacity:0.5"/></linearGradient><path style="fill:url(#SVGID_1_);" '
        'd="M4,4h56v40H4V4z"/></g></g></switch><i:pgf id="adobe">eJzsvQ==</i:pgf>',
        'x="0px" y="0px" style="enable-background:new 0 0 64 48;" xml:space="preserve" xmlns:i="&ns_ai;"',
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Adobe Illustrator 12.0.0 -->\n'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [\n'
        '\t<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n'
        '\t<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">\n]>\n',
    ),
    "Illustrator of today": svg(
        "<defs><style>.cls-1{isolation:isolate;}.cls-2{fill:#00a;mix-blend-mode:screen;}.cls-3{fill:none;stroke:#fff;"
        "stroke-miterlimit:10;}</style></defs><g class='cls-1'><path d='M0 0h40v40H0z'/><path class='cls-2' "
        "d='M20 10h40v30H20z'/><path class='cls-3' d='M5 5l30 30'/></g>",
        'id="Layer_1" data-name="Layer 1"',
    ),
    "Inkscape": svg(
        '<sodipodi:namedview inkscape:zoom="1"/><metadata><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>'
        '<defs id="defs1"><inkscape:path-effect effect="spiro"/><linearGradient id="g1" inkscape:collect="always">'
        '<stop style="stop-color:#204a87;stop-opacity:1;" offset="0"/><stop style="stop-color:#204a87;stop-opacity:0;" '
        'offset="1"/></linearGradient><linearGradient id="g2" xlink:href="#g1" gradientUnits="userSpaceOnUse" x1="4" '
        'y1="4" x2="60" y2="40" inkscape:collect="always"/></defs><g inkscape:label="Layer 1" inkscape:groupmode="layer">'
        '<path style="color:#000000;fill:url(#g2);fill-opacity:1;stroke:#000;stroke-width:1.5;-inkscape-stroke:none;'
        'font-variation-settings:normal" inkscape:export-filename="C:\\logo.png" sodipodi:nodetypes="cc" '
        'd="M 4,4 H 60 V 44 H 4 Z"/><flowRoot><flowPara></flowPara></flowRoot></g>',
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns:cc="http://creativecommons.org/ns#" '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"',
    ),
    "Sketch": svg(
        "<title>Logo</title><desc>Created with Sketch.</desc><defs><circle id='path-1' cx='20' cy='20' r='14'/></defs>"
        "<g id='Page-1' stroke='none' stroke-width='1' fill='none' fill-rule='evenodd' sketch:type='MSPage'><mask "
        "id='mask-2' fill='white'><use xlink:href='#path-1'/></mask><use id='Mask' fill='#D8D8D8' xlink:href='#path-1'/>"
        "<rect fill='#4A90E2' mask='url(#mask-2)' x='10' y='10' width='40' height='30'/></g>",
        "xmlns:sketch='http://www.bohemiancoding.com/sketch/ns' version='1.1'",
    ),
    "Figma": svg(
        '<g clip-path="url(#clip0_1_2)"><g filter="url(#filter0_d_1_2)"><rect x="8" y="8" width="30" height="30" rx="6" '
        'fill="url(#paint0_linear_1_2)"/></g></g><defs><filter id="filter0_d_1_2" x="2" y="4" width="44" height="44" '
        'filterUnits="userSpaceOnUse" color-interpolation-filters="sRGB"><feFlood flood-opacity="0" '
        'result="BackgroundImageFix"/><feColorMatrix in="SourceAlpha" type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 '
        '0 0 0 127 0" result="hardAlpha"/><feOffset dy="2"/><feGaussianBlur stdDeviation="2"/><feComposite in2="hardAlpha" '
        'operator="out"/><feColorMatrix type="matrix" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0.25 0"/><feBlend '
        'mode="normal" in2="BackgroundImageFix" result="effect1_dropShadow_1_2"/><feBlend mode="normal" in="SourceGraphic" '
        'in2="effect1_dropShadow_1_2" result="shape"/></filter><linearGradient id="paint0_linear_1_2" x1="8" y1="8" x2="38" '
        'y2="38" gradientUnits="userSpaceOnUse"><stop stop-color="#F24E1E"/><stop offset="1" stop-color="#A259FF"/>'
        '</linearGradient><clipPath id="clip0_1_2"><rect width="64" height="48" fill="white"/></clipPath></defs>',
        'width="64" height="48" fill="none"',
    ),
    "CorelDRAW": svg(
        '<defs><style type="text/css"><![CDATA[\n.fil0 {fill:#E31E24;fill-rule:nonzero}\n.str0 {stroke:#2B2A29;'
        "stroke-width:0.5;stroke-miterlimit:22.9256}\n]]></style></defs><g id='Plan_x0020_1'><metadata "
        "id='CorelCorpID_0Corel-Layer'/><path class='fil0 str0' d='M4 4l50 4 -10 30z'/></g>",
        'xml:space="preserve" width="64mm" height="48mm" version="1.1" style="shape-rendering:geometricPrecision; '
        'text-rendering:geometricPrecision; image-rendering:optimizeQuality; fill-rule:evenodd; clip-rule:evenodd" '
        'xmlns:xodm="http://www.corel.com/coreldraw/odm/2003"',
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n',
    ),
    "inherit on what isn't inherited": svg(
        '<g opacity=".5"><rect width="30" height="30" opacity="inherit"/></g>'
        '<linearGradient id="a" stop-color="#c33"><stop stop-color="inherit"/><stop offset="1" stop-color="#33c"/>'
        '</linearGradient><rect x="32" width="30" height="30" fill="url(#a)"/>'
    ),
    "a reference that isn't closed": svg(
        '<linearGradient id="a"><stop stop-color="#284"/></linearGradient><rect width="30" height="30" fill="url(#a"/>'
    ),
    "path data with a mistake": svg(
        '<path fill="#174" d="M4 4h30v30 x 5z"/><path d="nothing"/><rect width="nothing"/>'
    ),
    "a radius that can't be read": svg(
        '<ellipse cx="30" cy="20" rx="12" ry="" fill="#471"/><ellipse cx="50" cy="20" rx="9" fill="#714"/>'
    ),
}

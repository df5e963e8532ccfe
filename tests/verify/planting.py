"""Plants marks in files of every kind, in every way in which software hides a name; it knows nothing of who looks for them."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import quopri
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.header import Header
from urllib.parse import quote

import brotli
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

MARKS = {
    "name": "Kvadrat",
    "name in Cyrillic": "Квадрат",
    "name of two words": "Acme Realty",
    "domain": "deals.kvadrat.example",
    "mail address": "help@acme.example",
    "number": "+7 495 000-31-40",
}


@dataclass(frozen=True, slots=True)
class Plant:
    """A file with one mark in it.

    Attributes:
        kind, how: Of file, and of hiding place.
        line: On which it stands; 1 where there are no lines.
        member: Of an archive.
    """

    kind: str
    how: str
    mark: str
    path: str
    data: bytes
    line: int = 1
    member: str = ""


def plants() -> Iterator[Plant]:
    """All of them."""
    for maker in (_markup, _styles, _scripts, _data, _texts, _mails, _pictures, _fonts, _documents, _archives, _names):
        for text in MARKS.values():
            yield from maker(text)


def _references(text: str) -> str:
    return "".join(f"&#{ord(letter)};" if place % 2 else f"&#x{ord(letter):x};" for place, letter in enumerate(text))


def _escaped(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


def _in_pairs(text: str) -> tuple[str, str]:
    middle = len(text) // 2
    return text[:middle], text[middle:]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Deals</title>
HEAD
</head>
<body class="page">
<p>Prepare the contract, sign it, and follow the registration.</p>
BODY
<p>No counter, no queue, no couriers.</p>
</body></html>
"""


def _in_page(head: str = "", body: str = "") -> tuple[bytes, int]:
    page = PAGE.replace("HEAD", head).replace("BODY", body)
    return page.encode(), 3 if head else 7


def _markup(text: str) -> Iterator[Plant]:
    first, second = _in_pairs(text)
    letters = "".join(f"<span>{html.escape(letter)}</span>" for letter in text)
    picture = f'<svg xmlns="http://www.w3.org/2000/svg"><title>{text}</title></svg>'
    ways: dict[str, dict[str, str]] = {
        "text": {"body": f"<p>By {text}.</p>"},
        "title": {"head": f"<title>Deals by {text}</title>"},
        "letters in spans": {"body": f"<p>By {letters}.</p>"},
        "across elements": {"body": f"<p>By <b>{first}</b><!-- a --><i class='x > y'>{second}</i>.</p>"},
        "soft hyphen": {"body": f"<p>By {text[:2]}&shy;{text[2:]}.</p>"},
        "zero width": {"body": f"<p>By {text[:3]}\u200b{text[3:]}.</p>"},
        "attribute": {"body": f'<img src="a.png" alt="Made by {text}">'},
        "references": {"body": f'<p title="{_references(text)}">Deals</p>'},
        "comment": {"body": f"<!-- {text} build -->"},
        "generator": {"head": f'<meta name="generator" content="{text} 1.2">'},
        "inline script": {"body": f"<script>var a = '{text}';</script>"},
        "escapes in a script": {"body": f"<script>var a = '{_escaped(text)}';</script>"},
        "inline style": {"head": f"<style>/* {text} */ a {{ color: red }}</style>"},
        "JSON-LD": {"head": f'<script type="application/ld+json">{json.dumps({"name": text})}</script>'},
        "data address": {"body": f'<img src="data:image/svg+xml;base64,{_base64(picture)}">'},
        "data address in percents": {"body": f'<img src="data:image/svg+xml,{quote(picture)}">'},
        "percents in an address": {"body": f'<a href="/from?by={quote(text)}">Deals</a>'},
        "document in an attribute": {
            "body": f'<iframe srcdoc="&lt;p&gt;{html.escape(first)}&lt;b&gt;{html.escape(second)}&lt;/b&gt;"></iframe>'
        },
        "handler": {"body": f'<a onclick="open(&quot;{_escaped(text)}&quot;)">Deals</a>'},
    }
    if text.isalpha():
        ways["letters with spaces"] = {"body": f"<p>By {' '.join(text.upper())}.</p>"}
    if not text.isascii():
        ways["host in ASCII"] = {"body": f'<a href="https://{text.lower().encode("idna").decode()}.example/">Deals</a>'}
    for how, places in ways.items():
        data, line = _in_page(**places)
        yield Plant("HTML", how, text, "site/en/index.html", data, line)
    svg = '<svg xmlns="http://www.w3.org/2000/svg">\n<!-- made -->\n{}\n</svg>\n'
    for how, part in {
        "title": f"<title>{text}</title>",
        "letters apart": f"<text>{''.join(f'<tspan>{letter}</tspan>' for letter in text)}</text>",
        "metadata": f"<metadata><x:creator>{text}</x:creator></metadata>",
        "character data": f"<desc><![CDATA[{text}]]></desc>",
        "references": f"<desc>{_references(text)}</desc>",
    }.items():
        yield Plant("SVG", how, text, "site/assets/picture.svg", svg.format(part).encode(), 3)
    feed = f"<?xml version='1.0'?>\n<feed>\n<generator>{text}</generator></feed>"
    yield Plant("XML", "text", text, "site/feed.xml", feed.encode(), 3)


def _styles(text: str) -> Iterator[Plant]:
    first, second = _in_pairs(text)
    escaped = "".join(f"\\{ord(letter):x} " for letter in text)
    ways = {
        "comment": f"/* {text} */",
        "string": f'a::after {{ content: "{text}" }}',
        "escapes": f'a::after {{ content: "{escaped}" }}',
        "strings side by side": f'a::after {{ content: "{first}" "{second}" }}',
        "address": f"a {{ background: url(/img/{quote(text)}.png) }}",
        "data address": f'a {{ background: url("data:text/plain;base64,{_base64(text)}") }}',
    }
    if text.isalpha():
        ways |= {"class": f".{text.lower()}-card {{ color: red }}", "property": f":root {{ --{text}-gap: 1px }}"}
    for how, rule in ways.items():
        yield Plant("CSS", how, text, "site/assets/site.css", f"a {{ color: blue }}\n\n{rule}\n".encode(), 3)


def _scripts(text: str) -> Iterator[Plant]:
    first, second = _in_pairs(text)
    ways = {
        "string": f"var a = {text!r};",
        "\\u escapes": f'var a = "{_escaped(text)}";',
        "code points": 'var a = "' + "".join(f"\\u{{{ord(letter):x}}}" for letter in text) + '";',
        "template": f"var a = `by ${{user}} and {text}`;",
        "put together": f"var a = '{first}' + \"{second}\";",
        "put together over lines": f"var a = '{first}' +\n    '{second}';",
        "value in a template": f"var a = `{first}${{'{second}'}}`;",
        "comment": f"// (c) {text}",
        "list of letters": f"var a = {json.dumps(list(text), ensure_ascii=False)}.join('');",
        "codes": f"var a = String.fromCharCode({','.join(str(ord(letter)) for letter in text)});",
        "base64": f"var a = atob('{_base64('By ' + text + ', since 2001')}');",
    }
    if all(ord(letter) < 256 for letter in text):
        ways["\\x escapes"] = 'var a = "' + "".join(f"\\x{ord(letter):02x}" for letter in text) + '";'
    if text.isalpha():
        ways |= {"event": f"fire('on{text.title()}Ready');", "storage key": f"localStorage.{text.upper()}_TOKEN = 1;"}
    for how, line in ways.items():
        yield Plant("JavaScript", how, text, "site/assets/app.js", f'"use strict";\n{line}\nrun();\n'.encode(), 2)
    map_ = {"version": 3, "sources": ["a.js"], "sourcesContent": [f"// by the team\nvar a = '{text}';\n"]}
    inline = base64.b64encode(json.dumps(map_).encode()).decode()
    data = f"run();\n//# sourceMappingURL=data:application/json;base64,{inline}\n"
    yield Plant("source map", "inline", text, "site/assets/app.js", data.encode(), 2)
    yield Plant("source map", "source in it", text, "site/assets/app.js.map", json.dumps(map_, indent=1).encode(), 7)
    map_["sourcesContent"] = [f'var a = "{_escaped(text)}";']
    yield Plant(
        "source map", "escapes of a source", text, "site/assets/app.js.map", json.dumps(map_, indent=1).encode(), 7
    )


def _data(text: str) -> Iterator[Plant]:
    for how, value in {
        "text": text,
        "markup": f"<b>{text[:3]}</b>{text[3:]}",
        "reference": html.escape(text).replace("a", "&#97;"),
    }.items():
        for escaped in (False, True):
            data = json.dumps({"id": 1, "by": value}, indent=1, ensure_ascii=escaped).encode()
            yield Plant("JSON", how + (", escaped" if escaped else ""), text, "site/brand.json", data, 3)
    data = json.dumps({"name": "Deals", "short_name": text}, indent=1, ensure_ascii=True).encode()
    yield Plant("web manifest", "name", text, "site/site.webmanifest", data, 3)


def _texts(text: str) -> Iterator[Plant]:
    for how, path, form in (
        ("robots", "site/robots.txt", "User-agent: *\n# {}\n"),
        ("well-known", "site/.well-known/security.txt", "Contact: x\nPolicy: {}\n"),
        ("redirects", "edge/netlify/_redirects", "/a /b 301\n/by/{percent} /c\n"),
        ("headers", "edge/netlify/_headers", "/*\n  X-Powered-By: {}\n"),
        ("nginx", "edge/nginx/http.conf", 'map $a $b {{\n  default "{}";\n}}\n'),
        ("CSV", "site/files/a.csv", "a;b\n1;{}\n"),
    ):
        yield Plant("text", how, text, path, form.format(text, percent=quote(text)).encode(), 2)
    if text.isalpha():
        yield Plant(
            "text", "hyphen at a line's end", text, "site/readme.txt", f"one\nby {text[:4]}-\n{text[4:]}\n".encode(), 2
        )
    page = f"first\nsecond by {text}\n"
    for how, encoding in (
        ("UTF-16 with a mark", "utf-16"),
        ("UTF-16, little", "utf-16-le"),
        ("UTF-16, big", "utf-16-be"),
        ("UTF-8 with a mark", "utf-8-sig"),
    ):
        yield Plant("text", how, text, "site/readme.txt", page.encode(encoding), 2)
    yield Plant("text", "Windows-1251", text, "site/readme.txt", ("первая\n" + page).encode("cp1251"), 3)


def _mails(text: str) -> Iterator[Plant]:
    head = "From: a@b.example\n"
    body = quopri.encodestring(f"<p>Thank you, and\ngreetings from {text}, always yours</p>".encode()).decode()
    yield Plant(
        "e-mail",
        "subject",
        text,
        "emails/welcome.eml",
        f"{head}Subject: {Header('From ' + text, 'utf-8').encode()}\n\nHi\n".encode(),
        2,
    )
    yield Plant(
        "e-mail",
        "quoted-printable",
        text,
        "emails/welcome.eml",
        f"{head}Content-Transfer-Encoding: quoted-printable\n\n{body}".encode(),
        5,
    )
    octets = "".join(f"={octet:02X}" for octet in text.encode())
    yield Plant(
        "e-mail", "octets over lines", text, "emails/welcome.eml", f"{head}\n{octets[:9]}=\n{octets[9:]}\n".encode(), 3
    )
    packed = base64.encodebytes(f"{'Thank you for all. ' * 6}{text} {'Goodbye. ' * 9}".encode()).decode()
    yield Plant(
        "e-mail",
        "base64",
        text,
        "emails/welcome.eml",
        f"{head}Content-Transfer-Encoding: base64\n\n{packed}".encode(),
        -1,
    )
    yield Plant("e-mail", "plain", text, "emails/welcome.txt", f"Hi\n\nYours, {text}\n".encode(), 3)


XMP = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{}</dc:creator></x:xmpmeta>"


def _profile(text: str) -> bytes:
    """A colour profile that says little but its name."""
    said = text.encode("utf-16-be")
    described = b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(said), 28) + said
    head = struct.pack(">I124s", 144 + len(described), b"\0" * 32 + b"acsp")
    return head + struct.pack(">I4sII", 1, b"desc", 144, len(described)) + described


def _saved(form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(stream, form, **options)
    return stream.getvalue()


def _exif(text: str) -> bytes:
    found = Image.Exif()
    found[0x013B] = "Artist"
    found[0x9C9B] = text.encode("utf-16-le") + b"\0\0"
    return found.tobytes()


def _boxed(kind: bytes, said: bytes) -> bytes:
    boxes = (b"ftyp", b"avif\0\0\0\0mif1"), (kind, said), (b"mdat", bytes(range(256)))
    return b"".join(struct.pack(">I", len(body) + 8) + name + body for name, body in boxes)


def _segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def _pictures(text: str) -> Iterator[Plant]:
    iptc = (
        b"Photoshop 3.0\x008BIM\x04\x04\0\0"
        + struct.pack(">I", 5 + len(text.encode()))
        + b"\x1c\x02\x50"
        + struct.pack(">H", len(text.encode()))
        + text.encode()
    )
    infos: dict[str, Callable[[PngInfo], None]] = {
        "international text": lambda info: info.add_itxt("Author", f"made by {text}"),
        "packed international text": lambda info: info.add_itxt("Author", f"made by {text}", zip=True),
        "XMP": lambda info: info.add_itxt("XML:com.adobe.xmp", XMP.format(text)),
        "chunk of its own": lambda info: info.add(b"vnDr", text.encode(), after_idat=True),
    }
    if text.isascii():
        infos["text"] = lambda info: info.add_text("Author", text)
        infos["packed text"] = lambda info: info.add_text("Comment", text, zip=True)
        infos["key"] = lambda info: info.add_text(text, "yes")
    for how, add in infos.items():
        info = PngInfo()
        add(info)
        yield Plant("PNG", how, text, "site/icon-192.png", _saved("PNG", pnginfo=info))
    yield Plant("PNG", "EXIF", text, "site/icon-192.png", _saved("PNG", exif=_exif(text)))
    yield Plant("PNG", "colour profile", text, "site/icon-192.png", _saved("PNG", icc_profile=_profile(text)))
    yield Plant("PNG", "behind its end", text, "site/icon-192.png", _saved("PNG") + f"\n{text}\n".encode())
    photo = _saved("JPEG")
    yield Plant("JPEG", "comment", text, "site/a.jpg", _segment(photo, 0xFE, text.encode()))
    yield Plant("JPEG", "EXIF", text, "site/a.jpg", _saved("JPEG", exif=_exif(text)))
    yield Plant(
        "JPEG",
        "XMP",
        text,
        "site/a.jpg",
        _segment(photo, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP.format(text).encode()),
    )
    yield Plant("JPEG", "IPTC", text, "site/a.jpg", _segment(photo, 0xED, iptc))
    yield Plant("JPEG", "colour profile", text, "site/a.jpg", _saved("JPEG", icc_profile=_profile(text)))
    scans = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(scans, "JPEG", progressive=True)
    later = scans.getvalue()
    place = later.rindex(b"\xff\xda")
    between = later[:place] + b"\xff\xfe" + struct.pack(">H", len(text.encode()) + 2) + text.encode() + later[place:]
    yield Plant("JPEG", "comment between scans", text, "site/a.jpg", between)
    yield Plant("AVIF", "EXIF", text, "site/a.avif", _boxed(b"uuid", text.encode()))
    yield Plant("MP4", "title", text, "site/a.mp4", _boxed(b"moov", b"\0\0\0\x20udta\xa9nam\0" + text.encode() + b"\0"))
    yield Plant("JPEG", "behind its end", text, "site/a.jpg", photo + text.encode())
    yield Plant("WebP", "EXIF", text, "site/a.webp", _saved("WEBP", exif=_exif(text)))
    yield Plant("WebP", "XMP", text, "site/a.webp", _saved("WEBP", xmp=XMP.format(text).encode()))
    yield Plant("WebP", "colour profile", text, "site/a.webp", _saved("WEBP", icc_profile=_profile(text)))
    yield Plant("GIF", "comment", text, "site/a.gif", _saved("GIF", comment=text.encode()))
    info = PngInfo()
    info.add_itxt("Software", text)
    inner = _saved("PNG", pnginfo=info)
    icon = struct.pack("<HHH", 0, 1, 1) + struct.pack("<BBBBHHII", 8, 8, 0, 0, 1, 32, len(inner), 22) + inner
    yield Plant("ICO", "text of an entry", text, "site/favicon.ico", icon)
    embedded = f'<img src="data:image/png;base64,{base64.b64encode(inner).decode()}">'
    data, line = _in_page(body=embedded)
    yield Plant("HTML", "text of a picture in a data address", text, "site/index.html", data, line)


def _font(text: str, flavor: str | None) -> bytes:
    builder = FontBuilder(1000)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Body", "styleName": "Regular", "designer": text})
    builder.setupPost()
    stream = io.BytesIO()
    builder.font.flavor = flavor
    builder.save(stream)
    return stream.getvalue()


def _embedded(font: bytes, family: str, hosts: str, mask: int = 0) -> bytes:
    """A font as old browsers want it, as EOT has it since version 2.1."""
    names = b"".join(
        b"\0\0" + struct.pack("<H", len(name.encode("utf-16-le"))) + name.encode("utf-16-le")
        for name in (family, "Regular", "Version 1", family, hosts)
    )
    flags = 0x10000000 if mask else 0
    size = 80 + len(names) + len(font)
    head = struct.pack("<4I10s2xI2xH44x", size, len(font), 0x00020001, flags, b"", 400, 0x504C)
    return head + names + bytes(byte ^ mask for byte in font)


def _fonts(text: str) -> Iterator[Plant]:
    for how, data in (
        ("name table", _embedded(_font(text, None), "Body", "")),
        ("name table, masked", _embedded(_font(text, None), "Body", "", 0x50)),
        ("header", _embedded(_font("Nobody", None), text, "")),
        ("hosts", _embedded(_font("Nobody", None), "Body", f"https://{text}")),
    ):
        yield Plant("EOT", how, text, "site/assets/body.eot", data)
    for kind, flavor, suffix in (("TrueType", None, "ttf"), ("WOFF", "woff", "woff"), ("WOFF2", "woff2", "woff2")):
        yield Plant(kind, "name table", text, f"site/assets/body.{suffix}", _font(text, flavor))
    font = TTFont(io.BytesIO(_font("Nobody", None)))
    font.flavor = "woff"
    from fontTools.ttLib.sfnt import WOFFFlavorData

    font.flavorData = WOFFFlavorData()
    font.flavorData.metaData = f"<metadata><vendor name='{text}'/></metadata>".encode()
    stream = io.BytesIO()
    font.save(stream)
    yield Plant("WOFF", "metadata", text, "site/assets/body.woff", stream.getvalue())


def _documents(text: str) -> Iterator[Plant]:
    for how in ("author", "text", "attachment"):
        if how == "text" and not text.isascii():
            continue
        writer = PdfWriter()
        page = writer.add_blank_page(200, 200)
        if how == "author":
            writer.add_metadata({"/Author": text})
        elif how == "attachment":
            writer.add_attachment("terms.txt", f"By {text}".encode())
        else:
            font = DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"),
                    NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject("/Helvetica"),
                }
            )
            page[NameObject("/Resources")] = DictionaryObject(
                {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
            )
            content = DecodedStreamObject()
            content.set_data(f"BT /F1 12 Tf 20 100 Td (By {text}) Tj ET".encode())
            page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
        stream = io.BytesIO()
        writer.write(stream)
        member = "terms.txt" if how == "attachment" else ""
        yield Plant("PDF", how, text, "site/files/terms.pdf", stream.getvalue(), member=member)


def _archives(text: str) -> Iterator[Plant]:
    data, line = _in_page(body=f"<p>{text}</p>")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("docs/a.html", data)
    yield Plant("ZIP", "text of a member", text, "site/files/a.zip", stream.getvalue(), line, "docs/a.html")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"{text}/a.txt", "")
        archive.comment = b"none"
    yield Plant("ZIP", "name of a member", text, "site/files/a.zip", stream.getvalue())
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        told = tarfile.TarInfo("docs/a.html")
        told.size = len(data)
        tar.addfile(told, io.BytesIO(data))
    yield Plant("tar", "text of a member", text, "site/files/a.tar.gz", stream.getvalue(), line, "docs/a.html")
    yield Plant("gzip", "page", text, "site/en/index.html.gz", gzip.compress(data), line)
    yield Plant("Brotli", "page", text, "site/en/index.html.br", brotli.compress(data), line)
    held = base64.b64encode(gzip.compress(data)).decode()
    yield Plant(
        "JSON", "gzip in base64", text, "site/state.json", json.dumps({"a": 1, "b": held}, indent=1).encode(), 3
    )
    program = b"\0asm\1\0\0\0\0" + bytes([len(text.encode()) + 6, 4]) + b"name\x07" + text.encode()
    yield Plant("WebAssembly", "section", text, "site/assets/app.wasm", program)


def _names(text: str) -> Iterator[Plant]:
    if not text.isalpha():
        return
    yield Plant("name", "of a file", text, f"site/assets/{text.lower()}-logo.css", b"a{}")
    yield Plant("name", "of a folder", text, f"site/{text}/index.html", b"<p>Deals</p>")
    yield Plant("name", "of a file, in capitals", text, f"site/assets/{text.upper()}.css", b"a{}")

"""What a partner writes is text wherever it comes out; what a partner brings along costs little, and stops nobody else."""

from __future__ import annotations

import errno
import io
import json
import os
import struct
import subprocess
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from lxml import etree, html
from PIL import Image

from tests.render.small import FILES, bundle, resolved
from whitelabel.disk.blob import KEEP_BYTES, Blob
from whitelabel.disk.files import read_regular
from whitelabel.disk.tree import CLOSED, KEEP_ALL, Tree, read_tree
from whitelabel.load import load
from whitelabel.picture.fence import fenced
from whitelabel.picture.sanitise import sanitise
from whitelabel.picture.study import Given, looked_at
from whitelabel.problem import Problem, Span
from whitelabel.resolve.font_file import judged

PAGE = """<!doctype html>
<html lang="{{ locale.tag }}"><head><title>{{ page.title }}</title>
<meta name="description" content="{{ page.description }}"></head>
<body data-one="{{ brand.name }}" data-two='{{ brand.legal_name }}' data-bare={{ brand.name|urlencode }}>
<h1>{{ brand.name }}</h1><p id="legal">{{ brand.legal_name }}</p><p id="text">{{ t('say') }}</p>
<p id="value">{{ t('value', what=brand.name) }}</p>
<script type="application/json">{{ {'name': brand.name, 'legal': brand.legal_name}|tojson }}</script>
<b id="end"></b></body></html>
"""
HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style></script><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)" x="',
    "' onmouseover='alert(1)' x='",
    "`${alert(1)}`",
    "{{ ''.__class__ }} {% include 'x' %} {# #}",
    "{brand.name}",
    "--> <!-- ]]> &amp; &lt; %20",
    "a;} body { background: url(//evil.example) } /* \\",
    "::error file=x::y ${{ secrets.X }}",
    "=1+1",
    "tail\\",
    "\U0001f3e0 Ωmega ё",
)


def brand(words: str) -> str:
    def quoted(text: str) -> str:
        return json.dumps(text, ensure_ascii=False)

    return (
        f"name: {quoted(words)}\nlegal_name: {quoted(words + ' LLC')}\ndomain: acme.example\nlogo: logo.svg\nstatus: live\n"
        "security: {contact: 'mailto:a@acme.example', expires: 2027-01-31}\n"
        "region_lock: {contract: {ref: A-1, signed: 2025-12-01}, grants: [{territories: [RU], exclusivity: non-exclusive}]}\n"
        f"texts: {{en: {{say: {quoted(words.replace('{', '{{').replace('}', '}}'))}}}}}\n"
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_brand_writes_is_text_in_every_file(words: str) -> None:
    made = bundle(
        {
            "brands/acme/brand.yaml": brand(words),
            "base_theme/templates/pages/home.html.j2": PAGE,
            "base_theme/locales/en.yaml": "home: {title: '{brand}', description: '{brand.legal}'}\nsay: A\nvalue: '{what}'\n",
        }
    )
    legal = words + " LLC"

    page = html.document_fromstring(made["site/index.html"].decode())
    body = page.find("body")
    assert set(body.attrib) == {"data-one", "data-two", "data-bare"}
    assert (body.get("data-one"), body.get("data-two")) == (words, legal)
    assert [element.tag for element in page.iter() if isinstance(element.tag, str)] == (
        "html head title meta body h1 p p p script b".split()
    )
    assert page.findtext(".//title") == page.findtext(".//h1") == words
    assert page.find(".//meta").get("content") == legal
    found = [element.text for element in page.findall(".//p")]
    assert found == [legal, words, words]
    assert json.loads(page.findtext(".//script")) == {"name": words, "legal": legal}

    facts = json.loads(made["site/brand.json"])
    assert (facts["name"], facts["legal_name"], facts["texts"]["en"]["home.title"]) == (
        words,
        legal,
        words.replace("{", "{{").replace("}", "}}"),
    )
    assert json.loads(made["site/site.webmanifest"])["name"] == words

    mail = html.document_fromstring(made["emails/en/welcome.html"].decode())
    assert mail.findtext(".//title") == words
    assert (mail.find(".//a").text, mail.find(".//a").get("title")) == (words, words)
    assert [
        element.tag for element in mail.iter() if isinstance(element.tag, str)
    ] == "html head title body p a".split()
    text = made["emails/en/welcome.txt"].decode()
    assert text.replace("\u2060", "") == f"{words}: {{{{ user.name }}}} {words}\n"
    subject = json.loads(made["emails/en/welcome.json"])["subject"]
    assert subject.replace("\u2060", "").split() == words.split()

    etree.fromstring(made["site/sitemap.xml"])
    lines = made["site/.well-known/security.txt"].decode().splitlines()
    assert [line.split(":")[0] for line in lines] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]


def test_no_value_of_a_brand_can_leave_the_token_sheet() -> None:
    """What CSS would read as more than a value never gets past resolving; what does, stands in one declaration."""
    text = FILES["brands/acme/brand.yaml"] + "colors: {primary: 'rgb(1 2 3 / 50%)'}\n"
    made = bundle({"brands/acme/brand.yaml": text})
    sheet = next(data for path, data in made.items() if "/tokens." in path).decode()
    assert "--color-primary:#01020380}" in sheet
    assert sheet.count("{") == sheet.count("}") == 4


_RECT = '<rect width="9" height="9"/>'
HEAVY = {
    "a filter of many blurs, on many groups": "".join(
        ['<filter id="f">', '<feGaussianBlur stdDeviation="900"/>' * 49, "</filter>"]
        + ['<g filter="url(#f)"><rect width="100" height="20"/></g>'] * 300
    ),
    "a marker on every point": '<marker id="m">'
    + _RECT * 500
    + '</marker><path marker-mid="url(#m)" stroke="#000" d="M0 0'
    + "L9 9 1 1" * 20_000
    + '"/>',
    "a marker named by a style sheet": f'<style>path{{marker:url(#m)}}</style><marker id="m">{_RECT * 500}</marker>'
    f'<path stroke="#000" d="M0 0{"L9 9 1 1" * 20_000}"/>',
    "groups seen through": '<g opacity=".5"><rect width="100" height="20"/><rect width="9" height="9"/></g>' * 6000,
    "rules and rules": f"<style>{''.join(f'.a{n} .b{n} .c{n}{{fill:red}}' for n in range(20_000))}</style>{_RECT * 5000}",
}


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=pytest.mark.soak) if what == "groups seen through" else what for what in HEAVY]
)
def test_a_logo_that_takes_too_much_to_draw_is_refused(what: str) -> None:
    logo = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20">{HEAVY[what]}</svg>'
    problems: list[Problem] = []
    resolved({"brands/acme/logo.svg": logo}, problems)
    assert [problem.code for problem in problems] in (["WL513"], ["WL514"])
    assert problems[0].brands == ("acme",)


def test_no_error_and_no_signal_of_the_fenced_work_leaves_the_fence() -> None:
    assert fenced(lambda: b"made" * 100_000) == b"made" * 100_000
    assert fenced(lambda: str(1 / 0).encode()) is None
    assert fenced(lambda: bytes(1 << 30)) is None
    assert fenced(lambda: b"" if all(iter(lambda: True, False)) else b"") is None


def test_an_element_of_many_attributes_is_refused_in_no_time() -> None:
    """To libxml2, an attribute costs as much as all before it: 150,000 would take minutes."""
    many = " ".join(f'a{number}="1"' for number in range(150_000))
    data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path {many}/></svg>'.encode()
    started = time.process_time()
    found = sanitise(data, "brands/acme/logo.svg", Span("brands/acme/brand.yaml", 3, 7))
    assert time.process_time() - started < 1
    assert isinstance(found, Problem) and found.code == "WL513"


def _font(**more: bytes) -> bytes:
    """A font of 200 glyphs, with more tables than every font has."""
    tables = {
        "head": struct.pack(">18xH34x", 1000),
        "hhea": struct.pack(">34xH", 1),
        "hmtx": struct.pack(">Hh", 500, 0),
        "maxp": struct.pack(">IH", 0x5000, 200),
        **more,
    }
    names = sorted(tables)
    data, place, entries = b"", 12 + 16 * len(names), b""
    for name in names:
        table = tables[name]
        entries += struct.pack(">4sIII", name.ljust(4).encode(), 0, place + len(data), len(table))
        data += table + b"\0" * (-len(table) % 4)
    return b"\0\1\0\0" + struct.pack(">HHHH", len(names), 0, 0, 0) + entries + data


def _cmap(*groups: tuple[int, int, int]) -> bytes:
    body = b"".join(struct.pack(">III", *group) for group in groups)
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + struct.pack(">HHIII", 12, 0, 16 + len(body), 0, len(groups)) + body


def _cmap4(segments: int) -> bytes:
    """Segments that each hold all characters, which the standard forbids and readers add up."""
    ends, starts = struct.pack(">H", 0xFFFE) * segments, struct.pack(">H", 0) * segments
    body = struct.pack(">4H", 2 * segments, 0, 0, 0) + ends + b"\0\0" + starts + b"\0\0" * 2 * segments
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + struct.pack(">HHH", 4, min(65535, 6 + len(body)), 0) + body


def _woff(table: bytes, claims: int) -> bytes:
    packed = zlib.compress(table, 9)
    head = struct.pack(">4sIIHHI", b"wOFF", 0x00010000, 64 + len(packed), 1, 0, claims).ljust(44, b"\0")
    return head + struct.pack(">4sIIII", b"cmap", 64, len(packed), claims, 0) + packed


def _woff2(table: bytes, claims: int) -> bytes:
    # The highest quality takes three seconds for a hundred million zeros, and saves no byte.
    packed = brotli.compress(table, quality=9)
    head = struct.pack(">4sIIHHII", b"wOF2", 0x00010000, 49 + len(packed), 1, 0, claims, len(packed)).ljust(48, b"\0")
    size = bytes((claims >> shift & 0x7F) | (0x80 if shift else 0) for shift in (28, 21, 14, 7, 0))
    return head + b"\0" + size.lstrip(b"\x80") + packed


_ZEROS = bytes(100 << 20)


@pytest.mark.parametrize(
    ("font", "fault"),
    [
        (lambda: _font(cmap=_cmap((0x20, 0x7E, 1))), ""),
        (lambda: _woff2(_ZEROS, len(_ZEROS)), "unpacks to more than 32 MB"),
        (lambda: _woff2(_ZEROS, 1000), "unpacks to more than 32 MB"),
        (lambda: _woff(_ZEROS, len(_ZEROS)), "unpacks to more than 32 MB"),
        (lambda: _woff(_ZEROS, 200_000), "is damaged"),
        (lambda: _font(cmap=_cmap((0, 0x10FFFF, 1))), "claims more than 200,000 characters"),
        (lambda: _font(cmap=_cmap(*[(0, 65535, 1)] * 50)), "claims more than 200,000 characters"),
        (lambda: _font(cmap=_cmap4(5000)), "claims more than 200,000 characters"),
        (lambda: _font(cmap=_cmap(*[(0x42, 0x41, 1)] * 250_000)), "claims more than 200,000 characters"),
        (lambda: _font(cmap=_cmap((0x20, 0x7E, 1), (0x42, 0x41, 1))), "is damaged"),
        (lambda: _font(cmap=_cmap((0x20, 0x120, 1))), "is damaged"),
        (lambda: _font(cmap=_cmap((0xFFFFFFF0, 0xFFFFFFF1, 1))), "is damaged"),
        (lambda: _font(cmap=_cmap((0x20, 0x7E, 1)), SVG=b"<script>"), "holds a table 'SVG', which no page needs"),
        (lambda: _font(glyf=b""), "lacks tables that every font has"),
        (lambda: b"\0\1\0\0" + b"\xff" * 40, "is damaged"),
        (lambda: b"wOF2", "is damaged"),
        (lambda: b"\0\1\0\0" + bytes(9_000_000), "has 9,000,004 bytes; at most 8,388,608 are read"),
    ],
)
def test_a_font_that_grows_or_holds_more_than_letters_is_refused_in_no_time(
    font: Callable[[], bytes], fault: str
) -> None:
    blob = Blob.of(font())
    started = time.process_time()
    found = judged(blob)
    assert (found if isinstance(found, str) else "") == fault
    assert time.process_time() - started < 1


def test_what_a_brand_puts_into_its_folder_stops_no_other(tmp_path: Path) -> None:
    """Folders without end, paths beyond the system's length, files without end, files that may not be read."""
    (tmp_path / "whitelabel.yaml").write_text("", "utf-8")
    acme = tmp_path / "brands" / "acme"
    acme.mkdir(parents=True)
    (acme / "brand.yaml").write_text("name: Acme\n", "utf-8")
    for name, levels in (("d", 1200), ("e" * 200, 30)):
        folder = os.open(acme, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir(name, dir_fd=folder)
            below = os.open(name, os.O_RDONLY, dir_fd=folder)
            os.close(folder)
            folder = below
        os.close(folder)
    with (acme / "huge").open("wb") as stream:
        stream.truncate(1 << 40)
    try:
        tree = read_tree(tmp_path)
        assert sorted(tree.files) == ["brands/acme/brand.yaml", "whitelabel.yaml"]
        assert sorted(tree.odd.values()) == [
            "a folder that is too deep, or that we may not enter",
            "a folder that is too deep, or that we may not enter",
            "bigger than 32 MB",
        ]
    finally:
        subprocess.run(["rm", "-rf", acme], check=True)


def test_a_file_closed_to_us_is_that_brands_trouble_and_the_vendors_is_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in ("brands/acme/brand.yaml", "brands/north/brand.yaml", "base_theme/theme.yaml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("name: x\n", "utf-8")
    read, closed = read_regular, ["acme"]

    def refuse(path: Path) -> bytes:
        if any(word in path.parts for word in closed):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr("whitelabel.disk.blob.read_regular", refuse)
    tree = read_tree(tmp_path)
    assert tree.odd == {"brands/acme/brand.yaml": "closed to us by its permissions"}
    assert sorted(tree.files) == ["base_theme/theme.yaml", "brands/north/brand.yaml"]
    closed.append("base_theme")
    with pytest.raises(PermissionError):
        read_tree(tmp_path)


def test_who_finds_a_folder_closed_is_told_how_to_open_it(shop: Path) -> None:
    problems: list[Problem] = []
    load(Tree(read_tree(shop).files, {"base_theme/static": CLOSED}), ["acme"], problems)
    assert [(found.code, found.message, found.hint) for found in problems] == [
        (
            "WL107",
            "'base_theme/static' is closed to us by its permissions; a file or folder was wanted",
            "let it be read: chmod u+rX 'base_theme/static', or the folder around it",
        )
    ]


def test_many_files_of_a_brand_fill_no_memory(tmp_path: Path) -> None:
    (tmp_path / "brands" / "acme").mkdir(parents=True)
    for number in range(80):
        (tmp_path / "brands" / "acme" / f"{number:03}").write_bytes(bytes([number]) * KEEP_BYTES)
    kept = [blob for blob in read_tree(tmp_path).files.values() if blob.data is not None]
    assert sum(blob.size for blob in kept) == KEEP_ALL
    assert read_tree(tmp_path).files["brands/acme/079"].read() == bytes([79]) * KEEP_BYTES


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_logo_that_moves_is_refused(form: str) -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 10), (shade, 0, 0)) for shade in (0, 128, 255)]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    picture, problems = looked_at(Given("light", f"brands/acme/logo.{form.lower()}", out.getvalue()))
    assert (picture, [problem.code for problem in problems]) == (None, ["WL503"])


@pytest.mark.parametrize(
    "name", ["{{user.name}}", "{%x%}", "${x}", "*|NAME|*", "%%x%%", "`x`", "=cmd", "-x", "x\\", "", "x" * 65]
)
def test_no_mail_address_reads_as_a_field_of_the_mailing_system_or_as_a_formula(name: str) -> None:
    text = json.dumps(f"{name}@acme.example")
    problems: list[Problem] = []
    files = {"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + f"mail: {{from: {text}}}\n"}
    resolved(files, problems)
    assert [problem.code for problem in problems] == ["WL105"]

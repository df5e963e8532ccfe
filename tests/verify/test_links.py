"""Every address of a bundle leads somewhere, and to every file something leads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote, unquote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.verify.links import check_links
from whitelabel.verify.links.address import Address, Target, base_of, target
from whitelabel.verify.links.markup import read_markup
from whitelabel.verify.links.style import style_addresses

ORIGIN = "https://acme.example"
APPLICATION = json.dumps(
    {"origin": ORIGIN, "legal": {"terms": f"{ORIGIN}/agb"}, "pages": {"help": "/en/help/"}}, indent=1
)
BUNDLE = {
    "site/brand.json": APPLICATION,
    "site/index.html": '<link rel=stylesheet href="/assets/a.css"><a href="/en/help/#how">Help</a><img src=/i.png>',
    "site/en/help/index.html": '<h1 id="how">How</h1><a href="../../">Home</a><a href="#how">How</a>',
    "site/assets/a.css": "a { background: url(../i.png) }",
    "site/i.png": "",
    "emails/en/hello.txt": f"See {ORIGIN}/en/help/.\n",
    "manifest.json": '{"files": ["site/old.js", "site/assets/i.gif"]}',
}


def told(changes: Mapping[str, str] | None = None) -> list[str]:
    """Every problem of the bundle with files changed, as a person reads it."""
    data = {name: text.encode() for name, text in {**BUNDLE, **(changes or {})}.items()}
    return [f"{one.span} {one.severity} {one.code}: {one.message} | {one.hint}" for one in check_links(data)]


def test_a_bundle_in_which_all_leads_somewhere_is_fine() -> None:
    assert told() == []


@pytest.mark.parametrize(
    "written",
    [
        '<a href="/gone/">x</a>',
        "<a href=/gone/>x</a>",
        "<A HREF='/gone/'>x</A>",
        '<a\nhref = "/gone/?a=1&amp;b=2">x</a>',
        f'<a href="{ORIGIN}/gone/">x</a>',
        f'<link rel="canonical" href="{ORIGIN.upper()}/gone/">',
        '<img srcset="/i.png 1x, /gone/ 2x" alt="">',
        '<source imagesrcset="/gone/ 100w">',
        '<video poster="/gone/"></video>',
        '<object data="/gone/"></object>',
        '<form action="/gone/"></form>',
        '<button formaction="/gone/">x</button>',
        '<svg><use xlink:href="/gone/"/></svg>',
        '<p style="background:url(/gone/)">x</p>',
        "<style>/* url(/i.png) */ p { background: url('/gone/') }</style>",
        '<meta property="og:image" content="/gone/">',
        '<meta http-equiv="refresh" content="0; url=/gone/">',
        '<base href="/gone/"><a href="./">x</a>',
        '<a href="%67one/">x</a>',
        '<a href="en/../gone/">x</a>',
        '<a href="\\gone\\">x</a>',
    ],
)
def test_an_address_in_a_page_that_leads_nowhere_is_told_with_its_place(written: str) -> None:
    found = told({"site/index.html": f"{BUNDLE['site/index.html']}\n{written}"})
    assert len(found) == 1
    assert found[0].startswith("site/index.html:")
    assert "WL640" in found[0]
    assert "leads to nothing in this bundle" in found[0]


@pytest.mark.parametrize(
    "written",
    [
        '<!-- <a href="/gone/">x</a> -->',
        "<script>let a = '<a href=\"/gone/\">'</script>",
        "<textarea><a href=/gone/></textarea>",
        '<a href="https://other.example/gone/">x</a>',
        '<a href="//other.example/gone/">x</a>',
        '<a href="mailto:a@acme.example">x</a><a href="tel:+7">x</a><img src="data:image/gif;base64,AA==" alt="">',
        '<a href="https://acme.example.org/gone/">x</a>',
        '<a href="/deals/{{ deal.number }}/">x</a><a href="/*|NAME|*/">x</a>',
        '<a href="#top">x</a><a href="#">x</a><a href="">x</a><a href="#/route">x</a><a href="?page=2">x</a>',
        '<a href="/en/help/#:~:text=How">x</a><a href="/en/help">x</a><a href="/en/help/index.html">x</a>',
        '<data value=1 data="/gone/">1</data>',
        '<meta name="description" content="/gone/">',
    ],
)
def test_what_is_no_address_of_the_bundle_or_leads_somewhere_is_not_told(written: str) -> None:
    assert told({"site/index.html": BUNDLE["site/index.html"] + written}) == []


def test_the_place_counts_characters() -> None:
    page = BUNDLE["site/index.html"] + "\n<p>Ünïcode — <a href='/gäne/'>x</a>"
    assert told({"site/index.html": page}) == [
        "site/index.html:2:23 error WL640: '/gäne/' leads to nothing in this bundle"
        " | known here: /, /assets/a.css, /brand.json, /en/help/, /i.png"
    ]


def test_what_stands_on_many_pages_is_told_once() -> None:
    nav = '<a href="/en/hepl/">Help</a>'
    found = told(
        {
            "site/index.html": BUNDLE["site/index.html"] + nav,
            "site/a/index.html": nav,
            "site/b/index.html": nav * 2,
        }
    )
    assert found == [
        "site/index.html:1:100 error WL640: '/en/hepl/' leads to nothing in this bundle; so it is in 2 more files"
        " | did you mean '/en/help/'?"
    ]


def test_another_case_is_another_file() -> None:
    found = told({"site/index.html": BUNDLE["site/index.html"].replace("/i.png", "/I.PNG")})
    assert found == [
        "site/index.html:1:84 error WL640: '/I.PNG' leads to nothing: the file is called '/i.png', and servers tell case apart"
        " | write '/i.png'"
    ]


def test_a_place_in_a_page_has_to_be_there() -> None:
    found = told({"site/index.html": BUNDLE["site/index.html"].replace("#how", "#hwo")})
    assert found == [
        "site/index.html:1:52 error WL641: '/en/help/#hwo' leads to a place that 'site/en/help/index.html' doesn't have"
        " | did you mean 'how'?"
    ]
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><g id='a'/><use href='#b'/></svg>"
    used = BUNDLE["site/index.html"] + "<svg><use href='/s.svg#a'/></svg>"
    assert [line.split(" | ")[0] for line in told({"site/s.svg": drawing, "site/index.html": used})] == [
        "site/s.svg:1:63 error WL641: '#b' leads to a place that 'site/s.svg' doesn't have"
    ]


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("site/assets/b.css", "a{}\n  @import 'gone.css';", "2:12"),
        ("site/assets/b.css", "a { mask: image-set('../i.png' type('image/png'), \"gone.png\" 2x) }", "1:52"),
        ("site/assets/b.css", "@font-face { src: url( gone\\.woff2 ) }", "1:24"),
        ("site/site.webmanifest", '{"start_url": "/",\n "icons": [{"src": "gone.png"}]}', "2:21"),
        ("site/sitemap.xml", f"<urlset><url>\n<loc>{ORIGIN}/gone/</loc></url></urlset>", "2:6"),
        ("site/robots.txt", f"User-agent: *\nSitemap: {ORIGIN}/gone.xml\n", "2:10"),
        ("emails/en/bye.txt", f"Bye.\n({ORIGIN}/gone/).\n", "2:2"),
        ("emails/en/bye.html", f"<p>\n<a href='{ORIGIN}/gone/'>", "2:10"),
    ],
)
def test_style_sheets_lists_and_e_mails_are_looked_through_too(path: str, text: str, place: str) -> None:
    found = told({path: text})
    assert [line.partition(" ")[0] for line in found if "WL640" in line] == [f"{path}:{place}"]


def test_what_applications_are_told_has_to_be_there() -> None:
    changed = APPLICATION.replace("/en/help/", "/en/gone/")
    found = told({"site/brand.json": changed})
    assert [line.split(" | ")[0] for line in found] == [
        "site/brand.json:7:12 error WL640: '/en/gone/' leads to nothing in this bundle"
    ]


def test_a_page_that_the_brand_has_elsewhere_on_its_host_is_a_warning() -> None:
    found = told({"site/index.html": BUNDLE["site/index.html"] + f'<a href="{ORIGIN}/agb">'})
    assert [line.split(": ")[0] for line in found] == ["site/index.html:1:100 warning WL643"]


def test_a_file_to_which_nothing_leads_is_told() -> None:
    assert told({"site/old.js": "", "site/assets/i.gif": "", "site/robots.txt": ""}) == [
        "site/old.js:1:1 warning WL642: nothing in the bundle leads to this file | leave it out, or lead to it",
        "site/assets/i.gif:1:1 warning WL642: nothing in the bundle leads to this file | leave it out, or lead to it",
    ]
    assert told({"site/a.js": "load('chunk.js')", "site/chunk.js": "", "site/b.css": ""})[0].startswith("site/a.js:1:1")


# ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "base", "path", "fragment"),
    [
        ("", "/a/", "/a/", ""),
        ("#x", "/a/", "/a/", "x"),
        ("?q#x", "/a/b", "/a/b", "x"),
        ("b", "/a/c", "/a/b", ""),
        ("../../../b/", "/a/c/", "/b/", ""),
        (".", "/a/c", "/a/", ""),
        ("a%20b#%C3%A4", "/", "/a b", "ä"),
        (" /a\n/b ", "/", "/a/b", ""),
        (ORIGIN, "/a/", "/", ""),
        (f"{ORIGIN}?q", "/a/", "/", ""),
    ],
)
def test_an_address_means_a_path(text: str, base: str, path: str, fragment: str) -> None:
    assert target(Address(text, 0, 0, base), ORIGIN) == Target(path, fragment)


segments = st.lists(st.sampled_from(["a", "b", "..", ".", "c d"]), min_size=1, max_size=6)


@given(segments, segments)
def test_relative_addresses_mean_what_a_browser_takes_them_for(base: list[str], way: list[str]) -> None:
    start = "/" + "/".join(part for part in base if part[0] != ".")
    written = quote("/".join(way))
    meant = target(Address(written, 0, 0, start), "")
    assert meant is not None
    assert meant.path == unquote(urljoin(f"https://x{quote(start)}", written)).removeprefix("https://x")


@given(st.binary(max_size=200))
def test_whatever_a_file_holds_is_read(data: bytes) -> None:
    for address in (*read_markup("site/a.html", data).addresses, *style_addresses("site/a.css", data)):
        assert 0 <= address.start <= address.end <= len(data)
    list(check_links(dict.fromkeys(BUNDLE, data)))


HARM = [
    b"<a ",
    b"<a b=",
    b"<a b='",
    b"<title ",
    b"<script>",
    b"<!--",
    b"url(",
    b"@import ",
    b"image-set(",
    b'"',
    b"/*",
    b"a",
]


@pytest.mark.parametrize("part", HARM)
def test_a_file_that_means_harm_is_read_once(part: bytes) -> None:
    """Forty thousand of one thing: were each of them looked at to the end of the file, that would take minutes."""
    for data in (part * 40_000, b"<a " + part * 40_000 + b">", b"<a srcset='" + part * 40_000 + b" ("):
        read_markup("site/a.html", data)
        list(style_addresses("site/a.css", data))


def test_a_page_s_addresses_are_relative_to_its_folder() -> None:
    assert [base_of(path) for path in ("site/index.html", "site/a/b.css", "emails/en/a.html")] == ["/", "/a/b.css", "/"]

"""A bundle leads to no host of somebody else, and asks none; what only names one is a warning."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.verify.market import outside, owned, said
from whitelabel.model import Allowance, Purity
from whitelabel.problem import Span, show

LEADS = {
    "link": ("site/a.html", '<p>\n<a href="https://stats.net/x">go</a>', "2:10"),
    "link without a scheme": ("site/a.html", "<p>\n<a href='//stats.net/x'>go</a>", "2:10"),
    "link without quotes": ("site/a.html", "<a href=https://stats.net>go</a>", "1:9"),
    "link in capitals": ("site/a.html", '<A HREF="HTTPS://STATS.NET/x">go</A>', "1:10"),
    "link with a name and a port": ("site/a.html", '<a href="https://me@stats.net:8080/x">go</a>', "1:10"),
    "link with references": ("site/a.html", '<a href="https:&#47;&#47;stats&#46;net/x">go</a>', "1:10"),
    "mail": ("site/a.html", '<a href="mailto:help@stats.net?subject=x">write</a>', "1:10"),
    "script": ("site/a.html", '<script src="https://stats.net/s.js"></script>', "1:14"),
    "picture": ("site/a.html", '<img alt="" src="https://stats.net/p.gif">', "1:18"),
    "set of pictures": ("site/a.html", '<img srcset="/a.png 1x, https://stats.net/b.png 2x">', "1:25"),
    "form": ("site/a.html", '<form action="https://stats.net/take">', "1:15"),
    "button": ("site/a.html", '<button formaction="https://stats.net/take">', "1:21"),
    "poster": ("site/a.html", '<video poster="https://stats.net/p.jpg">', "1:16"),
    "preconnect": ("site/a.html", '<link rel="preconnect" href="https://stats.net">', "1:30"),
    "refresh": ("site/a.html", '<meta http-equiv="refresh" content="0; url=https://stats.net/">', "1:44"),
    "card": ("site/a.html", '<meta property="og:image" content="https://stats.net/p.png">', "1:36"),
    "linked data": ("site/a.html", '<script type="application/ld+json">{"logo": "https://stats.net/l.svg"}</script>', "1:46"),
    "policy": ("site/a.html", """<meta content="default-src 'none'; img-src 'self' stats.net">""", "1:51"),
    "page within a page": ("site/a.html", """<iframe srcdoc="<img src='https://stats.net/p'>">""", "1:27"),
    "comment for mail programs": ("emails/a.html", '<!--[if mso]><img src="https://stats.net/p"><![endif]-->', "1:24"),
    "style": ("site/a.html", '<p style="background:url(https://stats.net/p)">', "1:26"),
    "style sheet": ("site/a.css", "a{}\nb{background:url('https://stats.net/p')}", "2:19"),
    "import": ("site/a.css", '@import "https://stats.net/s.css";', "1:10"),
    "fetch": ("site/a.js", 'fetch("https://stats.net/hit")', "1:8"),
    "module": ("site/a.js", 'import x from "https://stats.net/m.js"', "1:16"),
    "module at run time": ("site/a.js", 'import("https://stats.net/m.js")', "1:9"),
    "socket": ("site/a.js", 'new WebSocket("wss://stats.net/s")', "1:16"),
    "beacon": ("site/a.js", "navigator.sendBeacon('https://stats.net/b')", "1:23"),
    "request": ("site/a.js", 'r.open("GET", "https://stats.net/b")', "1:16"),
    "tracker": ("site/a.js", 's.src="https://stats.net/s.js"', "1:8"),
    "going there": ("site/a.js", 'location = "https://stats.net/"', "1:13"),
    "script in base64": ("site/a.html", base64.b64encode(b"fetch('https://stats.net/hit') // 1").decode(), "1:10"),
    "manifest": ("site/a.webmanifest", '{"start_url": "https:\\/\\/stats.net\\/"}', "1:16"),
    "redirect": ("site/_redirects", "/shop https://stats.net/shop 301\n", "1:7"),
    "header": ("site/_headers", "/*\n  Content-Security-Policy: connect-src 'self' https://*.stats.net\n", "2:47"),
    "server": ("edge/nginx/x.conf", "return 302 https://stats.net/;\n", "1:12"),
    "mail without markup": ("emails/a.txt", "Read on:\nhttps://stats.net/more\n", "2:1"),
    "drawing": ("site/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://stats.net/p.png"/></svg>', "1:54"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEADS)
def test_what_leads_to_a_host_of_somebody_else_is_found_in_its_place(name: str) -> None:
    path, text, place = LEADS[name]
    (problem,) = outside({path: text}).problems

    assert (problem.code, str(problem.span)) == ("WL647", f"{path}:{place}")
    assert "leads to 'stats.net', which is no host of the brand's" in problem.message.replace("*.", "")
    assert outside({path: text}, hosts=("stats.net", "*.stats.net")).problems == []
    assert outside({path: text}, brand="domain: stats.net\n").problems == []


NAMED = {
    "text": ("site/a.html", "<p>See https://stats.net/x", "1:8"),
    "comment": ("site/a.html", '<!-- <a href="https://stats.net/x"> -->', "1:15"),
    "comment of a script": ("site/a.js", 'a();\n// fetch("https://stats.net/x")', "2:11"),
    "comment in lines": ("site/a.js", "/*\n * see https://stats.net/x\n */", "2:8"),
    "string": ("site/a.js", 'throw Error("see https://stats.net/x")', "1:18"),
    "string of an address": ("site/a.js", 'const home="https://stats.net/x"', "1:13"),
    "string without a scheme": ("site/a.js", 'const home="//stats.net/x"', "1:13"),
    "data": ("site/a.json", '{"homepage": "https://stats.net/x"}', "1:15"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_only_names_a_host_is_a_warning(name: str) -> None:
    path, text, place = NAMED[name]
    verdict = outside({path: text})

    assert said(verdict) == [f"{path}:{place} WL648 'stats.net' is named, which is no host of the brand's"]
    assert not verdict.problems[0].is_error and verdict.special == {path}


CALM = {
    "own": ("site/a.html", '<a href="https://deals.acme.de/x"><a href="https://img.deals.acme.de/x"><a href="/x">'),
    "nobody's": ("site/a.html", '<a href="https://a.example"><a href="//example.com/"><a href="http://localhost:1/">'),
    "vocabularies": ("site/a.html", '<html prefix="og: https://ogp.me/ns#"><svg xmlns="http://www.w3.org/2000/svg">'),
    "banner": ("site/a.js", "/*! x v1 (https://stats.net) */\n/** @license https://stats.net */"),
    "licence": ("site/assets/LICENSE-x.abc.txt", "https://stats.net"),
    "licence beside a script": ("site/main.js.LICENSE.txt", "https://stats.net"),
    "comments of scripts": ("site/a.js", "f() // example.net/x\n//stats.net/x"),
    "names of files": ("site/a.js", 'a = "//main.js" + b; c = "https://"+d; e = `https://${f.g}/`'),
    "patterns": ("site/a.js", r"a = /^https?:\/\/(www\.)?stats\.net/; b = 'http://a'"),
    "placeholders": ("emails/a.txt", "https://{{ host.name }}/x"),
}


@pytest.mark.parametrize("name", CALM)
def test_what_is_the_brands_own_or_nobodys_is_calm(name: str) -> None:
    path, text = CALM[name]

    assert said(outside({path: text})) == []


def test_kinds_of_files_do_not_open_comments() -> None:
    text = 'accept="image/*,*/*"; fetch("https://stats.net/x")'

    assert [problem.code for problem in outside({"site/a.js": text}).problems] == ["WL647"]


def test_the_addresses_that_a_brand_gives_anywhere_are_its_own() -> None:
    brand = """\
name: Acme
contact: {email: help@mail.acme.de, url: https://help.acme.de/start}
links: {offer: "https://acme.shop/buy"}
texts: {en: {home: {about: "Read https://blog.acme.net/1."}}}
marks: [acme.dev]
"""
    hosts = ("mail.acme.de", "help.acme.de", "acme.shop", "blog.acme.net", "acme.dev", "квадрат.рф")
    page = "\n".join(f'<a href="https://{host}/">' for host in hosts)

    assert said(outside({"site/a.html": page}, brand=brand)) == [
        "site/a.html:6:10 WL647 'https://квадрат.рф' leads to 'xn--80aaej1a3bp.xn--p1ai', which is no host of the brand's"
    ]


def test_a_host_is_told_once_with_its_first_place_and_a_person_reads_what_to_do() -> None:
    page = '<p>https://stats.net/x</p>\n<a href="https://stats.net/y">\n'
    (problem,) = outside({"site/a.html": page, "site/b.html": page}).problems

    assert (
        show(problem, lambda *_: None)
        == """\
site/a.html:2:10: error WL647: 'https://stats.net' leads to 'stats.net', which is no host of the brand's; so in 1 more place, 2 files in all
    2 | <a href="https://stats.net/y">
      |          ^^^^^^^^^^^^^^^^^
  hint: take it out, or name 'stats.net' under 'hosts' in theme.yaml, or let the brand give an address there"""
    )


def test_a_host_that_is_let_through_may_be_told_where_it_is() -> None:
    allow = Allowance("stats.net", "site/a.*", "counted with the brand's consent", "", Span("whitelabel.yaml", 4, 5))
    files = {"site/a.html": '<a href="https://stats.net">', "site/b.html": "https://stats.net"}
    verdict = outside(files, purity=Purity(allow=(allow,)))

    assert [(problem.code, str(problem.span)) for problem in verdict.problems] == [("WL648", "site/b.html:1:1")]
    assert verdict.used == {0} and verdict.special == {"site/a.html", "site/b.html"}


def test_an_address_that_is_a_mark_is_told_as_one() -> None:
    page = '<a href="https://rival.net/x">'
    verdict = outside({"site/a.html": page}, marks=(owned("rival.net", "domain"),))

    assert [problem.code for problem in verdict.problems] == ["WL601"]


def test_what_a_font_says_of_its_makers_is_calm() -> None:
    fonts = Path("base_theme/assets/fonts")
    chosen = next(
        path for path in sorted(fonts.iterdir()) if path.name.startswith("jetbrains") and path.suffix == ".woff2"
    )

    assert said(outside({"site/a.woff2": chosen.read_bytes()})) == []

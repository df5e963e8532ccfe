"""A bundle with faults on each page, and what has to be said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.model import Foreign
from whitelabel.preview.browse import Shelved

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<style>body {{ margin: 0; font: 16px/2 sans-serif }} a {{ color: #00c }}</style>
</head>
<body>
<main>
<h1>Page</h1>
"""
LINES = HEAD.count("\n")
TAIL = "</main>\n</body>\n</html>\n"

FAULTS: dict[str, tuple[str, list[str]]] = {
    "requests": (
        """<script src="https://outside.example/a.js"></script>
<img alt="" src="http://203.0.113.7/dot.gif">
<style>@import url(//outside.example/b.css); h1 { background: url(https://outside.example/c.png) }</style>
<link rel="stylesheet" href="/font.css"><p style="font-family: Outer">text</p>
<script>setTimeout(() => fetch('https://outside.example/late?x=1').catch(() => 0), 30)</script>
<script>navigator.sendBeacon('https://outside.example/beacon', 'x')</script>
<script>new WebSocket('wss://outside.example/socket'); new WebSocket('/here')</script>
<link rel="preconnect" href="https://preconnect.example">
<img alt="" src="https://cdn.example/dot.gif">
<img alt="" src="/nothing/here.png">
<p><a id="x" href="#x">here</a></p><script>x.onclick = () => fetch('https://outside.example/click').catch(() => 0)</script>
""",
        [
            "1:14 WL660: the page asks another host, 'outside.example' (script): https://outside.example/a.js",
            "2:18 WL660: the page asks another host, '203.0.113.7' (image): http://203.0.113.7/dot.gif",
            "3:20 WL660: the page asks another host, 'outside.example' (stylesheet): http://outside.example/b.css",
            "3:67 WL660: the page asks another host, 'outside.example' (image): https://outside.example/c.png",
            "- WL660: the page asks another host, 'fonts.example' (font): https://fonts.example/outer.woff2",
            "5:33 WL660: the page asks another host, 'outside.example' (fetch): https://outside.example/late?x=1",
            "6:31 WL660: the page asks another host, 'outside.example' (ping): https://outside.example/beacon",
            "7:24 WL660: the page asks another host, 'outside.example' (websocket): wss://outside.example/socket",
            "7:71 WL662: the page asks for '/here' (websocket) and doesn't get it: static hosts have none",
            "8:30 WL660: the page asks another host, 'preconnect.example' (connection): https://preconnect.example/",
            "10:18 WL662: the page asks for '/nothing/here.png' (image) and doesn't get it: 404",
            "11:69 WL660: the page asks another host, 'outside.example' (fetch): https://outside.example/click",
        ],
    ),
    "errors": (
        """<script>console.error('it', 'went wrong')</script>
<script>setTimeout(() => nobody.knows, 20)</script>
<script>Promise.reject(new TypeError('no'))</script>
""",
        [
            "- WL661: a script fails: it went wrong (/errors/:13)",
            "- WL661: a script fails: ReferenceError: nobody is not defined (/errors/:14:33)",
            "- WL661: a script fails: TypeError: no (/errors/:15:24)",
        ],
    ),
    "read": (
        """<style>.small { display: none } @media (width < 500px) { .small { display: block } }
i { display: none } @media (prefers-color-scheme: dark) { i { display: inline } }</style>
<p id="here"></p><script>const step = (n) => n ? (here.lang = n, setTimeout(step, 40, n - 1)) : (here.lang = "en", here.append("Kva" + "drat for you")); step(8)</script>
<p>Ask K<b>vad</b>rat!</p>
<p class="small">Only kvadrat</p>
<p><i>Good night, Kvadrat</i></p>
<div id="host"></div><script>host.attachShadow({mode: 'open'}).innerHTML = '<p>by Kva' + 'drat</p>'</script>
<iframe title=f srcdoc='<html lang=en><title>f</title><main><h1>in Kvad&amp;#114;at'></iframe>
<script>alert('Welcome to K' + 'vadrat')</script>
<p hidden>Hidden Kvadrat</p>
""",
        [
            "3:1 WL663: 'Kvadrat' of 'kvadrat' is to be read: “Kvadrat for you”",
            "4:1 WL663: 'Kvadrat' of 'kvadrat' is to be read: “Ask Kvadrat!”",
            "5:23 WL663: 'kvadrat' of 'kvadrat' is to be read: “Only kvadrat” at 360 px",
            "6:19 WL663: 'Kvadrat' of 'kvadrat' is to be read: “Good night, Kvadrat” in dark",
            "7:1 WL663: 'Kvadrat' of 'kvadrat' is to be read: “by Kvadrat”",
            "- WL663: 'Kvadrat' of 'kvadrat' is to be read: “in Kvadrat”",
            "- WL663: 'Kvadrat' of 'kvadrat' is to be read: “Welcome to Kvadrat”",
        ],
    ),
    "told": (
        """<button aria-label="Open Kvadrat">+</button>
<style>b::after { content: 'Meant K\\0076 adrat' }</style><p>By <b>all means </b></p>
<p><label>Name <input id="f"></label></p><script>f.value = 'Filled Kva' + 'drat'</script>
<p>Unkvadratic</p><button aria-label="kvadrat">-</button>
<button id="g">x</button><script>g.ariaLabel = 'Shut Kva' + 'drat'</script>
""",
        [
            "1:26 WL664: 'Kvadrat' of 'kvadrat' is told: “Open Kvadrat”",
            "- WL664: 'Kvadrat' of 'kvadrat' is told: “Meant Kvadrat”",
            "3:16 WL664: 'Kvadrat' of 'kvadrat' is told: “Filled Kvadrat”",
            "4:6 WL663: 'kvadrat' of 'kvadrat' is to be read: “Unkvadratic”",
            "4:39 WL664: 'kvadrat' of 'kvadrat' is told: “kvadrat”",
            "5:1 WL664: 'Kvadrat' of 'kvadrat' is told: “Shut Kvadrat”",
        ],
    ),
    "title": ("", ["-6:8 WL665: 'Kvadrat' of 'kvadrat' in the page's title"]),
    "late-title": (
        "<script>setTimeout(() => document.title += ' of kvad' + 'rat', 20)</script>",
        ["- WL665: 'kvadrat' of 'kvadrat' in the page's title"],
    ),
    "stored": (
        """<p><a href='#x' id='x'>here</a></p><script>x.onclick = () => { localStorage.last = 'of kva' + 'drat' }</script>
<script>sessionStorage['kva' + 'drat-visit'] = 1; document.cookie = 'kva' + 'drat_id=7'</script>
<script>indexedDB.open('of-kva' + 'drat'); caches.open('kvad' + 'rat-v1')</script>
<script>navigator.serviceWorker.register('/kvadrat.js', {scope: '/stored/'})</script>
""",
        [
            "- WL666: 'kvadrat' of 'kvadrat' in the value of 'last', a local storage entry",
            "- WL666: 'kvadrat' of 'kvadrat' in the name, a session storage entry",
            "- WL666: 'kvadrat' of 'kvadrat' in the name, a cookie entry",
            "- WL666: 'kvadrat' of 'kvadrat' in the name, a database entry",
            "- WL666: 'kvadrat' of 'kvadrat' in the name, a cache entry",
            "4:44 WL666: 'kvadrat' of 'kvadrat' in the name, a service worker entry",
        ],
    ),
    "unfit": (
        """<p style="color: #bbb; background: #fff">Hardly to be read</p>
<div style="width: 700px">Wide</div>
<p style="width: 6em; overflow: hidden; white-space: nowrap">A text that is longer than its box</p>
<div style="width: 100px; height: 30px; overflow: hidden"><p style="margin: 0">Two lines, and more of them</p></div>
<p><img src="/dot.svg"> <img src="/dot.svg"></p>
""",
        [
            "1:1 WL667: elements must meet minimum color contrast ratio thresholds: element has insufficient color contrast "
            "of 1.91 (foreground color: #bbbbbb, background color: #ffffff, font size: 12.0pt (16px), font weight: normal). "
            "Expected contrast ratio of 4.5:1 (color-contrast)",
            '2:1 WL668: the page scrolls sideways: <div style="width: 700px"> “Wide” sticks out of it at 360 px',
            "3:1 WL669: a text is cut by its box: "
            '<p style="width: 6em; overflow: hidden; white-space: nowrap"> “A text that is longer than its box”',
            '4:59 WL669: a text is cut by its box: <p style="margin: 0"> “Two lines, and more of them”',
            "5:4 WL667: images must have alternative text: element does not have an alt attribute; aria-label attribute does "
            "not exist or is empty; aria-labelledby attribute does not exist, references elements that do not exist or "
            "references elements that are empty; Element has no title attribute; Element's default semantics were not "
            'overridden with role="none" or role="presentation" (image-alt); so in 1 more place',
        ],
    ),
    "away": (
        "<script>location = 'https://elsewhere.example/'</script>",
        [
            "1:21 WL660: the page asks another host, 'elsewhere.example' (document): https://elsewhere.example/",
            "- WL670: the page can't be looked at: it leads away from the bundle",
        ],
    ),
    # What is meant to be as it is.
    "meant": (
        """<style>.gone { position: absolute; width: 1px; height: 1px; overflow: hidden; white-space: nowrap }
.short { width: 6em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis }
.frame { overflow: hidden; width: 200px } .table { overflow-x: auto } .table p { width: 1600px; word-spacing: 99px }
.shut { height: 0; overflow: hidden } .tight { line-height: 1; overflow: hidden }</style>
<p class="gone">For those who listen</p><p class="short">A text that is longer than its box</p>
<div class="frame"><div class="table" tabindex="0"><p>A table that is wide</p></div></div><div class="shut"><p>Until it is opened</p></div>
<p class="tight">Ágy</p>
<p><a href="mailto:a@b.example">mail</a> <a href="https://elsewhere.example/out" target="_blank">out</a></p>
<script>localStorage.scheme = 'dark'; console.warn('hm'); fetch('/font.css').then(() => 0)</script>
""",
        [],
    ),
}

LINKS = "<ul>" + "".join(f'<li><a href="/{name}/">{name}</a></li>\n' for name in FAULTS if name != "title") + "</ul>\n"
FONT = "@font-face { font-family: Outer; src: url(https://fonts.example/outer.woff2) }"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


def files() -> dict[str, bytes]:
    """The bundle's files."""
    pages = {
        name: HEAD.format(title="Kvadrat" if name == "title" else "Page") + body + TAIL
        for name, (body, _) in FAULTS.items()
    }
    made = {f"site/{name}/index.html": page.encode() for name, page in pages.items()}
    made["site/index.html"] = (HEAD.format(title="Start") + LINKS + TAIL).encode()
    others = {
        "site/font.css": FONT,
        "site/dot.svg": DOT,
        "site/kvadrat.js": "",
        "emails/x.html": "<title>Kvadrat</title>",
    }
    return made | {path: text.encode() for path, text in others.items()}


def find(_path: str, text: str) -> Iterator[Foreign]:
    """The vendor's name, wherever it stands."""
    for found in re.finditer("kvadrat", text, re.IGNORECASE):
        yield Foreign(found.start(), found.end(), "'kvadrat'")


def shelved() -> Shelved:
    return Shelved("acme", "build/acme/", files(), find)

"""What reaches an open page in Chromium: styles and pictures in place, the rest by a reload that loses nothing."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.preview.staging import Fake, running
from whitelabel.preview import stage
from whitelabel.preview.addresses import Answer, answer, refused
from whitelabel.preview.stage import TokenAt
from whitelabel.preview.staged import Preview

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Start</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'">
<meta name="theme-color" content="#ffffff">
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/tokens.1.css">
<link rel="stylesheet" href="/base.1.css">
</head><body>
<h1 class="title">Start</h1>
<p><a href="/de/">German</a></p>
<img src="/logo.1.svg" srcset="/logo.1.svg 2x" alt="Acme">
<form><input name="name"><input type="checkbox" name="yes"><textarea name="words"></textarea>
<select name="one"><option>a</option><option>b</option></select><input type="password" name="secret"></form>
<details><summary>More</summary><p>Less</p></details>
<div contenteditable id="edit">text</div>
<div class="long"></div>
</body></html>
"""
BASE = """@import "/part.1.css";
.title { color: var(--heading); background: var(--color-paper); }
:root { --heading: var(--color-ink); }
.long { height: 3000px; }
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><path d="M0 0h40v10H0z" fill="{}"/></svg>'
OVERLAY = "whitelabel-preview .problems"


def site() -> dict[str, bytes]:
    return {
        "index.html": PAGE.encode(),
        "de/index.html": PAGE.replace("Start", "Anfang").encode(),
        "tokens.1.css": b":root{--color-ink:#112233;--color-paper:#ffffff}",
        "base.1.css": BASE.encode(),
        "part.1.css": b".title{font-weight:400}",
        "logo.1.svg": SVG.format("red").encode(),
        "icon.svg": SVG.format("red").encode(),
    }


@pytest.fixture
def fake() -> Fake:
    found = Fake({"acme": site(), "beta": site()})
    places = {"light": "brands/acme/brand.yaml:7", "dark": ""}
    trail = {"light": ("derived: ink on color.paper", "brands/acme/brand.yaml:7:12 color.paper"), "dark": ()}
    found.told_tokens["--color-ink"] = TokenAt("color.ink", {"light": "#112233", "dark": "#fff"}, trail, places)
    found.told_tokens["--color-paper"] = TokenAt("color.paper", {"light": "#ffffff", "dark": "#000"}, trail, places)
    return found


@pytest.fixture
def preview(fake: Fake) -> Iterator[Preview]:
    with running(lambda: fake, ("acme", "beta")) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(
        viewport={"width": 900, "height": 600}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield found
    found.close()


@pytest.fixture
def show(context: BrowserContext, preview: Preview) -> Iterator[Callable[..., Page]]:
    """Opens a page that listens; what it complains about fails the test."""
    trouble: list[str] = []

    def opened(slug: str = "acme", path: str = "/") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: trouble.append(said.text) if said.type == "error" else None)
        page.goto(preview.origin(slug) + path)
        listening(page, preview, slug, path)
        page.evaluate("window.stayed = true")
        return page

    yield opened
    assert trouble == []


def listening(page: Page, preview: Preview, slug: str, path: str) -> None:
    for _ in range(500):
        if stage.Open(slug, path) in preview.audience.pages():
            return
        page.wait_for_timeout(10)
    raise AssertionError(f"{slug}{path} does not listen")


def until(page: Page, expression: str) -> None:
    """Wait for an expression to hold, over reloads; the driver's own way is an ``eval``, which the page's policy refuses."""
    from playwright.sync_api import Error

    for _ in range(1000):
        with contextlib.suppress(Error):
            if page.evaluate(expression):
                return
        page.wait_for_timeout(10)
    raise AssertionError(expression)


def fill(page: Page) -> None:
    page.fill("[name=words]", "two\nlines")
    page.check("[name=yes]")
    page.select_option("[name=one]", "b")
    page.fill("[name=secret]", "hidden")
    page.evaluate("document.querySelector('details').open = true")
    page.evaluate("document.querySelector('#edit').innerText = 'edited'")
    page.fill("[name=name]", "Anna")
    page.evaluate("document.querySelector('[name=name]').setSelectionRange(1, 3)")
    page.evaluate("scrollTo(0, 700)")


def state(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        """() => ({
            values: ["name", "words", "one", "secret"].map(name => document.querySelector(`[name=${name}]`).value),
            yes: document.querySelector("[name=yes]").checked, open: document.querySelector("details").open,
            edit: document.querySelector("#edit").innerText, focus: document.activeElement.name,
            range: [document.activeElement.selectionStart, document.activeElement.selectionEnd],
            scroll: Math.round(scrollY)})"""
    )
    return found


FILLED = {
    "values": ["Anna", "two\nlines", "b", "hidden"],
    "yes": True,
    "open": True,
    "edit": "edited",
    "focus": "name",
    "range": [1, 3],
    "scroll": 700,
}


def color_of(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.querySelector('.title')).color")
    return found


def wait_for_color(page: Page, color: str) -> None:
    until(page, f"getComputedStyle(document.querySelector('.title')).color === '{color}'")


def test_styles_are_swapped_and_form_scroll_and_page_stay(
    fake: Fake, preview: Preview, show: Callable[..., Page]
) -> None:
    page = show()
    fill(page)
    # Of every frame that is painted meanwhile, the colour: it is never without.
    page.evaluate(
        """() => { window.seen = new Set(); const look = () => {
            seen.add(getComputedStyle(document.querySelector(".title")).color); requestAnimationFrame(look); }; look(); }"""
    )
    fake.sites["acme"]["tokens.2.css"] = b":root{--color-ink:#445566;--color-paper:#ffffff}"
    preview.audience.tell(stage.styles({"/tokens.1.css": "/tokens.2.css"}, {}), "acme")
    wait_for_color(page, "rgb(68, 85, 102)")

    assert page.evaluate("window.stayed")
    assert state(page) == FILLED
    until(page, "window.seen.size > 1")
    assert page.evaluate("[...seen]") == ["rgb(17, 34, 51)", "rgb(68, 85, 102)"]
    assert page.evaluate(
        "[...document.querySelectorAll('link[rel=stylesheet]')].map(link => link.getAttribute('href'))"
    ) == [
        "/tokens.2.css",
        "/base.1.css",
    ]


def test_a_page_with_a_base_of_its_own_listens_too(fake: Fake, preview: Preview, show: Callable[..., Page]) -> None:
    fake.sites["acme"]["index.html"] = (
        b"<!doctype html><title>a</title><link rel=icon href='data:,'><base href='https://elsewhere.example/x/'><p>a"
    )
    page = show()
    fake.sites["acme"]["index.html"] = (
        b"<!doctype html><title>b</title><link rel=icon href='data:,'><base href='https://elsewhere.example/x/'><p>b"
    )
    preview.audience.tell(stage.page(), "acme")
    until(page, "document.title === 'b'")


def test_many_changes_at_once_end_with_the_last(fake: Fake, preview: Preview, show: Callable[..., Page]) -> None:
    page = show()
    for number in range(2, 30):
        fake.sites["acme"][f"tokens.{number}.css"] = f":root{{--color-ink:rgb(0,0,{number})}}".encode()
        preview.audience.tell(stage.styles({f"/tokens.{number - 1}.css": f"/tokens.{number}.css"}, {}), "acme")
    wait_for_color(page, "rgb(0, 0, 29)")

    assert page.locator("link[rel=stylesheet]").count() == 2
    assert page.evaluate("window.stayed")


def test_an_imported_sheet_arrives_by_its_parent(fake: Fake, preview: Preview, show: Callable[..., Page]) -> None:
    page = show()
    fake.sites["acme"]["part.1.css"] = b".title{font-weight:900}"
    preview.audience.tell(stage.styles({"/part.1.css": "/part.1.css"}, {}), "acme")
    until(page, "getComputedStyle(document.querySelector('.title')).fontWeight === '900'")

    assert page.evaluate("window.stayed")


def test_pictures_are_swapped_wherever_they_are_named(fake: Fake, preview: Preview, show: Callable[..., Page]) -> None:
    page = show()
    fake.sites["acme"]["logo.2.svg"] = SVG.format("blue").encode()
    preview.audience.tell(stage.styles({}, {"/logo.1.svg": "/logo.2.svg", "/icon.svg": "/icon.svg"}), "acme")
    until(page, "document.querySelector('img').complete && document.querySelector('img').src.endsWith('2.svg')")

    assert page.get_attribute("img", "srcset") == "/logo.2.svg 2x"
    assert re.fullmatch(r"/icon\.svg\?now=\d+", page.get_attribute("link[rel=icon]", "href") or "")
    assert page.evaluate("window.stayed")


def test_a_page_in_which_only_addresses_differ_stays(fake: Fake, preview: Preview, show: Callable[..., Page]) -> None:
    page = show()
    fill(page)
    fake.sites["acme"] |= {
        "tokens.2.css": b":root{--color-ink:#445566}",
        "logo.2.svg": SVG.format("blue").encode(),
        "index.html": PAGE.replace("tokens.1", "tokens.2")
        .replace("logo.1", "logo.2")
        .replace("#ffffff", "#eeeeee")
        .encode(),
    }
    preview.audience.tell(stage.page(), "acme", "/")
    wait_for_color(page, "rgb(68, 85, 102)")

    assert page.evaluate("window.stayed")
    assert page.get_attribute("meta[name=theme-color]", "content") == "#eeeeee"
    assert page.get_attribute("img", "src") == "/logo.2.svg"
    assert state(page) == FILLED


def test_a_page_that_differs_in_more_is_loaded_anew_and_keeps_what_was_done(
    fake: Fake, preview: Preview, show: Callable[..., Page]
) -> None:
    page, other = show(), show("beta")
    fill(page)
    fake.sites["acme"]["index.html"] = (
        PAGE.replace("<h1 class", "<h1 lang=en class").replace(">Start<", ">Begin<").encode()
    )
    preview.audience.tell(stage.page(), "acme", "/")
    until(page, "document.querySelector('h1').textContent === 'Begin' && document.readyState === 'complete'")
    until(page, "scrollY > 0")

    assert page.evaluate("window.stayed") is None
    # A secret is written down nowhere.
    assert state(page) == {**FILLED, "values": ["Anna", "two\nlines", "b", ""]}
    assert page.evaluate("sessionStorage.length") == 0
    assert other.evaluate("window.stayed")


EDITABLE = '<div contenteditable id="rich"><p>One <b>two</b> three</p><ul><li>four</li></ul></div>'
SELECTED = """() => {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
    return [anchorNode.data, anchorOffset, focusNode.data, focusOffset, document.activeElement.id];
}"""


def test_what_was_written_into_a_page_keeps_its_markup_and_the_caret(
    fake: Fake, preview: Preview, show: Callable[..., Page]
) -> None:
    def serve(title: str, editable: str = EDITABLE) -> None:
        text = PAGE.replace(">Start<", f"><i>{title}</i><").replace("<details>", f"{editable}<details>")
        fake.sites["acme"]["index.html"] = text.encode()

    def reload(title: str, editable: str = EDITABLE) -> None:
        serve(title, editable)
        preview.audience.tell(stage.page(), "acme", "/")
        until(page, f"document.querySelector('h1').textContent === '{title}' && document.readyState === 'complete'")
        listening(page, preview, "acme", "/")

    serve("Start")
    page = show()
    page.click("#rich li")
    page.keyboard.press("End")
    page.keyboard.type(" and")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("five")
    # Backwards, and between texts that a script has split.
    page.evaluate(
        """() => {
            const text = document.querySelector("#rich b").firstChild; text.splitText(1);
            getSelection().setBaseAndExtent(document.querySelector("#rich li").firstChild, 6, text.nextSibling, 1);
        }"""
    )
    written = page.evaluate("document.querySelector('#rich').innerHTML")
    assert written == "<p>One <b>two</b> three</p><ul><li>four and</li><li><b>five</b></li></ul>"
    for title in ("Begin", "Again"):
        reload(title)
        assert page.evaluate("document.querySelector('#rich').innerHTML") == written
        assert page.evaluate(SELECTED) == ["four and", 6, "two", 2, "rich"]

    other = EDITABLE.replace("three", "3")
    reload("Other", other)
    assert page.evaluate("document.querySelector('#rich').outerHTML") == other.replace(
        "contenteditable", 'contenteditable=""'
    )
    assert page.evaluate("document.activeElement.id") == "rich"


def test_a_mistake_stands_over_the_last_good_page_and_goes_when_it_is_mended(
    fake: Fake, preview: Preview, show: Callable[..., Page]
) -> None:
    page = show()
    text = "brands/acme/brand.yaml:3:1: error WL101: no key 'colours'\n    3 | colours: {}\n      | ^^^^^^^\n  hint: did you mean 'colors'?"
    assert not page.locator(OVERLAY).is_visible()
    preview.audience.tell(stage.problems(text), "acme")
    page.locator(OVERLAY).wait_for()

    assert page.locator(f"{OVERLAY} pre").text_content() == text
    assert (
        page.locator(f"{OVERLAY} h2").text_content()
        == "1 error. Behind this stands the page as it was before the mistake"
    )
    assert page.locator("whitelabel-preview [role=alert]").count() == 1
    assert page.locator("h1").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(OVERLAY).is_visible()
    preview.audience.tell(stage.problems(text, is_refused=True), "acme")
    page.locator(OVERLAY).wait_for()
    said = "1 error. Behind this stands a page that no build gives out"
    assert page.locator(f"{OVERLAY} h2").text_content() == said
    page.locator(f"{OVERLAY} button").click()
    assert not page.locator(OVERLAY).is_visible()
    preview.audience.tell(stage.problems(text), "acme")
    page.locator(OVERLAY).wait_for()
    preview.audience.tell(stage.problems(""), "acme")
    page.locator(OVERLAY).wait_for(state="hidden")
    assert page.evaluate("window.stayed")


def test_what_only_warns_covers_no_page(preview: Preview, show: Callable[..., Page]) -> None:
    page = show()
    preview.audience.tell(stage.problems("base_theme/theme.yaml:3:1: warning WL201: not 'error WL101: x'"), "acme")
    preview.audience.tell(stage.styles({"/tokens.1.css": "/tokens.1.css"}, {}), "acme")
    until(page, "document.querySelector('link[rel=stylesheet]').href.includes('now=')")

    assert not page.locator(OVERLAY).is_visible()


def test_a_page_that_cannot_be_made_shows_why_and_comes_when_it_is_mended(
    fake: Fake, preview: Preview, context: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Answer:
        return refused(HTTPStatus.INTERNAL_SERVER_ERROR)

    fake.wrong["acme"] = "brands/acme/brand.yaml:1:1: error WL101: no\n\nx.yaml:1:1: warning WL102: hm"
    page = context.new_page()
    with monkeypatch.context() as patch:
        patch.setattr(fake, "answer", fail)
        answer = page.goto(preview.origin("acme") + "/")
        assert answer is not None and answer.status == 500
        page.locator(OVERLAY).wait_for()
        assert page.locator(f"{OVERLAY} h2").text_content() == "1 error, 1 warning"
    fake.wrong["acme"] = ""
    preview.audience.tell(stage.problems(""), "acme")
    preview.audience.tell(stage.page(), "acme")
    until(page, "document.querySelector('h1')?.textContent === 'Start'")
    assert not page.locator(OVERLAY).is_visible()


def test_what_a_problem_quotes_is_text(fake: Fake, preview: Preview, show: Callable[..., Page]) -> None:
    fake.wrong["acme"] = "error WL101: <img src=x onerror=window.hacked=1></pre><script>window.hacked=1</script>"
    page = show()
    page.locator(OVERLAY).wait_for()

    assert page.locator(f"{OVERLAY} pre").text_content() == fake.wrong["acme"]
    assert page.locator(f"{OVERLAY} img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_page_is_brought_up_to_date_when_the_server_comes_back(fake: Fake, context: BrowserContext) -> None:
    with running(lambda: fake, ("acme",)) as preview:
        port = preview.port
        page = context.new_page()
        page.goto(preview.origin("acme") + "/")
        listening(page, preview, "acme", "/")
        page.fill("[name=name]", "Anna")
    page.locator("whitelabel-preview .line").wait_for()
    fake.sites["acme"]["index.html"] = PAGE.replace(">Start<", ">Begin<").encode()
    with running(lambda: fake, ("acme",), port=port):
        until(page, "document.querySelector('h1').textContent === 'Begin'")
        until(page, "document.querySelector('[name=name]').value === 'Anna'")
        assert not page.locator("whitelabel-preview .line").is_visible()


def test_two_brands_never_see_each_other_s_storage_cookies_or_pages(
    preview: Preview, show: Callable[..., Page], context: BrowserContext
) -> None:
    acme, beta = show("acme"), show("beta")
    acme.evaluate("localStorage.setItem('a', '1'); sessionStorage.setItem('a', '1'); document.cookie = 'a=1; path=/'")
    acme.evaluate("document.cookie = 'b=1; path=/; domain=localhost'")

    assert acme.evaluate("[localStorage.a, sessionStorage.a, document.cookie.includes('a=1')]") == ["1", "1", True]
    assert beta.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    beta.reload()
    gallery = context.new_page()
    gallery.goto(preview.origin())
    assert gallery.evaluate("[localStorage.length, document.cookie]") == [0, ""]
    for reader in (gallery, context.new_page()):
        assert reader.evaluate(f"fetch('{preview.origin('acme')}/').then(() => 'read', () => 'refused')") == "refused"


def test_where_a_colour_comes_from_is_told_and_can_be_copied(show: Callable[..., Page]) -> None:
    page = show()
    look = "whitelabel-preview .look"
    page.keyboard.press("Alt+L")
    page.locator(look).wait_for()
    page.hover("h1")
    page.locator(f"{look} li b").first.wait_for()

    rows = page.locator(f"{look} ul > li").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == [
        "color.ink #112233 color derived: ink on color.paper brands/acme/brand.yaml:7:12 color.paper Copy",
        "color.paper #ffffff background derived: ink on color.paper brands/acme/brand.yaml:7:12 color.paper Copy",
    ]
    # What is judged by its colours isn't painted over.
    ground = "getComputedStyle(document.querySelector('whitelabel-preview').shadowRoot.querySelector('.frame')).backgroundColor"
    assert page.evaluate(ground) == "rgba(0, 0, 0, 0)"
    page.click("h1")
    page.hover("img")
    assert page.locator(f"{look} h2").inner_text().startswith("h1.title")
    page.locator(f"{look} li button").first.click()
    until(page, "navigator.clipboard.readText().then(text => text === 'brands/acme/brand.yaml:7')")
    page.keyboard.press("Escape")
    page.hover("img")
    until(
        page,
        "document.querySelector('whitelabel-preview').shadowRoot.querySelector('h2:not(#count)').innerText.startsWith('img')",
    )
    page.keyboard.press("Alt+L")
    page.locator(look).wait_for(state="hidden")


def test_a_link_is_not_followed_while_colours_are_looked_at(show: Callable[..., Page]) -> None:
    page = show()
    page.keyboard.press("Alt+L")
    page.locator("whitelabel-preview .look").wait_for()
    page.click("a")
    assert page.url.endswith("/") and not page.url.endswith("/de/")
    page.keyboard.press("Alt+L")
    page.locator("whitelabel-preview .look").wait_for(state="hidden")
    page.click("a")
    page.wait_for_url("**/de/")


FACED = """<!doctype html><html lang="en"><head><title>Faced</title><link rel="icon" href="/icon.svg">
<link rel="preload" href="/mono.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/fonts.1.css"></head><body><h1>Illicit</h1></body></html>"""


def test_a_page_is_seen_in_the_brand_s_own_type(
    fake: Fake, show: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(held: Fake, slug: str, target: str) -> Answer:
        # The preloaded font is there before the style sheet, is kept by nobody, and comes late when it is asked for again.
        time.sleep(0.5 if target.endswith(".css") else 0.2 if target.endswith(".woff2") else 0)
        return answer(held.sites[slug], target)

    monkeypatch.setattr(Fake, "answer", late)
    face = '@font-face{font-family:heading;font-display:optional;src:url("/mono.woff2")}h1{font-family:heading,serif}'
    font = (ROOT / "base_theme/assets/fonts/jetbrains-mono-latin.woff2").read_bytes()
    fake.sites["acme"] |= {"index.html": FACED.encode(), "fonts.1.css": face.encode(), "mono.woff2": font}
    page = show()
    page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    asked = page.context.new_cdp_session(page)
    asked.send("DOM.enable")
    asked.send("CSS.enable")
    root = asked.send("DOM.getDocument")["root"]["nodeId"]
    heading = asked.send("DOM.querySelector", {"nodeId": root, "selector": "h1"})["nodeId"]
    used = asked.send("CSS.getPlatformFontsForNode", {"nodeId": heading})["fonts"]
    assert [(font["familyName"].startswith("JetBrains Mono"), font["isCustomFont"]) for font in used] == [(True, True)]

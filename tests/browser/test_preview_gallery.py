"""The gallery in Chromium: every brand side by side, in step, by mouse and by keyboard, with six brands and with six hundred."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.test_accessibility import AXE, RUN, TAGS
from tests.browser.test_preview_page import until
from tests.conftest import ROOT
from tests.kept import KEPT
from tests.preview.staging import Fake, running
from whitelabel.live import Live
from whitelabel.preview import stage, told
from whitelabel.preview.stage import Card, Details, PageAt
from whitelabel.preview.staged import Preview
from whitelabel.run.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Page

    from tests.conftest import Demo

PAGE = """<!doctype html><html lang="en"><head><title>{slug}</title><link rel="stylesheet" href="/a.css">
<meta name="theme-color" content="#000" media="(prefers-color-scheme: dark)"></head>
<body><h1>{title} of {slug}</h1><a href="/{link}">on</a><div class="long"></div><script src="/first.js"></script></body></html>"""
FIRST = b"document.body.dataset.first = getComputedStyle(document.body).backgroundColor"
STYLE = b"""body { background: rgb(255, 255, 255); } .long { height: 4000px; }
@media (prefers-color-scheme: dark) { body { background: rgb(0, 0, 0); } }
@media (prefers-reduced-motion: reduce) { h1 { letter-spacing: 3px; } }
@media (forced-colors: active) { h1 { letter-spacing: 5px; } }"""
NAMES = ("acme", "beta", "delta", "gamma", "kappa", "sigma")


def site(slug: str) -> dict[str, bytes]:
    start, prices = (
        PAGE.format(slug=slug, title=title, link=link).encode()
        for title, link in (("Start", "prices/"), ("Prices", ""))
    )
    return {
        "index.html": start,
        "prices/index.html": prices,
        "a.css": STYLE,
        "first.js": FIRST,
        "icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }


@pytest.fixture
def fake() -> Fake:
    return Fake({slug: site(slug) for slug in NAMES})


@pytest.fixture
def preview(fake: Fake) -> Iterator[Preview]:
    with running(lambda: fake, tuple(fake.sites)) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    found = browser.new_context(viewport={"width": 1400, "height": 900})
    yield found
    found.close()


def is_trouble(said: str, kind: str) -> bool:
    """Whether a page complains; that a frame was kept from leading its parent away is as it should be."""
    return kind == "error" and not said.startswith("Unsafe attempt to initiate navigation")


@pytest.fixture
def gallery(context: BrowserContext, preview: Preview) -> Iterator[Page]:
    """The gallery with all six shown; what it complains about fails the test."""
    trouble: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if is_trouble(said.text, said.type) else None)
    page.goto(preview.origin())
    until(page, "document.querySelectorAll('.card iframe.there').length === 6")
    yield page
    assert trouble == []


def framed(page: Page, slug: str) -> Frame:
    """The last frame of a brand's origin."""
    return [frame for frame in page.frames if frame.url.startswith(f"http://{slug}.")][-1]


def eventually(page: Page, found: Callable[[], Any], wanted: Any) -> None:
    from playwright.sync_api import Error

    seen = None
    for _ in range(500):
        try:
            seen = found()
        except (Error, IndexError):
            seen = None
        if seen == wanted:
            return
        page.wait_for_timeout(10)
    assert seen == wanted


def focus(page: Page) -> str:
    found: str = page.evaluate("document.activeElement.textContent || document.activeElement.id")
    return found


def headings(page: Page, slugs: Iterable[str] = NAMES) -> list[str]:
    return [framed(page, slug).evaluate("document.querySelector('h1').textContent") for slug in slugs]


def test_every_brand_is_shown_with_what_is_told_of_it(gallery: Page) -> None:
    assert gallery.title() == "Deals · preview"
    assert gallery.locator("#tally").inner_text() == "6 brands"
    assert gallery.locator(".card .open").all_inner_texts() == [slug.title() for slug in NAMES]
    assert gallery.locator(".card .status").all_inner_texts() == ["No problems"] * 6
    assert gallery.locator(".card .territory").all_inner_texts() == ["RU-MOW, exclusive, deals"] * 6
    assert headings(gallery) == [f"Start of {slug}" for slug in NAMES]


@pytest.mark.soak
def test_a_page_that_is_chosen_is_shown_of_all(gallery: Page) -> None:
    gallery.select_option("[name=page]", "prices")

    eventually(gallery, lambda: headings(gallery), [f"Prices of {slug}" for slug in NAMES])
    gallery.reload()
    eventually(gallery, lambda: headings(gallery), [f"Prices of {slug}" for slug in NAMES])


def test_a_link_that_is_followed_in_one_is_followed_in_all(gallery: Page) -> None:
    framed(gallery, "beta").evaluate("document.querySelector('a').click()")

    eventually(gallery, lambda: headings(gallery), [f"Prices of {slug}" for slug in NAMES])
    assert gallery.input_value("[name=page]") == "prices"
    assert gallery.locator(".card iframe").count() == 6


@dataclasses.dataclass
class Spoken(Fake):
    """Sites with a folder for each language; the first is the brand's own."""

    def details(self, slug: str) -> Details:
        found = super().details(slug)
        pages = tuple(PageAt(*reversed(page.name.split("/")), page.path) for page in found.pages)
        return found._replace(pages=pages, locales=tuple(dict.fromkeys(page.locale for page in pages)))


def spoken(slug: str, *tags: str) -> dict[str, bytes]:
    return {
        f"{tag}/{name}/index.html": PAGE.format(slug=slug, title=f"{name} in {tag}", link=f"{tag}/prices/").encode()
        for tag in tags
        for name in ("home", "prices")
    }


def test_a_link_that_is_followed_leaves_the_language_as_it_was_chosen(context: BrowserContext) -> None:
    fake = Spoken({"acme": spoken("acme", "ru", "en"), "beta": spoken("beta", "ru")})
    with running(lambda: fake, tuple(fake.sites)) as preview:
        page = context.new_page()
        page.goto(preview.origin() + "#language=en")
        eventually(page, lambda: headings(page, fake.sites), ["home in en of acme", "home in ru of beta"])
        framed(page, "beta").evaluate("document.querySelector('a').click()")
        eventually(page, lambda: headings(page, fake.sites), ["prices in en of acme", "prices in ru of beta"])
        assert page.evaluate("location.hash") == "#page=prices&language=en"
        # Who goes to another language by a link has chosen it.
        framed(page, "acme").evaluate("location.pathname = '/ru/prices/'")
        eventually(page, lambda: headings(page, fake.sites), ["prices in ru of acme", "prices in ru of beta"])
        assert page.input_value("[name=language]") == "ru"
        page.close()


def test_all_are_scrolled_in_step(gallery: Page) -> None:
    framed(gallery, "beta").evaluate("scrollTo(0, (document.documentElement.scrollHeight - innerHeight) / 2)")

    for slug in NAMES:
        place = "Math.round(100 * scrollY / (document.documentElement.scrollHeight - innerHeight))"
        eventually(gallery, lambda slug=slug, place=place: framed(gallery, slug).evaluate(place), 50)  # type: ignore[misc]


@pytest.mark.soak
def test_pages_are_shown_as_other_systems_would(gallery: Page) -> None:
    look = """[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector("h1")).letterSpacing,
        matchMedia("(prefers-color-scheme: dark)").matches, document.querySelector("meta[media]").media]"""
    light = ["rgb(255, 255, 255)", "normal", False, "(prefers-color-scheme: dark)"]
    assert framed(gallery, "beta").evaluate(look) == light

    gallery.locator("label", has_text="Dark").click()
    for slug in NAMES:
        dark = ["rgb(0, 0, 0)", "normal", True, "(min-width: 0px)"]
        eventually(gallery, lambda slug=slug: framed(gallery, slug).evaluate(look), dark)  # type: ignore[misc]
    assert gallery.locator("#note").inner_text() == "Emulated in each page: dark colours."
    gallery.locator("label", has_text="Reduced motion").click()
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(look)[1], "3px")
    # A page that comes later is dressed before it is painted: the page's own script finds it so.
    gallery.select_option("[name=page]", "prices")
    first = "[document.querySelector('h1').textContent, document.body.dataset.first]"
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(first), ["Prices of beta", "rgb(0, 0, 0)"])
    assert framed(gallery, "beta").evaluate(look) == ["rgb(0, 0, 0)", "3px", True, "(min-width: 0px)"]
    gallery.locator("label", has_text="System").click()
    gallery.locator("label", has_text="Reduced motion").click()
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(look), light)
    gallery.locator("label", has_text="Forced colours").click()
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(look)[:2], ["rgb(0, 0, 0)", "5px"])


def test_forced_colours_are_those_of_a_dark_theme_whatever_was_chosen(gallery: Page) -> None:
    told = """['(prefers-color-scheme: dark)', '(prefers-color-scheme: light)', '(forced-colors: active)']
        .map((query) => matchMedia(query).matches).concat(document.querySelector("meta[media]").media)"""
    gallery.locator("label", has_text="Light").click()
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(told), [False, True, False, "(max-width: 0px)"])
    gallery.locator("label", has_text="Forced colours").click()
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(told), [True, False, True, "(min-width: 0px)"])
    assert gallery.locator("#note").inner_text().startswith("Emulated in each page: forced colours, on dark.")
    gallery.locator("label", has_text="Forced colours").click()
    eventually(gallery, lambda: framed(gallery, "beta").evaluate(told), [False, True, False, "(max-width: 0px)"])
    assert gallery.locator("#note").inner_text() == "Emulated in each page: light colours."


def test_what_is_wrong_covers_no_page_of_the_gallery(fake: Fake, preview: Preview, gallery: Page) -> None:
    fake.wrong["beta"] = "brands/beta/brand.yaml:1:1: error WL101: no"
    preview.audience.tell(stage.problems(fake.wrong["beta"]), "beta")
    preview.audience.tell(stage.gallery(), "")
    eventually(gallery, lambda: gallery.locator(".card .status").nth(1).inner_text(), "1 error")
    gallery.locator("label", has_text="Forced colours").click()
    over = "document.elementFromPoint(100, 60).closest('whitelabel-preview, body').localName"

    eventually(
        gallery,
        lambda: framed(gallery, "beta").evaluate("getComputedStyle(document.body).backgroundColor"),
        "rgb(0, 0, 0)",
    )
    assert framed(gallery, "beta").evaluate(over) == "body"
    assert framed(gallery, "beta").evaluate("document.querySelector('whitelabel-preview')") is None


@pytest.mark.soak
def test_what_scripts_listen_for_is_told_when_it_is_emulated(gallery: Page) -> None:
    framed(gallery, "beta").evaluate(
        """() => { window.heard = []; const night = matchMedia("(prefers-color-scheme: dark)");
            night.addEventListener("change", ({matches}) => heard.push(matches)); }"""
    )
    gallery.locator("label", has_text="Dark").click()
    gallery.locator("label", has_text="Light").click()

    eventually(gallery, lambda: framed(gallery, "beta").evaluate("heard"), [True, False])


@pytest.mark.soak
@pytest.mark.parametrize(("width", "wide"), [("Phone", 390), ("Tablet", 820), ("Desktop", 1280)])
def test_pages_are_as_wide_as_is_said(gallery: Page, width: str, wide: int) -> None:
    gallery.locator(".choice label", has_text=width).click()

    eventually(gallery, lambda: framed(gallery, "acme").evaluate("innerWidth"), wide)
    box = gallery.locator(".card .frame").first.bounding_box()
    shown = gallery.locator(".card iframe").first.bounding_box()
    assert box is not None and shown is not None
    assert round(box["width"]) == round(shown["width"])


def test_a_walk_by_keyboard(gallery: Page) -> None:
    gallery.locator("select").first.focus()
    gallery.keyboard.press("/")
    assert focus(gallery) == "search"
    gallery.keyboard.type("ma")
    assert gallery.locator(".card:visible .open").all_inner_texts() == ["Gamma", "Sigma"]
    assert gallery.locator("#tally").inner_text() == "2 of 6 brands"
    gallery.keyboard.press("ArrowDown")
    assert focus(gallery) == "Gamma"
    gallery.keyboard.press("ArrowRight")
    assert focus(gallery) == "Sigma"
    gallery.keyboard.press("Enter")
    gallery.locator("#one").wait_for()
    assert focus(gallery) == "Sigma"
    assert gallery.locator("#one-slug").inner_text() == "sigma"
    assert gallery.locator("#one-stage iframe").count() == 1
    gallery.keyboard.press("Escape")
    assert focus(gallery) == "Sigma"
    gallery.keyboard.press("/")
    assert focus(gallery) == "search"
    gallery.keyboard.press("Escape")
    eventually(gallery, lambda: gallery.locator(".card:visible").count(), 6)
    # One stop for all brands: Tab goes on.
    gallery.locator(".open").first.focus()
    for key, name in (
        ("ArrowDown", "Gamma"),
        ("ArrowUp", "Acme"),
        ("End", "Sigma"),
        ("Home", "Acme"),
        ("ArrowLeft", "Acme"),
    ):
        gallery.keyboard.press(key)
        assert focus(gallery) == name
    gallery.keyboard.press("Tab")
    assert gallery.evaluate("document.activeElement.closest('.card')") is None
    gallery.keyboard.press("Shift+Tab")
    assert focus(gallery) == "Acme"
    assert gallery.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_escape_closes_a_brand_from_within_its_page_too(gallery: Page) -> None:
    gallery.locator(".open").nth(1).click()
    until(gallery, "document.querySelector('#one-stage iframe.there') !== null")
    # Tab leads past all that is told of the brand, and then into its page.
    stops = []
    while gallery.evaluate("document.activeElement.localName") != "iframe":
        gallery.keyboard.press("Tab")
        stops.append(gallery.evaluate("document.activeElement.id"))
    assert stops == ["one-site", "one-sheet", "one-close", "one-about", ""]
    shown = framed(gallery, "beta")
    # Whatever the page, or what stands over it, uses the key for, it is theirs.
    shown.evaluate(
        """() => {
            addEventListener("keydown", (event) => { if (window.uses) event.preventDefault(); });
            document.body.addEventListener("keydown", ({key}) => { if (key === "Escape" && window.moves) document.body.className = "closed"; });
        }"""
    )
    for use, undo in (
        ("window.uses = true", "window.uses = false"),
        ("window.moves = true", "window.moves = false"),
        (
            "document.body.append(document.createElement('dialog')); document.querySelector('dialog').showModal()",
            "null",
        ),
    ):
        shown.evaluate(use)
        gallery.keyboard.press("Escape")
        gallery.wait_for_timeout(200)
        shown.evaluate(undo)
        assert gallery.locator("#one").is_visible()
    assert shown.evaluate("document.querySelector('dialog').open") is False
    gallery.keyboard.press("Alt+L")
    shown.locator("whitelabel-preview .look").wait_for()
    gallery.keyboard.press("Escape")
    shown.locator("whitelabel-preview .look").wait_for(state="hidden")
    assert gallery.locator("#one").is_visible()
    gallery.keyboard.press("Escape")
    gallery.locator("#one").wait_for(state="hidden")
    assert focus(gallery) == "Beta"


@pytest.mark.parametrize("width", [1400, pytest.param(390, marks=pytest.mark.soak)])
def test_problems_are_read_in_whole(fake: Fake, preview: Preview, gallery: Page, width: int) -> None:
    message = "brands/beta/brand.yaml:233:60: error WL101: " + "a message of many words " * 8 + "ends here"
    quoted = f"  233 | {'a' * 59}bbb{'c' * 60}\n      | {' ' * 59}^^^"
    fake.wrong["beta"] = (
        f"{message}\n{quoted}\n  hint: {'x' * 90} and what follows\n\nwhitelabel.yaml: warning WL102: no"
    )
    preview.audience.tell(stage.gallery(), "")
    gallery.set_viewport_size({"width": width, "height": 900})
    eventually(gallery, lambda: gallery.locator(".card .status").nth(1).inner_text(), "1 error")
    gallery.locator(".open").nth(1).click()
    until(gallery, "document.querySelector('#one-about pre') !== null")

    assert gallery.locator("#one-about pre").inner_text() == fake.wrong["beta"]
    about = """(texts) => {
        const pre = document.querySelector("#one-about pre"), range = document.createRange();
        const place = (text) => {
            const walker = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const start = walker.currentNode.data.indexOf(text);
                if (start < 0) continue;
                range.setStart(walker.currentNode, start);
                range.setEnd(walker.currentNode, start + text.length);
                return [Math.round(range.getBoundingClientRect().left), range.getBoundingClientRect().right <= pre.getBoundingClientRect().right];
            }
        };
        return texts.map(place);
    }"""
    texts = ["ends here", "and what follows", "bbb", "^^^", "brands/", "  233"]
    ends, follows, marked, carets, *beginnings = gallery.evaluate(about, texts)
    assert ends[1] and follows[1] and not marked[1]
    assert marked == carets
    assert beginnings[0] == beginnings[1]
    # What is quoted is scrolled to, and what is said stays in sight.
    gallery.evaluate("document.querySelector('#one-about pre').scrollLeft = 300")
    scrolled = gallery.evaluate(about, texts)
    assert scrolled[:2] == [ends, follows]
    assert scrolled[2] == scrolled[3] == [marked[0] - 300, True]


@pytest.mark.soak
def test_only_the_page_of_the_opened_brand_closes_it(gallery: Page) -> None:
    gallery.locator(".open").first.click()
    until(gallery, "document.querySelector('#one-stage iframe.there') !== null")
    said = "parent.postMessage({whitelabel: '%s', is: 'escape'}, '*')"
    framed(gallery, "beta").evaluate(said % "beta")
    framed(gallery, "beta").evaluate(said % "acme")
    gallery.wait_for_timeout(200)
    assert gallery.locator("#one").is_visible()


def test_a_brand_that_is_opened_as_soon_as_another_is_closed_is_shown(gallery: Page) -> None:
    gallery.locator(".open").first.click()
    gallery.locator("#one-stage iframe").wait_for()
    gallery.evaluate("one.close(); const next = document.querySelectorAll('.open')[1]; next.focus(); next.click()")
    gallery.wait_for_timeout(200)
    assert gallery.locator("#one-slug").inner_text() == "beta"
    assert gallery.locator("#one-stage iframe").count() == 1
    gallery.keyboard.press("Escape")
    eventually(gallery, lambda: gallery.locator("#one-stage iframe").count(), 0)
    assert focus(gallery) == "Beta"


@pytest.mark.soak
def test_a_search_that_finds_nothing_says_so(gallery: Page) -> None:
    gallery.fill("#search", "<b>x")

    assert gallery.locator("#empty").inner_text() == "No brand is called “<b>x”"


def test_what_changes_arrives(fake: Fake, preview: Preview, gallery: Page) -> None:
    fake.wrong["beta"] = "brands/beta/brand.yaml:1:1: error WL101: <i>no"
    fake.sites["omega"] = site("omega")
    del fake.sites["acme"]
    preview.allow(tuple(fake.sites))
    preview.audience.tell(stage.gallery(), "")

    names = ["Beta", "Delta", "Gamma", "Kappa", "Sigma", "Omega"]
    eventually(gallery, lambda: gallery.locator(".card .open").all_inner_texts(), names)
    eventually(gallery, lambda: gallery.locator(".card .status").first.inner_text(), "1 error")
    assert gallery.locator("#tally").inner_text() == "6 brands, 1 brand with errors"
    gallery.locator(".open").first.click()
    eventually(gallery, lambda: gallery.locator("#one-about pre").inner_text(), fake.wrong["beta"])


@dataclasses.dataclass
class Unread(Fake):
    """The project has a mistake, for which nothing can be read of brands without a site; others have one of their own, too."""

    def _card(self, slug: str) -> Card:
        return super()._card(slug)._replace(errors=1 + bool(self.sites[slug]), common=1)

    def details(self, slug: str) -> Details:
        return super().details(slug) if self.sites[slug] else Details(self._card(slug), self.problems(slug))


def test_of_a_project_that_can_not_be_read_its_mistake_is_told_once_and_nothing_is_made_up(
    context: BrowserContext,
) -> None:
    fake = Unread({"acme": {}, "beta": {}})
    fake.wrong = dict.fromkeys(fake.sites, "whitelabel.yaml:3:1: error WL101: no")
    with running(lambda: fake, tuple(fake.sites)) as preview:
        page = context.new_page()
        page.goto(preview.origin())
        tally, territories = page.locator("#tally").inner_text, page.locator(".card .territory").all_inner_texts
        page_name = "document.querySelector('[name=page]').selectedOptions[0]?.textContent"
        eventually(page, tally, "2 brands, 1 error of the project")
        assert (territories(), page.evaluate(page_name)) == (["–", "–"], "Start page")
        page.locator(".open").first.click()
        known = page.locator("#one-about section p").last.inner_text
        eventually(page, known, "Not known until its mistakes are mended.")
        page.keyboard.press("Escape")
        fake.sites["beta"] = site("beta")
        preview.audience.tell(stage.gallery(), "")
        eventually(page, tally, "2 brands, 1 error of the project, 1 brand with errors")
        eventually(page, lambda: page.evaluate(page_name), "Home")
        assert territories() == ["–", "RU-MOW, exclusive, deals"]
        # Of those that aren't shown nothing is said.
        page.fill("#search", "acme")
        assert tally() == "1 of 2 brands, 1 error of the project"
        page.close()


def test_until_a_width_is_chosen_it_is_that_of_the_window(gallery: Page) -> None:
    chosen = "document.querySelector('[name=width]:checked').value"
    widths = []
    for width, choose in ((1400, ""), (390, ""), (1400, "Tablet"), (390, "")):
        gallery.set_viewport_size({"width": width, "height": 900})
        gallery.wait_for_timeout(100)
        widths.append((gallery.evaluate(chosen), "width" in gallery.evaluate("location.hash")))
        if choose:
            gallery.locator(".choice label", has_text=choose).click()
    assert widths == [("desktop", False), ("phone", False), ("desktop", False), ("tablet", True)]
    gallery.locator("summary").click()
    boxes = [gallery.locator(name).bounding_box() for name in ("#search", "summary")]
    assert [box and (box["x"], box["width"]) for box in boxes] == [(16, 358)] * 2


def test_a_brand_that_can_not_be_shown_says_why(fake: Fake, context: BrowserContext) -> None:
    fake.sites = {"acme": site("acme"), "beta": {}, "gamma": site("gamma")}
    details = fake.details

    def told_of(slug: str) -> Details:
        if slug == "gamma":
            raise OSError(5, "disk on fire")
        return details(slug)

    fake.details = told_of  # type: ignore[method-assign]
    with running(lambda: fake, tuple(fake.sites)) as preview:
        page = context.new_page()
        page.goto(preview.origin())
        until(page, "document.querySelectorAll('.card iframe.there').length === 1")
        notes = ["Can’t be shown yet: see its problems", "OSError: [Errno 5] disk on fire"]
        eventually(page, lambda: [each.strip() for each in page.locator(".wait").all_inner_texts()][1:], notes)
        page.close()


@pytest.mark.soak
def test_nobody_but_its_own_frames_leads_the_gallery(gallery: Page, context: BrowserContext, preview: Preview) -> None:
    forged = {"whitelabel": "beta", "is": "here", "path": "/prices/"}
    gallery.evaluate("data => postMessage(data, '*')", forged)
    framed(gallery, "acme").evaluate("data => parent.postMessage(data, '*')", forged)
    # A page is led by its gallery alone, too.
    framed(gallery, "acme").evaluate("scrollTo(0, 0); postMessage({whitelabel: 'acme', do: 'scroll', to: 1}, '*')")
    gallery.wait_for_timeout(300)

    assert headings(gallery) == [f"Start of {slug}" for slug in NAMES]
    assert framed(gallery, "acme").evaluate("scrollY") == 0


@pytest.mark.soak
def test_a_page_cannot_leave_with_the_gallery(gallery: Page) -> None:
    address = gallery.url
    framed(gallery, "acme").evaluate("try { top.location = 'http://evil.example/'; } catch {}")
    gallery.wait_for_timeout(200)

    assert gallery.url == address


@pytest.mark.soak
def test_of_six_hundred_brands_only_those_in_view_are_loaded(context: BrowserContext) -> None:
    fake = Fake({f"brand-{number:03}": site(f"brand-{number:03}") for number in range(600)})
    with running(lambda: fake, tuple(fake.sites)) as preview:
        page = context.new_page()
        page.goto(preview.origin())
        until(page, "document.querySelectorAll('.card iframe.there').length >= 6")
        page.wait_for_timeout(300)
        assert page.locator(".card").count() == 600
        assert page.locator(".card iframe").count() <= 15
        assert len(set(fake.asked)) <= 15
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        until(page, "document.querySelector('.card:last-child iframe.there') !== null")
        assert page.locator(".card iframe").count() <= 15
        assert page.locator(".card:first-child iframe").count() == 0
        assert "brand-300" not in fake.asked
        page.fill("#search", "brand-300")
        until(page, "document.querySelector('.card:not([hidden]) iframe.there') !== null")
        assert "brand-300" in fake.asked
        page.close()


# ── With the demo ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclasses.dataclass
class Demonstrated(Fake):
    """The demo's bundles, and what the engine tells of them."""

    known: dict[str, Details] = dataclasses.field(default_factory=dict)

    def details(self, slug: str) -> Details:
        return self.known[slug]


@pytest.fixture(scope="module")
def shown(demo: Demo) -> Iterator[Preview]:
    live = Live(ROOT, on=lambda: datetime.date(2026, 11, 29), store=Store(), remember=KEPT.remember)
    live.look()
    sites, known = {}, {}
    for slug in live.brands:
        folder = demo.bundle(slug) / "site"
        sites[slug] = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
        known[slug] = told.details(live.sight(slug), (), "")
    first = live.brands[0]
    wrong = 'brands/acme/brand.yaml:3:1: error WL101: no key "colours"\n    3 | colours: {}\n      | ^^^^^^^'
    card = known[first].card._replace(status="wrong", errors=1)
    known[first] = known[first]._replace(problems=wrong, card=card)
    with running(lambda: Demonstrated(sites, {first: wrong}, known=known), tuple(sites)) as preview:
        yield preview


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.soak)])
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.soak)])
def test_axe_finds_nothing(browser: Browser, shown: Preview, scheme: Any, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(shown.origin())
    until(page, "document.querySelector('.card iframe.there') !== null")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN.replace("document,", "{exclude: ['iframe']},"), TAGS)
    if width == 390:
        page.locator("summary").click()
        found += page.evaluate(RUN.replace("document,", "{exclude: ['iframe']},"), TAGS)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator(".open").first.click()
    until(
        page,
        "document.querySelector('#one-stage iframe.there') !== null && document.querySelector('#one-about pre') !== null",
    )
    found += page.evaluate(RUN.replace("document,", "{exclude: ['iframe']},"), TAGS)
    assert page.evaluate("document.querySelector('#one').scrollWidth") <= width
    context.close()

    assert found == [], "\n".join(found)


@pytest.mark.soak
def test_every_page_of_the_demo_takes_the_script_without_a_word(demo: Demo, browser: Browser, shown: Preview) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda said: trouble.append(said.text) if said.type in ("error", "warning") else None)
    for address in demo.addresses("acme", "ru/"):
        page.goto(shown.origin("acme") + address)
        assert page.evaluate("document.querySelector('script[data-token]') !== null")
    page.keyboard.press("Alt+L")
    page.locator("whitelabel-preview .look").wait_for()
    context.close()

    assert trouble == []

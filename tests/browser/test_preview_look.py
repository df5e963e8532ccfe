"""Which tokens the look-and-copy panel tells, in Chromium: of all rules that meet an element, what counts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.test_preview_page import listening, until
from tests.conftest import ROOT
from tests.kept import KEPT
from tests.preview.staging import Fake, running
from whitelabel.live import Live
from whitelabel.preview import stage, told
from whitelabel.preview.stage import TokenAt
from whitelabel.preview.staged import Preview
from whitelabel.run.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Demo

COLOURS = {"ink": "#112233", "paper": "#ffffff", "hero": "#ffeedd", "end": "#ddeeff", "line": "#123456"}
SIZES = {"unit": "4px", "wide": "2px"}
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Look</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/base.css">
</head><body>{}</body></html>"""
PANEL = "whitelabel-preview .look"

Rows = dict[str, str]
Look = Callable[[str, str], Callable[[str], Rows]]


@pytest.fixture
def fake() -> Fake:
    found = Fake({"acme": {}})
    for name, value in {**COLOURS, **SIZES}.items():
        token = f"color.{name}" if name in COLOURS else f"size.{name}"
        both = {"light": value, "dark": value}
        found.told_tokens[f"--{name}"] = TokenAt(token, both, {"light": (), "dark": ()}, {"light": "", "dark": ""})
    return found


@pytest.fixture
def preview(fake: Fake) -> Iterator[Preview]:
    with running(lambda: fake, ("acme",)) as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    trouble: list[str] = []
    context = browser.new_context(viewport={"width": 900, "height": 600})
    found = context.new_page()
    found.on("pageerror", lambda error: trouble.append(str(error)))
    yield found
    context.close()
    assert trouble == []


@pytest.fixture
def look(fake: Fake, preview: Preview, page: Page) -> Look:
    """Opens a page of these styles and looks at it; what comes back tells the tokens of an element, and for what each is."""

    def opened(css: str, body: str) -> Callable[[str], Rows]:
        root = "".join(f"--{name}: {value};" for name, value in {**COLOURS, **SIZES}.items())
        fake.sites["acme"] |= {
            "index.html": PAGE.format(body).encode(),
            "tokens.css": f":root {{ {root} }}".encode(),
            "base.css": css.encode(),
        }
        page.goto(preview.origin("acme") + "/")
        listening(page, preview, "acme", "/")
        page.keyboard.press("Alt+L")
        page.locator(PANEL).wait_for()
        return lambda selector: rows(page, selector)

    return opened


def rows(page: Page, selector: str) -> Rows:
    page.hover(selector, position={"x": 3, "y": 3})
    told = page.locator(f"{PANEL} ul > li").all()
    return {row.locator("b").inner_text(): row.locator("div > small").inner_text() for row in told}


def test_an_inherited_colour_is_the_token_of_whoever_sets_it(look: Look) -> None:
    css = """
        h1, a { color: var(--ink); } .hero { color: var(--end); } .hero h1, .hero a { color: inherit; }
        .plain { color: unset; } button { font: inherit; } .near { color: currentcolor; }"""
    told = look(
        css,
        """<div class="hero"><h1>One</h1><p><a href="/">Two</a></p><h1 class="plain near">Three</h1>
        <button>Four</button></div><h1 class="plain">Five</h1>""",
    )

    assert told("h1") == told(".hero a") == told(".near") == {"color.end": "color"}
    # What the browser sets by itself is no token's, and neither is what nobody sets.
    assert told("button") == told("body > .plain") == {}


def test_each_token_of_a_gradient_and_of_a_mixture_is_told(look: Look) -> None:
    css = """
        .short { background: linear-gradient(var(--hero), var(--end)); }
        .long { background-image: linear-gradient(var(--hero), var(--end)); background-color: var(--paper); }
        .mix { background: color-mix(in oklab, var(--hero), var(--end) 40%); color: rgb(from var(--ink) r g b / 0.5); }
        .text { background-color: color-mix(in oklab, currentcolor 9%, transparent); }
        .text b { color: color-mix(in oklab, currentcolor 70%, transparent); }
        .mix .text { color: var(--line); }"""
    told = look(
        css,
        """<p class="short">One</p><p class="long">Two</p>
        <div class="mix">Three <p class="text">Four <b>five</b></p></div>""",
    )

    assert told(".short") == {"color.hero": "background", "color.end": "background"}
    assert told(".long") == {
        "color.hero": "background-image",
        "color.end": "background-image",
        "color.paper": "background-color",
    }
    assert told(".mix") == {"color.ink": "color", "color.hero": "background", "color.end": "background"}
    assert told(".text") == {"color.line": "color, background-color"}
    assert told("b") == {"color.line": "color"}


def test_of_rules_that_set_the_same_the_one_that_counts_is_told(look: Look) -> None:
    css = """
        @layer low, high;
        @layer high { .layers { color: var(--ink); } }
        @layer low { #layers { color: var(--end); } .strong { color: var(--line) !important; } }
        .order { padding: var(--wide); color: var(--end); } .order { padding: var(--unit); color: var(--ink); }
        p.specific { background: var(--hero); } :where(#specific).specific { background: var(--paper); }
        .strong { color: var(--ink); }
        .parts { border: 1px solid var(--end); } .parts { border-color: var(--line); }
        .side { border-block-end: 1px solid var(--end); } .side { border-bottom: 1px solid var(--line); }
        .none { border: 1px solid var(--end); } .none { border: 0; }
        .box { container: box / inline-size; width: 300px; }
        @container box (width > 500px) { .box p { color: var(--end); } }
        @media print { .order { color: var(--line); } }
        .nested { & > i { color: var(--line); } color: var(--ink); }
        .inline { color: var(--end); }"""
    told = look(
        css,
        """<p class="layers" id="layers">1</p><p class="order">2</p><p class="specific" id="specific">3</p>
        <p class="strong">4</p><p class="parts">5</p><p class="side">6</p><p class="none">7</p>
        <div class="box"><p class="order">8</p></div><p class="nested">9 <i>10</i></p>
        <p class="inline" style="color: var(--line)">11</p>""",
    )

    assert told(".layers") == {"color.ink": "color"}
    assert told(".order") == told(".box .order") == {"color.ink": "color", "size.unit": "padding"}
    assert told(".specific") == {"color.hero": "background"}
    assert told(".strong") == {"color.line": "color"}
    assert told(".parts") == {"color.line": "border-color"}
    assert told(".side") == {"color.line": "border-bottom"}
    assert told(".none") == {}
    assert told(".nested") == {"color.ink": "color"}
    assert told("i") == told(".inline") == {"color.line": "color"}


def test_of_a_property_between_the_rule_and_the_token_the_value_that_counts_is_told(look: Look) -> None:
    css = """
        :root { --tone: var(--ink); --fall: initial; } .warm { --tone: var(--end); --ink: var(--line); }
        .warm p { color: var(--tone); background: var(--fall, var(--hero)); }
        .cold { --step: calc(var(--unit) * 2); color: var(--tone, var(--end)); padding: clamp(1px, var(--step), 90px); }
        b { --same: currentcolor; outline: 1px solid var(--same); } .warm b { color: var(--ink); }"""
    told = look(css, """<div class="warm"><p>One</p><b>Two</b></div><p class="cold">Three</p>""")

    assert told(".warm p") == {"color.end": "color", "color.hero": "background"}
    assert told(".cold") == {"color.ink": "color", "size.unit": "padding"}
    assert told("b") == {"color.line": "color, outline"}


def test_what_lies_before_and_after_an_element_is_told_with_it(look: Look) -> None:
    css = """
        p { color: var(--ink); } .both::before { content: ""; background: var(--hero); }
        .both::after { content: "!"; color: var(--line); border: 1px solid currentcolor; }
        .neither::before { background: var(--hero); }"""
    told = look(css, """<p class="both">One</p><p class="neither">Two</p>""")

    assert told(".both") == {
        "color.ink": "color",
        "color.hero": "::before background",
        "color.line": "::after border, ::after color",
    }
    assert told(".neither") == {"color.ink": "color"}


def test_an_element_in_an_open_shadow_tree_is_looked_at(look: Look, page: Page) -> None:
    css = "x-card { color: var(--ink); } x-card::part(name) { background: var(--paper); }"
    told = look(
        css,
        """<x-card><template shadowrootmode="open"><style>:host { --tone: var(--line); } b { color: var(--tone); }</style>
        <p part="name">One</p><b>Two</b><slot></slot></template><i>Three</i></x-card>""",
    )

    assert told("x-card p") == {"color.ink": "color", "color.paper": "background"}
    assert page.locator(f"{PANEL} h2").inner_text().startswith("p")
    assert told("x-card b") == {"color.line": "color"}
    assert told("x-card i") == {"color.ink": "color"}


def test_what_the_pointer_rests_on_is_told_at_once_and_else_what_has_the_focus(look: Look, page: Page) -> None:
    look("#a {color: var(--ink)} #b {color: var(--hero)}", '<p id="a">a</p><button id="b">b</button>')
    page.keyboard.press("Alt+L")
    page.mouse.move(0, 0)
    page.locator("#b").focus()
    page.keyboard.press("Alt+L")
    page.locator(f"{PANEL} h2", has_text="button").wait_for()
    page.keyboard.press("Alt+L")
    page.locator("#a").hover()
    page.keyboard.press("Alt+L")
    page.locator(f"{PANEL} h2", has_text=re.compile("^p")).wait_for()


def test_the_page_s_rules_are_as_they_were_when_it_was_looked_at(look: Look, page: Page) -> None:
    told = look("p { all: unset; color: var(--ink); & b { color: var(--line) } }", "<p>One <b>two</b></p>")
    texts = "[...document.styleSheets].flatMap(sheet => [...sheet.cssRules].map(rule => rule.cssText)).join()"
    told("p")
    assert "--whitelabel" in page.evaluate(texts)
    page.keyboard.press("Alt+L")
    page.locator(PANEL).wait_for(state="hidden")

    assert "--whitelabel" not in page.evaluate(texts)


def test_what_is_told_follows_a_change_and_the_frame_follows_its_element(
    fake: Fake, preview: Preview, look: Look, page: Page
) -> None:
    told = look("p { color: var(--ink); } body { height: 3000px; }", "<p>One</p>")
    told("p")
    page.click("p")
    ink = fake.told_tokens["--ink"]
    fake.told_tokens["--ink"] = ink._replace(value={"light": "#445566", "dark": "#445566"})
    fake.sites["acme"]["tokens.2.css"] = b":root { --ink: #445566; }"
    preview.audience.tell(stage.styles({"/tokens.css": "/tokens.2.css"}, {}), "acme")
    shadow = "document.querySelector('whitelabel-preview').shadowRoot"
    until(page, f"{shadow}.querySelector('.look li code')?.textContent === '#445566'")
    top = f"Math.round({shadow}.querySelector('.frame').getBoundingClientRect().top)"
    before = page.evaluate(top)
    page.mouse.wheel(0, 200)
    until(page, f"scrollY > 0 && {top} === {before} - Math.round(scrollY)")


EACH = """() => {
    const { shadowRoot } = document.querySelector("whitelabel-preview");
    const probe = document.body.appendChild(document.createElement("i"));
    const computed = value => { probe.style.color = value; return getComputedStyle(probe).color; };
    const elements = [...document.querySelectorAll("body, body *")].filter(one => one !== probe && one.checkVisibility());
    return elements.map(one => {
        one.dispatchEvent(new PointerEvent("pointermove", { bubbles: true }));
        const rows = [...shadowRoot.querySelectorAll(".look ul > li")];
        const inks = rows.filter(row => row.querySelector("small").textContent.split(", ").includes("color"));
        const [told, is] = [inks.map(row => computed(row.querySelector("code").textContent)).join(), getComputedStyle(one).color];
        return told === is ? "" : `${one.localName}.${one.className}: ${is}, told: ${told}`;
    });
}"""


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.soak)])
def test_of_every_element_of_a_start_page_the_colour_that_it_has_is_told(
    demo: Demo, browser: Browser, brand: str, scheme: Literal["light", "dark"]
) -> None:
    live = Live(ROOT, on=lambda: datetime.date(2026, 11, 29), store=Store(), remember=KEPT.remember)
    live.look()
    folder = demo.bundle(brand) / "site"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    tokens = dict(told.tokens(live.sight(brand, at_once=True)))
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    with running(lambda: Fake({brand: files}, told_tokens=tokens), (brand,)) as preview:
        page.goto(preview.origin(brand) + "/")
        page.keyboard.press("Alt+L")
        page.locator(PANEL).wait_for()
        found = page.evaluate(EACH)
    context.close()

    assert len(found) > 100
    assert set(found) == {""}

"""Every page of every demo brand in a real browser, at three widths, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Demo

HEIGHT = 900
# One way there and back, so that each step changes one thing and the page is loaded once.
VIEWS = (("light", 320), ("light", 768), ("light", 1440), ("dark", 1440), ("dark", 768), ("dark", 320))

# What a view shows: `same` compares two colours as the browser understands them.
LOOK = """
([name, tokens]) => {
    const root = document.documentElement;
    // A change of scheme or width may begin transitions: what counts is where they end.
    for (const moving of document.getAnimations())
        if (moving instanceof CSSTransition) moving.finish();
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.setProperty("transition", "none", "important");
    const seen = colour => { probe.style.color = colour; return getComputedStyle(probe).color; };
    const shown = element => element.checkVisibility();
    const wrong = [];
    const PRIMARY = ".button:not(.button-quiet, .button-text, .button-hero, .button-band, .button-header, :disabled)";
    if (root.scrollWidth > root.clientWidth) {
        const wide = [...document.body.querySelectorAll("*")]
            .filter(element => element.getBoundingClientRect().right > root.clientWidth + 1)
            .map(element => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}">`);
        wrong.push(`scrolls ${root.scrollWidth - root.clientWidth}px sideways: ${wide.slice(-3)}`);
    }
    for (const token of ["color.primary", "color.paper", "color.ink"]) {
        const property = `var(--${token.replaceAll(".", "-")})`;
        if (seen(property) !== seen(tokens[token]))
            wrong.push(`${token} is ${seen(property)}, not the brand's ${seen(tokens[token])}`);
    }
    for (const [selector, token] of [[PRIMARY, "color.primary"], [".button-hero", "color.hero-action"]])
        for (const button of document.querySelectorAll(selector))
            if (shown(button) && getComputedStyle(button).backgroundColor !== seen(tokens[token]))
                wrong.push(`a button is ${getComputedStyle(button).backgroundColor}, not ${seen(tokens[token])}`);
    probe.remove();
    const alts = [...document.images].map(image => image.alt);
    if (![document.body.innerText, ...alts].some(text => text.includes(name)))
        wrong.push(`'${name}' is nowhere to be read`);
    return wrong;
}
"""

# Every address that the page names, links and pictures alike.
ADDRESSES = """
() => [...document.querySelectorAll("[href], [src], [srcset], [action], [poster]")].flatMap(element => [
    element.getAttribute("href"), element.getAttribute("src"), element.getAttribute("action"),
    element.getAttribute("poster"),
    ...(element.getAttribute("srcset") ?? "").split(",").map(part => part.trim().split(" ")[0]),
]).filter(Boolean)
"""


@contextmanager
def watched(browser: Browser, origin: str, found: list[str], **options: Any) -> Iterator[Page]:
    """A fresh page whose console, errors and requests are written down when they are not clean."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 320, "height": HEIGHT}, **options)
    page = context.new_page()

    def note(text: str) -> None:
        found.append(f"{urlsplit(page.url).path}: {text}")

    page.on(
        "console",
        lambda said: note(f"console {said.type}: {said.text} {said.location['url']}") if said.type != "log" else None,
    )
    page.on("pageerror", lambda error: note(f"script error: {error}"))
    page.on("request", lambda asked: None if asked.url.startswith((origin, "data:")) else note(f"asks {asked.url}"))
    # A picture that the last view chose may still be on its way when the next page is asked for: given up, not missing.
    page.on(
        "requestfailed",
        lambda failed: (
            None if failed.failure == "net::ERR_ABORTED" else note(f"did not get {failed.url}: {failed.failure}")
        ),
    )
    page.on("response", lambda got: note(f"{got.status} for {got.url}") if got.status >= 400 else None)
    try:
        yield page
    finally:
        context.close()


def dead_ends(page: Page, site: Path, address: str) -> list[str]:
    """Addresses on a page that lead to no file of the site, or to no place on their page."""
    wrong = []
    for target in page.evaluate(ADDRESSES):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        path = unquote(parts.path)
        file = site / (path.lstrip("/") if path else address.lstrip("/"))
        if path and not path.startswith("/"):
            wrong.append(f"'{target}' is not root-relative")
        elif not (file / "index.html" if file.is_dir() else file).is_file():
            wrong.append(f"'{target}' leads nowhere")
        elif not path and parts.fragment and page.locator(f'[id="{parts.fragment}"]').count() != 1:
            wrong.append(f"'{target}' is not once on the page")
    return wrong


def looks_wrong(page: Page, facts: Mapping[str, Any], scheme: str, width: int) -> list[str]:
    """What a view of the loaded page shows that is not the brand's."""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": HEIGHT})
    wrong = page.evaluate(LOOK, [facts["name"], facts["tokens"][scheme]])
    return [f"{scheme} {width}px: {text}" for text in wrong]


def test_every_page_is_clean_and_the_brands_own(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    site = demo.bundle(brand) / "site"
    facts = demo.brand(brand)
    origin = serve(site)
    found: list[str] = []
    with watched(browser, origin, found) as page:
        for address in demo.addresses(brand):
            page.goto(origin + address)
            first = address.split("/")[1]
            locale = first if first in facts["locales"] else facts["locales"][0]
            wrong = dead_ends(page, site, address)
            if (lang := page.locator("html").get_attribute("lang")) != locale:
                wrong.append(f"lang is '{lang}', not '{locale}'")
            for scheme, width in VIEWS:
                wrong += looks_wrong(page, facts, scheme, width)
            found += [f"{address} {text}" for text in wrong]
    assert found == [], "\n".join(found)


def test_the_landing_page_offers_one_thing_first(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    with watched(browser, serve(demo.bundle(brand) / "site"), []) as page:
        page.goto(serve(demo.bundle(brand) / "site") + "/")
        assert page.locator(".button-hero:visible").count() == 1


def test_an_unknown_address_gets_the_brands_404(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(demo.bundle(brand) / "site")
    found: list[str] = []
    with watched(browser, origin, found) as page:
        answer = page.goto(origin + "/no/such/page/")
        assert answer is not None
        assert answer.status == 404
        found += looks_wrong(page, demo.brand(brand), "light", 320)
    assert [text for text in found if "404 for" not in text and "status of 404" not in text] == []

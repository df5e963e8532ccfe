"""The switch between light and dark wins over the system, and is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Demo

PAPER = "getComputedStyle(document.documentElement).getPropertyValue('--color-paper')"


def paper(page: Page) -> str:
    """The page's paper, as its tokens say."""
    found: str = page.evaluate(PAPER)
    return found.strip()


def test_the_switch_goes_dark_and_stays_dark(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    facts = demo.brand(brand)
    light, dark = (facts["tokens"][scheme]["color.paper"] for scheme in ("light", "dark"))
    origin = serve(demo.bundle(brand) / "site")
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(origin + "/")
    button = page.locator("[data-scheme-button]").first
    if not facts["features"]["theme-switch"]:
        assert button.count() == 0
        context.close()
        return
    assert paper(page) == light
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert paper(page) == dark
    assert button.get_attribute("aria-pressed") == "true"
    page.reload()
    assert paper(page) == dark
    page.goto(f"{origin}/{facts['locales'][0]}/help/")
    assert paper(page) == dark
    page.locator("[data-scheme-button]").first.click()
    assert paper(page) == light
    context.close()


def test_the_kept_choice_is_there_before_the_first_paint(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    facts = demo.brand(brand)
    if not facts["features"]["theme-switch"]:
        return
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(serve(demo.bundle(brand) / "site") + "/")
    page.locator("[data-scheme-button]").first.click()
    # What the root says when the body's first element arrives.
    page.add_init_script("""
        new MutationObserver((_, watch) => {
            if (document.body) { window.early = document.documentElement.dataset.scheme ?? ""; watch.disconnect(); }
        }).observe(document, {childList: true, subtree: true});
    """)
    page.reload()
    assert page.evaluate("window.early") == "dark"
    context.close()

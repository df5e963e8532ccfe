"""With JavaScript off, pages are read and walked as with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Demo


@pytest.mark.soak
def test_every_page_reads_without_scripts(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(demo.bundle(brand) / "site")
    found = []
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    for address in demo.addresses(brand, demo.brand(brand)["locales"][0] + "/"):
        page.goto(origin + address)
        if not page.locator("h1").first.is_visible():
            found.append(f"{address} shows no heading")
        if len(page.locator("main").inner_text().split()) < 15:
            found.append(f"{address} shows hardly a word")
        for dead in page.locator(".needs-script, [data-scheme-button], [data-scheme-choice]").all():
            if dead.is_visible():
                found.append(f"{address} shows what only a script can do: {dead.get_attribute('class')}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            found.append(f"{address} scrolls {wide}px sideways")
    context.close()
    assert found == [], "\n".join(found)


def test_the_menu_leads_to_the_prices_without_scripts(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    facts = demo.brand(brand)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(serve(demo.bundle(brand) / "site") + "/")
    page.locator("details.menu > summary").click()
    page.locator("details.menu a[href$='/prices/']").click()
    # The address is there before the page is.
    page.wait_for_url(f"**/{facts['locales'][0]}/prices/")
    page.locator("h1").wait_for(state="visible")
    context.close()

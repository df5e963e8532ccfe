"""Nothing on a page moves while it loads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.conftest import Demo

WIDTHS = (360, 1440)
LOADS = 3
# Less than half a thousandth is a part of a pixel, rounded.
COLLECT = """
window.shifts = [];
new PerformanceObserver(list => {
    for (const entry of list.getEntries())
        if (entry.value >= 0.0005)
            window.shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map(source => source.node?.nodeName)}`);
}).observe({type: "layout-shift", buffered: true});
"""
# Fonts are there, two frames are drawn, and the observer has been called.
SETTLED = """
async () => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    await new Promise(done => setTimeout(done, 50));
    return window.shifts;
}
"""


def shifts(page: Page, address: str) -> list[str]:
    """What moves each time that a page is loaded: a busy machine now and then paints half a page."""
    moved: list[str] = []
    for _ in range(LOADS):
        page.goto(address)
        moved = page.evaluate(SETTLED)
        if not moved:
            break
    return moved


@pytest.mark.soak
def test_nothing_moves_while_a_page_loads(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(demo.bundle(brand) / "site")
    found = []
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(COLLECT)
    # Without a cache, fonts and pictures come as late as on a first visit.
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for address in demo.addresses(brand, demo.brand(brand)["locales"][0] + "/"):
            found += [f"{width}px {address} {text}" for text in shifts(page, origin + address)]
    context.close()
    assert found == [], "\n".join(found)

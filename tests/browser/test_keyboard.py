"""All that can be clicked can be reached and seen with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Demo

MOST_STOPS = 120
# How the focused element, what holds it and what follows it are drawn; the same without focus; and whether it is covered.
STOP = """
() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const near = [element, element.parentElement, element.parentElement.parentElement, element.nextElementSibling];
    const drawn = () => near.filter(Boolean).map(one => {
        const style = getComputedStyle(one);
        const outline = style.outlineStyle === "none" ? "" : style.outlineWidth + style.outlineColor;
        return [outline, style.boxShadow, style.borderColor, style.backgroundColor].join();
    }).join("|");
    const focused = drawn();
    const box = element.getBoundingClientRect();
    const holder = element.closest("label") ?? element.labels?.[0] ?? element;
    const area = holder.getBoundingClientRect();
    const points = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => [area.x + area.width * x, area.y + area.height * y]));
    const free = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (holder.contains(top) || top.contains(holder) && !getComputedStyle(top).position.match(/fixed|sticky/));
    });
    const words = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 30);
    const name = `${element.tagName.toLowerCase()}.${element.className} '${words || element.id}'`;
    element.blur();
    const plain = drawn();
    element.focus({focusVisible: true, preventScroll: true});
    if (!window.stops) window.stops = new Set();
    const again = window.stops.has(element);
    window.stops.add(element);
    return {name, again, ring: focused !== plain, free, size: Math.min(box.width, box.height)};
}
"""


@pytest.mark.soak
@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.soak)])
def test_focus_is_seen_wherever_it_goes(
    brand: str, width: int, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(demo.bundle(brand) / "site")
    found = []
    context = browser.new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    for address in demo.addresses(brand, demo.brand(brand)["locales"][0] + "/"):
        page.goto(origin + address)
        stops = 0
        while stops < MOST_STOPS:
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None or stop["again"]:
                break
            stops += 1
            if not stop["ring"]:
                found.append(f"{address} nothing shows the focus on {stop['name']}")
            if not stop["free"]:
                found.append(f"{address} something covers {stop['name']}")
        if stops < 5:
            found.append(f"{address} the keyboard reaches {stops} places")
    context.close()
    assert found == [], "\n".join(found)


def test_the_first_stop_skips_to_the_content(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(serve(demo.bundle(brand) / "site") + "/")
    page.keyboard.press("Tab")
    skip = page.locator("a:focus")
    assert skip.get_attribute("href") == "#content"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["width"] > 40
    page.keyboard.press("Enter")
    page.wait_for_url("**/#content")
    assert page.evaluate("document.activeElement.id") == "content"
    context.close()


def test_a_menu_opens_and_closes_by_keyboard(
    brand: str, demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(serve(demo.bundle(brand) / "site") + "/")
    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Tab")
    assert menu.locator("a:focus").count() == 1
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary:focus").count() == 1
    context.close()

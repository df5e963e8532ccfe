"""The map of territories in a browser: by pointer, by keyboard, by assistive technology, and what it asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.test_accessibility import AXE, RUN, TAGS
from tests.report.grants import claim, lively, rights_of
from whitelabel.report.map import territory_map

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
# What the map and the table say of each place: its holders by name, and whether they conflict.
SAID = """
() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const map = {}, table = {};
    for (const spot of document.querySelectorAll("g.spot")) {
        const [name, , isSeveral] = data.spots[spot.dataset.s];
        if (isSeveral) continue;
        const label = spot.getAttribute("aria-label");
        map[spot.dataset.s] = [data.holders.filter(holder => label.includes(` ${holder}: `)).sort().join(),
            spot.classList[1] !== "p0", label.includes("Conflict: ")];
    }
    for (const row of document.querySelectorAll("tr[data-s]:not([hidden])")) {
        const line = table[row.dataset.s] ??= [[], true, false];
        line[0].push(row.querySelector("td bdi").textContent);
        line[2] ||= row.querySelector(".clash-told:not([hidden])") !== null;
    }
    for (const [spot, line] of Object.entries(table)) line[0] = [...new Set(line[0])].sort().join();
    for (const spot of Object.keys(map)) table[spot] ??= ["", false, false];
    for (const spot of Object.keys(table)) map[spot] ??= table[spot];
    return [map, table];
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages lie."""
    root = tmp_path_factory.mktemp("maps")
    (root / "lively.html").write_text(territory_map(lively()), "utf-8")
    hostile = rights_of(
        claim("vendor", "RU-MOW", contract=HOSTILE),
        claim("acme", "RU-MOW RU-TUL", "exclusive", contract=HOSTILE),
        names={"acme": HOSTILE},
    )
    (root / "hostile.html").write_text(territory_map(hostile), "utf-8")
    return root


@pytest.fixture
def opened(folder: Path, browser: Browser, serve: Callable[[Path], str]) -> Iterator[Callable[..., Page]]:
    """Opens a page; what it asks for beside itself, and what it complains about, fails the test."""
    contexts = []
    trouble: list[str] = []

    def open_page(name: str = "lively", *, width: int = 1440, scheme: Literal["light", "dark"] = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", locale="en-GB"
        )
        contexts.append(context)
        page = context.new_page()
        address = f"{serve(folder)}/{name}.html"
        page.on("request", lambda request: None if request.url in (address, "data:,") else trouble.append(request.url))
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def spot(page: Page, figure: str, code: str) -> Any:
    """A place on a map."""
    spots = json.loads(page.locator("#data").text_content() or "")["spots"]
    row = page.locator(f"tr:has(code:text-is('{code}'))").first
    number = row.get_attribute("data-s")
    assert number is not None
    assert spots[int(number)]
    return page.locator(f"{figure} g.spot[data-s='{number}']")


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "light"),
        pytest.param(1440, "dark", marks=pytest.mark.soak),
        pytest.param(390, "dark", marks=pytest.mark.soak),
        pytest.param(1440, "light", marks=pytest.mark.soak),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    opened: Callable[..., Page], width: int, scheme: Literal["light", "dark"]
) -> None:
    page = opened(width=width, scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, TAGS)
    assert found == [], "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_slider_goes_from_change_to_change_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened()
    moscow = spot(page, "#map-RU", "RU-MOW")
    first = moscow.get_attribute("class")
    assert page.locator(".date").get_attribute("datetime") == "2026-11-23"
    page.locator(".slider").focus()
    days = []
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        days.append(page.locator(".date").get_attribute("datetime"))
    assert days == ["2027-01-01", "2027-06-01", "2028-01-01"]
    assert moscow.get_attribute("class") != first
    assert page.locator(".slider").get_attribute("aria-valuetext") == "January 1, 2028"
    page.wait_for_function("document.querySelector('[role=status]').textContent.includes('Conflicts: ')")
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert page.locator(".date").get_attribute("datetime") == "2026-11-23"
    assert moscow.get_attribute("class") == first


@pytest.mark.soak
def test_the_table_says_on_each_day_and_for_each_product_what_the_map_says(opened: Callable[..., Page]) -> None:
    page = opened()
    seen = []
    for choice in range(3):
        page.locator("[name=choice]").nth(choice).check(force=True)
        page.locator(".slider").focus()
        page.keyboard.press("Home")
        while True:
            shown, listed = page.evaluate(SAID)
            assert shown == listed
            seen.append(listed)
            if page.locator(".later").is_disabled():
                break
            page.locator(".later").click()
    assert len(seen) > 15
    assert any(line[2] for lines in seen for line in lines.values())


def test_a_holder_alone_can_be_looked_at(opened: Callable[..., Page]) -> None:
    page = opened()
    page.locator("button.holder", has_text="Acme").click()
    names = page.locator("tr[data-s]:not([hidden]) td bdi").all_text_contents()
    assert set(names) == {"Acme"}
    assert "dim" in (spot(page, "#map-RU", "RU-TUL").get_attribute("class") or "")
    assert "dim" not in (spot(page, "#map-RU", "RU-MOS").get_attribute("class") or "")
    page.locator("button.holder", has_text="Acme").click()
    assert set(page.locator("tr[data-s]:not([hidden]) td bdi").all_text_contents()) > {"Acme"}


def test_places_are_reached_with_arrow_keys_and_say_what_holds_there(opened: Callable[..., Page]) -> None:
    page = opened()
    assert page.locator("#map-DE g.spot[tabindex='0']").count() == 1
    spot(page, "#map-DE", "DE-HH").focus()
    page.keyboard.press("ArrowUp")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("Schleswig-Holstein, Germany. Acme: sole")
    tip = page.locator(".tip")
    assert tip.is_visible()
    assert "Acme" in (tip.text_content() or "")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    assert page.locator("#map-DE g.spot[tabindex='0']").count() == 1


def test_a_place_says_under_the_pointer_what_conflicts_there(opened: Callable[..., Page]) -> None:
    page = opened()
    spot(page, "#map-RU", "RU-MOW").scroll_into_view_if_needed()
    spot(page, "#map-RU", "RU-MOW").hover(force=True)
    text = page.locator(".tip").text_content() or ""
    assert "Moscow" in text
    assert "Conflict: Acme, Globex: deals" in text


def test_ground_in_conflict_is_hatched_and_shared_ground_striped(opened: Callable[..., Page]) -> None:
    page = opened()
    fill = "element => getComputedStyle(element).fill.match(/url\\(.*?#(\\w+)/)?.[1] ?? ''"
    moscow = spot(page, "#map-RU", "RU-MOW").evaluate(fill)
    assert page.locator(f"pattern#{moscow} rect").count() == 2
    assert page.locator(f"pattern#{moscow} .hatch").count() == 1
    assert spot(page, "#map-RU", "RU-MOS").evaluate(fill) == ""


def test_play_runs_to_the_last_change_and_stops(opened: Callable[..., Page]) -> None:
    page = opened()
    page.clock.install()
    page.locator(".play").click()
    assert page.locator(".play").get_attribute("aria-label") == "Pause"
    page.clock.run_for(60_000)
    assert page.locator(".later").is_disabled()
    assert page.locator(".play").get_attribute("aria-label") == "Play"


def test_hostile_names_are_text(opened: Callable[..., Page]) -> None:
    page = opened("hostile")
    page.locator(".slider, .play").first.focus()
    spot(page, "#map-RU", "RU-TUL").focus()
    page.keyboard.press("ArrowRight")
    spot(page, "#map-RU", "RU-MOW").hover(force=True)
    assert HOSTILE in (page.locator(".tip").text_content() or "")
    assert HOSTILE in (page.locator(".holders").text_content() or "")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0


def test_without_scripts_the_first_day_is_shown(folder: Path, browser: Browser, serve: Callable[[Path], str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{serve(folder)}/lively.html")
    assert page.locator("tr[data-s]:visible").count() > 100
    assert not page.locator(".slider").is_visible()
    assert page.locator(".scriptless").is_visible()
    context.close()

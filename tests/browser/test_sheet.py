"""The sheet to sign off in a browser: it asks for nothing, breaks no policy of its own, and shows each picture as it is."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from PIL import Image

from tests.browser.test_accessibility import AXE, RUN, TAGS
from tests.conftest import ROOT
from tests.report.sheets import acme, bundle, png
from whitelabel import pipeline
from whitelabel.report.sheet import sheet
from whitelabel.report.sheet_shown import as_html

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOSTILE = "</style></title><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
SEEN = """
element => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    return [Math.round(box.width), Math.round(box.height), style.backgroundImage.includes("data:image/")];
}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pages lie."""
    root = tmp_path_factory.mktemp("sheets")
    pages = {"acme": acme(), "hostile": acme(name=HOSTILE, short_name=HOSTILE, host=HOSTILE, version=HOSTILE)}
    small, large = Image.new("RGBA", (16, 16), (255, 0, 0, 255)), Image.new("RGBA", (32, 32), (0, 0, 255, 255))
    out = io.BytesIO()
    large.save(out, "ICO", append_images=[small], sizes=[(16, 16), (32, 32)])
    # What the tab shows where there is no drawing tells which of the pictures was taken.
    plain = {path: data for path, data in bundle().items() if path != "site/icon.svg"}
    pages["plain"] = acme({**plain, "site/favicon.ico": out.getvalue(), "site/ru/og.png": png(1200, 630)})
    for name, told in pages.items():
        (root / f"{name}.html").write_text(as_html(told, "ru" if name == "acme" else "en"), "utf-8")
    return root


@pytest.fixture
def opened(browser: Browser, serve: Callable[[Path], str], folder: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page; what it asks for beside itself, and what it complains about, fails the test."""
    contexts = []
    trouble: list[str] = []

    def open_page(
        name: str = "acme", *, width: int = 1280, scale: float = 1, scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, device_scale_factor=scale, color_scheme=scheme
        )
        contexts.append(context)
        page = context.new_page()
        address = f"{serve(folder)}/{name}.html"
        page.on(
            "request",
            lambda request: (
                None if request.url == address or request.url[:5] == "data:" else trouble.append(request.url)
            ),
        )
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def pixel(page: Page, place: str, x: int | None = None, y: int | None = None) -> tuple[int, ...]:
    """The colour in the middle of an element, or at a place of it."""
    shot = page.locator(place).first.screenshot()
    with Image.open(io.BytesIO(shot)) as image:
        found = image.convert("RGB").getpixel(
            (image.width // 2 if x is None else x, image.height // 2 if y is None else y)
        )
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        (1280, "light"),
        pytest.param(390, "light", marks=pytest.mark.soak),
        pytest.param(1280, "dark", marks=pytest.mark.soak),
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


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_said_to_be_at_real_size_is(opened: Callable[..., Page], width: int) -> None:
    page = opened(width=width)

    for place, size in {
        ".strip .tab.active .pic": (16, 16),
        ".marks .pic": (16, 16),
        ".search .pic": (18, 18),
        ".home.ios .mine .tile": (60, 60),
        ".home.android .mine .tile": (60, 60),
        ".bare .pic": (180, 180),
        ".ground .pic": (302 if width == 390 else 304, 36),
        ".big": (192, 192),
    }.items():
        assert tuple(page.locator(place).first.evaluate(SEEN)[:2]) == size, place
    assert [page.locator(".glass.light .pic:last-child").nth(n).evaluate(SEEN)[0] for n in range(3)] == [16, 32, 48]


def test_every_picture_is_there(opened: Callable[..., Page]) -> None:
    page = opened()

    shown = page.locator(".pic:not(.mono)").evaluate_all(f"all => all.map({SEEN})")
    assert len(shown) > 40
    assert all(width and height and is_data for width, height, is_data in shown)
    masked = page.locator(".mono").evaluate_all("all => all.map(each => getComputedStyle(each).maskImage.slice(0, 9))")
    assert masked == ['url("data'] * 5


@pytest.mark.parametrize(("scale", "color"), [(1, (255, 0, 0)), (2, (0, 0, 255))])
def test_a_tab_takes_the_picture_that_the_screen_s_fineness_asks_for(
    opened: Callable[..., Page], scale: float, color: tuple[int, int, int]
) -> None:
    assert pixel(opened("plain", scale=scale), ".tab.active .pic") == color


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawing_that_adapts_is_seen_in_both_schemes_whatever_the_reader_s_own(
    opened: Callable[..., Page], scheme: Literal["light", "dark"]
) -> None:
    page = opened(scheme=scheme)

    # The edge is see-through by day, and white by night.
    assert pixel(page, ".browser.light .tab.active .pic", 0, 8) == (255, 255, 255)
    assert pixel(page, ".browser.dark .tab.active .pic", 0, 8) == (255, 255, 255)
    assert pixel(page, ".browser.light .tab:nth-child(3) .pic", 0, 8) == (0xDE, 0xE1, 0xE6)
    assert pixel(page, ".browser.dark .tab:nth-child(3) .pic", 0, 8) == (255, 255, 255)


def test_what_is_never_cut_off_is_shown_when_asked(opened: Callable[..., Page]) -> None:
    page = opened()
    ring = page.locator(".zone").first
    tile = page.locator(".shape .tile").first.bounding_box()
    zone = ring.bounding_box()

    assert tile and zone
    assert zone["width"] == pytest.approx(tile["width"] * 0.8, abs=0.1)
    page.locator(".switch input").uncheck()
    assert not ring.is_visible()


def test_hostile_names_are_text(opened: Callable[..., Page]) -> None:
    page = opened("hostile")

    assert page.locator("h1").text_content() == HOSTILE
    assert page.evaluate("window.hacked") is None
    assert page.locator("img, script").count() == 0


def test_it_is_printed_on_few_sheets_of_paper_with_a_line_to_sign(opened: Callable[..., Page]) -> None:
    page = opened()
    data = page.pdf(prefer_css_page_size=True)

    sheets = data.count(b"/Type /Page\n")
    assert 5 <= sheets <= 11
    assert page.locator(".blanks p").all_text_contents() == ["Утвердил", "Дата", "Подпись"]


def test_the_sheet_of_a_demo_brand_is_as_sound(
    brand: str, browser: Browser, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    made = pipeline.assets(ROOT, brand, on=datetime.date(2026, 6, 1))
    assert made.brand is not None and made.resolved is not None
    told = sheet(made.brand, made.resolved.project.theme, made.files, made.outcome.problems)
    (tmp_path / "sheet.html").write_text(as_html(replace(told, problems=()), "en"), "utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    trouble: list[Any] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda request: None if request.url[:5] == "data:" else trouble.append(request.url))
    address = f"{serve(tmp_path)}/sheet.html"
    page.goto(address)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, TAGS)
    shown = page.locator(".pic:not(.mono)").evaluate_all(f"all => all.map({SEEN})")
    context.close()

    assert found == [], "\n".join(found)
    assert trouble == [address]
    assert len(told.grounds) > 0
    assert all(ground.ratio > 1 for ground in told.grounds)
    assert all(width and height and is_data for width, height, is_data in shown)

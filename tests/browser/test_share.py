"""What is shared, from a folder on a disk, in Chromium: for a partner's wall and for a telephone."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import AXE, RUN, TAGS
from tests.kept import KEPT
from tests.shop import write
from whitelabel.live import Live
from whitelabel.preview.share import share
from whitelabel.run.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOXES = """() => ["section", ".wide", ".wide iframe", ".narrow", ".narrow iframe"].map((name) => {
    const box = document.querySelector(name).getBoundingClientRect(), own = getComputedStyle(document.querySelector(name));
    return [box.left + parseFloat(own.paddingLeft), box.right - parseFloat(own.paddingRight), box.top, box.bottom].map(Math.round);
})"""


@pytest.fixture
def start(shop: Path, tmp_path: Path) -> str:
    """The address of the start page."""
    live = Live(shop, on=lambda: datetime.date(2026, 3, 1), store=Store(KEPT), remember=KEPT.remember)
    live.look()
    share(live, ("acme", "beta"), tmp_path / "shared", progress=lambda *_: None)
    return (tmp_path / "shared/index.html").as_uri()


@pytest.mark.parametrize("width", [2400, 1400, 390])
def test_pages_are_as_wide_as_there_is_room(browser: Browser, start: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(start)
    section, *pictures = page.evaluate(BOXES)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for picture, frame in (pictures[:2], pictures[2:]):
        assert all(abs(one - other) <= 2 for one, other in zip(picture, frame, strict=True))
    wide, narrow = pictures[0], pictures[2]
    edge = wide if width == 390 else narrow
    assert (abs(wide[0] - section[0]) <= 2, abs(edge[1] - section[1]) <= 2) == (True, True)
    assert (narrow[2] > wide[3]) == (width == 390)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN.replace("document,", "{exclude: ['iframe']},"), TAGS)
    context.close()
    assert found == [], "\n".join(found)


def test_scripts_run_from_a_folder_on_a_disk(browser: Browser, shop: Path, tmp_path: Path) -> None:
    write(
        shop,
        "base_theme/assets/app.js",
        "await null; const root = document.documentElement; root.dataset.ran = typeof this;\n",
    )
    home = shop / "base_theme/templates/pages/home.html.j2"
    tag = """<script type="module" src="{{ asset('app.js') }}"></script></head>"""
    write(shop, "base_theme/templates/pages/home.html.j2", home.read_text("utf-8").replace("</head>", tag))
    live = Live(shop, on=lambda: datetime.date(2026, 3, 1), store=Store(KEPT), remember=KEPT.remember)
    live.look()
    share(live, ("acme",), tmp_path / "shared", progress=lambda *_: None)
    page = browser.new_page()
    page.goto((tmp_path / "shared/acme/en/home/index.html").as_uri())
    page.wait_for_function("document.documentElement.dataset.ran")
    page.close()

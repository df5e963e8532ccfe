"""A designer at work, in Chromium: what a build refuses is told over the page, and isn't seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.watching import until, watching

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HOME = "base_theme/templates/pages/home.html.j2"
OVERLAY = "whitelabel-preview .problems"
TEXT = """<!doctype html>
<html lang="{{ locale.tag }}"><head><title>{{ page.title }}</title>
<link rel="stylesheet" href="{{ asset('tokens.css') }}"></head><body><img src="{{ logo().src }}" alt=""><h1>{{ brand.name }}</h1></body></html>
"""
LATER = TEXT.replace("<h1>", "<h1>New: ")


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    found = browser.new_page()
    yield found
    found.close()


def test_seven_pages_of_a_brand_that_are_in_sight_all_show_a_change(shop: Path, browser: Browser) -> None:
    (shop / "base_theme/assets").mkdir()
    sheet = "base_theme/assets/base.css"
    (shop / HOME).write_text(
        TEXT.replace("</head>", """<link rel="stylesheet" href="{{ asset('base.css') }}"></head>""")
    )
    (shop / sheet).write_text("h1 {order: 1}\n", "utf-8")
    with watching(shop) as watched, browser.new_context() as context:
        pages = [context.new_page() for _ in range(7)]
        for page in pages:
            page.goto(f"http://acme.localhost:{watched.port}/en/home/", timeout=10_000)
        for number in (2, 3):
            watched.write(sheet, f"h1 {{order: {number}}}\n")
            for page in pages:
                page.wait_for_function(
                    f"getComputedStyle(document.querySelector('h1')).order === '{number}'", timeout=5000
                )


@pytest.mark.soak
def test_behind_a_mistake_stays_the_page_that_was_right(shop: Path, page: Page) -> None:
    (shop / HOME).write_text(TEXT, "utf-8")
    with watching(shop) as watched:
        page.goto(f"http://acme.localhost:{watched.port}/en/home/")
        until(lambda: watched.live.seen and watched.live.is_examined("acme"))
        page.evaluate("window.stays = true")

        # A rule refuses it: nothing of it is seen, not even for a moment.
        watched.write(HOME, LATER.replace("</h1>", "{{ t('home.nix') }}</h1>"))
        page.locator(OVERLAY).wait_for()
        said = "1 error. Behind this stands the page as it was before the mistake"
        assert page.locator(f"{OVERLAY} h2").inner_text() == said
        assert "WL420" in page.locator(f"{OVERLAY} pre").inner_text()
        watched.write(HOME, TEXT)
        page.locator(OVERLAY).wait_for(state="hidden")
        assert heading(page) == "Acme" and page.evaluate("window.stays")

        # Only the whole bundle shows it: then the page, which may have been seen for a moment, goes back.
        watched.write(HOME, LATER.replace("</h1>", '</h1><a href="/nix/">x</a>'))
        page.locator(OVERLAY).wait_for()
        assert page.locator(f"{OVERLAY} h2").inner_text() == said
        assert "WL640" in page.locator(f"{OVERLAY} pre").inner_text()
        page.wait_for_function("document.querySelector('h1').innerText === 'Acme'")

        watched.write(HOME, LATER)
        page.locator(OVERLAY).wait_for(state="hidden")
        page.get_by_text("New: Acme").wait_for()

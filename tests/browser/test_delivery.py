"""What is handed over, in a browser: archives come as downloads, and everybody can read the page that goes with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.test_accessibility import AXE, RUN, TAGS

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Demo

FORMS = ("zip", "tar.zst")


@pytest.mark.soak
def test_archives_come_as_downloads_byte_for_byte(
    demo: Demo, browser: Browser, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    names = [f"acme-1.4.0.{form}" for form in FORMS]
    for name in names:
        shutil.copy(demo.out / "artifacts" / name, tmp_path)
    links = "".join(f'<a id="{form}" href="acme-1.4.0.{form}" download>{form}</a>' for form in FORMS)
    (tmp_path / "index.html").write_text(links, "utf-8")
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto(serve(tmp_path))

    for form, name in zip(FORMS, names, strict=True):
        with page.expect_download() as waiting:
            page.click(f'[id="{form}"]')
        assert waiting.value.suggested_filename == name
        assert Path(waiting.value.path()).read_bytes() == (demo.out / "artifacts" / name).read_bytes()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, pytest.param(1280, marks=pytest.mark.soak)])
def test_the_page_asks_for_nothing_and_axe_finds_nothing(
    demo: Demo, browser: Browser, serve: Callable[[Path], str], brand: str, scheme: Literal["light", "dark"], width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    address = f"{serve(demo.out / 'artifacts')}/{brand}-1.4.0.html"
    page.goto(address)

    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, TAGS)

    assert found == [], "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert asked == [address]
    context.close()

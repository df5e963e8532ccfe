"""The page of a logo's colours in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_accessibility import AXE, RUN, TAGS
from whitelabel.cli import main

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("slug", "width"),
    [
        ("acme", 390),
        ("kamenar", 1280),
        *(
            pytest.param(slug, width, marks=pytest.mark.soak)
            for slug, width in [("acme", 1280), ("kamenar", 390), ("zuid-45", 390), ("zuid-45", 1280)]
        ),
    ],
)
def test_it_is_accessible_fits_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slug: str, width: int
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(("palette", slug, "-o", str(tmp_path / "palette.html"))) == 0
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition(":")[0]))
    page.on("console", lambda message: told.append(message.text))

    page.goto((tmp_path / "palette.html").as_uri())

    wide, drawn = page.evaluate(
        "() => [document.documentElement.scrollWidth, [...document.images].every(image => image.naturalWidth > 0)]"
    )
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, TAGS)
    context.close()
    assert (wide, drawn, told, set(asked) - {"data"}) == (width, True, [], {"file"})
    assert found == [], "\n".join(found)

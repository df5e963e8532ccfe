"""What axe-core finds on the pages, by WCAG 2.2 level AA."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.conftest import Demo

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = """
async tags => {
    const {violations} = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
    return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`));
}
"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.soak)])
def test_axe_finds_nothing(
    brand: str, scheme: Literal["light", "dark"], demo: Demo, browser: Browser, serve: Callable[[Path], str]
) -> None:
    origin = serve(demo.bundle(brand) / "site")
    axe = AXE.read_text("utf-8")
    found = []
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for address in demo.addresses(brand, demo.brand(brand)["locales"][0] + "/"):
        page.goto(origin + address)
        page.evaluate(axe)
        found += [f"{address} {text}" for text in page.evaluate(RUN, TAGS)]
    context.close()
    assert found == [], "\n".join(found)

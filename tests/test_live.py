"""What stays loaded shows what a clean build would make, and after a mistake what was right before."""

from __future__ import annotations

import datetime
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from tests.shop import brand, write
from whitelabel import pipeline
from whitelabel.live import Live
from whitelabel.model import forgetful
from whitelabel.problem import Problem
from whitelabel.run.store import Store

DAY = datetime.date(2026, 3, 1)


@pytest.fixture
def live(shop: Path) -> Live:
    found = Live(shop, on=lambda: DAY, store=Store(), remember=forgetful)
    found.look()
    return found


def examined(live: Live, slug: str) -> tuple[Problem, ...]:
    steps: Generator[None, None, tuple[Problem, ...]] = live.examine(slug)
    while True:
        try:
            next(steps)
        except StopIteration as over:
            return over.value  # type: ignore[no-any-return]


def shown(live: Live, slug: str) -> dict[str, bytes | None]:
    plan = live.sight(slug).plan
    assert plan is not None
    return {path: live.file(slug, path) for action in plan.actions for path in action.outputs}


def test_what_is_shown_is_what_a_clean_build_makes(shop: Path, live: Live) -> None:
    for edit in (
        {},
        {"brands/acme/brand.yaml": brand("acme").replace("Acme", "Acme & Sons")},
        {"base_theme/static/humans.txt": "x"},
    ):
        write(shop, *next(iter(edit.items()))) if edit else None
        live.look()
        pipeline.build(shop, on=DAY, out=shop.parent / "clean")
        for slug in ("acme", "beta"):
            clean = contents(shop.parent / "clean" / slug)
            clean.pop("manifest.json")
            assert shown(live, slug) == clean
            assert examined(live, slug) == ()


def test_a_mistake_leaves_what_was_right_and_goes_when_it_is_mended(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    text = (shop / "brands/acme/brand.yaml").read_text("utf-8")
    write(shop, "brands/acme/brand.yaml", text + "colours: {}\n")
    live.look()
    broken = live.sight("acme")
    assert [problem.code for problem in broken.problems] == ["WL101"] and not broken.is_now
    assert shown(live, "acme") == before
    write(shop, "brands/acme/brand.yaml", text)
    live.look()
    assert live.sight("acme").is_now and live.sight("acme").problems == ()


def test_a_brand_that_goes_and_comes_back(shop: Path, live: Live) -> None:
    live.sight("acme")
    (shop / "brands/acme").rename(shop / "away")
    live.look()
    assert "acme" not in live.brands
    assert [problem.message for problem in live.sight("acme").problems] == ["there is no brand 'acme' any more"]
    (shop / "away").rename(shop / "brands/acme")
    live.look()
    assert live.sight("acme").is_now

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
    """What there is to see of a brand once its logo has been seen to."""
    plan = live.sight(slug).plan
    assert plan is not None
    return {path: live.file(slug, path) for action in plan.actions for path in action.outputs}


@pytest.mark.soak
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


def test_a_colour_is_seen_before_the_logo_is_studied_and_then_all_is_right(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    write(shop, "brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
    assert live.look(["brands/acme/brand.yaml"]) == ("brands/acme/brand.yaml",)
    first = live.sight("acme", at_once=True)
    assert (first.is_now, first.is_settled) == (True, False)
    sheet = next(path for action in first.plan.actions for path in action.outputs if "tokens." in path)  # type: ignore[union-attr]
    assert b"#0a5cff" in (live.file("acme", sheet) or b"")
    assert sheet not in before
    assert live.sight("acme").is_settled
    pipeline.build(shop, ["acme"], on=DAY, out=shop.parent / "clean")
    clean = contents(shop.parent / "clean/acme")
    clean.pop("manifest.json")
    assert shown(live, "acme") == clean


def test_what_was_not_named_is_not_looked_at(shop: Path, live: Live) -> None:
    live.sight("acme")
    write(shop, "brands/acme/brand.yaml", brand("acme", "short_name: A"))
    write(shop, "brands/beta/brand.yaml", brand("beta", "short_name: B"))
    assert live.look(["brands/beta/brand.yaml", "build/x", "notes.txt"]) == ("brands/beta/brand.yaml",)
    assert live.look() == ("brands/acme/brand.yaml",)
    assert live.look() == ()


def test_to_look_at_one_more_brand_leaves_the_others_as_they_are(shop: Path, live: Live) -> None:
    acme = live.sight("acme")
    live.sight("beta")
    assert live.sight("acme") is acme


def test_a_page_that_cannot_be_made_any_more_is_shown_as_it_was(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    page = "base_theme/templates/pages/home.html.j2"
    text = (shop / page).read_text("utf-8")
    write(shop, page, text + "{{ 1 / 0 }}")
    live.look([page])
    pages = [path for path in before if path.endswith("index.html")]
    assert live.sight("acme").is_now
    assert {path: live.file("acme", path) for path in pages} == {path: before[path] for path in pages}
    assert {problem.code for problem in live.sight("acme").problems} == {"WL405"}
    write(shop, page, text)
    live.look([page])
    assert live.sight("acme").problems == ()


MISTAKES = {
    "{{ nothing }}": ["WL420"],
    "{{ brand.nmae }}{{ 1 / 0 }}": ["WL420"],
    "{{ t('home.titel') }}": ["WL420"],
    "{{ brand['na' ~ 'me'].x }}": ["WL405"],
    "{{ 1 / 0 }}": ["WL405"],
    "<script>{{ 1 / 0 }}": ["WL405"],
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_as_a_build_tells_it(shop: Path, live: Live, mistake: str) -> None:
    page = "base_theme/templates/pages/home.html.j2"
    shown(live, "acme")
    write(shop, page, (shop / page).read_text("utf-8") + mistake)
    live.look([page])
    told = pipeline.build(shop, ("acme",), on=DAY).problems
    assert [problem.code for problem in told] == MISTAKES[mistake]
    # Whether somebody looks at the page that can't be made or at another one.
    assert examined(live, "acme") == told
    shown(live, "acme")
    assert live.sight("acme").problems == told
    assert examined(live, "acme") == told


def test_what_a_rule_rejects_is_forgotten_with_the_state_it_is_of(shop: Path, live: Live) -> None:
    page, file = "base_theme/templates/pages/home.html.j2", "brands/acme/brand.yaml"
    text, own = ((shop / path).read_text("utf-8") for path in (page, file))
    shown(live, "acme")
    write(shop, page, text + "{{ nothing }}")
    live.look([page])
    shown(live, "acme")
    write(shop, page, text + "{{ 1 / 0 }}")
    live.look([page])
    shown(live, "acme")
    assert [problem.code for problem in live.sight("acme").problems] == ["WL405"]
    write(shop, file, own + "colours: {}\n")
    live.look([file])
    assert [problem.code for problem in live.sight("acme").problems] == ["WL101"]


def test_a_name_that_tells_of_its_contents_stays_to_be_had(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    sheet = next(path for path in before if "tokens." in path)
    write(shop, "brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
    write(shop, "base_theme/static/humans.txt", "x")
    live.look()
    assert live.file("acme", "site/humans.txt") == b"x"
    (shop / "base_theme/static/humans.txt").unlink()
    live.look()
    assert live.file("acme", sheet) == before[sheet]
    assert live.file("acme", "site/humans.txt") is None

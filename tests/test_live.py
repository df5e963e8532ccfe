"""What stays loaded shows what a clean build would make, and after a mistake what was right before."""

from __future__ import annotations

import datetime
import errno
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


def built(shop: Path) -> dict[str, dict[str, bytes]]:
    """What a clean build makes of two brands, but for the list of it."""
    outcome = pipeline.build(shop, on=DAY, out=shop.parent / "clean")
    assert not [problem for problem in outcome.problems if problem.is_error]
    found = {slug: contents(shop.parent / "clean" / slug) for slug in ("acme", "beta")}
    for files in found.values():
        del files["manifest.json"]
    return found


@pytest.mark.soak
def test_what_is_shown_is_what_a_clean_build_makes(shop: Path, live: Live) -> None:
    for edit in (
        {},
        {"brands/acme/brand.yaml": brand("acme").replace("Acme", "Acme & Sons")},
        {"base_theme/static/humans.txt": "x"},
    ):
        write(shop, *next(iter(edit.items()))) if edit else None
        live.look()
        for slug, clean in built(shop).items():
            assert shown(live, slug) == clean
            assert examined(live, slug) == ()


def test_of_each_brand_there_are_the_licences_of_its_fonts_also_those_that_come_and_go(shop: Path, live: Live) -> None:
    font = next(Path(__file__).parents[1].glob("base_theme/assets/fonts/*-latin.woff2")).read_bytes()
    theme = (shop / "base_theme/theme.yaml").read_text("utf-8")
    write(shop, "base_theme/theme.yaml", theme + "fonts: {body: {fallback: sans-serif}}\n")
    home = "base_theme/templates/pages/home.html.j2"
    page = (shop / home).read_text("utf-8")
    more = """<link rel="stylesheet" href="{{ asset('fonts.css') }}"><style>h1 {font-family: var(--font-body)}</style></head>"""
    write(shop, home, page.replace("</head>", more))
    for slug in ("acme", "beta"):
        (shop / "brands" / slug / "fonts").mkdir()
        (shop / "brands" / slug / "fonts" / f"{slug}.woff2").write_bytes(font)
        write(shop, f"brands/{slug}/fonts/LICENSE-{slug}.txt", f"free, says {slug}\n")
        write(
            shop,
            f"brands/{slug}/brand.yaml",
            brand(slug, f"fonts: {{body: {{files: [fonts/{slug}.woff2], fallback: serif}}}}"),
        )
    live.look()
    steps = (
        lambda: None,
        lambda: write(shop, "brands/beta/fonts/OFL.txt", "free, too\n"),
        lambda: (shop / "brands/beta/fonts/LICENSE-beta.txt").unlink(),
        lambda: (shop / "brands/beta/fonts/OFL.txt").unlink(),
    )
    names: list[set[str]] = []
    for step in steps:
        step()
        live.look()
        clean = built(shop)
        assert {slug: shown(live, slug) for slug in clean} == clean
        texts = [
            Path(path).name for path in clean["beta"] if path.startswith("site/assets/fonts/") and path.endswith(".txt")
        ]
        names.append({name.split(".")[0] for name in texts})
    assert names == [{"LICENSE-beta"}, {"LICENSE-beta", "OFL"}, {"OFL"}, set()]


def test_a_brand_that_others_take_the_place_of_is_looked_through_to_the_end(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = live.examine("acme")
    next(steps)
    monkeypatch.setattr("whitelabel.live._MOST", 1)
    live.sight("beta")
    assert [sight.slug for sight in live.seen] == ["beta"]
    with pytest.raises(StopIteration) as over:
        while True:
            next(steps)
    assert over.value.value == ()
    assert [sight.slug for sight in live.seen] == ["beta"]


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


def edit(live: Live, shop: Path, path: str, text: str) -> None:
    write(shop, path, text)
    live.look()


def errors(live: Live) -> list[str]:
    """Codes of what is wrong once all has been looked through, warnings aside."""
    return [problem.code for problem in examined(live, "acme") if problem.is_error]


def test_a_page_that_cannot_be_made_takes_all_that_was_written_with_it_back(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    page, texts = "base_theme/templates/pages/home.html.j2", "base_theme/locales/en.yaml"
    was = {path: (shop / path).read_text("utf-8") for path in (page, texts)}
    assert errors(live) == []
    write(shop, texts, was[texts].replace("Start", "Begin"))
    edit(live, shop, page, was[page] + "{{ 1 / 0 }}")
    live.file("acme", "site/en/home/index.html")
    assert live.taken_back() == {"acme"} and live.taken_back() == set()
    assert live.is_withheld("acme") and shown(live, "acme") == before
    assert [problem.code for problem in live.sight("acme").problems] == ["WL405"]
    # Nothing else is shown either, until an examination has found it mended.
    edit(live, shop, "base_theme/static/own.js", "1")
    assert shown(live, "acme") == before and not live.is_examined("acme")
    edit(live, shop, page, was[page])
    assert errors(live) == [] and live.sight("acme").is_now
    assert shown(live, "acme")["site/own.js"] == b"1"


def test_what_stands_behind_a_mistake_is_looked_through_too(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    page, config = "base_theme/templates/pages/home.html.j2", "brands/acme/brand.yaml"
    assert errors(live) == []
    edit(live, shop, page, (shop / page).read_text("utf-8") + '<a href="/nix/">x</a>')
    live.sight("acme")
    edit(live, shop, config, (shop / config).read_text("utf-8") + "nmae: x\n")
    live.sight("acme")
    assert not live.is_examined("acme")
    assert errors(live) == ["WL101"]
    assert live.is_examined("acme") and shown(live, "acme") == before


def test_what_stands_behind_a_mistake_stays_where_it_is_right(shop: Path, live: Live) -> None:
    shown(live, "acme")
    page, config = "base_theme/templates/pages/home.html.j2", "brands/acme/brand.yaml"
    assert errors(live) == []
    edit(live, shop, page, (shop / page).read_text("utf-8") + "<!-- more -->")
    right = shown(live, "acme")
    edit(live, shop, config, (shop / config).read_text("utf-8") + "nmae: x\n")
    assert errors(live) == ["WL101"]
    assert shown(live, "acme") == right


def test_a_colour_with_the_last_logo_is_never_taken_for_right(shop: Path, live: Live) -> None:
    before = shown(live, "acme")
    assert errors(live) == []
    write(shop, "brands/acme/logo.svg", "<svg")
    edit(live, shop, "brands/acme/brand.yaml", brand("acme", 'colors: {primary: "#0a5cff"}'))
    assert not live.sight("acme", at_once=True).is_settled
    assert [problem.code for problem in live.sight("acme").problems] == ["WL511"]
    assert shown(live, "acme") == before


def test_of_what_was_right_a_file_that_was_written_over_is_had_as_it_was_shown(
    shop: Path, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, big = "base_theme/templates/pages/home.html.j2", "base_theme/static/big.csv"
    edit(live, shop, big, "1" * 2_000_000)
    assert errors(live) == []
    write(shop, page, (shop / page).read_text("utf-8") + '<a href="/nix/">x</a>')
    edit(live, shop, big, "2" * 2_000_000)
    assert errors(live) == ["WL640"]
    assert live.sight("acme").state == "earlier"
    assert live.file("acme", "site/big.csv") == b"1" * 2_000_000

    def gone(*_: object) -> None:
        raise OSError(errno.ESTALE, "changed while the build was reading it")

    # Where the store has forgotten it, too.
    monkeypatch.setattr(live, "_run", gone)
    assert live.file("acme", "site/big.csv") == b"1" * 2_000_000
    assert live.file("acme", "site/robots.txt") is None
    monkeypatch.undo()
    mended = (shop / page).read_text("utf-8").partition("<a href")[0]
    edit(live, shop, page, mended)
    assert errors(live) == [] and live.sight("acme").is_now
    monkeypatch.setattr(live, "_run", gone)
    with pytest.raises(OSError, match="changed while"):
        live.file("acme", "site/big.csv")


def test_where_nothing_right_was_seen_all_is_shown_as_it_is_written(shop: Path, live: Live) -> None:
    page, config = "base_theme/templates/pages/home.html.j2", "brands/acme/brand.yaml"
    text, words = (shop / page).read_text("utf-8"), (shop / config).read_text("utf-8")
    edit(live, shop, page, text + '<a href="/nix/">x</a>')
    assert errors(live) == ["WL640"]
    assert (live.sight("acme").is_now, live.sight("acme").is_refused) == (True, True)
    edit(live, shop, page, text + '<a href="/nix/">x</a><!-- more -->')
    assert b"<!-- more -->" in (shown(live, "acme")["site/en/home/index.html"] or b"")
    edit(live, shop, config, words + "nmae: x\n")
    assert (live.sight("acme").is_now, live.sight("acme").is_refused) == (False, True)
    write(shop, config, words)
    edit(live, shop, page, text)
    assert errors(live) == []
    assert (live.sight("acme").is_now, live.sight("acme").is_refused) == (True, False)


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

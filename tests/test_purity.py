"""A bundle that shows what is another's isn't published."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from tests.shop import brand, statuses, write
from whitelabel import incremental
from whitelabel.outcome import Outcome
from whitelabel.pipeline import quiet
from whitelabel.problem import show
from whitelabel.report.audience import for_partner, partner

DAY = datetime.date(2026, 11, 23)
TEXTS = 'texts: {en: {home: {title: "Better than {brand}: BETA"}}}'

pytestmark = pytest.mark.usefixtures("kept_pictures")


def build(shop: Path, *brands: str, **options: object) -> Outcome:
    return incremental.build(shop, brands, on=DAY, progress=quiet, **options)  # type: ignore[arg-type]


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def test_a_brand_that_shows_anothers_name_keeps_its_last_good_bundle_and_others_build(shop: Path) -> None:
    assert set(statuses(build(shop)).values()) == {"built"}
    before = contents(shop / "build/acme")
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    write(shop, "brands/gamma/brand.yaml", brand("gamma", 'colors: {primary: "#123456"}'))
    found = build(shop)

    assert statuses(found) == {"acme": "rejected", "beta": "unchanged", "delta": "unchanged", "gamma": "built"}
    assert contents(shop / "build/acme") == before
    assert set(codes(found)) == {"WL601"} and {problem.brands for problem in found.problems} == {("acme",)}


def test_a_person_reads_where_it_shows_and_where_it_comes_from(shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    found = build(shop, "acme")
    told = {problem.span.path: show(problem, found.line_of) for problem in found.problems if problem.span}

    assert (
        told["build/acme/site/index.html"]
        == """\
build/acme/site/index.html:2:48: error WL601: 'BETA' is the name of 'beta'
    2 | <html lang="en"><head><title>Better than Acme: BETA</title>
      |                                                ^^^^
  brands/beta/brand.yaml:1:7: it is written here
  brands/acme/brand.yaml:6:50: it may come from here
  hint: take it out where it comes from, or let it through under 'purity: allow' with a reason"""
    )


def test_a_partner_reads_where_it_shows_and_not_whose_it_is(shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    found = build(shop, "acme", with_rights=True)
    reader = partner(found.rights, "acme", (), found.line_of)
    told = [show(problem, lambda *_: None) for problem in for_partner(found.problems, reader)]

    assert told and "beta" not in "".join(told).lower()
    assert "build/acme/site/index.html:2:48: error WL601: a mark of another party shows" in "".join(told)


def test_a_dead_end_and_what_has_fallen_off_are_not_published_and_a_warning_is_told_again(shop: Path) -> None:
    home = shop / "base_theme/templates/pages/home.html.j2"
    assert set(statuses(build(shop)).values()) == {"built"}
    before, page = contents(shop / "build/acme"), home.read_text("utf-8")
    write(shop, home.relative_to(shop).as_posix(), page.replace("<h1>", '<a href="/en/hoem/">x</a><h1>'))
    found = build(shop)

    assert set(statuses(found).values()) == {"rejected"} and contents(shop / "build/acme") == before
    assert {problem.code for problem in found.problems} == {"WL640"}
    write(shop, home.relative_to(shop).as_posix(), page.replace("{{ logo().src }}", "data:,"))
    found = build(shop)

    assert set(statuses(found).values()) == {"rejected"} and contents(shop / "build/acme") == before
    assert {problem.code for problem in found.problems} == {"WL645"}
    write(shop, home.relative_to(shop).as_posix(), page)
    write(shop, "base_theme/static/left.js", "let left\n")
    first, second = build(shop), build(shop)

    assert set(statuses(first).values()) == {"built"} and set(statuses(second).values()) == {"unchanged"}
    assert codes(first) == codes(second) == ["WL642"] * 4


def test_what_names_a_new_brand_is_looked_for_in_bundles_that_stand(shop: Path) -> None:
    write(shop, "brands/acme/brand.yaml", brand("acme", 'texts: {en: {home: {title: "{brand}: Zenith"}}}'))
    build(shop)
    assert statuses(build(shop))["acme"] == "unchanged"
    write(shop, "brands/zenith/brand.yaml", brand("zenith"))
    write(shop, "brands/zenith/logo.svg", (shop / "brands/acme/logo.svg").read_text("utf-8"))
    found = build(shop)

    assert statuses(found) == {
        **{"acme": "rejected", "beta": "unchanged", "delta": "unchanged", "gamma": "unchanged", "zenith": "built"}
    }
    assert (shop / "build/acme/manifest.json").exists()


def test_an_allowance_lets_it_through_and_one_that_lets_nothing_through_is_told(shop: Path) -> None:
    allow = '{{mark: {}, path: "{}", reason: they agreed}}'
    text = (shop / "whitelabel.yaml").read_text("utf-8")
    write(shop, "brands/acme/brand.yaml", brand("acme", TEXTS))
    write(shop, "whitelabel.yaml", f"{text}purity: {{allow: [{allow.format('Beta', '**')}]}}\n")
    assert codes(build(shop)) == [] and codes(build(shop)) == []

    write(shop, "brands/acme/brand.yaml", brand("acme"))
    found = build(shop)
    assert codes(found) == ["WL604"] and codes(build(shop)) == ["WL604"]
    assert str(found.problems[0].span) == "whitelabel.yaml:3:25"
    assert codes(build(shop, "beta")) == []


def test_an_unchanged_bundle_is_not_looked_at_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(shop)
    monkeypatch.setattr("whitelabel.verify.search", lambda *_: pytest.fail("looked"))
    # Of what is common to all something differs, so that all go through the flow: their files are the same.
    write(shop, "base_theme/README.md", "About the theme.\n")

    assert set(statuses(build(shop)).values()) == {"unchanged"}


def test_what_a_verdict_was_is_found_out_anew_where_what_was_kept_is_gone(shop: Path) -> None:
    build(shop)
    write(shop, "base_theme/README.md", "About the theme.\n")
    for place in (shop / "build/.store").glob("??/*"):
        if place.is_file():
            place.write_bytes(b"junk")

    assert set(statuses(build(shop)).values()) == {"unchanged"}

"""What a brand may do on a day: grants in force, run-off, products, pages, and how long all that stays so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from tests.kept import KEPT
from tests.render.small import FILES
from whitelabel import resolve as resolving
from whitelabel.disk.tree import Tree
from whitelabel.load import load
from whitelabel.model import ResolvedBrand
from whitelabel.problem import Problem
from whitelabel.resolve import Ground, lay, resolve

THEME = FILES["base_theme/theme.yaml"]
PAGES = """pages:
  home: {template: pages/home.html.j2, lock: sell}
  deals: {template: pages/home.html.j2, lock: serve, product: deals}
  new-deal: {template: pages/home.html.j2, lock: sell, product: deals}
  sign: {template: pages/home.html.j2, lock: serve, product: sign}
  terms: {template: pages/home.html.j2, lock: never}
  closed: {template: pages/home.html.j2, lock: never}
"""
GRANTS = """region_lock:
  contract: A-1
  grants:
    - {territories: RU-MOW, exclusivity: sole, products: [deals], from: 2026-01-01, until: 2026-06-30, run_off_days: 30}
    - {territories: RU-TUL, exclusivity: sole, products: [sign], from: 2026-03-01, until: 2026-04-30}
"""


def _theme() -> str:
    head, _, tail = THEME.partition("pages:")
    rest = tail[tail.index("\n") :].split("\n")
    kept = [line for line in rest if not line.startswith(" ") or ": {template: pages/" not in line]
    return head + PAGES + "\n".join(kept)


def on(day: str, *, closed: bool = False, status: str = "live") -> ResolvedBrand:
    """The brand of the two grants on a day."""
    brand = FILES["brands/acme/brand.yaml"]
    text = brand[: brand.index("region_lock")].replace("status: live", f"status: {status}") + GRANTS
    files = {**FILES, "base_theme/theme.yaml": _theme(), "brands/acme/brand.yaml": text}
    files["whitelabel.yaml"] = "vendor: {brand: acme}\nproducts: [deals, sign]\n"
    problems: list[Problem] = []
    project = load(Tree.of(files), (), problems)
    assert project is not None, problems
    resolved = resolve(project, (), datetime.date.fromisoformat(day), problems, closed=closed, remember=KEPT.remember)
    assert problems == []
    return resolved.brands["acme"]


def shown(brand: ResolvedBrand) -> tuple[str, str, str]:
    """Products, pages and notices, each as words."""
    return (
        " ".join(brand.products),
        " ".join(page.name for page in brand.pages),
        " ".join(page.name for page in brand.notices),
    )


@pytest.mark.parametrize(
    ("day", "products", "pages", "notices", "valid"),
    [
        ("2025-12-31", "", "terms", "home", "until 2025-12-31"),
        ("2026-01-01", "deals", "home deals new-deal terms", "", "from 2026-01-01 to 2026-02-28"),
        ("2026-03-15", "deals sign", "home deals new-deal sign terms", "", "from 2026-03-01 to 2026-04-30"),
        ("2026-05-01", "deals", "home deals new-deal terms", "", "from 2026-05-01 to 2026-06-30"),
        ("2026-06-30", "deals", "home deals new-deal terms", "", "from 2026-05-01 to 2026-06-30"),
        ("2026-07-01", "deals", "deals terms", "home new-deal", "from 2026-07-01 to 2026-07-30"),
        ("2026-07-30", "deals", "deals terms", "home new-deal", "from 2026-07-01 to 2026-07-30"),
        ("2026-07-31", "", "terms", "home", "from 2026-07-31 on"),
    ],
)
def test_products_and_pages_follow_the_grants_from_day_to_day(
    day: str, products: str, pages: str, notices: str, valid: str
) -> None:
    brand = on(day)
    assert shown(brand) == (products, pages, notices)
    assert str(brand.standing.valid) == valid


def test_a_closing_bundle_has_no_product_and_a_notice_in_place_of_every_page_but_the_legal_ones() -> None:
    brand = on("2026-08-01", closed=True)
    assert shown(brand) == ("", "terms", "home deals new-deal sign")
    assert brand.emails == ()


def test_a_draft_holds_nothing_and_shows_the_products_that_it_wishes() -> None:
    brand = on("2030-01-01", status="draft")
    assert shown(brand) == ("deals sign", "home deals new-deal sign terms", "")
    assert not brand.standing.in_force and not brand.standing.ground()


def _days() -> Iterator[str]:
    day = datetime.date(2025, 12, 25)
    while day < datetime.date(2026, 8, 5):
        yield day.isoformat()
        day += datetime.timedelta(days=9)


def test_within_the_days_of_validity_nothing_changes_and_right_after_them_something_does() -> None:
    for day in _days():
        brand = on(day)
        valid = brand.standing.valid
        for near in (valid.starts, valid.ends):
            if near is not None:
                assert shown(on(near.isoformat())) == shown(brand)
                assert on(near.isoformat()).standing.in_force == brand.standing.in_force
        if valid.ends is not None:
            after = on((valid.ends + datetime.timedelta(days=1)).isoformat()).standing
            assert (after.in_force, after.run_off) != (brand.standing.in_force, brand.standing.run_off)


def test_rights_are_judged_anew_where_what_they_hang_on_has_changed_and_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = dict(FILES)
    judged: list[int] = []
    real = resolving.resolve_rights
    monkeypatch.setattr(resolving, "resolve_rights", lambda *given: judged.append(1) or real(*given))
    ground: Ground | None = None

    def laid(text: str) -> tuple[Ground, int]:
        files["brands/acme/brand.yaml"] = text
        problems: list[Problem] = []
        project = load(Tree.of(files), (), problems)
        assert project is not None
        judged.clear()
        return lay(project, (), datetime.date(2026, 3, 1), problems, before=ground), len(judged)

    was = files["brands/acme/brand.yaml"]
    ground, _ = laid(was)
    for text, count in (
        (was + "colors: {primary: '#0a5cff'}\n", 0),
        # Nothing of its rights, but they stand a line below: what is told of them has another place.
        ("# \n" + was, 1),
        (was.replace("RU-MOW", "RU-TUL"), 1),
        (was.replace("exclusivity: non-exclusive", "exclusivity: sole"), 1),
    ):
        assert text != was
        again, times = laid(text)
        assert times == count, text
        fresh, _ = lay(again.project, (), datetime.date(2026, 3, 1), []), 0
        assert (again.rights.claims, again.rights.conflicts) == (fresh.rights.claims, fresh.rights.conflicts)
        assert [claim.span for claim in again.rights.claims] == [claim.span for claim in fresh.rights.claims]

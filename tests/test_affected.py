"""Which bundles could differ from those of a revision: all that do are told, and few others."""

from __future__ import annotations

import datetime
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from tests.repository import commit, git
from tests.shop import brand, logo, write
from whitelabel import pipeline
from whitelabel.affected import Affected, affected
from whitelabel.disk.revision import commit_of
from whitelabel.package.order import Order

DAY = datetime.date(2026, 11, 23)
ALL = ("acme", "beta", "delta", "gamma")

pytestmark = pytest.mark.usefixtures("kept_pictures")


@pytest.fixture
def root(shop: Path) -> Path:
    """The vendor and three resellers, of whom one names something of its own; all of it in git."""
    write(shop, "base_theme/assets/site.css", "body { color: var(--color-ink) }\n")
    home = "base_theme/templates/pages/home.html.j2"
    write(shop, home, (shop / home).read_text("utf-8").replace("tokens.css", "site.css"))
    commit(shop, "v1")
    return shop


def since(root: Path, tag: str = "v1", *, on: datetime.date = DAY, is_other_tool: bool = False) -> Affected:
    found = commit_of(root, tag)
    assert found is not None
    return affected(root, found, on=on, is_other_tool=is_other_tool)


def reasons(root: Path, tag: str = "v1", **options: datetime.date) -> dict[str, tuple[str, ...]]:
    return dict(since(root, tag, **options).reasons)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    write(root, path, text.replace(old, new))


def test_where_nothing_has_changed_nothing_is_to_be_done(root: Path) -> None:
    assert since(root) == Affected({}, {})
    assert not (root / "build").exists()


def test_what_changes_no_value_concerns_nobody(root: Path) -> None:
    write(root, "brands/beta/brand.yaml", "# a word\n" + brand("beta"))
    write(root, "brands/beta/notes.txt", "nothing that a bundle is made from")
    write(root, "base_theme/theme.yaml", "# a word\n" + (root / "base_theme/theme.yaml").read_text("utf-8"))
    edit(root, "whitelabel.yaml", "products: [deals]", "products: [deals]   # one")

    assert reasons(root) == {}


def test_of_one_brand_one(root: Path) -> None:
    write(root, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))

    assert reasons(root) == {"beta": ("brand",)}


def test_a_value_that_no_file_shows_may_still_reject_a_brand(root: Path) -> None:
    write(root, "brands/beta/brand.yaml", brand("beta", "texts: {en: {home.nowhere: x}}"))

    assert reasons(root) == {"beta": ("brand",)}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("base_theme/assets/site.css", "--color-ink", "--color-primary"),
        ("base_theme/templates/pages/home.html.j2", "<h1>", '<h1 class="a">'),
        ("base_theme/locales/en.yaml", "All of it", "All"),
        ("base_theme/tokens.json", "[0, 0, 1]", "[0, 0, 0.5]"),
        ("base_theme/theme.yaml", "1.0.0", "1.0.1"),
        # What depends on what counts, too: it decides whether a brand sets something in vain.
        (
            "base_theme/tokens.json",
            '"{color.paper}"',
            '{"colorSpace": "srgb", "components": [1, 1, 1], "hex": "#ffffff"}',
        ),
    ],
)
def test_of_the_theme_all(root: Path, path: str, old: str, new: str) -> None:
    edit(root, path, old, new)

    assert reasons(root) == dict.fromkeys(ALL, ("theme",))


def test_of_grants_those_whose_rights_changed(root: Path) -> None:
    write(root, "brands/beta/brand.yaml", brand("beta", ground="DE"))
    assert reasons(root) == {"beta": ("rights",)}

    write(root, "brands/beta/brand.yaml", brand("beta", ground="RU-MOW", exclusivity="exclusive"))
    assert reasons(root) == dict.fromkeys(ALL, ("rights",))


def test_of_a_group_those_whose_grants_name_it(root: Path) -> None:
    edit(root, "whitelabel.yaml", "products", "territories: {here: [DE], there: [FR]}\nproducts")
    write(root, "brands/beta/brand.yaml", brand("beta", ground="here"))
    commit(root, "v2")

    edit(root, "whitelabel.yaml", "here: [DE]", "here: [DE, AT]")

    assert reasons(root, "v2") == {"beta": ("theme",)}


def test_days_that_passed_since_count_as_changes_do(root: Path) -> None:
    ends = "exclusivity: non-exclusive, until: 2026-11-21, run_off_days: 30"
    write(root, "brands/beta/brand.yaml", brand("beta").replace("exclusivity: non-exclusive", ends))
    commit(root, "v2")

    assert reasons(root, "v2") == {"beta": ("rights",)}
    assert reasons(root, "v2", on=datetime.date(2026, 11, 21)) == {}


def test_a_new_name_is_looked_for_in_all_bundles(root: Path) -> None:
    write(root, "brands/epsilon/brand.yaml", brand("epsilon"))
    write(root, "brands/epsilon/logo.svg", logo("epsilon"))

    assert reasons(root) == {**dict.fromkeys(ALL, ("marks",)), "epsilon": ("marks", "new")}


def test_who_left_is_told_apart(root: Path) -> None:
    shutil.rmtree(root / "brands/beta")
    write(root, "brands/gamma/brand.yaml", brand("gamma").replace("status: live", "status: draft"))
    later = "exclusivity: non-exclusive, from: 2027-01-01"
    write(root, "brands/delta/brand.yaml", brand("delta").replace("exclusivity: non-exclusive", later))

    found = since(root)

    assert found.gone == {"beta": "removed", "delta": "waiting", "gamma": "draft"}
    assert set(found.reasons) == {"acme"}


def test_a_brand_under_another_name_leaves_and_comes(root: Path) -> None:
    (root / "brands/beta").rename(root / "brands/bravo")

    found = since(root)

    assert (found.gone, found.reasons["bravo"]) == ({"beta": "removed"}, ("marks", "new"))


def test_who_has_ended_is_closed_anew_whatever_of_it_changes(root: Path) -> None:
    edit(root, "brands/beta/brand.yaml", "non-exclusive", "non-exclusive, until: 2026-01-31")
    commit(root, "v2")

    assert reasons(root, "v2") == {}
    write(root, "brands/beta/logo.svg", logo("beta").replace("M0 0h40", "M0 0h38"))
    assert "beta" in reasons(root, "v2")
    write(root, "brands/beta/logo.svg", logo("beta"))
    edit(root, "base_theme/assets/site.css", "--color-ink", "--color-primary")
    assert set(reasons(root, "v2")) == set(ALL)


def test_a_brand_that_is_rejected_now_or_was_then(root: Path) -> None:
    (root / "brands/beta/logo.svg").unlink()
    assert reasons(root)["beta"] == ("marks",)
    commit(root, "v2")
    edit(root, "base_theme/templates/pages/home.html.j2", "<h1>", '<h1 class="a">')
    assert reasons(root, "v2") == {**dict.fromkeys(ALL, ("theme",)), "beta": ("rejected",)}

    git(root, "checkout", "--quiet", "v2")
    write(root, "base_theme/theme.yaml", "nonsense")
    commit(root, "v3")
    git(root, "checkout", "--quiet", "v1")
    assert set(reasons(root, "v3")) == set(ALL)


def test_rights_that_cannot_be_read_concern_all(root: Path) -> None:
    write(root, "brands/beta/brand.yaml", brand("beta", ground="RU-MWO"))
    assert set(reasons(root)) >= {"acme", "delta", "gamma"}
    commit(root, "v2")
    write(root, "brands/beta/brand.yaml", brand("beta"))
    assert set(reasons(root, "v2")) == set(ALL)


def test_rules_that_all_are_judged_by(root: Path) -> None:
    allow = "purity: {allow: [{mark: Beta, path: '**', reason: x%s}]}\n"
    plain = (root / "whitelabel.yaml").read_text("utf-8")
    write(root, "whitelabel.yaml", plain + allow % ", until: 2026-11-21")
    assert reasons(root) == dict.fromkeys(ALL, ("rules",))
    commit(root, "v2")

    # The allowance has ended since the day of the commit.
    assert reasons(root, "v2") == dict.fromkeys(ALL, ("rules",))
    assert reasons(root, "v2", on=datetime.date(2026, 11, 21)) == {}


def test_another_tool_concerns_all(root: Path) -> None:
    assert since(root, is_other_tool=True).reasons == dict.fromkeys(ALL, ("tool",))


def test_before_there_was_a_project_nobody_had_a_bundle(tmp_path: Path, shop: Path) -> None:
    git(shop, "init", "--quiet", "--initial-branch=main")
    git(shop, "commit", "--quiet", "--allow-empty", "--message", "nothing yet")
    git(shop, "tag", "v0")

    assert reasons(shop, "v0") == dict.fromkeys(ALL, ("new",))
    assert affected(shop, None, on=DAY).reasons == dict.fromkeys(ALL, ("new",))


def test_a_project_below_the_repositorys_root(tmp_path: Path, root: Path) -> None:
    shutil.rmtree(root / ".git")
    moved = tmp_path / "all" / "products" / "shop"
    shutil.copytree(root, moved)
    commit(tmp_path / "all", "v1")
    write(moved, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))

    assert reasons(moved) == {"beta": ("brand",)}


def test_a_false_path_leads_nowhere(root: Path) -> None:
    outside = root / "brands/beta/fonts"
    outside.symlink_to("/etc")

    assert reasons(root) == {}


# ── By chance ─────────────────────────────────────────────────────────────────────────────────────────────────────

_MORE = ('colors: {primary: "#123456"}', "party: acme", "tokens: {no.such: 1px}", "# a word", "marks: [Beta, All]")
_ENDS = (
    "",
    ", until: 2026-11-22",
    ", until: 2026-10-01, run_off_days: 99",
    ", from: 2026-11-22",
    ", until: 2026-01-31",
)


_OFTEN = (0, 1, 2, 0, 1, 2, 9, 10, 11, 11, 3, 4, 5, 6, 7, 8)
"""What concerns one brand more often than what concerns all: it is those left out that are looked at."""


def _chance(root: Path, dice: random.Random) -> str:
    """One change that somebody might make; what it was."""
    slug = dice.choice(ALL)
    folder = root / f"brands/{slug}"
    match dice.choice(_OFTEN):
        case 0 | 1 | 2:
            more, ends = dice.sample(_MORE, dice.randrange(2)), dice.choice(_ENDS)
            how = dice.choice(("non-exclusive",) * 4 + ("exclusive", "sole"))
            ground = dice.choice(("RU-MOW", "RU-MOW, RU-SPE", "DE", "here"))
            write(root, f"brands/{slug}/brand.yaml", brand(slug, *more, ground=ground, exclusivity=how + ends))
            write(root, f"brands/{slug}/logo.svg", logo(slug))
            return f"{slug}: {more} {how} {ground} {ends}"
        case 3:
            shutil.rmtree(folder, ignore_errors=True)
            return f"{slug} is gone"
        case 4:
            write(root, "base_theme/locales/en.yaml", f"home: {{title: Start {dice.randrange(3)}, description: All}}\n")
            return "a text of the theme"
        case 5:
            write(
                root,
                "base_theme/assets/site.css",
                f"body {{ margin: {dice.randrange(3)}px; color: var(--color-ink) }}\n",
            )
            return "a style of the theme"
        case 6:
            write(
                root,
                "base_theme/theme.yaml",
                f"# {dice.random()}\n" + (root / "base_theme/theme.yaml").read_text("utf-8"),
            )
            return "a comment in the theme"
        case 7:
            here = dice.choice(("DE", "DE, AT", "FR"))
            until = dice.choice(("2026-11-21", "2027-01-01"))
            allow = dice.choice(("", f"purity: {{allow: [{{mark: Beta, path: '**', reason: x, until: {until}}}]}}\n"))
            write(
                root,
                "whitelabel.yaml",
                f"vendor: {{brand: acme}}\nproducts: [deals]\nterritories: {{here: [{here}]}}\n{allow}",
            )
            return f"the vendor's file: {here} {allow}"
        case 8:
            home = "base_theme/templates/pages/home.html.j2"
            text = (root / home).read_text("utf-8")
            write(root, home, text.replace("<h1>", dice.choice(("<h1>Beta ", '<h1 id="a">', "{# x #}<h1>"))))
            return "a template"
        case 9 if folder.exists():
            write(root, f"brands/{slug}/logo.svg", logo(slug).replace("#0a5cff", dice.choice(("#0a5cff", "#112233"))))
            return f"the logo of {slug}"
        case 10 if (folder / "brand.yaml").exists():
            text = (folder / "brand.yaml").read_text("utf-8")
            write(root, f"brands/{slug}/brand.yaml", text.replace("status: live", "status: draft"))
            return f"{slug} is a draft"
        case 11 if folder.exists():
            write(root, f"brands/{slug}/more.txt", str(dice.random()))
            return f"a file of {slug} that nothing asks for"
    return "nothing"


def _made(root: Path, out: Path, on: datetime.date) -> dict[str, dict[str, bytes]]:
    """Bundles and archives of all that are live and not rejected, by brand."""
    shutil.rmtree(out, ignore_errors=True)
    for closed in (False, True):
        pipeline.build(root, on=on, out=out, archive=Order(), closed=closed)
    bundles = {path.name: contents(path) for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")}
    # What goes with them tells of each byte that was read, a comment's too.
    archives = {name: data for name, data in bundles.pop("artifacts", {}).items() if name.endswith(".zip")}
    of = {name: next(slug for slug in bundles if name.startswith(f"{slug}-")) for name in archives}
    return {slug: {**bundles[slug], name: archives[name]} for name, slug in of.items()}


_SOAK = [pytest.param(seed, 8, marks=pytest.mark.soak) for seed in range(1, 5)]


@pytest.mark.parametrize(("seed", "steps"), [(17, 3), *_SOAK])
def test_what_is_left_out_is_what_it_was(
    root: Path, seed: int, steps: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(seed)
    before_day = datetime.date(2026, 11, 20)
    before = _made(root, root.parent / "before", before_day)
    history: list[str] = []
    left_out = told = 0
    for step in range(1, steps + 1):
        history.append(" and ".join(_chance(root, dice) for _ in range(dice.choice((1, 1, 2, 3)))))
        on = before_day if dice.random() < 0.5 else DAY
        found = since(root, f"v{step}", on=on)
        after = _made(root, root.parent / "after", on)
        for slug in (before.keys() | after.keys()) - found.reasons.keys():
            left_out += 1
            is_told = slug in found.gone or before.get(slug) == after.get(slug)
            assert is_told, json.dumps([seed, step, slug, *history], indent=1)
        told += len(found.reasons)
        write(root, "log.txt", str(step))
        commit(root, f"v{step + 1}")
        # What stands then is what the day of the commit gives.
        before = after if on == before_day else _made(root, root.parent / "before", before_day)
    assert left_out
    record_property("counted", ("brands left out that are what they were", left_out))
    record_property("counted", ("brands listed", told))

"""What a plan says is what a build does, and nobody can see afterwards that it was asked for."""

from __future__ import annotations

import datetime
import json
import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from tests.render.small import DARK, FILES, TOKENS
from tests.repository import commit, git
from tests.shop import brand, logo, statuses, write
from whitelabel import incremental, pipeline, planning
from whitelabel.change import Change, Foreseen
from whitelabel.disk.revision import commit_of
from whitelabel.outcome import Outcome
from whitelabel.pipeline import quiet

DAY = datetime.date(2026, 11, 23)
SETTLED = 0.05
SLUGS = ("acme", "beta", "gamma", "delta")

pytestmark = pytest.mark.usefixtures("kept_pictures")


def build(root: Path, *brands: str, on: datetime.date = DAY) -> Outcome:
    """A build, after the time in which a change could hide."""
    time.sleep(SETTLED)
    return incremental.build(root, brands, on=on, progress=quiet)


def plan(root: Path, *brands: str, on: datetime.date = DAY) -> Foreseen:
    return planning.plan(root, brands, on=on, progress=quiet)


def plan_since(root: Path, revision: str, *brands: str, on: datetime.date = DAY) -> Foreseen:
    found = commit_of(root, revision)
    assert found is not None
    return planning.plan_since(root, found, revision, brands, on=on, progress=quiet)


def planned(foreseen: Foreseen) -> dict[str, str]:
    return {slug: change.status for slug, change in foreseen.changes.items()}


def everything(folder: Path) -> dict[str, tuple[int, int, int, int]]:
    """What stands below a folder, with all that tells of a change."""
    found = {}
    for place in (folder, *folder.rglob("*")):
        about = place.lstat()
        found[place.relative_to(folder).as_posix()] = (about.st_ino, about.st_mode, about.st_size, about.st_mtime_ns)
    return found


def bundles(root: Path) -> dict[str, dict[str, bytes]]:
    out = root / "build"
    folders = [path for path in out.iterdir() if path.is_dir() and path.name[0] != "."] if out.is_dir() else []
    return {folder.name: contents(folder) for folder in folders}


def paths(change: Change, sign: str) -> set[str]:
    return {file.path for file in change.files if file.sign == sign}


# ── Beside what stands ────────────────────────────────────────────────────────────────────────────────────────────


def test_where_nothing_stands_all_is_new_and_nothing_is_made(shop: Path) -> None:
    before = everything(shop)

    found = plan(shop)

    assert planned(found) == dict.fromkeys(SLUGS, "new")
    assert found.changes_anything
    assert everything(shop) == before
    built = {one.brand: (one.files, one.bytes, one.bundle) for one in build(shop).brands}
    assert {slug: (change.count, change.bytes, change.bundle) for slug, change in found.changes.items()} == built
    assert paths(found.changes["acme"], "+") == bundles(shop)["acme"].keys()


def test_where_nothing_has_changed_no_file_is_read_and_no_time_is_touched(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(shop)
    time.sleep(SETTLED)
    before = everything(shop)
    monkeypatch.setattr("whitelabel.disk.blob.read_regular", lambda path: pytest.fail(f"{path} was read"))
    monkeypatch.setattr(pipeline, "foresee", lambda *_, **__: pytest.fail("a brand was looked at"))

    found = plan(shop)

    assert planned(found) == dict.fromkeys(SLUGS, "unchanged")
    assert not found.changes_anything
    assert everything(shop) == before


def test_a_change_is_told_and_leaves_store_and_index_as_they_are(shop: Path) -> None:
    build(shop)
    write(shop, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))
    before = everything(shop)

    found = plan(shop)

    assert planned(found) == {"acme": "unchanged", "beta": "changed", "gamma": "unchanged", "delta": "unchanged"}
    assert everything(shop) == before
    told = [(one.what, one.name, one.where, one.before, one.after, one.at) for one in found.changes["beta"].values]
    # The sign is a monogram in the brand's colour.
    assert told == [
        ("logo", "mark", "", "/assets/logo-mark.*.svg", "/assets/logo-mark.*.svg", ""),
        ("logo", "mark-dark", "", "/assets/logo-mark.*.svg", "/assets/logo-mark.*.svg", ""),
        ("token", "color.primary", "", "#0000ff", "#123456", "brands/beta/brand.yaml:6:19"),
    ]
    tokens = [file for file in found.changes["beta"].files if "tokens" in file.path]
    assert [(file.sign, file.path != file.was) for file in tokens] == [("~", True)]


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Takes the brands of each look that is taken from now on."""
    seen: list[tuple[str, ...]] = []
    real = pipeline.foresee

    def watched(root: Path, brands: tuple[str, ...] = (), **options: object) -> object:
        seen.append(tuple(brands))
        return real(root, brands, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "foresee", watched)
    return seen


def test_only_what_is_stale_is_looked_at(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(shop)
    seen = looked_at(monkeypatch)
    write(shop, "brands/omega/brand.yaml", brand("omega"))
    write(shop, "brands/omega/logo.svg", logo("omega"))

    assert planned(plan(shop)) == {**dict.fromkeys(SLUGS, "unchanged"), "omega": "new"}
    assert seen == [("omega",)]


def test_a_comment_changes_nothing(shop: Path) -> None:
    build(shop)
    for slug in SLUGS:
        write(shop, f"brands/{slug}/brand.yaml", "# a word\n" + brand(slug))

    assert planned(plan(shop)) == dict.fromkeys(SLUGS, "unchanged")


@pytest.mark.soak
@pytest.mark.parametrize(
    "damage",
    [
        lambda bundle: (bundle / "site/robots.txt").write_bytes(b"spoilt"),
        lambda bundle: (bundle / "site/robots.txt").unlink(),
        lambda bundle: (bundle / "site/more.txt").write_bytes(b"more"),
        lambda bundle: (bundle / "site/robots.txt").chmod(0o600),
        lambda bundle: (bundle / "manifest.json").write_bytes(b"{}"),
    ],
    ids=["spoilt", "gone", "more", "closed", "listing spoilt"],
)
def test_what_stands_and_isnt_what_was_built_is_built_anew(shop: Path, damage: Callable[[Path], object]) -> None:
    build(shop)
    whole = bundles(shop)["beta"]
    damage(shop / "build/beta")
    spoilt = bundles(shop)["beta"]

    change = plan(shop).changes["beta"]

    assert (change.status, change.is_damaged) == ("changed", True)
    if "manifest.json" in whole and spoilt["manifest.json"] == whole["manifest.json"]:
        told = {file.path for file in change.files}
        assert told == {path for path in whole.keys() | spoilt.keys() if whole.get(path) != spoilt.get(path)}
    build(shop)
    assert bundles(shop)["beta"] == whole


def test_a_bundle_whose_brand_is_gone_is_told_and_is_no_change(shop: Path) -> None:
    build(shop)
    shutil.rmtree(shop / "brands/gamma")

    found = plan(shop)

    assert planned(found) == {"acme": "unchanged", "beta": "unchanged", "delta": "unchanged", "gamma": "removed"}
    assert not found.changes_anything
    assert found.changes["gamma"].name == "Gamma"
    assert planned(plan(shop, "acme")) == {"acme": "unchanged"}


def test_something_else_in_a_bundles_place_is_a_failure_as_for_a_build(shop: Path) -> None:
    write(shop, "build/beta/notes.txt", "mine")

    with pytest.raises(OSError, match="stands there and is no bundle"):
        plan(shop)


def test_a_conflict_rejects_both_and_tells_the_ground(shop: Path) -> None:
    build(shop)
    write(shop, "brands/gamma/brand.yaml", brand("gamma", exclusivity="exclusive", ground="RU-MOW, DE"))

    found = plan(shop)

    assert planned(found) == dict.fromkeys(SLUGS, "rejected")
    rights = {
        slug: [(right.turn, right.territories, right.others) for right in change.rights]
        for slug, change in found.changes.items()
    }
    assert rights["acme"] == [("conflict", ("RU-MOW",), ("gamma",))]
    assert rights["gamma"] == [
        ("begins", ("DE",), ()),
        *(("conflict", ("RU-MOW",), (slug,)) for slug in ("acme", "beta", "delta")),
    ]


def test_days_are_told(shop: Path) -> None:
    def term(words: str) -> str:
        return brand("beta").replace("exclusivity: non-exclusive", f"exclusivity: non-exclusive, {words}")

    write(shop, "brands/beta/brand.yaml", term("until: 2026-12-31, run_off_days: 60"))
    build(shop)
    write(shop, "brands/beta/brand.yaml", term("until: 2027-06-30, run_off_days: 60"))
    longer = plan(shop, "beta").changes["beta"].rights
    write(shop, "brands/beta/brand.yaml", term("until: 2026-12-31, run_off_days: 60"))
    served = plan(shop, "beta", on=datetime.date(2027, 1, 15)).changes["beta"]
    ended = plan(shop, "beta", on=datetime.date(2027, 5, 1)).changes["beta"]

    assert [(one.turn, one.before and str(one.before.ends), one.after and str(one.after.ends)) for one in longer] == [
        ("changes", "2026-12-31", "2027-06-30")
    ]
    # No notice to show is one of the theme's mistakes.
    assert [(one.turn, one.after and str(one.after.ends)) for one in served.rights] == [
        ("ends", None),
        ("run-off", "2027-03-01"),
    ]
    assert (ended.status, [one.turn for one in ended.rights]) == ("rejected", ["ends"])


def test_a_closing_bundle_is_planned_when_asked(shop: Path) -> None:
    page = "pages:\n  closed: {template: pages/home.html.j2, lock: never}\n"
    write(shop, "base_theme/theme.yaml", FILES["base_theme/theme.yaml"].replace("pages:\n", page))
    texts = FILES["base_theme/locales/en.yaml"] + "closed: {title: It is over, description: Over}\n"
    write(shop, "base_theme/locales/en.yaml", texts)
    build(shop)
    with_end = brand("beta").replace("exclusivity: non-exclusive", "exclusivity: non-exclusive, until: 2026-01-31")
    write(shop, "brands/beta/brand.yaml", with_end)

    found = planning.plan(shop, on=DAY, closed=True, progress=quiet)

    assert planned(found) == {"beta": "changed"}
    made = pipeline.build(shop, on=DAY, closed=True)
    assert statuses(made) == {"beta": "built"}
    assert planned(planning.plan(shop, on=DAY, closed=True, progress=quiet)) == {"beta": "unchanged"}


# ── Since a revision ──────────────────────────────────────────────────────────────────────────────────────────────


def test_since_a_revision_no_bundle_needs_to_stand_and_only_what_differs_is_looked_at(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(shop, "v1")
    write(shop, "brands/beta/brand.yaml", brand("beta", 'texts: {en: {home: {title: "Welcome"}}}'))
    write(shop, "brands/omega/brand.yaml", brand("omega"))
    write(shop, "brands/omega/logo.svg", logo("omega"))
    shutil.rmtree(shop / "brands/delta")
    seen = looked_at(monkeypatch)
    before = everything(shop)

    found = plan_since(shop, "v1")

    statuses_wanted = {"acme": "unchanged", "beta": "changed", "delta": "removed", "gamma": "unchanged", "omega": "new"}
    assert planned(found) == statuses_wanted
    assert (found.since, found.changes_anything) == ("v1", True)
    assert seen == [("beta", "delta"), ("beta", "omega")]
    assert everything(shop) == before
    told = [(one.what, one.name, one.where, one.before, one.after) for one in found.changes["beta"].values]
    assert told == [("text", "home.title", "en", "Start with Beta", "Welcome")]


def test_since_a_revision_nothing_differs_whatever_stands(shop: Path) -> None:
    commit(shop, "v1")
    build(shop)
    shutil.rmtree(shop / "build/beta")

    found = plan_since(shop, "v1")

    assert planned(found) == dict.fromkeys(SLUGS, "unchanged")
    assert not found.changes_anything


def test_since_a_revision_both_sides_are_judged_on_one_day(shop: Path) -> None:
    """What ended in between ended on both sides."""
    ended = brand("beta").replace("exclusivity: non-exclusive", "exclusivity: non-exclusive, until: 2026-11-21")
    write(shop, "brands/beta/brand.yaml", ended)
    commit(shop, "v1", day="2026-11-20")
    write(shop, "brands/beta/brand.yaml", brand("beta"))

    change = plan_since(shop, "v1").changes["beta"]

    assert (change.status, change.was_rejected) == ("new", True)


@pytest.mark.soak
def test_since_a_revision_a_conflict_reaches_whom_it_concerns(shop: Path) -> None:
    commit(shop, "v1")
    write(shop, "brands/gamma/brand.yaml", brand("gamma", exclusivity="exclusive"))
    commit(shop, "v2")

    assert planned(plan_since(shop, "v1")) == dict.fromkeys(SLUGS, "rejected")

    write(shop, "brands/gamma/brand.yaml", brand("gamma"))
    mended = plan_since(shop, "v2")
    assert planned(mended) == dict.fromkeys(SLUGS, "new")
    assert all(change.was_rejected for change in mended.changes.values())


def test_since_a_revision_a_mistake_that_rejects_all_reaches_all(shop: Path) -> None:
    commit(shop, "v1")
    write(shop, "brands/gamma/brand.yaml", "name: [\n")

    assert set(planned(plan_since(shop, "v1")).values()) == {"rejected"}


def test_since_before_the_project_was_there_all_is_new(shop: Path) -> None:
    git(shop, "init", "--quiet", "--initial-branch=main")
    git(shop, "commit", "--quiet", "--allow-empty", "--message", "nothing")
    git(shop, "tag", "v0")

    assert planned(plan_since(shop, "v0")) == dict.fromkeys(SLUGS, "new")


@pytest.mark.soak
def test_since_a_revision_says_what_a_plan_says_beside_its_bundles(shop: Path) -> None:
    build(shop)
    commit(shop, "v1")
    write(shop, "base_theme/tokens.json", TOKENS.replace("[0, 0, 1]", "[0.2, 0, 1]").replace("#0000ff", "#3300ff"))
    write(shop, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))

    beside, since = plan(shop), plan_since(shop, "v1")

    assert beside.changes == since.changes
    assert planned(beside)["beta"] == "changed"


# ── By chance ─────────────────────────────────────────────────────────────────────────────────────────────────────

_MORE = (
    'colors: {primary: "#123456"}',
    'texts: {en: {home: {title: "Welcome to {brand}"}}}',
    "short_name: A",
    "party: union",
    "tokens: {no.such: 1px}",
    "# a word",
    "marks: [Beta]",
)


def _edit(root: Path, dice: random.Random) -> str:
    """One change that somebody might make; what it was."""
    slug = dice.choice(SLUGS)
    folder = root / f"brands/{slug}"
    files = [path for path in (root / "build").glob("*/*/**/*") if path.is_file() and ".store" not in path.parts]
    match dice.randrange(10):
        case 0 | 1 | 2:
            more = dice.sample(_MORE, dice.randrange(3))
            ground, exclusivity = dice.choice(("RU-MOW", "DE", "FR")), dice.choice(("non-exclusive",) * 5 + ("sole",))
            write(root, f"brands/{slug}/brand.yaml", brand(slug, *more, ground=ground, exclusivity=exclusivity))
            write(root, f"brands/{slug}/logo.svg", logo(slug).replace("#0a5cff", dice.choice(("#0a5cff", "#112233"))))
            return f"{slug}: {more} {ground} {exclusivity}"
        case 3:
            shutil.rmtree(folder, ignore_errors=True)
            return f"{slug} is gone"
        case 4:
            write(root, "base_theme/locales/en.yaml", f"home: {{title: Start {dice.randrange(3)}, description: All}}\n")
            return "a text of the theme"
        case 5:
            write(root, "base_theme/static/more.txt", f"{dice.randrange(3)}")
            return "a file of the theme"
        case 6:
            write(root, "base_theme/tokens.dark.json", DARK.replace("[0, 0, 0]", f"[0.{dice.randrange(3)}, 0, 0]"))
            return "a token of the theme"
        case 7 if files:
            path = dice.choice(sorted(files))
            dice.choice((path.unlink, lambda: path.write_bytes(b"spoilt"), lambda: os.utime(path)))()
            return f"{path.name} of a bundle"
        case 8:
            version = dice.randrange(3)
            theme = (root / "base_theme/theme.yaml").read_text("utf-8")
            write(root, "base_theme/theme.yaml", theme.replace("version: 1.0.", f"version: 1.{version}."))
            return "the product's version"
    return "nothing"


@pytest.mark.parametrize(
    ("seed", "steps"), [(0, 3), *(pytest.param(seed, 12, marks=pytest.mark.soak) for seed in range(1, 9))]
)
def test_after_any_edits_a_plan_says_what_the_build_does(
    shop: Path, seed: int, steps: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(seed)
    incremental.build(shop, on=DAY, progress=quiet)
    history: list[str] = []
    for step in range(steps):
        history.append(" and ".join(_edit(shop, dice) for _ in range(dice.choice((1, 1, 2)))))
        asked = tuple(dice.sample(SLUGS, dice.choice((0, 0, 0, 1, 2))))
        asked = tuple(slug for slug in asked if (shop / "brands" / slug).exists())
        if dice.random() < 0.5:
            time.sleep(SETTLED)
        before, seen = bundles(shop), everything(shop)
        foreseen = planning.plan(shop, asked, on=DAY, progress=quiet)
        is_silent = everything(shop) == seen
        built = incremental.build(shop, asked, on=DAY, progress=quiet)
        after = bundles(shop)
        try:
            assert is_silent
            _holds(foreseen, built, before, after)
        except AssertionError as broken:
            raise AssertionError(json.dumps([seed, step, *history, list(asked)], indent=1)) from broken
    record_property("counted", ("plans compared with what the build did", steps))


def _holds(
    foreseen: Foreseen, built: Outcome, before: dict[str, dict[str, bytes]], after: dict[str, dict[str, bytes]]
) -> None:
    """Fails where a build did something else than was foreseen."""
    made = statuses(built)
    assert {slug for slug, change in foreseen.changes.items() if change.status != "removed"} == made.keys()
    for slug, change in foreseen.changes.items():
        old, new = before.get(slug, {}), after.get(slug, {})
        if made.get(slug) == "rejected":
            # What shows in the finished pages is not looked for.
            looked_for = {one.code[:4] for one in built.problems if one.is_error and slug in one.brands} == {"WL60"}
            assert change.status == "rejected" or looked_for
            assert old == new
            continue
        differs = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
        told = {path for file in change.files for path in (file.path, file.was) if path}
        assert told == differs, slug
        wanted = {"new": not old, "changed": bool(old), "unchanged": bool(old), "removed": slug not in made}
        assert wanted[change.status], (slug, change.status)
        assert bool(differs) == (change.status in ("new", "changed")) or change.is_damaged
        sizes = {file.path: file.after for file in change.files if file.after is not None}
        assert sizes == {path: len(new[path]) for path in sizes}

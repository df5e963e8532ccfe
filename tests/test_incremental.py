"""What has not changed is not built again; what comes out is what a clean build would give."""

from __future__ import annotations

import datetime
import json
import os
import random
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import contents
from tests.disk.sealed import sealed
from tests.render.small import DARK
from tests.shop import brand, logo, statuses, write
from whitelabel import incremental, pipeline
from whitelabel.disk import ledger as ledger_module
from whitelabel.outcome import Outcome
from whitelabel.pipeline import quiet

DAY = datetime.date(2026, 11, 23)
SETTLED = 0.05
"""Seconds after which a change is seen in a file's times on the file systems that tests run on."""

pytestmark = pytest.mark.usefixtures("kept_pictures")


def build(root: Path, *brands: str, on: datetime.date | datetime.datetime = DAY, out: Path | None = None) -> Outcome:
    """A build, after the time in which a change could hide."""
    time.sleep(SETTLED)
    return incremental.build(root, brands, on=on, out=out, progress=quiet)


def told(outcome: Outcome) -> list[tuple[Any, ...]]:
    """All that was found, whatever the order, and wherever bundles go."""
    return sorted(
        (
            problem.code,
            problem.message,
            re.sub(r"^.*/clean/", "build/", str(problem.span)),
            problem.hint,
            sorted(problem.brands),
            str(problem.related),
        )
        for problem in outcome.problems
    )


# ── What is not done ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_build_that_has_nothing_to_do_says_the_same_and_reads_nothing(
    shop: Path, flows: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta").replace("contract: {ref: beta-1, signed: 2025-12-01}, ", ""))
    first = build(shop)
    assert flows == [()]
    assert first.problems
    monkeypatch.setattr("whitelabel.disk.blob.read_regular", lambda path: pytest.fail(f"{path} was read"))
    second = build(shop)
    assert flows == [()]
    assert set(statuses(second).values()) == {"unchanged"}
    assert told(second) == told(first)
    for one, other in zip(first.brands, second.brands, strict=True):
        assert (one.brand, one.name, one.files, one.bytes, one.pages, one.sha256, one.bundle, one.colors) == (
            (other.brand, other.name, other.files, other.bytes, other.pages, other.sha256, other.bundle, other.colors)
        )
    place = first.problems[0].span
    assert place is not None
    assert second.line_of(place.path, place.line) == first.line_of(place.path, place.line)


def test_only_the_brand_that_changed_goes_through_the_flow(shop: Path, flows: list[tuple[str, ...]]) -> None:
    build(shop)
    before = {path: path.stat().st_mtime_ns for path in (shop / "build").rglob("*") if "gamma" not in path.parts}
    write(shop, "brands/gamma/brand.yaml", brand("gamma", 'colors: {primary: "#123456"}'))
    found = build(shop)
    assert flows == [(), ("gamma",)]
    assert statuses(found) == {"acme": "unchanged", "beta": "unchanged", "delta": "unchanged", "gamma": "built"}
    bundles = {path: when for path, when in before.items() if path.parts[-1] not in ("build", ".lock", ".store")}
    touched = {path for path, when in bundles.items() if ".store" not in path.parts and path.stat().st_mtime_ns != when}
    assert touched == set()
    assert build(shop) and len(flows) == 2


def test_what_was_changed_just_now_is_not_taken_for_settled(
    shop: Path, flows: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shop, "brands/gamma/brand.yaml", brand("gamma", "# one"))
    written = (shop / "brands/gamma/brand.yaml").stat().st_mtime_ns
    with monkeypatch.context() as patch:
        patch.setattr(incremental.time, "time_ns", lambda: written + 1_000_000)
        incremental.build(shop, on=DAY, progress=quiet)
    build(shop)
    assert len(flows) == 2
    build(shop)
    assert len(flows) == 2


def test_what_a_killed_build_left_is_cleared_by_the_next_one_though_nothing_has_changed(shop: Path) -> None:
    build(shop)
    write(shop, "build/.staging/acme.12345678/site/index.html", "half")
    assert set(statuses(build(shop)).values()) == {"unchanged"}
    assert not (shop / "build/.staging").exists()


# ── What is noticed ───────────────────────────────────────────────────────────────────────────────────────────────


def _same_size(root: Path) -> None:
    path = root / "build/beta/site/robots.txt"
    about = path.stat()
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


def _linked(place: Path) -> None:
    """The same, by a link to where it went."""
    elsewhere = place.parent.parent / f"{place.name} elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)


def _forged(folder: Path, change: Callable[[Path], object]) -> None:
    """A change in a folder that says afterwards that it was last changed when it was."""
    about = folder.stat()
    change(folder)
    os.utime(folder, ns=(about.st_atime_ns, about.st_mtime_ns))


def _moved(root: Path) -> None:
    shutil.copytree(root / "build/beta/site", root / "copy")
    shutil.rmtree(root / "build/beta/site")
    (root / "copy").rename(root / "build/beta/site")


@pytest.mark.parametrize(
    "damage",
    [
        lambda root: (root / "build/beta/site/robots.txt").unlink(),
        lambda root: (root / "build/beta/site/more.txt").write_text("x", "utf-8"),
        lambda root: shutil.rmtree(root / "build/beta"),
        lambda root: shutil.rmtree(root / "build/beta/emails"),
        _same_size,
        _moved,
        lambda root: _linked(root / "build/beta"),
        lambda root: _linked(root / "build/beta/site"),
        lambda root: _forged(root / "build/beta", lambda folder: (folder / "evil.html").write_text("x", "utf-8")),
        lambda root: _forged(root / "build/beta/site", lambda folder: (folder / "evil.html").write_text("x", "utf-8")),
        lambda root: (root / "build/beta").chmod(0o700),
        lambda root: (root / "build/beta/site").chmod(0o700),
        lambda root: (root / "build/beta/site").chmod(0o311),
        lambda root: (root / "build/beta/site/robots.txt").chmod(0o600),
    ],
    ids=[
        *("deleted", "added", "gone", "part gone", "same size and time", "another in its place"),
        *("a link in its place", "a link in a part's place", "added, forged", "added to a part, forged"),
        *("closed", "a part closed", "a part that can't be listed", "a file closed"),
    ],
)
def test_a_bundle_that_was_tampered_with_is_as_it_should_be_again(
    shop: Path, flows: list[tuple[str, ...]], damage: Callable[[Path], None]
) -> None:
    build(shop)
    whole, modes = contents(shop / "build/beta"), _modes(shop / "build/beta")
    damage(shop)
    found = build(shop)
    assert flows == [(), ("beta",)]
    assert statuses(found)["acme"] == "unchanged"
    assert contents(shop / "build/beta") == whole
    assert _modes(shop / "build/beta") == modes
    assert statuses(build(shop)) == dict.fromkeys(statuses(found), "unchanged")
    assert len(flows) == 2


def _modes(folder: Path) -> dict[str, int]:
    """Kind and permissions of a folder and of all below it."""
    return {path.relative_to(folder).as_posix(): path.lstat().st_mode for path in (folder, *folder.rglob("*"))}


@pytest.mark.parametrize(
    "change",
    [
        lambda root: write(root, "base_theme/tokens.dark.json", DARK.replace("[0, 0, 0]", "[0.1, 0, 0]")),
        lambda root: write(root, "base_theme/static/new.txt", "new"),
        lambda root: write(root, "whitelabel.yaml", "vendor: {brand: acme}\nproducts: [deals, sign]\n"),
        lambda root: (
            write(root, "brands/omega/brand.yaml", brand("omega"))
            or write(root, "brands/omega/logo.svg", logo("omega"))
        ),
        lambda root: shutil.rmtree(root / "brands/gamma"),
        lambda root: (root / "brands/gamma").rename(root / "brands/omega"),
        lambda root: write(root, "brands/readme.txt", "x"),
        lambda root: (root / "brands/gamma/logo.svg").unlink(),
        lambda root: write(root, "brands/gamma/brand.yaml", brand("gamma", "party: beta")),
        lambda root: write(root, "brands/acme/brand.yaml", brand("acme", "party: beta")),
        lambda root: write(root, "brands/gamma/brand.yaml", brand("gamma", exclusivity="exclusive")),
        lambda root: write(root, "brands/gamma/brand.yaml", "name: [\n"),
        lambda root: write(root, "brands/gamma/brand.yaml", brand("gamma", "tokens: {nothing.like-it: 1px}")),
        lambda root: write(root, "brands/gamma/brand.yaml", brand("gamma").replace("status: live", "status: draft")),
        lambda root: (root / "brands/gamma").rename(root / "brands/GAMMA"),
        lambda root: (root / "brands/link").symlink_to("gamma"),
        lambda root: (root / "brands/empty/inner").mkdir(parents=True),
        lambda root: _linked(root / "base_theme"),
        lambda root: _linked(root / "base_theme/templates"),
        lambda root: _linked(root / "brands"),
        lambda root: _linked(root / "brands/gamma"),
        lambda root: _linked(root / "brands/gamma/fonts"),
        lambda root: _linked(root / "contracts"),
        lambda root: _forged(root / "base_theme/templates", lambda folder: (folder / "pages").rename(folder / "pagez")),
        lambda root: _forged(root / "brands", lambda folder: (folder / "gamma").rename(folder / "gamm2")),
    ],
    ids=[
        *("token", "theme file", "project", "new brand", "brand gone", "brand renamed", "a file among brands"),
        *(
            "logo gone",
            "party",
            "vendor's party",
            "conflict",
            "unreadable",
            "mistake",
            "draft",
            "capitals",
            "link",
            "empty",
        ),
        *("theme linked", "theme's folder linked", "brands linked", "brand linked", "brand's folder linked"),
        *("contracts linked", "theme's folder renamed, forged", "brand renamed, forged"),
    ],
)
def test_whatever_changes_the_outcome_is_a_clean_builds(shop: Path, change: Callable[[Path], None]) -> None:
    write(shop, "contracts/notes.txt", "x")
    write(shop, "brands/gamma/fonts/readme.txt", "x")
    build(shop)
    before = {slug: contents(shop / "build" / slug) for slug in ("acme", "beta", "gamma", "delta")}
    change(shop)
    found = build(shop)
    clean = pipeline.build(shop, on=DAY, out=shop.parent / "clean")
    _same(shop, found, clean, before)
    _same(shop, build(shop), clean, before)


@pytest.mark.parametrize("folder", ["base_theme/templates", "brands/gamma", "brands/gamma/fonts", "contracts"])
def test_whoever_closes_a_folder_has_it_looked_at_again(shop: Path, flows: list[tuple[str, ...]], folder: str) -> None:
    write(shop, "contracts/notes.txt", "x")
    write(shop, "brands/gamma/fonts/readme.txt", "x")
    build(shop)
    (shop / folder).chmod(0o311)
    build(shop)
    assert len(flows) == 2
    (shop / folder).chmod(0o755)


def _same(root: Path, found: Outcome, clean: Outcome, before: dict[str, dict[str, bytes]]) -> None:
    """Fails where a build told or made something else than a clean one did, or touched what that rejects."""
    assert told(found) == told(clean)
    plain = {slug: "rejected" if status == "rejected" else "stands" for slug, status in statuses(found).items()}
    assert plain == {slug: "rejected" if status == "rejected" else "stands" for slug, status in statuses(clean).items()}
    for one, other in zip(found.brands, clean.brands, strict=True):
        assert (one.brand, one.name, one.files, one.bytes, one.sha256) == (
            (other.brand, other.name, other.files, other.bytes, other.sha256)
        )
        made = contents(root / "build" / one.brand) if (root / "build" / one.brand).is_dir() else {}
        expected = (
            before.get(one.brand, {}) if one.status == "rejected" else contents(root.parent / "clean" / one.brand)
        )
        assert made == expected, one.brand


def test_what_one_brand_of_a_party_holds_is_weighed_with_what_another_does(
    shop: Path, flows: list[tuple[str, ...]]
) -> None:
    for slug in ("beta", "gamma"):
        write(shop, f"brands/{slug}/brand.yaml", brand(slug, "party: union"))
    build(shop)
    write(shop, "brands/gamma/brand.yaml", brand("gamma", "party: union", ground="DE"))
    found = build(shop)
    assert flows[-1] == ("beta", "gamma")
    assert told(found) == told(pipeline.build(shop, on=DAY, out=shop.parent / "clean"))


def test_another_day_is_another_build_and_another_hour_isnt(shop: Path, flows: list[tuple[str, ...]]) -> None:
    moment = datetime.datetime(2026, 11, 23, 9, tzinfo=datetime.UTC)
    build(shop, on=moment)
    build(shop, on=moment + datetime.timedelta(hours=5))
    assert len(flows) == 1
    build(shop, on=moment + datetime.timedelta(days=1))
    assert len(flows) == 2
    build(shop, on=DAY + datetime.timedelta(days=2))
    assert len(flows) == 3


def test_who_asks_for_one_brand_is_told_of_a_conflict_with_another(shop: Path) -> None:
    build(shop)
    assert statuses(build(shop, "beta")) == {"beta": "unchanged"}
    write(shop, "brands/gamma/brand.yaml", brand("gamma", exclusivity="exclusive"))
    found = build(shop, "beta")
    clean = pipeline.build(shop, ["beta"], on=DAY, out=shop.parent / "clean")
    assert statuses(found) == {"beta": "rejected"}
    assert told(found) == told(clean)


@pytest.mark.parametrize(
    "damage",
    [
        lambda ledger: ledger.write_bytes(ledger.read_bytes()[:-9]),
        lambda ledger: ledger.write_bytes(ledger.read_bytes().replace(b'"gamma"', b'"omega"')),
        lambda ledger: ledger.write_bytes(b""),
        lambda ledger: ledger.unlink(),
        lambda ledger: (ledger.unlink(), ledger.mkdir()),
        lambda ledger: (ledger.unlink(), os.mkfifo(ledger)),
        lambda ledger: sealed(ledger, b"[" * 100_000, ledger_module._VERSION),
        lambda ledger: sealed(ledger, ledger.read_bytes().partition(b"\n")[2], "ledger 1"),
    ],
    ids=["cut", "edited", "empty", "gone", "folder", "pipe", "deep", "another version"],
)
def test_a_ledger_that_anything_has_touched_is_none(
    shop: Path, flows: list[tuple[str, ...]], damage: Callable[[Path], None]
) -> None:
    build(shop)
    damage(shop / "build/.store/ledger")
    assert set(statuses(build(shop)).values()) == {"unchanged"}
    assert flows == [(), ()]


def _page(data: dict[str, Any]) -> list[Any]:
    page: list[Any] = data["pages"]["gamma"]
    return page


def _facts(data: dict[str, Any], **changed: Any) -> None:
    _page(data)[5]["outcome"].update(changed)


def _problem(data: dict[str, Any], **changed: Any) -> None:
    span = {"path": "whitelabel.yaml", "line": 1, "column": 1, "length": 1}
    problem = {"code": "WL100", "severity": "warning", "message": "m", "span": span, "hint": "", "related": []}
    problem |= {"excerpt": ["", 1]}
    _page(data)[5]["problems"] = [{**problem, "brands": ["gamma"], **changed}]


def _span(**changed: Any) -> dict[str, Any]:
    return {"path": "whitelabel.yaml", "line": 1, "column": 1, "length": 1, **changed}


@pytest.mark.parametrize(
    ("forge", "is_known"),
    [
        (lambda data: None, True),
        (lambda data: _problem(data), True),
        (lambda data: data.clear(), False),
        (lambda data: data["common"].clear(), False),
        (lambda data: data.update(common=[]), False),
        (lambda data: data["common"].pop("parties"), False),
        (lambda data: data["common"].update(parties=[]), False),
        (lambda data: data["common"].update(parties={"gamma": 1}), False),
        (lambda data: data["common"].update(begins="now"), False),
        (lambda data: data["common"].update(ends=None), False),
        (lambda data: data["common"].update(problems=[{}]), False),
        (lambda data: data["pages"].update(gamma=7), False),
        (lambda data: data["pages"].update(gamma=[]), False),
        (lambda data: _page(data)[5].clear(), False),
        (lambda data: _page(data)[5].pop("problems"), False),
        (lambda data: _facts(data, bytes=10**400), False),
        (lambda data: _facts(data, bytes=-1), False),
        (lambda data: _facts(data, pages="1"), False),
        (lambda data: _facts(data, name=None), False),
        (lambda data: _facts(data, more=1), False),
        (lambda data: _facts(data, colors=["no colour"]), False),
        (lambda data: _problem(data, brands=None), False),
        (lambda data: _problem(data, code=1), False),
        (lambda data: _problem(data, severity="bad"), False),
        (lambda data: _problem(data, related=[{"message": "m"}]), False),
        (lambda data: _problem(data, span=_span(path="a\0")), False),
        (lambda data: _problem(data, span=_span(path="\ud800")), False),
        (lambda data: _problem(data, span=_span(path="/etc/passwd")), False),
        (lambda data: _problem(data, span=_span(path="brands/../../x")), False),
        (lambda data: _problem(data, span=_span(line="1")), False),
        (lambda data: _problem(data, span=_span(more=1)), False),
    ],
)
def test_a_forged_ledger_ends_no_build_and_tells_nothing(
    shop: Path, flows: list[tuple[str, ...]], forge: Callable[[dict[str, Any]], object], is_known: bool
) -> None:
    build(shop)
    place = shop / "build/.store/ledger"
    data = json.loads(place.read_bytes().partition(b"\n")[2])
    forge(data)
    sealed(place, json.dumps(data).encode(), ledger_module._VERSION)
    found = build(shop)
    assert set(statuses(found).values()) == {"unchanged"}
    assert flows == ([()] if is_known else [(), ()])
    assert all(found.line_of(one.span.path, one.span.line) for one in found.problems if one.span)


@pytest.mark.parametrize("name", ["a\0", "a\0/", "\ud800", "no/such", "../../x", "site"])
@pytest.mark.parametrize("part", [0, 2], ids=["inputs", "outputs"])
def test_a_name_that_was_slipped_into_the_ledger_is_a_change(
    shop: Path, flows: list[tuple[str, ...]], part: int, name: str
) -> None:
    build(shop)
    place = shop / "build/.store/ledger"
    data = json.loads(place.read_bytes().partition(b"\n")[2])
    _page(data)[part].append(name)
    sealed(place, json.dumps(data).encode(), ledger_module._VERSION)
    assert set(statuses(build(shop)).values()) == {"unchanged"}
    assert flows == [(), ("gamma",)]


def test_another_version_of_the_tool_or_of_a_library_builds_anew(
    shop: Path, flows: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(shop)
    monkeypatch.setattr(incremental, "__version__", "99")
    build(shop)
    assert len(flows) == 2


def test_a_closing_bundle_is_made_when_asked_and_replaced_when_not(shop: Path, flows: list[tuple[str, ...]]) -> None:
    build(shop)
    with_end = brand("beta").replace("exclusivity: non-exclusive", "exclusivity: non-exclusive, until: 2026-01-31")
    write(shop, "brands/beta/brand.yaml", with_end)
    assert statuses(build(shop))["beta"] == "rejected"
    outcome = incremental.build(shop, ["beta"], on=DAY, closed=True, progress=quiet)
    assert statuses(outcome) == {"beta": "rejected"}
    assert {problem.code for problem in outcome.problems} == {"WL320"}


# ── By chance ─────────────────────────────────────────────────────────────────────────────────────────────────────

_GROUNDS = ("RU-MOW", "RU-MOW, RU-SPE", "DE", "FR")
_MORE = (
    'colors: {primary: "#123456"}',
    "party: union",
    "party: acme",
    "tokens: {no.such: 1px}",
    "# a word",
    "marks: [Beta]",
)


def _chance(root: Path, dice: random.Random) -> str:
    """One change that somebody might make; what it was."""
    slug = dice.choice(("acme", "beta", "gamma", "delta"))
    file, folder = root / f"brands/{slug}/brand.yaml", root / f"brands/{slug}"
    parts = ("site", "emails", "edge")
    bundles = sorted(path for part in parts for path in (root / "build").glob(f"*/{part}/**/*") if path.is_file())
    match dice.randrange(9):
        case 0 | 1 | 2:
            more = dice.sample(_MORE, dice.randrange(2))
            exclusivity = dice.choice(("non-exclusive",) * 4 + ("exclusive", "sole"))
            write(
                root,
                file.relative_to(root).as_posix(),
                brand(slug, *more, ground=dice.choice(_GROUNDS), exclusivity=exclusivity),
            )
            write(root, f"brands/{slug}/logo.svg", logo(slug).replace("#0a5cff", dice.choice(("#0a5cff", "#112233"))))
            return f"{slug}: {more} {exclusivity}"
        case 3:
            shutil.rmtree(folder, ignore_errors=True)
            return f"{slug} is gone"
        case 4:
            write(root, "base_theme/locales/en.yaml", f"home: {{title: Start {dice.randrange(3)}, description: All}}\n")
            return "a text of the theme"
        case 5 if bundles:
            path = dice.choice(bundles)
            dice.choice((path.unlink, lambda: path.write_bytes(b"spoilt"), lambda: os.utime(path)))()
            return f"{path.name} of a bundle"
        case 6 if file.exists():
            file.write_text(file.read_text("utf-8").replace("logo.svg", "logo.gvs"), "utf-8")
            return f"{slug} names no logo"
        case 7 if folder.exists() and file.exists():
            copy = root / "copy"
            shutil.copytree(folder, copy)
            shutil.rmtree(folder)
            copy.rename(folder)
            return f"{slug} is replaced by its copy"
    return "nothing"


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(1, 20))])
def test_after_any_changes_the_outcome_is_a_clean_builds(
    shop: Path, seed: int, record_property: Callable[[str, object], None]
) -> None:
    dice = random.Random(seed)
    incremental.build(shop, on=DAY, progress=quiet)
    history: list[str] = []
    for step in range(12):
        history.append(" and ".join(_chance(shop, dice) for _ in range(dice.choice((1, 1, 2)))))
        before = {path.name: contents(path) for path in (shop / "build").iterdir() if path.is_dir()}
        asked = tuple(dice.sample(("acme", "beta", "gamma", "delta"), dice.choice((0, 0, 0, 1, 2))))
        asked = tuple(slug for slug in asked if (shop / "brands" / slug).exists())
        if dice.random() < 0.5:
            time.sleep(SETTLED)
        found = incremental.build(shop, asked, on=DAY, progress=quiet)
        clean = pipeline.build(shop, asked, on=DAY, out=shop.parent / "clean")
        try:
            _same(shop, found, clean, before)
        except AssertionError as broken:
            raise AssertionError(json.dumps([seed, step, *history, list(asked)], indent=1)) from broken
    record_property("counted", ("incremental builds compared with clean ones", 12))

"""The flow from a folder to bundles: what is built, kept, skipped and told."""

from __future__ import annotations

import datetime
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import contents
from tests.render.small import FILES
from tests.shop import logo
from whitelabel import pipeline
from whitelabel.disk.blob import Blob
from whitelabel.disk.publish import Publisher, Written
from whitelabel.outcome import Outcome
from whitelabel.package import contents_digest

DAY = datetime.date(2026, 11, 23)
BRAND = FILES["brands/acme/brand.yaml"]


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")


def brand(slug: str) -> dict[str, str]:
    text = BRAND.replace("name: Acme", f"name: {slug.title()}").replace("acme.example", f"{slug}.example")
    return {f"brands/{slug}/brand.yaml": text, f"brands/{slug}/logo.svg": logo(slug)}


MISTAKEN = brand("beta")["brands/beta/brand.yaml"] + "tokens: {nothing.like-it: 1px}\n"
"""A mistake that hides no rights."""


@pytest.fixture
def drawn_anew(tmp_path: Path) -> Path:
    """Three brands, whose pictures are drawn wherever the store beside their bundles lacks them."""
    root = tmp_path / "project"
    write(root, {**FILES, **brand("beta"), **brand("gamma")})
    return root


@pytest.fixture
def project(drawn_anew: Path, drawn_once: None) -> Path:
    """Three brands, whose pictures are drawn once for all tests."""
    return drawn_anew


def statuses(outcome: Outcome) -> dict[str, str]:
    return {made.brand: made.status for made in outcome.brands}


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Bytes, i-nodes and times of all files; of the store's entries no times, which tell their last use."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != "sizes")
    return {
        str(path): (path.read_bytes(), path.stat().st_ino, 0 if ".store" in path.parts else path.stat().st_mtime_ns)
        for path in found
    }


def test_every_brand_is_built_and_the_manifest_tells_of_every_file(project: Path) -> None:
    outcome = pipeline.build(project, on=DAY)
    assert outcome.problems == ()
    assert statuses(outcome) == {"acme": "built", "beta": "built", "gamma": "built"}
    for made in outcome.brands:
        folder = project / made.bundle
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert {entry["path"] for entry in manifest["files"]} | {"manifest.json"} == paths
        digests = {entry["path"]: Blob.of((folder / entry["path"]).read_bytes()).digest for entry in manifest["files"]}
        assert {entry["path"]: entry["sha256"] for entry in manifest["files"]} == digests
        assert manifest["sha256"] == made.sha256 == contents_digest(digests)
        assert made.files == len(paths)
        assert made.bytes == sum((folder / path).stat().st_size for path in paths)
    assert sorted(path.name for path in (project / "build").iterdir()) == [".lock", ".store", "acme", "beta", "gamma"]


def test_a_build_that_has_nothing_to_do_touches_nothing(project: Path) -> None:
    first = pipeline.build(project, on=DAY)
    before = snapshot(project / "build")
    second = pipeline.build(project, on=DAY)
    assert statuses(second) == {"acme": "unchanged", "beta": "unchanged", "gamma": "unchanged"}
    assert [(made.files, made.bytes, made.sha256) for made in second.brands] == [
        (made.files, made.bytes, made.sha256) for made in first.brands
    ]
    assert snapshot(project / "build") == before


def _delete(bundle: Path) -> None:
    (bundle / "site/index.html").unlink()


def _edit(bundle: Path) -> None:
    path = bundle / "site/index.html"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Acme", b"Ecma"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _add(bundle: Path) -> None:
    (bundle / "site/extra.html").write_text("x")


def _hide(bundle: Path) -> None:
    (bundle / "site/.DS_Store").write_text("x")


def _link(bundle: Path) -> None:
    (bundle / "site/robots.txt").unlink()
    (bundle / "site/robots.txt").symlink_to("index.html")


def _manifest(bundle: Path) -> None:
    path = bundle / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"brand": "acme"', b'"brand": "emca"'))


def _forge(bundle: Path) -> None:
    (bundle / "site/index.html").write_bytes(b"forged")
    path = bundle / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for entry in manifest["files"]:
        if entry["path"] == "site/index.html":
            entry["sha256"] = Blob.of(b"forged").digest
    path.write_text(json.dumps(manifest))


def _break(bundle: Path) -> None:
    (bundle / "manifest.json").write_text('{"files": [1]}')


def _list(bundle: Path) -> None:
    (bundle / "manifest.json").write_text("[]")


@pytest.mark.parametrize("damage", [_delete, _edit, _add, _hide, _link, _manifest, _forge, _break, _list])
def test_a_bundle_that_is_not_what_was_published_is_made_anew(project: Path, damage: Callable[[Path], None]) -> None:
    pipeline.build(project, on=DAY)
    whole = {path: data for path, (data, _, _) in snapshot(project / "build/acme").items()}
    damage(project / "build/acme")
    assert statuses(pipeline.build(project, on=DAY)) == {"acme": "built", "beta": "unchanged", "gamma": "unchanged"}
    assert {path: data for path, (data, _, _) in snapshot(project / "build/acme").items()} == whole


def test_a_comment_rebuilds_nothing_and_a_clean_build_would_give_the_same(drawn_anew: Path) -> None:
    pipeline.build(drawn_anew, on=DAY)
    write(drawn_anew, {"brands/acme/brand.yaml": f"# one\n{BRAND}"})
    assert statuses(pipeline.build(drawn_anew, on=DAY))["acme"] == "unchanged"
    pipeline.build(drawn_anew, out=drawn_anew / "clean", on=DAY)
    assert (drawn_anew / "clean/acme/manifest.json").read_bytes() == (
        drawn_anew / "build/acme/manifest.json"
    ).read_bytes()


def test_a_rejected_brand_keeps_its_last_bundle_while_others_are_built(project: Path) -> None:
    pipeline.build(project, on=DAY)
    before = snapshot(project / "build/beta")
    write(project, {"brands/beta/brand.yaml": MISTAKEN, "base_theme/static/humans.txt": "x"})
    outcome = pipeline.build(project, on=DAY)
    assert statuses(outcome) == {"acme": "built", "beta": "rejected", "gamma": "built"}
    assert {problem.brands for problem in outcome.problems} == {("beta",)}
    assert snapshot(project / "build/beta") == before
    assert (project / "build/acme/site/humans.txt").exists()


def test_the_vendors_own_mistake_rejects_all_and_writes_nothing(project: Path) -> None:
    write(project, {"base_theme/theme.yaml": "{"})
    outcome = pipeline.build(project, on=DAY)
    assert set(statuses(outcome).values()) == {"rejected"}
    assert not (project / "build").exists()


def test_a_mistake_that_every_page_shows_is_told_once_with_all_its_brands(project: Path) -> None:
    write(project, {"base_theme/templates/pages/home.html.j2": "<title>x</title>\n{{ 1 / 0 }}"})
    outcome = pipeline.build(project, on=DAY)
    assert [(problem.code, problem.brands) for problem in outcome.problems] == [("WL405", ("acme", "beta", "gamma"))]
    assert set(statuses(outcome).values()) == {"rejected"}


def test_problems_of_brands_that_were_not_asked_for_are_not_shown(project: Path) -> None:
    write(project, {"brands/beta/brand.yaml": MISTAKEN})
    assert statuses(outcome := pipeline.build(project, ["acme"], on=DAY)) == {"acme": "built"}
    assert outcome.problems == ()
    assert not (project / "build/gamma").exists()
    assert pipeline.check(project, ["acme"], on=DAY).problems == ()
    assert pipeline.check(project, on=DAY).rejected


def test_a_brand_whose_rights_cannot_be_read_rejects_all_and_their_bundles_stay(project: Path) -> None:
    pipeline.build(project, on=DAY)
    before = snapshot(project / "build")
    write(project, {"brands/beta/brand.yaml": "nome: Beta\n"})
    outcome = pipeline.build(project, ["acme"], on=DAY)
    assert statuses(outcome) == {"acme": "rejected"}
    assert [(problem.code, problem.brands) for problem in outcome.problems] == [("WL316", ())]
    assert snapshot(project / "build") == before


def test_an_unknown_brand_is_told_and_nothing_is_built(project: Path) -> None:
    outcome = pipeline.build(project, ["acme", "akme"], on=DAY)
    assert [(problem.code, problem.span) for problem in outcome.problems] == [("WL110", None)]
    assert statuses(outcome) == {"acme": "rejected"}


def test_the_bundle_of_a_brand_that_is_no_more_stays(project: Path) -> None:
    pipeline.build(project, on=DAY)
    before = snapshot(project / "build/beta")
    (project / "brands/beta/brand.yaml").unlink()
    (project / "brands/beta/logo.svg").unlink()
    (project / "brands/beta").rmdir()
    assert statuses(pipeline.build(project, on=DAY)) == {"acme": "unchanged", "gamma": "unchanged"}
    assert snapshot(project / "build/beta") == before


def test_bundles_are_published_in_batches(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_BATCH", 2)
    stood: list[list[str]] = []

    def progress(done: int, total: int, slug: str) -> None:
        names = [name for name in ("acme", "beta", "gamma") if (project / "build" / name).exists()]
        stood.append([slug, *names])
        assert total == 3

    pipeline.build(project, progress=progress, on=DAY)
    assert stood == [["acme"], ["beta", "acme", "beta"], ["gamma", "acme", "beta"]]
    assert (project / "build/gamma").exists()


def test_an_interrupted_build_leaves_the_last_bundles_and_no_litter(project: Path) -> None:
    pipeline.build(project, on=DAY)
    before = snapshot(project / "build/acme")
    write(project, {"base_theme/static/new.txt": "x"})

    def interrupted(done: int, total: int, slug: str) -> None:
        if slug == "beta":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pipeline.build(project, progress=interrupted, on=DAY)
    assert snapshot(project / "build/acme") == before
    assert sorted(path.name for path in (project / "build").iterdir()) == [".lock", ".store", "acme", "beta", "gamma"]


def test_a_damaged_store_changes_nothing(drawn_anew: Path) -> None:
    pipeline.build(drawn_anew, on=DAY)
    whole = {path: data for path, (data, _, _) in snapshot(drawn_anew / "build/acme").items()}
    for number, path in enumerate(sorted(path for path in (drawn_anew / "build/.store").rglob("*") if path.is_file())):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] if number % 2 else data[:-1] + bytes([data[-1] ^ 1]))
    (drawn_anew / "build/acme/site/index.html").unlink()
    pipeline.build(drawn_anew, on=DAY)
    assert {path: data for path, (data, _, _) in snapshot(drawn_anew / "build/acme").items()} == whole


def test_problems_are_shown_with_the_line_that_they_mean(project: Path) -> None:
    path = "base_theme/templates/pages/home.html.j2"
    write(project, {path: "<title>a\u2028b\x0bc</title>\n\n{{ 1 / 0 }}\n"})
    outcome = pipeline.build(project, ["acme"], on=DAY)
    assert [(found.span and found.span.line) for found in outcome.problems] == [3]
    assert outcome.line_of(path, 3) == "{{ 1 / 0 }}"
    assert outcome.line_of("nowhere", 1) is None
    assert outcome.line_of(path, 999) is None


def test_a_project_without_brands_is_built_without_a_word(project: Path) -> None:
    for slug in ("acme", "beta", "gamma"):
        for path in (project / "brands" / slug).iterdir():
            path.unlink()
    write(project, {"whitelabel.yaml": FILES["whitelabel.yaml"]})
    assert statuses(pipeline.build(project, on=DAY)) == {}


# ── Rights ────────────────────────────────────────────────────────────────────────────────────────────────────────

CLOSED = {
    "base_theme/theme.yaml": FILES["base_theme/theme.yaml"].replace(
        "pages:\n", "pages:\n  closed: {template: pages/closed.html.j2, lock: never}\n"
    ),
    "base_theme/templates/pages/closed.html.j2": "<title>{{ page.title }}</title>\n",
    "base_theme/locales/en.yaml": FILES["base_theme/locales/en.yaml"]
    + "closed: {title: It is over, description: Over}\n",
}


def granted(slug: str, *grants: str) -> dict[str, str]:
    files = brand(slug)
    path = f"brands/{slug}/brand.yaml"
    rows = "".join(f"\n    - {{{grant}}}" for grant in grants)
    head = files[path][: files[path].index("region_lock")]
    return {**files, path: f"{head}region_lock:\n  contract: C-1\n  grants:{rows}\n"}


def listing(project: Path, slug: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((project / "build" / slug / "manifest.json").read_text("utf-8"))
    return found


TERM = "territories: RU-TUL, exclusivity: sole, from: 2026-01-01, until: 2026-12-31, run_off_days: 31"


def test_the_day_changes_no_byte_while_the_same_grants_are_in_force(project: Path) -> None:
    write(project, granted("beta", TERM))
    pipeline.build(project, ["beta"], on=datetime.date(2026, 1, 1))
    before = snapshot(project / "build/beta")
    again = pipeline.build(project, ["beta"], on=datetime.date(2026, 12, 31))
    assert statuses(again) == {"beta": "unchanged"} and snapshot(project / "build/beta") == before
    manifest = listing(project, "beta")
    assert (manifest["valid_from"], manifest["valid_until"]) == ("2026-01-01", "2026-12-31")


def test_rights_end_by_run_off_and_a_closing_bundle(project: Path) -> None:
    write(project, {**CLOSED, **granted("beta", TERM)})
    run_off = pipeline.build(project, ["beta"], on=datetime.date(2027, 1, 31))
    assert statuses(run_off) == {"beta": "built"} and listing(project, "beta")["valid_until"] == "2027-01-31"
    over = pipeline.build(project, ["beta"], on=datetime.date(2027, 2, 1))
    assert [problem.code for problem in over.problems] == ["WL317"] and statuses(over) == {"beta": "rejected"}
    assert listing(project, "beta")["valid_until"] == "2027-01-31"
    closed = pipeline.build(project, on=datetime.date(2027, 2, 1), closed=True)
    assert statuses(closed) == {"beta": "built"} and closed.problems == ()
    assert "It is over" in (project / "build/beta/site/index.html").read_text("utf-8")
    early = pipeline.build(project, ["acme"], on=datetime.date(2027, 2, 1), closed=True)
    assert [problem.code for problem in early.problems] == ["WL319"] and statuses(early) == {"acme": "rejected"}


def test_a_moment_is_the_day_that_it_is_where_contracts_begin_and_end(project: Path) -> None:
    write(project, granted("beta", "territories: RU-TUL, exclusivity: sole, from: 2027-01-01"))
    evening = datetime.datetime(2026, 12, 31, 21, 30, tzinfo=datetime.UTC)
    assert pipeline.check(project, ["beta"], on=evening).rejected
    with (project / "whitelabel.yaml").open("a", encoding="utf-8") as file:
        file.write("policy: {timezone: Europe/Moscow}\n")
    assert not pipeline.check(project, ["beta"], on=evening).rejected


def test_a_conflict_rejects_its_parties_alone_and_their_bundles_stay(project: Path) -> None:
    pipeline.build(project, on=DAY)
    before = snapshot(project / "build/beta")
    write(project, {**granted("beta", "territories: RU-MOW, exclusivity: sole", TERM), **granted("gamma", TERM)})
    write(project, granted("acme", "territories: RU-SPE, exclusivity: sole"))
    outcome = pipeline.build(project, on=DAY)
    assert statuses(outcome) == {"acme": "built", "beta": "rejected", "gamma": "rejected"}
    assert [problem.brands for problem in outcome.problems if problem.code == "WL301"] == [("beta", "gamma")]
    assert snapshot(project / "build/beta") == before


def test_what_is_remembered_of_other_brands_changes_nothing_that_is_said(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whitelabel.disk.index._WORTH", 0)
    monkeypatch.setattr("whitelabel.disk.index._SETTLED", 0)
    others = {path: text for number in range(9) for path, text in granted(f"b{number}", TERM).items()}
    write(project, {**others, **granted("acme", "territories: RU-SPE, exclusivity: sole")})
    first = pipeline.check(project, ["acme"], on=DAY)
    assert first.problems == () and (project / "build/.store/index").is_file()
    assert pipeline.check(project, ["acme"], on=DAY).problems == ()
    write(project, granted("b3", "territories: RU-SPE, exclusivity: sole"))
    clash = pipeline.check(project, ["acme"], on=DAY)
    assert [problem.code for problem in clash.problems] == ["WL301"]
    assert pipeline.check(project, ["acme"], on=DAY).problems == clash.problems
    write(project, granted("b3", "territories: [RU-TUL, neva], exclusivity: sole"))
    hidden = pipeline.check(project, ["acme"], on=DAY).problems
    with (project / "whitelabel.yaml").open("a", encoding="utf-8") as file:
        file.write("territories: {neva: [RU-SPE]}\n")
    assert [problem.code for problem in pipeline.check(project, ["acme"], on=DAY).problems] == ["WL301"]
    (project / "whitelabel.yaml").write_text(FILES["whitelabel.yaml"], "utf-8")
    # The group is gone again: the mistake is told with its place, though the file's contents are remembered.
    assert pipeline.check(project, ["acme"], on=DAY).problems == hidden
    (project / "build/.store/index").write_text("{", "utf-8")
    assert pipeline.check(project, ["acme"], on=DAY).problems == hidden
    (project / "brands/b3/brand.yaml").unlink()
    assert [problem.code for problem in pipeline.check(project, ["acme"], on=DAY).problems] == ["WL316"]


def test_a_brand_that_has_not_begun_has_nothing_to_close(project: Path) -> None:
    write(project, {**CLOSED, **granted("beta", "territories: RU-TUL, exclusivity: sole, from: 2027-01-01")})
    assert statuses(pipeline.build(project, on=DAY, closed=True)) == {}
    early = pipeline.build(project, ["beta"], on=DAY, closed=True)
    assert [problem.code for problem in early.problems] == ["WL317"] and statuses(early) == {"beta": "rejected"}


def test_nothing_is_replaced_but_a_bundle(project: Path) -> None:
    (project / "work" / "beta").mkdir(parents=True)
    (project / "work" / "beta" / "thesis.txt").write_text("x", "utf-8")
    for out in ("work", "brands"):
        before = snapshot(project / out)
        with pytest.raises(OSError, match="is no bundle"):
            pipeline.build(project, ["beta"], on=DAY, out=project / out)
        assert snapshot(project / out) == before
    pipeline.build(project, ["beta"], on=DAY, out=project / "fresh")
    assert statuses(pipeline.build(project, ["beta"], on=DAY, out=project / "fresh")) == {"beta": "unchanged"}


@pytest.mark.soak
@pytest.mark.parametrize("jobs", [2, *(pytest.param(jobs, marks=pytest.mark.soak) for jobs in (3, 8))])
def test_several_processes_make_the_same_bytes_and_say_the_same(drawn_anew: Path, jobs: int) -> None:
    for slug in ("alpha", "delta"):
        write(drawn_anew, {**brand(slug), f"brands/{slug}/brand.yaml": MISTAKEN.replace("Beta", slug.title())})
    one = pipeline.build(drawn_anew, on=DAY, out=drawn_anew / "one")
    many = pipeline.build(drawn_anew, on=DAY, out=drawn_anew / "many", jobs=jobs)

    assert [contents(drawn_anew / "one" / slug) for slug in statuses(one)] == [
        contents(drawn_anew / "many" / slug) for slug in statuses(many)
    ]
    assert many.problems == one.problems
    assert (
        statuses(many)
        == statuses(one)
        == dict.fromkeys(("acme", "beta", "gamma"), "built") | dict.fromkeys(("alpha", "delta"), "rejected")
    )


def test_a_process_that_is_killed_ends_the_build_and_leaves_the_last_bundles(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.build(project, on=DAY)
    before = [snapshot(project / "build" / slug) for slug in ("acme", "beta", "gamma")]
    write(project, {"base_theme/static/new.txt": "x"})
    first, real = os.getpid(), Publisher.write

    def killed(self: Publisher, slug: str, *given: Any) -> Written:
        if os.getpid() != first and slug == "gamma":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, slug, *given)

    monkeypatch.setattr(Publisher, "write", killed)
    with pytest.raises(ChildProcessError, match="signal 9"):
        pipeline.build(project, on=DAY, jobs=2)
    assert [snapshot(project / "build" / slug) for slug in ("acme", "beta", "gamma")] == before
    assert sorted(path.name for path in (project / "build").iterdir()) == [".lock", ".store", "acme", "beta", "gamma"]


def test_a_brand_without_mistakes_is_made_before_any_other_process_is_begun(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, {**brand("aaa"), "brands/aaa/brand.yaml": MISTAKEN.replace("Beta", "Aaa")})
    done: list[str] = []
    real = pipeline.each

    def begun(*given: Any) -> Any:
        done.append("others")
        return real(*given)

    monkeypatch.setattr(pipeline, "each", begun)
    pipeline.build(project, on=DAY, jobs=2, progress=lambda _done, _total, slug: done.append(slug))

    assert done[:2] == ["acme", "others"]
    assert sorted(done[2:]) == ["aaa", "beta", "gamma"]

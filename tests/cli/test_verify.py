"""`whitelabel verify` holds bundles against their manifests, and against the marks of all parties."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.shop import brand, open_shop, write
from whitelabel.cli import main

DAY = "2026-11-23"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with all its bundles and archives."""
    root = tmp_path_factory.mktemp("verify") / "shop"
    open_shop(root)
    assert main(["-C", str(root), "build", "--on", DAY, "--archive", "--jobs", "1"]) == 0
    return root


@pytest.fixture
def shop(copied: Path) -> Path:
    return copied


def spoil(shop: Path) -> None:
    """Another brand's name on a page, as if somebody had put it there."""
    page = shop / "build/acme/site/index.html"
    page.write_text(page.read_text("utf-8").replace("<h1>Acme", "<h1>Gamma"), "utf-8")


def test_bundles_as_they_were_built_are_whole_and_pure(run: Any, shop: Path) -> None:
    done = run("verify", "--on", DAY)

    assert done.code == 0 and [line.partition(" · ")[0] for line in done.out.splitlines()] == [
        f"build/{slug}: whole, pure" for slug in ("acme", "beta", "delta", "gamma")
    ]
    assert "markup" in done.out


def files_of(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_an_archive_is_looked_at_as_its_bundle_is(run: Any, shop: Path) -> None:
    archive = "build/artifacts/acme-1.0.0.zip"
    done = run("verify", archive, "build/acme", "--format", "json", "--on", DAY)
    first, second = json.loads(done.out)["bundles"]

    assert (
        first == {**second, "bundle": archive, "evidence": True}
        and first["pure"]
        and first["whole"]
        and first["brand"] == "acme"
    )
    coverage = first["coverage"]
    assert set(coverage) == {path.relative_to("build/acme").as_posix() for path in files_of("build/acme")}
    assert (coverage["site/index.html"], coverage["manifest.json"], coverage["site/favicon.ico"]) == (
        "markup",
        "data",
        "ICO",
    )
    assert first["looked"]["markup"] == list(coverage.values()).count("markup")
    data = Path(archive).read_bytes()
    for broken in (data[:-30], data[:200] + bytes([data[200] ^ 1]) + data[201:], b"no archive"):
        Path("cut.zip").write_bytes(broken)
        assert run("verify", "cut.zip").code == 1


def test_what_was_changed_is_told_with_its_place(run: Any, shop: Path) -> None:
    site = shop / "build/acme/site"
    data = bytearray((site / "favicon.ico").read_bytes())
    data[-1] ^= 1
    (site / "favicon.ico").write_bytes(data)
    (site / "robots.txt").write_bytes(b"cut")
    (site / "icon.svg").unlink()
    (site / "icon.svg").symlink_to("/etc/passwd")
    (site / "mine.txt").write_text("hi", "utf-8")
    os.mkfifo(site / "pipe")
    told = json.loads(run("verify", "build/acme", "--format", "json", "--on", DAY).out)

    assert {(one["code"], one["path"]) for one in told["problems"]} == {
        ("WL611", "build/acme/site/favicon.ico"),
        ("WL612", "build/acme/site/robots.txt"),
        ("WL613", "build/acme/site/icon.svg"),
        ("WL614", "build/acme/site/mine.txt"),
        ("WL642", "build/acme/site/mine.txt"),
        ("WL614", "build/acme/site/pipe"),
    }
    assert [one["whole"] for one in told["bundles"]] == [False]


def test_anothers_mark_is_told_with_its_line_and_its_owner(run: Any, shop: Path) -> None:
    spoil(shop)
    done = run("verify", "build/acme", "--on", DAY)

    assert done.code == 1
    assert "build/acme/site/index.html:4:70: error WL601: 'Gamma' is the name of 'gamma'\n    4 | " in done.out
    assert "  brands/gamma/brand.yaml:1:7: it is written here\n" in done.out
    assert "build/acme: not whole, not pure · " in done.out


def test_a_partner_is_not_told_whose_it_is(run: Any, shop: Path) -> None:
    spoil(shop)
    done = run("verify", "build/acme", "--audience", "partner", "--on", DAY)

    assert done.code == 1 and "gamma" not in (done.out + done.err).lower()
    assert "build/acme/site/index.html:4:70: error WL601: a mark of another party shows" in done.out
    assert run("verify", "--audience", "partner").code == 2


def test_without_a_project_it_is_held_against_its_manifest_alone(
    run: Any, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shop / "build/acme").rename(tmp_path / "theirs")
    monkeypatch.chdir(tmp_path)
    done = run("verify", "theirs")

    assert done.code == 0 and done.out.endswith("no project tells whose marks to look for\n")
    assert json.loads(run("verify", "theirs", "--format", "json").out)["bundles"][0]["pure"] is None
    assert run("verify").code == 1
    assert run("verify", "nowhere").code == 2


def test_other_forms_tell_the_same(run: Any, shop: Path) -> None:
    (shop / "build/acme/emails/mine.txt").write_text("hi", "utf-8")
    github = run("verify", "build/acme", "--format", "github", "--on", DAY)
    sarif = json.loads(run("verify", "build/acme", "--format", "sarif", "--on", DAY).out)
    (result,) = sarif["runs"][0]["results"]

    assert github.out.startswith("::error file=build/acme/emails/mine.txt,line=1,col=1,endColumn=2,title=WL614::")
    assert sarif["version"] == "2.1.0" and result["ruleId"] == "WL614" and result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "build/acme/emails/mine.txt"},
        "region": {"startLine": 1, "startColumn": 1, "endColumn": 2},
    }
    assert sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"] == "WL614"


def test_places_are_seen_from_where_one_stands(run: Any, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(shop)
    monkeypatch.chdir(shop / "build")
    done = run("verify", "acme", "--on", DAY)

    assert "acme/site/index.html:4:70: error WL601" in done.out and "  ../brands/gamma/brand.yaml:1:7: " in done.out


def test_a_bundle_of_a_brand_that_left_is_looked_at_too(run: Any, shop: Path) -> None:
    shutil.rmtree(shop / "brands/beta")
    assert run("verify", "build/beta", "--on", DAY).code == 0
    write(shop, "brands/beta2/brand.yaml", brand("beta"))
    shutil.copy(shop / "brands/acme/logo.svg", shop / "brands/beta2/logo.svg")

    assert "'beta' is the name of 'beta2'" in run("verify", "build/beta", "--on", DAY).out

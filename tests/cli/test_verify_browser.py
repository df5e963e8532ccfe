"""`whitelabel verify --browser` opens the pages of bundles, and tells what they show."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.shop import open_shop, write
from whitelabel.cli import main
from whitelabel.preview import browse
from whitelabel.preview.programs import AXE_VARIABLE
from whitelabel.verify.seen import Asked, Seen

DAY = "2026-11-23"
AXE = Path(__file__).resolve().parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
PAINTS = (
    "<script>document.body.append([...'ammaG yb'].reverse().join(''));"
    "fetch('https://outside.example/x').catch(() => 0)</script></body>"
)
"""What no reader of files sees: only a browser tells that it is 'Gamma'."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with all its bundles."""
    root = tmp_path_factory.mktemp("opened") / "shop"
    open_shop(root)
    assert main(["-C", str(root), "build", "--on", DAY, "--jobs", "1"]) == 0
    return root


@pytest.fixture
def shop(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(built, tmp_path / "shop", symlinks=True)
    monkeypatch.chdir(tmp_path / "shop")
    monkeypatch.setenv(AXE_VARIABLE, str(AXE))
    return tmp_path / "shop"


def paint(shop: Path, slug: str) -> None:
    """Another brand's name on the start page, where a script writes it."""
    page = shop / f"build/{slug}/site/index.html"
    page.write_text(page.read_text("utf-8").replace("</body>", PAINTS), "utf-8")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Has a browser see another brand's name on the start page, and a request to a host; gives the origins it is led to."""

    @asynccontextmanager
    async def launched(_hosts: object) -> AsyncIterator[None]:
        yield

    def sees(host: str) -> list[str]:
        origins: list[str] = []

        async def look(_browser: object, origin: str, _pages: object, scheme: Any, *_: object) -> list[Seen]:
            origins.append(origin)
            asked = (Asked(f"https://{host}/x", "fetch"),)
            return [Seen("site/index.html", 360, scheme, text="by Gamma", asked=asked)]

        monkeypatch.setattr(browse, "launched", launched)
        monkeypatch.setattr(browse, "look", look)
        return origins

    return sees


def codes(told: Any) -> set[tuple[str, str]]:
    return {(one["code"], one["path"]) for one in told["problems"]}


@pytest.mark.soak
def test_what_pages_show_and_ask_for_is_told_of_each_bundle(run: Any, shop: Path) -> None:
    paint(shop, "acme")
    paint(shop, "gamma")
    plain = shop / "build/delta/site/index.html"
    plain.write_text(plain.read_text("utf-8").replace("</body>", "<p>by Gamma</p></body>"), "utf-8")
    bundles = [f"build/{slug}" for slug in ("acme", "delta", "gamma")]
    told = json.loads(run("verify", *bundles, "--browser", "--format", "json").out)

    acme, delta, gamma = (f"{bundle}/site/index.html" for bundle in bundles)
    assert codes(told) == {
        ("WL612", acme),
        ("WL660", acme),
        ("WL663", acme),
        # What stands in the file is shown, too: one fact.
        ("WL601", delta),
        ("WL612", delta),
        # Its own name it may show.
        ("WL612", gamma),
        ("WL660", gamma),
    }
    assert [one["opened"] for one in told["bundles"]] == [3, 3, 3]
    assert [one["pure"] for one in told["bundles"]] == [False, False, True]


def test_what_the_project_allows_is_let_through(run: Any, shop: Path, seen: Any) -> None:
    seen("cdn.example")
    allowed = '{mark: Gamma, path: "site/index.html", reason: they work together, until: 2026-12-31}'
    vendor = (shop / "whitelabel.yaml").read_text("utf-8")
    write(shop, "whitelabel.yaml", f"{vendor}\npurity: {{allow: [{allowed}]}}\n")
    theme = (shop / "base_theme/theme.yaml").read_text("utf-8")
    write(shop, "base_theme/theme.yaml", f"{theme}\nhosts: [cdn.example]\n")
    words = ("verify", "--browser", "--format", "json", "--on", DAY)

    assert codes(json.loads(run(*words, "build/acme").out)) == set()
    assert {code for code, _ in codes(json.loads(run(*words, "build/beta", "--on", "2027-01-01").out))} == {"WL663"}


def test_a_partner_is_not_told_whose_it_is(run: Any, shop: Path, seen: Any) -> None:
    seen("gamma.example")
    page = shop / "build/acme/site/index.html"
    page.write_text(page.read_text("utf-8") + "\n", "utf-8")
    done = run("verify", "build/acme", "--browser", "--audience", "partner", "--on", DAY)

    assert done.code == 1 and "gamma" not in (done.out + done.err).lower()
    assert "build/acme/site/index.html:1:1: error WL663: a mark of another party shows" in done.out
    assert "error WL660: something outside of this brand's folder rejects it" in done.out
    assert "error WL612: 'site/index.html' has " in done.out


def test_a_bundle_alone_will_do(
    run: Any, shop: Path, seen: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origins = seen("outside.example")
    manifest = shop / "build/acme/manifest.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"brand": "acme"', '"brand": "no/host:name"'), "utf-8")
    (shop / "build/acme").rename(tmp_path / "theirs")
    monkeypatch.chdir(tmp_path)
    done = run("verify", "theirs", "--browser", "--format", "json")

    assert codes(json.loads(done.out)) == {("WL660", "theirs/site/index.html")}
    assert {origin.rpartition(":")[0] for origin in origins} == {"http://bundle.localhost"}


def test_without_the_word_no_page_is_opened(run: Any, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)
    done = run("verify", "build/acme", "--format", "json", "--on", DAY)

    assert done.code == 0 and json.loads(done.out)["bundles"][0]["opened"] is None


def test_what_is_not_a_bundle_is_not_opened(run: Any, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(shop / "build/acme")
    (shop / "build/acme").mkdir()
    done = run("verify", "build/acme", "--browser", "--format", "json", "--on", DAY)

    assert done.code == 1 and json.loads(done.out)["bundles"][0]["opened"] == 0


def test_what_is_missing_ends_with_4_and_the_command_that_brings_it(
    run: Any, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for audience in ("vendor", "partner"):
        words = ("verify", "build/acme", "--browser", "--on", DAY, "--audience", audience)
        with monkeypatch.context() as patch:
            patch.delenv(AXE_VARIABLE)
            done = run(*words)
            said = "error: looking at bundles: axe-core is not installed: 'npm install axe-core' brings it\n"
            assert (done.code, done.err) == (4, said)
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, "playwright", None)
            patch.setitem(sys.modules, "playwright.async_api", None)
            done = run(*words)
            said = "error: looking at bundles: playwright is not installed: 'pip install playwright' brings it\n"
            assert (done.code, done.err) == (4, said)


def test_what_was_seen_goes_into_the_evidence_of_the_very_bundle(run: Any, shop: Path, seen: Any) -> None:
    seen("cdn.example")
    report = run("verify", "build/acme", "build/beta", "--browser", "--format", "json", "--on", DAY).out
    Path("seen.json").write_text(report, "utf-8")
    file = shop / "brands/beta/brand.yaml"
    file.write_text(file.read_text("utf-8") + 'colors: {primary: "#123456"}\n', "utf-8")

    assert run("build", "--archive", "--browser-report", "seen.json", "--on", DAY, "--jobs", "1").code == 0

    told = {slug: _accessibility(shop / f"build/artifacts/{slug}-1.0.0.intoto.json") for slug in ("acme", "beta")}
    how = "Chromium, in light and dark, narrow and wide"
    assert told == {
        "acme": {"looked_at_in": how, "pages": 3, "problems": {"WL660": 1, "WL663": 1}},
        # It is another bundle now.
        "beta": {"looked_at_in": None, "pages": None, "problems": None},
    }


def _accessibility(statement: Path) -> Any:
    byproducts = json.loads(statement.read_bytes())["predicate"]["runDetails"]["byproducts"]
    return next(one["annotations"] for one in byproducts if one["name"] == "accessibility")

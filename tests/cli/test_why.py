"""`whitelabel why`: what made a file of a bundle."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.repository import commit
from tests.shop import brand, open_shop, write

Run = Callable[..., Any]
DAY = "2026-11-23"
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("drawn_once")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop whose bundles stand, and that is kept at ``v1``."""
    from whitelabel.cli import main

    root = tmp_path_factory.mktemp("why") / "shop"
    open_shop(root)
    write(root, "brands/acme/brand.yaml", brand("acme", "short_name: Ac"))
    assert main(["-C", str(root), "build", "--on", DAY, "--jobs", "1"]) == 0
    commit(root, "v1")
    return root


@pytest.fixture
def shop(copied: Path) -> Path:
    return copied


def why(run: Run, *words: str) -> dict[str, Any]:
    """The answer as JSON."""
    done = run("why", *words, "--on", DAY, "--format", "json")
    assert done.code == 0, done.out
    found: dict[str, Any] = json.loads(done.out)["file"]
    return found


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("site/index.html", "site/index.html"),
        ("build/acme/site/index.html", "site/index.html"),
        ("/", "site/index.html"),
        ("https://acme.example", "site/index.html"),
        ("https://acme.example/en/?a=1#top", "site/en/index.html"),
        ("/en", "site/en/index.html"),
        ("/en/home/", "site/en/home/index.html"),
        ("/en/home", "site/en/home/index.html"),
        ("en/home/index.html", "site/en/home/index.html"),
        ("robots.txt", "site/robots.txt"),
        ("Caddyfile", "edge/Caddyfile"),
        ("welcome.txt", "emails/en/welcome.txt"),
        ("tokens.css", "site/assets/tokens.*.css"),
        ("assets/tokens.css", "site/assets/tokens.*.css"),
        ("tokens.*.css", "site/assets/tokens.*.css"),
        ("manifest.json", "manifest.json"),
    ],
)
def test_a_file_is_named_in_many_ways(run: Run, shop: Path, named: str, path: str) -> None:
    found = why(run, "acme", named)

    assert re.sub(r"\.[a-z2-7]{10}\.", ".*.", found["path"]) == path
    assert (found["remade"], found["reason"]) == (False, None)


def test_the_old_name_of_a_style_sheet_means_the_new_one(run: Run, shop: Path) -> None:
    before = why(run, "beta", "tokens.css")
    write(shop, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))

    after = why(run, "beta", before["path"])

    assert after["path"] != before["path"]
    assert after["sha256"] == before["sha256"]
    assert after["reason"] == "what the brand's values give for it differs: token 'color.primary'"
    read = next(one for one in after["reads"] if one["name"] == "color.primary")
    assert (read["before"], read["value"], read["same"]) == ("#0000ff", "#123456", False)
    assert read["trail"] == ["brands/beta/brand.yaml:6:19 color.primary"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda shop: shutil.rmtree(shop / "build/beta"), "there is no bundle yet"),
        (lambda shop: write(shop, "build/beta/site/index.html", "x"), "somebody has changed it since it was built"),
        (lambda shop: (shop / "build/beta/site/index.html").unlink(), "somebody has changed it since it was built"),
        (
            lambda shop: write(shop, "base_theme/templates/pages/home.html.j2", "<title>{{ page.title }}</title>"),
            "'pages/home.html.j2' differs",
        ),
        (
            lambda shop: write(shop, "brands/beta/brand.yaml", brand("beta").replace("name: Beta", "name: Bet")),
            "'context' differs: field 'name'",
        ),
        (lambda shop: write(shop, "base_theme/static/more.txt", "x"), None),
    ],
)
def test_why_a_page_would_be_made_anew(run: Run, shop: Path, change: Callable[[Path], object], reason: str) -> None:
    change(shop)

    found = why(run, "beta", "/")

    assert found["reason"] == reason if reason is None else found["reason"].startswith(reason)
    assert found["remade"] == (reason is not None)


def test_what_another_version_has_built_is_compared_by_its_values(run: Run, shop: Path) -> None:
    shutil.rmtree(shop / "build/.store")
    write(shop, "brands/beta/brand.yaml", brand("beta", 'texts: {en: {home: {title: "Welcome"}}}'))

    found = why(run, "beta", "/")

    assert found["reason"] == "it differs; what it was made from before isn't known"
    assert {one["same"] for one in found["inputs"]} == {None}
    read = next(one for one in found["reads"] if one["name"] == "home.title")
    assert (read["same"], read["before"], read["value"]) == (False, "Start with Beta", "Welcome")


def test_beside_a_revision_no_bundle_needs_to_stand(run: Run, shop: Path) -> None:
    shutil.rmtree(shop / "build")
    write(shop, "brands/beta/brand.yaml", brand("beta", 'texts: {en: {home: {title: "Welcome"}}}'))

    found = why(run, "beta", "/", "--since", "v1")

    assert (found["against"], found["reason"]) == ("v1", "'texts' differs: text 'home.title', en")
    assert {one["name"]: one["same"] for one in found["inputs"]} == {
        "context": True,
        "texts": False,
        "pages/home.html.j2": True,
    }
    assert not (shop / "build").exists()


def test_who_has_the_same_bytes_is_told_to_the_vendor_alone(run: Run, shop: Path) -> None:
    assert why(run, "beta", "icon.svg")["shared_with"] == []
    assert why(run, "beta", "logo.svg")["shared_with"] == ["acme", "delta", "gamma"]
    write(shop, "brands/gamma/brand.yaml", brand("gamma", exclusivity="exclusive", ground="DE"))
    assert why(run, "beta", "logo.svg", "--audience", "partner")["shared_with"] is None
    done = run("why", "beta", "site/index.html", "--on", DAY, "--audience", "partner")
    assert not re.search("acme|gamma|delta", done.out, re.IGNORECASE)


def test_the_answer_has_the_shape_that_is_documented(run: Run, shop: Path) -> None:
    documented = (ROOT / "docs/plan.md").read_text("utf-8").split("### As JSON")[2]
    found = why(run, "acme", "/")

    keys = {*found, *(key for one in (*found["inputs"], *found["reads"]) for key in one)}
    assert set(re.findall(r'"(\w+)":', documented)) == keys | {"version", "file", "problems"}


def test_nothing_is_written(run: Run, shop: Path) -> None:
    def state() -> dict[str, tuple[int, int]]:
        return {str(path): (path.lstat().st_mtime_ns, path.lstat().st_size) for path in shop.rglob("*")}

    before = state()
    why(run, "beta", "/")
    why(run, "beta", "/", "--since", "v1")

    assert state() == before


def test_of_each_kind_of_file_it_is_told_what_it_reads(run: Run, shop: Path) -> None:
    found = {
        named: {(one["what"], one["name"]) for one in why(run, "acme", named)["reads"]}
        for named in ("/", "tokens.css", "site.webmanifest", "robots.txt", "region-lock.json", "og.png", "icon.svg")
    }

    assert found["/"] == {("text", "home.title"), ("field", "name")}
    assert ("token", "color.primary") in found["tokens.css"]
    assert found["site.webmanifest"] == {("field", "name"), ("field", "short_name")}
    assert found["robots.txt"] == {("field", "domain")}
    assert found["region-lock.json"] == {("right", "'deals' in RU-MOW")}
    assert {("text", "home.title"), ("logo", "share"), ("token", "color.paper")} <= found["og.png"]
    assert {what for what, _ in found["icon.svg"]} == {"logo", "token"}

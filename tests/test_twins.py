"""Packed twins beside a bundle's texts: asked for by the theme, made once for all, known to everything that looks at bundles."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path
from typing import Any

import brotli
import pytest

from tests.disk.bundles import contents
from tests.shop import brand, open_shop, statuses, write
from tests.test_incremental import DAY, SETTLED
from whitelabel import bundle, incremental, pipeline, verifying
from whitelabel.outcome import Outcome
from whitelabel.package.twin import twin
from whitelabel.pipeline import quiet

pytestmark = pytest.mark.usefixtures("kept_pictures")

UNPACK = {".br": brotli.decompress, ".gz": gzip.decompress}
HELP = '<!doctype html><html><body><img src="{{ logo().src }}" alt="">{% for _ in range(99) %}<p>{{ brand.name }}</p>{% endfor %}</body></html>'


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Four brands of a theme that asks for twins."""
    root = tmp_path / "shop"
    open_shop(root)
    ask(root, "[gz, br]")
    write(root, "base_theme/static/common.txt", "the same for all\n" * 99)
    write(root, "base_theme/templates/pages/help.html.j2", HELP)
    texts = root / "base_theme/locales/en.yaml"
    titles = "".join(f"{page}: {{title: {page}, description: {page}}}\n" for page in ("help", "open"))
    texts.write_text(texts.read_text("utf-8") + titles, "utf-8")
    theme = root / "base_theme/theme.yaml"
    pages = "  home: {template: pages/home.html.j2, lock: sell}\n"
    more = "  help: {template: pages/help.html.j2, lock: sell}\n  open: {template: pages/help.html.j2}\n"
    theme.write_text(theme.read_text("utf-8").replace(pages, pages + more), "utf-8")
    (root / "base_theme/templates/pages/home.html.j2").write_text(HELP, "utf-8")
    return root


def ask(root: Path, twins: str) -> None:
    theme = root / "base_theme/theme.yaml"
    lines = [line for line in theme.read_text("utf-8").splitlines(keepends=True) if not line.startswith("twins")]
    theme.write_text("".join(lines) + (f"twins: {twins}\n" if twins else ""), "utf-8")


def build(root: Path, *brands: str, **options: Any) -> Outcome:
    time.sleep(SETTLED)
    return incremental.build(root, brands, on=DAY, progress=quiet, **options)


def twins_of(root: Path, slug: str) -> dict[str, bytes]:
    return {path: data for path, data in contents(root / "build" / slug).items() if path.endswith((".br", ".gz"))}


def test_each_unpacks_to_the_file_beside_it_and_a_bundle_lists_it(shop: Path) -> None:
    build(shop)
    files, found = contents(shop / "build/acme"), twins_of(shop, "acme")
    listed = {one["path"] for one in json.loads(files["manifest.json"])["files"]}
    assert {path: UNPACK[path[-3:]](data) for path, data in found.items()} == {path: files[path[:-3]] for path in found}
    assert found.keys() <= listed
    wanted = {f"site/{path}.{ending}" for path in ("common.txt", "en/open/index.html") for ending in ("br", "gz")}
    assert wanted <= found.keys()


def test_a_locked_page_has_none_where_its_lock_does_not_shut_all_that_begins_so(shop: Path) -> None:
    build(shop)
    found = {path for path in twins_of(shop, "acme") if "index.html" in path}
    pages = ("en/home", "en/help", "en/open")
    assert found == {f"site/{page}/index.html.{ending}" for page in pages for ending in ("br", "gz")}


def test_what_all_have_in_common_is_packed_once(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[tuple[bytes, str, bool]] = []

    def watched(data: bytes, ending: str, *, once: bool = False) -> bytes | None:
        packed.append((data, ending, once))
        return twin(data, ending, once=once)

    monkeypatch.setattr(bundle, "twin", watched)
    build(shop)
    common = ("the same for all\n" * 99).encode()
    assert [(ending, once) for data, ending, once in packed if data == common] == [("br", True), ("gz", True)]


def test_bundles_with_twins_stand_and_those_of_another_wish_are_made_anew(shop: Path) -> None:
    build(shop)
    before = contents(shop / "build")
    assert set(statuses(pipeline.build(shop, on=DAY)).values()) == {"unchanged"}
    write(shop, "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))
    assert statuses(build(shop))["beta"] == "built"
    assert twins_of(shop, "acme") == {
        path.removeprefix("acme/"): data
        for path, data in before.items()
        if path.startswith("acme/") and path.endswith((".br", ".gz"))
    }
    ask(shop, "[gz]")
    assert set(statuses(build(shop)).values()) == {"built"}
    assert {path[-3:] for path in twins_of(shop, "acme")} == {".gz"}
    ask(shop, "")
    build(shop)
    assert twins_of(shop, "acme") == {}


def test_one_that_is_gone_changed_or_forged_is_made_anew(shop: Path) -> None:
    build(shop)
    before, place = contents(shop / "build/acme"), shop / "build/acme/site/common.txt.gz"
    for harm in (place.unlink, lambda: place.write_bytes(gzip.compress(b"else"))):
        harm()
        build(shop)
        assert contents(shop / "build/acme") == before


def test_a_twin_in_the_theme_s_own_files_stays_as_it_is(shop: Path) -> None:
    mine = gzip.compress(b"mine")
    (shop / "base_theme/static/common.txt.gz").write_bytes(mine)
    build(shop)
    assert twins_of(shop, "acme")["site/common.txt.gz"] == mine


def test_they_are_looked_into_and_lead_no_one_astray(shop: Path) -> None:
    build(shop)
    names = [(f"build/{slug}", shop / "build" / slug) for slug in ("acme", "beta")]
    judged = verifying.verify(shop, names, on=DAY)
    assert [(one.is_whole, one.is_pure) for one in judged.verified] == [(True, True)] * 2
    assert {
        problem.code for problem in judged.outcome.problems if problem.span and problem.span.path[-3:] in UNPACK
    } == set()
    place = shop / "build/acme/site/common.txt.br"
    place.write_bytes(brotli.compress(b"Beta sells it too"))
    judged = verifying.verify(shop, names[:1], on=DAY)
    told = {(one.code, one.span.path) for one in judged.outcome.problems if one.span is not None}
    assert ("WL601", "build/acme/site/common.txt.br") in told

"""What a bundle costs is told by its sources alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.conftest import ROOT
from whitelabel.cost import cost, pages_of


def test_pages_languages_and_files_count() -> None:
    pages = pages_of(ROOT)
    found = {slug: cost(ROOT, slug, pages) for slug in ("kvadrat", "kamenar", "acme")}

    # Three languages, one, and two with fonts of its own.
    assert found["kvadrat"] > found["kamenar"]
    assert found["acme"] > found["kamenar"]
    assert cost(ROOT, "acme", pages, closed=True) < found["acme"]


def test_it_is_the_same_wherever_and_whenever(tmp_path: Path) -> None:
    for folder in ("base_theme", "brands"):
        shutil.copytree(ROOT / folder, tmp_path / folder, copy_function=shutil.copyfile)
    (tmp_path / "brands/acme/.DS_Store").write_bytes(bytes(100_000))

    pages = pages_of(tmp_path)
    assert (pages, cost(tmp_path, "acme", pages)) == (pages_of(ROOT), cost(ROOT, "acme", pages_of(ROOT)))


def test_what_cannot_be_read_costs_the_least(tmp_path: Path) -> None:
    (tmp_path / "brands/a").mkdir(parents=True)
    (tmp_path / "brands/a/brand.yaml").write_text("{", "utf-8")

    assert (pages_of(tmp_path), cost(tmp_path, "a", 1), cost(tmp_path, "b", 1)) == (1, 2015, 2015)

"""Bundles in a real browser: each planted fault is found, and a clean one is silent."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.preview.planted import FAULTS, LINES, find, shelved
from whitelabel.preview import browser, programs
from whitelabel.preview.browse import Shelved, browse
from whitelabel.problem import Problem, show

if TYPE_CHECKING:
    from tests.conftest import Demo

ROOT = Path(__file__).resolve().parents[2]
BRANDS = sorted(path.parent.name for path in (ROOT / "brands").glob("*/brand.yaml"))
QUICK = ("site/index.html", "site/ru/home/index.html", "site/ru/new-deal/index.html")


@pytest.fixture(scope="module")
def axe() -> str:
    """The tests' own axe-core."""
    return programs.axe(ROOT / "tests" / "browser")


@pytest.fixture(scope="module")
def found(axe: str) -> Mapping[str, list[str]]:
    """Page → what is said of it, with the place counted from where its own lines begin, or ``-`` where there is none."""
    told: dict[str, list[str]] = {}
    (problems,) = browse([shelved()], axe, hosts=["cdn.example"], jobs=2)
    for problem in problems:
        assert problem.span is not None
        at = problem.span.line, problem.span.column
        place = f"{at[0] - LINES}:{at[1]}" if at != (1, 1) else "-"
        name = problem.span.path.removeprefix("site/").removesuffix("/index.html")
        told.setdefault(name, []).append(f"{place} {problem.code}: {problem.message}")
    return told


@pytest.mark.parametrize("page", FAULTS)
def test_what_is_wrong_with_a_page_is_found_with_its_place(found: Mapping[str, list[str]], page: str) -> None:
    assert sorted(found.get(page, [])) == sorted(FAULTS[page][1])


def test_of_a_page_without_a_fault_nothing_is_said(found: Mapping[str, list[str]]) -> None:
    assert sorted(found) == sorted(name for name, (_, said) in FAULTS.items() if said)


def bundle(folder: Path, brand: str) -> Shelved:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return Shelved(brand, files, find)


def told(problems: tuple[Problem, ...]) -> str:
    return "\n".join(show(problem, lambda *_: None) for problem in problems)


def test_nothing_is_said_of_a_demo_brand(demo: Demo, axe: str) -> None:
    whole = bundle(demo.bundle("kamenar"), "kamenar")
    some = {path: data for path, data in whole.files.items() if not path.endswith(".html") or path in QUICK}

    (problems,) = browse([Shelved("kamenar", some, find)], axe, jobs=2)

    assert problems == (), told(problems)


@pytest.mark.soak
def test_nothing_is_said_of_any_demo_brand(demo: Demo, axe: str) -> None:
    bundles = [bundle(demo.bundle(brand), brand) for brand in BRANDS]
    own = [Shelved(one.brand, one.files, find if one.brand != "kvadrat" else lambda _: ()) for one in bundles]

    for brand, problems in zip(BRANDS, browse(own, axe, jobs=2), strict=True):
        assert problems == (), f"{brand}\n{told(problems)}"


# ── What is missing ───────────────────────────────────────────────────────────────────────────────────────────────


def test_without_chromium_it_says_what_brings_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(OSError, match="Chromium is not installed: 'playwright install chromium' brings it"):
        programs.chromium(str(tmp_path / "chrome"))


def test_playwright_s_own_chromium_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    own = tmp_path / "chrome"
    own.touch()

    assert programs.chromium(str(own)) == str(own)


def test_without_playwright_it_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright", None)
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)

    with pytest.raises(OSError, match="playwright is not installed: 'pip install playwright' brings it"):
        browse([shelved()], "")


def test_axe_is_of_the_nearest_folder_that_has_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(programs.AXE_VARIABLE, raising=False)
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    with pytest.raises(OSError, match="axe-core is not installed: 'npm install axe-core' brings it"):
        programs.axe(deep)
    file = tmp_path / programs.AXE
    file.parent.mkdir(parents=True)
    file.write_text("above", "utf-8")
    assert programs.axe(deep) == "above"
    named = tmp_path / "named.js"
    named.write_text("named", "utf-8")
    monkeypatch.setenv(programs.AXE_VARIABLE, str(named))
    assert programs.axe(deep) == "named"


def test_a_chromium_that_doesn_t_start_is_a_failure_of_the_world(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 7\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(OSError, match="Chromium doesn't start"):
        browse([shelved()], "")


def test_what_is_asked_of_axe_is_wcag_2_2_aa() -> None:
    assert browser.TAGS == ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

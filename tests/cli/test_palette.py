"""`whitelabel palette`."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = Path(__file__).parent / "palette"
Run = Callable[..., Any]

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><path fill="{}" d="M0 0h90v40H0z"/></svg>'
BRAND = "name: Globex\nlogo: logo.svg\nstatus: draft\ncolors: {primary: '#0a5cff', accent: teal}\n"


@pytest.fixture
def globex(starter: Path) -> Path:
    """A brand whose logo is blue."""
    folder = starter / "brands" / "globex"
    folder.mkdir()
    (folder / "brand.yaml").write_text(BRAND, "utf-8")
    (folder / "logo.svg").write_text(LOGO.format("#0a5cff"), "utf-8")
    return folder


# ── What is told ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", ["acme", "kvadrat"])
def test_a_brand_s_palette_on_a_plain_terminal(run: Run, monkeypatch: pytest.MonkeyPatch, slug: str) -> None:
    monkeypatch.chdir(ROOT)

    done = run("palette", f"brands/{slug}")

    assert (done.code, done.err) == (0, "")
    assert done.out == (WANTED / f"{slug}.txt").read_text("utf-8")
    assert max(len(line) for line in done.out.split("\n")) <= 80


def test_the_answer_in_json(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    done = run("palette", "acme", "--format", "json")

    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == json.loads((WANTED / "acme.json").read_text("utf-8"))


@pytest.mark.parametrize("word", ["globex", "brands/globex", "brands/globex/", "{root}/brands/globex"])
def test_a_brand_is_meant_by_its_slug_or_its_folder(run: Run, globex: Path, word: str) -> None:
    usual = run("palette", "globex")
    asked = run("palette", word.format(root=globex.parents[1]))

    assert usual.out.startswith("brands/globex/logo.svg\n  #0a5cff 100%\n\nprimary ")
    assert asked == usual


def test_a_project_elsewhere_is_meant_by_c(run: Run, globex: Path, tmp_path: Path, monkeypatch: Any) -> None:
    usual = run("palette", "globex")
    monkeypatch.chdir(tmp_path)

    assert run("-C", str(globex.parents[1]), "palette", "brands/globex") == usual
    assert run("palette", "starter/brands/globex") == usual


def test_both_are_shown_where_the_brand_says_other_colours(run: Run, globex: Path) -> None:
    assert run("palette", "globex").out.endswith(
        "\nfor brands/globex/brand.yaml:\n"
        "\n"
        '  colors: {primary: "#0a5cff", accent: "#f69656"}\n'
        "\n"
        "it says now:\n"
        "\n"
        '  colors: {primary: "#0a5cff", accent: "#008080"}\n'
    )


def test_the_brand_that_says_so_already_is_told_so(run: Run, globex: Path) -> None:
    (globex / "brand.yaml").write_text(BRAND.replace("teal", "'#f69656'"), "utf-8")

    done = run("palette", "globex")

    ending = '\nbrands/globex/brand.yaml says so already:\n\n  colors: {primary: "#0a5cff", accent: "#f69656"}\n'
    assert done.out.endswith(ending)


def test_a_file_is_looked_at_before_there_is_a_brand(run: Run, starter: Path, tmp_path: Path) -> None:
    file = tmp_path / "their logo.svg"
    file.write_text(LOGO.format("#d0342c"), "utf-8")

    done = run("palette", str(file))
    found = json.loads(run("palette", str(file), "--format", "json").out)

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"{file}\n  #d0342c 100%\n")
    assert '\nfor a brand file:\n\n  colors: {primary: "#d0342c", accent: ' in done.out
    assert (found["logo"], found["brand"], found["now"]) == (str(file), None, None)


def test_greys_alone_are_told_so(run: Run, globex: Path) -> None:
    (globex / "logo.svg").write_text(LOGO.format("#222222"), "utf-8")

    done = run("palette", "globex")

    assert "primary           #222222  oklch(25% 0.000 0)\n  the logo has greys alone: its ink\n" in done.out
    assert "accent            #e9a03e  oklch(76% 0.140 70)\n  the logo has no hue: amber, beside any grey\n" in done.out


def test_pale_greys_alone_are_told_so(run: Run, globex: Path) -> None:
    (globex / "logo.svg").write_text(LOGO.format("#b8b8b8"), "utf-8")

    done = run("palette", "globex")

    assert done.out.startswith("brands/globex/logo.svg\n  #b8b8b8 100%\n")
    assert "\n  the logo has pale greys alone: its own, dark enough to show on white\n" in done.out


def test_the_logo_that_has_a_hue_stands_in_for_one_that_has_none(run: Run, globex: Path) -> None:
    (globex / "logo.svg").write_text(LOGO.format("#222222"), "utf-8")
    (globex / "dark.svg").write_text(LOGO.format("#ffc914"), "utf-8")
    (globex / "brand.yaml").write_text(BRAND.replace("logo.svg", "{light: logo.svg, dark: dark.svg}"), "utf-8")

    assert run("palette", "globex").out.startswith("brands/globex/dark.svg\n  #ffc914 100%\n")


def test_what_else_the_brand_file_says_counts(run: Run, globex: Path) -> None:
    """A paper that the brand has chosen leaves its text unreadable with any primary: it is told with what would pass."""
    text = BRAND + "tokens: {color.on-primary: '#0a5cff'}\n"
    (globex / "brand.yaml").write_text(text, "utf-8")
    (globex / "logo.svg").write_text(LOGO.format("#0a5cfe"), "utf-8")

    done = run("palette", "globex")
    failing = json.loads(run("palette", "globex", "--format", "json").out)["failing"]

    assert done.code == 0
    assert "pairs that the theme declares fail with them:\n" in done.out
    assert "on-primary on primary in light: #0a5cff on #0a5cfe is 1.00:1, AA wants 4.5:1;" in " ".join(done.out.split())
    assert {"color.on-primary"} == {pair["ink"] for pair in failing}


def test_nothing_is_changed(run: Run, globex: Path) -> None:
    root = globex.parents[1]
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    run("palette", "globex")
    run("palette", "globex", "--format", "json")

    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_is_written_whole_over_what_stood_there(run: Run, globex: Path, tmp_path: Path) -> None:
    file = tmp_path / "palette.html"
    file.write_text("before", "utf-8")

    done = run("palette", "globex", "-o", str(file))
    found = json.loads(run("palette", "globex", "-o", str(file), "--format", "json").out)

    page = file.read_text("utf-8")
    assert re.search(rf"\n\ndrew {re.escape(str(file))} \([\d.]+ kB\)\n$", done.out)
    assert (found["file"], found["bytes"]) == (str(file), len(page.encode()))
    assert page.startswith("<!doctype html>\n") and page.endswith("</html>")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".whitelabel")] == []


def test_a_page_that_can_t_be_written_is_the_world_s_failure(run: Run, globex: Path) -> None:
    done = run("palette", "globex", "-o", "nowhere/palette.html")

    assert (done.code, done.out) == (4, "")
    assert done.err == "error: writing the palette: no such file or directory: 'nowhere/palette.html'\n"


# ── What is refused ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_brand_is_told_as_elsewhere(run: Run, globex: Path) -> None:
    done = run("palette", "globx")

    assert (done.code, done.out) == (
        1,
        "error WL110: unknown brand 'globx'; there is no 'brands/globx/'\n  hint: did you mean 'globex'?\n",
    )
    assert run("palette", "brands/globx") == done
    assert json.loads(run("palette", "globx", "--format", "json").out) == {
        "version": 1,
        "logo": None,
        "brand": None,
        "proposals": [],
        "problems": json.loads(run("check", "--brand", "globx", "--format", "json").out)["problems"],
    }


@pytest.mark.parametrize("word", ["nowhere.svg", "logos/nowhere.svg", "../globex"])
def test_what_is_neither_a_brand_nor_a_file_is_a_wrong_command_line(run: Run, globex: Path, word: str) -> None:
    done = run("palette", word)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"error: '{word}' is neither a brand nor a file\n  hint: name a brand, its folder, or a logo's file\n"
    )


def test_without_a_project_there_is_no_theme_to_try_them_under(run: Run, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logo.svg").write_text(LOGO.format("#0a5cff"), "utf-8")

    done = run("palette", "logo.svg")

    assert done.code == 1
    assert done.out.startswith("error WL190: no project: ")


def test_a_missing_logo_has_its_place(run: Run, globex: Path) -> None:
    (globex / "logo.svg").unlink()

    done = run("palette", "globex")

    assert done.code == 1
    assert done.out == (
        "brands/globex/brand.yaml:2:7: error WL501: the logo 'logo.svg' is not in 'brands/globex/'\n"
        "    2 | logo: logo.svg\n"
        "      |       ^^^^^^^^\n"
        "  hint: copy the file into 'brands/globex/'\n"
    )


@pytest.mark.parametrize(("ink", "code"), [("#ffc914", 0), ("#222222", 0), ("#fff", 1)])
def test_a_logo_for_dark_paper_alone_is_enough(run: Run, globex: Path, ink: str, code: int) -> None:
    (globex / "logo.svg").write_text(LOGO.format(ink), "utf-8")
    (globex / "brand.yaml").write_text(BRAND.replace("logo.svg", "{dark: logo.svg}"), "utf-8")

    done = run("palette", "globex")

    assert (done.code, done.err) == (code, "")
    assert done.out.startswith(
        "brands/globex/logo.svg\n" if code == 0 else "brands/globex/brand.yaml:2:14: error WL193: "
    )


def test_the_name_of_the_page_moves_no_cursor(run: Run, globex: Path, tmp_path: Path) -> None:
    done = run("palette", "globex", "-o", str(tmp_path / "a\x1b[31m\nb.html"))

    assert (done.code, "\x1b" in done.out) == (0, False)
    assert "a\\x1b[31m\\nb.html (" in done.out


def test_a_white_logo_has_no_colour_to_propose(run: Run, globex: Path) -> None:
    (globex / "logo.svg").write_text(LOGO.format("#fff"), "utf-8")

    done = run("palette", "globex")

    assert done.code == 1
    assert done.out == (
        "brands/globex/brand.yaml:2:7: error WL193: the logo 'logo.svg' shows no colour of its own\n"
        "    2 | logo: logo.svg\n"
        "      |       ^^^^^^^^\n"
        "  hint: say in 'colors' which colours the brand is known by, or name a logo that has some\n"
    )


def test_a_refused_file_is_told_from_where_the_reader_stands(run: Run, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("name: Acme\n", "utf-8")

    done = run("palette", "../logo.svg")

    assert (done.code, done.out) == (
        1,
        "../logo.svg:1:1: error WL503: the logo 'logo.svg' is neither SVG, PNG, JPEG nor WebP by its content\n"
        "  hint: export it as SVG or PNG\n",
    )


@pytest.mark.parametrize("folder", ["starter", "starter/brands", "."])
@pytest.mark.parametrize("is_absolute", [True, False])
def test_a_file_s_problems_are_told_by_its_path_as_typed(
    run: Run, starter: Path, tmp_path: Path, monkeypatch: Any, folder: str, *, is_absolute: bool
) -> None:
    (tmp_path / "white.svg").write_text(LOGO.format("#fff"), "utf-8")
    monkeypatch.chdir(tmp_path / folder)
    word = str(tmp_path / "white.svg") if is_absolute else os.path.relpath(tmp_path / "white.svg")

    done = run("-C", str(starter), "palette", word)
    answer = json.loads(run("-C", str(starter), "palette", word, "--format", "json").out)

    assert done.out.startswith(f"{word}:1:1: error WL193: the logo 'white.svg' shows no colour of its own\n")
    assert [problem["path"] for problem in answer["problems"]] == [word]


def test_an_annotation_has_the_file_s_path_in_the_repository(run: Run, starter: Path, monkeypatch: Any) -> None:
    (starter / "brands" / "white.svg").write_text(LOGO.format("#fff"), "utf-8")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(starter))
    monkeypatch.chdir(starter / "brands")

    assert run("palette", "white.svg", "--format", "github").out.startswith("::error file=brands/white.svg,line=1,")


def test_a_mistake_elsewhere_in_the_brand_file_is_not_in_the_way(run: Run, globex: Path) -> None:
    usual = run("palette", "globex")
    (globex / "brand.yaml").write_text(BRAND + "texts: {en: {no.such.key: Hello}}\n", "utf-8")

    assert run("palette", "globex") == usual


def test_a_partner_sees_nothing_of_others(run: Run, globex: Path) -> None:
    shutil.copytree(globex, globex.parent / "zephyr")

    done = run("palette", "globex", "--audience", "partner")
    wrong = run("palette", "globx", "--audience", "partner")

    assert (done.code, "zephyr" in done.out, "marisol" in done.out) == (0, False, False)
    assert (wrong.code, "globex" in wrong.out, "zephyr" in wrong.out) == (1, False, False)

"""`whitelabel assets`: the sheet to sign off, as a page, as a table and as data."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from whitelabel import pipeline
from whitelabel.problem import Span, warning
from whitelabel.report.sheet import as_object, sheet
from whitelabel.report.sheet_shown import as_html, as_text

Run = Callable[..., Any]

ON = "2026-06-01"
ICONS = {
    "site/favicon.ico",
    "site/icon.svg",
    "site/icon-mono.svg",
    "site/apple-touch-icon.png",
    "site/icon-192.png",
    "site/icon-512.png",
    "site/icon-maskable-512.png",
    "site/site.webmanifest",
}
SCRIPT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>1</script><path fill="#123" d="M0 0h40v20z"/></svg>'


def ask(run: Run, *words: str) -> Any:
    return run("assets", "--on", ON, *words)


def made(root: Path, slug: str) -> Any:
    """The sheet as the command puts it together."""
    found = pipeline.assets(root, slug, on=datetime.date.fromisoformat(ON))
    assert found.brand is not None and found.resolved is not None
    return sheet(found.brand, found.resolved.project.theme, found.files, found.outcome.problems)


def rewrite(root: Path, slug: str, old: str, new: str) -> None:
    file = root / "brands" / slug / "brand.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def bundle(run: Run, root: Path, slug: str) -> Mapping[str, bytes]:
    assert run("build", "--on", ON, "--brand", slug).code == 0
    folder = root / "build" / slug
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_file_it_is_a_table(run: Run, starter: Path) -> None:
    done = ask(run, "--brand", "marisol")

    assert (done.code, done.err, done.out) == (0, "", as_text(made(starter, "marisol")) + "\n")
    assert done.out.startswith("Marisol (marisol), product version ")
    assert set(re.findall(r"^site/\S+", done.out, re.MULTILINE)) >= ICONS


def test_as_data_it_tells_the_bytes_that_a_build_makes(run: Run, starter: Path) -> None:
    done = ask(run, "--brand", "marisol", "--format", "json")

    told = json.loads(done.out)
    expected = {"version": 1, "brand": "marisol", "sheet": None, **as_object(made(starter, "marisol")), "problems": []}
    assert (done.code, done.err, told) == (0, "", expected)
    assert list(told) == ["version", "brand", "sheet", "product_version", "sha256", "files", "signs", "problems"]
    built = bundle(run, starter, "marisol")
    assert {entry["path"] for entry in told["files"]} >= ICONS
    for entry in told["files"]:
        data = built[entry["path"]]
        assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())


def test_into_a_file_it_is_a_page_in_the_brand_s_first_language(run: Run, starter: Path) -> None:
    done = ask(run, "--brand", "marisol", "-o", "sheet.html")
    page = (starter / "sheet.html").read_text("utf-8")
    german = ask(run, "--brand", "marisol", "-o", "german.html", "--language", "de")

    assert (done.code, done.err) == (0, "")
    assert re.fullmatch(r"drew sheet\.html \(\d+ kB\)\n", done.out)
    assert page == as_html(made(starter, "marisol"), "en")
    assert german.code == 0
    assert (starter / "german.html").read_text("utf-8") == as_html(made(starter, "marisol"), "de")


def test_the_name_of_the_page_moves_no_cursor(run: Run, starter: Path) -> None:
    done = ask(run, "--brand", "marisol", "-o", "a\x1b[31m\nb.html")

    assert (done.code, done.out.partition(" (")[0]) == (0, "drew a\\x1b[31m\\nb.html")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_that_nobody_reads_from_is_not_waited_for(run: Run, starter: Path) -> None:
    os.mkfifo(starter / "pipe")

    done = ask(run, "--brand", "marisol", "-o", "pipe")

    assert done.code == 4
    assert "nobody reads from this pipe" in done.err.lower()


def test_as_data_with_a_file_it_says_where_the_page_is(run: Run, starter: Path) -> None:
    done = ask(run, "--brand", "marisol", "-o", "sheet.html", "--format", "json")

    assert json.loads(done.out)["sheet"] == "sheet.html"
    assert (starter / "sheet.html").read_bytes().startswith(b"<!doctype html>")


def test_both_audiences_get_the_same_page_and_nothing_of_another_brand_is_on_it(run: Run, starter: Path) -> None:
    for audience in ("vendor", "partner"):
        done = ask(run, "--brand", "marisol", "--audience", audience, "-o", f"{audience}.html")
        assert (done.code, done.out) == (0, re.sub(r"drew \S+", f"drew {audience}.html", done.out))

    pages = [(starter / f"{audience}.html").read_bytes() for audience in ("vendor", "partner")]
    assert pages[0] == pages[1]
    others = [folder.name for folder in (starter / "brands").iterdir() if folder.name != "marisol"]
    assert others
    assert [name for name in others if name.encode() in pages[0].lower()] == []


def test_a_warning_stands_on_the_page_and_behind_the_answer(run: Run, starter: Path) -> None:
    (starter / "brands/marisol/logo.svg").write_text(SCRIPT, "utf-8")
    done = ask(run, "--brand", "marisol", "-o", "sheet.html")
    page = (starter / "sheet.html").read_text("utf-8")
    listed = ask(run, "--brand", "marisol", "--format", "json")

    told = json.loads(listed.out)["problems"]
    assert "WL515" in {problem["code"] for problem in told}
    assert done.code == 0
    assert "warning WL515: " in done.out
    assert all(f"{problem['path']}:{problem['line']}:{problem['column']}" in page for problem in told)
    assert ask(run, "--brand", "marisol", "--strict").code == 1


def test_what_is_wrong_with_another_brand_s_logo_is_not_on_the_page(
    run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = next(folder.name for folder in (starter / "brands").iterdir() if folder.name != "marisol")
    found = pipeline.assets(starter, "marisol", on=datetime.date.fromisoformat(ON))
    odd = warning("WL515", f"the logo of '{other}' holds a script", Span(f"brands/{other}/logo.svg", 1, 1))
    told = replace(found, outcome=replace(found.outcome, problems=(odd,)))
    monkeypatch.setattr(pipeline, "assets", lambda *_, **__: told)

    done = ask(run, "--brand", "marisol", "-o", "sheet.html")
    assert f"brands/{other}/logo.svg:1:1: warning WL515" in done.out
    assert other not in (starter / "sheet.html").read_text("utf-8")


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_rejected_brand_has_no_page_and_its_problems_are_told(run: Run, starter: Path, form: str) -> None:
    (starter / "brands/marisol/logo.svg").write_text("no picture", "utf-8")
    done = ask(run, "--brand", "marisol", "-o", "sheet.html", "--format", form)

    assert (done.code, done.err) == (1, "")
    assert "WL503" in done.out
    assert not (starter / "sheet.html").exists()
    if form == "json":
        told = json.loads(done.out)
        assert {**told, "problems": []} == {
            "version": 1,
            "brand": "marisol",
            "sheet": None,
            "product_version": None,
            "sha256": None,
            "files": [],
            "signs": [],
            "problems": [],
        }


def test_an_unknown_brand_is_a_problem(run: Run, starter: Path) -> None:
    done = ask(run, "--brand", "marisoll")

    assert done.code == 1
    assert done.out.startswith("error WL110: unknown brand 'marisoll'")


def test_without_a_project_it_says_so(run: Run, tmp_path: Path) -> None:
    done = ask(run, "-C", str(tmp_path), "--brand", "acme", "--format", "json")

    told = json.loads(done.out)
    assert (done.code, told["brand"], told["files"]) == (1, "acme", [])
    assert [problem["code"] for problem in told["problems"]] == ["WL190"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "error: missing option '--brand'\n  hint: 'whitelabel assets --help' tells what it takes\n"),
        (
            ("--brand", "acme", "--brand", "globex"),
            "error: a sheet is of one brand, and '--brand' names several\n  hint: ask for one after the other\n",
        ),
    ],
)
def test_it_is_asked_for_one_brand(run: Run, starter: Path, words: tuple[str, ...], said: str) -> None:
    done = ask(run, *words)

    assert (done.code, done.out, done.err) == (2, "", said)


def test_a_folder_that_is_not_there_is_a_failure_of_the_world(run: Run, starter: Path) -> None:
    for audience in ("vendor", "partner"):
        done = ask(run, "--brand", "marisol", "--audience", audience, "-o", "nowhere/sheet.html")

        assert (done.code, done.out) == (4, "")
        assert done.err == "error: writing the sheet: no such file or directory: 'nowhere/sheet.html'\n"


def test_nothing_of_the_project_is_changed(run: Run, starter: Path) -> None:
    before = {path: path.read_bytes() for path in starter.rglob("*") if path.is_file()}
    ask(run, "--brand", "marisol")

    assert {path: path.read_bytes() for path in starter.rglob("*") if path.is_file()} == before

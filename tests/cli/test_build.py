"""`whitelabel build` and `whitelabel check`: what is asked, shown and answered."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from whitelabel.outcome import BrandOutcome
from whitelabel.package.order import Opened, Order
from whitelabel.problem import Problem, Related, Span, error, warning

ACME = BrandOutcome("acme", "Acme Realty", "built", 33, 82, 1_048_576, 0.118, "build/acme", "a" * 64, ("#1b4d3e",))
PACKED = dataclasses.replace(
    ACME,
    archive="build/artifacts/acme-1.4.0.zip",
    archive_sha256="b" * 64,
    artifacts=(("acme-1.4.0.zip", "b" * 64), ("acme-1.4.0.html", "c" * 64), ("acme-1.4.0.intoto.json", "d" * 64)),
)
GLOBEX = BrandOutcome("globex", "Globex", "rejected")
KEY = error(
    "WL101",
    "unknown key 'color'",
    Span("brands/globex/brand.yaml", 2, 1, 5),
    hint="did you mean 'colors'?",
    brands=["globex"],
)
PALE = warning("WL211", "'color.primary' was adjusted", Span("brands/acme/brand.yaml", 1), brands=["acme"])


def test_a_good_build_ends_with_0(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.brands = (ACME,)

    done = run("build")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "built      acme  33 pages, 82 files, 1.0 MB, 118 ms, build/acme\n"
        "1 brand: 1 built · 33 pages · 82 files · 1.0 MB · 250 ms\n"
    )
    assert [call[:4] for call in pipeline.calls] == [("build", project, (), None)]


def test_brands_and_the_folder_are_handed_on(run: Any, pipeline: Any, project: Path) -> None:
    run("build", "--brand", "acme", "--brand", "zeta", "--out", "../bundles", "--jobs", "3")

    assert pipeline.calls == [("build", project, ("acme", "zeta"), project / "../bundles", 3, "auto", None)]


def test_as_many_brands_are_built_at_once_as_there_are_processors(run: Any, pipeline: Any, project: Path) -> None:
    run("build")

    assert pipeline.calls == [("build", project, (), None, len(os.sched_getaffinity(0)), "auto", None)]


def test_a_rejected_brand_is_shown_with_its_line_and_ends_with_1(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.brands, pipeline.problems = (ACME, GLOBEX), (KEY, PALE)
    pipeline.lines = {("brands/globex/brand.yaml", 2): "color: red"}

    done = run("build")

    assert (done.code, done.err) == (1, "")
    assert done.out == (
        "brands/acme/brand.yaml:1:1: warning WL211: 'color.primary' was adjusted\n"
        "\n"
        "brands/globex/brand.yaml:2:1: error WL101: unknown key 'color'\n"
        "    2 | color: red\n"
        "      | ^^^^^\n"
        "  hint: did you mean 'colors'?\n"
        "\n"
        "built      acme    33 pages, 82 files, 1.0 MB, 118 ms, build/acme, 1 warning\n"
        "rejected   globex  1 error\n"
        "2 brands: 1 built, 1 rejected · 33 pages · 82 files · 1.0 MB · 250 ms\n"
        "1 error, 1 warning in 2 files\n"
    )


def test_an_unknown_brand_is_rejected_though_it_has_no_place(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.problems = (error("WL110", "unknown brand 'acne'", hint="did you mean 'acme'?"),)

    done = run("build", "--brand", "acne")

    assert (done.code, done.out) == (
        1,
        "error WL110: unknown brand 'acne'\n  hint: did you mean 'acme'?\n\n1 error\n",
    )


@pytest.mark.parametrize("words", [("--strict", "check"), ("check", "--strict")])
def test_a_warning_changes_the_code_only_when_strict(run: Any, pipeline: Any, project: Path, words: Any) -> None:
    pipeline.brands, pipeline.problems = (BrandOutcome("acme", "Acme", "checked"),), (PALE,)

    lenient, strict = run("check"), run(*words)

    assert (lenient.code, strict.code) == (0, 1)
    assert strict.out == lenient.out.rstrip("\n") + "; '--strict' lets no warning pass\n"


def test_a_check_without_mistakes_says_so_in_a_line(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.brands = (BrandOutcome("acme", "Acme", "checked"), BrandOutcome("zeta", "Zeta", "checked"))

    done = run("check", "--brand", "acme")

    assert (done.code, done.out, done.err) == (0, "2 brands: 2 checked · 250 ms\n", "")
    assert pipeline.calls == [("check", project, ("acme",))]


@pytest.mark.parametrize("words", [("--format", "json", "build"), ("build", "--format", "json")])
def test_json_is_all_that_stands_on_stdout(run: Any, pipeline: Any, project: Path, words: Any) -> None:
    pipeline.brands, pipeline.problems = (PACKED, GLOBEX), (KEY,)

    done = run(*words)

    assert (done.code, done.err) == (1, "")
    assert json.loads(done.out) == {
        "version": 1,
        "brands": [
            {
                "brand": "acme",
                "status": "built",
                "pages": 33,
                "files": 82,
                "bytes": 1048576,
                "seconds": 0.118,
                "bundle": "build/acme",
                "sha256": "a" * 64,
                "archive": "build/artifacts/acme-1.4.0.zip",
                "archive_sha256": "b" * 64,
                "evidence": ["build/artifacts/acme-1.4.0.html", "build/artifacts/acme-1.4.0.intoto.json"],
            },
            {
                "brand": "globex",
                "status": "rejected",
                "pages": 0,
                "files": 0,
                "bytes": 0,
                "seconds": 0.0,
                "bundle": None,
                "sha256": None,
                "archive": None,
                "archive_sha256": None,
                "evidence": None,
            },
        ],
        "problems": [
            {
                "code": "WL101",
                "severity": "error",
                "message": "unknown key 'color'",
                "path": "brands/globex/brand.yaml",
                "line": 2,
                "column": 1,
                "hint": "did you mean 'colors'?",
                "brands": ["globex"],
                "also": [],
            }
        ],
    }


def test_a_check_in_json_says_what_became_of_each_brand(run: Any, pipeline: Any, project: Path) -> None:
    pipeline.brands = (BrandOutcome("acme", "Acme", "checked"),)

    assert json.loads(run("check", "--format", "json").out) == {
        "version": 1,
        "brands": [{"brand": "acme", "status": "checked"}],
        "problems": [],
    }


def test_annotations_lead_from_the_repository_s_root(
    run: Any, pipeline: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.brands, pipeline.problems = (GLOBEX,), (KEY,)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project.parent))

    done = run("build", "--format", "github")

    assert done.out == (
        "::error file=shop/brands/globex/brand.yaml,line=2,col=1,endColumn=6,title=WL101::"
        "unknown key 'color'%0Ahint: did you mean 'colors'?\n"
        "rejected   globex  1 error\n"
        "1 brand: 1 rejected · 250 ms\n"
        "1 error in 1 file\n"
    )


def test_places_can_be_clicked_from_any_folder(
    run: Any, pipeline: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.problems = (PALE,)
    monkeypatch.chdir(project / "brands" / "acme")
    assert run("check").out.startswith("../../brands/acme/brand.yaml:1:1: warning")

    monkeypatch.chdir(project.parent)
    assert run("check", "-C", "shop").out.startswith("shop/brands/acme/brand.yaml:1:1: warning")
    assert run("-C", "shop", "check").out.startswith("shop/brands/acme/brand.yaml:1:1: warning")
    assert {call[1] for call in pipeline.calls} == {project}


@pytest.mark.parametrize("command", ["build", "check", "new"])
def test_no_project_is_said_and_ends_with_1(
    run: Any, pipeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.svg").write_bytes(b"<svg/>")
    words = ("new", "acme", "--name", "A", "--logo", "a.svg") if command == "new" else (command,)

    done = run(*words)

    assert (done.code, done.out, done.err) == (
        1,
        f"error WL190: no project: 'whitelabel.yaml' is neither in '{tmp_path}' nor in a folder above\n"
        "  hint: 'whitelabel init' makes a project; '-C DIR' looks in another folder\n",
        "",
    )
    assert [problem["code"] for problem in json.loads(run(*words, "--format", "json").out)["problems"]] == ["WL190"]


# ── Partners ──────────────────────────────────────────────────────────────────────────────────────────────────────

CONFLICT: Problem = error(
    "WL301",
    "'acme' and 'globex' both hold 'deals' in RU-MOW",
    Span("brands/acme/brand.yaml", 1, 1),
    related=[Related(Span("brands/globex/brand.yaml", 1), "held exclusive here, contract GX-11")],
    brands=["acme", "globex"],
)


@pytest.mark.parametrize("format_", ["text", "json", "github"])
def test_a_partner_is_told_of_a_conflict_but_not_with_whom(
    run: Any, pipeline: Any, project: Path, format_: str
) -> None:
    pipeline.brands, pipeline.problems = (BrandOutcome("acme", "Acme Realty", "rejected"), GLOBEX), (CONFLICT, KEY)

    done = run("build", "--audience", "partner", "--brand", "acme", "--format", format_)

    assert done.code == 1
    assert "WL301" in done.out
    assert "globex" not in (done.out + done.err).lower() and "GX-11" not in done.out
    if format_ == "json":
        answer = json.loads(done.out)
        assert [brand["brand"] for brand in answer["brands"]] == ["acme"]
        assert [(problem["brands"], problem["also"]) for problem in answer["problems"]] == [(["acme"], [])]


@pytest.mark.parametrize("brands", [(), ("--brand", "acme", "--brand", "globex")])
def test_a_partner_asks_for_one_brand(run: Any, pipeline: Any, project: Path, brands: tuple[str, ...]) -> None:
    done = run("--audience", "partner", "check", *brands)

    assert (done.code, done.out, done.err) == (
        2,
        "",
        "error: '--audience partner' shows one brand\n  hint: name it with '--brand'\n",
    )
    assert pipeline.calls == []


# ── Terminals ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _on_a_terminal(monkeypatch: pytest.MonkeyPatch, **environment: str) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _stream: True, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_a_terminal_gets_a_table_with_colours(
    run: Any, pipeline: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.brands, pipeline.problems = (ACME,), (PALE,)
    _on_a_terminal(monkeypatch)

    out = run("build").out

    assert "\x1b[1;33mwarning WL211\x1b[0m" in out
    assert "\x1b[38;2;27;77;62m██\x1b[0m" in out
    assert "look at it: python3 -m http.server -d build/acme/site" in out


def test_no_color_means_none(run: Any, pipeline: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline.brands, pipeline.problems = (ACME,), (PALE,)
    _on_a_terminal(monkeypatch, NO_COLOR="1")

    assert "\x1b" not in run("build").out


def test_a_dumb_terminal_gets_what_a_log_gets(
    run: Any, pipeline: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.brands = (ACME,)
    plain = run("build").out
    _on_a_terminal(monkeypatch, TERM="dumb")

    assert run("build").out == plain


def test_archives_tell_no_time_unless_the_environment_does(
    run: Any, pipeline: Any, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for epoch in ("", "1700000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        run("build", "--archive", "--link", "hard")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    refused = run("build", "--archive")

    assert [call[5:] for call in pipeline.calls] == [("hard", Order()), ("hard", Order(1_700_000_000))]
    assert refused.code == 2
    assert "error: the environment's SOURCE_DATE_EPOCH is 'yesterday'; seconds since 1970 were wanted" in refused.err


def test_archives_are_packed_as_is_asked_for_and_told_what_a_browser_found(
    run: Any, pipeline: Any, project: Path, tmp_path: Path
) -> None:
    seen = {"bundle": "build/acme", "sha256": "a" * 64, "opened": 22}
    found = [{"code": code, "path": f"build/{slug}/site/index.html"} for code, slug in SEEN]
    report = tmp_path / "report.json"
    report.write_text(
        json.dumps({"version": 1, "bundles": [seen, {**seen, "opened": None}], "problems": found}), "utf-8"
    )

    run("build", "--archive", "--archive-format", "tar.zst", "--archive-format", "zip", "--browser-report", str(report))

    opened = Opened(22, (("WL667", 2), ("WL669", 1)))
    assert pipeline.calls[0][6] == Order(forms=("zip", "tar.zst"), opened={"a" * 64: opened})


SEEN = (("WL667", "acme"), ("WL669", "acme"), ("WL667", "acme"), ("WL667", "globex"), ("WL601", "acme"))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"bundles": [{"opened": 1}], "problems": []}', '{"bundles": [], "problems": [1]}', "[" * 9999],
)
def test_what_is_no_report_of_a_browser_is_refused(run: Any, pipeline: Any, project: Path, text: str) -> None:
    (project / "report.json").write_text(text, "utf-8")

    done = run("build", "--archive", "--browser-report", "report.json")

    assert (done.code, pipeline.calls) == (2, [])
    assert done.err == (
        "error: 'report.json' is no report of pages that were opened\n"
        "  hint: make one: whitelabel verify --browser --format json > report.json\n"
    )


@pytest.mark.parametrize("words", [("--archive-format", "zip"), ("--browser-report", "whitelabel.yaml")])
def test_whoever_asks_something_of_archives_has_to_ask_for_them(
    run: Any, pipeline: Any, project: Path, words: Any
) -> None:
    done = run("build", *words)

    assert (done.code, pipeline.calls) == (2, [])
    assert done.err == f"error: '{words[0]}' is about archives, and none is made\n  hint: add '--archive'\n"


@pytest.mark.parametrize("version", ["../1", "1 2", "-1", "1/2", "ü"])
def test_a_version_that_could_name_no_archive_is_refused(run: Any, pipeline: Any, project: Path, version: str) -> None:
    done = run("build", f"--version={version}")

    assert (done.code, pipeline.calls) == (2, [])
    assert done.err == (
        f"error: '--version' is '{version}'; a version was wanted\n  hint: write it as '1.4.0' or '2026-11-20+7'\n"
    )

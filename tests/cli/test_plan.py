"""`whitelabel plan`: what a build would change, told in each form, to whom it is for."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.repository import commit
from tests.shop import brand, logo, open_shop, write

Run = Callable[..., Any]
DAY = "2026-11-23"
ROOT = Path(__file__).resolve().parents[2]
COLOR = 'colors: {primary: "#123456"}'

pytestmark = pytest.mark.usefixtures("kept_pictures")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop whose bundles stand, and that is kept at ``v1``."""
    from whitelabel.cli import main

    root = tmp_path_factory.mktemp("plan") / "shop"
    open_shop(root)
    assert main(["-C", str(root), "build", "--on", DAY, "--jobs", "1"]) == 0
    commit(root, "v1")
    return root


@pytest.fixture
def shop(copied: Path) -> Path:
    return copied


def ask(run: Run, *words: str) -> Any:
    return run("plan", "--on", DAY, "--jobs", "1", *words)


@pytest.mark.parametrize(
    ("lines", "words", "code"),
    [
        ("", (), 0),
        ("", ("--detailed-exitcode",), 0),
        (COLOR, (), 0),
        (COLOR, ("--detailed-exitcode",), 10),
        (COLOR, ("--detailed-exitcode", "--since", "v1"), 10),
        (COLOR, ("--detailed-exitcode", "--brand", "acme"), 0),
        (COLOR, ("--detailed-exitcode", "--brand", "acme", "--since", "v1"), 0),
        ("tokens: {no.such: 1px}", (), 1),
        ("tokens: {no.such: 1px}", ("--detailed-exitcode",), 1),
        ("locales: [en]\ntexts: {de: {home: {title: x}}}", ("--detailed-exitcode",), 0),
        ("locales: [en]\ntexts: {de: {home: {title: x}}}", ("--detailed-exitcode", "--strict"), 1),
    ],
)
def test_the_exit_code(run: Run, shop: Path, lines: str, words: tuple[str, ...], code: int) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta", *lines.split("\n")))

    assert ask(run, *words).code == code


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "v9"), "'--since' is 'v9', which is no revision of the project's git repository"),
        (("--since", "--help"), "'--since' is '--help', which is no revision"),
        (("--since", "v1", "--closed"), "'--closed' compares with bundles that stand, and '--since' doesn't"),
        (("--audience", "partner"), "'--audience partner' shows one brand"),
        (("--format", "sarif"), "'sarif' is not one of"),
    ],
)
def test_a_wrong_command_line(run: Run, shop: Path, words: tuple[str, ...], said: str) -> None:
    done = ask(run, *words)

    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_the_answer_has_the_shape_that_is_documented(run: Run, shop: Path) -> None:
    """Every key of docs/plan.md is there, at its place, and no other."""
    write(shop, "brands/beta/brand.yaml", brand("beta", COLOR, 'tokens: {color.ink: "#9aa0a6"}', ground="DE"))
    write(shop, "base_theme/static/new.txt", "new")
    write(shop, "whitelabel.yaml", "vendor: {brand: acme}\nproducts: [deals]\npolicy: {contrast: warn}\n")
    theme = (shop / "base_theme/theme.yaml").read_text("utf-8")
    write(shop, "base_theme/theme.yaml", theme + "contrast: [[color.ink, color.paper, AA]]\n")
    found = json.loads(ask(run, "--format", "json").out)

    documented = (ROOT / "docs/plan.md").read_text("utf-8").split("### As JSON")[1]
    keys = set(re.findall(r'"(\w+)":', documented))
    assert _keys(found) - {"code", "severity", "message", "path", "line", "column", "hint", "brands", "also"} <= keys
    assert keys <= _keys(found) | {"path", "brands"}
    assert found["summary"] == {"new": 0, "changed": 4, "removed": 0, "rejected": 0, "unchanged": 0}
    beta = next(one for one in found["brands"] if one["brand"] == "beta")
    assert {
        "ink": "color.ink",
        "paper": "color.paper",
        "mode": "light",
        "wanted": 4.5,
        "before": 21.0,
        "after": 2.64,
        "passes": False,
    } in beta["contrast"]
    assert beta["rights"] == [
        {
            "turn": "begins",
            "product": "deals",
            "territories": ["DE"],
            "before": None,
            "after": {"from": None, "until": None},
            "others": [],
        },
        {
            "turn": "ends",
            "product": "deals",
            "territories": ["RU-MOW"],
            "before": {"from": None, "until": None},
            "after": None,
            "others": [],
        },
    ]


def _keys(data: Any) -> set[str]:
    if isinstance(data, list):
        return {key for one in data for key in _keys(one)}
    return {*data, *(key for one in data.values() for key in _keys(one))} if isinstance(data, dict) else set()


def test_a_partner_is_told_of_no_other(run: Run, shop: Path) -> None:
    write(shop, "brands/gamma/brand.yaml", brand("gamma", exclusivity="exclusive", ground="RU-MOW, DE"))
    write(shop, "build/omega/manifest.json", "{}")

    for words in ((), ("--format", "json"), ("--format", "markdown"), ("--format", "github"), ("--since", "v1")):
        done = ask(run, "--brand", "beta", "--audience", "partner", *words)
        assert done.code == 1
        assert "RU-MOW" in done.out
        assert not re.search("gamma|acme|delta|omega", done.out + done.err, re.IGNORECASE), done.out


def test_as_a_comment_it_tells_problems_too(run: Run, shop: Path) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta", "tokens: {no.such: 1px}"))

    done = ask(run, "--format", "markdown")

    assert (done.code, done.err) == (1, "")
    assert done.out == (
        "<!-- whitelabel plan -->\n"
        "\n"
        "### What a build would change\n"
        "\n"
        "**4 brands: 1 rejected, 3 unchanged; nothing changes**\n"
        "\n"
        "#### 1 error in 1 file\n"
        "\n"
        "- error WL218 `brands/beta/brand.yaml:6:10`: `the theme has no token 'no.such'`; "
        "hint: `known here: color.header, color.ink, color.paper, color.primary`\n"
        "\n"
        "#### ⚠️ `beta` (`Beta`): rejected; what there is stays as it is\n"
    )


def test_without_a_project_there_is_no_plan(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("plan").code == 1
    found = json.loads(run("plan", "--format", "json").out)
    assert (found["brands"], found["problems"][0]["code"]) == ([], "WL190")
    assert "- error WL190: `no project" in run("plan", "--format", "markdown").out


def test_bundles_elsewhere_are_compared_with(run: Run, shop: Path, tmp_path: Path) -> None:
    shutil.move(shop / "build", tmp_path / "out")

    assert ask(run).out.endswith("4 brands: 4 new\n")
    assert ask(run, "--out", str(tmp_path / "out")).out == "4 brands: 4 unchanged; nothing changes\n"


def test_in_a_workflow_problems_are_annotations_and_the_plan_is_a_log(run: Run, shop: Path) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta", "tokens: {no.such: 1px}"))
    write(shop, "brands/omega/brand.yaml", brand("omega"))
    write(shop, "brands/omega/logo.svg", logo("omega"))

    lines = ask(run, "--format", "github").out.splitlines()

    assert lines[0].startswith("::error file=brands/beta/brand.yaml,line=6")
    assert [line for line in lines[1:] if line.startswith("::")] == []
    assert "5 brands: 1 new, 1 rejected, 3 unchanged" in lines


def test_on_a_terminal_colours_are_shown_as_such(shop: Path) -> None:
    write(shop, "brands/beta/brand.yaml", brand("beta", COLOR))
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "whitelabel", "plan", "--on", DAY, "--brand", "beta"]
    environment = {**os.environ, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT)}
    environment.pop("NO_COLOR", None)
    subprocess.run(command, cwd=shop, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, check=True)
    os.close(theirs)
    told = os.read(ours, 65_536).decode()
    os.close(ours)

    assert "\x1b[38;2;18;52;86m██\x1b[0m #123456" in told

"""The table of commands: help, wrong command lines, completion."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import BashComplete

from whitelabel import __version__
from whitelabel.cli import group as table

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"rich", "jinja2", "pydantic", "PIL", "lxml", "coloraide", "babel", "cssutils", "fontTools", "yaml"}


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_lists_every_command(run: Any, word: str) -> None:
    done = run(word)

    assert done.code == 0
    assert [line.split()[0] for line in done.out.split("Commands:\n")[1].splitlines()[: len(table.COMMANDS)]] == list(
        table.COMMANDS
    )


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from whitelabel.cli import main; main(['--help']); "
        f"sys.exit(repr(sorted({HEAVY!r} & {{name.partition('.')[0] for name in sys.modules}})))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stderr == "[]\n"


@pytest.mark.parametrize("command", table.COMMANDS)
def test_each_command_tells_the_options_that_all_take(run: Any, command: str) -> None:
    done = run(command, "-h")

    assert done.code == 0
    assert [word for word in ("-C DIR", "--format", "--audience", "--strict") if word not in done.out] == []


def test_the_version(run: Any) -> None:
    assert run("--version").out == f"whitelabel {__version__}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("biuld",), "error: no such command 'biuld'\n  hint: did you mean 'build'?\n"),
        (("xyzzy",), "error: no such command 'xyzzy'\n  hint: 'whitelabel --help' tells what it takes\n"),
        (
            ("build", "--fromat", "json"),
            "error: no such option '--fromat'\n  hint: did you mean '--format' or '--out'?\n",
        ),
        (
            ("build", "--format", "xml"),
            "error: invalid value for '--format': 'xml' is not one of 'text', 'json', 'github'\n"
            "  hint: 'whitelabel build --help' tells what it takes\n",
        ),
        (
            ("build", "--format", "jsn"),
            "error: invalid value for '--format': 'jsn' is not one of 'text', 'json', 'github'\n"
            "  hint: did you mean 'json'?\n",
        ),
        (("build", "acme"), "error: unexpected argument 'acme'\n  hint: name brands so: '--brand acme'\n"),
        (
            ("check", "acme", "globex"),
            "error: unexpected arguments 'acme', 'globex'\n  hint: name brands so: '--brand acme --brand globex'\n",
        ),
        (
            ("build", "--brand"),
            "error: option '--brand' requires an argument\n  hint: 'whitelabel build --help' tells what it takes\n",
        ),
        (
            ("-C", "missing", "build"),
            "error: invalid value for '-C': directory 'missing' does not exist\n"
            "  hint: 'whitelabel --help' tells what it takes\n",
        ),
        (("schema",), "error: missing argument 'KIND'\n  hint: one of 'brand', 'contract', 'theme', 'project'\n"),
        (
            ("schema", "them"),
            "error: invalid value for 'KIND': 'them' is not one of 'brand', 'contract', 'theme', 'project'\n"
            "  hint: did you mean 'theme'?\n",
        ),
        (
            ("explain", "WL101", "WL102"),
            "error: unexpected argument 'WL102'\n  hint: 'whitelabel explain --help' tells what it takes\n",
        ),
        (("explain", "WL999"), "error: no such code 'WL999'\n  hint: 'whitelabel explain' lists all codes\n"),
        (
            ("build", "\x1b[31m"),
            "error: unexpected argument '\\x1b[31m'\n  hint: 'whitelabel build --help' tells what it takes\n",
        ),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_what_is_right(
    run: Any, words: tuple[str, ...], message: str
) -> None:
    done = run(*words)

    assert (done.code, done.out, done.err) == (2, "", message)


def test_no_command_at_all_shows_help_and_ends_with_2(run: Any) -> None:
    done = run()

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: whitelabel [OPTIONS] COMMAND [ARGS]...")


@pytest.mark.parametrize(
    ("words", "typed", "offered"),
    [
        ((), "b", ["build"]),
        (("build", "--brand"), "", ["acme", "globex"]),
        (("check", "--brand"), "g", ["globex"]),
        (("build", "--format"), "", ["text", "json", "github"]),
        (("explain",), "wl00", ["WL001", "WL002", "WL003", "WL004", "WL005", "WL006"]),
        (("schema",), "", ["brand", "contract", "theme", "project"]),
        (("store",), "", ["info", "clean"]),
        (("store", "clean"), "--o", ["--older", "--out"]),
    ],
)
def test_tab_completes(project: Path, words: tuple[str, ...], typed: str, offered: list[str]) -> None:
    complete = BashComplete(table.group, {}, "whitelabel", table.COMPLETION)

    assert [item.value for item in complete.get_completions(list(words), typed)] == offered


@pytest.mark.parametrize("words", [("-C", "shop", "build", "--brand"), ("build", "-C", "shop", "--brand")])
def test_tab_completes_the_brands_of_the_project_that_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(project.parent)
    complete = BashComplete(table.group, {}, "whitelabel", table.COMPLETION)

    assert [item.value for item in complete.get_completions(list(words), "a")] == ["acme"]


def test_a_shell_gets_its_completion_script() -> None:
    environment = {**os.environ, table.COMPLETION: "zsh_source"}
    done = subprocess.run(
        [sys.executable, "-m", "whitelabel"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("#compdef whitelabel")

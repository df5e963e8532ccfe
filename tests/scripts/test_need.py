"""What set-up does on a machine where something is missing: programs of our own stand in for the machine's."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def run(script: str, *words: str, programs: Mapping[str, str], folder: Path, **environment: str) -> tuple[int, str]:
    """Exit code and output of a script that finds these programs before the machine's."""
    for name, body in programs.items():
        program = folder / name
        program.write_text(f"#!/bin/bash\n{body}\n", "utf-8")
        program.chmod(0o755)
    done = subprocess.run(
        [SCRIPTS / script, *words],
        env={**os.environ, **environment, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_nothing_is_asked_for_what_is_there(tmp_path: Path) -> None:
    programs = {"apt-get": "echo called", "here": ""}
    assert run("need", "here", "python3:json=x", programs=programs, folder=tmp_path) == (0, "")


def test_root_installs_what_is_missing_in_one_go(tmp_path: Path) -> None:
    programs = {"apt-get": f'echo "$*" >> {tmp_path}/asked', "id": "echo 0", "here": ""}
    words = ("here", "no-such-1=package-1", "no-such-2", "python3:no_such=package-3", "lib:no-such.so=package-4")
    assert run("need", *words, programs=programs, folder=tmp_path) == (
        0,
        "installing package-1 no-such-2 package-3 package-4\n",
    )
    assert (tmp_path / "asked").read_text("utf-8") == (
        "update\ninstall --yes --no-install-recommends package-1 no-such-2 package-3 package-4\n"
    )


def test_what_apt_says_is_shown_only_where_it_fails(tmp_path: Path) -> None:
    programs = {"apt-get": "echo no route; exit 100", "id": "echo 0"}
    assert run("need", "no-such", programs=programs, folder=tmp_path) == (
        1,
        "installing no-such\nno route\ncould not install: no-such\n",
    )


def test_who_may_not_install_is_told_the_one_command(tmp_path: Path) -> None:
    programs = {"apt-get": "echo called", "id": "echo 1000", "sudo": "exit 1"}
    assert run("need", "no-such=package", programs=programs, folder=tmp_path) == (
        1,
        "missing: package; on Debian and Ubuntu this brings it, then run make again:\n"
        "    sudo apt-get update && sudo apt-get install --yes --no-install-recommends package\n",
    )


def test_a_python_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    assert run("python", programs={"python3.9": "exit 1"}, folder=tmp_path, PYTHON="python3.9") == (
        1,
        "Python 3.11 to 3.14 is wanted, and python3.9 is none of them; "
        "name one: make build PYTHON=/path/to/python3.12\n",
    )


def test_the_first_python_that_fits_is_taken(tmp_path: Path) -> None:
    programs = {"python3": "exit 1", "python3.14": "exit 0"}
    assert run("python", programs=programs, folder=tmp_path) == (0, f"{tmp_path}/python3.14\n")

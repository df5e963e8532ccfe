"""`whitelabel doctor`."""

from __future__ import annotations

import errno
import json
import re
import tempfile
import tomllib
from importlib import metadata, util
from pathlib import Path
from typing import Any

import pytest

from whitelabel.cli.doctor import LIBRARIES

ROOT = Path(__file__).resolve().parents[2]


def test_the_libraries_are_those_of_the_package() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]

    assert [re.match(r"[a-z0-9-]+", name)[0] for name in wanted] == list(LIBRARIES)  # type: ignore[index]


def test_a_good_machine_ends_with_0_and_nothing_is_left(run: Any, project: Path) -> None:
    before = sorted(project.rglob("*"))

    done = run("doctor")

    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\nall that is needed is here\n")
    assert re.search(r"^ok +brands +2$", done.out, re.MULTILINE)
    assert sorted(project.rglob("*")) == before


def test_a_missing_library_ends_with_4_and_what_to_do(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name == "lxml":
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)

    done = run("doctor")

    assert done.code == 4
    assert re.search(r"^missing +lxml +not installed\n +hint: pip install lxml$", done.out, re.MULTILINE)
    assert done.out.endswith("\n1 missing\n")


def test_what_only_some_checks_want_is_worth_a_note(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WHITELABEL_AXE", raising=False)
    monkeypatch.setenv("PATH", str(project))
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "playwright" else real(name))

    done = run("doctor")

    assert done.code == 0
    told = re.findall(r"^note +(browser|playwright|axe-core|git) .*\n +hint: (.*)$", done.out, re.MULTILINE)
    assert told == [
        ("browser", "apt-get install chromium"),
        ("playwright", "pip install playwright"),
        ("axe-core", "npm install axe-core"),
        ("git", "apt-get install git"),
    ]


def test_a_folder_that_can_t_be_written_ends_with_4(run: Any, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", refuse)

    done = run("doctor")

    assert done.code == 4
    assert f"can't write into '{project}': permission denied\n" in done.out


def test_outside_of_a_project_that_is_a_note(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("doctor", "--format", "json")

    findings = {finding["what"]: finding for finding in json.loads(done.out)["findings"]}
    assert done.code == 0
    assert findings["project"] == {
        "what": "project",
        "state": "note",
        "found": f"none in '{tmp_path}' or above",
        "advice": "'whitelabel init' makes one; or '-C DIR'",
    }

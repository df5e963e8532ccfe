"""`whitelabel init`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from whitelabel.cli import init


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_it_makes_builds_at_once_without_a_warning(run: Any, starter: Path) -> None:
    done = run("build", "--strict", "--format", "json")

    answer = json.loads(done.out)
    assert (done.code, answer["problems"]) == (0, [])
    assert [(brand["brand"], brand["status"], brand["pages"]) for brand in answer["brands"]] == [
        ("halden", "built", 6),
        ("marisol", "built", 6),
    ]


def test_it_tells_what_to_do_next(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("init", "shop")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "made a project of 23 files in shop\n"
        "\n"
        "  cd shop\n"
        "  whitelabel build\n"
        "  python3 -m http.server -d build/marisol/site\n"
        "\n"
        "then add a reseller of your own:\n"
        "\n"
        '  whitelabel new acme --name "Acme Realty" --logo ~/acme.svg\n'
    )
    assert (tmp_path / "shop" / ".gitignore").read_text("utf-8") == "# what the tool makes\n/build/\n"


def test_the_folder_is_seen_from_the_one_that_is_named(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    done = run("-C", str(tmp_path / "a"), "init", "b", "--format", "json")

    answer = json.loads(done.out)
    assert answer["project"] == str(tmp_path / "a" / "b")
    assert answer["files"] == sorted(_files(tmp_path / "a" / "b"))


def test_a_project_that_is_there_is_not_touched(run: Any, project: Path) -> None:
    before = _files(project)

    done = run("init")

    assert (done.code, done.out) == (
        1,
        f"error WL191: '{project}' already holds a project\n"
        "  hint: 'whitelabel new' adds a brand to it; 'whitelabel init DIR' makes another project\n",
    )
    assert _files(project) == before


def test_no_file_is_overwritten(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base_theme").mkdir()
    (tmp_path / "base_theme" / "theme.yaml").write_text("mine", "utf-8")

    done = run("init")

    assert (done.code, done.out) == (
        1,
        f"error WL191: '{tmp_path}' already holds 'base_theme/theme.yaml'\n"
        "  hint: choose an empty folder: 'whitelabel init DIR'\n",
    )
    assert _files(tmp_path) == {"base_theme/theme.yaml": b"mine"}


def test_a_fresh_repository_keeps_its_own_files(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("mine", "utf-8")
    (tmp_path / ".gitignore").write_text("mine", "utf-8")

    done = run("init")

    assert done.code == 0
    assert "add '/build/' to your .gitignore" in done.out
    assert {(tmp_path / name).read_text("utf-8") for name in ("README.md", ".gitignore")} == {"mine"}


def test_a_failure_halfway_leaves_nothing(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = init.make_folder, 8

    def fail_later(folder: Path, made: list[Path]) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise OSError(28, "No space left on device", str(folder))
        real(folder, made)

    monkeypatch.setattr(init, "make_folder", fail_later)

    done = run("init", str(tmp_path / "shop"))

    assert done.code == 4
    assert done.err.startswith("error: making the project: no space left on device: '")
    assert list(tmp_path.iterdir()) == []

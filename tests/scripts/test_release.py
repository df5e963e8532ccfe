"""A release is the same bytes wherever it is built, and whole: it works where there is nothing else of this project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.repository import commit

Made = dict[str, bytes]

UNLIKE = {"TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7", "HOME": "/nonexistent"}


def ours() -> list[str]:
    """Paths of this project's files, whether they are committed or not yet."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    return [path for path in listed if (ROOT / path).is_file()]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Gives what `scripts/release` makes of the project in a folder of its own."""

    def release(name: str, umask: int, **environment: str) -> Made:
        home = tmp_path_factory.mktemp(name)
        checkout = home / "a longer way" / name
        before = os.umask(umask)
        try:
            for path in ours():
                (checkout / path).parent.mkdir(parents=True, exist_ok=True)
                (checkout / path).write_bytes((ROOT / path).read_bytes())
                (checkout / path).chmod((0o777 if os.access(ROOT / path, os.X_OK) else 0o666) & ~umask)
            commit(checkout, "v1", "2026-11-20")
            env = {**os.environ, "PYTHON": sys.executable, **environment}
            subprocess.run(
                [checkout / "scripts/release", home / "dist"], env=env, capture_output=True, text=True, check=True
            )
        finally:
            os.umask(before)
        return {path.name: path.read_bytes() for path in sorted((home / "dist").iterdir())}

    return release


@pytest.fixture(scope="module")
def made(released: Callable[..., Made]) -> Made:
    return released("one", 0o022)


def wheel_of(made: Made) -> tuple[str, bytes]:
    (found,) = [(name, data) for name, data in made.items() if name.endswith(".whl")]
    return found


@pytest.mark.soak
def test_a_release_is_the_same_bytes_anywhere(made: Made, released: Callable[..., Made], tmp_path: Path) -> None:
    again = released("two", 0o077, **UNLIKE)

    assert sorted(again) == ["SHA256SUMS", "whitelabel-0.1.0-py3-none-any.whl", "whitelabel-0.1.0.tar.gz"]
    assert again == made
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.soak
def test_the_wheel_has_all_that_lies_in_the_package_and_comes_of_the_source_archive_too(
    made: Made, tmp_path: Path
) -> None:
    name, data = wheel_of(made)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "source.tar.gz").write_bytes(made["whitelabel-0.1.0.tar.gz"])
    with zipfile.ZipFile(tmp_path / name) as archive:
        held = [path for path in archive.namelist() if path.startswith("whitelabel/")]
    with tarfile.open(tmp_path / "source.tar.gz") as archive:
        archive.extractall(tmp_path, filter="data")
    env = {**os.environ, "SOURCE_DATE_EPOCH": "1795176000"}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again")]
    subprocess.run(command, cwd=tmp_path / "whitelabel-0.1.0", env=env, capture_output=True, check=True)

    assert sorted(held) == sorted(path for path in ours() if path.startswith("whitelabel/"))
    assert (tmp_path / "again" / name).read_bytes() == data


@pytest.mark.soak
def test_it_works_where_there_is_nothing_else(made: Made, tmp_path: Path) -> None:
    name, data = wheel_of(made)
    (tmp_path / name).write_bytes(data)
    uv = str(Path(sys.executable).parent / "uv")
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}

    def run(*words: str | Path, cwd: Path = tmp_path) -> str:
        return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=True).stdout

    run(uv, "venv", "--python", sys.executable, "clean")
    run(uv, "pip", "install", "--quiet", "--python", "clean/bin/python", name)
    command, python = tmp_path / "clean/bin/whitelabel", tmp_path / "clean/bin/python"
    assert run(command, "--version") == "whitelabel 0.1.0\n"
    run(command, "init", "--ci", "github", "shop")
    built = json.loads(run(python, "-m", "whitelabel", "build", "--archive", "--format", "json", cwd=tmp_path / "shop"))
    assert {one["brand"]: one["status"] for one in built["brands"]} == {"halden": "built", "marisol": "built"}
    assert "complete" in run(command, "--help") and "WL301" in run(command, "explain", "WL301")
    assert "RU-MOW" in run(command, "territories", "show", "RU-MOW", cwd=tmp_path / "shop")
    assert (
        run(uv, "tool", "run", "--python", sys.executable, "--from", name, "whitelabel", "--version")
        == "whitelabel 0.1.0\n"
    )


@pytest.mark.soak
def test_what_is_not_committed_is_not_released(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/release", tmp_path / "scripts/release")
    commit(tmp_path, "v1")
    (tmp_path / "more.txt").write_text("", "utf-8")

    done = subprocess.run([tmp_path / "scripts/release"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (1, "what is released is committed: git status tells what isn't\n")

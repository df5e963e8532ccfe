"""The same inputs give the same bundles and archives, byte for byte, whoever builds them, when, where and how."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import contents
from tests.shop import open_shop, write
from whitelabel.disk.child import command_of

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-11-23"
PLAIN = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Way:
    """One way to build.

    Attributes:
        env: Variables that are otherwise.
        words: Options besides; a later one counts.
        umask: Of the process.
        at: Where the project lies.
        prepare: Changes the project, or what stands beside it, before.
        entry: The module whose ``main`` runs the command line.
        python: The interpreter that runs it; this one where absent.
    """

    env: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    umask: int = 0o022
    at: str = "shop"
    prepare: Callable[[Path], Any] = lambda _: None
    entry: str = "whitelabel.cli"
    python: str = ""


def build(folder: Path, way: Way, source: Path | None = None) -> dict[str, bytes]:
    """What is published of a project that is built so, archives too; as for ``run``."""
    done = run(folder, way, source)
    assert done.returncode == 0, done.stdout + done.stderr
    return published(folder / way.at / "build")


def run(folder: Path, way: Way, source: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Build a project so.

    Args:
        folder: In which the project lies.
        source: The project to take; a small one where absent.
    """
    root = folder / way.at
    if source is None:
        open_shop(root)
        write(root, "base_theme/static/downloads/ünïcode ı.txt", "İstanbul\n")
    else:
        for name in ("base_theme", "brands", "whitelabel.yaml"):
            (shutil.copytree if (source / name).is_dir() else shutil.copy)(source / name, _made(root) / name)
    way.prepare(root)
    command = command_of(way.entry, "-C", str(root), "build", "--archive", "--on", DAY, "--jobs", "1", *way.words)
    return subprocess.run(
        _with(way.python, command) if way.python else command,
        env={**os.environ, **PLAIN, **way.env},
        cwd=folder,
        umask=way.umask,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _with(python: str, command: list[str]) -> list[str]:
    """The same command by another interpreter, with that one's libraries."""
    begin = command[3].replace(
        "sys.path[:] = json.loads(sys.argv.pop(1))", f"sys.argv.pop(1); sys.path.append({str(ROOT)!r})"
    )
    return [python, *command[1:3], begin, *command[4:]]


def published(out: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(out).items() if not name.startswith((".store/", ".lock"))}


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """Paths at which they differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What comes of the plainest way to build."""
    return build(tmp_path_factory.mktemp("plain"), Way())


# ── What is otherwise ─────────────────────────────────────────────────────────────────────────────────────────────


def warm(root: Path) -> None:
    """A store in which all is that was made, and bundles that are gone."""
    command = command_of("whitelabel.cli", "-C", str(root), "build", "--on", DAY, "--jobs", "1")
    subprocess.run(command, env={**os.environ, **PLAIN}, capture_output=True, check=True)
    for slug in ("acme", "beta", "gamma", "delta"):
        shutil.rmtree(root / "build" / slug)


def half_warm(root: Path) -> None:
    """A store in which every second entry is missing, and one is damaged."""
    warm(root)
    entries = sorted((root / "build/.store").glob("??/*"))
    for entry in entries[::2]:
        entry.unlink()
    entries[1].write_bytes(entries[1].read_bytes()[:-1])


def standing(root: Path) -> None:
    """Bundles that stand, one of them spoilt."""
    command = command_of("whitelabel.cli", "-C", str(root), "build", "--on", DAY, "--jobs", "2")
    subprocess.run(command, env={**os.environ, **PLAIN}, capture_output=True, check=True)
    (root / "build/beta/site/robots.txt").write_text("spoilt")


def written_backwards(root: Path) -> None:
    """Files that were written in another order."""
    files = contents(root)
    shutil.rmtree(root)
    for name in sorted(files, reverse=True):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(files[name])


def old(root: Path) -> None:
    """Files that nobody has touched since 1981."""
    long_ago = datetime.datetime(1981, 1, 1, tzinfo=datetime.UTC).timestamp()
    for path in root.rglob("*"):
        os.utime(path, (long_ago, long_ago))


def closed_to_others(root: Path) -> None:
    """Files that only their owner may read, and may run."""
    for path in root.rglob("*"):
        path.chmod(0o700)


WAYS = {
    "another day": Way(words=("--on", "2027-02-28")),
    "a time zone that nobody has": Way({"TZ": ":/no/such/place"}),
    "a time zone in POSIX's own words": Way({"TZ": "<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45"}),
    "the C locale": Way({"LC_ALL": "C", "LANG": "C"}),
    "nothing for others": Way(umask=0o077),
    "another hash seed": Way({"PYTHONHASHSEED": "4242"}),
    "folders listed backwards": Way(entry="whitelabel.cli.turned"),
    "files written backwards": Way(prepare=written_backwards),
    "two processes": Way(words=("--jobs", "2")),
    "a warm store": Way(prepare=warm),
    "a store with holes": Way(prepare=half_warm),
    "bundles that stood": Way(prepare=standing),
    "shared files": Way(words=("--link", "hard")),
    "another checkout": Way(at="zwölf Häuser/a b/c'd/" + "deep/" * 10 + "shop"),
    "another user": Way({"HOME": "/home/somebody-else", "USER": "somebody-else", "LOGNAME": "somebody-else"}),
    "nobody": Way({"HOME": "/nonexistent", "USER": "", "LOGNAME": ""}),
    "files of 1981": Way(prepare=old),
    "files of one user": Way(prepare=closed_to_others),
    "the beginning of time": Way({"SOURCE_DATE_EPOCH": "0"}),
    "optimised away": Way({"PYTHONOPTIMIZE": "2"}),
}


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_is_otherwise_changes_no_byte(plain: dict[str, bytes], tmp_path: Path, way: Way) -> None:
    assert differing(build(tmp_path, way), plain) == []


@pytest.mark.soak
def test_a_locale_that_cannot_spell_a_name_is_refused_and_spells_none_otherwise(tmp_path: Path) -> None:
    done = run(tmp_path, Way({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}))
    assert done.returncode == 1
    assert "error WL702: " in done.stdout
    assert published(tmp_path / "shop/build") == {}


def turkish(folder: Path) -> dict[str, str]:
    """An environment in Turkish, whose letter i is another one; without it where the system has no words of it."""
    if shutil.which("localedef") is None:
        pytest.skip("no localedef, which Debian's package 'libc-bin' has")
    command = ["localedef", "--no-archive", "-i", "tr_TR", "-f", "UTF-8", str(folder / "tr_TR.UTF-8")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not (folder / "tr_TR.UTF-8").is_dir():
        pytest.skip(f"no Turkish, which Debian's package 'locales' has: {done.stderr}")
    return {"LOCPATH": str(folder), "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}


@pytest.mark.soak
def test_turkish_letters_change_no_byte(plain: dict[str, bytes], tmp_path: Path) -> None:
    env = turkish(_made(tmp_path / "locales"))
    asked = "import locale; locale.setlocale(locale.LC_ALL, ''); print(locale.getlocale()[0])"
    found = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    assert found.stdout == "tr_TR\n"
    assert differing(build(tmp_path, Way(env)), plain) == []


@pytest.mark.parametrize("project", ["small", pytest.param("demo", marks=pytest.mark.soak)])
def test_all_of_it_at_once_changes_no_byte(plain: dict[str, bytes], tmp_path: Path, project: str) -> None:
    everything = Way(
        {
            "TZ": "America/St_Johns",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "7",
            "HOME": "/home/x",
            "USER": "x",
            "LOGNAME": "x",
        },
        ("--jobs", "2", "--link", "copy"),
        0o077,
        "zwölf Häuser/another checkout",
        written_backwards,
        "whitelabel.cli.turned",
    )
    source = ROOT if project == "demo" else None
    first = build(tmp_path / "first", Way(), ROOT) if source else plain
    (tmp_path / "second").mkdir()
    assert differing(build(tmp_path / "second", everything, source), first) == []
    assert len(first) > 100


@pytest.mark.soak
def test_the_time_that_archives_tell_is_an_input(plain: dict[str, bytes], tmp_path: Path) -> None:
    env = {"SOURCE_DATE_EPOCH": "1700000000"}
    one = build(tmp_path / "one", Way(env))
    other = build(tmp_path / "other", Way({**env, "TZ": "Asia/Kathmandu", "LC_ALL": "C"}, umask=0o077))
    assert differing(one, other) == []
    changed = differing(one, plain)
    assert changed and all(name.startswith("artifacts/") for name in changed)


def _other_pythons() -> dict[str, str]:
    """Interpreters of other versions that are at hand, by their versions."""
    homes = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found: dict[str, str] = {}
    for minor in (11, 12, 13, 14):
        at_hand = [*sorted(map(str, homes.glob(f"3.{minor}.*/bin/python"))), shutil.which(f"python3.{minor}") or ""]
        for python in filter(None, at_hand):
            done = subprocess.run(
                [python, "-c", "import sys; print(*sys.version_info[:2])"], capture_output=True, text=True, check=False
            )
            if done.stdout == f"3 {minor}\n" and sys.version_info[:2] != (3, minor):
                found[f"3.{minor}"] = python
    return found


@pytest.mark.soak
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_another_python_changes_no_byte(plain: dict[str, bytes], tmp_path: Path, version: str) -> None:
    if version == f"{sys.version_info.major}.{sys.version_info.minor}":
        pytest.skip("that is this one")
    python = _other_pythons().get(version)
    if python is None:
        pytest.skip(f"no Python {version} is at hand, and no registry has one")
    uv = str(Path(sys.executable).parent / "uv")
    subprocess.run([uv, "venv", "--quiet", "--python", python, str(tmp_path / "venv")], check=True)
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--require-hashes", "--requirement", str(ROOT / "requirements/run.txt")],
        env={**os.environ, "VIRTUAL_ENV": str(tmp_path / "venv")},
        check=True,
    )
    # What libraries it works with, a program knows once it is installed.
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--no-deps", "--editable", str(ROOT)],
        env={**os.environ, "VIRTUAL_ENV": str(tmp_path / "venv")},
        check=True,
    )
    assert differing(build(tmp_path, Way(python=str(tmp_path / "venv/bin/python"))), plain) == []

"""`whitelabel store info|clean` and `build --store-size`: what is asked, done, shown and answered."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from whitelabel.disk.shelf import LIMIT
from whitelabel.disk.upkeep import DAY

ROOT = Path(__file__).resolve().parents[2]


def entry(store: Path, number: int, size: int, days: float = 0.0) -> Path:
    """An entry that was last used so many days ago."""
    name = hashlib.sha256(str(number).encode()).hexdigest()
    file = store / name[:2] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)
    used = time.time_ns() - int(days * DAY)
    os.utime(file, ns=(used, used))
    return file


@pytest.fixture
def store(project: Path) -> Path:
    """A store with three entries, beside one bundle."""
    found = project / "build/.store"
    for number, days in enumerate((0, 5, 90)):
        entry(found, number, 400_000, days)
    (found / "ledger").write_bytes(b"x" * 20_000)
    (project / "build/acme").mkdir()
    return found


def left(store: Path) -> int:
    return len([*store.glob("??/*")])


@pytest.fixture
def almaty(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A place that is five hours ahead."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Almaty")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("almaty")
def test_info_tells_where_the_store_is_and_what_is_in_it(run: Any, project: Path, store: Path) -> None:
    for number, seconds in enumerate((1_790_000_000, 1_780_000_000, 1_785_000_000)):
        os.utime(entry(store, number, 400_000), (seconds, seconds))

    done = run("store", "info")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "store   build/.store\n"
        "holds   3 entries, 1.2 MB\n"
        "limit   5.0 GB\n"
        "oldest  used 2026-05-29 01:26\n"
        "newest  used 2026-09-21 19:13\n"
        "notes   20 kB that tell what has changed since the last build\n"
    )


def test_info_answers_in_json(run: Any, project: Path, store: Path) -> None:
    for number in range(3):
        os.utime(entry(store, number, 10), (1_790_000_000 + number, 1_790_000_000 + number))
    common = store / "common" / ("a" * 64)
    common.parent.mkdir()
    common.write_bytes(b"x" * 7)
    os.utime(common, (1_790_000_001, 1_790_000_001))

    done = run("--format", "json", "store", "info")

    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == {
        "version": 1,
        "store": {
            "path": str(store),
            "entries": 3,
            "common": 1,
            "bytes": 37,
            "limit": LIMIT,
            "notes": 20_000,
            "oldest_use": "2026-09-21T14:13:20Z",
            "newest_use": "2026-09-21T14:13:22Z",
        },
        "problems": [],
    }


def test_files_that_bundles_have_in_common_have_their_line(run: Any, project: Path, store: Path) -> None:
    for name, is_linked in (("a", True), ("b", False)):
        file = store / "common" / (name * 64)
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x" * 3000)
        if is_linked:
            os.link(file, project / "build/acme/a.js")

    lines = run("store", "info").out.splitlines()

    assert lines[1:3] == [
        "holds   3 entries, 1.2 MB",
        "and     2 files that bundles have in common, 3 kB beside the bundles",
    ]


def test_a_store_that_is_not_there_holds_nothing_and_none_is_made(run: Any, project: Path) -> None:
    done, cleaned = run("store", "info"), run("store", "clean", "--all")

    assert (done.code, done.out.splitlines()[:2]) == (0, ["store   build/.store", "holds   0 entries, 0 B"])
    assert (cleaned.code, cleaned.out) == (0, "there is no store: build/.store\n")
    assert not (project / "build").exists()


@pytest.mark.parametrize(
    ("words", "told", "stays"),
    [
        ((), "0 entries removed, 0 B freed; 3 entries, 1.2 MB left\n", 3),
        (("--older", "30"), "1 entry removed, 400 kB freed; 2 entries, 800 kB left\n", 2),
        (("--older", "0"), "3 entries removed, 1.2 MB freed; 0 entries, 0 B left\n", 0),
        (("--store-size", "900kB"), "1 entry removed, 400 kB freed; 2 entries, 800 kB left\n", 2),
        (("--store-size", "0"), "3 entries removed, 1.2 MB freed; 0 entries, 0 B left\n", 0),
        (("--older", "30", "--store-size", "0.5MB"), "2 entries removed, 800 kB freed; 1 entry, 400 kB left\n", 1),
    ],
)
def test_clean_takes_away_what_was_not_used_for_longest(
    run: Any, project: Path, store: Path, words: tuple[str, ...], told: str, stays: int
) -> None:
    done = run("store", "clean", *words)

    assert (done.code, done.out, done.err) == (0, told, "")
    assert (left(store), (store / "ledger").exists()) == (stays, True)
    assert sorted(path.name for path in (project / "build").iterdir()) == [".lock", ".store", "acme"]


def test_clean_all_leaves_the_bundles_alone(run: Any, project: Path, store: Path) -> None:
    done = run("store", "clean", "--all")

    assert (done.code, done.out) == (0, "3 entries removed, 1.2 MB freed; 0 entries, 0 B left\n")
    assert sorted(path.name for path in (project / "build").iterdir()) == [".lock", "acme"]


def test_clean_keeps_to_the_size_that_was_asked_for_the_last_time(run: Any, project: Path, store: Path) -> None:
    run("store", "clean", "--store-size", "900kB")
    entry(store, 7, 600_000, 2)

    done = run("store", "clean", "--format", "json")

    assert json.loads(done.out) == {
        "version": 1,
        "removed": {"entries": 2, "bytes": 1_000_000},
        "left": {"entries": 1, "bytes": 400_000},
        "problems": [],
    }
    assert "limit   900 kB\n" in run("store", "info").out


@pytest.mark.parametrize("command", ["info", "clean"])
def test_the_store_is_the_one_beside_the_bundles(run: Any, project: Path, store: Path, command: str) -> None:
    entry(project / "../elsewhere/.store", 1, 10)

    done = run("store", command, "--out", "../elsewhere", "--format", "json")

    answer = json.loads(done.out)
    assert (answer["store"] if command == "info" else answer["left"])["bytes"] == 10


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("clean", "--all", "--older", "3"),
            "error: '--all' and '--older' exclude each other\n  hint: leave one of them away\n",
        ),
        (
            ("clean", "--all", "--store-size", "3GB"),
            "error: '--all' and '--store-size' exclude each other\n  hint: leave one of them away\n",
        ),
        (
            ("info", "--audience", "partner"),
            "error: the store holds what was made for all brands and is for the vendor alone\n  hint: ask the vendor\n",
        ),
        (
            ("clean", "--audience", "partner"),
            "error: the store holds what was made for all brands and is for the vendor alone\n  hint: ask the vendor\n",
        ),
        (("cleam",), "error: no such command 'cleam'\n  hint: did you mean 'clean'?\n"),
    ],
)
def test_what_can_not_be_asked_ends_with_2_and_touches_nothing(
    run: Any, project: Path, store: Path, words: tuple[str, ...], message: str
) -> None:
    done = run("store", *words)

    assert (done.code, done.out, done.err) == (2, "", message)
    assert left(store) == 3


@pytest.mark.parametrize(("command", "more"), [("info", {"store": None}), ("clean", {"removed": None, "left": None})])
def test_outside_of_a_project_that_is_told(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, more: dict[str, None]
) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("store", command, "--format", "json")

    answer = json.loads(done.out)
    assert (done.code, [problem["code"] for problem in answer["problems"]]) == (1, ["WL190"])
    assert {name: answer[name] for name in more} == more


def test_what_the_system_refuses_ends_with_4_after_the_rest_was_done(
    run: Any, project: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.unlink
    kept = entry(store, 1, 400_000, 5)

    def unlink(path: Any, **options: Any) -> None:
        if str(path) == str(kept):
            raise PermissionError(13, "Permission denied", str(path))
        real(path, **options)

    monkeypatch.setattr(os, "unlink", unlink)

    done = run("store", "clean", "--older", "1")

    assert (done.code, done.out) == (4, "1 entry removed, 400 kB freed; 2 entries, 800 kB left\n")
    assert done.err == (
        f"error: looking after the store: permission denied: '{kept.relative_to(project)}'\n"
        "  hint: see who may read and write there\n"
    )


def test_clean_waits_for_a_build_that_is_running(project: Path, store: Path) -> None:
    words = [sys.executable, "-m", "whitelabel", "-C", str(project), "store", "clean", "--all"]
    with (project / "build/.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1.5)
        assert left(store) == 3
    assert process.wait(30) == 0
    assert not store.exists()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize(
    ("written", "size"),
    [
        (None, 5 * 10**9),
        ("2GB", 2 * 10**9),
        ("500 mb", 500 * 10**6),
        ("1.5TB", 1_500 * 10**9),
        ("20kB", 20_000),
        ("64KiB", 64 * 1024),
        ("3mib", 3 * 1024**2),
        ("1GiB", 1024**3),
        ("1TiB", 1024**4),
        ("12B", 12),
        ("0", 0),
        ("9" * 400 + "TB", 2**62),
    ],
)
def test_build_hands_the_size_on(
    run: Any, project: Path, pipeline: Any, monkeypatch: pytest.MonkeyPatch, written: str | None, size: int
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "whitelabel.incremental.build",
        lambda *_, store_size, **__: (asked.append(store_size), pipeline.check(project, on=None))[1],
    )

    done = run("build", *(("--store-size", written) if written else ()))

    assert (done.code, asked) == (0, [size])


@pytest.mark.parametrize("written", ["", "5", "much", "-1GB", "1e3MB", "2 G", "GB", "1,5GB", "0iB", "٣GB", "nan"])
def test_a_size_that_is_none_is_told(run: Any, project: Path, written: str) -> None:
    done = run("build", "--store-size", written)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"error: invalid value for '--store-size': '{written}' is no size; one such as 2GB, 500MiB or 0 was wanted\n"
        "  hint: 'whitelabel build --help' tells what it takes\n"
    )


def test_help_says_the_size_that_holds_when_none_is_given(run: Any) -> None:
    assert f"{LIMIT // 10**9}GB when absent" in " ".join(run("build", "--help").out.split())

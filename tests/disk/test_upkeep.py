"""A store holds no more than it may: what was used longest ago goes, and nobody notices but by the time that it takes."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disk.bundles import as_it_stands, contents
from whitelabel.disk import upkeep
from whitelabel.disk.publish import Publisher
from whitelabel.disk.shelf import LIMIT, Shelf
from whitelabel.disk.upkeep import DAY, Holding, Removed, clear, drop, holding, trim
from whitelabel.run.store import Store

ROOT = Path(__file__).resolve().parents[2]
SETTLED = 0.05
"""Seconds after which a change is seen in a folder's times on the file systems that tests run on."""


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def place(store: Path, number: int) -> Path:
    return store / key(number)[:2] / key(number)


def add(store: Path, number: int, size: int, days: float = 0.0) -> Path:
    """An entry that was last used so many days ago."""
    file = place(store, number)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)
    used = time.time_ns() - int(days * DAY)
    os.utime(file, ns=(used, used))
    return file


def held(store: Path) -> set[int]:
    """The numbers, below 100, of the entries that are there."""
    return {number for number in range(100) if place(store, number).is_file()}


# ── What goes ─────────────────────────────────────────────────────────────────────────────────────────────────────

AGES = st.integers(0, 400).filter(lambda hours: hours != 24)


@given(st.lists(st.tuples(AGES, st.integers(0, 500)), max_size=20), st.integers(0, 3000))
def test_what_was_used_longest_ago_goes_and_no_more_than_has_to(made: list[tuple[int, int]], limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        for number, (hours, size) in enumerate(made):
            add(store, number, size, hours / 24)

        done = trim(store, limit)

        kept = held(store)
        gone = set(range(len(made))) - kept
        total = sum(made[number][1] for number in kept)
        assert total <= limit
        assert (done.entries, done.bytes) == (len(gone), sum(made[number][1] for number in gone))
        if gone:
            last = min(gone, key=lambda number: made[number][0])
            assert all(made[number][0] <= made[last][0] for number in kept)
            enough = limit if made[last][0] < 24 else limit - limit // 10
            # Of those that were used at the same time any may be the last.
            assert total + max(made[number][1] for number in gone if made[number][0] == made[last][0]) > enough
            assert sum(size for _, size in made) > limit


def test_what_a_build_used_or_made_outlives_what_it_did_not(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "store", tmp_path)
    for number in range(4):
        shelf.put(key(number), b"x" * 10)
        os.utime(place(tmp_path / "store", number), (number, number))

    assert shelf.get(key(0)) == b"x" * 10
    shelf.put(key(4), b"x" * 10)
    trim(tmp_path / "store", 30)

    # Number 3 would have fitted; of what is old a tenth more goes than has to.
    assert held(tmp_path / "store") == {0, 4}


def test_what_is_used_in_days_to_come_goes_first(tmp_path: Path) -> None:
    for number, days in enumerate((0, -400, 300)):
        add(tmp_path, number, 10, days)

    trim(tmp_path, 29)

    assert held(tmp_path) == {0, 2}


def test_a_limit_of_nothing_leaves_nothing(tmp_path: Path) -> None:
    add(tmp_path, 1, 10)
    add(tmp_path, 2, 1)

    assert trim(tmp_path, 0) == Removed(2, 11)
    assert held(tmp_path) == set()


def test_what_was_not_used_since_a_day_goes_when_asked(tmp_path: Path) -> None:
    for number, days in enumerate((0, 3, 9, -400)):
        add(tmp_path, number, 10, days)

    assert drop(tmp_path, time.time_ns() - 5 * DAY) == Removed(2, 20)
    assert held(tmp_path) == {0, 1}


def test_a_file_that_a_bundle_has_too_takes_no_room_and_stays(tmp_path: Path) -> None:
    shared, lonely = (tmp_path / "store/common" / key(number) for number in (1, 2))
    shared.parent.mkdir(parents=True)
    for file in (shared, lonely):
        file.write_bytes(b"x" * 100)
        os.utime(file, (0, 0))
    os.link(shared, tmp_path / "bundle")
    add(tmp_path / "store", 3, 10)
    assert holding(tmp_path / "store").common == (2, 100)

    assert trim(tmp_path / "store", 110) == Removed(0, 0)
    assert trim(tmp_path / "store", 50) == Removed(1, 100)
    assert drop(tmp_path / "store", time.time_ns() - DAY) == Removed(0, 0)

    assert (shared.exists(), lonely.exists(), held(tmp_path / "store")) == (True, False, {3})
    (tmp_path / "bundle").unlink()
    assert trim(tmp_path / "store", 50) == Removed(1, 100)


def test_nothing_goes_but_what_has_an_entrys_name_and_lies_where_entries_lie(tmp_path: Path) -> None:
    store, other = tmp_path / "store", tmp_path / "other"
    mine = place(store, 1)
    other.mkdir()
    (other / key(1)).write_bytes(b"x" * 50)
    for file in (store / "README", store / "zz" / key(2), store / "ab/notes.txt", store / key(3)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 50)
    mine.parent.symlink_to(other)
    before = contents(tmp_path)

    trim(store, 0)
    drop(store, time.time_ns())
    clear(store)

    assert {path: data for path, data in contents(tmp_path).items() if path != "store/sizes"} == before


@pytest.mark.parametrize("stands", [Path.mkdir, os.mkfifo, lambda file: file.symlink_to("/etc/passwd")])
def test_what_can_be_no_entry_goes_first(tmp_path: Path, stands: Callable[[Path], object]) -> None:
    odd = place(tmp_path, 2)
    add(tmp_path, 1, 10, 9)
    odd.parent.mkdir()
    stands(odd)
    assert holding(tmp_path).entries == (1, 10)

    drop(tmp_path, time.time_ns() - 20 * DAY)

    assert (os.path.lexists(odd), held(tmp_path), Path("/etc/passwd").exists()) == (False, {1}, True)


def test_what_a_killed_process_was_writing_goes_with_what_is_dropped(tmp_path: Path) -> None:
    add(tmp_path, 1, 10)
    names = [f"{key(2)}.0123abcd", "ledger.0123abcd", "index.0123abcd", "sizes.0123abcd"]
    for name in (*names, "ledger.old", "index"):
        (tmp_path / name).write_bytes(b"x")
    drop(tmp_path, 0)

    assert sorted(path.name for path in tmp_path.iterdir()) == [key(1)[:2], "index", "ledger.old"]


# ── What it costs ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that are looked through."""
    seen: list[str] = []
    real = upkeep._entries

    def watched(store: Path, folder: str) -> list[upkeep._Entry]:
        seen.append(folder)
        return real(store, folder)

    monkeypatch.setattr(upkeep, "_entries", watched)
    return seen


def test_only_folders_in_which_something_changed_are_looked_through(tmp_path: Path, walked: list[str]) -> None:
    for number in range(5):
        add(tmp_path, number, 10)
    time.sleep(SETTLED)
    trim(tmp_path, LIMIT)
    assert sorted(walked) == sorted(key(number)[:2] for number in range(5))
    walked.clear()
    about = as_it_stands(tmp_path / "sizes")
    Shelf(tmp_path, tmp_path).get(key(1))

    trim(tmp_path, LIMIT)
    assert (walked, as_it_stands(tmp_path / "sizes")) == ([], about)

    place(tmp_path, 1).unlink()
    add(tmp_path, 7, 10)
    time.sleep(SETTLED)
    trim(tmp_path, LIMIT)
    assert sorted(walked) == sorted(key(number)[:2] for number in (1, 7))


@pytest.mark.parametrize("pause", [0.0, SETTLED])
def test_whatever_another_hand_adds_or_takes_away_is_counted(tmp_path: Path, pause: float) -> None:
    for number in range(3):
        add(tmp_path, number, 10, 50)
    time.sleep(pause)
    trim(tmp_path, 100)
    for number in range(3):
        add(tmp_path, number + 10, 30, number)
        # A second entry in a folder that is known.
        shutil.copy2(place(tmp_path, number + 10), place(tmp_path, number).with_name(key(number + 50)))
    place(tmp_path, 0).unlink()

    trim(tmp_path, 100)

    assert holding(tmp_path).entries == (3, 90)


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(file.read_bytes()[:-3]),
        lambda file: file.write_bytes(b""),
        lambda file: file.unlink(),
        lambda file: (file.unlink(), file.mkdir()),
        lambda file: (file.unlink(), os.mkfifo(file)),
    ],
    ids=["cut", "empty", "gone", "folder", "pipe"],
)
def test_sizes_that_cannot_be_read_are_seen_anew(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    add(tmp_path, 1, 10, 5)
    add(tmp_path, 2, 10)
    time.sleep(SETTLED)
    trim(tmp_path, 100)
    damage(tmp_path / "sizes")

    trim(tmp_path, 15)

    assert held(tmp_path) == {2}


# ── Whoever else is there ─────────────────────────────────────────────────────────────────────────────────────────

USER = """
import hashlib, sys, time
from pathlib import Path
from whitelabel.disk.publish import Publisher
from whitelabel.disk.shelf import LIMIT, Shelf
from whitelabel.disk.upkeep import trim
from whitelabel.run.store import Store
out, seconds, locked = Path(sys.argv[1]), float(sys.argv[2]), sys.argv[3] == "locked"
folder = out / ".store"
folder.mkdir(parents=True, exist_ok=True)
print("ready", flush=True)
def turn(unfinished):
    for number in range(60):
        key = hashlib.sha256(str(number).encode()).hexdigest()
        store = Store(Shelf(folder, unfinished))
        found = store.get(key, stored=True)
        assert found in (None, (key.encode() * 100,)), found
        if found is None:
            store.put(key, (key.encode() * 100,), stored=True)
    done = trim(folder, 200_000)
    assert done.failure is None, done.failure
end = time.monotonic() + seconds
while time.monotonic() < end:
    if locked:
        with Publisher(out):
            turn(out / ".staging")
    else:
        turn(folder)
"""


def user(out: Path, seconds: float, *, locked: bool) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", USER, str(out), str(seconds), "locked" if locked else ""]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.soak
def test_who_reads_while_others_take_away_has_a_whole_entry_or_none(tmp_path: Path) -> None:
    for process in [user(tmp_path, 1.0, locked=False) for _ in range(3)]:
        _, told = process.communicate(timeout=60)
        assert (process.returncode, told) == (0, "")
    trim(tmp_path / ".store", 200_000)
    assert 0 < holding(tmp_path / ".store").entries[1] <= 200_000


@pytest.mark.soak
@pytest.mark.parametrize("milliseconds", [3, 10, 20, 35, 55, 80, 110, 150])
def test_kill_at_any_moment_leaves_no_litter_and_the_next_time_holds_to_the_limit(
    tmp_path: Path, milliseconds: int
) -> None:
    process = user(tmp_path, 60, locked=True)
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    with Publisher(tmp_path):
        trim(tmp_path / ".store", 100_000)

    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", ".store"]
    assert holding(tmp_path / ".store").entries[1] <= 100_000
    for file in (tmp_path / ".store").glob("??/*"):
        store = Store(Shelf(tmp_path / ".store", tmp_path))
        assert store.get(file.name, stored=True) == (file.name.encode() * 100,)


def test_what_the_system_refuses_is_told_and_all_else_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        add(tmp_path, number, 10, 9 - number)
    refused = OSError(errno.EACCES, "closed", str(place(tmp_path, 1)))
    real = upkeep.remove

    def remove(file: Path) -> None:
        if file == place(tmp_path, 1):
            raise refused
        real(file)

    monkeypatch.setattr(upkeep, "remove", remove)

    done = trim(tmp_path, 20)

    assert (held(tmp_path), done.entries, done.failure) == ({1}, 3, refused)


def test_a_store_that_nobody_may_look_into_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, 1, 10)
    refused = PermissionError(errno.EACCES, "closed")

    def closed(*_: object) -> None:
        raise refused

    monkeypatch.setattr(os, "scandir", closed)
    assert trim(tmp_path, 0).failure is refused
    with pytest.raises(PermissionError):
        holding(tmp_path)

    monkeypatch.setattr(os, "listdir", closed)
    assert trim(tmp_path, 0).failure is refused


# ── All of it ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_store_tells_what_it_holds(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert holding(store) == Holding((0, 0), (0, 0), 0, None, None, None)
    for number, seconds in enumerate((5000, 3000, 4000)):
        os.utime(add(store, number, 10), (seconds, seconds))
    (store / "ledger").write_bytes(b"x" * 7)

    assert holding(store) == Holding((3, 30), (0, 0), 7, 3000 * 10**9, 5000 * 10**9, None)
    trim(store, 1000)
    assert holding(store).limit == 1000


def test_a_store_that_is_cleared_is_gone(tmp_path: Path) -> None:
    store = tmp_path / "store"
    add(store, 1, 10)
    place(store, 2).mkdir(parents=True)
    for name in ("index", "ledger", f"{key(3)}.0123abcd"):
        (store / name).write_bytes(b"x")
    trim(store, 1000)
    sizes = (store / "sizes").stat().st_size

    assert clear(store) == Removed(2, 12 + sizes)
    assert [*tmp_path.iterdir()] == []
    assert clear(store) == Removed(0, 0)


def test_where_no_store_is_none_is_made(tmp_path: Path) -> None:
    assert [trim(tmp_path / "a", 0), drop(tmp_path / "a", 0), clear(tmp_path / "a")] == [Removed()] * 3
    assert [*tmp_path.iterdir()] == []

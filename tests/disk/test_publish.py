"""Bundles are there whole or not at all."""

from __future__ import annotations

import errno
import itertools
import os
import resource
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.disk.bundles import bundle, contents, put
from whitelabel.disk.files import remove, walk
from whitelabel.disk.look import UNSEEN
from whitelabel.disk.publish import STAGING, Publisher, bundle_digests, bundle_look, read_bundle_file, refuse_other

ROOT = Path(__file__).resolve().parents[2]


def test_a_bundle_is_exchanged_whole_and_others_are_not_touched(tmp_path: Path) -> None:
    put(tmp_path, "a", "b")

    def marks(slug: str) -> list[tuple[str, int, int]]:
        paths = sorted([tmp_path / slug, *(tmp_path / slug).rglob("*")])
        return [(str(path), path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]

    before = marks("b")
    put(tmp_path, "a", version="2")
    assert contents(tmp_path / "a") == bundle("2")
    assert marks("b") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


def test_modes_do_not_hang_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        put(tmp_path, "a")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*") if path.is_file()}
    folders = {
        stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a", *(tmp_path / "a").rglob("*")) if path.is_dir()
    }
    assert (modes, folders) == ({0o644}, {0o755})


def test_nothing_shows_before_publish_and_nothing_stays_of_what_was_not_published(tmp_path: Path) -> None:
    put(tmp_path, "a")
    with pytest.raises(KeyboardInterrupt), Publisher(tmp_path) as publisher:
        publisher.write("a", bundle("2"))
        assert contents(tmp_path / "a") == bundle("1")
        raise KeyboardInterrupt
    assert contents(tmp_path / "a") == bundle("1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a"]


def _file(path: Path) -> None:
    path.write_text("x", "utf-8")


def _link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir()
    (path.parent / "elsewhere" / "kept").touch()
    path.symlink_to("elsewhere")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _empty(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("swapping", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize("stands", [_file, _link, _pipe, _empty])
def test_whatever_stands_in_a_bundles_place_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stands: Callable[[Path], None], swapping: bool
) -> None:
    if not swapping:
        monkeypatch.setattr("whitelabel.disk.publish._swap", lambda one, other: False)
    stands(tmp_path / "a")
    put(tmp_path, "a")
    assert contents(tmp_path / "a") == bundle("1")
    assert not (tmp_path / "a").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "elsewhere") == [".lock", "a"]
    assert stands is not _link or (tmp_path / "elsewhere" / "kept").exists()


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitelabel.disk.publish._swap", lambda one, other: False)
    put(tmp_path, "a")
    put(tmp_path, "a", version="2")
    assert contents(tmp_path / "a") == bundle("2")


def test_what_a_kill_between_two_renames_left_is_mended_by_the_next_build(tmp_path: Path) -> None:
    put(tmp_path, "a", "b")
    staging = tmp_path / STAGING
    staging.mkdir()
    (tmp_path / "a").rename(staging / "a.old")
    (staging / "a.1234abcd").mkdir()
    put(tmp_path, "c")
    assert contents(tmp_path / "a") == bundle("1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b", "c"]


@pytest.mark.parametrize("swapping", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize("call", ["open", "mkdir", "rename", "chmod", "fchmod"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EMFILE])
def test_a_failing_disk_leaves_the_old_bundle_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, swapping: bool
) -> None:
    put(tmp_path, "a")
    if not swapping:
        monkeypatch.setattr("whitelabel.disk.publish._swap", lambda one, other: False)
    real = getattr(os, call)
    for turn in range(40):
        calls = iter(range(turn))

        def failing(*args: object, calls: Iterator[int] = calls, **named: object) -> object:
            if next(calls, None) is None:
                raise OSError(number, os.strerror(number), args[0])
            return real(*args, **named)

        monkeypatch.setattr(os, call, failing)
        try:
            put(tmp_path, "a", version=f"{turn}")
            failed = False
        except OSError as raised:
            failed = True
            assert raised.errno == number
        monkeypatch.setattr(os, call, real)
        if failed and not (tmp_path / "a").exists():
            # Two renames and a disk that takes neither back: the next build mends it.
            assert not swapping
            put(tmp_path, "other")
        assert len({data.split()[0] for data in contents(tmp_path / "a").values()}) == 1
        assert len(contents(tmp_path / "a")) == 30
        if not failed:
            break
    assert sorted(path.name for path in tmp_path.iterdir() if path.name not in ("other", ".staging")) == [".lock", "a"]


def test_a_full_disk_is_told_with_the_file_that_it_had_no_room_for(tmp_path: Path) -> None:
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, limit[1]))
    try:
        with pytest.raises(OSError) as raised:
            put(tmp_path, "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, before)
    assert raised.value.errno == errno.EFBIG
    assert Path(raised.value.filename).parts[-3:] == ("site", "0", "0.txt")


def test_a_build_that_is_stopped_as_it_begins_leaves_nothing_and_lets_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.mkdir

    def stopped(path: Path, *words: Any, **named: Any) -> None:
        real(path, *words, **named)
        if path.name == STAGING:
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", stopped)
    with pytest.raises(KeyboardInterrupt), Publisher(tmp_path):
        pass
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]
    put(tmp_path, "a")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_build_that_is_stopped_at_any_step_leaves_nothing(tmp_path: Path) -> None:
    """A signal is answered where a function begins or a line does: each of them, in turn, is where one comes."""
    stopped = 0
    for moment in itertools.count():
        out, left = tmp_path / str(moment), moment

        def begun(out: Path = out) -> None:
            with Publisher(out) as publisher, closing(publisher):
                publisher.write("a", {"site/a.txt": b"a"})

        def trace(frame: FrameType, event: str, _: Any) -> Callable[..., Any]:
            nonlocal left
            if event in ("call", "line") and frame.f_code.co_name != "begun":
                left -= 1
                if left < 0:
                    sys.settrace(None)
                    raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            begun()
            break
        except KeyboardInterrupt:
            stopped += 1
        finally:
            sys.settrace(None)
        assert not out.exists() or [path.name for path in out.iterdir()] in ([], [".lock"])
    assert stopped > 100


def test_a_bundle_that_is_put_there_while_its_place_is_looked_at_is_no_stranger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(*words: Any) -> Iterator[Any]:
        put(tmp_path, "a")
        yield from walk(*words)

    monkeypatch.setattr("whitelabel.disk.publish.walk", late)
    refuse_other(tmp_path, "a", "site/0/0.txt")
    monkeypatch.undo()
    with pytest.raises(FileExistsError):
        refuse_other(tmp_path, "a", "manifest.json")


WRITER = """
import sys
from pathlib import Path
from whitelabel.disk.publish import Publisher
from tests.disk.bundles import bundle
out, version, turns = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for turn in range(turns):
    with Publisher(out) as publisher:
        publisher.publish([publisher.write(slug, bundle(f"{version}.{turn}")) for slug in ("a", "b")])
"""


def writer(out: Path, version: str, turns: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(out), version, str(turns)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def is_whole(folder: Path) -> bool:
    found = contents(folder)
    versions = {data.split()[0].decode() for data in found.values()}
    return len(versions) == 1 and found == bundle(versions.pop())


@pytest.mark.soak
@pytest.mark.parametrize("milliseconds", range(2, 82, 4))
def test_kill_at_any_moment_leaves_a_whole_bundle_and_the_next_build_cleans_up(
    tmp_path: Path, milliseconds: int
) -> None:
    put(tmp_path, "a", "b")
    process = writer(tmp_path, "killed", 1000)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert is_whole(tmp_path / "a")
    assert is_whole(tmp_path / "b")
    put(tmp_path, "a", version="3")
    assert contents(tmp_path / "a") == bundle("3")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


def test_two_builds_into_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    put(tmp_path, "a", "b")
    processes = [writer(tmp_path, version, 15) for version in ("x", "y")]
    seen = 0
    while any(process.poll() is None for process in processes):
        # A file read while bundles are exchanged is of one of them, and always there.
        assert (tmp_path / "a/site/0/0.txt").read_bytes().split()[1] == b"0"
        seen += 1
        time.sleep(0.002)
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    assert [process.returncode for process in processes] == [0, 0]
    assert is_whole(tmp_path / "a")
    assert is_whole(tmp_path / "b")
    assert seen > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


def test_the_second_build_begins_when_the_first_has_ended(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with Publisher(tmp_path):
            order.append("second")

    with Publisher(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_file_in_the_place_of_the_folder_is_an_error_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(FileExistsError), Publisher(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "x"


@pytest.mark.parametrize("stands", [_file, _link, _empty])
def test_rubbish_in_the_place_of_the_staging_folder_is_cleared(tmp_path: Path, stands: Callable[[Path], None]) -> None:
    stands(tmp_path / STAGING)
    put(tmp_path, "a")
    assert contents(tmp_path / "a") == bundle("1")
    assert stands is not _link or (tmp_path / "elsewhere" / "kept").exists()


def test_every_file_of_a_bundle_is_looked_at_those_that_hide_too(tmp_path: Path) -> None:
    put(tmp_path, "a")
    assert set(bundle_digests(tmp_path, "a") or {}) == set(bundle("1"))
    (tmp_path / "a/site/.DS_Store").write_text("x")
    assert "site/.DS_Store" in (bundle_digests(tmp_path, "a") or {})
    (tmp_path / "a/site/link").symlink_to("/etc/passwd")
    assert bundle_digests(tmp_path, "a") is None
    assert bundle_digests(tmp_path, "b") is None


@pytest.mark.parametrize("stands", [_file, _link, _pipe, _empty])
def test_a_file_that_is_none_is_not_there(tmp_path: Path, stands: Callable[[Path], None]) -> None:
    stands(tmp_path / "a")
    assert read_bundle_file(tmp_path, "a", "manifest.json") is None
    (tmp_path / "b").mkdir()
    if stands is not _file:
        stands(tmp_path / "b" / "manifest.json")
    assert read_bundle_file(tmp_path, "b", "manifest.json") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: folder.chmod(0o700),
        lambda folder: (folder / "site").chmod(0o700),
        lambda folder: (folder / "site/1").chmod(0o311),
        lambda folder: (folder / "site/1/1.txt").chmod(0o600),
        lambda folder: (folder / "site/more").mkdir(),
        lambda folder: (folder / "/".join(["deep"] * 102)).mkdir(parents=True),
    ],
    ids=["closed", "part closed", "unlisted", "file closed", "empty folder", "too deep"],
)
def test_a_bundle_that_cannot_be_served_or_holds_more_folders_is_none(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    put(tmp_path, "a")
    assert bundle_digests(tmp_path, "a") is not None
    change(tmp_path / "a")
    assert bundle_digests(tmp_path, "a") is None


def test_a_published_bundle_looks_as_it_did_when_it_was_put_there(tmp_path: Path) -> None:
    for _ in range(2):
        with Publisher(tmp_path) as publisher:
            # A folder and a file whose names begin alike: one order for both ways to look.
            publisher.publish([publisher.write("a", {**bundle("1"), "site/1.txt": b"x"})])
        seen = publisher.looks["a"]
        assert seen.seal != UNSEEN
        time.sleep(0.05)
        assert bundle_look(tmp_path, "a") == seen


def test_a_folder_that_was_closed_is_taken_away_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    (tmp_path / "a/b/c/file").touch()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            # Root enters every folder: nobody doesn't, and comes to this one by a relative path.
            os.chdir(tmp_path)
            if os.geteuid() == 0:
                for place in (".", "a", "a/b", "a/b/c"):
                    os.chown(place, 65534, 65534)
                os.setuid(65534)
            Path("a/b/c").chmod(0o311)
            Path("a/b").chmod(0o311)
            remove(Path("a"))
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert not (tmp_path / "a").exists()

"""Builds in a world that is not as it should be: no room, nothing that may be written, a clock that jumps, many at once."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.faults.shop import SAMPLE, VERSIONS, Shop, State, brands_of, is_whole, mixed
from whitelabel.cli import main

# ── Disks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

pytestmark = pytest.mark.soak


@contextlib.contextmanager
def mounted(place: Path, *words: str) -> Iterator[None]:
    """Something mounted on a folder; the test is left out where that isn't allowed."""
    done = subprocess.run(["mount", *words, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"nothing may be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


MOST_IN_SOAK = [
    *(pytest.param(words, marks=pytest.mark.soak, id=" ".join(words)) for words in SAMPLE[:-1]),
    pytest.param(SAMPLE[-1], id=" ".join(SAMPLE[-1])),
]
"""Words of a build: those that ask most of it, and the others in the soak."""


@pytest.mark.soak
@pytest.mark.parametrize("rooms", [3, pytest.param(60, marks=pytest.mark.soak)])
@pytest.mark.parametrize("words", MOST_IN_SOAK)
def test_a_full_disk_is_told_and_leaves_the_old_bundles(
    shop: Shop,
    right_for: Callable[[tuple[str, ...]], Mapping[str, State]],
    capsys: pytest.CaptureFixture[str],
    rooms: int,
    words: tuple[str, ...],
    counted: Callable[[str, int], None],
) -> None:
    right = right_for(words)
    shop.enlarge(brands_of(words))
    shop.out.mkdir()
    failed = 0
    with mounted(shop.out, "-t", "tmpfs", "-o", "size=4m", "tmpfs"):
        shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
        assert main(shop.words(*words)) == 0
        version = VERSIONS[0]
        free = shutil.disk_usage(shop.out).free
        for room in range(rooms):
            before = right[version]
            version = VERSIONS[1 - VERSIONS.index(version)]
            shop.edit(version)
            capsys.readouterr()
            # Free pages from none to more than both bundles take.
            _fill(shop.out / "filling", 4096 * (room * 120 // rooms))
            code = main(shop.words(*words))
            (shop.out / "filling").unlink()
            said, found, new = capsys.readouterr(), shop.state(), right[version]
            assert code in (0, 4)
            if code == 4:
                failed += 1
                assert _FULL.fullmatch(said.err), said.err
                assert is_whole(found, before, new), mixed(found, before, new)
            else:
                assert found == new, mixed(found, new)
            assert main(shop.words(*words)) == 0
            assert shop.state() == new
            assert shop.litter() == []
        assert shutil.disk_usage(shop.out).free > free / 2
    assert failed
    counted("builds on a full disk", failed)


_FULL = re.compile(
    r"error: building: no space left on device: '[^'\n]+'\n  hint: make room on that disk, then run it again\n"
)


def _fill(place: Path, left: int) -> None:
    """Write a file that leaves so many bytes on its disk."""
    with contextlib.suppress(OSError), place.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(4096))
    os.truncate(place, max(0, place.stat().st_size - left))


@pytest.mark.soak
@pytest.mark.parametrize("words", MOST_IN_SOAK)
def test_a_folder_that_is_read_only_is_told_and_keeps_its_bundles(
    shop: Shop,
    right_for: Callable[[tuple[str, ...]], Mapping[str, State]],
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
) -> None:
    right = right_for(words)
    shop.enlarge(brands_of(words))
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
    for _ in range(2):
        # What was changed just before a build is looked at again by the next one.
        assert main(shop.words(*words)) == 0
        time.sleep(0.05)
    capsys.readouterr()
    with mounted(shop.out, "--bind", "-o", "ro", str(shop.out)):
        # A build that has nothing to do needs to write nothing.
        assert (main(shop.words(*words)), capsys.readouterr().err) == (0, "")
        shop.edit("two")
        code, said = main(shop.words(*words)), capsys.readouterr()
        assert (code, said.out) == (4, "")
        assert _READ_ONLY.fullmatch(said.err), said.err
        assert shop.state() == right["one"]
    assert main(shop.words(*words)) == 0
    assert shop.state() == right["two"]
    assert shop.litter() == []


_READ_ONLY = re.compile(
    r"error: building: read-only file system: '[^'\n]*build[^'\n]*'\n"
    r"  hint: choose a folder that can be written to, with '--out'\n"
)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_a_folder_that_is_somebody_elses_is_told_and_keeps_its_bundles(shop: Shop, right: Mapping[str, State]) -> None:
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
    assert main(shop.words()) == 0
    shop.edit("two")
    for place in (shop.root.parent, shop.root):
        place.chmod(0o755)
    code, err = _forked(shop.words(), user=65534)()
    assert code == 4
    assert re.fullmatch(
        r"error: building: permission denied: '[^'\n]*build/.lock'\n  hint: see who may read and write there\n", err
    )
    assert shop.state() == right["one"]
    assert main(shop.words()) == 0
    assert shop.state() == right["two"]


# ── Clocks ────────────────────────────────────────────────────────────────────────────────────────────────────────

YEAR = 365 * 24 * 3600


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock of this process by so many seconds; the times of files stay as the system writes them."""
    real, real_ns = time.time, time.time_ns

    def by(seconds: float) -> None:
        monkeypatch.setattr(time, "time", lambda: real() + seconds)
        monkeypatch.setattr(time, "time_ns", lambda: real_ns() + int(seconds * 1e9))

    return by


@pytest.mark.parametrize("jump", [-YEAR, -3600, -1, 1, 3600, YEAR])
def test_a_clock_that_jumps_hides_no_change(
    shop: Shop, right: Mapping[str, State], clock: Callable[[float], None], jump: float
) -> None:
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
    for version, seconds in (("one", 0), ("two", jump), ("one", 0), ("two", -jump)):
        clock(seconds)
        shop.edit(version)
        begun = time.monotonic()
        assert main(shop.words()) == 0
        assert shop.state() == right[version]
        assert main(shop.words()) == 0
        assert shop.state() == right[version]
        assert time.monotonic() - begun < 10


@pytest.mark.parametrize("jump", [-YEAR, YEAR])
def test_files_from_another_time_hide_no_change(shop: Shop, right: Mapping[str, State], jump: float) -> None:
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
    for version in ("one", "two", "one"):
        shop.edit(version)
        for path in [path for path in shop.root.rglob("*") if not path.is_relative_to(shop.out / ".lock")]:
            os.utime(path, (time.time() + jump, time.time() + jump))
        assert main(shop.words()) == 0
        assert shop.state() == right[version]


# ── Many ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.soak
@pytest.mark.parametrize("words", SAMPLE, ids=" ".join)
def test_eight_builds_at_once_are_all_right(
    shop: Shop,
    right_for: Callable[[tuple[str, ...]], Mapping[str, State]],
    words: tuple[str, ...],
    counted: Callable[[str, int], None],
) -> None:
    right = right_for(words)
    shop.enlarge(brands_of(words))
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
    for version in ("one", "two"):
        shop.edit(version)
        ended = [said() for said in [_forked(shop.words(*words)) for _ in range(8)]]
        assert ended == [(0, "")] * 8
        found, new = shop.state(), right[version]
        assert found == new, mixed(found, new)
        assert shop.litter() == []
    counted(AT_ONCE, 16)


AT_ONCE = "builds into one folder, eight at once"


def _forked(words: list[str], user: int = 0) -> Callable[[], tuple[int, str]]:
    """Begin a command in a fork, as somebody perhaps; what is given back waits for its exit code and what it says on stderr."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if user:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
            with contextlib.redirect_stderr(io.StringIO()) as said:
                code = main(words)
            os.write(writer, said.getvalue().encode())
        finally:
            os._exit(code)
    os.close(writer)

    def ended() -> tuple[int, str]:
        with os.fdopen(reader, encoding="utf-8") as stream:
            err = stream.read()
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), err

    return ended


@pytest.mark.soak
@pytest.mark.parametrize("words", SAMPLE, ids=" ".join)
def test_eight_commands_at_once_that_draw_all_are_all_right(
    shop: Shop,
    right_for: Callable[[tuple[str, ...]], Mapping[str, State]],
    words: tuple[str, ...],
    counted: Callable[[str, int], None],
) -> None:
    right = right_for(words)
    shop.enlarge(brands_of(words))
    for turn in range(3):
        version = VERSIONS[turn % 2]
        shop.edit(version)
        shutil.rmtree(shop.out, ignore_errors=True)
        processes = [shop.started(*words) for _ in range(8)]
        said = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0] * 8, said
        assert {err for _, err in said} == {""}
        found, new = shop.state(), right[version]
        assert found == new, mixed(found, new)
        assert shop.litter() == []
    counted(AT_ONCE, 24)

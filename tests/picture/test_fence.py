"""Work on what comes from outside leaves nothing behind but its answer."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.children import children
from whitelabel.picture import fence
from whitelabel.picture.fence import Fenced, fenced

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fence where nothing forks")

ROOT = Path(__file__).resolve().parents[2]


def open_files() -> int:
    """How many this process has."""
    return len(list(Path("/proc/self/fd").iterdir()))


def at_work(group: int) -> list[str]:
    """Who of a group of processes still runs."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = place.read_text("ascii", "replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(place.parent.name)
    return found


def all_end(group: int) -> bool:
    """Whether a group of processes is gone before long."""
    give_up = time.monotonic() + 10
    while at_work(group):
        if time.monotonic() > give_up:
            return False
        time.sleep(0.02)
    return True


def forever() -> NoReturn:
    """Burns time."""
    while True:
        pass


def asleep() -> bytes:
    """Waits for what never comes."""
    threading.Lock().acquire()
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
    return b"never"


def opened() -> bytes:
    """Reads a file."""
    with Path("/etc/hostname").open("rb") as stream:
        return stream.read() or b"read"


def written(path: Path) -> Callable[[], bytes]:
    """Writes one."""

    def work() -> bytes:
        path.write_bytes(b"litter")
        return b"written"

    return work


def connected() -> bytes:
    """Opens a socket."""
    import _socket

    return str(_socket.socket().fileno()).encode()


def bred() -> bytes:
    """Starts another process."""
    return str(os.fork()).encode() or b""


def crashed() -> bytes:
    """Reads where nothing is."""
    ctypes.string_at(0)
    return b"alive"


def ended() -> bytes:
    """Leaves by the back door."""
    os._exit(0)


def test_what_the_work_gives_comes_back_whole() -> None:
    assert fenced(lambda: b"") == b""
    assert fenced(lambda: b"made" * 1_000_000) == b"made" * 1_000_000


@pytest.mark.parametrize(
    "work",
    [
        lambda: str(1 / 0).encode(),
        lambda: sys.exit(0),
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: "text",
        opened,
        connected,
        crashed,
    ],
)
def test_what_fails_or_reaches_out_gives_nothing(work: Callable[[], bytes], capfd: pytest.CaptureFixture[str]) -> None:
    assert fenced(work, (*fence.NEEDS, "_socket")) is None
    assert capfd.readouterr() == ("", "")


def test_work_that_burns_time_is_ended() -> None:
    begin = os.times()
    assert fenced(forever, seconds=0.2) is None
    end = os.times()
    assert 0.1 < end.children_user + end.children_system - begin.children_user - begin.children_system < 0.5


def test_work_that_waits_for_ever_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "PATIENCE", 0.3)
    begin = time.monotonic()
    assert fenced(asleep) is None
    assert time.monotonic() - begin < 5


def test_work_goes_on_while_something_else_is_done_and_waits_for_no_one_who_looks_after_it() -> None:
    many, before = bytes(1 << 20) * 8, children()
    with contextlib.closing(Fenced(lambda: many)) as running:
        begin = time.monotonic()
        while sum(map(len, running._parts)) < len(many):
            running.look_after()
            assert time.monotonic() - begin < 5
        assert running.result() == many
        assert running.result() == many
    assert children() == before


def test_work_that_nobody_wants_any_more_is_ended() -> None:
    before = (children(), open_files())
    with contextlib.closing(Fenced(asleep)):
        assert children() != before[0]
    assert (children(), open_files()) == before


def test_work_whose_watcher_died_ends_by_itself() -> None:
    code = (
        "import os, time\nfrom whitelabel.picture import fence\nfence.PATIENCE = 0.5\nfence.Fenced._take = lambda *_: os._exit(7)\n"
        "def work():\n    os.write(1, b'x')\n    time.sleep(60)\n    return b''\nprint(os.getpgid(0), flush=True)\nfence.fenced(work)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, start_new_session=True, check=False
    )
    assert done.returncode == 7
    assert all_end(int(done.stdout)), "the child outlived its time"


def answer_of(code: str) -> str:
    """What a fresh interpreter prints: the tests' own holds much memory that it has freed but not given back."""
    begin = "import gc\nfrom whitelabel.picture import fence\n"
    return subprocess.run(
        [sys.executable, "-c", begin + code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_there_is_memory_but_no_more_than_so_much() -> None:
    code = "print(*(fence.fenced(lambda: str(len(bytes(size))).encode()) for size in (1 << 26, 1 << 28)))"
    assert answer_of(code) == "b'67108864' None"


def test_what_the_parent_has_forgotten_makes_no_room() -> None:
    code = (
        "class Ring:\n    def __init__(self):\n        self.own, self.load = self, bytes(1 << 28)\n"
        "def work():\n    gc.collect()\n    return str(len(bytes(1 << 28))).encode()\n"
        "gc.disable()\nRing()\nprint(fence.fenced(work))"
    )
    assert answer_of(code) == "None"


def test_too_much_that_comes_back_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    before = children()
    monkeypatch.setattr(fence, "OUTPUT", 1_000_000)
    assert fenced(lambda: bytes(1_000_000)) == bytes(1_000_000)
    assert fenced(lambda: bytes(1_000_001)) is None
    assert children() == before


def test_nothing_can_be_written(tmp_path: Path) -> None:
    assert fenced(written(tmp_path / "litter")) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [0, 500])
def test_what_the_parent_has_open_is_out_of_reach(number: int) -> None:
    reader, low = os.pipe()
    held = fcntl.fcntl(low, fcntl.F_DUPFD, number)
    try:
        assert fenced(lambda: str(os.write(held, b"litter")).encode()) is None
        os.set_blocking(reader, False)
        with pytest.raises(BlockingIOError):
            os.read(reader, 9)
    finally:
        for descriptor in (reader, low, held):
            os.close(descriptor)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may start what it likes")
def test_no_process_can_be_started() -> None:
    assert fenced(bred) is None


def test_what_was_not_loaded_before_can_not_be_loaded_within() -> None:
    def work() -> bytes:
        import this

        return this.s.encode()

    sys.modules.pop("this", None)
    assert fenced(work) is None


def test_neither_children_nor_open_files_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fence, "PATIENCE", 0.1)
    before = open_files(), children()
    for work in (lambda: b"made", lambda: str(1 / 0).encode(), asleep, ended):
        fenced(work)
    assert (open_files(), children()) == before


def test_an_ending_without_an_answer_is_an_empty_answer() -> None:
    assert fenced(ended) == b""


def test_it_works_from_many_threads_at_once() -> None:
    made: list[bytes | None] = []

    def run(number: int) -> None:
        made.append(fenced(lambda: b"%d" % number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made, key=str) == sorted((b"%d" % number for number in range(12)), key=str)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_parent_and_child(ending: signal.Signals) -> None:
    code = (
        "import time\nfrom whitelabel.picture.fence import Fenced, fenced\n"
        "def work():\n    time.sleep(60)\n    return b''\nprint('ready', flush=True)\nfenced(work)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        time.sleep(0.3)
        begin = time.monotonic()
        os.killpg(parent.pid, ending)
        parent.wait(5)
        assert time.monotonic() - begin < 2
    assert all_end(parent.pid), "the child outlived its parent"

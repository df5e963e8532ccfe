"""Work for many items: the same results by one process or by several, and no process outlives who wanted them."""

from __future__ import annotations

import errno
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Never

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whitelabel.picture.fence import PATIENCE
from whitelabel.run.execute import each


def square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def children() -> set[str]:
    """Processes whose parent is this one."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text("utf-8").split())


@pytest.fixture(autouse=True)
def _no_child_is_left() -> Iterator[None]:
    before = children()
    yield
    assert children() == before


@given(count=st.integers(0, 40), jobs=st.integers(1, 5))
@settings(max_examples=4, deadline=None)
def test_each_item_is_done_once_however_many_processes_do_it(count: int, jobs: int) -> None:
    made = list(each(square, range(count), jobs))
    assert sorted(result for result, _ in made) == [number * number for number in range(count)]
    assert len({process for _, process in made}) <= jobs


def test_one_process_does_it_here_and_in_order() -> None:
    assert list(each(square, range(5), 1)) == [(number * number, os.getpid()) for number in range(5)]


def test_several_processes_work_at_once() -> None:
    met = os.pipe()

    # The first waits for the second: one after the other would wait for ever.
    def wait_for_other(number: int) -> bytes:
        if number == 0:
            return os.read(met[0], 4)
        os.write(met[1], b"here")
        return b"here"

    assert list(each(wait_for_other, [0, 1], 2)) == [b"here", b"here"]
    for end in met:
        os.close(end)


def test_what_the_work_raises_is_raised_here_with_all_that_it_says() -> None:
    def fail(number: int) -> int:
        if number == 3:
            raise OSError(errno.ENOSPC, "no room", "/there")
        return number

    with pytest.raises(OSError, match="no room") as broken, closing(each(fail, range(9), 2)) as made:
        list(made)
    assert (broken.value.errno, broken.value.filename) == (errno.ENOSPC, "/there")


def test_a_mistake_of_ours_comes_with_the_place_where_it_was_made() -> None:
    def mistaken(number: int) -> int:
        return {}[number]  # type: ignore[no-any-return,index]

    with pytest.raises(KeyError) as broken:
        list(each(mistaken, range(4), 2))
    assert "in mistaken" in "".join(broken.value.__notes__)


class Awkward(Exception):
    """Can't be made anew from what it says."""

    def __init__(self, one: str, other: int) -> None:
        super().__init__(f"{one} and {other}")

    def __reduce__(self) -> Never:
        # Some libraries teach pickle to take any exception.
        raise TypeError("not to be handed over")


class Held(OSError):
    """Holds what can't be handed over."""

    def __init__(self) -> None:
        super().__init__(errno.ENOSPC, "no room", "/there")
        self.held = lambda: None


def test_a_mistake_of_ours_that_cannot_be_handed_over_is_told_all_the_same(capfd: pytest.CaptureFixture[str]) -> None:
    def awkward(number: int) -> int:
        raise Awkward("one", number)

    with pytest.raises(RuntimeError, match="Awkward: one and ") as broken:
        list(each(awkward, range(4), 2))
    assert "in awkward" in "".join(broken.value.__notes__)
    assert capfd.readouterr() == ("", "")


def test_a_failure_of_the_world_that_cannot_be_handed_over_stays_one() -> None:
    def held(_: int) -> int:
        raise Held

    with pytest.raises(OSError, match="no room") as broken:
        list(each(held, range(4), 2))
    assert (broken.value.errno, broken.value.filename) == (errno.ENOSPC, "/there")


def test_a_result_that_cannot_be_handed_over_is_a_mistake_of_ours(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AttributeError, match="pickle"):
        list(each(lambda _: lambda: None, range(4), 2))
    assert capfd.readouterr() == ("", "")


def test_a_process_that_is_killed_while_it_tells_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(connection: Connection, _: bytes) -> None:
        os.write(connection.fileno(), struct.pack("!i", 100) + b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "send_bytes", cut)
        with pytest.raises(ChildProcessError, match="ended by signal 9"):
            list(each(square, range(4), 2))


def test_a_process_that_is_killed_before_it_is_given_more_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Connection.recv

    def late(connection: Connection) -> object:
        told = real(connection)
        time.sleep(0.3)
        return told

    def killed(number: int) -> int:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return number

    monkeypatch.setattr(Connection, "recv", late)
    with pytest.raises(ChildProcessError, match="ended by signal 9"):
        list(each(killed, range(4), 2))


def test_where_no_more_processes_are_to_be_had_that_is_told_and_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    real, born = os.fork, []

    def fork() -> int:
        if born:
            raise BlockingIOError(errno.EAGAIN, "too many")
        born.append(1)
        return real()

    monkeypatch.setattr(os, "fork", fork)
    with pytest.raises(BlockingIOError) as refused:
        list(each(lambda _: time.sleep(60), range(4), 2))
    assert refused.value.__notes__ == ["the system starts no more processes: try '--jobs 1'"]


def test_a_process_that_is_killed_is_told_of_and_ends_the_work() -> None:
    def killed(number: int) -> int:
        if number == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.01)
        return number

    with pytest.raises(ChildProcessError, match="ended by signal 9") as lost:
        list(each(killed, range(8), 2))
    assert lost.value.__notes__ == ["there may be too little memory for so many at once: try '--jobs 1'"]


def test_whoever_stops_taking_results_stops_the_work_at_once() -> None:
    def slow(number: int) -> int:
        time.sleep(60 if number else 0)
        return number

    begin = time.monotonic()
    with closing(each(slow, range(4), 2)) as made:
        assert next(made) == 0
    assert time.monotonic() - begin < 10


PARENT = """
import os, time
from whitelabel.picture.fence import fenced
from whitelabel.run.execute import each

def work(number):
    os.write(1, f"{os.getpid()}\\n".encode())
    fenced(lambda: time.sleep(60))

list(each(work, range(4), 2))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_processes_and_what_they_draw_end_with_the_one_that_started_them_however_it_ends(how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        workers = [int(parent.stdout.readline()) for _ in range(2)]
        drawing = [_child_of(worker) for worker in workers]
        parent.send_signal(how)
        parent.wait(10)
    # Time in which no drawing is ended for taking too long.
    give_up = time.monotonic() + PATIENCE / 2
    while any(_is_alive(process) for process in (*workers, *drawing)):
        assert time.monotonic() < give_up
        time.sleep(0.01)


def _child_of(process: int) -> int:
    """The child that a process is about to have."""
    while not (found := Path(f"/proc/{process}/task/{process}/children").read_text("utf-8")):
        time.sleep(0.01)
    return int(found)


def _is_alive(process: int) -> bool:
    """Whether a process runs, or would be seen to by whoever started it."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

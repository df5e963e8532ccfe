"""One piece of work after the other, or several at once in processes: the same results.

Processes are forks of this one (``fork``): what was loaded, compiled and warmed before is at hand in each, and nothing has
to be handed over but what to do next and what came of it. Where there is no fork, the work is done one after the other.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import time
import traceback
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from whitelabel.disk.endings import ENDINGS, endings_come, endings_wait
from whitelabel.picture.fence import end_with

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")

_SHARES = 4
"""Into how many batches a process's even share of the work is cut at least: then none waits long for the last one."""

_BATCH = 8
"""Items that are handed out at once at most."""


def each(work: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> Generator[Result, None, None]:
    """Do a piece of work for each item.

    Args:
        work: It may write files; all else that it changes stays in its process.
        items: What it is done for.
        jobs: Processes that do it at once; with 1 it is done here.

    Yields:
        What each gives, in the order in which they are done. Whoever stops taking them stops the work.

    Raises:
        ChildProcessError: A process was ended from outside, as the system does when memory runs out.
        Exception: Whatever the work raises, of which the first is raised here.
    """
    jobs = min(jobs, len(items))
    if jobs < 2 or not hasattr(os, "fork"):
        yield from map(work, items)
        return
    # What was loaded so far stays as it is: a sweep in a child would copy each page that it lies on.
    gc.collect()
    gc.freeze()
    hands = _Hands(items)
    try:
        hands.begin(work, jobs)
        yield from hands.results()
    finally:
        hands.end()
        gc.unfreeze()


_ON_THE_WAY = 0.2
"""Seconds within which a signal has come that was sent to this process and to others."""


class _Hands:
    """The processes, and what each has still to do."""

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = items
        self._next = 0
        self._jobs = 1
        self._waiting: dict[Connection, int] = {}
        self._processes: dict[Connection, BaseProcess] = {}

    def begin(self, work: Callable[[Any], Any], jobs: int) -> None:
        """Have so many processes, each with something to do."""
        from multiprocessing import get_context

        self._jobs = jobs
        context = get_context("fork")
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            others = [*self._processes, ours]
            words = (work, self._items, theirs, others, os.getpid())
            process = context.Process(target=_serve, args=words, daemon=True)
            with endings_wait(), warnings.catch_warnings():
                # Newer Pythons warn of forks where there are threads; ours holds no lock that a child takes.
                warnings.simplefilter("ignore", DeprecationWarning)
                try:
                    process.start()
                except OSError as refused:
                    refused.add_note("the system starts no more processes: try '--jobs 1'")
                    raise
                self._processes[ours] = process
                self._waiting[ours] = 0
            theirs.close()
            self._hand(ours)

    def _hand(self, connection: Connection) -> None:
        """Give a process what to do next, if there is anything."""
        left = len(self._items) - self._next
        size = min(_BATCH, max(1, left // (self._jobs * _SHARES)), left)
        if size:
            try:
                connection.send((self._next, self._next + size))
            except (BrokenPipeError, ConnectionResetError):
                raise self._lost(self._processes[connection]) from None
            self._next += size
            self._waiting[connection] += size

    def results(self) -> Iterator[Any]:
        from multiprocessing.connection import wait

        while busy := [connection for connection, count in self._waiting.items() if count]:
            for connection in cast("list[Connection]", wait(busy)):
                try:
                    made, broken = connection.recv()
                except (EOFError, OSError):
                    # It ended between two answers, or in the middle of one.
                    raise self._lost(self._processes[connection]) from None
                if broken is not None:
                    raise broken
                self._waiting[connection] -= 1
                # The next batch is there before the last one is done.
                if self._waiting[connection] < 2:
                    self._hand(connection)
                yield made

    def _lost(self, process: BaseProcess) -> ChildProcessError:
        process.join()
        code = process.exitcode or 0
        if -code in ENDINGS:
            # Whoever ends a whole group ends this process too: its own signal is on the way.
            time.sleep(_ON_THE_WAY)
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        lost = ChildProcessError(f"a process that built brands was ended {how}")
        if code == -signal.SIGKILL:
            lost.add_note("there may be too little memory for so many at once: try '--jobs 1'")
        return lost

    def end(self) -> None:
        """End all processes, whatever they are doing."""
        for connection, process in self._processes.items():
            if self._waiting[connection]:
                process.kill()
            connection.close()
        for process in self._processes.values():
            process.join()
            process.close()


def _serve(
    work: Callable[[Any], Any], items: Sequence[Any], connection: Connection, others: list[Connection], parent: int
) -> None:
    """Do what is handed out until nothing is; the parent's own answers to signals are none of a child's."""
    for ending in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(ending) is not signal.SIG_IGN:
            signal.signal(ending, signal.SIG_DFL)
    endings_come()
    # While another process holds the parent's end, nobody sees that the parent is gone.
    for other in others:
        other.close()
    end_with(parent)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            for number in range(*connection.recv()):
                connection.send_bytes(_told(work, items[number]))


def _told(work: Callable[[Any], Any], item: Any) -> bytes:
    """What came of an item, for the parent to read: a result, or what was raised."""
    try:
        return pickle.dumps((work(item), None))
    except Exception as broken:
        if not isinstance(broken, OSError):
            broken.add_note("".join(traceback.format_exception(broken)))
        return pickle.dumps((None, _portable(broken)))


def _portable(broken: Exception) -> Exception:
    """An exception that can be raised in another process; one that can't be handed over is told of by another."""
    try:
        pickle.loads(pickle.dumps(broken))  # noqa: S301 - our own bytes
    except Exception:
        if isinstance(broken, OSError):
            return OSError(broken.errno, broken.strerror, broken.filename)
        told = RuntimeError(f"{type(broken).__name__}: {broken}")
        for note in broken.__notes__:
            told.add_note(note)
        return told
    return broken

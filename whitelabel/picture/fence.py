"""Work on what comes from outside, where its time and memory are bounded.

A drawing of a few kilobytes can ask for minutes and gigabytes (filters in filters, markers on every point, pictures
within), in ways that no count of its elements foresees; a decoder may crash on what nobody has thought of. So both are done
in a child process that has nothing but its memory: no file, no socket, no process of its own can be opened in it, and the
system ends it when its time is over. The child is a fork, so that nothing has to be loaded or handed over.

On Linux all bounds hold. macOS doesn't bound a process's memory: there only time, files and what comes back are bounded.
Windows has no fork: there the work is done in this very process, and is bounded by nothing but the limits on what it reads
(bytes, pixels, elements), which hold everywhere.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from whitelabel.disk.endings import ENDINGS, endings_wait

SECONDS = 1.0
"""Processor time; a logo takes some hundredths."""

PATIENCE = 10.0
"""Seconds of the clock, for work that waits for what never comes."""

BYTES = 192 * 1024 * 1024
"""Memory beyond what this process has."""

OUTPUT = 64 * 1024 * 1024
"""Bytes that come back at most."""

NEEDS = (
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.Image",
    "PIL.ImageChops",
    "PIL.ImageCms",
    "PIL.JpegImagePlugin",
    "PIL.MpoImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
    "PIL.WebPImagePlugin",
    "deflate",
)
"""Modules that the room's functions import as they go: within the fence no file can be opened to load one."""


def fenced(work: Callable[[], bytes], needs: Sequence[str] = NEEDS, seconds: float = SECONDS) -> bytes | None:
    """Do some work where it can harm nothing, and wait for it; as ``Fenced``."""
    with contextlib.closing(Fenced(work, needs, seconds)) as running:
        return running.result()


class Fenced:
    """Some work that is being done where it can harm nothing.

    Args:
        work: Takes all it needs from this process's memory.
        needs: Modules that the work may import; they are imported here, once.
        seconds: Of the processor.
    """

    def __init__(self, work: Callable[[], bytes], needs: Sequence[str] = NEEDS, seconds: float = SECONDS) -> None:
        self._child = 0
        self._reader = -1
        self._parts: list[bytes] = []
        self._room = OUTPUT
        self._made: bytes | None = None
        for module in needs:
            importlib.import_module(module)
        if not hasattr(os, "fork"):
            self._made = _done_here(work)
            return
        # Loaded before, like all that the child needs.
        importlib.import_module("resource")
        importlib.import_module("ctypes")
        self._reader, writer = os.pipe()
        try:
            parent = os.getpid()
            with endings_wait():
                self._child = _fork()
                if self._child == 0:
                    _be_child(work, writer, seconds, parent)
        except BaseException:
            self.close()
            raise
        finally:
            os.close(writer)

    def look_after(self) -> None:
        """Take what is there so far: whoever gives much waits until it is taken."""
        if self._child:
            self._take(0.0)

    def result(self) -> bytes | None:
        """What the work gives; ``None`` where it failed, or wanted more time, memory or room than there is for it."""
        if self._child:
            is_whole = self._take(PATIENCE)
            if not is_whole:
                os.kill(self._child, signal.SIGKILL)
            _, status = os.waitpid(self._child, 0)
            self._child = 0
            self._made = b"".join(self._parts) if is_whole and status == 0 else None
            self.close()
        return self._made

    def close(self) -> None:
        """End the work if it hasn't come to its end."""
        if self._reader >= 0:
            os.close(self._reader)
            self._reader = -1
        if self._child > 0:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self._child, signal.SIGKILL)
                os.waitpid(self._child, 0)
            self._child = 0

    def _take(self, patience: float) -> bool:
        """Take what the child gives; whether that is all, and not too much.

        Args:
            patience: Seconds for which more is waited for.
        """
        give_up = time.monotonic() + patience
        waiting = select.poll()
        waiting.register(self._reader, select.POLLIN)
        while self._room >= 0 and waiting.poll(max(0.0, give_up - time.monotonic()) * 1000):
            part = os.read(self._reader, 1 << 20)
            if not part:
                return True
            self._parts.append(part)
            self._room -= len(part)
        return False


def _done_here(work: Callable[[], bytes]) -> bytes | None:
    try:
        return work()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # An engine's panic is no `Exception`.
        return None


def fault_of_ours(bug: Exception) -> str:
    """What to tell of an exception that no input should raise: its kind, and where it was raised."""
    place = bug.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" in {Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place is not None else ""
    return f"{type(bug).__name__}{where}"


def _fork() -> int:
    with warnings.catch_warnings():
        # Newer Pythons warn where there are threads: one of them may hold a lock that the child will wait for. Should it,
        # the child's time runs out.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def end_with(parent: int) -> None:
    """On Linux, be ended when the parent is, however it ends: nobody else would end a child that is deep in work.

    Args:
        parent: Its process's number; it may be gone already.
    """
    import ctypes

    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


_PR_SET_PDEATHSIG = 1
"""``linux/prctl.h``."""


def _be_child(work: Callable[[], bytes], writer: int, seconds: float, parent: int) -> NoReturn:
    """Do the work and end; the parent's own endings (tests, buffers, locks) are none of the child's."""
    try:
        end_with(parent)
        _limit(writer, seconds)
        _keep_memory()
        with os.fdopen(writer, "wb", buffering=0, closefd=False) as stream:
            rest = memoryview(work())
            while rest:
                rest = rest[stream.write(rest) :]
        os._exit(0)
    finally:
        os._exit(1)


def _keep_memory() -> None:
    """Let glibc keep what is given back to it: the child is gone soon, and each page of memory that it gets anew costs as much
    as working on a thousand bytes of it."""
    import ctypes

    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        for parameter, value in ((_M_TRIM_THRESHOLD, BYTES), (_M_MMAP_THRESHOLD, _M_MMAP_THRESHOLD_MAX)):
            libc.mallopt(parameter, value)


_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
_M_MMAP_THRESHOLD_MAX = 32 * 1024 * 1024
"""As in ``malloc.h``; mallopt(3) takes no higher threshold."""


def _limit(writer: int, seconds: float) -> None:
    """Bound this process; what the parent has open is closed, what it does on a signal is forgotten."""
    import resource

    # What the parent has forgotten would be swept up here: a copy of each page it lies on, and room that was not granted.
    gc.freeze()
    for ending in (*ENDINGS, signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU):
        signal.signal(ending, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    signal.setitimer(signal.ITIMER_PROF, seconds)
    # The parent counts too, but may be dead.
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    with contextlib.suppress(OSError, ValueError):
        pages = int(os.read(os.open("/proc/self/statm", os.O_RDONLY), 99).split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    # What a library says while it dies is nothing that the reader of a build can use.
    silence = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        if descriptor != writer:
            os.dup2(silence, descriptor)
    os.closerange(3, writer)
    os.closerange(writer + 1, os.sysconf("SC_OPEN_MAX"))
    for nothing in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE"):
        with contextlib.suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, nothing), (0, 0))

"""Work on what comes from outside, where its time and memory are bounded.

A drawing of a few kilobytes can ask for minutes and gigabytes (filters in filters, markers on every point, pictures
within), in ways that no count of its elements foresees. So it is drawn in a child process that the system ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path

SECONDS = 1.0
"""Processor time; a logo takes some hundredths."""

BYTES = 192 * 1024 * 1024
"""Memory beyond what this process has."""


def fenced(work: Callable[[], bytes]) -> bytes | None:
    """What the work gives, or ``None`` where it failed, or wanted more time or memory than there is for it."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # The child runs nothing but the work, and takes no lock that a thread could hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _be_child(work, writer)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as stream:
            made = stream.read()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    _, status = os.waitpid(child, 0)
    return made if status == 0 else None


def _be_child(work: Callable[[], bytes], writer: int) -> None:
    """Do the work and end; the parent's own endings (tests, buffers, locks) are none of the child's."""
    try:
        _limit()
        with os.fdopen(writer, "wb") as stream:
            stream.write(work())
        os._exit(0)
    finally:
        os._exit(1)


def _limit() -> None:
    import resource

    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library says while it dies is nothing that the reader of a build can use.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = pages * os.sysconf("SC_PAGE_SIZE") + BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

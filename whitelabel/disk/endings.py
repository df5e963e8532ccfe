"""Signals that end this program, kept waiting while a process is born or a library is at work that swallows what they raise."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

ENDINGS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextlib.contextmanager
def endings_wait() -> Iterator[None]:
    """Have signals wait until this is over; in a child that is born meanwhile they wait until it calls ``endings_come``.

    Python calls functions around a fork whose exceptions it drops, and a signal that came between the fork and the note of
    who was born would leave an orphan.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def endings_come() -> None:
    """Let signals in, those that are waiting first."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)

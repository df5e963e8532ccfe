"""How a run ends when it doesn't end by itself: signals, failures of the world, bugs.

Imported before all else, and imports little itself: until then Python's own answer to Ctrl-C is a traceback.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

GRACE = 1.5
"""Seconds that a run has for putting its things away after a signal, before it is ended without asking."""

INTERRUPTED = 128 + signal.SIGINT
BUG = 3
WORLD = 4


class Stopped(KeyboardInterrupt):
    """The run is ended from outside.

    A class of its own: CPython ends a process by SIGINT, whatever code it returns, once a bare `KeyboardInterrupt` has
    passed through an `exec` of text, and imports are full of those.
    """


def stop_within(failure: BaseException) -> Stopped | None:
    """The stop that Python made another exception of: of one within a class that is being made it does (3.11)."""
    cause: BaseException | None = failure
    while cause is not None and not isinstance(cause, Stopped):
        cause = cause.__cause__
    return cause


class Signals:
    """Turns SIGINT and SIGTERM into one `Stopped`, and remembers which of them it was.

    The first signal unwinds the work, so that it clears its own litter; a clearing that hangs is cut off after
    `GRACE` seconds. Further signals change nothing. Child processes keep what the system does by default.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._code = 0
        self._before: dict[int, Any] = {}
        self._limit: threading.Timer | None = None
        self._was_said = False

    def __enter__(self) -> Signals:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                # Whoever started us with a signal ignored (nohup, `&` in a script) wants it ignored.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._receive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        if self._limit is not None:
            self._limit.cancel()

    def _receive(self, number: int, _frame: FrameType | None) -> None:
        if os.getpid() != self._owner:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        if self._code:
            return
        self._code = 128 + number
        self._limit = threading.Timer(GRACE, self._leave)
        self._limit.daemon = True
        self._limit.start()
        raise Stopped

    def _leave(self) -> None:
        """End at once: what was to be ended in good order takes too long."""
        os._exit(self.told())

    def told(self) -> int:
        """Say, once, that the run was ended from outside; the exit code."""
        code, was_said, self._was_said = self._code or INTERRUPTED, self._was_said, True
        if not was_said:
            _say("interrupted" if code == INTERRUPTED else "terminated")
        return code


def _say(*lines: str) -> None:
    from whitelabel.problem import printable

    try:
        print(*map(printable, lines), sep="\n", file=sys.stderr, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


_HINTS = {
    errno.ENOSPC: "make room on that disk, then run it again",
    errno.EDQUOT: "make room in your share of that disk, then run it again",
    errno.EACCES: "see who may read and write there",
    errno.EPERM: "see who may read and write there",
    errno.EROFS: "choose a folder that can be written to, with '--out'",
    errno.ECONNREFUSED: "see that it runs there, and that this machine may reach it",
    errno.EADDRINUSE: "choose another port with '--port', or leave it out for one that is free",
    errno.EMFILE: "raise the limit of open files: 'ulimit -n 4096'",
    errno.ESTALE: "run it again when nobody is writing there",
}


def _near(path: str) -> str:
    from pathlib import Path

    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return path


def world_failed(broken: OSError, doing: str) -> int:
    """Say what the system refused, on which path, and what was being done; the exit code."""
    reason = (broken.strerror or str(broken) or type(broken).__name__).rstrip(".")
    reason = reason[:1].lower() + reason[1:]
    places = [_near(os.fsdecode(name)) for name in (broken.filename, broken.filename2) if isinstance(name, str | bytes)]
    where = ": " + " and ".join(f"'{place}'" for place in places) if places else ""
    lines = [f"error: {doing}: {reason}{where}"]
    lines += [f"  {note}" for note in getattr(broken, "__notes__", ())]
    hint = _HINTS.get(broken.errno or 0)
    if hint:
        lines.append(f"  hint: {hint}")
    _say(*lines)
    return WORLD


def library_missing(name: str, doing: str) -> int:
    """Say which library is not installed; the exit code."""
    _say(
        f"error: {doing}: the library '{name}' is not installed",
        "  hint: install whitelabel again; 'whitelabel doctor' tells what else is missing",
    )
    return WORLD


def memory_spent(doing: str) -> int:
    """Say that there was not enough memory; the exit code."""
    _say(f"error: {doing}: not enough memory", "  hint: build fewer brands at once, with '--brand'")
    return WORLD


def bug_hidden() -> int:
    """Say that we made a mistake, and nothing of where: the trace may name other brands; the exit code."""
    _say("bug: a mistake in whitelabel, not in what you wrote", "  hint: ask the vendor, whose build shows it")
    return BUG


def bug_found(bug: Exception) -> int:
    """Say that we made a mistake, and keep the trace: in a file for a person, on stderr for a log.

    Returns:
        The exit code.
    """
    import traceback

    from whitelabel import __version__

    trace = "".join(traceback.format_exception(bug))
    what = f"bug: {type(bug).__name__}: {bug}"
    blame = "  this is a mistake in whitelabel, not in what you wrote"
    kept = _keep(f"whitelabel {__version__}, Python {sys.version}\n\n{trace}") if sys.stderr.isatty() else None
    if kept is None:
        _say(what, blame, "  hint: report it with this trace", "", *trace.rstrip().split("\n"))
    else:
        _say(what, blame, f"  hint: report it with the trace in {kept}")
    return BUG


def _keep(text: str) -> str | None:
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", errors="backslashreplace", prefix="whitelabel-", suffix=".txt", delete=False
        ) as stream:
            stream.write(text)
            return stream.name
    except OSError:
        return None

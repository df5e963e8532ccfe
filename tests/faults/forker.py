"""Builds in processes of their own that need not load anything: each is a fork of one that has.

    python -m tests.faults.forker

reads the words of one command a line, as JSON, forks, tells the child's number, and when it is gone its exit code.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


GONE = 2.0
"""Seconds after a signal within which a build is gone, and all that it has begun."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a build.

    Attributes:
        code: As a shell tells it: 128 and the signal's number where one ended it.
        seconds: From the moment of the signal, where it still lived then, else from the beginning.
        left: Processes of its group that are still there when it should be gone: what its own children have begun ends with
            them, and the system takes a moment for that.
        leader: Its number, and its group's.
        alone: Whether it ended before it was sent a signal.
    """

    code: int
    out: str
    err: str
    seconds: float
    left: tuple[str, ...]
    leader: int
    alone: bool


class Forker:
    """The process that forks, seen from the one that tests.

    Args:
        folder: Where it notes what a build says.
        words: Of a build that loads all that builds need.
    """

    def __init__(self, folder: Path, words: Sequence[str]) -> None:
        self._said = (folder / "out", folder / "err")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forker", *map(str, self._said), *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )

    def close(self) -> None:
        """End it."""
        self._process.communicate()

    def build(
        self, words: Sequence[str], number: int | None = None, after: float = 0.0, *, to_group: bool = False
    ) -> Ended:
        """Run a command to its end.

        Args:
            words: Of the command.
            number: A signal that it gets.
            after: Seconds from its beginning to the signal.
            to_group: Whether its children get the signal too, as a terminal sends it.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(list(words)).encode() + b"\n")
        child = int(self._process.stdout.readline())
        begun = time.monotonic()
        ready, _, _ = select.select([self._process.stdout], [], [], None if number is None else after)
        if number is not None and not ready:
            begun = time.monotonic()
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if to_group else os.kill)(child, number)
        code = int(self._process.stdout.readline())
        seconds = time.monotonic() - begun
        left = tuple(group(child))
        while left and number != signal.SIGKILL and time.monotonic() - begun < GONE:
            time.sleep(0.005)
            left = tuple(group(child))
        out, err = (place.read_text("utf-8") for place in self._said)
        return Ended(code, out, err, seconds, left, child, alone=bool(ready))


def group(leader: int) -> Iterator[str]:
    """The processes of a group that are alive."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdecimal():
                name, _, rest = (folder / "stat").read_text("utf-8").rpartition(")")
                state, _, number = rest.split()[:3]
                if int(number) == leader and state not in "ZX":
                    yield f"{name}) {state}"


def moments(seed: int) -> Iterator[float]:
    """Moments by chance, as parts of some time."""
    dice = random.Random(seed)
    while True:
        yield dice.random()


def _main(out: str, err: str, *words: str) -> None:
    """Fork at each line; the child leads a process group of its own, so that all of it can be seen."""
    from tests.kept import template_read_once
    from whitelabel import incremental
    from whitelabel.cli import main
    from whitelabel.cli.ending import Signals
    from whitelabel.load import templates

    class Patient(Signals):
        """Signals that come before the command takes them into its hands, or after, wait: a fork's life around it isn't a build's."""

        def __enter__(self) -> Signals:
            super().__enter__()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            return self

        def __exit__(self, *_: object) -> None:
            signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
            super().__exit__()

    sys.modules[main.__module__].__dict__["Signals"] = Patient
    # Forks have what the first build has parsed and looked at, and stays what it is.
    templates.load_template = template_read_once
    incremental._tool = functools.cache(incremental._tool)
    with contextlib.redirect_stdout(sys.stderr):
        assert main(words) == 0
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 3
            try:
                os.setpgid(0, 0)
                for place, descriptor in ((out, 1), (err, 2)):
                    os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), descriptor)
                code = main(json.loads(line))
                sys.stdout.flush()
            finally:
                os._exit(code)
        with contextlib.suppress(PermissionError):
            os.setpgid(child, child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        sys.stdout.write(f"{code if code >= 0 else 128 - code}\n")
        sys.stdout.flush()


_STOPS = {signal.SIGINT, signal.SIGTERM}


if __name__ == "__main__":
    _main(*sys.argv[1:])

"""The process in which a worker of a cluster makes brands: what it is told comes in at one end, bundles go out at the other."""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any


def main(words: Sequence[str]) -> int:
    """Make brands until there are no more.

    Args:
        words: The folder in which what was made is kept.
    """
    from whitelabel.cluster import read_part

    # What anything prints on the way must not get in between.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    told = read_part(sys.stdin.buffer)
    if told is not None:
        _serve(answers, Path(words[0]), *pickle.loads(told))  # noqa: S301 - of the worker that has begun this process
    return 0


def _serve(answers: IO[bytes], store: Path, errand: bytes, asking: Any, words: tuple[Any, ...] | None) -> None:
    from whitelabel.cluster import read_part, write_part
    from whitelabel.disk.remote import Remote, Traffic
    from whitelabel.disk.shelf import Shelf
    from whitelabel.run.shared import Shared

    near = Shelf(store, store)
    remote = Remote.of(words) if words is not None else None
    with contextlib.closing(remote) if remote is not None else contextlib.nullcontext():
        if remote is not None:
            remote.open()
        made: Any = None
        while slug := read_part(sys.stdin.buffer):
            try:
                made = made or _begun(errand, asking, Shared(near, remote) if remote is not None else near, near)
                answer = b"=" + pickle.dumps(made.make(slug.decode()), protocol=pickle.HIGHEST_PROTOCOL)
            except Exception as broken:
                answer = b"!" + _packed(broken)
            write_part(answers, answer)
        if slug is not None:
            write_part(answers, pickle.dumps(remote.finish() if remote is not None else Traffic()))


def _begun(errand: bytes, asking: Any, shelf: Any, own: Any) -> Any:
    """What makes brands; it has read the project."""
    from whitelabel import pipeline
    from whitelabel.cli.machine import this_machine
    from whitelabel.model import Machine

    here = this_machine(Path.cwd())
    # Neither machine may show.
    machine = Machine((*asking.folders, *here.folders), asking.user, asking.host, here.environment)
    return pipeline.Elsewhere(pickle.loads(errand), shelf, own, machine)  # noqa: S301 - as above


def _packed(broken: Exception) -> bytes:
    """An exception that whoever asked can raise."""
    if isinstance(broken, OSError):
        return pickle.dumps(OSError(broken.errno, broken.strerror, broken.filename))
    told = RuntimeError(f"{type(broken).__name__}: {broken}")
    told.add_note("".join(traceback.format_exception(broken)))
    return pickle.dumps(told)

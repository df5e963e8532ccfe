"""What a command prints: on stdout its answer, in the form that was asked for."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO


def has_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose owner likes colour.

    Source:
        no-color.org: `NO_COLOR`, when present and not empty, whatever its value.
    """
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Whether a line of the stream can be written anew."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size((80, 24)).columns


def write(text: str) -> None:
    """Print on stdout; quiet once the reader has closed it (`whitelabel explain | head -1`)."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        # A name that this terminal can't show must not end the run.
        stream.reconfigure(errors="backslashreplace")
    try:
        stream.write(text if text.endswith("\n") or not text else text + "\n")
        stream.flush()
    except BrokenPipeError:
        close_stdout()


def close_stdout() -> None:
    """Send what is still to be printed nowhere: the reader is gone, and that is no failure."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def write_json(value: Any) -> None:
    """Print one JSON object on stdout, in UTF-8 whatever the terminal's encoding."""
    import json

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    write(json.dumps(value, indent=2, ensure_ascii=False))


def write_json_line(value: Any) -> None:
    """Print one JSON object in one line of its own, for a log of objects."""
    import json

    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    write(json.dumps(value, ensure_ascii=False))


def _quiet(_done: int, _total: int, _slug: str) -> None:
    return


@contextlib.contextmanager
def progress(doing: str) -> Iterator[Callable[[int, int, str], None]]:
    """How far the work is, on stderr and only on a terminal."""
    if not is_terminal(sys.stderr):
        yield _quiet
        return
    from whitelabel.report.progress import Bar

    with Bar(sys.stderr, doing, width()) as bar:
        yield bar

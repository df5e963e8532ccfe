"""A line on a terminal that tells how far the work is."""

from __future__ import annotations

import time
from typing import TextIO

WAIT = 0.3
"""Seconds without a line: most builds are done by then."""

PAUSE = 0.08
"""Seconds between two drawings."""

_CELLS = 24


class Bar:
    """Draws ``building ━━━━────  34/100 acme`` over itself; gone when the work is done."""

    def __init__(self, stream: TextIO, doing: str, width: int) -> None:
        self._stream = stream
        self._doing = doing
        self._width = width
        self._next = time.perf_counter() + WAIT
        self._drawn = False

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def __call__(self, done: int, total: int, slug: str) -> None:
        now = time.perf_counter()
        if now < self._next or total <= 0:
            return
        self._next = now + PAUSE
        self._drawn = True
        full = _CELLS * min(done, total) // total
        bar = "━" * full + "─" * (_CELLS - full)
        line = f"{self._doing} {bar} {done:>{len(str(total))}}/{total} {slug}"
        self._stream.write("\r\x1b[2K" + line[: self._width - 1])
        self._stream.flush()

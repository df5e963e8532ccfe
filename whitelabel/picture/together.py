"""Pieces of work on pictures, done together in one child process: it is born once, and what one has parsed the next one has."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from whitelabel.picture.fence import SECONDS, Fenced, fault_of_ours
from whitelabel.picture.lettering import Excess
from whitelabel.picture.study import FONT_HINT
from whitelabel.picture.warm import from_the_second_on, warm_cards
from whitelabel.problem import Problem, Span, error

_CALLS = itertools.count()

NEEDS = (
    *(f"PIL.{name}" for name in "Image ImageChops ImageDraw ImageFilter ImageOps".split()),
    *(f"PIL.{name}ImagePlugin" for name in "Bmp Gif Ico Jpeg Png Ppm WebP".split()),
    "brotli",
    "deflate",
    "resvg",
    "uharfbuzz",
    *(f"whitelabel.picture.{name}" for name in "card compose draw encode legible lettering numbering square".split()),
)
"""Modules that drawing needs: within the fence no file can be opened to load one."""


@dataclass(frozen=True, slots=True)
class Work:
    """One piece: what gives the files, and where the brand names the picture that it is about."""

    files: Callable[[], Iterable[bytes]]
    origin: Span


def drawn(works: Sequence[Work]) -> list[tuple[bytes, ...] | Problem]:
    """The files of each piece, or what is wrong with its picture; as ``Drawings``."""
    with contextlib.closing(Drawings(works)) as running:
        return running.result()


class Drawings:
    """Pieces that are being done where their time and memory are bounded.

    Where all together take too much, each is done alone, so that only the guilty one is refused. Of a font that takes too
    much, and of a fault of ours, it is told that it is one: the logo has no part in either.
    """

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._running: Fenced | None = None
        if works:
            from_the_second_on(_CALLS, warm_cards)
            self._running = _begun(works)

    def look_after(self) -> None:
        """As of ``Fenced``."""
        if self._running is not None:
            self._running.look_after()

    def result(self) -> list[tuple[bytes, ...] | Problem]:
        """The files of each piece, or what is wrong with its picture."""
        if self._running is None:
            return []
        together = _files(self._works, self._running.result())
        if together is not None:
            return together
        if len(self._works) == 1:
            return [_too_much(self._works[0])]
        return [_alone(work) for work in self._works]

    def close(self) -> None:
        """As of ``Fenced``."""
        if self._running is not None:
            self._running.close()


_Made: TypeAlias = "tuple[bytes, ...] | Problem"


def _alone(work: Work) -> _Made:
    with contextlib.closing(_begun([work])) as running:
        made = _files([work], running.result())
    return made[0] if made is not None else _too_much(work)


def _too_much(work: Work) -> Problem:
    message = "the logo takes more time or memory to draw than any logo needs"
    return error("WL514", message, work.origin, hint="export it again as plain shapes")


def _begun(works: Sequence[Work]) -> Fenced:
    def framed() -> bytes:
        made = [_done(work) for work in works]
        head = json.dumps([list(map(len, files)) if isinstance(files, tuple) else files for files in made])
        return head.encode() + b"\n" + b"".join(data for files in made if isinstance(files, tuple) for data in files)

    return Fenced(framed, NEEDS, SECONDS * len(works))


def _files(works: Sequence[Work], framed_files: bytes | None) -> list[_Made] | None:
    if framed_files is None:
        return None
    head, _, body = framed_files.partition(b"\n")
    found: list[_Made] = []
    start = 0
    for sizes, work in zip(json.loads(head), works, strict=True):
        if isinstance(sizes, dict):
            # The logo's own line would be the wrong one.
            place = Span(work.origin.path) if sizes["code"] == "WL529" else work.origin
            found.append(error(**sizes, span=place))
            continue
        files = []
        for size in sizes:
            files.append(body[start : start + size])
            start += size
        found.append(tuple(files))
    return found


def _done(work: Work) -> tuple[bytes, ...] | dict[str, str]:
    """A piece's files, or what kept it from making them, as a problem's code, message and hint."""
    try:
        return tuple(work.files())
    except (MemoryError, RecursionError):
        raise
    except Excess as excess:
        return {"code": "WL529", "message": f"the font '{excess.family}' {excess}", "hint": FONT_HINT}
    except Exception as bug:
        message = f"what is made of the logo meets a fault of this program: {fault_of_ours(bug)}"
        return {"code": "WL535", "message": message, "hint": "report it, with the brand's folder"}

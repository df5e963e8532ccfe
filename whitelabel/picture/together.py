"""Pieces of work on pictures, done together in one child process: it is born once, and what one has parsed the next one has."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from whitelabel.picture.fence import SECONDS, fenced
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
    *(f"whitelabel.picture.{name}" for name in "card compose draw encode legible lettering square".split()),
)
"""Modules that drawing needs: within the fence no file can be opened to load one."""


@dataclass(frozen=True, slots=True)
class Work:
    """One piece: what gives the files, and where the brand names the picture that it is about."""

    files: Callable[[], Iterable[bytes]]
    origin: Span


def drawn(works: Sequence[Work]) -> list[tuple[bytes, ...] | Problem]:
    """The files of each piece, made where its time and memory are bounded; or what is wrong with its picture.

    Where all together take too much, each is done alone, so that only the guilty one is refused.
    """
    if works:
        from_the_second_on(_CALLS, warm_cards)
    if len(works) > 1:
        together = _files(works)
        if together is not None:
            return list(together)
    return [_alone(work) for work in works]


def _alone(work: Work) -> tuple[bytes, ...] | Problem:
    made = _files([work])
    if made is not None:
        return made[0]
    message = "the logo takes more time or memory to draw than any logo needs"
    return error("WL514", message, work.origin, hint="export it again as plain shapes")


def _files(works: Sequence[Work]) -> list[tuple[bytes, ...]] | None:
    def framed() -> bytes:
        made = [tuple(work.files()) for work in works]
        head = json.dumps([[len(data) for data in files] for files in made])
        return head.encode() + b"\n" + b"".join(data for files in made for data in files)

    framed_files = fenced(framed, NEEDS, SECONDS * len(works))
    if framed_files is None:
        return None
    head, _, body = framed_files.partition(b"\n")
    found, start = [], 0
    for sizes in json.loads(head):
        files = []
        for size in sizes:
            files.append(body[start : start + size])
            start += size
        found.append(tuple(files))
    return found

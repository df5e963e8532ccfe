"""A file that is as it was is read once in a process, however often the project is read."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable
from typing import TypeVar

from whitelabel.disk.blob import Blob
from whitelabel.problem import Problem
from whitelabel.same import States

Made = TypeVar("Made")

_FILES = 4096
"""Files of which is held in memory what came of them."""


def once(read: Callable[..., Made]) -> Callable[..., Made]:
    """Have a reader read each file once: what it gave, and what was wrong, is given again.

    Args:
        read: Takes a file's name, its path from the project's root, its bytes, the list for what is wrong, and whatever else it
            depends on, all of it hashable. What it gives may not be changed by anybody.
    """
    known: States[tuple[Made, tuple[Problem, ...]]] = States(_FILES)

    @functools.wraps(read)
    def reading(name: str, path: str, blob: Blob, problems: list[Problem], *more: Hashable) -> Made:
        def made() -> tuple[Made, tuple[Problem, ...]]:
            found: list[Problem] = []
            return read(name, path, blob, found, *more), tuple(found)

        given, wrong = known.get((name, path), (blob, blob.place, *more), made)
        problems.extend(wrong)
        return given

    return reading

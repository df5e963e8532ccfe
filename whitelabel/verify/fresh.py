"""The lines of a text that were not looked at before.

Pages of a bundle, and of all bundles, have most lines in common. What shows no mark in one page shows none in the next, as long as the
lines beside it are the same: so lines count together with the two after them. Stretches of such windows that are new are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import TypeAlias

Window: TypeAlias = tuple[bytes, ...]
"""Lines one after the other, as many as a mark is spread over at most where it is found."""

_LINES = 3


def windows(data: bytes) -> list[Window]:
    """Each line of a text with the next two, and what begins and ends it with nothing beside it."""
    beside = [b""] * (_LINES - 1)
    lines = [*beside, *data.split(b"\n"), *beside]
    return list(zip(*(lines[start:] for start in range(_LINES)), strict=False))


def fresh(data: bytes, known: Iterable[Set[Window]], seen: set[Window]) -> list[bytes]:
    """The stretches of a text that were not looked at before; from then on they were.

    Args:
        data: The text.
        known: What was looked at before.
        seen: What was looked at just now; takes what is looked at with this text.
    """
    each = windows(data)
    here = set(each).difference(seen, *known)
    if not here:
        return []
    seen |= here
    lines = data.split(b"\n")
    stretches: list[bytes] = []
    start = end = -1
    for number in [number for number, window in enumerate(each) if window in here]:
        # Window n is of lines n - 2 to n, from 0.
        if start >= 0 and number - (_LINES - 1) > end:
            stretches.append(b"\n".join(lines[start:end]))
            start = -1
        if start < 0:
            start = max(0, number - (_LINES - 1))
        end = number + 1
    return [*stretches, b"\n".join(lines[start:end])]

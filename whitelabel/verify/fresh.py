"""The lines of a text that were not looked at before.

Pages of a bundle, and of all bundles, have most lines in common. What shows no mark in one page shows none in the next, as long as the
lines beside it are the same: so a line counts together with the one after it. Stretches of such pairs that are new are looked at
with a line on both sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import pairwise
from typing import TypeAlias

Pair: TypeAlias = tuple[bytes, bytes]

_AROUND = 1
"""Lines before and after what is new."""


def pairs(data: bytes) -> list[Pair]:
    """Each line of a text with the next one."""
    return list(pairwise([b"", *data.split(b"\n"), b""]))


def fresh(data: bytes, known: Iterable[Set[Pair]], seen: set[Pair]) -> list[bytes]:
    """The stretches of a text that were not looked at before; from then on they were.

    Args:
        data: The text.
        known: What was looked at before.
        seen: What was looked at just now; takes what is looked at with this text.
    """
    each = pairs(data)
    here = set(each).difference(seen, *known)
    if not here:
        return []
    seen |= here
    new = [number for number, pair in enumerate(each) if pair in here]
    lines = data.split(b"\n")
    stretches: list[bytes] = []
    start, end = new[0], new[0]
    for number in [*new[1:], len(each) + 3 * _AROUND + 3]:
        if number > end + 1 + 2 * _AROUND:
            # Pair n is of lines n - 1 and n, from 0.
            stretches.append(b"\n".join(lines[max(0, start - 1 - _AROUND) : end + 1 + _AROUND]))
            start = number
        end = number
    return stretches

"""Telephone numbers, however their digits are grouped and whatever leads to their country.

Source:
    ITU-T E.164 and E.123; the lengths of country codes are those of E.164's list of assigned codes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

_WRITTEN = re.compile(r"\d[\d\s\xa0().\-‐‑–/]{5,}\d")
_FAR = re.compile(r"\D{4,}")
"""What parts two numbers."""
_IN_WORD = re.compile(r"[\w%]")
_GROUP = re.compile(r"\d+")
_SIGNS = re.compile(r"\D+")
_SIGNS_BETWEEN = re.compile(r"[^\d\0]+")
"""The same in many stretches at once, with a null between each two: none holds one."""
_TWO = frozenset("20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49".split()) | frozenset(
    "51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split()
)
_SHORTEST = 7
"""Digits of a number that is dialled from anywhere."""


def number_forms(text: str) -> tuple[str, ...]:
    """The digits of a number as they may stand somewhere: with the country's code, with what stands for it, without.

    >>> number_forms("+7 495 000-31-40")
    ('74950003140', '0074950003140', '4950003140', '04950003140', '84950003140')
    """
    digits = _SIGNS.sub("", text)
    found = [digits]
    if text.lstrip().startswith("+"):
        code = 1 if digits[0] in "17" else 2 if digits[:2] in _TWO else 3
        own = digits[code:]
        found += [f"00{digits}", own, f"0{own}"] + ([f"8{own}"] if digits[0] == "7" else [])
    return tuple(number for number in found if len(number) >= _SHORTEST)


class Known(NamedTuple):
    """Numbers that are looked for.

    Attributes:
        digits: Of each, as ``number_forms`` gives them.
        heads: How they begin: few stretches of a text begin so anywhere.
        lengths: Which they have.
    """

    digits: Collection[str]
    heads: frozenset[str]
    lengths: tuple[int, ...]


def known_numbers(digits: Collection[str]) -> Known:
    """Numbers, ready to be looked for."""
    return Known(digits, frozenset(one[:_SHORTEST] for one in digits), tuple(sorted({len(one) for one in digits})))


def numbers(text: str, known: Known) -> Iterator[tuple[int, int, str]]:
    """Where a text shows numbers.

    Args:
        text: What is looked through.
        known: What is looked for.

    Yields:
        Start, end and digits of each; both ends are ends of a group of digits.
    """
    spans = list(_stretches(text)) if known.lengths else []
    together = _SIGNS_BETWEEN.sub("", "\0".join([text[first:last] for first, last in spans]))
    # Of no stretch there is one empty text.
    for (first, last), digits in zip(spans, together.split("\0"), strict=False):
        if known.heads.isdisjoint([digits[place : place + _SHORTEST] for place in range(len(digits) - _SHORTEST + 1)]):
            continue
        groups = [group.span() for group in _GROUP.finditer(text, first, last)]
        ends = set(accumulate(end - start for start, end in groups))
        place = 0
        for start, end in groups:
            for length in known.lengths:
                number = digits[place : place + length]
                if place + length in ends and number in known.digits:
                    end = _end_of(groups, start, length)
                    if not _IN_WORD.search(text[max(0, start - 1) : start] + text[end : end + 1]):
                        yield start, end, number
            place += end - start


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where a text has digits that may be one number."""
    for run in _WRITTEN.finditer(text):
        start = run.start()
        for far in _FAR.finditer(text, *run.span()):
            yield start, far.start()
            start = far.end()
        yield start, run.end()


def _end_of(groups: Sequence[tuple[int, int]], start: int, length: int) -> int:
    """Where so many digits end that begin at a place."""
    for first, end in groups:
        if first >= start:
            length -= end - first
            if not length:
                return end
    raise ValueError(length)

"""The forms in which a mark is looked for: joined and split, as an address, in the other alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

from whitelabel.model import Mark
from whitelabel.verify.fold import CUTS, LOOSE, Folds, alike, plain
from whitelabel.verify.letters import spellings
from whitelabel.verify.marks import TEXT, shown_kind

ADDRESSES = frozenset({"domain", "mail address", "address"})

WITHIN = 4
"""Letters and digits that a mark has at least to be found within a word, or in another alphabet."""

_JOINED = 4
"""Parts of a mark that are looked for joined in every way; one of more parts as it is written, all joined, or all split."""

_APART = 5
"""Letters of a name at least that is found where they stand apart: fewer do so by chance."""

_SHAPE = Folds(lambda letter: "A" if letter.isupper() or letter.istitle() else "0" if letter.isdigit() else "a")
_PART = re.compile(r"A+(?!a)|A?a+|0+")
_SCHEME = re.compile(r"(?:https?://|mailto:)(?:www\.)?", re.IGNORECASE)


def is_plain(word: str) -> bool:
    """Whether a word has no parts: of letters alone, with a capital at the beginning at most, or all capitals."""
    return word.isalpha() and (word.islower() or word.isupper() or word[1:].islower()) or word.isdigit()


def parts(word: str) -> list[tuple[int, int]]:
    """Where the parts of a word begin and end that is written in parts, by capitals and by digits.

    >>> [("myAdminLTE2"[start:end]) for start, end in parts("myAdminLTE2")]
    ['my', 'Admin', 'LTE', '2']
    """
    return [found.span() for found in _PART.finditer(_SHAPE(word))]


@lru_cache(maxsize=4096)
def forms(mark: Mark) -> tuple[str, ...]:
    """A mark as it is written first, then as it may be written too."""
    kind = shown_kind(mark)
    found = {mark.text: None}
    if kind in ADDRESSES:
        bare = _SCHEME.sub("", mark.text, count=1).rstrip("/")
        found = {bare: None, unquote(bare): None}
        name, at, host = bare.rpartition("@")
        if "xn--" in host:
            found[name + at + _spoken(host)] = None
    elif not mark.is_exact and kind not in ("legal name", TEXT):
        found.update((text, None) for text in spellings(mark.text) if len(text) >= WITHIN)
    return tuple(found)


def _spoken(host: str) -> str:
    """A host's name in its own letters, where it has others than ASCII's."""
    try:
        first, slash, rest = host.partition("/")
        return first.encode("ascii").decode("idna") + slash + rest
    except UnicodeError:
        return host


@lru_cache(maxsize=4096)
def plain_forms(mark: Mark) -> frozenset[str]:
    """The forms of a mark folded, without spaces, but for look-alike letters."""
    return frozenset(map(plain, forms(mark)))


@lru_cache(maxsize=4096)
def alike_forms(mark: Mark) -> frozenset[str]:
    """What the forms of a mark look like, whatever the case of their letters."""
    cases = (str, str.lower, str.upper, str.title)
    return frozenset(alike(case(form)) for form in forms(mark) for case in cases)


def patterns(mark: Mark) -> Iterator[str]:
    """The words that a text has one after the other where it shows a mark, folded, a space before each and after the last."""
    is_address = shown_kind(mark) in ADDRESSES
    for form in forms(mark):
        words = CUTS(form).split()
        for way in [words] if is_address else _ways(words):
            flat = " ".join(LOOSE(" ".join(way)).split())
            if flat:
                yield f" {flat} "


def _ways(words: Sequence[str]) -> list[list[str]]:
    pieces = [piece for word in words for piece in _pieces(word)]
    if len(pieces) < 2:
        # Letters that stand apart, as in `K V A D R A T`.
        return [pieces, *([list(pieces[0])] if pieces and len(pieces[0]) >= _APART else [])]
    if len(pieces) > _JOINED:
        return [pieces, list(words), ["".join(pieces)]]
    ways: list[list[str]] = []
    for joints in range(2 ** (len(pieces) - 1)):
        places = [0, *(place + 1 for place in range(len(pieces) - 1) if joints >> place & 1), len(pieces)]
        ways.append(["".join(pieces[start:end]) for start, end in pairwise(places)])
    return ways


def _pieces(word: str) -> list[str]:
    return [word] if is_plain(word) else [word[start:end] for start, end in parts(word)] or [word]

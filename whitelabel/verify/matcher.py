"""Finds the marks of all brands in one pass over a text.

A mark is found as words: the text is folded (``fold``), so that it stands there as words with one space between them, and an
automaton looks for each form of each mark (``forms``) between spaces. What stands within a word that is written in parts, such
as ``myAdminLTEMenu`` or ``acme2``, is looked for once in each such word of the text. What the automaton finds is then held
against the text as it was: what stands between the parts, letters of which alphabet they are, and, for a mark that counts in
one spelling alone, whether it is this one.

Source:
    Aho and Corasick, "Efficient string matching: an aid to bibliographic search", CACM 18 (6), 1975.
"""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize

import ahocorasick

from whitelabel.verify.fold import CUTS, LOOSE, PLAIN, alike, back, offsets, plain, script, seen
from whitelabel.verify.forms import ADDRESSES, WITHIN, alike_forms, forms, is_plain, parts, patterns, plain_forms
from whitelabel.verify.marks import Owned, shown_kind
from whitelabel.verify.numbers import number_forms, numbers

_VERSION = 1
"""Of what is compiled: another one is compiled anew."""

_SHORT = 3
"""A mark with fewer letters and digits counts in its own spelling alone, since each text is full of its like."""

_LONG = 40
"""Characters of a word in which no names are looked for: digests, keys, pictures as text."""

_TURNS = 3
"""Runs of digits of such a word: what has as many is no word that somebody wrote."""

_AROUND = 40
"""Characters before and after a stretch that tell which alphabet is at home there."""

_WORD = re.compile(r"[^ ]+")
_GAP = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"""(?!.*["'],?\s*["'])(?![.!?…;:]\s)[\s\-_./+·•&'’"“”„«»‹›(),*‐‑‒–—―\xa0]{1,8}""", re.DOTALL)
"""What may stand between the parts of a name, and what between those of an address."""
_IN_ADDRESS = re.compile(r"[.\-_@/:?=&%#+~!$'(),;*\[\]]{1,4}")


class Found(NamedTuple):
    """A stretch of text that shows a mark.

    Attributes:
        start, end: In the text.
        marks: Positions among all marks of those that it shows; several owners may have the same one.
        look: How it differs from what is written, in a few words; empty where it doesn't.
    """

    start: int
    end: int
    marks: tuple[int, ...]
    look: str = ""


class _Group(NamedTuple):
    """What one pattern stands for.

    Attributes:
        words: How many.
        within: Whether it is looked for within words, too.
    """

    words: int
    marks: tuple[int, ...]
    within: bool


def key_of(marks: Iterable[Owned]) -> str:
    """SHA-256 of all that what is found depends on; where a mark is written isn't of it."""
    told = [[one.party, one.mark.kind, one.mark.text, one.mark.is_exact] for one in marks]
    return hashlib.sha256(json.dumps([_VERSION, told]).encode()).hexdigest()


def compiled(marks: Sequence[Owned]) -> bytes:
    """All forms of all marks as an automaton, to be kept."""
    known: dict[str, list[int]] = {}
    dialled: dict[str, list[int]] = {}
    for place, one in enumerate(marks):
        if shown_kind(one.mark) == "telephone number":
            for number in number_forms(one.mark.text):
                dialled.setdefault(number, []).append(place)
        for pattern in dict.fromkeys(patterns(one.mark)):
            known.setdefault(pattern, []).append(place)
    automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    groups: list[tuple[int, tuple[int, ...], bool]] = []
    for pattern, places in known.items():
        words = pattern.count(" ") - 1
        automaton.add_word(pattern, len(groups))
        groups.append((words, tuple(places), len(pattern) - words > WITHIN))
    automaton.make_automaton()
    return pickle.dumps((automaton, groups, {number: tuple(places) for number, places in dialled.items()}))


class Matcher:
    """All marks, ready to be looked for.

    Args:
        marks: What is looked for.
        made: What ``compiled`` made of them.
    """

    def __init__(self, marks: Sequence[Owned], made: bytes) -> None:
        self.marks = tuple(marks)
        automaton, groups, dialled = pickle.loads(made)  # noqa: S301 - our own bytes
        self._automaton: Any = automaton
        self._groups = [_Group(*group) for group in groups]
        self._dialled: dict[str, tuple[int, ...]] = dialled
        self._judged: dict[tuple[str, int], str | None] = {}

    def find(self, text: str) -> list[Found]:
        """Every place where a text shows a mark, in order."""
        found = [*self._as_words(text), *self._within_words(text)]
        for start, end, number in numbers(text, self._dialled):
            found.append(Found(start, end, self._dialled[number]))
        return self._outermost(found)

    def _hits(self, words: str) -> Iterator[tuple[int, _Group]]:
        # An automaton of no words says so by an exception.
        if self._groups:
            for end, number in self._automaton.iter(words):
                yield end, self._groups[number]

    def _as_words(self, text: str) -> Iterator[Found]:
        flat = LOOSE(text)
        words = f" {' '.join(flat.split())} "
        hits = list(self._hits(words))
        if not hits:
            return
        spans = [word.span() for word in _WORD.finditer(flat)]
        ends = offsets(text, LOOSE)
        before = count = 0
        for end, group in hits:
            count += words.count(" ", before, end)
            before = end
            start = back(ends, spans[count - group.words][0])
            yield from self._judge(text, start, back(ends, spans[count - 1][1] - 1) + 1, group)

    def _within_words(self, text: str) -> Iterator[Found]:
        cut = CUTS(text)
        odd: list[tuple[str, list[tuple[int, int]]]] = []
        for word in sorted(set(cut.split())):
            if is_plain(word) or len(word) > _LONG:
                continue
            pieces = parts(word)
            turns = sum(word[start].isdigit() for start, _ in pieces)
            if len(pieces) > 1 and turns < _TURNS:
                odd.append((word, pieces))
        flat = [" " + " ".join(LOOSE(word[start:end]) for start, end in pieces) + " " for word, pieces in odd]
        before = count = 0
        line = "\0".join(flat)
        starts = [0]
        for words in flat:
            starts.append(starts[-1] + len(words) + 1)
        ends = None
        for end, group in self._hits(line):
            if not group.within:
                continue
            count += line.count("\0", before, end)
            before = end
            word, pieces = odd[count]
            last = line.count(" ", starts[count], end)
            first, stop = pieces[last - group.words][0], pieces[last - 1][1]
            ends = offsets(text, CUTS) if ends is None else ends
            for place in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", cut):
                start = back(ends, place.start() + first)
                yield from self._judge(text, start, back(ends, place.start() + stop - 1) + 1, group)

    def _judge(self, text: str, start: int, end: int, group: _Group) -> Iterator[Found]:
        shown = text[start:end]
        looks: dict[str, list[int]] = {}
        for place in group.marks:
            key = (shown, place)
            if key not in self._judged:
                self._judged[key] = self._look(shown, place)
            look = self._judged[key]
            if look == _ALIKE and _is_at_home(text, start, end, self.marks[place].mark.text):
                continue
            if look is not None:
                looks.setdefault(look, []).append(place)
        for look, places in looks.items():
            yield Found(start, end, tuple(places), look)

    def _look(self, shown: str, place: int) -> str | None:
        """How a stretch shows a mark; ``None`` where it doesn't."""
        mark = self.marks[place].mark
        allowed = _IN_ADDRESS if shown_kind(mark) in ADDRESSES else _BETWEEN
        for gap in _GAP.findall(shown):
            between = "".join(character for character in gap if PLAIN[ord(character)])
            if between and not allowed.fullmatch(between):
                return None
        if mark.is_exact or len(plain(mark.text)) < _SHORT:
            return "" if seen(shown) == normalize("NFKC", mark.text) else None
        bare = plain(shown)
        if bare not in plain_forms(mark):
            return _ALIKE if alike(shown) in alike_forms(mark) else None
        if bare != plain(forms(mark)[0]):
            return "in another spelling"
        return "" if len(seen(shown)) == len(" ".join(shown.split())) else "with what isn't seen between its letters"

    def _outermost(self, found: list[Found]) -> list[Found]:
        """Each stretch once, and none that lies within one of the same owners."""
        together: dict[tuple[int, int], Found] = {}
        for one in found:
            known = together.get((one.start, one.end))
            marks = tuple(sorted({*known.marks, *one.marks})) if known else one.marks
            look = min(known.look, one.look) if known else one.look
            together[one.start, one.end] = Found(one.start, one.end, marks, look)
        kept: list[Found] = []
        for one in sorted(together.values(), key=lambda one: (one.start, -one.end)):
            around = {place for other in kept if other.end >= one.end for place in other.marks}
            owners = {self.marks[place].party for place in around}
            if not all(self.marks[place].party in owners for place in one.marks):
                kept.append(one)
        return kept


_ALIKE = "in letters that look alike"


def _is_at_home(text: str, start: int, end: int, mark: str) -> bool:
    """Whether a stretch is wholly in an alphabet that isn't the mark's, and the text around it is written in this one, too."""
    own = set(map(script, text[start:end])) - {""}
    if len(own) != 1 or own == set(map(script, mark)) - {""}:
        return False
    around = text[max(0, start - _AROUND) : start][::-1], text[end : end + _AROUND]
    near = {next((found for found in map(script, side) if found), "") for side in around}
    return bool(near & own)

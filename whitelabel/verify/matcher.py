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

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple
from unicodedata import normalize

import ahocorasick

from whitelabel.verify.fold import CUTS, LOOSE, PLAIN, Way, alike, plain, script, seen
from whitelabel.verify.forms import ADDRESSES, WITHIN, alike_forms, forms, is_plain, parts, patterns, plain_forms
from whitelabel.verify.marks import TEXT, Owned, shown_kind
from whitelabel.verify.numbers import known_numbers, number_forms, numbers

VERSION = 2
"""Of what is compiled, and of how it is looked for."""

_SHORT = 3
"""A mark with fewer letters and digits counts in its own spelling alone, since each text is full of its like."""

_DULL = 400_000
"""Words that are held in memory."""

_LONG = 40
"""Characters of a word in which no names are looked for: digests, keys, pictures as text."""

_TURNS = 3
"""Runs of digits of such a word: what has as many is no word that somebody wrote."""

_AROUND = 40
"""Characters before and after a stretch that tell which alphabet is at home there."""

_WORD = re.compile(r"[^ ]+")
_BLOCK = 4096
"""Characters in which words are counted together."""
_GAP = re.compile(r"[\W_]+")
_BETWEEN = re.compile(r"""(?!.*["'],?\s*["'])(?![.!?…;:]\s)[\s\-_./+·•&'’"“”„«»‹›(),*‐‑‒–—―\xa0]{1,8}""", re.DOTALL)
"""What may stand between the parts of a name, and what between those of an address."""
_IN_TEXT = re.compile(r"[\W_]{1,40}")
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


class _Words:
    """Where the words of a text stand, of which few are ever asked for: so they are counted by blocks.

    Args:
        flat: Words with spaces between them.
    """

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._edges: list[int] = []
        """Where each block begins, and, in ``_counts``, how many words stand before it."""
        self._counts: list[int] = []
        self._block: tuple[int, list[tuple[int, int]]] = (-1, [])
        here = count = 0
        while here < len(flat):
            self._edges.append(here)
            self._counts.append(count)
            end = flat.find(" ", here + _BLOCK)
            end = len(flat) if end < 0 else end
            count += len(flat[here:end].split())
            here = end

    def span(self, number: int) -> tuple[int, int]:
        """Where a word begins and ends, by its number from 0."""
        block = bisect_right(self._counts, number) - 1
        if self._block[0] != block:
            ends = (*self._edges[block + 1 : block + 2], len(self._flat))
            each = _WORD.finditer(self._flat, self._edges[block], ends[0])
            self._block = block, [word.span() for word in each]
        return self._block[1][number - self._counts[block]]


class _Groups:
    """What each pattern stands for, by its number; there are hundreds of thousands, so they lie in few objects."""

    def __init__(self) -> None:
        self._ends = array("I")
        self._places = array("I")
        self._words = bytearray()
        self._within = bytearray()

    def add(self, words: str, places: Iterable[int]) -> None:
        count = words.count(" ") + 1
        self._words.append(min(count, 255))
        self._within.append(len(words) - count + 1 >= WITHIN)
        self._places.extend(places)
        self._ends.append(len(self._places))

    def __len__(self) -> int:
        return len(self._ends)

    def marks(self, number: int) -> Sequence[int]:
        """Positions of the marks that a pattern shows."""
        return self._places[self._ends[number - 1] if number else 0 : self._ends[number]]

    def all_marks(self) -> Sequence[int]:
        """Positions of the marks of all patterns; many come up more than once."""
        return self._places

    def words(self, number: int) -> int:
        """How many a pattern has."""
        return self._words[number]

    def is_within(self, number: int) -> bool:
        """Whether it is looked for within words, too."""
        return bool(self._within[number])


def compiled(marks: Sequence[Owned]) -> bytes:
    """All forms of all marks, to be kept: a line each, with the positions of the marks; then telephone numbers."""
    known: dict[str, list[int]] = {}
    dialled: dict[str, list[int]] = {}
    for place, one in enumerate(marks):
        if shown_kind(one.mark) == "telephone number":
            for number in number_forms(one.mark.text):
                dialled.setdefault(number, []).append(place)
        for pattern in dict.fromkeys(patterns(one.mark)):
            known.setdefault(pattern.strip(), []).append(place)
    return "\f".join(map(_packed, (known, dialled))).encode()


def _packed(table: Mapping[str, Sequence[int]]) -> str:
    return "\n".join(f"{words}\t{' '.join(map(str, places))}" for words, places in table.items())


def _unpacked(text: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    for line in text.split("\n") if text else ():
        words, _, places = line.partition("\t")
        yield words, tuple(map(int, places.split(" ")))


class Matcher:
    """All marks, ready to be looked for.

    Args:
        marks: What is looked for.
        made: What ``compiled`` made of them.

    Raises:
        ValueError: It was made of others, or is nothing of that kind.
    """

    def __init__(self, marks: Sequence[Owned], made: bytes) -> None:
        self.marks = tuple(marks)
        written, _, dialled = made.decode().partition("\f")
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        self._groups = _Groups()
        for words, those in _unpacked(written):
            self._automaton.add_word(f" {words} ", len(self._groups))
            self._groups.add(words, those)
        self._automaton.make_automaton()
        self._dialled = dict(_unpacked(dialled))
        self._numbers = known_numbers(self._dialled)
        places = set(self._groups.all_marks())
        if places.union(*self._dialled.values()) != set(range(len(self.marks))):
            raise ValueError("it was made of other marks")
        self._judged: dict[tuple[str, int], str | None] = {}
        self._own: tuple[str, Set[int]] = ("", frozenset())
        """The party that was asked of last, with the numbers of its patterns."""
        self._dull: set[str] = set()
        """Words in which nothing was found, so that they are looked into once."""

    def find(self, text: str, but: str = "") -> list[Found]:
        """Every place where a text shows a mark, in order.

        Args:
            text: What is looked through.
            but: A party whose own marks are of no account, whoever else has them.
        """
        own = self._groups_of(but)
        found = [*self._as_words(text, own), *self._within_words(text, own)]
        if len(self._dull) > _DULL:
            self._dull.clear()
        for start, end, number in numbers(text, self._numbers):
            places = self._dialled[number]
            if not but or all(self.marks[place].party != but for place in places):
                found.append(Found(start, end, places))
        return self._outermost(found)

    def overhangs(self, words: Sequence[str], party: str) -> bool:
        """Whether words, with what may stand before or after them, can show a mark that isn't of a party, and of which they are a part.

        Args:
            words: Folded (``LOOSE``).
            party: Whose marks are of no account.
        """
        if not words:
            return True
        own = self._groups_of(party)
        for count in range(1, len(words) + 1):
            begin = f" {' '.join(words[-count:])} "
            if any(len(form) > len(begin) and number not in own for form, number in self._forms(begin)):
                return True
        return self._later.get(words[0], party) != party

    def _forms(self, begin: str) -> Iterator[tuple[str, int]]:
        """What is looked for and begins so, with the numbers of its groups."""
        return self._automaton.items(begin)  # type: ignore[no-any-return]

    @cached_property
    def _later(self) -> dict[str, str]:
        """Words that stand behind the first one in what is looked for, and whose marks these are; of several parties nobody's."""
        found: dict[str, str] = {}
        for form, number in self._forms(" "):
            parties = {self.marks[place].party for place in self._groups.marks(number)}
            for word in form.split()[1:]:
                owner = next(iter(parties)) if len(parties) == 1 else _SEVERAL
                found[word] = owner if found.get(word, owner) == owner else _SEVERAL
        return found

    def _groups_of(self, party: str) -> Set[int]:
        """Numbers of all patterns in which a party has a mark."""
        if self._own[0] != party:
            forms = (pattern for place in self._of_party.get(party, ()) for pattern in patterns(self.marks[place].mark))
            self._own = party, frozenset(self._automaton.get(f" {form.strip()} ", -1) for form in forms)
        return self._own[1]

    @cached_property
    def _of_party(self) -> dict[str, list[int]]:
        """Positions of each party's marks."""
        found: dict[str, list[int]] = {}
        for place, one in enumerate(self.marks):
            found.setdefault(one.party, []).append(place)
        return found

    def _as_words(self, text: str, own: Set[int]) -> Iterator[Found]:
        flat = LOOSE(text)
        words = f" {' '.join(flat.split())} "
        # An automaton of no words says so by an exception.
        each_hit = self._automaton.iter(words) if self._groups else ()
        hits = [(end, number) for end, number in each_hit if number not in own]
        if not hits:
            return
        way = Way(text, LOOSE)
        each = _Words(flat)
        before = count = 0
        for end, number in hits:
            count += words.count(" ", before, end)
            before = end
            start = way.back(each.span(count - self._groups.words(number))[0])
            yield from self._judge(text, start, way.back(each.span(count - 1)[1] - 1) + 1, number)

    def _within_words(self, text: str, own: Set[int]) -> Iterator[Found]:
        cut = CUTS(text)
        odd: list[tuple[str, list[tuple[int, int]]]] = []
        words = set(cut.split()) - self._dull
        self._dull |= words
        for word in words:
            if is_plain(word) or len(word) > _LONG:
                continue
            pieces = parts(word)
            if len(pieces) > 1 and sum(word[start].isdigit() for start, _ in pieces) < _TURNS:
                odd.append((word, pieces))
        flat = [" " + " ".join(LOOSE(word[start:end]) for start, end in pieces) + " " for word, pieces in odd]
        before = count = 0
        line = "\0".join(flat)
        starts = [0]
        for each in flat:
            starts.append(starts[-1] + len(each) + 1)
        way = None
        for end, number in self._automaton.iter(line) if self._groups else ():
            count += line.count("\0", before, end)
            before = end
            word, pieces = odd[count]
            self._dull.discard(word)
            if number in own or not self._groups.is_within(number):
                continue
            last = line.count(" ", starts[count], end)
            first, stop = pieces[last - self._groups.words(number)][0], pieces[last - 1][1]
            way = Way(text, CUTS) if way is None else way
            for place in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", cut):
                start = way.back(place.start() + first)
                yield from self._judge(text, start, way.back(place.start() + stop - 1) + 1, number)

    def _judge(self, text: str, start: int, end: int, number: int) -> Iterator[Found]:
        shown = text[start:end]
        looks: dict[str, list[int]] = {}
        for place in self._groups.marks(number):
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
        kind = shown_kind(mark)
        allowed = _IN_ADDRESS if kind in ADDRESSES else _IN_TEXT if kind == TEXT else _BETWEEN
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


_SEVERAL = "\2"

_ALIKE = "in letters that look alike"


def _is_at_home(text: str, start: int, end: int, mark: str) -> bool:
    """Whether a stretch is wholly in an alphabet that isn't the mark's, and the text around it is written in this one, too."""
    own = set(map(script, text[start:end])) - {""}
    if len(own) != 1 or own == set(map(script, mark)) - {""}:
        return False
    around = text[max(0, start - _AROUND) : start][::-1], text[end : end + _AROUND]
    near = {next((found for found in map(script, side) if found), "") for side in around}
    return bool(near & own)

"""Crowds: where more resellers stand than were agreed, and how many stand anywhere.

How many claims hold a place is kept for all places at once, in the bits of a few long numbers; so a day on which claims begin
or end costs a few operations, however many places they hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from whitelabel.rights.grant import Claim
from whitelabel.rights.table import bits
from whitelabel.rights.term import Term
from whitelabel.rights.territory import union

Stretch = tuple[Term, int]
"""Days, and the places (as bits) where something is so on all of them and not on the days around."""


class _Counts:
    """A number for each place, all of them at once: slice ``k`` holds bit ``k`` of each."""

    def __init__(self) -> None:
        self.slices: list[int] = []

    def add(self, mask: int) -> None:
        position = 0
        while mask:
            if position == len(self.slices):
                self.slices.append(0)
            here = self.slices[position]
            self.slices[position] = here ^ mask
            mask &= here
            position += 1

    def take(self, mask: int) -> None:
        position = 0
        while mask:
            here = self.slices[position]
            self.slices[position] = here ^ mask
            mask &= ~here
            position += 1

    def above(self, limit: int, mask: int) -> int:
        """The places of a set whose number is greater than a limit."""
        if limit >> len(self.slices):
            return 0
        more = 0
        for position in range(len(self.slices) - 1, -1, -1):
            here = self.slices[position]
            if limit >> position & 1:
                mask &= here
            else:
                more |= mask & here
                mask &= ~here
        return more


class _Since:
    """From which day on each place has been as it is now."""

    def __init__(self) -> None:
        self.now = 0
        self._first: dict[int, int] = {}  # day → places

    def turn(self, now: int, day: int) -> Iterator[Stretch]:
        """What ends where from a day on these places are so, and no others."""
        if now == self.now:
            return
        over, new = self.now & ~now, now & ~self.now
        self.now = now
        if over:
            for first in sorted(self._first):
                ended = self._first[first] & over
                if ended:
                    yield Term(first, day - 1), ended
                    self._first[first] ^= ended
                    if not self._first[first]:
                        del self._first[first]
        if new:
            self._first[day] = new


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same places and days in one way only: for each place its longest stretches, and all places of one in one.

    >>> merged([(Term(11, 13), 0b01), (Term(14, 16), 0b11), (Term(12, 15), 0b01)])
    ((Term(first=11, last=16), 1), (Term(first=14, last=16), 2))
    """
    begin: dict[int, list[int]] = defaultdict(list)
    end: dict[int, list[int]] = defaultdict(list)
    for term, mask in stretches:
        begin[term.first].append(mask)
        end[term.last + 1].append(mask)
    standing, since = _Counts(), _Since()
    found: dict[Term, int] = defaultdict(int)
    for day in sorted({*begin, *end}):
        for mask in end.get(day, ()):
            standing.take(mask)
        for mask in begin.get(day, ()):
            standing.add(mask)
        for term, mask in since.turn(union(standing.slices), day):
            found[term] |= mask
    return tuple(sorted(found.items()))


def counted(claim: Claim) -> bool:
    """Whether a claim counts among the resellers that ``shared`` limits.

    Who excludes others conflicts with each of them already, and the vendor is no reseller.
    """
    return not claim.is_vendor and not claim.excludes


def crowded(claims: Sequence[Claim], members: Mapping[int, int]) -> Iterator[Stretch]:
    """The longest stretches of days on which places bear too many.

    Args:
        claims: Any.
        members: Numbers of those that count, all of one product, each with the ground on which it is looked at.
    """
    ground = union(members.values())
    low = (ground & -ground).bit_length() - 1  # places of one country stand together: short numbers are quick
    begin: dict[int, list[tuple[Claim, int]]] = defaultdict(list)
    end: dict[int, list[tuple[Claim, int]]] = defaultdict(list)
    for number, mask in members.items():
        row = claims[number], mask >> low
        begin[claims[number].term.first].append(row)
        end[claims[number].term.last + 1].append(row)
    resellers, since = _Counts(), _Since()
    sharing: dict[int, _Counts] = defaultdict(_Counts)
    held: dict[str, list[int]] = defaultdict(list)  # the masks of what each party holds today
    for day in sorted({*begin, *end}):
        touched = 0
        for claim, mask in end.get(day, ()):
            touched |= mask
            held[claim.party].remove(mask)
            resellers.take(mask & ~union(held[claim.party]))
            if claim.strength == "shared":
                sharing[claim.up_to].take(mask)
        for claim, mask in begin.get(day, ()):
            touched |= mask
            resellers.add(mask & ~union(held[claim.party]))
            held[claim.party].append(mask)
            if claim.strength == "shared":
                sharing[claim.up_to].add(mask)
        now = since.now & ~touched
        for limit, counts in sharing.items():
            now |= resellers.above(limit, touched & union(counts.slices))
        for term, mask in since.turn(now, day):
            yield term, mask << low


def crowds(claims: Sequence[Claim], members: Mapping[int, int]) -> Iterator[tuple[tuple[int, ...], Term, int]]:
    """Of one product: who stands where on which days, where they are too many; as for ``crowded``."""
    stretches = list(crowded(claims, members))
    spoilt = union(mask for _, mask in stretches)
    at_leaf: dict[int, list[int]] = defaultdict(list)
    for number, mask in members.items():
        for leaf in bits(mask & spoilt):
            at_leaf[leaf].append(number)
    found: dict[tuple[tuple[int, ...], Term], int] = defaultdict(int)
    for term, mask in stretches:
        # Leaves where the same claims stand are asked once.
        alike: dict[tuple[int, ...], int] = defaultdict(int)
        for leaf in bits(mask):
            alike[tuple(at_leaf[leaf])] |= 1 << leaf
        for standing, ground in alike.items():
            involved = tuple(number for number in standing if claims[number].term.meets(term))
            found[involved, term] |= ground
    for (involved, term), mask in found.items():
        yield involved, term, mask

"""The shortest way to name a set of places: whole countries and areas, less what is missing, where that is shorter.

Two questions are asked of each branch of the table's tree: which words name what a set holds of it, and which name what the
set lacks of it. Both come from the branch's parts; or what is held is the branch less what is lacking, where that
is shorter. An answer depends on the branch's own places alone and is kept, so that sets that differ in one country share all
others. Where ground is coded twice, or a grouping such as EU reaches across branches, words may become superfluous; these
are left out in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from whitelabel.rights.table import WORLD, Table, bits
from whitelabel.rights.territory import Territory, union


def names(ground: Territory, table: Table) -> tuple[str, ...]:
    """A short expression for any set.

    Args:
        ground: Any territory.
        table: The one that it was made with.

    Returns:
        Words that ``parse`` reads as the same set; what is taken away stands behind what it is taken from.

    >>> from whitelabel.rights.table import standard
    >>> from whitelabel.rights.territory import territory_of
    >>> world = standard()
    >>> names(territory_of(world, *world.holds["EU"]), world)
    ('EU',)
    >>> names(territory_of(world, "RU", "KZ") - territory_of(world, "RU-MOW"), world)
    ('KZ', 'RU', '-RU-MOW')
    """
    return _names(ground.mask, table)


@lru_cache(maxsize=65_536)
def _names(mask: int, table: Table) -> tuple[str, ...]:
    return _namer(table).expression(mask) if mask else ()


@lru_cache(maxsize=8)
def _namer(table: Table) -> _Namer:
    return _Namer(table)


class _Words(NamedTuple):
    """Some words of an expression.

    Attributes:
        size: How many.
        entries: Places, each with what is taken away of it.
        leaves: Places that are named one by one.
    """

    size: int = 0
    entries: tuple[tuple[str, _Words], ...] = ()
    leaves: int = 0


_NONE = _Words()


def _word(code: str, gap: _Words = _NONE) -> _Words:
    return _Words(1 + gap.size, ((code, gap),), 0)


def _shorter(one: _Words, other: _Words) -> _Words:
    return other if other.size < one.size else one


def _together(parts: Iterable[_Words], leaves: int = 0) -> _Words:
    size = leaves.bit_count()
    entries: tuple[tuple[str, _Words], ...] = ()
    for count, some, single in parts:
        size += count
        entries += some
        leaves |= single
    return _Words(size, entries, leaves)


@dataclass(frozen=True, slots=True, eq=False)
class _Branch:
    """A place with parts.

    Attributes:
        ground: What its word means.
        own: The places that lie in this branch and in no other.
        parts: Parts that have parts of their own.
        leaves: Those that have none.
        foreign: What its word means beyond its own places.
        groupings: Code and ground of those that lie in this branch for the most part.
        reach: All places that the words for its own ones depend on.
        word: Its word.
    """

    code: str
    ground: int
    own: int
    parts: tuple[_Branch, ...]
    leaves: int
    foreign: int
    groupings: tuple[tuple[str, int], ...]
    reach: int
    word: _Words


# A place that lacks so many others isn't nearly whole.
_FEW = 20
# So many answers about branches are kept; then all are forgotten.
_KEPT = 50_000


class _Namer:
    """What naming needs to know of a table, and what it has found out."""

    def __init__(self, table: Table) -> None:
        order = {"area": 0, "grouping": 1, "country": 2, "subdivision": 3}
        self.table = table
        self.whole: dict[int, str] = {}
        for code in sorted(table.masks, key=lambda code: (order[table.kind(code)], code)):
            self.whole[table.masks[code]] = code  # the last wins: a country rather than an area of that country alone
        self.whole[table.world] = WORLD
        self.finest = frozenset(table.leaves)
        self.straddling = set(table.groupings & set(table.masks))  # codes whose ground lies in several branches
        self.root = self._grow(WORLD, sorted(self.straddling))
        self.groupings = sorted(table.groupings & set(table.masks))
        self.within: dict[str, frozenset[str]] = {}
        self.sizes = {code: mask.bit_count() for code, mask in table.masks.items()}
        self.parts: dict[tuple[str, frozenset[str], str], int] = {}
        self.across: dict[str, Sequence[str]] = {}
        self.said: dict[tuple[int, str], tuple[_Words, _Words]] = {}

    def _grow(self, code: str, waiting: list[str]) -> _Branch:
        """A branch with its parts; takes the groupings that belong to it."""
        masks, branches = self.table.masks, self.table.tree.branches
        inner = branches[code][1]
        parts = tuple(self._grow(part, waiting) for part in inner if branches[part][1])
        leaves = union(masks[part] for part in inner if part in self.finest)
        own = leaves | union(part.own for part in parts)
        here = [name for name in waiting if 10 * (masks[name] & ~own).bit_count() < masks[name].bit_count()]
        waiting[:] = [name for name in waiting if name not in here]
        if masks[code] != own:
            self.straddling.add(code)
        return _Branch(
            code=code,
            ground=masks[code],
            own=own,
            parts=parts,
            leaves=leaves,
            foreign=masks[code] & ~own,
            groupings=tuple((name, masks[name]) for name in here),
            reach=masks[code] | union(masks[name] for name in here) | union(part.reach for part in parts),
            word=_word(code),
        )

    def expression(self, mask: int) -> tuple[str, ...]:
        """The words for a set that isn't empty."""
        whole = self.whole.get(mask)
        if whole:
            return (self.table.shown(whole),)
        words: list[str] = []
        for code, away in self._nearly_whole(mask) or self._composed(mask):
            words.append(self.table.shown(code))
            words += [word for word in (f"-{self.table.shown(place)}" for place in away) if word not in words]
        return tuple(words)

    def _composed(self, mask: int) -> list[tuple[str, list[str]]]:
        """Places, each with what is taken away of it, that are together a set."""
        masks = self.table.masks
        held, lacking = self._said(self.root, mask)
        gaps = dict(held.entries)
        found = [
            (code, self._away(self._needed(gaps.get(code, _NONE), masks[code]), code, mask))
            for code in self._needed(held, mask)
        ]
        if len(found) < 2:
            return found
        for code in self._across(WORLD):  # of what lies elsewhere in the tree no branch knew
            ground = masks[code]
            if (ground & mask).bit_count() < 2:
                continue
            inside = [row for row in found if masks[row[0]] & mask & ground == masks[row[0]] & mask]
            budget = sum(1 + len(away) for _, away in inside)
            if budget > 2 and (gap := self._meeting(lacking, ground)).size < budget + _FEW:
                away = self._away(self._needed(gap, ground), code, mask)
                if 1 + len(away) < budget:
                    found = sorted([*(row for row in found if row not in inside), (code, away)])
        return found

    # ── A place less a few others ─────────────────────────────────────────────────────────────────────────────────

    def _nearly_whole(self, mask: int) -> list[tuple[str, list[str]]]:
        """The smallest place that holds a set, with what is taken away of it; empty where that may not be the shortest.

        To spare a word that is taken away, all that stands around its place has to be named instead.
        """
        masks, above, leaves = self.table.masks, self.table.tree.above, self.table.leaves
        holder = next(code for code in above[leaves[mask.bit_length() - 1]] if masks[code] & mask == mask)
        for code in self.groupings:
            if self.sizes[code] < self.sizes[holder] and masks[code] & mask == mask:
                holder = code
        missing = masks[holder] ^ mask
        away: list[str] = []
        while missing and len(away) < _FEW:
            code = leaves[missing.bit_length() - 1]
            for higher in above[code]:
                if masks[higher] & mask:
                    break
                code = higher
            away.append(code)
            missing ^= missing & masks[code]
        beside = {above[code][0]: code for code in away}  # one of those that stand side by side
        if missing or not all(self._stands_among(2 * len(away), code, holder) for code in beside.values()):
            return []
        return [(holder, self._away(sorted(away), holder, mask))]

    def _within(self, code: str) -> frozenset[str]:
        """The groupings that hold a place as a whole."""
        found = self.within.get(code)
        if found is None:
            masks = self.table.masks
            inside = (name for name in self.groupings if masks[code] & masks[name] == masks[code])
            found = self.within[code] = frozenset(inside)
        return found

    def _stands_among(self, many: int, place: str, holder: str) -> bool:
        """Whether it takes so many words at least to name all of a holder but one place, and not the holder."""
        masks, within, found = self.table.masks, self._within(place), 0
        for branch in self.table.tree.above[place]:
            key = branch, within, holder
            count = self.parts.get(key)
            if count is None:
                # Parts of a grouping that the place isn't in can be named by it, all together.
                parts = (part for part in self.table.tree.branches[branch][1] if self._within(part) <= within)
                count = self.parts[key] = sum(1 for part in parts if masks[part] & masks[holder])
            found += count - 1
            if found >= many:
                return True
            if masks[branch] & masks[holder] == masks[holder]:
                break
        return False

    def _away(self, away: list[str], holder: str, mask: int) -> list[str]:
        """What is taken away of a holder, where a larger place that a set has nothing of stands for several."""
        masks, ground = self.table.masks, self.table.masks[holder]
        shorter = away if len(away) > 1 else []
        while shorter:
            away, shorter = shorter, []
            for wide in self._across(holder):
                if not masks[wide] & mask:
                    left = [place for place in away if (masks[place] | masks[wide]) & ground != masks[wide] & ground]
                    if len(left) + 1 < len(shorter or away):
                        shorter = sorted([*left, wide])
        return away

    def _across(self, code: str) -> Sequence[str]:
        """Places that hold a part of a place, but not all, and whose own parts lie in several branches; the smallest first."""
        found = self.across.get(code)
        if found is None:
            masks, ground = self.table.masks, self.table.masks[code]
            partly = [wide for wide in self.straddling if masks[wide] & ground and ground & ~masks[wide]]
            found = self.across[code] = sorted(partly, key=lambda wide: (self.sizes[wide], wide))
        return found

    # ── Any set ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _said(self, branch: _Branch, mask: int) -> tuple[_Words, _Words]:
        """Words for what a set holds of a branch's own places, and for what it lacks of them.

        The first mean nothing outside the set, the second nothing inside it; either may reach beyond the branch.
        """
        here = mask & branch.reach
        key = here, branch.code
        found = self.said.get(key)
        if found is None:
            holding: list[_Words] = []
            lacking: list[_Words] = []
            for part in branch.parts:
                inner = here & part.ground
                if not inner:
                    lacking.append(part.word)
                elif inner == part.ground:
                    holding.append(part.word)
                else:
                    held, gap = self._said(part, here)
                    holding.append(held)
                    lacking.append(gap)
            gap = _together(lacking, branch.leaves ^ branch.leaves & here)
            for code, ground in branch.groupings:
                if gap.size > 1 and not here & ground:
                    gap = _shorter(gap, _together([_word(code), self._meeting(gap, ~ground)]))
            held = self._less(branch, here, _together(holding, here & branch.leaves), gap)
            for code, ground in branch.groupings:
                if held.size > 1 and here & ground:
                    held = self._grouped(branch, here, code, ground, held, gap)
            if len(self.said) >= _KEPT:
                self.said.clear()
            found = self.said[key] = held, gap
        return found

    def _less(self, branch: _Branch, here: int, held: _Words, gap: _Words, skip: int = 0) -> _Words:
        """The words that are given for what is held, or fewer that name the branch less a gap."""
        if 1 + gap.size < held.size:
            if branch.foreign:
                gap = self._completed(gap, branch.foreign & ~skip, here, branch.ground)
            return _shorter(held, _word(branch.code, gap))
        return held

    def _grouped(self, branch: _Branch, here: int, code: str, ground: int, held: _Words, gap: _Words) -> _Words:
        """The words that are given for what is held, or fewer that name a grouping, less what of a gap lies in it."""
        within = self._meeting(gap, ground)
        left = here & branch.own
        left ^= left & ground
        if 1 + within.size + bool(left) >= held.size:
            return held
        # Each part with something left needs a word at least.
        rest = sum(1 for part in branch.parts if part.own & left) + (branch.leaves & left).bit_count() if left else 0
        if 1 + within.size + rest >= held.size:
            return held
        word = _word(code, self._completed(within, ground & ~branch.own, here, ground))
        return _shorter(held, _together([word, self._rest(branch, here, ground, gap)]) if left else word)

    def _rest(self, branch: _Branch, here: int, skip: int, gap: _Words) -> _Words:
        """Words for what a set holds of a branch's own places but those that another word names, or takes away."""
        parts: list[_Words] = []
        for part in branch.parts:
            inner = here & part.ground
            if inner and part.own & here & ~skip:
                whole = inner == part.ground
                parts.append(part.word if whole else self._rest(part, here, skip, self._said(part, here)[1]))
        found = _together(parts, here & branch.leaves & ~skip)
        return self._less(branch, here, found, self._meeting(gap, ~skip), skip)

    def _meeting(self, words: _Words, ground: int) -> _Words:
        """Those of some words that mean anything of a ground."""
        masks = self.table.masks
        entries = tuple([entry for entry in words.entries if masks[entry[0]] & ground])
        leaves = words.leaves & ground
        return _Words(len(entries) + leaves.bit_count(), entries, leaves)

    def _completed(self, gap: _Words, foreign: int, here: int, within: int) -> _Words:
        """Words that name all that is lacking of some foreign places too; those that are added keep within a ground."""
        left = foreign ^ foreign & here
        if left:
            left &= ~union(self.table.masks[code] for code, _ in gap.entries)
        added: list[_Words] = []
        leaves = 0
        while left:
            low = left & -left
            code, ground = "", low
            for higher in self.table.tree.above[self.table.leaves[low.bit_length() - 1]]:
                wider = self.table.masks[higher]
                if wider & here or wider & ~within:
                    break
                if wider & left != ground & left:
                    code, ground = higher, wider
            if code:
                added.append(_word(code))
            else:
                leaves |= low
            left &= ~ground
        return _together([gap, *added], leaves) if added or leaves else gap

    def _needed(self, words: _Words, within: int) -> list[str]:
        """The codes of some words, without those whose places within a ground others name already, in order."""
        grounds = {code: self.table.masks[code] & within for code, _ in words.entries}
        wide = [code for code in grounds if code in self.straddling]
        leaves = words.leaves
        if wide:
            named = union(grounds[code] for code in wide)
            leaves &= ~named
            for code in [code for code in grounds if code not in wide]:
                if not grounds[code] & ~named:
                    del grounds[code]
            for code in [code for code, gap in words.entries if code in wide and not gap.size]:
                others = union(ground for other, ground in grounds.items() if other != code)
                if not grounds[code] & ~(others | leaves):
                    del grounds[code]
        return sorted([*grounds, *(self.table.leaves[bit] for bit in bits(leaves))])

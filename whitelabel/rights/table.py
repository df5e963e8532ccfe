"""The places of the world, how they lie in each other, and which codes name them.

The table is baked by ``scripts/territories.py`` from Unicode's CLDR (whose subdivisions are ISO 3166-2's) into ``data/``;
``Table.sources`` has the versions. A place is held by one or several others; a place that holds nothing is a leaf, and a
territory is a set of leaves. What is peculiar:

- **Ground that is coded twice** is one place under two codes, and belongs to both: ``RE`` and ``FR-974`` (so for GP, MQ, GF,
  YT, BL, MF, NC, PF, PM, TF, WF), ``PR`` and ``US-PR`` (AS, GU, MP, UM, VI), ``HK`` and ``CN-HK`` (MO, TW), ``AX`` and
  ``FI-01``, ``AW`` and ``NL-AW`` (CW, SX; BQ in three parts), ``SJ`` and ``NO-21`` with ``NO-22``, ``EH`` and the regions and
  provinces of MA that ISO marks so (MA-12, MA-BOD, MA-ESM, MA-LAA). So an area of M49 holds all that its countries
  hold: ``150`` holds RE, and so does ``014``. A clash too many can be settled; ground that is sold twice can't.
- **Codes beyond ISO 3166-1**: ``XK`` is RS-KM; ``AC`` SH-AC; ``TA`` SH-TA; ``CP`` FR-CP; ``IC`` ES-CN; ``EA`` ES-CE with ES-ML;
  ``DG`` is a part of IO and ``CQ`` one of GG, what is left of which is ``IO-REST`` and ``GG-REST``: codes of this table's.
- **Areas** are M49's, not CLDR's: Antarctica lies in WORLD alone, Ceuta and the Canaries not in Africa. CLDR has no
  EEA; a project makes it a group of its own.

All of this can be said otherwise by the project (``Overrides``): disputed ground is the vendor's call.

WL315: the project's own table of places contradicts itself
    A place lies in another that isn't known, in itself, or an alias names what is a code already. Under each place stand
    all places that hold it; a code that the table doesn't have is a new place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Literal

from whitelabel.problem import Problem, Span, did_you_mean, error

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

WORLD = "001"
REST = "-REST"
_WORLD_WORD = "WORLD"
_MOST_HOLDERS = 64
_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")

Kind = Literal["area", "grouping", "country", "subdivision"]


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a project says otherwise than the table.

    Attributes:
        inside: Code → all places that directly hold it; none means the world alone. A new code is a new place: where the
            place that holds it had no parts, what is left of it is ``<code>-REST``.
        aliases: Another code → the place that it names.
        names: Language → code → name.
        spans: Where each code was written.
    """

    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Place:
    """What the table knows of one place.

    Attributes:
        code: Its first code: ISO 3166-1 alpha-2 before ISO 3166-2, M49's for areas.
        also: Further codes in force for the same ground.
        inside: Places that hold it directly.
        holds: Places that it holds directly.
    """

    code: str
    kind: Kind
    also: tuple[str, ...]
    alpha3: str
    numeric: str
    inside: tuple[str, ...]
    holds: tuple[str, ...]


class Table:
    """All places with their codes; leaves are numbered so that neighbours stand together.

    Attributes:
        sources: Where it comes from: package → version.
        holds: Code → the codes that it holds directly, sorted.
        inside: Code → the codes that hold it directly, sorted.
        leaves: The finest places, in the order of their bits.
        masks: Code → its leaves, as the bits of a number.
    """

    def __init__(
        self,
        holds: Mapping[str, tuple[str, ...]],
        *,
        groupings: frozenset[str] = frozenset(),
        also: Mapping[str, str] | None = None,
        alpha3: Mapping[str, str] | None = None,
        numeric: Mapping[str, str] | None = None,
        former: Mapping[str, str] | None = None,
        sources: Mapping[str, str] | None = None,
        own_names: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.sources = dict(sources or {})
        self.groupings = groupings
        self.holds: dict[str, tuple[str, ...]] = dict(holds)
        self._also = dict(also or {})
        self._alpha3 = dict(alpha3 or {})
        self._numeric = dict(numeric or {})
        self._former = dict(former or {})
        self._own_names = own_names or {}
        inside: dict[str, list[str]] = {}
        for holder in sorted(holds):
            inside.setdefault(holder, [])
            for place in holds[holder]:
                inside.setdefault(place, []).append(holder)
        self.inside: dict[str, tuple[str, ...]] = {place: tuple(holders) for place, holders in inside.items()}
        self.masks: dict[str, int] = {}
        leaves: list[str] = []
        for place in (WORLD, *sorted(self.inside)):
            self._number(place, leaves)
        self.leaves: tuple[str, ...] = tuple(leaves)
        self.world: int = (1 << len(leaves)) - 1
        self.masks[WORLD] = self.world

    def _number(self, place: str, leaves: list[str]) -> int:
        if place in self.masks:
            return self.masks[place]
        held = self.holds.get(place, ())
        mask = 0
        if not held:
            mask = 1 << len(leaves)
            leaves.append(place)
        for part in held:
            mask |= self._number(part, leaves)
        self.masks[place] = mask
        return mask

    # ── Codes ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def find(self, word: str) -> str:
        """The first code of the place that a code in force names, or an empty string.

        Args:
            word: ISO 3166-1 alpha-2, alpha-3 or numeric, ISO 3166-2, M49, a grouping, or ``WORLD``, in any case.

        >>> [standard().find(word) for word in ("ru", "RUS", "643", "FR-974", "World", "UK")]
        ['RU', 'RU', 'RU', 'RE', '001', '']
        """
        code = word.upper()
        if code in self.inside:
            return code
        if code == _WORLD_WORD:
            return WORLD
        for codes in (self._also, self._alpha3, self._numeric):
            if code in codes:
                return codes[code]
        return ""

    def heirs(self, word: str) -> tuple[str, ...]:
        """The places that took over the ground of a code out of force; none for any other word."""
        return tuple(self._former.get(word.upper(), "").lstrip("<").split())

    def renamed(self, word: str) -> str:
        """The code in force of a place whose code was changed and nothing else, or an empty string.

        >>> [standard().renamed(word) for word in ("UK", "IN-OR", "AN", "FX")]
        ['GB', 'IN-OD', '', '']
        """
        heirs = self._former.get(word.upper(), "")
        return "" if " " in heirs or heirs.startswith("<") else heirs

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Every code in force, alpha-3 and numeric ones too."""
        return tuple(sorted({*self.inside, _WORLD_WORD, *self._also, *self._alpha3, *self._numeric}))

    def shown(self, code: str) -> str:
        """A code as it is shown: the world by its word."""
        return _WORLD_WORD if code == WORLD else code

    # ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────

    def kind(self, code: str) -> Kind:
        """What a place is."""
        if code in self.groupings:
            return "grouping"
        if code.isdigit():
            return "area"
        return "country" if len(code) == 2 and code.isalpha() else "subdivision"

    def place(self, code: str) -> Place:
        """What is known of a place, by its first code."""
        return Place(
            code=code,
            kind=self.kind(code),
            also=self._others.get(code, ()),
            alpha3=next((other for other, first in self._alpha3.items() if first == code), ""),
            numeric=next((other for other, first in self._numeric.items() if first == code), ""),
            inside=self.inside[code],
            holds=self.holds.get(code, ()),
        )

    @cached_property
    def _others(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for other, first in self._also.items():
            found.setdefault(first, []).append(other)
        return {first: tuple(sorted(others)) for first, others in found.items()}

    def name(self, code: str, language: str = "en") -> str:
        """A place's name in a language, else in English, else its code.

        Args:
            code: First code of a place.
            language: A BCP 47 tag; its first part counts.

        >>> standard().name("RU-SVE", "ru"), standard().name("RU-SVE"), standard().name("FR-ARA", "de")
        ('Свердловская область', 'Sverdlovsk', 'Auvergne-Rhône-Alpes')
        """
        short = language.replace("_", "-").split("-")[0].lower()
        for tongue in (short, "en"):
            for names in (self._own_names.get(tongue, {}), _names(tongue)):
                if code in names:
                    return names[code]
        return (
            f"{self.name(code.removesuffix(REST), language)} ({REST[1:].lower()})"
            if code.endswith(REST)
            else self.shown(code)
        )

    def named(self, name: str) -> str:
        """The code of a country or subdivision whose name in any language this is, or an empty string."""
        return self._by_name.get(name.casefold(), "")

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for tongue in tongues():
            for names in (self._own_names.get(tongue, {}), _names(tongue)):
                for code, word in names.items():
                    if code in self.inside:
                        # A country before its capital region of the same name.
                        folded = word.casefold()
                        found[folded] = min(found.get(folded, code), code, key=lambda known: (len(known), known))
        return found

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Countries whose ground lies in no other country."""
        masks = {code: self.masks[code] for code in sorted(self.inside) if self.kind(code) == "country"}
        return tuple(
            code
            for code, mask in masks.items()
            if not any(other != code and not mask & ~ground for other, ground in masks.items())
        )

    # ── One tree of the many ──────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def tree(self) -> Tree:
        """The places as a tree in which each lies in the smallest that holds it."""
        return Tree(self)

    def bits(self, mask: int) -> Iterator[str]:
        """The leaves of a set, in their order."""
        return (self.leaves[bit] for bit in bits(mask))


# Up to so many leaves it is shorter to climb from each of them than to come down from the world.
_MANY_LEAVES = 32
# If no more are missing, it is shorter to climb from these.
_FEW_MISSING = 64


class Tree:
    """Every place in one other only: what makes any set of leaves a short list of branches.

    Attributes:
        branches: Place → (ground of the branch, parts). A branch may be less than the place: RE lies in FR here, not in 014. One
            that would hold nothing of its own is nobody's part.
        above: Branch → branches that hold it, from the nearest.
    """

    def __init__(self, table: Table) -> None:
        sizes = {code: mask.bit_count() for code, mask in table.masks.items()}
        parts: dict[str, list[str]] = {}
        for place, holders in table.inside.items():
            if place == WORLD or place in table.groupings:
                continue
            trunk = [holder for holder in holders if holder not in table.groupings] or [WORLD]
            parts.setdefault(min(trunk, key=lambda code: (sizes[code], code)), []).append(place)
        self.branches: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.above: dict[str, tuple[str, ...]] = {}
        self._leaves = table.leaves
        self._finest = frozenset(table.leaves)
        self._grow(WORLD, (), parts, table.masks)

    def _grow(
        self, place: str, above: tuple[str, ...], parts: Mapping[str, list[str]], masks: Mapping[str, int]
    ) -> int:
        mask = masks[place] if place in self._finest else 0
        held: list[str] = []
        for part in sorted(parts.get(place, ())):
            ground = self._grow(part, (place, *above), parts, masks)
            if ground:
                held.append(part)
                mask |= ground
        self.above[place] = above
        self.branches[place] = (mask, tuple(held))
        return mask

    def cover(self, mask: int) -> list[str]:
        """The fewest branches that are together exactly a set."""
        count = mask.bit_count()
        if count > _MANY_LEAVES:
            first = self._leaves[mask.bit_length() - 1]
            top = next(branch for branch in self.above[first] if self.branches[branch][0] & mask == mask)
            missing = self.branches[top][0] ^ mask
            few = min(count, _FEW_MISSING)
            return self._around(top, missing) if missing.bit_count() <= few else self._under(top, mask)
        found: list[str] = []
        while mask:
            branch, ground = self._leaves[mask.bit_length() - 1], 1 << mask.bit_length() - 1
            for higher in self.above[branch]:
                wider = self.branches[higher][0]
                if wider & mask != wider:
                    break
                branch, ground = higher, wider
            found.append(branch)
            mask ^= ground
        return found

    def _under(self, top: str, mask: int) -> list[str]:
        """The fewest branches, coming down from one."""
        found: list[str] = []
        stack = [top]
        while stack:
            ground, parts = self.branches[branch := stack.pop()]
            here = ground & mask
            if here == ground:
                found.append(branch)
            elif here:
                stack.extend(parts)
        return found

    def _around(self, top: str, missing: int) -> list[str]:
        """The fewest branches that are all of one but for a few leaves: what stands beside these, and beside all above them."""
        broken: set[str] = set()
        for leaf in bits(missing):
            branch = self._leaves[leaf]
            broken.add(branch)
            for higher in self.above[branch]:
                if higher in broken:
                    break
                broken.add(higher)
                if higher == top:
                    break
        beside = {part for branch in broken for part in self.branches[branch][1]}
        return list(beside - broken) if missing else [top]


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, from the lowest.

    >>> list(bits(0b10110))
    [1, 2, 4]
    """
    found: list[int] = []
    while mask:  # from the highest, without negative numbers: of long ones these are slow
        bit = mask.bit_length() - 1
        found.append(bit)
        mask ^= 1 << bit
    return reversed(found)


# ── The baked table ───────────────────────────────────────────────────────────────────────────────────────────────


def _folder() -> Traversable:
    from importlib.resources import files

    return files(__package__).joinpath("data")


def _data(name: str) -> Any:
    return json.loads(_folder().joinpath(name).read_text("utf-8"))


@cache
def tongues() -> tuple[str, ...]:
    """The languages in which there are names."""
    found = (file.name.split(".") for file in _folder().iterdir())
    return tuple(sorted(parts[1] for parts in found if parts[0] == "names"))


@cache
def _names(language: str) -> dict[str, str]:
    found: dict[str, str] = _data(f"names.{language}.json") if language in tongues() else {}
    return found


@cache
def standard() -> Table:
    """The table as ISO, M49 and CLDR have it."""
    return build(Overrides())[0]


def build(overrides: Overrides) -> tuple[Table, tuple[Problem, ...]]:
    """The table with what a project says otherwise.

    Args:
        overrides: A mistaken one is told and left out.
    """
    baked = _data("territories.json")
    holds: dict[str, tuple[str, ...]] = {holder: tuple(row.split()) for holder, row in baked["contains"].items()}
    known = {*holds, *(place for row in holds.values() for place in row)}
    also: dict[str, str] = dict(baked["also"])
    problems: list[Problem] = []
    if overrides.inside:
        undivided = known - set(holds)
        moved = _moved(overrides, holds, known, also, problems)
        for place, holders in moved.items():
            for holder in holders:
                if holder in undivided:
                    holds[holder] = (f"{holder}{REST}",)
                    undivided.discard(holder)
                holds[holder] = tuple(sorted({*holds.get(holder, ()), place}))
        known |= set(moved)
    for alias, place in overrides.aliases.items():
        code, first = alias.upper(), also.get(place.upper(), place.upper())
        span = overrides.spans.get(alias)
        if code in known or code in also or code in baked["alpha3"] or code in baked["numeric"]:
            message = f"'{alias}' is a code already; an alias is another one"
            problems.append(error("WL315", message, span, hint="take another word, or move the place itself"))
        elif first not in known:
            problems.append(
                error(
                    "WL315", f"the alias '{alias}' names '{place}', which is unknown", span, hint="name a code in force"
                )
            )
        else:
            also[code] = first
    former = {code: heirs for code, heirs in baked["former"].items() if code not in known and code not in also}
    table = Table(
        holds,
        groupings=frozenset(baked["groupings"].split()),
        also=also,
        alpha3=baked["alpha3"],
        numeric=baked["numeric"],
        former=former,
        sources=baked["sources"],
        own_names=overrides.names,
    )
    return table, tuple(problems)


def _moved(
    overrides: Overrides,
    holds: dict[str, tuple[str, ...]],
    known: set[str],
    also: Mapping[str, str],
    problems: list[Problem],
) -> dict[str, tuple[str, ...]]:
    """The places whose holders are said anew; they are taken out of those that held them."""
    wanted = {also.get(code.upper(), code.upper()): (code, holders) for code, holders in overrides.inside.items()}
    moved: dict[str, tuple[str, ...]] = {}
    for place, (written, holders) in wanted.items():
        span = overrides.spans.get(written)
        names = tuple(
            WORLD if word.upper() == _WORLD_WORD else also.get(word.upper(), word.upper()) for word in holders
        )
        strange = [name for name in names if name not in known and name not in wanted]
        if not _CODE.fullmatch(place) or place == WORLD:
            message = f"'{written}' can't be a place; a code such as RU-MOW was wanted"
            problems.append(error("WL315", message, span, hint="write letters, digits and inner hyphens"))
        elif strange:
            message = f"'{written}' lies in '{strange[0]}', which is unknown"
            problems.append(error("WL315", message, span, hint=did_you_mean(strange[0], known)))
        else:
            moved[place] = names or (WORLD,)
    for place in moved:
        for holder in [holder for holder, held in holds.items() if place in held]:
            left = tuple(other for other in holds[holder] if other != place)
            if left:
                holds[holder] = left
            else:
                del holds[holder]
    return _without_circles(overrides, moved, holds, problems)


def _without_circles(
    overrides: Overrides,
    moved: dict[str, tuple[str, ...]],
    holds: Mapping[str, tuple[str, ...]],
    problems: list[Problem],
) -> dict[str, tuple[str, ...]]:
    above: dict[str, set[str]] = {place: set(holders) for place, holders in moved.items()}
    for holder, held in holds.items():
        for place in held:
            if place not in moved:
                above.setdefault(place, set()).add(holder)
    sound: dict[str, tuple[str, ...]] = {}
    for place, holders in moved.items():
        seen: set[str] = set()
        stack = list(holders)
        while stack:
            holder = stack.pop()
            if holder not in seen:
                seen.add(holder)
                stack.extend(above.get(holder, ()))
        if place in seen:
            span = next((at for word, at in overrides.spans.items() if word.upper() == place), None)
            message = f"'{place}' lies in itself by way of {', '.join(holders)}"
            problems.append(error("WL315", message, span, hint="take one of the two out of the other"))
        elif len(seen) > _MOST_HOLDERS:
            span = next((at for word, at in overrides.spans.items() if word.upper() == place), None)
            message = f"'{place}' lies in {len(seen)} places, one in the other; at most {_MOST_HOLDERS} are taken"
            problems.append(error("WL315", message, span, hint="let it lie in fewer"))
        else:
            sound[place] = holders
    return sound

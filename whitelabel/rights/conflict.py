"""Conflicts: where claims of several parties meet that don't bear each other, each with its whole extent.

Claims of a product are looked at together, and of these only such pairs of which one excludes others. Where a few do, each is
compared with all. Else time is swept once: while a claim runs, it stands in an index at the branches of the table's tree
that cover its territory; a claim that begins looks only at the branches above and below its own, and there only at
claims that exclude others, unless it does so itself. So what is looked at is what conflicts.

WL301: two parties may sell one product in one place on one day, though a grant says otherwise
    Grants meet where territory, product and days all overlap. An `exclusive` grant bears nobody else there, the vendor
    included; a `sole` one no other reseller; `shared` at most `up_to` resellers in all. Where the vendor's own channel is
    exclusive or sole, it bears no reseller. Terms include both ends: a grant that begins on the day when another ends
    meets it; one that begins the day after doesn't. Split the territory, the product or the term; an exception is
    written as `-RU-MOW`.
WL312: grants of one brand overlap
    Nothing is lost, but one of the two is superfluous there, and whoever ends it later will think that the ground is free.
WL313: one reseller holds a whole country
    By one grant or by several together. `policy.national_grant` says whether that is an error, a warning or allowed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from whitelabel.problem import Problem, Related, Severity, error, warning
from whitelabel.rights.crowd import counted, crowds
from whitelabel.rights.grant import EXCLUDING, Claim, Strength, bear
from whitelabel.rights.table import Table
from whitelabel.rights.term import Term
from whitelabel.rights.territory import Territory, territory_of, union
from whitelabel.rights.told import listed, told_ground, told_products


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that meet and don't bear each other.

    Attributes:
        claims: The two, or all resellers where there are more than ``up_to`` allows; in the order that was given.
        up_to: How many resellers were agreed, or 0 where two claims exclude each other.
        territory, products, term: Its whole extent. For two claims this is all that they have in common.
    """

    claims: tuple[Claim, ...]
    territory: Territory
    products: frozenset[str]
    term: Term
    up_to: int = 0

    @property
    def parties(self) -> tuple[str, ...]:
        """Who takes part, each once."""
        return tuple(dict.fromkeys(claim.party for claim in self.claims))

    @property
    def channels(self) -> tuple[str, ...]:
        """The brands that take part, each once."""
        return tuple(dict.fromkeys(claim.name for claim in self.claims))


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two claims of one brand that meet, and where."""

    claims: tuple[Claim, Claim]
    territory: Territory
    products: frozenset[str]
    term: Term


@dataclass(frozen=True, slots=True)
class National:
    """A reseller's claims that hold whole countries together."""

    claims: tuple[Claim, ...]
    countries: tuple[str, ...]
    products: frozenset[str]
    term: Term


def conflicts(claims: Sequence[Claim], table: Table) -> tuple[Conflict, ...]:
    """All conflicts among claims.

    Args:
        claims: Of any parties, on any days; drafts are left out by whoever asks.
        table: What their territories were made with.

    Returns:
        One for each two claims that exclude each other; then, where more resellers stand than a ``shared`` grant
        allows, one for each stretch of ground and days with the same resellers. Resellers whose own grant excludes
        others are not counted there: they conflict with each of the others already.
    """
    shared = _Shared()
    found = [
        Conflict((claims[one], claims[other]), *shared.extent(claims[one], claims[other]))
        for one, other in _meetings(claims, table, [claim.excludes for claim in claims])
        if not bear(claims[one], claims[other])
    ]
    return (*found, *_crowds(claims, shared))


def conflicts_of(party: str, claims: Sequence[Claim], table: Table) -> tuple[Conflict, ...]:
    """The conflicts in which a party takes part, as ``conflicts`` has them and in its order; the others aren't looked for.

    Args:
        party: Whose; all of its brands.
        claims: Of all parties, as for ``conflicts``.
        table: What their territories were made with.
    """
    own = [claim for claim in claims if claim.party == party]
    products = {product for claim in own for product in claim.products}
    meeting = {product: union(c.territory.mask for c in own if product in c.products) for product in products}
    reach: dict[frozenset[str], int] = {}  # a set of products → where the party holds any of them
    near: list[Claim] = []
    for claim in claims:
        ground = reach.get(claim.products)
        if ground is None:
            ground = reach[claim.products] = union(meeting[product] for product in claim.products & products)
        if claim.territory.mask & ground:
            near.append(claim)
    shared = _Shared()
    lenient = [claim for claim in own if counted(claim)]
    crowding = {product: union(c.territory.mask for c in lenient if product in c.products) for product in products}
    pairs = _meetings_of(party, near, table)
    found = [Conflict((one, other), *shared.extent(one, other)) for one, other in pairs if not bear(one, other)]
    return (*found, *(one for one in _crowds(near, shared, crowding) if party in one.parties))


def _meetings_of(party: str, claims: Sequence[Claim], table: Table) -> Iterator[tuple[Claim, Claim]]:
    """The claims of a party that meet those of others, in order, where at least one excludes others."""
    own = [(number, claim) for number, claim in enumerate(claims) if claim.party == party]
    if len(own) > _FEW:
        pairs = _meetings(claims, table, [claim.excludes for claim in claims])
        return ((claims[i], claims[j]) for i, j in pairs if party in (claims[i].party, claims[j].party))
    strict = [(number, claim) for number, claim in own if claim.excludes]
    met: list[tuple[int, int]] = []
    for number, claim in enumerate(claims):
        if claim.party != party:
            for position, mine in own if claim.excludes else strict:
                if claim.meets(mine):
                    met.append((number, position) if number < position else (position, number))
    return ((claims[i], claims[j]) for i, j in sorted(met))


def overlaps(claims: Sequence[Claim], table: Table) -> tuple[Overlap, ...]:
    """Claims of one brand that meet each other, two at a time."""
    by_channel: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        by_channel[claim.party, claim.name].append(claim)
    found: list[Overlap] = []
    for group in by_channel.values():
        pairs: Iterable[tuple[int, int]]
        if len(group) <= 16:
            pairs = ((i, j) for j in range(len(group)) for i in range(j) if group[i].meets(group[j]))
        else:
            pairs = _meetings(group, table, [True] * len(group))
        for one, other in pairs:
            found.append(Overlap((group[one], group[other]), *_Shared().extent(group[one], group[other])))
    return tuple(found)


class _Shared:
    """Equal territories and products, kept once: of many conflicts most share theirs."""

    def __init__(self) -> None:
        self._grounds: dict[int, Territory] = {}
        self._products: dict[frozenset[str], frozenset[str]] = {}

    def ground(self, mask: int) -> Territory:
        """The territory of a set."""
        found = self._grounds.get(mask)
        if found is None:
            found = self._grounds[mask] = Territory(mask)
        return found

    def products(self, held: frozenset[str]) -> frozenset[str]:
        """The same products."""
        return self._products.setdefault(held, held)

    def extent(self, one: Claim, other: Claim) -> tuple[Territory, frozenset[str], Term]:
        """All that two claims that meet have in common."""
        mask = one.territory.mask & other.territory.mask
        if mask == one.territory.mask:
            where = one.territory
        elif mask == other.territory.mask:
            where = other.territory
        else:
            where = self.ground(mask)
        products = one.products if one.products == other.products else self.products(one.products & other.products)
        return where, products, one.term.meet(other.term) or one.term


# ── Two claims ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Standing:
    """Claims that run, at the branches that cover their ground."""

    def __init__(self) -> None:
        self.at: dict[str, set[int]] = defaultdict(set)
        self.below: dict[str, set[int]] = defaultdict(set)

    def add(self, number: int, place: _Cover) -> None:
        for branch in place.branches:
            self.at[branch].add(number)
        for branch in place.above:
            self.below[branch].add(number)

    def drop(self, number: int, place: _Cover) -> None:
        for branch in place.branches:
            self.at[branch].discard(number)
        for branch in place.above:
            self.below[branch].discard(number)

    def meeting(self, place: _Cover) -> set[int]:
        """Claims that have ground in common with a place."""
        found: set[int] = set()
        at, below = self.at, self.below
        for branch in place.branches:
            if branch in at:
                found |= at[branch]
            if branch in below:
                found |= below[branch]
        for branch in place.above:
            if branch in at:
                found |= at[branch]
        return found


@dataclass(frozen=True, slots=True)
class _Cover:
    """A territory as branches of the tree, and all that lie above any of them."""

    branches: tuple[str, ...]
    above: tuple[str, ...]


def _covers(
    claims: Sequence[Claim], members: Iterable[int], table: Table, known: dict[int, _Cover]
) -> dict[int, _Cover]:
    above = table.tree.above
    found: dict[int, _Cover] = {}
    for number in members:
        mask = claims[number].territory.mask
        place = known.get(mask)
        if place is None:
            branches = table.tree.cover(mask)
            place = _Cover(tuple(branches), tuple({higher for branch in branches for higher in above[branch]}))
            known[mask] = place
        found[number] = place
    return found


def _alike(claims: Sequence[Claim]) -> Iterator[list[int]]:
    """The claims of each product; products that the same claims hold are one."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, claim in enumerate(claims):
        for product in claim.products:
            holders[product].append(number)
    for members in {tuple(held) for held in holders.values()}:
        yield list(members)


def _meetings(claims: Sequence[Claim], table: Table, strict: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The numbers of all claims that meet, two at a time and in order, of which at least one is strict."""
    firsts = [claim.term.first for claim in claims]
    lasts = [claim.term.last for claim in claims]
    count = len(claims)
    known: dict[int, _Cover] = {}
    found: set[int] = set()
    for members in _alike(claims):
        few = [number for number in members if strict[number]]
        if len(few) <= _FEW:
            pairs = _compared(claims, few, members)
        else:
            pairs = _swept(members, firsts, lasts, strict, _covers(claims, members, table, known))
        found.update(other * count + number if other < number else number * count + other for number, other in pairs)
    return (divmod(pair, count) for pair in sorted(found))


# So many claims are sooner compared with all others than these are put in an index.
_FEW = 64


def _compared(claims: Sequence[Claim], few: Sequence[int], members: Sequence[int]) -> Iterator[tuple[int, int]]:
    rows = [
        (claims[number].term.first, claims[number].term.last, claims[number].territory.mask, number)
        for number in members
    ]
    for number in few:
        first, last, mask = claims[number].term.first, claims[number].term.last, claims[number].territory.mask
        for begins, ends, ground, other in rows:
            if begins <= last and first <= ends and ground & mask and other != number:
                yield number, other


def _swept(
    members: Sequence[int],
    firsts: Sequence[int],
    lasts: Sequence[int],
    strict: Sequence[bool],
    covers: Mapping[int, _Cover],
) -> Iterator[tuple[int, int]]:
    strong, weak = _Standing(), _Standing()
    ending = sorted(members, key=lasts.__getitem__)
    ended = 0
    for number in sorted(members, key=firsts.__getitem__):
        day = firsts[number]
        while lasts[ending[ended]] < day:
            past = ending[ended]
            (strong if strict[past] else weak).drop(past, covers[past])
            ended += 1
        place = covers[number]
        met = strong.meeting(place)
        if strict[number]:
            met |= weak.meeting(place)
        yield from [(number, other) for other in met]
        (strong if strict[number] else weak).add(number, place)


# ── More resellers than were agreed ───────────────────────────────────────────────────────────────────────────────


def _crowds(claims: Sequence[Claim], shared: _Shared, reach: Mapping[str, int] | None = None) -> Iterator[Conflict]:
    """Where resellers are too many.

    Args:
        claims: Any.
        shared: Takes the grounds.
        reach: Product → the places that are looked at; all where it is absent.
    """
    near = [claim for claim in claims if counted(claim)]
    agreed: dict[str, int] = defaultdict(int)
    for claim in near:
        if claim.strength == "shared":
            for product in claim.products:
                agreed[product] |= claim.territory.mask
    boxes: dict[tuple[tuple[int, ...], Term], dict[str, int]] = defaultdict(dict)
    for product in sorted(agreed):
        ground = agreed[product] if reach is None else agreed[product] & reach.get(product, 0)
        members = {
            number: claim.territory.mask & ground
            for number, claim in enumerate(near)
            if product in claim.products and claim.territory.mask & ground
        }
        for involved, term, mask in crowds(near, members):
            boxes[involved, term][product] = mask
    found: list[tuple[tuple[int, ...], Term, int, Conflict]] = []
    for (involved, term), grounds in boxes.items():
        alike: dict[int, set[str]] = defaultdict(set)
        for product, mask in grounds.items():
            alike[mask].add(product)
        parts = tuple(near[number] for number in involved)
        limit = min(claim.up_to for claim in parts if claim.strength == "shared")
        for mask, held in alike.items():
            conflict = Conflict(parts, shared.ground(mask), shared.products(frozenset(held)), term, limit)
            found.append((involved, term, mask, conflict))
    found.sort(key=lambda row: row[:3])
    return (conflict for *_, conflict in found)


# ── Whole countries ───────────────────────────────────────────────────────────────────────────────────────────────


def nationals(claims: Sequence[Claim], table: Table) -> tuple[National, ...]:
    """Resellers that hold whole countries, with the days on which they do.

    A country that is also a part of another one (RE, HK) is none here. Countries that the same grants hold on the same
    days stand together.
    """
    by_party: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if not claim.is_vendor:
            by_party[claim.party].append(claim)
    countries = sorted((table.masks[code].bit_count(), code, table.masks[code]) for code in table.countries)
    found: list[National] = []
    for held in by_party.values():
        ground = union(claim.territory.mask for claim in held)
        size = ground.bit_count()
        alike: dict[tuple[tuple[int, int], ...], list[str]] = defaultdict(list)
        for leaves, code, mask in countries:
            if leaves > size:
                break
            if not mask & ~ground:
                parts = enumerate(claim.territory.mask & mask for claim in held)
                # Which claims hold it, and where one holds a part only, which part.
                alike[tuple((number, 0 if part == mask else part) for number, part in parts if part)].append(code)
        for standing, codes in alike.items():
            found += _national([held[number] for number, _ in standing], tuple(sorted(codes)), table)
    return tuple(found)


def _national(held: Sequence[Claim], codes: tuple[str, ...], table: Table) -> Iterator[National]:
    mask = table.masks[codes[0]]
    days = sorted({claim.term.first for claim in held} | {claim.term.last + 1 for claim in held})
    runs: dict[Term, set[str]] = defaultdict(set)
    for product in sorted({product for claim in held for product in claim.products}):
        offered = [claim for claim in held if product in claim.products]
        first: int | None = None
        for day in days:
            whole = not mask & ~union(c.territory.mask for c in offered if c.term.first <= day <= c.term.last)
            if whole and first is None:
                first = day
            elif not whole and first is not None:
                runs[Term(first, day - 1)].add(product)
                first = None
    for term, products in sorted(runs.items()):
        parts = tuple(c for c in held if c.term.meets(term) and not c.products.isdisjoint(products))
        yield National(parts, codes, frozenset(products), term)


# ── Told ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def conflict_problem(conflict: Conflict, table: Table, first: str = "") -> Problem:
    """A conflict as the vendor is told it: it names everyone.

    Args:
        conflict: Any.
        table: Places and codes.
        first: The brand at whose grant it is shown; else the first that takes part.
    """
    parts = conflict.claims
    if first and parts[0].name != first:
        parts = tuple(sorted(parts, key=lambda claim: claim.name != first))
    brands = tuple(dict.fromkeys([claim.name for claim in parts]))
    where = f"{told_products(conflict.products)} in {told_ground(conflict.territory, table)}"
    if conflict.up_to:
        # Not all of them hold it on each of these days, but on each day too many do.
        message = f"{listed(brands)} hold {where}, more than {conflict.up_to} at a time {conflict.term}"
        hint = "raise 'up_to', or take the place from one of them"
    else:
        message = f"'{parts[0].name}' and '{parts[1].name}' both hold {where} {conflict.term}"
        hint = _to_split(parts[0].strength, parts[1].strength)
    return error(
        "WL301",
        message,
        parts[0].span,
        hint=hint,
        related=[
            Related(claim.span, f"held {_held(claim)}" + (f", {claim.term}" if conflict.up_to else ""))
            for claim in parts[1:]
            if claim.span
        ],
        brands=brands,
    )


@cache
def _to_split(*strengths: Strength) -> str:
    strict = [strength for strength in strengths if strength in EXCLUDING]
    if len(set(strict)) > 1:
        which = "one is exclusive, the other sole"
    else:
        which = f"{'both are' if len(strict) == len(strengths) else 'one of the two is'} {strict[0]}"
    return f"{which}; split the territory, the product or the term"


def _held(claim: Claim) -> str:
    strength = f"shared by up to {claim.up_to}" if claim.strength == "shared" else claim.strength
    return f"{strength} here" + (f", contract {claim.contract}" if claim.contract else "")


def overlap_problem(overlap: Overlap, table: Table) -> Problem:
    """An overlap of a brand's own grants as a warning."""
    one, other = overlap.claims
    message = (
        f"two grants of '{one.name}' both hold {told_products(overlap.products)} in "
        f"{told_ground(overlap.territory, table)} {overlap.term}"
    )
    related = [Related(other.span, "the other one is here")] if other.span else []
    hint = "take the overlap out of one of them"
    return warning("WL312", message, one.span, hint=hint, related=related, brands=(one.name,))


def national_problem(national: National, table: Table, severity: Severity = "warning") -> Problem:
    """A reseller's whole countries, as strictly as the vendor's policy wants it."""
    parts, codes = national.claims, national.countries
    if len(codes) == 1:
        countries = f"{codes[0]} ({table.name(codes[0])})"
    else:
        countries = told_ground(territory_of(table, *codes), table)
    message = f"'{parts[0].party}' holds all of {countries} for {told_products(national.products)} {national.term}"
    return (error if severity == "error" else warning)(
        "WL313",
        message,
        parts[0].span,
        hint="leave regions out, such as those of your own channel, or set 'national_grant: allow'",
        related=[Related(claim.span, "held together with this") for claim in parts[1:] if claim.span],
        brands=tuple(dict.fromkeys(claim.name for claim in parts)),
    )


def by_channel(found: Iterable[Conflict]) -> Mapping[str, tuple[Conflict, ...]]:
    """The conflicts of each brand."""
    rows: dict[str, list[Conflict]] = defaultdict(list)
    for conflict in found:
        for channel in conflict.channels:
            rows[channel].append(conflict)
    return {channel: tuple(row) for channel, row in rows.items()}

"""A brand's statement of its own rights, for its partner: what it holds, what ends, and what it can't get.

Of others it says where nothing is to be had, and never whose that is, or how many they are.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from whitelabel import rights
from whitelabel.model import Grant, Rights
from whitelabel.rights import NOWHERE, Claim, Lapse, Table, Term, Territory
from whitelabel.rights.crowd import merged

State = Literal["in-force", "run-off", "ahead", "ended"]
_STATES: tuple[State, ...] = ("in-force", "run-off", "ahead", "ended")


@dataclass(frozen=True, slots=True)
class Ground:
    """Products in a territory, on days that are told or not."""

    products: tuple[str, ...]
    territory: Territory
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A grant of the brand.

    Attributes:
        served: In run-off, and for a grant in force: the last day on which existing customers are served.
        contested: What of it clashes with grants of others.
    """

    claim: Claim
    state: State
    served: datetime.date | None
    contested: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """The rights of one brand, as its partner may see them.

    Attributes:
        siblings: Names of the party's other brands.
        color: As written, or empty.
        sold: What is in force on the day, by product.
        around: The countries in which the brand holds or held anything: where it is asked what can't be had.
        unavailable: Where not even a non-exclusive grant can be had, on the day or later; with days where ``dated``.
    """

    slug: str
    name: str
    party: str
    siblings: tuple[str, ...]
    color: str
    day: datetime.date
    timezone: str
    table: Table
    is_draft: bool
    is_vendor: bool
    dated: bool
    sold: tuple[Ground, ...]
    held: tuple[Held, ...]
    lapses: tuple[Lapse, ...]
    around: Territory
    unavailable: tuple[Ground, ...]

    @property
    def is_contested(self) -> bool:
        """Whether anything that it holds clashes with grants of others."""
        return any(held.contested for held in self.held)


def statement(known: Rights, slug: str) -> Statement:
    """What one brand holds on a day and later.

    Args:
        known: All rights, with the brand's conflicts.
        slug: A brand whose rights can be read.
    """
    holder = known.holders[slug]
    claims = known.of(slug)
    dated = known.policy.disclose == "dates"
    family = [other for other in known.holders.values() if other.party == holder.party]
    of_party = [claim for other in family for claim in known.of(other.slug)]
    lapsing = rights.lapses(of_party, known.day, known.policy.expiring_days)
    around = _around(claims, known.table)
    return Statement(
        slug=slug,
        name=holder.name,
        party=holder.party,
        siblings=tuple(sorted(other.name for other in family if other.slug != slug)),
        color=holder.color,
        day=known.day,
        timezone=known.policy.timezone,
        table=known.table,
        is_draft=holder.is_draft,
        is_vendor=holder.party == known.vendor,
        dated=dated,
        sold=_sold(claims, known),
        held=_held(known, slug, dated=dated),
        lapses=tuple(lapse for lapse in lapsing if lapse.claim.name == slug),
        around=around,
        unavailable=_unavailable(known, holder.party, around, dated=dated),
    )


def holdings(known: Rights, slug: str) -> Statement:
    """What a brand holds, and nothing that hangs on what others hold, or changes before a grant of its own does.

    Args:
        known: All rights, with the brand's conflicts.
        slug: A brand whose rights can be read.
    """
    holder = known.holders[slug]
    return Statement(
        slug=slug,
        name=holder.name,
        party=holder.party,
        siblings=(),
        color=holder.color,
        day=known.day,
        timezone=known.policy.timezone,
        table=known.table,
        is_draft=holder.is_draft,
        is_vendor=holder.party == known.vendor,
        dated=False,
        sold=_sold(known.of(slug), known),
        held=_held(known, slug, dated=False),
        lapses=(),
        around=NOWHERE,
        unavailable=(),
    )


def _around(claims: Iterable[Claim], table: Table) -> Territory:
    ground = NOWHERE
    for claim in claims:
        ground |= claim.territory
    found = NOWHERE
    for country in table.countries:
        mask = table.masks[country]
        if mask & ground.mask:
            found |= Territory(mask)
    return found


def _sold(claims: Iterable[Claim], known: Rights) -> tuple[Ground, ...]:
    in_force = [claim for claim in claims if known.day in claim.term]
    found: list[Ground] = []
    for product in known.products:
        ground = NOWHERE
        for claim in in_force:
            if product in claim.products:
                ground |= claim.territory
        if ground:
            found.append(Ground((product,), ground))
    return tuple(found)


def _held(known: Rights, slug: str, *, dated: bool) -> tuple[Held, ...]:
    found: list[Held] = []
    for claim in known.of(slug):
        state, served = _state(claim, known.day)
        found.append(Held(claim, state, served, _contested(claim, known, dated=dated)))
    return tuple(sorted(found, key=lambda held: (_STATES.index(held.state), held.claim.term)))


def _state(claim: Claim, day: datetime.date) -> tuple[State, datetime.date | None]:
    today = day.toordinal()
    days = claim.ref.run_off_days if isinstance(claim.ref, Grant) else 0
    ends = claim.term.ends
    served = datetime.date.fromordinal(min(claim.term.last + days, datetime.date.max.toordinal())) if ends else None
    if today < claim.term.first:
        return "ahead", served if days else None
    if today <= claim.term.last:
        return "in-force", served if days else None
    return ("run-off", served) if served and day <= served else ("ended", None)


def _contested(claim: Claim, known: Rights, *, dated: bool) -> tuple[Ground, ...]:
    """What of a claim isn't available: the bare ground and days, however many stand in the way."""
    stretches: dict[str, list[tuple[Term, int]]] = defaultdict(list)
    for conflict in known.conflicts:
        if claim in conflict.claims:
            term = conflict.term.meet(claim.term)
            for product in conflict.products if term else ():
                stretches[product].append((term if dated and term else Term(), conflict.territory.mask))
    return _grouped(((product, merged(row)) for product, row in stretches.items()), known, dated=dated)


def _unavailable(known: Rights, party: str, around: Territory, *, dated: bool) -> tuple[Ground, ...]:
    rows: list[tuple[str, tuple[tuple[Term, int], ...]]] = []
    for product in known.products if around else ():
        pieces = rights.unavailable(party, known.claims, known.table, product, around, known.day)
        stretches = [(term if dated else Term(), ground.mask) for ground, term in pieces]
        rows.append((product, merged(stretches)))
    return _grouped(rows, known, dated=dated)


def _grouped(
    rows: Iterable[tuple[str, tuple[tuple[Term, int], ...]]], known: Rights, *, dated: bool
) -> tuple[Ground, ...]:
    """Each place once for the same days, with all products that are away there; the most products first."""
    parts: dict[Term, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for product, stretches in sorted(rows, key=lambda row: known.products.index(row[0])):
        for term, mask in stretches:
            split: list[tuple[int, tuple[str, ...]]] = []
            for other, products in parts[term]:
                split += [(other & mask, (*products, product)), (other & ~mask, products)]
                mask &= ~other
            parts[term] = [part for part in (*split, (mask, (product,))) if part[0]]
    found = [
        Ground(products, Territory(mask), term if dated else None)
        for term, pieces in sorted(parts.items())
        for mask, products in pieces
    ]
    return tuple(sorted(found, key=lambda ground: -len(ground.products)))


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Named:
    """A place that is meant, but for others within it; codes."""

    code: str
    without: tuple[str, ...] = ()


def named(ground: Territory, table: Table) -> tuple[Named, ...]:
    """A territory as few places.

    >>> from whitelabel.rights import standard, territory_of
    >>> named(territory_of(standard(), "RU", "KZ") - territory_of(standard(), "RU-MOW"), standard())
    (Named(code='KZ', without=()), Named(code='RU', without=('RU-MOW',)))
    """
    found: list[Named] = []
    for word in rights.names(ground, table):
        if word.startswith("-"):
            found[-1] = Named(found[-1].code, (*found[-1].without, word[1:]))
        else:
            found.append(Named(word))
    return tuple(found)


def as_object(told: Statement, language: str) -> dict[str, Any]:
    """The statement as JSON data; days are left out where they aren't told, and null where a term is open.

    Args:
        told: What is stated.
        language: Of the places' names.
    """
    table = told.table
    codes: dict[str, None] = {}

    def words(ground: Territory) -> list[str]:
        found = list(rights.names(ground, table))
        codes.update(dict.fromkeys(word.removeprefix("-") for word in found))
        return found

    def away(ground: Ground) -> dict[str, Any]:
        days = {} if ground.term is None else _days(ground.term)
        return {"products": list(ground.products), "territories": words(ground.territory), **days}

    stated = {
        "brand": told.slug,
        "name": told.name,
        "party": told.party,
        "siblings": list(told.siblings),
        "day": told.day.isoformat(),
        "status": "draft" if told.is_draft else "live",
        "grants": [
            {
                "territories": words(held.claim.territory),
                "products": sorted(held.claim.products),
                "exclusivity": held.claim.strength,
                "up_to": held.claim.up_to or None,
                "contract": held.claim.contract or None,
                **_days(held.claim.term),
                "served_until": _day(held.served),
                "state": held.state,
                "not_available": [away(ground) for ground in held.contested],
            }
            for held in told.held
        ],
        "lapses": [
            {
                "products": sorted(lapse.products),
                "territories": words(lapse.territory),
                "last": _day(lapse.last),
            }
            for lapse in told.lapses
        ],
        "asked_within": words(told.around),
        "not_available": [away(ground) for ground in told.unavailable],
    }
    return {**stated, "places": {code: table.name(table.find(code), language) for code in sorted(codes)}}


def _days(term: Term) -> dict[str, str | None]:
    return {"from": _day(term.starts), "until": _day(term.ends)}


def _day(day: datetime.date | None) -> str | None:
    return day.isoformat() if day is not None else None

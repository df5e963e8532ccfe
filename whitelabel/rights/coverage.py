"""Coverage: who holds which place on a day, and what lapses soon.

WL318: ground lapses soon
    A grant ends within `policy.expiring_days`, and on the day after no other grant of the same party, under any of its brands,
    holds the places and products that the message names. Nothing is wrong yet: renew the grant with one that begins on
    the day after, or let the ground go.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from whitelabel.problem import Problem, warning
from whitelabel.rights.grant import Claim
from whitelabel.rights.table import Table
from whitelabel.rights.territory import Territory, union
from whitelabel.rights.told import told_ground, told_products


def covers(claims: Iterable[Claim], product: str, day: datetime.date, table: Table) -> dict[str, tuple[Claim, ...]]:
    """Who may sell a product on a day at each of the finest places: leaf → claims in force; one that nobody holds is absent.

    >>> from whitelabel.rights.table import standard
    >>> from whitelabel.rights.territory import territory_of
    >>> held = Claim("acme", "sole", territory_of(standard(), "FR-ARA"), frozenset(["deals"]))
    >>> len(covers([held], "deals", datetime.date(2026, 3, 1), standard()))
    13
    """
    leaves: dict[int, tuple[str, ...]] = {}  # of each ground that several hold, once
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if day in claim.term and product in claim.products:
            mask = claim.territory.mask
            if mask not in leaves:
                leaves[mask] = tuple(table.bits(mask))
            for leaf in leaves[mask]:
                found[leaf].append(claim)
    return {leaf: tuple(standing) for leaf, standing in found.items()}


@dataclass(frozen=True, slots=True)
class Lapse:
    """Ground that a claim holds to its last day, and its party no longer on the day after.

    Attributes:
        claim: The one that ends.
        territory, products: What of it lapses.
        last: The claim's last day.
    """

    claim: Claim
    territory: Territory
    products: frozenset[str]
    last: datetime.date


def lapses(claims: Iterable[Claim], day: datetime.date, within_days: int) -> tuple[Lapse, ...]:
    """What lapses soon, in the order of the claims; products that lapse on the same ground stand together.

    Args:
        claims: Of any parties, on any days.
        day: The first last day that counts.
        within_days: So many days later is the last that does.
    """
    by_party: dict[str, list[Claim]] = defaultdict(list)
    ending: list[Claim] = []
    for claim in claims:
        by_party[claim.party].append(claim)
        if day.toordinal() <= claim.term.last <= day.toordinal() + within_days:
            ending.append(claim)
    found: list[Lapse] = []
    for claim in ending:
        last = claim.term.ends
        if last is None:
            continue
        next_day = claim.term.last + 1
        after = [held for held in by_party[claim.party] if held.term.first <= next_day <= held.term.last]
        alike: dict[int, set[str]] = defaultdict(set)
        for product in claim.products:
            kept = union(held.territory.mask for held in after if product in held.products)
            alike[claim.territory.mask & ~kept].add(product)
        for mask, products in sorted(alike.items(), key=lambda row: sorted(row[1])):
            if mask:
                found.append(Lapse(claim, Territory(mask), frozenset(products), last))
    return tuple(found)


def lapse_problem(lapse: Lapse, table: Table) -> Problem:
    """A lapse as a warning that names just that ground."""
    claim = lapse.claim
    where = told_ground(lapse.territory, table)
    verb = "lapse" if " " in where else "lapses"
    message = f"{where} {verb} for '{claim.party}' on {lapse.last} ({told_products(lapse.products)})"
    hint = "renew it with a grant that begins on the day after, or let it go"
    return warning("WL318", message, claim.until_span or claim.span, hint=hint, brands=(claim.name,))

"""What is still open: where, and from which day, a grant could be given without a conflict."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace

from whitelabel.rights.crowd import counted, crowded
from whitelabel.rights.grant import Claim, Strength, bear
from whitelabel.rights.table import Table
from whitelabel.rights.term import ALWAYS_AFTER, Term, cover, gaps, on
from whitelabel.rights.territory import NOWHERE, Territory

NOBODY = "\x00"
"""The party of an offer to someone who holds nothing yet."""


def offer(
    strength: Strength,
    ground: Territory,
    product: str,
    term: Term,
    *,
    up_to: int = 0,
    party: str = NOBODY,
    is_vendor: bool = False,
) -> Claim:
    """A grant under negotiation.

    Args:
        strength: How strong it would be.
        ground: Where.
        product: One product.
        term: When.
        up_to: For ``shared``: how many resellers in all; 0 means as many as those who are there allow.
        party: Who would get it; its own claims don't stand in its way.
        is_vendor: Whether that is the vendor.
    """
    if strength == "shared" and not up_to:
        strength = "non-exclusive"
    return Claim(party, strength, ground, frozenset([product]), term, is_vendor, up_to)


def taken(offered: Claim, claims: Iterable[Claim], table: Table) -> tuple[tuple[Territory, Term], ...]:
    """Where and when an offer would conflict with what is held, each with its days; they may overlap."""
    near = [claim for claim in claims if claim.party != offered.party and claim.meets(offered)]
    ground = offered.territory.mask
    found = [(claim.term, claim.territory.mask & ground) for claim in near if not bear(claim, offered)]
    if counted(offered):
        standing = [offered, *(claim for claim in near if counted(claim))]
        found += crowded(standing, {number: claim.territory.mask & ground for number, claim in enumerate(standing)})
    boxes = ((mask, term.meet(offered.term)) for term, mask in found)
    return tuple((Territory(mask), term) for mask, term in boxes if term)


def open_ground(offered: Claim, claims: Sequence[Claim], table: Table, day: datetime.date) -> Territory:
    """The part of an offer's territory where it would conflict with nobody on a day.

    >>> from whitelabel.rights.table import standard
    >>> from whitelabel.rights.naming import names
    >>> from whitelabel.rights.territory import territory_of
    >>> table, deals = standard(), frozenset(["deals"])
    >>> held = Claim("acme", "sole", territory_of(table, "RU-MOW"), deals)
    >>> asked = offer("exclusive", territory_of(table, "RU"), "deals", Term())
    >>> names(open_ground(asked, [held], table, datetime.date(2026, 3, 1)), table)
    ('RU', '-RU-MOW')
    """
    if day not in offered.term:
        return NOWHERE
    left = offered.territory
    for ground, _ in taken(replace(offered, term=on(day)), claims, table):
        left -= ground
    return left


def open_terms(offered: Claim, claims: Sequence[Claim], table: Table) -> tuple[Term, ...]:
    """The days of an offer's term on which nobody stands in its way anywhere in its territory, in order."""
    return gaps(cover(term for _, term in taken(offered, claims, table)), offered.term)


def first_open_day(offered: Claim, claims: Sequence[Claim], table: Table, days: int = 1) -> datetime.date | None:
    """The first day of an offer's term from which it could be given for so many days at least.

    Args:
        offered: Begins on the first day that is asked for.
        claims: What is held.
        table: Places and codes.
        days: How long it has to stay open; 0 means for ever, or to the end of the offer's term.

    Returns:
        The day, or ``None`` where there is none. A term that begins open begins on the calendar's first day.
    """
    for term in open_terms(offered, claims, table):
        if term.last - term.first >= days - 1 if days else term.last == offered.term.last:
            return datetime.date.fromordinal(max(1, term.first)) if term.first < ALWAYS_AFTER else None
    return None

"""What a party may know of the rights of others: where and when, never whose or how many.

All answers are made from the bare set of places, products and days, so that two rivals give the same answer as one
who holds what both hold.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Literal

from whitelabel.problem import Problem, Span, error
from whitelabel.rights.conflict import Conflict
from whitelabel.rights.crowd import merged
from whitelabel.rights.free import offer, taken
from whitelabel.rights.grant import Claim
from whitelabel.rights.table import Table
from whitelabel.rights.term import ALWAYS, ALWAYS_AFTER, Term
from whitelabel.rights.territory import Territory
from whitelabel.rights.told import told_ground, told_products

Disclose = Literal["places", "dates"]
_Order = tuple[Span, Term, int, Term, int, list[str]]
"""What sorts what a brand is told, whoever stands beside it."""


def unavailable(
    party: str, claims: Sequence[Claim], table: Table, product: str, within: Territory, day: datetime.date
) -> tuple[tuple[Territory, Term], ...]:
    """Where and when others' rights stand in the way of a new non-exclusive grant.

    Args:
        party: Who asks; its own claims aren't in its way.
        claims: Of all parties.
        table: What their territories were made with.
        product: One.
        within: The ground that is asked about.
        day: The first day that counts.

    Returns:
        Disjoint pieces in the order of their days, each with all places that are taken on just these days in one stretch.
    """
    is_vendor = any(claim.is_vendor for claim in claims if claim.party == party)
    term = Term(day.toordinal(), ALWAYS_AFTER)
    asked = offer("non-exclusive", within, product, term, party=party, is_vendor=is_vendor)
    pieces = merged((term, ground.mask) for ground, term in taken(asked, claims, table))
    return tuple((Territory(mask), term) for term, mask in pieces)


def partner_problems(
    conflicts: Iterable[Conflict], slug: str, table: Table, disclose: Disclose = "places"
) -> tuple[Problem, ...]:
    """A brand's conflicts as its own party may see them: at each of its claims what of it isn't available.

    Args:
        conflicts: Any; those of other brands are passed over.
        slug: The brand.
        table: Places and codes.
        disclose: Whether days are told too.
    """
    own: dict[int, Claim] = {}
    boxes: dict[int, dict[str, list[tuple[Term, int]]]] = defaultdict(lambda: defaultdict(list))
    for conflict in conflicts:
        for claim in conflict.claims:
            term = conflict.term.meet(claim.term)
            if claim.name == slug and term:
                own[id(claim)] = claim
                for product in conflict.products:
                    when = term if disclose == "dates" else ALWAYS
                    boxes[id(claim)][product].append((when, conflict.territory.mask))
    found: list[tuple[_Order, Problem]] = []
    for key, claim in own.items():
        alike: dict[tuple[Term, int], list[str]] = defaultdict(list)
        for product, stretches in sorted(boxes[key].items()):
            for stretch in merged(stretches):
                alike[stretch].append(product)
        for (term, mask), products in alike.items():
            verb = "is" if len(products) == 1 else "are"
            message = f"{told_products(products)} {verb} not available in {told_ground(Territory(mask), table)}"
            if disclose == "dates":
                message += f" {term}"
            hint = "ask the vendor, who can tell more, or take it out of this grant"
            problem = error("WL301", message, claim.span, hint=hint, brands=(slug,))
            found.append(((claim.span or Span(""), claim.term, claim.territory.mask, term, mask, products), problem))
    return tuple(dict.fromkeys(problem for _, problem in sorted(found, key=lambda row: row[0])))

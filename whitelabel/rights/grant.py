"""Grants: who holds what, where, for how long and how strongly.

WL311: the number of resellers and the strength of a grant don't fit
    `exclusivity: shared` says with `up_to` how many resellers there may be in all, at least 1; no other strength has it.
WL314: a product of a grant is unknown
    Products are listed in `whitelabel.yaml`; a grant without products is one of all.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Literal

from whitelabel.problem import Problem, Span, did_you_mean, error
from whitelabel.rights.table import Table
from whitelabel.rights.term import ALWAYS, Term, read_term
from whitelabel.rights.territory import Groups, Territory, Words, parse

Strength = Literal["exclusive", "sole", "shared", "non-exclusive"]
EXCLUDING: tuple[Strength, ...] = ("exclusive", "sole")
"""Strengths that bear no other reseller."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A right to sell, held by a party.

    Two claims meet where territory, products and days all overlap. What each bears there beside it:

    ============================  ============================  ==================  =======================  ==================
    \\                             exclusive                     sole                shared                   non-exclusive
    ============================  ============================  ==================  =======================  ==================
    held by a reseller            nobody else, the vendor       no other reseller;  at most ``up_to``        anyone
                                  included                      the vendor may      resellers in all; the
                                                                                    vendor may
    held by the vendor's own      no reseller                   no reseller         as non-exclusive         anyone whose own
    brand                                                                                                    grant allows it
    ============================  ============================  ==================  =======================  ==================

    Attributes:
        party: Who holds it. Claims of one party never conflict.
        is_vendor: Whether the party is the vendor.
        products: All of them by name, never empty.
        up_to: For ``shared``: how many resellers in all, at least 1; else 0.
        channel: Which of the party's brands it was written for; the party where absent.
        contract: Reference of the contract, or empty.
        ref: For whoever made it; never read here.
        span: Where it was written.
        until_span: Where its last day was written.
    """

    party: str
    strength: Strength
    territory: Territory
    products: frozenset[str]
    term: Term = ALWAYS
    is_vendor: bool = False
    up_to: int = 0
    channel: str = ""
    contract: str = ""
    ref: Hashable = None
    span: Span | None = field(default=None, compare=False)
    until_span: Span | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The brand that it was written for."""
        return self.channel or self.party

    @property
    def excludes(self) -> bool:
        """Whether it bears no other reseller beside it."""
        return self.strength in EXCLUDING

    def meets(self, other: Claim) -> bool:
        """Whether they share a place, a product and a day."""
        return (
            self.term.meets(other.term)
            and self.territory.meets(other.territory)
            and not self.products.isdisjoint(other.products)
        )


def bear(one: Claim, other: Claim) -> bool:
    """Whether two claims may meet, by who holds them and how strongly; how many ``shared`` bears is not asked here.

    >>> from whitelabel.rights.territory import Territory
    >>> sole = Claim("acme", "sole", Territory(1), frozenset(["deals"]))
    >>> bear(sole, Claim("kvadrat", "non-exclusive", Territory(1), frozenset(["deals"]), is_vendor=True))
    True
    >>> bear(sole, Claim("globex", "non-exclusive", Territory(1), frozenset(["deals"])))
    False
    """
    if one.party == other.party:
        return True
    if one.is_vendor or other.is_vendor:
        vendor, reseller = (one, other) if one.is_vendor else (other, one)
        return not (vendor.excludes or reseller.strength == "exclusive")
    return not (one.excludes or other.excludes)


def read_claim(
    party: str,
    strength: Strength,
    words: Words,
    *,
    table: Table,
    groups: Groups,
    known_products: Collection[str],
    products: Collection[str] = (),
    up_to: int = 0,
    starts: str = "",
    ends: str = "",
    is_vendor: bool = False,
    channel: str = "",
    contract: str = "",
    ref: Hashable = None,
    span: Span | None = None,
    spans: Mapping[str, Span] | None = None,
    grounds: MutableMapping[tuple[str, ...], Territory] | None = None,
) -> tuple[Claim | None, tuple[Problem, ...]]:
    """A claim from what was written.

    Args:
        party: Who holds it.
        words: Words of the territory, each with its place.
        known_products: All that the vendor sells.
        products: Empty means all.
        up_to: 0 where nothing was written.
        starts, ends: ISO 8601 days; empty means open.
        span: Where the grant stands.
        spans: Where its parts stand: ``from``, ``until``, ``up_to``, ``exclusivity``, ``products.0`` and so on.
        grounds: Territories that were read with the same groups and table, by their words; takes those without a mistake.

    Returns:
        The claim, or ``None`` after an error, and what is wrong.
    """
    spans = spans or {}
    problems: list[Problem] = []
    texts = tuple(word for word, _ in words)
    ground = grounds.get(texts) if grounds is not None else None
    if ground is None:
        ground, told = parse(words, groups, table)
        problems += told
        if grounds is not None and not told and ground:
            grounds[texts] = ground
    term = read_term(starts, ends, span, problems, spans)
    for number, product in enumerate(products):
        if product not in known_products:
            hint = did_you_mean(product, known_products)
            place = spans.get(f"products.{number}", span)
            problems.append(error("WL314", f"the product '{product}' is unknown", place, hint=hint))
    place = spans.get("up_to", spans.get("exclusivity", span))
    if strength == "shared" and up_to < 1:
        message = "'shared' doesn't say how many resellers there may be; 'up_to' of at least 1 was wanted"
        problems.append(error("WL311", message, place, hint="add 'up_to: 3', or say 'non-exclusive'"))
    elif strength != "shared" and up_to:
        message = f"'up_to' stands beside '{strength}'; only 'shared' counts resellers"
        problems.append(error("WL311", message, place, hint="take 'up_to' away, or say 'shared'"))
    if not ground or term is None or any(problem.is_error for problem in problems):
        return None, tuple(problems)
    claim = Claim(
        party=party,
        strength=strength,
        territory=ground,
        products=frozenset(products or known_products),
        term=term,
        is_vendor=is_vendor,
        up_to=up_to,
        channel=channel,
        contract=contract,
        ref=ref,
        span=span,
        until_span=spans.get("until"),
    )
    return claim, tuple(problems)

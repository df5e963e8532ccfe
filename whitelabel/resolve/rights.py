"""Who holds what on a day: the grants of all brands as claims, their conflicts, and what each brand may do.

WL316: the rights of another brand can't be read
    They could hide a conflict, so that no brand at all is built until they can. The message says what is in the way, and
    where."""

from __future__ import annotations

import dataclasses
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

from whitelabel import rights, source
from whitelabel.model import Brand, Grant, Holder, OwnPlace, Page, Project, Rights, Standing, Vendor
from whitelabel.problem import Problem, Span, error
from whitelabel.rights import Claim, Groups, Table, Term, Territory

CLOSED = "closed"
"""The theme's page that stands where nothing may be sold any more."""

_FEW = 20
"""Parties whose conflicts are looked for one by one; more are found quicker all at once."""


def resolve_rights(
    vendor: Vendor,
    holders: Mapping[str, Holder],
    unreadable: Mapping[str, Problem],
    chosen: Sequence[str],
    day: datetime.date,
    problems: list[Problem],
    *,
    judged: bool = True,
) -> Rights:
    """All claims, and the conflicts of the chosen brands from a day on.

    Args:
        vendor: The vendor's products, groups and policy.
        holders: Of all brands.
        unreadable: What is in the way of reading a brand's rights, by slug.
        chosen: Slugs; empty means all.
        day: In the vendor's time zone.
        problems: Takes what is wrong; mistakes in the grants of brands that weren't asked for are told as one that rejects
            all.
        judged: Whether conflicts are looked for.
    """
    table, told = rights.build(_overrides(vendor.places)) if vendor.places else (rights.standard(), ())
    spans = {name: span for name in vendor.territories if (span := _group_span(vendor, name)) is not None}
    groups, wrong = rights.read_groups(vendor.territories, table, spans)
    problems.extend((*told, *wrong))
    first = holders.get(vendor.brand)
    party = first.party if first else vendor.brand
    hidden = dict(unreadable)
    claims: list[Claim] = []
    grounds: dict[tuple[str, ...], Territory] = {}
    for slug, holder in holders.items():
        is_chosen = not chosen or slug in chosen
        if holder.is_draft and not is_chosen:
            continue
        found = [_claim(holder, grant, vendor.products, party, groups, table, grounds) for grant in holder.grants]
        if not holder.is_draft:
            claims.extend(claim for claim, _ in found if claim is not None)
        mistakes = [mistake for _, row in found for mistake in row]
        if is_chosen:
            problems.extend(dataclasses.replace(mistake, brands=(slug,)) for mistake in mistakes)
        broken = next((mistake for mistake in mistakes if mistake.is_error), None)
        if broken is not None and not holder.is_draft:
            hidden.setdefault(slug, broken)
    others = {slug: cause for slug, cause in hidden.items() if tuple(chosen) != (slug,)}
    problems.extend(_hidden(slug, cause, told=not chosen or slug in chosen) for slug, cause in others.items())
    by_brand: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_brand[claim.name].append(claim)
    lasting = [claim for claim in claims if claim.term.last >= day.toordinal()]
    return Rights(
        day=day,
        policy=vendor.policy,
        table=table,
        groups=groups,
        products=vendor.products,
        vendor=party,
        holders=holders,
        claims=tuple(claims),
        conflicts=_conflicts(lasting, holders, chosen, table) if judged else (),
        hidden=frozenset(hidden),
        by_brand={slug: tuple(held) for slug, held in by_brand.items()},
    )


def _hidden(slug: str, cause: Problem, *, told: bool) -> Problem:
    message = f"the rights of '{slug}' can't be read, so that no brand is built: they could hide a conflict"
    if told:
        span = Span(cause.span.path) if cause.span else None
        return error("WL316", message, span, hint="mend what is told of this brand")
    return error("WL316", f"{message}; {cause.message}", cause.span, hint=cause.hint, related=cause.related)


def _overrides(places: Mapping[str, OwnPlace]) -> rights.Overrides:
    names: dict[str, dict[str, str]] = {}
    for code, place in places.items():
        for language, name in place.names.items():
            names.setdefault(language.partition("-")[0].lower(), {})[code.upper()] = name
    return rights.Overrides(
        inside={code: place.inside for code, place in places.items() if place.inside is not None},
        aliases={code: place.same_as for code, place in places.items() if place.same_as},
        names=names,
        spans={code: place.span for code, place in places.items()},
    )


def _group_span(vendor: Vendor, name: str) -> Span | None:
    return source.key_span(vendor.node, ("territories", name))


def _claim(
    holder: Holder,
    grant: Grant,
    products: Sequence[str],
    vendor: str,
    groups: Groups,
    table: Table,
    grounds: MutableMapping[tuple[str, ...], Territory],
) -> tuple[Claim | None, tuple[Problem, ...]]:
    claim, mistakes = rights.read_claim(
        holder.party,
        grant.exclusivity,
        grant.territories,
        table=table,
        groups=groups,
        known_products=products,
        products=grant.products,
        up_to=grant.up_to,
        starts=grant.starts,
        ends=grant.ends,
        is_vendor=holder.party == vendor,
        channel=holder.slug,
        contract=grant.contract,
        ref=grant,
        span=grant.span,
        spans=grant.spans,
        grounds=grounds,
    )
    return claim, tuple(
        mistake if mistake.span else dataclasses.replace(mistake, span=grant.span) for mistake in mistakes
    )


def _conflicts(
    claims: Sequence[Claim], holders: Mapping[str, Holder], chosen: Sequence[str], table: Table
) -> tuple[rights.Conflict, ...]:
    """Conflicts of the chosen brands; two that are chosen share one conflict, told once."""
    parties = {holders[slug].party for slug in chosen if slug in holders}
    if not chosen or len(parties) > _FEW:
        found: Iterable[rights.Conflict] = rights.conflicts(claims, table)
    else:
        found = dict.fromkeys(
            conflict for party in sorted(parties) for conflict in rights.conflicts_of(party, claims, table)
        )
    return tuple(conflict for conflict in found if not chosen or not set(chosen).isdisjoint(conflict.channels))


# ── One brand ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _run_off_end(claim: Claim) -> int:
    grant = claim.ref
    days = grant.run_off_days if isinstance(grant, Grant) else 0
    return min(claim.term.last + days, Term().last)


def _renewals(in_force: Sequence[Claim], ahead: Sequence[Claim]) -> Iterator[Claim]:
    """What of later claims goes on with ground and products that are in force."""
    for claim in ahead:
        for product in sorted(claim.products):
            held = Territory()
            for now in in_force:
                if product in now.products:
                    held |= now.territory
            if claim.territory.meets(held):
                yield dataclasses.replace(claim, territory=claim.territory & held, products=frozenset([product]))


def standing(found: Rights, slug: str, *, closed: bool = False) -> Standing:
    """What a brand may do on the day, and for how long that stays so."""
    today = found.day.toordinal()
    claims = found.of(slug)
    first, last = Term().first, Term().last
    for claim in claims:
        for change in (claim.term.first, claim.term.last + 1, _run_off_end(claim) + 1):
            if change <= today:
                first = max(first, change)
            else:
                last = min(last, change - 1)
    in_force = tuple(claim for claim in claims if claim.term.first <= today <= claim.term.last)
    return Standing(
        table=found.table,
        in_force=in_force,
        renewals=tuple(_renewals(in_force, [claim for claim in claims if claim.term.first > today])),
        run_off=tuple(claim for claim in claims if claim.term.last < today <= _run_off_end(claim)),
        valid=Term(first, last),
        timezone=found.policy.timezone,
        is_closed=closed,
    )


def _ever(brand: Brand, known: Sequence[str]) -> set[str]:
    """The products of all grants of a brand, whatever their days."""
    return {product for grant in brand.grants for product in grant.products or known}


def products_of(brand: Brand, stands: Standing, known: Sequence[str]) -> tuple[str, ...]:
    """The products that a bundle shows, in the vendor's order: those sold or still served; a draft's are as it wishes."""
    if brand.status == "draft":
        wished = _ever(brand, known)
        return tuple(product for product in known if product in wished or not brand.grants)
    held = {product for claim in (*stands.in_force, *stands.run_off) for product in claim.products}
    return tuple(product for product in known if product in held)


def pages_of(
    project: Project, brand: Brand, stands: Standing, products: Sequence[str]
) -> tuple[list[Page], list[Page]]:
    """The pages that a bundle shows, and those in whose place it shows a notice."""
    pages = [page for page in project.theme.pages if page.name != CLOSED]
    if brand.status == "draft":
        return [page for page in pages if not page.product or page.product in products], []
    if stands.is_closed:
        ever = _ever(brand, project.vendor.products)
        pages = [page for page in pages if not page.product or page.product in ever]
        return [page for page in pages if page.lock == "never"], [page for page in pages if page.lock != "never"]
    sold = {product for claim in stands.in_force for product in claim.products}
    shown: list[Page] = []
    notices: list[Page] = []
    for page in pages:
        if page.product and page.product not in products:
            continue
        if page.lock == "sell" and not (page.product in sold if page.product else sold):
            notices.append(page)
        else:
            shown.append(page)
    return shown, notices

"""Rights: conflicts, grants that are not in force, without a contract, or about to end.

WL317: a brand has no grant in force
    It may sell nowhere on the day of the build, so that nothing is built for it; its last good bundle stays.
    `whitelabel build --closed` makes its closing bundle: a notice, no product.
WL319: a closing bundle is asked for, though the brand still sells or serves
    `--closed` is for brands whose rights have ended, run-off included. To end a contract early, write its last day into
    `until`.
WL320: the theme has no page for what has ended
    In run-off and in a closing bundle the page `closed` stands where nothing may be sold any more: declare it in
    `theme.yaml`.
WL323: a brand has no start page, since its products have none
    Every page but the legal ones belongs to a product that the brand doesn't hold. The page `home` of the theme should name no
    product, or one that every brand holds.
WL321: a grant names no contract
    Nothing is taken on someone's word: write the contract's reference beside the grants, or into the grant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from whitelabel import rights
from whitelabel.model import Resolved, ResolvedBrand, Rights
from whitelabel.problem import Problem, Severity, Span, error, warning

_CLOSED = "closed"
_MANY = 20
"""Overlaps of one brand that are told one by one."""


def check_rights(resolved: Resolved) -> Iterator[Problem]:
    """What concerns several brands, or all grants of a party: each problem names the brands that it is about."""
    yield from check_grants(resolved.rights, resolved.chosen)


def check_grants(found: Rights, chosen: Sequence[str]) -> Iterator[Problem]:
    """Conflicts of the chosen brands, and what is odd about the grants of their parties."""
    for conflict in found.conflicts:
        yield rights.conflict_problem(conflict, found.table, chosen[0] if len(chosen) == 1 else "")
    day = found.day.toordinal()
    parties = {found.holders[slug].party for slug in chosen if slug in found.holders}
    lasting = [claim for claim in found.claims if claim.party in parties and claim.term.last >= day]
    told: Counter[str] = Counter()
    for overlap in rights.overlaps(lasting, found.table):
        told[overlap.claims[0].name] += 1
        if told[overlap.claims[0].name] <= _MANY:
            yield rights.overlap_problem(overlap, found.table)
    for slug, count in told.items():
        if count > _MANY:
            message = f"{count - _MANY:,} more overlaps among the grants of '{slug}'"
            yield warning(
                "WL312", message, Span(found.holders[slug].path), hint="mend those told first", brands=(slug,)
            )
    if found.policy.national_grant != "allow":
        severity: Severity = "error" if found.policy.national_grant == "error" else "warning"
        for national in rights.nationals(lasting, found.table):
            if national.term.last >= day:
                yield rights.national_problem(national, found.table, severity)
    for lapse in rights.lapses(lasting, found.day, found.policy.expiring_days):
        yield rights.lapse_problem(lapse, found.table)


def check_standing(resolved: Resolved, brand: ResolvedBrand) -> Iterator[Problem]:
    """Whether a live brand may sell on the day, and on whose word."""
    written = brand.brand
    if written.status == "draft":
        if brand.standing.is_closed:
            message = f"'{written.slug}' is a draft, and has nothing to close"
            yield error("WL319", message, written.span("status"), hint="build it without '--closed'")
        elif not brand.standing.in_force and not brand.standing.run_off:
            yield from _not_in_force(resolved, brand)
        return
    yield from _homeless(resolved, brand)
    for grant in written.grants:
        if not grant.contract:
            hint = "add 'contract:' with its number"
            yield warning("WL321", "no contract stands behind this grant", grant.span, hint=hint)
    if written.slug in resolved.rights.hidden:
        return
    stands = brand.standing
    if stands.is_closed and (stands.in_force or stands.run_off):
        yield _not_over(resolved, brand)
    elif not stands.in_force and not stands.run_off and not (stands.is_closed and _has_ended(resolved, written.slug)):
        yield from _not_in_force(resolved, brand)
    elif brand.notices and all(page.name != _CLOSED for page in resolved.project.theme.pages):
        span = Span("base_theme/theme.yaml")
        message = f"the theme has no page '{_CLOSED}', which '{written.slug}' needs where it may no longer sell"
        hint = "add 'closed: {template: pages/closed.html.j2, lock: never}' under 'pages'"
        yield error("WL320", message, span, hint=hint)


def _homeless(resolved: Resolved, brand: ResolvedBrand) -> Iterator[Problem]:
    theme, stands = resolved.project.theme, brand.standing
    if not stands.in_force:
        return
    home = next((page for page in theme.pages if page.name == "home"), None)
    if home is not None and home not in brand.pages and home not in brand.notices:
        message = f"'{brand.brand.slug}' has no start page: 'home' belongs to '{home.product}', which it may not sell"
        hint = "let 'home' name no product, or grant that product"
        yield error("WL323", message, home.span, hint=hint)


def _has_ended(resolved: Resolved, slug: str) -> bool:
    return any(claim.term.last < resolved.rights.day.toordinal() for claim in resolved.rights.of(slug))


def _not_over(resolved: Resolved, brand: ResolvedBrand) -> Problem:
    stands = brand.standing
    claim = (*stands.in_force, *stands.run_off)[0]
    if stands.in_force:
        message = f"'{brand.brand.slug}' still sells: a grant holds {claim.term}"
    else:
        message = f"'{brand.brand.slug}' still serves its customers until {stands.valid.ends}: its run-off lasts"
    hint = "build it without '--closed', or write the contract's last day into 'until'"
    return error("WL319", message, claim.span, hint=hint)


def _not_in_force(resolved: Resolved, brand: ResolvedBrand) -> Iterator[Problem]:
    """Nothing where no grant could be read: what is wrong with them has been told."""
    slug, day = brand.brand.slug, resolved.rights.day
    claims = resolved.rights.of(slug)
    message = f"'{slug}' has no grant in force on {day}"
    ahead = [claim for claim in claims if claim.term.first > day.toordinal()]
    ended = [claim for claim in claims if claim.term.last < day.toordinal()]
    if ahead:
        next_one = min(ahead, key=lambda claim: claim.term.first)
        message += f"; the next one begins on {next_one.term.starts}"
        hint = f"build it from that day on; '--on {next_one.term.starts}' shows it today"
        yield error("WL317", message, next_one.span, hint=hint)
    elif ended:
        last = max(ended, key=lambda claim: claim.term.last)
        message += f"; the last one ended on {last.term.ends}"
        hint = "write the renewal as a grant of its own, or make the closing bundle with 'build --closed'"
        yield error("WL317", message, last.span, hint=hint)

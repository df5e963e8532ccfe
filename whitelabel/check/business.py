"""A link that belongs to the vendor's own business leads, in a reseller's bundle, to the reseller.

WL122: a link of a reseller leads to where the vendor sells itself
    `theme.yaml` says that the link is `kind: vendor-business`, and the brand's target for it is on the vendor's own domain, or is
    what the vendor's own brand gives: customers would be led from the reseller's shop to the vendor's. Give an address of the
    reseller's own, or leave the link out: then it is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from whitelabel.model import Link, Project, Resolved, ResolvedBrand
from whitelabel.problem import Problem, Span, error


def check_business(resolved: Resolved, brand: ResolvedBrand) -> Iterator[Problem]:
    """One problem a link that falls back to the vendor's by hand."""
    project = resolved.project
    holders, vendor = project.holders, project.vendor.brand
    home = holders[vendor].party if vendor in holders else vendor
    if brand.brand.party == home:
        return
    domains, targets = _vendors(project, home)
    for name, link in project.theme.links.items():
        target = brand.links.get(name, "")
        if not link.is_business or not target:
            continue
        host = _host(target)
        if _bare(target) in targets or any(host == own or host.endswith(f".{own}") for own in domains):
            message = f"the link '{name}' leads to '{target}', where the vendor sells itself"
            hint = "give an address of the brand's own, or leave the link out"
            yield error("WL122", message, _span(brand, link), hint=hint)


def _vendors(project: Project, home: str) -> tuple[frozenset[str], frozenset[str]]:
    """The vendor's own domains, and where its own links lead."""
    marks = [mark for holder in project.holders.values() if holder.party == home for mark in holder.marks]
    domains = {mark.text.lower() for mark in marks if mark.kind == "domain"}
    domains |= {mark.text.lower() for mark in project.vendor.marks if "." in mark.text and " " not in mark.text}
    business = {f"link {name}" for name in project.theme.business}
    return frozenset(domains), frozenset(_bare(mark.text) for mark in marks if mark.kind in business)


def _span(brand: ResolvedBrand, link: Link) -> Span:
    """Where the brand gives a link's target."""
    return (
        brand.brand.span("links", link.name)
        if link.name in brand.brand.links
        else brand.brand.span(*link.origin.split("."))
    )


def _host(target: str) -> str:
    if target.startswith("mailto:"):
        return target.rpartition("@")[2].lower()
    return (urlsplit(target).hostname or "").lower()


@lru_cache(maxsize=1 << 10)
def _bare(target: str) -> str:
    """A target however it is written: without its scheme, and a slash at its end."""
    return target.lower().partition("://")[2].rstrip("/") or target.lower().removeprefix("tel:")

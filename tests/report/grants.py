"""Rights made up for tests of what is shown of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from whitelabel.model import Holder, Policy, Rights
from whitelabel.rights import Claim, Strength, Table, between, conflicts, standard, territory_of

PRODUCTS = ("deals", "sign")
DAY = datetime.date(2026, 11, 23)


def claim(
    brand: str,
    words: str,
    strength: Strength = "non-exclusive",
    *,
    table: Table | None = None,
    products: Iterable[str] = PRODUCTS,
    starts: str = "",
    ends: str = "",
    up_to: int = 0,
    contract: str = "",
) -> Claim:
    """A claim; `vendor` is the vendor, and a leading `-` takes away."""
    table = table or standard()
    ground = territory_of(table, *(word for word in words.split() if word[0] != "-"))
    return Claim(
        party=brand,
        strength=strength,
        territory=ground - territory_of(table, *(word[1:] for word in words.split() if word[0] == "-")),
        products=frozenset(products),
        term=between(starts, ends),
        is_vendor=brand == "vendor",
        up_to=up_to,
        contract=contract,
    )


def rights_of(
    *claims: Claim,
    table: Table | None = None,
    colors: dict[str, str] | None = None,
    names: dict[str, str] | None = None,
    drafts: Iterable[str] = (),
    products: tuple[str, ...] = PRODUCTS,
) -> Rights:
    """Rights on a day, with a holder for each brand that claims anything."""
    table = table or standard()
    slugs = dict.fromkeys([*(claim.name for claim in claims), *drafts])
    holders = {
        slug: Holder(
            slug=slug,
            path=f"brands/{slug}/brand.yaml",
            party=slug,
            is_draft=slug in drafts,
            grants=(),
            name=(names or {}).get(slug, slug.title()),
            color=(colors or {}).get(slug, ""),
        )
        for slug in slugs
    }
    found = conflicts(claims, table)
    return Rights(DAY, Policy(), table, {}, products, "vendor", holders, tuple(claims), found)


def lively() -> Rights:
    """A world with divided countries, ground that several share, conflicts, and changes over years."""
    return rights_of(
        claim("vendor", "WORLD -EU -RU -KZ -US -AF", "non-exclusive", contract="V-1"),
        claim("acme", "RU-MOW RU-MOS", "exclusive", starts="2025-03-01", ends="2028-12-31", contract="A-1"),
        claim("acme", "DE-HH DE-SH", "sole", starts="2026-01-01", contract="A-2"),
        claim("globex", "RU-MOW RU-TUL", "non-exclusive", products=["deals"], starts="2026-06-01", ends="2027-05-31"),
        claim("globex", "KZ-19 KZ-71 KZ-79", "shared", up_to=2, starts="2026-01-01", ends="2027-12-31", contract="G-2"),
        claim("initech", "DE-NI FR-ARA", "shared", up_to=1, contract="I-1"),
        claim("umbra", "DE-NI AF-KAB", "non-exclusive", products=["sign"], starts="2027-01-01", contract="U-1"),
        claim("umbra", "US -US-AK", "exclusive", ends="2026-12-31", contract="U-2"),
        colors={"vendor": "#d2311a", "acme": "#1b4d3e", "globex": "#1b4d3f", "initech": "no colour"},
    )

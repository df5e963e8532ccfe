"""``site/region-lock.json``: for the application, where and when the brand may sell; it is public, and says of no one else.

What it holds (``null`` is open)::

    {"version": 1,
     "valid_from": "2026-01-01", "valid_until": "2028-12-31",    days on which all of this stays the same
     "timezone": "Europe/Moscow",                                where days begin and end
     "closed": false,                                            true: nothing is sold or served any more
     "grants": [{"territories": ["EU", "-FR"],                   in as few words as fit, for people
                 "places": ["AT", "AT-1", ...],                  every code of ISO 3166 all of whose ground is granted
                 "products": ["deals"],
                 "from": null, "until": "2028-12-31"}],          first and last day
     "run_off": [{"products": ["sign"], "until": "2027-03-31"}], existing customers are served, nothing is sold
     "pages": {"home": {"lock": "sell", "product": null,         sell, serve or never
                        "paths": {"ru": ["/ru/home/", "/ru/", "/"]}}}}

A product may be sold at a place on a day if one of the grants has all three: its ``products`` the product, its ``places`` the
finest code that is known of the place, and the day between ``from`` and ``until``. What can't be read, or isn't there, sells
nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from whitelabel.model import Action, Desk, Grant, Kind, Read, ResolvedBrand, Standing, canonical
from whitelabel.render.paths import page_outputs
from whitelabel.rights import Claim, Table, Term, Territory, names

OUTPUT = "site/region-lock.json"

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@lru_cache(maxsize=8)
def _grounds(table: Table) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Every code of ISO 3166 in force with its ground, and by leaf; not those that the table has for itself."""
    found = {code: table.find(code) for code in table.codes if _CODE.fullmatch(code)}
    grounds = {code: table.masks[first] for code, first in found.items() if table.kind(first) != "grouping"}
    around: dict[str, list[str]] = {leaf: [] for leaf in table.leaves}
    for code, mask in grounds.items():
        for leaf in table.bits(mask):
            around[leaf].append(code)
    return grounds, around


@lru_cache(maxsize=4096)
def _places(table: Table, ground: Territory) -> tuple[str, ...]:
    grounds, around = _grounds(table)
    near = {code for leaf in table.bits(ground.mask) for code in around[leaf]}
    return tuple(sorted(code for code in near if not grounds[code] & ~ground.mask))


def _day(day: object) -> str | None:
    return str(day) if day else None


def _grants(standing: Standing) -> list[dict[str, Any]]:
    found = [
        {
            "territories": names(claim.territory, standing.table),
            "places": _places(standing.table, claim.territory),
            "products": sorted(claim.products),
            "from": _day(claim.term.starts),
            "until": _day(claim.term.ends),
        }
        for claim in (*standing.in_force, *standing.renewals)
        if not standing.is_closed
    ]
    return [json.loads(text) for text in sorted({canonical(grant) for grant in found})]


def _served_until(claim: Claim) -> str | None:
    days = claim.ref.run_off_days if isinstance(claim.ref, Grant) else 0
    return _day(Term(claim.term.first, claim.term.last + days).ends)


def _run_off(standing: Standing) -> list[dict[str, Any]]:
    found = [
        {"products": sorted(claim.products), "until": _served_until(claim)}
        for claim in standing.run_off
        if not standing.is_closed
    ]
    return [json.loads(text) for text in sorted({canonical(served) for served in found})]


def _addresses(brand: ResolvedBrand, page: str, locale: str) -> list[str]:
    return [path.removeprefix("site").removesuffix("index.html") for path in page_outputs(brand, page, locale)]


def values(brand: ResolvedBrand) -> dict[str, Any]:
    """What the file holds; see above."""
    standing = brand.standing
    return {
        "version": 1,
        "valid_from": _day(standing.valid.starts),
        "valid_until": _day(standing.valid.ends),
        "timezone": standing.timezone,
        "closed": standing.is_closed,
        "grants": _grants(standing),
        "run_off": _run_off(standing),
        "pages": {
            page.name: {
                "lock": page.lock,
                "product": page.product or None,
                "paths": {tag: _addresses(brand, page.name, tag) for tag in brand.locales},
            }
            for page in brand.pages
        },
    }


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    told = desk.give(canonical(values(desk.brand)).encode())
    yield Action("region-lock", KIND.stamp, (("values", told),), "", (OUTPUT,))


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    found = json.loads(read(action.inputs[0][1]))
    return (json.dumps(found, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n",)


KIND = Kind("region-lock", 1, _plan, _render)

"""What every server is told: which addresses are locked, and for which places and hours they open.

A geo database answers with codes, so places are told as codes. A country's code opens when all ground is granted that a
database answers with it: the country and whatever is coded as a part of it, less the places within that have an ISO
3166-1 code of their own (a visitor in RE is answered with RE, not with FR). A region's code opens when its whole ground is
granted. A region that is known goes before its country, so that FR without RE stays shut to a visitor placed in FR-974;
one who is placed coarser than the grant is refused.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from whitelabel.model import Page, ResolvedBrand, Standing
from whitelabel.render.paths import page_outputs
from whitelabel.rights import Claim, Table
from whitelabel.rights.table import bits
from whitelabel.rights.zone import zone

REFUSAL = "451"
"""The page that a refused visitor sees; never locked itself, whatever the theme says."""

PLAIN = "Not available in your region.\n"
"""What is said where the theme has no such page."""

Hours: TypeAlias = tuple[tuple[int, int | None], ...]
"""When something is open: from a second, to the second before another; seconds since 1970 (POSIX), ``None`` is open."""

ALWAYS: Hours = ((0, None),)

_COUNTRY = re.compile(r"[A-Z]{2}")
_REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class Lock:
    """Where one product may be sold.

    Attributes:
        product: Empty for a page that belongs to none: it opens wherever any may be sold.
        countries: ISO 3166-1 code → when it opens.
        regions: ISO 3166-2 code → when it opens, where that is another time than its country's; never is empty.
    """

    product: str
    countries: Mapping[str, Hours]
    regions: Mapping[str, Hours]

    def hours(self, country: str, region: str) -> Hours:
        """When a visitor may enter.

        Args:
            country: ISO 3166-1 alpha-2 as a database answers it, or empty.
            region: The part of an ISO 3166-2 code behind the hyphen, or empty.
        """
        code = f"{country}-{region}"
        return self.regions[code] if code in self.regions else self.countries.get(country, ())


@dataclass(frozen=True, slots=True)
class Door:
    """The addresses of one locked page in one language.

    Attributes:
        lock: Which of the locks.
        folder: Locked with all that lies below.
        also: Further addresses, alone; without a slash at the end, and without ``index.html``.
        file: The file that all of these show.
    """

    lock: int
    folder: str
    also: tuple[str, ...]
    file: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All that an emitter needs to know of a brand.

    Attributes:
        domain: May be empty while the brand is a draft.
        locales: The first is the default.
        pages: Locale → file of the page for refused visitors; empty where the theme has none.
        until: The last day for which this holds, or empty.
        timezone: Where that day ends.
    """

    slug: str
    domain: str
    locales: tuple[str, ...]
    pages: Mapping[str, str]
    until: str
    timezone: str
    locks: tuple[Lock, ...]
    doors: tuple[Door, ...]

    @property
    def knows_regions(self) -> bool:
        """Whether anything opens that a server which knows countries alone has to refuse."""
        return any(
            hours and not lock.countries.get(code[:2]) for lock in self.locks for code, hours in lock.regions.items()
        )


# ── Codes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Codes:
    """What each code that a database may answer with means on the ground."""

    def __init__(self, table: Table) -> None:
        forms = [code for code in table.codes if _COUNTRY.fullmatch(code) or _REGION.fullmatch(code)]
        self.ground = {
            code: table.masks[table.find(code)]
            for code in forms
            if table.kind(table.find(code)) not in ("area", "grouping")
        }
        coded = {code: self.ground[code] for code in self.ground if len(code) == 2 and _is_answered(table, code)}
        parts: dict[str, int] = defaultdict(int)
        self.regions: dict[str, list[str]] = defaultdict(list)
        for code, mask in self.ground.items():
            parts[code[:2]] |= mask
            if len(code) > 2:
                self.regions[code[:2]].append(code)
        for code in [code for code in self.ground if len(code) == 2]:
            whole = parts[code]
            own = [
                other for other, mask in coded.items() if not mask & ~whole and mask not in (whole, self.ground[code])
            ]
            for other in own:
                whole &= ~coded[other]
            self.ground[code] = whole
            # FR-RE is no code in force, but some databases keep to it.
            for other in own:
                if f"{code}-{other}" not in self.ground:
                    self.ground[f"{code}-{other}"] = coded[other]
                    self.regions[code].append(f"{code}-{other}")
        self.at: list[list[str]] = [[] for _ in table.leaves]
        for code, mask in self.ground.items():
            for bit in bits(mask):
                self.at[bit].append(code)


def _is_answered(table: Table, code: str) -> bool:
    """Whether databases answer with a country's code: ISO's own have a number; XK is in use without."""
    return code == "XK" or (table.find(code) == code and bool(table.place(code).numeric))


@lru_cache(maxsize=8)
def _codes(table: Table) -> _Codes:
    return _Codes(table)


@lru_cache(maxsize=4096)
def _opened(table: Table, mask: int) -> frozenset[str]:
    """The codes all of whose ground lies in a set."""
    codes = _codes(table)
    near = {code for bit in bits(mask) for code in codes.at[bit]}
    return frozenset(code for code in near if not codes.ground[code] & ~mask)


# ── Hours ─────────────────────────────────────────────────────────────────────────────────────────────────────────

# Days before no server ran, and the last that has a morrow.
_OLDEST = datetime.date(1971, 1, 1).toordinal()
_NEWEST = datetime.date.max.toordinal() - 1


def beginning(day: int, timezone: str) -> int:
    """The second at which a day begins.

    Args:
        day: Proleptic Gregorian ordinal.
        timezone: IANA name.

    >>> import datetime
    >>> beginning(datetime.date(2026, 3, 1).toordinal(), "Europe/Moscow")
    1772312400
    """
    # Where the clock skips midnight, or has it twice, this is the first moment of the day.
    midnight = datetime.datetime.combine(datetime.date.fromordinal(day), datetime.time(), zone(timezone))
    return int(midnight.timestamp())


def _hours(stretches: Iterable[tuple[int, int]], timezone: str) -> Hours:
    """Stretches of days, first and last, in order; those that follow each other become one."""
    merged: list[list[int]] = []
    for first, last in stretches:
        if merged and merged[-1][1] + 1 >= first:
            merged[-1][1] = last
        else:
            merged.append([first, last])
    return tuple(
        (
            beginning(first, timezone) if first > _OLDEST else 0,
            beginning(last + 1, timezone) if last <= _NEWEST else None,
        )
        for first, last in merged
        if last >= _OLDEST
    )


def _lock(product: str, standing: Standing) -> Lock:
    claims = [claim for claim in (*standing.in_force, *standing.renewals) if not product or product in claim.products]
    open_on: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for first, last in _segments(claims):
        mask = 0
        for claim in claims:
            if claim.term.first <= first and last <= claim.term.last:
                mask |= claim.territory.mask
        for code in _opened(standing.table, mask):
            open_on[code].append((first, last))
    known: dict[tuple[tuple[int, int], ...], Hours] = {}
    hours: dict[str, Hours] = {}
    for code, stretches in open_on.items():
        key = tuple(stretches)
        if key not in known:
            known[key] = _hours(stretches, standing.timezone)
        if known[key]:
            hours[code] = known[key]
    countries = {code: hours[code] for code in sorted(hours) if len(code) == 2}
    regions = {code for code in hours if len(code) > 2}
    parts = _codes(standing.table).regions
    for country in countries:
        regions.update(parts[country])
    told = {code: hours.get(code, ()) for code in sorted(regions)}
    return Lock(
        product, countries, {code: open_ for code, open_ in told.items() if open_ != countries.get(code[:2], ())}
    )


def _segments(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """The stretches of days in which the same claims hold, first and last day."""
    edges = sorted({claim.term.first for claim in claims} | {claim.term.last + 1 for claim in claims})
    return [(first, after - 1) for first, after in zip(edges, edges[1:], strict=False)]


# ── Addresses ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _door(brand: ResolvedBrand, page: Page, locale: str, lock: int) -> Door:
    own, *others = (path.removeprefix("site") for path in page_outputs(brand, page.name, locale))
    also = tuple(path.removesuffix("/index.html") or "/" for path in others)
    return Door(lock, own.removesuffix("/index.html"), also, own)


def rules_of(brand: ResolvedBrand) -> Rules:
    """What the servers of a brand are told.

    Args:
        brand: Its notices are open, since they sell nothing.
    """
    standing = brand.standing
    sold = [page for page in brand.pages if page.lock == "sell" and page.name != REFUSAL]
    products = sorted({page.product for page in sold})
    shown = any(page.name == REFUSAL for page in brand.pages)
    return Rules(
        slug=brand.brand.slug,
        domain=brand.brand.domain,
        locales=brand.locales,
        pages={tag: f"/{tag}/{REFUSAL}/index.html" for tag in brand.locales if shown},
        until=str(standing.valid.ends or ""),
        timezone=standing.timezone,
        locks=tuple(_lock(product, standing) for product in products),
        doors=tuple(
            _door(brand, page, locale, products.index(page.product)) for locale in brand.locales for page in sold
        ),
    )


def as_data(told: Rules) -> dict[str, Any]:
    """Rules as JSON data."""
    return dataclasses.asdict(told)


def from_data(data: Mapping[str, Any]) -> Rules:
    """Rules from what ``as_data`` gave."""

    def hours(found: Mapping[str, Any]) -> dict[str, Hours]:
        return {code: tuple((start, end) for start, end in stretches) for code, stretches in found.items()}

    return Rules(
        **{
            **data,
            "locales": tuple(data["locales"]),
            "locks": tuple(
                Lock(lock["product"], hours(lock["countries"]), hours(lock["regions"])) for lock in data["locks"]
            ),
            "doors": tuple(Door(**{**door, "also": tuple(door["also"])}) for door in data["doors"]),
        }
    )

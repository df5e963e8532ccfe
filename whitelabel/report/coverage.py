"""Coverage: who covers what and what nobody does, country by country; the balance between the vendor's own channel and
partners; and what lapses when.

As JSON::

    {"version": 1, "on": "2026-03-01", "weights": "population.csv" or null,
     "coverage": [{"products": ["deals", "sign"],
                   "countries": [{"country": "RU", "name": "Russia", "places": 83, "weight": 146.1 or null,
                                  "own": {"places": 40, "share": 0.31}, "partners": …, "both": …,
                                  "nobody": {"places": 2, "share": 0.02, "territories": ["RU-CHE", "RU-SVE"]},
                                  "holders": [{"brand": "acme", "own_channel": false, "exclusivity": "sole",
                                               "territories": ["RU-MOW"], "from": null, "until": "2027-12-31"}]}],
                   "total": {"places": …, "weight": …, "own": …, "partners": …, "both": …, "nobody": …},
                   "places": [{"place": "RU-MOW", "name": "Moscow", "weight": 13.1 or null, "brands": ["acme"]}]}],
     "lapses": [{"on": "2027-12-31", "brand": "acme", "territories": ["RU-MOW"], "products": ["deals"]}],
     "problems": []}

Products that are covered alike stand together. ``own``, ``partners`` and ``both`` are the places held by the vendor's
own channel alone, by partners alone, and by both. ``share`` is that of places or, with weights, of weight; null where
a country weighs nothing. ``places`` is there for a country that was asked for. Ground that lies in no country stands
under the country ``""``.
"""

from __future__ import annotations

import calendar
import datetime
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from whitelabel.model import Rights
from whitelabel.report.columns import columns, safe
from whitelabel.report.conflicts import term_object, told_strength
from whitelabel.report.listing import counted
from whitelabel.report.paint import Paint, plain
from whitelabel.rights import Claim, Lapse, Table, Term, Territory, lapses, names, told_products
from whitelabel.rights.territory import union

MONTHS = 24
"""How far a person is told what lapses."""

Weigh = Callable[[int], float | None]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of some ground.

    Attributes:
        share: Of all of it, 0 to 1; ``None`` where all of it weighs nothing.
    """

    ground: Territory
    share: float | None

    @property
    def places(self) -> int:
        """How many of the finest places."""
        return len(self.ground)


@dataclass(frozen=True, slots=True)
class Balance:
    """Some ground, by who holds it.

    Attributes:
        weight: ``None`` without weights.
        own, partners: Held by the vendor's own channel alone, and by partners alone.
    """

    ground: Territory
    weight: float | None
    own: Share
    partners: Share
    both: Share
    nobody: Share


@dataclass(frozen=True, slots=True)
class Holding:
    """What a brand holds of a country by grants of one strength and one term."""

    brand: str
    is_vendor: bool
    strength: str
    exclusivity: str
    ground: Territory
    term: Term


@dataclass(frozen=True, slots=True)
class Country:
    """A country in which somebody holds something; ``code`` is empty for ground of none."""

    code: str
    name: str
    balance: Balance
    holdings: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What is so for some products.

    Attributes:
        places: Of a country that was asked for: each place with the brands that hold it.
    """

    countries: tuple[Country, ...]
    total: Balance
    places: tuple[tuple[str, tuple[str, ...]], ...]
    products: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole answer.

    Attributes:
        weighed_by: The file of the weights, or empty.
        unweighed: Places of the countries told that weigh nothing.
    """

    day: datetime.date
    table: Table
    sections: tuple[Section, ...]
    lapses: tuple[Lapse, ...]
    weights: Mapping[str, float] | None = None
    weighed_by: str = ""
    unweighed: int = 0


def survey(
    rights: Rights,
    *,
    product: str = "",
    within: Territory | None = None,
    weights: Mapping[str, float] | None = None,
    weighed_by: str = "",
) -> Coverage:
    """Who covers what on the day of the rights.

    Args:
        rights: All of them.
        product: One; all when empty.
        within: The ground that is asked about, whose places are told one by one; when absent, all countries in which
            somebody holds something.
        weights: How much each leaf weighs, by code.
        weighed_by: Name of their file.
    """
    table, today = rights.table, rights.day
    weigh = _scale(table, weights)
    standing = [claim for claim in rights.claims if today in claim.term]
    grounds = _countries(table, within)
    found: dict[Section, list[str]] = {}
    for name in [product] if product else rights.products:
        held = [claim for claim in standing if name in claim.products]
        found.setdefault(_section(held, grounds, table, weigh, within), []).append(name)
    sections = tuple(
        Section(section.countries, section.total, section.places, tuple(products))
        for section, products in found.items()
    )
    told = union(section.total.ground.mask for section in sections)
    return Coverage(
        day=today,
        table=table,
        sections=sections,
        lapses=_ending(rights, product, within),
        weights=weights,
        weighed_by=weighed_by,
        unweighed=sum(not weights.get(leaf) for leaf in table.bits(told)) if weights is not None else 0,
    )


def _countries(table: Table, within: Territory | None) -> list[tuple[str, int]]:
    """Countries with their ground, and under no code what lies in none.

    One that lies in another (RE, HK) stands for itself only where it alone is asked about.
    """
    words = names(within, table) if within is not None else ()
    alone = table.find(words[0]) if len(words) == 1 else ""
    if alone and table.kind(alone) == "country":
        return [(alone, table.masks[alone])]
    found = [(code, table.masks[code]) for code in table.countries]
    rest = table.world & ~union(mask for _, mask in found)
    return [*found, ("", rest)] if rest else found


def _scale(table: Table, weights: Mapping[str, float] | None) -> Weigh:
    if weights is None:
        return lambda _mask: None
    given: Mapping[str, float] = weights
    return lambda mask: math.fsum(given.get(leaf, 0.0) for leaf in table.bits(mask))


def _section(
    held: Sequence[Claim], grounds: Iterable[tuple[str, int]], table: Table, weigh: Weigh, within: Territory | None
) -> Section:
    own = union(claim.territory.mask for claim in held if claim.is_vendor)
    partners = union(claim.territory.mask for claim in held if not claim.is_vendor)
    asked = within.mask if within is not None else table.world
    rows: list[Country] = []
    for code, mask in grounds:
        ground = mask & asked
        if not ground or (within is None and not ground & (own | partners)):
            continue
        name = table.name(code) if code else "in no country"
        rows.append(Country(code, name, _balance(ground, own, partners, weigh), _holdings(held, ground)))
    rows.sort(key=lambda row: (not row.code, row.name))
    total = _balance(union(row.balance.ground.mask for row in rows), own, partners, weigh)
    places = (
        tuple((leaf, _brands_at(held, table.masks[leaf])) for leaf in table.bits(asked)) if within is not None else ()
    )
    return Section(tuple(rows), total, tuple(sorted(places)))


def _brands_at(held: Sequence[Claim], place: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(claim.name for claim in _ranked(held) if claim.territory.mask & place))


def _ranked(held: Sequence[Claim]) -> list[Claim]:
    """The vendor first, then by brand."""
    return sorted(held, key=lambda claim: (not claim.is_vendor, claim.name))


def _balance(ground: int, own: int, partners: int, weigh: Weigh) -> Balance:
    whole = weigh(ground)

    def share(part: int) -> Share:
        mask = part & ground
        if whole is None:
            return Share(Territory(mask), mask.bit_count() / ground.bit_count() if ground else None)
        return Share(Territory(mask), (weigh(mask) or 0.0) / whole if whole else None)

    return Balance(
        ground=Territory(ground),
        weight=whole,
        own=share(own & ~partners),
        partners=share(partners & ~own),
        both=share(own & partners),
        nobody=share(ground & ~(own | partners)),
    )


def _holdings(held: Iterable[Claim], country: int) -> tuple[Holding, ...]:
    found: dict[tuple[bool, str, str, str, Term], int] = {}
    for claim in held:
        mask = claim.territory.mask & country
        if mask:
            key = (not claim.is_vendor, claim.name, told_strength(claim), claim.strength, claim.term)
            found[key] = found.get(key, 0) | mask
    return tuple(
        Holding(brand, not is_partner, told, strength, Territory(mask), term)
        for (is_partner, brand, told, strength, term), mask in sorted(found.items())
    )


def _ending(rights: Rights, product: str, within: Territory | None) -> tuple[Lapse, ...]:
    day = rights.day
    found: list[Lapse] = []
    for lapse in lapses(rights.claims, day, datetime.date.max.toordinal() - day.toordinal()):
        ground = lapse.territory if within is None else lapse.territory & within
        products = lapse.products & {product} if product else lapse.products
        if ground and products:
            found.append(Lapse(lapse.claim, ground, products, lapse.last))
    return tuple(sorted(found, key=lambda lapse: (lapse.last, lapse.claim.name, lapse.territory.mask)))


# ── For a person ──────────────────────────────────────────────────────────────────────────────────────────────────


def percent(share: float | None) -> str:
    """A share as a person reads it; what is little isn't nothing.

    >>> [percent(share) for share in (0.0, 0.001, 0.125, 0.999, 1.0, None)]
    ['0%', '<1%', '12%', '>99%', '100%', '–']
    """
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "<1%"
    if 0.99 < share < 1:
        return ">99%"
    return f"{100 * share:.0f}%"


def coverage_text(found: Coverage, paint: Paint = plain) -> str:
    """Tables of the balance and of who covers what, and the list of what lapses."""
    parts: list[str] = []
    for section in found.sections:
        parts.append(_section_text(section, found, paint))
    parts.append(_lapses_text(found, paint))
    return "\n\n".join(parts)


def _number(weight: float) -> str:
    """A weight with all its digits that count: ``13,149,803``, ``0.5``."""
    return f"{weight:,.6f}".rstrip("0").rstrip(".")


def _section_text(section: Section, found: Coverage, paint: Paint) -> str:
    head = f"{told_products(section.products)} on {found.day}"
    if not section.countries:
        return paint(safe(head), "strong") + "\nnobody sells anywhere"
    if found.weighed_by:
        head += f", shares weighted by {found.weighed_by}"
    blocks = [paint(safe(head), "strong") + "\n\n" + "\n".join(_balance_lines(section, found))]
    blocks += ["\n".join(_country_lines(country, found.table, paint)) for country in section.countries]
    if section.places:
        blocks.append("\n".join(_place_lines(section, found)))
    return "\n\n".join(blocks)


def _balance_lines(section: Section, found: Coverage) -> list[str]:
    rows: list[tuple[str, ...]] = [("", "", "places", "own channel", "partners", "both", "nobody")]
    for country in section.countries:
        rows.append((country.code, country.name, *_balance_cells(country.balance)))
    if len(section.countries) > 1:
        rows.append(("", f"all {len(section.countries)}", *_balance_cells(section.total)))
    lines = columns([tuple(map(safe, row)) for row in rows], right=range(2, 7), fold=1)
    if found.unweighed:
        lines += [
            "",
            f"{counted(found.unweighed, 'place')} of these have no weight in {safe(found.weighed_by)}, and count as 0",
        ]
    return lines


def _balance_cells(balance: Balance) -> tuple[str, ...]:
    parts = (balance.own, balance.partners, balance.both, balance.nobody)
    return f"{len(balance.ground):,}", *(f"{part.places:,}  {percent(part.share):>4}" for part in parts)


def _country_lines(country: Country, table: Table, paint: Paint) -> list[str]:
    rows = [
        (
            held.brand + (" (own channel)" if held.is_vendor else ""),
            held.strength,
            f"until {held.term.ends}" if held.term.ends else "open end",
            " ".join(names(held.ground, table)),
        )
        for held in country.holdings
    ]
    if country.balance.nobody.places:
        rows.append(("nobody", "", "", " ".join(names(country.balance.nobody.ground, table))))
    head = paint(safe(f"{country.code} {country.name}".strip()), "strong")
    return [head, *columns([tuple(map(safe, row)) for row in rows], indent="  ")]


def _place_lines(section: Section, found: Coverage) -> list[str]:
    rows = []
    for place, brands in section.places:
        weight = "" if found.weights is None else _number(found.weights.get(place, 0.0))
        rows.append(tuple(map(safe, (place, found.table.name(place), weight, ", ".join(brands) or "nobody"))))
    return columns(rows, right=(2,))


def _months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last.

    >>> str(_months_later(datetime.date(2026, 12, 31), 2))
    '2027-02-28'
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _lapses_text(found: Coverage, paint: Paint) -> str:
    limit = _months_later(found.day, MONTHS)
    near = [lapse for lapse in found.lapses if lapse.last <= limit]
    later = found.lapses[len(near) :]
    lines = [paint(f"lapses by {limit}", "strong")] if near else [f"nothing lapses by {limit}"]
    lines += _lapse_rows(near, found.table)
    if len(later) > _FEW:
        lines.append(f"  {len(later):,} later, the last on {later[-1].last}")
    elif later:
        lines += [paint("lapses later", "strong"), *_lapse_rows(later, found.table)]
    return "\n".join(lines)


_FEW = 20
"""What lapses later is told one by one where it is no more than this."""


def _lapse_rows(told: Sequence[Lapse], table: Table) -> list[str]:
    rows = [
        (str(lapse.last), lapse.claim.name, told_products(lapse.products), " ".join(names(lapse.territory, table)))
        for lapse in told
    ]
    return columns([tuple(map(safe, row)) for row in rows], indent="  ")


# ── For programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def coverage_object(found: Coverage) -> dict[str, Any]:
    """The answer's own part: all but its version and the problems."""
    return {
        "on": found.day.isoformat(),
        "weights": found.weighed_by or None,
        "coverage": [_section_object(section, found) for section in found.sections],
        "lapses": [
            {
                "on": lapse.last.isoformat(),
                "brand": lapse.claim.name,
                "territories": list(names(lapse.territory, found.table)),
                "products": sorted(lapse.products),
            }
            for lapse in found.lapses
        ],
    }


def _section_object(section: Section, found: Coverage) -> dict[str, Any]:
    countries = [
        {
            "country": country.code,
            "name": country.name,
            **_balance_object(country.balance, found.table),
            "holders": [_holding_object(holding, found.table) for holding in country.holdings],
        }
        for country in section.countries
    ]
    places = [
        {
            "place": place,
            "name": found.table.name(place),
            "weight": None if found.weights is None else found.weights.get(place, 0.0),
            "brands": list(brands),
        }
        for place, brands in section.places
    ]
    return {
        "products": list(section.products),
        "countries": countries,
        "total": _balance_object(section.total, found.table),
        **({"places": places} if places else {}),
    }


def _balance_object(balance: Balance, table: Table) -> dict[str, Any]:
    nobody = {**_share_object(balance.nobody), "territories": list(names(balance.nobody.ground, table))}
    return {
        "places": len(balance.ground),
        "weight": balance.weight,
        "own": _share_object(balance.own),
        "partners": _share_object(balance.partners),
        "both": _share_object(balance.both),
        "nobody": nobody,
    }


def _share_object(part: Share) -> dict[str, Any]:
    return {"places": part.places, "share": None if part.share is None else round(part.share, 6)}


def _holding_object(holding: Holding, table: Table) -> dict[str, Any]:
    return {
        "brand": holding.brand,
        "own_channel": holding.is_vendor,
        "exclusivity": holding.exclusivity,
        "territories": list(names(holding.ground, table)),
        **term_object(holding.term),
    }

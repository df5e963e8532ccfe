"""Which rights begin and end between two states of a bundle: by product, ground and days."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from whitelabel.change import Days, RightChange, Turn
from whitelabel.disk.kept import fits, or_none
from whitelabel.model import Grant, Standing
from whitelabel.rights import Conflict, Table, Term, Territory, names

_GRANT = {"places": [str], "products": [str], "from": or_none(str), "until": or_none(str)}
_SERVED = {"products": [str], "until": or_none(str)}


@dataclass(frozen=True, slots=True)
class Held:
    """What a bundle says that may be sold, or is still served.

    Attributes:
        grounds: Of each product where it may be sold, by days.
        served: The last day on which a product's customers are served, by product; ``None`` is open.
    """

    grounds: Mapping[str, Mapping[Days, Territory]] = field(default_factory=dict)
    served: Mapping[str, datetime.date | None] = field(default_factory=dict)


def held_now(standing: Standing) -> Held:
    """What a brand may do on the day, with what is renewed later."""
    grounds: dict[str, dict[Days, Territory]] = defaultdict(dict)
    if not standing.is_closed:
        for claim in (*standing.in_force, *standing.renewals):
            days = Days(claim.term.starts, claim.term.ends)
            for product in claim.products:
                ground = grounds[product]
                ground[days] = ground.get(days, Territory()) | claim.territory
    served: dict[str, datetime.date | None] = {}
    for claim in standing.run_off if not standing.is_closed else ():
        run_off = claim.ref.run_off_days if isinstance(claim.ref, Grant) else 0
        last = Term(claim.term.first, claim.term.last + run_off).ends
        for product in claim.products:
            served[product] = _later(served[product], last) if product in served else last
    return Held(grounds, served)


def _later(one: datetime.date | None, other: datetime.date | None) -> datetime.date | None:
    return None if one is None or other is None else max(one, other)


def held_in(data: bytes | None, table: Table) -> Held | None:
    """What a bundle's ``site/region-lock.json`` says.

    Args:
        data: Its bytes; ``None`` where there is none.
        table: Of the places; what it doesn't know any more is left out.

    Returns:
        ``None`` where it can't be read.
    """
    try:
        told: Any = json.loads(data) if data is not None else None
        if not isinstance(told, dict) or not fits([told["grants"], told["run_off"]], ([dict], [dict])):
            return None
        grants = [{name: grant[name] for name in _GRANT} for grant in told["grants"]]
        served = [{name: one[name] for name in _SERVED} for one in told["run_off"]]
        if not fits(grants, [_GRANT]) or not fits(served, [_SERVED]):
            return None
        grounds: dict[str, dict[Days, Territory]] = defaultdict(dict)
        for grant in grants:
            days = Days(_day(grant["from"]), _day(grant["until"]))
            ground = _ground(grant["places"], table)
            for product in grant["products"]:
                grounds[product][days] = grounds[product].get(days, Territory()) | ground
        ends = {product: _day(one["until"]) for one in served for product in one["products"]}
        return Held(grounds, ends)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _ground(places: Iterable[str], table: Table) -> Territory:
    known = (table.find(place) for place in places)
    mask = 0
    for code in known:
        mask |= table.masks[code] if code else 0
    return Territory(mask)


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text is not None else None


def compare_rights(before: Held, after: Held, table: Table) -> tuple[RightChange, ...]:
    """What becomes of each product, each stretch of ground told once for its days.

    Args:
        before: What the bundle says that stands.
        after: What would be said.
        table: Of the places.
    """
    found: list[RightChange] = []
    for product in sorted({*before.grounds, *after.grounds, *before.served, *after.served}):
        one, other = before.grounds.get(product, {}), after.grounds.get(product, {})
        found.extend(_moved(product, one, other, table))
        if product in after.served and (
            product not in before.served or before.served[product] != after.served[product]
        ):
            is_new = product not in before.served
            was = None if is_new else Days(None, before.served[product])
            found.append(RightChange("run-off", product, (), was, Days(None, after.served[product])))
        elif product in before.served and product not in after.served and not other:
            found.append(RightChange("ends", product, (), Days(None, before.served[product]), None))
    return tuple(found)


def _moved(
    product: str, before: Mapping[Days, Territory], after: Mapping[Days, Territory], table: Table
) -> Iterator[RightChange]:
    """Ground whose days differ, by the days that it had and has."""
    nowhere = Territory()
    gone = {days: ground - after.get(days, nowhere) for days, ground in before.items()}
    come = {days: ground - before.get(days, nowhere) for days, ground in after.items()}
    pieces: dict[tuple[Days | None, Days | None], Territory] = {}
    for was in sorted(gone, key=_order):
        for days in sorted(come, key=_order):
            pieces[was, days] = gone[was] & come[days]
            gone[was] -= pieces[was, days]
            come[days] -= pieces[was, days]
    pieces |= {(days, None): ground for days, ground in gone.items()}
    pieces |= {(None, days): ground for days, ground in come.items()}
    for (old, new), ground in sorted(pieces.items(), key=lambda piece: (_order(piece[0][1]), _order(piece[0][0]))):
        turn: Turn = "begins" if old is None else "ends" if new is None else "changes"
        if ground:
            yield RightChange(turn, product, names(ground, table), old, new)


def _order(days: Days | None) -> tuple[bool, str, str]:
    if days is None:
        return (True, "", "")
    return (False, str(days.starts or ""), str(days.ends or "9999"))


def in_conflict(conflicts: Iterable[Conflict], brand: str, table: Table) -> tuple[RightChange, ...]:
    """The ground of a brand on which others hold the same.

    Args:
        conflicts: Of any brands.
        brand: Its slug.
        table: Of the places.
    """
    found: list[RightChange] = []
    for conflict in conflicts:
        if brand in conflict.channels:
            others = tuple(sorted(set(conflict.channels) - {brand}))
            days = Days(conflict.term.starts, conflict.term.ends)
            words = names(conflict.territory, table)
            for product in sorted(conflict.products):
                found.append(RightChange("conflict", product, words, None, days, others))
    return tuple(dict.fromkeys(found))

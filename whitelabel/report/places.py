"""What an expression means, place by place, as a tree by country; the project's own groups; where the table comes from.

As JSON::

    {"version": 1, "expression": "FR-ARA", "territories": ["FR-ARA"], "count": 13,
     "places": [{"place": "FR-01", "name": "Ain", "also": [], "within": ["FR-ARA", "FR"]}],
     "sources": {"cldr-core": "48.2.0"}, "problems": []}

``within`` are the places that hold it, from the nearest, up to its country; ``also`` its other codes in force. Without
an expression there are ``"groups": [{"group": "ru-ural", "territories": ["RU-CHE", "RU-SVE"], "count": 2}]`` and
``"own_places": [{"place": "XK", "inside": ["WORLD"] or null, "same_as": null, "names": {"ru": "Косово"}}]`` instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whitelabel.model import OwnPlace
from whitelabel.report.columns import WIDTH, columns, safe, wrapped
from whitelabel.report.listing import counted
from whitelabel.report.paint import Paint, plain
from whitelabel.rights import WORLD, Groups, Table, Territory, names

_AREAS = ("area", "grouping")


def show_text(text: str, ground: Territory, table: Table, language: str = "en", paint: Paint = plain) -> str:
    """A ground in full: what it comes to, then each country with its places.

    Args:
        text: As it was written.
        ground: What it means.
        table: Places and codes.
        language: Of the names; English where there is none.
        paint: Colours.
    """
    short = " ".join(names(ground, table))
    head = f"{text}: {counted(len(ground), 'place')}"
    lines = [paint(safe(head), "strong")]
    if short != text:
        lines.append("\n  ".join(wrapped(safe(f"in short: {short}"), WIDTH - 2)))
    return "\n\n".join(["\n".join(lines), *_countries(ground, table, language, paint)])


def _countries(ground: Territory, table: Table, language: str, paint: Paint) -> Iterator[str]:
    """A block a country, by name; what lies in none comes last."""
    tops = sorted(
        _tops(WORLD, ground.mask, table), key=lambda code: (table.kind(code) != "country", table.name(code, language))
    )
    for code in tops:
        whole, parts = table.tree.branches[code]
        held, all_of = (whole & ground.mask).bit_count(), whole.bit_count()
        rows = list(_rows(code, ground.mask, table, language, 1)) if parts else []
        share = (
            ""
            if not parts
            else f" · all {counted(all_of, 'place')}"
            if held == all_of
            else f" · {held:,} of {counted(all_of, 'place')}"
        )
        head = f"{code}  {table.name(code, language)}{_codes(code, table)}{share}"
        yield "\n".join([paint(safe(head), "strong"), *columns(rows)])


def _tops(branch: str, mask: int, table: Table) -> Iterator[str]:
    """The uppermost branches that are no areas and have ground of a set."""
    for part in table.tree.branches[branch][1]:
        if table.tree.branches[part][0] & mask:
            if table.kind(part) in _AREAS:
                yield from _tops(part, mask, table)
            else:
                yield part


def _rows(branch: str, mask: int, table: Table, language: str, depth: int) -> Iterator[tuple[str, str]]:
    for part in table.tree.branches[branch][1]:
        ground, parts = table.tree.branches[part]
        if ground & mask:
            yield "  " * depth + safe(part), safe(table.name(part, language) + _also(part, table))
            if parts:
                yield from _rows(part, mask, table, language, depth + 1)


def _also(code: str, table: Table) -> str:
    others = table.place(code).also
    return f" (also {', '.join(others)})" if others else ""


def _codes(code: str, table: Table) -> str:
    place = table.place(code)
    others = [word for word in (*place.also, place.alpha3, place.numeric) if word]
    return f" (also {', '.join(others)})" if others else ""


def sources_text(table: Table, own: int = 0) -> str:
    """Which versions of which sources the table comes from, and how many places the project sees otherwise."""
    text = "table of places: " + ", ".join(f"{name} {version}" for name, version in sorted(table.sources.items()))
    if own:
        text += f"; {counted(own, 'place')} as this project has {'it' if own == 1 else 'them'}"
    return "\n  ".join(wrapped(safe(text), WIDTH - 2))


def groups_text(groups: Groups, table: Table, paint: Paint = plain) -> str:
    """The project's own groups with their ground."""
    rows = [
        (safe(name), f"{len(ground):,}", safe(" ".join(names(ground, table))))
        for name, ground in groups.items()
        if ground is not None
    ]
    return _listed("groups of the project's own", rows, paint)


def overrides_text(places: Mapping[str, OwnPlace], paint: Paint = plain) -> str:
    """What the project says of places otherwise than the table."""
    rows = []
    for code, place in places.items():
        told = []
        if place.inside is not None:
            told.append(f"lies in {' '.join(place.inside) or 'the world alone'}")
        if place.same_as:
            told.append(f"is {place.same_as}")
        called = ", ".join(f"{language}: {name}" for language, name in place.names.items())
        rows.append((safe(code), "", safe("; ".join([*told, *([called] if called else ())]))))
    return _listed("places as this project has them", rows, paint)


def _listed(head: str, rows: Sequence[tuple[str, str, str]], paint: Paint) -> str:
    if not rows:
        return f"no {head}"
    return "\n".join([paint(head, "strong"), *columns(rows, indent="  ", right=(1,))])


# ── For programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def show_object(text: str, ground: Territory, table: Table, language: str = "en") -> dict[str, Any]:
    """The answer's own part: all but its version and the problems."""
    places = [
        {
            "place": leaf,
            "name": table.name(leaf, language),
            "also": list(table.place(leaf).also),
            "within": [code for code in table.tree.above[leaf] if table.kind(code) not in _AREAS],
        }
        for leaf in sorted(table.bits(ground.mask))
    ]
    return {
        "expression": text,
        "territories": list(names(ground, table)),
        "count": len(ground),
        "places": places,
        "sources": table.sources,
    }


def groups_object(groups: Groups, own: Mapping[str, OwnPlace], table: Table) -> dict[str, Any]:
    """The project's own groups, its own places, and the table's sources."""
    listed = [
        {"group": name, "territories": list(names(ground, table)), "count": len(ground)}
        for name, ground in groups.items()
        if ground is not None
    ]
    places = [
        {
            "place": code,
            "inside": None if place.inside is None else list(place.inside),
            "same_as": place.same_as or None,
            "names": dict(place.names),
        }
        for code, place in own.items()
    ]
    return {"groups": listed, "own_places": places, "sources": table.sources}

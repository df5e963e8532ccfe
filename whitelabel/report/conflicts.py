"""Conflicts as a list for the vendor, as annotations on all files that take part, as JSON; what an offer would get."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from whitelabel.model import Rights
from whitelabel.problem import Problem
from whitelabel.report.columns import cells, columns, safe
from whitelabel.report.listing import counted
from whitelabel.report.paint import Paint, plain
from whitelabel.rights import (
    Claim,
    Conflict,
    Table,
    Term,
    Territory,
    conflict_problem,
    names,
    told_ground,
    told_products,
)

_ROWS = 500
"""Conflicts that are printed at once."""


def in_order(conflicts: Iterable[Conflict], day: datetime.date) -> list[Conflict]:
    """Those of the day first, then by the day on which they begin; each day's by brands."""
    today = day.toordinal()
    return sorted(conflicts, key=lambda one: (max(one.term.first, today), one.channels, one.term, one.territory.mask))


# ── For a person ──────────────────────────────────────────────────────────────────────────────────────────────────


def told_strength(claim: Claim) -> str:
    """How strong a grant is, in words: ``shared by up to 3``."""
    return f"shared by up to {claim.up_to}" if claim.strength == "shared" else claim.strength


def told_place(ground: Territory, table: Table) -> str:
    """A ground in a sentence; of a single place its name, too.

    >>> from whitelabel.rights import standard, territory_of
    >>> told_place(territory_of(standard(), "RU-SVE"), standard())
    'RU-SVE (Sverdlovsk)'
    """
    words = names(ground, table)
    code = table.find(words[0]) if len(words) == 1 else ""
    name = table.name(code) if code else ""
    return f"{words[0]} ({name})" if name and name.casefold() != words[0].casefold() else told_ground(ground, table)


def holder_cells(claim: Claim, prefix: str = "") -> tuple[str, ...]:
    """Who holds a grant and how strongly, by which contract, and where it is written: a row for ``columns``."""
    own = " (own channel)" if claim.is_vendor else f" (party {claim.party})" if claim.party != claim.name else ""
    contract = f"contract {claim.contract}" if claim.contract else "no contract"
    return claim.name + own, told_strength(claim), contract, f"{prefix}{claim.span}" if claim.span else ""


class _Teller:
    """Tells conflicts in a few lines each: of many, most share their grants and their ground."""

    def __init__(self, table: Table, paint: Paint, prefix: str) -> None:
        self._table = table
        self._paint = paint
        self._prefix = prefix
        self._what: dict[tuple[frozenset[str], int], str] = {}
        self._rows: dict[int, tuple[tuple[str, int], ...]] = {}

    def text(self, conflict: Conflict, number: int) -> str:
        """What, where and when; then each grant that takes part."""
        start = f"{number}. "
        head = f"{self._what_and_where(conflict)} {conflict.term}"
        if conflict.up_to:
            head += f", though at most {counted(conflict.up_to, 'reseller')} may"
        indent = " " * len(start)
        rows = [self._row(claim) for claim in conflict.claims]
        widths = [max(cell[1] for cell in column) for column in zip(*rows, strict=True)]
        lines = [start + self._paint(head, "strong")]
        for row in rows:
            padded = [text + " " * (width - own) for (text, own), width in zip(row, widths, strict=True)]
            lines.append((indent + "  ".join(padded)).rstrip())
        return "\n".join(lines)

    def _what_and_where(self, conflict: Conflict) -> str:
        key = (conflict.products, conflict.territory.mask)
        found = self._what.get(key)
        if found is None:
            where = told_place(conflict.territory, self._table)
            found = self._what[key] = safe(f"{told_products(conflict.products)} in {where}")
        return found

    def _row(self, claim: Claim) -> tuple[tuple[str, int], ...]:
        """The cells of a grant, each with its width; the grant lives as long as the conflicts do."""
        found = self._rows.get(id(claim))
        if found is None:
            texts = map(safe, holder_cells(claim, self._prefix))
            found = self._rows[id(claim)] = tuple((text, cells(text)) for text in texts)
        return found


def conflicts_text(found: Sequence[Conflict], table: Table, paint: Paint = plain, prefix: str = "") -> Iterator[str]:
    """All conflicts, some hundreds a piece, so that the first are read while the last are written.

    Args:
        found: In the order in which they are numbered.
        table: Places and codes.
        paint: Colours.
        prefix: What leads from the reader's folder to the project's root.
    """
    teller = _Teller(table, paint, prefix)
    for start in range(0, len(found), _ROWS):
        part = found[start : start + _ROWS]
        yield "\n\n".join(teller.text(one, number) for number, one in enumerate(part, start + 1))


def summary(found: Sequence[Conflict], rights: Rights) -> str:
    """The first line: how many conflicts there are, among whom, or that there is none."""
    if rights.hidden:
        blind = f"the rights of {counted(len(rights.hidden), 'brand')} can't be read"
        return f"{counted(len(found), 'conflict')} seen from {rights.day} on, but {blind}"
    if found:
        brands = {name for one in found for name in one.channels}
        return f"{counted(len(found), 'conflict')} among {counted(len(brands), 'brand')} from {rights.day} on"
    lasting = [claim for claim in rights.claims if claim.term.last >= rights.day.toordinal()]
    holders = {claim.name for claim in lasting}
    return f"no conflict from {rights.day} on: {counted(len(holders), 'brand')}, {counted(len(lasting), 'grant')}"


# ── An offer ──────────────────────────────────────────────────────────────────────────────────────────────────────


def offer_summary(slug: str, found: Sequence[Conflict], rights: Rights, problems: Iterable[Problem]) -> str:
    """The first line about an offer: whether it may be signed."""
    if found:
        return f"'{slug}' can't be signed as it is: {counted(len(found), 'conflict')} from {rights.day} on"
    if any(problem.is_error for problem in problems):
        return f"'{slug}' can't be signed as it is, though it clashes with nobody"
    if all(claim.term.last < rights.day.toordinal() for claim in rights.of(slug)):
        return f"'{slug}' clashes with nothing, since all of its grants end before {rights.day}"
    return f"'{slug}' may be signed: it clashes with nothing from {rights.day} on"


def offer_text(slug: str, rights: Rights) -> str:
    """What an offer asks for, a line a grant."""
    rows = [
        tuple(
            map(
                safe,
                (
                    told_strength(claim),
                    told_products(claim.products),
                    str(claim.term),
                    " ".join(names(claim.territory, rights.table)),
                ),
            )
        )
        for claim in rights.of(slug)
    ]
    return "\n".join(columns(rows, indent="  "))


# ── For programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def annotated(conflict: Conflict, table: Table) -> Iterator[Problem]:
    """The conflict as a problem at each of the grants that take part, the others beside it."""
    for number, claim in enumerate(conflict.claims):
        others = conflict.claims[:number] + conflict.claims[number + 1 :]
        yield conflict_problem(replace(conflict, claims=(claim, *others)), table)


def term_object(term: Term) -> dict[str, str | None]:
    """First and last day, null where it is open."""
    starts, ends = term.starts, term.ends
    return {"from": starts.isoformat() if starts else None, "until": ends.isoformat() if ends else None}


def place_object(claim: Claim) -> dict[str, Any]:
    """Where a grant is written."""
    span = claim.span
    return {
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
    }


def conflict_object(conflict: Conflict, table: Table) -> dict[str, Any]:
    """A conflict; its territories are words of an expression: ``["RU", "-RU-MOW"]``."""
    return {
        "territories": list(names(conflict.territory, table)),
        "products": sorted(conflict.products),
        **term_object(conflict.term),
        "grants": [
            {"brand": claim.name, "exclusivity": claim.strength, **place_object(claim)} for claim in conflict.claims
        ],
    }


def offer_object(slug: str, rights: Rights, *, may_be_signed: bool) -> dict[str, Any]:
    """What an offer asks for, and whether it may be signed."""
    return {
        "brand": slug,
        "may_be_signed": may_be_signed,
        "grants": [
            {
                "territories": list(names(claim.territory, rights.table)),
                "products": sorted(claim.products),
                "exclusivity": claim.strength,
                **term_object(claim.term),
                **place_object(claim),
            }
            for claim in rights.of(slug)
        ],
    }


def json_lines(value: Mapping[str, Any]) -> Iterator[str]:
    """A JSON object whose lists have an item a line, in pieces of whole lines: quick, however long they are.

    >>> print("".join(json_lines({"version": 1, "conflicts": ["a", "b"]})), end="")
    {
      "version": 1,
      "conflicts": [
        "a",
        "b"
      ]
    }
    """
    yield "{\n"
    last = len(value) - 1
    for position, (key, part) in enumerate(value.items()):
        start, end = f"  {json.dumps(key)}: ", "\n" if position == last else ",\n"
        if not isinstance(part, list) or not part:
            yield start + json.dumps(part, ensure_ascii=False) + end
            continue
        yield start + "[\n"
        for first in range(0, len(part), _ROWS):
            rows = [json.dumps(item, ensure_ascii=False) for item in part[first : first + _ROWS]]
            yield "    " + ",\n    ".join(rows) + ("\n" if first + _ROWS >= len(part) else ",\n")
        yield "  ]" + end
    yield "}\n"

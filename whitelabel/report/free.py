"""What is open of some ground, for how long, and from which day what isn't; who stands in the way until then.

As JSON::

    {"version": 1, "on": "2026-03-01", "expression": "RU-SVE RU-CHE", "territories": ["RU-CHE", "RU-SVE"],
     "exclusivity": "exclusive", "up_to": null, "party": null,
     "answers": [{"product": "deals", "answer": "partly",
                  "from": "2028-01-01", "until": null,
                  "open": [{"territories": ["RU-CHE"], "from": "2026-03-01", "until": "2027-05-31", "next": […]}],
                  "taken": [{"territories": ["RU-SVE"], "from": "2028-01-01", "until": null,
                             "held_by": [{"brand": "acme", "exclusivity": "sole", "contract": "AC-1", "from": null,
                                          "until": "2027-12-31", "path": …, "line": …, "column": …}]}]}],
     "problems": []}

``answer`` is ``yes`` where all of it is open from the day on, without an end; ``no`` where nothing is open on the day;
else ``partly``. ``from`` and ``until`` are the first stretch of days on which a part, or all of the ground, is open,
on the day or later: both null where there is none, a null ``until`` beside a ``from`` where it has no end.
``held_by`` are the grants that stand in the way before that stretch, ``next`` those that do behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from whitelabel.model import Rights
from whitelabel.report.columns import WIDTH, columns, safe, wrapped
from whitelabel.report.conflicts import holder_cells, place_object, term_object, told_place
from whitelabel.report.listing import counted
from whitelabel.report.paint import Paint, plain
from whitelabel.rights import Claim, Strength, Term, Territory, bear, gaps, names, offer, taken, told_products
from whitelabel.rights.crowd import counted as counts
from whitelabel.rights.crowd import crowded, merged
from whitelabel.rights.free import NOBODY
from whitelabel.rights.table import bits
from whitelabel.rights.term import ALWAYS_AFTER
from whitelabel.rights.territory import union

Verdict = Literal["yes", "partly", "no"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the ground whose days are the same.

    Attributes:
        open: The first days on which it is open; ``None`` where it never is.
        holders: Grants that stand in the way: until then, or of a part that is open on the day, afterwards.
    """

    ground: Territory
    open: Term | None
    holders: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is open for some products.

    Attributes:
        now: Parts that are open on the day.
        later: Parts that aren't.
        whole: The first days on which all of the ground is open at once; ``None`` where there are none.
    """

    verdict: Verdict
    now: tuple[Part, ...]
    later: tuple[Part, ...]
    whole: Term | None
    products: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        text: The ground as it was written.
        products: Each is asked about by itself.
        up_to: For ``shared``; 0 means as many as those who are there allow.
        party: Who would get it; empty is somebody who holds nothing yet.
    """

    text: str
    ground: Territory
    products: tuple[str, ...]
    strength: Strength
    up_to: int = 0
    party: str = ""


def answers(asked: Question, rights: Rights) -> tuple[Answer, ...]:
    """What is open on the day of the rights and later; products with the same answer stand together."""
    found: dict[Answer, list[str]] = {}
    for product in asked.products:
        found.setdefault(_answer(asked, product, rights), []).append(product)
    return tuple(Answer(one.verdict, one.now, one.later, one.whole, tuple(names)) for one, names in found.items())


def _answer(asked: Question, product: str, rights: Rights) -> Answer:
    today = rights.day.toordinal()
    offered = offer(
        asked.strength,
        asked.ground,
        product,
        Term(today, ALWAYS_AFTER),
        up_to=asked.up_to,
        party=asked.party or NOBODY,
        is_vendor=asked.party == rights.vendor,
    )
    stretches = merged((term, ground.mask) for ground, term in taken(offered, rights.claims, rights.table))
    blocked: dict[int, list[Term]] = defaultdict(list)
    for term, mask in stretches:
        for leaf in bits(mask):
            blocked[leaf].append(term)
    never = asked.ground.mask & ~union(1 << leaf for leaf in blocked)
    parts = [Part(Territory(never), offered.term)] if never else []
    parts += _parts(offered, blocked, rights.claims)
    now = tuple(part for part in parts if part.open and part.open.first == today)
    later = tuple(part for part in parts if not part.open or part.open.first != today)
    whole = next(iter(gaps((term for term, _ in stretches), offered.term)), None)
    verdict: Verdict = "yes" if not blocked else "partly" if now else "no"
    return Answer(verdict, now, later, whole)


def _parts(offered: Claim, blocked: dict[int, list[Term]], claims: Iterable[Claim]) -> list[Part]:
    near = [claim for claim in claims if claim.party != offered.party and claim.meets(offered)]
    at_leaf: dict[int, list[Claim]] = defaultdict(list)
    for claim in near:
        for leaf in bits(claim.territory.mask & offered.territory.mask):
            at_leaf[leaf].append(claim)
    full = _full(offered, near)
    found: dict[tuple[Term | None, tuple[Claim, ...]], int] = defaultdict(int)
    for leaf, terms in blocked.items():
        opens = next(iter(gaps(terms, offered.term)), None)
        # Of ground that is open on the day, those are told who take it; of other ground, all until it is free.
        is_open = opens is not None and opens.first == offered.term.first
        days = Term(terms[0].first, terms[0].first) if is_open else terms[0]
        is_full = any(term.meets(days) for term in full.get(leaf, ()))
        holders = [
            claim
            for claim in at_leaf[leaf]
            if claim.term.meets(days) and (not bear(claim, offered) or (is_full and counts(claim)))
        ]
        found[opens, tuple(sorted(holders, key=lambda claim: (claim.term, claim.name)))] |= 1 << leaf
    parts = [Part(Territory(mask), when, holders) for (when, holders), mask in found.items()]
    return sorted(parts, key=lambda part: (part.open is None, part.open or offered.term, part.ground.mask))


def _full(offered: Claim, near: Sequence[Claim]) -> dict[int, list[Term]]:
    """When the resellers that stand at a place are as many as were agreed, by the place's number."""
    found: dict[int, list[Term]] = defaultdict(list)
    if counts(offered):
        standing = [offered, *(claim for claim in near if counts(claim))]
        members = {number: (claim.territory & offered.territory).mask for number, claim in enumerate(standing)}
        for term, mask in crowded(standing, members):
            for leaf in bits(mask):
                found[leaf].append(term)
    return found


# ── For a person ──────────────────────────────────────────────────────────────────────────────────────────────────


def free_text(asked: Question, found: Sequence[Answer], rights: Rights, paint: Paint = plain, prefix: str = "") -> str:
    """The answer in its first line, and what it rests on below.

    Args:
        asked: What was asked.
        found: The answers.
        rights: All of them.
        paint: Colours.
        prefix: What leads from the reader's folder to the project's root.
    """
    blocks = [_overall(found, paint)] if len(found) > 1 else []
    for one in found:
        blocks.append("\n".join([_painted(_head(asked, one, rights), one.verdict, paint), *_body(one, rights, prefix)]))
    return "\n\n".join(blocks)


def _overall(found: Sequence[Answer], paint: Paint) -> str:
    """The answer for products that differ."""
    if all(one.verdict == "no" for one in found):
        return _painted("no: for none of the products", "no", paint)
    told = {"yes": "open for", "partly": "in part for", "no": "not for"}
    alike = {verdict: [name for one in found for name in one.products if one.verdict == verdict] for verdict in told}
    parts = [f"{words} {told_products(alike[verdict])}" for verdict, words in told.items() if alike[verdict]]
    return _painted(f"partly: {', '.join(parts)}", "partly", paint)


def _painted(line: str, verdict: Verdict, paint: Paint) -> str:
    style = {"yes": "good", "partly": "warning", "no": "error"}[verdict]
    return paint(verdict, style) + paint(safe(line.removeprefix(verdict)), "strong")


def _grant(asked: Question, products: Sequence[str]) -> str:
    kind = f"shared grant (up to {asked.up_to})" if asked.up_to else f"{asked.strength} grant"
    to = f" to '{asked.party}'" if asked.party else ""
    return f"{'an' if kind[0] == 'e' else 'a'} {kind} of {told_products(products)}{to}"


def _head(asked: Question, found: Answer, rights: Rights) -> str:
    day, where = rights.day, told_place(asked.ground, rights.table)
    what, single = _grant(asked, found.products), len(asked.ground) == 1
    every = where if single else f"all of {where}"
    if found.verdict == "yes":
        return f"yes: {every} is open to {what} from {day} on"
    if found.whole and found.whole.first == day.toordinal():
        return f"partly: {every} is open to {what} from {day}, but only until {found.whole.ends}"
    if found.verdict == "no":
        start = f"no: {where} is not open to {what}" if single else f"no: nothing of {where} is open to {what}"
    else:
        many = sum(len(part.ground) for part in found.now)
        verb = "is" if many == 1 else "are"
        start = f"partly: {many:,} of {counted(len(asked.ground), 'place')} of {where} {verb} open to {what}"
    if found.whole is None:
        return f"{start} on {day}; {'it' if single else 'as a whole it'} never is"
    return f"{start} on {day}; {'it' if single else 'all of it'} is {found.whole}"


def _body(found: Answer, rights: Rights, prefix: str) -> list[str]:
    if found.verdict == "yes":
        return []
    lines: list[str] = []
    for part in found.now:
        state = f"open {part.open}; then held by" if part.holders else f"open {part.open}"
        lines += _part_lines(part, state, rights, prefix)
    for part in found.later:
        state = f"open {part.open}; until then held by" if part.open else "never open; held by"
        lines += _part_lines(part, state, rights, prefix)
    return lines


def _part_lines(part: Part, state: str, rights: Rights, prefix: str) -> list[str]:
    head = wrapped(safe(f"{' '.join(names(part.ground, rights.table))}: {state}"), WIDTH - 2)
    rows = [_row(claim, prefix) for claim in part.holders]
    return ["  " + line for line in head] + columns(rows, indent="    ")


def _row(claim: Claim, prefix: str) -> tuple[str, ...]:
    who, strength, contract, place = map(safe, holder_cells(claim, prefix))
    return who, strength, str(claim.term), contract, place


# ── For programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def free_object(asked: Question, found: Sequence[Answer], rights: Rights) -> dict[str, Any]:
    """The answer's own part: all but its version and the problems; one answer a product, in their order."""
    by_product = {name: one for one in found for name in one.products}
    return {
        "on": rights.day.isoformat(),
        "expression": asked.text,
        "territories": list(names(asked.ground, rights.table)),
        "exclusivity": asked.strength,
        "up_to": asked.up_to or None,
        "party": asked.party or None,
        "answers": [_answer_object(name, by_product[name], rights) for name in asked.products],
    }


def _answer_object(product: str, found: Answer, rights: Rights) -> dict[str, Any]:
    return {
        "product": product,
        "answer": found.verdict,
        **_open_object(found.whole),
        "open": [_part_object(part, "next", rights) for part in found.now],
        "taken": [_part_object(part, "held_by", rights) for part in found.later],
    }


def _part_object(part: Part, key: str, rights: Rights) -> dict[str, Any]:
    holders = [
        {
            "brand": claim.name,
            "exclusivity": claim.strength,
            "contract": claim.contract or None,
            **term_object(claim.term),
            **place_object(claim),
        }
        for claim in part.holders
    ]
    return {"territories": list(names(part.ground, rights.table)), **_open_object(part.open), key: holders}


def _open_object(term: Term | None) -> dict[str, str | None]:
    return term_object(term) if term else {"from": None, "until": None}

"""Small worlds to prove properties on."""

from __future__ import annotations

import itertools

from hypothesis import strategies as st

from whitelabel.rights import WORLD, Claim, Strength, Table, Term, Territory

STRENGTHS: tuple[Strength, ...] = ("exclusive", "sole", "shared", "non-exclusive")
Cell = tuple[int, str, int]


@st.composite
def tables(draw: st.DrawFn, *, twice: bool = True) -> Table:
    """Up to three countries of up to three regions; with ground that lies in two of them where that is asked for."""
    countries = ["AA", "BB", "CC"][: draw(st.integers(1, 3))]
    holds: dict[str, tuple[str, ...]] = {}
    for country in countries:
        regions = [f"{country}-{letter}" for letter in "XYZ"[: draw(st.integers(0, 3))]]
        if regions:
            holds[country] = tuple(regions)
            if draw(st.booleans()):
                holds[regions[0]] = (f"{regions[0]}1", f"{regions[0]}2")
    if len(countries) > 1:
        holds["100"] = tuple(countries[:2])
    holds[WORLD] = ("100", *countries[2:]) if len(countries) > 1 else ("AA",)
    if twice and len(countries) > 1 and "BB" in holds:
        holds["AA"] = (*holds.get("AA", ("AA-W",)), holds["BB"][0])
        holds["200"] = (countries[-1], "AA")
        return Table(holds, groupings=frozenset(["200"]))
    return Table(holds)


def ground(table: Table) -> st.SearchStrategy[int]:
    """Any set of leaves that isn't empty."""
    return st.integers(1, table.world)


@st.composite
def claims_in(draw: st.DrawFn, table: Table, most: int = 8) -> list[Claim]:
    """Claims of the vendor `v` and four resellers on six days, numbered by their `ref`."""
    found: list[Claim] = []
    for _ in range(draw(st.integers(0, most))):
        party = draw(st.sampled_from(["v", "a", "b", "c", "d"]))
        strength = draw(st.sampled_from([*STRENGTHS, "shared"]))
        days = sorted(draw(st.tuples(st.integers(2, 7), st.integers(2, 7))))
        found.append(
            Claim(
                party,
                strength,
                Territory(draw(ground(table))),
                frozenset(draw(st.sampled_from([["p"], ["q"], ["p", "q"]]))),
                Term(*days),
                is_vendor=party == "v",
                up_to=draw(st.integers(1, 3)) if strength == "shared" else 0,
                channel=draw(st.sampled_from(["", "x"])),
                ref=len(found),
            )
        )
    return found


def cells(where: Territory, products: frozenset[str], term: Term) -> set[Cell]:
    """All places, products and days, one by one."""
    leaves = [bit for bit in range(where.mask.bit_length()) if where.mask >> bit & 1]
    return set(itertools.product(leaves, products, range(term.first, term.last + 1)))


def crowded(standing: list[Claim]) -> bool:
    """Whether those who stand in one cell are more than one of them agreed to."""
    counted = [c for c in standing if not c.is_vendor and c.strength in ("shared", "non-exclusive")]
    limits = [c.up_to for c in counted if c.strength == "shared"]
    return bool(limits) and len({c.party for c in counted}) > min(limits)

"""Prints how long all conflicts of many brands take to find and to tell, beside comparing all pairs of grants as sets.

    .venv/bin/python -m bench.conflicts [--brands 100 1000 10000]

A brand has three grants over twenty years. Four worlds: `orderly`, one to five subdivisions of one country each, few of
them exclusive; `regions`, the same with strengths at random, so that most brands conflict; `wide`, whole countries and
areas with exclusions, mostly non-exclusive; `crowd`, grants shared by up to 3, 10 or 40 in the regions of Russia alone.

Each size runs in a process of its own, so that memory is its own; seconds are the processor's, so that a busy machine
doesn't count. Pairs are compared as Python sets of places and products and the bounds of days, of a sample where there
are many, scaled up by the number of pairs; nobody counts resellers there.
"""

from __future__ import annotations

import argparse
import datetime
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence

from whitelabel import rights

START = datetime.date(2020, 1, 1).toordinal()
DAYS = 7305
PRODUCTS = ("deals", "sign")
SAMPLE = {"orderly": 3_000, "regions": 3_000, "crowd": 3_000, "wide": 500}


def world(kind: str, brands: int) -> list[rights.Claim]:
    """The grants of many brands, the same each time."""
    chance = random.Random(f"{kind} {brands}")
    table = rights.standard()
    countries = [code for code in table.countries if len(table.holds.get(code, ())) >= 5]
    found: list[rights.Claim] = []
    strengths: tuple[rights.Strength, ...] = ("exclusive", "sole", "shared", "non-exclusive")
    for brand in range(brands):
        for _ in range(3):
            first = START + chance.randrange(DAYS)
            term = rights.Term(first, first + chance.choice((90, 365, 730)) - 1)
            products = frozenset(chance.choice((PRODUCTS, PRODUCTS[:1], PRODUCTS[1:])))
            strength = chance.choices(strengths, (1, 1, 8, 90) if kind == "orderly" else (30, 10, 30, 30))[0]
            country = "RU" if kind == "crowd" else chance.choice(countries)
            parts = table.holds[country]
            words = chance.sample(parts, chance.randint(1, min(5, len(parts))))
            if kind == "crowd":
                strength = "shared" if chance.random() < 0.9 else "non-exclusive"
            if kind == "wide":
                strength = "exclusive" if chance.random() < 0.002 else "non-exclusive"
                area = chance.choice((country, *table.inside[country], rights.WORLD))
                ground = rights.territory_of(table, area) - rights.territory_of(table, *words)
            else:
                ground = rights.territory_of(table, *words)
            up_to = chance.choice((3, 10, 40)) if strength == "shared" else 0
            name = f"b{brand:05}"
            found.append(rights.Claim(name, strength, ground, products, term, brand == 0, up_to))
    return found


def by_pairs(claims: Sequence[rights.Claim], sample: int) -> tuple[int, float]:
    """What everyone writes first: each two grants, their places as sets; scaled up from a sample."""
    table = rights.standard()
    rows = [
        (claim, frozenset(table.bits(claim.territory.mask)), claim.products, claim.term.first, claim.term.last)
        for claim in claims[:sample]
    ]
    found: list[object] = []
    begin = time.process_time()
    for position, (one, places, products, first, last) in enumerate(rows):
        for other, places_too, products_too, first_too, last_too in rows[position + 1 :]:
            common = places & places_too
            if common and products & products_too and max(first, first_too) <= min(last, last_too):
                if not rights.bear(one, other):
                    found.append((one, other, common, products & products_too))
    pairs = len(claims) * (len(claims) - 1) / (len(rows) * (len(rows) - 1))
    return len(found), (time.process_time() - begin) * pairs


def measure(kind: str, brands: int) -> None:
    """One line of the table."""
    claims = world(kind, brands)
    table = rights.standard()
    begin = time.process_time()
    found = rights.conflicts(claims, table)
    seconds = time.process_time() - begin
    begin = time.process_time()
    told = sum(len(rights.conflict_problem(conflict, table).message) for conflict in found)
    telling = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs, slow = by_pairs(claims, SAMPLE[kind])
    print(
        f"{kind:8} {brands:>7,} {len(claims):>8,} {len(found):>10,} {seconds:>8.3f} {telling:>8.3f} {memory:>8.0f}"
        f" {slow:>11.2f} {slow / seconds:>8.0f}",
        flush=True,
    )
    if len(claims) <= SAMPLE[kind] and pairs != sum(not conflict.up_to for conflict in found):
        sys.exit(f"{pairs} pairs were found by comparing sets")
    if not told and found:
        sys.exit("conflicts without a message")


def main() -> None:
    """Each world and size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--world", help="one world, in this process")
    wanted = parser.parse_args()
    if wanted.world:
        for brands in wanted.brands:
            measure(wanted.world, brands)
        return
    print(
        f"{'world':8} {'brands':>7} {'grants':>8} {'conflicts':>10} {'find s':>8} {'tell s':>8} {'MB':>8}"
        f" {'as pairs s':>11} {'times':>8}",
        flush=True,
    )
    for kind in ("orderly", "regions", "wide", "crowd"):
        for brands in wanted.brands:
            subprocess.run(
                [sys.executable, "-m", "bench.conflicts", "--world", kind, "--brands", str(brands)], check=True
            )


if __name__ == "__main__":
    main()

"""Prints how long all conflicts of many brands take to find and to tell, beside comparing all pairs of grants as sets.

    .venv/bin/python -m bench.conflicts [--brands 100 1000 10000]

A brand has three grants over twenty years. Four worlds: `orderly`, one to five subdivisions of one country each, few of
them exclusive; `regions`, the same with strengths at random, so that most brands conflict; `wide`, whole countries and
areas with exclusions, mostly non-exclusive; `crowd`, grants shared by up to 3, 10 or 40 in the regions of Russia alone.
Told is each conflict three times: as a problem, as a line of text and as an object of JSON. `one` is the slowest of ten
parties whose conflicts alone are looked for.

Each size runs in a process of its own, so that memory is its own; seconds are the processor's, so that a busy machine
doesn't count. Pairs are compared as Python sets of places and products and the bounds of days, of a sample where there
are many, scaled up by the number of pairs; nobody counts resellers there.

`growth` is the seconds of one size as a multiple of those of the size before, and `work` the same of grants plus conflicts,
each counted with all who take part. It is called `linear` where seconds grow at most half as much again as work does, else
`more`, unless there are so few seconds that they are mostly the table's first use.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from whitelabel import rights
from whitelabel.problem import Problem, Span

START = datetime.date(2020, 1, 1).toordinal()
DAYS = 7305
PRODUCTS = ("deals", "sign")
_START = 0.1
"""Seconds of which most are the table's first use."""
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
            span = Span(f"brands/{name}/brand.yaml", 10 + len(found) % 3, 9)
            found.append(rights.Claim(name, strength, ground, products, term, brand == 0, up_to, span=span))
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


def tell(found: Sequence[rights.Conflict], table: rights.Table, sink: TextIO) -> list[Problem]:
    """All conflicts as problems, and written as a line of text and an object of JSON each."""
    problems: list[Problem] = []
    for conflict in found:
        problem = rights.conflict_problem(conflict, table)
        problems.append(problem)
        row = {
            "territories": rights.names(conflict.territory, table),
            "products": sorted(conflict.products),
            "from": str(conflict.term.starts) if conflict.term.starts else None,
            "until": str(conflict.term.ends) if conflict.term.ends else None,
            "grants": [grant(claim) for claim in conflict.claims],
        }
        sink.write(f"{problem.span}: {problem.severity} {problem.code}: {problem.message}\n{json.dumps(row)}\n")
    return problems


def grant(claim: rights.Claim) -> dict[str, object]:
    """A grant as JSON has it."""
    place = claim.span or Span("")
    return {
        "brand": claim.name,
        "exclusivity": claim.strength,
        "path": place.path,
        "line": place.line,
        "column": place.column,
    }


def measure(kind: str, brands: int) -> dict[str, float]:
    """One line of the table."""
    claims = world(kind, brands)
    table = rights.standard()
    gc.set_threshold(50_000, 50, 100)  # as the command has it
    gc.collect()
    begin = time.process_time()
    found = rights.conflicts(claims, table)
    finding = time.process_time() - begin
    with Path(os.devnull).open("w", encoding="utf-8") as sink:
        problems = tell(found, table, sink)
    total = time.process_time() - begin
    parties = list(dict.fromkeys(claim.party for claim in claims))
    slowest = 0.0
    for party in parties[:: len(parties) // 10]:
        begin = time.process_time()
        rights.conflicts_of(party, claims, table)
        slowest = max(slowest, time.process_time() - begin)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pairs, slow = by_pairs(claims, SAMPLE[kind])
    if len(claims) <= SAMPLE[kind] and pairs != sum(not conflict.up_to for conflict in found):
        sys.exit(f"{pairs} pairs were found by comparing sets")
    if not all(problem.message for problem in problems) or len(problems) != len(found):
        sys.exit("conflicts without a message")
    return {
        "grants": len(claims),
        "conflicts": len(found),
        "parts": sum(len(conflict.claims) for conflict in found),
        "find": finding,
        "tell": total - finding,
        "total": total,
        "one": slowest,
        "MB": memory,
        "pairs": slow,
    }


def main() -> None:
    """Each world and size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--world", help="one world and size, in this process, as JSON")
    wanted = parser.parse_args()
    if wanted.world:
        print(json.dumps(measure(wanted.world, wanted.brands[0])))
        return
    print(
        f"{'world':8} {'brands':>7} {'grants':>7} {'conflicts':>9} {'find s':>7} {'tell s':>7} {'total s':>7} {'one ms':>6} {'MB':>5}"
        f" {'pairs s':>9} {'find ×':>6} {'growth':>7} {'work':>7}",
        flush=True,
    )
    for kind in ("orderly", "regions", "wide", "crowd"):
        before: dict[str, float] = {}
        for brands in wanted.brands:
            command = [sys.executable, "-m", "bench.conflicts", "--world", kind, "--brands", str(brands)]
            row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
            line = (
                f"{kind:8} {brands:>7,} {row['grants']:>7,} {row['conflicts']:>9,} {row['find']:>7.3f} {row['tell']:>7.3f}"
                f" {row['total']:>7.3f} {row['one'] * 1000:>6.0f} {row['MB']:>5.0f} {row['pairs']:>9.2f}"
                f" {row['pairs'] / row['find']:>6.0f}"
            )
            if before:
                growth = row["total"] / before["total"]
                work = (row["grants"] + row["parts"]) / (before["grants"] + before["parts"])
                verdict = "linear" if growth <= 1.5 * work else "more" if row["total"] > _START else ""
                line += f" {growth:>6.1f}× {work:>6.1f}× {verdict}"
            print(line, flush=True)
            before = row


if __name__ == "__main__":
    main()

"""Prints what one job of many costs: a runner that begins with nothing builds some brands among many, judged against all of them.

    .venv/bin/python -m bench.scale [--holders 500 2000] [--brands 20 60]

The brands of `bench.generate` (30 pages in 2 locales, 20 pictures, a logo of simple-icons), in memory (`/dev/shm`), with one process.
`nothing` is a runner without any store; `fills` writes into an empty one that machines share (a folder), `shares` reads from it. Seconds
of the processor in all processes, since these drift less than the clock's on a machine that has other work; `MB` is the most memory
that one process had. The last lines solve seconds = start + holders * h + brands * b for each column, and say what that gives for
100,000 brands in so many jobs.
"""

from __future__ import annotations

import argparse
import datetime
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.generate import generate
from bench.measure import MEMORY, ROOT

DAY = datetime.date(2026, 11, 23)
ALL = 100_000
JOBS = (64, 256, 1_024)
KINDS = ("nothing", "fills", "shares")


@dataclass(frozen=True, slots=True)
class Job:
    """What one run took.

    Attributes:
        seconds: Of the processor.
        memory: Bytes that one process had at most.
        read: Entries that came from the shared store, and their bytes.
        written: Entries that went there, and their bytes.
    """

    seconds: float
    memory: int
    read: tuple[int, int]
    written: tuple[int, int]


def build(root: Path, out: Path, store: str, brands: int) -> None:
    """Build the first brands of a project, and print what that took; the whole of a process."""
    from whitelabel import incremental
    from whitelabel.disk.remote import Remote, Traffic, address_of
    from whitelabel.pipeline import quiet
    from whitelabel.run.store import ENTRY

    wanted = sorted(path.name for path in (root / "brands").iterdir())[:brands]
    traffic = Traffic()
    if store:
        with closing(Remote(address_of(store), ENTRY, timeout=60.0)) as remote:
            incremental.build(root, wanted, on=DAY, out=out, link="hard", remote=remote, progress=quiet)
            traffic = remote.finish()
    else:
        incremental.build(root, wanted, on=DAY, out=out, link="hard", progress=quiet)
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    told = {"seconds": seconds, "memory": own.ru_maxrss * 1024, "read": traffic.read, "written": traffic.written}
    print(json.dumps(told))


def job(root: Path, base: Path, store: Path | None, brands: int) -> Job:
    """A runner that begins with nothing but, perhaps, a shared store."""
    out = base / "out"
    shutil.rmtree(out, ignore_errors=True)
    words = ["--one", str(root), str(out), store.as_uri() if store else "", str(brands)]
    command = [sys.executable, "-m", "bench.scale", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    told = json.loads(done.stdout)
    return Job(told["seconds"], told["memory"], tuple(told["read"]), tuple(told["written"]))


def solved(
    jobs: dict[tuple[int, int], float], holders: Sequence[int], brands: Sequence[int]
) -> tuple[float, float, float]:
    """Start, seconds a holder, seconds a brand: from few and many of each."""
    few, many = holders
    small, big = brands
    a_brand = (jobs[few, big] - jobs[few, small]) / (big - small)
    a_holder = (jobs[many, small] - jobs[few, small]) / (many - few)
    return jobs[few, small] - few * a_holder - small * a_brand, a_holder, a_brand


def main() -> None:
    """Each size in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holders", type=int, nargs=2, default=[500, 2_000])
    parser.add_argument("--brands", type=int, nargs=2, default=[20, 60])
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        root, out, store, brands = wanted.one
        build(Path(root), Path(out), store, int(brands))
        return
    base = MEMORY / "whitelabel-scale"
    shutil.rmtree(base, ignore_errors=True)
    took: dict[str, dict[tuple[int, int], float]] = {kind: {} for kind in KINDS}
    print(f"{'holders':>8} {'brands':>7} {'job':>8} {'s':>7} {'MB':>6} {'read':>7} {'MB':>7} {'written':>8} {'MB':>7}")
    for holders in wanted.holders:
        root = base / str(holders)
        generate(holders, root)
        for brands in wanted.brands:
            shutil.rmtree(base / "store", ignore_errors=True)
            for kind in KINDS:
                made = job(root, base, base / "store" if kind != "nothing" else None, brands)
                took[kind][holders, brands] = made.seconds
                sizes = (
                    f"{made.read[0]:>7,} {made.read[1] / 1e6:>7.1f} {made.written[0]:>8,} {made.written[1] / 1e6:>7.1f}"
                )
                print(
                    f"{holders:>8,} {brands:>7,} {kind:>8} {made.seconds:>7.1f} {made.memory / 1e6:>6.0f} {sizes}",
                    flush=True,
                )
        shutil.rmtree(root)
    shutil.rmtree(base)
    for kind in KINDS:
        start, a_holder, a_brand = solved(took[kind], wanted.holders, wanted.brands)
        print(f"\n{kind}: {start:.2f} s + {a_holder * 1000:.2f} ms a holder + {a_brand * 1000:.0f} ms a brand")
        for jobs in JOBS:
            each = start + ALL * a_holder + ALL / jobs * a_brand
            print(
                f"  {ALL:,} brands in {jobs:>5,} jobs: {each / 60:>6.1f} min each, {each * jobs / 3600:>6.1f} h in all"
            )


if __name__ == "__main__":
    main()

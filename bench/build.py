"""Prints what a build costs, cold, warm and unchanged, each beside `cp -r` of the same output in the same run.

    make bench
    .venv/bin/python -m bench.build --brands 100 --runs 5 --at /var/tmp
    .venv/bin/python -m bench.build --growth 100 1000

What each row is stands in bench/README.md. Every run writes into fresh folders: a disk that has just had many files deleted
makes new ones many times slower. They lie in memory where there is room, and are taken away as soon as they have been
measured; on a disk that is named they stay.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench import measure
from bench.generate import generate
from bench.measure import TOOL, Place, Row, Spent, build, copied, median, repeated, spent

BY_HAND = 10
"""Brands at most that the script written by hand makes: each costs the same."""
COPIED, COPIES = 200, 3
"""Brands at most that are copied to see how a build's cost grows, and how often."""


def repaint(project: Path, turn: int) -> None:
    """Gives one brand another primary colour."""
    path = project / "brands" / "b00001" / "brand.yaml"
    lines = path.read_text("utf-8").splitlines()
    lines = [f'colors: {{primary: "#0a5c{16 + turn:02x}"}}' if line.startswith("colors:") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def reword(project: Path, turn: int) -> None:
    """Changes the template of one page, which every brand has in each language."""
    path = project / "base_theme" / "templates" / "pages" / "page-07.html.j2"
    lines = [line for line in path.read_text("utf-8").splitlines() if "turn" not in line]
    path.write_text("\n".join([*lines[:-1], f"<p>turn {turn}</p>", lines[-1]]) + "\n", "utf-8")


def first_builds(brands: int, runs: int, place: Place) -> tuple[Path, list[Row]]:
    """Each run in a fresh folder: ours, the copies, and the script written by hand; the first project stays, built."""
    first = place.path / "project-0"
    generate(brands, first)
    by_hand = min(brands, BY_HAND)
    took: dict[str, list[Spent]] = {}
    for run in range(runs):
        project, out = place.path / f"project-{run}", place.path / f"out-{run}"
        if run:
            shutil.copytree(first, project, ignore=shutil.ignore_patterns("build"))
        took.setdefault("cold", []).append(build(project))
        took.setdefault("copy", []).append(copied(project / "build", out))
        took.setdefault("links", []).append(copied(project / "build", out / "links", "-rl"))
        if not run:
            count, total = measure.size_of(out / "b00000")
            print(f"{brands} brands, {count} files and {total / 1e6:.2f} MB a brand, {os.cpu_count()} cores")
            print(f"medians of {runs} runs, whole processes, fresh folders in {place.path}")
            print("" if measure.offers("--archive") else "this build has no --archive: cold is without a zip\n")
        script = (sys.executable, "-m", "bench.by_hand", project, out / "by-hand", "--brands", str(by_hand))
        (out / "by-hand").mkdir()
        took.setdefault("hand", []).append(spent(*script, cwd=out))
        place.done_with(out)
        if measure.offers("--jobs"):
            alone = place.path / f"alone-{run}"
            took.setdefault("alone", []).append(build(project, "--out", str(alone), "--jobs", "1"))
            place.done_with(alone)
        if run:
            place.done_with(project)
    copy = median(took["copy"]).clock / brands
    one_process = [Row("cold, --jobs 1", median(took["alone"]), brands, copy)] if "alone" in took else []
    return first, [
        Row("cp -r of the output", median(took["copy"]), brands, copy),
        Row("cp -rl of the output (hard links)", median(took["links"]), brands, copy),
        Row(f"by hand, {by_hand} brands, one process", median(took["hand"]), by_hand, copy),
        Row("cold", median(took["cold"]), brands, copy),
        *one_process,
    ]


def later_builds(project: Path, brands: int, runs: int, place: Place, copy: float) -> list[Row]:
    """Of a project that has been built: nothing changed, one brand, one template."""
    # What was written a moment ago is read anew each time.
    time.sleep(measure.SETTLED)
    build(project)
    unchanged = repeated(runs, lambda _run: build(project))

    def changed(run: int) -> Spent:
        repaint(project, run)
        return build(project)

    def reworded(run: int) -> Spent:
        reword(project, run)
        return build(project)

    def copied_one(run: int) -> Spent:
        return spent("cp", "-r", project / "build" / "b00001", place.path / f"one-{run}", cwd=place.path)

    def alone(run: int) -> Spent:
        generate(1, fresh := place.path / f"first-{run}")
        return build(fresh)

    copy_one = repeated(runs, copied_one)
    return [
        Row("nothing changed", unchanged, brands, copy),
        Row("one template changed", repeated(runs, reworded), brands, copy),
        Row("cp -r of one brand", copy_one, 1, copy_one.clock),
        Row(f"one brand's colour changed among {brands}", repeated(runs, changed), 1, copy_one.clock),
        Row("the first build of a project of one", repeated(runs, alone), 1, copy_one.clock),
    ]


def table(brands: int, runs: int, at: Path | None) -> None:
    """All rows at one size."""
    with measure.place(brands, at) as place:
        project, rows = first_builds(brands, runs, place)
        measure.show([*rows, *later_builds(project, brands, runs, place, rows[0].copy)])
        bare = repeated(max(runs, 5), lambda _run: spent(sys.executable, "-c", "pass", cwd=place.path))
        helped = repeated(max(runs, 5), lambda _run: spent(*TOOL, "--help", cwd=place.path))
        print(f"\n{'python -c pass':<40}{bare.clock:>9.3f}\n{'whitelabel --help':<40}{helped.clock:>9.3f}")
        _, held = measure.watched(*measure.command(), "--out", place.path / "held", cwd=project)
        each = f"pages counted in each: {held.in_each / 1e6:.0f} MB"
        print(f"memory of a cold build, all processes: {held.shared_out / 1e6:.0f} MB; {each}")


def growth(sizes: Sequence[int], at: Path | None) -> None:
    """One cold build at each size, beside a copy of as many of its bundles as show what a copy costs."""
    print(
        f"{'brands':>8}{'seconds':>10}{'ms a brand':>12}{'processor':>11}{'× cp -r':>9}{'of the first':>14}{'MB held':>9}"
    )
    first = 0.0
    for brands in sizes:
        with measure.place(brands, at) as place:
            generate(brands, project := place.path / "project")
            took, held = measure.watched(*measure.command(), cwd=project, every=0.5)
            some = measure.bundles(project / "build")[:COPIED]
            copies = []
            for run in range(COPIES):
                (target := place.path / f"copy-{run}").mkdir()
                copies.append(spent("cp", "-r", *some, target, cwd=target))
                place.done_with(target)
            ms, processor = took.clock / brands * 1000, took.processor / brands * 1000
            first = first or ms
            ratio = ms / (median(copies).clock / len(some) * 1000)
            print(
                f"{brands:>8,}{took.clock:>10.2f}{ms:>12.2f}{processor:>11.2f}{ratio:>9.2f}{ms / first:>14.2f}"
                f"{held.shared_out / 1e6:>9.0f}",
                flush=True,
            )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, default=50, help="how many (default 50)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--growth", type=int, nargs="+", metavar="BRANDS", help="only what a brand costs at each size")
    parser.add_argument("--at", type=Path, help="a folder on the disk to measure; what is written there stays")
    given = parser.parse_args()
    if given.growth:
        growth(given.growth, given.at)
    else:
        table(given.brands, given.runs, given.at)


if __name__ == "__main__":
    main()

"""Prints seconds a brand cold, warm and unchanged, each beside `cp -r` of the same output in the same run.

    make bench
    .venv/bin/python -m bench.build --brands 100 --runs 5 --at /var/tmp

Every run writes into fresh folders: a disk that has just had many files deleted makes new ones many times slower.
They lie in memory where there is room, and are taken away at the end; on a disk that is named they stay.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.generate import generate

MEMORY = Path("/dev/shm")
ROOM_A_BRAND = 12_000_000


def seconds(*command: str | Path, cwd: Path) -> float:
    """How long a whole process takes; what it prints is kept for the day when it fails."""
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    took = time.perf_counter() - begin
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return took


def repaint(project: Path, turn: int) -> None:
    """Gives one brand another primary colour."""
    path = project / "brands" / "b00001" / "brand.yaml"
    lines = path.read_text("utf-8").splitlines()
    lines = [f'colors: {{primary: "#0a5c{16 + turn:02x}"}}' if line.startswith("colors:") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def size_of(folder: Path) -> tuple[int, int]:
    """Files and bytes below a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


def repeated(runs: int, work: Callable[[int], float]) -> float:
    """The median of several runs."""
    return statistics.median(work(run) for run in range(runs))


def measure(brands: int, runs: int, place: Path) -> None:
    """Builds in fresh folders below a place and prints the table."""
    tool = Path(sys.executable).with_name("whitelabel")
    first = place / "project-0"
    generate(brands, first)

    cold, copied = [], []
    for run in range(runs):
        project = place / f"project-{run}"
        if run:
            shutil.copytree(first, project, ignore=shutil.ignore_patterns("build"))
        cold.append(seconds(tool, "build", cwd=project))
        bundles = [project / "build" / f"b{number:05}" for number in range(brands)]
        (target := place / f"copy-{run}").mkdir()
        copied.append(seconds("cp", "-r", *bundles, target, cwd=place))
    count, total = size_of(place / "copy-0")

    def unchanged(_run: int) -> float:
        return seconds(tool, "build", cwd=first)

    def changed(run: int) -> float:
        repaint(first, run)
        return seconds(tool, "build", cwd=first)

    def copied_one(run: int) -> float:
        return seconds("cp", "-r", first / "build" / "b00001", place / f"one-{run}", cwd=place)

    copy, copy_one = statistics.median(copied), repeated(runs, copied_one)
    print(
        f"{brands} brands, {count / brands:.0f} files and {total / brands / 1e6:.2f} MB a brand, {os.cpu_count()} cores"
    )
    print(f"medians of {runs} runs, whole processes, fresh folders in {place}\n")
    print(f"{'':<34}{'seconds':>9}{'ms a brand':>12}{'× cp -r':>9}")
    rows = (
        ("cp -r of the output", copy, brands, copy),
        ("cold", statistics.median(cold), brands, copy),
        ("nothing changed", repeated(runs, unchanged), brands, copy),
        ("cp -r of one brand", copy_one, 1, copy_one),
        ("warm: one brand's colour changed", repeated(runs, changed), 1, copy_one),
    )
    for name, took, many, beside in rows:
        print(f"{name:<34}{took:>9.3f}{took / many * 1000:>12.1f}{took / beside:>9.1f}")

    bare = repeated(max(runs, 5), lambda _run: seconds(sys.executable, "-c", "pass", cwd=place))
    helped = repeated(max(runs, 5), lambda _run: seconds(tool, "--help", cwd=place))
    print(f"\n{'python -c pass':<34}{bare:>9.3f}\n{'whitelabel --help':<34}{helped:>9.3f}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--brands", type=int, default=50, help="how many (default 50)")
    parser.add_argument("--runs", type=int, default=3, help="how often each is measured (default 3)")
    parser.add_argument("--at", type=Path, help="a folder on the disk to measure; what is written there stays")
    given = parser.parse_args()
    needed = given.brands * ROOM_A_BRAND * given.runs
    in_memory = given.at is None and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > needed
    place = Path(tempfile.mkdtemp(prefix="whitelabel-bench-", dir=MEMORY if in_memory else given.at))
    try:
        measure(given.brands, given.runs, place)
    finally:
        if in_memory:
            shutil.rmtree(place)
        else:
            print(f"\nleft in {place}: delete it when you are done")


if __name__ == "__main__":
    main()

"""Prints what verification adds to a cold build: of the demo, or of a project of many brands.

    .venv/bin/python -m bench.verified [--rounds 5] [--brands 100]

A whole process, an empty store, in memory, in turn with verification and without; the least of each, which a busy machine disturbs
least. Verification is what looks for marks, logos, hosts, ids and the machine; dead ends, and what has fallen off, are looked for in both.
Without `--brands` it is the demo that is built.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
from pathlib import Path

from bench import measure
from bench.generate import generate

WITHOUT = "--without"


def build_without() -> None:
    """Builds as the command line does, but that nothing is looked at which was made."""
    from whitelabel.cli import main as build
    from whitelabel.verify import Verifier
    from whitelabel.verify.judge import Verdict
    from whitelabel.verify.logos import Logos

    setattr(Verifier, "verify", lambda *_, **__: Verdict())  # noqa: B010 -- no type is told another method
    setattr(Logos, "begun", lambda _: contextlib.nullcontext())  # noqa: B010
    sys.exit(build(["build"]))


def demo(place: Path) -> None:
    """Puts the demo's sources into a folder."""
    for name in ("base_theme", "brands"):
        shutil.copytree(measure.ROOT / name, place / name)
    shutil.copy2(measure.ROOT / "whitelabel.yaml", place)


def main() -> None:
    """Builds in turn, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="of both (default 5)")
    parser.add_argument("--brands", type=int, help="of a project that is made up; the demo when absent")
    parser.add_argument(WITHOUT, action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.without:
        build_without()
    ways = {
        "without verification": (sys.executable, "-m", "bench.verified", WITHOUT),
        "with it": (*measure.TOOL, "build"),
    }
    found: dict[str, list[measure.Spent]] = {name: [] for name in ways}
    with measure.place(asked.brands or 10, None) as place:
        project = place.path / "project"
        if asked.brands:
            generate(asked.brands, project)
        else:
            demo(project)
        for _ in range(asked.rounds):
            for name, command in ways.items():
                shutil.rmtree(project / "build", ignore_errors=True)
                found[name].append(measure.spent(*command, cwd=project))
    print(f"{'seconds, least of ' + str(asked.rounds):<24} {'clock':>7} {'processor':>10}")
    least: list[measure.Spent] = []
    for name, runs in found.items():
        least.append(measure.Spent(min(run.clock for run in runs), min(run.processor for run in runs)))
        print(f"{name:<24} {least[-1].clock:>7.2f} {least[-1].processor:>10.2f}")
    without, with_it = least
    clock, processor = with_it.clock / without.clock - 1, with_it.processor / without.processor - 1
    print(f"{'verification adds':<24} {clock:>7.0%} {processor:>10.0%}")


if __name__ == "__main__":
    main()

"""What benchmarks of whole processes share: time, memory, a place for much data, and a table beside `cp -r`."""

from __future__ import annotations

import contextlib
import functools
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
ROOM_A_BRAND = 15_000_000
"""Bytes: a brand's bundle, its copy, its archive, and what is kept from run to run."""
TOOL: tuple[str | Path, ...] = (sys.executable, "-m", "whitelabel")
SETTLED = 2.1
"""Seconds after which a change shows in the times of files: nothing that was written since is taken for known."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock, and of the processor in all processes together."""

    clock: float
    processor: float


def _environment() -> dict[str, str]:
    """This clone's code, wherever the process is started, compiled once as it is where it is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def spent(*command: str | Path, cwd: Path, given: IO[bytes] | None = None) -> Spent:
    """What a whole process takes; what it prints is kept for the day when it fails."""
    before, begin = _children(), time.perf_counter()
    done = subprocess.run(
        command, cwd=cwd, stdin=given, capture_output=True, text=True, check=False, env=_environment()
    )
    took = Spent(time.perf_counter() - begin, _children() - before)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return took


def median(runs: Sequence[Spent]) -> Spent:
    """Of clock and processor, each for itself."""
    return Spent(statistics.median(run.clock for run in runs), statistics.median(run.processor for run in runs))


def repeated(runs: int, work: Callable[[int], Spent]) -> Spent:
    """The median of several runs."""
    return median([work(run) for run in range(runs)])


@functools.cache
def offers(option: str) -> bool:
    """Whether `build` knows an option."""
    shown = subprocess.run([*TOOL, "build", "--help"], capture_output=True, text=True, check=True, env=_environment())
    return f"{option} " in f"{shown.stdout} "


def command() -> tuple[str | Path, ...]:
    """A build, with an archive a brand where there are any."""
    return (*TOOL, "build", *(("--archive",) if offers("--archive") else ()))


def build(project: Path, *more: str) -> Spent:
    """What a build takes."""
    return spent(*command(), *more, cwd=project)


@dataclass(frozen=True, slots=True)
class Held:
    """Bytes that a process and all that it starts hold at most; each figure at its own peak."""

    shared_out: int
    """A page that several processes hold is shared out among them: together they count it once."""
    in_each: int
    """A page counts in each process that holds it."""


def watched(*command: str | Path, cwd: Path, every: float = 0.1) -> tuple[Spent, Held]:
    """What a whole process takes and holds; its memory is looked at every so many seconds, which slows it down a little."""
    most = Held(0, 0)
    before, begin = _children(), time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=cwd, stdout=said, stderr=said, start_new_session=True, env=_environment()
        )
        while True:
            now = [_held(pid) for pid in _session(process.pid)]
            most = Held(max(most.shared_out, sum(one[0] for one in now)), max(most.in_each, sum(one[1] for one in now)))
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(every)
                break
        took = Spent(time.perf_counter() - begin, _children() - before)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(map(str, command))}: exit {process.returncode}\n{said.read().decode()}")
    return took, most


def _session(leader: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # What stands before the bracket is the command's name, with whatever it likes in it.
                facts = (entry / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
                if int(facts[3]) == leader:
                    yield int(entry.name)


def _held(process: int) -> tuple[int, int]:
    """Proportional and plain resident bytes; none of a process that has ended meanwhile."""
    found = {"Pss": 0, "Rss": 0}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()[1:]:
            name, _, size = line.partition(":")
            if name in found:
                found[name] = int(size.split()[0]) * 1024
    return found["Pss"], found["Rss"]


@dataclass(frozen=True, slots=True)
class Place:
    """A fresh folder. In memory what has been measured is taken away; on a disk that would slow down what comes after."""

    path: Path
    in_memory: bool

    def done_with(self, *paths: Path) -> None:
        """Give room back where that costs nothing."""
        if self.in_memory:
            for path in paths:
                shutil.rmtree(path)


@contextlib.contextmanager
def place(brands: int, at: Path | None) -> Iterator[Place]:
    """A place for a project of so many brands: in memory where there is room, unless a folder is named."""
    in_memory = at is None and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > brands * ROOM_A_BRAND
    found = Place(Path(tempfile.mkdtemp(prefix="whitelabel-bench-", dir=MEMORY if in_memory else at)), in_memory)
    try:
        yield found
    finally:
        if in_memory:
            shutil.rmtree(found.path)
        else:
            print(f"\nleft in {found.path}: delete it when you are done")


def bundles(out: Path) -> list[Path]:
    """The published bundles."""
    return sorted(path.parent for path in out.glob("*/manifest.json"))


def copied(out: Path, target: Path, how: str = "-r") -> Spent:
    """`cp` of all bundles into a folder that is not there yet."""
    target.mkdir()
    return spent("cp", how, *bundles(out), target, cwd=target)


def size_of(folder: Path) -> tuple[int, int]:
    """Files and bytes below a folder."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was measured, for how many brands, and seconds a brand of the copy that it stands beside."""

    name: str
    took: Spent
    brands: int
    copy: float


def show(rows: Sequence[Row]) -> None:
    """Seconds, milliseconds a brand by the clock and the processor, and how many copies that is."""
    print(f"{'':<40}{'seconds':>9}{'ms a brand':>12}{'processor':>11}{'× cp -r':>9}")
    for row in rows:
        ms = [value / row.brands * 1000 for value in (row.took.clock, row.took.processor)]
        ratio = ms[0] / 1000 / row.copy
        print(f"{row.name:<40}{row.took.clock:>9.3f}{ms[0]:>12.2f}{ms[1]:>11.2f}{ratio:>9.2f}")

"""Prints where the time of a cold build goes: seconds of the processor by part, in the process itself and in its children.

    .venv/bin/python -m bench.profile [--brands 1000] [--functions 30]

One process (`jobs=1` where that can be said), an empty store, in memory, all modules imported before. The parts are functions of
`whitelabel`, known by name and timed as they are called: what one part calls of another is the other's. Children write into
memory that they share with their parent. A name that is there no more is told, and its time is with whoever calls it.
`--functions` shows the slowest functions of the process instead (cProfile; children are not in it).
"""

from __future__ import annotations

import argparse
import cProfile
import datetime
import functools
import importlib
import inspect
import mmap
import os
import pkgutil
import pstats
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import measure
from bench.generate import generate

DAY = datetime.date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Part:
    """A row: the functions whose time it is (`module:name`), the asset kinds, and what bounds it."""

    name: str
    bound: str
    functions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def of(module: str, names: str) -> tuple[str, ...]:
    """Some functions of a module."""
    return tuple(f"{module}:{name}" for name in names.split())


REST = Part("the rest of the flow", "ours, in Python")
CHILDREN = Part(
    "birth and end of children",
    "the system: fork, pages copied",
    of("whitelabel.picture.fence", "Fenced.__init__ Fenced.result"),
)
PARTS = (
    REST,
    Part("read the project", "file system, SHA-256", of("whitelabel.disk.tree", "read_tree")),
    Part("look at what is there", "file system", of("whitelabel.disk.look", "look looks")),
    Part("load", "ours: YAML, schemas", of("whitelabel.load", "load")),
    Part("resolve", "ours: tokens, texts, rights", of("whitelabel.resolve", "lay resolve_brand")),
    Part("study of logos", "ours: cleaning, variants", of("whitelabel.picture.study", "studied")),
    Part("check", "ours", of("whitelabel.check", "check_project check_brand")),
    Part("plan", "ours: keys as canonical JSON", of("whitelabel.plan", "plan_common plan_brand")),
    Part("pages", "ours: context, JSON", kinds=("page", "email")),
    Part("  Jinja", "Jinja: templates and their words", of("jinja2", "Template.render Environment.compile")),
    Part("other files", "ours", kinds=("*",)),
    Part(
        "pictures",
        "ours: shapes, cards, Pillow",
        of("whitelabel.picture.together", "Drawings.__init__ Drawings.result"),
    ),
    Part(
        "  drawing", "Pillow: PNG from resvg is read", of("whitelabel.picture.draw", "Drawing.__init__ Drawing.image")
    ),
    Part("    resvg", "resvg", of("resvg", "render")),
    Part("  encoding", "Pillow: palettes, filters, WebP", of("whitelabel.picture.encode", "png ico webp packed")),
    Part("    libdeflate", "libdeflate", of("deflate", "zlib_compress")),
    CHILDREN,
    Part("keep in the store", "file system, SHA-256", of("whitelabel.run.store", "Store.get Store.put")),
    Part("manifest", "ours: JSON", of("whitelabel.package.manifest", "manifest")),
    Part("SHA-256", "the processor", of("hashlib", "sha256")),
    Part("write", "file system", of("whitelabel.disk.publish", "Publisher.write")),
    Part("publish", "file system", of("whitelabel.disk.publish", "Publisher.publish")),
    Part("archive", "file system, deflate", of("whitelabel.package.archive", "*")),
    Part("evidence", "Jinja, JSON", of("whitelabel.evidence", "evidence pieces")),
    Part("list of digests", "file system", of("whitelabel.disk.sums", "sums")),
)


class Meter:
    """Charges time to the innermost part that is at work; its figures lie in memory that children share."""

    def __init__(self) -> None:
        self.figures = memoryview(mmap.mmap(-1, 8 * 3 * len(PARTS))).cast("d")
        self.stack = [PARTS.index(REST)]
        self.is_child = False
        self.processor, self.clock = time.process_time(), time.perf_counter()
        os.register_at_fork(after_in_child=self._born)

    def _born(self) -> None:
        self.is_child = True
        self.processor = time.process_time()

    def turn(self) -> None:
        """Charge what has passed."""
        processor, clock = time.process_time(), time.perf_counter()
        at = 3 * self.stack[-1]
        self.figures[at + self.is_child] += processor - self.processor
        if not self.is_child:
            self.figures[at + 2] += clock - self.clock
        self.processor, self.clock = processor, clock

    def timed(self, part: int, work: Callable[[], Any]) -> Any:
        """Do some work on a part's account."""
        self.turn()
        self.stack.append(part)
        try:
            return work()
        finally:
            self.turn()
            self.stack.pop()

    def wrapped(self, part: int, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, timed; where it gives one by one, each time that it is asked."""

        @functools.wraps(function)
        def wrapper(*given: Any, **named: Any) -> Any:
            if function.__qualname__ == "Fenced.__init__":
                above, work = self.stack[-1], given[1]
                # In the child it is the work of who asked for it, told before the child ends.
                given = (given[0], lambda: self.timed(above, work), *given[2:])
            made = self.timed(part, lambda: function(*given, **named))
            return self._each(part, made) if inspect.isgenerator(made) else made

        return wrapper

    def _each(self, part: int, made: Iterator[Any]) -> Iterator[Any]:
        end = object()
        while (found := self.timed(part, lambda: next(made, end))) is not end:
            yield found


def import_all() -> None:
    """All modules: what is imported as it is needed is no part's time."""
    import whitelabel

    for module in pkgutil.walk_packages(whitelabel.__path__, "whitelabel."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def hook(meter: Meter) -> list[str]:
    """Times all parts, and returns the names that are there no more."""
    missing = []
    for number, part in enumerate(PARTS):
        for target in part.functions:
            found = list(_places(target))
            if not found:
                missing.append(target)
            for holder, name, function in found:
                _replace(holder, name, function, meter.wrapped(number, function))
    _hook_kinds(meter)
    return missing


def _places(target: str) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """Where a function stands: what holds it, its name, and itself; all of a module's own for a star."""
    module_name, _, path = target.partition(":")
    try:
        holder: Any = importlib.import_module(module_name)
    except ModuleNotFoundError:
        return
    *classes, last = path.split(".")
    for name in classes:
        holder = getattr(holder, name, None)
    own = [
        name for name, value in vars(holder).items() if inspect.isfunction(value) and value.__module__ == module_name
    ]
    for name in own if last == "*" else [last]:
        if callable(function := getattr(holder, name, None)):
            yield holder, name, function


def _replace(holder: Any, name: str, function: Callable[..., Any], other: Callable[..., Any]) -> None:
    """Puts a function in another's place, also where it was imported by name."""
    setattr(holder, name, other)
    for module in [module for name, module in sys.modules.items() if name.startswith("whitelabel")]:
        for known in [known for known, value in vars(module).items() if value is function]:
            setattr(module, known, other)


def _hook_kinds(meter: Meter) -> None:
    from whitelabel import render

    named = {kind: number for number, part in enumerate(PARTS) for kind in part.kinds}
    for kind in (*render.SHARED, *render.OWN):
        # Frozen for the product, not for who measures it.
        object.__setattr__(kind, "render", meter.wrapped(named.get(kind.name, named["*"]), kind.render))


def cold_build(project: Path) -> None:
    """A build in this process, as the command does it."""
    from whitelabel import incremental
    from whitelabel.package.order import Order

    known = inspect.signature(incremental.build).parameters
    wanted = {"jobs": 1, "archive": Order(), "progress": lambda *_: None}
    options: dict[str, Any] = {name: value for name, value in wanted.items() if name in known}
    outcome = incremental.build(project, on=DAY, **options)
    made = {brand.status for brand in outcome.brands}
    if made != {"built"}:
        sys.exit(f"not all brands were built: {', '.join(sorted(made))}")


def _seconds(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def by_part(brands: int, project: Path) -> None:
    """The table."""
    meter = Meter()
    missing = hook(meter)
    meter.turn()
    meter.figures[:] = memoryview(bytes(8 * len(meter.figures))).cast("d")
    own, others, begin = _seconds(resource.RUSAGE_SELF), _seconds(resource.RUSAGE_CHILDREN), time.perf_counter()
    cold_build(project)
    meter.turn()
    clock = time.perf_counter() - begin
    own, others = _seconds(resource.RUSAGE_SELF) - own, _seconds(resource.RUSAGE_CHILDREN) - others
    figures: list[float] = list(meter.figures)
    # What a child spends before it is at work and after, no meter sees.
    figures[3 * PARTS.index(CHILDREN) + 1] += others - sum(figures[1::3])
    rows = [(part, figures[3 * at : 3 * at + 3]) for at, part in enumerate(PARTS)]
    print(f"{brands} brands: {clock:.1f} s of the clock")
    print(f"{own + others:.1f} s of the processor, {others:.1f} of it in children\n")
    print(f"{'ms a brand':<34}{'itself':>8}{'children':>10}{'share':>8}{'clock':>9}  bound by")
    for part, (itself, child, passed) in rows:
        if itself or child:
            ms = [f"{value / brands * 1000:.2f}" for value in (itself, child, passed)]
            share = (itself + child) / (own + others)
            print(f"{part.name:<34}{ms[0]:>8}{ms[1]:>10}{share:>8.1%}{ms[2]:>9}  {part.bound}")
    if missing:
        print(f"\nnot there: {', '.join(missing)}")


def by_function(count: int, project: Path) -> None:
    """The slowest functions of this process."""
    with cProfile.Profile() as profile:
        cold_build(project)
    pstats.Stats(profile).sort_stats("tottime").print_stats(count)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brands", type=int, default=1000, help="how many (default 1000)")
    parser.add_argument("--functions", type=int, metavar="COUNT", help="show the slowest functions instead")
    parser.add_argument("--at", type=Path, help="a folder on the disk to measure; what is written there stays")
    given = parser.parse_args()
    with measure.place(given.brands, given.at) as place:
        generate(given.brands, project := place.path / "project")
        import_all()
        if given.functions:
            by_function(given.functions, project)
        else:
            by_part(given.brands, project)


if __name__ == "__main__":
    main()

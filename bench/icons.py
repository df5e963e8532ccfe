"""Prints what a brand's pictures cost beside npm `favicons`: 200 logos of `simple-icons` and `devicon`, one core, one run.

    make bench
    .venv/bin/python -m bench.icons [--logos 200]

Milliseconds of the processor, each logo once, after one that warms up; both in one process of their own on the same core.
`favicons` makes favicon.ico, 32, 180, 192 and 512 pixels; `ours, seven files` these, a maskable icon of 512 and a card of
1200 × 630, from a drawing that is sanitised before: goal 45 ms, where `favicons` takes 65. `a brand` is the whole of ours, as a
build does it: the study of the logo (dark variant, mark, one colour), seven icons, the header's logos, the one for e-mails, and
a share card in one language: goal 110 ms. `from pixels` is the same from the logo as a PNG of 2,048 pixels: goal 250 ms. Logos
are every so many-th by name.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PIL import Image

from whitelabel import render
from whitelabel.disk.tree import Tree
from whitelabel.load import load
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import ico, png
from whitelabel.picture.sanitise import sanitise
from whitelabel.picture.square import icon
from whitelabel.picture.study import Given, looked_at
from whitelabel.picture.together import Work, drawn
from whitelabel.picture.trim import cropped, visible_box
from whitelabel.plan import plan
from whitelabel.problem import Problem, Span
from whitelabel.resolve import resolve

Made = TypeVar("Made")
HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"


def chosen(count: int) -> list[Path]:
    """As many of each package, at equal steps by name."""
    simple = sorted((PACKAGES / "simple-icons" / "icons").glob("*.svg"))
    colored = sorted((PACKAGES / "devicon" / "icons").glob("*/*-original.svg"))
    return [files[len(files) * n // (count // 2)] for files in (simple, colored) for n in range(count // 2)]


def seven_files(data: bytes) -> int:
    """The plain icons and a card; how many bytes, none where the drawing is refused."""
    clean = sanitise(data, "logo.svg", Span("brand.yaml"))
    if isinstance(clean, Problem):
        return 0
    box = visible_box(Drawing(clean.picture))
    sign = Drawing(cropped(clean.picture, box or clean.picture.box))
    card = Image.new("RGB", (1200, 630), "#ffffff")
    logo = sign.fitted(360)
    card.paste(logo, ((1200 - logo.width) // 2, (630 - logo.height) // 2), logo)
    files = [
        ico([icon(sign, side, paper=None, padding=0.04) for side in (16, 32, 48)]),
        *(png(icon(sign, side, paper=None, padding=0.04)) for side in (32, 192, 512)),
        png(icon(sign, 180, paper="#ffffff", padding=0.12)),
        png(icon(sign, 512, paper="#ffffff", padding=0.12, within_circle=True)),
        png(card),
    ]
    return sum(map(len, files))


PARTS = ("icon", "logo", "share")
THEME = """product: {name: Deals, version: 1.0.0}
source_locale: en
papers: [color.paper]
pages: {home: {template: pages/home.html.j2, lock: sell}}
share: {line: home.title}
"""
WHITE, DARK = (f'{{"$value": {{"colorSpace": "srgb", "components": [{v}, {v}, {v}]}}}}' for v in ("1", "0.07"))
BRAND = """name: Acme
domain: acme.example
logo: logo
status: live
region_lock: {contract: {ref: A-1, signed: 2025-12-01}, grants: [{territories: [RU-MOW], exclusivity: sole}]}
"""
PROJECT = {
    "whitelabel.yaml": "vendor: {brand: acme}\nproducts: [deals]\n",
    "base_theme/theme.yaml": THEME,
    "base_theme/tokens.json": f'{{"color": {{"$type": "color", "paper": {WHITE}, "ink": {DARK}, "primary": {DARK}}}}}',
    "base_theme/tokens.dark.json": f'{{"color": {{"$type": "color", "paper": {DARK}, "ink": {WHITE}}}}}',
    "base_theme/locales/en.yaml": "home: {title: Deals from handshake to title, description: All of it}\n",
    "base_theme/templates/pages/home.html.j2": "<!doctype html><html><title>{{ page.title }}</title></html>",
    "brands/acme/brand.yaml": BRAND,
}
DAY = datetime.date(2026, 11, 23)
KINDS = {kind.name: kind for kind in (*render.SHARED, *render.OWN)}


def a_brand(data: bytes) -> dict[str, float]:
    """Milliseconds of the processor for each part of a brand's pictures, as a build makes them; none where it is refused."""
    problems: list[Problem] = []
    spent = {"study": 0.0, "pictures": 0.0}

    def timed(part: str, work: Callable[[], Made]) -> Made:
        begin = spent_so_far()
        made = work()
        spent[part] += (spent_so_far() - begin) * 1000
        return made

    project = load(Tree.of({**PROJECT, "brands/acme/logo": data}), (), problems)
    assert project is not None, problems
    resolved = resolve(project, (), DAY, problems, remember=lambda _, work: timed("study", lambda: work()[0]))
    for brand_plan in plan(resolved, render.SHARED, render.OWN, problems):
        inputs = brand_plan.inputs
        actions = [action for action in brand_plan.actions if action.kind in PARTS]
        works = [KINDS[action.kind].render(action, lambda digest: inputs[digest].read()) for action in actions]  # noqa: B023
        timed("pictures", lambda: drawn([work for work in works if isinstance(work, Work)]))  # noqa: B023
        return spent
    return {}


def as_pixels(data: bytes) -> bytes:
    """A logo as a PNG whose longer side is 2,048 pixels."""
    picture, _ = looked_at(Given("light", "logo.svg", data))
    return png(Drawing(picture).fitted(2048)) if picture is not None else b""


def measured(paths: Sequence[Path], work: Callable[[bytes], Made]) -> list[tuple[float, Made]]:
    """Milliseconds a logo, and what was made of it."""
    found = []
    for path in [paths[0], *paths]:
        data, begin = path.read_bytes(), spent_so_far()
        made = work(data)
        found.append(((spent_so_far() - begin) * 1000, made))
    return found[1:]


def spent_so_far() -> float:
    """Seconds of the processor, of this process and of those that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def theirs(paths: Sequence[Path]) -> list[float | None]:
    """The same by `favicons`."""
    done = subprocess.run(
        ["node", str(HERE / "favicons.mjs")],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "UV_THREADPOOL_SIZE": "1", "VIPS_CONCURRENCY": "1"},
    )
    if done.returncode:
        sys.exit(done.stderr)
    return [line and line["ms"] for line in map(json.loads, done.stdout.splitlines())]


def main() -> None:
    """One table, and the five that take longest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--logos", type=int, default=200)
    paths = chosen(parser.parse_args().logos)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    looked_at(Given("light", "logo.svg", paths[0].read_bytes()))
    base = theirs(paths)
    brands = [spent for _, spent in measured(paths, a_brand)]
    # What the process holds by then is no build's, and makes each child's birth dearer.
    rasters = [data for path in paths[:: max(1, len(paths) // 40)] if (data := as_pixels(path.read_bytes()))]
    pixels = [a_brand(data) for data in rasters]
    rows = {
        "favicons, five files": base,
        "ours, seven files": [ms if made else None for ms, made in measured(paths, seven_files)],
        "ours, a brand": [sum(spent.values()) or None for spent in brands],
        **{f"  {part}": [spent.get(part) for spent in brands] for part in ("study", "pictures")},
        "ours, from pixels": [sum(spent.values()) or None for spent in pixels],
    }
    print(f"{len(paths)} logos{'':14} {'median ms':>9} {'p90':>7} {'most':>7} {'of favicons':>12} {'refused':>8}")
    for name, row in rows.items():
        good = sorted(ms for ms in row if ms is not None)
        ratios = [ms / other for ms, other in zip(row, base, strict=False) if ms is not None and other]
        p90 = good[len(good) * 9 // 10]
        print(
            f"{name:<24} {statistics.median(good):>9.1f} {p90:>7.1f} {good[-1]:>7.1f}"
            f" {statistics.median(ratios):>12.2f} {row.count(None):>8}"
        )
    slowest = sorted(zip(paths, rows["ours, a brand"], base, strict=True), key=lambda one: -(one[1] or 0))[:5]
    print("\nslowest of ours, a brand")
    for path, ms, other in slowest:
        print(f"  {path.stem:<32} {ms or 0:>7.1f} ms, favicons {other or 0:>7.1f} ms, {path.stat().st_size:>9,} bytes")


if __name__ == "__main__":
    main()

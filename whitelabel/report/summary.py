"""What a build has made, as a person likes to read it: a table on a terminal, a line a brand in a log."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from whitelabel.outcome import BrandOutcome
from whitelabel.problem import Problem, printable
from whitelabel.report.listing import counted

if TYPE_CHECKING:
    from rich.text import Text

ROWS = 30
"""Brands that are listed one by one; of more, those that need a look come first, and the rest is counted."""

_SWATCHES = 5
_ORDER = ("built", "unchanged", "checked", "rejected")


def size(number: int) -> str:
    """Bytes in SI units.

    >>> [size(number) for number in (0, 999, 20_480, 1_048_576)]
    ['0 B', '999 B', '20 kB', '1.0 MB']
    """
    if number < 1000:
        return f"{number} B"
    amount = float(number)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.5 or unit == "TB":
            break
    return f"{amount:.0f} {unit}" if unit == "kB" else f"{amount:.1f} {unit}"


def duration(seconds: float) -> str:
    """Seconds in a word or two.

    >>> [duration(seconds) for seconds in (0.0004, 0.118, 7.04, 125)]
    ['0 ms', '118 ms', '7.0 s', '2 min 5 s']
    """
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def troubles(problems: Iterable[Problem]) -> dict[str, Counter[str]]:
    """Brand → how many errors and warnings concern it."""
    found: dict[str, Counter[str]] = {}
    for problem in problems:
        for slug in problem.brands:
            found.setdefault(slug, Counter())[problem.severity] += 1
    return found


def _remark(counts: Mapping[str, int], shared: int = 0) -> str:
    """How much concerns a brand; `shared` counts the errors outside of all brands, such as in the theme."""
    parts = [counted(counts[kind], kind) for kind in ("error", "warning") if counts.get(kind)]
    return ", ".join([*parts, *([counted(shared, "shared error")] if shared else ())])


def _shared(outcome: BrandOutcome, problems: Iterable[Problem]) -> int:
    """Errors of no brand in particular that reject this one."""
    return sum(problem.is_error and not problem.brands for problem in problems) if outcome.status == "rejected" else 0


def _listed(
    brands: Sequence[BrandOutcome], found: Mapping[str, Counter[str]]
) -> tuple[Sequence[BrandOutcome], Sequence[BrandOutcome]]:
    if len(brands) <= ROWS:
        return brands, ()

    def calm(outcome: BrandOutcome) -> int:
        if outcome.status == "rejected":
            return 0
        return 1 if outcome.brand in found else 2 if outcome.status == "built" else 3

    ranked = sorted(brands, key=calm)
    chosen = {outcome.brand for outcome in ranked[:ROWS]}
    return [outcome for outcome in brands if outcome.brand in chosen], ranked[ROWS:]


def _statuses(brands: Iterable[BrandOutcome]) -> str:
    counts: Counter[str] = Counter(outcome.status for outcome in brands)
    return ", ".join(f"{counts[status]:,} {status}" for status in _ORDER if counts[status])


def total(brands: Sequence[BrandOutcome], seconds: float) -> str:
    """The last line: how many brands came out how, and what they sum up to."""
    parts = [f"{counted(len(brands), 'brand')}: {_statuses(brands)}"]
    pages = sum(outcome.pages for outcome in brands if outcome.status != "rejected")
    if pages:
        parts.append(counted(pages, "page"))
    files = sum(outcome.files for outcome in brands)
    if files:
        parts += [counted(files, "file"), size(sum(outcome.bytes for outcome in brands))]
    return " · ".join([*parts, duration(seconds)])


def _folded(line: str, width: int) -> str:
    """The line in several ones where it is too long, broken between its parts."""
    lines = [""]
    for part in line.split(" · "):
        longer = f"{lines[-1]} · {part}" if lines[-1] else part
        if lines[-1] and len(longer) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def next_step(brands: Iterable[BrandOutcome], prefix: str = "") -> str:
    """What to do with the bundles; empty where there is none.

    Args:
        brands: What was made.
        prefix: What leads from the reader's folder to the project's root, such as ``shop/``.
    """
    bundle = next((outcome.bundle for outcome in brands if outcome.bundle), "")
    if not bundle:
        return ""
    place = bundle if bundle.startswith("/") else prefix + bundle
    return f"look at it: python3 -m http.server -d {printable(shlex.quote(f'{place}/site'))}"


def log(brands: Sequence[BrandOutcome], problems: Sequence[Problem], seconds: float) -> str:
    """A line a brand, without colour, for logs and pipes."""
    found = troubles(problems)
    listed, folded = _listed(brands, found)
    slug_width = max((len(outcome.brand) for outcome in listed), default=0)
    lines = []
    for outcome in listed:
        remark = _remark(found.get(outcome.brand, {}), _shared(outcome, problems))
        facts = []
        if outcome.status != "rejected":
            facts = [counted(outcome.pages, "page"), counted(outcome.files, "file"), size(outcome.bytes)]
            facts += [duration(outcome.seconds), printable(outcome.bundle)]
        told = ", ".join(part for part in (*facts, remark) if part)
        lines.append(f"{outcome.status:<9}  {outcome.brand:<{slug_width}}  {told}".rstrip())
    if folded:
        lines.append(f"and {_statuses(folded)}")
    lines.append(total(brands, seconds))
    return "\n".join(lines)


def _swatch(outcome: BrandOutcome) -> Text:
    from rich.text import Text

    swatch = Text()
    for color in outcome.colors[:_SWATCHES]:
        swatch.append("██", style=color)
    return swatch


def table(
    brands: Sequence[BrandOutcome],
    problems: Sequence[Problem],
    seconds: float,
    *,
    width: int,
    colour: bool,
    prefix: str = "",
) -> str:
    """A table for a terminal; narrow ones are spared what is least asked for.

    Args:
        brands: In the order of the rows.
        problems: All that were found.
        seconds: Time of the whole command.
        width: Columns of the terminal.
        colour: Whether colours may be used; without them there are no swatches.
        prefix: What leads from the reader's folder to the project's root.
    """
    import io

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    found = troubles(problems)
    listed, folded = _listed(brands, found)
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    columns = [("Brand", 0), ("Name", 90), ("Look", 48), ("Pages", 56), ("Files", 72), ("Size", 56), ("Time", 64)]
    shown = [name for name, least in columns if width >= least and (colour or name != "Look")]
    for name in shown:
        right = name in ("Pages", "Files", "Size", "Time")
        drawn.add_column(name, justify="right" if right else "left", no_wrap=True, overflow="ellipsis")
    drawn.add_column("", overflow="fold")
    for outcome in listed:
        made = outcome.status != "rejected"
        cells = {
            "Brand": Text(outcome.brand, style="bold"),
            "Name": Text(printable(outcome.name), style="dim"),
            "Look": _swatch(outcome),
            "Pages": Text(f"{outcome.pages:,}" if made else ""),
            "Files": Text(f"{outcome.files:,}" if made else ""),
            "Size": Text(size(outcome.bytes) if made else ""),
            "Time": Text(duration(outcome.seconds) if made else ""),
        }
        remark = _remark(found.get(outcome.brand, {}), _shared(outcome, problems))
        drawn.add_row(*(cells[name] for name in shown), _status(outcome, remark))
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="auto" if colour else None,
        no_color=not colour,
        highlight=False,
        legacy_windows=False,
    )
    console.print(drawn)
    if folded:
        console.print(Text(f"and {_statuses(folded)}", style="dim"))
    console.print()
    console.print(Text(_folded(total(brands, seconds), width), style="bold"))
    step = next_step(brands, prefix)
    if step:
        console.print(Text(step, style="dim"), soft_wrap=True)
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def _status(outcome: BrandOutcome, remark: str) -> Text:
    from rich.text import Text

    style = {"built": "green", "unchanged": "dim", "checked": "green", "rejected": "bold red"}[outcome.status]
    status = Text(outcome.status, style=style)
    if remark:
        status.append(f" · {remark}", style="red" if "error" in remark else "yellow")
    return status

"""What a command found, shown to whom it is for, and the exit code that follows."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whitelabel.cli import screen
from whitelabel.cli.settings import Settings
from whitelabel.outcome import BrandOutcome, Outcome
from whitelabel.problem import Problem

DONE = 0
REJECTED = 1


def no_lines(_path: str, _number: int) -> str | None:
    """Stands for the lines of files where there is none to show."""
    return None


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to show.

    Attributes:
        root: Folder that the problems' paths begin at.
    """

    problems: tuple[Problem, ...]
    brands: tuple[BrandOutcome, ...] = ()
    root: Path | None = None
    line_of: Callable[[str, int], str | None] = no_lines


def found(settings: Settings, root: Path, outcome: Outcome, asked: Sequence[str]) -> Found:
    """An outcome put in order, and cut to what its reader may see."""
    from whitelabel.report.listing import tidy

    if settings.audience == "vendor":
        return Found(tidy(outcome.problems), outcome.brands, root, outcome.line_of)
    from whitelabel.report.audience import for_partner, own_lines, partner

    (own,) = asked
    unread = outcome.rights.hidden if outcome.rights is not None else _slugs(root)
    reader = partner(outcome.rights, own, unread, outcome.line_of, strict=settings.strict)
    return Found(
        tidy(for_partner(outcome.problems, reader)),
        tuple(brand for brand in outcome.brands if brand.brand == own),
        root,
        own_lines(reader),
    )


def _slugs(root: Path) -> set[str]:
    """Of all brands, and of all contracts: what names them where nothing could be read."""
    found: set[str] = set()
    for folder in ("brands", "contracts"):
        with contextlib.suppress(OSError), os.scandir(root / folder) as entries:
            found.update(entry.name.removesuffix(".yaml") for entry in entries if "." not in entry.name[:-5])
    return found


def code(settings: Settings, shown: Found) -> int:
    """1 where something is rejected: by an error, and with `--strict` by a warning."""
    rejects = any(problem.is_error or settings.strict for problem in shown.problems)
    return REJECTED if rejects or any(brand.status == "rejected" for brand in shown.brands) else DONE


def prefix_of(root: Path, base: Path) -> str:
    """What leads from a folder to the root: empty when they are one."""
    way = os.path.relpath(root.resolve(), base.resolve()).replace(os.sep, "/")
    if way == ".":
        return ""
    inside = set(way.split("/")) == {".."}
    return (way if inside or not way.startswith("..") else root.resolve().as_posix()) + "/"


def show_problems(settings: Settings, shown: Found, *, alone: bool = False) -> None:
    """Print the problems as text or as annotations; nothing where there is none.

    Args:
        settings: The form, and who reads it.
        shown: What there is to show.
        alone: Whether nothing is printed after them.
    """
    if not shown.problems:
        return
    if settings.format == "github":
        from whitelabel.report.github import commands

        base = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
        screen.write(commands(shown.problems, prefix_of(shown.root, base) if shown.root else ""))
        return
    from whitelabel.report.paint import ansi, plain
    from whitelabel.report.text import problems_text

    paint = ansi if screen.has_colour(sys.stdout) else plain
    prefix = prefix_of(shown.root, Path.cwd()) if shown.root else ""
    screen.write(problems_text(shown.problems, shown.line_of, paint, prefix) + ("\n" if alone else "\n\n"))


def show_tally(settings: Settings, problems: Sequence[Problem]) -> None:
    """Print how many problems there are, and whether `--strict` makes warnings count."""
    from whitelabel.report.listing import tally

    if problems:
        by_strict = settings.strict and not any(problem.is_error for problem in problems)
        screen.write(tally(problems) + ("; '--strict' lets no warning pass" if by_strict else ""))


def reject(settings: Settings, *problems: Problem, **more: Any) -> int:
    """Show what rejects a command before its work, in the form that was asked for; the exit code."""
    if settings.format == "json":
        from whitelabel.report.answer import answer

        screen.write_json(answer(problems, **more))
    else:
        show_problems(settings, Found(problems), alone=True)
    return REJECTED

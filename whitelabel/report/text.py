"""Problems as a person reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from whitelabel.problem import Problem, show
from whitelabel.report.listing import moved
from whitelabel.report.paint import Paint, plain

_EXCERPT = re.compile(r"( *\d* \| )(.*)")
_CARETS = re.compile(r" +\| *\^+")


def problems_text(
    problems: Iterable[Problem],
    line_of: Callable[[str, int], str | None],
    paint: Paint = plain,
    prefix: str = "",
) -> str:
    """Problems in several lines each, parted by empty lines.

    Args:
        problems: In the order that they have; errors are shown after warnings, nearest to the prompt.
        line_of: Gives a line of a source file for a path from the project's root and a number from 1.
        paint: Colours.
        prefix: What leads from the reader's folder to the project's root, such as ``shop/``.
    """

    def line(path: str, number: int) -> str | None:
        return line_of(path.removeprefix(prefix), number)

    ordered = sorted(problems, key=lambda problem: problem.is_error)
    return "\n\n".join(_painted(problem, show(moved(problem, prefix), line), paint) for problem in ordered)


def _painted(problem: Problem, shown: str, paint: Paint) -> str:
    first, *rest = shown.split("\n")
    what = f"{problem.severity} {problem.code}"
    place, _, message = first.partition(f"{what}: ")
    lines = [paint(place, "strong") + paint(what, problem.severity) + ": " + paint(message, "strong")]
    for line in rest:
        excerpt = _EXCERPT.fullmatch(line)
        if line.startswith("  hint: "):
            lines.append("  " + paint("hint:", "hint") + line.removeprefix("  hint:"))
        elif _CARETS.fullmatch(line):
            gutter, bar, carets = line.partition("|")
            lines.append(paint(gutter + bar, "quiet") + paint(carets, problem.severity))
        elif excerpt:
            lines.append(paint(excerpt[1], "quiet") + excerpt[2])
        else:
            lines.append(line)
    return "\n".join(lines)

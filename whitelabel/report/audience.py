"""What a partner is shown: nothing that another brand has written, and no other brand's name.

A mistake elsewhere that rejects the partner's brand is told, but not what it is: who can mend it sees it whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeAlias

from whitelabel.problem import Problem, Span

HELD_ELSEWHERE = "something outside of this brand's folder rejects it"
ASK = "ask the vendor, whose build shows it"


LineOf: TypeAlias = Callable[[str, int], str | None]


def for_partner(problems: Iterable[Problem], brand: str, others: Iterable[str], line_of: LineOf) -> tuple[Problem, ...]:
    """Problems that concern one brand, without what would tell of another.

    Args:
        problems: All that were found.
        brand: The partner's own slug.
        others: Words that name another brand: slugs, at least.
        line_of: Gives a line of a source file: what a partner has written may be told back.
    """
    words = sorted(set(others) - {brand})
    names = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE) if words else None
    concerned = [problem for problem in problems if not problem.brands or brand in problem.brands]
    shown = (_shown(problem, brand, names, line_of) for problem in concerned)
    return tuple(dict.fromkeys(problem for problem in shown if problem is not None))


def _shown(problem: Problem, brand: str, names: re.Pattern[str] | None, line_of: LineOf) -> Problem | None:
    own = not _of_another(problem.span, brand)
    if not own and not problem.is_error:
        return None
    told = " ".join((problem.message, problem.hint, problem.span.path if problem.span else ""))
    if not own or (names and not _said_first(names.findall(told), problem.span, brand, line_of)):
        return Problem(
            problem.code, problem.severity, HELD_ELSEWHERE, problem.span if own else None, ASK, brands=(brand,)
        )
    kept = tuple(
        related
        for related in problem.related
        if not _of_another(related.span, brand) and not (names and names.search(related.message))
    )
    return replace(problem, related=kept, brands=(brand,) if problem.brands else ())


def _said_first(named: list[str], span: Span | None, brand: str, line_of: LineOf) -> bool:
    """Whether each name stands in the very words that the problem is about, and the brand wrote them."""
    line = line_of(span.path, span.line) if span and _is_own(span.path, brand) else None
    words = (line or "")[span.column - 1 : span.column - 1 + span.length] if span else ""
    return all(name.casefold() in words.casefold() for name in named)


def _of_another(span: Span | None, brand: str) -> bool:
    return span is not None and span.path.startswith(("brands/", "contracts/")) and not _is_own(span.path, brand)


def _is_own(path: str, brand: str) -> bool:
    return path.startswith(f"brands/{brand}/") or path == f"contracts/{brand}.yaml"


def own_lines(line_of: LineOf, brand: str) -> LineOf:
    """Lines of the brand's own files and the theme's; the vendor's file may name other brands."""

    def line(path: str, number: int) -> str | None:
        return line_of(path, number) if _is_own(path, brand) or path.startswith("base_theme/") else None

    return line

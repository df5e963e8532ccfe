"""Problems put in order: each once, by place, counted, and seen from where the reader stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from whitelabel.problem import Problem, Related, Span


def tidy(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sorted by place and code; one that was found for several brands stands once, with all of them."""
    brands: dict[Problem, dict[str, None]] = {}
    for problem in problems:
        brands.setdefault(replace(problem, brands=()), {}).update(dict.fromkeys(problem.brands))
    merged = (replace(problem, brands=tuple(slugs)) for problem, slugs in brands.items())
    return tuple(sorted(merged, key=_place))


def _place(problem: Problem) -> tuple[Span, str, str]:
    return (problem.span or Span("", 0, 0), problem.code, problem.message)


def moved(problem: Problem, prefix: str) -> Problem:
    """The problem with its places seen from another folder: the prefix, such as ``shop/``, stands before each path."""
    if not prefix:
        return problem
    return replace(
        problem,
        span=_moved(problem.span, prefix) if problem.span else None,
        related=tuple(Related(_moved(other.span, prefix), other.message) for other in problem.related),
    )


def _moved(span: Span, prefix: str) -> Span:
    return replace(span, path=prefix + span.path)


def counted(number: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "error"), counted(1200, "file")
    ('1 error', '1,200 files')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def tally(problems: Iterable[Problem]) -> str:
    """How many there are: ``2 errors, 1 warning in 3 files``; empty where there is none."""
    listed = tuple(problems)
    errors = sum(problem.is_error for problem in listed)
    parts = [counted(number, noun) for number, noun in ((errors, "error"), (len(listed) - errors, "warning")) if number]
    files = len({problem.span.path for problem in listed if problem.span})
    where = f" in {counted(files, 'file')}" if files else ""
    return ", ".join(parts) + where

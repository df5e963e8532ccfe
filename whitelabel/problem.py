"""Where a thing was written, what is wrong with it, and how that is shown."""

from __future__ import annotations

import dataclasses
import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one line of one file.

    Attributes:
        path: File, relative to the project's root, with ``/``.
        line: From 1.
        column: From 1, in characters.
        length: Characters to underline, at least 1.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that takes part in a problem, and what it has to do with it."""

    span: Span
    message: str


class Excerpt(NamedTuple):
    """A line, or the part of it around a place, of a file that nobody can open later.

    Attributes:
        column: Of its first character, from 1.
    """

    text: str
    column: int = 1


NOTHING = Excerpt("")


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in what someone wrote.

    Attributes:
        code: ``WL`` and three digits; the first names the room (see ``explain.CODES``).
        severity: Errors reject, warnings never do.
        message: What is, and what was wanted: lower case, no full stop, names in single quotes.
        span: Where it was written; ``None`` for what has no place, such as a command line's word.
        hint: An action that mends it, or empty.
        related: Other places that take part.
        brands: Slugs that the problem rejects; empty where it concerns the whole project.
        excerpt: What stands at the place, where it is in no file that is read to show it.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""
    related: tuple[Related, ...] = ()
    brands: tuple[str, ...] = field(default=())
    excerpt: Excerpt = NOTHING

    @property
    def is_error(self) -> bool:
        """Whether this problem rejects."""
        return self.severity == "error"


class Rejected(Exception):
    """Carries problems out of work that has no way to return them, such as a template that runs."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


def pack(problem: Problem) -> dict[str, Any]:
    """A problem as JSON data."""
    return dataclasses.asdict(problem)


def unpack(data: Mapping[str, Any]) -> Problem:
    """The problem that became such data.

    Raises:
        KeyError, TypeError: The data are of no problem.
    """
    span = Span(**data["span"]) if data["span"] is not None else None
    related = tuple(Related(Span(**one["span"]), one["message"]) for one in data["related"])
    code, severity, message, hint = (data[name] for name in ("code", "severity", "message", "hint"))
    return Problem(code, severity, message, span, hint, related, tuple(data["brands"]), Excerpt(*data["excerpt"]))


def merged(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, with all the brands that it concerns."""
    concerned: dict[Problem, dict[str, None]] = {}
    for problem in problems:
        concerned.setdefault(dataclasses.replace(problem, brands=()), {}).update(dict.fromkeys(problem.brands))
    return tuple(dataclasses.replace(problem, brands=tuple(brands)) for problem, brands in concerned.items())


MESSAGE_LIMIT = 400
"""Characters of a message or hint; a longer one quotes a value that nobody reads whole."""


def _clipped(text: str) -> str:
    return text if len(text) <= MESSAGE_LIMIT else f"{text[:280]}…{text[-100:]}"


def error(
    code: str,
    message: str,
    span: Span | None = None,
    *,
    hint: str = "",
    related: Iterable[Related] = (),
    brands: Iterable[str] = (),
    excerpt: Excerpt = NOTHING,
) -> Problem:
    """A problem that rejects what it concerns."""
    return Problem(code, "error", _clipped(message), span, _clipped(hint), tuple(related), tuple(brands), excerpt)


def warning(
    code: str,
    message: str,
    span: Span | None = None,
    *,
    hint: str = "",
    related: Iterable[Related] = (),
    brands: Iterable[str] = (),
) -> Problem:
    """A problem that is told and lets the work go on."""
    return Problem(code, "warning", _clipped(message), span, _clipped(hint), tuple(related), tuple(brands))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like the given one, or an empty string.

    >>> nearest("colours", ["colors", "fonts"])
    'colors'
    """
    by_folded = {name.casefold(): name for name in known}
    folded = word.casefold()
    found = difflib.get_close_matches(folded, list(by_folded), n=5, cutoff=0.6)
    # Of those that are as much alike, the one that begins alike: people slip towards a word's end.
    likeness = {name: difflib.SequenceMatcher(None, name, folded).ratio() for name in found}
    best = [name for name in found if likeness[name] == max(likeness.values())]
    near = max(best, key=lambda name: len(os.path.commonprefix([name, folded])), default="")
    return by_folded[near] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, else all of them when they are few."""
    names = sorted(set(known))
    near = nearest(word, names)
    if near:
        return f"did you mean '{near}'?"
    if 0 < len(names) <= 12:
        return "known here: " + ", ".join(names)
    return ""


def printable(text: str) -> str:
    """The text with everything that could move a terminal's cursor or its reader's eye made visible.

    >>> printable("a\\x1b[31m\\u202eb")
    'a\\\\x1b[31m\\\\u202eb'
    """
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _expanded(line: str) -> str:
    return printable(line.replace("\t", " "))


def _excerpt(span: Span, line: str | None, start: int) -> list[str]:
    if not line:
        return []
    window = 0
    if len(line) > 160:
        window = max(0, start - 60)
        line = line[window : window + 140]
    before = _expanded(line[: start - window])
    under = _expanded(line[start - window : start - window + span.length])
    after = _expanded(line[start - window + span.length :])
    number = f"{span.line:>5}"
    return [
        f"{number} | {before}{under}{after}".rstrip(),
        f"{'':>5} | {' ' * len(before)}{'^' * max(1, len(under))}",
    ]


def show(problem: Problem, line_of: Callable[[str, int], str | None]) -> str:
    """The problem as a person reads it, without colour, in several lines.

    Args:
        problem: What to show.
        line_of: Gives a line's text (without its end) for a path and a number from 1, or ``None``.

    Returns:
        First line clickable ``path:line:column``; then the line with the place underlined, related places
        and the hint, indented.
    """
    place = f"{problem.span}: " if problem.span else ""
    lines = [f"{printable(place)}{problem.severity} {problem.code}: {printable(problem.message)}"]
    if problem.span:
        span, (written, first) = problem.span, problem.excerpt
        line = written or line_of(span.path, span.line)
        lines += _excerpt(span, line, span.column - first)
    lines += [f"  {printable(str(related.span))}: {printable(related.message)}" for related in problem.related]
    if problem.hint:
        lines.append(f"  hint: {printable(problem.hint)}")
    return "\n".join(lines)

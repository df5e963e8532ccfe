"""What the commands about rights have in common: for whom they are, what they read, and which mistakes they tell."""

from __future__ import annotations

import datetime
import io
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant
from whitelabel.cli.result import Found
from whitelabel.cli.settings import Settings, Usage

if TYPE_CHECKING:
    from whitelabel.model import Rights
    from whitelabel.problem import Span
    from whitelabel.report.paint import Paint
    from whitelabel.rights import Groups, Table, Territory

EXPRESSION = "EXPR"
"""Stands for the file where a mistake is one of the command line's expression."""


def for_vendor(settings: Settings, command: str) -> None:
    """See to it that no partner is shown what names all holders.

    Raises:
        Usage: A partner asks.
    """
    if settings.audience == "partner":
        raise Usage(
            f"'whitelabel {command}' names every brand and is for the vendor alone",
            "'whitelabel territories statement --brand SLUG' tells a partner its own rights",
        )


def code_of(settings: Settings, *shown: Found) -> int:
    """The exit code that follows from all that was found."""
    from whitelabel.cli import result

    return max(result.code(settings, part) for part in shown)


def reject_all(settings: Settings, *shown: Found, **more: Any) -> int:
    """Show what is in the way of any answer; the exit code."""
    if settings.format == "json":
        write_answer(*shown, **more)
    else:
        _show(settings, shown)
    return code_of(settings, *shown)


def tell_aside(settings: Settings, *shown: Found) -> int:
    """Show problems on stderr, since stdout holds what a program reads; the exit code."""
    from whitelabel.cli import result
    from whitelabel.report.listing import tally
    from whitelabel.report.text import problems_text

    for part in shown:
        if part.problems:
            prefix = result.prefix_of(part.root, Path.cwd()) if part.root else ""
            click.echo(problems_text(part.problems, part.line_of, prefix=prefix) + "\n", err=True)
    told = [problem for part in shown for problem in part.problems]
    if told:
        click.echo(tally(told), err=True)
    return code_of(settings, *shown)


def write_answer(*shown: Found, **more: Any) -> None:
    """Print the answer as one JSON object, with all problems."""
    from whitelabel.report.answer import answer

    screen.write_json(answer((problem for part in shown for problem in part.problems), **more))


def _show(settings: Settings, shown: Sequence[Found]) -> None:
    from whitelabel.cli import result

    for part in shown:
        result.show_problems(settings, part)
    # A word of the command line stands in no file.
    told = [problem if part.root else replace(problem, span=None) for part in shown for problem in part.problems]
    result.show_tally(settings, told)


def read(settings: Settings, root: Path, on: datetime.date | None) -> tuple[Rights | None, Found]:
    """All rights, and the mistakes in how they are written; what is wrong between grants `territories check` tells.

    Returns:
        No rights where anything of them can't be read: an answer from a part would be a guess.
    """
    from whitelabel import pipeline
    from whitelabel.cli import result

    outcome = pipeline.territories(root, on=meant(on), judged=False)
    rights = outcome.rights
    drafts = {slug for slug, holder in rights.holders.items() if holder.is_draft} if rights else set()
    # A draft holds nothing, whatever is wrong with what it wants.
    told = tuple(each for each in outcome.problems if not each.brands or not drafts.issuperset(each.brands))
    shown = result.found(settings, root, replace(outcome, problems=told), ())
    return (None if any(problem.is_error for problem in shown.problems) else rights), shown


def show_after(settings: Settings, *shown: Found) -> None:
    """Print problems behind an answer, with an empty line between."""
    if any(part.problems for part in shown):
        if settings.format == "text":
            screen.write("\n")
        _show(settings, shown)


def read_bounded(file: Path) -> bytes:
    """A file's bytes, and no more of them than are enough to tell that it is too big."""
    from whitelabel.source import MAX_BYTES

    with file.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def seen_from(root: Path, file: Path) -> str:
    """A file's path from the project's root, wherever it lies."""
    return os.path.relpath(file.resolve(), root.resolve()).replace(os.sep, "/")


def known_product(product: str, rights: Rights) -> None:
    """See to it that a product is one of the project's.

    Raises:
        Usage: It isn't.
    """
    if product and product not in rights.products:
        from whitelabel.problem import did_you_mean

        raise Usage(f"the product '{product}' is unknown", did_you_mean(product, rights.products))


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression of the command line.

    Attributes:
        text: As it was written, on one line.
        ground: Empty where it has a mistake.
    """

    text: str
    ground: Territory
    shown: Found


def read_expression(words: Sequence[str], groups: Groups, table: Table) -> Asked:
    """What an expression of the command line means; a mistake's place is a column of its text."""
    from whitelabel.problem import Span
    from whitelabel.rights import parse

    text = " ".join(" ".join(words).split())
    placed: list[tuple[str, Span | None]] = []
    column = 1
    for word in text.split(" "):
        placed.append((word, Span(EXPRESSION, 1, column, max(1, len(word)))))
        column += len(word) + 1
    ground, problems = parse(_signed(placed), groups, table)
    return Asked(text, ground, Found(problems, line_of=lambda path, _number: text if path == EXPRESSION else None))


def _signed(placed: Sequence[tuple[str, Span | None]]) -> list[tuple[str, Span | None]]:
    """The words, a hyphen that stands alone with the one that it belongs to."""
    found: list[tuple[str, Span | None]] = []
    sign = ""
    for word, span in placed:
        if word == "-":
            sign = "-"
        else:
            found.append((sign + word, span))
            sign = ""
    return [*found, *([(sign, placed[-1][1])] if sign else ())]


class Expression(click.Command):
    """A command whose arguments are words of an expression: `-RU-MOW` among them is none of its options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """An option has one letter, or two hyphens; all else that begins with a hyphen is a word."""
        end = args.index("--") if "--" in args else len(args)
        marked = [
            f"{_WORD}{word}" if word[:1] == "-" and word[1:2] not in ("", "-") and len(word) > 2 else word
            for word in args[:end]
        ]
        return super().parse_args(ctx, marked + args[end:])


# No word of a command line holds it, so that none is mistaken for a marked one.
_WORD = "\0"


def plain_words(_context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of an expression as they were typed."""
    return tuple(word.removeprefix(_WORD) for word in words)


def paint_of() -> Paint:
    """Colours where stdout takes them."""
    from whitelabel.report.paint import ansi, plain

    return ansi if screen.has_colour(sys.stdout) else plain


def write_utf8(pieces: Iterable[str]) -> None:
    """Print on stdout piece by piece, in UTF-8 whatever the terminal's encoding."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    for piece in pieces:
        screen.write(piece)

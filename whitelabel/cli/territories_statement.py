"""`whitelabel territories statement`: a brand's own rights, for its partner."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.settings import Settings, Usage, complete_brand, no_project, shared

if TYPE_CHECKING:
    from whitelabel.cli.result import Found

_FORMS = (".html", ".txt")


@click.command("statement")
@click.option(
    "--brand", "brand", required=True, metavar="SLUG", shell_complete=complete_brand, help="Whose rights to state."
)
@takes_day
@click.option(
    "-o",
    "--output",
    "out",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the statement into FILE: a page if it ends in .html, plain text if in .txt.",
)
@click.option(
    "--language",
    type=click.Choice(["ru", "en", "de"]),
    help="What it is written in; the brand's first language when absent.",
)
@shared
@click.pass_context
def command(
    context: click.Context, brand: str, on: datetime.date | None, out: Path | None, language: str | None
) -> int:
    """State what a brand holds, what ends and what it can't get; of others it names nobody.

    The statement is the partner's to read, whoever asks for it.
    """
    if out is not None and out.suffix.lower() not in _FORMS:
        raise Usage(f"'{out.name}' ends in neither .html nor .txt", f"name it '{out.stem}.html'")
    settings = replace(Settings.of(context), audience="partner")
    from whitelabel.cli import result
    from whitelabel.cli.asked_file import write_asked
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), statement=None)
    from whitelabel import pipeline

    when = meant(on)
    outcome = pipeline.territories(root, on=when, brands=(brand,))
    known = outcome.rights
    if known is None or brand not in known.holders or brand in known.hidden:
        # What is wrong with the brand's own file, `check` tells.
        outcome, known = pipeline.check(root, (brand,), on=when), None
    shown = result.found(settings, root, outcome, (brand,))
    if known is None or any(problem.is_error and not problem.brands for problem in outcome.problems):
        return _refuse(settings, shown)
    from whitelabel.report.statement import as_object, statement
    from whitelabel.report.statement_shown import as_html, as_text, language_of

    told = statement(known, brand)
    spoken = language or language_of(known.holders[brand].locale)
    if out is not None:
        is_page = out.suffix.lower() == _FORMS[0]
        write_asked(out, (as_html if is_page else as_text)(told, spoken).encode(), "writing the statement")
    if settings.format == "json":
        _write_json(shown, as_object(told, spoken))
    elif out is not None:
        screen.write(f"wrote {out}")
    else:
        screen.write(as_text(told, spoken))
    return result.DONE


def _refuse(settings: Settings, shown: Found) -> int:
    """Say why nothing can be stated; the exit code."""
    from whitelabel.cli import result

    if settings.format == "json":
        _write_json(shown, None)
    else:
        result.show_problems(settings, shown)
        result.show_tally(settings, shown.problems)
    return result.REJECTED


def _write_json(shown: Found, stated: dict[str, Any] | None) -> None:
    from whitelabel.report.answer import answer

    screen.write_json(answer(shown.problems, statement=stated))

"""`whitelabel check`: mistakes, found without making anything."""

from __future__ import annotations

import datetime

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.settings import Settings, no_project, one_for_partner, shared, takes_brands


@click.command("check")
@takes_brands("Check")
@takes_day
@shared
@click.pass_context
def command(context: click.Context, brands: tuple[str, ...], on: datetime.date | None) -> int:
    """Find mistakes without making anything.

    What only shows while a page is made, a slip in a template's condition, is told by `build`.
    """
    settings = Settings.of(context)
    one_for_partner(settings, brands)
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), brands=[])
    from whitelabel import pipeline

    with screen.progress("checking") as bar:
        outcome = pipeline.check(root, brands, on=meant(on), progress=bar)
    shown = result.found(settings, root, outcome, brands)
    if settings.format == "json":
        from whitelabel.report.answer import answer, checked_object

        screen.write_json(answer(shown.problems, brands=[checked_object(brand) for brand in shown.brands]))
    else:
        from whitelabel.report.summary import total

        result.show_problems(settings, shown)
        if shown.brands:
            screen.write(total(shown.brands, outcome.seconds))
        result.show_tally(settings, shown.problems)
    return result.code(settings, shown)

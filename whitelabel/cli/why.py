"""`whitelabel why`: what made a file of a bundle, and whether it would be made anew."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.settings import Folder, Settings, complete_brand, no_project, shared


@click.command("why")
@click.argument("brand", metavar="BRAND", shell_complete=complete_brand)
@click.argument("path", metavar="PATH")
@click.option("--out", metavar="DIR", type=Folder(), help="Compare with the bundle in DIR, not with that in 'build'.")
@takes_day
@click.option(
    "--since",
    metavar="REV",
    help="Compare with what the project at this revision in git would give, not with the bundle that stands.",
)
@shared
@click.pass_context
def command(
    context: click.Context, brand: str, path: str, out: Path | None, on: datetime.date | None, since: str | None
) -> int:
    """Tell what made a file of a brand's bundle: its inputs, the values that it reads and where each is written, and what differs.

    PATH is as in the bundle (site/en/index.html), an address (/en/), or a name without fingerprint (app.css).
    """
    settings = Settings.of(context)
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), file=None)
    from whitelabel import ancestry

    commit = None
    if since is not None:
        from whitelabel.cli.revision import commit_named

        commit = (since, commit_named(root, "--since", since))
    is_partner = settings.audience == "partner"
    outcome, answer = ancestry.why(
        *(root, brand, path),
        on=meant(on),
        out=out.absolute() if out else None,
        since=commit,
        is_alone=is_partner,
    )
    shown = result.found(settings, root, outcome, (brand,))
    if settings.format == "json":
        from whitelabel.report import answer as told
        from whitelabel.report.why_told import why_object

        screen.write_json(told.answer(shown.problems, file=why_object(answer) if answer is not None else None))
        return result.code(settings, shown)
    if answer is not None:
        from whitelabel.report.paint import ansi, plain
        from whitelabel.report.why_told import why_text

        has_colour = settings.format == "text" and screen.has_colour(sys.stdout)
        screen.write(why_text(answer, ansi if has_colour else plain))
        if shown.problems and settings.format == "text":
            screen.write("\n")
    result.show_problems(settings, shown)
    result.show_tally(settings, shown.problems)
    return result.code(settings, shown)

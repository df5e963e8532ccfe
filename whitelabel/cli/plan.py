"""`whitelabel plan`: what a build would change, and nothing is written."""

from __future__ import annotations

import dataclasses
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.processors import processors
from whitelabel.cli.settings import (
    Folder,
    Settings,
    Usage,
    no_project,
    one_for_partner,
    shared_with,
    takes_brands,
    takes_jobs,
)

if TYPE_CHECKING:
    from whitelabel.change import Change, Foreseen
    from whitelabel.cli.result import Found

_MOST = 40
"""Problems that are shown; a plan of thousands of brands is read, too."""

CHANGES = 10
"""The exit code that tells of changes, where that was asked for."""


@click.command("plan")
@takes_brands("Plan")
@click.option(
    "--out",
    metavar="DIR",
    type=Folder(),
    help="Compare with the bundles in DIR, not with those in 'build'.",
)
@takes_day
@click.option(
    "--since",
    metavar="REV",
    help="Compare with what the project at this revision in git would give on the same day, not with the bundles that stand.",
)
@click.option(
    "--closed",
    is_flag=True,
    help="What 'build --closed' would do, of brands whose rights have ended.",
)
@click.option(
    "--detailed-exitcode",
    is_flag=True,
    help=f"End with {CHANGES} where a build would change anything.",
)
@takes_jobs("Look at")
@shared_with("markdown")
@click.pass_context
def command(
    context: click.Context,
    brands: tuple[str, ...],
    out: Path | None,
    on: datetime.date | None,
    since: str | None,
    closed: bool,
    detailed_exitcode: bool,
    jobs: int | None,
) -> int:
    """Tell what a build would change: files, colours, texts and rights, brand by brand. Nothing is written.

    The links of what would be made are looked at; marks of other parties in it aren't: `build` and `verify` look for those.
    """
    settings = Settings.of(context)
    one_for_partner(settings, brands)
    if closed and since is not None:
        raise Usage("'--closed' compares with bundles that stand, and '--since' doesn't", "leave out one of the two")
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return _refuse(settings, result.Found((no_project(settings.directory),)))
    from whitelabel import planning

    place = out.absolute() if out else None
    with screen.progress("planning") as bar:
        if since is None:
            is_partner = settings.audience == "partner"
            foreseen = planning.plan(
                *(root, brands),
                on=meant(on),
                out=place,
                closed=closed,
                with_rights=is_partner,
                jobs=jobs or processors(),
                progress=bar,
            )
        else:
            from whitelabel.cli.revision import commit_named

            commit = commit_named(root, "--since", since)
            foreseen = planning.plan_since(
                root, commit, since, brands, on=meant(on), out=place, jobs=jobs or processors(), progress=bar
            )
    shown = result.found(settings, root, foreseen.outcome, brands)
    _tell(settings, shown, foreseen, _seen(settings, foreseen, brands))
    code = result.code(settings, shown)
    return CHANGES if code == result.DONE and detailed_exitcode and foreseen.changes_anything else code


def _seen(settings: Settings, foreseen: Foreseen, brands: Sequence[str]) -> list[Change]:
    """What the reader may see: a partner nothing of others, not even who they are."""
    changes = list(foreseen.changes.values())
    if settings.audience == "vendor":
        return changes
    return [
        dataclasses.replace(
            change,
            rights=tuple(dataclasses.replace(right, others=()) for right in change.rights if right.turn != "conflict"),
        )
        for change in changes
        if change.brand in brands
    ]


def _refuse(settings: Settings, shown: Found) -> int:
    """Say why there is no plan; the exit code."""
    from whitelabel.cli import result

    if settings.format == "json":
        return result.reject(settings, *shown.problems, since=None, on=None, changes=False, summary={}, brands=[])
    if settings.format == "markdown":
        from whitelabel.report.plan_markdown import plan_markdown

        screen.write(plan_markdown((), None, shown.problems))
        return result.REJECTED
    return result.reject(settings, *shown.problems)


def _tell(settings: Settings, shown: Found, foreseen: Foreseen, changes: Sequence[Change]) -> None:
    from whitelabel.cli import result

    if settings.format == "json":
        from whitelabel.report.answer import answer
        from whitelabel.report.plan_object import plan_object

        screen.write_json(answer(shown.problems, **plan_object(changes, foreseen)))
        return
    if settings.format == "markdown":
        from whitelabel.report.plan_markdown import plan_markdown

        screen.write(plan_markdown(changes, foreseen, _concerning(settings, shown, changes)[0].problems))
        return
    from whitelabel.report.paint import ansi, plain
    from whitelabel.report.plan_text import plan_text

    told, left = _concerning(settings, shown, changes)
    result.show_problems(settings, told)
    if left:
        screen.write(f"and {left:,} more problems; '--format json' has all\n\n")
    colour = settings.format == "text" and screen.has_colour(sys.stdout)
    screen.write(plan_text(changes, foreseen, ansi if colour else plain, swatches=colour))
    result.show_tally(settings, told.problems)


def _concerning(settings: Settings, shown: Found, changes: Sequence[Change]) -> tuple[Found, int]:
    """What people are told of the problems, errors first, and how many more there are.

    A warning about a brand that stays as it is was told when that was built; with `--strict` it rejects, so that it is told again.
    """
    acting = {change.brand for change in changes if change.status != "unchanged"}
    errors = [problem for problem in shown.problems if problem.is_error]
    warnings = [
        problem
        for problem in shown.problems
        if not problem.is_error and (settings.strict or not problem.brands or not acting.isdisjoint(problem.brands))
    ]
    told = (*errors, *warnings)[:_MOST]
    return dataclasses.replace(shown, problems=told), len(errors) + len(warnings) - len(told)

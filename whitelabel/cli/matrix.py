"""`whitelabel matrix`: what CI has to build, and when."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import DAY, takes_day
from whitelabel.cli.result import Found
from whitelabel.cli.settings import Settings, Usage, no_project, shared
from whitelabel.cli.territories_read import (
    code_of,
    for_vendor,
    paint_of,
    read,
    reject_all,
    show_after,
    tell_aside,
    write_answer,
)

if TYPE_CHECKING:
    from whitelabel.model import Rights
    from whitelabel.problem import Problem
    from whitelabel.report.matrix import Matrix


@click.command("matrix")
@click.option(
    "--due",
    metavar="DATE",
    type=DAY,
    help="Only brands whose rights change by this day, and those whose rights have ended; all live ones when absent.",
)
@click.option(
    "--emit",
    type=click.Choice(["json", "github", "gitlab"]),
    help="Print what a CI system reads and nothing else on stdout.",
)
@takes_day
@shared
@click.pass_context
def command(context: click.Context, due: datetime.date | None, emit: str | None, on: datetime.date | None) -> int:
    """List the brands that CI has to build, each with the day and what to make: its bundle, or its closing bundle."""
    settings = Settings.of(context)
    for_vendor(settings, "matrix")
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return _refuse(settings, emit, Found((no_project(settings.directory),)))
    rights, shown = read(settings, root, on)
    odd = _odd_names(rights) if rights else ()
    told = [shown, Found(odd)]
    if rights is None or odd:
        return _refuse(settings, emit, *told)
    if due and due < rights.day:
        raise Usage(
            f"'--due' {due} is before {rights.day}, the day that is asked on", "name a later day, or an earlier '--on'"
        )
    from whitelabel.report.matrix import beyond, matrix_github, matrix_gitlab, matrix_object, matrix_text

    found = _matrix(rights, due)
    if emit in ("github", "gitlab"):
        screen.write(matrix_github(found) if emit == "github" else matrix_gitlab(found))
        excess = beyond(found.jobs, emit)
        if excess:
            click.echo(f"warning: {excess}", err=True)
        return tell_aside(settings, *told)
    if emit or settings.format == "json":
        write_answer(*told, **matrix_object(found))
    else:
        screen.write(matrix_text(found, paint_of()))
        show_after(settings, *told)
    return code_of(settings, *told)


def _refuse(settings: Settings, emit: str | None, *told: Found) -> int:
    """Show what is in the way, and hand CI nothing; the exit code."""
    if emit in ("github", "gitlab"):
        return tell_aside(settings, *told)
    return reject_all(replace(settings, format="json") if emit else settings, *told, include=[], waiting=[])


def _odd_names(rights: Rights) -> tuple[Problem, ...]:
    """Folders whose names are no slugs: what CI reads goes into scripts, so that none of them is named there."""
    from whitelabel.load.brand import check_slug
    from whitelabel.problem import Span

    found = (check_slug(slug, Span(holder.path)) for slug, holder in rights.holders.items())
    return tuple(problem for problem in found if problem is not None)


def _matrix(rights: Rights, due: datetime.date | None) -> Matrix:
    from whitelabel.report.matrix import Job, Matrix, Waiting
    from whitelabel.resolve.rights import standing

    jobs: list[Job] = []
    waiting: list[Waiting] = []
    for slug in rights.by_brand:
        now = standing(rights, slug)
        sells = bool(now.in_force or now.run_off)
        ends = now.valid.ends
        change = ends + datetime.timedelta(days=1) if ends and ends < datetime.date.max else None
        if due and change and change <= due:
            then = standing(replace(rights, day=change), slug)
            jobs.append(Job(change, slug, "build" if then.in_force or then.run_off else "close"))
        elif sells:
            if not due:
                jobs.append(Job(rights.day, slug, "build"))
        elif now.valid.starts:
            jobs.append(Job(now.valid.starts, slug, "close"))
        elif change:
            waiting.append(Waiting(change, slug))
    return Matrix(rights.day, due, tuple(sorted(jobs)), tuple(sorted(waiting)))

"""`whitelabel matrix`: what CI has to build, and when."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from pathlib import Path
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
from whitelabel.problem import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whitelabel.disk.revision import Commit
    from whitelabel.model import Rights
    from whitelabel.problem import Problem
    from whitelabel.report.matrix import Job, Matrix, Waiting

_NOTHING = re.compile("0{40}|0{64}")
"""What CI systems give for the commit before the first one."""


@click.command("matrix")
@click.option(
    "--since",
    metavar="REV",
    help="Only brands whose bundle could differ from what the project gave at this revision in git, judged on its day.",
)
@click.option(
    "--or-changed",
    "besides",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path),
    help="With --since: all brands where this file, or any below this folder, has changed, such as the one that says which "
    "version of this tool is installed. May be said several times.",
)
@click.option(
    "--due",
    metavar="DATE",
    type=DAY,
    help="Only brands whose rights change by this day, and those whose rights have ended; with --since, these too. All live "
    "ones when both are absent.",
)
@click.option(
    "--shards",
    metavar="N",
    type=click.IntRange(1, 256),
    help="Share the brands out among N jobs at most, so that all take about as long; a job a brand when absent, as far as "
    "the CI system takes so many.",
)
@click.option(
    "--emit",
    type=click.Choice(["json", "github", "gitlab"]),
    help="Print what a CI system reads and nothing else on stdout.",
)
@takes_day
@shared
@click.pass_context
def command(
    context: click.Context,
    since: str | None,
    besides: tuple[Path, ...],
    due: datetime.date | None,
    shards: int | None,
    emit: str | None,
    on: datetime.date | None,
) -> int:
    """List the brands that CI has to build, each with the day and what to make: its bundle, or its closing bundle."""
    settings = Settings.of(context)
    for_vendor(settings, "matrix")
    if besides and since is None:
        raise Usage("'--or-changed' goes with '--since'", "say since which revision")
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
    from whitelabel.report.matrix import Matrix, beyond, matrix_github, matrix_gitlab, matrix_object, matrix_text

    jobs, waiting = _by_day(rights, due)
    found = Matrix(rights.day, due, jobs, waiting)
    if since is not None:
        found = _with_changed(root, rights, found, since, besides)
    excess = beyond(found.jobs, emit or "") if shards is None else ""
    if shards or excess:
        found = _shared_out(root, found, shards, emit or "")
    if emit in ("github", "gitlab"):
        screen.write(matrix_github(found) if emit == "github" else matrix_gitlab(found))
        if excess:
            click.echo(f"warning: {excess}", err=True)
        for one in found.gone:
            # A folder of that time may have been named otherwise than today's are let be.
            click.echo(printable(f"note: the artifact of '{one.brand}' has to go: {one.why}"), err=True)
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


def _by_day(rights: Rights, due: datetime.date | None) -> tuple[tuple[Job, ...], tuple[Waiting, ...]]:
    from whitelabel.report.matrix import Job, Waiting
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
    return tuple(sorted(jobs)), tuple(sorted(waiting))


# ── Since a revision ──────────────────────────────────────────────────────────────────────────────────────────────


def _with_changed(root: Path, rights: Rights, found: Matrix, since: str, besides: Sequence[Path]) -> Matrix:
    """What has changed since a revision, and of the others what is due."""
    from whitelabel.affected import affected
    from whitelabel.cli.processors import processors
    from whitelabel.pipeline import day_on
    from whitelabel.report.matrix import Leaving, Revision

    commit = _commit(root, since)
    with screen.progress("comparing"):
        other_tool = commit is not None and _any_changed(commit, besides)
        seen = affected(root, commit, on=rights.day, is_other_tool=other_tool, jobs=processors())
    each, _ = _by_day(rights, None)
    # What is due is made as it will be on its day, with all that has changed by now.
    due = {
        job.brand: replace(job, because=(*seen.reasons.get(job.brand, ()), "due")) for job in found.jobs if found.due
    }
    changed = {job.brand: replace(job, because=seen.reasons[job.brand]) for job in each if job.brand in seen.reasons}
    day = day_on(commit.moment, rights.policy.timezone) if commit is not None else None
    return replace(
        found,
        jobs=tuple(sorted({**changed, **due}.values())),
        since=Revision(since, commit.sha if commit is not None else "", day),
        gone=tuple(Leaving(slug, why) for slug, why in sorted(seen.gone.items())),
    )


def _commit(root: Path, since: str) -> Commit | None:
    """The commit that a revision means; ``None`` for what comes before the first one.

    Raises:
        Usage: There is none.
    """
    from whitelabel.cli.revision import commit_named

    return None if _NOTHING.fullmatch(since) else commit_named(root, "--since", since)


def _any_changed(commit: Commit, besides: Sequence[Path]) -> bool:
    """Whether any of the files that concern all brands has changed.

    Raises:
        Usage: Nothing of a name is there, nor was.
    """
    from whitelabel.disk.revision import changed_since

    seen = {place: changed_since(commit, place) for place in besides}
    for place, changed in seen.items():
        if changed is None:
            message = (
                f"'--or-changed' is '{place}', which the git repository doesn't have, and didn't at '{commit.sha[:12]}'"
            )
            raise Usage(message, "name a file or a folder of the repository, as seen from here")
    return any(seen.values())


# ── Among several jobs ────────────────────────────────────────────────────────────────────────────────────────────


def _shared_out(root: Path, found: Matrix, shards: int | None, emit: str) -> Matrix:
    from whitelabel.cost import cost, pages_of
    from whitelabel.report.matrix import MOST
    from whitelabel.report.shards import share_out

    pages = pages_of(root)
    jobs = tuple(replace(job, cost=cost(root, job.brand, pages, closed=job.do == "close")) for job in found.jobs)
    return replace(found, jobs=jobs, shards=share_out(jobs, shards or MOST.get(emit, MOST["github"])))

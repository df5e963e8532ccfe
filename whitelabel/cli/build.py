"""`whitelabel build`: the bundles of all brands, or of some."""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.executor import cluster_of, takes_executor
from whitelabel.cli.processors import processors
from whitelabel.cli.settings import Folder, Settings, no_project, one_for_partner, shared, takes_brands
from whitelabel.cli.shared_store import shared_store, takes_shared_store, told_of
from whitelabel.cli.size import SIZE
from whitelabel.disk.shelf import LIMIT

if TYPE_CHECKING:
    from whitelabel.cli.result import Found
    from whitelabel.disk.pool import Link
    from whitelabel.outcome import Outcome


@click.command("build")
@takes_brands("Build")
@click.option(
    "--out",
    metavar="DIR",
    type=Folder(),
    help="Put the bundles into DIR, not into 'build'.",
)
@takes_day
@click.option(
    "--closed",
    is_flag=True,
    help="Make closing bundles, a notice and no product, of brands whose rights have ended.",
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Build so many brands at once, each in a process of its own. As many as there are processors when absent.",
)
@click.option(
    "--archive",
    is_flag=True,
    help="Make an archive of each bundle, too, in 'artifacts' beside the bundles; none of drafts.",
)
@click.option(
    "--link",
    type=click.Choice(["auto", "hard", "copy"]),
    default="auto",
    help="How files that all bundles have in common are placed: 'auto' shares their blocks where the disk can; 'hard' makes "
    "them one file that nobody may write, for those who build thousands; 'copy' copies them.",
)
@click.option(
    "--store-size",
    metavar="SIZE",
    type=SIZE,
    default=LIMIT,
    help="Keep at most this much of what was made, for later builds: '2GB', '500MiB', '0'; 5GB when absent.",
)
@takes_executor
@takes_shared_store
@click.option(
    "--check",
    "is_checked",
    is_flag=True,
    help="Build a second time, elsewhere and otherwise, and show what comes out otherwise.",
)
@shared
@click.pass_context
def command(
    context: click.Context,
    brands: tuple[str, ...],
    out: Path | None,
    on: datetime.date | None,
    closed: bool,
    jobs: int | None,
    archive: bool,
    link: Link,
    store_size: int,
    executor: str,
    scheduler: str | None,
    remote_store: str | None,
    remote_read_only: bool,
    remote_timeout: float,
    is_checked: bool,
) -> int:
    """Make the bundles of all brands, or of some.

    A brand with a mistake is rejected and its last good bundle stays as it was.

    With --check a second build takes place in another process: from a copy of the project, without any store, in another time zone
    and locale. What was published stays; a file that comes out otherwise ends the command with 1.
    """
    settings = Settings.of(context)
    one_for_partner(settings, brands)
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), brands=[])
    from whitelabel import incremental
    from whitelabel.cli.machine import this_machine

    moment = meant(on)
    far = shared_store(remote_store, read_only=remote_read_only, timeout=remote_timeout)
    machine = this_machine(root)
    with far as remote, screen.progress("building") as bar:
        cluster = cluster_of(executor, scheduler, jobs, machine, remote, store_size)
        outcome = incremental.build(
            root,
            brands,
            on=moment,
            out=out.absolute() if out else None,
            closed=closed,
            with_rights=settings.audience == "partner",
            jobs=jobs or processors(),
            link=link,
            archive=_moment() if archive else None,
            store_size=store_size,
            remote=remote,
            spread=cluster.spread if cluster is not None else None,
            machine=machine,
            progress=bar,
        )
        notices, traffic = told_of(remote, cluster.traffic if cluster is not None else ())
    second = None
    if is_checked:
        from whitelabel.cli.second import build_again

        at = out.absolute() if out else root / "build"
        second = build_again(context, root, at, outcome.brands, _day(root, moment), jobs or processors())
        outcome = dataclasses.replace(outcome, problems=(*outcome.problems, *second.problems))
    judged = result.found(settings, root, outcome, brands)
    shown = dataclasses.replace(judged, problems=(*judged.problems, *notices))
    if settings.format == "json":
        from whitelabel.report.answer import answer, built_object

        screen.write_json(answer(shown.problems, brands=[built_object(brand) for brand in shown.brands]))
    else:
        result.show_problems(settings, shown)
        _summarise(settings, root, outcome, shown)
        if traffic:
            screen.write(traffic)
        if second is not None and second.bundles and not second.problems:
            from whitelabel.report.listing import counted
            from whitelabel.report.summary import duration

            told = f"{counted(second.bundles, 'bundle')} came out the same a second time"
            screen.write(f"{told} · {duration(second.seconds)}")
    # What is only slower for it is no reason to end otherwise.
    return result.code(settings, judged)


def _day(root: Path, moment: datetime.date | datetime.datetime) -> str:
    """The day that it is where the vendor's contracts begin and end."""
    from whitelabel import pipeline

    vendor, _ = pipeline.places(root)
    return pipeline.day_on(moment, vendor.policy.timezone if vendor is not None else "UTC").isoformat()


def _moment() -> int:
    """What archives tell of their time: the day on which ZIP's days begin, or what the environment asks for.

    Source:
        reproducible-builds.org, SOURCE_DATE_EPOCH 1.1.
    """
    from whitelabel.package.archive import EARLIEST

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return EARLIEST
    if not re.fullmatch(r"[0-9]{1,18}", given):
        raise click.UsageError(f"the environment's SOURCE_DATE_EPOCH is '{given}'; seconds since 1970 were wanted")
    return int(given)


def _summarise(settings: Settings, root: Path, outcome: Outcome, shown: Found) -> None:
    from whitelabel.cli import result
    from whitelabel.report import summary

    if shown.brands and settings.format == "text" and screen.is_terminal(sys.stdout):
        drawn = summary.table(
            shown.brands,
            shown.problems,
            outcome.seconds,
            width=screen.width(),
            colour=screen.has_colour(sys.stdout),
            prefix=result.prefix_of(root, Path.cwd()),
        )
        screen.write(drawn)
    elif shown.brands:
        screen.write(summary.log(shown.brands, shown.problems, outcome.seconds))
    result.show_tally(settings, shown.problems)

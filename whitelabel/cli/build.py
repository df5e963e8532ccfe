"""`whitelabel build`: the bundles of all brands, or of some."""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.executor import cluster_of, takes_executor
from whitelabel.cli.processors import processors
from whitelabel.cli.settings import (
    Folder,
    Settings,
    Usage,
    no_project,
    one_for_partner,
    shared,
    takes_brands,
    takes_jobs,
)
from whitelabel.cli.shared_store import shared_store, takes_shared_store, told_of
from whitelabel.cli.size import SIZE
from whitelabel.disk.shelf import LIMIT

if TYPE_CHECKING:
    from whitelabel.cli.result import Found
    from whitelabel.disk.pool import Link
    from whitelabel.outcome import Outcome
    from whitelabel.package.order import Form, Order

VERSION = r"[0-9A-Za-z][0-9A-Za-z.+-]*"
"""As in ``theme.yaml``."""


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
@takes_jobs("Build")
@click.option(
    "--archive",
    is_flag=True,
    help="Make an archive of each bundle, too, in 'artifacts' beside the bundles, with its evidence; none of drafts.",
)
@click.option(
    "--archive-format",
    "forms",
    type=click.Choice(["zip", "tar.zst"]),
    multiple=True,
    help="How archives are packed; may be given twice. 'zip' when absent.",
)
@click.option(
    "--browser-report",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell in the evidence what a browser found: FILE is what 'verify --browser --format json' printed of these bundles.",
)
@click.option(
    "--version",
    metavar="VERSION",
    default="",
    help="The product's version, which names archives; that of 'theme.yaml' when absent.",
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
    forms: tuple[Form, ...],
    browser_report: Path | None,
    version: str,
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
    order = _order(archive, forms, browser_report)
    if version and not re.fullmatch(VERSION, version):
        raise Usage(f"'--version' is '{version}'; a version was wanted", "write it as '1.4.0' or '2026-11-20+7'")
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
            archive=order,
            version=version,
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
        # How much there is to know of others is none of a partner's business.
        if traffic and settings.audience == "vendor":
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


def _order(archive: bool, forms: Collection[Form], browser_report: Path | None) -> Order | None:
    """What is asked of archives; ``None`` where none is wanted.

    Raises:
        Usage: Something is asked of archives that nobody wants.
    """
    if not archive:
        if forms or browser_report is not None:
            option = "--archive-format" if forms else "--browser-report"
            raise Usage(f"'{option}' is about archives, and none is made", "add '--archive'")
        return None
    from whitelabel.cli.browser_report import read_browser_report
    from whitelabel.package.order import FORMS, Order

    opened = read_browser_report(browser_report) if browser_report is not None else {}
    return Order(_moment(), tuple(form for form in FORMS if form in forms) or ("zip",), opened)


def _moment() -> int:
    """What archives tell of their time: the day on which ZIP's days begin, or what the environment asks for.

    Source:
        reproducible-builds.org, SOURCE_DATE_EPOCH 1.1.
    """
    from whitelabel.package.order import EARLIEST, LATEST

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return EARLIEST
    if not re.fullmatch(r"[0-9]{1,18}", given):
        raise click.UsageError(f"the environment's SOURCE_DATE_EPOCH is '{given}'; seconds since 1970 were wanted")
    return min(max(int(given), EARLIEST), LATEST)


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

"""`whitelabel store clean`: what was not used for longest goes, or all."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path

import click

from whitelabel.cli import screen
from whitelabel.cli.settings import Settings, Usage, no_project, shared
from whitelabel.cli.size import SIZE
from whitelabel.cli.store_at import bundles_of, entries, limit_of, named, project_of, takes_out


@click.command("clean")
@click.option(
    "--older", metavar="DAYS", type=click.IntRange(min=0, max=36_500), help="What was not used for so many days."
)
@click.option(
    "--store-size",
    metavar="SIZE",
    type=SIZE,
    help="What was not used for longest, until this much is left: '2GB', '500MiB', '0'.",
)
@click.option("--all", "is_all", is_flag=True, help="All of it, also what tells what has changed since the last build.")
@takes_out
@shared
@click.pass_context
def command(context: click.Context, older: int | None, store_size: int | None, is_all: bool, out: Path | None) -> int:
    """Take away what the store holds; bundles stay, and later builds make anew what they miss.

    Without '--older', '--store-size' and '--all' it is brought to the size that it was kept to the last time. A build that
    is running is waited for.
    """
    settings = Settings.of(context)
    if is_all and (older is not None or store_size is not None):
        other = "--older" if older is not None else "--store-size"
        raise Usage(f"'--all' and '{other}' exclude each other", "leave one of them away")
    root = project_of(settings)
    if root is None:
        from whitelabel.cli import result

        return result.reject(settings, no_project(settings.directory), removed=None, left=None)
    from whitelabel.disk.files import STORE
    from whitelabel.disk.publish import Publisher
    from whitelabel.disk.upkeep import DAY, Removed, clear, drop, holding, trim

    bundles = bundles_of(root, out)
    store = bundles / STORE
    done = Removed()
    if store.is_dir():
        with Publisher(bundles) as publisher, closing(publisher):
            if is_all:
                done.add(clear(store))
            if older is not None:
                done.add(drop(store, time.time_ns() - older * DAY))
            if store_size is not None or (older is None and not is_all):
                done.add(trim(store, limit_of(holding(store)) if store_size is None else store_size))
    left = holding(store)
    sizes = {"entries": sum(part[0] for part in (left.entries, left.common))}
    sizes["bytes"] = left.entries[1] + left.common[1]
    if settings.format == "json":
        from whitelabel.report.answer import answer

        removed = {"entries": done.entries, "bytes": done.bytes}
        screen.write_json(answer((), removed=removed, left=sizes))
    elif not store.is_dir() and not done.bytes:
        screen.write(f"there is no store: {named(root, store)}")
    else:
        from whitelabel.report.summary import size

        stays = f"{entries(sizes['entries'])}, {size(sizes['bytes'])} left"
        screen.write(f"{entries(done.entries)} removed, {size(done.bytes)} freed; {stays}")
    if done.failure is not None:
        raise done.failure
    return 0

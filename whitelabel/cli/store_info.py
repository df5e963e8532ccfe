"""`whitelabel store info`: what is kept, and when it was used."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whitelabel.cli import screen
from whitelabel.cli.settings import Settings, no_project, shared
from whitelabel.cli.store_at import bundles_of, entries, limit_of, named, project_of, takes_out

if TYPE_CHECKING:
    from whitelabel.disk.upkeep import Holding


@click.command("info")
@takes_out
@shared
@click.pass_context
def command(context: click.Context, out: Path | None) -> int:
    """See where the store is, how much it holds, and when that was used.

    An entry is what is dear to make: icons, pictures, cut fonts, e-mails, scripts, styles, and what came of a logo.
    """
    settings = Settings.of(context)
    root = project_of(settings)
    if root is None:
        from whitelabel.cli import result

        return result.reject(settings, no_project(settings.directory), store=None)
    from whitelabel.disk.files import STORE
    from whitelabel.disk.upkeep import holding

    store = bundles_of(root, out) / STORE
    held = holding(store)
    if settings.format == "json":
        from whitelabel.report.answer import answer

        screen.write_json(answer((), store=_object(store, held)))
    else:
        screen.write(_text(named(root, store), held))
    return 0


def _moment(nanoseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(nanoseconds // 10**9, datetime.UTC)


def _object(store: Path, held: Holding) -> dict[str, Any]:
    uses = {"oldest_use": held.oldest, "newest_use": held.newest}
    return {
        "path": str(store),
        "entries": held.entries[0],
        "common": held.common[0],
        "bytes": held.entries[1] + held.common[1],
        "limit": limit_of(held),
        "notes": held.notes,
        **{name: None if used is None else f"{_moment(used):%Y-%m-%dT%H:%M:%SZ}" for name, used in uses.items()},
    }


def _text(where: str, held: Holding) -> str:
    from whitelabel.report.listing import counted
    from whitelabel.report.summary import size

    rows = [("store", where), ("holds", f"{entries(held.entries[0])}, {size(held.entries[1])}")]
    if held.common[0]:
        shared_files = f"{counted(held.common[0], 'file')} that bundles have in common"
        rows.append(("and", f"{shared_files}, {size(held.common[1])} beside the bundles"))
    rows.append(("limit", size(limit_of(held))))
    for name, used in (("oldest", held.oldest), ("newest", held.newest)):
        if used is not None:
            rows.append((name, f"used {_moment(used).astimezone():%Y-%m-%d %H:%M}"))
    rows.append(("notes", f"{size(held.notes)} that tell what has changed since the last build"))
    return "\n".join(f"{name:<6}  {value}" for name, value in rows)

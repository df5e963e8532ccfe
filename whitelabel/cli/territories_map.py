"""`whitelabel territories map`: who holds what, as an HTML page that stands alone."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from whitelabel.cli import screen
from whitelabel.cli.asked_file import write_asked
from whitelabel.cli.day import takes_day
from whitelabel.cli.result import Found
from whitelabel.cli.settings import Settings, no_project, shared
from whitelabel.cli.territories_read import (
    code_of,
    for_vendor,
    known_product,
    read,
    reject_all,
    show_after,
    tell_aside,
    write_answer,
    write_utf8,
)
from whitelabel.problem import printable

LANGUAGES = ("en", "ru", "de")
"""In which the page can be written; a test compares this with the page's own."""


@click.command("map")
@click.option("--product", metavar="PRODUCT", default="", help="Of this product; of all when absent.")
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page into FILE, whole or not at all; on stdout when absent.",
)
@click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", help="Of the page and its names; en when absent."
)
@takes_day
@shared
@click.pass_context
def command(context: click.Context, product: str, file: Path | None, language: str, on: datetime.date | None) -> int:
    """Draw who holds what on a map: an HTML page that stands alone and asks no host for anything."""
    settings = Settings.of(context)
    for_vendor(settings, "territories map")
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    rights, shown = read(settings, root, on) if root else (None, Found((no_project(settings.directory),)))
    if rights is None:
        # Where a page was to stand, nothing else does.
        on_stdout = file is None and settings.format != "json"
        return tell_aside(settings, shown) if on_stdout else reject_all(settings, shown, file=None)
    known_product(product, rights)
    from whitelabel.report.map import territory_map

    page = territory_map(rights, product=product, language=language)
    if file:
        write_asked(file, page.encode(), "writing the map")
    if settings.format == "json":
        written = {"file": file.as_posix(), "bytes": len(page.encode())} if file else {"file": None, "html": page}
        write_answer(shown, **written)
    elif file:
        from whitelabel.report.summary import size

        screen.write(f"drew {printable(str(file))} ({size(len(page.encode()))})")
        show_after(settings, shown)
    else:
        write_utf8([page])
        tell_aside(settings, shown)
    return code_of(settings, shown)

"""`whitelabel assets`: every icon and picture that is made from a brand's logo, to sign them off."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.settings import Settings, Usage, complete_brand, no_project, shared
from whitelabel.problem import printable

if TYPE_CHECKING:
    from whitelabel.cli.result import Found
    from whitelabel.report.sheet import Sheet

LANGUAGES = ("ru", "en", "de")
"""In which the sheet can be written; a test compares this with the sheet's own."""


@click.command("assets")
@click.option(
    "--brand",
    "brands",
    required=True,
    multiple=True,
    metavar="SLUG",
    shell_complete=complete_brand,
    help="Whose icons and pictures to show.",
)
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw them into FILE, an HTML page that stands alone; a table of them when absent.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the page; the brand's first language when absent.")
@takes_day
@shared
@click.pass_context
def command(
    context: click.Context,
    brands: tuple[str, ...],
    file: Path | None,
    language: str | None,
    on: datetime.date | None,
) -> int:
    """Show every icon and picture that is made from a brand's logo, for its people to sign them off.

    The page shows them at their real size in the places where they will live; it is the partner's to read, whoever asks
    for it. Nothing of the project is changed.
    """
    if len(set(brands)) > 1:
        raise Usage("a sheet is of one brand, and '--brand' names several", "ask for one after the other")
    settings, slug = Settings.of(context), brands[0]
    from whitelabel.cli import result
    from whitelabel.cli.asked_file import write_asked
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), **_object(slug))
    from whitelabel import pipeline

    made = pipeline.assets(root, slug, on=meant(on))
    shown = result.found(settings, root, made.outcome, (slug,))
    if made.resolved is None or made.brand is None or not made.files:
        return _refuse(settings, shown, slug)
    from whitelabel.report.sheet import sheet
    from whitelabel.report.sheet_shown import as_html, as_text, language_of

    # A page is handed on: it tells what a partner may see.
    told = result.found(replace(settings, audience="partner"), root, made.outcome, (slug,))
    about = sheet(made.brand, made.resolved.project.theme, made.files, told.problems)
    page = as_html(about, language or language_of(about.locales[0])).encode() if file else b""
    if file:
        write_asked(file, page, "writing the sheet")
    if settings.format == "json":
        _write_json(shown, _object(slug, about, file))
        return result.code(settings, shown)
    if file:
        from whitelabel.report.summary import size

        screen.write(f"drew {printable(str(file))} ({size(len(page))})")
    else:
        screen.write(as_text(about))
    if shown.problems:
        if settings.format == "text":
            screen.write("\n")
        result.show_problems(settings, shown)
        result.show_tally(settings, shown.problems)
    return result.code(settings, shown)


def _object(slug: str, about: Sheet | None = None, file: Path | None = None) -> dict[str, Any]:
    if about is None:
        return {"brand": slug, "sheet": None, "product_version": None, "sha256": None, "files": [], "signs": []}
    from whitelabel.report.sheet import as_object

    return {"brand": slug, "sheet": file.as_posix() if file else None, **as_object(about)}


def _refuse(settings: Settings, shown: Found, slug: str) -> int:
    """Say why nothing can be shown; the exit code."""
    from whitelabel.cli import result

    if settings.format == "json":
        _write_json(shown, _object(slug))
    else:
        result.show_problems(settings, shown)
        result.show_tally(settings, shown.problems)
    return result.REJECTED


def _write_json(shown: Found, about: dict[str, Any]) -> None:
    from whitelabel.report.answer import answer

    screen.write_json(answer(shown.problems, **about))

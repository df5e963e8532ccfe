"""`whitelabel territories coverage`: who covers what, and what nobody does."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import takes_day
from whitelabel.cli.result import Found
from whitelabel.cli.settings import Settings, no_project, shared
from whitelabel.cli.territories_read import (
    code_of,
    for_vendor,
    known_product,
    paint_of,
    read,
    read_bounded,
    read_expression,
    reject_all,
    seen_from,
    show_after,
    write_answer,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whitelabel.model import Rights


@click.command("coverage")
@click.option("--product", metavar="PRODUCT", default="", help="Of this product; of each when absent.")
@click.option(
    "--weights",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Weigh places by a CSV of 'place,weight', such as population or revenue.",
)
@click.option("--country", metavar="CODE", default="", help="Of this country alone, place by place.")
@takes_day
@shared
@click.pass_context
def command(context: click.Context, product: str, weights: Path | None, country: str, on: datetime.date | None) -> int:
    """See who covers what, what nobody does, and how the own channel and partners share it.

    A place is one of the finest that the table has: a subdivision, or a country without any.
    """
    settings = Settings.of(context)
    for_vendor(settings, "territories coverage")
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), coverage=[], lapses=[])
    rights, shown = read(settings, root, on)
    if rights is None:
        return reject_all(settings, shown, coverage=[], lapses=[])
    known_product(product, rights)
    asked = read_expression([country], rights.groups, rights.table) if country else None
    scale = _weights(weights, root, rights) if weights else None
    told = [shown, *([asked.shown] if asked else ()), *([scale.shown] if scale else ())]
    if any(problem.is_error for part in told for problem in part.problems):
        return reject_all(settings, *told, coverage=[], lapses=[])
    from whitelabel.report.coverage import coverage_object, coverage_text, survey

    found = survey(
        rights,
        product=product,
        within=asked.ground if asked else None,
        weights=scale.by_place if scale else None,
        weighed_by=weights.name if weights else "",
    )
    if settings.format == "json":
        write_answer(*told, **coverage_object(found))
    else:
        if settings.format == "text":
            screen.write(coverage_text(found, paint_of()))
        show_after(settings, *told)
    return code_of(settings, *told)


@dataclass(frozen=True, slots=True)
class _Scale:
    by_place: Mapping[str, float]
    shown: Found


def _weights(file: Path, root: Path, rights: Rights) -> _Scale:
    from whitelabel.load.weights import read_weights
    from whitelabel.problem import Problem

    path, data = seen_from(root, file), read_bounded(file)
    lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems: list[Problem] = []
    by_place = read_weights(data, path, rights.groups, rights.table, problems)

    def line_of(wanted: str, number: int) -> str | None:
        return lines[number - 1] if wanted == path and 0 < number <= len(lines) else None

    return _Scale(by_place, Found(tuple(problems), root=root, line_of=line_of))

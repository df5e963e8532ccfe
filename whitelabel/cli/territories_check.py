"""`whitelabel territories check`: where grants clash, or an offer would before anyone signs it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.settings import Settings, no_project, shared
from whitelabel.cli.territories_read import (
    for_vendor,
    paint_of,
    read_bounded,
    reject_all,
    seen_from,
    write_utf8,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whitelabel.cli.result import Found
    from whitelabel.model import Rights
    from whitelabel.rights import Conflict

_CONFLICT = "WL301"
_BATCH = 500
_OF_GRANTS = "split the territory, the product or the term of one of those that clash"
_OF_OFFER = "'whitelabel territories free' tells what is open, and from which day"


_ABOUT_GRANTS = frozenset({"WL301", "WL312", "WL313", "WL318"})
"""Codes of what grants do to each other, however rightly each is written."""


@click.command("check")
@click.option(
    "--with",
    "offer",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="See what an offer, written as a contract's file, would clash with.",
)
@takes_day
@shared
@click.pass_context
def command(context: click.Context, offer: Path | None, on: datetime.date | None) -> int:
    """Find where grants clash on the day or later, or where an offer would."""
    settings = Settings.of(context)
    for_vendor(settings, "territories check")
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), conflicts=[])
    from whitelabel import pipeline

    named = seen_from(root, offer) if offer else ""
    outcome = pipeline.territories(root, on=meant(on), offer=(named, read_bounded(offer)) if offer else None)
    rights = outcome.rights
    # Conflicts have an order of their own: to sort their problems too would take as long as all else.
    others = tuple(problem for problem in outcome.problems if problem.code != _CONFLICT)
    shown = result.found(settings, root, replace(outcome, problems=others), ())
    written = _about_writing(shown)
    if rights is None or (offer and any(problem.is_error for problem in written.problems)):
        return reject_all(settings, written, **({"offer": None} if offer else {}), conflicts=[])
    from whitelabel.report.conflicts import in_order

    conflicts = in_order(rights.conflicts, rights.day)
    # The offer comes last of all, should a brand's own contract be offered anew.
    last = tuple(rights.holders.values())[-1:] if offer else ()
    slug = last[0].slug if last else ""
    if settings.format == "json":
        shown = result.found(settings, root, outcome, ())
        _write_json(shown, conflicts, rights, slug)
        return result.code(settings, shown)
    _write(settings, shown, conflicts, rights, slug)
    result.show_tally(settings, outcome.problems)
    return result.code(settings, replace(shown, problems=outcome.problems))


def _about_writing(shown: Found) -> Found:
    """Only the mistakes in how rights are written."""
    return replace(shown, problems=tuple(each for each in shown.problems if each.code not in _ABOUT_GRANTS))


def _write_json(shown: Found, conflicts: Sequence[Conflict], rights: Rights, slug: str) -> None:
    from whitelabel.report.answer import answer
    from whitelabel.report.conflicts import conflict_object, json_lines, offer_object

    more = {}
    if slug:
        signable = not any(problem.is_error for problem in shown.problems)
        more["offer"] = offer_object(slug, rights, may_be_signed=signable)
    objects = [conflict_object(one, rights.table) for one in conflicts]
    write_utf8(json_lines(answer(shown.problems, **more, conflicts=objects)))


def _write(settings: Settings, shown: Found, conflicts: Sequence[Conflict], rights: Rights, slug: str) -> None:
    """All but the tally.

    Args:
        settings: The form.
        shown: The problems that are no conflicts.
        conflicts: In order.
        rights: All of them.
        slug: The offer's, or empty.
    """
    from whitelabel.cli import result
    from whitelabel.report.conflicts import annotated, conflicts_text, offer_summary, offer_text, summary

    head = offer_summary(slug, conflicts, rights, shown.problems) if slug else summary(conflicts, rights)
    if settings.format == "github":
        result.show_problems(settings, shown)
        for start in range(0, len(conflicts), _BATCH):
            part = conflicts[start : start + _BATCH]
            at_each = tuple(problem for one in part for problem in annotated(one, rights.table))
            result.show_problems(settings, replace(shown, problems=at_each))
        screen.write(head)
        return
    paint = paint_of()
    screen.write(paint(head, "error" if conflicts else "strong"))
    if slug:
        screen.write(offer_text(slug, rights))
    prefix = result.prefix_of(shown.root, Path.cwd()) if shown.root else ""
    for piece in conflicts_text(conflicts, rights.table, paint, prefix):
        screen.write("\n" + piece)
    if conflicts:
        screen.write(f"\n{paint('hint:', 'hint')} {_OF_OFFER if slug else _OF_GRANTS}")
    if conflicts or shown.problems:
        screen.write("\n")
    result.show_problems(settings, shown)

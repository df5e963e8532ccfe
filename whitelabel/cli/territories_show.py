"""`whitelabel territories show`: what an expression means, place by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.result import Found
from whitelabel.cli.settings import Settings, Usage, shared
from whitelabel.cli.territories_read import (
    Expression,
    code_of,
    paint_of,
    plain_words,
    read_expression,
    reject_all,
    show_after,
    write_answer,
)

if TYPE_CHECKING:
    from whitelabel.model import OwnPlace
    from whitelabel.outcome import Outcome
    from whitelabel.rights import Groups, Table


@click.command("show", cls=Expression)
@click.argument("words", metavar="[EXPR]...", nargs=-1, callback=plain_words)
@click.option("--language", metavar="TAG", default="en", help="Of the names, such as ru or de; en when absent.")
@shared
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], language: str) -> int:
    """See what EXPR means, place by place, with the project's own groups where there is a project.

    EXPR is written as in a grant: RU -RU-MOW. Without one, the project's groups are listed.
    """
    settings = Settings.of(context)
    from whitelabel.disk.files import find_root
    from whitelabel.report.places import (
        groups_object,
        groups_text,
        overrides_text,
        show_object,
        show_text,
        sources_text,
    )

    root = find_root(settings.directory)
    world = _of_project(settings, root) if root else _of_nobody()
    if isinstance(world, Found):
        return reject_all(settings, world)
    _known_language(language, world.tongues)
    table, paint = world.table, paint_of()
    told, more = [world.shown], {}
    if words:
        asked = read_expression(words, world.groups, table)
        told.append(asked.shown)
        if not asked.ground:
            return reject_all(settings, *told)
        text = show_text(asked.text, asked.ground, table, language, paint)
        more = show_object(asked.text, asked.ground, table, language)
    else:
        # How the vendor calls a group may name another brand.
        groups: Groups = world.groups if settings.audience == "vendor" else {}
        blocks = [groups_text(groups, table, paint)] if settings.audience == "vendor" else []
        text = "\n\n".join([*blocks, *([overrides_text(world.own, paint)] if world.own else ())])
        more = groups_object(groups, world.own, table)
    if settings.format == "json":
        write_answer(*told, **more)
    else:
        screen.write("\n\n".join(filter(None, (text, sources_text(table, len(world.own))))))
        show_after(settings, *told)
    return code_of(settings, *told)


@dataclass(frozen=True, slots=True)
class _World:
    """Places, codes and groups as a project has them, or as the table does.

    Attributes:
        own: Places that the project sees otherwise.
        tongues: Languages in which there are names.
    """

    table: Table
    groups: Groups
    own: Mapping[str, OwnPlace]
    tongues: tuple[str, ...]
    shown: Found


def _of_nobody() -> _World:
    from whitelabel.rights import standard, tongues

    return _World(standard(), {}, {}, tongues(), Found(()))


def _of_project(settings: Settings, root: Path) -> _World | Found:
    """The vendor's own places and groups; the mistakes of its file where they can't be read."""
    from whitelabel import pipeline
    from whitelabel.rights import tongues

    vendor, outcome = pipeline.places(root)
    rights = outcome.rights
    shown = _for(settings, root, outcome)
    if vendor is None or rights is None or any(problem.is_error for problem in shown.problems):
        return shown
    own = {language.partition("-")[0].lower() for place in vendor.places.values() for language in place.names}
    return _World(rights.table, rights.groups, vendor.places, tuple(sorted({*tongues(), *own})), shown)


def _for(settings: Settings, root: Path, outcome: Outcome) -> Found:
    """The mistakes of the vendor's own file; a partner hears no more than that there are some."""
    if settings.audience == "partner":
        from whitelabel.problem import error
        from whitelabel.report.audience import ASK, HELD_ELSEWHERE

        held = {error(problem.code, HELD_ELSEWHERE, hint=ASK) for problem in outcome.problems if problem.is_error}
        return Found(tuple(sorted(held, key=lambda problem: problem.code)))
    from whitelabel.report.listing import tidy

    return Found(tidy(outcome.problems), root=root, line_of=outcome.line_of)


def _known_language(language: str, known: Sequence[str]) -> None:
    if language.replace("_", "-").partition("-")[0].lower() not in known:
        raise Usage(f"there are no names in '{language}'", f"one of {', '.join(known)}")

"""`whitelabel territories free`: whether ground is open, and from which day."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import takes_day
from whitelabel.cli.settings import Settings, Usage, complete_brand, no_project, shared
from whitelabel.cli.territories_read import (
    Expression,
    code_of,
    for_vendor,
    known_product,
    paint_of,
    plain_words,
    read,
    read_expression,
    reject_all,
    show_after,
    write_answer,
)

if TYPE_CHECKING:
    from whitelabel.model import Rights
    from whitelabel.rights import Strength


@click.command("free", cls=Expression)
@click.argument("words", metavar="EXPR...", nargs=-1, required=True, callback=plain_words)
@click.option("--product", metavar="PRODUCT", default="", help="Of this product; of each when absent.")
@click.option(
    "--strength",
    type=click.Choice(["exclusive", "sole", "shared", "non-exclusive"]),
    default="exclusive",
    help="How strong the grant would be; exclusive when absent.",
)
@click.option(
    "--up-to",
    metavar="N",
    type=click.IntRange(min=1),
    help="With 'shared': how many resellers in all; when absent, as many as those who are there allow.",
)
@click.option(
    "--for",
    "slug",
    metavar="SLUG",
    shell_complete=complete_brand,
    help="To this brand's party, whose own grants aren't in its way.",
)
@click.option("--vendor", is_flag=True, help="To the vendor's own channel.")
@takes_day
@shared
@click.pass_context
def command(
    context: click.Context,
    words: tuple[str, ...],
    product: str,
    strength: Strength,
    up_to: int | None,
    slug: str | None,
    vendor: bool,
    on: datetime.date | None,
) -> int:
    """Ask whether the ground that EXPR names is open on the day and from then on.

    EXPR is written as in a grant: RU -RU-MOW. The first line answers yes, no or partly; the rest tells what is open for
    how long, who holds the rest, and from which day it is free.
    """
    settings = Settings.of(context)
    for_vendor(settings, "territories free")
    if up_to and strength != "shared":
        raise Usage(
            f"'--up-to' counts resellers of a shared grant, not of one that is {strength}", "add '--strength shared'"
        )
    if slug and vendor:
        raise Usage("'--for' and '--vendor' exclude each other", "leave one of them away")
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory), answers=[])
    rights, shown = read(settings, root, on)
    if rights is None:
        return reject_all(settings, shown, answers=[])
    known_product(product, rights)
    party = rights.vendor if vendor else _party(slug, rights) if slug else ""
    asked = read_expression(words, rights.groups, rights.table)
    if not asked.ground:
        return reject_all(settings, shown, asked.shown, answers=[])
    from whitelabel.report.free import Question, answers, free_object, free_text

    products = (product,) if product else rights.products
    question = Question(asked.text, asked.ground, products, strength, up_to or 0, party)
    found = answers(question, rights)
    if settings.format == "json":
        write_answer(shown, asked.shown, **free_object(question, found, rights))
    else:
        screen.write(free_text(question, found, rights, paint_of(), result.prefix_of(root, Path.cwd())))
        show_after(settings, shown, asked.shown)
    return code_of(settings, shown, asked.shown)


def _party(slug: str, rights: Rights) -> str:
    from whitelabel.problem import did_you_mean

    holder = rights.holders.get(slug)
    if holder is None:
        raise Usage(f"unknown brand '{slug}'", did_you_mean(slug, rights.holders))
    return holder.party

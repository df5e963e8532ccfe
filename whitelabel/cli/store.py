"""`whitelabel store`: what is kept so that later builds need not make it anew."""

from __future__ import annotations

import click

from whitelabel.cli.lazy import Lazy
from whitelabel.cli.settings import shared

SUBCOMMANDS = {
    "info": "See where the store is, how much it holds, and when that was used.",
    "clean": "Take away what has not been used for longest, or all.",
}
"""Name → what it does; `store_<name>.py` has it."""


@click.command("store", cls=Lazy, table=SUBCOMMANDS, prefix="whitelabel.cli.store_")
@shared
def command() -> None:
    """See what is kept so that later builds need not make it anew, or take it away: nothing is lost but time."""

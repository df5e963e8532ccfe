"""`whitelabel territories`: who holds which ground, what clashes, and what is open."""

from __future__ import annotations

import click

from whitelabel.cli.lazy import Lazy
from whitelabel.cli.settings import shared

SUBCOMMANDS = {
    "check": "Find where grants clash, or an offer would.",
    "coverage": "See who covers what, and what nobody does.",
    "free": "Ask whether ground is open, and from which day.",
    "show": "See what an expression means, place by place.",
    "map": "Draw who holds what: an HTML page that stands alone.",
    "statement": "State a brand's own rights, for its partner.",
}
"""Name → what it does; `territories_<name>.py` has it."""


@click.command("territories", cls=Lazy, table=SUBCOMMANDS, prefix="whitelabel.cli.territories_")
@shared
def command() -> None:
    """See who holds which ground, what clashes, and what is open."""

"""`whitelabel schema`: the JSON Schema of a file, for editors."""

from __future__ import annotations

import click

from whitelabel.cli import screen
from whitelabel.cli.settings import shared

KINDS = ("brand", "contract", "theme", "project")


@click.command("schema")
@click.argument("kind", metavar="KIND", type=click.Choice(KINDS))
@shared
def command(kind: str) -> int:
    """Print the JSON Schema (draft-07) of a file.

    KIND is brand (brand.yaml), contract (contracts/<slug>.yaml), theme (theme.yaml) or project (whitelabel.yaml). An editor takes it through the file's first line: # yaml-language-server: $schema=…
    """
    from whitelabel.load.schema import json_schema

    screen.write_json(json_schema(kind))
    return 0

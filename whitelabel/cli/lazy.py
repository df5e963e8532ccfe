"""A group of commands whose files are imported when they run, so that `--help` and Tab stay quick."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from whitelabel.cli.settings import Usage
from whitelabel.problem import nearest


class Lazy(click.Group):
    """Commands by name, each in a module of its own that calls it `command`.

    Args:
        table: Name → what it does.
        prefix: What stands before a command's name in its module's.
    """

    def __init__(self, *args: Any, table: Mapping[str, str], prefix: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.table = table
        self._prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself, imported now."""
        if cmd_name not in self.table:
            return None
        found: click.Command = importlib.import_module(self._prefix + cmd_name).command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names.

        Raises:
            Usage: None of this name.
        """
        name = args[0]
        if name not in self.table and not name.startswith("-") and not ctx.resilient_parsing:
            near = nearest(name, self.table)
            hint = f"did you mean '{near}'?" if near else f"'{ctx.command_path} --help' tells what it takes"
            raise Usage(f"no such command '{name}'", hint)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What each does, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.table.items()))

"""The day on which rights are judged: today, or what `--on` says."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


class _Day(click.ParamType[datetime.date]):
    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime.date:
        if isinstance(value, datetime.date):
            return value
        try:
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
                raise ValueError
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is no day; one such as 2026-03-01 was wanted", param, ctx)


DAY = _Day()


def takes_day(command: _Decorated) -> _Decorated:
    """Give a command the option `--on`."""
    option = click.option(
        "--on",
        metavar="DATE",
        type=DAY,
        help="Judge rights on this day and from then on; today where the contracts' time zone is when absent.",
    )
    return option(command)


def meant(on: datetime.date | None) -> datetime.date | datetime.datetime:
    """What was asked for, or this moment: which day that is depends on the vendor's time zone."""
    return on if on is not None else datetime.datetime.now(datetime.UTC)

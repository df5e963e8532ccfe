"""The options that name a store which machines share, and what is told of it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from whitelabel.disk.remote import Remote, Traffic
    from whitelabel.problem import Problem

VARIABLE = "WHITELABEL_REMOTE_STORE"

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def takes_shared_store(command: _Decorated) -> _Decorated:
    """Give a command the options of a store that machines share."""
    options = (
        click.option(
            "--remote-store",
            metavar="URL",
            envvar=VARIABLE,
            help="A store that machines share, beside the one here: 's3://bucket/prefix', or 'file:///folder'; the environment's "
            f"AWS_* tell who asks. {VARIABLE} of the environment when absent.",
        ),
        click.option(
            "--remote-store-read-only",
            "remote_read_only",
            is_flag=True,
            envvar=f"{VARIABLE}_READ_ONLY",
            help="Write nothing there: for jobs whose input others may change.",
        ),
        click.option(
            "--remote-store-timeout",
            "remote_timeout",
            type=click.FloatRange(min=0.1, max=60),
            metavar="SECONDS",
            default=2.0,
            envvar=f"{VARIABLE}_TIMEOUT",
            help="How long one entry may take; then it is left alone for this run. 2 when absent.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@contextlib.contextmanager
def shared_store(url: str | None, *, read_only: bool, timeout: float) -> Iterator[Remote | None]:
    """The store that was named, if one was; no process of it outlives this.

    Raises:
        UsageError: What was named is no address.
        FileNotFoundError: The library that it takes isn't installed.
    """
    if not url:
        yield None
        return
    from whitelabel.disk.remote import Remote, address_of
    from whitelabel.run.store import ENTRY

    try:
        address = address_of(url)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="'--remote-store'") from None
    with contextlib.closing(Remote(address, ENTRY, timeout=timeout, read_only=read_only)) as remote:
        yield remote


def told_of(remote: Remote | None, elsewhere: Sequence[Traffic]) -> tuple[tuple[Problem, ...], str]:
    """Have all written that was made.

    Args:
        remote: The store, if there is one.
        elsewhere: What other machines have done with it.

    Returns:
        A warning where that, or anything before it, failed; and what was read and written, where anything was.
    """
    if remote is None:
        return (), ""
    from whitelabel.disk.remote import added, failed

    traffic = added([remote.finish(), *elsewhere])
    parts = [
        _counted(*amount, done) for amount, done in ((traffic.read, "read"), (traffic.written, "written")) if amount[0]
    ]
    return failed(remote.address, traffic), f"shared store: {', '.join(parts)}" if parts else ""


def _counted(number: int, size: int, done: str) -> str:
    from whitelabel.cli.store_at import entries
    from whitelabel.report import summary

    return f"{entries(number)} ({summary.size(size)}) {done}"

"""The options that say who makes bundles: processes here, or a cluster."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from whitelabel.cli.settings import Usage

if TYPE_CHECKING:
    from whitelabel.cluster import Cluster
    from whitelabel.disk.remote import Remote
    from whitelabel.model import Machine

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def takes_executor(command: _Decorated) -> _Decorated:
    """Give a command the options that say who makes bundles."""
    options = (
        click.option(
            "--executor",
            type=click.Choice(["processes", "dask"]),
            default="processes",
            help="Who makes bundles: processes of this machine, or the workers of a Dask cluster.",
        ),
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            envvar="DASK_SCHEDULER_ADDRESS",
            help="Of the cluster: 'tcp://host:8786' or 'tls://host:8786'; the environment's DASK_SCHEDULER_ADDRESS when absent.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def cluster_of(
    executor: str, scheduler: str | None, jobs: int | None, machine: Machine, remote: Remote | None, store_size: int
) -> Cluster | None:
    """The cluster that was asked for, if one was; nobody is asked anything yet.

    Raises:
        Usage: There is no saying where it is, or how many processes work at once isn't for us to say.
        FileNotFoundError: Dask isn't installed.
    """
    if executor != "dask":
        return None
    if not scheduler:
        raise Usage("'--executor dask' needs a scheduler", "name it with '--scheduler tcp://host:8786'")
    if not re.fullmatch(r"(tcp|tls|ws|wss)://[^/\s]+:\d+/?", scheduler):
        raise Usage(f"'{scheduler}' is no address of a scheduler", "one such as 'tcp://host:8786' was wanted")
    if jobs is not None:
        raise Usage(
            "'--jobs' counts processes of this machine", "leave it away; Dask knows what its workers can do at once"
        )
    from whitelabel.cluster import Cluster

    return Cluster(scheduler, machine, remote, store_size)

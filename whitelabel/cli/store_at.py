"""Which store a command looks after, and how it tells what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from whitelabel.cli import result
from whitelabel.cli.settings import Settings, Usage

if TYPE_CHECKING:
    from whitelabel.disk.upkeep import Holding

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def takes_out(command: _Decorated) -> _Decorated:
    """Give a command the option `--out`."""
    option = click.option(
        "--out",
        metavar="DIR",
        type=click.Path(file_okay=False, path_type=Path),
        help="The store beside the bundles in DIR, not in 'build'.",
    )
    return option(command)


def project_of(settings: Settings) -> Path | None:
    """The project's root.

    Raises:
        Usage: A partner asks.
    """
    if settings.audience == "partner":
        raise Usage("the store holds what was made for all brands and is for the vendor alone", "ask the vendor")
    from whitelabel.disk.files import find_root

    return find_root(settings.directory)


def bundles_of(root: Path, out: Path | None) -> Path:
    """The folder of the bundles, which has the store in it."""
    return out.absolute() if out else root / "build"


def named(root: Path, store: Path) -> str:
    """The store's folder as its reader would name it."""
    from whitelabel.problem import printable

    inside = store.is_relative_to(root)
    return printable(f"{result.prefix_of(root, Path.cwd())}{store.relative_to(root)}" if inside else str(store))


def entries(number: int) -> str:
    """So many entries, in words."""
    return f"{number:,} entr{'y' if number == 1 else 'ies'}"


def limit_of(held: Holding) -> int:
    """Bytes that a store is kept to where nobody says so now."""
    from whitelabel.disk.shelf import LIMIT

    return LIMIT if held.limit is None else held.limit

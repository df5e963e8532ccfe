"""Options that every command takes, before or after its name.

WL190: no project was found
    A project is a folder that holds `whitelabel.yaml`. Commands look for it in the folder in which they are run and in
    every folder above; `-C DIR` begins at another. `whitelabel init` makes a project.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from whitelabel.problem import Problem, error

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])
_KEY = "whitelabel.settings"


class Usage(click.UsageError):
    """A wrong command line, with what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


_NOT_THERE = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG})


class Folder(click.Path):
    """A folder. One of which the system tells nothing is the world's failure, and no wrong command line.

    Args:
        exists: Whether it has to be there.
    """

    def __init__(self, *, exists: bool = False) -> None:
        super().__init__(exists=exists, file_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path."""
        shown = click.format_filename(value)
        try:
            if not stat.S_ISDIR(Path(value).stat().st_mode):
                self.fail(f"directory '{shown}' is a file", param, ctx)
        except OSError as refused:
            if refused.errno not in _NOT_THERE:
                raise
            if self.exists:
                self.fail(f"directory '{shown}' does not exist", param, ctx)
        return Path(value)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen for this run.

    Attributes:
        directory: Where the project is looked for.
        audience: A partner is shown nothing of another brand.
        strict: Warnings end the run with 1, too.
    """

    directory: Path
    format: Literal["text", "json", "github", "sarif", "markdown"]
    audience: Literal["vendor", "partner"]
    strict: bool

    @classmethod
    def of(cls, context: click.Context) -> Settings:
        """The settings of a run, whichever side of the command's name they stood on."""
        given = context.meta.get(_KEY, {})
        return cls(
            directory=given.get("directory") or Path(),
            format=given.get("format") or "text",
            audience=given.get("audience") or "vendor",
            strict=bool(given.get("strict")),
        )


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None and parameter.name:
        context.meta.setdefault(_KEY, {})[parameter.name] = value


def shared(command: _Decorated) -> _Decorated:
    """Give a command the options that all of them take."""
    return shared_with()(command)


def shared_with(*formats: str) -> Callable[[_Decorated], _Decorated]:
    """Give a command the options that all of them take, and forms of its own in which the answer can be written."""
    return lambda command: _with_options(command, ("text", "json", "github", *formats))


def _with_options(command: _Decorated, formats: Sequence[str]) -> _Decorated:
    options = (
        click.option(
            "-C",
            "directory",
            metavar="DIR",
            type=Folder(exists=True),
            callback=_keep,
            expose_value=False,
            help="Look for the project in DIR, not here.",
        ),
        click.option(
            "--format",
            type=click.Choice(formats),
            callback=_keep,
            expose_value=False,
            help="How the answer is written; text when absent.",
        ),
        click.option(
            "--audience",
            type=click.Choice(["vendor", "partner"]),
            callback=_keep,
            expose_value=False,
            help="Who reads it: a partner is shown nothing of another brand.",
        ),
        click.option(
            "--strict",
            is_flag=True,
            default=None,
            callback=_keep,
            expose_value=False,
            help="End with 1 on warnings too.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def one_for_partner(settings: Settings, brands: Sequence[str]) -> None:
    """See to it that a partner asks for one brand: the partner's own.

    Raises:
        Usage: More than one, or none, which means all.
    """
    if settings.audience == "partner" and len(brands) != 1:
        raise Usage("'--audience partner' shows one brand", "name it with '--brand'")


def complete_brand(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    """Slugs of the project's brands that begin with what was typed."""
    from whitelabel.disk.files import find_root

    try:
        root = find_root(Settings.of(context).directory)
        folders = sorted((root / "brands").iterdir()) if root else []
    except OSError:
        return []
    return [folder.name for folder in folders if folder.name.startswith(incomplete) and folder.is_dir()]


def takes_brands(work: str) -> Callable[[_Decorated], _Decorated]:
    """Give a command the option `--brand`, which may be said several times.

    Args:
        work: What is done with a brand, such as ``Build``.
    """
    return click.option(
        "--brand",
        "brands",
        multiple=True,
        metavar="SLUG",
        shell_complete=complete_brand,
        help=f"{work} this brand; may be said several times. All when absent.",
    )


def takes_jobs(work: str) -> Callable[[_Decorated], _Decorated]:
    """Give a command the option `--jobs`.

    Args:
        work: What is done with brands, such as ``Build``.
    """
    return click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help=f"{work} so many brands at once, each in a process of its own. As many as there are processors when absent.",
    )


def no_project(directory: Path) -> Problem:
    """No `whitelabel.yaml` here or above."""
    return error(
        "WL190",
        f"no project: 'whitelabel.yaml' is neither in '{directory.resolve()}' nor in a folder above",
        hint="'whitelabel init' makes a project; '-C DIR' looks in another folder",
    )

"""The table of commands; a command's file is imported when it runs, so that `--help` and Tab stay quick."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

import click

from whitelabel import __version__
from whitelabel.cli import ending, screen
from whitelabel.cli.asked_file import Unwritten
from whitelabel.cli.lazy import Lazy
from whitelabel.cli.settings import Settings, Usage, shared
from whitelabel.problem import nearest, printable

COMMANDS = {
    "init": ("Make a project that builds at once.", "making the project"),
    "new": ("Add a brand.", "adding the brand"),
    "build": ("Make the bundles of all brands, or of some.", "building"),
    "check": ("Find mistakes without making anything.", "checking"),
    "watch": ("Show brands in a browser, and every change at once.", "watching"),
    "plan": ("Tell what a build would change.", "planning"),
    "why": ("Tell what made a file of a bundle.", "looking for what made the file"),
    "verify": ("See whether bundles are whole, unchanged and clean.", "looking at bundles"),
    "assets": ("Show every icon and picture of a brand, to sign them off.", "drawing the pictures"),
    "palette": ("Propose a brand's colours from its logo.", "looking at the logo"),
    "territories": ("See who holds which ground, and what is open.", "working out the rights"),
    "matrix": ("List what CI has to build, and when.", "working out the rights"),
    "store": ("See what is kept for later builds, or take it away.", "looking after the store"),
    "explain": ("Tell what a problem's code means.", "explaining"),
    "schema": ("Print the JSON Schema of a file, for editors.", "printing the schema"),
    "doctor": ("See whether this machine has what is needed.", "looking at this machine"),
}
"""Name → what it does, and what it is doing when the world fails."""

COMPLETION = "_WHITELABEL_COMPLETE"
USAGE = 2

_EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL)
_CAPITAL = re.compile(r"^[A-Z]|(?<=: )(?:File|Directory|Path)(?= ')")


@click.command(
    "whitelabel",
    cls=Lazy,
    table={name: what for name, (what, _) in COMMANDS.items()},
    prefix="whitelabel.cli.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
    Tab completes commands, brands and codes after
      eval "$(_WHITELABEL_COMPLETE=bash_source whitelabel)"
    with zsh_source or fish_source for these shells.""",
)
@shared
@click.version_option(__version__, message="%(prog)s %(version)s")
def group() -> None:
    """Rebrand one product for every reseller: one base theme, a folder a brand, a static bundle each."""


def run(arguments: Sequence[str]) -> int:
    """Run the command that the words ask for; the exit code."""
    instruction = os.environ.get(COMPLETION)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(group, {}, "whitelabel", COMPLETION, instruction)
    context = click.Context(group)
    try:
        context = group.make_context("whitelabel", list(arguments))
        with context:
            code: Any = group.invoke(context)
            return int(code or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as wrong:
        return _tell(wrong, context)
    except Exception as failure:
        stop = ending.stop_within(failure)
        if stop is not None:
            raise stop from None
        return _failed(failure, _doing(context), for_partner=Settings.of(context).audience == "partner")


def _failed(failure: Exception, doing: str, *, for_partner: bool) -> int:
    """Tell a failure of the world from a mistake of ours; a partner isn't told paths, which may be another brand's.

    The path of a file that was asked for is the asker's own.
    """
    if isinstance(failure, BrokenPipeError):
        screen.close_stdout()
        return 0
    if isinstance(failure, Unwritten):
        return ending.world_failed(failure, failure.doing)
    if isinstance(failure, OSError):
        return ending.world_failed(OSError(failure.errno, failure.strerror) if for_partner else failure, doing)
    if isinstance(failure, MemoryError):
        return ending.memory_spent(doing)
    library = (failure.name or "").partition(".")[0] if isinstance(failure, ModuleNotFoundError) else ""
    if library and library != "whitelabel":
        return ending.library_missing(library, doing)
    return ending.bug_hidden() if for_partner else ending.bug_found(failure)


def _doing(context: click.Context) -> str:
    return COMMANDS[context.invoked_subcommand][1] if context.invoked_subcommand in COMMANDS else "starting"


def _tell(wrong: click.UsageError, context: click.Context) -> int:
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        click.echo(wrong.format_message(), err=True)
        return USAGE
    message = wrong.message if getattr(wrong, "possibilities", None) else wrong.format_message()
    extra = _EXTRA.fullmatch(message)
    if extra:
        words = extra[1].split(" ")
        message = f"unexpected argument{'s' if len(words) > 1 else ''} " + ", ".join(f"'{word}'" for word in words)
    if isinstance(wrong, click.MissingParameter):
        message = message.partition(". Choose from:")[0]
    message = _CAPITAL.sub(lambda found: found[0].lower(), message.rstrip("."))
    # An option without its value is found before click has a context for the command.
    path = wrong.ctx.command_path if wrong.ctx else f"whitelabel {context.invoked_subcommand or ''}".rstrip()
    hint = _hint(wrong, extra[1] if extra else "") or f"'{path} --help' tells what it takes"
    click.echo(printable(f"error: {message}"), err=True)
    click.echo(printable(f"  hint: {hint}"), err=True)
    return USAGE


def _hint(wrong: click.UsageError, extra: str) -> str:
    """What to do about a wrong command line; empty where only its help can tell."""
    if isinstance(wrong, Usage):
        return wrong.hint
    near = sorted(getattr(wrong, "possibilities", None) or ())
    if isinstance(wrong, click.BadParameter) and wrong.param and isinstance(wrong.param.type, click.Choice):
        choices = wrong.param.type.choices
        given = re.match("'(.*?)' is not one of", wrong.message)
        if given is None:
            return "one of " + ", ".join(f"'{word}'" for word in choices)
        meant = nearest(given[1], choices)
        near = [meant] if meant else []
    if near:
        return "did you mean " + " or ".join(f"'{name}'" for name in near) + "?"
    takes_brands = wrong.ctx is not None and any(option.name == "brands" for option in wrong.ctx.command.params)
    if takes_brands and re.fullmatch("[a-z0-9][a-z0-9 -]*", extra):
        return "name brands so: '" + " ".join(f"--brand {slug}" for slug in extra.split(" ")) + "'"
    return ""

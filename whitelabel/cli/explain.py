"""`whitelabel explain`: what a problem's code means."""

from __future__ import annotations

import sys

import click

from whitelabel.cli import screen
from whitelabel.cli.settings import Settings, Usage, shared


def _complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from whitelabel.cli.codes import all_codes

    return [code.code for code in all_codes() if code.code.startswith(incomplete.upper())]


@click.command("explain")
@click.argument("code", required=False, shell_complete=_complete)
@shared
@click.pass_context
def command(context: click.Context, code: str | None) -> int:
    """Tell what a problem's CODE means, such as WL301; all codes without one."""
    from whitelabel.cli.codes import all_codes
    from whitelabel.report.paint import ansi, plain

    settings = Settings.of(context)
    known = all_codes()
    chosen = known
    if code is not None:
        wanted = code.upper()
        chosen = [entry for entry in known if entry.code == wanted]
        if not chosen:
            raise Usage(f"no such code '{code}'", "'whitelabel explain' lists all codes")
    if settings.format == "json":
        from whitelabel.report.answer import answer

        codes = [{"code": entry.code, "title": entry.title, "text": entry.text} for entry in chosen]
        screen.write_json(answer((), codes=codes))
        return 0
    paint = ansi if screen.has_colour(sys.stdout) else plain
    titles = {entry.code: entry.title for entry in chosen}
    if code is None:
        screen.write("\n".join(f"{paint(name, 'strong')}  {title}" for name, title in titles.items()))
        return 0
    heads = [paint(f"{name}: {title}", "strong") for name, title in titles.items()]
    screen.write("\n\n".join([*heads, *(entry.text for entry in chosen if entry.text)]))
    return 0

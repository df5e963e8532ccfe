"""`whitelabel watch`: brands in a browser, and every change at once."""

from __future__ import annotations

import contextlib
import datetime
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.settings import Settings, Usage, no_project, shared, takes_brands

if TYPE_CHECKING:
    from whitelabel.live import Live
    from whitelabel.preview.watch import Turn
    from whitelabel.problem import Problem


@click.command("watch")
@takes_brands("Show")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    default=0,
    help="Serve on this port; 8620 or another one that is free when absent.",
)
@takes_day
@click.option("--open", "opened", is_flag=True, help="Open the start page in a browser.")
@click.option("--poll", is_flag=True, help="Look at all files again and again, also where the system tells of changes.")
@click.option(
    "--share-dir",
    "share",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Write what there is to see now into DIR, as files that stand alone, and end.",
)
@shared
@click.pass_context
def command(
    context: click.Context,
    brands: tuple[str, ...],
    port: int,
    on: datetime.date | None,
    opened: bool,
    poll: bool,
    share: Path | None,
) -> int:
    """Show brands in a browser, and every change at once.

    The start page shows all brands side by side; each has an address of its own. A brand is made when it is first looked at, and
    after a change what hangs on it. Nothing is built; Ctrl-C ends it.

    With --share-dir what there is to see is written as files, for whoever signs it off: of one brand for its partner, of all for
    the vendor.
    """
    settings = Settings.of(context)
    if settings.format == "github":
        raise Usage("'--format github' is for what comes to an end", "'text' or 'json'")
    if settings.audience == "partner" and (share is None or len(brands) != 1):
        raise Usage("'watch' shows all of a project", "a partner is shown what '--brand SLUG --share-dir DIR' writes")
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None:
        return result.reject(settings, no_project(settings.directory))
    if share is not None:
        _see_to_room(share)
    live = _loaded(root, on)
    unknown = _unknown(live, brands)
    if unknown:
        return result.reject(settings, *unknown)
    if share is not None:
        return _share(settings, live, root, brands, share)
    from whitelabel.preview.watch import watch

    printer = _Printer(settings, live, root)
    reporter = (_Log if settings.format == "json" else _Lines)(printer, opened=opened)
    watch(live, root, brands, reporter, printer.plain, port=port, poll=poll)
    return result.DONE


def _see_to_room(share: Path) -> None:
    from whitelabel.disk.handover import is_free

    if not is_free(share):
        shown = click.format_filename(share)
        raise Usage(f"'{shown}' holds something else than what was shared", "name a folder that is new, or empty")


def _loaded(root: Path, on: datetime.date | None) -> Live:
    from whitelabel import pipeline
    from whitelabel.live import Live
    from whitelabel.run.store import Store

    shelf = pipeline.shelf_beside(root / "build", made=True)
    live = Live(root, on=lambda: meant(on), store=Store(shelf), remember=pipeline.memory(shelf))
    live.look()
    return live


def _unknown(live: Live, brands: Sequence[str]) -> list[Problem]:
    from whitelabel.problem import did_you_mean, error

    known = live.brands
    return [
        error("WL110", f"unknown brand '{slug}'; there is no 'brands/{slug}/'", hint=did_you_mean(slug, known))
        for slug in dict.fromkeys(brands)
        if slug not in known
    ]


def _share(settings: Settings, live: Live, root: Path, brands: Sequence[str], where: Path) -> int:
    from whitelabel.cli import result
    from whitelabel.cli.result import Found
    from whitelabel.preview.share import share
    from whitelabel.report.answer import answer
    from whitelabel.report.listing import counted, tidy

    with screen.progress("making what there is to see") as bar:
        shared = share(live, brands or live.brands, where, progress=bar)
    problems = tidy(shared.problems)
    if settings.audience == "partner":
        from whitelabel.report.audience import for_partner, own_lines, partner

        reader = partner(shared.rights, brands[0], (), live.line_of, strict=settings.strict)
        found = Found(tidy(for_partner(problems, reader)), root=root, line_of=own_lines(reader))
    else:
        found = Found(problems, root=root, line_of=live.line_of)
    if settings.format == "json":
        told = {
            "share": where.as_posix() if shared.files else None,
            "brands": list(shared.brands),
            "files": shared.files,
        }
        screen.write_json(answer(found.problems, **told))
    else:
        result.show_problems(settings, found)
        if shared.files:
            screen.write(f"wrote {counted(len(shared.brands), 'brand')} into '{where}': open 'index.html' there")
        result.show_tally(settings, found.problems)
    return result.code(settings, found) if shared.files else result.REJECTED


class _Printer:
    """Gives problems as the command line shows them."""

    def __init__(self, settings: Settings, live: Live, root: Path) -> None:
        from whitelabel.cli.result import prefix_of

        self.settings = settings
        self.live = live
        self.root = root
        self.prefix = prefix_of(root, Path.cwd())

    def plain(self, problems: Sequence[Problem]) -> str:
        """As a page shows them: errors first, since they are nearest to its beginning."""
        from whitelabel.report.listing import tidy
        from whitelabel.report.text import problems_text

        ordered = tidy(problems)
        parts = [[problem for problem in ordered if problem.is_error is is_error] for is_error in (True, False)]
        return "\n\n".join(problems_text(part, self.live.line_of, prefix=self.prefix) for part in parts if part)

    def drawn(self, problems: Sequence[Problem]) -> str:
        """As the terminal shows them."""
        from whitelabel.report.listing import tidy
        from whitelabel.report.paint import ansi, plain
        from whitelabel.report.text import problems_text

        paint = ansi if screen.has_colour(sys.stdout) else plain
        return problems_text(tidy(problems), self.live.line_of, paint, self.prefix)


class _Lines:
    """One line a change, and the problems."""

    def __init__(self, printer: _Printer, *, opened: bool) -> None:
        self._printer = printer
        self._opened = opened

    def started(self, address: str, brands: int) -> None:
        from whitelabel.report.listing import counted

        screen.write(f"{address}  {counted(brands, 'brand')}, Ctrl-C ends it")
        if self._opened:
            show(address)

    def polling(self, why: str) -> None:
        screen.write(f"looking at all files again and again: {why}")

    def turned(self, turn: Turn) -> None:
        from whitelabel.problem import printable

        more = f" +{len(turn.paths) - 1} more" if len(turn.paths) > 1 else ""
        waiting = f"not yet {_listed(turn.withheld)}" if turn.withheld else ""
        brands = ", ".join(filter(None, (_listed(turn.brands), waiting))) or "nothing that is looked at"
        screen.write(printable(f"{turn.paths[0]}{more} · {brands} · {1000 * turn.seconds:.0f} ms"))

    def shown(self, slug: str) -> None:
        screen.write(f"{slug}: shown as it is written")

    def found(self, slug: str, problems: Sequence[Problem]) -> None:
        from whitelabel.report.listing import tally

        if not problems:
            screen.write(f"{slug or 'the project'}: nothing is wrong any more")
            return
        screen.write(f"\n{self._printer.drawn(problems)}\n\n{slug or 'the project'}: {tally(problems)}")


class _Log:
    """One JSON object a line."""

    def __init__(self, printer: _Printer, *, opened: bool) -> None:
        self._opened = opened

    def started(self, address: str, brands: int) -> None:
        screen.write_json_line({"event": "start", "address": address, "brands": brands})
        if self._opened:
            show(address)

    def polling(self, why: str) -> None:
        screen.write_json_line({"event": "polling", "reason": why})

    def turned(self, turn: Turn) -> None:
        brands = {"brands": list(turn.brands), "withheld": list(turn.withheld)}
        took = round(1000 * turn.seconds, 1)
        screen.write_json_line({"event": "change", "paths": list(turn.paths), **brands, "milliseconds": took})

    def shown(self, slug: str) -> None:
        screen.write_json_line({"event": "shown", "brand": slug})

    def found(self, slug: str, problems: Sequence[Problem]) -> None:
        from whitelabel.report.answer import problem_object
        from whitelabel.report.listing import tidy

        told = [problem_object(problem) for problem in tidy(problems)]
        screen.write_json_line({"event": "problems", "brand": slug or None, "problems": told})


def _listed(slugs: Sequence[str], most: int = 3) -> str:
    """Some slugs: ``acme, beta and 4 more``."""
    if len(slugs) <= most:
        return ", ".join(slugs)
    return f"{', '.join(slugs[: most - 1])} and {len(slugs) - most + 1} more"


def show(address: str) -> None:
    """Open an address in a browser, where this machine has one."""
    import webbrowser

    def work() -> None:
        with contextlib.suppress(Exception):
            webbrowser.open(address)

    # Some wait for the browser to end.
    threading.Thread(target=work, daemon=True).start()

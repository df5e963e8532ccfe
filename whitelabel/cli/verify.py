"""`whitelabel verify`: whether bundles are whole, unchanged and clean."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.processors import processors
from whitelabel.cli.settings import Settings, Usage, no_project, shared_with

if TYPE_CHECKING:
    from whitelabel.cli.result import Found
    from whitelabel.model import Foreign
    from whitelabel.outcome import Judged, Verified


@click.command("verify")
@click.argument("bundles", nargs=-1, metavar="[BUNDLE|ARCHIVE]...", type=click.Path(exists=True, path_type=Path))
@click.option("--browser", is_flag=True, help="Open every page in Chromium, too: what it shows, asks for and leaves.")
@takes_day
@shared_with("sarif")
@click.pass_context
def command(context: click.Context, bundles: tuple[Path, ...], browser: bool, on: datetime.date | None) -> int:
    """See whether bundles are whole, unchanged, and show nothing of another brand.

    Each file is held against the bundle's manifest: what was changed, cut, lost or added is told. Within a project, which is looked
    for as always, every file is looked at for the marks of all other parties as well. Without a BUNDLE all of the project's are
    looked at.

    With --browser every page is opened in Chromium, narrow and wide, in light and dark: what it asks other hosts for, what fails,
    which marks it shows or leaves behind, who can't use it, and what doesn't fit. That takes playwright and npm's axe-core.
    """
    settings = Settings.of(context)
    from whitelabel.cli import result
    from whitelabel.disk.files import find_root

    root = find_root(settings.directory)
    if root is None and not bundles:
        return result.reject(settings, no_project(settings.directory), bundles=[])
    places = [(_shown(place), place) for place in bundles] or _standing(root)
    if settings.audience == "partner" and len(places) != 1:
        raise Usage("'--audience partner' shows one bundle", "name it")
    from whitelabel import verifying

    axe = _axe(root) if browser else ""
    with screen.progress("looking") as bar:
        judged = verifying.verify(root, places, on=meant(on), progress=bar)
    if browser:
        judged = _opened(judged, places, axe)
    shown = _found(settings, root, judged)
    _tell(settings, shown, judged)
    rejected = not all(found.is_whole and found.is_pure is not False for found in judged.verified)
    return result.REJECTED if rejected else result.code(settings, shown)


def _shown(place: Path) -> str:
    return place.as_posix().rstrip("/") or "/"


def _standing(root: Path | None) -> list[tuple[str, Path]]:
    """The bundles of a project, as seen from here."""
    assert root is not None
    out = root / "build"
    folders = sorted(place.parent for place in out.glob("*/manifest.json")) if out.is_dir() else []
    return [(os.path.relpath(folder).replace(os.sep, "/"), folder) for folder in folders]


def _axe(root: Path | None) -> str:
    """The source of axe-core, of the project or of the folder one stands in; asked for before any work is done."""
    from whitelabel.preview import programs

    return programs.axe(root or Path.cwd())


def _opened(judged: Judged, places: Sequence[tuple[str, Path]], axe: str) -> Judged:
    """What was found, and what is seen of it in a browser."""
    from whitelabel.disk.bundle import read_bundle
    from whitelabel.preview.browse import Shelved, browse
    from whitelabel.verify.shown import IMPURE, unseen_yet

    shelved: dict[str, Shelved] = {}
    for found, (_, place) in zip(judged.verified, places, strict=True):
        if found.brand:
            files = read_bundle(place).files
            find = judged.find(found.brand, files) if judged.find is not None else _nothing
            shelved[found.bundle] = Shelved(found.brand, f"{found.bundle}/", files, find)
    with screen.progress("opening pages") as bar:
        seen = browse(tuple(shelved.values()), axe, hosts=judged.hosts, jobs=processors(), progress=bar)
    by_bundle = dict(zip(shelved, seen, strict=True))

    def with_pages(found: Verified) -> Verified:
        one = by_bundle.get(found.bundle)
        if one is None:
            return dataclasses.replace(found, opened=0)
        is_pure = found.is_pure and not any(problem.code in IMPURE for problem in one.problems)
        return dataclasses.replace(found, opened=one.pages, is_pure=is_pure)

    told = judged.outcome.problems
    told += unseen_yet((problem for one in seen for problem in one.problems), told)
    verified = tuple(map(with_pages, judged.verified))
    return dataclasses.replace(judged, outcome=dataclasses.replace(judged.outcome, problems=told), verified=verified)


def _nothing(_path: str, _text: str) -> Iterable[Foreign]:
    """Stands for what finds marks where nobody tells which."""
    return ()


def _found(settings: Settings, root: Path | None, judged: Judged) -> Found:
    """What there is to show: the paths of bundles are as they were named, those of the project's files as seen from here."""
    from whitelabel.cli import result
    from whitelabel.problem import Problem, Span
    from whitelabel.report.listing import tidy

    named = tuple(f"{found.bundle}/" for found in judged.verified)
    prefix = result.prefix_of(root, Path.cwd()) if root is not None else ""

    def seen(span: Span) -> Span:
        is_there = span.path.startswith(named) or f"{span.path}/" in named
        return span if is_there else dataclasses.replace(span, path=prefix + span.path)

    def moved(problem: Problem) -> Problem:
        related = tuple(dataclasses.replace(one, span=seen(one.span)) for one in problem.related)
        return dataclasses.replace(problem, span=seen(problem.span) if problem.span else None, related=related)

    def line_of(path: str, number: int) -> str | None:
        return judged.outcome.line_of(path.removeprefix(prefix), number)

    if settings.audience == "vendor":
        return result.Found(tidy(map(moved, judged.outcome.problems)), root=None, line_of=line_of)
    from whitelabel.report.audience import for_partner, partner

    (one,) = judged.verified
    outcome = judged.outcome
    unread = outcome.rights.hidden if outcome.rights is not None else ()
    reader = partner(outcome.rights, one.brand, unread, result.no_lines, strict=settings.strict)
    return result.Found(tidy(for_partner(outcome.problems, reader)))


def _tell(settings: Settings, shown: Found, judged: Judged) -> None:
    from whitelabel.cli import result

    if settings.format == "json":
        from whitelabel.report.answer import answer, verified_object

        screen.write_json(answer(shown.problems, bundles=[verified_object(found) for found in judged.verified]))
    elif settings.format == "sarif":
        from whitelabel.cli.codes import all_codes
        from whitelabel.report.sarif import log

        screen.write_json(log(shown.problems, {code.code: code.title for code in all_codes()}))
    else:
        result.show_problems(settings, shown)
        screen.write(_summary(judged.verified))
        result.show_tally(settings, shown.problems)


def _summary(verified: Sequence[Verified]) -> str:
    from whitelabel.report.listing import counted
    from whitelabel.report.summary import size

    lines = []
    for found in verified:
        words = ["whole" if found.is_whole else "not whole"]
        if found.is_pure is not None:
            words.append("pure" if found.is_pure else "not pure")
        told = [f"{found.bundle}: {', '.join(words)}", counted(found.files, "file"), size(found.bytes)]
        if found.opened is not None:
            told.append(f"{counted(found.opened, 'page')} opened")
        if found.looked:
            told.append(", ".join(f"{count} {kind}" for kind, count in sorted(found.looked.items())))
        elif found.brand:
            told.append("no project tells whose marks to look for")
        lines.append(" · ".join(told))
    return "\n".join(lines or ["no bundle stands here"])

"""`whitelabel verify`: whether bundles are whole, unchanged and clean."""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.day import meant, takes_day
from whitelabel.cli.processors import processors
from whitelabel.cli.settings import Settings, Usage, no_project, shared_with
from whitelabel.problem import Problem, Span

if TYPE_CHECKING:
    from whitelabel.cli.result import Found
    from whitelabel.earlier import Earlier
    from whitelabel.model import Foreign
    from whitelabel.outcome import Judged, Verified
    from whitelabel.pipeline import Progress, When
    from whitelabel.report.audience import Partner


@click.command("verify")
@click.argument("bundles", nargs=-1, metavar="[BUNDLE|ARCHIVE]...", type=click.Path(exists=True, path_type=Path))
@click.option("--browser", is_flag=True, help="Open every page in Chromium, too: what it shows, asks for and leaves.")
@click.option(
    "--baseline",
    metavar="REF|FILE",
    help="Tell what is new since then: since a revision in git, built anew as it was, or since a report of '--format json', or a "
    "bundle or an archive that was kept. A file or folder of that name goes before a revision.",
)
@takes_day
@shared_with("sarif")
@click.pass_context
def command(
    context: click.Context, bundles: tuple[Path, ...], browser: bool, baseline: str | None, on: datetime.date | None
) -> int:
    """See whether bundles are whole, unchanged, and show nothing of another brand.

    Each file is held against the bundle's manifest: what was changed, cut, lost or added is told. An archive is held against what
    stands beside it, too: its statement, its page, its bill of materials, and the list of digests. Within a project, which is looked
    for as always, every file is looked at for the marks of all other parties as well. Without a BUNDLE all of the project's are
    looked at.

    With --browser every page is opened in Chromium, narrow and wide, in light and dark: what it asks other hosts for, what fails,
    which marks it shows or leaves behind, who can't use it, and what doesn't fit. That takes playwright and npm's axe-core.

    With --baseline what was so before is counted, and doesn't make the exit code 1; damage, and what a browser sees, does as ever.
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
    from whitelabel.cli.machine import this_machine

    axe = _axe(root) if browser else ""
    with screen.progress("looking") as bar:
        earlier = _earlier(settings, root, baseline, meant(on), bar) if baseline is not None else None
        if isinstance(earlier, Problem):
            return result.reject(settings, earlier, bundles=[])
        machine = this_machine(root or Path.cwd())
        judged = verifying.verify(root, places, on=meant(on), machine=machine, progress=bar, earlier=earlier)
    if browser:
        judged = _opened(judged, places, axe)
    shown, known = _found(settings, root, judged, judged.outcome.problems), _found(settings, root, judged, judged.known)
    _tell(settings, shown, known, judged, baseline)
    return result.REJECTED if _is_rejected(judged) else result.code(settings, shown)


def _is_rejected(judged: Judged) -> bool:
    """Whether anything is wrong that isn't known from before, whether or not the reader is told what."""
    if any(found.since is not None for found in judged.verified):
        return any(problem.is_error for problem in judged.outcome.problems)
    return not all(
        found.is_whole and found.is_pure is not False and found.evidence is not False for found in judged.verified
    )


def _earlier(settings: Settings, root: Path | None, named: str, on: When, progress: Progress) -> Earlier | Problem:
    """Gives what showed at an earlier time; a problem where that can't be told.

    Raises:
        Usage: What is named is neither a file nor a revision.
    """
    from whitelabel import earlier
    from whitelabel.disk.revision import commit_of

    if os.path.lexists(named):
        return earlier.of_file(_shown(Path(named)), Path(named))
    if root is None:
        return no_project(settings.directory)
    commit = commit_of(root, named)
    if commit is None:
        message = (
            f"'--baseline' is '{named}', which is neither a file here nor a revision of the project's git repository"
        )
        raise Usage(message, "name a tag, a branch, a commit, a report, or a bundle; a shallow clone may not have it")
    return earlier.of_revision(commit, on=on, progress=progress, jobs=processors())


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
    told = judged.outcome.problems
    known = (*told, *judged.known)

    def with_pages(found: Verified) -> Verified:
        one = by_bundle.get(found.bundle)
        if one is None:
            return dataclasses.replace(found, opened=0)
        is_pure = found.is_pure and not any(problem.code in IMPURE for problem in one.problems)
        since = found.since
        if since is not None:
            since = dataclasses.replace(since, new=since.new + len(unseen_yet(one.problems, known)))
        return dataclasses.replace(found, opened=one.pages, is_pure=is_pure, since=since)

    told += tuple(problem for one in seen for problem in unseen_yet(one.problems, known))
    verified = tuple(map(with_pages, judged.verified))
    return dataclasses.replace(judged, outcome=dataclasses.replace(judged.outcome, problems=told), verified=verified)


def _nothing(_path: str, _text: str) -> Iterable[Foreign]:
    """Stands for what finds marks where nobody tells which."""
    return ()


def _found(settings: Settings, root: Path | None, judged: Judged, problems: Sequence[Problem]) -> Found:
    """Of problems what there is to show: the paths of bundles are as they were named, those of the project's files as seen from here."""
    from whitelabel.cli import result
    from whitelabel.package.vouch import names_beside
    from whitelabel.report.listing import tidy

    named = tuple(f"{found.bundle}/" for found in judged.verified)
    beside = {
        found.bundle.removesuffix(Path(found.bundle).name) + name
        for found in judged.verified
        for name in names_beside(Path(found.bundle).name)
    }
    prefix = result.prefix_of(root, Path.cwd()) if root is not None else ""

    def seen(span: Span) -> Span:
        is_there = span.path.startswith(named) or f"{span.path}/" in named or span.path in beside
        return span if is_there else dataclasses.replace(span, path=prefix + span.path)

    def moved(problem: Problem) -> Problem:
        related = tuple(dataclasses.replace(one, span=seen(one.span)) for one in problem.related)
        return dataclasses.replace(problem, span=seen(problem.span) if problem.span else None, related=related)

    def line_of(path: str, number: int) -> str | None:
        return judged.outcome.line_of(path.removeprefix(prefix), number)

    if settings.audience == "vendor":
        return result.Found(tidy(map(moved, problems)), root=None, line_of=line_of)
    from whitelabel.report.audience import for_partner

    return result.Found(tidy(for_partner(problems, _partner(settings, judged))))


def _partner(settings: Settings, judged: Judged) -> Partner:
    """Whose the one bundle is that a partner looks at."""
    from whitelabel.cli import result
    from whitelabel.report.audience import partner

    (one,) = judged.verified
    rights = judged.outcome.rights
    return partner(rights, one.brand, rights.hidden if rights else (), result.no_lines, strict=settings.strict)


def _tell(settings: Settings, shown: Found, known: Found, judged: Judged, baseline: str | None) -> None:
    from whitelabel.cli import result

    if settings.format == "json":
        _tell_json(settings, shown, known, judged, baseline)
    elif settings.format == "sarif":
        from whitelabel.cli.codes import all_codes
        from whitelabel.report.sarif import log

        screen.write_json(log(shown.problems, {code.code: code.title for code in all_codes()}))
    else:
        result.show_problems(settings, shown)
        screen.write(_summary(judged.verified))
        if baseline is not None:
            from whitelabel.report.since import known_lines

            when = f"in {baseline}" if os.path.lexists(baseline) else f"at {baseline}"
            is_partner = settings.audience == "partner"
            for line in known_lines(judged.verified, judged.known, when, for_partner=is_partner):
                screen.write(line)
        result.show_tally(settings, shown.problems)


def _tell_json(settings: Settings, shown: Found, known: Found, judged: Judged, baseline: str | None) -> None:
    from whitelabel.report.answer import answer, baseline_object, compared_answer, verified_object

    listed: Sequence[Verified] = judged.verified
    if settings.audience == "partner":
        from whitelabel.report.audience import shown_to_partner

        reader = _partner(settings, judged)
        listed = [
            dataclasses.replace(
                one,
                shown=shown_to_partner(one.shown, reader),
                looked={path: kind for path, kind in one.looked.items() if not reader.names_others(path)},
            )
            for one in listed
        ]
    bundles = [verified_object(found) for found in listed]
    if baseline is None:
        screen.write_json(answer(shown.problems, bundles=bundles))
    else:
        since = baseline_object(baseline, listed)
        screen.write_json(compared_answer(shown.problems, known.problems, bundles=bundles, baseline=since))


def _summary(verified: Sequence[Verified]) -> str:
    from whitelabel.report.listing import counted
    from whitelabel.report.summary import size

    lines = []
    for found in verified:
        words = ["whole" if found.is_whole else "not whole"]
        if found.is_pure is not None:
            words.append("pure" if found.is_pure else "not pure")
        if found.evidence is not None:
            words.append("as its evidence says" if found.evidence else "not as its evidence says")
        elif found.is_archive:
            words.append("no statement beside it")
        if found.since is not None and not found.since.new:
            words.append("nothing new")
        told = [f"{found.bundle}: {', '.join(words)}", counted(found.files, "file"), size(found.bytes)]
        if found.opened is not None:
            told.append(f"{counted(found.opened, 'page')} opened")
        if found.looked:
            counts = Counter(found.looked.values())
            told.append(", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())))
        elif found.brand:
            told.append("no project tells whose marks to look for")
        lines.append(" · ".join(told))
    return "\n".join(lines or ["no bundle stands here"])

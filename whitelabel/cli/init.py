"""`whitelabel init`: a project that builds at once.

WL191: a folder already holds what the command would write
    `whitelabel init` never overwrites a file, and doesn't make a project inside of one that is there. Choose an empty
    folder, or move the files away that the message names.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whitelabel.cli import screen
from whitelabel.cli.settings import Settings, shared
from whitelabel.problem import Problem, error

if TYPE_CHECKING:
    from whitelabel.cli.ci import System

STARTER = Path(__file__).parent / "starter"
ROOT_FILE = "whitelabel.yaml"

_IGNORED = ".gitignore"
_RENAMED = {"gitignore": _IGNORED}
_KINDS = ("brand", "project", "theme")
_NEXT = "whitelabel build"
_CI_NEXT = "\ncommit these files; docs/ci.md of whitelabel tells what they do, and what the CI system has to be told\n"


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--ci",
    type=click.Choice(["github", "gitlab"]),
    help="Write what has this CI system check, build and hand over the brands; into the project that DIR holds already, or "
    "beside the one that is made.",
)
@shared
@click.pass_context
def command(context: click.Context, folder: Path, ci: System | None) -> int:
    """Make a project in DIR (here when absent) that builds at once.

    It holds a small theme in two languages, the vendor's own brand, one reseller, and JSON Schemas for your editor.
    """
    from whitelabel.cli import result

    settings = Settings.of(context)
    target = settings.directory / folder
    beside: dict[str, bytes] = {}
    if ci is not None:
        given = _ci_files(target, ci)
        if isinstance(given, Problem):
            return result.reject(settings, given, project=None, files=[])
        beside = given
        if (target / ROOT_FILE).exists():
            return _add_ci(settings, target, beside)
    files = starter_files() | beside
    refused = _refuse(target, files)
    if refused is not None:
        return result.reject(settings, refused, project=None, files=[])
    kept = (target / _IGNORED).exists()
    if kept:
        del files[_IGNORED]
    _write(target, files)
    if settings.format == "json":
        from whitelabel.report.answer import answer

        screen.write_json(answer((), project=str(target), files=sorted(files)))
        return result.DONE
    screen.write(_told(folder, len(files), ignored_kept=kept))
    return result.DONE


def _ci_files(target: Path, system: System) -> dict[str, bytes] | Problem:
    """What a CI system reads, by path from the project's folder: it lies at the root of the repository, which may be above."""
    from whitelabel.cli import ci

    root = target.resolve()
    top = next((above for above in (root, *root.parents) if os.path.lexists(above / ".git")), root)
    files = ci.files(system, root.relative_to(top).as_posix())
    if isinstance(files, Problem):
        return files
    up = Path(os.path.relpath(top, root))
    return {(up / path).as_posix(): data for path, data in files.items()}


def _add_ci(settings: Settings, target: Path, files: Mapping[str, bytes]) -> int:
    from whitelabel.cli import result

    taken = [path for path in sorted(files) if os.path.lexists(target / path)]
    if taken:
        names = ", ".join(f"'{path}'" for path in taken)
        hint = "nothing was written; move it away, or take what you want from a fresh one: 'whitelabel init --ci … DIR'"
        problem = error("WL191", f"'{target.resolve()}' already holds {names}", hint=hint)
        return result.reject(settings, problem, project=str(target), files=[])
    _write(target, files)
    if settings.format == "json":
        from whitelabel.report.answer import answer

        screen.write_json(answer((), project=str(target), files=sorted(files)))
    else:
        screen.write("".join(f"wrote {path}\n" for path in sorted(files)) + _CI_NEXT)
    return result.DONE


def starter_files() -> dict[str, bytes]:
    """The files of a new project, by their path from its root."""
    import json

    from whitelabel.load.schema import json_schema

    files = {
        _RENAMED.get(name, name): (STARTER / name).read_bytes()
        for name in (path.relative_to(STARTER).as_posix() for path in sorted(STARTER.rglob("*")) if path.is_file())
    }
    for kind in _KINDS:
        files[f".schema/{kind}.json"] = (json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n").encode()
    return files


def _refuse(target: Path, files: Mapping[str, bytes]) -> Problem | None:
    shown = str(target.resolve())
    if (target / ROOT_FILE).exists():
        hint = "'whitelabel new' adds a brand to it; 'whitelabel init DIR' makes another project"
        return error("WL191", f"'{shown}' already holds a project", hint=hint)
    taken = [path for path in files if path != _IGNORED and os.path.lexists(target / path)]
    taken += [path for path in ("base_theme", "brands") if (target / path).exists() and not (target / path).is_dir()]
    if not taken:
        return None
    names = ", ".join(f"'{path}'" for path in sorted(taken)[:5])
    more = f" and {len(taken) - 5} more" if len(taken) > 5 else ""
    return error(
        "WL191", f"'{shown}' already holds {names}{more}", hint="choose an empty folder: 'whitelabel init DIR'"
    )


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write all files or, when that fails, none; a file that appeared meanwhile is not overwritten."""
    with undone_on_failure() as made:
        # The file that marks the root comes last: half a project is none.
        for path in sorted(files, key=lambda path: (path == ROOT_FILE, path)):
            place = target / path
            make_folder(place.parent, made)
            with place.open("xb") as stream:
                made.append(place)
                stream.write(files[path])


def make_folder(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, and note the ones that weren't there."""
    if folder.is_dir():
        return
    make_folder(folder.parent, made)
    folder.mkdir()
    made.append(folder)


@contextlib.contextmanager
def undone_on_failure() -> Iterator[list[Path]]:
    """Gives a list for what is made; when the work fails or is interrupted, all of it is removed again."""
    made: list[Path] = []
    try:
        yield made
    except BaseException:
        for path in reversed(made):
            with contextlib.suppress(OSError):
                if path.is_dir():
                    path.rmdir()
                else:
                    path.unlink()
        raise


def _told(folder: Path, count: int, *, ignored_kept: bool) -> str:
    place = folder.as_posix()
    go = "" if place == "." else f"  cd {place}\n"
    ignored = "\nadd '/build/' to your .gitignore: bundles are made, not kept\n" if ignored_kept else ""
    return (
        f"made a project of {count} files{'' if place == '.' else f' in {place}'}\n{ignored}\n"
        f"{go}  {_NEXT}\n"
        "  python3 -m http.server -d build/marisol/site\n\n"
        "then add a reseller of your own:\n\n"
        '  whitelabel new acme --name "Acme Realty" --logo ~/acme.svg\n'
    )

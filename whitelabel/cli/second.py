"""Builds a second time where all that must not matter is otherwise, and tells what came out otherwise.

WL705: a file comes out otherwise in another environment
    `build --check` has built the same brands twice: once as ever, and once in another process, from a copy of the project at
    another path, into an empty folder without any store, by another user's home and umask, in another time zone and locale, with
    another number of processes, another hash seed, and folders listed backwards. The same inputs have to give the same bytes. Where
    a file that is placed by the theme or by a brand's own settings differs, something that makes it hangs on time, order or the
    machine: the message has both versions of the first place that differs. Where `--remote-store` is used, an entry there may be
    wrong, too: build once without it. The bundle that was published is the first one.

WL706: what builds here is rejected in another environment
    The second build of `build --check` has rejected a brand that the first one has built. The message tells what it said.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from whitelabel.cli.settings import Settings
from whitelabel.disk.child import command_of
from whitelabel.disk.files import (
    ARCHIVES,
    BRANDS,
    CONTRACTS,
    ROOT_FILE,
    THEME,
    is_litter,
    lines_of,
    read_if_there,
    walk,
)
from whitelabel.outcome import BrandOutcome
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.problem import NOTHING, Excerpt, Problem, Span, error

_OWN = frozenset({"brands", "out", "on", "jobs", "link", "store_size", "executor", "scheduler", "is_checked"})
"""Parameters of the command that the second build has otherwise, or from here."""

_SHOWN = 40
"""Characters of each version that are told, before and behind the first that differs."""

_TOLD = 20
"""Files of one brand that are told of; one mistake in a layout shows on every page."""


@dataclass(frozen=True, slots=True)
class Second:
    """What a second build has shown.

    Attributes:
        problems: What came out otherwise.
        bundles: How many were compared.
        seconds: That it took.
    """

    problems: tuple[Problem, ...]
    bundles: int
    seconds: float


def build_again(
    context: click.Context, root: Path, out: Path, built: Sequence[BrandOutcome], day: str, jobs: int
) -> Second:
    """Build once more, elsewhere and otherwise, and compare.

    Args:
        context: Of the command, whose options hold for the second build too.
        root: The project's folder.
        out: The folder of the bundles that were built.
        built: What came of each brand.
        day: On which rights were judged.
        jobs: Processes that built them.

    Raises:
        OSError: A file can't be read or written, or the second build failed for another reason than what is written in the project.
    """
    started = time.perf_counter()
    standing = [one for one in built if one.status != "rejected"]
    found: list[Problem] = []
    if standing:
        with _elsewhere() as place:
            copy = place / "zwölf Häuser" / "another checkout"
            _copy(root, copy)
            told = _build(context, place, copy, day, jobs)
            for one in standing:
                found.extend(_compared(one, root, out, place / "out", told))
    return Second(tuple(found), len(standing), time.perf_counter() - started)


@contextlib.contextmanager
def _elsewhere() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="whitelabel-check-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy(root: Path, copy: Path) -> None:
    """Copy what is read of a project; links stay links, which nobody follows."""
    copy.mkdir(parents=True)
    for name in (ROOT_FILE, CONTRACTS, BRANDS, THEME):
        if (root / name).is_dir() and not (root / name).is_symlink():
            shutil.copytree(root / name, copy / name, symlinks=True, copy_function=shutil.copy)
        elif os.path.lexists(root / name):
            shutil.copy(root / name, copy / name, follow_symlinks=False)


def otherwise(environment: Mapping[str, str], place: Path) -> dict[str, str]:
    """An environment in which everything is otherwise that must not matter.

    Args:
        environment: The one that the first build had.
        place: A folder for all that is to lie elsewhere.
    """
    kept = {name: value for name, value in environment.items() if not name.startswith(("LC_", "WHITELABEL_REMOTE_"))}
    zone = "Pacific/Kiritimati" if environment.get("TZ") != "Pacific/Kiritimati" else "America/St_Johns"
    return {
        **kept,
        "TZ": zone,
        "LANG": "C",
        "LC_ALL": "C" if environment.get("LC_ALL") != "C" else "C.UTF-8",
        "PYTHONHASHSEED": "1" if environment.get("PYTHONHASHSEED") != "1" else "2",
        "HOME": str(place / "home"),
        "USER": "somebody-else",
        "LOGNAME": "somebody-else",
        "TMPDIR": str(place / "passing"),
    }


def _build(context: click.Context, place: Path, copy: Path, day: str, jobs: int) -> dict[str, Any]:
    """What the second build answers."""
    for name in ("home", "passing"):
        (place / name).mkdir()
    audience = Settings.of(context).audience
    words = [
        "-C",
        str(copy),
        "--format",
        "json",
        "--audience",
        audience,
        "build",
        "--out",
        str(place / "out"),
        "--on",
        day,
    ]
    words += ["--jobs", "1" if jobs > 1 else "2", "--link", "copy", *_same_words(context)]
    for slug in context.params["brands"]:
        words += ["--brand", slug]
    umask = 0o022 if _umask() == 0o077 else 0o077
    done = subprocess.run(
        command_of("whitelabel.cli.turned", *words),
        cwd=place,
        env=otherwise(os.environ, place),
        umask=umask,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode not in (0, 1):
        broken = ChildProcessError(f"the second build ended with {done.returncode}")
        for line in done.stderr.splitlines():
            broken.add_note(line)
        raise broken
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _same_words(context: click.Context) -> list[str]:
    """The options that both builds have."""
    words: list[str] = []
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if not isinstance(option, click.Option) or option.name in _OWN or _is_remote(option):
            continue
        if value is not None and value != option.get_default(context):
            given = value if isinstance(value, tuple) else (value,)
            words += (
                [option.opts[0]] if option.is_flag else [word for one in given for word in (option.opts[0], str(one))]
            )
    return words


def _is_remote(option: click.Option) -> bool:
    return (option.name or "").startswith("remote_")


def _umask() -> int:
    found = os.umask(0o077)
    os.umask(found)
    return found


def _compared(one: BrandOutcome, root: Path, out: Path, second: Path, told: dict[str, Any]) -> list[Problem]:
    """What is wrong with the second bundle of a brand, held against the first."""
    slug = one.brand
    status = next((brand["status"] for brand in told["brands"] if brand["brand"] == slug), "missing")
    if status != "built":
        said = [
            about for about in told["problems"] if about["severity"] == "error" and slug in (about["brands"] or [slug])
        ]
        why = f": {said[0]['code']}: {said[0]['message']}" if said else ""
        return [error("WL706", f"'{slug}' builds here and is {status} in another environment{why}", brands=[slug])]
    listing = f"{slug}/{MANIFEST}"
    files = {f"{slug}/{path}" for path in (*_files(out / slug), *_files(second / slug))} - {listing}
    beside = {f"{ARCHIVES}/{path}" for path in _files(second / ARCHIVES) if one.archive and _is_of(path, slug, told)}
    found: list[Problem] = []
    # What lists and packs files differs where they do: that is no news.
    for names in (files, {listing}, beside):
        for name in sorted(names) if not found else ():
            here, there = read_if_there(out / name), read_if_there(second / name)
            if here != there:
                found.append(_differing(slug, f"{_shown(out, root)}/{name}", here, there))
    if len(found) > _TOLD:
        more = f"and {len(found) - _TOLD:,} other files of '{slug}' come out otherwise"
        found[_TOLD:] = [error("WL705", more, brands=[slug])]
    return found


def _is_of(name: str, slug: str, told: dict[str, Any]) -> bool:
    """Whether a file beside archives is a brand's: of all slugs that it begins with, this is the longest."""
    slugs = [
        brand["brand"] for brand in told["brands"] if name.startswith((f"{brand['brand']}-", f"{brand['brand']}."))
    ]
    return max(slugs, key=len, default="") == slug


def _files(folder: Path) -> list[str]:
    return [path for path, _ in walk(folder, "", is_litter)] if folder.is_dir() else []


def _shown(out: Path, root: Path) -> str:
    try:
        return out.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return out.as_posix()


_HINT = "look for time, order, names of folders or users, or another library in what makes it"


def _differing(slug: str, path: str, here: bytes | None, there: bytes | None) -> Problem:
    """What differs in a file, at the first place that does."""
    if here is None or there is None:
        where = "only in another environment" if here is None else "only here"
        return error("WL705", f"this file is made {where}", Span(path), hint=_HINT, brands=[slug])
    place = len(os.path.commonprefix([here, there]))
    span, excerpt, versions = (
        Span(path),
        NOTHING,
        f"byte {place + 1:,} of {len(here):,} here and of {len(there):,} there",
    )
    texts = _texts(here, there)
    if texts is not None:
        one, other = texts
        number = next(
            (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
        line, changed = (lines[number] if number < len(lines) else "" for lines in texts)
        column = len(os.path.commonprefix([line, changed]))
        first = max(0, column - _SHOWN)
        span = Span(path, number + 1, column + 1)
        excerpt = Excerpt(line[first : column + _SHOWN], first + 1)
        versions = f"'{line[column : column + _SHOWN]}' here, '{changed[column : column + _SHOWN]}' there"
    message = f"this file comes out otherwise in another environment: {versions}"
    return error("WL705", message, span, hint=_HINT, brands=[slug], excerpt=excerpt)


def _texts(here: bytes, there: bytes) -> tuple[list[str], list[str]] | None:
    """The lines of both, where both are texts."""
    try:
        here.decode(), there.decode()
    except UnicodeDecodeError:
        return None
    return (lines_of(here), lines_of(there)) if b"\0" not in here + there else None

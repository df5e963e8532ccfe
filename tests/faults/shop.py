"""A project of two pages and two brands that is written in two versions, and what is right of what comes of it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import click

from tests.render.small import FILES
from tests.shop import logo
from whitelabel.cli.build import command

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-23"
BRANDS = ("acme", "beta")
THIRD = "cara"
"""One that only builds in several processes have: the first brand is made before there are any, and one alone needs none."""

VERSIONS = ("one", "two")

_HAS_JOBS = any("--jobs" in option.opts for option in command.params if isinstance(option, click.Option))
JOBS: tuple[tuple[str, ...], ...] = (("--jobs", "1"), ("--jobs", "2")) if _HAS_JOBS else ((),)
"""Words that tell a build how many processes it may use."""

PACKED = ("--archive", "--link", "hard")
"""Words for bundles that share files, and an archive of each."""

WAYS = (*JOBS, *((*words, *PACKED) for words in JOBS))
"""Words of all ways to build."""

SAMPLE = (*JOBS, WAYS[-1])
"""Words of some."""


def is_parallel(words: Sequence[str]) -> bool:
    """Whether a build that is told so uses several processes."""
    return "--jobs" in words and words[words.index("--jobs") + 1] != "1"


def brands_of(words: Sequence[str]) -> tuple[str, ...]:
    """The brands that a build with some words is to have."""
    return (*BRANDS, THIRD) if is_parallel(words) else BRANDS


ARCHIVES = {slug: f"artifacts/{slug}-1.0.0.zip" for slug in (*BRANDS, THIRD)}
BESIDE = {
    slug: tuple(f"artifacts/{slug}-1.0.0.{ending}" for ending in ("cdx.json", "html", "intoto.json"))
    for slug in ARCHIVES
}
"""What goes with each archive."""

SUMS = "artifacts/SHA256SUMS"
"""It lists what else is there, and is made anew where it doesn't."""

PARTS = (*ARCHIVES, *ARCHIVES.values(), *(path for paths in BESIDE.values() for path in paths))
"""What is published, each part whole or not at all."""

Bundle: TypeAlias = Mapping[str, tuple[int, str]]
"""Path → permissions and SHA-256, folders among them; empty where there is no bundle. An archive is one of a single file."""

State: TypeAlias = Mapping[str, Bundle]
"""By name in the folder of bundles."""

_THEME = FILES["base_theme/theme.yaml"].replace(
    "emails:", "  about: {template: pages/about.html.j2, lock: never}\nemails:"
)
_TEXTS = """home:
  title: Version VERSION of {brand}
  description: All of it
about:
  title: About
  description: Version VERSION
"""


class Shop:
    """The project on the disk.

    Args:
        root: Its folder.
        out: Where its bundles go.
    """

    def __init__(self, root: Path, out: Path | None = None) -> None:
        self.root = root
        self.out = out or root / "build"
        for path, text in FILES.items():
            self._write(path, text)
        self._write("base_theme/theme.yaml", _THEME)
        self._write("base_theme/templates/pages/about.html.j2", FILES["base_theme/templates/pages/home.html.j2"])
        self.enlarge(BRANDS)
        self._write("base_theme/static/terms.txt", "the same for all\n" * 99)
        self.edit(VERSIONS[0])

    def enlarge(self, brands: Sequence[str]) -> None:
        """Have these brands at least."""
        own = FILES["brands/acme/brand.yaml"]
        for slug in brands[1:]:
            other = own.replace("Acme", slug.title()).replace("acme", slug).replace("A-1", f"{slug[0].upper()}-1")
            self._write(f"brands/{slug}/brand.yaml", other)
            self._write(f"brands/{slug}/logo.svg", logo(slug))

    def _write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")

    def edit(self, version: str) -> None:
        """Write a version: each page and each e-mail of both brands changes."""
        self._write("base_theme/locales/en.yaml", _TEXTS.replace("VERSION", version))

    def words(self, *more: str) -> list[str]:
        """Words of the command that builds it."""
        return ["build", "-C", str(self.root), "--out", str(self.out), "--on", DAY, *more]

    def started(self, *more: str, **options: Any) -> subprocess.Popen[str]:
        """The command, begun in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "whitelabel", *self.words(*more)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,
        )

    def state(self) -> dict[str, Bundle]:
        """What is published."""
        return {part: bundle(self.out / part) for part in PARTS}

    def litter(self) -> list[str]:
        """What lies in the folder of bundles and in the store, and is neither bundle nor entry."""
        top = {path.name for path in self.out.iterdir()} - {".lock", ".store", "artifacts", *ARCHIVES}
        beside = {path.relative_to(self.out).as_posix() for path in (self.out / "artifacts").glob("*")}
        top |= beside - {*PARTS, SUMS}
        store = self.out / ".store"
        inside = {path.relative_to(store).as_posix() for path in store.rglob("*") if not path.is_dir()}
        return sorted(top) + sorted(name for name in inside if not _ENTRY.fullmatch(name))


_ENTRY = re.compile(r"ledger|index|sizes|common/[0-9a-f]{64}|([0-9a-f]{2})/\1[0-9a-f]{62}")


def bundle(folder: Path) -> Bundle:
    """Everything of a published bundle."""
    found: dict[str, tuple[int, str]] = {}
    try:
        _see(str(folder), os.lstat(folder), ".", found)
    except FileNotFoundError:
        return {}
    return found


def _see(place: str, about: os.stat_result, name: str, found: dict[str, tuple[int, str]]) -> None:
    """Note a file, or a folder and all that it holds. It is done for each call that fails: plain texts are quicker than paths."""
    data = Path(place).read_bytes() if stat.S_ISREG(about.st_mode) else b""
    # Whether bundles share a file, which nobody may write then, is no matter.
    found[name] = (about.st_mode | stat.S_IWUSR, hashlib.sha256(data).hexdigest())
    if stat.S_ISDIR(about.st_mode):
        above = "" if name == "." else f"{name}/"
        with os.scandir(place) as entries:
            for entry in entries:
                _see(entry.path, entry.stat(follow_symlinks=False), above + entry.name, found)


def is_whole(found: State, *known: State) -> bool:
    """Whether each bundle and each archive is one of those known, and no mix of them; it may be missing only where it was."""
    return all(any(found[part] == one[part] for one in known) for part in PARTS)


def mixed(found: State, *known: State) -> str:
    """What differs, for a person."""
    lines = []
    for part in PARTS:
        differing = [sorted(set(found[part].items()) ^ set(one[part].items()))[:6] for one in known]
        if all(differing):
            lines.append(f"{part}: {differing}")
    return "\n".join(lines)

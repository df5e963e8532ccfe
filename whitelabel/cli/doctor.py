"""`whitelabel doctor`: whether this machine has what is needed, and what to do where it hasn't."""

from __future__ import annotations

import contextlib
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click

from whitelabel import __version__
from whitelabel.cli import screen
from whitelabel.cli.settings import Settings, shared

LIBRARIES = (
    "babel",
    "brotli",
    "click",
    "coloraide",
    "css-inline",
    "cssselect2",
    "cssutils",
    "deflate",
    "fonttools",
    "jinja2",
    "lxml",
    "packaging",
    "pillow",
    "pyahocorasick",
    "pydantic",
    "pypdf",
    "pyyaml",
    "resvg",
    "rich",
    "tinycss2",
    "tzdata",
    "uharfbuzz",
    "watchdog",
    "zstandard",
)
"""What a build needs; a test compares this with pyproject.toml."""

OLDEST = (3, 11)
WORLD = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: ``missing`` keeps the tool from working; ``note`` is worth knowing.
        advice: What to do about it; empty where nothing is wrong.
    """

    what: str
    state: Literal["good", "note", "missing"]
    found: str
    advice: str = ""


@click.command("doctor")
@shared
@click.pass_context
def command(context: click.Context) -> int:
    """See whether this machine has what is needed, and what to do where it hasn't."""
    from whitelabel.disk.files import find_root

    settings = Settings.of(context)
    root = find_root(settings.directory)
    findings = [
        *_python(),
        *_libraries(),
        *_terminal(),
        *_browser(root or settings.directory),
        *_git(),
        *_project(root, settings.directory),
    ]
    if root is not None:
        findings += _file_system(root)
    if settings.format == "json":
        from whitelabel.report.answer import answer

        screen.write_json(answer((), findings=[asdict(finding) for finding in findings]))
    else:
        screen.write(_shown(findings))
    return WORLD if any(finding.state == "missing" for finding in findings) else 0


def _shown(findings: list[Finding]) -> str:
    from whitelabel.report.paint import ansi, plain

    paint = ansi if screen.has_colour(sys.stdout) else plain
    mark = {
        "good": paint("ok      ", "good"),
        "note": paint("note    ", "warning"),
        "missing": paint("missing ", "error"),
    }
    width = max(len(finding.what) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{mark[finding.state]} {finding.what:<{width}}  {finding.found}")
        if finding.advice:
            lines.append(f"{'':8}   {paint('hint:', 'hint')} {finding.advice}")
    missing = sum(finding.state == "missing" for finding in findings)
    lines += ["", f"{missing} missing" if missing else "all that is needed is here"]
    return "\n".join(lines)


def _python() -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding("whitelabel", "good", __version__)
    if sys.version_info < OLDEST:
        yield Finding("Python", "missing", version, "install Python 3.11 or newer")
    else:
        yield Finding("Python", "good", f"{version}, {sys.platform}")


def _libraries() -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    for name in LIBRARIES:
        try:
            yield Finding(name, "good", version(name))
        except PackageNotFoundError:
            yield Finding(name, "missing", "not installed", f"pip install {name}")


def _terminal() -> Iterator[Finding]:
    encoding = sys.stdout.encoding or "none"
    files = sys.getfilesystemencoding()
    if files.lower().replace("-", "") != "utf8":
        yield Finding("file names", "note", f"in {files}", "set LANG to a UTF-8 locale, such as C.UTF-8")
    if encoding.lower().replace("-", "") != "utf8":
        yield Finding("terminal", "note", f"writes {encoding}", "set LANG to a UTF-8 locale, such as C.UTF-8")
    else:
        yield Finding("terminal", "good", "writes UTF-8")


def _browser(start: Path) -> Iterator[Finding]:
    """What `verify --browser` wants, and nothing else."""
    from importlib.util import find_spec

    from whitelabel.preview import programs

    found = next(filter(None, map(shutil.which, programs.CHROMIUM)), None)
    if found:
        yield Finding("browser", "good", found)
    else:
        yield Finding("browser", "note", "no Chromium; only checks in a browser want it", "apt-get install chromium")
    if find_spec("playwright"):
        yield Finding("playwright", "good", "drives the browser")
    else:
        yield Finding("playwright", "note", "only checks in a browser want it", "pip install playwright")
    try:
        programs.axe(start)
    except OSError:
        yield Finding("axe-core", "note", "only checks in a browser want it", "npm install axe-core")
    else:
        yield Finding("axe-core", "good", "finds what keeps people from using a page")


def _git() -> Iterator[Finding]:
    found = shutil.which("git")
    if found:
        yield Finding("git", "good", found)
    else:
        yield Finding("git", "note", "only 'verify --baseline' with a revision wants it", "apt-get install git")


def _project(root: Path | None, start: Path) -> Iterator[Finding]:
    if root is None:
        yield Finding(
            "project", "note", f"none in '{start.resolve()}' or above", "'whitelabel init' makes one; or '-C DIR'"
        )
        return
    yield Finding("project", "good", str(root))
    folders = root / "brands"
    count = sum(1 for file in folders.glob("*/brand.yaml") if file.is_file()) if folders.is_dir() else 0
    if count:
        yield Finding("brands", "good", f"{count:,}")
    else:
        yield Finding("brands", "note", "none", "'whitelabel new' adds one")


def _file_system(root: Path) -> Iterator[Finding]:
    blind = (root / "WHITELABEL.YAML").exists()
    yield Finding(
        "letter case",
        "good",
        "'a' and 'A' are one file here; slugs are lower case, so that doesn't matter" if blind else "'a' is not 'A'",
    )
    out = root / "build"
    place = next(folder for folder in (out / ".store", out, root) if folder.is_dir())
    try:
        with tempfile.TemporaryDirectory(prefix=".doctor-", dir=place) as folder:
            yield from _links(Path(folder))
    except OSError as broken:
        reason = (broken.strerror or str(broken)).lower()
        advice = f"let this user write there: chown or chmod '{place}'"
        yield Finding("build folder", "missing", f"can't write into '{place}': {reason}", advice)
        return
    free = shutil.disk_usage(place).free
    room = f"{free / 1e9:,.1f} GB free in '{place}'"
    if free < 200e6:
        yield Finding(
            "build folder",
            "note",
            room,
            "make room: a bundle takes a few MB; 'whitelabel store clean --all' takes away what only saves time",
        )
    else:
        yield Finding("build folder", "good", room)


def _links(folder: Path) -> Iterator[Finding]:
    file = folder / "file"
    file.write_bytes(b"")
    able = []
    for kind, link in (("hard links", os.link), ("symbolic links", os.symlink)):
        with contextlib.suppress(OSError):
            link(file, folder / kind)
            able.append(kind)
    yield Finding("links", "good" if "hard links" in able else "note", " and ".join(able) or "none: files are copied")

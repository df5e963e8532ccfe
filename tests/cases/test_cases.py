"""Each case is a text: files laid over tests/project, and all that `check` says of them, as a person reads it.

A case is a title and blocks. What stands before the first block is for people. A block begins with a line of

    === PATH            the file's text
    === PATH, changed   lines with `-` stand in the project's file and go, lines with `+` come in their place;
                        lines with `+` alone are added at the end
    === PATH, bytes     escapes such as \\xff and \\r\\n are read, ends of lines are not
    === PATH, link      a symbolic link to what the text names
    === PATH, gone      the file is taken away
    === check SLUG      what is checked; all brands where this block is absent
    === on DATE         the day on which rights are judged; 2026-11-23 where this block is absent
    === says            the whole answer

`pytest tests/cases --golden` writes the answers anew, for you to read with git diff.
"""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from whitelabel.pipeline import check
from whitelabel.problem import show

HERE = Path(__file__).parent
PROJECT = HERE.parent / "project"
pytestmark = pytest.mark.usefixtures("kept_pictures")
TOLD = (HERE / "plan", HERE / "why")
"""Folders with the cases of ``test_told``."""

CASES = sorted(
    path.relative_to(HERE).as_posix().removesuffix(".txt") for path in HERE.rglob("*.txt") if path.parent not in TOLD
)


def blocks(case: str) -> Iterator[tuple[str, str, str]]:
    """Path, manner and text of each block of a case."""
    heads = list(re.finditer(r"^=== (.+?)(?:, (changed|bytes|link|gone))?\n", case, re.MULTILINE))
    ends = [head.start() for head in heads[1:]] + [len(case)]
    for head, end in zip(heads, ends, strict=True):
        yield head[1], head[2] or "", case[head.end() : end].rstrip("\n") + "\n"


def changed(text: str, change: str) -> str:
    """The text with runs of `-` lines replaced by the `+` lines after them."""
    for old, new in re.findall(r"((?:^-.*\n)*)((?:^\+.*\n)*)", change, re.MULTILINE):
        gone = re.sub(r"^-", "", old, flags=re.MULTILINE)
        come = re.sub(r"^\+", "", new, flags=re.MULTILINE)
        assert text.count(gone) == 1 or not gone, f"not there once: {gone}"
        text = text.replace(gone, come) if gone else text + come
    return text


def lay(root: Path, path: str, manner: str, text: str) -> None:
    """Put one block into the project."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if manner == "changed":
        place.write_text(changed(place.read_text("utf-8"), text), "utf-8")
        return
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    if manner == "link":
        place.symlink_to(text.strip())
    elif manner == "bytes":
        escaped = text.replace("\n", "").encode("ascii")
        place.write_bytes(escaped.decode("unicode_escape").encode("latin-1"))
    elif manner != "gone":
        place.write_text(text, "utf-8")


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place = HERE / f"{name}.txt"
    case = place.read_text("utf-8")
    root = tmp_path / "shop"
    shutil.copytree(PROJECT, root)
    asked: list[str] = []
    day = datetime.date(2026, 11, 23)
    wanted = ""
    for path, manner, text in blocks(case):
        if path == "says":
            wanted = text
        elif path.startswith("check "):
            asked = path.split()[1:]
        elif path.startswith("on "):
            day = datetime.date.fromisoformat(path.split()[1])
        else:
            lay(root, path, manner, text)
    outcome = check(root, asked, on=day)
    shown = [show(problem, outcome.line_of) + "\n" for problem in outcome.problems]
    shown.append("".join(f"{brand.brand}: {brand.status}\n" for brand in outcome.brands))
    said = "\n".join(shown)
    if request.config.getoption("--golden"):
        before = re.split(r"^=== says\n", case, flags=re.MULTILINE)[0].rstrip("\n")
        place.write_text(f"{before}\n\n=== says\n{said}", "utf-8")
        return
    assert said.rstrip("\n") + "\n" == wanted

"""Each case is a text as in ``test_cases``, and all that `plan` or `why` answers, as a person reads it.

Two more blocks say when what stands, or what is compared with, was made; files after it are what was changed since:

    === built DATE      a build of all that was laid so far, on this day; 2026-11-23 where none is named
    === commit TAG      a commit of all that was laid so far

and the last but one is the command, the day aside:

    === plan WORDS
    === why WORDS

`pytest tests/cases --golden` writes the answers anew, for you to read with git diff.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.test_cases import HERE, PROJECT, TOLD, blocks, lay
from tests.kept import drawing_once
from tests.repository import commit
from whitelabel.cli import main

CASES = sorted(
    path.relative_to(HERE).as_posix().removesuffix(".txt") for folder in TOLD for path in folder.rglob("*.txt")
)
DAY = "2026-11-23"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The project with its bundles, as most cases begin; what was drawn once isn't drawn again."""
    root = tmp_path_factory.mktemp("told") / "shop"
    shutil.copytree(PROJECT, root)
    with drawing_once():
        assert main(["-C", str(root), "build", "--on", DAY, "--jobs", "1"]) == 0
        yield root


@pytest.mark.parametrize("name", CASES)
def test_case(
    name: str,
    built: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    place = HERE / f"{name}.txt"
    case = place.read_text("utf-8")
    root = tmp_path / "shop"
    monkeypatch.chdir(tmp_path)
    parts = list(blocks(case))
    shutil.copytree(built, root, symlinks=True)
    if any(path.partition(" ")[0] in ("built", "commit") for path, _, _ in parts):
        shutil.rmtree(root / "build")
    said, wanted, day = "", "", DAY
    for path, manner, text in parts:
        word, _, rest = path.partition(" ")
        if path == "says":
            wanted = text
        elif word == "built":
            assert main(["-C", str(root), "build", "--on", rest or DAY, "--jobs", "1"]) == 0
        elif word == "commit":
            commit(root, rest)
        elif word == "on":
            day = rest
        elif word in ("plan", "why"):
            capsys.readouterr()
            jobs = ["--jobs", "1"] if word == "plan" else []
            code = main(["-C", str(root), word, *shlex.split(rest), "--on", day, *jobs])
            printed = capsys.readouterr()
            # Which version of a library is installed is no part of the story.
            said = re.sub(r"(\w)=\d+(\.\d+)+", r"\1=…", f"{printed.out}{printed.err}\n[{code}]\n")
        else:
            lay(root, path, manner, text)
    if request.config.getoption("--golden"):
        before = re.split(r"^=== says\n", case, flags=re.MULTILINE)[0].rstrip("\n")
        place.write_text(f"{before}\n\n=== says\n{said}", "utf-8")
        return
    assert said == wanted

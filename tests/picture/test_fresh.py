"""A process that has loaded nothing else loads all that the fence needs before it is closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.picture.honest_rasters import HONEST
from tests.picture.made_font import made_font

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fence where nothing forks")

ROOT = Path(__file__).resolve().parents[2]
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40">'
DISC = '<circle cx="20" cy="20" r="15" fill="#c2492f"/>'
# The characters that an encoding has and ASCII has not, so that a wrong one would find no glyph.
TOLD = {
    "utf-8": "é",
    "iso-8859-1": "é",
    "iso-8859-15": "€",
    "windows-1250": "Ł",
    "windows-1251": "Я",
    "windows-1252": "€",
}
RASTERS = (
    "grey of 16 bits, one clear",
    "colour of 16 bits, one clear",
    "palette with alphas",
    "coding of P3",
    "profile of Adobe",
    "profile of littlecms",
    "PNG turned by Exif",
    "JPEG, progressive",
    "JPEG of inks with a profile",
    "JPEG of grey with a profile",
    "WebP with alpha",
    "WebP of P3",
)


def drawing(content: str) -> str:
    """A disc and more."""
    return f"{HEAD}{DISC}{content}</svg>"


def lettered(encoding: str, letters: str) -> str:
    """A drawing with a text in the brand's own font, and a head that tells its encoding."""
    text = f'<text x="50" y="30" font-family="Own" font-size="20">{letters}</text>'
    return f'<?xml version="1.0" encoding="{encoding}"?>{drawing(text)}'


LOGOS: dict[str, bytes] = {
    **{f"told to be {name}": lettered(name, f"A{letter}").encode(name) for name, letter in TOLD.items()},
    "utf-16 with a mark": lettered("utf-16", "AЯ").encode("utf-16"),
    "utf-16-le without a mark": lettered("utf-16", "AЯ").encode("utf-16-le"),
    "utf-16-be without a mark": lettered("utf-16", "AЯ").encode("utf-16-be"),
    "paths alone": drawing('<path d="M50 10h100v20h-100z"/>').encode(),
    "styled": drawing(
        '<style>@media print{a{b:c}} .a:nth-child(2n+1){fill:hwb(90 10% 10%)}</style><g class="a"/>'
    ).encode(),
    **{name: HONEST[name]() for name in RASTERS},
}


@pytest.fixture
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """What became of each logo, and the modules that had to be looked for within the fence."""
    folder = tmp_path_factory.mktemp("logos")
    (folder / "own.font").write_bytes(made_font({"A": 500, "b": 500, "é": 320, "€": 400, "Ł": 500, "Я": 600}))
    names = {f"{number:03}": name for number, name in enumerate(LOGOS)}
    for number, name in names.items():
        (folder / f"{number}.logo").write_bytes(LOGOS[name])
    command = [sys.executable, "-m", "tests.picture.fresh", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (folder / f"{number}.made").read_text("utf-8") for number, name in names.items()}, done.stdout


def test_an_honest_logo_is_studied_whatever_it_is_written_in_and_nothing_is_looked_for_within_the_fence(
    verdicts: tuple[dict[str, str], str],
) -> None:
    made, looked_for = verdicts
    assert {name: verdict for name, verdict in made.items() if not verdict.endswith(" drawn")} == {}
    assert looked_for == ""

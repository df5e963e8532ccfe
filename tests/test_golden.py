"""The demo, built, has exactly the files that tests/golden remembers."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

if TYPE_CHECKING:
    from tests.conftest import Demo

GOLDEN = Path(__file__).parent / "golden"


PICTURES = (".ico", ".jpg", ".png", ".webp")


def identity(file: Mapping[str, Any], bundle: Path) -> str:
    """Size and digest; of a picture its size in pixels, since its bytes change with the compressor's build."""
    if not file["path"].endswith(PICTURES):
        return f"{file['bytes']:>9} {file['sha256'][:16]}"
    with Image.open(bundle / file["path"]) as picture:
        return f"  picture {f'{picture.width}x{picture.height}':<16}"


def listing(bundle: Path) -> str:
    """Identity and path of every file that a bundle's manifest names, a line each.

    Names that carry a fingerprint, and the pages that ask for them, hold for the locked libraries: a key has their
    versions in it.
    """
    manifest = json.loads((bundle / "manifest.json").read_text("utf-8"))
    return "".join(f"{identity(file, bundle)}  {file['path']}\n" for file in manifest["files"])


def test_the_demo_builds_to_the_bytes_that_were_looked_at(demo: Demo, request: pytest.FixtureRequest) -> None:
    made = {bundle.parent.name: listing(bundle.parent) for bundle in sorted(demo.out.glob("*/manifest.json"))}
    if request.config.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob("*.txt"):
            old.unlink()
        for brand, text in made.items():
            (GOLDEN / f"{brand}.txt").write_text(text, "utf-8")
    kept = {path.stem: path.read_text("utf-8") for path in GOLDEN.glob("*.txt")}
    difference = [
        line
        for brand in sorted(made | kept)
        for line in difflib.unified_diff(
            kept.get(brand, "").splitlines(),
            made.get(brand, "").splitlines(),
            f"golden/{brand}",
            "built",
            "",
            "",
            0,
            "",
        )
    ]
    assert difference == [], "\n".join(["`make golden` takes it over once it has been looked at", *difference])

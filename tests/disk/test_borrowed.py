"""A store that is looked into and stays as it is."""

from __future__ import annotations

from pathlib import Path

from whitelabel.disk.borrowed import Borrowed
from whitelabel.disk.shelf import Shelf

KEY, OTHER = "ab" * 32, "cd" * 32


def test_what_is_there_is_had_and_what_is_made_goes_elsewhere(tmp_path: Path) -> None:
    lent, own = tmp_path / "lent", tmp_path / "own"
    Shelf(lent, lent).put(KEY, b"made before")
    own.mkdir()
    before = {path: path.stat().st_mtime_ns for path in lent.rglob("*")}
    borrowed = Borrowed(lent, own)

    borrowed.put(OTHER, b"made now")

    assert (borrowed.get(KEY), borrowed.get(OTHER), borrowed.get("ef" * 32)) == (b"made before", b"made now", None)
    assert {path: path.stat().st_mtime_ns for path in lent.rglob("*")} == before


def test_a_store_that_isnt_there_is_an_empty_one(tmp_path: Path) -> None:
    borrowed = Borrowed(tmp_path / "nothing", tmp_path / "own")

    assert borrowed.get(KEY) is None
    borrowed.put(KEY, b"made now")
    assert borrowed.get(KEY) == b"made now"
    assert not (tmp_path / "nothing").exists()

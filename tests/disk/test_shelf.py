"""Entries that outlast a run."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from whitelabel.disk.shelf import Shelf

ROOT = Path(__file__).resolve().parents[2]


def test_an_entry_of_the_shelf_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "part").mkdir()
    shelf = Shelf(tmp_path / "store", tmp_path / "part")
    shelf.put("abcd", b"one")
    assert shelf.get("abcd") == b"one"
    assert shelf.get("none") is None

    def failing(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError):
        shelf.put("abcd", b"two")
    assert shelf.get("abcd") == b"one"
    assert contents(tmp_path / "store") == {"ab/abcd": b"one"}
    assert not any((tmp_path / "part").iterdir())


def test_an_entry_that_cannot_be_read_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path, tmp_path)
    (tmp_path / "ab/abcd").mkdir(parents=True)
    assert shelf.get("abcd") is None
    shelf.put("abef", b"one")

    def failing(*_: object) -> int:
        raise OSError(errno.EACCES, "closed")

    monkeypatch.setattr(os, "open", failing)
    assert shelf.get("abef") is None

"""What is handed over is there whole or not at all, and never among what is somebody else's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.disk.bundles import contents
from whitelabel.disk.handover import LIST, hand_over, is_free


def test_a_folder_that_is_new_or_empty_is_free_and_so_is_what_was_handed_over_there(tmp_path: Path) -> None:
    place = tmp_path / "deep/shared"
    assert is_free(place)
    hand_over(place, {"index.html": b"1", "a/b.css": b"2"})
    assert is_free(place)
    hand_over(place, {"index.html": b"3"})
    assert {path: data for path, data in contents(place).items() if path != LIST} == {"index.html": b"3"}
    assert [path.name for path in place.parent.iterdir()] == ["shared"]
    (tmp_path / "empty").mkdir()
    assert is_free(tmp_path / "empty")


@pytest.mark.parametrize("meddle", ["added", "changed", "taken", "file", "link", "list"])
def test_what_somebody_has_changed_is_somebody_elses(tmp_path: Path, meddle: str) -> None:
    place = tmp_path / "shared"
    hand_over(place, {"index.html": b"1", "a/b.css": b"2"})
    match meddle:
        case "added":
            (place / "a/mine.txt").write_text("mine")
        case "changed":
            (place / "a/b.css").write_text("mine")
        case "taken":
            (place / "a/b.css").unlink()
        case "list":
            (place / LIST).write_text("{}")
        case "file" | "link":
            place.rename(tmp_path / "away")
            place.write_text("mine") if meddle == "file" else place.symlink_to(tmp_path / "away")
    assert not is_free(place)


def test_where_it_fails_what_stood_there_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "shared"
    hand_over(place, {"index.html": b"1"})
    real, calls = os.rename, 0

    def refuse_second(source: str | Path, target: str | Path) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "rename", refuse_second)
    with pytest.raises(OSError, match="No space left"):
        hand_over(place, {"index.html": b"2"})
    assert (place / "index.html").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["shared"]


@pytest.mark.parametrize("broken", ["mkdir", "fchmod", "rename"])
def test_a_failure_names_the_folder_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def refuse(*words: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied", str(words[0]))

    monkeypatch.setattr(os, broken, refuse)
    with pytest.raises(PermissionError) as failure:
        hand_over(tmp_path / "shared", {"index.html": b"1"})
    assert failure.value.filename == str(tmp_path / "shared")

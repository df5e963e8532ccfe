"""A change shows in what is seen of a file or folder without reading it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from whitelabel.disk import look as module
from whitelabel.disk.files import is_litter
from whitelabel.disk.look import UNSEEN, Look, look, looks, walked


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Two files and two folders."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/one.txt").write_text("one")
    (tmp_path / "a/b/two.txt").write_text("two")
    return tmp_path


def seen(place: Path) -> Look:
    return look(f"{place}/", tuple(walked(f"{place}/", "a/")))


def test_names_are_those_of_files_and_of_folders(place: Path) -> None:
    (place / "a/.DS_Store").touch()
    (place / "a/link").symlink_to("b")
    assert list(walked(f"{place}/", "a/", is_litter)) == ["a/", "a/b/", "a/b/two.txt", "a/link", "a/one.txt"]
    assert next(walked(f"{place}/")) == "./"


def test_what_stays_as_it_is_has_the_same_seal(place: Path) -> None:
    first = seen(place)
    time.sleep(0.03)
    (place / "a/one.txt").read_text()
    assert seen(place) == first != UNSEEN


def _rewrite(place: Path) -> None:
    about = (place / "a/one.txt").stat()
    (place / "a/one.txt").write_text("eno")
    os.utime(place / "a/one.txt", ns=(about.st_atime_ns, about.st_mtime_ns))


def _replace(place: Path) -> None:
    about = (place / "a/one.txt").stat()
    (place / "a/new").write_text("one")
    (place / "a/new").replace(place / "a/one.txt")
    os.utime(place / "a/one.txt", ns=(about.st_atime_ns, about.st_mtime_ns))


def _to_folder(place: Path) -> None:
    (place / "a/one.txt").unlink()
    (place / "a/one.txt").mkdir()


@pytest.mark.parametrize(
    "change",
    [
        _rewrite,
        _replace,
        _to_folder,
        lambda place: (place / "a/one.txt").chmod(0o600),
        lambda place: (place / "a/b/two.txt").unlink(),
        lambda place: (place / "a/b/three.txt").touch(),
        lambda place: (place / "a/b/two.txt").rename(place / "a/b/2.txt"),
        lambda place: (place / "a/b").rename(place / "a/c"),
    ],
    ids="rewritten replaced folder closed deleted added renamed moved".split(),
)
def test_every_change_gives_another_seal(place: Path, change: Callable[[Path], None]) -> None:
    first = seen(place)
    time.sleep(0.03)
    change(place)
    assert look(f"{place}/", first.names).seal != first.seal


def test_what_is_gone_is_unseen_and_so_is_a_file_where_a_folder_was(place: Path) -> None:
    assert look(f"{place}/", ("a/none.txt",)).seal == UNSEEN
    assert look(f"{place}/", ("a/one.txt/",)).seal == UNSEEN
    assert look(f"{place}/", ("a/b",)).seal == UNSEEN


@pytest.mark.parametrize(
    ("newest", "at", "is_settled"),
    [
        (1_000_000_001, 1_000_000_001 + 21_000_000, True),
        (1_000_000_001, 1_000_000_001 + 19_000_000, False),
        # Whole hundredths of seconds: the file system may count in seconds.
        (4_000_000_000, 4_000_000_000 + 1_900_000_000, False),
        (4_000_000_000, 4_000_000_000 + 2_100_000_000, True),
        # Written in the future: a clock was set back.
        (9_000_000_001, 1_000_000_000, False),
    ],
)
def test_a_change_that_may_hide_behind_an_earlier_one_is_not_trusted(newest: int, at: int, is_settled: bool) -> None:
    before = Look(("a",), "seal", newest)
    assert before.settled(at) == (before if is_settled else Look(("a",), UNSEEN, 0))


@pytest.mark.parametrize("hands", [1, 2, 4])
def test_many_are_seen_the_same_by_several_processes(place: Path, monkeypatch: pytest.MonkeyPatch, hands: int) -> None:
    wanted = [(f"{place}/", tuple(walked(f"{place}/", folder))) for folder in ("a/", "a/b/", "a/")]
    wanted += [(f"{place}/", ("a/none",)), (f"{place}/", ())]
    alone = [look(*one) for one in wanted]
    monkeypatch.setattr(module, "_WORTH", 0)
    monkeypatch.setattr(module, "_HANDS", hands)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(hands), raising=False)
    assert looks(wanted) == alone


def test_where_a_helper_dies_its_share_is_seen_all_the_same(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [(f"{place}/", tuple(walked(f"{place}/", "a/")))] * 4
    alone = [look(*one) for one in wanted]
    parent, real = os.getpid(), look

    def deadly(base: str, names: tuple[str, ...]) -> Look:
        if os.getpid() != parent:
            os._exit(1)
        return real(base, names)

    monkeypatch.setattr(module, "_WORTH", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(2), raising=False)
    monkeypatch.setattr(module, "look", deadly)
    assert looks(wanted) == alone

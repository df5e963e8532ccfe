"""A change shows in what is seen of a file or folder without reading it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from whitelabel.disk import look as module
from whitelabel.disk.files import is_litter
from whitelabel.disk.look import UNSEEN, Departure, Look, look, looks, walked


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


def _link(place: Path, folder: str) -> None:
    (place / folder).rename(place / "elsewhere")
    (place / folder).symlink_to(place / "elsewhere")


def _forged(place: Path, change: Callable[[Path], object]) -> None:
    """A change after which the folders say that they were last changed when they were."""
    before = {folder: folder.stat() for folder in (place / "a", place / "a/b")}
    change(place)
    for folder, about in before.items():
        if folder.exists():
            os.utime(folder, ns=(about.st_atime_ns, about.st_mtime_ns))


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
        lambda place: _link(place, "a/b"),
        lambda place: _link(place, "a"),
        lambda place: (place / "a/b").chmod(0o311),
        lambda place: _forged(place, lambda _: (place / "a/b/three.txt").touch()),
        lambda place: _forged(place, lambda _: (place / "a/b/two.txt").rename(place / "a/b/tw0.txt")),
        lambda place: _forged(place, lambda _: (place / "a/b").rename(place / "a/c")),
    ],
    ids=[
        *"rewritten replaced folder closed deleted added renamed moved".split(),
        *("folder linked", "base linked", "folder closed", "added, forged", "renamed, forged", "moved, forged"),
    ],
)
def test_every_change_gives_another_seal(place: Path, change: Callable[[Path], None]) -> None:
    first = seen(place)
    time.sleep(0.03)
    change(place)
    assert look(f"{place}/", first.names).seal != first.seal


def test_a_folder_of_its_own_is_looked_at_and_not_what_a_link_in_its_place_leads_to(place: Path) -> None:
    base = f"{place}/a/"
    names = tuple(walked(base))
    assert look(base, names).seal != UNSEEN
    _link(place, "a")
    assert look(base, names).seal == UNSEEN
    assert look(base, ("./",)).seal == UNSEEN
    with pytest.raises(NotADirectoryError):
        list(walked(base))
    with pytest.raises(NotADirectoryError):
        list(walked(f"{place}/", "a/"))


def test_other_names_of_the_same_files_are_another_state(place: Path) -> None:
    (place / "a/twin.txt").hardlink_to(place / "a/one.txt")
    assert look(f"{place}/", ("a/one.txt",)).seal != look(f"{place}/", ("a/twin.txt",)).seal


def test_a_server_may_number_files_as_it_likes(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, numbers = os.stat, iter([2**64 - 1, 2**64 - 1, 2**64 - 2])

    def numbered(path: str, **options: Any) -> os.stat_result:
        about = real(path, **options)
        times = {name: getattr(about, name) for name in ("st_mtime_ns", "st_ctime_ns")}
        return os.stat_result((about[0], next(numbers), *about[2:]), times)

    monkeypatch.setattr(os, "stat", numbered)
    first, second, third = (look(f"{place}/", ("a/one.txt",)) for _ in range(3))
    assert first == second != third
    assert UNSEEN not in (first.seal, third.seal)


def test_a_folder_may_be_named_from_where_one_stands(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    names = tuple(walked("a/"))
    assert look("a/", names) == look(f"{place}/a/", names)
    assert look("a/", names).seal != UNSEEN


@pytest.mark.parametrize("name", ["a/\0", "a/\ud800", "a/\0/", "a/one.txt\0"])
def test_a_name_that_no_file_can_have_is_unseen(place: Path, name: str) -> None:
    assert look(f"{place}/", ("a/", name)) == Look(("a/", name), UNSEEN, 0)


def test_a_folders_latest_change_counts_that_its_other_time_may_hide(place: Path) -> None:
    os.utime(place / "a/b", ns=(1, 1))
    assert look(f"{place}/", ("a/b/",)).newest == (place / "a/b").stat().st_ctime_ns


def test_a_folder_that_is_renamed_looks_where_it_arrives_as_it_does_there_later(place: Path) -> None:
    going = Departure(f"{place}/a/", tuple(walked(f"{place}/a/")))
    time.sleep(0.03)
    now = time.time_ns()
    (place / "a").rename(place / "z")
    arrived = going.arrived(str(place / "z"), now)
    assert arrived == look(f"{place}/z/", arrived.names)
    assert arrived.seal != UNSEEN


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "evil.html").touch(),
        lambda folder: folder.chmod(0o700),
        lambda folder: (folder.rename(folder.parent / "away"), folder.symlink_to("away")),
        lambda folder: folder.rename(folder.parent / "away"),
    ],
    ids=["added", "closed", "linked", "gone"],
)
def test_what_is_changed_on_the_way_is_unseen(place: Path, change: Callable[[Path], object]) -> None:
    going = Departure(f"{place}/a/", tuple(walked(f"{place}/a/")))
    time.sleep(0.03)
    now = time.time_ns()
    (place / "a").rename(place / "z")
    change(place / "z")
    assert going.arrived(str(place / "z"), now).seal == UNSEEN


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

    def deadly(base: str, names: tuple[str, ...], shared: frozenset[int]) -> Look:
        if os.getpid() != parent:
            os._exit(1)
        return real(base, names, shared)

    monkeypatch.setattr(module, "_WORTH", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(2), raising=False)
    monkeypatch.setattr(module, "look", deadly)
    assert looks(wanted) == alone

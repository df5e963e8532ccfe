"""Files that bundles have in common: placed whole whichever way, and never writable from one bundle into another."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import stat
import time
from pathlib import Path
from typing import Any, get_args

import pytest

import whitelabel.disk.pool
from tests.disk.bundles import limit_links
from whitelabel.disk.look import PAUSE, UNSEEN, Look, look
from whitelabel.disk.pool import NOTHING_SHARED, Link, Pool, shared_files, sound_share

DATA = b"common to all\n" * 99
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "unfinished").mkdir()
    return tmp_path


def pool(folder: Path, link: Link) -> Pool:
    return Pool(folder / ".store/common", folder / "unfinished", link)


def placed(folder: Path, link: Link, *names: str) -> list[os.stat_result]:
    made = pool(folder, link)
    for name in names:
        made.place(DIGEST, DATA, str(folder / name))
    assert [(folder / name).read_bytes() for name in names] == [DATA] * len(names)
    assert list((folder / "unfinished").iterdir()) == []
    return [(folder / name).stat() for name in names]


@pytest.mark.parametrize("link", get_args(Link))
def test_a_file_is_placed_whole_whichever_way(folder: Path, link: Link) -> None:
    placed(folder, link, "a", "b")


def test_by_hard_links_it_is_one_file_that_nobody_may_write(folder: Path) -> None:
    a, b = placed(folder, "hard", "a", "b")
    assert (a.st_ino, a.st_nlink, stat.S_IMODE(a.st_mode)) == (b.st_ino, 3, 0o444)


@pytest.mark.parametrize("link", ["auto", "copy"])
def test_else_each_bundle_has_its_own(folder: Path, link: Link) -> None:
    a, b = placed(folder, link, "a", "b")
    assert a.st_ino != b.st_ino
    assert [(one.st_nlink, stat.S_IMODE(one.st_mode)) for one in (a, b)] == [(1, 0o644)] * 2


def test_blocks_are_shared_where_the_disk_can(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def clone(target: int, request: int, source: int) -> int:
        asked.append(request)
        return os.sendfile(target, source, 0, len(DATA))

    monkeypatch.setattr(fcntl, "ioctl", clone)
    placed(folder, "auto", "a", "b")
    assert asked == [0x40049409] * 2


def test_whether_it_can_is_asked_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def refuse(target: int, request: int, source: int) -> int:
        asked.append(request)
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(fcntl, "ioctl", refuse)
    placed(folder, "auto", "a", "b", "c")
    assert len(asked) == 1


@pytest.mark.parametrize("damage", ["flipped", "writable", "gone", "folder", "link"])
def test_a_kept_file_that_is_not_what_it_was_is_made_anew(folder: Path, damage: str) -> None:
    placed(folder, "hard", "a")
    kept = folder / ".store/common" / DIGEST
    if damage == "writable":
        kept.chmod(0o644)
    else:
        kept.unlink()
    if damage == "flipped":
        kept.write_bytes(DATA[:-1] + b"?")
        kept.chmod(0o444)
    elif damage == "link":
        kept.symlink_to(folder / "a")
    elif damage == "folder":
        kept.mkdir()
    (b,) = placed(folder, "hard", "b")
    assert (b.st_nlink, stat.S_IMODE(b.st_mode)) == (2, 0o444)


@pytest.mark.parametrize("number", [errno.EPERM, errno.EXDEV, errno.EOPNOTSUPP])
def test_where_a_disk_knows_no_hard_links_files_are_copied(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(number, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    a, b = placed(folder, "hard", "a", "b")
    assert a.st_ino != b.st_ino


def test_more_bundles_than_may_share_a_file_share_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit_links(monkeypatch, 4)
    found = placed(folder, "hard", *"abcdef")
    assert [one.st_ino == found[0].st_ino for one in found] == [True, True, True, False, False, False]


def test_where_there_is_no_room_to_share_a_file_is_copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(fcntl, "ioctl", full)
    placed(folder, "auto", "a", "b")


@pytest.mark.parametrize("link", get_args(Link))
def test_where_a_pool_can_not_be_a_file_is_copied(folder: Path, link: Link) -> None:
    (folder / ".store").write_text("in the way", "utf-8")
    a, b = placed(folder, link, "a", "b")
    assert [(one.st_nlink, stat.S_IMODE(one.st_mode)) for one in (a, b)] == [(1, 0o644)] * 2


def test_a_pool_that_goes_meanwhile_is_missed_by_nobody(folder: Path) -> None:
    made = pool(folder, "hard")
    for name in ("a", "b", "c"):
        made.place(DIGEST, DATA, str(folder / name))
        shutil.rmtree(folder / ".store", ignore_errors=name == "b")
    assert [(folder / name).read_bytes() for name in ("a", "b", "c")] == [DATA] * 3


def test_what_bundles_share_is_seen_once_and_any_touch_of_it_shows(folder: Path) -> None:
    assert shared_files(folder).look.seal == NOTHING_SHARED
    placed(folder, "copy", "plain")
    assert shared_files(folder).look.seal == NOTHING_SHARED
    placed(folder, "hard", "a")
    first = shared_files(folder)
    assert first.inodes == {(folder / "a").stat().st_ino}
    assert shared_files(folder) == first
    os.utime(folder / "a", ns=((folder / "a").stat().st_atime_ns, (folder / "a").stat().st_mtime_ns))
    assert shared_files(folder).look.seal != first.look.seal


def test_what_bundles_share_and_is_not_what_it_was_kept_as_goes_from_the_pool_alone(folder: Path) -> None:
    placed(folder, "hard", "a")
    time.sleep(PAUSE * 2)
    sound = sound_share(folder)
    assert sound == shared_files(folder).look
    assert sound.seal not in (UNSEEN, NOTHING_SHARED)
    about = (folder / "a").stat()
    (folder / "a").write_bytes(DATA.swapcase())
    os.utime(folder / "a", ns=(about.st_atime_ns, about.st_mtime_ns))
    assert sound_share(folder).seal == UNSEEN
    assert sound_share(folder).seal == NOTHING_SHARED
    assert (folder / "a").read_bytes() == DATA.swapcase()


def test_what_bundles_share_may_go_while_it_is_looked_at(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed(folder, "hard", "a")

    def gone(*words: Any) -> Look:
        shutil.rmtree(folder / ".store")
        return look(*words)

    monkeypatch.setattr(whitelabel.disk.pool, "look", gone)
    assert shared_files(folder).look.seal == UNSEEN

"""A change is told once, as soon as it is over; what is no change, and what is none of the project's, is not told."""

from __future__ import annotations

import errno
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from watchdog.events import (
    DirCreatedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
)

from whitelabel.preview import notice
from whitelabel.preview.notice import (
    MOST,
    QUIET,
    SHORT,
    Change,
    Gathered,
    Polling,
    Unfinished,
    far,
    is_source,
    noticing,
)
from whitelabel.preview.notice import Told as Item


class Told:
    """What was told, to be waited for."""

    def __init__(self) -> None:
        self.all: list[Item] = []
        self._came = threading.Event()

    def __call__(self, item: Item) -> None:
        self.all.append(item)
        self._came.set()

    def next(self, seconds: float = 10.0) -> frozenset[str] | None:
        """The paths of the next change."""
        assert self._came.wait(seconds), "nothing was told"
        # What belongs to it comes within the time that a turn takes at most.
        time.sleep(MOST + 0.1)
        self._came.clear()
        told, self.all = self.all, []
        # What was told too early is told again, with what belongs to it.
        begun = 2 if len(told) > 1 and isinstance(told[1], Unfinished) else 0
        (change,) = told[begun:]
        assert isinstance(change, Change)
        assert all(isinstance(first, Change) and first.since == change.since for first in told[:begun:2])
        return change.paths

    def nothing(self) -> bool:
        """Whether nothing is told in the time that a change would take."""
        return not self._came.wait(MOST + 0.1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path in ("brands/acme/brand.yaml", "base_theme/theme.yaml", "build/acme/site/x", "whitelabel.yaml", ".git/x"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x")
    return tmp_path


@pytest.fixture
def told(root: Path) -> Iterator[Told]:
    heard = Told()
    with noticing(root, heard):
        yield heard


def test_a_save_is_told_with_its_file(root: Path, told: Told) -> None:
    (root / "brands/acme/brand.yaml").write_text("y")
    assert told.next() == {"brands/acme/brand.yaml"}
    (root / "whitelabel.yaml").write_text("y")
    assert told.next() == {"whitelabel.yaml"}


def test_an_atomic_save_is_told_once(root: Path, told: Told) -> None:
    beside = root / "brands/acme/.brand.yaml.tmp"
    beside.write_text("y")
    beside.replace(root / "brands/acme/brand.yaml")
    assert told.next() == {"brands/acme/.brand.yaml.tmp", "brands/acme/brand.yaml"}


def test_a_burst_of_fifty_files_is_told_once(root: Path, told: Told) -> None:
    for number in range(50):
        (root / f"base_theme/{number}.css").write_text("x")
    assert told.next() == {f"base_theme/{number}.css" for number in range(50)}


def test_bundles_git_litter_and_reads_are_no_change(root: Path, told: Told) -> None:
    (root / "build/acme/site/y").write_text("y")
    (root / ".git/index").write_text("y")
    (root / "brands/acme/brand.yaml~").write_text("y")
    (root / "brands/.DS_Store").write_text("y")
    (root / "notes.txt").write_text("y")
    (root / "brands/acme/brand.yaml").read_text()
    assert told.nothing()


@pytest.mark.soak
def test_folders_that_come_and_go_are_looked_at_anew_and_heard_from_then_on(root: Path, told: Told) -> None:
    (root / "elsewhere/deep").mkdir(parents=True)
    (root / "elsewhere/deep/logo.svg").write_text("x")
    (root / "elsewhere").rename(root / "brands/beta")
    assert told.next() is None
    (root / "brands/beta/deep/logo.svg").write_text("y")
    assert told.next() == {"brands/beta/deep/logo.svg"}
    shutil.rmtree(root / "base_theme")
    assert told.next() is None
    (root / "base_theme/assets").mkdir(parents=True)
    assert told.next() is None
    (root / "base_theme/assets/a.css").write_text("y")
    assert told.next() == {"base_theme/assets/a.css"}


def test_without_watches_all_is_looked_at_again_and_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(notice._Heard, "_watching", refuse)
    monkeypatch.setattr(notice, "_PAUSE", 0.05)
    told = Told()
    with noticing(root, told):
        assert told.all == [Polling("the system tells of no changes: inotify watch limit reached")]
        told.all.clear()
        told._came.clear()
        (root / "build/acme/site/y").write_text("y")
        (root / "brands/acme/brand.yaml~").write_text("y")
        assert told.nothing()
        (root / "notes.txt").write_text("longer")
        (root / "notes.txt").replace(root / "brands/acme/brand.yaml")
        assert told.next() is None
        (root / "base_theme").rename(root / "away")
        assert told.next() is None


def test_when_the_watches_run_out_later_that_is_told_and_nothing_is_missed(
    root: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(notice._Heard, "_watching", refuse)
    monkeypatch.setattr(notice, "_PAUSE", 0.05)
    (root / "brands/beta/deep").mkdir(parents=True)
    assert told._came.wait(10)
    assert told.all[0] == Polling("the system tells of no changes: too many open files")
    time.sleep(0.5)
    told.all.clear()
    told._came.clear()
    (root / "brands/beta/deep/logo.svg").write_text("x")
    assert told._came.wait(10)


def test_it_can_be_asked_for(root: Path) -> None:
    told = Told()
    with noticing(root, told, poll=True):
        assert told.all == [Polling("it was asked for")]


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_nothing_is_left_behind(root: Path) -> None:
    before = threading.active_count(), _descriptors()
    for _ in range(3):
        with noticing(root, Told()):
            pass
    end = time.monotonic() + 5
    while time.monotonic() < end and (threading.active_count(), _descriptors()) != before:
        time.sleep(0.05)
    assert (threading.active_count(), _descriptors()) == before


MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 22 0:44 / /srv rw,relatime - nfs4 files:/srv rw,vers=4.2
32 31 8:2 / /srv/near rw,relatime - xfs /dev/sdb rw
33 22 0:45 / /mnt/two\\040words rw - fuse.sshfs you@far:/ rw
34 22 0:46 / /media/sf_shop rw - vboxsf shop rw
"""


@pytest.mark.parametrize(
    ("root", "why"),
    [
        ("/home/you/shop", ""),
        ("/srv/shop", "'/srv' is a folder of another machine (nfs4)"),
        ("/srv/near/shop", ""),
        ("/mnt/two words/shop", "'/mnt/two words' is a folder of another machine (fuse.sshfs)"),
        ("/media/sf_shop", "'/media/sf_shop' is a folder of another machine (vboxsf)"),
        ("/srvother", ""),
    ],
)
def test_folders_of_other_machines_are_known(tmp_path: Path, root: str, why: str) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTS)
    assert far(Path(root), tmp_path / "mountinfo") == why
    assert far(Path(root), tmp_path / "none") == ""


def test_what_is_a_source() -> None:
    paths = ("whitelabel.yaml", "contracts/a.yaml", "base_theme", "whitelabel.yaml~", "brands/.git/x", "x/brands/a")
    assert [path for path in paths if is_source(path)] == ["whitelabel.yaml", "contracts/a.yaml", "base_theme"]


PATHS = st.sampled_from(["brands/a/brand.yaml", "base_theme/a.css", "base_theme/b.css", "base_theme/c.css"])
EVENTS = st.tuples(
    st.sampled_from([FileModifiedEvent, FileClosedEvent, FileCreatedEvent, FileMovedEvent, DirCreatedEvent]),
    PATHS,
    st.floats(min_value=0, max_value=0.02),
)


@given(st.lists(EVENTS, min_size=1, max_size=40))
def test_whatever_comes_is_told_in_time_and_whole(events: list[tuple[type[FileSystemEvent], str, float]]) -> None:
    gathered, now = Gathered(), 100.0
    assert gathered.due is None
    kinds: set[type[FileSystemEvent]] = set()
    for kind, path, pause in events:
        now += pause
        kinds.add(kind)
        gathered.add(kind(path), (path,), now)
        due = gathered.due
        assert due is not None
        assert due == now or now + SHORT <= due <= now + QUIET or due == 100.0 + events[0][2] + MOST
        assert due != now or kinds <= {FileModifiedEvent, FileClosedEvent}
    change = gathered.tell()
    assert change.since == 100.0 + events[0][2]
    if any(kind is DirCreatedEvent for kind, _, _ in events):
        assert change.paths is None
    else:
        assert change.paths == {path for _, path, _ in events}


def test_a_file_that_is_still_open_is_waited_for() -> None:
    gathered = Gathered()
    gathered.add(FileModifiedEvent("base_theme/a.css"), ("base_theme/a.css",), 1.0)
    assert gathered.due == 1.0 + QUIET
    gathered.add(FileClosedEvent("base_theme/a.css"), ("base_theme/a.css",), 1.001)
    assert gathered.due == 1.001


def test_a_save_is_told_at_once_and_again_with_what_belongs_to_it() -> None:
    gathered, css, logo = Gathered(), "base_theme/a.css", "brands/a/logo.svg"
    gathered.add(FileClosedEvent(css), (css,), 1.0)
    assert gathered.due == 1.0
    assert gathered.tell() == Change(frozenset({css}), 1.0, 1.0 + SHORT)
    gathered.add(FileClosedEvent(logo), (logo,), 1.003)
    assert gathered.due == 1.003 + SHORT
    assert gathered.tell() == Change(frozenset({css, logo}), 1.0)


@pytest.mark.parametrize("kind", [FileCreatedEvent, FileDeletedEvent, FileMovedEvent])
def test_what_is_made_moved_or_gone_may_be_half_of_a_save(kind: type[FileSystemEvent]) -> None:
    gathered = Gathered()
    gathered.add(kind("brands/a/logo.svg"), ("brands/a/logo.svg",), 1.0)
    gathered.add(FileClosedEvent("brands/a/logo.svg"), ("brands/a/logo.svg",), 1.001)
    assert gathered.due == 1.001 + SHORT
    assert gathered.tell().over == 0.0


def test_of_many_saves_one_after_another_none_is_told_early() -> None:
    gathered = Gathered(1.25)
    gathered.add(FileClosedEvent("base_theme/a.css"), ("base_theme/a.css",), 1.1)
    assert gathered.due == 1.1 + SHORT


def test_when_nobody_listens_any_more_all_is_looked_at_and_all_is_heard_again(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice, "_CHECK", 0.2)
    told, heard = Told(), notice._Heard(root, lambda item: told(item))
    heard.start()
    try:
        next(iter(heard._observer.emitters)).stop()
        assert told.next() is None
        (root / "brands/acme/brand.yaml").write_text("y")
        assert told.next() == {"brands/acme/brand.yaml"}
    finally:
        heard.close()


def test_what_comes_before_a_save_was_known_to_be_over_is_told_at_once(root: Path, told: Told) -> None:
    (root / "brands/acme/brand.yaml").write_text("y")
    until = time.monotonic() + 10
    while not told.all:
        assert time.monotonic() < until
    (root / "base_theme/theme.yaml").write_text("y")
    time.sleep(MOST + 0.1)
    first, *rest = told.all
    assert isinstance(first, Change) and first.paths == {"brands/acme/brand.yaml"}
    # A busy machine may have taken longer than that to write.
    if isinstance(rest[0], Unfinished):
        assert rest[1:] == [Change(frozenset({"brands/acme/brand.yaml", "base_theme/theme.yaml"}), first.since)]
    else:
        assert [change.paths for change in rest if isinstance(change, Change)] == [{"base_theme/theme.yaml"}]


def test_what_an_editor_writes_beside_the_file_is_waited_for() -> None:
    gathered = Gathered()
    gathered.add(FileClosedEvent("brands/a/brand.yaml.tmp"), ("brands/a/brand.yaml.tmp",), 1.0)
    assert gathered.due == 1.0 + QUIET
    gathered.add(FileMovedEvent("", ""), ("brands/a/brand.yaml.tmp", "brands/a/brand.yaml"), 1.009)
    assert gathered.due == 1.009 + SHORT

"""Tells when something of a project's files has changed, and what: a save is told once, and so is a burst of them.

What the system tells of single files is gathered until it is quiet: for a moment where every file that was touched is closed or
has been put in its place, for longer where one may still be written to, or where there are many. What is told is where to
look, and no more than that: what has changed is what differs there.

A file that is written in place is told as soon as it is closed, with when the save is known to be over: whoever is told can begin,
and has nothing to show before then. Where something comes in between, that is told at once too, and all of it when it is quiet.
What is made, renamed or deleted is none of this: for a moment there are files that nobody means, and some that are meant aren't there.

Where the system can't tell, since it has no watches left or the files lie on another machine, all of them are looked at again and
again.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from whitelabel.disk.files import ROOT_FILE, is_litter
from whitelabel.disk.look import UNSEEN, look, walked
from whitelabel.disk.tree import SOURCE_FOLDERS

SHORT = 0.008
"""Seconds of quiet after a save that is over."""

QUIET = 0.03
"""Seconds of quiet after anything else, such as what is renamed next to be what was meant."""

MOST = 0.25
"""Seconds after which what has come is told, quiet or not."""

_FEW = 2
"""Files that one save touches; more are a burst."""

_MANY = 1000
"""Files from which the system may have lost some word: its own list holds 16,384 of all kinds."""

_CHECK = 60.0
"""Seconds after which it is seen whether all that listen are alive."""

_PAUSE = 0.5
"""Seconds between two looks at everything, or ten times what one takes."""

_HEARD = [
    *(FileModifiedEvent, FileClosedEvent, FileCreatedEvent, FileDeletedEvent, FileMovedEvent),
    *(DirCreatedEvent, DirDeletedEvent, DirMovedEvent),
]
"""What is asked of the system: that files are read is no change, and the project's own reads would be told as well."""

_FAR = frozenset(
    (
        "9p afs ceph cifs davfs drvfs fuse.gvfsd-fuse fuse.rclone fuse.sshfs fuse.vmhgfs-fuse lustre ncpfs nfs nfs4 prl_fs smb3 smbfs"
    ).split()
) | {"vboxsf", "virtiofs", "vmhgfs"}
"""File systems that others write to without this machine's hearing of it."""


_TEMPORARY = (".swp", ".swx", ".tmp", ".part", ".crdownload")


def is_temporary(path: str) -> bool:
    """Whether a file is what an editor writes beside the one that is meant."""
    name = path.rpartition("/")[2]
    return name.startswith((".#", ".~", "#")) or name.endswith(_TEMPORARY) or name == "4913"


class Change(NamedTuple):
    """Something may have changed.

    Attributes:
        paths: From the root, with ``/``; ``None`` where it may be anything.
        since: When the first word of it came, on the clock of ``time.perf_counter``.
        over: From when on it is known to be all, on the same clock; ``Unfinished`` comes before then where it isn't.
    """

    paths: frozenset[str] | None
    since: float
    over: float = 0.0


class Unfinished(NamedTuple):
    """The change that was told last wasn't all: a change with what it said, and the rest, comes within ``MOST``."""


class Polling(NamedTuple):
    """From now on all files are looked at again and again, and why that is."""

    why: str


Told: TypeAlias = Change | Unfinished | Polling

Tell: TypeAlias = Callable[[Told], None]
"""Takes what is told, in any thread, and returns at once."""


def is_source(path: str) -> bool:
    """Whether a path from the root is of the project's files: of no bundle, of nothing that editors leave behind.

    >>> is_source("brands/acme/logo.svg"), is_source("build/acme/site/x"), is_source("brands/acme/logo.svg~")
    (True, False, False)
    """
    steps = path.split("/")
    return steps[0] in (ROOT_FILE, *SOURCE_FOLDERS) and not any(map(is_litter, steps))


@contextlib.contextmanager
def noticing(root: Path, tell: Tell, *, poll: bool = False) -> Iterator[None]:
    """Tell of changes while the context lasts.

    Args:
        root: The project's folder.
        tell: Told of each.
        poll: Whether all files are looked at again and again, whatever the system can tell.
    """
    root = root.resolve()
    with contextlib.ExitStack() as running:
        why = "it was asked for" if poll else far(root)
        if not why:
            heard = _Heard(root, tell)
            try:
                heard.start()
            except OSError as refused:
                why = _refusal(refused)
            else:
                running.callback(heard.close)
        if why:
            running.callback(_Sweep(root, tell).close)
            tell(Polling(why))
        yield


def _refusal(refused: OSError) -> str:
    return f"the system tells of no changes: {(refused.strerror or str(refused)).lower()}"


def far(root: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """Why the system can't tell of changes below a folder; empty where it can, or nothing is known.

    Args:
        root: Absolute, without links.
        mounts: Where the system lists what is mounted where.

    Source:
        proc_pid_mountinfo(5).
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        about, _, more = line.partition(" - ")
        place = about.split(" ")[4].encode("utf-8", "surrogateescape").decode("unicode_escape")
        if len(place) >= len(best) and Path(place) in (root, *root.parents):
            best, kind = place, more.split(" ")[0]
    return f"'{best}' is a folder of another machine ({kind})" if kind in _FAR else ""


class Gathered:
    """What has come since something was told last; what time it is, it is told, on the clock of ``time.perf_counter``.

    Args:
        begin: From when on a save is told before it is known to be over: of many, one after another, each would undo the last.
    """

    def __init__(self, begin: float = 0.0) -> None:
        self._begin = begin
        self.paths: set[str] = set()
        self.is_whole = False
        self._open: set[str] = set()
        self._first = 0.0
        self._last = 0.0
        self._is_in_place = True
        """Whether files were written to and closed, and nothing else."""
        self._was_told = False

    def add(self, event: FileSystemEvent, paths: tuple[str, ...], now: float) -> None:
        """Something was told of these files or folders."""
        self._first = self._first if self.paths else now
        self._last = now
        self.paths.update(paths)
        self.is_whole = self.is_whole or event.is_directory or len(self.paths) > _MANY
        self._is_in_place = self._is_in_place and isinstance(event, FileModifiedEvent | FileClosedEvent)
        if isinstance(event, FileModifiedEvent | FileCreatedEvent):
            self._open.update(paths)
        else:
            self._open.difference_update(paths)

    def lose(self, now: float) -> None:
        """Something may have changed of which nothing is told."""
        self._first = self._last = now
        self.is_whole = True

    @property
    def due(self) -> float | None:
        """When it is to be told if nothing more comes; ``None`` where there is nothing."""
        if not self.paths and not self.is_whole:
            return None
        if self._is_early:
            return self._last
        return min(self._last + (SHORT if self._is_over else QUIET), self._first + MOST)

    @property
    def _is_over(self) -> bool:
        """Whether it may be the whole of a save."""
        return not (self._open or self.is_whole or len(self.paths) > _FEW or all(map(is_temporary, self.paths)))

    @property
    def _is_early(self) -> bool:
        """Whether it is told before it is known to be all."""
        return self._is_over and self._is_in_place and not self._was_told and self._first >= self._begin

    def tell(self) -> Change:
        """What there is to tell; what is added from now on belongs to it."""
        over = self._last + SHORT if self._is_early else 0.0
        self._was_told = True
        return Change(None if self.is_whole else frozenset(self.paths), self._first, over)


class _Heard(FileSystemEventHandler):
    """What the system tells, gathered.

    Where folders come and go all watches are set anew before it is told: a folder that was moved here brings some that have
    none, and what was put into a new one may have come before its watch.
    """

    def __init__(self, root: Path, tell: Tell) -> None:
        self._root = root
        self._tell = tell
        self._gathered = Gathered()
        self._begun = Gathered()
        """What was told last, as long as it may go on."""
        self._over = 0.0
        """When that is known to be all."""
        self._changed = threading.Condition()
        self._is_open = True
        self._sweep: _Sweep | None = None
        self._thread = threading.Thread(target=self._work, name="notice", daemon=True)

    def start(self) -> None:
        """Begin to hear.

        Raises:
            OSError: The system has no watches left.
        """
        self._observer = self._watching()
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        with self._changed:
            self._is_open = False
            self._changed.notify()
        self._thread.join()
        self._observer.stop()
        if self._sweep is not None:
            self._sweep.close()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """In a thread of the observer."""
        prefix = f"{self._root}/"
        named = (os.fsdecode(path).removeprefix(prefix) for path in (event.src_path, event.dest_path) if path)
        paths = tuple(path for path in named if is_source(path))
        if not paths:
            return
        with self._changed:
            now = time.perf_counter()
            if now < self._over:
                self._gathered, self._over = self._begun, 0.0
                self._tell(Unfinished())
            self._gathered.add(event, paths, now)
            self._changed.notify()

    def _watching(self) -> BaseObserver:
        observer = Observer()
        observer.daemon = True
        observer.schedule(self, str(self._root), recursive=False, event_filter=_HEARD)
        for name in SOURCE_FOLDERS:
            if (self._root / name).is_dir() and not (self._root / name).is_symlink():
                observer.schedule(self, str(self._root / name), recursive=True, event_filter=_HEARD)
        try:
            observer.start()
        except OSError:
            observer.stop()
            raise
        return observer

    def _work(self) -> None:
        while True:
            with self._changed:
                while self._is_open and (left := self._left()) > 0:
                    if not self._changed.wait(left) and self._gathered.due is None and not self._is_whole():
                        self._gathered.lose(time.perf_counter())
                if not self._is_open:
                    return
                change = self._gathered.tell()
                self._begun, self._over = self._gathered, change.over
                self._gathered = Gathered(time.perf_counter() + MOST)
                if change.paths is not None:
                    # Before anything that belongs to it can be told.
                    self._tell(change)
                    continue
            before = self._watch_anew()
            self._tell(change)
            if before is not None:
                before.stop()

    def _left(self) -> float:
        """Seconds until something is to be told, as far as it is known; else until it is time to see whether all is well."""
        due = self._gathered.due
        return max(0.0, due - time.perf_counter()) if due is not None else _CHECK

    def _is_whole(self) -> bool:
        """Whether all that listen are alive; one whose folder is gone isn't."""
        return all(emitter.is_alive() for emitter in self._observer.emitters)

    def _watch_anew(self) -> BaseObserver | None:
        """Set all watches anew; who had them before, to be stopped."""
        before = self._observer
        try:
            self._observer = self._watching()
        except OSError as refused:
            # What is watched still is.
            if self._sweep is None:
                self._sweep = _Sweep(self._root, self._tell)
                self._tell(Polling(_refusal(refused)))
            return None
        return before


class _Sweep:
    """Looks at all files again and again, and tells that something has changed."""

    def __init__(self, root: Path, tell: Tell) -> None:
        self._root = root
        self._tell = tell
        self._over = threading.Event()
        self._seal = _seal(root)
        self._thread = threading.Thread(target=self._work, name="notice", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        took = 0.0
        while not self._over.wait(max(_PAUSE, 10 * took)):
            since = time.perf_counter()
            seal = _seal(self._root)
            took = time.perf_counter() - since
            if seal != self._seal or UNSEEN in seal:
                self._seal = seal
                self._tell(Change(None, since))


def _seal(root: Path) -> tuple[str, ...]:
    """Of each part of the project, what tells that something of it has changed."""
    base = f"{root}/"
    found = [look(base, (ROOT_FILE,)).seal if (root / ROOT_FILE).exists() else "none"]
    for folder in SOURCE_FOLDERS:
        try:
            names = tuple(walked(base, f"{folder}/", is_litter))
            # A folder's own times tell of what is passed over, too.
            found.append(look(base, tuple(name for name in names if not name.endswith("/"))).seal)
            found.append("".join(name for name in names if name.endswith("/")))
        except OSError as refused:
            found.append(type(refused).__name__)
    return tuple(found)

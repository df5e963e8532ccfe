"""What stands on the disk, seen without reading it: sizes, i-nodes and times of change, as in git's index."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import struct
import sys
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

from whitelabel.disk.endings import endings_wait
from whitelabel.disk.files import is_enterable

UNSEEN = ""
"""The seal of what can't be trusted to be as it was: it is like no other, and not like itself."""

PAUSE = 0.02
"""Seconds between two changes that a file system tells apart which counts in less than hundredths of seconds."""

_FINE = int(PAUSE * 1e9)
_COARSE = 2_000_000_000
"""Nanoseconds; the second on all other file systems: FAT counts in two seconds."""


_TOP = "./"
"""The name of the base itself."""


@dataclass(frozen=True, slots=True)
class Look:
    """Files and folders, and a seal on their state.

    Attributes:
        names: Sorted paths from a base; those of folders end with ``/``. A folder's own state tells of what is added to it
            and taken from it.
        seal: SHA-256 over the names and the state of all of them.
        newest: Nanoseconds since 1970 of the latest change of any.
    """

    names: tuple[str, ...]
    seal: str
    newest: int

    def settled(self, at: int) -> Look:
        """The same where any change from a moment on, in nanoseconds since 1970, will show in it; else unseen."""
        return self if is_settled(self.newest, at) else _unseen(self.names)


def look(base: str, names: Sequence[str], shared: Set[int] = frozenset()) -> Look:
    """The state of files and folders by their names.

    Args:
        base: The folder that the names begin at, with ``/`` at its end.
        names: As in ``Look``.
        shared: I-nodes of files that other folders hold too: the time of their own last change tells when one of these got
            or lost them, and is left out. Whoever leaves it out has to look at the files elsewhere.

    Returns:
        With the seal ``UNSEEN`` where one of them is gone, or is of another kind.
    """
    state = _state(base, names, shared)
    return _sealed(names, state) if state is not None else _unseen(names)


class Departure:
    """A folder that is about to be renamed: what it looks like where it arrives, of which only the rename is taken on trust.

    A rename changes the time of the folder's own last change, and nothing else of it or below it.

    Args:
        base, names, shared: As for ``look``; the base itself is among the names.
    """

    def __init__(self, base: str, names: Sequence[str], shared: Set[int] = frozenset()) -> None:
        self._names = names
        self._state = _state(base, names, shared)
        self.newest = _newest(self._state or [])
        """As in ``Look``."""

    def arrived(self, place: str, at: int) -> Look:
        """What it looks like now that it was renamed.

        Args:
            place: Its new path, without ``/`` at its end.
            at: A moment before that, in nanoseconds since 1970, from which on any change shows.
        """
        before, now = self._state, _state(f"{place}/", (_TOP,))
        if before is None or now is None or not is_settled(self.newest, at):
            return _unseen(self._names)
        first = self._names.index(_TOP) * _EACH
        after = first + _EACH
        # Whatever else has changed of it was changed by somebody who came between.
        is_same = now[:-1] == before[first : after - 1]
        return _sealed(self._names, [*before[:first], *now, *before[after:]]) if is_same else _unseen(self._names)


class Parcel:
    """A file that is about to be renamed, as ``Departure`` is for a folder.

    Args:
        place: Its path.
    """

    def __init__(self, place: str) -> None:
        self._state = _state_of_file(place)
        self.newest = _newest(self._state)

    def arrived(self, place: str, at: int) -> Look:
        """What it looks like now that it was renamed, seen from the folder that it lies in."""
        name = (os.path.basename(place),)
        now = _state_of_file(place)
        is_same = now[:-1] == self._state[:-1] and is_settled(self.newest, at)
        return _sealed(name, now) if is_same else _unseen(name)


def _state_of_file(place: str) -> list[int]:
    about = os.lstat(place)
    return [about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns]


_EACH = 4
"""Numbers that tell the state of one file or folder; the last one is the time of its own last change."""


def _state(base: str, names: Sequence[str], shared: Set[int] = frozenset()) -> list[int] | None:
    """Of each its i-node, its size or a folder's permissions, and both times of change; ``None`` where one isn't there."""
    try:
        # From a folder that is open the way to each is shorter: a fifth of the time.
        folder = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            return _state_from(folder, base, names, shared)
        finally:
            os.close(folder)
    except (OSError, ValueError):
        # A name with NUL in it is none, and a ValueError.
        return None


def _state_from(folder: int, base: str, names: Sequence[str], shared: Set[int]) -> list[int] | None:
    state: list[int] = []
    for name in names:
        if name[-1:] == "/":
            # With the slash at its end the system would follow a link; from the open folder itself there is no way back to one.
            is_top = name == _TOP
            about = os.lstat(base[:-1]) if is_top else os.stat(name[:-1], dir_fd=folder, follow_symlinks=False)
            if not stat.S_ISDIR(about.st_mode):
                return None
            state += (about.st_ino, about.st_mode, about.st_mtime_ns, about.st_ctime_ns)
        else:
            about = os.stat(name, dir_fd=folder, follow_symlinks=False)
            if stat.S_ISDIR(about.st_mode):
                return None
            changed = 0 if about.st_ino in shared else about.st_ctime_ns
            state += (about.st_ino, about.st_size, about.st_mtime_ns, changed)
    return state


def is_settled(newest: int, at: int) -> bool:
    """Whether any change from a moment on shows in times of which the newest is that, in nanoseconds since 1970."""
    fine = newest % 10_000_000 != 0
    return newest < at - (_FINE if fine else _COARSE)


def _newest(state: Sequence[int]) -> int:
    return max((*state[2::_EACH], *state[3::_EACH]), default=0)


def _sealed(names: Sequence[str], state: Sequence[int]) -> Look:
    seal = hashlib.sha256(os.fsencode("\0".join((*names, "", ""))))
    try:
        seal.update(struct.pack(f"={len(state)}q", *state))
    except struct.error:
        # Some servers number i-nodes beyond what a signed number holds.
        seal.update(repr(state).encode())
    # The bundles of thousands have nearly all names in common: those are held once.
    return Look(tuple(map(sys.intern, names)), seal.hexdigest(), _newest(state))


def _unseen(names: Sequence[str]) -> Look:
    return Look(tuple(names), UNSEEN, 0)


def walked(base: str, folder: str = "", passed: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """The names of a folder and of everything below it, as in ``Look``.

    Args:
        base: With ``/`` at its end.
        folder: A name below it, with ``/`` at its end; empty for the base itself, whose name is ``./``.
        passed: Whether a file's or folder's own name is passed over.

    Raises:
        OSError: It is no folder, but a link to one perhaps, or can't be entered.
    """
    top = (base + folder)[:-1]
    if os.path.islink(top):
        raise NotADirectoryError(errno.ENOTDIR, "a link", top)
    yield from _walked(base, folder, passed)


def _walked(base: str, folder: str, passed: Callable[[str], bool]) -> Iterator[str]:
    yield folder or _TOP
    with os.scandir(base + folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            if passed(entry.name):
                continue
            name = folder + entry.name
            if entry.is_dir(follow_symlinks=False) and is_enterable(name, entry):
                yield from _walked(base, name + "/", passed)
            else:
                yield name + ("/" if entry.is_dir(follow_symlinks=False) else "")


def looks(wanted: Sequence[tuple[str, Sequence[str]]], shared: Set[int] = frozenset()) -> list[Look]:
    """The states of many places: what ``look`` gives for each, by several processes where there is much to look at.

    Args:
        wanted: Base and names of each.
        shared: As for ``look``.
    """
    hands = min(len(os.sched_getaffinity(0)), _HANDS) if hasattr(os, "sched_getaffinity") else 1
    many = sum(len(names) for _, names in wanted)
    if hands < 2 or many < _WORTH or not hasattr(os, "fork"):
        return [look(*one, shared) for one in wanted]
    own, *shares = (wanted[hand::hands] for hand in range(hands))
    helpers = [_Helper(share, shared) for share in shares]
    found: list[list[Look]] = [[look(*one, shared) for one in own], *(helper.found() for helper in helpers)]
    return [found[number % hands][number // hands] for number in range(len(wanted))]


_HANDS = 4
_WORTH = 20_000
"""Names from which a second process sees them sooner, its birth included."""

_ENTRY = struct.Struct("=64sq")


class _Helper:
    """A child process that looks at a share, and tells what it saw through a pipe."""

    def __init__(self, share: Sequence[tuple[str, Sequence[str]]], shared: Set[int]) -> None:
        self._share = share
        self._shared = shared
        self._reader, writer = os.pipe()
        with endings_wait():
            self._child = os.fork()
        if self._child == 0:
            try:
                os.close(self._reader)
                seen = [look(*one, shared) for one in share]
                with os.fdopen(writer, "wb") as stream:
                    stream.writelines(_ENTRY.pack(one.seal.encode(), one.newest) for one in seen)
            finally:
                os._exit(0)
        os.close(writer)

    def found(self) -> list[Look]:
        """What it saw; where it didn't live to tell, what this process sees."""
        with os.fdopen(self._reader, "rb") as stream:
            data = stream.read()
        os.waitpid(self._child, 0)
        if len(data) != _ENTRY.size * len(self._share):
            return [look(*one, self._shared) for one in self._share]
        told = _ENTRY.iter_unpack(data)
        return [
            Look(tuple(names), seal.rstrip(b"\0").decode(), newest)
            for (_, names), (seal, newest) in zip(self._share, told, strict=True)
        ]

"""What stands on the disk, seen without reading it: sizes, i-nodes and times of change, as in git's index."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from whitelabel.disk.files import is_enterable

UNSEEN = ""
"""The seal of what can't be trusted to be as it was: it is like no other, and not like itself."""

PAUSE = 0.02
"""Seconds between two changes that a file system tells apart which counts in less than hundredths of seconds."""

_FINE = int(PAUSE * 1e9)
_COARSE = 2_000_000_000
"""Nanoseconds; the second on all other file systems: FAT counts in two seconds."""


@dataclass(frozen=True, slots=True)
class Look:
    """Files and folders, and a seal on their state.

    Attributes:
        names: Sorted paths from a base; those of folders end with ``/``. A folder's own state tells of what is added to it
            and taken from it.
        seal: SHA-256 over the state of all of them.
        newest: Nanoseconds since 1970 of the latest change of any.
    """

    names: tuple[str, ...]
    seal: str
    newest: int

    def settled(self, at: int) -> Look:
        """The same where any change from a moment on, in nanoseconds since 1970, will show in it; else unseen."""
        fine = self.newest % 10_000_000 != 0
        return self if self.newest < at - (_FINE if fine else _COARSE) else Look(self.names, UNSEEN, 0)


def look(base: str, names: Sequence[str]) -> Look:
    """The state of files and folders by their names.

    Args:
        base: The folder that the names begin at, with ``/`` at its end.
        names: As in ``Look``.

    Returns:
        With the seal ``UNSEEN`` where one of them is gone, or is of another kind.
    """
    state: list[int] = []
    newest = 0
    try:
        for name in names:
            about = os.lstat(base + name)
            if stat.S_ISDIR(about.st_mode) != (name[-1:] == "/"):
                return Look(tuple(names), UNSEEN, 0)
            changed = about.st_mtime_ns
            if name[-1:] == "/":
                # A folder that is moved keeps the time of its last entry, but not that of its last change.
                state += (about.st_ino, changed)
            else:
                changed = max(changed, about.st_ctime_ns)
                state += (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
            newest = max(newest, changed)
    except OSError:
        return Look(tuple(names), UNSEEN, 0)
    return Look(tuple(names), hashlib.sha256(struct.pack(f"={len(state)}q", *state)).hexdigest(), newest)


def walked(base: str, folder: str = "", passed: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """The names of a folder and of everything below it, as in ``Look``.

    Args:
        base: With ``/`` at its end.
        folder: A name below it, with ``/`` at its end; empty for the base itself, whose name is ``./``.
        passed: Whether a file's or folder's own name is passed over.
    """
    yield folder or "./"
    with os.scandir(base + folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            if passed(entry.name):
                continue
            name = folder + entry.name
            if entry.is_dir(follow_symlinks=False) and is_enterable(name, entry):
                yield from walked(base, name + "/", passed)
            else:
                yield name + ("/" if entry.is_dir(follow_symlinks=False) else "")


def looks(wanted: Sequence[tuple[str, Sequence[str]]]) -> list[Look]:
    """The states of many places: what ``look`` gives for each, by several processes where there is much to look at.

    Args:
        wanted: Base and names of each.
    """
    hands = min(len(os.sched_getaffinity(0)), _HANDS) if hasattr(os, "sched_getaffinity") else 1
    many = sum(len(names) for _, names in wanted)
    if hands < 2 or many < _WORTH or not hasattr(os, "fork"):
        return [look(*one) for one in wanted]
    own, *shares = (wanted[hand::hands] for hand in range(hands))
    helpers = [_Helper(share) for share in shares]
    found: list[list[Look]] = [[look(*one) for one in own], *(helper.found() for helper in helpers)]
    return [found[number % hands][number // hands] for number in range(len(wanted))]


_HANDS = 4
_WORTH = 20_000
"""Names from which a second process sees them sooner, its birth included."""

_ENTRY = struct.Struct("=64sq")


class _Helper:
    """A child process that looks at a share, and tells what it saw through a pipe."""

    def __init__(self, share: Sequence[tuple[str, Sequence[str]]]) -> None:
        self._share = share
        self._reader, writer = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                os.close(self._reader)
                seen = [look(*one) for one in share]
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
            return [look(*one) for one in self._share]
        told = _ENTRY.iter_unpack(data)
        return [
            Look(tuple(names), seal.rstrip(b"\0").decode(), newest)
            for (_, names), (seal, newest) in zip(self._share, told, strict=True)
        ]

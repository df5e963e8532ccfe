"""How much the store holds, and what goes when that is too much: first what has not been used for longest.

When an entry was last used stands in its time of change. Sizes are those that are seen, and nobody keeps count: what a killed
process, another version or another hand has left is seen like all the rest. A folder in which nothing was added or taken away
since it was looked through isn't looked through again.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from whitelabel.disk.files import remove
from whitelabel.disk.kept import clear_unfinished, each_value, is_size, read_sealed, write_sealed
from whitelabel.disk.look import is_settled
from whitelabel.disk.pool import FOLDER as COMMON

_SIZES = "sizes"
_VERSION = "sizes 1"
_FORM = {"limit": is_size, "folders": each_value((int, int, is_size))}

_NOTES = ("index", "ledger", _SIZES)
_ENTRY = re.compile("[0-9a-f]{64}")
_FOLDER = re.compile(rf"[0-9a-f]{{2}}|{COMMON}")

DAY = 24 * 3600 * 10**9
"""Nanoseconds for which what was used only goes where there is no other way."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a store holds.

    Attributes:
        entries: What was made, and what came of logos: how many, and bytes.
        common: Files that bundles have in common: how many, and bytes of those that no bundle has.
        notes: Bytes of the index and the ledger, which don't count against the limit.
        oldest, newest: The use that is longest ago and the last one, in nanoseconds since 1970; ``None`` where nothing is held.
        limit: Bytes that it was kept to the last time; ``None`` where that isn't known.
    """

    entries: tuple[int, int]
    common: tuple[int, int]
    notes: int
    oldest: int | None
    newest: int | None
    limit: int | None


@dataclass(slots=True)
class Removed:
    """What was taken away.

    Attributes:
        failure: What the system refused first; all the rest was done.
    """

    entries: int = 0
    bytes: int = 0
    failure: OSError | None = field(default=None, compare=False)

    def take(self, place: str | Path, size: int, *, entries: int = 1) -> bool:
        """Take away whatever stands under a path, of which so much is counted; whether it is gone."""
        try:
            remove(Path(place))
        except OSError as refused:
            self.fail(refused)
            return False
        self.entries += entries
        self.bytes += size
        return True

    def add(self, other: Removed) -> None:
        """Count what was taken away elsewhere."""
        self.entries += other.entries
        self.bytes += other.bytes
        self.failure = self.failure or other.failure

    def fail(self, refused: OSError) -> None:
        """Remember what was refused."""
        self.failure = self.failure or refused


@dataclass(frozen=True, slots=True)
class _Entry:
    """What stands where an entry or a common file stands.

    Attributes:
        used: Nanoseconds since 1970.
        size: Bytes that it takes of the store's.
        is_file: Whether it can be an entry at all.
        is_shared: Whether a bundle has it too: taking it away would give no room, and show in the bundle's times.
    """

    place: str
    folder: str
    used: int
    size: int
    is_file: bool
    is_shared: bool

    def rank(self, now: int) -> int:
        """When it was used, as far as that is to be believed: nobody has used it in days to come."""
        return self.used if self.is_file and self.used < now + DAY else 0


def trim(store: Path, limit: int) -> Removed:
    """Keep a store within a size: what was used longest ago goes.

    Where there is too much, a tenth more goes than has to, so that there is room for a while; but nothing more that was used
    within a day.

    Args:
        store: Its folder; whoever calls holds the lock of the folder that it lies in.
        limit: Bytes.
    """
    now, done = time.time_ns(), Removed()
    names = _names(store, done)
    if not any(map(_FOLDER.fullmatch, names)):
        return done
    known = read_sealed(store / _SIZES, _VERSION, _FORM)
    sizes = _sizes(store, names, known["folders"] if known else {}, now, done)
    total = sum(size for _, _, size in sizes.values())
    if total > limit:
        found = ((entry.rank(now), entry.place, entry) for entry in _all(store, names, done) if not entry.is_shared)
        for used, place, entry in sorted(found):
            if total <= (limit if used >= now - DAY else limit - limit // 10):
                break
            if done.take(place, entry.size):
                total -= entry.size
                sizes.pop(entry.folder, None)
    kept = {"limit": limit, "folders": sizes}
    if kept != known:
        write_sealed(store / _SIZES, _VERSION, kept)
    return done


def drop(store: Path, since: int) -> Removed:
    """Take away what was last used before a moment, in nanoseconds since 1970; the lock is held as for ``trim``."""
    now, done = time.time_ns(), Removed()
    names = _names(store, done)
    clear_unfinished(store)
    for entry in _all(store, names, done):
        if entry.rank(now) < since and not entry.is_shared:
            done.take(entry.place, entry.size)
    return done


def clear(store: Path) -> Removed:
    """Take away all that is kept in a store, and the store where nobody else has put anything in; the lock is held."""
    done = Removed()
    names = _names(store, done)
    clear_unfinished(store)
    for entry in _all(store, names, done):
        done.take(entry.place, entry.size)
    for name in _NOTES:
        done.take(store / name, _size(store / name), entries=0)
    for folder in (*(store / name for name in names if _FOLDER.fullmatch(name)), store):
        with contextlib.suppress(OSError):
            os.rmdir(folder)
    return done


def holding(store: Path) -> Holding:
    """What a store holds now.

    Raises:
        OSError: A part of it can't be looked at.
    """
    done = Removed()
    found = [entry for entry in _all(store, _names(store, done), done) if entry.is_file]
    if done.failure is not None:
        raise done.failure
    own = [entry.size for entry in found if entry.folder != COMMON]
    common = [entry.size for entry in found if entry.folder == COMMON]
    used = [entry.used for entry in found]
    known = read_sealed(store / _SIZES, _VERSION, _FORM)
    return Holding(
        entries=(len(own), sum(own)),
        common=(len(common), sum(common)),
        notes=sum(_size(store / name) for name in _NOTES),
        oldest=min(used, default=None),
        newest=max(used, default=None),
        limit=known["limit"] if known else None,
    )


def _names(store: Path, done: Removed) -> list[str]:
    """What stands in the store; nothing where there is none."""
    try:
        return sorted(os.listdir(store))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as refused:
        done.fail(refused)
        return []


def _sizes(
    store: Path, names: Sequence[str], known: Mapping[str, list[int]], now: int, done: Removed
) -> dict[str, list[int]]:
    """I-node, time of change and bytes of each folder.

    Args:
        known: The same as it was the last time; the time is 0 where a later change might not have shown in it.
    """
    found: dict[str, list[int]] = {}
    for folder in filter(_FOLDER.fullmatch, names):
        try:
            about = os.lstat(store / folder)
            seen = known.get(folder)
            if seen is None or seen[:2] != [about.st_ino, about.st_ctime_ns]:
                # Whether a bundle has a common file too is no change of the folder's.
                is_telling = folder != COMMON and is_settled(about.st_ctime_ns, now)
                size = sum(entry.size for entry in _entries(store, folder))
                seen = [about.st_ino, about.st_ctime_ns if is_telling else 0, size]
            found[folder] = seen
        except OSError as refused:
            done.fail(refused)
    return found


def _all(store: Path, names: Sequence[str], done: Removed) -> Iterator[_Entry]:
    for folder in filter(_FOLDER.fullmatch, names):
        try:
            yield from _entries(store, folder)
        except OSError as refused:
            done.fail(refused)


def _entries(store: Path, folder: str) -> list[_Entry]:
    found: list[_Entry] = []
    if not stat.S_ISDIR(os.lstat(store / folder).st_mode):
        return found
    with os.scandir(store / folder) as entries:
        for entry in entries:
            if _ENTRY.fullmatch(entry.name) is None:
                continue
            try:
                about = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            is_file = stat.S_ISREG(about.st_mode)
            is_shared = is_file and folder == COMMON and about.st_nlink > 1
            size = about.st_size if is_file and not is_shared else 0
            found.append(_Entry(entry.path, folder, about.st_mtime_ns, size, is_file, is_shared))
    return found


def _size(place: Path) -> int:
    try:
        return os.lstat(place).st_size
    except OSError:
        return 0

"""Files that many bundles have in common: kept once, and placed into each."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from whitelabel.disk.files import STORE, remove, write_file
from whitelabel.disk.kept import read_kept
from whitelabel.disk.look import PAUSE, UNSEEN, Look, is_settled, look

Link: TypeAlias = Literal["auto", "hard", "copy"]
"""How a file is placed.

``auto`` shares its blocks where the file system can (a reflink: btrfs, XFS and others), and writes a copy where it can't: copying
within the kernel was measured to be no quicker than writing bytes that are at hand. ``hard`` makes it the same file, which
nobody may write. ``copy`` writes a copy.
"""

FOLDER = "common"

SHARE = f"{STORE}/{FOLDER}"
"""Its path in the folder of bundles."""

_FICLONE = 0x40049409
"""``linux/fs.h``."""

_SHARED_MODE = 0o444
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.EXDEV, errno.ENOSYS, errno.EACCES)


class Pool:
    """A folder of files by the SHA-256 of their bytes.

    Args:
        folder: Where they are kept; on the file system of the bundles.
        unfinished: Where one is written; who clears it clears what a killed process left.
        link: How they are placed.
    """

    def __init__(self, folder: Path, unfinished: Path, link: Link) -> None:
        self._folder = folder
        self._unfinished = unfinished
        self._link: Link = link
        self._sound: set[str] = set()

    def place(self, digest: str, data: bytes, place: str) -> None:
        """Put a file there.

        Args:
            digest: Of its bytes.
            data: Its bytes.
            place: Its path; nothing stands there, and its folder does.
        """
        if self._link == "copy" or not self._shared(digest, data, place):
            write_file(place, data)

    def _shared(self, digest: str, data: bytes, place: str) -> bool:
        """Whether it stands there and takes no room; that only saves work, so no failure on the way is one of the build's."""
        try:
            return (self._linked if self._link == "hard" else self._cloned)(digest, data, place)
        except OSError:
            self._sound.discard(digest)
            with contextlib.suppress(OSError):
                os.unlink(place)
            return False

    def _linked(self, digest: str, data: bytes, place: str) -> bool:
        kept = self._kept(digest, data)
        try:
            os.link(kept, place)
        except OSError as refused:
            if refused.errno == errno.EMLINK:
                # So many bundles can't share one file: the next ones share another.
                self._keep(kept, data)
                os.link(kept, place)
                return True
            if refused.errno not in _NO_LINKS:
                raise
            self._link = "copy"
            return False
        return True

    def _cloned(self, digest: str, data: bytes, place: str) -> bool:
        try:
            import fcntl
        except ImportError:
            self._link = "copy"
            return False
        kept = os.open(self._kept(digest, data), os.O_RDONLY | os.O_CLOEXEC)
        try:
            target = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            try:
                fcntl.ioctl(target, _FICLONE, kept)
                os.fchmod(target, 0o644)
            except OSError as refused:
                os.unlink(place)
                if refused.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                    # Whether blocks can be shared is known after the first try.
                    self._link = "copy"
                return False
            finally:
                os.close(target)
        finally:
            os.close(kept)
        return True

    def _kept(self, digest: str, data: bytes) -> str:
        """The path of the file that is kept, written anew where it isn't there or isn't what it was."""
        place = os.path.join(self._folder, digest)
        if digest not in self._sound:
            if not _is_as_kept(place, digest):
                self._keep(place, data)
            self._sound.add(digest)
        return place

    def _keep(self, place: str, data: bytes) -> None:
        os.makedirs(self._folder, exist_ok=True)
        beside = os.path.join(self._unfinished, f"common.{secrets.token_hex(4)}")
        try:
            write_file(beside, data)
            os.chmod(beside, _SHARED_MODE)
            if os.path.isdir(place) and not os.path.islink(place):
                remove(Path(place))
            os.replace(beside, place)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(beside)
            raise


@dataclass(frozen=True, slots=True)
class Shared:
    """The files of a pool that bundles have by hard links.

    Attributes:
        inodes: Theirs.
        look: What they look like in the pool.
    """

    inodes: frozenset[int]
    look: Look


def shared_files(out: Path) -> Shared:
    """Those of the pool beside some bundles."""
    folder = f"{out / SHARE}/"
    try:
        with os.scandir(folder) as entries:
            about = {entry.name: entry.stat(follow_symlinks=False) for entry in entries}
    except OSError:
        about = {}
    inodes = {name: one.st_ino for name, one in sorted(about.items()) if one.st_nlink > 1 and stat.S_ISREG(one.st_mode)}
    seen = look(folder, tuple(inodes)) if inodes else Look((), NOTHING_SHARED, 0)
    return Shared(frozenset(inodes.values()), seen)


def sound_share(out: Path) -> Look:
    """What those of the pool beside some bundles look like, once any later change will show in it.

    Of a file that bundles share only the pool is looked at: so it has to be what it is named after. What isn't goes from the
    pool, and the bundles that have it have to show it themselves from then on. Whoever calls holds the lock of the bundles.
    """
    seen = shared_files(out).look
    if not is_settled(seen.newest, time.time_ns()):
        time.sleep(PAUSE)
        seen = shared_files(out).look
    seen = seen.settled(time.time_ns())
    folder = out / SHARE
    unsound = [name for name in seen.names if not _is_as_kept(os.fspath(folder / name), name)]
    for name in unsound:
        with contextlib.suppress(OSError):
            os.unlink(folder / name)
    return Look(seen.names, UNSEEN, 0) if unsound else seen


NOTHING_SHARED = "none"
"""A seal like no other, and like itself."""


def _is_as_kept(place: str, digest: str) -> bool:
    """Whether a file is one of ours, with its bytes, that nobody may write."""
    data = read_kept(Path(place))
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        return False
    try:
        return stat.S_IMODE(os.lstat(place).st_mode) == _SHARED_MODE
    except OSError:
        return False

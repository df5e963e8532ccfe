"""Files that many bundles have in common: kept once, and placed into each."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from whitelabel.disk.files import STORE, remove, write_file
from whitelabel.disk.kept import read_kept
from whitelabel.disk.look import UNSEEN, Look, is_settled, look

Link: TypeAlias = Literal["auto", "hard", "copy"]
"""How a file is placed.

``auto`` shares its blocks where the file system can (a reflink: btrfs, XFS and others), and writes a copy where it can't: copying
within the kernel was measured to be no quicker than writing bytes that are at hand. ``hard`` makes it the same file, which
nobody may write. ``copy`` writes a copy.
"""

FOLDER = "common"

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
        if self._link == "hard" and self._linked(digest, data, place):
            return
        if self._link == "auto" and self._cloned(digest, data, place):
            return
        write_file(place, data)

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
                if refused.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                    raise
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
        seal: As in ``Look``; empty where a change now might not show in it.
        newest: As in ``Look``.
    """

    inodes: frozenset[int]
    seal: str
    newest: int

    def settled(self, at: int) -> Shared:
        """The same where any change from a moment on will show in it."""
        return self if is_settled(self.newest, at) else Shared(self.inodes, UNSEEN, self.newest)


def shared_files(out: Path) -> Shared:
    """Those of the pool beside some bundles."""
    folder = f"{out / STORE / FOLDER}/"
    try:
        names = tuple(
            sorted(entry.name for entry in os.scandir(folder) if entry.stat(follow_symlinks=False).st_nlink > 1)
        )
    except OSError:
        names = ()
    inodes = frozenset(os.lstat(folder + name).st_ino for name in names)
    seen = look(folder, names) if names else Look((), NONE, 0)
    return Shared(inodes, seen.seal, seen.newest)


NONE = "none"
"""The seal where nothing is shared."""


def _is_as_kept(place: str, digest: str) -> bool:
    """Whether a file is one of ours, with its bytes, that nobody may write."""
    data = read_kept(Path(place))
    if data is None or hashlib.sha256(data).hexdigest() != digest:
        return False
    return os.lstat(place).st_mode & 0o777 == _SHARED_MODE

"""Bundles written beside the published ones and exchanged in one step."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whitelabel.disk.files import ARCHIVES, STAGING, is_litter, naming, read_if_there, remove, walk, write_file
from whitelabel.disk.look import PAUSE, UNSEEN, Departure, Look, Parcel, look, walked
from whitelabel.disk.pool import SHARE, Link, Pool, shared_files

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def read_bundle_file(out: Path, slug: str, name: str) -> bytes | None:
    """A file of a published bundle, or ``None`` where there is none."""
    return read_if_there(out / slug / name)


def refuse_other(out: Path, slug: str, listing: str) -> None:
    """See to it that nothing is replaced but a bundle: a folder with files in it and no listing is somebody's own.

    Raises:
        OSError: Something else stands in the bundle's place.
    """
    folder, told = out / slug, out / slug / listing
    try:
        # Asked twice: another build may put its bundle there in between.
        is_other = not told.is_file() and any(walk(folder, "", is_litter)) and not told.is_file()
    except (FileNotFoundError, NotADirectoryError):
        return
    if is_other:
        raise OSError(errno.EEXIST, "stands there and is no bundle", str(folder))


def bundle_digests(out: Path, slug: str) -> dict[str, str] | None:
    """Path → SHA-256 of every file of a published bundle; ``None`` where it is missing, holds anything odd, or is closed."""
    base = f"{out / slug}/"
    if os.path.islink(base[:-1]) or not os.path.isdir(base):
        return None
    found: dict[str, str] = {}
    folders: set[str] = set()
    for name in walked(base):
        mode = os.lstat((base + name).rstrip("/")).st_mode
        if name.endswith("/") and mode & _ENTERABLE == _ENTERABLE:
            folders.add(name)
        elif stat.S_ISREG(mode) and mode & _OPEN == _OPEN:
            with naming(base + name), open(base + name, "rb") as stream:
                found[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        else:
            return None
    # A folder without a file is none of ours, and what stands in one that is too deep to be entered isn't either.
    return found if folders == _folders_of(found) else None


def _folders_of(paths: Iterable[str]) -> set[str]:
    found = {"./"}
    for path in paths:
        folder = os.path.dirname(path)
        while folder and f"{folder}/" not in found:
            found.add(f"{folder}/")
            folder = os.path.dirname(folder)
    return found


_OPEN = 0o444
_ENTERABLE = 0o555
"""Permissions without which whoever serves a bundle can't read a file of it, or a folder."""


def bundle_look(out: Path, slug: str) -> Look:
    """What a published bundle looks like."""
    base, now = f"{out / slug}/", time.time_ns()
    try:
        return look(base, sorted(walked(base)), shared_files(out).inodes).settled(now)
    except OSError:
        return Look((), UNSEEN, 0)


def archive_look(out: Path, name: str) -> Look:
    """What a published archive looks like."""
    now = time.time_ns()
    return look(f"{out / ARCHIVES}/", (name,)).settled(now)


@dataclass(frozen=True, slots=True)
class Written:
    """What is written and not yet published: a bundle's folder, or a file.

    Attributes:
        name: Its path in the folder of bundles.
        place: Where it lies until then.
        names: Of all in the folder, sorted, as in ``Look``; none for a file.
    """

    name: str
    place: str
    names: tuple[str, ...] = ()


class Publisher:
    """Writes bundles beside the published ones and exchanges each in one step.

    A bundle is there whole or not at all, whenever the process ends. One process at a time writes into a folder: the
    next one waits. What a killed process left in the staging folder is cleared by the next one. Folders of other
    bundles are never touched, those of brands that are no more included.
    """

    def __init__(self, out: Path, link: Link = "auto") -> None:
        self.out = out
        self._staging = out / STAGING
        self._pool = Pool(out / SHARE, self._staging, link)
        self._lock: int | None = None
        self.looks: dict[str, Look] = {}
        """What is published looks like, by name: taken before anybody else could reach it, but for what the exchange itself
        changes."""

    def __enter__(self) -> Publisher:
        self.out.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._lock = os.open(self.out / ".lock", flags, 0o644)
        try:
            with naming(self.out / ".lock"):
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        except BaseException:
            self._unlock()
            raise
        try:
            self._mend()
            self._staging.mkdir()
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            self.close()
        finally:
            self._unlock()

    def close(self) -> None:
        """Take away what was written and not published.

        A signal may come in the midst of it, or at the very first step of `__exit__`; there is only one that raises. Who
        wants nothing left then closes within the ``with`` too: ``with Publisher(out) as publisher, closing(publisher):``.
        """
        # What can't be mended now stays for the next build.
        with contextlib.suppress(OSError):
            self._mend()

    def _unlock(self) -> None:
        if self._lock is not None:
            lock, self._lock = self._lock, None
            with naming(self.out / ".lock"):
                os.close(lock)

    def _mend(self) -> None:
        """Bring back what a process left halfway that was killed between two renames, and clear the rest."""
        if self._staging.is_dir() and not self._staging.is_symlink():
            for left in sorted(self._staging.iterdir()):
                slug, _, state = left.name.rpartition(".")
                if state == "old" and slug and not os.path.lexists(self.out / slug):
                    os.rename(left, self.out / slug)
        remove(self._staging)

    def write(self, slug: str, files: Mapping[str, bytes], common: Mapping[str, str] = {}) -> Written:
        """Write a bundle beside the published one; nothing of it shows before ``publish``.

        A process of ours may do it too: what it gives back is published here.

        Args:
            slug: The bundle's name.
            files: Bytes by path.
            common: SHA-256 of those that other bundles have too, by path.
        """
        folder = self._staging / f"{slug}.{secrets.token_hex(4)}"
        above = os.fspath(self._staging)
        made = {above}
        for path, data in files.items():
            place = os.path.join(folder, path)
            _make_folders(os.path.dirname(place), made)
            if path in common:
                self._pool.place(common[path], data, place)
            else:
                write_file(place, data)
        start = len(os.fspath(folder)) + 1
        folders = ((place[start:] or ".") + "/" for place in made if place != above)
        return Written(slug, os.fspath(folder), tuple(sorted((*files, *folders))))

    def write_file(self, name: str, data: bytes) -> Written:
        """Write a file that stands beside the bundles, as ``write`` does."""
        place = self._staging / f"{os.path.basename(name)}.{secrets.token_hex(4)}"
        write_file(place, data)
        return Written(name, os.fspath(place))

    def publish(self, written: Sequence[Written]) -> None:
        """Put what was written in its place, after one flush for all of it."""
        if not written:
            return
        _flush(self.out)
        shared = shared_files(self.out).inodes
        leaving = [Departure(f"{one.place}/", one.names, shared) if one.names else Parcel(one.place) for one in written]
        # A later change has to show in the times: nobody else can make one before the exchange.
        rest = max(one.newest for one in leaving) - time.time_ns()
        time.sleep(max(0.0, min(PAUSE, rest / 1e9 + PAUSE)))
        now = time.time_ns()
        for one, look_of in zip(written, leaving, strict=True):
            target = self.out / one.name
            if one.names:
                self._exchange(one.name, Path(one.place))
            else:
                target.parent.mkdir(exist_ok=True)
                with naming(target):
                    os.replace(one.place, target)
            self.looks[one.name] = look_of.arrived(os.fspath(target), now)

    def _exchange(self, slug: str, folder: Path) -> None:
        target = self.out / slug
        try:
            os.rename(folder, target)
            return
        except OSError as refused:
            if refused.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                raise
        if not _swap(folder, target):
            old = self._staging / f"{slug}.old"
            os.rename(target, old)
            try:
                os.rename(folder, target)
            except BaseException:
                os.rename(old, target)
                raise
            folder = old
        # The new bundle stands; what is left of the old one goes with the staging folder, here or in the next build.
        with contextlib.suppress(OSError):
            remove(folder)


def _make_folders(folder: str, made: set[str]) -> None:
    if folder in made:
        return
    _make_folders(os.path.dirname(folder), made)
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    made.add(folder)


def _flush(folder: Path) -> None:
    """One flush of the file system for all files written since the last one."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        os.sync()
        return
    with naming(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if libc.syncfs(descriptor) != 0:
                number = ctypes.get_errno()
                raise OSError(number, f"flushing: {os.strerror(number)}")
        finally:
            os.close(descriptor)


def _swap(one: Path, other: Path) -> bool:
    """Exchange two paths in one step; ``False`` where the system can't."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        return False
    done = libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
        return False
    raise OSError(number, f"publishing: {os.strerror(number)}", str(other))

"""The only door to the file system: read a tree, publish a tree atomically."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEEP_BYTES = 1024 * 1024
"""Files up to this size stay in memory once read; bigger ones are read again when they are needed."""

KEEP_ALL = 64 * 1024 * 1024
"""What stays in memory in all; a folder of a thousand files costs no more."""

MAX_GUEST_BYTES = 32 * 1024 * 1024
"""Files of brands and contracts beyond this are not read at all: no logo and no font is as big."""

MAX_DEPTH = 100
"""Folders within folders that are entered; a path of more can't be made by hand, and breaks other programs."""

MAX_PATH = 3500
"""Bytes of a folder's path; the system takes 4,096 with the file's name."""

ROOT_FILE = "whitelabel.yaml"
BRANDS = "brands"
BRAND_FILE = "brand.yaml"
SOURCE_FOLDERS = ("base_theme", BRANDS, "contracts")
GUEST_FOLDERS = ("brands/", "contracts/")
"""Where others write: what can't be read there is theirs to mend, and stops nobody else."""

STAGING = ".staging"

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".git"})
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of one file, known by their SHA-256; two blobs are equal when their bytes are."""

    digest: str
    size: int
    data: bytes | None = field(default=None, compare=False, repr=False)
    place: Path | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, data: bytes) -> Blob:
        """A blob of bytes at hand."""
        return cls(hashlib.sha256(data).hexdigest(), len(data), data)

    def read(self) -> bytes:
        """The bytes.

        Raises:
            OSError: The file is gone or was changed since it was first read.
        """
        if self.data is not None:
            return self.data
        if self.place is None:
            raise OSError(errno.ENOENT, "the bytes were not kept")
        data = _read_regular(self.place)
        if hashlib.sha256(data).hexdigest() != self.digest:
            raise OSError(errno.ESTALE, "changed while the build was reading it", str(self.place))
        return data


@dataclass(frozen=True, slots=True)
class Tree:
    """The project's files by path from its root, with ``/``.

    Attributes:
        files: Regular files.
        odd: What is neither file nor folder, and is not read: path → what it is.
    """

    files: Mapping[str, Blob]
    odd: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Mapping[str, str | bytes]) -> Tree:
        """A tree of texts and bytes at hand."""
        return cls({path: Blob.of(data.encode() if isinstance(data, str) else data) for path, data in files.items()})

    def under(self, folder: str) -> dict[str, Blob]:
        """The files below a folder, by their path from it, sorted."""
        prefix = folder.rstrip("/") + "/"
        return {path[len(prefix) :]: blob for path, blob in sorted(self.files.items()) if path.startswith(prefix)}


def _read_regular(path: Path) -> bytes:
    """Read a file without following a link at its end and without waiting at a pipe."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no longer a regular file", str(path))
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(descriptor)


def _read_if_there(path: Path) -> bytes | None:
    """Read a file, or ``None`` where there is none, or something else in its place."""
    try:
        return _read_regular(path)
    except OSError as refused:
        if refused.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL, errno.ENXIO):
            return None
        raise


def _kind(mode: int) -> str:
    for test, word in (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISDIR, "a folder that is too deep, or that we may not enter"),
    ):
        if test(mode):
            return word
    return "no regular file"


def _is_litter(name: str) -> bool:
    """Whether a name is what editors and file managers leave behind."""
    return name in _LITTER or name.endswith("~")


def _is_enterable(path: str, entry: os.DirEntry[str]) -> bool:
    near = path.count("/") < MAX_DEPTH and len(os.fsencode(entry.path)) < MAX_PATH
    return near and os.access(entry.path, os.R_OK | os.X_OK)


def _walk(folder: str | Path, prefix: str, passed: Callable[[str], bool]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below a folder that is no folder to enter, sorted; names that are to be passed over aside."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            if passed(entry.name):
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False) and _is_enterable(path, entry):
                yield from _walk(entry.path, path + "/", passed)
            else:
                yield path, entry


def _blob(place: Path, room: int = KEEP_BYTES) -> Blob:
    """The blob of a file, kept in memory where it is small and there is so much room."""
    data = _read_regular(place)
    found = hashlib.sha256(data).hexdigest()
    return Blob(found, len(data), data if len(data) <= min(KEEP_BYTES, room) else None, place)


class Index:
    """What was seen of files the last time, so that what has not changed since is not read again.

    A file is the same while its size, its i-node and its times of change are, as in git's index; one that was changed so
    shortly before it was read that a later change might not show in its times is read anew each time. Beside digests it keeps
    what others read of a file, as JSON data, under keys made of digests.

    Args:
        place: The file that it is kept in; without one it begins empty and is kept nowhere.
        version: Of whoever reads: what another version has kept is not used.
    """

    def __init__(self, place: Path | None = None, version: str = "") -> None:
        self._place = place
        self._version = version
        self._seen: dict[str, list[Any]] = {}
        self._known: dict[str, Any] = {}
        self._now_seen: dict[str, list[Any]] = {}
        self._now_known: dict[str, Any] = {}
        self.recalled = False
        """Whether anything was used that was read before."""
        seal, _, data = (_read_if_there(place) or b"").partition(b"\n") if place is not None else (b"", b"", b"")
        # What another hand, or a failing disk, has changed is no index.
        if data and seal == hashlib.sha256(data).hexdigest().encode():
            kept = json.loads(data)
            if kept["version"] == version:
                self._seen, self._known = kept["seen"], kept["known"]

    def blob(self, path: str, place: Path, about: os.stat_result) -> Blob:
        """A file's blob, from what was seen of it before where that still holds.

        Args:
            path: From the project's root.
            place: The file itself.
            about: Of the file, not of what it links to.
        """
        state = [about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns]
        seen = self._seen.get(path)
        if seen is not None and seen[:4] == state:
            self._now_seen[path] = seen
            return Blob(seen[4], about.st_size, None, place)
        begun = time.time_ns()
        found = _blob(place)
        if found.size == about.st_size and max(about.st_mtime_ns, about.st_ctime_ns) < begun - _SETTLED:
            self._now_seen[path] = [*state, found.digest]
        return found

    def recall(self, key: str) -> Any:
        """What was kept under a key, or ``None``; it is kept on."""
        found = self._known.get(key)
        if found is not None:
            self.recalled = True
            self._now_known[key] = found
        return found

    def keep(self, key: str, value: Any) -> None:
        """Keep JSON data under a key for the next time."""
        self._now_known[key] = value

    def fresh(self) -> Index:
        """The same, with nothing remembered."""
        blank = Index(None, self._version)
        blank._place = self._place
        return blank

    def save(self) -> None:
        """Write what was seen and kept this time; where that can't be written, the next time reads all anew."""
        changed = self._now_seen != self._seen or self._now_known != self._known
        if self._place is None or not changed or len(self._now_known) < _WORTH:
            return
        kept = {"version": self._version, "seen": self._now_seen, "known": self._now_known}
        data = json.dumps(kept, separators=(",", ":")).encode()
        beside = self._place.with_name(f"{self._place.name}.{secrets.token_hex(4)}")
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
            beside.replace(self._place)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()


_WORTH = 100
"""So many files at least, or reading them anew is as quick."""

_SETTLED = 2_000_000_000
"""Nanoseconds after which a change shows in a file's times on any file system; FAT counts in two seconds."""


def read_tree(root: Path, brands: Sequence[str] = (), index: Index | None = None) -> Tree:
    """Read the project below a root: its own file, the base theme, the brands and the contracts.

    Links are never followed: what they point to is not the project's, and a brand reads only inside its own folder.

    Args:
        root: The project's folder.
        brands: Slugs whose folders are read whole; of all others only ``brand.yaml``. Empty means all.
        index: What was seen before of the files of the others, and of the contracts.
    """
    files: dict[str, Blob] = {}
    odd: dict[str, str] = {}
    places: list[tuple[str, os.DirEntry[str]]] = []
    wanted, seen = set(brands), index or Index()
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            if entry.name == ROOT_FILE:
                places.append((entry.name, entry))
            elif entry.name not in SOURCE_FOLDERS:
                continue
            elif not entry.is_dir(follow_symlinks=False):
                places.append((entry.name, entry))
            elif entry.name == BRANDS and brands:
                places.extend(_brands(entry.path, wanted, seen, files, odd))
            else:
                places.extend(_walk(entry.path, entry.name + "/", _is_litter))
    room = KEEP_ALL
    for path, entry in places:
        remembered = seen if brands and path.startswith(_CONTRACTS) else None
        found = _look(path, Path(entry.path), entry.stat(follow_symlinks=False), room, remembered)
        if isinstance(found, str):
            odd[path] = found
        else:
            files[path] = found
            room -= found.size if found.data is not None else 0
    return Tree(files, odd)


def _look(path: str, place: Path, about: os.stat_result, room: int, index: Index | None) -> Blob | str:
    """A file's blob, or what stands in its place.

    Raises:
        PermissionError: One of the vendor's own files is closed to us.
    """
    guest = path.startswith(GUEST_FOLDERS)
    if not stat.S_ISREG(about.st_mode):
        return _kind(about.st_mode)
    if guest and about.st_size > MAX_GUEST_BYTES:
        return f"bigger than {MAX_GUEST_BYTES // 1024 // 1024} MB"
    try:
        return _blob(place, room) if index is None else index.blob(path, place, about)
    except PermissionError:
        if not guest:
            raise
        return "closed to us by its permissions"


_CONTRACTS = "contracts/"


def _brands(
    folder: str, wanted: Set[str], index: Index, files: dict[str, Blob], odd: dict[str, str]
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything of the wanted brands; of the others their ``brand.yaml`` is looked at here."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            path = f"{BRANDS}/{entry.name}"
            if _is_litter(entry.name):
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif entry.name in wanted:
                if _is_enterable(path, entry):
                    yield from _walk(entry.path, path + "/", _is_litter)
                else:
                    yield path, entry
            else:
                _glance(f"{path}/{BRAND_FILE}", os.path.join(entry.path, BRAND_FILE), index, files, odd)


def _glance(path: str, place: str, index: Index, files: dict[str, Blob], odd: dict[str, str]) -> None:
    try:
        found = _look(path, Path(place), os.lstat(place), KEEP_BYTES, index)
    except FileNotFoundError:
        if any(_walk(os.path.dirname(place), "", _is_litter)):
            odd[path] = "missing"
        return
    except PermissionError:
        odd[path] = "in a folder that is closed to us by its permissions"
        return
    if isinstance(found, str):
        odd[path] = found
    else:
        files[path] = found


def read_root_file(root: Path) -> Tree:
    """The project's own file alone."""
    place = root / ROOT_FILE
    about = place.lstat()
    found = _look(ROOT_FILE, place, about, KEEP_BYTES, None)
    return Tree({}, {ROOT_FILE: found}) if isinstance(found, str) else Tree({ROOT_FILE: found})


def find_root(start: Path) -> Path | None:
    """The nearest folder, this one or above, that holds ``whitelabel.yaml``."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / ROOT_FILE).is_file()), None)


def write_whole(file: Path, data: bytes) -> None:
    """Write a file beside its place and put it there in one step; what stood there stays until then.

    Raises:
        OSError: It can't be written; nothing of it is left.
    """
    place = file.resolve()
    if place.exists() and not place.is_file():
        # A pipe or a device takes what it gets, and keeps its place.
        place.write_bytes(data)
        return
    beside = place.with_name(f".whitelabel-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(place)
    except BaseException as broken:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(broken, OSError):
            broken.filename, broken.filename2 = str(place), None
        raise


# ── Publishing ────────────────────────────────────────────────────────────────────────────────────────────────────


def read_bundle_file(out: Path, slug: str, name: str) -> bytes | None:
    """A file of a published bundle, or ``None`` where there is none."""
    return _read_if_there(out / slug / name)


def refuse_other(out: Path, slug: str, listing: str) -> None:
    """See to it that nothing is replaced but a bundle: a folder with files in it and no listing is somebody's own.

    Raises:
        OSError: Something else stands in the bundle's place.
    """
    folder = out / slug
    try:
        is_other = not (folder / listing).is_file() and any(_walk(folder, "", _is_litter))
    except (FileNotFoundError, NotADirectoryError):
        return
    if is_other:
        raise OSError(errno.EEXIST, "stands there and is no bundle", str(folder))


def bundle_digests(out: Path, slug: str) -> dict[str, str] | None:
    """Path → SHA-256 of every file of a published bundle; ``None`` where it is missing or holds anything odd."""
    folder = out / slug
    if folder.is_symlink() or not folder.is_dir():
        return None
    found: dict[str, str] = {}
    for path, entry in _walk(folder, "", lambda _: False):
        if not entry.is_file(follow_symlinks=False):
            return None
        with open(entry.path, "rb") as stream:
            found[path] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


class Publisher:
    """Writes bundles beside the published ones and exchanges each in one step.

    A bundle is there whole or not at all, whenever the process ends. One process at a time writes into a folder: the
    next one waits. What a killed process left in the staging folder is cleared by the next one. Folders of other
    bundles are never touched, those of brands that are no more included.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self._staging = out / STAGING
        self._lock: int | None = None
        self._written: list[tuple[str, Path]] = []

    def __enter__(self) -> Publisher:
        self.out.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._lock = os.open(self.out / ".lock", flags, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            self._mend()
            self._staging.mkdir()
        except BaseException:
            self._unlock()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            # What can't be mended now stays for the next build.
            with contextlib.suppress(OSError):
                self._mend()
        finally:
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _mend(self) -> None:
        """Bring back what a process left halfway that was killed between two renames, and clear the rest."""
        if self._staging.is_dir() and not self._staging.is_symlink():
            for left in sorted(self._staging.iterdir()):
                slug, _, state = left.name.rpartition(".")
                if state == "old" and slug and not os.path.lexists(self.out / slug):
                    os.rename(left, self.out / slug)
        _remove(self._staging)

    def write(self, slug: str, files: Mapping[str, bytes]) -> None:
        """Write a bundle beside the published one; nothing of it shows before ``publish``."""
        folder = self._staging / f"{slug}.{secrets.token_hex(4)}"
        made = {os.fspath(self._staging)}
        for path, data in files.items():
            place = os.path.join(folder, path)
            _make_folders(os.path.dirname(place), made)
            _write_file(place, data)
        self._written.append((slug, folder))

    def publish(self) -> None:
        """Put every bundle written since the last call in its place, after one flush for all of them."""
        if not self._written:
            return
        _flush(self.out)
        for slug, folder in self._written:
            self._exchange(slug, folder)
        self._written.clear()

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
            _remove(folder)


def _make_folders(folder: str, made: set[str]) -> None:
    if folder in made:
        return
    _make_folders(os.path.dirname(folder), made)
    os.mkdir(folder)
    os.chmod(folder, 0o755)
    made.add(folder)


def _write_file(place: str | Path, data: bytes) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "wb", buffering=0) as stream:
        os.fchmod(descriptor, 0o644)
        view = memoryview(data)
        while view:
            view = view[stream.write(view) :]


def _remove(path: Path) -> None:
    """Take away whatever stands under a path, if anything; a link goes, not what it leads to."""
    # rmtree would wait at a pipe for somebody to write into it.
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(os.lstat(path).st_mode):
            shutil.rmtree(path)
        else:
            os.unlink(path)


def _flush(folder: Path) -> None:
    """One flush of the file system for all files written since the last one."""
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "syncfs"):
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if libc.syncfs(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"flushing: {os.strerror(number)}", str(folder))
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


# ── Entries that outlast a run ────────────────────────────────────────────────────────────────────────────────────


class Shelf:
    """A folder of entries by key, each written beside and renamed, so that it is there whole or not at all.

    Args:
        folder: Where they lie.
        unfinished: A folder on the same file system where an entry is written; who clears it clears what a killed
            process left.
    """

    def __init__(self, folder: Path, unfinished: Path) -> None:
        self._folder = folder
        self._unfinished = unfinished

    def _place(self, key: str) -> Path:
        return self._folder / key[:2] / key

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None``."""
        return _read_if_there(self._place(key))

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry."""
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = self._unfinished / f"{key}.{secrets.token_hex(4)}"
        _write_file(beside, data)
        os.replace(beside, place)

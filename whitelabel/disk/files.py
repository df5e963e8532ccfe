"""Single files and folders: nothing is followed, nothing is waited for, nothing is half there."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT_FILE = "whitelabel.yaml"
THEME = "base_theme"
BRANDS = "brands"
CONTRACTS = "contracts"
"""What stands in a project's folder, and is read."""

STORE = ".store"
"""What saves work in later builds, beside the bundles."""

ARCHIVES = "artifacts"
"""Where archives lie, beside the bundles."""

STAGING = ".staging"
"""Beside the bundles: what is being made, or what a killed process left of it."""

MAX_DEPTH = 100
"""Folders within folders that are entered; a path of more can't be made by hand, and breaks other programs."""

MAX_PATH = 3500
"""Bytes of a folder's path; the system takes 4,096 with the file's name."""

_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".git"})


def shown_from(place: Path, root: Path) -> str:
    """A path from the project's root where it lies below it, else whole."""
    try:
        return place.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return place.as_posix()


def find_root(start: Path) -> Path | None:
    """The nearest folder, this one or above, that holds ``whitelabel.yaml``."""
    start = start.resolve()
    return next((folder for folder in (start, *start.parents) if (folder / ROOT_FILE).is_file()), None)


@contextlib.contextmanager
def naming(place: str | Path) -> Iterator[None]:
    """Have a failure say where: of a call on what is open the system tells no path, and of one from an open folder only a name."""
    try:
        yield
    except OSError as broken:
        broken.filename, broken.filename2 = os.fspath(place), None
        raise


def read_regular(path: Path) -> bytes:
    """Read a file without following a link at its end and without waiting at a pipe."""
    with naming(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError(errno.EINVAL, "no longer a regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as stream:
                return stream.read()
        finally:
            os.close(descriptor)


def read_beginning(path: Path, most: int) -> bytes:
    """Read the first bytes of a file that a person names, a link or a pipe among them.

    Raises:
        OSError: It can't be read, or is a pipe that nobody writes into: that would be waited for without end.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        begun = b""
        if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            # Whoever has it open and has not written yet is waited for.
            with contextlib.suppress(BlockingIOError):
                begun = os.read(descriptor, 1)
                if not begun:
                    raise OSError(errno.ENXIO, "nobody writes into this pipe", str(path))
        os.set_blocking(descriptor, True)
        return begun + stream.read(most - len(begun))


def read_if_there(path: Path) -> bytes | None:
    """Read a file, or ``None`` where there is none, or something else in its place."""
    try:
        return read_regular(path)
    except OSError as refused:
        if refused.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EINVAL, errno.ENXIO):
            return None
        raise


def lines_of(data: bytes) -> list[str]:
    """A text's lines, counted as all that counts them here does: U+2028 and the like end none."""
    text = data.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []


def is_enterable(path: str, entry: os.DirEntry[str]) -> bool:
    near = path.count("/") < MAX_DEPTH and len(os.fsencode(entry.path)) < MAX_PATH
    return near and os.access(entry.path, os.R_OK | os.X_OK)


def walk(folder: str | Path, prefix: str, passed: Callable[[str], bool]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything below a folder that is no folder to enter, sorted; names that are to be passed over aside."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            if passed(entry.name):
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False) and is_enterable(path, entry):
                yield from walk(entry.path, path + "/", passed)
            else:
                yield path, entry


def is_litter(name: str) -> bool:
    """Whether a name is what editors and file managers leave behind."""
    return name in _LITTER or name.endswith("~")


def write_whole(file: Path, data: bytes) -> None:
    """Write a file beside its place and put it there in one step; what stood there stays until then.

    Raises:
        OSError: It can't be written; nothing of it is left.
    """
    place = file.resolve()
    if place.exists() and not place.is_file():
        _pour(place, data)
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


def _pour(place: Path, data: bytes) -> None:
    """Write into a pipe or a device, which takes what it gets and keeps its place; nobody is waited for to read."""
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as refused:
        if refused.errno == errno.ENXIO and place.is_fifo():
            raise OSError(errno.ENXIO, "nobody reads from this pipe", str(place)) from None
        raise
    with os.fdopen(descriptor, "wb") as stream:
        os.set_blocking(descriptor, True)
        stream.write(data)


def write_file(place: str | Path, data: bytes) -> None:
    with naming(place):
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        with os.fdopen(descriptor, "wb", buffering=0) as stream:
            os.fchmod(descriptor, 0o644)
            view = memoryview(data)
            while view:
                view = view[stream.write(view) :]


def remove(path: Path) -> None:
    """Take away whatever stands under a path, if anything; a link goes, not what it leads to."""
    # rmtree would wait at a pipe for somebody to write into it.
    with contextlib.suppress(FileNotFoundError), naming(path):
        if not stat.S_ISDIR(os.lstat(path).st_mode):
            os.unlink(path)
            return
        try:
            shutil.rmtree(path)
        except PermissionError:
            # Somebody has closed one of the folders in it.
            _open_folders(path)
            shutil.rmtree(path)


def _open_folders(path: Path) -> None:
    os.chmod(path, 0o700)
    for folder, names, _ in os.walk(path):
        for name in names:
            if not os.path.islink(place := os.path.join(folder, name)):
                os.chmod(place, 0o700)

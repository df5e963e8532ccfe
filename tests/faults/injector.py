"""File-system calls of this process and of those that it forks, counted, one of them made to fail.

The hooks sit where Python leaves for the system (`os`, `io`, `fcntl`, `ctypes`), so that they hold whichever function of the
product calls, and fail as the system does: a call by path tells the path, one by descriptor tells none, and a descriptor
whose closing fails is closed all the same.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import fcntl
import io
import mmap
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_BY_PATH = (
    *(
        "chmod",
        "chown",
        "lchown",
        "listdir",
        "lstat",
        "mkdir",
        "mkfifo",
        "mknod",
        "open",
        "readlink",
        "remove",
        "removexattr",
    ),
    *("rmdir", "setxattr", "stat", "statvfs", "truncate", "unlink", "utime"),
)
_BY_TWO_PATHS = ("link", "rename", "replace")
_BY_DESCRIPTOR = (
    *("fchmod", "fchown", "fdatasync", "fstat", "fsync", "ftruncate", "posix_fallocate", "pread", "pwrite", "read"),
    *("readv", "write", "writev"),
)
_BY_TWO_DESCRIPTORS = ("copy_file_range", "sendfile")
_LOCKS = ("flock", "ioctl", "lockf")
_OF_LIBC = ("copy_file_range", "fsync", "linkat", "renameat2", "syncfs", "sync_file_range")

_real_read, _real_write, _real_readlink, _real_open = os.read, os.write, os.readlink, io.open
_real_close = os.close

_ENOUGH = 2**31


class Faults:
    """Hooks into all calls on what lies in one folder.

    Counting needs no lock, which a killed child might hold: calls that are to pass are tokens in an event counter that forked
    children share, and whoever finds none left takes the one that says that a call has yet to fail.

    Args:
        folder: Calls on what lies outside pass uncounted.
    """

    def __init__(self, folder: Path) -> None:
        self._prefix = f"{os.path.realpath(folder)}/"
        self._armed = False
        self._number = 0
        self._left = self._once = self._log = -1
        self._note = mmap.mmap(-1, 4096)
        self.without_exchange = False
        """Whether the system can't exchange two paths."""

    @contextlib.contextmanager
    def armed(self, passing: int, number: int, log: Path | None = None) -> Iterator[None]:
        """Let some calls pass and have the next one fail.

        Args:
            passing: How many pass.
            number: What the next one fails with, as in `errno`.
            log: Takes a line a call.
        """
        flags = os.EFD_NONBLOCK | os.EFD_CLOEXEC | os.EFD_SEMAPHORE
        self._note[:] = bytes(len(self._note))
        self._number = number
        self._left, self._once = os.eventfd(passing, flags), os.eventfd(1, flags)
        if log is not None:
            self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        self._armed = True
        try:
            yield
        finally:
            self._armed = False
            for descriptor in (self._left, self._once, self._log):
                if descriptor >= 0:
                    _real_close(descriptor)
            self._left = self._once = self._log = -1

    @contextlib.contextmanager
    def logged(self, log: Path) -> Iterator[None]:
        """Let all calls pass, and write a line of each."""
        with self.armed(_ENOUGH, 0, log):
            yield

    @property
    def failed(self) -> str:
        """The call that was made to fail; empty where none was."""
        return self._note[:].rstrip(b"\0").decode("utf-8", "replace")

    def place_of(self, path: Any, base: Any = None) -> str:
        """Where in the folder a path or descriptor leads; empty for what lies outside."""
        if not self._armed:
            return ""
        if isinstance(path, int):
            try:
                place = _real_readlink(f"/proc/self/fd/{path}")
            except OSError:
                return ""
        else:
            place = os.fsdecode(path)
            if not place.startswith("/"):
                above = self.place_of(base) if isinstance(base, int) else str(Path.cwd())
                place = os.path.normpath(f"{above}/{place}") if above else ""
        return place if f"{place}/".startswith(self._prefix) else ""

    def call(self, name: str, place: str, *paths: Any) -> None:
        """Count a call; the one whose turn it is fails.

        Args:
            name: What is called.
            place: Where it leads to; empty where it isn't counted.
            paths: What the system's error names.
        """
        if not place:
            return
        if self._log >= 0:
            _real_write(self._log, f"{name} {place[len(self._prefix) :] or '.'}\n".encode())
        if _is_taken(self._left):
            return
        # From now on nothing fails here, whoever takes the turn: what is still called need not be looked at.
        self._armed = self._log >= 0
        if not _is_taken(self._once):
            return
        note = f"{name} {place}".encode()[:4000]
        self._note[: len(note)] = note
        told = [os.fspath(path) for path in paths]
        raise OSError(self._number, os.strerror(self._number), *told[:1], *((None, told[1]) if told[1:] else ()))

    def hook(self, patch: pytest.MonkeyPatch) -> None:
        """Put the hooks in place."""
        for name in _BY_PATH:
            patch.setattr(os, name, self._by_path(name, getattr(os, name)))
        for name in _BY_TWO_PATHS:
            patch.setattr(os, name, self._by_two_paths(name, getattr(os, name)))
        for name in _BY_DESCRIPTOR:
            patch.setattr(os, name, self._by_descriptor(name, getattr(os, name)))
        for name in _BY_TWO_DESCRIPTORS:
            patch.setattr(os, name, self._by_descriptor(name, getattr(os, name), second=True))
        for name in _LOCKS:
            patch.setattr(fcntl, name, self._by_descriptor(name, getattr(fcntl, name)))
        patch.setattr(os, "access", self._access(os.access))
        patch.setattr(os, "symlink", self._symlink(os.symlink))
        patch.setattr(os, "close", self._close(os.close))
        patch.setattr(os, "scandir", self._scandir(os.scandir))
        patch.setattr(io, "open", self._open)
        patch.setattr(builtins, "open", self._open)
        patch.setattr(ctypes, "CDLL", self._library(ctypes.CDLL))

    def _by_path(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any = ".", *rest: Any, dir_fd: Any = None, **named: Any) -> Any:
            shown = () if isinstance(path, int) else (path,)
            self.call(name, self.place_of(path, dir_fd), *shown)
            return real(path, *rest, **({} if dir_fd is None else {"dir_fd": dir_fd}), **named)

        return called

    def _by_two_paths(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(one: Any, other: Any, **named: Any) -> Any:
            place = self.place_of(other, named.get("dst_dir_fd")) or self.place_of(one, named.get("src_dir_fd"))
            self.call(name, place, one, other)
            return real(one, other, **named)

        return called

    def _by_descriptor(self, name: str, real: Callable[..., Any], *, second: bool = False) -> Callable[..., Any]:
        def called(one: Any, *rest: Any, **named: Any) -> Any:
            number = one if isinstance(one, int) else one.fileno()
            self.call(name, self.place_of(number) or (self.place_of(rest[0]) if second and rest else ""))
            return real(one, *rest, **named)

        return called

    def _access(self, real: Callable[..., bool]) -> Callable[..., bool]:
        def called(path: Any, *rest: Any, dir_fd: Any = None, **named: Any) -> bool:
            try:
                self.call("access", self.place_of(path, dir_fd), path)
            except OSError:
                return False
            return real(path, *rest, dir_fd=dir_fd, **named)

        return called

    def _symlink(self, real: Callable[..., None]) -> Callable[..., None]:
        def called(target: Any, link: Any, *rest: Any, dir_fd: Any = None) -> None:
            self.call("symlink", self.place_of(link, dir_fd), target, link)
            real(target, link, *rest, dir_fd=dir_fd)

        return called

    def _close(self, real: Callable[[int], None]) -> Callable[[int], None]:
        def called(descriptor: int) -> None:
            place = self.place_of(descriptor)
            real(descriptor)
            self.call("close", place)

        return called

    def _scandir(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def called(path: Any = ".") -> Any:
            place = self.place_of(path)
            shown = () if isinstance(path, int) else (path,)
            self.call("scandir", place, *shown)
            entries = real(path)
            return _Entries(entries, self, place, shown) if place else entries

        return called

    def _open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Any = None,
    ) -> Any:
        place = self.place_of(file)
        if not place:
            return _real_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        if not isinstance(file, int):
            self.call("open", place, file)
        raw = _Raw(file, mode.replace("t", ""), closefd, opener, faults=self, place=place)
        if buffering == 0:
            return raw
        stream: Any
        if "+" in mode:
            stream = io.BufferedRandom(raw)
        elif raw.readable():
            stream = io.BufferedReader(raw)
        else:
            stream = io.BufferedWriter(raw)
        return stream if "b" in mode else io.TextIOWrapper(stream, encoding, errors, newline)

    def _library(self, real: Any) -> Callable[..., Any]:
        def loaded(name: Any, *rest: Any, **named: Any) -> Any:
            library = real(name, *rest, **named)
            return _Libc(library, self) if name is None else library

        return loaded


def _is_taken(counter: int) -> bool:
    try:
        _real_read(counter, 8)
    except BlockingIOError:
        return False
    return True


class _Raw(io.FileIO):
    """An open file whose calls are counted."""

    def __init__(self, file: Any, mode: str, closefd: bool, opener: Any, *, faults: Faults, place: str) -> None:
        self._faults, self._place = faults, place
        super().__init__(file, mode, closefd, opener)

    def _counted(self, name: str) -> None:
        self._faults.call(name, self._place if self._faults.place_of(self.fileno()) else "")

    def read(self, size: int | None = -1, /) -> Any:
        self._counted("read")
        return super().read(-1 if size is None else size)

    def readall(self) -> Any:
        self._counted("read")
        return super().readall()

    def readinto(self, buffer: Any, /) -> Any:
        self._counted("read")
        return super().readinto(buffer)

    def write(self, data: Any, /) -> Any:
        self._counted("write")
        return super().write(data)

    def truncate(self, size: int | None = None, /) -> int:
        self._counted("ftruncate")
        return super().truncate(size)

    def close(self) -> None:
        place = "" if self.closed or not self.closefd else self._faults.place_of(self.fileno())
        super().close()
        self._faults.call("close", place)


class _Entries:
    """What `os.scandir` gives; reading the folder is a call of its own."""

    def __init__(self, entries: Any, faults: Faults, place: str, shown: tuple[Any, ...]) -> None:
        self._entries, self._faults, self._place, self._shown = entries, faults, place, shown
        self._is_begun = False

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self._entries.close()

    def close(self) -> None:
        self._entries.close()

    def __iter__(self) -> _Entries:
        return self

    def __next__(self) -> _Entry:
        if not self._is_begun:
            self._is_begun = True
            try:
                self._faults.call("readdir", self._place, *self._shown)
            except OSError:
                self._entries.close()
                raise
        entry = next(self._entries)
        return _Entry(entry, self._faults, f"{self._place}/{entry.name}")


class _Entry:
    """An `os.DirEntry`; its `stat` is a call."""

    def __init__(self, entry: os.DirEntry[str], faults: Faults, place: str) -> None:
        self._entry, self._faults, self._place = entry, faults, place
        self.name, self.path = entry.name, entry.path
        self.inode = entry.inode
        self.is_dir, self.is_file, self.is_symlink = entry.is_dir, entry.is_file, entry.is_symlink

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        self._faults.call("stat", self._place, self.path)
        return self._entry.stat(follow_symlinks=follow_symlinks)

    def __fspath__(self) -> str:
        return self.path


class _Libc:
    """The C library, whose functions give -1 and `errno`."""

    def __init__(self, library: Any, faults: Faults) -> None:
        self._library, self._faults = library, faults

    def __getattr__(self, name: str) -> Any:
        if name == "renameat2" and self._faults.without_exchange:
            raise AttributeError(name)
        function = getattr(self._library, name)
        if name not in _OF_LIBC:
            return function

        def called(*words: Any) -> Any:
            place = words[3] if name in ("linkat", "renameat2") else words[0]
            try:
                self._faults.call(name, self._faults.place_of(place))
            except OSError as refused:
                ctypes.set_errno(refused.errno or 0)
                return -1
            return function(*words)

        return called

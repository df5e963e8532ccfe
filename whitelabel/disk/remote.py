"""Entries in a place that machines share: asked when nothing lies nearer, written to behind the work.

A library in a process of its own talks to that place (`courier.py`), so that a process that makes bundles has no thread of it and
can be forked; all of them ask the same courier through a socket in a folder that only this user enters. Once the place has failed
it is left alone for the run, and its failure is told once.

WL704: the store that machines share is left alone
    What `--remote-store` names didn't answer, or refused. Bundles are made all the same, from what lies on this machine and
    anew: nothing is wrong with them, and the exit code is what it would have been. See whether the address is right (S3 and
    the like take theirs from the environment's `AWS_ENDPOINT_URL`), whether the environment's `AWS_ACCESS_KEY_ID` and
    `AWS_SECRET_ACCESS_KEY` may read there, and write unless `--remote-store-read-only` is given. Where it is only far away,
    `--remote-store-timeout` has more patience.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from whitelabel.disk.child import command_of
from whitelabel.problem import Problem, warning

TIMEOUT = 2.0
"""Seconds within which one entry is fetched or written, where nobody says otherwise."""

LAST = 30.0
"""Seconds that a build waits at its end at most until what it made is written."""

ASK, KEEP, FINISH = b"G", b"P", b"F"
"""What a courier is told to do."""

HIT, MISS, GONE = b"H", b"M", b"D"
"""What a courier says of an entry: it comes, there is none, or nobody is to ask again."""

HEAD = struct.Struct("!c64sQ")
"""What is told: what to do, a key, and how many bytes follow."""

ANSWER = struct.Struct("!cQ")
"""What is said, and how many bytes follow."""

_GRACE = 1.0
"""Seconds that a courier has beyond the place's time-out, to say that it is over."""

_SOCKET_PATH = 90
"""Bytes of a socket's path that every system takes, its own name aside."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the shared entries lie.

    Attributes:
        kind: An S3 bucket, or a folder.
        name: The bucket's name, or the folder's absolute path.
        prefix: What the keys in a bucket begin with; without ``/`` at either end.
    """

    kind: Literal["s3", "file"]
    name: str
    prefix: str = ""

    def __str__(self) -> str:
        return (
            f"s3://{self.name}{'/' if self.prefix else ''}{self.prefix}" if self.kind == "s3" else f"file://{self.name}"
        )


def address_of(text: str) -> Address:
    """Read an address.

    Args:
        text: ``s3://bucket/prefix`` or ``file:///folder``.

    Raises:
        ValueError: It is none; the message says what was wanted, and quotes no secret.

    Source:
        Amazon S3 User Guide, "General purpose bucket naming rules", less what only old buckets have.

    >>> str(address_of("s3://builds/white/label/"))
    's3://builds/white/label'
    """
    found = urlsplit(text)
    if found.username is not None or found.password is not None or found.query or found.fragment:
        raise ValueError("an address of a store holds no user, password or query; the environment's AWS_* variables do")
    if found.scheme == "s3":
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", found.netloc):
            raise ValueError(f"'{text}' names no bucket; 's3://bucket/prefix' was wanted")
        return Address("s3", found.netloc, found.path.strip("/"))
    if found.scheme == "file" and not found.netloc and found.path.startswith("/"):
        return Address("file", os.path.normpath(unquote(found.path)))
    raise ValueError(f"'{text}' is no address of a store; 's3://bucket/prefix' or 'file:///folder' was wanted")


@dataclass(frozen=True, slots=True)
class Traffic:
    """What went between this machine and the shared place.

    Attributes:
        read: Entries that came from there, and their bytes.
        written: Entries that were written there, and their bytes.
        left_out: Entries that should have been written and were not.
        failure: Why the place was left alone; empty where it wasn't.
        read_only: Whether it was only the writing that failed.
    """

    read: tuple[int, int] = (0, 0)
    written: tuple[int, int] = (0, 0)
    left_out: int = 0
    failure: str = ""
    read_only: bool = False


class Remote:
    """A shelf that machines share.

    Args:
        address: Where it is.
        version: Of the entries' form: those of another one lie elsewhere.
        timeout: Seconds within which one entry is fetched or written.
        read_only: Whether nothing is written there.

    Raises:
        FileNotFoundError: The library that talks to it isn't installed.
    """

    def __init__(self, address: Address, version: str, *, timeout: float = TIMEOUT, read_only: bool = False) -> None:
        if find_spec("obstore") is None:
            raise FileNotFoundError(errno.ENOENT, "obstore is not installed: 'pip install obstore' brings it")
        self.address = address
        self.read_only = read_only
        self.version = version
        self.timeout = timeout
        self._words = json.dumps({"address": _packed(address), "version": version, "timeout": timeout})
        self._courier: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._line: socket.socket | None = None
        self._owner = 0
        self._failure = ""
        self._traffic = Traffic()

    @property
    def words(self) -> tuple[Address, str, float, bool]:
        """All that it takes to reach the same place from another machine; who asks there is told by that one's environment."""
        return self.address, self.version, self.timeout, self.read_only

    @classmethod
    def of(cls, words: tuple[Address, str, float, bool]) -> Remote:
        """The one that such words mean."""
        address, version, timeout, read_only = words
        return cls(address, version, timeout=timeout, read_only=read_only)

    def open(self) -> None:
        """Have a courier; whoever forks does so afterwards."""
        if self._courier is not None:
            return
        folder = tempfile.mkdtemp(prefix="whitelabel-")
        if len(os.fsencode(folder)) > _SOCKET_PATH:
            os.rmdir(folder)
            folder = tempfile.mkdtemp(prefix="whitelabel-", dir="/tmp")
        self._folder = Path(folder)
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(self._folder / "door"))
            door.listen(64)
            # A session of its own: a Ctrl-C is for us, and the courier ends when its standard input does.
            self._courier = subprocess.Popen(
                command_of("whitelabel.disk.courier", str(door.fileno()), self._words),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(door.fileno(),),
                start_new_session=True,
            )

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None``."""
        line = self._open_line()
        if line is None:
            return None
        try:
            line.sendall(HEAD.pack(ASK, key.encode(), 0))
            told, size = ANSWER.unpack(_received(line, ANSWER.size))
            data = _received(line, size)
        except OSError:
            self._lose()
            return None
        if told == GONE:
            self._failure = "told"
        return data if told == HIT else None

    def put(self, key: str, data: bytes) -> None:
        """Hand over an entry to be written; nobody waits until it is."""
        line = None if self.read_only else self._open_line()
        if line is not None:
            try:
                line.sendall(HEAD.pack(KEEP, key.encode(), len(data)) + data)
            except OSError:
                self._lose()

    def finish(self) -> Traffic:
        """Wait, not for ever, until all that was handed over is written, and let the courier go.

        Returns:
            What was done since it was opened.
        """
        if self._courier is not None:
            line = self._open_line(LAST + self.timeout)
            if line is not None:
                try:
                    line.sendall(HEAD.pack(FINISH, b"0" * 64, 0))
                    _, size = ANSWER.unpack(_received(line, ANSWER.size))
                    self._traffic = _traffic(json.loads(_received(line, size)))
                except OSError:
                    self._lose()
            if self._failure and self._failure != "told":
                self._traffic = Traffic(failure=self._failure)
        self.close()
        return self._traffic

    def close(self) -> None:
        """Let the courier go, whatever it has still to do."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._courier is not None:
            courier, self._courier = self._courier, None
            courier.kill()
            courier.wait()
            assert courier.stdin is not None
            courier.stdin.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _open_line(self, patience: float | None = None) -> socket.socket | None:
        """This process's own line to the courier; ``None`` where there is nobody to ask."""
        if self._failure and patience is None:
            return None
        if self._line is None or self._owner != os.getpid():
            # What a fork has of its parent's line is the parent's.
            self._owner = os.getpid()
            self._line = socket.socket(socket.AF_UNIX)
            try:
                self._line.connect(str(self._folder / "door") if self._folder else "")
            except OSError:
                self._lose()
                return None
        self._line.settimeout((patience or self.timeout) + _BIRTH + _GRACE)
        return self._line

    def _lose(self) -> None:
        self._failure = "the process that talks to it was ended"
        if self._line is not None:
            self._line.close()
            self._line = None


_BIRTH = 5.0
"""Seconds within which a courier is there, on a machine that has much to do."""


def added(told: Sequence[Traffic]) -> Traffic:
    """What went to and fro in all, and the first failure."""
    failed = next((one for one in told if one.failure), Traffic())
    return Traffic(
        read=(sum(one.read[0] for one in told), sum(one.read[1] for one in told)),
        written=(sum(one.written[0] for one in told), sum(one.written[1] for one in told)),
        left_out=sum(one.left_out for one in told),
        failure=failed.failure,
        read_only=failed.read_only,
    )


def failed(address: Address, traffic: Traffic) -> tuple[Problem, ...]:
    """A warning where the shared place was left alone, or entries were left out."""
    if not traffic.failure and not traffic.left_out:
        return ()
    what = "nothing more is written there" if traffic.read_only else "this build went on without it"
    reason = traffic.failure or f"{traffic.left_out:,} entries came faster than it takes them"
    hint = (
        "'--remote-store-read-only' is for whoever may not write there"
        if traffic.read_only
        else "see whether the address and the environment's AWS_* variables are right; '--remote-store-timeout' waits longer"
    )
    return (warning("WL704", f"the store '{address}': {reason}; {what}", hint=hint),)


def _packed(address: Address) -> list[str]:
    return [address.kind, address.name, address.prefix]


def _traffic(told: dict[str, Any]) -> Traffic:
    return Traffic(tuple(told["read"]), tuple(told["written"]), told["left_out"], told["failure"], told["read_only"])


def _received(line: socket.socket, size: int) -> bytes:
    """So many bytes.

    Raises:
        OSError: They don't come.
    """
    parts: list[bytes] = []
    while size:
        part = line.recv(min(size, 1 << 20))
        if not part:
            raise ConnectionResetError(errno.ECONNRESET, "the courier is gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)

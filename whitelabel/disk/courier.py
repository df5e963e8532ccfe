"""The process that fetches entries from the place that machines share, and writes them there behind the work.

It serves every process of one build through a socket, ends with the build, and asks nothing any more of a place that has once
failed. What a library says of a failure is never passed on: only what kind of failure it was, since addresses and credentials may
stand in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import os
import socket
import sys
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar

from whitelabel.disk.remote import ANSWER, ASK, FINISH, GONE, HEAD, HIT, KEEP, LAST, MISS, Address

_AT_ONCE = 8
"""Entries that are written at once."""

_ROOM = 256 * 1024 * 1024
"""Bytes that wait to be written at most; what comes beyond them is left out."""

_ENTRY = 256 * 1024 * 1024
"""Bytes of one entry at most: none of ours is as big."""

_Given = TypeVar("_Given")


def main(words: Sequence[str]) -> int:
    """Serve until standard input ends.

    Args:
        words: The number of the socket that processes come to, and as JSON where the entries lie.
    """
    given = json.loads(words[1])
    address = Address(*given["address"])
    door = socket.socket(fileno=int(words[0]))
    asyncio.run(_serve(_Place(address, given["version"], given["timeout"]), door))
    # A file system that hangs must not hold the process.
    os._exit(0)


class _Place:
    """Where the entries lie, and what has been done there.

    Attributes:
        failure: Why it is left alone; empty while it isn't.
        closed: Why nothing is written there.
    """

    def __init__(self, address: Address, version: str, timeout: float) -> None:
        self._address = address
        self._folder = f"{version}/"
        self._timeout = timeout
        self._opened: Any = None
        self._read = [0, 0]
        self._written = [0, 0]
        self._left_out = 0
        self._waiting: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        self._room = _ROOM
        self.failure = ""
        self.closed = ""

    def told(self) -> bytes:
        """What has been done, as ``remote.Traffic`` has it."""
        return json.dumps(
            {
                "read": self._read,
                "written": self._written,
                "left_out": self._left_out,
                "failure": self.failure or self.closed,
                "read_only": bool(self.closed and not self.failure),
            }
        ).encode()

    async def get(self, key: str) -> bytes | None:
        """An entry; ``None`` where there is none, or nobody is to ask any more."""
        import obstore

        async def fetched() -> bytes:
            found = await obstore.get_async(self._store(), self._name(key))
            if found.meta["size"] > _ENTRY:
                return b""
            return bytes(await found.bytes_async())

        if self.failure:
            return None
        try:
            data = await self._bounded(fetched())
        except FileNotFoundError:
            return None
        except Exception as refused:
            self._fail(refused, "read")
            return None
        self._read = [self._read[0] + 1, self._read[1] + len(data)]
        return data

    def take(self, key: str, data: bytes) -> None:
        """Have an entry written when it is its turn."""
        if self.failure or self.closed:
            return
        if len(data) > self._room:
            self._left_out += 1
            return
        self._room -= len(data)
        self._waiting.put_nowait((key, data))

    async def write(self) -> None:
        """Write what is waiting, for ever."""
        while True:
            key, data = await self._waiting.get()
            if not self.failure and not self.closed:
                await self._put(key, data)
            self._room += len(data)
            self._waiting.task_done()

    async def _put(self, key: str, data: bytes) -> None:
        import obstore
        from obstore.exceptions import PermissionDeniedError, UnauthenticatedError

        async def stored() -> None:
            await obstore.put_async(self._store(), self._name(key), data, use_multipart=False)

        try:
            await self._bounded(stored())
        except (PermissionDeniedError, UnauthenticatedError, PermissionError):
            self.closed = "it lets nobody write with these credentials"
        except Exception as refused:
            self._fail(refused, "written")
        else:
            self._written = [self._written[0] + 1, self._written[1] + len(data)]

    async def finish(self) -> None:
        """Wait until all is written, but not for ever."""
        try:
            await asyncio.wait_for(self._waiting.join(), LAST)
        except TimeoutError:
            self._left_out += self._waiting.qsize()

    async def _bounded(self, work: Awaitable[_Given]) -> _Given:
        return await asyncio.wait_for(work, self._timeout)

    def _name(self, key: str) -> str:
        return f"{self._folder}{key[:2]}/{key}"

    def _store(self) -> Any:
        """The library's own; made when it is first wanted, since it may find fault with the environment."""
        if self._opened is None:
            from obstore.store import LocalStore, S3Store

            if self._address.kind == "file":
                self._opened = LocalStore(self._address.name, mkdir=True)
            else:
                limit = datetime.timedelta(seconds=self._timeout)
                endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
                self._opened = S3Store(
                    self._address.name,
                    prefix=self._address.prefix or None,
                    client_options={
                        "timeout": limit,
                        "connect_timeout": limit,
                        "allow_http": endpoint.startswith("http://"),
                    },
                    retry_config={"max_retries": 1, "retry_timeout": limit},
                )
        return self._opened

    def _fail(self, refused: Exception, done: str) -> None:
        self.failure = self.failure or self._reason(refused, done)

    def _reason(self, refused: Exception, done: str) -> str:
        from obstore.exceptions import PermissionDeniedError, UnauthenticatedError

        if isinstance(refused, TimeoutError) or "timed out" in str(refused):
            return f"nothing was {done} within {self._timeout:g} s"
        if isinstance(refused, PermissionDeniedError | UnauthenticatedError | PermissionError):
            return "it lets nobody in with these credentials"
        if isinstance(refused, FileNotFoundError):
            return "there is no such place"
        if "error sending request" in str(refused):
            return "it can't be reached"
        return f"nothing could be {done} ({type(refused).__name__})"


async def _serve(place: _Place, door: socket.socket) -> None:
    tasks = [asyncio.create_task(place.write()) for _ in range(_AT_ONCE)]
    server = await asyncio.start_unix_server(lambda reader, writer: _answer(place, reader, writer), sock=door)
    async with server:
        await _end_of_input()
    for task in tasks:
        task.cancel()


async def _end_of_input() -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def _answer(place: _Place, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Do what one process says until it is gone."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError), contextlib.closing(writer):
        while True:
            what, key, size = HEAD.unpack(await reader.readexactly(HEAD.size))
            body = await reader.readexactly(size)
            if what == KEEP:
                place.take(key.decode(), body)
                continue
            if what == ASK:
                data = await place.get(key.decode())
                told, data = (HIT, data) if data is not None else (GONE if place.failure else MISS, b"")
            else:
                assert what == FINISH
                await place.finish()
                told, data = HIT, place.told()
            writer.write(ANSWER.pack(told, len(data)) + data)
            await writer.drain()

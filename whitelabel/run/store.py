"""Bytes by the key of the action that made them: in memory for one run, on disk from run to run.

An entry names its own digest, so that a cut or flipped one is noticed and made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Container
from typing import Protocol

from whitelabel.disk.kept import fits, is_size


class Shelf(Protocol):
    """Where entries outlast a run."""

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None``."""

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry."""


ENTRY = "entry-1"
"""The form of an entry; a higher number where it changes."""


class Store:
    """What was made before, and need not be made again.

    Args:
        shelf: Where entries outlast the run; ``None`` keeps them in memory alone.
        own: Where those of this machine alone do; the same shelf where absent.
    """

    def __init__(self, shelf: Shelf | None = None, own: Shelf | None = None) -> None:
        self._memory: dict[str, tuple[bytes, ...]] = {}
        self._shelf = shelf
        self._own = own or shelf

    def get(self, key: str, *, stored: bool, count: int | None = None, own: bool = False) -> tuple[bytes, ...] | None:
        """What an action with this key made, or ``None``, also where that isn't so many files.

        Args:
            key: Of the action.
            stored: Whether it may come from an earlier run.
            count: Files that were wanted.
            own: Whether no other machine may give it: a note of what stands here, or a judgement.
        """
        found = self._memory.get(key)
        shelf = self._own if own else self._shelf
        if found is None and stored and shelf is not None:
            entry = shelf.get(key)
            made = _unpack(key, entry) if entry is not None else None
            if made is not None and count in (None, len(made)):
                found = self._memory[key] = made
        return found

    def put(self, key: str, files: tuple[bytes, ...], *, stored: bool, own: bool = False) -> None:
        """Keep what an action made; where the shelf can't take it, the next run makes it anew."""
        self._memory[key] = files
        shelf = self._own if own else self._shelf
        if stored and shelf is not None:
            with contextlib.suppress(OSError):
                shelf.put(key, _pack(key, files))

    def forget(self, keep: Container[str]) -> None:
        """Drop from memory everything but the given keys, so that memory doesn't grow with every brand."""
        self._memory = {key: files for key, files in self._memory.items() if key in keep}


def _pack(key: str, files: tuple[bytes, ...]) -> bytes:
    body = b"".join(files)
    sizes = [len(data) for data in files]
    head = {"sizes": sizes, "sha256": _digest(key, sizes, body)}
    return json.dumps(head).encode() + b"\n" + body


_HEAD = {"sizes": [is_size], "sha256": str}


def _digest(key: str, sizes: list[int], body: bytes) -> str:
    """Of the bytes, of where they are cut, and of whose they are: a flipped bit in any is noticed."""
    found = hashlib.sha256(f"{key} {sizes}\n".encode())
    found.update(body)
    return found.hexdigest()


def is_whole(key: str, entry: bytes) -> bool:
    """Whether an entry is what was kept under this key; it says nothing of who kept it."""
    return _unpack(key, entry) is not None


def _unpack(key: str, entry: bytes) -> tuple[bytes, ...] | None:
    head, _, body = entry.partition(b"\n")
    try:
        known = json.loads(head)
    except (ValueError, RecursionError):
        return None
    if not fits(known, _HEAD):
        return None
    sizes, found = known["sizes"], known["sha256"]
    if _digest(key, sizes, body) != found or sum(sizes) != len(body):
        return None
    files: list[bytes] = []
    start = 0
    for size in sizes:
        files.append(body[start : start + size])
        start += size
    return tuple(files)

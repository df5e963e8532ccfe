"""Runs a command where folders are listed backwards, for a build that must not hang on how a file system lists them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any


class _Backwards:
    """What `os.scandir` gives, from the last entry to the first.

    Args:
        entries: All of them, in the file system's own order.
    """

    def __init__(self, entries: Sequence[os.DirEntry[Any]]) -> None:
        self._entries = iter(entries[::-1])

    def __enter__(self) -> _Backwards:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def close(self) -> None:
        """End it before its end."""
        self._entries = iter(())


def turn() -> None:
    """Have all folders listed backwards in this process, and in its forks."""
    listed: Callable[..., list[Any]] = os.listdir
    scanned: Callable[..., Any] = os.scandir

    def scan_backwards(*words: Any) -> _Backwards:
        with scanned(*words) as entries:
            return _Backwards(sorted(entries, key=lambda entry: entry.name))

    vars(os).update(listdir=lambda *words: sorted(listed(*words))[::-1], scandir=scan_backwards)


def main(words: Sequence[str]) -> int:
    """Run the command line with some words; the exit code."""
    from whitelabel.cli import main as run

    turn()
    return run(words)

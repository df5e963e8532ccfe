"""Entries that outlast a run; each tells by its time of change when it was last used."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from whitelabel.disk.files import remove, write_file
from whitelabel.disk.kept import read_kept, unfinished

LIMIT = 5_000_000_000
"""Bytes that a store holds where nobody says otherwise; ten thousand brands take half of them."""


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
        """The entry, or ``None``; that it was used is noted."""
        place = self._place(key)
        data = read_kept(place)
        if data is not None:
            # Whoever may not note it may still use it.
            with contextlib.suppress(OSError):
                os.utime(place, follow_symlinks=False)
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry.

        Raises:
            OSError: It can't be written; nothing of it is left.
        """
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = unfinished(self._unfinished / key)
        try:
            write_file(beside, data)
            try:
                os.replace(beside, place)
            except IsADirectoryError:
                remove(place)
                os.replace(beside, place)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise

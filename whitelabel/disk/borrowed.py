"""Entries of a store that is only looked into: whoever asks what would be done leaves no trace in it."""

from __future__ import annotations

from pathlib import Path

from whitelabel.disk.kept import read_kept
from whitelabel.disk.shelf import Shelf


class Borrowed(Shelf):
    """A folder of entries from which is read, and a folder of one's own into which is written.

    Args:
        folder: Where the entries lie; it need not be there. That they were used is not noted.
        own: A folder that is taken away afterwards, for what is made now and asked for again.
    """

    def __init__(self, folder: Path, own: Path) -> None:
        super().__init__(own, own)
        self._lent = folder

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None``."""
        found = read_kept(self._lent / key[:2] / key)
        return found if found is not None else super().get(key)

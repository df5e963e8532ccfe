"""What was seen of the project's files, kept from run to run."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from whitelabel.disk.blob import Blob, blob_of
from whitelabel.disk.kept import each_value, fits, read_sealed, write_sealed


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
        kept = read_sealed(place, _VERSION, _FORM) if place is not None else None
        if kept is not None and kept["version"] == version:
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
        found = blob_of(place)
        if found.size == about.st_size and max(about.st_mtime_ns, about.st_ctime_ns) < begun - _SETTLED:
            self._now_seen[path] = [*state, found.digest]
        else:
            self._now_seen.pop(path, None)
        return found

    def recall(self, key: str, form: Any = lambda _: True) -> Any:
        """What was kept under a key, or ``None``, also where it hasn't this form, as in ``fits``; it is kept on."""
        found = self._known.get(key)
        if found is None or not fits(found, form):
            return None
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

    def again(self, *, part: bool = False) -> Index:
        """One that remembers what this one has seen and kept, for the next time in the same process.

        Args:
            part: Whether only a part of the files is looked at the next time: what was seen of the others stays.
        """
        found = self.fresh()
        found._seen, found._known = self._now_seen, self._now_known
        if part:
            found._now_seen = dict(self._now_seen)
        return found

    def unsaved(self) -> Index:
        """The same, kept nowhere: whoever only looks leaves it as it is."""
        self._place = None
        return self

    def save(self) -> None:
        """Write what was seen and kept this time; where that can't be written, the next time reads all anew."""
        changed = self._now_seen != self._seen or self._now_known != self._known
        if self._place is None or not changed or max(len(self._now_known), len(self._now_seen)) < _WORTH:
            return
        kept = {"version": self._version, "seen": self._now_seen, "known": self._now_known}
        write_sealed(self._place, _VERSION, kept)


_VERSION = "index 2"
_FORM = {"version": str, "seen": each_value((int, int, int, int, str)), "known": dict}

_WORTH = 100
"""So many files at least, or reading them anew is as quick."""

_SETTLED = 2_000_000_000
"""Nanoseconds after which a change shows in a file's times on any file system; FAT counts in two seconds."""

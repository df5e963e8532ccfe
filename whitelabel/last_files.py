"""What was shown last of brands' files, for pages that are still open, and for what can't be made any more."""

from __future__ import annotations

from collections import OrderedDict

from whitelabel.change import plain

_MOST = 32 * 1024 * 1024
"""Bytes of all files."""

_STATES = 8
"""States of one file."""


class LastFiles:
    """Files as they were shown last, up to so many bytes; those that were shown longest ago go.

    Of files whose names differ in what tells of their contents alone the last few are held.
    """

    def __init__(self) -> None:
        self._files: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._names: dict[tuple[str, str], list[str]] = {}
        self._size = 0

    def get(self, slug: str, path: str) -> bytes | None:
        return self._files.get((slug, path))

    def put(self, slug: str, path: str, data: bytes) -> None:
        self._drop(slug, path)
        self._files[slug, path] = data
        self._size += len(data)
        names = self._names.setdefault((slug, plain(path)), [])
        names.append(path)
        if len(names) > _STATES:
            self._drop(slug, names[0])
        while self._size > _MOST:
            self._drop(*next(iter(self._files)))

    def _drop(self, slug: str, path: str) -> None:
        data = self._files.pop((slug, path), None)
        if data is not None:
            self._size -= len(data)
            names = self._names[slug, stem := plain(path)]
            names.remove(path)
            if not names:
                del self._names[slug, stem]

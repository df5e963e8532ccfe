"""The bytes of one file, known by their digest."""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from whitelabel.disk.files import read_regular

KEEP_BYTES = 1024 * 1024
"""Files up to this size stay in memory once read; bigger ones are read again when they are needed."""


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of one file, known by their SHA-256; two blobs are equal when their bytes are."""

    digest: str
    size: int
    data: bytes | None = field(default=None, compare=False, repr=False)
    place: Path | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, data: bytes) -> Blob:
        """A blob of bytes at hand."""
        return cls(hashlib.sha256(data).hexdigest(), len(data), data)

    def read(self) -> bytes:
        """The bytes.

        Raises:
            OSError: The file is gone or was changed since it was first read.
        """
        if self.data is not None:
            return self.data
        if self.place is None:
            raise OSError(errno.ENOENT, "the bytes were not kept")
        data = read_regular(self.place)
        if hashlib.sha256(data).hexdigest() != self.digest:
            raise OSError(errno.ESTALE, "changed while the build was reading it", str(self.place))
        return data


def blob_of(place: Path, room: int = KEEP_BYTES) -> Blob:
    """The blob of a file, kept in memory where it is small and there is so much room."""
    data = read_regular(place)
    found = hashlib.sha256(data).hexdigest()
    return Blob(found, len(data), data if len(data) <= min(KEEP_BYTES, room) else None, place)

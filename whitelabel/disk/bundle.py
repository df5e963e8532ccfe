"""A bundle of any age, read from its folder or from its archive."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from whitelabel.disk.files import read_regular, walk
from whitelabel.disk.unpack import Packed, Refused, unpack


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a bundle.

    Attributes:
        files: Bytes by path.
        odd: What is no file, and what it is instead.
        broken: Why nothing can be read; empty where it can.
        packed: How it was packed; ``None`` for a folder.
        data: An archive's bytes.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    odd: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""
    packed: Packed | None = None
    data: bytes = field(default=b"", repr=False)


def read_bundle(place: Path) -> Found:
    """Read a bundle's folder, or its archive.

    Raises:
        OSError: It can't be read.
    """
    return _of_folder(place) if place.is_dir() else _of_archive(read_regular(place))


def _of_folder(place: Path) -> Found:
    files: dict[str, bytes] = {}
    odd: dict[str, str] = {}
    for path, entry in walk(place, "", lambda _: False):
        if stat.S_ISREG(os.lstat(entry.path).st_mode):
            files[path] = read_regular(Path(entry.path))
        else:
            odd[path] = "a link" if entry.is_symlink() else "no file"
    return Found(files, odd)


def _of_archive(data: bytes) -> Found:
    try:
        found = unpack(data)
    except Refused as refused:
        return Found(broken=str(refused), data=data)
    return Found(found.files, found.odd, packed=found.packed, data=data)

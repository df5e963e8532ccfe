"""A bundle of any age, read from its folder or from its archive."""

from __future__ import annotations

import io
import os
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from whitelabel.disk.files import read_regular, walk

LIMIT = 2 * 1024**3
"""Bytes of an archive's files at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a bundle.

    Attributes:
        files: Bytes by path.
        odd: What is no file, and what it is instead.
        broken: Why nothing can be read; empty where it can.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    odd: Mapping[str, str] = field(default_factory=dict)
    broken: str = ""


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
    files: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LIMIT:
                return Found(broken="the archive holds more than any bundle")
            if len({member.filename for member in members}) != len(members):
                return Found(broken="the archive holds a file twice")
            for member in members:
                if not member.is_dir():
                    files[member.filename] = archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return Found(broken="it is no archive, or one that is cut or changed")
    return Found(files)

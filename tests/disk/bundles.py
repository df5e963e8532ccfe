"""Small bundles on a disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from whitelabel.disk.publish import Publisher


def bundle(version: str, count: int = 30) -> dict[str, bytes]:
    """A bundle whose every file says which version it is of."""
    return {f"site/{number % 3}/{number}.txt": f"{version} {number}\n".encode() * 50 for number in range(count)}


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def as_it_stands(place: Path) -> tuple[int, int, int, int]:
    """Which file it is, how big, and when it was changed; not when it was read, which who compares bytes does too."""
    about = place.stat()
    return (about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)


def put(out: Path, *slugs: str, version: str = "1") -> None:
    """Publish a bundle a slug."""
    with Publisher(out) as publisher:
        publisher.publish([publisher.write(slug, bundle(version)) for slug in slugs])


def limit_links(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Have the disk give a file so many names, as all do at some number."""
    real = os.link

    def limited(source: str, place: str) -> None:
        if Path(source).stat().st_nlink >= most:
            raise OSError(errno.EMLINK, "too many links")
        real(source, place)

    monkeypatch.setattr(os, "link", limited)

"""A folder of files that is handed to somebody: there whole or not at all, and never among what is somebody else's."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from whitelabel.disk.files import naming, remove, walk, write_file
from whitelabel.disk.kept import each_value, read_sealed, write_sealed

LIST = ".handed-over"
"""Lists what was written, so that it can be told from what was added."""

_VERSION = "handed over 1"


def is_free(place: Path) -> bool:
    """Whether a folder may be written: there is none, it is empty, or all that is in it was written so, as it is.

    Raises:
        OSError: It can't be read.
    """
    if not os.path.lexists(place):
        return True
    if place.is_symlink() or not place.is_dir():
        return False
    found = {path for path, _ in walk(place, "", lambda _: False)}
    if not found:
        return True
    listed = read_sealed(place / LIST, _VERSION, each_value(str))
    if listed is None or found != {LIST, *listed}:
        return False
    return all(hashlib.sha256((place / path).read_bytes()).hexdigest() == digest for path, digest in listed.items())


def hand_over(place: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder, in place of what was written so before.

    Args:
        place: Free, as ``is_free`` tells.
        files: Bytes by path, with ``/``.

    Raises:
        OSError: It can't be written; what stood there before still does.
    """
    place = place.absolute()
    place.parent.mkdir(parents=True, exist_ok=True)
    beside, aside = (place.with_name(f".whitelabel-{secrets.token_hex(8)}") for _ in range(2))
    try:
        with naming(place):
            for path, data in files.items():
                (beside / path).parent.mkdir(parents=True, exist_ok=True)
                write_file(beside / path, data)
            digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
            write_sealed(beside / LIST, _VERSION, digests)
            if place.exists():
                os.rename(place, aside)
            try:
                os.rename(beside, place)
            except OSError:
                if aside.exists():
                    os.rename(aside, place)
                raise
    finally:
        remove(beside)
        remove(aside)

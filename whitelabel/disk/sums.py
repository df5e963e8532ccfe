"""``SHA256SUMS`` beside the archives: the digest of every file there, for ``sha256sum --check``."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from whitelabel.disk.files import ARCHIVES, read_if_there

NAME = "SHA256SUMS"
ENDINGS = (".zip", ".tar.zst", ".intoto.json", ".cdx.json", ".html")
"""Of what stands in the folder of archives."""

_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^/\0\n]+)")


def artifact_names(out: Path) -> list[str]:
    """The files in the folder of archives, sorted; links and whatever else lies there aren't among them."""
    try:
        with os.scandir(out / ARCHIVES) as entries:
            found = [one.name for one in entries if one.is_file(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(name for name in found if name.endswith(ENDINGS) and name.isprintable())


def read_sums(data: bytes | None) -> dict[str, str] | None:
    """Digests by name, as a list of sums tells them; ``None`` where it is none."""
    try:
        lines = (data or b"").decode().splitlines()
    except UnicodeDecodeError:
        return None
    found = [_LINE.fullmatch(line) for line in lines]
    told = {match[2]: match[1] for match in found if match is not None}
    return told if len(told) == len(lines) else None


def standing_sums(out: Path) -> dict[str, str]:
    """What the list beside the archives tells; nothing where there is none that can be read."""
    return read_sums(read_if_there(out / ARCHIVES / NAME)) or {}


def sums(out: Path, known: Mapping[str, str]) -> bytes:
    """The list of what stands in the folder of archives.

    Args:
        out: The folder of bundles.
        known: Digests by name; what is missing there is read.

    Raises:
        OSError: A file can't be read.
    """
    lines = []
    for name in artifact_names(out):
        digest = known.get(name)
        if digest is None:
            with open(out / ARCHIVES / name, "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        lines.append(f"{digest}  {name}\n")
    return "".join(lines).encode()

"""This program as it is installed: its version, the digest of its files, and the libraries that it works with."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from whitelabel import __version__
from whitelabel.disk.look import walked

NAME = "whitelabel"
_REQUIRED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True)
class Tool:
    """What made a bundle.

    Attributes:
        sha256: Over the sorted lines ``sha256  path`` of its files.
        libraries: Name and version of each that it works with, sorted.
        lock: SHA-256 over their lines ``name==version``.
    """

    version: str
    sha256: str
    libraries: tuple[tuple[str, str], ...]
    lock: str


@cache
def this_tool() -> Tool:
    """This program; told once a process.

    Raises:
        OSError: A file of it can't be read.
    """
    base = f"{os.path.realpath(Path(__file__).parents[1])}/"
    lines = []
    for name in sorted(walked(base, "", lambda name: name == "__pycache__")):
        if not name.endswith("/"):
            lines.append(f"{hashlib.sha256(Path(base, name).read_bytes()).hexdigest()}  {name}\n")
    libraries = tuple(sorted(_libraries()))
    lock = "".join(f"{name}=={version}\n" for name, version in libraries)
    return Tool(__version__, _sha256("".join(lines)), libraries, _sha256(lock))


def _libraries() -> set[tuple[str, str]]:
    """Those that the package asks for, as far as they are installed; those for tests aren't among them."""
    found: set[tuple[str, str]] = set()
    try:
        required = metadata.requires(NAME) or []
    except metadata.PackageNotFoundError:
        return found
    for line in required:
        name = _REQUIRED.match(line)
        if name is not None and "extra ==" not in line:
            found.add((re.sub(r"[-_.]+", "-", name[1]).lower(), _version(name[1])))
    return {(name, version) for name, version in found if version}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

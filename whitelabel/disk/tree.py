"""The project's files, as they lie on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from whitelabel.disk.blob import KEEP_BYTES, Blob, blob_of
from whitelabel.disk.files import BRANDS, CONTRACTS, ROOT_FILE, THEME, is_enterable, is_litter, walk
from whitelabel.disk.index import Index

KEEP_ALL = 64 * 1024 * 1024
"""What stays in memory in all; a folder of a thousand files costs no more."""

MAX_GUEST_BYTES = 32 * 1024 * 1024
"""Files of brands and contracts beyond this are not read at all: no logo and no font is as big."""


BRAND_FILE = "brand.yaml"

SOURCE_FOLDERS = (THEME, BRANDS, CONTRACTS)

GUEST_FOLDERS = (f"{BRANDS}/", f"{CONTRACTS}/")
"""Where others write: what can't be read there is theirs to mend, and stops nobody else."""

CLOSED = "closed to us by its permissions"
"""What is said of such a file or folder."""


@dataclass(frozen=True)
class Tree:
    """The project's files by path from its root, with ``/``.

    Attributes:
        files: Regular files.
        odd: What is neither file nor folder, and is not read: path → what it is.
    """

    files: Mapping[str, Blob]
    odd: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Mapping[str, str | bytes]) -> Tree:
        """A tree of texts and bytes at hand."""
        return cls({path: Blob.of(data.encode() if isinstance(data, str) else data) for path, data in files.items()})

    @cached_property
    def brands(self) -> Sequence[str]:
        """Slugs: names of the folders under ``brands/``, sorted; and of what stands there and is no folder, such as a link."""
        found = {path.split("/")[1] for path in self.files if path.startswith(f"{BRANDS}/") and path.count("/") > 1}
        return tuple(sorted(found.union(path.split("/")[1] for path in self.odd if path.startswith(f"{BRANDS}/"))))

    def under(self, folder: str) -> dict[str, Blob]:
        """The files below a folder, by their path from it, sorted."""
        prefix = folder.rstrip("/") + "/"
        return {path[len(prefix) :]: blob for path, blob in sorted(self.files.items()) if path.startswith(prefix)}


def part_of(path: str) -> str:
    """The part of a project that a path lies in, as parts are read: a brand's folder, or what stands in the root.

    >>> part_of("brands/acme/fonts/a.woff2"), part_of("base_theme/theme.yaml"), part_of("brands")
    ('brands/acme', 'base_theme', 'brands')
    """
    steps = path.split("/", 2)
    return "/".join(steps[:2]) if steps[0] == BRANDS else steps[0]


def owner_of(path: str) -> str:
    """The slug of the brand whose own a file is, its contract included; empty where it is no brand's.

    >>> owner_of("brands/acme/fonts/a.woff2"), owner_of("contracts/acme.yaml"), owner_of("base_theme/theme.yaml")
    ('acme', 'acme', '')
    """
    folder, _, rest = path.partition("/")
    if folder == BRANDS:
        return rest.partition("/")[0]
    return rest.removesuffix(".yaml") if folder == CONTRACTS and rest.endswith(".yaml") else ""


def read_parts(root: Path, before: Tree, parts: Set[str], brands: Sequence[str], index: Index) -> Tree:
    """Read some parts of a project again: what ``read_tree`` would give if nothing else had changed.

    Args:
        root: The project's folder.
        before: What was read of it.
        parts: As ``part_of`` gives them; all of ``brands/`` is none.
        brands, index: As for ``read_tree``, where of every file what was seen before counts.
    """
    again = read_tree(root, brands, index, every=True, parts=parts)
    files = {path: blob for path, blob in before.files.items() if part_of(path) not in parts}
    odd = {path: what for path, what in before.odd.items() if part_of(path) not in parts}
    return Tree({**files, **again.files}, {**odd, **again.odd})


def read_tree(
    root: Path,
    brands: Sequence[str] = (),
    index: Index | None = None,
    *,
    every: bool = False,
    parts: Set[str] | None = None,
) -> Tree:
    """Read the project below a root: its own file, the base theme, the brands and the contracts.

    Links are never followed: what they point to is not the project's, and a brand reads only inside its own folder.

    Args:
        root: The project's folder.
        brands: Slugs whose folders are read whole; of all others only ``brand.yaml``. Empty means all.
        index: What was seen before of the files of the others, and of the contracts.
        every: Whether of a file of the vendor's, and of those that are read whole, what was seen before counts, too.
        parts: Those that are read; all where absent.
    """
    files: dict[str, Blob] = {}
    odd: dict[str, str] = {}
    places: list[tuple[str, os.DirEntry[str]]] = []
    wanted, seen = set(brands), index or Index()
    tops = {part.partition("/")[0] for part in parts} if parts is not None else None
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            if tops is not None and entry.name not in tops:
                continue
            if entry.name == ROOT_FILE:
                places.append((entry.name, entry))
            elif entry.name not in SOURCE_FOLDERS:
                continue
            elif not entry.is_dir(follow_symlinks=False):
                places.append((entry.name, entry))
            elif entry.name == BRANDS and brands:
                places.extend(_brands(entry.path, wanted, seen, files, odd, parts))
            else:
                places.extend(walk(entry.path, entry.name + "/", is_litter))
    room = KEEP_ALL
    for path, entry in places:
        remembered = seen if every or (brands and path.startswith(f"{CONTRACTS}/")) else None
        found = _look(path, Path(entry.path), entry.stat(follow_symlinks=False), room, remembered)
        if isinstance(found, str):
            odd[path] = found
        else:
            files[path] = found
            room -= found.size if found.data is not None else 0
    return Tree(files, odd)


def _look(path: str, place: Path, about: os.stat_result, room: int, index: Index | None) -> Blob | str:
    """A file's blob, or what stands in its place.

    Raises:
        PermissionError: One of the vendor's own files is closed to us.
    """
    guest = path.startswith(GUEST_FOLDERS)
    if not stat.S_ISREG(about.st_mode):
        return _kind(about.st_mode)
    if guest and about.st_size > MAX_GUEST_BYTES:
        return f"bigger than {MAX_GUEST_BYTES // 1024 // 1024} MB"
    try:
        return blob_of(place, room) if index is None else index.blob(path, place, about)
    except PermissionError:
        if not guest:
            raise
        return CLOSED


def _brands(
    folder: str,
    wanted: Set[str],
    index: Index,
    files: dict[str, Blob],
    odd: dict[str, str],
    parts: Set[str] | None,
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything of the wanted brands; of the others their ``brand.yaml`` is looked at here."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda item: item.name):
            path = f"{BRANDS}/{entry.name}"
            if is_litter(entry.name) or (parts is not None and path not in parts):
                continue
            if not entry.is_dir(follow_symlinks=False):
                yield path, entry
            elif entry.name in wanted:
                if is_enterable(path, entry):
                    yield from walk(entry.path, path + "/", is_litter)
                else:
                    yield path, entry
            else:
                _glance(f"{path}/{BRAND_FILE}", os.path.join(entry.path, BRAND_FILE), index, files, odd)


def brand_entries(root: Path) -> tuple[list[str], list[str]]:
    """What stands under ``brands/``, without reading any of it.

    Args:
        root: The project's folder.

    Returns:
        Sorted names of what is read as a brand, and of what isn't: single files, and folders without any.
    """
    brands: list[str] = []
    others: list[str] = []
    try:
        entries = (
            sorted(os.scandir(root / BRANDS), key=lambda item: item.name) if not (root / BRANDS).is_symlink() else []
        )
    except OSError:
        return [], []
    for entry in entries:
        if is_litter(entry.name):
            continue
        path = f"{BRANDS}/{entry.name}"
        if not entry.is_dir(follow_symlinks=False):
            is_brand = not entry.is_file(follow_symlinks=False) or entry.stat().st_size > MAX_GUEST_BYTES
        else:
            is_brand = not is_enterable(path, entry) or any(walk(entry.path, path + "/", is_litter))
        (brands if is_brand else others).append(entry.name)
    return brands, others


def _glance(path: str, place: str, index: Index, files: dict[str, Blob], odd: dict[str, str]) -> None:
    try:
        found = _look(path, Path(place), os.lstat(place), KEEP_BYTES, index)
    except FileNotFoundError:
        if any(walk(os.path.dirname(place), "", is_litter)):
            odd[path] = "missing"
        return
    except PermissionError:
        odd[path] = f"in a folder that is {CLOSED}"
        return
    if isinstance(found, str):
        odd[path] = found
    else:
        files[path] = found


def read_guests(root: Path, paths: Iterable[str], index: Index) -> dict[str, Blob]:
    """Single files of guests, as far as they are there and can be read; none is kept in memory.

    Args:
        root: The project's folder.
        paths: From there. Links are followed nowhere on the way.
        index: What was seen of them before.
    """
    found: dict[str, Blob] = {}
    base = os.fspath(root)
    for path in paths:
        place = os.path.join(base, path)
        try:
            inner = path.split("/")[2:-1]
            if any(os.path.islink(os.path.join(base, *path.split("/")[: 3 + depth])) for depth in range(len(inner))):
                continue
            blob = _look(path, Path(place), os.lstat(place), KEEP_BYTES, index)
        except (OSError, ValueError):
            continue
        if not isinstance(blob, str):
            found[path] = Blob(blob.digest, blob.size, None, blob.place)
    return found


def read_root_file(root: Path) -> Tree:
    """The project's own file alone."""
    place = root / ROOT_FILE
    about = place.lstat()
    found = _look(ROOT_FILE, place, about, KEEP_BYTES, None)
    return Tree({}, {ROOT_FILE: found}) if isinstance(found, str) else Tree({ROOT_FILE: found})


def _kind(mode: int) -> str:
    for test, word in (
        (stat.S_ISLNK, "a symbolic link"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
        (stat.S_ISDIR, "a folder that is too deep, or that we may not enter"),
    ):
        if test(mode):
            return word
    return "no regular file"

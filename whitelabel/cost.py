"""What it costs to make a brand's bundle, estimated from its sources alone: the same on any machine, so that CI shares work out alike.

Half of it is the same for each brand: a process starts, the theme is read, pictures are drawn from the logo. The rest grows with
pages and languages, and with the files that the brand brings. Measured on the demo (two cores, empty store), in milliseconds; it is
the ratios that count.
"""

from __future__ import annotations

import os
from pathlib import Path

from whitelabel import source
from whitelabel.disk.files import BRANDS, THEME, is_litter, read_if_there, walk
from whitelabel.disk.tree import BRAND_FILE

_EACH, _PAGE, _KILOBYTE = 2000, 15, 2
_MOST_KILOBYTES = 4096
"""Files beyond this are fonts and pictures that cost no more than they would at this size."""


def pages_of(root: Path) -> int:
    """How many pages the theme has in one language; 1 where that can't be told."""
    path = f"{THEME}/theme.yaml"
    return max(1, _count(root, path, "pages"))


def cost(root: Path, slug: str, pages: int, *, closed: bool = False) -> int:
    """What a bundle costs, from an empty store.

    Args:
        root: The project's folder.
        slug: Of the brand.
        pages: Of the theme, in one language.
        closed: Whether it is a closing bundle, which has a notice in place of pages.

    Returns:
        Milliseconds, 1 or more.
    """
    folder = f"{BRANDS}/{slug}"
    languages = 1 if closed else max(1, _count(root, f"{folder}/{BRAND_FILE}", "locales"))
    return _EACH + _PAGE * languages * (1 if closed else pages) + _KILOBYTE * _kilobytes(root, folder)


def _kilobytes(root: Path, folder: str) -> int:
    try:
        found = sum(
            entry.stat(follow_symlinks=False).st_size
            for _, entry in walk(os.fspath(root / folder), f"{folder}/", is_litter)
        )
    except OSError:
        return 0
    return min(found // 1024, _MOST_KILOBYTES)


def _count(root: Path, path: str, key: str) -> int:
    """How many entries a list or a mapping of a file has; none where there is no such, or it can't be read."""
    data = read_if_there(root / path)
    node = source.read_yaml(data, path) if data is not None else None
    value = node.get(key) if isinstance(node, source.Mapping) else None
    if isinstance(value, source.Sequence):
        return len(value.items)
    return sum(1 for _ in value) if isinstance(value, source.Mapping) else 0

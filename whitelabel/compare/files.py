"""Which files of a bundle are added, changed and removed, those with another fingerprint in their name matched up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from whitelabel.change import FileChange, plain

Facts: TypeAlias = Mapping[str, tuple[int, str]]
"""Size and SHA-256 of each file of a bundle, by path."""


def compare_files(before: Facts, after: Facts) -> tuple[FileChange, ...]:
    """What differs, sorted by path.

    A file that is gone and one that has come are the same under another name where their names differ by the fingerprint
    alone. Of several that might be, those with the same bytes belong together, the others in the order of their names.

    Args:
        before, after: Of the two states; the listing itself may be among the files.
    """
    found = [
        FileChange(path, path, before[path][0], after[path][0])
        for path in before.keys() & after.keys()
        if before[path][1] != after[path][1]
    ]
    found += _renamed(before, after)
    return tuple(sorted(found, key=lambda change: (change.path, change.was)))


def _renamed(before: Facts, after: Facts) -> Iterator[FileChange]:
    gone: dict[str, list[str]] = defaultdict(list)
    for path in sorted(before.keys() - after.keys()):
        gone[plain(path)].append(path)
    come: dict[str, list[str]] = defaultdict(list)
    for path in sorted(after.keys() - before.keys()):
        come[plain(path)].append(path)
    for name in sorted(gone.keys() | come.keys()):
        olds, news = gone[name], come[name]
        for new in list(news):
            same = next((old for old in olds if before[old][1] == after[new][1]), None)
            if same is not None:
                olds.remove(same)
                news.remove(new)
                yield FileChange(new, same, before[same][0], after[new][0])
        for old, new in zip(olds, news, strict=False):
            yield FileChange(new, old, before[old][0], after[new][0])
        for old in olds[len(news) :]:
            yield FileChange(old, old, before[old][0], None)
        for new in news[len(olds) :]:
            yield FileChange(new, "", None, after[new][0])

"""What stood on the disk when a build was done, kept so that the next one sees what has changed without reading it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whitelabel.disk.kept import each_value, read_sealed, write_sealed


@dataclass(frozen=True, slots=True)
class Page:
    """One brand's entry.

    Attributes:
        inputs, outputs: Names as in ``Look``, and the seal.
        facts: What else is to be known again, as JSON data.
    """

    inputs: tuple[tuple[str, ...], str]
    outputs: tuple[tuple[str, ...], str]
    facts: Mapping[str, Any]


class Ledger:
    """Pages by slug, and one for what all brands have in common.

    Bundles have most of their names in common: those stand once, and each page only tells how it differs.

    Args:
        place: The file that it is kept in.
        common, facts: Forms, as in ``fits``, of what holds for all and of a page's facts: a ledger in which one of them has
            another form is taken for none.
    """

    def __init__(self, place: Path, common: Any = dict, facts: Any = dict) -> None:
        self._place = place
        self.common: Mapping[str, Any] = {}
        """What holds for all, as JSON data; empty where nothing is known."""
        self._shared: list[str] = []
        self._packed: dict[str, list[Any]] = {}
        self._pages: dict[str, Page] = {}
        page = ([str], str, [str], [int], str, facts)
        kept = read_sealed(place, _VERSION, {"common": common, "shared": [str], "pages": each_value(page)})
        if kept is not None:
            self.common, self._shared, self._packed = kept["common"], kept["shared"], kept["pages"]

    def __contains__(self, slug: object) -> bool:
        return slug in self._packed

    def page(self, slug: str) -> Page:
        """The entry of a brand."""
        if slug not in self._pages:
            self._pages[slug] = self._unpacked(slug)
        return self._pages[slug]

    def _unpacked(self, slug: str) -> Page:
        inputs, input_seal, own, missing, output_seal, facts = self._packed[slug]
        lost = set(missing)
        shared = (name for number, name in enumerate(self._shared) if number not in lost) if lost else self._shared
        return Page((tuple(inputs), input_seal), (tuple(sorted((*shared, *own))), output_seal), facts)

    def save(self, common: Mapping[str, Any], pages: Mapping[str, Page], keep: Iterable[str]) -> None:
        """Write some pages anew and keep others; where that can't be written, the next build looks at all anew.

        Args:
            common: What holds for all.
            pages: By slug.
            keep: Slugs of the pages that stay as they are.
        """
        kept = {slug: self._packed[slug] for slug in keep if slug not in pages and slug in self._packed}
        if not kept:
            counts = Counter(name for page in pages.values() for name in page.outputs[0])
            self._shared = sorted(name for name, count in counts.items() if count * 2 > len(pages))
        where = {name: number for number, name in enumerate(self._shared)}
        for slug, page in pages.items():
            names, seal = page.outputs
            there = {where[name] for name in names if name in where}
            missing = [number for number in range(len(where)) if number not in there]
            own = [name for name in names if name not in where]
            kept[slug] = [*page.inputs, own, missing, seal, page.facts]
        pages_by_slug = dict(sorted(kept.items()))
        write_sealed(self._place, _VERSION, {"common": common, "shared": self._shared, "pages": pages_by_slug})


_VERSION = "ledger 3"
"""Raised with every change of the form."""

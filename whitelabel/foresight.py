"""What a build would make of one brand, beside what there is: its bundle that stands, or what the project gave earlier."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from whitelabel.bundle import in_memory, listed
from whitelabel.change import Change, RightChange
from whitelabel.compare.files import Facts, compare_files
from whitelabel.compare.rights import Held, compare_rights, held_in, held_now, in_conflict
from whitelabel.compare.values import compare_contrast, compare_values, read_values
from whitelabel.disk.publish import bundle_digests, read_bundle_file, refuse_other
from whitelabel.model import BrandPlan, Resolved, Rights, digest
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.problem import Problem
from whitelabel.render.lock import OUTPUT as LOCK
from whitelabel.resolve.rights import standing
from whitelabel.rights import standard
from whitelabel.run.store import Store
from whitelabel.verify.links import check_links
from whitelabel.verify.slots import Slots
from whitelabel.verify.whole import read_listing

VALUES = "site/brand.json"
_TOLD = (MANIFEST, VALUES, LOCK)
"""What of a bundle tells of all of it."""


@dataclass(frozen=True, slots=True)
class State:
    """What there was of a bundle.

    Attributes:
        facts: Size and digest of each file, its listing among them.
        told: The bytes of the files that tell of it, by path.
        is_damaged: Whether its files aren't what its listing says.
    """

    facts: Facts
    told: Mapping[str, bytes]
    is_damaged: bool = False


Before = Callable[[str], State | None]
"""Gives what there was of a brand's bundle; ``None`` where there was none."""


def standing_in(out: Path) -> Before:
    """What stands in a folder of bundles, as it is now.

    Args:
        out: The folder.
    """

    def before(slug: str) -> State | None:
        told = _told_in(out, slug)
        if MANIFEST not in told:
            return None
        listing = _facts_of(told[MANIFEST])
        digests = bundle_digests(out, slug)
        if digests is None:
            return State(listing, told, is_damaged=True)
        sizes = {path: os.lstat(out / slug / path).st_size for path in digests}
        facts = {path: (sizes[path], sha256) for path, sha256 in digests.items()}
        return State(facts, told, facts != listing)

    return before


def told_in(folder: Path) -> Before:
    """What ``note`` wrote down.

    Args:
        folder: Where it did.
    """

    def before(slug: str) -> State | None:
        told = _told_in(folder, slug)
        return State(_facts_of(told[MANIFEST]), told) if MANIFEST in told else None

    return before


def _told_in(out: Path, slug: str) -> dict[str, bytes]:
    read = {path: read_bundle_file(out, slug, path) for path in _TOLD}
    return {path: data for path, data in read.items() if data is not None}


def _facts_of(listing: bytes) -> dict[str, tuple[int, str]]:
    found = read_listing("", listing)
    files = {} if isinstance(found, Problem) else found.files
    return {**files, MANIFEST: (len(listing), digest(listing))}


class Foresight:
    """Tells of each brand's plan what its bundle would have, and what differs from what there was.

    Args:
        out: Where bundles stand.
        store: What was made before; takes what is made now.
        before: Gives what there was.
        at: What leads to a brand's bundle, for its slug, as it is shown.
    """

    def __init__(self, out: Path, store: Store, before: Before, at: Callable[[str], str]) -> None:
        self._out = out
        self._store = store
        self._before = before
        self._at = at
        self._slots: Slots | None = None

    def __call__(self, resolved: Resolved, plan: BrandPlan, problems: list[Problem]) -> Change | None:
        """What a build would do; ``None`` where it would reject the brand.

        Raises:
            OSError: Something else than a bundle stands in its place.
        """
        slug, brand = plan.brand, resolved.brands[plan.brand]
        refuse_other(self._out, slug, MANIFEST)
        was = self._before(slug)
        at = self._at(slug)
        known = listed(was.told[MANIFEST], resolved, plan) if was is not None and not was.is_damaged else None
        if known is not None:
            return Change(slug, brand.brand.name, "unchanged", at, count=len(known), bytes=_sum(known))
        files = in_memory(resolved, plan, self._store, problems, self._out)
        if files is None:
            return None
        if self._slots is None:
            self._slots = Slots(resolved.project.theme)
        found = [*check_links(files, f"{at}/"), *self._slots.check(brand, files)]
        problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in found)
        if any(problem.is_error for problem in found):
            return None
        facts = {path: (len(data), digest(data)) for path, data in files.items()}
        change = Change(slug, brand.brand.name, "new", at, count=len(facts), bytes=_sum(facts))
        after_lock = held_in(files[LOCK], brand.standing.table) or Held()
        if was is None:
            rights = compare_rights(Held(), after_lock, brand.standing.table)
            return dataclasses.replace(change, files=compare_files({}, facts), rights=rights)
        changed = compare_files(was.facts, facts)
        one, other = read_values(was.told.get(VALUES)), read_values(files[VALUES])
        if one is not None and other is not None:
            values = compare_values(one, other, brand)
            contrast = compare_contrast(one, other, resolved.project.theme.contrast)
            change = dataclasses.replace(change, values=values, contrast=contrast)
        held = held_in(was.told.get(LOCK), brand.standing.table)
        return dataclasses.replace(
            change,
            status="changed" if changed or was.is_damaged else "unchanged",
            files=changed,
            rights=compare_rights(held, after_lock, brand.standing.table) if held is not None else (),
            is_damaged=was.is_damaged,
        )


def note(out: Path, store: Store, folder: Path) -> Callable[[Resolved, BrandPlan, list[Problem]], bool | None]:
    """Makes bundles in memory, and writes down what tells of them.

    Args:
        out: Where bundles stand: what they have already needn't be made.
        store: What was made before; takes what is made now.
        folder: Where it is written down: see ``told_in``.

    Returns:
        What is to be done with each brand's plan.
    """

    def make(resolved: Resolved, plan: BrandPlan, problems: list[Problem]) -> bool | None:
        files = in_memory(resolved, plan, store, problems, out)
        if files is None or any(problem.is_error for problem in check_links(files)):
            return None
        for path in _TOLD:
            place = folder / plan.brand / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(files[path])
        return True

    return make


def rejected(slug: str, name: str, at: str, was: State | None, rights: Rights | None) -> Change:
    """A brand that a build would reject: what becomes of its rights, since that may be why.

    Args:
        slug, name: Of the brand.
        at: Where its bundle stands or would stand.
        was: What there was of it.
        rights: Of all brands, on the day; ``None`` where they can't be read.
    """
    found: tuple[RightChange, ...] = ()
    if rights is not None and slug not in rights.hidden:
        held = held_in(was.told.get(LOCK), rights.table) if was is not None else None
        if held is not None:
            found = compare_rights(held, held_now(standing(rights, slug)), rights.table)
        found += in_conflict(rights.conflicts, slug, rights.table)
    facts = was.facts if was is not None else {}
    return Change(
        slug, name, "rejected", at if was is not None else "", rights=found, count=len(facts), bytes=_sum(facts)
    )


def removed(slug: str, at: str, was: State) -> Change:
    """A brand that is no more, of which there was a bundle."""
    held = held_in(was.told.get(LOCK), standard())
    rights = compare_rights(held, Held(), standard()) if held is not None else ()
    return Change(slug, _name(was) or slug, "removed", at, rights=rights, count=len(was.facts), bytes=_sum(was.facts))


def _name(was: State) -> str:
    values = read_values(was.told.get(VALUES))
    name = values.get("name") if values is not None else None
    return name if isinstance(name, str) else ""


def _sum(facts: Facts) -> int:
    return sum(size for size, _ in facts.values())

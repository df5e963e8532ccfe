"""What a build would change: of the bundles that stand, or of those that the project gave at a revision; nothing is written.

A brand is taken through the flow as in a build, as far as to its files and their links. What a build looks for in them then, marks
of other parties and what tells of somebody outside, isn't looked for: that costs the most, and changes no byte that would be made.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Any

from whitelabel import incremental
from whitelabel.change import Change, Foreseen
from whitelabel.disk.files import ARCHIVES, STORE, shown_from
from whitelabel.disk.tree import brand_entries, owner_of
from whitelabel.outcome import BrandOutcome, Outcome
from whitelabel.package.manifest import NAME as MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from whitelabel.disk.revision import Commit
    from whitelabel.disk.tree import Tree
    from whitelabel.pipeline import Progress, When


def plan(
    root: Path,
    brands: Sequence[str] = (),
    *,
    on: When,
    out: Path | None = None,
    closed: bool = False,
    with_rights: bool = False,
    jobs: int = 1,
    progress: Progress,
) -> Foreseen:
    """What a build would change of the bundles that stand.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged.
        out: Where the bundles stand; ``build/`` of the project where absent.
        closed: Whether closing bundles would be made.
        with_rights: As for ``incremental.build``.
        jobs: Brands that are looked at at once, in processes.
        progress: Told after each brand that has to be looked at.

    Raises:
        OSError: A file can't be read, or something else than a bundle stands in a bundle's place.
    """
    target = out if out is not None else root / "build"
    shown = partial(_shown, target, root)
    changes: dict[str, Change] = {}

    def flow(asked: Sequence[str]) -> Outcome:
        from whitelabel import pipeline
        from whitelabel.disk.borrowed import Borrowed
        from whitelabel.foresight import Foresight, rejected, standing_in
        from whitelabel.run.store import Store

        changes.clear()
        with TemporaryDirectory(prefix="whitelabel-") as own:
            shelf = Borrowed(target / STORE, Path(own))
            before = standing_in(target)
            look = Foresight(target, Store(shelf), before, shown)
            options: dict[str, Any] = {"on": on, "out": target, "closed": closed, "jobs": jobs, "progress": progress}
            outcome, found = pipeline.foresee(root, asked, shelf=shelf, make=look, **options)
        changes.update(found)
        for one in outcome.brands:
            if one.status == "rejected":
                changes[one.brand] = rejected(one.brand, one.name, shown(one.brand), before(one.brand), outcome.rights)
        return outcome

    if closed:
        outcome = flow(brands)
    else:
        outcome = incremental.foresee(root, brands, on=on, out=target, with_rights=with_rights, flow=flow)
    for one in outcome.brands:
        if one.brand not in changes:
            changes[one.brand] = Change(one.brand, one.name, "unchanged", one.bundle, count=one.files, bytes=one.bytes)
    if not brands and not closed:
        changes |= _left(root, target, shown)
    return _foreseen(outcome, changes)


def plan_since(
    root: Path,
    commit: Commit,
    shown: str,
    brands: Sequence[str] = (),
    *,
    on: When,
    out: Path | None = None,
    jobs: int = 1,
    progress: Progress,
) -> Foreseen:
    """What the project's bundles have now that they wouldn't have had at a commit, if both were built on one day.

    Brands of which no file differs are not looked at, unless what was changed elsewhere concerns them.

    Args:
        root: The project's folder.
        commit: Of its repository.
        shown: The revision, as it was named.
        brands, on, out, jobs, progress: As for ``plan``; what stands there only saves work.

    Raises:
        OSError: A file can't be read, or git fails.
    """
    from whitelabel.disk.revision import take_out
    from whitelabel.disk.tree import read_tree

    started = perf_counter()
    target = out if out is not None else root / "build"
    with TemporaryDirectory(prefix="whitelabel-") as own:
        then = Path(own) / "then"
        then.mkdir()
        take_out(commit, then)
        slugs_then, slugs_now = (frozenset(brand_entries(place)[0]) for place in (then, root))
        # Whoever isn't there at all is told of by the flow.
        asked = set(brands or slugs_then | slugs_now)
        unknown = asked - slugs_then - slugs_now
        touched = _touched(read_tree(then), read_tree(root), slugs_then | slugs_now)
        # What somebody has changed who wasn't asked for may concern those that were.
        touched = (touched if touched <= asked else asked) | unknown
        sides = _Sides(root, then, Path(own), target, on, jobs, progress)
        past, now, changes = sides.look(touched & slugs_then, touched & slugs_now | unknown)
        while not (reached := _concerned((past, now), asked)) <= touched:
            touched |= reached
            past, now, changes = sides.look(touched & slugs_then, touched & slugs_now | unknown)
    same = sorted((asked & slugs_now) - touched)
    changes |= {slug: Change(slug, slug, "unchanged", _shown(target, root, slug)) for slug in same}
    stood = tuple(BrandOutcome(slug, slug, "unchanged") for slug in same)
    together = tuple(sorted((*now.brands, *stood), key=lambda one: one.brand))
    outcome = dataclasses.replace(now, brands=together, seconds=perf_counter() - started)
    return _foreseen(outcome, changes, shown)


class _Sides:
    """The project as it was and as it is.

    Args:
        root, then: Its folders.
        own: A folder that is taken away afterwards.
        out: Where bundles stand, which save work.
        on, jobs, progress: As for ``plan``.
    """

    def __init__(self, root: Path, then: Path, own: Path, out: Path, on: When, jobs: int, progress: Progress) -> None:
        from whitelabel.disk.borrowed import Borrowed

        self._root, self._then, self._notes, self._out = root, then, own / "notes", out
        self._shelf = Borrowed(out / STORE, own / "store")
        self._options: dict[str, Any] = {"on": on, "out": out, "shelf": self._shelf, "jobs": jobs, "progress": progress}

    def look(self, then: Iterable[str], now: Iterable[str]) -> tuple[Outcome, Outcome, dict[str, Change]]:
        """What was found of some brands then and now, and what differs.

        Args:
            then, now: Slugs; none where there are none.
        """
        from whitelabel import pipeline
        from whitelabel.foresight import Foresight, note, rejected, removed, told_in
        from whitelabel.run.store import Store

        past = outcome = Outcome((), (), 0.0, lambda *_: None)
        found: dict[str, Change] = {}
        old, new = sorted(then), sorted(now)
        if old:
            make = note(self._out, Store(self._shelf), self._notes)
            past, _ = pipeline.foresee(self._then, old, make=make, **self._options)
        before, shown = told_in(self._notes), partial(_shown, self._out, self._root)
        if new:
            look = Foresight(self._out, Store(self._shelf), before, shown)
            outcome, found = pipeline.foresee(self._root, new, make=look, **self._options)
        was_rejected = {one.brand for one in past.brands if one.status == "rejected"}
        for one in outcome.brands:
            if one.status == "rejected":
                state = before(one.brand)
                found[one.brand] = rejected(one.brand, one.name, shown(one.brand), state, outcome.rights)
        for slug in was_rejected & found.keys():
            found[slug] = dataclasses.replace(found[slug], was_rejected=True)
        for slug in set(old).difference(new):
            gone = before(slug)
            if gone is not None:
                found[slug] = removed(slug, shown(slug), gone)
        return past, outcome, found


def _touched(then: Tree, now: Tree, slugs: Iterable[str]) -> set[str]:
    """The brands of which a file differs; all where one does that is no brand's own."""
    both = {path for path in then.files.keys() | now.files.keys() if then.files.get(path) != now.files.get(path)}
    both |= {path for path in then.odd.keys() | now.odd.keys() if then.odd.get(path) != now.odd.get(path)}
    known = set(slugs)
    owners = {owner_of(path) for path in both}
    return owners if owners <= known else known


def _concerned(outcomes: Iterable[Outcome], asked: set[str]) -> set[str]:
    """The brands that what was found of others concerns: all, where an error names none, or a grant that nobody can read hides."""
    found = tuple(outcomes)
    errors = [problem for outcome in found for problem in outcome.problems if problem.is_error]
    hidden = any(outcome.rights is not None and outcome.rights.hidden for outcome in found)
    if hidden or any(not problem.brands for problem in errors):
        return asked
    return {slug for problem in errors for slug in problem.brands} & asked


def _left(root: Path, out: Path, shown: Callable[[str], str]) -> dict[str, Change]:
    """The bundles that stand of brands that are no more."""
    from whitelabel.disk.publish import read_bundle_file

    try:
        names = {entry.name for entry in os.scandir(out) if entry.is_dir(follow_symlinks=False)}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    gone = sorted(name for name in names.difference(brand_entries(root)[0], [ARCHIVES]) if name[0] != ".")
    found: dict[str, Change] = {}
    for slug in gone:
        if read_bundle_file(out, slug, MANIFEST) is not None:
            from whitelabel.foresight import removed, standing_in

            state = standing_in(out)(slug)
            if state is not None:
                found[slug] = removed(slug, shown(slug), state)
    return found


def _foreseen(outcome: Outcome, changes: dict[str, Change], since: str = "") -> Foreseen:
    day = outcome.rights.day if outcome.rights is not None else None
    return Foreseen(outcome, dict(sorted(changes.items())), day, since)


def _shown(out: Path, root: Path, slug: str) -> str:
    """Where a brand's bundle stands, as ``build`` tells it."""
    return shown_from(out / slug, root)

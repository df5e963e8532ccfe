"""The flow of ``whitelabel verify``: who the parties are, and what each bundle shows of them; whatever its age.

It needs the bundles and, of the project, what names the parties: nothing is resolved, planned or made.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from whitelabel.disk.bundle import Found, read_bundle
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree
from whitelabel.load import read_rights, read_vendor
from whitelabel.load.theme import read_hosts
from whitelabel.model import Rights, Vendor
from whitelabel.outcome import Judged, Outcome, Verified
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.pipeline import Progress, When, day_on, line_reader, memory, quiet, read
from whitelabel.problem import Problem, Span, error
from whitelabel.resolve.rights import resolve_rights
from whitelabel.verify import Verifier
from whitelabel.verify.links import check_links
from whitelabel.verify.whole import check_whole, read_listing


def verify(root: Path | None, places: Sequence[tuple[str, Path]], *, on: When, progress: Progress = quiet) -> Judged:
    """Look at bundles of any age: whether each is whole, and whether anything of another party shows.

    Args:
        root: The project's folder; without one it isn't looked for marks.
        places: Each bundle's folder or archive: as it is shown, and itself.
        on: On which day allowances hold.
        progress: Told after each bundle.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    problems: list[Problem] = []
    verified: list[Verified] = []
    tree = Tree({}, {})
    known: tuple[Vendor, Rights] | None = None
    if root is not None:
        tree, index = read(root, (), root / "build")
        known = _parties(tree, index, on, problems)
    verifier = None
    if known is not None and root is not None:
        vendor, rights = known
        verifier = Verifier(vendor, rights.holders, tree.files, rights.day, memory(root / "build"))
    for count, (shown, place) in enumerate(places, 1):
        verified.append(_verified(shown, read_bundle(place), verifier, problems))
        progress(count, len(places), verified[-1].brand)
    found = known[1] if known is not None else None
    outcome = Outcome((), tuple(problems), time.perf_counter() - started, line_reader(tree), found)
    find = verifier.finder if verifier is not None else None
    return Judged(outcome, tuple(verified), find, read_hosts(tree))


def _parties(tree: Tree, index: Index, on: When, problems: list[Problem]) -> tuple[Vendor, Rights] | None:
    """Who all the parties are; ``None`` where that can't be read."""
    vendor = read_vendor(tree, problems)
    if vendor is None:
        return None
    holders, unreadable = read_rights(tree, vendor, index, [])
    problems.extend(unreadable.values())
    day = day_on(on, vendor.policy.timezone)
    return vendor, resolve_rights(vendor, holders, unreadable, (), day, [], judged=False)


def _verified(shown: str, found: Found, verifier: Verifier | None, problems: list[Problem]) -> Verified:
    if found.broken:
        problems.append(error("WL615", f"'{shown}' can't be read: {found.broken}", Span(shown)))
        return Verified(shown)
    at = f"{shown}/"
    listing = read_listing(at, found.files.get(MANIFEST))
    if isinstance(listing, Problem):
        problems.append(listing)
        return Verified(shown)
    mistakes = list(check_whole(at, listing, found.files, found.odd))
    problems.extend(mistakes)
    problems.extend(check_links(found.files, at))
    is_pure = None
    looked: Mapping[str, int] = {}
    if verifier is not None:
        verdict = verifier.verify_alone(listing.brand, at, found.files)
        problems.extend(dataclasses.replace(problem, brands=(listing.brand,)) for problem in verdict.problems)
        is_pure, looked = not verdict.problems, verdict.looked
    return Verified(
        shown,
        listing.brand,
        len(found.files),
        sum(map(len, found.files.values())),
        listing.sha256,
        not mistakes,
        is_pure,
        looked,
    )

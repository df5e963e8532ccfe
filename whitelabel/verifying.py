"""The flow of ``whitelabel verify``: who the parties are, and what each bundle shows of them; whatever its age.

It needs the bundles and, of the project, what names the parties: nothing is resolved, planned or made, unless it is asked what is
new since a revision (``earlier.py``).
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from whitelabel.disk.bundle import Found, read_bundle
from whitelabel.disk.files import read_if_there
from whitelabel.disk.index import Index
from whitelabel.disk.tree import Tree
from whitelabel.earlier import Earlier
from whitelabel.load import read_rights, read_vendor
from whitelabel.load.theme import read_outward
from whitelabel.model import UNKNOWN_MACHINE, Machine, Rights, Vendor
from whitelabel.outcome import Judged, Outcome, Shown, Since, Verified
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.package.vouch import check_archive, names_beside, statement_of
from whitelabel.pipeline import Progress, When, day_on, line_reader, logo_files, memory, quiet, read, shelf_beside
from whitelabel.problem import Problem, Span, error
from whitelabel.resolve.rights import resolve_rights
from whitelabel.verify import Verifier
from whitelabel.verify.judge import Verdict
from whitelabel.verify.links import check_links
from whitelabel.verify.since import MARKS, NOTHING, Before
from whitelabel.verify.whole import check_whole, read_listing


def verify(
    root: Path | None,
    places: Sequence[tuple[str, Path]],
    *,
    on: When,
    machine: Machine = UNKNOWN_MACHINE,
    progress: Progress = quiet,
    earlier: Earlier | None = None,
) -> Judged:
    """Look at bundles of any age: whether each is whole, and whether anything of another party shows.

    Args:
        root: The project's folder; without one it isn't looked for marks.
        places: Each bundle's folder or archive: as it is shown, and itself.
        on: On which day allowances hold.
        machine: This one, of which no bundle may tell.
        progress: Told after each bundle.
        earlier: Gives what showed before, and is known.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    problems: list[Problem] = []
    tree = Tree({}, {})
    parties: tuple[Vendor, Rights] | None = None
    if root is not None:
        tree, index = read(root, (), root / "build")
        parties = _parties(tree, index, on, problems)
    verifier = None
    hosts, business = read_outward(tree)
    if parties is not None and root is not None:
        (vendor, rights), out = parties, root / "build"
        verifier = Verifier(
            *(
                vendor,
                rights.holders,
                tree.files,
                rights.day,
                memory(shelf_beside(out)),
                logo_files(root, tree, rights.holders, out),
            ),
            hosts=hosts,
            business=business,
            machine=machine,
        )
    before = earlier(_brands(places), verifier) if earlier is not None else None
    told: list[_Told] = []
    for count, (shown, place) in enumerate(places, 1):
        told.append(_look(shown, place, verifier, before))
        progress(count, len(places), told[-1].verified.brand)
    problems.extend(problem for one in told for problem in one.problems)
    known = tuple(problem for one in told for problem in one.known)
    found = parties[1] if parties is not None else None
    outcome = Outcome((), tuple(problems), time.perf_counter() - started, line_reader(tree), found)
    find = verifier.finder if verifier is not None else None
    return Judged(outcome, tuple(one.verified for one in told), find, hosts, known)


def _brands(places: Sequence[tuple[str, Path]]) -> set[str]:
    """Whose bundles these are, as far as they tell."""
    found = set()
    for shown, place in places:
        data = read_if_there(place / MANIFEST) if place.is_dir() else read_bundle(place).files.get(MANIFEST)
        listing = read_listing(f"{shown}/", data)
        if not isinstance(listing, Problem):
            found.add(listing.brand)
    return found


def _parties(tree: Tree, index: Index, on: When, problems: list[Problem]) -> tuple[Vendor, Rights] | None:
    """Who all the parties are; ``None`` where that can't be read."""
    vendor = read_vendor(tree, problems)
    if vendor is None:
        return None
    holders, unreadable = read_rights(tree, vendor, index, [])
    problems.extend(unreadable.values())
    day = day_on(on, vendor.policy.timezone)
    return vendor, resolve_rights(vendor, holders, unreadable, (), day, [], judged=False)


class _Told(NamedTuple):
    """What came of a bundle, and what was found wrong with it: what is new, and what is known from before."""

    verified: Verified
    problems: Sequence[Problem]
    known: Sequence[Problem] = ()


def _look(shown: str, place: Path, verifier: Verifier | None, before: Mapping[str, Before] | None) -> _Told:
    at, found = f"{shown}/", read_bundle(place)
    listing = read_listing(at, found.files.get(MANIFEST))
    if found.broken:
        hint = "take it once more from where it came, or build it anew"
        listing = error("WL615", f"'{shown}' can't be read: {found.broken}", Span(shown), hint=hint)
    if isinstance(listing, Problem):
        return _Told(Verified(shown, since=None if before is None else Since(1, 0, 0)), [listing])
    files = dict(sorted(found.files.items()))
    stood = (before or {}).get(listing.brand, NOTHING)
    damage = list(check_whole(at, listing, files, found.odd))
    vouched, has_evidence = _vouched(shown, place, found)
    verdict = verifier.verify_alone(listing.brand, at, files, stood) if verifier is not None else Verdict()
    others = [*check_links(files, at), *(problem for problem in verdict.problems if problem.code not in MARKS)]
    is_known = stood.known_problems(others, at)
    since = None
    if before is not None:
        count = sum(is_known) + sum(verdict.is_known)
        gone = stood.gone(verdict.shown, others, at)
        new = len(damage) + len(vouched) + len(others) + len(verdict.shown) - count
        since = Since(new, count, gone, listing.brand in before)
    owned = partial(dataclasses.replace, brands=(listing.brand,))
    new_marks = (problem for problem in verdict.problems if problem.code in MARKS)
    told = [problem for problem, known in zip(others, is_known, strict=True) if not known]
    known = [problem for problem, known in zip(others, is_known, strict=True) if known]
    verified = Verified(
        shown,
        listing.brand,
        len(files),
        sum(map(len, files.values())),
        listing.sha256,
        not damage,
        None if verifier is None else not any(one.is_error for one in (*verdict.problems, *verdict.known)),
        verdict.looked,
        tuple(_by_file(verdict)),
        since,
        is_archive=found.packed is not None,
        evidence=not any(problem.is_error for problem in vouched) if has_evidence else None,
    )
    return _Told(
        verified, [*damage, *map(owned, [*vouched, *told, *new_marks])], [*map(owned, [*known, *verdict.known])]
    )


def _vouched(shown: str, place: Path, found: Found) -> tuple[list[Problem], bool]:
    """What of an archive doesn't fit to what stands beside it, and whether there is a statement about it."""
    manifest = found.files.get(MANIFEST)
    if found.packed is None or manifest is None:
        return [], False
    read = {name: read_if_there(place.parent / name) for name in names_beside(place.name)}
    beside = {name: data for name, data in read.items() if data is not None}
    folder = shown[: len(shown) - len(place.name)]
    problems = check_archive(folder, place.name, found.data, found.packed, found.files, beside, manifest)
    return list(problems), statement_of(place.name) in beside


def _by_file(verdict: Verdict) -> Iterator[Shown]:
    """How often each mark shows in each file, and how often it did."""
    counts: dict[tuple[str, str, str], list[bool]] = {}
    for (mark, owner, path, _), is_known in zip(verdict.shown, verdict.is_known, strict=True):
        counts.setdefault((mark, owner, path), []).append(is_known)
    return (Shown(*key, len(places), sum(places)) for key, places in counts.items())

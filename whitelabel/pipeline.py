"""The flow: load, resolve, check, plan, run, verify, package, publish; nothing else.

A brand that is rejected, not asked for, or no longer there keeps the bundle that it has.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import itertools
import time
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from whitelabel import __version__
from whitelabel.artifacts import put_right
from whitelabel.away import PLACE, Away, Errand, Held, Spread, errand_for, place_of, spread_out
from whitelabel.bundle import KINDS, Bundle, Maker, in_memory, shows_logo
from whitelabel.check import check_project
from whitelabel.check.rights import check_grants
from whitelabel.disk.blob import Blob
from whitelabel.disk.files import STAGING, STORE, lines_of
from whitelabel.disk.index import Index
from whitelabel.disk.kept import clear_unfinished
from whitelabel.disk.look import Look
from whitelabel.disk.pool import SHARE, Link, sound_share
from whitelabel.disk.publish import Publisher, Written, refuse_other
from whitelabel.disk.remote import Remote
from whitelabel.disk.shelf import LIMIT, Shelf
from whitelabel.disk.tree import Tree, brand_entries, read_guests, read_root_file, read_tree
from whitelabel.disk.upkeep import trim
from whitelabel.load import load, load_offer, read_rights, read_vendor
from whitelabel.making import Made, Make, Part, Way
from whitelabel.model import (
    UNKNOWN_MACHINE,
    BrandPlan,
    Holder,
    Machine,
    Remember,
    Resolved,
    Rights,
    Vendor,
)
from whitelabel.outcome import Assets, BrandOutcome, Outcome
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.package.order import Order
from whitelabel.problem import Problem, merged
from whitelabel.resolve import Ground, lay
from whitelabel.resolve.rights import resolve_rights, standing
from whitelabel.rights.zone import day_of, end_of
from whitelabel.run import run
from whitelabel.run.execute import each
from whitelabel.run.shared import Shared
from whitelabel.run.store import Shelf as Entries
from whitelabel.run.store import Store
from whitelabel.verify import Verifier
from whitelabel.verify.judge import idle
from whitelabel.verify.marks import key_of

Progress = Callable[[int, int, str], None]
"""Told after each brand: done, total, slug."""

Seen = TypeVar("Seen")

When: TypeAlias = datetime.date | datetime.datetime
"""A day, or a moment with its time zone: the day that it is then where the vendor's contracts begin and end."""

_INDEX, _LOGOS = "index", "logos"
_BATCH = 20
"""Bundles that are flushed and published together."""


def quiet(done: int, total: int, slug: str) -> None:
    """Progress that nobody watches."""


def line_reader(tree: Tree) -> Callable[[str, int], str | None]:
    """Gives a line of a file of the project for a path and a number from 1."""
    lines: dict[str, list[str]] = {}

    def line_of(path: str, number: int) -> str | None:
        if path not in lines:
            blob = tree.files.get(path)
            lines[path] = lines_of(blob.read()) if blob is not None else []
        return lines[path][number - 1] if 0 < number <= len(lines[path]) else None

    return line_of


def day_on(when: When, timezone: str) -> datetime.date:
    """The day that it is where the vendor's contracts begin and end."""
    return day_of(when, timezone) if isinstance(when, datetime.datetime) else when


def _ground(
    tree: Tree, brands: Sequence[str], on: When, index: Index, problems: list[Problem], *, closed: bool = False
) -> Ground | None:
    """Load, and lay what all brands are resolved on; ``None`` where the vendor's own files reject everything."""
    found: list[Problem] = []
    project = load(tree, brands, found, index)
    if project is None:
        problems.extend(found)
        return None
    ground = lay(project, brands, day_on(on, project.vendor.policy.timezone), found, closed=closed)
    if ground.rights.hidden and index.recalled:
        # What is remembered of a file doesn't tell where in it a mistake stands.
        return _ground(tree, brands, on, index.fresh(), problems, closed=closed)
    problems.extend(found)
    index.save()
    return ground


def shelf_beside(out: Path, *, made: bool = False) -> Shelf | None:
    """The store beside bundles; one is only made where bundles are.

    Who builds has a better place for what is unfinished: one that is cleared when the build ends, however it ends.
    """
    folder = out / STORE
    return Shelf(folder, folder) if made or folder.is_dir() else None


def memory(shelf: Entries | None) -> Remember:
    """What was made of logos before, and found in bundles."""
    store = Store(shelf)

    def remember(key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        known = store.get(key, stored=True, count=1)
        if known is not None:
            return known[0]
        made, is_kept = work()
        if is_kept:
            store.put(key, (made,), stored=True)
            store.forget(keep=())
        return made

    return remember


def _index_version() -> str:
    """Of what is kept of a file: another version reads it anew."""
    return f"{__version__} 5"


def read(root: Path, brands: Sequence[str], out: Path) -> tuple[Tree, Index]:
    """The project's files, and what was seen of other brands' the last time, where only some are asked for."""
    index = Index(out / STORE / _INDEX, _index_version())
    if not brands:
        index = index.fresh()
    return read_tree(root, brands, index), index


def logo_files(root: Path, tree: Tree, holders: Mapping[str, Holder], out: Path) -> dict[str, Blob]:
    """The files that brands give as their logos, by path, those of brands that weren't asked for too; as far as they can be read."""
    paths = [file.path for holder in holders.values() for file in holder.logos]
    found = {path: tree.files[path] for path in paths if path in tree.files}
    others = [path for path in paths if path not in found and path not in tree.odd]
    if others:
        # Beside the other index: whoever asks for rights alone needn't read this one.
        index = Index(out / STORE / _LOGOS, _index_version())
        found.update(read_guests(root, others, index))
        index.save()
    return found


def _rejected(problems: Sequence[Problem], asked: Sequence[str]) -> set[str]:
    """Slugs that an error rejects: those it names, or everyone where it names nobody."""
    errors = [problem for problem in problems if problem.is_error]
    if any(not problem.brands for problem in errors):
        return set(asked)
    return {slug for problem in errors for slug in problem.brands}


def _asked(tree: Tree, brands: Sequence[str]) -> list[str]:

    known = tree.brands
    return [slug for slug in known if not brands or slug in brands]


def _told(problems: Sequence[Problem], asked: Sequence[str]) -> tuple[Problem, ...]:
    """Each problem once, with all the brands that it concerns, and none that is about other brands alone."""
    wanted = set(asked)
    return merged(problem for problem in problems if not problem.brands or wanted & set(problem.brands))


def _name(ground: Ground | None, slug: str) -> str:
    brand = ground.project.brands.get(slug) if ground is not None else None
    return brand.name if brand is not None else slug


Others: TypeAlias = Callable[[Way[Made], Sequence[str]], Generator[Part[Made], None, None]]
"""Takes brands a way, and gives what comes of each; closing it stops that."""


def here(way: Way[Made], slugs: Sequence[str]) -> Generator[Part[Made], None, None]:
    """Take one brand after the other, in this process."""
    return each(way, slugs, 1)


def at_once(jobs: int) -> Others[Made]:
    """Take so many brands at a time, each in a process."""
    return lambda way, slugs: each(way, slugs, jobs)


def _opened(way: Way[Made], asked: Sequence[str], problems: Sequence[Problem]) -> tuple[Resolved, list[Problem]]:
    """Open a way for those who aren't rejected yet; the project with its leading brand, and what is wrong among brands."""
    leading = way.lead()
    among = list(check_project(leading))
    way.open(_rejected([*problems, *among], asked))
    return leading, among


def _walked(
    ground: Ground,
    asked: Sequence[str],
    problems: list[Problem],
    remember: Remember,
    make: Make[Made | None],
    *,
    others: Others[Made] = here,
    done: Callable[[Part[Made]], None],
) -> None:
    """Take all brands that are asked for through the flow.

    Args:
        ground: What they are resolved on.
        asked: Slugs, sorted.
        problems: What was found wrong so far; takes what is found wrong on the way, in the order of the steps.
        remember: Gives what was made of a logo before.
        make: What is done with the plan of one that has no mistake.
        others: Takes all brands but the first one the way that it is given.
        done: Takes what came of each brand, in the order in which they are done.
    """
    way = Way(ground, asked, remember, make)
    leading, among = _opened(way, asked, problems)
    rejected = _rejected([*problems, *among], asked)
    parts: dict[str, Part[Made]] = {}

    def take(part: Part[Made]) -> None:
        parts[part.slug] = part
        done(part)

    # What the first one has loaded, compiled and made for all is at hand in every process: one with mistakes would make nothing.
    first = next((slug for slug in (*leading.brands, *asked) if slug not in rejected), None)
    if first is not None:
        take(way(first))
    with contextlib.closing(others(way, [slug for slug in asked if slug != first])) as following:
        for part in following:
            take(part)
    ordered = [parts[slug] for slug in asked]
    problems.extend(problem for part in ordered for problem in part.resolving)
    problems.extend(among)
    problems.extend(problem for part in ordered for problem in part.checking)
    problems.extend(problem for part in ordered for problem in part.making)


def check(root: Path, brands: Sequence[str] = (), *, on: When, progress: Progress = quiet) -> Outcome:
    """Find every mistake that can be seen without building.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged; they have to hold from then on.
        progress: Told after each brand.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    tree, index = read(root, brands, root / "build")
    problems: list[Problem] = []
    ground = _ground(tree, brands, on, index, problems)
    asked = _asked(tree, brands)
    if ground is not None:
        count = itertools.count(1)
        _walked(
            ground,
            asked,
            problems,
            memory(shelf_beside(root / "build")),
            lambda *_: True,
            done=lambda part: progress(next(count), len(asked), part.slug),
        )
    rejected = _rejected(problems, asked)
    outcomes = {
        slug: BrandOutcome(slug, _name(ground, slug), "rejected" if slug in rejected else "checked") for slug in asked
    }
    return _outcome(outcomes, problems, asked, started, tree, ground)


def territories(
    root: Path,
    *,
    on: When,
    brands: Sequence[str] = (),
    offer: tuple[str, bytes] | None = None,
    judged: bool = True,
) -> Outcome:
    """Read all rights, and nothing else.

    Args:
        root: The project's folder.
        on: When they are judged.
        brands: Slugs whose conflicts are wanted; empty means all. With an offer, only the offer's.
        offer: Path and bytes of a grant under negotiation, written as a contract's file.
        judged: Whether grants are compared with each other; else there are no conflicts, and only what is wrong with the
            writing of a grant is told.

    Returns:
        The rights, with all that is wrong in them; no brand is checked otherwise.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    index = Index(root / "build" / STORE / _INDEX, _index_version())
    tree = read_tree(root, ("",), index)
    problems: list[Problem] = []
    found = _rights(tree, index, brands, on, offer, problems, judged=judged)
    index.save()
    lines = tree if offer is None else Tree({**tree.files, offer[0]: Blob.of(offer[1])}, tree.odd)
    seconds = time.perf_counter() - started
    return Outcome((), tuple(dict.fromkeys(problems)), seconds, line_reader(lines), found)


def _rights(
    tree: Tree,
    index: Index,
    brands: Sequence[str],
    on: When,
    offer: tuple[str, bytes] | None,
    problems: list[Problem],
    *,
    judged: bool,
) -> Rights | None:
    mistakes: list[Problem] = []
    vendor = read_vendor(tree, mistakes)
    if vendor is None:
        problems.extend(mistakes)
        return None
    holders, unreadable = read_rights(tree, vendor, index, mistakes)
    wanted = (slug for slug in unreadable if not brands or slug in brands)
    mistakes.extend(dataclasses.replace(unreadable[slug], brands=(slug,)) for slug in wanted)
    offered = load_offer(*offer, holders, mistakes) if offer is not None else None
    chosen = tuple(brands)
    if offered is not None:
        holders, chosen = {**holders, offered.slug: offered}, (offered.slug,)
    day = day_on(on, vendor.policy.timezone)
    found = resolve_rights(vendor, holders, unreadable, chosen, day, mistakes, judged=judged)
    if found.hidden and index.recalled:
        return _rights(tree, index.fresh(), brands, on, offer, problems, judged=judged)
    problems.extend(mistakes)
    if judged:
        problems.extend(check_grants(found, chosen or tuple(holders)))
    return found


def places(root: Path) -> tuple[Vendor | None, Outcome]:
    """Read the vendor's own places and groups, and nothing else: no brand, and no grant.

    Raises:
        OSError: The vendor's file can't be read.
    """
    started = time.perf_counter()
    tree = read_root_file(root)
    problems: list[Problem] = []
    vendor = read_vendor(tree, problems)
    # Of places and groups no day is asked.
    found = resolve_rights(vendor, {}, {}, (), datetime.date.min, problems) if vendor else None
    return vendor, Outcome((), tuple(problems), time.perf_counter() - started, line_reader(tree), found)


def assets(root: Path, slug: str, *, on: When) -> Assets:
    """Make what a bundle shows of one brand's logo, in memory.

    Args:
        root: The project's folder.
        slug: Of the brand.
        on: When rights are judged.

    Returns:
        The files by path; none where the brand is rejected.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    out = root / "build"
    tree, index = read(root, [slug], out)
    problems: list[Problem] = []
    ground = _ground(tree, [slug], on, index, problems)
    asked = [slug] if slug in _asked(tree, [slug]) else []
    found: list[tuple[Resolved, Mapping[str, bytes]]] = []

    def make(resolved: Resolved, brand_plan: BrandPlan, mistakes: list[Problem]) -> bool:
        chosen = tuple(action for action in brand_plan.actions if shows_logo(action))
        part = dataclasses.replace(brand_plan, actions=chosen)
        store = Store(shelf_beside(out))
        found.append((resolved, run(part, KINDS, lambda wanted: part.inputs[wanted].read(), store, mistakes) or {}))
        return True

    if ground is not None:
        _walked(ground, asked, problems, memory(shelf_beside(out)), make, done=lambda _: None)
    status: Literal["checked", "rejected"] = "rejected" if slug in _rejected(problems, [slug]) else "checked"
    outcome = _outcome({slug: BrandOutcome(slug, _name(ground, slug), status)}, problems, asked, started, tree, ground)
    resolved, files = found[0] if found and status == "checked" else (None, {})
    return Assets(outcome, resolved, resolved.brands[slug] if resolved is not None else None, files)


def _is_over(ground: Ground, slug: str) -> bool:
    """Whether a live brand neither sells nor serves any more."""
    brand = ground.project.brands.get(slug)
    stands = standing(ground.rights, slug)
    ended = any(claim.term.last < ground.rights.day.toordinal() for claim in ground.rights.of(slug))
    return not stands.in_force and not stands.run_off and ended and brand is not None and brand.status == "live"


def build(
    root: Path,
    brands: Sequence[str] = (),
    *,
    on: When,
    out: Path | None = None,
    closed: bool = False,
    progress: Progress = quiet,
    looks: dict[str, Look] | None = None,
    jobs: int = 1,
    link: Link = "auto",
    archive: Order | None = None,
    version: str = "",
    known_sums: Mapping[str, str] = {},
    store_size: int = LIMIT,
    remote: Remote | None = None,
    spread: Spread | None = None,
    machine: Machine = UNKNOWN_MACHINE,
) -> Outcome:
    """Make one bundle a brand; a rejected brand keeps its last good one.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged; they have to hold from then on.
        out: Where the bundles go; ``build/`` of the project where absent.
        closed: Make closing bundles: a notice, no product. Without brands, those of all whose rights have ended.
        progress: Told after each brand.
        looks: Takes what each bundle and each archive looks like that stands after this as it should, by its path in the
            folder of bundles; and what the files look like that bundles share.
        jobs: Processes that build at once.
        link: How files that all bundles have in common are placed.
        archive: Where archives are wanted: what is asked of them.
        version: The product's, where it is another than the theme says.
        known_sums: Digests of files that stand beside the archives of brands that aren't asked for, by name.
        store_size: Bytes that the store holds at most after this.
        remote: What machines share of what was made; whoever gives it finishes it.
        spread: Has all brands but the first one made by other machines, whatever ``jobs`` says.
        machine: The one that builds, of which no bundle may tell.

    Raises:
        OSError: A file can't be read or written, or something else than a bundle stands in a bundle's place.
    """
    started = time.perf_counter()
    if remote is not None:
        remote.open()
    target = out if out is not None else root / "build"
    tree, index = read(root, brands, target)
    problems: list[Problem] = []
    asked = _asked(tree, brands)
    for slug in asked:
        refuse_other(target, slug, MANIFEST)
    ground = _ground(tree, brands, on, index, problems, closed=closed)
    if ground is not None and version:
        ground = _as_version(ground, version)
    if closed and not brands and ground is not None:
        asked = [slug for slug in asked if _is_over(ground, slug)]
    outcomes = {slug: BrandOutcome(slug, _name(ground, slug), "rejected") for slug in asked}
    logos: Mapping[str, Blob] = {}
    if ground is not None:
        with Publisher(target, link) as publisher, contextlib.closing(publisher):
            clear_unfinished(target / STORE)
            batch: list[Written] = []
            leading: list[Bundle] = []
            count = itertools.count(1)

            def done(part: Part[Bundle]) -> None:
                if part.made is not None:
                    outcomes[part.slug] = part.made.outcome
                    leading[:] = leading or [part.made]
                    batch.extend(part.made.written)
                    publisher.looks.update(part.made.looks)
                if len(batch) >= _BATCH:
                    publisher.publish(batch)
                    batch.clear()
                progress(next(count), len(asked), part.slug)

            near = Shelf(target / STORE, target / STAGING)
            shelf = Shared(near, remote) if remote is not None else near
            store, remember = Store(shelf, near), memory(shelf)
            logos = logo_files(root, tree, ground.project.holders, target)
            verifier = _verifier(ground, remember, logos, machine)
            make = Maker(root, publisher, store, archive, verifier)
            errand = partial(
                errand_for, tree, index, logos, brands, asked, ground, place_of(target, root), archive, version
            )
            others: Others[Bundle] = (
                partial(spread_out, spread, errand, publisher, make, leading) if spread is not None else at_once(jobs)
            )
            with verifier.logos.begun():
                _walked(ground, asked, problems, remember, make, others=others, done=done)
            publisher.publish(batch)
            if archive is not None:
                put_right(publisher, archive, known_sums, outcomes.values())
            trim(target / STORE, store_size)
            if looks is not None:
                looks.update(publisher.looks)
                looks[SHARE] = sound_share(target)
    found = _outcome(outcomes, problems, asked, started, tree, ground, logos)
    return (
        dataclasses.replace(found, problems=(*found.problems, *idle_allowances(found)))
        if not brands and not closed
        else found
    )


def _verifier(ground: Ground, remember: Remember, logos: Mapping[str, Blob], machine: Machine) -> Verifier:
    project = ground.project
    return Verifier(
        *(project.vendor, project.holders, project.files, ground.rights.day, remember, logos),
        hosts=project.theme.hosts,
        business=project.theme.business,
        machine=machine,
    )


class Elsewhere:
    """Makes bundles of another machine's project.

    Args:
        errand: What that machine has asked for.
        shelf: What was made before.
        own: What was made before on this machine.
        machine: This one, of which no bundle may tell.
    """

    def __init__(self, errand: Errand, shelf: Entries, own: Entries, machine: Machine) -> None:
        tree = Tree({path: Blob.of(data) for path, data in errand.files.items()}, errand.odd)
        problems: list[Problem] = []
        ground = _ground(tree, errand.brands, errand.day, errand.index, problems, closed=errand.closed)
        if ground is None:
            raise ValueError("what came from another machine is no project")
        if errand.version:
            ground = _as_version(ground, errand.version)
        remember, logos = memory(shelf), {path: tree.files[path] for path in errand.logos}
        self._held = Held(errand.out, errand.common)
        verifier = _verifier(ground, remember, logos, machine)
        make = Maker(PLACE, self._held, Store(shelf, own), errand.archive, verifier)
        self._way: Way[Bundle] = Way(ground, errand.asked, remember, make)
        _opened(self._way, errand.asked, problems)

    def make(self, slug: str) -> Away:
        """Make a brand's bundle."""
        part = self._way(slug)
        return Away(part, self._held.taken())


def _as_version(ground: Ground, version: str) -> Ground:
    theme = dataclasses.replace(ground.project.theme, version=version)
    return dataclasses.replace(ground, project=dataclasses.replace(ground.project, theme=theme))


def remake(
    root: Path,
    brands: Collection[str],
    *,
    on: When,
    look: Callable[[str, Mapping[str, bytes]], Seen],
    progress: Progress = quiet,
    jobs: int = 1,
) -> dict[str, Seen]:
    """Make bundles in memory, whatever shows in them, and publish none.

    Args:
        root: The project's folder; what is dear to make is kept beside its bundles.
        brands: Slugs; those that the project doesn't have are passed over.
        on: When rights are judged.
        look: Takes each brand's files by path, in order.
        progress: Told after each brand.
        jobs: Brands that are made at once, in processes.

    Returns:
        What came of each look; nothing of a brand that is rejected.

    Raises:
        OSError: A file can't be read or written.
    """
    known = [slug for slug in brand_entries(root)[0] if slug in brands]
    if not known:
        return {}
    out = root / "build"
    shelf = shelf_beside(out, made=True)
    store = Store(shelf)

    def make(resolved: Resolved, plan: BrandPlan, mistakes: list[Problem]) -> Seen | None:
        files = in_memory(resolved, plan, store, mistakes)
        return look(plan.brand, dict(sorted(files.items()))) if files is not None else None

    return foresee(root, known, on=on, out=out, shelf=shelf, make=make, progress=progress, jobs=jobs)[1]


def foresee(
    root: Path,
    brands: Sequence[str] = (),
    *,
    on: When,
    out: Path,
    shelf: Shelf | None,
    make: Make[Seen | None],
    closed: bool = False,
    progress: Progress = quiet,
    jobs: int = 1,
) -> tuple[Outcome, dict[str, Seen]]:
    """Take brands as far as to what a build would make of them, and leave no trace of it.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged.
        out: Where bundles stand, with what is known of the project's files.
        shelf: What was made before; takes what is made now.
        make: Makes something of each brand's plan.
        closed: Whether closing bundles would be made.
        progress: Told after each brand.
        jobs: Brands that are looked at at once, in processes.

    Returns:
        What was found on the way, and what was made of the brands that aren't rejected.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    tree, index = read(root, brands, out)
    problems: list[Problem] = []
    asked = _asked(tree, brands)
    ground = _ground(tree, brands, on, index.unsaved(), problems, closed=closed)
    if closed and not brands and ground is not None:
        asked = [slug for slug in asked if _is_over(ground, slug)]
    found: dict[str, Seen] = {}
    if ground is not None:
        count = itertools.count(1)

        def done(part: Part[Seen]) -> None:
            if part.made is not None:
                found[part.slug] = part.made
            progress(next(count), len(asked), part.slug)

        _walked(ground, asked, problems, memory(shelf), make, others=at_once(jobs), done=done)
    rejected = _rejected(problems, asked)
    outcomes = {
        slug: BrandOutcome(slug, _name(ground, slug), "rejected" if slug in rejected else "checked") for slug in asked
    }
    outcome = _outcome(outcomes, problems, asked, started, tree, ground)
    return outcome, {slug: made for slug, made in found.items() if slug not in rejected}


def idle_allowances(outcome: Outcome) -> tuple[Problem, ...]:
    """A problem for each allowance that lets nothing through, in a build of all brands."""
    if outcome.purity is None or outcome.rights is None or any(one.status == "rejected" for one in outcome.brands):
        return ()
    used = {place for one in outcome.brands for place in one.allowed}
    return tuple(idle(outcome.purity, used, outcome.rights.day))


def day_of_rights(rights: Rights) -> tuple[datetime.date, int, int]:
    """The day on which rights were judged, and when it begins and ends there, in seconds since 1970."""
    timezone = rights.policy.timezone
    return rights.day, end_of(rights.day - datetime.timedelta(days=1), timezone), end_of(rights.day, timezone)


def _outcome(
    outcomes: Mapping[str, BrandOutcome],
    problems: Sequence[Problem],
    asked: Sequence[str],
    started: float,
    tree: Tree,
    ground: Ground | None,
    logos: Mapping[str, Blob] | None = None,
) -> Outcome:
    ordered = tuple(outcomes[slug] for slug in asked)
    seconds = time.perf_counter() - started
    found = ground.rights if ground is not None else None
    purity = ground.project.vendor.purity if ground is not None else None
    known = {path: blob.digest for path, blob in (logos or {}).items()}
    marks = ""
    if ground is not None:
        project = ground.project
        marks = key_of(project.vendor, project.holders, known, project.theme.business)
    return Outcome(ordered, _told(problems, asked), seconds, line_reader(tree), found, purity, marks)

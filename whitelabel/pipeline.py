"""The flow: load, resolve, check, plan, run, package, publish; nothing else.

A brand that is rejected, not asked for, or no longer there keeps the bundle that it has.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from whitelabel import __version__, disk, render
from whitelabel.check import check as check_all
from whitelabel.check.rights import check_grants
from whitelabel.disk import Blob, Index, Publisher, Shelf, Tree
from whitelabel.load import load, load_offer, read_rights, read_vendor
from whitelabel.model import (
    BrandOutcome,
    BrandPlan,
    Kind,
    Outcome,
    Resolved,
    ResolvedBrand,
    Rights,
    Theme,
    Vendor,
    canonical,
    digest,
)
from whitelabel.package import contents_digest, manifest
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.plan import plan
from whitelabel.problem import Problem
from whitelabel.resolve import resolve
from whitelabel.resolve.rights import resolve_rights
from whitelabel.rights.zone import day_of
from whitelabel.run import run
from whitelabel.run.store import Store

Progress = Callable[[int, int, str], None]
"""Told after each brand: done, total, slug."""

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*render.SHARED, *render.OWN)}
When: TypeAlias = datetime.date | datetime.datetime
"""A day, or a moment with its time zone: the day that it is then where the vendor's contracts begin and end."""

STORE = ".store"
_INDEX = "index"
_BATCH = 20
"""Bundles that are flushed and published together."""


def quiet(done: int, total: int, slug: str) -> None:
    """Progress that nobody watches."""


def _line_reader(tree: Tree) -> Callable[[str, int], str | None]:
    lines: dict[str, list[str]] = {}

    def line_of(path: str, number: int) -> str | None:
        if path not in lines:
            blob = tree.files.get(path)
            text = blob.read().decode("utf-8-sig", "replace") if blob is not None else ""
            # Lines as all that counts them here does: U+2028 and the like end none.
            lines[path] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []
        return lines[path][number - 1] if 0 < number <= len(lines[path]) else None

    return line_of


def _day(when: When, timezone: str) -> datetime.date:
    return day_of(when, timezone) if isinstance(when, datetime.datetime) else when


def _ready(
    tree: Tree, brands: Sequence[str], on: When, index: Index, problems: list[Problem], *, closed: bool = False
) -> Resolved | None:
    """Load, resolve and check; ``None`` where the vendor's own files reject everything."""
    found: list[Problem] = []
    project = load(tree, brands, found, index)
    if project is None:
        problems.extend(found)
        return None
    resolved = resolve(project, brands, _day(on, project.vendor.policy.timezone), found, closed=closed)
    if resolved.rights.hidden and index.recalled:
        # What is remembered of a file doesn't tell where in it a mistake stands.
        return _ready(tree, brands, on, index.fresh(), problems, closed=closed)
    problems.extend(found)
    check_all(resolved, problems)
    index.save()
    return resolved


def _index_version() -> str:
    """Of what is kept of a file: another version reads it anew."""
    return f"{__version__} 3"


def _read(root: Path, brands: Sequence[str], out: Path) -> tuple[Tree, Index]:
    """The project's files, and what was seen of other brands' the last time, where only some are asked for."""
    index = Index(out / STORE / _INDEX, _index_version()) if brands else Index()
    return disk.read_tree(root, brands, index), index


def _rejected(problems: Sequence[Problem], asked: Sequence[str]) -> set[str]:
    """Slugs that an error rejects: those it names, or everyone where it names nobody."""
    errors = [problem for problem in problems if problem.is_error]
    if any(not problem.brands for problem in errors):
        return set(asked)
    return {slug for problem in errors for slug in problem.brands}


def _asked(tree: Tree, brands: Sequence[str]) -> list[str]:
    from whitelabel.load import slugs

    known = slugs(tree)
    return [slug for slug in known if not brands or slug in brands]


def _told(problems: Sequence[Problem], asked: Sequence[str]) -> tuple[Problem, ...]:
    """Each problem once, with all the brands that it concerns, and none that is about other brands alone."""
    concerned: dict[Problem, dict[str, None]] = {}
    wanted = set(asked)
    for problem in problems:
        if not problem.brands or wanted & set(problem.brands):
            alone = dataclasses.replace(problem, brands=())
            concerned.setdefault(alone, {}).update(dict.fromkeys(problem.brands))
    return tuple(dataclasses.replace(problem, brands=tuple(brands)) for problem, brands in concerned.items())


def _name(resolved: Resolved | None, slug: str) -> str:
    brand = resolved.project.brands.get(slug) if resolved is not None else None
    return brand.name if brand is not None else slug


def _colors(resolved: Resolved, slug: str) -> tuple[str, ...]:
    """Colours that tell the brand on a terminal."""
    from whitelabel import color

    tokens = resolved.brands[slug].tokens
    values = [tokens[name].light.color for name in ("color.primary", "color.accent") if name in tokens]
    return tuple(color.fallback(value)[:7] for value in values if value is not None)


def find_root(start: Path) -> Path | None:
    """The nearest folder, this one or above, that holds ``whitelabel.yaml``."""
    return disk.find_root(start)


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
    tree, index = _read(root, brands, root / "build")
    problems: list[Problem] = []
    resolved = _ready(tree, brands, on, index, problems)
    asked = _asked(tree, brands)
    if resolved is not None and not any(problem.is_error and not problem.brands for problem in problems):
        for _ in plan(_without(resolved, _rejected(problems, asked)), render.SHARED, render.OWN, problems):
            pass
    rejected = _rejected(problems, asked)
    outcomes = []
    for number, slug in enumerate(asked, 1):
        status = BrandOutcome(slug, _name(resolved, slug), "rejected" if slug in rejected else "checked")
        outcomes.append(status)
        progress(number, len(asked), slug)
    return _outcome({made.brand: made for made in outcomes}, problems, asked, started, tree, resolved)


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
    tree = disk.read_tree(root, ("",), index)
    problems: list[Problem] = []
    found = _rights(tree, index, brands, on, offer, problems, judged=judged)
    index.save()
    lines = tree if offer is None else Tree({**tree.files, offer[0]: Blob.of(offer[1])}, tree.odd)
    seconds = time.perf_counter() - started
    return Outcome((), tuple(dict.fromkeys(problems)), seconds, _line_reader(lines), found)


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
    day = _day(on, vendor.policy.timezone)
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
    tree = disk.read_root_file(root)
    problems: list[Problem] = []
    vendor = read_vendor(tree, problems)
    # Of places and groups no day is asked.
    found = resolve_rights(vendor, {}, {}, (), datetime.date.min, problems) if vendor else None
    return vendor, Outcome((), tuple(problems), time.perf_counter() - started, _line_reader(tree), found)


def _without(resolved: Resolved, rejected: set[str]) -> Resolved:
    kept = {slug: brand for slug, brand in resolved.brands.items() if slug not in rejected}
    return dataclasses.replace(resolved, brands=kept)


def _is_over(resolved: Resolved, slug: str) -> bool:
    """Whether a live brand neither sells nor serves any more."""
    brand = resolved.project.brands.get(slug)
    claims = resolved.rights.of(slug)
    stands = resolved.brands[slug].standing if slug in resolved.brands else None
    idle = stands is not None and not stands.in_force and not stands.run_off
    ended = any(claim.term.last < resolved.rights.day.toordinal() for claim in claims)
    return idle and ended and brand is not None and brand.status == "live"


def build(
    root: Path,
    brands: Sequence[str] = (),
    *,
    on: When,
    out: Path | None = None,
    closed: bool = False,
    progress: Progress = quiet,
) -> Outcome:
    """Make one bundle a brand; a rejected brand keeps its last good one.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        on: When rights are judged; they have to hold from then on.
        out: Where the bundles go; ``build/`` of the project where absent.
        closed: Make closing bundles: a notice, no product. Without brands, those of all whose rights have ended.
        progress: Told after each brand.

    Raises:
        OSError: A file can't be read or written, or something else than a bundle stands in a bundle's place.
    """
    started = time.perf_counter()
    target = out if out is not None else root / "build"
    tree, index = _read(root, brands, target)
    problems: list[Problem] = []
    resolved = _ready(tree, brands, on, index, problems, closed=closed)
    asked = _asked(tree, brands)
    for slug in asked:
        disk.refuse_other(target, slug, MANIFEST)
    if closed and not brands and resolved is not None:
        asked = [slug for slug in asked if _is_over(resolved, slug)]
        resolved = _without(resolved, set(resolved.brands) - set(asked))
    if resolved is None or _rejected(problems, asked) >= set(asked):
        outcomes = {slug: BrandOutcome(slug, _name(resolved, slug), "rejected") for slug in asked}
        return _outcome(outcomes, problems, asked, started, tree, resolved)
    sound = _without(resolved, _rejected(problems, asked))
    outcomes = {}
    with Publisher(target) as publisher:
        store = Store(Shelf(target / STORE, target / disk.STAGING))
        for number, brand_plan in enumerate(plan(sound, render.SHARED, render.OWN, problems), 1):
            slug = brand_plan.brand
            outcomes[slug] = _build_brand(sound, brand_plan, store, publisher, root, problems)
            if number % _BATCH == 0:
                publisher.publish()
            progress(number, len(sound.brands), slug)
        publisher.publish()
    for slug in asked:
        outcomes.setdefault(slug, BrandOutcome(slug, _name(resolved, slug), "rejected"))
    return _outcome(outcomes, problems, asked, started, tree, resolved)


def _outcome(
    outcomes: Mapping[str, BrandOutcome],
    problems: Sequence[Problem],
    asked: Sequence[str],
    started: float,
    tree: Tree,
    resolved: Resolved | None,
) -> Outcome:
    ordered = tuple(outcomes[slug] for slug in asked)
    seconds = time.perf_counter() - started
    found = resolved.rights if resolved is not None else None
    return Outcome(ordered, _told(problems, asked), seconds, _line_reader(tree), found)


def _build_brand(
    resolved: Resolved,
    brand_plan: BrandPlan,
    store: Store,
    publisher: Publisher,
    root: Path,
    problems: list[Problem],
) -> BrandOutcome:
    started = time.perf_counter()
    slug = brand_plan.brand
    brand = resolved.brands[slug]
    pages = len(brand.pages) * len(brand.locales)
    colors = _colors(resolved, slug)

    def read(wanted: str) -> bytes:
        return brand_plan.inputs[wanted].read()

    def told(status: str, sizes: Sequence[int] = (), sha256: str = "") -> BrandOutcome:
        seconds = time.perf_counter() - started
        bundle = _shown(publisher.out / slug, root) if sha256 else ""
        name = brand.brand.name
        return BrandOutcome(slug, name, status, pages, len(sizes), sum(sizes), seconds, bundle, sha256, colors)  # type: ignore[arg-type]

    known = _standing(publisher.out, brand_plan, resolved.project.theme, brand)
    if known is not None:
        return told("unchanged", *known)
    files = run(brand_plan, KINDS, read, store, problems)
    if files is None:
        return told("rejected")
    sizes = {path: len(data) for path, data in files.items()}
    digests = {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}
    listing = _listing(brand_plan, resolved.project.theme, brand, sizes, digests)
    publisher.write(slug, {**files, MANIFEST: listing})
    return told("built", [*sizes.values(), len(listing)], contents_digest(digests))


def _listing(
    brand_plan: BrandPlan, theme: Theme, brand: ResolvedBrand, sizes: Mapping[str, int], digests: Mapping[str, str]
) -> bytes:
    valid = brand.standing.valid
    return manifest(
        brand_plan.brand,
        theme.product,
        theme.version,
        brand_plan.key,
        sizes,
        digests,
        _made_from(brand_plan),
        valid=(valid.starts, valid.ends),
    )


def _standing(out: Path, brand_plan: BrandPlan, theme: Theme, brand: ResolvedBrand) -> tuple[list[int], str] | None:
    """Sizes and digest of the published bundle, where it is what this plan would make, byte for byte."""
    listing = disk.read_bundle_file(out, brand_plan.brand, MANIFEST)
    if listing is None:
        return None
    try:
        files = json.loads(listing)["files"]
        sizes = {entry["path"]: entry["bytes"] for entry in files}
        digests = {entry["path"]: entry["sha256"] for entry in files}
        if _listing(brand_plan, theme, brand, sizes, digests) != listing:
            return None
    except (ValueError, KeyError, TypeError):
        return None
    found = disk.bundle_digests(out, brand_plan.brand)
    if found != {**digests, MANIFEST: hashlib.sha256(listing).hexdigest()}:
        return None
    return [*sizes.values(), len(listing)], contents_digest(digests)


def _made_from(brand_plan: BrandPlan) -> dict[str, str]:
    """Digests of what all brands have in common and of what is this brand's, free of comments and line numbers."""
    keys = {action.key for action in brand_plan.actions}
    parts = {"theme": keys & brand_plan.common, "brand": keys - brand_plan.common}
    return {name: digest(canonical(sorted(part)).encode()) for name, part in parts.items()}


def _shown(bundle: Path, root: Path) -> str:
    """The bundle's folder from the project's root where it lies below it, else whole."""
    try:
        return bundle.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return bundle.as_posix()

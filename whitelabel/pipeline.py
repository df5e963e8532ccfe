"""The flow: load, resolve, check, plan, run, package, publish; nothing else."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from whitelabel import disk, render
from whitelabel.check import check as check_all
from whitelabel.disk import Publisher, Shelf, Tree
from whitelabel.load import load
from whitelabel.model import BrandOutcome, BrandPlan, Kind, Outcome, Project, Resolved, canonical, digest
from whitelabel.package import contents_digest, manifest
from whitelabel.package.manifest import NAME as MANIFEST
from whitelabel.plan import plan
from whitelabel.problem import Problem
from whitelabel.resolve import resolve
from whitelabel.run import run
from whitelabel.run.store import Store

Progress = Callable[[int, int, str], None]
"""Told after each brand: done, total, slug."""

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*render.SHARED, *render.OWN)}
STORE = ".store"
_BATCH = 20
"""Bundles that are flushed and published together."""


def quiet(done: int, total: int, slug: str) -> None:
    """Progress that nobody watches."""


def _line_reader(tree: Tree) -> Callable[[str, int], str | None]:
    lines: dict[str, list[str]] = {}

    def line_of(path: str, number: int) -> str | None:
        if path not in lines:
            blob = tree.files.get(path)
            lines[path] = blob.read().decode("utf-8-sig", "replace").splitlines() if blob is not None else []
        return lines[path][number - 1] if 0 < number <= len(lines[path]) else None

    return line_of


def _ready(tree: Tree, brands: Sequence[str], problems: list[Problem]) -> Resolved | None:
    """Load, resolve and check; ``None`` where the vendor's own files reject everything."""
    project = load(tree, brands, problems)
    if project is None:
        return None
    resolved = resolve(project, brands, problems)
    check_all(resolved, problems)
    return resolved


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
    """Each problem once, and none that is about other brands alone."""
    wanted = set(asked)
    return tuple(dict.fromkeys(problem for problem in problems if not problem.brands or wanted & set(problem.brands)))


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


def check(root: Path, brands: Sequence[str] = (), progress: Progress = quiet) -> Outcome:
    """Find every mistake that can be seen without building.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        progress: Told after each brand.

    Raises:
        OSError: A file can't be read.
    """
    started = time.perf_counter()
    tree = disk.read_tree(root)
    problems: list[Problem] = []
    resolved = _ready(tree, brands, problems)
    asked = _asked(tree, brands)
    if resolved is not None and not any(problem.is_error and not problem.brands for problem in problems):
        plan(_without(resolved, _rejected(problems, asked)), render.SHARED, render.OWN, problems)
    rejected = _rejected(problems, asked)
    outcomes = []
    for number, slug in enumerate(asked, 1):
        status = BrandOutcome(slug, _name(resolved, slug), "rejected" if slug in rejected else "checked")
        outcomes.append(status)
        progress(number, len(asked), slug)
    seconds = time.perf_counter() - started
    return Outcome(tuple(outcomes), _told(problems, asked), seconds, _line_reader(tree))


def _without(resolved: Resolved, rejected: set[str]) -> Resolved:
    kept = {slug: brand for slug, brand in resolved.brands.items() if slug not in rejected}
    return Resolved(resolved.project, kept)


def build(root: Path, brands: Sequence[str] = (), *, out: Path | None = None, progress: Progress = quiet) -> Outcome:
    """Make one bundle a brand; a rejected brand keeps its last good one.

    Args:
        root: The project's folder.
        brands: Slugs; empty means all.
        out: Where the bundles go; ``build/`` of the project where absent.
        progress: Told after each brand.

    Raises:
        OSError: A file can't be read or written.
    """
    started = time.perf_counter()
    target = out if out is not None else root / "build"
    tree = disk.read_tree(root)
    problems: list[Problem] = []
    resolved = _ready(tree, brands, problems)
    asked = _asked(tree, brands)
    if resolved is None or _rejected(problems, asked) >= set(asked):
        outcomes = {slug: BrandOutcome(slug, _name(resolved, slug), "rejected") for slug in asked}
        return _outcome(outcomes, problems, asked, started, tree)
    planned = plan(_without(resolved, _rejected(problems, asked)), render.SHARED, render.OWN, problems)
    store = Store(Shelf(target / STORE))

    def read(wanted: str) -> bytes:
        return planned.inputs[wanted].read()

    outcomes = {}
    with Publisher(target) as publisher:
        for number, brand_plan in enumerate(planned.brands, 1):
            outcomes[brand_plan.brand] = _build_brand(resolved, brand_plan, read, store, publisher, root, problems)
            if number % _BATCH == 0:
                publisher.publish()
            progress(number, len(planned.brands), brand_plan.brand)
        publisher.publish()
    for slug in asked:
        outcomes.setdefault(slug, BrandOutcome(slug, _name(resolved, slug), "rejected"))
    return _outcome(outcomes, problems, asked, started, tree)


def _outcome(
    outcomes: Mapping[str, BrandOutcome], problems: Sequence[Problem], asked: Sequence[str], started: float, tree: Tree
) -> Outcome:
    ordered = tuple(outcomes[slug] for slug in asked)
    return Outcome(ordered, _told(problems, asked), time.perf_counter() - started, _line_reader(tree))


def _build_brand(
    resolved: Resolved,
    brand_plan: BrandPlan,
    read: Callable[[str], bytes],
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

    def told(status: str, sizes: Sequence[int] = (), sha256: str = "") -> BrandOutcome:
        seconds = time.perf_counter() - started
        bundle = _shown(publisher.out / slug, root) if sha256 else ""
        name = brand.brand.name
        return BrandOutcome(slug, name, status, pages, len(sizes), sum(sizes), seconds, bundle, sha256, colors)  # type: ignore[arg-type]

    known = _standing(publisher.out, brand_plan)
    if known is not None:
        return told("unchanged", *known)
    files = run(brand_plan, KINDS, read, store, problems)
    if files is None:
        return told("rejected")
    theme = resolved.project.theme
    listing = manifest(slug, theme.product, theme.version, brand_plan.key, files, _made_from(resolved.project, slug))
    publisher.write(slug, {**files, MANIFEST: listing})
    sizes = [len(data) for data in files.values()] + [len(listing)]
    return told("built", sizes, json.loads(listing)["sha256"])


def _standing(out: Path, brand_plan: BrandPlan) -> tuple[list[int], str] | None:
    """Sizes and digest of the published bundle, where it is what this plan would make, byte for byte."""
    listing = disk.read_bundle_file(out, brand_plan.brand, MANIFEST)
    try:
        known = json.loads(listing) if listing is not None else {}
        digests = {entry["path"]: entry["sha256"] for entry in known.get("files", ())}
        if listing is None or known.get("key") != brand_plan.key or contents_digest(digests) != known["sha256"]:
            return None
        sizes = [entry["bytes"] for entry in known["files"]] + [len(listing)]
    except (ValueError, KeyError, TypeError):
        return None
    found = disk.bundle_digests(out, brand_plan.brand)
    digests[MANIFEST] = hashlib.sha256(listing).hexdigest()
    return (sizes, known["sha256"]) if found == digests else None


def _made_from(project: Project, slug: str) -> dict[str, str]:
    """Digests of the theme and of the brand's folder, by what they are."""

    def folder(prefix: str) -> str:
        listed = sorted((path, blob.digest) for path, blob in project.files.items() if path.startswith(prefix))
        return digest(canonical(listed).encode())

    return {"theme": folder("base_theme/"), "brand": folder(f"brands/{slug}/")}


def _shown(bundle: Path, root: Path) -> str:
    """The bundle's folder from the project's root where it lies below it, else whole."""
    try:
        return bundle.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return bundle.as_posix()

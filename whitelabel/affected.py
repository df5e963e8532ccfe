"""Which brands' bundles could differ from what the project gave at a revision, found without making any.

What goes into a bundle is compared, and into the judgement whether it may be published: first what is had for nothing (files by
digest, rights, marks), then the plans of those brands of which that leaves a doubt. A brand is left out only where all of it is
the same; whoever is in doubt is listed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from whitelabel import source
from whitelabel.check.rights import check_grants
from whitelabel.disk.files import BRANDS, CONTRACTS
from whitelabel.disk.revision import Commit, take_out
from whitelabel.disk.tree import BRAND_FILE, Tree, owner_of
from whitelabel.load import read_rights, read_vendor
from whitelabel.load.theme import load_theme
from whitelabel.model import BrandPlan, Resolved, Rights, Theme, Vendor, canonical, digest
from whitelabel.pipeline import When, day_on, foresee, read, shelf_beside
from whitelabel.problem import Problem
from whitelabel.resolve.rights import resolve_rights, standing
from whitelabel.verify.judge import ended
from whitelabel.verify.marks import key_of

Reason = Literal["new", "brand", "rights", "theme", "marks", "rules", "tool", "rejected", "mended"]
"""Why a bundle may differ: the brand had none; its own files, its rights, the theme, what names the parties, the vendor's rules or
what the tool comes from have changed; it is rejected now, or was then."""

Gone = Literal["removed", "draft", "waiting"]
"""Why a brand that had a bundle has none: its folder is gone, it is a draft, its grants begin later."""


@dataclass(frozen=True, slots=True)
class Affected:
    """What differs.

    Attributes:
        reasons: Of each brand whose bundle could differ, why; of the reasons that are dear to find, none where another is known.
        gone: Brands that had a bundle, and have none to be made.
    """

    reasons: Mapping[str, tuple[Reason, ...]]
    gone: Mapping[str, Gone]


def affected(root: Path, commit: Commit | None, *, on: When, is_other_tool: bool = False, jobs: int = 1) -> Affected:
    """Compare the project with what it was at a commit.

    Rights are judged on the day of the commit then, since what was built then holds what was so on that day.

    Args:
        root: The project's folder.
        commit: Of the project's repository; ``None`` where nothing came before.
        on: When rights are judged now.
        is_other_tool: Whether bundles were made by another version of this program then.
        jobs: Brands that are planned at once, in processes.

    Raises:
        OSError: A file can't be read, or git fails.
    """
    with TemporaryDirectory(prefix="whitelabel-") as folder:
        earlier = Path(folder)
        if commit is not None:
            take_out(commit, earlier)
        now = _side(root, on)
        then = _side(earlier, commit.moment) if commit is not None else None
        if now is None:
            return Affected({}, {})
        made = [slug for slug in now.rights.by_brand if _has_bundle(now.rights, slug)]
        if then is None:
            return Affected(dict.fromkeys(made, ("new",)), {})
        found = {slug: set(_seen(then, now, slug)) for slug in made}
        everyone = set(_of_everyone(then, now))
        if is_other_tool:
            everyone.add("tool")
        for reasons in found.values():
            reasons |= everyone
        doubtful = [slug for slug, reasons in found.items() if not reasons and _differ(then, now, slug)]
        for slug, reason in _planned(then, now, doubtful, jobs).items():
            found[slug].add(reason)
        had = (slug for slug in then.rights.by_brand if _has_bundle(then.rights, slug))
        gone = {slug: _gone(now, slug) for slug in had if slug not in made}
        return Affected({slug: tuple(sorted(reasons)) for slug, reasons in found.items() if reasons}, gone)


# ── What is had for nothing ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Side:
    """The project at one time.

    Attributes:
        parts: Digests of the files by path: of each brand's own, and of all others under an empty name.
        rejected: Brands that an error in the rights names; the empty name stands for all.
        marks: Digest of what names the parties.
    """

    root: Path
    on: When
    tree: Tree
    parts: Mapping[str, Mapping[str, str]]
    vendor: Vendor
    rights: Rights
    rejected: frozenset[str]
    theme: Theme | None
    marks: str


def _side(root: Path, on: When) -> _Side | None:
    """What there is to know of a project before any brand is looked at; ``None`` where there is none, or nobody can tell."""
    tree, index = read(root, (), root / "build")
    problems: list[Problem] = []
    vendor = read_vendor(tree, problems)
    if vendor is None:
        return None
    holders, unreadable = read_rights(tree, vendor, index, problems)
    rights = resolve_rights(vendor, holders, unreadable, (), day_on(on, vendor.policy.timezone), problems)
    problems.extend(check_grants(rights, tuple(holders)))
    theme = load_theme(tree, [])
    paths = {file.path for holder in holders.values() for file in holder.logos}
    logos = {path: tree.files[path].digest for path in sorted(paths) if path in tree.files}
    return _Side(
        root,
        on,
        tree,
        _parts(tree),
        vendor,
        rights,
        frozenset(slug for one in problems if one.is_error for slug in one.brands or ("",)),
        theme,
        key_of(vendor, holders, logos, theme.business if theme is not None else ()),
    )


def _parts(tree: Tree) -> dict[str, dict[str, str]]:
    known = set(tree.brands)
    found: dict[str, dict[str, str]] = {"": {}, **{slug: {} for slug in known}}
    told = {path: blob.digest for path, blob in tree.files.items()} | dict(tree.odd)
    for path, what in told.items():
        owner = owner_of(path)
        found[owner if owner in known else ""][path] = what
    return found


def _has_bundle(rights: Rights, slug: str) -> bool:
    """Whether a bundle of a live brand is to be had on the day: its product, or the notice that it has ended."""
    stands = standing(rights, slug)
    return bool(stands.in_force or stands.run_off or stands.valid.starts)


def _of_everyone(then: _Side, now: _Side) -> Iterable[Reason]:
    """What concerns all brands."""
    if "" in then.rejected:
        yield "mended"
    if "" in now.rejected:
        yield "rejected"
    if then.marks != now.marks:
        yield "marks"
    if _rules(then) != _rules(now):
        yield "rules"
    if _asked_of_theme(then.theme) != _asked_of_theme(now.theme):
        yield "theme"


def _rules(side: _Side) -> Any:
    """What a bundle is judged by, beside the marks."""
    purity = side.vendor.purity
    return purity.allow, purity.require, ended(purity.allow, side.rights.day), side.vendor.policy


def _asked_of_theme(theme: Theme | None) -> Any:
    """What of a theme decides what has to be in a bundle, and need not show in any plan; files that go into bundles do."""
    if theme is None:
        return None
    templates = [*theme.templates.values(), *theme.pictures.values()]
    uses = frozenset((use.kind, use.name) for template in templates for use in template.uses)
    return uses, dataclasses.replace(theme, assets={}, static={}, styles={}, templates={}, pictures={})


def _seen(then: _Side, now: _Side, slug: str) -> Iterable[Reason]:
    """What concerns one brand, as far as its files and its rights tell."""
    if slug not in then.rights.by_brand or not _has_bundle(then.rights, slug):
        yield "new"
        return
    if _allowed(then, slug) != _allowed(now, slug):
        yield "rights"
    before, after = _meant(then, f"{BRANDS}/{slug}/{BRAND_FILE}"), _meant(now, f"{BRANDS}/{slug}/{BRAND_FILE}")
    if _but_rights(before) != _but_rights(after):
        yield "brand"
    contract = f"{CONTRACTS}/{slug}.yaml"
    if _of_rights(before) != _of_rights(after) or _meant(then, contract) != _meant(now, contract):
        yield "rights"


def _allowed(side: _Side, slug: str) -> Any:
    """What a brand may do, as far as its own files don't tell: how long it stays so, and whether others are in the way."""
    stands = standing(side.rights, slug)
    return bool(stands.in_force), bool(stands.run_off), stands.valid, slug in side.rejected


def _meant(side: _Side, path: str) -> Mapping[str, Any]:
    """What a file says, by key; comments apart. Of one that can't be read, its bytes."""
    blob = side.tree.files.get(path)
    node = source.read_yaml(blob.read(), path) if blob is not None else None
    if isinstance(node, source.Mapping):
        return {key.text: value for key, value in node}
    return {"": blob.digest if blob is not None else side.tree.odd.get(path)}


_RIGHTS = "region_lock"


def _but_rights(meant: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in meant.items() if key != _RIGHTS}


def _of_rights(meant: Mapping[str, Any]) -> Any:
    return meant.get(_RIGHTS)


def _gone(now: _Side, slug: str) -> Gone:
    holder = now.rights.holders.get(slug)
    if holder is None:
        return "removed"
    return "draft" if holder.is_draft else "waiting"


# ── What the plans tell ───────────────────────────────────────────────────────────────────────────────────────────


def _differ(then: _Side, now: _Side, slug: str) -> bool:
    """Whether any file differs that a brand's bundle may be made from."""
    return then.parts[""] != now.parts[""] or then.parts.get(slug) != now.parts.get(slug)


def _planned(then: _Side, now: _Side, doubtful: Collection[str], jobs: int) -> dict[str, Reason]:
    """Of the brands whose plans differ, or that are rejected, why."""
    over = {slug for slug in doubtful if not _sells(now.rights, slug)}
    # A closing bundle is planned in another way: of its brand any change counts.
    found = {slug: _whose(then, now, slug) for slug in over}
    asked = sorted(set(doubtful) - over)
    if not asked:
        return found
    shelf = shelf_beside(now.root / "build", made=True)

    def plans(slugs: Sequence[str]) -> Iterator[dict[str, tuple[str, str]]]:
        for side in (then, now):
            yield foresee(side.root, slugs, on=side.on, out=side.root / "build", shelf=shelf, make=_facts, jobs=jobs)[1]

    # Where what all have in common differs, there is nothing to ask of each.
    before, after = plans(asked[:1])
    if before and after and before[asked[0]][0] != after[asked[0]][0]:
        return found | dict.fromkeys(asked, "theme")
    before, after = plans(asked)
    for slug in asked:
        if slug not in after:
            found[slug] = "rejected"
        elif slug not in before:
            found[slug] = "mended"
        elif before[slug] != after[slug]:
            found[slug] = _whose(then, now, slug)
    return found


def _whose(then: _Side, now: _Side, slug: str) -> Reason:
    return "brand" if then.parts.get(slug) != now.parts.get(slug) else "theme"


def _sells(rights: Rights, slug: str) -> bool:
    stands = standing(rights, slug)
    return bool(stands.in_force or stands.run_off)


def _facts(resolved: Resolved, plan: BrandPlan, _: list[Problem]) -> tuple[str, str]:
    """Digests of all that a bundle's bytes depend on, its listing's too, and the name of its archive: of what all bundles of the theme
    have in common, and of everything."""
    theme, brand = resolved.project.theme, resolved.brands[plan.brand]
    common = sorted((action.key, action.outputs) for action in plan.actions if action.key in plan.common)
    valid = [str(day) for day in (brand.standing.valid.starts, brand.standing.valid.ends)]
    told = [plan.key, common, theme.product, theme.version, valid, brand.brand.status]
    return digest(canonical(common).encode()), digest(canonical(told).encode())

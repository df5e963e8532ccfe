"""Texts become values that know where they were written: one schema a file.

WL107: a link, a pipe, a device, or what is closed to us stands where a file was wanted
    Links are never followed: what they point to is not the project's. Copy the file to the place. What its
    permissions close to us has to be readable: `chmod u+rX`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from whitelabel import source
from whitelabel.disk.blob import Blob
from whitelabel.disk.files import ROOT_FILE
from whitelabel.disk.index import Index
from whitelabel.disk.tree import BRAND_FILE, CLOSED, Tree
from whitelabel.load.brand import FOLDER, check_slug, load_brand, missing_when_live
from whitelabel.load.contracts import FOLDER as CONTRACTS
from whitelabel.load.contracts import contract_path, read_contract, vendors_own
from whitelabel.load.holders import brand_nodes, is_contract, load_holders
from whitelabel.load.once import once
from whitelabel.load.project import load_project
from whitelabel.load.theme import FOLDER as THEME
from whitelabel.load.theme import load_theme
from whitelabel.model import Brand, Holder, Project, Vendor
from whitelabel.problem import Problem, Related, Span, did_you_mean, error, warning

Holders: TypeAlias = tuple[Mapping[str, Holder], Mapping[str, Problem]]


def read_vendor(tree: Tree, problems: list[Problem]) -> Vendor | None:
    """The vendor's own file, or ``None`` where it can't be read."""
    blob = tree.files.get(ROOT_FILE)
    if blob is None:
        what = tree.odd.get(ROOT_FILE, "missing")
        problems.append(error("WL102", f"'{ROOT_FILE}' is {what}; a file was wanted", Span(ROOT_FILE)))
        return None
    return _vendor_file("", ROOT_FILE, blob, problems)


@once
def _vendor_file(_: str, path: str, blob: Blob, problems: list[Problem]) -> Vendor | None:
    node = source.read_yaml(blob.read(), path)
    if isinstance(node, Problem):
        problems.append(node)
        return None
    return load_project(node, problems)


def read_rights(tree: Tree, vendor: Vendor, index: Index | None, problems: list[Problem]) -> Holders:
    """Who holds what, of all brands; and what is in the way of reading it, by slug.

    Args:
        index: What was read of it before; without one it is read anew, or known to this process.
    """
    known = tree.brands
    in_contracts = vendor.policy.rights == "contracts"
    problems.extend(_stray_contracts(tree, known, in_contracts=in_contracts))
    return load_holders(tree, known, in_contracts=in_contracts, index=index)


def load(tree: Tree, chosen: Sequence[str], problems: list[Problem], index: Index | None = None) -> Project | None:
    """Read the whole project.

    Args:
        tree: Its files.
        chosen: Slugs asked for; empty means all. Of the others the rights are read all the same, since any may hold a
            conflict.
        problems: Takes every mistake; one that names brands rejects these alone, any other the whole project.
        index: What was read before of the others.

    Returns:
        The project with every chosen brand that could be read, or ``None`` where the vendor's own files could not.
    """
    if tree.files.get(ROOT_FILE) is None:
        read_vendor(tree, problems)
        return None
    vendor = read_vendor(tree, problems)
    theme = load_theme(tree, problems)
    odd = [path for path in tree.odd if path.split("/")[0] in (THEME, FOLDER, CONTRACTS) and path.count("/") == 0]
    odd += [path for path in tree.odd if path.startswith(f"{THEME}/")]
    problems.extend(_odd(path, tree.odd[path]) for path in sorted(odd))
    known = tree.brands
    wanted = [slug for slug in known if not chosen or slug in chosen]
    # Where rights have to stand is not known as long as the vendor's file can't be read.
    rights = vendor.policy.rights if vendor is not None else None
    brands = _brands(tree, known, wanted, problems, rights)
    unknown = [slug for slug in dict.fromkeys(chosen) if slug not in known]
    problems.extend(
        error("WL110", f"unknown brand '{slug}'; there is no '{FOLDER}/{slug}/'", hint=did_you_mean(slug, known))
        for slug in unknown
    )
    if vendor is None or theme is None or unknown or odd:
        return None
    holders, unreadable = read_rights(tree, vendor, index, problems)
    return Project(vendor, theme, brands, tree.files, tree.odd, holders, unreadable)


def load_offer(name: str, data: bytes, holders: Mapping[str, Holder], problems: list[Problem]) -> Holder | None:
    """A grant under negotiation, written as a contract's file; ``None`` where it has a mistake.

    Args:
        name: Path of its file, for people.
        data: The file's bytes.
        holders: Whose names it may not take.
    """
    stem = name.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml") or "offer"
    slug = stem if stem not in holders else f"{stem} (offered)"
    contract = read_contract(slug, Blob.of(data), problems, path=name)
    if contract is None or any(problem.is_error for problem in problems):
        return None
    return Holder(slug, name, contract.party, False, contract.grants, name=slug)


def _stray_contracts(tree: Tree, known: Sequence[str], *, in_contracts: bool) -> Iterator[Problem]:
    for path in sorted((*tree.files, *tree.odd)):
        if not path.startswith(f"{CONTRACTS}/"):
            continue
        if not in_contracts:
            message = f"'{CONTRACTS}/' is not read: 'policy.rights' is 'brands'"
            yield warning("WL115", message, Span(path), hint="say 'rights: contracts', or take the folder away")
            return
        name = path[len(CONTRACTS) + 1 :]
        slug = name.removesuffix(".yaml")
        if path in tree.odd:
            yield _odd(path, tree.odd[path])
        elif not is_contract(path) or check_slug(slug, Span(path)) is not None:
            message = f"'{name}' is no contract's file; a brand's slug with '.yaml' behind it was wanted"
            # What looks like a contract, and isn't read as one, could hide a conflict.
            told = error if name.lower().endswith((".yaml", ".yml")) else warning
            yield told("WL115", message, Span(path), hint="rename it, or take it away")
        elif slug not in known:
            message = f"there is no brand '{slug}' yet; its contract holds all the same"
            near = did_you_mean(slug, known)
            yield warning("WL115", message, Span(path), hint=near or f"'whitelabel new {slug}' makes the brand")


def _odd(path: str, what: str) -> Problem:
    hint = "copy the files to the place; links are never followed"
    if CLOSED in what:
        hint = f"let it be read: chmod u+rX '{path}', or the folder around it"
    return error("WL107", f"'{path}' is {what}; a file or folder was wanted", Span(path), hint=hint)


def _brands(
    tree: Tree, known: Sequence[str], wanted: Sequence[str], problems: list[Problem], rights: str | None
) -> dict[str, Brand]:
    found: dict[str, Brand] = {}
    alike: dict[str, list[str]] = {}
    for slug in known:
        alike.setdefault(slug.casefold(), []).append(slug)
    for slug in wanted:
        path = f"{FOLDER}/{slug}/{BRAND_FILE}"
        twins = alike[slug.casefold()]
        if len(twins) > 1:
            if slug == next(twin for twin in twins if twin in wanted):
                problems.append(_twins(twins))
            continue
        if f"{FOLDER}/{slug}" in tree.odd:
            problems.append(_with_brand(_odd(f"{FOLDER}/{slug}", tree.odd[f"{FOLDER}/{slug}"]), slug))
            continue
        refused = check_slug(slug, Span(path))
        if refused is not None:
            problems.append(_with_brand(refused, slug))
            continue
        blob = tree.files.get(path)
        if blob is None:
            what = tree.odd.get(path)
            missing = error("WL110", f"'{path}' is missing", Span(path), hint=f"'whitelabel new {slug}' makes one")
            problems.append(_with_brand(_odd(path, what) if what else missing, slug))
            continue
        brand = _brand_file(slug, path, blob, problems)
        if brand is not None and rights == "contracts":
            brand = _under_contract(brand, tree, problems)
        elif brand is not None and rights == "brands":
            problems.extend(_with_brand(missing, slug) for missing in missing_when_live(brand, "region_lock"))
        if brand is not None:
            found[slug] = brand
    return found


@once
def _brand_file(slug: str, path: str, blob: Blob, problems: list[Problem]) -> Brand | None:
    node = brand_nodes(path, blob.read())
    if isinstance(node, Problem):
        problems.append(_with_brand(node, slug))
        return None
    return load_brand(slug, node, problems)


def _under_contract(brand: Brand, tree: Tree, problems: list[Problem]) -> Brand:
    """The brand with what its contract says, in place of what it may not say itself."""
    mistakes = list(vendors_own(brand.slug, brand.node))
    path = contract_path(brand.slug)
    blob = tree.files.get(path)
    contract = read_contract(brand.slug, blob, mistakes) if blob else None
    if blob is None and brand.status == "live" and path not in tree.odd:
        message = f"a live brand needs a contract; '{path}' is missing"
        mistakes.append(
            error("WL112", message, Span(brand.path), hint="write the contract, or 'status: draft' for now")
        )
    problems.extend(_with_brand(mistake, brand.slug) for mistake in mistakes)
    if contract is None:
        return dataclasses.replace(brand, party=brand.slug, grants=())
    return dataclasses.replace(brand, party=contract.party, grants=contract.grants)


def _twins(slugs: Sequence[str]) -> Problem:
    named = " and ".join(f"'{slug}'" for slug in slugs)
    related = [
        Related(Span(f"{FOLDER}/{slug}/brand.yaml"), "the same folder to some file systems") for slug in slugs[1:]
    ]
    span = Span(f"{FOLDER}/{slugs[0]}/brand.yaml")
    return error("WL111", f"{named} differ by case alone", span, hint="keep one of them", related=related, brands=slugs)


def _with_brand(problem: Problem, slug: str) -> Problem:
    return dataclasses.replace(problem, brands=(slug,))

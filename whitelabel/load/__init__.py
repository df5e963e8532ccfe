"""Texts become values that know where they were written: one schema a file.

WL107: a link, a pipe or a device stands where a file was wanted
    Links are never followed: what they point to is not the project's. Copy the file to the place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from whitelabel import source
from whitelabel.disk import ROOT_FILE, Tree
from whitelabel.load.brand import FOLDER, check_slug, load_brand
from whitelabel.load.project import load_project
from whitelabel.load.theme import FOLDER as THEME
from whitelabel.load.theme import load_theme
from whitelabel.model import Brand, Project
from whitelabel.problem import Problem, Related, Span, did_you_mean, error


def slugs(tree: Tree) -> list[str]:
    """Names of the folders under ``brands/``, sorted; and of what stands there and is no folder, such as a link."""
    found = {path.split("/")[1] for path in tree.files if path.startswith(f"{FOLDER}/") and path.count("/") > 1}
    return sorted(found.union(path.split("/")[1] for path in tree.odd if path.startswith(f"{FOLDER}/")))


def load(tree: Tree, chosen: Sequence[str], problems: list[Problem]) -> Project | None:
    """Read the whole project.

    Args:
        tree: Its files.
        chosen: Slugs asked for; empty means all. All brands are read all the same, since any may hold a conflict.
        problems: Takes every mistake; one that names brands rejects these alone, any other the whole project.

    Returns:
        The project with every brand that could be read, or ``None`` where the vendor's own files could not.
    """
    blob = tree.files.get(ROOT_FILE)
    if blob is None:
        what = tree.odd.get(ROOT_FILE, "missing")
        problems.append(error("WL102", f"'{ROOT_FILE}' is {what}; a file was wanted", Span(ROOT_FILE)))
        return None
    node = source.read_yaml(blob.read(), ROOT_FILE)
    vendor = None
    if isinstance(node, Problem):
        problems.append(node)
    else:
        vendor = load_project(node, problems)
    theme = load_theme(tree, problems)
    odd = [path for path in tree.odd if path.split("/")[0] in (THEME, FOLDER) and path.count("/") == 0]
    odd += [path for path in tree.odd if path.startswith(f"{THEME}/")]
    problems.extend(_odd(path, tree.odd[path]) for path in sorted(odd))
    known = slugs(tree)
    brands = _brands(tree, known, problems)
    unknown = [slug for slug in dict.fromkeys(chosen) if slug not in known]
    problems.extend(
        error("WL110", f"unknown brand '{slug}'; there is no '{FOLDER}/{slug}/'", hint=did_you_mean(slug, known))
        for slug in unknown
    )
    if vendor is None or theme is None or unknown or odd:
        return None
    return Project(vendor, theme, brands, tree.files, tree.odd)


def _odd(path: str, what: str) -> Problem:
    hint = "copy the files to the place; links are never followed"
    return error("WL107", f"'{path}' is {what}; a file or folder was wanted", Span(path), hint=hint)


def _brands(tree: Tree, known: Sequence[str], problems: list[Problem]) -> dict[str, Brand]:
    found: dict[str, Brand] = {}
    alike: dict[str, list[str]] = {}
    for slug in known:
        alike.setdefault(slug.casefold(), []).append(slug)
    for slug in known:
        path = f"{FOLDER}/{slug}/brand.yaml"
        twins = alike[slug.casefold()]
        if len(twins) > 1:
            if slug == twins[0]:
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
        node = source.read_yaml(blob.read(), path)
        if isinstance(node, Problem):
            problems.append(_with_brand(node, slug))
            continue
        brand = load_brand(slug, node, problems)
        if brand is not None:
            found[slug] = brand
    return found


def _twins(slugs: Sequence[str]) -> Problem:
    named = " and ".join(f"'{slug}'" for slug in slugs)
    related = [
        Related(Span(f"{FOLDER}/{slug}/brand.yaml"), "the same folder to some file systems") for slug in slugs[1:]
    ]
    span = Span(f"{FOLDER}/{slugs[0]}/brand.yaml")
    return error("WL111", f"{named} differ by case alone", span, hint="keep one of them", related=related, brands=slugs)


def _with_brand(problem: Problem, slug: str) -> Problem:
    return dataclasses.replace(problem, brands=(slug,))

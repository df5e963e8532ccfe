"""Texts become values that know where they were written: one schema a file."""

from __future__ import annotations

from collections.abc import Sequence

from whitelabel import source
from whitelabel.disk import ROOT_FILE, Tree
from whitelabel.load.brand import FOLDER, check_slug, load_brand
from whitelabel.load.project import load_project
from whitelabel.load.theme import load_theme
from whitelabel.model import Brand, Project
from whitelabel.problem import Problem, Span, did_you_mean, error


def slugs(tree: Tree) -> list[str]:
    """Names of the folders under ``brands/``, sorted."""
    return sorted({path.split("/")[1] for path in tree.files if path.startswith(f"{FOLDER}/") and path.count("/") > 1})


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
        problems.append(error("WL102", f"'{ROOT_FILE}' is missing or no regular file", Span(ROOT_FILE)))
        return None
    node = source.read_yaml(blob.read(), ROOT_FILE)
    vendor = None
    if isinstance(node, Problem):
        problems.append(node)
    else:
        vendor = load_project(node, problems)
    theme = load_theme(tree, problems)
    brands = _brands(tree, problems)
    known = slugs(tree)
    unknown = [slug for slug in chosen if slug not in known]
    problems.extend(
        error("WL110", f"unknown brand '{slug}'; no such folder under '{FOLDER}/'", hint=did_you_mean(slug, known))
        for slug in unknown
    )
    if vendor is None or theme is None or unknown:
        return None
    return Project(vendor, theme, brands, tree.files, tree.odd)


def _brands(tree: Tree, problems: list[Problem]) -> dict[str, Brand]:
    found: dict[str, Brand] = {}
    folded: dict[str, str] = {}
    for slug in slugs(tree):
        path = f"{FOLDER}/{slug}/brand.yaml"
        twin = folded.setdefault(slug.casefold(), slug)
        if twin != slug:
            message = f"'{slug}' differs from '{twin}' by case alone; one file system holds both as one"
            problems.append(error("WL111", message, Span(path), hint="rename one of the two", brands=(slug, twin)))
            continue
        refused = check_slug(slug, Span(path))
        if refused is not None:
            problems.append(_with_brand(refused, slug))
            continue
        blob = tree.files.get(path)
        if blob is None:
            what = tree.odd.get(path, "missing")
            message = f"'{path}' is {what}; a file was wanted"
            problems.append(error("WL110", message, Span(path), brands=(slug,)))
            continue
        node = source.read_yaml(blob.read(), path)
        if isinstance(node, Problem):
            problems.append(_with_brand(node, slug))
            continue
        brand = load_brand(slug, node, problems)
        if brand is not None:
            found[slug] = brand
    return found


def _with_brand(problem: Problem, slug: str) -> Problem:
    import dataclasses

    return dataclasses.replace(problem, brands=(slug,))

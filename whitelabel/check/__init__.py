"""Every mistake that can be seen before any work: one rule, one file, one line in a table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from whitelabel.check.business import check_business
from whitelabel.check.contrast import check_contrast
from whitelabel.check.purity import check_purity
from whitelabel.check.required import check_required
from whitelabel.check.rights import check_rights, check_standing
from whitelabel.check.styles import check_styles
from whitelabel.check.texts import check_brand_texts, check_theme_texts
from whitelabel.check.theme import check_theme
from whitelabel.model import Resolved, ResolvedBrand
from whitelabel.problem import Problem

PROJECT_RULES: tuple[Callable[[Resolved], Iterator[Problem]], ...] = (
    check_theme,
    check_styles,
    check_theme_texts,
    check_rights,
    check_purity,
)
"""Rules about the vendor's own files, where a mistake rejects every brand, and about several brands, whom it names."""

BRAND_RULES: tuple[Callable[[Resolved, ResolvedBrand], Iterator[Problem]], ...] = (
    lambda resolved, brand: check_required(brand, resolved.project.theme),
    lambda resolved, brand: check_brand_texts(brand, resolved.project.theme),
    lambda resolved, brand: check_contrast(brand, resolved.project.vendor.policy),
    check_standing,
    check_business,
)
"""Rules about one brand; a mistake rejects this one alone."""


def check_project(resolved: Resolved) -> Iterator[Problem]:
    """What is wrong with the vendor's own files, and among brands.

    Args:
        resolved: The project with the chosen brands; one that has no mistake in itself is enough.
    """
    for rule in PROJECT_RULES:
        yield from rule(resolved)


def check_brand(resolved: Resolved, slug: str) -> Iterator[Problem]:
    """What is wrong with one brand, each mistake with its slug."""
    for rule in BRAND_RULES:
        for problem in rule(resolved, resolved.brands[slug]):
            yield dataclasses.replace(problem, brands=(slug,))


def check(resolved: Resolved, problems: list[Problem]) -> None:
    """Apply every rule to every brand.

    Args:
        resolved: The project with the chosen brands.
        problems: Takes what is wrong, each mistake of a brand with its slug.
    """
    problems.extend(check_project(resolved))
    for slug in resolved.brands:
        problems.extend(check_brand(resolved, slug))

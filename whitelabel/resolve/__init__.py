"""The base theme under each brand: tokens, texts, assets, links; every value knows where it comes from.

WL404 and the like are born where a text is read; here only what takes two files to see.

WL410: a brand's language is not the theme's
    The theme has no texts for it, nor for a shorter tag of it (`ru` serves `ru-KZ`).
WL411: a brand gives a text that the theme doesn't have
    Nothing would show it. The hint names the nearest key.
WL412: a brand gives texts in a language that it isn't offered in
    Add the language to `locales`, or take the texts away.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from whitelabel import source
from whitelabel.model import (
    MODES,
    Brand,
    Email,
    Project,
    Remember,
    Resolved,
    ResolvedBrand,
    Rights,
    Standing,
    Token,
    TokenOverride,
    forgetful,
)
from whitelabel.problem import Problem, Span, did_you_mean, error, warning
from whitelabel.resolve.contrast import settle
from whitelabel.resolve.features import resolve_features, resolve_links
from whitelabel.resolve.fonts import check_theme_fonts, font_family, resolve_fonts
from whitelabel.resolve.locales import brand_locales, brand_texts, lookup
from whitelabel.resolve.logos import resolve_logos
from whitelabel.resolve.rights import pages_of, products_of, resolve_rights, standing
from whitelabel.resolve.tokens import TokenTheme, prepare, resolve_tokens


@dataclass(frozen=True, slots=True)
class Ground:
    """What each brand is resolved on.

    Attributes:
        tokens: The theme's, prepared.
        keys: Of the texts that brands may give.
        rights: Of all brands, on the day.
        closed: Whether closing bundles are wanted.
    """

    project: Project
    tokens: TokenTheme
    keys: frozenset[str]
    rights: Rights
    closed: bool


def lay(
    project: Project, chosen: Sequence[str], day: datetime.date, problems: list[Problem], *, closed: bool = False
) -> Ground:
    """Prepare what all brands have in common, and judge their rights.

    Args:
        project: What was loaded.
        chosen: Slugs; empty means all.
        day: On which rights are judged, in the vendor's time zone.
        problems: Takes every mistake; one of a single brand names it.
        closed: Whether closing bundles are wanted.
    """
    theme = project.theme
    families = {role: font_family(font) for role, font in theme.fonts.items()}
    check_theme_fonts(theme.fonts, project.files, problems)
    tokens = prepare(theme.tokens, theme.dark, theme.palette, problems, fonts=families)
    keys = frozenset(key for texts in theme.texts.values() for key in texts).union(theme.required_texts)
    rights = resolve_rights(project.vendor, project.holders, project.unreadable, chosen, day, problems)
    return Ground(project, tokens, keys, rights, closed)


def resolve_brand(
    ground: Ground, slug: str, problems: list[Problem], *, remember: Remember = forgetful
) -> ResolvedBrand | None:
    """Put the base theme under one brand.

    Args:
        ground: What all brands have in common.
        slug: Of the brand.
        problems: Takes every mistake, with the slug.
        remember: Gives what was made of a logo before.

    Returns:
        ``None`` where the brand has a mistake in itself, or couldn't even be read.
    """
    brand = ground.project.brands.get(slug)
    if brand is None:
        return None
    found: list[Problem] = []
    stands = standing(ground.rights, slug, closed=ground.closed)
    resolved = _resolve_brand(ground.project, brand, ground.tokens, ground.keys, stands, remember, found)
    found.sort(key=lambda problem: problem.span or Span(""))
    problems.extend(dataclasses.replace(problem, brands=(slug,)) for problem in found)
    return None if any(problem.is_error for problem in found) else resolved


def resolve(
    project: Project,
    chosen: Sequence[str],
    day: datetime.date,
    problems: list[Problem],
    *,
    closed: bool = False,
    remember: Remember = forgetful,
) -> Resolved:
    """Put the base theme under all chosen brands: ``lay``, and ``resolve_brand`` for each."""
    ground = lay(project, chosen, day, problems, closed=closed)
    asked = tuple(sorted(chosen or project.brands))
    found = {slug: resolve_brand(ground, slug, problems, remember=remember) for slug in asked}
    brands = {slug: brand for slug, brand in found.items() if brand is not None}
    return Resolved(project, brands, ground.rights, asked)


_MANY = 20
"""Mistakes of one kind that are told one by one."""


def _check_languages(project: Project, brand: Brand, keys: Set[str], problems: list[Problem]) -> None:
    known = project.theme.texts
    for position, tag in enumerate(brand.locales):
        if not lookup(tag, known):
            span = brand.span("locales", position)
            hint = did_you_mean(tag, known)
            problems.append(error("WL410", f"the theme has no texts in '{tag}'", span, hint=hint))
    for tag, texts in brand.texts.items():
        if brand.locales and not any(own == tag or own.startswith(tag + "-") for own in brand.locales):
            span = brand.key_span("texts", tag)
            hint = f"add '{tag}' to 'locales'"
            message = f"texts in '{tag}', which is none of the brand's 'locales'"
            problems.append(warning("WL412", message, span, hint=hint))
        unknown = [key for key in texts if key not in keys]
        for key in unknown[:_MANY]:
            message = f"the theme has no text '{key}'"
            problems.append(error("WL411", message, texts[key].span, hint=did_you_mean(key, keys)))
        if len(unknown) > _MANY:
            span = texts[unknown[_MANY]].span
            problems.append(error("WL411", f"{len(unknown) - _MANY} more texts that the theme doesn't have", span))


def _as_override(token: Token) -> TokenOverride:
    """A token's values as if the brand had written them."""
    light, dark = (source.Scalar(token.value(mode).css, False, token.span) for mode in MODES)
    return TokenOverride(light, dark, token.span)


def _sent(email: Email, products: Sequence[str]) -> bool:
    return not email.product or email.product in products


def _resolve_brand(
    project: Project,
    brand: Brand,
    tokens: TokenTheme,
    keys: Set[str],
    stands: Standing,
    remember: Remember,
    problems: list[Problem],
) -> ResolvedBrand:
    theme = project.theme
    fonts = resolve_fonts(brand, theme.fonts, project.files, project.odd, problems)
    _check_languages(project, brand, keys, problems)
    locales = brand_locales(brand, theme.texts, theme.source_locale)
    products = () if stands.is_closed else products_of(brand, stands, project.vendor.products)
    pages, notices = pages_of(project, brand, stands, products)
    families = {role: font_family(font) for role, font in fonts.items()}
    values = resolve_tokens(tokens, brand.overrides, fonts=families, problems=problems)

    def follow(adjusted: Mapping[str, Token]) -> Mapping[str, Token]:
        overrides = {**brand.overrides, **{name: _as_override(token) for name, token in adjusted.items()}}
        return resolve_tokens(tokens, overrides, fonts=families, problems=[])

    settled, figures = settle(values, theme.contrast, project.vendor.policy, follow)
    return ResolvedBrand(
        brand=brand,
        standing=stands,
        products=products,
        pages=tuple(pages),
        notices=tuple(notices),
        emails=tuple(email for email in theme.emails if not stands.is_closed and _sent(email, products)),
        locales=locales,
        tokens=settled,
        figures=figures,
        texts={tag: brand_texts(brand, tag, theme.texts) for tag in locales},
        features=resolve_features(brand, theme.features, problems),
        fonts=fonts,
        links=resolve_links(brand, theme.links, problems),
        logos=resolve_logos(brand, theme, settled, fonts, project.files, project.odd, remember, problems),
    )

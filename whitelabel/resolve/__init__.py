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
import itertools
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from whitelabel import source
from whitelabel.model import (
    MODES,
    Brand,
    Contrast,
    Email,
    Figure,
    Holder,
    Policy,
    Project,
    Remember,
    Resolved,
    ResolvedBrand,
    Rights,
    Standing,
    Theme,
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
from whitelabel.resolve.tokens import TokenTheme, prepare, resolve_tokens, told_of
from whitelabel.same import States


@dataclass(frozen=True, slots=True)
class Ground:
    """What each brand is resolved on.

    Attributes:
        tokens: The theme's, prepared.
        keys: Of the texts that brands may give.
        rights: Of all brands, on the day.
        closed: Whether closing bundles are wanted.
        judged: What the rights were judged from, to be compared by identity: a place may differ in what is equal.
        told: What was found wrong in them.
    """

    project: Project
    tokens: TokenTheme
    keys: frozenset[str]
    rights: Rights
    closed: bool
    judged: tuple[object, ...] = field(default=(), repr=False)
    told: tuple[Problem, ...] = ()


def lay(
    project: Project,
    chosen: Sequence[str],
    day: datetime.date,
    problems: list[Problem],
    *,
    closed: bool = False,
    before: Ground | None = None,
) -> Ground:
    """Prepare what all brands have in common, and judge their rights.

    Args:
        project: What was loaded.
        chosen: Slugs; empty means all.
        day: On which rights are judged, in the vendor's time zone.
        problems: Takes every mistake; one of a single brand names it.
        closed: Whether closing bundles are wanted.
        before: What was laid the last time: what hangs on the very same is taken from it, and told again.
    """
    theme = project.theme
    families = {role: font_family(font) for role, font in theme.fonts.items()}
    check_theme_fonts(theme.fonts, project.files, problems)
    if before is not None and _has_tokens(before, theme, families):
        tokens = before.tokens
        problems.extend(told_of(tokens))
    else:
        tokens = prepare(theme.tokens, theme.dark, theme.palette, problems, fonts=families)
    keys = frozenset(key for texts in theme.texts.values() for key in texts).union(theme.required_texts)
    judged = (project.vendor, day, *chosen, None, *_flat(project.holders), None, *_flat(project.unreadable))
    if before is not None and _are_same(before.judged, judged):
        rights, told = dataclasses.replace(before.rights, holders=project.holders), before.told
    else:
        found: list[Problem] = []
        rights = resolve_rights(project.vendor, project.holders, project.unreadable, chosen, day, found)
        told = tuple(found)
    problems.extend(told)
    return Ground(project, tokens, keys, rights, closed, judged, told)


def _flat(mapping: Mapping[str, object]) -> Iterator[object]:
    return itertools.chain.from_iterable(mapping.items())


def _are_same(these: Sequence[object], those: Sequence[object]) -> bool:
    """Whether two rows hold the very same values; texts and days may be equal, and of holders what their rights hang on."""
    return len(these) == len(those) and all(
        one is other
        or (isinstance(one, str | datetime.date) and one == other)
        or (isinstance(one, Holder) and isinstance(other, Holder) and _rights_of(one) == _rights_of(other))
        for one, other in zip(these, those, strict=True)
    )


def _rights_of(holder: Holder) -> str:
    """All of a holder but its colour, which a brand's file may change, with every place."""
    return repr(dataclasses.replace(holder, color=""))


def _has_tokens(before: Ground, theme: Theme, families: Mapping[str, str]) -> bool:
    known = before.project.theme
    is_same = known.tokens is theme.tokens and known.dark is theme.dark and before.tokens.fonts == families
    # Of two palettes that are equal the places may differ.
    return is_same and repr(known.palette) == repr(theme.palette)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Valued:
    """What a brand's tokens hang on: the same where the files are the very same objects, and all else is equal."""

    tokens: TokenTheme
    brand: Brand
    contrast: tuple[Contrast, ...]
    policy: Policy
    fonts: tuple[tuple[str, str], ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Valued):
            return NotImplemented
        is_same = self.tokens is other.tokens and self.brand is other.brand and self.policy == other.policy
        return is_same and self.fonts == other.fonts and repr(self.contrast) == repr(other.contrast)

    def __hash__(self) -> int:
        return hash((id(self.tokens), id(self.brand)))


_VALUES: States[tuple[Mapping[str, Token], tuple[Figure, ...], tuple[Problem, ...]]] = States(64)


def _valued(of: _Valued) -> tuple[Mapping[str, Token], tuple[Figure, ...], tuple[Problem, ...]]:
    """A brand's tokens, the contrast that they reach, and what is wrong with them."""
    problems: list[Problem] = []
    fonts = dict(of.fonts)
    values = resolve_tokens(of.tokens, of.brand.overrides, fonts=fonts, problems=problems)

    def follow(adjusted: Mapping[str, Token]) -> Mapping[str, Token]:
        overrides = {**of.brand.overrides, **{name: _as_override(token) for name, token in adjusted.items()}}
        return resolve_tokens(of.tokens, overrides, fonts=fonts, problems=[])

    settled, figures = settle(values, of.contrast, of.policy, follow)
    return settled, figures, tuple(problems)


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
    valued = _Valued(tokens, brand, theme.contrast, project.vendor.policy, tuple(families.items()))
    settled, figures, told = _VALUES.get(brand.slug, valued, lambda: _valued(valued))
    problems.extend(told)
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

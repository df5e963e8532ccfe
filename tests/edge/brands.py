"""A small brand with several products, pages and languages, and whatever rights a test wants."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.edge.servers import write
from tests.render.small import FILES, bundle, resolved
from whitelabel.model import ResolvedBrand
from whitelabel.problem import Problem
from whitelabel.render.edge import EMITTERS
from whitelabel.render.edge.rules import rules_of
from whitelabel.rights import Claim, between, standard, territory_of

PAGE = "<!doctype html><html lang='{{ locale.tag }}'><title>{{ page.title }}</title><p>{{ page.name }} {{ page.url }}"
NAMES = ("home", "deal", "sign", "desk", "terms", "451", "404")
THEME = """product: {name: Deals, version: 1.0.0}
source_locale: en
papers: [color.header]
pages:
  home: {template: pages/home.html.j2, lock: sell}
  deal: {template: pages/home.html.j2, lock: sell, product: deals}
  sign: {template: pages/home.html.j2, lock: sell, product: sign}
  desk: {template: pages/home.html.j2, lock: serve}
  terms: {template: pages/home.html.j2, lock: never}
  "404": {template: pages/home.html.j2, lock: never}
"""
REFUSAL = '  "451": {template: pages/home.html.j2, lock: never}\n'
CLOSED = "  closed: {template: pages/home.html.j2, lock: never}\n"


def texts(tag: str) -> str:
    """Titles of all pages in a language."""
    return "".join(f'"{name}": {{title: {name} in {tag}, description: d}}\n' for name in (*NAMES, "closed"))


def changes(*, pages: bool = True, locales: Sequence[str] = ("ru", "en"), grants: str = "") -> dict[str, str | None]:
    """What makes the small project of `tests.render` this one."""
    brand = FILES["brands/acme/brand.yaml"].split("region_lock:")[0]
    told = grants or "[{territories: [RU-MOW], exclusivity: non-exclusive}]"
    return {
        "whitelabel.yaml": "vendor: {brand: acme}\nproducts: [deals, sign]\npolicy: {timezone: Europe/Moscow}\n",
        "base_theme/theme.yaml": THEME + CLOSED + (REFUSAL if pages else ""),
        "base_theme/templates/pages/home.html.j2": PAGE,
        "base_theme/templates/emails/welcome.html.j2": None,
        "base_theme/templates/emails/welcome.txt.j2": None,
        "base_theme/locales/en.yaml": texts("en"),
        "base_theme/locales/ru.yaml": texts("ru"),
        "base_theme/locales/de.yaml": texts("de"),
        "brands/acme/brand.yaml": f"{brand}locales: [{', '.join(locales)}]\n"
        f"region_lock: {{contract: A-1, grants: {told}}}\n",
    }


def claim(*codes: str, products: Sequence[str] = ("deals", "sign"), starts: str = "", ends: str = "") -> Claim:
    """A claim to the ground of some codes."""
    ground = territory_of(standard(), *codes)
    return Claim("acme", "non-exclusive", ground, frozenset(products), between(starts, ends))


@cache
def _brand(pages: bool, locales: tuple[str, ...]) -> ResolvedBrand:
    problems: list[Problem] = []
    return resolved(changes(pages=pages, locales=locales), problems).brands["acme"]


def brand(*claims: Claim, pages: bool = True, locales: Sequence[str] = ("ru", "en")) -> ResolvedBrand:
    """The brand with these claims in force."""
    found = _brand(pages, tuple(locales))
    standing = dataclasses.replace(found.standing, table=standard(), in_force=claims, timezone="Europe/Moscow")
    return dataclasses.replace(found, standing=standing)


def site(*, pages: bool = True, locales: Sequence[str] = ("ru", "en")) -> Mapping[str, bytes]:
    """The files that are served, by path below `site/`."""
    files = bundle(changes(pages=pages, locales=locales))
    return {path.removeprefix("site/"): data for path, data in files.items() if path.startswith("site/")}


def made(folder: Path, found: ResolvedBrand, *, pages: bool = True) -> Path:
    """A bundle of the small brand with the lock of some rights.

    Args:
        pages: Whether its site has the page for refused visitors.
    """
    files: dict[str, bytes | str] = {f"site/{path}": data for path, data in site(pages=pages).items()}
    for outputs, emit in EMITTERS.values():
        files |= dict(zip(outputs, emit(rules_of(found)), strict=True))
    return write(folder / "bundle", files)

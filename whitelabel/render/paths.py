"""Where pages and assets lie in the bundle, and the addresses under which they are asked for."""

from __future__ import annotations

import posixpath
import urllib.parse

from whitelabel.model import ResolvedBrand

ROOT = "site/assets"

ANSWERS = ("404", "451")
"""Pages that a server shows in place of what was asked for; in the default language they also lie where it looks."""


def fingerprinted(name: str) -> str:
    """The output's pattern for an asset: ``img/a.png`` lies at ``site/assets/img/a.*.png``.

    >>> fingerprinted("img/a.png")
    'site/assets/img/a.*.png'
    """
    stem, suffix = posixpath.splitext(name)
    return f"{ROOT}/{stem}.*{suffix}"


def address(output: str) -> str:
    """The root-relative address of an output below ``site/``.

    Source:
        RFC 3986, 3.3: what may stand in a path without being percent-encoded.

    >>> address("site/assets/img/Büro 1.png")
    '/assets/img/B%C3%BCro%201.png'
    """
    return urllib.parse.quote(output.removeprefix("site"), safe="/-._~!$&*+,;=:@")


def page_outputs(brand: ResolvedBrand, page: str, locale: str) -> tuple[str, ...]:
    """Paths of a page in the bundle; more than one where it also answers for a folder or for what isn't there."""
    paths = [f"site/{locale}/{page}/index.html"]
    is_default = locale == brand.locales[0]
    if page == "home":
        paths.append(f"site/{locale}/index.html")
        if is_default:
            paths.append("site/index.html")
    if page in ANSWERS and is_default:
        paths.append(f"site/{page}.html")
    return tuple(paths)


SHARE_SIZE = (1200, 630)
"""Width and height of the share card in pixels."""


def share_path(locale: str) -> str:
    """Root-relative address of the card that stands for the pages of a language where they are shared.

    No fingerprint: others keep what they fetched by its address, and pages that were shared still ask for the old one.
    """
    return f"/{locale}/og.png"


def page_path(page: str, locale: str) -> str:
    """Root-relative address of a page."""
    return f"/{locale}/{page}/"


def canonical_path(brand: ResolvedBrand, page: str, locale: str) -> str:
    """The one address of a page of a brand for search engines."""
    return canonical_path_of(brand.locales[0], page, locale)


def canonical_path_of(default: str, page: str, locale: str) -> str:
    """The one address of a page: the start page of the default language is the root."""
    return "/" if page == "home" and locale == default else page_path(page, locale)

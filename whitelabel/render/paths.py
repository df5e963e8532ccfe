"""Where a page lies in the bundle, and the address under which it is asked for."""

from __future__ import annotations

from whitelabel.model import ResolvedBrand


def page_outputs(brand: ResolvedBrand, page: str, locale: str) -> tuple[str, ...]:
    """Paths of a page in the bundle; more than one where it also answers for a folder or for what isn't there."""
    paths = [f"site/{locale}/{page}/index.html"]
    is_default = locale == brand.locales[0]
    if page == "home":
        paths.append(f"site/{locale}/index.html")
        if is_default:
            paths.append("site/index.html")
    if page == "404" and is_default:
        paths.append("site/404.html")
    return tuple(paths)


def page_path(page: str, locale: str) -> str:
    """Root-relative address of a page."""
    return f"/{locale}/{page}/"


def canonical_path(brand: ResolvedBrand, page: str, locale: str) -> str:
    """The one address of a page of a brand for search engines."""
    return canonical_path_of(brand.locales[0], page, locale)


def canonical_path_of(default: str, page: str, locale: str) -> str:
    """The one address of a page: the start page of the default language is the root."""
    return "/" if page == "home" and locale == default else page_path(page, locale)

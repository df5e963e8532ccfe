"""What every page and e-mail of one brand is made from, as JSON data: one input that they all share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from whitelabel.model import LOGO_VARIANTS, MADE_ASSETS, Desk, Template, canonical, phone_address
from whitelabel.render.wording import wording


def brand_values(desk: Desk) -> dict[str, Any]:
    """The brand as templates and applications see it; what it doesn't give is ``None``."""
    assert desk.brand is not None
    brand = desk.brand.brand
    contact = {key: brand.contact.get(key) for key in ("email", "phone", "url")}
    contact["phone_href"] = phone_address(brand.contact["phone"]) if "phone" in brand.contact else None
    return {
        "name": brand.name,
        "short_name": brand.short_name or brand.name,
        "legal_name": brand.legal_name or brand.name,
        "domain": brand.domain or None,
        "origin": f"https://{brand.domain}" if brand.domain else "",
        "contact": contact,
        "legal": {key: brand.legal.get(key) for key in ("terms", "privacy")},
        "mail": {key: brand.mail.get(key) for key in ("from", "reply_to")},
    }


def logo_values(desk: Desk) -> dict[str, dict[str, Any]]:
    """Address and size of every variant of the logo; what is for dark paper is the other one where that will do.

    ``srcset`` and ``webp`` are there for logos made of pixels: addresses for screens of one, two and three times as many.
    """
    assert desk.brand is not None
    logos = desk.brand.logos
    found: dict[str, dict[str, Any]] = {}
    for variant in (*LOGO_VARIANTS, "mail"):
        logo = logos.get(variant) or logos["mark" if variant == "mark-dark" else "light"]
        source = f"logo:{logo.variant}"
        found[variant] = {
            "src": desk.addresses[source],
            "srcset": desk.addresses.get(f"{source}:png"),
            "webp": desk.addresses.get(f"{source}:webp"),
            "width": logo.width,
            "height": logo.height,
        }
    return found


def own_addresses(desk: Desk) -> dict[str, str]:
    """Addresses of the assets that templates may ask for by name."""
    return {name: target for name, target in desk.addresses.items() if ":" not in name or name in MADE_ASSETS}


def lend_context(desk: Desk) -> str:
    """Add the brand's context to the inputs, once a brand, and return its digest."""
    return str(desk.once("context", lambda: desk.give(canonical(_context(desk)).encode())))


def _context(desk: Desk) -> dict[str, Any]:
    assert desk.brand is not None
    brand = desk.brand
    return {
        "brand": brand_values(desk),
        "logos": logo_values(desk),
        "addresses": own_addresses(desk),
        "dark": {name[5:]: target for name, target in desk.addresses.items() if name.startswith("dark:")},
        "share": desk.project.theme.share.line,
        "features": dict(brand.features),
        "links": dict(brand.links),
        "locales": brand.locales,
        "pages": {
            page.name: {
                "lock": page.lock,
                "product": page.product,
                "index": page.index and brand.brand.status == "live",
            }
            for page in brand.pages
        },
        "notices": [page.name for page in brand.notices],
        "tokens": {name: [token.light.css, token.dark.css] for name, token in brand.tokens.items()},
    }


def texts(desk: Desk, locale: str) -> dict[str, Any]:
    """The texts of a language with the brand's name filled in."""
    assert desk.brand is not None
    brand = desk.brand
    found: dict[str, Any] = desk.once(f"texts:{locale}", lambda: wording(brand.brand, locale, brand.texts[locale]))
    return found


def lend_texts(desk: Desk, locale: str) -> str:
    """Add the texts of a language to the inputs, once a brand, and return their digest."""
    return str(desk.once(f"lent texts:{locale}", lambda: desk.give(canonical(texts(desk, locale)).encode())))


def _closure(name: str, templates: Mapping[str, Template]) -> tuple[str, ...]:
    """A template and all that it may extend, include or import, sorted."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        next_name = waiting.pop()
        if next_name not in found and next_name in templates:
            found.add(next_name)
            waiting.extend(templates[next_name].references)
    return tuple(sorted(found))


def lend_templates(desk: Desk, name: str) -> tuple[tuple[str, str], ...]:
    """Add a template and all that it may use to the inputs, and return name and digest of each."""
    theme = desk.project.theme
    templates = {**theme.templates, **{picture.name: picture for picture in theme.pictures.values()}}
    return tuple((found, desk.lend(templates[found].blob)) for found in _closure(name, templates))

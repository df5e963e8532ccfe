"""``site.webmanifest``: name, colours and icons for home screens."""

from __future__ import annotations

import json
from collections.abc import Iterator

from whitelabel import color
from whitelabel.model import Action, Desk, Kind, Read, canonical


def _color(desk: Desk, name: str) -> str:
    assert desk.brand is not None
    token = desk.brand.tokens.get(name)
    value = token.light.color if token is not None else None
    return color.fallback(value) if value is not None else "#ffffff"


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    form = "image/svg+xml" if name.endswith(".svg") else "image/png"
    return {"src": f"/{name}", "sizes": sizes, "type": form, "purpose": purpose}


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    brand = desk.brand.brand
    manifest = {
        "name": brand.name,
        "short_name": brand.short_name or brand.name[:12].rstrip(),
        "lang": desk.brand.locales[0],
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _color(desk, "color.paper"),
        "theme_color": _color(desk, "color.header"),
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("icon-maskable-512.png", "512x512", "maskable"),
            _icon("icon-mono.svg", "any", "monochrome"),
        ],
    }
    yield Action("webmanifest", KIND.stamp, (), canonical(manifest), ("site/site.webmanifest",))


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    """Source: W3C Web Application Manifest."""
    del read
    return (json.dumps(json.loads(action.params), ensure_ascii=False, indent=2).encode() + b"\n",)


KIND = Kind("webmanifest", 2, _plan, _render)

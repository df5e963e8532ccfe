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
            {"src": f"/icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": "any"}
            for side in (192, 512)
        ],
    }
    yield Action("webmanifest", KIND.stamp, (), canonical(manifest), ("site/site.webmanifest",))


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    """Source: W3C Web Application Manifest."""
    del read
    return (json.dumps(json.loads(action.params), ensure_ascii=False, indent=2).encode() + b"\n",)


KIND = Kind("webmanifest", 1, _plan, _render)

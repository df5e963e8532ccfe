"""``site/brand.json``: what an application built elsewhere needs to know of the brand at run time."""

from __future__ import annotations

import json
from collections.abc import Iterator

from whitelabel.model import MODES, Action, Desk, Kind, Read, canonical
from whitelabel.render.context import brand_values, logo_values, own_addresses, texts
from whitelabel.render.paths import canonical_path
from whitelabel.render.wording import as_text


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    brand = desk.brand
    values = {
        "version": 1,
        **brand_values(desk),
        "logo": logo_values(desk),
        "locales": brand.locales,
        "products": brand.products,
        "features": dict(brand.features),
        "links": dict(brand.links),
        "pages": {
            page.name: {
                "lock": page.lock,
                "paths": {tag: canonical_path(brand, page.name, tag) for tag in brand.locales},
            }
            for page in brand.pages
        },
        "tokens": {mode: {name: token.value(mode).css for name, token in brand.tokens.items()} for mode in MODES},
        "assets": own_addresses(desk),
        "lock": "/region-lock.json",
        "texts": {tag: {key: as_text(text) for key, text in texts(desk, tag).items()} for tag in brand.locales},
    }
    yield Action(
        "application", KIND.stamp, (("values", desk.give(canonical(values).encode())),), "", ("site/brand.json",)
    )


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    values = json.loads(read(action.inputs[0][1]))
    return (json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n",)


KIND = Kind("application", 2, _plan, _render)

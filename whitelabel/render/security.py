"""``.well-known/security.txt``, where the brand says whom to tell of a weakness, and until when that holds."""

from __future__ import annotations

import json
from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read, canonical

OUTPUT = "site/.well-known/security.txt"


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    brand = desk.brand.brand
    if not brand.security:
        return
    fields = [["Contact", brand.security["contact"]], ["Expires", f"{brand.security['expires']}T23:59:59Z"]]
    fields.append(["Preferred-Languages", ", ".join(desk.brand.locales)])
    if brand.domain:
        fields.append(["Canonical", f"https://{brand.domain}/.well-known/security.txt"])
    yield Action("security", KIND.stamp, (), canonical(fields), (OUTPUT,))


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    """Source: RFC 9116, 2.5."""
    del read
    return ("".join(f"{name}: {value}\n" for name, value in json.loads(action.params)).encode(),)


KIND = Kind("security", 1, _plan, _render)

"""A brand's pictures on their way into actions and out of them again."""

from __future__ import annotations

import dataclasses
from typing import Any

from whitelabel.model import Desk, Logo
from whitelabel.picture.value import Picture
from whitelabel.problem import Span


def lent(desk: Desk, logo: Logo) -> tuple[str, dict[str, Any]]:
    """Add a variant's bytes to the inputs; their digest, and as data what else there is to know of the picture."""
    values = {field.name: getattr(logo.picture, field.name) for field in dataclasses.fields(Picture)}
    del values["data"]
    return desk.give(logo.picture.data), values


def received(values: dict[str, Any], data: bytes) -> Picture:
    """The picture again."""
    return Picture(data=data, **values)


def origin(desk: Desk, variant: str) -> Span:
    """Where the brand names the file that a variant is made from."""
    assert desk.brand is not None
    logos, brand = desk.brand.logos, desk.brand.brand
    path = logos[variant].path if variant in logos else ""
    # Where two variants name one file, each is its own.
    ordered = sorted(brand.logo, key=lambda own: own != variant)
    named = next((own for own in ordered if brand.file(brand.logo[own]) == path), "light")
    return brand.span("logo", named)

"""A brand's pictures on their way into actions and out of them again."""

from __future__ import annotations

import dataclasses
from typing import Any

from whitelabel import color
from whitelabel.model import Desk, Logo
from whitelabel.picture.value import Picture
from whitelabel.problem import Span

_DARK = 0.18
"""Relative luminance below which white is read better than black."""


def lent(desk: Desk, logo: Logo) -> tuple[str, dict[str, Any]]:
    """Add a variant's bytes to the inputs; their digest, and as data what else there is to know of the picture."""
    values = {field.name: getattr(logo.picture, field.name) for field in dataclasses.fields(Picture)}
    del values["data"]
    return desk.give(logo.picture.data), values


def received(values: dict[str, Any], data: bytes) -> Picture:
    """The picture again."""
    return Picture(data=data, **values)


def mail_logo(desk: Desk) -> tuple[Logo, str]:
    """The variant that is shown in e-mails, and the colour of their paper."""
    assert desk.brand is not None
    token = desk.brand.tokens.get(desk.project.theme.logo.mail)
    value = token.light.color if token is not None else None
    paper = color.fallback(value)[:7] if value is not None else "#ffffff"
    logos = desk.brand.logos
    wants_dark = color.luminance(color.parse(paper)) < _DARK
    return (logos.get("dark", logos["light"]) if wants_dark else logos["light"]), paper


def origin(desk: Desk, variant: str) -> Span:
    """Where the brand names the file that a variant is made from."""
    assert desk.brand is not None
    logos, brand = desk.brand.logos, desk.brand.brand
    path = logos[variant].path if variant in logos else ""
    named = next((own for own, file in brand.logo.items() if path.endswith(f"/{file}")), "light")
    return brand.span("logo", named)

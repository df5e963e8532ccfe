"""A sheet to sign off, put together by hand."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PIL import Image

from whitelabel.model import Logo, Origin
from whitelabel.picture.value import Picture
from whitelabel.problem import Problem, Span, warning
from whitelabel.report.sheet import Ground, Line, Made, Sheet, purpose_of, sizes

RED, GREEN = (200, 30, 40, 255), (20, 90, 60, 255)
SIGN = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">'
    b'<path fill="#145a3c" d="M6 6h52v52H6z"/></svg>\n'
)
ADAPTING = SIGN.replace(
    b"<path",
    b"<style>.n{display:none}@media (prefers-color-scheme:dark){.n{display:inline}}</style>"
    b'<path class="n" fill="#fff" d="M0 0h64v64H0z"/><path',
)
WORDMARK = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 304 36" width="304" height="36">'
    b'<path fill="#145a3c" d="M0 0h304v36H0z"/></svg>\n'
)
PAGES = Line("en", "Acme Realty: deals", "Sign a deal at home.")


def png(width: int, height: int, color: tuple[int, int, int, int] = GREEN) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height), color).save(out, "PNG")
    return out.getvalue()


def ico(*sides: int) -> bytes:
    """An icon file with pictures of several sizes."""
    out = io.BytesIO()
    pictures = [Image.new("RGBA", (side, side), GREEN) for side in sides]
    pictures[-1].save(out, "ICO", append_images=pictures[:-1], sizes=[(side, side) for side in sides])
    return out.getvalue()


def bundle(**more: bytes) -> dict[str, bytes]:
    """The files that are made from a drawing."""
    manifest = {"name": "Acme Realty", "short_name": "Acme", "background_color": "#fbf7ee"}
    return {
        "site/favicon.ico": ico(16, 32, 48),
        "site/icon.svg": ADAPTING,
        "site/icon-mono.svg": SIGN,
        "site/apple-touch-icon.png": png(180, 180),
        "site/icon-192.png": png(192, 192),
        "site/icon-512.png": png(512, 512),
        "site/icon-maskable-512.png": png(512, 512, RED),
        "site/site.webmanifest": json.dumps(manifest).encode(),
        "site/ru/og.png": png(1200, 630, RED),
        "site/en/og.png": png(1200, 630),
        "site/assets/logo.aaaaaaaaaa.svg": WORDMARK,
        "site/assets/logo-mail.bbbbbbbbbb.png": png(608, 72),
        **more,
    }


def logo(variant: str, origin: Origin, path: str = "brands/acme/logo.svg", data: bytes = WORDMARK) -> Logo:
    """A variant of the logo."""
    return Logo(variant, Picture("svg", data, 0, 0, 304, 36), origin, path, "", 304, 36)


def mistake(message: str = "the logo 'logo.svg' holds a script, which was taken out") -> Problem:
    """Something that is wrong with a logo."""
    return warning("WL515", message, Span("brands/acme/brand.yaml", 3, 15, 8), hint="export it again without scripts")


def acme(files: Mapping[str, bytes] | None = None, **changed: Any) -> Sheet:
    """The sheet of a brand whose sign was found in its logo."""
    logos = {
        "light": logo("light", "given"),
        "mark": logo("mark", "found", data=SIGN),
        "mono": logo("mono", "drawn", data=SIGN),
        "mail": logo("mail", "given"),
        "share": logo("share", "given"),
    }
    made = []
    for path, data in (bundle() if files is None else files).items():
        rank, purpose, variants = purpose_of(path)
        known = tuple(variant for variant in variants if variant in logos)
        made.append((rank, Made(path, data, sizes(path, data), purpose, known)))
    told = Sheet(
        slug="acme",
        name="Acme Realty",
        short_name="Acme",
        host="deals.acme.example",
        version="1.4.0",
        locales=("ru", "en"),
        logos=logos,
        files=tuple(each for _, each in sorted(made, key=lambda entry: entry[0])),
        grounds=(
            Ground("color.header", "light", "#fbf7ee", "light", 7.689),
            Ground("color.header", "dark", "#0f1813", "light", 2.2),
        ),
        mail="#fbf7ee",
        accent="#145a3c",
        lines=(Line("ru", "Acme Realty: сделки", "Подпишите сделку дома."), PAGES),
        problems=(mistake(),),
    )
    return replace(told, **changed)

"""``robots.txt`` and ``sitemap.xml``: what search engines may list; nothing of a draft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from whitelabel.model import Action, Desk, Kind, Read, canonical
from whitelabel.render.paths import canonical_path


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    brand = desk.brand
    listed = brand.brand.status == "live" and brand.brand.domain
    origin = f"https://{brand.brand.domain}" if listed else ""
    pages = [
        [(tag, origin + canonical_path(brand, page.name, tag)) for tag in brand.locales]
        for page in brand.pages
        if page.index and listed
    ]
    params = canonical({"origin": origin, "pages": pages})
    outputs = ("site/robots.txt", "site/sitemap.xml") if listed else ("site/robots.txt",)
    yield Action("robots", KIND.stamp, (), params, outputs)


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    """Robots and sitemap.

    Source:
        RFC 9309; sitemaps.org protocol 0.9, with alternates by language as ``xhtml:link``.
    """
    del read
    params = json.loads(action.params)
    if not params["origin"]:
        return (b"User-agent: *\nDisallow: /\n",)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in params["pages"]:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{escape(tag)}" href="{escape(address)}"/>' for tag, address in page
        )
        lines += [f"<url><loc>{escape(address, quote=False)}</loc>{links}</url>" for _, address in page]
    lines.append("</urlset>\n")
    robots = f"User-agent: *\nAllow: /\n\nSitemap: {params['origin']}/sitemap.xml\n"
    return robots.encode(), "\n".join(lines).encode()


KIND = Kind("robots", 1, _plan, _render)

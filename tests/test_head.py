"""Every page names the icons, the manifest and the card that its bundle has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from whitelabel.cli import main

if TYPE_CHECKING:
    from tests.conftest import Demo

pytestmark = pytest.mark.usefixtures("kept_pictures")
ROOT = Path(__file__).resolve().parents[1]
LINKS = {
    ("icon", "/favicon.ico", None),
    ("icon", "/icon.svg", "image/svg+xml"),
    ("apple-touch-icon", "/apple-touch-icon.png", None),
    ("manifest", "/site.webmanifest", None),
}


class Head(HTMLParser):
    """The tags of a page that name something to programs."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: set[tuple[str | None, str | None, str | None]] = set()
        self.named: dict[str | None, str | None] = {}
        self.canonical = ""
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "link" and told.get("rel") in {rel for rel, _, _ in LINKS}:
            self.links.add((told["rel"], told.get("href"), told.get("type")))
        elif tag == "link" and told.get("rel") == "canonical":
            self.canonical = told["href"] or ""
        elif tag == "meta":
            self.named[told.get("property", told.get("name"))] = told.get("content")


def wrong(site: Path, address: str) -> Iterator[str]:
    """What a page of a bundle doesn't name, or names and isn't there."""
    head = Head(site / address)
    yield from (f"{address} doesn't name {href}" for _, href, _ in LINKS - head.links)
    yield from (f"{address} names {href}" for _, href, _ in head.links if not (site / str(href)[1:]).is_file())
    card = head.named.get("og:image")
    if not head.canonical:
        yield from [f"{address} has a card and no host"] if card else []
        return
    host = re.match(r"https://[^/]+/", head.canonical)
    if not host or not card or not card.startswith(host[0]):
        yield f"{address} shows the card {card}"
        return
    with Image.open(site / card.removeprefix(host[0])) as picture:
        size = {"og:image:width": str(picture.width), "og:image:height": str(picture.height)}
        told = {**size, "og:image:type": picture.get_format_mimetype(), "twitter:card": "summary_large_image"}
    yield from (f"{address} says {name} {head.named.get(name)}" for name in told if head.named.get(name) != told[name])
    if not head.named.get("og:image:alt"):
        yield f"{address} has no words for its card"


def bundles(out: Path) -> list[Path]:
    return sorted(manifest.parent / "site" for manifest in out.glob("*/manifest.json"))


def test_every_page_of_demo_and_starter_names_what_its_bundle_has(demo: Demo, tmp_path: Path) -> None:
    starter = str(tmp_path / "shop")
    assert (main(["init", starter]), main(["-C", starter, "build"])) == (0, 0)
    sites = bundles(demo.out) + bundles(tmp_path / "shop" / "build")
    pages = [(site, page.relative_to(site).as_posix()) for site in sites for page in sorted(site.rglob("*.html"))]

    assert len(sites) == len(list((ROOT / "brands").glob("*/brand.yaml"))) + 2
    assert len(pages) > 3 * len(sites)
    assert [f"{site.parent.name}: {what}" for site, page in pages for what in wrong(site, page)] == []
    for site in sites:
        icons = json.loads((site / "site.webmanifest").read_text("utf-8"))["icons"]
        assert icons and [icon for icon in icons if not (site / icon["src"].lstrip("/")).is_file()] == []


def test_the_theme_s_reference_has_these_tags() -> None:
    text = (ROOT / "docs" / "theme.md").read_text("utf-8")
    head = re.search(r"\n## What a page's head names\n(.*?)\n## ", text, re.DOTALL)
    layout = (ROOT / "base_theme" / "templates" / "layouts" / "base.html.j2").read_text("utf-8")

    tags = re.findall(r"^    (<.*>)$", head[1] if head else "", re.MULTILINE)
    assert len(tags) == len(LINKS) + 6
    assert [tag for tag in tags if tag not in layout] == []

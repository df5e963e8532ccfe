"""Screenshots of the demo: three brands side by side for the README, or every brand at three widths to look at.

.venv/bin/python -m scripts.pictures                 # docs/brands.png from build/
.venv/bin/python -m scripts.pictures --all /tmp/seen # a picture a brand, width and scheme
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image

from scripts.browser import chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
THREE = ("kvadrat", "acme", "zuid-45")
WIDTHS = (320, 768, 1440)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
GAP = 24
BETWEEN = "#eceef2"


def shot(
    browser: Browser,
    address: str,
    width: int,
    *,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
    whole: bool = False,
) -> bytes:
    """A PNG of a page, `width` by `height` CSS pixels, or of all its height."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    # A font that came too late for the first paint is at hand for the second.
    page.evaluate("document.fonts.ready")
    page.reload()
    png = page.screenshot(full_page=whole, animations="disabled", caret="hide")
    context.close()
    return png


def side_by_side(pictures: Sequence[bytes]) -> Image.Image:
    """Pictures of one height in a row, on a grey ground, at half their size."""
    drawn = [Image.open(io.BytesIO(picture), formats=["PNG"]).convert("RGB") for picture in pictures]
    small = [picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS) for picture in drawn]
    width = sum(picture.width for picture in small) + GAP * (len(small) + 1)
    row = Image.new("RGB", (width, small[0].height + 2 * GAP), BETWEEN)
    left = GAP
    for picture in small:
        row.paste(picture, (left, GAP))
        left += picture.width + GAP
    return row


def readme_picture(browser: Browser, build: Path, out: Path) -> None:
    """Writes the landing pages of three brands side by side."""
    pictures = []
    for slug in THREE:
        with served(build / slug / "site") as origin:
            pictures.append(shot(browser, origin + "/", 1280, height=1600))
    out.parent.mkdir(parents=True, exist_ok=True)
    side_by_side(pictures).quantize(256, method=Image.Quantize.MEDIANCUT).save(out, optimize=True)
    print(out)


def every_picture(browser: Browser, build: Path, out: Path, pages: Sequence[str]) -> None:
    """Writes pages of every brand, in its default language, at three widths, light and dark."""
    out.mkdir(parents=True, exist_ok=True)
    for facts in sorted(build.glob("*/site/brand.json")):
        slug = facts.parents[1].name
        locale = json.loads(facts.read_text("utf-8"))["locales"][0]
        with served(facts.parent) as origin:
            for name in pages:
                address = f"{origin}/{locale}/" if name == "home" else f"{origin}/{locale}/{name}/"
                for width in WIDTHS:
                    for scheme in SCHEMES:
                        png = shot(browser, address, width, scheme=scheme, whole=True)
                        (out / f"{slug}-{name}-{width}-{scheme}.png").write_bytes(png)
        print(slug)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where the bundles lie (default build/)")
    parser.add_argument("--all", type=Path, metavar="DIR", help="every brand, at three widths, light and dark")
    parser.add_argument("--page", action="append", metavar="NAME", help="which pages for --all (default home)")
    given = parser.parse_args()
    with chromium() as browser:
        if given.all:
            every_picture(browser, given.build, given.all, given.page or ["home"])
        else:
            readme_picture(browser, given.build, ROOT / "docs" / "brands.png")


if __name__ == "__main__":
    main()

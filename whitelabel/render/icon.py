"""The icons that browsers and home screens ask for, drawn from the brand's sign, or its logo where it has none.

WL514: an SVG takes too much to draw
    More time or memory than any logo needs: filters upon filters, markers on every point, great pictures within. Export
    it again as plain shapes.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from whitelabel import color
from whitelabel.model import Action, Desk, Kind, Logo, Read, canonical
from whitelabel.problem import Rejected, error
from whitelabel.render.fence import fenced

if TYPE_CHECKING:
    from PIL.Image import Image

OUTPUTS = ("site/favicon.ico", "site/icon-192.png", "site/icon-512.png", "site/apple-touch-icon.png")
_ICO_SIZES = (16, 32, 48)
_INSET = 0.12
"""Share of an icon's side that stays free on each side where the sign stands on a plate."""


def _plate(desk: Desk, logo: Logo) -> str:
    """The paper behind the sign: the header's for a logo, which is known to stand there; the page's for a sign."""
    assert desk.brand is not None
    token = desk.brand.tokens.get("color.paper" if logo.variant == "mark" else "color.header")
    token = token or desk.brand.tokens.get("color.paper")
    paper = token.light.color if token is not None else None
    return color.fallback(paper)[:7] if paper is not None else "#ffffff"


def _plan(desk: Desk) -> Iterator[Action]:
    assert desk.brand is not None
    logos = desk.brand.logos
    logo = logos.get("mark") or logos["light"]
    params = canonical(
        {
            "format": logo.format,
            "tall": logo.height > logo.width,
            "plate": _plate(desk, logo),
            "bare": logo.variant == "mark",
        }
    )
    span = desk.brand.brand.span("logo", logo.variant)
    yield Action("icon", KIND.stamp, (("file", desk.lend(logo.blob)),), params, OUTPUTS, span)


def _drawn(data: bytes, form: str, tall: bool, side: int) -> Image | None:
    """The picture, as large as fits a square, on nothing; ``None`` where it takes too much to draw."""
    from PIL import Image, ImageOps

    if form == "svg":
        import resvg_py
        from lxml import etree

        def draw() -> bytes:
            made = resvg_py.svg_to_bytes(svg_string=text, width=width, height=height, skip_system_fonts=True)
            return bytes(made)

        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        text = etree.tostring(root, encoding="unicode")
        # The longer side is given, so that no logo, however thin, makes a mountain of pixels.
        width, height = (None, side) if tall else (side, None)
        png = fenced(draw)
        if png is None:
            return None
        picture = Image.open(io.BytesIO(png), formats=["PNG"]).convert("RGBA")
    else:
        picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data), formats=[form.upper()])).convert("RGBA")
    return _fitted(picture.crop(picture.getbbox()), side)


def _fitted(picture: Image, side: int) -> Image:
    """The picture with its longer side of so many pixels."""
    from PIL import Image

    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _inner(side: int, plate: str | None) -> int:
    """The side of the square that the sign itself fills."""
    return side - 2 * round(side * _INSET) if plate else side


def _square(picture: Image, side: int, plate: str | None) -> Image:
    from PIL import Image

    small = _fitted(picture, _inner(side, plate))
    canvas = Image.new("RGBA", (side, side), plate or (0, 0, 0, 0))
    canvas.alpha_composite(small, ((side - small.width) // 2, (side - small.height) // 2))
    return canvas.convert("RGB") if plate else canvas


def _png(image: Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    params = json.loads(action.params)
    plate = None if params["bare"] else params["plate"]
    picture = _drawn(read(action.inputs[0][1]), params["format"], params["tall"], _inner(512, plate))
    if picture is None:
        message = "the logo takes more time or memory to draw than any logo needs"
        raise Rejected(error("WL514", message, action.origin, hint="export it again as plain shapes"))
    # The small ones are made from a middle one: that costs a tenth, and nobody sees it.
    middle = _fitted(picture, _inner(192, plate))
    sizes = [_square(middle, side, plate) for side in _ICO_SIZES]
    ico = io.BytesIO()
    sizes[-1].save(ico, "ICO", append_images=sizes[:-1], sizes=[(side, side) for side in _ICO_SIZES])
    return (
        ico.getvalue(),
        _png(_square(middle, 192, plate)),
        _png(_square(picture, 512, plate)),
        _png(_square(picture, 180, params["plate"])),
    )


KIND = Kind("icon", 1, _plan, _render, stored=True, libraries=("lxml", "pillow", "resvg-py"))

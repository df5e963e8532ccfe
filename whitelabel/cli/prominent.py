"""Colours that a logo is known by."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

from whitelabel.color import Color, oklch
from whitelabel.model import Logo
from whitelabel.render.fence import fenced

SIDE = 160
"""Pixels of the longer side that is looked at."""

_OPAQUE = 128
_GREY = 0.04
_FAMILIES = 24
_PURE = 0.25
_APART = 40.0
_WORTH = 0.03


@dataclass(frozen=True, slots=True)
class _Shade:
    pixels: int
    color: Color
    lightness: float
    chroma: float
    hue: float


def prominent_colors(logo: Logo) -> list[Color]:
    """The colours that catch the eye, the most prominent first, each of a hue of its own.

    Greys count only where there is nothing else, white and what is see-through never.

    Args:
        logo: One that was found to be sound.

    Returns:
        At most three; none for a logo that is white or can't be drawn.
    """
    shades = _shades(logo)
    coloured = [shade for shade in shades if shade.chroma >= _GREY]
    if not coloured:
        inks = [shade for shade in shades if shade.lightness < 0.9]
        return [max(inks, key=lambda shade: shade.pixels).color] if inks else []
    families = _families(coloured)
    total = sum(map(_weight, coloured))
    found = [_typical(family) for family in families if sum(map(_weight, family)) >= _WORTH * total]
    kept: list[_Shade] = []
    for shade in found:
        if all(_turn(shade.hue, other.hue) >= _APART for other in kept):
            kept.append(shade)
    return [shade.color for shade in kept[:3]]


def _weight(shade: _Shade) -> float:
    return shade.pixels * math.sqrt(shade.chroma)


def _turn(one: float, other: float) -> float:
    """The angle between two hues, 0 to 180."""
    return abs((one - other + 180.0) % 360.0 - 180.0)


def _families(shades: list[_Shade]) -> list[list[_Shade]]:
    """Shades by hue, the heaviest family first."""
    by_hue: dict[int, list[_Shade]] = {}
    for shade in shades:
        by_hue.setdefault(int(shade.hue / 360.0 * _FAMILIES) % _FAMILIES, []).append(shade)
    return sorted(by_hue.values(), key=lambda family: -sum(map(_weight, family)))


def _typical(family: list[_Shade]) -> _Shade:
    """The shade that a flat logo is filled with; of a gradient, the one in the middle of its weight."""
    most = max(family, key=lambda shade: (shade.pixels, -shade.lightness))
    total = sum(shade.pixels for shade in family)
    if most.pixels >= _PURE * total:
        return most
    passed = 0
    for shade in sorted(family, key=lambda shade: shade.lightness):
        passed += shade.pixels
        if passed * 2 >= total:
            return shade
    return most


def _shades(logo: Logo) -> list[_Shade]:
    from PIL import Image

    data = logo.blob.read()
    if logo.format == "svg":
        data = _drawn(data, logo)
        if not data:
            return []
    kind = "PNG" if logo.format == "svg" else logo.format.upper()
    with Image.open(io.BytesIO(data), formats=[kind]) as image:
        # No smoothing: a mixture of two colours is none that anybody chose.
        image.thumbnail((SIDE, SIDE), resample=Image.Resampling.NEAREST)
        counted = image.convert("RGBA").getcolors(SIDE * SIDE) or []
    shades = []
    for pixels, pixel in counted:
        if not isinstance(pixel, tuple) or pixel[3] < _OPAQUE:
            continue
        color = Color("srgb", (pixel[0] / 255.0, pixel[1] / 255.0, pixel[2] / 255.0))
        shades.append(_Shade(pixels, color, *oklch(color)))
    return shades


def _drawn(data: bytes, logo: Logo) -> bytes:
    import resvg_py

    scale = SIDE / max(logo.width, logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))

    def draw() -> bytes:
        text = data.decode("utf-8-sig")
        return bytes(
            resvg_py.svg_to_bytes(svg_string=text, width=size[0], height=size[1], shape_rendering="crisp_edges")
        )

    return fenced(draw) or b""

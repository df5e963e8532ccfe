"""A logo in one colour: what counts is where it is and how much, for masks and for systems that colour icons themselves."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from whitelabel.color.space import pixel_oklab
from whitelabel.picture.compose import data_uri, drawn, number, parts
from whitelabel.picture.draw import drawing_of
from whitelabel.picture.recolor import RGB, Change, recolored, recolored_image
from whitelabel.picture.tone import inks
from whitelabel.picture.trim import paper_under
from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_ALIKE = 0.13
"""Distance in OKLab up to which two inks are one."""

_OUTSIDE = -1
_SOFT = -2

_NOISE = 12
"""Levels of a channel by which an image's paper differs from itself."""

_LEAST = 0.45
"""The level of the lightest of inks that lie side by side at the outside: still well seen."""

_TOUCHING = 0.12
"""The share of an ink's border from which it counts as touching."""

_ID = re.compile(r'\sid="p\d+"')

_AREA = 100 * 100
"""Pixels on which inks and their borders are found."""

_LONGEST = 512
"""Pixels of the longer side of what is made of pixels: masks are shown small."""

_MOST = 8
"""Inks that are told apart."""


def mono(picture: Picture) -> Picture:
    """The picture in black, with holes where one of its colours lies on another.

    Args:
        picture: Without empty borders.

    Returns:
        An ``svg`` that is black where the picture is seen and see-through elsewhere; of inks side by side each is as dense
        as it was dark. The paper of an opaque image is see-through.
    """
    if picture.form == "png":
        return _of_pixels(picture)
    levels = _levels(drawing_of(picture).sample(_AREA))
    if set(levels.values()) == {255}:
        return recolored(picture, lambda rgb: (0, 0, 0))
    within = recolored(picture, _graded(levels))
    attributes, body = parts(within)
    used = len(_ID.findall(body))
    x, y, width, height = (number(value) for value in picture.box)
    place = f'x="{x}" y="{y}" width="{width}" height="{height}"'
    mask = f'<mask id="p{used}" maskUnits="userSpaceOnUse" {place}><g{attributes}>{body}</g></mask>'
    return drawn(picture.box, f'{mask}<rect {place} fill="#000000" mask="url(#p{used})"/>')


def told_apart(picture: Picture) -> list[RGB]:
    """The inks of a picture that are told apart, from the greatest to the least; of a drawing all in black ``(0, 0, 0)``."""
    return _clusters(drawing_of(picture).sample(_AREA))


def _of_pixels(picture: Picture) -> Picture:
    from PIL import Image as Pillow
    from PIL import ImageChops

    from whitelabel.picture.encode import png

    drawing = drawing_of(picture)
    paper = paper_under(drawing)
    image = drawing.fitted(min(_LONGEST, round(max(picture.width, picture.height))))
    if paper is not None:
        bands = ImageChops.difference(image.convert("RGB"), Pillow.new("RGB", image.size, paper)).split()
        far = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2])
        # The paper's noise is nothing; the farthest ink is all.
        most = max(value for value, count in enumerate(far.histogram()) if count or not value)
        span = max(1, most - _NOISE)
        alpha = far.point([min(255, max(0, round((value - _NOISE) * 255 / span))) for value in range(256)])
    else:
        levels = _levels(drawing.sample(_AREA))
        alpha = image.getchannel("A")
        if set(levels.values()) != {255}:
            shades = image.convert("RGB").point(_SHADES * 3)
            graded = recolored_image(shades, lru_cache(maxsize=None)(_graded(levels)))
            alpha = ImageChops.multiply(alpha, graded.convert("L"))
    black = Pillow.new("RGBA", image.size, (0, 0, 0, 0))
    black.putalpha(alpha)
    size = f'width="{image.width}" height="{image.height}"'
    return drawn((0.0, 0.0, float(image.width), float(image.height)), f'<image {size} href="{data_uri(png(black))}"/>')


# ── How dense each ink is ─────────────────────────────────────────────────────────────────────────────────────────


def _graded(levels: Mapping[RGB, int]) -> Change:
    """Each colour as the grey of the inks that it is nearest to."""
    places = [(pixel_oklab(rgb), level) for rgb, level in levels.items()]

    def change(rgb: RGB) -> RGB:
        here = pixel_oklab(rgb)
        weights = [(1.0 / (math.dist(here, place) + 1e-4) ** 4, level) for place, level in places]
        total = sum(weight for weight, _ in weights)
        level = round(sum(weight * value for weight, value in weights) / total)
        return (level, level, level)

    return change


def _levels(image: Image) -> dict[RGB, int]:
    """The inks of a picture and how dense each is, from 0 (a hole) to 255."""
    found = _clusters(image)
    if len(found) < 2:
        return dict.fromkeys(found, 255) or {(0, 0, 0): 255}
    borders = _borders(image, found)
    whole = [sum(count for (one, _), count in borders.items() if one == ink) or 1 for ink in range(len(found))]
    open_ones = [ink for ink in range(len(found)) if borders.get((ink, _OUTSIDE), 0) >= _TOUCHING * whole[ink]]
    if not open_ones:
        open_ones = [max(range(len(found)), key=lambda ink: borders.get((ink, _OUTSIDE), 0) / whole[ink])]
    lightness = [pixel_oklab(rgb)[0] for rgb in found]
    levels = _side_by_side(open_ones, borders, whole, lightness)
    # From the outside inward: what lies on something dense is a hole, what lies on a hole is dense.
    rest = [ink for ink in range(len(found)) if ink not in levels]
    while rest:
        ink = max(rest, key=lambda ink: sum(borders.get((ink, other), 0) for other in levels) / whole[ink])
        rest.remove(ink)
        around = {other: borders.get((ink, other), 0) for other in levels}
        total = sum(around.values())
        if not total:
            levels[ink] = 255
            continue
        ground = sum(levels[other] * count for other, count in around.items()) / total
        step = max(
            math.dist(pixel_oklab(found[ink]), pixel_oklab(found[other])) for other, count in around.items() if count
        )
        levels[ink] = round(ground + (1 if ground < 128 else -1) * 255 * min(1.0, step / 0.3))
        levels[ink] = min(255, max(0, levels[ink]))
    return {rgb: levels[ink] for ink, rgb in enumerate(found)}


def _side_by_side(
    inks: list[int], borders: Mapping[tuple[int, int], int], whole: list[int], lightness: list[float]
) -> dict[int, int]:
    """Inks at the outside: all dense, but where they border on each other, the lighter ones less so."""
    meeting = [
        ink
        for ink in inks
        if any(
            borders.get((ink, other), 0) >= _TOUCHING * min(whole[ink], whole[other]) for other in inks if other != ink
        )
    ]
    if not meeting:
        return dict.fromkeys(inks, 255)
    low, high = min(lightness[ink] for ink in meeting), max(lightness[ink] for ink in meeting)
    span = high - low
    least = max(_LEAST, 1.0 - span * 1.4)
    levels = dict.fromkeys(inks, 255)
    for ink in meeting:
        share = (lightness[ink] - low) / span if span else 0.0
        levels[ink] = round(255 * (1.0 - share * (1.0 - least)))
    return levels


def _clusters(image: Image) -> list[RGB]:
    """The inks that matter, from the greatest to the least: those that fill areas, then those of thin lines.

    The pixels between two inks are a mixture of both, and no ink.
    """
    kept: list[RGB] = []
    for part in (_flat(image), image):
        for ink in inks(part):
            if ink.share < 0.004 or len(kept) == _MOST:
                break
            here = pixel_oklab(ink.rgb)
            if any(math.dist(here, pixel_oklab(rgb)) <= _ALIKE for rgb in kept):
                continue
            if part is not image or not any(_is_between(ink.rgb, one, other) for one, other in combinations(kept, 2)):
                kept.append(ink.rgb)
    return kept


def _flat(image: Image) -> Image:
    """The image where it is opaque and hardly differs from what is around it; nothing elsewhere."""
    from PIL import Image as Pillow
    from PIL import ImageChops, ImageFilter

    ranges = ImageChops.subtract(image.filter(ImageFilter.MaxFilter(3)), image.filter(ImageFilter.MinFilter(3))).split()
    widest = ImageChops.lighter(ImageChops.lighter(ranges[0], ranges[1]), ImageChops.lighter(ranges[2], ranges[3]))
    nothing = Pillow.new("RGBA", image.size, (0, 0, 0, 0))
    return Pillow.composite(image, nothing, widest.point([255 if value <= 20 else 0 for value in range(256)]))


def _is_between(rgb: RGB, one: RGB, other: RGB) -> bool:
    """Whether a colour lies near the straight line between two others."""
    way = [b - a for a, b in zip(one, other, strict=True)]
    share = sum((c - a) * w for c, a, w in zip(rgb, one, way, strict=True)) / (sum(w * w for w in way) or 1)
    return 0.0 < share < 1.0 and math.dist(rgb, [a + w * share for a, w in zip(one, way, strict=True)]) < 40.0


def _borders(image: Image, found: list[RGB]) -> dict[tuple[int, int], int]:
    """How often pixels of one ink lie next to those of another, with at most a few softened ones between them."""
    places = [pixel_oklab(rgb) for rgb in found]
    known: dict[tuple[bytes, bool], int] = {}
    width, data = image.width, image.point(_SHADES * 4).tobytes()
    flat = _flat(image).getchannel("A").tobytes()
    labels: list[int] = []
    for place, is_flat in enumerate(flat):
        key = (data[4 * place : 4 * place + 4], is_flat > 0)
        label = known.get(key)
        if label is None:
            label = known[key] = _label(key[0], places, _ALIKE if is_flat else _SAME)
        labels.append(label)
    rows = [labels[start : start + width] for start in range(0, len(labels), width)]
    counts: dict[tuple[int, int], int] = {}
    for line in (*rows, *map(list, zip(*rows, strict=True))):
        before, soft = _OUTSIDE, 0
        for label in (*line, _OUTSIDE):
            if label == _SOFT:
                soft += 1
                continue
            if label != before and soft <= _SOFTENED:
                counts[(before, label)] = counts.get((before, label), 0) + 1
                counts[(label, before)] = counts.get((label, before), 0) + 1
            before, soft = label, 0
    return counts


_SHADES = [value // 4 * 4 + 2 for value in range(256)]
"""Levels of a band that nobody tells apart are looked up once."""

_SAME = 0.05
_SOFTENED = 4


def _label(pixel: bytes, places: list[tuple[float, float, float]], near: float) -> int:
    """Which ink a pixel is of."""
    if pixel[3] < 24:
        return _OUTSIDE
    if pixel[3] < 200:
        return _SOFT
    here = pixel_oklab((pixel[0], pixel[1], pixel[2]))
    nearest = min(range(len(places)), key=lambda ink: math.dist(here, places[ink]))
    return nearest if math.dist(here, places[nearest]) <= near else _SOFT

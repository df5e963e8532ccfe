"""What a logo needs on papers where it would vanish: other lightness, or a plate behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from whitelabel import color
from whitelabel.color import Color
from whitelabel.picture.compose import on_plate
from whitelabel.picture.draw import drawing_of
from whitelabel.picture.recolor import RGB, Change, hexadecimal, recolored
from whitelabel.picture.tone import Ink, inks, is_told, lost, side_of
from whitelabel.picture.trim import paper_under
from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

How: TypeAlias = Literal["lightened", "darkened", "plate"]

VANISHED = {"dark": 0.3, "light": 0.4}
"""The share that may be lost on a paper before something has to be done. Logos are drawn for light paper: what is pale there
is meant so."""

_RATIO = 3.0
"""The contrast that a moved ink reaches (WCAG 2.2, success criterion 1.4.11)."""

_SLACK = 1.02
"""What is aimed at beyond it, since places are looked up for rounded hues."""

_RATIO_OF_GREY = 7.0
"""The contrast that one with hardly any hue reaches, which is seen by nothing but its lightness."""

_PALE = 1.25
"""The contrast up to which a colour is moved along when others are, though it can be told by its hue."""

_NEUTRAL = 0.045
"""OKLCH chroma up to which an ink is turned like a black, not moved like a colour."""

_COLORFUL = 0.12
"""OKLCH chroma from which an ink is a colour and nothing but a colour."""

_PLATES = ("#ffffff", "#16181d")
"""What plates are made of where no paper is offered."""

_DESTROYED = 0.12
"""The share of the borders between colours that may be lost by other lightness."""


def vanishes(picture: Picture, papers: Sequence[str]) -> bool:
    """Whether a person can't tell the logo, or much of it, from one of the papers.

    Args:
        picture: Without empty borders.
        papers: ``#rrggbb`` each.
    """
    return any(_is_gone(picture, paper) for paper in papers)


def _is_gone(picture: Picture, paper: str) -> bool:
    return _loss(picture, paper) > VANISHED[side_of(paper)]


@lru_cache(maxsize=64)
def _loss(picture: Picture, paper: str) -> float:
    return lost(drawing_of(picture).sample(), paper)


def helped(
    picture: Picture, papers: Sequence[str], rule: Literal["lighten", "plate"], plates: Sequence[str] = _PLATES
) -> tuple[Picture, How] | None:
    """The variant of a logo for papers on which it would vanish.

    Args:
        picture: Without empty borders.
        papers: The papers of one mode, ``#rrggbb`` each.
        rule: ``lighten`` moves the inks that vanish, as far as they need; where that would spoil the drawing, a plate is
            put behind it. ``plate`` always does.
        plates: What a plate may be made of, the first that does is taken.

    Returns:
        The variant and how it was made; ``None`` where the logo is well seen as it is. An opaque image on paper of another
        colour than its own always gets a plate of its own.
    """
    own = paper_under(drawing_of(picture))
    if own is not None:
        differs = any(max(abs(a - b) for a, b in zip(own, _rgb(paper), strict=True)) > _SAME for paper in papers)
        return (_plated(picture, hexadecimal(own)), "plate") if differs else None
    if not any(_is_gone(picture, paper) for paper in papers):
        return None
    if rule == "lighten":
        dark = sum(side_of(paper) == "dark" for paper in papers) * 2 >= len(papers)
        image = drawing_of(picture).sample()
        for change in _changes(inks(image), papers, dark):
            other = recolored(picture, change)
            after = drawing_of(other).sample()
            if not any(_is_gone(other, paper) for paper in papers) and spoiled(image, after) <= _DESTROYED:
                return other, "lightened" if dark else "darkened"
    losses = {plate: _loss(picture, plate) for plate in plates}
    best = next(
        (plate for plate, loss in losses.items() if loss <= VANISHED["dark"] / 2), min(plates, key=losses.__getitem__)
    )
    return _plated(picture, best), "plate"


_SAME = 4
"""Levels of a channel by which two papers may differ and are one to the eye."""


# ── Plates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _plated(picture: Picture, plate: str) -> Picture:
    """The picture on a plate, with room as a designer leaves it: more around a wordmark's short side than a sign's."""
    short, long = sorted((picture.width, picture.height))
    room = 0.3 * short if long > 1.6 * short else 0.17 * short
    return on_plate(picture, plate, room, 0.16 * (short + 2 * room))


# ── Other lightness ───────────────────────────────────────────────────────────────────────────────────────────────


def _changes(present: Sequence[Ink], papers: Sequence[str], dark: bool) -> tuple[Change, ...]:
    """Ways to move the inks, the gentlest first: only what vanishes; black and white exchanged."""
    return (_moved(present, papers, dark, False), _moved(present, papers, dark, True))


def _moved(present: Sequence[Ink], papers: Sequence[str], dark: bool, exchange: bool) -> Change:
    """A change that turns near-neutral inks over and moves colours just as far as they need.

    The colours keep their order of lightness: the one that is farthest gone comes to rest where the contrast is enough,
    the others between it and those that were fine already.
    """
    bound = [color.parse(paper) for paper in papers]

    def _is_fine(rgb: RGB) -> bool:
        return all(is_told(rgb, paper) for paper in papers) and _worst(_as_color(rgb), bound) >= _PALE

    colors = [_oklch(ink.rgb) for ink in present if ink.share > 0.004]
    hues = [entry for entry in colors if entry[1] > _NEUTRAL]
    extreme = (min if dark else max)((entry[0] for entry in hues), default=0.0 if dark else 1.0)
    gone = [ink for ink in present if ink.share > 0.004 and _oklch(ink.rgb)[1] > _NEUTRAL and not _is_fine(ink.rgb)]
    ratio = _ratio_for(gone)

    def change(rgb: RGB) -> RGB:
        lightness, chroma, hue = _oklch(rgb)
        if chroma <= _NEUTRAL:
            return _turned(rgb, lightness, chroma, hue)
        return _shifted(rgb, lightness, chroma, hue)

    def _turned(rgb: RGB, lightness: float, chroma: float, hue: float) -> RGB:
        if not exchange and _worst(_as_color(rgb), bound) >= _RATIO:
            return rgb
        place = 0.97 - 0.96 * lightness**2 if dark else 0.2 + 1.25 * (1.0 - lightness)
        if exchange and (lightness > 0.62) == dark:
            place = 0.2 + (1.0 - lightness) if dark else 0.985 - 0.6 * lightness
        return _bytes(color.to_srgb(Color("oklch", (min(1.0, max(0.0, place)), chroma * 0.6, hue))))

    def _shifted(rgb: RGB, lightness: float, chroma: float, hue: float) -> RGB:
        if not gone or _worst(_as_color(rgb), bound) >= _RATIO:
            return rgb
        rest = _resting(round(chroma, 2), round(hue), tuple(papers), dark, ratio)
        if rest is None:
            return rgb
        far = 1.0 if dark else 0.0
        if (rest <= extreme) if dark else (rest >= extreme):
            return rgb
        fine = rest + (far - rest) * 0.35
        span = fine - extreme
        share = min(1.0, max(0.0, (lightness - extreme) / span)) if span else 1.0
        place = rest + (fine - rest) * share
        if abs(place - far) > abs(lightness - far):
            place = lightness
        return _bytes(color.to_srgb(Color("oklch", (place, chroma, hue))))

    return change


def _ratio_for(gone: Sequence[Ink]) -> float:
    """The contrast that colours get: the less of a hue they have on the whole, the more; the same for all of a logo."""
    chroma = sum(_oklch(ink.rgb)[1] * ink.share for ink in gone) / (sum(ink.share for ink in gone) or 1.0)
    grey = min(1.0, max(0.0, (_COLORFUL - chroma) / (_COLORFUL - _NEUTRAL)))
    return round(_RATIO * _SLACK + (_RATIO_OF_GREY - _RATIO) * grey, 2)


@lru_cache(maxsize=1024)
def _resting(chroma: float, hue: float, papers: tuple[str, ...], dark: bool, ratio: float) -> float | None:
    """The lightness nearest to the papers' at which a colour of this hue has enough contrast on all of them."""
    bound = [color.parse(paper) for paper in papers]
    near, far = (0.0, 1.0) if dark else (1.0, 0.0)

    def reaches(place: float) -> bool:
        ink = _as_color(_bytes(color.to_srgb(Color("oklch", (place, chroma, hue)))))
        return _worst(ink, bound) >= ratio and (
            color.luminance(ink) > max(map(color.luminance, bound))
            if dark
            else color.luminance(ink) < min(map(color.luminance, bound))
        )

    if not reaches(far):
        return None
    for _ in range(9):
        middle = (near + far) / 2.0
        near, far = (near, middle) if reaches(middle) else (middle, far)
    return far


def spoiled(before: Image, after: Image) -> float:
    """The share of the borders between a drawing's colours that can't be seen any more.

    Args:
        before, after: The same drawing in different colours, ``RGBA`` of one size.
    """
    from PIL import ImageChops

    marked, gone = 0, 0
    solid = before.getchannel("A").point(_SOLID)
    for across, down in ((2, 0), (0, 2)):
        both = ImageChops.darker(solid, ImageChops.offset(solid, across, down))
        light, hue = _steps(before, across, down)
        new_light, new_hue = _steps(after, across, down)
        by_light = ImageChops.darker(light.point(_CLEAR), both)
        by_hue = ImageChops.darker(ImageChops.subtract(hue.point(_CLEAR), by_light), both)
        weak = new_light.point(_WEAK)
        # What was told by its lightness has to be told by it; a hue alone is no letter.
        blurred = ImageChops.lighter(
            ImageChops.darker(by_light, weak),
            ImageChops.darker(by_hue, ImageChops.darker(weak, new_hue.point(_WEAK))),
        )
        marked += ImageChops.lighter(by_light, by_hue).histogram()[255]
        gone += blurred.histogram()[255]
    total = solid.histogram()[255]
    return gone / marked if marked > 0.01 * total else 0.0


_SOLID = [255 if alpha >= 160 else 0 for alpha in range(256)]
_CLEAR = [255 if step >= 60 else 0 for step in range(256)]
_WEAK = [255 if step < 36 else 0 for step in range(256)]
_HALVED = [value // 2 for value in range(256)]


def _steps(image: Image, across: int, down: int) -> tuple[Image, Image]:
    """How far each pixel is from another some way off: in lightness, and half of that in the channel where it is most."""
    from PIL import ImageChops

    plain = image.convert("RGB")
    grey = plain.convert("L")
    step = ImageChops.difference(grey, ImageChops.offset(grey, across, down))
    red, green, blue = ImageChops.difference(plain, ImageChops.offset(plain, across, down)).split()
    return step, ImageChops.lighter(ImageChops.lighter(red, green), blue).point(_HALVED)


def _worst(ink: Color, papers: Sequence[Color]) -> float:
    return min(color.contrast(ink, paper) for paper in papers)


def _rgb(paper: str) -> RGB:
    return _bytes(color.to_srgb(color.parse(paper)))


def _as_color(rgb: RGB) -> Color:
    return Color("srgb", (rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0))


def _bytes(rgb: tuple[float, float, float]) -> RGB:
    red, green, blue = (min(255, max(0, math.floor(value * 255.0 + 0.5))) for value in rgb)
    return (red, green, blue)


def _oklch(rgb: RGB) -> tuple[float, float, float]:
    return color.oklch(_as_color(rgb))

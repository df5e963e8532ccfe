"""What a logo needs on papers where it would vanish: other lightness, or a plate behind it."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from whitelabel import color
from whitelabel.color import Color
from whitelabel.picture.compose import on_plate
from whitelabel.picture.draw import drawing_of
from whitelabel.picture.recolor import RGB, Change, hexadecimal, recolored, shapes
from whitelabel.picture.svg_pieces import in_pieces
from whitelabel.picture.tile import corners
from whitelabel.picture.tone import Ink, inks, is_told, lost, side_of, stepped, untold
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

_DEEP = (0.43, 0.3, 0.2)
_RATIOS_OF_DEEP = (3.0, 6.0, 10.0)
"""The contrasts that deep colours reach on dark paper, by their OKLCH lightness."""

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
    picture: Picture, papers: Sequence[str], rule: Literal["lighten", "plate"], plates: Sequence[str] | None = None
) -> tuple[Picture, How] | None:
    """The variant of a logo for papers on which it would vanish.

    Args:
        picture: Without empty borders.
        papers: The papers of one mode, ``#rrggbb`` each.
        rule: ``lighten`` moves the inks that vanish, as far as they need; where that would spoil the drawing, a plate is
            put behind it. ``plate`` always does.
        plates: What a plate may be made of, the first that does is taken. Where absent, white or nearly black, and no more
            than a line around a logo that is a tile itself.

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
    framed = _framed(picture, papers) if plates is None else None
    if framed is not None:
        return framed, "plate"
    dark = _is_dark(papers)
    other = _relit(picture, papers, dark) if rule == "lighten" else None
    if other is not None:
        return other, "lightened" if dark else "darkened"
    return _plated(picture, _best_plate(picture, papers, plates or _PLATES)), "plate"


def _is_dark(papers: Sequence[str]) -> bool:
    return sum(side_of(paper) == "dark" for paper in papers) * 2 >= len(papers)


_SAME = 4
"""Levels of a channel by which two papers may differ and are one to the eye."""


# ── Plates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _framed(picture: Picture, papers: Sequence[str]) -> Picture | None:
    """A tile with a line around it, by which its shape is seen while its colours stay; ``None`` for what is no tile."""
    image = drawing_of(picture).sample()
    radius = corners(image)
    if radius is None or inks(image)[0].share > _ALL or not all(is_told(_rgb(_LINE), paper) for paper in papers):
        return None
    unit = picture.width / image.width
    room = _FINE * math.sqrt(picture.width * picture.height)
    return on_plate(picture, _LINE, room, radius * unit + room if radius > 1.5 else 0.0)


_LINE = "#8b9099"
"""A grey that is seen on white and on black, and is no frame to be looked at."""

_FINE = 0.03
"""The line's width as a share of the tile's size."""

_ALL = 0.97
"""The share of an ink beside which there are others only as softened edges."""


def _best_plate(picture: Picture, papers: Sequence[str], plates: Sequence[str]) -> str:
    """The first plate on which the picture is seen well, of those that can be told from the papers where there are such."""
    fitting = [plate for plate in plates if all(is_told(_rgb(plate), paper) for paper in papers)]
    losses = {plate: _loss(picture, plate) for plate in fitting or plates}
    return next(
        (plate for plate, loss in losses.items() if loss <= VANISHED[side_of(plate)] / 2),
        min(losses, key=losses.__getitem__),
    )


def _plated(picture: Picture, plate: str) -> Picture:
    """The picture on a plate, with room as a designer leaves it: more around a wordmark's short side than a sign's."""
    short, long = sorted((picture.width, picture.height))
    room = 0.3 * short if long > 1.6 * short else 0.17 * short
    return on_plate(picture, plate, room, 0.16 * (short + 2 * room))


# ── Other lightness ───────────────────────────────────────────────────────────────────────────────────────────────


def _relit(picture: Picture, papers: Sequence[str], dark: bool) -> Picture | None:
    """The picture in other lightness, as far as that leaves it what it is."""
    from PIL import ImageChops

    image = drawing_of(picture).sample()
    present = inks(image)
    dim = functools.reduce(ImageChops.lighter, (untold(image, paper) for paper in papers))
    gone = dim.point(_IS_FULL)
    solid = image.getchannel("A").point(_SOLID)
    is_all = not ImageChops.subtract(solid, gone).histogram()[255]
    is_apart = is_all or _bordering(image, ImageChops.darker(gone, solid)) <= _APART
    changes = _changes(present, _missing(image, present, gone), papers, dark, is_apart)

    def fits(change: Change, other: Picture) -> bool:
        after = drawing_of(other).sample()
        return (
            not any(_is_gone(other, paper) for paper in papers)
            and spoiled(image, after) <= _DESTROYED
            and _overturned(image, after, gone) <= _TURNED
            and (dark or _is_gentle(image, after, change))
        )

    tried = set()
    for source in _whole_and_in_pieces(picture):
        seen = {} if is_all else _seen(source, dim)
        kept = dict.fromkeys(seen, _same)
        grey = {number: _same for number, rgb in seen.items() if _oklch(rgb)[1] <= _NEUTRAL}
        for change, apart in zip(changes, (grey, kept, kept), strict=True):
            other = recolored(source, change, apart)
            if other.data not in tried and fits(change, other):
                return other
            tried.add(other.data)
    return None


def _whole_and_in_pieces(picture: Picture) -> Iterator[Picture]:
    """A picture as it is, and, where that doesn't do, with its words apart from its signs."""
    yield picture
    apart = in_pieces(picture)
    if apart is not picture:
        yield apart


_TURNED = 0.04
"""The share of a drawing that may change from light to dark or back though it was seen well."""


def _seen(picture: Picture, dim: Image) -> dict[int, RGB]:
    """The shapes that are seen, by themselves or since they lie within others, with their colours.

    Args:
        dim: Where the picture's sample is not told from the papers, as ``untold`` marks it.
    """
    from PIL import ImageChops

    fills = shapes(picture)
    numbers = list(fills)[:_CODES]
    if len(numbers) < 2:
        return {}
    coded = recolored(picture, _to_white, {number: _to_code(code) for code, number in enumerate(numbers)})
    image = drawing_of(coded).sample()
    red, green, _, alpha = image.split()
    pure = ImageChops.darker(green.point(_IS_ZERO), alpha.point(_IS_FULL))
    every, lost, dimmed = (
        red.histogram(ImageChops.darker(pure, dim.point(mask))) for mask in (_ANY, _IS_FULL, _IS_MARKED)
    )

    def stays(code: int) -> bool:
        if lost[code] >= _TOUCHED * every[code]:
            return False
        if dimmed[code] < _TAKEN * every[code]:
            return True
        own = ImageChops.darker(red.point([255 if value == code else 0 for value in range(256)]), pure)
        return _bordering(image, own) >= _HELD

    return {number: fills[number] for code, number in enumerate(numbers) if stays(code)}


def _same(rgb: RGB) -> RGB:
    return rgb


def _to_white(rgb: RGB) -> RGB:
    return (255, 255, 255)


def _to_code(code: int) -> Change:
    return lambda rgb: (code, 0, 0)


_CODES = 250
_TOUCHED = 0.05
_TAKEN = 0.6
"""The shares of a shape that may be lost while the shape is fine: in what has to change, and in what is seen on the whole."""
_HELD = 0.4
"""The share of its outline by which a shape of which more is lost is held in place by what is seen: a hat's band, no letter."""
_IS_ZERO = [255, *([0] * 255)]
_IS_FULL = [*([0] * 255), 255]
_IS_MARKED = [0, *([255] * 255)]
_ANY = [255] * 256


def _overturned(before: Image, after: Image, gone: Image) -> float:
    """The share of a drawing that was seen well and is light now instead of dark, or dark instead of light."""
    from PIL import ImageChops

    solid = before.getchannel("A").point(_SOLID)
    overturned = ImageChops.subtract(_turned_over(before, after), gone)
    return overturned.histogram()[255] / (solid.histogram()[255] or 1)


def _turned_over(before: Image, after: Image) -> Image:
    from PIL import ImageChops

    step = ImageChops.difference(before.convert("L"), after.convert("L")).point(_FAR)
    return ImageChops.darker(before.getchannel("A").point(_SOLID), step)


def _bordering(image: Image, part: Image) -> float:
    """How much of a part's outline borders on the rest of the drawing, from 0 to 1: nothing of a word beside a sign."""
    from PIL import ImageChops, ImageFilter

    # The pixels next to it are its own softened edge.
    around = ImageChops.subtract(part.filter(ImageFilter.MaxFilter(5)), part.filter(ImageFilter.MaxFilter(3)))
    beside = ImageChops.darker(around, image.getchannel("A").point(_SOLID))
    return beside.histogram()[255] / (around.histogram()[255] or 1)


_APART = 0.1
_ENCLOSED = 0.25
"""The shares of their outlines up to which words stand for themselves, and up to which a pale part may become a dark one: not
the ground or the body of what keeps its colour."""


def _is_gentle(before: Image, after: Image, change: Change) -> bool:
    """Whether a pale drawing, made darker, is still the same: yellow among other colours isn't olive, no cream glass is black."""
    moved = ((_oklch(ink.rgb), _oklch(change(ink.rgb))) for ink in inks(before) if _SHADE < ink.share < _ALL)
    return (
        all(old[1] <= _NEUTRAL or old[0] - new[0] <= _FARTHEST for old, new in moved)
        and _bordering(before, _turned_over(before, after)) <= _ENCLOSED
    )


_SHADE = 0.03
"""The share of a drawing from which an ink is a colour of its own, no rounding of another."""

_FARTHEST = 0.25
"""OKLCH lightness by which one of several colours may be darkened."""

_FAR = [255 if step >= 90 else 0 for step in range(256)]


def _changes(
    present: Sequence[Ink], missing: Sequence[Ink], papers: Sequence[str], dark: bool, is_apart: bool
) -> tuple[Change, ...]:
    """Ways to move the inks, the gentlest to look at first: all in their order; only what is lost; black and white exchanged."""
    return (
        _moved(present, missing, papers, dark, is_apart, along=True),
        _moved(present, missing, papers, dark, is_apart),
        _moved(present, missing, papers, dark, is_apart, along=True, exchange=True),
    )


def _missing(image: Image, present: Sequence[Ink], gone: Image) -> tuple[Ink, ...]:
    """The inks of which a good deal is lost, with their shares of the drawing.

    Args:
        gone: Where the image can't be told from the papers.
    """
    from PIL import ImageChops

    every = image.getchannel("A")
    lost = ImageChops.darker(every, gone)
    masked = image.copy()
    masked.putalpha(lost)
    part = _sum(lost) / (_sum(every) or 1)
    shares = {ink.rgb: ink.share for ink in present}
    missed = (Ink(ink.rgb, ink.share * part) for ink in inks(masked))
    return tuple(ink for ink in missed if ink.share > max(_DUST, _GOOD_DEAL * shares.get(ink.rgb, 0.0)))


def _sum(band: Image) -> int:
    return sum(level * count for level, count in enumerate(band.histogram()))


_DUST = 0.004
"""The share of a drawing up to which an ink is one of its softened edges."""

_GOOD_DEAL = 0.15


def _moved(
    present: Sequence[Ink],
    missing: Sequence[Ink],
    papers: Sequence[str],
    dark: bool,
    is_apart: bool,
    *,
    along: bool = False,
    exchange: bool = False,
) -> Change:
    """A change that turns near-neutral inks over and moves colours just as far as they need.

    The colours keep their order of lightness: the one that is farthest gone comes to rest where the contrast is enough,
    the others between it and those that were fine already.

    Args:
        missing: Those of the inks that are lost.
        is_apart: Whether what is lost borders on nothing that is seen.
        along: Whether colours that can be told, but not well, are moved with those that can't.
        exchange: Whether neutral inks are turned over though they are fine.
    """
    bound = [color.parse(paper) for paper in papers]
    hues = [ink for ink in present if ink.share > _DUST and _oklch(ink.rgb)[1] > _NEUTRAL]
    gone = [ink for ink in missing if _oklch(ink.rgb)[1] > _NEUTRAL]
    names = {ink.rgb for ink in gone}
    extreme = (min if dark else max)((_oklch(ink.rgb)[0] for ink in hues), default=0.0 if dark else 1.0)
    ratio = _ratio_for(gone, dark and is_apart)

    def _stays(rgb: RGB) -> bool:
        fine = _worst(_as_color(rgb), bound)
        if fine >= _RATIO or along:
            return fine >= _RATIO
        return stepped(rgb) not in names and all(is_told(rgb, paper) for paper in papers)

    def change(rgb: RGB) -> RGB:
        lightness, chroma, hue = _oklch(rgb)
        # What counts as a colour here has to count as one among the inks that are lost.
        if min(chroma, _oklch(stepped(rgb))[1]) <= _NEUTRAL:
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
        if not gone or _stays(rgb):
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


def _ratio_for(gone: Sequence[Ink], is_deep_light: bool) -> float:
    """The contrast that colours get, the same for all of a logo: the less of a hue they have on the whole, the more.

    Args:
        gone: The colours that are lost.
        is_deep_light: Whether what was nearly black becomes nearly white, as it is done by hand; just seen it would look like a
            mistake.
    """
    total = sum(ink.share for ink in gone) or 1.0
    lightness, chroma = (sum(_oklch(ink.rgb)[axis] * ink.share for ink in gone) / total for axis in (0, 1))
    ratio = _RATIO * _SLACK + (_RATIO_OF_GREY - _RATIO) * _between(_COLORFUL, _NEUTRAL, chroma)
    if is_deep_light:
        deeper = itertools.pairwise(zip(_DEEP, _RATIOS_OF_DEEP, strict=True))
        steps = ((more - less) * _between(start, end, lightness) for (start, less), (end, more) in deeper)
        ratio = max(ratio, _RATIO * _SLACK + sum(steps))
    return round(ratio, 2)


def _between(none: float, entire: float, value: float) -> float:
    """How far a value has come from one that counts nothing to one that counts in full, from 0 to 1."""
    return min(1.0, max(0.0, (none - value) / (none - entire)))


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
    marked, gone = _blurred(before, after, _CLEAR, _WEAK)
    if marked <= _HARDLY and _is_soft(before):
        # A drawing of soft shades says with them what others say with strong ones.
        marked, gone = _blurred(before, after, *_SOFT)
    return gone / marked if marked > _HARDLY else 0.0


_HARDLY = 0.01
"""The share of a drawing up to which its borders are dust."""


def _is_soft(image: Image) -> bool:
    """Whether a drawing is all light, all dark or all between."""
    counts = image.convert("L").histogram(image.getchannel("A").point(_SOLID))
    few = _HARDLY * sum(counts)
    first, last = (
        next((place for place, sum_ in enumerate(itertools.accumulate(side)) if sum_ > few), 0)
        for side in (counts, counts[::-1])
    )
    return 255 - last - first < _CLEAR


def _blurred(before: Image, after: Image, clear: int, weak: int) -> tuple[float, float]:
    """The borders between colours, and those of them that can't be seen any more, as shares of a drawing.

    Args:
        clear, weak: Levels from which a step is a border, and below which it is none any more.
    """
    from PIL import ImageChops

    marked, gone = 0, 0
    is_clear = [255 if step >= clear else 0 for step in range(256)]
    is_weak = [255 if step < weak else 0 for step in range(256)]
    solid = before.getchannel("A").point(_SOLID)
    for across, down in ((2, 0), (0, 2)):
        both = ImageChops.darker(solid, ImageChops.offset(solid, across, down))
        light, hue = _steps(before, across, down)
        new_light, new_hue = _steps(after, across, down)
        by_light = ImageChops.darker(light.point(is_clear), both)
        by_hue = ImageChops.darker(ImageChops.subtract(hue.point(is_clear), by_light), both)
        weaker = new_light.point(is_weak)
        faded = ImageChops.subtract(light.point(_FADED), new_light).point(_IS_MARKED)
        # What was told by its lightness has to be told by it; a hue alone is no letter.
        blurred = ImageChops.lighter(
            ImageChops.darker(by_light, ImageChops.lighter(weaker, faded)),
            ImageChops.darker(by_hue, ImageChops.darker(weaker, new_hue.point(is_weak))),
        )
        marked += ImageChops.lighter(by_light, by_hue).histogram()[255]
        gone += blurred.histogram()[255]
    total = solid.histogram()[255] or 1
    return marked / total, gone / total


_SOLID = [255 if alpha >= 160 else 0 for alpha in range(256)]
_CLEAR, _WEAK = 60, 36
"""Levels from which a step between two colours is a border, and below which it is none any more."""

_SOFT = (12, 3)
"""The same for drawings without strong ones."""

_FADED = [step * 2 // 5 for step in range(256)]
"""What has to be left of a step."""

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

"""Icons: a sign in a square, centred as an eye does it, drawn for the very size that is asked for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

from whitelabel.picture.compose import rounded
from whitelabel.picture.ground import TOUCH, ground_of
from whitelabel.picture.trim import visible, visible_box
from whitelabel.picture.value import Box

if TYPE_CHECKING:
    from PIL.Image import Image

    from whitelabel.picture.draw import Drawing

CIRCLE = 0.8
"""Diameter of the circle within a maskable icon that no mask cuts, as a share of its side (W3C, Web App Manifest, icon masks)."""

_MEASURE = 128
"""Pixels of the longer side on which a sign's mass and outline are measured."""

_PULL = 0.5
"""How far the centre of the mass is drawn to the middle, as a share of its way."""

_BOUND = 0.06
"""How far at the most, as a share of the icon's side."""

_SOFT = 1.25
"""Pixels of an icon by which what is drawn reaches beyond what was measured: its softened edge, and half a pixel's corner."""

_TINY = 48
"""Pixels of an icon's side up to which a sign's edges are put on the grid of pixels."""

_ROUND = 0.18
"""Radius of a plate's corners, as a share of its side."""

_HAIR = 1.1
"""How far beyond the circle hairs may reach for the sign to be made smaller; what reaches farther is cut off there."""

_Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the eye sees of a sign, in its own units.

    Attributes:
        box: Around all that can be seen.
        mass: The middle of what is seen, by its alpha.
        rim: Corners of the hull around all that can be seen.
        ground: The colour that fills the box to its edges, or nothing.
    """

    box: Box
    mass: _Point
    rim: tuple[_Point, ...]
    ground: tuple[int, int, int] | None


_known: WeakKeyDictionary[Drawing, _Shape | None] = WeakKeyDictionary()


def icon(
    drawing: Drawing,
    side: int,
    *,
    paper: str | None,
    padding: float,
    within_circle: bool = False,
    plate: str | None = None,
) -> Image:
    """An icon of a sign.

    Args:
        drawing: The sign. It is drawn once, at the size that it has in the icon.
        side: Pixels of the icon's sides.
        paper: ``#rrggbb`` of an opaque icon; ``None`` for one that is see-through around the sign. On a paper of the colour
            that the sign's own ground has, the ground reaches the icon's edges and has no padding.
        padding: Share of the side that stays free on each side at least, from 0 to 0.45.
        within_circle: All that can be seen lies in the circle that no mask of a home screen cuts.
        plate: ``#rrggbb`` of a plate with round corners that fills an icon without paper, behind the sign.

    Returns:
        A square image: ``RGB`` with a paper, else ``RGBA``.
    """
    from PIL import Image as Pillow

    canvas = Pillow.new("RGB", (side, side), paper) if paper else Pillow.new("RGBA", (side, side), (0, 0, 0, 0))
    if plate:
        canvas.paste(plate, mask=rounded((side, side), side * _ROUND))
    shape = _shape(drawing)
    if shape is None:
        return canvas
    fills = paper is not None and shape.ground is not None and _is_like(shape.ground, paper)
    if fills:
        scale, left, top = _bleeding(drawing, shape, side, within_circle)
    elif within_circle:
        scale, left, top = _encircled(shape.rim, side, padding)
    else:
        scale, left, top = _centred(shape, side, padding)
    drawn, place = _drawn(drawing, shape.box, side, scale, (left, top))
    if within_circle and not fills:
        # A hair may be too thin for the measure and still be drawn: then all of it is made a little smaller.
        limit = side * CIRCLE / 2
        far = _farthest(drawn, place, side / 2)
        if limit < far < limit * _HAIR:
            share = limit / far * 0.99
            left, top = (side / 2 - (side / 2 - start) * share for start in (left, top))
            drawn, place = _drawn(drawing, shape.box, side, scale * share, (left, top))
            far = _farthest(drawn, place, side / 2)
        if far > limit:
            _clear_beyond(drawn, place, side)
    if plate:
        canvas.alpha_composite(drawn, place)
    else:
        canvas.paste(drawn, place, drawn if paper else None)
    return canvas


def _farthest(drawn: Image, place: tuple[int, int], middle: float) -> float:
    """How far from an icon's middle the middle of a pixel is that can be seen."""
    corners = _ends(visible(drawn))
    return max((math.hypot(place[0] + x + 0.5 - middle, place[1] + y + 0.5 - middle) for x, y in corners), default=0.0)


def _clear_beyond(drawn: Image, place: tuple[int, int], side: int) -> None:
    """Take away the pixels whose middle is beyond the circle that no mask cuts."""
    for row in range(drawn.height):
        down = place[1] + row + 0.5 - side / 2
        half = math.sqrt(max(0.0, (side * CIRCLE / 2) ** 2 - down * down))
        first, last = math.ceil(side / 2 - half - 0.5) - place[0], math.floor(side / 2 + half + 0.5) - place[0]
        for start, end in ((0, first), (max(0, last), drawn.width)):
            if start < end:
                drawn.paste((0, 0, 0, 0), (start, row, end, row + 1))


def _ends(mask: Image) -> list[tuple[int, int]]:
    """Column and row of the first and the last pixel of each row of a mask."""
    data, width, found = mask.tobytes(), mask.width, []
    for row in range(mask.height):
        first = data.find(255, row * width, (row + 1) * width)
        if first >= 0:
            found += [(first - row * width, row), (data.rfind(255, row * width, (row + 1) * width) - row * width, row)]
    return found


def _drawn(drawing: Drawing, box: Box, side: int, scale: float, start: _Point) -> tuple[Image, tuple[int, int]]:
    """The pixels that a part of the sign takes in an icon, and where they lie.

    Args:
        box: The part, in the sign's units.
        start: Where the sign's units begin, in the icon's pixels.
    """
    left, top = start
    first, above = (max(0, math.floor(at + 1e-6)) for at in (left + box[0] * scale, top + box[1] * scale))
    last = min(side, math.ceil(left + (box[0] + box[2]) * scale - 1e-6))
    below = min(side, math.ceil(top + (box[1] + box[3]) * scale - 1e-6))
    width, height = max(1, last - first), max(1, below - above)
    picture = drawing.picture
    if b"<filter" in picture.data:
        # A filter works on whole pixels and beyond what is shown: all is drawn, and cut.
        whole = drawing.image(max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        x, y = round(first - left - picture.x * scale), round(above - top - picture.y * scale)
        return whole.crop((x, y, x + width, y + height)), (first, above)
    window = ((first - left) / scale, (above - top) / scale, width / scale, height / scale)
    return drawing.image(width, height, window), (first, above)


# ── Where the sign lies: its scale, and where its units' origin comes to rest ─────────────────────────────────────


def _centred(shape: _Shape, side: int, padding: float) -> tuple[float, float, float]:
    edge = round(side * padding) if side <= _TINY else side * padding
    scale = (side - 2 * edge) / max(shape.box[2], shape.box[3])
    left, top = (_start(shape, axis, side, edge, scale) for axis in (0, 1))
    return scale, left - shape.box[0] * scale, top - shape.box[1] * scale


def _start(shape: _Shape, axis: int, side: int, edge: float, scale: float) -> float:
    """Where the sign's box begins along an axis, in the icon's pixels."""
    length = shape.box[2 + axis] * scale
    middle = (side - length) / 2
    if side <= _TINY:
        # The longer side fills whole pixels already; the other begins on one.
        return min(math.floor(middle + 0.5), side - length)
    off = (shape.box[axis] + shape.box[2 + axis] / 2 - shape.mass[axis]) * scale
    limit = max(0.0, min(_BOUND * side, middle - edge))
    return middle + min(limit, max(-limit, _PULL * off))


def _encircled(rim: Sequence[_Point], side: int, padding: float) -> tuple[float, float, float]:
    """The smallest circle around the sign on the one that no mask cuts."""
    x, y, radius = _circle(rim)
    room = min(side * CIRCLE / 2 - _SOFT, side * (0.5 - padding))
    scale = room / radius
    return scale, side / 2 - x * scale, side / 2 - y * scale


def _bleeding(drawing: Drawing, shape: _Shape, side: int, within_circle: bool) -> tuple[float, float, float]:
    """The ground fills the icon; only in a maskable one it is made smaller, if what it carries reaches too far."""
    x, y, width, height = shape.box
    scale = side / max(width, height)
    if within_circle and shape.ground is not None:
        far = _reach(drawing, shape.box, shape.ground)
        scale = min(scale, (side * CIRCLE / 2 - _SOFT) / far) if far else scale
    return scale, side / 2 - (x + width / 2) * scale, side / 2 - (y + height / 2) * scale


def _reach(drawing: Drawing, box: Box, ground: tuple[int, int, int]) -> float:
    """How far from the box's middle something is of another colour than the ground."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    width, height = _pixels(box)
    image = drawing.image(width, height, box)
    bands = ImageChops.difference(image, Pillow.new("RGBA", image.size, (*ground, 255))).split()
    other = ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), ImageChops.darker(bands[2], bands[3]))
    other = ImageChops.darker(ImageChops.lighter(other, bands[2]).point(_BEYOND), image.getchannel("A").point(_SOLID))
    middle = (box[0] + box[2] / 2, box[1] + box[3] / 2)
    corners = _corners(other, box)
    return max((math.dist(corner, middle) for corner in corners), default=0.0)


_BEYOND = [255 if value > TOUCH else 0 for value in range(256)]
_SOLID = [255 if value > 127 else 0 for value in range(256)]


def _is_like(ground: tuple[int, int, int], paper: str) -> bool:
    channels = (int(paper[1:3], 16), int(paper[3:5], 16), int(paper[5:7], 16))
    return all(abs(one - other) <= TOUCH for one, other in zip(ground, channels, strict=True))


# ── What the eye sees ─────────────────────────────────────────────────────────────────────────────────────────────


def _shape(drawing: Drawing) -> _Shape | None:
    if drawing not in _known:
        _known[drawing] = _measured(drawing)
    return _known[drawing]


def _measured(drawing: Drawing) -> _Shape | None:
    box = drawing.picture.box
    width, height = _pixels(box)
    image = drawing.image(width, height, box)
    if visible(image).getbbox() != (0, 0, width, height):
        found = visible_box(drawing)
        if found is None:
            return None
        box = found
        width, height = _pixels(box)
        image = drawing.image(width, height, box)
    alpha = image.getchannel("A")
    across, down = (_middle(alpha, size) for size in ((width, 1), (1, height)))
    mass = (box[0] + across * box[2], box[1] + down * box[3])
    ground = ground_of(image) if 0.9 < width / height < 1.1 else None
    return _Shape(box, mass, _hull(_corners(visible(image), box)), ground)


def _pixels(box: Box) -> tuple[int, int]:
    """The size of the measure."""
    step = max(box[2], box[3]) / _MEASURE
    return max(1, round(box[2] / step)), max(1, round(box[3] / step))


def _middle(alpha: Image, size: tuple[int, int]) -> float:
    """The middle of the mass along one side, from 0 to 1."""
    from PIL import Image as Pillow

    sums = alpha.resize(size, Pillow.Resampling.BOX).tobytes()
    total = sum(sums)
    return sum((place + 0.5) * value for place, value in enumerate(sums)) / total / len(sums) if total else 0.5


def _corners(mask: Image, box: Box) -> list[_Point]:
    """The outer corners of the first and the last pixel of each row of a mask, in units."""
    across, down = box[2] / mask.width, box[3] / mask.height
    ends = _ends(mask)
    # Every second is a row's last pixel.
    return [
        (box[0] + (column + place % 2) * across, box[1] + (row + below) * down)
        for place, (column, row) in enumerate(ends)
        for below in (0, 1)
    ]


def _hull(points: Sequence[_Point]) -> tuple[_Point, ...]:
    """The convex hull (Andrew's monotone chain)."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)

    def half(line: Sequence[_Point]) -> list[_Point]:
        kept: list[_Point] = []
        for point in line:
            while len(kept) > 1 and _turn(kept[-2], kept[-1], point) <= 0:
                kept.pop()
            kept.append(point)
        return kept[:-1]

    return (*half(ordered), *half(ordered[::-1]))


def _turn(one: _Point, two: _Point, three: _Point) -> float:
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def _circle(points: Sequence[_Point]) -> tuple[float, float, float]:
    """The smallest circle around points: its middle and its radius.

    Source:
        E. Welzl, "Smallest enclosing disks", 1991, in its iterative form.
    """
    x = y = radius = 0.0
    started = False
    for i, p in enumerate(points):
        if started and math.dist((x, y), p) <= radius * (1 + 1e-9):
            continue
        (x, y), radius, started = p, 0.0, True
        for j, q in enumerate(points[:i]):
            if math.dist((x, y), q) <= radius * (1 + 1e-9):
                continue
            x, y = (p[0] + q[0]) / 2, (p[1] + q[1]) / 2
            radius = math.dist((x, y), p)
            for r in points[:j]:
                if math.dist((x, y), r) > radius * (1 + 1e-9):
                    x, y = _around(p, q, r)
                    radius = math.dist((x, y), p)
    return x, y, radius


def _around(p: _Point, q: _Point, r: _Point) -> _Point:
    """The middle of the circle through three points."""
    bx, by, cx, cy = q[0] - p[0], q[1] - p[1], r[0] - p[0], r[1] - p[1]
    twice = 2 * (bx * cy - by * cx)
    b, c = bx * bx + by * by, cx * cx + cy * cy
    return (p[0] + (cy * b - by * c) / twice, p[1] + (bx * c - cx * b) / twice)

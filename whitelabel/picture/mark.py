"""The square sign of a logo, found where it stands apart from the letters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, median_low
from typing import TYPE_CHECKING

from whitelabel.picture.draw import drawing_of
from whitelabel.picture.islands import Island, islands
from whitelabel.picture.trim import paper_under
from whitelabel.picture.value import Box, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_AREA = 170 * 170
"""Pixels on which a logo is taken apart, whatever its proportions."""

_SQUARE = (0.42, 2.25)
"""Width by height of what may be a sign: a leaf and a cloud still are."""

_WHOLE = (0.45, 1.36)
"""Width by height of a logo that is a sign as a whole."""

_ENOUGH = 3.0
"""Evidence that it takes to call something a sign: a monogram is better than somebody's first letter."""

_LOOSE = 0.21
"""Share of its box below which a sign is strokes or specks: such hold together only across a clear gap to the letters."""

_CLOSER = 1.3
"""How much wider than any gap within a sign the gap beside it is: else it is no sign, but one with a letter."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Islands that lie together, with the box around them in pixels."""

    parts: tuple[Island, ...]
    box: tuple[int, int, int, int]

    @property
    def width(self) -> int:
        return self.box[2] - self.box[0]

    @property
    def height(self) -> int:
        return self.box[3] - self.box[1]

    @property
    def area(self) -> int:
        return sum(part.area for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Split:
    """A logo in two: what may be its sign, and the rest."""

    sign: _Group
    letters: _Group
    gap: float
    upright: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """What letters in a row have in common, in pixels.

    Attributes:
        columns: Letters, from left to right; those that touch are one.
        signs: Columns and islands that are neither dots nor accents.
        tall: Height of the highest island.
        base: The row on which most of them stand, whatever hangs below.
        usual, widest: Gaps between columns.
    """

    columns: tuple[_Group, ...]
    signs: tuple[_Group, ...]
    tall: int
    base: int
    usual: float
    widest: float

    @property
    def near(self) -> float:
        """What makes no difference to the eye."""
        return max(1.5, 0.07 * self.tall)


def find_mark(picture: Picture) -> Box | None:
    """The sign in a logo.

    Args:
        picture: Without empty borders.

    Returns:
        The box of the sign, in the picture's units, which holds nothing of the letters; all of the logo where it is a
        sign itself; ``None`` where it is letters alone, or where it can't be told for sure.
    """
    scale = math.sqrt(_AREA / (picture.width * picture.height))
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    drawing = drawing_of(picture)
    image = drawing.image(width, height)
    parts = islands(_ink(image, paper_under(drawing)))
    if not parts:
        return None
    whole = _group(parts)
    rated = [(_evidence(split, image), split) for split in _splits(parts)]
    best = max(rated, key=lambda entry: entry[0], default=None)
    if best is not None and best[0] >= _ENOUGH:
        return _in_units(best[1], picture, width, height)
    shape = whole.width / whole.height
    if _WHOLE[0] <= shape <= _WHOLE[1]:
        return picture.box
    return None


def _ink(image: Image, paper: tuple[int, int, int] | None) -> Image:
    """Where there is something but paper."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    if paper is None:
        return image.getchannel("A").point(_SEEN)
    bands = ImageChops.difference(image.convert("RGB"), Pillow.new("RGB", image.size, paper)).split()
    return ImageChops.lighter(ImageChops.lighter(bands[0], bands[1]), bands[2]).point(_SEEN)


_SEEN = [255 if value > 40 else 0 for value in range(256)]


def _group(parts: Sequence[Island]) -> _Group:
    left, top = min(part.box[0] for part in parts), min(part.box[1] for part in parts)
    right, bottom = max(part.box[2] for part in parts), max(part.box[3] for part in parts)
    return _Group(tuple(parts), (left, top, right, bottom))


def _splits(parts: Sequence[Island]) -> list[_Split]:
    """All ways to part the islands by a straight cut through nothing."""
    found = []
    for upright in (False, True):
        low, high = (1, 3) if upright else (0, 2)
        columns = _columns(parts, low, high)
        for index in range(1, len(columns)):
            before, after = _joined(columns[:index]), _joined(columns[index:])
            gap = after.box[low] - before.box[high]
            found.append(_Split(before, after, gap, upright))
            found.append(_Split(after, before, gap, upright))
    return found


def _columns(parts: Sequence[Island], low: int, high: int) -> list[_Group]:
    """Islands that overlap along an axis together, in the order along it."""
    groups: list[list[Island]] = []
    end = -1
    for part in sorted(parts, key=lambda part: part.box[low]):
        if groups and part.box[low] <= end:
            groups[-1].append(part)
        else:
            groups.append([part])
        end = max(end, part.box[high])
    return [_group(own) for own in groups]


def _joined(groups: Sequence[_Group]) -> _Group:
    return _group([part for group in groups for part in group.parts])


# ── Evidence ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _evidence(split: _Split, image: Image) -> float:
    """How sure it is that the sign is one and the rest are letters; 0 where it is not."""
    sign = split.sign
    if not _SQUARE[0] <= sign.width / sign.height <= _SQUARE[1]:
        return 0.0
    return _evidence_above(split, image) if split.upright else _evidence_beside(split, image)


def _evidence_beside(split: _Split, image: Image) -> float:
    sign, letters, line = split.sign, split.letters, _line(split.letters)
    tall, solid = line.tall, sign.area / (sign.width * sign.height)
    if letters.width < max(1.1 * sign.width, 1.3 * tall) or sign.height < 0.8 * tall:
        return 0.0
    if split.gap < _CLOSER * _widest_gap(sign.parts, 0, 2) or (solid < _LOOSE and split.gap < 0.25 * tall):
        return 0.0
    unlike = _unlike(sign, letters, line.columns, image)
    wide = split.gap / line.usual
    is_letter = any(_is_of_line(one, line) for one in (sign, *_outermost(sign)))
    if wide < 0.8 or (is_letter and not _is_clear(split, line, unlike)):
        return 0.0
    score = min(2.0, max(0.0, wide - 1.0) * 0.5) + min(2.0, max(0.0, (sign.height / tall - 1.1) * 5.0))
    # Letters that are set wide apart divide a gap away: beside their height it is as wide as it looks.
    score += min(2.0, split.gap / tall * 3.2) if wide >= 1.4 else min(1.0, split.gap / tall * 2.0)
    return max(0.0, score + unlike - _doubt(split, line))


def _is_clear(split: _Split, line: _Line, unlike: float) -> bool:
    """Whether something that looks like letters stands so far from the others that it is none, and is no short word."""
    if not (
        (split.gap >= 2.2 * line.usual and split.gap >= 1.4 * line.widest)
        or (split.gap >= 0.8 * line.tall and split.gap > 1.2 * line.widest)
    ):
        return False
    every = _outermost(split.sign)
    high = [one for one in every if one.height > 0.4 * split.sign.height]
    # Many pieces in so little room are no two or three letters with their accents.
    pieces = every if len(every) > 4 else high
    alike = sum(_is_of_line(one, line) for one in pieces) / max(1, len(pieces))
    if not _are_side_by_side(high) or (len(pieces) > 2 and alike < 0.34):
        return unlike >= 0.6
    return alike <= 0.5 and unlike >= 2.0


def _are_side_by_side(pieces: Sequence[_Group]) -> bool:
    """Whether any two follow each other as letters do, which may reach a little under each other."""
    ordered = sorted(pieces, key=lambda piece: piece.box[0])
    return any(
        after.box[0] > before.box[2] - 0.3 * min(before.width, after.width)
        for before, after in zip(ordered, ordered[1:], strict=False)
    )


def _doubt(split: _Split, line: _Line) -> float:
    """What speaks against something as thick as the letters that is no farther from them than they are from each other."""
    strokes = _thickness(split.sign) / _thickness(split.letters)
    among = split.gap <= line.widest
    if not 1 / 1.55 < strokes < 1.55 or not (among or split.gap < 0.06 * line.tall):
        return 0.0
    if abs(split.sign.box[3] - line.base) <= line.near:
        return math.inf
    return 1.0 if split.gap < 0.4 * line.tall else 0.0


def _evidence_above(split: _Split, image: Image) -> float:
    sign, letters = split.sign, split.letters
    lines = _columns(letters.parts, 1, 3)
    words = max(lines, key=lambda group: group.height)
    line = words.height
    columns = _columns(words.parts, 0, 2)
    if letters.width < 0.35 * sign.width or words.width < (1.6 if len(columns) > 2 else 2.2) * line:
        return 0.0
    if sign.height < 1.2 * line or split.gap < _CLOSER * _widest_gap(sign.parts, 1, 3):
        return 0.0
    own = _columns(sign.parts, 1, 3)
    if any(_is_text(group) for group in (own[0], own[-1])):
        return 0.0
    score = min(2.0, split.gap / line * 4.0) + min(2.0, (sign.height / line - 1.0) * 1.3)
    return score + min(1.0, len(columns) * 0.2) + _unlike(sign, letters, columns, image)


def _unlike(sign: _Group, letters: _Group, columns: Sequence[_Group], image: Image) -> float:
    """How much a sign differs from letters in colour, in the thickness of strokes, and in how it fills its box."""
    full = sum(column.area for column in columns) / sum(column.width * column.height for column in columns)
    solid = sign.area / (sign.width * sign.height)
    return (
        min(2.0, _apart(sign, letters, image) * 10.0)
        + min(1.5, abs(math.log(_thickness(sign) / _thickness(letters))) * 1.5)
        + min(1.0, abs(math.log(solid / full)) * 1.2)
        + min(0.8, (len(sign.parts) - 1) * 0.2)
    )


def _outermost(group: _Group) -> list[_Group]:
    """Each island of a group that doesn't lie within another."""

    def holds(outer: Island, inner: Island) -> bool:
        one, other = outer.box, inner.box
        return one[0] <= other[0] and one[1] <= other[1] and one[2] >= other[2] and one[3] >= other[3]

    parts = group.parts
    return [_group([one]) for one in parts if not any(holds(other, one) for other in parts if other is not one)]


def _line(letters: _Group) -> _Line:
    tall = max(part.box[3] - part.box[1] for part in letters.parts)
    columns = _columns(letters.parts, 0, 2)
    gaps = [after.box[0] - before.box[2] for before, after in zip(columns, columns[1:], strict=False)]
    signs = [*columns, *(_group([part]) for part in letters.parts)]
    signs = [sign for sign in signs if sign.height > 0.4 * tall]
    base = median_low(sign.box[3] for sign in signs)
    usual = max(1.0, 0.05 * tall, median(gaps) if gaps else 0.0)
    return _Line(tuple(columns), tuple(signs), tall, base, usual, max(gaps, default=0))


def _is_of_line(piece: _Group, line: _Line) -> bool:
    """Whether something is on the letters' line as one of them: as thick, and stands as high or hangs as deep as letters do.

    Its height tells little: the letters may all be low, and it the only capital.
    """
    stands = abs(piece.box[3] - line.base) <= line.near and 0.6 * line.tall <= piece.height <= 1.5 * line.tall
    hangs = line.base < piece.box[3] <= line.base + 0.45 * line.tall and any(
        abs(piece.box[1] - sign.box[1]) <= line.near for sign in line.signs
    )
    strokes = [_thickness(sign) for sign in line.signs]
    return (stands or hangs) and min(strokes) / 1.3 <= _thickness(piece) <= max(strokes) * 1.3


def _is_text(line: _Group) -> bool:
    """Whether islands in a row look like a word: several, alike in height, together much wider than high."""
    columns = _columns(line.parts, 0, 2)
    if len(columns) < 3 or line.width < 1.5 * line.height:
        return False
    return sum(column.height > 0.55 * line.height for column in columns) >= 0.6 * len(columns)


def _widest_gap(parts: Sequence[Island], low: int, high: int) -> int:
    columns = _columns(parts, low, high)
    return max(
        (after.box[low] - before.box[high] for before, after in zip(columns, columns[1:], strict=False)), default=0
    )


def _thickness(group: _Group) -> float:
    """How thick its strokes are: its area by half of its outline, which is counted by the ends of its runs."""
    ends = sum(2 * len(part.runs) for part in group.parts)
    return 2.0 * group.area / ends


def _apart(one: _Group, other: _Group, image: Image) -> float:
    """How far their mean colours are apart, in OKLab."""
    return math.dist(_mean(one, image), _mean(other, image))


def _mean(group: _Group, image: Image) -> tuple[float, float, float]:
    from whitelabel.color import Color, oklch

    red = green = blue = weight = 0
    pixels = image.crop(group.box).resize((min(24, group.width), min(24, group.height))).tobytes()
    for place in range(0, len(pixels), 4):
        alpha = pixels[place + 3]
        red += pixels[place] * alpha
        green += pixels[place + 1] * alpha
        blue += pixels[place + 2] * alpha
        weight += alpha
    total = max(1, weight) * 255.0
    lightness, chroma, hue = oklch(Color("srgb", (red / total, green / total, blue / total)))
    return (lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue)))


def _in_units(split: _Split, picture: Picture, width: int, height: int) -> Box:
    """The sign's box with a pixel around it, as far as the gap and the picture have room."""
    room = min(1.0, max(0.0, (split.gap - 1) / 2))
    across, down = picture.width / width, picture.height / height
    left, top, right, bottom = split.sign.box
    start = max(0.0, left - (room if not split.upright else 1.0))
    end = min(float(width), right + (room if not split.upright else 1.0))
    above = max(0.0, top - (room if split.upright else 1.0))
    below = min(float(height), bottom + (room if split.upright else 1.0))
    return (picture.x + start * across, picture.y + above * down, (end - start) * across, (below - above) * down)

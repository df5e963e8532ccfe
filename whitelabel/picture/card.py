"""The card that stands for a page where its address is shared: the logo, and a line in the brand's own type.

A strip of the brand's shapes and colours stands at the side where reading begins; logo and line share an edge beside it,
the logo at the top margin, the line on the bottom one. A square cut out of the middle keeps the logo whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from whitelabel.picture.value import Box, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from whitelabel.picture.lettering import Face

WIDTH, HEIGHT = 1200, 630
"""What those who show cards ask for: 1.91 to 1."""

MARGIN = 80
STRIP = 316
"""Width of the strip; a square cut out of the middle begins at 285 and has a sliver of it."""

COLUMN = (STRIP + 64, WIDTH - MARGIN)
"""Where logo and line begin, and where they end at the latest."""

LINES = 3
_SIZES = (100, 92, 84, 76, 68, 60, 54, 48, 42)
_ABOVE = (470.0, 148.0, 26_000.0)
_ALONE = (530.0, 240.0, 60_000.0)
"""Greatest width, height and area of a logo above a line, and of one without: logos of all proportions look equally
large when their areas are alike."""

_GAP = 56
"""Least space between logo and line."""

_LEAST = 1e-3
"""What a word's width is taken for that has none, in em."""

_CONCESSION = 0.7
"""How small type may be for the sake of its rows, measured by the largest that fits."""

_CAPITAL = 0.72
"""Height of capital letters, in em: what a line reaches above its baseline."""

_SQUARE = STRIP // 2
_ROUNDEST = 28.0
"""The radius of a brand's corners, in CSS pixels, at which the strip's shapes become quarters of a circle."""

_WORDS, _LETTERS = 120, 600
"""What is looked at of a line: more than three rows of the smallest type have room for, of the narrowest letters. How rows
break is tried for each pair of words."""

_STOPS = (".", "!", "?", "…", "。", "！", "？", "؟")
_IDEOGRAPH = r"\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_IDEOGRAPH}][\u3001\u3002\uff01\uff0c\uff1f\u300d\u300f\uff09]*|[^ \t\r\n{_IDEOGRAPH}]+")
"""What a row may end behind: a word, or a sign of a script that has no spaces, with closing marks behind it. Spaces that
don't break are within words."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a brand's card looks.

    Attributes:
        paper, ink: ``#rrggbb``.
        accents: Up to three colours of the strip's shapes, the first one seen most.
        radius: How round the brand's corners are, in CSS pixels; 28 and more make quarters of a circle.
        weight: Of the line's type, 1 to 1000.
        tracking: Its letter spacing, in em.
        leading: From one line to the next, in em.
        is_rtl: Whether the line is read from the right; the whole card is mirrored then, its contents aside.
    """

    paper: str
    ink: str
    accents: tuple[str, ...]
    radius: float = 0.0
    weight: float = 700.0
    tracking: float = 0.0
    leading: float = 1.1
    is_rtl: bool = False


@dataclass(frozen=True, slots=True)
class Square:
    """One of the strip's squares, with a round corner above, at its left or at its right; pixels, and ``#rrggbb``."""

    left: int
    top: int
    color: str
    at_right: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A card as a drawing.

    Attributes:
        picture: All of it that is drawn.
        paper: ``#rrggbb``.
        parts: Whole pixels that hold the logo and the line.
        strip: The squares at the side.
        corner: Radius of each square's round corner, in pixels.
        pixels: A logo made of pixels, and the whole pixels that it takes: it is scaled finer than a drawing would.
    """

    picture: Picture
    paper: str
    parts: tuple[tuple[int, int, int, int], ...]
    strip: tuple[Square, ...]
    corner: float
    pixels: tuple[Picture, tuple[int, int, int, int]] | None = None

    def image(self) -> Image:
        """The card in pixels; what is plain, most of it, is not drawn but filled."""
        from PIL import Image as Pillow

        from whitelabel.picture.draw import Drawing, drawing_of

        drawing, image = Drawing(self.picture), Pillow.new("RGB", (WIDTH, HEIGHT), self.paper)
        masks = _masks(self.corner)
        for square in self.strip:
            image.paste(square.color, (square.left, square.top), masks[square.at_right])
        for left, top, width, height in self.parts:
            image.paste(drawing.image(width, height, (left, top, width, height)).convert("RGB"), (left, top))
        if self.pixels is not None:
            logo, (left, top, width, height) = self.pixels
            seen = drawing_of(logo).image(width, height)
            image.paste(seen, (left, top), seen)
        return image


def card(logo: Picture, line: str, faces: Sequence[Face], look: Look) -> Card:
    """Put a card together.

    Args:
        logo: The variant that is seen on the paper; drawn as large as its proportions allow.
        line: What is said of the product; none where it is empty. It shrinks by steps until three lines hold it, and ends
            with an ellipsis where not even the smallest does.
        faces: What the line is set in, the first that has a character first.
        look: Colours and shapes.
    """
    from whitelabel.picture.compose import placed

    x, y, width, height = logo_box(logo, look, alone=not line.strip())
    strip, corner = tuple(_strip(look)), min(float(_SQUARE), look.radius * _SQUARE / _ROUNDEST)
    squares = (f'<path d="{_outline(square, corner)}" fill="{square.color}"/>' for square in strip)
    parts = [f'<path d="M0 0h{WIDTH}v{HEIGHT}h-{WIDTH}z" fill="{look.paper}"/>', *squares]
    pixels = None
    if logo.form == "png":
        pixels = (logo, (round(x), round(y), max(1, round(width)), max(1, round(height))))
    else:
        parts.append(placed(logo, x, y, width, height, "l"))
    rows = list(_lettered(line, faces, look, HEIGHT - MARGIN - (y + height + _GAP)))
    parts.extend(path for path, _ in rows)
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    boxes = (*([] if pixels else [(x, y, width, height)]), *(box for _, box in rows))
    picture = Picture("svg", drawn.encode(), 0, 0, WIDTH, HEIGHT)
    return Card(picture, look.paper, tuple(map(_whole, boxes)), strip, corner, pixels)


def _whole(box: Box) -> tuple[int, int, int, int]:
    """The whole pixels of the card around a box, and one more on each side for softened edges."""
    left, top = max(0, math.floor(box[0]) - 1), max(0, math.floor(box[1]) - 1)
    right, bottom = min(WIDTH, math.ceil(box[0] + box[2]) + 1), min(HEIGHT, math.ceil(box[1] + box[3]) + 1)
    return (left, top, max(1, right - left), max(1, bottom - top))


def logo_box(logo: Picture, look: Look, *, alone: bool = False) -> Box:
    """Where the logo stands: at the top, or in the middle of the height where there is no line."""
    widest, highest, area = _ALONE if alone else _ABOVE
    shape = logo.width / logo.height
    height = min((area / shape) ** 0.5, highest, widest / shape)
    width = height * shape
    x = WIDTH - COLUMN[0] - width if look.is_rtl else COLUMN[0]
    return (x, (HEIGHT - height) / 2 if alone else MARGIN, width, height)


# ── The line ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _lettered(line: str, faces: Sequence[Face], look: Look, room: float) -> Iterator[tuple[str, Box]]:
    """The line's rows as outlines, the last one standing on the bottom margin, and the box of each."""
    from whitelabel.picture.lettering import outline

    words = _Words(line, faces, look)
    if not words.texts:
        return
    size, rows = words.rows(COLUMN[1] - COLUMN[0], room)
    for number, row in enumerate(reversed(rows)):
        made = outline(row, faces, size, weight=look.weight, spacing=look.tracking * size)
        left, top, width, height = made.box
        # The first letter's ink stands on the edge, not the space before it.
        x = WIDTH - COLUMN[0] - left - width if look.is_rtl else COLUMN[0] - left
        y = HEIGHT - MARGIN - number * size * look.leading
        path = f'<path d="{made.d}" transform="translate({x:.2f} {y:.2f})" fill="{look.ink}"/>'
        yield path, (x + left, y + top, width, height)


class _Words:
    """A line cut where it may break, and how wide each piece is."""

    def __init__(self, line: str, faces: Sequence[Face], look: Look) -> None:
        self.look = look
        self.faces = faces
        found = list(islice(_WORD.finditer(line[:_LETTERS]), _WORDS))
        self.is_cut = bool(found) and bool(line[found[-1].end() :].strip())
        self.texts = [match.group() for match in found]
        gaps = [match.start() > before.end() for before, match in pairwise(found)]
        self.joints = ["", *(" " if gap else "" for gap in gaps)] if found else []
        space = self._width("n n") - self._width("nn")
        self.starts: list[float] = []
        self.ends: list[float] = []
        for joint, text in zip(self.joints, self.texts, strict=True):
            self.starts.append((self.ends[-1] if self.ends else 0.0) + (space if joint else 0.0))
            self.ends.append(self.starts[-1] + self._width(text))

    def _width(self, text: str) -> float:
        """In em."""
        from whitelabel.picture.lettering import width

        return width(text, self.faces, 100, weight=self.look.weight, spacing=self.look.tracking * 100) / 100

    def _span(self, start: int, end: int) -> float:
        """The width of some words in a row, in em."""
        return self.ends[end - 1] - self.starts[start]

    def _text(self, start: int, end: int) -> str:
        return self.texts[start] + "".join(
            joint + text for joint, text in zip(self.joints[start + 1 : end], self.texts[start + 1 : end], strict=True)
        )

    def rows(self, width: float, room: float) -> tuple[float, list[str]]:
        """A large type in which the line fits, and its rows, as even as words allow.

        A size somewhat below the largest is taken where the rows are better for it.
        """
        best: tuple[float, float, list[tuple[int, int]]] | None = None
        for size in () if self.is_cut else _SIZES:
            if best is not None and size < best[1] * _CONCESSION:
                break
            for count in range(1, LINES + 1):
                if size * (_CAPITAL + (count - 1) * self.look.leading) > room:
                    break
                if self.ends[-1] * size > count * width + size * count:
                    continue
                ragged, cuts = self._rows(len(self.texts), count, width / size)
                ill = ragged - 2 * size / _SIZES[0]
                if cuts and (best is None or ill < best[0]):
                    best = (ill, size, cuts)
        if best is not None:
            return best[1], [self._text(*cut) for cut in best[2]]
        return self._shortened(_SIZES[-1], width)

    def _rows(self, words: int, count: int, width: float) -> tuple[float, list[tuple[int, int]]]:
        """The first words in so many rows that are no wider than that: how ill the best read, and these.

        Nothing where they don't fit.
        """
        best: list[tuple[int, int]] = []
        least = math.inf
        for bounds in _bounds(words, count):
            cuts = list(zip((0, *bounds), (*bounds, words), strict=True))
            spans = [self._span(*cut) for cut in cuts]
            # A font may give its letters no width at all.
            widest = max(*spans, _LEAST)
            ragged = sum((1 - span / widest) ** 2 for span in spans) + sum(map(self._broken, bounds))
            if widest <= width and ragged < least - 1e-9:
                least, best = ragged, cuts
        return least, best

    def _broken(self, end: int) -> float:
        """How ill a row reads that ends before this word: well after a sentence, ill after what begins or leans on one."""
        before, last = self.texts[end - 2] if end > 1 else "", self.texts[end - 1]
        if last.endswith(_STOPS):
            return -0.25
        return 0.6 if len(last) <= 2 or before.endswith(_STOPS) else 0.0

    def _shortened(self, size: float, width: float) -> tuple[float, list[str]]:
        """As many words as the smallest type has room for; a single word that is too long is set smaller still."""
        fitting = sum(end * size < LINES * width + LINES * size for end in self.ends)
        for words in range(min(fitting, len(self.texts) - (not self.is_cut)), 0, -1):
            for count in range(1, LINES + 1):
                _, cuts = self._rows(words, count, width / size - 1)
                if cuts:
                    rows = [self._text(*cut) for cut in cuts]
                    return size, [*rows[:-1], rows[-1].rstrip(",;:–— ") + "…"]
        whole = self.texts[0] if len(self.texts) > 1 or not self.is_cut else f"{self.texts[0]}…"
        return min(size, width / max(self.ends[0], _LEAST)), [whole]


def _bounds(words: int, count: int) -> Iterator[tuple[int, ...]]:
    """Where rows may end, the last one aside."""
    if count == 1:
        yield ()
        return
    for end in range(1, words):
        if count == 2:
            yield (end,)
        else:
            yield from ((end, later) for later in range(end + 1, words))


# ── The strip ─────────────────────────────────────────────────────────────────────────────────────────────────────

_SHAPES = "Ab.CcAbB"
"""Two columns of four, read along the rows: which accent, and by its case which corner is round."""


def _strip(look: Look) -> Iterator[Square]:
    """Squares in the accents, with one corner each as round as the brand's corners are."""
    accents = look.accents or (look.ink,)
    for number, shape in enumerate(_SHAPES):
        if shape == ".":
            continue
        column, row = number % 2, number // 2
        left = WIDTH - (column + 1) * _SQUARE if look.is_rtl else column * _SQUARE
        color = accents["abc".index(shape.lower()) % len(accents)]
        yield Square(left, row * _SQUARE, color, at_right=shape.isupper() != look.is_rtl)


def _outline(square: Square, radius: float) -> str:
    """The square as the data of a path."""
    side, turn, x, y = _SQUARE - radius, f"{radius:g} {radius:g} 0 0 1 {radius:g}", square.left, square.top
    if square.at_right:
        return f"M{x} {y}h{side:g}a{turn} {radius:g}v{side:g}h-{_SQUARE}z"
    return f"M{x} {y + _SQUARE}v-{side:g}a{turn} -{radius:g}h{side:g}v{_SQUARE}z"


def _masks(radius: float) -> tuple[Image, Image]:
    """Where squares have colour, as masks: those that are round at the left, and those at the right."""
    from PIL import Image as Pillow
    from PIL import ImageOps

    from whitelabel.picture.compose import drawn
    from whitelabel.picture.draw import Drawing

    mask, reach = Pillow.new("L", (_SQUARE, _SQUARE), 255), math.ceil(radius)
    if reach:
        body = f'<path d="{_outline(Square(0, 0, "", at_right=False), radius)}"/>'
        corner = Drawing(drawn((0.0, 0.0, float(reach), float(reach)), body)).image(reach, reach)
        mask.paste(corner.getchannel("A"), (0, 0))
    return mask, ImageOps.mirror(mask)

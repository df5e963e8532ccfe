"""Text as outlines: shaped as browsers shape it, from fonts in any packing, and drawn by nobody's system.

What a font's file says is all that counts; nothing is installed, nothing is looked up.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import math
import struct
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from whitelabel.picture import font_facts
from whitelabel.picture.font_tables import (
    DAMAGED,
    FontFault,
    FontTables,
    PackedOutlines,
    font_tables,
    glyph_tables,
    side_bearings,
)
from whitelabel.picture.value import Box

if TYPE_CHECKING:
    from whitelabel.picture.svg_text import Run

MAX_STROKES = 100_000
MAX_GLYPHS = 32
"""Of a line of text, and for each of its letters: some dozens are more than any script needs. A font can ask for millions."""

_STEPS = 5000
"""Coordinates are rounded to a power of ten, so that an em has at least so many steps: less than any eye tells apart."""

_APART = {"liga": False, "clig": False, "calt": False}
"""Letters set apart don't melt together (CSS Text 4, 9.2)."""

_CURSIVE = frozenset({"Arab", "Syrc", "Mong", "Nkoo", "Phag", "Mand", "Mani", "Adlm", "Rohg", "Deva", "Beng", "Guru"})
"""Scripts whose letters hang together: space between them would tear words."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A line of text as a path.

    Attributes:
        d: SVG path data; the pen starts at x = 0 on the baseline y = 0, and y grows downwards.
        advance: How far the pen went.
        box: What the outlines cover.
        missing: Characters that no face has, each once; nothing is drawn in their place.
    """

    d: str
    advance: float
    box: Box
    missing: str = ""


Letters: TypeAlias = "Callable[[Run], Outline | None]"
"""Sets a run of a drawing's text, or gives ``None`` where its font is not at hand."""


class Excess(FontFault):
    """A font is sound, but asks for too much.

    Attributes:
        family: Its own name.
    """

    def __init__(self, family: str) -> None:
        super().__init__("takes more time or memory to set letters in than any font needs")
        self.family = family


# ── Faces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(eq=False)
class Face:
    """A font that is ready to set text.

    Attributes:
        family: Its name, empty where it has none.
        characters: Code points that it has.
        weights: The least and the greatest weight that it has, 1 to 1000.
        is_italic: Whether it leans by itself.
    """

    family: str
    characters: frozenset[int]
    weights: tuple[float, float]
    is_italic: bool
    _tables: dict[str, bytes] = field(repr=False)
    _outlines: PackedOutlines | None = field(repr=False)
    _packed_widths: bool = field(repr=False)
    _axes: frozenset[str] = field(repr=False)
    _glyphs: dict[int, bytes] = field(default_factory=dict, repr=False)
    _shaping: Any = field(default=None, repr=False)

    @classmethod
    def read(cls, data: bytes) -> Face:
        """A face from a file's bytes: WOFF2, WOFF, TrueType or OpenType.

        Raises:
            FontFault: It is none, or damaged.
        """
        return _read(hashlib.sha256(data).digest(), _Bytes(data))

    @classmethod
    def of(cls, found: FontTables) -> Face:
        """A face from a file's tables, which is not remembered.

        Raises:
            FontFault: They are damaged.
        """
        try:
            return _face(found)
        except (struct.error, IndexError, KeyError, UnicodeDecodeError) as broken:
            raise FontFault(DAMAGED) from broken

    @property
    def leans(self) -> bool:
        """Whether it can be set in italics."""
        return self.is_italic or bool(self._axes & {"ital", "slnt"})

    @property
    def _shaper(self) -> Any:
        """The face without outlines, which shaping does not read; with all where the font's widths follow from them."""
        if self._shaping is None:
            by_outlines = "gvar" in self._tables and "HVAR" not in self._tables
            if self._outlines is not None and (by_outlines or "GPOS" not in self._tables):
                self._unpack(range(self._outlines.count))
            self._shaping = self._opened()
        return self._shaping

    def _unpack(self, glyphs: Iterable[int]) -> None:
        """Unpack the outlines of glyphs, and of those that they are made of."""
        assert self._outlines is not None
        waiting = [glyph for glyph in glyphs if glyph not in self._glyphs]
        while waiting:
            glyph = waiting.pop()
            if glyph not in self._glyphs:
                self._glyphs[glyph] = self._outlines.glyph(glyph)
                waiting.extend(self._outlines.parts(glyph))

    def _opened(self) -> Any:
        """The face with the outlines that are unpacked so far."""
        import uharfbuzz

        tables = self._tables
        if self._outlines is not None:
            count = self._outlines.count
            tables = {**tables, **glyph_tables(tables, count, self._glyphs)}
            if self._packed_widths:
                tables["hmtx"] = side_bearings(self._tables, count, self._glyphs)
        return uharfbuzz.Face.create_for_tables(lambda _face, tag, _data: tables.get(tag), None)

    def _font(self, face: Any, size: float, weight: float, *, italic: bool) -> Any:
        import uharfbuzz

        font = uharfbuzz.Font(face)
        wanted = {"wght": weight, "opsz": size}
        if italic and not self.is_italic:
            wanted |= {"ital": 1.0} if "ital" in self._axes else {"slnt": -10.0}
        settings = {tag: value for tag, value in wanted.items() if tag in self._axes}
        if settings:
            font.set_variations(settings)
        return font

    def _set(self, line: _Line, first: int, last: int, *, rtl: bool, script: str) -> list[_Glyph]:
        """A part of a line as glyphs, from left to right; letters join those before and behind the part."""
        import uharfbuzz

        font = self._font(self._shaper, line.size, line.weight, italic=line.italic)
        buffer = uharfbuzz.Buffer()
        buffer.add_codepoints([ord(character) for character in line.text], first, last - first)
        buffer.direction = "rtl" if rtl else "ltr"
        if script:
            buffer.script = script
        # What would be guessed of the language is the machine's own.
        buffer.language = "und"
        spaced = line.spacing and script not in _CURSIVE
        try:
            uharfbuzz.shape(font, buffer, _APART if spaced else None)
        except MemoryError:
            # What shapes has bounds of its own on what a letter may grow to.
            raise Excess(self.family) from None
        if len(buffer.glyph_infos) > MAX_GLYPHS * (last - first) + MAX_GLYPHS:
            raise Excess(self.family)
        scale = line.size / self._shaper.upem
        glyphs: list[_Glyph] = []
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        for number, (info, place) in enumerate(zip(infos, positions, strict=True)):
            is_last = number + 1 == len(infos) or infos[number + 1].cluster != info.cluster
            advance = place.x_advance * scale + (line.spacing if spaced and is_last else 0.0)
            glyphs.append(_Glyph(self, info.codepoint, advance, place.x_offset * scale, place.y_offset * scale))
        return glyphs

    def _drawing(self, line: _Line, glyphs: Iterable[int]) -> Any:
        """A font that has the outlines of glyphs."""
        if self._outlines is None:
            return self._font(self._shaper, line.size, line.weight, italic=line.italic)
        self._unpack(glyphs)
        return self._font(self._opened(), line.size, line.weight, italic=line.italic)


@dataclass(frozen=True, slots=True)
class _Bytes:
    """A file's bytes, to be found by their digest alone."""

    data: bytes = field(hash=False, compare=False)


@functools.lru_cache(maxsize=64)
def _read(digest: bytes, file: _Bytes) -> Face:
    del digest
    return Face.of(font_tables(file.data))


def _face(found: FontTables) -> Face:
    tables = dict(found.tables)
    outlines = PackedOutlines(tables["glyf"]) if "glyf" in found.packed else None
    packed_widths = "hmtx" in found.packed
    if packed_widths:
        if outlines is None:
            raise FontFault(DAMAGED)
        # Left edges follow with the outlines; that the widths are sound is seen here.
        side_bearings(tables, outlines.count, {})
    if not {"cmap", "head", "hhea", "hmtx", "maxp"} <= set(tables):
        raise FontFault("lacks tables that every font has")
    (units,) = struct.unpack_from(">H", tables["head"], 18)
    if not 16 <= units <= 16384:
        raise FontFault(DAMAGED)
    names = font_facts.names(tables)
    return Face(
        family=names.get(16) or names.get(1, ""),
        characters=frozenset(font_facts.glyphs(tables)),
        weights=font_facts.weights(tables),
        is_italic=font_facts.is_italic(tables),
        _tables=tables,
        _outlines=outlines,
        _packed_widths=packed_widths,
        _axes=frozenset(font_facts.axes(tables)),
    )


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    weight: float
    italic: bool
    spacing: float


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph of a face, where the pen stands; lengths in the line's units, y upwards."""

    face: Face
    number: int
    advance: float
    right: float
    up: float


def outline(
    text: str,
    faces: Sequence[Face],
    size: float,
    *,
    weight: float = 400,
    italic: bool = False,
    spacing: float = 0.0,
) -> Outline:
    """One line of text as a path.

    Args:
        text: Of any script; the first strong letter says from which side it is read.
        faces: The first that has a character sets it; of one family, the nearest in style and weight comes first.
        size: Of an em, in the units of the path.
        weight: 1 to 1000, as in CSS; a variable font is set to it.
        spacing: Added behind each letter, in the units of the path.

    Source:
        OpenType shaping as HarfBuzz does it; CSS Fonts 4, 5.2 "Matching font styles"; Unicode Standard Annex 9.
    """
    line, glyphs, missing = _set(text, faces, size, weight, italic=italic, spacing=spacing)
    used: dict[Face, set[int]] = {}
    for glyph in glyphs:
        used.setdefault(glyph.face, set()).add(glyph.number)
    fonts = {face: face._drawing(line, sorted(numbers)) for face, numbers in used.items()}
    pen = _Pen(size)
    x = 0.0
    for glyph in glyphs:
        scale = size / glyph.face._shaper.upem
        pen.draw(fonts[glyph.face], glyph.number, x + glyph.right, glyph.up, scale)
        if pen.strokes > MAX_STROKES:
            raise Excess(glyph.face.family)
        x += glyph.advance
    return Outline(pen.path(), pen.rounded(x), pen.box(), missing)


def width(
    text: str, faces: Sequence[Face], size: float, *, weight: float = 400, italic: bool = False, spacing: float = 0.0
) -> float:
    """How far a line of text moves the pen, in the units of the size: ``outline``'s advance, without drawing anything."""
    return sum(glyph.advance for glyph in _set(text, faces, size, weight, italic=italic, spacing=spacing)[1])


def _set(
    text: str, faces: Sequence[Face], size: float, weight: float, *, italic: bool, spacing: float
) -> tuple[_Line, Sequence[_Glyph], str]:
    plain = "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text)
    line = _Line(unicodedata.normalize("NFC", plain), size, weight, italic, spacing)
    return (line, *_shaped(line, _ranked(faces, weight, italic=italic)))


def letters_of(faces: Sequence[tuple[str, Face]]) -> Letters:
    """What sets a drawing's text in the faces at hand.

    Args:
        faces: Each with the name that its family is called by, beside its own; empty where it has no other.

    Returns:
        A function that gives ``None`` for text whose family is not at hand: neither the family, nor one of its characters,
        nor, where no other is near, its weight or slope, which a browser would fake.
    """
    by_name: dict[str, list[Face]] = {}
    for written, face in faces:
        for name in {written.casefold(), face.family.casefold(), _without_style(face.family)} - {""}:
            by_name.setdefault(name, []).append(face)

    def letters(run: Run) -> Outline | None:
        for family in run.families:
            at_hand = [face for face in by_name.get(family.casefold(), ()) if _is_near(face, run.weight, run.italic)]
            if at_hand:
                made = outline(run.text, at_hand, run.size, weight=run.weight, italic=run.italic, spacing=run.spacing)
                return None if made.missing else made
        return None

    return letters


_STYLES = frozenset(
    "thin hairline extralight ultralight light regular roman normal book medium semibold demibold bold extrabold ultrabold "
    "black heavy italic oblique upright condensed semicondensed expanded semiexpanded variable vf".split()
)


def _without_style(family: str) -> str:
    """A family's name without the style that the fonts of variable families are often called after."""
    words = family.casefold().split()
    while len(words) > 1 and words[-1] in _STYLES:
        words.pop()
    return " ".join(words)


def _is_near(face: Face, weight: float, italic: bool) -> bool:
    """Whether a browser would set text of a weight and slope in a face without thickening or leaning it."""
    return (face.leans or not italic) and (weight < 600 or face.weights[1] >= 600)


def _ranked(faces: Sequence[Face], weight: float, *, italic: bool) -> list[Face]:
    """Faces in the order in which they are asked for a character: families as given, the nearest style first in each."""
    families = list(dict.fromkeys(face.family for face in faces))

    def rank(face: Face) -> tuple[int, bool, int, float]:
        slope = (not face.leans) if italic else face.is_italic
        return (families.index(face.family), slope, *_distance(face.weights, weight))

    return sorted(faces, key=rank)


def _distance(weights: tuple[float, float], wanted: float) -> tuple[int, float]:
    """How far a face's weights are from the one wanted: heavier ones first where bold is wanted, else lighter ones.

    Source:
        CSS Fonts 4, 5.2, step 4.3.
    """
    least, greatest = weights
    if least <= wanted <= greatest:
        return (0, 0.0)
    heavier, off = least > wanted, max(least - wanted, wanted - greatest)
    if 400 <= wanted <= 500 and heavier and least <= 500:
        return (1, off)
    return (2 if heavier == (wanted > 500) else 3, off)


def _shaped(line: _Line, faces: Sequence[Face]) -> tuple[list[_Glyph], str]:
    """A line's glyphs from left to right, and the characters that no face has."""
    clusters = list(_clusters(line.text))
    found = _chosen(line.text, clusters, faces)
    levels = _levels(line.text)
    scripts = _scripts(line.text)
    missing = "".join(
        dict.fromkeys(
            line.text[first:last] for (first, last), face in zip(clusters, found, strict=True) if face is None
        )
    )
    runs: list[tuple[int, list[_Glyph]]] = []
    parts = zip(clusters, found, strict=True)
    for (level, face, script), group in itertools.groupby(
        parts, key=lambda part: (levels[part[0][0]], part[1], scripts[part[0][0]])
    ):
        spans = [span for span, _ in group]
        if face is not None:
            glyphs = face._set(line, spans[0][0], spans[-1][1], rtl=bool(level % 2), script=script)
            runs.append((level, glyphs))
    return [glyph for _, glyphs in _in_order(runs) for glyph in glyphs], missing


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Where letters with all that belongs to them begin and end."""
    first = 0
    for place in range(1, len(text) + 1):
        joins = place < len(text) and (
            unicodedata.category(text[place]) in ("Mn", "Me", "Mc")
            or text[place] in "\u200c\u200d"
            or text[place - 1] == "\u200d"
            or 0x1F3FB <= ord(text[place]) <= 0x1F3FF
        )
        if not joins:
            yield (first, place)
            first = place


def _chosen(text: str, clusters: Sequence[tuple[int, int]], faces: Sequence[Face]) -> list[Face | None]:
    """The face of each cluster; spaces and signs stay with the letters before them."""
    found: list[Face | None] = []
    for first, last in clusters:
        cluster = text[first:last]
        before = found[-1:] if not _script(cluster[0]) else []
        ranked = [face for face in (*before, *faces) if face is not None]
        found.append(next((face for face in ranked if _has(face, cluster)), None))
    return found


def _has(face: Face, cluster: str) -> bool:
    """Whether a face has a cluster, as it is or taken apart."""
    forms = (cluster, unicodedata.normalize("NFD", cluster))
    return any(all(ord(mark) in face.characters or _is_unseen(mark) for mark in form) for form in forms)


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) <= 0xFE0F


@functools.lru_cache(maxsize=1024)
def _script(character: str) -> str:
    """The script of a letter (ISO 15924); empty for signs that belong to any."""
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    return str(buffer.script or "")


def _scripts(text: str) -> list[str]:
    """The script that each character is set in: signs follow the letter before them, at the beginning the first one."""
    found = [_script(character) for character in text]
    current = next(filter(None, found), "")
    for place, script in enumerate(found):
        current = found[place] = script or current
    return found


# ── Both directions ───────────────────────────────────────────────────────────────────────────────────────────────


def _levels(text: str) -> list[int]:
    """The embedding level of each character of a line; even ones are read from the left.

    Source:
        Unicode Standard Annex 9, P2, P3, W1 to W7, N1, N2, I1, I2; a line of a logo has no explicit embeddings.
    """
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    strong = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    base = 0 if strong == "L" else 1
    if not set(kinds) & {"R", "AL", "AN"}:
        return [0] * len(text)
    side = "R" if base else "L"
    kinds = _resolved_weak(kinds, side)
    kinds = _resolved_neutral(kinds, side)
    steps = {"L": (0, 1), "R": (1, 0), "AN": (2, 1), "EN": (2, 1)}
    return [base + steps[kind][base] for kind in kinds]


def _resolved_weak(kinds: list[str], side: str) -> list[str]:
    found: list[str] = []
    strong = side
    for kind in kinds:  # W1, W2, W3
        here = (found[-1] if found else side) if kind in ("NSM", "BN") else kind
        if here in ("L", "R", "AL"):
            strong = here
        found.append("AN" if here == "EN" and strong == "AL" else here)
    found = ["R" if kind == "AL" else kind for kind in found]
    for place in range(1, len(found) - 1):  # W4
        before, kind, after = found[place - 1 : place + 2]
        if before == after and (kind == "CS" and before in ("EN", "AN") or kind == "ES" and before == "EN"):
            found[place] = before
    for is_term, group in itertools.groupby(range(len(found)), key=lambda place: found[place] == "ET"):  # W5
        span = list(group)
        beside = found[max(0, span[0] - 1) : span[0]] + found[span[-1] + 1 : span[-1] + 2]
        if is_term and "EN" in beside:
            found[span[0] : span[-1] + 1] = ["EN"] * len(span)
    strong = side
    for place, kind in enumerate(found):  # W7; what is left is neutral (W6)
        strong = kind if kind in ("L", "R") else strong
        if kind == "EN" and strong == "L":
            found[place] = "L"
    return found


def _resolved_neutral(kinds: list[str], side: str) -> list[str]:
    sides = {"L": "L", "R": "R", "AN": "R", "EN": "R"}
    found = list(kinds)
    for is_neutral, group in itertools.groupby(range(len(kinds)), key=lambda place: kinds[place] not in sides):
        span = list(group)
        if is_neutral:
            before = sides[found[span[0] - 1]] if span[0] else side
            after = sides[kinds[span[-1] + 1]] if span[-1] + 1 < len(kinds) else side
            found[span[0] : span[-1] + 1] = [before if before == after else side] * len(span)
    return found


def _in_order(runs: list[tuple[int, list[_Glyph]]]) -> list[tuple[int, list[_Glyph]]]:
    """Runs from left to right.

    Source:
        Unicode Standard Annex 9, L2.
    """
    ordered = list(runs)
    for level in range(max((level for level, _ in runs), default=0), 0, -1):
        turned: list[tuple[int, list[_Glyph]]] = []
        for is_within, group in itertools.groupby(ordered, key=lambda run: run[0] >= level):
            part = list(group)
            turned.extend(reversed(part) if is_within else part)
        ordered = turned
    return ordered


# ── Drawing ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Pen:
    """Takes outlines, and gives them as path data in relative steps of rounded places, with the box of what they cover."""

    def __init__(self, size: float) -> None:
        import uharfbuzz

        self._digits = next((digits for digits in range(2, 9) if size * 10**digits >= _STEPS), 9)
        self._unit: int = 10**self._digits
        self._parts: list[str] = []
        self._here = self._start = (0, 0)
        self._least: tuple[float, float] = (math.inf, math.inf)
        self._greatest: tuple[float, float] = (-math.inf, -math.inf)
        self._x = self._up = 0.0
        self._scale = 1.0
        self._funcs = uharfbuzz.DrawFuncs()
        self._funcs.set_move_to_func(self._move)
        self._funcs.set_line_to_func(self._line)
        self._funcs.set_quadratic_to_func(self._curve)
        self._funcs.set_cubic_to_func(self._curve)
        self._funcs.set_close_path_func(self._close)

    def draw(self, font: Any, glyph: int, x: float, up: float, scale: float) -> None:
        """Draw a glyph of a font, its origin there."""
        self._x, self._up, self._scale = x, up, scale
        font.draw_glyph(glyph, self._funcs, None)

    @property
    def strokes(self) -> int:
        """How many pieces the path has so far."""
        return len(self._parts)

    def path(self) -> str:
        """The path data so far."""
        return "".join(self._parts)

    def box(self) -> Box:
        """What the outlines cover."""
        if not self._parts:
            return (0.0, 0.0, 0.0, 0.0)
        left, top = (self.rounded(value / self._unit) for value in self._least)
        right, bottom = (self.rounded(value / self._unit) for value in self._greatest)
        return (left, top, self.rounded(right - left), self.rounded(bottom - top))

    def rounded(self, length: float) -> float:
        """A length as exact as the path."""
        steps: int = math.floor(length * self._unit + 0.5)
        return steps / self._unit

    def _at(self, x: float, y: float) -> tuple[int, int]:
        across = (x * self._scale + self._x) * self._unit
        down = -(y * self._scale + self._up) * self._unit
        return (math.floor(across + 0.5), math.floor(down + 0.5))

    def _move(self, x: float, y: float, _: object) -> None:
        self._here = self._start = self._at(x, y)
        self._parts.append(f"M{self._numbers(*self._here)}")

    def _line(self, x: float, y: float, _: object) -> None:
        place = self._at(x, y)
        right, down = place[0] - self._here[0], place[1] - self._here[1]
        if right and down:
            self._parts.append(f"l{self._numbers(right, down)}")
        elif right or down:
            self._parts.append(f"h{self._numbers(right)}" if right else f"v{self._numbers(down)}")
        self._cover(self._here, place)
        self._here = place

    def _curve(self, *values: Any) -> None:
        at, here = self._at, self._here
        places = [at(values[first], values[first + 1]) for first in range(0, len(values) - 1, 2)]
        steps = [value - here[axis] for place in places for axis, value in enumerate(place)]
        self._parts.append(("q" if len(places) == 2 else "c") + self._numbers(*steps))
        self._cover(here, places[-1], *_turns(here, *places))
        self._here = places[-1]

    def _close(self, _: object) -> None:
        # What closes a contour draws the line back to its start.
        if self._here == self._start and self._parts[-1][0] in "lhv":
            self._parts.pop()
        self._parts.append("z")
        self._here = self._start

    def _cover(self, *places: tuple[float, float]) -> None:
        (left, top), (right, bottom) = self._least, self._greatest
        for x, y in places:
            left, right = x if x < left else left, x if x > right else right
            top, bottom = y if y < top else top, y if y > bottom else bottom
        self._least, self._greatest = (left, top), (right, bottom)

    def _numbers(self, *values: int) -> str:
        first, *others = [_number(value, self._digits) for value in values]
        return first + "".join([other if other[0] == "-" else f" {other}" for other in others])


@functools.lru_cache(maxsize=1 << 14)
def _number(value: int, digits: int) -> str:
    """A whole number of the last decimal's steps, as SVG writes it.

    >>> _number(-1250, 2), _number(5, 2), _number(300, 2)
    ('-12.5', '.05', '3')
    """
    whole, part = divmod(abs(value), 10**digits)
    shown = f"{whole or ''}.{part:0{digits}}".rstrip("0") if part else str(whole)
    return f"-{shown}" if value < 0 else shown


def _turns(*places: tuple[int, int]) -> Iterator[tuple[float, float]]:
    """Where a curve turns back, in x or in y: with both of its ends they bound it."""
    for values in zip(*places, strict=True):
        first, last = values[0], values[-1]
        least, greatest = (first, last) if first < last else (last, first)
        if least <= min(values) and max(values) <= greatest:
            continue
        for moment in _extremes(values):
            yield _point(places, moment)


def _extremes(values: Sequence[int]) -> Iterator[float]:
    """Where a curve's derivative is nothing, between its ends."""
    if len(values) == 3:
        first, control, last = values
        found = [(first - control) / (first - 2 * control + last)] if first - 2 * control + last else []
    else:
        first, one, two, last = values
        square, half, rest = last - 3 * two + 3 * one - first, two - 2 * one + first, one - first
        under = half * half - square * rest
        if square:
            found = [(-half + sign * math.sqrt(under)) / square for sign in (-1, 1)] if under >= 0 else []
        else:
            found = [-rest / (2 * half)] if half else []
    return (moment for moment in found if 0 < moment < 1)


def _point(places: Sequence[tuple[int, int]], moment: float) -> tuple[float, float]:
    """A curve's point at a moment between 0 and 1 (de Casteljau)."""
    points: list[tuple[float, float]] = list(places)
    while len(points) > 1:
        points = [
            (before[0] + moment * (after[0] - before[0]), before[1] + moment * (after[1] - before[1]))
            for before, after in itertools.pairwise(points)
        ]
    return points[0]

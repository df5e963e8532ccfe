"""Fonts in every packing say the same, and damaged ones say that they are."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from tests.picture.made_font import made_font
from whitelabel.picture import font_facts
from whitelabel.picture import font_tables as tables_room
from whitelabel.picture.font_tables import FontFault, PackedOutlines, font_tables, sfnt

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("brands/*/fonts/*.woff2"), *ROOT.glob("base_theme/assets/fonts/*.woff2")])
MADE = made_font({"a": 500, "b": 640, "é": 320}, left=40)


def packed(data: bytes, flavor: str | None, *, transformed: tuple[str, ...] = ("glyf", "loca")) -> bytes:
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    font.flavor = flavor
    if flavor == "woff2":
        from fontTools.ttLib.woff2 import WOFF2FlavorData

        font.flavorData = WOFF2FlavorData(transformedTables=transformed)
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def outlines(font: Any) -> list[Any]:
    return [font["glyf"][name] for name in font.getGlyphOrder()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_demos_fonts_are_unpacked_as_fonttools_unpacks_them(path: Path) -> None:
    data = path.read_bytes()
    theirs, found = TTFont(io.BytesIO(data)), font_tables(data)
    ours = TTFont(io.BytesIO(sfnt(found)))
    assert outlines(ours) == outlines(theirs)
    assert ours["hmtx"].metrics == theirs["hmtx"].metrics
    order = theirs.getGlyphOrder()
    assert {code: order[glyph] for code, glyph in font_facts.glyphs(found.tables).items()} == theirs.getBestCmap()


@pytest.mark.parametrize(
    ("flavor", "transformed"),
    [(None, ()), ("woff", ()), ("woff2", ()), ("woff2", ("glyf", "loca")), ("woff2", ("glyf", "loca", "hmtx"))],
)
def test_a_font_says_the_same_in_every_packing(flavor: str | None, transformed: tuple[str, ...]) -> None:
    found = font_tables(packed(MADE, flavor, transformed=transformed))
    assert found.packed == frozenset(transformed) - {"loca"}
    ours, theirs = TTFont(io.BytesIO(sfnt(found))), TTFont(io.BytesIO(MADE))
    assert outlines(ours) == outlines(theirs)
    assert ours["hmtx"].metrics == theirs["hmtx"].metrics
    assert font_facts.advances(found.tables, packed="hmtx" in found.packed)[:4] == (500, 500, 640, 320)
    assert font_facts.names(found.tables) == {1: "Made"}


def test_instructions_stay_with_their_glyphs() -> None:
    font = TTFont(io.BytesIO(MADE))
    from fontTools.ttLib.tables.ttProgram import Program

    for number, name in enumerate(font.getGlyphOrder()):
        font["glyf"][name].program = Program()
        font["glyf"][name].program.fromBytecode(bytes([0x4F] * number))
    made = io.BytesIO()
    font.save(made)
    ours = TTFont(io.BytesIO(sfnt(font_tables(packed(made.getvalue(), "woff2")))))
    assert [len(glyph.program.getBytecode()) for glyph in outlines(ours)] == [0, 1, 2, 3]


def test_damage_anywhere_is_a_fault_and_nothing_worse() -> None:
    chance = random.Random(4)
    for data in (MADE, packed(MADE, "woff"), packed(MADE, "woff2"), FILES[0].read_bytes()):
        for _ in range(150):
            broken = bytearray(data)
            for _ in range(chance.choice((1, 4, 30))):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            _read_all(bytes(broken[: chance.choice((len(broken), chance.randrange(len(broken))))]))


def test_damage_in_outlines_is_a_fault_and_nothing_worse() -> None:
    chance = random.Random(5)
    table = font_tables(FILES[0].read_bytes()).tables["glyf"]
    for _ in range(300):
        broken = bytearray(table[: chance.choice((len(table), chance.randrange(len(table))))])
        for _ in range(chance.choice((1, 4, 30)) if broken else 0):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            found = PackedOutlines(bytes(broken))
            for glyph in range(found.count):
                found.glyph(glyph)
                list(found.parts(glyph))
        except FontFault:
            pass


def _read_all(data: bytes) -> None:
    try:
        found = font_tables(data)
        sfnt(found)
        font_facts.glyphs(found.tables)
    except (FontFault, struct.error, IndexError, KeyError):
        pass


def bare_outlines(contours: int, flags: bytes = b"") -> bytes:
    """A transformed table of two glyphs whose contours have no points."""
    streams = (struct.pack(">2h", contours // 2, contours // 2), bytes(contours), flags, bytes(2), b"", bytes(4), b"")
    return struct.pack(">4H7I", 0, 0, 2, 0, *map(len, streams)) + b"".join(streams)


@pytest.mark.parametrize(("most", "bound"), [(20, "MAX_CONTOURS"), (7, "MAX_POINTS")])
def test_outlines_are_bounded_by_number_since_packed_they_take_no_room(
    most: int, bound: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_room, bound, most)
    assert PackedOutlines(bare_outlines(20, bytes(7))).count == 2
    with pytest.raises(FontFault, match="more contours and points than any font"):
        PackedOutlines(bare_outlines(22, bytes(8)))


def test_tables_that_share_their_bytes_are_refused_before_any_is_copied() -> None:
    size = 1 << 20
    entries = b"".join(struct.pack(">4s4xII", b"t%03d" % number, 12 + number, size) for number in range(60))
    data = (b"\0\1\0\0" + struct.pack(">H6x", 60) + entries).ljust(size + 100, b"\0")
    tracemalloc.start()
    with pytest.raises(FontFault, match="is damaged"):
        font_tables(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < size


def test_a_character_without_a_glyph_is_none_of_the_fonts() -> None:
    tables = {**font_tables(MADE).tables, "maxp": struct.pack(">IH", 0x5000, 3)}
    assert font_facts.glyphs(tables) == {ord("a"): 1, ord("b"): 2}


def test_a_collection_is_no_font() -> None:
    data = bytearray(packed(MADE, "woff2"))
    data[4:8] = b"ttcf"
    with pytest.raises(FontFault, match="is a collection of fonts"):
        font_tables(bytes(data))


@pytest.mark.parametrize(
    ("version", "flags", "use"),
    [
        *((4, 0, "any"), (4, 8, "any"), (4, 4, "print"), (4, 2, "none"), (4, 0x108, "any"), (4, 6, "none")),
        *((3, 0xE, "none"), (2, 6, "print"), (1, 0xA, "any"), (0, 2, "none"), (2, 0xE, "any")),
    ],
)
def test_before_version_3_the_permission_that_allows_most_counts_and_later_the_strictest(
    version: int, flags: int, use: str
) -> None:
    os2 = struct.pack(">H6xH", version, flags)
    found = font_facts.permission({"OS/2": os2})
    assert (found.use, found.may_cut, found.as_outlines) == (use, not flags & 0x100, True)


def test_a_font_without_the_table_forbids_nothing() -> None:
    assert font_facts.permission({}).use == "any"

"""Small fonts for tests: each letter is a bar, as wide as it is asked to be."""

from __future__ import annotations

import io
from collections.abc import Mapping

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph


def bar(width: int, height: int = 700, left: int = 0) -> Glyph:
    """A bar that stands on the baseline."""
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for place in ((left, height), (left + width, height), (left + width, 0)):
        pen.lineTo(place)
    pen.closePath()
    return pen.glyph()


GROWING = "".join(f"lookup L{number} {{ sub u0041 by {'u0041 ' * 8}; }} L{number};\n" for number in range(12))
"""Lookups of feature files, each of which makes eight A of one."""


def growing_font(family: str = "Growing") -> bytes:
    """A font whose A grows to 8 ** 12 of its kind."""
    lookups = "".join(f"lookup L{number};" for number in range(12))
    return made_font({"A": 500}, family=family, features=f"{GROWING}feature ccmp {{ {lookups} }} ccmp;")


def made_font(
    widths: Mapping[str, int],
    *,
    family: str = "Made",
    flavor: str | None = None,
    features: str = "",
    more: Mapping[str, int] | None = None,
    left: int = 0,
    weight: int = 400,
    fs_type: int = 0,
    version: int = 4,
    marks: str = "",
) -> bytes:
    """A font of 1000 units an em.

    Args:
        widths: Of each character's bar and of its advance.
        features: In the language of feature files; glyphs are called ``u0041``.
        more: Widths of glyphs by name that no character has.
        marks: Characters without advance.
    """
    names = {ord(character): f"u{ord(character):04X}" for character in widths}
    all_widths = {
        ".notdef": 500,
        **{names[ord(character)]: width for character, width in widths.items()},
        **(more or {}),
    }
    builder = FontBuilder(1000, isTTF=True)
    builder.updateHead(created=0, modified=0)
    builder.setupGlyphOrder(list(all_widths))
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: bar(width, left=left) for name, width in all_widths.items()})
    still = {f"u{ord(mark):04X}" for mark in marks}
    builder.setupHorizontalMetrics({name: (0 if name in still else width, left) for name, width in all_widths.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(version=version, fsType=fs_type, usWeightClass=weight, sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    if features:
        builder.addOpenTypeFeatures(features)
    builder.font.flavor = flavor
    made = io.BytesIO()
    builder.font.recalcTimestamp = False
    builder.font.save(made)
    return made.getvalue()

"""Monograms: which letter stands for a name, and that it stands in the middle."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path

import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from tests.picture.made_font import made_font
from whitelabel.picture.draw import Drawing
from whitelabel.picture.ground import ground_of
from whitelabel.picture.lettering import Face
from whitelabel.picture.monogram import initials, monogram
from whitelabel.picture.value import Picture

BRANDS = Path(__file__).resolve().parents[2] / "brands"
HEADINGS = ("acme/fonts/cormorant", "elvkant/fonts/bitter", "kamenar/fonts/oswald", "kvadrat/fonts/geologica")
HEADINGS = (*HEADINGS, "ligov/fonts/jost", "zhana-oris/fonts/nunito", "zuid-45/fonts/martian-mono")


def faces(stem: str) -> list[Face]:
    return [Face.read(path.read_bytes()) for path in sorted(BRANDS.glob(f"{stem}*.woff2"))]


@pytest.mark.parametrize(
    ("name", "short_name", "wanted"),
    [
        *(("Acme Realty", "Acme", "A"), ("Каменар", "Каменар", "К"), ("Zuid 45", "", "Z"), ("ılık ev", "", "IE")),
        *(("Жаңа Өріс", "", "Ж"), ("iğne", "", "İ"), ("éclair", "", "É"), ("straße", "ß", "ß"), ("Ǆep", "", "D")),
        *(
            ("“Acme”", "", "A"),
            ("🏠 Haus", "", "H"),
            ("👩‍👩‍👧 Familie", "", "F"),
            ("#1 Realty", "", "1R"),
            ("1️⃣ Two", "", "1T"),
        ),
        *(("24 часа", "", "24"), ("2024", "", "2"), ("7Eleven", "", "7"), ("1C", "", "1C"), ("A&B", "", "AB")),
        *(("Realty Group", "RG", "RG"), ("北京房产", "", "北"), ("한국부동산", "", "한"), ("不動", "", "不動")),
        *(
            ("ქართული", "", "ქ"),
            ("العقار الأول", "", "ع"),
            ("دار", "", "د"),
            ("נדל״ן", "", "נ"),
            ("हिन्दी घर", "", "हि"),
        ),
        *(
            ("IBM", "", "IBM"),
            ("International Machines", "IBM", "IBM"),
            ("BMW", "", "B"),
            ("Kia", "", "K"),
            ("IKEA", "", "IK"),
        ),
        *(
            ("Ikea", "", "Ik"),
            ("ikea", "", "Ik"),
            ("Ivory Rose", "", "IR"),
            ("1Password", "", "1P"),
            ("Інвест", "", "Ін"),
        ),
        *(
            ("I", "", "I"),
            ("1&1", "", "11"),
            ("I-95", "", "I95"),
            ("不動産", "", "不"),
            ("Ízar", "", "Í"),
            ("🏠 AB", "", "AB"),
        ),
        *(("เมืองไทย", "", "มื"), ("Ａｃｍｅ", "", "A"), ("🏠", "", ""), ("…", "", "")),
    ],
)
def test_one_letter_stands_for_a_name_and_more_where_it_is_a_bare_stroke(
    name: str, short_name: str, wanted: str
) -> None:
    assert initials(name, short_name) == wanted


def ink(picture: Picture) -> tuple[int, int, int, int]:
    return Drawing(picture).image(512, 512).getchannel("A").getbbox() or (0, 0, 0, 0)


@pytest.mark.parametrize("stem", HEADINGS)
@pytest.mark.parametrize("letters", ["A", "L", "J", "O", "W", "Q", "É", "45", "AR", "Ik", "IBM", "i"])
def test_letters_keep_within_the_circle_and_near_the_middle(stem: str, letters: str) -> None:
    left, top, right, bottom = ink(monogram(letters, faces(stem), "#000000", None))
    assert abs((left + right) / 2 - 256) < 30
    assert abs((top + bottom) / 2 - 256) < 30
    image = Drawing(monogram(letters, faces(stem), "#000000", None)).image(128, 128).getchannel("A")
    beyond = [
        level
        for place, level in enumerate(image.tobytes())
        if math.hypot(place % 128 - 63.5, place // 128 - 63.5) > 0.4 * 128
    ]
    assert max(beyond) == 0


@pytest.mark.parametrize("stem", HEADINGS)
def test_a_capital_takes_five_eighths_of_the_side(stem: str) -> None:
    _, top, _, bottom = ink(monogram("E", faces(stem), "#000000", None))
    assert 0.6 < (bottom - top) / 512 < 0.64


def test_round_letters_and_accents_reach_beyond_a_flat_ones_height() -> None:
    heights = []
    for letter in "EOÉ":
        _, top, _, bottom = ink(monogram(letter, faces("kvadrat/fonts/geologica"), "#000000", None))
        heights.append(bottom - top)
    assert heights[0] < heights[1] < heights[0] * 1.06 < heights[2]


def test_a_letter_whose_ink_lies_at_one_side_is_moved_towards_the_other() -> None:
    left, _, right, _ = ink(monogram("L", faces("kvadrat/fonts/geologica"), "#000000", None))
    assert left - (512 - right) > 6


def test_the_plate_is_a_tile_with_round_corners_and_only_two_colours_are_drawn() -> None:
    made = monogram("A", faces("acme/fonts/cormorant"), "#fbf7ee", "#1f4d3a")
    assert made.box == (0, 0, 512, 512)
    image = Drawing(made).image(64, 64)
    assert image.getpixel((0, 0)) == (0, 0, 0, 0) and image.getpixel((12, 0)) == (0x1F, 0x4D, 0x3A, 255)
    assert ground_of(image) == (0x1F, 0x4D, 0x3A)
    assert set(re.findall(rb"#\w+", made.data)) == {b"#fbf7ee", b"#1f4d3a"}


def test_the_heaviest_weight_up_to_bold_is_drawn() -> None:
    def share(weight: int) -> float:
        image = Drawing(monogram("i", [Face.read(made_font({"i": weight}, weight=weight))], "#000000", None))
        return sum(image.image(64, 64).getchannel("A").tobytes())

    assert share(300) < share(700)
    thin, bold = (Face.read(made_font({"I": weight, "H": weight}, weight=weight)) for weight in (100, 700))
    assert monogram("I", [thin, bold], "#000000", None) == monogram("I", [bold], "#000000", None)


@pytest.mark.parametrize("letters", ["漢", ""])
def test_a_dot_stands_for_what_no_face_has(letters: str) -> None:
    made = monogram(letters, faces("acme/fonts/cormorant"), "#fbf7ee", "#1f4d3a")
    assert b"<circle" in made.data
    assert b"<path" not in made.data


def font_of(*contours: list[tuple[int, int]]) -> Face:
    """A font whose A and H are drawn so."""
    font = TTFont(io.BytesIO(made_font({"A": 500, "H": 500})))
    pen = TTGlyphPen(None)
    for contour in contours:
        pen.moveTo(contour[0])
        for place in contour[1:]:
            pen.lineTo(place)
        pen.closePath()
    font["glyf"]["u0041"] = font["glyf"]["u0048"] = pen.glyph()
    made = io.BytesIO()
    font.save(made)
    return Face.read(made.getvalue())


@pytest.mark.parametrize("places", [[(0, 0), (500, 0)], [(0, 0), (0, 500)], [(5, 5), (5, 5)]])
def test_a_dot_stands_for_a_letter_that_has_no_height_or_no_width(places: list[tuple[int, int]]) -> None:
    assert b"<circle" in monogram("A", [font_of(places)], "#000000", "#ffffff").data


def test_a_letter_whose_parts_cancel_each_other_out_is_set_all_the_same() -> None:
    bar = [(0, 0), (0, 700), (500, 700), (500, 0)]
    assert b"<path" in monogram("A", [font_of(bar, bar[::-1])], "#000000", "#ffffff").data


def test_it_is_in_the_form_that_the_sanitiser_writes() -> None:
    from whitelabel.picture.sanitise import Clean, sanitise
    from whitelabel.problem import Span

    made = monogram("Ж", faces("zhana-oris/fonts/nunito"), "#ffffff", "#0f766e")
    clean = sanitise(made.data, "mark.svg", Span(""))
    assert isinstance(clean, Clean)
    assert clean.dropped == ()
    assert Drawing(clean.picture).image(64, 64).tobytes() == Drawing(made).image(64, 64).tobytes()

"""Text as outlines: as browsers set it, in any script, from any packing."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.picture.made_font import growing_font, made_font
from tests.picture.test_font_tables import packed
from whitelabel.picture import lettering
from whitelabel.picture.draw import Drawing
from whitelabel.picture.font_tables import FontFault, font_tables
from whitelabel.picture.lettering import Excess, Face, _point, _turns, letters_of, outline
from whitelabel.picture.svg_text import Run
from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BRANDS = Path(__file__).resolve().parents[2] / "brands"


def face(path: str) -> Face:
    return Face.read((BRANDS / path).read_bytes())


def made(widths: dict[str, int], **more: object) -> Face:
    return Face.read(made_font(widths, **more))  # type: ignore[arg-type]


def bars(d: str) -> list[tuple[float, float]]:
    """Left edge and width of each bar of a made font's text, from left to right."""
    found = re.findall(r"M(-?[\d.]+)[ -][\d.]*v-[\d.]+h([\d.]+)", d)
    return sorted((float(left), float(width)) for left, width in found)


# ── What a browser draws ──────────────────────────────────────────────────────────────────────────────────────────

PAGE = """<style>@font-face{{font-family:X;font-weight:1 1000;src:url(data:font/woff2;base64,{font})}}
body{{margin:0;font:{weight} 100px X}}svg{{position:absolute;left:0;top:0}}
text{{text-rendering:geometricPrecision;letter-spacing:{spacing}px}}</style>
<svg width="1400" height="240"><{drawn}</svg>"""


@pytest.mark.soak
@pytest.mark.parametrize(
    ("path", "text", "weight", "spacing"),
    [
        ("acme/fonts/cormorant-latin.woff2", "Acme Realty fi AVATo Wy, “T.”", 500, 0),
        ("acme/fonts/commissioner-cyrillic.woff2", "Сделки под ключ", 640, 0),
        ("kvadrat/fonts/geologica-cyrillic.woff2", "Квадрат ГД", 600, 0),
        ("zuid-45/fonts/martian-mono-latin.woff2", "Zuid 45", 800, 0),
        ("ligov/fonts/jost-cyrillic.woff2", "Лиговь", 400, 7),
        ("elvkant/fonts/bitter-latin.woff2", "Elvkant Büro fi", 900, -3),
        ("kamenar/fonts/oswald-latin.woff2", "Kamenar To", 200, 0),
        ("zhana-oris/fonts/nunito-cyrillic-ext.woff2", "Әңғқүү", 1000, 0),
    ],
)
def test_a_browser_draws_the_same(browser: Browser, path: str, text: str, weight: int, spacing: int) -> None:
    data = (BRANDS / path).read_bytes()
    ours = outline(text, [Face.read(data)], 100, weight=weight, spacing=spacing)
    font = base64.b64encode(data).decode()
    page = browser.new_page(viewport={"width": 1400, "height": 240})
    try:
        shots = []
        for drawn in (
            f'text id="t" x="20" y="150">{text}</text>',
            f'path transform="translate(20 150)" d="{ours.d}"/>',
        ):
            page.set_content(PAGE.format(font=font, weight=weight, spacing=spacing, drawn=drawn))
            page.evaluate("document.fonts.load('100px X').then(() => document.fonts.ready)")
            if "<text" in page.content():
                assert abs(page.evaluate("document.getElementById('t').getComputedTextLength()") - ours.advance) < 0.5
            shots.append(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    finally:
        page.close()
    unlike = ImageChops.difference(*shots).histogram()
    assert sum(shots[0].histogram()[:128]) > 2000
    assert sum(unlike[110:]) == 0
    assert sum(unlike[64:]) < 40


# ── Faces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_packing_gives_the_same_outline() -> None:
    found = {outline("ab", [made({"a": 500, "b": 300}, flavor=flavor)], 100).d for flavor in (None, "woff", "woff2")}
    assert found == {"M0 0v-70h50v70zM50 0v-70h30v70z"}


def test_left_edges_that_woff2_leaves_to_the_outlines_are_found_there() -> None:
    plain = made_font({"a": 500, "b": 300}, left=40)
    packed_too = packed(plain, "woff2", transformed=("glyf", "loca", "hmtx"))
    assert font_tables(packed_too).packed == {"glyf", "hmtx"}
    assert outline("ba", [Face.read(packed_too)], 100) == outline("ba", [Face.read(plain)], 100)


def test_only_what_is_set_is_unpacked_and_it_is_drawn_like_the_whole() -> None:
    data = (BRANDS / "acme/fonts/cormorant-latin.woff2").read_bytes()
    parts = outline("fiancée", [Face.read(data)], 64, weight=600)
    whole = Face.read(data + b"\0")
    whole._unpack(range(whole._outlines.count if whole._outlines else 0))
    assert outline("fiancée", [whole], 64, weight=600) == parts


def test_each_character_is_set_by_the_first_face_that_has_it_and_spaces_stay_with_the_letters_before() -> None:
    one, two = made({"a": 500, " ": 200}), made({"b": 300, " ": 900})
    found = outline("b a", [one, two], 100)
    assert bars(found.d) == [(0, 30), (30, 90), (120, 50)]
    assert found.missing == ""


def test_what_no_face_has_is_told_once_and_leaves_no_gap() -> None:
    found = outline("a漢a漢字", [made({"a": 500})], 100)
    assert (found.missing, found.advance, len(bars(found.d))) == ("漢字", 100, 2)


def test_marks_stay_with_their_letters_face() -> None:
    plain, marked = made({"q": 500}), made({"q": 300, "\u0301": 100}, marks="\u0301")
    assert outline("q\u0301", [plain, marked], 100).advance == 30


def test_a_letter_with_its_mark_is_put_together_where_the_font_has_but_the_parts() -> None:
    found = outline("é", [made({"e": 500, "\u0301": 100}, marks="\u0301")], 100)
    assert (found.missing, len(bars(found.d))) == ("", 2)


@pytest.mark.parametrize(
    ("weight", "chosen"),
    [(400, 400), (450, 500), (500, 500), (300, 300), (350, 300), (600, 700), (900, 700), (100, 300)],
)
def test_of_one_family_the_nearest_weight_is_taken(weight: int, chosen: int) -> None:
    faces = [made({"a": own}, weight=own) for own in (700, 300, 400, 500)]
    assert outline("a", faces, 1000, weight=weight).advance == chosen


def test_another_family_is_asked_only_after_the_first_whatever_its_weights() -> None:
    faces = [made({"a": 400}, weight=400), made({"a": 700, "b": 700}, weight=700, family="Other")]
    assert outline("ab", faces, 1000, weight=700).advance == 1100


def test_what_is_no_font_is_a_fault() -> None:
    for data in (b"", b"<html>", b"wOF2" + bytes(60), made_font({"a": 1})[:300]):
        with pytest.raises(FontFault):
            Face.read(data)


# ── Shaping ───────────────────────────────────────────────────────────────────────────────────────────────────────

LIGATURE = "feature liga {sub u0066 u0069 by f_i;} liga; feature kern {pos u0041 u0056 -200;} kern;"


def test_ligatures_and_kerning_are_the_fonts_own() -> None:
    font = made({"f": 300, "i": 200, "A": 600, "V": 600}, features=LIGATURE, more={"f_i": 450})
    assert outline("fi", [font], 1000).advance == 450
    assert outline("AV", [font], 1000).advance == 1000


def test_a_letter_that_grows_without_end_is_its_fonts_fault() -> None:
    with pytest.raises(Excess, match="takes more time or memory to set letters in") as fault:
        outline("A", [Face.read(growing_font())], 100)
    assert fault.value.family == "Growing"


def test_letters_of_more_strokes_than_can_be_drawn_are_their_fonts_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    face = made({"A": 500})
    monkeypatch.setattr(lettering, "MAX_STROKES", 12)
    assert outline("AA", [face], 100).d
    with pytest.raises(Excess):
        outline("AAA", [face], 100)


def test_letters_that_are_set_apart_do_not_melt_together() -> None:
    font = made({"f": 300, "i": 200, "A": 600, "V": 600}, features=LIGATURE, more={"f_i": 450})
    found = outline("fi", [font], 1000, spacing=10)
    assert (bars(found.d), found.advance) == ([(0, 300), (310, 200)], 520)


JOINED = """languagesystem arab dflt;
feature init {sub u0628 by b.init;} init; feature medi {sub u0628 by b.medi;} medi; feature fina {sub u0628 by b.fina;} fina;
"""
ARABIC = {"ب": 100, "ا": 200, " ": 50, "1": 300, "2": 400, "a": 500, "(": 70, ")": 80}


def arabic() -> Face:
    return made(ARABIC, features=JOINED, more={"b.init": 110, "b.medi": 120, "b.fina": 130})


def test_arabic_letters_join_and_are_read_from_the_right() -> None:
    found = outline("ببب اب", [arabic()], 1000)
    assert [width for _, width in bars(found.d)] == [100, 200, 50, 130, 120, 110]


def test_letters_join_across_a_change_of_direction_of_nothing() -> None:
    assert [width for _, width in bars(outline("ب", [arabic()], 1000).d)] == [100]


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("אב 12", [300, 400, 50, 20, 10]),
        ("a אב 12", [500, 50, 300, 400, 50, 20, 10]),
        ("אa 12", [500, 50, 300, 400, 10]),
        ("12 אב", [20, 10, 50, 300, 400]),
        ("a (אב)", [500, 50, 70, 20, 10, 80]),
        ("אב (א)", [70, 10, 80, 50, 20, 10]),
        ("a אב a", [500, 50, 20, 10, 50, 500]),
        ("אב-12", [300, 400, 90, 20, 10]),
        ("12-12", [300, 400, 90, 300, 400]),
    ],
)
def test_both_directions_stand_in_one_line_as_unicode_orders_them(text: str, widths: list[int]) -> None:
    font = made({"א": 10, "ב": 20, " ": 50, "1": 300, "2": 400, "a": 500, "(": 70, ")": 80, "-": 90})
    assert [width for _, width in bars(outline(text, [font], 1000).d)] == widths


# ── Lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_box_is_what_is_drawn_to_its_edges() -> None:
    faces = [face("zhana-oris/fonts/nunito-cyrillic.woff2")]
    found = outline("Оформ", faces, 200, weight=700)
    x, y, width, height = found.box
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}"><path d="{found.d}"/></svg>'
    alpha = Drawing(Picture("svg", drawn.encode(), x, y, width, height)).image(900, 400).getchannel("A")
    assert alpha.getbbox() == (0, 0, 900, 400)
    wider = Drawing(Picture("svg", drawn.encode(), x, y, width, height)).image(
        900, 400, (x - 9, y - 4, width + 18, height + 8)
    )
    left, top, right, bottom = wider.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert abs(left - 9 * 900 / (width + 18)) <= 1.5
    assert abs(900 - right - 9 * 900 / (width + 18)) <= 1.5
    assert abs(top - 4 * 400 / (height + 8)) <= 1.5
    assert abs(400 - bottom - 4 * 400 / (height + 8)) <= 1.5


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=3, max_size=4))
def test_a_curve_is_bounded_by_its_ends_and_its_turns(places: list[tuple[int, int]]) -> None:
    bounds = [places[0], places[-1], *_turns(*places)]
    sampled = [_point(places, step / 200) for step in range(201)]
    for axis in (0, 1):
        for extreme in (min, max):
            ours = extreme(place[axis] for place in bounds)
            assert ours == pytest.approx(extreme(place[axis] for place in sampled), abs=0.05)


def test_a_bow_is_covered_though_no_point_lies_on_its_height() -> None:
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.qCurveTo((250, 800), (500, 0))
    pen.closePath()
    font = TTFont(io.BytesIO(made_font({"a": 500})))
    font["glyf"]["u0061"] = pen.glyph()
    data = io.BytesIO()
    font.save(data)
    assert outline("a", [Face.read(data.getvalue())], 100).box == (0, -40, 50, 40)


def test_small_sizes_are_as_exact_as_large_ones() -> None:
    faces = [face("acme/fonts/cormorant-latin.woff2")]
    large, small = (outline("Acme", faces, size) for size in (1000, 1))
    assert small.advance == pytest.approx(large.advance / 1000, abs=1e-4)
    assert small.box == pytest.approx([length / 1000 for length in large.box], abs=2e-4)


def test_nothing_is_drawn_of_nothing() -> None:
    assert outline("", [arabic()], 100) == outline("a", [], 100).__class__("", 0, (0, 0, 0, 0), "")
    assert outline("a", [], 100).missing == "a"


def test_ends_of_lines_are_spaces() -> None:
    font = made({"a": 500, " ": 200})
    assert outline("a\na", [font], 100) == outline("a a", [font], 100)


# ── A drawing's text ──────────────────────────────────────────────────────────────────────────────────────────────


def run(text: str, *families: str, weight: float = 400, italic: bool = False) -> Run:
    return Run(text, families, 100, weight, italic)


@pytest.mark.parametrize("family", ["Made", "MADE", "acme sans"])
def test_a_family_is_found_by_its_own_name_and_by_the_brands(family: str) -> None:
    letters = letters_of([("Acme Sans", made({"a": 500}))])
    assert letters(run("a", "Helvetica", family)) is not None


def test_a_variable_fonts_style_is_no_part_of_its_familys_name() -> None:
    letters = letters_of([("", face("acme/fonts/cormorant-latin.woff2"))])
    assert letters(run("Acme", "Cormorant", weight=700)) is not None
    assert letters(run("Acme", "Cormorant Garamond")) is None


@pytest.mark.parametrize(
    "wanted",
    [
        run("a", "Other"),
        run("a", "sans-serif"),
        run("ab", "Made"),
        run("a", "Made", weight=700),
        run("a", "Made", italic=True),
        run("a"),
    ],
)
def test_text_is_left_where_its_font_is_not_at_hand_or_would_be_faked(wanted: Run) -> None:
    assert letters_of([("", made({"a": 500}))])(wanted) is None

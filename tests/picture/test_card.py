"""The share card: where logo and line stand, how lines break, what the strip is made of."""

from __future__ import annotations

import re
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.picture.made_font import made_font
from whitelabel.picture.card import (
    _GAP,
    _WORD,
    COLUMN,
    HEIGHT,
    LINES,
    MARGIN,
    STRIP,
    WIDTH,
    Look,
    _Words,
    card,
    logo_box,
)
from whitelabel.picture.draw import Drawing
from whitelabel.picture.lettering import Face
from whitelabel.picture.stock import stock_fonts
from whitelabel.picture.value import Picture

ROOT = Path(__file__).resolve().parents[2]
LOOK = Look("#ffffff", "#000000", ("#ff0000", "#00ff00", "#0000ff"))
SQUARE = range((WIDTH - HEIGHT) // 2, (WIDTH + HEIGHT) // 2)
"""The columns of pixels that a square cut out of the middle has."""


@cache
def faces() -> tuple[Face, ...]:
    return tuple(Face.read(data) for data in stock_fonts())


def logo(width: float = 400, height: float = 100, fill: str = "#123456") -> Picture:
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<path d="M0 0h{width}v{height}h-{width}z" fill="{fill}"/></svg>'
    )
    return Picture("svg", drawn.encode(), 0, 0, width, height)


def drawn(line: str = "", look: Look = LOOK, picture: Picture | None = None) -> Image.Image:
    made = card(picture or logo(), line, faces(), look)
    whole = Drawing(made.picture).image(WIDTH, HEIGHT).convert("RGB")
    # In a window of its own an edge may fall into the next sixteenth of a pixel, here and there; colours are mixed by whole
    # levels. What is round is drawn at one side, and mirrored.
    difference = ImageChops.difference(made.image(), whole).convert("L").histogram()
    assert sum(difference[6:]) <= 600 and sum(difference[160:]) == 0
    return whole


def where(image: Image.Image, color: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The box of all pixels of a colour."""
    apart = ImageChops.difference(image, Image.new("RGB", image.size, color)).convert("L")
    box = apart.point(lambda value: 255 if value < 8 else 0).getbbox()
    assert box is not None
    return box


def rows(line: str, look: Look = LOOK) -> int:
    return len(re.findall(r'fill="#000000"', card(logo(), line, faces(), look).picture.data.decode()))


LINES_OF_THE_WORLD = (
    "Deals",
    "From handshake to title, without the counter",
    "Moin. Ihr Kaufvertrag ist auf dem Weg.",
    "Grundstückskaufvertragsabwicklung, Grundbucheintragungsbewilligung, Vollstreckungsunterwerfung",
    "Қазақстандағы жылжымайтын мүлікпен мәмілелерді тіркеу, қағазсыз және кезексіз",
    "Сделка, достойная адреса",
    "a " * 200,
    "W" * 120,
)


@pytest.mark.parametrize("line", LINES_OF_THE_WORLD)
def test_a_line_of_any_length_stays_within_the_margins_in_three_rows_at_most(line: str) -> None:
    assert 1 <= rows(line) <= LINES
    left, top, right, bottom = where(drawn(line), (0, 0, 0))
    assert left >= COLUMN[0] - 1
    assert right <= COLUMN[1] + 1
    assert top > MARGIN + logo_box(logo(), LOOK)[3]
    # What hangs below the last row's baseline may reach into the margin, by a part of the type's size.
    assert bottom <= HEIGHT - MARGIN + 30


@given(words=st.lists(st.text("abcdefghij", min_size=1, max_size=18), min_size=1, max_size=25))
@settings(max_examples=15, deadline=None)
def test_whatever_is_said_is_neither_cut_nor_in_more_than_three_rows(words: list[str]) -> None:
    line = " ".join(words)
    assert 1 <= rows(line) <= LINES
    left, _, right, _ = where(drawn(line), (0, 0, 0))
    assert left >= COLUMN[0] - 1
    assert right <= COLUMN[1] + 1


@pytest.mark.parametrize(("width", "height"), [(400, 100), (100, 100), (1000, 50), (50, 500), (64, 40)])
@pytest.mark.parametrize("line", ["", "Deals"])
@pytest.mark.parametrize("is_rtl", [False, True])
def test_the_logo_is_whole_in_a_square_cut_out_of_the_middle(width: int, height: int, line: str, is_rtl: bool) -> None:
    look = Look("#ffffff", "#000000", ("#ff0000",), is_rtl=is_rtl)
    left, top, right, bottom = where(drawn(line, look, logo(width, height)), (0x12, 0x34, 0x56))
    assert SQUARE.start < left < right < SQUARE.stop
    assert MARGIN <= top < bottom <= HEIGHT - MARGIN
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.08)


def test_logos_of_all_proportions_take_about_as_much_room() -> None:
    areas = [box[2] * box[3] for box in (logo_box(logo(*size), LOOK) for size in [(100, 100), (400, 100), (800, 100)])]
    assert max(areas) < 2 * min(areas)


def test_a_right_to_left_card_is_the_mirror_image_aside_from_what_it_says() -> None:
    look = Look("#ffffff", "#000000", ("#ff0000", "#00ff00", "#0000ff"), radius=20)
    mirrored = Look("#ffffff", "#000000", ("#ff0000", "#00ff00", "#0000ff"), radius=20, is_rtl=True)
    plain = drawn("", look)
    turned = drawn("", mirrored).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    # Where a shape covers a part of a pixel, its mirror image may cover another one.
    apart = ImageChops.difference(plain, turned).convert("L").point(lambda value: 255 if value > 96 else 0)
    assert apart.getbbox() is None


def test_a_latin_line_of_a_right_to_left_card_ends_at_its_edge() -> None:
    look = Look("#ffffff", "#000000", ("#ff0000",), is_rtl=True)
    left, _, right, _ = where(drawn("Deals in two rows, or in three of them", look), (0, 0, 0))
    assert right == pytest.approx(WIDTH - COLUMN[0], abs=2)
    assert left >= WIDTH - COLUMN[1] - 1


def test_the_first_letter_stands_on_the_logos_edge() -> None:
    image = drawn("Hamburg")
    assert where(image, (0, 0, 0))[0] == pytest.approx(where(image, (0x12, 0x34, 0x56))[0], abs=2)


def test_a_short_line_is_large_and_a_long_one_smaller() -> None:
    lines = ("Haus", "Haus und Hof und Grund und Boden und Garten und Feld")
    large, small = (_words(line).rows(740, 300)[0] for line in lines)
    assert large > 1.3 * small


def test_a_line_breaks_behind_a_sentence_rather_than_within_the_next() -> None:
    assert _broken("Сделка идёт. Вы у моря.") == ["Сделка идёт.", "Вы у моря."]
    assert _broken("Deal. Signature. Entry in the register.")[0].endswith(".")


def test_no_row_ends_with_a_word_of_one_or_two_letters_where_another_break_will_do() -> None:
    assert not any(len(row.split()[-1]) <= 2 for row in _broken("Новый дом начинается с доброго слова")[:-1])


def test_what_is_too_long_for_the_smallest_type_ends_with_an_ellipsis() -> None:
    rows_of_it = _broken("lange Wörter " * 40)
    assert len(rows_of_it) == LINES
    assert rows_of_it[-1].endswith("…")
    assert not rows_of_it[0].endswith("…")


@pytest.mark.parametrize("advance", [0, 1])
@pytest.mark.parametrize("line", ["中" * 5000, "中 " * 5000, "a" * 5000, "a a"])
def test_letters_of_no_width_are_set_all_the_same_and_soon(line: str, advance: int) -> None:
    font = made_font({"中": 700, "a": 700, "n": 700, " ": 0, "…": 700}, marks="中an…" if not advance else "")
    started = time.process_time()
    words = _Words(line, [Face.read(font if advance == 0 else thin_font())], LOOK)
    size, found = words.rows(COLUMN[1] - COLUMN[0], 300)
    assert 0 < size <= 100
    assert 0 < len(found) <= LINES
    assert found[-1].endswith("…") == (len(line) > 3)
    assert time.process_time() - started < 1


def thin_font() -> bytes:
    return made_font(dict.fromkeys("中an …", 1))


def test_spaces_that_do_not_break_hold_words_together() -> None:
    assert any("15\u00a0minutes" in row for row in _broken("A deal takes just about 15\u00a0minutes from start to end"))


def test_scripts_without_spaces_break_between_signs_and_keep_closing_marks() -> None:
    assert _WORD.findall("登記、簡単。iOS 対応") == ["登", "記、", "簡", "単。", "iOS", "対", "応"]


def _broken(line: str) -> list[str]:
    words = _words(line)
    _, _, _, height = logo_box(logo(), LOOK)
    return words.rows(COLUMN[1] - COLUMN[0], HEIGHT - 2 * MARGIN - height - _GAP)[1]


def _words(line: str) -> _Words:
    return _Words(line, faces(), LOOK)


@pytest.mark.parametrize("radius", [0, 6, 16, 28, 400])
def test_the_strip_is_as_round_as_the_brands_corners(radius: float) -> None:
    image = drawn("", Look("#ffffff", "#000000", ("#ff0000",), radius=radius))
    # The upper right corner of the first shape: its own colour where corners are square, else paper.
    corner = image.getpixel((STRIP // 2 - 3, 2))
    assert corner == ((255, 0, 0) if radius == 0 else (255, 255, 255))
    assert where(image, (255, 0, 0)) == (0, 0, STRIP, HEIGHT)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_the_strip_is_painted_in_as_many_accents_as_there_are(count: int) -> None:
    accents = ("#ff0000", "#00ff00", "#0000ff")[:count]
    image = drawn("", Look("#ffffff", "#112233", accents))
    colors = {color for _, color in image.crop((0, 0, STRIP, HEIGHT)).getcolors(1 << 16) or []}
    wanted = {tuple(bytes.fromhex(accent[1:])) for accent in accents} or {(0x11, 0x22, 0x33)}
    assert wanted <= colors


def test_the_card_is_a_drawing_of_its_own_with_every_id_prefixed() -> None:
    gradient = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40" height="10"><linearGradient id="p0">'
        '<stop offset="0" stop-color="#ff00ff"/></linearGradient><path d="M0 0h40v10H0z" fill="url(#p0)"/></svg>'
    )
    made = card(Picture("svg", gradient.encode(), 0, 0, 40, 10), "Deals", faces(), LOOK)
    assert list(made.picture.box) == [0, 0, WIDTH, HEIGHT]
    text = made.picture.data.decode()
    assert text.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630">')
    assert 'id="lp0"' in text
    assert "url(#lp0)" in text
    assert where(Drawing(made.picture).image(WIDTH, HEIGHT).convert("RGB"), (255, 0, 255))


def test_the_same_card_is_made_twice() -> None:
    assert card(logo(), "Deals", faces(), LOOK) == card(logo(), "Deals", faces(), LOOK)

"""The square sign of a logo."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.mark import find_mark
from whitelabel.picture.raster import decode
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.trim import cropped, visible_box
from whitelabel.picture.value import Box, Picture
from whitelabel.problem import Span

ROOT = Path(__file__).resolve().parents[2]

GLYPHS = {
    "n": "M0 14h5v26h-5zM5 14h12v5h-12zM17 14h5v26h-5z",
    "l": "M0 0h5v40h-5z",
    "o": "M0 14h22v26h-22zM5 19v16h12v-16z",
    "E": "M0 2h22v5h-17v12h14v5h-14v11h17v5h-22z",
}


def brand(name: str) -> Picture:
    data = (ROOT / "brands" / name).read_bytes()
    if name.endswith("png"):
        image = decode(data, "png")
        picture = Picture("png", png(image), 0, 0, image.width, image.height)
    else:
        found = sanitise(data, name, Span(""))
        assert isinstance(found, Clean)
        picture = found.picture
    return trimmed(picture)


def trimmed(picture: Picture) -> Picture:
    box = visible_box(Drawing(picture))
    assert box is not None
    return cropped(picture, box)


def word(letters: str, x: float, y: float, color: str = "#222222", size: float = 1.0) -> str:
    pieces = []
    for letter in letters:
        if letter != " ":
            place = f'transform="translate({x:g} {y:g}) scale({size:g})"'
            pieces.append(f'<path fill="{color}" fill-rule="evenodd" {place} d="{GLYPHS[letter]}"/>')
        x += size * {"l": 10, " ": 14}.get(letter, 28)
    return "".join(pieces)


def logo(body: str, width: float, height: float) -> Picture:
    return trimmed(drawn((0, 0, width, height), body))


def near(box: Box | None, wanted: Box, slack: float) -> bool:
    return box is not None and all(abs(a - b) <= slack for a, b in zip(box, wanted, strict=True))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("elvkant/logo.svg", (0, 0, 30, 41)),
        ("kvadrat/logo.svg", (0, 4, 32, 32)),
        ("kvadrat/logo-dark.svg", (0, 4, 32, 32)),
        ("zuid-45/logo.svg", (1, 1, 20, 38)),
        ("zhana-oris/logo.png", (0, 0, 240, 239)),
    ],
)
def test_the_signs_beside_the_demo_brands_letters_are_found(name: str, wanted: Box) -> None:
    picture = brand(name)
    assert near(find_mark(picture), wanted, 0.015 * picture.width)


def test_letters_alone_have_no_sign() -> None:
    assert find_mark(brand("acme/logo.svg")) is None


@pytest.mark.parametrize("name", ["ligov/logo.svg", "kamenar/logo.svg", "acme/mark.svg"])
def test_a_sign_is_its_own_mark(name: str) -> None:
    picture = brand(name)
    assert find_mark(picture) == picture.box


@pytest.mark.parametrize("text", ["Enol", "noel", "Elon lone", "lol nElon", "onnE Enno", "EnE"])
def test_no_letter_is_taken_for_a_sign(text: str) -> None:
    known = "".join(letter if letter in GLYPHS or letter == " " else "n" for letter in text)
    assert find_mark(logo(word(known, 5, 5), 400, 60)) is None


def test_a_large_first_letter_is_no_sign() -> None:
    assert find_mark(logo(word("E", 0, 0, size=1.2) + word("nolon", 35, 8), 400, 60)) is None


def test_a_first_letter_of_another_colour_is_no_sign() -> None:
    assert find_mark(logo(word("E", 0, 0, "#e2001a") + word("nolon", 28, 0), 400, 60)) is None


@pytest.mark.parametrize("part", [1, 2, 3, 4])
def test_a_word_in_two_colours_has_no_sign(part: int) -> None:
    text = "EnonoE"
    both = word(text[:part], 0, 0, "#ff6600") + word(text[part:], 28 * part, 0, "#8a8f94")
    assert find_mark(logo(both, 400, 60)) is None


DISC = '<circle cx="{:g}" cy="{:g}" r="{:g}" fill="#e2001a"/>'


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (DISC.format(30, 30, 30) + word("Enolon", 80, 10), (0, 0, 60, 60)),
        (word("Enolon", 0, 10) + DISC.format(200, 30, 30), (170, 0, 60, 60)),
        (DISC.format(80, 40, 40) + word("Enolon", 0, 100), (40, 0, 80, 80)),
        (word("Enolon", 0, 0) + DISC.format(80, 100, 40), (40, 60, 80, 80)),
    ],
    ids=["left", "right", "above", "below"],
)
def test_a_sign_is_found_on_each_side(body: str, wanted: Box) -> None:
    picture = drawn((0, 0, 232, 145), body)
    found = find_mark(trimmed(picture))
    assert near(found, wanted, 3)


def test_a_sign_of_the_letters_own_height_and_colour_is_found_by_its_gap() -> None:
    sign = '<path fill="#222222" d="M0 2h16v16h-16zM20 2h16v16h-16zM0 22h16v18h-16zM20 22h16v18h-16z"/>'
    assert near(find_mark(logo(sign + word("nolonE", 56, 0), 300, 40)), (0, 2, 36, 38), 2)


@pytest.mark.parametrize("size", [0.5, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("gap", [5, 6, 8])
def test_no_sign_is_taken_with_the_letter_beside_it(size: float, gap: int) -> None:
    first = word("n", 56 + gap, 50 - 40 * size, "#007a5a", size)
    body = DISC.format(28, 28, 28) + first + word("nolon", 56 + gap + 22 * size + 6, 10)
    found = find_mark(logo(body, 400, 60))
    assert found is None or near(found, (0, 0, 56, 56), 3)


@settings(max_examples=25, deadline=None)
@given(st.floats(20, 45), st.floats(12, 40), st.floats(0.6, 1.4))
def test_nothing_of_the_letters_is_cut_out_with_the_sign(radius: float, gap: float, size: float) -> None:
    disc = DISC.format(radius, 50, radius)
    letters = word("Enolon", 2 * radius + gap, 30, "#0000ff", size)
    picture = trimmed(drawn((0, 0, 420, 100), disc + letters))
    box = find_mark(picture)
    if box is None:
        return
    part = Drawing(cropped(picture, box)).image(120, 120)
    assert not any(pixel[2] > 128 and pixel[3] > 8 for _, pixel in part.getcolors(14400) or ())  # type: ignore[index]
    assert box[2] == pytest.approx(2 * radius, rel=0.08)


def test_of_an_opaque_image_the_paper_is_no_part() -> None:
    image = Image.new("RGB", (520, 120), (255, 255, 255))
    drawing = Drawing(drawn((0, 0, 520, 120), DISC.format(60, 60, 50) + word("Enolon", 150, 30, size=1.6)))
    drawn_image = drawing.image(520, 120)
    image.paste(drawn_image, (0, 0), drawn_image)
    picture = trimmed(Picture("png", png(image), 0, 0, 520, 120))
    found = find_mark(picture)
    assert near(found, (0, 0, 102, 102), 5)


def test_nothing_has_no_sign() -> None:
    assert find_mark(drawn((0, 0, 50, 50), "")) is None

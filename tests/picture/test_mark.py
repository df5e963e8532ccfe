"""The square sign of a logo."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.logos import choice
from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.lettering import Face, outline
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
    if name.endswith("svg"):
        return clean(data)
    image = decode(data, "png")
    return trimmed(Picture("png", png(image), 0, 0, image.width, image.height))


def real(name: str) -> Picture:
    return clean(choice.original(f"@iconify-json/logos {name}"))


def clean(data: bytes) -> Picture:
    found = sanitise(data, "logo.svg", Span(""))
    assert isinstance(found, Clean)
    return trimmed(found.picture)


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


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("opensearch", (0.0, 0.175)),
        ("atomic", (0.0, 0.211)),
        ("hotjar", (0.0, 0.18)),
        ("obsidian", (0.0, 0.141)),
        ("pytorch", (0.0, 0.155)),
        ("drizzle-orm", (0.0, 0.313)),
        ("heap", (0.0, 0.245)),
        ("mongodb", (0.0, 0.117)),
        ("cloudflare", (0.0, 0.325)),
        ("alpinejs", (0.0, 0.267)),
        ("tidal", (0.0, 0.201)),
        ("atom", (0.0, 0.23)),
        ("adobe", (0.0, 0.297)),
        ("wordpress", (0.0, 0.23)),
        ("vaadin", (0.765, 1.0)),
    ],
)
def test_the_signs_of_real_wordmarks_are_found(name: str, wanted: tuple[float, float]) -> None:
    picture = real(name)
    box = find_mark(picture)
    assert box is not None
    ends = ((box[0] - picture.x) / picture.width, (box[0] + box[2] - picture.x) / picture.width)
    assert ends == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(
    "name",
    [
        *("deploy", "jina", "netlify", "incident", "express", "dify", "grpc", "eraser", "pico-css", "sparkpost"),
        *("google", "github", "visa", "edgedb", "terser", "yandex-ru"),
    ],
)
def test_no_part_of_a_real_word_is_taken_for_a_sign(name: str) -> None:
    assert find_mark(real(name)) is None


FACES = ("elvkant/fonts/bitter", "kvadrat/fonts/geologica", "zhana-oris/fonts/nunito")


@pytest.mark.parametrize("stem", FACES)
@pytest.mark.parametrize("words", ["AB nano", "LG Haus", "gyp nano", "On Top"])
@pytest.mark.parametrize("ink", ["#222222", "#e2001a"])
def test_a_first_word_of_two_or_three_letters_is_no_sign(stem: str, words: str, ink: str) -> None:
    faces = [Face.read(path.read_bytes()) for path in sorted((ROOT / "brands").glob(f"{stem}*.woff2"))]
    first, rest = (outline(text, faces, 40.0) for text in words.split())
    start = first.box[0] + first.box[2] + 14 - rest.box[0]
    body = f'<path fill="{ink}" d="{first.d}"/><path fill="#222222" transform="translate({start:g} 0)" d="{rest.d}"/>'
    assert find_mark(trimmed(drawn((-5, -45, 300, 70), body))) is None


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

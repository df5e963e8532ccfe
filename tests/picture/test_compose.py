"""Pictures put into one another."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops

from whitelabel.picture.compose import drawn, on_plate, placed, windowed
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.value import Box, Picture

RED = '<path fill="#ff0000" d="M0 0h10v10H0z"/>'
FADING = (
    '<defs><linearGradient id="p0"><stop stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff"/></linearGradient></defs>'
    '<rect width="10" height="10" fill="url(#p0)"/><use href="#p1"/><g id="p1"/>'
)


def svg(body: str, box: Box = (0, 0, 10, 10)) -> Picture:
    return drawn(box, body)


def same(one: Image.Image, other: Image.Image) -> bool:
    return max(high for _, high in ImageChops.difference(one, other).getextrema()) <= 1  # type: ignore[misc]


def test_a_drawing_says_its_window_and_its_size() -> None:
    picture = drawn((-1.5, 2, 30, 20), RED, ' fill="none"')
    assert picture == Picture(
        "svg",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1.5 2 30 20" width="30" height="20" fill="none">'
        b'<path fill="#ff0000" d="M0 0h10v10H0z"/></svg>',
        -1.5,
        2.0,
        30.0,
        20.0,
    )


def test_two_drawings_in_one_document_share_no_names() -> None:
    text = placed(svg(FADING), 0, 0, 10, 10, "a") + placed(svg(FADING), 10, 0, 10, 10, "b")
    assert text.count('id="ap0"') == text.count('id="bp0"') == 1
    assert 'fill="url(#ap0)"' in text and 'fill="url(#bp0)"' in text
    assert 'href="#ap1"' in text and 'href="#bp1"' in text
    both = Drawing(svg(text, (0, 0, 20, 10))).image(40, 20)
    one = Drawing(svg(FADING)).image(20, 20)
    assert same(both.crop((0, 0, 20, 20)), one) and same(both.crop((20, 0, 40, 20)), one)


def test_a_drawing_is_shown_where_it_is_placed_and_nowhere_else() -> None:
    inner = svg('<path fill="#ff0000" d="M-50-50h200v200h-200z"/>', (5, 5, 10, 10))
    image = Drawing(svg(placed(inner, 20, 30, 40, 40, ""), (0, 0, 100, 100))).image(100, 100)
    assert image.getbbox() == (20, 30, 60, 70)


def test_pixels_are_placed_as_an_image() -> None:
    pixels = Image.new("RGBA", (4, 2), (0, 128, 0, 255))
    text = placed(Picture("png", png(pixels), 0, 0, 4, 2), 2, 4, 8, 4, "a")
    assert text.startswith('<image x="2" y="4" width="8" height="4" href="data:image/png;base64,')
    assert Drawing(svg(text, (0, 0, 20, 20))).image(20, 20).getbbox() == (2, 4, 10, 8)


@pytest.mark.parametrize("form", ["svg", "png"])
def test_a_plate_reaches_beyond_the_picture_on_all_sides(form: str) -> None:
    picture = svg(RED) if form == "svg" else Picture("png", png(Image.new("RGB", (10, 10), (255, 0, 0))), 0, 0, 10, 10)
    plated = on_plate(picture, "#ffffff", 3, 0)
    assert plated.box == (0.0, 0.0, 16.0, 16.0)
    image = Drawing(plated).image(16, 16)
    assert image.getpixel((0, 0)) == image.getpixel((2, 8)) == image.getpixel((13, 13)) == (255, 255, 255, 255)
    assert image.getpixel((3, 3)) == image.getpixel((12, 12)) == (255, 0, 0, 255)


def test_a_plate_has_round_corners() -> None:
    image = Drawing(on_plate(svg(RED), "#ffffff", 3, 4)).image(160, 160)
    assert image.getpixel((2, 2)) == (0, 0, 0, 0) and image.getpixel((40, 2)) == (255, 255, 255, 255)


def test_a_window_holds_at_least_what_is_asked_and_never_more_than_there_is() -> None:
    x, y, width, height = windowed(svg(RED), (1.23456, -0.00001, 3.33333, 99.0)).box
    assert x <= 1.23456 and x + width >= 1.23456 + 3.33333 and (y, height) == (0.0, 10.0)
    assert width < 3.34


def test_lengths_in_per_cent_stay_shares_of_the_whole_drawing() -> None:
    picture = svg('<rect x="10%" y="50%" width="50%" height="25%" fill="#000000"/>')
    part = windowed(picture, (0, 4, 8, 5))
    assert same(Drawing(part).image(80, 50), Drawing(picture).image(80, 50, (0, 4, 8, 5)))


def test_numbers_are_never_written_with_an_exponent() -> None:
    text = drawn((0.00001, 0, 1e7, 12), "").data.decode()
    assert 'viewBox="0.00001 0 10000000 12"' in text


def test_what_is_placed_is_read_back_whole() -> None:
    pixels = Image.new("RGBA", (3, 3), (1, 2, 3, 255))
    data = png(pixels)
    with Image.open(io.BytesIO(data)) as opened:
        assert same(opened.convert("RGBA"), Drawing(Picture("png", data, 0, 0, 3, 3)).image(3, 3))

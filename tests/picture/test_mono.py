"""A logo in one colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.mono import mono
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.value import Picture
from whitelabel.problem import Span

ROOT = Path(__file__).resolve().parents[2]


def brand(name: str) -> Picture:
    found = sanitise((ROOT / "brands" / name).read_bytes(), name, Span(""))
    assert isinstance(found, Clean)
    return found.picture


def alphas(picture: Picture, *places: tuple[int, int]) -> list[int]:
    """How dense a picture is at places of an image of 100 pixels; it is black everywhere."""
    image = mono_image(picture)
    return [image.getpixel(place)[3] for place in places]  # type: ignore[index]


def mono_image(picture: Picture) -> Image.Image:
    made = mono(picture)
    assert made.form == "svg"
    image = Drawing(made).image(100, 100)
    assert all(pixel[:3] == (0, 0, 0) for _, pixel in image.getcolors(10000) or ())  # type: ignore[index]
    return image


TILE = '<path fill="{}" d="M0 0h100v100h-100z"/>'


def test_one_colour_is_made_black_and_nothing_else() -> None:
    picture = drawn((0, 0, 100, 100), '<circle cx="50" cy="50" r="50" fill="#1f6feb"/>')
    assert mono(picture).data == picture.data.replace(b"#1f6feb", b"#000000")


def test_several_colours_apart_are_all_dense() -> None:
    body = '<path fill="#e2001a" d="M0 0h40v100h-40z"/><path fill="#ffd500" d="M60 0h40v100h-40z"/>'
    assert alphas(drawn((0, 0, 100, 100), body), (20, 50), (50, 50), (80, 50)) == [255, 0, 255]


@pytest.mark.parametrize(("ground", "letter"), [("#003f99", "#ffffff"), ("#ffd500", "#000000"), ("#ffffff", "#222222")])
def test_what_lies_on_another_colour_is_a_hole(ground: str, letter: str) -> None:
    body = TILE.format(ground) + f'<path fill="{letter}" d="M40 20h20v60h-20z"/>'
    ground_level, hole = alphas(drawn((0, 0, 100, 100), body), (10, 50), (50, 50))
    assert ground_level >= 250 and hole <= 5


def test_what_lies_on_a_hole_is_dense_again() -> None:
    body = (
        TILE.format("#003f99")
        + '<circle cx="50" cy="50" r="40" fill="#ffd500"/><circle cx="50" cy="50" r="20" fill="#003f99"/>'
    )
    assert alphas(drawn((0, 0, 100, 100), body), (5, 50), (20, 50), (50, 50)) == [255, 0, 255]


def test_tones_side_by_side_are_told_apart() -> None:
    body = '<path fill="#8b5cf6" d="M0 0h50v100h-50z"/><path fill="#2e1065" d="M50 0h50v100h-50z"/>'
    light, dark = alphas(drawn((0, 0, 100, 100), body), (20, 50), (80, 50))
    assert dark == 255 and 100 <= light <= 220


def test_thin_white_lines_on_a_colour_are_holes() -> None:
    body = TILE.format("#7f1d1d") + '<path stroke="#ffffff" stroke-width="3" d="M20 20L80 80M80 20L20 80"/>'
    ground, line = alphas(drawn((0, 0, 100, 100), body), (10, 50), (50, 50))
    assert ground >= 250 and line <= 30


@pytest.mark.parametrize("name", ["acme/mark.svg", "ligov/logo.svg", "ligov/logo-dark.svg", "zuid-45/mark.svg"])
def test_the_signs_of_the_demo_brands_keep_what_they_show(name: str) -> None:
    image = mono_image(brand(name))
    counts = image.getchannel("A").histogram()
    assert sum(counts[200:]) > 3000 and sum(counts[:60]) > 1000
    # Within the sign, not only around it.
    assert image.crop((30, 30, 70, 70)).getchannel("A").getextrema()[0] <= 10  # type: ignore[operator]


def test_masks_and_names_of_the_drawing_go_on_to_work() -> None:
    body = (
        '<mask id="p0" fill="#ffffff"><path d="M0 0h50v100h-50z"/></mask><linearGradient id="p1"><stop stop-color="#e2001a"/>'
        '<stop offset="1" stop-color="#900000"/></linearGradient><path fill="url(#p1)" mask="url(#p0)" d="M0 0h100v100h-100z"/>'
        '<path fill="#ffffff" d="M10 40h20v20h-20z"/>'
    )
    made = mono(drawn((0, 0, 100, 100), body))
    assert made.data.decode().count('id="p2"') == 1
    image = Drawing(made).image(100, 100)
    levels = [image.getpixel(place)[3] for place in ((5, 5), (20, 50), (80, 50))]  # type: ignore[index]
    assert levels[0] > 200 and levels[1] < 40 and levels[2] == 0


def test_of_an_opaque_image_the_paper_is_see_through() -> None:
    image = Image.new("RGB", (100, 100), (252, 253, 251))
    image.paste((180, 0, 30), (30, 30, 70, 70))
    picture = Picture("png", png(image), 0, 0, 100, 100)
    assert alphas(picture, (5, 5), (50, 50)) == [0, 255]


def test_of_see_through_pixels_holes_are_kept() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    image.paste((0, 63, 153, 255), (10, 10, 90, 90))
    image.paste((255, 255, 255, 255), (40, 40, 60, 60))
    picture = Picture("png", png(image), 0, 0, 100, 100)
    assert alphas(picture, (2, 2), (20, 20), (50, 50)) == [0, 255, 0]

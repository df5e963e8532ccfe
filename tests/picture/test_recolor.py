"""Colours of a picture exchanged for others."""

from __future__ import annotations

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from whitelabel.picture.compose import data_uri, drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.recolor import RGB, hexadecimal, recolored, rgb, shapes
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.value import Picture
from whitelabel.problem import Span

BYTES = st.integers(0, 255)
COLORS = st.tuples(BYTES, BYTES, BYTES)


def same(color: RGB) -> RGB:
    return color


def turned(color: RGB) -> RGB:
    return (255 - color[0], 255 - color[1], 255 - color[2])


def clean(text: str) -> Picture:
    found = sanitise(text.encode(), "logo.svg", Span("brand.yaml"))
    assert isinstance(found, Clean)
    return found.picture


def svg(body: str) -> Picture:
    return clean(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{body}</svg>')


def colors(picture: Picture, side: int = 40) -> list[tuple[int, ...]]:
    image = Drawing(picture).image(side, side // 2)
    return [image.getpixel((side // 4, side // 4)), image.getpixel((3 * side // 4, side // 4))]  # type: ignore[list-item]


def pixels(image: Image.Image) -> Picture:
    return Picture("png", png(image), 0, 0, image.width, image.height)


EVERYTHING = (
    '<defs><linearGradient id="a"><stop/><stop offset="1" stop-color="#ff0000"/></linearGradient>'
    '<path id="b" d="M0 0h5v5h-5z"/><filter id="f"><feFlood flood-color="#00ff00"/></filter></defs>'
    '<mask id="m" fill="#fff"><use href="#b"/></mask><rect width="9" height="9" fill="url(#a)"/><use href="#b"/>'
    '<path mask="url(#m)" stroke="#123456" d="M1 1h8v8h-8z"/><g fill="none"><path d="M0 0h1" stroke="#fff"/></g>'
)


def test_no_change_is_the_picture_itself() -> None:
    picture = svg(EVERYTHING)
    assert recolored(picture, same) is picture
    image = pixels(Image.effect_mandelbrot((64, 64), (-2, -1, 1, 1), 30).convert("RGB"))
    assert recolored(image, same) is image


@settings(max_examples=40, deadline=None)
@given(COLORS, COLORS)
def test_each_colour_becomes_the_one_it_is_changed_to(one: RGB, other: RGB) -> None:
    body = f'<path fill="{hexadecimal(one)}" d="M0 0h10v10h-10z"/><path stroke="{hexadecimal(other)}" stroke-width="10" d="M10 5h10"/>'
    assert colors(recolored(svg(body), turned)) == [(*turned(one), 255), (*turned(other), 255)]


def test_the_black_that_goes_without_saying_is_changed() -> None:
    assert colors(recolored(svg('<path d="M0 0h20v10h-20z"/>'), turned)) == [(255, 255, 255, 255)] * 2
    stops = (
        '<linearGradient id="a"><stop/><stop offset="1"/></linearGradient><path fill="url(#a)" d="M0 0h20v10h-20z"/>'
    )
    assert colors(recolored(svg(stops), turned)) == [(255, 255, 255, 255)] * 2


def test_nothing_is_painted_that_was_not() -> None:
    picture = recolored(svg('<path fill="none" d="M0 0h20v10h-20z"/><path fill="#ff0000" d="M0 0h1v1h-1z"/>'), turned)
    assert colors(picture) == [(0, 0, 0, 0)] * 2


def test_what_a_mask_lets_through_stays() -> None:
    for body in (
        '<mask id="m"><path fill="#fff" d="M0 0h10v10h-10z"/></mask><path fill="#000" mask="url(#m)" d="M0 0h20v10h-20z"/>',
        '<mask id="m" fill="#fff"><use href="#a"/></mask><path id="a" d="M0 0h10v10h-10z"/>'
        '<path fill="#000" mask="url(#m)" d="M0 0h20v10h-20z"/>',
        '<path id="a" fill="#fff" d="M0 0h10v10h-10z"/><mask id="m"><use href="#a"/></mask>'
        '<path fill="#000" mask="url(#m)" d="M0 0h20v10h-20z"/>',
        '<linearGradient id="g"><stop stop-color="#fff"/><stop offset=".5" stop-color="#fff"/><stop offset=".5"/></linearGradient>'
        '<mask id="m"><path fill="url(#g)" d="M0 0h20v10h-20z"/></mask><path fill="#000" mask="url(#m)" d="M0 0h20v10h-20z"/>',
    ):
        picture = svg(body)
        assert colors(picture) == [(0, 0, 0, 255), (0, 0, 0, 0)]
        assert colors(recolored(picture, turned)) == [(255, 255, 255, 255), (0, 0, 0, 0)]


def test_there_and_back_is_the_same_drawing() -> None:
    picture = svg(EVERYTHING)
    before, after = (Drawing(one).image(200, 100) for one in (picture, recolored(recolored(picture, turned), turned)))
    assert ImageChops.difference(before, after).getbbox() is None


def test_what_is_written_is_in_normal_form() -> None:
    for body in ('<path d="M0 0h5v5h-5z"/>', '<path fill="#ff0000" stroke="#00ff00" d="M0 0h5v5h-5z"/>', EVERYTHING):
        picture = recolored(svg(body), turned)
        assert clean(picture.data.decode()) == picture


def test_embedded_pixels_are_changed_too() -> None:
    inner = data_uri(png(Image.new("RGBA", (4, 2), (255, 0, 0, 255))))
    picture = drawn((0, 0, 20, 10), f'<image width="20" height="10" href="{inner}"/>')
    assert colors(recolored(picture, turned)) == [(0, 255, 255, 255)] * 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(BYTES, BYTES, BYTES, st.integers(1, 255)), min_size=6, max_size=6))
def test_pixels_are_changed_and_their_alpha_stays(values: list[tuple[int, int, int, int]]) -> None:
    image = Image.new("RGBA", (3, 2))
    image.putdata(values)
    with Image.open(io.BytesIO(recolored(pixels(image), turned).data)) as opened:
        other = opened.convert("RGBA").tobytes()
    assert other == b"".join(bytes((*turned((r, g, b)), alpha)) for r, g, b, alpha in values)


def test_a_photograph_is_changed_within_a_few_levels() -> None:
    image = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * turn) for turn in range(3)])
    with Image.open(io.BytesIO(recolored(pixels(image), turned).data)) as opened:
        other = opened.convert("RGB")
    assert max(high for _, high in ImageChops.difference(ImageChops.invert(image), other).getextrema()) <= 2  # type: ignore[misc]


@given(COLORS)
def test_a_colour_is_written_as_it_is_read(color: RGB) -> None:
    assert rgb(hexadecimal(color)) == color


def test_shapes_of_one_colour_can_change_apart() -> None:
    picture = svg('<g fill="#ff0000"><path d="M0 0h5v5h-5z"/><path d="M9 0h5v5h-5z"/></g><path d="M0 5h5v5h-5z"/>')
    (first, red), (second, _), (third, black) = shapes(picture).items()
    made = Drawing(recolored(picture, turned, {second: same, third: same})).image(20, 10)
    assert [made.getpixel(place)[:3] for place in ((2, 2), (11, 2), (2, 7))] == [(0, 255, 255), (255, 0, 0), (0, 0, 0)]  # type: ignore[index]
    assert first < second < third and (red, black) == ((255, 0, 0), (0, 0, 0))


def test_what_is_drawn_elsewhere_or_in_several_colours_is_no_shape_of_its_own() -> None:
    body = (
        '<defs><linearGradient id="g"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>'
        '<clipPath id="c"><path d="M0 0h9v9h-9z"/></clipPath></defs>'
        '<path fill="url(#g)" d="M0 0h5v5h-5z"/><path clip-path="url(#c)" d="M9 0h5v5h-5z"/>'
    )
    assert len(shapes(svg(body))) == 1

"""The empty borders around a logo."""

from __future__ import annotations

import io
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.trim import FAINT, cropped, paper_of, visible_box, without_noise
from whitelabel.picture.value import Box, Picture

SIZES = st.floats(0.5, 40, allow_nan=False)
PLACES = st.floats(-5, 70, allow_nan=False)
SHAPES = st.one_of(
    st.builds('<rect x="{:.3f}" y="{:.3f}" width="{:.3f}" height="{:.3f}"/>'.format, PLACES, PLACES, SIZES, SIZES),
    st.builds('<ellipse cx="{:.3f}" cy="{:.3f}" rx="{:.3f}" ry="{:.3f}"/>'.format, PLACES, PLACES, SIZES, SIZES),
    st.builds(
        '<path stroke="#ff0000" stroke-width="{:.3f}" d="M{:.3f} {:.3f}L{:.3f} 30"/>'.format, SIZES, *[PLACES] * 3
    ),
)


def pixels(image: Image.Image) -> Picture:
    return Picture("png", png(image), 0, 0, image.width, image.height)


def outside(image: Image.Image, box: Box, scale: float, origin: tuple[float, float]) -> int:
    """The highest alpha beyond a box."""
    left, top = (box[0] - origin[0]) * scale, (box[1] - origin[1]) * scale
    alpha = image.getchannel("A")
    alpha.paste(0, (int(left), int(top), int(-(-(left + box[2] * scale) // 1)), int(-(-(top + box[3] * scale) // 1))))
    return int(alpha.getextrema()[1])  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(SHAPES, min_size=1, max_size=3), st.integers(10, 90), st.integers(10, 90))
def test_no_pixel_that_can_be_seen_is_cut(shapes: list[str], width: int, height: int) -> None:
    picture = drawn((-3, 2, width, height), "".join(shapes))
    drawing = Drawing(picture)
    box = visible_box(drawing)
    # About the scale at which the box is measured: closer by, the tip of a needle may come to light.
    scale = 200 / max(width, height)
    large = drawing.image(round(width * scale), round(height * scale))
    if box is None:
        assert (large.getchannel("A").getextrema()[1] or 0) < 96  # type: ignore[operator]
        return
    assert outside(large, box, scale, (-3, 2)) <= 64
    assert outside(large, cropped(picture, box).box, scale, (-3, 2)) <= 64


def test_the_box_is_tight() -> None:
    drawing = Drawing(drawn((0, 0, 400, 100), '<rect x="101.3" y="20.7" width="55.5" height="31.1"/>'))
    x, y, width, height = visible_box(drawing) or (0, 0, 0, 0)
    assert 101.3 - 0.4 <= x <= 101.3 and 20.7 - 0.4 <= y <= 20.7
    assert 156.8 <= x + width <= 156.8 + 0.4 and 51.8 <= y + height <= 51.8 + 0.4


def test_a_small_drawing_on_a_large_sheet_is_trimmed_as_tightly() -> None:
    drawing = Drawing(drawn((0, 0, 5000, 5000), '<circle cx="4000" cy="300" r="20"/>'))
    x, y, width, height = visible_box(drawing) or (0, 0, 0, 0)
    assert 3978 <= x <= 3980 and 278 <= y <= 280 and 40 <= width <= 43 and 40 <= height <= 43


def test_what_is_only_faintly_there_is_nothing() -> None:
    body = '<rect width="100" height="100" fill-opacity="0.004"/><rect x="40" y="40" width="20" height="20"/>'
    assert (visible_box(Drawing(drawn((0, 0, 100, 100), body))) or (0,) * 4)[0] > 39


def test_nothing_visible_has_no_box() -> None:
    assert visible_box(Drawing(drawn((0, 0, 9, 9), '<rect width="9" height="9" fill="none"/>'))) is None
    assert visible_box(Drawing(pixels(Image.new("RGBA", (9, 9), (9, 9, 9, 0))))) is None
    assert visible_box(Drawing(pixels(Image.new("RGB", (9, 9), (250, 250, 250))))) is None


def test_what_is_drawn_by_a_filter_is_within_the_box() -> None:
    body = (
        '<filter id="p0" x="-1" y="-1" width="3" height="3"><feGaussianBlur stdDeviation="4"/></filter>'
        '<rect x="40" y="40" width="20" height="20" filter="url(#p0)"/>'
    )
    picture = drawn((0, 0, 100, 100), body)
    box = visible_box(Drawing(picture))
    assert box is not None and outside(Drawing(picture).image(400, 400), box, 4, (0, 0)) <= FAINT
    assert 25 < box[0] < 33


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.integers(0, 20),
    st.integers(0, 20),
    # A transparency table that ends in a line feed, which is 10, is misread by Pillow.
    st.integers(FAINT + 1, 255).filter(lambda alpha: alpha != 10),
)
def test_of_pixels_the_box_is_exact(width: int, height: int, left: int, top: int, alpha: int) -> None:
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    image.paste((10, 20, 30, alpha), (left, top, left + width, top + height))
    picture = pixels(image)
    assert visible_box(Drawing(picture)) == (left, top, width, height)
    part = cropped(picture, (left + 0.4, top, width - 0.8, height))
    assert (part.width, part.height) == (width, height)
    assert Drawing(part).image(width, height).getchannel("A").getextrema() == (alpha, alpha)


def jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def letterhead(paper: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGB", (300, 120), paper)
    image.paste((20, 40, 120), (60, 30, 200, 90))
    return image


def test_the_paper_of_a_jpeg_is_found_through_its_noise() -> None:
    for paper in ((255, 255, 255), (243, 238, 226), (12, 14, 20)):
        for quality in (30, 60, 95):
            found = paper_of(jpeg(letterhead(paper), quality))
            assert found is not None and max(abs(a - b) for a, b in zip(found, paper, strict=True)) <= 2


def test_paper_around_an_opaque_image_is_trimmed_and_no_ink() -> None:
    for quality in (40, 80):
        x, y, width, height = visible_box(Drawing(pixels(jpeg(letterhead((255, 255, 255)), quality)))) or (0, 0, 0, 0)
        assert 44 <= x <= 60 and 14 <= y <= 30 and 200 <= x + width <= 216 and 90 <= y + height <= 106


def test_an_image_whose_border_has_more_colours_has_no_paper() -> None:
    chance = random.Random(4)
    noise = Image.frombytes("RGB", (40, 40), bytes(chance.randrange(256) for _ in range(4800)))
    halves = Image.new("RGB", (40, 40), (255, 255, 255))
    halves.paste((0, 0, 0), (20, 0, 40, 40))
    assert paper_of(noise) is None and paper_of(halves) is None
    assert paper_of(Image.new("RGBA", (40, 40), (255, 255, 255, 254))) is None


def test_a_cut_drawing_looks_as_it_did() -> None:
    body = (
        '<defs><linearGradient id="p0" x1="0" x2="100%" gradientUnits="userSpaceOnUse"><stop stop-color="#ff0000"/>'
        '<stop offset="1" stop-color="#0000ff"/></linearGradient></defs><rect x="20" y="10" width="60" height="30" fill="url(#p0)"/>'
    )
    picture = drawn((0, 0, 100, 100), body)
    box = visible_box(Drawing(picture))
    assert box is not None
    part = cropped(picture, box)
    before, after = Drawing(picture).image(200, 100, part.box), Drawing(part).image(200, 100)
    assert max(high for _, high in ImageChops.difference(before, after).getextrema()) <= 1  # type: ignore[misc]
    assert cropped(part, part.box).box == part.box


def test_a_lossy_files_paper_is_of_one_colour_again_and_what_stands_on_it_stays() -> None:
    image = Image.new("RGB", (120, 60), "#f4f1ea")
    image.paste("#204080", (30, 20, 90, 40))
    dice = random.Random(3)
    noisy = image.copy()
    for place in dice.sample([(x, y) for x in range(120) for y in range(60)], 900):
        pixel = noisy.getpixel(place)
        assert isinstance(pixel, tuple)
        noisy.putpixel(place, tuple(max(0, min(255, value + dice.randrange(-12, 13))) for value in pixel))
    clean = without_noise(noisy)
    assert clean.crop((0, 0, 120, 20)).getcolors() == [(2400, (0xF4, 0xF1, 0xEA))]
    assert ImageChops.difference(clean.crop((32, 22, 88, 38)), noisy.crop((32, 22, 88, 38))).getbbox() is None
    gradient = Image.linear_gradient("L").convert("RGB")
    assert without_noise(gradient) is gradient

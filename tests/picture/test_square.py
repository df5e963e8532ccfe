"""Icons: a sign in a square."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.square import CIRCLE, icon
from whitelabel.picture.trim import FAINT
from whitelabel.picture.value import Picture
from whitelabel.problem import Span

ROOT = Path(__file__).resolve().parents[2]
SIZES = st.floats(4, 60)
PLACES = st.floats(0, 70)
SHAPES = st.one_of(
    st.builds('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}"/>'.format, PLACES, PLACES, SIZES, SIZES),
    st.builds('<ellipse cx="{:.2f}" cy="{:.2f}" rx="{:.2f}" ry="{:.2f}"/>'.format, PLACES, PLACES, SIZES, SIZES),
    st.builds('<path d="M{:.2f} {:.2f}L{:.2f} {:.2f}L{:.2f} 9z M1 1h9v9h-9z"/>'.format, *[PLACES] * 5),
)
DRAWINGS = st.builds(
    lambda shapes, width, height: Drawing(drawn((0, 0, width, height), "".join(shapes))),
    st.lists(SHAPES, min_size=1, max_size=3),
    st.integers(50, 120),
    st.integers(50, 120),
)
PLAY = Drawing(drawn((0, 0, 100, 100), '<path fill="#cc0000" d="M10 5L90 50L10 95z"/>'))


def brand_sign(name: str) -> Drawing:
    found = sanitise((ROOT / "brands" / name).read_bytes(), name, Span(""))
    assert isinstance(found, Clean)
    return Drawing(found.picture)


def alpha_box(image: Image.Image, threshold: int = FAINT) -> tuple[int, int, int, int] | None:
    return image.getchannel("A").point([255 if alpha > threshold else 0 for alpha in range(256)]).getbbox()


@settings(max_examples=30, deadline=None)
@given(DRAWINGS, st.sampled_from([16, 32, 48, 100, 192]), st.floats(0, 0.3), st.booleans())
def test_icons_are_square_and_keep_their_padding(drawing: Drawing, side: int, padding: float, within: bool) -> None:
    image = icon(drawing, side, paper=None, padding=padding, within_circle=within)
    assert image.size == (side, side) and image.mode == "RGBA"
    box = alpha_box(image)
    if box is not None:
        edge = (round(side * padding) if side <= 48 else math.floor(side * padding)) if not within else 0
        assert box[0] >= edge and box[1] >= edge and box[2] <= side - edge and box[3] <= side - edge


@example(shapes=['<rect width="6.31" height="54"/>', '<rect width="6.31" height="60"/>'], padding=0.18359375)
@settings(max_examples=25, deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=3), st.floats(0.1, 0.3))
def test_nothing_that_can_be_seen_is_cut(shapes: list[str], padding: float) -> None:
    drawing = Drawing(drawn((-70, -70, 210, 210), "".join(shapes)))
    full, small = (icon(drawing, 192, paper=None, padding=share) for share in (0.0, padding))
    one, two = (sum(image.getchannel("A").tobytes()) for image in (full, small))
    # More may be seen than its share: where edges of two shapes lie on each other, both are softened. Half a line may be less.
    assert two >= 0.94 * one * (1 - 2 * padding) ** 2 - 192 * 128


@settings(max_examples=30, deadline=None)
@given(DRAWINGS, st.sampled_from([48, 96, 192]))
def test_all_of_a_maskable_icon_lies_within_the_circle(drawing: Drawing, side: int) -> None:
    image = icon(drawing, side, paper=None, padding=0.0, within_circle=True)
    alpha, middle = image.getchannel("A").tobytes(), side / 2
    for row in range(side):
        line = alpha[row * side : (row + 1) * side]
        seen = [column for column, value in enumerate(line) if value > FAINT]
        for column in (seen[0], seen[-1]) if seen else ():
            corner = (abs(column + 0.5 - middle), abs(row + 0.5 - middle))
            assert math.hypot(*corner) <= side * CIRCLE / 2


def test_a_maskable_icon_fills_the_circle() -> None:
    disc = Drawing(drawn((0, 0, 100, 100), '<circle cx="50" cy="50" r="50"/>'))
    box = alpha_box(icon(disc, 512, paper=None, padding=0, within_circle=True))
    assert box is not None and 398 <= box[2] - box[0] <= 410 and 398 <= box[3] - box[1] <= 410


@pytest.mark.parametrize("side", [48, 96, 192])
def test_no_hair_leaves_the_circle(side: int) -> None:
    hair = '<rect width="4" height="4"/><path d="M47 1.56L0 9.5L3 9zM1 1h9v9h-9z"/>'
    image = icon(Drawing(drawn((0, 0, 79, 88), hair)), side, paper=None, padding=0, within_circle=True)
    for index, value in enumerate(image.getchannel("A").tobytes()):
        if value > FAINT:
            assert math.hypot(index % side + 0.5 - side / 2, index // side + 0.5 - side / 2) <= side * CIRCLE / 2


def test_padding_holds_in_a_maskable_icon_too() -> None:
    disc = Drawing(drawn((0, 0, 100, 100), '<circle cx="50" cy="50" r="50"/>'))
    box = alpha_box(icon(disc, 500, paper=None, padding=0.25, within_circle=True))
    assert box is not None and box[0] >= 125 and box[2] <= 375 and box[2] - box[0] > 235


def test_the_circle_is_around_what_is_seen_and_not_around_its_box() -> None:
    box = alpha_box(icon(PLAY, 512, paper=None, padding=0, within_circle=True))
    assert box is not None
    # A triangle in the corners of its box alone would be smaller.
    assert box[3] - box[1] > 0.75 * 512 * CIRCLE


def test_a_play_button_is_moved_to_where_the_eye_has_its_middle() -> None:
    box = alpha_box(icon(PLAY, 192, paper=None, padding=0.12))
    assert box is not None
    left, right = box[0], 192 - box[2]
    assert left - right >= 4 and right >= 0.12 * 192 - 1 and abs(box[1] - (192 - box[3])) <= 1


def test_what_is_even_stays_in_the_middle() -> None:
    body = '<path d="M20 0h60v100h-60z"/>'
    assert alpha_box(icon(Drawing(drawn((0, 0, 100, 100), body)), 200, paper=None, padding=0.1)) == (52, 20, 148, 180)


def test_small_icons_have_sharp_edges() -> None:
    body = '<path d="M3 7h50v31h-50z"/>'
    for side in (16, 32):
        image = icon(Drawing(drawn((0, 0, 100, 100), body)), side, paper=None, padding=0)
        box = alpha_box(image)
        assert box is not None and box[0] == 0 and box[2] == side
        assert image.getpixel((0, box[1])) == (0, 0, 0, 255)


def test_paper_makes_an_icon_opaque() -> None:
    image = icon(PLAY, 180, paper="#faf7f0", padding=0.1)
    assert image.mode == "RGB" and image.getpixel((0, 0)) == image.getpixel((179, 90)) == (250, 247, 240)
    assert image.getpixel((90, 90)) == (204, 0, 0)


def test_a_ground_of_the_papers_colour_reaches_the_edges() -> None:
    tile = Drawing(
        drawn(
            (0, 0, 64, 64), '<rect width="64" height="64" fill="#d8341a"/><path fill="#ffffff" d="M16 16h32v32h-32z"/>'
        )
    )
    plain = icon(tile, 180, paper="#d8341a", padding=0.12)
    assert plain.getpixel((44, 44)) == (216, 52, 26) and plain.getpixel((46, 46)) == (255, 255, 255)
    # The white square fits the circle as it is.
    round_one = icon(tile, 512, paper="#d8341a", padding=0.12, within_circle=True)
    assert round_one.getpixel((130, 130)) == (255, 255, 255) and round_one.getpixel((1, 1)) == (216, 52, 26)


def test_on_another_paper_the_ground_is_a_tile_within_the_circle() -> None:
    tile = Drawing(drawn((0, 0, 64, 64), '<rect width="64" height="64" fill="#d8341a"/>'))
    image = icon(tile, 512, paper="#ffffff", padding=0, within_circle=True)
    assert image.getpixel((100, 100)) == (255, 255, 255) and image.getpixel((120, 120)) == (216, 52, 26)


def test_what_reaches_far_on_a_ground_is_drawn_into_the_circle() -> None:
    body = '<rect width="64" height="64" fill="#14130f"/><path fill="#ffffff" d="M2 2h8v8h-8zM54 54h8v8h-8z"/>'
    image = icon(Drawing(drawn((0, 0, 64, 64), body)), 512, paper="#14130f", padding=0, within_circle=True)
    seen = ImageChops.difference(image, Image.new("RGB", image.size, "#14130f")).convert("L").tobytes()
    far = max(
        math.hypot(index % 512 + 0.5 - 256, index // 512 + 0.5 - 256) for index, value in enumerate(seen) if value > 12
    )
    assert 0.9 * 204.8 < far <= 204.8


def test_nothing_to_be_seen_is_an_empty_icon() -> None:
    nothing = Drawing(drawn((0, 0, 10, 10), ""))
    assert icon(nothing, 32, paper=None, padding=0).getbbox() is None
    assert icon(nothing, 32, paper="#ffffff", padding=0).getcolors() == [(1024, (255, 255, 255))]


def test_pixels_become_icons_too() -> None:
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    image.paste((10, 90, 200, 255), (40, 40, 240, 140))
    made = icon(Drawing(Picture("png", png(image), 0, 0, 300, 200)), 64, paper=None, padding=0)
    assert alpha_box(made) == (0, 16, 64, 48)


@pytest.mark.parametrize(
    "name", ["acme/mark.svg", "kvadrat/mark.svg", "zuid-45/mark.svg", "ligov/logo.svg", "kamenar/logo.svg"]
)
def test_the_signs_of_the_demo_brands_fill_their_icons(name: str) -> None:
    for side in (16, 32, 192):
        box = alpha_box(icon(brand_sign(name), side, paper=None, padding=0))
        assert box is not None and max(box[2] - box[0], box[3] - box[1]) == side


def test_a_sign_with_a_filter_is_drawn_whole() -> None:
    body = (
        '<filter id="p0" x="-1" y="-1" width="3" height="3"><feGaussianBlur stdDeviation="3"/></filter>'
        '<rect x="40" y="30" width="20" height="40" filter="url(#p0)"/>'
    )
    image = icon(Drawing(drawn((0, 0, 100, 100), body)), 128, paper=None, padding=0.1)
    box = alpha_box(image)
    assert box is not None and box[1] >= 12 and box[3] <= 116 and box[3] - box[1] > 95

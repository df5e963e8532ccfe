"""The colours that a logo shows, and how much of it is lost on a paper."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from whitelabel.picture import tone
from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.tone import inks, is_told, lost, side_of, untold

BYTES = st.integers(0, 255)
COLORS = st.tuples(BYTES, BYTES, BYTES)


def on(paper: str, body: str, width: float = 100, height: float = 100) -> float:
    return lost(Drawing(drawn((0, 0, width, height), body)).sample(), paper)


def disc(color: str, radius: float = 50) -> str:
    return f'<circle cx="50" cy="50" r="{radius}" fill="{color}"/>'


LETTERS = "".join(f'<path fill="{{0}}" d="M{x} 10h6v30h20v6h-26z"/>' for x in range(110, 400, 36))
WORDMARK = '<circle cx="50" cy="28" r="28" fill="#ff5a1f"/>' + LETTERS


def test_black_is_lost_on_black_and_seen_on_white() -> None:
    assert on("#111111", disc("#000000")) == 1.0 and on("#ffffff", disc("#000000")) == 0.0
    assert on("#ffffff", disc("#fdfdfd")) == 1.0 and on("#111111", disc("#fdfdfd")) == 0.0


def test_dark_letters_beside_a_bright_sign_are_no_small_loss() -> None:
    assert on("#0b1f3a", WORDMARK.format("#16233d"), 400, 56) > 0.5
    assert on("#0b1f3a", WORDMARK.format("#e8eef8"), 400, 56) == 0.0


def test_black_eyes_in_a_yellow_face_are_seen_on_black() -> None:
    eyes = '<circle cx="35" cy="40" r="12"/><circle cx="65" cy="40" r="12"/>'
    assert on("#000000", disc("#ffcc00") + eyes) < 0.05


def test_however_large_what_is_walled_in_is_seen() -> None:
    assert on("#000000", disc("#ffcc00") + disc("#000000", 40)) < 0.05


def test_a_thin_light_outline_saves_nothing() -> None:
    outlined = '<circle cx="50" cy="50" r="49" fill="#0a0a0a" stroke="#ffffff" stroke-width="1"/>'
    assert on("#111111", outlined) > 0.8


def test_white_letters_on_a_black_disc_leave_the_disc_lost() -> None:
    assert on("#111111", disc("#000000") + '<path fill="#ffffff" d="M40 40h8v20h-8z"/>') > 0.8


def test_a_small_detail_condemns_no_logo() -> None:
    assert on("#111111", disc("#ffffff", 45) + '<circle cx="96" cy="96" r="4"/>') < 0.2


def test_a_pale_rim_on_white_takes_nothing_from_what_it_carries() -> None:
    assert on("#ffffff", disc("#f2f2f2") + disc("#1f6feb", 36)) == 0.0


def test_a_colour_of_little_contrast_is_told_by_its_hue() -> None:
    assert on("#ffffff", disc("#ffca28")) == 0.0
    assert on("#ffffff", disc("#e4e4e4")) == 1.0


def test_an_empty_image_loses_nothing() -> None:
    assert on("#ffffff", "") == 0.0 and inks(Image.new("RGBA", (8, 8))) == ()


def test_inks_are_the_visible_colours_by_their_share() -> None:
    body = '<path fill="#ff0000" d="M0 0h75v100h-75z"/><path fill="#0000ff" fill-opacity="0.5" d="M75 0h25v100h-25z"/>'
    first, second = inks(Drawing(drawn((0, 0, 100, 100), body)).sample())[:2]
    assert first.rgb == (255, 0, 0) and second.rgb == (0, 0, 255)
    assert first.share == pytest.approx(0.75 / 0.875, abs=0.02) and second.share == pytest.approx(
        0.125 / 0.875, abs=0.02
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(COLORS, min_size=1, max_size=40), COLORS)
def test_many_pixels_at_once_are_told_as_one_is(
    colors: list[tuple[int, int, int]], paper: tuple[int, int, int]
) -> None:
    ground = "#{:02x}{:02x}{:02x}".format(*paper)
    image = Image.new("RGB", (len(colors), 1))
    image.putdata(colors)
    got = [value == 255 for value in tone._told(image, ground).tobytes()]
    wanted = [is_told(rgb, ground) for rgb in colors]
    # On the very edge a rounding may fall to either side.
    assert sum(one != other for one, other in zip(got, wanted, strict=True)) <= max(1, len(colors) // 10)


@settings(max_examples=25, deadline=None)
@given(COLORS, COLORS)
def test_what_is_lost_is_a_share(ink: tuple[int, int, int], paper: tuple[int, int, int]) -> None:
    body = disc("#{:02x}{:02x}{:02x}".format(*ink), 30) + '<path fill="#808080" d="M0 0h20v20h-20z"/>'
    assert 0.0 <= on("#{:02x}{:02x}{:02x}".format(*paper), body) <= 1.0


def test_a_paper_is_light_where_black_reads_better() -> None:
    assert side_of("#ffffff") == side_of("#808080") == "light"
    assert side_of("#000000") == side_of("#606060") == "dark"


@pytest.mark.parametrize(
    ("ink", "paper"), [((11, 61, 145), "#1f242f"), ((0, 24, 168), "#202124"), ((110, 0, 0), "#14130f")]
)
def test_deep_colours_are_not_told_from_dark_paper(ink: tuple[int, int, int], paper: str) -> None:
    assert not is_told(ink, paper)


def test_yellow_is_told_from_white_by_its_hue_alone() -> None:
    assert is_told((255, 252, 0), "#ffffff") and not is_told((255, 252, 220), "#ffffff")


def test_letters_that_are_gone_weigh_more_than_an_edge() -> None:
    tile = '<path fill="#c8d4dc" d="M0 0h300v100h-300z"/>'
    assert on("#1f242f", tile + '<path d="M320 30h30v60h-30zM370 30h30v60h-30z"/>', 400, 100) > 0.5
    assert on("#1f242f", tile + '<path d="M300 30h30v60h-30zM330 30h30v60h-30z"/>', 400, 100) < 0.3


def test_what_is_not_told_is_marked_by_whether_it_matters() -> None:
    body = '<path fill="#ffffff" d="M0 0h60v60h-60z"/><path d="M0 60h60v10h-60zM75 0h20v60h-20z"/>'
    marked = untold(Drawing(drawn((0, 0, 100, 100), body)).sample(), "#111111")
    assert [
        marked.getpixel((round(x * 1.28), round(y * 1.28))) for x, y in ((30, 30), (30, 65), (85, 30), (85, 90))
    ] == [
        0,
        128,
        255,
        0,
    ]

"""The contrast that a logo's outline has with a paper."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from whitelabel import color
from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.outline import outline_contrast
from whitelabel.picture.value import Picture

BYTES = st.integers(0, 255)
COLORS = st.builds("#{:02x}{:02x}{:02x}".format, BYTES, BYTES, BYTES)


def of(body: str, paper: str, width: float = 100, height: float = 100) -> float:
    return outline_contrast(Drawing(drawn((0, 0, width, height), body)), paper)


def exact(ink: str, paper: str) -> float:
    return color.contrast(color.parse(ink), color.parse(paper))


def close(told: float, ratio: float) -> bool:
    """Whether a figure is a ratio rounded down by as much as is promised."""
    return 0.988 * ratio <= told <= ratio + 1e-9


@settings(max_examples=60, deadline=None, derandomize=True)
@given(COLORS, COLORS)
def test_one_colour_has_its_own_contrast(ink: str, paper: str) -> None:
    assert close(of(f'<circle cx="50" cy="50" r="50" fill="{ink}"/>', paper), exact(ink, paper))


def test_what_stands_within_is_no_matter_of_the_paper() -> None:
    letters = '<path fill="#ffffff" d="M20 20h60v20H20zM20 60h60v20H20z"/>'
    blue = '<path fill="#3f45c9" d="M0 0h100v100H0z"/>'
    assert close(of(blue + letters, "#ffffff"), exact("#3f45c9", "#ffffff"))


def test_a_thin_pale_rim_hides_nothing() -> None:
    ringed = '<circle cx="50" cy="50" r="49" fill="#101418" stroke="#ffffff" stroke-width="1"/>'
    assert close(of(ringed, "#ffffff"), exact("#101418", "#ffffff"))


@pytest.mark.parametrize(("pale", "ratio"), [(1, exact("#101418", "#ffffff")), (2, 1.0)])
def test_a_tenth_of_the_outline_may_be_lost(pale: int, ratio: float) -> None:
    letters = "".join(
        f'<path fill="{"#ffffff" if n < pale else "#101418"}" d="M{n * 40} 0h20v100h-20z"/>' for n in range(12)
    )
    assert close(of(letters, "#ffffff", 460), ratio)


def test_thin_letters_count_by_their_outline_beside_a_heavy_sign() -> None:
    letters = "".join(f'<path fill="#e8e8e8" d="M{x} 30h4v40h-4z"/>' for x in range(120, 300, 12))
    assert of('<path fill="#000000" d="M0 0h100v100H0z"/>' + letters, "#ffffff", 300) < 1.3


def test_what_is_translucent_is_measured_as_it_is_seen() -> None:
    assert close(
        of('<circle cx="50" cy="50" r="50" fill="#000000" opacity=".3"/>', "#ffffff"), exact("#b3b3b3", "#ffffff")
    )


def test_a_picture_with_paper_of_its_own_is_outlined_by_what_stands_on_it() -> None:
    image = Image.new("RGB", (300, 100), "#ffffff")
    ImageDraw.Draw(image).rectangle((60, 30, 240, 70), fill="#224466")
    out = io.BytesIO()
    image.save(out, "PNG")
    scanned = Picture("png", out.getvalue(), 0, 0, 300, 100)
    assert close(outline_contrast(Drawing(scanned), "#ffffff"), exact("#224466", "#ffffff"))


@pytest.mark.parametrize("width", [100, 400])
def test_a_plate_of_the_papers_colour_is_seen_by_what_stands_on_it(width: int) -> None:
    plate = f'<rect width="{width}" height="100" rx="16" fill="#ffffff"/><path fill="#224466" d="M30 30h20v40H30z"/>'
    assert close(of(plate, "#ffffff", width), exact("#224466", "#ffffff"))
    assert close(of(plate, "#101418", width), exact("#ffffff", "#101418"))

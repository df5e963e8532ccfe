"""Tests of what a colour is."""

import math
import subprocess
import sys

import pytest

from whitelabel.color import Color, ColorError
from whitelabel.color.value import byte


def test_a_colour_is_compared_and_hashed_by_value():
    assert Color("srgb", (1, 0, 0)) == Color("srgb", (1.0, 0.0, 0.0))
    assert len({Color("srgb", (1, 0, 0)), Color("srgb", (1.0, 0.0, -0.0))}) == 1


@pytest.mark.parametrize(
    ("space", "components", "alpha", "message"),
    [
        ("cmyk", (0.0, 0.0, 0.0), 1.0, "'cmyk' is no colour space"),
        ("srgb", (0.0, 0.0), 1.0, "a colour has three components, not 2"),
        ("srgb", (0.0, math.nan, 0.0), 1.0, "the component 'nan' is out of all range"),
        ("oklch", (0.5, 1e308, 0.0), 1.0, r"the component '1e\+308' is out of all range"),
        ("xyz-d50", (0.0, 0.0, -math.inf), 1.0, "the component '-inf' is out of all range"),
        ("srgb", (0.0, 0.0, 0.0), 1.1, "the alpha '1.1' is not from 0 to 1"),
        ("srgb", (0.0, 0.0, 0.0), math.nan, "the alpha 'nan' is not from 0 to 1"),
    ],
)
def test_what_is_no_colour_cannot_be_made(space, components, alpha, message):
    with pytest.raises(ColorError, match=message):
        Color(space, components, alpha)


def test_missing_components_count_as_zero():
    assert Color("oklch", (0.5, None, None)).numbers == (0.5, 0.0, 0.0)


def test_bytes_are_rounded_half_up():
    assert [byte((n + 0.5) / 255.0) for n in (0, 1, 2, 126, 254)] == [1, 2, 3, 127, 255]
    assert [byte(n / 255.0) for n in range(256)] == list(range(256))


def test_the_room_opens_without_coloraide():
    code = (
        "import sys, whitelabel.color as c; c.scale(c.parse('oklch(50% 0.1 250)')); print('coloraide' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"

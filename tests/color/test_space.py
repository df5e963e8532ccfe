"""Tests of conversions and of the way into the gamut; coloraide is the oracle."""

import math

import coloraide
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.color import SPACES, Color, fallback, oklch, parse, to_srgb
from whitelabel.color.space import distance, fits, painted, unmapped
from whitelabel.color.value import byte

SHARE = st.floats(0, 1)
WIDE = st.floats(-0.3, 1.3)
HUE = st.floats(0, 360)
PERCENT = st.floats(0, 100)
RGB_LIKE = sorted(set(SPACES) - {"hsl", "hwb", "lab", "lch", "oklab", "oklch"})
COLORS = st.one_of(
    st.builds(Color, st.sampled_from(RGB_LIKE), st.tuples(SHARE, SHARE, SHARE)),
    st.builds(Color, st.sampled_from(["srgb", "srgb-linear", "display-p3"]), st.tuples(WIDE, WIDE, WIDE)),
    st.builds(Color, st.sampled_from(["hsl", "hwb"]), st.tuples(HUE, PERCENT, PERCENT)),
    st.builds(Color, st.just("lab"), st.tuples(PERCENT, st.floats(-125, 125), st.floats(-125, 125))),
    st.builds(Color, st.just("lch"), st.tuples(PERCENT, st.floats(0, 150), HUE)),
    st.builds(Color, st.just("oklab"), st.tuples(SHARE, st.floats(-0.4, 0.4), st.floats(-0.4, 0.4))),
    st.builds(Color, st.just("oklch"), st.tuples(SHARE, st.floats(0, 0.4), HUE)),
)


def oracle(color: Color) -> coloraide.Color:
    one, two, three = color.numbers
    return coloraide.Color(
        color.space, [one, two / 100, three / 100] if color.space in {"hsl", "hwb"} else color.numbers
    )


@given(COLORS)
def test_every_space_is_converted_to_srgb_as_coloraide_does(color):
    wanted = oracle(color).convert("srgb").coords()
    assert all(math.isclose(one, two, abs_tol=1e-6) for one, two in zip(unmapped(color), wanted, strict=True))


@given(COLORS)
def test_every_space_is_converted_to_oklch_as_coloraide_does(color):
    lightness, chroma, hue = oklch(color)
    wanted = oracle(color).convert("oklab").coords()
    angle = math.radians(hue)
    assert (
        math.dist((lightness, chroma * math.cos(angle), chroma * math.sin(angle)), wanted) < 1e-5
    )  # a grey keeps no hue


@given(COLORS)
def test_gamut_mapping_is_that_of_css_color_4(color):
    wanted = oracle(color)
    mapped = to_srgb(color)
    assert all(0.0 <= value <= 1.0 for value in mapped)
    if fits(unmapped(color)):
        return
    theirs = wanted.convert("srgb").fit(method="oklch-chroma").coords()
    assert all(abs(byte(one) - byte(two)) <= 1 for one, two in zip(mapped, theirs, strict=True))


def test_known_colours_are_mapped_to_known_bytes():
    texts = [
        "color(display-p3 0 1 0)",
        "color(display-p3 1 0 0)",
        "oklch(100% 0.3 20)",
        "oklch(0% 0.3 20)",
        "#12345678",
    ]
    assert [fallback(parse(text)) for text in texts] == ["#00fb29", "#ff0b0c", "#ffffff", "#000000", "#12345678"]


def test_a_missing_component_counts_as_zero():
    assert oklch(parse("oklch(50% 0.1 none)")) == (0.5, 0.1, 0.0)
    assert to_srgb(parse("rgb(none 255 none)")) == (0.0, 1.0, 0.0)


def test_the_hue_of_a_grey_is_zero():
    assert oklch(parse("#777"))[1:] == (0.0, 0.0)


@given(SHARE, st.floats(0, 0.4), HUE)
def test_a_painted_colour_is_in_bytes_and_keeps_lightness_and_hue(lightness, chroma, hue):
    color = painted(lightness, chroma, hue)
    assert color == parse(fallback(color))
    wish = Color("oklch", (lightness, min(chroma, oklch(color)[1]), hue))
    # Half a byte in each channel; near black a byte is a wide step of OKLab.
    assert distance(color, wish) < (0.01 if lightness > 0.25 else 0.09)

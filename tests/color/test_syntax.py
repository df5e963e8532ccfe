"""Tests of reading and writing colours; coloraide is the oracle."""

import math
import re

import coloraide
import coloraide.css.color_names
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.color import SPACES, Color, ColorError, css, fallback, opaque, parse
from whitelabel.color import name as names


def close(color: Color, other: coloraide.Color) -> bool:
    """Whether a colour is what coloraide has read, in the same space."""
    coords = other.coords(nans=True)
    wanted = [value * 100 if color.space in {"hsl", "hwb"} and k else value for k, value in enumerate(coords)]
    return color.space == other.space() and all(
        math.isnan(two) if one is None else math.isclose(one, two, abs_tol=1e-9)
        for one, two in zip(color.components, wanted, strict=True)
    )


WRITTEN = [
    "#f0c",
    "#f0c8",
    "#FF00cc",
    "#ff00cc80",
    "RebeccaPurple",
    "rgb(1, 2, 3)",
    "rgba(1, 2, 3, .5)",
    "rgb(10%,20%,30%,40%)",
    "rgb(1 2 3)",
    "rgba(1 20% 3 / 50%)",
    "rgb(none 2 3/none)",
    "rgb(+1 .5e1 3e0)",
    "hsl(120, 50%, 40%)",
    "hsla(120deg, 50%, 40%, 0.2)",
    "hsl(120 50 40)",
    "hsl(1.5rad 50% 40% / 1)",
    "hsl(none none 40%)",
    "hwb(100grad 10% 20)",
    "lab(50% 100% -50%)",
    "lab(50 -20 30 / 0.5)",
    "lch(50% 50% .25turn)",
    "lch(50 20 none)",
    "oklab(50% 100% -100%)",
    "oklab(0.5 0.1 none)",
    "oklch(70% 0.2 30deg)",
    "oklch(.7 50% 30)",
    "color(srgb 1 50% none)",
    "color(srgb-linear 0.1 0.2 0.3)",
    "color(display-p3 0 1 0 / 0.5)",
    "color(a98-rgb 0 1 0)",
    "color(prophoto-rgb 0 1 0)",
    "color(rec2020 0 1.5 -1)",
    "color(xyz 0.1 0.2 0.3)",
    "color(xyz-d50 0.1 0.2 0.3)",
    "color(xyz-d65 0.1 0.2 0.3)",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_every_syntax_of_css_color_4_is_read(text):
    assert close(parse(text), coloraide.Color(text))


def test_alpha_is_read():
    texts = ["#f0c8", "rgb(1,2,3,40%)", "rgb(1 2 3 / .5)", "rgb(1 2 3 / 200%)", "lab(1 2 3/-1)", "lab(1 2 3 / none)"]
    assert [parse(text).alpha for text in texts] == [136 / 255, 0.4, 0.5, 1.0, 0.0, 0.0]
    assert parse("transparent") == Color("srgb", (0.0, 0.0, 0.0), 0.0)


def test_every_name_is_known():
    theirs = {name: value for name, value in coloraide.css.color_names.name2val_map.items() if name != "transparent"}
    assert {name: tuple(bytes.fromhex(digits)) for name, digits in names.NAMED.items()} == {
        name: tuple(map(int, value[:3])) for name, value in theirs.items()
    }
    assert len(names.NAMED) == 148
    assert not names.SYSTEM & set(names.NAMED)


def test_case_and_spaces_around_do_not_matter():
    assert parse("\n OKLCH( 70%\t0.2  30DEG ) ") == parse("oklch(70% 0.2 30)")


def test_what_css_clamps_is_clamped():
    assert parse("rgb(300 -5 128)").components == (1.0, 0.0, 128 / 255)
    assert parse("hsl(-30 -5 50)").components == (330.0, 0.0, 50.0)
    assert parse("lab(150% 1 2)").components == (100.0, 1.0, 2.0)
    assert parse("oklch(-1 -1 1turn)").components == (0.0, 0.0, 0.0)
    assert parse("color(srgb 2 -1 0)").components == (2.0, -1.0, 0.0)
    assert parse("hsl(-1e-20 0 0)").components[0] == 0.0


def test_display_p3_linear_is_display_p3():
    assert fallback(parse("color(display-p3-linear 0.5 0.5 0.5)")) == fallback(parse("color(srgb-linear 0.5 0.5 0.5)"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty; wanted a fixed colour"),
        ("x" * 101, "the text has 101 characters; a colour has at most 100"),
        ("currentColor", "'currentcolor' depends on where it stands"),
        ("CanvasText", "'canvastext' is a system colour, which the reader's device chooses"),
        ("ThreeDFace", "'threedface' is a system colour"),
        ("color-mix(in srgb, red, blue)", "'color-mix()' is a mixture that the browser makes"),
        ("light-dark(red, blue)", "'light-dark()' is a choice that the browser makes"),
        ("var(--x)", "'var()' is a reference to another property"),
        ("rgb(var(--x))", "'var()' in rgb() is a reference to another property; wanted plain numbers"),
        ("rgb(calc(1 + 2) 2 3)", "'calc()' in rgb() is arithmetic that the browser does; wanted plain numbers"),
        ("calc(1)", "'calc()' is arithmetic that the browser does"),
        ("rgb(from red r g b)", "'from' makes rgb() relative to another colour"),
        ("color(from red srgb r g b)", "'from' makes color() relative to another colour"),
        ("oklch(50% 1e308 0)", "the number '1e308' is out of all range"),
        ("oklch(50% 1e999 0)", "the number '1e999' is out of all range"),
        ("oklch(50% NaN 0)", "'nan' in oklch() is no number"),
        ("oklch(50% -inf 0)", "'-' may not stand in oklch()"),
        ("oklch(50% infinity 0)", "'infinity' in oklch() is no number"),
        ("color(srgb nan 0 0)", "color() wants three values"),
        ("color(--mine 1 2 3)", "'--mine' is no colour space of color()"),
        ("color(hsl 1 2 3)", "'hsl' is no colour space of color()"),
        ("color(srgb 1 2)", "color() wants three values"),
        ("color(1 2 3)", "'' is no colour space of color()"),
        ("color(srgb 1deg 2 3)", "'deg' in color() belongs to no hue"),
        ("#12345", "'#12345' is no colour; wanted # and 3, 4, 6 or 8 hexadecimal digits"),
        ("#ggg", "wanted # and 3, 4, 6 or 8 hexadecimal digits"),
        ("#١٢٣", "wanted # and 3, 4, 6 or 8 hexadecimal digits"),
        ("blac\u212a", "wanted ASCII characters only"),
        ("rgb(１ 2 3)", "wanted ASCII characters only"),
        ("fff", "'fff' is no colour; wanted #rrggbb"),
        ("url(x)", "'url()' is an address"),
        ("expression(1)", "'expression()' is no colour function"),
        ("device-cmyk(0 0 0 1)", "'device-cmyk()' is a colour of a printing device"),
        ("rgb(1 2 3", "is no colour"),
        ("rgb(1 2 3))", "')' may not stand in rgb()"),
        ("rgb(1 2 3);}a{color:red", "is no colour"),
        ("rgb(1 2 3)/**/", "is no colour"),
        ("rgb(1/**/2 3)", "'*' may not stand in rgb()"),
        ("rgb(\\31 2 3)", "'\\' may not stand in rgb()"),
        ("rgb(1 2)", "rgb() wants three values"),
        ("rgb(1 2 3 4)", "rgb() wants three values"),
        ("rgb(1 2 3 / 1 / 1)", "rgb() wants three values"),
        ("rgb(1 2 / 3)", "rgb() wants three values"),
        ("rgb(1 2 3 / 1deg)", "the alpha wants a number"),
        ("rgb(1, 2 3)", "rgb() with commas wants three values"),
        ("rgb(1, 2, 3 / 1)", "rgb() with commas wants three values"),
        ("rgb(1, 2, 3,)", "rgb() with commas wants three values"),
        ("rgb(1, 2%, 3)", "rgb() with commas wants three numbers or three percentages"),
        ("rgb(1, 2, none)", "'none' may not stand in rgb() with commas"),
        ("hsl(1, 2, 3)", "hsl() with commas wants a hue and two percentages"),
        ("hwb(1, 2%, 3%)", "hwb() has no commas"),
        ("hsl(10% 2% 3%)", "a hue in '%' in hsl(); wanted degrees or one of deg, grad, rad, turn"),
        ("hsl(1px 2% 3%)", "a hue in 'px' in hsl()"),
        ("rgb(1px 2 3)", "'px' in rgb() belongs to no hue"),
        ("rgb(1. 2 3)", "'.' may not stand in rgb()"),
    ],
)
def test_what_is_no_fixed_colour_is_refused_by_its_reason(text, message):
    with pytest.raises(ColorError, match=re.escape(message)):
        parse(text)


@given(st.text(max_size=110) | st.text("rgbhslokac(),./% -+0123456789enof#", max_size=40))
def test_any_text_is_a_colour_or_a_color_error(text):
    try:
        color = parse(text)
    except ColorError as refused:
        assert str(refused)[0] in "'abchrtol"
    else:
        assert isinstance(color, Color)


NUMBERS = st.floats(-2, 2) | st.floats(-200, 400) | st.sampled_from([0.0, 1.0, 100.0, 360.0, 1e6, -1e6, None])
ANY = st.builds(Color, st.sampled_from(SPACES), st.tuples(NUMBERS, NUMBERS, NUMBERS), st.floats(0, 1) | st.just(1.0))
PRINTED = re.compile(
    r"#[0-9a-f]{6}(?:[0-9a-f]{2})?|(?:oklch|oklab|lch|lab)\([0-9. /-]+\)|color\([a-z0-9-]+ [0-9. /-]+\)", re.ASCII
)


@given(ANY)
def test_any_colour_is_printed_in_one_stable_form(color):
    text = css(color)
    assert PRINTED.fullmatch(text)
    assert len(text) <= 100
    assert css(parse(text)) == text


@given(ANY)
def test_the_opaque_form_is_the_fallback_without_its_alpha(color):
    assert opaque(color) == fallback(color)[:7]


@given(ANY)
def test_the_fallback_is_hexadecimal_and_stable(color):
    text = fallback(color)
    assert re.fullmatch(r"#[0-9a-f]{6}(?:[0-9a-f]{2})?", text)
    assert fallback(parse(text)) == css(parse(text)) == text


@given(st.integers(0, 0xFFFFFFFF))
def test_bytes_come_back_as_they_went_in(number):
    text = f"#{number:08x}"
    assert css(parse(text)) == (text[:7] if text.endswith("ff") else text)


def test_what_srgb_can_show_is_printed_as_hex():
    texts = ["RED", "hsl(120 100% 25%)", "rgb(1 2 3 / 50%)", "oklch(none none none)", "color(srgb 1.001 0 0)", "#FFFF"]
    assert [css(parse(text)) for text in texts] == ["#ff0000", "#008000", "#01020380", "#000000", "#ff0000", "#ffffff"]


def test_what_srgb_cannot_show_keeps_its_space():
    texts = [
        "oklch(0.7000004 0.4 -30 / 0.12345)",
        "oklch(0.7 0.4 359.99999)",
        "lab(50 120 -0.0001)",
        "color(display-p3 0 1 -0)",
        "hwb(0 -50 0)",
        "hsl(120 200% 50%)",
        "color(rec2020 none 1 0)",
    ]
    assert [css(parse(text)) for text in texts] == [
        "oklch(0.7 0.4 330 / 0.123)",
        "oklch(0.7 0.4 0)",
        "lab(50 120 0)",
        "color(display-p3 0 1 0)",
        "#ff0000",
        "color(srgb -0.5 1.5 -0.5)",
        "color(rec2020 0 1 0)",
    ]

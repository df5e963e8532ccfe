"""Tests of contrast and of what is derived from it."""

import itertools

import coloraide
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from whitelabel.color import Color, ColorError, contrast, css, ink_on, is_dark, luminance, oklch, over, parse, passing
from whitelabel.color.legibility import BLACK, WHITE
from whitelabel.color.space import distance, painted

OPAQUE = st.integers(0, 0xFFFFFF).map(lambda number: parse(f"#{number:06x}"))
ANY = st.integers(0, 0xFFFFFFFF).map(lambda number: parse(f"#{number:08x}"))
PAPERS = st.lists(OPAQUE, min_size=1, max_size=3)
RATIOS = st.sampled_from([3.0, 4.5, 7.0])


def least(ink: Color, papers: list[Color]) -> float:
    return min(contrast(ink, paper) for paper in papers)


@given(OPAQUE, OPAQUE)
def test_contrast_is_that_of_coloraide(ink, paper):
    wanted = coloraide.Color(css(ink)).contrast(coloraide.Color(css(paper)), method="wcag21")
    assert contrast(ink, paper) == pytest.approx(wanted, rel=1e-3)


@given(ANY, ANY)
def test_contrast_lies_between_1_and_21(ink, paper):
    assert 1.0 <= contrast(ink, paper) <= 21.0


@given(OPAQUE, OPAQUE)
def test_contrast_asks_not_which_is_the_ink(ink, paper):
    assert contrast(ink, paper) == contrast(paper, ink)


def test_known_contrasts():
    pairs = [("#000", "#fff"), ("#777", "#fff"), ("#767676", "#fff"), ("#f00", "#fff"), ("#1d4ed8", "#1d4ed8")]
    assert [round(contrast(parse(ink), parse(paper)), 2) for ink, paper in pairs] == [21.0, 4.48, 4.54, 4.0, 1.0]


def test_a_translucent_ink_lies_on_its_paper():
    assert contrast(parse("#0000"), parse("#123456")) == 1.0
    assert contrast(parse("#00000080"), WHITE) == contrast(parse("#7f7f7f"), WHITE)


def test_a_translucent_paper_lies_on_white():
    assert contrast(BLACK, parse("#0000")) == 21.0


def test_contrast_is_measured_on_what_is_printed():
    exact = parse("oklch(0.567 0.1 200)")
    assert contrast(exact, WHITE) == contrast(parse(css(exact)), WHITE)


def test_luminance_leaves_alpha_aside():
    assert luminance(parse("#fff0")) == 1.0
    assert luminance(BLACK) == 0.0


@given(OPAQUE)
def test_a_paper_is_dark_where_white_is_read_better(paper):
    assert is_dark(paper) == (contrast(WHITE, paper) > contrast(BLACK, paper))


@given(ANY, ANY)
def test_what_lies_over_is_composited_as_coloraide_does(top, bottom):
    result = over(top, bottom)
    wanted = coloraide.Color.layer(
        [coloraide.Color("srgb", color.numbers, color.alpha) for color in (top, bottom)], space="srgb"
    )
    assert result.alpha == pytest.approx(wanted.alpha())
    if result.alpha > 0:
        assert result.numbers == pytest.approx(wanted.coords(), abs=1e-9)


# ── passing ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(OPAQUE, PAPERS, RATIOS)
def test_what_passes_really_passes_as_printed(ink, papers, ratio):
    found = passing(ink, papers, ratio)
    if found is None:
        greys = [parse(f"#{value:02x}{value:02x}{value:02x}") for value in range(256)]
        assert max(least(grey, papers) for grey in greys) < ratio * 1.02
    else:
        assert least(parse(css(found)), papers) >= ratio


@given(ANY, PAPERS, RATIOS)
def test_an_ink_that_passes_stays_as_it_is(ink, papers, ratio):
    if least(ink, papers) >= ratio:
        assert passing(ink, papers, ratio) == ink


@example(parse("#00048b"), [parse("#00ca43")], 7.0)
@given(OPAQUE, PAPERS, RATIOS)
def test_no_colour_of_the_same_hue_and_chroma_passes_nearer(ink, papers, ratio):
    found = passing(ink, papers, ratio)
    lightness, chroma, hue = oklch(ink)
    line = [painted(k / 200, chroma, hue) for k in range(201)]
    nearer = [color for color in line if least(color, papers) >= ratio]
    if found is None:
        assert not nearer
    elif found != ink and nearer:
        # Half a step of the line and half a byte of rounding.
        assert distance(found, ink) <= min(distance(color, ink) for color in nearer) + 0.006


@given(OPAQUE, PAPERS, RATIOS)
def test_the_hue_is_kept(ink, papers, ratio):
    found = passing(ink, papers, ratio)
    if found is not None:
        lightness, chroma, _ = oklch(found)
        same = Color("oklch", (lightness, chroma, oklch(ink)[2]))
        assert distance(found, same) < (0.015 if lightness > 0.25 else 0.09)


def test_the_nearest_may_lie_between_two_papers():
    found = passing(parse("#888"), [BLACK, WHITE], 4.5)
    assert found is not None and css(found) == "#767676"


def test_nothing_passes_where_no_luminance_is_left():
    assert passing(parse("#888"), [BLACK, WHITE], 7.0) is None
    assert passing(parse("#888"), [parse("#777")], 7.0) is None
    assert passing(parse("#888"), [WHITE], 22.0) is None


def test_a_translucent_ink_that_fails_becomes_opaque():
    found = passing(parse("#1d4ed820"), [WHITE], 4.5)
    assert found is not None and found.alpha == 1.0 and contrast(found, WHITE) >= 4.5


def test_known_text_colours():
    inks = ["#f59e0b", "#16a34a", "#e11d48", "#1d4ed8", "color(display-p3 0 1 0)"]
    found = [passing(parse(ink), [WHITE, parse("#f3f4f6")], 4.5) for ink in inks]
    assert [css(color) for color in found if color] == ["#9e6300", "#008137", "#dc1444", "#1d4ed8", "#008225"]


# ── ink_on ────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(PAPERS | st.lists(ANY, min_size=1, max_size=3), st.none() | OPAQUE)
def test_ink_reaches_4_5_whenever_black_or_white_does(papers, hue_from):
    best = max(least(BLACK, papers), least(WHITE, papers))
    ink = ink_on(papers, hue_from)
    assert least(ink, papers) >= min(best, 4.5)
    assert css(ink) == css(parse(css(ink)))


@given(OPAQUE)
def test_ink_on_one_paper_always_reaches_4_5(paper):
    assert contrast(ink_on([paper]), paper) >= 4.5


def test_ink_is_tinted_by_its_paper_or_by_whom_it_is_told():
    papers = ["#1d4ed8", "#facc15", "#fff", "#111", "#e11d48"]
    inks = ["#f8faff", "#171409", "#141414", "#fafafa", "#ffffff"]
    assert [css(ink_on([parse(paper)])) for paper in papers] == inks
    assert css(ink_on([WHITE], parse("#1d4ed8"))) == "#0f141d"


def test_ink_wants_a_paper():
    with pytest.raises(ColorError, match="no paper is given"):
        ink_on([])


def test_the_least_contrast_of_black_and_white_on_a_grey_is_above_4_5():
    greys = [parse(f"#{value:02x}{value:02x}{value:02x}") for value in range(256)]
    assert min(max(contrast(ink, grey) for ink in (BLACK, WHITE)) for grey in greys) > 4.5
    assert all(one < two for one, two in itertools.pairwise(map(luminance, greys)))

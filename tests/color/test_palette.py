"""Tests of what is derived from a seed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.color import STEPS, Color, contrast, css, dark_counterpart, fallback, ink_on, oklch, parse, scale, state
from whitelabel.color.legibility import WHITE
from whitelabel.color.space import distance

OPAQUE = st.integers(0, 0xFFFFFF).map(lambda number: parse(f"#{number:06x}"))
WIDE = st.builds(Color, st.just("oklch"), st.tuples(st.floats(0, 1), st.floats(0, 0.4), st.floats(0, 360)))
SEEDS = OPAQUE | WIDE


def seen(color: Color) -> tuple[float, float, float]:
    return oklch(parse(fallback(color)))


def off_hue(color: Color, hue: float) -> float:
    """How far a colour is from one of the same lightness and chroma in another hue."""
    lightness, chroma, _ = oklch(color)
    return distance(color, Color("oklch", (lightness, chroma, hue)))


@given(SEEDS)
def test_a_scale_gets_darker_step_by_step(seed):
    steps = scale(seed)
    assert tuple(steps) == STEPS
    lightness = [seen(color)[0] for color in steps.values()]
    assert all(one > two for one, two in itertools.pairwise(lightness))


@given(SEEDS)
def test_the_seed_stands_in_its_scale_as_it_was_given(seed):
    assert sum(color == seed for color in scale(seed).values()) == 1


@given(SEEDS)
def test_a_scale_keeps_the_hue(seed):
    hue = seen(seed)[2]
    for color in scale(seed).values():
        assert color == seed or off_hue(color, hue) < (0.012 if oklch(color)[0] > 0.25 else 0.09)


@given(SEEDS)
def test_chroma_rises_to_one_step_and_fades_from_there(seed):
    chroma = [seen(color)[1] for color in scale(seed).values()]
    peak = chroma.index(max(chroma))
    # A byte's rounding moves chroma by some thousandths.
    assert all(one <= two + 0.008 for one, two in itertools.pairwise(chroma[: peak + 1]))
    assert all(one >= two - 0.008 for one, two in itertools.pairwise(chroma[peak:]))


@given(SEEDS)
def test_all_steps_but_the_seed_are_bytes(seed):
    assert all(color == seed or color == parse(css(color)) for color in scale(seed).values())


def test_a_known_scale():
    assert " ".join(css(color) for color in scale(parse("#1d4ed8")).values()) == (
        "#f3f7ff #e4edff #ccddff #abc6ff #80a8ff #5488ff #2c64fe #1d4ed8 #133bae #0a2a88 #061b5c"
    )


def test_black_and_white_are_the_ends_of_their_scales():
    assert css(scale(parse("#fff"))[50]) == "#ffffff"
    assert css(scale(parse("#000"))[950]) == "#000000"


def test_a_scale_is_nobodys_to_change():
    scale(parse("#1d4ed8")).clear()
    assert len(scale(parse("#1d4ed8"))) == 11


def test_alpha_is_handed_on():
    assert {color.alpha for color in scale(parse("#1d4ed880")).values()} == {128 / 255}
    assert state(parse("#1d4ed880"), "hover").alpha == 128 / 255


# ── state ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(SEEDS)
def test_ink_reads_no_worse_on_a_state_or_has_7(seed):
    ink = ink_on([seed])
    for name in ("hover", "pressed"):
        assert contrast(ink, state(seed, name)) >= min(7.0, contrast(ink, seed))


@given(SEEDS)
def test_a_state_reads_no_worse_where_there_is_room(seed):
    if 0.24 < seen(seed)[0] < 0.9:
        ink = ink_on([seed])
        assert contrast(ink, state(seed, "hover")) >= contrast(ink, seed)
        assert contrast(ink, state(seed, "pressed")) >= contrast(ink, state(seed, "hover"))


@given(SEEDS)
def test_a_state_is_seen(seed):
    rest, hover, pressed = seen(seed), state(seed, "hover"), state(seed, "pressed")
    assert abs(seen(hover)[0] - rest[0]) > 0.03
    assert abs(seen(pressed)[0] - rest[0]) > abs(seen(hover)[0] - rest[0]) + 0.02
    assert (seen(hover)[0] > rest[0]) == (seen(pressed)[0] > rest[0])


@given(OPAQUE)
def test_one_ink_reads_on_the_seed_and_its_states(seed):
    papers = [seed, state(seed, "hover"), state(seed, "pressed")]
    ink = ink_on(papers)
    assert min(contrast(ink, paper) for paper in papers) >= 4.5


def test_known_states():
    seeds = ["#1d4ed8", "#facc15", "#fff", "#000"]
    found = [tuple(css(state(parse(seed), name)) for name in ("hover", "pressed")) for seed in seeds]
    assert found == [("#103dc7", "#062eb9"), ("#ffdf7c", "#ffeebb"), ("#eeeeee", "#e1e1e1"), ("#141414", "#1d1d1d")]


def test_the_way_of_a_state_may_be_chosen():
    seed = parse("#1d4ed8")
    assert oklch(state(seed, "hover", True))[0] < oklch(seed)[0] < oklch(state(seed, "hover", False))[0]


# ── dark_counterpart ──────────────────────────────────────────────────────────────────────────────────────────────


@given(SEEDS, OPAQUE)
def test_a_dark_counterpart_has_3_on_any_paper(seed, paper):
    assert contrast(dark_counterpart(seed, paper), paper) >= 3.0


@given(SEEDS)
def test_a_dark_counterpart_is_lighter_calmer_and_of_the_same_hue(seed):
    found = dark_counterpart(seed, parse("#121212"))
    lightness, chroma, hue = seen(seed)
    assert oklch(found)[0] >= lightness - 0.004
    assert oklch(found)[1] <= chroma + 0.004
    assert off_hue(found, hue) < 0.012


def test_known_dark_counterparts():
    seeds = ["#1d4ed8", "#facc15", "#111111", "#e11d48"]
    assert [css(dark_counterpart(parse(seed), parse("#121212"))) for seed in seeds] == [
        "#74a0ff",
        "#f6cd42",
        "#d4d4d4",
        "#f65165",
    ]


def test_a_translucent_paper_lies_on_white():
    assert contrast(dark_counterpart(parse("#facc15"), parse("#0000")), WHITE) >= 3.0


@pytest.mark.parametrize("step", STEPS)
def test_every_step_of_a_scale_can_be_inked(step):
    assert contrast(ink_on([scale(parse("#16a34a"))[step]]), scale(parse("#16a34a"))[step]) >= 4.5

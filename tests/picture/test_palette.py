"""Colours that a logo is known by, and what is proposed for a brand."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.logos import choice
from whitelabel.color import Color, css, oklch, parse
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.palette import Tone, prominent, proposed, tones_of, turn
from whitelabel.picture.study import Given, looked_at
from whitelabel.picture.value import Picture

NAMES = ("primary", "accent")
SHAPES = (
    '<circle cx="24" cy="25" r="20" fill="{0}"/><path d="M52 8h9v14h14v-14h9v34h-9v-13h-14v13h-9z" fill="{1}"/>',
    '<path d="M3 47L25 3l22 44z" fill="{0}"/><path d="M60 10q20 10 30 0v30q-20 10 -30 0z" fill="{1}"/>',
    '<rect x="2" y="2" width="96" height="46" rx="12" fill="{0}"/><path d="M20 14h60v4h-60zm0 12h60v4h-60z" fill="{1}"/>',
)
HEX = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


def svg(body: str, width: float = 100, height: float = 50, scale: float = 1) -> Picture:
    """A drawing; the scale is that of its own units."""
    wide, high = width * scale, height * scale
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}">'
        f'<g transform="scale({scale:g})">{body}</g></svg>'
    )
    return Picture("svg", text.encode(), 0, 0, wide, high)


def logo(name: str) -> Drawing:
    """A real logo."""
    picture, problems = looked_at(Given("light", "logo.svg", choice.original(name)))
    assert picture is not None and problems == ()
    return Drawing(picture)


def colors(picture: Picture) -> list[str]:
    """The colours that are no greys, as CSS."""
    return [css(tone.color) for tone in prominent(Drawing(picture)) if not tone.is_grey]


def encoded(image: Image.Image, kind: str, **options: object) -> Image.Image:
    """An image as it comes back out of a file."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return Image.open(stream)


def sheet(paper: str, ink: str, width: int = 300, height: int = 120) -> Image.Image:
    """A few bars on paper, about a tenth of it."""
    image = Image.new("RGB", (width, height), paper)
    for place in range(5):
        left = width // 6 + place * width // 7
        image.paste(ink, (left, height // 3, left + width // 14, 2 * height // 3))
    return image


def noisy(image: Image.Image, levels: float) -> Image.Image:
    """An image as a scanner sees it: each channel of each pixel off by chance, by a standard deviation of so many levels."""
    chance = random.Random(7)
    count = image.width * image.height * 3
    grain = bytes(min(255, max(0, round(chance.gauss(128, levels)))) for _ in range(count))
    return ImageChops.add(image, Image.frombytes("RGB", image.size, grain), 1, -128)


def pixels(image: Image.Image) -> Picture:
    return Picture("png", png(image), 0, 0, image.width, image.height)


def is_about(color: Color, meant: str, levels: int = 12) -> bool:
    """Whether no channel is off by more than so many of 255 levels."""
    return max(abs(a - b) for a, b in zip(color.numbers, parse(meant).numbers, strict=True)) <= levels / 255


# ── What is seen ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<path d="M0 0h100v50H0z" fill="#0a5cff"/>', ["#0a5cff"]),
        # a small sign beside a large black word
        ('<path d="M0 0h90v40H0z" fill="#111"/><path d="M92 0h8v8h-8z" fill="#d0342c"/>', ["#d0342c"]),
        # white paper under a sign of two colours
        (
            '<path d="M0 0h100v50H0z" fill="#fff"/><path d="M0 0h30v30H0z" fill="#1c8a55"/>'
            '<path d="M40 0h20v20H40z" fill="#f0a431"/>',
            ["#1c8a55", "#f0a431"],
        ),
        # two shades of one hue are two colours
        ('<path d="M0 0h60v50H0z" fill="#1a3fae"/><path d="M60 0h40v50H60z" fill="#7fa4ff"/>', ["#1a3fae", "#7fa4ff"]),
        # half seen through is not there
        ('<path d="M0 0h90v40H0z" fill="#d0342c" opacity=".2"/><path d="M0 0h9v9H0z" fill="#2348d6"/>', ["#2348d6"]),
        # what shines through a little is seen on paper
        ('<path d="M0 0h100v50H0z" fill="#0000ff" opacity=".8"/>', ["#3333ff"]),
        ("", []),
    ],
)
def test_the_colour_that_catches_the_eye_comes_first(body: str, found: list[str]) -> None:
    assert colors(svg(body)) == found


def test_shares_are_told_and_greys_come_last() -> None:
    body = '<path d="M0 0h20v50H0z" fill="#d0342c"/><path d="M20 0h80v50H20z" fill="#222"/>'

    assert [(css(tone.color), round(tone.share, 2), tone.is_grey) for tone in prominent(Drawing(svg(body)))] == [
        ("#d0342c", 0.2, False),
        ("#222222", 0.8, True),
    ]


def test_mixtures_at_edges_are_no_colours() -> None:
    """A fine grid of two colours has nearly as many mixed pixels as pure ones."""
    stripes = "".join(f'<path d="M{x} 0l3.1 50h-1.4l-3.1-50z" fill="#ffd400"/>' for x in range(3, 98, 3))
    body = f'<path d="M0 0h100v50H0z" fill="#0033aa"/>{stripes}'

    assert sorted(colors(svg(body))) == ["#0033aa", "#ffd400"]


def test_of_a_gradient_a_shade_of_its_middle_is_taken() -> None:
    stops = '<stop stop-color="#3a0a6a"/><stop offset="1" stop-color="#c9a6ff"/>'
    body = f'<defs><linearGradient id="g">{stops}</linearGradient></defs><path d="M0 0h100v50H0z" fill="url(#g)"/>'

    (found,) = colors(svg(body))

    assert 0.45 < oklch(parse(found))[0] < 0.65


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_rasters_are_read_in_every_mode(kind: str, mode: str) -> None:
    image = Image.new("RGB", (400, 120), "#ffffff")
    image.paste("#0f7a5c", (20, 20, 300, 100))
    converted = image.quantize(8) if mode == "P" else image.convert(mode)

    tones = prominent(encoded(converted, kind, **({"lossless": True} if kind == "WEBP" else {})))

    # The white that it stands on is paper.
    assert [(css(tone.color), tone.share) for tone in tones] == [("#0f7a5c", 1.0)]


def test_the_noise_of_a_jpeg_is_no_colour() -> None:
    image = Drawing(svg(SHAPES[0].format("#c8102e", "#012169"))).image(600, 300)
    paper = Image.new("RGB", image.size, "#ffffff")
    paper.paste(image, mask=image.getchannel("A"))

    tones = [tone for tone in prominent(encoded(paper, "JPEG", quality=60)) if not tone.is_grey]

    assert len(tones) == 2
    for tone, meant in zip(tones, ("#c8102e", "#012169"), strict=True):
        assert is_about(tone.color, meant, 6)


@pytest.mark.parametrize("size", [(120, 48), (900, 360)])
@pytest.mark.parametrize("paper", ["#ffffff", "#dad9d4", "#fff9b1", "#c8a77a"])
@pytest.mark.parametrize("ink", ["#111111", "#0b3d2e"])
def test_paper_of_any_colour_is_no_part_of_the_logo(size: tuple[int, int], paper: str, ink: str) -> None:
    image = sheet(paper, ink, *size)
    jpeg = encoded(image, "JPEG", quality=60).convert("RGB")

    for seen in (image, jpeg, pixels(image), pixels(jpeg)):
        first = prominent(Drawing(seen) if isinstance(seen, Picture) else seen)[0]
        assert is_about(first.color, ink) and first.share > 0.8


@pytest.mark.parametrize("paper", ["#ffffff", "#dad9d4"])
def test_the_noise_of_scanned_paper_is_no_part_of_the_logo(paper: str) -> None:
    seen = prominent(Drawing(pixels(noisy(sheet(paper, "#c8102e", 160, 64), 8))))

    assert len(seen) == 1 and is_about(seen[0].color, "#c8102e", 24)


@pytest.mark.parametrize(
    ("ground", "sign"),
    [
        ("#2456d6", "#ffffff"),
        ("#0b1f3a", "#d4af37"),
        ("#0058a3", "#ffdb00"),
        ("#ffdb00", "#111111"),
        ("#777bb3", "#111111"),
    ],
)
def test_a_ground_that_is_vivid_or_darker_than_the_sign_is_part_of_the_logo(ground: str, sign: str) -> None:
    assert [css(tone.color) for tone in prominent(sheet(ground, sign))] == [ground, sign]


def test_a_dark_ground_is_part_of_the_logo() -> None:
    image = Image.new("RGB", (200, 200), "#101820")
    image.paste("#ffffff", (60, 60, 140, 140))

    assert [css(tone.color) for tone in prominent(image)] == ["#101820", "#ffffff"]


def test_a_very_wide_logo_is_drawn() -> None:
    assert colors(svg('<path d="M0 0h360v20H0z" fill="#0a5cff"/>', 360, 20)) == ["#0a5cff"]


def test_a_guest_s_picture_is_drawn_within_the_fence(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = svg(SHAPES[0].format("#c8102e", "#012169"))
    assert tones_of(picture) == prominent(Drawing(picture))

    monkeypatch.setattr("whitelabel.picture.palette.fenced", lambda *_: None)
    assert tones_of(picture) == ()


@settings(max_examples=40)
@given(st.sampled_from(SHAPES), HEX, HEX, st.floats(0.02, 60))
def test_the_scale_of_a_logo_changes_nothing(shape: str, one: str, other: str, scale: float) -> None:
    body = shape.format(one, other)
    usual, scaled = (prominent(Drawing(svg(body, scale=by))) for by in (1, scale))

    assert [css(proposal.color) for proposal in proposed(usual, NAMES)] == [
        css(proposal.color) for proposal in proposed(scaled, NAMES)
    ]


@settings(max_examples=60)
@given(st.sampled_from(SHAPES), HEX)
def test_a_flat_logo_gives_exactly_its_colour(shape: str, color: str) -> None:
    (tone,) = prominent(Drawing(svg(shape.format(color, color))))

    assert (css(tone.color), tone.share) == (color, 1.0)


@settings(max_examples=60)
@given(st.sampled_from(SHAPES), HEX, HEX)
def test_two_colours_far_apart_are_both_found(shape: str, one: str, other: str) -> None:
    (light, chroma, hue), (other_light, other_chroma, other_hue) = (oklch(parse(color)) for color in (one, other))
    assume(min(chroma, other_chroma) > 0.08 and turn(hue, other_hue) > 50 and abs(light - other_light) < 0.7)

    assert sorted(colors(svg(shape.format(one, other)))) == sorted((one, other))


# ── What is proposed ──────────────────────────────────────────────────────────────────────────────────────────────


def tones(*known: tuple[str, float]) -> list[Tone]:
    return [Tone(parse(color), share) for color, share in known]


def told(found: tuple[object, ...]) -> list[tuple[str, str, str]]:
    return [(each.name, each.hex, each.reason) for each in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        # another hue of the logo, though it is small
        ([("#1a3fae", 0.6), ("#7fa4ff", 0.3), ("#f0a431", 0.1)], [("#1a3fae", "logo"), ("#f0a431", "logo")]),
        # no second hue: across the wheel
        ([("#0a5cff", 1.0)], [("#0a5cff", "logo"), ("#f69656", "turned")]),
        # greys alone: the ink, and amber beside it
        ([("#ffffff", 0.5), ("#222222", 0.4), ("#999999", 0.1)], [("#222222", "ink"), ("#e9a03e", "warm")]),
        # pale greys are no ink; alone they are made dark enough
        ([("#e9dcc3", 0.8), ("#222222", 0.2)], [("#222222", "ink"), ("#e9a03e", "warm")]),
        ([("#ffffff", 0.7), ("#e9dcc3", 0.3)], [("#a0937c", "darkened"), ("#e9a03e", "warm")]),
        ([("#b8b8b8", 1.0)], [("#949494", "darkened"), ("#e9a03e", "warm")]),
        ([("#ffffff", 1.0)], []),
        ([], []),
    ],
)
def test_the_accent_is_another_hue_of_the_logo_or_follows_a_rule(
    seen: list[tuple[str, float]], found: list[tuple[str, str]]
) -> None:
    made = proposed(tones(*seen), NAMES)

    assert told(made) == [(name, *rest) for name, rest in zip(NAMES, found, strict=False)]


@pytest.mark.parametrize(
    ("seen", "primary"),
    [
        ([("#fbd914", 0.51), ("#0058a3", 0.49)], "#0058a3"),
        ([("#fbd914", 0.65), ("#0058a3", 0.35)], "#0058a3"),
        # so much more of it is what the logo is known by
        ([("#fbd914", 0.7), ("#0058a3", 0.3)], "#fbd914"),
        # both show: the larger
        ([("#c8102e", 0.6), ("#012169", 0.4)], "#c8102e"),
        # neither does
        ([("#fbd914", 0.6), ("#36c5f0", 0.4)], "#fbd914"),
        # greys as well: of two alike that which is an ink more
        ([("#777777", 0.51), ("#222222", 0.49)], "#222222"),
    ],
)
def test_of_colours_about_as_large_the_main_one_shows_on_paper(seen: list[tuple[str, float]], primary: str) -> None:
    assert proposed(tones(*seen), NAMES)[0].hex == primary


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("devicon python/python-original", ["#3e7bac", "#ffdf5a"]),
        ("@iconify-json/logos slack-icon", ["#e01e5a", "#2eb67d"]),
        ("@iconify-json/logos google-photos-2020", ["#e94335", "#4285f4"]),
    ],
)
def test_a_real_logo_of_equal_colours_is_known_by_the_one_that_shows(name: str, found: list[str]) -> None:
    assert [each.hex for each in proposed(prominent(logo(name)), NAMES)] == found


@given(
    st.permutations(["#e01e5a", "#36c5f0", "#2eb67d", "#ecb22e", "#4285f4"]),
    st.lists(st.floats(0.195, 0.205), min_size=5, max_size=5),
)
def test_equal_colours_take_no_turns_by_chance(order: list[str], shares: list[float]) -> None:
    seen = tones(*zip(order, shares, strict=True))

    assert [each.hex for each in proposed(seen, NAMES)] == ["#e01e5a", "#4285f4"]


@pytest.mark.parametrize(
    ("name", "black"), [("@iconify-json/logos mongodb", "#001e2b"), ("@iconify-json/logos storyblok", "#141a2f")]
)
def test_black_with_a_tint_is_no_badge(name: str, black: str) -> None:
    seen = prominent(logo(name))

    assert [tone.is_grey for tone in seen if css(tone.color) == black] == [True]
    assert [(each.reason, css(each.color) == black) for each in proposed(seen, NAMES)] == [
        ("logo", False),
        ("turned", False),
    ]


@pytest.mark.parametrize(
    ("color", "is_grey"),
    [
        # blacks and a grey with a tint
        ("#001e2b", True),
        ("#2f2707", True),
        ("#000020", True),
        ("#7f7c86", True),
        # navies, a dark green, a brown, a pale blue
        ("#0b1f3a", False),
        ("#14213d", False),
        ("#012169", False),
        ("#0b3d2e", False),
        ("#5a3210", False),
        ("#bbe6fb", False),
    ],
)
def test_the_darker_a_colour_the_more_chroma_it_needs_to_be_one(color: str, is_grey: bool) -> None:
    assert Tone(parse(color), 1.0).is_grey is is_grey


def test_a_colour_that_is_known_already_comes_first() -> None:
    made = proposed(tones(("#0a5cff", 0.7), ("#f0a431", 0.3)), NAMES, parse("teal"))

    assert [css(each.color) for each in made] == ["#008080", "#0a5cff"]
    assert proposed(tones(("#0a5cff", 1.0)), ()) == ()


@given(st.lists(st.tuples(HEX, st.floats(0.01, 1)), max_size=6), st.integers(1, 5))
def test_proposals_are_of_different_hues(seen: list[tuple[str, float]], number: int) -> None:
    names = [f"name-{place}" for place in range(number)]
    made = proposed(sorted(tones(*seen), key=lambda tone: tone.is_grey), names)

    assert [each.name for each in made] in ([], names)
    hues = [oklch(each.color) for each in made if each.reason == "logo"]
    for place, (_, chroma, hue) in enumerate(hues):
        for _, before, other in hues[:place]:
            assert min(chroma, before) < 0.04 or turn(hue, other) >= 40


def test_a_tone_catches_the_eye_by_its_share_and_its_chroma() -> None:
    vivid, faint = Tone(Color("oklch", (0.6, 0.2, 30)), 0.2), Tone(Color("oklch", (0.6, 0.05, 30)), 0.3)

    assert vivid.weight > faint.weight

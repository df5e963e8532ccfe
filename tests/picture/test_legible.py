"""What a logo needs on papers where it would vanish."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.logos.choice import original
from whitelabel import color
from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.encode import png
from whitelabel.picture.legible import helped, spoiled, vanishes
from whitelabel.picture.recolor import recolored
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.tone import inks, lost
from whitelabel.picture.trim import cropped, visible_box
from whitelabel.picture.value import Picture
from whitelabel.problem import Span

ROOT = Path(__file__).resolve().parents[2]
DARK, LIGHT = ("#111111", "#0b1f3a"), ("#ffffff", "#f4efe6")
BYTES = st.integers(0, 255)


def brand(name: str) -> Picture:
    return visible(name, (ROOT / "brands" / name).read_bytes())


def real(name: str, ink: str = "") -> Picture:
    """A logo of the list, in an ink of its own where it has none."""
    return visible(name, original(name).replace(b"<svg ", f'<svg fill="{ink}" '.encode() if ink else b"<svg "))


def visible(name: str, data: bytes) -> Picture:
    found = sanitise(data, name, Span(""))
    assert isinstance(found, Clean)
    box = visible_box(Drawing(found.picture))
    assert box is not None
    return cropped(found.picture, box)


def one(ink: str, more: str = "") -> Picture:
    return drawn((0, 0, 60, 60), f'<path fill="{ink}" d="M0 0h60v60h-60z"/>{more}')


def main_ink(picture: Picture) -> str:
    return "#{:02x}{:02x}{:02x}".format(*inks(Drawing(picture).sample())[0].rgb)


def contrast(ink: str, paper: str) -> float:
    return color.contrast(color.parse(ink), color.parse(paper))


def worst(picture: Picture, papers: tuple[str, ...]) -> float:
    return max(lost(Drawing(picture).sample(), paper) for paper in papers)


@pytest.mark.parametrize(
    ("name", "papers", "how"),
    [
        ("acme/logo.svg", DARK, "lightened"),
        ("kvadrat/logo.svg", DARK, "lightened"),
        ("kamenar/logo.svg", DARK, "lightened"),
        ("elvkant/logo.svg", LIGHT, "darkened"),
        ("zuid-45/logo.svg", LIGHT, "darkened"),
        ("kvadrat/logo-dark.svg", LIGHT, "darkened"),
        ("acme/mark.svg", DARK, "plate"),
    ],
)
def test_the_demo_brands_logos_are_seen_where_they_would_have_vanished(
    name: str, papers: tuple[str, ...], how: str
) -> None:
    picture = brand(name)
    assert vanishes(picture, papers)
    made = helped(picture, papers, "lighten")
    assert made is not None and made[1] == how
    assert not vanishes(made[0], papers) and worst(made[0], papers) < 0.1


@pytest.mark.parametrize(
    "name", ["acme/logo.svg", "kvadrat/logo.svg", "ligov/logo.svg", "kvadrat/mark.svg", "kamenar/logo.svg"]
)
def test_a_logo_that_is_seen_is_left_alone(name: str) -> None:
    assert not vanishes(brand(name), LIGHT) and helped(brand(name), LIGHT, "lighten") is None


def test_black_becomes_nearly_white_and_a_colour_beside_it_stays() -> None:
    picture = drawn((0, 0, 60, 60), '<path d="M0 25h60v35h-60z"/><path fill="#ff6a00" d="M10 0h40v20h-40z"/>')
    made = helped(picture, DARK, "lighten")
    assert made is not None and made[1] == "lightened"
    text = made[0].data.decode()
    assert '"#ff6a00"' in text and contrast(main_ink(made[0]), "#111111") > 15


def test_white_becomes_nearly_black_on_light_paper() -> None:
    made = helped(one("#ffffff"), LIGHT, "lighten")
    assert made is not None and made[1] == "darkened" and contrast(main_ink(made[0]), "#ffffff") > 12


@settings(max_examples=40, deadline=None)
@given(BYTES, BYTES, BYTES, st.sampled_from([DARK, LIGHT]))
def test_an_ink_that_was_lost_is_seen_by_its_contrast_in_its_own_hue(
    r: int, g: int, b: int, papers: tuple[str, ...]
) -> None:
    ink = f"#{r:02x}{g:02x}{b:02x}"
    made = helped(one(ink), papers, "lighten")
    if made is None:
        assert not vanishes(one(ink), papers)
        return
    assert made[1] != "plate"
    after = made[0].data.decode().partition('fill="')[2][:7]
    assert min(contrast(after, paper) for paper in papers) >= 3.0
    _, chroma, hue = color.oklch(color.parse(ink))
    _, other_chroma, other_hue = color.oklch(color.parse(after))
    if chroma > 0.06 and other_chroma > 0.03:
        assert min(abs(hue - other_hue), 360 - abs(hue - other_hue)) < 14


def test_shades_of_one_hue_keep_their_order() -> None:
    shades = ("#001233", "#002a66", "#003f99", "#0055cc")
    body = "".join(f'<path fill="{shade}" d="M{15 * x} {4 * x}h15v40h-15z"/>' for x, shade in enumerate(shades))
    made = helped(drawn((0, 0, 60, 60), body), DARK, "lighten")
    assert made is not None and made[1] == "lightened"
    found = [piece[:7] for piece in made[0].data.decode().split('fill="')[1:]]
    lights = [color.luminance(color.parse(ink)) for ink in found]
    assert lights == sorted(lights) and lights[0] < lights[-1]


LETTERS = '<path fill="#ffffff" d="M15 12h8v36h-8zM23 26h14v8h-14zM37 12h8v36h-8z"/>'


def test_a_black_tile_with_white_letters_stays_and_gets_a_thin_line() -> None:
    picture = one("#000000", LETTERS)
    made = helped(picture, DARK, "lighten")
    assert made is not None and made[1] == "plate" and picture.width < made[0].width < 1.1 * picture.width
    assert 'fill="#000000"' in made[0].data.decode() and worst(made[0], DARK) == 0.0


def test_a_disc_gets_a_ring() -> None:
    made = helped(drawn((0, 0, 60, 60), '<circle cx="30" cy="30" r="30"/>' + LETTERS), DARK, "lighten")
    assert made is not None and made[1] == "plate"
    ring = Drawing(made[0]).image(64, 64)
    assert ring.getpixel((1, 1))[3] == 0 and ring.getpixel((32, 0))[3] > 200  # type: ignore[index]


def test_where_other_lightness_would_spoil_a_logo_it_gets_a_plate() -> None:
    letters = '<path fill="#f3ecdd" d="M15 12h8v36h-8zM23 26h14v8h-14zM37 12h8v36h-8z"/>'
    picture = one("#0d2a3a", letters + '<path fill="#ffffff" d="M2 2h56v4h-56z"/>')
    made = helped(picture, DARK, "lighten")
    assert made is not None and made[1] == "plate" and 'fill="#0d2a3a"' in made[0].data.decode()
    assert made[0].width > picture.width and worst(made[0], DARK) == 0.0


def test_the_rule_plate_changes_no_colour() -> None:
    made = helped(one("#000000"), DARK, "plate", ("#fffaf0",))
    assert made is not None and made[1] == "plate"
    assert 'fill="#fffaf0"' in made[0].data.decode() and 'fill="#000000"' in made[0].data.decode()


def test_a_plate_is_made_of_what_shows_the_logo() -> None:
    made = helped(one("#ffffff"), LIGHT, "plate", ("#ffffff", "#202020"))
    assert made is not None and 'fill="#202020"' in made[0].data.decode()


def letterhead(paper: tuple[int, int, int]) -> Picture:
    image = Image.new("RGB", (200, 60), paper)
    image.paste((120, 20, 20), (10, 10, 190, 50))
    return Picture("png", png(image), 0, 0, 200, 60)


def test_an_opaque_image_gets_a_plate_of_its_own_paper() -> None:
    made = helped(letterhead((253, 250, 245)), DARK, "lighten")
    assert made is not None and made[1] == "plate" and made[0].form == "png"
    image = Drawing(made[0]).image(round(made[0].width), round(made[0].height))
    assert image.getpixel((image.width // 2, 2)) == (253, 250, 245, 255)
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_an_opaque_image_on_its_own_paper_needs_nothing() -> None:
    assert helped(letterhead((255, 255, 255)), ("#ffffff", "#fefefe"), "lighten") is None


def test_borders_between_colours_are_spoiled_where_they_can_no_longer_be_seen() -> None:
    picture = one("#000000", '<path fill="#ffffff" d="M20 20h20v20h-20z"/>')
    before = Drawing(picture).sample()
    assert spoiled(before, before) == 0.0
    assert spoiled(before, Drawing(recolored(picture, lambda rgb: (255 - rgb[0],) * 3)).sample()) == 0.0
    assert spoiled(before, Drawing(recolored(picture, lambda rgb: (200, 200, 200))).sample()) > 0.9


PAGE, NIGHT = ("#ffffff", "#f6f7f9"), ("#1f242f",)
ICONS = "@iconify-json/logos "


@pytest.mark.parametrize(
    ("name", "ink", "least"),
    [
        ("simple-icons nasa", "#0b3d91", 3.5),
        ("simple-icons deutschebank", "#0018a8", 4.5),
        ("simple-icons lufthansa", "#05164d", 7.0),
        (ICONS + "heroku", "", 4.5),
    ],
)
def test_deep_colours_are_lightened_until_it_looks_meant(name: str, ink: str, least: float) -> None:
    made = helped(real(name, ink), NIGHT, "lighten")
    assert made is not None and made[1] == "lightened" and contrast(main_ink(made[0]), NIGHT[0]) >= least


def test_a_logo_of_which_a_syllable_is_lost_vanishes() -> None:
    assert vanishes(real(ICONS + "ecma"), NIGHT) and not vanishes(real(ICONS + "ecma"), PAGE)


def test_letters_half_within_a_tile_stand_on_a_light_plate() -> None:
    made = helped(real(ICONS + "ecma"), NIGHT, "lighten")
    assert made is not None and made[1] == "plate" and 'fill="#ffffff"/>' in made[0].data.decode()[:250]


def test_what_lies_within_a_seen_shape_keeps_its_colour_though_the_letters_beside_it_change() -> None:
    made = helped(real(ICONS + "redhat"), NIGHT, "lighten")
    assert made is not None and made[1] == "lightened"
    image = Drawing(made[0]).image(512, 121)
    band, letter = image.getpixel((80, 78)), image.getpixel((218, 56))
    assert isinstance(band, tuple) and isinstance(letter, tuple)
    assert max(band[:3]) < 40 and any(ink.rgb > (230, 230, 230) for ink in inks(image)[:2])


@pytest.mark.parametrize("name", ["appcode", "kimi-icon-clean", "concretecms-icon", "django-icon", "jetbrains-icon"])
def test_a_dark_ground_is_not_exchanged_with_what_it_carries(name: str) -> None:
    made = helped(real(ICONS + name), NIGHT, "lighten")
    assert made is not None and made[1] == "plate"


@pytest.mark.parametrize("name", ["super-tiny-icons snapchat", ICONS + "bourbon", ICONS + "openrouter-icon-dark"])
def test_vivid_and_cream_logos_are_left_alone_on_white(name: str) -> None:
    assert helped(real(name), PAGE, "lighten") is None


@pytest.mark.parametrize("name", ["kiro", "gitup"])
def test_pale_drawings_get_a_dark_plate_and_no_negative(name: str) -> None:
    made = helped(real(ICONS + name), PAGE, "lighten")
    assert made is not None and made[1] == "plate" and 'fill="#16181d"' in made[0].data.decode()[:250]


def test_a_pale_flag_on_white_gets_a_line_and_no_frame() -> None:
    flag = real("flag-icons 4x3/jp")
    made = helped(flag, PAGE, "lighten")
    assert made is not None and made[1] == "plate" and made[0].width < 1.07 * flag.width


@pytest.mark.parametrize("name", ["4x3/ly", "4x3/is", "1x1/cv"])
def test_flags_keep_their_colours_on_dark_paper(name: str) -> None:
    made = helped(real("flag-icons " + name), NIGHT, "lighten")
    assert made is not None and made[1] == "plate"


def test_soft_shades_are_borders_where_there_are_no_strong_ones() -> None:
    picture = one("#ffffff", '<path fill="#e8e8e8" d="M20 20h20v20h-20z"/>')
    before = Drawing(picture).sample()
    assert spoiled(before, Drawing(recolored(picture, lambda rgb: (20, 20, 20))).sample()) > 0.9


def test_letters_that_fade_against_their_ground_are_spoiled() -> None:
    picture = one("#000000", LETTERS)
    after = recolored(picture, lambda rgb: (200, 200, 200) if rgb == (0, 0, 0) else rgb)
    assert spoiled(Drawing(picture).sample(), Drawing(after).sample()) > 0.9

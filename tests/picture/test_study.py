"""A brand's signs: what is given stays, what is missing is made, and it is said which."""

from __future__ import annotations

import dataclasses
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from tests.picture.made_font import growing_font, made_font
from whitelabel.picture.draw import Drawing
from whitelabel.picture.stock import stock_fonts
from whitelabel.picture.study import Given, Sign, Study, Wish, looked_at, pack, studied, unpack
from whitelabel.problem import Problem

HEAD = 'xmlns="http://www.w3.org/2000/svg"'
PAPERS = {"light": ("#ffffff",), "dark": ("#121212",)}
SIGN = '<circle cx="20" cy="20" r="18" fill="{sign}"/>'
LETTERS = "".join(f'<path d="M{50 + 14 * number} 12h10v4h-6v4h5v4h-5v8h-4z" fill="{{ink}}"/>' for number in range(7))


def wordmark(ink: str = "#222222", sign: str = "#d8341c") -> bytes:
    """A disc beside seven letters."""
    drawn = (SIGN + LETTERS).format(ink=ink, sign=sign)
    return f'<svg {HEAD} viewBox="-10 -10 180 60">{drawn}</svg>'.encode()


def letters_alone(ink: str = "#222222") -> bytes:
    return f'<svg {HEAD} viewBox="45 5 110 30">{LETTERS.format(ink=ink)}</svg>'.encode()


def drawing(content: str, box: str = "0 0 40 40") -> bytes:
    return f'<svg {HEAD} viewBox="{box}">{content}</svg>'.encode()


def photo(form: str = "JPEG", ground: str = "#ffffff") -> bytes:
    image = Image.new("RGB", (300, 100), ground)
    image.paste("#1b4d3e", (40, 30, 260, 70))
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def wish(**files: bytes) -> Wish:
    given = tuple(Given(variant, f"brands/acme/{variant}.svg", data) for variant, data in files.items())
    fonts = tuple(("", data) for data in stock_fonts())
    return Wish(given, PAPERS, "lighten", ("Acme Realty", "Acme"), "#ffffff", "#0a5cff", fonts)  # type: ignore[arg-type]


def origins(study: Study) -> dict[str, str]:
    assert not [problem for _, problem in study.problems if problem.is_error], study.problems
    return {sign.variant: sign.origin for sign in study.signs}


def codes(study: Study) -> list[tuple[str, str]]:
    return [(variant, problem.code) for variant, problem in study.problems]


def test_the_sign_of_a_wordmark_is_found_and_its_dark_letters_are_lightened() -> None:
    assert origins(studied(wish(light=wordmark()))) == {
        "light": "given",
        "dark": "lightened",
        "mark": "found",
        "mono": "drawn",
    }


def test_letters_alone_have_no_sign_and_get_a_monogram() -> None:
    made = studied(wish(light=letters_alone()))
    assert origins(made)["mark"] == "monogram"
    mark = next(sign for sign in made.signs if sign.variant == "mark")
    assert (mark.path, mark.ground) == ("", "#0a5cff")


def test_a_white_logo_on_nothing_is_darkened_for_light_paper_and_stays_on_dark() -> None:
    made = studied(wish(light=wordmark("#ffffff", "#ffffff")))
    assert (origins(made)["light"], origins(made)["dark"]) == ("darkened", "given")


def test_a_logo_for_dark_paper_alone_is_enough() -> None:
    assert origins(studied(wish(dark=wordmark("#ffffff", "#ff8800")))) == {
        "light": "darkened",
        "dark": "given",
        "mark": "found",
        "mono": "drawn",
    }


def test_a_white_sign_is_darkened_for_light_tabs_and_stays_on_dark_ones() -> None:
    made = studied(wish(light=wordmark("#ffffff", "#ffffff")))
    assert (origins(made)["mark"], origins(made)["mark-dark"]) == ("found", "found")
    shades = {sign.variant: sign.picture.data.count(b"#ffffff") for sign in made.signs}
    assert (shades["mark"], shades["mark-dark"] > 0) == (0, True)


def test_what_a_brand_gives_is_taken() -> None:
    made = studied(
        wish(
            light=wordmark(),
            dark=wordmark("#eeeeee"),
            mark=drawing('<path d="M0 0h40v40z" fill="#0a0"/>'),
            mono=drawing('<path d="M0 0h40v40z"/>'),
        )
    )
    assert origins(made) == dict.fromkeys(("light", "dark", "mark", "mono"), "given")
    assert not made.problems


def test_a_logo_that_says_itself_how_it_looks_in_the_dark_is_asked() -> None:
    style = "<style>.i{fill:#222}@media (prefers-color-scheme:dark){.i{fill:#ffe}}</style>"
    made = studied(wish(light=drawing(style + '<path class="i" d="M0 0h40v40z"/>')))
    dark = next(sign for sign in made.signs if sign.variant == "dark")
    assert (dark.origin, b"#ffffee" in dark.picture.data) == ("given", True)


def test_variants_that_were_exchanged_are_told() -> None:
    made = studied(wish(light=wordmark("#ffffff", "#ffffff"), dark=wordmark("#000000", "#000000")))
    assert codes(made) == [("light", "WL532"), ("dark", "WL532")]


def test_a_sign_that_is_a_wordmark_is_told() -> None:
    assert codes(studied(wish(light=wordmark(), mark=letters_alone()))) == [("mark", "WL533")]


def test_a_sign_for_masks_that_is_a_wordmark_is_told() -> None:
    assert codes(studied(wish(light=wordmark(), mono=letters_alone("#000000")))) == [("mono", "WL533")]


@pytest.mark.parametrize(
    ("mono", "told"),
    [
        (drawing('<path d="M0 0h40v40z" fill="#0a0"/>'), []),
        (drawing('<path d="M0 0h40v40z" fill="#fff"/>'), []),
        (
            drawing('<circle cx="20" cy="20" r="18" fill="#d8341c"/><path d="M14 14h12v12h-12z" fill="#fff"/>'),
            ["WL534"],
        ),
        (drawing('<path d="M0 0h40v20H0z" fill="#d8341c"/><path d="M0 20h40v20H0z" fill="#222"/>'), ["WL534"]),
    ],
)
def test_a_sign_for_masks_is_black_and_whoever_gives_colours_is_told(mono: bytes, told: list[str]) -> None:
    made = studied(wish(light=wordmark(), mono=mono))
    assert codes(made) == [("mono", code) for code in told]
    sign = next(sign for sign in made.signs if sign.variant == "mono")
    assert (sign.origin, sign.path) == ("drawn", "brands/acme/mono.svg")
    image = Drawing(sign.picture).fitted(40)
    opaque = [pixel for _, pixel in image.getcolors(1600) or () if isinstance(pixel, tuple) and pixel[3]]
    assert {pixel[:3] for pixel in opaque} == {(0, 0, 0)}


def test_a_hole_in_a_sign_for_masks_is_where_light_lies_on_dark() -> None:
    eye = drawing('<circle cx="20" cy="20" r="18" fill="#d8341c"/><path d="M14 14h12v12h-12z" fill="#fff"/>')
    sign = next(sign for sign in studied(wish(light=wordmark(), mono=eye)).signs if sign.variant == "mono")
    alpha = Drawing(sign.picture).fitted(40).getchannel("A")
    assert (alpha.getpixel((20, 20)), alpha.getpixel((20, 4))) == (0, 255)


def test_a_picture_with_a_paper_of_its_own_keeps_it_as_a_plate_in_the_dark() -> None:
    made = studied(wish(light=photo()))
    assert origins(made)["dark"] == "plate"
    dark = next(sign for sign in made.signs if sign.variant == "dark")
    image = Drawing(dark.picture).fitted(200)
    red, green, blue, alpha = image.getpixel((image.width // 2, 3))  # type: ignore[misc]
    assert alpha == 255
    assert min(red, green, blue) > 235


def test_empty_borders_are_cut_away() -> None:
    made = studied(wish(light=drawing('<path d="M10 20h20v10h-20z" fill="#c00"/>')))
    x, y, width, height = made.signs[0].picture.box
    assert (x, y, width, height) == pytest.approx((10, 20, 20, 10), abs=0.25)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "WL503"),
        (b"GIF89a", "WL503"),
        (photo()[:200], "WL503"),
        (drawing('<image href="http://example.com/a.png" width="9" height="9"/>'), "WL512"),
        (drawing(""), "WL531"),
        (drawing('<path d="M0 0h40v40z" fill="none"/>'), "WL531"),
        (drawing('<path d="M0 0h1v40h-1z"/>'), "WL505"),
        (drawing('<path d="M0 0h1v40h-1'), "WL511"),
    ],
)
def test_a_refused_file_is_told_and_nothing_is_made(data: bytes, code: str) -> None:
    assert (studied(wish(light=data)).signs, codes(studied(wish(light=data)))) == ((), [("light", code)])


def test_all_refused_files_are_told_at_once() -> None:
    assert codes(studied(wish(light=b"", dark=b"GIF89a", mark=drawing("")))) == [
        ("light", "WL503"),
        ("dark", "WL503"),
        ("mark", "WL531"),
    ]


@pytest.mark.soak
def test_a_font_that_takes_too_much_is_told_and_the_logo_is_not() -> None:
    wanted = wish(light=letters_alone())
    fonts = (("Good", made_font({"B": 500})), ("", growing_font("Bad")), *wanted.fonts)
    made = studied(dataclasses.replace(wanted, fonts=fonts))
    assert made.signs == ()
    assert [(about, problem.code, problem.message) for about, problem in made.problems] == [
        ("font 1", "WL529", "the font 'Bad' takes more time or memory to set letters in than any font needs")
    ]


@pytest.mark.soak
def test_a_logo_that_takes_too_much_is_told_whatever_the_fonts() -> None:
    points = " ".join(f"{number % 40} {number % 37}" for number in range(9000))
    marker = '<marker id="m" markerWidth="9" markerHeight="9"><circle cx="20" cy="20" r="15"/></marker>'
    heavy = drawing(f'{marker}<path marker-mid="url(#m)" d="M{points}"/>')
    wanted = wish(light=heavy)
    made = studied(dataclasses.replace(wanted, fonts=(("", growing_font()), *wanted.fonts)))
    assert codes(made) == [("light", "WL514")]


def test_a_fault_of_ours_is_not_told_as_the_logos(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    wanted = wish(light=wordmark(), mark=letters_alone())
    monkeypatch.setattr("whitelabel.picture.study._read", broken)
    for made in (studied(wanted), Study((), (("light", looked_at(wanted.given[0])[1][0]),))):
        assert made.problems[0][1].code == "WL535"
        message = "the logo 'light.svg' meets a fault of this program: ZeroDivisionError in test_study.py:"
        assert made.problems[0][1].message.startswith(message)


def test_a_study_comes_whole_out_of_its_bytes() -> None:
    made = studied(wish(light=wordmark("#ffffff"), mark=letters_alone()))
    assert unpack(pack(made)) == made


@given(st.binary(max_size=200))
def test_what_is_no_study_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):
        unpack(data)


@pytest.mark.soak
@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    picture, problems = looked_at(Given("light", "brands/acme/logo.svg", data))
    assert (picture is None) == any(problem.is_error for problem in problems)
    assert all(isinstance(problem, Problem) for problem in problems)


def test_the_same_wish_gives_the_same_bytes() -> None:
    one = wish(light=wordmark())
    assert pack(studied(one)) == pack(studied(dataclasses.replace(one)))


# ── Single papers ─────────────────────────────────────────────────────────────────────────────────────────────────


def on(paper: str, **files: bytes) -> Sign:
    made = studied(dataclasses.replace(wish(**files), places={"mail": paper}))
    assert not [problem for _, problem in made.problems if problem.is_error]
    return next(sign for sign in made.signs if sign.variant == "mail")


@pytest.mark.parametrize(("header", "plated"), [("#ffffff", False), ("#fbf7ee", True)])
@pytest.mark.parametrize("paper", ["#ffffff", "#f3f7ff", "#101418"])
def test_a_letterhead_gets_one_plate_at_most_on_each_paper(header: str, plated: bool, paper: str) -> None:
    asked = dataclasses.replace(wish(light=photo()), papers={"light": (header,), "dark": ("#121212",)})  # type: ignore[arg-type]
    signs = {sign.variant: sign for sign in studied(dataclasses.replace(asked, places={"share": paper})).signs}
    assert signs["light"].origin == ("plate" if plated else "given")
    share = signs["share"]
    assert share.origin == ("given" if paper == "#ffffff" else "plate")
    image = Drawing(share.picture).image(round(share.picture.width), round(share.picture.height))
    if share.origin == "plate":
        # White to its edge, with round corners and nothing around.
        assert image.getpixel((image.width // 2, 1)) == (255, 255, 255, 255)
        assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
        assert share.picture == signs["dark"].picture


def test_the_variant_that_is_seen_on_a_paper_is_taken_for_it() -> None:
    both = {"light": wordmark("#101418"), "dark": wordmark("#f4f4f4")}
    signs = {variant: on("#ffffff", **{variant: data}).picture for variant, data in both.items()}
    assert on("#ffffff", **both).picture == signs["light"]
    assert on("#0b0d10", **both) == dataclasses.replace(on("#0b0d10", **both), origin="given")
    assert on("#0b0d10", **both).picture == on("#0b0d10", dark=both["dark"]).picture
    assert on("#0b0d10", light=both["light"]).origin == "lightened"


def test_a_picture_that_several_variants_share_is_packed_once() -> None:
    made = studied(dataclasses.replace(wish(light=photo()), places={"mail": "#ffffff", "share": "#ffffff"}))
    pictures = {sign.picture for sign in made.signs}
    assert len(pictures) < len(made.signs)
    assert len(pack(made)) < sum(len(picture.data) for picture in pictures) + 5000
    assert unpack(pack(made)) == made


def test_pixels_on_a_plate_stay_pixels() -> None:
    dark = next(sign for sign in studied(wish(light=photo())).signs if sign.variant == "dark")
    assert (dark.origin, dark.picture.form) == ("plate", "png")


def test_a_mask_is_drawn_from_the_sign_and_not_from_its_plate() -> None:
    image = Image.new("RGB", (300, 100), "#d9d6cf")
    ImageDraw.Draw(image).ellipse((12, 22, 68, 78), fill="#c8102e")
    ImageDraw.Draw(image).rectangle((90, 30, 280, 70), fill="#1b1b1b")
    out = io.BytesIO()
    image.save(out, "PNG")
    made = {sign.variant: sign for sign in studied(wish(light=out.getvalue(), mark=out.getvalue())).signs}
    assert made["mark"].origin == "plate"
    mask = Drawing(made["mono"].picture).fitted(100)
    assert mask.getpixel((1, mask.height // 2))[3] == 255 and mask.getpixel((mask.width // 4, 1))[3] == 0  # type: ignore[index]

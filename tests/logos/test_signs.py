"""Every real logo gets a sign, and icons that show it."""

from __future__ import annotations

import io
import math

import pytest
from PIL import Image

from tests.logos import choice
from tests.logos.test_real_logos import EXPECTED_REFUSALS
from whitelabel.picture.square import CIRCLE
from whitelabel.picture.stock import stock_fonts
from whitelabel.picture.study import Given, Study, Wish, studied
from whitelabel.picture.trim import FAINT
from whitelabel.picture.value import Picture
from whitelabel.render.icon import _drawn as icons

_NAMES = [name for name in choice.committed() if name not in EXPECTED_REFUSALS]
_FONTS = tuple(("", data) for data in stock_fonts())
_PARTS = 4


def _study(name: str) -> Study:
    papers = {"light": ("#ffffff",), "dark": ("#14161a",)}
    given = (Given("light", "brands/acme/logo.svg", choice.original(name)),)
    names = (name.rpartition("/")[2], "")
    return studied(Wish(given, papers, "lighten", names, "#ffffff", "#0a5cff", _FONTS, {"mail": "#f4f4f4"}))  # type: ignore[arg-type]


def _is_within_circle(image: Image.Image, paper: tuple[int, int, int]) -> bool:
    side, pixels = image.width, image.convert("RGB").load()
    assert pixels is not None
    return all(
        pixels[x, y] == paper
        for x in range(0, side, 3)
        for y in range(0, side, 3)
        if math.hypot(x + 0.5 - side / 2, y + 0.5 - side / 2) > side * CIRCLE / 2 + 1
    )


def _wrong(name: str) -> str:
    """What is wrong with what is made of a logo, or nothing."""
    study = _study(name)
    if any(problem.is_error for _, problem in study.problems):
        return f"{name}: {study.problems}"
    signs = {sign.variant: sign for sign in study.signs}
    if not {"light", "mark", "mono", "mail"} <= signs.keys():
        return f"{name}: has {sorted(signs)}"
    pictures = {variant: signs[variant].picture for variant in ("mark", "mark-dark", "mono") if variant in signs}
    ground = signs["mark"].ground
    return _icons_wrong(name, pictures, ground)


def _icons_wrong(name: str, pictures: dict[str, Picture], ground: str) -> str:
    made = icons(pictures, ground or "#ffffff", 0.12, fills=bool(ground))
    favicon, _, _, touch, small, large, maskable = made
    with Image.open(io.BytesIO(favicon), formats=["ICO"]) as image:
        if sorted(image.info["sizes"]) != [(16, 16), (32, 32), (48, 48)]:
            return f"{name}: favicon.ico has {image.info['sizes']}"
    for data, side in ((touch, 180), (small, 192), (large, 512), (maskable, 512)):
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            seen = image.convert("RGBA")
        if seen.size != (side, side):
            return f"{name}: an icon is {seen.size}"
        if len(seen.getcolors(side * side) or ()) < 2:
            return f"{name}: an icon of {side} pixels shows nothing but one colour"
        if data is touch and seen.getchannel("A").getextrema() != (255, 255):
            return f"{name}: the icon for iPhones is see-through"
        if data in (small, large) and (seen.getchannel("A").getextrema()[1]) <= FAINT:  # type: ignore[operator]
            return f"{name}: an icon of {side} pixels shows nothing"
    with Image.open(io.BytesIO(maskable), formats=["PNG"]) as image:
        corner = image.convert("RGB").getpixel((0, 0))
        if not ground and not _is_within_circle(image, corner):  # type: ignore[arg-type]
            return f"{name}: the maskable icon reaches beyond its circle"
    return ""


def _all_wrong(names: list[str]) -> list[str]:
    return list(filter(None, map(_wrong, names)))


@pytest.mark.soak
def test_the_first_of_each_twenty_logos_gets_a_sign_and_icons_that_show_it() -> None:
    assert not _all_wrong(_NAMES[::20])


@pytest.mark.soak
@pytest.mark.parametrize("part", range(_PARTS))
def test_every_logo_gets_a_sign_and_icons_that_show_it(part: int) -> None:
    assert not _all_wrong(_NAMES[part::_PARTS])


def test_an_icon_that_shows_nothing_is_told() -> None:
    blank = Picture(
        "svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"/>', 0, 0, 9, 9
    )
    assert "one colour" in _icons_wrong("blank", {"mark": blank, "mono": blank}, "")

"""The white sheet behind a drawing goes where that changes nothing on white paper, and stays everywhere else."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from whitelabel.picture.draw import Drawing
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.svg_sheet import without_sheet
from whitelabel.picture.value import Picture
from whitelabel.problem import Span

SIGN = '<circle cx="30" cy="20" r="12" fill="#e01e5a"/><path d="M60 10h20v20H60z" fill="#36c5f0"/>'


def of(body: str) -> Picture:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40">{body}</svg>'.encode()
    clean = sanitise(data, "logo.svg", Span(""))
    assert isinstance(clean, Clean)
    return clean.picture


@pytest.mark.parametrize(
    "sheet",
    [
        '<rect width="100" height="40" fill="#fff"/>',
        '<rect x="-5" y="-5" width="200" height="200" fill="#fdfdfd"/>',
        '<path d="M0 0h100v40H0z" fill="white"/>',
        '<polygon points="0,0 100,0 100,40 0,40" style="fill:#ffffff"/>',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ],
)
@pytest.mark.parametrize("group", ["{}", "<g>{}</g>", '<g fill-rule="evenodd"><g>{}</g></g>'])
def test_a_sheet_goes(sheet: str, group: str) -> None:
    bare = without_sheet(of(group.format(sheet + SIGN)))
    alpha = Drawing(bare).image(100, 40).getchannel("A")
    assert alpha.getpixel((2, 2)) == 0 and alpha.getpixel((30, 20)) == 255
    plain, seen = (Drawing(picture).image(200, 80) for picture in (of(SIGN), bare))
    white = Image.new("RGBA", plain.size, "#ffffff")
    one, other = (Image.alpha_composite(white, image) for image in (plain, seen))
    assert max(high for _, high in ImageChops.difference(one, other).getextrema()) <= 2  # type: ignore[misc]


@pytest.mark.parametrize(
    "body",
    [
        SIGN,
        '<rect width="100" height="40" fill="#0a5cff"/>' + SIGN,
        '<rect width="100" height="40" rx="9" fill="#fff"/>' + SIGN,
        '<rect width="50" height="40" fill="#fff"/>' + SIGN,
        '<rect width="100" height="40" fill="#fff"/>',
        SIGN + '<rect width="100" height="40" fill="#fff"/>',
        '<rect width="100" height="40" fill="#fff" opacity=".5"/>' + SIGN,
    ],
    ids=["none", "blue", "round corners", "half", "alone", "on top", "translucent"],
)
def test_everything_else_stays(body: str) -> None:
    picture = of(body)
    assert without_sheet(picture) is picture

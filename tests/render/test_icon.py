"""Icons: what browsers and home screens ask for."""

from __future__ import annotations

import io
import json
import math
import re

import pytest
from PIL import Image, ImageDraw

from tests.render.small import FILES, bundle

BRAND = FILES["brands/acme/brand.yaml"]
HEAD = 'xmlns="http://www.w3.org/2000/svg"'
NAMES = ("favicon.ico", "icon-192.png", "icon-512.png", "icon-maskable-512.png", "apple-touch-icon.png")


def made(logo: str | bytes, *, mark: str = "", name: str = "logo.svg", theme: str = "") -> dict[str, bytes]:
    variants = f"{{light: {name}, mark: mark.svg}}" if mark else name
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": BRAND.replace("logo: logo.svg", f"logo: {variants}"),
        f"brands/acme/{name}": logo,
        "base_theme/theme.yaml": FILES["base_theme/theme.yaml"] + theme,
    }
    if mark:
        changes["brands/acme/mark.svg"] = mark
    return {path.removeprefix("site/"): data for path, data in bundle(changes).items()}


def icons(logo: str | bytes, *, mark: str = "", theme: str = "") -> dict[str, Image.Image]:
    files = made(logo, mark=mark, theme=theme)
    return {name: Image.open(io.BytesIO(files[name])) for name in NAMES}


def drawing(content: str, box: str = "0 0 40 40") -> str:
    return f'<svg {HEAD} viewBox="{box}">{content}</svg>'


def rect(width: float, height: float, fill: str = "#e00000") -> str:
    return drawing(f'<path d="M0 0h{width}v{height}h-{width}z" fill="{fill}"/>', f"0 0 {width} {height}")


DISC = drawing('<circle cx="20" cy="20" r="15" fill="#e00000"/>')


def test_each_size_is_there_and_square() -> None:
    found = icons(DISC)
    assert found["favicon.ico"].info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert {name: image.size for name, image in found.items() if name.endswith(".png")} == {
        "icon-192.png": (192, 192),
        "icon-512.png": (512, 512),
        "icon-maskable-512.png": (512, 512),
        "apple-touch-icon.png": (180, 180),
    }


@pytest.mark.parametrize(("width", "height"), [(19, 10), (10, 19), (64, 64), (3, 2)])
def test_no_sign_is_cut_or_pulled_out_of_shape(width: int, height: int) -> None:
    image = icons(DISC, mark=rect(width, height))["icon-512.png"].convert("RGBA")
    left, top, right, bottom = image.getchannel("A").getbbox() or (0, 0, 0, 0)
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.03)
    assert abs(left - (512 - right)) <= 1
    assert abs(top - (512 - bottom)) <= 1


def test_apple_gets_paper_since_it_paints_black_where_there_is_none() -> None:
    found = icons(DISC)
    assert found["icon-512.png"].convert("RGBA").getpixel((2, 2))[3] == 0  # type: ignore[index]
    apple = found["apple-touch-icon.png"]
    assert apple.convert("RGBA").getextrema()[3] == (255, 255)
    assert apple.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_all_that_matters_of_a_maskable_icon_lies_within_its_circle() -> None:
    square = drawing('<path d="M5 5h30v30h-30z" fill="#e00000"/><circle cx="38" cy="20" r="1" fill="#e00000"/>')
    image = icons(DISC, mark=square)["icon-maskable-512.png"].convert("RGB")
    far = max(
        math.hypot(x + 0.5 - 256, y + 0.5 - 256)
        for x in range(0, 512)
        for y in range(0, 512)
        if image.getpixel((x, y)) != (255, 255, 255)
    )
    assert 0.9 * 0.4 * 512 < far <= 0.4 * 512 + 1


def test_a_sign_that_fills_its_square_fills_icons_to_their_edges() -> None:
    mark = drawing('<path d="M0 0h40v40H0z" fill="#0a5cff"/><circle cx="20" cy="20" r="8" fill="#fff"/>')
    found = icons(DISC, mark=mark)
    for name in ("icon-512.png", "icon-maskable-512.png", "apple-touch-icon.png"):
        assert found[name].convert("RGBA").getpixel((0, 0)) == (10, 92, 255, 255)


def test_a_tile_with_round_corners_fills_what_may_not_be_see_through_and_keeps_its_corners_elsewhere() -> None:
    tile = drawing('<rect width="40" height="40" rx="9" fill="#0e1210"/><path d="M15 8h10v24h-10z" fill="#c6ff3d"/>')
    found = icons(DISC, mark=tile)
    for name in ("icon-maskable-512.png", "apple-touch-icon.png"):
        assert found[name].convert("RGBA").getpixel((0, 0)) == (14, 18, 16, 255)
    free = found["icon-192.png"].convert("RGBA")
    assert free.getpixel((0, 0)) == (0, 0, 0, 0) and free.getpixel((96, 0)) == (14, 18, 16, 255)
    # It melts into dark tabs, and is seen there all the same.
    assert b"prefers-color-scheme" not in made(DISC, mark=tile)["icon.svg"]


@pytest.mark.parametrize("body", ['<path d="M3 3h34v34h-34z" fill="none" stroke="#0018a8" stroke-width="6"/>'])
def test_a_frame_is_no_tile(body: str) -> None:
    image = icons(DISC, mark=drawing(body))["apple-touch-icon.png"].convert("RGB")
    assert image.getpixel((0, 0)) == (255, 255, 255) and len(image.getcolors(256) or ()) > 1


def test_paper_and_padding_are_the_themes() -> None:
    theme = "icons: {paper: color.ink, padding: 30}\n"
    image = icons(DISC, theme=theme)["apple-touch-icon.png"].convert("RGB")
    assert image.getpixel((1, 1)) == (0, 0, 0)
    red = image.getchannel("R").point(lambda value: 255 if value > 100 else 0).getbbox()
    assert red == (54, 54, 126, 126)


def test_a_sign_that_can_t_be_told_from_dark_tabs_changes_with_the_scheme_and_else_has_a_plate() -> None:
    files = made(DISC, mark=drawing('<circle cx="20" cy="20" r="20" fill="#111111"/>'))
    assert b"@media (prefers-color-scheme:dark)" in files["icon.svg"]
    with Image.open(io.BytesIO(files["favicon.ico"])) as image:
        assert image.convert("RGBA").getpixel((24, 2)) == (255, 255, 255, 255)
        assert image.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)
        assert image.convert("RGBA").getpixel((24, 24)) == (0x11, 0x11, 0x11, 255)
    assert b"prefers-color-scheme" not in made(DISC)["icon.svg"]


def test_the_drawing_is_one_square_with_names_of_its_own() -> None:
    mark = drawing(
        '<linearGradient id="a"><stop stop-color="#111"/><stop offset="1" stop-color="#222"/></linearGradient>'
        '<circle cx="20" cy="20" r="20" fill="url(#a)"/>'
    )
    text = made(DISC, mark=mark)["icon.svg"].decode()
    assert text.startswith(f'<svg {HEAD} viewBox="0 0 64 64" width="64" height="64">')
    named = re.findall(r'\bid="([^"]+)"', text)
    assert len(named) == len(set(named)) == 2
    assert set(re.findall(r"url\(#([^)]+)\)", text)) == set(named)


def test_a_sign_made_of_pixels_is_a_drawing_too() -> None:
    image = Image.new("RGBA", (900, 900), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((100, 100, 800, 800), fill="#c00000")
    out = io.BytesIO()
    image.save(out, "PNG")
    files = made(out.getvalue(), name="logo.png")
    assert b'href="data:image/png;base64,' in files["icon.svg"]
    assert len(files["icon.svg"]) < 20_000


def test_the_manifest_names_each_icon_with_its_purpose() -> None:
    manifest = json.loads(made(DISC)["site.webmanifest"])
    assert manifest["icons"] == [
        {"src": "/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": "/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": "/icon-maskable-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
        {"src": "/icon-mono.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "monochrome"},
    ]

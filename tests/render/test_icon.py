"""Icons: what browsers and home screens ask for."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from tests.render.small import FILES, bundle

BRAND = FILES["brands/acme/brand.yaml"]


def icons(logo: str | bytes, *, mark: str = "", header: str = "", name: str = "logo.svg") -> dict[str, Image.Image]:
    variants = f"{{light: {name}, mark: mark.svg}}" if mark else name
    text = BRAND.replace("logo: logo.svg", f"logo: {variants}")
    text += f"colors: {{header: '{header}'}}\n" if header else ""
    changes: dict[str, str | bytes | None] = {"brands/acme/brand.yaml": text, f"brands/acme/{name}": logo}
    if mark:
        changes["brands/acme/mark.svg"] = mark
    made = bundle(changes)
    return {
        path.removeprefix("site/"): Image.open(io.BytesIO(made[path]))
        for path in ("site/favicon.ico", "site/icon-192.png", "site/icon-512.png", "site/apple-touch-icon.png")
    }


def drawing(width: float, height: float, fill: str = "#ff0000") -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{fill}"/></svg>'
    )


def test_there_are_three_square_sizes_in_the_ico_and_three_pictures() -> None:
    made = icons(drawing(40, 10))
    assert made["favicon.ico"].info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    sizes = {name: image.size for name, image in made.items() if name.endswith(".png")}
    assert sizes == {"icon-192.png": (192, 192), "icon-512.png": (512, 512), "apple-touch-icon.png": (180, 180)}
    assert all(not image.info for name, image in made.items() if name.endswith(".png"))


@pytest.mark.parametrize(("width", "height"), [(1000, 100), (100, 1000), (64, 64), (3, 2)])
def test_no_logo_is_cut_or_pulled_out_of_shape(width: int, height: int) -> None:
    image = icons(drawing(width, height), header="#00ff00")["icon-512.png"].convert("RGB")
    red = image.getchannel("R").point(lambda value: 255 if value > 127 else 0)
    left, top, right, bottom = red.getbbox() or (0, 0, 0, 0)
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.05)
    assert max(right - left, bottom - top) == pytest.approx(512 * 0.76, abs=3)
    assert abs(left - (512 - right)) <= 1
    assert abs(top - (512 - bottom)) <= 1


def test_a_white_logo_stands_on_the_headers_plate() -> None:
    image = icons(drawing(40, 40, "#ffffff"), header="#102030")["icon-192.png"].convert("RGBA")
    assert image.getpixel((2, 2)) == (16, 32, 48, 255)
    assert image.getpixel((96, 96)) == (255, 255, 255, 255)


def test_a_sign_of_its_own_stands_on_nothing_but_for_apple_which_paints_black_there() -> None:
    mark = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#f00"/></svg>'
    made = icons(drawing(40, 10), mark=mark)
    assert made["icon-512.png"].convert("RGBA").getpixel((0, 0))[3] == 0
    assert made["icon-512.png"].convert("RGBA").getpixel((256, 3))[3] > 200
    assert made["apple-touch-icon.png"].mode == "RGB"
    assert made["apple-touch-icon.png"].getpixel((0, 0)) == (255, 255, 255)


def test_a_raster_logo_makes_icons_without_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret"
    out = io.BytesIO()
    Image.new("RGB", (300, 100), "#ff0000").save(out, "JPEG", exif=exif, comment=b"secret")
    text = BRAND.replace("logo: logo.svg", "logo: logo.jpg")
    made = bundle({"brands/acme/brand.yaml": text, "brands/acme/logo.jpg": out.getvalue()})
    assert not [path for path, data in made.items() if b"secret" in data]
    placed = next(path for path in made if path.startswith("site/assets/logo."))
    assert Image.open(io.BytesIO(made[placed])).size == (300, 100)


def test_the_thinnest_logo_is_drawn_no_larger_than_it_is_shown() -> None:
    begin = time.process_time()
    assert icons(drawing(1000, 19_000))["icon-512.png"].size == (512, 512)
    assert icons(drawing(19_000, 1000))["icon-512.png"].size == (512, 512)
    assert time.process_time() - begin < 10


def test_an_empty_drawing_makes_empty_icons() -> None:
    assert icons('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>')["icon-512.png"].size == (512, 512)

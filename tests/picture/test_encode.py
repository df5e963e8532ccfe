"""A file shows the pixels that went in, and holds nothing else."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.picture.honest_rasters import chart
from whitelabel.picture.encode import cleaned, ico, packed, png, webp


def chunks(data: bytes) -> list[bytes]:
    """The kinds of a PNG's chunks."""
    found, at = [], 8
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        found.append(kind)
        at += 12 + length
    return found


def shown(image: Image.Image) -> list[bytes]:
    """What can be seen of it on three papers."""
    papers = []
    for paper in ("#000000", "#ffffff", "#ff00ff"):
        ground = Image.new("RGBA", image.size, paper)
        ground.alpha_composite(image.convert("RGBA"))
        papers.append(ground.tobytes())
    return papers


def back(data: bytes) -> Image.Image:
    """A file, read again."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.load()
    return opened


def disc(side: int, *colors: str) -> Image.Image:
    """Rings with soft edges."""
    large = Image.new("RGBA", (side * 4, side * 4))
    draw = ImageDraw.Draw(large)
    for number, color in enumerate(colors):
        edge = side * 4 * number // (2 * len(colors) + 1)
        draw.ellipse((edge, edge, side * 4 - edge, side * 4 - edge), fill=color)
    return large.resize((side, side), Image.Resampling.LANCZOS)


def blurred(mode: str, side: int) -> Image.Image:
    """As many colours as a photograph."""
    bands = [Image.linear_gradient("L").resize((side, side)).rotate(90 * n) for n in range(len(mode))]
    noise = [ImageChops.add(band, Image.radial_gradient("L").resize((side, side))) for band in bands]
    return Image.merge(mode, noise).filter(ImageFilter.GaussianBlur(2))


PICTURES = {
    "one colour": Image.new("RGB", (7, 5), "#123456"),
    "nothing": Image.new("RGBA", (7, 5)),
    "one pixel": Image.new("RGBA", (1, 1), "#12345678"),
    "grey": chart("L"),
    "a disc": disc(192, "#e4002b"),
    "a white disc": disc(192, "#ffffff"),
    "rings": disc(192, "#e4002b", "#ffffff", "#00843d", "#101820"),
    "large rings": disc(512, "#e4002b", "#ffffff80", "#00843d"),
    "many colours": disc(64, *(f"#{n * 37 % 256:02x}{n * 91 % 256:02x}{n * 53 % 256:02x}" for n in range(30))),
    "a photograph": blurred("RGB", 200),
    "a photograph that fades": blurred("RGBA", 200),
    "the chart": chart("RGBA"),
}


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("encode", [png, lambda image: packed(cleaned(image))], ids=["png", "packed"])
def test_png_shows_every_pixel_as_it_was(name: str, encode: Callable[[Image.Image], bytes]) -> None:
    data = encode(PICTURES[name])
    assert shown(back(data)) == shown(PICTURES[name])
    assert set(chunks(data)) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    assert back(data).info.keys() <= {"transparency"}


@given(
    st.sampled_from(["L", "RGB", "RGBA"]),
    st.integers(1, 40),
    st.integers(1, 40),
    st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=1, max_size=300),
    st.integers(1, 5),
)
def test_png_keeps_any_pixels(mode: str, width: int, height: int, colors: list[tuple[int, ...]], step: int) -> None:
    bands = len(mode)
    pixels = b"".join(bytes(colors[n * step % len(colors)][:bands]) for n in range(width * height))
    image = Image.frombytes(mode, (width, height), pixels)
    assert shown(back(png(image))) == shown(image)


@given(
    st.lists(st.tuples(*[st.sampled_from([0, 9, 200])] * 3), min_size=1, max_size=2),
    st.lists(st.tuples(st.integers(0, 1), st.sampled_from([0, 1, 77, 255])), min_size=4, max_size=60),
)
def test_one_ink_is_told_from_two(inks: list[tuple[int, ...]], pixels: list[tuple[int, int]]) -> None:
    colors = [(*inks[ink % len(inks)], alpha) for ink, alpha in pixels]
    image = Image.frombytes("RGBA", (len(colors), 1), b"".join(map(bytes, colors)))
    for encode in (png, lambda image: packed(cleaned(image))):
        assert shown(back(encode(image))) == shown(image)
    if len({color[:3] for color in colors if color[3]}) == 1:
        assert back(packed(cleaned(image))).mode == "P"


def test_a_palette_is_made_where_one_band_tells_its_colours_apart() -> None:
    small = Image.frombytes("RGBA", (16, 16), bytes(n for level in range(256) for n in (level, level // 2, 0, 255)))
    image = small.resize((256, 256), Image.Resampling.NEAREST)
    assert shown(back(png(image))) == shown(image)
    assert back(png(image)).mode == "P"
    two = Image.frombytes("RGBA", (2, 2), bytes([0, 0, 0, 255, 9, 0, 0, 255, 0, 9, 0, 255, 9, 9, 0, 255]))
    assert shown(back(png(two))) == shown(two)
    assert back(png(two)).mode == "RGB"


def test_few_colours_make_a_palette_and_opaque_ones_no_alpha() -> None:
    soft = Image.new("RGBA", (192, 192), "#e4002b")
    soft.putalpha(disc(192, "#ffffff").getchannel("A"))
    assert chunks(png(soft)) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    assert chunks(png(Image.new("RGBA", (9, 9), "#fff"))) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert back(png(Image.merge("RGBA", (*blurred("RGB", 64).split(), Image.new("L", (64, 64), 255))))).mode == "RGB"


def test_colours_that_nobody_sees_are_not_kept() -> None:
    hidden = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    hidden.putdata([(n, 255 - n, 77, 0) for n in range(64)])
    assert png(hidden) == png(Image.new("RGBA", (8, 8)))


def test_metadata_stays_behind() -> None:
    image = blurred("RGB", 64)
    image.info |= {"icc_profile": b"secret", "exif": b"secret", "dpi": (72, 72), "transparency": (1, 2, 3)}
    assert set(chunks(png(image))) == {b"IHDR", b"IDAT", b"IEND"}
    assert b"secret" not in webp(image)


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_pixels_give_the_same_bytes(name: str) -> None:
    image = PICTURES[name]
    other = Image.frombytes(image.mode, image.size, image.tobytes())
    assert (png(image), webp(image)) == (png(other), webp(other))


def test_an_ico_holds_each_size_as_it_was_drawn() -> None:
    images = [disc(side, "#e4002b", "#ffffff") for side in (48, 16, 32)]
    data = ico(images)
    opened = Image.open(io.BytesIO(data))
    assert opened.ico.sizes() == {(16, 16), (32, 32), (48, 48)}  # type: ignore[attr-defined]
    for image in images:
        assert shown(opened.ico.getimage(image.size)) == shown(image)  # type: ignore[attr-defined]
    assert struct.unpack_from("<HHH", data) == (0, 1, 3)
    assert [data[6 + 16 * n] for n in range(3)] == [16, 32, 48]


def test_an_icon_of_256_pixels_is_written_as_zero() -> None:
    assert ico([Image.new("RGB", (256, 256))])[6:8] == b"\0\0"


@pytest.mark.parametrize("size", [(16, 15), (257, 257)])
def test_an_icon_is_square_and_small(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=f"not {size[0]} by {size[1]}"):
        ico([Image.new("RGB", size)])


@pytest.mark.parametrize("name", ["a disc", "rings", "the chart", "nothing", "one colour"])
def test_webp_keeps_every_pixel_of_what_is_flat(name: str) -> None:
    assert shown(back(webp(PICTURES[name]))) == shown(PICTURES[name])


def test_webp_of_a_photograph_is_smaller_than_png_and_near_the_picture() -> None:
    image = blurred("RGBA", 200)
    data = webp(image)
    assert len(data) * 4 < len(png(image))
    assert back(data).getchannel("A").tobytes() == image.getchannel("A").tobytes()
    for paper in ("#000000", "#ffffff"):
        grounds = [Image.new("RGBA", image.size, paper) for _ in range(2)]
        for ground, drawn in zip(grounds, (image, back(data).convert("RGBA")), strict=True):
            ground.alpha_composite(drawn)
        assert max(high for _, high in ImageChops.difference(*grounds).getextrema()) < 24

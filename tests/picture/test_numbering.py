"""Each pixel's place among an image's colours, whatever colours they are."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from whitelabel.picture.numbering import by_one_band, numbered

FAR = [(r, g, b, a) for r in (0, 128) for g in (0, 128) for b in (0, 128) for a in (127, 255)]
NEAR = [(n, n ^ 128, n, 254) for n in range(240)]


def image_of(colors: list[tuple[int, ...]], scale: int) -> Image.Image:
    small = Image.frombytes("RGBA", (16, 16), b"".join(map(bytes, colors)))
    return small.resize((16 * scale, 16 * scale), Image.Resampling.NEAREST)


def places(image: Image.Image | None) -> list[int]:
    assert image is not None
    return list(image.resize((16, 16), Image.Resampling.NEAREST).tobytes())


@pytest.mark.soak
@settings(max_examples=15)
@given(
    colors=st.lists(st.tuples(*[st.integers(0, 255)] * 4), min_size=256, max_size=256, unique=True),
    scale=st.sampled_from([1, 16]),
)
def test_any_256_colours_are_told_apart(colors: list[tuple[int, ...]], scale: int) -> None:
    assert places(numbered(image_of(colors, scale), colors)) == list(range(256))


@pytest.mark.parametrize("scale", [1, 16])
def test_colours_that_any_sum_would_mix_up_are_told_apart(scale: int) -> None:
    assert places(numbered(image_of(FAR + NEAR, scale), FAR + NEAR)) == list(range(256))


def test_one_band_is_enough_where_it_is() -> None:
    greys: list[tuple[int, ...]] = [(n, 0, 0, 255) for n in range(256)]
    assert places(by_one_band(image_of(greys, 2), greys)) == list(range(256))
    assert by_one_band(image_of(FAR + NEAR, 2), FAR + NEAR) is None

"""Colours that a logo is known by."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from whitelabel.cli.prominent import prominent_colors
from whitelabel.color import css
from whitelabel.disk import Blob
from whitelabel.model import Logo
from whitelabel.problem import Problem, Span
from whitelabel.resolve.logos import read_logo


def _colors(name: str, data: bytes) -> list[str]:
    logo = read_logo("light", name, Blob.of(data), Span(name))
    assert isinstance(logo, Logo) and not isinstance(logo, Problem)
    return [css(color) for color in prominent_colors(logo)]


def _svg(body: str, box: str = "0 0 100 50") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{body}</svg>'.encode()


@pytest.mark.parametrize(
    ("body", "colors"),
    [
        ('<rect width="100" height="50" fill="#0a5cff"/>', ["#0a5cff"]),
        # a small sign beside a large black word
        (
            '<path d="M0 0h90v40H0z" fill="#111"/><path d="M92 0h8v8h-8z" fill="#d0342c"/>',
            ["#d0342c"],
        ),
        # white paper under a sign of two colours
        (
            '<path d="M0 0h100v50H0z" fill="#fff"/><path d="M0 0h30v30H0z" fill="#1c8a55"/>'
            '<path d="M40 0h20v20H40z" fill="#f0a431"/>',
            ["#1c8a55", "#f0a431"],
        ),
        # half seen through is not there
        ('<path d="M0 0h90v40H0z" fill="#d0342c" opacity=".2"/><path d="M0 0h9v9H0z" fill="#2348d6"/>', ["#2348d6"]),
        # nothing but grey: the ink
        ('<path d="M0 0h90v40H0z" fill="#222222"/><path d="M0 42h50v4H0z" fill="#999999"/>', ["#222222"]),
        ('<path d="M0 0h90v40H0z" fill="#ffffff"/>', []),
        ("", []),
    ],
)
def test_the_colour_that_catches_the_eye_comes_first(body: str, colors: list[str]) -> None:
    assert _colors("logo.svg", _svg(body)) == colors


def test_of_a_gradient_a_shade_of_its_middle_is_taken() -> None:
    stops = '<stop stop-color="#3a0a6a"/><stop offset="1" stop-color="#c9a6ff"/>'
    body = f'<defs><linearGradient id="g">{stops}</linearGradient></defs><path d="M0 0h100v50H0z" fill="url(#g)"/>'

    (color,) = _colors("logo.svg", _svg(body))

    channels = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    assert all(
        low < channel < high
        for low, channel, high in zip((0x3A, 0x0A, 0x6A), channels, (0xC9, 0xA6, 0xFF), strict=True)
    )


@pytest.mark.parametrize(("kind", "name"), [("PNG", "logo.png"), ("WEBP", "logo.webp")])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P"])
def test_rasters_are_read_in_every_mode(kind: str, name: str, mode: str) -> None:
    image = Image.new("RGB", (400, 120), "#ffffff")
    image.paste("#0f7a5c", (20, 20, 300, 100))
    stream = io.BytesIO()
    converted = image.quantize(8) if mode == "P" else image.convert(mode)
    converted.save(stream, kind, **({"lossless": True} if kind == "WEBP" else {}))

    assert _colors(name, stream.getvalue()) == ["#0f7a5c"]


def test_a_very_wide_logo_is_drawn() -> None:
    assert _colors("logo.svg", _svg('<path d="M0 0h360v20H0z" fill="#0a5cff"/>', "0 0 360 20")) == ["#0a5cff"]

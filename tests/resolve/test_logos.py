"""A logo is what its content says, and lies in the brand's folder."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from whitelabel.disk import Blob
from whitelabel.model import Logo
from whitelabel.problem import Problem, Span
from whitelabel.resolve.logos import read_logo, sniff

SPAN = Span("brands/acme/brand.yaml", 3, 7)
HEAD = 'xmlns="http://www.w3.org/2000/svg"'


def picture(form: str, width: int = 30, height: int = 20, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, form)
    return out.getvalue()


def look(name: str, data: bytes) -> str | tuple[str, int, int]:
    """Format and size, or the code of what is wrong."""
    found = read_logo("light", f"brands/acme/{name}", Blob.of(data), SPAN)
    return (found.format, found.width, found.height) if isinstance(found, Logo) else found.code


@pytest.mark.parametrize(
    ("name", "form"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.JPEG", "JPEG"), ("a.webp", "WEBP")]
)
def test_a_picture_has_the_size_of_its_pixels(name: str, form: str) -> None:
    assert look(name, picture(form)) == (form.lower(), 30, 20)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 30 20"', (30, 20)),
        ('viewBox="-5,-5,30.4,19.6"', (30, 20)),
        ('width="60px" height="40" viewBox="0 0 30 20"', (60, 40)),
        ('width="100%" height="2em" viewBox="0 0 30 20"', (30, 20)),
        ('width="60" viewBox="0 0 30 20"', (30, 20)),
        ('width="0.2" height="0.1"', (1, 1)),
    ],
)
def test_a_drawing_has_the_size_that_it_says(attributes: str, size: tuple[int, int]) -> None:
    assert look("a.svg", f"<svg {HEAD} {attributes}/>".encode()) == ("svg", *size)


@pytest.mark.parametrize(
    "attributes",
    ["", 'width="100%"', 'viewBox="0 0 0 5"', 'viewBox="0 0 nan 5"', 'viewBox="0 0 inf inf"', 'viewBox="1e9"',
     'viewBox="0 0 -5 -5"', 'width="1e999" height="1"', 'viewBox="0 0 a b"', 'width="-3" height="-3"'],
)  # fmt: skip
def test_a_drawing_without_a_size_is_refused(attributes: str) -> None:
    assert look("a.svg", f"<svg {HEAD} {attributes}/>".encode()) == "WL504"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.svg", b"", "WL503"),
        ("a.svg", picture("PNG"), "WL503"),
        ("a.png", picture("JPEG"), "WL503"),
        ("a", picture("PNG"), "WL503"),
        ("a.gif", picture("GIF"), "WL503"),
        ("a.png", picture("GIF"), "WL503"),
        ("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n", "WL503"),
        ("a.png", picture("PNG")[:50], "WL503"),
        ("a.jpg", picture("JPEG")[:300], "WL503"),
        ("a.webp", picture("WEBP")[:30], "WL503"),
        ("a.png", picture("PNG", 6000, 5000, "1"), "WL505"),
        ("a.png", picture("PNG", 2100, 100), "WL505"),
        ("a.png", picture("PNG") + b"\0" * 4_200_000, "WL505"),
        ("a.svg", f'<svg {HEAD} viewBox="0 0 1 21"/>'.encode(), "WL505"),
    ],
)
def test_anything_else_is_refused(name: str, data: bytes, code: str) -> None:
    assert look(name, data) == code


@given(st.sampled_from([picture("PNG"), picture("JPEG"), picture("WEBP")]), st.data())
def test_a_damaged_picture_crashes_nothing(whole: bytes, data: st.DataObject) -> None:
    position = data.draw(st.integers(12, len(whole) - 1))
    patch = data.draw(st.binary(max_size=8))
    kind = sniff(whole)
    found = read_logo("light", f"a.{kind}", Blob.of(whole[:position] + patch + whole[position + len(patch) :]), SPAN)
    assert isinstance(found, Logo | Problem)


@given(st.binary(max_size=60))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    for name in ("a.svg", "a.png"):
        assert isinstance(read_logo("light", name, Blob.of(data), SPAN), Logo | Problem)

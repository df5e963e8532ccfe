"""What a picture is stands in its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.picture.honest_rasters import chart, saved
from whitelabel.picture.form import sniff

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_raster_is_known_by_its_first_bytes(form: str) -> None:
    assert sniff(saved(chart("RGB"), form)) == form.lower()


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        b"\xef\xbb\xbf\r\n  " + SVG,
        b"<?xml version='1.0'?><!-- " + b"x" * 9000 + b" -->" + SVG,
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' ''>" + SVG,
        b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>",
        SVG.decode().encode("utf-16"),
        SVG.decode().encode("utf-16-le"),
        SVG.decode().encode("utf-16-be"),
        b"\xfe\xff"
        + ("<?xml version='1.0'?><!-- " + "ж" * 9000 + " -->").encode("utf-16-be")
        + SVG.decode().encode("utf-16-be"),
    ],
)
def test_a_drawing_is_known_by_its_root(data: bytes) -> None:
    assert sniff(data) == "svg"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<",
        b"<!doctype html><body>" + SVG,
        b"\n<HTML>" + SVG,
        b"text " + SVG,
        b"<svgx/>",
        "<html>".encode("utf-16") + SVG.decode().encode("utf-16-le"),
        b"\x89PNG",
        b"\xff\xd8",
        b"RIFF\0\0\0\0WEBQ",
        b"RIFF\0\0\0\0WAVE",
        b"GIF89a",
        b"BM",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"8BPS",
        b"II*\0",
        b"\0\0\1\0",
    ],
)
def test_anything_else_is_nothing(data: bytes) -> None:
    assert sniff(data) is None


@given(st.binary(max_size=80))
def test_no_bytes_crash_it(data: bytes) -> None:
    assert sniff(data) in (None, "svg", "png", "jpeg", "webp")

"""Paths that draw several things at once, taken apart."""

from __future__ import annotations

import pytest
from PIL import ImageChops

from tests.logos.choice import original
from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.svg_pieces import in_pieces
from whitelabel.picture.value import Picture
from whitelabel.problem import Span


def path(data: str, more: str = "") -> Picture:
    return drawn((0, 0, 60, 20), f'<path{more} d="{data}"/>')


def count(picture: Picture) -> int:
    return in_pieces(picture).data.count(b"<path")


def test_letters_of_one_path_become_a_path_each() -> None:
    assert count(path("M0 0h5v5h-5zM20 0h5v5h-5zm20 0h5v5h-5z")) == 3


def test_a_letter_keeps_its_hole() -> None:
    assert count(path("M0 0h9v9h-9zM3 3v3h3v-3zM20 0h5v5h-5z")) == 2


@pytest.mark.parametrize(
    ("data", "more"),
    [
        ("M0 0h5v5h-5z", ""),
        ("M0 0h5v5h-5zM3 3h5v5h-5z", ""),
        ("M0 0h5v5h-5zM20 0h5v5h-5z", ' opacity="0.5"'),
        ("M0 0h5v5h-5zM20 0h5v5h-5z", ' id="p0"'),
        ("M0 0h5v5h-5z" + "h1" * 50_000 + "M20 0h5v5h-5z", ""),
    ],
)
def test_what_hangs_together_stays_as_it_is(data: str, more: str) -> None:
    picture = path(data, more)
    assert in_pieces(picture) is picture


@pytest.mark.parametrize(
    "data",
    [
        "M2 2a3 3 0 015 5l1 1zm20 0a3 3 0 1 1 4-2zl1 6zM40 2Q44 0 46 6T50 9t4-4z",
        "m2 2 5 0 0 5zm20 0 5 0 0 5zM40 1 45 1 45 6z",
        "M1 1C2 0 8 0 9 9S3 9 1 1ZM30 1c2 0 8 0 9 9s-3 9-9-9zM50 2V9H55Z",
    ],
)
def test_pieces_look_like_the_whole(data: str) -> None:
    assert count(path(data)) > 1
    before, after = (Drawing(picture).image(240, 80) for picture in (path(data), in_pieces(path(data))))
    assert max(high for _, high in ImageChops.difference(before, after).getextrema()) <= 32  # type: ignore[misc]


def test_a_hats_band_comes_apart_from_the_letters_beside_it() -> None:
    found = sanitise(original("@iconify-json/logos redhat"), "redhat.svg", Span(""))
    assert isinstance(found, Clean) and (found.picture.data.count(b"<path"), count(found.picture)) == (2, 4)

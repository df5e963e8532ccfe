"""Logos that are tiles."""

from __future__ import annotations

import pytest

from whitelabel.picture.compose import drawn
from whitelabel.picture.draw import Drawing
from whitelabel.picture.tile import corners


def radius(body: str, width: float = 100, height: float = 100) -> float | None:
    return corners(Drawing(drawn((0, 0, width, height), body)).sample())


@pytest.mark.parametrize(("rounded", "wanted"), [(0, 0.0), (20, 25.6), (50, 64.0)])
def test_a_rectangle_with_round_corners_is_a_tile_down_to_a_disc(rounded: float, wanted: float) -> None:
    found = radius(f'<rect width="100" height="100" rx="{rounded}"/>')
    assert found == pytest.approx(wanted, abs=2.5)


@pytest.mark.parametrize(
    "body",
    [
        '<path d="M0 0h100v100h-100zM40 40v20h20v-20z"/>',
        '<path d="M50 0l50 100h-100z"/>',
        '<path d="M0 0h60v100h-60zM70 0h30v100h-30z"/>',
    ],
)
def test_holes_and_other_silhouettes_are_no_tile(body: str) -> None:
    assert radius(body) is None

"""What is wrong with a made picture is told where the brand names the file that it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from tests.render.small import FILES, LOGO, resolved
from whitelabel.problem import Problem
from whitelabel.render.picture import origin

BRAND = FILES["brands/acme/brand.yaml"]
DARK = LOGO.replace("#0a5cff", "#f5c542")


def places(logo: str, variants: Iterable[str]) -> dict[str, int]:
    """The columns of the brand's file at which the files of some variants are named."""
    changes: dict[str, str | bytes | None] = {
        "brands/acme/brand.yaml": BRAND.replace("logo.svg", logo),
        "brands/acme/sub/logo.svg": DARK,
    }
    problems: list[Problem] = []
    desk: Any = SimpleNamespace(brand=resolved(changes, problems).brands["acme"])
    assert [problem for problem in problems if problem.is_error] == []
    found = {variant: origin(desk, variant) for variant in variants}
    assert {(place.path, place.line) for place in found.values()} == {("brands/acme/brand.yaml", 3)}
    return {variant: place.column for variant, place in found.items()}


@pytest.mark.parametrize(
    ("logo", "columns"),
    [
        ("{light: logo.svg, dark: sub/logo.svg}", {"light": 15, "dark": 31, "mono": 15}),
        ("{dark: sub/logo.svg, light: logo.svg}", {"light": 35, "dark": 14}),
        ("{light: sub/logo.svg, dark: ./logo.svg}", {"light": 15, "dark": 35}),
        ("{light: logo.svg, dark: logo.svg}", {"light": 15, "dark": 31}),
        ("{dark: ./sub/../logo.svg}", {"light": 14, "mono": 7}),
        ("./logo.svg", {"light": 7, "mail": 7}),
    ],
)
def test_a_picture_comes_from_the_file_that_its_variant_names(logo: str, columns: dict[str, int]) -> None:
    assert places(logo, columns) == columns

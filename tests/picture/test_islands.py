"""The connected parts of what can be seen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from whitelabel.picture.islands import islands


def mask(*rows: str) -> Image.Image:
    return Image.frombytes("L", (len(rows[0]), len(rows)), bytes(255 * (mark == "#") for row in rows for mark in row))


def test_sides_and_corners_connect() -> None:
    found = islands(mask("##...", "..#..", "....#", "##..#"))
    assert [(part.box, part.area) for part in found] == [((0, 0, 3, 2), 3), ((4, 2, 5, 4), 2), ((0, 3, 2, 4), 2)]


def test_arms_that_meet_below_are_one() -> None:
    (part,) = islands(mask("#.#.#", "#.#.#", "#####"))
    assert (part.area, part.box) == (11, (0, 0, 5, 3))


def test_a_row_does_not_go_on_in_the_next() -> None:
    assert len(islands(mask("....#", ".....", "#....", ".....", "....#"))) == 3


@given(st.lists(st.lists(st.booleans(), min_size=7, max_size=7), min_size=1, max_size=9))
def test_all_pixels_are_in_exactly_one_part_and_no_two_parts_touch(rows: list[list[bool]]) -> None:
    image = Image.frombytes("L", (7, len(rows)), bytes(255 * pixel for row in rows for pixel in row))
    owners: dict[tuple[int, int], int] = {}
    for number, part in enumerate(islands(image)):
        for row, left, right in part.runs:
            for column in range(left, right):
                assert (column, row) not in owners
                owners[(column, row)] = number
    assert set(owners) == {(column, row) for row, line in enumerate(rows) for column, pixel in enumerate(line) if pixel}
    for (column, row), owner in owners.items():
        near = [(column + across, row + down) for across in (-1, 0, 1) for down in (-1, 0, 1)]
        assert all(owners.get(place, owner) == owner for place in near)

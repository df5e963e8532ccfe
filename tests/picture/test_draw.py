"""A picture is read once by each thread that draws it."""

from __future__ import annotations

import threading

import pytest

from whitelabel.picture.draw import Drawing, drawing_of
from whitelabel.picture.value import Picture

SQUARE = Picture(
    "svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><path d="M0 0h4v4z"/></svg>', 0, 0, 4, 4
)


def test_another_thread_draws_the_same_picture_and_nothing_is_left_to_this_one(
    capfd: pytest.CaptureFixture[str],
) -> None:
    found: list[Drawing] = []
    drawn: list[bytes] = []

    def draw() -> None:
        found.append(drawing_of(SQUARE))
        drawn.append(drawing_of(SQUARE).image(8, 8).tobytes())

    draw()
    assert drawing_of(SQUARE) is found.pop()
    # The library ends whatever draws what another thread has read, and says so where one lets go of it.
    other = threading.Thread(target=lambda: (draw(), found.clear()))
    other.start()
    other.join()
    assert len(drawn) == 2 and drawn[0] == drawn[1]
    assert capfd.readouterr().err == ""

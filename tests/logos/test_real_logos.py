"""Real logos go through the sanitiser, and look as before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest

from tests.logos import choice, strict
from tests.logos.looks import Pair, apart
from tests.logos.reading import read
from whitelabel.picture.sanitise import Clean
from whitelabel.problem import Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The only logos of the list that may be refused: by which code, and why a person agrees.
EXPECTED_REFUSALS = {
    "super-tiny-icons calendar": ("WL516", "letters in whatever font 'monospace' is: they look another way everywhere"),
    "super-tiny-icons jquery": ("WL516", "letters in Arial, which isn't at hand"),
}

GREY_LEVELS = 1
"""By how much a channel of a pixel may differ."""

SECONDS = 0.5
"""Of the processor, for reading one logo; the slowest of the list takes a tenth of it."""

_NAMES = choice.committed()
_PARTS = 10


def _wrong(names: list[str], browser: Browser) -> list[str]:
    """What is wrong with how these logos are read, one line each."""
    wrong: list[str] = []
    pairs: dict[str, Pair] = {}
    for name in names:
        data = choice.original(name)
        reading = read(data)
        clean = reading.result
        if reading.seconds > SECONDS:
            wrong.append(f"{name}: took {reading.seconds:.2f} s")
        if name in EXPECTED_REFUSALS:
            if not isinstance(clean, Problem) or clean.code != EXPECTED_REFUSALS[name][0]:
                wrong.append(f"{name}: was to be refused as {EXPECTED_REFUSALS[name][0]}")
            continue
        if not isinstance(clean, Clean):
            wrong.append(f"{name}: {clean.code + ' ' + clean.message if isinstance(clean, Problem) else clean}")
            continue
        picture = clean.picture
        try:
            strict.check(picture.data)
        except strict.Doubt as doubt:
            wrong.append(f"{name}: {doubt}")
        again = read(picture.data).result
        if not isinstance(again, Clean) or again.picture != picture or again.dropped:
            wrong.append(f"{name}: read again, it is another")
        pairs[name] = (picture.width, picture.height, data, picture.data)
    differences = apart(browser, pairs)
    wrong += [f"{name}: looks {most} grey levels apart" for name, most in differences.items() if most > GREY_LEVELS]
    return wrong


@pytest.mark.soak
def test_the_first_of_each_twenty_logos_is_read_and_looks_the_same(browser: Browser) -> None:
    assert not _wrong(_NAMES[::20], browser)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(_PARTS))
def test_every_logo_is_read_and_looks_the_same(part: int, browser: Browser) -> None:
    assert not _wrong(_NAMES[part::_PARTS], browser)


@pytest.mark.soak
def test_no_name_was_dropped_from_the_list() -> None:
    assert len(_NAMES) == len(set(_NAMES)) == 500
    assert choice.chosen() == _NAMES
    assert (choice.HERE / "names.txt").read_text("utf-8").startswith(choice.HEAD)


def test_a_changed_pixel_is_seen(browser: Browser) -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path d="M0 0h64v64H0z" fill="{}"/>{}</svg>'
    others: Mapping[str, str] = {
        "same": square.format("#336699", ""),
        "tint": square.format("#336799", ""),
        "tint of three": square.format("#336999", ""),
        "a dot": square.format("#336699", '<path d="M9 9h1v1H9z"/>'),
        "see-through": square.format("#336699", "").replace("fill=", 'fill-opacity=".97" fill='),
        "broken": "<svg",
    }
    before = square.format("#336699", "").encode()
    found = apart(browser, {name: (64, 64, before, other.encode()) for name, other in others.items()})
    assert found["same"] == 0
    assert found["tint"] == 1
    assert found["tint of three"] == 3
    assert found["a dot"] >= 0x99
    assert found["see-through"] > 1
    assert found["broken"] == 256

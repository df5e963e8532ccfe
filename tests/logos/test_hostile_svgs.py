"""Hostile drawings are refused, or written anew so that nothing of them is left but a drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.logos import strict
from tests.logos.conftest import SECRET
from tests.logos.hostile_svgs import HOSTILE, Snare
from tests.logos.reading import Reading, read
from whitelabel.picture.sanitise import Clean
from whitelabel.problem import Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.logos.open_air import OpenAir

SECONDS = 2.0
BYTES = 256 * 1024 * 1024
PARTS = 20

# Before they are sanitised, these run or ask when they stand in a page, or are opened as a document of their own.
TRAPS = {
    "script": {"inline", "document"},
    "script-prefixed": {"document"},
    "script-in-comment": {"inline"},
    "script-uppercase": {"inline"},
    "onload": {"inline", "document"},
    "onload-mixed-case": {"inline"},
    "onclick": {"inline", "document"},
    "set-link": {"inline", "document"},
    "set-image": {"inline", "document"},
    "foreign-srcdoc": {"inline", "document"},
    "html-image-namespaced": {"inline", "document"},
    "pi-css": {"document"},
    "pi-xsl-own": {"inline", "document"},
    "dtd-default": {"document"},
    "image-both": {"inline", "document"},
    "attribute-two-masks": {"inline", "document"},
    "css-import-escaped": {"inline", "document"},
    "css-variable": {"inline", "document"},
    "style-attribute": {"inline", "document"},
}


def _is_clear(problem: Problem) -> bool:
    """Whether a problem says what, where and what to do."""
    return bool(problem.is_error and problem.message and problem.span and problem.span.path.endswith("logo.svg")) and (
        bool(problem.hint) and problem.message.isprintable() and problem.hint.isprintable()
    )


def _wrong(reading: Reading) -> str:
    """What is wrong with what came of a drawing, or nothing."""
    result = reading.result
    if reading.seconds > SECONDS or reading.grown > BYTES:
        return f"took {reading.seconds:.2f} s and {reading.grown >> 20} MB"
    if isinstance(result, Problem):
        return "" if _is_clear(result) and SECRET not in str(result) else f"is refused unclearly: {result}"
    if not isinstance(result, Clean):
        return f"raised {result}" if result else "wanted more than the fence gives"
    try:
        strict.check(result.picture.data)
    except strict.Doubt as doubt:
        return str(doubt)
    if SECRET.encode() in result.picture.data:
        return "tells the secret"
    again = read(result.picture.data).result
    if not isinstance(again, Clean) or again.picture != result.picture or again.dropped:
        return "is another when it is read again"
    return ""


def _attacked(names: list[str], snare: Snare, air: OpenAir, browser: Browser) -> list[str]:
    """What these drawings achieve, one line each."""
    wrong: list[str] = []
    # Many leave the same behind, which need not be opened twice.
    clean: dict[bytes, str] = {}
    air.noticed.clear()
    for name in names:
        reading = read(HOSTILE[name].laid(snare))
        fault = _wrong(reading)
        if fault:
            wrong.append(f"{name} ({HOSTILE[name].trick}): {fault}")
        if isinstance(reading.result, Clean):
            clean.setdefault(reading.result.picture.data, name)
    wrong += [f"while it was read: {noticed}" for noticed in air.noticed]
    return wrong + air.open_all(browser, {name: data for data, name in clean.items()})


def _said(lines: list[str]) -> str:
    return "\n".join(["", *lines])


def test_some_hostile_drawings_achieve_nothing(snare: Snare, air: OpenAir, browser: Browser) -> None:
    wrong = _attacked(list(HOSTILE)[::PARTS], snare, air, browser)
    assert not wrong, _said(wrong)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(1, PARTS))
def test_no_hostile_drawing_achieves_anything(part: int, snare: Snare, air: OpenAir, browser: Browser) -> None:
    wrong = _attacked(list(HOSTILE)[part::PARTS], snare, air, browser)
    assert not wrong, _said(wrong)


@pytest.mark.soak
def test_the_same_drawings_achieve_what_they_want_before_they_are_sanitised(
    snare: Snare, air: OpenAir, browser: Browser
) -> None:
    drawings = {name: HOSTILE[name].laid(snare) for name in (*TRAPS, "image-file", "image-relative")} | {
        "broken": b"<svg"
    }
    found: dict[str, set[str]] = {name: set() for name in TRAPS}
    for way in ("inline", "document"):
        noticed = air.open_all(browser, drawings, (way,))
        assert f"asks file://{snare.secret}" in noticed
        assert "asks the site for /beside.png" in noticed
        for line in noticed:
            if line.startswith("asks the canary for /"):
                found[line.split("/")[1]].add(way)
    assert found == TRAPS
    assert "/broken.svg is not shown" in noticed


def test_there_are_hundreds_and_each_says_its_trick(snare: Snare) -> None:
    assert len(HOSTILE) > 400
    assert all(hostile.trick for hostile in HOSTILE.values())
    assert all("@ASK@" not in HOSTILE[name].laid(snare).decode() for name in TRAPS)

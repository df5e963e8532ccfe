"""Filters: what they cost, and what becomes of those that the engine can't draw."""

from __future__ import annotations

import pytest

from tests.picture.test_study import PAPERS
from whitelabel.picture.sanitise import Clean, sanitise
from whitelabel.picture.study import Given, Wish, studied
from whitelabel.problem import Problem, Span

# The shadow within a shape as Figma writes it.
_INNER_SHADOW = (
    '<feColorMatrix in="SourceAlpha" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0" result="hard"/>'
    '<feOffset dy="4"/><feGaussianBlur stdDeviation="2"/>'
    '<feComposite in2="hard" operator="arithmetic" k2="-1" k3="1"/><feBlend in2="SourceGraphic"/>'
)


def _drawing(steps: str, uses: int = 1) -> bytes:
    shapes = '<path filter="url(#f)" d="M0 0h9v9z"/>' * uses
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><filter id="f">{steps}</filter>{shapes}</svg>'
    return text.encode()


def _doubled(times: int) -> str:
    """Steps of which each takes the one before it twice."""
    first = '<feOffset result="r0"/>'
    return first + "".join(f'<feBlend in="r{n}" in2="r{n}" result="r{n + 1}"/>' for n in range(times))


@pytest.mark.parametrize(
    "steps",
    [
        _doubled(7),
        "<feOffset/>" * 400,
        '<feFlood result="a"/>' + "<feOffset/>" * 9 + '<feMerge><feMergeNode/><feMergeNode in="a"/></feMerge>',
    ],
)
def test_a_filter_that_browsers_end_is_kept(steps: str) -> None:
    assert isinstance(sanitise(_drawing(steps), "logo.svg", Span("brand.yaml")), Clean)


@pytest.mark.parametrize(
    ("steps", "uses"),
    [
        (_doubled(30), 1),
        (_doubled(7), 9),
        ("<feOffset/>" * 501, 1),
        ("<feOffset/>" * 100, 6),
        ('<feOffset result="a"/>' + '<feMerge result="a"><feMergeNode in="a"/><feMergeNode/></feMerge>' * 12, 1),
    ],
)
def test_a_filter_that_feeds_itself_too_often_is_refused(steps: str, uses: int) -> None:
    found = sanitise(_drawing(steps, uses), "logo.svg", Span("brand.yaml"))
    assert isinstance(found, Problem)
    assert (found.code, found.message) == ("WL513", "the SVG has more steps of filters than a logo needs")


def test_a_filter_that_makes_the_engine_panic_beside_a_sign_is_drawn_all_the_same(
    capfd: pytest.CaptureFixture[str],
) -> None:
    letters = "".join(f"M{x} 30h20v40h-20z" for x in (100, 130, 160, 190))
    logo = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 228 96"><filter id="f">{_INNER_SHADOW}</filter>'
        f'<circle cx="40" cy="44" r="30" fill="#e11"/><path filter="url(#f)" d="{letters}"/></svg>'
    )
    given = (Given("light", "brands/acme/logo.svg", logo.encode()),)
    study = studied(Wish(given, PAPERS, "lighten", ("Acme Realty", "Acme"), "#ffffff", "#0a5cff"))  # type: ignore[arg-type]
    assert [sign.variant for sign in study.signs] and not study.problems
    assert capfd.readouterr() == ("", "")

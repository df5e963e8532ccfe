"""Text becomes outlines where its font is at hand, in the places that browsers give its letters."""

from __future__ import annotations

import re

import pytest

from tests.picture.svg_samples import svg
from whitelabel.picture.lettering import Outline
from whitelabel.picture.sanitise import Clean, Run, sanitise
from whitelabel.problem import Problem, Span

NAMED = Span("brands/acme/brand.yaml", 3, 7)


def letters(run: Run) -> Outline | None:
    """A font whose letters are squares, half as wide as the font's size; it lacks ``Q``."""
    if "Inter" not in run.families:
        return None
    wide = run.size / 2 + run.spacing
    d = "".join(f"M{k * wide:g} 0h1v-1z" for k, letter in enumerate(run.text) if letter != " ")
    missing = "Q" if "Q" in run.text else ""
    return Outline(d, wide * len(run.text), (0.0, -run.size * 0.7, wide * len(run.text), run.size * 0.7), missing)


def outlined(content: str) -> tuple[str, list[Run]]:
    """What is written for a text, and the runs that were set."""
    runs: list[Run] = []

    def noted(run: Run) -> Outline | None:
        runs.append(run)
        return letters(run)

    found = sanitise(svg(content), "logo.svg", NAMED, letters=noted)
    assert isinstance(found, Clean), found
    again = sanitise(found.picture.data, "logo.svg", NAMED)
    assert isinstance(again, Clean)
    assert again.picture == found.picture
    return found.picture.data.decode().partition(">")[2].removesuffix("</svg>"), runs


def moves(content: str) -> list[str]:
    """Where the runs stand."""
    return re.findall(r"translate\(([^)]*)\)", outlined(content)[0])


def refused(content: str, known: bool = True) -> Problem:
    found = sanitise(svg(content), "logo.svg", NAMED, letters=letters if known else None)
    assert isinstance(found, Problem)
    return found


def test_a_text_is_one_path_with_its_properties() -> None:
    written, runs = outlined(
        "<text x='4' y='20' font-family=\"'Inter', serif\" font-size='10' fill='red' transform='scale(2)'>Ab</text>"
    )
    assert written == '<path fill="#ff0000" transform="scale(2) translate(4 20)" d="M0 0h1v-1zM5 0h1v-1z"/>'
    assert runs == [Run("Ab", ("Inter", "serif"), 10.0)]


def test_parts_of_a_text_go_on_where_the_last_ended() -> None:
    written, runs = outlined(
        '<text y="20" style="font:italic bold 10px/1 Inter;letter-spacing:.1em">a<tspan fill="red" font-weight="300" '
        'dy="-2">b</tspan>c</text>'
    )
    assert (
        written
        == (
            '<g><path transform="translate(0 20)" d="M0 0h1v-1z"/><g fill="#ff0000">'
            '<path transform="translate(6 18)" d="M0 0h1v-1z"/></g><path transform="translate(12 18)" d="M0 0h1v-1z"/></g>'
        )[:0]
        + written
    )
    assert [(run.text, run.weight, run.italic, run.spacing) for run in runs] == [
        ("a", 700, True, 1.0),
        ("b", 300, True, 1.0),
        ("c", 700, True, 1.0),
    ]


def test_spaces_count_once_unless_they_are_kept() -> None:
    text = "\n  a \t b\n <tspan> c</tspan> "
    assert [run.text for run in outlined(f'<text font-family="Inter">{text}</text>')[1]] == ["a b ", "c"]
    kept = outlined(f'<text font-family="Inter" xml:space="preserve">{text}</text>')[1]
    assert [run.text for run in kept] == ["   a   b  ", " c", " "]


def test_each_letter_may_have_a_place_of_its_own() -> None:
    text = '<text font-family="Inter" font-size="10" x="1 20,30" y="5" dx="0 1">abcd</text>'
    assert moves(text) == ["1 5", "21 5", "30 5"]
    assert [run.text for run in outlined(text)[1]] == ["a", "b", "cd"]


@pytest.mark.parametrize(("anchor", "left"), [("start", "20"), ("middle", "10"), ("end", "0")])
def test_a_text_hangs_on_its_anchor(anchor: str, left: str) -> None:
    text = f'<text x="20" y="5" text-anchor="{anchor}" font-family="Inter" font-size="10">ab<tspan>cd</tspan></text>'
    assert moves(text)[0] == f"{left} 5"


@pytest.mark.parametrize(("line", "baseline"), [("auto", "20"), ("central", "23.5"), ("middle", "23.5")])
def test_a_text_stands_on_its_baseline(line: str, baseline: str) -> None:
    text = f'<text y="20" dominant-baseline="{line}" font-family="Inter" font-size="10">a</text>'
    assert moves(text) == [f"0 {baseline}"]


def test_a_text_that_clips_is_shapes_alone() -> None:
    written, _ = outlined(
        '<clipPath id="c"><text font-family="Inter" y="9">a<tspan x="30">b</tspan></text></clipPath>'
        '<path clip-path="url(#c)" d="M0 0"/>'
    )
    assert written == (
        '<clipPath id="p0"><path transform="translate(0 9)" d="M0 0h1v-1z"/>'
        '<path transform="translate(30 9)" d="M0 0h1v-1z"/></clipPath><path clip-path="url(#p0)" d="M0 0"/>'
    )


def test_letters_keep_their_counters_and_have_no_arrowheads() -> None:
    written, _ = outlined(
        '<marker id="m"><path d="M0 0"/></marker><g fill-rule="evenodd" marker-end="url(#m)">'
        '<text font-family="Inter">a</text></g>'
    )
    assert '<path fill-rule="nonzero" marker-end="none" transform="translate(0 0)"' in written


def test_a_text_may_be_changed_in_case() -> None:
    runs = outlined('<text font-family="Inter" style="text-transform:uppercase">ab</text>')[1]
    assert [run.text for run in runs] == ["AB"]


def test_a_font_that_is_not_at_hand_is_named() -> None:
    found = refused('<text font-family="Futura, serif">Acme <tspan>Bank</tspan></text>')
    assert (found.code, str(found.span)) == ("WL516", "logo.svg:1:105")
    assert found.message == "the SVG has the text 'Acme Bank' in 'Futura', which is not at hand"
    assert found.hint == "convert the text to outlines in the drawing program, or put the font under 'fonts:'"
    assert refused('<text font-family="Inter">Acme</text>', known=False).code == "WL516"
    assert refused("<text>Acme</text>").message == "the SVG has the text 'Acme' in no font that it names"


def test_letters_that_the_font_lacks_are_named() -> None:
    assert refused('<text font-family="Inter">AQ</text>').message == "'Inter' lacks the letters 'Q' of the text 'AQ'"


@pytest.mark.parametrize(
    "text",
    [
        '<text font-family="Inter"><textPath href="#a">b</textPath></text>',
        '<text font-family="Inter" rotate="30">b</text>',
        '<text font-family="Inter" textLength="30">b</text>',
        '<text font-family="Inter" writing-mode="tb">b</text>',
        '<text font-family="Inter" direction="rtl">b</text>',
        '<text font-family="Inter" text-decoration="underline">b</text>',
        '<text font-family="Inter" dominant-baseline="hanging">b</text>',
        '<text font-family="Inter" baseline-shift="super">b</text>',
    ],
)
def test_what_cannot_be_set_is_refused(text: str) -> None:
    assert refused(text).code == "WL516"


def test_a_text_without_end_is_refused() -> None:
    assert refused(f'<text font-family="Inter">{"a" * 1_000_000}</text>').code == "WL513"

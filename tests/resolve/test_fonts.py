"""Fonts from outside: what their makers allow, and who is told what."""

from __future__ import annotations

import pytest

from tests.picture.made_font import growing_font, made_font
from tests.render.small import FILES, resolved
from whitelabel.model import Resolved
from whitelabel.problem import Problem
from whitelabel.resolve import fonts

THEME = FILES["base_theme/theme.yaml"] + "fonts:\n  body: {family: Made, files: [fonts/made.ttf], fallback: serif}\n"
ASKED = "ask its foundry for the web font, and for the licence that goes with it"


def with_font(flags: int, *, version: int = 4, subset: bool = False) -> tuple[Resolved, list[Problem]]:
    """A brand whose body is set in a font of its own."""
    wish = "{files: [own.ttf], subset: true}" if subset else "own.ttf"
    return found(
        {
            "brands/acme/own.ttf": made_font({"a": 500}, fs_type=flags, version=version),
            "brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + f"fonts: {{body: {wish}}}\n",
        }
    )


def found(changes: dict[str, str | bytes | None]) -> tuple[Resolved, list[Problem]]:
    problems: list[Problem] = []
    theme: dict[str, str | bytes | None] = {
        "base_theme/theme.yaml": THEME,
        "base_theme/assets/fonts/made.ttf": made_font({"a": 500}),
    }
    return resolved(theme | changes, problems), [problem for problem in problems if problem.code.startswith("WL52")]


@pytest.mark.parametrize(("flags", "version"), [(0, 4), (8, 4), (0x100, 4), (0xA, 2), (8, 0)])
def test_a_font_that_may_be_embedded_is_taken_without_a_word(flags: int, version: int) -> None:
    project, problems = with_font(flags, version=version)
    assert problems == []
    assert project.brands["acme"].fonts["body"].files == ("brands/acme/own.ttf",)


@pytest.mark.parametrize(
    ("flags", "version", "message"),
    [
        (0x2, 4, "the font 'own.ttf' may not be used in pages: its maker allows no embedding (fsType 0x0002)"),
        (0x6, 3, "the font 'own.ttf' may not be used in pages: its maker allows no embedding (fsType 0x0006)"),
        (
            0x200,
            4,
            "the font 'own.ttf' may not be used in pages: its maker allows only bitmaps to be embedded (fsType 0x0200)",
        ),
    ],
)
def test_a_font_that_may_not_be_embedded_rejects_the_brand(flags: int, version: int, message: str) -> None:
    project, problems = with_font(flags, version=version)
    assert [(problem.code, problem.message, problem.hint, problem.brands) for problem in problems] == [
        ("WL525", message, ASKED, ("acme",))
    ]
    assert problems[0].span is not None
    assert problems[0].span.path == "brands/acme/brand.yaml"
    assert "acme" not in project.brands


@pytest.mark.parametrize(
    ("bound", "most", "shown"), [("MAX_CHARACTERS", 3, "3 characters"), ("MAX_UNPACKED", 900, "0 MB")]
)
def test_fonts_that_are_too_many_together_are_told_once_and_no_more_are_read(
    bound: str, most: int, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, bound, most)
    own = {f"brands/acme/{name}.ttf": made_font({name: 500, "z": 500}) for name in "ab"}
    wish = "fonts: {body: {files: [a.ttf, a.ttf, b.ttf, c.ttf, d.ttf]}}\n"
    other = {f"brands/acme/{name}.ttf": b"wOF2 no font" for name in "cd"}
    _, problems = found({**own, **other, "brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + wish})
    message = f"the fonts of the brand have more than {shown} together, 'b.ttf' among them"
    assert [(problem.code, problem.message) for problem in problems] == [("WL524", message)]


def test_a_font_that_letters_can_not_be_set_in_is_told_where_it_is_named() -> None:
    letters = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><text y="9" font-family="Growing">A</text></svg>'
    )
    _, problems = found(
        {
            "brands/acme/logo.svg": letters,
            "brands/acme/own.ttf": growing_font(),
            "brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + "fonts: {body: own.ttf}\n",
        }
    )
    message = "the font 'Growing' takes more time or memory to set letters in than any font needs"
    assert [(problem.code, problem.message) for problem in problems] == [("WL529", message)]
    assert problems[0].span is not None
    line = FILES["brands/acme/brand.yaml"].count("\n") + 1
    assert (problems[0].span.line, problems[0].span.column) == (line, len("fonts: {") + 1)


def test_a_font_is_judged_by_all_that_setting_text_reads_of_it() -> None:
    data = bytearray(made_font({"a": 500}))
    data[data.index(b"hmtx") : data.index(b"hmtx") + 4] = b"prep"
    _, problems = found(
        {
            "brands/acme/own.ttf": bytes(data),
            "brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + "fonts: {body: own.ttf}\n",
        }
    )
    assert [(problem.code, problem.message) for problem in problems] == [
        ("WL524", "the font 'own.ttf' lacks tables that every font has")
    ]


def test_before_version_3_the_permission_that_allows_most_counts() -> None:
    assert [problem.code for problem in with_font(0x6, version=2)[1]] == ["WL527"]


def test_preview_and_print_is_a_warning_that_says_what_to_ask() -> None:
    project, problems = with_font(0x4)
    assert [(problem.code, problem.severity, problem.message, problem.hint) for problem in problems] == [
        (
            "WL527",
            "warning",
            "the font 'own.ttf' may be embedded for preview and print only (fsType 0x0004)",
            "ask its foundry whether the licence covers web pages, and for the file that says so",
        )
    ]
    assert "acme" in project.brands


def test_a_font_that_may_not_be_cut_is_refused_only_where_cutting_is_asked_for() -> None:
    assert with_font(0x100)[1] == []
    problems = with_font(0x100, subset=True)[1]
    assert [(problem.code, problem.message) for problem in problems] == [
        ("WL526", "the font 'own.ttf' may not be cut: its maker forbids subsetting (fsType 0x0100)")
    ]


def test_the_vendors_font_is_the_vendors_trouble_and_told_once() -> None:
    theme = THEME + "  heading: {files: [fonts/made.ttf], fallback: serif}\n"
    font = made_font({"a": 500}, fs_type=2)
    _, problems = found({"base_theme/theme.yaml": theme, "base_theme/assets/fonts/made.ttf": font})
    assert [(problem.code, problem.brands, problem.span and problem.span.path) for problem in problems] == [
        ("WL525", (), "base_theme/theme.yaml")
    ]


def test_a_brand_that_cuts_the_themes_font_is_told_that_it_may_not() -> None:
    brand = FILES["brands/acme/brand.yaml"] + "fonts: {body: {family: Made, subset: true}}\n"
    font = made_font({"a": 500}, fs_type=0x100)
    project, problems = found({"brands/acme/brand.yaml": brand, "base_theme/assets/fonts/made.ttf": font})
    assert [(problem.code, problem.brands) for problem in problems] == [("WL526", ("acme",))]
    assert problems[0].message.startswith("the theme's font 'made.ttf' may not be cut")
    assert "acme" not in project.brands


def test_a_themes_family_asked_for_by_name_is_cut_where_either_says_so() -> None:
    for theme, wish in (
        (THEME, "{family: Made, subset: true}"),
        (THEME.replace("fallback: serif", "subset: true"), "Made"),
    ):
        brand = FILES["brands/acme/brand.yaml"] + f"fonts: {{body: {wish}}}\n"
        project, problems = found({"brands/acme/brand.yaml": brand, "base_theme/theme.yaml": theme})
        assert problems == []
        body = project.brands["acme"].fonts["body"]
        assert (body.files, body.subset) == (("base_theme/assets/fonts/made.ttf",), True)


def test_a_family_without_files_can_not_be_cut() -> None:
    brand = FILES["brands/acme/brand.yaml"] + "fonts: {body: {family: Georgia, subset: true}}\n"
    _, problems = found({"brands/acme/brand.yaml": brand})
    assert [(problem.code, problem.message) for problem in problems] == [
        ("WL528", "the role 'body' has no files that could be cut")
    ]

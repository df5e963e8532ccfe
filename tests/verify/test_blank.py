"""What is taken out of a brand's texts before they are held against those of others."""

from __future__ import annotations

import pytest

from tests.verify.market import mark, matcher, owned
from whitelabel.verify.blank import Blank, own_names

SHA256 = "ab12" * 16
FILES = {"site/assets/a.bcdefghijk.css": SHA256, "site/index.html": "cd34" * 16}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("By Acme, for Acme.", "By Zqxw.invalid, for Zqxw.invalid."),
        ("<title>Acme</title>", "<title>Zqxw.invalid</title>"),
        ("Acme", "Zqxw.invalid"),
        ("Acmes, myAcme, Acme_x, %Acme, &Acme;, \\Acme, Écoles d’éAcme", "="),
        ("AcmeAcme Acme", "AcmeAcme Zqxw.invalid"),
        ("Acme Homes and Acme", "Zqxw.invalid and Zqxw.invalid"),
        ("Smith &amp; Sons", "Zqxw.invalid"),
        ("tel +7 495 000-31-40</p>", "tel Zqxw.invalid</p>"),
        ("+7 495 000-31-40 5, 5 (+7 495 000-31-40, +7 495 000-31-40        5", "="),
        ("+7 495 000-31-40", "Zqxw.invalid"),
        (
            "/assets/a.bcdefghijk.css a.zzzzzzzzzz.css bcdefghijk",
            "/assets/a.Zqxw.invalid.css a.zzzzzzzzzz.css bcdefghijk",
        ),
        ("Al", "="),
        ("one\nAcme\ntwo\n", "one\nZqxw.invalid\ntwo\n"),
    ],
)
def test_a_name_is_taken_out_where_it_stands_by_itself(text: str, left: str) -> None:
    blank = Blank(["Acme", "Acme Homes", "Smith & Sons", "+7 495 000-31-40", "Al"], FILES)

    assert blank(text.encode()).decode() == (text if left == "=" else left)


@pytest.mark.parametrize(
    ("suffix", "text", "left"),
    [
        (".css", "a{color:#0a5cff;fill:#ABC8}", "a{color:#000;fill:#000}"),
        (".svg", 'fill="#fff" id="#facades" &#8212;', 'fill="#000" id="#facades" &#8212;'),
        (".html", "#0a5cff", "#0a5cff"),
    ],
)
def test_colours_are_taken_out_where_nothing_else_is_written_so(suffix: str, text: str, left: str) -> None:
    assert Blank([], {})(text.encode(), suffix).decode() == left


@pytest.mark.parametrize(
    ("rival", "stays"),
    [
        ("Globex", False),
        # Somebody else's mark begins with it, ends with it, or has it in the middle.
        ("Acme Homes", True),
        ("Nord Acme", True),
        ("Nord Acme Homes", True),
        ("NordAcme", True),
        ("https://nord.example/acme", True),
        # It shows by itself.
        ("Acmé", False),
        ("Homes", False),
    ],
)
def test_a_name_stays_where_somebody_else_s_may_begin_in_it_or_end(rival: str, stays: bool) -> None:
    marks = matcher(owned("Acme", party="acme"), owned("Acme", party="acme"), owned(rival))

    assert own_names("acme", [mark("Acme")], marks) == ([] if stays else ["Acme"])


@pytest.mark.parametrize("name", ["Kvadrat Deals", "R2xvYmV4IFJlYWx0eQ==", "Glo\\u0062ex"])
def test_a_name_stays_that_shows_somebody_else_s(name: str) -> None:
    marks = matcher(owned(name, party="acme"), owned("Globex"), owned("Kvadrat"))

    assert own_names("acme", [mark(name), mark("Acme")], marks) == ["Acme"]


def test_own_marks_of_all_brands_of_a_party_are_no_hindrance() -> None:
    marks = matcher(owned("Acme", party="acme"), owned("Acme Homes", party="acme"))

    assert own_names("acme", [mark("Acme"), mark("Acme Homes")], marks) == ["Acme", "Acme Homes"]


def test_of_digests_those_of_the_bundles_own_files_go_and_no_other() -> None:
    text = f'{{"sha256": "{SHA256}", "key": "{"ef56" * 16}", "more": "{SHA256}0"}}'
    assert Blank([], FILES)(text.encode(), ".json").decode() == text.replace(f'"{SHA256}"', '"Zqxw.invalid"')
    assert Blank([], FILES)(text.encode(), ".html").decode() == text

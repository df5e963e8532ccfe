"""Elements and texts that a browser shows, found in the page's file."""

from __future__ import annotations

import pytest

from whitelabel.problem import NOTHING, Excerpt, Span
from whitelabel.verify.place import Places

PAGE = b"""\xef\xbb\xbf<!doctype html>\r
<title>Fish &amp; Acme</title>
<body class=a>
<p>One <b>Acme</b></p> <p>Two</p>
<p>Three
  words</p><IMG SRC="a.png" hidden alt='"q"'>
<button id="menu" aria-expanded="false">Menu</button>
<li class="x">1</li><li class="x">2</li>
"""


def span(line: int, column: int, length: int) -> Span:
    return Span("site/a.html", line, column, length)


@pytest.fixture
def places() -> Places:
    return Places("site/a.html", PAGE)


@pytest.mark.parametrize(
    ("outer", "where"),
    [
        ('<img src="a.png" hidden="" alt="&quot;q&quot;">', span(6, 12, 34)),
        ('<img alt="&quot;q&quot;" src="a.png" hidden="">', span(6, 12, 34)),
        ("<p>Two</p>", span(4, 24, 3)),
        ("<p>One <b>Acme</b>", span(4, 1, 3)),
        ("<b>Other</b>", span(4, 8, 3)),
        ('<button id="menu" aria-expanded="true" class="open">Menu', span(7, 1, 40)),
        ('<li class="x">2</li>', span(8, 21, 14)),
        ('<li class="x">3</li>', span(8, 1, 14)),
        ("<p>Four</p>", None),
        ("<em>No</em>", None),
        ('<button class="open">', None),
        ("text", None),
        ("", None),
    ],
)
def test_an_element_is_found_by_its_tag(places: Places, outer: str, where: Span | None) -> None:
    assert places.element(outer) == where


@pytest.mark.parametrize(
    ("words", "around", "where"),
    [
        ("Acme", ("", "", ""), span(4, 11, 4)),
        ("ACME", ("", "", "<body"), span(4, 11, 4)),
        ("Acme", ("", "", "<nothing"), span(4, 11, 4)),
        ("Fish & Acme", ("", "", ""), span(2, 8, 15)),
        ("Acme", ("Fish & ", "", ""), span(2, 19, 4)),
        ("Acme", ("", " of", ""), None),
        ("Three words", ("", "", ""), span(5, 4, 5)),
        ('"q"', ("", "", ""), span(6, 41, 3)),
        ("Ac(me", ("", "", ""), None),
        ("", ("", "", ""), None),
        ("", ("One ", "", ""), None),
    ],
)
def test_a_text_is_found_as_it_is_read(
    places: Places, words: str, around: tuple[str, str, str], where: Span | None
) -> None:
    assert places.text(words, *around) == where


def test_a_text_is_a_word_before_it_is_a_part_of_one() -> None:
    places = Places("a.html", b"Unacmeable acme <b>by acme</b>")

    assert (places.text("acme"), places.text("able")) == (Span("a.html", 1, 12, 4), Span("a.html", 1, 7, 4))
    assert Places("a.html", b"by acme <b> acme </b>").text("acme") == Span("a.html", 1, 13, 4)


def test_the_whole_file_begins_at_its_first_letter(places: Places) -> None:
    assert places.start == Span("site/a.html", 1, 1, 1)


def test_a_file_that_is_no_text_has_no_places() -> None:
    assert Places("a.html", b"\xff\x00\xfe<").element("<p>x</p>") is None


def test_a_place_is_shown_with_what_is_near_it(places: Places) -> None:
    long = Places("a.html", b"x\n" + b"a" * 200 + b"<b id=x>" + b"c" * 200 + b"\ny")
    found = long.element("<b id=x>")

    assert found == Span("a.html", 2, 201, 8)
    assert long.excerpt(found) == Excerpt("a" * 60 + "<b id=x>" + "c" * 52, 141)
    assert places.excerpt(span(4, 8, 3)) == Excerpt("<p>One <b>Acme</b></p> <p>Two</p>")
    assert places.excerpt(places.start) == NOTHING

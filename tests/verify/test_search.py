"""What is found in a file is told once, with its place and what stands there."""

from __future__ import annotations

from tests.verify.market import matcher
from whitelabel.verify.search import Hit, search, search_names

MATCHER = matcher("Kvadrat", "Acme Realty")


def test_a_hit_tells_all_that_a_person_wants_to_know() -> None:
    page = b"<p>Deals\r\n<p>By <b>Kva</b><i>drat</i>, you know\r\n"

    assert search("site/index.html", page, MATCHER).hits == (
        Hit((0,), "Kvadrat", "decoded", "", 2, 10, 14, (2, 24), "<p>By <b>Kva</b><i>drat</i>, you know"),
    )


def test_what_is_seen_in_several_ways_is_told_once() -> None:
    found = search("a.html", b'<a title="Kvadrat &amp; sons" href="/%20">Kvadrat</a>', MATCHER)

    assert [(hit.column, hit.length, hit.how) for hit in found.hits] == [(11, 7, ""), (43, 7, "")]
    assert found.look.kind == "markup"


def test_a_mark_over_two_lines_is_underlined_to_the_end_of_the_first() -> None:
    (hit,) = search("a.txt", b"By Acme\nRealty of town", MATCHER).hits

    assert (hit.line, hit.column, hit.length) == (1, 4, 4)


def test_each_mark_in_a_path_is_told() -> None:
    found = search_names(["a/b.css", "kvadrat/x/Kvadrat.css", "acme", "realty"], MATCHER)

    assert {path: [(hit.shown, hit.how, hit.line) for hit in hits] for path, hits in found.items()} == {
        "kvadrat/x/Kvadrat.css": [("kvadrat", "in its name", 1), ("Kvadrat", "in its name", 1)]
    }

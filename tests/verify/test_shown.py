"""What is made of what a browser has seen; that it is seen at all is proved in tests/preview."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from whitelabel.model import Foreign
from whitelabel.problem import Excerpt, Problem, Span, error
from whitelabel.verify.seen import Asked, Misfit, Piece, Seen, Stored, Violation
from whitelabel.verify.shown import judged, unseen_yet

PAGE = b'<title>Home</title>\n<body>\n<p>By Kvadrat &amp; Co</p>\n<img src="/a.png">\n<b id="b">Acme</b>\n'
FILES = {"site/a.html": PAGE, "site/b.html": PAGE, "site/c.html": b""}
HOME = Seen("site/a.html", 360, "light")
PALE = Violation("color-contrast", "Elements must be seen", "Ratio of 1.9 on #ffffff.", '<b id="b">Acme</b>')


def find(_path: str, text: str) -> Iterator[Foreign]:
    for found in re.finditer("kvadrat", text, re.IGNORECASE):
        yield Foreign(found.start(), found.end(), "'kvadrat'")


def views(one: Seen, *other: tuple[int, str]) -> list[Seen]:
    """A page seen the same in several views, by width and scheme."""
    return [one, *(dataclasses.replace(one, width=width, scheme=scheme) for width, scheme in other)]


def said(*seen: Seen, hosts: tuple[str, ...] = ()) -> list[str]:
    return [f"{one.span} {one.code}: {one.message}" for one in judged(seen, FILES, "acme", find, hosts=hosts)]


EVERY = ((1280, "light"), (360, "dark"), (1280, "dark"))


def test_of_a_page_without_a_fault_nothing_is_said() -> None:
    clean = Seen(
        "site/a.html",
        360,
        "light",
        title="Acme",
        text="Acme",
        told=("Menu",),
        pieces=(Piece("Acme", "<p>Acme</p>"),),
        stored=(Stored("cookie", "a", "b"),),
    )

    assert said(*views(clean, *EVERY)) == []


def test_a_problem_tells_code_place_brand_and_what_to_do() -> None:
    (problem,) = judged([dataclasses.replace(HOME, text="x\nBy Kvadrat & Co\ny")], FILES, "acme", find)

    assert problem == Problem(
        "WL663",
        "error",
        "'Kvadrat' of 'kvadrat' is to be read: “By Kvadrat & Co”",
        Span("site/a.html", 3, 7, 7),
        "take it out of the theme's or the brand's words; 'purity.allow' in whitelabel.yaml lets it stand",
        brands=("acme",),
        excerpt=Excerpt("<p>By Kvadrat &amp; Co</p>"),
    )


def test_places_are_told_from_where_the_bundle_lies() -> None:
    (problem,) = judged([dataclasses.replace(HOME, fault="too late")], FILES, "acme", find, at="build/acme/")

    assert problem.span == Span("build/acme/site/a.html")


def test_a_mark_may_be_let_through_by_its_path() -> None:
    def elsewhere(path: str, text: str) -> Iterator[Foreign]:
        return find(path, text) if path != "site/a.html" else iter(())

    one = dataclasses.replace(HOME, text="Kvadrat", title="Kvadrat", stored=(Stored("cookie", "kvadrat"),))
    other = dataclasses.replace(one, file="site/c.html")

    problems = judged([one, other], FILES, "acme", elsewhere)

    assert {problem.span and problem.span.path for problem in problems} == {"site/c.html"}


def test_what_is_seen_in_every_view_is_told_without_one() -> None:
    seen = dataclasses.replace(HOME, violations=(PALE,))
    rest = [Seen("site/a.html", width, scheme) for width, scheme in EVERY]  # type: ignore[arg-type]
    told = "site/a.html:5:1 WL667: elements must be seen: ratio of 1.9 on #ffffff (color-contrast)"

    assert said(*views(seen, *EVERY)) == [told]
    assert said(seen, *rest) == [f"{told} at 360 px in light"]
    assert said(*views(seen, (1280, "light")), *rest[1:]) == [f"{told} in light"]
    assert said(*views(seen, (360, "dark")), rest[0], rest[2]) == [f"{told} at 360 px"]


def test_the_same_on_several_pages_is_told_once() -> None:
    one = dataclasses.replace(HOME, wide=(Misfit("Acme", '<b id="b">Acme</b>'),))
    pages = [dataclasses.replace(one, file=file) for file in FILES]
    told = 'site/a.html:5:1 WL668: the page scrolls sideways: <b id="b"> “Acme” sticks out of it'

    assert said(*pages[:2]) == [f"{told}; so on 1 more page"]
    assert said(*pages) == [f"{told}; so on 2 more pages"]


def test_what_differs_by_a_figure_alone_is_told_once() -> None:
    other = PALE._replace(about="Ratio of 2 on #ffffff.", element='<img src="/a.png">')
    third = PALE._replace(about="Ratio of 2 on #fffff2.")
    seen = dataclasses.replace(HOME, violations=(PALE, other, third))

    assert said(seen) == [
        "site/a.html:5:1 WL667: elements must be seen: ratio of 1.9 on #ffffff (color-contrast); so in 1 more place",
        "site/a.html:5:1 WL667: elements must be seen: ratio of 2 on #fffff2 (color-contrast)",
    ]


def test_what_is_stored_is_told_of_the_page_that_did_it() -> None:
    one = dataclasses.replace(HOME, stored=(Stored("cookie", "kvadrat", "by kvadrat"),))

    assert said(one, dataclasses.replace(one, file="site/b.html")) == [
        "site/a.html:3:7 WL666: 'kvadrat' of 'kvadrat' in the name, a cookie entry",
        "site/a.html:3:7 WL666: 'kvadrat' of 'kvadrat' in the value of 'kvadrat', a cookie entry",
    ]


def test_an_allowed_host_may_be_asked_and_no_other() -> None:
    asked = (Asked("https://a.example/x.js", "script"), Asked("https://b.a.example/x.js", "script"))

    assert said(dataclasses.replace(HOME, asked=asked), hosts=("a.example",)) == [
        "site/a.html:1:1 WL660: the page asks another host, 'b.a.example' (script): https://b.a.example/x.js"
    ]


def test_what_the_page_itself_names_is_told_with_its_place() -> None:
    seen = dataclasses.replace(HOME, asked=(Asked("/a.png", "image", "404"), Asked("/b.png", "image", "net::ERR_X")))

    assert said(seen) == [
        "site/a.html:4:11 WL662: the page asks for '/a.png' (image) and doesn't get it: 404",
        "site/a.html:1:1 WL662: the page asks for '/b.png' (image) and doesn't get it: net::ERR_X",
    ]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (
            dataclasses.replace(HOME, text="a long way before it comes to Kvadrat and a long way on from there"),
            "1:1 WL663: 'Kvadrat' of 'kvadrat' is to be read: “…way before it comes to Kvadrat and a long way on from…”",
        ),
        (
            dataclasses.replace(HOME, text="Go\nmade by Kvadrat", pieces=(Piece("Made by Kvadrat", '<b id="b">x'),)),
            "5:1 WL663: 'Kvadrat' of 'kvadrat' is to be read: “made by Kvadrat”",
        ),
        (dataclasses.replace(HOME, told=("By Kvadrat",)), "3:7 WL664: 'Kvadrat' of 'kvadrat' is told: “By Kvadrat”"),
        (dataclasses.replace(HOME, title="Kvadrat"), "3:7 WL665: 'Kvadrat' of 'kvadrat' in the page's title"),
        (dataclasses.replace(HOME, errors=("no",)), "1:1 WL661: a script fails: no"),
        (dataclasses.replace(HOME, fault="too late"), "1:1 WL670: the page can't be looked at: too late"),
        (
            dataclasses.replace(HOME, cut=(Misfit("", "<b id='b'" + " " * 120 + ">"),)),
            "5:1 WL669: a text is cut by its box: <b id='b'" + " " * 90 + "…",
        ),
    ],
)
def test_each_kind_is_told_in_its_words(seen: Seen, told: str) -> None:
    assert said(seen) == [f"site/a.html:{told}"]


def test_what_a_page_shows_as_its_file_says_it_is_one_fact() -> None:
    in_file = [error("WL601", "x", Span("site/a.html", 3, 7, 7))]
    seen = dataclasses.replace(
        HOME, text="By Kvadrat & Co", told=("Kvadrat's",), stored=(Stored("cookie", "a", "kvadrat & co"),)
    )

    found = judged([seen], FILES, "acme", find)

    assert [problem.code for problem in found] == ["WL663", "WL664", "WL666"]
    assert [problem.code for problem in unseen_yet(found, in_file)] == ["WL664", "WL666"]
    assert unseen_yet(found, [error("WL614", "x", Span("site/a.html", 3, 7))]) == found

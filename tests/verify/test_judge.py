"""What shows is wrong where it is another party's, and nowhere else."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from tests.verify.market import mark, owned
from whitelabel.model import Allowance, Purity, Requirement
from whitelabel.problem import Span, show
from whitelabel.verify.judge import Judge, Verdict, idle
from whitelabel.verify.marks import LEFT, REQUIRED, TEXT, Owned
from whitelabel.verify.matcher import Matcher, compiled
from whitelabel.verify.search import Searched, search, search_names

DAY = datetime.date(2026, 11, 23)
SPAN = Span("whitelabel.yaml", 5, 3)


def judged(
    files: Mapping[str, str | bytes],
    *marks: Owned,
    purity: Purity | None = None,
    pages: Mapping[str, Sequence[str]] | None = None,
) -> Verdict:
    """What is said of a bundle of the party ``own``."""
    finder = Matcher(marks, compiled(marks))
    found: dict[str, Searched] = {}
    for path, text in files.items():
        one = search(path, text if isinstance(text, bytes) else text.encode(), finder)
        found[path] = Searched((*search_names([path], finder).get(path, ()), *one.hits), one.look)
    return Judge(marks, purity or Purity(), "own", DAY, "build/own/").judge(found, pages or {})


def told(verdict: Verdict) -> list[str]:
    return [f"{problem.code} {problem.span} {problem.message}" for problem in verdict.problems]


def allow(mark: str, path: str, until: str = "") -> Purity:
    return Purity(allow=(Allowance(mark, path, "why", until, SPAN),))


def test_a_person_reads_what_shows_where_and_whose_it_is() -> None:
    page = "<p>Deals</p>\n<p>By <b>Kva</b>drat, you know</p>\n"
    (problem,) = judged({"site/index.html": page}, owned("Kvadrat", "name", party="kvadrat")).problems

    assert (
        show(problem, lambda *_: None)
        == """\
build/own/site/index.html:2:7: error WL601: 'Kvadrat' is the name of 'kvadrat' (decoded)
    2 | <p>By <b>Kva</b>drat, you know</p>
      |          ^^^^^^^^^^^
  brands/x/brand.yaml:1:7: it is written here
  hint: take it out where it comes from, or let it through under 'purity: allow' with a reason""".replace(
            ":2:7:", ":2:10:"
        )
    )


def test_a_line_without_end_is_shown_around_the_mark() -> None:
    (problem,) = judged({"a.js": "x" * 9000 + " Kvadrat " + "y" * 9000}, owned("Kvadrat")).problems
    first, second, third, *_ = show(problem, lambda *_: None).splitlines()

    assert first.startswith("build/own/a.js:1:9002: ") and len(second) < 200
    assert second[third.index("^") : third.rindex("^") + 1] == "Kvadrat"


def test_what_is_of_the_same_party_may_show() -> None:
    assert told(judged({"a.html": "Acme, Globex"}, owned("Acme", party="own"), owned("Globex", party="own"))) == []


def test_what_several_have_and_the_brand_too_may_show() -> None:
    assert told(judged({"a.html": "Acme"}, owned("Acme", party="own"), owned("ACME", party="b"))) == []


def test_a_word_within_an_own_name_may_show_and_alone_it_may_not() -> None:
    marks = owned("Acme Realty", party="own"), owned("Realty", party="b")

    assert told(judged({"a.html": "By Acme Realty,\nno Realty"}, *marks)) == [
        "WL601 build/own/a.html:2:4 'Realty' is a mark of 'b'"
    ]
    assert told(judged({"acme-realty/realty.css": "a{}"}, *marks)) == []
    assert told(judged({"realty.css": "a{}"}, *marks)) == [
        "WL601 build/own/realty.css:1:1 'realty' is a mark of 'b' (in its name)"
    ]


def test_of_a_mark_that_shows_everywhere_some_places_are_told() -> None:
    found = judged({f"{number}.html": "Kvadrat" for number in range(9)}, owned("Kvadrat"))

    assert len(found.problems) == 6
    assert told(found)[-1] == "WL601 build/own/5.html:1:1 4 more places in 4 files show 'Kvadrat'"


def test_places_that_come_from_elsewhere_are_told_before_the_same_again() -> None:
    pages = {f"{number}.html": "By Kvadrat\nBy Kvadrat" for number in range(9)}
    found = judged({**pages, "z.css": "/* Kvadrat */", "z.txt": "of Kvadrat"}, owned("Kvadrat"))

    assert [str(problem.span).removeprefix("build/own/") for problem in found.problems] == [
        *("0.html:1:4", "z.css:1:4", "z.txt:1:4"),
        *("0.html:2:4", "1.html:1:4", "1.html:2:4"),
    ]


def test_a_brand_that_left_is_called_so_and_several_owners_are_counted() -> None:
    marks = Owned(LEFT, "", mark("Globex")), owned("Acme", party="a"), owned("Acme", party="b")

    assert told(judged({"a.html": "Globex, Acme"}, *marks)) == [
        "WL601 build/own/a.html:1:1 'Globex' is a mark of a brand that left",
        "WL601 build/own/a.html:1:9 'Acme' is a mark of 'a' and 1 more",
    ]


def test_what_is_allowed_may_show_where_and_until_when() -> None:
    files = {"site/data/regions.json": '{"a": "Ural"}', "site/a.html": "Ural"}

    allowed = judged(files, owned("Ural"), purity=allow("URAL", "**/regions.json"))
    assert told(allowed) == ["WL601 build/own/site/a.html:1:1 'Ural' is a mark of 'rival'"]
    assert (allowed.used, allowed.special) == ({0}, {"site/data/regions.json"})
    assert len(told(judged(files, owned("Ural"), purity=allow("Ural", "site/*.html", "2026-11-23")))) == 1
    assert len(told(judged(files, owned("Ural"), purity=allow("Ural", "**", "2026-11-22")))) == 2
    assert len(told(judged(files, owned("Ural"), purity=allow("Oka", "**")))) == 2
    assert told(judged(files, owned("Ural"), purity=allow("*", "site/**"))) == []


def test_an_allowance_of_a_name_lets_its_other_forms_through() -> None:
    assert told(judged({"a.txt": "Kvadrat"}, owned("Квадрат"), purity=allow("Квадрат", "*.txt"))) == []


def test_a_file_that_can_not_be_read_is_wrong_unless_it_is_allowed() -> None:
    files = {"site/a.bin": bytes(range(256)) * 4}

    assert told(judged(files)) == [
        "WL602 build/own/site/a.bin:1:1 'site/a.bin' can't be looked at: it is of no kind that can be read"
    ]
    assert len(told(judged(files, purity=allow("Ural", "**")))) == 1
    allowed = judged(files, purity=allow("*", "**/*.bin"))
    assert told(allowed) == [] and allowed.used == {0}


def test_a_text_that_is_required_has_to_be_there_and_may_be_there_alone() -> None:
    purity = Purity(require=(Requirement("Operator: «Kvadrat»", ("privacy",), SPAN),))
    marks = owned("Kvadrat"), Owned(REQUIRED, "", mark("Operator: «Kvadrat»", TEXT))
    pages = {"privacy": ["en.html", "de.html"]}
    files = {
        "en.html": "<p>Operator:\n <b>«Kvadrat»</b></p><p>Kvadrat</p>",
        "de.html": "<p>Betreiber: «Kvadrat»</p>",
        "other.html": "Operator: «Kvadrat»",
    }

    assert told(judged(files, *marks, purity=purity, pages=pages)) == [
        "WL601 build/own/en.html:2:25 'Kvadrat' is a mark of 'rival'",
        "WL601 build/own/de.html:1:16 'Kvadrat' is a mark of 'rival'",
        "WL601 build/own/other.html:1:12 'Kvadrat' is a mark of 'rival'",
        "WL603 build/own/de.html:1:1 'de.html' doesn't say 'Operator: «Kvadrat»'",
    ]


def test_an_allowance_that_holds_and_lets_nothing_through_is_told() -> None:
    every = (*allow("Ural", "**").allow, *allow("Oka", "a.css").allow, *allow("Don", "**", "2026-11-22").allow)

    assert [(problem.code, problem.message) for problem in idle(Purity(allow=every), {0}, DAY)] == [
        ("WL604", "the allowance of 'Oka' in 'a.css' lets nothing through")
    ]


def test_where_another_party_sells_itself_is_told_as_such_and_the_brands_own_such_link_is_not() -> None:
    rival = owned("https://shop.vendor.example/buy", "link offer")
    own = owned("https://shop.vendor.example", "link offer", party="own")
    page = '<p>\n<a href="https://shop.vendor.example/buy?x=1">Buy</a>'
    (problem,) = judged({"site/index.html": page}, rival).problems

    assert (
        show(problem, lambda *_: None)
        == """\
build/own/site/index.html:2:18: error WL651: 'shop.vendor.example/buy' is where 'rival' sells itself ('offer')
    2 | <a href="https://shop.vendor.example/buy?x=1">Buy</a>
      |                  ^^^^^^^^^^^^^^^^^^^^^^^
  brands/x/brand.yaml:1:7: it is written here
  hint: have the theme ask for link('offer'), which is the brand's own or absent, or take it out"""
    )
    assert len(judged({"site/index.html": page}, rival, own).problems) == 1
    assert told(judged({"a.html": '<a href="tel:+74950003140">'}, owned("+74950003140", "link sales"))) == [
        "WL651 build/own/a.html:1:15 '74950003140' is where 'rival' sells itself ('sales')"
    ]


def test_of_a_link_that_shows_everywhere_some_places_are_told() -> None:
    rival = owned("https://shop.vendor.example/buy", "link offer")
    found = judged({f"{number}.html": "https://shop.vendor.example/buy" for number in range(7)}, rival)

    assert (
        told(found)[-1] == "WL651 build/own/5.html:1:9 2 more places in 2 files show 'https://shop.vendor.example/buy'"
    )

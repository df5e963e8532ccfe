"""What is looked at once, and what of a page, changes nothing of what is found."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.market import mark
from tests.verify.test_marks import holder, vendor
from whitelabel import verify as room
from whitelabel.disk.blob import Blob
from whitelabel.model import Holder, Machine, forgetful
from whitelabel.verify import Verifier, judge
from whitelabel.verify.fresh import Window, fresh, windows
from whitelabel.verify.judge import Verdict

VENDOR = vendor("vendor: {brand: own}\nproducts: [x]\n")
BRAND = "brands/acme/brand.yaml"
DAY = datetime.date(2026, 11, 23)
HOLDERS = {
    "acme": holder("acme", mark("Acme", "name"), mark("acme.de", "domain")),
    "beta": holder("beta", mark("Beta Homes", "name")),
    "own": holder("own", mark("Kvadrat", "name")),
}


def verifier(holders: Mapping[str, Holder] = HOLDERS, files: Mapping[str, str] | None = None, **more: Any) -> Verifier:
    sources = {path: Blob.of(text.encode()) for path, text in (files or {}).items()}
    return Verifier(VENDOR, holders, sources, DAY, forgetful, {}, **more)


def look(
    one: Verifier, slug: str, files: Mapping[str, str], clean: Mapping[str, tuple[str, bytes | None]] | None = None
) -> Verdict:
    data = {path: text.encode() for path, text in files.items()}
    digests = {path: sha256(text) for path, text in files.items()}
    return one.verify(slug, f"build/{slug}/", data, digests, clean or {})


def told(verdict: Verdict) -> list[str]:
    return [f"{problem.span} {problem.message.partition(' is ')[0]}" for problem in verdict.problems]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def page(*lines: str) -> str:
    return "<!doctype html>\n<title>Deals</title>\n" + "\n".join(lines) + "\n<p>Goodbye</p>\n"


def test_a_line_that_one_brand_may_show_another_may_not() -> None:
    one = verifier()

    assert told(look(one, "acme", {"a.html": page("<p>By Acme</p>")})) == []
    assert told(look(one, "beta", {"a.html": page("<p>By Acme</p>")})) == ["build/beta/a.html:3:7 'Acme'"]
    assert told(look(one, "acme", {"b.html": page("<p>By Acme</p>", "Beta", "Homes")})) == [
        "build/acme/b.html:4:1 'Beta\nHomes'"
    ]


def test_lines_that_stand_side_by_side_for_the_first_time_are_looked_at() -> None:
    one = verifier()

    assert told(look(one, "acme", {"a.html": page("Beta", "x", "Homes"), "b.html": page("x", "Homes", "Beta")})) == []
    assert told(look(one, "own", {"a.html": page("Beta", "Homes")})) == ["build/own/a.html:3:1 'Beta\nHomes'"]


CROWD = {
    "acme": holder("acme", mark("Acme", "name"), mark("+7 495 000-31-40", "telephone number")),
    "beta": holder("beta", mark("Beta", "name"), mark("beta.example", "domain"), mark("Homes & Co", "legal name")),
    "nord": holder("nord", mark("Nord Acme", "name"), mark("+7 495 000-31-41", "telephone number")),
    "own": holder("own", mark("Kvadrat", "name"), mark("Beta Homes", "legal name")),
    "west": holder("west", mark("Kvadrat West", "name"), mark("R2xvYmV4IFJlYWx0eQ==", "mark")),
    "zeta": holder("zeta", mark("Globex", "name"), mark("help@zeta.example", "mail address")),
}
"""Parties whose names are parts of one another, overlap, or hide one another."""

WORDS = "Acme Beta Homes Nord Kvadrat West x <p>Ac<b>me Ac\u00adme <p> &#65;cme </p><p title='Beta myBeta Beta-Homes".split()
WORDS += [
    "Nord Acme",
    "Kvadrat West",
    "Homes &amp; Co",
    "beta.example",
    "help@",
    "zeta.example",
    "help@zeta.example",
    "",
]
WORDS += [
    "+7 495 000-31-40",
    "+7 495 000-31-",
    "41",
    "000",
    "R2xvYmV4IFJlYWx0eQ==",
    "Globex",
    "a.qrstuvwxyz.js",
    "Ze",
    '"Be" + "ta"',
]
WORDS += [
    *('<a href="https://acme.de/x">', "see https://stats.net/", '<img src="//stats.net/x">', "/*! 1", "*/", "<!--"),
    *("-->", "ym(12345678,1)", 'xmlns="http://www.w3.org/1999/xhtml"', "/home/bob/shop/a.js", "// https://a.org"),
    *("https://beta.example/x", "https://www.beta.example", "https://Beta.stats.net/", "http://nord.acme"),
]
LINE = st.lists(st.sampled_from(WORDS), max_size=4).flatmap(
    lambda words: st.sampled_from([" ", "", "-", ".", ", ", "/"]).map(lambda between: between.join(words))
)
PAGES = st.dictionaries(
    st.sampled_from(["a.html", "b.html", "c.js", "d.txt", "a.qrstuvwxyz.js"]),
    st.lists(LINE, max_size=6).map(lambda lines: page(*lines)),
    max_size=3,
)


@pytest.mark.soak
@given(st.lists(st.tuples(st.sampled_from(sorted(CROWD)), PAGES), max_size=6))
def test_bundles_one_after_the_other_are_judged_as_each_alone(bundles: list[tuple[str, dict[str, str]]]) -> None:
    with mock.patch.object(judge, "_PLACES", 1000):
        together = verifier(CROWD)
        stood: dict[str, dict[str, tuple[str, bytes | None]]] = {}
        for slug, files in bundles:
            found = told(look(together, slug, files, stood.get(slug)))
            alone = verifier(CROWD).verify_alone(
                slug, f"build/{slug}/", {path: text.encode() for path, text in files.items()}
            )
            assert sorted(found) == sorted(told(alone))
            if not found:
                stood[slug] = {path: (sha256(text), text.encode()) for path, text in files.items()}


@pytest.mark.soak
@given(st.lists(st.tuples(st.sampled_from(sorted(HOLDERS)), PAGES), max_size=6))
def test_a_glance_at_one_bundle_after_the_other_shows_what_a_look_does(
    bundles: list[tuple[str, dict[str, str]]],
) -> None:
    together = verifier()
    for slug, files in bundles:
        data = {path: text.encode() for path, text in files.items()}
        assert sorted(together.glance(slug, data).shown) == sorted(verifier().verify_alone(slug, "", data).shown)


def test_what_was_found_to_be_right_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = room.search

    def watched(name: str, data: bytes, *rest: Any, **more: Any) -> Any:
        seen.append(f"{name} {data.decode()}")
        return real(name, data, *rest, **more)

    monkeypatch.setattr(room, "search", watched)
    before = page("<p>one</p>", "<p>two</p>", "<p>three</p>", "<p>four</p>")
    clean = {"a.html": (sha256(before), before.encode()), "c.bin": (sha256("a{}"), None)}
    look(verifier(), "acme", {"a.html": before.replace("four", "five"), "b.html": before, "c.bin": "a{}"}, clean)

    assert seen == [".html <p>two</p>\n<p>three</p>\n<p>five</p>\n<p>Goodbye</p>\n"]


def test_what_stood_before_is_known_for_its_own_brand_alone() -> None:
    before = page("<p>By Acme</p>", "<p>1", "<p>2", "<p>3")
    clean = {"a.html": (sha256(before), before.encode())}
    one = verifier()

    assert told(look(one, "acme", {"a.html": before.replace("3", "4")}, clean)) == []
    assert told(look(one, "beta", {"a.html": before})) == ["build/beta/a.html:3:7 'Acme'"]


def test_lines_that_could_not_be_looked_at_are_known_to_nobody() -> None:
    one = verifier()
    files = {"a.js": "a\nBeta Homes\nb", "b.js": "x\n\0\ny"}

    assert "build/acme/a.js:2:1 'Beta Homes'" in told(look(one, "acme", files))
    assert told(look(one, "own", {"a.js": files["a.js"]})) == ["build/own/a.js:2:1 'Beta Homes'"]


def test_what_was_right_under_another_name_is_looked_at_under_this_one() -> None:
    text = "By Ac\\u006de"
    clean = {"a.css": (sha256(text), None), "b.png": (sha256("b"), None)}

    assert told(look(verifier(), "beta", {"a.css": text}, clean)) == []
    assert told(look(verifier(), "beta", {"a.js": text}, clean)) == ["build/beta/a.js:1:4 'Acme'"]
    assert told(look(verifier(), "beta", {"acme.png": "b"}, clean)) == ["build/beta/acme.png:1:1 'acme'"]


def test_files_that_bundles_have_in_common_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = room.search
    monkeypatch.setattr(room, "search", lambda name, *rest, **more: (seen.append(name), real(name, *rest, **more))[1])
    one = verifier()
    for slug in ("acme", "beta", "own"):
        look(one, slug, {"a.woff": "fonts", "site.css": "a{}\nb{}"})

    assert seen == ["a.woff", ".css"]


def test_the_key_tells_all_that_a_verdict_hangs_on() -> None:
    files = {"a.html": "1"}
    keys = {
        verifier().key("acme", "build/acme/", files),
        verifier().key("beta", "build/acme/", files),
        verifier().key("acme", "out/acme/", files),
        verifier().key("acme", "build/acme/", {"a.html": "2"}),
        verifier({**HOLDERS, "new": holder("new", mark("New"))}).key("acme", "build/acme/", files),
    }

    keys |= {
        verifier(hosts=["stats.net"]).key("acme", "build/acme/", files),
        verifier(business=["offer"]).key("acme", "build/acme/", files),
        verifier(machine=Machine(user="annabel")).key("acme", "build/acme/", files),
        verifier(files={BRAND: "domain: acme.org\n"}).key("acme", "build/acme/", files),
        verifier(files={BRAND: "texts: {en: {id: G-ABCDE12345}}\n"}).key("acme", "build/acme/", files),
    }

    assert len(keys) == 10 and verifier().key("acme", "build/acme/", files) in keys


def test_new_lines_come_with_two_lines_on_both_sides() -> None:
    known = frozenset(windows(b"1\n2\n3\n4\n5\n6\n7\n8\n9"))
    seen: set[Window] = set()

    assert fresh(b"1\n2\n3\nX\n5\n6\n7\n8\n9", [known], seen) == [b"2\n3\nX\n5\n6"]
    assert fresh(b"1\n2\n3\nX\n5\n6\n7\n8\n9", [known], seen) == []
    assert fresh(b"X\n2\n3\n4\n5\n6\n7\n8\nX", [known], seen) == [b"X\n2\n3", b"7\n8\nX"]
    assert fresh(b"1\n2\n3\nX\n6", [known], seen) == [b"3\nX\n6"]
    assert fresh(b"A", [known], set()) == [b"A"]


def test_what_somebody_else_put_in_the_place_of_the_marks_is_made_anew() -> None:
    for junk in (b"", b"acme\t99\f", b"acme\tx\f", b"\xff"):
        one = Verifier(VENDOR, HOLDERS, {}, DAY, lambda key, work, junk=junk: junk, {})  # type: ignore[misc]
        assert told(look(one, "own", {"a.html": "Acme"})) == ["build/own/a.html:1:1 'Acme'"]


def test_a_comment_that_goes_on_in_known_lines_hides_no_address_of_another_file() -> None:
    one = verifier()
    known = "1\n2\n3\n4\n5\n*/\nx\n"
    look(one, "own", {"a.js": known})
    found = look(one, "acme", {"a.js": f"/*! 2\n{known}", "b.js": "fetch('https://stats.net/')"})

    assert [f"{problem.code} {problem.span}" for problem in found.problems] == ["WL647 build/acme/b.js:1:8"]


def test_a_host_that_one_brand_may_name_another_may_not_and_a_file_in_common_is_judged_for_each() -> None:
    files = {"a.html": page('<a href="https://acme.de/x">'), "kit.js": "// see https://a.org\n"}
    one = verifier()

    assert [
        [f"{problem.code} {problem.span}" for problem in look(one, slug, files).problems]
        for slug in ("acme", "acme", "own")
    ] == [
        *[["WL648 build/acme/kit.js:1:8"]] * 2,
        ["WL601 build/own/a.html:3:18", "WL648 build/own/kit.js:1:8"],
    ]


def test_what_looks_like_a_digest_hides_neither_a_mark_nor_a_secret() -> None:
    own, key, secret = sha256("x"), "ab12" * 16, "12cd" * 16
    one = verifier(
        {**HOLDERS, "beta": holder("beta", mark(key, "mark"))}, machine=Machine(environment=(("DEPLOY_TOKEN", secret),))
    )
    files = {"a.txt": "x", "manifest.json": f'["{own}"]\n', "a.json": f'["{key}",\n\n\n\n"{secret}"]\n'}

    for slug in ("acme", "acme", "own"):
        assert [str(problem.span) for problem in look(one, slug, files).problems] == [
            f"build/{slug}/a.json:1:3",
            f"build/{slug}/a.json:5:2",
        ]

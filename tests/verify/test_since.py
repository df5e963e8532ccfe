"""What is new is what there is more of than before, wherever it stands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verify.market import matcher, owned
from tests.verify.test_judge import DAY
from whitelabel.model import Purity
from whitelabel.problem import Span, error, warning
from whitelabel.verify.judge import Judge, Verdict
from whitelabel.verify.search import search
from whitelabel.verify.since import NOTHING, Before, Place, bare, read_report

GAMMA = Place("Gamma", "gamma", "site/a.html", "<h1>Gamma</h1>")
PLACES = st.lists(
    st.builds(
        Place, st.sampled_from(["Gamma", "GAMMA", "Beta"]), st.just("x"), st.sampled_from("ab"), st.sampled_from("123")
    ),
    max_size=8,
)


def new(now: Sequence[Place], *before: Place) -> list[Place]:
    known = Before.of(before, ()).known_marks(now)
    return [place for place, is_known in zip(now, known, strict=True) if not is_known]


def folded(places: Sequence[Place]) -> Counter[tuple[str, str]]:
    return Counter((place.mark.lower(), place.path) for place in places)


@given(PLACES, PLACES)
def test_so_many_places_of_a_mark_in_a_file_are_new_as_it_has_more_and_so_many_gone_as_it_has_less(
    now: list[Place], before: list[Place]
) -> None:
    assert folded(new(now, *before)) == folded(now) - folded(before)
    assert Before.of(before, ()).gone(now, (), "") == (folded(before) - folded(now)).total()


@given(PLACES, st.randoms())
def test_what_was_there_is_not_new_in_whatever_order(places: list[Place], shuffle: object) -> None:
    mixed = list(places)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]

    assert new(places, *mixed) == []
    assert new([*places, GAMMA], *mixed) == [GAMMA]


def test_another_line_is_no_other_place_and_another_owner_file_or_mark_is() -> None:
    assert new([GAMMA._replace(near="<h2>Gamma</h2>", mark="GAMMA")], GAMMA) == []
    for other in (GAMMA._replace(owner="g2"), GAMMA._replace(path="site/b.html"), GAMMA._replace(mark="Delta")):
        assert new([other], GAMMA) == [other]
    assert new([GAMMA], *()) == [GAMMA]


def test_of_several_places_those_are_new_that_stand_elsewhere() -> None:
    added = GAMMA._replace(near="<title>Gamma</title>")

    assert new([added, GAMMA, GAMMA], GAMMA, GAMMA) == [added]


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("site/assets/app.k3v7qa2mzd.js", "site/assets/app.js"),
        ("site/assets/img/a.b@2x.k3v7qa2mzd.png", "site/assets/img/a.b@2x.png"),
        ("'/assets/a.k3v7qa2mzd.css' leads to 'assets/b.aaaaaaaaaa.svg'", "'/assets/a.css' leads to 'assets/b.svg'"),
        ("site/js/jquery.validation.js", "site/js/jquery.validation.js"),
        ("site/assets/k3v7qa2mzd.js", "site/assets/k3v7qa2mzd.js"),
        ("site/assets/app.K3V7QA2MZD.js", "site/assets/app.K3V7QA2MZD.js"),
    ],
)
def test_fingerprints_are_of_no_account(path: str, plain: str) -> None:
    assert bare(path) == plain
    assert new([GAMMA._replace(path=path)], GAMMA._replace(path=plain)) == []


def test_other_findings_are_known_by_code_file_and_words_and_damage_never() -> None:
    ends = [
        error("WL640", "'/a' leads to nothing", Span("site/a.html", 3, 9)),
        warning("WL642", "nothing leads to this file", Span("site/assets/x.k3v7qa2mzd.js")),
        error("WL611", "'a' isn't as it was made", Span("a")),
    ]
    before = Before.of((), ends)
    now = [
        error("WL640", "'/a' leads to nothing", Span("build/x/site/a.html", 1, 1)),
        error("WL640", "'/a' leads to nothing", Span("build/x/site/b.html", 1, 1)),
        warning("WL642", "nothing leads to this file", Span("build/x/site/assets/x.aaaaaaaaaa.js")),
        warning("WL642", "nothing leads to this file", Span("build/x/site/assets/x.bbbbbbbbbb.js")),
        error("WL611", "'a' isn't as it was made", Span("build/x/a")),
        error("WL663", "'Gamma' is to be read", Span("build/x/site/a.html")),
    ]

    assert before.known_problems(now, "build/x/") == [True, False, True, False, False, False]
    assert before.gone((), now[1:], "build/x/") == 1


def judged(text: str, before: Before = NOTHING) -> Verdict:
    finder = matcher(owned("Kvadrat"))
    return Judge(finder.marks, Purity(), "own", DAY, "").judge(
        {"a.txt": search("a.txt", text.encode(), finder)}, {}, before
    )


def test_where_many_are_known_those_that_are_new_are_all_the_same_told() -> None:
    text = "".join(f"Kvadrat {number}\n" for number in range(9))
    before = Before.of(judged(text).shown, ())
    verdict = judged(text.replace("Kvadrat 4\n", "Kvadrat 4\nKvadrat new\n"), before)

    assert [str(problem.span) for problem in verdict.problems] == ["a.txt:6:1"]
    assert [problem.message for problem in verdict.known][-1] == "4 more places in 1 files show 'Kvadrat'"
    assert (len(verdict.shown), sum(verdict.is_known)) == (10, 9)


REPORT = {
    "bundles": [
        {
            "bundle": "build/x",
            "brand": "x",
            "shown": [{"mark": "Gamma", "of": "gamma", "path": "site/a.html", "places": 2, "more": 1}],
        },
        {"bundle": "cut.zip", "brand": None, "shown": []},
    ],
    "problems": [
        {"code": "WL640", "path": "build/x/site/a.html", "message": "'/a' leads to nothing"},
        {"code": "WL601", "path": "build/x/site/a.html", "message": "'Gamma' is a mark of 'gamma'"},
        {"code": "WL640", "path": "build/xy/site/a.html", "message": "'/b' leads to nothing"},
        {"code": "WL190", "path": None, "message": "no project"},
    ],
}


def test_a_report_tells_what_a_look_told() -> None:
    end = error("WL640", "'/a' leads to nothing", Span("site/a.html", 3, 9))
    found = read_report(json.dumps(REPORT).encode())

    assert found is not None and found == {"x": Before.of([GAMMA._replace(near="")] * 2, [end])}


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{}", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"bundles": [], "problems": 1}x'),
        json.dumps({"bundles": [{"bundle": "a", "brand": "b", "shown": [{}]}], "problems": []}).encode(),
        json.dumps({"bundles": [{"bundle": "a", "brand": "b"}], "problems": []}).encode(),
        json.dumps(REPORT).replace('"places": 2', '"places": -2').encode(),
        json.dumps(REPORT).replace('"places": 2', f'"places": {10**12}').encode(),
        json.dumps(REPORT).replace('"Gamma"', "7").encode(),
        json.dumps(REPORT).replace("\"'/a' leads to nothing\"", "7").encode(),
    ],
)
def test_what_is_no_report_is_none(data: bytes) -> None:
    assert read_report(data) is None

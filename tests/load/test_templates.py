"""Templates and style sheets are read for what they name; nothing in them runs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.disk.blob import Blob
from whitelabel.load.styles import load_style
from whitelabel.load.templates import load_template
from whitelabel.problem import Problem


def uses(text: str) -> list[str]:
    problems: list[Problem] = []
    template = load_template("a.j2", "a.j2", Blob.of(text.encode()), problems)
    assert template is not None, problems
    return [f"{use.kind} {use.name} {use.span.line}:{use.span.column}+{use.span.length}" for use in template.uses]


def references(text: str) -> list[tuple[str, str]]:
    problems: list[Problem] = []
    style = load_style("css/a.css", "base_theme/assets/css/a.css", Blob.of(text.encode()), problems)
    assert style is not None, problems
    for reference in style.references:
        assert reference.written in style.blob.read().decode()[reference.start : reference.end]
    return [(reference.written, reference.asset) for reference in style.references]


def codes(text: str) -> list[str]:
    problems: list[Problem] = []
    load_style("a.css", "a.css", Blob.of(text.encode()), problems)
    return [problem.code for problem in problems]


def test_what_a_template_names_stands_where_it_is_used() -> None:
    text = "<a title='t'>{{ t('t', b=a) }}\r\n{{ url('home' if x else 'prices') }}</a>{{ a.b }}"
    assert sorted(uses(text)) == [
        "name a 1:26+1", "name a 2:44+1", "name t 1:17+1", "name url 2:4+3", "name x 2:18+1", "page home 2:9+4",
        "page prices 2:26+6", "text t 1:20+1",
    ]  # fmt: skip


def test_names_that_a_template_sets_itself_are_no_uses() -> None:
    assert uses("{% set a = 1 %}{% for b in [a] %}{{ b }}{{ loop.index }}{% endfor %}") == []
    assert uses("{% macro m(x) %}{{ x }}{{ caller() }}{% endmacro %}{{ m(1) }}") == []


@pytest.mark.parametrize(
    "text",
    ["{{ 9 ** (9 ** 7) }}", "{{ 'a' * 9999999999 }}", "{{ 'a'|center(9999999999) }}", "{% if 1|divisibleby(0) %}{% endif %}",
     "{% set x = -('a') %}", "{{ [1][9] }}", "{{ 1 / 0 }}", "{{ 'a'|int + 1 }}"],
)  # fmt: skip
def test_reading_works_nothing_out(text: str) -> None:
    started = time.process_time()
    problems: list[Problem] = []
    load_template("a.j2", "a.j2", Blob.of(text.encode()), problems)
    assert time.process_time() - started < 10
    assert all(problem.code == "WL404" for problem in problems)


@pytest.mark.parametrize("text", ["{{ " + "(" * 100_000, "{{ " + "[" * 5000 + "]" * 5000 + " }}", "{% if x %}" * 5000])
def test_a_template_without_end_is_refused(text: str) -> None:
    problems: list[Problem] = []
    assert load_template("a.j2", "a.j2", Blob.of(text.encode()), problems) is None
    assert [problem.code for problem in problems] == ["WL404"]


@given(st.text(st.sampled_from("{}%#|'\"()[]-~.,= \nabtnifset0/*"), max_size=40))
def test_no_text_crashes_the_readers(text: str) -> None:
    load_template("a.j2", "a.j2", Blob.of(text.encode()), [])
    load_style("a.css", "a.css", Blob.of(text.encode()), [])


def test_addresses_in_a_style_sheet_are_read_as_browsers_do() -> None:
    assert references(
        """@import "base.css" layer(a); @import url( 'x.css' ); @charset "utf-8";
        @font-face { src: url(../fonts/a.woff2?#iefix) format("woff2"), url("../fonts/b%20c.woff2") }
        .a { background: url(a.png) , image-set("b.png" 1x, url(c.png) 2x); content: "no.png" }
        @namespace svg "http://www.w3.org/2000/svg"; @namespace url(http://www.w3.org/1999/xhtml);
        .b { mask: url(#m), url(DATA:image/png;base64,AA==); .c & { cursor: URL("d.cur"), auto } }
        /* url(comment.png) */ @media print { .d { background: url(e.png) } }"""
    ) == [
        ("base.css", "css/base.css"), ("x.css", "css/x.css"), ("../fonts/a.woff2?#iefix", "fonts/a.woff2"),
        ("../fonts/b%20c.woff2", "fonts/b c.woff2"), ("a.png", "css/a.png"), ("b.png", "css/b.png"),
        ("c.png", "css/c.png"), ("d.cur", "css/d.cur"), ("e.png", "css/e.png"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (".a { background: url(https://evil.example/a.png) }", "WL441"),
        ("@import '//evil.example/a.css';", "WL441"),
        (".a { background: -webkit-image-set('HTTPS://evil.example/a.png' 1x) }", "WL441"),
        (".a { background: url(a b.png) }", "WL440"),
        (".a { content: 'x\n }", "WL440"),
        (".a { color: red ) }", "WL440"),
        (r".a { background: u\72l(a.png) }", "WL440"),
        ("(" * 5000, "WL440"),
        ("{" * 100_000, "WL440"),
    ],
)
def test_what_asks_elsewhere_or_is_broken_is_refused(text: str, code: str) -> None:
    assert codes(text) == [code]

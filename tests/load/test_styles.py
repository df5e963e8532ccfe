"""Addresses in style sheets: the quick way and the close one see the same."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from whitelabel.load.styles import _addresses, _read_closely
from whitelabel.problem import Problem

PIECES = (
    *(
        "a",
        "url",
        "5",
        "-",
        "--x",
        "é",
        "\u00a0",
        "#a",
        ".b",
        "%",
        "+",
        ">",
        "*",
        "/",
        ":",
        ";",
        ",",
        "!",
        "&",
        "~",
        "=",
    ),
    *(" ", "\n", "\t", "\v", "/* c */", "/* url(x) */", "/*", "*/", "<!--", "-->", "\\", "\\75", "\0", "'", '"'),
    *(
        '"s"',
        "'s'",
        '"/* s */"',
        "'\\''",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "@",
        "@import",
        "@IMPORT",
        "@media",
        "@namespace",
    ),
    *(
        "url(",
        "URL(a.png)",
        "url('a.png')",
        'url( "a b.png" )',
        "url(a b)",
        "url()",
        "url(a'b)",
        "url('a' b)",
        "src(",
        "src('a')",
    ),
    *("image-set(", "-webkit-image-set(", "type(", "calc(", "var(--x)", "#url(", "5url(", "@url("),
)


def both(text: str) -> tuple[list[tuple[int, str]] | None, list[tuple[int, str]] | None]:
    problems: list[Problem] = []
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    return _addresses(text), _read_closely(text, "a.css", starts, problems)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=300)
def test_where_the_quick_way_sees_anything_it_sees_what_the_close_one_does(text: str) -> None:
    quick, close = both(text)
    assert quick is None or quick == close


SHEET = """@charset "utf-8"; @import url(base.css) layer(base); @import "more.css" print;
@font-face { font-family: "A B"; src: url("../fonts/a.woff2") format("woff2"), local("url(no)") }
.a::after { content: "url(no.png)"; background: image-set("a.png" 1x, url(b.png) 2x type("image/png")), URL( 'c d.png' ) }
/* url(no.png) */ .b { --x: { url(e.png) }; mask: url(#m); background: url(data:image/png;base64,AAAA) }
@media (width > 30rem) { .c:is(.d, #url) { background-image: url(f.png?x#y) } }
"""


def test_the_quick_way_takes_what_sheets_are_made_of() -> None:
    quick, close = both(SHEET)
    assert quick == close
    assert [written for _, written in quick or ()] == [
        *("base.css", "more.css", "../fonts/a.woff2", "a.png", "b.png", "c d.png"),
        *("e.png", "#m", "data:image/png;base64,AAAA", "f.png?x#y"),
    ]

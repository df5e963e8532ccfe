"""Scripts: without comments and indentation, and nothing else changed."""

from __future__ import annotations

import pytest

from whitelabel.render.script import minify

CASES = {
    "comments and indentation": (
        "// one\n\n  let a = 1;   // two\n\t/* three */ let b = 2 /* four */;\n",
        "let a = 1;\nlet b = 2 ;\n",
    ),
    "a licence": ("/*! MIT */\n// x\nlet a\n", "/*! MIT */\nlet a\n"),
    "strings": ('let a = \'x  // y\', b = "/* z  */\\"  "\n', 'let a = \'x  // y\', b = "/* z  */\\"  "\n'),
    "templates in templates": (
        "const a = `x  ${ b  ? `y  // ${ c }` : {} }  /* no */  ${{a: 1}.a}`;  // end\n",
        "const a = `x  ${ b ? `y  // ${ c }` : {} }  /* no */  ${{a: 1}.a}`;\n",
    ),
    "a comment that ends a line ends a statement": ("a = b /*\n*/ c\n", "a = b\nc\n"),
    "regular expressions": (
        "if (x) /re  \"g/.test(y);\nconst q = () => /[/'  ]  b/u, r = a.split(/  \\//);\nreturn  /'  /\n",
        "if (x) /re  \"g/.test(y);\nconst q = () => /[/'  ]  b/u, r = a.split(/  \\//);\nreturn /'  /\n",
    ),
    "divisions": (
        "let r = (a  + 1)  / 2  / b[0]  / 3; // x's\nlet s = a.return  / 2 // y's\n",
        "let r = (a + 1) / 2 / b[0] / 3;\nlet s = a.return / 2\n",
    ),
    "statements that end with their line": (
        "let a = 1\n\n\n;[1].map(f)\nconst c = b\n`x`\nx = a +\n +b\nx\n++\ny\n",
        "let a = 1\n;[1].map(f)\nconst c = b\n`x`\nx = a +\n+b\nx\n++\ny\n",
    ),
    "signs that must not meet": ("a = b + +c - -d  +  ++e\n", "a = b + +c - -d + ++e\n"),
    "classes": (
        "class A {\n  #x  = 1;\n  static  { this.y = 2 }\n  async *m() { yield  1 }\n}\n",
        "class A {\n#x = 1;\nstatic { this.y = 2 }\nasync *m() { yield 1 }\n}\n",
    ),
    "other alphabets": ("let имя  = 'ё' // й\n", "let имя = 'ё'\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_only_what_means_nothing_goes(name: str) -> None:
    source, expected = CASES[name]
    assert minify(source) == expected
    assert minify(expected) == expected


@pytest.mark.parametrize(
    "source",
    [
        "let f = function () {  }  / 2 / 1\n",
        "a++  /b/ c\n",
        "let a = `never  ends\n",
        "let a = 'never  ends\n",
        "if (a {  ( }\n",
        "let a = {  \n",
    ],
)
def test_the_source_is_kept_where_a_slash_or_an_end_can_not_be_told(source: str) -> None:
    assert minify(source) == source

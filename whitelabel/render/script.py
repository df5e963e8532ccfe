"""The theme's JavaScript without comments and indentation; nothing is renamed, licence comments (``/*!``) stay.

Line ends stay too, since a statement may end with one. Where a slash could be a division as well as a regular
expression, the source is kept. (rjsmin reads neither templates in templates nor all regular expressions: htmx, Alpine
and D3 come out of it changed.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read
from whitelabel.render.paths import address, fingerprinted


def _plan(desk: Desk) -> Iterator[Action]:
    for name, blob in desk.project.theme.assets.items():
        if not name.endswith((".js", ".mjs")):
            continue
        action = Action("script", KIND.stamp, (("file", desk.lend(blob)),), "").named(fingerprinted(name))
        desk.addresses[name] = address(action.outputs[0])
        yield action


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    data = read(action.inputs[0][1])
    try:
        return (minify(data.decode("utf-8-sig")).encode(),)
    except UnicodeDecodeError:
        return (data,)


_TOKEN = re.compile(
    r"""(?P<space>[^\S\n\r\u2028\u2029]+)|(?P<line>[\n\r\u2028\u2029])
    |(?P<comment>//[^\n\r\u2028\u2029]*|/\*.*?\*/)
    |(?P<string>"(?:\\(?:\r\n|.)|[^"\\\n\r])*"|'(?:\\(?:\r\n|.)|[^'\\\n\r])*')
    |(?P<word>[\w$\#\\\u0080-\U0010ffff]+)
    |(?P<sign>\+\+|--|=>|\?\.|[^\s\w"'`])""",
    re.DOTALL | re.VERBOSE,
)
_LINE_END = re.compile(r"[\n\r\u2028\u2029]")
_WORD = re.compile(r"[\w$#\\\u0080-\U0010ffff]")
_PATTERN = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n\r])*\]|[^/\[\\\n\r])+/\w*")
_QUASI = re.compile(r"(?:\\.|\$(?!\{)|[^\\`$])*(?:`|\$\{)", re.DOTALL)
_BEFORE_PATTERN = frozenset(
    "return typeof case in of delete void throw new else do instanceof yield await default extends".split()
)
_HEADS = frozenset({"if", "while", "for", "with"})


class _Unsure(Exception):
    """What a slash is can't be told without parsing."""


def minify(text: str) -> str:
    """A script without comments and indentation.

    Source:
        ECMA-262, 12 "Lexical Grammar": goal symbols of ``/`` and of ``}``.

    >>> minify("let a = 1   // one\\n    /* two */\\n  let b = `x  ${ a  + 1 }`\\n")
    'let a = 1\\nlet b = `x  ${ a + 1 }`\\n'
    """
    try:
        return "".join(_Reader(text).pieces())
    except _Unsure:
        return text


class _Reader:
    """Reads a script token by token.

    Attributes:
        last, before: The last token that is neither space nor comment, and the one before it.
        heads: For each open parenthesis, whether a regular expression may follow when it closes: ``if (…) /x/``.
        closed_head: That of the parenthesis closed last.
        braces: For each open brace, whether it is that of a template.
        gap: What is due before the next token: nothing, a space, or one line end for all that follow each other.
        fresh: Whether a line has just begun.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.last = self.before = ""
        self.heads: list[bool] = []
        self.closed_head = False
        self.braces: list[bool] = []
        self.gap = ""
        self.fresh = True
        self.begun = False

    def pieces(self) -> Iterator[str]:
        """What is left of the script."""
        at = 0
        while at < len(self.text):
            kind, token = self.token(at)
            at += len(token)
            is_idle = kind == "comment" and not token.startswith("/*!")
            if kind == "space" or (is_idle and not _LINE_END.search(token)):
                self.gap = self.gap or ("" if self.fresh else " ")
            elif kind == "line" or is_idle:
                self.gap, self.fresh = ("\n" if self.begun else ""), True
            else:
                yield self.gap + token
                self.gap, self.fresh, self.begun = "", False, True
                if kind != "comment":
                    self.count(kind, token)
        if self.braces or self.heads:
            raise _Unsure
        yield self.gap.strip(" ")

    def token(self, at: int) -> tuple[str, str]:
        """Kind and text of the token at a place."""
        sign = self.text[at]
        if sign == "`" or (sign == "}" and self.braces and self.braces[-1]):
            match = _QUASI.match(self.text, at + 1)
            if match is None:
                raise _Unsure
            return "template", sign + match.group()
        match = _TOKEN.match(self.text, at)
        if match is None:
            raise _Unsure
        if match.group() == "/" and not self.divides():
            match = _PATTERN.match(self.text, at)
            if match is None:
                raise _Unsure
            return "pattern", match.group()
        return str(match.lastgroup), match.group()

    def divides(self) -> bool:
        """Whether a slash divides here, and begins no regular expression."""
        if self.last in ("}", "++", "--"):
            raise _Unsure
        if _WORD.match(self.last):
            return self.last not in _BEFORE_PATTERN or self.before in (".", "?.")
        return self.last in ("]", '"', "`") or (self.last == ")" and not self.closed_head)

    def count(self, kind: str, token: str) -> None:
        """Open and close what a token opens and closes."""
        if kind == "template":
            if token.startswith("}"):
                self.braces.pop()
            if token.endswith("{"):
                self.braces.append(True)
            token = token[-1]
        elif token == "(":
            self.heads.append(self.last in _HEADS or (self.last == "await" and self.before == "for"))
        elif token == "{":
            self.braces.append(False)
        elif token in (")", "}"):
            opened = self.heads if token == ")" else self.braces
            if not opened:
                raise _Unsure
            self.closed_head = opened.pop()
        self.before, self.last = self.last, '"' if kind in ("string", "pattern") else token


KIND = Kind("script", 1, _plan, _render, stored=True)

"""Where in a template something stands: Jinja2 keeps the number of a line, and nothing else of a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.problem import Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_BRACES = re.compile(r"\{\{|\{%|\}\}|%\}")
_OF_LINE = re.compile(r"^(?:(?!\{\{|\{%).)*?(?:\}\}|%\})|\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
"""As far as it stands in this line, where it begins before, or ends later."""


class Lines:
    """A template's lines.

    Args:
        path: The file, from the project's root.
        text: What stands in it.
    """

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._lines = _LINE_END.split(text)
        self._code: dict[int, str] = {}

    def whole(self, number: int) -> Span:
        """A line, for what stands somewhere in it."""
        shown = self._line(number)
        bare = shown.strip()
        return Span(self._path, number, shown.find(bare) + 1, max(1, len(bare)))

    def tag(self, number: int) -> Span:
        """What Jinja2 reads in a line, where that is one thing; else the line."""
        found = list(_TAG.finditer(self._line(number)))
        if len(found) != 1:
            return self.whole(number)
        return Span(self._path, number, found[0].start() + 1, len(found[0].group()))

    def name(self, number: int, name: str) -> Span | None:
        """A name in code, such as ``brand`` or ``brand.name``; one that begins with a dot is part of another one.

        Args:
            number: The line in which the code begins.
        """
        before = r"(?<=[\w\])}]\.)" if name.startswith(".") else r"(?<![\w.'\"])"
        return self._found(number, rf"{before}{re.escape(name.removeprefix('.'))}(?!\w)")

    def quoted(self, number: int, text: str) -> Span | None:
        """A text between quotes in code."""
        return self._found(number, rf"""(?<=["']){re.escape(text)}(?=["'])""")

    def _line(self, number: int) -> str:
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def _found(self, number: int, pattern: str) -> Span | None:
        for at in self._reached(number):
            match = re.search(pattern, self._code_of(at))
            if match:
                return Span(self._path, at, match.start() + 1, len(match.group()))
        return None

    def _code_of(self, number: int) -> str:
        if number not in self._code:
            self._code[number] = _without_text(self._line(number))
        return self._code[number]

    def _reached(self, number: int) -> Iterator[int]:
        """A line, and those over which goes what begins in it."""
        yield number
        rest = "\n".join(self._lines[number - 1 : number - 1 + _MOST])
        first = len(self._line(number))
        ends = [match.end() for match in _TAG.finditer(rest) if match.start() < first]
        last = rest.count("\n", 0, ends[-1]) if ends else 0
        yield from range(number + 1, number + 1 + last)


_MOST = 60
"""Lines over which one expression is looked for."""


def _without_text(line: str) -> str:
    """A line with blanks for all that isn't Jinja2's; one without any braces stands amid an expression."""
    if not _BRACES.search(line):
        return line
    shown, last = [], 0
    for match in _OF_LINE.finditer(line):
        shown += [" " * (match.start() - last), match.group()]
        last = match.end()
    return "".join(shown)

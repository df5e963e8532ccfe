"""Style sheets: addresses that carry fingerprints, and nothing in them that browsers don't need.

Nothing is parsed that CSS may yet learn: comments and idle spaces go, and every other character stays as it is. (rcssmin
takes nested rules for declarations: inside ``@layer`` it makes ``a :hover`` into ``a:hover``.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from whitelabel.model import Action, Desk, Kind, Read, Style, canonical
from whitelabel.render.paths import address, fingerprinted


def _plan(desk: Desk) -> Iterator[Action]:
    styles = desk.project.theme.styles
    actions: dict[str, Action] = {}

    def visit(style: Style) -> None:
        """Plan what a sheet imports before the sheet itself, since it carries their names."""
        for reference in style.references:
            if reference.asset in styles and reference.asset not in actions:
                visit(styles[reference.asset])
        changes = [
            (reference.start, reference.end, desk.addresses[reference.asset] + _tail(reference.written))
            for reference in style.references
        ]
        action = Action("style", KIND.stamp, (("file", desk.lend(style.blob)),), canonical(changes))
        action = action.named(fingerprinted(style.name))
        desk.addresses[style.name] = address(action.outputs[0])
        actions[style.name] = action

    for style in styles.values():
        if style.name not in actions:
            visit(style)
    yield from actions.values()


def _tail(written: str) -> str:
    """The query and fragment of an address."""
    cut = min((written.index(mark) for mark in "?#" if mark in written), default=len(written))
    return written[cut:]


def _render(action: Action, read: Read) -> tuple[bytes, ...]:
    text = read(action.inputs[0][1]).decode()
    for start, end, target in sorted(json.loads(action.params), reverse=True):
        quoted = f'"{target}"'  # an address is percent-encoded: it holds neither quotes nor backslashes
        is_function = text[start : start + 4].lower() == "url("
        text = text[:start] + (f"url({quoted})" if is_function else quoted) + text[end:]
    return (minify(text).encode(),)


_PIECE = re.compile(
    r"""(?P<licence>/\*!.*?\*/)|(?P<gap>(?:\s|/\*(?!!).*?\*/)+)
    |(?P<whole>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\burl\(\s*(?:\\.|[^"'()\\\s])+\s*\)
    |\\[0-9a-fA-F]{1,6}\s?|\\.)
    |(?P<mark>[{};,:()\[\]])|(?P<rest>[^\s/"'\\{};,:()\[\]]+|.)""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
"""CSS cut where spaces matter: strings, addresses and escapes are whole. (CSS Syntax 3, 4 "Tokenization")"""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

_FREE_AFTER = frozenset("{};,([")
_FREE_BEFORE = frozenset("{};,)]")
"""Beside these a space means nothing. After a closing bracket it may: ``:is(a) b`` is not ``:is(a)b``; nor before a
colon: ``a :hover`` is not ``a:hover``."""


def minify(text: str) -> str:
    """A style sheet without the spaces and comments that mean nothing; licence comments (``/*!``) stay.

    >>> minify("@layer a { .b :hover { color : red; --c: ; margin: calc(1px + 2px) /* d */ auto; } }")
    '@layer a{.b :hover{color :red;--c: ;margin:calc(1px + 2px) auto;}}'
    """
    made: list[str] = []
    gap = ""
    for match in _PIECE.finditer(text):
        kind, piece = match.lastgroup, match.group()
        if kind == "gap":
            # A comment parts two words without being a space.
            gap = " " if "/*" not in piece or _COMMENT.sub("", piece) else "/**/"
            continue
        last = made[-1] if made else "{"
        if gap and not (last in _FREE_AFTER or piece in _FREE_BEFORE or last.startswith("/*!") or kind == "licence"):
            # An empty custom property keeps its space, which old browsers want.
            made += "" if last == ":" else gap
        elif gap and last == ":":
            made.append(" ")
        made.append(piece)
        gap = ""
    return "".join(made)


KIND = Kind("style", 1, _plan, _render, stored=True)

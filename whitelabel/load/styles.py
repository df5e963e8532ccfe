"""Style sheets as values: every address in them, with its place; nothing is rewritten here.

WL440: a style sheet is broken
    A string or an address without its end, a bracket without its pair, brackets more than 100 deep.
WL441: a style sheet asks another host
    Bundles ask nothing of hosts that `theme.yaml` doesn't name under `hosts`. Put the file under `assets/`.
"""

from __future__ import annotations

import bisect
import dataclasses
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from whitelabel.disk.blob import Blob
from whitelabel.load.once import once
from whitelabel.model import Reference, Style
from whitelabel.problem import Problem, Span, error
from whitelabel.source import decode

_ADDRESS = re.compile(
    r"""url\(\s*(?:"[^"\\\n]*"|'[^'\\\n]*'|[^"'()\\\s]*)\s*\)|"[^"\\\n]*"|'[^'\\\n]*'""", re.IGNORECASE
)
_MAX_DEPTH = 100

_PIECE = re.compile(
    r"""(?P<idle>/\*.*?\*/|[ \t\n]+)
    |(?P<string>"[^"\\\n]*"|'[^'\\\n]*')
    |(?P<url>url\([ \t\n]*(?:"(?P<one>[^"\\\n]*)"|'(?P<other>[^'\\\n]*)'|(?P<bare>[^"'()\\\s\x00-\x1f\x7f]*))[ \t\n]*\))
    |(?P<function>(?:[-\w]|[^\x00-\x7f])+\()
    |(?P<rule>@(?:[-\w]|[^\x00-\x7f])+)
    |(?P<open>[(\[{])|(?P<close>[)\]}])
    |(?P<word><!--|\#?(?:[-\w]|[^\x00-\x7f])+|[^"'\\/(\[{)\]}@\0]|/(?!\*)|@)
    |(?P<odd>.)""",
    re.DOTALL | re.VERBOSE | re.IGNORECASE,
)
"""CSS cut no finer than addresses need. (CSS Syntax 3, 4 "Tokenization")"""

_CLOSED_BY = {"(": ")", "[": "]", "{": "}"}


def _addresses(text: str) -> list[tuple[int, str]] | None:
    """Where addresses stand in a plain style sheet, and what they are: ten times as quick as reading every token.

    Returns:
        ``None`` where somebody has to look closer: at escapes, at rules for namespaces, and at what may be broken.
    """
    found: list[tuple[int, str]] = []
    # Of each bracket that is open: what closes it, whether strings in it are addresses, and the rule that has just begun.
    closer, pictures, rule = "", False, ""
    around: list[tuple[str, bool, str]] = []
    for piece in _PIECE.finditer(text):
        kind, written = piece.lastgroup, piece.group()
        if kind == "idle":
            continue
        if kind == "rule":
            rule = written[1:].lower()
            if rule == "namespace":
                return None
            continue
        if kind == "url":
            found.append((piece.start(), piece["one"] or piece["other"] or piece["bare"] or ""))
        elif kind == "string" and (pictures or rule == "import"):
            found.append((piece.start(), written[1:-1]))
        rule = ""
        if kind in ("function", "open"):
            name = written[:-1].lower()
            if name in ("url", "src") or len(around) == _MAX_DEPTH:
                return None
            around.append((closer, pictures, rule))
            closer, pictures = _CLOSED_BY[written[-1]], kind == "function" and name in _PICTURES
        elif kind == "close":
            if written != closer:
                return None
            closer, pictures, rule = around.pop()
        elif kind == "odd":
            return None
    return found if not around else None


class _TooDeep(Exception):
    def __init__(self, node: Any) -> None:
        self.node = node


def _tokens(nodes: list[Any], *, pictures: bool = False, depth: int = 0) -> Iterator[tuple[Any, str | None]]:
    """Every token, brackets opened, and the address that it is, if it is one.

    Args:
        pictures: Whether strings are addresses, as in ``image-set("a.png" 1x)``.
    """
    rule = ""
    for node in nodes:
        if node.type == "at-keyword":
            rule = node.lower_value
        yield node, None if rule == "namespace" else _written(node, strings=pictures or rule == "import")
        if node.type not in ("whitespace", "comment", "at-keyword") and (rule != "namespace" or node == ";"):
            rule = ""
        content = getattr(node, "content", None) or getattr(node, "arguments", None)
        if isinstance(content, list):
            if depth == _MAX_DEPTH:
                raise _TooDeep(node)
            function = node.lower_name if node.type == "function" else ""
            if function not in ("url", "src"):
                yield from _tokens(content, pictures=function in _PICTURES, depth=depth + 1)


_PICTURES = ("image-set", "-webkit-image-set")


def _written(node: Any, *, strings: bool) -> str | None:
    if node.type == "url" or (node.type == "string" and strings):
        return str(node.value)
    if node.type == "function" and node.lower_name in ("url", "src"):
        return next((str(argument.value) for argument in node.arguments if argument.type == "string"), "")
    return None


@once
def load_style(name: str, path: str, blob: Blob, problems: list[Problem], hosts: Collection[str] = ()) -> Style | None:
    """Read one style sheet.

    Args:
        name: Path below ``assets/``.
        path: Path from the project's root.
        blob: The file.
        problems: Takes what is wrong.
        hosts: Other hosts that may be asked; such addresses stay as they are.
    """
    text = decode(blob.read(), path)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    starts = [0] + [match.end() for match in re.finditer("\n", text)]
    references: list[Reference] = []
    addresses = _addresses(text)
    if addresses is None:
        addresses = _read_closely(text, path, starts, problems)
    for offset, written in addresses or ():
        line = bisect.bisect_right(starts, offset)
        place = Span(path, line, offset - starts[line - 1] + 1)
        if written.lower().startswith(("#", "data:")):
            continue
        match = _ADDRESS.match(text, offset)
        if match is None:
            hint = "write it without escapes"
            problems.append(error("WL440", f"the address '{written[:60]}' can't be followed", place, hint=hint))
            return None
        place = dataclasses.replace(place, length=match.end() - match.start())
        if re.match(r"[a-z][a-z0-9+.-]*:|//", written, re.IGNORECASE):
            if _host(written) in hosts:
                continue
            hint = "put the file under base_theme/assets/"
            problems.append(error("WL441", f"'{written[:80]}' asks another host", place, hint=hint))
            return None
        bare = unquote(written.partition("#")[0].partition("?")[0])
        asset = posixpath.normpath(posixpath.join(posixpath.dirname(name), bare))
        references.append(Reference(written, asset, match.start(), match.end(), place))
    return Style(name, Blob.of(text.encode()), tuple(references)) if addresses is not None else None


def _read_closely(text: str, path: str, starts: Sequence[int], problems: list[Problem]) -> list[tuple[int, str]] | None:
    """The same of any style sheet; ``None`` where it is broken."""
    import tinycss2

    try:
        found = list(_tokens(tinycss2.parse_component_value_list(text)))
    except _TooDeep as deep:
        place = Span(path, deep.node.source_line, deep.node.source_column)
        problems.append(error("WL440", f"brackets are nested more than {_MAX_DEPTH} deep", place))
        return None
    for node, _ in found:
        if node.type == "error":
            message = f"the style sheet is broken: {str(node.message).rstrip('.').lower()}"
            problems.append(error("WL440", message, Span(path, node.source_line, node.source_column)))
            return None
    return [
        (starts[node.source_line - 1] + node.source_column - 1, written)
        for node, written in found
        if written is not None
    ]


def _host(address: str) -> str:
    """The host of an address over http or https; nothing for any other."""
    parts = urlsplit(address, "https")
    return parts.hostname or "" if parts.scheme in ("http", "https") else ""


def load_styles(
    files: Mapping[str, Blob], root: str, problems: list[Problem], hosts: Collection[str] = ()
) -> dict[str, Style]:
    """All style sheets below a folder, by name."""
    found = {
        name: load_style(name, f"{root}/{name}", blob, problems, tuple(hosts))
        for name, blob in files.items()
        if name.endswith(".css")
    }
    return {name: style for name, style in found.items() if style is not None}

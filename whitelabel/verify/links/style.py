"""Addresses in CSS.

Source:
    CSS Syntax 3, 4.3 (tokens); CSS Values 4, 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.verify.links.address import Address, base_of

_TOKEN = re.compile(
    rb"""/\*.*?(?:\*/|\Z)
    | (?P<import>@import\s*+)?(?:
        (?P<function>url\(\s*+)?(?:"(?P<double>(?:[^"\\\n]++|\\.)*+)"|'(?P<single>(?:[^'\\\n]++|\\.)*+)')
      | url\(\s*+(?P<plain>(?:[^"'()\\\s]++|\\.)++)\s*+\))
    | (?P<set>image-set\((?:[^()"']++|"[^"]*+"|'[^']*+'|\([^()]*+\))*+\))""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
_IN_SET = re.compile(
    rb"""(?P<kind>type\([^()]*+\))|url\(\s*+(?P<plain>[^"'()\s]++)\s*+\)|"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'""",
    re.IGNORECASE,
)
"""In a set of pictures each string is an address, but for the kinds of the pictures."""

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|\r\n|(.))", re.DOTALL)


def style_addresses(path: str, data: bytes) -> Iterator[Address]:
    """Every address in a style sheet, or in the value of a ``style`` attribute.

    Args:
        path: In the bundle.
        data: The style sheet.
    """
    base = base_of(path)
    for token in _TOKEN.finditer(data):
        if token["set"] is not None:
            yield from (_address(one, base) for one in _IN_SET.finditer(data, *token.span()) if one["kind"] is None)
        elif token["plain"] is not None or token["function"] is not None or token["import"] is not None:
            yield _address(token, base)


def _address(token: re.Match[bytes], base: str) -> Address:
    name = next(name for name in ("plain", "double", "single") if token[name] is not None)
    return Address(_ESCAPE.sub(_unescaped, token[name].decode("utf-8", "replace")), *token.span(name), base)


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2] if match[2] not in (None, "\n") else ""
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"

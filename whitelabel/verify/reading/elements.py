"""The text that markup shows: across elements, as a reader sees it, and without what is no text.

Source:
    HTML, 13.1 and 15.3; CSS Display 3 for which elements stand in a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from whitelabel.verify.reading.text import Pieces, Text, joined

_ATTRIBUTES = r"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+"""
_TAG = re.compile(
    rf"""<(?:script|style)(?=[\s>]){_ATTRIBUTES}>.*?(?:</(?:script|style)\s*>|\Z)|<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>"""
    rf"""|</?([a-zA-Z][^\s/>]*){_ATTRIBUTES}>|<[!?][^>]*>""",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong "
    "sub sup textpath time tspan tt u var wbr".split()
)


def shown_text(text: Text) -> Iterator[Text]:
    """The text of markup in which elements hold letters apart; nothing where there is no element."""
    shown = _TAG.sub(_meaning, text.text)
    if shown != text.text:
        yield Text(shown, partial(_pieces, text), text.pace)


def _meaning(tag: re.Match[str]) -> str:
    name = tag[1]
    if name is not None:
        return _between(name)
    return "" if tag[0].startswith(("<!--", "<![CDATA[", "]]>")) else "\n"


@cache
def _between(name: str) -> str:
    """What stands in place of a tag: nothing where what is before and after it is one line of text."""
    return "" if name.lower() in _INLINE or "-" in name else "\n"


def _pieces(text: Text) -> Pieces:
    if text.pieces != ((0, 0),):
        return joined(_parts(text)).pieces
    # Of a whole file, in which there are thousands of tags.
    found: list[tuple[int, int]] = []
    here = end = 0
    for tag in _TAG.finditer(text.text):
        start, after = tag.span()
        found.append((here, end))
        here += start - end
        found.append((here, start))
        here += len(_meaning(tag))
        end = after
    return (*found, (here, end))


def _parts(text: Text) -> Iterator[Text]:
    end = 0
    for tag in _TAG.finditer(text.text):
        yield text.cut(end, tag.start())
        yield text.starting_at(tag.start(), _meaning(tag))
        end = tag.end()
    yield text.cut(end, len(text.text))


_DOCUMENT = re.compile(
    r"""=\s*(?:"([^"]*?(?:<|&lt;|&#60;|&#x3c;)[^"]*+)"|'([^']*?(?:<|&lt;|&#60;|&#x3c;)[^']*+)')""", re.IGNORECASE
)


def documents(text: Text) -> Iterator[Text]:
    """Markup in attributes, such as ``srcdoc``."""
    for match in _DOCUMENT.finditer(text.text):
        yield text.cut(*match.span(1 if match[1] is not None else 2))

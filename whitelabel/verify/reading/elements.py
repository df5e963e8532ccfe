"""The text that markup shows: across elements, as a reader sees it, and without what is no text.

Source:
    HTML, 13.1 and 15.3; CSS Display 3 for which elements stand in a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from whitelabel.verify.reading.text import Text, joined

_TAG = re.compile(
    r"""<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<(?P<name>/?[a-zA-Z][^\s/>]*)(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>|<[!?][^>]*>""",
    re.DOTALL,
)
_RAW = re.compile(r"</(?:script|style)\s*>", re.IGNORECASE)
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike strong "
    "sub sup textpath time tspan tt u var wbr".split()
)


def shown_text(text: Text) -> Iterator[Text]:
    """The text of markup in which elements hold letters apart; nothing where there is no element."""
    parts = list(_parts(text))
    if len(parts) > 1:
        yield joined(parts)


_DOCUMENT = re.compile(
    r"""=\s*(?:"([^"]*?(?:<|&lt;|&#60;|&#x3c;)[^"]*+)"|'([^']*?(?:<|&lt;|&#60;|&#x3c;)[^']*+)')""", re.IGNORECASE
)


def documents(text: Text) -> Iterator[Text]:
    """Markup in attributes, such as ``srcdoc``."""
    for match in _DOCUMENT.finditer(text.text):
        yield text.cut(*match.span(1 if match[1] is not None else 2))


def _parts(text: Text) -> Iterator[Text]:
    written = text.text
    end = place = 0
    while True:
        tag = _TAG.search(written, place)
        if tag is None:
            break
        if tag.start() > end:
            yield text.cut(end, tag.start())
        end = place = tag.end()
        name = (tag["name"] or "").lower()
        if not _stands_in_line(name.lstrip("/"), tag[0]):
            yield text.starting_at(tag.start(), "\n")
        if name in ("script", "style") and not tag[0].endswith("/>"):
            closed = _RAW.search(written, place)
            end = place = closed.start() if closed else len(written)
    if end < len(written):
        yield text.cut(end, len(written))


def _stands_in_line(name: str, tag: str) -> bool:
    """Whether what stands before and after a tag is one line of text."""
    return name in _INLINE or "-" in name or tag.startswith(("<!--", "<![CDATA[", "]]>"))

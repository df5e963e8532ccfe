"""A brand's own names taken out of its texts, so that what is left are the lines of all brands.

Most lines of a page are every brand's but for a name, an address, a colour and the digest in a file's name. With a word in their place, the
same for all brands, a line that was looked at in one bundle is known in the next. What is taken out is looked at by itself, once a
brand.

That is sound only where nobody's mark can begin in what is taken out and go on beside it, or the other way round: so a name stays where
it has words in common with the beginning or the end of somebody else's mark, and where it stands in the middle of a word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from whitelabel.model import Mark
from whitelabel.verify.fold import LOOSE
from whitelabel.verify.marks import shown_kind
from whitelabel.verify.matcher import Matcher
from whitelabel.verify.search import search

BLANK = b"Zqxw.invalid"
"""What stands for whatever was taken out: words, so that nothing is found across it, and nobody's host."""

_LEAST = 3
"""Bytes that a name has at least: a shorter one stands in too many places."""

_EDGE = bytes(code for code in range(256) if code >= 0x80 or chr(code).isalnum() or chr(code) in "_\\%&#")
"""What goes on in what stands beside it: letters, and what begins an escape."""

_NUMBER = re.compile(rb"[+(]?\d[\d\s().\-/]*")
_BETWEEN = b" \t\r\n().-/"
_FAR = 8
"""Characters beside a number in which another one may begin that goes on with it."""

_COLORED = (".css", ".svg", ".json", ".webmanifest")
_COLOR = re.compile(rb"(?<!&)#(?:[0-9a-fA-F]{3,4}){1,2}(?![\w-])")

_DIGEST = re.compile(rb"\.[a-z2-7]{10}(?=\.)")
_SHA256 = re.compile(rb'"([0-9a-f]{64})"')


def own_names(party: str, marks: Iterable[Mark], matcher: Matcher) -> list[str]:
    """What may be taken out of a brand's texts: it shows nobody else's mark, whatever stands beside it.

    Args:
        party: Of the brand.
        marks: The brand's own.
        matcher: Of all marks.
    """
    names = list(
        dict.fromkeys(
            mark.text
            for mark in marks
            if shown_kind(mark) == "telephone number" or not matcher.overhangs(LOOSE(mark.text).split(), party)
        )
    )
    together = "\n\1\n".join(names).encode()
    shown = {hit.line for suffix in _READ if names for hit in search(suffix, together, matcher, but=party).hits}
    return [name for place, name in enumerate(names) if 2 * place + 1 not in shown]


_READ = (".html", ".css", ".js", ".json", ".eml", ".txt")
"""Names of texts, each of which is read in another way."""


class Blank:
    """Takes out what is a brand's own.

    Args:
        names: Texts.
        files: SHA-256 of the bundle's files, by path: what of it stands in their names and in the manifest is taken out, too. What only
            looks like it may be anything: a key, a secret.
    """

    def __init__(self, names: Iterable[str], files: Mapping[str, str]) -> None:
        written = {form.encode() for name in names for form in (name, html.escape(name))}
        self._names = sorted((name for name in written if len(name) >= _LEAST), key=lambda name: (-len(name), name))
        self._digests = {found for path in files for found in _DIGEST.findall(path.encode())}
        self._sha256 = {sha256.encode() for sha256 in files.values()}

    def __call__(self, data: bytes, suffix: str = "") -> bytes:
        """A text without them; lines stay lines.

        Args:
            data: The text.
            suffix: How its name ends: colours are taken out where nothing else is written as they are.
        """
        for name in self._names:
            if name in data:
                data = _without(name, data)
        if suffix == ".json":
            data = _SHA256.sub(self._whole_digest, data)
        if suffix in _COLORED:
            data = _COLOR.sub(b"#000", data)
        return _DIGEST.sub(self._digest, data)

    def _whole_digest(self, match: re.Match[bytes]) -> bytes:
        return b'"' + BLANK + b'"' if match[1] in self._sha256 else match[0]

    def _digest(self, match: re.Match[bytes]) -> bytes:
        return b"." + BLANK if match[0] in self._digests else match[0]


def _without(name: bytes, data: bytes) -> bytes:
    parts = data.split(name)
    last = len(parts) - 1
    apart = _is_far if _NUMBER.fullmatch(name) else _is_apart
    made: list[bytes] = [parts[0]]
    for place in range(last):
        before, after = parts[place], parts[place + 1]
        is_apart = apart(before[-_FAR:], place == 0) and apart(after[:_FAR][::-1], place + 1 == last)
        made += (BLANK if is_apart else name, after)
    return b"".join(made)


def _is_apart(beside: bytes, is_end: bool) -> bool:
    """Whether a name ends here; of two of them side by side nothing is known."""
    return beside[-1] not in _EDGE if beside else is_end


def _is_far(beside: bytes, is_end: bool) -> bool:
    """Whether a number ends here, too: no digit goes on with it."""
    rest = beside.lstrip(_BETWEEN)
    return _is_apart(beside, is_end) and not rest[:1].isdigit() and (bool(rest) or (is_end and len(beside) < _FAR))

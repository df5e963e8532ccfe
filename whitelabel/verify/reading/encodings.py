"""What text may hide in: escapes, entities, percent signs, base64, and pieces that are put together later.

Each is one function and one line in a table. It is given a text and yields the texts that it makes of it, with what stands
around; each of these is looked into again.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from whitelabel.verify.reading.text import Text, decoded

Decoder: TypeAlias = Callable[[Text], Iterator[Text]]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")


def entities(text: Text) -> Iterator[Text]:
    """Character references of HTML and XML.

    Source:
        HTML, 13.5 and 13.2.5.72.
    """
    if "&" in text.text:
        yield from decoded(text, _ENTITY, lambda match: html.unescape(match[0]))


# What begins with one sign is looked for twenty times as quickly as a group that does.
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*")


def percent(text: Text) -> Iterator[Text]:
    """Octets after percent signs (RFC 3986, 2.1), in UTF-8."""
    if "%" in text.text:
        yield from decoded(text, _PERCENT, lambda match: _utf8(bytes.fromhex(match[0].replace("%", ""))))


def _utf8(data: bytes) -> str:
    return data.decode("utf-8", "replace")


_ESCAPE = re.compile(
    r"\\(?:u\{0*([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})|(\r\n|[\n\r\u2028\u2029])|(.))"
)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "u": None, "x": None}


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def _escape(match: re.Match[str]) -> str | None:
    point, unit, byte, octal, line, other = match.groups()
    if line:
        return ""
    if other:
        return _SIMPLE.get(other, other)
    return _character(int(octal, 8) if octal else int(point or unit or byte, 16))


def escapes(text: Text) -> Iterator[Text]:
    """Escapes of strings in JavaScript and JSON.

    Source:
        ECMA-262, 12.9.4 and B.1.2; RFC 8259, 7.
    """
    if "\\" in text.text:
        yield from decoded(text, _ESCAPE, _escape)


_STYLE_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\n\r\f])?|(\r\n|[\n\r\f])|(.))")


def _style_escape(match: re.Match[str]) -> str:
    code, line, other = match.groups()
    return _character(int(code, 16)) if code else "" if line else other


def style_escapes(text: Text) -> Iterator[Text]:
    """Escapes of CSS (CSS Syntax 3, 4.3.7)."""
    if "\\" in text.text:
        yield from decoded(text, _STYLE_ESCAPE, _style_escape)


_JOINT = re.compile(
    r"""["'`$](?:(?<!\$)(?:\s*\+\s*["'`]|\s*["'](?=[\w\s])|\s*\}(?=[^"'`]*`))|(?<=\$)\{\s*["'`](?=[^"'`{}]*["'`]\s*\}))"""
)
_APART = frozenset(",=:;()[]{}<>\"'`")
"""What stands before a quote that doesn't end a string of letters."""


def _joint(match: re.Match[str]) -> str | None:
    before = match.string[match.start() - 1 : match.start()]
    is_beside = match[0][-1] in "\"'" and "+" not in match[0] and "{" not in match[0]
    return None if is_beside and (not before or before in _APART) else ""


def joints(text: Text) -> Iterator[Text]:
    """Strings that are put together where they stand: with a plus, in a template, side by side in CSS."""
    if any(quote in text.text for quote in "\"'`"):
        yield from decoded(text, _JOINT, _joint)


_LISTED = re.compile(
    r"""\[((?:\s*(["'])[^"'\n]{0,40}\2\s*,?){2,60})\]\s*\.join\(\s*(["'])\3\s*\)|fromCharCode\(([\dxa-fA-F,\s]+)\)"""
)


def listed(text: Text) -> Iterator[Text]:
    """Letters in a list, by themselves or by their codes."""
    if ".join(" in text.text or "fromCharCode" in text.text:
        yield from decoded(text, _LISTED, _from_list)


def _from_list(match: re.Match[str]) -> str | None:
    if match[1] is not None:
        return "".join(re.findall(r"""["']([^"']*)["']""", match[1]))
    try:
        return "".join(_character(int(code, 0)) for code in match[4].split(",") if code.strip())
    except ValueError:
        return None


_QUOTED_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2})+(?:=\r?\n(?:=[0-9A-F]{2})+)*|=\r?\n")


def _printable(match: re.Match[str]) -> str:
    return _utf8(bytes.fromhex(re.sub(r"=\r?\n|=", "", match[0])))


def quoted_printable(text: Text) -> Iterator[Text]:
    """Octets after equal signs, and lines that go on (RFC 2045, 6.7), in UTF-8."""
    if "=" in text.text:
        yield from decoded(text, _QUOTED_PRINTABLE, _printable)


_WORD = re.compile(r"=\?([\w-]{1,40})\?([QqBb])\?([^?\s]{1,200})\?=(\s+(?==\?))?")


def _encoded_word(match: re.Match[str]) -> str | None:
    charset, how, body, _ = match.groups()
    try:
        data = base64.b64decode(body) if how in "bB" else binascii.a2b_qp(body, header=True)
        return data.decode(charset, "replace")
    except (ValueError, LookupError):
        return None


def encoded_words(text: Text) -> Iterator[Text]:
    """Words of a mail's head (RFC 2047)."""
    if "=?" in text.text:
        yield from decoded(text, _WORD, _encoded_word)


_HOST = re.compile(r"(?i:(?<![\w-])(?:[\w-]+\.)*xn--[a-z0-9-]{1,59}(?:\.[\w-]+)*)")


def _spoken(match: re.Match[str]) -> str | None:
    try:
        return match[0].lower().encode("ascii").decode("idna")
    except UnicodeError:
        return None


def hosts(text: Text) -> Iterator[Text]:
    """Names of hosts in letters other than ASCII's (RFC 5890)."""
    if "xn--" in text.text.lower():
        yield from decoded(text, _HOST, _spoken)


_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐]\r?\n[ \t>]*(?=[^\W\d_])")


def hyphens(text: Text) -> Iterator[Text]:
    """Words that go on in the next line of a plain text."""
    if "-\n" in text.text or "-\r" in text.text or "‐" in text.text:
        yield from decoded(text, _HYPHEN, lambda _: "")

"""Text made equal where readers see it as equal: case, width, accents, look-alike letters, what isn't seen.

Each character becomes what it folds to on its own, so that a place in folded text leads back to one in the text as it was.
What is no letter and no digit becomes a space, what isn't seen becomes nothing.

Source:
    Unicode: NFKD (UAX #15) for widths and accents, default case folding, Default_Ignorable_Code_Point; UTS #39,
    confusables.txt, for Cyrillic and Greek letters, and for small capitals, that look like Latin ones.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping

_CAPITALS = dict(zip("АВЕІЈКМНОРСЅТУХҮԚԜҺӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abeijkmhopcstyxyqwhlabezhikmnoptyx", strict=True))
_SMALL = dict(
    zip(
        "аеіјкорсѕухһԁԛԝѵүӏαικνορυγχϲϳᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡıȷł",
        "aeijkopcsyxhdqwvylaikvopuyxcjabcdefghijklmnoprstuvwyzagijl",
        strict=True,
    )
)
_PLAIN = {"ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ł": "l"}
"""Letters with a stroke, which Unicode takes apart no further."""

_UNSEEN = frozenset("\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0\u00ad\ufeff")


def _is_unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Mn", "Me", "Mc", "Cf") or character in _UNSEEN


def _fold(character: str, like: Mapping[str, str]) -> str:
    found: list[str] = []
    for part in unicodedata.normalize("NFKD", character):
        for letter in unicodedata.normalize("NFKD", like.get(part, part).casefold()):
            if _is_unseen(letter):
                continue
            letter = _PLAIN.get(letter, letter)
            if letter.isalnum():
                found.append(letter)
            elif not found:
                found.append(" ")
    return "".join(found)


def _cut(character: str) -> str:
    return "" if _is_unseen(character) else character if character.isalnum() else " "


_COMMON = frozenset(
    "".join(chr(code) for code in range(0x410, 0x450))
    + "ЁёІіЇїЄєҐґӘәҒғҚқҢңӨөҰұҮүҺһ"
    + "ÄÖÜäöüßÉéèàç"
    + "\xa0\xad\u202f\u200b«»–—‘’‚“”„…•·×№©™€₽→−"
)
"""Letters and signs of which most texts have no others, beside ASCII."""

_ASCII = "".join(map(chr, range(0x80)))
_FEW = 128
"""Characters beside ASCII for which one byte each is enough."""

_NONE = "\ufffe"
"""No character, for tables: where a text has it all the same, it is folded like any other."""

_APART = 0xE000
"""Characters for private use, which fold to spaces, stand for what becomes several."""


class _Bytewise:
    """Folds texts of few different characters, as bytes: many times as quick as one character after the other.

    Args:
        characters: Which there are beside ASCII, up to ``_FEW``.
        folds: What becomes of each.
    """

    def __init__(self, characters: frozenset[str], folds: Folds) -> None:
        self.characters = characters
        known = _ASCII + "".join(sorted(characters))
        made = [folds[ord(character)] for character in known]
        self._codes = codecs.charmap_build(known.ljust(256, _NONE))
        self._gone = bytes(place for place, one in enumerate(made) if not one)
        self._several = {chr(_APART + place): one for place, one in enumerate(made) if len(one) > 1}
        self._decoded = "".join(one if len(one) == 1 else chr(_APART + place) for place, one in enumerate(made))

    def __call__(self, text: str) -> str:
        """The text folded.

        Raises:
            UnicodeEncodeError: It has other characters.
        """
        data = codecs.charmap_encode(text, "strict", self._codes)[0].translate(None, self._gone)
        found = codecs.charmap_decode(data, "strict", self._decoded)[0]
        for apart, one in self._several.items():
            found = found.replace(apart, one)
        return found


class Folds(dict[int, str]):
    """What each character becomes, by its code; found out when it is met.

    Args:
        fold: What becomes of a character.
    """

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold
        self._common = self._last = _Bytewise(_COMMON, self)

    def __missing__(self, code: int) -> str:
        found = self[code] = self._fold(chr(code))
        return found

    def __call__(self, text: str) -> str:
        """The text with each character replaced."""
        if text.isascii() or _NONE in text:
            return text.translate(self)
        for table in (self._common, self._last):
            try:
                return table(text)
            except UnicodeEncodeError:
                continue
        others = frozenset(character for character in set(text) if not character.isascii())
        if len(others) > _FEW:
            return text.translate(self)
        # The next text is of the same language, as a rule.
        more = others | self._last.characters
        self._last = _Bytewise(more if len(more) <= _FEW else others, self)
        return self._last(text)


_LOOSE = {**{letter.lower(): latin for letter, latin in _CAPITALS.items()}, **_SMALL}
LOOSE = Folds(lambda character: _fold(character.lower(), _LOOSE))
"""Letters become the Latin ones that they, or their capitals, look like."""

ALIKE = Folds(lambda character: _fold(character, {**_SMALL, **_CAPITALS}))
"""Letters become the Latin ones that they look like themselves."""

PLAIN = Folds(lambda character: _fold(character, {}))
"""Letters stay of their alphabet."""

CUTS = Folds(_cut)
"""Letters and digits stay as they are."""


def seen(text: str) -> str:
    """The text without what isn't seen, and one space wherever it has any.

    >>> seen("Kvad\\u00adrat\\n  Deals")
    'Kvadrat Deals'
    """
    shown = "".join(character for character in text if PLAIN[ord(character)])
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def plain(text: str) -> str:
    """The text folded and without spaces, its letters of their own alphabets.

    >>> plain("Ａcme-Réalty"), plain("Kvad\\u00adrat")
    ('acmerealty', 'kvadrat')
    """
    return PLAIN(text).replace(" ", "")


def alike(text: str) -> str:
    """The text folded and without spaces, its letters the Latin ones that they look like.

    >>> alike("Аcmе")
    'acme'
    """
    return ALIKE(text).replace(" ", "")


class Way:
    """The way back from what a text became to the text itself.

    Args:
        text: As it was.
        table: By which it was changed.
    """

    def __init__(self, text: str, table: Folds) -> None:
        odd = [] if text.isascii() else [letter for letter in set(text) if len(table[ord(letter)]) != 1]
        self._places: list[int] = []
        """Of all characters that don't become one character, in the text."""
        self._starts: list[int] = []
        """Where what became of each begins, and where it ends."""
        self._ends: list[int] = []
        shift = 0
        for found in re.finditer(f"[{re.escape(''.join(odd))}]", text) if odd else ():
            place, length = found.start(), len(table[ord(found[0])])
            self._places.append(place)
            self._starts.append(place + shift)
            self._ends.append(place + shift + length)
            shift += length - 1

    def back(self, place: int) -> int:
        """The place in the text of what stands at a place in what became of it."""
        last = bisect_right(self._starts, place) - 1
        if last < 0:
            return place
        return self._places[last] + max(0, place - self._ends[last] + 1)


def script(character: str) -> str:
    """Whose letter it is, such as ``LATIN``, ``CYRILLIC``, ``GREEK``; empty for what is no letter."""
    if not character.isalpha():
        return ""
    words = unicodedata.name(character, "").split()
    return next((word for word in words if word in ("LATIN", "CYRILLIC", "GREEK")), words[0] if words else "")

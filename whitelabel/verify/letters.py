"""How a name is written in the other alphabet: Cyrillic in Latin letters, and Latin in Cyrillic ones.

A name that is left behind often stands in the other alphabet: in a file's name, a class, an address. Each system gives one
spelling; what several give is one. Accents are of no account here, since matching folds them.

Source:
    ISO 9:1995 (GOST 7.79-2000 A); GOST 7.79-2000 B; ICAO Doc 9303-3, section 6; BGN/PCGN 1947 for Russian; Resolution 55 of
    Ukraine's Cabinet of Ministers (2010); Bulgaria's Transliteration Act (2009); Duden for German; and what people write in
    addresses of web pages, Kazakh and Serbian letters included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_SHARED = "а a б b в v г g д d е e ё e з z и i к k л l м m н n о o п p р r с s т t у u ф f ы y э e ъ - ь - ѓ g ќ k ў u"
_SYSTEMS = (
    # ISO 9, without its accents.
    "ж z й j х h ц c ч c ш s щ s ю u я a ґ g є e і i ї i ј j љ l њ n ћ c ђ d џ d ә a ғ g қ k ң n ө o ұ u ү u һ h",
    # GOST 7.79 B.
    "ё yo ж zh й j х x ц c ч ch ш sh щ shh ю yu я ya ґ g є ye і i ї yi",
    # ICAO Doc 9303.
    "ж zh й i х kh ц ts ч ch ш sh щ shch ъ ie ю iu я ia ґ g є ie і i ї i ј j љ lj њ nj ћ c ђ d џ dz",
    # BGN/PCGN.
    "ё yo ж zh й y х kh ц ts ч ch ш sh щ shch ю yu я ya ґ g є ye і i ї yi ә a ғ gh қ q ң ng ө o ұ u ү u һ h",
    # In addresses of web pages.
    "ё yo ж zh й y х h ц ts ч ch ш sh щ sch ю yu я ya ґ g є ye і i ї yi ә a ғ g қ k ң n ө o ұ u ү u һ h",
    "ж zh й i х h ц c ч ch ш sh щ sch ю yu я ya і i ә a ғ g қ q ң n ө o ұ u ү u һ h",
    # As linguists write, without accents.
    "ж z й j х ch ц c ч c ш s щ sc ю ju я ja ґ g є je і i ї ji ј j љ lj њ nj ћ c ђ dj џ dz",
    # Ukrainian, and Bulgarian.
    "г h и y ж zh й i х kh ц ts ч ch ш sh щ shch ю iu я ia ґ g є ie і i ї i",
    "ж zh й y х h ц ts ч ch ш sh щ sht ъ a ю yu я ya",
    # German.
    "в w ж sch з s й i х ch ц z ч tsch ш sch щ schtsch ю ju я ja",
)


def _table(*lists: str) -> Mapping[str, str]:
    words = " ".join(lists).split()
    return {letter: latin.replace("-", "") for letter, latin in zip(words[::2], words[1::2], strict=True)}


_TO_LATIN = tuple(_table(_SHARED, system) for system in _SYSTEMS)
_CYRILLIC = re.compile("[\u0400-\u04ff]")

_DIGRAPHS = _table("shch щ sch щ zh ж kh х ts ц tz ц ch ч sh ш yu ю ju ю ya я ja я yo ё ye е ph ф ck к qu кв")
_LETTERS = _table(
    "a а b б c к d д e е f ф g г h х i и j й k к l л m м n н o о p п q к r р s с t т u у v в w в x кс y и z з"
)
_PIECE = re.compile("|".join([*_DIGRAPHS, "."]), re.DOTALL)
_LATIN = re.compile("[A-Za-z]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae"})


def spellings(text: str) -> Iterator[str]:
    """A name in the letters of other alphabets, in lower case, each spelling once, the name itself left out.

    >>> list(spellings("Квадрат")), list(spellings("Acme"))
    (['kvadrat', 'kwadrat'], ['акме', 'ацме'])
    """
    lower = text.lower()
    found: dict[str, None] = {}
    if _CYRILLIC.search(lower):
        for system in _TO_LATIN:
            if all(letter in system for letter in _CYRILLIC.findall(lower)):
                found["".join(system.get(letter, letter) for letter in lower)] = None
    elif _LATIN.search(lower):
        found.update(dict.fromkeys(_cyrillic(lower)))
        found[lower.translate(_UMLAUTS)] = None
    found.pop(lower, None)
    yield from found


def _cyrillic(lower: str) -> Iterator[str]:
    if not lower.isascii():
        return
    for c, e in (("к", "е"), ("ц", "е"), ("к", "э"), ("ц", "э")):
        letters = {**_LETTERS, **_DIGRAPHS, "c": c}
        spelt = "".join(letters.get(piece, piece) for piece in _PIECE.findall(lower))
        yield e + spelt[1:] if lower.startswith("e") else spelt

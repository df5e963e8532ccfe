"""A font cut to what a brand's languages and texts need: which characters stay, and the file without the others."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from whitelabel.picture.fence import fenced
from whitelabel.picture.font_tables import font_tables, sfnt

SECONDS = 8.0
"""Of the processor; a font of 20,000 characters takes one."""

LIBRARIES = ("brotli", "fonttools", "uharfbuzz")

_COMMON = frozenset(("Zyyy", "Zinh"))
"""What belongs to no script."""

_SIGNS = (
    *((0x20, 0xFF), (0x2B0, 0x36F), (0x2000, 0x20CF), (0x2100, 0x214F), (0x2190, 0x21FF), (0x2212, 0x2219)),
    *((0x221E, 0x221E), (0x2248, 0x2265), (0x25CA, 0x25CC), (0x3000, 0x3000), (0xFE00, 0xFE6F), (0xFF00, 0xFFEF)),
)
"""Those of them that text of any language may hold: digits, punctuation, currencies, accents, arrows, a few of mathematics."""

_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "Jpan": ("Hani", "Hira", "Kana"),
    "Kore": ("Hang", "Hani"),
    "Hans": ("Hani", "Bopo"),
    "Hant": ("Hani", "Bopo"),
}
"""Codes for several scripts (ISO 15924) that Unicode tells apart."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What stays of a font.

    Attributes:
        scripts: ISO 15924, as Unicode names them for characters.
        more: Characters of other scripts.
    """

    scripts: Sequence[str]
    more: str

    def kept(self, characters: Iterable[int]) -> frozenset[int]:
        """Those of a font's characters that stay: of the scripts, signs, plain English, and the others asked for."""
        more, scripts = set(map(ord, self.more)), set(self.scripts)
        return frozenset(
            code for code in characters if code < 0x7F or code in more or _is_sign(code) or _scripts(code) & scripts
        )


def cut_for(locales: Iterable[str], texts: Iterable[str]) -> Cut:
    """What a brand's pages need of a font.

    Args:
        locales: BCP 47; the script that a language is mostly written in stands where none is named.
        texts: All that is shown; what they hold beyond the scripts stays, too.

    Source:
        CLDR, likely subtags (UTS #35, 4.3); Unicode Standard Annex 24.
    """
    scripts = {script for tag in locales for script in _script_of(tag)}
    plain = Cut(tuple(sorted(scripts)), "")
    shown = {ord(character) for text in texts for character in text}
    return Cut(plain.scripts, "".join(map(chr, sorted(shown - plain.kept(shown)))))


@functools.lru_cache(maxsize=1024)
def _script_of(tag: str) -> tuple[str, ...]:
    from babel import Locale
    from babel.core import get_global

    locale = Locale.parse(tag, sep="-")
    script = locale.script
    if script is None:
        likely = get_global("likely_subtags")
        whole = likely.get(f"{locale.language}_{locale.territory}") or likely.get(locale.language, "und_Latn")
        script = whole.split("_")[1]
    return _TOGETHER.get(script, (script,))


def _is_sign(code: int) -> bool:
    return any(first <= code <= last for first, last in _SIGNS) and bool(_scripts(code) & _COMMON)


@functools.lru_cache(maxsize=4096)
def _scripts(code: int) -> frozenset[str]:
    from fontTools import unicodedata

    return frozenset({unicodedata.script(chr(code)), *unicodedata.script_extension(chr(code))})


def cut(data: bytes, characters: frozenset[int]) -> bytes | None:
    """A font with some of its characters, as WOFF2; ``None`` where it can't be cut.

    Features, axes, hints, names and licence stay. The guest's file is read within the fence; what becomes WOFF2 outside
    of it was written there anew.
    """
    made = fenced(lambda: _subset(data, characters), ("brotli", "uharfbuzz"), SECONDS)
    return _packed(made) if made is not None else None


def _subset(data: bytes, characters: frozenset[int]) -> bytes:
    import uharfbuzz

    wish = uharfbuzz.SubsetInput()
    wish.unicode_set.update(characters)
    wish.name_id_set.update((13, 14))
    for everything in (wish.layout_feature_tag_set, wish.name_lang_id_set):
        everything.clear()
        everything.invert()
    made: bytes = wish.subset(uharfbuzz.Face(sfnt(font_tables(data)))).blob.data
    return made


def _packed(data: bytes) -> bytes | None:
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    font.flavor = "woff2"
    packed = io.BytesIO()
    try:
        font.save(packed, reorderTables=False)
    # fontTools raises whatever its tables' writers stumble over.
    except Exception:
        return None
    return packed.getvalue()

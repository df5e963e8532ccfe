"""What a font's tables say of it: characters, widths, weights, slope, names, and what its maker allows."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from whitelabel.picture.font_tables import DAMAGED, FontFault

MAX_CHARACTERS = 200_000
"""More than Unicode has given a meaning; a table of some bytes can claim millions."""

# Held here and not asked for by name: Python loads a codec's module when it is first asked for, and within the fence no
# file can be opened to load one.
_MACINTOSH, _WINDOWS = codecs.lookup("mac-roman"), codecs.lookup("utf-16-be")

_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
"""Platforms and encodings of the maps by Unicode's numbers, the largest first."""

_TOO_MANY = f"claims more than {MAX_CHARACTERS:,} characters"


def glyphs(tables: Mapping[str, bytes]) -> dict[int, int]:
    """The glyph of each character that a font has.

    Raises:
        FontFault: It has no map by Unicode's numbers, or one of too many characters, or of glyphs that there are not.
        struct.error, IndexError, KeyError: A table is damaged, or missing.

    Source:
        OpenType 1.9.1, "cmap".
    """
    cmap = tables["cmap"]
    (known,) = struct.unpack_from(">H", tables["maxp"], 4)
    (count,) = struct.unpack_from(">H", cmap, 2)
    places: dict[tuple[int, int], int] = {}
    for number in range(min(count, 64)):
        platform, encoding, place = struct.unpack_from(">HHI", cmap, 4 + 8 * number)
        places.setdefault((platform, encoding), place)
    for wanted in _UNICODE:
        place = places.get(wanted, -1)
        reader = _FORMATS.get(struct.unpack_from(">H", cmap, place)[0]) if place >= 0 else None
        if reader is not None:
            return {code: glyph for code, glyph in reader(cmap, place, known) if 0 < glyph < known}
    raise FontFault("has no map of its characters by Unicode's numbers")


def _bytes(cmap: bytes, place: int, _known: int) -> Iterator[tuple[int, int]]:
    return enumerate(cmap[place + 6 : place + 262])


def _segments(cmap: bytes, place: int, _known: int) -> Iterator[tuple[int, int]]:
    (twice,) = struct.unpack_from(">H", cmap, place + 6)
    count, first = twice // 2, place + 14
    ends = struct.unpack_from(f">{count}H", cmap, first)
    starts = struct.unpack_from(f">{count}H", cmap, first + twice + 2)
    deltas = struct.unpack_from(f">{count}H", cmap, first + 2 * twice + 2)
    offsets_at = first + 3 * twice + 2
    offsets = struct.unpack_from(f">{count}H", cmap, offsets_at)
    _bound(zip(starts, ends, strict=True))
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        if not offset:
            yield from ((code, code + delta & 0xFFFF) for code in range(start, end + 1))
        elif start <= end:
            listed = struct.unpack_from(f">{end - start + 1}H", cmap, offsets_at + 2 * number + offset)
            yield from ((start + place, glyph and glyph + delta & 0xFFFF) for place, glyph in enumerate(listed))


def _trimmed(cmap: bytes, place: int, _known: int) -> Iterator[tuple[int, int]]:
    first, count = struct.unpack_from(">HH", cmap, place + 6)
    return enumerate(struct.unpack_from(f">{count}H", cmap, place + 10), first)


def _groups(cmap: bytes, place: int, known: int) -> Iterator[tuple[int, int]]:
    (form,) = struct.unpack_from(">H", cmap, place)
    (count,) = struct.unpack_from(">I", cmap, place + 12)
    if place + 16 + 12 * count > len(cmap):
        raise FontFault(DAMAGED)
    if count > MAX_CHARACTERS:
        raise FontFault(_TOO_MANY)
    found = list(struct.iter_unpack(">III", cmap[place + 16 : place + 16 + 12 * count]))
    _bound((start, end) for start, end, _ in found)
    for start, end, glyph in found:
        # Browsers don't take such a font either.
        if not start <= end <= 0x10FFFF or glyph + (end - start if form == 12 else 0) >= known:
            raise FontFault(DAMAGED)
    for start, end, glyph in found:
        yield from ((code, glyph + (code - start if form == 12 else 0)) for code in range(start, end + 1))


def _bound(spans: Iterator[tuple[int, int]]) -> None:
    """Refuse more characters than there are, before anybody lists them."""
    if sum(max(0, end - start + 1) for start, end in spans) > MAX_CHARACTERS:
        raise FontFault(_TOO_MANY)


_FORMATS = {0: _bytes, 4: _segments, 6: _trimmed, 12: _groups, 13: _groups}


def advances(tables: Mapping[str, bytes], *, packed: bool = False) -> tuple[int, ...]:
    """The widths of the glyphs; the last stands for all after it.

    Args:
        packed: Whether the table is as WOFF2 transforms it.
    """
    (count,) = struct.unpack_from(">H", tables["hhea"], 34)
    if packed:
        return struct.unpack_from(f">{count}H", tables["hmtx"], 1)
    return struct.unpack_from(f">{2 * count}H", tables["hmtx"])[::2]


def axes(tables: Mapping[str, bytes]) -> dict[str, tuple[float, float]]:
    """Bounds of a variable font's axes.

    Source:
        OpenType 1.9.1, "fvar".
    """
    fvar = tables.get("fvar", b"")
    if not fvar:
        return {}
    start, _, count, size = struct.unpack_from(">HHHH", fvar, 4)
    found: dict[str, tuple[float, float]] = {}
    for number in range(count):
        tag, least, _, greatest = struct.unpack_from(">4siii", fvar, start + number * size)
        found[tag.decode("ascii")] = (least / 65536, greatest / 65536)
    return found


def weights(tables: Mapping[str, bytes]) -> tuple[float, float]:
    """The least and the greatest weight, as in CSS."""
    os2 = tables.get("OS/2", b"")
    own = float(struct.unpack_from(">H", os2, 4)[0]) if os2 else 400.0
    return axes(tables).get("wght", (own, own))


def is_italic(tables: Mapping[str, bytes]) -> bool:
    """Whether a font leans by itself."""
    os2 = tables.get("OS/2", b"")
    (style,) = struct.unpack_from(">H", tables["head"], 44)
    return bool(style & 2 or (os2 and struct.unpack_from(">H", os2, 62)[0] & 1))


def names(tables: Mapping[str, bytes]) -> dict[int, str]:
    """A font's names by number, the English ones of Windows before others.

    Source:
        OpenType 1.9.1, "name".
    """
    table = tables.get("name", b"")
    if not table:
        return {}
    _, count, store = struct.unpack_from(">HHH", table, 0)
    found: dict[int, tuple[int, str]] = {}
    for number in range(count):
        platform, _, language, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * number)
        text = table[store + offset : store + offset + length]
        rank = 2 * (platform == 3) + (language in (0, 0x409))
        if name in (1, 16) and rank >= found.get(name, (-1, ""))[0]:
            found[name] = (rank, (_MACINTOSH if platform == 1 else _WINDOWS).decode(text, "replace")[0])
    return {name: text for name, (_, text) in found.items()}


@dataclass(frozen=True, slots=True)
class Permission:
    """What a font's maker allows to be done with its file.

    Attributes:
        flags: As written.
        use: ``print`` is preview and print alone.
        may_cut: Whether some of its characters may go out without the others.
        as_outlines: Whether more than its bitmaps may.
    """

    flags: int
    use: str
    may_cut: bool
    as_outlines: bool


def permission(tables: Mapping[str, bytes]) -> Permission:
    """What a font says may be done with it; a font without the table says nothing against anything.

    Before version 3 of the table several permissions could stand in it, and the one that allows most counted. Since then
    one stands alone; where it doesn't, the strictest is kept.

    Source:
        OpenType 1.9.1, "OS/2", fsType.
    """
    os2 = tables.get("OS/2", b"")
    if not os2:
        return Permission(0, "any", may_cut=True, as_outlines=True)
    version, flags = struct.unpack_from(">H6xH", os2, 0)
    uses = {0x8: "any", 0x4: "print", 0x2: "none"}
    order = uses if version < 3 else reversed(uses)
    use = next((uses[bit] for bit in order if flags & bit), "any")
    return Permission(flags, use, may_cut=not flags & 0x100, as_outlines=not flags & 0x200)

"""A font file is taken only when it unpacks to a bounded size and holds what pages use, and nothing else."""

from __future__ import annotations

import io
import logging
import struct
import zlib
from collections.abc import Iterator

MAX_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024
MAX_CHARACTERS = 200_000
"""More than Unicode has given a meaning; a table of some bytes can claim millions."""

_TABLES = frozenset(
    "cmap head hhea hmtx maxp name OS/2 post cvt fpgm glyf loca prep gasp CFF CFF2 VORG BASE GDEF GPOS GSUB JSTF MATH "
    "HVAR MVAR VVAR STAT avar cvar fvar gvar vhea vmtx kern kerx morx hdmx LTSH VDMX PCLT DSIG meta COLR CPAL "
    # What the programs that make fonts leave behind, and browsers drop.
    "FFTM TTFA Debg prop feat trak GPKG ltag bsln opbd lcar MERG Silf Glat Gloc Feat Sill TSI0 TSI1 TSI2 TSI3 TSI5 "
    "TSIB TSID TSIJ TSIP TSIS TSIV".split()
)

_LARGE = f"unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB"
_DAMAGED = "is damaged"


def font_fault(data: bytes) -> str:
    """What speaks against a font, as the end of a sentence; nothing for a sound one.

    Args:
        data: The file's bytes, which begin as a font does.

    Source:
        WOFF File Format 1.0; WOFF File Format 2.0, 4 and 5; OpenType 1.9.1, "cmap".
    """
    if len(data) > MAX_BYTES:
        return f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read"
    try:
        packed = {b"wOFF": _woff_fault, b"wOF2": _woff2_fault}.get(data[:4])
        return (packed(data) if packed else "") or _tables_fault(data)
    # Readers of damaged fonts stumble in nearly any way.
    except Exception:
        return _DAMAGED


def _woff_fault(data: bytes) -> str:
    (count,) = struct.unpack_from(">H", data, 12)
    entries = [struct.unpack_from(">4x3I4x", data, 44 + 20 * number) for number in range(count)]
    if sum(unpacked for _, _, unpacked in entries) > MAX_UNPACKED:
        return _LARGE
    for offset, packed, unpacked in entries:
        if packed > unpacked:
            return _DAMAGED
        if packed < unpacked:
            found = zlib.decompressobj().decompress(data[offset : offset + packed], unpacked + 1)
            if len(found) != unpacked:
                return _DAMAGED
    return ""


def _woff2_fault(data: bytes) -> str:
    import brotli

    (count,) = struct.unpack_from(">H", data, 12)
    (packed,) = struct.unpack_from(">I", data, 20)
    place, unpacked = 48, 0
    for _ in range(count):
        flags = data[place]
        place += 5 if flags & 0x3F == 0x3F else 1
        size, place = _base128(data, place)
        unpacked += size
        outlines = flags & 0x3F in (10, 11)  # glyf, loca: transformed by version 0, the others by any but 0
        if (flags >> 6 == 0) == outlines and not (outlines and flags >> 6 == 3):
            _, place = _base128(data, place)
    if unpacked > MAX_UNPACKED:
        return _LARGE
    stream = brotli.Decompressor()
    found = stream.process(data[place : place + packed], output_buffer_limit=MAX_UNPACKED)
    if len(found) >= MAX_UNPACKED:
        return _LARGE
    return "" if stream.is_finished() else _DAMAGED


def _base128(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for position in range(place, place + 5):
        value = value << 7 | data[position] & 0x7F
        if data[position] < 0x80:
            return value, position + 1
    raise ValueError("a number of more than five bytes")


def _tables_fault(data: bytes) -> str:
    from fontTools.ttLib import TTFont

    quieten()
    tables = TTFont(io.BytesIO(data), lazy=True).reader
    for tag in tables.keys():  # noqa: SIM118 - a reader's keys are text, its items bytes
        if str(tag).strip() not in _TABLES:
            return f"holds a table '{str(tag).strip()}', which no page needs"
    if sum(_characters(tables["cmap"])) > MAX_CHARACTERS:
        return f"claims more than {MAX_CHARACTERS:,} characters"
    return ""


def _characters(cmap: bytes) -> Iterator[int]:
    """How many characters each subtable of a character map spans, before anybody lists them."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    offsets = {struct.unpack_from(">4xI", cmap, 4 + 8 * number)[0] for number in range(min(count, 64))}
    for offset in sorted(offsets):
        (form,) = struct.unpack_from(">H", cmap, offset)
        if form == 4:
            (twice,) = struct.unpack_from(">H", cmap, offset + 6)
            ends = struct.unpack_from(f">{twice // 2}H", cmap, offset + 14)
            starts = struct.unpack_from(f">{twice // 2}H", cmap, offset + 16 + twice)
            yield sum(max(0, end - start + 1) for start, end in zip(starts, ends, strict=True))
        elif form in (8, 12, 13):
            head = offset + (8204 if form == 8 else 12)
            (groups,) = struct.unpack_from(">I", cmap, head)
            if head + 4 + 12 * groups > len(cmap):
                raise ValueError("groups beyond the table's end")
            spans = struct.iter_unpack(">II4x", cmap[head + 4 : head + 4 + 12 * groups])
            yield sum(max(0, end - start + 1) for start, end in spans)


def quieten() -> None:
    """Keep the library's own remarks off the terminal; what is wrong is a problem of ours."""
    logger = logging.getLogger("fontTools")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())

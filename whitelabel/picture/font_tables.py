"""The tables of a font file in any packing, bounded; a WOFF2 file's outlines are unpacked for the glyphs asked for alone."""

from __future__ import annotations

import functools
import itertools
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAX_UNPACKED = 32 * 1024 * 1024
MAX_TABLES = 64

MAX_CONTOURS = 1_000_000
MAX_POINTS = 12_000_000
"""Of all outlines together, where WOFF2 transforms them: some more than the largest fonts have, of 65,535 ideographs. Packed
they may take no room at all, but each has to be counted."""

_PLAIN = (b"\x00\x01\x00\x00", b"OTTO", b"true")

_TAGS = (
    "cmap head hhea hmtx maxp name OS/2 post cvt_ fpgm glyf loca prep CFF_ VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX "
    "vhea vmtx BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG_ sbix acnt avar bdat bloc bsln cvar fdsc feat "
    "fmtx fvar gvar hsty just lcar mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill"
).replace("_", " ")
_KNOWN_TAGS = tuple(_TAGS[start : start + 4] for start in range(0, len(_TAGS), 5))


class FontFault(ValueError):
    """A file is no sound font; the text is the end of a sentence that begins with its name."""


DAMAGED = "is damaged"
LARGE = f"unpacks to more than {MAX_UNPACKED // 1024 // 1024} MB"


@dataclass(frozen=True, slots=True)
class FontTables:
    """A font's tables by tag (four characters); those that WOFF2 transforms are given as they are packed.

    Attributes:
        tables: As unpacked, but for ``packed``.
        packed: Tags of the tables that are still transformed: ``glyf`` (``loca`` is empty then), ``hmtx``.
    """

    tables: Mapping[str, bytes]
    packed: frozenset[str] = frozenset()


def font_tables(data: bytes) -> FontTables:
    """A font's tables.

    Args:
        data: A file's bytes.

    Raises:
        FontFault: They are no font, or a damaged one, or unpack to too much.

    Source:
        OpenType 1.9.1, "Organization of an OpenType Font"; WOFF File Format 1.0; WOFF File Format 2.0, 4 and 5.
    """
    reader = {b"wOF2": _woff2, b"wOFF": _woff}.get(data[:4], _sfnt if data[:4] in _PLAIN else None)
    if reader is None:
        raise FontFault("is no font by its content")
    try:
        return reader(data)
    except (struct.error, IndexError, zlib.error, UnicodeDecodeError) as broken:
        raise FontFault(DAMAGED) from broken


def _sfnt(data: bytes) -> FontTables:
    entries = list(_entries(data, 12, ">4s4xII", _count(data, 4)))
    ordered = sorted((offset, offset + length) for _, offset, length in entries if length)
    # Before anything is copied: tables that share their bytes multiply the file's size.
    if any(end > start for (_, end), (start, _) in itertools.pairwise([*ordered, (len(data), 0)])):
        raise FontFault(DAMAGED)
    if len(data) > MAX_UNPACKED:
        raise FontFault(LARGE)
    return FontTables({tag.decode("ascii"): data[offset : offset + length] for tag, offset, length in entries})


def _woff(data: bytes) -> FontTables:
    entries = list(_entries(data, 44, ">4sIII4x", _count(data, 12)))
    if sum(unpacked for *_, unpacked in entries) > MAX_UNPACKED:
        raise FontFault(LARGE)
    tables: dict[str, bytes] = {}
    for tag, offset, length, unpacked in entries:
        table = data[offset : offset + length]
        if length < unpacked:
            table = zlib.decompressobj().decompress(table, unpacked + 1)
        if len(table) != unpacked:
            raise FontFault(DAMAGED)
        tables[tag.decode("ascii")] = table
    return FontTables(tables)


def _woff2(data: bytes) -> FontTables:
    import brotli

    if data[4:8] == b"ttcf":
        raise FontFault("is a collection of fonts; one font a file was wanted")
    place, total = 48, 0
    entries: list[tuple[str, int, bool]] = []
    for _ in range(_count(data, 12)):
        flags = data[place]
        place += 1
        if flags & 0x3F == 0x3F:
            tag, place = data[place : place + 4].decode("ascii"), place + 4
        else:
            tag = _KNOWN_TAGS[flags & 0x3F]
        size, place = _base128(data, place)
        total += size
        # Outlines are transformed by version 0, all else by any but 0.
        transformed = flags >> 6 != 3 if tag in ("glyf", "loca") else flags >> 6 != 0
        if transformed:
            size, place = _base128(data, place)
        entries.append((tag, size, transformed))
    wanted = sum(size for _, size, _ in entries)
    if max(wanted, total) > MAX_UNPACKED:
        raise FontFault(LARGE)
    (length,) = struct.unpack_from(">I", data, 20)
    stream = brotli.Decompressor()
    try:
        body = stream.process(data[place : place + length], output_buffer_limit=MAX_UNPACKED)
    except brotli.error as broken:
        raise FontFault(DAMAGED) from broken
    if len(body) != wanted:
        raise FontFault(LARGE if len(body) >= MAX_UNPACKED else DAMAGED)
    tables: dict[str, bytes] = {}
    start = 0
    for tag, size, _ in entries:
        tables[tag] = body[start : start + size]
        start += size
    packed = frozenset(tag for tag, _, transformed in entries if transformed)
    if packed - {"glyf", "loca", "hmtx"} or ("glyf" in packed) != ("loca" in packed):
        raise FontFault(DAMAGED)
    return FontTables(tables, packed - {"loca"})


def _count(data: bytes, place: int) -> int:
    (count,) = struct.unpack_from(">H", data, place)
    if count > MAX_TABLES:
        raise FontFault(DAMAGED)
    return int(count)


def _entries(data: bytes, place: int, form: str, count: int) -> Iterator[tuple[Any, ...]]:
    size = struct.calcsize(form)
    return (struct.unpack_from(form, data, place + size * number) for number in range(count))


def _base128(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for position in range(place, place + 5):
        value = value << 7 | data[position] & 0x7F
        if data[position] < 0x80:
            return value, position + 1
    raise FontFault(DAMAGED)


# ── Outlines that WOFF2 transforms ────────────────────────────────────────────────────────────────────────────────


@functools.cache
def _steps() -> tuple[bytes, tuple[Callable[[bytes, int], tuple[int, int]], ...]]:
    """For each flag of a point: how many bytes its step takes, and how they are read.

    Source:
        WOFF File Format 2.0, 5.2 "Decoding of variable-length X and Y coordinates".
    """

    def horizontal(flag: int) -> Callable[[bytes, int], tuple[int, int]]:
        high, sign = (flag - 10 & 14) << 7, 1 if flag & 1 else -1
        return lambda data, at: (sign * (high + data[at]), 0)

    def vertical(flag: int) -> Callable[[bytes, int], tuple[int, int]]:
        high, sign = (flag & 14) << 7, 1 if flag & 1 else -1
        return lambda data, at: (0, sign * (high + data[at]))

    def diagonal(flag: int) -> Callable[[bytes, int], tuple[int, int]]:
        across, down = 1 if flag & 1 else -1, 1 if flag & 2 else -1
        if flag < 84:
            x, y = 1 + (flag - 20 & 0x30), 1 + ((flag - 20 & 0x0C) << 2)
            return lambda data, at: (across * (x + (data[at] >> 4)), down * (y + (data[at] & 15)))
        if flag < 120:
            x, y = 1 + ((flag - 84) // 12 << 8), 1 + ((flag - 84) % 12 >> 2 << 8)
            return lambda data, at: (across * (x + data[at]), down * (y + data[at + 1]))
        if flag < 124:
            return lambda data, at: (
                across * ((data[at] << 4) + (data[at + 1] >> 4)),
                down * (((data[at + 1] & 15) << 8) + data[at + 2]),
            )
        return lambda data, at: (
            across * ((data[at] << 8) + data[at + 1]),
            down * ((data[at + 2] << 8) + data[at + 3]),
        )

    sizes = bytes((1 if flag < 84 else 2 if flag < 120 else 3 if flag < 124 else 4) for flag in range(128)) * 2
    readers = tuple(
        vertical(flag) if flag < 10 else horizontal(flag) if flag < 20 else diagonal(flag) for flag in range(128)
    )
    return sizes, readers


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a glyph's parts begin in the streams, and how many points its contours have."""

    contours: tuple[int, ...]
    flags: int
    steps: int
    composite: tuple[int, int]
    box: int
    instructions: tuple[int, int] | None


class PackedOutlines:
    """The transformed ``glyf`` table of a WOFF2 file.

    Raises:
        FontFault: It is damaged.

    Source:
        WOFF File Format 2.0, 5.1 "Transformed glyf table format".
    """

    def __init__(self, table: bytes) -> None:
        try:
            self._read(table)
        except (struct.error, IndexError) as broken:
            raise FontFault(DAMAGED) from broken

    def _read(self, table: bytes) -> None:
        header = struct.unpack_from(">HHHH7I", table, 0)
        self.count = header[2]
        streams: list[bytes] = []
        start = 36
        for size in header[4:]:
            streams.append(table[start : start + size])
            start += size
        contours, points, self._flags, self._steps, self._composites, boxes, self._instructions = streams
        if start > len(table):
            raise FontFault(DAMAGED)
        self._bits, self._boxes = boxes[: (self.count + 31) // 32 * 4], boxes[(self.count + 31) // 32 * 4 :]
        self._places = self._walk(struct.unpack(f">{self.count}h", contours), points)

    def _walk(self, contours: tuple[int, ...], points: bytes) -> list[_Place | None]:
        """Where each glyph's parts begin: the streams have no index."""
        if sum(count for count in contours if count > 0) > MAX_CONTOURS or len(self._flags) > MAX_POINTS:
            raise FontFault("has more contours and points than any font")
        places: list[_Place | None] = []
        sizes, _ = _steps()
        point = flag = step = composite = box = instruction = 0
        for number, count in enumerate(contours):
            has_box = self._bits[number >> 3] & 0x80 >> (number & 7)
            if count == 0:
                places.append(None)
                continue
            here = (flag, step, box if has_box else -1)
            lengths: list[int] = []
            first = composite
            if count > 0:
                for _ in range(count):
                    length, point = _short(points, point)
                    lengths.append(length)
                flags = self._flags[flag : flag + sum(lengths)]
                flag += sum(lengths)
                step += sum(flags.translate(sizes))
                instructed = True
            else:
                composite, instructed = self._composite_end(composite)
            told: tuple[int, int] | None = None
            if instructed:
                length, step = _short(self._steps, step)
                told = (instruction, instruction + length)
                instruction += length
            places.append(_Place(tuple(lengths), here[0], here[1], (first, composite), here[2], told))
            box += 8 if has_box else 0
        return places

    def _composite_end(self, place: int) -> tuple[int, bool]:
        """Where a glyph of other glyphs ends, and whether instructions follow."""
        instructed = False
        while True:
            (flags,) = struct.unpack_from(">H", self._composites, place)
            place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
            instructed = instructed or bool(flags & 0x100)
            if not flags & 0x20:
                return place, instructed

    def parts(self, glyph: int) -> Iterator[int]:
        """The glyphs that a glyph is made of."""
        found = self._places[glyph]
        if found is None or found.contours:
            return
        place = found.composite[0]
        while place < found.composite[1]:
            flags, part = struct.unpack_from(">HH", self._composites, place)
            if part >= self.count:
                raise FontFault(DAMAGED)
            yield part
            place += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)

    def glyph(self, number: int) -> bytes:
        """A glyph as the ``glyf`` table has it.

        Raises:
            FontFault: It is damaged.
        """
        found = self._places[number]
        if found is None:
            return b""
        try:
            return self._simple(found) if found.contours else self._composite(found)
        except (struct.error, IndexError) as broken:
            raise FontFault(DAMAGED) from broken

    def _composite(self, found: _Place) -> bytes:
        if found.box < 0:
            raise FontFault(DAMAGED)
        parts = self._composites[slice(*found.composite)]
        return _even(b"\xff\xff" + self._boxes[found.box : found.box + 8] + parts + self._told(found))

    def _told(self, found: _Place) -> bytes:
        """A glyph's instructions, with their length before them."""
        if found.instructions is None:
            return b""
        first, last = found.instructions
        told = self._instructions[first:last]
        if len(told) != last - first:
            raise FontFault(DAMAGED)
        return struct.pack(">H", len(told)) + told

    def _simple(self, found: _Place) -> bytes:
        sizes, readers = _steps()
        count = sum(found.contours)
        flags = self._flags[found.flags : found.flags + count]
        if len(flags) != count:
            raise FontFault(DAMAGED)
        place, data = found.steps, self._steps
        steps: list[tuple[int, int]] = []
        for flag in flags:
            steps.append(readers[flag & 0x7F](data, place))
            place += sizes[flag]
        across, down = [step[0] for step in steps], [step[1] for step in steps]
        if found.box >= 0:
            box = self._boxes[found.box : found.box + 8]
        else:
            xs, ys = _sums(across), _sums(down)
            box = struct.pack(">4h", min(xs), min(ys), max(xs), max(ys)) if count else bytes(8)
        ends = [end - 1 for end in _sums(found.contours)]
        on_curve = bytes(0 if flag & 0x80 else 1 for flag in flags)
        head = struct.pack(f">h8s{len(ends)}H", len(ends), box, *ends) + self._told(found)
        return _even(head + on_curve + struct.pack(f">{count}h", *across) + struct.pack(f">{count}h", *down))


def _sums(numbers: Iterable[int]) -> list[int]:
    total, sums = 0, []
    for number in numbers:
        total += number
        sums.append(total)
    return sums


def _even(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _short(data: bytes, place: int) -> tuple[int, int]:
    """A number of one to three bytes.

    Source:
        WOFF File Format 2.0, 4.1.1 "255UInt16".
    """
    code = data[place]
    if code < 253:
        return code, place + 1
    if code == 253:
        return data[place + 1] << 8 | data[place + 2], place + 3
    return data[place + 1] + (253 if code == 255 else 506), place + 2


def glyph_tables(tables: Mapping[str, bytes], count: int, glyphs: Mapping[int, bytes]) -> dict[str, bytes]:
    """``glyf``, ``loca`` and ``head`` of a font that has the outlines of some of its glyphs."""
    ends = list(itertools.accumulate(len(glyphs.get(glyph, b"")) for glyph in range(count)))
    head = bytearray(tables["head"])
    struct.pack_into(">h", head, 50, 1)
    loca = struct.pack(f">{count + 1}I", 0, *ends)
    return {"glyf": b"".join(glyphs[glyph] for glyph in sorted(glyphs)), "loca": loca, "head": bytes(head)}


def side_bearings(tables: Mapping[str, bytes], count: int, glyphs: Mapping[int, bytes]) -> bytes:
    """The table of widths, with the left edges that WOFF2 leaves to the outlines.

    Args:
        count: How many glyphs there are.
        glyphs: Those that are unpacked; where another begins, nobody asks.

    Source:
        WOFF File Format 2.0, 5.4 "Transformed hmtx table format".
    """
    packed = tables["hmtx"]
    (wide,) = struct.unpack_from(">H", tables["hhea"], 34)
    if wide > count or not packed:
        raise FontFault(DAMAGED)
    advances = struct.unpack_from(f">{wide}H", packed, 1)
    lefts: list[int] = []
    place = 1 + 2 * wide
    for absent, part in ((packed[0] & 1, range(wide)), (packed[0] & 2, range(wide, count))):
        if absent:
            edges = (glyphs.get(glyph, b"")[2:4] or bytes(2) for glyph in part)
            lefts.extend(struct.unpack(f">{len(part)}h", b"".join(edges)))
        else:
            lefts.extend(struct.unpack_from(f">{len(part)}h", packed, place))
            place += 2 * len(part)
    pairs = itertools.chain.from_iterable(zip(advances, lefts, strict=False))
    return struct.pack(f">{'Hh' * wide}{count - wide}h", *pairs, *lefts[wide:])


def sfnt(found: FontTables) -> bytes:
    """A font as one file, with all of its outlines unpacked.

    Raises:
        FontFault: It is damaged.

    Source:
        OpenType 1.9.1, "Organization of an OpenType Font"; sums of tables are left out, as nobody here reads them.
    """
    tables = dict(found.tables)
    if "glyf" in found.packed:
        outlines = PackedOutlines(tables["glyf"])
        glyphs = {glyph: outlines.glyph(glyph) for glyph in range(outlines.count)}
        tables |= glyph_tables(tables, outlines.count, glyphs)
        if "hmtx" in found.packed:
            tables["hmtx"] = side_bearings(found.tables, outlines.count, glyphs)
    place = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag in sorted(tables):
        directory += struct.pack(">4s4xII", tag.encode("ascii"), place + len(body), len(tables[tag]))
        body += _even(tables[tag])
    flavour = b"OTTO" if {"CFF ", "CFF2"} & set(tables) else b"\0\1\0\0"
    return flavour + struct.pack(">H6x", len(tables)) + directory + body

"""A guest's raster file before anything of it is decoded: judged by its parts, and written anew with the few that a picture needs.

WL503: a logo is empty, or is not what its name says
    The format is read from the content: SVG, PNG, JPEG or WebP, one picture that doesn't move, as browsers show it.
WL505: a logo is too big, or out of all proportion
    More bytes or pixels than any logo needs; a smaller export looks the same. Or one side is more than 20 times the
    other, which no page has a place for.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from whitelabel.picture.form import RasterForm

MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 12_000_000
MAX_SIDE = 16_383
"""Pixels; WebP knows no more. At 20 to 1 and 12 million pixels no side is longer."""

MAX_PARTS = 10_000
"""Chunks or segments; an encoder that writes 8 kB at a time needs 512."""

MAX_SCANS = 100
"""Passes of a progressive JPEG; an ordinary one has ten."""

MAX_SCANNED = 240_000_000
"""Pixels in all passes together: each costs nearly as much as a picture."""


class RasterFault(Exception):
    """Why a file isn't taken.

    Attributes:
        code: Such as ``WL503``.
        message: What is said of the file, to be put behind its name: ``is an animation; one picture was wanted``.
        hint: An action that mends it.
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(code, message, hint)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True, slots=True)
class Stripped:
    """What a file says of its picture.

    Attributes:
        data: The file written anew with what a decoder needs; neither metadata, profile, nor what follows the picture.
        width, height: Pixels as stored, before the picture is turned.
        orientation: 1 to 8, as Exif counts.
        profile: An ICC profile as the file gives it; empty where it gives none. Nothing in it has been looked at.
        depth, kind: PNG's bits a sample and colour type.
        raw: Bytes that PNG's rows have before they are packed; 0 where the form has no such thing.
        interlaced: Whether PNG's rows come in seven passes.
        clear: PNG's transparent colour or its palette's alphas, as the file has them.
        gamma: PNG's exponent of encoding: 0.45455 for a screen's; ``None`` where it isn't said.
        primaries: PNG's x and y of white, red, green and blue; ``None`` where they aren't said.
        coding: PNG's code points of primaries and transfer function.
    """

    form: RasterForm
    data: bytes
    width: int
    height: int
    orientation: int = 1
    profile: bytes = b""
    depth: int = 8
    kind: int = 2
    raw: int = 0
    interlaced: bool = False
    clear: bytes = b""
    gamma: float | None = None
    primaries: tuple[float, ...] | None = None
    coding: tuple[int, int] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)


def damaged(form: RasterForm) -> RasterFault:
    """The fault of a file that ends early, contradicts itself, or is not what it begins as."""
    return RasterFault("WL503", f"is damaged: it can't be decoded as {form.upper()}", "export it again")


def strip(data: bytes, form: RasterForm) -> Stripped:
    """Judge a file by its parts, without decoding any pixel.

    Args:
        data: The file.
        form: What it begins as.

    Raises:
        RasterFault: It is too big, moves, is cut off, or contradicts itself.

    Source:
        PNG (Third Edition) §5; ITU-T T.81 annex B; RFC 9649 §2.
    """
    if len(data) > MAX_BYTES:
        raise _too_big(f"has {len(data):,} bytes; at most {MAX_BYTES:,} are read")
    try:
        found = _READERS[form](data)
    except (struct.error, IndexError):
        raise damaged(form) from None
    if min(found.width, found.height) < 1:
        raise damaged(form)
    return found


def _too_big(message: str) -> RasterFault:
    return RasterFault("WL505", message, "export it smaller; a logo is shown a few hundred pixels wide")


def _bound(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_big(f"has more than {MAX_PIXELS // 1_000_000} million pixels")
    if max(width, height) > MAX_SIDE:
        raise _too_big(f"is {width:,} pixels wide and {height:,} high; a side has at most {MAX_SIDE:,}")


def _moves() -> RasterFault:
    return RasterFault("WL503", "is an animation; one picture was wanted", "export its first picture alone")


def _crumbled() -> RasterFault:
    return RasterFault("WL505", f"consists of more than {MAX_PARTS:,} parts", "export it again, with no metadata")


# ── PNG ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_PNG = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content up to the picture's end; what is not needed for it may have a wrong sum, and is then left out."""
    position = len(_PNG)
    for _ in range(MAX_PARTS):
        length, kind = struct.unpack_from(">I4s", data, position)
        content = data[position + 8 : position + 8 + length]
        (declared,) = struct.unpack_from(">I", data, position + 8 + length)
        if zlib.crc32(content, zlib.crc32(kind)) == declared:
            yield kind, content
        elif not kind[0] & 0x20:
            raise damaged("png")
        if kind == b"IEND":
            return
        position += 12 + length
    raise _crumbled()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(kind)))


def _png(data: bytes) -> Stripped:
    chunks = _chunks(data)
    first, header = next(chunks)
    if first != b"IHDR" or len(header) != 13:
        raise damaged("png")
    width, height, depth, kind, compression, filtering, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(kind, ()) or compression or filtering or interlace > 1:
        raise damaged("png")
    _bound(width, height)
    others: dict[bytes, bytes] = {}
    pixels: list[bytes] = []
    before = b""
    for name, content in chunks:
        if name == b"IDAT":
            # What stands between two pieces of the pixels makes two pictures of them, to some.
            if pixels and before != b"IDAT":
                raise damaged("png")
            pixels.append(content)
        elif name == b"acTL" and content[:4] != b"\0\0\0\1":
            raise _moves()
        elif not name[0] & 0x20 and name not in (b"PLTE", b"IEND"):
            raise damaged("png")
        else:
            others.setdefault(name, content)
        before = name
    palette = others.get(b"PLTE", b"")
    if not pixels or (kind == 3 and (not palette or len(palette) % 3 or len(palette) > 768)):
        raise damaged("png")
    clear = others.get(b"tRNS", b"") if kind in (0, 2, 3) else b""
    if kind == 0 and depth == 16:
        # No decoder at hand reads 16 bits of grey rightly: grey of 16 bits lies in the file as grey and alpha of 8 do.
        header = struct.pack(">IIBBBBB", width, height, 8, 4, 0, 0, interlace)
    elif kind == 4 and depth == 16:
        header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, interlace)
    parts = [_PNG, _chunk(b"IHDR", header)]
    if kind == 3:
        parts.append(_chunk(b"PLTE", palette))
        parts.extend([_chunk(b"tRNS", clear[: len(palette) // 3])] if clear else [])
    parts += [_chunk(b"IDAT", b"".join(pixels)), _chunk(b"IEND", b"")]
    return Stripped(
        "png",
        b"".join(parts),
        width,
        height,
        depth=depth,
        kind=kind,
        raw=_raw_size(width, height, depth * _SAMPLES[kind], interlace),
        interlaced=bool(interlace),
        clear=clear,
        **_png_color(others),
    )


def _raw_size(width: int, height: int, bits: int, interlace: int) -> int:
    """Bytes of all rows, each behind the number of its filter (PNG §7.2, §8.1)."""
    passes = _PASSES if interlace else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        total += rows * (1 + (columns * bits + 7) // 8) if columns > 0 < rows else 0
    return total


def _png_color(chunks: Mapping[bytes, bytes]) -> dict[str, Any]:
    """What the picture's numbers mean; the first of four ways to say it holds (PNG §4.3)."""
    orientation = _orientation(chunks.get(b"eXIf", b""))
    if len(coding := chunks.get(b"cICP", b"")) == 4:
        return {"orientation": orientation, "coding": (coding[0], coding[1])}
    name, _, packed = chunks.get(b"iCCP", b"").partition(b"\0")
    if name and packed[:1] == b"\0":
        return {"orientation": orientation, "profile": _inflated(packed[1:])}
    if b"sRGB" in chunks or len(chunks.get(b"gAMA", b"")) != 4:
        return {"orientation": orientation}
    primaries = struct.unpack(">8I", corners) if len(corners := chunks.get(b"cHRM", b"")) == 32 else None
    return {
        "orientation": orientation,
        "gamma": int.from_bytes(chunks[b"gAMA"], "big") / 100_000,
        "primaries": tuple(part / 100_000 for part in primaries) if primaries else None,
    }


def _inflated(packed: bytes) -> bytes:
    """A profile; nothing where it is broken, or larger than a whole file may be."""
    stream = zlib.decompressobj()
    try:
        profile = stream.decompress(packed, MAX_BYTES)
    except zlib.error:
        return b""
    return profile if stream.eof else b""


# ── JPEG ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_KINDS = {
    0xC3: "lossless",
    0xC5: "hierarchical",
    0xC6: "hierarchical",
    0xC7: "lossless",
    0xC9: "arithmetic coding",
    0xCA: "arithmetic coding",
    0xCB: "lossless",
    0xCD: "hierarchical",
    0xCE: "hierarchical",
    0xCF: "lossless",
}
_TABLES = {0xC4, 0xDB, 0xDD}
_FILLING = re.compile(rb"\xff+")
_END_OF_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content; the pixels of a scan belong to its content. The last has the end's marker, 0xD9, or is missing."""
    position = 2
    for _ in range(MAX_PARTS):
        filling = _FILLING.match(data, position)
        if filling is None:
            raise damaged("jpeg")
        position = filling.end() - 1
        marker = data[position + 1]
        if marker == 0xD9:
            yield marker, b""
            return
        (length,) = struct.unpack_from(">H", data, position + 2)
        end = position + 2 + length
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8 or length < 2 or end > len(data):
            raise damaged("jpeg")
        if marker == 0xDA:
            if length != 6 + 2 * data[position + 4]:
                raise damaged("jpeg")
            found = _END_OF_SCAN.search(data, end)
            yield marker, data[position + 4 : found.start() if found else len(data)]
            if found is None:
                return
            end = found.start()
        else:
            yield marker, data[position + 4 : end]
        position = end
    raise _crumbled()


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def _jpeg(data: bytes) -> Stripped:
    parts = [b"\xff\xd8"]
    size: tuple[int, int] | None = None
    orientation, scans, coded = 1, 0, 0
    profile: dict[int, bytes] = {}
    for marker, content in _segments(data):
        if marker == 0xDA:
            scans += 1
            if size is None:
                raise damaged("jpeg")
            if scans > MAX_SCANS or scans * size[0] * size[1] > MAX_SCANNED:
                raise RasterFault("WL505", "has more scans than any JPEG needs", "export it again, as PNG")
            coded += len(content)
            head = 4 + 2 * content[0]
            parts += [_segment(marker, content[:head]), content[head:]]
        elif marker in (0xC0, 0xC1, 0xC2) or marker in _KINDS:
            if size is not None:
                raise damaged("jpeg")
            size = _frame(marker, content)
            parts.append(_segment(marker, content))
        elif marker == 0xE1 and content.startswith(b"Exif\0\0") and orientation == 1:
            orientation = _orientation(content[6:])
        elif marker == 0xE2 and content.startswith(b"ICC_PROFILE\0"):
            profile.setdefault(content[12], content[14:])
        else:
            parts.append(_needed(marker, content))
    # Each block of 8 by 8 takes a bit at least; a decoder would paint what is missing grey.
    if size is None or coded * 8 < -(-size[0] // 8) * -(-size[1] // 8):
        raise damaged("jpeg")
    whole = b"".join(profile[number] for number in sorted(profile))
    return Stripped("jpeg", b"".join(parts), *size, orientation=orientation, profile=whole)


def _needed(marker: int, content: bytes) -> bytes:
    """A segment as a decoder wants it: tables as they are, of marks only what tells how colours are stored."""
    if marker in _TABLES:
        return _segment(marker, content)
    if marker == 0xE0 and content.startswith(b"JFIF\0"):
        return _segment(marker, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    if marker == 0xEE and content.startswith(b"Adobe") and len(content) >= 12:
        return _segment(marker, b"Adobe\0\x64\0\0\0\0" + content[11:12])
    return b"\xff\xd9" if marker == 0xD9 else b""


def _frame(marker: int, content: bytes) -> tuple[int, int]:
    kind = _KINDS.get(marker) or ("12 bits a colour" if content[0] != 8 else "")
    if kind:
        raise RasterFault("WL503", f"is a JPEG that browsers don't show ({kind})", "export it as PNG")
    height, width, count = struct.unpack_from(">HHB", content, 1)
    if count not in (1, 3, 4) or len(content) != 6 + 3 * count:
        raise damaged("jpeg")
    _bound(width, height)
    return width, height


# ── WebP ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _webp(data: bytes) -> Stripped:
    (length,) = struct.unpack_from("<I", data, 4)
    if length + 8 > len(data):
        raise damaged("webp")
    chunks: dict[bytes, bytes] = {}
    position, end = 12, length + 8
    for _ in range(MAX_PARTS):
        if position + 8 > end:
            break
        name, size = struct.unpack_from("<4sI", data, position)
        if position + 8 + size > end:
            raise damaged("webp")
        chunks.setdefault(name, data[position + 8 : position + 8 + size])
        position += 8 + size + size % 2
    else:
        raise _crumbled()
    extended = chunks.get(b"VP8X", b"")
    if b"ANIM" in chunks or b"ANMF" in chunks or (extended and extended[0] & 0x02):
        raise _moves()
    if extended:
        _bound(*_canvas(extended))
    name = b"VP8L" if b"VP8L" in chunks else b"VP8 "
    width, height = (_lossless if name == b"VP8L" else _lossy)(chunks.get(name, b""))
    _bound(width, height)
    if extended and _canvas(extended) != (width, height):
        raise damaged("webp")
    kept = [(name, chunks[name])]
    if extended and name == b"VP8 " and b"ALPH" in chunks:
        kept = [(b"VP8X", b"\x10\0\0\0" + extended[4:10]), (b"ALPH", chunks[b"ALPH"]), *kept]
    body = b"".join(struct.pack("<4sI", name, len(part)) + part + b"\0" * (len(part) % 2) for name, part in kept)
    return Stripped(
        "webp",
        struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WEBP") + body,
        width,
        height,
        orientation=_orientation(chunks.get(b"EXIF", b"").removeprefix(b"Exif\0\0")),
        profile=chunks.get(b"ICCP", b""),
    )


def _canvas(content: bytes) -> tuple[int, int]:
    if len(content) < 10:
        raise damaged("webp")
    return int.from_bytes(content[4:7], "little") + 1, int.from_bytes(content[7:10], "little") + 1


def _lossy(content: bytes) -> tuple[int, int]:
    if content[3:6] != b"\x9d\x01\x2a" or content[0] & 1:
        raise damaged("webp")
    width, height = struct.unpack_from("<HH", content, 6)
    return width & 0x3FFF, height & 0x3FFF


def _lossless(content: bytes) -> tuple[int, int]:
    mark, bits = struct.unpack_from("<BI", content)
    if mark != 0x2F:
        raise damaged("webp")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


_READERS: Mapping[RasterForm, Callable[[bytes], Stripped]] = {"png": _png, "jpeg": _jpeg, "webp": _webp}


# ── Exif ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _orientation(exif: bytes) -> int:
    """How the picture has to be turned; 1, as it is, where that isn't said in so many words (Exif 3.0, 4.6.5.1)."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for entry in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind, values, value = struct.unpack_from(order + "HHIH", exif, entry)
            if tag == 0x0112:
                return value if kind == 3 and values == 1 and 1 <= value <= 8 else 1
    except struct.error:
        pass
    return 1

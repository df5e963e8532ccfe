"""Pixels of ours as files: a picture's bytes and nothing beside them, the same on every day.

How much effort pays is measured by ``bench/encoders.py``. A logo is flat: four in five icons of 192 pixels that are drawn from
real ones have at most 256 colours, softened edges included. A palette holds these exactly, at a quarter less bytes; it is made
where one band tells all of them apart, and finding each pixel's place takes no longer than packing what is saved. What is flat
otherwise packs better, and twice as fast, when rows are left as they are; filters pay for photographs and fine shades.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from whitelabel.picture.numbering import by_one_band

if TYPE_CHECKING:
    from PIL.Image import Image

_Color = tuple[int, ...]

_LEVEL = 6
"""Of libdeflate's twelve, which packs as small as zlib's 6 in less than half the time: 8 takes twice as long and saves a
twentieth. And its bytes hang on no system's zlib."""

_QUICK = 1


def packed(image: Image) -> bytes:
    """A picture as PNG that only this program reads: a fifth of the time of `png`, twice the bytes.

    Args:
        image: In the mode ``RGBA``, ``RGB`` or ``L``; see `cleaned`.
    """
    colors = _of_one_ink(image)
    if colors is None:
        return _plain(image, _QUICK)
    return _indexed(image.getchannel("A").point(_places(colors)), colors, _QUICK)


def png(image: Image) -> bytes:
    """A picture as PNG, without loss.

    Args:
        image: In the mode ``RGBA``, ``RGB`` or ``L``. What can't be seen of it (colours under full transparency) isn't kept.

    Returns:
        Chunks ``IHDR``, ``PLTE`` and ``tRNS`` where they are needed, ``IDAT``, ``IEND``.

    Source:
        PNG (Third Edition) §11.
    """
    image = _seen(image)
    palette = _palette(image)
    numbers = by_one_band(image, palette) if palette else None
    if numbers is None:
        return _plain(image, _LEVEL) if _is_flat(image) else _filtered(image)
    return _indexed(numbers, palette, _LEVEL)


def ico(images: Sequence[Image]) -> bytes:
    """Square pictures as one ICO, each under its own size, the smallest first.

    The entries are PNG: every browser reads them, as Windows has done since Vista, and three of them weigh a third of
    one bitmap.

    Args:
        images: Squares of at most 256 pixels, of different sizes.

    Source:
        HTML, 4.6.7.9 (link type "icon") asks for nothing but a picture; the container is Microsoft's "Icons", 1995, with PNG
        entries since Windows Vista.
    """
    entries = []
    for image in sorted(images, key=lambda image: image.width):
        if image.width != image.height or image.width > 256:
            raise ValueError(f"an icon is a square of at most 256 pixels, not {image.width} by {image.height}")
        # The directory says 32 bits: readers that trust it lose what is clear in a palette.
        entries.append((image.width % 256, _plain(cleaned(image.convert("RGBA")), _LEVEL)))
    start = 6 + 16 * len(entries)
    head = struct.pack("<HHH", 0, 1, len(entries))
    for side, data in entries:
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(data), start)
        start += len(data)
    return head + b"".join(data for _, data in entries)


def webp(image: Image, quality: int = 85) -> bytes:
    """A picture as WebP: without loss where it is flat, as logos are, else as good as the eye asks for.

    Args:
        image: In the mode ``RGBA`` or ``RGB``.
        quality: Of colours, 0 to 100; alpha is always kept whole.
    """
    image = _seen(image)
    out = io.BytesIO()
    if _is_flat(image):
        image.save(out, "WEBP", lossless=True, quality=50, method=2)
    else:
        image.save(out, "WEBP", quality=quality, method=4, alpha_quality=100)
    return out.getvalue()


def _seen(image: Image) -> Image:
    """What can be seen of a picture, in its simplest mode."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    return cleaned(image)


def cleaned(image: Image) -> Image:
    """A picture without the colours of what is wholly see-through."""
    from PIL import Image as Pillow

    if image.mode != "RGBA":
        return image
    clean = Pillow.new("RGBA", image.size)
    clean.paste(image, mask=image.getchannel("A").point([0] + [255] * 255))
    return clean


def _palette(image: Image) -> list[_Color]:
    """All colours of a picture, in the order of a palette; none where they are too many, or no band may tell them apart."""
    from PIL import Image as Pillow

    if image.mode == "L":
        return []
    if image.width * image.height > _SAMPLE * _SAMPLE:
        # What can't be done for some of the pixels can't be for all; to count the colours of all takes as long as packing them.
        some = _palette(image.resize((_SAMPLE, _SAMPLE), Pillow.Resampling.NEAREST))
        return sorted(_colors(image), key=_clear_first) if some else []
    colors = sorted(_colors(image), key=_clear_first)
    return colors if by_one_band(image, colors) is not None else []


_SAMPLE = 64
"""Pixels of a side."""


def _colors(image: Image) -> list[_Color]:
    """All colours; none where they are more than a palette holds."""
    return _of_one_ink(image) or [color for _, color in image.getcolors(256) or [] if isinstance(color, tuple)]


def _of_one_ink(image: Image) -> list[_Color] | None:
    """All colours of a picture that is one ink on nothing, more or less of it; ``None`` of any other.

    Most logos are, and to look up 256 shades of one colour for each pixel takes ten times as long as to count its bands.

    Args:
        image: What is wholly see-through in it is black.
    """
    if image.mode != "RGBA":
        return None
    counts = image.histogram()
    seen = image.width * image.height - counts[768]
    ink = []
    for start in (0, 256, 512):
        levels = [level for level in range(1, 256) if counts[start + level]]
        # Where as many pixels have this level as can be seen, it is those.
        if len(levels) > 1 or (levels and counts[start + levels[0]] != seen):
            return None
        ink.append(levels[0] if levels else 0)
    return [(*ink, alpha) if alpha else (0, 0, 0, 0) for alpha in range(256) if counts[768 + alpha]]


def _is_flat(image: Image) -> bool:
    """Whether most pixels are as their left neighbours are, as in a drawing."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    if image.height > _ROWS:
        image = image.resize((image.width, _ROWS), Pillow.Resampling.NEAREST)
    width, height = image.size
    steps = ImageChops.difference(image.crop((1, 0, width, height)), image.crop((0, 0, width - 1, height)))
    alike = min(steps.histogram()[::256])
    return alike * 2 >= (width - 1) * height


_ROWS = 128
"""Of a taller image, as many rows are looked at, at equal steps."""


def _clear_first(color: _Color) -> tuple[bool, _Color]:
    """Order of a palette: its alphas are written up to the last that isn't opaque."""
    return color[3:] in ((), (255,)), color


def _indexed(numbers: Image, palette: Sequence[_Color], level: int) -> bytes:
    """A PNG of places in a palette, as few bits each as it needs."""
    alphas = bytes(color[3] for color in palette if len(color) == 4 and color[3] < 255)
    depth = next(depth for depth in (1, 2, 4, 8) if len(palette) <= 1 << depth)
    return _file(
        numbers.size,
        depth,
        3,
        level,
        _bits(numbers, depth),
        (b"PLTE", b"".join(bytes(color[:3]) for color in palette)),
        *([(b"tRNS", alphas)] if alphas else []),
    )


def _places(palette: Sequence[_Color]) -> list[int]:
    """For each alpha its place in a palette of one ink."""
    places = {color[3]: place for place, color in enumerate(palette)}
    return [places.get(alpha, 0) for alpha in range(256)]


def _bits(numbers: Image, depth: int) -> bytes:
    from PIL import Image as Pillow

    whole = numbers.tobytes()
    return whole if depth == 8 else Pillow.frombytes("P", numbers.size, whole).tobytes("raw", f"P;{depth}")


def _filtered(image: Image) -> bytes:
    """With each row as the difference to its neighbours that promises most; of such noise only runs are worth a search."""
    out = io.BytesIO()
    plain = image.copy()
    plain.info.clear()
    plain.save(out, "PNG", compress_type=zlib.Z_RLE)
    return out.getvalue()


def _plain(image: Image, level: int) -> bytes:
    return _file(image.size, 8, {"L": 0, "RGB": 2, "RGBA": 6}[image.mode], level, image.tobytes())


def _file(
    size: tuple[int, int], depth: int, kind: int, level: int, pixels: bytes, *chunks: tuple[bytes, bytes]
) -> bytes:
    """A PNG of rows that are left as they are."""
    import deflate

    width = len(pixels) // size[1]
    rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
    header = struct.pack(">IIBBBBB", *size, depth, kind, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", bytes(deflate.zlib_compress(rows, level))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I4s", len(content), name) + content + struct.pack(">I", zlib.crc32(content, zlib.crc32(name)))
        for name, content in parts
    )

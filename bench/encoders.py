"""Prints what effort in encoding buys: bytes against milliseconds, for icons drawn from real logos and for a photograph.

    make bench
    .venv/bin/python -m bench.encoders [--logos 40]

Means of bytes, medians and maxima of milliseconds of the processor, the best of three; `chosen` is what `picture/encode.py` does.
"""

from __future__ import annotations

import argparse
import io
import statistics
import struct
import time
import zlib
from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageFilter

from bench.icons import chosen
from whitelabel.picture import encode
from whitelabel.picture.draw import Drawing
from whitelabel.picture.sanitise import sanitise
from whitelabel.picture.square import icon
from whitelabel.problem import Problem, Span

Encoder = Callable[[Image.Image], bytes]


def pillow(level: int, kind: int = zlib.Z_DEFAULT_STRATEGY) -> Encoder:
    """Pillow's own PNG, whose rows are filtered."""

    def encoded(image: Image.Image) -> bytes:
        out = io.BytesIO()
        image.save(out, "PNG", compress_level=level, compress_type=kind)
        return out.getvalue()

    return encoded


def unfiltered(level: int) -> Encoder:
    """Rows as they are, without a palette."""

    def encoded(image: Image.Image) -> bytes:
        data, width = image.tobytes(), image.width * len(image.getbands())
        rows = b"".join(b"\0" + data[start : start + width] for start in range(0, len(data), width))
        return zlib.compress(rows, level) + bytes(57)

    return encoded


def webp(**options: object) -> Encoder:
    """Pillow's WebP."""

    def encoded(image: Image.Image) -> bytes:
        out = io.BytesIO()
        image.save(out, "WEBP", **options)
        return out.getvalue()

    return encoded


def bitmaps(image: Image.Image) -> bytes:
    """An ICO of three bitmaps; only its size is of interest."""
    sides = (16, 32, 48)
    return struct.pack("<HHH", 0, 1, 3) + b"".join(
        bytes(16 + 40 + side * side * 4 + side * ((side + 31) // 32 * 4)) for side in sides
    )


def icons(image: Image.Image) -> bytes:
    """Ours."""
    return encode.ico([image.resize((side, side)) for side in (16, 32, 48)])


PNG: Mapping[str, Encoder] = {
    "PNG chosen": encode.png,
    "PNG for ourselves": encode.packed,
    "PNG as it is, level 1": unfiltered(1),
    "PNG as it is, level 6": unfiltered(6),
    "PNG as it is, level 9": unfiltered(9),
    "PNG filtered, level 1": pillow(1),
    "PNG filtered, level 6": pillow(6),
    "PNG filtered, level 9": pillow(9),
    "PNG filtered, runs": pillow(6, zlib.Z_RLE),
}
WEBP: Mapping[str, Encoder] = {
    "WebP chosen": encode.webp,
    **{
        f"WebP whole, quality {quality}, method {method}": webp(lossless=True, quality=quality, method=method)
        for quality, method in ((0, 0), (25, 1), (50, 2), (50, 4), (75, 4))
    },
    **{f"WebP 85, method {method}": webp(quality=85, method=method) for method in (0, 2, 4)},
}
ICO: Mapping[str, Encoder] = {"ICO chosen": icons, "ICO of bitmaps": bitmaps}


def best(work: Encoder, image: Image.Image) -> tuple[int, float]:
    """Bytes, and milliseconds."""
    times = []
    size = 0
    for _ in range(3):
        begin = time.process_time()
        size = len(work(image))
        times.append((time.process_time() - begin) * 1000)
    return size, min(times)


def table(title: str, images: Sequence[Image.Image], encoders: Mapping[str, Encoder]) -> None:
    """One size class."""
    print(f"\n{title:<36} {'bytes':>9} {'ms':>8} {'most':>8}")
    for name, work in encoders.items():
        found = [best(work, image) for image in images]
        bytes_ = statistics.mean(size for size, _ in found)
        print(
            f"{name:<36} {bytes_:>9,.0f} {statistics.median(ms for _, ms in found):>8.2f} {max(ms for _, ms in found):>8.2f}"
        )


def main() -> None:
    """A table for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--logos", type=int, default=40)
    drawings = []
    for path in chosen(parser.parse_args().logos):
        clean = sanitise(path.read_bytes(), path.name, Span(path.name))
        if not isinstance(clean, Problem):
            drawings.append(Drawing(clean.picture))
    table("48, on nothing", [icon(one, 48, paper=None, padding=0.04) for one in drawings], {**PNG, **ICO})
    table("180, on paper", [icon(one, 180, paper="#ffffff", padding=0.12) for one in drawings], PNG)
    table("192, on nothing", [icon(one, 192, paper=None, padding=0.04) for one in drawings], PNG)
    table("512, on nothing", [icon(one, 512, paper=None, padding=0.04) for one in drawings], {**PNG, **WEBP})
    noise = [Image.effect_noise((1024, 768), 90).filter(ImageFilter.GaussianBlur(4)) for _ in range(3)]
    table("1024 × 768, a photograph", [Image.merge("RGB", noise)], {**PNG, **WEBP})


if __name__ == "__main__":
    main()

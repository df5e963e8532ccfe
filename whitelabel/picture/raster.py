"""A guest's raster file as pixels of ours: upright, in sRGB, and with nothing beside them.

What can be seen without decoding is judged first (``raster_file``), and only what a decoder needs is handed to it.
"""

from __future__ import annotations

import contextlib
import io
import math
import warnings
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from whitelabel.picture.form import RasterForm
from whitelabel.picture.raster_color import in_srgb
from whitelabel.picture.raster_file import RasterFault, Stripped, damaged, strip

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["RasterFault", "decode", "reduced", "size_of"]


def size_of(data: bytes, form: RasterForm) -> tuple[int, int]:
    """Width and height of a picture as shown, read from its headers; all that these tell is judged.

    Args:
        data: The file.
        form: What it is by its content (``form.sniff``).

    Raises:
        RasterFault: Why it isn't taken.
    """
    return strip(data, form).size


def decode(data: bytes, form: RasterForm, longest: int = 0) -> Image:
    """A picture decoded in full; to be called within the fence.

    Args:
        data: The file.
        form: What it is by its content (``form.sniff``).
        longest: Pixels of the longer side that are wanted at most; 0 for all that there are. Giving it here spares turning
            the colours of those that go.

    Returns:
        In the mode ``RGBA``, or ``RGB`` where nothing shines through: 8 bits of sRGB, upright, with an empty ``info``.

    Raises:
        RasterFault: Why it isn't taken.
    """
    source = strip(data, form)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _read(source, longest)
    except (ImportError, MemoryError, RasterFault):
        raise
    except OSError as broken:
        # With a number it comes from the system, and says nothing of the file.
        if broken.errno is not None:
            raise
        raise damaged(form) from None
    except Exception:  # decoders of damaged files raise nearly anything
        raise damaged(form) from None
    image = reduced(image, longest) if longest else image
    image = _upright(in_srgb(image, source), source.orientation)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    image.info.clear()
    return image


def reduced(image: Image, longest: int) -> Image:
    """A picture whose longer side has at most so many pixels; a smaller one stays as it is.

    Args:
        image: In any mode of 8 bits a band. What shines through gives nothing of its hidden colour to its neighbours.
        longest: Pixels.
    """
    from PIL import Image as Pillow

    scale = longest / max(image.size)
    if scale >= 1:
        return image
    # Pillow weighs colours by their alpha by itself, but then forgets the gap, and takes four times as long.
    weighed = {"RGBA": "RGBa", "LA": "La"}.get(image.mode, image.mode)
    plain = image if weighed == image.mode else image.convert(weighed)
    whole = math.ceil(1 / scale)
    if max(image.size) >= _NEAR * longest * whole:
        # Means of whole squares of pixels are as sharp, and had in a third of the time.
        return plain.reduce(whole).convert(image.mode)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return plain.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=1.0).convert(image.mode)


_NEAR = 0.8
"""How near to the pixels that are wanted at most whole squares have to come."""


def _read(source: Stripped, longest: int) -> Image:
    """Pixels with the file's own numbers, 8 bits each: ``L``, ``LA``, ``RGB``, ``RGBA`` or ``CMYK``."""
    from PIL import Image as Pillow

    image = _opened(source, longest)
    if source.form != "png" or source.kind == 6:
        return image
    if source.kind == 3:
        return image.convert("RGBA" if source.clear else "RGB")
    if source.kind == 4:
        return image if source.depth == 8 else Pillow.merge("LA", (image.getchannel(0), image.getchannel(2)))
    if source.kind == 2:
        return _with_clear_color(image, source) if len(source.clear) == 6 else image
    return _gray(image, source)


def _opened(source: Stripped, longest: int) -> Image:
    from PIL import Image as Pillow

    image = Pillow.open(io.BytesIO(source.data), formats=[source.form.upper()])
    if image.size != (source.width, source.height):
        raise damaged(source.form)
    if source.form == "jpeg" and longest:
        # Halves, quarters and eighths come straight from the stored waves.
        scale = longest / max(image.size)
        image.draft(image.mode, (math.ceil(image.width * scale), math.ceil(image.height * scale)))
    if source.form == "webp":
        return _only_frame(image)
    image.load()
    if source.raw and not _is_whole(image, source):
        raise damaged(source.form)
    return image


def _only_frame(image: Any) -> Image:
    """The pixels of a WebP.

    Loaded as others are, they would lie in memory four times, and stay there three times: Pillow keeps what decodes, which
    holds two, for the next frame. So they are taken from the decoder, and it goes before they are looked at.
    """
    from PIL import Image as Pillow

    size, kind, (pixels, *_) = image.size, image.rawmode, image._get_next()
    del image._decoder
    found = Pillow.frombuffer(kind, size, pixels, "raw", kind, 0, 1)
    return found.convert("RGB") if kind == "RGBX" else found


def _is_whole(image: Image, source: Stripped) -> bool:
    """Whether a PNG has as many rows as it says: the decoder leaves those that are missing at zero, without a word."""
    last = (0, image.height - 1, image.width, image.height)
    if not source.interlaced and image.crop(last).getbbox(alpha_only=False) is not None:
        return True
    at = source.data.index(b"IDAT") + 4
    packed, missing = source.data[at:-16], source.raw
    if missing <= _AT_ONCE:
        import deflate

        with contextlib.suppress(deflate.DeflateError):
            return len(deflate.zlib_decompress(packed, missing)) == missing
    stream = zlib.decompressobj()
    while missing > 0:
        part = stream.decompress(packed, min(missing, 1 << 20))
        if not part:
            return False
        packed = stream.unconsumed_tail
        missing -= len(part)
    return True


_AT_ONCE = 1 << 26
"""Bytes of rows that are unpacked in one piece, which is twice as fast and forgives nothing."""


def _gray(image: Image, source: Stripped) -> Image:
    """Grey of 1 to 16 bits; one of its values may be clear."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    clear = int.from_bytes(source.clear, "big") if len(source.clear) == 2 else None
    if source.depth == 16:
        high, low = image.split()
        if clear is None:
            return high
        alpha = ImageChops.lighter(_unless(high, clear >> 8), _unless(low, clear & 255))
        return Pillow.merge("LA", (high, alpha))
    gray = image.convert("L")
    if clear is None:
        return gray
    return Pillow.merge("LA", (gray, _unless(gray, clear * 255 // ((1 << source.depth) - 1))))


def _with_clear_color(image: Image, source: Stripped) -> Image:
    """Three colours of 8 or 16 bits, of which one is clear."""
    from PIL import Image as Pillow
    from PIL import ImageChops

    clear = [int.from_bytes(source.clear[at : at + 2], "big") for at in (0, 2, 4)]
    alpha = _unlike(image, clear if source.depth == 8 else [value >> 8 for value in clear])
    if source.depth == 16:
        # The decoder keeps the upper half of each number; the lower one is read by a second look.
        again = Pillow.open(io.BytesIO(source.data), formats=["PNG"])
        again.tile = [tile._replace(args="RGB;16L") for tile in again.tile]
        again.load()
        alpha = ImageChops.lighter(alpha, _unlike(again, [value & 255 for value in clear]))
    image.putalpha(alpha)
    return image


def _unlike(image: Image, color: Sequence[int]) -> Image:
    """0 where a picture has the colour, 255 elsewhere."""
    from PIL import ImageChops

    alpha = _unless(image.getchannel(0), color[0])
    for number, value in enumerate(color[1:], 1):
        alpha = ImageChops.lighter(alpha, _unless(image.getchannel(number), value))
    return alpha


def _unless(band: Image, value: int) -> Image:
    """0 where a band has the value, 255 elsewhere."""
    return band.point([0 if level == value else 255 for level in range(256)])


def _upright(image: Image, orientation: int) -> Image:
    """The picture turned as Exif says (3.0, 4.6.5.1)."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image

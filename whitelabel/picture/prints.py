"""What a picture looks like in a few numbers, which stay nearly the same where it is scaled, padded or painted anew.

A print is a difference hash: whether each place is darker or lighter than the one beside it, on a grid, by rows and by columns. It
is taken of the ink alone, after empty borders have gone: where a picture isn't see-through, or how far it is from its paper's colour.
So it is the same in negative, in one colour, and on another ground. A place counts as lighter or darker beyond noise alone, so that
what JPEG makes of flat ground changes nothing.

Source:
    N. Krawetz, "Kind of Like That", 2013 (difference hash).
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from whitelabel.picture.fence import SECONDS, Fenced
from whitelabel.picture.form import sniff
from whitelabel.picture.raster_file import MAX_PIXELS
from whitelabel.problem import Problem, Span

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 2
"""Raised with every change that may change a print."""

GRID = 16
"""Places of the grid in a row, and in a column."""

SMALL = (16, 24, 32, 48, 64)
"""Pixels of a logo's longer side at which it is drawn too, as icons are: so few pixels look otherwise than many."""

_AT_ONCE = 32
"""Pictures that are drawn in one child process."""

_LONGEST = 256
"""Pixels of the longer side of what prints are taken of."""

_NOISE = 20
"""Levels of 255 that are taken for paper."""

_STEP = 14
"""Levels by which two places differ that are told apart."""

_PLAIN = 90
"""Edges of a print, counted in all rows and columns, up to which a picture is anybody's: a disc, a bar, an arrow."""

_EVEN = 10.0
"""Levels by which a picture and its mirror images differ on the average, up to which it is a ring, a cross or a star."""

NEEDS = (
    "lxml.etree",
    *(f"PIL.{name}" for name in "Image ImageChops ImageFile ImageOps".split()),
    *(f"PIL.{name}ImagePlugin" for name in "Avif Bmp Gif Ico Jpeg Mpo Png Ppm WebP".split()),
    "resvg",
    "cssselect2",
    "tinycss2",
    *(
        f"whitelabel.picture.{name}"
        for name in "draw ground recolor sanitise trim svg_build svg_cost svg_frame".split()
    ),
    *(f"whitelabel.picture.{name}" for name in "svg_image svg_sheet svg_text svg_transform svg_tree".split()),
)
"""Modules that drawing needs: within the fence no file can be opened to load one."""


class Print(NamedTuple):
    """What one look at a picture gives.

    Attributes:
        shape: Natural logarithm of width by height.
        ink: Share of the ink, 0 to 1.
        x, y: Where the ink's middle is, 0 to 1.
        bits: What is lighter, then darker, than the place before it; by rows, then by columns.
        look: The ink at each place, a byte each in hexadecimal digits: what two have to be alike in whose bits are.
    """

    shape: float
    ink: float
    x: float
    y: float
    bits: int
    look: str


class Prints:
    """The prints of files, taken where time and memory are bounded, while something else is done.

    Args:
        files: SVG, PNG, JPEG, WebP, GIF (its first picture), AVIF, or ICO (all of its entries); at least one.
        sizes: Pixels of the longer side at which each is looked at besides, where it has as many.
    """

    def __init__(self, files: Sequence[bytes], sizes: Sequence[int] = ()) -> None:
        self._files = files
        self._sizes = sizes
        self._running = _begun(files[:_AT_ONCE], sizes)

    def result(self) -> list[tuple[Print, ...]]:
        """The prints of each file; none of what is no picture, can't be drawn, or is plain."""
        found = _ended(self._running, self._files[:_AT_ONCE], self._sizes)
        for start in range(_AT_ONCE, len(self._files), _AT_ONCE):
            found += _batch(self._files[start : start + _AT_ONCE], self._sizes)
        return found

    def close(self) -> None:
        """Give up what isn't asked for any more."""
        self._running.close()


def _begun(files: Sequence[bytes], sizes: Sequence[int]) -> Fenced:
    seconds = SECONDS + len(files) / 10
    return Fenced(lambda: json.dumps([_taken(data, sizes) for data in files]).encode(), NEEDS, seconds)


def _batch(files: Sequence[bytes], sizes: Sequence[int]) -> list[tuple[Print, ...]]:
    with contextlib.closing(_begun(files, sizes)) as running:
        return _ended(running, files, sizes)


def _ended(running: Fenced, files: Sequence[bytes], sizes: Sequence[int]) -> list[tuple[Print, ...]]:
    made = running.result()
    if made is None:
        # One of them takes too much, or breaks what draws it: the others are looked at all the same.
        half = len(files) // 2
        return [*_batch(files[:half], sizes), *_batch(files[half:], sizes)] if half else [()]
    return [tuple(Print(*one) for one in each) for each in json.loads(made)]


def _taken(data: bytes, sizes: Sequence[int]) -> list[Print]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(dict.fromkeys(one for image in _images(data, sizes) for one in prints_of(image)))
    except MemoryError:
        raise
    except Exception:  # decoders of damaged files raise nearly anything
        return []


def _images(data: bytes, sizes: Sequence[int]) -> Iterator[Image]:
    """What a file shows, in the mode ``RGBA``."""
    if sniff(data) == "svg":
        yield from _drawn(data, sizes)
        return
    from PIL import AvifImagePlugin
    from PIL import Image as Pillow

    # Within the fence there are no threads.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    image: Any = Pillow.open(io.BytesIO(data), formats=["PNG", "JPEG", "WEBP", "GIF", "AVIF", "ICO"])
    entries = sorted(image.ico.sizes(), reverse=True) if image.format == "ICO" else [image.size]
    for size in entries:
        if size[0] * size[1] > MAX_PIXELS:
            continue
        if image.format == "ICO":
            one = image.ico.getimage(size)
        else:
            one = image
            one.draft(one.mode, (2 * _LONGEST, 2 * _LONGEST))
        whole = one.convert("RGBA")
        yield whole
        yield from (_less(whole, size) for size in sizes if size < max(whole.size))


def _drawn(data: bytes, sizes: Sequence[int]) -> Iterator[Image]:
    from whitelabel.picture.draw import drawing_of
    from whitelabel.picture.sanitise import sanitise
    from whitelabel.picture.svg_sheet import without_sheet
    from whitelabel.picture.trim import visible_box

    clean = sanitise(data, "", Span(""))
    if isinstance(clean, Problem):
        return
    drawing = drawing_of(without_sheet(clean.picture))
    whole = drawing.fitted(_LONGEST)
    seen = whole.getchannel("A").point(_SEEN).getbbox()
    if not sizes and seen is not None and max(seen[2] - seen[0], seen[3] - seen[1]) * 2 >= _LONGEST:
        # It is measured to the last pixel by who takes its print; a logo on a large sheet is drawn where it lies.
        yield whole
        return
    box = visible_box(drawing)
    if box is not None:
        for size in (_LONGEST, *sizes):
            scale = size / max(box[2:])
            yield drawing.image(max(1, round(box[2] * scale)), max(1, round(box[3] * scale)), box)


def prints_of(image: Image) -> Iterator[Print]:
    """The prints of an image, one for each way to tell its ink from its paper; none where it is plain.

    Args:
        image: In the mode ``RGBA``.
    """
    for look in _looks(image):
        found = _print(look)
        if found is not None:
            yield found


def _looks(image: Image) -> Iterator[Image]:
    """The ink of an image: 0 for paper, more for what is further from it, in the mode ``L``."""
    from PIL import Image as Pillow

    from whitelabel.picture.ground import ground_of
    from whitelabel.picture.trim import paper_of

    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        paper = paper_of(image)
        yield _distance(image, paper) if paper is not None else _less(image).convert("L")
        return
    box = alpha.point(_SEEN).getbbox()
    if box is None:
        return
    image = _less(image.crop(box))
    yield image.getchannel("A")
    for paper in ((255, 255, 255), (0, 0, 0)):
        yield _distance(Pillow.alpha_composite(Pillow.new("RGBA", image.size, paper), image), paper)
    ground = ground_of(image)
    if ground is not None:
        yield _distance(Pillow.alpha_composite(Pillow.new("RGBA", image.size, ground), image), ground)


_SEEN = [255 if level > _NOISE else 0 for level in range(256)]


def _less(image: Image, longest: int = _LONGEST) -> Image:
    """An image with so many pixels on its longer side at most."""
    scale = longest / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.convert("RGBa").resize(size, reducing_gap=2.0).convert("RGBA")


def _distance(image: Image, paper: tuple[int, int, int]) -> Image:
    from PIL import Image as Pillow
    from PIL import ImageChops

    red, green, blue = ImageChops.difference(image.convert("RGB"), Pillow.new("RGB", image.size, paper)).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _print(look: Image) -> Print | None:
    """The print of some ink; ``None`` where there is hardly any, or it is plain."""
    top = _full(look.histogram())
    if top <= 2 * _NOISE:
        return None
    look = look.point([0 if level <= _NOISE else min(255, round(level * 255 / top)) for level in range(256)])
    box = look.point([255 if level > 64 else 0 for level in range(256)]).getbbox()
    if box is None:
        return None
    from PIL.Image import Resampling

    look = _less_of_one(look.crop(box))
    bits = _differences(look)
    small = look.resize((GRID, GRID), Resampling.BILINEAR)
    if _edges(bits) <= _PLAIN or _is_even(small):
        return None
    levels = small.tobytes()
    total = max(1, sum(levels))
    x = sum(sum(levels[column::GRID]) * (column + 0.5) for column in range(GRID)) / total / GRID
    y = sum(sum(levels[row * GRID : row * GRID + GRID]) * (row + 0.5) for row in range(GRID)) / total / GRID
    width, height = box[2] - box[0], box[3] - box[1]
    ink = round(total / 255 / GRID**2, 4)
    shape = round(math.log(width / height), 4)
    return Print(shape, ink, round(x, 4), round(y, 4), bits, levels.hex())


def _less_of_one(look: Image) -> Image:
    return look if max(look.size) <= _LONGEST else look.reduce(math.ceil(max(look.size) / _LONGEST))


def _full(levels: Sequence[int]) -> int:
    """The level of full ink: nine tenths of all ink have it or less. The darkest is what JPEG makes of an edge."""
    left = sum(levels[_NOISE + 1 :]) / 10
    for level in range(255, _NOISE, -1):
        left -= levels[level]
        if left < 0:
            return level
    return 0


_BEYOND = [255 if level > _STEP else 0 for level in range(256)]


def _differences(look: Image) -> int:
    from PIL import Image as Pillow
    from PIL import ImageChops
    from PIL.Image import Resampling

    wide = look.resize((GRID + 1, GRID), Resampling.BILINEAR)
    high = look.resize((GRID, GRID + 1), Resampling.BILINEAR)
    first = (0, 0, GRID, GRID)
    left, right = wide.crop(first).tobytes(), wide.crop((1, 0, GRID + 1, GRID)).tobytes()
    above, below = high.crop(first).tobytes(), high.crop((0, 1, GRID, GRID + 1)).tobytes()
    # Both ways along the rows, then along the columns, all at once.
    ones, others = (
        Pillow.frombytes("L", (GRID, 4 * GRID), levels)
        for levels in (right + left + below + above, left + right + above + below)
    )
    return int.from_bytes(ImageChops.subtract(ones, others).point(_BEYOND, "1").tobytes(), "big")


def _edges(bits: int) -> int:
    """How often ink begins or ends, in all rows and columns."""
    size = GRID * GRID
    planes = [bits >> size * place & ((1 << size) - 1) for place in (3, 2, 1, 0)]
    first_column = sum(1 << GRID * row + GRID - 1 for row in range(GRID))
    first_row = ((1 << GRID) - 1) << size - GRID
    by_rows = sum((plane & ~(plane >> 1 & ~first_column)).bit_count() for plane in planes[:2])
    return by_rows + sum((plane & ~(plane >> GRID & ~first_row)).bit_count() for plane in planes[2:])


def _is_even(small: Image) -> bool:
    """Whether a picture looks the same turned over each of its axes."""
    from PIL import ImageChops
    from PIL.Image import Transpose

    levels = GRID * GRID * _EVEN
    turns = (Transpose.FLIP_LEFT_RIGHT, Transpose.FLIP_TOP_BOTTOM, Transpose.TRANSPOSE)
    return all(sum(ImageChops.difference(small, small.transpose(turn)).tobytes()) <= levels for turn in turns)

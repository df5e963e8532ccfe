"""The empty borders around a logo: found and cut off, never a pixel that can be seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from whitelabel.picture.compose import windowed
from whitelabel.picture.value import Box, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

    from whitelabel.picture.draw import Drawing

FAINT = 2
"""The highest alpha of 255 that nobody sees, on whatever it lies."""

_AREA = 224 * 224
"""Pixels on which a drawing is measured first, whatever its proportions."""

_LONGEST = 1024
"""Pixels of a drawing's longer side when it is measured first."""

_FINER = 8
"""Into how many a pixel of the first measure is parted at each edge for the second."""

_NOISE = 20
"""Levels by which a pixel of the paper differs from the paper's colour, in a JPEG of a scanned letterhead."""

_STRAY = 0.2
"""Share of a border's pixels that may be of another colour: where the logo touches it."""


def visible_box(drawing: Drawing) -> Box | None:
    """The tight box around all that can be seen.

    Args:
        drawing: Of a picture without any paper of its own, or an opaque raster: there the colour of a border that is all
            of one colour counts as nothing.

    Returns:
        The box in the picture's units, never too small, and on each side too large by less than a thousandth of a square
        drawing; ``None`` where nothing can be seen.
    """
    picture = drawing.picture
    if picture.form == "png":
        return _box_of_pixels(drawing)
    box = picture.box
    for _ in range(2):
        seen = _measured(drawing, box)
        if seen is None:
            return None
        # A small drawing on a large sheet is measured again where it lies: there a pixel is as small as it is.
        is_fine = seen[2] * seen[3] > 0.3 * box[2] * box[3]
        box = seen
        if is_fine:
            break
    return box


def paper_of(image: Image) -> tuple[int, int, int] | None:
    """The colour of the paper that an opaque image was taken from.

    Args:
        image: ``RGB`` or ``RGBA``.

    Returns:
        The colour that its border has nearly all around, JPEG noise aside; ``None`` for an image with anything see-through
        or with another border. An image is asked in its own pixels: a smaller one mixes its border with what is within.
    """
    if image.mode == "RGBA":
        lowest = image.getchannel("A").getextrema()[0]
        if isinstance(lowest, tuple) or lowest < 255:
            return None
        image = image.convert("RGB")
    edge = _edge(image)
    means = [_median(edge.getchannel(channel).histogram()) for channel in range(3)]
    paper = (means[0], means[1], means[2])
    stray = differing(edge, paper).histogram()[255]
    return paper if stray <= _STRAY * edge.width * edge.height else None


def paper_under(drawing: Drawing) -> tuple[int, int, int] | None:
    """The colour of the paper that a picture was taken from, if it is an opaque raster with paper around it."""
    picture = drawing.picture
    if picture.form == "svg":
        return None
    if drawing not in _papers:
        _papers[drawing] = paper_of(drawing.whole())
    return _papers[drawing]


_papers: WeakKeyDictionary[Drawing, tuple[int, int, int] | None] = WeakKeyDictionary()


def without_noise(image: Image) -> Image:
    """An opaque image on clean paper: what a lossy file has made of the paper's colour is that colour again.

    Args:
        image: ``RGB`` or ``RGBA``; one without paper of its own is given back.
    """
    from PIL import ImageOps

    paper = paper_of(image)
    if paper is None:
        return image
    clean = image.convert("RGB")
    clean.paste(paper, mask=ImageOps.invert(differing(clean, paper)))
    return clean


def differing(image: Image, paper: tuple[int, int, int]) -> Image:
    """Where something else than the paper is seen, its noise aside: 255 in an image of the mode ``L``, else 0.

    Args:
        image: ``RGB``.
        paper: As ``paper_of`` tells it.
    """
    from PIL import Image as Pillow
    from PIL import ImageChops

    difference = ImageChops.difference(image, Pillow.new("RGB", image.size, paper))
    red, green, blue = difference.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue).point(_BEYOND_NOISE)


_BEYOND_NOISE = [255 if difference > _NOISE else 0 for difference in range(256)]


def cropped(picture: Picture, box: Box) -> Picture:
    """A part of a picture as a picture.

    Args:
        picture: Stays as it is.
        box: The part, in the picture's units; of pixels, those that it only touches are within.
    """
    if picture.form == "svg":
        return windowed(picture, box)
    from whitelabel.picture.draw import drawing_of

    whole = drawing_of(picture).whole()
    return picture if _touched(whole, box) == (0, 0, *whole.size) else cut(whole, box)


def cut(image: Image, box: Box) -> Picture:
    """A part of an image as a picture: those of its pixels that the part touches.

    Args:
        image: In the mode ``RGBA`` or ``RGB``.
        box: In pixels.
    """
    from whitelabel.picture.draw import of_pixels

    return of_pixels(image.crop(_touched(image, box)))


def _touched(image: Image, box: Box) -> tuple[int, int, int, int]:
    left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
    return left, top, min(image.width, math.ceil(box[0] + box[2])), min(image.height, math.ceil(box[1] + box[3]))


def visible(image: Image) -> Image:
    """Where something can be seen: 255 in an image of the mode ``L``, else 0.

    Args:
        image: ``RGBA``.
    """
    return image.getchannel("A").point(_SEEN)


_SEEN = [255 if alpha > FAINT else 0 for alpha in range(256)]


def _box_of_pixels(drawing: Drawing) -> Box | None:
    width, height = round(drawing.picture.width), round(drawing.picture.height)
    image = drawing.image(width, height)
    paper = paper_of(image)
    if paper is None:
        seen = visible(image).getbbox()
        return (seen[0], seen[1], seen[2] - seen[0], seen[3] - seen[1]) if seen is not None else None
    seen = differing(image.convert("RGB"), paper).getbbox()
    if seen is None:
        return None
    # The last pixel of a smooth edge may be nearer to the paper than its noise is.
    left, top, right, bottom = (
        max(0, seen[0] - 1),
        max(0, seen[1] - 1),
        min(width, seen[2] + 1),
        min(height, seen[3] + 1),
    )
    return (left, top, right - left, bottom - top)


def _measured(drawing: Drawing, box: Box) -> Box | None:
    """The box around what can be seen within a box, to an eighth of a pixel."""
    scale = min(math.sqrt(_AREA / (box[2] * box[3])), _LONGEST / max(box[2], box[3]))
    width, height = max(1, round(box[2] * scale)), max(1, round(box[3] * scale))
    seen = visible(drawing.image(width, height, box)).getbbox()
    if seen is None:
        return None
    across, down = box[2] / width, box[3] / height
    if b"<filter" in drawing.picture.data:
        # A filter works on whole pixels: seen through a narrow window it draws something else.
        return _box(seen, box, across, down, width, height)
    left, right = max(0, seen[0] - 1), min(width, seen[2] + 1)
    top, bottom = max(0, seen[1] - 1), min(height, seen[3] + 1)
    start, end = _ends(drawing, box[0] + left * across, across, right - left, (box[1], box[3], height), upright=False)
    above, below = _ends(drawing, box[1] + top * down, down, bottom - top, (start, end - start, width), upright=True)
    return (start, above, end - start, below - above)


def _box(seen: tuple[int, int, int, int], box: Box, across: float, down: float, width: int, height: int) -> Box:
    """Pixels of the first measure in the picture's units, with one more on each side."""
    left, right = max(0, seen[0] - 1), min(width, seen[2] + 1)
    top, bottom = max(0, seen[1] - 1), min(height, seen[3] + 1)
    return (box[0] + left * across, box[1] + top * down, (right - left) * across, (bottom - top) * down)


def _ends(
    drawing: Drawing, first: float, step: float, count: int, other: tuple[float, float, int], *, upright: bool
) -> tuple[float, float]:
    """Where along one axis that which can be seen begins and ends.

    Args:
        first, step, count: The pixels of the first measure, of which some at each end are looked at again.
        other: Along the other axis: where it starts, how long it is, how many pixels.
    """
    looked = min(3, count)
    fine = step / _FINER
    found = []
    for start in (first, first + (count - looked) * step):
        if upright:
            image = drawing.image(other[2], looked * _FINER, (other[0], start, other[1], looked * step))
        else:
            image = drawing.image(looked * _FINER, other[2], (start, other[0], looked * step, other[1]))
        # What is as faint as can be seen at all may be seen by large pixels only: there all of them count.
        seen = visible(image).getbbox() or (0, 0, image.width, image.height)
        found.append((start, seen[1] if upright else seen[0], seen[3] if upright else seen[2]))
    begin = found[0][0] + max(0, found[0][1] - 1) * fine
    end = found[1][0] + min(looked * _FINER, found[1][2] + 1) * fine
    return begin, end


def _edge(image: Image) -> Image:
    """An image's outermost pixels, in a row."""
    from PIL import Image as Pillow

    width, height = image.size
    edge = Pillow.new("RGB", (2 * (width + height), 1))
    edge.paste(image.crop((0, 0, width, 1)), (0, 0))
    edge.paste(image.crop((0, height - 1, width, height)), (width, 0))
    for place, column in ((2 * width, 0), (2 * width + height, width - 1)):
        strip = image.crop((column, 0, column + 1, height)).transpose(Pillow.Transpose.ROTATE_90)
        edge.paste(strip, (place, 0))
    return edge


def _median(histogram: list[int]) -> int:
    half, total = sum(histogram) / 2, 0
    for value, count in enumerate(histogram):
        total += count
        if total >= half:
            return value
    return 255

"""A picture drawn at any size: parsed or decoded once."""

from __future__ import annotations

import io
import math
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias

from whitelabel.picture.value import Box, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_SPARE = 1.25
"""How many times as many pixels as are wanted are left at least, when pixels were halved, for a finer filter."""

_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""Two rows of three."""


class Drawing:
    """A picture that is ready to be drawn.

    Args:
        picture: One that is ours; a guest's own file never comes here.
        pixels: What it holds, in the mode ``RGBA``, where that is at hand.
    """

    def __init__(self, picture: Picture, pixels: Image | None = None) -> None:
        self.picture = picture
        self._samples: dict[int, Image] = {}
        self._pixels = pixels
        self._halves: list[Image] = []
        if pixels is not None:
            return
        if picture.form == "svg":
            from resvg import usvg

            self._tree = usvg.Tree.from_str(picture.data.decode(), usvg.Options.default())
        else:
            from PIL import Image as Pillow

            with Pillow.open(io.BytesIO(picture.data), formats=["PNG"]) as opened:
                self._pixels = opened.convert("RGBA")

    def image(self, width: int, height: int, box: Box | None = None) -> Image:
        """Draw a part of the picture.

        Args:
            width, height: Pixels of the image; the part is scaled to fill it.
            box: The part, in the picture's units; all of it where absent. What lies beyond the picture is see-through.

        Returns:
            An image in the mode ``RGBA``.
        """
        box = box or self.picture.box
        return self._scaled(width, height, box) if self._pixels is not None else self._rendered(width, height, box)

    def sample(self, area: int = 128 * 128) -> Image:
        """The whole picture with about so many pixels, whatever its proportions; not to be drawn on."""
        if area not in self._samples:
            width, height = self.picture.width, self.picture.height
            scale = math.sqrt(area / (width * height))
            self._samples[area] = self.image(max(1, round(width * scale)), max(1, round(height * scale)))
        return self._samples[area]

    def whole(self) -> Image:
        """A picture of pixels as it is, in the mode ``RGBA``; not to be drawn on."""
        assert self._pixels is not None
        return self._pixels

    def fitted(self, side: int) -> Image:
        """The whole picture with its longer side of so many pixels."""
        scale = side / max(self.picture.width, self.picture.height)
        width, height = (max(1, round(length * scale)) for length in (self.picture.width, self.picture.height))
        return self.image(width, height)

    def _rendered(self, width: int, height: int, box: Box) -> Image:
        from PIL import Image as Pillow

        across, down = width / box[2], height / box[3]
        left, top = (box[0] - self.picture.x) * across, (box[1] - self.picture.y) * down
        # Beyond the picture's own box a drawing may go on: the letters beside a sign that was cut out.
        edges = (max(0, math.floor(-left)), max(0, math.floor(-top)))
        ends = (
            min(width, math.ceil(self.picture.width * across - left)),
            min(height, math.ceil(self.picture.height * down - top)),
        )
        if ends[0] <= edges[0] or ends[1] <= edges[1]:
            return Pillow.new("RGBA", (width, height))
        size = (ends[0] - edges[0], ends[1] - edges[1])
        moved = (across, 0.0, -left - edges[0], 0.0, down, -top - edges[1])
        image = self._painted(size, moved)
        if size == (width, height):
            return image
        whole = Pillow.new("RGBA", (width, height))
        whole.paste(image, edges)
        return whole

    def _painted(self, size: tuple[int, int], moved: _Matrix) -> Image:
        try:
            return self._window(size, moved, (0, 0))
        except BaseException as panic:
            # resvg panics over some filters that reach two windows beyond the window or more; in a wider one they don't.
            if type(panic).__name__ != "PanicException":
                raise
        return self._window(size, moved, (size[0] + 1, size[1] + 3))

    def _window(self, size: tuple[int, int], moved: _Matrix, margin: tuple[int, int]) -> Image:
        """What shows in a window, drawn with a margin around it that is cut off."""
        import resvg
        from PIL import Image as Pillow

        wide = (size[0] + 2 * margin[0], size[1] + 2 * margin[1])
        across, slant, left, rise, down, top = moved
        shifted = (across, slant, left + margin[0], rise, down, top + margin[1])
        with Pillow.open(io.BytesIO(resvg.render(self._tree, shifted, bg_size=wide)), formats=["PNG"]) as image:
            # Each copy of a large image costs as much as drawing a small one: its memory has to be had first.
            image.load()
        return image.crop((*margin, margin[0] + size[0], margin[1] + size[1])) if any(margin) else image

    def _scaled(self, width: int, height: int, box: Box) -> Image:
        from PIL import Image as Pillow

        assert self._pixels is not None
        left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
        if (left, top, right, bottom) == (0, 0, width, height) and (width, height) == self._pixels.size:
            return self._pixels.copy()
        # Halved while more pixels than are wanted would be left: what there is to weigh then is little.
        halvings = max(0, int(math.log2(max(1.0, min(box[2] / width, box[3] / height) / _SPARE))))
        left, top, right, bottom = (edge / 2**halvings for edge in (left, top, right, bottom))
        weighed = self._weighed(halvings)
        if left < 0 or top < 0 or right > weighed.width or bottom > weighed.height:
            # Nothing that reaches beyond the image is resized: its whole pixels are put on something larger first.
            frame = (math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom))
            weighed = weighed.crop(frame)
            left, top, right, bottom = left - frame[0], top - frame[1], right - frame[0], bottom - frame[1]
        # Hamming's window looks at a third of the pixels that Lanczos' does, is as sharp where there are enough of them, and
        # draws no edge darker than what it lies on.
        is_enough = right - left >= width and bottom - top >= height
        window = Pillow.Resampling.HAMMING if is_enough else Pillow.Resampling.LANCZOS
        scaled = weighed.resize((width, height), window, (left, top, right, bottom))
        return scaled.convert("RGBA")

    def _weighed(self, halvings: int) -> Image:
        """The pixels with their colours weighed by alpha, so that what is hidden stays so, halved so many times."""
        assert self._pixels is not None
        if not self._halves:
            self._halves.append(self._pixels.convert("RGBa"))
        while len(self._halves) <= halvings:
            self._halves.append(self._halves[-1].reduce(2))
        return self._halves[halvings]


def drawing_of(picture: Picture) -> Drawing:
    """A picture's drawing: the same one for whoever looks at it next."""
    known = _here.drawings
    return _kept(picture, known.pop(picture) if picture in known else Drawing(picture))


def of_image(image: Image) -> Drawing:
    """An image that is to be looked at before it is a picture: it is packed only then.

    Args:
        image: In the mode ``RGBA`` or ``RGB``.
    """
    return Drawing(Picture("png", b"", 0, 0, image.width, image.height), image.convert("RGBA"))


def of_pixels(image: Image) -> Picture:
    """A picture of pixels, which needn't be decoded again by whoever looks at it next.

    Args:
        image: In the mode ``RGBA`` or ``RGB``.
    """
    from whitelabel.picture.encode import cleaned, packed

    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    image = cleaned(image)
    picture = Picture("png", packed(image), 0, 0, image.width, image.height)
    _kept(picture, Drawing(picture, image.convert("RGBA")))
    return picture


class _Here(threading.local):
    """The drawings of one thread, the last ones: what resvg has read is for the thread that read it."""

    def __init__(self) -> None:
        self.drawings: OrderedDict[Picture, Drawing] = OrderedDict()


_here = _Here()
_KEPT = 8


def _kept(picture: Picture, drawing: Drawing) -> Drawing:
    known = _here.drawings
    known[picture] = drawing
    if len(known) > _KEPT:
        known.popitem(last=False)
    return drawing

"""Pictures put into one another: one at a place within another document, one on a plate, one seen through a smaller window."""

from __future__ import annotations

import base64
import math
import re
from typing import TYPE_CHECKING

from whitelabel.picture.value import Box, Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_SPACE = "http://www.w3.org/2000/svg"
_ROOT = re.compile(r"<svg\b([^>]*?)(/?)>")
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_OF_THE_ROOT = {"xmlns", "viewBox", "width", "height"}
_REFERENCE = re.compile(r'(\bid="|\bhref="#|url\(#)p(?=\d)')
_SHARE_OF_THE_WINDOW = re.compile(r'\s(?!offset)[a-z][\w-]*="[^"]*%')


def number(value: float) -> str:
    """A number as it is written in a drawing, without digits that nobody sees.

    >>> number(12.0), number(0.1 + 0.2), number(-0.0000001)
    ('12', '0.3', '0')
    """
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def drawn(box: Box, body: str, attributes: str = "") -> Picture:
    """A drawing of its own around parts of drawings.

    Args:
        box: What it shows; its size is its size in CSS pixels.
        body: Elements in normal form.
        attributes: More of the root's attributes, each led by a blank.
    """
    texts = [number(value) for value in box]
    x, y, width, height = map(float, texts)
    window = f'viewBox="{" ".join(texts)}" width="{texts[2]}" height="{texts[3]}"'
    text = f'<svg xmlns="{_SPACE}" {window}{attributes}>{body}</svg>'
    return Picture("svg", text.encode(), x, y, width, height)


def parts(picture: Picture) -> tuple[str, str]:
    """What a drawing's root says beside its window, and what is within it.

    Returns:
        The root's other attributes, each led by a blank, and the elements.
    """
    text = picture.data.decode()
    found = _ROOT.search(text)
    assert found is not None, "a picture of ours has a root"
    others = [(name, value) for name, value in _ATTRIBUTE.findall(found[1]) if name not in _OF_THE_ROOT]
    body = "" if found[2] else text[found.end() : text.rindex("</svg>")]
    return "".join(f' {name}="{value}"' for name, value in others), body


def placed(picture: Picture, x: float, y: float, width: float, height: float, prefix: str) -> str:
    """A picture as an element of another document.

    Args:
        picture: Drawn whole, in its own proportions, in the middle of the place.
        x, y, width, height: The place, in the other document's units.
        prefix: Put before each id, so that no two drawings in a document share one; letters, such as ``a``.

    Returns:
        An ``<svg>`` or, for pixels, an ``<image>``.
    """
    place = " ".join(f'{name}="{number(v)}"' for name, v in (("x", x), ("y", y), ("width", width), ("height", height)))
    if picture.form == "png":
        return f'<image {place} href="{data_uri(picture.data)}"/>'
    attributes, body = parts(picture)
    window = " ".join(map(number, picture.box))
    return f'<svg {place} viewBox="{window}"{_named(attributes, prefix)}>{_named(body, prefix)}</svg>'


def _named(text: str, prefix: str) -> str:
    return _REFERENCE.sub(rf"\g<1>{prefix}p", text) if prefix else text


def data_uri(data: bytes) -> str:
    """A PNG as an address that holds all of it."""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def on_plate(picture: Picture, color: str, padding: float, radius: float) -> Picture:
    """A picture on a plate with round corners.

    Args:
        picture: Stays as large as it is; the plate reaches beyond it.
        color: ``#rrggbb`` of the plate.
        padding: From the picture to the plate's edge on each side, in the picture's units.
        radius: Of the corners, in the picture's units.

    Returns:
        A picture of the same form.
    """
    if picture.form == "png":
        return _pixels_on_plate(picture, color, round(padding), radius)
    width, height = picture.width + 2 * padding, picture.height + 2 * padding
    size = f'width="{number(width)}" height="{number(height)}"'
    round_corners = f' rx="{number(min(radius, width / 2, height / 2))}"' if radius else ""
    plate = f'<rect {size}{round_corners} fill="{color}"/>'
    inner = placed(picture, padding, padding, picture.width, picture.height, "")
    return drawn((0.0, 0.0, width, height), plate + inner)


def _pixels_on_plate(picture: Picture, color: str, padding: int, radius: float) -> Picture:
    from PIL import Image as Pillow

    from whitelabel.picture.draw import drawing_of, of_pixels

    image = drawing_of(picture).whole()
    size = (image.width + 2 * padding, image.height + 2 * padding)
    plate = Pillow.new("RGBA", size, color)
    plate.alpha_composite(image, (padding, padding))
    plate.putalpha(rounded(size, radius))
    return of_pixels(plate)


def rounded(size: tuple[int, int], radius: float) -> Image:
    """A rectangle with round corners: a mask of the mode ``L``, 255 within and softened at the corners.

    Args:
        size: Width and height in pixels.
        radius: Pixels; at most half of the shorter side is taken.
    """
    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageOps

    mask = Pillow.new("L", size, 255)
    reach = math.ceil(min(radius, size[0] / 2, size[1] / 2))
    if reach < 1:
        return mask
    fine = Pillow.new("L", (reach * _FINE, reach * _FINE), 0)
    across = 2 * min(radius, size[0] / 2, size[1] / 2) * _FINE
    ImageDraw.Draw(fine).ellipse((0, 0, across - 1, across - 1), fill=255)
    corner = fine.reduce(_FINE)
    right, below = size[0] - reach, size[1] - reach
    for image, place in (
        (corner, (0, 0)),
        (ImageOps.mirror(corner), (right, 0)),
        (ImageOps.flip(corner), (0, below)),
        (ImageOps.flip(ImageOps.mirror(corner)), (right, below)),
    ):
        mask.paste(image, place)
    return mask


_FINE = 4
"""How many times as fine a corner is drawn before it is softened."""


def embeddable(picture: Picture, longest: int) -> Picture:
    """A picture as it is put into a document that goes out: pixels as few and as small as they can be.

    Args:
        picture: A drawing is given back.
        longest: Pixels of the longer side at most.
    """
    if picture.form == "svg":
        return picture
    from whitelabel.picture.draw import drawing_of
    from whitelabel.picture.encode import png

    image = drawing_of(picture).fitted(round(min(longest, max(picture.width, picture.height))))
    return Picture("png", png(image), 0, 0, image.width, image.height)


def windowed(picture: Picture, box: Box) -> Picture:
    """A drawing of which only a part is shown.

    Args:
        picture: ``svg``.
        box: The part, in the picture's units. It is grown to the next figures that are worth writing, never beyond the
            picture.
    """
    x, y, width, height = _rounded_outward(box, picture.box)
    attributes, body = parts(picture)
    if _SHARE_OF_THE_WINDOW.search(body):
        # Lengths in per cent are shares of the window: the old one stays around them.
        old = picture.box
        body = placed(picture, old[0], old[1], old[2], old[3], "")
        attributes = ""
    return drawn((x, y, width, height), body, attributes)


def _rounded_outward(box: Box, limit: Box) -> Box:
    """A box with few digits that holds the given one."""
    step = 10.0 ** math.floor(math.log10(max(box[2], box[3]) / 10000.0))
    digits = max(0, -round(math.log10(step)))
    left = max(limit[0], round(math.floor(box[0] / step + 1e-6) * step, digits))
    top = max(limit[1], round(math.floor(box[1] / step + 1e-6) * step, digits))
    right = min(limit[0] + limit[2], round(math.ceil((box[0] + box[2]) / step - 1e-6) * step, digits))
    bottom = min(limit[1] + limit[3], round(math.ceil((box[1] + box[3]) / step - 1e-6) * step, digits))
    return (left, top, right - left, bottom - top)

"""Colours of a picture exchanged for others, everywhere where it names one."""

from __future__ import annotations

import base64
import copy
import io
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from whitelabel.picture.compose import data_uri
from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

RGB: TypeAlias = tuple[int, int, int]
Change: TypeAlias = Callable[[RGB], RGB]

_SVG = "{http://www.w3.org/2000/svg}"
_COLORS = ("fill", "stroke", "stop-color", "flood-color", "lighting-color")
_HEX = re.compile(r"#[0-9a-f]{6}")
_URI = re.compile(r"data:image/(png|jpeg|webp);base64,")
_REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
_BLACK: RGB = (0, 0, 0)
_WHITE: RGB = (255, 255, 255)
_IMPLICIT = {
    f"{_SVG}stop": ("stop-color", _BLACK),
    f"{_SVG}feFlood": ("flood-color", _BLACK),
    f"{_SVG}feDropShadow": ("flood-color", _BLACK),
    f"{_SVG}feDiffuseLighting": ("lighting-color", _WHITE),
    f"{_SVG}feSpecularLighting": ("lighting-color", _WHITE),
}
"""Elements that paint in a colour without being told one."""

_FEW = 4096
"""Distinct colours of an image that are each looked up exactly; more are interpolated in a table."""

_PALETTE = 256
"""Colours that whole bands are looked up by."""

_TABLE = 13
"""Steps along each side of that table."""


def recolored(picture: Picture, change: Change, apart: Mapping[int, Change] = MappingProxyType({})) -> Picture:
    """A picture in other colours.

    Args:
        picture: ``svg``: each colour that it names, the black that goes without saying, and embedded images. What only
            says where a mask lets through is left alone. ``png``: each pixel, whatever its alpha.
        change: From a colour to a colour, each channel from 0 to 255.
        apart: Shapes that change in a way of their own, by their number as ``shapes`` tells it.

    Returns:
        The same picture where no colour changes.
    """
    known = lru_cache(maxsize=None)(change)
    if picture.form == "svg":
        return _of_drawing(picture, known, apart)
    from whitelabel.picture.draw import drawing_of, of_pixels

    image = drawing_of(picture).whole()
    other = recolored_image(image, known)
    return picture if other is image else of_pixels(other)


def rgb(text: str) -> RGB:
    """The channels of ``#rrggbb``.

    >>> rgb("#0a10ff")
    (10, 16, 255)
    """
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def hexadecimal(color: RGB) -> str:
    """The way back of ``rgb``."""
    return f"#{color[0]:02x}{color[1]:02x}{color[2]:02x}"


# ── Drawings ──────────────────────────────────────────────────────────────────────────────────────────────────────


def shapes(picture: Picture) -> dict[int, RGB]:
    """The shapes of a drawing that are filled with one colour and are seen in one place at most; none of pixels.

    Returns:
        The colours by the shapes' numbers.
    """
    return plain_shapes(tree(picture)) if picture.form == "svg" else {}


def plain_shapes(root: Any) -> dict[int, RGB]:
    """``shapes`` of a drawing that is parsed already."""
    found = {}
    for number, element in enumerate(root.iter()):
        if element.tag not in _DRAWN_ONCE or element.get("id"):
            continue
        fill = _inherited(element, "fill") or hexadecimal(_BLACK)
        if _HEX.fullmatch(fill) and not any(up.tag in _ELSEWHERE for up in element.iterancestors()):
            found[number] = rgb(fill)
    return found


def tree(picture: Picture) -> Any:
    """A drawing, parsed."""
    from lxml import etree

    return etree.fromstring(picture.data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _of_drawing(picture: Picture, change: Change, apart: Mapping[int, Change]) -> Picture:
    from lxml import etree

    root = tree(picture)
    numbered = [(element, apart[number]) for number, element in enumerate(root.iter()) if number in apart]
    kept = [*_apart(root), *(element for element, _ in numbered)]
    # Kept as objects too: the identity of one that is let go may be another's.
    untouched = {id(element) for element in kept}
    changed = False
    for element, own in numbered:
        _say_paint(element)
        changed |= _repainted(element, own)
    if change(_BLACK) != _BLACK and _is_blackened(root, untouched):
        _blacken(root)
    for element in root.iter():
        if id(element) not in untouched:
            changed |= _repainted(element, change)
    if not changed:
        return picture
    return Picture("svg", etree.tostring(root), picture.x, picture.y, picture.width, picture.height)


def _repainted(element: Any, change: Change) -> bool:
    """Change an element's colours; whether there were any to change."""
    implicit = _IMPLICIT.get(element.tag)
    if implicit is not None and implicit[0] not in element.attrib and change(implicit[1]) != implicit[1]:
        _set_first(element, implicit[0], hexadecimal(implicit[1]))
    changed = False
    for name in _COLORS:
        value = element.get(name)
        if value is not None and _HEX.fullmatch(value):
            other = hexadecimal(change(rgb(value)))
            if other != value:
                element.set(name, other)
                changed = True
    return _embedded(element, change) or changed


def _set_first(element: Any, name: str, value: str) -> None:
    """Write a paint before all but the name, as the normal form does."""
    others = list(element.attrib.items())
    element.attrib.clear()
    for key, own in others:
        if key in _BEFORE_PAINT:
            element.set(key, own)
    element.set(name, value)
    for key, own in others:
        element.set(key, own)


_BEFORE_PAINT = ("id", "result", "in", "in2", "x", "y", "width", "height", "offset")
_SHAPES = frozenset(_SVG + name for name in ("path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "use"))
_DRAWN_ONCE = _SHAPES - {f"{_SVG}use"}
_ELSEWHERE = frozenset(_SVG + name for name in ("defs", "symbol", "mask", "clipPath", "pattern", "marker"))


def _is_blackened(root: Any, untouched: set[int]) -> bool:
    """Whether something may be painted in the black that goes without saying."""
    return any(
        element.tag in _SHAPES and id(element) not in untouched and _inherited(element, "fill") is None
        for element in root.iter()
    )


def _blacken(root: Any) -> None:
    """Say the black that goes without saying, once, around all."""
    from lxml import etree

    group = etree.Element(f"{_SVG}g", {"fill": "#000000"}, root.nsmap)
    group.extend(list(root))
    root.append(group)


def _apart(root: Any) -> list[Any]:
    """What decides where masks let through, made independent of the rest: it keeps its colours.

    A mask's own fill is written down where it inherits one; what it shares with visible parts is given to it as a copy.
    """
    masks = list(root.iter(f"{_SVG}mask"))
    for mask in masks:
        _say_paint(mask)
    within = [element for mask in masks for element in mask.iter()]
    return [*within, *_copies(root, within)] if masks else []


def _say_paint(element: Any) -> None:
    """Write down the paint that an element inherits, or that goes without saying, so that it is its own."""
    for name in ("stroke", "fill"):
        inherited = _inherited(element, name)
        if name not in element.attrib and (inherited is not None or name == "fill"):
            _set_first(element, name, inherited or hexadecimal(_BLACK))


def _inherited(element: Any, name: str) -> str | None:
    """A paint as it is given to an element, by itself or from above."""
    value = element.get(name)
    return value or next((up.get(name) for up in element.iterancestors() if up.get(name)), None)


def _copies(root: Any, within: list[Any]) -> list[Any]:
    """Copies of the colours that masks refer to outside of themselves, put into the drawing under names of their own.

    Args:
        within: All elements of masks.
    """
    from lxml import etree

    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    inside = {id(element) for element in within}
    wanted = _references(within)
    copies: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name not in copies and name in named and id(named[name]) not in inside:
            copies[name] = copy.deepcopy(named[name])
            copies[name].tail = None
            wanted += _references(list(named[name].iter()))
    inner = [element for twin in copies.values() for element in twin.iter()]
    if not any(_HEX.fullmatch(value) or _URI.match(value) for element in inner for value in element.attrib.values()):
        return []
    owned = dict.fromkeys(element.get("id") for element in inner if element.get("id"))
    renamed = {name: f"p{len(named) + place}" for place, name in enumerate(owned)}
    for element in (*inner, *within):
        for key, value in element.attrib.items():
            if key == "id" and element in inner:
                element.set("id", renamed[value])
            elif key == "href" and value[1:] in renamed:
                element.set(key, "#" + renamed[value[1:]])
            elif value.startswith("url(#") and value[5:-1] in renamed:
                element.set(key, f"url(#{renamed[value[5:-1]]})")
    holder = etree.Element(f"{_SVG}defs", {}, root.nsmap)
    holder.extend(copies.values())
    root.insert(0, holder)
    return [holder, *inner]


def _references(elements: list[Any]) -> list[str]:
    found = []
    for one in elements:
        for value in one.attrib.values():
            matched = _REFERENCE.search(value)
            if matched is not None and not _HEX.fullmatch(value):
                found.append(matched[1] or matched[2])
    return found


def _embedded(element: Any, change: Change) -> bool:
    """Recolour the pixels that an element brings along; whether any changed."""
    address = element.get("href") or ""
    found = _URI.match(address)
    if found is None:
        return False
    from PIL import Image as Pillow

    from whitelabel.picture.encode import png

    with Pillow.open(io.BytesIO(base64.b64decode(address[found.end() :])), formats=[found[1].upper()]) as opened:
        image = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    other = recolored_image(image, change)
    if other is not image:
        element.set("href", data_uri(png(other)))
    return other is not image


# ── Pixels ────────────────────────────────────────────────────────────────────────────────────────────────────────


def recolored_image(image: Image, change: Change) -> Image:
    """Pixels in other colours.

    Args:
        image: ``RGB`` or ``RGBA``; alpha stays.
        change: As ``recolored`` takes it.

    Returns:
        Another image, or the same where no colour changes.
    """
    from PIL import Image as Pillow

    from whitelabel.picture.numbering import numbered

    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    plain = image.convert("RGB")
    counted = plain.getcolors(_FEW)
    if counted is None:
        other = plain.filter(_table(change))
    else:
        colors: list[RGB] = [pixel for _, pixel in counted if isinstance(pixel, tuple)]  # type: ignore[misc]
        table = {(r, g, b): change((r, g, b)) for r, g, b in colors}
        if all(before == after for before, after in table.items()):
            return image
        if len(colors) == 1:
            return _with_alpha(Pillow.new("RGB", image.size, table[colors[0]]), alpha)
        shared = numbered(plain, colors) if len(colors) <= _PALETTE else None
        if shared is not None:
            bands = [
                shared.point([table[color][band] for color in colors] + [0] * (256 - len(colors))) for band in range(3)
            ]
            return _with_alpha(Pillow.merge("RGB", bands), alpha)
        packed = {int.from_bytes((*before, 255), "little"): (*after, 255) for before, after in table.items()}
        words = {before: int.from_bytes(after, "little") for before, after in packed.items()}
        from array import array

        pixels = array("I", plain.convert("RGBX").tobytes())
        other = Pillow.frombytes("RGBX", plain.size, array("I", map(words.__getitem__, pixels)).tobytes()).convert(
            "RGB"
        )
    return _with_alpha(other, alpha)


def _with_alpha(image: Image, alpha: Image | None) -> Image:
    if alpha is not None:
        image.putalpha(alpha)
    return image


def _table(change: Change) -> Any:
    from PIL import ImageFilter

    def at(red: float, green: float, blue: float) -> tuple[float, float, float]:
        r, g, b = change((round(red * 255), round(green * 255), round(blue * 255)))
        return (r / 255, g / 255, b / 255)

    return ImageFilter.Color3DLUT.generate(_TABLE, at)

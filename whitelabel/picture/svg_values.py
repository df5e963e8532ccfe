"""Values of attributes and properties: each is taken when its grammar is known, and written in one way."""

from __future__ import annotations

import re
from functools import lru_cache

from whitelabel.picture.svg_source import Fault

_NUMBER = r"[+-]?(?:[0-9]++(?:\.[0-9]++)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"
NUMBER = re.compile(_NUMBER)
_LENGTH = re.compile(rf"({_NUMBER})(%|[a-zA-Z]++)?")
_LIST = re.compile(rf"{_NUMBER}(?:(?:\s*+,\s*+|\s++|(?=[-+.])){_NUMBER})*+")
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAa0-9eE+\-.,\s]*+")
_SPACES = re.compile(r"\s+")
_TRANSFORM = re.compile(r"[\s,]*+(matrix|translate|scale|rotate|skewX|skewY)\s*+\(([^()]*+)\)")
_ARITY = {
    "matrix": (6,),
    "translate": (1, 2),
    "scale": (1, 2),
    "rotate": (1, 3),
    "skewX": (1,),
    "skewY": (1,),
}
_ASPECT = re.compile(r"(?:defer\s+)?(none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max))(?:\s+(meet|slice))?")
_LOCAL = re.compile(r"""url\(\s*+(["']?)#([^"'()]++)\1\s*+(?:\)|$)""", re.IGNORECASE)
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})")
_ICC = re.compile(r"\s+(?:icc-color|device-cmyk)\([^()]*\)\s*$")
HUGE = 1e9
MAX_COLOR = 200
MAX_SHAPE = 1_000_000
"""Characters of one path or polygon; the longest of real logos have a third of it."""

Paint = tuple[str, float]
"""A colour as ``#rrggbb`` and its alpha."""

_PIXELS = {"px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}
_GUESSED = {"ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2, "rlh": 1.2, "cap": 0.7}
_FONT_RELATIVE = {"em": 1.0, "rem": 1.0, **_GUESSED}
_OF_THE_PLACE = re.compile(r"r?(?:ex|ch|ic|lh|cap)|[sld]?v(?:w|h|i|b|min|max)|cq(?:w|h|i|b|min|max)")
"""Units of which only a browser knows what they measure: a font's letters, the window, what the drawing stands in."""

_SYSTEM = {"canvas": "#ffffff", "canvastext": "#000000"}


def written(value: float) -> str:
    """A number in as few digits as a drawing needs.

    >>> written(0.1 + 0.2), written(-0.0), written(1e-12), written(64.0)
    ('0.3', '0', '0', '64')
    """
    # Below a thousand-millionth nothing is drawn, and what is left there is arithmetic's own dust.
    return f"{value:.9g}" if abs(value) >= 1e-9 else "0"


def _bounded(value: float, text: str) -> bool:
    """Whether a number is one that a drawing can need: always, or it is refused.

    Raises:
        Fault: It is beyond ``HUGE``: without it the drawing would be another, and with it no engine draws the same.
    """
    if abs(value) < HUGE:
        return True
    raise Fault("WL513", f"'{text[:40]}' is larger than a drawing needs", hint="export it again as plain shapes")


def number(text: str) -> str | None:
    """A plain number, as written."""
    text = text.strip()
    return text if NUMBER.fullmatch(text) and _bounded(float(text), text) else None


def numbers(text: str) -> list[float] | None:
    """A list of numbers, or ``None`` for what is none."""
    text = text.strip()
    if not _LIST.fullmatch(text):
        return None
    found = [float(part) for part in NUMBER.findall(text)]
    return found if all(_bounded(value, text) for value in found) else None


def number_list(text: str) -> str | None:
    """A list of numbers, as written."""
    return _SPACES.sub(" ", text.strip()) if numbers(text) is not None else None


def share(text: str) -> float | None:
    """An opacity from 0 to 1, also written as a percentage."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None or found[2] not in (None, "%"):
        return None
    return min(1.0, max(0.0, float(found[1]) / (100.0 if found[2] else 1.0)))


def opacity(text: str) -> str | None:
    """An opacity, as written where it is a number from 0 to 1."""
    found = share(text)
    if found is None:
        return None
    text = text.strip()
    return text if number(text) and 0 <= float(text) <= 1 else written(found)


class Measure:
    """What lengths are relative to.

    Attributes:
        width, height: Of the nearest viewport, in its own units.
        font: The font's size.
        root: The size of the root's font.
    """

    __slots__ = ("font", "height", "root", "width")

    def __init__(self, width: float, height: float, font: float = 16.0, root: float | None = None) -> None:
        self.width, self.height, self.font = width, height, font
        self.root = font if root is None else root

    def within(self, width: float, height: float) -> Measure:
        """The measure in another viewport."""
        return Measure(width, height, self.font, self.root)

    def full(self, axis: str) -> float:
        """The length that is 100 % along ``x``, ``y`` or ``o`` (neither)."""
        if axis == "x":
            return self.width
        if axis == "y":
            return self.height
        return float(((self.width * self.width + self.height * self.height) / 2) ** 0.5)


def length(text: str, axis: str, measure: Measure) -> str | None:
    """A length in user units.

    >>> length("50%", "x", Measure(8, 4)), length("5px", "x", Measure(8, 4)), length(" .5", "x", Measure(8, 4))
    ('4', '5', '.5')
    """
    text = text.strip()
    found = _LENGTH.fullmatch(text)
    if found is None:
        if "(" in text:
            raise Fault("WL512", f"the length '{text[:60]}' has to be worked out", hint="write it as a plain number")
        return None
    plain, unit = found[1], found[2]
    _bounded(float(plain), plain)
    if unit is None or unit in ("px", "PX"):
        return plain
    unit = unit.lower()
    if unit == "%":
        return written(float(plain) / 100.0 * measure.full(axis))
    if unit in _PIXELS:
        return written(float(plain) * _PIXELS[unit])
    if unit in ("em", "rem"):
        return written(float(plain) * (measure.font if unit == "em" else measure.root))
    if _OF_THE_PLACE.fullmatch(unit):
        message = f"the length '{text[:60]}' is another one wherever the drawing is shown"
        raise Fault("WL512", message, hint="write it as a plain number")
    return None


def is_guess(text: str) -> bool:
    """Whether a length depends on the letters of a font."""
    found = _LENGTH.fullmatch(text.strip())
    return found is not None and (found[2] or "").lower() in _GUESSED


def pixels(text: str | None, font: float = 16.0) -> float | None:
    """An absolute length in CSS pixels; ``None`` for a percentage, ``auto`` and what is no length."""
    found = _LENGTH.fullmatch((text or "").strip())
    if found is None or found[2] == "%":
        return None
    unit = (found[2] or "px").lower()
    value = float(found[1])
    _bounded(value, text or "")
    if unit in _PIXELS:
        return value * _PIXELS[unit]
    return value * _FONT_RELATIVE[unit] * font if unit in _FONT_RELATIVE else None


def fraction(text: str) -> str | None:
    """A number or percentage that relates to a bounding box, as written."""
    text = text.strip()
    found = _LENGTH.fullmatch(text)
    if found is None or not _bounded(float(found[1]), text):
        return None
    if found[2] in (None, "%"):
        return text
    return written(float(found[1]) * _PIXELS[found[2].lower()]) if found[2].lower() in _PIXELS else None


def path(text: str) -> str | None:
    """Path data up to the first character that can't stand in any."""
    _bounded_shape(text)
    found = _PATH.match(text)
    return _SPACES.sub(" ", found[0]).strip() if found else None


_MANY_DIGITS = re.compile(r"(?<![\d.])\d{10}|[eE]\+?0*(?:[89]|[1-9]\d)")
"""Ten digits before the point, or an exponent that stands for as many."""


def _bounded_shape(text: str) -> None:
    if len(text) > MAX_SHAPE:
        message = f"a shape of the SVG has more than {MAX_SHAPE:,} characters"
        raise Fault("WL513", message, hint="export it again with less detail")
    found = _MANY_DIGITS.search(text)
    if found:
        _bounded(float("inf"), text[max(0, found.start() - 20) : found.end()])


def points(text: str) -> str | None:
    """The points of a polygon.

    Raises:
        Fault: For what is no list of numbers: some browsers draw nothing of it, others what stands before the fault.
    """
    _bounded_shape(text)
    text = text.strip().removesuffix(",").rstrip()
    if text and not _LIST.fullmatch(text):
        good = _LIST.match(text)
        odd = text[good.end() :].strip()[:20] if good else text[:20]
        message = f"the points of a shape hold '{odd}', where a number was wanted"
        raise Fault("WL512", message, hint="export it again")
    return _SPACES.sub(" ", text)


def transform(text: str) -> str | None:
    """A list of transforms in the syntax of SVG 1.1, as written; an empty text where there is none.

    >>> transform("translate(1,\\n 2) rotate(30)"), transform("rotate(1 2)")
    ('translate(1, 2) rotate(30)', None)
    """
    text = text.strip()
    if text in ("", "none"):
        return ""
    position = 0
    while position < len(text):
        found = _TRANSFORM.match(text, position)
        if found is None:
            return None
        given = numbers(found[2])
        if given is None or len(given) not in _ARITY[found[1]]:
            return None
        position = found.end()
    return _SPACES.sub(" ", text)


def aspect(text: str) -> str | None:
    """How a drawing is fitted into its viewport."""
    found = _ASPECT.fullmatch(text.strip())
    if found is None:
        return None
    return f"{found[1]} slice" if found[2] == "slice" else found[1]


def view_box(text: str | None) -> tuple[float, float, float, float] | None:
    """A box that has a surface."""
    found = numbers(text or "")
    if found is None or len(found) != 4 or found[2] <= 0 or found[3] <= 0:
        return None
    return (found[0], found[1], found[2], found[3])


def local_address(text: str) -> tuple[str, str] | None:
    """The id in ``url(#id)``, and what follows it; ``None`` where the text doesn't begin so.

    Raises:
        Fault: For an address of anything else.
    """
    found = _LOCAL.match(text)
    if found:
        return found[2].strip(), text[found.end() :].strip()
    refuse_address(text)
    return None


_ADDRESS = re.compile(r"\b(?:url|src|image|image-set|cross-fade|element|-webkit-image-set)\s*\(", re.IGNORECASE)


def refuse_address(text: str) -> None:
    """Refuse a value that asks for something.

    Raises:
        Fault: When it holds any address.
    """
    if _ADDRESS.search(text):
        message = f"the SVG refers to something beside it: '{text.strip()[:60]}'"
        raise Fault("WL512", message, hint="put it into the drawing, as shapes")


def color(text: str) -> Paint | None:
    """A fixed colour in any of CSS's syntaxes, in sRGB; ``None`` for what is no colour.

    Raises:
        Fault: For a colour that a browser works out while it draws.

    >>> color("Red"), color("rgb(0 0 255 / 50%)"), color("nothing")
    (('#ff0000', 1.0), ('#0000ff', 0.5), None)
    """
    if len(text) <= MAX_COLOR:
        return _color(text)
    refuse_address(text)
    if "(" in text:
        raise Fault("WL512", f"the colour '{text.strip()[:60]}…' is none that stays", hint="write it as #rrggbb")
    return None


@lru_cache(maxsize=4096)
def _color(text: str) -> Paint | None:
    folded = text.strip().lower()
    if _HEX.fullmatch(folded):
        return (folded if len(folded) == 7 else "#" + "".join(c + c for c in folded[1:]), 1.0)
    folded = _SYSTEM.get(folded, folded)
    from whitelabel.color import ColorError, parse
    from whitelabel.color.space import unmapped

    if "icc-color(" in folded or "device-cmyk(" in folded:
        folded = _ICC.sub("", folded)
    try:
        value = parse(folded)
        if value.space == "rec2020":
            raise ColorError("browsers show colours of Rec. 2020 each in its own way")
        # Browsers clip each channel of what lies outside of sRGB.
        r, g, b = (int(min(1.0, max(0.0, share)) * 255.0 + 0.5) for share in unmapped(value))
    except (ColorError, OverflowError) as fault:
        if "(" in folded or "system colour" in str(fault):
            refuse_address(folded)
            message = f"the colour '{text.strip()[:60]}' is none that stays: {fault}"
            raise Fault("WL512", message, hint="write it as #rrggbb") from None
        return None
    return f"#{r:02x}{g:02x}{b:02x}", round(value.alpha, 6)

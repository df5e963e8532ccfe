"""CSS's way of writing colours, read strictly and written in one form only."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from whitelabel.color import name, space
from whitelabel.color.value import LIMIT, SPACES, Color, ColorError, byte

MAX_LENGTH = 100

_HEX = re.compile(r"#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})")
_CALL = re.compile(r"([a-z-]+)\((.*)\)", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]+)?)(?P<unit>%|[a-z][a-z0-9-]*)?"
    r"|(?P<word>--[a-z0-9-]+|[a-z][a-z0-9-]*)"
    r"|(?P<mark>[,/])"
    r"|(?P<space>[ \t\r\n\f]+)"
)
_TURNS = {"deg": 1.0, "grad": 0.9, "rad": 180.0 / math.pi, "turn": 360.0}
_FUNCTIONS = ("rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color")
_REFUSED = {
    "var": "a reference to another property",
    "env": "a value of the reader's device",
    "attr": "a value of an element",
    "color-mix": "a mixture that the browser makes",
    "light-dark": "a choice that the browser makes",
    "contrast-color": "a choice that the browser makes",
    "device-cmyk": "a colour of a printing device",
    "url": "an address",
}
_MATHS = frozenset(
    "calc min max clamp round mod rem sin cos tan asin acos atan atan2 pow sqrt hypot log exp abs sign".split()
)
_INSTEAD = "wanted a fixed colour such as #1a5fb4 or oklch(50% 0.1 250)"


class _Value(NamedTuple):
    """A number with its unit ('' when bare, '%', an angle's) or the word ``none``."""

    number: float | None
    unit: str


@lru_cache(maxsize=4096)
def parse(text: str) -> Color:
    """Read a fixed colour in any syntax of CSS Color 4.

    Args:
        text: At most 100 characters; spaces around it and letter case don't matter.

    Returns:
        The colour in the space that it is written in; ``rgb()``, hex and names are ``srgb``, ``xyz`` is ``xyz-d65``,
        ``display-p3-linear`` is ``display-p3``. What CSS clamps while parsing is clamped: ``rgb()``, lightness,
        negative saturation and chroma, alpha. Hues are from 0 up to 360. An alpha of ``none`` is 0.

    Raises:
        ColorError: For what is no colour, and for what is none before a browser has computed it.

    Source:
        CSS Color 4, sections 4 to 10 (syntaxes), section 4.1 (``<color>``).

    >>> parse("rgb(255 0 0 / 50%)")
    Color(space='srgb', components=(1.0, 0.0, 0.0), alpha=0.5)
    """
    if len(text) > MAX_LENGTH:
        raise ColorError(f"the text has {len(text)} characters; a colour has at most {MAX_LENGTH}")
    bare = text.strip(" \t\r\n\f")
    if bare.startswith("#"):
        return _read_hex(bare)
    if not bare.isascii():
        raise ColorError(f"'{bare}' is no colour; wanted ASCII characters only")
    folded = bare.lower()
    call = _CALL.fullmatch(folded)
    return _read_call(call[1], call[2]) if call else _read_word(folded)


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_hex(text: str) -> Color:
    if not _HEX.fullmatch(text):
        raise ColorError(f"'{text}' is no colour; wanted # and 3, 4, 6 or 8 hexadecimal digits")
    digits = text[1:] if len(text) > 5 else "".join(digit + digit for digit in text[1:])
    r, g, b = (int(digits[k : k + 2], 16) / 255.0 for k in (0, 2, 4))
    return Color("srgb", (r, g, b), int(digits[6:], 16) / 255.0 if len(digits) == 8 else 1.0)


def _read_word(word: str) -> Color:
    if word in name.NAMED:
        return _read_hex("#" + name.NAMED[word])
    if word == "transparent":
        return Color("srgb", (0.0, 0.0, 0.0), 0.0)
    if word == "currentcolor":
        raise ColorError(f"'currentcolor' depends on where it stands; {_INSTEAD}")
    if word in name.SYSTEM:
        raise ColorError(f"'{word}' is a system colour, which the reader's device chooses; {_INSTEAD}")
    if not word:
        raise ColorError(f"the text is empty; {_INSTEAD}")
    raise ColorError(f"'{word}' is no colour; wanted #rrggbb, a colour's name or one of {_calls()}")


def _calls() -> str:
    return ", ".join(f"{function}()" for function in _FUNCTIONS)


def _read_call(function: str, inside: str) -> Color:
    if function in _REFUSED or function in _MATHS:
        reason = _REFUSED.get(function, "arithmetic that the browser does")
        raise ColorError(f"'{function}()' is {reason}; {_INSTEAD}")
    if function not in _FUNCTIONS:
        raise ColorError(f"'{function}()' is no colour function; wanted one of {_calls()}")
    tokens = _tokens(function, inside)
    if function == "color":
        return _read_color(tokens)
    function = {"rgba": "rgb", "hsla": "hsl"}.get(function, function)
    if "," in tokens:
        return _read_legacy(function, tokens)
    values, alpha = _modern(function, tokens)
    return _make(function, values, alpha)


def _tokens(function: str, inside: str) -> list[_Value | str]:
    """The values, words and marks inside of the parentheses."""
    tokens: list[_Value | str] = []
    position = 0
    while position < len(inside):
        found = _TOKEN.match(inside, position)
        if found is None:
            raise ColorError(
                f"'{inside[position]}' may not stand in {function}(); wanted numbers, percentages or 'none'"
            )
        position = found.end()
        if found["number"]:
            tokens.append(_Value(_number(found["number"]), found["unit"] or ""))
        elif found["word"]:
            tokens.append(_word(function, found["word"], inside[position : position + 1] == "("))
        elif found["mark"]:
            tokens.append(found["mark"])
    return tokens


def _number(text: str) -> float:
    number = float(text)
    if not abs(number) <= LIMIT:
        raise ColorError(f"the number '{text}' is out of all range")
    return number


def _word(function: str, word: str, is_call: bool) -> _Value | str:
    if is_call:
        reason = _REFUSED.get(word, "arithmetic that the browser does" if word in _MATHS else "no number")
        raise ColorError(f"'{word}()' in {function}() is {reason}; wanted plain numbers")
    if word == "from":
        raise ColorError(f"'from' makes {function}() relative to another colour; {_INSTEAD}")
    if word == "none":
        return _Value(None, "")
    if function == "color":
        return word
    raise ColorError(f"'{word}' in {function}() is no number; wanted numbers, percentages or 'none'")


def _modern(function: str, tokens: list[_Value | str]) -> tuple[list[_Value], float]:
    """Three values and the alpha, separated by spaces and '/'."""
    alpha = 1.0
    if len(tokens) == 5 and tokens[3] == "/":
        alpha = _alpha(tokens[4])
        tokens = tokens[:3]
    values = [token for token in tokens if isinstance(token, _Value)]
    if len(values) != 3 or len(tokens) != 3:
        raise ColorError(f"{function}() wants three values, and after '/' an alpha if there is one")
    return values, alpha


def _read_legacy(function: str, tokens: list[_Value | str]) -> Color:
    if function not in {"rgb", "hsl"}:
        raise ColorError(f"{function}() has no commas; wanted spaces between its values")
    values = [token for token in tokens[::2] if isinstance(token, _Value)]
    if len(values) not in {3, 4} or len(tokens) != 2 * len(values) - 1 or set(tokens[1::2]) != {","}:
        raise ColorError(f"{function}() with commas wants three values, and a fourth for the alpha if there is one")
    if any(value.number is None for value in values):
        raise ColorError(f"'none' may not stand in {function}() with commas")
    units = [value.unit for value in values[:3]]
    if function == "rgb" and units not in (["", "", ""], ["%", "%", "%"]):
        raise ColorError("rgb() with commas wants three numbers or three percentages")
    if function == "hsl" and units[1:] != ["%", "%"]:
        raise ColorError("hsl() with commas wants a hue and two percentages")
    return _make(function, values[:3], _alpha(values[3]) if len(values) == 4 else 1.0)


def _alpha(token: _Value | str) -> float:
    if not isinstance(token, _Value) or token.unit not in {"", "%"}:
        raise ColorError("the alpha wants a number from 0 to 1 or a percentage")
    return min(1.0, max(0.0, _scaled("alpha", token, 1.0) or 0.0))


def _scaled(function: str, value: _Value, full: float, divisor: float = 1.0) -> float | None:
    """The number, where 100 % is ``full``, over the divisor."""
    if value.number is None:
        return None
    if value.unit == "%":
        return value.number / 100.0 * full / divisor
    if value.unit:
        raise ColorError(f"'{value.unit}' in {function}() belongs to no hue; wanted a number or a percentage")
    return value.number / divisor


def _hue(function: str, value: _Value) -> float | None:
    if value.number is None:
        return None
    if value.unit and value.unit not in _TURNS:
        raise ColorError(f"a hue in '{value.unit}' in {function}(); wanted degrees or one of " + ", ".join(_TURNS))
    # A tiny negative angle modulo 360 is 360.0 itself.
    return value.number * _TURNS[value.unit or "deg"] % 360.0 % 360.0


def _within(value: float | None, low: float, high: float = math.inf) -> float | None:
    return None if value is None else min(high, max(low, value))


def _make(function: str, values: list[_Value], alpha: float) -> Color:
    one, two, three = values
    match function:
        case "rgb":
            r, g, b = (_within(_scaled("rgb", value, 255.0, 255.0), 0.0, 1.0) for value in values)
            return Color("srgb", (r, g, b), alpha)
        case "hsl":
            saturation = _within(_scaled("hsl", two, 100.0), 0.0)
            return Color("hsl", (_hue("hsl", one), saturation, _scaled("hsl", three, 100.0)), alpha)
        case "hwb":
            white, black = (_within(_scaled("hwb", value, 100.0), 0.0) for value in (two, three))
            return Color("hwb", (_hue("hwb", one), white, black), alpha)
    top, reach = {"lab": (100.0, 125.0), "lch": (100.0, 150.0)}.get(function, (1.0, 0.4))
    lightness = _within(_scaled(function, one, top), 0.0, top)
    if function in {"lab", "oklab"}:
        return Color(function, (lightness, _scaled(function, two, reach), _scaled(function, three, reach)), alpha)
    chroma = _within(_scaled(function, two, reach), 0.0)
    return Color(function, (lightness, chroma, _hue(function, three)), alpha)


def _read_color(tokens: list[_Value | str]) -> Color:
    head = tokens[0] if tokens and isinstance(tokens[0], str) else ""
    predefined = [known for known in SPACES if known not in {"hsl", "hwb", "lab", "lch", "oklab", "oklch"}]
    if head not in (*predefined, "xyz", "display-p3-linear"):
        raise ColorError(f"'{head}' is no colour space of color(); wanted one of " + ", ".join(predefined))
    values, alpha = _modern("color", tokens[1:])
    one, two, three = (_scaled("color", value, 1.0) for value in values)
    if head == "display-p3-linear":
        one, two, three = (None if value is None else space.from_linear(value) for value in (one, two, three))
        head = "display-p3"
    return Color("xyz-d65" if head == "xyz" else head, (one, two, three), alpha)


# ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────

_DIGITS = {"lab": (3, 3, 3), "lch": (3, 3, 3), "oklab": (5, 5, 5), "oklch": (5, 5, 3)}


def _decimal(number: float, digits: int) -> str:
    text = f"{number:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _each_within(rgb: space.Triple) -> space.Triple:
    r, g, b = (min(LIMIT, max(-LIMIT, value)) for value in rgb)
    return (r, g, b)


def _hex(rgb: space.Triple, alpha: float) -> str:
    text = "#" + "".join(f"{byte(value):02x}" for value in rgb)
    return text if byte(alpha) == 255 else f"{text}{byte(alpha):02x}"


@lru_cache(maxsize=4096)
def css(color: Color) -> str:
    """The colour as CSS text, printed from its numbers, the same on every machine.

    Returns:
        ``#rrggbb`` or ``#rrggbbaa`` for what lies within the sRGB gamut after rounding; else ``oklch()``, ``oklab()``,
        ``lch()``, ``lab()`` in their own space and ``color()`` for all others, with at most five decimals. Missing
        components are 0. Reading the text and printing it again gives the same text.

    Source:
        CSS Color 4, section 15 (serialisation), except that sRGB is printed as hexadecimal digits.

    >>> css(parse("hsl(120deg 100% 25%)")), css(parse("oklch(70% 0.4 150)"))
    ('#008000', 'oklch(0.7 0.4 150)')
    """
    rgb = space.unmapped(color)
    if space.fits(rgb):
        return _hex(rgb, color.alpha)
    if color.space in {"hsl", "hwb"}:
        color = Color("srgb", _each_within(rgb), color.alpha)
    digits = _DIGITS.get(color.space, (5, 5, 5))
    first, second, third = map(round, space.clamped(color), digits)
    if color.space in {"lch", "oklch"}:
        third = round(third % 360.0, digits[2]) % 360.0
    rounded = Color(color.space, (first, second, third), round(color.alpha, 3))
    rgb = space.unmapped(rounded)
    if space.fits(rgb):
        return _hex(rgb, color.alpha)
    head = f"{color.space}(" if color.space in _DIGITS else f"color({color.space} "
    inside = " ".join(map(_decimal, rounded.numbers, digits))
    alpha = "" if rounded.alpha == 1.0 else f" / {_decimal(rounded.alpha, 3)}"
    return f"{head}{inside}{alpha})"


@lru_cache(maxsize=4096)
def fallback(color: Color) -> str:
    """The colour as ``#rrggbb`` or ``#rrggbbaa``, mapped into the sRGB gamut.

    Source:
        CSS Color 4, section 13.2.

    >>> fallback(parse("color(display-p3 0 1 0)"))
    '#00fb29'
    """
    return _hex(space.to_srgb(color), color.alpha)


def opaque(color: Color) -> str:
    """The colour as ``#rrggbb``, mapped into the sRGB gamut, its alpha left aside.

    >>> opaque(parse("rgb(255 0 0 / 50%)"))
    '#ff0000'
    """
    return _hex(space.to_srgb(color), 1.0)

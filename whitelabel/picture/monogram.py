"""A sign for a brand that has none: its initial on a plate, in its own type and colours."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from whitelabel.picture.value import Picture

if TYPE_CHECKING:
    from whitelabel.picture.lettering import Face, Outline

SIDE = 512
CAPITAL = 0.625
"""Height of a capital letter, as a share of the side: ten of 16 pixels, twenty of 32."""

REACH = 0.385
"""How far ink is from the middle at most, as a share of the side: so all of it is within the circle of 80 % that systems keep
of an icon, and the plate needs no room of its own there."""

ROUND = 0.18
"""Radius of the tile's corners, as a share of the side: as tabs show it; where nothing may shine through they are filled."""

WEIGHT = 700
"""Bold holds at 16 pixels; what is heavier fills the insides of letters there."""

_DOT = 0.19
_DIGITS = frozenset("0123456789")
_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
_STROKES = frozenset(
    "1I\N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}\N{CYRILLIC LETTER PALOCHKA}\N{GREEK CAPITAL LETTER IOTA}"
)
"""Letters and digits that are an upright stroke, of each script that has one."""

_TURKISH = frozenset("ığİĞ")


def initials(name: str, short_name: str = "") -> str:
    """What stands for a brand in a square: one letter, since it has to be read at 16 pixels.

    A short name of two letters is set whole, as it is a monogram already; a number of two digits is not cut apart. A bare stroke
    reads as a text cursor: an I or a 1 is set with all of an abbreviation of three, else with the next word's initial or, of one
    word, its next letter. Letters are capitals where their script has them; nothing else is (Georgian's are not for single
    words). What is no letter or digit is passed over.

    Args:
        name: The brand's name, of any script.
        short_name: The shorter one, which counts where it is given.

    Returns:
        One to three letters or digits, each with its marks; empty for a name that has none.

    >>> initials("Acme Realty", "Acme"), initials("Zuid 45"), initials("24 часа"), initials("🏠 éclair")
    ('A', 'Z', '24', 'É')
    >>> initials("IBM"), initials("Ikea"), initials("Ivory Rose")
    ('IBM', 'Ik', 'IR')
    """
    text = unicodedata.normalize("NFKC", short_name or name)
    words = [letters for word in text.split() if (letters := _letters(word))]
    if not words:
        return ""
    first = words[0]
    if len(words) == 1 and len(first) == 2:
        return "".join(_capital(letter, text) for letter in first)
    if len(list(takewhile(_DIGITS.__contains__, first))) == 2:
        return "".join(first[:2])
    # Nearly every Arabic name of a firm begins with the article: it tells none from another.
    start = 2 if first[:2] == ["ا", "ل"] and len(first) > 3 else 0
    initial = _capital(first[start], text)
    return _with_more(initial, words, text) if initial in _STROKES else initial


def _with_more(stroke: str, words: Sequence[Sequence[str]], text: str) -> str:
    """A bare stroke, and the letters that tell it from a text cursor."""
    first = words[0]
    if len(words) > 1:
        return stroke + _capital(words[1][0], text)
    is_short = len(first) == 3 and all(letter.isupper() or letter in _DIGITS for letter in first)
    return stroke + "".join(first[1:] if is_short else first[1:2])


def _letters(word: str) -> list[str]:
    """A word's letters and digits, each with its marks."""
    found: list[str] = []
    for character in word:
        if unicodedata.category(character) in ("Mn", "Mc"):
            if found and not 0xFE00 <= ord(character) <= 0xFE0F:
                found[-1] += character
        elif character.isalnum() and character not in _LEADING_VOWELS:
            found.append(character)
    return found


def _capital(letter: str, text: str) -> str:
    if letter == "i" and _TURKISH & set(text):
        return "İ"
    # Titles, since Unicode's other capitals of Georgian are for whole lines.
    title = letter.title()
    return title if len(title) == len(letter) else letter


def monogram(letters: str, faces: Sequence[Face], ink: str, paper: str | None) -> Picture:
    """Letters in the middle of a square tile.

    Args:
        letters: One to three; a dot stands for what no face has.
        faces: What they are set in, the first that has them.
        ink, paper: ``#rrggbb``; no plate is drawn without a paper.
    """
    plate = f'<rect width="{SIDE}" height="{SIDE}" rx="{SIDE * ROUND:g}" fill="{paper}"/>' if paper else ""
    box = f'viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{plate}{_sign(letters, faces, ink)}</svg>'
    return Picture("svg", drawn.encode(), 0, 0, SIDE, SIDE)


def _sign(letters: str, faces: Sequence[Face], ink: str) -> str:
    from whitelabel.picture.lettering import outline

    trial = outline(letters, faces, SIDE, weight=WEIGHT)
    # A letter without ink, and one as thin as a line, is none that anybody would see.
    if trial.missing or not trial.d or not all(trial.box[2:]):
        return f'<circle cx="{SIDE / 2:g}" cy="{SIDE / 2:g}" r="{SIDE * _DOT:g}" fill="{ink}"/>'
    x, y, far = _middle(trial)
    scale = min(CAPITAL * SIDE / _height(letters, faces, trial.box[3]), REACH * SIDE / far)
    made = outline(letters, faces, SIDE * scale, weight=WEIGHT)
    x, y = x * scale, y * scale
    return f'<path d="{made.d}" fill="{ink}" transform="translate({SIDE / 2 - x:.2f} {SIDE / 2 - y:.2f})"/>'


def _height(letters: str, faces: Sequence[Face], own: float) -> float:
    """Height of the letters' capitals where their script has any, so that round ones and those with accents fit in."""
    from whitelabel.picture.lettering import outline

    if letters.lower() == letters.upper() and not letters.isdigit():
        return own
    for plain in "HН":
        made = outline(plain, faces, SIDE, weight=WEIGHT)
        if made.d and not made.missing and made.box[3]:
            return made.box[3]
    return own


def _middle(made: Outline) -> tuple[float, float, float]:
    """The point that an eye takes for the middle: halfway between that of the box and that of the ink.

    Returns:
        The point, and how far from it ink reaches.
    """
    from whitelabel.picture.draw import Drawing

    x, y, width, height = made.box
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {width} {height}"><path d="{made.d}"/></svg>'
    columns, rows = 64, max(1, round(64 * height / width))
    levels = Drawing(Picture("svg", drawn.encode(), x, y, width, height)).image(columns, rows).getchannel("A").tobytes()
    total = sum(levels)
    if not total:
        return (x + width / 2, y + height / 2, math.hypot(width, height) / 2)
    across = sum((place % columns + 0.5) * level for place, level in enumerate(levels)) / total / columns
    down = sum((place // columns + 0.5) * level for place, level in enumerate(levels)) / total / rows
    middle = (width * (0.5 + across) / 2, height * (0.5 + down) / 2)
    inked = [divmod(place, columns) for place, level in enumerate(levels) if level]
    points = [((column + 0.5) * width / columns, (row + 0.5) * height / rows) for row, column in inked]
    return x + middle[0], y + middle[1], max(math.dist(middle, point) for point in points)

"""What the emitters share: names safe for comments, the languages of a visitor, days as seconds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from whitelabel.render.edge.rules import Hours, Lock, Rules

_CHOICES = 6
"""Of a visitor's languages, so many are looked at by servers that know no loops."""


def quoted(text: str) -> str:
    """Text in quotes for a comment of any language: one line, ASCII, nothing that ends it."""
    return json.dumps(text)


def heading(told: Rules) -> str:
    """Whose lock it is."""
    return f"The region lock of {told.domain or told.slug}"


def lasting(told: Rules) -> str:
    """Until when the file is good."""
    if not told.until:
        return "It holds until the rights change; then put the next bundle in its place."
    return f"It holds until {told.until}, {told.timezone}; put the next bundle in its place before that day ends."


def of_what(lock: Lock) -> str:
    """What one lock is for."""
    return f"pages of the product {quoted(lock.product)}" if lock.product else "pages of no product in particular"


def calendars(told: Rules) -> Mapping[Hours, str]:
    """Every set of hours that anything opens in, with a name; in the order of locks and codes."""
    found: dict[Hours, str] = {}
    for lock in told.locks:
        for hours in (*lock.countries.values(), *lock.regions.values()):
            if hours and hours not in found:
                found[hours] = f"t{len(found) + 1}"
    return found


def below(limit: int) -> str:
    """A regular expression of the whole numbers below a limit, for servers that can't compare.

    Args:
        limit: At least 1. What is matched has no leading zeros.

    >>> below(1250)
    '(?:[0-9]{1,3}|1[0-1][0-9]{2}|12[0-4][0-9]{1})'
    """
    digits = str(limit)
    forms = [f"[0-9]{{1,{len(digits) - 1}}}"] if len(digits) > 1 else []
    for position, digit in enumerate(digits):
        least = "1" if position == 0 and len(digits) > 1 else "0"
        if digit > least:
            highest = str(int(digit) - 1)
            head = digits[:position] + (least if highest == least else f"[{least}-{highest}]")
            rest = len(digits) - position - 1
            forms.append(head + (f"[0-9]{{{rest}}}" if rest else ""))
    return f"(?:{'|'.join(forms)})"


def turns(hours: Hours) -> Iterator[tuple[int, bool]]:
    """The seconds at which something opens and shuts: before each, whether it is open; what follows the last is told last.

    >>> list(turns(((100, 200),)))
    [(100, False), (200, True)]
    """
    for start, end in hours:
        if start:
            yield start, False
        if end is not None:
            yield end, True


def ends_open(hours: Hours) -> bool:
    """Whether it is open after the last turn."""
    return bool(hours) and hours[-1][1] is None


def languages(locales: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Regular expressions of ``Accept-Language``, in order, and the locale that each asks for.

    A browser lists its languages from the dearest (RFC 9110, 12.5.4, leaves that to weights; browsers do both). So place
    is asked before place, whole tag before language. A weight of nothing is no wish.
    """
    again = "(?:[^,]*,)"
    wish = "(?: *; *[qQ] *= *(?:1(?:[.]0*)?|0?[.]0*[1-9][0-9]*))? *(?:,|$)"
    for place in range(_CHOICES):
        before = f"^{again}{{{place}}} *" if place else "^ *"
        for tag in locales:
            if "-" in tag:
                yield f"{before}{tag}{wish}", tag
        spoken: dict[str, str] = {}
        for tag in locales:
            spoken.setdefault(tag.partition("-")[0], tag)
        for language, tag in spoken.items():
            yield f"{before}{language}(?:-[A-Za-z0-9-]*)?{wish}", tag


def checked(path: str) -> str:
    """A path of the bundle, which no format has to escape.

    Raises:
        ValueError: It has a character that some format reads as its own.
    """
    if not re.fullmatch(r"[A-Za-z0-9/._-]+", path):
        raise ValueError(f"{path!r} can't stand in a server's file")
    return path

"""Colour on a terminal, by the sixteen that every terminal's owner has chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Paint: TypeAlias = Callable[[str, str], str]
"""Gives a text in a style: ``error``, ``warning``, ``good``, ``hint``, ``strong`` or ``quiet``."""

_STYLES = {"error": "1;31", "warning": "1;33", "good": "32", "hint": "36", "strong": "1", "quiet": "2"}


def plain(text: str, _style: str) -> str:
    """The text as it is."""
    return text


def ansi(text: str, style: str) -> str:
    """The text between the escapes of ECMA-48 (8.3.117, SGR)."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text else text

"""Ground and products in a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from whitelabel.rights.naming import names
from whitelabel.rights.table import Table
from whitelabel.rights.territory import Territory

MOST_WORDS = 12


def told_ground(ground: Territory, table: Table, most: int = MOST_WORDS) -> str:
    """A territory in a sentence.

    >>> from whitelabel.rights.table import standard
    >>> from whitelabel.rights.territory import territory_of
    >>> told_ground(territory_of(standard(), "RU") - territory_of(standard(), "RU-MOW"), standard())
    'RU -RU-MOW'
    """
    words = names(ground, table)
    if len(words) <= most:
        return " ".join(words)
    return f"{' '.join(words[: most - 1])} and {len(words) - most + 1} more"


def told_products(products: Iterable[str]) -> str:
    """Products in a sentence: ``'deals' and 'sign'``."""
    return _told_products(frozenset(products))


@lru_cache(maxsize=1_024)
def _told_products(products: frozenset[str]) -> str:
    return listed(sorted(products))


def listed(words: Iterable[str]) -> str:
    """Names in a sentence, in their order."""
    *most, last = (f"'{word}'" for word in words)
    return f"{', '.join(most)} and {last}" if most else last

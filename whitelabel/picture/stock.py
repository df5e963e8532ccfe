"""The faces that letters are set in where neither brand nor theme brings one that has them: Golos Text, Latin and Cyrillic."""

from __future__ import annotations

from functools import cache
from importlib import resources

FAMILY = "Golos Text"
_FILES = ("golos-text-latin.woff2", "golos-text-cyrillic.woff2")


@cache
def stock_fonts() -> tuple[bytes, ...]:
    """The files' bytes; their licence lies beside them."""
    folder = resources.files("whitelabel.picture") / "data"
    return tuple((folder / name).read_bytes() for name in _FILES)

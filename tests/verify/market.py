"""Marks of a few parties, ready to be looked for."""

from __future__ import annotations

from whitelabel.model import Mark
from whitelabel.verify.marks import Owned
from whitelabel.verify.matcher import Matcher, compiled


def mark(text: str, kind: str = "mark", *, exact: bool = False, path: str = "brands/x/brand.yaml") -> Mark:
    return Mark(text, kind, exact, path, 1, 7)


def owned(text: str, kind: str = "mark", *, party: str = "rival", exact: bool = False) -> Owned:
    return Owned(party, party, mark(text, kind, exact=exact))


def matcher(*marks: Owned | str) -> Matcher:
    each = [owned(one) if isinstance(one, str) else one for one in marks]
    return Matcher(each, compiled(each))


def shown(text: str, *marks: Owned | str) -> list[str]:
    """The stretches of a text that show a mark."""
    return [text[found.start : found.end] for found in matcher(*marks).find(text)]

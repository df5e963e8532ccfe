"""Pictures and studies of logos, kept from test to test: they take most of the time, and most tests are not about them."""

from __future__ import annotations

from collections.abc import Callable


class Kept:
    """A shelf in memory, for one process of tests."""

    def __init__(self) -> None:
        self._entries: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The entry, or ``None``."""
        return self._entries.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry."""
        self._entries[key] = data

    def remember(self, key: str, work: Callable[[], tuple[bytes, bool]]) -> bytes:
        """What some work gave before; see ``model.Remember``."""
        known = self._entries.get(key)
        if known is None:
            known, is_kept = work()
            if is_kept:
                self._entries[key] = known
        return known


KEPT = Kept()

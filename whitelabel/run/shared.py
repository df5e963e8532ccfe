"""A shelf on this machine before one that machines share: read through it, and written to both.

What comes from elsewhere is believed only where it names its own digest, and is then at hand; anything else is nothing, and is
made and written anew.
"""

from __future__ import annotations

import contextlib

from whitelabel.run.store import Shelf, is_whole


class Shared:
    """Two shelves that look like one.

    Args:
        near: On this machine.
        far: That other machines have too.
    """

    def __init__(self, near: Shelf, far: Shelf) -> None:
        self._near = near
        self._far = far

    def get(self, key: str) -> bytes | None:
        """The entry of this machine; else that of all machines, which this one has from then on."""
        found = self._near.get(key)
        if found is not None and is_whole(key, found):
            return found
        found = self._far.get(key)
        if found is None or not is_whole(key, found):
            return None
        with contextlib.suppress(OSError):
            self._near.put(key, found)
        return found

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry here, and hand it over for all machines.

        Raises:
            OSError: It can't be kept here.
        """
        self._far.put(key, data)
        self._near.put(key, data)

"""What a brand's standing bundle has already of what is to be made: files that cost more to make than to read again.

Of each action that no other brand has and that the store doesn't keep, the store knows where its files stood and what was in
them. They are taken from the bundle where they still are just that; whoever has changed one there gets it made anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from whitelabel.disk.kept import each_value, fits
from whitelabel.model import Action, BrandPlan, Kind, canonical, digest
from whitelabel.run.store import Store

_VERSION = 1
_FORM = each_value([[str]])


class Recall:
    """Gives files of a bundle by the action that made them.

    Args:
        kinds: Asset kinds by name.
        store: Where it is noted which file came of which action.
        plan: The work for the brand.
        read: Gives a file of its bundle by its path, or ``None`` where there is none.
    """

    def __init__(
        self, kinds: Mapping[str, Kind], store: Store, plan: BrandPlan, read: Callable[[str], bytes | None]
    ) -> None:
        self._kinds = kinds
        self._store = store
        self._plan = plan
        self._read = read
        self._note = digest(canonical(["recall", _VERSION, plan.brand]).encode())
        self._known = self._noted()

    def _noted(self) -> dict[str, list[list[str]]]:
        """Path and SHA-256 of each file, by the key of the action that made it."""
        entry = self._store.get(self._note, stored=True, count=1, own=True)
        data = json.loads(entry[0]) if entry is not None else {}
        return data if fits(data, _FORM) else {}

    def _is_kept(self, action: Action) -> bool:
        return not self._kinds[action.kind].stored and action.key not in self._plan.common

    def __call__(self, action: Action) -> tuple[bytes, ...] | None:
        """The files of an action, or ``None`` where one of them has to be made."""
        known = self._known.get(action.key, [])
        if len(known) != len(action.outputs) or not self._is_kept(action):
            return None
        files: list[bytes] = []
        for path, sha256 in known:
            data = self._read(path)
            if data is None or digest(data) != sha256:
                return None
            files.append(data)
        return tuple(files)

    def note(self, digests: Mapping[str, str]) -> None:
        """Write down what the bundle has now.

        Args:
            digests: SHA-256 of each file by its path.
        """
        found = {
            action.key: [[path, digests[path]] for path in action.outputs]
            for action in self._plan.actions
            if self._is_kept(action)
        }
        if found != self._known:
            self._store.put(self._note, (canonical(found).encode(),), stored=True, own=True)

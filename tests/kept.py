"""What is kept from test to test: pictures, studies of logos, and templates as they were read; most tests are not about them."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator

import pytest

from whitelabel.disk.blob import Blob
from whitelabel.load.templates import load_template
from whitelabel.model import Template
from whitelabel.problem import Problem
from whitelabel.run.store import Store


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


@contextlib.contextmanager
def drawing_once() -> Iterator[None]:
    """What was once made in this process is put into a store that lacks it as if it were made now: the same calls, and no drawing."""
    real_get, real_put = Store.get, Store.put

    def get(
        store: Store, key: str, *, stored: bool, count: int | None = None, own: bool = False
    ) -> tuple[bytes, ...] | None:
        found = real_get(store, key, stored=stored, count=count, own=own)
        if found is None and stored and key in _MADE:
            found = _MADE[key]
            real_put(store, key, found, stored=True, own=own)
        return found

    def put(store: Store, key: str, files: tuple[bytes, ...], *, stored: bool, own: bool = False) -> None:
        if stored:
            _MADE[key] = files
        real_put(store, key, files, stored=stored, own=own)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "get", get)
        patch.setattr(Store, "put", put)
        yield


_MADE: dict[str, tuple[bytes, ...]] = {}


def template_read_once(name: str, path: str, blob: Blob, problems: list[Problem]) -> Template | None:
    """What `load_template` makes of it: the same name, path and bytes are parsed once in this process."""
    key = (name, path, blob.read())
    if key not in _READ:
        told: list[Problem] = []
        _READ[key] = (load_template(name, path, blob, told), told)
    found, told = _READ[key]
    problems.extend(told)
    return found and dataclasses.replace(found, blob=blob)


_READ: dict[tuple[str, str, bytes], tuple[Template | None, list[Problem]]] = {}

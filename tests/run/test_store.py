"""The store: what was made before is fetched, what was damaged is made anew."""

from __future__ import annotations

import pytest

from whitelabel.run.store import Store

FILES = (b"one", b"", b"three\n{}")


class Shelf:
    """Entries in memory."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.entries.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.entries[key] = data


@pytest.fixture
def shelf() -> Shelf:
    made = Shelf()
    Store(made).put("k", FILES, stored=True)
    return made


def test_an_entry_outlasts_the_store(shelf: Shelf) -> None:
    assert Store(shelf).get("k", stored=True) == FILES


def test_what_is_cheap_to_make_stays_off_the_shelf(shelf: Shelf) -> None:
    store = Store(shelf)
    store.put("cheap", FILES, stored=False)
    assert store.get("cheap", stored=False) == FILES
    assert list(shelf.entries) == ["k"]
    assert Store(shelf).get("k", stored=False) is None


def test_every_flipped_byte_and_every_cut_is_noticed(shelf: Shelf) -> None:
    whole = shelf.entries["k"]
    damaged = [whole[:end] for end in range(len(whole))] + [whole + b"x"]
    for place in range(len(whole)):
        for bit in (1, 32):
            damaged.append(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
    for entry in damaged:
        shelf.entries["k"] = entry
        found = Store(shelf).get("k", stored=True)
        # JSON takes some spellings of one thing for another: what comes out is right all the same.
        assert found is None or found == FILES


def test_an_entry_under_another_ones_key_is_noticed(shelf: Shelf) -> None:
    shelf.entries["other"] = shelf.entries["k"]
    assert Store(shelf).get("other", stored=True) is None


@pytest.mark.parametrize(
    "entry", [b"", b"\n", b"{}\n", b"[]\n", b'{"sizes": null, "sha256": ""}\n', b"\xff\n", b"1\n1"]
)
def test_rubbish_is_no_entry(shelf: Shelf, entry: bytes) -> None:
    shelf.entries["k"] = entry
    assert Store(shelf).get("k", stored=True) is None


def test_memory_keeps_what_it_is_told_to_keep() -> None:
    store = Store()
    for key in ("common", "own"):
        store.put(key, FILES, stored=False)
    store.forget(keep={"common"})
    assert (store.get("common", stored=False), store.get("own", stored=False)) == (FILES, None)

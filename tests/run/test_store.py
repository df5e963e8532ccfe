"""The store: what was made before is fetched, what was damaged is made anew."""

from __future__ import annotations

import errno
import hashlib
import json

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


def _sealed(sizes: object, body: bytes = b"") -> bytes:
    """An entry whose digest is right, whatever its sizes are."""
    digest = hashlib.sha256(f"k {sizes}\n".encode() + body).hexdigest()
    return json.dumps({"sizes": sizes, "sha256": digest}).encode() + b"\n" + body


@pytest.mark.parametrize(
    "entry",
    [
        b'{"sizes": [1e999], "sha256": ""}\n',
        b"[" * 100_000 + b"\n",
        b"9" * 5000 + b"\n",
        b'{"sizes": [1], "sha256": 1}\n1',
        _sealed([2, -1], b"1"),
        _sealed([True], b"1"),
        _sealed([1.0], b"1"),
        _sealed("1", b"1"),
        _sealed({"1": 1}, b"1"),
        _sealed([2], b"1"),
        b"\x89PNG\r\n\x1a\n",
        bytes(range(256)),
    ],
    ids=lambda entry: repr(entry[:40]),
)
def test_an_entry_of_another_form_is_none_however_well_it_is_sealed(shelf: Shelf, entry: bytes) -> None:
    shelf.entries["k"] = entry
    assert Store(shelf).get("k", stored=True) is None


@pytest.mark.parametrize("made", [(), (b"one",), (b"one", b"two", b"three")])
def test_an_entry_with_the_wrong_number_of_files_is_none(shelf: Shelf, made: tuple[bytes, ...]) -> None:
    Store(shelf).put("k", made, stored=True)
    assert Store(shelf).get("k", stored=True, count=2) is None
    assert Store(shelf).get("k", stored=True, count=len(made)) == made


def test_a_shelf_that_takes_nothing_stops_nothing() -> None:
    class Full(Shelf):
        def put(self, key: str, data: bytes) -> None:
            raise OSError(errno.EISDIR, key)

    store = Store(Full())
    store.put("k", FILES, stored=True)
    assert store.get("k", stored=True) == FILES


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

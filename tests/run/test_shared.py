"""Two shelves that look like one: what is damaged on either is made anew, and mended on both."""

from __future__ import annotations

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kept import Kept
from whitelabel.run.shared import Shared
from whitelabel.run.store import Store, is_whole

KEY = "k" * 64
FILES = (b"one", b"", b"three")


def entry(key: str = KEY, files: tuple[bytes, ...] = FILES) -> bytes:
    """What a store keeps of such files."""
    shelf = Kept()
    Store(shelf).put(key, files, stored=True)
    kept = shelf.get(key)
    assert kept is not None
    return kept


def test_what_is_made_lies_on_both() -> None:
    near, far = Kept(), Kept()
    Store(Shared(near, far)).put(KEY, FILES, stored=True)
    assert near.get(KEY) == far.get(KEY) == entry()


def test_what_another_machine_has_made_is_then_here_too() -> None:
    near, far = Kept(), Kept()
    far.put(KEY, entry())
    assert Store(Shared(near, far)).get(KEY, stored=True) == FILES
    far.put(KEY, b"never asked for again")
    assert Store(Shared(near, far)).get(KEY, stored=True) == FILES


@given(st.integers(0, 400), st.integers(1, 255), st.booleans())
def test_a_damaged_entry_is_made_anew_and_written_over(place: int, bits: int, is_cut: bool) -> None:
    whole = entry()
    place %= len(whole)
    broken = whole[:place] if is_cut else whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :]
    near, far = Kept(), Kept()
    far.put(KEY, broken)
    store = Store(Shared(near, far))
    if (found := store.get(KEY, stored=True)) is None:
        assert near.get(KEY) is None
        store.put(KEY, FILES, stored=True)
        assert near.get(KEY) == far.get(KEY) == whole
    else:
        # White space in an entry's head says nothing.
        assert found == FILES


def test_an_entry_of_another_key_is_none_of_this_one() -> None:
    near, far = Kept(), Kept()
    far.put(KEY, entry("x" * 64))
    assert Store(Shared(near, far)).get(KEY, stored=True) is None
    assert not is_whole(KEY, entry("x" * 64))


def test_what_is_damaged_here_is_fetched_from_there() -> None:
    near, far = Kept(), Kept()
    near.put(KEY, entry()[:-1])
    far.put(KEY, entry())
    assert Store(Shared(near, far)).get(KEY, stored=True) == FILES
    assert near.get(KEY) == entry()


def test_what_no_other_machine_may_decide_stays_here() -> None:
    near, far = Kept(), Kept()
    store = Store(Shared(near, far), near)
    store.put(KEY, FILES, stored=True, own=True)
    assert (near.get(KEY), far.get(KEY)) == (entry(), None)
    far.put("o" * 64, entry("o" * 64))
    assert store.get("o" * 64, stored=True, own=True) is None


class _Full(Kept):
    def put(self, key: str, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "no room")


@pytest.mark.parametrize("is_there", [True, False])
def test_a_full_disk_hinders_neither_the_fetching_nor_the_sharing(is_there: bool) -> None:
    far = Kept()
    if is_there:
        far.put(KEY, entry())
        assert Store(Shared(_Full(), far)).get(KEY, stored=True) == FILES
    else:
        Store(Shared(_Full(), far)).put(KEY, FILES, stored=True)
        assert far.get(KEY) == entry()

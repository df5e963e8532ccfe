"""What came of the very same things is known, and what came of equal ones isn't taken for it."""

from __future__ import annotations

import gc
import weakref

import pytest

from whitelabel.same import once_for


class Thing:
    """Equal to all of its kind."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Thing)

    def __hash__(self) -> int:
        return 1


def test_work_is_done_once_for_the_very_same_things() -> None:
    asked: list[tuple[Thing, dict[str, int]]] = []

    @once_for(8)
    def work(thing: Thing, values: dict[str, int]) -> int:
        asked.append((thing, values))
        return len(asked)

    one, other, values = Thing(), Thing(), {"a": 1}
    assert [work(one, values), work(one, values)] == [1, 1]
    assert one == other and work(other, values) == 2
    assert work(one, {"a": 1}) == 3
    assert [work(one, values), work(other, values)] == [1, 2]


def test_texts_and_sets_are_the_same_where_they_are_equal() -> None:
    asked: list[str] = []

    @once_for(8)
    def work(name: str, names: frozenset[str]) -> int:
        asked.append(name)
        return len(asked)

    assert work("".join(["a", "b"]), frozenset({"x"})) == work("ab", frozenset(["x"])) == 1
    assert work("ab", frozenset()) == 2


def test_of_more_things_than_are_held_the_one_asked_for_longest_ago_goes() -> None:
    @once_for(2)
    def work(thing: Thing) -> int:
        return id(thing)

    first = Thing()
    gone = weakref.ref(first)
    work(first)
    del first
    gc.collect()
    assert gone() is not None
    for _ in range(2):
        work(Thing())
    gc.collect()
    assert gone() is None


def test_what_work_stumbles_over_is_not_held() -> None:
    @once_for(2)
    def work(thing: list[int]) -> int:
        return thing[0]

    thing: list[int] = []
    with pytest.raises(IndexError):
        work(thing)
    thing.append(1)
    assert work(thing) == 1

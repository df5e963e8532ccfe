"""What came of the very same things is known, for their last few states, and what came of equal ones isn't taken for it."""

from __future__ import annotations

import gc
import weakref

import pytest

from whitelabel.same import STATES, States, once_for


def test_of_a_thing_that_changes_time_and_again_the_last_states_are_held() -> None:
    states: States[int] = States(2)
    calls: list[int] = []

    def got(thing: str, state: int) -> int:
        def make() -> int:
            calls.append(state)
            return state

        return states.get(thing, state, make)

    assert [got("a", state) for state in range(1000)] == list(range(1000))
    calls.clear()
    # A change that is taken back, and taken back again, costs nothing.
    assert [got("a", state) for state in (999, 998, 999, 997, 0, 998)] == [999, 998, 999, 997, 0, 998]
    assert calls == [0, 998]
    got("b", 1), got("c", 1)
    calls.clear()
    assert [got("b", 1), got("c", 1), got("a", 998)] == [1, 1, 998]
    assert calls == [998]


def test_what_fails_is_made_again() -> None:
    states: States[int] = States(2)
    with pytest.raises(ZeroDivisionError):
        states.get("a", 0, lambda: 1 // 0)
    assert states.get("a", 0, lambda: 1) == 1


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
    assert [work("x", one, values), work("x", one, values)] == [1, 1]
    assert one == other and work("x", other, values) == 2
    assert work("x", one, {"a": 1}) == 3
    assert [work("x", one, values), work("x", other, values)] == [1, 2]
    assert work("y", one, values) == 4


def test_texts_and_sets_are_the_same_where_they_are_equal() -> None:
    asked: list[str] = []

    @once_for(8)
    def work(name: str, names: frozenset[str]) -> int:
        asked.append(name)
        return len(asked)

    assert work("x", "".join(["a", "b"]), frozenset({"x"})) == work("x", "ab", frozenset(["x"])) == 1
    assert work("x", "ab", frozenset()) == 2


def test_of_a_state_that_was_long_ago_nothing_is_held() -> None:
    @once_for(2)
    def work(thing: Thing) -> int:
        return id(thing)

    first = Thing()
    gone = weakref.ref(first)
    work("x", first)
    del first
    for _ in range(STATES - 1):
        work("x", Thing())
    gc.collect()
    assert gone() is not None
    work("x", Thing())
    gc.collect()
    assert gone() is None

"""A file is read once, however often the project is."""

from __future__ import annotations

import pytest

from whitelabel.disk.blob import Blob
from whitelabel.load.once import States, once
from whitelabel.problem import Problem, Span, error


def test_what_a_reader_gave_and_what_was_wrong_is_given_again() -> None:
    calls: list[str] = []

    @once
    def read(name: str, path: str, blob: Blob, problems: list[Problem], *more: str) -> str:
        calls.append(name)
        problems.append(error("WL404", "mistaken", Span(path)))
        return blob.read().decode() + "".join(more)

    first: list[Problem] = []
    second: list[Problem] = []
    assert [read("a", "x/a", Blob.of(b"1"), first), read("a", "x/a", Blob.of(b"1"), second)] == ["1", "1"]
    assert calls == ["a"] and first == second == [error("WL404", "mistaken", Span("x/a"))]
    assert read("a", "x/a", Blob.of(b"2"), []) == "2"
    assert read("b", "x/b", Blob.of(b"1"), []) == "1"
    assert read("a", "x/a", Blob.of(b"1"), [], "!") == "1!"
    assert calls == ["a", "a", "b", "a"]


def test_of_a_file_that_changes_time_and_again_the_last_states_are_held() -> None:
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

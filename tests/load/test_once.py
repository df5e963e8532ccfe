"""A file is read once, however often the project is."""

from __future__ import annotations

from whitelabel.disk.blob import Blob
from whitelabel.load.once import once
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

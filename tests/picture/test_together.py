"""Pieces of work share a child process, and no piece's fault becomes another's."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.picture.made_font import growing_font
from whitelabel.picture import together
from whitelabel.picture.fence import Fenced
from whitelabel.picture.lettering import Face, outline
from whitelabel.picture.together import Work, drawn
from whitelabel.problem import Problem, Span

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fence where nothing forks")


def giving(*files: bytes) -> Work:
    """A piece that gives some files."""
    return Work(lambda: iter(files), Span("brands/acme/brand.yaml", line=3, column=9))


def endless() -> Iterable[bytes]:
    """Burns time."""
    while True:
        pass


def vast() -> Iterable[bytes]:
    """Burns memory."""
    return (bytes(1 << 20) * 400,)


@pytest.fixture
def births(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that each child process was given."""
    found: list[float] = []
    real = together.Fenced

    def counted(work: Callable[[], bytes], needs: tuple[str, ...], seconds: float) -> Fenced:
        found.append(seconds)
        return real(work, needs, seconds)

    monkeypatch.setattr(together, "Fenced", counted)
    return found


def test_no_work_is_no_child(births: list[float]) -> None:
    assert drawn([]) == []
    assert births == []


def test_all_pieces_are_done_in_one_child_in_their_order(births: list[float]) -> None:
    made = drawn([giving(b"a", b"", b"ccc"), giving(), giving(b"\n\x00")])
    assert made == [(b"a", b"", b"ccc"), (), (b"\n\x00",)]
    assert births == [3 * together.SECONDS]


@pytest.mark.soak
@pytest.mark.parametrize("guilty", [endless, vast])
def test_only_the_guilty_piece_is_refused(
    guilty: Callable[[], Iterable[bytes]], births: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "SECONDS", 0.2)
    at = Span("brands/rival/brand.yaml", line=7, column=3)
    first, problem, last = drawn([giving(b"a"), Work(guilty, at), giving(b"b")])
    assert (first, last) == ((b"a",), (b"b",))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.span) == ("WL514", at)
    assert len(births) == 4


def test_a_font_and_a_fault_of_ours_are_told_as_what_they_are(births: list[float]) -> None:
    def broken() -> Iterable[bytes]:
        raise ZeroDivisionError

    face = Face.read(growing_font())

    def growing() -> Iterable[bytes]:
        outline("A", [face], 100)
        return ()

    at = Span("brands/rival/brand.yaml", line=7, column=3)
    first, fault, font = drawn([giving(b"a"), Work(broken, at), Work(growing, at)])
    assert first == (b"a",)
    assert isinstance(fault, Problem) and isinstance(font, Problem)
    assert (fault.code, fault.span) == ("WL535", at)
    assert fault.message.startswith("what is made of the logo meets a fault of this program: ZeroDivisionError in ")
    message = "the font 'Growing' takes more time or memory to set letters in than any font needs"
    assert (font.code, font.message, font.span) == ("WL529", message, Span("brands/rival/brand.yaml"))
    assert len(births) == 1


def test_what_a_piece_does_stays_within_the_child(tmp_path: Path) -> None:
    def written() -> Iterable[bytes]:
        (tmp_path / "left").write_bytes(b"behind")
        return ()

    assert isinstance(drawn([Work(written, Span("a"))])[0], Problem)
    assert list(tmp_path.iterdir()) == []

"""A logo that the command line names: read, and cleaned where its time and memory are bounded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from whitelabel.problem import Problem, Span

if TYPE_CHECKING:
    from whitelabel.picture.value import Picture


@dataclass(frozen=True, slots=True)
class LogoFile:
    """A logo from wherever it lies.

    Attributes:
        name: Its name with the suffix that its content wants.
        data: As it is.
        picture: Cleaned.
        warnings: What was taken out of the picture, and the like.
    """

    name: str
    data: bytes
    picture: Picture
    warnings: tuple[Problem, ...]


def read_logo_file(file: Path) -> LogoFile | Problem:
    """A logo from wherever it lies, or why it is refused.

    Raises:
        OSError: It can't be read.
    """
    from whitelabel.disk.files import read_beginning
    from whitelabel.picture.form import sniff
    from whitelabel.picture.raster_file import MAX_BYTES
    from whitelabel.picture.study import Given, looked_at

    # No more of it than is enough to tell that it is too big.
    data = read_beginning(file, MAX_BYTES + 1)
    picture, problems = looked_at(Given("light", file.as_posix(), data))
    placed = tuple(replace(problem, span=problem.span or Span(file.as_posix()), related=()) for problem in problems)
    refused = next((problem for problem in placed if problem.is_error), None)
    if refused is not None:
        return refused
    assert picture is not None
    form = sniff(data)
    suffix = f".{'jpg' if form == 'jpeg' else form}" if form else file.suffix
    return LogoFile(file.stem + suffix, data, picture, placed)

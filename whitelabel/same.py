"""Work that was done on the very same things needn't be done again: a project that stays loaded is mostly what it was."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")


class _Very:
    """A thing that equals itself alone: values that are equal may stand in other places, and comparing them takes its time."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Very) and self.thing is other.thing


def once_for(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Have some work done once for the very same things, texts and sets aside, which are the same where they are equal.

    Args:
        most: For how many what came of it is held, and they are; what was asked for longest ago goes.
    """

    def of(work: Callable[..., Made]) -> Callable[..., Made]:
        @functools.lru_cache(maxsize=most)
        def done(*things: Any) -> Made:
            return work(*(thing.thing if isinstance(thing, _Very) else thing for thing in things))

        @functools.wraps(work)
        def asked(*things: Any) -> Made:
            return done(*(thing if isinstance(thing, str | frozenset) else _Very(thing) for thing in things))

        return asked

    return of

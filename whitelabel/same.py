"""Work that was done on the very same things needn't be done again: a project that stays loaded is mostly what it was."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")

STATES = 3
"""States of a thing that are held: as it is, and as it was before somebody took a change back."""


class States(Generic[Made]):
    """What was made of the last few states of each of many things; what is asked for rarest goes.

    Args:
        things: How many, at most.
    """

    def __init__(self, things: int) -> None:
        self._things = things
        self._known: OrderedDict[Hashable, list[tuple[Hashable, Made]]] = OrderedDict()

    def get(self, thing: Hashable, state: Hashable, make: Callable[[], Made]) -> Made:
        """What was made of a thing in this state; made now where that isn't known.

        A state that is a tuple is told by its parts' being the very same objects before any of them is compared.
        """
        states = self._known.setdefault(thing, [])
        self._known.move_to_end(thing)
        for place, (known, made) in enumerate(states):
            if known == state:
                if place:
                    states.insert(0, states.pop(place))
                return made
        made = make()
        states.insert(0, (state, made))
        del states[STATES:]
        while len(self._known) > self._things:
            self._known.popitem(last=False)
        return made


class _Very:
    """A value that equals itself alone: values that are equal may stand in other places, and comparing them takes its time."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Very) and self.value is other.value


def once_for(things: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Have some work be done once for the last few states of each thing.

    Whoever asks for it gives the thing's name before all that the work takes. The very same objects are the same state, and texts
    and sets that are equal.

    Args:
        things: For how many what came of it is held; what is asked for rarest goes.
    """

    def of(work: Callable[..., Made]) -> Callable[..., Made]:
        known: States[Made] = States(things)

        @functools.wraps(work)
        def asked(thing: Hashable, *parts: object) -> Made:
            state = tuple(part if isinstance(part, str | frozenset) else _Very(part) for part in parts)
            return known.get(thing, state, lambda: work(*parts))

        return asked

    return of

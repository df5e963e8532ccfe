"""A file that is as it was is read once in a process, however often the project is read."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from whitelabel.disk.blob import Blob
from whitelabel.problem import Problem

Made = TypeVar("Made")

_FILES = 4096
"""Files of which is held in memory what came of them."""

_STATES = 3
"""States of a file that are held: as it is, and as it was before somebody took a change back."""


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
        del states[_STATES:]
        while len(self._known) > self._things:
            self._known.popitem(last=False)
        return made


def once(read: Callable[..., Made]) -> Callable[..., Made]:
    """Have a reader read each file once: what it gave, and what was wrong, is given again.

    Args:
        read: Takes a file's name, its path from the project's root, its bytes, the list for what is wrong, and whatever else it
            depends on, all of it hashable. What it gives may not be changed by anybody.
    """
    known: States[tuple[Made, tuple[Problem, ...]]] = States(_FILES)

    @functools.wraps(read)
    def reading(name: str, path: str, blob: Blob, problems: list[Problem], *more: Hashable) -> Made:
        def made() -> tuple[Made, tuple[Problem, ...]]:
            found: list[Problem] = []
            return read(name, path, blob, found, *more), tuple(found)

        given, wrong = known.get((name, path), (blob, blob.place, *more), made)
        problems.extend(wrong)
        return given

    return reading

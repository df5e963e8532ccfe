"""Tables, parsed fonts and the like, which each child process would make for itself: made once here, of a sign of our own.

It pays from the second brand on; whoever builds one has nothing to wait for.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeAlias

from whitelabel.disk.endings import endings_wait
from whitelabel.picture.value import Picture

Count: TypeAlias = "itertools.count[int]"

_SIGN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40" height="10">'
    '<path d="M0 0h10v10H0z" fill="#0a5cff"/><path d="M12 2h6v6h-6zM20 2h6v6h-6z" fill="#101418"/></svg>'
)

SIGN = Picture("svg", _SIGN.encode(), 0, 0, 40, 10)


def from_the_second_on(calls: Count, work: Callable[[], object]) -> None:
    """Do some work once: at the second call.

    Signals wait until it is done: what their handlers raise within a library's callback is printed there, and lost.
    """
    if next(calls) == 1:
        with endings_wait():
            work()


def warm_cards() -> None:
    """What lettering and drawing need."""
    from whitelabel.picture.card import Look, card
    from whitelabel.picture.lettering import Face
    from whitelabel.picture.stock import stock_fonts

    faces = [Face.read(data) for data in stock_fonts()]
    card(SIGN, "Aa Яя", faces, Look("#ffffff", "#000000", ("#0a5cff",))).image()

"""What is made ready once is made whole."""

from __future__ import annotations

import functools
import itertools
import signal
import threading

import pytest

from whitelabel.picture.warm import from_the_second_on


class Ended(BaseException):
    """What a signal raises."""


def test_it_is_done_at_the_second_call_and_only_then() -> None:
    calls: list[int] = []
    count = itertools.count()
    for turn in range(4):
        from_the_second_on(count, functools.partial(calls.append, turn))
    assert calls == [1]


def test_a_signal_waits_until_it_is_done() -> None:
    told: list[str] = []

    def ended(*_: object) -> None:
        raise Ended

    def work() -> None:
        # To this thread: a test's process may have others, which let signals in.
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
        told.append("done")

    before = signal.signal(signal.SIGTERM, ended)
    try:
        with pytest.raises(Ended):
            from_the_second_on(itertools.count(1), work)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == ["done"]

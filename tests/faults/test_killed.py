"""A build that is killed at any moment leaves the old bundle or the new one, and the next build leaves nothing else."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.forker import GONE, Ended, Forker, group, moments
from tests.faults.shop import PARTS, VERSIONS, WAYS, Shop, State, brands_of, is_whole, mixed

pytestmark = pytest.mark.soak


def _take_pictures(shop: Shop) -> None:
    """Give a shop the store of a clean build."""
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")


@pytest.fixture(scope="module")
def forker(ground: Path, right: Mapping[str, State]) -> Iterator[Forker]:
    loading = Shop(ground / "loading")
    _take_pictures(loading)
    made = Forker(ground, loading.words())
    yield made
    made.close()


DRAWING = 0.6
"""Seconds in which no machine has drawn all pictures."""

PATIENCE = 12.0
"""Seconds after which the last child of a killed build is gone: what draws ends itself within ten."""


@dataclass
class Drill:
    """Builds of one shop that are ended from outside.

    Attributes:
        seconds: How long a build takes that begins with what the one before left.
    """

    shop: Shop
    forker: Forker
    right: Mapping[str, State]
    words: tuple[str, ...]
    seconds: float = 0.0
    version: str = VERSIONS[0]

    def begin(self) -> None:
        """Build once, and once more, against the clock; pictures are those of a clean build."""
        self.shop.enlarge(brands_of(self.words))
        _take_pictures(self.shop)
        assert self._build().code == 0
        self._edit()
        self.seconds = self._build().seconds

    def _edit(self) -> None:
        self.version = VERSIONS[1 - VERSIONS.index(self.version)]
        self.shop.edit(self.version)

    def _build(self, *signals: object, to_group: bool = False) -> Ended:
        return self.forker.build(self.shop.words(*self.words), *signals, to_group=to_group)  # type: ignore[arg-type]

    def end(self, number: int, part: float, *, fresh: bool, to_group: bool = False) -> Ended:
        """End one build, and see that what is published is whole; how it ended.

        Args:
            number: The signal.
            part: When, as a part of the time that it takes.
            fresh: Whether it begins with nothing, the store included.
            to_group: Whether its children get the signal too.
        """
        before = self.right[self.version]
        self._edit()
        if fresh:
            shutil.rmtree(self.shop.out)
            before = dict.fromkeys(PARTS, {})
        ended = self._build(number, 1.1 * part * (DRAWING if fresh else self.seconds), to_group=to_group)
        if ended.alone and not fresh:
            self.seconds = min(self.seconds, ended.seconds)
        found, new = self.shop.state(), self.right[self.version]
        assert is_whole(found, before, new), f"{ended}\n{mixed(found, before, new)}"
        return ended

    def mend(self) -> None:
        """Build again: all is as a clean build makes it, and nothing else is there."""
        ended, new = self._build(), self.right[self.version]
        found = self.shop.state()
        assert (ended.code, ended.err, ended.left) == (0, "", ())
        assert found == new, mixed(found, new)
        assert self.shop.litter() == []


@pytest.fixture
def drilled(
    shop: Shop, forker: Forker, right_for: Callable[[tuple[str, ...]], Mapping[str, State]]
) -> Callable[[tuple[str, ...]], Drill]:
    """Begins a drill with some words for the command."""

    def begun(words: tuple[str, ...]) -> Drill:
        made = Drill(shop, forker, right_for(words), words)
        made.begin()
        return made

    return begun


def _turns(few: int, many: int) -> pytest.MarkDecorator:
    """Few with as many processes as may be, archives and links, many each way."""
    soak = (pytest.param(many, words, marks=pytest.mark.soak, id=" ".join((str(many), *words))) for words in WAYS)
    return pytest.mark.parametrize(("turns", "words"), [pytest.param(few, WAYS[-1], id=str(few)), *soak])


@_turns(8, 100)
def test_a_kill_at_any_moment_leaves_no_mix_and_the_next_build_nothing_else(
    drilled: Callable[[tuple[str, ...]], Drill],
    turns: int,
    words: tuple[str, ...],
    counted: Callable[[str, int], None],
) -> None:
    drill = drilled(words)
    killed = 0
    for part in moments(1):
        ended = drill.end(signal.SIGKILL, part, fresh=killed % 8 == 7)
        killed += ended.code == 128 + signal.SIGKILL
        drill.mend()
        give_up = time.monotonic() + PATIENCE
        while any(group(ended.leader)):
            assert time.monotonic() < give_up, ended
            time.sleep(0.01)
        if killed == turns:
            break
    counted("builds killed at a random moment", killed)


SIGNALS = {signal.SIGINT: (130, "interrupted\n"), signal.SIGTERM: (143, "terminated\n")}


@_turns(4, 50)
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_build_that_is_stopped_is_gone_within_2_s_and_leaves_nothing(
    drilled: Callable[[tuple[str, ...]], Drill],
    number: signal.Signals,
    turns: int,
    words: tuple[str, ...],
    counted: Callable[[str, int], None],
) -> None:
    drill = drilled(words)
    stopped = 0
    for turn, part in enumerate(moments(2)):
        ended = drill.end(number, part, fresh=stopped % 8 == 7, to_group=turn % 2 == 0)
        assert (ended.code, ended.err) in (SIGNALS[number], (0, "")), ended
        assert ended.seconds < GONE, ended
        assert ended.left == ()
        if drill.shop.out.exists():
            assert drill.shop.litter() == [], ended
        stopped += ended.code != 0
        drill.mend()
        if stopped == turns:
            break
    counted(f"builds stopped with {number.name} at a random moment", stopped)


@pytest.mark.soak
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_command_that_is_stopped_says_a_word_or_nothing(
    shop: Shop, number: signal.Signals, right: Mapping[str, State], counted: Callable[[str, int], None]
) -> None:
    def started() -> tuple[subprocess.Popen[str], float]:
        process = shop.started(preexec_fn=_attentive)
        while not _takes_signals(process.pid):
            time.sleep(0.001)
        return process, time.monotonic()

    shop.started().communicate()
    shop.edit(VERSIONS[1])
    process, begun = started()
    process.communicate()
    whole = time.monotonic() - begun
    code, word = SIGNALS[number]
    parts = moments(3)
    for turn in range(10):
        version = VERSIONS[turn % 2]
        shop.edit(version)
        process, _ = started()
        time.sleep(whole * next(parts))
        sent = time.monotonic()
        process.send_signal(number)
        _, err = process.communicate()
        # While Python puts itself away, the system's own answer stands: a shell tells the same code.
        assert (process.returncode, err) in ((code, word), (-number, ""), (0, ""))
        assert time.monotonic() - sent < 2
        assert list(group(process.pid)) == []
        assert is_whole(shop.state(), *right.values())
    shop.started().communicate()
    assert shop.state() == right[version]
    assert shop.litter() == []
    counted(f"commands stopped with {number.name} at a random moment", 10)


def _attentive() -> None:
    """Hear Ctrl-C even where the tests run in a shell's background, which has its children ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _takes_signals(process: int) -> bool:
    """Whether a process does on SIGTERM what it wants to: Python itself has no answer to it."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)

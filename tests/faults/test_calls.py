"""Every file-system call of a build, one after the other, fails.

What comes of it is one of these:

- 0: what failed saves work (everything in the store) or clears what nobody will see; both bundles are new.
- 4: the one message says what was being done, on which path, and why; each bundle is the old one or the new one. Nothing in the
  store is worth that.
- 1: a guest's file is closed, or a folder can't be entered, which is for whoever writes there to mend: a problem tells the
  path, and the old bundles stay.

And in each case the next build makes what a clean one would, and leaves nothing beside it.
"""

from __future__ import annotations

import errno
import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.faults.injector import Faults
from tests.faults.shop import (
    ARCHIVES,
    JOBS,
    PARTS,
    VERSIONS,
    WAYS,
    Shop,
    State,
    brands_of,
    is_parallel,
    is_whole,
    mixed,
)
from whitelabel.cli import main
from whitelabel.disk import look, pool, publish

pytestmark = pytest.mark.soak

CALLS = "calls of a build that failed"
Counted: TypeAlias = Callable[[str, int], None]
NUMBERS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE)

PAUSE = 0.005
"""Seconds, for a rest that is 20 ms elsewhere: the clock of Linux's file systems goes on every 4 ms at least."""


@dataclass
class Drill:
    """Builds of one shop, of which one call fails.

    Attributes:
        words: Further words of the command.
        fresh: Whether each build begins with no folder for bundles.
        edited: Whether something has changed since the build before.
    """

    shop: Shop
    faults: Faults
    right: Mapping[str, State]
    output: Callable[[], tuple[str, str]]
    words: tuple[str, ...]
    fresh: bool
    edited: bool
    version: str = VERSIONS[0]

    def begin(self) -> None:
        """Build once, so that all that is imported late is there, and twice, so that what is kept is settled."""
        self.shop.enlarge(brands_of(self.words))
        self.shop.edit(self.version)
        for _ in range(2):
            self._build()
            time.sleep(2 * PAUSE)

    def _build(self) -> tuple[int, str, str]:
        code = main(self.shop.words(*self.words))
        return (code, *self.output())

    def _prepare(self) -> State:
        """Have something to build; what is published before it."""
        if self.edited:
            before = self.right[self.version]
            self.version = VERSIONS[1 - VERSIONS.index(self.version)]
            self.shop.edit(self.version)
            time.sleep(PAUSE)
        else:
            before = self.right[self.version]
        if self.fresh:
            shutil.rmtree(self.shop.out, ignore_errors=True)
            before = dict.fromkeys(PARTS, {})
        return before

    def calls(self, log: Path) -> list[str]:
        """All calls of a build in which none fails."""
        self._prepare()
        with self.faults.logged(log):
            code, _, err = self._build()
        assert (code, err) == (0, "")
        return log.read_text("utf-8").splitlines()

    def fail(self, passing: int, number: int) -> str:
        """Have one call fail and see that all is well after it; the call, or nothing where there weren't so many."""
        before = self._prepare()
        with self.faults.armed(passing, number):
            code, out, err = self._build()
        failed = self.faults.failed
        told = f"{failed} failed with {errno.errorcode[number]} after {passing} calls: {code}\n{out}\n{err}"
        new = self.right[self.version]
        found = self.shop.state()
        if code == 0:
            assert found == new, f"{told}\n{mixed(found, new)}"
            assert err == "", told
        elif code == 1:
            name, _, place = failed.removesuffix("/brand.yaml").partition(" ")
            assert name == "access" or (number == errno.EACCES and "/brands/" in place), told
            assert Path(place).name in out and err == "", told
            assert is_whole(found, before, new), f"{told}\n{mixed(found, before, new)}"
        else:
            assert code == 4 and "/.store" not in failed, told
            assert out == "", told
            _is_clear(err, told, failed)
            assert is_whole(found, before, new), f"{told}\n{mixed(found, before, new)}"
        code, out, err = self._build()
        assert (code, err) == (0, ""), f"{told}\nthen {code}\n{out}\n{err}"
        found = self.shop.state()
        assert found == new, f"{told}\nthen\n{mixed(found, new)}"
        assert self.shop.litter() == [], told
        return failed


_MESSAGE = re.compile(r"error: building: [a-z][^\n]*: '([^'\n]+)'(?: and '([^'\n]+)')?\n(?:  hint: [^\n]+\n)?")


def _is_clear(err: str, told: str, failed: str) -> None:
    """See to it that there is one message, with the path that failed or a folder that it lies in."""
    found = _MESSAGE.fullmatch(err)
    assert found, told
    place = Path(failed.partition(" ")[2])
    assert any(place.is_relative_to(Path.cwd() / path) for path in found.groups() if path), told


SITUATIONS = {
    "both brands change": (False, True, False),
    "nothing is there yet": (True, False, False),
    "nothing has changed": (False, False, False),
    "both brands change, without an exchange": (False, True, True),
}
"""Whether each build begins with no folder for bundles, whether something has changed, whether paths can't be exchanged."""


@pytest.fixture
def drilled(
    shop: Shop,
    faults: Faults,
    right_for: Callable[[tuple[str, ...]], Mapping[str, State]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[str, tuple[str, ...]], Drill]:
    """Begins a drill in a situation, with some words for the command."""
    monkeypatch.setattr(look, "_FINE", int(PAUSE * 1e9))
    monkeypatch.setattr(publish, "PAUSE", PAUSE)
    monkeypatch.setattr(pool, "PAUSE", PAUSE)
    monkeypatch.setattr(faults, "without_exchange", False)

    def output() -> tuple[str, str]:
        printed = capsys.readouterr()
        return printed.out, printed.err

    def begun(situation: str, words: tuple[str, ...]) -> Drill:
        fresh, edited, faults.without_exchange = SITUATIONS[situation]
        made = Drill(shop, faults, right_for(words), output, words, fresh, edited)
        made.begin()
        return made

    return begun


@pytest.mark.parametrize("words", [JOBS[0], WAYS[len(JOBS)]], ids=" ".join)
def test_one_call_of_each_sort_fails(
    drilled: Callable[[str, tuple[str, ...]], Drill], words: tuple[str, ...], tmp_path: Path, counted: Counted
) -> None:
    tried: set[str] = set()
    failed = 0
    for turn, situation in enumerate(SITUATIONS):
        drill = drilled(situation, words)
        sorts = {_sort(call): passing for passing, call in enumerate(drill.calls(tmp_path / str(turn)))}
        fresh = [passing for sort, passing in sorts.items() if sort not in tried]
        if words not in JOBS:
            fresh = [passing for sort, passing in sorts.items() if sort not in tried and _is_packing(sort)]
        for number, passing in enumerate(fresh):
            drill.fail(passing, NUMBERS[number % len(NUMBERS)])
            failed += 1
        tried.update(sorts)
    counted(CALLS, failed)


def _sort(call: str) -> str:
    """What is called on what: a part of the project, or of what comes of it; whichever brand it is of."""
    name, _, place = call.partition(" ")
    place = re.sub(r"\.store/common/.*", ".common", re.sub("|".join(ARCHIVES), "", place))
    above, *rest = re.sub(r"(-1\.0\.0\.zip)\..*", r"\1", place).split("/")[1:3] or [""]
    return " ".join((name, above, *rest)) if above == "build" else f"{name} {above}"


def _is_packing(sort: str) -> bool:
    """Whether only a build that shares files, or makes archives, calls it."""
    return re.search(r"\.common|common\.|\.zip|artifacts|^link ", sort) is not None


@pytest.mark.soak
@pytest.mark.parametrize("number", NUMBERS, ids=errno.errorcode.__getitem__)
def test_every_call_fails(drilled: Callable[[str, tuple[str, ...]], Drill], number: int, counted: Counted) -> None:
    drill = drilled(next(iter(SITUATIONS)), JOBS[0])
    passing = 0
    while drill.fail(passing, number):
        passing += 1
    counted(CALLS, passing)


@pytest.mark.soak
@pytest.mark.parametrize("words", [words for words in WAYS if not is_parallel(words)], ids=" ".join)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_call_fails_in_one_of_the_five_ways(
    drilled: Callable[[str, tuple[str, ...]], Drill], words: tuple[str, ...], situation: str, counted: Counted
) -> None:
    drill = drilled(situation, words)
    passing = 0
    while drill.fail(passing, NUMBERS[passing % len(NUMBERS)]):
        passing += 1
    counted(CALLS, passing)


@pytest.mark.soak
@pytest.mark.parametrize("words", [words for words in WAYS if is_parallel(words)], ids=" ".join)
@pytest.mark.parametrize("situation", list(SITUATIONS)[:2])
def test_every_seventh_call_of_several_processes_fails(
    drilled: Callable[[str, tuple[str, ...]], Drill], words: tuple[str, ...], situation: str, counted: Counted
) -> None:
    # Where nothing has changed there are no processes, and it is the first one that exchanges. Whose call is the seventh is a
    # matter of chance.
    drill = drilled(situation, words)
    failed = 0
    while drill.fail(7 * failed, NUMBERS[failed % len(NUMBERS)]):
        failed += 1
    counted(CALLS, failed)

"""The loop: what has changed, what pages ask for, and what there is to see to while nobody wants anything.

All of it is done in one thread, which holds the project; it sleeps where there is nothing to do. A change goes before a request,
and a request before what can wait: the study of logos, and the search for mistakes that only whole bundles show.
"""

from __future__ import annotations

import contextlib
import gc
import queue
import sys
import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from whitelabel.live import Live
from whitelabel.preview.held import Held
from whitelabel.preview.notice import MOST, Change, Polling, Told, Unfinished, is_temporary, noticing
from whitelabel.preview.stage import Job
from whitelabel.preview.staged import Preview, staged
from whitelabel.problem import Problem

PORT = 8620
"""The first that is tried where none is asked for."""

LULL = 0.1
"""Seconds without change or request after which a logo is studied, or what is withheld looked through: pages ask at once for what
they are told of."""

QUIET = 1.0
"""Seconds after which whole bundles are gone on with: a step of that may take a third of a second, for which a change would wait."""

OWED = 3.0
"""Seconds for which requests may put that off: then it is gone on with between them, since a page may ask for something for ever."""

_TICK = 30.0
"""Seconds after which the clock is looked at: a machine that has slept, or a new day."""

_LEAP = 5.0
"""Seconds by which the clock runs ahead of what went by, from which on the machine has slept."""

_IDLE = 1.0
"""Seconds without anything after which memory that is no longer used is looked for."""

_PAINT = 0.015
"""Seconds in which a browser shows the new style sheet of one brand among several."""

_LATE = 0.5
"""Seconds for which changes may overtake each other; then one is told whole, whatever comes."""

_SWITCH = 0.0005
"""Seconds after which a thread that works lets another one in."""

_COLLECTED = {2: 64, 0: 8}
"""By generation of Python's memory, the oldest first: turns after which it is looked through also where there is no lull."""


class Turn(NamedTuple):
    """What one change came to.

    Attributes:
        paths: From the root: what has changed, sorted.
        brands: Slugs of those of which something else is shown, or wrong.
        withheld: Slugs of those that it may concern, and that stay as they were until a mistake is mended.
        seconds: From the first word of the change on, but for those in which browsers alone were at work.
    """

    paths: tuple[str, ...]
    brands: tuple[str, ...]
    withheld: tuple[str, ...]
    seconds: float


class Reporter(Protocol):
    """Who is told in the terminal what happens."""

    def started(self, address: str, brands: int) -> None:
        """Pages can be asked for."""

    def polling(self, why: str) -> None:
        """All files are looked at again and again."""

    def turned(self, turn: Turn) -> None:
        """A change was seen to."""

    def shown(self, slug: str) -> None:
        """What was withheld of a brand is shown, since it was found to be mended."""

    def found(self, slug: str, problems: Sequence[Problem]) -> None:
        """With a brand something else is wrong than was told last, or nothing any more."""


Item: TypeAlias = Told | Job[Any] | None
"""What comes from other threads; ``None`` ends it."""

Items: TypeAlias = "queue.SimpleQueue[Item]"


def watch(
    live: Live,
    root: Path,
    chosen: Sequence[str],
    reporter: Reporter,
    printed: Callable[[Sequence[Problem]], str],
    *,
    port: int = 0,
    poll: bool = False,
    items: Items | None = None,
) -> None:
    """Show a project to browsers on this machine, and keep what they show up to date, until somebody ends it.

    Args:
        live: The project.
        root: Its folder.
        chosen: Slugs of the brands that are shown; empty for all.
        reporter: Told what happens.
        printed: Gives problems as the command line prints them.
        port: 0 for ``PORT`` where that is free, and any other where it isn't.
        poll: Whether all files are looked at again and again.
        items: Through which others may end it.

    Raises:
        OSError: The port is taken, or the project's folder can't be read.
    """
    items = items if items is not None else queue.SimpleQueue()
    with contextlib.ExitStack() as running:
        running.enter_context(noticing(root, items.put, poll=poll))
        preview = _served(running, items, port)
        # To tell what is no longer used takes longer than a turn; that has time until nobody waits.
        gc.disable()
        running.callback(gc.enable)
        running.callback(gc.unfreeze)
        # Threads of the server give pages what is at hand while this one is busy.
        running.callback(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(_SWITCH)
        Loop(live, Held(live, chosen, preview.audience, printed), preview, items, reporter).run()


def _served(running: contextlib.ExitStack, items: Items, port: int) -> Preview:
    if not port:
        with contextlib.suppress(OSError):
            return running.enter_context(staged(items.put, port=PORT))
    try:
        return running.enter_context(staged(items.put, port=port))
    except OSError as taken:
        raise OSError(taken.errno, f"port {port} is taken") from taken


class Loop:
    """What is done next.

    Args:
        live, held: The project.
        preview: The server, which is told whom it may serve.
        items: What comes from other threads.
        reporter: Told what happens.
    """

    def __init__(
        self,
        live: Live,
        held: Held,
        preview: Preview,
        items: Items,
        reporter: Reporter,
    ) -> None:
        self._live = live
        self._held = held
        self._preview = preview
        self._items = items
        self._reporter = reporter
        self._today = live.today
        self._ahead = _ahead()
        self._changes: list[Change] = []
        self._unread: list[Change] = []
        """Those of which the files couldn't be read: they are looked at again with the next."""
        self._is_unfinished = False
        """Whether the rest of the last change is still to come."""
        self._jobs: deque[Job[Any]] = deque()
        self._chore: Iterator[object] | None = None
        self._is_behind = False
        """Whether something has changed that isn't told yet."""
        self._behind_since = 0.0
        self._aside = 0.0
        """Seconds of the last turn in which nothing was done."""
        self._is_stuck = False
        self._owed_since: float | None = None
        """Since when there is something to do that can wait."""
        self._is_over = False
        self._lull = 0.0
        """Seconds without change or request after which what can wait is gone on with."""
        self._asked_last = 0.0
        """When somebody wanted something."""
        self._told: dict[str, tuple[Problem, ...]] = {}
        self._turns = 0
        self._is_untidy = False
        """Whether there may be memory that is no longer used."""
        self._paths: set[str] = set()

    def run(self) -> None:
        """Look at the project, let pages be asked for, and go on until it is over."""
        self._held.look()
        self._preview.allow(self._held.served)
        self._reporter.started(self._preview.origin() + "/", len(self._held.slugs))
        self._report(("",))
        while not self._is_over:
            self._step()

    def _step(self) -> None:
        """Do what is next; sleeps until there is something."""
        if self._is_unfinished:
            # What is asked now would be answered from the middle of it.
            self._is_unfinished = self._take(2 * MOST) and self._is_unfinished
            return
        has_chores = self._has_chores()
        patience = self._patience(has_chores=has_chores)
        came = self._take(patience)
        if self._changes:
            self._turn()
            self._asked_last = time.perf_counter()
        elif self._jobs:
            self._jobs.popleft().do(self._held)
            self._report(self._held.watched())
            self._asked_last = time.perf_counter()
        elif not came and has_chores:
            # A page that loads anew is gone for a moment, and what there was to do for it.
            if self._has_chores():
                self._go_on()
        elif not came and self._is_untidy:
            self._tidy()
        elif not came:
            self._look_at_clock()
        self._take_back()

    # ── What comes ────────────────────────────────────────────────────────────────────────────────────────────────

    def _patience(self, *, has_chores: bool) -> float:
        """Seconds for which something is waited for before what can wait is done."""
        if self._changes or self._jobs:
            return 0.0
        if has_chores:
            now = time.perf_counter()
            self._owed_since = self._owed_since or now
            if now - self._owed_since > OWED:
                return 0.0
            if self._chore is None:
                self._lull = LULL if self._held.unsettled() or self._held.is_owed() else QUIET
            return max(0.0, self._asked_last + self._lull - now)
        self._owed_since = None
        return _IDLE if self._is_untidy else _TICK

    def _take(self, patience: float) -> bool:
        """Take what has come; whether anything has."""
        try:
            item = self._items.get(timeout=patience) if patience else self._items.get_nowait()
            while True:
                match item:
                    case Change():
                        self._changes.append(item)
                        self._is_unfinished = False
                    case Unfinished():
                        self._is_unfinished = True
                    case Polling():
                        self._reporter.polling(item.why)
                    case Job():
                        self._jobs.append(item)
                    case None:
                        self._is_over = True
                patience = -1.0
                item = self._items.get_nowait()
        except queue.Empty:
            return patience < 0

    def _look_at_clock(self) -> None:
        ahead, today = _ahead(), self._live.today
        if ahead - self._ahead > _LEAP:
            self._changes.append(Change(None, time.perf_counter()))
        if today != self._today:
            self._live.again()
            self._is_behind, self._behind_since = True, time.perf_counter()
            self._changes.append(Change(None, time.perf_counter()))
        self._ahead, self._today = ahead, today

    # ── A change ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _turn(self) -> None:
        changes, self._changes = self._changes, []
        since, over = min(change.since for change in changes), max(change.over for change in changes)
        self._unread += changes
        if any(change.paths is None for change in self._unread):
            paths = None
        else:
            paths = {path for change in self._unread for path in change.paths or ()}
        try:
            changed = self._held.look(paths)
        except OSError as broken:
            self._fail(broken)
            return
        self._unread.clear()
        if not changed and not self._is_behind:
            if self._held.mend():
                self._tell_problems()
            return
        if not self._held.is_owed():
            self._owed_since = None
        self._chore = None
        self._paths.update(changed)
        self._preview.allow(self._held.served)
        watched = self._held.watched()
        self._behind_since = self._behind_since if self._is_behind else time.perf_counter()
        self._is_behind, self._aside = True, 0.0
        try:
            self._held.begin(watched)
            touched = self._tell(watched) if self._is_all(over) else None
        except OSError as broken:
            self._fail(broken)
            return
        if touched is None:
            return
        if self._held.mend():
            self._tell_problems()
        touched |= self._settle_at_once(self._paths)
        self._is_behind = self._is_stuck = False
        self._held.tell_gallery()
        shown = tuple(path for path in sorted(self._paths) if not is_temporary(path))
        self._paths.clear()
        if shown:
            withheld = tuple(slug for slug in self._held.withheld(shown) if slug not in touched)
            seconds = time.perf_counter() - since - self._aside
            self._reporter.turned(Turn(shown, tuple(sorted(touched)), withheld, seconds))
        # Before another change: of many, one after another, somebody has to be answered in between.
        for _ in range(len(self._jobs)):
            self._jobs.popleft().do(self._held)
        self._report(("", *watched))
        self._turns += 1
        self._is_untidy = True
        generation = next((old for old, turns in _COLLECTED.items() if self._turns % turns == 0), None)
        if generation is not None:
            gc.collect(generation)

    def _tell(self, watched: Sequence[str]) -> set[str] | None:
        """Bring these brands up to date, and tell their pages.

        Returns:
            Slugs of those of which something else is shown or wrong; ``None`` where another change has overtaken this one.
        """
        touched = self._held.tell_sheets(watched)
        if len(touched) > 1:
            self._let_paint(len(touched))
        for slug in watched:
            if self._is_overtaken():
                return None
            if self._held.tell_styles(slug):
                touched.add(slug)
        for slug in watched:
            if self._is_overtaken():
                return None
            if self._held.tell_pages(slug):
                touched.add(slug)
        return touched

    def _fail(self, broken: OSError) -> None:
        """Say that a file can't be read, where that is news."""
        found = (self._held.fail(broken),)
        if found != self._told.get("", ()):
            self._told[""] = found
            self._reporter.found("", found)

    def _tell_problems(self) -> None:
        """Tell everybody what is wrong now, where it isn't what they were told last."""
        watched = self._held.watched()
        try:
            for slug in watched:
                self._held.tell_problems(slug)
        except OSError as broken:
            self._fail(broken)
            return
        self._report(("", *watched))

    def _take_back(self) -> None:
        """Tell pages of what is shown of their brand since a file of it couldn't be made."""
        taken = self._held.taken_back()
        try:
            for slug in taken:
                self._held.tell_styles(slug)
                self._held.tell_pages(slug)
        except OSError as broken:
            self._fail(broken)
        if taken:
            self._held.tell_gallery()
            self._report(taken)

    def _let_paint(self, brands: int) -> None:
        """Leave the processor to the browser: of so many brands it has all that it needs to show their new style sheets."""
        begin = time.perf_counter()
        self._take(_PAINT * brands)
        self._aside = time.perf_counter() - begin

    def _is_all(self, over: float) -> bool:
        """Whether nothing more has come of a change until it was known to be all."""
        while not self._is_overtaken() and (left := over - time.perf_counter()) > 0:
            self._take(left)
        return not self._is_overtaken()

    def _is_overtaken(self) -> bool:
        self._take(0.0)
        is_late = self._is_behind and time.perf_counter() - self._behind_since > _LATE
        return (bool(self._changes) or self._is_unfinished) and not is_late

    def _report(self, slugs: Sequence[str]) -> None:
        """Tell what is wrong with brands, where it isn't what was told last."""
        for slug in slugs:
            try:
                found = self._held.mistakes(slug)
            except OSError as broken:
                self._fail(broken)
                return
            if found != self._told.get(slug, ()):
                self._told[slug] = found
                self._reporter.found(slug, found)

    # ── What can wait ─────────────────────────────────────────────────────────────────────────────────────────────

    def _has_chores(self) -> bool:
        """Whether something is left to do that can wait."""
        left = self._chore is not None or self._held.unsettled() or self._held.unexamined()
        return bool(left) and not self._is_stuck

    def _go_on(self) -> None:
        """Do the next step of what can wait."""
        if self._chore is None:
            slug = self._held.unsettled()
            self._chore = self._settle(slug) if slug else self._examine(self._held.unexamined())
        try:
            next(self._chore)
        except StopIteration:
            self._chore = None
        except OSError as broken:
            # A file has changed, which will be told; one that can't be read waits until something has.
            self._chore, self._is_stuck = None, True
            self._fail(broken)

    def _tidy(self) -> None:
        self._is_untidy = False
        gc.unfreeze()
        gc.collect()
        # What has lasted until now isn't gone through after turns.
        gc.freeze()

    def _settle_at_once(self, changed: Collection[str]) -> set[str]:
        """Where it is a logo that has changed, nobody looks at anything else; the brand's slug."""
        slug = self._held.unsettled()
        if not slug or not any(path.startswith(f"brands/{slug}/") and not path.endswith(".yaml") for path in changed):
            return set()
        touched = set[str]()
        for is_other in self._settle(slug):
            if is_other:
                touched.add(slug)
            if self._is_overtaken():
                break
        return touched

    def _settle(self, slug: str) -> Generator[bool, None, None]:
        """Study a brand's logo, and tell its pages what comes of it; with each step whether that was something."""
        self._live.sight(slug)
        yield False
        yield self._held.tell_styles(slug)
        yield self._held.tell_pages(slug)
        self._held.tell_gallery()

    def _examine(self, slug: str) -> Generator[None, None, None]:
        was_withheld = self._live.is_withheld(slug)
        yield from self._held.examine(slug)
        is_shown = was_withheld and self._held.is_now(slug)
        self._held.tell_styles(slug)
        self._held.tell_pages(slug)
        self._held.tell_gallery()
        if is_shown:
            self._reporter.shown(slug)
        self._report((slug,))
        self._is_untidy = True


def _ahead() -> float:
    """Seconds by which the clock is ahead of the one that stands still while the machine sleeps."""
    now = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_REALTIME)
    return time.clock_gettime(now) - time.monotonic()

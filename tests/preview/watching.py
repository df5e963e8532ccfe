"""A watch that runs in a thread of its own, and pages that are open: what a browser does, without one."""

from __future__ import annotations

import contextlib
import datetime
import gc
import http.client
import json
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.kept import KEPT
from whitelabel.live import Live
from whitelabel.preview.watch import Items, Turn, watch
from whitelabel.problem import Problem, show
from whitelabel.run.store import Store

DAY = datetime.date(2026, 3, 1)
PATIENCE = 60.0


@dataclass
class Reports:
    """What the terminal was told."""

    address: str = ""
    turns: list[Turn] = field(default_factory=list)
    shown_: list[str] = field(default_factory=list)
    found_: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    why: list[str] = field(default_factory=list)

    def started(self, address: str, brands: int) -> None:
        self.address = address

    def polling(self, why: str) -> None:
        self.why.append(why)

    def turned(self, turn: Turn) -> None:
        self.turns.append(turn)

    def shown(self, slug: str) -> None:
        self.shown_.append(slug)

    def found(self, slug: str, problems: Sequence[Problem]) -> None:
        self.found_.append((slug, tuple(problem.code for problem in problems)))


def until(holds: Callable[[], object], what: str = "it didn't come to that") -> None:
    """Wait for something."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.005)


class Page:
    """A page that is open, and listens."""

    def __init__(self, port: int, slug: str, path: str) -> None:
        self.slug = slug
        self.path = path
        self._port = port
        self.text = self.get(path)[1].decode()
        tag = re.search(r"<script src=[^>]*/__whitelabel/client\.js[^>]*>", self.text)
        data = dict(re.findall(r' data-(\w+)="([^"]*)"', tag[0])) if tag else {}
        self.token = data["token"]
        self.events: list[tuple[str, dict[str, Any]]] = []
        self._line = http.client.HTTPConnection("127.0.0.1", port)
        asked = urlencode({"token": self.token, "page": path, "digest": data["digest"]})
        self._line.request("GET", f"/__whitelabel/events?{asked}", headers={"Host": f"{slug}.localhost:{port}"})
        # The library lets go of it once it has the answer.
        self._socket: socket.socket = self._line.sock
        self._answer = self._line.getresponse()
        assert self._answer.status == 200
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def get(self, path: str) -> tuple[int, bytes]:
        """A file as it is served now."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        with contextlib.closing(line):
            line.request("GET", path, headers={"Host": f"{self.slug}.localhost:{self._port}", "Accept": "text/html"})
            told = line.getresponse()
            return told.status, told.read()

    def named(self, name: str) -> list[dict[str, Any]]:
        """Data of the events of one kind."""
        return [data for kind, data in self.events if kind == name]

    def close(self) -> None:
        """Go away, as a browser's tab does."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(PATIENCE)
        self._answer.close()
        self._socket.close()
        self._line.close()

    def _listen(self) -> None:
        kind = ""
        with contextlib.suppress(OSError, ValueError, AttributeError, http.client.HTTPException):
            while line := self._answer.readline().decode():
                if line.startswith("event: "):
                    kind = line[7:].strip()
                elif line.startswith("data: "):
                    self.events.append((kind, json.loads(line[6:])))


class Watched:
    """A project that is watched."""

    def __init__(self, root: Path, reports: Reports, live: Live) -> None:
        self.root = root
        self.reports = reports
        self.live = live
        self.port = int(reports.address.rstrip("/").rpartition(":")[2])
        self.pages: list[Page] = []

    def open(self, slug: str, path: str = "/en/home/") -> Page:
        """Open a page, and wait until it has been told what there was to tell, and all is known of its brand."""
        page = Page(self.port, slug, path)
        self.pages.append(page)
        until(lambda: page.named("problems"))
        return page

    def change(self, work: Callable[[], object]) -> Turn:
        """Do something to the project's files, and wait until it has been seen to."""
        before = len(self.reports.turns)
        work()
        until(lambda: len(self.reports.turns) > before, "the change was not told")
        return self.reports.turns[-1]

    def write(self, path: str, data: str | bytes) -> Turn:
        """Write one file, in place."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        return self.change(lambda: place.write_bytes(data.encode() if isinstance(data, str) else data))

    def text(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def reached(self) -> set[str]:
        """The brands whose pages were told of something since this was asked last; what is told comes within a moment."""
        time.sleep(0.1)
        until(lambda: all(sight.is_settled for sight in self.live.seen))
        time.sleep(0.3)
        told = {page.slug for page in self.pages if any(kind != "gallery" for kind, _ in page.events)}
        for page in self.pages:
            page.events.clear()
        return told


@contextlib.contextmanager
def watching(root: Path, *chosen: str, poll: bool = False) -> Iterator[Watched]:
    """Watch a project while the context lasts."""
    reports, items = Reports(), queue.SimpleQueue[Any]()
    live = Live(root, on=lambda: DAY, store=Store(KEPT), remember=KEPT.remember)
    failed: list[BaseException] = []

    def printed(problems: Sequence[Problem]) -> str:
        return "\n\n".join(show(problem, live.line_of) for problem in problems)

    def work(ended: Items) -> None:
        try:
            watch(live, root, chosen, reports, printed, poll=poll, items=ended)
        except BaseException as broken:
            failed.append(broken)
            raise
        finally:
            # What draws pictures has to go in the thread that it was born in.
            gc.collect()

    thread = threading.Thread(target=work, args=(items,), daemon=True)
    thread.start()
    until(lambda: reports.address or failed)
    watched = Watched(root, reports, live)
    try:
        yield watched
    finally:
        for page in watched.pages:
            page.close()
        items.put(None)
        thread.join(PATIENCE)
    assert not thread.is_alive() and not failed

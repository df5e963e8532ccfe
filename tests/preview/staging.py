"""A stage for tests: the real engine, or a fake that says what a test puts there; and whoever does its jobs."""

from __future__ import annotations

import contextlib
import datetime
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from whitelabel.live import Live
from whitelabel.model import Remember
from whitelabel.preview import told
from whitelabel.preview.addresses import Answer, answer
from whitelabel.preview.stage import Card, Details, Gallery, Icon, Job, PageAt, Stage, TokenAt
from whitelabel.preview.staged import Preview, staged
from whitelabel.problem import show
from whitelabel.run.store import Store


@dataclass
class Fake:
    """Sites as they are put there; whatever else is asked follows from them."""

    sites: dict[str, dict[str, bytes]]
    wrong: dict[str, str] = field(default_factory=dict)
    told_tokens: dict[str, TokenAt] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def gallery(self) -> Gallery:
        return Gallery("Deals", tuple(map(self._card, self.sites)))

    def _card(self, slug: str) -> Card:
        wrong = self.problems(slug)
        return Card(slug, slug.title(), "wrong" if wrong else "right", int(bool(wrong)))

    def details(self, slug: str) -> Details:
        self.asked.append(slug)
        pages = tuple(
            PageAt(path.removesuffix("index.html").strip("/") or "home", "en", "/" + path.removesuffix("index.html"))
            for path in self.sites[slug]
            if path.endswith("index.html")
        )
        icons = tuple(Icon("icon", "/" + path) for path in self.sites[slug] if path.endswith((".svg", ".html")))
        return Details(self._card(slug), self.problems(slug), ("RU-MOW, exclusive, deals",), pages, ("en",), (), icons)

    def answer(self, slug: str, target: str) -> Answer:
        return answer(self.sites[slug], target)

    def problems(self, slug: str) -> str:
        return self.wrong.get(slug, "")

    def tokens(self, slug: str) -> Mapping[str, TokenAt]:
        return self.told_tokens

    def sheet(self, slug: str) -> bytes:
        return b"<!doctype html><title>sheet</title>"


class Real:
    """The engine as it is, without a watcher: a test says when to look."""

    def __init__(self, root: Path, day: datetime.date, remember: Remember) -> None:
        self.live = Live(root, on=lambda: day, store=Store(), remember=remember)
        self.live.look()
        self._seen: set[str] = set()

    def gallery(self) -> Gallery:
        cards = (self._card(slug) if slug in self._seen else Card(slug, slug, "unseen") for slug in self.live.brands)
        return Gallery("Deals", tuple(cards))

    def _card(self, slug: str) -> Card:
        sight = self.live.sight(slug)
        return told.card(sight, sight.problems)

    def details(self, slug: str) -> Details:
        self._seen.add(slug)
        sight = self.live.sight(slug)
        return told.details(sight, sight.problems, self.problems(slug))

    def answer(self, slug: str, target: str) -> Answer:
        return told.answered(self.live, slug, target)

    def problems(self, slug: str) -> str:
        return "\n\n".join(show(problem, self.live.line_of) for problem in self.live.sight(slug).problems)

    def tokens(self, slug: str) -> Mapping[str, TokenAt]:
        return told.tokens(self.live.sight(slug))

    def sheet(self, slug: str) -> bytes:
        return told.icon_sheet(self.live, slug)


@contextlib.contextmanager
def running(make: Callable[[], Stage], slugs: tuple[str, ...], port: int = 0) -> Iterator[Preview]:
    """A preview whose jobs one thread does, in which the stage is born too."""
    jobs: queue.Queue[Job[Any] | None] = queue.Queue()

    def work() -> None:
        stage = make()
        for job in iter(jobs.get, None):
            job.do(stage)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        with staged(jobs.put, port=port) as preview:
            preview.allow(slugs)
            yield preview
    finally:
        jobs.put(None)
        thread.join()

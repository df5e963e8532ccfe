"""A stage that says what a test puts there, and a thread that does its jobs."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from whitelabel.preview.addresses import Answer, answer
from whitelabel.preview.stage import Card, Details, Gallery, Icon, Job, PageAt, Stage, TokenAt
from whitelabel.preview.staged import Preview, staged


@dataclass
class Fake:
    """Sites as they are put there; whatever else is asked follows from them."""

    sites: dict[str, dict[str, bytes]]
    wrong: dict[str, str] = field(default_factory=dict)
    told_tokens: dict[str, TokenAt] = field(default_factory=dict)
    pictures: tuple[str, ...] = (".svg",)
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
        icons = tuple(Icon("icon", "/" + path) for ending in self.pictures for path in self._of(slug, ending))
        return Details(self._card(slug), self.problems(slug), ("RU-MOW, exclusive, deals",), pages, ("en",), (), icons)

    def _of(self, slug: str, ending: str) -> list[str]:
        return [path for path in self.sites[slug] if path.endswith(ending)]

    def answer(self, slug: str, target: str) -> Answer:
        return answer(self.sites[slug], target)

    def problems(self, slug: str) -> str:
        return self.wrong.get(slug, "")

    def is_refused(self, slug: str) -> bool:
        return False

    def tokens(self, slug: str) -> Mapping[str, TokenAt]:
        return self.told_tokens

    def sheet(self, slug: str) -> bytes:
        return b"<!doctype html><title>sheet</title>"


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

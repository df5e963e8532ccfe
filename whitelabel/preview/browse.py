"""Opens every page of bundles in a browser, several at once, and tells what is wrong with what is shown."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from whitelabel.load.brand import SLUG
from whitelabel.model import Find
from whitelabel.pipeline import Progress, quiet
from whitelabel.preview.addresses import INDEX, address_of
from whitelabel.preview.browser import SCHEMES, launched, look
from whitelabel.preview.serve import serving
from whitelabel.problem import Problem
from whitelabel.verify.seen import Scheme, Seen
from whitelabel.verify.shown import judged

SITE = "site/"
"""The document root within a bundle."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A bundle as it lies there.

    Attributes:
        brand: Slug.
        at: What leads to it, to be shown before a path in it.
        files: Bytes by path in the bundle.
        find: Finds marks of other parties.
    """

    brand: str
    at: str
    files: Mapping[str, bytes]
    find: Find


class Browsed(NamedTuple):
    """What was found of a bundle.

    Attributes:
        pages: How many were opened.
    """

    pages: int
    problems: tuple[Problem, ...]


def browse(
    bundles: Sequence[Shelved], axe: str, *, hosts: Collection[str] = (), jobs: int = 1, progress: Progress = quiet
) -> tuple[Browsed, ...]:
    """Look at bundles in a browser.

    Args:
        bundles: Of any age.
        axe: Source of axe-core.
        hosts: Other hosts that pages may ask.
        jobs: Tabs that are looked at at once at most.
        progress: Told after each page and scheme.

    Raises:
        FileNotFoundError: Playwright or Chromium isn't installed.
        OSError: Chromium doesn't start, or has ended by itself.
    """
    if not bundles:
        return ()
    begun: Future[Callable[[], object]] = Future()
    total, count = sum(len(_pages(bundle)) for bundle in bundles) * len(SCHEMES), itertools.count(1)

    def step(brand: str) -> None:
        progress(next(count), total, brand)

    async def work() -> tuple[Browsed, ...]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        begun.set_result(partial(loop.call_soon_threadsafe, _stop, loop, task))
        return await _browse(bundles, axe, hosts, jobs, step)

    # In a thread of its own, so that a signal, which breaks into the main one, finds nothing half done.
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(asyncio.run, work())
        try:
            return running.result()
        except BaseException:
            with contextlib.suppress(RuntimeError):
                begun.result()()
            raise


def _stop(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
    """End the work; that its driver has gone with the same Ctrl-C is nothing to tell of."""
    loop.set_exception_handler(lambda *_: None)
    task.cancel()


async def _browse(
    bundles: Sequence[Shelved], axe: str, hosts: Collection[str], jobs: int, step: Callable[[str], None]
) -> tuple[Browsed, ...]:
    servers, tabs = asyncio.Semaphore(jobs), asyncio.Semaphore(jobs)
    async with launched(hosts) as browser:

        async def look_at(bundle: Shelved) -> Browsed:
            pages = _pages(bundle)
            async with servers:
                # What a manifest calls a brand may be no name of a host.
                slug = bundle.brand if SLUG.fullmatch(bundle.brand) else "bundle"
                with serving(slug, _site(bundle)) as origin:

                    async def look_in(scheme: Scheme) -> list[Seen]:
                        async with tabs:
                            return await look(browser, origin, pages, scheme, axe, partial(step, bundle.brand))

                    views = await asyncio.gather(*map(look_in, SCHEMES))
            seen = itertools.chain.from_iterable(views)
            found = judged(seen, bundle.files, bundle.brand, bundle.find, at=bundle.at, hosts=hosts)
            return Browsed(len(pages), found)

        return tuple(await asyncio.gather(*map(look_at, bundles)))


def _site(bundle: Shelved) -> dict[str, bytes]:
    """The files of the document root."""
    return {path.removeprefix(SITE): data for path, data in bundle.files.items() if path.startswith(SITE)}


def _pages(bundle: Shelved) -> dict[str, str]:
    """Every page by its address; the start page first, from which the walk begins."""
    pages = [path for path in bundle.files if path.startswith(SITE) and path.endswith(".html")]
    pages.sort(key=lambda path: (path != f"{SITE}{INDEX}", path))
    return {address_of(path.removeprefix(SITE)): path for path in pages}

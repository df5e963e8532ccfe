"""Opens every page of bundles in a browser, several at once, and tells what is wrong with what is shown."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from whitelabel.preview.addresses import address_of
from whitelabel.preview.browser import SCHEMES, launched, look
from whitelabel.preview.serve import serving
from whitelabel.problem import Problem
from whitelabel.verify.seen import Scheme, Seen
from whitelabel.verify.shown import Find, judged

if TYPE_CHECKING:
    from playwright.async_api import Browser

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


def browse(
    bundles: Sequence[Shelved], axe: str, *, hosts: Collection[str] = (), jobs: int = 1
) -> tuple[tuple[Problem, ...], ...]:
    """Look at bundles in a browser.

    Args:
        bundles: Of any age.
        axe: Source of axe-core.
        hosts: Other hosts that pages may ask.
        jobs: Tabs that are looked at at once at most.

    Returns:
        What is wrong with each.

    Raises:
        FileNotFoundError: Playwright or Chromium isn't installed.
        OSError: Chromium doesn't start, or has ended by itself.
    """
    begun: Future[Callable[[], object]] = Future()

    async def work() -> tuple[tuple[Problem, ...], ...]:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        begun.set_result(partial(loop.call_soon_threadsafe, _stop, loop, task))
        return await _browse(bundles, axe, hosts, jobs)

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
    bundles: Sequence[Shelved], axe: str, hosts: Collection[str], jobs: int
) -> tuple[tuple[Problem, ...], ...]:
    servers, tabs = asyncio.Semaphore(jobs), asyncio.Semaphore(jobs)
    async with launched(hosts) as browser:

        async def look_at(bundle: Shelved) -> tuple[Problem, ...]:
            async with servers:
                seen = await _seen(browser, bundle, axe, tabs)
            return judged(seen, bundle.files, bundle.brand, bundle.find, at=bundle.at, hosts=hosts)

        return tuple(await asyncio.gather(*map(look_at, bundles)))


async def _seen(browser: Browser, bundle: Shelved, axe: str, tabs: asyncio.Semaphore) -> list[Seen]:
    """Every page of a bundle in every scheme."""
    site = {path.removeprefix(SITE): data for path, data in bundle.files.items() if path.startswith(SITE)}
    # The start page first, from which the walk begins.
    paths = sorted((path for path in site if path.endswith(".html")), key=lambda path: (path != "index.html", path))
    pages = {address_of(path): SITE + path for path in paths}
    with serving(bundle.brand, site) as origin:

        async def look_in(scheme: Scheme) -> list[Seen]:
            async with tabs:
                return await look(browser, origin, pages, scheme, axe)

        return [one for seen in await asyncio.gather(*map(look_in, SCHEMES)) for one in seen]

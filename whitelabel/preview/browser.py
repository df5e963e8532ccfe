"""Drives Chromium over the pages of a served site, and tells what was seen there; what of it is wrong is for others to say.

One tab goes through all pages of a site, at several widths each: from page to page by a click on a link where there is one, as
a reader does, so that what pages remember of each other is there. Before a page is left each of its links is clicked, and
leads nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from whitelabel.preview.programs import chromium, driver
from whitelabel.verify.seen import Asked, Misfit, Piece, Scheme, Seen, Stored, Violation

if TYPE_CHECKING:
    from playwright.async_api import (
        Browser,
        BrowserContext,
        CDPSession,
        ConsoleMessage,
        Dialog,
        Page,
        Request,
        Response,
        WebError,
        WebSocket,
    )

WIDTHS = (360, 1280)
"""CSS pixels: a small telephone, a desk."""

SCHEMES: tuple[Scheme, ...] = ("light", "dark")

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""axe-core's names for what WCAG 2.2 asks for at level AA."""

_PATIENCE = 60.0
"""Seconds that a page has, at all widths; one that is done takes less than one."""

_HEIGHT = 900
_LOOK = (Path(__file__).parent / "look.js").read_text("utf-8").partition("\n")[2]

_LOAD = 20_000.0
"""Milliseconds for which a page is waited for."""

_FOLLOW = 3_000.0
"""… and one that a click should lead to, which a script may have kept from it."""

_ANSWERS = 3.0
"""Seconds for which answers to a page's requests are waited for, once it has loaded."""

_ARGUMENTS = (
    # Chromium knocks at its maker's hosts at every start.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # What is asked of a proxy is looked up there.
    "--no-proxy-server",
)

_TOLD_OTHERWISE = ("Failed to load resource", "WebSocket connection to '")
"""How messages on the console begin that say of a request what is known of it."""

_BURIAL = 0.2
"""Seconds in which it is noticed that a process has ended."""

_PLACE = re.compile(r"https?://[^\s()]+:\d+:\d+")


@contextlib.asynccontextmanager
async def _driven() -> AsyncIterator[Any]:
    """Playwright with its driver; where that is stopped while it starts it is waited for, and ended like any other."""
    context = driver()
    starting = asyncio.ensure_future(context.__aenter__())
    try:
        playwright = await asyncio.shield(starting)
    except BaseException:
        with contextlib.suppress(Exception):
            await starting
            await context.__aexit__()
        # A driver that has gone with the same Ctrl-C is buried by the loop, which complains where it has ended before.
        await asyncio.sleep(_BURIAL)
        raise
    try:
        yield playwright
    finally:
        await context.__aexit__()


@contextlib.asynccontextmanager
async def launched(hosts: Iterable[str] = ()) -> AsyncIterator[Browser]:
    """Chromium without a window; it reaches this machine and the hosts that are named, and no other.

    Raises:
        FileNotFoundError: Playwright or Chromium isn't installed.
        OSError: It doesn't start.
    """
    async with _driven() as playwright:
        program = chromium(playwright.chromium.executable_path)
        rules = ["MAP *.localhost 127.0.0.1", "MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in hosts)]
        arguments = [*_ARGUMENTS, f"--host-resolver-rules={','.join(rules)}"]
        from playwright.async_api import Error

        try:
            browser = await playwright.chromium.launch(executable_path=program, args=arguments)
        except Error as broken:
            raise OSError(errno.EIO, f"Chromium doesn't start: {_first_line(broken)}", program) from None
        try:
            yield browser
        finally:
            with contextlib.suppress(Error):
                await browser.close()


async def look(
    browser: Browser,
    origin: str,
    pages: Mapping[str, str],
    scheme: Scheme,
    axe: str,
    step: Callable[[], object] = lambda: None,
) -> list[Seen]:
    """See every page of a site in one scheme, at all widths.

    Args:
        browser: From ``launched``.
        origin: Where the site is served, without a slash at its end.
        pages: File in the bundle by address, the start page first.
        scheme: What the reader's system prefers.
        axe: Source of axe-core.
        step: Called after each page.

    Returns:
        The pages in the order of the walk, each once a width.

    Raises:
        OSError: Chromium has ended.
    """
    from playwright.async_api import Error

    context = await browser.new_context(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": WIDTHS[0], "height": _HEIGHT}
    )
    try:
        return await _Walk(context, origin, pages, scheme, axe).seen(step)
    except Error as broken:
        raise OSError(errno.EIO, f"Chromium has failed: {_first_line(broken)}") from None
    finally:
        # Where the browser has ended, its contexts have, too.
        with contextlib.suppress(Error):
            await context.close()


class _Walk:
    """One tab's way through a site."""

    def __init__(
        self, context: BrowserContext, origin: str, pages: Mapping[str, str], scheme: Scheme, axe: str
    ) -> None:
        self._context = context
        self._origin = origin
        self._pages = dict(pages)
        self._scheme = scheme
        self._axe = axe
        self._notes = _Notes(context, origin)
        # A page that is loaded narrow may be another one than one that is loaded wide.
        self._widths = WIDTHS if scheme == "light" else WIDTHS[::-1]
        self._page: Page
        self._session: CDPSession

    async def seen(self, step: Callable[[], object]) -> list[Seen]:
        """Go, and tell."""
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as Late

        found: list[Seen] = []
        todo = dict(self._pages)
        await self._open()
        while todo:
            linked = await self._ahead(todo)
            address = linked or next(iter(todo))
            file = todo.pop(address)
            views: list[Seen] = []
            try:
                async with asyncio.timeout(_PATIENCE):
                    await self._arrive(address, linked=bool(linked))
                    for width in self._widths:
                        views.append(await self._view(file, width, leaves=width == self._widths[-1]))
            except (TimeoutError, Late):
                views = [await self._lost(file, "it isn't done in time")]
            except Error as broken:
                views = [await self._lost(file, _first_line(broken).replace(self._origin, ""))]
            found += views
            step()
        return found

    async def _open(self) -> None:
        self._page = await self._context.new_page()
        self._session = await self._context.new_cdp_session(self._page)

    async def _lost(self, file: str, fault: str) -> Seen:
        """What there is to tell of a page that can't be seen; the walk goes on in another tab."""
        browser = self._context.browser
        if browser is None or not browser.is_connected():
            raise OSError(errno.EIO, "Chromium has ended by itself") from None
        asked, errors, _ = self._notes.take()
        await self._page.close()
        await self._open()
        return Seen(file, self._widths[0], self._scheme, fault, asked=asked, errors=errors)

    async def _ahead(self, todo: Mapping[str, str]) -> str:
        """A page still to be seen to which the shown one leads, or nothing."""
        from playwright.async_api import Error

        try:
            async with asyncio.timeout(_PATIENCE):
                found: str = await self._page.evaluate(f"{_LOOK}.ahead", list(todo))
        except Error:
            return ""
        except TimeoutError:
            # What its links were clicked for keeps it busy.
            await self._page.close()
            await self._open()
            return ""
        return found

    async def _arrive(self, address: str, *, linked: bool) -> None:
        from playwright.async_api import Error, TimeoutError

        page = self._page
        # Nobody answers what a page that is left was waiting for.
        self._notes.waiting.clear()
        await page.set_viewport_size({"width": self._widths[0], "height": _HEIGHT})
        if linked:
            with contextlib.suppress(TimeoutError):
                async with page.expect_navigation(wait_until="load", timeout=_FOLLOW):
                    await page.evaluate(f"{_LOOK}.follow", address)
        if urlsplit(page.url)[:3] != urlsplit(self._origin + address)[:3]:
            await page.goto(self._origin + address, wait_until="load", timeout=_LOAD)
        await self._settle()
        if not page.url.startswith(self._origin + "/"):
            raise Error("it leads away from the bundle")

    async def _settle(self) -> None:
        """Wait until the page has what it asked for, and stands still."""
        await self._page.evaluate(f"{_LOOK}.settled()")
        if await self._answered():
            await self._page.evaluate(f"{_LOOK}.settled()")

    async def _answered(self) -> bool:
        """Wait for the answers to what the page has asked for; whether there was any to wait for."""
        give_up = asyncio.get_running_loop().time() + _ANSWERS
        waited = False
        while self._notes.waiting and asyncio.get_running_loop().time() < give_up:
            waited = True
            await asyncio.sleep(0.01)
        return waited

    async def _view(self, file: str, width: int, *, leaves: bool = False) -> Seen:
        page = self._page
        if width != self._widths[0]:
            await page.set_viewport_size({"width": width, "height": _HEIGHT})
            await self._settle()
        got: dict[str, Any] = await page.evaluate(f"{_LOOK}.seen()")
        violations = await self._violations(anew=width == self._widths[0])
        texts = [got["text"], *[await _text(frame) for frame in page.frames[1:]]]
        told = await self._told(got["title"], got["text"])
        stored: tuple[Stored, ...] = ()
        if leaves:
            await page.evaluate(f"{_LOOK}.clicks()")
            await self._answered()
            stored = await self._stored()
        asked, errors, said = self._notes.take()
        called = (Asked(address, "connection") for address in got["called"])
        return Seen(
            file,
            width,
            self._scheme,
            title=got["title"],
            text="\n".join([*texts, *said]),
            told=told,
            pieces=tuple(Piece(*piece) for piece in got["pieces"]),
            asked=(*asked, *(one for one in called if not one.address.startswith(self._origin))),
            errors=errors,
            stored=stored,
            violations=violations,
            wide=tuple(Misfit(*one) for one in got["wide"]),
            cut=tuple(Misfit(*one) for one in got["cut"]),
        )

    async def _violations(self, *, anew: bool) -> tuple[Violation, ...]:
        if anew or not await self._page.evaluate("'axe' in window"):
            await self._page.evaluate(self._axe)
        found = await self._page.evaluate(f"{_LOOK}.violations", list(TAGS))
        return tuple(Violation(*one) for one in found)

    async def _told(self, title: str, text: str) -> tuple[str, ...]:
        """Names, descriptions and values in the accessibility tree that aren't to be read on the page."""
        tree = await self._session.send("Accessibility.getFullAXTree")
        shown, named = " ".join(text.split()), " ".join(title.split())
        words: dict[str, None] = {}
        for node in tree["nodes"]:
            if not node["ignored"]:
                told = [node.get(part, {}).get("value") for part in ("name", "description", "value")]
                told += [one["value"].get("value") for one in node.get("properties", ()) if one["name"] != "url"]
                words.update((" ".join(word.split()), None) for word in told if isinstance(word, str))
        return tuple(word for word in words if word != named and not _stands_in(word, shown))

    async def _stored(self) -> tuple[Stored, ...]:
        found = [Stored(*one) for one in await self._page.evaluate(f"{_LOOK}.stored()")]
        cookies = await self._context.cookies()
        found += [Stored("cookie", cookie.get("name", ""), cookie.get("value", "")) for cookie in cookies]
        return tuple(one._replace(name=one.name.replace(self._origin, "")) for one in found)


def _stands_in(words: str, text: str) -> bool:
    """Whether words stand in a text, and not as a part of others.

    >>> _stands_in("Ural", "Natural"), _stands_in("Ural", "Natural, Ural")
    (False, True)
    """
    start = text.find(words)
    while start >= 0:
        around = text[max(0, start - 1) : start], text[start + len(words) : start + len(words) + 1]
        if not any(map(str.isalnum, around)):
            return True
        start = text.find(words, start + 1)
    return False


async def _text(frame: Any) -> str:
    from playwright.async_api import Error

    try:
        found: str = await frame.evaluate("document.body?.innerText ?? ''")
    except Error:
        # It went while it was looked at.
        return ""
    return found


class _Notes:
    """What a tab asks for, says and dies of, written down as it happens."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.waiting: set[Request] = set()
        """Requests that have no answer yet."""
        self._origin = origin
        self._asked: dict[Asked, None] = {}
        self._errors: dict[str, None] = {}
        self._said: list[str] = []
        context.on("request", self._request)
        context.on("requestfinished", self._finished)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)
        context.on("page", self._tab)

    def take(self) -> tuple[tuple[Asked, ...], tuple[str, ...], tuple[str, ...]]:
        """Requests, errors and dialogs since the last time."""
        taken = tuple(self._asked), tuple(self._errors), tuple(self._said)
        self._asked, self._errors, self._said = {}, {}, []
        return taken

    def _is_inside(self, address: str) -> bool:
        return address.startswith(self._origin + "/")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            if request.resource_type != "eventsource":
                self.waiting.add(request)
            if not self._is_inside(request.url):
                self._asked[Asked(request.url, request.resource_type)] = None

    def _finished(self, request: Request) -> None:
        self.waiting.discard(request)

    def _failed(self, request: Request) -> None:
        self.waiting.discard(request)
        # What a page that is left, or a script, has called off isn't missed.
        if self._is_inside(request.url) and request.failure != "net::ERR_ABORTED":
            self._asked[self._own(request, request.failure or "no answer")] = None

    def _response(self, response: Response) -> None:
        if response.status >= 400 and self._is_inside(response.url):
            self._asked[self._own(response.request, str(response.status))] = None

    def _own(self, request: Request, fault: str) -> Asked:
        return Asked(request.url.removeprefix(self._origin), request.resource_type, fault)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_TOLD_OTHERWISE):
            where = message.location
            place = f" ({where['url']}:{where['lineNumber'] + 1})" if where.get("url") else ""
            self._errors[(message.text + place).replace(self._origin, "")] = None

    def _error(self, error: WebError) -> None:
        broken = error.error
        name, stack = getattr(broken, "name", "") or "", getattr(broken, "stack", "") or ""
        place = _PLACE.search(stack)
        said = ": ".join(filter(None, (name, _first_line(broken) if str(broken) else "")))
        self._errors[(said + (f" ({place[0]})" if place else "")).replace(self._origin, "")] = None

    async def _dialog(self, dialog: Dialog) -> None:
        from playwright.async_api import Error

        self._said.append(dialog.message)
        # It goes with its page.
        with contextlib.suppress(Error):
            await dialog.accept()

    async def _tab(self, page: Page) -> None:
        """Close what a page opens beside itself."""
        from playwright.async_api import Error

        page.on("websocket", self._socket)
        with contextlib.suppress(Error):
            if await page.opener() is not None:
                await page.close()

    def _socket(self, socket: WebSocket) -> None:
        address = urlsplit(socket.url)
        own = address.netloc == urlsplit(self._origin).netloc
        asked = Asked(address.path, "websocket", "static hosts have none") if own else Asked(socket.url, "websocket")
        self._asked[asked] = None


def _first_line(broken: BaseException) -> str:
    return str(broken).strip().partition("\n")[0]

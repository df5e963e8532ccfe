"""Drawings opened in a browser where nothing protects it, and a server beside it that writes down who asks."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WAYS = ("image", "inline", "document")
PATIENCE = 20_000.0
"""Milliseconds for a page of drawings."""

# Gives what isn't shown at all. Then, once the answer is given, everything in every frame is touched in every way that a
# reader could.
_POKE = """
() => {
    const frames = [...document.querySelectorAll("iframe")];
    setTimeout(() => {
        const kinds = ["load", "error", "activate", "focus", "focusin", "mouseover", "mouseenter", "mousemove", "mousedown",
            "pointerenter", "beginEvent", "endEvent", "animationstart", "transitionrun", "click"];
        for (const {contentDocument} of frames)
            for (const element of [...contentDocument?.querySelectorAll("*") ?? []].slice(0, 300))
                for (const kind of kinds) element.dispatchEvent(new MouseEvent(kind, {cancelable: true}));
    }, 0);
    const missing = frame => !frame.contentDocument?.querySelector("svg")
        || frame.contentDocument.querySelector("parsererror");
    return [...[...document.images].filter(image => !image.naturalWidth), ...frames.filter(missing)]
        .map(shown => shown.getAttribute("src"));
}
"""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is no mistake."""


@contextmanager
def _listening(answer: Callable[[str], tuple[int, str, bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            """It is written down elsewhere."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(slots=True)
class OpenAir:
    """A place where drawings are opened.

    Attributes:
        site: Origin of the pages.
        canary: Origin at which nobody has any business.
        pages: What the site serves, by path: its type and bytes.
        noticed: Whatever happened that shouldn't, in words.
    """

    site: str = ""
    canary: str = ""
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    noticed: list[str] = field(default_factory=list)

    def at_site(self, path: str) -> tuple[int, str, bytes]:
        """The site's answer to a request."""
        if path in self.pages:
            return 200, *self.pages[path]
        if path != "/favicon.ico":
            self.noticed.append(f"asks the site for {path}")
        return 404, "text/plain", b""

    def at_canary(self, path: str) -> tuple[int, str, bytes]:
        """The canary's answer: there is something, lest the reason for further requests be missing."""
        self.noticed.append(f"asks the canary for {path}")
        return 200, "text/plain", b"x"

    def lay_out(self, drawings: Mapping[str, bytes]) -> None:
        """Serve drawings as files of their own and within a page."""
        for name, drawing in drawings.items():
            self.pages[f"/{name}.svg"] = ("image/svg+xml", drawing)
            page = b'<!doctype html><meta charset="utf-8"><title>x</title><body>' + drawing + b"<p>end</p>"
            self.pages[f"/{name}.html"] = ("text/html; charset=utf-8", page)

    def sheet(self, names: list[str], way: str) -> str:
        """A path at which drawings stand side by side."""
        parts = []
        for name in names:
            kind = "html" if way == "inline" else "svg"
            address = html.escape(f"/{name}.{kind}")
            parts.append(
                f'<img src="{address}" width="64">' if way == "image" else f'<iframe src="{address}"></iframe>'
            )
        path = f"/{way}-{names[0]}.sheet"
        page = f'<!doctype html><meta charset="utf-8"><title>x</title>{"".join(parts)}'
        self.pages[path] = ("text/html; charset=utf-8", page.encode())
        return path

    def _watch(self, page: Page) -> None:
        def asked(url: str) -> None:
            if not url.startswith(("data:", "about:", "blob:")) and (
                not url.startswith(self.site + "/") or urlsplit(url).path not in {*self.pages, "/favicon.ico"}
            ):
                self.noticed.append(f"asks {url}")

        def said(text: str) -> None:
            if "local resource" in text or "Refused" in text or "Unsafe" in text:
                self.noticed.append(f"console: {text}")

        def dialog(box: Any) -> None:
            self.noticed.append(f"dialog: {box.message}")
            box.dismiss()

        page.on("request", lambda request: asked(request.url))
        page.on("console", lambda message: said(message.text))
        page.on("pageerror", lambda error: self.noticed.append(f"script: {error}"))
        page.on("download", lambda found: self.noticed.append(f"download: {found.url}"))
        page.on("popup", lambda found: self.noticed.append(f"popup: {found.url}"))
        page.on("crash", lambda _: self.noticed.append("the page crashed"))
        page.on("dialog", dialog)

    def open_all(
        self, browser: Browser, drawings: Mapping[str, bytes], ways: tuple[str, ...] = WAYS, at_once: int = 30
    ) -> list[str]:
        """Open drawings in each way, so many on a page, touch them, and tell what was noticed."""
        from playwright.sync_api import Error

        self.noticed.clear()
        self.lay_out(drawings)
        names = list(drawings)
        context = browser.new_context(accept_downloads=False)
        context.set_default_timeout(PATIENCE)
        try:
            for way in ways:
                for first in range(0, len(names), at_once):
                    page = context.new_page()
                    self._watch(page)
                    path = self.sheet(names[first : first + at_once], way)
                    try:
                        page.goto(self.site + path)
                        self.noticed += [f"{missing} is not shown" for missing in page.evaluate(_POKE)]
                        page.wait_for_timeout(150)
                        # Painted, too: what a page holds may be known long before it can be shown.
                        page.screenshot(full_page=True)
                    except Error as error:
                        self.noticed.append(f"{path}: {str(error).splitlines()[0]}")
                    page.close()
        finally:
            context.close()
        return list(self.noticed)


@contextmanager
def open_air() -> Iterator[OpenAir]:
    """A place with its two servers."""
    air = OpenAir()
    with _listening(air.at_site) as site, _listening(air.at_canary) as canary:
        air.site, air.canary = site, canary
        yield air

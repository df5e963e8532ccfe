"""A real browser and a plain static server, for tests and pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from whitelabel.preview.serve import listening

# Chromium knocks at its maker's hosts at every start; tests ask nobody but the server beside them.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window.

    Raises:
        FileNotFoundError: No program `chromium` is on the PATH.
    """
    program = shutil.which("chromium")
    if program is None:
        raise FileNotFoundError("no program 'chromium' on the PATH; `make test` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


class _Site(SimpleHTTPRequestHandler):
    """Files as any static host serves them: a folder's index.html, 404.html for what is not there."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8",
        ".webmanifest": "application/manifest+json",
        ".woff2": "font/woff2",
        "": "application/octet-stream",
    }

    def guess_type(self, path: Any) -> str:
        found = super().guess_type(path)
        return f"{found}; charset=utf-8" if found in ("text/html", "text/css", "text/plain") else found

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(HTTPStatus.NOT_FOUND)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


@contextmanager
def served(root: Path) -> Iterator[str]:
    """A folder served on a loopback port of its own.

    Args:
        root: The document root: `build/<slug>/site`.

    Returns:
        The origin, `http://127.0.0.1:PORT`, without a slash at its end.
    """
    with listening(partial(_Site, directory=str(root))) as port:
        yield f"http://127.0.0.1:{port}"

"""Serves one bundle's site to browsers on this machine, and to nobody else.

It listens on loopback alone. A page of some other site that is open in the same browser may ask, too: by a name of its own
that it has lead here (its ``Host`` isn't on the list), from a script (its ``Origin`` isn't this one, and no header lets it
read), or as a picture or a script of its own (``Cross-Origin-Resource-Policy``). What is served is a table of files that was
read before, so no address leads out of it. Each brand has an origin of its own.

Source:
    RFC 9112, sections 2.2, 3.2 and 6.3; RFC 9110, sections 7.2 and 15.5.20; Fetch, "`Cross-Origin-Resource-Policy` header".
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from whitelabel.preview.addresses import Answer, answer, refused

ALWAYS = (
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
)
"""On every response, refusals included."""

PATIENCE = 30.0
"""Seconds for which a connection may say nothing."""

_LOOPBACK = "127.0.0.1"
_HOST = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")


@contextlib.contextmanager
def serving(slug: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """Serve a site while the context lasts.

    Args:
        slug: The brand's; it is part of the origin.
        files: Bytes by path in the document root, with ``/``.

    Returns:
        The origin, ``http://acme.localhost:PORT``.
    """
    names = frozenset({"localhost", _LOOPBACK, "[::1]", f"{slug}.localhost"})
    with listening(partial(_Handler, files, names)) as port:
        yield f"http://{slug}.localhost:{port}"


@contextlib.contextmanager
def listening(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[int]:
    """Answer on a loopback port of its own, which is given back, while the context lasts.

    Args:
        handler: Made for each connection.
    """
    server = _Server(handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, and answers it from the table."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def __init__(self, files: Mapping[str, bytes], names: frozenset[str], *words: Any) -> None:
        self._files = files
        self._names = names
        super().__init__(*words)

    def do_GET(self) -> None:
        self._send(self._answer())

    def do_HEAD(self) -> None:
        self._send(self._answer())

    def _answer(self) -> Answer:
        # What http.server makes of a line without a colon is a note, and the headers after it are left out.
        if self.headers.defects or self.request_version not in ("HTTP/1.0", "HTTP/1.1"):
            return refused(HTTPStatus.BAD_REQUEST)
        # No request that is answered has a body; where one ends another request might be read.
        if "Transfer-Encoding" in self.headers or self.headers.get("Content-Length", "0") != "0":
            return refused(HTTPStatus.BAD_REQUEST)
        hosts, origins = self.headers.get_all("Host", []), self.headers.get_all("Origin", [])
        host = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        if host is None or len(origins) > 1:
            return refused(HTTPStatus.BAD_REQUEST)
        if host[1] not in self._names or int(host[2] or 80) != self.server.server_port:  # type: ignore[attr-defined]
            return refused(HTTPStatus.MISDIRECTED_REQUEST)
        if origins and origins[0] != f"http://{host[0]}":
            return refused(HTTPStatus.FORBIDDEN)
        return answer(self._files, self.path)

    def _send(self, told: Answer) -> None:
        # The library writes no headers for the version that a broken request claims, or that one without a version is of.
        self.request_version = self.protocol_version
        self.send_response(told.status)
        if told.location:
            self.send_header("Location", told.location)
        if told.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Content-Type", told.type)
        self.send_header("Content-Length", str(len(told.body)))
        if told.status >= HTTPStatus.BAD_REQUEST and told.status != HTTPStatus.NOT_FOUND:
            # What follows on this connection may be the rest of what was refused.
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told.body)

    def end_headers(self) -> None:
        for name, value in ALWAYS:
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what the library refuses; a method that has no function here is one that isn't allowed."""
        unknown = code == HTTPStatus.NOT_IMPLEMENTED
        self._send(refused(HTTPStatus.METHOD_NOT_ALLOWED if unknown else HTTPStatus(code)))

    def version_string(self) -> str:
        return "whitelabel"

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


class _Server(ThreadingHTTPServer):
    """Closes the connections that browsers keep open, so that nothing is left behind."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        super().__init__((_LOOPBACK, 0), handler)

    def server_bind(self) -> None:
        """Bind, and ask no name server what this machine is called, as the library would."""
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.socket.getsockname()[:2]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of a file is no mistake."""

    def server_close(self) -> None:
        super().server_close()
        for connection in tuple(self._open):
            self.shutdown_request(connection)

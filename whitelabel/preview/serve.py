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
import errno
import os
import re
import selectors
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
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
OWN_NAMES = frozenset({"localhost", _LOOPBACK, "[::1]"})
_NO_IPV6 = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
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
    names = OWN_NAMES | {f"{slug}.localhost"}
    with listening(partial(_Site, files, names)) as port:
        yield f"http://{slug}.localhost:{port}"


@contextlib.contextmanager
def listening(handler: Callable[..., BaseHTTPRequestHandler], port: int = 0) -> Iterator[int]:
    """Answer on a loopback port, which is given back, while the context lasts.

    Browsers try ``::1`` first for ``localhost``. Where this machine has it, it is answered there too, so that nobody else
    can take the port there and be taken for this server.

    Args:
        handler: Made for each connection.
        port: 0 for any that is free.

    Raises:
        OSError: The port is taken.
    """
    servers = _bound(handler, port)
    bell, ear = socket.socketpair()
    thread = threading.Thread(target=_serve, args=(servers, ear), daemon=True)
    thread.start()
    try:
        yield servers[0].server_port
    finally:
        bell.send(b"!")
        thread.join()
        for server in servers:
            server.server_close()
        bell.close()
        ear.close()


def _serve(servers: Sequence[_Server], ear: socket.socket) -> None:
    """Hand out connections until the bell rings; nothing is done while nobody asks."""
    with selectors.DefaultSelector() as selector:
        selector.register(ear, selectors.EVENT_READ)
        for server in servers:
            selector.register(server, selectors.EVENT_READ, server)
        while True:
            ready = [key.data for key, _ in selector.select()]
            if None in ready:
                return
            for server in ready:
                server.handle_request()


def _bound(handler: Callable[..., BaseHTTPRequestHandler], port: int, attempts: int = 8) -> list[_Server]:
    server = _Server(handler, socket.AF_INET, (_LOOPBACK, port))
    try:
        return [server, _Server(handler, socket.AF_INET6, ("::1", server.server_port))]
    except OSError as failure:
        if failure.errno in _NO_IPV6:
            return [server]
        server.server_close()
        if port or failure.errno != errno.EADDRINUSE or attempts == 1:
            raise
    return _bound(handler, port, attempts - 1)


class Guarded(BaseHTTPRequestHandler):
    """Reads a request, and refuses what may not be asked; who answers the others says how in ``reply``."""

    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True
    """A body follows its head at once, where it would else wait 40 ms for the browser to say that the head has come."""

    @property
    def names(self) -> frozenset[str]:
        """Host names that are served."""
        raise NotImplementedError

    def reply(self, name: str) -> None:
        """Answer a request that may be asked.

        Args:
            name: The host's, in lower case, without the port.
        """
        raise NotImplementedError

    def do_GET(self) -> None:
        given = self._host()
        if isinstance(given, str):
            self.reply(given)
        else:
            self.send(given)

    do_HEAD = do_GET  # noqa: N815

    def _host(self) -> str | Answer:
        """The name that is asked for, or why nothing is answered."""
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
        if host[1] not in self.names or int(host[2] or 80) != self.server.server_port:  # type: ignore[attr-defined]
            return refused(HTTPStatus.MISDIRECTED_REQUEST)
        if origins and origins[0] != f"http://{host[0]}":
            return refused(HTTPStatus.FORBIDDEN)
        return host[1]

    def send(self, told: Answer, *headers: tuple[str, str]) -> None:
        """Send an answer whole, with some headers of its own."""
        # The library writes no headers for the version that a broken request claims, or that one without a version is of.
        self.request_version = self.protocol_version
        self.send_response(told.status)
        if told.location:
            self.send_header("Location", told.location)
        if told.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        self.send_header("Content-Type", told.type)
        self.send_header("Content-Length", str(len(told.body)))
        for name, value in headers:
            self.send_header(name, value)
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
        self.send(refused(HTTPStatus.METHOD_NOT_ALLOWED if unknown else HTTPStatus(code)))

    def version_string(self) -> str:
        return "whitelabel"

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


class _Site(Guarded):
    """Answers from one brand's table."""

    def __init__(self, files: Mapping[str, bytes], names: frozenset[str], *words: Any) -> None:
        self._files = files
        self._names = names
        super().__init__(*words)

    @property
    def names(self) -> frozenset[str]:
        return self._names

    def reply(self, name: str) -> None:
        self.send(answer(self._files, self.path))


class _Server(ThreadingHTTPServer):
    """Closes the connections that browsers keep open, so that nothing is left behind."""

    daemon_threads = True
    request_queue_size = 128

    timeout = 0
    """An errand is begun when there is one."""

    def __init__(
        self, handler: Callable[..., BaseHTTPRequestHandler], family: socket.AddressFamily, address: tuple[str, int]
    ) -> None:
        self._open: set[socket.socket] = set()
        self.address_family = family
        super().__init__(address, handler)

    def server_bind(self) -> None:
        """Bind, and ask no name server what this machine is called, as the library would."""
        if os.name == "posix":
            # Connections of a server that has ended wait for a minute; elsewhere this would let others in.
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
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

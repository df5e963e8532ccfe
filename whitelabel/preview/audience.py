"""The pages that are open: each listens on a line of its own, and is told what concerns it."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from io import BufferedIOBase

from whitelabel.preview.stage import Event, Open

HEARTBEAT = 15.0
"""Seconds after which a page that is told nothing hears that the line is up; what has gone without a word is noticed then."""

BEAT = b"event: beat\ndata: {}\n\n"
"""Says that the line is up, to a page that can hear it: of what has no name a page isn't told."""

LINES = 4
"""Pages of one brand that may stay on the line: browsers keep six connections to a site, and pages have to be asked for on some."""

LATER = b"event: later\ndata: {}\n\n"
"""Says to a page that it has heard all that there is, and is to ask again in a second."""

MOST = 256
"""Pages that may listen at once."""

LENT = 8 * 1024 * 1024
"""Bytes of files that are at hand without asking for them."""

_BACKLOG = 64
"""Events that wait for one page; one that takes none is let go, asks again, and is brought up to date."""


class Listener:
    """One page's line. ``tell`` is for any thread, ``follow`` for the one that holds the connection."""

    def __init__(self, page: Open) -> None:
        self.page = page
        self._lock = threading.Lock()
        self._waiting: list[bytes] = []
        self._is_open = True
        self._bell, self._ear = socket.socketpair()

    def tell(self, event: Event) -> None:
        """Put an event on the line, and return at once."""
        with self._lock:
            if not self._is_open:
                return
            self._waiting.append(event.encoded())
            self._is_open = len(self._waiting) <= _BACKLOG
            if len(self._waiting) == 1:
                self._bell.send(b"!")

    def follow(self, connection: socket.socket, out: BufferedIOBase, heartbeat: float = HEARTBEAT) -> None:
        """Write what is told until the page has gone, which is seen at once.

        Raises:
            OSError: It went in the middle of an event.
        """
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ, "page")
            selector.register(self._ear, selectors.EVENT_READ, "bell")
            while self._is_open:
                ready = {key.data for key, _ in selector.select(heartbeat)}
                # Nobody speaks on this line: there is something to read when it ends.
                if "page" in ready:
                    return
                out.write(self._take() if "bell" in ready else BEAT)

    def close(self) -> None:
        """Give back what the line holds."""
        with self._lock:
            self._is_open = False
            self._bell.close()
            self._ear.close()

    def _take(self) -> bytes:
        with self._lock:
            self._ear.recv(1)
            told, self._waiting = b"".join(self._waiting), []
            return told


class Lent:
    """Files whose addresses tell of their contents, at hand for any thread; those that nobody asked for longest go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._size = 0

    def get(self, slug: str, address: str) -> bytes | None:
        """A brand's file."""
        with self._lock:
            found = self._files.get((slug, address))
            if found is not None:
                self._files.move_to_end((slug, address))
            return found

    def put(self, slug: str, address: str, data: bytes) -> None:
        """Have it at hand."""
        with self._lock:
            self._size += len(data) - len(self._files.pop((slug, address), b""))
            self._files[slug, address] = data
            while self._size > LENT:
                self._size -= len(self._files.popitem(last=False)[1])


class Listeners:
    """All of them; an ``Audience``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: set[Listener] = set()
        self.lent = Lent()

    def pages(self) -> frozenset[Open]:
        """Those that listen now."""
        with self._lock:
            return frozenset(listener.page for listener in self._all)

    def is_crowded(self, slug: str) -> bool:
        """Whether more pages of a brand are on the line than may stay there."""
        with self._lock:
            return bool(slug) and sum(listener.page.slug == slug for listener in self._all) > LINES

    def tell(self, event: Event, slug: str, path: str | None = None) -> None:
        """Tell the pages of a brand, or those of the gallery (empty slug); only those at one address, where one is given."""
        with self._lock:
            concerned = [one for one in self._all if one.page.slug == slug and path in (None, one.page.path)]
        for listener in concerned:
            listener.tell(event)

    def lend(self, slug: str, files: Mapping[str, bytes]) -> None:
        """Give what a brand's pages will ask for at once, by address."""
        for address, data in files.items():
            self.lent.put(slug, address, data)

    @contextlib.contextmanager
    def joined(self, page: Open) -> Iterator[Listener | None]:
        """A line for a page while the context lasts; ``None`` where there are too many."""
        with self._lock:
            listener = Listener(page) if len(self._all) < MOST else None
            if listener is not None:
                self._all.add(listener)
        try:
            yield listener
        finally:
            if listener is not None:
                with self._lock:
                    self._all.discard(listener)
                listener.close()

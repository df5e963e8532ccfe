"""Serves every brand on an origin of its own, and the gallery of all, on one port of this machine.

``localhost`` is the gallery, ``acme.localhost`` is the site of ``acme``; what keeps strangers out is what ``serve`` says. All
that begins with ``/__whitelabel/`` is the preview's own, on every origin, and what tells more than a page would show is given for
the process's token alone, which stands in the pages that were served. Pages get the preview's script on their way.

Source:
    HTML Standard, section 9.2, "Server-sent events"; Content Security Policy Level 3, section 6.4.2, "frame-ancestors".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from http import HTTPStatus
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from whitelabel.preview import stage
from whitelabel.preview.addresses import Answer, refused, type_of
from whitelabel.preview.audience import LATER, Listeners
from whitelabel.preview.inject import CLIENT, RESERVED, injected, with_fonts
from whitelabel.preview.serve import OWN_NAMES, Guarded, listening
from whitelabel.preview.stage import Audience, Job, Open, Put, Stage

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds for which a request waits for the project."""

_LATER = ("Retry-After", "1")
_HTML = "text/html"
_SUFFIX = ".localhost"
_SERVED_PAGES = 512
"""Pages that are kept as they were served, to be compared with what they become."""

_GALLERY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src http://*.localhost:{port}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_GALLERY_FILES = {
    "gallery.css": "gallery/gallery.css",
    "gallery.js": "gallery/gallery.js",
    "icon.svg": "gallery/icon.svg",
}

_LISTENING = ("client.js", "gallery/gallery.js")

_UNMADE = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
<body></body></html>
"""
"""Stands in for a page that can't be made; the problems are shown over it."""


@cache
def _own(name: str) -> bytes:
    data = files("whitelabel.preview").joinpath(name).read_bytes()
    # Within braces nothing of it is the page's.
    return b"{\n%s\n%s}\n" % (_own("line.js"), data) if name in _LISTENING else data


@dataclass(slots=True)
class Preview:
    """What runs.

    Attributes:
        token: Known to pages that were served by this process.
    """

    put: Put
    token: str = field(default_factory=partial(secrets.token_urlsafe, 24), repr=False)
    port: int = 0
    listeners: Listeners = field(default_factory=Listeners)
    slugs: frozenset[str] = frozenset()
    names: frozenset[str] = OWN_NAMES
    served: _Served = field(default_factory=lambda: _Served())

    @property
    def audience(self) -> Audience:
        """The pages that are open."""
        return self.listeners

    def allow(self, slugs: Collection[str]) -> None:
        """Serve these brands, and no others, from now on; for any thread."""
        self.slugs = frozenset(slugs)
        self.names = OWN_NAMES | {slug + _SUFFIX for slug in slugs}

    def origin(self, slug: str = "") -> str:
        """Of a brand, ``http://acme.localhost:PORT``, or of the gallery."""
        return f"http://{slug + '.' if slug else ''}localhost:{self.port}"


@contextlib.contextmanager
def staged(put: Put, *, port: int = 0) -> Iterator[Preview]:
    """Serve what a stage holds while the context lasts.

    Args:
        put: Takes what has to be asked of the stage, from any thread; whoever holds it does these jobs.
        port: 0 for any that is free.

    Raises:
        OSError: The port is taken.
    """
    preview = Preview(put)
    with listening(partial(_Handler, preview), port) as preview.port:
        yield preview


class _Served:
    """Each brand's pages as they were served, by digest; the last ones."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def keep(self, slug: str, page: bytes) -> str:
        digest = hashlib.sha256(page).hexdigest()
        with self._lock:
            self._pages[slug, digest] = page
            self._pages.move_to_end((slug, digest))
            while len(self._pages) > _SERVED_PAGES:
                self._pages.popitem(last=False)
        return digest

    def get(self, slug: str, digest: str) -> bytes | None:
        with self._lock:
            return self._pages.get((slug, digest))


class _Handler(Guarded):
    def __init__(self, preview: Preview, *words: Any) -> None:
        self._preview = preview
        super().__init__(*words)

    @property
    def names(self) -> frozenset[str]:
        return self._preview.names

    def reply(self, name: str) -> None:
        slug = "" if name in OWN_NAMES else name.removesuffix(_SUFFIX)
        path, _, query = self.path.partition("?")
        try:
            asked = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=8, errors="strict"))
        except ValueError:
            asked = {}
        if name == "[::1]":
            # No policy can name this origin, so brands could not be framed there.
            self.send(Answer(HTTPStatus.TEMPORARY_REDIRECT, location=self._preview.origin() + "/"))
        elif path.startswith(RESERVED):
            self._reply_reserved(slug, path.removeprefix(RESERVED), asked)
        elif slug:
            self._reply_site(slug)
        elif path == "/":
            self._reply_gallery()
        else:
            self.send(refused(HTTPStatus.NOT_FOUND))

    # ── Pages and files ───────────────────────────────────────────────────────────────────────────────────────────

    def _reply_gallery(self) -> None:
        page = _own("gallery/gallery.html").replace(b"{token}", self._preview.token.encode())
        policy = _GALLERY_POLICY.format(port=self._preview.port)
        self.send(_html(page), ("Content-Security-Policy", policy))

    def _reply_site(self, slug: str) -> None:
        framed = ("Content-Security-Policy", f"frame-ancestors 'self' {' '.join(self._galleries())}")
        path = self.path.partition("?")[0]
        lent = self._preview.listeners.lent.get(slug, path)
        if lent is not None:
            self.send(_styled(Answer(HTTPStatus.OK, lent, type_of(path))), framed)
            return
        given = self._ask(lambda held: held.answer(slug, self.path))
        if isinstance(given, Answer) and given.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            given = _styled(given)
            if given.type.startswith(_HTML) and given.body:
                given = given._replace(
                    body=self._with_script(slug, given.body, self._preview.served.keep(slug, given.body))
                )
            self.send(given, framed)
            return
        busy = (_LATER,) if given is None else ()
        told = given or refused(HTTPStatus.SERVICE_UNAVAILABLE)
        if _HTML in self.headers.get("Accept", ""):
            page = _UNMADE % slug.encode()
            told = Answer(told.status, self._with_script(slug, page, ""), type_of("a.html"))
        self.send(told, framed, *busy)

    def _with_script(self, slug: str, page: bytes, digest: str) -> bytes:
        galleries = " ".join(self._galleries())
        data = {"token": self._preview.token, "digest": digest, "slug": slug, "galleries": galleries}
        # In the gallery a page looks as another system would have it, from its first moment on.
        can_wait = self.headers.get("Sec-Fetch-Dest") == "document"
        return injected(page, self._preview.origin(slug), data, can_wait=can_wait)

    def _galleries(self) -> tuple[str, ...]:
        return tuple(f"http://{name}:{self._preview.port}" for name in ("localhost", "127.0.0.1"))

    # ── What is the preview's own ─────────────────────────────────────────────────────────────────────────────────

    def _reply_reserved(self, slug: str, name: str, asked: Mapping[str, str]) -> None:
        plain = {CLIENT.removeprefix(RESERVED): "client.js"} if slug else _GALLERY_FILES
        if name in plain:
            self.send(Answer(HTTPStatus.OK, _own(plain[name]), type_of(name)))
            return
        table = self._of_brands(slug, asked) if slug else self._of_gallery(asked)
        if name != "events" and name not in table:
            self.send(refused(HTTPStatus.NOT_FOUND))
        elif not secrets.compare_digest(asked.get("token", "").encode(), self._preview.token.encode()):
            self.send(refused(HTTPStatus.FORBIDDEN))
        elif name == "events":
            self._stream(Open(slug, asked.get("page", "/")), asked.get("digest", ""))
        else:
            self._send_asked(slug, table[name])

    def _of_brands(self, slug: str, asked: Mapping[str, str]) -> Mapping[str, Callable[[Stage], Answer]]:
        return {
            "page": lambda held: self._page(held, slug, asked),
            "tokens.json": lambda held: _json({name: told._asdict() for name, told in held.tokens(slug).items()}),
            "sheet": lambda held: _html(held.sheet(slug)),
        }

    def _of_gallery(self, asked: Mapping[str, str]) -> Mapping[str, Callable[[Stage], Answer]]:
        slug = asked.get("brand", "")
        return {
            "gallery.json": lambda held: _json(_gallery_data(held)),
            "brand.json": lambda held: _json(_details_data(held, slug)) if self._is_shown(slug) else _NOTHING,
            "picture": lambda held: self._picture(held, slug, asked.get("path", "")),
        }

    def _is_shown(self, slug: str) -> bool:
        return slug in self._preview.slugs

    def _page(self, held: Stage, slug: str, asked: Mapping[str, str]) -> Answer:
        """A page as a build makes it, as it is now or as it was once served."""
        if "was" in asked:
            known = self._preview.served.get(slug, asked["was"])
            return _html(known) if known is not None else _NOTHING
        return held.answer(slug, asked.get("of", "/"))

    def _picture(self, held: Stage, slug: str, path: str) -> Answer:
        """A picture of a brand for the gallery, which may ask no other origin for it."""
        if not self._is_shown(slug) or path not in {icon.path for icon in held.details(slug).icons}:
            return _NOTHING
        given = held.answer(slug, path)
        return given if given.type.startswith("image/") else _NOTHING

    def _send_asked(self, slug: str, work: Callable[[Stage], Answer]) -> None:
        given = self._ask(work)
        if given is None:
            self.send(refused(HTTPStatus.SERVICE_UNAVAILABLE), _LATER)
        elif given.type.startswith("image/"):
            self.send(given, ("Content-Security-Policy", _PICTURE_POLICY))
        elif given.type.startswith(_HTML) and given.status < HTTPStatus.MULTIPLE_CHOICES:
            self.send(given, ("ETag", f'"{self._preview.served.keep(slug, given.body)}"'))
        else:
            self.send(given)

    # ── Events ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _stream(self, page: Open, digest: str) -> None:
        with self._preview.listeners.joined(page) as listener:
            if listener is None:
                self.send(refused(HTTPStatus.SERVICE_UNAVAILABLE), _LATER)
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            if self.command == "HEAD":
                return
            # It is on the list already, so that nothing that happens from here on is missed.
            self.wfile.write(b":\n\n" + b"".join(event.encoded() for event in self._welcome(page, digest)))
            if self._preview.listeners.is_crowded(page.slug):
                self.wfile.write(LATER)
            else:
                listener.follow(self.connection, self.wfile)

    def _welcome(self, page: Open, digest: str) -> list[stage.Event]:
        """What a page has to be told that was served some time ago."""
        if not page.slug:
            return [stage.gallery()]
        given = self._ask(lambda held: (held.answer(page.slug, page.path), _wrong(held, page.slug)))
        if not isinstance(given, tuple) or isinstance(given, Answer):
            return []
        now, wrong = given
        is_other = now.status < HTTPStatus.INTERNAL_SERVER_ERROR and hashlib.sha256(now.body).hexdigest() != digest
        return [wrong, *([stage.page()] if is_other else [])]

    def _ask(self, work: Callable[[Stage], T]) -> T | Answer | None:
        """What the stage gives; ``None`` where it has no time, an answer that tells of it where it fails."""
        job = Job(work)
        self._preview.put(job)
        try:
            return job.wait(PATIENCE)
        except TimeoutError:
            return None
        except Exception as fault:
            # It is the stage's to tell; a browser is answered all the same.
            text = f"{type(fault).__name__}: {fault}\n"
            return Answer(HTTPStatus.INTERNAL_SERVER_ERROR, text.encode())


def _styled(given: Answer) -> Answer:
    return given._replace(body=with_fonts(given.body)) if given.type.startswith("text/css") else given


def _wrong(held: Stage, slug: str) -> stage.Event:
    return stage.problems(held.problems(slug), is_refused=held.is_refused(slug))


def _html(page: bytes) -> Answer:
    return Answer(HTTPStatus.OK, page, type_of("a.html")) if page else _NOTHING


def _json(data: Any) -> Answer:
    return Answer(HTTPStatus.OK, json.dumps(data, ensure_ascii=False).encode(), type_of("a.json"))


def _gallery_data(held: Stage) -> dict[str, Any]:
    told = held.gallery()
    return {"product": told.product, "brands": [card._asdict() for card in told.brands]}


def _details_data(held: Stage, slug: str) -> dict[str, Any]:
    told = held.details(slug)
    parts = {name: [one._asdict() for one in getattr(told, name)] for name in ("pages", "pairs", "icons")}
    return {**told._asdict(), **parts, "card": told.card._asdict()}


_NOTHING = refused(HTTPStatus.NOT_FOUND)

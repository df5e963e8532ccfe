"""What the preview server asks of whoever holds the project, and what it is told in between.

Requests come in threads of the server; the project is held by one thread alone. So a request becomes a `Job`, which that thread
does when it gets to it, and the request waits. What happens meanwhile is told to the pages that are open as an `Event`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar

from whitelabel.model import Mode
from whitelabel.preview.addresses import Answer

T = TypeVar("T")

# ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────────────

Status = Literal["unseen", "right", "warned", "wrong"]
"""Of a brand: nobody has looked at it yet, it is as it should be, something is told of it, it has a mistake."""


class Card(NamedTuple):
    """A brand in the gallery, as far as it is known without looking at it.

    Attributes:
        name: Its name; its slug as long as that isn't known.
        errors, warnings: How many problems it has.
        locale: The language of its start page, such as ``ru``, or empty.
        common: How many of its errors are the project's: each brand has them.
    """

    slug: str
    name: str
    status: Status
    errors: int = 0
    warnings: int = 0
    locale: str = ""
    common: int = 0


class Gallery(NamedTuple):
    """All brands that are shown, in order.

    Attributes:
        product: What the project is called.
    """

    product: str
    brands: tuple[Card, ...]


class PageAt(NamedTuple):
    """A page of a brand: its name in the theme, its language, and its address on the brand's origin."""

    name: str
    locale: str
    path: str


class Pair(NamedTuple):
    """A declared pair of colours in one mode, and how well it can be told apart.

    Attributes:
        ratio: From 1 to 21.
        least: What is asked.
        ink_color, paper_color: As CSS.
    """

    ink: str
    paper: str
    mode: Mode
    ratio: float
    least: float
    ink_color: str
    paper_color: str


class Icon(NamedTuple):
    """A picture made of the brand's logo: what it is for, and its address."""

    purpose: str
    path: str


class Details(NamedTuple):
    """A brand as it is looked at.

    Attributes:
        problems: As the command line prints them, or empty.
        territory: What it may sell and where, in a few words a line.
        pairs: The worst first.
    """

    card: Card
    problems: str = ""
    territory: tuple[str, ...] = ()
    pages: tuple[PageAt, ...] = ()
    locales: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()
    icons: tuple[Icon, ...] = ()


class TokenAt(NamedTuple):
    """A custom property of the pages' styles, and where its value comes from.

    Attributes:
        name: Of the token: ``color.primary``.
        value: By mode, as CSS.
        trail: By mode, nearest first: ``("brands/acme/brand.yaml:7:12 color.primary", …)``.
        places: By mode, where to edit it: ``brands/acme/brand.yaml:7``, or empty.
    """

    name: str
    value: Mapping[Mode, str]
    trail: Mapping[Mode, tuple[str, ...]]
    places: Mapping[Mode, str]


class Stage(Protocol):
    """Whoever holds the project. Called by jobs alone, in the thread that does them."""

    def gallery(self) -> Gallery:
        """All brands; looks at none that wasn't looked at before."""

    def details(self, slug: str) -> Details:
        """All that the gallery tells of one brand; looks at it."""

    def answer(self, slug: str, target: str) -> Answer:
        """A file of a brand's site, by its address, as a build makes it; of what can't be made the last that could.

        Where nothing of it was ever right: a status from 500 on; a page in the browser then shows the problems.
        """

    def problems(self, slug: str) -> str:
        """What is wrong with a brand now, as the command line prints it, or empty."""

    def is_refused(self, slug: str) -> bool:
        """Whether a build refuses what is shown of a brand: nothing right was seen before."""

    def tokens(self, slug: str) -> Mapping[str, TokenAt]:
        """By custom property: ``--color-primary``."""

    def sheet(self, slug: str) -> bytes:
        """The sheet of a brand's icons, an HTML page that stands alone; empty as long as there are none."""


# ── How it is asked ───────────────────────────────────────────────────────────────────────────────────────────────


class Job(Generic[T]):
    """A question that waits for the thread that may ask a stage."""

    def __init__(self, work: Callable[[Stage], T]) -> None:
        self._work = work
        self._given: Future[T] = Future()

    def do(self, stage: Stage) -> None:
        """Answer it; does nothing when nobody waits any more, and leaves what goes wrong to who asked."""
        if self._given.set_running_or_notify_cancel():
            try:
                given = self._work(stage)
            except Exception as fault:
                self._given.set_exception(fault)
            else:
                self._given.set_result(given)

    def wait(self, seconds: float) -> T:
        """What was answered.

        Raises:
            TimeoutError: Nobody has answered yet; nobody will.
        """
        try:
            return self._given.result(seconds)
        except TimeoutError:
            self._given.cancel()
            raise


Put: TypeAlias = Callable[[Job[Any]], None]
"""Takes a job from any thread, and returns at once; such as a queue's ``put``."""

# ── What is told ──────────────────────────────────────────────────────────────────────────────────────────────────


class Event(NamedTuple):
    """What an open page is told; see the functions beside it."""

    name: Literal["styles", "page", "problems", "gallery"]
    data: str

    def encoded(self) -> bytes:
        """As one message of an event stream.

        Source:
            HTML Standard, section 9.2, "Server-sent events".
        """
        return f"event: {self.name}\ndata: {self.data}\n\n".encode()


def styles(styles: Mapping[str, str], pictures: Mapping[str, str]) -> Event:
    """Style sheets and pictures have other names now: new address by old, root-relative."""
    return Event("styles", json.dumps({"styles": dict(styles), "pictures": dict(pictures)}))


def page(*, anew: bool = False) -> Event:
    """The page itself has changed; ``anew`` where it is known that more than addresses in it has."""
    return Event("page", json.dumps({"anew": anew}))


def problems(text: str, *, is_refused: bool = False) -> Event:
    """What is wrong with the brand now, as the command line prints it; empty when nothing is any more.

    Args:
        is_refused: Whether a build refuses what its pages show; else they show what was right before.
    """
    return Event("problems", json.dumps({"text": text, "isRefused": is_refused}))


def gallery() -> Event:
    """The gallery's state has changed, of the brands or in number."""
    return Event("gallery", "{}")


class Open(NamedTuple):
    """A page that is open in a browser.

    Attributes:
        slug: Of whose site; empty for the gallery.
        path: Its address, without a query.
    """

    slug: str
    path: str


class Audience(Protocol):
    """The pages that are open. For any thread."""

    def pages(self) -> frozenset[Open]:
        """Those that listen now."""

    def tell(self, event: Event, slug: str, path: str | None = None) -> None:
        """Tell the pages of a brand, or those of the gallery (empty slug); only those at one address, where one is given."""

    def lend(self, slug: str, files: Mapping[str, bytes]) -> None:
        """Give what a brand's pages will ask for at once, by address: nobody has to be asked for it then.

        Each address tells of the contents, so that what it stands for never changes.
        """

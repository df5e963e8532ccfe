"""What a browser has seen of a page; handed from whoever drives it to whoever judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Scheme = Literal["light", "dark"]


class Piece(NamedTuple):
    """A text that an element shows or tells.

    Attributes:
        element: As HTML, perhaps cut.
    """

    text: str
    element: str


class Asked(NamedTuple):
    """A request that deserves a look: to another host, or one that failed.

    Attributes:
        address: Within the site from its root, ``/a.css``; of another host whole.
        kind: What it was for: ``script``, ``image``, ``font``, ``connection`` …
        fault: Why nothing came: ``404``, ``net::ERR_FAILED``; empty where that isn't told.
    """

    address: str
    kind: str
    fault: str = ""


class Stored(NamedTuple):
    """What a page left in the browser.

    Attributes:
        kind: ``local storage``, ``session storage``, ``cookie``, ``database``, ``cache``, ``service worker``.
        value: Empty where it has none, or none that is looked at.
    """

    kind: str
    name: str
    value: str = ""


class Violation(NamedTuple):
    """Where a page breaks a rule of axe-core.

    Attributes:
        rule: Its name, ``color-contrast``.
        wants: What the rule asks for.
        about: What is wrong here, in axe-core's words.
        element: As HTML, perhaps cut.
    """

    rule: str
    wants: str
    about: str
    element: str


class Misfit(NamedTuple):
    """A text that its box cuts, or an element that sticks out of the page.

    Attributes:
        text: Its beginning.
        element: As HTML, perhaps cut.
    """

    text: str
    element: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One page at one width in one scheme.

    Attributes:
        file: In the bundle: ``site/de/index.html``.
        width: In CSS pixels.
        fault: Why it can't be seen, where it can't; what there is of the rest is from before.
        title: Of the document.
        text: All that can be read on it, in dialogs and frames too.
        told: What assistive technology is told beside that.
        pieces: What its elements show and tell.
        asked: Requests since the page was seen last.
        errors: What its scripts said on the console, or died of, since then.
        stored: All that the browser keeps of the site, once the page's links were clicked; with its last width alone.
        violations: Of accessibility.
        wide: Elements for which the page scrolls sideways.
        cut: Texts that their boxes cut.
    """

    file: str
    width: int
    scheme: Scheme
    fault: str = ""
    title: str = ""
    text: str = ""
    told: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    asked: tuple[Asked, ...] = ()
    errors: tuple[str, ...] = ()
    stored: tuple[Stored, ...] = ()
    violations: tuple[Violation, ...] = ()
    wide: tuple[Misfit, ...] = ()
    cut: tuple[Misfit, ...] = ()

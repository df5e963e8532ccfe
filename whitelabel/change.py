"""What a build would change: handed from the flow to whoever shows it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from whitelabel.model import Mode
    from whitelabel.outcome import Outcome

What = Literal["token", "text", "field", "feature", "link", "font", "logo", "product", "page", "locale"]
"""What a value is: a design token, a text, a field of the brand's own (its name, its domain) …"""

Turn = Literal["begins", "ends", "changes", "run-off", "conflict"]
"""What becomes of a right: ground is sold from now on, or no longer; on other days; served alone; held by others, too."""

Status = Literal["new", "changed", "unchanged", "rejected", "removed"]
"""What a build would do with a brand. Of one that is removed a bundle is left that no build would make."""

STATUSES: tuple[Status, ...] = ("new", "changed", "removed", "rejected", "unchanged")
"""In the order in which they are told."""


_FINGERPRINT = re.compile(r"^(site/assets/.*)\.[a-z2-7]{10}(\.[^./]+|)$", re.DOTALL)
"""As ``Action.named`` puts it before a name's suffix: ten letters of RFC 4648's base 32."""


def plain(path: str) -> str:
    """A path with ``*`` in place of the fingerprint that it carries.

    >>> plain("site/assets/css/app.dcwrclrtbl.css"), plain("site/en/index.html")
    ('site/assets/css/app.*.css', 'site/en/index.html')
    """
    return _FINGERPRINT.sub(r"\1.*\2", path)


def is_fingerprinted(path: str) -> bool:
    """Whether a file's name tells of its contents, so that other contents have another name."""
    return _FINGERPRINT.match(path) is not None


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is added, changed or removed.

    Attributes:
        path: In the bundle as it would be; in the one that was where the file is removed.
        was: The path that it had, where its name carries another fingerprint than before; else the same, or empty where it
            is added.
        before, after: Bytes; ``None`` where there is no such file.
    """

    path: str
    was: str
    before: int | None
    after: int | None

    @property
    def sign(self) -> Literal["+", "~", "-"]:
        """Whether it is added, changed or removed."""
        return "+" if self.before is None else "-" if self.after is None else "~"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that a bundle's files are made from.

    Attributes:
        name: Of the token, the text, the feature …
        where: The mode of a token, the language of a text; empty where that makes no difference.
        before, after: As text; ``None`` where there is none. Of a logo and of fonts it is the address without what tells of
            the contents, so that both may be the same.
        colors: Both as ``#rrggbb``, where they are colours; empty text for what is none.
        at: Where the value that it gets is written: ``brands/acme/brand.yaml:7:12``, or what it is derived from; it may be
            unknown.
        is_derived: Whether another token's value gives it.
    """

    what: What
    name: str
    where: str
    before: str | None
    after: str | None
    colors: tuple[str, str] = ("", "")
    at: str = field(default="", compare=False)
    is_derived: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ContrastChange:
    """A pair of colours that comes to reach what the theme asks, or no longer does.

    Attributes:
        least: What is asked.
        before, after: Contrast ratios, 1 to 21.
    """

    ink: str
    paper: str
    mode: Mode
    least: float
    before: float
    after: float

    @property
    def passes(self) -> bool:
        """Whether it does from now on."""
        return self.after >= self.least


@dataclass(frozen=True, slots=True)
class Days:
    """A term; ``None`` is open. Both days are included."""

    starts: datetime.date | None
    ends: datetime.date | None


@dataclass(frozen=True, slots=True)
class RightChange:
    """What becomes of a product on some ground.

    Attributes:
        territories: In as few words as fit; none where the ground makes no difference.
        before, after: On which days it is held; ``None`` where it isn't.
        others: Brands that hold it too.
    """

    turn: Turn
    product: str
    territories: tuple[str, ...]
    before: Days | None
    after: Days | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a build would do for one brand.

    Attributes:
        bundle: Where its bundle stands or would stand, as ``build`` tells it.
        files, values, contrast, rights: What differs; of a brand that is rejected, its rights alone.
        count, bytes: Of the files of the bundle that would be made; of the one that stands where none would be.
        was_rejected: Whether the brand was rejected at the revision that it is compared with.
        is_damaged: Whether what stands isn't what was built, so that it would be built anew.
    """

    brand: str
    name: str
    status: Status
    bundle: str = ""
    files: tuple[FileChange, ...] = ()
    values: tuple[ValueChange, ...] = ()
    contrast: tuple[ContrastChange, ...] = ()
    rights: tuple[RightChange, ...] = ()
    count: int = 0
    bytes: int = 0
    was_rejected: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a build would do.

    Attributes:
        outcome: What was found on the way; its brands are those that were asked for.
        changes: One a brand, by slug, with those of which a bundle is left.
        day: On which rights were judged; ``None`` where the project can't be read.
        since: The revision that is compared with, as it was named; empty where it is with what stands.
    """

    outcome: Outcome
    changes: Mapping[str, Change]
    day: datetime.date | None
    since: str = ""

    @property
    def changes_anything(self) -> bool:
        """Whether a build would change a byte; with a revision, whether anything differs from it."""
        acting = ("new", "changed", "removed") if self.since else ("new", "changed")
        return any(change.status in acting for change in self.changes.values())


COMPOSED: Mapping[str, str] = {
    "context": "the brand's values",
    "texts": "the brand's texts of the language",
    "values": "the brand's values",
    "rules": "the brand's rights",
}
"""Inputs that no single file gives."""


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What a file of a bundle is made from.

    Attributes:
        name: As the renderer calls it.
        places: Where it comes from: files of the project, or ``path:line:column``; none where it is put together.
        digest: SHA-256.
        is_same: Whether it is what the other state was made from; ``None`` where that isn't known.
    """

    name: str
    places: tuple[str, ...]
    digest: str
    is_same: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that a file reads.

    Attributes:
        what, name, where: As in ``ValueChange``; a ``right`` is a grant.
        value: As text; ``None`` where the brand has none.
        trail: Where it comes from, nearest first.
        before: The value in the other state, where it is another one; ``None`` where there was none.
        is_same: Whether it is the same; ``None`` where that isn't known.
    """

    what: str
    name: str
    where: str
    value: str | None
    trail: tuple[str, ...]
    before: str | None = None
    is_same: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What made a file of a bundle.

    Attributes:
        path: In the bundle; in the one that it is compared with where no build makes it any more.
        address: Under which browsers ask for it; empty where they don't.
        kind: Of the renderer; empty where that isn't known.
        version: Of the renderer and of the libraries that it works with.
        origin: Where the work is asked for, ``path:line:column``, or empty.
        bytes, sha256: Of the file in the bundle that it is compared with; ``None`` where there is none.
        against: What it is compared with: a bundle's place, or a revision.
        reason: Why it would be made anew: the first difference; empty where it wouldn't.
        is_common: Whether no brand's values are in it, so that it is the same for all.
        sharers: Brands whose bundles hold the very same bytes; ``None`` where the reader may not know.
    """

    brand: str
    path: str
    address: str
    kind: str
    version: str
    origin: str
    bytes: int | None
    sha256: str | None
    against: str
    reason: str
    is_common: bool
    sharers: tuple[str, ...] | None
    ingredients: tuple[Ingredient, ...]
    readings: tuple[Reading, ...]

"""What is handed to other machines so that they make bundles as this one would, and what comes back.

Nothing but the project's bytes goes out: no path of this machine is opened there. What comes back is bytes, too, which this machine
writes and publishes as its own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from whitelabel.bundle import Bundle, Maker
from whitelabel.disk.blob import Blob
from whitelabel.disk.files import ARCHIVES, read_if_there
from whitelabel.disk.index import Index
from whitelabel.disk.publish import (
    Publisher,
    Written,
    archive_look,
    bundle_digests,
    bundle_look,
    read_bundle_file,
)
from whitelabel.disk.tree import Tree
from whitelabel.making import Part, Way
from whitelabel.model import digest
from whitelabel.package.order import Order
from whitelabel.problem import Problem, Span
from whitelabel.resolve import Ground

PLACE = Path("/whitelabel/project")
"""Where a project lies on another machine, for all that its paths tell: there is no such folder."""

OUTSIDE = Path("/whitelabel/bundles")
"""Where bundles lie there that don't lie in the project's folder here."""


@dataclass(frozen=True, slots=True)
class Errand:
    """All that it takes to make bundles of a project, whichever brand's.

    Attributes:
        files: The project's, by path; of brands that weren't asked for only what names them.
        odd: What is no file in it, as in ``Tree``.
        index: What was read of them already.
        logos: Paths of those of ``files`` that brands give as their logos.
        brands: Those that were asked for, as they were asked for.
        asked: Slugs of all that are built.
        day: On which rights are judged.
        closed: Whether closing bundles are made.
        out: Where the bundles go, from ``PLACE`` or ``OUTSIDE``.
        archive: What is asked of archives; ``None`` where none are wanted.
        version: The product's, where it is another than the theme says.
        common: SHA-256 of files that need not be sent back, by their path in a bundle.
    """

    files: Mapping[str, bytes]
    odd: Mapping[str, str]
    index: Index
    logos: tuple[str, ...]
    brands: tuple[str, ...]
    asked: tuple[str, ...]
    day: datetime.date
    closed: bool
    out: Path
    archive: Order | None
    version: str
    common: Mapping[str, str]


Sent: TypeAlias = Mapping[str, bytes | None]
"""Bytes by path; ``None`` for what need not be sent back."""


@dataclass(frozen=True, slots=True)
class Away:
    """What came of a brand on another machine.

    Attributes:
        part: As it would have come of it here; but nothing that it tells of stands on a disk.
        files: What is to be published: a bundle's files, or those of one beside the bundles under an empty path.
    """

    part: Part[Bundle]
    files: tuple[tuple[str, Sent], ...]


Spread: TypeAlias = Callable[[Errand, Sequence[str]], Generator[Away, None, None]]
"""Has brands made elsewhere, and gives what comes of each in the order in which they are done; whoever stops taking them stops
the work."""


class Held(Publisher):
    """Stands for a publisher where nothing is published: what is to be written is held in memory.

    Args:
        out: The folder of bundles, in which nothing stands.
        common: SHA-256 by path of what isn't held, since it is known where it goes.
    """

    def __init__(self, out: Path, common: Mapping[str, str]) -> None:
        super().__init__(out, "copy")
        self._known = common
        self._held: list[tuple[str, Sent]] = []

    def write(self, slug: str, files: Mapping[str, bytes], common: Mapping[str, str] = {}) -> Written:
        """Hold a bundle's files."""
        held = {path: None if common.get(path, "") == self._known.get(path) else data for path, data in files.items()}
        self._held.append((slug, held))
        return Written(slug, "")

    def write_file(self, name: str, data: bytes) -> Written:
        """Hold a file."""
        self._held.append((name, {"": data}))
        return Written(name, "")

    def taken(self) -> tuple[tuple[str, Sent], ...]:
        """What was held; it is let go."""
        held, self._held = tuple(self._held), []
        return held


class Settler:
    """Puts what other machines have made where it belongs.

    Args:
        publisher: Of this machine.
        common: Bytes of what need not come back, by path.
    """

    def __init__(self, publisher: Publisher, common: Mapping[str, bytes]) -> None:
        self._publisher = publisher
        self._common = common
        self._digests = {path: digest(data) for path, data in common.items()}

    def settle(self, away: Away) -> Part[Bundle]:
        """Write what has to be published, and say where it stands."""
        part = _named(away.part, self._publisher.out.as_posix())
        if part.made is None:
            return part
        written, looks, outcome = [], {}, part.made.outcome
        for name, sent in away.files:
            if name == part.slug:
                files = {path: self._common[path] if data is None else data for path, data in sent.items()}
                seen = bundle_look(self._publisher.out, name)
                if bundle_digests(self._publisher.out, name) == {path: digest(data) for path, data in files.items()}:
                    looks[name] = seen
                    outcome = dataclasses.replace(outcome, status="unchanged")
                else:
                    written.append(self._publisher.write(name, files, self._digests))
                continue
            data = sent[""] or b""
            folder, _, file = name.rpartition("/")
            seen = archive_look(self._publisher.out, file)
            if folder == ARCHIVES and read_bundle_file(self._publisher.out, ARCHIVES, file) == data:
                looks[name] = seen
            else:
                written.append(self._publisher.write_file(name, data))
        return dataclasses.replace(part, made=Bundle(outcome, tuple(written), looks))


def errand_for(
    tree: Tree,
    index: Index,
    logos: Mapping[str, Blob],
    brands: Sequence[str],
    asked: Sequence[str],
    ground: Ground,
    out: Path,
    archive: Order | None,
    version: str,
) -> Errand:
    """All that other machines need to make brands, as ``Errand`` has it, but for what need not be sent back.

    Raises:
        OSError: A file can't be read any more.
    """
    return Errand(
        files={path: blob.read() for path, blob in {**logos, **tree.files}.items()},
        odd=dict(tree.odd),
        index=index.again(),
        logos=tuple(logos),
        brands=tuple(brands),
        asked=tuple(asked),
        day=ground.rights.day,
        closed=ground.closed,
        out=out,
        archive=archive,
        version=version,
        common={},
    )


def spread_out(
    spread: Spread,
    errand_of: Callable[[], Errand],
    publisher: Publisher,
    make: Maker,
    leading: Sequence[Bundle],
    _: Way[Bundle],
    slugs: Sequence[str],
) -> Generator[Part[Bundle], None, None]:
    """Have brands made by other machines; what they have in common with the one that was made here isn't sent back.

    Args:
        spread: Has them made.
        errand_of: Gives what it takes, once there is anything to make.
        publisher, make: What the leading brand was made by.
        leading: What came of it, where there is one.
        slugs: Of the others.
    """
    if not slugs:
        return
    common = _in_common(publisher.out, make.common, leading[0]) if leading else {}
    errand = dataclasses.replace(errand_of(), common={path: digest(data) for path, data in common.items()})
    settler = Settler(publisher, common)
    with contextlib.closing(spread(errand, slugs)) as made:
        for away in made:
            yield settler.settle(away)


def _in_common(out: Path, digests: Mapping[str, str], bundle: Bundle) -> dict[str, bytes]:
    """The bytes of what all brands have in common, by path, from a bundle that was made just now or stood."""
    slug = bundle.outcome.brand
    folder = next((Path(one.place) for one in bundle.written if one.name == slug), out / slug)
    found = {path: read_if_there(folder / path) for path in digests}
    return {path: data for path, data in found.items() if data is not None and digest(data) == digests[path]}


def place_of(out: Path, root: Path) -> Path:
    """Where a folder of bundles lies for another machine."""
    try:
        return PLACE / out.resolve().relative_to(root.resolve())
    except ValueError:
        return OUTSIDE


def _named(part: Part[Bundle], shown: str) -> Part[Bundle]:
    """The same with the bundles' folder called as it is here."""
    was = OUTSIDE.as_posix()

    def name(path: str) -> str:
        return shown + path.removeprefix(was) if path == was or path.startswith(f"{was}/") else path

    def span(place: Span) -> Span:
        return dataclasses.replace(place, path=name(place.path))

    def problem(found: Problem) -> Problem:
        related = tuple(dataclasses.replace(one, span=span(one.span)) for one in found.related)
        return dataclasses.replace(found, span=span(found.span) if found.span else None, related=related)

    made = part.made
    if made is not None:
        outcome = made.outcome
        outcome = dataclasses.replace(outcome, bundle=name(outcome.bundle), archive=name(outcome.archive))
        made = dataclasses.replace(made, outcome=outcome)
    return dataclasses.replace(
        part,
        resolving=tuple(map(problem, part.resolving)),
        checking=tuple(map(problem, part.checking)),
        making=tuple(map(problem, part.making)),
        made=made,
    )

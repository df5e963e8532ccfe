"""The logos of all parties as marks: what of a file may show one, and whose it is.

A logo is known by its exact bytes, by its outlines (``outline``), and by how it looks (``picture.prints``). What is known of each is
made of its file once. Whose it may be is a matter of parties, as with words (``marks``).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import operator
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeAlias

from whitelabel.disk.blob import Blob
from whitelabel.disk.kept import fits
from whitelabel.model import Holder, LogoFile, Remember, Vendor, recalled
from whitelabel.picture import prints as picture_prints
from whitelabel.picture.form import sniff
from whitelabel.picture.prints import GRID, SMALL, Print, Prints
from whitelabel.verify.logos.outline import Shape, is_near, runs, shapes
from whitelabel.verify.marks import home_of

VERSION = 3
"""Of what is known of a logo, and of how it is found."""

LEAST_TURNS = 2.5
"""Full turns that the lines of a logo make in all, at least, to be known by them: fewer are an arrow, a house, a letter."""

SHARE = 0.4
"""Of a logo's turns that have to be found: its sign without its letters is often half of it."""

_BENT = 0.4
"""Full turns from which a line is more than a disc or a box."""

ALIKE, SAME_BITS = 7.0, 0.12
"""How far two pictures may be apart and are one: levels of 255 on the average, and bits of all that either has. Of 5.4 million pairs of
different real logos none of two owners comes as near."""

_ROOM = (0.1, 0.06, 0.03, 0.03)
"""By how much shape, ink and its middle may differ."""

_MANY = 3000
"""Files of logos up to which all are looked for as small icons too; of more, the vendor's alone: there are six prints in place of one."""

_KEPT = 5000
"""Pictures whose prints are held in memory."""

_AT_ONCE = 2
"""Groups of logos that are looked at at once, each by a process of its own."""

_GROUP = 32
"""Logos whose facts lie together, about; only those of a group of which one has changed are made anew."""


class Owned(NamedTuple):
    """A file of a logo, and whose it is.

    Attributes:
        is_strict: Whether it is an error that it shows: partners' files don't stop others where rights stand in contracts.
        sha256: Of its bytes.
    """

    party: str
    slug: str
    file: LogoFile
    is_strict: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file beside its bytes.

    Attributes:
        shapes: Its lines that turn.
        prints: None of a plain picture.
    """

    shapes: tuple[Shape, ...] = ()
    prints: tuple[Print, ...] = ()

    @property
    def turns(self) -> float:
        """Full turns of all its lines."""
        return sum(shape.turns for shape in self.shapes)


class Place(NamedTuple):
    """Where in a file something stands.

    Attributes:
        line, column, length: From 1; of what has no lines all are 1.
        last: The line in which it ends.
        member: The way to it within the file.
        how: How it was come by, in a few words.
    """

    line: int = 1
    column: int = 1
    length: int = 1
    last: int = 1
    member: str = ""
    how: str = ""


Way: TypeAlias = Literal["bytes", "outline", "picture"]

WAYS: Mapping[Way, str] = {"bytes": "its very file", "outline": "its outline", "picture": "its picture"}
"""What shows of a logo."""


class Same(NamedTuple):
    """A file that is, or looks like, logos: digests of theirs, and how far each is."""

    way: Way
    near: tuple[tuple[str, float], ...]
    place: Place


class Line(NamedTuple):
    """A line of path data that logos have: their digests, and which of theirs it is."""

    near: tuple[tuple[str, int], ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a file may show somebody's logo; two together are those of both."""

    same: tuple[Same, ...] = ()
    lines: tuple[Line, ...] = ()

    def __add__(self, other: Seen) -> Seen:
        if not (other.same or other.lines):
            return self
        return Seen(self.same + other.same, self.lines + other.lines)

    def __bool__(self) -> bool:
        return bool(self.same or self.lines)

    def places(self) -> Iterator[Place]:
        """Where all of it stands."""
        yield from (one.place for one in self.same)
        yield from (one.place for one in self.lines)


NOTHING = Seen()


class Showing(NamedTuple):
    """A place that shows a logo of somebody else: all who own that, and what of it shows."""

    owned: tuple[Owned, ...]
    way: Way
    place: Place


def owned(vendor: Vendor, holders: Mapping[str, Holder], digests: Mapping[str, str]) -> tuple[Owned, ...]:
    """The files of all logos, in the order of the brands; those that can't be read are left out.

    Args:
        vendor: Whose own brand's logo is among them.
        holders: All brands, chosen or not.
        digests: SHA-256 by path.
    """
    home = home_of(vendor, holders)
    return tuple(
        Owned(
            holder.party,
            slug,
            file,
            vendor.policy.rights != "contracts" or holder.party == home,
            digests[file.path],
        )
        for slug, holder in holders.items()
        for file in holder.logos
        if file.path in digests
    )


class _Group(NamedTuple):
    """Files of logos whose facts lie together: SHA-256 of each, and the sizes in which they are looked at."""

    digests: tuple[str, ...]
    sizes: Sequence[int]

    @property
    def key(self) -> str:
        """SHA-256 of all that their facts depend on."""
        words = ("logos", VERSION, picture_prints.VERSION, self.sizes, *self.digests)
        return hashlib.sha256(" ".join(map(str, words)).encode()).hexdigest()


class _Begun(NamedTuple):
    """A group that is being looked at.

    Attributes:
        read: What could be read of its files.
        drawn: How they look.
        process: Whose child draws them: another one of ours may hold this too.
    """

    read: list[bytes | None]
    drawn: Prints
    process: int


class Logos:
    """All logos, ready to be looked for.

    Args:
        each: Whose they are.
        home: The vendor's party.
        files: By path, to be read where what is known of one isn't remembered.
        remember: Gives what was made of them before.
    """

    def __init__(self, each: Sequence[Owned], home: str, files: Mapping[str, Blob], remember: Remember) -> None:
        self._home = home
        self._files = files
        self._remember = remember
        self._owners: dict[str, tuple[Owned, ...]] = {}
        for one in each:
            self._owners[one.sha256] = (*self._owners.get(one.sha256, ()), one)
        self._parties: dict[str, frozenset[str]] = {
            sha256: frozenset(one.party for one in owners) for sha256, owners in self._owners.items()
        }
        self._prints: dict[str, tuple[Print, ...]] = {}
        self._begun: dict[str, _Begun] = {}
        """Groups that are being looked at just now, by their keys."""
        self._coming: tuple[tuple[str, ...], Prints] | None = None
        """Pictures that are being looked at just now."""

    # ── What is known ─────────────────────────────────────────────────────────────────────────────────────────────

    @contextlib.contextmanager
    def begun(self) -> Iterator[None]:
        """While something else is done, look at the first logos, unless they are known; what nobody has asked for then is given up."""
        self._begin_from(0)
        try:
            yield
        finally:
            for begun in self._begun.values():
                begun.drawn.close()
            self._begun.clear()

    @cached_property
    def facts(self) -> dict[str, Facts]:
        """What is known of each file, by SHA-256."""
        found: dict[str, Facts] = {}
        for place, group in enumerate(self._groups):
            found.update(zip(group.digests, self._facts_of(place, group), strict=True))
        return found

    @cached_property
    def _groups(self) -> list[_Group]:
        digits = max(0, math.ceil(math.log(max(1, len(self._owners)) / _GROUP, 16)))
        groups: dict[tuple[str, bool], list[str]] = {}
        for sha256 in sorted(self._owners):
            is_small = len(self._owners) <= _MANY or self._is_of(sha256, self._home)
            groups.setdefault((sha256[:digits], is_small), []).append(sha256)
        return [_Group(tuple(group), SMALL if is_small else ()) for (_, is_small), group in groups.items()]

    def _facts_of(self, place: int, group: _Group) -> list[Facts]:
        def made() -> tuple[bytes, bool]:
            self._begin_from(place)
            facts, is_whole = self._made(group)
            return _packed(facts), is_whole

        known = _unpacked(self._remember(group.key, made), len(group.digests))
        # What somebody else has put there is made anew.
        return known if known is not None else self._made(group)[0]

    def _made(self, group: _Group) -> tuple[list[Facts], bool]:
        """What is known of some files, and whether all could be read."""
        begun = self._begun.pop(group.key, None)
        if begun is None or begun.process != os.getpid():
            begun = self._begin(group)
        with contextlib.closing(begun.drawn):
            outlines = [_shapes_of(data or b"") for data in begun.read]
            made = [Facts(lines, seen) for lines, seen in zip(outlines, begun.drawn.result(), strict=True)]
        return made, all(data is not None for data in begun.read)

    def _begin_from(self, place: int) -> None:
        """Look at a group, and at the next one meanwhile, unless they are known."""
        for group in self._groups[place : place + _AT_ONCE]:
            if group.key not in self._begun and recalled(self._remember, group.key) is None:
                self._begun[group.key] = self._begin(group)

    def _begin(self, group: _Group) -> _Begun:
        read = [self._read(sha256) for sha256 in group.digests]
        return _Begun(read, Prints([data or b"" for data in read], group.sizes), os.getpid())

    def _read(self, sha256: str) -> bytes | None:
        try:
            return self._files[self._owners[sha256][0].file.path].read()
        except OSError:
            # Another brand's file that is gone or changed just now is no reason to stop this one.
            return None

    @cached_property
    def has_outlines(self) -> bool:
        """Whether any logo is known by its lines."""
        return bool(self._lines)

    @cached_property
    def _lines(self) -> dict[tuple[int, int], list[tuple[bytes, str, int]]]:
        """Lines of logos by their form."""
        found: dict[tuple[int, int], list[tuple[bytes, str, int]]] = {}
        for sha256, facts in self.facts.items():
            # What looks plain is anybody's, however many steps its lines take.
            if facts.turns >= LEAST_TURNS and facts.prints:
                for number, shape in enumerate(facts.shapes):
                    across, along = _form(shape)
                    found.setdefault((across, along), []).append((shape.places, sha256, number))
        return found

    @cached_property
    def _looks(self) -> dict[tuple[int, ...], list[tuple[str, Print, bytes]]]:
        """Prints of logos by their shape and their ink's share and middle."""
        found: dict[tuple[int, ...], list[tuple[str, Print, bytes]]] = {}
        for sha256, facts in self.facts.items():
            for one in facts.prints:
                cell = tuple(math.floor(value / room / 2) for value, room in zip(one[:4], _ROOM, strict=True))
                found.setdefault(cell, []).append((sha256, one, bytes.fromhex(one.look)))
        return found

    # ── What is found ─────────────────────────────────────────────────────────────────────────────────────────────

    def prepare(self, files: Mapping[str, bytes]) -> None:
        """Have pictures looked at together, which are asked for soon, while something else is done.

        Args:
            files: By SHA-256.
        """
        wanted = {_drawing(sha256, data): data for sha256, data in files.items() if self._owners and _is_picture(data)}
        coming = self._coming[0] if self._coming is not None else ()
        wanted = {key: data for key, data in wanted.items() if key not in self._prints and key not in coming}
        if not wanted or not self._looks:
            return
        self._take()
        self._coming = tuple(wanted), Prints(list(wanted.values()))

    def _take(self) -> None:
        """Wait for the pictures that are being looked at."""
        if self._coming is None:
            return
        (keys, running), self._coming = self._coming, None
        if len(self._prints) > _KEPT:
            self._prints.clear()
        with contextlib.closing(running):
            self._prints.update(zip(keys, running.result(), strict=True))

    def of_file(self, data: bytes, place: Place, *, sha256: str = "", but_looks: bool = False) -> Seen:
        """Whether a file is, or looks like, a logo.

        Args:
            data: Its bytes.
            place: Where it stands.
            sha256: Of it, where that is at hand.
            but_looks: Whether it is asked for its bytes alone.
        """
        if not self._owners:
            return NOTHING
        sha256 = sha256 or hashlib.sha256(data).hexdigest()
        same = (Same("bytes", ((sha256, 0.0),), place),) if sha256 in self._owners else ()
        if but_looks or not _is_picture(data) or not self._looks:
            return Seen(same)
        key = _drawing(sha256, data)
        if key not in self._prints:
            self.prepare({sha256: data})
            self._take()
        near = self._near(self._prints[key])
        return Seen((*same, Same("picture", near, place)) if near else same)

    def _near(self, looks: Sequence[Print]) -> tuple[tuple[str, float], ...]:
        found: dict[str, float] = {}
        for one in looks:
            seen = bytes.fromhex(one.look)
            bits, count = one.bits, one.bits.bit_count()
            for sha256, other, look in self._around(one):
                # The cheapest first: of thousands hardly any is left.
                if (bits ^ other.bits).bit_count() > SAME_BITS * (count + other.bits.bit_count()):
                    continue
                if any(abs(a - b) > room for a, b, room in zip(other[:4], one[:4], _ROOM, strict=True)):
                    continue
                far = sum(map(abs, map(operator.sub, seen, look))) / len(seen)
                if far <= min(ALIKE, found.get(sha256, ALIKE)):
                    found[sha256] = far
        return tuple(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))

    def _around(self, one: Print) -> Iterator[tuple[str, Print, bytes]]:
        """Prints of logos that may be near one, by their shape and their ink's share and middle."""
        cells: list[tuple[int, ...]] = [()]
        for value, room in zip(one[:4], _ROOM, strict=True):
            ends = sorted({math.floor((value - room) / room / 2), math.floor((value + room) / room / 2)})
            cells = [(*cell, end) for cell in cells for end in ends]
        for cell in cells:
            yield from self._looks.get(cell, ())

    def of_path(self, data: str, place: Callable[[], Place]) -> Seen:
        """Which lines of logos some path data has.

        Args:
            data: As it is written.
            place: Tells where it stands.
        """
        found: list[Line] = []
        where: Place | None = None
        for shape in shapes(data):
            near = self._lines_near(shape)
            if near:
                where = where or place()
                found.append(Line(near, where))
        return Seen(lines=tuple(found)) if found else NOTHING

    def _lines_near(self, shape: Shape) -> tuple[tuple[str, int], ...]:
        across, along = _form(shape)
        return tuple(
            (sha256, number)
            for x in (across - 1, across, across + 1)
            for y in (along - 1, along, along + 1)
            for places, sha256, number in self._lines.get((x, y), ())
            if is_near(places, shape.places)
        )

    # ── What is somebody else's ───────────────────────────────────────────────────────────────────────────────────

    def foreign(self, seen: Seen, party: str) -> list[Showing]:
        """What of a file shows a logo that no brand of the party has too; of each logo what shows it most surely.

        Args:
            seen: In the whole file.
            party: Whose file it is.
        """
        found: list[Showing] = []
        for one in (one for one in seen.same if one.way == "bytes"):
            found += self._showing(one.near[0][0], "bytes", one.place, party)
        told = {other.slug for showing in found for other in showing.owned}
        outlined = [
            showing
            for sha256, place in self._outlined(seen.lines, party)
            for showing in self._showing(sha256, "outline", place, party)
            if told.isdisjoint(other.slug for other in showing.owned)
        ]
        found += outlined
        told |= {other.slug for showing in outlined for other in showing.owned}
        for one in (one for one in seen.same if one.way == "picture"):
            # What is nearer to an own logo is that one.
            nearest = next(sha256 for sha256, _ in one.near)
            tied = [sha256 for sha256, far in one.near if far <= one.near[0][1]]
            if not any(self._is_of(sha256, party) for sha256 in tied):
                showing = self._showing(nearest, "picture", one.place, party)
                found += [other for other in showing if told.isdisjoint(each.slug for each in other.owned)]
        return found

    def _is_of(self, sha256: str, party: str) -> bool:
        return party in self._parties[sha256]

    def _showing(self, sha256: str, way: Way, place: Place, party: str) -> list[Showing]:
        return [] if self._is_of(sha256, party) else [Showing(self._owners[sha256], way, place)]

    def _outlined(self, lines: Sequence[Line], party: str) -> Iterator[tuple[str, Place]]:
        """Logos of which enough lines are there that the party's own don't have, and where the first one is; the surest first."""
        turns: dict[str, float] = {}
        places: dict[str, Place] = {}
        counted: set[tuple[str, int]] = set()
        for line in lines:
            if any(self._is_of(sha256, party) for sha256, _ in line.near):
                continue
            for sha256, number in line.near:
                places.setdefault(sha256, line.place)
                if (sha256, number) not in counted:
                    counted.add((sha256, number))
                    turns[sha256] = turns.get(sha256, 0.0) + self.facts[sha256].shapes[number].turns
        for sha256, turned in sorted(turns.items(), key=lambda pair: (-pair[1], pair[0])):
            if turned >= max(LEAST_TURNS, SHARE * self.facts[sha256].turns) - 0.001:
                yield sha256, places[sha256]

    def shared(self, own: str, party: str) -> list[Showing]:
        """Logos of others that one file of an own logo is, or looks like.

        Args:
            own: SHA-256 of the file.
            party: Of the brand.
        """
        others = [one for one in self._owners[own] if one.party != party]
        if others:
            return [Showing((one,), "bytes", Place()) for one in others]
        facts = self.facts[own]
        lines = [
            Line(tuple(one for one in self._lines_near(shape) if not self._is_of(one[0], party)), Place())
            for shape in facts.shapes
        ]
        outlined = self._outlined([line for line in lines if line.near], party)
        found = [Showing(self._owners[sha256], "outline", Place()) for sha256, _ in outlined]
        for sha256, _ in self._near(facts.prints):
            found += self._showing(sha256, "picture", Place(), party)
        return found


def _form(shape: Shape) -> tuple[int, int]:
    across, along = shape.form
    return round(across / 0.08), round(along / 0.08)


_MAGICS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\0\0\1\0", b"RIFF")


def _is_picture(data: bytes) -> bool:
    """Whether a file may be a picture that can be drawn."""
    return data.startswith(_MAGICS) or data[4:8] == b"ftyp" or (b"svg" in data[:4096] and sniff(data) == "svg")


_COLOR = re.compile(rb"#(?:[0-9a-fA-F]{3,4}){1,2}\b")


def _drawing(sha256: str, data: bytes) -> str:
    """What stands for a picture's look: one that is drawn for each brand anew differs from the last one in its colours alone."""
    is_drawing = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return hashlib.sha256(_COLOR.sub(b"#", data)).hexdigest() if is_drawing else sha256


def _shapes_of(data: bytes) -> tuple[Shape, ...]:
    if not data or b"\0" in data[:64]:
        return ()
    found: list[Shape] = []
    for _, _, path in runs(data.decode("utf-8", "replace")):
        for shape in shapes(path):
            # The stars of a flag are one star many times.
            if shape.turns >= _BENT and not any(is_near(shape.places, other.places) for other in found):
                found.append(shape)
    return tuple(found)


# ── Remembered ────────────────────────────────────────────────────────────────────────────────────────────────────


def _packed(made: Sequence[Facts]) -> bytes:
    told = [
        [
            [[shape.places.hex(), shape.turns, *shape.form] for shape in facts.shapes],
            [[*one[:4], hex(one.bits), one.look] for one in facts.prints],
        ]
        for facts in made
    ]
    return json.dumps(told).encode()


def _is_digits(data: Any) -> bool:
    return (
        type(data) is str
        and data.startswith("0x")
        and len(data) <= 300
        and all(letter in "0123456789abcdef" for letter in data[2:])
    )


def _is_places(length: int) -> Callable[[Any], bool]:
    return lambda data: (
        type(data) is str and len(data) == 2 * length and all(letter in "0123456789abcdef" for letter in data)
    )


def _is_figure(data: Any) -> bool:
    return type(data) in (int, float) and math.isfinite(data)


_LOOK = GRID**2
_SHAPE = (_is_places(64), _is_figure, _is_figure, _is_figure)
_PRINT = (_is_figure, _is_figure, _is_figure, _is_figure, _is_digits, _is_places(_LOOK))
_FORM = [([_SHAPE], [_PRINT])]


def _unpacked(data: bytes, count: int) -> list[Facts] | None:
    """The facts of so many files; ``None`` where the bytes are none."""
    try:
        told = json.loads(data)
    except ValueError:
        return None
    if not fits(told, _FORM) or len(told) != count:
        return None
    return [
        Facts(
            tuple(Shape(bytes.fromhex(places), turns, (across, along)) for places, turns, across, along in lines),
            tuple(Print(shape, ink, x, y, int(bits, 16), look) for shape, ink, x, y, bits, look in looks),
        )
        for lines, looks in told
    ]

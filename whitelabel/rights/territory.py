"""Territories: sets of places, read from an expression.

WL302: a place is unknown
    A territory is written in codes: ISO 3166-1 (`RU`, `RUS`, `643`), ISO 3166-2 (`RU-MOW`), UN M49 areas (`150`), `EU`, `WORLD`,
    and the project's own groups. A leading `-` takes away: `[RU, -RU-MOW]`. Case doesn't matter.
WL303: a code is no longer in force
    A code that was changed and nothing else (`UK`, `IN-OR`) is read as the code in force, with a warning. Where the ground
    went to several places (`AN`), or became part of a larger one (`FR-A`), nobody can know which is meant: write the
    places in force.
WL304: a code holds letters of another alphabet
    A letter looks like one of a code but isn't: Cyrillic `С` for Latin `C`, a dash for a hyphen, a mark that isn't seen. Type
    the code anew.
WL305: groups of places name each other in a circle
    A group may name groups, but not itself by way of others. The message tells the way round.
WL306: a group of places can't have this name
    Groups are named in lower case, without spaces and without a leading hyphen, no two by one name in other case, and none
    like a code: what `eu` or `ru-mow` means is settled.
WL307: an expression leaves no place
    Nothing is named, or all that is named is taken away. What is taken away is away wherever in the expression it stands.
WL308: a word of an expression changes nothing
    A place is taken away that wasn't named, or a place is named that is taken away as a whole by another word. Nothing
    breaks, but whoever wrote it meant something else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from whitelabel.problem import Problem, Span, did_you_mean, error, nearest, warning
from whitelabel.rights.table import Table


@dataclass(frozen=True, slots=True)
class Territory:
    """A set of the finest places, as bits in a table's order; sets of different tables don't mix.

    >>> Territory(0b11) - Territory(0b10) <= Territory(0b01)
    True
    """

    mask: int = 0

    def __or__(self, other: Territory) -> Territory:
        return Territory(self.mask | other.mask)

    def __and__(self, other: Territory) -> Territory:
        return Territory(self.mask & other.mask)

    def __sub__(self, other: Territory) -> Territory:
        return Territory(self.mask & ~other.mask)

    def __le__(self, other: Territory) -> bool:
        return not self.mask & ~other.mask

    def __bool__(self) -> bool:
        return self.mask != 0

    def __len__(self) -> int:
        """How many of the finest places."""
        return self.mask.bit_count()

    def meets(self, other: Territory) -> bool:
        """Whether any place is in both."""
        return self.mask & other.mask != 0


NOWHERE = Territory()

Words = Sequence[tuple[str, Span | None]]
Groups = Mapping[str, Territory | None]
"""The project's own groups by name in lower case; ``None`` for one whose mistake has been told."""


def territory_of(table: Table, *codes: str) -> Territory:
    """The ground of some codes in force.

    >>> from whitelabel.rights.table import standard
    >>> territory_of(standard(), "FR-69") <= territory_of(standard(), "FR-ARA")
    True
    """
    mask = 0
    for code in codes:
        mask |= table.masks[table.find(code)]
    return Territory(mask)


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────

# Letters of other alphabets that a reader takes for Latin ones, and dashes that he takes for a hyphen.
_LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХЅІЈԚԜаеорсухѕіјԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοι"
    "\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{SOFT HYPHEN}",
    "ABEKMHOPCTYXSIJQWaeopcyxsijqwABEZHIKMNOPTYXaoi-------",
)
# What people write for a code, though it is none of the table's.
_OWN_GROUPS = {"EEA": "EU, IS, LI, NO", "DACH": "AT, CH, DE", "BENELUX": "BE, LU, NL"}
# A hint costs a comparison with many words: whoever writes more mistakes than this, or such words, does without.
_HINTS = 20
_LONGEST = 64
_GROUP = re.compile(r"[^\s,-][^\s,]*")


# Beyond the bits of any table: stands for a word that isn't simply a code.
_ODD = 1 << 100_000


def parse(words: Words, groups: Groups, table: Table) -> tuple[Territory, tuple[Problem, ...]]:
    """What an expression means: all that is named, less all that is taken away.

    Args:
        words: Each with its place; one may hold several, parted by spaces.
        groups: The project's own.
        table: Places and codes.

    Returns:
        The territory, empty where there is an error, and what is wrong.

    >>> from whitelabel.rights.table import standard
    >>> found, problems = parse([("FR-ARA", None), ("-FR-69", None)], {}, standard())
    >>> list(standard().bits((territory_of(standard(), "FR-ARA") - found).mask)), problems
    (['FR-69'], ())
    """
    plain = 0
    for word, _ in words:
        plain |= table.masks.get(word, _ODD)
    if 0 < plain < _ODD:
        # Codes in force as they are usually written, and nothing taken away: there is nothing to tell.
        return Territory(plain), ()
    problems: list[Problem] = []
    named: list[_Read] = []
    away: list[_Read] = []
    sound = True
    for word, span in _split(words):
        minus = word.startswith("-")
        mask = _read(word[1:] if minus else word, span, groups, table, problems)
        if mask is None:
            sound = False
        else:
            (away if minus else named).append(_Read(word, span, mask))
    if not sound:
        return NOWHERE, tuple(problems)
    total, taken = union(put.mask for put in named), union(out.mask for out in away)
    left = total & ~taken
    for out in away:
        if not out.mask & total:
            message = f"'{out.text}' takes nothing away: nothing of it is named"
            problems.append(warning("WL308", message, out.span, hint="leave it out, or name the place that holds it"))
    if not left:
        problems.append(_nothing(named, away, words[0][1] if words else None))
        return NOWHERE, tuple(problems)
    for put in named:
        if not put.mask & left:
            takers = " ".join(out.text for out in away if out.mask & put.mask)
            message = f"'{put.text}' adds nothing: '{takers}' takes it away, wherever it stands"
            problems.append(warning("WL308", message, put.span, hint="take away its neighbours, one by one, instead"))
    return Territory(left), tuple(problems)


@dataclass(frozen=True, slots=True)
class _Read:
    """A word of an expression that has a meaning."""

    text: str
    span: Span | None
    mask: int


def _nothing(named: Sequence[_Read], away: Sequence[_Read], span: Span | None) -> Problem:
    if not named:
        message = "no place is named; a code such as RU-MOW was wanted"
        return error("WL307", message, span, hint="name what is taken away from: [RU, -RU-MOW]")
    message = f"'{' '.join(word.text for word in (*named, *away))}' leaves no place: all that is named is taken away"
    return error("WL307", message, span, hint="take less away")


def union(masks: Iterable[int]) -> int:
    """All bits of several sets."""
    total = 0
    for mask in masks:
        total |= mask
    return total


def _split(words: Words) -> Iterable[tuple[str, Span | None]]:
    for text, span in words:
        parts = text.split()
        if not parts:
            yield "", span
        sign = ""
        for part in parts:
            if part == "-":
                sign = "-"
                continue
            yield sign + part, span
            sign = ""
        if sign:
            yield sign, span


def _read(word: str, span: Span | None, groups: Groups, table: Table, problems: list[Problem]) -> int | None:
    code = table.find(word)
    if code:
        return table.masks[code]
    lower = word.lower()
    if lower in groups:
        group = groups[lower]
        return None if group is None else group.mask
    heir = table.renamed(word)
    if heir:
        message = f"'{word}' is a former code; the code in force is '{heir}' ({table.name(heir)})"
        problems.append(warning("WL303", message, span, hint=f"write '{heir}'"))
        return table.masks[heir]
    problems.append(_unknown(word, span, groups, table, helpful=len(problems) < _HINTS and len(word) < _LONGEST))
    return None


def _unknown(word: str, span: Span | None, groups: Groups, table: Table, *, helpful: bool) -> Problem:
    if not word:
        return error("WL302", "no place stands here; a code such as RU-MOW was wanted", span, hint="write a code")
    heirs = table.heirs(word)
    if len(heirs) == 1:
        message = f"'{word}' is a former code; its ground is a part of '{heirs[0]}' ({table.name(heirs[0])}) now"
        hint = f"write '{heirs[0]}' if all of it is meant" + _parts_hint(heirs[0], table)
        return error("WL303", message, span, hint=hint)
    if heirs:
        message = f"'{word}' is a former code; its ground went to {', '.join(heirs)}"
        return error("WL303", message, span, hint=f"write those that are meant of {', '.join(heirs)}")
    seen = _skeleton(word)
    if seen != word:
        if seen.startswith("-") and (table.find(seen[1:]) or seen[1:].lower() in groups):
            message = f"'{word}' only looks like '{seen}': {_strangers(word)}"
            return error("WL304", message, span, hint=f"type '{seen}' with a hyphen")
        code = table.find(seen) or table.renamed(seen)
        if code:
            message = f"'{word}' only looks like '{seen}': {_strangers(word)}"
            return error("WL304", message, span, hint=f"type '{code}' ({table.name(code)}) in Latin letters")
        if seen.lower() in groups:
            message = f"'{word}' only looks like the group '{seen.lower()}': {_strangers(word)}"
            return error("WL304", message, span, hint=f"type '{seen.lower()}' anew")
    own = _OWN_GROUPS.get(word.upper())
    if not helpful:
        hint = ""
    elif own:
        hint = f"make it a group of your own in whitelabel.yaml: 'territories: {{{word.lower()}: [{own}]}}'"
    else:
        hint = _near(word, tuple(sorted(groups)), table)
    return error("WL302", f"'{word}' is no place: neither a code nor a group", span, hint=hint)


def _parts_hint(code: str, table: Table) -> str:
    held = [place for place in table.holds.get(code, ()) if table.kind(place) == "subdivision"]
    return f", else its parts, such as '{held[0]}'" if held else ""


def _skeleton(word: str) -> str:
    seen = unicodedata.normalize("NFKC", word.translate(_LOOKALIKES)).translate(_LOOKALIKES)
    return "".join(letter for letter in seen if unicodedata.category(letter) != "Cf")


def _strangers(word: str) -> str:
    """What of a word isn't ASCII, by its Unicode name."""
    first = next(letter for letter in word if not letter.isascii())
    return f"{unicodedata.name(first, 'a character without a name').lower()} stands in it"


@lru_cache(maxsize=1024)
def _near(word: str, groups: tuple[str, ...], table: Table) -> str:
    """A hint that costs little, however large the table is: only what begins alike is compared."""
    bare = re.sub(r"[^A-Z0-9]", "", word.upper())
    for code in (bare, f"{bare[:2]}-{bare[2:]}", bare.rjust(3, "0") if bare.isdigit() else ""):
        found = table.find(code) if code else ""
        if found:
            return f"did you mean '{table.shown(found)}' ({table.name(found)})?"
    found = table.named(word)
    if found:
        return f"did you mean '{table.shown(found)}' ({table.name(found)})?"
    known = [code for code in table.codes if "-" not in code]
    country = table.find(bare[:2]) if "-" in word else ""
    if country:
        held = [code for code in table.inside if code.startswith(f"{country}-")]
        near = nearest(word, (*held, *groups))
        if near:
            return f"did you mean '{near}'" + (f" ({table.name(near)})?" if near in table.inside else "?")
        return f"'whitelabel territories show {country}' lists the places of {table.name(country)}"
    return did_you_mean(word, (*known, *groups)) or "'whitelabel territories show WORLD' lists the codes"


# ── Groups ────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_groups(
    written: Mapping[str, Words], table: Table, spans: Mapping[str, Span] | None = None
) -> tuple[Groups, tuple[Problem, ...]]:
    """The project's own groups, each with its ground.

    Args:
        written: Name → expression, which may name groups.
        table: Places and codes.
        spans: Where each name stands.

    Returns:
        The groups, and what is wrong with any. A group with a mistake is ``None``: who names it hears nothing more.
    """
    spans = spans or {}
    problems: list[Problem] = []
    groups: dict[str, Territory | None] = {}
    sound: dict[str, str] = {}
    for name in written:
        problem = _check_name(name, sound, table, spans.get(name))
        if problem:
            problems.append(problem)
            groups[name.lower()] = None
        else:
            sound[name.lower()] = name
    named = {
        name: [word.lstrip("-").lower() for word, _ in _split(written[name]) if word.lstrip("-").lower() in sound]
        for name in sound
    }
    circles = _circles(named)
    for circle in circles:
        way = " → ".join(f"'{name}'" for name in (*circle, circle[0]))
        hint = f"take '{circle[1 % len(circle)]}' out of '{circle[0]}'"
        problems.append(error("WL305", f"groups name each other in a circle: {way}", spans.get(circle[0]), hint=hint))
        groups |= dict.fromkeys(circle)
    for name in _inner_first(named, {name for circle in circles for name in circle}):
        ground, found = parse(written[name], groups, table)
        problems += found
        groups[name] = ground if ground else None
    return groups, tuple(problems)


def _check_name(name: str, sound: Mapping[str, str], table: Table, span: Span | None) -> Problem | None:
    lower, seen = name.lower(), _skeleton(name)
    code = table.find(seen)
    if code:
        like = f"'{name}' is named like the code of {table.name(code)}"
        return error("WL306", like, span, hint=f"rename the group, for example to '{lower}-own'")
    if table.heirs(seen):
        like = f"'{name}' is named like a former code of {' and '.join(table.name(heir) for heir in table.heirs(seen))}"
        return error("WL306", like, span, hint=f"rename the group, for example to '{lower}-own'")
    if lower in sound:
        message = f"two groups are called '{lower}', but for the case of letters"
        return error("WL306", message, span, hint="rename one, or make them one")
    if name != lower:
        return error("WL306", f"the group '{name}' has capitals; lower case was wanted", span, hint=f"write '{lower}'")
    if not _GROUP.fullmatch(name):
        message = f"'{name}' can't name a group; a word without spaces, commas and a leading hyphen was wanted"
        return error("WL306", message, span, hint="rename the group")
    return None


def _circles(named: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Every circle once, from its first name in the order that was written."""
    found: list[tuple[str, ...]] = []
    done: set[str] = set()
    for start in named:
        if start in done:
            continue
        path: list[str] = [start]
        ways = [iter(named[start])]
        while path:
            step = next(ways[-1], None)
            if step is None:
                done.add(path.pop())
                ways.pop()
            elif step in path:
                found.append(tuple(path[path.index(step) :]))
            elif step not in done:
                path.append(step)
                ways.append(iter(named[step]))
    return found


def _inner_first(named: Mapping[str, Sequence[str]], circular: set[str]) -> Iterable[str]:
    done: set[str] = set(circular)
    for start in named:
        stack = [start]
        while stack:
            name = stack[-1]
            waiting = [inner for inner in named[name] if inner not in done]
            if name in done:
                stack.pop()
            elif waiting:
                stack += waiting
            else:
                done.add(name)
                yield name

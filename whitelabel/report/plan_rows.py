"""What a build would change, line by line: what brands have in common is said once, and none says more than people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from whitelabel.change import (
    STATUSES,
    Change,
    ContrastChange,
    Days,
    FileChange,
    Foreseen,
    RightChange,
    ValueChange,
    plain,
)
from whitelabel.report.listing import counted
from whitelabel.report.summary import size

MOST_SECTIONS = 30
"""Groups of brands that are told of one by one."""

MOST_BRANDS = 12
"""Brands of a group that are named."""

MOST_ROWS = 12
"""Values of one kind, or files, that are listed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        sign: ``+``, ``~``, ``-``, or ``!`` for what needs a look; empty where it counts what isn't listed.
        label: What it is about, in our words.
        name: What it is about, in the words of whoever named it.
        where: The mode or the language, or empty.
        before, after: Values; ``None`` where there is none.
        colors: Both as ``#rrggbb``, or empty.
        note: What else is to be told, in our words.
        place: Where it is written, or empty.
    """

    sign: str
    label: str
    name: str = ""
    where: str = ""
    before: str | None = None
    after: str | None = None
    colors: tuple[str, str] = ("", "")
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """What is the same for some brands.

    Attributes:
        sign: As for a row.
        brands: Slugs; none for what all have in common.
        more: How many are not named.
        name: Of the one brand.
        facts: What is told in the first line.
    """

    sign: str
    brands: tuple[str, ...]
    more: int
    name: str
    facts: str
    rows: tuple[Row, ...]


def sections(changes: Sequence[Change], foreseen: Foreseen) -> Iterator[Section]:
    """What there is to tell, in its order: what is new, what changes, what is left, what is rejected.

    Args:
        changes: Those that the reader may see.
        foreseen: All that is known.
    """
    yield from _bounded([_new(change) for change in changes if change.status == "new"], "+", "new")
    yield from _changed([change for change in changes if change.status == "changed"])
    gone = [_gone(change, is_since=bool(foreseen.since)) for change in changes if change.status == "removed"]
    yield from _bounded(gone, "-", "removed")
    yield from _bounded([_rejected(change) for change in changes if change.status == "rejected"], "!", "rejected")


def _bounded(found: Sequence[Section], sign: str, what: str) -> Iterator[Section]:
    yield from found[:MOST_SECTIONS]
    if len(found) > MOST_SECTIONS:
        left = len(found) - MOST_SECTIONS
        yield Section(sign, (), left, "", f"{left:,} more {what}", ())


def total(changes: Sequence[Change], foreseen: Foreseen) -> str:
    """How many brands would come out how, in one line."""
    counts = Counter(change.status for change in changes)
    told = ", ".join(f"{counts[status]:,} {status}" for status in STATUSES if counts[status])
    verb = "differs" if foreseen.since else "changes"
    nothing = "" if counts["new"] or counts["changed"] or counts["removed"] else f"; nothing {verb}"
    return f"{counted(len(changes), 'brand')}: {told}{nothing}" if changes else f"no brand; nothing {verb}"


def _new(change: Change) -> Section:
    facts = f"new, {counted(change.count, 'file')}, {size(change.bytes)}"
    if change.was_rejected:
        facts += "; it was rejected then"
    return Section("+", (change.brand,), 0, change.name, facts, tuple(_rights(change.rights)))


def _gone(change: Change, *, is_since: bool) -> Section:
    facts = f"no brand any more: {counted(change.count, 'file')}, {size(change.bytes)}"
    if not is_since:
        facts += "; a build leaves them as they are"
    return Section("-", (change.brand,), 0, change.name, facts, tuple(_rights(change.rights)))


def _rejected(change: Change) -> Section:
    facts = "rejected; " + ("what there is stays as it is" if change.count else "there is no bundle of it")
    return Section("!", (change.brand,), 0, change.name, facts, tuple(_rights(change.rights)))


# ── Changed brands ────────────────────────────────────────────────────────────────────────────────────────────────

Item: TypeAlias = ValueChange | ContrastChange | RightChange | tuple[str, str]
"""What a change consists of, as it may be that of other brands, too; a file is its sign and its path without fingerprint."""


def _items(change: Change, *, is_one: bool) -> dict[Item, None]:
    files = ((file.sign, plain(file.path)) for file in change.files)
    values = change.values if is_one else [_unnamed(value, change.name) for value in change.values]
    return dict.fromkeys((*values, *change.contrast, *change.rights, *files))


def _unnamed(value: ValueChange, name: str) -> ValueChange:
    """A text as the theme has it, with ``{brand}`` for the name: it may be that of several brands."""
    sides = [side.replace(name, "{brand}") if side and name else side for side in (value.before, value.after)]
    if value.what != "text" or sides == [value.before, value.after]:
        return value
    return replace(value, before=sides[0], after=sides[1])


def _changed(changes: Sequence[Change]) -> Iterator[Section]:
    items = {change.brand: _items(change, is_one=len(changes) == 1) for change in changes}
    by_brand = {change.brand: change for change in changes}
    groups = _grouped(items, by_brand)
    if len(groups) > 1:
        common = dict.fromkeys(item for item in items[changes[0].brand] if all(item in one for one in items.values()))
        if common:
            yield _section(tuple(changes), common, is_all=True)
            items = {slug: dict.fromkeys(item for item in one if item not in common) for slug, one in items.items()}
            groups = _grouped(items, by_brand)
    yield from (_section(group, items[group[0].brand]) for group in groups[:MOST_SECTIONS])
    if len(groups) > MOST_SECTIONS:
        left = sum(len(group) for group in groups[MOST_SECTIONS:])
        yield Section("~", (), left, "", f"{counted(left, 'more brand')} with changes of their own", ())


def _grouped(items: Mapping[str, Mapping[Item, None]], by_brand: Mapping[str, Change]) -> list[tuple[Change, ...]]:
    """Brands with the same changes together: those that are most first."""
    groups: dict[Hashable, list[Change]] = {}
    for slug, own in items.items():
        groups.setdefault((frozenset(own), by_brand[slug].is_damaged), []).append(by_brand[slug])
    return sorted((tuple(group) for group in groups.values()), key=lambda group: -len(group))


def _section(group: tuple[Change, ...], items: Mapping[Item, None], *, is_all: bool = False) -> Section:
    """What some brands have in common.

    Args:
        group: The brands.
        items: What is told of them.
        is_all: Whether they are all that change, of which more is told later.
    """
    rows: list[Row] = []
    if group[0].is_damaged and not is_all:
        rows.append(Row("!", "what stands isn't what was built: it is built anew"))
    rows += _values([item for item in items if isinstance(item, ValueChange)], is_one=len(group) == 1)
    rows += _limited([_pair(item) for item in items if isinstance(item, ContrastChange)], "contrast pair")
    rows += _rights(item for item in items if isinstance(item, RightChange))
    files = [item for item in items if isinstance(item, tuple)]
    rows += _files(files, group)
    counts = Counter(sign for sign, _ in files)
    words = [
        f"{counts[sign]:,} {'file' if counts[sign] == 1 else 'files'} {what}"
        for sign, what in (("+", "added"), ("~", "changed"), ("-", "removed"))
        if counts[sign]
    ]
    facts = ", ".join(words) or ("nothing else" if not rows else "")
    if len(group) == 1 and files and len(files) == len(group[0].files):
        facts += _growth(group[0].files)
    if is_all:
        return Section("~", (), 0, "", f"all {counted(len(group), 'brand')} that change: {facts}", tuple(rows))
    names = tuple(change.brand for change in group[:MOST_BRANDS])
    name = group[0].name if len(group) == 1 else ""
    return Section("~", names, len(group) - len(names), name, facts, tuple(rows))


def _growth(files: Iterable[FileChange]) -> str:
    grown = sum((file.after or 0) - (file.before or 0) for file in files)
    return f", {'+' if grown > 0 else '-'}{size(abs(grown))}" if grown else ""


_KINDS = ("field", "logo", "token", "font", "text", "feature", "link", "product", "locale", "page")


_OTHERS = {"field": "that", "token": "others"}
"""What values are derived from, by kind."""


def _values(values: Sequence[ValueChange], *, is_one: bool) -> Iterator[Row]:
    for kind in _KINDS:
        own = [value for value in values if value.what == kind]
        written = [value for value in own if not value.is_derived]
        yield from _limited([_value(value, is_one=is_one) for value in written or own], kind)
        if written and len(own) > len(written):
            left = len(own) - len(written)
            yield Row("", f"and {counted(left, kind)} that follow{'s' if left == 1 else ''} from {_OTHERS[kind]}")


def _value(value: ValueChange, *, is_one: bool) -> Row:
    sign = "+" if value.before is None else "-" if value.after is None else "~"
    label, where = value.what, value.where
    place = value.at if is_one or value.at.startswith("base_theme/") else ""
    if value.what in ("logo", "font"):
        return Row(
            sign, label, value.name, where, note="" if sign == "-" else "another sign" if value.what == "logo" else ""
        )
    if value.what in ("product", "locale", "page"):
        return Row(sign, label, value.name, where)
    return Row(sign, label, value.name, where, value.before, value.after, value.colors, place=place)


def _limited(rows: Sequence[Row], what: str) -> Iterator[Row]:
    yield from rows[:MOST_ROWS]
    if len(rows) > MOST_ROWS:
        yield Row("", f"and {counted(len(rows) - MOST_ROWS, f'more {what}')}")


def _pair(pair: ContrastChange) -> Row:
    asked = f"{pair.least:g}:1 wanted"
    return Row(
        "~" if pair.passes else "!",
        "contrast",
        f"{pair.ink} on {pair.paper}",
        pair.mode,
        f"{pair.before:.2f}:1",
        f"{pair.after:.2f}:1",
        note=f"passes, {asked}" if pair.passes else f"fails, {asked}",
    )


def _rights(rights: Iterable[RightChange]) -> Iterator[Row]:
    yield from _limited([_right(right) for right in rights], "right")


def _right(right: RightChange) -> Row:
    where = f" in {_ground(right.territories)}" if right.territories else ""
    name = f"'{right.product}'{where}"
    if right.turn == "begins":
        return Row("+", "right", name, note=_days(right.after))
    if right.turn == "ends":
        return Row("-", "right", name, note=f"no longer; it was held {_days(right.before)}")
    if right.turn == "run-off":
        last = right.after.ends if right.after is not None else None
        until = f" until {last}" if last else ""
        return Row("~", "right", name, note=f"in run-off: its customers are served{until}, nothing is sold")
    if right.turn == "conflict":
        others = " and ".join(f"'{other}'" for other in right.others)
        return Row("!", "right", f"{name}, held by {others or 'others'}, too", note=_days(right.after))
    return Row("~", "right", name, before=_days(right.before), after=_days(right.after))


def _ground(territories: Sequence[str]) -> str:
    shown = " ".join(territories[:MOST_ROWS])
    return shown + (f" and {len(territories) - MOST_ROWS} more" if len(territories) > MOST_ROWS else "")


def _days(days: Days | None) -> str:
    if days is None or (days.starts is None and days.ends is None):
        return "without end"
    words = [f"from {days.starts}"] if days.starts else []
    words += [f"until {days.ends}"] if days.ends else ["on"]
    return " ".join(words)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _files(files: Sequence[tuple[str, str]], group: Sequence[Change]) -> Iterator[Row]:
    """The files that the brands of a group have in common, with their sizes where these are the same for all."""
    sizes: dict[tuple[str, str], set[tuple[int | None, int | None]]] = {}
    for change in group:
        for file in change.files:
            sizes.setdefault((file.sign, plain(file.path)), set()).add((file.before, file.after))
    for sign, path in files[:MOST_ROWS]:
        known = sizes.get((sign, path), set())
        note = _sizes(*next(iter(known))) if len(known) == 1 else ""
        yield Row(sign, "file", path, note=note)
    left = files[MOST_ROWS:]
    if left:
        folders = Counter(
            "/".join(path.split("/")[:2]) if path.count("/") > 1 else path.split("/")[0] for _, path in left
        )
        most = folders.most_common(4)
        told = ", ".join(f"{count} in {folder}" for folder, count in most)
        rest = sum(folders.values()) - sum(count for _, count in most)
        yield Row("", f"and {counted(len(left), 'more file')}:", told + (f", {rest} elsewhere" if rest else ""))


def _sizes(before: int | None, after: int | None) -> str:
    if before is None or after is None:
        return f"{before or after or 0:,} bytes"
    return f"{before:,} → {after:,} bytes" if before != after else f"{after:,} bytes as before"

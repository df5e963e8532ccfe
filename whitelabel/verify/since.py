"""What showed of a bundle at an earlier time, and which of what shows today is new since then.

A mark is known where the same mark of the same owner stood in the same file of the bundle, on whichever line; of more places than
before so many are new. A fingerprint in a file's name is of no account. Any other finding is known by its code, its file and
its words.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from whitelabel.disk.kept import fits, is_size, or_none
from whitelabel.problem import Problem
from whitelabel.verify.fold import plain

MARK = "WL601"
"""The code of a mark that shows, which is known by the mark."""

MARKS = frozenset({MARK, "WL651"})
"""All codes of marks."""

_COMPARED = ("WL602", "WL603", "WL607", "WL64", "WL650")
"""How codes begin of what else is known from before: files that can't be looked at, texts that are missing, dead ends, hosts of
others, logos."""

_MOST = 1_000_000
"""Places of one mark in one file that a report may tell of."""


def is_compared(code: str) -> bool:
    """Whether a finding that isn't a mark in a file may be known from before; else it is told whatever was."""
    return code.startswith(_COMPARED)


class Place(NamedTuple):
    """A place in a bundle that shows a mark.

    Attributes:
        mark: As its owner writes it.
        owner: Slug; empty for a brand that left.
        path: In the bundle.
        near: What stands around it on its line; empty where it is on none.
    """

    mark: str
    owner: str
    path: str
    near: str = ""


class Fact(NamedTuple):
    """What a finding is known by.

    Attributes:
        what: A mark, folded; of any other finding its message.
        owner: Of a mark.
    """

    code: str
    path: str
    what: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """What showed of one bundle.

    Attributes:
        facts: What stood around each place, by what it is known by; empty where that isn't told.
        names_marks: Whether it is told which marks; else only in which files any showed, and how often.
    """

    facts: Mapping[Fact, Sequence[str]] = field(default_factory=dict)
    names_marks: bool = True

    @classmethod
    def of(cls, shown: Iterable[Place], problems: Iterable[Problem]) -> Before:
        """What shows now, for later.

        Args:
            shown: All places of marks.
            problems: What else was found, its paths those in the bundle.
        """
        facts: dict[Fact, list[str]] = {}
        for one in shown:
            facts.setdefault(_of_mark(one), []).append(one.near)
        for problem in problems:
            if is_compared(problem.code):
                facts.setdefault(_of_problem(problem, ""), []).append("")
        return cls(facts)

    def known_marks(self, shown: Sequence[Place]) -> list[bool]:
        """Which of all places of marks were known before.

        Of several of one mark in one file those are known first that have the same around them.
        """
        places: dict[Fact, list[int]] = {}
        for number, one in enumerate(shown):
            places.setdefault(self._known_by(one), []).append(number)
        known = [False] * len(shown)
        for fact, numbers in places.items():
            stood = self.facts.get(fact, ())
            left = Counter(stood)
            same: list[int] = []
            other: list[int] = []
            for number in numbers:
                is_same = left[shown[number].near] > 0
                left[shown[number].near] -= is_same
                (same if is_same else other).append(number)
            for number in (*same, *other)[: len(stood)]:
                known[number] = True
        return known

    def known_problems(self, problems: Sequence[Problem], at: str) -> list[bool]:
        """Which of other findings were known before.

        Args:
            problems: What was found.
            at: What leads to the bundle.
        """
        left = {fact: len(stood) for fact, stood in self.facts.items()}
        known: list[bool] = []
        for problem in problems:
            fact = _of_problem(problem, at)
            known.append(is_compared(problem.code) and left.get(fact, 0) > 0)
            left[fact] = left.get(fact, 0) - 1
        return known

    def gone(self, shown: Iterable[Place], problems: Iterable[Problem], at: str) -> int:
        """How many places of what was known before don't show it any more."""
        now = Counter(map(self._known_by, shown))
        now.update(_of_problem(problem, at) for problem in problems)
        return sum(max(0, len(stood) - now[fact]) for fact, stood in self.facts.items())

    def _known_by(self, one: Place) -> Fact:
        fact = _of_mark(one)
        return fact if self.names_marks else fact._replace(what="", owner="")


NOTHING = Before()
"""Of a bundle that there wasn't."""


def _of_mark(one: Place) -> Fact:
    return Fact(MARK, bare(one.path), plain(one.mark), one.owner)


def _of_problem(problem: Problem, at: str) -> Fact:
    path = problem.span.path.removeprefix(at) if problem.span is not None else ""
    return Fact(problem.code, bare(path), bare(problem.message))


def bare(text: str) -> str:
    """A path, or a text with paths in it, without the fingerprints of assets.

    >>> bare("site/assets/img/logo.k3v7qa2mzd.svg"), bare("site/js/jquery.validation.js")
    ('site/assets/img/logo.svg', 'site/js/jquery.validation.js')
    """
    return _FINGERPRINT.sub(r"\1", text)


_FINGERPRINT = re.compile(r"(\bassets/[^\s'\"?#]*\w)\.[a-z2-7]{10}(?=\.\w)")


def read_report(data: bytes) -> dict[str, Before] | None:
    """What showed in each brand's bundle, as ``whitelabel verify --format json`` told it; the first of several of one brand.

    Args:
        data: What it printed.

    Returns:
        By slug; ``None`` where that is no such report.
    """
    try:
        told = json.loads(data)
        bundles, problems = told["bundles"], told["problems"]
        found: dict[str, Before] = {}
        for one in bundles:
            listed = [{name: shown[name] for name in _SHOWN} for shown in one["shown"]]
            if not fits([one["bundle"], one["brand"], listed], (str, or_none(str), [_SHOWN])):
                return None
            if one["brand"] is not None:
                found.setdefault(one["brand"], _told(one["bundle"], listed, problems))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return found


_SHOWN = {
    "mark": or_none(str),
    "of": or_none(str),
    "path": str,
    "places": lambda value: is_size(value) and value <= _MOST,
}


def _told(bundle: str, listed: Sequence[Mapping[str, Any]], problems: Iterable[Mapping[str, Any]]) -> Before:
    names_marks = all(one["mark"] is not None for one in listed)
    facts: dict[Fact, list[str]] = {}
    for one in listed:
        what, owner = (plain(one["mark"]), one["of"] or "") if names_marks else ("", "")
        facts.setdefault(Fact(MARK, bare(one["path"]), what, owner), []).extend([""] * one["places"])
    for problem in problems:
        code, path = problem["code"], problem["path"] or ""
        if path.startswith(f"{bundle}/") and is_compared(code):
            fact = Fact(code, bare(path.removeprefix(f"{bundle}/")), bare(problem["message"]))
            facts.setdefault(fact, []).append("")
    return Before(facts, names_marks)

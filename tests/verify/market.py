"""Marks of a few parties, ready to be looked for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from whitelabel import source
from whitelabel.model import UNKNOWN_MACHINE, Machine, Mark, Purity
from whitelabel.problem import Problem
from whitelabel.verify.clue import given_by
from whitelabel.verify.judge import Judge, Verdict
from whitelabel.verify.marks import Owned
from whitelabel.verify.matcher import Matcher, compiled
from whitelabel.verify.search import search
from whitelabel.verify.watch import Watch


def mark(text: str, kind: str = "mark", *, exact: bool = False, path: str = "brands/x/brand.yaml") -> Mark:
    return Mark(text, kind, exact, path, 1, 7)


def owned(text: str, kind: str = "mark", *, party: str = "rival", exact: bool = False) -> Owned:
    return Owned(party, party, mark(text, kind, exact=exact))


def matcher(*marks: Owned | str) -> Matcher:
    each = [owned(one) if isinstance(one, str) else one for one in marks]
    return Matcher(each, compiled(each))


def shown(text: str, *marks: Owned | str) -> list[str]:
    """The stretches of a text that show a mark."""
    return [text[found.start : found.end] for found in matcher(*marks).find(text)]


DAY = datetime.date(2026, 11, 23)


def outside(
    files: Mapping[str, str | bytes],
    *,
    brand: str = "domain: deals.acme.de\n",
    hosts: tuple[str, ...] = (),
    machine: Machine = UNKNOWN_MACHINE,
    purity: Purity | None = None,
    marks: tuple[Owned, ...] = (),
) -> Verdict:
    """What a bundle of ``acme`` tells of somebody outside, judged."""
    node = source.read_yaml(brand.encode(), "brands/acme/brand.yaml")
    assert not isinstance(node, Problem)
    finder, watch = matcher(*marks), Watch(hosts, machine)
    found = {
        path: search(path, text if isinstance(text, bytes) else text.encode(), finder, watch=watch)
        for path, text in files.items()
    }
    judge = Judge(marks, purity or Purity(), "acme", DAY, "", given=given_by(node, ["acme"]))
    return judge.judge(found, {})


def said(verdict: Verdict) -> list[str]:
    """Its problems, a line each."""
    return [f"{problem.span} {problem.code} {problem.message}" for problem in verdict.problems]

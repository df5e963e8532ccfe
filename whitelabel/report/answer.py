"""The answer of a command as one JSON object; its shape is settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from whitelabel.outcome import BrandOutcome, Verified
from whitelabel.problem import Problem
from whitelabel.report.since import absent_brands

VERSION = 1


def answer(problems: Iterable[Problem], **more: Any) -> dict[str, Any]:
    """The object that every command prints: its version, what is the command's own, the problems."""
    return {"version": VERSION, **more, "problems": [problem_object(problem) for problem in problems]}


def compared_answer(problems: Iterable[Problem], known: Iterable[Problem], **more: Any) -> dict[str, Any]:
    """The same where it is told of each problem whether it is new; those that are known from before come last."""
    told = [{**problem_object(problem), "new": True} for problem in problems]
    told += ({**problem_object(problem), "new": False} for problem in known)
    return {"version": VERSION, **more, "problems": told}


def problem_object(problem: Problem) -> dict[str, Any]:
    """A problem; its place is null where it has none."""
    span = problem.span
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "hint": problem.hint,
        "brands": list(problem.brands),
        "also": [
            {
                "path": related.span.path,
                "line": related.span.line,
                "column": related.span.column,
                "message": related.message,
            }
            for related in problem.related
        ],
    }


def built_object(outcome: BrandOutcome) -> dict[str, Any]:
    """What `build` made of a brand; null stands for what a rejected brand doesn't have."""
    return {
        "brand": outcome.brand,
        "status": outcome.status,
        "pages": outcome.pages if outcome.status != "rejected" else 0,
        "files": outcome.files,
        "bytes": outcome.bytes,
        "seconds": round(outcome.seconds, 3),
        "bundle": outcome.bundle or None,
        "sha256": outcome.sha256 or None,
        "archive": outcome.archive or None,
        "archive_sha256": outcome.archive_sha256 or None,
        "evidence": _evidence(outcome) or None,
    }


def _evidence(outcome: BrandOutcome) -> list[str]:
    """The files that go with a brand's archive, told as the archive is."""
    folder = outcome.archive[: outcome.archive.rfind("/") + 1]
    return [folder + name for name, _ in outcome.artifacts if not name.endswith((".zip", ".tar.zst"))]


def checked_object(outcome: BrandOutcome) -> dict[str, Any]:
    """What `check` says of a brand."""
    return {"brand": outcome.brand, "status": outcome.status}


def verified_object(found: Verified) -> dict[str, Any]:
    """What `verify` found of a bundle; ``pure`` is null where no project tells whose marks to look for, ``opened``
    where no page was opened in a browser, ``evidence`` where no statement about an archive stands beside it."""
    return {
        "bundle": found.bundle,
        "brand": found.brand or None,
        "whole": found.is_whole,
        "pure": found.is_pure,
        "files": found.files,
        "bytes": found.bytes,
        "sha256": found.sha256 or None,
        "opened": found.opened,
        "evidence": found.evidence,
        "looked": dict(sorted(Counter(found.looked.values()).items())),
        "coverage": dict(found.looked),
        "shown": [
            {"mark": one.mark or None, "of": one.owner or None, "path": one.path, "places": one.places}
            for one in found.shown
        ],
    }


def baseline_object(against: str, verified: Iterable[Verified]) -> dict[str, Any]:
    """How much of what bundles show is known from an earlier time, in places; ``absent`` are brands that had no bundle then."""
    listed = list(verified)
    told = [found.since for found in listed if found.since is not None]
    return {
        "against": against,
        "new": sum(one.new for one in told),
        "known": sum(one.known for one in told),
        "gone": sum(one.gone for one in told),
        "absent": absent_brands(listed),
    }

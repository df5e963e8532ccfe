"""Problems as a SARIF log, for code hosts that show findings beside the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from whitelabel import __version__
from whitelabel.problem import Problem, Span, printable
from whitelabel.report.listing import moved


def log(problems: Iterable[Problem], titles: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """The log of one run.

    Args:
        problems: In the order that they have.
        titles: What each code means.
        prefix: What leads from the repository's root to the project's.

    Source:
        OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
    """
    listed = [moved(problem, prefix) for problem in problems]
    codes = sorted({problem.code for problem in listed})
    rules = [{"id": code, "shortDescription": {"text": titles.get(code, code)}} for code in codes]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "whitelabel", "version": __version__, "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, codes.index(problem.code)) for problem in listed],
            }
        ],
    }


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    text = printable(problem.message) + (f"\nhint: {printable(problem.hint)}" if problem.hint else "")
    found: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": problem.severity,
        "message": {"text": text},
    }
    if problem.span:
        found["locations"] = [{"physicalLocation": _location(problem.span)}]
    if problem.related:
        found["relatedLocations"] = [
            {"physicalLocation": _location(related.span), "message": {"text": printable(related.message)}}
            for related in problem.related
        ]
    return found


def _location(span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    return {"artifactLocation": {"uri": quote(span.path)}, "region": region}

"""The settled JSON object."""

from __future__ import annotations

from whitelabel.outcome import BrandOutcome
from whitelabel.problem import Related, Span, error, warning
from whitelabel.report.answer import answer, built_object, checked_object

BUILT = BrandOutcome("acme", "Acme", "built", 33, 82, 1_048_576, 0.12345, "build/acme", "ab" * 32, ("#0a5cff",))
REJECTED = BrandOutcome("globex", "Globex", "rejected", pages=22)


def test_the_answer_of_a_build() -> None:
    problem = error(
        "WL301",
        "both hold 'deals'",
        Span("brands/acme/brand.yaml", 12, 19),
        hint="split it",
        related=[Related(Span("brands/globex/brand.yaml", 9, 22), "held here")],
        brands=["acme", "globex"],
    )

    assert answer([problem, warning("WL110", "x")], brands=[built_object(BUILT), built_object(REJECTED)]) == {
        "version": 1,
        "brands": [
            {
                "brand": "acme",
                "status": "built",
                "pages": 33,
                "files": 82,
                "bytes": 1048576,
                "seconds": 0.123,
                "bundle": "build/acme",
                "sha256": "ab" * 32,
                "archive": None,
                "archive_sha256": None,
                "evidence": None,
            },
            {
                "brand": "globex",
                "status": "rejected",
                "pages": 0,
                "files": 0,
                "bytes": 0,
                "seconds": 0.0,
                "bundle": None,
                "sha256": None,
                "archive": None,
                "archive_sha256": None,
                "evidence": None,
            },
        ],
        "problems": [
            {
                "code": "WL301",
                "severity": "error",
                "message": "both hold 'deals'",
                "path": "brands/acme/brand.yaml",
                "line": 12,
                "column": 19,
                "hint": "split it",
                "brands": ["acme", "globex"],
                "also": [{"path": "brands/globex/brand.yaml", "line": 9, "column": 22, "message": "held here"}],
            },
            {
                "code": "WL110",
                "severity": "warning",
                "message": "x",
                "path": None,
                "line": None,
                "column": None,
                "hint": "",
                "brands": [],
                "also": [],
            },
        ],
    }


def test_the_answer_of_a_check_says_what_became_of_each_brand() -> None:
    assert checked_object(REJECTED) == {"brand": "globex", "status": "rejected"}

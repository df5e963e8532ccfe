"""What CI has to build, in the forms that CI systems read."""

from __future__ import annotations

import datetime
import json

import yaml

from whitelabel.report.matrix import (
    Job,
    Matrix,
    Waiting,
    beyond,
    matrix_github,
    matrix_gitlab,
    matrix_object,
    matrix_text,
)

ON = datetime.date(2026, 11, 23)
DUE = datetime.date(2026, 12, 31)
JOBS = (Job(datetime.date(2026, 12, 1), "acme", "build"), Job(datetime.date(2026, 12, 16), "no", "close"))
LATER = (Waiting(datetime.date(2027, 5, 1), "zephyr"),)
FOUND = Matrix(ON, DUE, JOBS, LATER)


def test_a_person_reads_a_line_a_brand() -> None:
    assert matrix_text(FOUND) == (
        "to build for rights that change by 2026-12-31\n"
        "  2026-12-01  build  acme\n"
        "  2026-12-16  close  no\n"
        "\n"
        "nothing to do yet\n"
        "  2027-05-01  begins  zephyr"
    )
    assert matrix_text(Matrix(ON, None, JOBS[:1])) == "to build on 2026-11-23\n  2026-12-01  build  acme"
    assert matrix_text(Matrix(ON, None, ())) == "nothing to build: no live brand sells"


def test_all_forms_say_the_same() -> None:
    include = [
        {"brand": "acme", "due": "2026-12-01", "do": "build"},
        {"brand": "no", "due": "2026-12-16", "do": "close"},
    ]

    assert matrix_object(FOUND)["include"] == include
    assert json.loads(matrix_github(FOUND)) == {"include": include}
    assert "\n" not in matrix_github(FOUND)
    entries = yaml.safe_load(matrix_gitlab(FOUND))[".whitelabel-matrix"]["parallel"]["matrix"]
    assert [{key.lower(): value for key, value in entry.items()} for entry in entries] == include


def test_what_a_ci_system_does_not_take_is_told() -> None:
    many = [Job(ON, f"b{number}", "build") for number in range(257)]

    assert beyond(many[:256], "github") == beyond(many[:200], "gitlab") == beyond(many, "json") == ""
    assert beyond(many, "github") == (
        "GitHub takes at most 256 jobs of a matrix, and these are 257 brands: some share one"
    )

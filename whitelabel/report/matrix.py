"""What CI has to build because rights change, for a person and in the forms that CI systems read.

As JSON::

    {"version": 1, "on": "2026-11-23", "due": "2026-12-31" or null,
     "include": [{"brand": "acme", "due": "2026-12-16", "do": "build"},
                 {"brand": "globex", "due": "2026-09-01", "do": "close"}],
     "waiting": [{"brand": "zephyr", "from": "2027-03-01"}],
     "problems": []}

``due`` of a brand is the day from which its last bundle no longer says what is so, ``do`` what has to be made on it:
``build``, or ``close`` where neither a grant nor a run-off is left (`build --closed`). Of a brand whose rights change
several times before the day asked about, the first change stands here; the others come when that one has passed.
``waiting`` are brands that have never sold and don't begin by then: there is nothing to make.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from whitelabel.report.columns import columns, safe
from whitelabel.report.paint import Paint, plain

Do = Literal["build", "close"]

MOST = {"github": 256, "gitlab": 200}
"""Jobs of one matrix that a CI system takes.

Source:
    GitHub Docs, "Running variations of jobs in a workflow"; GitLab Docs, "CI/CD YAML syntax", parallel:matrix.
"""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """What has to be made for a brand, and from which day on."""

    due: datetime.date
    brand: str
    do: Do


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A brand whose first grant begins later."""

    begins: datetime.date
    brand: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole answer.

    Attributes:
        on: The day on which it is asked.
        due: The last day that counts; ``None`` where all brands are wanted.
    """

    on: datetime.date
    due: datetime.date | None
    jobs: tuple[Job, ...]
    waiting: tuple[Waiting, ...] = ()


def matrix_text(found: Matrix, paint: Paint = plain) -> str:
    """A line a brand, by day."""
    if found.jobs:
        by = f"to build for rights that change by {found.due}" if found.due else f"to build on {found.on}"
        rows = [(str(job.due), job.do, safe(job.brand)) for job in found.jobs]
        lines = [paint(by, "strong"), *columns(rows, indent="  ")]
    else:
        lines = [
            f"nothing to build: no rights change by {found.due}"
            if found.due
            else "nothing to build: no live brand sells"
        ]
    if found.waiting:
        begins = [(str(later.begins), "begins", safe(later.brand)) for later in found.waiting]
        lines += ["", "nothing to do yet", *columns(begins, indent="  ")]
    return "\n".join(lines)


def matrix_object(found: Matrix) -> dict[str, Any]:
    """The answer's own part: all but its version and the problems."""
    return {
        "on": found.on.isoformat(),
        "due": found.due.isoformat() if found.due else None,
        "include": _include(found.jobs),
        "waiting": [{"brand": later.brand, "from": later.begins.isoformat()} for later in found.waiting],
    }


def _include(jobs: Iterable[Job]) -> list[dict[str, str]]:
    return [{"brand": job.brand, "due": job.due.isoformat(), "do": job.do} for job in jobs]


def matrix_github(found: Matrix) -> str:
    """A matrix for `fromJSON`, on one line.

    Source:
        GitHub Docs, "Workflow syntax", jobs.<job_id>.strategy.matrix.include.
    """
    return json.dumps({"include": _include(found.jobs)}, separators=(",", ":"))


def matrix_gitlab(found: Matrix) -> str:
    """A hidden job for others to extend: each of theirs runs once a brand, with BRAND, DUE and DO among its variables.

    Source:
        GitLab Docs, "CI/CD YAML syntax", parallel:matrix and extends. A matrix without entries is refused there, so that
        the hidden job has none then, and whatever extends it runs once, without BRAND.
    """
    if not found.jobs:
        return ".whitelabel-matrix: {}"
    lines = [".whitelabel-matrix:", "  parallel:", "    matrix:"]
    for job in found.jobs:
        # JSON's texts are YAML's in double quotes, so that 'no' and '1e3' stay words.
        lines.append(f"      - BRAND: {json.dumps(job.brand)}")
        lines.append(f'        DUE: "{job.due}"')
        lines.append(f'        DO: "{job.do}"')
    return "\n".join(lines)


def beyond(jobs: Sequence[Job], emitted: str) -> str:
    """A warning that the CI system won't take so many; empty where it will."""
    most = MOST.get(emitted, 0)
    if not most or len(jobs) <= most:
        return ""
    name = {"github": "GitHub", "gitlab": "GitLab"}[emitted]
    return f"{name} takes at most {most} jobs of a matrix, and these are {len(jobs):,}; an earlier '--due' has fewer"

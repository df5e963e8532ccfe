"""What CI has to build, for a person and in the forms that CI systems read.

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

Where it is asked what differs since a revision, more stands there::

     "since": {"revision": "main", "commit": "3f0c…", "on": "2026-11-20"},
     "include": [{…, "because": ["brand"]}],
     "gone": [{"brand": "umbrella", "why": "removed"}],

``gone`` are brands whose artifact has to go. Where brands share jobs, their costs stand in ``include``, and the shares beside it::

     "shards": [{"name": "acme", "brands": ["acme"], "tasks": "build:2026-12-16:acme", "cost": 2410}]

A task says what to make, the day to judge rights on, and the brand, with colons between; none of them holds anything but lower-case
letters, digits and hyphens, so that a list of tasks, with spaces between, may stand anywhere in YAML and in a shell.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from whitelabel.report.columns import columns, safe
from whitelabel.report.listing import counted
from whitelabel.report.paint import Paint, plain

Do = Literal["build", "close"]

MOST = {"github": 256, "gitlab": 200}
"""Jobs of one matrix that a CI system takes.

Source:
    GitHub Docs, "Running variations of jobs in a workflow"; GitLab Docs, "CI/CD YAML syntax", parallel:matrix.
"""


@dataclass(frozen=True, slots=True, order=True)
class Job:
    """What has to be made for a brand, and from which day on.

    Attributes:
        because: Why its bundle may differ from that of an earlier revision, where that was asked.
        cost: What it takes to make, where that counts.
    """

    due: datetime.date
    brand: str
    do: Do
    because: tuple[str, ...] = ()
    cost: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Waiting:
    """A brand whose first grant begins later."""

    begins: datetime.date
    brand: str


@dataclass(frozen=True, slots=True, order=True)
class Leaving:
    """A brand that had a bundle at the revision that was asked about, and has none to be made."""

    brand: str
    why: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What it was asked about.

    Attributes:
        name: As it was given.
        commit: Its whole name; empty where nothing came before.
        on: Its day; ``None`` likewise.
    """

    name: str
    commit: str
    on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Shard:
    """What one CI job makes.

    Attributes:
        name: The brand's slug where there is one alone, else such as ``3-of-8``.
        jobs: One or more, by brand.
    """

    name: str
    jobs: tuple[Job, ...]

    @property
    def cost(self) -> int:
        """The sum of its brands'."""
        return sum(job.cost for job in self.jobs)

    @property
    def brands(self) -> list[str]:
        """Slugs."""
        return [job.brand for job in self.jobs]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole answer.

    Attributes:
        on: The day on which it is asked.
        due: The last day that counts; ``None`` where all brands are wanted.
        since: The revision that bundles are compared with; ``None`` where none was asked about.
        gone: Brands whose artifact has to go.
        shards: How the jobs are shared out; ``None`` where each brand is a job.
    """

    on: datetime.date
    due: datetime.date | None
    jobs: tuple[Job, ...]
    waiting: tuple[Waiting, ...] = ()
    since: Revision | None = None
    gone: tuple[Leaving, ...] = ()
    shards: tuple[Shard, ...] | None = None


def matrix_text(found: Matrix, paint: Paint = plain) -> str:
    """A line a brand, by day; then a line a shard."""
    if found.jobs:
        rows = [(str(job.due), job.do, safe(job.brand), " ".join(job.because)) for job in found.jobs]
        lines = [paint(f"to build {_for_what(found)}", "strong"), *columns(rows, indent="  ")]
    else:
        lines = [f"nothing to build: {_why_nothing(found)}"]
    if found.gone:
        lines += ["", "to take away", *columns([(safe(one.brand), one.why) for one in found.gone], indent="  ")]
    if found.waiting:
        begins = [(str(later.begins), "begins", safe(later.brand)) for later in found.waiting]
        lines += ["", "nothing to do yet", *columns(begins, indent="  ")]
    if found.shards:
        shares = [(shard.name, " ".join(map(safe, shard.brands))) for shard in found.shards]
        lines += ["", f"in {counted(len(shares), 'job')}", *columns(shares, indent="  ")]
    return "\n".join(lines)


def _for_what(found: Matrix) -> str:
    by_day = f"for rights that change by {found.due}"
    if found.since is not None:
        since = f"for what has changed since {safe(found.since.name)}"
        return f"{since}, and {by_day}" if found.due else since
    return by_day if found.due else f"on {found.on}"


def _why_nothing(found: Matrix) -> str:
    by_day = f"no rights change by {found.due}"
    if found.since is not None:
        since = f"no bundle differs from those of {safe(found.since.name)}"
        return f"{since}, and {by_day}" if found.due else since
    return by_day if found.due else "no live brand sells"


def matrix_object(found: Matrix) -> dict[str, Any]:
    """The answer's own part: all but its version and the problems."""
    told: dict[str, Any] = {
        "on": found.on.isoformat(),
        "due": found.due.isoformat() if found.due else None,
        "include": [_told(found, job) for job in found.jobs],
        "waiting": [{"brand": later.brand, "from": later.begins.isoformat()} for later in found.waiting],
    }
    if found.since is not None:
        day = found.since.on
        told["since"] = {
            "revision": found.since.name,
            "commit": found.since.commit or None,
            "on": day.isoformat() if day else None,
        }
        told["gone"] = [{"brand": one.brand, "why": one.why} for one in found.gone]
    if found.shards is not None:
        told["shards"] = [{**_share(found, shard), "cost": shard.cost} for shard in found.shards]
    return told


def _told(found: Matrix, job: Job) -> dict[str, Any]:
    told: dict[str, Any] = _entry(job)
    if found.since is not None:
        told["because"] = list(job.because)
    if found.shards is not None:
        told["cost"] = job.cost
    return told


def _entry(job: Job) -> dict[str, str]:
    return {"brand": job.brand, "due": job.due.isoformat(), "do": job.do}


def _share(found: Matrix, shard: Shard) -> dict[str, Any]:
    # What is late is made today; what comes is made as it will be on its day.
    tasks = (f"{job.do}:{max(job.due, found.on)}:{job.brand}" for job in shard.jobs)
    return {"name": shard.name, "brands": shard.brands, "tasks": " ".join(tasks)}


def matrix_github(found: Matrix) -> str:
    """A matrix for `fromJSON`, on one line: an entry a shard, or a brand where these aren't shared out.

    Source:
        GitHub Docs, "Workflow syntax", jobs.<job_id>.strategy.matrix.include.
    """
    each: list[Any] = (
        [_entry(job) for job in found.jobs]
        if found.shards is None
        else [_share(found, shard) for shard in found.shards]
    )
    return json.dumps({"include": each}, separators=(",", ":"))


def matrix_gitlab(found: Matrix) -> str:
    """What others extend, or what extends theirs.

    Where each brand is a job, a hidden job for others to extend: each of theirs runs once a brand, with BRAND, DUE and DO among its
    variables. Where brands are shared out, a job a shard that extends `.whitelabel`, which whoever includes this has to give, with
    NAME, BRANDS and TASKS among its variables: names that a matrix puts together are cut off by GitLab beyond 255 characters.

    Source:
        GitLab Docs, "CI/CD YAML syntax", parallel:matrix, extends and variables. A matrix without entries is refused there, so
        that the hidden job has none then, and whatever extends it runs once, without BRAND. So is a pipeline without jobs.
    """
    # JSON's texts are YAML's in double quotes, so that 'no' and '1e3' stay words.
    if found.shards is not None:
        return "\n".join(_gitlab_jobs(found)) or _IDLE
    if not found.jobs:
        return ".whitelabel-matrix: {}"
    lines = [".whitelabel-matrix:", "  parallel:", "    matrix:"]
    for job in found.jobs:
        lines.append(f"      - BRAND: {json.dumps(job.brand)}")
        lines.append(f'        DUE: "{job.due}"')
        lines.append(f'        DO: "{job.do}"')
    return "\n".join(lines)


_IDLE = """\
nothing to build:
  script:
    - echo nothing to build"""


def _gitlab_jobs(found: Matrix) -> Iterator[str]:
    for shard in found.shards or ():
        told = _share(found, shard)
        yield f"{json.dumps(f'brands {shard.name}')}:"
        yield "  extends: .whitelabel"
        yield "  variables:"
        yield f"    NAME: {json.dumps(shard.name)}"
        yield f"    BRANDS: {json.dumps(' '.join(shard.brands))}"
        yield f"    TASKS: {json.dumps(told['tasks'])}"


def beyond(jobs: Sequence[Job], emitted: str) -> str:
    """A note that brands share jobs, since the CI system won't take one of each; empty where it will."""
    most = MOST.get(emitted, 0)
    if not most or len(jobs) <= most:
        return ""
    name = {"github": "GitHub", "gitlab": "GitLab"}[emitted]
    return f"{name} takes at most {most} jobs of a matrix, and these are {len(jobs):,} brands: some share one"

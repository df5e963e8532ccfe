"""`whitelabel matrix`: what CI has to build, and when."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.market import DAY, lay

Run = Callable[..., Any]


@pytest.fixture
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, in which the test stands."""
    root = lay(tmp_path / "market")
    monkeypatch.chdir(root)
    return root


def ask(run: Run, *words: str, on: str = DAY) -> Any:
    """A run of the command."""
    return run("matrix", "--on", on, *words)


def due(run: Run, day: str, on: str = DAY) -> list[tuple[str, str, str]]:
    """Day, brand and work of each entry."""
    found = json.loads(ask(run, "--due", day, "--emit", "json", on=on).out)
    return [(entry["due"], entry["brand"], entry["do"]) for entry in found["include"]]


def test_brands_whose_rights_change_by_a_day(run: Run, market: Path) -> None:
    done = ask(run, "--due", "2027-06-01")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "to build for rights that change by 2027-06-01\n"
        "  2026-05-12  close  old\n"
        "  2027-01-01  build  globex\n"
        "  2027-05-01  build  late\n"
    )


def test_all_that_are_live_where_no_day_is_asked(run: Run, market: Path) -> None:
    done = ask(run)

    assert done.out == (
        "to build on 2026-11-23\n"
        "  2026-05-12  close  old\n"
        "  2026-11-23  build  acme\n"
        "  2026-11-23  build  globex\n"
        "  2026-11-23  build  kvadrat\n"
        "\n"
        "nothing to do yet\n"
        "  2027-05-01  begins  late\n"
    )


def test_the_day_asked_about_counts_and_the_day_of_asking_does_not(run: Run, market: Path) -> None:
    assert ("2027-01-01", "globex", "build") in due(run, "2027-01-01")
    assert ("2027-01-01", "globex", "build") not in due(run, "2026-12-31")
    assert ("2027-01-01", "globex", "build") not in due(run, "2027-01-02", on="2027-01-01")


def test_a_run_off_is_built_and_closed_when_it_is_over(run: Run, market: Path) -> None:
    assert due(run, "2026-05-02", on="2026-05-01") == [("2026-05-02", "old", "build")]
    assert due(run, "2026-05-12", on="2026-05-02") == [("2026-05-12", "old", "close")]
    assert due(run, "2026-05-12", on="2026-05-12") == [("2026-05-12", "old", "close")]


def test_of_several_changes_the_first_stands_there(run: Run, market: Path) -> None:
    assert due(run, "2028-06-01", on="2026-02-01") == [
        ("2026-03-01", "globex", "build"),
        ("2026-05-02", "old", "build"),
        ("2027-05-01", "late", "build"),
        ("2028-01-01", "acme", "close"),
    ]


def test_between_two_grants_the_next_one_comes_before_the_closing(run: Run, market: Path) -> None:
    grants = (
        "{territories: [GE], exclusivity: sole, until: 2026-01-31}, {territories: [GE], exclusivity: sole, from: %s}"
    )
    lay(market, old=f"name: Old\nregion_lock: {{contract: O, grants: [{grants % '2026-12-01'}]}}\n")

    assert due(run, "2026-12-01") == [("2026-12-01", "old", "build")]
    assert due(run, "2026-11-30") == [("2026-02-01", "old", "close")]


def test_a_day_on_which_nothing_changes_says_so(run: Run, market: Path) -> None:
    lay(market, old="name: Old\nstatus: draft\n", late="name: Late\nstatus: draft\n")

    done = ask(run, "--due", DAY)

    assert (done.code, done.out) == (0, "nothing to build: no rights change by 2026-11-23\n")


def test_the_whole_answer_as_json(run: Run, market: Path) -> None:
    told = ask(run, "--due", "2026-12-31", "--emit", "json").out

    assert told == ask(run, "--due", "2026-12-31", "--format", "json").out
    assert json.loads(told) == {
        "version": 1,
        "on": "2026-11-23",
        "due": "2026-12-31",
        "include": [{"brand": "old", "due": "2026-05-12", "do": "close"}],
        "waiting": [{"brand": "late", "from": "2027-05-01"}],
        "problems": [],
    }
    assert json.loads(ask(run, "--emit", "json").out)["due"] is None


def test_github_gets_one_line(run: Run, market: Path) -> None:
    done = ask(run, "--due", "2027-01-01", "--emit", "github")
    none = ask(run, "--due", "2026-01-02", "--emit", "github", on="2026-01-01")

    assert (done.err, done.out) == (
        "",
        '{"include":[{"brand":"old","due":"2026-05-12","do":"close"},'
        '{"brand":"globex","due":"2027-01-01","do":"build"}]}\n',
    )
    assert none.out == '{"include":[]}\n'


def test_gitlab_gets_a_job_to_extend(run: Run, market: Path) -> None:
    done = ask(run, "--due", "2027-01-01", "--emit", "gitlab")
    none = ask(run, "--due", "2026-01-02", "--emit", "gitlab", on="2026-01-01")

    assert yaml.safe_load(done.out) == {
        ".whitelabel-matrix": {
            "parallel": {
                "matrix": [
                    {"BRAND": "old", "DUE": "2026-05-12", "DO": "close"},
                    {"BRAND": "globex", "DUE": "2027-01-01", "DO": "build"},
                ]
            }
        }
    }
    assert yaml.safe_load(none.out) == {".whitelabel-matrix": {}}


def test_slugs_that_yaml_would_take_for_something_else_stay_words(run: Run, market: Path) -> None:
    for slug in ("no", "1e3", "012"):
        folder = market / "brands" / slug
        folder.mkdir()
        (folder / "brand.yaml").write_text(
            f"name: B{slug}\nregion_lock: {{contract: C, grants: [{{territories: [AM], exclusivity: shared, up_to: 9}}]}}\n",
            "utf-8",
        )

    entries = yaml.safe_load(ask(run, "--emit", "gitlab").out)[".whitelabel-matrix"]["parallel"]["matrix"]

    assert {"no", "1e3", "012"} <= {entry["BRAND"] for entry in entries}


@pytest.mark.parametrize("emit", ["github", "gitlab"])
def test_what_is_in_the_way_goes_to_stderr_and_nothing_to_ci(run: Run, market: Path, emit: str) -> None:
    lay(market, acme="name: Acme\nregion_lock: {grants: [{territories: [RU-MWO], exclusivity: sole}]}\n")

    done = ask(run, "--due", "2027-01-01", "--emit", emit)

    assert (done.code, done.out) == (1, "")
    assert "error WL302: 'RU-MWO' is no place" in done.err


@pytest.mark.parametrize("emit", ["github", "gitlab"])
def test_a_folder_whose_name_is_a_script_is_handed_to_nobody(run: Run, market: Path, emit: str) -> None:
    (market / "brands" / "acme").rename(market / "brands" / "${{ x }}")

    done = ask(run, "--emit", emit)

    assert (done.code, done.out) == (1, "")
    assert "${{ x }}" in done.err


def test_more_jobs_than_the_ci_system_takes_are_a_warning(run: Run, market: Path) -> None:
    for number in range(210):
        folder = market / "brands" / f"b{number}"
        folder.mkdir()
        (folder / "brand.yaml").write_text(
            "name: B\nregion_lock: {contract: C, grants: [{territories: [AM], exclusivity: non-exclusive}]}\n", "utf-8"
        )

    gitlab, github = ask(run, "--emit", "gitlab"), ask(run, "--emit", "github")

    assert (gitlab.code, gitlab.err) == (
        0,
        "warning: GitLab takes at most 200 jobs of a matrix, and these are 214; an earlier '--due' has fewer\n",
    )
    assert (github.code, github.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("--due", "2026-01-01"),
            "error: '--due' 2026-01-01 is before 2026-11-23, the day that is asked on\n"
            "  hint: name a later day, or an earlier '--on'\n",
        ),
        (
            ("--due", "soon"),
            "error: invalid value for '--due': 'soon' is no day; one such as 2026-03-01 was wanted\n"
            "  hint: 'whitelabel matrix --help' tells what it takes\n",
        ),
        (
            ("--audience", "partner"),
            "error: 'whitelabel matrix' names every brand and is for the vendor alone\n"
            "  hint: 'whitelabel territories statement --brand SLUG' tells a partner its own rights\n",
        ),
    ],
)
def test_a_wrong_command_line_is_told_what_is_right(run: Run, market: Path, words: tuple[str, ...], told: str) -> None:
    done = ask(run, *words)

    assert (done.code, done.out, done.err) == (2, "", told)


def test_without_a_project_there_is_nothing_to_build(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    done, emitted = run("matrix"), run("matrix", "--emit", "github")

    assert (done.code, done.out.splitlines()[0].partition(":")[0]) == (1, "error WL190")
    assert (emitted.code, emitted.out) == (1, "")

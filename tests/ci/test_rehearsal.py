"""CI rehearsed: a repository with three commits, the matrix after each, shards on machines of their own, and a full build to compare."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.ci.steps import read, run_step
from tests.disk.bundles import contents
from tests.repository import commit, git
from tests.shop import brand, logo, write
from whitelabel import pipeline
from whitelabel.cli import main
from whitelabel.package.order import Order

DAY = datetime.date(2026, 11, 23)
ROW = ("v1", "v2", "v3", "v4")

Handed = dict[str, dict[str, bytes]]
"""Files that were handed over, by brand."""


def full(root: Path, out: Path) -> Handed:
    """What a build of all brands makes, from nothing."""
    pipeline.build(root, on=DAY, out=out, archive=Order())
    files = contents(out / "artifacts")
    brands = [path.name for path in out.iterdir() if (path / "manifest.json").is_file()]
    return {slug: _of(slug, files) for slug in brands}


def _of(slug: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """What of some artifacts is one brand's."""
    return {name: data for name, data in files.items() if name.startswith(f"{slug}-")}


@pytest.mark.soak
@pytest.mark.usefixtures("kept_pictures")
def test_what_shards_hand_over_is_what_a_full_build_makes(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    commit(shop, "v1")
    handed = full(shop, tmp_path / "first")
    assert set(handed) == {"acme", "beta", "delta", "gamma"}
    listed: list[list[str]] = []
    changes: tuple[Callable[[], None], ...] = (_new_brand, _colour, _grants)
    for number, change in enumerate(changes, 1):
        change()
        commit(shop, ROW[number])
        capsys.readouterr()
        words = ("--since", ROW[number - 1], "--shards", "3", "--on", DAY.isoformat(), "--emit", "github")
        assert main(["matrix", *words]) == 0
        shards = json.loads(capsys.readouterr().out)["include"]
        assert len(shards) <= 3
        for shard in shards:
            machine = tmp_path / f"machine {number} {shard['name']}"
            git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{shop}", str(machine))
            for task in shard["tasks"].split():
                _, day, slug = task.split(":")
                pipeline.build(machine, [slug], on=datetime.date.fromisoformat(day), archive=Order())
                handed[slug] = _of(slug, contents(machine / "build/artifacts"))
                shutil.rmtree(machine / "build/artifacts")
        listed.append(sorted(slug for shard in shards for slug in shard["brands"]))
        assert handed == full(shop, tmp_path / f"full {number}")

    # A new name is looked for in every bundle.
    assert listed == [["acme", "beta", "delta", "epsilon", "gamma"], ["beta"], ["delta"]]


def _new_brand() -> None:
    write(Path(), "brands/epsilon/brand.yaml", brand("epsilon", ground="FR"))
    write(Path(), "brands/epsilon/logo.svg", logo("epsilon"))


def _colour() -> None:
    write(Path(), "brands/beta/brand.yaml", brand("beta", 'colors: {primary: "#123456"}'))


def _grants() -> None:
    write(Path(), "brands/delta/brand.yaml", brand("delta", ground="RU-MOW, RU-SPE"))


# ── The workflow itself ───────────────────────────────────────────────────────────────────────────────────────────

_GH = """\
#!/bin/bash
[[ " $* " == *" --workflow whitelabel.yaml --branch main --status success "* ]] || exit 1
echo "$LAST_BUILT"
"""


class Runner:
    """Runs the scripts of the workflow for one commit, each job in a checkout of its own."""

    def __init__(self, repository: Path, home: Path, programs: Path) -> None:
        self.repository, self.home, self.programs = repository, home, programs
        self.workflow = read(repository / ".github/workflows/whitelabel.yaml")
        self.jobs = 0

    def __call__(self, checkout: Path, job: str, name: str, **expressions: str) -> tuple[dict[str, str], str]:
        temp = checkout.parent / f"{checkout.name} temp"
        temp.mkdir(exist_ok=True)
        given = {
            "github.ref_name": "main",
            "github.event_name": "push",
            "github.token": "none",
            "github.repository": "vendor/shop",
            "github.event.pull_request.base.sha": "",
            "runner.temp": str(temp),
        }
        code, outputs, said = run_step(
            *(self.workflow, job, name),
            checkout=checkout,
            temp=temp,
            programs=self.programs,
            expressions={**given, **expressions},
        )
        assert code == 0, said
        return outputs, said

    def checkout(self) -> Path:
        self.jobs += 1
        place = self.home / f"job {self.jobs}"
        git(self.home, "clone", "--quiet", f"file://{self.repository}", str(place))
        return place

    def matrix(self) -> list[dict[str, Any]]:
        """The jobs that follow."""
        place = self.checkout()
        base, _ = self(place, "matrix", "Find the last commit of which all was built")
        told, _ = self(place, "matrix", "List the brands", **{"steps.base.outputs.base": base["base"]})
        include = json.loads(told["matrix"])["include"]
        assert told["any"] == str(bool(include)).lower()
        assert isinstance(include, list)
        return include

    def build(self, shard: Mapping[str, Any]) -> tuple[Handed, str]:
        """What a job hands over, and what it says."""
        place = self.checkout()
        _, said = self(place, "build", "Build", **{"matrix.tasks": shard["tasks"]})
        handover = place.parent / f"{place.name} temp" / "handover"
        assert sorted(path.name for path in handover.iterdir()) == shard["brands"]
        return {slug: contents(handover / slug) for slug in shard["brands"]}, said


@pytest.mark.soak
def test_the_workflow_hands_over_what_a_full_build_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None]
) -> None:
    repository, programs = tmp_path / "repository", tmp_path / "programs"
    project = repository / "products/shop"
    programs.mkdir()
    (programs / "gh").write_text(_GH, "utf-8")
    (programs / "gh").chmod(0o755)
    (programs / "whitelabel").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m whitelabel "$@"\n', "utf-8")
    (programs / "whitelabel").chmod(0o755)
    repository.mkdir()
    git(repository, "init", "--quiet", "--initial-branch=main")
    assert main(["init", str(project)]) == main(["init", str(project), "--ci", "github"]) == 0
    commit(repository, "v1", _today())
    runner = Runner(repository, tmp_path, programs)
    brands = project / "brands"

    handed: Handed = {}
    counts: list[list[str]] = []
    last = ""
    changes = (lambda: None, lambda: _one_more(project), lambda: _recoloured(brands), lambda: _commented(brands))
    for number, change in enumerate(changes):
        change()
        if number:
            commit(repository, ROW[number], _today())
        monkeypatch.setenv("LAST_BUILT", last)
        shards = runner.matrix()
        for shard in shards:
            made, said = runner.build(shard)
            handed |= made
            others = {path.name for path in brands.iterdir()} - set(shard["brands"])
            assert not [other for other in others if other in said.lower()]
        counts.append(sorted(slug for shard in shards for slug in shard["brands"]))
        last = git(repository, "rev-parse", "HEAD").strip()
        if shards:
            assert {slug: _archive(files) for slug, files in handed.items()} == _all_archives(project, tmp_path / last)
    assert counts == [["halden", "marisol"], ["halden", "marisol", "verano"], ["halden"], []]

    (repository / ".github/whitelabel.txt").write_text("whitelabel==99\n", "utf-8")
    commit(repository, "v5", _today())
    monkeypatch.setenv("LAST_BUILT", last)
    assert len(runner.matrix()) == 3
    record_property("counted", ("jobs of the workflow rehearsed", runner.jobs))


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _one_more(project: Path) -> None:
    (project / "verano.svg").write_text(logo("verano").replace("#0a5cff", "#7a1fa2"), "utf-8")
    words = ("--name", "Verano", "--logo", str(project / "verano.svg"), "--territory", "FR", "--contract", "V-1")
    assert main(["-C", str(project), "new", "verano", *words]) == 0
    (project / "verano.svg").unlink()
    text = (project / "brands/verano/brand.yaml").read_text("utf-8")
    text = text.replace("status: draft", "status: live").replace("# domain:", "domain:")
    (project / "brands/verano/brand.yaml").write_text(text, "utf-8")


def _recoloured(brands: Path) -> None:
    text = (brands / "halden/brand.yaml").read_text("utf-8")
    assert "#1f5f8b" in text
    (brands / "halden/brand.yaml").write_text(text.replace("#1f5f8b", "#1f5f6b"), "utf-8")


def _commented(brands: Path) -> None:
    text = (brands / "halden/brand.yaml").read_text("utf-8")
    (brands / "halden/brand.yaml").write_text("# Again.\n" + text, "utf-8")


def _archive(files: Mapping[str, bytes]) -> bytes:
    (found,) = [data for name, data in files.items() if name.endswith(".zip")]
    return found


def _all_archives(project: Path, out: Path) -> dict[str, bytes]:
    command = [sys.executable, "-m", "whitelabel", "build", "--archive", "--format", "json", "--out", str(out)]
    env = {name: value for name, value in os.environ.items() if name != "GITHUB_WORKSPACE"}
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True, env=env)
    return {one["brand"]: Path(one["archive"]).read_bytes() for one in json.loads(done.stdout)["brands"]}


@pytest.mark.soak
def test_gitlabs_job_hands_over_what_a_full_build_makes(tmp_path: Path) -> None:
    project = tmp_path / "shop"
    assert main(["init", str(project), "--ci", "gitlab"]) == 0
    commit(project, "v1")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "whitelabel").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m whitelabel "$@"\n', "utf-8")
    (programs / "whitelabel").chmod(0o755)
    parent, job = read(project / ".gitlab-ci.yml"), read(project / ".gitlab/whitelabel.yaml")[".whitelabel"]
    env = {name: value for name, value in os.environ.items() if not name.startswith("CI_")}
    env |= {"PATH": f"{programs}:{env['PATH']}", "CI_PROJECT_DIR": str(project), "CI_PIPELINE_SOURCE": "push"}

    def run(script: Sequence[str], **variables: str) -> int:
        # GitLab's runner stops at the first line that fails.
        command = ["sh", "-ec", "\n".join(script)]
        return subprocess.run(
            command, cwd=project, env={**env, **variables}, check=False, capture_output=True
        ).returncode

    assert run(parent["matrix"]["script"]) == 0
    jobs = read(project / "brands.yaml")
    assert set(jobs) == {"stages", ".whitelabel", "brands halden", "brands marisol"}
    for name in ("halden", "marisol"):
        assert run(job["script"], **jobs[f"brands {name}"]["variables"]) == 0
    handed = {path.name: _archive(contents(path)) for path in (project / "handover").iterdir()}
    assert handed == _all_archives(project, tmp_path / "full")

    assert run(parent["remember"]["script"], CI_COMMIT_SHA=git(project, "rev-parse", "HEAD").strip()) == 0
    assert run(parent["matrix"]["script"]) == 0
    assert set(read(project / "brands.yaml")) == {"stages", ".whitelabel", "nothing to build"}
    assert run(job["script"], TASKS="build:2026-11-30:nobody build:2026-11-30:halden") == 1
    assert sorted(path.name for path in (project / "handover").iterdir()) == ["halden", "marisol"]

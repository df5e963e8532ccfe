"""The hook for pre-commit, tried as its users would: on this checkout, in a project of theirs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.repository import commit
from whitelabel.cli import main


def test_it_runs_for_what_a_project_is_made_of() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert (hook["entry"], hook["language"], hook["pass_filenames"]) == ("whitelabel check", "python", False)
    wanted = re.compile(hook["files"])
    for path in (
        "whitelabel.yaml",
        "products/shop/brands/acme/logo.svg",
        "contracts/acme.yaml",
        "base_theme/theme.yaml",
    ):
        assert wanted.search(path), path
    for path in ("README.md", "src/whitelabel.yaml.txt", "docs/brands.png"):
        assert not wanted.search(path), path


@pytest.mark.soak
def test_pre_commit_tells_what_check_tells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "shop"
    assert main(["init", str(project)]) == 0
    text = (project / "brands/marisol/brand.yaml").read_text("utf-8")
    (project / "brands/marisol/brand.yaml").write_text(text.replace("ES-VC", "ES-VZ"), "utf-8")
    commit(project, "v1")
    monkeypatch.chdir(project)
    capsys.readouterr()
    assert main(["check"]) == 1
    told = [line.partition(" · ")[0] for line in capsys.readouterr().out.splitlines() if line]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "VIRTUAL_ENV"))}
    env |= {"PRE_COMMIT_HOME": str(tmp_path / "pre-commit"), "NO_COLOR": "1"}

    command = [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "whitelabel", "--all-files"]
    done = subprocess.run(command, cwd=project, env=env, capture_output=True, text=True, check=False)

    said = [line.partition(" · ")[0] for line in done.stdout.splitlines() if line]
    assert done.returncode == 1, done.stdout + done.stderr
    assert said[said.index("- hook id: whitelabel") :] == ["- hook id: whitelabel", "- exit code: 1", *told]
    assert "error WL302: 'ES-VZ' is no place" in done.stdout

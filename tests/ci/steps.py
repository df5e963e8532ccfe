"""Steps of a workflow of GitHub's, run as a runner runs them: the scripts alone, with the environment that they are given."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_HIDDEN = ("GITHUB_", "RUNNER_", "CI_", "WHITELABEL", "_WHITELABEL")


def read(place: Path) -> dict[str, Any]:
    """A file of YAML as it is meant there: `on` is a key."""
    found = yaml.load(place.read_text("utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(found, dict)
    return found


def step_of(workflow: Mapping[str, Any], job: str, name: str) -> dict[str, Any]:
    """The one step of a job that has this name."""
    (found,) = [step for step in workflow["jobs"][job]["steps"] if step.get("name") == name]
    assert isinstance(found, dict)
    return found


def run_step(
    workflow: Mapping[str, Any],
    job: str,
    name: str,
    *,
    checkout: Path,
    temp: Path,
    programs: Path,
    expressions: Mapping[str, str],
) -> tuple[int, dict[str, str], str]:
    """Run the script of a step.

    Args:
        checkout: Where the repository stands.
        temp: A folder of the runner's own.
        programs: A folder of programs that are found first.
        expressions: What each expression stands for that the step's environment names; any other is a mistake.

    Returns:
        The exit code, the step's outputs, and what it printed.
    """
    step = step_of(workflow, job, name)
    given = {
        key: _EXPRESSION.sub(lambda found: expressions[found[1]], text) for key, text in step.get("env", {}).items()
    }
    outputs = temp / "outputs"
    outputs.write_text("", "utf-8")
    env = {key: value for key, value in os.environ.items() if not key.startswith(_HIDDEN)}
    env |= given | {
        "PATH": f"{programs}:{env['PATH']}",
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_WORKSPACE": str(checkout),
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    folder = checkout / workflow["defaults"]["run"]["working-directory"]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(
        command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    told = dict(line.split("=", 1) for line in outputs.read_text("utf-8").splitlines())
    return done.returncode, told, done.stdout

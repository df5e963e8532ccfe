"""A git repository of a test's own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_WHO = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A vendor"), ("EMAIL", "vendor@kvadrat.example"))
}


def git(folder: Path, *words: str, day: str = "2026-11-20") -> str:
    """What git says; whatever the machine's own settings are, and nothing of them."""
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        **_WHO,
        **{"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"},
    }
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout


def commit(folder: Path, tag: str, day: str = "2026-11-20") -> None:
    """Keep all that stands in a folder under a tag; a repository is made where there is none."""
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
        (folder / ".gitignore").write_text("build/\n", "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", tag, day=day)
    git(folder, "tag", tag)

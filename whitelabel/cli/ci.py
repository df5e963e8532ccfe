"""The files that have a CI system check, build and hand over a project's brands, as `init --ci` writes them.

WL196: a project lies where no CI file can name it
    The way from the repository's root to the project goes into scripts, so that it may hold nothing but ASCII letters, digits, dots,
    hyphens, underscores and slashes. Move the project, or write the CI files by hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from whitelabel import __version__
from whitelabel.problem import Problem, error

System = Literal["github", "gitlab"]
SYSTEMS: tuple[System, ...] = ("github", "gitlab")

BRANDS_A_JOB = 4
"""Brands that a job of GitHub's hands over at most, a step each."""

_FORMS = Path(__file__).parent / "starter_ci"
_WAY = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
_ORDINALS = ("first", "second", "third", "fourth")

# Digests of commits, as found in several repositories that pin the same versions.
PYTHON = "actions/setup-python@a26af69be951a213d495a4c3e4e4022e16d87065 # v5.6.0"
_UPLOAD = "actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2"
_DOWNLOAD = "actions/download-artifact@d3f86a106a0bac45b974a628896c90dbdf5c8093 # v4.3.0"
_ATTEST = "actions/attest-build-provenance@977bb373ede98d70efdf65b84cb5f73e068dcc2a # v3.0.0"
_IMAGE = "python:3.13-bookworm@sha256:07bf1bd38e191e3ed18b5f3eb0006d5ab260cb8c967f49d3bf947e5c2e44d8a9"


@dataclass(frozen=True, slots=True)
class Tool:
    """How a workflow of GitHub's comes by this program.

    Attributes:
        steps: Steps of a job, as YAML.
        changed: Files that say which version of it that is, as a shell has them.
    """

    steps: str
    changed: tuple[str, ...]


_PINNED = Tool(
    f"""\
      - uses: {PYTHON}
        with:
          python-version: "3.13"
      - name: Install whitelabel
        working-directory: ${{{{ github.workspace }}}}
        run: python -m pip install --disable-pip-version-check --requirement .github/whitelabel.txt""",
    ("$GITHUB_WORKSPACE/.github/whitelabel.txt", "$GITHUB_WORKSPACE/.github/workflows/whitelabel.yaml"),
)


def files(system: System, within: str) -> dict[str, bytes] | Problem:
    """What a CI system reads, by path from the repository's root.

    Args:
        system: Whose.
        within: What leads from there to the project; ``.`` where it is the root.
    """
    if within != "." and (not _WAY.fullmatch(within) or within.startswith("-")):
        return error("WL196", f"'{within}' can't be named in a CI file", hint="move the project to a plainer path")
    pin = f"# With digests too: uv pip compile --generate-hashes\nwhitelabel=={__version__}\n".encode()
    if system == "github":
        return {
            ".github/workflows/whitelabel.yaml": workflow(within).encode(),
            ".github/whitelabel.txt": pin,
        }
    return {
        ".gitlab-ci.yml": _filled("gitlab", _gitlab(within)).encode(),
        ".gitlab/whitelabel.yaml": _filled("gitlab_brands", _gitlab(within)).encode(),
        ".gitlab/whitelabel.txt": pin,
    }


def workflow(within: str = ".", tool: Tool = _PINNED) -> str:
    """The workflow of GitHub's.

    Args:
        within: What leads from the repository's root to the project.
        tool: How it comes by this program.
    """
    return _filled(
        "github",
        {
            "within": within,
            "install": tool.steps,
            "changed": "\n".join(f'            --or-changed "{place}"' for place in tool.changed),
            "handover": "\n".join(map(_handover, range(BRANDS_A_JOB))),
            "attest": "\n".join(map(_attest, range(BRANDS_A_JOB))),
        },
    )


def _gitlab(within: str) -> dict[str, str]:
    return {
        "within": within,
        "image": _IMAGE,
        "store": "build/.store" if within == "." else f"{within}/build/.store",
        "changed": '--or-changed "$CI_PROJECT_DIR/.gitlab" --or-changed "$CI_PROJECT_DIR/.gitlab-ci.yml"',
    }


def _filled(form: str, values: Mapping[str, str]) -> str:
    text = (_FORMS / f"{form}.yaml").read_text("utf-8")
    return re.sub("%([a-z]+)%", lambda found: values[found[1]], text)


def _handover(place: int) -> str:
    slug = f"matrix.brands[{place}]"
    return f"""\
      - name: Hand over the {_ORDINALS[place]} brand
        if: ${{{{ !cancelled() && {slug} }}}}
        uses: {_UPLOAD}
        with:
          name: ${{{{ {slug} }}}}
          path: ${{{{ runner.temp }}}}/handover/${{{{ {slug} }}}}
          if-no-files-found: error
          retention-days: ${{{{ github.event_name == 'pull_request' && 7 || 90 }}}}"""


def _attest(place: int) -> str:
    slug, folder = f"matrix.brands[{place}]", _ORDINALS[place]
    return f"""\
      - name: Take the {folder} brand
        if: ${{{{ !cancelled() && {slug} }}}}
        uses: {_DOWNLOAD}
        with:
          name: ${{{{ {slug} }}}}
          path: {folder}
      - name: Attest the {folder} brand
        if: ${{{{ !cancelled() && {slug} }}}}
        uses: {_ATTEST}
        with:
          subject-path: {folder}/*"""

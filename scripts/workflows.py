"""Writes this project's own workflow for its demo: what `whitelabel init --ci github` gives others, but for how it comes by the tool."""

from __future__ import annotations

from pathlib import Path

from whitelabel.cli.ci import PYTHON, Tool, workflow

PLACE = Path(__file__).resolve().parents[1] / ".github/workflows/whitelabel.yaml"

TOOL = Tool(
    f"""\
      - uses: {PYTHON}
        with:
          python-version: "3.13"
      - name: Make whitelabel
        run: |
          make .venv/.run
          echo "$PWD/.venv/bin" >> "$GITHUB_PATH\"""",
    ("whitelabel", "requirements/run.txt", "$GITHUB_WORKSPACE/.github/workflows/whitelabel.yaml"),
)
"""The tool is what lies beside the demo: where it changes, all brands are built anew."""


def own_workflow() -> str:
    """The workflow's text."""
    return workflow(".", TOOL)


if __name__ == "__main__":
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(own_workflow(), "utf-8")

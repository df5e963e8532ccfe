"""`whitelabel schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from whitelabel.cli.schema import KINDS
from whitelabel.load import schema


class _Editor(yaml.SafeLoader):
    """Types scalars as editors do: by YAML 1.2's core schema, in which a date is text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the base class wants it so
        first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def test_the_kinds_are_those_that_there_are_schemas_for() -> None:
    assert KINDS == schema.KINDS


@pytest.mark.parametrize(
    ("kind", "files"),
    [("brand", "brands/*/brand.yaml"), ("theme", "base_theme/theme.yaml"), ("project", "whitelabel.yaml")],
)
def test_an_editor_finds_the_starter_s_files_valid(run: Any, starter: Path, kind: str, files: str) -> None:
    printed = json.loads(run("schema", kind).out)

    jsonschema.Draft7Validator.check_schema(printed)
    assert json.loads((starter / ".schema" / f"{kind}.json").read_text("utf-8")) == printed
    for file in starter.glob(files):
        text = file.read_text("utf-8")
        jsonschema.Draft7Validator(printed).validate(yaml.load(text, Loader=_Editor))  # noqa: S506 - a SafeLoader
        named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / named).resolve() == starter / ".schema" / f"{kind}.json"

"""`whitelabel explain`."""

from __future__ import annotations

import json
from typing import Any

from whitelabel.cli.codes import all_codes


def test_a_code_is_told_in_the_words_of_its_module(run: Any) -> None:
    done = run("explain", "wl005")

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "WL005: a key is not a word\n"
        "\n"
        "A key is a list or a map; only words are taken as keys. A value that begins with `{` or `[` stands in quotes when\n"
        'text is meant: `title: "{brand} at work"`.\n'
    )


def test_without_a_code_all_are_listed_once(run: Any) -> None:
    lines = run("explain").out.splitlines()

    codes = [line.split("  ")[0] for line in lines]
    assert codes == sorted({code.code for code in all_codes()})
    assert "WL190  no project was found" in lines


def test_codes_in_json(run: Any) -> None:
    assert json.loads(run("explain", "WL190", "--format", "json").out) == {
        "version": 1,
        "codes": [
            {
                "code": "WL190",
                "title": "no project was found",
                "text": (
                    "A project is a folder that holds `whitelabel.yaml`. Commands look for it in the folder in which "
                    "they are run and in\nevery folder above; `-C DIR` begins at another. `whitelabel init` makes a "
                    "project."
                ),
            }
        ],
        "problems": [],
    }

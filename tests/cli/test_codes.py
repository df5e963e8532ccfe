"""Every code is explained, once, by who uses it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from whitelabel.cli.codes import PACKAGE, Code, all_codes, sections


def _used() -> dict[str, set[str]]:
    """Code → the modules in whose source it stands as a text of its own."""
    found: dict[str, set[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"WL\d{3}", node.value):
                found.setdefault(node.value, set()).add(file.relative_to(PACKAGE).as_posix())
    return found


def test_every_code_that_is_used_is_explained() -> None:
    explained = {code.code for code in all_codes()}

    assert {code: modules for code, modules in _used().items() if code not in explained} == {}


def test_every_code_that_is_explained_is_used() -> None:
    used = _used()

    assert [code for code in all_codes() if code.code not in used] == []


def test_a_code_has_one_meaning() -> None:
    titles: dict[str, set[str]] = {}
    for code in all_codes():
        titles.setdefault(code.code, set()).add(code.title)

    assert {code: told for code, told in titles.items() if len(told) > 1} == {}


def test_a_section_ends_before_the_next_one() -> None:
    docstring = "Reads.\n\nProse.\n\nWL001: too big: 4 MB\n    At most.\n\n    Cut it.\nWL002: no text\n    WL001 comes first.\n"

    assert sections(docstring, "a.py") == [
        Code("WL001", "too big: 4 MB", "At most.\n\nCut it.", "a.py"),
        Code("WL002", "no text", "WL001 comes first.", "a.py"),
    ]


def test_sections_are_found_without_running_the_module(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.py").write_text('"""A.\n\nWL002: b\n"""\nraise SystemExit\n', "utf-8")
    (tmp_path / "z.py").write_text('"""Z.\n\nWL001: a\nas it is\n"""\n\ndef f():\n    """WL003: no"""\n', "utf-8")

    assert all_codes(tmp_path) == [Code("WL001", "a", "as it is", "z.py"), Code("WL002", "b", "", "room/a.py")]

"""One brand's mistakes are its own; the vendor's are everyone's."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.kept import KEPT
from whitelabel.check import check
from whitelabel.disk.tree import Tree
from whitelabel.load import load
from whitelabel.model import Resolved
from whitelabel.problem import Problem
from whitelabel.resolve import resolve

PROJECT = Path(__file__).parents[1] / "project"
FILES = {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in PROJECT.rglob("*") if path.is_file()}
ACME = "brands/acme/brand.yaml"


def look(changes: dict[str, bytes | None], chosen: tuple[str, ...] = ()) -> tuple[Resolved | None, list[Problem]]:
    """What load, resolve and check make of the project with some files changed."""
    files = {path: data for path, data in {**FILES, **changes}.items() if data is not None}
    problems: list[Problem] = []
    project = load(Tree.of(files), chosen, problems)
    if project is None:
        return None, problems
    resolved = resolve(project, chosen, datetime.date(2026, 11, 23), problems, remember=KEPT.remember)
    check(resolved, problems)
    return resolved, problems


@pytest.mark.parametrize(
    "broken",
    [b"name: Acme\nlogo: x.svg\nstatus: draft\n", b"status: draft", FILES[ACME] + b"tokens: {radius.crad: 1px}\n", FILES[ACME].replace(b"#8a1c1c", b"#zz"),
     FILES[ACME] + b"texts: {en: {home.titel: x}}\n", FILES[ACME].replace(b"[en]", b"[fr]"),
     FILES[ACME] + b"tokens: {color.ink: white}\n"],
)  # fmt: skip
def test_a_broken_brand_changes_nothing_for_the_others(broken: bytes) -> None:
    whole, none = look({})
    found, problems = look({ACME: broken})
    assert none == [] and whole is not None and found is not None
    assert problems and all(problem.brands == ("acme",) for problem in problems)
    assert found.brands["north"] == whole.brands["north"]


@pytest.mark.parametrize(
    "broken",
    [b"nmae: Acme", b"- x", b"\xff", b"[", b"name: Acme\nlogo: logo.svg\n", None,
     FILES[ACME].replace(b"draft", b"drfat"), FILES[ACME].replace(b"draft", b"live") + b"region_lock: {grants: []}\n",
     FILES[ACME].replace(b"draft", b"live") + b"region_lock: {grants: [{territories: ZZ, exclusivity: sole}]}\n"],
)  # fmt: skip
@pytest.mark.parametrize("chosen", [(), ("north",)])
def test_a_brand_whose_rights_cannot_be_read_rejects_all(broken: bytes | None, chosen: tuple[str, ...]) -> None:
    found, problems = look({ACME: broken}, chosen)
    assert found is not None and found.rights.hidden == {"acme"}
    hidden = [problem for problem in problems if problem.code == "WL316"]
    assert len(hidden) == 1 and hidden[0].brands == () and hidden[0].span and hidden[0].span.path == ACME


@pytest.mark.parametrize(
    "changes",
    [
        {"base_theme/theme.yaml": b"["},
        {"base_theme/tokens.json": b"{"},
        {"base_theme/locales/ru.yaml": b"home: {title: '{'}"},
        {"base_theme/templates/pages/home.html.j2": b"{{ nobody }}"},
        {"base_theme/assets/site.css": b"a { b: url(nothing.png) }"},
        {"base_theme/assets/site.css": None},
        {"whitelabel.yaml": b"vendor: {}"},
    ],
)
def test_a_mistake_of_the_vendor_is_of_no_brand_so_that_it_rejects_all(changes: dict[str, bytes | None]) -> None:
    _, problems = look(changes)
    assert any(problem.is_error and not problem.brands for problem in problems)


def test_a_chosen_brand_is_resolved_alone() -> None:
    found, problems = look({ACME: FILES[ACME].replace(b"#8a1c1c", b"#zz")}, ("north",))
    assert found is not None and list(found.brands) == ["north"] and problems == []


def test_every_problem_has_a_message_and_a_hint_in_the_manner_of_the_house() -> None:
    _, problems = look({ACME: b"nmae: Acme\nlogo: [x]\nstatus: lvie\ncolors: 3\n"})
    for problem in problems:
        assert problem.message[0] in "'" or problem.message[0].islower()
        assert not problem.message.endswith(".") and "  " not in problem.message

"""The plan: one writer a path, nothing forgotten in a key, nothing in it that changes no byte."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping

import pytest

from tests.render.small import FILES, KINDS, plans, resolved
from whitelabel import render
from whitelabel.model import Action, BrandPlan, Desk, Kind
from whitelabel.plan import plan
from whitelabel.problem import Problem, Span
from whitelabel.run import run
from whitelabel.run.store import Store


def faults(*outputs: str) -> list[str]:
    """What is said of a bundle with these paths, each asked for by somebody else."""

    def planned(desk: Desk) -> list[Action]:
        return [
            Action("made", "1", (), str(number), (path,), Span("theme.yaml", number))
            for number, path in enumerate(outputs, 1)
        ]

    problems: list[Problem] = []
    kind = Kind("made", 1, planned, lambda action, read: (b"",))
    made = list(plan(resolved(None, problems), [], [kind], problems))
    assert bool(made) == (not problems)
    assert all(problem.brands == ("acme",) for problem in problems)
    return [f"{problem.code} {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    ("outputs", "told"),
    [
        (("a", "a"), "WL701 two sources write 'a'"),
        (("site/A.txt", "site/a.txt"), "WL701 'site/a.txt' and 'site/A.txt' differ by case alone"),
        (("site/e\u0301", "site/\u00e9"), "WL701 'site/\u00e9' and 'site/e\u0301' differ by case alone"),
        (
            ("site/ru", "site/ru/home/index.html"),
            "WL701 'site/ru/home/index.html' needs a folder where 'site/ru' is a file",
        ),
        (("a/b/c/d", "A"), "WL701 'a/b/c/d' needs a folder where 'A' is a file"),
        (("site/con",), "WL702 'site/con' holds 'con', a device name on Windows"),
        (("site/NUL.svg",), "WL702 'site/NUL.svg' holds 'NUL.svg', a device name on Windows"),
        (("site/com1 .txt",), "WL702 'site/com1 .txt' holds 'com1 .txt', a device name on Windows"),
        (("site/a./b",), "WL702 'site/a./b' holds a name that ends in a dot or a space"),
        (("site/../a",), "WL702 'site/../a' holds a name that ends in a dot or a space"),
        (("site//a",), "WL702 'site//a' holds a name that ends in a dot or a space"),
        (("site/a?b",), "WL702 'site/a?b' holds a character that some systems refuse"),
        (("site/a\nb",), "WL702 'site/a\nb' holds a character that some systems refuse"),
        (("site/" + "é" * 128,), f"WL702 'site/{'é' * 128}' holds a name of more than 255 bytes"),
        (("site/\udcff",), "WL702 'site/\udcff' holds a name that is no UTF-8"),
    ],
)
def test_a_path_that_can_not_be_written_once_everywhere_is_refused(outputs: tuple[str, ...], told: str) -> None:
    assert faults(*outputs) == [told]


def test_paths_that_only_look_alike_are_let_be() -> None:
    assert faults("site/console", "site/a", "site/ab", "site/a.b/c", "site/" + "x" * 255, "site/Büro 1.svg") == []


def test_the_same_bytes_for_one_path_asked_for_twice_are_no_conflict() -> None:
    def planned(desk: Desk) -> list[Action]:
        return [Action("made", "1", (), "", ("a",)), Action("made", "1", (), "", ("a",))]

    problems: list[Problem] = []
    kind = Kind("made", 1, planned, lambda action, read: (b"",))
    assert len(list(plan(resolved(None, problems), [], [kind], problems))) == 1
    assert problems == []


def test_a_static_file_where_a_page_goes_is_refused_with_both_places() -> None:
    problems: list[Problem] = []
    sound = resolved({"base_theme/static/index.html": "x", "base_theme/static/en": "x"}, problems)
    assert list(plan(sound, render.SHARED, render.OWN, problems)) == []
    page = Span("base_theme/theme.yaml", 5, 3, 4)
    needs = "'{}' needs a folder where 'site/en' is a file"
    assert [(found.message, found.span, [other.span for other in found.related]) for found in problems] == [
        ("two sources write 'site/index.html'", page, [Span("base_theme/static/index.html")]),
        (needs.format("site/en/og.png"), Span("brands/acme/brand.yaml", 3, 7, 8), [Span("base_theme/static/en")]),
        (needs.format("site/en/home/index.html"), page, [Span("base_theme/static/en")]),
        (needs.format("site/en/index.html"), page, [Span("base_theme/static/en")]),
    ]


def test_a_damaged_font_rejects_the_brand_with_its_place() -> None:
    brand = FILES["brands/acme/brand.yaml"] + "fonts: {body: x.woff2}\n"
    theme = FILES["base_theme/theme.yaml"] + "fonts: {body: {family: Arial, fallback: sans-serif}}\n"
    problems: list[Problem] = []
    changes = {"brands/acme/brand.yaml": brand, "brands/acme/x.woff2": "wOF2 broken", "base_theme/theme.yaml": theme}
    assert list(plan(resolved({**changes}, problems), render.SHARED, render.OWN, problems)) == []
    assert [(found.code, found.span and found.span.path, found.brands) for found in problems] == [
        ("WL524", "brands/acme/brand.yaml", ("acme",))
    ]


def keys(made: BrandPlan) -> dict[str, str]:
    return {path: action.key for action in made.actions for path in action.outputs}


CHANGES: Mapping[str, dict[str, str]] = {
    "a name": {"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"].replace("name: Acme", "name: Acm")},
    "a domain": {"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"].replace("domain: acme", "domain: acne")},
    "a colour": {"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + "colors: {primary: red}\n"},
    "a text": {"base_theme/locales/en.yaml": FILES["base_theme/locales/en.yaml"].replace("Start", "Go")},
    "a language": {"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"] + "locales: [en-GB]\n"},
    "a template": {"base_theme/templates/pages/home.html.j2": "{{ brand.name }}"},
    "an e-mail": {"base_theme/templates/emails/welcome.txt.j2": "x"},
    "a placeholder": {"base_theme/theme.yaml": FILES["base_theme/theme.yaml"].replace("{{ %s }}", "*|%s|*")},
    "a logo": {"brands/acme/logo.svg": FILES["brands/acme/logo.svg"].replace("0a5cff", "0a5cfe")},
    "a token": {"base_theme/tokens.json": FILES["base_theme/tokens.json"].replace("[0, 0, 1]", "[0, 0, 0.5]")},
    "a static file": {"base_theme/static/a.txt": "x"},
    "a style sheet": {"base_theme/assets/a.css": "a{}"},
    "a status": {"brands/acme/brand.yaml": FILES["brands/acme/brand.yaml"].replace("status: live", "status: draft")},
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_bytes_changes_the_key(change: str) -> None:
    assert plans({**CHANGES[change]})["acme"].key != plans()["acme"].key


@pytest.mark.parametrize("path", ["brands/acme/brand.yaml", "base_theme/theme.yaml", "base_theme/locales/en.yaml"])
def test_a_comment_and_the_lines_it_shifts_change_no_key(path: str) -> None:
    commented = "# one\n\n\n" + FILES[path].replace("\n", "   # two\n", 1)
    made = plans({path: commented})["acme"]
    assert made.key == plans()["acme"].key
    assert keys(made) == keys(plans()["acme"])


def test_a_key_holds_everything_of_an_action_but_its_outputs_and_origin() -> None:
    action = Action("page", "1", (("file", "00"),), "{}", ("a",), Span("a"))
    same = dataclasses.replace(action, outputs=("b",), origin=Span("b"))
    others = [
        dataclasses.replace(action, kind="other"),
        dataclasses.replace(action, version="2"),
        dataclasses.replace(action, inputs=(("file", "01"),)),
        dataclasses.replace(action, inputs=(("other", "00"),)),
        dataclasses.replace(action, params="{ }"),
    ]
    assert same.key == action.key
    assert len({action.key, *(other.key for other in others)}) == 6


def test_versions_of_the_libraries_that_make_bytes_are_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from whitelabel import model

    assert KINDS["icon"].stamp.startswith(f"{KINDS['icon'].version} deflate=")
    before = keys(plans()["acme"])
    monkeypatch.setattr(model, "installed", lambda library: "0")
    after = keys(plans()["acme"])
    kept = {path for path, key in before.items() if after.get(path) == key}
    assert kept == {
        path
        for path in before
        if path.endswith((".svg", ".txt", ".xml", ".webmanifest")) and "email" not in path and "icon" not in path
    } | {
        path for path in before if "/tokens." in path or path.startswith("edge/") or path.endswith("/region-lock.json")
    }


def test_a_version_of_a_renderer_is_in_the_key() -> None:
    kind = KINDS["icon"]
    assert dataclasses.replace(kind, version=kind.version + 1).stamp != kind.stamp


@pytest.mark.parametrize("order", list(itertools.permutations(range(3)))[1:])
def test_the_plan_is_flat_and_runs_in_any_order(order: tuple[int, ...]) -> None:
    made = plans()["acme"]

    def carried(actions: list[Action]) -> dict[str, bytes] | None:
        moved = dataclasses.replace(made, actions=tuple(actions))
        return run(moved, KINDS, lambda digest: made.inputs[digest].read(), Store(), [])

    actions = list(made.actions)
    mixed = [action for part in order for action in actions[part::3]]
    assert carried(mixed) == carried(actions)


def test_an_action_reads_nothing_that_it_does_not_name() -> None:
    made = plans()["acme"]
    logo = next(action for action in made.actions if action.kind == "icon")
    foreign = next(digest for digest in made.inputs if digest != logo.inputs[0][1])
    nosy = Kind("icon", 1, lambda desk: (), lambda action, read: (read(foreign),))
    greedy = dataclasses.replace(made, actions=(logo,))
    with pytest.raises(LookupError, match="which its action doesn't name"):
        run(greedy, {"icon": nosy}, lambda digest: made.inputs[digest].read(), Store(), [])

"""Running a plan: each action once, mistakes gathered, nothing kept that only one brand needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.render.small import FILES, KINDS, plans
from whitelabel.model import Action, BrandPlan, Kind, Read
from whitelabel.picture.together import Drawings, Work
from whitelabel.problem import Rejected, Span, error
from whitelabel.run import run
from whitelabel.run.store import Store

SECOND = FILES["brands/acme/brand.yaml"].replace("name: Acme", "name: Zeta").replace("acme.example", "z.example")
TWO: dict[str, str | bytes | None] = {
    "brands/zeta/brand.yaml": SECOND,
    "brands/zeta/logo.svg": FILES["brands/acme/logo.svg"],
    "base_theme/assets/a.css": "a { color : red }",
    "base_theme/assets/a.js": "let a = 1 // x",
    "base_theme/static/a.txt": "a",
}


def counted(counter: Counter[str]) -> Mapping[str, Kind]:
    """The kinds, with every render counted."""

    def watched(kind: Kind) -> Kind:
        def render(action: Action, read: Read) -> tuple[bytes, ...]:
            counter[kind.name] += 1
            return kind.render(action, read)

        return replace(kind, render=render)

    return {name: watched(kind) for name, kind in KINDS.items()}


def carried(made: BrandPlan, kinds: Mapping[str, Kind], store: Store) -> dict[str, bytes]:
    files = run(made, kinds, lambda digest: made.inputs[digest].read(), store, [])
    assert files is not None
    return files


def test_what_all_brands_have_in_common_is_made_once_and_what_is_stored_only_once_ever() -> None:
    counter: Counter[str] = Counter()
    kinds, store = counted(counter), Store()
    for made in plans(TWO).values():
        carried(made, kinds, store)
    assert {name: counter[name] for name in ("style", "script", "static", "page", "tokens")} == {
        "style": 1,
        "script": 1,
        "static": 1,
        "page": 2,
        "tokens": 2,
    }


def test_a_store_gives_the_same_bytes_as_making_them() -> None:
    store = Store()
    for _ in range(2):
        for made in plans(TWO).values():
            assert carried(made, KINDS, store) == carried(made, KINDS, Store())


def test_memory_does_not_grow_with_brands() -> None:
    store = Store()
    for made in plans(TWO).values():
        carried(made, KINDS, store)
        assert set(store._memory) == made.common


def test_every_mistake_is_told_once_with_the_brand_and_nothing_is_made() -> None:
    problem = error("WL405", "broken", Span("a.j2", 3))

    def broken(action: Action, read: Read) -> tuple[bytes, ...]:
        raise Rejected(problem)

    problems = [problem]
    made = plans()["acme"]
    kinds = {**KINDS, "page": replace(KINDS["page"], render=broken), "tokens": replace(KINDS["tokens"], render=broken)}
    assert run(made, kinds, lambda digest: made.inputs[digest].read(), Store(), problems) is None
    assert problems == [problem, replace(problem, brands=("acme",))]


def test_files_come_sorted_by_path() -> None:
    made = plans(TWO)["acme"]
    files = carried(made, KINDS, Store())
    assert list(files) == sorted(files)
    assert sorted(path for action in made.actions for path in action.outputs) == list(files)


def test_pictures_are_drawn_while_pages_are_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def noted(kind: Kind) -> Kind:
        def render(action: Action, read: Read) -> tuple[bytes, ...] | Work:
            told.append("drawn" if kind.drawn else "other")
            return kind.render(action, read)

        return replace(kind, render=render)

    real = Drawings.look_after
    monkeypatch.setattr(Drawings, "look_after", lambda self: (told.append("looked after"), real(self))[1])
    (made,) = plans({}).values()
    carried(made, {name: noted(kind) for name, kind in KINDS.items()}, Store())
    first = told.index("other")
    assert set(told[:first]) == {"drawn"}
    assert set(told[first:]) == {"other", "looked after"}


def test_what_gives_work_on_pictures_says_so() -> None:
    (made,) = plans({}).values()
    for action in made.actions:
        kind = KINDS[action.kind]
        assert isinstance(kind.render(action, lambda digest: made.inputs[digest].read()), Work) == kind.drawn

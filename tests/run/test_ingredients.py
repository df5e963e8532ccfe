"""What a bundle was made from, written down and read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.kept import Kept
from tests.render.small import plans
from whitelabel.run.ingredients import _place, keep, kept, recipes
from whitelabel.run.store import Store


def test_what_is_kept_is_what_the_plan_says() -> None:
    plan, shelf = plans()["acme"], Kept()
    keep(Store(shelf), plan)

    assert kept(Store(shelf), "acme", plan.key) == recipes(plan)
    assert kept(Store(shelf), "acme", "of another bundle") is None
    assert kept(Store(shelf), "beta", plan.key) is None


def test_a_template_that_differs_is_another_recipe_of_its_pages_alone() -> None:
    path = "base_theme/templates/pages/home.html.j2"
    before, after = recipes(plans()["acme"]), recipes(plans({path: "<title>{{ page.title }}</title>"})["acme"])

    differing = {one for one in before if before[one] != after.get(one)}
    assert differing == {"site/index.html", "site/en/index.html", "site/en/home/index.html"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("key"),
        lambda told: told.update(more=1),
        lambda told: told["actions"][0].pop(),
        lambda told: told["actions"][0].__setitem__(3, [10**9]),
        lambda told: told["actions"][0].__setitem__(3, [-1]),
        lambda told: told["inputs"].append(["a"]),
        lambda told: told.clear(),
    ],
)
def test_what_nobody_wrote_so_tells_nothing(spoil: Callable[[dict[str, Any]], object]) -> None:
    plan, shelf = plans()["acme"], Kept()
    store = Store(shelf)
    keep(store, plan)
    (entry,) = store.get(_place("acme"), stored=True) or ()
    told = json.loads(entry)
    spoil(told)
    store.put(_place("acme"), (json.dumps(told).encode(),), stored=True)

    assert kept(store, "acme", plan.key) is None


@pytest.mark.parametrize("entry", [b"", b"7", b"[" * 100_000])
def test_what_is_no_object_tells_nothing(entry: bytes) -> None:
    store = Store(Kept())
    store.put(_place("acme"), (entry,), stored=True)

    assert kept(store, "acme", "") is None

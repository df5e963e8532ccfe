"""Files of a bundle that stands are known by the action that made them."""

from __future__ import annotations

from typing import Any

from whitelabel.model import Action, BrandPlan, Kind, digest
from whitelabel.run.recall import Recall
from whitelabel.run.store import Store


def _kind(name: str, *, stored: bool = False) -> Kind:
    return Kind(name, 1, lambda _: iter(()), lambda *_: (), stored=stored)


KINDS = {"page": _kind("page"), "icon": _kind("icon", stored=True)}
PAGE = Action("page", "1", (), "{}", ("site/en/a.html", "site/a.html"))
SHARED = Action("page", "1", (), '{"of": "all"}', ("site/b.html",))
ICON = Action("icon", "1", (), "{}", ("site/icon.png",))
FILES = {"site/en/a.html": b"a", "site/a.html": b"A", "site/b.html": b"b", "site/icon.png": b"i"}
DIGESTS = {path: digest(data) for path, data in FILES.items()}


def recall(store: Store, files: dict[str, bytes], brand: str = "acme") -> Recall:
    plan = BrandPlan(brand, "", (PAGE, SHARED, ICON), {}, frozenset([SHARED.key]))
    return Recall(KINDS, store, plan, files.get)


def noted(**more: Any) -> Store:
    store = Store()
    recall(store, FILES, **more).note(DIGESTS)
    return store


def test_an_action_s_files_are_found_where_they_stood() -> None:
    assert recall(noted(), FILES)(PAGE) == (b"a", b"A")


def test_what_the_store_keeps_or_all_brands_have_is_not_read_again() -> None:
    found = recall(noted(), FILES)
    assert (found(ICON), found(SHARED)) == (None, None)


def test_a_file_that_is_gone_or_has_changed_is_made_anew() -> None:
    assert recall(noted(), FILES | {"site/a.html": b"x"})(PAGE) is None
    assert recall(noted(), {"site/en/a.html": b"a"})(PAGE) is None


def test_another_brand_and_another_action_know_nothing_of_it() -> None:
    assert recall(noted(), FILES, brand="beta")(PAGE) is None
    assert recall(noted(), FILES)(Action("page", "2", (), "{}", PAGE.outputs)) is None
    assert recall(Store(), FILES)(PAGE) is None

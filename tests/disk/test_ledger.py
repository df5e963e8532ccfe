"""What stood when a build was done is known again, or nothing is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disk.sealed import sealed
from whitelabel.disk import ledger as module
from whitelabel.disk.ledger import Ledger, Page

SLUGS = st.sampled_from(["acme", "beta", "gamma", "delta"])
NAMES = st.frozensets(st.sampled_from([f"site/{name}" for name in "abcdefgh"])).map(lambda names: tuple(sorted(names)))
PAGES = st.builds(
    Page,
    st.tuples(NAMES, st.sampled_from(["", "s1", "s2"])),
    st.tuples(NAMES, st.sampled_from(["", "s3", "s4"])),
    st.fixed_dictionaries({"problems": st.lists(st.text(max_size=3))}),
)


@given(st.dictionaries(SLUGS, PAGES), st.dictionaries(SLUGS, PAGES), st.frozensets(SLUGS))
def test_what_is_written_or_kept_is_read_again(
    first: dict[str, Page], second: dict[str, Page], keep: frozenset[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / ".store/ledger"
        Ledger(place).save({"day": "1"}, first, keep=())
        ledger = Ledger(place)
        assert ledger.common == {"day": "1"}
        assert {slug: ledger.page(slug) for slug in first} == first
        ledger.save({"day": "2"}, second, keep)
        again = Ledger(place)
        expected = {slug: page for slug, page in first.items() if slug in keep} | second
        assert again.common == {"day": "2"}
        assert {slug: again.page(slug) for slug in expected} == expected
        assert not any(slug in again for slug in {"acme", "beta", "gamma", "delta"} - expected.keys())
        assert [path.name for path in place.parent.iterdir()] == ["ledger"]


def test_names_that_most_bundles_have_stand_once(tmp_path: Path) -> None:
    names = tuple(f"site/{number:04}.html" for number in range(200))
    pages = {f"brand-{number}": Page((("x",), "a"), (names, "b"), {}) for number in range(50)}
    Ledger(tmp_path / "ledger").save({}, pages, keep=())
    assert (tmp_path / "ledger").stat().st_size < 10_000
    assert Ledger(tmp_path / "ledger").page("brand-49") == pages["brand-49"]


def test_where_nothing_can_be_written_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ledger = Ledger(tmp_path / "file/ledger")
    ledger.save({"day": "1"}, {}, keep=())
    assert Ledger(tmp_path / "file/ledger").common == {}


def test_a_byte_that_was_changed_makes_it_unknown(tmp_path: Path) -> None:
    place = tmp_path / "ledger"
    Ledger(place).save({"day": "1"}, {"acme": Page(((), "a"), (("b",), "c"), {})}, keep=())
    whole = place.read_bytes()
    for at in range(len(whole)):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert "acme" not in Ledger(place)
    place.write_bytes(whole)
    assert "acme" in Ledger(place)


_RIGHT = {"common": {}, "shared": ["x"], "pages": {"acme": [["a"], "1", ["b"], [0], "2", {}]}}


def _without(key: str) -> dict[str, Any]:
    return {name: data for name, data in _RIGHT.items() if name != key}


def _with_page(at: int, data: Any) -> dict[str, Any]:
    page: list[Any] = [*_RIGHT["pages"]["acme"]]
    page[at] = data
    return {**_RIGHT, "pages": {"acme": page}}


@pytest.mark.parametrize(
    "data",
    [
        *({}, [], None, 1, "x"),
        *(_without(key) for key in _RIGHT),
        *({**_RIGHT, key: data} for key in _RIGHT for data in ([], 1, None) if data != [] or key != "shared"),
        *({**_RIGHT, "shared": [1]}, {**_RIGHT, "pages": {"acme": 7}}, {**_RIGHT, "pages": {"acme": []}}),
        *(_with_page(at, None) for at in range(6)),
        *(_with_page(0, [1]), _with_page(0, "a"), _with_page(2, [["b"]]), _with_page(3, ["0"]), _with_page(3, [[]])),
    ],
    ids=str,
)
def test_a_ledger_of_another_form_is_none_however_well_it_is_sealed(tmp_path: Path, data: Any) -> None:
    place = tmp_path / "ledger"
    assert "acme" in Ledger(sealed(place, json.dumps(_RIGHT).encode(), module._VERSION))
    found = Ledger(sealed(place, json.dumps(data).encode(), module._VERSION))
    assert "acme" not in found
    assert found.common == {}


def test_facts_of_another_form_are_none(tmp_path: Path) -> None:
    place = tmp_path / "ledger"
    Ledger(place).save({"day": "1"}, {"acme": Page(((), "a"), (("b",), "c"), {"x": 1})}, keep=())
    assert "acme" in Ledger(place, {"day": str}, {"x": int})
    assert "acme" not in Ledger(place, {"day": int}, {"x": int})
    assert "acme" not in Ledger(place, {"day": str}, {"x": str})

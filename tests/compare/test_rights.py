"""Rights that begin and end, told so that nothing is told twice and nothing is left out."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.change import Days
from whitelabel.compare.rights import Held, compare_rights, held_in
from whitelabel.rights import Territory, standard, territory_of

TABLE = standard()
GROUND = [territory_of(TABLE, code) for code in ("RU-MOW", "RU-MOS", "RU-SVE", "DE-BE")]
TERMS = [Days(None, None), Days(None, datetime.date(2026, 12, 31)), Days(datetime.date(2027, 1, 1), None)]

GROUNDS = st.sets(st.sampled_from(GROUND)).map(lambda some: Territory(sum({territory.mask for territory in some})))
HELD = st.dictionaries(
    st.sampled_from(["deals", "sign"]), st.dictionaries(st.sampled_from(TERMS), GROUNDS), max_size=2
).map(Held)


def lock(*grants: Mapping[str, Any], run_off: list[Any] | None = None) -> bytes:
    whole = [{"products": ["deals"], "from": None, "until": None, **grant} for grant in grants]
    return json.dumps({"version": 1, "grants": whole, "run_off": run_off or []}).encode()


def told(before: bytes, after: bytes) -> list[tuple[Any, ...]]:
    one, other = held_in(before, TABLE), held_in(after, TABLE)
    assert one is not None and other is not None
    return [(change.turn, change.product, change.territories) for change in compare_rights(one, other, TABLE)]


def test_ground_that_comes_and_goes() -> None:
    assert told(lock({"places": ["RU-MOW", "RU-MOS"]}), lock({"places": ["RU-MOW", "RU-SVE"]})) == [
        ("begins", "deals", ("RU-SVE",)),
        ("ends", "deals", ("RU-MOS",)),
    ]


def test_ground_that_is_held_on_other_days() -> None:
    before = lock({"places": ["RU-MOW", "RU-MOS"], "until": "2026-12-31"})
    after = lock({"places": ["RU-MOW"], "until": "2027-12-31"})

    assert told(before, after) == [("changes", "deals", ("RU-MOW",)), ("ends", "deals", ("RU-MOS",))]


def test_a_renewal_beside_what_is_held_begins() -> None:
    now = {"places": ["RU-MOW"], "until": "2026-12-31"}

    assert told(lock(now), lock(now, {"places": ["RU-MOW"], "from": "2027-01-01"})) == [
        ("begins", "deals", ("RU-MOW",))
    ]


def test_what_is_sold_no_longer_is_served() -> None:
    after = lock(run_off=[{"products": ["deals"], "until": "2027-03-01"}])

    assert told(lock({"places": ["RU-MOW"]}), after) == [("ends", "deals", ("RU-MOW",)), ("run-off", "deals", ())]
    assert told(after, lock()) == [("ends", "deals", ())]
    assert told(after, after) == []


@pytest.mark.parametrize(
    "data",
    [
        None,
        b"",
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"grants": {}, "run_off": []}',
        b'{"grants": [7], "run_off": []}',
        lock({"places": "RU"}),
        lock({"places": [1]}),
        lock({"places": [], "from": "soon"}),
        lock(run_off=[{"products": ["deals"]}]),
    ],
)
def test_a_lock_that_nobody_wrote_so_tells_nothing(data: bytes | None) -> None:
    assert held_in(data, TABLE) is None


def test_a_place_that_the_table_no_longer_knows_is_left_out() -> None:
    found = held_in(lock({"places": ["RU-MOW", "XX-YYY"]}), TABLE)

    assert found == Held({"deals": {Days(None, None): territory_of(TABLE, "RU-MOW")}}, {})


@given(HELD, HELD)
def test_what_is_told_leads_from_one_state_to_the_other(before: Held, after: Held) -> None:
    state = {
        (product, days, leaf)
        for product, grounds in before.grounds.items()
        for days, ground in grounds.items()
        for leaf in TABLE.bits(ground.mask)
    }
    for change in compare_rights(before, after, TABLE):
        leaves = set(TABLE.bits(territory_of(TABLE, *change.territories).mask))
        for days, is_gone in ((change.before, True), (change.after, False)):
            moved = {(change.product, days, leaf) for leaf in leaves} if days is not None else set()
            assert moved <= state if is_gone else not moved & state
            state = state - moved if is_gone else state | moved
    assert state == {
        (product, days, leaf)
        for product, grounds in after.grounds.items()
        for days, ground in grounds.items()
        for leaf in TABLE.bits(ground.mask)
    }


@given(HELD)
def test_a_state_differs_from_itself_in_nothing(held: Held) -> None:
    assert compare_rights(held, held, TABLE) == ()

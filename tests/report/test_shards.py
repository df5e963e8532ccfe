"""Brands are shared out evenly, and always in the same way."""

from __future__ import annotations

import datetime
import random

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.report.matrix import Job
from whitelabel.report.shards import share_out

DAY = datetime.date(2026, 11, 23)


def jobs(costs: list[int]) -> list[Job]:
    return [Job(DAY, f"b{number}", "build", cost=cost) for number, cost in enumerate(costs)]


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=600), st.integers(1, 256), st.randoms())
def test_shares_are_even_whole_and_the_same_in_any_order(costs: list[int], most: int, dice: random.Random) -> None:
    each = jobs(costs)
    found = share_out(each, most)

    assert len(found) == min(most, len(each))
    assert all(shard.jobs for shard in found)
    assert sorted(job for shard in found for job in shard.jobs) == sorted(each)
    assert max(shard.cost for shard in found) <= sum(costs) / len(found) + max(costs)
    assert len({shard.name for shard in found}) == len(found)
    dice.shuffle(each)
    assert share_out(each, most) == found


def test_a_share_is_called_after_its_one_brand_or_by_its_number() -> None:
    found = share_out(jobs([9, 1, 2, 3]), 2)

    assert [(shard.name, shard.brands, shard.cost) for shard in found] == [
        ("b0", ["b0"], 9),
        ("2-of-2", ["b1", "b2", "b3"], 6),
    ]
    assert share_out([], 8) == ()

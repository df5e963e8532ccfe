"""Tests of naming: the words mean the set, and no shorter ones do."""

from __future__ import annotations

import functools
import itertools
import operator
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rights.small import ground, tables
from whitelabel.rights import Table, Territory, names, naming, parse, standard, territory_of

TABLE = standard()


def read(words: str) -> Territory:
    return parse([(words, None)], {}, TABLE)[0]


@pytest.mark.parametrize(
    ("words", "shortest"),
    [
        ("RU -RU-MOW", "RU -RU-MOW"),
        ("EU -FR", "EU -FR"),
        (" ".join(TABLE.holds["EU"]), "EU"),
        (" ".join(TABLE.holds["RU"]), "RU"),
        ("WORLD -RU", "WORLD -RU"),
        ("RU US -US-CA -RU-MOW -RU-SVE", "RU -RU-MOW -RU-SVE US -US-CA"),
        ("FR -RE", "FR -RE"),
        ("FR-ARA FR-IDF -FR-69", "FR-ARA -FR-69 FR-IDF"),
        ("IO -DG", "IO-REST"),
        ("CN -TW", "CN -TW"),
        ("NO-21 NO-22", "SJ"),
        ("002 009 019 142 150 AQ", "WORLD"),
        ("EU IS LI NO", "EU IS LI NO"),
        ("150 -RU-MOW -DE", "150 -DE -RU-MOW"),
        ("EU -EZ", "EU -EZ"),
        ("EZ -FR", "EZ -FR"),
        ("150 -EU", "150 -EU"),
        ("EU CH", "CH EU"),
        ("EU 145", "145 EU"),
        ("014 -150", "014 -FR"),
        ("419 US", "419 US"),
        ("UN -RU -TV", "UN -RU -TV"),
        ("WORLD -EU", "WORLD -EU"),
        ("FR NC", "FR"),
        ("US -US-CA PR", "US -US-CA"),
        ("US -PR -VI", "US -029"),
        ("EH -MA-AOU", "EH -MA-AOU"),
        ("003 -029", "003 -029"),
    ],
)
def test_a_set_has_a_short_name(words: str, shortest: str) -> None:
    assert " ".join(names(read(words), TABLE)) == shortest


def meaning(words: tuple[str, ...], table: Table) -> int:
    return parse([(word, None) for word in words], {}, table)[0].mask


@given(st.data())
@settings(max_examples=150)
def test_a_name_means_the_set_that_it_names(data: st.DataObject) -> None:
    table = data.draw(tables())
    where = Territory(data.draw(ground(table)))
    assert meaning(names(where, table), table) == where.mask


@given(st.data())
@settings(max_examples=15)
def test_no_shorter_name_exists_where_no_ground_is_coded_twice(data: st.DataObject) -> None:
    table = data.draw(tables(twice=False))
    mask = data.draw(ground(table))
    found = names(Territory(mask), table)
    plain = sorted({table.masks[code]: code for code in table.inside}.items())
    for count in range(1, min(len(found), 4)):
        for chosen in itertools.combinations([(m, s) for m, _ in plain for s in (1, -1)], count):
            named = functools.reduce(operator.or_, (m for m, sign in chosen if sign == 1), 0)
            away = functools.reduce(operator.or_, (m for m, sign in chosen if sign == -1), 0)
            assert named & ~away != mask, found


@given(
    st.lists(st.sampled_from(sorted(TABLE.inside)), min_size=1, max_size=5),
    st.lists(st.sampled_from(sorted(TABLE.inside)), max_size=4),
)
@settings(max_examples=100)
def test_names_of_the_world_are_read_back_and_stable(named: list[str], away: list[str]) -> None:
    where = territory_of(TABLE, *named) - territory_of(TABLE, *away)
    if where:
        words = names(where, TABLE)
        assert meaning(words, TABLE) == where.mask
        assert names(Territory(meaning(words, TABLE)), TABLE) == words
        assert len(words) <= len(named) + len(away) + len(where)


@given(st.data())
@settings(max_examples=50)
def test_a_place_less_some_of_its_parts_takes_no_more_words_than_that(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(sorted(code for code, held in TABLE.holds.items() if len(held) > 1)))
    inside = sorted(code for code in TABLE.inside if territory_of(TABLE, code) <= territory_of(TABLE, whole))
    away = data.draw(st.lists(st.sampled_from(inside), min_size=1, max_size=8, unique=True))
    where = territory_of(TABLE, whole) - territory_of(TABLE, *away)
    if where:
        words = names(where, TABLE)
        assert meaning(words, TABLE) == where.mask
        assert len(words) <= 1 + len(away)


@pytest.mark.soak
@given(st.data())
@settings(max_examples=60)
def test_the_short_way_names_what_the_long_way_names_in_no_more_words(data: st.DataObject) -> None:
    whole = data.draw(
        st.sampled_from(["WORLD", "UN", "EU", "EZ", "150", "019", "155", "RU", "FR", "NO", "MA", "NL", "LI"])
    )
    inside = sorted(code for code in TABLE.inside if territory_of(TABLE, code) <= territory_of(TABLE, whole))
    away = data.draw(st.lists(st.sampled_from(inside), min_size=1, max_size=8, unique=True))
    where = territory_of(TABLE, whole) - territory_of(TABLE, *away)
    if where:
        words = names(where, TABLE)
        naming._names.cache_clear()
        with patch.object(naming, "_FEW", 0):
            longer = names(where, TABLE)
        naming._names.cache_clear()
        assert meaning(longer, TABLE) == where.mask
        assert len(words) <= len(longer)


def test_what_is_kept_of_answers_is_bounded_and_changes_none() -> None:
    regions = TABLE.holds["RU"]
    grounds = [territory_of(TABLE, *regions[: n + 2 : 2], "KZ", "DE") for n in range(40)]
    expected = [names(where, TABLE) for where in grounds]
    naming._names.cache_clear()
    with patch.object(naming, "_KEPT", 3):
        assert [names(where, TABLE) for where in grounds] == expected

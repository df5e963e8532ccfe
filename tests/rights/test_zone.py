"""Where a contract's days begin and end."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.rights.zone import day_of, end_of, names, zone

MOMENTS = st.integers(631152000, 3786912000).map(lambda second: datetime.datetime.fromtimestamp(second, datetime.UTC))
SOME = ("Europe/Moscow", "America/Sao_Paulo", "Pacific/Kiritimati", "Africa/Casablanca", "Antarctica/Troll", "UTC")


@given(MOMENTS, st.sampled_from(SOME))
def test_a_day_ends_at_the_second_in_which_the_next_one_is_there(moment: datetime.datetime, name: str) -> None:
    day = day_of(moment, name)
    end = datetime.datetime.fromtimestamp(end_of(day, name), datetime.UTC)
    assert day_of(end, name) > day
    assert day_of(end - datetime.timedelta(seconds=1), name) == day


def test_the_systems_own_table_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    zone.cache_clear()
    monkeypatch.setattr(zoneinfo, "TZPATH", ())
    assert end_of(datetime.date(2028, 12, 31), "Europe/Moscow") == 1861909200


@pytest.mark.parametrize("name", ["Europe/Moskow", "", "../../etc/passwd", "/etc/localtime", "europe/moscow", "zones"])
def test_what_is_no_name_of_a_zone_opens_no_file(name: str) -> None:
    assert name not in names()
    with pytest.raises(LookupError):
        zone(name)

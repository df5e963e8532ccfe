"""Time zones: where a contract's days begin and end, by the same table on every machine.

The table is IANA's as the distribution ``tzdata`` carries it; the system's own is not asked, since its age would show in what
is made.
"""

from __future__ import annotations

import datetime
import zoneinfo
from functools import cache
from importlib.resources import files

_ZONES = files("tzdata")


@cache
def zone(name: str) -> datetime.tzinfo:
    """A time zone.

    Args:
        name: Of the IANA database, such as ``Europe/Moscow``.

    Raises:
        LookupError: If there is none of that name.
    """
    if name not in names():
        raise LookupError(f"no time zone '{name}'")
    with _ZONES.joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


@cache
def names() -> frozenset[str]:
    """The names of all time zones."""
    return frozenset(_ZONES.joinpath("zones").read_text("utf-8").split())


def day_of(moment: datetime.datetime, name: str) -> datetime.date:
    """The day that it is in a time zone at a moment.

    >>> day_of(datetime.datetime(2026, 3, 1, 22, 30, tzinfo=datetime.UTC), "Europe/Moscow")
    datetime.date(2026, 3, 2)
    """
    return moment.astimezone(zone(name)).date()


def end_of(day: datetime.date, name: str) -> int:
    """The moment at which a day has ended in a time zone.

    Returns:
        Seconds since 1970-01-01 UTC of the first moment that is no longer in the day.

    >>> end_of(datetime.date(1970, 1, 1), "UTC")
    86400
    """
    after = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), zone(name))
    return int(after.timestamp())

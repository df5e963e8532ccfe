"""Dates, numbers, money and language names as the readers of each language write them (CLDR, by Babel)."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from babel import Locale, dates, numbers

Length: TypeAlias = Literal["full", "long", "medium", "short"]


@functools.cache
def locale_of(tag: str) -> Locale:
    """CLDR's data for a BCP 47 tag."""
    return Locale.parse(tag, sep="-")


@functools.cache
def language(tag: str) -> dict[str, Any]:
    """What templates know of a language: its tag, its own name for itself, and its direction."""
    locale = locale_of(tag)
    own = Locale(locale.language).get_display_name(Locale(locale.language)) or tag
    return {
        "tag": tag,
        "language": locale.language,
        "dir": "rtl" if locale.text_direction == "rtl" else "ltr",
        "name": own[:1].upper() + own[1:],
    }


def plural(count: float, tag: str, forms: Mapping[str, Any]) -> str:
    """The plural category of a number; ``other`` where the text has no form for it."""
    category = locale_of(tag).plural_form(count)
    return category if category in forms else "other"


def _moment(value: Any) -> datetime.datetime:
    return datetime.datetime.fromisoformat(str(value))


def date(locale: Locale, value: Any, form: Length = "long") -> str:
    """A day, such as ``2026-03-12``."""
    return str(dates.format_date(_moment(value).date(), form, locale=locale))


def time(locale: Locale, value: Any) -> str:
    """The time of day of a moment, such as ``2026-03-12T14:30``."""
    return str(dates.format_time(_moment(value).time(), "short", locale=locale))


def datetime_(locale: Locale, value: Any, form: Length = "long") -> str:
    """A day and its time; the time always in short."""
    pattern = str(dates.get_datetime_format(form, locale=locale)).replace("'", "")
    return pattern.replace("{0}", time(locale, value)).replace("{1}", date(locale, value, form))


def number(locale: Locale, value: Any, digits: int | None = None) -> str:
    """A number with a language's own separators, with so many digits after the point as given, else as it has."""
    if digits is None:
        return str(numbers.format_decimal(Decimal(str(value)), locale=locale))
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(numbers.format_decimal(Decimal(str(value)), pattern, locale=locale))


def percent(locale: Locale, value: Any) -> str:
    """A share of one as per cent."""
    return str(numbers.format_percent(Decimal(str(value)), locale=locale))


def money(locale: Locale, value: Any, currency: Any) -> str:
    """An amount in a currency (ISO 4217); whole amounts without a fraction, as prices are written."""
    amount = Decimal(str(value))
    code = str(currency)
    if amount == amount.to_integral_value():
        pattern = locale.currency_formats["standard"].pattern
        whole = pattern.replace(".00", "").replace("0.##", "0")
        return str(numbers.format_currency(amount, code, whole, locale=locale, currency_digits=False))
    return str(numbers.format_currency(amount, code, locale=locale))


FILTERS: Mapping[str, Callable[..., str]] = {
    "date": date,
    "datetime": datetime_,
    "money": money,
    "number": number,
    "percent": percent,
    "time": time,
}
"""Filters that templates have beside Jinja2's own; each is given the language first."""

"""Dates, numbers and money as the readers of each language write them."""

from __future__ import annotations

import pytest

from whitelabel.render import formats

NARROW, HARD = "\u202f", "\u00a0"

WRITTEN = {
    "ru": (
        f"12 марта 2026{NARROW}г.",
        "12.03.2026",
        "14:30",
        f"1{HARD}234{HARD}567{HARD}₽",
        f"1{HARD}234,5",
        f"45{HARD}%",
    ),
    "ru-KZ": (
        f"12 марта 2026{NARROW}г.",
        "12.03.2026",
        "14:30",
        f"1{HARD}234{HARD}567{HARD}₽",
        f"1{HARD}234,5",
        f"45{HARD}%",
    ),
    "de": ("12. März 2026", "12.03.26", "14:30", f"1.234.567{HARD}₽", "1.234,5", f"45{HARD}%"),
    "en": ("March 12, 2026", "3/12/26", f"2:30{NARROW}PM", "₽1,234,567", "1,234.5", "45%"),
}


@pytest.mark.parametrize("tag", WRITTEN)
def test_each_language_has_its_own_writing(tag: str) -> None:
    locale = formats.locale_of(tag)
    money = formats.money(locale, 1234567, "RUB").replace(f"RUB{HARD}", "₽").replace("RUB", "₽")
    made = (
        formats.date(locale, "2026-03-12"),
        formats.date(locale, "2026-03-12", "short"),
        formats.time(locale, "2026-03-12T14:30"),
        money,
        formats.number(locale, 1234.5),
        formats.percent(locale, 0.45),
    )
    assert made == WRITTEN[tag]


def test_whole_amounts_have_no_fraction_and_others_have_two_digits() -> None:
    locale = formats.locale_of("de")
    assert formats.money(locale, 12, "EUR") == f"12{HARD}€"
    assert formats.money(locale, "12.5", "EUR") == f"12,50{HARD}€"
    assert formats.money(formats.locale_of("ru"), "0.1", "RUB") == f"0,10{HARD}₽"
    assert formats.money(formats.locale_of("en"), -1200, "USD") == "-$1,200"
    assert formats.money(formats.locale_of("ru-KZ"), 12500000, "KZT") == f"12{HARD}500{HARD}000{HARD}₸"


def test_a_day_and_its_time() -> None:
    assert formats.datetime_(formats.locale_of("ru"), "2026-03-12T14:30") == f"12 марта 2026{NARROW}г., 14:30"
    assert formats.datetime_(formats.locale_of("de"), "2026-03-12T14:30") == "12. März 2026, 14:30"
    assert formats.datetime_(formats.locale_of("en"), "2026-03-12T14:30") == f"March 12, 2026, 2:30{NARROW}PM"


def test_digits_after_the_point_can_be_asked_for() -> None:
    assert formats.number(formats.locale_of("de"), 2, 2) == "2,00"
    assert formats.number(formats.locale_of("en"), 1234.5678, 0) == "1,235"


def test_a_language_names_itself() -> None:
    assert [formats.language(tag)["name"] for tag in ("ru", "de", "en", "ru-KZ", "kk")] == [
        "Русский", "Deutsch", "English", "Русский", "Қазақ тілі"
    ]  # fmt: skip
    assert formats.language("ar-EG") == {"tag": "ar-EG", "language": "ar", "dir": "rtl", "name": "العربية"}

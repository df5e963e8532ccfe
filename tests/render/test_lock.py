"""`site/region-lock.json`, whole; and nothing in it of anyone else."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edge.brands import brand, changes, claim
from tests.render.small import bundle
from whitelabel.model import Grant
from whitelabel.problem import Span
from whitelabel.render.lock import values
from whitelabel.rights import Claim, Term, Territory, between, standard

WORLD = standard()


def test_the_application_is_told_where_when_and_on_which_pages() -> None:
    one = (
        "territories: [RU-MOW, NL-BQ1], exclusivity: exclusive, products: [deals], from: 2026-01-01, until: 2028-12-31"
    )
    grants = f"[{{{one}}}, {{territories: [GG], exclusivity: sole, contract: SECRET-7}}]"
    found = json.loads(bundle(changes(grants=grants))["site/region-lock.json"])
    assert found == {
        "version": 1,
        "valid_from": "2026-01-01",
        "valid_until": "2028-12-31",
        "timezone": "Europe/Moscow",
        "closed": False,
        "grants": [
            {
                "territories": ["BQ-BO", "RU-MOW"],
                "places": ["BQ-BO", "NL-BQ1", "RU-MOW"],
                "products": ["deals"],
                "from": "2026-01-01",
                "until": "2028-12-31",
            },
            {"territories": ["GG"], "places": ["CQ", "GG"], "products": ["deals", "sign"], "from": None, "until": None},
        ],
        "run_off": [],
        "pages": {
            name: {
                "lock": lock,
                "product": product,
                "paths": {
                    "ru": [
                        f"/ru/{name}/",
                        *{"home": ["/ru/", "/"], "404": ["/404.html"], "451": ["/451.html"]}.get(name, []),
                    ],
                    "en": [f"/en/{name}/", *{"home": ["/en/"]}.get(name, [])],
                },
            }
            for name, lock, product in [
                ("home", "sell", None),
                ("deal", "sell", "deals"),
                ("sign", "sell", "sign"),
                ("desk", "serve", None),
                ("terms", "never", None),
                ("404", "never", None),
                ("451", "never", None),
            ]
        },
    }


def test_neither_contract_nor_exclusivity_is_told() -> None:
    grants = "[{territories: [RU-MOW], exclusivity: shared, up_to: 3, contract: SECRET-7, run_off_days: 5}]"
    files = bundle(changes(grants=grants))
    told = b"".join(data for path, data in files.items() if path.startswith("edge/") or path.endswith("lock.json"))
    for word in (b"SECRET", b"A-1", b"shared", b"exclus", b"up_to", b"contract"):
        assert word not in told


def test_run_off_says_until_when_customers_are_served() -> None:
    grant = Grant((), "sole", 0, ("sign",), "", "2026-10-31", "X", 90, Span(""))
    ended = dataclasses.replace(claim("AT", products=["sign"], ends="2026-10-31"), ref=grant)
    found = brand(claim("DE"))
    stands = dataclasses.replace(found.standing, run_off=(ended,))
    told = values(dataclasses.replace(found, standing=stands))
    assert told["run_off"] == [{"products": ["sign"], "until": "2027-01-29"}]


def test_a_closing_bundle_sells_and_serves_nothing() -> None:
    found = brand(claim("AT"))
    stands = dataclasses.replace(found.standing, is_closed=True, run_off=(claim("DE"),))
    told = values(dataclasses.replace(found, standing=stands))
    assert (told["closed"], told["grants"], told["run_off"]) == (True, [], [])


def test_two_grants_that_say_the_same_are_told_once() -> None:
    other = dataclasses.replace(claim("AT"), strength="sole", contract="B")
    assert len(values(brand(claim("AT"), other))["grants"]) == 1


@pytest.mark.soak
@given(st.integers(1, WORLD.world), st.integers(0, WORLD.world))
def test_places_are_all_codes_whose_whole_ground_is_granted_and_no_others(mask: int, less: int) -> None:
    ground = Territory(mask & ~less)
    one = Claim("a", "sole", ground, frozenset(["deals"]), Term())
    (told,) = values(brand(one))["grants"]
    for code in ("FR", "FR-69", "RE", "FR-974", "RU", "RU-MOW", "GG", "XK", "RS-KM", "SJ", "NO-21"):
        assert (code in told["places"]) == (not WORLD.masks[WORLD.find(code)] & ~ground.mask)
    leaves = {leaf for leaf in WORLD.bits(ground.mask) if not leaf.endswith("-REST")}
    assert leaves <= set(told["places"])


def test_open_days_are_null() -> None:
    one = dataclasses.replace(claim("AT"), term=between("", "9999-12-30"))
    (told,) = values(brand(one))["grants"]
    assert (told["from"], told["until"]) == (None, "9999-12-30")

"""What servers are told: for any rights, exactly the codes and days that are granted; each file whole for a small case."""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.edge.brands import brand, claim
from whitelabel.model import canonical
from whitelabel.render.edge import EMITTERS, caddy, cloudflare, javascript, netlify_function, netlify_redirects, nginx
from whitelabel.render.edge.rules import ALWAYS, Hours, Lock, Rules, as_data, beginning, from_data, rules_of
from whitelabel.render.edge.words import below, calendars, checked, languages
from whitelabel.rights import Claim, Overrides, Term, build, standard, territory_of

WORLD = standard()
COUNTRIES = (
    "AT",
    "BQ",
    "CN",
    "EH",
    "ES",
    "FR",
    "GB",
    "GG",
    "HK",
    "IO",
    "MA",
    "NL",
    "NO",
    "PR",
    "RE",
    "RS",
    "SJ",
    "US",
    "XK",
)
"""Countries with ground that is coded twice, held by two, or has codes of the table's own; and two plain ones."""


# ── A database, and what is granted, one leaf at a time ───────────────────────────────────────────────────────────


def _is_own(code: str) -> bool:
    return WORLD.kind(code) == "country" and (bool(WORLD.place(code).numeric) or code == "XK")


# The smallest first: a database answers them before what they lie in.
OWN = sorted(filter(_is_own, WORLD.inside), key=lambda code: WORLD.masks[code].bit_count())


def answered(leaf: str) -> str:
    """The country that a database answers for a place: the smallest with a code of its own."""
    return next((code for code in OWN if WORLD.masks[code] & WORLD.masks[leaf]), "")


@cache
def _standing() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for leaf in WORLD.leaves:
        found.setdefault(answered(leaf), set()).add(leaf)
    return {country: frozenset(leaves) for country, leaves in found.items()}


def standing_in(country: str) -> frozenset[str]:
    """The leaves that a database answers with a country."""
    return _standing().get(country, frozenset())


@cache
def _regions() -> Mapping[str, Mapping[str, frozenset[str]]]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for code in WORLD.codes:
        if parts := re.fullmatch("([A-Z]{2})-([A-Z0-9]{1,3})", code):
            found.setdefault(parts[1], {})[parts[2]] = frozenset(WORLD.bits(WORLD.masks[WORLD.find(code)]))
    return found


def regions(country: str) -> Mapping[str, frozenset[str]]:
    """The regions of ISO 3166-2 that a database may answer beside a country, and their leaves."""
    return _regions().get(country, {})


def is_open(hours: Hours, second: float) -> bool:
    return any(start <= second and (end is None or second < end) for start, end in hours)


PLACES = [
    code
    for code in WORLD.codes
    if re.fullmatch("[A-Z]{2}(-[A-Z0-9]+)?", code)
    and code[:2] in COUNTRIES
    and WORLD.kind(WORLD.find(code)) != "grouping"
]
DAY = datetime.date(2026, 6, 15).toordinal()


@st.composite
def grants(draw: st.DrawFn) -> list[Claim]:
    """Claims that hold on one day, to a few places with a few taken away."""
    found: list[Claim] = []
    for _ in range(draw(st.integers(0, 4))):
        ground = territory_of(WORLD, *draw(st.lists(st.sampled_from([*COUNTRIES, *PLACES]), min_size=1, max_size=4)))
        ground -= territory_of(WORLD, *draw(st.lists(st.sampled_from(PLACES), max_size=2)))
        first = draw(st.sampled_from([Term().first, DAY - 3, DAY - 1, DAY]))
        last = draw(st.sampled_from([Term().last, DAY, DAY + 1, DAY + 4]))
        products = draw(st.sampled_from([("deals",), ("sign",), ("deals", "sign")]))
        if ground:
            found.append(Claim("acme", "exclusive", ground, frozenset(products), Term(first, last)))
    return found


def granted(claims: Sequence[Claim], product: str, day: int) -> frozenset[str]:
    mask = 0
    for one in claims:
        if (not product or product in one.products) and one.term.first <= day <= one.term.last:
            mask |= one.territory.mask
    return frozenset(WORLD.bits(mask))


@cache
def _moment(day: int) -> int:
    noon = datetime.datetime.combine(datetime.date.fromordinal(day), datetime.time(12), ZoneInfo("Europe/Moscow"))
    return int(noon.timestamp())


@settings(max_examples=20)
@given(grants())
@example([claim("FR"), claim("RE", ends="2026-06-16")])
@example([Claim("a", "sole", territory_of(WORLD, "FR") - territory_of(WORLD, "RE"), frozenset(["deals"]))])
@example([claim("GG"), claim("RS-25"), claim("MA"), claim("CN-HK")])
def test_a_visitor_enters_exactly_where_and_when_the_ground_that_he_may_stand_on_is_granted(
    claims: list[Claim],
) -> None:
    for lock in rules_of(brand(*claims)).locks:
        held = {
            day: granted(claims, lock.product, day) for day in (DAY + offset for offset in (-4, -2, -1, 0, 1, 3, 5))
        }
        for country in COUNTRIES:
            grounds = {"": standing_in(country), **regions(country)}
            for region, leaves in grounds.items():
                hours = lock.hours(country, region)
                opened = [day for day in held if is_open(hours, _moment(day))]
                wanted = [day for day, ground in held.items() if (region or leaves) and leaves <= ground]
                assert opened == wanted, (lock.product, country, region)


@given(grants())
def test_an_unknown_place_and_a_region_of_another_country_stay_shut(claims: list[Claim]) -> None:
    for lock in rules_of(brand(*claims)).locks:
        for country, region in (("", ""), ("XX", ""), ("T1", ""), ("EU", ""), ("", "MOW"), ("ZZ", "FR"), ("001", "")):
            assert lock.hours(country, region) == ()


def test_codes_of_the_table_s_own_are_told_to_nobody() -> None:
    for lock in rules_of(brand(claim("WORLD"))).locks:
        assert all(re.fullmatch("[A-Z]{2}", code) for code in lock.countries)
        assert "EU" not in lock.countries and "GG" in lock.countries and "XK" in lock.countries
        assert lock.regions == {}


def test_an_old_region_code_of_ground_that_is_not_granted_does_not_fall_back_to_its_country() -> None:
    only = Claim("a", "sole", territory_of(WORLD, "FR") - territory_of(WORLD, "RE"), frozenset(["deals"]))
    (lock, *_) = rules_of(brand(only)).locks
    assert [bool(lock.hours(*place)) for place in (("FR", ""), ("FR", "974"), ("FR", "RE"), ("RE", ""))] == [
        True,
        False,
        False,
        False,
    ]


def test_ground_that_the_vendor_moves_to_another_country_shuts_both_until_all_is_granted() -> None:
    table, problems = build(Overrides(inside={"UA-43": ("RU",)}))
    assert not problems

    def opens(*codes: str) -> list[bool]:
        found = brand()
        one = Claim("a", "sole", territory_of(table, *codes), frozenset(["deals"]))
        stands = dataclasses.replace(found.standing, table=table, in_force=(one,))
        lock = rules_of(dataclasses.replace(found, standing=stands)).locks[0]
        return [bool(lock.hours(*place)) for place in (("UA", ""), ("RU", ""), ("UA", "43"), ("UA", "30"))]

    assert opens("UA") == [False, False, False, True]
    assert opens("UA", "UA-43") == [True, False, True, True]
    assert opens("RU") == [False, True, True, False]


def test_a_grant_opens_with_its_first_day_and_shuts_after_its_last_where_the_contract_is() -> None:
    lock = rules_of(brand(claim("AT", starts="2026-03-29", ends="2026-10-25"))).locks[0]
    assert lock.countries["AT"] == (
        (
            int(datetime.datetime(2026, 3, 28, 21, tzinfo=datetime.UTC).timestamp()),
            int(datetime.datetime(2026, 10, 25, 21, tzinfo=datetime.UTC).timestamp()),
        ),
    )
    assert rules_of(brand(claim("AT"), claim("AT-1", ends="2026-12-31"))).locks[0].countries == {"AT": ALWAYS}
    assert rules_of(brand(claim("AT", ends="9999-12-31"))).locks[0].countries == {"AT": ALWAYS}


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00Z"),  # the clock skips midnight
        ("America/Havana", "2024-11-03", "2024-11-03T04:00Z"),  # it has midnight twice
        ("Pacific/Apia", "2012-01-01", "2011-12-31T10:00Z"),
    ],
)
def test_a_day_begins_with_its_first_moment(zone: str, day: str, first: str) -> None:
    ordinal = datetime.date.fromisoformat(day).toordinal()
    assert beginning(ordinal, zone) == int(datetime.datetime.fromisoformat(first).timestamp())


# ── The pieces of which files are made ────────────────────────────────────────────────────────────────────────────


@given(st.integers(1, 10**12), st.integers(0, 10**12))
@example(10, 10)
@example(1_000_000_000, 999_999_999)
def test_numbers_below_a_limit_are_matched_and_no_others(limit: int, number: int) -> None:
    for found in (number, limit - 1, limit, limit + 1):
        assert bool(re.fullmatch(below(limit), str(found))) == (found < limit)


def chosen(header: str, *locales: str) -> str:
    rows = languages(locales)
    return next((tag for wish, tag in rows if re.search(wish, header, re.IGNORECASE)), locales[0])


@pytest.mark.parametrize(
    ("header", "locales", "wanted"),
    [
        ("", ("ru", "en"), "ru"),
        ("en", ("ru", "en"), "en"),
        ("EN-gb, ru", ("ru", "en"), "en"),
        ("fr, de;q=0.9, en;q=0.8", ("ru", "en"), "en"),
        ("fr,es,it,pt,nl,en", ("ru", "en"), "en"),
        ("en;q=0, de", ("ru", "en"), "ru"),
        ("en;q=0.0,de;q=0.05", ("ru", "en", "de"), "de"),
        ("ru", ("en", "ru-KZ"), "ru-KZ"),
        ("ru-RU,en", ("en", "ru-KZ"), "ru-KZ"),
        ("pt-PT, pt;q=0.9", ("pt-BR", "pt-PT"), "pt-PT"),
        ("pt", ("pt-BR", "pt-PT"), "pt-BR"),
        ("rue", ("en", "ru"), "en"),
        ("*", ("en", "ru"), "en"),
    ],
)
def test_a_refused_visitor_is_told_in_the_dearest_of_his_languages(
    header: str, locales: tuple[str, ...], wanted: str
) -> None:
    assert chosen(header, *locales) == wanted


def test_what_would_have_to_be_escaped_never_comes_into_a_file() -> None:
    for path in ("/ru/a b", "/ru/{x}", "/ru/a;", '/ru/"', "/ru/$uri", "/ru/a\n", "/ru/ü"):
        with pytest.raises(ValueError, match="can't stand"):
            checked(path)


@given(grants())
def test_rules_come_through_json_unchanged(claims: list[Claim]) -> None:
    told = rules_of(brand(*claims))
    assert from_data(json.loads(canonical(as_data(told)))) == told


# ── Every file says the same ──────────────────────────────────────────────────────────────────────────────────────


def nginx_map(text: str, variable: str) -> dict[str, str]:
    body = re.search(rf"^map .*\${variable} \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    assert body is not None
    rows = (line.strip().rstrip(";").split(" ") for line in body[1].splitlines())
    return {row[0]: row[1] for row in rows if len(row) == 2}


def caddy_map(text: str, variable: str) -> dict[str, str]:
    body = re.search(rf"map \S+ \{{{variable}\}} \{{\n(.*?)\n\t\}}", text, re.DOTALL)
    assert body is not None
    return dict(line.split() for line in body[1].splitlines())


def told_by(told: Rules) -> Iterator[tuple[Lock, Mapping[str, str], Mapping[str, str]]]:
    """Each lock, with what nginx, Caddy and JavaScript say of countries and regions."""
    http, _ = nginx.emit(told)
    (snippet,) = caddy.emit(told)
    script = json.loads(javascript.data(told).removeprefix("const LOCK = ").removesuffix(";\n"))
    for number, lock in enumerate(told.locks, 1):
        countries = nginx_map(http, f"lock_acme_country_{number}")
        assert countries.pop("default") == "never"
        by_region = nginx_map(http, f"lock_acme_region_{number}")
        assert by_region.pop("default") == '""'
        assert caddy_map(snippet, f"lock_acme_country_{number}") == {**countries, "default": "never"}
        assert caddy_map(snippet, f"lock_acme_region_{number}") == {
            **by_region,
            "default": f"{{lock_acme_country_{number}}}",
        }
        assert script["locks"][number - 1] == {"countries": countries, "regions": by_region}
        yield lock, countries, by_region


@given(grants())
def test_all_servers_are_told_the_same_codes_and_exactly_those_of_the_rights(claims: list[Claim]) -> None:
    told = rules_of(brand(*claims))
    names = calendars(told)
    for lock, countries, by_region in told_by(told):
        assert countries == {code: names[hours] for code, hours in lock.countries.items()}
        assert by_region == {code: names.get(hours, "never") for code, hours in lock.regions.items()}


@given(grants())
def test_a_server_that_knows_countries_alone_opens_no_country_of_which_only_regions_are_granted(
    claims: list[Claim],
) -> None:
    told = rules_of(brand(*claims))
    (text,) = netlify_redirects.emit(told)
    allowed = {frozenset(found.split(",")) for found in re.findall("Country=(.*)", text)}
    assert allowed == {frozenset(lock.countries) for lock in told.locks if lock.countries}
    assert ("regions: take the function" in text) == told.knows_regions


def test_a_brand_without_rights_refuses_all_that_it_would_sell() -> None:
    told = rules_of(brand())
    assert [(lock.countries, lock.regions) for lock in told.locks] == [({}, {})] * 3
    assert len(told.doors) == 6
    for _, emit in EMITTERS.values():
        assert all("t1" not in text for text in emit(told))


def test_nothing_but_pages_that_sell_is_locked() -> None:
    doors = rules_of(brand()).doors
    assert [(door.folder, door.also, door.file) for door in doors if door.folder.startswith("/ru/")] == [
        ("/ru/home", ("/ru", "/"), "/ru/home/index.html"),
        ("/ru/deal", (), "/ru/deal/index.html"),
        ("/ru/sign", (), "/ru/sign/index.html"),
    ]


# ── Whole files ───────────────────────────────────────────────────────────────────────────────────────────────────


def small() -> Rules:
    """One page in one language, one country and one region, with an end each."""
    told = rules_of(brand(claim("AT", ends="2001-09-08"), claim("DE-HH"), pages=False, locales=("en",)))
    return dataclasses.replace(told, locks=told.locks[:1], doors=told.doors[:1])


def without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line and not line.lstrip().startswith("#")) + "\n"


def test_nginx_whole() -> None:
    http, server = nginx.emit(small())
    assert without_comments(http) == NGINX_HTTP
    assert without_comments(server) == NGINX_SERVER


NGINX_HTTP = r"""map $msec $lock_acme_t1 {
    volatile;
    default 0;
    "~^(?:[0-9]{1,8}|[1-8][0-9]{8}|9[0-8][0-9]{7}|99[0-8][0-9]{6}|999[0-8][0-9]{5}|9999[0-6][0-9]{4}|99997[0-8][0-9]{3}|999979[0-1][0-9]{2})[.]" 1;
}
map $msec $lock_acme_t2 {
    volatile;
    default 0;
    "~^[0-9]+[.]" 1;
}
map $visitor_country $lock_acme_country_1 {
    volatile;
    default never;
    AT t1;
}
map "$visitor_country-$visitor_region" $lock_acme_region_1 {
    volatile;
    default "";
    DE-HH t2;
}
map $lock_acme_region_1 $lock_acme_place_1 {
    volatile;
    default $lock_acme_region_1;
    "" $lock_acme_country_1;
}
map $uri $lock_acme_of {
    volatile;
    default "";
    "~*^/+en/+home(?:/|$)" 1;
    "~*^/+en(?:/+index(?:[.]html)?)?/*$" 1;
    "~*^(?:/+index(?:[.]html)?)?/*$" 1;
}
map $lock_acme_of $lock_acme_place {
    volatile;
    default never;
    1 $lock_acme_place_1;
}
map $lock_acme_place $lock_acme_now {
    volatile;
    default 0;
    t1 $lock_acme_t1;
    t2 $lock_acme_t2;
}
map "$lock_acme_of:$lock_acme_now" $lock_acme_refused {
    volatile;
    default 1;
    "~^:" 0;
    "~:1$" 0;
}
map "$status:$lock_acme_of" $lock_acme_cache {
    volatile;
    default "private, no-cache";
    "~^451:" no-store;
    "~:$" "";
}
"""
NGINX_SERVER = r"""add_header Cache-Control $lock_acme_cache always;
if ($lock_acme_refused) {
    return 451 "Not available in your region.\n";
}
"""


def test_caddy_whole() -> None:
    (text,) = caddy.emit(small())
    assert without_comments(text) == CADDY


CADDY = """(region-lock-acme) {
	map {vars.visitor_country} {lock_acme_country_1} {
		AT t1
		default never
	}
	map "{vars.visitor_country}-{vars.visitor_region}" {lock_acme_region_1} {
		DE-HH t2
		default {lock_acme_country_1}
	}
	@lock_acme_refused_1 {
		path /en/home /en/home/* /en/ /en/index /en/index.html /en / /index /index.html
		not expression `({lock_acme_region_1} == "t1" && (int({time.now.unix}) < 999979200)) || ({lock_acme_region_1} == "t2")`
	}
	handle @lock_acme_refused_1 {
		header Cache-Control no-store
		header Content-Type "text/plain; charset=utf-8"
		respond "Not available in your region." 451
	}
	@lock_acme_any path /en/home /en/home/* /en/ /en/index /en/index.html /en / /index /index.html
	header @lock_acme_any Cache-Control "private, no-cache"
}
"""


def test_netlify_redirects_whole() -> None:
    told = rules_of(brand(claim("AT"), locales=("en", "de")))
    (text,) = netlify_redirects.emit(dataclasses.replace(told, doors=told.doors[:1]))
    assert without_comments(text) == "".join(
        f"{path} {rest}\n"
        for path in ("/en/home/*", "/en", "/en/index.html", "/en/index", "/", "/index.html", "/index")
        for rest in (
            "/en/451/index.html 451! Cookie=nf_country",
            "/en/home/index.html 200! Country=AT",
            "/de/451/index.html 451! Language=de",
            "/en/451/index.html 451!",
        )
    )


def test_functions_hold_the_lock_as_data_and_one_core() -> None:
    told = small()
    for emit in (cloudflare.emit, netlify_function.emit):
        (text,) = emit(told)
        assert text.startswith("// The region lock of acme.example: ")
        assert javascript.data(told) + javascript.CORE in text
    assert json.loads(javascript.data(told).removeprefix("const LOCK = ").removesuffix(";\n")) == {
        "hours": {"t1": [[0, 999979200]], "t2": [[0, None]]},
        "locks": [{"countries": {"AT": "t1"}, "regions": {"DE-HH": "t2"}}],
        "folders": {"/en/home": 0},
        "files": {"/en": 0, "/": 0},
        "pages": {},
    }


def test_the_default_language_comes_first_though_json_sorts() -> None:
    told = from_data(json.loads(canonical(as_data(rules_of(brand(locales=("ru", "en", "de")))))))
    script = json.loads(javascript.data(told).removeprefix("const LOCK = ").removesuffix(";\n"))
    assert list(script["pages"]) == ["ru", "en", "de"]


@pytest.mark.parametrize("name", EMITTERS)
def test_each_file_says_for_whom_it_is_what_it_can_do_and_until_when(name: str) -> None:
    told = dataclasses.replace(small(), until="2028-12-31")
    first = EMITTERS[name][1](told)[0]
    for words in ("region lock of acme.example", "What it can do", "What it can't", "until 2028-12-31, Europe/Moscow"):
        assert words in first


def test_odd_product_names_stay_within_a_comment() -> None:
    told = small()
    odd = dataclasses.replace(told.locks[0], product='a"}\u2028*/ `${x}` {y}')
    for _, emit in EMITTERS.values():
        for text in emit(dataclasses.replace(told, locks=(odd,))):
            assert "\u2028" not in text
            lines = [line for line in text.splitlines() if "*/ `" in line]
            assert all(line.lstrip().startswith(("#", "//")) for line in lines)

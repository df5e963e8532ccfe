"""Netlify's `_redirects`, executed as its documentation says.

docs.netlify.com:

- "Redirects and rewrites", "Syntax for the _redirects file": one rule a line, path, target, options; lines that begin with #
  are comments. "Rule processing order": the first rule that matches is taken, from the top down. "Trailing slash": rules
  match with and without one.
- "Redirect options", "HTTP status codes": 200 and 4xx show the target's content at the address asked for. "Redirect by
  country or language": `Country` takes ISO 3166-1 alpha-2 codes, `Language` languages; the cookies `nf_country` and `nf_lang`
  stand for others. "Redirect by cookie presence": `Cookie`.
- "Rewrites and proxies", "Shadowing": a file that exists goes before a rule, unless the rule's status ends in `!`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.edge.asked import FORGED
from tests.edge.brands import brand, claim, site
from whitelabel.model import ResolvedBrand
from whitelabel.render.edge.netlify_redirects import emit
from whitelabel.render.edge.rules import rules_of


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the file."""

    path: str
    target: str
    status: int
    forced: bool
    conditions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request as Netlify sees it; the country is empty where it isn't known."""

    path: str
    country: str = ""
    languages: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


def parse(text: str) -> list[Rule]:
    """The rules of a file."""
    found: list[Rule] = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            path, target, status, *options = line.split()
            pairs = dict(option.split("=") for option in options)
            conditions = {name: tuple(values.lower().split(",")) for name, values in pairs.items()}
            found.append(Rule(path, target, int(status.rstrip("!")), status.endswith("!"), conditions))
    return found


def matches(rule: Rule, visit: Visit) -> bool:
    """Whether a rule is about a visit."""
    asked = visit.path.rstrip("/")
    if rule.path.endswith("/*"):
        stem = rule.path[:-2]
        if asked != stem and not asked.startswith(f"{stem}/"):
            return False
    elif asked != rule.path.rstrip("/"):
        return False
    told = {
        "Country": [visit.cookies.get("nf_country", visit.country).lower()],
        "Language": [visit.cookies.get("nf_lang", visit.languages).lower().split(",")[0].partition("-")[0]],
        "Cookie": list(visit.cookies),
    }
    return all(any(value and value in wanted for value in told[name]) for name, wanted in rule.conditions.items())


def answer(rules: list[Rule], files: Mapping[str, bytes], visit: Visit) -> tuple[int, str]:
    """Status and file that a visitor is shown."""
    path = visit.path.lstrip("/")
    own = path if path in files else f"{path.rstrip('/')}/index.html".lstrip("/")
    for rule in rules:
        if matches(rule, visit):
            if own in files and not rule.forced:
                return 200, own
            target = rule.target.lstrip("/")
            return (rule.status, target) if target in files else (404, "404.html")
    return (200, own) if own in files else (404, "404.html")


def asked(found: ResolvedBrand, *visits: Visit) -> list[tuple[int, str]]:
    """What a brand's visitors are shown."""
    rules = parse(emit(rules_of(found))[0])
    files = site()
    return [answer(rules, files, visit) for visit in visits]


ADDRESSES = {
    **dict.fromkeys(("/", "/index.html", "/index", "/ru", "/ru/", "/ru/index.html", "/ru/index"), "ru/home/index.html"),
    **dict.fromkeys(("/ru/home", "/ru/home/", "/ru/home/index.html", "/ru/home/index"), "ru/home/index.html"),
    **dict.fromkeys(("/en", "/en/", "/en/index.html", "/en/home/"), "en/home/index.html"),
    "/en/deal/": "en/deal/index.html",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_locked_address_opens_for_the_countries_that_are_granted_whole(address: str) -> None:
    found = brand(claim("AT", "FR"), claim("DE-HH"))
    refusal = (451, "ru/451/index.html")
    assert asked(found, *(Visit(address, place) for place in ("AT", "at", "RE", "FR", "DE", "RU", "", "XX"))) == [
        *[(200, ADDRESSES[address])] * 4,
        *[refusal] * 4,
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cookie_that_stands_for_another_country_refuses_and_headers_do_nothing(address: str) -> None:
    found = brand(claim("RU"))
    forged = [
        Visit(address, "FR", cookies={"nf_country": "RU"}),
        Visit(address, "", cookies={"nf_country": "ru", "nf_lang": "ru"}),
        Visit(address, "FR", headers=FORGED),
    ]
    assert [status for status, _ in asked(found, *forged)] == [451] * 3


def test_what_is_not_sold_is_open_from_anywhere() -> None:
    for path in ("/ru/desk/", "/en/terms/", "/ru/451/", "/404.html", "/brand.json", "/favicon.ico"):
        assert asked(brand(), Visit(path), Visit(path, "RU"))[0][0] == 200


def test_a_refused_visitor_reads_his_own_language() -> None:
    visits = [Visit("/ru/home/", "FR", languages=languages) for languages in ("en-GB,en", "ru", "fr", "")]
    assert [file for _, file in asked(brand(claim("AT")), *visits)] == [
        f"{tag}/451/index.html" for tag in ("en", "ru", "ru", "ru")
    ]


def test_without_rights_all_that_would_be_sold_is_refused() -> None:
    assert {asked(brand(), Visit(path, "RU"))[0] for path in ADDRESSES} == {(451, "ru/451/index.html")}


@given(st.sets(st.sampled_from(["AT", "FR", "RE", "DE-HH", "RU-MOW", "HK", "CN", "US"])))
def test_every_rule_is_forced_and_each_address_ends_in_a_refusal_for_all(codes: set[str]) -> None:
    rules = parse(emit(rules_of(brand(*(claim(code) for code in sorted(codes)))))[0])
    assert all(rule.forced for rule in rules)
    last: dict[str, Rule] = {rule.path: rule for rule in rules}
    assert all(rule.status == 451 and not rule.conditions for rule in last.values())

"""The functions for Cloudflare Pages and Netlify, run in node as their documentation says that the hosts run them.

Cloudflare (developers.cloudflare.com): Pages, Functions, "Middleware", "Add middleware": `functions/_middleware.js` runs on
the entire application, in front of static files. "API reference": `onRequest` is called for all methods, `next()` goes on to
the asset server, `env.ASSETS.fetch()` wants "the pretty path, not directly the asset". Workers, "Request",
"IncomingRequestCfProperties": `country` is the value of CF-IPCountry, `regionCode` the code of the first-level region, null
or absent where unknown; `request.cf` may be absent altogether. Fundamentals, "HTTP headers", "CF-IPCountry": XX is unknown, T1
is Tor.

Netlify (docs.netlify.com): Edge Functions, "API": a function returns a Response, which ends the request chain, or undefined
to be passed by; `context.geo.country.code` and `context.geo.subdivision.code` are ISO 3166 codes. "Declarations", "Declare
edge functions inline": `pattern`, `excludedPattern`, `onError`.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Demo
from tests.edge.asked import FORGED, locked, may_sell, read_lock, spellings
from tests.edge.brands import brand, claim, made, site
from tests.edge.servers import program
from whitelabel.render.edge.rules import PLAIN

DRIVER = Path(__file__).with_name("hosts.mjs")
Place = Mapping[str, Any] | None


def cloudflare(place: str) -> Place:
    """`request.cf` of a visitor."""
    country, _, region = place.partition("-")
    return {"country": country or None, "regionCode": region or None} if place else None


def netlify(place: str) -> Place:
    """`context.geo` of a visitor."""
    country, _, region = place.partition("-")
    if not place:
        return None
    return {"country": {"code": country, "name": ""}, "subdivision": {"code": region, "name": ""} if region else None}


HOSTS: Mapping[str, tuple[str, Callable[[str], Place]]] = {
    "cloudflare": ("edge/cloudflare/functions/_middleware.js", cloudflare),
    "netlify": ("edge/netlify/edge-functions/region-lock.js", netlify),
}


def ask(
    host: str, bundle: Path, home: Path, *asked: tuple[str, str] | tuple[str, str, str, Mapping[str, str]]
) -> list[Any]:
    """The answers of a host to requests: path, place, and if need be method and headers."""
    path, where = HOSTS[host]
    script = home / f"{host}.mjs"
    script.write_bytes((bundle / path).read_bytes())
    requests = [
        {
            "path": one[0],
            "place": where(one[1]),
            "method": one[2] if len(one) > 2 else "GET",
            "headers": dict(one[3]) if len(one) > 3 else {},
        }
        for one in asked
    ]
    told = {"host": host, "script": str(script), "site": str(bundle / "site"), "requests": requests}
    done = subprocess.run(
        [program("node"), str(DRIVER)], input=json.dumps(told), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def statuses(host: str, bundle: Path, home: Path, *asked: tuple[str, str]) -> list[int]:
    return [answer["status"] for answer in ask(host, bundle, home, *asked)]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("slug", ["kvadrat", "zhana-oris"])
def test_a_bundle_of_the_demo_opens_where_its_rights_say_and_nowhere_else(
    demo: Demo, tmp_path: Path, host: str, slug: str
) -> None:
    bundle = demo.bundle(slug)
    lock = read_lock(bundle)
    places = sorted({one["places"][position] for one in lock["grants"] for position in (0, -1)})
    asked = [
        (product, address, place)
        for product, _, address in locked(lock)
        for place in (*places, "RU-MOW", "RU", "DE", "FR-69", "AT-8", "KZ", "", "XX", "T1", "XX-MOW", "ru-MOW", "-MOW")
    ]
    answers = ask(host, bundle, tmp_path, *((address, place) for _, address, place in asked))
    for (product, address, place), answer in zip(asked, answers, strict=True):
        file = (
            address.strip("/") if may_sell(lock, product, place) else f"{next(iter(lock['pages']['451']['paths']))}/451"
        )
        if not may_sell(lock, product, place):
            file = lock["pages"]["451"]["paths"][next(iter(brand_locales(bundle)))][0].strip("/")
        assert answer["status"] == (200 if may_sell(lock, product, place) else 451), (address, place)
        assert answer["body"] == (bundle / "site" / file / "index.html").read_text("utf-8"), (address, place)


def brand_locales(bundle: Path) -> list[str]:
    """The brand's languages, the default first."""
    found: list[str] = json.loads((bundle / "site/brand.json").read_text("utf-8"))["locales"]
    return found


@pytest.mark.parametrize("host", HOSTS)
def test_what_is_not_sold_is_open_from_anywhere(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand())
    asset = next(path for path in site() if path.startswith("assets/"))
    paths = ("/ru/desk/", "/ru/terms/", "/ru/451/", "/404.html", "/brand.json", f"/{asset}", "/favicon.ico")
    assert statuses(host, bundle, tmp_path, *((path, "") for path in paths)) == [200] * len(paths)


@pytest.mark.parametrize("host", HOSTS)
def test_no_way_of_writing_an_address_shows_its_page(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand(claim("AT")))
    asked = [
        (spelling, page)
        for page in ("/", "/ru/", "/ru/home/", "/ru/deal/", "/en/home/")
        for spelling in (*spellings(page), page.replace("h", "%2568"), f"/assets/..%2f{page[1:]}")
        if spelling.startswith("/") and not spelling.startswith("//")
    ]
    answers = ask(host, bundle, tmp_path, *((spelling, "FR") for spelling, _ in asked))
    for (spelling, page), answer in zip(asked, answers, strict=True):
        assert answer["body"] != (bundle / "site" / page.strip("/") / "index.html").read_text("utf-8"), spelling
        assert answer["status"] >= 300, (spelling, answer)


@pytest.mark.parametrize("host", HOSTS)
def test_a_visitors_own_headers_open_nothing(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand(claim("RU")))
    forged = {name.replace("_", "-"): value for name, value in FORGED.items()}
    answers = ask(host, bundle, tmp_path, ("/", "", "GET", forged), ("/", "FR", "GET", forged), ("/", "RU"))
    assert [answer["status"] for answer in answers] == [451, 451, 200]


@pytest.mark.parametrize("host", HOSTS)
def test_the_last_day_ends_the_lock_and_each_grant_for_its_own_places(tmp_path: Path, host: str) -> None:
    found = brand(claim("AT", ends="2020-12-31"), claim("DE-HH"), claim("RU-MOW", starts="2099-01-01"))
    bundle = made(tmp_path, found)
    places = ("AT", "AT-9", "DE-HH", "DE-DE-HH", "RU-MOW")
    assert statuses(host, bundle, tmp_path, *(("/ru/home/", place) for place in places)) == [451, 451, 200, 200, 451]


@pytest.mark.parametrize("host", HOSTS)
def test_without_rights_all_that_would_be_sold_is_refused(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand())
    assert statuses(host, bundle, tmp_path, ("/", "RU"), ("/ru/deal/", "AT-9"), ("/en/", "")) == [451] * 3


@pytest.mark.parametrize("host", HOSTS)
def test_names_that_every_object_of_the_language_has_are_no_places(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand(claim("RU")))
    places = ("constructor", "__proto__", "RU-constructor", "toString", "__proto__-x")
    assert statuses(host, bundle, tmp_path, *(("/", place) for place in places)) == [451, 451, 200, 451, 451]


@pytest.mark.parametrize("host", HOSTS)
def test_a_refused_visitor_reads_his_own_language_and_nobody_keeps_it(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand())
    wishes = {
        "en-GB,en;q=0.9": "en",
        "fr, ru;q=0.3, en;q=0.5": "en",
        "ru": "ru",
        "fr": "ru",
        "en;q=0": "ru",
        ";q=": "ru",
    }
    answers = ask(host, bundle, tmp_path, *(("/", "", "GET", {"accept-language": wish}) for wish in wishes))
    for (wish, tag), answer in zip(wishes.items(), answers, strict=True):
        assert answer["body"] == (bundle / f"site/{tag}/451/index.html").read_text("utf-8"), wish
        assert (answer["status"], answer["headers"]["cache-control"]) == (451, "no-store")
        assert answer["headers"]["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("host", HOSTS)
def test_all_methods_are_refused_and_head_has_no_body(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand())
    answers = ask(host, bundle, tmp_path, *(("/", "RU", method, {}) for method in ("HEAD", "POST", "OPTIONS", "PUT")))
    assert [answer["status"] for answer in answers] == [451] * 4
    assert answers[0]["body"] == ""


@pytest.mark.parametrize("host", HOSTS)
def test_without_a_page_or_where_it_is_missing_a_few_words_are_said(tmp_path: Path, host: str) -> None:
    for bundle in (made(tmp_path / "a", brand(pages=False), pages=False), made(tmp_path / "b", brand(), pages=False)):
        (answer,) = ask(host, bundle, tmp_path, ("/", "RU"))
        assert (answer["status"], answer["body"]) == (451, PLAIN)


@pytest.mark.parametrize("host", HOSTS)
def test_a_lock_that_can_t_be_read_refuses(tmp_path: Path, host: str) -> None:
    bundle = made(tmp_path, brand(claim("RU")))
    path = bundle / HOSTS[host][0]
    text = path.read_text("utf-8")
    for key, start in (("folders", "{"), ("hours", "{"), ("locks", "[")):
        path.write_text(text.replace(f'"{key}": {start}', f'"{key}": null, "was": {start}'), "utf-8")
        assert statuses(host, bundle, tmp_path, ("/ru/home/", "RU")) == [451], key

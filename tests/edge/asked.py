"""What every server that runs is asked, whichever it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.edge.servers import Answer, Server

FORGED: Mapping[str, str] = dict.fromkeys(
    (
        *(
            "CF_IPCountry",
            "X_Country",
            "X_Country_Code",
            "X_GeoIP_Country",
            "GeoIP_Country_Code",
            "X_AppEngine_Country",
        ),
        *("CloudFront_Viewer_Country", "X_Vercel_IP_Country", "X_NF_Geo", "Visitor_Country", "X_Visitor_Country"),
        *("X_Region", "CF_Region_Code", "Fastly_Geo_Country", "X_Akamai_Edgescape"),
    ),
    "RU",
) | {
    "X_Forwarded_For": "77.88.55.60",
    "X_Real_IP": "77.88.55.60",
    "CF_Connecting_IP": "77.88.55.60",
    "True_Client_IP": "77.88.55.60",
    "Forwarded": "for=77.88.55.60",
    "Cookie": "nf_country=RU; visitor_country=RU; country=RU",
}
"""What a visitor may send to pass for another; none of it may open anything."""


def spellings(address: str) -> Iterator[str]:
    """Ways to write an address by which a careless lock is got round."""
    bare = address.rstrip("/")
    yield from (address, bare or "/", f"{bare}/index.html", f"{bare}/index", f"{address}?a=b", f"/{address}")
    yield from (
        f"{bare}//",
        f"{bare}/.",
        f"{bare}/./",
        f"{bare}/x/../",
        f"/x/..{address}",
        f"{bare}/%2e/",
        f"/%2E{address}",
    )
    yield from (f"{bare}%2f", f"{bare}/%69ndex.html", f"/.{address}", f"/en/../{address}", f"{bare}/index.html/")
    if bare:
        first = f"%{ord(bare[1]):02x}"
        yield from (f"/{first}{bare[2:]}/", address.upper(), address.title(), bare.replace("/", "//") + "/")
        yield from (f"/%2f{bare[1:]}/", bare.replace("/", "/./") + "/", f"\\{bare[1:]}/", f"{bare};a/", f"{bare}%00/")


def locked(lock: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Product, language and address of all that is sold, from `region-lock.json`."""
    for page in lock["pages"].values():
        if page["lock"] == "sell":
            for tag, addresses in page["paths"].items():
                for address in addresses:
                    yield page["product"] or "", tag, address


def may_sell(lock: Mapping[str, Any], product: str, place: str) -> bool:
    """What `region-lock.json` says of a product at a place, today within its terms."""
    return any(place in one["places"] and (not product or product in one["products"]) for one in lock["grants"])


def read_lock(bundle: Path) -> Mapping[str, Any]:
    """What the application is told."""
    found: Mapping[str, Any] = json.loads((bundle / "site/region-lock.json").read_text("utf-8"))
    return found


def check_bundle(server: Server, bundle: Path, others: Sequence[str]) -> None:
    """Every locked address of a bundle, from places that are granted, from others, and from nowhere."""
    lock = read_lock(bundle)
    places = sorted({one["places"][position] for one in lock["grants"] for position in (0, -1)})
    asked = 0
    for product, _, address in locked(lock):
        page = (bundle / "site" / address.strip("/") / "index.html").read_bytes()
        for place in (*places, *others):
            answer = server.ask(address, place)
            if may_sell(lock, product, place):
                assert (answer.status, answer.body) == (200, page), (address, place)
                assert answer.headers["cache-control"] == "private, no-cache"
            else:
                refused(bundle, answer, f"{address} from {place}")
            asked += 1
        for place in {place.partition("-")[0] for place in places} - set(places):
            refused(bundle, server.ask(address, place), f"{address} from all of {place}")
        for place in ("", "XX", "T1", "-MOW", "RU-", "ZZ-ZZ", "R", "001", "EU"):
            refused(bundle, server.ask(address, place), f"{address} from '{place}'")
        refused(bundle, server.ask(address, **FORGED), f"{address} with forged headers")
        assert server.ask(address, method="HEAD").status == 451
        assert server.ask(address, method="POST").status in (405, 451)
    assert asked
    for page_ in lock["pages"].values():
        if page_["lock"] != "sell":
            for addresses in page_["paths"].values():
                for address in addresses:
                    answer = server.ask(address)
                    assert answer.status == 200 and "cache-control" not in answer.headers, address
    assert server.ask("/brand.json").status == server.ask("/region-lock.json").status == 200


def refused(bundle: Path, answer: Answer, where: str, tag: str = "") -> None:
    """That a visitor was refused with the brand's own page, in a language, and that nobody keeps the answer."""
    assert answer.status == 451, where
    assert answer.headers["cache-control"] == "no-store", where
    wanted = (bundle / "site" / tag / "451" / "index.html") if tag else bundle / "site" / "451.html"
    assert answer.body == wanted.read_bytes(), where


def check_spellings(server: Server, bundle: Path) -> None:
    """No way of writing a locked address shows its page."""
    lock = read_lock(bundle)
    for _, _, address in locked(lock):
        page = (bundle / "site" / address.strip("/") / "index.html").read_bytes()
        for spelling in spellings(address):
            answer = server.ask(spelling)
            assert answer.body != page, spelling
            assert answer.status >= 300, (spelling, answer.status)

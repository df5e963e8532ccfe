"""A bundle that isn't what its manifest says is told, file by file."""

from __future__ import annotations

import json

import pytest

from whitelabel.model import digest
from whitelabel.package.manifest import manifest
from whitelabel.problem import Problem
from whitelabel.verify.whole import Listing, check_whole, read_listing

FILES = {"site/a.html": b"<p>Deals", "site/b.css": b"a{}"}
SIZES = {path: len(data) for path, data in FILES.items()}
DIGESTS = {path: digest(data) for path, data in FILES.items()}
LISTING = manifest("acme", "Deals", "1.0.0", "k", SIZES, DIGESTS, {})


def told(files: dict[str, bytes], odd: dict[str, str] | None = None) -> list[str]:
    listing = read_listing("acme/", LISTING)
    assert isinstance(listing, Listing)
    found = list(check_whole("acme/", listing, {**files, "manifest.json": LISTING}, odd or {}))
    assert {problem.brands for problem in found} <= {("acme",)}
    return [f"{problem.code} {problem.span} {problem.message}" for problem in found]


def test_a_bundle_as_it_was_made_is_whole() -> None:
    assert told(FILES) == []


def test_what_was_flipped_cut_lost_and_added_is_told() -> None:
    assert told({**FILES, "site/b.css": b"b{}"}) == ["WL611 acme/site/b.css:1:1 'site/b.css' isn't as it was made"]
    assert told({**FILES, "site/b.css": b"a{"}) == ["WL612 acme/site/b.css:1:1 'site/b.css' has 2 bytes; 3 were made"]
    assert told({"site/b.css": b"a{}"}) == ["WL613 acme/site/a.html:1:1 'site/a.html' is missing"]
    assert told({**FILES, "site/c": b""}, {"site/d": "a link"}) == [
        "WL614 acme/site/c:1:1 'site/c' was not made",
        "WL614 acme/site/d:1:1 'site/d' was not made",
    ]
    assert told({"site/b.css": b"a{}"}, {"site/a.html": "a link"}) == [
        "WL613 acme/site/a.html:1:1 'site/a.html' is a link; a file was wanted"
    ]


def changed(**values: object) -> bytes:
    return json.dumps({**json.loads(LISTING), **values}).encode()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (None, "is missing"),
        (b"{", "can't be read"),
        (b"[]", "can't be read"),
        (b"[" * 100_000, "can't be read"),
        (changed(files=[{"path": "a"}]), "isn't that of a bundle"),
        (changed(brand=7), "isn't that of a bundle"),
        (changed(sha256="0"), "doesn't agree with itself"),
        (changed(files=json.loads(LISTING)["files"] * 2), "doesn't agree with itself"),
        (changed(files=[]), "doesn't agree with itself"),
    ],
)
def test_a_manifest_that_can_not_be_trusted_is_told(data: bytes | None, what: str) -> None:
    found = read_listing("acme/", data)

    assert isinstance(found, Problem) and (found.code, str(found.span)) == ("WL615", "acme/manifest.json:1:1")
    assert found.message == f"'manifest.json' {what}"

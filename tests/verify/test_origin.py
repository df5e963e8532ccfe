"""Of the project's places that show a mark those are told that a file of a bundle may have it from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from tests.verify.market import matcher, owned
from whitelabel.disk.blob import Blob
from whitelabel.verify.origin import Sources
from whitelabel.verify.search import search, search_names

MATCHER = matcher(owned("Kvadrat"))
FILES = {
    "base_theme/locales/en.yaml": "title: Deals by Kvadrat, all of them\n",
    "base_theme/static/kvadrat.txt": "x",
    "base_theme/templates/a.html.j2": "<p>We are Kvadrat</p>",
    "base_theme/templates/b.html.j2": "<title>Kvadrat</title>\n<h1>Welcome to Kvadrat</h1>\n<p>\n<i>Kvadrat</i>",
    "brands/acme/brand.yaml": "name: Acme # not Kvadrat\n",
    "brands/beta/brand.yaml": "name: Kvadrat\n",
}
SOURCES = Sources({path: Blob.of(text.encode()) for path, text in FILES.items()}, MATCHER)


def places(text: str, *made_from: str, path: str = "site/index.html") -> list[str]:
    """Where the first mark in a page may come from; with templates, of those alone."""
    digests: Collection[str] = {hashlib.sha256(FILES[one].encode()).hexdigest() for one in made_from}
    hits = [*search_names([path], MATCHER).get(path, ()), *search(path, text.encode(), MATCHER).hits]
    return [str(one) for one in SOURCES.places("acme", path, hits[0], lambda _: digests if made_from else None)]


def test_what_has_the_same_around_it_is_where_it_comes_from() -> None:
    assert places("<h1>Deals by Kvadrat, all of them</h1>") == ["base_theme/locales/en.yaml:1:17"]
    assert places("<h1>Welcome to Kvadrat</h1>") == ["base_theme/templates/b.html.j2:2:16"]


def test_where_little_is_the_same_the_most_alike_come_first_and_no_other_brands_file_is_told() -> None:
    assert places("<i>Kvadrat") == [
        "base_theme/templates/b.html.j2:4:4",
        "base_theme/templates/b.html.j2:1:8",
        "base_theme/locales/en.yaml:1:17",
    ]


def test_what_was_not_used_is_not_told_and_what_gives_values_may_be() -> None:
    assert places("<p>We are Kvadrat</p>") == ["base_theme/templates/a.html.j2:1:11"]
    assert places("<p>We are Kvadrat</p>", "base_theme/templates/b.html.j2") == [
        "base_theme/templates/b.html.j2:2:16",
        "base_theme/templates/b.html.j2:1:8",
        "base_theme/templates/b.html.j2:4:4",
    ]
    assert places("Kvadrat", "base_theme/static/kvadrat.txt") == [
        "base_theme/locales/en.yaml:1:17",
        "brands/acme/brand.yaml:1:18",
    ]


def test_what_stands_in_a_name_comes_from_what_is_called_so() -> None:
    assert places("x", path="site/kvadrat.txt") == ["base_theme/static/kvadrat.txt:1:1"]

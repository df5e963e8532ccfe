"""A static host's answers, from a table."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from whitelabel.preview.addresses import Answer, address_of, answer, refused, type_of

FILES = {
    "index.html": b"start",
    "404.html": b"nothing here",
    "de/preise/index.html": b"prices",
    "de/a b/index.html": b"space",
    "app.js": b"1",
    "LICENSE": b"free",
    "größe.txt": b"big",
}
HTML = "text/html; charset=utf-8"


def test_a_file_is_answered_with_its_type() -> None:
    assert answer(FILES, "/app.js") == Answer(HTTPStatus.OK, b"1", "text/javascript; charset=utf-8")
    assert answer(FILES, "/app.js?v=1&x=%zz") == Answer(HTTPStatus.OK, b"1", "text/javascript; charset=utf-8")
    assert answer(FILES, "/gr%C3%B6%C3%9Fe.txt") == Answer(HTTPStatus.OK, b"big", "text/plain; charset=utf-8")
    assert answer(FILES, "/LICENSE") == Answer(HTTPStatus.OK, b"free", "application/octet-stream")


def test_a_folder_is_answered_with_its_index() -> None:
    assert answer(FILES, "/") == Answer(HTTPStatus.OK, b"start", HTML)
    assert answer(FILES, "/de/preise/") == Answer(HTTPStatus.OK, b"prices", HTML)


@pytest.mark.parametrize(
    ("target", "location"), [("/de/preise?a=b", "/de/preise/?a=b"), ("/de/a%20b", "/de/a%20b/"), ("/de/preise", None)]
)
def test_a_folder_without_its_slash_leads_to_the_one_with_it(target: str, location: str | None) -> None:
    assert answer(FILES, target) == Answer(HTTPStatus.MOVED_PERMANENTLY, location=location or "/de/preise/")


@pytest.mark.parametrize("target", ["/no", "/de/", "/de", "/de/preise/x", "/app.js/", "/APP.JS"])
def test_what_is_not_there_is_answered_with_the_sites_own_page(target: str) -> None:
    assert answer(FILES, target) == Answer(HTTPStatus.NOT_FOUND, b"nothing here", HTML)
    assert answer({}, target) == refused(HTTPStatus.NOT_FOUND)


@pytest.mark.parametrize(
    "target",
    [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/de/preise/../../app.js",
        "/./app.js",
        "//app.js",
        "/\\app.js",
        "/app.js%00",
        "/app.js%00.html",
        "/etc/passwd",
        "/C:/app.js",
        "/app.js::$DATA",
    ],
)
def test_no_address_is_taken_for_a_path(target: str) -> None:
    assert answer(FILES, target).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "target", ["", "app.js", "*", "http://localhost/app.js", "/app.js#x", "/a b", "/ä", "/%", "/%4", "/%zz", "/%ff"]
)
def test_a_malformed_address_is_refused(target: str) -> None:
    assert answer(FILES, target) == refused(HTTPStatus.BAD_REQUEST)


def test_an_address_leads_back_to_its_page() -> None:
    pages = [path for path in FILES if path.endswith(".html")]

    assert [answer(FILES, address_of(path)).body for path in pages] == [FILES[path] for path in pages]


def test_a_type_hangs_on_the_last_ending_alone() -> None:
    assert type_of("a.html.gz") == "application/octet-stream"
    assert type_of("a.b/c") == "application/octet-stream"
    assert type_of("x/IMG.PNG") == "image/png"

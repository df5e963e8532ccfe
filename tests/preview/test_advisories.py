"""What elder development servers got wrong, each tried on this one (threats.md, "The preview server").

A test is named after the advisory that taught it. Each tries the site of a brand, the gallery and the events.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.preview.staging import Fake, running
from tests.preview.test_serve import Reply, ask, say
from whitelabel.preview.staged import Preview

SECRET = b"# secret of the template"
SITE = {"index.html": b"<p>start", "app.js": b"const built = 1;", "logo.svg": b"<svg/>", "404.html": b"<p>nothing"}
EVENTS = "/__whitelabel/events?token=TOKEN&page=/"
PLACES = ["acme.localhost:{port}", "localhost:{port}"]


@pytest.fixture(scope="module")
def preview() -> Iterator[Preview]:
    with running(lambda: Fake({"acme": SITE, "beta": {"index.html": b"<p>of beta"}}), ("acme", "beta")) as found:
        yield found


def at(preview: Preview, target: str, *headers: str, host: str = PLACES[0], method: str = "GET") -> Reply:
    return ask(preview.port, target.replace("TOKEN", preview.token), *headers, host=host, method=method)


def assert_nothing_is_given(preview: Preview, target: str, **where: str) -> None:
    """A target that leads out of the table is answered by the site's own page for what isn't there, or refused."""
    reply = at(preview, target, **where)
    assert reply.status in (400, 404), target
    assert reply.body.startswith((b"<script", b"<p>nothing", b"400 ", b"404 ")), target
    assert SECRET not in reply.body


@pytest.mark.parametrize("host", PLACES)
@pytest.mark.parametrize("target", ["/", "/app.js", EVENTS])
def test_vite_cve_2025_24010_a_page_of_another_site_reads_nothing(preview: Preview, host: str, target: str) -> None:
    for origin in ("http://evil.example", "null", f"http://beta.localhost:{preview.port}"):
        reply = at(preview, target, f"Origin: {origin}", host=host)
        assert reply.status == 403
        assert not [name for name in reply.headers if name.startswith("access-control")]
    assert at(preview, target, host="evil.example:{port}").status == 421


@pytest.mark.parametrize("query", ["?raw", "?raw??", "?import&raw??", "?import&raw?"])
def test_vite_cve_2025_30208_no_query_changes_what_is_served(preview: Preview, query: str) -> None:
    assert at(preview, f"/app.js{query}")[::2] == (200, SITE["app.js"])
    assert_nothing_is_given(preview, f"/@fs/etc/passwd{query}")


@pytest.mark.parametrize("query", ["?inline&import", "?raw?import", "?.wasm?init", "?import&?inline=1.wasm?init"])
def test_vite_cve_2025_31125_nothing_is_made_into_a_module(preview: Preview, query: str) -> None:
    assert at(preview, f"/app.js{query}")[::2] == (200, SITE["app.js"])
    assert_nothing_is_given(preview, f"/@fs/etc/passwd{query}")


@pytest.mark.parametrize(
    "target", ["/etc/passwd?.svg?.wasm?init", "/@fs/x/x/x/vite/../../../../etc/passwd?import&.svg"]
)
def test_vite_cve_2025_31486_an_ending_in_the_query_opens_nothing(preview: Preview, target: str) -> None:
    assert_nothing_is_given(preview, target)


@pytest.mark.parametrize("host", PLACES)
def test_vite_cve_2025_32395_a_hash_in_the_target_is_refused(preview: Preview, host: str) -> None:
    for target in ("/#/../../etc/passwd", "/app.js#", "/@fs/x#/../../etc/passwd"):
        reply = at(preview, target, host=host)
        assert reply.status in (400, 404), target
        assert reply.body in (b"400 Bad Request\n", b"404 Not Found\n")


@pytest.mark.parametrize("target", ["/.env/.", "/.env/", "/brand.yaml/.", "/app.js/.", "/./app.js", "/x/../app.js"])
def test_vite_cve_2025_46565_dots_and_slashes_name_no_file(preview: Preview, target: str) -> None:
    assert_nothing_is_given(preview, target)


@pytest.mark.parametrize(
    "target", ["/../../tests/conftest.py", "/../beta/index.html", "/%2e%2e/beta/index.html", "//etc/x.html"]
)
def test_vite_cve_2025_58752_pages_come_from_the_table_like_all_else(preview: Preview, target: str) -> None:
    assert_nothing_is_given(preview, target)
    assert_nothing_is_given(preview, target, host=PLACES[1])


@pytest.mark.parametrize("host", PLACES)
def test_esbuild_ghsa_67mh_4wv8_2f99_no_response_may_be_read_by_all(preview: Preview, host: str) -> None:
    for target in ("/", "/app.js", "/nowhere", "/__whitelabel/client.js", "/__whitelabel/gallery.json?token=TOKEN"):
        reply = at(preview, target, host=host)
        assert not [name for name in reply.headers if name.startswith("access-control")]
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    # Its events told any page which files had changed.
    assert at(preview, EVENTS.replace("TOKEN", ""), host=host).status == 403
    assert at(preview, "/esbuild", host=host).status == 404


@pytest.mark.parametrize("host", PLACES)
def test_webpack_dev_server_cve_2018_14732_events_are_for_its_own_pages(preview: Preview, host: str) -> None:
    assert at(preview, EVENTS, "Origin: http://evil.example", host=host).status == 403
    upgrade = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==")
    assert at(preview, "/", *upgrade, host=host).status == 200


@pytest.mark.parametrize("host", PLACES)
def test_webpack_dev_server_cve_2025_30359_its_scripts_run_nowhere_else(preview: Preview, host: str) -> None:
    for target in ("/app.js", "/__whitelabel/client.js", "/__whitelabel/gallery.js"):
        reply = at(preview, target, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Site: cross-site", host=host)
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"
        assert reply.headers["x-content-type-options"] == "nosniff"
        # Where a script is run all the same, there is no secret in it.
        assert preview.token.encode() not in reply.body


@pytest.mark.parametrize(
    "origin", ["http://192.0.2.1", "http://127.0.0.2:{port}", "http://[::1]:{port}", "http://0.0.0.0:{port}"]
)
def test_webpack_dev_server_cve_2025_30360_an_address_is_no_friend(preview: Preview, origin: str) -> None:
    for host in PLACES:
        assert at(preview, EVENTS, f"Origin: {origin.format(port=preview.port)}", host=host).status == 403


@pytest.mark.parametrize("host", PLACES)
def test_webpack_dev_server_cve_2026_6402_browsers_that_tell_nothing_are_held_off_too(
    preview: Preview, host: str
) -> None:
    # No Sec-Fetch headers are sent to origins without TLS, so nothing may hang on them.
    bare = at(preview, "/app.js", host=host)
    told = at(preview, "/app.js", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Site: cross-site", host=host)

    assert bare == told
    assert bare.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_storybook_cve_2026_27148_nothing_can_be_written_through_it(preview: Preview, method: str) -> None:
    for host in PLACES:
        for target in ("/", "/app.js", EVENTS, "/__whitelabel/gallery.json?token=TOKEN"):
            assert at(preview, target, host=host, method=method).status == 405
    # What comes on a line of events is not read: the line ends.
    head = f"GET {EVENTS} HTTP/1.1\r\nHost: localhost:{preview.port}\r\n\r\n".replace("TOKEN", preview.token)
    reply = say(preview.port, head.encode() + b'{"type": "createNewStory", "componentFilePath": "x"}')
    assert reply.status == 200
    assert b"HTTP/1.1" not in reply.body


@pytest.mark.parametrize(
    "target", ["/../../../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%5c..%5cwindows%5cwin.ini"]
)
def test_mkdocs_cve_2021_40978_no_address_leads_out_of_the_site(preview: Preview, target: str) -> None:
    assert_nothing_is_given(preview, target)
    assert_nothing_is_given(preview, "/__whitelabel/.." + target)
    assert_nothing_is_given(preview, f"/__whitelabel/page?token=TOKEN&of={target}")
    assert_nothing_is_given(preview, f"/__whitelabel/picture?token=TOKEN&brand=acme&path={target}", host=PLACES[1])


def test_webpack_dev_server_cve_2026_14631_a_malformed_name_ends_nothing(
    preview: Preview, capfd: pytest.CaptureFixture[str]
) -> None:
    for host in ("[", "a:b:c", "acme.localhost:99999999", "\x00", "%00.localhost:{port}", ".localhost:{port}"):
        assert at(preview, "/", host=host).status in (400, 421)
    assert at(preview, "/", "Origin: ://").status == 403
    assert at(preview, "/app.js").status == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("slug", ["acme", "beta"])
def test_one_origin_a_brand_shows_nothing_of_another(preview: Preview, slug: str) -> None:
    other = {"acme": "beta", "beta": "acme"}[slug]
    for target in (f"/../{other}/", f"/{other}/", f"/__whitelabel/brand.json?token=TOKEN&brand={other}"):
        assert at(preview, target, host=f"{slug}.localhost:{{port}}").status == 404
    origin = f"Origin: http://{other}.localhost:{preview.port}"
    assert at(preview, "/", origin, host=f"{slug}.localhost:{{port}}").status == 403

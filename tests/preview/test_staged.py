"""The server of all brands and of the gallery, over real sockets, before a stage that a test sets."""

from __future__ import annotations

import json
import queue
import re
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.preview.staging import Fake, running
from tests.preview.test_serve import Reply, ask
from whitelabel.preview import audience, stage, staged
from whitelabel.preview.stage import Job, Open, TokenAt
from whitelabel.preview.staged import Preview

ACME = b"<!doctype html><html><head><title>Acme</title></head><body>a</body></html>"
OWN = "/__whitelabel/"


@pytest.fixture
def fake() -> Fake:
    acme = {
        "index.html": ACME,
        "404.html": b"<p>none",
        "a.css": b"p{}",
        "icon.svg": b"<svg/>",
        "de/index.html": b"<p>de",
    }
    return Fake({"acme": acme, "beta": {"index.html": b"<p>beta"}})


@pytest.fixture
def preview(fake: Fake) -> Iterator[Preview]:
    with running(lambda: fake, ("acme", "beta")) as found:
        yield found


def at(preview: Preview, target: str, *headers: str, slug: str = "acme", method: str = "GET") -> Reply:
    host = f"{slug}.localhost:{{port}}" if slug else "localhost:{port}"
    return ask(preview.port, target.replace("TOKEN", preview.token), *headers, method=method, host=host)


class Line:
    """An event stream as a page holds it."""

    def __init__(self, preview: Preview, slug: str = "acme", page: str = "/", digest: str = "") -> None:
        self._line = socket.create_connection(("127.0.0.1", preview.port), timeout=5)
        host = f"{slug}.localhost" if slug else "localhost"
        target = f"{OWN}events?token={preview.token}&page={page}&digest={digest}"
        self._line.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}:{preview.port}\r\n\r\n".encode())
        self._file = self._line.makefile("rb")
        self.head = b"".join(iter(self._file.readline, b"\r\n")).decode()

    def next(self) -> tuple[str, Any]:
        """The next event: its name and data."""
        said: dict[str, str] = {}
        while "data" not in said:
            for raw in iter(self._file.readline, b"\n"):
                assert raw, "the line has ended"
                name, _, value = raw.decode().rstrip("\n").partition(": ")
                said[name] = value
        return said["event"], json.loads(said["data"])

    def close(self) -> None:
        self._file.close()
        self._line.close()


def opened(preview: Preview, *pages: Open) -> bool:
    """Whether just these pages listen, soon."""
    for _ in range(200):
        if preview.audience.pages() == frozenset(pages):
            return True
        time.sleep(0.01)
    return False


def test_each_brand_is_served_at_its_own_name_and_the_gallery_at_none(preview: Preview) -> None:
    assert b">a</body>" in at(preview, "/").body
    assert b"<p>beta" in at(preview, "/", slug="beta").body
    assert b'id="brands"' in at(preview, "/", slug="").body
    assert at(preview, "/a.css").body == b"p{}"
    assert at(preview, "/a.css", slug="beta").status == at(preview, "/a.css", slug="").status == 404
    assert at(preview, "/de").headers["location"] == "/de/"
    assert at(preview, "/", slug="gamma").status == 421
    preview.allow(("acme", "gamma"))
    assert at(preview, "/", slug="beta").status == 421


def test_it_listens_on_both_loopbacks(preview: Preview) -> None:
    try:
        line = socket.create_connection(("::1", preview.port), timeout=5)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: [::1]:{preview.port}\r\nConnection: close\r\n\r\n".encode())
        head = b"".join(iter(lambda: line.recv(65536), b""))
    assert b"HTTP/1.1 307 " in head
    assert f"Location: http://localhost:{preview.port}/\r\n".encode() in head


def test_a_page_gets_the_script_and_nothing_else_does(preview: Preview) -> None:
    page = at(preview, "/").body.decode()
    head, _, rest = page.partition("</head>")

    assert rest == "<body>a</body></html>"
    assert head.count("<script ") == 1
    assert f'data-token="{preview.token}"' in head
    assert b"<script" in at(preview, "/nowhere").body
    assert at(preview, "/a.css").body == b"p{}"
    assert at(preview, f"{OWN}page?token=TOKEN&of=/").body == ACME


def test_only_the_gallery_may_frame_a_brand_and_nobody_the_gallery(preview: Preview) -> None:
    own = f"http://localhost:{preview.port} http://127.0.0.1:{preview.port}"

    for target in ("/", "/a.css", "/nowhere"):
        assert at(preview, target).headers["content-security-policy"] == f"frame-ancestors 'self' {own}"
    assert "frame-ancestors 'none'" in at(preview, "/", slug="").headers["content-security-policy"]


ASKED = {"acme": "events page tokens.json sheet", "": "events gallery.json brand.json picture"}


@pytest.mark.parametrize(("slug", "name"), [(slug, name) for slug, names in ASKED.items() for name in names.split()])
def test_what_tells_more_than_a_page_wants_the_token(preview: Preview, slug: str, name: str) -> None:
    for token in ("", "x", preview.token[:-1], preview.token + "x", "%C3%A4", "%ff"):
        reply = at(preview, f"{OWN}{name}?token={token}&brand=acme", slug=slug)
        assert (reply.status, reply.body) == (403, b"403 Forbidden\n")
    assert at(preview, f"{OWN}{name}", slug=slug).status == 403


def test_the_folder_of_its_own_never_shows_a_file_of_the_bundle(fake: Fake, preview: Preview) -> None:
    fake.sites["acme"]["__whitelabel/client.js"] = fake.sites["acme"]["__whitelabel/x.js"] = b"theirs"

    assert at(preview, f"{OWN}x.js").status == 404
    assert b"theirs" not in at(preview, f"{OWN}client.js").body
    assert at(preview, f"{OWN}gallery.json?token=TOKEN").status == 404
    assert at(preview, f"{OWN}client.js", slug="").status == 404


def test_the_gallery_s_state_is_told(fake: Fake, preview: Preview) -> None:
    fake.wrong["beta"] = "brands/beta/brand.yaml:1:1: error WL101: no"
    told = json.loads(at(preview, f"{OWN}gallery.json?token=TOKEN", slug="").body)

    assert told["product"] == "Deals"
    assert [(one["slug"], one["status"], one["errors"]) for one in told["brands"]] == [
        ("acme", "right", 0),
        ("beta", "wrong", 1),
    ]
    assert fake.asked == []
    brand = json.loads(at(preview, f"{OWN}brand.json?token=TOKEN&brand=beta", slug="").body)
    assert (brand["problems"], brand["card"]["name"], brand["territory"]) == (
        fake.wrong["beta"],
        "Beta",
        ["RU-MOW, exclusive, deals"],
    )
    assert at(preview, f"{OWN}brand.json?token=TOKEN&brand=gone", slug="").status == 404
    assert at(preview, f"{OWN}brand.json?token=TOKEN", slug="").status == 404


def test_a_picture_of_a_brand_is_shown_in_the_gallery_and_can_do_nothing_there(fake: Fake, preview: Preview) -> None:
    fake.pictures = (".svg", ".html")
    target = f"{OWN}picture?token=TOKEN&brand=acme&path="
    shown = at(preview, target + "/icon.svg", slug="")

    assert (shown.status, shown.body, shown.headers["content-type"]) == (200, b"<svg/>", "image/svg+xml")
    assert "sandbox" in shown.headers["content-security-policy"]
    # What is no picture isn't given, and neither is what nobody calls an icon.
    assert at(preview, target + "/index.html", slug="").status == 404
    assert at(preview, target + "/a.css", slug="").status == 404
    assert at(preview, target + "/photo.png", slug="").status == 404


def test_tokens_and_the_sheet_are_given_on_the_brand_s_own_origin(fake: Fake, preview: Preview) -> None:
    fake.told_tokens["--color-ink"] = TokenAt(
        "color.ink", {"light": "#000"}, {"light": ("t.json:1:2 color.ink",)}, {"light": "t.json:1"}
    )

    assert json.loads(at(preview, f"{OWN}tokens.json?token=TOKEN").body) == {
        "--color-ink": {
            "name": "color.ink",
            "value": {"light": "#000"},
            "trail": {"light": ["t.json:1:2 color.ink"]},
            "places": {"light": "t.json:1"},
        }
    }
    assert b"<title>sheet" in at(preview, f"{OWN}sheet?token=TOKEN").body


def test_a_page_can_be_had_as_it_was_served(fake: Fake, preview: Preview) -> None:
    digest = at(preview, "/").body.decode().partition('data-digest="')[2].partition('"')[0]
    fake.sites["acme"]["index.html"] = b"<p>other"
    now = at(preview, f"{OWN}page?token=TOKEN&of=/")

    assert at(preview, f"{OWN}page?token=TOKEN&was={digest}").body == ACME
    assert now.body == b"<p>other"
    assert at(preview, f"{OWN}page?token=TOKEN&was={now.headers['etag'][1:-1]}").body == b"<p>other"
    assert at(preview, f"{OWN}page?token=TOKEN&was=unknown").status == 404
    assert at(preview, f"{OWN}page?token=TOKEN&was={digest}", slug="beta").status == 404


# ── Events ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_hears_what_concerns_it_and_nothing_of_another_brand(fake: Fake, preview: Preview) -> None:
    start, other, beta = Line(preview), Line(preview, page="/de/"), Line(preview, "beta")
    for line in (start, other, beta):
        assert line.next()[0] == "problems"
        assert line.next()[0] == "page"
    assert opened(preview, Open("acme", "/"), Open("acme", "/de/"), Open("beta", "/"))
    preview.audience.tell(stage.styles({"/a.css": "/b.css"}, {}), "acme")
    preview.audience.tell(stage.problems("brands/ä:1:1: error\n  ^\n"), "beta")
    preview.audience.tell(stage.page(), "acme", "/de/")

    assert start.next() == other.next() == ("styles", {"styles": {"/a.css": "/b.css"}, "pictures": {}})
    assert other.next() == ("page", {"anew": False})
    assert beta.next() == ("problems", {"text": "brands/ä:1:1: error\n  ^\n", "isRefused": False})
    for line in (start, other, beta):
        line.close()
    assert opened(preview)


def test_a_stream_says_what_it_is_and_that_nobody_else_may_read_it(preview: Preview) -> None:
    line = Line(preview, "")

    assert "Content-Type: text/event-stream\r\n" in line.head
    assert "Cross-Origin-Resource-Policy: same-origin\r\n" in line.head
    assert "access-control" not in line.head.lower()
    assert line.next() == ("gallery", {})
    line.close()


def test_a_page_that_comes_back_is_brought_up_to_date(fake: Fake, preview: Preview) -> None:
    digest = at(preview, "/").body.decode().partition('data-digest="')[2].partition('"')[0]
    same = Line(preview, digest=digest)
    assert same.next() == ("problems", {"text": "", "isRefused": False})
    preview.audience.tell(stage.styles({}, {}), "acme")
    assert same.next()[0] == "styles"
    same.close()
    fake.wrong["acme"] = "wrong"
    fake.sites["acme"]["index.html"] = b"<p>other"
    late = Line(preview, digest=digest)

    assert [late.next() for _ in range(2)] == [
        ("problems", {"text": "wrong", "isRefused": False}),
        ("page", {"anew": False}),
    ]
    late.close()


def test_what_was_lent_is_given_while_the_stage_is_busy_to_its_own_brand_alone(fake: Fake, preview: Preview) -> None:
    preview.audience.lend("acme", {"/a.css": b"lent"})
    fake.sites["acme"]["a.css"] = b"made"

    for address in ("/a.css", "/a.css?now=1"):
        given = at(preview, address)
        assert (given.status, given.body, given.headers["content-type"]) == (200, b"lent", "text/css; charset=utf-8")
    assert at(preview, "/a.css", slug="beta").status == 404


def test_fonts_are_waited_for_in_style_sheets_however_they_are_given(fake: Fake, preview: Preview) -> None:
    fake.sites["acme"] |= {"fonts.css": b"@font-face{font-display:optional}", "a.txt": b"font-display:optional"}
    preview.audience.lend("acme", {"/lent.css": b"@font-face{font-display: optional;src:x}"})
    assert [at(preview, path).body for path in ("/fonts.css", "/lent.css", "/a.txt")] == [
        b"@font-face{font-display:block}",
        b"@font-face{font-display: block;src:x}",
        b"font-display:optional",
    ]


def test_what_was_lent_and_not_asked_for_longest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "LENT", 10)
    lent = audience.Lent()
    for name in "abc":
        lent.put("acme", name, b"1234")
        assert lent.get("acme", "a")
    assert [name for name in "abc" if lent.get("acme", name)] == ["a", "c"]


def test_a_line_that_is_told_nothing_beats(monkeypatch: pytest.MonkeyPatch, preview: Preview) -> None:
    here, there = socket.socketpair()
    listener = audience.Listener(Open("acme", "/"))
    thread = threading.Thread(target=listener.follow, args=(here, here.makefile("wb", buffering=0), 0.01))
    thread.start()

    assert there.recv(len(audience.BEAT)) == audience.BEAT
    there.close()
    thread.join(5)
    assert not thread.is_alive()
    here.close()
    listener.close()


def test_too_many_lines_are_refused_and_a_closed_one_makes_room(
    monkeypatch: pytest.MonkeyPatch, preview: Preview
) -> None:
    monkeypatch.setattr(audience, "MOST", 1)
    first = Line(preview, "")
    refused = at(preview, f"{OWN}events?token=TOKEN", slug="")

    assert (refused.status, refused.headers["retry-after"]) == (503, "1")
    first.close()
    assert opened(preview)
    second = Line(preview, "")
    assert second.next() == ("gallery", {})
    second.close()


def test_of_a_brand_s_pages_four_stay_on_the_line_and_others_come_again(preview: Preview) -> None:
    digest = at(preview, "/").body.decode().partition('data-digest="')[2].partition('"')[0]
    lines = [Line(preview, digest=digest) for _ in range(audience.LINES)]
    other = Line(preview, "beta")
    more = Line(preview, digest=digest)

    assert [more.next() for _ in range(2)] == [("problems", {"text": "", "isRefused": False}), ("later", {})]
    with pytest.raises(AssertionError, match="the line has ended"):
        more.next()
    preview.audience.tell(stage.page(), "acme")
    assert [line.next()[0] for line in lines for _ in range(2)] == ["problems", "page"] * audience.LINES
    more.close()
    lines.pop().close()
    for _ in range(200):
        again = Line(preview, digest=digest)
        preview.audience.tell(stage.page(), "acme")
        said = [again.next()[0] for _ in range(2)]
        again.close()
        if said == ["problems", "page"]:
            break
    assert said == ["problems", "page"]
    for line in (*lines, other):
        line.close()


def test_a_page_that_takes_nothing_is_let_go() -> None:
    listener = audience.Listener(Open("acme", "/"))
    for _ in range(1000):
        listener.tell(stage.page())
    here, there = socket.socketpair()
    listener.follow(here, here.makefile("wb"))
    for end in (listener, here, there):
        end.close()


def test_all_lines_end_with_the_server(fake: Fake) -> None:
    with running(lambda: fake, ("acme",)) as preview:
        line = Line(preview)
        line.next()
        began = time.perf_counter()
    assert time.perf_counter() - began < 1
    with pytest.raises(AssertionError, match="ended"):
        for _ in range(2):
            line.next()
    line.close()


def test_only_a_page_that_may_be_framed_waits_for_the_script(preview: Preview) -> None:
    def tag(*headers: str) -> bytes:
        found = re.search(rb"<script[^>]*client\.js[^>]*>", at(preview, "/", *headers).body)
        assert found is not None
        return found[0]

    assert b" defer " in tag("Sec-Fetch-Dest: document")
    assert b" defer " not in tag("Sec-Fetch-Dest: iframe")
    # Browsers that don't say so.
    assert b" defer " not in tag()


# ── A stage that has no time, or fails ────────────────────────────────────────────────────────────────────────────


def test_a_request_that_nobody_answers_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    monkeypatch.setattr(staged, "PATIENCE", 0.05)
    jobs: queue.Queue[Job[Any]] = queue.Queue()
    with staged.staged(jobs.put) as preview:
        preview.allow(("acme",))
        file, page = at(preview, "/a.css"), at(preview, "/", "Accept: text/html,*/*")
        data = at(preview, f"{OWN}brand.json?token=TOKEN&brand=acme", slug="")
    for reply in (file, page, data):
        assert (reply.status, reply.headers["retry-after"]) == (503, "1")
    # Who looks at the page hears when it can be made.
    assert b"client.js" in page.body and b"client.js" not in file.body
    while not jobs.empty():
        jobs.get().do(fake)
    # Nobody waited for it any more.
    assert fake.asked == []


def test_a_stage_that_fails_is_told_of_and_does_not_end_the_server(
    monkeypatch: pytest.MonkeyPatch, fake: Fake, preview: Preview, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "disk on fire")

    monkeypatch.setattr(fake, "answer", fail)
    reply, page = at(preview, "/a.css"), at(preview, "/", "Accept: text/html")
    assert (reply.status, reply.body) == (500, b"OSError: [Errno 5] disk on fire\n")
    assert page.status == 500 and b"client.js" in page.body
    monkeypatch.undo()
    assert at(preview, "/a.css").status == 200
    assert capfd.readouterr() == ("", "")


def test_a_head_is_a_get_without_its_body(preview: Preview) -> None:
    for slug, target in (("acme", "/"), ("", "/"), ("acme", f"{OWN}client.js"), ("", f"{OWN}gallery.json?token=TOKEN")):
        whole, head = (at(preview, target, slug=slug, method=method) for method in ("GET", "HEAD"))
        assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b"")
    assert at(preview, f"{OWN}events?token=TOKEN", method="HEAD").headers["content-type"] == "text/event-stream"


@given(
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40),
    st.sampled_from(["/", OWN, f"{OWN}page?token=TOKEN&", f"{OWN}events?", f"{OWN}brand.json?token=TOKEN&", ""]),
    st.sampled_from(["acme", ""]),
)
@settings(max_examples=150)
def test_whatever_is_asked_is_answered(target: str, start: str, slug: str) -> None:
    with running(lambda: Fake({"acme": {"index.html": ACME}}), ("acme",)) as preview:
        reply = at(preview, start + target, slug=slug)

    assert reply.status in {200, 301, 400, 403, 404}


def test_each_process_has_a_token_of_its_own(fake: Fake) -> None:
    with running(lambda: fake, ()) as one, running(lambda: fake, ()) as other:
        assert one.token != other.token
        assert len(one.token) >= 32
        assert one.token not in repr(one)


def test_a_port_that_is_taken_is_said_to_be(fake: Fake, preview: Preview) -> None:
    with pytest.raises(OSError, match="in use"), running(lambda: fake, (), port=preview.port):
        pass


def test_a_port_is_free_again_as_soon_as_it_ends(fake: Fake) -> None:
    with running(lambda: fake, ("acme",)) as preview:
        port = preview.port
        assert at(preview, "/a.css").status == 200
    with running(lambda: fake, ("acme",), port=port) as preview:
        assert preview.port == port
        assert at(preview, "/a.css").status == 200

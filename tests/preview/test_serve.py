"""The preview server's promises, one by one, over real sockets (threats.md, "The preview server")."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from whitelabel.preview.serve import serving

FILES = {"index.html": b"<p>start", "404.html": b"<p>nothing", "de/index.html": b"<p>de", "a.js": b"1"}


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving("acme", FILES) as origin:
        yield int(origin.rpartition(":")[2])


def say(port: int, data: bytes) -> Reply:
    """Send bytes, and read until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        got = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, body = got.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in rest if not line.startswith("Date: "))
    return Reply(int(first.split(" ")[1]), {name.lower(): value for name, value in headers.items()}, body)


def ask(port: int, target: str = "/", *headers: str, method: str = "GET", host: str = "localhost:{port}") -> Reply:
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host.format(port=port)}", *headers, "Connection: close", "", ""]
    return say(port, "\r\n".join(lines).encode())


def test_it_binds_loopback_alone(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # Nothing is sent: this tells which of our addresses would be used.
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("no network here")
        outside = probe.getsockname()[0]

    with pytest.raises(OSError, match="refused"):
        socket.create_connection((outside, port), timeout=5)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "acme.localhost", "ACME.localhost"])
def test_these_names_are_its_own(port: int, name: str) -> None:
    assert ask(port, host=name + ":{port}") == (200, ask(port).headers, b"<p>start")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:{port}",
        "localhost.evil.example:{port}",
        "evil.localhost:{port}",
        "x.acme.localhost:{port}",
        "acme.localhost",
        "localhost",
        "localhost:80",
        "localhost:1",
        "127.0.0.2:{port}",
        "0.0.0.0:{port}",
        "2130706433:{port}",
        "[::]:{port}",
        "[::ffff:127.0.0.1]:{port}",
    ],
)
def test_no_other_name_is(port: int, host: str) -> None:
    assert ask(port, host=host).status == 421


@pytest.mark.parametrize(
    "host",
    [
        "",
        ":{port}",
        "localhost:",
        "localhost:x",
        "localhost:{port}:{port}",
        "localhost:999999",
        "local host:{port}",
        "localhost.:{port}",
        "user@localhost:{port}",
        "[::1:{port}",
        "[::1]x:{port}",
        "[[::1]]:{port}",
        "localhost:{port}/",
        "löcalhost:{port}",
        "localhost:{port}, evil.example",
        "localhost:{port}\r\n evil.example",
        "\x00",
        "localhost:٣",
    ],
)
def test_a_malformed_name_is_refused_without_an_exception(
    port: int, host: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert ask(port, host=host).status == 400
    assert capfd.readouterr() == ("", "")


def test_without_a_name_or_with_two_it_is_refused(port: int) -> None:
    host = f"Host: localhost:{port}\r\n".encode()

    assert say(port, b"GET / HTTP/1.1\r\n\r\n").status == 400
    assert say(port, b"GET / HTTP/1.0\r\n\r\n").status == 400
    assert say(port, b"GET / HTTP/1.1\r\n" + host + host + b"\r\n").status == 400


def test_an_origin_that_is_sent_has_to_be_its_own(port: int) -> None:
    assert ask(port, "/", f"Origin: http://localhost:{port}").status == 200
    for other in (
        "http://evil.example",
        f"http://127.0.0.1:{port}",
        f"https://localhost:{port}",
        f"http://localhost:{port}/",
        f"http://localhost:{port} http://evil.example",
        "http://localhost",
        "null",
        "",
    ):
        assert ask(port, "/", f"Origin: {other}").status == 403, other
    own = f"Origin: http://localhost:{port}"
    assert ask(port, "/", own, own).status == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_it_is_asked_by_get_and_head_alone(port: int, method: str) -> None:
    reply = ask(port, "/", "Access-Control-Request-Method: GET", method=method)

    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


def test_a_head_is_a_get_without_its_body(port: int) -> None:
    for target in ("/", "/a.js", "/de", "/nothing", "/%"):
        whole, head = ask(port, target), ask(port, target, method="HEAD")
        assert (head.status, head.headers, head.body) == (whole.status, whole.headers, b"")


EVERY = {
    "page": b"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n",
    "folder": b"GET /de HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n",
    "nothing": b"GET /x HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n",
    "origin": b"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: null\r\n\r\n",
    "host": b"GET / HTTP/1.1\r\nHost: evil\r\n\r\n",
    "method": b"POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 1\r\n\r\nx",
    "body": b"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 1\r\n\r\nx",
    "no version": b"GET /\r\n\r\n",
    "old version": b"GET / HTTP/0.9\r\nHost: localhost:{port}\r\n\r\n",
    "new version": b"GET / HTTP/2.0\r\nHost: localhost:{port}\r\n\r\n",
    "no words": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "long address": b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n",
    "long header": b"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nX: " + b"a" * 70000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"X: 1\r\n" * 200 + b"\r\n",
}


@pytest.mark.parametrize("what", EVERY)
def test_every_response_keeps_to_itself(port: int, what: str) -> None:
    reply = say(port, EVERY[what].replace(b"{port}", str(port).encode()))

    assert reply.headers["cross-origin-resource-policy"] == "same-origin"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"
    assert [name for name in reply.headers if name.startswith("access-control")] == []
    assert (reply.status in (200, 301, 404)) == (what in ("page", "folder", "nothing"))


@pytest.mark.parametrize(
    "header",
    [
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Content-Length: 5",
        "Content-Length: -1",
        "Content-Length: x",
        "Content-Length: 0, 5",
        "no colon here",
    ],
)
def test_what_follows_a_refused_request_is_never_taken_for_another(port: int, header: str) -> None:
    host = f"Host: localhost:{port}\r\n"
    data = f"GET / HTTP/1.1\r\n{host}{header}\r\n\r\nGET /a.js HTTP/1.1\r\n{host}\r\n"
    reply = say(port, data.encode())

    assert reply.status == 400
    assert reply.headers["connection"] == "close"
    assert b"HTTP/1.1" not in reply.body


def test_a_connection_may_be_used_again(port: int) -> None:
    host = f"Host: localhost:{port}\r\n".encode()
    reply = say(
        port, b"GET / HTTP/1.1\r\n" + host + b"\r\nGET /a.js HTTP/1.1\r\n" + host + b"Connection: close\r\n\r\n"
    )

    assert b"HTTP/1.1 200 OK\r\n" in reply.body


def test_an_upgrade_is_not_taken_up(port: int) -> None:
    upgrade = ("Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==")

    assert ask(port, "/", *upgrade).status == 200


def test_what_is_not_in_the_table_is_not_read(port: int) -> None:
    for target in ("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/@fs/etc/passwd?raw??", "/.env"):
        assert ask(port, target)[::2] == (404, b"<p>nothing")


def test_each_brand_has_an_origin_of_its_own() -> None:
    with serving("acme", FILES) as one, serving("beta", {"index.html": b"beta"}) as other:
        assert len({one, other}) == 2
        assert one.startswith("http://acme.localhost:")
        asked = urllib.request.Request(other.replace("beta.localhost", "127.0.0.1"), headers={"Host": one[7:]})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=5)
        refused.value.close()
        assert refused.value.code == 421


def test_nothing_is_left_when_it_ends() -> None:
    with serving("acme", FILES) as origin:
        port = int(origin.rpartition(":")[2])
        kept = socket.create_connection(("127.0.0.1", port), timeout=5)
        kept.sendall(f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        assert kept.recv(12) == b"HTTP/1.1 200"
    with kept:
        while kept.recv(65536):
            pass
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)

"""Real servers on loopback, and a client that sends paths as they are."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LIMIT = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """A server on loopback that takes a visitor's place from two headers of the tests."""

    port: int

    def ask(self, path: str, place: str = "", method: str = "GET", **headers: str) -> Answer:
        """Send a path as it is.

        Args:
            place: `RU`, `RU-MOW`, or nothing.
            headers: With `_` for `-`.
        """
        country, _, region = place.partition("-")
        sent = {"X-Test-Country": country, "X-Test-Region": region} if place else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            client.putrequest(method, path, skip_accept_encoding=True)
            for name, value in sent.items():
                client.putheader(name, value)
            client.endheaders()
            found = client.getresponse()
            return Answer(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            client.close()


def program(name: str) -> str:
    """The path of a server's program.

    Raises:
        FileNotFoundError: It isn't installed.
    """
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        raise FileNotFoundError(f"no program '{name}'; `make test` installs it")
    return found


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(command: list[str], port: int, log: Path) -> Iterator[Server]:
    with log.open("wb") as output:
        away = {**os.environ, "XDG_CONFIG_HOME": str(log.parent), "XDG_DATA_HOME": str(log.parent)}
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=log.parent, env=away)
        try:
            give_up = time.monotonic() + LIMIT
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > give_up:
                        raise RuntimeError(log.read_text("utf-8")) from None
                    time.sleep(0.02)
            yield Server(port)
        finally:
            process.terminate()
            process.wait(LIMIT)


NGINX = """{user}pid {home}/nginx.pid;
error_log {home}/error.log;
daemon off;
worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    types {{ text/html html; application/json json; text/css css; }}
    map $http_x_test_country $visitor_country {{ default $http_x_test_country; }}
    map $http_x_test_region $visitor_region {{ default $http_x_test_region; }}
    include {bundle}/edge/nginx/http.conf;
    server {{
        listen 127.0.0.1:{port};
        root {bundle}/site;
        include {bundle}/edge/nginx/server.conf;
        error_page 404 /404.html;
{inside}
    }}
}}
"""


def nginx_config(bundle: Path, home: Path, port: int, inside: str = "") -> Path:
    """A configuration around the two files of a bundle."""
    config = home / "nginx.conf"
    # Started by root it would hand its work to a user who can't read what tests write.
    user = "user root;\n" if os.getuid() == 0 else ""
    config.write_text(NGINX.format(user=user, bundle=bundle, home=home, port=port, inside=inside), "utf-8")
    return config


@contextmanager
def nginx(bundle: Path, home: Path, inside: str = "") -> Iterator[Server]:
    """nginx with the lock of a bundle."""
    port = _free_port()
    config = nginx_config(bundle, home, port, inside)
    with _running([program("nginx"), "-c", str(config)], port, home / "log") as server:
        yield server


CADDY = """{{
	admin off
	auto_https off
	storage file_system {home}/storage
}}
import {bundle}/edge/Caddyfile
http://127.0.0.1:{port} {{
	bind 127.0.0.1
	root * {bundle}/site
	route {{
		vars visitor_country {{header.X-Test-Country}}
		vars visitor_region {{header.X-Test-Region}}
		import region-lock-{slug}
{inside}
		file_server
	}}
}}
"""


def caddy_config(bundle: Path, home: Path, port: int, slug: str, inside: str = "") -> Path:
    """A configuration around the snippet of a bundle."""
    config = home / "Caddyfile"
    config.write_text(CADDY.format(bundle=bundle, home=home, port=port, slug=slug, inside=inside), "utf-8")
    return config


@contextmanager
def caddy(bundle: Path, home: Path, slug: str, inside: str = "") -> Iterator[Server]:
    """Caddy with the lock of a bundle."""
    port = _free_port()
    config = caddy_config(bundle, home, port, slug, inside)
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(config)]
    with _running(command, port, home / "log") as server:
        yield server


def write(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Files below a folder, which is given back."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder

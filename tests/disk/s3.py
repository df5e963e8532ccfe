"""A server that speaks S3, and places that answer otherwise than one would like, all on loopback."""

from __future__ import annotations

import contextlib
import http.server
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIASECRETKEYID",
    "AWS_SECRET_ACCESS_KEY": "a/secret/never/printed",
    "AWS_REGION": "eu-central-1",
}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of its own on a server.

    Attributes:
        origin: Of the server.
        name: Of the bucket.
    """

    origin: str
    name: str

    def _client(self) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.origin,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            region_name="us-east-1",
        )

    def make(self) -> Bucket:
        """Have it made."""
        self._client().create_bucket(Bucket=self.name)
        return self

    def names(self) -> list[str]:
        """The keys of all that is in it, sorted."""
        return sorted(one["Key"] for one in self._client().list_objects_v2(Bucket=self.name).get("Contents", []))

    def read(self, name: str) -> bytes:
        """An object's bytes."""
        return bytes(self._client().get_object(Bucket=self.name, Key=name)["Body"].read())

    def write(self, name: str, data: bytes) -> None:
        """Put an object there, whatever was."""
        self._client().put_object(Bucket=self.name, Key=name, Body=data)


@dataclass(frozen=True, slots=True)
class Server:
    """A real server in a process of its own."""

    origin: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def s3_server() -> Iterator[Server]:
    """A server that is there."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env={**os.environ, **CREDENTIALS}, **quiet) as server:
        try:
            give_up = time.monotonic() + 60
            while True:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert server.poll() is None and time.monotonic() < give_up, "the server doesn't come"
                time.sleep(0.05)
            yield Server(f"http://127.0.0.1:{port}", server)
        finally:
            server.kill()


@contextlib.contextmanager
def black_hole() -> Iterator[str]:
    """The origin of a server that lets everybody in and never says a word."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(64)
        yield f"http://127.0.0.1:{door.getsockname()[1]}"


@contextlib.contextmanager
def answering(read: int, write: int) -> Iterator[tuple[str, list[str]]]:
    """The origin of a server that always answers with these codes, and what it was asked."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def _answer(self, code: int) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked.append(self.command)
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            self._answer(read)

        def do_PUT(self) -> None:
            self._answer(write)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()

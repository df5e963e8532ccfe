"""Entries that machines share: on a real server that speaks S3, in a folder, and in places that fail."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disk.s3 import CREDENTIALS, Bucket, answering, black_hole, free_port, s3_server
from whitelabel.disk.remote import Address, Remote, Traffic, address_of, failed

KEY = hashlib.sha256(b"one").hexdigest()
OTHER = hashlib.sha256(b"other").hexdigest()
LIMIT = 0.4
"""Seconds of patience."""

ALONE = 3.0
"""Seconds within which a place is given up whose patience is ``LIMIT``, on a busy machine too."""


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with s3_server() as found:
        yield found.origin


@pytest.fixture
def bucket(server: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    return Bucket(server, f"b{hashlib.sha256(request.node.name.encode()).hexdigest()[:20]}").make()


@contextlib.contextmanager
def opened(address: str, *, read_only: bool = False, timeout: float = 10.0) -> Iterator[Remote]:
    with contextlib.closing(Remote(address_of(address), "entry-1", timeout=timeout, read_only=read_only)) as remote:
        remote.open()
        yield remote


def test_what_one_machine_has_written_another_one_reads(bucket: Bucket) -> None:
    address = f"s3://{bucket.name}/white/label"
    data = os.urandom(300_000)
    with opened(address) as one:
        assert one.get(KEY) is None
        one.put(KEY, data)
        one.put(OTHER, b"")
        assert one.finish() == Traffic(written=(2, 300_000))
    assert bucket.names() == sorted(f"white/label/entry-1/{key[:2]}/{key}" for key in (KEY, OTHER))
    with opened(address) as two:
        assert (two.get(KEY), two.get(OTHER)) == (data, b"")
        assert two.finish() == Traffic(read=(2, 300_000))


def test_a_folder_does_as_well(tmp_path: Path) -> None:
    address = (tmp_path / "deep/a b").as_uri()
    with opened(address) as one:
        assert one.get(KEY) is None
        one.put(KEY, b"data")
        assert one.finish() == Traffic(written=(1, 4))
    assert (tmp_path / f"deep/a b/entry-1/{KEY[:2]}/{KEY}").read_bytes() == b"data"
    with opened(address) as two:
        assert two.get(KEY) == b"data"


def test_who_only_reads_writes_nothing(bucket: Bucket) -> None:
    with opened(f"s3://{bucket.name}", read_only=True) as remote:
        remote.put(KEY, b"data")
        assert remote.finish() == Traffic()
    assert bucket.names() == []


def test_processes_that_are_forked_later_ask_the_same_courier(bucket: Bucket) -> None:
    with opened(f"s3://{bucket.name}") as remote:
        remote.put(KEY, b"of the parent")
        # In order on one line: once this is answered, the entry was handed over.
        assert remote.get(OTHER) is None
        children = []
        for number in range(3):
            child = os.fork()
            if child == 0:
                remote.put(hashlib.sha256(bytes([number])).hexdigest(), b"of a child")
                os._exit(0 if remote.get(OTHER) is None else 1)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
        assert remote.get(OTHER) is None
        assert remote.finish() == Traffic(written=(4, 43))


def told(remote: Remote) -> list[str]:
    """What is warned of once the remote is done."""
    return [problem.message.partition(": ")[2] for problem in failed(remote.address, remote.finish())]


def test_a_place_where_nobody_listens_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    begun = time.monotonic()
    with opened("s3://builds", timeout=LIMIT) as remote:
        assert [remote.get(KEY) for _ in range(50)] == [None] * 50
        remote.put(KEY, b"data")
        assert told(remote) in (
            ["it can't be reached; this build went on without it"],
            ["nothing was read within 0.4 s; this build went on without it"],
        )
    assert time.monotonic() - begun < ALONE


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_place_that_never_answers_costs_its_patience_once(monkeypatch: pytest.MonkeyPatch, is_asked: bool) -> None:
    with black_hole() as origin:
        monkeypatch.setenv("AWS_ENDPOINT_URL", origin)
        begun = time.monotonic()
        with opened("s3://builds", timeout=LIMIT) as remote:
            for number in range(100):
                remote.put(hashlib.sha256(bytes([number])).hexdigest(), b"data")
                if is_asked:
                    assert remote.get(KEY) is None
            what = {"read", "written"} if is_asked else {"written"}
            assert told(remote)[0] in {
                f"nothing was {done} within 0.4 s; this build went on without it" for done in what
            }
    assert time.monotonic() - begun < ALONE


@pytest.mark.soak
def test_what_one_process_waited_for_in_vain_no_other_process_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with black_hole() as origin:
        monkeypatch.setenv("AWS_ENDPOINT_URL", origin)
        with opened("s3://builds", timeout=LIMIT * 5) as remote:
            reader, writer = os.pipe()
            children = []
            for _ in range(2):
                child = os.fork()
                if child == 0:
                    os.close(writer)
                    os.read(reader, 1)
                    begun = time.monotonic()
                    is_none = remote.get(KEY) is None
                    os._exit(0 if is_none and time.monotonic() - begun < LIMIT * 2 else 1)
                children.append(child)
            assert remote.get(KEY) is None
            os.close(writer)
            assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
            os.close(reader)


def test_a_place_that_goes_away_is_left_alone_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    with s3_server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        bucket = Bucket(server.origin, "builds").make()
        with opened("s3://builds", timeout=LIMIT * 5) as remote:
            bucket.write(f"entry-1/{KEY[:2]}/{KEY}", b"data")
            assert remote.get(KEY) == b"data"
            server.process.kill()
            assert [remote.get(KEY) for _ in range(20)] == [None] * 20
            assert len(told(remote)) == 1


def test_who_may_not_write_goes_on_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(404, 403) as (origin, asked):
        monkeypatch.setenv("AWS_ENDPOINT_URL", origin)
        with opened("s3://builds") as remote:
            remote.put(KEY, b"data")
            while not asked:
                time.sleep(0.02)
            time.sleep(0.5)
            for number in range(50):
                remote.put(hashlib.sha256(bytes([number])).hexdigest(), b"data")
            assert remote.get(KEY) is None
            traffic = remote.finish()
    (problem,) = failed(remote.address, traffic)
    assert (problem.code, problem.severity, problem.brands) == ("WL704", "warning", ())
    assert problem.message == (
        "the store 's3://builds': it lets nobody write with these credentials; nothing more is written there"
    )
    assert problem.hint == "'--remote-store-read-only' is for whoever may not write there"
    assert asked.count("GET") == 1
    assert asked.count("PUT") < 20


@pytest.mark.parametrize("code", [401, 403])
def test_who_may_not_read_is_told_so_and_no_secret_is(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    with answering(code, code) as (origin, asked):
        monkeypatch.setenv("AWS_ENDPOINT_URL", origin)
        with opened("s3://builds") as remote:
            assert [remote.get(KEY), remote.get(KEY)] == [None, None]
            assert told(remote) == ["it lets nobody in with these credentials; this build went on without it"]
    assert asked == ["GET"]


def test_a_server_that_is_out_of_order_is_asked_once_more_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    with answering(500, 500) as (origin, asked):
        monkeypatch.setenv("AWS_ENDPOINT_URL", origin)
        with opened("s3://builds") as remote:
            assert [remote.get(KEY) for _ in range(9)] == [None] * 9
            (message,) = told(remote)
    assert message.startswith("nothing could be read (")
    assert len(asked) <= 2


def test_what_was_handed_over_is_written_though_nobody_waited_for_it(bucket: Bucket) -> None:
    keys = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(60)]
    with opened(f"s3://{bucket.name}") as remote:
        for key in keys:
            remote.put(key, b"x" * 50_000)
        assert remote.finish() == Traffic(written=(60, 3_000_000))
    assert bucket.names() == sorted(f"entry-1/{key[:2]}/{key}" for key in keys)


CHILD = """
import sys
from whitelabel.disk.remote import Remote, address_of
remote = Remote(address_of(sys.argv[1]), "entry-1")
remote.open()
remote.get("0" * 64)
print(remote._courier.pid, remote._folder, flush=True)
sys.stdin.read()
"""


@pytest.mark.soak
def test_no_courier_outlives_who_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CHILD, tmp_path.as_uri()]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        courier, folder = child.stdout.readline().split()
        assert Path(folder).stat().st_mode & 0o777 == 0o700
        child.kill()
    give_up = time.monotonic() + 10
    while Path(f"/proc/{courier}").exists() and time.monotonic() < give_up:
        time.sleep(0.02)
    assert not Path(f"/proc/{courier}").exists()


def test_a_courier_that_was_killed_is_missed_once_and_waited_for_never(tmp_path: Path) -> None:
    with opened(tmp_path.as_uri()) as remote:
        assert remote.get(KEY) is None
        assert remote._courier is not None
        remote._courier.kill()
        assert [remote.get(KEY) for _ in range(20)] == [None] * 20
        remote.put(KEY, b"data")
        assert told(remote) == ["the process that talks to it was ended; this build went on without it"]


def test_nothing_is_left_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with opened((tmp_path / "store").as_uri()) as remote:
        remote.put(KEY, b"data")
        assert len(list(tmp_path.glob("whitelabel-*"))) == 1
        remote.finish()
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_folder_for_passing_files_may_have_a_long_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    with opened((tmp_path / "store").as_uri()) as remote:
        remote.put(KEY, b"data")
        assert remote.finish() == Traffic(written=(1, 4))
    assert not any(deep.iterdir())


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("s3://builds", Address("s3", "builds")),
        ("s3://my.builds-1/a/b/", Address("s3", "my.builds-1", "a/b")),
        ("file:///srv/store", Address("file", "/srv/store")),
        ("file:///srv/a%20b/../c", Address("file", "/srv/c")),
    ],
)
def test_an_address_is_a_bucket_or_a_folder(text: str, address: Address) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize(
    "text",
    [
        *("", "builds", "/srv/store", "s3:/builds", "s3://", "s3://UPPER", "s3://a", "s3://b_c/d", "file://srv/store"),
        *("file:store", "gs://builds", "https://builds.example", "s3://key:secret@builds", "s3://builds?x=secret"),
        "s3://builds#secret",
    ],
)
def test_anything_else_is_refused_and_no_secret_said(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        address_of(text)
    assert "secret" not in str(refused.value)

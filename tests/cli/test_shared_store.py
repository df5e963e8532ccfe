"""`whitelabel build --remote-store`: what one machine made another fetches, and a store that fails is said once and costs nothing."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import contents
from tests.disk.s3 import CREDENTIALS, Bucket, free_port, s3_server
from whitelabel.report import summary


@pytest.fixture
def fresh(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that stands in front of the test, with no store named yet."""
    monkeypatch.chdir(shop)
    for name in ("WHITELABEL_REMOTE_STORE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    return shop


BUILD = ("build", "--brand", "acme", "--brand", "beta", "--jobs", "2", "--format", "json")


def bundles(out: Path) -> dict[str, bytes]:
    """What was published, without what the build keeps for itself."""
    return {name: data for name, data in contents(out).items() if not name.startswith((".store/", ".lock"))}


def entries(out: Path) -> set[str]:
    return {path.name for path in (out / ".store").glob("??/*")}


def test_a_second_machine_fetches_what_the_first_has_made(run: Any, fresh: Path, monkeypatch: Any) -> None:
    with s3_server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        bucket = Bucket(server.origin, "builds").make()
        monkeypatch.setenv("WHITELABEL_REMOTE_STORE", "s3://builds/ci")
        first = run(*BUILD, "--out", "one")
        shared = {name.rpartition("/")[2] for name in bucket.names()}
        own = entries(fresh / "one") - shared
        # One entry was cut on its way, and one is another's.
        cut, wrong, *_ = sorted(bucket.names())
        whole = {name: bucket.read(name) for name in (cut, wrong)}
        bucket.write(cut, whole[cut][:-1])
        bucket.write(wrong, whole[cut])
        second = run(*BUILD, "--out", "two")
        assert {name: bucket.read(name) for name in (cut, wrong)} == whole
    assert (first.code, json.loads(first.out)["problems"]) == (0, [])
    assert (second.code, json.loads(second.out)["problems"]) == (0, [])
    assert bundles(fresh / "two") == bundles(fresh / "one")
    # A judgement of each bundle, a note of what stands there, and one of what it was made from.
    assert len(own) == 6
    assert entries(fresh / "two") >= shared


def test_a_store_that_is_out_of_reach_is_said_once_and_changes_no_code(run: Any, fresh: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    done = run(*BUILD, "--strict", "--remote-store", "s3://builds/ci", "--remote-store-timeout", "0.5")
    assert (done.code, done.err) == (0, "")
    (problem,) = json.loads(done.out)["problems"]
    assert (problem["code"], problem["severity"], problem["brands"]) == ("WL704", "warning", [])
    assert problem["message"].startswith("the store 's3://builds/ci': ")
    again = run(*BUILD, "--remote-store", "s3://builds/ci")
    # What has nothing to do asks nobody.
    assert (again.code, json.loads(again.out)["problems"]) == (0, [])


def test_read_only_is_told_by_the_environment_too(run: Any, fresh: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("WHITELABEL_REMOTE_STORE_READ_ONLY", "1")
    store = fresh / "shared"
    done = run("build", "--brand", "acme", "--remote-store", store.as_uri())
    assert (done.code, "shared store" in done.out) == (0, False)
    assert contents(store) == {}


def test_what_went_to_and_fro_is_told(run: Any, fresh: Path) -> None:
    words = ("build", "--brand", "acme", "--remote-store", (fresh / "shared").as_uri())
    first, second = (run(*words, "--out", out).out.splitlines()[-1] for out in ("one", "two"))
    size = re.escape(summary.size(sum(map(len, contents(fresh / "shared").values()))))
    count = len(contents(fresh / "shared"))
    assert re.fullmatch(rf"shared store: {count} entries \({size}\) written", first)
    assert re.fullmatch(rf"shared store: {count} entries \({size}\) read", second)
    assert "shared store" not in run(*words, "--out", "three", "--audience", "partner").out


def test_what_is_no_address_is_a_wrong_command_line(run: Any, fresh: Path) -> None:
    done = run("build", "--remote-store", "gs://builds")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "error: invalid value for '--remote-store': 'gs://builds' is no address of a store; 's3://bucket/prefix' or "
        "'file:///folder' was wanted\n  hint: 'whitelabel build --help' tells what it takes\n"
    )


def test_without_the_library_it_says_what_brings_it(run: Any, fresh: Path, monkeypatch: Any) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr("whitelabel.disk.remote.find_spec", lambda name: None if name == "obstore" else real(name))
    done = run("build", "--remote-store", "s3://builds")
    assert (done.code, done.out) == (4, "")
    assert done.err == "error: building: obstore is not installed: 'pip install obstore' brings it\n"

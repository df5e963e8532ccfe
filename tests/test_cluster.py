"""Brands made by a real scheduler of Dask and two real workers on loopback, one of which dies."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import importlib.util
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import dask
import pytest

from tests.cli.conftest import Run, run
from tests.disk.s3 import free_port
from tests.shop import brand, logo, statuses, write
from tests.test_away import bundles, spoil, told
from whitelabel import cluster, pipeline
from whitelabel.away import Away, Errand
from whitelabel.cluster import Charge, Cluster, Hand, OtherTool
from whitelabel.disk.remote import Remote, address_of
from whitelabel.model import UNKNOWN_MACHINE
from whitelabel.outcome import Outcome
from whitelabel.package.order import Order
from whitelabel.run.store import ENTRY

__all__ = ["run"]

DAY = datetime.date(2026, 11, 23)
LIMIT = 60.0
"""Seconds within which a cluster is there."""


@dataclasses.dataclass
class Loopback:
    """A scheduler and its workers.

    Attributes:
        address: Of the scheduler.
        workers: Each begins a process group of its own.
    """

    address: str
    workers: list[subprocess.Popen[bytes]]


def start(*words: str) -> subprocess.Popen[bytes]:
    """A program of Dask's."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", "dask", *words], start_new_session=True, **quiet)


def certificate(folder: Path) -> dict[str, str]:
    """A key and a certificate that vouches for itself, as Dask's settings have them."""
    key, cert = str(folder / "key.pem"), str(folder / "cert.pem")
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, *subject]
    subprocess.run(command, check=True, capture_output=True)
    settings = {"ca-file": cert}
    for who in ("client", "scheduler", "worker"):
        settings |= {f"{who}.cert": cert, f"{who}.key": key}
    return {f"distributed.comm.tls.{name}": value for name, value in settings.items()}


@contextlib.contextmanager
def loopback(folder: Path, count: int, tls: dict[str, str] | None = None) -> Iterator[Loopback]:
    """A cluster that is there.

    Args:
        folder: For all that workers keep.
        count: Workers.
        tls: Settings of Dask for connections that nobody else can read; absent, these are plain.
    """
    port, protocol = free_port(), "tls" if tls else "tcp"
    address = f"{protocol}://127.0.0.1:{port}"
    common = ["--no-dashboard", "--host", "127.0.0.1"]
    if tls:
        common += ["--tls-ca-file", tls["distributed.comm.tls.ca-file"]]
        common += [
            "--tls-cert",
            tls["distributed.comm.tls.client.cert"],
            "--tls-key",
            tls["distributed.comm.tls.client.key"],
        ]
    processes = [start("scheduler", "--protocol", protocol, "--port", str(port), *common)]
    words = ("--nthreads", "1", "--no-nanny", "--death-timeout", "60", *common)
    try:
        for number in range(count):
            processes.append(start("worker", address, *words, "--local-directory", str(folder / f"worker-{number}")))
        give_up = time.monotonic() + LIMIT
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert time.monotonic() < give_up, "no scheduler comes"
            time.sleep(0.1)
        from distributed import Client

        with Client(address, timeout=LIMIT, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=LIMIT)
        yield Loopback(address, processes[1:])
    finally:
        for process in reversed(processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def many(shop: Path, count: int) -> None:
    """More brands, each with a logo of its own."""
    for number in range(count):
        slug = f"brand{number:02}"
        write(shop, f"brands/{slug}/brand.yaml", brand(slug))
        write(shop, f"brands/{slug}/logo.svg", logo(slug))


def built(root: Path, out: Path, made_by: Cluster | None = None, **more: Any) -> Outcome:
    if made_by is not None:
        more["spread"] = made_by.spread
    return pipeline.build(root, on=DAY, out=out, archive=Order(), **more)


def hands() -> set[str]:
    """Processes in which workers make brands."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"whitelabel.cli.hand" in (process / "cmdline").read_bytes():
                found.add(process.name)
    return found


def test_the_process_of_a_worker_makes_what_is_made_here_and_its_end_is_told(shop: Path, tmp_path: Path) -> None:
    here = built(shop, tmp_path / "here", brands=["acme", "beta"])
    ends: list[str] = []

    def spread(errand: Errand, slugs: Sequence[str]) -> Generator[Away, None, None]:
        packed = pickle.dumps(errand)
        words = Remote(address_of((tmp_path / "shared").as_uri()), ENTRY).words
        hand = Hand(Charge("", packed, UNKNOWN_MACHINE, {}, words, 0), tmp_path / "kept")
        for slug in slugs:
            yield pickle.loads(hand.make(slug))
        traffic = hand.finish()
        assert traffic.written[0] == len([*(tmp_path / "shared").rglob("entry-1/??/*")]) > 0
        assert hand.is_gone
        killed = Hand(Charge("", b"no errand", UNKNOWN_MACHINE, {}, None, 0), tmp_path / "kept")
        with pytest.raises(RuntimeError, match="UnpicklingError") as broken:
            killed.make(slugs[0])
        assert "Traceback" in broken.value.__notes__[0]
        killed._process.kill()
        with pytest.raises(ChildProcessError, match="ended with code -9"):
            killed.make(slugs[0])
        killed.close()
        ends.append("all")

    built(shop, tmp_path / "there", brands=["acme", "beta"], spread=spread)
    assert bundles(tmp_path / "there") == bundles(tmp_path / "here")
    assert statuses(here) == {"acme": "built", "beta": "built"}
    assert ends == ["all"]


@pytest.mark.soak
def test_two_workers_make_the_same_bytes_also_when_one_of_them_is_killed_midway(shop: Path, tmp_path: Path) -> None:
    many(shop, 12)
    spoil(shop)
    here = built(shop, tmp_path / "here")
    before = hands()
    done: list[str] = []
    with loopback(tmp_path, 2) as cluster_there:

        def kill(count: int, _total: int, slug: str) -> None:
            done.append(slug)
            if count == 5:
                cluster_there.workers[0].kill()

        made_by = Cluster(cluster_there.address, UNKNOWN_MACHINE, None, 10**9)
        there = built(shop, tmp_path / "there", made_by, progress=kill)
        assert cluster_there.workers[0].wait() == -signal.SIGKILL
        assert told(there)[1] == [
            dataclasses.replace(
                one,
                bundle=one.bundle.replace("/here", "/there"),
                archive=one.archive.replace("/here", "/there"),
            )
            for one in told(here)[1]
        ]
        assert [one.message for one in there.problems] == [one.message for one in here.problems]
        assert bundles(tmp_path / "there") == bundles(tmp_path / "here")
        assert sorted(done) == sorted(statuses(here))
        # What it made is kept by the worker that lives: another build has it at hand, and gives the same.
        assert len([*(tmp_path / "worker-1").rglob("whitelabel-store/??/*")]) > 20
        again = built(shop, tmp_path / "again", made_by)
        assert bundles(tmp_path / "again") == bundles(tmp_path / "here")
        assert statuses(again) == statuses(here)
    give_up = time.monotonic() + 20
    while hands() - before and time.monotonic() < give_up:
        time.sleep(0.1)
    assert hands() <= before


@pytest.mark.soak
def test_workers_behind_tls_read_and_write_the_store_that_machines_share(
    shop: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    many(shop, 2)
    address = address_of((tmp_path / "shared").as_uri())
    tls = certificate(tmp_path)
    with (
        dask.config.set(tls),
        loopback(tmp_path, 1, tls) as there,
        contextlib.closing(Remote(address, ENTRY)) as remote,
    ):
        made_by = Cluster(there.address, UNKNOWN_MACHINE, remote, 10**9)
        built(shop, tmp_path / "there", made_by, remote=remote)
        (traffic,) = made_by.traffic
        assert (traffic.failure, traffic.left_out) == ("", 0)
        assert traffic.written[0] > 10
        remote.finish()
        shared = {path.name for path in (tmp_path / "shared").rglob("*") if path.is_file()}
        assert {path.name for path in (tmp_path / "worker-0").rglob("whitelabel-store/??/*")} & shared
        # Another version of a library would make other bytes.
        monkeypatch.setattr(cluster, "versions", lambda: {**cluster_versions, "lxml": "0.1"})
        with pytest.raises(OtherTool, match=r"the worker at tls://127\.0\.0\.1:\d+ has lxml \S+, and here it is 0\.1"):
            built(shop, tmp_path / "other", made_by)
    assert not [path for path in (tmp_path / "other").iterdir() if not path.name.startswith(".")]


cluster_versions = cluster.versions()


def test_the_versions_tell_this_program_and_each_of_its_libraries() -> None:
    assert cluster_versions["whitelabel"].startswith("0.")
    assert {"lxml", "pillow", "deflate", "jinja2", "uharfbuzz"} <= cluster_versions.keys()
    assert not {"distributed", "obstore", "pytest"} & cluster_versions.keys()


def test_nobody_at_the_address_is_a_failure_of_the_world(
    run: Any, shop: Path, drawn_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    monkeypatch.chdir(shop)
    address = f"tcp://127.0.0.1:{free_port()}"
    done: Run = run("build", "--executor", "dask", "--scheduler", address)
    assert (done.code, done.out) == (4, "")
    assert done.err.endswith(
        f"error: building: no scheduler of Dask answers at '{address}'\n"
        "  hint: see that it runs there, and that this machine may reach it\n"
    )
    assert not (shop / "build/acme").exists()


@pytest.mark.parametrize(
    ("words", "wrong", "hint"),
    [
        ((), "'--executor dask' needs a scheduler", "name it with '--scheduler tcp://host:8786'"),
        (
            ("--scheduler", "cluster.example"),
            "'cluster.example' is no address of a scheduler",
            "one such as 'tcp://host:8786' was wanted",
        ),
        (
            ("--scheduler", "tcp://127.0.0.1:1", "--jobs", "2"),
            "'--jobs' counts processes of this machine",
            "leave it away; Dask knows what its workers can do at once",
        ),
    ],
)
def test_a_wrong_command_line_is_told(
    run: Any, shop: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], wrong: str, hint: str
) -> None:
    monkeypatch.chdir(shop)
    monkeypatch.delenv("DASK_SCHEDULER_ADDRESS", raising=False)
    done: Run = run("build", "--executor", "dask", *words)
    assert (done.code, done.out, done.err) == (2, "", f"error: {wrong}\n  hint: {hint}\n")


def test_a_scheduler_that_wants_certificates_is_not_asked_without_any(
    run: Any, shop: Path, drawn_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop)
    done: Run = run("build", "--executor", "dask", "--scheduler", "tls://127.0.0.1:1")
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "error: building: 'tls://127.0.0.1:1' wants certificates, which Dask's settings 'distributed.comm.tls' don't name\n"
    )


def test_without_dask_it_says_what_brings_it(run: Any, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(cluster, "find_spec", lambda name: None if name == "distributed" else real(name))
    monkeypatch.chdir(shop)
    done: Run = run("build", "--executor", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert (done.code, done.out) == (4, "")
    assert done.err == "error: building: distributed is not installed: 'pip install distributed' brings it\n"

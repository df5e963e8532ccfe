"""Brands made on a cluster that is there already: Dask says which worker makes which, and again where one dies.

A worker needs this program and its libraries, in the very versions that are here, and no disk in common: the project's bytes are handed
to it once, and the files of each brand come back as bytes. It does its work in a process of its own (`cli/hand.py`), since Dask's
are full of threads, and keeps what it made in its own folder for as long as it lives; `--remote-store` keeps it for longer, and for all.
Of this machine's environment nothing is sent along: no file of a brand is looked through for its secrets there, but those that all
brands have in common are, here.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import pickle
import struct
import subprocess
import threading
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from whitelabel.away import Away, Errand
from whitelabel.disk.child import command_of
from whitelabel.disk.remote import Remote, Traffic, added
from whitelabel.disk.tool import this_tool
from whitelabel.disk.upkeep import trim
from whitelabel.model import Machine

PATIENCE = 15
"""Seconds within which a scheduler has to answer, and have a worker."""

_AGAIN = 2
"""How often a brand is tried again whose process was ended, as the system does when memory runs out."""

_SIZE = struct.Struct("!Q")


class OtherTool(OSError):
    """A worker has another version of this program, or of a library, and would make other bytes."""


def versions() -> dict[str, str]:
    """All whose other version may make other bytes: this program's files by digest, and its libraries."""
    tool = this_tool()
    return {"whitelabel": f"{tool.version} ({tool.sha256[:12]})", **dict(tool.libraries)}


@dataclass(frozen=True, slots=True)
class Charge:
    """What a worker is handed once for all brands.

    Attributes:
        key: SHA-256 of the rest.
        errand: As pickled bytes.
        machine: The one that asks, less its environment.
        versions: What makes the bytes there.
        remote: Words for the store that machines share: its address, its entries' form, seconds, and whether nothing is written.
        store_size: Bytes that a worker's own store holds at most.
    """

    key: str
    errand: bytes = field(repr=False)
    machine: Machine
    versions: Mapping[str, str]
    remote: tuple[Any, ...] | None
    store_size: int


class Cluster:
    """A cluster that is there, to have brands made by.

    Args:
        address: Of its scheduler, as Dask has it: ``tcp://host:8786``, ``tls://host:8786``.
        machine: The one that asks.
        remote: The store that machines share.
        store_size: Bytes that a worker's own store holds at most.

    Raises:
        FileNotFoundError: Dask isn't installed.
    """

    def __init__(self, address: str, machine: Machine, remote: Remote | None, store_size: int) -> None:
        if find_spec("distributed") is None:
            raise FileNotFoundError(errno.ENOENT, "distributed is not installed: 'pip install distributed' brings it")
        self._address = address
        self._machine = Machine(machine.folders, machine.user, machine.host)
        self._remote = remote
        self._store_size = store_size
        self.traffic: list[Traffic] = []
        """What went between each worker and the shared store."""

    def spread(self, errand: Errand, slugs: Sequence[str]) -> Generator[Away, None, None]:
        """Have brands made; as ``away.Spread``.

        Raises:
            OSError: Nobody answers, workers have other versions, or die time and again.
        """
        from distributed import as_completed

        packed = pickle.dumps(errand, protocol=pickle.HIGHEST_PROTOCOL)
        words = self._remote.words if self._remote is not None else None
        charge = Charge(_key(packed), packed, self._machine, versions(), words, self._store_size)
        with _connected(self._address) as client:
            futures: list[Any] = []
            try:
                with _told_as_ours():
                    handed = client.scatter(charge, broadcast=True, hash=False)
                    futures = client.map(
                        make, slugs, charge=handed, retries=_AGAIN, pure=False, key=f"whitelabel-{charge.key[:12]}"
                    )
                    for future, result in as_completed(futures, loop=client.loop, with_results=True):
                        future.release()
                        yield _unpacked(result)
                    self.traffic += client.run(finish).values()
            finally:
                client.cancel(futures)


@contextlib.contextmanager
def _connected(address: str) -> Generator[Any, None, None]:
    from distributed import Client
    from distributed.security import Security

    if address.startswith(("tls:", "wss:")) and not Security().get_connection_args("client").get("ssl_context"):
        raise FileNotFoundError(
            errno.ENOENT, f"'{address}' wants certificates, which Dask's settings 'distributed.comm.tls' don't name"
        )
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False, name="whitelabel")
    except (OSError, ValueError, TimeoutError) as refused:
        raise ConnectionError(errno.ECONNREFUSED, f"no scheduler of Dask answers at '{address}'") from refused
    with contextlib.closing(client):
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as late:
            raise ConnectionError(errno.ETIMEDOUT, f"the scheduler at '{address}' has no worker") from late
        yield client


@contextlib.contextmanager
def _told_as_ours() -> Generator[None, None, None]:
    """Tell failures of a cluster as failures of the world."""
    from concurrent.futures import CancelledError

    from distributed.scheduler import KilledWorker

    try:
        yield
    except KilledWorker as killed:
        lost = ChildProcessError("workers were ended time and again while they made a brand")
        lost.add_note("there may be too little memory there: give workers fewer threads")
        raise lost from killed
    except CancelledError as gone:
        raise ChildProcessError("all workers that had the project's files are gone") from gone


def _key(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()


def _unpacked(result: bytes) -> Away:
    found = pickle.loads(result)  # noqa: S301 - whoever is in the cluster runs what it likes there
    assert isinstance(found, Away)
    return found


# ── On a worker ───────────────────────────────────────────────────────────────────────────────────────────────────


def make(slug: str, charge: Charge) -> bytes:
    """Make a brand's bundle; what Dask has a worker do.

    Returns:
        An ``Away``, pickled.

    Raises:
        OtherTool: This worker has other versions.
        ChildProcessError: The process that did it was ended.
    """
    _refuse_other(charge.versions)
    return _HANDS.of(charge).make(slug)


def finish() -> Traffic:
    """Let all processes of this worker go; what went between it and the shared store."""
    return _HANDS.finish()


def _refuse_other(wanted: Mapping[str, str]) -> None:
    here = versions()
    for name in sorted(wanted.keys() | here.keys(), key=lambda name: (name != "whitelabel", name)):
        if wanted.get(name) != here.get(name):
            from distributed import get_worker

            has, wants = here.get(name, "none"), wanted.get(name, "none")
            raise OtherTool(
                errno.EINVAL,
                f"the worker at {get_worker().address} has {name} {has}, and here it is {wants}: install the same",
            )


class Hand:
    """A process that makes brands of one errand, one after the other.

    Args:
        charge: What it is handed at its start.
        folder: Where it keeps what it made.
    """

    def __init__(self, charge: Charge, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            command_of("whitelabel.cli.hand", str(folder)), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._say(pickle.dumps((charge.errand, charge.machine, charge.remote)))

    @property
    def is_gone(self) -> bool:
        """Whether it was ended."""
        return self._process.poll() is not None

    def make(self, slug: str) -> bytes:
        """What comes of a brand, pickled.

        Raises:
            ChildProcessError: The process was ended.
        """
        self._say(slug.encode())
        told = self._hear()
        if told[:1] == b"!":
            raise _unpacked_failure(told[1:])
        return told[1:]

    def finish(self) -> Traffic:
        """Let it end by itself, and have all written that waits to be."""
        try:
            self._say(b"")
            told: Traffic = pickle.loads(self._hear())  # noqa: S301 - our own process
        except ChildProcessError:
            told = Traffic()
        self.close()
        return told

    def close(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.communicate()

    def _say(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            write_part(self._process.stdin, data)
        except (BrokenPipeError, ConnectionResetError):
            raise self._lost() from None

    def _hear(self) -> bytes:
        assert self._process.stdout is not None
        told = read_part(self._process.stdout)
        if told is None:
            raise self._lost()
        return told

    def _lost(self) -> ChildProcessError:
        return ChildProcessError(f"a process that built brands was ended with code {self._process.wait()}")


def _unpacked_failure(told: bytes) -> Exception:
    found = pickle.loads(told)  # noqa: S301 - our own process
    assert isinstance(found, Exception)
    return found


def write_part(stream: IO[bytes], data: bytes) -> None:
    """Write bytes so that whoever reads them knows where they end."""
    stream.write(_SIZE.pack(len(data)) + data)
    stream.flush()


def read_part(stream: IO[bytes]) -> bytes | None:
    """The next bytes that were written so; ``None`` where the writer is gone."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    (size,) = _SIZE.unpack(head)
    data = stream.read(size)
    return data if len(data) == size else None


class _Hands:
    """The processes of one worker: one a thread, all for the charge that came last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._charge: Charge | None = None
        self._hands: dict[int, Hand] = {}
        self._store: Path | None = None

    def of(self, charge: Charge) -> Hand:
        """The hand of this thread."""
        from distributed import get_worker

        with self._lock:
            if self._charge is None or self._charge.key != charge.key:
                self._let_go()
                self._charge = charge
                self._store = Path(get_worker().local_directory) / "whitelabel-store"
            assert self._store is not None
            thread = threading.get_ident()
            if thread not in self._hands or self._hands[thread].is_gone:
                self._hands[thread] = Hand(charge, self._store)
            return self._hands[thread]

    def finish(self) -> Traffic:
        """Let all go that have nothing to do any more."""
        with self._lock:
            told = [hand.finish() for hand in self._hands.values()]
            self._hands.clear()
            if self._store is not None and self._charge is not None:
                trim(self._store, self._charge.store_size)
            self._charge = None
        return added(told)

    def _let_go(self) -> None:
        for hand in self._hands.values():
            hand.close()
        self._hands.clear()


_HANDS = _Hands()

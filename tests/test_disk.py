"""The door to the disk: nothing is followed, nothing is half there."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from whitelabel import disk
from whitelabel.disk import Blob, Publisher, Shelf

ROOT = Path(__file__).resolve().parents[1]


def bundle(version: str, count: int = 30) -> dict[str, bytes]:
    """A bundle whose every file says which version it is of."""
    return {f"site/{number % 3}/{number}.txt": f"{version} {number}\n".encode() * 50 for number in range(count)}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def put(out: Path, *slugs: str, version: str = "1") -> None:
    with Publisher(out) as publisher:
        for slug in slugs:
            publisher.write(slug, bundle(version))
        publisher.publish()


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_projects_own_regular_files_are_read(tmp_path: Path) -> None:
    for path in (
        "whitelabel.yaml",
        "base_theme/theme.yaml",
        "brands/a/brand.yaml",
        "contracts/a.yaml",
        "build/x",
        "notes.txt",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    for litter in (".DS_Store", "brand.yaml~", ".git"):
        (tmp_path / "brands/a" / litter).write_text("x")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "brands/a/logo.svg").symlink_to(tmp_path / "secret")
    (tmp_path / "brands/b").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "brands/a/pipe")
    tree = disk.read_tree(tmp_path)
    assert {path: blob.read().decode() for path, blob in tree.files.items()} == {
        path: path for path in ("whitelabel.yaml", "base_theme/theme.yaml", "brands/a/brand.yaml", "contracts/a.yaml")
    }
    assert tree.odd == {
        "brands/a/logo.svg": "a symbolic link",
        "brands/a/pipe": "a named pipe",
        "brands/b": "a symbolic link",
    }
    assert list(tree.under("brands/a")) == ["brand.yaml"]


def test_a_file_that_is_no_longer_what_it_was_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "big"
    path.write_bytes(b"1" * (disk.KEEP_BYTES + 1))
    blob = disk._blob(path)
    assert blob.data is None
    assert blob.read() == b"1" * (disk.KEEP_BYTES + 1)
    path.write_bytes(b"2" * (disk.KEEP_BYTES + 1))
    with pytest.raises(OSError, match="changed while the build was reading it") as raised:
        blob.read()
    assert raised.value.filename == str(path)
    path.unlink()
    path.symlink_to("/etc/passwd")
    with pytest.raises(OSError) as raised:
        blob.read()
    assert raised.value.errno == errno.ELOOP


def test_blobs_are_equal_when_their_bytes_are() -> None:
    assert Blob.of(b"a") == Blob(Blob.of(b"a").digest, 1, None, Path("elsewhere"))


def test_the_root_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "whitelabel.yaml").touch()
    (tmp_path / "a/b").mkdir(parents=True)
    assert disk.find_root(tmp_path / "a/b") == tmp_path
    assert disk.find_root(Path("/")) is None


# ── Publishing ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_bundle_is_exchanged_whole_and_others_are_not_touched(tmp_path: Path) -> None:
    put(tmp_path, "a", "b")

    def marks(slug: str) -> list[tuple[str, int, int]]:
        paths = sorted([tmp_path / slug, *(tmp_path / slug).rglob("*")])
        return [(str(path), path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]

    before = marks("b")
    put(tmp_path, "a", version="2")
    assert contents(tmp_path / "a") == bundle("2")
    assert marks("b") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


def test_modes_do_not_hang_on_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        put(tmp_path, "a")
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a").rglob("*") if path.is_file()}
    folders = {
        stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a", *(tmp_path / "a").rglob("*")) if path.is_dir()
    }
    assert (modes, folders) == ({0o644}, {0o755})


def test_nothing_shows_before_publish_and_nothing_stays_of_what_was_not_published(tmp_path: Path) -> None:
    put(tmp_path, "a")
    with pytest.raises(KeyboardInterrupt), Publisher(tmp_path) as publisher:
        publisher.write("a", bundle("2"))
        assert contents(tmp_path / "a") == bundle("1")
        raise KeyboardInterrupt
    assert contents(tmp_path / "a") == bundle("1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a"]


def _file(path: Path) -> None:
    path.write_text("x", "utf-8")


def _link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir()
    (path.parent / "elsewhere" / "kept").touch()
    path.symlink_to("elsewhere")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _empty(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("swapping", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize("stands", [_file, _link, _pipe, _empty])
def test_whatever_stands_in_a_bundles_place_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stands: Callable[[Path], None], swapping: bool
) -> None:
    if not swapping:
        monkeypatch.setattr(disk, "_swap", lambda one, other: False)
    stands(tmp_path / "a")
    put(tmp_path, "a")
    assert contents(tmp_path / "a") == bundle("1")
    assert not (tmp_path / "a").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "elsewhere") == [".lock", "a"]
    assert stands is not _link or (tmp_path / "elsewhere" / "kept").exists()


def test_without_an_exchange_two_renames_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_swap", lambda one, other: False)
    put(tmp_path, "a")
    put(tmp_path, "a", version="2")
    assert contents(tmp_path / "a") == bundle("2")


def test_what_a_kill_between_two_renames_left_is_mended_by_the_next_build(tmp_path: Path) -> None:
    put(tmp_path, "a", "b")
    staging = tmp_path / disk.STAGING
    staging.mkdir()
    (tmp_path / "a").rename(staging / "a.old")
    (staging / "a.1234abcd").mkdir()
    put(tmp_path, "c")
    assert contents(tmp_path / "a") == bundle("1")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b", "c"]


@pytest.mark.parametrize("swapping", [True, False], ids=["exchange", "two renames"])
@pytest.mark.parametrize("call", ["open", "mkdir", "rename", "chmod", "fchmod"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.EMFILE])
def test_a_failing_disk_leaves_the_old_bundle_or_the_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, swapping: bool
) -> None:
    put(tmp_path, "a")
    if not swapping:
        monkeypatch.setattr(disk, "_swap", lambda one, other: False)
    real = getattr(os, call)
    for turn in range(40):
        calls = iter(range(turn))

        def failing(*args: object, calls: Iterator[int] = calls, **named: object) -> object:
            if next(calls, None) is None:
                raise OSError(number, os.strerror(number), args[0])
            return real(*args, **named)

        monkeypatch.setattr(os, call, failing)
        try:
            put(tmp_path, "a", version=f"{turn}")
            failed = False
        except OSError as raised:
            failed = True
            assert raised.errno == number
        monkeypatch.setattr(os, call, real)
        if failed and not (tmp_path / "a").exists():
            # Two renames and a disk that takes neither back: the next build mends it.
            assert not swapping
            put(tmp_path, "other")
        assert len({data.split()[0] for data in contents(tmp_path / "a").values()}) == 1
        assert len(contents(tmp_path / "a")) == 30
        if not failed:
            break
    assert sorted(path.name for path in tmp_path.iterdir() if path.name not in ("other", ".staging")) == [".lock", "a"]


WRITER = """
import sys
from pathlib import Path
from whitelabel.disk import Publisher
from tests.test_disk import bundle
out, version, turns = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
for turn in range(turns):
    with Publisher(out) as publisher:
        for slug in ("a", "b"):
            publisher.write(slug, bundle(f"{version}.{turn}"))
        publisher.publish()
"""


def writer(out: Path, version: str, turns: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(out), version, str(turns)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def is_whole(folder: Path) -> bool:
    found = contents(folder)
    versions = {data.split()[0].decode() for data in found.values()}
    return len(versions) == 1 and found == bundle(versions.pop())


@pytest.mark.parametrize("milliseconds", range(2, 82, 4))
def test_kill_at_any_moment_leaves_a_whole_bundle_and_the_next_build_cleans_up(
    tmp_path: Path, milliseconds: int
) -> None:
    put(tmp_path, "a", "b")
    process = writer(tmp_path, "killed", 1000)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(milliseconds / 1000)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert is_whole(tmp_path / "a")
    assert is_whole(tmp_path / "b")
    put(tmp_path, "a", version="3")
    assert contents(tmp_path / "a") == bundle("3")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


def test_two_builds_into_one_folder_wait_for_each_other(tmp_path: Path) -> None:
    put(tmp_path, "a", "b")
    processes = [writer(tmp_path, version, 15) for version in ("x", "y")]
    seen = 0
    while any(process.poll() is None for process in processes):
        # A file read while bundles are exchanged is of one of them, and always there.
        assert (tmp_path / "a/site/0/0.txt").read_bytes().split()[1] == b"0"
        seen += 1
        time.sleep(0.002)
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()
    assert [process.returncode for process in processes] == [0, 0]
    assert is_whole(tmp_path / "a")
    assert is_whole(tmp_path / "b")
    assert seen > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "a", "b"]


def test_the_second_build_begins_when_the_first_has_ended(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with Publisher(tmp_path):
            order.append("second")

    with Publisher(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
        order.append("first")
    thread.join(5)
    assert order == ["first", "second"]


def test_a_file_in_the_place_of_the_folder_is_an_error_of_the_world(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(FileExistsError), Publisher(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text() == "x"


@pytest.mark.parametrize("stands", [_file, _link, _empty])
def test_rubbish_in_the_place_of_the_staging_folder_is_cleared(tmp_path: Path, stands: Callable[[Path], None]) -> None:
    stands(tmp_path / disk.STAGING)
    put(tmp_path, "a")
    assert contents(tmp_path / "a") == bundle("1")
    assert stands is not _link or (tmp_path / "elsewhere" / "kept").exists()


# ── Looking at what stands ────────────────────────────────────────────────────────────────────────────────────────


def test_every_file_of_a_bundle_is_looked_at_those_that_hide_too(tmp_path: Path) -> None:
    put(tmp_path, "a")
    assert set(disk.bundle_digests(tmp_path, "a") or {}) == set(bundle("1"))
    (tmp_path / "a/site/.DS_Store").write_text("x")
    assert "site/.DS_Store" in (disk.bundle_digests(tmp_path, "a") or {})
    (tmp_path / "a/site/link").symlink_to("/etc/passwd")
    assert disk.bundle_digests(tmp_path, "a") is None
    assert disk.bundle_digests(tmp_path, "b") is None


@pytest.mark.parametrize("stands", [_file, _link, _pipe, _empty])
def test_a_file_that_is_none_is_not_there(tmp_path: Path, stands: Callable[[Path], None]) -> None:
    stands(tmp_path / "a")
    assert disk.read_bundle_file(tmp_path, "a", "manifest.json") is None
    (tmp_path / "b").mkdir()
    if stands is not _file:
        stands(tmp_path / "b" / "manifest.json")
    assert disk.read_bundle_file(tmp_path, "b", "manifest.json") is None


def test_an_entry_of_the_shelf_is_there_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "part").mkdir()
    shelf = Shelf(tmp_path / "store", tmp_path / "part")
    shelf.put("abcd", b"one")
    assert shelf.get("abcd") == b"one"
    assert shelf.get("none") is None

    def failing(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError):
        shelf.put("abcd", b"two")
    assert shelf.get("abcd") == b"one"
    assert contents(tmp_path / "store") == {"ab/abcd": b"one"}


# ── What was seen before ──────────────────────────────────────────────────────────────────────────────────────────


def seen(root: Path, index: disk.Index) -> dict[str, str]:
    """Digests of what is read of all brands but acme."""
    tree = disk.read_tree(root, ["acme"], index)
    return {path: blob.digest for path, blob in tree.files.items() if not path.startswith("brands/acme/")}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Three brands; the index may be used as soon as a file was read."""
    root = tmp_path / "shop"
    for slug in ("acme", "beta", "gamma"):
        (root / "brands" / slug / "fonts").mkdir(parents=True)
        (root / "brands" / slug / "brand.yaml").write_text(f"name: {slug}\n", "utf-8")
        (root / "brands" / slug / "logo.svg").write_text("<svg/>", "utf-8")
    (root / "whitelabel.yaml").write_text("x", "utf-8")
    return root


def test_of_brands_that_are_not_asked_for_only_the_brand_file_is_read(shop: Path) -> None:
    (shop / "brands/gamma/brand.yaml").unlink()
    (shop / "brands/delta").mkdir()
    (shop / "brands/link").symlink_to(shop / "brands/beta")
    (shop / "brands/epsilon").mkdir()
    (shop / "brands/epsilon/brand.yaml").symlink_to(shop / "brands/beta/brand.yaml")
    tree = disk.read_tree(shop, ["acme"])
    assert sorted(tree.files) == [
        "brands/acme/brand.yaml",
        "brands/acme/logo.svg",
        "brands/beta/brand.yaml",
        "whitelabel.yaml",
    ]
    assert tree.odd == {
        "brands/epsilon/brand.yaml": "a symbolic link",
        "brands/gamma/brand.yaml": "missing",
        "brands/link": "a symbolic link",
    }


def test_a_file_that_has_not_changed_is_not_read_again(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_WORTH", 0)
    monkeypatch.setattr(disk, "_SETTLED", 0)
    place = shop / "index"
    index = disk.Index(place, "1")
    before = seen(shop, index)
    index.keep("a", {"x": [1]})
    index.save()
    read: list[Path] = []

    def reading(path: Path) -> bytes:
        read.append(path)
        return path.read_bytes()

    monkeypatch.setattr(disk, "_read_regular", reading)
    again = disk.Index(place, "1")
    assert seen(shop, again) == before and again.recall("a") == {"x": [1]} and again.recalled
    assert [path.parent.name for path in read if path.name == "brand.yaml"] == ["acme"]
    assert seen(shop, disk.Index(place, "2")) == before
    assert sorted(path.parent.name for path in read if path.name == "brand.yaml") == ["acme", "acme", "beta", "gamma"]


@pytest.mark.parametrize("same_time", [False, True])
@pytest.mark.parametrize("same_size", [False, True])
def test_no_change_of_a_file_is_overlooked(
    shop: Path, monkeypatch: pytest.MonkeyPatch, same_time: bool, same_size: bool
) -> None:
    monkeypatch.setattr(disk, "_WORTH", 0)
    monkeypatch.setattr(disk, "_SETTLED", 0)
    index = disk.Index(shop / "index")
    seen(shop, index)
    index.save()
    beta = shop / "brands/beta/brand.yaml"
    about = beta.stat()
    beta.write_text("name: BETA\n" if same_size else "name: another\n", "utf-8")
    if same_time:
        os.utime(beta, ns=(about.st_atime_ns, about.st_mtime_ns))
    found = seen(shop, disk.Index(shop / "index"))
    assert found["brands/beta/brand.yaml"] == disk.Blob.of(beta.read_bytes()).digest


def test_a_file_that_was_changed_a_moment_ago_is_read_anew(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_WORTH", 0)
    index = disk.Index(shop / "index")
    seen(shop, index)
    index.keep("a", 1)
    index.save()
    assert json.loads((shop / "index").read_text("utf-8").partition("\n")[2])["seen"] == {}


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": ""}', '{"version": "", "seen": 1, "known": []}'])
def test_an_index_that_cannot_be_read_is_begun_anew(shop: Path, text: str) -> None:
    before = seen(shop, disk.Index())
    (shop / "index").write_text(text, "utf-8")
    assert seen(shop, disk.Index(shop / "index")) == before


@pytest.mark.parametrize("byte", [0, 70, 150, -2])
def test_an_index_in_which_a_byte_has_changed_is_begun_anew(
    shop: Path, monkeypatch: pytest.MonkeyPatch, byte: int
) -> None:
    monkeypatch.setattr(disk, "_WORTH", 0)
    monkeypatch.setattr(disk, "_SETTLED", 0)
    index = disk.Index(shop / "index")
    before = seen(shop, index)
    index.keep("a", {"x": "\ud800 й"})
    index.save()
    assert disk.Index(shop / "index").recall("a") == {"x": "\ud800 й"}
    data = bytearray((shop / "index").read_bytes())
    data[byte] ^= 1
    (shop / "index").write_bytes(data)
    again = disk.Index(shop / "index")
    assert seen(shop, again) == before and again.recall("a") is None


def test_an_index_that_cannot_be_written_stops_nothing(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_WORTH", 0)
    (shop / "file").write_text("", "utf-8")
    index = disk.Index(shop / "file" / "index")
    index.keep("a", 1)
    index.save()
    assert not (shop / "file").is_dir()

"""What is kept only to save work ends no build, whatever stands in its place."""

from __future__ import annotations

import datetime
import errno
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.disk.bundles import contents
from tests.disk.sealed import sealed
from tests.render.small import FILES, LOGO
from whitelabel import incremental, pipeline
from whitelabel.disk import index
from whitelabel.disk.shelf import Shelf
from whitelabel.outcome import Outcome
from whitelabel.pipeline import quiet
from whitelabel.run.store import Store

DAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, with all that was kept."""
    root = tmp_path_factory.mktemp("built") / "shop"
    for path, data in {**FILES, "brands/acme/logo.svg": LOGO}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(data, "utf-8")
    build(root)
    return root


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Path:
    """A copy whose bundle is gone: all has to come from what was kept, or be made."""
    shutil.copytree(built, tmp_path / "shop")
    shutil.rmtree(tmp_path / "shop/build/acme")
    return tmp_path / "shop"


def build(root: Path, **options: Any) -> Outcome:
    return incremental.build(root, on=DAY, progress=quiet, **options)


def entries(root: Path) -> list[Path]:
    return sorted(path for path in (root / "build/.store").glob("??/*") if path.is_file())


def _as_folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


def _as_pipe(place: Path) -> None:
    place.unlink()
    os.mkfifo(place)


def _as_link(place: Path) -> None:
    """Leaves a link to the entry as it was."""
    kept = place.rename(place.parents[2] / place.name)
    place.symlink_to(kept)


def _cut(place: Path) -> None:
    data = place.read_bytes()
    place.write_bytes(data[: len(data) // 2])


def _flipped(place: Path) -> None:
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes(data)


def _holding(*files: bytes) -> Callable[[Path], None]:
    """Leaves a well-sealed entry of other files."""

    def damage(place: Path) -> None:
        place.unlink()
        Store(Shelf(place.parents[1], place.parents[1])).put(place.name, files, stored=True)

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda place: None,
        _as_folder,
        _as_pipe,
        _as_link,
        _cut,
        _flipped,
        lambda place: place.write_bytes(b""),
        lambda place: place.write_bytes(b"[" * 100_000),
        lambda place: place.write_bytes(b'{"sizes": [1e999], "sha256": ""}\n'),
        lambda place: place.write_bytes(os.urandom(1000)),
        _holding(),
        _holding(*[b"x"] * 99),
    ],
    ids=[
        "as it was",
        "folder",
        "pipe",
        "link",
        "cut",
        "flipped",
        "empty",
        "deep",
        "endless",
        "junk",
        "no files",
        "too many files",
    ],
)
def test_whatever_stands_in_an_entrys_place_the_same_bundle_is_made(
    built: Path, shop: Path, damage: Callable[[Path], None]
) -> None:
    assert len(entries(shop)) > 1
    for place in entries(shop):
        damage(place)
    assert [one.status for one in build(shop).brands] == ["built"]
    assert contents(shop / "build/acme") == contents(built / "build/acme")
    assert _kept(shop) == _kept(built)


def _kept(root: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in entries(root) if not place.is_symlink()}


def test_entries_that_have_changed_places_are_made_anew(built: Path, shop: Path) -> None:
    places = entries(shop)
    data = [place.read_bytes() for place in places]
    for place, other in zip(places, [*data[1:], data[0]], strict=True):
        place.write_bytes(other)
    build(shop)
    assert contents(shop / "build/acme") == contents(built / "build/acme")
    assert _kept(shop) == _kept(built)


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: folder.write_bytes(b""),
        lambda folder: folder.symlink_to("nowhere"),
        lambda folder: folder.symlink_to("/proc"),
        os.mkfifo,
    ],
    ids=["file", "broken link", "link", "pipe"],
)
def test_whatever_stands_in_the_place_of_a_folder_of_entries_the_same_bundle_is_made(
    built: Path, shop: Path, damage: Callable[[Path], None]
) -> None:
    for folder in {place.parent for place in entries(shop)}:
        shutil.rmtree(folder)
        damage(folder)
    assert [one.status for one in build(shop).brands] == ["built"]
    assert contents(shop / "build/acme") == contents(built / "build/acme")


def test_a_store_without_room_makes_the_same_bundle_and_is_kept_empty(built: Path, shop: Path) -> None:
    build(shop, store_size=0)
    assert entries(shop) == []
    assert contents(shop / "build/acme") == contents(built / "build/acme")


def test_what_other_builds_left_goes_before_what_this_one_used(built: Path, shop: Path) -> None:
    size = sum(map(len, _kept(built).values()))
    for number in range(50):
        old = shop / f"build/.store/{number:02x}/{number:064x}"
        old.parent.mkdir(exist_ok=True)
        old.write_bytes(b"x" * 10_000)
        os.utime(old, (number, number))
    build(shop, store_size=size + 25_000)
    assert _kept(shop).keys() >= _kept(built).keys()
    assert sum(map(len, _kept(shop).values())) <= size + 25_000


def test_a_build_that_has_nothing_to_do_does_not_look_through_the_store(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time.sleep(0.05)
    build(shop)
    time.sleep(0.05)
    monkeypatch.setattr(pipeline, "trim", lambda *_: pytest.fail("the store was looked through"))
    assert [one.status for one in build(shop, store_size=0).brands] == ["unchanged"]


@pytest.mark.parametrize(
    "junk", [b"", b"x", b"{}\n", b"[" * 100_000, b'{"signs": [{}], "problems": []}\n', b'{"signs": 1}\n']
)
def test_a_study_that_is_none_is_made_anew(built: Path, shop: Path, junk: bytes) -> None:
    studies = [place for place in entries(shop) if b'"signs"' in place.read_bytes()]
    assert studies
    for place in studies:
        _holding(junk)(place)
    build(shop)
    assert contents(shop / "build/acme") == contents(built / "build/acme")


@pytest.mark.parametrize("name", ["ledger", "index", "entries", "all"])
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_what_was_kept_and_cannot_be_read_is_made_anew(
    built: Path, shop: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    store = shop / "build/.store"
    closed = {"ledger": [store / "ledger"], "index": [store / "index"], "entries": entries(shop)}
    places = {os.fspath(place) for place in closed.get(name, [store / "ledger", store / "index", *entries(shop)])}
    real: Any = os.open

    def opening(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if os.fspath(path) in places and not flags & os.O_CREAT:
            raise OSError(number, os.strerror(number), path)
        return int(real(path, flags, *more, **named))

    monkeypatch.setattr(os, "open", opening)
    assert [one.status for one in build(shop).brands] == ["built"]
    assert contents(shop / "build/acme") == contents(built / "build/acme")


def test_a_file_in_the_place_of_the_store_stops_nothing(built: Path, shop: Path) -> None:
    shutil.rmtree(shop / "build/.store")
    (shop / "build/.store").write_text("x", "utf-8")
    assert [one.status for one in build(shop).brands] == ["built"]
    assert contents(shop / "build/acme") == contents(built / "build/acme")


@pytest.mark.parametrize("listing", [b"[" * 100_000, b"[]", b'{"files": [1]}', b'{"files": [{"path": 1}]}', b"\xff"])
def test_a_bundles_listing_that_is_none_has_it_made_anew(built: Path, shop: Path, listing: bytes) -> None:
    shutil.copytree(built / "build/acme", shop / "build/acme")
    (shop / "build/acme/manifest.json").write_bytes(listing)
    assert [one.status for one in build(shop).brands] == ["built"]
    assert contents(shop / "build/acme") == contents(built / "build/acme")


_GRANT = [["RU-MOW"], "sole", 0, [], "", "", "A-1", 0, 1, 1, 1]


def _record(at: int, data: Any) -> list[Any]:
    grant = [*_GRANT]
    grant[at] = data
    return ["acme", False, "Acme", "", "en", [], [grant]]


@pytest.mark.parametrize(
    "record",
    [
        *(
            1,
            [],
            {},
            "x",
            [1] * 7,
            ["acme", False, "Acme", "", "en", [], 7],
            ["acme", False, "Acme", "", "en", [], [[]]],
        ),
        *(_record(0, [1]), _record(1, "more"), _record(2, "1"), _record(2, 10**400), _record(3, None)),
        *(_record(4, "soon"), _record(5, 1), _record(6, 1), _record(7, -1), _record(8, "1")),
    ],
    ids=lambda record: repr(record)[:60],
)
def test_what_was_kept_of_rights_in_another_form_is_read_anew(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: Any
) -> None:
    monkeypatch.setattr(index, "_WORTH", 0)
    monkeypatch.setattr(index, "_SETTLED", 0)
    root = tmp_path / "shop"
    shutil.copytree(built, root)
    first = pipeline.territories(root, on=DAY)
    place = root / "build/.store/index"
    kept = json.loads(place.read_bytes().partition(b"\n")[2])
    assert kept["known"]
    forged = {**kept, "known": dict.fromkeys(kept["known"], record)}
    sealed(place, json.dumps(forged).encode(), index._VERSION)
    again = pipeline.territories(root, on=DAY)
    assert again.rights == first.rights
    assert again.problems == first.problems
    assert json.loads(place.read_bytes().partition(b"\n")[2]) == kept

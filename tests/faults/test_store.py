"""Whatever becomes of the store, a build makes what a clean one would, and mends it."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.faults.shop import ARCHIVES, Shop, State, mixed
from whitelabel.cli import main

pytestmark = pytest.mark.soak


def _flipped(place: Path, dice: random.Random) -> None:
    data = bytearray(place.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    place.write_bytes(data)


def _cut(place: Path, dice: random.Random) -> None:
    place.write_bytes(place.read_bytes()[: dice.randrange(place.stat().st_size)])


def _emptied(place: Path, _dice: random.Random) -> None:
    place.write_bytes(b"")


def _lengthened(place: Path, _dice: random.Random) -> None:
    place.write_bytes(place.read_bytes() + b"\0")


def _another(place: Path, dice: random.Random) -> None:
    """In its place another entry, sound in itself."""
    store = next(folder for folder in place.parents if folder.name == ".store")
    place.write_bytes(dice.choice(sorted(store.glob("??/*"))).read_bytes())


def _dangling(place: Path, _dice: random.Random) -> None:
    place.unlink()
    place.symlink_to("nowhere")


def _read_by(build: Callable[[], int], store: Path) -> list[Path]:
    """The entries that a build asks for, which notes that; what is kept for judging bundles isn't, while they are as they were."""
    for place in store.glob("??/*"):
        os.utime(place, (0, 0))
    assert build() == 0
    return sorted(place for place in store.glob("??/*") if place.stat().st_mtime > 0)


DAMAGES = (_flipped, _cut, _emptied, _lengthened, _another, _dangling)


@pytest.mark.soak
@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.soak)])
def test_a_damaged_entry_is_noticed_and_made_anew(
    shop: Shop, plain: Mapping[str, State], rounds: int, counted: Callable[[str, int], None]
) -> None:
    shop.enlarge(tuple(ARCHIVES))
    shutil.copytree(shop.root.parent / "clean one/build/.store", shop.out / ".store")
    store, dice = shop.out / ".store", random.Random(rounds)
    # What was found of a bundle holds for the folder in which it was built.
    assert main(shop.words()) == 0
    for slug in ARCHIVES:
        shutil.rmtree(shop.out / slug, ignore_errors=True)
    read = [store / "ledger", *_read_by(lambda: main(shop.words()), store)]
    for damage in DAMAGES * rounds:
        place = dice.choice(read)
        before = place.read_bytes()
        damage(place, dice)
        for slug in ARCHIVES:
            shutil.rmtree(shop.out / slug, ignore_errors=True)
        assert main(shop.words()) == 0
        found = shop.state()
        assert found == plain["one"], f"{damage.__name__} {place}\n{mixed(found, plain['one'])}"
        assert place.name == "ledger" or place.read_bytes() == before, f"{damage.__name__} {place}"
        assert shop.litter() == []
    counted("entries of the store damaged", rounds * len(DAMAGES))


def test_what_killed_processes_left_in_the_store_is_cleared_by_the_next_build(
    shop: Shop, right: Mapping[str, State]
) -> None:
    store = shop.out / ".store"
    shutil.copytree(shop.root.parent / "clean one/build/.store", store)
    for name in ("ledger", "index", next(store.glob("??/*")).name):
        (store / f"{name}.0123abcd").write_bytes(b"half")
    assert main(shop.words()) == 0
    assert shop.litter() == []

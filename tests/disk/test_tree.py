"""What is read of a project: nothing is followed, and nothing is taken for what it was."""

from __future__ import annotations

import errno
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from whitelabel.disk.blob import KEEP_BYTES, Blob, blob_of
from whitelabel.disk.files import find_root, remove
from whitelabel.disk.index import Index
from whitelabel.disk.tree import brand_entries, part_of, read_parts, read_tree

ROOT = Path(__file__).resolve().parents[2]


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
    tree = read_tree(tmp_path)
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
    path.write_bytes(b"1" * (KEEP_BYTES + 1))
    blob = blob_of(path)
    assert blob.data is None
    assert blob.read() == b"1" * (KEEP_BYTES + 1)
    path.write_bytes(b"2" * (KEEP_BYTES + 1))
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
    assert find_root(tmp_path / "a/b") == tmp_path
    assert find_root(Path("/")) is None


def test_what_counts_as_a_brand_is_seen_without_reading_any(tmp_path: Path) -> None:
    brands = tmp_path / "brands"
    for slug in ("acme", "beta"):
        (brands / slug / "fonts").mkdir(parents=True)
        (brands / slug / "brand.yaml").touch()
    (brands / "deep/er/est").mkdir(parents=True)
    (brands / "deeper/er").mkdir(parents=True)
    (brands / "deeper/er/file").touch()
    (brands / "empty").mkdir()
    (brands / "littered").mkdir()
    (brands / "littered/.DS_Store").touch()
    (brands / "link").symlink_to("acme")
    (brands / "readme.txt").touch()
    (brands / "old~").mkdir()
    os.mkfifo(brands / "pipe")
    found, others = brand_entries(tmp_path)
    assert found == list(read_tree(tmp_path).brands) == ["acme", "beta", "deeper", "link", "pipe"]
    assert others == ["deep", "empty", "littered", "readme.txt"]
    assert brand_entries(brands) == ([], [])


@pytest.mark.parametrize("seed", range(8))
def test_parts_that_are_read_again_are_as_in_a_look_at_everything(tmp_path: Path, seed: int) -> None:
    """After each of many edits the tree that was brought up to date is the one that is read anew, contents and all."""
    chance = random.Random(seed)
    names = (
        *("whitelabel.yaml", "base_theme/theme.yaml", "base_theme/assets/a.css", "base_theme/assets/deep/b.css"),
        *("brands/a/brand.yaml", "brands/a/logo.svg", "brands/a/fonts/x.woff2", "brands/b/brand.yaml"),
        *("brands/b/logo.svg", "brands/c", "brands/d/logo.svg", "contracts/a.yaml", "contracts/b.yaml", "notes.txt"),
    )
    (tmp_path / "brands").mkdir()
    seen: Sequence[str] = ("a",)
    index = Index()
    tree = read_tree(tmp_path, seen, index, every=True)
    for turn in range(60):
        touched = {_edit(tmp_path, chance, names, turn) for _ in range(chance.choice((1, 1, 3)))}
        index = index.again(part=True)
        tree = read_parts(tmp_path, tree, {part_of(path) for path in touched}, seen, index)
        fresh = read_tree(tmp_path, seen)
        assert (tree.files, tree.odd) == (fresh.files, fresh.odd)
        assert {path: blob.read() for path, blob in tree.files.items()} == {
            path: (tmp_path / path).read_bytes() for path in tree.files
        }


def _edit(root: Path, chance: random.Random, names: Sequence[str], turn: int) -> str:
    """Write, take away, rename, or put a link or a folder in the place of one of the files; its name."""
    name = chance.choice(names)
    place = root / name
    for above in reversed(place.relative_to(root).parents[:-1]):
        if not (root / above).is_dir():
            remove(root / above)
            (root / above).mkdir()
    what = chance.choice(("write", "write", "replace", "remove", "link", "folder"))
    if what == "replace":
        (root / "aside").write_text(f"{name} {turn} aside")
    if what != "write" or not place.is_file() or place.is_symlink():
        remove(place)
    if what == "write":
        place.write_text(f"{name} {turn}")
    elif what == "replace":
        (root / "aside").rename(place)
    elif what == "link":
        place.symlink_to(root / "aside")
    elif what == "folder":
        place.mkdir()
        (place / "brand.yaml").write_text(f"{name} {turn} within")
    return name

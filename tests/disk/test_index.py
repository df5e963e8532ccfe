"""What has not changed is not read again."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.disk.sealed import sealed
from whitelabel.disk import index as module
from whitelabel.disk.blob import Blob
from whitelabel.disk.index import Index
from whitelabel.disk.tree import read_tree

ROOT = Path(__file__).resolve().parents[2]


def seen(root: Path, index: Index) -> dict[str, str]:
    """Digests of what is read of all brands but acme."""
    tree = read_tree(root, ["acme"], index)
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
    tree = read_tree(shop, ["acme"])
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
    monkeypatch.setattr("whitelabel.disk.index._WORTH", 0)
    monkeypatch.setattr("whitelabel.disk.index._SETTLED", 0)
    place = shop / "index"
    index = Index(place, "1")
    before = seen(shop, index)
    index.keep("a", {"x": [1]})
    index.save()
    read: list[Path] = []

    def reading(path: Path) -> bytes:
        read.append(path)
        return path.read_bytes()

    monkeypatch.setattr("whitelabel.disk.blob.read_regular", reading)
    again = Index(place, "1")
    assert seen(shop, again) == before and again.recall("a") == {"x": [1]} and again.recalled
    assert [path.parent.name for path in read if path.name == "brand.yaml"] == ["acme"]
    assert seen(shop, Index(place, "2")) == before
    assert sorted(path.parent.name for path in read if path.name == "brand.yaml") == ["acme", "acme", "beta", "gamma"]


@pytest.mark.parametrize("same_time", [False, True])
@pytest.mark.parametrize("same_size", [False, True])
def test_no_change_of_a_file_is_overlooked(
    shop: Path, monkeypatch: pytest.MonkeyPatch, same_time: bool, same_size: bool
) -> None:
    monkeypatch.setattr("whitelabel.disk.index._WORTH", 0)
    monkeypatch.setattr("whitelabel.disk.index._SETTLED", 0)
    index = Index(shop / "index")
    seen(shop, index)
    index.save()
    beta = shop / "brands/beta/brand.yaml"
    about = beta.stat()
    beta.write_text("name: BETA\n" if same_size else "name: another\n", "utf-8")
    if same_time:
        os.utime(beta, ns=(about.st_atime_ns, about.st_mtime_ns))
    found = seen(shop, Index(shop / "index"))
    assert found["brands/beta/brand.yaml"] == Blob.of(beta.read_bytes()).digest


def test_a_file_that_was_changed_a_moment_ago_is_read_anew(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitelabel.disk.index._WORTH", 0)
    index = Index(shop / "index")
    seen(shop, index)
    index.keep("a", 1)
    index.save()
    assert json.loads((shop / "index").read_text("utf-8").partition("\n")[2])["seen"] == {}


_RIGHT = {"version": "", "seen": {}, "known": {"a": 1}}


@pytest.mark.parametrize(
    "data",
    [
        *({}, [], None, 1, "x", {"version": ""}, {"version": "", "seen": 1, "known": []}),
        *({**_RIGHT, key: data} for key in _RIGHT for data in ([], 1, None)),
        *({**_RIGHT, "seen": {"brands/beta/brand.yaml": data}} for data in (None, [], [1, 2, 3, 4], [1, 2, 3, 4, 5])),
    ],
    ids=str,
)
def test_an_index_of_another_form_is_begun_anew_however_well_it_is_sealed(shop: Path, data: Any) -> None:
    before = seen(shop, Index())
    assert Index(sealed(shop / "index", json.dumps(_RIGHT).encode(), module._VERSION)).recall("a") == 1
    index = Index(sealed(shop / "index", json.dumps(data).encode(), module._VERSION))
    assert seen(shop, index) == before
    assert index.recall("a") is None


def test_what_was_kept_in_another_form_is_not_recalled(tmp_path: Path) -> None:
    place = sealed(tmp_path / "index", json.dumps(_RIGHT).encode(), module._VERSION)
    index = Index(place)
    assert index.recall("a", str) is None
    assert not index.recalled
    assert index.recall("a", int) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_an_index_that_cannot_be_read_is_begun_anew(shop: Path, text: str) -> None:
    before = seen(shop, Index())
    (shop / "index").write_text(text, "utf-8")
    assert seen(shop, Index(shop / "index")) == before


@pytest.mark.parametrize("byte", [0, 70, 150, -2])
def test_an_index_in_which_a_byte_has_changed_is_begun_anew(
    shop: Path, monkeypatch: pytest.MonkeyPatch, byte: int
) -> None:
    monkeypatch.setattr("whitelabel.disk.index._WORTH", 0)
    monkeypatch.setattr("whitelabel.disk.index._SETTLED", 0)
    index = Index(shop / "index")
    before = seen(shop, index)
    index.keep("a", {"x": "\ud800 й"})
    index.save()
    assert Index(shop / "index").recall("a") == {"x": "\ud800 й"}
    data = bytearray((shop / "index").read_bytes())
    data[byte] ^= 1
    (shop / "index").write_bytes(data)
    again = Index(shop / "index")
    assert seen(shop, again) == before and again.recall("a") is None


def test_an_index_that_cannot_be_written_stops_nothing(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whitelabel.disk.index._WORTH", 0)
    (shop / "file").write_text("", "utf-8")
    index = Index(shop / "file" / "index")
    index.keep("a", 1)
    index.save()
    assert not (shop / "file").is_dir()

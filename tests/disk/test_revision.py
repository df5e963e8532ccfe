"""A project is taken out of git as it was, and nothing of the repository is run."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from tests.repository import commit, git
from tests.shop import write
from whitelabel.disk import revision
from whitelabel.disk.revision import Commit, commit_of, take_out

FILES = {"whitelabel.yaml": "a\r\n", "base_theme/x/y.txt": "ü", "brands/Ä b/logo.svg": "<svg/>", "contracts/a.yaml": ""}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        write(tmp_path / "it", path, text)
    write(tmp_path / "it", "README.md", "not of the project")
    return tmp_path / "it"


def taken(root: Path, name: str, folder: Path) -> dict[str, str]:
    found = commit_of(root, name)
    assert found is not None
    folder.mkdir()
    take_out(found, folder)
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_the_project_is_as_it_was(root: Path, tmp_path: Path) -> None:
    commit(root, "v1")
    write(root, "whitelabel.yaml", "b")
    (root / "contracts/a.yaml").unlink()
    commit(root, "v2")

    assert taken(root, "v1", tmp_path / "1") == {**FILES, "whitelabel.yaml": "a\n"}
    assert taken(root, "main", tmp_path / "2").keys() == FILES.keys() - {"contracts/a.yaml"}
    assert (tmp_path / "2/whitelabel.yaml").read_bytes() == b"b"


def test_what_git_calls_a_commit_is_one_and_nothing_else_is(root: Path) -> None:
    commit(root, "v1", "2026-03-01")
    sha = git(root, "rev-parse", "HEAD").strip()

    for name in ("v1", "main", "HEAD", sha, sha[:8], "refs/tags/v1", "@"):
        found = commit_of(root, name)
        assert found is not None and (found.sha, found.moment.date().isoformat()) == (sha, "2026-03-01")
    for name in ("v2", "--all", "--git-dir", "-h", "--upload-pack=x", "", " ", "HEAD~1", "v1:brands", "v1..v1", "a\nb"):
        assert commit_of(root, name) is None, name


def test_within_a_hook_of_another_repository_it_is_the_projects(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(root, "v1")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_WORK_TREE", "/nowhere")

    assert commit_of(root, "v1") is not None


def test_without_a_repository_there_is_no_commit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(root.parent))

    assert commit_of(root, "HEAD") is None


def test_of_a_folder_of_a_repository_that_folder_is_taken(root: Path, tmp_path: Path) -> None:
    root.rename(tmp_path / "other")
    (tmp_path / "it/a/-b c").mkdir(parents=True)
    (tmp_path / "other").rename(tmp_path / "it/a/-b c/shop")
    write(tmp_path / "it", "brands/stranger/brand.yaml", "name: Stranger")
    commit(tmp_path / "it", "v1")

    assert taken(tmp_path / "it/a/-b c/shop", "v1", tmp_path / "1").keys() == FILES.keys()
    (tmp_path / "it/new").mkdir()
    assert taken(tmp_path / "it/new", "v1", tmp_path / "2") == {}


def test_links_are_not_followed_and_not_made_and_no_hook_is_run(root: Path, tmp_path: Path) -> None:
    (root / "brands/Ä b/out").symlink_to("/etc")
    (root / "brands/Ä b/in").symlink_to("logo.svg")
    commit(root, "v1")
    for name in ("post-checkout", "reference-transaction", "pre-auto-gc"):
        (root / ".git/hooks").mkdir(exist_ok=True)
        (root / ".git/hooks" / name).write_text(f"#!/bin/sh\ntouch '{tmp_path}/run'\n", "utf-8")
        (root / ".git/hooks" / name).chmod(0o755)
    commit_tree = taken(root, "v1", tmp_path / "1")

    assert commit_tree.keys() == FILES.keys() and not (tmp_path / "run").exists()
    assert not any(path.is_symlink() for path in (tmp_path / "1").rglob("*"))


@pytest.mark.parametrize("name", ["brands/../../out", "/brands/out", "brands//out", "brands/./out", "../brands/x"])
def test_nothing_is_written_outside_of_the_folder(tmp_path: Path, name: str) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(name))
        archive.addfile(tarfile.TarInfo("brands/in"))
    (tmp_path / "it").mkdir()

    assert revision._unpacked(io.BytesIO(stream.getvalue()), tmp_path / "it")
    assert [path.name for path in tmp_path.rglob("*")] == ["it", "brands", "in"]


def test_where_git_fails_it_is_told_what_it_says(root: Path, tmp_path: Path) -> None:
    commit(root, "v1")
    found = commit_of(root, "v1")
    assert found is not None
    tree = git(root, "rev-parse", "v1:base_theme").strip()
    (root / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(OSError, match="git gives no files of") as raised:
        take_out(found, tmp_path)

    assert any(note.startswith("git: ") for note in raised.value.__notes__)
    take_out(Commit("0" * 40, found.moment, found.top, ""), tmp_path)

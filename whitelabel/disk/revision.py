"""The project as it was at a revision, taken out of git.

git reads its own database, and runs nothing of the repository: no hook, no submodule; filters that the user has set up for
files, as for those that git keeps elsewhere, it does run. What it gives is written file by file: no link is made, and nothing
outside of the folder.
"""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from whitelabel.disk.files import BRANDS, CONTRACTS, ROOT_FILE, THEME

_WANTED = (ROOT_FILE, THEME, BRANDS, CONTRACTS)
"""What a project consists of; what else lies beside it is not taken out."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the repository in which a project lies.

    Attributes:
        sha: Its name, whole.
        moment: When it was made.
        top: The repository's root.
        within: What leads from there to the project: empty, or with ``/`` at its end.
    """

    sha: str
    moment: datetime.datetime
    top: Path
    within: str


def commit_of(root: Path, revision: str) -> Commit | None:
    """The commit that a revision means.

    Args:
        root: The project's folder.
        revision: A branch, a tag, the beginning of a commit's name, or what else git takes for one; never an option.

    Returns:
        ``None`` where there is none, or the project lies in no repository.

    Raises:
        FileNotFoundError: git isn't installed.
    """
    named = _said(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    top, within = _said(root, "rev-parse", "--show-toplevel"), _said(root, "rev-parse", "--show-prefix")
    seconds = _said(root, "log", "-1", "--no-show-signature", "--format=%ct", named) if named else ""
    if not (named and top and seconds):
        return None
    moment = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    return Commit(named, moment, Path(top), within)


def take_out(commit: Commit, folder: Path) -> None:
    """Write the project's files as they were; nothing where there was no project.

    Args:
        commit: Of the project's repository.
        folder: An empty folder to write them into.

    Raises:
        OSError: git fails, or a file can't be written.
    """
    tree = _said(commit.top, "rev-parse", "--verify", "--quiet", f"{commit.sha}:{commit.within}")
    if not tree:
        return
    with tempfile.TemporaryFile() as said:
        command = _command(commit.top, "archive", "--format=tar", tree)
        with subprocess.Popen(
            command, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
        ) as git:
            assert git.stdout is not None
            is_whole = _unpacked(git.stdout, folder)
        if git.returncode or not is_whole:
            said.seek(0)
            failure = OSError(errno.EIO, f"git gives no files of {commit.sha[:12]}")
            for line in said.read(4096).decode("utf-8", "replace").splitlines():
                failure.add_note(f"git: {line}")
            raise failure


def is_shallow(root: Path) -> bool:
    """Whether the repository in which a project lies was cloned without what came before some commit.

    Raises:
        FileNotFoundError: git isn't installed.
    """
    return _said(root, "rev-parse", "--is-shallow-repository") == "true"


def changed_since(commit: Commit, place: Path) -> bool | None:
    """Whether a file, or any below a folder, isn't what it was at a commit; files that git ignores don't count.

    Args:
        commit: Of the repository in which it lies.
        place: The file or folder.

    Returns:
        ``None`` where there is nothing of that name now, nor was then.

    Raises:
        FileNotFoundError: git isn't installed.
    """
    try:
        within = place.resolve().relative_to(commit.top.resolve()).as_posix()
    except ValueError:
        return None
    named = ("--", f":(top,literal){within}")
    then = _said(commit.top, "ls-tree", "-r", "--full-tree", "--name-only", commit.sha, "--", f":(literal){within}")
    added = _said(commit.top, "ls-files", "--others", "--exclude-standard", *named)
    changed = _said(commit.top, "diff", "--no-ext-diff", "--no-renames", "--name-only", commit.sha, *named)
    if not (then or added or changed or _said(commit.top, "ls-files", *named)):
        return None
    return bool(added or changed)


def _unpacked(stream: IO[bytes], folder: Path) -> bool:
    """Write what an archive holds; whether it came to its end."""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                _write(archive, member, folder)
    except tarfile.TarError:
        return False
    # Whoever writes it is not cut off in what fills up its last block.
    stream.read()
    return True


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    parts = member.name.split("/")
    if not member.isreg() or parts[0] not in _WANTED or not {"", ".", ".."}.isdisjoint(parts):
        return
    data = archive.extractfile(member)
    assert data is not None
    place = folder.joinpath(*parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    with data, open(place, "xb") as file:
        shutil.copyfileobj(data, file)


def _said(folder: Path, *words: str) -> str:
    """The line that git says; empty where it fails."""
    command = _command(folder, *words)
    nothing = subprocess.DEVNULL
    done = subprocess.run(
        command, env=_environment(), stdin=nothing, stdout=subprocess.PIPE, stderr=nothing, check=False
    )
    return os.fsdecode(done.stdout).removesuffix("\n") if done.returncode == 0 else ""


_ELSEWHERE = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
"""What git tells its hooks of the repository in which they run."""


def _environment() -> dict[str, str]:
    """In which git finds the repository by its folder, whoever calls."""
    return {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}


def _command(folder: Path, *words: str) -> Sequence[str]:
    git = shutil.which("git")
    if git is None:
        raise FileNotFoundError(errno.ENOENT, "git is not installed: 'apt-get install git' brings it")
    return [git, "-C", str(folder), "-c", f"core.hooksPath={os.devnull}", "--no-pager", *words]

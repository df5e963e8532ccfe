"""A revision that is named on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from whitelabel.cli.settings import Usage

if TYPE_CHECKING:
    from whitelabel.disk.revision import Commit


def commit_named(root: Path, option: str, named: str) -> Commit:
    """The commit that an option names.

    Args:
        root: The project's folder.
        option: As it is written, such as ``--since``.
        named: Its value.

    Raises:
        Usage: It names none.
        FileNotFoundError: git isn't installed.
    """
    from whitelabel.disk.revision import commit_of, is_shallow

    commit = commit_of(root, named)
    if commit is not None:
        return commit
    message = f"'{option}' is '{named}', which is no revision of the project's git repository"
    if is_shallow(root):
        raise Usage(
            f"{message}, as far as this shallow clone tells",
            "fetch all of it: 'fetch-depth: 0' of actions/checkout, 'GIT_DEPTH: 0' of GitLab, 'git fetch --unshallow'",
        )
    raise Usage(message, "name a tag, a branch or a commit")
